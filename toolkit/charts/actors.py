"""Charts of how groups portray actors: a map of groups by actors, and for each group what it says itself and lets be said."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..choices import several_of
from ..comparison.portrayal import LIGHTS, Portrayal
from ..errors import OptionError
from ..grouping.groups import in_order
from ..measures.formatting import level, percent
from .base import (
    GREY,
    GROUPS,
    INK,
    VOICE_COLOURS,
    darkest,
    left_out,
    legend_below,
    name_rows,
    new_axes,
    note_right,
    short,
    styled,
)
from .sources import headed_rows

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_COLOURS, _DARK = "Greys", 0.62  # and the share of the scale from which a cell is dark
_BEYOND = 2.5  # times the highest rate, beyond which a line is cut off
_HEADED = 0.8  # height of a row below the name of its group, to that of other rows
_TERMS = {
    "all": "loaded terms",
    "-": "loaded terms in a bad light",
    "+": "loaded terms in a good light",
    "0": "loaded terms in neither light",
}
"""What is drawn, by polarity."""
_MIRRORED = {"narration": -1, "quotation": 1}
"""The voices drawn to the left and to the right."""


@styled
def portrayal_map(
    result: Portrayal,
    ax: "Axes | None" = None,
    *,
    voice: str = "narration",
    polarity: str = "all",
    actors: int = 8,
    groups: int = GROUPS,
) -> "Axes":
    """Loaded terms about each actor by group: darker where there are more per 1,000 words, with the rate and articles in play.

    Rates of few articles are grey and have no shade. A cell is empty where the actor is not in play.

    Parameters
    ----------
    voice, polarity : whose words are drawn, and which terms ("all", "-", "+" or "0").
    actors, groups : the most actors shown, those with most terms, and the most groups, those with most articles in play.

    Raises OptionError where no group has a figure for that voice and polarity.

    >>> from toolkit import example_results
    >>> portrayal_map(example_results.portrayal()).get_title("left")
    'Loaded terms about actors, narration, by outlet'
    """
    table = result.table[(result.table["voice"] == voice) & (result.table["polarity"] == polarity)]
    if table.empty:
        raise OptionError(f"no loaded terms about {result.whom} in the voice {voice!r} with the polarity {polarity!r}")
    named = set(table["actor"])
    shown = [actor for actor in result.actors if actor in named][:actors]
    in_play = table["n_articles"].where(table["actor"].isin(shown), 0).groupby(table["group"]).sum()
    chosen = _largest(table[table["actor"].isin(shown)], groups)
    shown = [actor for actor in shown if (chosen["actor"] == actor).any()]  # some are in play in smaller groups alone
    wide = {name: chosen.pivot(index="group", columns="actor", values=name)[shown] for name in ("rate", "n_articles", "few")}
    wide = {name: table.loc[in_order(table.index)] for name, table in wide.items()}
    rates, articles = wide["rate"], wide["n_articles"].to_numpy(dtype=float)
    ax = new_axes(ax, len(rates) + 2)
    values, few_cells = rates.to_numpy(dtype=float), wide["few"].fillna(True).to_numpy(dtype=bool)
    sure, known = np.where(few_cells, math.nan, values), np.isfinite(values)
    scale = darkest(values[known], few_cells[known])
    ax.imshow(sure, cmap=_COLOURS, aspect="auto", vmin=0, vmax=scale)
    for (row, column), rate in np.ndenumerate(values):
        if not math.isnan(rate):
            label = f"{rate:.1f}\n({articles[row, column]:,.0f})"
            few, tone = math.isnan(sure[row, column]), "white" if rate > _DARK * scale else INK
            cell: dict[str, Any] = {"color": GREY, "style": "italic"} if few else {"color": tone}
            ax.text(column, row, label, ha="center", va="center", fontsize=6.5, **cell)
    ax.grid(visible=False)
    ax.set_xticks(range(len(shown)), [short(actor) for actor in shown], rotation=30, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(rates)), [short(group) for group in rates.index])
    ax.set_title(f"Loaded terms about {result.whom}, {voice}, by {result.settings['by']}")
    what = f"expected {_TERMS[polarity]} per 1,000 words\nin which the {result.whom[:-1]} is in play (articles)"
    doubtful = f"grey italics: under {result.settings['min_articles']} articles; " * bool(chosen["few"].any())
    ax.set_xlabel(f"{what}\n{doubtful}{_sure(result)}{left_out(len(rates), in_play)}")
    return ax


@styled
def portrayal_sides(
    result: Portrayal, actors: str | Sequence[str], ax: "Axes | None" = None, *, polarity: str = "-", groups: int = 15
) -> "Axes":
    """For some actors, or one, how often each group puts them in a light in its narration (left), and in what it quotes (right).

    `groups` is the most groups shown: those with the most articles in play.

    Raises OptionError for an actor that the result does not have.

    >>> from toolkit import example_results
    >>> result = example_results.portrayal()
    >>> portrayal_sides(result, result.actors[:1]).get_title("left")
    'Loaded terms about Ada Hall, by outlet'
    """
    from matplotlib.markers import CARETLEFTBASE, CARETRIGHTBASE
    from matplotlib.patches import Patch

    at_zero = {-1: CARETLEFTBASE, 1: CARETRIGHTBASE}
    actors = several_of(actors)
    tables = {actor: _of(result, actor, polarity) for actor in actors}
    sizes = dict.fromkeys(map(str, result.table[result.table["actor"].isin(actors)]["group"]), 0)
    for table in tables.values():
        for (group, _), row in table.items():
            sizes[group] = max(sizes[group], row.n_articles)
    chosen = sorted(sorted(sizes, key=lambda group: -sizes[group])[:groups], key=list(sizes).index)
    rows = [(group, actor) for group in chosen for actor in actors]
    if len(actors) > 1:
        ax = new_axes(ax, round(_HEADED * (len(rows) + len(chosen))))
        places = headed_rows(ax, {group: [short(actor) for actor in actors] for group in chosen})
    else:
        ax, places = new_axes(ax, len(rows)), list(range(len(rows)))
        name_rows(ax, chosen)
    told = [tables[actor].get((group, voice)) for voice in _MIRRORED for group, actor in rows]
    for voice, sign in _MIRRORED.items():
        of_voice = [tables[actor].get((group, voice)) for group, actor in rows]
        drawn = [(place, row) for place, row in zip(places, of_voice, strict=True) if row is not None]
        look: dict[str, Any] = {"color": VOICE_COLOURS[voice], "height": 0.6, "edgecolor": "white", "lw": 0.4}
        bars = ax.barh([place for place, _ in drawn], [sign * row.rate for _, row in drawn], **look)
        for bar, (place, row) in zip(bars, drawn, strict=True):
            bar.set_hatch("////" if row.few else "")
            ax.plot([sign * row.low, sign * row.high], [place, place], color=INK, lw=1.1)  # nothing where it is NaN
            if not row.rate:  # else the line would be of no bar
                ax.plot([0], [place], color=VOICE_COLOURS[voice], marker=at_zero[sign], ms=6, zorder=3, clip_on=False)
    for place, (group, actor) in zip(places, rows, strict=True):
        counts = [row.n_articles for voice in _MIRRORED if (row := tables[actor].get((group, voice))) is not None]
        note_right(ax, place, f"n = {max(counts):,}" if counts else "not in play")
    ax.axvline(0, color=INK, lw=0.8)
    ends = [end for row in told if row is not None for end in (row.rate, row.high) if not math.isnan(end)]
    highest = max((row.rate for row in told if row is not None), default=0.0)
    limit = min(max(ends, default=1.0), _BEYOND * highest or math.inf) or 1.0
    ax.set_xlim(-1.04 * limit, 1.04 * limit)
    ax.xaxis.set_major_formatter(lambda rate, _: f"{abs(rate):g}")
    whom = short(actors[0]) if len(actors) == 1 else f"{len(actors)} {result.whom}"
    ax.set_title(f"Loaded terms about {whom}, by {result.settings['by']}")
    cut = ", cut off at the edge" if max(ends, default=0.0) > limit else ""
    few = any(row is not None and row.few for row in told)
    hatched = f"hatched: under {result.settings['min_articles']} articles; " * few
    none = "mark at 0: none found; " * any(row is not None and not row.rate for row in told)
    interval = f"line: {level(result.settings['confidence'])} interval{cut}; {none}{hatched}n: articles in play"
    ax.set_xlabel(
        f"what it says itself ← {_TERMS[polarity]} per 1,000 words → what it quotes\n{interval}; {_sure(result)}"
        f"{left_out(len(chosen), sizes.values())}"
    )
    legend_below(ax, [Patch(color=VOICE_COLOURS[voice], label=voice) for voice in _MIRRORED])
    return ax


def _largest(table: "pd.DataFrame", groups: int) -> "pd.DataFrame":
    """The rows of the groups with the most articles in play, in the order of the table."""
    sizes = table.groupby("group")["n_articles"].sum().nlargest(groups)
    return table[table["group"].isin(sizes.index)]


def _of(result: Portrayal, actor: str, polarity: str) -> dict[tuple[str, str], Any]:
    """The rows of an actor and a polarity, by group and voice. Raises OptionError for a polarity that there is not."""
    if polarity not in LIGHTS:
        raise OptionError(f"no polarity {polarity!r}; choose among {', '.join(LIGHTS)}")
    table = result.of(actor)
    return {(str(row.group), str(row.voice)): row for row in table[table["polarity"] == polarity].itertuples()}


def _sure(result: Portrayal) -> str:
    """Which share of the loaded terms is counted."""
    return f"targets are sure for {percent(result.settings['sure'])} of loaded terms"
