"""The columns of a score store: read when they are asked for, some parts at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..annotation.saved_annotations import Line
from ..articles.article import COLUMNS, DETECTED, Article
from ..classifiers.genre_model import genre_from
from ..measures.measure import Measure
from ..statistics.arrays import Floats, Indices
from ..text.shingles import SIZE, Sketch, matrix
from .article_score import ArticleScore
from .found_spans import FoundSpan, Places
from .manifest_form import damaged
from .parallel import cores
from .score_store import Store
from .score_tables import connection_of
from .store_manifest import MANIFEST
from .table_queries import articles_of, columns_of, counts_of, keys_of, lines_of, place_of, records_of, spans_of, uses_of
from .uses import Uses, ordered

_PARTS = 40
"""Parts that are read at once."""

_AT_ONCE = 2000  # values of JSON that are read at once

_TOGETHER = ("id", "outlet", "published", "sha256", "n_words", "wire_credit", "byline", "genre", DETECTED, "opinion")
"""What groups and copies are made of: it is read in one go, since to open a file takes longer than to read a column of it."""


class StoredColumns:
    """The columns of a store (see `score_columns.Columns`).

    Fields of the articles stay in memory once they have been read, since groups are made of them again and again; counts, words
    and names do not.
    """

    def __init__(self, store: Store, measures: Mapping[str, Measure]) -> None:
        store.check_files()
        self.store, self.measures, self._connection = store, measures, connection_of(cores())
        self._connection.execute("SET parquet_metadata_cache = true")  # the columns of a file are read one after the other
        self._starts = np.cumsum([0, *(part.n for part in store.parts)]).astype(np.intp)
        self._columns: dict[str, NDArray[Any]] = {}
        self._keys: dict[str, list[Any]] = {}
        self._part: dict[int, list[tuple[Article, dict[str, Any]]]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.store, self.measures)

    def __len__(self) -> int:
        return int(self._starts[-1])

    def scores(self, rows: Indices) -> list[ArticleScore]:
        scores: list[Any] = [None] * len(rows)
        for (number,), places, inside in self._batches(rows, 1):
            records = self._records(number)
            for place, i in zip(places.tolist(), inside.tolist(), strict=True):
                article, record = records[i]
                scores[place] = ArticleScore.from_record(article, record, self.measures)
        return scores

    def _records(self, number: int) -> list[tuple[Article, dict[str, Any]]]:
        """The records of a part; the last one is kept, since articles are often asked for one after the other."""
        if number not in self._part:
            records = records_of(self._connection, self.store.folder, number, self.store.about.columns)
            self._part = {number: list(records)}
        return self._part[number]

    def articles(self, rows: Indices) -> Iterator[Article]:
        if (np.diff(rows) < 0).any():
            held = dict(zip(np.sort(rows).tolist(), self.articles(np.sort(rows)), strict=True))
            yield from (held[i] for i in rows.tolist())
        else:
            for numbers, chosen, _ in self._batches(rows):
                part = np.searchsorted(self._starts, rows[chosen], side="right") - 1
                yield from articles_of(self._connection, self.store.folder, numbers, part, rows[chosen] - self._starts[part])

    def fields(self, name: str, rows: Indices) -> list[Any]:
        return [""] * len(rows) if name == "text" else self._chosen(name, rows)

    def values(self, name: str, rows: Indices) -> list[Any]:
        if name == "genre":
            own, detected = (self._chosen(column, rows) for column in ("genre", DETECTED))
            return [one or other for one, other in zip(own, detected, strict=True)]
        if name in COLUMNS or name == DETECTED:
            return self.fields(name, rows)
        return [labels.get(name) for labels in self._objects("labels", rows)]

    def labels(self, rows: Indices) -> list[Mapping[str, Any]]:
        return list(self._objects("labels", rows))

    def figures(self, name: str, rows: Indices) -> list[Any]:
        if name == "genre":
            return [several and genre_from(several) for several in self._objects("genre_probabilities", rows)]
        return self._chosen("not_in_english" if name == "language" else name, rows)

    def _objects(self, name: str, rows: Indices) -> Iterator[Any]:
        """A column of JSON, many values at once: to read each by itself would take longer."""
        values = self._chosen(name, rows)
        for start in range(0, len(values), _AT_ONCE):
            yield from json.loads(f"[{','.join(value or 'null' for value in values[start : start + _AT_ONCE])}]")

    def _chosen(self, name: str, rows: Indices) -> list[Any]:
        """A column of the table of articles, for some of them."""
        if name not in self._columns:
            self._columns |= self._read(_TOGETHER if name in _TOGETHER else [name])
        return list(self._columns[name][rows].tolist())

    def _read(self, names: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Columns of the table of articles; values that are the same are one object in memory."""
        columns = {name: np.empty(len(self), dtype=object) for name in names}
        for numbers in self._all:
            rows = slice(self._starts[numbers[0]], self._starts[numbers[-1] + 1])
            for name, values in columns_of(self._connection, self.store.folder, names, numbers).items():
                if len(values) != rows.stop - rows.start:
                    fault = f"{len(values)} articles in parts {numbers[0]} to {numbers[-1]}, not {rows.stop - rows.start}"
                    raise damaged(self.store.folder / MANIFEST, fault)
                same: dict[Any, Any] = {}
                columns[name][rows] = list(map(same.setdefault, values, values))
        return columns

    def counts(self, places: Indices, rows: Indices) -> Floats:
        names = self.store.about.columns
        columns = [names[place] for place in places]
        counts = np.empty((len(rows), len(columns)))
        for numbers, chosen, inside in self._batches(rows) if columns else ():
            counts[chosen] = counts_of(self._connection, self.store.folder, columns, numbers)[inside]
        return counts

    def sketches(self, rows: Indices) -> Sketch:
        sketches: Sketch = np.empty((len(rows), SIZE), dtype=np.uint32)
        for numbers, chosen, inside in self._batches(rows):
            stored = columns_of(self._connection, self.store.folder, ["sketch"], numbers)["sketch"]
            sketches[chosen] = matrix([np.frombuffer(stored[i], dtype="<u4") for i in inside.tolist()])
        return sketches

    def keys(self, name: str) -> list[Any]:
        if name not in self._keys:
            self._keys[name] = keys_of(self._connection, self.store.folder, name, len(self.store.parts))
        return self._keys[name]

    def uses(self, name: str, rows: Indices) -> Uses:
        return ordered(self.uses_in_parts(name, rows), self.keys(name))

    def uses_in_parts(self, name: str, rows: Indices) -> Iterator[tuple[Indices, Uses]]:
        keys = self.keys(name)
        for numbers, chosen, inside in self._batches(rows):
            places, columns = uses_of(self._connection, self.store.folder, name, numbers)
            every = np.arange(self._starts[numbers[0]], self._starts[numbers[-1] + 1])
            part = np.searchsorted(self._starts, every, side="right") - 1
            starts = np.append(np.searchsorted(places, place_of(part, every - self._starts[part])), len(places))
            uses = Uses(keys, starts, **columns)
            yield chosen, uses if np.array_equal(inside, np.arange(len(uses))) else uses.of(inside)

    def places(self, rows: Indices) -> list[Places]:
        found: list[list[FoundSpan]] = [[] for _ in rows]
        for (number,), chosen, inside in self._batches(rows, 1):
            place = dict(zip(inside.tolist(), chosen.tolist(), strict=True))
            for article, *span in spans_of(self._connection, self.store.folder, number):
                if article in place:
                    found[place[article]].append(FoundSpan(*span))
        return list(map(tuple, found))

    def lines(self, rows: Indices) -> list[Line | None]:
        found: list[Line | None] = [None] * len(rows)
        for (number,), chosen, inside in self._batches(rows, 1):
            lines = lines_of(self._connection, self.store.folder, number)
            for place, article in zip(chosen.tolist(), inside.tolist(), strict=True):
                found[place] = lines.get(article)
        return found

    @property
    def _all(self) -> list[list[int]]:
        """The numbers of all parts, those that are read at once together."""
        n = len(self.store.parts)
        return [list(range(start, min(start + _PARTS, n))) for start in range(0, n, _PARTS)]

    def _batches(self, rows: Indices, at_once: int | None = None) -> Iterator[tuple[list[int], Indices, Indices]]:
        """Parts that are read at once, the places in `rows` of their articles, and the number of each of these among them."""
        size = at_once or _PARTS
        order = np.argsort(rows, kind="stable")
        ordered = rows[order]
        for start in range(0, len(self.store.parts), size):
            end = min(start + size, len(self.store.parts))
            first, last = np.searchsorted(ordered, self._starts[[start, end]])
            if first < last:
                yield list(range(start, end)), order[first:last], ordered[first:last] - self._starts[start]
