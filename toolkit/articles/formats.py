"""One reader for each format: text, HTML, CSV, TSV, JSON Lines and Parquet; all but Parquet may be compressed by gzip."""

import csv
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from ..errors import ArticleError, OptionError
from .article import Article, Problem
from .rows import ReadingOptions, Row, article_of_row

_Records = Iterator[tuple[int, Mapping[str, Any]]]
"""Rows of a file, each with its line."""


def read_file(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of one file, not yet checked; where reading fails, `problems` gets a row and the articles end."""
    read = _READERS.get(suffix_of(path) or "", _read_table)
    try:
        yield from read(path, reading, problems)
    except (OSError, EOFError, zlib.error, UnicodeError, ArticleError, csv.Error) as error:
        problems.append(Problem(path, None, f"cannot be read further: {error}", "check the file"))


def suffix_of(path: str) -> str | None:
    """The ending that says which format a file has; None where the format is not known.

    >>> suffix_of("news/articles.CSV.gz")
    '.csv'
    """
    suffix = Path(path.removesuffix(".gz")).suffix.lower()
    return suffix if suffix in _READERS else None


# -- texts and pages -------------------------------------------------------------------------------------------------------


def _read_text(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    with _text_file(path, reading.encoding) as lines:
        yield Row(Article(reading.id_of(path), lines.read(), outlet=reading.outlet_of(path)), path, None)


def _read_page(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    import trafilatura

    with _binary_file(path) as file:
        html = _LONG_TAG.sub(_without_attributes, file.read())
    page: Any = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
    if page is None or not page.text:
        problems.append(Problem(path, None, "no article text found in the page", "save the article as .txt"))
        return
    record = {
        "id": reading.id_of(path),
        "text": page.text,
        "title": page.title,
        "outlet": reading.outlet_of(path) or page.sitename,
        "published": page.date,
        "byline": page.author,
        "url": page.url,
        "language": page.language,
    }
    yield Row(article_of_row(record, reading._replace(columns={}), path, None, problems), path, None)


_LONG_TAG = re.compile(rb"(<[A-Za-z][^\s<>\"'/]{0,40}+)(?:[^<>\"']|\"[^\"]*+\"|'[^']*+'){20000,}+>")
"""A tag whose attributes are no text any more: parsers of HTML take minutes for 100,000 attributes."""


def _without_attributes(tag: re.Match[bytes]) -> bytes:
    return tag[1] + b">"


# -- tables ----------------------------------------------------------------------------------------------------------------


def _read_table(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a CSV, TSV or JSON Lines file. Standard input holds JSON Lines, or else one plain text."""
    with _text_file(path, reading.encoding) as lines:
        if path == "-":
            start = lines.read(1)
            lines.seek(0)
            if start != "{":
                yield Row(Article("stdin", lines.read()), path, None)
                return
        delimiter = {".csv": ",", ".tsv": "\t"}.get(suffix_of(path) or "")
        records = _delimited(lines, delimiter, path, problems) if delimiter else _json_lines(lines, path, problems)
        for row, record in records:
            try:
                article = article_of_row(record, reading, path, row, problems)
            except ArticleError as error:
                if delimiter:
                    raise  # every row has the same columns
                problems.append(Problem(path, row, str(error), "give every row a text"))
                continue
            yield Row(article, path, row)


def _delimited(lines: Iterable[str], delimiter: str, path: str, problems: list[Problem]) -> _Records:
    csv.field_size_limit(2**31 - 1)
    rows, empty = csv.DictReader(lines, delimiter=delimiter, restkey="", restval=None), True
    for record in rows:
        empty = False
        problems += _odd_cells(record, path, rows.line_num)
        yield rows.line_num, {name.strip(): value for name, value in record.items() if name and name.strip()}
    if empty:
        reason = "there is no row below the names of the columns" if rows.line_num else "the file is empty"
        problems.append(Problem(path, None, reason, "check the file"))


def _odd_cells(record: Mapping[str, Any], path: str, line: int) -> Iterator[Problem]:
    """What is suspicious about a row with more or fewer cells than columns."""
    if isinstance(record.get(""), list):
        reason = "more cells than columns: the text may be cut at a comma"
        yield Problem(path, line, reason, "quote every cell that holds the separator", skipped=False)
    elif None in record.values():
        reason = "fewer cells than columns: a quotation mark may be open in a row before"
        yield Problem(path, line, reason, "check the quoting of this row and the one before", skipped=False)


def _json_lines(lines: Iterable[str], path: str, problems: list[Problem]) -> _Records:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.append(Problem(path, number, f"not JSON: {error}", "one JSON object a line"))
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            problems.append(Problem(path, number, "not a JSON object", "one JSON object a line"))


def _read_parquet(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise OptionError("reading .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None
    try:
        row = 0
        for batch in ParquetFile(path).iter_batches(batch_size=1000):
            for record in _records_of(batch):
                row += 1
                yield Row(article_of_row(record, reading, path, row, problems), path, row)
    except ArrowException as error:
        raise ArticleError(str(error)) from None


def _records_of(batch: Any) -> list[dict[str, Any]]:
    """The rows of a batch of Parquet; dates that Python cannot hold become text, and so a problem of their row."""
    try:
        records: list[dict[str, Any]] = batch.to_pylist()
    except (ValueError, OverflowError):
        from pyarrow import compute, string, table, types

        columns = [compute.cast(c, string()) if types.is_temporal(c.type) else c for c in batch.columns]
        records = table(columns, names=batch.schema.names).to_pylist()
    return records


# -- opening files ---------------------------------------------------------------------------------------------------------


def _text_file(path: str, encoding: str) -> IO[str]:
    """The file as text. A byte that cannot be decoded becomes a lone surrogate, so that one bad row costs no other row."""
    encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    raw: Any = io.BytesIO(sys.stdin.buffer.read()) if path == "-" else _binary_file(path)
    try:
        return io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")
    except LookupError:
        raise OptionError(f"unknown encoding {encoding!r}") from None


def _binary_file(path: str) -> io.BufferedIOBase:
    return gzip.open(path) if path.endswith(".gz") else open(path, "rb")


_READERS: Mapping[str, Callable[[str, ReadingOptions, list[Problem]], Iterator[Row]]] = {
    ".txt": _read_text,
    ".html": _read_page,
    ".htm": _read_page,
    ".csv": _read_table,
    ".tsv": _read_table,
    ".jsonl": _read_table,
    ".parquet": _read_parquet,
}
SUFFIXES = tuple(_READERS)
"""Endings of the files that can be read."""
