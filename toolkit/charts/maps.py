"""The chart of groups on a map."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..measures.formatting import p_value
from ..statistics.arrays import Floats
from ..vocabulary.outlet_map import OutletMap
from .base import INK, PALE, fit, is_narrow, new_axes, short, styled
from .labels import label_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MAP = 13  # rows of other charts that a map is as high as
_POINT, _LARGEST = 10, 26  # square points that the marks of the fewest and of the most articles cover
_BEYOND = 0.35  # how far ellipses may extend the map beyond all points, as a share of the extent of these
_CROWD = 20  # with more groups than this, those with few articles have no ellipse
_REGION = "#5588AA"


@styled
def outlet_map(result: OutletMap, ax: "Axes | None" = None, *, words: int = 4) -> "Axes":
    """Groups on a map, each with the region in which its place lies, and the words that mark the ends of each axis.

    Larger points have more articles, and hollow points have few. Regions are cut at the edge of the map, and names that find no
    room are left out.

    Parameters
    ----------
    words : the number of words shown at each end of an axis.

    Examples
    --------
    >>> from toolkit import example_results
    >>> outlet_map(example_results.outlet_map()).get_title("left")
    'Each outlet by its own words'
    """
    table = result.table.sort_values("n_articles", ascending=False, kind="stable")
    ax = new_axes(ax, _MAP)
    rows: list[Any] = list(table.itertuples())
    for row in rows:
        size = _POINT + (_LARGEST - _POINT) * row.n_articles / rows[0].n_articles
        ax.scatter(row.x, row.y, s=size, color="white" if row.few else INK, edgecolors=INK, lw=1, zorder=3)
        if len(rows) <= _CROWD or not row.few:
            _ellipse(ax, row)
    ax.update_datalim(_corners(rows))
    ax.margins(0.08)
    ax.set_aspect("equal", adjustable="datalim")
    ax.axhline(0, color=PALE, lw=0.6, zorder=0)
    ax.axvline(0, color=PALE, lw=0.6, zorder=0)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(True)
    ax.set_title(f"Each {result.settings['by']} by its {result.settings['of']}")
    ax.set_xlabel(_axis_label(result, "x", words, narrow=is_narrow(ax)) + "\n" + _map_key(result))
    ax.set_ylabel(_axis_label(result, "y", words, narrow=False))
    fit(ax)
    figure: Any = ax.figure
    figure.draw_without_rendering()  # the same scale on both axes moves their limits, and with these the letters next to them
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])
    points, names = [(row.x, row.y) for row in rows], [short(row.group) for row in rows]
    label_points(ax, points, names, free=_around(ax, points), size=6.5 if is_narrow(ax) else 8, colour=INK)
    return ax


def _around(ax: "Axes", points: Sequence[tuple[float, float]]) -> Floats:
    """The edges of the marks, in the present coordinates of the Axes, so that labels keep away from them."""
    figure: Any = ax.figure
    reach = np.sqrt(_LARGEST) / 2 * figure.dpi / 72
    edges = ax.transData.transform(points)[:, None] + reach * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    return np.asarray(ax.transData.inverted().transform(edges.reshape(-1, 2)))


def _corners(rows: Sequence[Any]) -> Floats:
    """The corners of what the map must hold: all points, and the ellipses of groups with enough articles, up to `_BEYOND`."""
    places = np.array([(row.x, row.y) for row in rows])
    turns = np.radians([row.angle for row in rows])
    major, minor = np.array([(row.major, row.minor) for row in rows]).T
    reach = np.column_stack(
        [np.hypot(major * np.cos(turns), minor * np.sin(turns)), np.hypot(major * np.sin(turns), minor * np.cos(turns))]
    )
    reach[[row.few for row in rows]] = 0
    low, high = places.min(axis=0), places.max(axis=0)
    beyond = _BEYOND * (high - low).max()
    return np.vstack([np.maximum(places - reach, low - beyond), np.minimum(places + reach, high + beyond)])


def _ellipse(ax: "Axes", row: Any) -> None:
    """The region in which the place of a group lies, dotted and empty if it has few articles; the limits of the axes stay."""
    from matplotlib.patches import Ellipse

    shape: dict[str, Any] = {"xy": (row.x, row.y), "width": 2 * row.major, "height": 2 * row.minor, "angle": row.angle}
    if not row.few:
        ax.add_artist(Ellipse(**shape, facecolor=_REGION, alpha=0.13, lw=0, zorder=1))
    ax.add_artist(Ellipse(**shape, fill=False, edgecolor=_REGION, alpha=0.7, lw=0.7, ls=":" if row.few else "-", zorder=2))


def _axis_label(result: OutletMap, axis: str, words: int, *, narrow: bool) -> str:
    """How much of the spread an axis shows, and the words that mark its ends."""
    row = result.axes.set_index("axis").to_dict("index")[axis]
    p = "" if math.isnan(row["p"]) else f" ({p_value(row['p'])})"
    low, high = (", ".join(name.replace("_", " ") for name in end) or "nothing" for end in result.ends(axis, words))
    between = "\n→ " if narrow else "     → "
    return f"{100 * row['share']:.0f} % of the spread{p}\n← {low}{between}{high}"


def _map_key(result: OutletMap) -> str:
    """What the ellipses, sizes and hollow points mean."""
    n, few = result.table["n_articles"], result.table["few"]
    region, least = f"{100 * result.settings['confidence']:.0f} % region", result.settings["min_articles"]
    hollow = f"; hollow: under {least}" + (", no ellipse" if len(n) > _CROWD else "") if few.any() else ""
    size = f"n = {n.min():,} each" if n.min() == n.max() else f"larger: more articles (n = {n.min():,} to {n.max():,})"
    return f"ellipse: {region}, cut at the edge; {size}{hollow}"
