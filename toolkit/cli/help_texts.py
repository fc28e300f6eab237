"""The texts around the options of a help, folded to the width of the terminal; what fits is shown as it is laid out."""

import re
from textwrap import wrap

_COLUMNS = re.compile(r"( *\S.*?) {2,}(\S.*)")  # an example or a name, and what is said about it
_COMMAND = "framing "
_UNDER = " " * 6  # before what is said about an example on a line of its own


def folded(text: str, width: int) -> str:
    """A text whose lines are no longer than `width`, but for commands, which are to be copied.

    Where an example is too long for what is said about it, that of all stands on the next line.

    >>> print(folded("  framing score a.csv   prints a table\\n  terms.csv  the terms of each group", 32))
      framing score a.csv
          prints a table
      terms.csv  the terms of each
                 group
    """
    paragraphs = list[list[str]]()
    for line in text.splitlines():
        if paragraphs and _goes_on(paragraphs[-1][0], line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    under = any(len(lines[0]) > width and _is_command(lines[0]) for lines in paragraphs)
    return "\n".join(line for lines in paragraphs for line in _fold(lines, width, under=under))


def _goes_on(first: str, line: str) -> bool:
    """Whether a line goes on with what the first line of a paragraph says."""
    columns = _COLUMNS.fullmatch(first)
    starts = not line or _is_command(line) or not first or _is_command(first) or first.endswith(":")
    same = _indent(line) == (columns.start(2) if columns else _indent(first))
    return same and (columns is not None or not (starts or _COLUMNS.fullmatch(line)))


def _fold(lines: list[str], width: int, *, under: bool) -> list[str]:
    """The lines of a paragraph, folded where one is too long or, with `under`, where it is an example."""
    first, command = lines[0], _is_command(lines[0])
    if max(map(len, lines)) <= width and not (under and command):
        return lines
    said, columns = " ".join(map(str.strip, lines)), _COLUMNS.fullmatch(first)
    start = follow = " " * _indent(first)
    if columns:
        said = " ".join([columns[2], *map(str.strip, lines[1:])])
        start, follow = (_UNDER, _UNDER) if command else (first[: columns.start(2)], " " * columns.start(2))
    elif command:
        return lines
    below = wrap(said, width, initial_indent=start, subsequent_indent=follow, break_long_words=False, break_on_hyphens=False)
    return [columns[1], *below] if columns and command else below


def _is_command(line: str) -> bool:
    return line.lstrip().startswith(_COMMAND)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
