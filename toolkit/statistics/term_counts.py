"""The counts of terms in articles, as one matrix."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Bools, Floats, Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


class Bags(NamedTuple):
    """The terms of some articles: `counts` is articles by terms, `lengths` how many words (or n-grams) each article has."""

    terms: list[str]
    counts: "csr_matrix"
    lengths: Floats

    def __len__(self) -> int:
        """Number of articles."""
        return len(self.lengths)

    def only(self, articles: Bools) -> "Bags":
        """The bags of some articles; `articles` says for each whether it is taken."""
        return Bags(self.terms, self.counts[articles], self.lengths[articles])

    def of_terms(self, places: Indices) -> "Bags":
        """The bags of some terms, by their places; `lengths` stay, since the other terms are words too."""
        return Bags([self.terms[i] for i in places], self.counts[:, places], self.lengths)


def bags_of_keys(terms: Sequence[Any], starts: Indices, keys: Indices, counts: ArrayLike) -> Bags:
    """The bags from the numbers of the terms that each article uses, article by article, and how often it uses each.

    `starts` says where each article begins, and where the last one ends. Terms that nobody uses are left out.

    >>> bags = bags_of_keys(["the", "red", "blue"], np.array([0, 2, 3]), np.array([1, 0, 0]), [2, 5, 4])
    >>> bags.terms, bags.counts.toarray().tolist(), bags.lengths.tolist()
    (['red', 'the'], [[2.0, 5.0], [0.0, 4.0]], [7.0, 4.0])
    """
    from scipy.sparse import csr_matrix

    used = sorted(np.flatnonzero(np.bincount(keys, minlength=len(terms))).tolist(), key=terms.__getitem__)
    place = np.zeros(len(terms), dtype=np.int64)
    place[used] = np.arange(len(used))
    values, n = np.asarray(counts, dtype=np.float64), len(starts) - 1
    matrix = csr_matrix((values, place[keys], starts), shape=(n, len(used)))
    matrix.sort_indices()  # once, not for every power of the matrix
    lengths = np.bincount(np.repeat(np.arange(n), np.diff(starts)), values, n)
    return Bags([terms[i] for i in used], matrix, np.asarray(lengths, dtype=float))


def over_articles(counts: "csr_matrix") -> Floats:
    """The sum of each term (column) over the articles, or groups of them (rows)."""
    return np.asarray(counts.sum(axis=0), dtype=float).ravel()


class Side(NamedTuple):
    """How often some articles use each term, in how many of them it is, and how many words they have together."""

    counts: Floats
    articles: Floats
    size: float

    @classmethod
    def of(cls, bags: Bags) -> "Side":
        """The side that all these articles are."""
        return cls(over_articles(bags.counts), over_articles(bags.counts.astype(bool)), float(bags.lengths.sum()))

    def against(self, rest: "Side") -> dict[str, Floats]:
        """Occurrences, rates, articles and sizes of every term on this side and on the other, by the names of the columns.

        The rates of a side without words are NaN.

        >>> columns = Side(np.array([3.0]), np.array([2.0]), 600.0).against(Side(np.array([0.0]), np.array([0.0]), 0.0))
        >>> columns["count"].tolist(), columns["per_1000"].tolist(), columns["rest_per_1000"].tolist()
        ([3.0], [5.0], [nan])
        """
        columns: dict[str, Floats] = {}
        for prefix, side in (("", self), ("rest_", rest)):
            columns[f"{prefix}count"] = side.counts
            columns[f"{prefix}per_1000"] = 1000 * side.counts / (side.size or np.nan)
            columns[f"{prefix}articles"] = side.articles
            columns[f"{prefix}size"] = np.full(len(side.counts), side.size)
        return columns


class Totals(NamedTuple):
    """The terms of groups of articles: how often each group uses each, in how many articles (groups by terms), and all words."""

    terms: list[str]
    counts: "csr_matrix"
    articles: "csr_matrix"
    sizes: Floats

    def side(self, group: int) -> Side:
        """One group."""
        counts, articles = (np.asarray(part[group].toarray(), dtype=float).ravel() for part in (self.counts, self.articles))
        return Side(counts, articles, float(self.sizes[group]))

    def against_rest(self, group: int) -> dict[str, Floats]:
        """The columns of a group against all others together (see `Side.against`)."""
        own, whole = self.side(group), Side(over_articles(self.counts), over_articles(self.articles), float(self.sizes.sum()))
        return own.against(Side(whole.counts - own.counts, whole.articles - own.articles, whole.size - own.size))


def totals_of_keys(terms: Sequence[Any], parts: Iterable[tuple[Indices, Indices, ArrayLike, ArrayLike]], groups: int) -> Totals:
    """How often each group uses each term, from the numbers of terms, for some articles after others.

    Each part has the groups of its articles, and `starts`, `keys` and `counts` as in `bags_of_keys`. Terms that nobody uses are
    left out.

    >>> parts = [(np.array([1]), np.array([0, 2]), np.array([1, 0]), np.array([2, 5])), (np.array([0]), np.zeros(2, int), [], [])]
    >>> totals = totals_of_keys(["the", "red", "blue"], parts, 2)
    >>> totals.terms, totals.counts.toarray().tolist(), totals.articles.toarray().tolist(), totals.sizes.tolist()
    (['red', 'the'], [[0.0, 0.0], [2.0, 5.0]], [[0.0, 0.0], [1.0, 1.0]], [0.0, 7.0])
    """
    from scipy.sparse import csr_matrix

    counts, articles = (csr_matrix((groups, len(terms))) for _ in range(2))
    for codes, starts, keys, times in parts:
        members = csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(groups, len(codes)))
        numbers, shape = np.asarray(times, dtype=float), (len(codes), len(terms))
        counts = counts + members @ csr_matrix((numbers, keys, starts), shape=shape)
        articles = articles + members @ csr_matrix((np.ones(len(numbers)), keys, starts), shape=shape)
    used = sorted(np.unique(counts.indices).tolist(), key=terms.__getitem__)
    sizes = np.asarray(counts.sum(axis=1), dtype=float).ravel()
    return Totals([terms[i] for i in used], counts[:, used], articles[:, used], sizes)


def frequent_in(groups: Sequence[Bags], min_count: int, min_articles: int) -> Iterator[Bags]:
    """The bags of each group without the terms that are rarer than the least counts in all groups together.

    >>> groups = [bags_of_keys(["red", "the"], np.array([0, 2]), np.array([0, 1]), counts) for counts in ([9, 1], [0, 1])]
    >>> [bags.terms for bags in frequent_in(groups, 2, 2)]
    [['the'], ['the']]
    """
    sums = ([counts.sum(axis=0), counts.astype(bool).sum(axis=0)] for _, counts, _ in groups)
    count, articles = np.asarray(sum(map(np.array, sums))).reshape(2, -1)
    places = np.flatnonzero((count >= min_count) & (articles >= min_articles))
    yield from (bags.of_terms(places) for bags in groups)


def frequent_places(counts: "csr_matrix", min_count: int, min_articles: int) -> Indices:
    """The places of the terms (columns) that are used at least `min_count` times, in `min_articles` articles (rows)."""
    enough = np.asarray(counts.sum(axis=0)).ravel() >= min_count
    return np.flatnonzero(enough & (np.asarray(counts.astype(bool).sum(axis=0)).ravel() >= min_articles))
