"""Annotations as tables: a row for each place where something was found, or for each word."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ..annotation.attributions.attribution import Attribution
from ..annotation.attributions.voices import ATTRIBUTED_VOICES
from ..annotation.document import Document
from ..articles.article import Article
from ..measures.places import speaker_of
from ..scores.found_spans import FoundSpan, found_spans
from ..table_files import write_frame

_ABOUT = ("id", "outlet", "published")  # of the article, in a table of places


class Token(NamedTuple):
    """A word of an article, as the Text Interchange Formats of rOpenSci have it: the document and the token come first.

    `token_id` counts the words of an article from 1, those of the title first; `start` and `end` count the characters of the
    `field` ("title" or "text") as it was read. `sentence_id` counts the sentences of the text from 1, and is 0 for the title and
    for a word in none. `voice` is whose word it is. `speaker`, `source_type` and `side` are those of the innermost attribution
    whose content the word is in, empty in the outlet's own voice and where they are not known.
    """

    doc_id: str
    token: str
    token_id: int
    field: str
    start: int
    end: int
    sentence_id: int
    voice: str
    speaker: str | None = None
    source_type: str | None = None
    side: str | None = None


def tokens(document: Document) -> list[Token]:
    """The words of an article in reading order, those of the title first (see `Token` for what is told of each).

    A data frame takes them as they are: ``pd.DataFrame(tk.tokens(document))``.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(token.token, token.voice, token.speaker) for token in tokens(annotate("Hall said it rained."))][1:3]
    [('said', 'narration', None), ('it', 'paraphrase', 'Hall')]
    """
    title = ((i, "title", document.title_words, "headline") for i in range(len(document.title_words)))
    text = ((i, "text", document.words, document.voice_at(i)) for i in range(len(document.words)))
    sentence = {i: n for n, span in enumerate(document.sentences, 1) for i in document.words.inside(span)}
    rows = []
    for number, (i, field, words, voice) in enumerate(chain(title, text), 1):
        start, end = document.article.as_read(field, *words.span(i, i + 1))
        of_text = field == "text"
        said = document.attribution_at.get(i) if of_text and voice in ATTRIBUTED_VOICES else None
        place = (field, start, end, sentence.get(i, 0) if of_text else 0, voice)
        rows.append(Token(document.article.id, words.surface(i), number, *place, *_source(said)))
    return rows


def _source(attribution: Attribution | None) -> tuple[str | None, str | None, str | None]:
    if attribution is None:
        return None, None, None
    return speaker_of(attribution.speaker) or None, attribution.source_type, attribution.side


def places_record(document: Document) -> dict[str, Any]:
    """The places of a document as plain JSON (see `found_spans`)."""
    return {"rows": found_spans(document)}


def tokens_record(document: Document) -> dict[str, Any]:
    """The words of a document as plain JSON."""
    return {"rows": tokens(document)}


def write_places(annotated: Iterable[tuple[Article, Mapping[str, Any]]], path: Path) -> None:
    """Write a table with a row for each place; a row names its article as `ScoreTable.spans` does."""
    rows = ((*(article.value(name) for name in _ABOUT), *row) for article, record in annotated for row in record["rows"])
    _write(rows, [*_ABOUT, *FoundSpan._fields], path)


def write_tokens(annotated: Iterable[tuple[Article, Mapping[str, Any]]], path: Path) -> None:
    """Write a table with a row for each word."""
    _write((row for _, record in annotated for row in record["rows"]), Token._fields, path)


def _write(rows: Iterator[Any], columns: Iterable[str], path: Path) -> None:
    import pandas as pd

    write_frame(pd.DataFrame(rows, columns=list(columns)), path)
