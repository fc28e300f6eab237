"""Charts of who speaks, where in the article, for which side, and who is talked about but not heard."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.attributions.attribution import STANCES
from ..comparison.compare import Comparison
from ..comparison.silences import Silences
from ..errors import OptionError
from ..grouping.groups import in_order
from ..measures.formatting import level, percent, type_name
from ..measures.sides import labels_of
from .base import (
    GREY,
    GROUPS,
    INK,
    PALE,
    REST_COLOUR,
    bar,
    draw_estimate,
    draw_estimates,
    highest_first,
    intervals_are,
    largest,
    left_out,
    legend_below,
    luminance,
    name_rows,
    new_axes,
    note_n,
    note_right,
    rests_on,
    short,
    stack,
    styled,
)
from .ticks import in_percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

TYPES_SHOWN = {
    "government": "#332288",
    "legislature": "#6F63B6",
    "judiciary": "#B7B0DD",
    "military": "#88CCEE",
    "politician": "#DDCC77",
    "armed_group": "#661100",
    "international_organisation": "#117733",
    "ngo_monitor": "#A9DDB4",
    "expert": "#999933",
    "civilian": "#CC6677",
    "media": "#AA4499",
    "company": "#E69F00",
}
REST_OF_TYPES = "lawyer, document, other"
_MARKS = dict(zip(TYPES_SHOWN, "os<XD^vPhdp*", strict=True))
_LANE = 0.38  # of a row: the height that one mark and its interval take
_HEADED = 0.72  # of a row: the height of a row under a heading
_SIDE = 16  # characters of a side's name
_LINE = 1.4  # points of the line of an interval
_SMALL = 7  # points of the counts at the right of a row
_UNHEARD = "Talked about but not heard, by {}"
_HEARD = "#2166AC"
_OPEN: dict[str, Any] = {"facecolor": "none", "edgecolor": "#666666", "hatch": "/////", "lw": 0}
_STANCE_COLOURS = {"disapproving": "#8C510A", "doubt": "#D8B365", "factive": "#5AB4AC", "approving": "#01665E"}


@styled
def source_types(comparison: Comparison, ax: "Axes | None" = None, *, groups: int = GROUPS) -> "Axes":
    """Whose words are attributed: shares of the words of resolved sources by type, one bar for each group.

    Parameters
    ----------
    groups : the most groups shown: those with the most articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> source_types(example_results.comparison()).get_xlabel()
    'share of the words of sources of known type'
    """
    table = comparison.drawn("official_share")
    order = list(highest_first(table, groups)["group"])
    shares = {kind: comparison.drawn(f"source_{kind}").set_index("group")["estimate"] for kind in TYPES_SHOWN}
    measured = table.set_index("group").loc[order]
    ax = new_axes(ax, len(order) + 1)
    left = stack(
        ax, [(type_name(kind), shares[kind].loc[order].fillna(0).to_numpy(), colour) for kind, colour in TYPES_SHOWN.items()]
    )
    rest = np.where(measured["estimate"].isna(), 0, 1 - left)
    bar(ax, left, rest, REST_COLOUR, REST_OF_TYPES)
    name_rows(ax, order)
    note_n(ax, list(measured["n_measured"]))
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(in_percent)
    ax.set_title(f"Whose words: source types by {comparison.by}")
    ax.set_xlabel(f"share of the words of sources of known type{rests_on(comparison, len(order), table['n_articles'])}")
    legend_below(ax)
    return ax


@styled
def prominence(comparison: Comparison, ax: "Axes | None" = None, *, top: int = 5, groups: int = 15) -> "Axes":
    """Where in the article each main type of source speaks: the mean position of its words, with interval and n.

    Groups that place the first type nearest to the top come first.

    Parameters
    ----------
    top : the number of types shown: those with the most words in all groups together.
    groups : the most groups shown: those with the most articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> prominence(example_results.comparison()).get_title("left")
    'Where in the article each type of source speaks, by outlet'
    """
    import pandas as pd

    tables = {kind: comparison.drawn(f"position_{kind}").set_index("group") for kind in TYPES_SHOWN}
    kinds = sorted(tables, key=lambda kind: -tables[kind]["base"].sum())[:top]
    order = list(largest(tables[kinds[0]], groups).sort_values("estimate", kind="stable").index)
    ax = new_axes(ax, round(_LANE * len(order) * len(kinds)))
    lanes = (np.arange(len(kinds)) - (len(kinds) - 1) / 2) / (len(kinds) + 0.6)
    for row, group in enumerate(order):
        if row % 2:
            ax.axhspan(row - 0.5, row + 0.5, color="#F4F4F4", lw=0, zorder=0)
        for place, kind in zip(row + lanes, kinds, strict=True):
            draw_estimate(ax, place, tables[kind].loc[group], _inked(TYPES_SHOWN[kind]), _MARKS[kind])
            n = f"{tables[kind].loc[group, 'n_measured']:,}"
            _note_lane(ax, place, f"n = {n}" if kind == kinds[0] else n)
    for kind in kinds:
        ax.plot([], [], _MARKS[kind], color=_inked(TYPES_SHOWN[kind]), label=type_name(kind))
    ax.axvline(0.5, color=PALE, lw=0.8, ls="--", zorder=1)
    name_rows(ax, order)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0\ntop", "0.25", "0.5", "0.75", "1\nend"])
    ax.set_title(f"Where in the article each type of source speaks, by {comparison.by}")
    drawn, whole = pd.concat([tables[kind].loc[order] for kind in kinds]), tables[kinds[0]]["n_articles"]
    rest = f"{rests_on(comparison, len(order), whole)}\n({intervals_are(comparison, drawn)})"
    ax.set_xlabel(f"mean position of its words in the article{rest}")
    legend_below(ax)
    return ax


def _inked(colour: str) -> str:
    """The colour, darkened where a mark in it would be faint on white."""
    return _mixed(colour, "black", 0.32) if luminance(colour) > 0.5 else colour


def _mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another one mixed into it.

    >>> _mixed("#FF0000", "white", 0.5)
    '#ff8080'
    """
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = ((1 - share) * one + share * two for one, two in zip(to_rgb(colour), to_rgb(other), strict=True))
    return to_hex((red, green, blue))


