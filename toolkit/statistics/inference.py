"""Is a difference between groups more than chance: permutation tests and effect sizes, over all articles or within events.

Within events (`blocks`) topic is held constant: articles are compared with, and exchanged for, articles on the same event only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Bools, Floats, Indices
from .formulas import MEAN
from .resampling import CHUNK, Figure, Tally, tally_of


class Cells(NamedTuple):
    """Articles by block and group: `order` sorts the articles into cells, `starts` says where each cell begins there.

    `block` and `group` are those of each cell; cells are in the order of the blocks, inside these of the groups.
    """

    order: Indices
    starts: Indices
    block: Indices
    group: Indices

    def sums(self, columns: Floats) -> Floats:
        """Cells by columns."""
        return np.add.reduceat(columns[self.order], self.starts, axis=0)

    def totals(self, columns: Floats) -> Floats:
        """Blocks by columns."""
        firsts = np.unique(self.block, return_index=True)[1]
        return np.add.reduceat(self.sums(columns), firsts, axis=0)


def cells_of(groups: Indices, blocks: Indices) -> Cells:
    """The cells of articles whose groups and blocks are numbered from 0.

    >>> cells_of(np.array([1, 0, 1]), np.array([0, 0, 0])).sums(np.array([[1.0], [2.0], [4.0]])).tolist()
    [[2.0], [5.0]]
    """
    order = np.lexsort((groups, blocks))
    found, starts = np.unique(np.column_stack([blocks[order], groups[order]]), axis=0, return_index=True)
    return Cells(order, starts, found[:, 0], found[:, 1])


def permuted_sums(columns: Floats, cells: Cells, blocks: Indices, permutations: int, seed: int) -> Iterator[Floats]:
    """Sums of each cell when the articles of each block are dealt to its cells anew: permutations by cells by columns."""
    from scipy.sparse import csr_array

    rng, n = np.random.default_rng([seed, 2]), len(columns)
    size = max(1, CHUNK // max(n, len(cells.starts) * columns.shape[1]))
    for start in range(0, permutations, size):
        drawn = min(size, permutations - start)
        dealt = np.argsort(blocks + rng.random((drawn, n)), axis=1)  # whole numbers keep the blocks together and in order
        ends = np.append((np.arange(drawn)[:, None] * n + cells.starts).ravel(), drawn * n)
        hot = csr_array((np.ones(drawn * n), dealt.ravel(), ends), shape=(drawn * len(cells.starts), n))
        yield (hot @ columns).reshape(drawn, len(cells.starts), -1)


def p_of(seen: Floats, dealt: Floats) -> Floats:
    """p of statistics (groups) by those of permutations (permutations by groups), (b + 1) / (B + 1), two-sided.

    Phipson and Smyth 2010: a permutation p is never 0. Permutations in which the statistic is not defined do not count.

    >>> p_of(np.array([2.0]), np.array([[1.0], [-3.0], [0.5]])).tolist()
    [0.5]
    """
    defined = ~np.isnan(dealt)
    as_large = defined & (np.abs(dealt) >= np.abs(seen) * (1 - 1e-9))
    p = (as_large.sum(axis=0) + 1) / (defined.sum(axis=0) + 1)
    return np.where(np.isnan(seen), np.nan, p)


def adjusted(p: ArrayLike) -> Floats:
    """p adjusted for their number (false discovery rate; Benjamini and Hochberg 1995); NaN stay out and as they are.

    >>> adjusted([0.01, float("nan"), 0.04]).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    found = np.array(p, dtype=float)
    tested = ~np.isnan(found)
    if tested.any():
        found[tested] = false_discovery_control(found[tested])
    return found


