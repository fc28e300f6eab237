"""The chart of a measure over time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..comparison.timeline import Timeline
from ..measures.formatting import level, p_value, percent
from ..measures.measure import Measure
from ..statistics.arrays import Floats
from ..statistics.inference import SIGNIFICANT
from .base import GREY, PALE, is_narrow, left_out, new_axes, note_right, short, styled
from .ticks import in_percent, is_share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


GROUPS = 12
"""The most groups that a timeline shows unless more are asked for: those with the most articles."""

_BARS, _FROM, _TO = 0.16, 0.22, 0.94  # of the height of a lane: the highest bar of articles, the lowest and highest figure
_CUT = 1.6  # intervals are cut above this many times the highest figure
_BAND, _LINE, _FAINT = "#BBD3E3", "#2166AC", "#7F9DB9"
_CHANGE = "#882255"
_MARKS = 60  # spans of time from which marks of the usual size would run together
_SPARSE = 0.5  # share of the figures with an interval below which the chart says that spans are short
_NAMED = 3  # groups without a date that the label names
_LETTERS = (64, 32)  # that fit under Axes of the usual width, and under narrow Axes


@styled
def timeline(result: Timeline, ax: "Axes | None" = None, *, groups: int = GROUPS) -> "Axes":
    """A measure over time: a line with its interval as a band, and bars for the number of articles.

    Marks are hollow where articles are few, and small and pale where there is no interval; the line has gaps where there are no
    articles. Several groups lie in lanes one above the other, on the same scale, from the first to the last span of time in which
    one of them has an article. A dashed line is a change of level, with its p, where the timeline looked for changes.

    Parameters
    ----------
    groups : the most groups shown: those with the most articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> timeline(example_results.timeline()).get_title("left")
    'Loaded terms, narration by month'
    """
    counted = result.table.groupby("group", sort=False)["n_articles"].sum()
    shown = [str(name) for name in counted.index if name in counted.nlargest(groups).index]
    ax = new_axes(ax, 8 if len(shown) == 1 else 2 * len(shown))
    table = covered(result.table[result.table["group"].isin(shown)])
    scale = scale_of(table, result.measure.bounds)
    most = max(int(table["n_articles"].max()), 1)
    for lane, name in enumerate(shown):
        rows = table[table["group"] == name].reset_index(drop=True)
        _draw_lane(ax, rows, scale, len(shown) - 1 - lane, most)
        for change in _changes(result, name):
            _draw_change(ax, change, result.measure, list(rows["period"]), len(shown) - 1 - lane)
    _name_lanes(ax, shown, scale, in_percent if is_share(result.measure) else "{:g}".format)
    _note_lanes(ax, result, shown, counted)
    _name_periods(ax, list(dict.fromkeys(table["period"])), lanes=len(shown) > 1)
    ax.set_ylim(0, len(shown))
    by = f", by {result.settings['by']}" if result.settings["by"] else ""
    ax.set_title(f"{result.measure.title} by {result.settings['period']}{by}")
    ax.set_xlabel(_label(result, table, most, scale, left_out(len(shown), counted) + undated(result)))
    ax.set_ylabel("" if len(shown) > 1 else result.measure.unit)
    return ax


def undated(result: Timeline) -> str:
    """Which groups have no article with a date, as a further line for the label; nothing where all have one."""
    names = result.settings["groups_without_date"]
    more = f" and {len(names) - _NAMED} others" if len(names) > _NAMED else ""
    return f"\nwithout any date: {', '.join(map(short, names[:_NAMED]))}{more}" if names else ""


def covered(table: "pd.DataFrame") -> "pd.DataFrame":
    """The rows from the first to the last span of time that has an article."""
    spans = table["period"].unique()
    held = np.flatnonzero(np.isin(spans, table.loc[table["n_articles"] > 0, "period"]))
    return table[table["period"].isin(spans[held[0] : held[-1] + 1])] if len(held) else table


class _Scale(NamedTuple):
    """The figures at the bottom and at the top of a lane; `cut` says whether an interval goes beyond."""

    low: float
    high: float
    cut: bool

    def __call__(self, values: Any, lane: int) -> Floats:
        """The places of figures in a lane."""
        share = (np.asarray(values, dtype=float) - self.low) / (self.high - self.low)
        return np.asarray(lane + _FROM + (_TO - _FROM) * np.clip(share, 0, 1))


def scale_of(table: "pd.DataFrame", bounds: tuple[float, float]) -> _Scale:
    """The scale that all lanes share: from 0 (or the lowest limit, if negative) to the highest limit, cut if that is far up."""
    values, lows, highs = (table[name].to_numpy(dtype=float) for name in ("estimate", "low", "high"))
    highest = np.nanmax(values, initial=0)
    top = min(np.nanmax(highs, initial=highest), _CUT * highest if highest > 0 else np.inf, bounds[1])
    low = 0.0 if bounds[0] >= 0 else float(np.nanmin(np.concatenate([lows, values]), initial=0))
    high = float(max(top, highest, low + 1e-9)) if top > low else low + 1
    return _Scale(low, high, bool((highs > high * (1 + 1e-9)).any()))


def _draw_lane(ax: "Axes", rows: "pd.DataFrame", scale: _Scale, lane: int, most: int) -> None:
    """The figures of one group over time."""
    values, low, high = (scale(rows[name], lane) for name in ("estimate", "low", "high"))
    values = np.where(rows["estimate"].isna(), np.nan, values)
    bounded = rows["low"].notna().to_numpy()
    low, high = np.where(bounded, low, np.nan), np.where(bounded, high, np.nan)
    at = np.arange(len(rows))
    ax.bar(at, _BARS * rows["n_articles"] / most, bottom=lane, color="#BDBDBD", width=0.8, lw=0)
    ax.fill_between(at, low, high, color=_BAND, lw=0, zorder=2)
    ax.vlines(at[bounded], low[bounded], high[bounded], color=_BAND, lw=3 if len(rows) < _MARKS else 1, zorder=2)
    ax.plot(at, values, color=_FAINT, lw=0.8, zorder=2.5)
    ax.plot(at, np.where(bounded, values, np.nan), color=_LINE, lw=1.3, zorder=3)
    few = rows["few"].to_numpy(dtype=bool)
    size = 4.5 if len(rows) < _MARKS else 2
    ax.plot(at[bounded & ~few], values[bounded & ~few], "o", color=_LINE, ms=size, zorder=4)
    ax.plot(at[bounded & few], values[bounded & few], "o", mec=_LINE, mfc="white", ms=size, mew=1, zorder=4)
    ax.plot(at[~bounded], values[~bounded], ".", color=_FAINT, ms=size, zorder=2.6)


def _changes(result: Timeline, group: str) -> list[Any]:
    """The changes of level of a group; none where none were looked for."""
    return list(result.changes[result.changes["group"] == group].itertuples()) if len(result.changes) else []


def _draw_change(ax: "Axes", change: Any, measure: Measure, periods: list[str], lane: int) -> None:
    """A dashed line before the first span of the new level, with both levels and p."""
    at = periods.index(change.period) - 0.5
    colour = _CHANGE if change.p_adjusted < SIGNIFICANT else "#777777"
    ax.plot([at, at], [lane + _FROM, lane + 1], color=colour, lw=1.2, ls=(0, (4, 2)), zorder=3)
    text = f"{_figure(change.before, measure)} → {_figure(change.after, measure)}, {p_value(change.p_adjusted)}"
    left = at > len(periods) / 2
    ax.annotate(
        text,
        (at, lane + 1),
        (-3 if left else 3, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="top",
        fontsize=7,
        color=colour,
        zorder=5,
    )


def _figure(value: float, measure: Measure) -> str:
    """A level in two digits or more; a share in per cent.

    >>> from toolkit import MEASURES
    >>> _figure(13.44, MEASURES["hedges"]), _figure(0.256, MEASURES["official_share"])
    ('13.4', '26 %')
    """
    if is_share(measure):
        return percent(value)
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2g}"


def _name_lanes(ax: "Axes", names: list[str], scale: _Scale, told: Callable[[float], str]) -> None:
    """For one group, figures on the axis, as they are `told`; for several, their names, and two figures at the right of each."""
    from matplotlib.ticker import MaxNLocator

    nice = [value for value in MaxNLocator(4).tick_values(scale.low, scale.high) if scale.low <= value <= scale.high]
    if len(names) == 1:
        ax.set_yticks(scale(nice, 0), [told(value) for value in nice])
        ax.grid(visible=True, axis="y")
        ax.grid(visible=False, axis="x")
        return
    lanes = range(len(names))
    ax.set_yticks([lane + (_FROM + _TO) / 2 for lane in reversed(lanes)], [short(name) for name in names])
    ax.grid(visible=False)
    for lane in lanes:
        ax.axhline(lane, color=PALE, lw=0.8, zorder=1)
        for value in (nice[0], nice[-1]):
            at = float(scale(value, lane))
            ax.axhline(at, color="#E4E4E4", lw=0.8, zorder=0)
            note_right(ax, at, told(value), 6.5)


def _note_lanes(ax: "Axes", result: Timeline, names: list[str], counted: Any) -> None:
    """The number of articles of each group; nothing where spans overlap, since articles are then in several of them."""
    if result.settings["rolling"] > 1:
        return
    away = 0 if len(names) == 1 else 22
    for lane, name in enumerate(reversed(names)):
        ax.annotate(
            f"n = {counted[name]:,}",
            (1.01, lane + (1 if len(names) == 1 else (_FROM + _TO) / 2)),
            (away, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="top" if len(names) == 1 else "center",
            fontsize=7.5,
            color=GREY,
        )


def _name_periods(ax: "Axes", periods: list[str], *, lanes: bool) -> None:
    """Names of as many spans of time as there is room for; of the years only, where there are more than two."""
    letters = _LETTERS[is_narrow(ax)] * (0.6 if lanes else 1)
    years = [i for i, name in enumerate(periods) if name[4:] in ("-Q1", "-01", "-W01", "-01-01")]
    places, names = (years, [periods[i][:4] for i in years]) if len(years) > 2 else (range(len(periods)), periods)
    step = max(1, round(0.5 + len(places) * (len(names[0]) + 2) / letters))
    ax.set_xticks(places[::step], names[::step])
    ax.set_xlim(-0.7, len(periods) - 0.3)


def _label(result: Timeline, table: "pd.DataFrame", most: int, scale: _Scale, groups: str) -> str:
    """What the lines, bands and bars mean."""
    settings, several = result.settings, table["group"].nunique() > 1
    unit = f"{result.measure.unit}; " if several else ""
    pooled = f" with the {settings['rolling'] - 1} before it" if settings["rolling"] > 1 else ""
    bounded = table["low"].notna()
    figures = table["estimate"].notna()
    hollow, none = (table["few"] & bounded).any(), (figures & ~bounded).any()
    notes = [
        f"band: {level(settings['confidence'])} interval" + (", cut at the top" if scale.cut else ""),
        *([f"hollow: under {settings['min_articles']} articles"] if hollow else []),
        *(["small and pale: no interval"] if none else []),
    ]
    some = f"\nonly {bounded.sum():,} of {figures.sum():,} figures have an interval: longer spans of time have more"
    longer = some if bounded.sum() < _SPARSE * figures.sum() else ""
    bars = f"{settings['period']}{pooled} (grey bars: articles, up to {most:,})"
    change = f"dashed: change of level{', p adjusted' if several else ''}; " if len(result.changes) else ""
    return f"{unit}{'; '.join(notes)}\n{change}{bars}{groups}{longer}"
