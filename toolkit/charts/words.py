"""Charts of words and names: keyness, word shifts, and which name each group chooses."""

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.attributions.voices import OWN_VOICES
from ..comparison.compare import Comparison
from ..errors import OptionError
from ..grouping.groups import unknown_group
from ..measures.formatting import level, limit, p_value
from ..statistics.inference import SIGNIFICANT
from ..vocabulary.keyness import SORTS, Keyness
from ..vocabulary.naming import Naming
from ..vocabulary.word_shift import WordShift
from .base import (
    INK,
    LONGEST_NAME,
    PALE,
    REST_COLOUR,
    bar,
    fit,
    is_narrow,
    left_out,
    legend_below,
    name_rows,
    new_axes,
    note_n,
    note_right,
    short,
    stack,
    styled,
)
from .labels import label_points
from .ticks import in_percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_NAME_COLOURS = ("#332288", "#88CCEE", "#CC6677", "#DDCC77", "#117733", "#AA4499", "#999933")
OVER_COLOUR, UNDER_COLOUR = "#01665E", "#D8B365"  # they differ in lightness, and from the colours of the voices
_DOUBT = f"p > {limit(SIGNIFICANT)}, adjusted"
_DOUBT_COLOUR = "#C0C0C0"
_LEAST_ROWS = 4  # of a chart of names: its title and legend need the room
_LABELS_NARROW = 16  # the most words labelled in narrow Axes
_STATISTICS = {
    "z": "z of the log-odds ratio",
    "z_articles": "z over articles",
    "g2": "G², signed",
    "log_odds": "log-odds ratio",
    "log_ratio": "log2 of the ratio of rates",
    "log_ratio_limit": "log2 of the ratio of rates, at least",
    "percent_diff": "% difference of rates",
}
_DIGITS = {"rate": 1, "mean weight": 2, "divergence": 3}  # decimals of each kind of score


