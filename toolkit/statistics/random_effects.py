"""How far groups differ beyond what the scatter inside them explains: the moment estimate of random effects.

In a meta-analysis the groups are studies (DerSimonian and Laird 1986, Meta-analysis in clinical trials, Controlled Clinical
Trials 7, 177-188); here they are outlets, and their units articles.
"""

from math import isnan, sqrt
from typing import NamedTuple

import numpy as np

from .arrays import Floats, Indices
from .resampling import chunks

_ONE_SIDED = 1.645  # standard errors from an estimate to its upper 95 % bound
_FAR = 1e3  # standard errors below 0 from which the tail of a normal distribution is taken by its expansion


class Spread(NamedTuple):
    """The standard deviation between groups; NaN where no group has two units.

    `moment` is the moment estimate, which is 0 where groups differ no more than their units lead one to expect, `high` its upper
    95 % bound, and `expected` the root of the variance to be expected: see `spread_between`.
    """

    moment: float
    expected: float
    high: float


def spread_between(totals: Floats, sizes: Floats, groups: Indices, *, resamples: int = 1000, seed: int = 0) -> Spread:
    """The standard deviation of the means of groups beyond the scatter of their units.

    As in the estimate of DerSimonian and Laird (1986), the variance of the means of groups is lessened by what the scatter inside
    each group, which may be larger in one than in another, adds to it. What is left is the mean product of the values of two
    units of one group, so that groups of a single unit say nothing. Its standard error comes from resampling whole groups.

    An estimate of 0 does not mean that there is no variance: intervals that reckon with it are too narrow, and those that reckon
    with the upper bound too wide. The variance to be expected lies between: the mean of a normal distribution around the estimate
    (before it is cut off at 0) with its standard error, cut off below 0.

    Parameters
    ----------
    totals, sizes : of each unit: a count less what is expected of it, and what this is a rate of.
    groups : the number of each unit's group, from 0.
    resamples, seed : of the bootstrap.

    Examples
    --------
    >>> totals = np.array([1.0, 1.2, -1.0, -1.2, 0.1, -0.1])
    >>> [round(x, 2) for x in spread_between(totals, np.ones(6), np.array([0, 0, 1, 1, 2, 2]))]
    [1.09, 1.1, 1.41]
    """
    columns = _columns(totals, sizes, groups)
    n, rng = len(columns), np.random.default_rng(seed)
    if n < 2:
        return Spread(np.nan, np.nan, np.nan)
    weights = (rng.multinomial(n, np.full(n, 1 / n), size=size).astype(float) for size in chunks(resamples, n))
    drawn = np.concatenate([_variance(times, columns) for times in weights])
    variance, error = float(_variance(np.ones(n), columns)), float(np.nanstd(drawn)) if (~np.isnan(drawn)).any() else np.nan
    least = np.nan if isnan(variance) else max(variance, 0.0)
    return Spread(sqrt(least), sqrt(_expected(variance, error)), sqrt(least + _ONE_SIDED * error))


def _expected(mean: float, error: float) -> float:
    """The mean of a normal distribution that is cut off below 0."""
    from scipy.stats import norm

    if not error > 0:
        return max(mean, 0.0)
    ratio = mean / error
    if ratio < -_FAR:  # there the difference below has no digits left
        return error / -ratio
    return max(float(mean + error * np.exp(norm.logpdf(ratio) - norm.logcdf(ratio))), 0.0)


def _columns(totals: Floats, sizes: Floats, groups: Indices) -> Floats:
    """For each group that has a size: the sum over its pairs of units of the products of their totals, and of their sizes, both
    over its size; its size; its size squared. Totals are those beyond the mean of all units.
    """
    apart = totals - sizes * totals.sum() / sizes.sum()
    size, total, squares, sizes_squared = (np.bincount(groups, x) for x in (sizes, apart, apart**2, sizes**2))
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = np.column_stack([(total**2 - squares) / size, (size**2 - sizes_squared) / size, size, size**2])
    return np.asarray(columns[size > 0])


def _variance(weights: Floats, columns: Floats) -> Floats:
    """The variance between groups where each counts as often as its weight says (last axis); NaN where no group has two units.

    It is enlarged by what the mean of all units has taken up of it.
    """
    products, pairs, size, squares = np.moveaxis(weights @ columns, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = products / pairs / (1 - squares / size**2)
    return np.where(pairs > 1e-12, variance, np.nan)
