"""A term in its contexts: keyword in context, with the voice and the speaker of every line."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from ..annotation.annotator import Annotator
from ..annotation.attributions.attribution import Speaker
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..text.lexicon import Entry, Lexicon
from ..text.spans import in_context

if TYPE_CHECKING:
    import pandas as pd


class Line(NamedTuple):
    """One place of a term: the text on both sides, and who says it."""

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
    speaker: Speaker


def concordance(
    articles: Iterable[Any],
    term: str | Lexicon,
    *,
    width: int = 60,
    limit: int | None = None,
    rules_only: bool = False,
    **columns: Unpack[RowOptions],
) -> "pd.DataFrame":
    """Where a term occurs in a corpus, one row for each place, in the order of the articles.

    Parameters
    ----------
    articles : articles, or whatever `articles_in` makes articles of, with the same `columns`.
    term : a term as a lexicon would write it ("puppet regime", "*-ravaged"), or a lexicon of loaded terms.
    width : characters on each side.
    limit : number of places after which the search ends.
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

    lexicon = term if isinstance(term, Lexicon) else Lexicon("asked", "loaded", (Entry(term, "label"),))
    annotator = Annotator([lexicon], rules_only=rules_only, loaded_model=None, bias_model=None)
    lines: list[Line] = []
    for document in map(annotator, articles_in(articles, **columns)):
        lines += [line_of(document, hit, width=width) for hit in document.loaded]
        if limit is not None and len(lines) >= limit:
            break
    return pd.DataFrame(lines[:limit], columns=list(Line._fields))


def line_of(document: Document, term: LoadedTerm, *, width: int = 60) -> Line:
    """One loaded term of a document with up to `width` characters on each side.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The puppet regime fell.")
    >>> line_of(document, document.loaded[0])[6:10]
    ('The ', 'puppet regime', ' fell.', 'narration')
    """
    text = document.article.field(term.field)
    span = document.article.as_read(term.field, *term.span)
    place = (document.article.id, document.article.outlet, term.field, *span, term.entry.term)
    return Line(*place, *in_context(text, term.span, width), term.voice, term.speaker)
