"""The permutation test of each group against all other groups."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Floats, Indices
from .permutations import Permutations, cells_of, sequential_p, sums_of
from .resampling import CHUNK
from .tallies import Figure, Tally

BATCHES = 20_000  # of articles of large groups, about
LEAST_BATCHES = 100  # of a group
SINGLES = 10_000  # articles of large groups that are dealt one by one, about
FEW_ROWS = 0.25  # share of the rows, up to which the articles of each are picked and summed by themselves
PICKED = 2_000_000  # articles that are sorted by group at once, in all deals together


def permutation_p(tally: Tally, groups: Indices, permutations: Permutations, tested: Bools | None = None) -> dict[str, Floats]:
    """p of each figure and group against all other groups, the articles (units) dealt to the groups at random.

    Exact where the groups differ in nothing. The statistic is the difference over its standard error, so that with many
    articles the test also holds where groups have the same figure but vary differently around it (Janssen 1997; Chung and Romano
    2013); with few articles of rare and lumpy counts it then rejects too often. `tested` says which groups are; others have NaN.
    """
    batches = batched(tally, groups, permutations.seed)
    cells = cells_of(batches.groups, batches.blocks)
    contrasts = _Contrasts(batches.tally, np.bincount(batches.groups), cells.group.astype(np.min_scalar_type(groups.max())))
    observed = contrasts.observed(batches.groups)
    if tested is not None:
        observed[:, ~tested] = np.nan
    p = sequential_p(observed, contrasts.statistics, cells.starts, batches.blocks, permutations, contrasts.at_once)
    return dict(zip(tally.figures, p, strict=True))


# -- large corpora ---------------------------------------------------------------------------------------------------------


class Batches(NamedTuple):
    """Articles in batches, with the group of each batch, and the block of batches of one size, which are exchanged."""

    tally: Tally
    groups: Indices
    blocks: Indices


def batched(tally: Tally, groups: Indices, seed: int) -> Batches:
    """The articles of large groups of a large corpus in batches at random, all of one size, and the rest one by one.

    Batches are exchanged with batches, and articles with articles. These deals are a subgroup of all deals, so the test is as
    exact as with all (Hemerik and Goeman 2018), and takes a fraction of the time. A group that would have fewer than
    `LEAST_BATCHES`, in which the error could not be seen well, is not put into any.
    """
    n, units = len(groups), np.bincount(groups)
    size = n // max(BATCHES, LEAST_BATCHES * len(units))
    if size < 2:
        return Batches(tally, groups, np.zeros(n, dtype=np.intp))
    batches = (units - np.ceil(units * SINGLES / n).astype(np.intp)) // size
    batches[batches < LEAST_BATCHES] = 0
    order = np.lexsort((np.random.default_rng([seed, 3]).random(n), groups))
    place = np.arange(n) - np.repeat(np.cumsum(units) - units, units)  # of each article in its group, in that order
    joined = place < np.repeat(batches * size, units)
    number = np.repeat(np.cumsum(batches) - batches, units) + place // size
    number[~joined] = batches.sum() + np.arange(n - joined.sum())
    of_unit = np.empty(number.max() + 1, dtype=np.intp)
    of_unit[number] = groups[order]
    of_article = np.empty(n, dtype=np.intp)
    of_article[order] = number
    return Batches(tally.clustered(of_article), of_unit, (np.arange(len(of_unit)) >= batches.sum()).astype(np.intp))


# -- statistics ------------------------------------------------------------------------------------------------------------


class _Contrasts(NamedTuple):
    """The difference of each group from the rest over its error; rows are figures by groups.

    `units` are the articles (or batches) of each group, `of_cell` is the group of each cell that they are dealt to.
    """

    tally: Tally
    units: Indices
    of_cell: NDArray[Any]

    def observed(self, groups: Indices) -> Floats:
        """The statistics of the articles themselves."""
        every = np.ones((len(self.tally.figures), len(self.units)), dtype=bool)
        return self._of(every, self._summed(groups[None], every)).reshape(every.shape)

    def statistics(self, dealt: NDArray[Any], active: Bools) -> Floats:
        """The statistics of deals: deals by active rows."""
        sums = self._picked if active.mean() <= FEW_ROWS else self._summed
        return self._of(active, sums(self.of_cell[dealt], active))

    def at_once(self, active: Bools) -> int:
        """For how many deals there is memory."""
        if active.mean() <= FEW_ROWS:
            return min(PICKED // len(self.tally), CHUNK // int(active.sum()))
        return CHUNK // (len(self.units) * len(self.tally.distinct[0]))

    def _of(self, active: Bools, sums: Iterator[Floats]) -> Floats:
        """The statistics from the columns of each figure, summed: deals by active groups by columns."""
        statistics, total, n = [], self.tally.total, self.units.sum()
        for (figure, columns, groups), own in zip(self._active(active), sums, strict=True):
            alone, units = figure.alone, self.units[groups]
            difference = alone.estimate(own, units).less(alone.estimate(total[columns] - own, n - units))
            statistics.append(over_error(*difference))
        return np.concatenate(statistics, axis=1)

    def _active(self, active: Bools) -> Iterator[tuple[Figure, Indices, Indices]]:
        """The figures that have an active row, with the places of their columns, and the groups of these rows."""
        for figure, rows in zip(self.tally.figures.values(), active, strict=True):
            if rows.any():
                yield figure, np.r_[figure.counts, figure.products], np.flatnonzero(rows)

    def _summed(self, dealt: NDArray[Any], active: Bools) -> Iterator[Floats]:
        """The columns of each figure in each group, in one pass over the articles."""
        places, same = self.tally.distinct
        needed = np.unique(np.concatenate([same[columns] for _, columns, _ in self._active(active)]))
        sums = sums_of(lambda rows: self.tally.columns_at(rows, places[needed]), dealt, len(self.units))
        for _, columns, groups in self._active(active):
            yield sums[:, groups][..., np.searchsorted(needed, same[columns])]

    def _picked(self, dealt: NDArray[Any], active: Bools) -> Iterator[Floats]:
        """The same, group by group from the articles dealt to it: quicker where few rows are active."""
        order, ends = np.argsort(dealt, axis=1, kind="stable"), np.cumsum(self.units)
        for figure, columns, groups in self._active(active):
            pairs = list(zip(*np.triu_indices(len(figure.formula.counts)), strict=True))
            sums, counts = np.empty((len(columns), len(groups), len(dealt))), self.tally.counts[:, figure.counts].T.copy()
            for place, group in enumerate(groups):
                articles = order[:, ends[group] - self.units[group] : ends[group]]
                own = [count.take(articles) for count in counts]
                products = [np.einsum("ij,ij->i", own[i], own[j]) for i, j in pairs]
                sums[:, place] = [*(count.sum(axis=1) for count in own), *products]
            yield sums.T


def over_error(difference: Floats, error: Floats) -> Floats:
    """The difference over its error; where the error is 0, a difference of 0 stays 0 and any other becomes infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(difference) < 1e-12, 0.0, difference / error)
