"""The main charts as Vega-Lite, through Altair (extra `interactive`): a figure's interval, n and examples under the pointer.

The functions take what the charts of the same name take, and return an Altair chart, which notebooks show. `save` writes it as a
page that opens in any browser without a network.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..comparison.portrayal import Portrayal
from ..comparison.timeline import Timeline
from ..errors import OptionError
from ..grouping.groups import in_order
from ..measures.formatting import level, percent, type_name
from ..statistics.arrays import Floats
from ..vocabulary.outlet_map import OutletMap
from .base import GROUPS, INK, PALE, REST_COLOUR, VOICE_COLOURS, darkest, highest_first, left_out
from .edges import ends_of_axis
from .maps import axis_label
from .results import takes_its_result
from .sources import REST_OF_TYPES, TYPES_SHOWN
from .ticks import difference_of, is_share
from .time import GROUPS as LANES, covered, scale_of, undated
from .vega import (
    ROW,
    WIDTH,
    axis_of,
    colours_of,
    data_of,
    finished,
    intervals,
    labels_of,
    legend_of,
    lines_of,
    n_beside,
    notes_on,
    number,
    rows_of,
    terms_behind,
    titled,
    told,
    tooltip,
)
from .web_page import altair_of, save

if TYPE_CHECKING:
    import altair as alt

__all__ = ["CHARTS", "differences", "outlet_map", "portrayal_map", "rates", "save", "source_types", "timeline", "voices"]

_LANE = 64  # pixels: the height of a lane
VOICES = ("narration", "paraphrase", "quotation")
_CLICK = "Click for one alone"
_DARK = 0.62  # share of the scale from which letters are white
_ROOM = (0.25, 0.07)  # of the extent of a map: the width and height of a name
_CORNERS = 36  # of the line that stands for an ellipse


@takes_its_result
def rates(comparison: Comparison, measure: str, *, groups: int = GROUPS) -> "alt.LayerChart":
    """One measure by group, the highest first, with interval and n; under the pointer the terms behind it.

    Raises OptionError for a measure that the comparison does not have.

    >>> from toolkit import example_results
    >>> rates(example_results.comparison(), "loaded_narration").to_dict()["title"]["text"]
    'Loaded terms, narration by outlet'
    """
    table = comparison.drawn(measure)
    shown = highest_first(table, groups)
    share = is_share(comparison.measures[measure])
    rows = told(shown, share=share, examples=terms_behind(comparison, measure.removeprefix("loaded_"), shown["group"]))
    title = f"{shown['title'].iloc[0]} by {comparison.by}"
    notes = notes_on(comparison, rows, left_out(len(shown), table["n_articles"]))
    return intervals(rows, shown["unit"].iloc[0], title, notes, share=share)


@takes_its_result
def differences(comparison: Comparison, measure: str, *, against: str = REST, groups: int = GROUPS) -> "alt.LayerChart":
    """How far each group differs from all others (or from the reference) in one measure, with interval and n of both sides.

    Raises OptionError for a measure that the comparison does not have, and for a group that nothing was compared with.

    >>> from toolkit import example_results
    >>> differences(example_results.comparison(), "loaded_narration").to_dict()["title"]["text"]
    'Loaded terms, narration: each outlet against all others'
    """
    table = comparison.against(measure, against)
    shown = highest_first(table, groups, "difference")
    n = [f"{one:,} and {other:,}" for one, other in zip(shown["n_articles"], shown["n_against"], strict=True)]
    named = comparison.measures[measure]
    unit = 100 if is_share(named) else 1  # points
    rows = told(shown.assign(estimate=unit * shown["difference"], low=unit * shown["low"], high=unit * shown["high"]), n=n)
    rows["ratio"] = [number(ratio) for ratio in shown["ratio"]]
    rows["adjusted p"] = [number(p) for p in shown["p_adjusted"]]
    title = f"{named.title}: each {comparison.by} against {'all others' if against == REST else against}"
    notes = notes_on(comparison, rows, left_out(len(shown), table["n_articles"]))
    return intervals(rows, difference_of(named), title, notes, further=("ratio", "adjusted p"))


@takes_its_result
def voices(comparison: Comparison, *, groups: int = 20) -> "alt.LayerChart":
    """Loaded terms by voice in each group, per 1,000 words of that voice; click an entry of the legend to see one voice alone.

    >>> from toolkit import example_results
    >>> voices(example_results.comparison()).to_dict()["title"]["text"]
    'Loaded terms by who says them, by outlet'
    """
    import pandas as pd

    alt = altair_of()
    parts = {voice: comparison.drawn(f"loaded_{voice}") for voice in VOICES}
    order = list(highest_first(parts["narration"], groups)["group"])
    tables = {voice: table.set_index("group", drop=False).loc[order] for voice, table in parts.items()}
    rows = pd.concat(
        told(table, examples=terms_behind(comparison, voice, order)).assign(voice=voice) for voice, table in tables.items()
    )
    counts = [_once([f"{table.loc[group, 'n_measured']:,}" for table in tables.values()]) for group in order]
    chosen = alt.selection_point(fields=["voice"], bind="legend")
    base = alt.Chart().encode(
        y=rows_of(order),
        yOffset=alt.YOffset("voice:N", sort=VOICES),
        color=alt.Color("voice:N", scale=colours_of(VOICE_COLOURS, VOICES), sort=VOICES, title=_CLICK, legend=legend_of()),
        opacity=alt.condition(chosen, alt.value(1), alt.value(0.08)),
    )
    own = alt.Fill("voice:N", scale=colours_of(VOICE_COLOURS, VOICES), sort=VOICES, legend=None)
    points = base.mark_point(size=40, filled=False, strokeWidth=1.4, opacity=1).encode(
        x=alt.X("estimate:Q", title="per 1,000 words of that voice", scale=axis_of(ends_of_axis(rows))),
        fill=alt.condition("datum.few", alt.value("white"), own),
        shape=alt.Shape("voice:N", sort=VOICES, legend=None),
        tooltip=tooltip(comparison.by, ["voice", "figure", "interval", "n", "examples", "note"]),
    )
    lines = base.mark_rule(strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    layers = alt.layer(lines, points.add_params(chosen), n_beside(order, counts), data=data_of(rows))
    notes = notes_on(comparison, rows, left_out(len(order), parts["narration"]["n_articles"]))
    return finished(layers, f"Loaded terms by who says them, by {comparison.by}", notes, alt.Step(ROW / 2))


@takes_its_result
def source_types(comparison: Comparison, *, groups: int = GROUPS) -> "alt.LayerChart":
    """Whose words are attributed: shares of the words of resolved sources by type; click the legend to see one type alone.

    >>> from toolkit import example_results
    >>> source_types(example_results.comparison()).to_dict()["title"]["text"]
    'Whose words: source types by outlet'
    """
    import pandas as pd

    alt = altair_of()
    table = comparison.drawn("official_share")
    shown = highest_first(table, groups)
    order = list(shown["group"])
    tables = {kind: comparison.drawn(f"source_{kind}").set_index("group", drop=False).loc[order] for kind in TYPES_SHOWN}
    rows = pd.concat(told(part, share=True).assign(type=type_name(kind)) for kind, part in tables.items())
    known = rows.groupby("group", sort=False)["estimate"].sum(min_count=1)
    rest = pd.DataFrame({"group": known.index, "type": REST_OF_TYPES, "estimate": (1 - known).clip(lower=0)})
    rest = rest.assign(figure=rest["estimate"].map(percent), interval="", n=[f"{n:,}" for n in shown["n_measured"]], note="")
    kinds = {**{type_name(kind): colour for kind, colour in TYPES_SHOWN.items()}, REST_OF_TYPES: REST_COLOUR}
    chosen = alt.selection_point(fields=["type"], bind="legend")
    stacked = pd.concat([rows, rest]).assign(place=lambda table: table["type"].map(list(kinds).index))
    bars = (
        alt.Chart(data_of(stacked))
        .mark_bar(height=ROW * 0.75)
        .encode(
            y=rows_of(order),
            x=alt.X(
                "estimate:Q",
                title="share of the words of sources of known type",
                scale=alt.Scale(domain=[0, 1], clamp=True),
                axis=labels_of(share=True),
            ),
            order="place:Q",
            color=alt.Color(
                "type:N",
                scale=colours_of(kinds, kinds),
                sort=list(kinds),
                title=_CLICK,
                legend=legend_of(columns=5),
            ),
            opacity=alt.condition(chosen, alt.value(1), alt.value(0.12)),
            tooltip=tooltip(comparison.by, ["type", "figure", "interval", "n", "note"]),
        )
    )
    layers = alt.layer(bars.add_params(chosen), n_beside(order, [f"{n:,}" for n in shown["n_measured"]]))
    notes = ["Point at a mark for its interval", *lines_of(left_out(len(order), table["n_articles"]))]
    return finished(layers, f"Whose words: source types by {comparison.by}", notes, alt.Step(ROW))


@takes_its_result
def outlet_map(result: OutletMap, *, words: int = 4) -> "alt.LayerChart":
    """Groups on a map that can be moved and enlarged; the region of the group under the pointer is drawn darker.

    >>> from toolkit import example_results
    >>> outlet_map(example_results.outlet_map()).to_dict()["title"]["text"]
    'Each outlet by its own words'
    """
    import pandas as pd

    alt = altair_of()
    table = result.table.sort_values("n_articles", ascending=False, kind="stable")
    rows = table[["group", "x", "y", "few"]].assign(
        place=[f"{x:.1f}, {y:.1f}" for x, y in zip(table["x"], table["y"], strict=True)],
        n=[f"{n:,}" for n in table["n_articles"]],
        size=table["n_articles"],
        named=_apart(table[["x", "y"]].to_numpy(dtype=float)),
    )
    under = alt.selection_point(fields=["group"], on="pointerover", empty=False)
    titles = {axis: axis_label(result, axis, words, narrow=True).split("\n") for axis in ("x", "y")}
    place = {"x": alt.X("x:Q", title=titles["x"]), "y": alt.Y("y:Q", title=titles["y"])}
    base = alt.Chart().encode(**place)
    points = base.mark_point(filled=True, opacity=1, stroke=INK, strokeWidth=1.2).encode(
        size=alt.Size("size:Q", title="articles", scale=alt.Scale(range=[25, 160])),
        color=alt.condition("datum.few", alt.value("white"), alt.value(INK)),
        tooltip=tooltip(str(result.settings["by"]), ["place", "n"]),
    )
    names = base.mark_text(dy=-9, fontSize=10).encode(text="group:N")
    hidden = names.encode(opacity=alt.condition(under, alt.value(1), alt.value(0)))
    edges = pd.DataFrame([corner for row in table.itertuples() for corner in _ellipse(row)])
    regions = (
        alt.Chart(data_of(edges))
        .mark_line(strokeWidth=1)
        .encode(
            **place,
            order="corner:Q",
            detail="group:N",
            color=alt.value(VOICE_COLOURS["quotation"]),
            opacity=alt.condition(under, alt.value(1), alt.value(0.1)),
        )
    )
    few = [f"hollow: under {result.settings['min_articles']} articles"] if rows["few"].any() else []
    region = f"line: {level(result.settings['confidence'])} region, darker for the group under the pointer"
    layers = alt.layer(
        regions, points.add_params(under), names.transform_filter("datum.named"), hidden, data=data_of(rows)
    ).interactive()
    title = f"Each {result.settings['by']} by its {result.settings['of']}"
    return finished(layers, title, ["; ".join([region, *few]), "drag to move, scroll to enlarge"], WIDTH)


@takes_its_result
def timeline(result: Timeline, *, groups: int = LANES) -> Any:
    """A measure over time, a lane for each group on one scale, with intervals, and n under the pointer.

    Returns an Altair chart of several lanes (`FacetChart`), those of the groups with the most articles.

    >>> from toolkit import example_results
    >>> timeline(example_results.timeline()).to_dict()["title"]["text"]
    'Loaded terms, narration by month'
    """
    alt = altair_of()
    counted = result.table.groupby("group", sort=False)["n_articles"].sum()
    shown = [str(name) for name in counted.index if name in counted.nlargest(groups).index]
    table = covered(result.table[result.table["group"].isin(shown)])
    scale = scale_of(table, result.measure.bounds)
    spans = list(table["period"].unique())
    share = is_share(result.measure)
    rows = told(table, share=share).assign(period=list(table["period"]), bounded=list(table["low"].notna()))
    rows["joined"] = rows["estimate"].where(rows["bounded"])
    axis, limits = alt.Axis(labelAngle=0, labelOverlap="greedy"), alt.Scale(domain=[scale.low, scale.high], nice=False)
    base = alt.Chart().encode(x=alt.X("period:O", sort=spans, title=result.settings["period"], axis=axis))
    y, colour = (
        alt.Y("estimate:Q", title=None, scale=limits, axis=labels_of(share=share, tickCount=3)),
        VOICE_COLOURS["quotation"],
    )
    band = base.mark_rule(strokeWidth=4, opacity=0.35, color=colour, clip=True).encode(
        y=alt.Y("low:Q", scale=limits), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=1.2, color=colour).encode(y=alt.Y("joined:Q", title=None, scale=limits))
    points = base.mark_point(filled=True, opacity=1, stroke=colour, strokeWidth=1).encode(
        y=y,
        size=alt.condition("datum.bounded", alt.value(35), alt.value(8)),
        color=alt.condition("datum.few", alt.value("white"), alt.value(colour)),
        tooltip=tooltip(str(result.settings["by"] or "group"), ["period", "figure", "interval", "n", "note"]),
    )
    lane = alt.layer(band, line, points, data=data_of(rows)).properties(
        width=WIDTH, height=_LANE if len(shown) > 1 else 3 * _LANE
    )
    lanes = lane.facet(row=alt.Row("group:N", sort=shown, title=None, header=alt.Header(labelAngle=0, labelAlign="left")))
    by = f", by {result.settings['by']}" if result.settings["by"] else ""
    cut = ", cut at the top" if scale.cut else ""
    interval = f"line: {level(result.settings['confidence'])} interval{cut}; small: none"
    notes = [
        f"{result.measure.unit}; {interval}; hollow: under {result.settings['min_articles']} articles",
        *lines_of(left_out(len(shown), counted) + undated(result)),
    ]
    return titled(lanes, f"{result.measure.title} by {result.settings['period']}{by}", notes)


@takes_its_result
def portrayal_map(
    result: Portrayal, *, voice: str = "narration", polarity: str = "all", actors: int = 8, groups: int = GROUPS
) -> "alt.LayerChart":
    """Loaded terms about each actor by group: darker where there are more per 1,000 words, with interval and n under the pointer.

    Raises OptionError where no group has a figure for that voice and polarity.

    >>> from toolkit import example_results
    >>> portrayal_map(example_results.portrayal()).to_dict()["title"]["text"]
    'Loaded terms about actors, narration, by outlet'
    """
    alt = altair_of()
    table = result.table[(result.table["voice"] == voice) & (result.table["polarity"] == polarity)]
    if table.empty:
        raise OptionError(f"no loaded terms about {result.whom} in the voice {voice!r} with the polarity {polarity!r}")
    shown = [actor for actor in result.actors if actor in set(table["actor"])][:actors]
    table = table[table["actor"].isin(shown)]
    sizes = table.groupby("group")["n_articles"].sum()
    largest = sizes.nlargest(groups).index
    chosen = table[table["group"].isin(largest)]
    rows = told(chosen.assign(estimate=chosen["rate"], n_measured=chosen["n_articles"]))
    rows = rows.assign(
        actor=list(chosen["actor"]),
        terms=[f"{n:,} found, {e:.1f} expected" for n, e in zip(chosen["n"], chosen["expected"], strict=True)],
    )
    base = alt.Chart().encode(
        x=alt.X("actor:N", sort=shown, title=None, axis=alt.Axis(labelAngle=-35)),
        y=alt.Y("group:N", sort=in_order(largest), title=None),
    )
    known = chosen.dropna(subset="rate")
    most = darkest(known["rate"].to_numpy(dtype=float), known["few"].to_numpy(dtype=bool))
    shades = alt.Color("estimate:Q", scale=alt.Scale(scheme="greys", domain=[0, most], clamp=True), title="per 1,000 words")
    cells = base.mark_rect().encode(
        color=alt.condition("datum.few", alt.value("white"), shades),
        tooltip=tooltip(str(result.settings["by"]), ["actor", "figure", "interval", "n", "terms", "note"]),
    )
    pale = alt.condition("datum.few", alt.value(PALE), alt.value(INK))
    figures = base.mark_text(fontSize=9).encode(text=alt.Text("estimate:Q", format=".1f"), color=pale)
    dark = figures.transform_filter(f"!datum.few && datum.estimate > {_DARK * most}").encode(color=alt.value("white"))
    notes = [
        f"expected loaded terms per 1,000 words in which the {result.whom[:-1]} is in play; n: articles in play",
        f"pale: under {result.settings['min_articles']} articles",
        f"targets are sure for {percent(result.settings['sure'])} of loaded terms",
        *lines_of(left_out(len(largest), sizes)),
    ]
    return finished(
        alt.layer(cells, figures, dark, data=data_of(rows)),
        f"Loaded terms about {result.whom}, {voice}, by {result.settings['by']}",
        notes,
        alt.Step(ROW),
    )


CHARTS: dict[str, Callable[[Comparison], Any]] = {
    "loaded_narration": lambda comparison: rates(comparison, "loaded_narration"),
    "loaded_by_voice": voices,
    "source_types": source_types,
    "official_share": lambda comparison: rates(comparison, "official_share"),
}
"""The interactive charts of a comparison that `framing compare --interactive` writes, by file name."""


def _once(counts: list[str]) -> str:
    """The numbers of articles of several figures; one of them where all are the same."""
    return ", ".join(counts if len(set(counts)) > 1 else counts[:1])


def _apart(points: Floats) -> list[bool]:
    """Which points, the first first, lie far enough from those chosen before to have their name beside them."""
    room, named = np.maximum(np.ptp(points, axis=0), 1e-9) * _ROOM, np.zeros(len(points), dtype=bool)
    for place, point in enumerate(points):
        named[place] = (np.abs(points[named] - point) > room).any(axis=1).all()
    return named.tolist()


def _ellipse(row: Any) -> list[dict[str, Any]]:
    """The corners of the line around the region of a group."""
    turns = np.linspace(0, 2 * np.pi, _CORNERS)
    angle = np.radians(row.angle)
    x = row.x + row.major * np.cos(turns) * np.cos(angle) - row.minor * np.sin(turns) * np.sin(angle)
    y = row.y + row.major * np.cos(turns) * np.sin(angle) + row.minor * np.sin(turns) * np.cos(angle)
    corners = enumerate(zip(x.tolist(), y.tolist(), strict=True))
    return [{"group": row.group, "x": one, "y": other, "corner": corner} for corner, (one, other) in corners]
