"""Half-open character ranges of unchanged text: the evidence behind every number."""

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
