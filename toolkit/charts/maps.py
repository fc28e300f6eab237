"""Groups on a map."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..measures.formatting import p_value
from ..vocabulary.outlet_map import OutletMap
from .base import INK, PALE, fit, is_narrow, new_axes, short, styled
from .labels import label_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def outlet_map(result: OutletMap, ax: "Axes | None" = None, *, words: int = 4) -> "Axes":
    """Groups on a map, each with the ellipse that holds its place, and at the ends of the axes what stands for them.

    Larger points have more articles, hollow ones few. Ellipses are cut where they leave the map; a name that finds no room is
    left out.

    Parameters
    ----------
    words : told at each end of an axis.

    Examples
    --------
    >>> from toolkit import example_results
    >>> outlet_map(example_results.outlet_map()).get_title("left")
    'Each outlet by its own words'
    """
    table = result.table.sort_values("n_articles", ascending=False, kind="stable")
    ax = new_axes(ax, _MAP)
    rows: list[Any] = list(table.itertuples())
    for one in rows:
        size = _POINT + (_LARGEST - _POINT) * one.n_articles / rows[0].n_articles
        ax.scatter(one.x, one.y, s=size, color="white" if one.few else INK, edgecolors=INK, lw=1, zorder=3)
        if len(rows) <= _CROWD or not one.few:
            _ellipse(ax, one)
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
    ax.yaxis.label.set_fontsize(ax.xaxis.label.get_fontsize())
    figure: Any = ax.figure
    figure.draw_without_rendering()  # the same scale on both axes moves their limits, and with these the letters beside them
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])
    at, names = [(one.x, one.y) for one in rows], [short(one.group) for one in rows]
    label_points(ax, at, names, free=_around(ax, at), size=6.5 if is_narrow(ax) else 8, colour=INK)
    return ax


_MAP = 13  # rows as high as a map
_POINT, _LARGEST = 10, 26  # square points that the mark of few and of most articles covers
_BEYOND = 0.35  # of the extent of all points, as far as an ellipse is followed beyond them
_CROWD = 20  # groups, of more the few have no ellipse


def _around(ax: "Axes", points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """The edges of the marks, in the coordinates of the Axes as they are now: labels keep away from them."""
    figure: Any = ax.figure
    reach = np.sqrt(_LARGEST) / 2 * figure.dpi / 72
    edges = ax.transData.transform(points)[:, None] + reach * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    return np.asarray(ax.transData.inverted().transform(edges.reshape(-1, 2)))


def _corners(rows: Sequence[Any]) -> NDArray[np.float64]:
    """What the map is to hold: the ellipses of groups that are not few, as far as they do not go far beyond all points."""
    places = np.array([(one.x, one.y) for one in rows])
    turns = np.radians([one.angle for one in rows])
    major, minor = np.array([(one.major, one.minor) for one in rows]).T
    reach = np.column_stack(
        [np.hypot(major * np.cos(turns), minor * np.sin(turns)), np.hypot(major * np.sin(turns), minor * np.cos(turns))]
    )
    reach[[one.few for one in rows]] = 0
    low, high = places.min(axis=0), places.max(axis=0)
    beyond = _BEYOND * (high - low).max()
    return np.vstack([np.maximum(places - reach, low - beyond), np.minimum(places + reach, high + beyond)])


def _ellipse(ax: "Axes", one: Any) -> None:
    """Where the place of a group is, dotted and empty if it has few articles; it does not move the limits of the axes."""
    from matplotlib.patches import Ellipse

    shape: dict[str, Any] = {"xy": (one.x, one.y), "width": 2 * one.major, "height": 2 * one.minor, "angle": one.angle}
    if not one.few:
        ax.add_artist(Ellipse(**shape, facecolor=_REGION, alpha=0.13, lw=0, zorder=1))
    ax.add_artist(Ellipse(**shape, fill=False, edgecolor=_REGION, alpha=0.7, lw=0.7, ls=":" if one.few else "-", zorder=2))


_REGION = "#5588AA"


def _axis_label(result: OutletMap, axis: str, words: int, *, narrow: bool) -> str:
    """How much of the spread an axis shows, and what stands at its ends."""
    found = result.axes.set_index("axis").to_dict("index")[axis]
    p = f" ({p_value(found['p'])})" if found["p"] == found["p"] else ""
    low, high = (", ".join(name.replace("_", " ") for name in end) or "nothing" for end in result.ends(axis, words))
    between = "\n→ " if narrow else "     → "
    return f"{100 * found['share']:.0f} % of the spread{p}\n← {low}{between}{high}"


def _map_key(result: OutletMap) -> str:
    n, few = result.table["n_articles"], result.table["few"]
    region, least = f"{100 * result.settings['confidence']:.0f} % region", result.settings["min_articles"]
    hollow = f"; hollow: under {least}" + (", no ellipse" if len(n) > _CROWD else "") if few.any() else ""
    size = f"n = {n.min():,} each" if n.min() == n.max() else f"larger: more articles (n = {n.min():,} to {n.max():,})"
    return f"ellipse: {region}, cut at the edge; {size}{hollow}"
