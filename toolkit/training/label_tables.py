"""Tables of texts and labels that users make: their rows, and what the cells say."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..classifiers.sentence_words import places_of
from ..errors import ArticleError, OptionError

_YES = frozenset("1 true yes biased".split())
_NO = frozenset("0 false no non-biased unbiased".split())
_NO_FRAMES = frozenset("text label labels words title id outlet url date published event topic author".split())

Table = list[tuple[int, dict[str, str]]]
"""The rows of a file, each with the number of its line."""


# -- rows ------------------------------------------------------------------------------------------------------------------


def read_table(path: str | Path, columns: Sequence[str], group: str | None) -> Table:
    """The rows of a table that have a text.

    Raises ArticleError where the file cannot be read, lacks one of `columns`, or has a column twice; OptionError where it lacks
    the column `group`.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            names = [_column(name, group) for name in next(csv.reader([first], delimiter=_delimiter(path, first)), [])]
            _check_columns(path, names, columns, group)
            return list(_with_text(csv.DictReader(file, names, restval="", delimiter=_delimiter(path, first))))
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except (OSError, csv.Error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from None


def _column(name: str, group: str | None) -> str:
    """The name of a column as the readers know it, in any letter case; the name of a frame stays as it is written.

    >>> [_column(name, "paper") for name in (" Text", "PAPER", "Human interest ")]
    ['text', 'paper', 'Human interest']
    """
    bare, low = name.strip(), name.strip().lower()
    return group if group and low == group.strip().lower() else low if low in _NO_FRAMES else bare


def _delimiter(path: str | Path, first: str) -> str:
    return "\t" if Path(path).suffix.lower() == ".tsv" else max(",;\t", key=first.count)


def _check_columns(path: str | Path, names: Sequence[str], columns: Sequence[str], group: str | None) -> None:
    missing = [name for name in (*columns, *([group] if group else [])) if name not in names]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise ArticleError(f"{path}:1: more than one column {', '.join(twice)}; letter case does not distinguish columns")
    if missing:
        fault = OptionError if missing == [group] else ArticleError
        there = ", ".join(names) or "none"
        raise fault(f"{path}:1: no column {', '.join(missing)}; columns found: {there}; the first line must name them")


def _with_text(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        if row["text"].strip():
            yield reader.line_num + 1, row


def header(path: str | Path) -> list[str]:
    """The names of the columns of a table; empty where the file is not a table."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        return []
    return next(csv.reader([first], delimiter=_delimiter(path, first)), [])


def frame_columns(table: Table, group: str | None) -> list[str]:
    """The columns in which more than half of the cells say yes or no."""
    names = [name for name in (table[0][1] if table else {}) if name not in _NO_FRAMES | {group or ""}]
    answers = {name: sum(row[name].strip().lower() in _YES | _NO for _, row in table) for name in names}
    return [name for name in names if answers[name] > len(table) / 2]


# -- cells -----------------------------------------------------------------------------------------------------------------


def flag(cell: str, place: str, problems: list[str]) -> bool:
    """Whether a cell says yes; a cell that says neither yes nor no is added to the problems."""
    answer = cell.strip().lower()
    if answer not in _YES | _NO:
        problems.append(f"{place} is {cell!r}; say 1 or 0, true or false, biased or non-biased")
    return answer in _YES


def marked_words(row: dict[str, str], place: str, problems: list[str]) -> tuple[str, ...]:
    """The words or phrases of a row's cell `words`; those that do not occur in its text are added to the problems."""
    words = listed(row["words"])
    missing = [word for word in words if not any(places_of(row["text"], [word]))]
    if missing:
        problems.append(f"{place}: {', '.join(map(repr, missing))} not in the text; copy whole words, separated by | or ;")
    return words


def listed(cell: str) -> tuple[str, ...]:
    """The words or names in a cell, which are separated by | or ;.

    >>> listed("thug | mob;")
    ('thug', 'mob')
    """
    return tuple(part.strip() for part in cell.replace(";", "|").split("|") if part.strip())
