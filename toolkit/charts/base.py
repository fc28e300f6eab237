"""What all charts share: the style, rows with names and n, intervals, stacked bars. Nothing is computed here."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from textwrap import fill
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..comparison.compare import Comparison
from ..files import atomic
from ..grouping.groups import CROSSED, named
from ..statistics.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

INK, PALE = "#222222", "#999999"
REST_COLOUR = "#DDDDDD"
GROUPS = 30
"""Groups that a chart shows at most, unless more are asked for: those with most articles."""

SIGNIFICANT = 0.05
"""p, adjusted, below which a mark is filled or in colour."""
VOICE_COLOURS = {
    "headline": "#882255",
    "narration": "#B2182B",
    "paraphrase": "#E08214",
    "quotation": "#2166AC",
    "scare": "#7B3294",
}
"""One colour a voice, here and in the report; they differ in lightness too."""

_BELOW, _LINE = 0.55, 0.16  # inches from the axis to a legend under its label, and for each further line of that
_LABEL_FROM = 0.07  # share of a bar from which its figure fits inside
LONGEST_NAME = 28  # characters
_LEAST = 4  # characters of a part of a crossed name
_MARGIN = 0.04  # of the extent of an axis, left free
_RARE = 0.05  # share of the figures on either side that may lie beyond the axis
_STRETCH = 0.6  # of the extent of what is sure, as far as intervals of few articles may stretch an axis
_NARROW = 3.4  # inches, from which Axes are not narrow (one column of a journal leaves 2.6, a figure of 6.4 inches 5.0)
_NARROW_LETTERS = 7  # points
_TWO_LINES = 0.28  # inches of a row in which a name of two lines fits
_NARROW_NAME, _NARROW_TITLE, _NARROW_LABEL = 16, 36, 42  # characters of a line

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def style() -> Iterator[None]:
    """The toolkit's style; a notebook that turned interactive while the first chart was drawn stays so."""
    import matplotlib
    from matplotlib import style as styles

    with styles.context(str(Path(__file__).parent / "framing.mplstyle")):
        yield
        interactive = matplotlib.is_interactive()
    matplotlib.interactive(interactive)


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw in the toolkit's style without changing the user's; narrow Axes get smaller letters and broken lines."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with style():
            drawn = draw(*args, **kwargs)
            if hasattr(drawn, "get_position"):
                fit(drawn)
            return drawn

    return in_style


def picture(ax: "Axes", file: IO[bytes], kind: str) -> None:
    """Write the figure of some Axes into a file, and close it."""
    from matplotlib import pyplot

    with style():
        figure: Any = ax.figure
        figure.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else {})
        pyplot.close(figure)


KINDS = ("png", "svg", "pdf")
"""The kinds of file that a chart is written as."""


def save(ax: "Axes", path: str | Path, kinds: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Write the chart as PNG and SVG, or as other `KINDS` (the suffix of `path` is replaced), and close it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in save(new_axes(None, 2), Path(folder) / "sources")]
    ['sources.png', 'sources.svg']
    """
    name = re.sub(rf"\.({'|'.join(KINDS)})$", "", Path(path).name)
    files = [Path(path).with_name(f"{name}.{kind}") for kind in kinds]
    for file in files:
        with atomic(file, "wb") as out:
            picture(ax, out, file.suffix[1:])
    return files


def new_axes(ax: "Axes | None", rows: int, width: float = 6.4) -> "Axes":
    """The given Axes, or new ones as high as `rows` horizontal entries need."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, 1.1 + 0.34 * max(rows, 2)))[1]


def short(text: str, longest: int = LONGEST_NAME) -> str:
    """A name cut to a length; of crossed ones the longest, since the others tell them apart.

    >>> short("Kelmarra National Channel · 2031-02", 20)
    'Kelmarra… · 2031-02'
    """
    parts = text.split(CROSSED)
    while (over := len(CROSSED.join(parts)) - longest) > 0:
        at = max(range(len(parts)), key=lambda i: len(parts[i]))
        if len(parts[at]) <= _LEAST:
            return text[: longest - 1].rstrip() + "…"
        parts[at] = parts[at][: max(len(parts[at]) - over - 1, _LEAST - 1)].rstrip() + "…"
    return CROSSED.join(parts)


