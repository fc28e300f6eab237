"""The permutation test of each group against all other groups."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Floats, Indices
from .permutations import Permutations, cells_of, sequential_p, sums_of
from .resampling import CHUNK
from .tallies import Alike, Tally, estimate_of

BATCHES = 20_000  # of articles of large groups, about
LEAST_BATCHES = 100  # of a group
SINGLES = 10_000  # articles of large groups that are dealt one by one, about
FEW_ROWS = 0.25  # share of the rows, up to which the articles of each are picked and summed by themselves
CELLS = 32_768  # rows and deals whose statistics are made at once, so few that they stay in the processor's cache
PICKED = 2_000_000  # articles that are sorted by group at once, in all deals together, and cells of the columns that are summed


def permutation_p(tally: Tally, groups: Indices, permutations: Permutations, tested: Bools | None = None) -> dict[str, Floats]:
    """p of each figure and group against all other groups, the articles (units) dealt to the groups at random.

    Exact where the groups differ in nothing. The statistic is the difference over its standard error, so that with many
    articles the test also holds where groups have the same figure but vary differently around it (Janssen 1997; Chung and Romano
    2013); with few articles of rare and lumpy counts it then rejects too often. `tested` says which groups are; others have NaN.
    """
    batches = batched(tally, groups, permutations.seed)
    cells = cells_of(batches.groups, batches.blocks)
    contrasts = _Contrasts.of(batches, cells.group)
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

    `places` are those of the columns of the tally of which no two are the same, `figures` say where the columns of figures of one
    formula are among them, and `total` has their sums. `units` are the articles (or batches) of each group, `of_cell` is the
    group of each cell that they are dealt to.
    """

    tally: Tally
    places: Indices
    figures: Sequence[Alike]
    total: Floats
    units: Indices
    of_cell: NDArray[Any]

    @classmethod
    def of(cls, batches: Batches, of_cell: Indices) -> Self:
        (places, same), units = batches.tally.distinct, np.bincount(batches.groups)
        figures = [alike.moved(same) for alike in batches.tally.figures.alike]
        groups = of_cell.astype(np.min_scalar_type(len(units)))
        return cls(batches.tally, places, figures, batches.tally.total[places], units, groups)

    def observed(self, groups: Indices) -> Floats:
        """The statistics of the articles themselves."""
        every = np.ones((len(self.tally.figures), len(self.units)), dtype=bool)
        needed = self._needed(every)
        return self._of(every, needed, self._summed(groups[None], needed)).reshape(every.shape)

    def statistics(self, dealt: NDArray[Any], active: Bools) -> Floats:
        """The statistics of deals: deals by active rows."""
        sums, needed = self._picked if active.mean() <= FEW_ROWS else self._summed, self._needed(active)
        return self._of(active, needed, sums(self.of_cell[dealt], needed))

    def at_once(self, active: Bools) -> int:
        """For how many deals there is memory."""
        if active.mean() <= FEW_ROWS:
            return min(PICKED // len(self.tally), CHUNK // int(active.sum()))
        return CHUNK // (len(self.units) * len(self.places))

    def _of(self, active: Bools, needed: Bools, sums: Floats) -> Floats:
        """The statistics: deals by active rows. `sums` are those of the columns that each group needs, by deals."""
        row, at = (np.cumsum(chosen).reshape(chosen.shape) - 1 for chosen in (active, needed))
        statistics, n = np.empty((int(active.sum()), sums.shape[1])), self.units.sum()
        for alike in self.figures:
            several, of_groups = np.nonzero(active[alike.numbers])
            for start in range(0, len(several), size := max(1, CELLS // sums.shape[1])):
                chosen, groups = several[start : start + size], of_groups[start : start + size]
                units, places = self.units[groups][:, None], (alike.counts[:, chosen], alike.products[:, chosen])
                own = [sums[at[part, groups]] for part in places]
                rest = [self.total[part][..., None] - mine for part, mine in zip(places, own, strict=True)]
                one = estimate_of(alike.formula, own[0], own[1], units)
                other = estimate_of(alike.formula, rest[0], rest[1], n - units)
                statistics[row[alike.numbers[chosen], groups]] = over_error(*one.less(other))
        return statistics.T

    def _needed(self, active: Bools) -> Bools:
        """Which columns each group with an active row needs: columns by groups."""
        needed = np.zeros((len(self.places), len(self.units)), dtype=bool)
        for alike in self.figures:
            for places in (*alike.counts, *alike.products):
                np.logical_or.at(needed, places, active[alike.numbers])
        return needed

    def _summed(self, dealt: NDArray[Any], needed: Bools) -> Floats:
        """The columns that each group needs, summed in one pass over the articles: columns and groups by deals."""
        columns = np.flatnonzero(needed.any(axis=1))
        sums = sums_of(lambda rows: self.tally.columns_at(rows, self.places[columns]), dealt, len(self.units))
        return sums.T[needed[columns]]

    def _picked(self, dealt: NDArray[Any], needed: Bools) -> Floats:
        """The same, group by group from the articles dealt to each: quicker where few rows are active."""
        from scipy.sparse import csr_array

        order, ends = np.argsort(dealt, axis=1, kind="stable").astype(np.int32), np.cumsum(self.units)
        sums, row = np.empty((int(needed.sum()), len(dealt))), np.cumsum(needed).reshape(needed.shape) - 1
        for group in np.flatnonzero(needed.any(axis=0)).tolist():
            n = int(self.units[group])
            articles = order[:, ends[group] - n : ends[group]].ravel()
            into = np.arange(len(dealt) + 1, dtype=np.int32) * n
            picked = csr_array((np.ones(len(articles)), articles, into), shape=(len(dealt), len(self.tally)))
            columns = np.flatnonzero(needed[:, group])
            for start in range(0, len(columns), size := max(1, PICKED // len(self.tally))):
                part = columns[start : start + size]
                sums[row[part, group]] = (picked @ self.tally.columns_at(slice(None), self.places[part])).T
        return sums


def over_error(difference: Floats, error: Floats) -> Floats:
    """The difference over its error; where the error is 0, a difference of 0 stays 0 and any other becomes infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(difference) < 1e-12, 0.0, difference / error)
