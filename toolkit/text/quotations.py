"""Quotations: which stretches of a text are in quotation marks.

Double marks (curly, straight, guillemets) and single ones are understood. A quotation inside another belongs to the outer one,
and a quotation may continue over paragraphs. A mark without its counterpart spoils no other quotation.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from .sentences import paragraphs
from .spans import Span
from .word_classes import either, word_list
from .words import straightened

_OPENING, _CLOSING = "“„«‟", "”»"
_LONGEST_UNCLOSED = 900  # characters of a paragraph that an unclosed mark may take; more would hide a whole article
_BEFORE_OPENING = set(" \n([{-–—/\"'")
_MARK, _DOUBLE = re.compile("[\"']"), re.compile('"')
_SINGLE_OPEN, _SINGLE_CLOSE = re.compile(r"\s'\w"), re.compile(r"(?<=\S)'(?!\w)")
_LEFT_OUT = re.compile(r"(?:…|\.\.\.)[\s\u200d]*\Z")
_NEAR = 6  # characters before an opening mark in which an ellipsis says that the quotation goes on
_POSSESSIVE = re.compile("[sS]' [a-z]")


class Quotation(NamedTuple):
    """A stretch of text with its quotation marks, one span for each paragraph; `closed` says whether there is a closing mark."""

    spans: tuple[Span, ...]
    closed: bool = True

    @property
    def start(self) -> int:
        """Offset of the opening mark."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Offset after the closing mark."""
        return self.spans[-1].end


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations in reading order.

    >>> text = 'He took an “honorable” stance: "We \\'agree\\'."'
    >>> [text[q.start : q.end] for q in quotations(text)]
    ['“honorable”', '"We \\'agree\\'."']
    >>> [q.spans for q in quotations("“Trade fell… “Prices rose.” Hall left.")]
    [(Span(start=0, end=27),)]
    """
    straight = straightened(text)
    lines = paragraphs(text)
    outermost: list[Quotation] = []
    running: tuple[Span, ...] = ()  # of a quotation that continues in the next paragraph
    goes_on = False  # without an opening mark there
    for number, line in enumerate(lines):
        for span, closed in _in_line(text, straight, line, goes_on=goes_on):
            goes_on = not closed and _closes_later(text, straight, span, lines, number)
            opens_again = number + 1 < len(lines) and straight[lines[number + 1].start] == straight[span.start]
            if closed:
                outermost.append(Quotation((*running, span)))
                running = ()
            elif goes_on or opens_again:
                running = (*running, span)
            elif running or _may_stay_open(straight, span, line):
                outermost.append(Quotation((*running, span), closed=False))
                running = ()
    return outermost


def _in_line(text: str, straight: str, line: Span, *, goes_on: bool) -> Iterator[tuple[Span, bool]]:
    """The quotations of one paragraph, each with whether it is closed; only the last may be open."""
    opened = line.start if goes_on else None
    after = line.start  # of the last single-marked quotation
    singles = _Singles(straight, line)
    for i in (match.start() for match in _MARK.finditer(straight, line.start, line.end)):
        if i < after:
            continue
        if straight[i] == '"':
            direction = _direction(text, straight, i, line, is_open=opened is not None)
            if direction == "open" and (opened is None or not _LEFT_OUT.search(text, max(opened, i - _NEAR), i)):
                opened = i
            elif direction == "close" and opened is not None:
                yield Span(opened, i + 1), True
                opened = None
        elif opened is None:
            end = _single(text, singles, i, line)
            if end:
                yield Span(i, end), True
                after = end
            elif text[i] == "‘" and i == line.start:
                opened = i
    if opened is not None:
        yield Span(opened, line.end), False


def _closes_later(text: str, straight: str, opened: Span, lines: Sequence[Span], number: int) -> bool:
    """Whether the next double mark behind the paragraph of an open quotation closes it, and is not far: lines are sentences.

    Paragraphs open a quotation again that goes on in them; lines of sentences do not.
    """
    for line in lines[number + 1 :]:
        if line.start - opened.start > _LONGEST_UNCLOSED:
            return False
        found = _DOUBLE.search(straight, line.start, line.end)
        if found:
            return _direction(text, straight, found.start(), line, is_open=False) == "close"
    return False


def _direction(text: str, straight: str, i: int, line: Span, *, is_open: bool) -> str:
    """Whether the double mark at i is an "open" or a "close", or neither ("odd": inches, a stray mark)."""
    before, after = _around(straight, i, line)
    if text[i] in _OPENING and not (is_open and text[i] == "“" and after in " .,;:!?"):
        return "open"
    if text[i] in _CLOSING:
        return "close"
    opening = before in _BEFORE_OPENING and not after.isspace()
    closing = not before.isspace() and not after.isalnum()
    if opening and not closing:
        return "open"
    if closing and not opening:
        return "odd" if before.isdigit() and not is_open else "close"
    return "close" if is_open else "open"


def _single(text: str, singles: "_Singles", i: int, line: Span) -> int | None:
    """The end of the single-marked quotation that opens at i; None if none does, as at an apostrophe."""
    before, after = _around(singles.straight, i, line)
    if before not in _BEFORE_OPENING or after.isspace() or text[i] == "’" or _elision().match(singles.straight, i):
        return None
    return singles.end_of(i)


class _Singles:
    """The single marks of one paragraph that may close a quotation.

    They are found once: a search from each opening mark would take time that grows with the square of the paragraph.
    """

    def __init__(self, straight: str, line: Span) -> None:
        self.straight, self._line = straight, line

    def end_of(self, opening: int) -> int | None:
        """The end of the quotation that opens here: its first closing mark with an even number of double marks between them."""
        odd = bisect_left(self._doubles, opening) % 2 == 1
        end, possessive = (_first_from(self._ends[kind, odd], opening + 3) for kind in (False, True))
        if possessive is None or (end is not None and end < possessive):
            return end
        another = _first_from(self._openings, possessive)
        opens_before = another is not None and end is not None and another + len(" 'a") <= end
        return possessive if end is None or opens_before else end

    @cached_property
    def _doubles(self) -> list[int]:
        """The double marks."""
        return [match.start() for match in _DOUBLE.finditer(self.straight, *self._line)]

    @cached_property
    def _openings(self) -> list[int]:
        """Where another quotation opens."""
        return [match.start() for match in _SINGLE_OPEN.finditer(self.straight, *self._line)]

    @cached_property
    def _ends(self) -> dict[tuple[bool, bool], list[int]]:
        """The offsets after closing marks, by whether the mark may be that of a possessive and by whether the number of double
        marks before it is odd. A possessive ("workers' rights") closes a quotation only if no better mark follows.
        """
        ends: dict[tuple[bool, bool], list[int]] = {(kind, odd): [] for kind in (False, True) for odd in (False, True)}
        for match in _SINGLE_CLOSE.finditer(self.straight, *self._line):
            end = match.end()
            possessive = end < self._line.end and bool(_POSSESSIVE.match(self.straight, end - 2))
            ends[possessive, bisect_left(self._doubles, end) % 2 == 1].append(end)
        return ends


def _first_from(offsets: list[int], least: int) -> int | None:
    """The first of sorted offsets that is not before another; None where there is none."""
    i = bisect_left(offsets, least)
    return offsets[i] if i < len(offsets) else None


def _around(straight: str, i: int, line: Span) -> tuple[str, str]:
    """The characters before and after the mark at i; a space at the edges of its paragraph."""
    before = straight[i - 1] if i > line.start else " "
    after = straight[i + 1] if i + 1 < line.end else " "
    return before, after


@cache
def _elision() -> re.Pattern[str]:
    """An apostrophe for letters or a century left out ("'em", "the '80s"): no opening mark."""
    return re.compile(rf"'(?:{either(word_list('elision'))}|\d0s)\b", re.I)


def _may_stay_open(straight: str, span: Span, line: Span) -> bool:
    """Whether an unclosed mark counts as a quotation up to the end of its paragraph."""
    lead = straight[line.start : span.start].rstrip()
    return (not lead or lead[-1] in ",:") and span.end - span.start <= _LONGEST_UNCLOSED
