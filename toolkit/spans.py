"""Half-open character ranges of unchanged text: the evidence behind every number."""

from collections.abc import Iterable
from typing import NamedTuple


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


def bracketed(text: str, span: Span, side: int) -> str:
    """What a span covers in brackets, with `side` characters before and behind it, on one line.

    >>> bracketed("The Iraqi official left.", Span(4, 9), 4)
    'The [Iraqi] off'
    """
    start, end = span
    return " ".join(f"{text[max(start - side, 0) : start]}[{text[start:end]}]{text[end : end + side]}".split())


def marked(spans: Iterable[Span], length: int) -> bytearray:
    """One byte a character of a text, not zero where a span covers it: asks for overlaps without comparing pairs.

    >>> list(marked([Span(1, 3)], 4))
    [0, 1, 1, 0]
    """
    out = bytearray(length)
    for start, end in spans:
        out[start:end] = b"\1" * (end - start)
    return out
