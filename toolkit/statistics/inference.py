"""Is a difference between groups more than chance: permutation tests and effect sizes, over all articles or within events.

Within events (`blocks`) topic is held constant: articles are compared with, and exchanged for, articles on the same event only.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrays import Bools, Floats, Indices, Ints
from .formulas import MEAN
from .resampling import CHUNK, Tally, blocks_of, tally_of

DEALT = 100_000_000  # bytes of the cells that articles are dealt to at once, in all permutations together
BINS = 65_536  # parts of the range of random numbers, few enough for the processor's cache


def permutation_p(tally: Tally, groups: Indices, permutations: int, seed: int) -> dict[str, Floats]:
    """p of each figure and group against all other groups, the articles (units) dealt to the groups at random.

    Exact where the groups differ in nothing. The statistic is the difference over its standard error, so that with many
    articles the test also holds where groups have the same figure but vary differently around it (Janssen 1997; Chung and Romano
    2013); with few articles of rare and lumpy counts it then rejects too often.
    """
    blocks, units = np.zeros(len(tally), dtype=np.intp), np.bincount(groups)
    (_, same), total = tally.distinct, tally.total
    observed = _studentised(tally, sums_of(tally.distinct_at, groups[None], len(units))[0][:, same], total, units)
    several = permuted_sums(tally.distinct_at, cells_of(groups, blocks), blocks, permutations, seed)
    dealt = [_studentised(tally, sums[..., same], total, units) for sums in several]
    return {name: p_of(observed[name], np.concatenate([part[name] for part in dealt])) for name in tally.figures}


def _studentised(tally: Tally, sums: Floats, total: Floats, units: Indices) -> dict[str, Floats]:
    """The difference of each group from the rest over its error; `sums` are (permutations by) groups by columns."""
    rest, statistics = total - sums, {}
    for name, figure in tally.figures.items():
        difference = figure.estimate(sums, units).less(figure.estimate(rest, units.sum() - units))
        statistics[name] = over_error(*difference)
    return statistics


def over_error(difference: Floats, error: Floats) -> Floats:
    """The difference over its error; where the error is 0, a difference of 0 stays 0 and any other becomes infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(difference) < 1e-12, 0.0, difference / error)


def p_of(observed: Floats, dealt: Floats) -> Floats:
    """Two-sided p of the statistics of groups from those of permutations (permutations by groups), (b + 1) / (B + 1).

    Phipson and Smyth 2010: a permutation p is never 0. Permutations in which the statistic is not defined do not count.

    >>> p_of(np.array([2.0]), np.array([[1.0], [-3.0], [0.5]])).tolist()
    [0.5]
    """
    defined = ~np.isnan(dealt)
    as_large = defined & (np.abs(dealt) >= np.abs(observed) * (1 - 1e-9))
    p = (as_large.sum(axis=0) + 1) / (defined.sum(axis=0) + 1)
    return np.where(np.isnan(observed), np.nan, p)


