"""Scored articles as columns: what comparison needs of many articles at once, and each article as an `ArticleScore` when asked.

`Scores` are some of the articles, in some order, of `HeldColumns` (in memory) or of the columns of a store (`stored_columns`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, Self, TypeVar, overload

import numpy as np

from ..annotation.saved_annotations import Line
from ..articles.article import COLUMNS, Article
from ..classifiers.genre_model import Genre
from ..measures.measure import Measure
from ..statistics.arrays import Bools, Floats, Indices
from ..text.shingles import Sketch
from .article_score import ArticleScore
from .found_spans import Places
from .held_columns import HeldColumns
from .uses import Uses, joined, ordered

T = TypeVar("T")

_AT_ONCE = 2000  # articles that are made into objects at once


def _indices(which: Any) -> Indices | Bools:
    """Numbers or truth values as an array, which chooses nothing where there are none."""
    chosen = np.asarray(which)
    return chosen if chosen.size else chosen.astype(np.intp)


class Columns(Protocol):
    """The columns of scored articles; `rows` are the numbers of those that are asked for."""

    measures: Mapping[str, Measure]

    def __len__(self) -> int: ...

    def scores(self, rows: Indices) -> list[ArticleScore]:
        """The articles as objects."""

    def articles(self, rows: Indices) -> Iterable[Article]:
        """The fields of the articles, one by one."""

    def fields(self, name: str, rows: Indices) -> list[Any]:
        """A field of the articles."""

    def values(self, name: str, rows: Indices) -> list[Any]:
        """A field of the articles, or a column of the user's own file (see `conditions.value_of`)."""

    def labels(self, rows: Indices) -> list[Mapping[str, Any]]:
        """The columns of the user's own of each article."""

    def figures(self, name: str, rows: Indices) -> list[Any]:
        """What scoring tells of the articles themselves: n_words, sha256, language, genre or opinion (its probability)."""

    def counts(self, places: Indices, rows: Indices) -> Floats:
        """Some of the counts of measures: articles by places."""

    def sketches(self, rows: Indices) -> Sketch:
        """A row for each article (see `shingles.matrix`)."""

    def keys(self, name: str) -> list[Any]:
        """What is used, of one of `uses.NAMES`, in the order of the numbers of `Uses.key`."""

    def uses(self, name: str, rows: Indices) -> Uses:
        """One of `uses.NAMES`."""

    def uses_in_parts(self, name: str, rows: Indices) -> Iterator[tuple[Indices, Uses]]:
        """The same for some articles after others, with their places among the rows, so that memory stays small."""

    def places(self, rows: Indices) -> list[Places]:
        """Where something was found in each article."""

    def lines(self, rows: Indices) -> list[Line | None]:
        """What documents of the articles are made of (see `saved_annotations`)."""


