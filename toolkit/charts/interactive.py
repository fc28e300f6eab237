"""The main charts as Vega-Lite, through Altair (extra `interactive`): a figure's interval, n and examples under the pointer.

The functions take what the charts of the same name take, and return an Altair chart, which notebooks show. `save` writes it as a
page that opens in any browser without a network.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..comparison.portrayal import Portrayal
from ..comparison.timeline import Timeline
from ..errors import OptionError
from ..statistics.arrays import Floats
from ..vocabulary.outlet_map import OutletMap
from .base import GREY, GROUPS, INK, PALE, REST_COLOUR, VOICE_COLOURS, highest_first, left_out
from .maps import axis_label
from .sources import REST_OF_TYPES, TYPES_SHOWN
from .time import GROUPS as LANES, covered, scale_of
from .web_page import altair_of, save

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

__all__ = ["CHARTS", "differences", "outlet_map", "portrayal_map", "rates", "save", "source_types", "timeline", "voices"]

_WIDTH, _ROW, _LANE = 440, 18, 64  # pixels: of a chart, the height of its rows, and of its lanes
VOICES = ("narration", "paraphrase", "quotation")
_CLICK = "click for one alone"
_EXAMPLES = 3  # terms named
_BEYOND, _DARK = 1.25, 0.62  # times the highest rate, so that no cell is black; share of that from which letters are white
_ROOM = (0.25, 0.07)  # of the extent of a map: the width and height of a name
_CORNERS = 36  # of the line that stands for an ellipse


def rates(comparison: Comparison, measure: str, *, groups: int = GROUPS) -> "alt.LayerChart":
    """One measure by group, the highest first, with interval and n; under the pointer the terms behind it.

    Raises OptionError for a measure that the comparison does not have.

    >>> from toolkit import example_results
    >>> rates(example_results.comparison(), "loaded_narration").to_dict()["title"]["text"]
    'Loaded terms, narration by outlet'
    """
    table = comparison.drawn(measure)
    shown = highest_first(table, groups)
    rows = _told(shown, examples=_terms(comparison, measure.removeprefix("loaded_"), shown["group"]))
    title = f"{shown['title'].iloc[0]} by {comparison.by}"
    return _intervals(rows, shown["unit"].iloc[0], title, _notes(comparison, rows, left_out(len(shown), len(table))))


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
    rows = _told(shown.assign(estimate=shown["difference"]), n=n)
    rows["ratio"] = [_number(ratio) for ratio in shown["ratio"]]
    rows["adjusted p"] = [_number(p) for p in shown["p_adjusted"]]
    named = comparison.measures[measure]
    title = f"{named.title}: each {comparison.by} against {'all others' if against == REST else against}"
    notes = _notes(comparison, rows, left_out(len(shown), len(table)))
    return _intervals(rows, f"difference, {named.unit}", title, notes, further=("ratio", "adjusted p"))


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
        _told(table, examples=_terms(comparison, voice, order)).assign(voice=voice) for voice, table in tables.items()
    )
    counts = [", ".join(f"{table.loc[group, 'n_measured']:,}" for table in tables.values()) for group in order]
    chosen = alt.selection_point(fields=["voice"], bind="legend")
    base = alt.Chart().encode(
        y=_rows_of(order, alt),
        yOffset=alt.YOffset("voice:N", sort=VOICES),
        color=alt.Color(
            "voice:N", scale=_scale(VOICE_COLOURS, VOICES), sort=VOICES, title=_CLICK, legend=alt.Legend(orient="top")
        ),
        opacity=alt.condition(chosen, alt.value(1), alt.value(0.08)),
    )
    own = alt.Fill("voice:N", scale=_scale(VOICE_COLOURS, VOICES), sort=VOICES, legend=None)
    points = base.mark_point(size=40, filled=False, strokeWidth=1.4, opacity=1).encode(
        x=alt.X("estimate:Q", title="per 1,000 words of that voice"),
        fill=alt.condition("datum.few", alt.value("white"), own),
        shape=alt.Shape("voice:N", sort=VOICES, legend=None),
        tooltip=_tooltip(comparison.by, ["voice", "figure", "interval", "n", "examples", "note"], alt),
    )
    lines = base.mark_rule(strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    layers = alt.layer(lines, points.add_params(chosen), _n_beside(order, counts, alt), data=_data(rows))
    notes = _notes(comparison, rows, left_out(len(order), len(parts["narration"])))
    return _finished(layers, f"Loaded terms by who says them, by {comparison.by}", notes, alt.Step(_ROW / 2))


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
    rows = pd.concat(_told(part).assign(type=kind.replace("_", " ")) for kind, part in tables.items())
    known = rows.groupby("group", sort=False)["estimate"].sum(min_count=1)
    rest = pd.DataFrame({"group": known.index, "type": REST_OF_TYPES, "estimate": (1 - known).clip(lower=0)})
    rest = rest.assign(figure=rest["estimate"].map(_number), interval="", n=[f"{n:,}" for n in shown["n_measured"]], note="")
    kinds = {**{kind.replace("_", " "): colour for kind, colour in TYPES_SHOWN.items()}, REST_OF_TYPES: REST_COLOUR}
    chosen = alt.selection_point(fields=["type"], bind="legend")
    stacked = pd.concat([rows, rest]).assign(place=lambda table: table["type"].map(list(kinds).index))
    bars = (
        alt.Chart(_data(stacked))
        .mark_bar(height=_ROW * 0.75)
        .encode(
            y=_rows_of(order, alt),
            x=alt.X(
                "estimate:Q", title="share of the words of sources of known type", scale=alt.Scale(domain=[0, 1], clamp=True)
            ),
            order="place:Q",
            color=alt.Color(
                "type:N", scale=_scale(kinds, kinds), sort=list(kinds), title=_CLICK, legend=alt.Legend(orient="top", columns=5)
            ),
            opacity=alt.condition(chosen, alt.value(1), alt.value(0.12)),
            tooltip=_tooltip(comparison.by, ["type", "figure", "interval", "n", "note"], alt),
        )
    )
    layers = alt.layer(bars.add_params(chosen), _n_beside(order, [f"{n:,}" for n in shown["n_measured"]], alt))
    notes = ["intervals under the pointer", *_lines(left_out(len(order), len(table)))]
    return _finished(layers, f"Whose words: source types by {comparison.by}", notes, alt.Step(_ROW))


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
        tooltip=_tooltip(str(result.settings["by"]), ["place", "n"], alt),
    )
    names = base.mark_text(dy=-9, fontSize=10).encode(text="group:N")
    hidden = names.encode(opacity=alt.condition(under, alt.value(1), alt.value(0)))
    edges = pd.DataFrame([corner for row in table.itertuples() for corner in _ellipse(row)])
    regions = (
        alt.Chart(_data(edges))
        .mark_line(strokeWidth=1)
        .encode(
            **place,
            order="corner:Q",
            detail="group:N",
            color=alt.value(VOICE_COLOURS["quotation"]),
            opacity=alt.condition(under, alt.value(1), alt.value(0.1)),
        )
    )
    few = [f"white: under {result.settings['min_articles']} articles"] if rows["few"].any() else []
    region = f"line: {100 * result.settings['confidence']:.0f} % region, darker for the group under the pointer"
    layers = alt.layer(
        regions, points.add_params(under), names.transform_filter("datum.named"), hidden, data=_data(rows)
    ).interactive()
    title = f"Each {result.settings['by']} by its {result.settings['of']}"
    return _finished(layers, title, ["; ".join([region, *few]), "drag to move, scroll to enlarge"], _WIDTH)


def timeline(result: Timeline, *, groups: int = LANES) -> Any:
    """A measure over time, a lane for each group on one scale, with intervals, and n under the pointer.

    Returns an Altair chart of several lanes (`FacetChart`), those of the groups with the most articles.

    >>> from toolkit import example_results
    >>> timeline(example_results.timeline()).to_dict()["title"]["text"]
    'Loaded terms, narration by month'
    """
    alt = altair_of()
    counted = result.table.groupby("group")["n_articles"].sum()
    shown = [str(name) for name in counted.index if name in counted.nlargest(groups).index]
    table = covered(result.table[result.table["group"].isin(shown)])
    scale = scale_of(table, result.measure.bounds)
    spans = list(table["period"].unique())
    rows = _told(table).assign(period=list(table["period"]), bounded=list(table["low"].notna()))
    rows["joined"] = rows["estimate"].where(rows["bounded"])
    axis, limits = alt.Axis(labelAngle=0, labelOverlap="greedy"), alt.Scale(domain=[scale.low, scale.high], nice=False)
    base = alt.Chart().encode(x=alt.X("period:O", sort=spans, title=result.settings["period"], axis=axis))
    y, colour = alt.Y("estimate:Q", title=None, scale=limits, axis=alt.Axis(tickCount=3)), VOICE_COLOURS["quotation"]
    band = base.mark_rule(strokeWidth=4, opacity=0.35, color=colour, clip=True).encode(
        y=alt.Y("low:Q", scale=limits), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=1.2, color=colour).encode(y=alt.Y("joined:Q", title=None, scale=limits))
    points = base.mark_point(filled=True, opacity=1, stroke=colour, strokeWidth=1).encode(
        y=y,
        size=alt.condition("datum.bounded", alt.value(35), alt.value(8)),
        color=alt.condition("datum.few", alt.value("white"), alt.value(colour)),
        tooltip=_tooltip(str(result.settings["by"] or "group"), ["period", "figure", "interval", "n", "note"], alt),
    )
    lane = alt.layer(band, line, points, data=_data(rows)).properties(width=_WIDTH, height=_LANE if len(shown) > 1 else 3 * _LANE)
    lanes = lane.facet(row=alt.Row("group:N", sort=shown, title=None, header=alt.Header(labelAngle=0, labelAlign="left")))
    by = f", by {result.settings['by']}" if result.settings["by"] else ""
    cut = ", cut at the top" if scale.cut else ""
    interval = f"line: {100 * result.settings['confidence']:.0f} % interval{cut}; small: none"
    notes = [
        f"{result.measure.unit}; {interval}; white: under {result.settings['min_articles']} articles",
        *_lines(left_out(len(shown), len(counted))),
    ]
    return _titled(lanes, f"{result.measure.title} by {result.settings['period']}{by}", notes)


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
    largest = table.groupby("group")["n_articles"].sum().nlargest(groups).index
    chosen = table[table["group"].isin(largest)]
    rows = _told(chosen.assign(estimate=chosen["rate"], n_measured=chosen["n_articles"]))
    rows = rows.assign(
        actor=list(chosen["actor"]),
        terms=[f"{n:,} found, {e:.1f} expected" for n, e in zip(chosen["n"], chosen["expected"], strict=True)],
    )
    base = alt.Chart().encode(
        x=alt.X("actor:N", sort=shown, title=None, axis=alt.Axis(labelAngle=-35)), y=alt.Y("group:N", title=None)
    )
    most = _BEYOND * float(np.nanmax(rows.loc[~rows["few"], "estimate"].to_numpy(dtype=float), initial=0) or 1)
    shades = alt.Color("estimate:Q", scale=alt.Scale(scheme="greys", domain=[0, most], clamp=True), title="per 1,000 words")
    cells = base.mark_rect().encode(
        color=alt.condition("datum.few", alt.value("white"), shades),
        tooltip=_tooltip(str(result.settings["by"]), ["actor", "figure", "interval", "n", "terms", "note"], alt),
    )
    pale = alt.condition("datum.few", alt.value(PALE), alt.value(INK))
    figures = base.mark_text(fontSize=9).encode(text=alt.Text("estimate:Q", format=".1f"), color=pale)
    dark = figures.transform_filter(f"!datum.few && datum.estimate > {_DARK * most}").encode(color=alt.value("white"))
    notes = [
        f"expected loaded terms per 1,000 words in which the {result.whom[:-1]} is in play; n: articles in play",
        f"pale: under {result.settings['min_articles']} articles",
        f"targets are sure for {100 * result.settings['sure']:.0f} % of loaded terms",
        *_lines(left_out(len(largest), table["group"].nunique())),
    ]
    return _finished(
        alt.layer(cells, figures, dark, data=_data(rows)),
        f"Loaded terms about {result.whom}, {voice}, by {result.settings['by']}",
        notes,
        alt.Step(_ROW),
    )


CHARTS: dict[str, Callable[[Comparison], Any]] = {
    "loaded_narration": lambda comparison: rates(comparison, "loaded_narration"),
    "loaded_by_voice": voices,
    "source_types": source_types,
    "official_share": lambda comparison: rates(comparison, "official_share"),
}
"""The interactive charts of a comparison that `framing compare --interactive` writes, by file name."""


# -- what they share ------------------------------------------------------------------------------------------------------


def _number(value: float) -> str:
    """A figure in three digits; a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:.3g}".replace("-", "−")


