"""How small a difference a test finds: the power of a comparison of two figures, from their standard errors (Cohen 1988)."""

from math import ceil, inf, nan, sqrt

USUAL_POWER = 0.8
LEVEL = 0.05


def approximate_power(difference: float, error: float, level: float = LEVEL) -> float:
    """The share of samples in which a two-sided test finds a difference with this standard error, if it is normally distributed.

    >>> round(approximate_power(2.8, 1.0), 2), round(approximate_power(0.0, 1.0), 2)
    (0.8, 0.05)
    """
    from scipy.special import ndtr, ndtri

    if not error > 0:
        return nan if difference == 0 or error != error else 1.0
    least = ndtri(1 - level / 2)
    return float(ndtr(abs(difference) / error - least) + ndtr(-abs(difference) / error - least))


def units_needed(difference: float, spread: float, power: float = USUAL_POWER, level: float = LEVEL) -> float:
    """How many units each side needs for a power; `spread` is the standard error of the difference with one unit on each side.

    >>> units_needed(1.0, 1.0), units_needed(0.0, 1.0)
    (8.0, inf)
    """
    return float(ceil((_reach(power, level) * spread / difference) ** 2)) if difference else inf


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
