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


def in_context(text: str, span: Span, width: int) -> tuple[str, str, str]:
    """What stands before a span, in it and behind it, `width` characters on both sides, each on one line.

    >>> in_context("He left.\\nThe regime fell.", Span(13, 19), 6)
    ('. The ', 'regime', ' fell.')
    """
    start, end = span
    parts = text[max(start - width, 0) : start], text[start:end], text[end : end + width]
    before, inside, behind = (part.replace("\r\n", " ").replace("\n", " ") for part in parts)
    return before, inside, behind


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