def _note_lane(ax: "Axes", place: float, text: str) -> None:
    """A small number at the right of a lane, aligned with those of the other lanes."""
    where: Any = ("axes fraction", "data")
    ax.annotate(
        text,
        (1, place),
        (30, 0),
        xycoords=where,
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=6,
        color=GREY,
    )


@styled
def unheard(silences: Silences, ax: "Axes | None" = None, *, top: int = 3, groups: int = 8, least: int = 2) -> "Axes":
    """Whom each group talks about most without hearing them: the articles that do so, and in how many of these they are a source.

    The vertical mark shows in how many they would be heard if that were as frequent as in all other groups. Where nobody is
    talked about without being heard, the chart says so.

    Parameters
    ----------
    top : the most names shown for a group: those that the most of its articles leave unheard.
    groups : the most groups shown: those with the most articles.
    least : the least number of a group's articles that must talk about a name shown for it.

    Examples
    --------
    >>> from toolkit import example_results
    >>> unheard(example_results.silences()).get_title("left")
    'Talked about but not heard, by outlet'
    """
    from matplotlib.ticker import MaxNLocator

    table = silences.table.query("heard < talked_about and talked_about >= @least")
    if table.empty:
        return _no_silence(new_axes(ax, 1), silences.settings["by"], least)
    every = table.drop_duplicates("group")
    shown = every.nlargest(groups, "n_articles")["group"]
    rows: dict[str, list[Any]] = {group: list(table[table["group"] == group].head(top).itertuples()) for group in in_order(shown)}
    ax = new_axes(ax, round(_HEADED * sum(1 + len(names) for names in rows.values())))
    places = headed_rows(ax, {group: [_as_called(row) for row in names] for group, names in rows.items()})
    drawn = [row for names in rows.values() for row in names]
    for place, row in zip(places, drawn, strict=True):
        _draw_silence(ax, place, row)
    ax.set_xlim(0, 1.04 * max(row.talked_about for row in drawn))
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    ax.set_title(_UNHEARD.format(silences.settings["by"]))
    rest = left_out(len(shown), every["n_articles"])
    ax.set_xlabel(f"articles that talk about them (n = heard in, of these; then elsewhere){rest}")
    legend_below(ax, _silence_handles(silences.settings["confidence"]))
    return ax


