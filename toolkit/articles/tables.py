"""Tables with an article in each row: CSV, TSV, JSON Lines and Parquet."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..errors import ArticleError, OptionError
from .article import Problem
from .opening import LONGEST_LINE, lines_of, text_file, unpacked_name
from .rows import ReadingOptions, Row, article_of_row

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_TWICE = "the last one is read"


def read_delimited(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a CSV or TSV file."""
    delimiter = _DELIMITERS[Path(unpacked_name(path)).suffix.lower()]
    csv.field_size_limit(LONGEST_LINE)
    with text_file(path, reading.encoding) as text:
        rows, empty = csv.DictReader(text, delimiter=delimiter, restkey="", restval=None), True
        try:
            for cells in rows:
                if empty:
                    empty = False
                    problems += _columns_twice(rows.fieldnames or (), path)
                problems += _odd_cells(cells, path, rows.line_num)
                record = {name.strip(): value for name, value in cells.items() if name and name.strip()}
                yield Row(article_of_row(record, reading, path, rows.line_num, problems), path, rows.line_num)
        except csv.Error as error:
            remedy = "a quotation mark may be open there: check the quoting; no row from there on was read"
            problems.append(Problem(path, rows.line_num + 1, f"cannot be read further: {error}", remedy))
        if empty:
            reason = "there is no row below the names of the columns" if rows.line_num else "the file is empty"
            problems.append(Problem(path, None, reason, "check the file"))


def _columns_twice(names: Iterable[str], path: str) -> Iterator[Problem]:
    """Names of columns that are the same but for spaces around them."""
    for name, n in Counter(name.strip() for name in names).items():
        if name and n > 1:
            yield Problem(path, 1, f"{n} columns are called {name!r}: {_TWICE}", "give every column its own name", skipped=False)


def _odd_cells(record: Mapping[str, Any], path: str, line: int) -> Iterator[Problem]:
    """What is suspicious about a row with more or fewer cells than columns."""
    if isinstance(record.get(""), list):
        reason = "more cells than columns: the text may be cut at a comma"
        yield Problem(path, line, reason, "quote every cell that holds the separator", skipped=False)
    elif None in record.values():
        reason = "fewer cells than columns: a quotation mark may be open in a row before"
        yield Problem(path, line, reason, "check the quoting of this row and the one before", skipped=False)


def read_json_lines(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a file with one JSON object a line."""
    with text_file(path, reading.encoding) as text:
        yield from rows_of_json(lines_of(text, path, problems), path, reading, problems)


def rows_of_json(lines: Iterable[tuple[int, str]], path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles in numbered lines of JSON; a line that is no object, or has no text, costs only itself."""
    for number, line in lines:
        if not line.strip():
            continue
        twice = list[str]()
        try:
            record = json.loads(line, object_pairs_hook=partial(_object, twice=twice))
        except (ValueError, RecursionError) as error:
            problems.append(Problem(path, number, f"not JSON: {error}", "one JSON object a line"))
            continue
        if not isinstance(record, dict):
            problems.append(Problem(path, number, "not a JSON object", "one JSON object a line"))
            continue
        for name in twice:
            problems.append(Problem(path, number, f"{name!r} stands twice: {_TWICE}", "give every key once", skipped=False))
        try:
            yield Row(article_of_row(record, reading, path, number, problems), path, number)
        except ArticleError as error:
            problems.append(Problem(path, number, str(error), "give every row a text"))


def _object(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    """An object of JSON; keys that it has twice go to `twice`."""
    record = dict(pairs)
    if len(record) < len(pairs):
        twice += [name for name, n in Counter(name for name, _ in pairs).items() if n > 1]
    return record


def read_parquet(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a Parquet file; folders above it that are called ``column=value`` are columns.

    Raises OptionError where pyarrow is not installed, ArticleError where the file cannot be read.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise OptionError("reading .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None
    try:
        row, partition = 0, _partition(path, reading.root)
        with ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=1000):
                for record in _records_of(batch):
                    row += 1
                    yield Row(article_of_row({**partition, **record}, reading, path, row, problems), path, row)
    except ArrowException as error:
        raise ArticleError(str(error)) from None


def _partition(path: str, root: Path) -> dict[str, str]:
    """The columns that the folders between the root and a file stand for."""
    folders = Path(path).parent.relative_to(root).parts if Path(path).is_relative_to(root) else ()
    pairs = (folder.split("=", 1) for folder in folders if "=" in folder)
    return {name: unquote(value) for name, value in pairs if value != "__HIVE_DEFAULT_PARTITION__"}


def _records_of(batch: Any) -> list[dict[str, Any]]:
    """The rows of a batch of Parquet; dates that Python cannot hold become text, and so a problem of their row."""
    try:
        records: list[dict[str, Any]] = batch.to_pylist()
    except (ValueError, OverflowError):
        from pyarrow import compute, string, table, types

        columns = [compute.cast(c, string()) if types.is_temporal(c.type) else c for c in batch.columns]
        records = table(columns, names=batch.schema.names).to_pylist()
    return records
