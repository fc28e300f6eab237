"""Tables with an article in each row: CSV, TSV, JSON and JSON Lines."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import IO, Any

from ..errors import ArticleError
from .article import COLUMNS, Problem
from .opening import LONGEST_LINE, lines_of, text_file, unpacked_name
from .records import as_row, completed
from .rows import TWICE, ReadingOptions, Row, article_of_row, columns_of, columns_twice

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright lines"}
_SEPARATOR = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)  # a first line by which Excel is told it
_FILLED = re.compile(r"\S")
_QUOTED = re.compile(r'"[^"]*"')
_END = "\ud800"  # a last line that no text has, since it cannot be written


def read_delimited(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a CSV or TSV file. Rows count as in a spreadsheet, however many lines their cells take."""
    csv.field_size_limit(LONGEST_LINE)
    with text_file(path, reading.encoding, problems) as text:
        above, header = _header(text)
        told_by_excel = _SEPARATOR.fullmatch(header)
        if told_by_excel:
            above, header = above + 1, text.readline(LONGEST_LINE)
        delimiter = told_by_excel[1] if told_by_excel else _delimiter(header, path, problems)
        rows, names = csv.reader(chain([header], text, [_END]), delimiter=delimiter), list[str]()
        number, empty, told = above + 1, True, len(problems)
        try:
            whole = _whole_rows(rows, above, path, problems)
            names += [name.strip() for name in next(whole, [])]
            for number, cells in enumerate(whole, above + 2):
                if not cells:
                    continue
                if empty:
                    empty = False
                    problems += columns_twice(names, path)
                problems += _odd_cells(len(cells), len(names), path, number)
                record = {name: cell for name, cell in zip_longest(names, cells[: len(names)]) if name}
                yield Row(article_of_row(record, reading, path, number, problems), path, number)
        except csv.Error as error:
            reason = f"cannot be read further, from line {above + rows.line_num + 1} of the file on: {error}"
            remedy = "a quotation mark may be open there: check the quoting; no row from there on was read"
            problems.append(Problem(path, number + 1, reason, remedy))
        if empty and len(problems) == told:
            reason = "there is no row below the names of the columns" if names else "the file is empty"
            problems.append(Problem(path, None, reason, "check the file"))


def _header(text: IO[str]) -> tuple[int, str]:
    """The number of empty lines above the first that is not, and that line."""
    above = 0
    while (line := text.readline(LONGEST_LINE)) and not line.strip():
        above += 1
    return above, line


def _whole_rows(rows: Any, above: int, path: str, problems: list[Problem]) -> Iterator[list[str]]:
    """The rows of a reader of CSV as far as `_END`; one that goes on to there, since a cell is never closed, is a problem."""
    line = 1
    for number, cells in enumerate(rows, above + 1):
        if cells == [_END] and rows.line_num == line:
            return
        if cells and cells[-1].endswith(_END):
            reason = f"a quotation mark in this row, which begins in line {above + line} of the file, is never closed"
            remedy = "close it, or write it twice where it is a part of the text; nothing from this row on was read"
            problems.append(Problem(path, number, reason, remedy))
            return
        yield cells
        line = rows.line_num + 1


def _delimiter(header: str, path: str, problems: list[Problem]) -> str:
    """What separates the cells: as the ending says, unless it is not in the header and another separator is."""
    usual, bare = _DELIMITERS[Path(unpacked_name(path)).suffix.lower()], _QUOTED.sub("", header)
    other = max(_NAMES, key=bare.count)
    if usual in bare or other not in bare:
        return usual
    reason = f"cells are separated by {_NAMES[other]}, not by {_NAMES[usual]}, and were read so"
    problems.append(Problem(path, 1, reason, "check the columns", skipped=False))
    return other


def _odd_cells(cells: int, columns: int, path: str, row: int) -> Iterator[Problem]:
    """What is suspicious about a row with more or fewer cells than columns."""
    if cells > columns:
        reason = "more cells than columns: the text may be cut at a comma"
        yield Problem(path, row, reason, "quote every cell that holds the separator", skipped=False)
    elif cells < columns:
        reason = "fewer cells than columns: a quotation mark may be open in a row before"
        yield Problem(path, row, reason, "check the quoting of this row and the one before", skipped=False)