def _told(table: "pd.DataFrame", *, examples: Sequence[str] = (), n: Sequence[str] = ()) -> "pd.DataFrame":
    """The figures of some rows, and the words in which they stand under the pointer."""
    limits = zip(table["low"], table["high"], strict=True)
    words = {
        "figure": [_number(value) for value in table["estimate"]],
        "interval": ["none" if math.isnan(low) else f"{_number(low)} to {_number(high)}" for low, high in limits],
        "n": n or [f"{number:,}" for number in table["n_measured"]],
        "note": [str(note) for note in table["note"]] if "note" in table else "",
    }
    told = table[["group", "estimate", "low", "high", "few"]].reset_index(drop=True).assign(**words)
    return told.assign(examples=examples) if len(examples) else told


def _terms(comparison: Comparison, voice: str, groups: Iterable[str]) -> list[str]:
    """The terms that weigh most in one voice of each group, with their uses; nothing for what is no voice."""
    terms = comparison.terms[comparison.terms["voice"] == voice].sort_values("expected", ascending=False, kind="stable")
    if terms.empty:
        return []
    first = terms.groupby("group").head(_EXAMPLES).groupby("group")
    told = {group: ", ".join(f"{row.term} ({row.count:,})" for row in rows.itertuples(name="Term")) for group, rows in first}
    return [told.get(group, "") for group in groups]


