"""Files in: one row, file or page becomes one `Article`; what cannot be read becomes a row in the problems table.

`read_articles` streams, so a corpus never has to fit in memory.
"""

import csv
import glob
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from .articles import COLUMNS, Article, Articles, Problem, condition_of
from .errors import ArticleError

SUFFIXES = (".txt", ".html", ".htm", ".csv", ".tsv", ".jsonl", ".parquet")
_DATE_FORMATS = ("%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%a, %d %b %Y %H:%M:%S %z")
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


def read_articles(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    where: Iterable[str] = (),
    day_first: bool = False,
) -> Articles:
    """Articles of a file, a folder, a glob, or standard input ("-").

    Reads .txt, .html, .csv, .tsv, .jsonl (each also with .gz) and .parquet. In a folder, a text or page stands for one
    article, and the name of a subfolder for its outlet. Standard input holds JSON Lines, or one plain text.

    Parameters
    ----------
    columns : our field name to the column name in the file, e.g. ``{"text": "article_content", "outlet": "source"}``;
        fields not named are looked up under the usual names (`COLUMNS`).
    encoding : of text files. A byte order mark is understood; a row that is not in this encoding is reported, not read.
    where : conditions such as ``"genre!=opinion"`` or ``"published>=2014-01-01"``; all must hold.
    day_first : read 4/5/2017 as 4 May instead of April 5.

    Raises
    ------
    ArticleError
        Nothing is there to read, an option names an unknown field, or a condition has no operator. Problems inside the
        files never raise: they are listed in ``.problems`` once the articles have been read.

    Examples
    --------
    >>> from toolkit.example import EXAMPLE
    >>> next(iter(read_articles(EXAMPLE, where=["outlet=Halyard Wire"]))).language
    'en'
    """
    files = _files(str(path))
    before = re.split(r"[*?\[]", str(path))[0]  # of a glob: what stands before its first wildcard
    root = Path(before) if Path(before).is_dir() else Path(before).parent
    reading = _Reading(dict(columns or {}), encoding, day_first, root)
    unknown = sorted(set(reading.columns) - set(COLUMNS))
    if unknown:
        raise ArticleError(f"unknown field {', '.join(unknown)}; fields are {', '.join(COLUMNS)}")
    conditions = [condition_of(text) for text in where]

    def read(problems: list[Problem]) -> Iterator[Article]:
        rows = (article for file in files for article in _read_file(file, reading, problems))
        unseen = {condition.name for condition in conditions}
        for article in _checked(rows, problems):
            unseen -= {name for name in unseen if article.value(name) is not None}
            if all(condition.holds(article) for condition in conditions):
                yield article
        for name in sorted(unseen):
            problems.append(
                Problem(str(path), None, f"no article has a value for {name!r}", "check the name in --where", skipped=False)
            )

    return Articles(str(path), read)


class _Reading(NamedTuple):
    """How rows become articles: the user's options of `read_articles`."""

    columns: dict[str, str]
    encoding: str
    day_first: bool
    root: Path

    def id_of(self, path: str) -> str:
        """The path of a text or page below what was read, without its ending."""
        name = path.removesuffix(".gz")
        inside = Path(name).relative_to(self.root) if Path(name).is_relative_to(self.root) else Path(name)
        return inside.with_suffix("").as_posix()

    def outlet_of(self, path: str) -> str | None:
        """The name of the subfolder that a text or page lies in, as its outlet."""
        folder = Path(path).parent
        return None if path == "-" or folder == self.root else folder.name


class _Row(NamedTuple):
    """An article before it is checked, with the place that it came from."""

    article: Article
    file: str
    row: int | None


def _files(path: str) -> list[str]:
    if path == "-":
        return ["-"]
    if Path(path).is_dir():
        found = sorted(str(f) for f in Path(path).rglob("*") if f.is_file() and _kind(str(f)))
        remedy = f"the folder holds no file ending in {', '.join(SUFFIXES)}"
    elif Path(path).is_file():
        found, remedy = [path], ""
        if not _kind(path):
            raise ArticleError(f"{path}: unknown kind of file; known endings are {', '.join(SUFFIXES)} (and .gz)")
    else:
        found, remedy = sorted(f for f in glob.glob(path, recursive=True) if _kind(f)), "no such file or folder"
    if not found:
        raise ArticleError(f"{path}: nothing to read: {remedy}")
    return found