def adjusted(p: ArrayLike) -> Floats:
    """p adjusted for the number of tests (false discovery rate; Benjamini and Hochberg 1995); NaN stays NaN and does not count.

    >>> adjusted([0.01, float("nan"), 0.04]).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    values = np.array(p, dtype=float)
    tested = ~np.isnan(values)
    if tested.any():
        values[tested] = false_discovery_control(values[tested])
    return values


# -- articles dealt to groups ----------------------------------------------------------------------------------------------


class Cells(NamedTuple):
    """Articles by block and group: `order` sorts the articles into cells, `starts` says where each cell begins in that order.

    `block` and `group` are those of each cell. Cells are in the order of the blocks and, within a block, of the groups.
    """

    order: Indices
    starts: Indices
    block: Indices
    group: Indices

    def sums(self, columns: NDArray[Any]) -> NDArray[Any]:
        """The columns summed over the articles of each cell: cells by columns."""
        return np.add.reduceat(columns[self.order], self.starts, axis=0)

    def totals(self, columns: NDArray[Any]) -> NDArray[Any]:
        """The columns summed over the articles of each block: blocks by columns."""
        firsts = np.unique(self.block, return_index=True)[1]
        return np.add.reduceat(self.sums(columns), firsts, axis=0)


def cells_of(groups: Indices, blocks: Indices) -> Cells:
    """The cells of articles whose groups and blocks are numbered from 0.

    >>> cells_of(np.array([1, 0, 1]), np.array([0, 0, 0])).sums(np.array([[1.0], [2.0], [4.0]])).tolist()
    [[2.0], [5.0]]
    """
    order = np.lexsort((groups, blocks))
    cells, starts = np.unique(np.column_stack([blocks[order], groups[order]]), axis=0, return_index=True)
    return Cells(order, starts, cells[:, 0], cells[:, 1])


def permuted_sums(
    columns: Callable[[slice], Floats], cells: Cells, blocks: Indices, permutations: int, seed: int
) -> Iterator[Floats]:
    """Sums of each cell when the articles of each block are dealt to its cells at random: permutations by cells by columns.

    `columns` gives those of some articles (rows).
    """
    rng, n = np.random.default_rng([seed, 2]), len(blocks)
    kind = np.min_scalar_type(len(cells.starts))
    size = max(1, min(DEALT // (n * kind.itemsize), CHUNK // (len(cells.starts) * columns(slice(0, 0)).shape[1])))
    for start in range(0, permutations, size):
        dealt = np.empty((min(size, permutations - start), n), dtype=kind)
        for codes in dealt:
            codes[:] = dealt_out(blocks + rng.random(n), cells.starts)  # whole numbers keep the blocks together and in order
        yield sums_of(columns, dealt, len(cells.starts))


def dealt_out(keys: Floats, starts: Indices) -> NDArray[Any]:
    """The number of the cell of each article where the articles, in the order of their keys, fill one cell after another.

    `starts` says at which place of that order each cell begins; keys are 0 or more. To sort all keys would take most of the time
    of a permutation; only those near to where a cell begins are sorted.

    >>> dealt_out(np.array([0.9, 0.1, 0.5, 0.6]), np.array([0, 1])).tolist()
    [1, 0, 1, 1]
    """
    bins = (keys * (min(len(keys), BINS) / (np.floor(keys.max()) + 1))).astype(np.intp)
    sizes = np.bincount(bins)
    ends = np.cumsum(sizes)
    where = np.searchsorted(ends, starts, side="right")
    cell, split = np.cumsum(np.bincount(where, minlength=len(ends))) - 1, np.zeros(len(ends), dtype=bool)
    split[where[starts > (ends - sizes)[where]]] = True  # bins with articles of several cells
    codes: NDArray[Any] = cell.astype(np.min_scalar_type(len(starts)))[bins]
    apart = np.flatnonzero(split[bins])
    apart = apart[np.argsort(keys[apart])]
    places = np.arange(len(apart)) + np.repeat(ends[split] - np.cumsum(sizes[split]), sizes[split])
    codes[apart] = np.searchsorted(starts, places, side="right") - 1
    return codes


def sums_of(columns: Callable[[slice], Floats], dealt: NDArray[Any], cells: int) -> Floats:
    """Sums of each cell for each deal: deals by cells by columns.

    `columns` gives those of some articles (rows), `dealt` is deals by articles and has the number of the cell of each.

    >>> sums_of(lambda rows: np.array([[1.0], [2.0], [4.0]])[rows], np.array([[1, 0, 1], [0, 0, 1]]), 2)[..., 0].tolist()
    [[2.0, 5.0], [3.0, 4.0]]
    """
    from scipy.sparse import csc_array

    sums = np.zeros((len(dealt), cells, columns(slice(0, 0)).shape[1]))
    for rows in blocks_of(dealt.shape[1]):
        part = columns(rows)
        n = len(part)
        ones, ends = np.ones(n), np.arange(n + 1, dtype=np.int32)
        for total, codes in zip(sums, dealt[:, rows], strict=True):
            total += csc_array((ones, codes.astype(np.int32), ends), shape=(cells, n)) @ part
    return sums


# -- within events ---------------------------------------------------------------------------------------------------------


class Paired(NamedTuple):
    """Cells compared with the other groups of their block: the figures of both, and the weight of each pair.

    The weight is b1 b2 / (b1 + b2), where b1 and b2 are the bases of the two figures (words, attributions): that of Mantel and
    Haenszel's rate difference (Greenland and Robins 1985), which holds blocks constant and copes with small ones. The weight is
    0 where either figure is undefined.
    """

    own: Floats
    rest: Floats
    weight: Floats

    @property
    def difference(self) -> Floats:
        """The figure of each cell less that of the rest of its block."""
        return self.own - self.rest


def permutation_p_within(tally: Tally, groups: Indices, blocks: Indices, permutations: int, seed: int) -> dict[str, Floats]:
    """p of each figure and group against the other groups of the same blocks, the articles of each block dealt at random.

    The statistic is the weighted mean difference over its standard error between blocks; where a group is measured in one block
    only, it is the difference itself.
    """
    cells = cells_of(groups, blocks)
    counts, by_group = tally.counts, _summed_by_group(cells)
    totals = cells.totals(counts)
    pairs = paired(tally, cells, cells.sums(counts), totals)
    several = {name: by_group((pair.weight > 0).astype(float)) > 1 for name, pair in pairs.items()}
    observed = _weighted(pairs, by_group, several)
    dealt = [
        _weighted(paired(tally, cells, sums, totals), by_group, several)
        for sums in permuted_sums(counts.__getitem__, cells, blocks, permutations, seed)
    ]
    return {name: p_of(observed[name], np.concatenate([part[name] for part in dealt])) for name in tally.figures}


def _summed_by_group(cells: Cells) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """A function that sums values of cells (last axis) by their groups."""
    order = np.argsort(cells.group, kind="stable")
    starts = np.unique(cells.group[order], return_index=True)[1]
    return lambda values: np.add.reduceat(values[..., order], starts, axis=-1)


def _weighted(
    pairs: Mapping[str, Paired], by_group: Callable[[Floats], Floats], several: Mapping[str, Bools]
) -> dict[str, Floats]:
    """The statistic of each group from its cells; `several` says which groups have a figure in more than one block."""
    statistics = {}
    for name, pair in pairs.items():
        weight, squared, difference = by_group(pair.weight), pair.weight**2, pair.difference
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = by_group(pair.weight * difference) / weight
            spread = by_group(squared * difference**2) - 2 * mean * by_group(squared * difference) + mean**2 * by_group(squared)
            error = np.where(several[name], np.sqrt(np.maximum(spread, 0)) / weight, 1.0)
        statistics[name] = over_error(mean, error)
    return statistics


def within_blocks(tally: Tally, groups: Indices, blocks: Indices) -> list[dict[str, Tally]]:
    """For each group the tallies "own", "rest" and "difference", with blocks for rows and weighted means for figures."""
    cells = cells_of(groups, blocks)
    pairs = paired(tally, cells, cells.sums(tally.columns), cells.totals(tally.columns))
    formulas = dict.fromkeys(tally.figures, MEAN)
    tallies = []
    for group in range(int(groups.max()) + 1):
        inside = cells.group == group
        parts: dict[str, list[Floats]] = {"own": [], "rest": [], "difference": []}
        for pair in pairs.values():
            values = {"own": pair.own, "rest": pair.rest, "difference": pair.difference}
            for part, value in values.items():
                parts[part] += [pair.weight[inside] * value[inside], pair.weight[inside]]
        tallies.append({part: tally_of(formulas, np.column_stack(columns)) for part, columns in parts.items()})
    return tallies


def paired(tally: Tally, cells: Cells, sums: Floats, totals: Floats) -> dict[str, Paired]:
    """For each figure the cells compared with the rest of their block; `totals` are blocks by columns."""
    others, pairs = totals[cells.block] - sums, {}
    for name, figure in tally.figures.items():
        own, rest = sums[..., figure.counts], others[..., figure.counts]
        values = figure.formula.compute(own), figure.formula.compute(rest)
        both = ~np.isnan(values[0]) & ~np.isnan(values[1])
        bases = own[..., -1] * rest[..., -1]
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(both, bases / (own[..., -1] + rest[..., -1]), 0.0)
        pairs[name] = Paired(np.where(both, values[0], 0.0), np.where(both, values[1], 0.0), weight)
    return pairs


# -- effect size -----------------------------------------------------------------------------------------------------------


def superiority(values: Floats, groups: Indices, blocks: Indices) -> Floats:
    """How often an article of a group has a higher value than one of the other groups of its block: groups by figures.

    The A of Vargha and Delaney 2000 (.5: no difference; ties count half; NaN without a pair), the area under the ROC curve.
    `values` are articles by figures. An article with nothing to measure has NaN and is left out.

    >>> superiority(np.array([[3.0], [1.0], [2.0]]), np.array([0, 1, 1]), np.array([0, 0, 0])).ravel().tolist()
    [1.0, 0.0]
    """
    return np.column_stack([_superiority(column, groups, blocks) for column in values.T])


def _superiority(values: Floats, groups: Indices, blocks: Indices) -> Floats:
    """The same for one figure."""
    import pandas as pd

    ranks = pd.Series(values).groupby(blocks).rank()
    cell = [pd.Index(blocks, name="block"), pd.Index(groups, name="group")]
    summed, own = ranks.groupby(cell).sum(), ranks.groupby(cell).count()
    among = ranks.groupby(blocks).count().loc[own.index.get_level_values("block")].to_numpy()
    won = (summed - own * (own + 1) / 2).groupby(level="group").sum().to_numpy()
    pairs = (own * (among - own)).groupby(level="group").sum().to_numpy()
    return np.asarray(np.divide(won, pairs, out=np.full(won.shape, np.nan), where=pairs > 0))


def measured_on_both_sides(measured: Bools, groups: Indices, blocks: Indices) -> tuple[Ints, Ints]:
    """In how many articles each figure is measured in each group, and in the other groups of its blocks: groups by figures.

    `measured` is articles by figures.

    >>> own, rest = measured_on_both_sides(np.ones((3, 1), dtype=bool), np.array([0, 1, 1]), np.array([0, 0, 1]))
    >>> own.ravel().tolist(), rest.ravel().tolist()
    ([1, 2], [1, 1])
    """
    cells = cells_of(groups, blocks)
    own, by_group = cells.sums(measured), _summed_by_group(cells)
    rest = cells.totals(measured)[cells.block] - own
    return by_group(own.T).T, by_group(rest.T).T
