"""The tables of a score store: scored articles as files of Parquet, and back (see `score_store`).

DuckDB writes and reads them. Values go to it as text, and are cast to the types that the tables here say.
"""

import errno
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from ..articles.article import COLUMNS, Article
from ..errors import ArticleError
from ..files import whole
from .found_spans import FIELD_TYPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Record = Mapping[str, Any]
"""The score of an article as plain values (see `ArticleScore.to_record`), or {"problem": reason}."""

FIELDS = {name: "VARCHAR" for name in COLUMNS if name != "text"} | {"published": "DATE", "translated": "BOOLEAN"}
ARTICLES = FIELDS | {
    "genre_detected": "VARCHAR",
    "labels": "VARCHAR",
    "file": "VARCHAR",
    "row": "INTEGER",
    "sha256": "VARCHAR",
    "n_words": "INTEGER",
    "not_in_english": "VARCHAR",
    "genre_probabilities": "VARCHAR",
    "sketch": "BLOB",
}
_IN_SQL = {str: "VARCHAR", int: "INTEGER", float: "DOUBLE", bool: "BOOLEAN"}
TABLES: Mapping[str, Mapping[str, str]] = {
    "terms": dict.fromkeys(("term", "category", "lexicon", "voice"), "VARCHAR")
    | {"times": "INTEGER", "expected": "DOUBLE", "certain": "DOUBLE"},
    "written": dict.fromkeys(("term", "category", "lexicon", "voice", "form"), "VARCHAR") | {"times": "INTEGER"},
    "names": dict.fromkeys(("concept", "name", "voice"), "VARCHAR") | {"times": "INTEGER"},
    "talked_about": dict.fromkeys(("name", "kind", "state"), "VARCHAR") | {"times": "INTEGER"},
    "words": {"voice": "VARCHAR", "word": "VARCHAR", "times": "INTEGER"},
    "spans": {name: _IN_SQL[kind] for name, kind in FIELD_TYPES.items()},
    "annotations": {"key": "BIGINT", "found": "VARCHAR"},
}
"""The columns of each table of things of which an article has several; beside them `article`, and `n`, which numbers its rows."""

VOICES = ("own", "attributed")  # of words
_COMPRESSED = "COMPRESSION zstd, COMPRESSION_LEVEL 9"  # 8 % smaller than the usual 3, for 1 % of the time of scoring


