"""Figures at an axis and under the pointer: shares in per cent, their differences in points, and all others as they are."""

from ..measures.measure import Measure

VEGA_PER_CENT = "format(100 * datum.value, '~g') + ' %'"
"""The label of a share at an axis, as an expression of Vega."""

_PER_CENT = " %"


def in_percent(share: float, _: object = None) -> str:
    """A share at an axis, with as many digits as it has; takes what matplotlib gives to a formatter.

    >>> in_percent(0.25), in_percent(-0.005)
    ('25 %', '−0.5 %')
    """
    return f"{100 * share:.6g}{_PER_CENT}".replace("-", "−")


def in_points(difference: float, _: object = None) -> str:
    """A difference of two shares at an axis.

    >>> in_points(-0.25)
    '−25'
    """
    return in_percent(difference).removesuffix(_PER_CENT)


def whole_points(difference: float) -> str:
    """A difference of two shares in points without decimals.

    >>> whole_points(-0.2534)
    '−25'
    """
    return in_points(round(difference, 2))


def is_share(measure: Measure) -> bool:
    """Whether the figures of a measure are printed in per cent."""
    return measure.style == "per cent"


def difference_of(measure: Measure) -> str:
    """The label of an axis of differences.

    >>> from toolkit import MEASURES
    >>> difference_of(MEASURES["official_share"])
    'difference in points, share of words of typed sources'
    """
    return f"difference{' in points' if is_share(measure) else ''}, {measure.unit}"
