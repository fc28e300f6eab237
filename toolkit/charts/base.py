"""What all charts share: the style, rows with names and n, intervals, stacked bars. Nothing is computed here."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from pathlib import Path
from textwrap import fill, wrap
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar, cast
from weakref import WeakSet

import numpy as np

from ..choices import several_of
from ..comparison.compare import Comparison
from ..comparison.reading_error import WITH_READING, has_wider
from ..errors import OptionError
from ..files import atomic
from ..grouping.groups import CROSSED
from ..measures.formatting import level, one_of, percent
from ..statistics.arrays import Bools, Floats
from ..statistics.intervals import Interval
from .edges import MARGIN
from .fonts import further_fonts
from .results import takes_its_result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, GREY, PALE = "#222222", "#555555", "#999999"
REST_COLOUR = "#DDDDDD"
GROUPS = 30
"""The most groups that a chart shows unless more are asked for: those with the most articles."""

VOICE_COLOURS = {
    "headline": "#882255",
    "narration": "#B2182B",
    "paraphrase": "#E08214",
    "quotation": "#2166AC",
    "scare": "#7B3294",
}
"""One colour for each voice, the same in the report; they differ in lightness too."""

_BELOW, _LINE = 0.55, 0.16  # inches from the axis to the legend under its label, and for each further line of the label
_LABEL_FROM = 0.07  # share of the whole bar from which a part holds its figure
LONGEST_NAME = 28  # characters
_LEAST = 4  # characters that are left of a part of a crossed name
_ABOVE = 1.25  # times the highest value of a map of cells
_NARROW = 3.4  # inches; narrower Axes are narrow (one column of a journal leaves 2.6, a figure of 6.4 inches 5.0)
_NARROW_LETTERS = 7  # points
_TWO_LINES = 0.28  # inches that a row needs to hold a name of two lines
_NARROW_NAME = 16  # characters of a line
_TITLE, _LABEL = (12.5, 14), (17.6, 16.4)  # characters of a line for each inch of width, in wide and in narrow Axes
_FURTHER_LINE, _UNDER = 0.16, 0.4  # inches that each further line of title and label takes from the rows, and that a legend takes
_JOINED = "\xa0%"
_ROOMY, _TIGHT = 12, 0.72  # rows of full height, and the height of each further row

_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no page of XML may hold these, and names of outlets do now and then

_OWN: "WeakSet[Figure]" = WeakSet()  # figures of ours, which are cut to what is drawn: nothing goes beyond their edge

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def style() -> Iterator[None]:
    """The toolkit's style; a notebook that became interactive while the first chart was drawn stays so."""
    import matplotlib
    from matplotlib import style as styles

    with styles.context(str(Path(__file__).parent / "framing.mplstyle")), further_fonts():
        yield
        interactive = matplotlib.is_interactive()
    matplotlib.interactive(interactive)


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw its result in the toolkit's style without changing the user's, with no line of text that is wider than the chart.

    A function of your own that draws Axes becomes a chart by it: see "A chart" in CONTRIBUTING.md.
    """
    draw = takes_its_result(draw)

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> R:
        with style():
            drawn = draw(*args, **kwargs)
            if hasattr(drawn, "get_position"):
                fit(drawn)
            return drawn

    return in_style


def picture(ax: "Axes", file: IO[bytes], kind: str) -> None:
    """Write the figure that holds the Axes into an open file of bytes, as one of `KINDS`, and close the figure.

    >>> file = BytesIO()
    >>> picture(new_axes(None, 2), file, "png")
    >>> file.getvalue()[1:4]
    b'PNG'
    """
    from matplotlib import pyplot

    with style():
        figure: Any = ax.figure
        drawn = BytesIO()
        figure.savefig(drawn, format=kind, metadata={"Date": None} if kind == "svg" else {})
        pyplot.close(figure)
    file.write(_NOT_XML.sub(b"", drawn.getvalue()) if kind == "svg" else drawn.getvalue())


KINDS = ("png", "svg", "pdf")
"""The kinds of file that a chart can be written as."""

_USUAL = ("png", "svg")


def save(ax: "Axes", path: str | Path, kinds: str | Sequence[str] | None = None) -> list[Path]:
    """Write the chart as one or more `KINDS`, close it, and return the paths.

    Where no kinds are named, the suffix of the path says which it is, and a path without any is for PNG and SVG. What is written
    is cut to what is drawn; ``ax.figure.savefig`` keeps the size of a figure of yours.

    Raises OptionError for another kind, also where the suffix is that of one.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in save(new_axes(None, 2), Path(folder) / "sources")]
    ['sources.png', 'sources.svg']
    """
    suffix = Path(path).suffix[1:]
    told = suffix in KINDS or suffix.lower() in ax.figure.canvas.get_supported_filetypes()
    chosen = several_of(kinds) if kinds is not None else (suffix,) if told else _USUAL
    if unknown := [kind for kind in chosen if kind not in KINDS]:
        raise OptionError(f"unknown kind of picture {', '.join(map(repr, unknown))}; choose among {', '.join(KINDS)}")
    name = re.sub(rf"\.({'|'.join(KINDS)})$", "", Path(path).name)
    files = [Path(path).with_name(f"{name}.{kind}") for kind in chosen]
    for file in files:
        with atomic(file, "wb") as out:
            picture(ax, out, file.suffix[1:])
    return files


def new_axes(ax: "Axes | None", rows: int, width: float = 6.4, height: float | None = None) -> "Axes":
    """The given Axes, or new ones whose height (in inches, if none is given) suits `rows` entries; many lie closer together."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    full = min(max(rows, 2), _ROOMY) + _TIGHT * max(rows - _ROOMY, 0)
    figure, ax = pyplot.subplots(figsize=(width, height or 1.1 + 0.34 * full))
    _OWN.add(figure)
    return ax