def _no_silence(ax: "Axes", by: str, least: int) -> "Axes":
    """A sentence in place of an empty chart."""
    ax.set_axis_off()
    ax.set_title(_UNHEARD.format(by))
    ax.text(0, 0.5, f"All those whom {least} or more articles of one {by} talk about are heard in each of them.", fontsize=8)
    return ax


def headed_rows(ax: "Axes", blocks: Mapping[str, Sequence[str]]) -> list[int]:
    """Rows named on the y axis, each block under its own heading; returns the places of the rows."""
    labels: list[str] = []
    places: list[int] = []
    for heading, rows in blocks.items():
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        where: Any = ("axes fraction", "data")
        ax.annotate(short(heading), (0, len(labels) + 0.1), xycoords=where, va="center", fontsize=8, fontweight="bold", bbox=box)
        places += range(len(labels) + 1, len(labels) + 1 + len(rows))
        labels += ["", *rows]
    name_rows(ax, labels)
    return places


def _as_called(row: Any) -> str:
    """The name; in quotation marks where a group is known by a label only."""
    return f"“{row.name}”" if row.kind == "group" else str(row.name)


def _draw_silence(ax: "Axes", place: float, row: Any) -> None:
    """A pale bar of the articles that talk about somebody, a dark one of those that hear them, hatched where that is open."""
    ax.barh(place, row.talked_about, color=REST_COLOUR, height=0.6)
    ax.barh(place, row.heard, color=_HEARD, height=0.6)
    ax.barh(place, row.open, left=row.heard, **_OPEN, height=0.6)
    ax.plot([row.low * row.talked_about, row.high * row.talked_about], [place + 0.38] * 2, color=INK, lw=_LINE)
    expected = row.talked_about * row.share_heard_elsewhere
    ax.plot([expected, expected], [place - 0.4, place + 0.3], color=INK, lw=2)  # nothing where it is NaN
    counts = f"n = {row.heard:,} of {row.talked_about:,}; {row.heard_elsewhere:,} of {row.talked_about_elsewhere:,}"
    note_right(ax, place, counts, _SMALL)


