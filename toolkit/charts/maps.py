"""The chart of groups on a map."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..measures.formatting import level, p_value, percent
from ..statistics.arrays import Floats
from ..vocabulary.outlet_map import OutletMap
from .base import INK, PALE, fit, is_narrow, new_axes, short, styled
from .labels import label_points

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_WIDTH, _LEAST_HEIGHT, _EDGES = 5.4, 3.2, 1.1  # inches of the map itself, its least height, and what title and labels take
_POINT, _LARGEST = 10, 26  # square points that the marks of the fewest and of the most articles cover
_BEYOND = 0.35  # how far ellipses may extend the map beyond all points, as a share of the extent of these
_CROWD = 20  # with more groups than this, ellipses are outlines, and those with few articles have none
_FAR = (0.02, 0.98)  # shares of the groups between which the map extends in a crowd; others are drawn at most `_STRETCH` beyond
_STRETCH = 0.5  # of the extent of the groups between
_REGION = "#5588AA"


@styled
def outlet_map(result: OutletMap, ax: "Axes | None" = None, *, words: int = 4) -> "Axes":
    """Groups on a map, each with the region in which its place lies, and the words that mark the ends of each axis.

    Larger points have more articles, and hollow points have few. Regions are cut at the edge of the map, and names that find no
    room are left out. In a crowd, a group that lies far beyond all others is a triangle at the edge, with its place.

    Parameters
    ----------
    words : the number of words shown at each end of an axis.

    Examples
    --------
    >>> from toolkit import example_results
    >>> outlet_map(example_results.outlet_map()).get_title("left")
    'Each outlet by its own words'
    """
    rows: list[Any] = list(_nearer(result.table.sort_values("n_articles", ascending=False, kind="stable")).itertuples())
    crowd, corners = len(rows) > _CROWD, _corners(rows)
    width, height = np.ptp(corners, axis=0)
    ax = new_axes(ax, 0, height=_EDGES + float(np.clip(_WIDTH * height / max(width, 1e-9), _LEAST_HEIGHT, _WIDTH)))
    for row in rows:
        size = _POINT + (_LARGEST - _POINT) * row.n_articles / rows[0].n_articles
        ax.scatter(row.x, row.y, s=size, marker=row.mark, color="white" if row.few else INK, edgecolors=INK, lw=1, zorder=3)
        if row.mark == "o" and not (crowd and row.few):
            _ellipse(ax, row, filled=not (crowd or row.few), share=min(_CROWD / len(rows), 1))
    ax.update_datalim(corners)
    ax.margins(0.08)
    ax.set_aspect("equal", adjustable="datalim")
    ax.axhline(0, color=PALE, lw=0.6, zorder=0)
    ax.axvline(0, color=PALE, lw=0.6, zorder=0)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(True)
    ax.set_title(f"Each {result.settings['by']} by its {result.settings['of']}")
    ax.set_xlabel(axis_label(result, "x", words, narrow=is_narrow(ax)) + "\n" + _map_key(result))
    ax.set_ylabel(axis_label(result, "y", words, narrow=False))
    fit(ax)
    figure: Any = ax.figure
    figure.draw_without_rendering()  # the same scale on both axes moves their limits, and with these the letters next to them
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])
    points, names = [(row.x, row.y) for row in rows], [f"{short(row.group)}{row.where}" for row in rows]
    label_points(ax, points, names, free=_around(ax, points), size=6.5 if is_narrow(ax) else 8, colour=INK)
    return ax


def _nearer(table: "pd.DataFrame") -> "pd.DataFrame":
    """The groups of a map; in a crowd, those far from all others are moved to the edge, with a mark and words that say so."""
    places = table[["x", "y"]].to_numpy(dtype=float)
    low, high = np.quantile(places, _FAR, axis=0)
    low, high = low - _STRETCH * (high - low), high + _STRETCH * (high - low)
    moved = np.clip(places, low, high) if len(table) > _CROWD else places
    marks = np.select([places[:, 1] > moved[:, 1], places[:, 1] < moved[:, 1], places[:, 0] > moved[:, 0]], ["^", "v", ">"], "<")
    far = (places != moved).any(axis=1)
    where = [f" (at {x:.0f}, {y:.0f})".replace("-", "−") if away else "" for (x, y), away in zip(places, far, strict=True)]
    return table.assign(x=moved[:, 0], y=moved[:, 1], mark=np.where(far, marks, "o"), where=where)


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
    reach[[row.few or row.mark != "o" for row in rows]] = 0
    low, high = places.min(axis=0), places.max(axis=0)
    beyond = _BEYOND * (high - low).max()
    return np.vstack([np.maximum(places - reach, low - beyond), np.minimum(places + reach, high + beyond)])


def _ellipse(ax: "Axes", row: Any, *, filled: bool, share: float) -> None:
    """The region in which the place of a group lies, dotted if it has few articles; the limits of the axes stay.

    The more groups there are, the paler is the line of each (`share` of its usual tone), so that points and names are not lost
    among lines.
    """
    from matplotlib.patches import Ellipse

    shape: dict[str, Any] = {"xy": (row.x, row.y), "width": 2 * row.major, "height": 2 * row.minor, "angle": row.angle}
    if filled:
        ax.add_artist(Ellipse(**shape, facecolor=_REGION, alpha=0.13, lw=0, zorder=1))
    ax.add_artist(
        Ellipse(**shape, fill=False, edgecolor=_REGION, alpha=0.7 * share, lw=0.7, ls=":" if row.few else "-", zorder=2)
    )


def axis_label(result: OutletMap, axis: str, words: int, *, narrow: bool) -> str:
    """How much of the spread an axis shows, and the words that mark its ends."""
    row = result.axes.set_index("axis").to_dict("index")[axis]
    p = "" if math.isnan(row["p"]) else f" ({p_value(row['p'])})"
    low, high = (", ".join(name.replace("_", " ") for name in end) or "(none clearly)" for end in result.ends(axis, words))
    between = "\n→ " if narrow else "     → "
    return f"{percent(row['share'])} of the spread{p}\n← {low}{between}{high}"


def _map_key(result: OutletMap) -> str:
    """What the ellipses, sizes and hollow points mean."""
    n, few = result.table["n_articles"], result.table["few"]
    region, least = f"{level(result.settings['confidence'])} region", result.settings["min_articles"]
    hollow = f"; hollow: under {least}" + (", no ellipse" if len(n) > _CROWD else "") if few.any() else ""
    crowd = "\nnames where there is room, most articles first" if len(n) > _CROWD else ""
    size = f"n = {n.min():,} each" if n.min() == n.max() else f"larger: more articles (n = {n.min():,} to {n.max():,})"
    ellipse = "" if len(n) > _CROWD and few.all() else f"ellipse: {region}, cut at the edge; "
    return f"{ellipse}{size}{hollow}{crowd}"
