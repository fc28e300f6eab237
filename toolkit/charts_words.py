"""Charts of words and names: a comparison or the choice of names in, matplotlib Axes out."""

from typing import TYPE_CHECKING, Any

import numpy as np

from .charts_base import INK, LONGEST_NAME, REST_COLOUR, bar, legend_below, name_rows, new_axes, note_n, short, stack, styled
from .compare import Comparison
from .naming import Naming
from .voices import OWN_VOICES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAME_COLOURS = ("#332288", "#88CCEE", "#CC6677", "#DDCC77", "#117733", "#AA4499", "#999933")


@styled
def distinctive(comparison: Comparison, group: str, ax: "Axes | None" = None, *, top: int = 15) -> "Axes":
    """The words that set one group apart in its own voice, by z of the log-odds ratio, with count and articles.

    >>> from toolkit.compare import compare_example
    >>> distinctive(compare_example(), "Wire").get_title("left")
    'Distinctive words in the own voice of Wire'
    """
    found = comparison.distinctive[comparison.distinctive["group"] == group].head(top)
    ax = new_axes(ax, len(found), width=4.6)
    ax.barh(range(len(found)), found["z"], color="#777777", height=0.7)
    for row, one in enumerate(found.itertuples()):
        ax.annotate(f"{one.count}× in {one.articles}", (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=7)
    name_rows(ax, list(found["term"]))
    ax.set_title(f"Distinctive words in the own voice of {short(group)}")
    ax.set_xlabel("z of log-odds against all others (times, in articles)")
    return ax


@styled
def names(naming: Naming, concept: str, ax: "Axes | None" = None, *, groups: int = 15) -> "Axes":
    """Which name each group (and period) chooses for one referent: shares of its uses, with uses and articles.

    The line under a bar is the interval of the first name's share. Shown are the groups with most uses (over time group by
    group, the earliest first), and the names that are used most; the rest is grey.

    Raises ArticleError for a concept that no article names.

    Examples
    --------
    >>> from toolkit.naming import naming_example
    >>> names(naming_example(), "Islamic State").get_xlabel()
    'share of the uses in its own voice (n = uses, articles)\\nline: 95 % interval of the first name; pale: under 20 articles'
    """
    found = naming.of(concept)
    over_time = "period" in found
    if over_time:
        rows = zip(found["group"], found["period"], strict=True)
        found = found.assign(group=[f"{short(group, LONGEST_NAME - len(when) - 2)}, {when}" for group, when in rows])
    counts = found.pivot_table(index="group", columns="name", values="count", aggfunc="sum", fill_value=0)
    shown = counts.sum().sort_values(ascending=False, kind="stable").index[: len(_NAME_COLOURS)]
    largest = counts.loc[counts.sum(axis=1).nlargest(groups).index]
    shares = largest.div(largest.sum(axis=1), axis=0)
    shares = shares.sort_index() if over_time else shares.sort_values(shown[0], ascending=False, kind="stable")
    ax = new_axes(ax, len(shares) + 1)
    left = stack(ax, [(name, shares[name].to_numpy(), colour) for name, colour in zip(shown, _NAME_COLOURS, strict=False)])
    if (left < 1 - 1e-9).any():
        bar(ax, left, 1 - left, REST_COLOUR, "other names")
    uses = found.drop_duplicates("group").set_index("group")
    _under_bars(ax, found[found["name"] == shown[0]].set_index("group").reindex(shares.index), uses.loc[shares.index, "few"])
    name_rows(ax, [str(group) for group in shares.index])
    note_n(ax, [[int(uses.loc[group, "uses"]), int(uses.loc[group, "n_articles"])] for group in shares.index])
    ax.set_xlim(0, 1)
    ax.set_title(f"Names for: {concept}, by {naming.settings['by']}")
    whose = (
        "in its own voice" if set(naming.settings["voices"]) <= set(OWN_VOICES) else f"in {', '.join(naming.settings['voices'])}"
    )
    percent = 100 * naming.settings["confidence"]
    pale = f"; pale: under {naming.settings['min_articles']} articles" if uses["few"].any() else ""
    ax.set_xlabel(f"share of the uses {whose} (n = uses, articles)\nline: {percent:.0f} % interval of the first name{pale}")
    legend_below(ax)
    return ax


def _under_bars(ax: "Axes", first: Any, few: Any) -> None:
    """The interval of the first name's share under each bar, where it has one; bars of few articles turn pale."""
    for row, (low, high) in enumerate(zip(first["low"].astype(float), first["high"].astype(float), strict=True)):
        if low == low:
            ax.plot([low, high], [row + 0.43] * 2, color=INK, lw=1.4)
    for pale in np.flatnonzero(few):
        ax.axhspan(pale - 0.37, pale + 0.37, color="white", alpha=0.45, lw=0, zorder=1.5)
