"""The chart of how many articles a comparison needs."""

from typing import TYPE_CHECKING

from ..comparison.power import Power
from ..errors import OptionError
from ..measures.formatting import limit, percent
from ..measures.measure import unknown_measure
from ..statistics.power import USUAL_POWER
from .base import GREY, INK, PALE, legend_below, new_axes, styled
from .ticks import in_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROWS = 9  # of entries, which give the chart its height
_MARKS = "os^Dv<>p*h"
_SHADES = (PALE, "#E08214", "#2166AC", "#882255", INK)


@styled
def power(result: Power, measure: str | None = None, ax: "Axes | None" = None) -> "Axes":
    """How often a difference is found by the number of articles of each outlet: a line with intervals for each ratio.

    Parameters
    ----------
    measure : one of those of the result; by default its first.

    Raises OptionError for a measure that the result does not have.

    Examples
    --------
    >>> from toolkit import example_results
    >>> ax = power(example_results.power())
    >>> ax.get_title("left"), ax.get_ylabel()
    ('Power: loaded terms, narration', 'found (p ≤ .05)')
    """
    name = next(iter(result.measures)) if measure is None else measure
    if name not in result.measures:
        raise OptionError(unknown_measure(name, result.measures))
    ax = new_axes(ax, _ROWS)
    table = result.table[result.table["measure"] == name]
    for place, (ratio, rows) in enumerate(table.groupby("ratio")):
        rows = rows.sort_values("articles")
        colour = _SHADES[place % len(_SHADES)]
        ax.vlines(rows["articles"], rows["low"], rows["high"], color=colour, lw=1.2)
        mark = _MARKS[place % len(_MARKS)] + "-"
        ax.plot(rows["articles"], rows["power"], mark, color=colour, ms=5, lw=1.4, label=f"× {ratio:g}")
    ax.axhline(USUAL_POWER, color=GREY, lw=0.8, ls=(0, (4, 2)))
    numbers = sorted(table["articles"].unique())
    ax.set_xscale("log")
    ax.set_xticks(numbers, [f"{n:,}" for n in numbers])
    ax.minorticks_off()
    ax.set_ylim(0, 1.02)
    ax.yaxis.set_major_formatter(in_percent)
    title = result.measures[name].title
    ax.set_title(f"Power: {title[:1].lower()}{title[1:]}")
    settings = result.settings
    ax.set_xlabel(
        f"articles of each of two outlets; × 2: one has twice the figure of the other\n"
        f"n = {settings['samples']:,} samples, with 95 % intervals; dashed: {percent(USUAL_POWER)}"
    )
    ax.set_ylabel(f"found (p ≤ {limit(settings['level'])})")
    legend_below(ax)
    return ax
