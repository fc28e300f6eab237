"""What was found where in one article, a row for each place: loaded terms, names, scare quotes and attributions."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..annotation.voices import VOICES
from ..text.spans import Span
from .places import speaker_of

_LONGEST = 200  # characters of a quotation that are kept; start and end say where the rest is


class FoundSpan(NamedTuple):
    """A place in an article: what is there (`mark`: loaded term, name, scare quotes or attribution), where, and in whose voice.

    `field` is "text" or "title"; `start` and `end` count the characters of that field as it was read, and `text` are the first of
    these. A term has `term`, `category`, `lexicon` and the probability `p` that an editor would mark it, a name its concept as
    `category`. An attribution has a row for each stretch of its content, with `source_type`, `named`, `kind` and `stance`.
    `speaker` says who speaks there; None in the outlet's own voice, and for a source that is not resolved. Of a loaded term,
    `target` is whom or what it is about, by the name of the registry where that has one, `target_kind` what that is,
    `target_p` how likely it is the right one and `target_sure` whether likely enough for measures; `polarity` is "-", "+" or "0".
    """

    mark: str
    field: str
    start: int
    end: int
    text: str
    voice: str
    speaker: str | None = None
    term: str | None = None
    category: str | None = None
    lexicon: str | None = None
    p: float | None = None
    source_type: str | None = None
    named: bool | None = None
    kind: str | None = None
    stance: str | None = None
    target: str | None = None
    target_kind: str | None = None
    target_p: float | None = None
    target_sure: bool | None = None
    polarity: str | None = None


def found_spans(document: Document) -> tuple[FoundSpan, ...]:
    """The places of an article in reading order, those of the title first.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(row.mark, row.text, row.voice, row.speaker) for row in found_spans(annotate("Hall said the regime fell."))]
    [('attribution', 'the regime fell', 'paraphrase', 'Hall'), ('loaded term', 'regime', 'paraphrase', 'Hall')]
    """
    rows = [*_terms(document), *_attributions(document), *_scare_quotes(document)]
    return tuple(sorted(rows, key=lambda row: (row.field == "text", row.start, -row.end)))


def _terms(document: Document) -> Iterator[FoundSpan]:
    """The loaded terms and the names."""
    for mark, terms in (("loaded term", document.loaded), ("name", document.names)):
        for term in terms:
            place = _place(document, term.field, term.span)
            of_term = (term.entry.term, _category(term), term.lexicon.name, None if term.p is None else round(term.p, 4))
            yield FoundSpan(mark, *place, term.voice, _speaker(term.speaker), *of_term)._replace(**_target(term))


def _target(term: LoadedTerm) -> dict[str, Any]:
    """Whom or what a loaded term is about."""
    target = term.target
    if target is None:
        return {"polarity": term.polarity}
    return {
        "target": target.entity or target.name,
        "target_kind": target.kind,
        "target_p": round(target.p, 4),
        "target_sure": target.sure,
        "polarity": term.polarity,
    }


def _category(term: LoadedTerm) -> str:
    """The category of a loaded term, or the concept that a name is a name for."""
    return term.entry.extra.get("concept") or term.entry.category


def _attributions(document: Document) -> Iterator[FoundSpan]:
    for attribution in document.attributions:
        for span in attribution.content:
            row = FoundSpan("attribution", *_place(document, "text", span), VOICES[document.voice_map[span.start]])
            yield row._replace(
                speaker=_speaker(attribution.speaker),
                source_type=attribution.source_type,
                named=attribution.named,
                kind=attribution.kind,
                stance=attribution.stance,
            )


def _scare_quotes(document: Document) -> Iterator[FoundSpan]:
    for span in document.scare_quotes:
        yield FoundSpan("scare quotes", *_place(document, "text", span), "scare")


def _speaker(speaker: str | tuple[str, ...] | None) -> str | None:
    return speaker_of(speaker) or None


def _place(document: Document, field: str, span: Span) -> tuple[str, int, int, str]:
    """Field, start, end and text of a place, as the article was read."""
    article = document.article
    start, end = article.as_read(field, *span)
    return field, start, end, (article.original(field) or "")[start : min(end, start + _LONGEST)]
