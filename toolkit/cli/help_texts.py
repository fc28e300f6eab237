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
    if columns := _COLUMNS.fullmatch(first):
        return _indent(line) == columns.start(2)
    alone = not first or first.endswith(":") or _is_command(first)
    begins = not line or _is_command(line) or _COLUMNS.fullmatch(line)
    return not alone and not begins and _indent(line) == _indent(first)


def _fold(lines: list[str], width: int, *, under: bool) -> list[str]:
    """The lines of a paragraph, folded where one is too long or, with `under`, where it is an example."""
    first, columns, command = lines[0], _COLUMNS.fullmatch(lines[0]), _is_command(lines[0])
    fits = max(map(len, lines)) <= width and not (under and command)
    if fits or (command and not columns):
        return lines
    if columns is None:
        return _wrapped(lines, width, " " * _indent(first))
    said = [columns[2], *lines[1:]]
    if command:
        return [columns[1], *_wrapped(said, width, _UNDER)]
    start = first[: columns.start(2)]
    return _wrapped(said, width, " " * len(start), start)


def _wrapped(lines: list[str], width: int, indent: str, start: str | None = None) -> list[str]:
    """What lines say, wrapped behind an indent; `start` stands in its place before the first line."""
    said, first = " ".join(map(str.strip, lines)), indent if start is None else start
    return wrap(said, width, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _is_command(line: str) -> bool:
    return line.lstrip().startswith(_COMMAND)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
