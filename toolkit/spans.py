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

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Whether every character of `other` is in this span."""
        return self.start <= other.start and other.end <= self.end