class Scores(Sequence[ArticleScore]):
    """Some scored articles: a sequence of `ArticleScore`, which are made when they are asked for, and their columns.

    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> scores = Scores.of([score(article_of("It rained.", id=id)) for id in "ab"])
    >>> len(scores), scores[1].article.id, scores[::-1].values("id")
    (2, 'b', ['b', 'a'])
    """

    keeps_no_texts = True  # see `articles.objects.check_texts`

    def __init__(
        self,
        columns: Columns,
        rows: Indices | None = None,
        values: Mapping[str, Sequence[Any]] | None = None,
        counts: Mapping[int, Floats] | None = None,
    ) -> None:
        self.columns = columns
        self.rows = np.arange(len(columns)) if rows is None else rows
        self._values, self._counts = values or {}, counts or {}  # those that replace the ones of the columns

    @classmethod
    def of(cls, scores: Iterable[ArticleScore]) -> "Scores":
        """Scores from objects; others are taken as they are."""
        return scores if isinstance(scores, cls) else cls(HeldColumns(scores))

    @classmethod
    def joined(cls, several: Sequence["Scores"]) -> "Scores":
        """Some articles of a table and then others of it."""
        values = {name: [value for scores in several for value in scores._values[name]] for name in several[0]._values}
        counts = {i: np.concatenate([scores._counts[i] for scores in several]) for i in several[0]._counts}
        return cls(several[0].columns, np.concatenate([scores.rows for scores in several]), values, counts)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Scores of {len(self)} articles"

    @overload
    def __getitem__(self, which: int) -> ArticleScore: ...
    @overload
    def __getitem__(self, which: slice | Indices | Bools) -> Self: ...
    def __getitem__(self, which: int | slice | Indices | Bools) -> "ArticleScore | Scores":
        if isinstance(which, int | np.integer):
            place = range(len(self))[which]
            return next(iter(self[place : place + 1]))
        chosen = np.arange(len(self))[which if isinstance(which, slice) else _indices(which)]
        values = {name: [column[i] for i in chosen.tolist()] for name, column in self._values.items()}
        counts = {place: column[chosen] for place, column in self._counts.items()}
        return Scores(self.columns, self.rows[chosen], values, counts)

    def __iter__(self) -> Iterator[ArticleScore]:
        for start in range(0, len(self), _AT_ONCE):
            for i, score in enumerate(self.columns.scores(self.rows[start : start + _AT_ONCE]), start):
                yield self._changed(score, i)

    def _changed(self, score: ArticleScore, i: int) -> ArticleScore:
        """The score of article i with the values and counts that replace its own."""
        if self._counts:
            counts = score.counts.copy()
            counts[list(self._counts)] = [column[i] for column in self._counts.values()]
            score = replace(score, counts=counts)
        return replace(score, article=self._described(score.article, i)) if self._values else score

    def _described(self, article: Article, i: int) -> Article:
        """Article i with the values that replace its own."""
        new = {name: column[i] for name, column in self._values.items() if column[i] is not ...}
        labels = {name: value for name, value in new.items() if name not in COLUMNS}
        changes: dict[str, Any] = {"labels": {**article.labels, **labels}} if labels else {}
        return replace(article, **changes, **{name: value for name, value in new.items() if name in COLUMNS})

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures that the counts belong to."""
        return self.columns.measures

    def articles(self) -> Iterator[Article]:
        """The fields of the articles, one by one, without anything that was found in them."""
        for i, article in enumerate(self.columns.articles(self.rows)):
            yield self._described(article, i) if self._values else article

    def values(self, name: str) -> list[Any]:
        """A field of each article, or a column of the user's own file; None where it has no value (see `conditions.value_of`)."""
        return self._replaced(name, self.columns.values(name, self.rows))

    def fields(self, name: str) -> list[Any]:
        """A field of each article; the genre is the user's own, and None where there is none."""
        return self._replaced(name, self.columns.fields(name, self.rows))

    def labels(self) -> dict[str, list[Any]]:
        """The columns of the user's own file or data frame, with None where an article has no value."""
        labels = self.columns.labels(self.rows)
        names = dict.fromkeys(
            [*(name for own in labels for name in own), *(name for name in self._values if name not in COLUMNS)]
        )
        return {name: self._replaced(name, [own.get(name) for own in labels]) for name in names}

    def _replaced(self, name: str, own: list[Any]) -> list[Any]:
        new = self._values.get(name)
        return own if new is None else [one if other is ... else other for one, other in zip(own, new, strict=True)]

    def with_values(self, name: str, values: Sequence[Any]) -> "Scores":
        """The same articles with other values in a field, or in a column of the user's own file; ... leaves one as it is."""
        return Scores(self.columns, self.rows, {**self._values, name: values}, self._counts)

    @property
    def n_words(self) -> list[int]:
        """The number of words of each article."""
        return self.columns.figures("n_words", self.rows)

    @property
    def sha256(self) -> list[str]:
        """The hash of each text."""
        return self.columns.figures("sha256", self.rows)

    @property
    def genres(self) -> list[Genre | None]:
        """The genre that was detected in each article."""
        return self.columns.figures("genre", self.rows)

    @property
    def opinion(self) -> list[float | None]:
        """The probability that each article is opinion, as it was detected."""
        return self.columns.figures("opinion", self.rows)

    def counts(self, places: Iterable[int] | slice) -> Floats:
        """Some of the counts of the measures (see `slices`): articles by places."""
        wanted = list(range(places.start, places.stop) if isinstance(places, slice) else places)
        counts = self.columns.counts(np.array(wanted, dtype=np.intp), self.rows)
        for number, place in enumerate(wanted):
            if place in self._counts:
                counts[:, number] = self._counts[place]
        return counts

    def with_counts(self, place: int, counts: Floats) -> "Scores":
        """The same articles with other numbers as one of the counts of their measures."""
        return Scores(self.columns, self.rows, self._values, {**self._counts, place: counts})

    @property
    def sketches(self) -> Sketch:
        """A row of hashes for each article (see `shingles.matrix`)."""
        return self.columns.sketches(self.rows)

    def keys(self, name: str) -> list[Any]:
        """The terms, names or words that articles of the whole table use (see `uses.NAMES`), as `Uses.keys` has them."""
        return self.columns.keys(name)

    def uses(self, name: str) -> Uses:
        """How often each article uses each term, name, or word (see `uses.NAMES`)."""
        return self.columns.uses(name, self.rows)

    def words(self, voices: Collection[str]) -> Uses:
        """The words that each article uses in some voices: own, attributed."""
        parts = zip(*(self.words_in_parts(voice) for voice in voices), strict=True)
        several = [(pairs[0][0], joined([uses for _, uses in pairs])) for pairs in parts]
        return ordered(several, self.keys(next(iter(voices))))

    def words_in_parts(self, voice: str) -> Iterator[tuple[Indices, Uses]]:
        """The words in a voice, of some articles after others, with their places, so that memory stays small."""
        return self.columns.uses_in_parts(voice, self.rows)

    @property
    def places(self) -> Iterator[Places]:
        """Where something was found in each article."""
        return self._of_several(self.columns.places)

    @property
    def lines(self) -> Iterator[Line | None]:
        """What a document of each article is made of; None where that was not kept."""
        return self._of_several(self.columns.lines)

    def _of_several(self, found: Callable[[Indices], list[T]]) -> Iterator[T]:
        """What is found for each article, for some of them at once."""
        for start in range(0, len(self), _AT_ONCE):
            yield from found(self.rows[start : start + _AT_ONCE])
