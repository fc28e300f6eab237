"""Where an axis of figures and their intervals ends, so that a few of them do not make all others small."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics.arrays import Floats

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CUT = "; cut off at the edge"
"""What the label of an axis that is cut adds."""

MARGIN = 0.04  # of the extent of an axis, left free
_RARE = 0.05  # share of the figures at either end that may lie beyond the axis
_WHOLE = 10  # from which on a figure beyond the axis is told without decimals
_STRETCH = 0.6  # how far figures of few articles may stretch an axis, as a share of the extent of all others
_WILD = 2  # how far an interval may reach beyond the figures, as a multiple of their extent, and still count for an axis


def cut_axis(ax: "Axes", table: "pd.DataFrame", value: str = "estimate", told: Callable[[float], str] | None = None) -> str:
    """Cut the axis at `ends_of_axis`, and draw figures beyond it as arrows at its end, next to their value as it is `told`.

    Returns what the label adds where the axis is cut.
    """
    ends = ends_of_axis(table, value)
    if ends is None:
        return ""
    low, high = ends
    ax.set_xlim(low - MARGIN * (high - low), high)
    for line in list(ax.lines):
        if np.size(line.get_xdata()) == 1:
            _turn_into_arrow(ax, line, ends, told or _in_few_digits)
    return CUT


def ends_of_axis(table: "pd.DataFrame", value: str = "estimate") -> tuple[float, float] | None:
    """Where to cut an axis that figures of few articles would stretch so far that all others look small; None where none does.

    Where most figures are of few articles, their usual intervals count too: figures of 0 do not make all of these look cut. Nor
    does an interval stretch it that goes far beyond all figures and the usual intervals, of however many articles it is.
    """
    few = table["few"].astype(bool)
    sure = table[~few]
    usual = table[value].astype(float).quantile([_RARE, 1 - _RARE])
    middle = table[["low", "high"]].astype(float).median()
    limits: Any = middle if 2 * few.sum() > few.size else []
    ends = np.r_[0.0, usual, limits, sure[value], _not_wild(sure, np.r_[0.0, middle, sure[value]])].astype(float)
    low, high = np.nanmin(ends), np.nanmax(ends)
    if low == high:
        return None
    low, high = low - _STRETCH * (high - low), high + _STRETCH * (high - low)
    every = table[[value, "low", "high"]].to_numpy(dtype=float)
    if not ((every < low) | (every > high)).any():
        return None
    all_ends = np.r_[ends, every.ravel()]
    return max(low, float(np.nanmin(all_ends))), min(high, float(np.nanmax(all_ends)))


def _not_wild(table: "pd.DataFrame", figures: Floats) -> Floats:
    """The ends of the intervals of a table but for those that lie beyond some figures by `_WILD` times the extent of these."""
    ends = table[["low", "high"]].to_numpy(dtype=float).ravel()
    low, high = np.nanmin(figures), np.nanmax(figures)
    beyond = _WILD * (high - low)
    return ends[(ends >= low - beyond) & (ends <= high + beyond)]


def _in_few_digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.2g}"


def _turn_into_arrow(ax: "Axes", line: Any, ends: tuple[float, float], told: Callable[[float], str]) -> None:
    """Draw a mark that lies beyond the axis as an arrow at its end, with its value."""
    (value,), (place,), (low, high) = line.get_xdata(), line.get_ydata(), ends
    if low <= value <= high:
        return
    end, mark, side, away = (high, ">", "right", -5) if value > high else (low, "<", "left", 5)
    line.set(xdata=[end], marker=mark, clip_on=False)
    ax.annotate(
        told(value),
        (end, place),
        (away, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=6.5,
    )
