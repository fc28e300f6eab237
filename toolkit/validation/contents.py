"""What a lexicon holds, and in what two of them differ."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ..text.lexicon import Entry, Lexicon, load_lexicon

if TYPE_CHECKING:
    import pandas as pd

FURTHER_COLUMNS = (
    *("aliases", "used_by", "concept", "connotation", "context", "stance", "role", "country", "side"),
    *("pronoun", "valid_from", "valid_to", "complement", "addressee", "by_form", "also", "personal", "sells_news"),
)
"""Columns that some kinds of lexicon add, `inflect` and `forms` excepted."""


def stats(lexicon: Lexicon | str | Path) -> "pd.DataFrame":
    """What a lexicon holds, with one row for each count.

    Counted are entries and forms, and the entries by category, source, press that uses them, connotation and concept. An entry
    with several values counts for each. Verified are the entries with a source, unless the locator says `unverified`: that the
    source was not opened.

    Returns
    -------
    DataFrame with columns of (what is counted), value and n.

    Examples
    --------
    >>> counts = stats(load_lexicon("hedges"))
    >>> counts[counts["of"] == "entries"]["n"].item() == len(load_lexicon("hedges"))
    True
    """
    import pandas as pd

    entries = _lexicon_of(lexicon).entries
    rows: list[tuple[str, str, int]] = [
        ("entries", "", len(entries)),
        ("forms", "", sum(len(entry.forms) for entry in entries)),
        ("verified", "", sum(bool(entry.source) and "unverified" not in entry.locator for entry in entries)),
        ("with a neutral alternative", "", sum(bool(entry.neutral) for entry in entries)),
        ("with exclusions", "", sum(bool(entry.not_in) for entry in entries)),
        ("patterns", "", sum("*" in entry.term for entry in entries)),
    ]
    for of in ("category", "source", "used_by", "connotation", "concept"):
        counted = Counter(value for entry in entries for value in dict(_cells(entry))[of].split("|") if value)
        rows += [(of, name, n) for name, n in counted.most_common()]
    return pd.DataFrame(rows, columns=["of", "value", "n"])


def diff(old: Lexicon | str | Path, new: Lexicon | str | Path) -> "pd.DataFrame":
    """What changed from one lexicon to another: entries added and removed, and columns with another value.

    Returns
    -------
    DataFrame with one row for each change and the columns term, change ("added", "removed" or the name of the column), old, new.

    Examples
    --------
    >>> from toolkit.text.lexicon import Entry
    >>> old, new = (Lexicon("a", "loaded", (Entry("thug", category),)) for category in ("label", "emotive"))
    >>> diff(old, new).values.tolist()
    [['thug', 'category', 'label', 'emotive']]
    """
    import pandas as pd

    old, new = _lexicon_of(old), _lexicon_of(new)
    rows: list[tuple[str, str, str, str]] = []
    for term in sorted({*old.by_term, *new.by_term}):
        before, after = old.by_term.get(term), new.by_term.get(term)
        if before is None or after is None:
            rows.append(
                (term, "removed" if before else "added", before.category if before else "", after.category if after else "")
            )
            continue
        cells = zip(_cells(before), _cells(after), strict=True)
        rows += [(term, name, was, now) for (name, was), (_, now) in cells if was != now]
    return pd.DataFrame(rows, columns=["term", "change", "old", "new"])


def _cells(entry: Entry) -> list[tuple[str, str]]:
    """All columns of an entry, those that hold several values in alphabetical order; the forms include the inflections."""
    names = ("category", "weight", "source", "locator", "licence", "neutral", "case", "note")
    fixed = [(name, str(getattr(entry, name))) for name in names]
    listed = [("not_in", "|".join(sorted(entry.not_in))), ("forms", "|".join(sorted(entry.forms)))]
    return [*fixed, *listed, *((name, entry.extra.get(name, "")) for name in FURTHER_COLUMNS)]


def _lexicon_of(lexicon: Lexicon | str | Path) -> Lexicon:
    return lexicon if isinstance(lexicon, Lexicon) else load_lexicon(lexicon)