@styled
def keyness(result: Keyness, group: str, ax: "Axes | None" = None, *, top: int = 10, sort: str = "z") -> "Axes":
    """The words that a group uses most above (to the right) and most below (to the left) the reference, with uses and articles.

    Parameters
    ----------
    top : the number of words on each side.
    sort : the statistic that is drawn, one of `keyness.SORTS`.

    Raises OptionError for a group that the result does not have, and for an unknown statistic.

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
        [str(row.term) for row in rows],
        [float(getattr(row, sort)) for row in rows],
        [f"{_uses(row.count, row.articles)} : {_uses(row.rest_count, row.rest_articles)}" for row in rows],
        [row.p_adjusted > SIGNIFICANT for row in rows],
    )
    ax.set_title(_title(result, group))
    hollow = f"\nhollow: {_DOUBT}" if any(row.p_adjusted > SIGNIFICANT for row in rows) else ""
    ax.set_xlabel(f"{_direction(sort)}{hollow}\nright: uses (articles), {_sides(result, group)}")
    return ax


@styled
def keyness_scatter(result: Keyness, group: str, ax: "Axes | None" = None, *, labels: int = 30, sort: str = "log_odds") -> "Axes":
    """All words of a group by how frequent they are and how much more the group uses them; larger points are in more articles.

    Words whose adjusted p is above `SIGNIFICANT` are hollow. Labels go to the other words first, in the order of z on each side,
    and only where they find room.

    Parameters
    ----------
    labels : the most words labelled, half of them on each side.
    sort : the statistic of the vertical axis, one of `keyness.SORTS`.

    Raises OptionError for a group that the result does not have, and for an unknown statistic.

    Examples
    --------
    >>> from toolkit import example_results
    >>> keyness_scatter(example_results.keyness(), "Herald").get_xlabel()
    'uses by Herald and all others (logarithmic)\\nlarger: in more articles; hollow: p > .05, adjusted'
    """
    if sort not in SORTS:
        raise OptionError(f"cannot draw {sort!r}; choose one of {', '.join(SORTS)}")
    from matplotlib.ticker import LogFormatter

    rows: Any = result.of(group)
    ax = new_axes(ax, 11)
    uses, value, articles = rows["count"] + rows["rest_count"], rows[sort], rows["articles"] + rows["rest_articles"]
    size = 3 + 60 * articles / max(articles.max(), 1)
    sure = rows["p_adjusted"] <= SIGNIFICANT
    for part, colour in ((sure & (value > 0), OVER_COLOUR), (sure & (value <= 0), UNDER_COLOUR)):
        ax.scatter(uses[part], value[part], s=size[part], color=colour, alpha=0.85, lw=0.3, ec="white", zorder=3)
    ax.scatter(uses[~sure], value[~sure], s=size[~sure], color="none", lw=0.6, ec=_DOUBT_COLOUR)
    ax.axhline(0, color=PALE, lw=0.8)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda number, _: f"{number:,g}" if number < 1 else f"{number:,.0f}")
    ax.xaxis.set_minor_formatter(LogFormatter(labelOnlyBase=False, minor_thresholds=(1, 0.4)))
    ax.margins(x=0.08, y=0.08)
    ax.grid(visible=True, axis="both")
    ax.set_title(_title(result, group))
    ax.set_xlabel(
        f"uses by {_sides(result, group).replace(' : ', ' and ')} (logarithmic)\nlarger: in more articles; hollow: {_DOUBT}"
    )
    ax.set_ylabel(_direction(sort))
    fit(ax)
    free = np.column_stack([uses, value])[sure & np.isfinite(value)]
    _label_words(ax, result, group, labels, sort, free)
    return ax


def _label_words(ax: "Axes", result: Keyness, group: str, labels: int, sort: str, free: Any) -> None:
    """Label the first words of both sides in turn, away from the points kept free."""
    half = max((min(labels, _LABELS_NARROW) if is_narrow(ax) else labels) // 2, 1)
    sides = [_first(side, half) for side in (result.over(group, None), result.under(group, None))]
    words = [row for pair in zip_longest(*sides) for row in pair if row is not None and np.isfinite(getattr(row, sort))]
    points = [(float(row.count + row.rest_count), float(getattr(row, sort))) for row in words]
    label_points(ax, points, [str(row.term) for row in words], free=free, size=6.5 if is_narrow(ax) else 7.5, colour=INK)


def _first(side: "pd.DataFrame", half: int) -> list[Any]:
    """The words to be labelled first: those that are more than chance, then others, both in their order."""
    return list(side.iloc[np.argsort(side["p_adjusted"] > SIGNIFICANT, kind="stable")].head(half).itertuples())


@styled
def word_shift(shift: WordShift, ax: "Axes | None" = None, *, top: int = 20) -> "Axes":
    """Which terms make the difference between two groups: the largest parts, with uses and articles (Gallagher et al. 2021).

    Parts to the right put the first group above the second; in a divergence, whose parts have no sign, they are terms that the
    first group uses more. The label says what the parts add up to, and how much the parts not shown contribute.

    Parameters
    ----------
    top : the most terms shown, those with the largest parts.

    Examples
    --------
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
        [str(row.term) for row in rows],
        [float(row.contribution) for row in rows],
        [f"{_uses(row.count_one, row.articles_one)} : {_uses(row.count_other, row.articles_other)}" for row in rows],
        [False] * len(rows),
    )
    ax.set_title(_shift_title(shift))
    label = f"{_shift_label(shift)}\nright: uses (articles), {short(shift.one)} : {short(shift.other)}"
    rest = f"\nnot shown: {len(others):,} others, together {_signed(shift, others['contribution'].sum())}" if len(others) else ""
    ax.set_xlabel(label + rest)
    if shift.settings["score"] == "divergence":
        ax.xaxis.set_major_formatter(lambda part, _: f"{abs(part):g}")
    return ax


@styled
def distinctive(comparison: Comparison, group: str, ax: "Axes | None" = None, *, top: int = 15) -> "Axes":
    """The words most typical of one group's own voice, by z of the log-odds ratio, with uses, articles and uses elsewhere.

    The short form of `keyness` for a comparison, which keeps only the words that a group uses more than the others; here too,
    bars whose adjusted p is above `SIGNIFICANT` are hollow. Raises OptionError for a group that the comparison does not have.

    >>> from toolkit import example_results
    >>> distinctive(example_results.comparison(), "Wire").get_title("left")
    'Own words of Wire, against all others'
    """
    if group not in (groups := comparison.table["group"].unique()):
        raise OptionError(unknown_group(group, groups))
    table = comparison.distinctive[comparison.distinctive["group"] == group].head(top)
    rows: list[Any] = list(table.itertuples())
    notes = [f"{_uses(row.count, row.articles)} : {row.rest_count:,}" for row in rows]
    doubtful = [row.p_adjusted > SIGNIFICANT for row in rows]
    ax = two_sided(ax, [str(row.term) for row in rows], [float(row.z) for row in rows], notes, doubtful)
    ax.set_title(f"Own words of {short(group)}, against all others")
    hollow = f"\nhollow: {_DOUBT}" if any(doubtful) else ""
    ax.set_xlabel(f"{_STATISTICS['z']}{hollow}\nright: uses (articles) in {short(group)} : uses in all others")
    return ax


