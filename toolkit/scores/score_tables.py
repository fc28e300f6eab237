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

from ..annotation.saved_annotations import Line
from ..articles.article import COLUMNS, Article
from ..errors import ArticleError
from ..statistics.arrays import Floats, Indices, Ints
from .found_spans import FIELD_TYPES, FoundSpan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Record = Mapping[str, Any]
"""The score of an article as plain values (see `ArticleScore.to_record`), or {"problem": reason}."""

_FIELDS = {name: "VARCHAR" for name in COLUMNS if name != "text"} | {"published": "DATE", "translated": "BOOLEAN"}
_ARTICLES = _FIELDS | {
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
_TABLES: Mapping[str, Mapping[str, str]] = {
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

_VOICES = ("own", "attributed")  # of words
_COMPRESSED = "COMPRESSION zstd, COMPRESSION_LEVEL 9"  # 8 % smaller than the usual 3, for 1 % of the time of scoring


def connection_of(threads: int = 1) -> "DuckDBPyConnection":
    """A database in memory, by which Parquet is read and written."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    connection.execute("SET pandas_analyze_sample = 0")  # values come as text, and are cast to the type of their column
    return connection


def remove_parts(folder: Path, n: int) -> None:
    """Remove the files of all parts from number `n` on, and unfinished ones of runs that were killed."""
    for name in ("articles", *_TABLES):
        for file in folder.glob(f"{name}-*.parquet"):
            number = file.stem.rpartition("-")[2]
            if number.isdigit() and int(number) >= n:
                file.unlink()
        for file in folder.glob(f".{name}-*.unfinished"):
            file.unlink(missing_ok=True)


# -- a part ----------------------------------------------------------------------------------------------------------------


def _path(folder: Path, name: str, number: int) -> Path:
    return folder / f"{name}-{number:05d}.parquet"


def _source(folder: Path, name: str, *numbers: int) -> str:
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
) -> None:
    """Write the tables of the scored articles of a part; `columns` name what the measures count in each."""
    rows = [_article_row(article, record) for article, record in scored]
    counts = np.array([record["counts"] for _, record in scored], dtype=float).reshape(len(scored), len(columns))
    table = {"article": range(len(scored)), **dict(zip(_ARTICLES, zip(*rows, strict=True), strict=True))} if rows else {}
    types = {"article": "INTEGER", **_ARTICLES, **dict.fromkeys(columns, "DOUBLE")}
    _write(connection, _path(folder, "articles", number), {**table, **dict(zip(columns, counts.T, strict=True))}, types)
    for name, of_table in _TABLES.items():
        several = [(i, n, *row) for i, (_, record) in enumerate(scored) for n, row in enumerate(_ROWS[name](record))]
        types = {"article": "INTEGER", "n": "INTEGER", **of_table}
        _write(connection, _path(folder, name, number), dict(zip(types, zip(*several, strict=True), strict=False)), types)


def _write(connection: "DuckDBPyConnection", path: Path, values: Mapping[str, Iterable[Any]], types: Mapping[str, str]) -> None:
    """Write a table, whole or not at all.

    Raises OSError where it cannot be written, as on a full disk.
    """
    import pandas as pd

    frame = pd.DataFrame(
        {f"c{i}": np.array(list(values.get(name, ())), dtype=object) for i, name in enumerate(types)}, dtype=object
    )
    casts = [f"{_cast(f'c{i}', kind)} AS {_name(name)}" for i, (name, kind) in enumerate(types.items())]
    connection.register("part", frame)
    try:
        _write_query(connection, f"SELECT {', '.join(casts)} FROM part", path)
    finally:
        connection.unregister("part")


def _write_query(connection: "DuckDBPyConnection", query: str, path: Path) -> None:
    """Write what a query gives, whole or not at all. Raises OSError as `_write` does."""
    from duckdb import IOException

    with _whole(path) as unfinished:
        try:
            connection.execute(f"COPY ({query}) TO '{_quoted(unfinished)}' (FORMAT parquet, {_COMPRESSED})")
        except IOException as error:
            full = os.strerror(errno.ENOSPC) in str(error)
            told = (errno.ENOSPC, os.strerror(errno.ENOSPC)) if full else (errno.EIO, str(error))
            raise OSError(*told, str(path)) from None


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Under which name a file is written until it is complete; on a cluster, two may be at the same part."""
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}.unfinished")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def copy_part(source: Path, number: int, folder: Path, new: int) -> None:
    """Copy the tables of a part of another store as they are, under a new number. Raises ArticleError where one is missing."""
    for name in ("articles", *_TABLES):
        with _whole(_path(folder, name, new)) as unfinished:
            copyfile(_there(source, name, number), unfinished)


def copy_articles(
    connection: "DuckDBPyConnection", source: Path, number: int, folder: Path, new: int, kept: Mapping[int, str]
) -> None:
    """Copy some articles of a part of another store, by their places in it, under a new number and with these ids.

    Raises ArticleError as `_rows` does.
    """
    chosen = "SELECT unnest($old) AS article, unnest($new) AS now, unnest($id) AS id"
    values = {"old": list(kept), "new": list(range(len(kept))), "id": list(kept.values())}
    _rows(connection, folder, f"CREATE OR REPLACE TEMP TABLE kept AS {chosen}", values)
    for name in ("articles", *_TABLES):
        _there(source, name, number)
        of_article, others, order = "kept.now AS article", "article, filename", "kept.now, part.n"
        if name == "articles":
            of_article, others, order = "kept.now AS article, kept.id AS id", "article, id, filename", "kept.now"
        joined = f"{_source(source, name, number)} AS part JOIN kept ON part.article = kept.article"
        query = f"SELECT {of_article}, part.* EXCLUDE ({others}) FROM {joined} ORDER BY {order}"
        with _reported(source):
            _write_query(connection, query, _path(folder, name, new))


def _there(folder: Path, name: str, number: int) -> Path:
    """The file of a table. Raises ArticleError where it is missing."""
    path = _path(folder, name, number)
    if not path.is_file():
        raise _unreadable(folder, f"{path.name} is missing")
    return path


def _name(column: str) -> str:
    """A column, for SQL."""
    return '"{}"'.format(column.replace('"', '""'))


def _cast(column: str, kind: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    return f"unhex({text})" if kind == "BLOB" else f"CAST({text} AS {kind})"


def _article_row(article: Article, record: Record) -> tuple[Any, ...]:
    """The values of `_ARTICLES`."""
    genre = record["genre"]
    return (
        *(_text(getattr(article, name)) for name in _FIELDS),
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
    return ((voice, word, n) for voice in _VOICES for word, n in record[voice].items())


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


# -- columns of several parts ----------------------------------------------------------------------------------------------

_KEYS: Mapping[str, tuple[str, ...]] = {
    **{name: tuple(_TABLES[name])[:-1] for name in ("written", "names", "talked_about")},
    "terms": ("term", "category", "lexicon", "voice"),
    "own": ("word",),
    "attributed": ("word",),
}
"""What makes a key of each of `uses.NAMES`."""

_NUMBER = r"CAST(regexp_extract(filename, '-([0-9]+)\.parquet$', 1) AS INTEGER)"
_PART = f"{_NUMBER} AS part"


_MADE = {"opinion": "CAST(genre_probabilities ->> 'opinion' AS DOUBLE)"}
"""Columns of the articles that are made of others."""


def columns_of(
    connection: "DuckDBPyConnection", folder: Path, names: Sequence[str], numbers: Sequence[int]
) -> dict[str, list[Any]]:
    """Columns of the articles of some parts. Raises ArticleError as `_rows` does."""
    wanted = ", ".join(f"{_MADE.get(name, _name(name))} AS c{i}" for i, name in enumerate(names))
    query = f"SELECT {wanted} FROM {_source(folder, 'articles', *numbers)} ORDER BY {_NUMBER}, article"
    with _reported(folder):
        columns: Iterable[Any] = connection.execute(query).fetchnumpy().values()  # quicker than rows
    with_days = (column.astype("datetime64[D]") if column.dtype.kind == "M" else column for column in columns)
    return {name: column.tolist() for name, column in zip(names, with_days, strict=True)}


def counts_of(connection: "DuckDBPyConnection", folder: Path, columns: Sequence[str], numbers: Sequence[int]) -> Floats:
    """Counts of the articles of some parts: articles by columns. Raises ArticleError as `_rows` does."""
    named = ", ".join(f"{_name(column)} AS c{i}" for i, column in enumerate(columns))
    query = f"SELECT {_PART}, article, {named} FROM {_source(folder, 'articles', *numbers)} ORDER BY part, article"
    arrays = _arrays(connection, folder, query)
    return np.column_stack([arrays[f"c{i}"] for i in range(len(columns))])


def articles_of(
    connection: "DuckDBPyConnection", folder: Path, numbers: Sequence[int], part: Indices, article: Indices
) -> Iterator[Article]:
    """Some articles without their texts, in order, by their parts (some of `numbers`) and their places in these.

    Raises ArticleError as `_rows` does.
    """
    names = [*_FIELDS, "genre_detected", "labels", "file", "row"]
    everything = f"SELECT {_PART}, article, {', '.join(map(_name, names))} FROM {_source(folder, 'articles', *numbers)}"
    chosen = "SELECT unnest($part) AS part, unnest($article) AS article"
    query = f"SELECT * FROM ({everything}) JOIN ({chosen}) USING (part, article) ORDER BY part, article"
    for _, _, *row in _rows(connection, folder, query, {"part": part.tolist(), "article": article.tolist()}):
        yield _article(dict(zip(names, row, strict=True)))


def keys_of(connection: "DuckDBPyConnection", folder: Path, name: str, n: int) -> list[Any]:
    """What articles of the n parts use, of one of `uses.NAMES`, in the order of the alphabet; words, or else tuples.

    Raises ArticleError as `_rows` does.
    """
    columns, table = ", ".join(map(_name, _KEYS[name])), _table(name)
    if n:
        distinct = f"SELECT DISTINCT {columns} FROM {_source(folder, table, *range(n))}"
        numbered = f"SELECT *, CAST(row_number() OVER (ORDER BY {columns}) - 1 AS INTEGER) AS key FROM ({distinct})"
        _rows(connection, folder, f"CREATE TEMP TABLE IF NOT EXISTS {table}_keys AS {numbered}")
    rows = _rows(connection, folder, f"SELECT {columns} FROM {table}_keys ORDER BY key") if n else []
    return [word for (word,) in rows] if table == "words" else rows


def uses_of(connection: "DuckDBPyConnection", folder: Path, name: str, numbers: Sequence[int]) -> tuple[Indices, dict[str, Any]]:
    """Where each use in some parts stands (see `place_of`), in order, and its key (see `keys_of`) and numbers.

    Raises ArticleError as `_rows` does.
    """
    table, further = _table(name), ", expected, certain" if name == "terms" else ""
    same = " AND ".join(f"u.{_name(column)} IS NOT DISTINCT FROM k.{_name(column)}" for column in _KEYS[name])
    where = f"WHERE u.voice = '{name}'" if table == "words" else ""
    joined = f"FROM {_source(folder, table, *numbers)} u JOIN {table}_keys k ON {same} {where}"
    place = f"(CAST({_NUMBER} AS BIGINT) * {1 << 16} + article) * {1 << 32} + n AS place"
    arrays = _arrays(connection, folder, f"SELECT {place}, key, times{further} {joined}")
    places = arrays.pop("place")
    order = np.argsort(places, kind="stable")  # much faster here than in the database, which gives them nearly in order
    return places[order], {name: column[order] for name, column in arrays.items()}


def place_of(part: Indices, article: Indices) -> Indices:
    """Where the uses of an article of a part begin: places are in the order of parts, articles and the rows of an article.

    >>> np.diff(place_of(np.array([0, 1]), np.array([0, 0]))).tolist() == [1 << 48]
    True
    """
    return ((part << 16) + article) << 32


def _table(name: str) -> str:
    return "words" if name in _VOICES else name


def _arrays(connection: "DuckDBPyConnection", folder: Path, query: str) -> dict[str, Any]:
    """What a query gives, column by column; NaN where there is no value. Raises ArticleError as `_rows` does."""
    with _reported(folder):
        columns = connection.execute(query).fetchnumpy()
    return {
        name: np.ma.filled(column, np.nan) if np.ma.is_masked(column) else np.asarray(column) for name, column in columns.items()
    }


# -- back to records -------------------------------------------------------------------------------------------------------


def records_of(
    connection: "DuckDBPyConnection", folder: Path, number: int, columns: Sequence[str]
) -> Iterator[tuple[Article, dict[str, Any]]]:
    """The articles of a part with their records, without `spans` and `annotations`. Raises ArticleError as `_rows` does."""
    names = ["article", *_ARTICLES, *columns]
    several = {name: _by_article(connection, folder, name, number) for name in _TABLES if name not in ("spans", "annotations")}
    for row in _rows(connection, folder, _select(_source(folder, "articles", number), names, "article")):
        values = dict(zip(names, row, strict=True))
        of_article = {name: rows.get(values["article"], []) for name, rows in several.items()}
        yield _article(values), _record(values, of_article, [values[name] for name in columns])


def spans_of(connection: "DuckDBPyConnection", folder: Path, number: int) -> list[tuple[Any, ...]]:
    """The number of an article of a part with one of its places, in order. Raises ArticleError as `_rows` does."""
    columns = ["article", *FoundSpan._fields]
    return _rows(connection, folder, _select(_source(folder, "spans", number), columns, "article, n"))


def line_keys_of(connection: "DuckDBPyConnection", folder: Path, number: int) -> Ints:
    """The keys of what was found in the articles of a part (see `Line`). Raises ArticleError as `_rows` does."""
    return np.asarray(_arrays(connection, folder, f"SELECT key FROM {_source(folder, 'annotations', number)}")["key"])


def lines_of(connection: "DuckDBPyConnection", folder: Path, number: int) -> dict[int, Line]:
    """What was found in the articles of a part, by their numbers. Raises ArticleError as `_rows` does."""
    columns = ["article", *Line._fields]
    rows = _rows(connection, folder, _select(_source(folder, "annotations", number), columns, "article"))
    return {article: Line(*line) for article, *line in rows}


def _rows(
    connection: "DuckDBPyConnection", folder: Path, query: str, values: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """What a query gives; `values` are those of its parameters. Raises ArticleError where a file is missing or broken."""
    with _reported(folder):
        return connection.execute(query, values or {}).fetchall()


@contextmanager
def _reported(folder: Path) -> Iterator[None]:
    """Errors of the database as ArticleError."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise _unreadable(folder, str(error).splitlines()[0]) from None


def _unreadable(folder: Path, reason: str) -> ArticleError:
    """The error of a store with a file that is missing or broken."""
    return ArticleError(f"{folder}: a file of these scores cannot be read ({reason}); score the articles again")


def _by_article(connection: "DuckDBPyConnection", folder: Path, name: str, number: int) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a table by the number of their article."""
    rows: dict[int, list[tuple[Any, ...]]] = {}
    columns = ["article", *_TABLES[name]]
    for article, *row in _rows(connection, folder, _select(_source(folder, name, number), columns, "article, n")):
        rows.setdefault(article, []).append(tuple(row))
    return rows


def _select(source: str, columns: Iterable[str], order: str) -> str:
    return f"SELECT {', '.join(map(_name, columns))} FROM {source} ORDER BY {order}"


def _article(values: Mapping[str, Any]) -> Article:
    fields = {name: values[name] for name in (*_FIELDS, "genre_detected", "file", "row")}
    return Article(text="", labels=json.loads(values["labels"]), **fields)


def _record(values: Mapping[str, Any], several: Mapping[str, list[tuple[Any, ...]]], counts: list[float]) -> dict[str, Any]:
    genre = values["genre_probabilities"]
    terms = several["terms"]
    return {
        "sha256": values["sha256"],
        "n_words": values["n_words"],
        "counts": counts,
        "terms": [row[:5] for row in terms],
        "expected": [(*row[:4], row[5]) for row in terms if row[5] is not None],
        "certain": [(*row[:4], row[6]) for row in terms if row[6] is not None],
        **{voice: {word: n for of, word, n in several["words"] if of == voice} for voice in _VOICES},
        "written": several["written"],
        "names": several["names"],
        "talked_about": several["talked_about"],
        "sketch": np.frombuffer(values["sketch"], dtype="<u4").tolist(),
        "language": values["not_in_english"],
        "genre": json.loads(genre) if genre else None,
    }
