"""What a lexicon holds, and what differs between two."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ..text.lexicon import Entry, Lexicon, load_lexicon

if TYPE_CHECKING:
    import pandas as pd


FURTHER_COLUMNS = (
    *("aliases", "used_by", "concept", "connotation", "context", "stance", "role", "country", "side"),
    *("pronoun", "valid_from", "valid_to", "complement", "addressee", "by_form"),
)


def stats(lexicon: Lexicon | str | Path) -> "pd.DataFrame":
    """What a lexicon holds, one row a count: entries, forms, and entries by category, source, the press that uses them
    (one that several use counts for each), connotation and concept.

    Verified are the entries with a source whose locator does not say `unverified` (that it was not opened).

    >>> counts = stats(load_lexicon("hedges"))
    >>> counts[counts["of"] == "entries"]["n"].item() == len(load_lexicon("hedges"))
    True
    """
    import pandas as pd

    entries = _loaded(lexicon).entries
    rows: list[tuple[str, str, int]] = [
        ("entries", "", len(entries)),
        ("forms", "", sum(len(entry.forms) for entry in entries)),
        ("verified", "", sum(bool(entry.source) and "unverified" not in entry.locator for entry in entries)),
        ("with a neutral alternative", "", sum(bool(entry.neutral) for entry in entries)),
        ("with exclusions", "", sum(bool(entry.not_in) for entry in entries)),
        ("patterns", "", sum("*" in entry.term for entry in entries)),
    ]
    for of in ("category", "source", "used_by", "connotation", "concept"):
        counted = Counter(one for entry in entries for one in dict(_cells(entry))[of].split("|") if one)
        rows += [(of, name, n) for name, n in counted.most_common()]
    return pd.DataFrame(rows, columns=["of", "value", "n"])


def diff(old: Lexicon | str | Path, new: Lexicon | str | Path) -> "pd.DataFrame":
    """What changed from one lexicon to another, one row an entry and change: added, removed, or which column became what.

    >>> from toolkit.text.lexicon import Entry
    >>> old, new = (Lexicon("a", "loaded", (Entry("thug", category),)) for category in ("label", "emotive"))
    >>> diff(old, new).values.tolist()
    [['thug', 'category', 'label', 'emotive']]
    """
    import pandas as pd

    old, new = _loaded(old), _loaded(new)
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
    """Everything of an entry but its line; lists in order, forms with the inflections."""
    names = ("category", "weight", "source", "locator", "licence", "neutral", "case", "note")
    fixed = [(name, str(getattr(entry, name))) for name in names]
    listed = [("not_in", "|".join(sorted(entry.not_in))), ("forms", "|".join(sorted(entry.forms)))]
    return [*fixed, *listed, *((name, entry.extra.get(name, "")) for name in FURTHER_COLUMNS)]


def _loaded(lexicon: Lexicon | str | Path) -> Lexicon:
    return lexicon if isinstance(lexicon, Lexicon) else load_lexicon(lexicon)