def two_sided(
    ax: "Axes | None", names: Sequence[str], values: Sequence[float], notes: Sequence[str], hollow: Sequence[bool]
) -> "Axes":
    """Bars to the right (above 0) and to the left (below), with a name at the left and a note at the right of each row."""
    ax = new_axes(ax, len(names), width=5.6)
    drawn = np.nan_to_num(np.array(values, dtype=float), posinf=np.nan, neginf=np.nan)
    longest = np.nanmax(np.abs(drawn), initial=0)
    drawn = np.where(np.isnan(drawn), np.sign(values) * longest, drawn)  # an infinite bar is as long as the longest
    colours = [OVER_COLOUR if value > 0 else UNDER_COLOUR for value in values]
    faces = ["white" if empty else colour for empty, colour in zip(hollow, colours, strict=True)]
    ax.barh(range(len(names)), drawn, color=faces, edgecolor=colours, lw=1.2, height=0.7)
    ax.axvline(0, color=INK, lw=0.8)
    ax.locator_params(axis="x", nbins=6)
    for place, note in enumerate(notes):
        note_right(ax, place, note, 7)
    name_rows(ax, names)
    return ax


def _uses(count: int, articles: int) -> str:
    """How often a word is used, and in how many articles.

    >>> _uses(1200, 31), _uses(0, 0)
    ('1,200 (31)', '0')
    """
    return f"{count:,} ({articles:,})" if count else "0"


def _title(result: Keyness, group: str) -> str:
    """Whose words are shown, of what kind, and what they are compared with."""
    kind = "phrases" if "longest" in result.settings else "words"
    if result.settings["reference"] == "attributed":
        return f"{kind.capitalize()} of {'all articles' if group == 'all' else short(group)}: own voice against sources"
    whose = {"own": f"Own {kind} of", "attributed": f"{kind.capitalize()} of the sources of", "all": f"{kind.capitalize()} of"}
    return f"{whose[result.settings['voice']]} {short(group)}, against {_reference(result)}"


def _reference(result: Keyness) -> str:
    """What the words of the group are compared with."""
    reference = result.settings["reference"]
    return {"rest": "all others", "attributed": "sources"}.get(reference, short(reference))


def _sides(result: Keyness, group: str) -> str:
    """The two sides of a comparison of words, in the order of their counts."""
    own = "own voice" if result.settings["reference"] == "attributed" else short(group)
    return f"{own} : {_reference(result)}"


def _direction(sort: str) -> str:
    return f"less ← {_STATISTICS[sort]} → more"


def _shift_title(shift: WordShift) -> str:
    """What the terms are, and the figures of both groups or their divergence."""
    what = shift.settings["of"].capitalize()
    if shift.settings["score"] == "divergence":
        return f"{what}: {short(shift.one)} and {short(shift.other)} differ by {shift.difference:.3f} bits"
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
    interval = f"{level(shift.settings['confidence'])} interval {_signed(shift, shift.low)} to {_signed(shift, shift.high)}"
    limits = "" if math.isnan(shift.low) else f" ({interval})"
    return f"part of the difference of {_signed(shift, shift.difference)}{limits}, {shift.settings['unit']}"


def _signed(shift: WordShift, value: float) -> str:
    """A difference with its sign and with as many decimals as its score has."""
    sign = "" if shift.settings["score"] == "divergence" else "+"
    return f"{value:{sign}.{_DIGITS[shift.settings['score']]}f}".replace("-", "−")