def _silence_handles(confidence: float) -> list[Any]:
    """The entries of the legend: what bars, hatching, mark and line mean."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Patch(color=_HEARD, label="heard"),
        Patch(color=REST_COLOUR, label="not heard"),
        Patch(**_OPEN, label="open: unresolved pronoun"),
        Line2D([], [], color=INK, marker="|", ls="", ms=9, mew=2, label="as often as elsewhere"),
        _interval_handle(f"{level(confidence)} interval"),
    ]


def _interval_handle(label: str, colour: str = INK) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, lw=_LINE, label=label)


# -- sides --------------------------------------------------------------------------------------------------------------


@styled
def balance(comparison: Comparison, ax: "Axes | None" = None, *, groups: int = GROUPS) -> "Axes":
    """Which of the first two sides has more of the attributed words in each group, from −1 to 1, with interval and n.

    Raises OptionError for a comparison without two sides.

    >>> from toolkit import example_results
    >>> [label.get_text() for label in balance(example_results.comparison_with_sides()).get_xticklabels()][::4]
    ['−1\\nonly west', '1\\nonly east']
    """
    one, other = (short(side, _SIDE) for side in _sides(comparison, 2)[:2])
    table = comparison.drawn("side_balance")
    shown = highest_first(table, groups)
    ax = new_axes(ax, len(shown))
    ax.axvline(0, color=PALE, lw=1, zorder=1)
    draw_estimates(ax, shown)
    ax.set_xlim(-1.04, 1.04)
    ends = (f"−1\nonly {other}", "−0.5", "0\nequal", "0.5", f"1\nonly {one}")
    ax.set_xticks([-1, -0.5, 0, 0.5, 1], ends)
    ax.set_title(f"Balance of {one} and {other}, by {comparison.by}")
    rest = f"({intervals_are(comparison, shown)}){rests_on(comparison, len(shown), table['n_articles'])}"
    ax.set_xlabel(f"({one} − {other}) / ({one} + {other}) in attributed words\n{rest}")
    return ax


@styled
def stances(comparison: Comparison, ax: "Axes | None" = None, *, groups: int = 15) -> "Axes":
    """With which verbs each group reports each side: shares of the reporting verbs, doubt to the left and praise to the right.

    The remaining verbs are neutral ("said"); their share is given after the name of the side. n counts verbs, then articles. At
    most `groups` groups are shown: those with the most articles.

    Raises OptionError for a comparison without sides.

    >>> from toolkit import example_results
    >>> [text.get_text() for text in stances(example_results.comparison_with_sides()).get_legend().get_texts()][:4]
    ['disapproving', 'doubt', 'factive', 'approving']
    """
    from matplotlib.patches import Patch

    sides = _sides(comparison, 1)
    tables = {(side, stance): _stance(comparison, side, stance) for side in sides for stance in STANCES}
    every = tables[sides[0], "neutral"]
    shown = list(largest(every, groups).index)
    neutral = {(group, side): tables[side, "neutral"].loc[group] for group in shown for side in sides}
    ax = new_axes(ax, round(_HEADED * len(shown) * (1 + len(sides))))
    labels = {group: [_with_share(side, neutral[group, side].estimate) for side in sides] for group in shown}
    for place, (group, side) in zip(headed_rows(ax, labels), neutral, strict=True):
        _draw_stances(ax, place, {stance: tables[side, stance].loc[group] for stance in _STANCE_COLOURS})
        note_right(ax, place, f"n = {neutral[group, side].base:,.0f}, {neutral[group, side].n_measured:,}", _SMALL)
    ax.axvline(0, color=INK, lw=0.8)
    furthest = max(map(abs, ax.dataLim.intervalx))
    ax.set_xlim(-1.05 * furthest, 1.05 * furthest)
    ax.xaxis.set_major_formatter(lambda share, _: in_percent(abs(share)))
    ax.set_title(f"How each side's words are reported, by {comparison.by}")
    few = f"; hatched: under {comparison.settings['min_articles']} articles" if every["few"].any() else ""
    ax.set_xlabel(
        f"share of the side's reporting verbs; the rest are neutral{rests_on(comparison, len(shown), every['n_articles'])}"
        f"\n(n = verbs, articles; {level(comparison.settings['confidence'])} interval{few})"
    )
    handles = [Patch(color=colour, label=stance) for stance, colour in _STANCE_COLOURS.items()]
    intervals = [_interval_handle(f"interval of {stance}", _inked(_STANCE_COLOURS[stance])) for stance in ("doubt", "factive")]
    legend_below(ax, [*handles, *intervals])
    return ax


def _sides(comparison: Comparison, least: int) -> list[str]:
    """The labels of the sides; raises OptionError where there are fewer than the chart needs."""
    labels = labels_of(comparison.measures)
    if len(labels) < least:
        raise OptionError(
            f"the chart needs {least} side{'s' * (least > 1)}, but the comparison has {len(labels)}: "
            "score with load_registry(sides=…), or with --sides"
        )
    return labels


def _stance(comparison: Comparison, side: str, stance: str) -> "pd.DataFrame":
    """The share of the verbs of one stance among those for one side, by group."""
    return comparison.drawn(f"side_cue_{stance}_{side}").set_index("group")


def _with_share(side: str, neutral: float) -> str:
    """The name of a side with the share of its verbs that are neutral."""
    return short(side, _SIDE) + ("" if math.isnan(neutral) else f", {percent(neutral)} neutral")


def _draw_stances(ax: "Axes", place: float, shares: Mapping[str, Any]) -> None:
    """The verbs for one side: from the middle to the left doubt and disapproval, to the right factive and approving verbs."""
    for sign, stances in ((-1, ("doubt", "disapproving")), (1, ("factive", "approving"))):
        reached = 0.0
        for stance in stances:
            share = shares[stance]
            look: dict[str, Any] = {"hatch": "////"} if share.few else {}
            colour = _STANCE_COLOURS[stance]
            ax.barh(place, sign * share.estimate, left=reached, color=colour, height=0.6, edgecolor="white", lw=0.4, **look)
            reached += sign * share.estimate
        inner, colour = shares[stances[0]], _inked(_STANCE_COLOURS[stances[0]])
        ax.plot([sign * inner.low, sign * inner.high], [place + 0.4] * 2, color=colour, lw=_LINE)  # nothing where it is NaN
        ax.plot(sign * inner.estimate, place + 0.4, color=colour, marker="o", ms=3)
