"""The columns of articles that were scored in this process (see `score_columns`)."""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np

from ..annotation.document import Document
from ..annotation.saved_annotations import Line, line_of
from ..articles.article import Article
from ..articles.conditions import value_of
from ..classifiers.genre_model import Genre
from ..measures.catalogue import MEASURES
from ..measures.measure import Measure
from ..statistics.arrays import Floats, Indices
from ..text.shingles import Sketch, matrix
from .article_score import ArticleScore
from .found_spans import FoundSpan, Places, found_spans
from .uses import NAMES, Uses


class _Row(NamedTuple):
    """An article as it is held: its uses as numbers of keys, its places as JSON unless they are in a document."""

    article: Article
    n_words: int
    counts: Floats
    sketch: Sketch
    sha256: str
    language: str
    genre: Genre | None
    document: Document | None
    places: str
    line: Line | None
    uses: Mapping[str, tuple["array[int]", "array[int]"]]
    expected: "array[float]"
    certain: "array[float]"


class _Numbers(dict[Any, int]):
    """The number of each key, in the order in which they are first looked up, and the `keys` themselves."""

    def __init__(self) -> None:
        self.keys_in_order: list[Any] = []

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        self.keys_in_order.append(key)
        return number


class HeldColumns:
    """The columns of articles that were scored in this process; what each method returns is told by `score_columns.Columns`.

    `measures` are those of the first article, or as given where there is none.

    >>> from toolkit.scores.scoring import score
    >>> held = HeldColumns(score(["It rained.", "It poured all day."]))
    >>> len(held), held.figures("n_words", np.array([1]))
    (2, [4])
    """

    def __init__(self, scores: Iterable[ArticleScore] = (), measures: Mapping[str, Measure] = MEASURES) -> None:
        words = _Numbers()
        self._numbers = {name: words if name in ("own", "attributed") else _Numbers() for name in NAMES}
        self._rows: list[_Row] = []
        self.measures = measures
        for score in scores:
            self.add(score)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, score: ArticleScore) -> None:
        """Add an article, as the last row."""
        if not self._rows:
            self.measures = score.measures
        self._rows.append(
            _Row(
                *(score.article, score.n_words, score.counts, score.sketch, score.sha256, score.language, score.genre),
                score.document,
                json.dumps(score.places),
                score.line,
                {name: self._numbered(name, getattr(score, name)) for name in NAMES},
                *(array("d", (part.get(term, nan) for term in score.terms)) for part in (score.expected, score.certain)),
            )
        )

    def _numbered(self, name: str, uses: Mapping[Any, int]) -> tuple["array[int]", "array[int]"]:
        numbers = self._numbers[name]
        return array("i", [numbers[key] for key in uses]), array("i", uses.values())

    def scores(self, rows: Indices) -> list[ArticleScore]:
        return [self._score(self._rows[i]) for i in rows]

    def _score(self, row: _Row) -> ArticleScore:
        several: dict[str, Any] = {name: self._counter(name, row) for name in NAMES}
        terms = [self._numbers["terms"].keys_in_order[number] for number in row.uses["terms"][0]]
        expected, certain = (
            {term: n for term, n in zip(terms, numbers, strict=True) if not isnan(n)} for numbers in (row.expected, row.certain)
        )
        return ArticleScore(
            *(row.article, row.n_words, row.counts),
            **several,
            document=row.document,
            measures=self.measures,
            sketch=row.sketch,
            sha256=row.sha256,
            language=row.language,
            genre=row.genre,
            expected=expected,
            certain=certain,
            places=_read(row.places),
            line=row.line,
        )

    def _counter(self, name: str, row: _Row) -> Counter[Any]:
        keys = self._numbers[name].keys_in_order
        return Counter({keys[number]: n for number, n in zip(*row.uses[name], strict=True)})

    def articles(self, rows: Indices) -> Iterator[Article]:
        return (self._rows[i].article for i in rows)

    def fields(self, name: str, rows: Indices) -> list[Any]:
        return [getattr(self._rows[i].article, name) for i in rows]

    def values(self, name: str, rows: Indices) -> list[Any]:
        return [value_of(self._rows[i].article, name) for i in rows]

    def labels(self, rows: Indices) -> list[Mapping[str, Any]]:
        return [self._rows[i].article.labels for i in rows]

    def figures(self, name: str, rows: Indices) -> list[Any]:
        if name == "opinion":
            return [genre and genre.probabilities["opinion"] for genre in self.figures("genre", rows)]
        return [getattr(self._rows[i], name) for i in rows]

    def counts(self, places: Indices, rows: Indices) -> Floats:
        return np.array([self._rows[i].counts[places] for i in rows], dtype=float).reshape(len(rows), len(places))

    def sketches(self, rows: Indices) -> Sketch:
        return matrix([self._rows[i].sketch for i in rows])

    def keys(self, name: str) -> list[Any]:
        return self._numbers[name].keys_in_order

    def uses(self, name: str, rows: Indices) -> Uses:
        held = [self._rows[i] for i in rows]
        starts = np.cumsum([0, *(len(row.uses[name][0]) for row in held)]).astype(np.intp)
        key, times = (np.frombuffer(b"".join(row.uses[name][i] for row in held), dtype=np.int32) for i in range(2))
        several = [[row.expected for row in held], [row.certain for row in held]] if name == "terms" else []
        return Uses(self._numbers[name].keys_in_order, starts, key, times, *map(np.frombuffer, map(b"".join, several)))

    def uses_in_parts(self, name: str, rows: Indices) -> Iterator[tuple[Indices, Uses]]:
        yield np.arange(len(rows)), self.uses(name, rows)

    def places(self, rows: Indices) -> list[Places]:
        held = [self._rows[i] for i in rows]
        return [found_spans(row.document) if row.document else _read(row.places) for row in held]

    def lines(self, rows: Indices) -> list[Line | None]:
        held = [self._rows[i] for i in rows]
        return [line_of(row.document) if row.document else row.line for row in held]


def _read(places: str) -> Places:
    return tuple(FoundSpan(*place) for place in json.loads(places))
