"""Charts of how groups portray actors: a map of groups by actors, and for each group what it says itself and lets be said."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..comparison.portrayal import Portrayal
from ..errors import OptionError
from .base import INK, VOICE_COLOURS, legend_below, name_rows, new_axes, note_n, short, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS, _DARK = "Greys", 0.55  # and the share of the highest rate from which a cell is dark
_NAME = 18  # characters of an actor's name
_MIRRORED = {"narration": -1, "quotation": 1}
"""The voices drawn to the left and to the right."""


@styled
def portrayal_map(
    result: Portrayal, ax: "Axes | None" = None, *, voice: str = "narration", polarity: str = "all", actors: int = 8
) -> "Axes":
    """Loaded terms about each actor by group: darker where there are more per 1,000 words, with the rate and articles in play.

    Parameters
    ----------
    voice, polarity : whose words are drawn, and which terms ("all", "-", "+" or "0").
    actors : the most actors shown, those with most terms.

    Raises OptionError where no group has a figure for that voice and polarity.

    >>> from toolkit import example_results
    >>> portrayal_map(example_results.portrayal()).get_title("left")
    'Loaded terms about actors, narration, by outlet'
    """
    table = result.table[(result.table["voice"] == voice) & (result.table["polarity"] == polarity)]
    if table.empty:
        raise OptionError(f"no loaded terms about actors in the voice {voice!r} with the polarity {polarity!r}")
    shown = [actor for actor in result.actors if actor in set(table["actor"])][:actors]
    rates = table.pivot(index="group", columns="actor", values="rate").reindex(columns=shown)
    articles = table.pivot(index="group", columns="actor", values="n_articles").reindex(columns=shown).to_numpy(dtype=float)
    ax = new_axes(ax, len(rates) + 2)
    figures = rates.to_numpy(dtype=float)
    ax.imshow(figures, cmap=_COLOURS, aspect="auto", vmin=0)
    for (row, column), rate in np.ndenumerate(figures):
        if not math.isnan(rate):
            tone = "white" if rate > _DARK * np.nanmax(figures) else INK
            label = f"{rate:.1f}\n({articles[row, column]:,.0f})"
            ax.text(column, row, label, ha="center", va="center", fontsize=6.5, color=tone)
    ax.set_xticks(range(len(shown)), [short(actor, _NAME) for actor in shown], rotation=30, ha="right")
    ax.set_yticks(range(len(rates)), [short(group) for group in rates.index])
    ax.set_title(f"Loaded terms about actors, {voice}, by {result.settings['by']}")
    light = "" if polarity == "all" else f" of polarity {polarity}"
    ax.set_xlabel(f"expected terms{light} per 1,000 words in which the actor is in play (articles)\n{_sure(result)}")
    return ax


@styled
def portrayal_sides(result: Portrayal, actors: Sequence[str], ax: "Axes | None" = None, *, polarity: str = "-") -> "Axes":
    """For some actors, how often each group puts them in a light in its own narration (left), and in what it quotes (right).

    Raises OptionError for an actor that the result does not have.

    >>> from toolkit import example_results
    >>> result = example_results.portrayal()
    >>> portrayal_sides(result, result.actors[:1]).get_title("left")
    'Loaded terms about Ada Hall, by outlet'
    """
    tables = {actor: _of(result, actor, polarity) for actor in actors}
    groups = dict.fromkeys(group for table in tables.values() for group, _ in table)
    rows = [(group, actor) for group in groups for actor in actors]
    ax = new_axes(ax, len(rows))
    for voice, sign in _MIRRORED.items():
        of_voice = [tables[actor].get((group, voice)) for group, actor in rows]
        drawn = [(place, row) for place, row in enumerate(of_voice) if row is not None]
        widths = [sign * row.rate for _, row in drawn]
        ax.barh([place for place, _ in drawn], widths, color=VOICE_COLOURS[voice], height=0.6, label=voice)
        for place, row in drawn:
            ax.plot([sign * row.low, sign * row.high], [place, place], color=INK, lw=1.1)  # nothing where it is NaN
    counts = [max((t.n_articles for v in _MIRRORED if (t := tables[a].get((g, v))) is not None), default=0) for g, a in rows]
    name_rows(ax, [f"{short(group, _NAME)}: {short(actor, _NAME)}" for group, actor in rows])
    note_n(ax, counts)
    ax.axvline(0, color=INK, lw=0.8)
    ax.xaxis.set_major_formatter(lambda rate, _: f"{abs(rate):g}")
    ax.set_title(f"Loaded terms about {' and '.join(short(actor, _NAME) for actor in actors)}, by {result.settings['by']}")
    interval = f"line: {100 * result.settings['confidence']:.0f} % interval; n: articles in play"
    ax.set_xlabel(
        f"what it says itself ← terms of polarity {polarity} per 1,000 words → what it quotes\n{interval}; {_sure(result)}"
    )
    legend_below(ax)
    return ax


def _of(result: Portrayal, actor: str, polarity: str) -> dict[tuple[str, str], Any]:
    """The rows of an actor and a polarity, by group and voice."""
    table = result.of(actor)
    return {(str(row.group), str(row.voice)): row for row in table[table["polarity"] == polarity].itertuples()}


def _sure(result: Portrayal) -> str:
    """Which share of the loaded terms is counted."""
    return f"targets are sure for {result.settings['sure']:.0%} of loaded terms"
