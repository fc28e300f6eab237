"""What articles use, and how often: words, loaded terms and names as numbers in columns, many articles in a few arrays."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.term_counts import Bags, bags_of_keys

NAMES = ("terms", "written", "names", "talked_about", "own", "attributed")
"""What is kept of every article; `written` are terms as they are written, `own` and `attributed` are words."""

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

    def between(self, articles: slice) -> Self:
        """The uses of some articles that follow on each other, without a copy.

        >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
        >>> uses.between(slice(1, 2)).of_article(0)
        {'the': 4}
        """
        starts = self.starts[articles.start : articles.stop + 1]
        return self._rows(starts - starts[0], slice(starts[0], starts[-1]))

    def where(self, keys: Bools) -> Self:
        """The uses of some keys; `keys` says for each whether it is taken."""
        rows = np.flatnonzero(keys[self.key])
        return self._rows(np.searchsorted(rows, self.starts), rows)

    def _rows(self, starts: Indices, rows: Indices | slice) -> Self:
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


class UsesOfGroups(Sequence[Uses]):
    """The uses of the articles of each group: they stand in memory as they were read, and are put in order when asked for.

    `parts` are the uses of some articles after others, with the places of these in `codes`, which has the number of the group of
    each article; every group has an article.

    >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
    >>> [of_group.of_article(0) for of_group in UsesOfGroups([(np.array([1, 0]), uses)], uses.keys, np.array([0, 1]))]
    [{'the': 4}, {'the': 5, 'red': 2}]
    """

    def __init__(self, parts: Iterable[tuple[Indices, Uses]], keys: Sequence[Any], codes: Indices) -> None:
        n = int(codes.max(initial=-1)) + 1
        self.keys, self.used = keys, np.zeros(len(keys), dtype=bool)
        self._parts: list[tuple[Indices, Uses, Indices]] = []
        for places, uses in parts:
            self.used[uses.key] = True
            order = np.lexsort((places, codes[places]))
            ends = np.searchsorted(codes[places][order], np.arange(n + 1))
            self._parts.append((places[order], uses.of(order), ends))
        self._n = n

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, group: Any) -> Any:
        number = range(len(self))[group]
        several = ((places, uses, slice(*ends[number : number + 2])) for places, uses, ends in self._parts)
        return ordered(((places[rows], uses.between(rows)) for places, uses, rows in several), self.keys)


class BagsOfGroups(Sequence[Bags]):
    """The counts of each group as a matrix of whole numbers, made when it is asked for, in which voices are added up.

    All have the same terms: the keys that any group uses, in alphabetical order.

    >>> uses = Uses(["the", "red"], np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([5, 2, 4]))
    >>> groups = UsesOfGroups([(np.array([0, 1]), uses)], uses.keys, np.array([0, 1]))
    >>> [bags.counts.toarray().tolist() for bags in BagsOfGroups([groups])]
    [[[2, 5]], [[0, 4]]]
    """

    def __init__(self, voices: Sequence[UsesOfGroups]) -> None:
        self._voices, keys = voices, voices[0].keys
        used = sorted(np.flatnonzero(np.any([voice.used for voice in voices], axis=0)).tolist(), key=keys.__getitem__)
        self.terms, self._place = [keys[i] for i in used], np.zeros(len(keys), dtype=np.int32)
        self._place[used] = np.arange(len(used))

    def __len__(self) -> int:
        return len(self._voices[0])

    def __getitem__(self, group: Any) -> Any:
        from scipy.sparse import csr_matrix

        uses = joined([voice[group] for voice in self._voices])
        matrix = csr_matrix((uses.times, self._place[uses.key], uses.starts), shape=(len(uses), len(self.terms)))
        return Bags(self.terms, matrix, uses.sums(uses.times))