@styled
def names(naming: Naming, concept: str, ax: "Axes | None" = None, *, groups: int = 15, min_articles: int = 3) -> "Axes":
    """Which name each group (and period) chooses for one referent: the share of each name, with uses and articles.

    The line under a bar is the interval of the first name's share. Less frequent names are grey. Over time, bars are in the order
    of groups and periods.

    Parameters
    ----------
    groups : the most groups (and periods) shown: those in which the most articles name it.
    min_articles : groups with fewer articles that name it are left out, unless all have fewer.

    Raises OptionError for a concept that no article names.

    Examples
    --------
    >>> from toolkit import example_results
    >>> names(example_results.naming(), "Islamic State").get_xlabel()
    'share of the uses in its own voice (n = uses, articles)\\nline: 95 % interval of the first name, where it has one...'
    """
    table, labels = _by_span(naming.of(concept))
    counts = table.pivot_table(index="group", columns="name", values="count", aggfunc="sum", fill_value=0)
    shown = counts.sum().sort_values(ascending=False, kind="stable").index[: len(_NAME_COLOURS)]
    uses = table.drop_duplicates("group").set_index("group")
    enough = uses[uses["n_articles"] >= min_articles]
    enough = uses if enough.empty else enough
    largest = counts.loc[enough["n_articles"].nlargest(groups).index]
    shares = largest.div(largest.sum(axis=1), axis=0)
    shares = (
        shares.loc[uses.index.intersection(shares.index, sort=False)]
        if "period" in table
        else shares.sort_values(shown[0], ascending=False, kind="stable")
    )
    ax = new_axes(ax, max(len(shares) + 1, _LEAST_ROWS))
    left = stack(ax, [(name, shares[name].to_numpy(), colour) for name, colour in zip(shown, _NAME_COLOURS, strict=False)])
    if (left < 1 - 1e-9).any():
        bar(ax, left, 1 - left, REST_COLOUR, "other names")
    first = table[table["name"] == shown[0]].set_index("group").reindex(shares.index)
    _under_bars(ax, first, uses.loc[shares.index, "few"])
    name_rows(ax, [labels[group] for group in shares.index])
    note_n(ax, [[int(uses.loc[group, "uses"]), int(uses.loc[group, "n_articles"])] for group in shares.index])
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(in_percent)
    ax.set_title(f"Names for: {concept}, by {naming.settings['by']}")
    less = f"\nnot shown: {len(uses) - len(enough):,} with under {min_articles} articles" if len(enough) < len(uses) else ""
    notes = _names_label(naming, unknown=bool(first["low"].isna().any()), few=bool(uses["few"].any()))
    ax.set_xlabel(f"{notes}{left_out(len(shares), enough['n_articles'])}{less}")
    legend_below(ax)
    return ax


def _by_span(table: "pd.DataFrame") -> tuple["pd.DataFrame", dict[str, str]]:
    """The uses with the span of time in the name of each group, where there are spans; and the labels of these names."""
    if "period" not in table:
        return table, {str(group): str(group) for group in table["group"]}
    spans = zip(table["group"], table["period"], strict=True)
    labels = {f"{group}, {span}": f"{short(group, LONGEST_NAME - len(span) - 2)}, {span}" for group, span in spans}
    return table.assign(group=table["group"] + ", " + table["period"]), labels


def _names_label(naming: Naming, *, unknown: bool, few: bool) -> str:
    """What the bars, the lines under them and the pale bars mean."""
    settings = naming.settings
    whose = "its own voice" if set(settings["voices"]) <= set(OWN_VOICES) else ", ".join(settings["voices"])
    where = ", where it has one" if unknown else ""
    pale = f"; pale: under {settings['min_articles']} articles" if few else ""
    line = f"line: {level(settings['confidence'])} interval of the first name{where}{pale}"
    return f"share of the uses in {whose} (n = uses, articles)\n{line}"


def _under_bars(ax: "Axes", first: Any, few: Any) -> None:
    """The interval of the first name's share under each bar, where it has one; bars of few articles become pale."""
    for place, (low, high) in enumerate(zip(first["low"].astype(float), first["high"].astype(float), strict=True)):
        if not math.isnan(low):
            ax.plot([low, high], [place + 0.43] * 2, color=INK, lw=1.4)
    for pale in np.flatnonzero(few):
        ax.axhspan(pale - 0.37, pale + 0.37, color="white", alpha=0.45, lw=0, zorder=1.5)
