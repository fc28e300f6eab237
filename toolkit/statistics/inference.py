"""Is a difference between groups more than chance: permutation tests and effect sizes, over all articles or within events.

Within events (`blocks`) topic is held constant: articles are compared with, and exchanged for, articles on the same event only.
"""

from collections.abc import Callable, Mapping
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .against_rest import over_error
from .arrays import Bools, Floats, Indices, Ints
from .formulas import MEAN
from .intervals import NO_INTERVAL_OF_CLUSTERS, Difference
from .permutations import Cells, Permutations, cells_of, sequential_p, sums_of
from .resampling import CHUNK, Bootstrap
from .tallies import Tally, tally_of

SIGNIFICANT = 0.05
"""The p, adjusted for the number of tests, up to which a difference counts as more than chance."""


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


def permutation_p_within(
    tally: Tally, groups: Indices, blocks: Indices, permutations: Permutations, tested: Bools | None = None
) -> dict[str, Floats]:
    """p of each figure and group against the other groups of the same blocks, the articles of each block dealt at random.

    The statistic is the weighted mean difference over its standard error between blocks; where a group is measured in one block
    only, it is the difference itself. `tested` says which groups are tested; others have NaN.
    """
    cells = cells_of(groups, blocks)
    by_group = _summed_by_group(cells)
    pairs = paired(tally, cells, cells.sums(tally.counts), cells.totals(tally.counts))
    several = {name: by_group((pair.weight > 0).astype(float)) > 1 for name, pair in pairs.items()}
    observed = np.array(list(_weighted(pairs, by_group, several).values()))
    if tested is not None:
        observed[:, ~tested] = np.nan

    def statistics(dealt: NDArray[Any], active: Bools) -> Floats:
        figures = np.asarray(active.any(axis=1))
        part = tally.only([name for name, wanted in zip(tally.figures, figures, strict=True) if wanted])
        sums = sums_of(part.counts.__getitem__, dealt, len(cells.starts))
        values = _weighted(paired(part, cells, sums, cells.totals(part.counts)), by_group, several)
        return np.stack(list(values.values()), axis=1)[:, active[figures]]

    at_once = CHUNK // (len(cells.starts) * tally.counts.shape[1])
    p = sequential_p(observed, statistics, cells.starts, blocks, permutations, lambda _: at_once)
    return dict(zip(tally.figures, p, strict=True))


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


def differences_within(tallies: Mapping[str, Tally], bootstrap: Bootstrap, bounds: ArrayLike) -> list[tuple[Difference, float]]:
    """For each figure the difference of a group from the rest of its blocks, and the number of blocks.

    `tallies` are the group's of `within_blocks`, `bounds` the ranges of the figures, or of all of them.
    """
    pairs = tallies["difference"]
    limits = symmetric_limits(pairs, bootstrap, bounds)
    values = (tallies[part].estimates.value.tolist() for part in ("own", "rest"))
    return [
        (Difference(own, rest, own - rest, low, high, NO_INTERVAL_OF_CLUSTERS if isnan(low) and not isnan(own) else ""), float(n))
        for own, rest, (low, high), n in zip(*values, limits.tolist(), pairs.n_units.tolist(), strict=True)
    ]


def symmetric_limits(pairs: Tally, bootstrap: Bootstrap, bounds: ArrayLike) -> Floats:
    """The intervals of differences between pairs: figures by lower and upper limit. `bounds` are those of what is compared."""
    low, high = np.broadcast_to(np.asarray(bounds, dtype=float), (len(pairs.figures), 2)).T
    ends, drawn, n = np.stack([low - high, high - low], axis=1), bootstrap.sums(pairs.columns), pairs.n_units
    observed, limits = pairs.estimates, np.empty(ends.shape)
    for alike in pairs.figures.batches(np.ones(len(n), dtype=bool)):
        these = alike.numbers
        limits[these] = bootstrap.symmetric(observed.at(these), alike.estimate(drawn, n), n[these], ends[these])
    return limits


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
    cells = cells_of(groups, blocks)
    return np.column_stack([_superiority(column, blocks, cells, _summed_by_group(cells)) for column in values.T])


def _superiority(values: Floats, blocks: Indices, cells: Cells, by_group: Callable[[NDArray[Any]], NDArray[Any]]) -> Floats:
    """The same for one figure."""
    import pandas as pd

    ranks = pd.Series(values).groupby(blocks).rank().to_numpy()
    counted = np.column_stack([np.nan_to_num(ranks), ~np.isnan(ranks)])
    (summed, own), among = cells.sums(counted).T, cells.totals(counted)[cells.block, 1]
    won, pairs = by_group(summed - own * (own + 1) / 2), by_group(own * (among - own))
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