def permutation_p(tally: Tally, groups: Indices, permutations: int, seed: int) -> dict[str, Floats]:
    """p of each figure and group against all other groups, the articles (units) dealt to the groups at random.

    Exact where the groups differ in nothing. The statistic is the difference over its standard error, so that with many
    articles the test also holds where groups vary differently about the same figure (Janssen 1997; Chung and Romano 2013); with
    few articles of rare and lumpy counts it then rejects too often.
    """
    blocks = np.zeros(len(tally), dtype=np.intp)
    cells = cells_of(groups, blocks)
    units = np.bincount(groups)
    total = tally.columns.sum(axis=0)
    seen = _studentised(tally, cells.sums(tally.columns), total, units)
    dealt = [_studentised(tally, sums, total, units) for sums in permuted_sums(tally.columns, cells, blocks, permutations, seed)]
    return {name: p_of(seen[name], np.concatenate([part[name] for part in dealt])) for name in tally.figures}


def clustered_p(tallies: Sequence[Tally]) -> dict[str, Floats]:
    """p of each figure and group against all other groups where clusters stand in several: Student's t with clusters for units.

    `tallies` have the same clusters for rows, one tally a group. The error is that of the clusters' linearised values of both
    sides together, so that what the sides share in a cluster is taken out (Liang and Zeger 1986).
    """
    from scipy.stats import t

    counts = np.array([tally.counts for tally in tallies])
    found: dict[str, list[float]] = {name: [] for name in tallies[0].figures}
    for own in counts:
        rest = counts.sum(axis=0) - own
        for name, figure in tallies[0].figures.items():
            apart = [_linearised(figure, side[:, figure.counts]) for side in (own, rest)]
            units = int(((own[:, figure.counts.stop - 1] > 0) | (rest[:, figure.counts.stop - 1] > 0)).sum())
            error = np.sqrt(((apart[0][1] - apart[1][1]) ** 2).sum() * units / max(units - 1, 1))
            statistic = _over(apart[0][0] - apart[1][0], error)
            found[name].append(float(2 * t.sf(abs(statistic), max(units - 1, 1))))
    return {name: np.array(values) for name, values in found.items()}


def _linearised(figure: Figure, counts: Floats) -> tuple[Floats, Floats]:
    """The figure of some clusters, and how each moves it."""
    total = counts.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return figure.formula.compute(total), counts @ figure.formula.gradient(total)


def _studentised(tally: Tally, sums: Floats, total: Floats, units: Indices) -> dict[str, Floats]:
    """Difference of each group to the rest over its error; `sums` are (permutations by) groups by columns."""
    rest, found = total - sums, {}
    for name, figure in tally.figures.items():
        apart = figure.estimate(sums, units).less(figure.estimate(rest, units.sum() - units))
        found[name] = _over(*apart)
    return found


