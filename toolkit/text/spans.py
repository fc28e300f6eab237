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
