"""The texts that the accurate reader learns from: articles coded by hand, PolNeAR and BABE, from the user's own copies."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..annotation.annotated_files import TextFiles, annotated, spans_of
from ..text.spans import Span
from .attribution_corpora import LabelledText, polnear, roles_by_one_guide, without_commas
from .corpora import babe
from .reader_examples import LabelledAttribution, LabelledReading


def coded_readings(labels: Sequence[str | Path], texts: Sequence[str | Path]) -> list[LabelledReading]:
    """Articles coded by hand, as `framing annotate` writes them: attributions and, where a line has them, loaded terms.

    Raises ArticleError where a line cannot be used or its article is missing.
    """
    articles = TextFiles(texts)
    return [
        LabelledReading(
            article.text, article.outlet or "", [_by_one_guide(one, article.text) for one in attributions], loaded=loaded
        )
        for file in labels
        for article, (attributions, loaded) in annotated(file, articles, _coded)
    ]


def _coded(record: Any) -> tuple[list[LabelledAttribution], list[tuple[Span, str]] | None]:
    """The attributions and loaded terms of an annotated article; None for terms that were not coded."""
    attributions = [
        LabelledAttribution(spans_of(row["content"]), spans_of(row["cue"]), spans_of(row["source"]), row.get("source_type"))
        for row in record["attributions"]
    ]
    terms = record.get("loaded")
    return attributions, None if terms is None else [(Span(*term["span"]), term["category"]) for term in terms]


def _by_one_guide(one: LabelledAttribution, text: str) -> LabelledAttribution:
    """An attribution by one guide, where those who code differ."""
    roles = roles_by_one_guide({"content": one.content, "cue": one.cue, "source": one.source}, text)
    return LabelledAttribution(roles["content"], roles["cue"], roles["source"], one.source_type)


def polnear_readings(folder: str | Path) -> Iterator[LabelledReading]:
    """The texts of one part of PolNeAR, whose guide differs from that of the toolkit."""
    for labelled in polnear(folder):
        attributions = [LabelledAttribution(a["content"], a["cue"], a["source"]) for a in labelled.attributions]
        yield LabelledReading(labelled.text, "PolNeAR", attributions, other_guide=True)


def babe_readings(path: str | Path) -> Iterator[LabelledReading]:
    """The sentences of BABE with the words that experts marked."""
    for sentence in babe(path):
        yield LabelledReading(sentence.text, sentence.outlet, marked=sentence.words, biased=sentence.biased)


def bare_reading(reading: LabelledReading) -> LabelledReading:
    """A text without its commas and apostrophes, as some collections store texts, with its attributions alone.

    >>> said = LabelledAttribution((Span(1, 4),), (Span(11, 15),), (Span(6, 10),))
    >>> bare = bare_reading(LabelledReading("“No,” Hall said.", attributions=[said]))
    >>> bare.text, bare.attributions[0].source[0].of(bare.text)
    ('“No” Hall said.', 'Hall')
    """
    several = reading.attributions or ()
    roles = [{"content": one.content, "cue": one.cue, "source": one.source} for one in several]
    bare = without_commas(LabelledText("", reading.text, roles))
    moved = [
        LabelledAttribution(spans["content"], spans["cue"], spans["source"], one.source_type)
        for spans, one in zip(bare.attributions, several, strict=True)
    ]
    return LabelledReading(bare.text, reading.group, moved, other_guide=reading.other_guide)
