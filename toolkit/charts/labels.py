"""Labels of points that do not overlap: each takes the first free place around its point, or is left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics.arrays import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_REACH = (3, 8, 14, 22, 32)  # typographic points between a point and its label, tried in this order
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))  # right, left, above, below, corners
_ROOM = np.array([3.0, 1.0])  # typographic points kept free at the sides and above a label, so that two are not read as one
_MARK = 2.0  # typographic points kept free around the middle of a mark
_LINE_FROM = 8  # typographic points of distance from which a line joins a label to its point


def label_points(
    ax: "Axes", points: Sequence[tuple[float, float]], labels: Sequence[str], *, free: Any = (), size: float, colour: str
) -> list[str]:
    """Write labels next to points, the most important first, so that none covers another label, the edge, or a point kept free.

    Places are found for the text as it is rendered, in the present size of the Axes: set title, axis labels and limits first, and
    do not change the size of the Axes afterwards.

    Parameters
    ----------
    points : pairs of coordinates, one for each of the labels; these points are kept free.
    free : pairs of coordinates of further points that are kept free.
    size : of the letters, in typographic points.

    Returns the labels that found a place.

    Examples
    --------
    >>> from matplotlib import pyplot
    >>> ax = pyplot.subplots()[1]
    >>> label_points(ax, [(0.5, 0.5), (0.5, 0.5)], ["mob", "regime"], size=8, colour="black")
    ['mob', 'regime']
    """
    from matplotlib.patheffects import withStroke

    figure: Any = ax.figure
    figure.draw_without_rendering()  # settles the layout, so that pixels are those of the finished chart
    pixel, edge = figure.dpi / 72, ax.get_window_extent()
    places, kept = (ax.transData.transform(np.array(pairs, dtype=float).reshape(-1, 2)) for pairs in (points, free))
    marks = np.vstack([places, kept])
    taken, written = np.hstack([marks - _MARK * pixel, marks + _MARK * pixel]), []
    for point, place, text in zip(points, places, labels, strict=True):
        label = ax.annotate(text, point, (0, 0), textcoords="offset points", fontsize=size, color=colour, zorder=5)
        extent = np.array(label.get_window_extent().size)
        shift = _free(place, extent, taken, edge, pixel)
        if shift is None:
            label.remove()
            continue
        label.set_position(tuple(shift / pixel))
        box = np.hstack([place + shift, place + shift + extent])
        taken = np.vstack([taken, box])
        written.append(text)
        label.set_path_effects([withStroke(linewidth=1.5, foreground="white")])
        nearest = np.clip(place, box[:2], box[2:])
        if np.hypot(*(place - nearest)) >= _LINE_FROM * pixel:
            ax.plot(*ax.transData.inverted().transform([place, nearest]).T, color=colour, lw=0.5, alpha=0.6, zorder=4)
    return written


def _free(place: Floats, extent: Floats, taken: Floats, edge: Any, pixel: float) -> Floats | None:
    """The way from a point to the lower left corner of its label, in pixels; None where no place is free."""
    room = _ROOM * pixel
    for reach in _REACH:
        for side in _AROUND:
            shift: Floats = np.array(side) * reach * pixel - (1 - np.array(side)) / 2 * extent
            corner = place + shift
            box = np.hstack([corner - room, corner + extent + room])
            inside = (box >= [edge.x0, edge.y0, -np.inf, -np.inf]).all() and (box[2:] <= [edge.x1, edge.y1]).all()
            if inside and not overlaps(box, taken):
                return shift
    return None


def overlaps(box: Sequence[float] | Floats, boxes: Floats) -> bool:
    """Whether a box covers a part of any of the boxes.

    >>> overlaps((0, 0, 2, 2), np.array([[1.0, 1, 3, 3]])), overlaps((0, 0, 1, 1), np.array([[1.0, 1, 3, 3]]))
    (True, False)
    """
    left, bottom, right, top = box
    separate = (boxes[:, 0] >= right) | (boxes[:, 2] <= left) | (boxes[:, 1] >= top) | (boxes[:, 3] <= bottom)
    return bool((~separate).any())