def _data(rows: "pd.DataFrame") -> Any:
    """The rows as Altair takes them in any number, with nothing in place of NaN."""
    return altair_of().Data(values=rows.astype(object).where(rows.notna(), None).to_dict("records"))


def _tooltip(by: str, columns: Sequence[str], alt: Any) -> list[Any]:
    return [alt.Tooltip("group:N", title=by), *(alt.Tooltip(f"{column}:N", title=column) for column in columns)]


def _rows_of(order: Sequence[str], alt: Any) -> Any:
    return alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, ticks=False, domain=False))


def _scale(colours: Mapping[str, str], names: Iterable[str]) -> Any:
    return altair_of().Scale(domain=list(names), range=[colours[name] for name in names])


def _n_beside(order: Sequence[str], counts: Sequence[str], alt: Any) -> Any:
    """The numbers of articles at the right of the rows."""
    values = [{"group": group, "beside": f"n = {count}"} for group, count in zip(order, counts, strict=True)]
    text = alt.Chart(alt.Data(values=values)).mark_text(align="left", fontSize=10, color=GREY)
    return text.encode(y=_rows_of(order, alt), x=alt.value(_WIDTH + 6), text="beside:N")


def _intervals(
    rows: "pd.DataFrame", unit: str, title: str, notes: Sequence[str], *, further: Sequence[str] = ()
) -> "alt.LayerChart":
    """A mark for each figure, its interval as a line, and n at the right."""
    alt, order = altair_of(), list(rows["group"])
    base = alt.Chart().encode(y=_rows_of(order, alt))
    columns = ["figure", "interval", "n", *further, *(["examples"] if "examples" in rows else []), "note"]
    points = base.mark_point(size=55, filled=True, opacity=1, stroke=INK, strokeWidth=1.4).encode(
        x=alt.X("estimate:Q", title=unit, scale=alt.Scale(zero=False)),
        color=alt.condition("datum.few", alt.value("white"), alt.value(INK)),
        tooltip=_tooltip("group", columns, alt),
    )
    lines = base.mark_rule(strokeWidth=1.6, color=INK).encode(x="low:Q", x2="high:Q")
    return _finished(
        alt.layer(lines, points, _n_beside(order, list(rows["n"]), alt), data=_data(rows)), title, notes, alt.Step(_ROW)
    )


def _notes(comparison: Comparison, rows: "pd.DataFrame", further: str) -> list[str]:
    """What lines and white marks mean, and which groups are left out, as lines under the title."""
    few = f"; white: under {comparison.settings['min_articles']} articles" if rows["few"].any() else ""
    return [f"line: {100 * comparison.settings['confidence']:.0f} % interval{few}", *_lines(further)]


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _finished(layers: Any, title: str, notes: Sequence[str], height: Any) -> "alt.LayerChart":
    chart: alt.LayerChart = _titled(layers.properties(width=_WIDTH, height=height), title, notes)
    return chart


def _titled(chart: Any, title: str, notes: Sequence[str]) -> Any:
    """The chart with its title, notes under it, and the looks of the toolkit's other charts."""
    words = {"text": title, "subtitle": list(notes), "anchor": "start", "subtitleColor": GREY}
    return chart.properties(title=words, background="white").configure_view(stroke=None).configure_axis(gridColor="#E4E4E4")


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
