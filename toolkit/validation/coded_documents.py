"""Articles that people coded, as documents: the same as the toolkit makes, but with what the coders found in place of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..annotation.annotated_files import spans_of
from ..annotation.attributions.attribution import Attribution
from ..annotation.attributions.voices import headings_of, voice_map
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import LoadedTerm, Placement
from ..articles.article import Article
from ..measures.measure import Measure
from ..text.furniture import Furniture, blanked
from ..text.lexicon import Entry, Lexicon
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.words import Words

CODERS = Lexicon("coders", "loaded", (), "Words that coders marked as loaded")
"""The lexicon under which the terms that coders marked are listed."""

_FAMILIES = ("loaded", "scare quotes", "sourcing", "prominence")
_NOT_CODED = ("unresolved_share", "untyped_share")  # what the toolkit could not tell, which coders could


def determined(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The measures whose figures follow from what coders mark: attributions with their sources, loaded terms and scare quotes.

    Titles are not coded, nor is what a reporting verb implies.

    >>> from toolkit import MEASURES
    >>> sorted(set(MEASURES) - set(determined(MEASURES)))[:3]
    ['agentless_passives', 'boosters', 'cue_approving']
    """
    return {
        name: measure
        for name, measure in measures.items()
        if measure.family in _FAMILIES
        and name not in _NOT_CODED
        and measure.of.get("voice") != "headline"
        and "stance" not in measure.of
    }


def coded_document(article: Article, record: Mapping[str, Any]) -> Document:
    """An article as a person coded it.

    Parameters
    ----------
    article : the article; its title is left out, since only texts are coded.
    record : annotations as `framing annotate` writes them: `attributions`, `loaded`, `scare_quotes` and, where it was coded,
        `furniture` (spans), without which all of the text is the article. Spans count the characters of the text.

    The voice of each loaded term follows from the coder's attributions. Each counts once, whatever its probability may be.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> said = {"content": [[10, 27]], "cue": [[5, 9]], "source": [[0, 4]], "kind": "indirect", "speaker": "Hall"}
    >>> record = {"attributions": [said], "loaded": [{"span": [10, 13], "category": "label"}], "scare_quotes": []}
    >>> document = coded_document(article_of("Hall said mob rule had begun."), record)
    >>> document.loaded[0].voice, document.loaded[0].speaker, document.words_by_voice["paraphrase"]
    ('paraphrase', 'Hall', 4)
    """
    article = replace(article.unmended, title=None)
    parts = _furniture(record.get("furniture", ()))
    text = blanked(article.text, parts)
    words, marks, headings = Words(text), quotations(text), headings_of(text, titled=False)
    attributions = sorted(_worded(words, record["attributions"]), key=lambda a: a.start)
    scare = [Span(*span) for span in record["scare_quotes"]]
    voices = voice_map(words, marks, attributions, scare, headings)
    placing = Placement(words, Words(""), voices, attributions)
    return Document(
        article=article,
        words=words,
        title_words=Words(""),
        sentences=tuple(sentences(text)),
        quotations=tuple(marks),
        headings=tuple(headings),
        attributions=tuple(attributions),
        scare_quotes=tuple(scare),
        voice_map=voices,
        loaded=tuple(term for mark in record["loaded"] for term in _terms(mark, placing)),
        names=(),
        named=(),
        furniture=tuple(parts),
    )


def _furniture(spans: Sequence[Sequence[Any]]) -> list[Furniture]:
    """Furniture as it was coded, without overlaps; the reason is there only in what the toolkit writes."""
    parts: list[Furniture] = []
    for start, end, *reason in sorted(map(tuple, spans)):
        start = max(start, parts[-1].span.end) if parts else start
        if start < end:
            parts.append(Furniture(Span(start, end), *(reason or ["coded"])))
    return parts


def _worded(words: Words, records: Sequence[Mapping[str, Any]]) -> list[Attribution]:
    """The attributions whose content has words; those in furniture have none."""
    attributions = map(_attribution, records)
    return [attribution for attribution in attributions if any(map(words.inside, attribution.content))]


def _attribution(record: Mapping[str, Any]) -> Attribution:
    speaker = record.get("speaker") or None
    return Attribution(
        content=tuple(sorted(spans_of(record["content"]))),
        cue=spans_of(record.get("cue")),
        source=spans_of(record.get("source")),
        kind=record.get("kind") or "indirect",
        speaker=tuple(speaker) if isinstance(speaker, list) else speaker,
        source_type=record.get("source_type"),
        named=record.get("named"),
    )


def _terms(mark: Mapping[str, Any], placing: Placement) -> list[LoadedTerm]:
    """A marked span as a loaded term; none where it is in furniture, which has no words, or in a title."""
    span = Span(*mark["span"])
    inside = placing.words.inside(span)
    if mark.get("field", "text") != "text" or not inside:
        return []
    entry = Entry(span.of(placing.words.text).lower(), mark.get("category") or "")
    return [placing.placed("text", inside.start, inside.stop, entry, CODERS)]
