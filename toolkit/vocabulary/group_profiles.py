"""What groups are in figures: their rates of words, or their measures, each with its standard error; of any deal of articles."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from ..errors import ArticleError
from ..grouping.groups import By
from ..grouping.sampling_design import sample_of
from ..measures.scores import ArticleScore, ScoreTable
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.resampling import Tally
from ..statistics.term_counts import Bags, bags_of
from .keyness import words_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array, csr_matrix

SHARED = 0.5
"""Share of the groups that use a word, under which it is left out: what one outlet alone writes under its articles is no
likeness (culling; Hoover 2004, Eder, Rybicki and Kestemont 2016)."""

_ROUNDING = 1e-12  # of a rate, below which it has no error


class Figures(Protocol):
    """What groups are mapped by; `of` says for each group (rows) how often each article (columns) counts."""

    @property
    def names(self) -> Sequence[str]: ...

    def values(self, of: "csr_array") -> Floats:
        """Groups by figures."""

    def errors(self, of: "csr_array") -> Floats:
        """Their standard errors, groups by figures; each article counts once."""


def figures_of(
    scores: ScoreTable, groups: dict[str, list[ArticleScore]], by: By, voice: str, measures: Sequence[str] | None, words: int
) -> "Words | Measured":
    """The words or measures that have a figure in every group and vary between articles."""
    articles = [one for members in groups.values() for one in members]
    of = members_of(np.array([len(members) for members in groups.values()]))
    if measures is None:
        found: Words | Measured = Words.of_bags(shared_words(bags_of([words_of(one, voice) for one in articles]), of, words))
    else:
        found = Measured(sample_of(replace(scores, scores=articles), by, measures=measures).tally)
    with np.errstate(divide="ignore", invalid="ignore"):
        values, errors = found.values(of), found.errors(of)
    told = np.all(np.isfinite(values) & np.isfinite(errors), axis=0) & np.any(errors > _ROUNDING, axis=0)
    if not told.any():
        raise ArticleError(f"there is no {'word' if measures is None else 'measure'} that every group has and that varies")
    return found.only(np.asarray(told))


class Words(NamedTuple):
    """Rates of words: articles by words their counts, the squares of these and the counts times the length of the article."""

    names: Sequence[str]
    lengths: Floats
    counts: "csr_matrix"
    squares: "csr_matrix"
    cross: "csr_matrix"

    @classmethod
    def of_bags(cls, bags: Bags) -> "Words":
        from scipy.sparse import diags

        return cls(bags.terms, bags.lengths, bags.counts, bags.counts.power(2), (diags(bags.lengths) @ bags.counts).tocsr())

    def values(self, of: "csr_array") -> Floats:
        return np.asarray((of @ self.counts).toarray() / (of @ self.lengths)[:, None])

    def errors(self, of: "csr_array") -> Floats:
        """Those of ratios (Cochran 1977, section 6.4), as in `resampling.Figure.estimate`."""
        rates, n = self.values(of), of.sum(axis=1)
        squares = (
            (of @ self.squares).toarray() - 2 * rates * (of @ self.cross).toarray() + rates**2 * (of @ self.lengths**2)[:, None]
        )
        return np.asarray(np.sqrt(np.maximum(squares, 0) * (n / (n - 1))[:, None]) / (of @ self.lengths)[:, None])

    def only(self, chosen: Bools) -> "Words":
        terms = [term for term, keep in zip(self.names, chosen, strict=True) if keep]
        return Words.of_bags(Bags(terms, self.counts[:, np.flatnonzero(chosen)], self.lengths))


class Measured(NamedTuple):
    """Figures of measures."""

    tally: Tally

    @property
    def names(self) -> Sequence[str]:
        return list(self.tally.figures)

    def values(self, of: "csr_array") -> Floats:
        sums = of @ self.tally.counts
        return np.column_stack([one.formula.compute(sums[:, one.counts]) for one in self.tally.figures.values()])

    def errors(self, of: "csr_array") -> Floats:
        sums, n = of @ self.tally.columns, of.sum(axis=1)
        return np.column_stack([one.estimate(sums, n).error for one in self.tally.figures.values()])

    def only(self, chosen: Bools) -> "Measured":
        kept = {name: one for (name, one), keep in zip(self.tally.figures.items(), chosen, strict=True) if keep}
        return Measured(replace(self.tally, figures=kept))


def shared_words(bags: Bags, of: "csr_array", words: int) -> Bags:
    """The words that `SHARED` of the groups use, of these the ones that stand in most articles."""
    standing = bags.counts.astype(bool).astype(float)
    groups = (of @ standing).astype(bool).sum(axis=0)
    articles = np.where(groups >= SHARED * of.shape[0], np.asarray(standing.sum(axis=0)).ravel(), 0)
    least = max(np.sort(articles)[-min(words, len(articles)) :].min(initial=np.inf), 1)
    places = np.flatnonzero(articles >= least)
    return Bags([bags.terms[i] for i in places], bags.counts[:, places], bags.lengths)


def members_of(sizes: Indices, weights: Floats | None = None, order: Indices | None = None) -> "csr_array":
    """Groups by articles: how often each counts, by default once; they stand group by group, or are dealt in some order."""
    from scipy.sparse import csr_array

    n, ends = int(sizes.sum()), np.append(0, np.cumsum(sizes))
    counted = np.ones(n) if weights is None else weights
    return csr_array((counted, np.arange(n) if order is None else order, ends), shape=(len(sizes), n))
