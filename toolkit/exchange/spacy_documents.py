"""Documents of spaCy, with what was found as groups of spans and the voice of each token."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..annotation.document import Document
from ..articles.article import Article
from ..errors import OptionError
from ..files import atomic
from .marks import CONTENT, LOADED, SPEAKER, Mark, marks_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_ATTRIBUTES = (SPEAKER, "source_type", "category", "kind", "stance")


def to_spacy(documents: Iterable[Document], nlp: "Language | None" = None) -> Iterator["Doc"]:
    """Annotated articles as documents of spaCy.

    Each has the groups ``doc.spans["loaded term"]``, ``"content"``, ``"cue"``, ``"source"``, ``"scare quotes"`` and
    ``"furniture"``. The label of a span is the category of a loaded term, the type of the source of a content, else the name of
    the group. ``span._.speaker``, ``.source_type``, ``.category``, ``.kind`` and ``.stance`` say more of it; ``token._.voice`` is
    the voice of a token. The article's fields are in ``doc.user_data``. The text is that which was read; titles are left out.

    Parameters
    ----------
    nlp : divides the texts into tokens; by default spaCy's rules for English, without any model.

    Raises OptionError where spaCy is not installed.

    >>> from toolkit.annotation.annotator import annotate
    >>> [doc] = to_spacy([annotate("Hall said the regime fell.")])  # doctest: +SKIP
    >>> doc.spans["loaded term"], doc[4]._.voice, doc.spans["content"][0]._.speaker  # doctest: +SKIP
    ([regime], 'paraphrase', 'Hall')
    """
    return docs_of(((document.article, spacy_record(document)) for document in documents), nlp)


def spacy_record(document: Document) -> dict[str, Any]:
    """The annotations of a document and the voice of each stretch of its text, as plain JSON."""
    runs, start = [], 0
    for voice, several in groupby(document.voice_map):
        end = start + sum(1 for _ in several)
        runs.append([*document.article.as_read("text", start, end), document.voice_names[voice]])
        start = end
    return {**document.to_dict(), "voices": runs}


def docs_of(annotated: Iterable[tuple[Article, Mapping[str, Any]]], nlp: "Language | None" = None) -> Iterator["Doc"]:
    """Documents of spaCy from articles and their records (see `spacy_record`)."""
    make = (nlp or _english()).make_doc
    _extend()
    for article, record in annotated:
        doc = make(article.original("text") or "")
        doc.user_data |= {"id": article.id, "outlet": article.outlet, "title": article.title, "published": _day(article)}
        marks = sorted(marks_of(record), key=lambda mark: mark.label)
        for label, several in groupby(marks, key=lambda mark: mark.label):
            doc.spans[label] = [span for mark in several if (span := _span(doc, mark)) is not None]
        for start, end, voice in record["voices"]:
            span = doc.char_span(start, end, alignment_mode="expand")
            for token in span if span is not None else ():
                if start <= token.idx < end:
                    token._.voice = voice
        yield doc


def write_docs(annotated: Iterable[tuple[Article, Mapping[str, Any]]], path: Path) -> None:
    """Write articles as a DocBin, whose documents `DocBin.get_docs` gives back with all groups and extensions."""
    nlp = _english()
    from spacy.tokens import DocBin

    several = DocBin(store_user_data=True)
    for doc in docs_of(annotated, nlp):
        several.add(doc)
    with atomic(path, "wb") as file:
        file.write(several.to_bytes())


def _english() -> "Language":
    """Spacy's rules for English. Raises OptionError where spaCy is not installed."""
    try:
        import spacy
    except ImportError:
        raise OptionError("documents of spaCy need it: pip install spacy") from None
    return spacy.blank("en")


def _extend() -> None:
    """Register our extensions of spans and tokens."""
    from spacy.tokens import Span, Token

    if not Token.has_extension("voice"):
        Token.set_extension("voice", default=None)
    for name in _ATTRIBUTES:
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


def _span(doc: "Doc", mark: Mark) -> Any:
    """A mark as a span of whole tokens; None where no token is there."""
    label = {LOADED: "category", CONTENT: "source_type"}.get(mark.label, "")
    span = doc.char_span(*mark.span, label=mark.attributes.get(label) or mark.label, alignment_mode="expand")
    if span is not None:
        for name in mark.attributes.keys() & set(_ATTRIBUTES):
            setattr(span._, name, mark.attributes[name])
    return span


def _day(article: Article) -> str | None:
    return article.published.isoformat() if article.published else None
