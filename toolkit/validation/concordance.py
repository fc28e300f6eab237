"""A term in its contexts: keyword in context, with the voice and the speaker of every line."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..articles.article import Article
from ..text.lexicon import Entry, Lexicon
from ..text.spans import in_context

if TYPE_CHECKING:
    import pandas as pd


_TOLD = 8  # terms named that make a difference


class Line(NamedTuple):
    """One place of a term: the words on both sides, and who says it."""

    id: str
    outlet: str | None
    field: str
    start: int
    end: int
    term: str
    left: str
    hit: str
    right: str
    voice: str
    speaker: str | tuple[str, ...] | None


def line_of(document: Document, term: LoadedTerm, *, width: int = 60) -> Line:
    """One loaded term of a document with `width` characters on both sides.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The puppet regime fell.")
    >>> line_of(document, document.loaded[0])[6:10]
    ('The ', 'puppet regime', ' fell.', 'narration')
    """
    text = document.article.text if term.field == "text" else document.article.title or ""
    place = (document.article.id, document.article.outlet, term.field, *term.span, term.entry.term)
    return Line(*place, *in_context(text, term.span, width), term.voice, term.speaker)


def concordance(
    articles: Iterable[Article],
    term: str | Lexicon,
    *,
    width: int = 60,
    limit: int | None = None,
    rules_only: bool = False,
) -> "pd.DataFrame":
    """Where a term stands in a corpus, one row a place, in the order of the articles.

    Parameters
    ----------
    term : a term as a lexicon would write it ("puppet regime", "*-ravaged"), or a lexicon of loaded terms.
    width : characters on both sides.
    limit : places at most.
    rules_only : find attributions by rule, without the shipped model.

    Returns
    -------
    DataFrame with columns id, outlet, field, start, end, term, left, hit, right, voice, speaker.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> concordance([article_of("“A puppet regime,” Hall said.")], "puppet regime")[["hit", "voice", "speaker"]].values.tolist()
    [['puppet regime', 'quotation', 'Hall']]
    """
    import pandas as pd

    asked = term if isinstance(term, Lexicon) else Lexicon("asked", "loaded", (Entry(term, "label"),))
    read = Annotator([asked], rules_only=rules_only)
    found: list[Line] = []
    for article in articles:
        document = read(article)
        found += [line_of(document, term, width=width) for term in document.loaded]
        if limit is not None and len(found) >= limit:
            break
    return pd.DataFrame(found[:limit], columns=list(Line._fields))


def moved(old: Lexicon, new: Lexicon, articles: Iterable[Article], by: str = "outlet") -> "pd.DataFrame":
    """Which scores a change of lexicon moves: loaded terms by group with both versions, and the terms that make the difference.

    Counts are those of scores, in all voices.

    >>> from toolkit.articles.article import article_of
    >>> old, new = (Lexicon("a", "loaded", tuple(Entry(t, "label") for t in terms)) for terms in (("thug",), ("thug", "mob")))
    >>> moved(old, new, [article_of("The mob beat the thug.", outlet="Wire")]).values.tolist()
    [['Wire', 1, 1, 2, 'mob +1']]
    """
    import pandas as pd

    reads = {"old": Annotator([old]), "new": Annotator([new])}
    counts: dict[str, dict[str, Counter[str]]] = {}
    n_articles: Counter[str] = Counter()
    for article in articles:
        group = str(article.value(by) or "")
        n_articles[group] += 1
        found = counts.setdefault(group, {"old": Counter(), "new": Counter()})
        for version, read in reads.items():
            found[version].update(term.entry.term for term in read(article).loaded)
    rows = []
    for group, found in sorted(counts.items()):
        before, after = found["old"], found["new"]
        change = {term: after[term] - before[term] for term in before | after if after[term] != before[term]}
        told = ", ".join(
            f"{term} {n:+d}" for term, n in sorted(change.items(), key=lambda item: (-abs(item[1]), item[0]))[:_TOLD]
        )
        rows.append((group, n_articles[group], before.total(), after.total(), told))
    return pd.DataFrame(rows, columns=[by, "articles", "hits_before", "hits_after", "terms"])
