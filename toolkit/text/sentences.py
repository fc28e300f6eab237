"""Paragraphs and sentences of a text, as spans."""

from functools import lru_cache
from itertools import pairwise

from .spans import Span
from .word_classes import abbreviations
from .words import BARE_RETURN, TEXTS_KEPT, straightened

_WRAPPED_FROM, _WRAPPED_TO = 45, 100  # characters of a line broken at a fixed width


@lru_cache(maxsize=TEXTS_KEPT)
def paragraphs(text: str) -> tuple[Span, ...]:
    """The lines that hold more than white space, without the white space around them.

    Where lines are broken at a fixed width and blank lines separate the paragraphs, a paragraph is the lines between two of
    these.

    >>> [span.of("One.\\r\\n\\r\\n Two.") for span in paragraphs("One.\\r\\n\\r\\n Two.")]
    ['One.', 'Two.']
    """
    straight = BARE_RETURN.sub("\n", text)
    lines, start = [], 0
    for text_line in straight.split("\n"):
        if text_line and not text_line.isspace():
            lines.append(Span(start, start + len(text_line)).trimmed(straight))
        start += len(text_line) + 1
    blank_between = [straight.count("\n", line.end, following.start) > 1 for line, following in pairwise(lines)]
    if not _hard_wrapped(straight, lines, blank_between):
        return tuple(lines)
    joined = lines[:1]
    for line, after_blank in zip(lines[1:], blank_between, strict=True):
        if after_blank:
            joined.append(line)
        else:
            joined[-1] = Span(joined[-1].start, line.end)
    return tuple(joined)


def _hard_wrapped(text: str, lines: list[Span], blank_between: list[bool]) -> bool:
    """Whether lines end where the page did: most of those followed by a further line are as wide as it, without a full stop."""
    followed = [line.of(text) for line, blank in zip(lines, blank_between, strict=False) if not blank]
    wrapped = sum(_WRAPPED_FROM <= len(line) <= _WRAPPED_TO and line[-1] not in ".!?\"”'’:" for line in followed)
    return any(blank_between) and len(followed) >= 3 and wrapped > 0.7 * len(followed)


def sentences(text: str) -> list[Span]:
    """The sentences of each paragraph, found by nupunkt (Punkt, Kiss and Strunk 2006, with a legal and news model).

    >>> text = "Mr. Hall spoke. “It is over.” He left."
    >>> [span.of(text) for span in sentences(text)]
    ['Mr. Hall spoke.', '“It is over.”', 'He left.']
    """
    import nupunkt

    straight = straightened(text)
    spans = []
    for paragraph in paragraphs(text):
        piece = paragraph.of(straight)
        ends = [end for _, end in nupunkt.sent_spans(piece) if end == len(piece) or not _cut_in_title(piece[:end])]
        spans += [Span(paragraph.start + start, paragraph.start + end).trimmed(straight) for start, end in pairwise([0, *ends])]
    return [span for span in spans if span.end > span.start]


def _cut_in_title(before: str) -> bool:
    """Whether a supposed sentence ends in an abbreviated title ("Lt.")."""
    last = before[-12:].split()[-1:] or [""]
    return last[0].endswith(".") and last[0][:-1].lower() in abbreviations()