def _kind(path: str) -> str | None:
    suffix = Path(path.removesuffix(".gz")).suffix.lower()
    return suffix if suffix in SUFFIXES else None


def _read_file(path: str, reading: _Reading, problems: list[Problem]) -> Iterator[_Row]:
    readers = {".txt": _read_text, ".html": _read_page, ".htm": _read_page, ".parquet": _read_parquet}
    read = readers.get(_kind(path) or "", _read_table)
    try:
        yield from read(path, reading, problems)
    except (OSError, EOFError, zlib.error, UnicodeError, ArticleError, csv.Error) as error:
        problems.append(Problem(path, None, f"cannot be read further: {error}", "check the file"))


def _open(path: str, encoding: str) -> IO[str]:
    """The file as text in which an undecodable byte stands as a lone surrogate, so that one bad row costs one row."""
    encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    if path == "-":
        raw: Any = io.BytesIO(sys.stdin.buffer.read())
    else:
        raw = gzip.open(path) if path.endswith(".gz") else open(path, "rb")  # noqa: SIM115 (closed by the wrapper)
    try:
        return io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")
    except LookupError:
        raise ArticleError(f"unknown encoding {encoding!r}") from None


def _read_text(path: str, reading: _Reading, problems: list[Problem]) -> Iterator[_Row]:
    with _open(path, reading.encoding) as lines:
        yield _Row(Article(reading.id_of(path), lines.read(), outlet=reading.outlet_of(path)), path, None)


def _read_page(path: str, reading: _Reading, problems: list[Problem]) -> Iterator[_Row]:
    import trafilatura

    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as page:
        found: Any = trafilatura.bare_extraction(page.read(), with_metadata=True, include_comments=False)
    if found is None or not found.text:
        problems.append(Problem(path, None, "no article text found in the page", "save the article as .txt"))
        return
    record = {
        "id": reading.id_of(path),
        "text": found.text,
        "title": found.title,
        "outlet": reading.outlet_of(path) or found.sitename,
        "published": found.date,
        "byline": found.author,
        "url": found.url,
        "language": found.language,
    }
    yield _Row(_article(record, reading._replace(columns={}), path, None, problems), path, None)


def _read_table(path: str, reading: _Reading, problems: list[Problem]) -> Iterator[_Row]:
    """CSV, TSV and JSON Lines; on standard input also one plain text."""
    with _open(path, reading.encoding) as lines:
        if path == "-":
            start = lines.read(1)
            lines.seek(0)
            if start != "{":
                yield _Row(Article("stdin", lines.read()), path, None)
                return
        delimiter = {".csv": ",", ".tsv": "\t"}.get(_kind(path) or "")
        records = _delimited(lines, delimiter, path, problems) if delimiter else _json_lines(lines, path, problems)
        for row, record in records:
            try:
                article = _article(record, reading, path, row, problems)
            except ArticleError as error:
                if delimiter:
                    raise  # the columns are those of every row
                problems.append(Problem(path, row, str(error), "give every row a text"))
                continue
            yield _Row(article, path, row)


