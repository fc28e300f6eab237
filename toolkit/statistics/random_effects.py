"""How far groups differ beyond what the scatter inside them explains: the moment estimate of random effects.

In a meta-analysis the groups are studies (DerSimonian and Laird 1986); here they are outlets, and the values of each are those of
its articles.
"""

from typing import NamedTuple

import numpy as np

from .arrays import Floats, Indices
from .resampling import chunks

UPPER = 0.95
"""The confidence of the upper bound of a spread between groups."""


class Spread(NamedTuple):
    """The standard deviation between groups, and its upper bound; NaN where the scatter inside groups cannot be told."""

    sd: float
    high: float


class Scatter(NamedTuple):
    """What the estimate is made of, one row for each group: size, total, size squared, sum of squares inside, and units less one.

    Sums of squares are those of values around the mean of their group, each times its size.
    """

    size: Floats
    total: Floats
    inside: Floats
    free: Floats


def spread_between(totals: Floats, sizes: Floats, groups: Indices, *, resamples: int = 1000, seed: int = 0) -> Spread:
    """The standard deviation of the means of groups beyond the scatter of their units, with its upper bound.

    The variance of a unit's value (`totals` / `sizes`) is taken to fall with its size. The estimate of the variance between groups
    is that of DerSimonian and Laird (1986) with the scatter inside groups pooled over all groups that have two units or more; it is
    0 where groups differ no more than their units lead one to expect. The bound is a percentile of the estimates from resampling
    whole groups.

    Parameters
    ----------
    totals, sizes : of each unit: a count less what is expected of it, and what this is a rate of.
    groups : the number of each unit's group, from 0.
    resamples, seed : of the bootstrap.

    Examples
    --------
    >>> totals = np.array([1.0, 1.2, -1.0, -1.2, 0.1, -0.1])
    >>> [round(x, 2) for x in spread_between(totals, np.ones(6), np.array([0, 0, 1, 1, 2, 2]))]
    [1.1, 1.27]
    """
    scatter = _scatter(totals, sizes, groups)
    n, drawn = len(scatter.size), []
    rng, columns = np.random.default_rng(seed), np.column_stack([*scatter, scatter.size**2, _square(scatter)])
    for size in chunks(resamples, n):
        drawn.append(_variance(rng.multinomial(n, np.full(n, 1 / n), size=size).astype(float), columns))
    observed, variances = _variance(np.ones(n), columns), np.concatenate(drawn)
    defined = variances[~np.isnan(variances)]
    high = float(np.quantile(defined, UPPER)) if len(defined) else np.nan
    return Spread(float(np.sqrt(observed)), float(np.sqrt(max(high, float(observed)))))


def _scatter(totals: Floats, sizes: Floats, groups: Indices) -> Scatter:
    """The sums of each group that has a size."""
    size, total = (np.bincount(groups, values) for values in (sizes, totals))
    counted = sizes > 0
    mean = np.divide(total, size, out=np.zeros_like(total), where=size > 0)[groups]
    apart = np.where(counted, (totals - mean * sizes) ** 2 / np.where(counted, sizes, 1), 0.0)
    inside, units = np.bincount(groups, apart), np.bincount(groups, counted.astype(float))
    kept = size > 0
    return Scatter(size[kept], total[kept], inside[kept], np.maximum(units[kept] - 1, 0))


def _square(scatter: Scatter) -> Floats:
    return scatter.total**2 / scatter.size


def _variance(weights: Floats, columns: Floats) -> Floats:
    """The variance between groups where each counts as often as its weight says (last axis); NaN where it cannot be told."""
    sums = weights @ columns
    size, total, inside, free, squares, apart = np.moveaxis(sums, -1, 0)
    groups = weights.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = inside / free
        between = apart - total**2 / size
        variance = (between - (groups - 1) * within) / (size - squares / size)
    return np.where(np.isnan(variance) | np.isinf(variance), np.nan, np.maximum(variance, 0.0))
