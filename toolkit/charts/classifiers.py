"""The chart of how well the probabilities of a classifier are calibrated."""

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from .base import GREY, INK, PALE, left_out, short, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..training.evaluation import Evaluation

_LEAST_AREA, _AREA = 12, 260  # square points of a mark: the least, and what is added for a bin with all texts
_FOOT = 0.09  # of the vertical axis, left below 0 for the numbers of texts
_LINE_LENGTH = 76  # characters of the line under the title
_LEAST_DRAWN = 10  # texts that a group must have in a bin to be drawn there
GROUPS = 8
"""The most groups that lines are drawn for."""

_LINES = ("-", "--", ":", "-.")  # of the groups, so that they differ without colour
_TRUE = {
    "binary": "share that people marked",
    "multilabel": "share of (text, frame) pairs that people marked",
    "multiclass": "share for which the most probable label is right",
}


@styled
def calibration(evaluation: "Evaluation", ax: "Axes | None" = None, *, groups: bool = False, title: str = "") -> "Axes":
    """Predicted probabilities and the share that proved right: marks on the diagonal are well calibrated.

    There is one mark for each bin, larger where it holds more texts, with their number and Wilson's 95 % interval (1927).

    Parameters
    ----------
    groups : draw a thin line for each group of `folds.LEAST_ROWS` texts or more; of many, `GROUPS` with the most texts.
    title : a line under the title that says what was predicted, and how.

    Raises OptionError for an evaluation of words, which has no calibration.

    Examples
    --------
    >>> from toolkit.training.evaluation import evaluate_binary
    >>> calibration(evaluate_binary([0, 1, 1], [0.2, 0.7, 0.8])).get_xlabel()
    'predicted probability\\n(line: 95 % interval; at the foot: n of the bin)'
    """
    table = evaluation.calibration
    if table.empty:
        raise OptionError("an evaluation of words has no calibration: draw one of texts or sentences")
    ax, under = _square() if ax is None else ax, wrap(title, _LINE_LENGTH)
    ax.plot([0, 1], [0, 1], color=PALE, lw=1, ls=(0, (4, 3)), zorder=1)
    if groups:
        _draw_groups(evaluation, ax)
    ax.vlines(table["mean_p"], table["low"], table["high"], color=INK, lw=1.4, zorder=3)
    area = _LEAST_AREA + _AREA * table["n"] / table["n"].sum()
    ax.plot(table["mean_p"], table["share"], color=INK, lw=1, zorder=3)
    ax.scatter(table["mean_p"], table["share"], s=area, color="white", edgecolor=INK, lw=1.4, zorder=4)
    _note_n(ax, table)
    ax.set(xlim=(-0.02, 1.02), ylim=(-_FOOT, 1.02), aspect="equal", ylabel=_TRUE[evaluation.task])
    ax.set_xlabel("predicted probability\n(line: 95 % interval; at the foot: n of the bin)")
    ax.grid(visible=True, axis="both")
    ax.set_title(
        f"Calibration: expected error {evaluation.of('ece'):.3f}, n = {evaluation.settings['n']:,}", pad=6 + 9 * len(under)
    )
    ax.text(0, 1.015, "\n".join(under), transform=ax.transAxes, fontsize=7, color=GREY, va="bottom")
    return ax


def _square() -> "Axes":
    """New Axes for a square chart."""
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(4.6, 4.9))[1]


def _note_n(ax: "Axes", table: Any) -> None:
    """The number of texts of each bin, at the foot of the chart under its mark."""
    for row in table.itertuples():
        ax.text(row.mean_p, -_FOOT * 0.9, f"{row.n:,}", ha="center", fontsize=6.5, color=GREY, zorder=5)


def _draw_groups(evaluation: "Evaluation", ax: "Axes") -> None:
    """A line for each of the largest groups over its bins of `_LEAST_DRAWN` texts or more, with the legend at the right."""
    table = evaluation.calibration_by_group
    if table.empty:
        return
    sizes = table.groupby("group")["n"].sum()
    drawn = table[(table["n"] >= _LEAST_DRAWN) & table["group"].isin(sizes.nlargest(GROUPS).index)]
    for number, (name, rows) in enumerate(drawn.groupby("group")):
        shade = 0.3 + 0.35 * (number // len(_LINES) % 2)
        ax.plot(
            rows["mean_p"],
            rows["share"],
            _LINES[number % len(_LINES)],
            lw=0.9,
            color=str(shade),
            zorder=2,
            label=short(str(name)),
        )
    title = f"bins of {_LEAST_DRAWN} or more{left_out(min(len(sizes), GROUPS), sizes, 'texts')}"
    ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1), fontsize=7, handlelength=2.6, title=title)
    ax.get_legend().get_title().set_fontsize(7)  # type: ignore[union-attr]
