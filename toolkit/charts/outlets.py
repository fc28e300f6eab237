"""Charts of outlets (or other groups) side by side."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..comparison.sensitivity import Sensitivity
from ..comparison.variants import POOLED
from ..errors import OptionError
from ..measures.formatting import level, limit, percent
from ..statistics.arrays import Bools, Floats
from ..statistics.inference import SIGNIFICANT
from ..text.lexicon import LOADED_CATEGORIES
from ..vocabulary.word_shift import VOICES_WITH_RATES
from .base import (
    GREY,
    GROUPS,
    INK,
    PALE,
    VOICE_COLOURS,
    darkest,
    draw_estimate,
    draw_estimates,
    draw_interval,
    draw_with_reading,
    highest_first,
    intervals_are,
    is_narrow,
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
    styled,
    thin_line,
)
from .edges import cut_axis
from .ticks import difference_of, in_percent, in_points, is_share, whole_points

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_VOICE_MARKS = {"narration": "o", "paraphrase": "D", "quotation": "s"}
_OF_VOICES = 20  # groups, with a line for each voice
_UNMATCHED = "#E08214"
_THIN = 1 / 3  # share of a group's articles below which its rank in a variant is grey
_ABOVE: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}


@styled
def rates(comparison: Comparison, measure: str, ax: "Axes | None" = None, *, groups: int = GROUPS) -> "Axes":
    """One measure by group, the highest first, with interval and n; hollow where a group has few articles.

    Parameters
    ----------
    measure : a name of `MEASURES`, e.g. "loaded_narration".
    groups : the most groups shown: those with the most articles.

    Raises OptionError for a measure that the comparison does not have.

    Examples
    --------
    >>> from toolkit import example_results
    >>> rates(example_results.comparison(), "loaded_narration").get_xlabel()
    'per 1,000 words of narration (95 % interval; ×: no interval)'
    """
    table = comparison.drawn(measure)
    shown = highest_first(table, groups)
    ax = new_axes(ax, len(shown))
    draw_estimates(ax, shown)
    ax.set_title(f"{shown['title'].iloc[0]} by {comparison.by}")
    share = is_share(comparison.measures[measure])
    if share:
        ax.xaxis.set_major_formatter(in_percent)
    intervals = intervals_are(comparison, shown) + cut_axis(ax, shown, told=percent if share else None)
    ax.set_xlabel(f"{shown['unit'].iloc[0]} ({intervals}){rests_on(comparison, len(shown), table['n_articles'])}")
    return ax


@styled
def differences(
    comparison: Comparison, measure: str, ax: "Axes | None" = None, *, against: str = REST, groups: int = GROUPS
) -> "Axes":
    """How far each group differs from all others (or from the reference) in one measure, with interval, n and ratio.

    A mark is filled where the adjusted p of the difference is below `SIGNIFICANT`. Where articles were compared within events,
    the vertical tick under the mark is the difference over all articles, which includes the effect of topics.

    Parameters
    ----------
    measure : a name of `MEASURES`.
    against : "rest", or the reference of the comparison.
    groups : the most groups shown: those with the most articles.

    Raises OptionError for a measure that the comparison does not have, and for a group that nothing was compared with.

    Examples
    --------
    >>> from toolkit import example_results
    >>> differences(example_results.comparison(), "loaded_narration").get_title("left")
    'Loaded terms, narration: each outlet against all others'
    """
    table = comparison.against(measure, against)
    shown = highest_first(table, groups, "difference")
    ax = new_axes(ax, len(shown) + 2)
    for place, row in enumerate(shown.itertuples()):
        _draw_difference(ax, place, row)
        note_right(ax, place, _both_sides(row))
    ax.axvline(0, color=PALE, lw=0.8, zorder=1)
    ax.margins(x=0.06)
    name_rows(ax, list(shown["group"]))
    measured = comparison.measures[measure]
    share = is_share(measured)
    if share:
        ax.xaxis.set_major_formatter(in_points)
    others = "all others" if against == REST else short(against)
    within = f" on the same {comparison.settings['within']}" if comparison.settings["within"] else ""
    ax.set_title(f"{measured.title}: each {comparison.by} against {others}{within}")
    cut = cut_axis(ax, shown, "difference", whole_points if share else None)
    interval = f"{level(comparison.settings['confidence'])} interval{thin_line(shown)}{cut}"
    ratio = "; × their ratio" if shown["ratio"].notna().any() else ""
    ax.set_xlabel(
        f"{difference_of(measured)} ({interval})\nright: n of both sides{ratio}{left_out(len(shown), table['n_articles'])}"
    )
    legend_below(ax, _difference_handles(shown))
    return ax


def _draw_difference(ax: "Axes", place: int, row: Any) -> None:
    """A difference with its interval, filled where it is more than chance; the tick is the difference over all articles."""
    chance = not row.p_adjusted < SIGNIFICANT
    draw_interval(ax, place, (row.difference, row.low, row.high), INK, "o", hollow=chance)
    draw_with_reading(ax, place, row, INK)
    if hasattr(row, "unmatched") and not math.isnan(row.difference):
        ax.plot([row.unmatched] * 2, [place + 0.14, place + 0.42], color=_UNMATCHED, lw=2, solid_capstyle="butt", zorder=2)


def _both_sides(row: Any) -> str:
    """The articles on both sides, and the ratio of the two figures."""
    return f"n = {row.n_articles:,}, {row.n_against:,}" + ("" if math.isnan(row.ratio) else f"; ×{_times(row.ratio)}")


def _times(ratio: float) -> str:
    """A ratio in as few digits as tell it.

    >>> _times(0.01), _times(2.44), _times(1234)
    ('<0.1', '2.4', '1,234')
    """
    return "<0.1" if 0 < ratio < 0.05 else f"{ratio:.1f}" if 0 < ratio < 9.95 else f"{ratio:,.0f}"


def _difference_handles(table: "pd.DataFrame") -> list[Any]:
    """The entries of the legend for the marks that are drawn."""
    from matplotlib.lines import Line2D

    drawn = table[table["difference"].notna()]
    bounded = drawn["low"].notna()
    filled, least = drawn.loc[bounded, "p_adjusted"] < SIGNIFICANT, limit(SIGNIFICANT)
    marks: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6, "mec": INK, "mew": 1.4}
    handles: list[Any] = [Line2D([], [], mfc=INK, label=f"p < {least}, adjusted", **marks)] if filled.any() else []
    if not filled.all():
        handles.append(Line2D([], [], mfc="white", label=f"p ≥ {least}, adjusted", **marks))
    if not bounded.all():
        handles.append(Line2D([], [], label="no interval", **{**marks, "marker": "x", "ms": 5}))
    if "unmatched" in table:
        handles.append(Line2D([], [], color=_UNMATCHED, marker="|", ls="", ms=7, mew=2, label="over all articles, not matched"))
    return handles


@styled
def voices(comparison: Comparison, ax: "Axes | None" = None, *, groups: int = _OF_VOICES) -> "Axes":
    """Loaded terms by voice in each group: narration, paraphrase and quotation, each per 1,000 words of that voice.

    Parameters
    ----------
    groups : the most groups shown: those with the most articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> len(voices(example_results.comparison()).get_legend().get_texts())
    3
    """
    import pandas as pd

    parts = {voice: comparison.drawn(f"loaded_{voice}") for voice in _VOICE_MARKS}
    order = list(highest_first(parts["narration"], groups)["group"])
    tables = {voice: table.set_index("group") for voice, table in parts.items()}
    ax = new_axes(ax, round(1.3 * len(order)))
    for shift, (voice, table) in zip((-0.22, 0, 0.22), tables.items(), strict=True):
        for place, group in enumerate(order):
            draw_estimate(ax, place + shift, table.loc[group], VOICE_COLOURS[voice], _VOICE_MARKS[voice])
        ax.plot([], [], _VOICE_MARKS[voice], color=VOICE_COLOURS[voice], label=voice)
    name_rows(ax, order)
    note_n(ax, [[table.loc[group, "n_measured"] for table in tables.values()] for group in order])
    ax.set_title(f"Loaded terms by who says them, by {comparison.by}", pad=22)
    drawn = pd.concat([table.loc[order] for table in tables.values()])
    intervals = intervals_are(comparison, drawn) + cut_axis(ax, drawn)
    rest = rests_on(comparison, len(order), parts["narration"]["n_articles"])
    ax.set_xlabel(f"per 1,000 words of that voice ({intervals}){rest}")
    look: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
    if is_narrow(ax):
        look = {"loc": "lower center", "bbox_to_anchor": (0.5, 1), "fontsize": 7, "columnspacing": 1}
    ax.legend(ncols=3, borderaxespad=0, handletextpad=0.2, **look)
    return ax


@styled
def categories(comparison: Comparison, voice: str = "narration", ax: "Axes | None" = None, *, groups: int = GROUPS) -> "Axes":
    """Loaded terms of each category in each group, per 1,000 words of one voice: the figures in cells, darker for more.

    Categories of your own lexicons stand behind the seven shipped ones, and of all of these only those that occur are shown.
    Figures of few articles are in italics.

    Parameters
    ----------
    voice : headline, narration, paraphrase or quotation.
    groups : the most groups shown: those with the most articles.

    Raises OptionError for an unknown voice, and where no category was compared.

    Examples
    --------
    >>> from toolkit import example_results
    >>> len(categories(example_results.comparison()).get_xticklabels())
    7
    """
    if voice not in VOICES_WITH_RATES:
        raise OptionError(f"unknown voice {voice!r}; choose among {', '.join(VOICES_WITH_RATES)}")
    of = {name: measure.of for name, measure in comparison.measures.items() if measure.of.get("voice") == voice}
    columns = {name: named["category"] for name, named in of.items() if "category" in named}
    if not columns:
        raise OptionError(f"no category of terms in {voice} was compared; add some to measures=…, or leave that out for all")
    rates = comparison.wide(list(columns))
    if not set(columns.values()) <= set(LOADED_CATEGORIES):
        columns = {name: category for name, category in columns.items() if (rates[name] > 0).any()} or columns
    table = comparison.drawn(f"loaded_{voice}")
    shown = highest_first(table, groups)
    values = rates.loc[shown["group"], list(columns)].to_numpy(dtype=float)
    ax = new_axes(ax, len(shown) + 1, width=7.2)
    few = shown["few"].to_numpy(dtype=bool)
    _cells(ax, values, [["–" if math.isnan(value) else f"{value:.1f}" for value in row] for row in values], few)
    _name_cells(ax, list(shown["group"]), list(columns.values()))
    note_n(ax, list(shown["n_articles"]))
    ax.set_title(f"Categories of loaded terms in {voice}, by {comparison.by}")
    italics = f" (italics: under {comparison.settings['min_articles']} articles)" if few.any() else ""
    ax.set_xlabel(f"per 1,000 words of {voice}{italics}{rests_on(comparison, len(shown), table['n_articles'])}")
    return ax


def _cells(
    ax: "Axes", values: Floats, texts: Sequence[Sequence[str]], few: Bools | None = None, thin: Bools | None = None
) -> None:
    """A matrix of cells, darker for more, with a text in each.

    Rows of few articles are in italics, and do not set the scale, unless they are most of the rows. Cells that are `thin` are in
    grey italics, without a shade.
    """
    from matplotlib.colors import to_hex

    few = np.zeros(len(values), dtype=bool) if few is None else few
    thin = np.zeros(values.shape, dtype=bool) if thin is None else thin
    shown = np.where(thin, 0, np.nan_to_num(values))
    shades: Any = ax.imshow(shown, cmap="Greys", aspect="auto", vmin=0, vmax=darkest(values, few))
    size = 6 if is_narrow(ax) else 8
    for (row, column), value in np.ndenumerate(shown):
        shade = to_hex(shades.to_rgba(value))
        tone = GREY if thin[row, column] else "white" if luminance(shade) < 0.5 else INK
        slant = "italic" if few[row] or thin[row, column] else "normal"
        ax.text(column, row, texts[row][column], ha="center", va="center", fontsize=size, color=tone, style=slant)


def _name_cells(ax: "Axes", rows: Sequence[str], columns: Sequence[str]) -> None:
    """Names at the left of the rows and under the columns of a matrix, without a frame."""
    turned = 40 if is_narrow(ax) else 30
    ax.set_xticks(range(len(columns)), columns, rotation=turned, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(rows)), [short(name) for name in rows])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


@styled
def sensitivity(result: Sensitivity, ax: "Axes | None" = None, *, groups: int = GROUPS) -> "Axes":
    """The rank of each group in each variant of a comparison, darker for higher, and how far each ranking agrees with the first.

    Ranks are those among all groups, and grey where a variant leaves a group less than a third of its articles.

    Parameters
    ----------
    groups : the most groups shown: those with the most articles, without any that has few where others have more.

    Examples
    --------
    >>> from toolkit import example_results
    >>> ax = sensitivity(example_results.sensitivity())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Herald', 'Wire']
    """
    pooled = result.table[result.table["variant"] == POOLED].set_index("group")
    few = pooled["few"].to_numpy(dtype=bool)
    few = few & ~few.all()
    shown = largest(pooled[~few], groups).sort_values("rank", kind="stable")
    ranks = result.wide().loc[shown.index]
    ax = new_axes(ax, len(ranks) + 3, width=7.2)
    values = ranks.to_numpy(dtype=float)
    articles = result.table.pivot(index="group", columns="variant", values="n_articles").loc[ranks.index, ranks.columns]
    thin = articles.lt(_THIN * articles[POOLED], axis=0).to_numpy() & np.isfinite(values)
    texts = [["–" if math.isnan(rank) else f"{rank:g}" for rank in row] for row in values]
    _cells(ax, len(pooled) + 1 - values, texts, thin=thin)
    _name_cells(ax, list(ranks.index), list(ranks.columns))
    note_n(ax, list(shown["n_articles"]))
    for column, tau in enumerate(result.agreement["tau"]):
        text = "–" if math.isnan(tau) else f"{tau:.2f}".replace("0.", ".").replace("-", "−")
        look: dict[str, Any] = {"fontsize": 6.5, "rotation": 90} if is_narrow(ax) else {"fontsize": 8}
        ax.annotate(text, (column, 1), (0, 3), **_ABOVE, ha="center", fontweight="bold", **look)
    ax.annotate("τ", (0, 1), (-4, 3), xycoords="axes fraction", textcoords="offset points", ha="right", fontsize=8)
    ax.set_title(f"{result.measure.title}: rank of each {result.by} in variants of the comparison", pad=18)
    without = left_out(len(shown), pooled[~few]["n_articles"])
    without += "\ngrey italics: from less than a third of its articles" * bool(thin.any())
    without += f"\nnot shown: {few.sum():,} with under {result.settings['min_articles']} articles" if few.any() else ""
    ax.set_xlabel(
        f"rank among all {len(pooled):,}, 1 for the highest figure; –: left out (n = all its articles)\n"
        f"Kendall’s τ with the first ranking: 1 same, 0 unrelated, −1 reversed{without}"
    )
    return ax