def read_json_lines(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a file with one JSON object a line."""
    with text_file(path, reading.encoding, problems) as text:
        yield from rows_of_json(lines_of(text, path, problems), path, reading, problems)


def read_json(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a file with one array of JSON objects, an object that holds such an array, or several objects.

    Rows count the articles. Raises ArticleError where the file is too large to be read as a whole, and OptionError where no
    object has a column of texts, or one that the user names.
    """
    with text_file(path, reading.encoding, problems) as text:
        content = text.read(LONGEST_LINE + 1)
    if len(content) > LONGEST_LINE:
        raise ArticleError(f"more than {LONGEST_LINE:,} characters of JSON: write one object a line (jq -c '.[]'), as .jsonl")
    texts = {*COLUMNS["text"], reading.columns.get("text", "").lower()}
    values = list(_values_in(content, path, problems))
    if any(map(_is_of_columns, values)):
        raise ArticleError("the columns of a data frame, not its rows: write them by to_json(orient='records')")
    records = [record for value in values for record in _records_in(value, texts)]
    if together := {name: cell for record in records if isinstance(record, dict) for name, cell in record.items()}:
        columns_of(as_row(together), reading.columns)
    number = 0
    for number, record in completed(enumerate(records, 1), reading.columns.values()):
        yield from _row_of_object(record, path, number, reading, problems)
    if not number:
        problems.append(Problem(path, None, "there is no JSON object in the file", "check the file"))


def _values_in(content: str, path: str, problems: list[Problem]) -> Iterator[Any]:
    """The values that stand one behind the other in JSON."""
    twice = list[str]()
    decoder = json.JSONDecoder(object_pairs_hook=partial(_object, twice=twice))
    start = _FILLED.search(content)
    while start:
        try:
            value, end = decoder.raw_decode(content, start.start())
        except (ValueError, RecursionError) as error:
            problems.append(Problem(path, None, f"not JSON: {error}", "nothing from there on was read"))
            return
        problems += [_said_twice(name, path, None) for name in dict.fromkeys(twice)]
        twice.clear()
        yield value
        start = _FILLED.search(content, end)


def _is_of_columns(value: Any) -> bool:
    """Whether a value is what pandas writes of a data frame where it is not told to write rows."""
    columns = list(value.values()) if isinstance(value, dict) else []
    return bool(columns) and all(
        isinstance(column, dict) and column.keys() == columns[0].keys() and "0" in column for column in columns
    )


def _records_in(value: Any, texts: Set[str]) -> list[Any]:
    """The records of a value: those of an array, those of the one array of objects in an object without a text, or itself.

    The array may be in the one object in it, as in an answer of the Guardian.
    """
    if not isinstance(value, dict):
        return value if isinstance(value, list) else [value]
    if not texts.isdisjoint(map(str.lower, as_row(value))):
        return [value]
    inner = [one for one in value.values() if isinstance(one, dict)]
    arrays = [array for one in (value, *inner) for array in one.values() if isinstance(array, list) and _of_objects(array)]
    return arrays[0] if len(arrays) == 1 else [value]


def _of_objects(array: list[Any]) -> bool:
    return bool(array) and isinstance(array[0], dict)


def rows_of_json(lines: Iterable[tuple[int, str]], path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles in numbered lines of JSON; a line that is no object, or has no text, costs only itself."""
    for number, record in completed(_values_of(lines, path, problems), reading.columns.values()):
        yield from _row_of_object(record, path, number, reading, problems)


def _values_of(lines: Iterable[tuple[int, str]], path: str, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    """What stands in numbered lines of JSON, with their numbers."""
    empty = True
    for number, line in lines:
        if not line.strip():
            continue
        empty = False
        twice = list[str]()
        try:
            record = json.loads(line, object_pairs_hook=partial(_object, twice=twice))
        except (ValueError, RecursionError) as error:
            problems.append(Problem(path, number, f"not JSON: {error}", "one JSON object a line"))
            continue
        problems += [_said_twice(name, path, number) for name in twice]
        yield number, record
    if empty:
        problems.append(Problem(path, None, "the file is empty", "check the file"))


def _row_of_object(record: Any, path: str, row: int, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The article of an object of JSON; what is none, or has no text, is a problem."""
    if not isinstance(record, dict):
        problems.append(Problem(path, row, "not a JSON object", "one JSON object a line; arrays are read from .json"))
        return
    try:
        yield Row(article_of_row(record, reading, path, row, problems), path, row)
    except ArticleError as error:
        problems.append(Problem(path, row, str(error), "give every row a text"))


def _said_twice(name: str, path: str, row: int | None) -> Problem:
    return Problem(path, row, f"{name!r} stands twice: {TWICE}", "give every key once", skipped=False)


def _object(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    """An object of JSON; keys that it has twice go to `twice`."""
    record = dict(pairs)
    if len(record) < len(pairs):
        twice += [name for name, n in Counter(name for name, _ in pairs).items() if n > 1]
    return record
