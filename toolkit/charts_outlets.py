"""Charts of outlets (or other groups) side by side: a comparison in, matplotlib Axes out."""

from typing import TYPE_CHECKING

import numpy as np

from .charts_base import INK, VOICE_COLOURS, draw_interval, intervals_are, name_rows, new_axes, note_n, short, styled
from .compare import Comparison
from .lexicons import LOADED_CATEGORIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_VOICE_MARKS = {"narration": "o", "paraphrase": "D", "quotation": "s"}


@styled
def rates(comparison: Comparison, measure: str, ax: "Axes | None" = None) -> "Axes":
    """One measure by group, highest first, with interval and n; hollow where a group has few articles.

    Parameters
    ----------
    measure : a name of `MEASURES`, e.g. "loaded_narration".

    Raises ArticleError for a measure that does not exist.

    Examples
    --------
    >>> from toolkit.compare import compare_example
    >>> rates(compare_example(), "loaded_narration").get_xlabel()
    'per 1,000 words of narration (95 % interval; hollow: under 20 articles)'
    """
    found = comparison.of(measure).sort_values("estimate", ascending=False, kind="stable")
    ax = new_axes(ax, len(found))
    for row, one in enumerate(found.itertuples()):
        draw_interval(ax, row, one, INK, "o")
    name_rows(ax, list(found["group"]))
    note_n(ax, list(found["n_measured"]))
    ax.set_title(f"{found['title'].iloc[0]} by {comparison.by}")
    ax.set_xlabel(f"{found['unit'].iloc[0]} ({intervals_are(comparison, found)})")
    return ax


@styled
def voices(comparison: Comparison, ax: "Axes | None" = None) -> "Axes":
    """Loaded terms by voice in each group: narration, paraphrase and quotation, each per 1,000 words of that voice.

    >>> from toolkit.compare import compare_example
    >>> len(voices(compare_example()).get_legend().get_texts())
    3
    """
    parts = {voice: comparison.of(f"loaded_{voice}").set_index("group") for voice in _VOICE_MARKS}
    order = list(parts["narration"].sort_values("estimate", ascending=False, kind="stable").index)
    ax = new_axes(ax, round(1.6 * len(order)))
    for shift, (voice, table) in zip((-0.22, 0, 0.22), parts.items(), strict=True):
        for row, group in enumerate(order):
            draw_interval(ax, row + shift, table.loc[group], VOICE_COLOURS[voice], _VOICE_MARKS[voice])
        ax.plot([], [], _VOICE_MARKS[voice], color=VOICE_COLOURS[voice], label=voice)
    name_rows(ax, order)
    note_n(ax, [[table.loc[group, "n_measured"] for table in parts.values()] for group in order])
    ax.set_title(f"Loaded terms by who says them, by {comparison.by}", pad=22)
    ax.set_xlabel(f"per 1,000 words of that voice ({intervals_are(comparison, parts['narration'])})")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0, handletextpad=0.2)
    return ax


@styled
def categories(comparison: Comparison, voice: str = "narration", ax: "Axes | None" = None) -> "Axes":
    """Groups by categories of loaded terms, per 1,000 words of one voice; darker is more, the figure stands in the cell.

    >>> from toolkit.compare import compare_example
    >>> len(categories(compare_example()).get_xticklabels())
    7
    """
    names = [f"loaded_{voice}_{category}" for category in LOADED_CATEGORIES]
    order = list(comparison.of(f"loaded_{voice}").sort_values("estimate", ascending=False, kind="stable")["group"])
    values = comparison.wide(names).loc[order, names].to_numpy(dtype=float)
    ax = new_axes(ax, len(order) + 1, width=7.2)
    ax.imshow(np.nan_to_num(values), cmap="Greys", aspect="auto", vmin=0, vmax=max(np.nanmax(values, initial=0), 1e-9) * 1.25)
    half = np.nanmax(values, initial=0) * 0.65
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        tone = "white" if value > half else INK
        ax.text(column, row, "–" if value != value else f"{value:.1f}", ha="center", va="center", fontsize=8, color=tone)
    ax.set_xticks(range(len(names)), LOADED_CATEGORIES, rotation=20, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(order)), [short(group) for group in order])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ns = comparison.of(f"loaded_{voice}").set_index("group")["n_articles"]
    note_n(ax, [ns[group] for group in order])
    ax.set_title(f"Categories of loaded terms in {voice}, by {comparison.by}")
    ax.set_xlabel(f"per 1,000 words of {voice}")
    return ax
