"""Lines that end where the page did: text of a wire, a PDF or an e-mail, broken at a fixed width."""

from collections.abc import Sequence
from itertools import pairwise

from .spans import Span

_NARROWEST, _WIDEST = 30, 110  # characters of a line broken at a fixed width
_FEWEST = 3  # lines broken in the middle of a sentence
_BROKEN = 0.35  # of all lines; most of the others end a paragraph
_WIDTH = 0.9  # of the lines are no wider than the page
_HEADING = 0.6  # of the width of the page is the most that a heading or a byline takes
_ENDS, _CLOSING = frozenset(".!?:;…"), "\"'”’)]"


def lines_of(text: str) -> list[Span]:
    """The lines of a text with line feeds that hold more than white space, without the white space around them.

    >>> [line.of("One.\\n\\n Two.") for line in lines_of("One.\\n\\n Two.")]
    ['One.', 'Two.']
    """
    lines, start = [], 0
    for line in text.split("\n"):
        if line and not line.isspace():
            lines.append(Span(start, start + len(line)).trimmed(text))
        start += len(line) + 1
    return lines


def unwrapped(text: str) -> str:
    """A text with spaces for the line feeds inside its paragraphs, where its lines are broken at a width; otherwise as it is.

    A line ends its paragraph where more line feeds than usual follow, or where its sentence ends though the next word would have
    had room on it, or the next line is set in. A heading is a paragraph, too.

    >>> unwrapped(
    ...     "The bridge over the river would stay\\nshut until the water had fallen by a\\n"
    ...     "metre, Hall said.\\nNobody knew of it in the town, where\\nsome walked."
    ... ).split("\\n")[1]
    'Nobody knew of it in the town, where some walked.'
    """
    lines = lines_of(text)
    feeds = [text.count("\n", line.end, following.start) for line, following in pairwise(lines)]
    usual = min(feeds, default=0)
    if not _broken_at_width(text, lines, feeds, usual):
        return text
    width = sorted(line.end - line.start for line in lines)[int(_WIDTH * len(lines))]
    pieces, at = list[str](), 0
    for (line, following), between in zip(pairwise(lines), feeds, strict=True):
        if between == usual and not _ends_paragraph(text, line, following, width):
            pieces += text[at : line.end], text[line.end : following.start].replace("\n", " ")
            at = following.start
    return "".join([*pieces, text[at:]])


def _broken_at_width(text: str, lines: Sequence[Span], feeds: Sequence[int], usual: int) -> bool:
    """Whether many lines of the width of a page end within a sentence, and hardly any line is wider."""
    broken = sum(
        line.end - line.start >= _NARROWEST and text[following.start].islower() and text[line.end - 1] not in _ENDS
        for (line, following), between in zip(pairwise(lines), feeds, strict=True)
        if between == usual
    )
    if broken < _FEWEST or broken <= _BROKEN * len(lines):
        return False
    return sum(line.end - line.start > _WIDEST for line in lines) <= len(lines) * (1 - _WIDTH)


def _ends_paragraph(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether a line ends its paragraph, or is a heading or a byline."""
    shown = line.of(text)
    first = following.of(text).split(maxsplit=1)[0]
    if shown.rstrip(_CLOSING)[-1:] in _ENDS:
        return len(shown) + 1 + len(first) <= width or _indent(text, following) > _indent(text, line)
    return len(shown) < _HEADING * width and not first[0].islower()


def _indent(text: str, line: Span) -> int:
    return line.start - text.rfind("\n", 0, line.start) - 1
