"""Passages that the form of a text sets off as somebody's words, whatever is said in them: posts and block quotations."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...text.spans import Span
from .attribution import Attribution


class Passage(NamedTuple):
    """What is said in a passage, and all of the text that belongs to it."""

    said: Attribution
    whole: Span


def passage_of(turn: Attribution) -> Passage:
    """A turn of a conversation, with its label, as a passage."""
    return Passage(turn, Span(min(turn.source[0].start, turn.content[0].start), turn.content[-1].end))


def beside(attributions: Sequence[Attribution], passages: Sequence[Passage], text: str) -> list[Attribution]:
    """Other attributions with passages, in order: what they have of a passage is taken away, unless they are told inside it.

    One with the cue of a passage is that passage.

    >>> text = "Hall wrote: It is good. So he said. — Hall (@hall) May 3, 2020"
    >>> post = Passage(Attribution((Span(12, 35),), source=(Span(38, 42),), kind="direct"), Span(12, len(text)))
    >>> around = Attribution((Span(0, 23),))
    >>> [[span.of(text) for span in a.content] for a in beside([around], [post], text)]
    [['Hall wrote:'], ['It is good. So he said.']]
    >>> inside = Attribution((Span(12, 22),), cue=(Span(30, 34),))
    >>> len(beside([inside], [post], text))
    2
    """
    passages = sorted(passages, key=lambda passage: passage.whole)
    cues, ends = {cue for passage in passages for cue in passage.said.cue}, [passage.whole.end for passage in passages]
    others = []
    for a in attributions:
        if cues.isdisjoint(a.cue):
            parts = (part for span in a.content for part in _outside(span, a, passages, ends))
            content = tuple(part for part in (part.trimmed(text) for part in parts) if part.end > part.start)
            if content:
                others.append(a if content == a.content else replace(a, content=content))
    return sorted([*others, *(passage.said for passage in passages)], key=lambda attribution: attribution.start)


def in_passage(span: Span, passages: Sequence[Passage]) -> bool:
    """Whether a span begins in one of several passages in order, such as a line that looks like a heading."""
    at = bisect_right(passages, span.start, key=lambda passage: passage.whole.end)
    return at < len(passages) and passages[at].whole.start <= span.start


def _outside(span: Span, attribution: Attribution, passages: Sequence[Passage], ends: Sequence[int]) -> Iterator[Span]:
    """The parts of a span of an attribution that are in no passage but in those that hold the attribution's cue."""
    start = span.start
    for number in range(bisect_right(ends, span.start), len(passages)):
        whole = passages[number].whole
        if whole.start >= span.end:
            break
        if not any(whole.start <= cue.start and cue.end <= whole.end for cue in attribution.cue):
            if start < whole.start:
                yield Span(start, whole.start)
            start = max(start, whole.end)
    if start < span.end:
        yield Span(start, span.end)