def _delimited(
    lines: Iterable[str], delimiter: str, path: str, problems: list[Problem]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(lines, delimiter=delimiter, restkey="", restval=None)
    for record in rows:
        if rows.line_num and "" in record and isinstance(record[""], list):
            reason = "more cells than columns: the text may be cut at a comma"
            problems.append(Problem(path, rows.line_num, reason, "quote every cell that holds the separator", skipped=False))
        elif None in record.values():
            reason = "fewer cells than columns: a quotation mark may be open in a row before"
            problems.append(
                Problem(path, rows.line_num, reason, "check the quoting of this row and the one before", skipped=False)
            )
        yield rows.line_num, {name.strip(): value for name, value in record.items() if name and name.strip()}
    if rows.line_num == 0:
        problems.append(Problem(path, None, "the file is empty", "check the file"))


def _json_lines(lines: Iterable[str], path: str, problems: list[Problem]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            problems.append(Problem(path, number, f"not JSON: {error}", "one JSON object a line"))
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            problems.append(Problem(path, number, "not a JSON object", "one JSON object a line"))


def _read_parquet(path: str, reading: _Reading, problems: list[Problem]) -> Iterator[_Row]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise ArticleError("reading .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None
    try:
        row = 0
        for batch in ParquetFile(path).iter_batches(batch_size=1000):
            for record in batch.to_pylist():
                row += 1
                yield _Row(_article(record, reading, path, row, problems), path, row)
    except ArrowException as error:
        raise ArticleError(str(error)) from None


def _article(record: Mapping[str, Any], reading: _Reading, path: str, row: int | None, problems: list[Problem]) -> Article:
    """One article from a row: fields by the user's column names, or by the usual ones; the rest are labels."""
    names = _columns_of(record, reading.columns)
    if "text" not in names:
        found = ", ".join(map(str, record)) or "none"
        raise ArticleError(f"no text column; columns found: {found}; name yours with --text")
    values = {field_: record[name] for field_, name in names.items() if _present(record[name])}
    published = values.pop("published", None)
    day = _date(published, reading.day_first)
    if published is not None and day is None:
        swapped = "; --day-first, if days come first: other dates are then wrong too" if _date(published, True) else ""
        problems.append(Problem(path, row, f"date not understood: {published!r}", f"use yyyy-mm-dd{swapped}", skipped=False))
    translated = str(values.pop("translated", "")).strip().lower()
    labels = {str(k): str(v) for k, v in record.items() if _present(v) and k != names["text"] and not isinstance(v, dict | list)}
    return Article(
        id=str(values.pop("id", row if row is not None else Path(path).stem)),
        text=_text(values.pop("text", "")),
        published=day,
        translated=True if translated in _TRUE else False if translated in _FALSE else None,
        labels=labels,
        **{name: str(value) for name, value in values.items() if not isinstance(value, dict | list)},
    )


def _text(value: Any) -> str:
    """The text of a cell; a list of paragraphs is joined by line feeds, anything else that is no text is none."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return "" if isinstance(value, dict | list) else str(value)


def _present(value: Any) -> bool:
    return value is not None and value == value and str(value).strip() != ""


def _columns_of(record: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our field names to this record's column names. Raises ArticleError for a chosen column that is not there."""
    missing = sorted(column for column in chosen.values() if column not in record)
    if missing:
        raise ArticleError(f"no column {', '.join(missing)}; columns found: {', '.join(map(str, record))}")
    lowered = {str(name).lower(): name for name in reversed(list(record))}
    names = dict(chosen)
    for field_, usual in COLUMNS.items():
        found = next((lowered[name] for name in usual if name in lowered), None)
        if field_ not in names and found is not None and found not in chosen.values():
            names[field_] = found
    return names


def _date(value: Any, day_first: bool) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        pass
    for form in (*_DATE_FORMATS, "%d/%m/%Y" if day_first else "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _checked(rows: Iterable[_Row], problems: list[Problem]) -> Iterator[Article]:
    """The rows that can be scored; the others, and what is odd about these, go to `problems`."""
    ids: dict[str, int] = {}
    texts: dict[str, str] = {}
    for article, file, row in rows:
        if not article.text.strip():
            problems.append(Problem(file, row, "no text", "fill the text column, or drop the row"))
            continue
        broken = next((ch for ch in article.text + (article.title or "") if "\ud800" <= ch <= "\udfff"), None)
        if broken:
            reason = f"not in the stated encoding (byte 0x{ord(broken) & 0xFF:02x})"
            problems.append(Problem(file, row, reason, "name the right one with --encoding, e.g. cp1252 or latin-1"))
            continue
        ids[article.id] = ids.get(article.id, 0) + 1
        if ids[article.id] > 1:
            article = replace(article, id=f"{article.id}#{ids[article.id]}")
            problems.append(Problem(file, row, f"id used before; now {article.id}", "make ids unique", skipped=False))
        first = texts.setdefault(article.sha256, article.id)
        if first != article.id:
            reason = f"{article.id}: same text as {first}"
            problems.append(Problem(file, row, reason, "copies are not independent articles", skipped=False))
        yield article
