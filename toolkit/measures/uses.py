"""What articles use, and how often: words, loaded terms and names as numbers in columns, many articles in a few arrays."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.term_counts import Bags, bags_of_keys

NAMES = ("terms", "names", "talked_about", "own", "attributed")
"""What is kept of every article; `own` and `attributed` are words."""

_NOTHING: Floats = np.empty(0)


class Uses(NamedTuple):
    """How often each of some articles uses each of some keys (words, or tuples of a term and what goes with it).

    The rows of article i are those from `starts[i]` to `starts[i + 1]`; each has the number of its key and `times`. Only loaded
    terms have further numbers: how many uses are `expected` to be marked and how many are `certain`, NaN where that is not known.

    >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
    >>> uses.of(np.array([1, 0])).of_article(1), uses.where(np.array([True, False])).starts.tolist()
    ({'the': 5, 'red': 2}, [0, 1, 2])
    """

    keys: Sequence[Any]
    starts: Indices
    key: NDArray[Any]
    times: NDArray[Any]
    expected: Floats = _NOTHING
    certain: Floats = _NOTHING

    def __len__(self) -> int:
        """Number of articles."""
        return len(self.starts) - 1

    @property
    def article(self) -> Indices:
        """The number of each row's article."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def of(self, articles: Indices) -> Self:
        """The uses of some articles, in their order."""
        sizes = np.diff(self.starts)[articles]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        rows = np.arange(starts[-1]) + np.repeat(self.starts[articles] - starts[:-1], sizes)
        return self._rows(starts, rows)

    def where(self, keys: Bools) -> Self:
        """The uses of some keys; `keys` says for each whether it is taken."""
        rows = np.flatnonzero(keys[self.key])
        return self._rows(np.searchsorted(rows, self.starts), rows)

    def _rows(self, starts: Indices, rows: Indices) -> Self:
        further = (column[rows] if len(column) else column for column in (self.expected, self.certain))
        return type(self)(self.keys, starts, self.key[rows], self.times[rows], *further)

    def total(self, numbers: Any) -> Floats:
        """The sum of a number over the uses of each key."""
        return np.asarray(np.bincount(self.key, numbers, len(self.keys)), dtype=float)

    def sums(self, numbers: Any) -> Floats:
        """The sum of a number over the uses of each article."""
        return np.asarray(np.bincount(self.article, numbers, len(self)), dtype=float)

    def of_article(self, i: int) -> dict[Any, int]:
        """How often one article uses each key."""
        rows = slice(self.starts[i], self.starts[i + 1])
        return {self.keys[key]: n for key, n in zip(self.key[rows].tolist(), self.times[rows].tolist(), strict=True)}

    def with_keys(self, keys: Sequence[Any], numbers: Any = None) -> "Uses":
        """The uses of other keys, one for each of these; several may become one, and are added up.

        `numbers` are added up in place of `times`.
        """
        number = {key: i for i, key in enumerate(dict.fromkeys(keys))}
        places = np.array([number[key] for key in keys], dtype=np.intp)
        return _merged(list(number), len(self), self.article, places[self.key], self.times if numbers is None else numbers)

    @property
    def bags(self) -> Bags:
        """The counts as a matrix, with the keys in alphabetical order."""
        return bags_of_keys(self.keys, self.starts, self.key, self.times)


def joined(several: Sequence[Uses]) -> Uses:
    """The uses of the same articles together: words of the outlet and of its sources, say; both have the same keys.

    >>> one = Uses(["the", "red"], np.array([0, 1]), np.array([0]), np.array([5]))
    >>> joined([one, one]).of_article(0)
    {'the': 10}
    """
    if len(several) == 1:
        return several[0]
    article, key, times = (np.concatenate(column) for column in zip(*((u.article, u.key, u.times) for u in several), strict=True))
    return _merged(several[0].keys, len(several[0]), article, key, times)


