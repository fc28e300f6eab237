"""Charts of words and names: keyness, a word shift or the choice of names in, matplotlib Axes out."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.voices import OWN_VOICES
from ..comparison.compare import Comparison
from ..errors import ArticleError
from ..measures.formatting import p_value
from ..vocabulary.keyness import SORTS, Keyness
from ..vocabulary.naming import Naming
from ..vocabulary.word_shift import WordShift
from .base import (
    INK,
    LONGEST_NAME,
    PALE,
    REST_COLOUR,
    SIGNIFICANT,
    bar,
    fit,
    is_narrow,
    legend_below,
    name_rows,
    new_axes,
    note_n,
    short,
    stack,
    styled,
)
from .labels import label_points

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_NAME_COLOURS = ("#332288", "#88CCEE", "#CC6677", "#DDCC77", "#117733", "#AA4499", "#999933")
OVER_COLOUR, UNDER_COLOUR = "#01665E", "#D8B365"  # of other lightness, and none of a voice's colours
_DOUBT = f"p > {SIGNIFICANT:.2f}, adjusted".replace("0.", ".")
_DOUBT_COLOUR = "#C0C0C0"
_LABELS_NARROW = 16  # words labelled at most in narrow Axes
_STATISTICS = {
    "z": "z of the log-odds ratio",
    "z_articles": "z over articles",
    "g2": "G², signed",
    "log_odds": "log-odds ratio",
    "log_ratio": "log2 of the ratio of rates",
    "percent_diff": "% difference of rates",
}
_DIGITS = {"rate": 1, "mean weight": 2, "divergence": 3}  # of a score


@styled
def keyness(result: Keyness, group: str, ax: "Axes | None" = None, *, top: int = 10, sort: str = "z") -> "Axes":
    """The words that a group uses most above (to the right) and below (to the left) the reference, with counts and articles.

    Parameters
    ----------
    top : words on each side.
    sort : the statistic that is drawn, one of `keyness.SORTS`.

    Raises ArticleError for a group or a statistic that is none.

    Examples
    --------
    >>> from toolkit import example_results
    >>> keyness(example_results.keyness(), "Herald").get_title("left")
    'Own words of Herald, against all others'
    """
    over = result.over(group, top, sort=sort)
    rows: list[Any] = [*over.itertuples(), *reversed(list(result.under(group, top, sort=sort).itertuples()))]
    ax = two_sided(
        ax,
        [str(one.term) for one in rows],
        [float(getattr(one, sort)) for one in rows],
        [f"{_times(one.count, one.articles)} : {_times(one.rest_count, one.rest_articles)}" for one in rows],
        [one.p_adjusted > SIGNIFICANT for one in rows],
    )
    ax.set_title(_title(result, group))
    hollow = f"\nhollow: {_DOUBT}" if any(one.p_adjusted > SIGNIFICANT for one in rows) else ""
    ax.set_xlabel(f"{_direction(sort)}{hollow}\nbeside: times (articles), {_sides(result, group)}")
    return ax


@styled
def keyness_scatter(result: Keyness, group: str, ax: "Axes | None" = None, *, labels: int = 30, sort: str = "log_odds") -> "Axes":
    """All words of a group by how frequent they are and how much more the group uses them; larger points are in more articles.

    Hollow are those whose p, adjusted, is above `SIGNIFICANT`. Labelled are the others first, by z on both sides, where they find
    room.

    Parameters
    ----------
    labels : words labelled at most, half of them on each side.
    sort : the statistic of the vertical axis, one of `keyness.SORTS`.

    Raises ArticleError for a group or a statistic that is none.

    Examples
    --------
    >>> from toolkit import example_results
    >>> keyness_scatter(example_results.keyness(), "Herald").get_xlabel()
    'times used by Herald and all others (logarithmic)\\nlarger: in more articles; hollow: p > .05, adjusted'
    """
    if sort not in SORTS:
        raise ArticleError(f"cannot draw {sort!r}; choose among {', '.join(SORTS)}")
    rows: Any = result.of(group)
    ax = new_axes(ax, 11)
    times, value, articles = rows["count"] + rows["rest_count"], rows[sort], rows["articles"] + rows["rest_articles"]
    size = 3 + 60 * articles / max(articles.max(), 1)
    told = rows["p_adjusted"] <= SIGNIFICANT
    for part, colour in ((told & (value > 0), OVER_COLOUR), (told & (value <= 0), UNDER_COLOUR)):
        ax.scatter(times[part], value[part], s=size[part], color=colour, alpha=0.85, lw=0.3, ec="white", zorder=3)
    ax.scatter(times[~told], value[~told], s=size[~told], color="none", lw=0.6, ec=_DOUBT_COLOUR)
    ax.axhline(0, color=PALE, lw=0.8)
    ax.set_xscale("log")
    ax.margins(x=0.08, y=0.08)
    ax.grid(visible=True, axis="both")
    ax.set_title(_title(result, group))
    ax.set_xlabel(
        f"times used by {_sides(result, group).replace(' : ', ' and ')} (logarithmic)\nlarger: in more articles; hollow: {_DOUBT}"
    )
    ax.set_ylabel(_direction(sort))
    fit(ax)
    ax.yaxis.label.set_fontsize(ax.xaxis.label.get_fontsize())
    labels = min(labels, _LABELS_NARROW) if is_narrow(ax) else labels
    half = max(labels // 2, 1)
    sides: list[Any] = [_first(side, half) for side in (result.over(group, None), result.under(group, None))]
    first = [one for pair in zip_longest(*sides) for one in pair if one is not None and np.isfinite(getattr(one, sort))]
    at = [(float(one.count + one.rest_count), float(getattr(one, sort))) for one in first]
    free = np.column_stack([times, value])[told & np.isfinite(value)]
    label_points(ax, at, [str(one.term) for one in first], free=free, size=6.5 if is_narrow(ax) else 7.5, colour=INK)
    return ax


@styled
def word_shift(shift: WordShift, ax: "Axes | None" = None, *, top: int = 20) -> "Axes":
    """Which terms make the difference of two groups: the `top` largest parts, with times and articles.

    To the right stands what puts the first group above the second; in a divergence, whose parts have no sign, what the first
    uses more. The label says what the parts add up to, and those not shown.

    >>> from toolkit import example_results
    >>> word_shift(example_results.word_shift()).get_title("left")
    'Loaded terms in narration: Herald 200.0, Wire 100.0'
    """
    parts: Any = shift.table[shift.table["contribution"] != 0]
    shown, others = parts.head(top), parts.iloc[top:]
    if shift.settings["score"] == "divergence":
        shown = shown.assign(contribution=shown["contribution"] * np.sign(shown["rate_one"] - shown["rate_other"]))
    rows: list[Any] = list(shown.sort_values("contribution", ascending=False, kind="stable").itertuples())
    ax = two_sided(
        ax,
        [str(one.term) for one in rows],
        [float(one.contribution) for one in rows],
        [f"{_times(one.count_one, one.articles_one)} : {_times(one.count_other, one.articles_other)}" for one in rows],
        [False] * len(rows),
    )
    ax.set_title(_shift_title(shift))
    label = f"{_shift_label(shift)}\nbeside: times (articles), {short(shift.one)} : {short(shift.other)}"
    rest = f"\nnot shown: {len(others):,} others, together {_signed(shift, others['contribution'].sum())}" if len(others) else ""
    ax.set_xlabel(label + rest)
    if shift.settings["score"] == "divergence":
        ax.xaxis.set_major_formatter(lambda part, _: f"{abs(part):g}")
    return ax


@styled
def distinctive(comparison: Comparison, group: str, ax: "Axes | None" = None, *, top: int = 15) -> "Axes":
    """The words that set one group apart in its own voice, by z of the log-odds ratio, with times, articles and times elsewhere.

    The short form of `keyness` for a comparison, which keeps only what a group uses more.

    >>> from toolkit import example_results
    >>> distinctive(example_results.comparison(), "Wire").get_title("left")
    'Own words of Wire, against all others'
    """
    found = comparison.distinctive[comparison.distinctive["group"] == group].head(top)
    rows: list[Any] = list(found.itertuples())
    beside = [f"{_times(one.count, one.articles)} : {one.rest_count:,}" for one in rows]
    ax = two_sided(ax, [str(one.term) for one in rows], [float(one.z) for one in rows], beside, [False] * len(rows))
    ax.set_title(f"Own words of {short(group)}, against all others")
    ax.set_xlabel(f"{_STATISTICS['z']}\nbeside: times (articles) in {short(group)} : times in all others")
    return ax


def _first(side: "pd.DataFrame", half: int) -> list[Any]:
    """The words to be labelled first: those that are more than chance, then others, both in their order."""
    return list(side.iloc[np.argsort(side["p_adjusted"] > SIGNIFICANT, kind="stable")].head(half).itertuples())


def two_sided(
    ax: "Axes | None", names: list[str], values: Sequence[float], beside: Sequence[str], hollow: Sequence[bool]
) -> "Axes":
    """Bars to the right (above 0) and to the left, with names on the left and a note on the right of each row."""
    ax = new_axes(ax, len(names), width=5.6)
    drawn = np.nan_to_num(np.array(values, dtype=float), posinf=np.nan, neginf=np.nan)
    longest = np.nanmax(np.abs(drawn), initial=0)
    drawn = np.where(np.isnan(drawn), np.sign(values) * longest, drawn)  # an infinite one is as long as the longest
    colours = [OVER_COLOUR if value > 0 else UNDER_COLOUR for value in values]
    faces = ["white" if empty else colour for empty, colour in zip(hollow, colours, strict=True)]
    ax.barh(range(len(names)), drawn, color=faces, edgecolor=colours, lw=1.2, height=0.7)
    ax.axvline(0, color=INK, lw=0.8)
    ax.locator_params(axis="x", nbins=6)
    for row, text in enumerate(beside):
        ax.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=7, color="#555555")
    name_rows(ax, names)
    return ax


def _times(count: int, articles: int) -> str:
    """How often, and in how many articles."""
    return f"{count:,} ({articles:,})" if count else "0"


def _title(result: Keyness, group: str) -> str:
    """Whose words of what kind are held against whose."""
    kind = "phrases" if "longest" in result.settings else "words"
    if result.settings["reference"] == "attributed":
        return f"{kind.capitalize()} of {'all articles' if group == 'all' else short(group)}: own voice against sources"
    whose = {"own": f"Own {kind} of", "attributed": f"{kind.capitalize()} of the sources of", "all": f"{kind.capitalize()} of"}
    return f"{whose[result.settings['voice']]} {short(group)}, against {_reference(result)}"


def _reference(result: Keyness) -> str:
    reference = result.settings["reference"]
    return {"rest": "all others", "attributed": "sources"}.get(reference, short(reference))


def _sides(result: Keyness, group: str) -> str:
    own = "own voice" if result.settings["reference"] == "attributed" else short(group)
    return f"{own} : {_reference(result)}"


def _direction(sort: str) -> str:
    return f"less ← {_STATISTICS[sort]} → more"


def _shift_title(shift: WordShift) -> str:
    what = shift.settings["of"].capitalize()
    if shift.settings["score"] == "divergence":
        return f"{what}: {short(shift.one)} and {short(shift.other)} are {shift.difference:.3f} bits apart"
    digits = _DIGITS[shift.settings["score"]]
    values = [
        f"{short(name)} {value:.{digits}f}" for name, value in zip(shift.groups["group"], shift.groups["value"], strict=True)
    ]
    return f"{what}: {', '.join(values)}"


def _shift_label(shift: WordShift) -> str:
    """What the parts add up to."""
    if shift.settings["score"] == "divergence":
        chance = f"by chance {shift.settings['expected']:.3f}, {p_value(shift.settings['p'])}"
        return f"more in {short(shift.other)} ← part of the divergence → more in {short(shift.one)}\nin bits ({chance})"
    interval = f"{100 * shift.settings['confidence']:.0f} % interval {_signed(shift, shift.low)} to {_signed(shift, shift.high)}"
    known = f" ({interval})" if shift.low == shift.low else ""
    return f"part of the difference of {_signed(shift, shift.difference)}{known}, {shift.settings['unit']}"


def _signed(shift: WordShift, value: float) -> str:
    """A difference with its sign and the digits of its score."""
    sign = "" if shift.settings["score"] == "divergence" else "+"
    return f"{value:{sign}.{_DIGITS[shift.settings['score']]}f}".replace("-", "−")


@styled
def names(naming: Naming, concept: str, ax: "Axes | None" = None, *, groups: int = 15) -> "Axes":
    """Which name each group (and period) chooses for one referent: shares of its uses, with uses and articles.

    The line under a bar is the interval of the first name's share. Shown are the groups with most uses (over time group by
    group, the earliest first), and the names that are used most; the rest is grey.

    Raises ArticleError for a concept that no article names.

    Examples
    --------
    >>> from toolkit import example_results
    >>> names(example_results.naming(), "Islamic State").get_xlabel()
    'share of the uses in its own voice (n = uses, articles)\\nline: 95 % interval of the first name, where there is one...'
    """
    found = naming.of(concept)
    over_time = "period" in found
    labels = {str(group): str(group) for group in found["group"]}
    if over_time:
        spans = zip(found["group"], found["period"], strict=True)
        labels = {f"{group}, {when}": f"{short(group, LONGEST_NAME - len(when) - 2)}, {when}" for group, when in spans}
        found = found.assign(group=found["group"] + ", " + found["period"])
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
    first = found[found["name"] == shown[0]].set_index("group").reindex(shares.index)
    _under_bars(ax, first, uses.loc[shares.index, "few"])
    name_rows(ax, [labels[group] for group in shares.index])
    note_n(ax, [[int(uses.loc[group, "uses"]), int(uses.loc[group, "n_articles"])] for group in shares.index])
    ax.set_xlim(0, 1)
    ax.set_title(f"Names for: {concept}, by {naming.settings['by']}")
    whose = (
        "in its own voice" if set(naming.settings["voices"]) <= set(OWN_VOICES) else f"in {', '.join(naming.settings['voices'])}"
    )
    percent = 100 * naming.settings["confidence"]
    pale = f"; pale: under {naming.settings['min_articles']} articles" if uses["few"].any() else ""
    line = f"line: {percent:.0f} % interval of the first name" + (", where there is one" if first["low"].isna().any() else "")
    ax.set_xlabel(f"share of the uses {whose} (n = uses, articles)\n{line}{pale}")
    legend_below(ax)
    return ax


def _under_bars(ax: "Axes", first: Any, few: Any) -> None:
    """The interval of the first name's share under each bar, where it has one; bars of few articles turn pale."""
    for row, (low, high) in enumerate(zip(first["low"].astype(float), first["high"].astype(float), strict=True)):
        if low == low:
            ax.plot([low, high], [row + 0.43] * 2, color=INK, lw=1.4)
    for pale in np.flatnonzero(few):
        ax.axhspan(pale - 0.37, pale + 0.37, color="white", alpha=0.45, lw=0, zorder=1.5)