def name_rows(ax: "Axes", names: list[str]) -> None:
    ax.set_yticks(range(len(names)), [short(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)


def note_n(ax: "Axes", counts: Sequence[int | list[int]]) -> None:
    """The number of articles measured at the right of each row; several where a row holds several figures."""
    for row, n in enumerate(counts):
        text = "n = " + ", ".join(f"{one:,}" for one in (n if isinstance(n, list) else [n]))
        ax.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color="#555555")


def legend_below(ax: "Axes", handles: Sequence[Any] | None = None) -> None:
    """The legend under the label of the x axis, whatever the height of the chart, with its entries or with those given."""
    fit(ax)
    ticks = max((label.get_text().count("\n") for label in ax.get_xticklabels()), default=0)
    below = _BELOW + _LINE * (ax.get_xlabel().count("\n") + ticks)
    narrow, anchor = is_narrow(ax), -below / _inches(ax).height
    entries: dict[str, Any] = {} if handles is None else {"handles": handles}
    look = {"ncols": 2, "fontsize": _NARROW_LETTERS, "columnspacing": 1.2} if narrow else {"ncols": 3}
    ax.legend(loc="upper left", bbox_to_anchor=(-0.4 if narrow else -0.2, anchor), handlelength=1, **look, **entries)


def is_narrow(ax: "Axes") -> bool:
    """Whether the Axes are about as wide as one column of a journal."""
    return bool(_inches(ax).width < _NARROW)


def fit(ax: Any) -> None:
    """In narrow Axes: smaller letters, and title, label and names of rows on several lines."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedLocator

    if not is_narrow(ax):
        return
    title = ax.get_title("left")
    for text in ax.get_children():
        if isinstance(text, Text) and title and text.get_text() == title:  # set_title would forget how far off it stands
            text.set(text=fill(title, _NARROW_TITLE), fontsize=8)
    lines = ax.get_xlabel().splitlines()
    ax.set_xlabel("\n".join(fill(line, _NARROW_LABEL) for line in lines), fontsize=_NARROW_LETTERS)
    ax.tick_params(labelsize=_NARROW_LETTERS)
    named = isinstance(ax.yaxis.get_major_locator(), FixedLocator)  # numbers move with the limits and must stay free to
    names = [label.get_text() for label in ax.get_yticklabels()] if named else []
    if any(names) and _inches(ax).height > _TWO_LINES * np.ptp(ax.get_ylim()):
        ax.set_yticks(ax.get_yticks(), [fill(name, _NARROW_NAME) for name in names])
    for text in ax.texts:
        text.set_fontsize(min(text.get_fontsize(), _NARROW_LETTERS - 0.5))


def _inches(ax: "Axes") -> Any:
    """The size of the Axes before anything is laid out."""
    from matplotlib.transforms import Bbox

    extent = ax.get_position(original=True)
    figure: Any = ax.figure
    width, height = figure.get_size_inches()
    return Bbox.from_extents(0, 0, extent.width * width, extent.height * height)


def draw_estimate(ax: "Axes", row: float, found: Any, colour: str, mark: str) -> None:
    """One estimate with its interval, hollow where the group has few articles."""
    draw_interval(ax, row, (found.estimate, found.low, found.high), colour, mark, hollow=found.few)


def draw_interval(ax: "Axes", row: float, found: Interval, colour: str, mark: str, *, hollow: bool) -> None:
    """A figure with its interval; a cross where there is no interval, and nothing where there is no figure."""
    value, low, high = found
    if value != value:
        return
    if low != low:
        ax.plot(value, row, "x", ms=5, mec=colour, mew=1.4, zorder=3)
        return
    ax.plot([low, high], [row, row], color=colour, lw=1.6, solid_capstyle="butt", zorder=2)
    ax.plot(value, row, mark, ms=6, mec=colour, mfc="white" if hollow else colour, mew=1.4, zorder=3)


def largest(table: "pd.DataFrame", groups: int) -> "pd.DataFrame":
    """The rows of the groups with most articles, in their order."""
    return table[table.index.isin(table["n_articles"].nlargest(groups).index)]


def left_out(shown: int, groups: int) -> str:
    """How many groups are shown, on a line of its own for the label of the axis; nothing where all are."""
    return f"\nshown: the {shown} of {groups} with most articles" if shown < groups else ""


def rests_on(comparison: Comparison, shown: int, groups: int) -> str:
    """What groups are shown, and of which articles where not of all, on lines of their own; else nothing."""
    within, articles = comparison.settings["within"], comparison.settings["articles"]
    of = f"\nonly the {articles:,} articles with {_a(named(within))} that two groups cover" if within else ""
    return left_out(shown, groups) + of


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def intervals_are(comparison: Comparison, found: Any) -> str:
    """What the lines and the hollow marks mean."""
    known, drawn = found["low"].notna(), found["estimate"].notna()
    few = f"; hollow: under {comparison.settings['min_articles']} articles" if (found["few"] & known).any() else ""
    none = "; ×: no interval" if (drawn & ~known).any() else ""
    return f"{100 * comparison.settings['confidence']:.0f} % interval{few}{none}"


def cut_axis(ax: "Axes", found: "pd.DataFrame", value: str = "estimate") -> str:
    """Keep what few articles say from stretching the axis so far that all else is small; what to tell where it is cut.

    Figures beyond the axis become arrows at its end, with their value beside.
    """
    sure = found[~found["few"].astype(bool)]
    usual = found[value].astype(float).quantile([_RARE, 1 - _RARE])
    ends = np.r_[0.0, usual, sure[value], sure["low"], sure["high"]].astype(float)
    low, high = np.nanmin(ends), np.nanmax(ends)
    if low == high:
        return ""
    low, high = low - _STRETCH * (high - low), high + _STRETCH * (high - low)
    every = found[[value, "low", "high"]].to_numpy(dtype=float)
    if not ((every < low) | (every > high)).any():
        return ""
    low, high = max(low, np.nanmin(np.r_[ends, every.ravel()])), min(high, np.nanmax(np.r_[ends, every.ravel()]))
    ax.set_xlim(low - _MARGIN * (high - low), high)
    for line in list(ax.lines):
        if np.size(line.get_xdata()) == 1:
            _turn_into_arrow(ax, line, low, high)
    return "; cut where they leave the chart"


def _turn_into_arrow(ax: "Axes", line: Any, low: float, high: float) -> None:
    """A mark that lies beyond the axis, as an arrow at its end with its value."""
    (at,), (row,) = line.get_xdata(), line.get_ydata()
    if low <= at <= high:
        return
    end, mark, side, away = (high, ">", "right", -5) if at > high else (low, "<", "left", 5)
    line.set(xdata=[end], marker=mark, clip_on=False)
    ax.annotate(f"{at:,.0f}", (end, row), (away, 0), textcoords="offset points", ha=side, va="center", fontsize=6.5)


def stack(ax: "Axes", parts: Sequence[tuple[str, NDArray[np.float64], str]]) -> NDArray[np.float64]:
    """Stacked bars: of each part its label, its widths row by row and its colour; returns where they end."""
    left = np.zeros(len(parts[0][1]))
    for label, width, colour in parts:
        bar(ax, left, width, colour, short(label.replace("_", " ")))
        left = left + width
    return left


def bar(ax: "Axes", left: Any, width: Any, colour: str, label: str) -> None:
    """One part of the stacked bars, with its figure where it fits."""
    ax.barh(range(len(left)), width, left=left, color=colour, label=label, edgecolor="white", lw=0.6, height=0.72)
    dark, least = luminance(colour) < 0.5, _LABEL_FROM * (2.5 if is_narrow(ax) else 1)
    for row, (start, size) in enumerate(zip(left, width, strict=True)):
        if size >= least:
            tone = "white" if dark else INK
            ax.text(start + size / 2, row, f"{size:.0%}", ha="center", va="center", fontsize=7, color=tone)


def luminance(colour: str) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return float(0.3 * red + 0.59 * green + 0.11 * blue)
