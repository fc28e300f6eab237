"""Half-open character ranges of unchanged text: the evidence behind every number."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MORE_WORDS = 3
"""Words by which a hit may be longer than the phrase that it is matched with."""

LEAST_OVERLAP = 0.2
"""Share of the characters of hit and phrase together that both must cover to be matched."""


class Span(NamedTuple):
    """Characters `start` to `end` (half-open) of a text, so that `text[start:end]` is what the reader sees.

    >>> Span(4, 9).of("The Iraqi official")
    'Iraqi'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that the span covers."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> "Span":
        """The span without the white space at its ends; empty where it holds nothing else.

        >>> Span(0, 10).trimmed(" It rained.").of(" It rained.")
        'It rained'
        """
        inside = self.of(text)
        start = self.start + len(inside) - len(inside.lstrip())
        return Span(start, start + len(inside.strip()))


def in_context(text: str, span: Span, width: int) -> tuple[str, str, str]:
    """The text before a span, in it and after it, with up to `width` characters on each side; line breaks become spaces.

    >>> in_context("He left.\\nThe regime fell.", Span(13, 19), 6)
    ('. The ', 'regime', ' fell.')
    """
    start, end = span
    parts = text[max(start - width, 0) : start], text[start:end], text[end : end + width]
    before, inside, following = (part.replace("\r\n", " ").replace("\n", " ") for part in parts)
    return before, inside, following


def bracketed(text: str, span: Span, side: int) -> str:
    """The text of a span in brackets, with up to `side` characters before and after it, on one line.

    >>> bracketed("The Iraqi official left.", Span(4, 9), 4)
    'The [Iraqi] off'
    """
    start, end = span
    return " ".join(f"{text[max(start - side, 0) : start]}[{text[start:end]}]{text[end : end + side]}".split())


def covered(spans: Iterable[Span], length: int) -> bytearray:
    """One byte for each character of a text, 1 where a span covers it and 0 elsewhere; shows overlaps without comparing pairs.

    >>> list(covered([Span(1, 3)], 4))
    [0, 1, 1, 0]
    """
    covered = bytearray(length)
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


def matched(hits: Sequence[Span], phrases: Sequence[Span], text: str) -> dict[int, int]:
    """Hits and phrases that people coded, one to one, the best overlap first: number of the hit → number of the phrase.

    A hit may be at most `MORE_WORDS` words longer than its phrase.

    >>> matched([Span(0, 6)], [Span(0, 13)], "puppet regime")
    {0: 0}
    """
    ranked = sorted(
        ((_overlap(hit, phrase, text), i, j) for i, hit in enumerate(hits) for j, phrase in enumerate(phrases)),
        key=lambda row: -row[0],
    )
    pairs: dict[int, int] = {}
    for share, i, j in ranked:
        if share >= LEAST_OVERLAP and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _overlap(hit: Span, phrase: Span, text: str) -> float:
    """Share of the characters of hit and phrase together that both cover; 0 where the hit is too long."""
    common = min(hit.end, phrase.end) - max(hit.start, phrase.start)
    longer = len(hit.of(text).split()) - len(phrase.of(text).split())
    return common / (max(hit.end, phrase.end) - min(hit.start, phrase.start)) if common > 0 and longer <= MORE_WORDS else 0.0
