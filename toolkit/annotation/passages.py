"""Passages that the form of a text sets off as somebody's words, whatever is said in them: posts and block quotations."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..text.spans import Span
from .attribution import Attribution


class Passage(NamedTuple):
    """What is said in a passage, and all of the text that belongs to it."""

    said: Attribution
    whole: Span


def beside(attributions: Sequence[Attribution], passages: Sequence[Passage]) -> list[Attribution]:
    """Other attributions with passages, in order: what they have of a passage is taken away, unless they are told inside it.

    One with the cue of a passage is that passage.

    >>> post = Passage(Attribution((Span(10, 30),), source=(Span(33, 41),), kind="direct"), Span(10, 60))
    >>> beside([Attribution((Span(0, 30),)), Attribution((Span(15, 30),), cue=(Span(10, 14),))], [post])[0].content
    (Span(start=0, end=10),)
    >>> len(beside([Attribution((Span(12, 30),))], [post]))
    1
    """
    others, cues = [], {cue for passage in passages for cue in passage.said.cue}
    for a in attributions:
        if not cues.isdisjoint(a.cue):
            continue
        for _, whole in passages:
            if not any(whole.start <= cue.start and cue.end <= whole.end for cue in a.cue):
                a = replace(a, content=tuple(part for span in a.content for part in _outside(span, whole)))
        if a.content:
            others.append(a)
    return sorted([*others, *(passage.said for passage in passages)], key=lambda attribution: attribution.start)


def in_passage(span: Span, passages: Sequence[Passage]) -> bool:
    """Whether a span begins in a passage, such as a line that looks like a heading."""
    return any(whole.start <= span.start < whole.end for _, whole in passages)


def _outside(span: Span, other: Span) -> Iterator[Span]:
    """The parts of a span that another does not cover."""
    if span.end <= other.start or span.start >= other.end:
        yield span
        return
    if span.start < other.start:
        yield Span(span.start, other.start)
    if span.end > other.end:
        yield Span(other.end, span.end)
