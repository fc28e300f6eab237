"""What a lexicon holds, in what two of them differ, and which scores that moves."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..annotation.annotator import Annotator
from ..articles.article import Article
from ..grouping.groups import By, group_of, in_order, title_of
from ..text.lexicon import Entry, Lexicon, load_lexicon

if TYPE_CHECKING:
    import pandas as pd

_TERMS_SHOWN = 8  # that explain most of a difference
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


def moved(old: Lexicon, new: Lexicon, articles: Iterable[Article], by: By = "outlet") -> "pd.DataFrame":
    """How a change of lexicon moves scores: loaded terms found by both versions in each group, and which terms differ most.

    Counts are those of scores, in all voices.

    >>> from toolkit.articles.article import article_of
    >>> old, new = (Lexicon("a", "loaded", tuple(Entry(t, "label") for t in terms)) for terms in (("thug",), ("thug", "mob")))
    >>> moved(old, new, [article_of("The mob beat the thug.", outlet="Wire")]).values.tolist()
    [['Wire', 1, 1, 2, 'mob +1']]
    """
    import pandas as pd

    annotators = [Annotator([lexicon], loaded_model=None, bias_model=None) for lexicon in (old, new)]
    terms: dict[str, tuple[Counter[str], Counter[str]]] = {}  # of each group, as the old and the new lexicon find them
    n_articles: Counter[str] = Counter()
    for article in articles:
        group = group_of(article, by) or ""
        n_articles[group] += 1
        for counter, annotator in zip(terms.setdefault(group, (Counter(), Counter())), annotators, strict=True):
            counter.update(hit.entry.term for hit in annotator(article).loaded)
    rows = [
        (group, n_articles[group], before.total(), after.total(), _changes(before, after))
        for group in in_order(terms)
        for before, after in [terms[group]]
    ]
    return pd.DataFrame(rows, columns=[title_of(by), "articles", "hits_before", "hits_after", "terms"])


def _changes(before: Counter[str], after: Counter[str]) -> str:
    """The terms whose counts differ most, each with the difference."""
    change = {term: after[term] - before[term] for term in before | after if after[term] != before[term]}
    largest = sorted(change.items(), key=lambda item: (-abs(item[1]), item[0]))[:_TERMS_SHOWN]
    return ", ".join(f"{term} {n:+d}" for term, n in largest)