def _over(difference: Floats, error: Floats) -> Floats:
    """The difference over its error; where that is 0 a difference of 0 stays 0 and any other is beyond all bounds."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(difference) < 1e-12, 0.0, difference / error)


# -- within events ---------------------------------------------------------------------------------------------------------


class Paired(NamedTuple):
    """Cells beside the other groups of their block: both figures, and the weight of the pair, figures by name.

    The weight is b1 b2 / (b1 + b2), b being what the figure is per (words, attributions): that of Mantel and Haenszel's rate
    difference (Greenland and Robins 1985), which holds blocks constant and survives small ones. 0 where either is undefined.
    """

    own: Floats
    rest: Floats
    weight: Floats


def paired(tally: Tally, cells: Cells, sums: Floats, totals: Floats) -> dict[str, Paired]:
    """For each figure the cells beside the rest of their block; `totals` are blocks by columns."""
    rest, found = totals[cells.block] - sums, {}
    for name, figure in tally.figures.items():
        one, other = sums[..., figure.counts], rest[..., figure.counts]
        values = figure.formula.compute(one), figure.formula.compute(other)
        both = ~np.isnan(values[0]) & ~np.isnan(values[1])
        bases = one[..., -1] * other[..., -1]
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(both, bases / (one[..., -1] + other[..., -1]), 0.0)
        found[name] = Paired(np.where(both, values[0], 0.0), np.where(both, values[1], 0.0), weight)
    return found


def within_blocks(tally: Tally, groups: Indices, blocks: Indices) -> list[dict[str, Tally]]:
    """For each group tallies "own", "rest" and "difference" with blocks for rows and weighted means for figures."""
    cells = cells_of(groups, blocks)
    pairs = paired(tally, cells, cells.sums(tally.columns), cells.totals(tally.columns))
    formulas = dict.fromkeys(tally.figures, MEAN)
    found = []
    for group in range(int(groups.max()) + 1):
        of = cells.group == group
        parts: dict[str, list[Floats]] = {"own": [], "rest": [], "difference": []}
        for one in pairs.values():
            values = {"own": one.own, "rest": one.rest, "difference": one.own - one.rest}
            for part, value in values.items():
                parts[part] += [one.weight[of] * value[of], one.weight[of]]
        found.append({part: tally_of(formulas, np.column_stack(columns)) for part, columns in parts.items()})
    return found


def permutation_p_within(tally: Tally, groups: Indices, blocks: Indices, permutations: int, seed: int) -> dict[str, Floats]:
    """p of each figure and group against the other groups of the same blocks, the articles of each block dealt at random.

    The statistic is the weighted mean difference over its standard error between blocks; the difference itself where a group
    is measured in one block only.
    """
    cells = cells_of(groups, blocks)
    counts, by_group = tally.counts, _summed_by_group(cells)
    totals = cells.totals(counts)
    pairs = paired(tally, cells, cells.sums(counts), totals)
    several = {name: by_group((one.weight > 0).astype(float)) > 1 for name, one in pairs.items()}
    seen = _weighted(pairs, by_group, several)
    dealt = [
        _weighted(paired(tally, cells, sums, totals), by_group, several)
        for sums in permuted_sums(counts, cells, blocks, permutations, seed)
    ]
    return {name: p_of(seen[name], np.concatenate([part[name] for part in dealt])) for name in tally.figures}


def _summed_by_group(cells: Cells) -> Callable[[Floats], Floats]:
    """What sums values of cells (last axis) by their groups."""
    order = np.argsort(cells.group, kind="stable")
    starts = np.unique(cells.group[order], return_index=True)[1]
    return lambda values: np.add.reduceat(values[..., order], starts, axis=-1)


def _weighted(
    pairs: Mapping[str, Paired], by_group: Callable[[Floats], Floats], several: Mapping[str, Bools]
) -> dict[str, Floats]:
    """The statistic of each group from its cells; `several` says of which groups a figure is measured in more than one block."""
    found = {}
    for name, one in pairs.items():
        weight, squared, apart = by_group(one.weight), one.weight**2, one.own - one.rest
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = by_group(one.weight * apart) / weight
            spread = by_group(squared * apart**2) - 2 * mean * by_group(squared * apart) + mean**2 * by_group(squared)
            error = np.where(several[name], np.sqrt(np.maximum(spread, 0)) / weight, 1.0)
        found[name] = _over(mean, error)
    return found


# -- effect size -----------------------------------------------------------------------------------------------------------


def superiority(values: Floats, groups: Indices, blocks: Indices) -> Floats:
    """How often an article of a group has a higher value than one of the other groups of its block: groups by figures.

    The A of Vargha and Delaney 2000 (.5: no difference; ties count half; NaN without a pair), the area under the ROC curve;
    `values` are articles by figures, NaN where an article has nothing to measure, which leaves it out.

    >>> superiority(np.array([[3.0], [1.0], [2.0]]), np.array([0, 1, 1]), np.array([0, 0, 0])).ravel().tolist()
    [1.0, 0.0]
    """
    import pandas as pd

    ranks = pd.DataFrame(values).groupby(blocks).rank()
    cell = [pd.Index(blocks, name="block"), pd.Index(groups, name="group")]
    summed, own = ranks.groupby(cell).sum(), ranks.groupby(cell).count()
    among = ranks.groupby(blocks).count().loc[own.index.get_level_values("block")].to_numpy()
    won = (summed - own * (own + 1) / 2).groupby(level="group").sum().to_numpy()
    pairs = (own * (among - own)).groupby(level="group").sum().to_numpy()
    return np.asarray(np.divide(won, pairs, out=np.full(won.shape, np.nan), where=pairs > 0))
