"""How small a difference a test finds: the power of a comparison of two figures, from their standard errors (Cohen 1988)."""

from bisect import bisect_left
from math import inf, isnan, nan, sqrt
from typing import NamedTuple

USUAL_POWER = 0.8
LEVEL = 0.05


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


def units_needed(effect: Effect, power: float = USUAL_POWER, level: float = LEVEL) -> float:
    """How many units each side needs for a power; infinitely many where there is no difference, and NaN where it is NaN.

    >>> units_needed(Effect(1.0, 1.0, 1.0)), units_needed(Effect(0.0, 1.0, 1.0))
    (9.0, inf)
    """
    if isnan(approximate_power(effect, 2, level)) or effect.difference == 0:
        return inf if effect.difference == 0 else nan

    def enough(units: int) -> bool:
        return approximate_power(effect, units, level) >= power

    most = 2
    while not enough(most):
        most *= 2
    return float(bisect_left(range(most), True, lo=2, key=enough))


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
