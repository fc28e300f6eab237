"""Paragraphs and sentences of a text, as spans."""

import re
from functools import lru_cache
from itertools import pairwise

from .spans import Span
from .word_classes import abbreviations
from .words import BARE_RETURN, TEXTS_KEPT, straightened

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_WRAPPED_FROM, _WRAPPED_TO = 45, 100  # characters of a line broken at a fixed width


@lru_cache(maxsize=TEXTS_KEPT)
def paragraphs(text: str) -> tuple[Span, ...]:
    """The lines that hold more than white space, without the white space around them.

    Where lines were broken at a fixed width and blank lines part the paragraphs, a paragraph is what stands between these.

    >>> [span.of("One.\\r\\n\\r\\n Two.") for span in paragraphs("One.\\r\\n\\r\\n Two.")]
    ['One.', 'Two.']
    """
    straight = BARE_RETURN.sub("\n", text)
    lines = [_trimmed(match) for match in _LINE.finditer(straight)]
    blank = [straight.count("\n", a.end, b.start) > 1 for a, b in pairwise(lines)]
    if not _hard_wrapped(straight, lines, blank):
        return tuple(lines)
    found = lines[:1]
    for line, apart in zip(lines[1:], blank, strict=True):
        if apart:
            found.append(line)
        else:
            found[-1] = Span(found[-1].start, line.end)
    return tuple(found)


def _trimmed(match: re.Match[str]) -> Span:
    line = match.group()
    return Span(match.start() + len(line) - len(line.lstrip()), match.end() - len(line) + len(line.rstrip()))


def _hard_wrapped(text: str, lines: list[Span], blank: list[bool]) -> bool:
    """Whether lines end where the page did: most that a further line follows have its width and no full stop."""
    followed = [line.of(text) for line, apart in zip(lines, blank, strict=False) if not apart]
    wrapped = sum(_WRAPPED_FROM <= len(line) <= _WRAPPED_TO and line[-1] not in ".!?\"”'’:" for line in followed)
    return any(blank) and len(followed) >= 3 and wrapped > 0.7 * len(followed)


def sentences(text: str) -> list[Span]:
    """Sentences inside paragraphs, found by nupunkt (Punkt, Kiss and Strunk 2006, with a legal and news model).

    >>> text = "Mr. Hall spoke. “It is over.” He left."
    >>> [span.of(text) for span in sentences(text)]
    ['Mr. Hall spoke.', '“It is over.”', 'He left.']
    """
    import nupunkt

    straight = straightened(text)
    found = []
    for paragraph in paragraphs(text):
        piece = straight[paragraph.start : paragraph.end]
        ends = [end for _, end in nupunkt.sent_spans(piece) if end == len(piece) or not _cut_in_title(piece[:end])]
        for start, end in pairwise([0, *ends]):
            sentence = piece[start:end]
            left, right = len(sentence) - len(sentence.lstrip()), len(sentence.rstrip())
            if right > left:
                found.append(Span(paragraph.start + start + left, paragraph.start + start + right))
    return found


def _cut_in_title(before: str) -> bool:
    """Whether a supposed sentence ends in an abbreviated title ("Lt.")."""
    last = before[-12:].split()[-1:] or [""]
    return last[0].endswith(".") and last[0][:-1].lower() in abbreviations()