def _merged(keys: Sequence[Any], n: int, article: Indices, key: NDArray[Any], times: NDArray[Any]) -> Uses:
    """The uses of n articles by rows in any order; those of one key are added up, and stand where the first of them stood."""
    pair, first, place = np.unique(article * len(keys) + key, return_index=True, return_inverse=True)
    added = np.bincount(place.ravel(), times, len(pair)).astype(times.dtype)
    articles = article[first]
    order = np.lexsort((first, articles))
    starts = np.concatenate([[0], np.cumsum(np.bincount(articles, minlength=n))]).astype(np.intp)
    return Uses(keys, starts, key[first][order], added[order])


def stacked(several: Iterable[Uses], keys: Sequence[Any]) -> Uses:
    """The uses of some articles and then of others; all have the same keys."""
    parts = list(several)
    ends = np.cumsum([0, *(uses.starts[-1] for uses in parts)])
    starts = np.concatenate([[0], *(uses.starts[1:] + end for uses, end in zip(parts, ends, strict=False))]).astype(np.intp)
    if not parts:
        return Uses(keys, starts, *np.zeros((2, 0), dtype=np.int64))
    return Uses(keys, starts, *(np.concatenate(columns) for columns in zip(*(uses[2:] for uses in parts), strict=True)))


def ordered(parts: Iterable[tuple[Indices, Uses]], keys: Sequence[Any]) -> Uses:
    """The uses of all articles from those of some articles after others, each part with the places of its articles among all.

    >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
    >>> ordered([(np.array([1, 0]), uses)], uses.keys).of_article(0)
    {'the': 4}
    """
    places, several = [np.empty(0, dtype=np.intp)], []
    for places_of_part, uses in parts:
        places.append(places_of_part)
        several.append(uses)
    order = np.argsort(np.concatenate(places), kind="stable")
    uses = stacked(several, keys)
    return uses if (np.diff(order) > 0).all() else uses.of(order)


def in_groups(parts: Iterable[tuple[Indices, Uses]], codes: Indices) -> Iterator[Uses]:
    """The uses of the articles of each group, group by group, as they stand in memory once.

    `parts` are the uses of some articles after others, with the places of these in `codes`, which has the number of the group of
    each article; every group has an article.

    >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
    >>> [of_group.of_article(0) for of_group in in_groups([(np.array([1, 0]), uses)], np.array([0, 1]))]
    [{'the': 4}, {'the': 5, 'red': 2}]
    """
    several: list[list[tuple[Indices, Uses]]] = [[] for _ in range(int(codes.max(initial=-1)) + 1)]
    for places, uses in parts:
        for code in np.unique(codes[places]):
            own = np.flatnonzero(codes[places] == code)
            several[code].append((places[own], uses.of(own)))
    several.reverse()
    while several:
        parts_of_group = several.pop()
        yield ordered(parts_of_group, parts_of_group[0][1].keys)


def bags_of_groups(groups: list[Uses]) -> Iterator[Bags]:
    """The counts of each group as a matrix of whole numbers, the keys that any group uses in alphabetical order.

    The list is empty in the end, so that everything stands in memory once.

    >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
    >>> [bags.counts.toarray().tolist() for bags in bags_of_groups([uses.of(np.array([0])), uses.of(np.array([1]))])]
    [[[2, 5]], [[0, 4]]]
    """
    from scipy.sparse import csr_matrix

    keys = groups[0].keys if groups else []
    times = sum(np.bincount(uses.key, minlength=len(keys)) for uses in groups)
    used = sorted(np.flatnonzero(times).tolist(), key=keys.__getitem__)
    place = np.zeros(len(keys), dtype=np.int32)
    place[used] = np.arange(len(used))
    terms = [keys[i] for i in used]
    groups.reverse()
    while groups:
        uses = groups.pop()
        matrix = csr_matrix((uses.times, place[uses.key], uses.starts), shape=(len(uses), len(terms)))
        yield Bags(terms, matrix, uses.sums(uses.times))
