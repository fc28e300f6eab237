"""How small a difference a test finds: the power of a comparison of two figures, from their standard errors (Cohen 1988)."""

from bisect import bisect_left
from collections.abc import Sequence
from math import inf, isnan, nan, sqrt
from typing import NamedTuple

USUAL_POWER = 0.8
LEVEL = 0.05
MOST_UNITS = 1_000_000


class Effect(NamedTuple):
    """A difference of two sides, and its standard error with one unit on each side: as it is, and if both sides were alike.

    `weight` is for how many units of equal weight the two stand, at most 2: less where few units hold most of what is counted.
    """

    difference: float
    spread: float
    spread_if_alike: float
    weight: float = 2.0


def approximate_power(effect: Effect, units: int, level: float = LEVEL) -> float:
    """The share of samples with so many units on each side in which a two-sided test finds a difference, if it is about normal.

    The test deals the units of both sides out at random, so its error is that of sides that are alike. It is taken for Student's
    t with as many degrees of freedom as there are units of equal weight, less one. NaN where the difference is.

    >>> round(approximate_power(Effect(2.8, 10.0, 10.0), 100), 2), round(approximate_power(Effect(0.0, 10.0, 10.0), 100), 2)
    (0.8, 0.05)
    """
    from scipy.special import ndtr, stdtrit

    difference, spread, spread_if_alike, weight = effect
    if not spread > 0:
        return nan if isnan(difference) or isnan(spread) else float(difference != 0)
    least = stdtrit(max(weight * units - 1, 1), 1 - level / 2) * spread_if_alike / spread
    errors = abs(difference) / spread * sqrt(units)
    return float(ndtr(errors - least) + ndtr(-errors - least))


Effects = Sequence[tuple[float, Effect]]
"""The effects that there may be, each with its chance."""


def mean_power(effects: Effects, units: int, level: float = LEVEL) -> float:
    """The power where the effect is one of several; NaN where it is of any.

    >>> round(mean_power([(0.5, Effect(2.8, 10.0, 10.0)), (0.5, Effect(0.0, 10.0, 10.0))], 100), 2)
    0.42
    """
    return sum(chance * approximate_power(effect, units, level) for chance, effect in effects)


def units_needed(effects: Effects, power: float = USUAL_POWER, level: float = LEVEL) -> float:
    """How many units each side needs for a mean power; infinity where `MOST_UNITS` are too few, and NaN where the power is.

    >>> units_needed([(1.0, Effect(1.0, 1.0, 1.0))]), units_needed([(1.0, Effect(0.0, 1.0, 1.0))])
    (9.0, inf)
    """
    if isnan(mean_power(effects, 2, level)):
        return nan
    sizes = range(2, MOST_UNITS + 1)
    place = bisect_left(sizes, True, key=lambda units: mean_power(effects, units, level) >= power)
    return float(sizes[place]) if place < len(sizes) else inf


def detectable_ratio(error: float, error_other: float, power: float = USUAL_POWER, level: float = LEVEL) -> float:
    """The smallest ratio above 1 of two figures that a test finds with a power.

    `error` and `error_other` are the relative standard errors of the figure in samples as large as the two sides. That of the
    larger figure stays relative to it (Fieller 1954). NaN where its own error is so large that no ratio is found so often.

    >>> round(detectable_ratio(0.1, 0.1), 2), detectable_ratio(0.5, 0.1)
    (1.51, nan)
    """
    own, other = ((_reach(power, level) * part) ** 2 for part in (error, error_other))
    if not own < 1:
        return nan
    return (1 + sqrt(1 - (1 - own) * (1 - other))) / (1 - own)


def _reach(power: float, level: float) -> float:
    """How many standard errors a difference must have."""
    from scipy.special import ndtri

    return float(ndtri(1 - level / 2) + ndtri(power))
