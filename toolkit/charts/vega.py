"""What the interactive charts share: their rows as data, what stands under the pointer, and a chart's title, notes and looks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..comparison.compare import Comparison
from ..measures.formatting import level
from .base import GREY, INK
from .edges import CUT, ends_of_axis
from .ticks import VEGA_PER_CENT
from .web_page import altair_of

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

WIDTH, ROW = 440, 18
"""Pixels: the width of a chart, and the height of its rows."""

_EXAMPLES = 3  # terms named
_NARROW = "width < 320"  # pixels of the chart without the names, as on a telephone
_NAME = f"{_NARROW} ? 110 : 200"  # pixels


def number(value: float) -> str:
    """A figure in three digits; a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:.3g}".replace("-", "−")


def told(table: "pd.DataFrame", *, share: bool = False, examples: Sequence[str] = (), n: Sequence[str] = ()) -> "pd.DataFrame":
    """The figures of some rows, and the words in which they stand under the pointer; a `share` is told in per cent."""
    factor, unit = (100, " %") if share else (1, "")
    figures, lows, highs = ([number(factor * value) for value in table[name]] for name in ("estimate", "low", "high"))
    words = {
        "figure": [f"{figure}{unit}" if figure != "–" else figure for figure in figures],
        "interval": ["none" if low == "–" else f"{low} to {high}{unit}" for low, high in zip(lows, highs, strict=True)],
        "n": n or [f"{articles:,}" for articles in table["n_measured"]],
        "note": [str(note) for note in table["note"]] if "note" in table else "",
    }
    rows = table[["group", "estimate", "low", "high", "few"]].reset_index(drop=True).assign(**words)
    return rows.assign(examples=examples) if len(examples) else rows


def terms_behind(comparison: Comparison, voice: str, groups: Iterable[str]) -> list[str]:
    """The terms that weigh most in one voice of each group, with their uses; nothing for what is no voice."""
    terms = comparison.terms[comparison.terms["voice"] == voice].sort_values("expected", ascending=False, kind="stable")
    if terms.empty:
        return []
    first = terms.groupby("group").head(_EXAMPLES).groupby("group")
    listed = {group: ", ".join(f"{row.term} ({row.count:,})" for row in rows.itertuples(name="Term")) for group, rows in first}
    return [listed.get(group, "") for group in groups]


def data_of(rows: "pd.DataFrame") -> Any:
    """The rows as Altair takes them in any number, with nothing in place of NaN."""
    return altair_of().Data(values=rows.astype(object).where(rows.notna(), None).to_dict("records"))


def tooltip(by: str, columns: Sequence[str]) -> list[Any]:
    """What stands under the pointer: the group, and some columns."""
    alt = altair_of()
    return [alt.Tooltip("group:N", title=by), *(alt.Tooltip(f"{column}:N", title=column) for column in columns)]


def rows_of(order: Sequence[str]) -> Any:
    """The groups as rows, in this order."""
    alt = altair_of()
    return alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=alt.expr(_NAME), ticks=False, domain=False))


def legend_of(columns: int = 3) -> Any:
    """A legend above the chart, in one column where the chart is narrow."""
    alt = altair_of()
    return alt.Legend(orient="top", columns=alt.expr(f"{_NARROW} ? 1 : {columns}"))


def colours_of(colours: Mapping[str, str], names: Iterable[str]) -> Any:
    """The scale by which names have their colours."""
    return altair_of().Scale(domain=list(names), range=[colours[name] for name in names])


def n_beside(order: Sequence[str], counts: Sequence[str]) -> Any:
    """The numbers of articles at the right of the rows."""
    alt = altair_of()
    values = [{"group": group, "beside": f"n = {count}"} for group, count in zip(order, counts, strict=True)]
    text = alt.Chart(alt.Data(values=values)).mark_text(align="left", fontSize=10, color=GREY)
    return text.encode(y=rows_of(order), x=alt.value(alt.expr("width + 6")), text="beside:N")


def intervals(
    rows: "pd.DataFrame", unit: str, title: str, notes: Sequence[str], *, share: bool = False, further: Sequence[str] = ()
) -> "alt.LayerChart":
    """A mark for each figure, its interval as a line, and n at the right; the axis of a `share` is in per cent."""
    alt, order = altair_of(), list(rows["group"])
    base, ends, circle = alt.Chart().encode(y=rows_of(order)), ends_of_axis(rows), alt.value("circle")
    columns = ["figure", "interval", "n", *further, *(["examples"] if "examples" in rows else []), "note"]
    points = base.mark_point(size=55, filled=True, opacity=1, stroke=INK, strokeWidth=1.4).encode(
        x=alt.X("estimate:Q", title=unit, scale=axis_of(ends), axis=labels_of(share=share)),
        shape=alt.condition(f"datum.estimate > {ends[1]}", alt.value("triangle-right"), circle) if ends else circle,
        color=alt.condition("datum.few", alt.value("white"), alt.value(INK)),
        tooltip=tooltip("group", columns),
    )
    lines = base.mark_rule(strokeWidth=1.6, color=INK).encode(x="low:Q", x2="high:Q")
    return finished(alt.layer(lines, points, n_beside(order, list(rows["n"])), data=data_of(rows)), title, notes, alt.Step(ROW))


def notes_on(comparison: Comparison, rows: "pd.DataFrame", further: str) -> list[str]:
    """What lines and white marks mean, and which groups are left out, as lines under the title."""
    few = f"; hollow: under {comparison.settings['min_articles']} articles" if rows["few"].any() else ""
    cut = CUT if ends_of_axis(rows) else ""
    return [f"line: {level(comparison.settings['confidence'])} interval{cut}{few}", *lines_of(further)]


def axis_of(ends: tuple[float, float] | None) -> Any:
    """The scale of figures and their intervals, cut at its ends if there are any (see `ends_of_axis`)."""
    alt = altair_of()
    return alt.Scale(domain=list(ends), clamp=True, nice=False) if ends else alt.Scale(zero=False)


def labels_of(*, share: bool, **further: Any) -> Any:
    """The axis of some figures, whose labels are in per cent if they are shares."""
    return altair_of().Axis(**further, **({"labelExpr": VEGA_PER_CENT} if share else {}))


def lines_of(text: str) -> list[str]:
    """The lines of a note; none where there is no note."""
    return text.strip().splitlines()


def finished(layers: Any, title: str, notes: Sequence[str], height: Any) -> "alt.LayerChart":
    """A chart of rows or a square one, with its title and notes (see `titled`)."""
    chart: alt.LayerChart = titled(layers.properties(width=WIDTH, height=height), title, notes)
    return chart


def titled(chart: Any, title: str, notes: Sequence[str]) -> Any:
    """The chart with its title, notes under it, and the looks of the toolkit's other charts."""
    words = {"text": title, "subtitle": list(notes), "anchor": "start", "subtitleColor": GREY}
    return chart.properties(title=words, background="white").configure_view(stroke=None).configure_axis(gridColor="#E4E4E4")