def short(text: str, longest: int = LONGEST_NAME) -> str:
    """A name cut to `longest` characters; of a crossed name the longest part is cut, since the others tell such names apart.

    >>> short("Kelmarra National Channel · 2031-02", 20)
    'Kelmarra… · 2031-02'
    """
    text = " ".join(text.split())
    parts = text.split(CROSSED)
    while (over := len(CROSSED.join(parts)) - longest) > 0:
        at = max(range(len(parts)), key=lambda i: len(parts[i]))
        if len(parts[at]) <= _LEAST:
            return text[: longest - 1].rstrip() + "…"
        parts[at] = parts[at][: max(len(parts[at]) - over - 1, _LEAST - 1)].rstrip() + "…"
    return CROSSED.join(parts)


def name_rows(ax: "Axes", names: Sequence[str]) -> None:
    """Names at the left of the rows, the first at the top."""
    ax.set_yticks(range(len(names)), [short(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)


def note_n(ax: "Axes", counts: Sequence[int | list[int]]) -> None:
    """The number of articles measured at the right of each row; several where a row holds several figures."""
    for place, numbers in enumerate(counts):
        text = ", ".join(f"{n:,}" for n in (numbers if isinstance(numbers, list) else [numbers]))
        note_right(ax, place, f"n = {text}")


def note_right(ax: "Axes", place: float, text: str, size: float = 7.5) -> None:
    """A small note at the right of the row at `place`."""
    ax.annotate(text, (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=size, color=GREY)


def legend_below(ax: "Axes", handles: Sequence[Any] | None = None) -> None:
    """The legend under the label of the x axis, whatever the height of the chart, with the entries drawn or with `handles`."""
    from matplotlib.transforms import ScaledTranslation

    fit(ax)
    ticks = max((label.get_text().count("\n") for label in ax.get_xticklabels()), default=0)
    below = _BELOW + _LINE * (ax.get_xlabel().count("\n") + ticks)
    narrow, figure = is_narrow(ax), cast("Figure", ax.figure)
    # in inches, however low the layout makes the Axes
    under = ax.transAxes + ScaledTranslation(0, -below, figure.dpi_scale_trans)
    entries: dict[str, Any] = {} if handles is None else {"handles": handles}
    look: dict[str, Any] = {"loc": "upper left", "ncols": 3}
    corner = (-0.2 * (ax.get_yticks().size > 0), 0)  # under the names of rows
    if narrow:  # in the middle, where it goes least beyond the Axes
        look = {"loc": "upper center", "ncols": 2, "fontsize": _NARROW_LETTERS, "columnspacing": 1.2}
        corner = (0.5, 0)
    ax.legend(bbox_to_anchor=corner, bbox_transform=under, handlelength=1, **look, **entries)


def is_narrow(ax: "Axes") -> bool:
    """Whether the Axes are about as wide as one column of a journal."""
    return bool(_inches(ax).width < _NARROW)


def fit(ax: Any) -> None:
    """Break title and label into lines that the Axes have room for; in narrow ones, make letters smaller, and break names too."""
    from matplotlib.text import Text

    narrow, width, title = is_narrow(ax), _inches(ax).width, ax.get_title("left")
    laid_out = ax.figure.get_layout_engine() is not None and ax.figure not in _OWN
    for text in ax.get_children():
        if isinstance(text, Text) and title and text.get_text() == title:  # set_title would forget its distance
            text.set_text(_even(title, round(_TITLE[narrow] * width)))
            text.set_fontsize(8 if narrow else text.get_fontsize())
            text.set_wrap(laid_out)
    ax.set_xlabel("\n".join(_even(line, round(_LABEL[narrow] * width)) for line in ax.get_xlabel().splitlines()), wrap=laid_out)
    ax.yaxis.label.set_wrap(laid_out)
    if narrow:
        _fit_narrow(ax)


def _even(text: str, width: int) -> str:
    """A text in as few lines as fit the width, about as long as each other, so that no word stands alone in the last one.

    >>> _even("shown: the 5 of 9 with the most articles", 38)
    'shown: the 5 of 9 with\\nthe most articles'
    """
    text = text.replace(" %", _JOINED)
    lines, shortest = len(wrap(text, width)), max(map(len, text.split(" ")), default=width)
    narrowest = next((at for at in range(shortest, width) if len(wrap(text, at)) == lines), width)
    return fill(text, narrowest).replace(_JOINED, " %")


def _fit_narrow(ax: Any) -> None:
    """Make the letters of narrow Axes smaller, and break names of rows into lines."""
    from matplotlib.ticker import FixedLocator

    ax.xaxis.label.set_fontsize(_NARROW_LETTERS)
    ax.yaxis.label.set_fontsize(_NARROW_LETTERS)
    ax.tick_params(labelsize=_NARROW_LETTERS)
    fixed = isinstance(ax.yaxis.get_major_locator(), FixedLocator)  # numbers move with the limits and must stay free to
    names = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()] if fixed else []
    if any(names):
        if _height_of_rows(ax) > _TWO_LINES * np.ptp(ax.get_ylim()):
            names = [fill(name, _NARROW_NAME, max_lines=2, placeholder="…") for name in names]
        ax.set_yticks(ax.get_yticks(), names)
    for text in ax.texts:
        text.set_fontsize(min(text.get_fontsize(), _NARROW_LETTERS - 0.5))


def _height_of_rows(ax: Any) -> float:
    """About how many inches title, label and legend leave to the rows."""
    further = sum(text.count("\n") for text in (ax.get_title("left"), ax.get_xlabel()))
    return float(_inches(ax).height - _FURTHER_LINE * further - _UNDER * (ax.get_legend() is not None))


def _inches(ax: "Axes") -> Any:
    """The size of the Axes in inches, before anything is laid out."""
    from matplotlib.transforms import Bbox

    extent = ax.get_position(original=True)
    figure: Any = ax.figure
    width, height = figure.get_size_inches()
    return Bbox.from_extents(0, 0, extent.width * width, extent.height * height)


def draw_estimates(ax: "Axes", table: "pd.DataFrame") -> None:
    """The estimates of one measure, one row for each group, with their intervals, names and n; an axis of 0 alone ends at 1."""
    for place, row in enumerate(table.itertuples()):
        draw_estimate(ax, place, row, INK, "o")
    if not table[["estimate", "low", "high"]].fillna(0).to_numpy(dtype=float).any():
        ax.set_xlim(-MARGIN, 1)
    name_rows(ax, list(table["group"]))
    note_n(ax, list(table["n_measured"]))


def draw_estimate(ax: "Axes", place: float, row: Any, colour: str, mark: str) -> None:
    """The estimate in a row of a table, with its interval; hollow where the group has few articles."""
    draw_interval(ax, place, (row.estimate, row.low, row.high), colour, mark, hollow=row.few)
    draw_with_reading(ax, place, row, colour)


def draw_with_reading(ax: "Axes", place: float, row: Any, colour: str) -> None:
    """The wider interval of a row, as a thin line behind the other one; nothing where there is none."""
    low, high = (getattr(row, name, math.nan) for name in WITH_READING)
    if not math.isnan(low):
        ax.plot([low, high], [place, place], color=colour, lw=0.6, solid_capstyle="butt", zorder=1.5)


def thin_line(table: "pd.DataFrame") -> str:
    """What the label of an axis adds where the wider intervals of a table are drawn."""
    return "; thin: with reading error" if has_wider(table) else ""


def draw_interval(ax: "Axes", place: float, interval: Interval, colour: str, mark: str, *, hollow: bool) -> None:
    """A figure with its interval; a cross where there is no interval, and nothing where there is no figure."""
    value, low, high = interval
    if math.isnan(value):
        return
    if math.isnan(low):
        ax.plot(value, place, "x", ms=5, mec=colour, mew=1.4, zorder=3)
        return
    ax.plot([low, high], [place, place], color=colour, lw=1.6, solid_capstyle="butt", zorder=2)
    ax.plot(value, place, mark, ms=6, mec=colour, mfc="white" if hollow else colour, mew=1.4, zorder=3)


def highest_first(table: "pd.DataFrame", groups: int, column: str = "estimate") -> "pd.DataFrame":
    """The rows of the groups with the most articles, the highest figure first."""
    return largest(table, groups).sort_values(column, ascending=False, kind="stable")


def largest(table: "pd.DataFrame", groups: int) -> "pd.DataFrame":
    """The rows of the groups with the most articles, in the order of the table."""
    return table[table.index.isin(table["n_articles"].nlargest(groups).index)]


def darkest(values: Floats, few: Bools) -> float:
    """The value that would be black in a map of cells: above the highest, so that no cell is.

    Values of few articles, whole rows or single ones, do not count, unless they are most.

    >>> darkest(np.array([4.0, 80.0, 8.0]), np.array([False, True, False]))
    10.0
    """
    compared = values if 2 * few.sum() > few.size else values[~few]
    return _ABOVE * float(np.nanmax(compared, initial=0) or 1.0)


def left_out(shown: int, sizes: Iterable[float], most: str = "articles") -> str:
    """How many of the groups of these sizes are shown, as a further line for the label of the axis; nothing where all are.

    >>> left_out(1, [8, 30])
    '\\nshown: the 1 of 2 with the most articles'
    >>> left_out(1, [8, 8])
    '\\nshown: the 1 of 2 with the most articles; of equals, the first by name'
    """
    ordered = sorted(sizes, reverse=True)
    if shown >= len(ordered):
        return ""
    equals = "; of equals, the first by name" if shown and ordered[shown - 1] == ordered[shown] else ""
    return f"\nshown: the {shown:,} of {len(ordered):,} with the most {most}{equals}"


def rests_on(comparison: Comparison, shown: int, sizes: Iterable[float]) -> str:
    """Which groups are shown and which articles are counted, each as a further line for the label; nothing where all are."""
    within, articles = comparison.settings["within"], comparison.settings["articles"]
    counted = f"\nonly the {articles:,} articles with {one_of(within)} that two groups cover" if within else ""
    few = f"\nleft out: groups under {comparison.settings['min_articles']} articles" if comparison.settings["drop_few"] else ""
    return left_out(shown, sizes) + few + counted


def intervals_are(comparison: Comparison, table: "pd.DataFrame") -> str:
    """What the lines, the hollow marks and the crosses of a chart of this table mean."""
    return f"{level(comparison.settings['confidence'])} interval{thin_line(table)}" + marks_are(
        table, f"{comparison.settings['min_articles']} articles"
    )


def marks_are(table: "pd.DataFrame", few: str, column: str = "estimate") -> str:
    """What the hollow marks, of under so `few` articles or events, and the crosses of a chart mean; "" where there are none."""
    bounded, drawn = table["low"].notna(), table[column].notna()
    hollow = f"; hollow: under {few}" if (table["few"] & bounded).any() else ""
    return hollow + ("; ×: no interval" if (drawn & ~bounded).any() else "")


def stack(ax: "Axes", parts: Sequence[tuple[str, Floats, str]]) -> Floats:
    """Stacked bars of parts, each with its label, its width in each row and its colour; returns where the bars end."""
    left = np.zeros(len(parts[0][1]))
    for label, width, colour in parts:
        bar(ax, left, width, colour, short(label.replace("_", " ")))
        left = left + width
    return left


def bar(ax: "Axes", left: Any, width: Any, colour: str, label: str) -> None:
    """One part of the stacked bars, with its share in per cent where that fits."""
    ax.barh(range(len(left)), width, left=left, color=colour, label=label, edgecolor="white", lw=0.6, height=0.72)
    dark, least = luminance(colour) < 0.5, _LABEL_FROM * (2.5 if is_narrow(ax) else 1)
    for place, (start, size) in enumerate(zip(left, width, strict=True)):
        if size >= least:
            tone = "white" if dark else INK
            ax.text(start + size / 2, place, percent(size), ha="center", va="center", fontsize=7, color=tone)


def luminance(colour: str) -> float:
    """How light a colour looks in greyscale, from 0 (black) to 1 (white).

    >>> luminance("black") < luminance("blue") < luminance("yellow")
    True
    """
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return float(0.3 * red + 0.59 * green + 0.11 * blue)