def connection_of(threads: int = 1) -> "DuckDBPyConnection":
    """A database in memory, by which Parquet is read and written."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    connection.execute("SET pandas_analyze_sample = 0")  # values come as text, and are cast to the type of their column
    return connection


def remove_parts(folder: Path, n: int) -> None:
    """Remove the files of all parts from number `n` on, and unfinished ones of runs that were killed."""
    for name in ("articles", *TABLES):
        for file in folder.glob(f"{name}-*.parquet"):
            number = file.stem.rpartition("-")[2]
            if number.isdigit() and int(number) >= n:
                file.unlink()
        for file in folder.glob(f".{name}-*.unfinished"):
            file.unlink(missing_ok=True)


# -- a part ----------------------------------------------------------------------------------------------------------------


def _path(folder: Path, name: str, number: int) -> Path:
    return folder / f"{name}-{number:05d}.parquet"


def source_of(folder: Path, name: str, *numbers: int) -> str:
    """A table of some parts, for SQL; nothing in the name of the folder is a pattern, or the value of a column."""
    paths = (re.sub(r"[\[*?]", r"[\g<0>]", _quoted(_path(folder, name, number))) for number in numbers)
    listed = ", ".join(f"'{path}'" for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false, filename = true)"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def write_part(
    connection: "DuckDBPyConnection",
    folder: Path,
    number: int,
    scored: Sequence[tuple[Article, Record]],
    columns: Sequence[str],
) -> dict[str, int]:
    """Write the tables of the scored articles of a part, and say how large the file of each is, in bytes.

    `columns` name what the measures count in each article.
    """
    rows = [_article_row(article, record) for article, record in scored]
    counts = np.array([record["counts"] for _, record in scored], dtype=float).reshape(len(scored), len(columns))
    table = {"article": range(len(scored)), **dict(zip(ARTICLES, zip(*rows, strict=True), strict=True))} if rows else {}
    types = {"article": "INTEGER", **ARTICLES, **dict.fromkeys(columns, "DOUBLE")}
    _write(connection, _path(folder, "articles", number), {**table, **dict(zip(columns, counts.T, strict=True))}, types)
    for name, of_table in TABLES.items():
        several = [(i, n, *row) for i, (_, record) in enumerate(scored) for n, row in enumerate(_ROWS[name](record))]
        types = {"article": "INTEGER", "n": "INTEGER", **of_table}
        _write(connection, _path(folder, name, number), dict(zip(types, zip(*several, strict=True), strict=False)), types)
    return _sizes(folder, number)


def _write(connection: "DuckDBPyConnection", path: Path, values: Mapping[str, Iterable[Any]], types: Mapping[str, str]) -> None:
    """Write a table, whole or not at all.

    Raises OSError where it cannot be written, as on a full disk.
    """
    import pandas as pd

    frame = pd.DataFrame(
        {f"c{i}": np.array(list(values.get(name, ())), dtype=object) for i, name in enumerate(types)}, dtype=object
    )
    casts = [f"{_cast(f'c{i}', kind)} AS {quoted_name(name)}" for i, (name, kind) in enumerate(types.items())]
    connection.register("part", frame)
    try:
        _write_query(connection, f"SELECT {', '.join(casts)} FROM part", path)
    finally:
        connection.unregister("part")


def _write_query(connection: "DuckDBPyConnection", query: str, path: Path) -> None:
    """Write what a query gives, whole or not at all. Raises OSError as `_write` does."""
    from duckdb import IOException

    with whole(path, _run()) as unfinished:
        try:
            connection.execute(f"COPY ({query}) TO '{_quoted(unfinished)}' (FORMAT parquet, {_COMPRESSED})")
        except IOException as error:
            full = os.strerror(errno.ENOSPC) in str(error)
            told = (errno.ENOSPC, os.strerror(errno.ENOSPC)) if full else (errno.EIO, str(error))
            raise OSError(*told, str(path)) from None


def _run() -> str:
    """What tells this writing of a file from others: on a cluster, two may be at the same part."""
    return f".{uuid4().hex}"


def _sizes(folder: Path, number: int) -> dict[str, int]:
    return {name: _path(folder, name, number).stat().st_size for name in ("articles", *TABLES)}


def fault_of(folder: Path, number: int, sizes: Mapping[str, int]) -> str:
    """What is wrong with the files of a part: one is missing, or is not as large as it was written; nothing is ``""``."""
    for name in ("articles", *TABLES):
        path = _path(folder, name, number)
        if not path.is_file():
            return f"{path.name} is missing"
        if (size := path.stat().st_size) != sizes.get(name):
            return f"{path.name} has {size:,} bytes, and was written with {sizes.get(name, 0):,}"
    return ""


def copy_part(source: Path, number: int, folder: Path, new: int) -> None:
    """Copy the tables of a part of another store as they are, under a new number."""
    for name in ("articles", *TABLES):
        with whole(_path(folder, name, new), _run()) as unfinished:
            copyfile(_path(source, name, number), unfinished)


def copy_articles(
    connection: "DuckDBPyConnection", source: Path, number: int, folder: Path, new: int, kept: Mapping[int, str]
) -> dict[str, int]:
    """Copy some articles of a part of another store, by their places in it, under a new number and with these ids.

    Says how large the new files are, as `write_part` does. Raises ArticleError as `rows_of` does.
    """
    chosen = "SELECT unnest($old) AS article, unnest($new) AS now, unnest($id) AS id"
    values = {"old": list(kept), "new": list(range(len(kept))), "id": list(kept.values())}
    rows_of(connection, folder, f"CREATE OR REPLACE TEMP TABLE kept AS {chosen}", values)
    for name in ("articles", *TABLES):
        of_article, others, order = "kept.now AS article", "article, filename", "kept.now, part.n"
        if name == "articles":
            of_article, others, order = "kept.now AS article, kept.id AS id", "article, id, filename", "kept.now"
        joined = f"{source_of(source, name, number)} AS part JOIN kept ON part.article = kept.article"
        query = f"SELECT {of_article}, part.* EXCLUDE ({others}) FROM {joined} ORDER BY {order}"
        with reported(source):
            _write_query(connection, query, _path(folder, name, new))
    return _sizes(folder, new)


def quoted_name(column: str) -> str:
    """A column, for SQL."""
    return '"{}"'.format(column.replace('"', '""'))


def _cast(column: str, kind: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    return f"unhex({text})" if kind == "BLOB" else f"CAST({text} AS {kind})"


def _article_row(article: Article, record: Record) -> tuple[Any, ...]:
    """The values of `ARTICLES`."""
    genre = record["genre"]
    return (
        *(_text(getattr(article, name)) for name in FIELDS),
        max(genre, key=genre.__getitem__) if genre else None,
        json.dumps(dict(article.labels)),
        _text(article.file),
        article.row,
        record["sha256"],
        record["n_words"],
        record["language"],
        json.dumps(genre) if genre else None,
        np.array(record["sketch"], dtype="<u4").tobytes().hex(),
    )


def _text(value: Any) -> Any:
    """A value whose letters can all be written in UTF-8."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _term_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    expected, certain = ({tuple(term): n for *term, n in record[name]} for name in ("expected", "certain"))
    for *term, n in record["terms"]:
        yield (*term, n, expected.get(tuple(term)), certain.get(tuple(term)))


def _word_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    return ((voice, word, n) for voice in VOICES for word, n in record[voice].items())


_ROWS: Mapping[str, Callable[[Record], Iterable[Sequence[Any]]]] = {
    "terms": _term_rows,
    "written": lambda record: [[*map(_text, row)] for row in record["written"]],
    "names": lambda record: record["names"],
    "talked_about": lambda record: [[*map(_text, row)] for row in record["talked_about"]],
    "words": _word_rows,
    "spans": lambda record: [[*map(_text, row)] for row in record["spans"]],
    "annotations": lambda record: [record["annotations"]] if record["annotations"] else [],
}
"""The rows of each table that an article has."""


# -- back to records -------------------------------------------------------------------------------------------------------


def rows_of(
    connection: "DuckDBPyConnection", folder: Path, query: str, values: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """What a query gives; `values` are those of its parameters. Raises ArticleError where a file is missing or broken."""
    with reported(folder):
        return connection.execute(query, values or {}).fetchall()


@contextmanager
def reported(folder: Path) -> Iterator[None]:
    """Errors of the database as ArticleError."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise unreadable(folder, str(error).splitlines()[0]) from None


def unreadable(folder: Path, reason: str) -> ArticleError:
    """The error of a store with a file that is missing or broken."""
    return ArticleError(f"{folder}: a file of these scores cannot be read ({reason}); score the articles again")
