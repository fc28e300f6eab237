"""What is asked of the tables of a score store: columns of many articles, how often each uses what, and the records of a part."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.saved_annotations import Line
from ..articles.article import Article
from ..statistics.arrays import Floats, Indices, Ints
from .found_spans import FoundSpan
from .score_tables import ARTICLES, FIELDS, TABLES, VOICES, quoted_name, reported, rows_of, source_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def _texts_in(table: str) -> tuple[str, ...]:
    """The columns of a table that hold texts."""
    return tuple(name for name, kind in TABLES[table].items() if kind == "VARCHAR")


_KEYS: Mapping[str, tuple[str, ...]] = {
    **{name: _texts_in(name) for name in ("terms", "written", "names", "talked_about")},
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
    """Columns of the articles of some parts, by name: a value for each article. Raises ArticleError as `rows_of` does."""
    wanted = ", ".join(f"{_MADE.get(name, quoted_name(name))} AS c{i}" for i, name in enumerate(names))
    query = f"SELECT {wanted} FROM {source_of(folder, 'articles', *numbers)} ORDER BY {_NUMBER}, article"
    with reported(folder):
        columns: Iterable[Any] = connection.execute(query).fetchnumpy().values()  # quicker than rows
    with_days = (column.astype("datetime64[D]") if column.dtype.kind == "M" else column for column in columns)
    return {name: column.tolist() for name, column in zip(names, with_days, strict=True)}


def counts_of(connection: "DuckDBPyConnection", folder: Path, columns: Sequence[str], numbers: Sequence[int]) -> Floats:
    """Counts of the articles of some parts: articles by columns. Raises ArticleError as `rows_of` does."""
    named = ", ".join(f"{quoted_name(column)} AS c{i}" for i, column in enumerate(columns))
    query = f"SELECT {_PART}, article, {named} FROM {source_of(folder, 'articles', *numbers)} ORDER BY part, article"
    arrays = _arrays(connection, folder, query)
    return np.column_stack([arrays[f"c{i}"] for i in range(len(columns))])


def articles_of(
    connection: "DuckDBPyConnection", folder: Path, numbers: Sequence[int], part: Indices, article: Indices
) -> Iterator[Article]:
    """Some articles without their texts, in order, by their parts (some of `numbers`) and their places in these.

    Raises ArticleError as `rows_of` does.
    """
    names = [*FIELDS, "genre_detected", "labels", "file", "row"]
    everything = f"SELECT {_PART}, article, {', '.join(map(quoted_name, names))} FROM {source_of(folder, 'articles', *numbers)}"
    chosen = "SELECT unnest($part) AS part, unnest($article) AS article"
    query = f"SELECT * FROM ({everything}) JOIN ({chosen}) USING (part, article) ORDER BY part, article"
    for _, _, *row in rows_of(connection, folder, query, {"part": part.tolist(), "article": article.tolist()}):
        yield _article(dict(zip(names, row, strict=True)))


def keys_of(connection: "DuckDBPyConnection", folder: Path, name: str, n: int) -> list[Any]:
    """What articles of the n parts use, of one of `uses.NAMES`, in the order of the alphabet; words, or else tuples.

    Raises ArticleError as `rows_of` does.
    """
    columns, table = ", ".join(map(quoted_name, _KEYS[name])), _table(name)
    if n:
        distinct = f"SELECT DISTINCT {columns} FROM {source_of(folder, table, *range(n))}"
        numbered = f"SELECT *, CAST(row_number() OVER (ORDER BY {columns}) - 1 AS INTEGER) AS key FROM ({distinct})"
        rows_of(connection, folder, f"CREATE TEMP TABLE IF NOT EXISTS {table}_keys AS {numbered}")
    rows = rows_of(connection, folder, f"SELECT {columns} FROM {table}_keys ORDER BY key") if n else []
    return [word for (word,) in rows] if table == "words" else rows


def uses_of(connection: "DuckDBPyConnection", folder: Path, name: str, numbers: Sequence[int]) -> tuple[Indices, dict[str, Any]]:
    """Where each use in some parts stands (see `place_of`), in order, and its key (see `keys_of`) and numbers.

    Raises ArticleError as `rows_of` does.
    """
    table, further = _table(name), ", expected, certain" if name == "terms" else ""
    same = " AND ".join(f"u.{quoted_name(column)} IS NOT DISTINCT FROM k.{quoted_name(column)}" for column in _KEYS[name])
    where = f"WHERE u.voice = '{name}'" if table == "words" else ""
    joined = f"FROM {source_of(folder, table, *numbers)} u JOIN {table}_keys k ON {same} {where}"
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
    return "words" if name in VOICES else name


def _arrays(connection: "DuckDBPyConnection", folder: Path, query: str) -> dict[str, Any]:
    """What a query gives, column by column; NaN where there is no value. Raises ArticleError as `rows_of` does."""
    with reported(folder):
        columns = connection.execute(query).fetchnumpy()
    return {
        name: np.ma.filled(column, np.nan) if np.ma.is_masked(column) else np.asarray(column) for name, column in columns.items()
    }


def records_of(
    connection: "DuckDBPyConnection", folder: Path, number: int, columns: Sequence[str]
) -> Iterator[tuple[Article, dict[str, Any]]]:
    """The articles of a part with their records, without `spans` and `annotations`. Raises ArticleError as `rows_of` does."""
    names = ["article", *ARTICLES, *columns]
    several = {name: _by_article(connection, folder, name, number) for name in TABLES if name not in ("spans", "annotations")}
    for row in rows_of(connection, folder, _select(source_of(folder, "articles", number), names, "article")):
        values = dict(zip(names, row, strict=True))
        of_article = {name: rows.get(values["article"], []) for name, rows in several.items()}
        yield _article(values), _record(values, of_article, [values[name] for name in columns])


def spans_of(connection: "DuckDBPyConnection", folder: Path, number: int) -> list[tuple[Any, ...]]:
    """The number of an article of a part with one of its places, in order. Raises ArticleError as `rows_of` does."""
    columns = ["article", *FoundSpan._fields]
    return rows_of(connection, folder, _select(source_of(folder, "spans", number), columns, "article, n"))


def line_keys_of(connection: "DuckDBPyConnection", folder: Path, number: int) -> Ints:
    """The keys of what was found in the articles of a part (see `Line`). Raises ArticleError as `rows_of` does."""
    return np.asarray(_arrays(connection, folder, f"SELECT key FROM {source_of(folder, 'annotations', number)}")["key"])


def lines_of(connection: "DuckDBPyConnection", folder: Path, number: int) -> dict[int, Line]:
    """What was found in the articles of a part, by their numbers. Raises ArticleError as `rows_of` does."""
    columns = ["article", *Line._fields]
    rows = rows_of(connection, folder, _select(source_of(folder, "annotations", number), columns, "article"))
    return {article: Line(*line) for article, *line in rows}


def _by_article(connection: "DuckDBPyConnection", folder: Path, name: str, number: int) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a table by the number of their article."""
    rows: dict[int, list[tuple[Any, ...]]] = {}
    columns = ["article", *TABLES[name]]
    for article, *row in rows_of(connection, folder, _select(source_of(folder, name, number), columns, "article, n")):
        rows.setdefault(article, []).append(tuple(row))
    return rows


def _select(source: str, columns: Iterable[str], order: str) -> str:
    return f"SELECT {', '.join(map(quoted_name, columns))} FROM {source} ORDER BY {order}"


def _article(values: Mapping[str, Any]) -> Article:
    fields = {name: values[name] for name in (*FIELDS, "genre_detected", "file", "row")}
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
        **{voice: {word: n for of, word, n in several["words"] if of == voice} for voice in VOICES},
        "written": several["written"],
        "names": several["names"],
        "talked_about": several["talked_about"],
        "sketch": np.frombuffer(values["sketch"], dtype="<u4").tolist(),
        "language": values["not_in_english"],
        "genre": json.loads(genre) if genre else None,
    }
