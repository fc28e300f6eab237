"""What all charts share: the style, rows with names and n, intervals, stacked bars. Nothing is computed here."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from .compare import Comparison
from .saving import atomic

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, PALE = "#222222", "#999999"
REST_COLOUR = "#DDDDDD"
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
    """Draw in the toolkit's style without changing the user's."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with style():
            return draw(*args, **kwargs)

    return drawn


def picture(ax: "Axes", file: IO[bytes], kind: str) -> None:
    """Write the figure of some Axes into a file, and close it."""
    from matplotlib import pyplot

    with style():
        figure: Any = ax.figure
        figure.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else {})
        pyplot.close(figure)


def save(ax: "Axes", path: str | Path) -> list[Path]:
    """Write the chart as PNG and SVG (the suffix of `path` is replaced), and close it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in save(new_axes(None, 2), Path(folder) / "sources")]
    ['sources.png', 'sources.svg']
    """
    name = Path(path).name.removesuffix(".png").removesuffix(".svg")
    files = [Path(path).with_name(f"{name}.{kind}") for kind in ("png", "svg")]
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
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def name_rows(ax: "Axes", names: list[str]) -> None:
    ax.set_yticks(range(len(names)), [short(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)


def note_n(ax: "Axes", counts: Sequence[int | list[int]]) -> None:
    """The number of articles measured at the right of each row; several where a row holds several figures."""
    for row, n in enumerate(counts):
        text = "n = " + ", ".join(f"{one:,}" for one in (n if isinstance(n, list) else [n]))
        ax.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color="#555555")


def legend_below(ax: "Axes") -> None:
    """The legend under the label of the x axis, whatever the height of the chart."""
    height = ax.get_window_extent().height / ax.figure.dpi
    below = _BELOW + _LINE * ax.get_xlabel().count("\n")
    ax.legend(loc="upper left", bbox_to_anchor=(-0.2, -below / height), ncols=3, handlelength=1)


def draw_interval(ax: "Axes", row: float, found: Any, colour: str, mark: str) -> None:
    """One estimate with its interval; hollow where the group has few articles."""
    if found.estimate != found.estimate:
        return
    if found.low == found.low:
        ax.plot([found.low, found.high], [row, row], color=colour, lw=1.6, solid_capstyle="butt", zorder=2)
    ax.plot(found.estimate, row, mark, ms=6, mec=colour, mfc="white" if found.few else colour, mew=1.4, zorder=3)


def intervals_are(comparison: Comparison, found: Any) -> str:
    """What the lines and the hollow marks mean."""
    few = f"; hollow: under {comparison.settings['min_articles']} articles" if found["few"].any() else ""
    return f"{100 * comparison.settings['confidence']:.0f} % interval{few}"


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
    dark = luminance(colour) < 0.5
    for row, (start, size) in enumerate(zip(left, width, strict=True)):
        if size >= _LABEL_FROM:
            tone = "white" if dark else INK
            ax.text(start + size / 2, row, f"{size:.0%}", ha="center", va="center", fontsize=7, color=tone)


def luminance(colour: str) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return float(0.3 * red + 0.59 * green + 0.11 * blue)
