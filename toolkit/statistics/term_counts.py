"""The counts of terms in articles, as one matrix."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

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


def bags_of(articles: Sequence[Mapping[str, float]]) -> Bags:
    """The counts of words of each article as bags, the terms in alphabetical order.

    >>> bags = bags_of([{"red": 2, "the": 5}, {"the": 4}])
    >>> bags.terms, bags.counts.toarray().tolist(), bags.lengths.tolist()
    (['red', 'the'], [[2.0, 5.0], [0.0, 4.0]], [7.0, 4.0])
    """
    from scipy.sparse import csr_matrix

    terms = sorted({term for article in articles for term in article})
    place = {term: i for i, term in enumerate(terms)}
    starts = np.cumsum([0, *map(len, articles)])
    columns = np.fromiter((place[term] for article in articles for term in article), dtype=np.int64, count=starts[-1])
    values = np.fromiter((n for article in articles for n in article.values()), dtype=np.float64, count=starts[-1])
    counts = csr_matrix((values, columns, starts), shape=(len(articles), len(terms)))
    counts.sort_indices()  # once, not for every power of the matrix
    return Bags(terms, counts, np.array([sum(article.values()) for article in articles], dtype=float))


def frequent(bags: Bags, articles: Bools, least_count: int, least_articles: int) -> Bags:
    """The bags without the terms that are rarer than the least counts in the given articles.

    >>> frequent(bags_of([{"red": 9}, {"the": 1}, {"the": 1}]), np.ones(3, dtype=bool), 2, 2).terms
    ['the']
    """
    return bags.of_terms(frequent_places(bags.counts[articles], least_count, least_articles))


def frequent_places(counts: "csr_matrix", least_count: int, least_articles: int) -> Indices:
    """The places of the terms (columns) that are used at least `least_count` times, in `least_articles` articles (rows)."""
    enough = np.asarray(counts.sum(axis=0)).ravel() >= least_count
    return np.flatnonzero(enough & (np.asarray(counts.astype(bool).sum(axis=0)).ravel() >= least_articles))
