"""Charts: a result in, matplotlib Axes out. Nothing is computed here; every chart of rates draws interval and n."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .charts_models import INK, style, styled
from .charts_models import calibration as calibration
from .compare import Comparison
from .document import Document
from .lexicons import LOADED_CATEGORIES
from .naming import Naming
from .placing import LoadedTerm
from .saving import atomic
from .voices import OWN_VOICES, VOICES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VOICE_COLOURS = {
    "headline": "#882255",
    "narration": "#B2182B",
    "paraphrase": "#E08214",
    "quotation": "#2166AC",
    "scare": "#7B3294",
}
"""One colour a voice, here and in the report; they differ in lightness too."""

_VOICE_MARKS = {"narration": "o", "paraphrase": "D", "quotation": "s"}
_TYPES_SHOWN = {
    "government": "#332288",
    "military": "#88CCEE",
    "armed_group": "#661100",
    "politician": "#DDCC77",
    "international_organisation": "#117733",
    "ngo_monitor": "#A9DDB4",
    "expert": "#999933",
    "civilian": "#CC6677",
    "media": "#AA4499",
}
_NAME_COLOURS = ("#332288", "#88CCEE", "#CC6677", "#DDCC77", "#117733", "#AA4499", "#999933")
_REST, _REST_COLOUR = "company, document, other", "#DDDDDD"
_BELOW, _LINE = 0.55, 0.16  # inches from the axis to a legend under its label, and for each further line of that
_LABEL_FROM = 0.07  # share of a bar from which its figure fits inside
_LONGEST_NAME = 28  # characters
_FLAG_HEIGHTS = 7


def picture(ax: "Axes", file: IO[bytes], kind: str) -> None:
    """Write the figure of some Axes into a file, and close it."""
    from matplotlib import pyplot

    with style():
        figure: Any = ax.figure
        figure.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else {})
        pyplot.close(figure)


def _axes(ax: "Axes | None", rows: int, width: float = 6.4) -> "Axes":
    """The given Axes, or new ones as high as `rows` horizontal entries need."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, 1.1 + 0.34 * max(rows, 2)))[1]


def _name(text: str, longest: int = _LONGEST_NAME) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _name_rows(ax: "Axes", names: list[str]) -> None:
    ax.set_yticks(range(len(names)), [_name(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)


def _note_n(ax: "Axes", counts: Sequence[int | list[int]]) -> None:
    """The number of articles measured at the right of each row; several where a row holds several figures."""
    for row, n in enumerate(counts):
        text = "n = " + ", ".join(f"{one:,}" for one in (n if isinstance(n, list) else [n]))
        ax.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=7.5, color="#555555")


def _legend_below(ax: "Axes") -> None:
    """The legend under the label of the x axis, whatever the height of the chart."""
    height = ax.get_window_extent().height / ax.figure.dpi
    below = _BELOW + _LINE * ax.get_xlabel().count("\n")
    ax.legend(loc="upper left", bbox_to_anchor=(-0.2, -below / height), ncols=3, handlelength=1)


def _interval(ax: "Axes", row: float, found: Any, colour: str, mark: str) -> None:
    """One estimate with its interval; hollow where the group has few articles."""
    if found.estimate != found.estimate:
        return
    if found.low == found.low:
        ax.plot([found.low, found.high], [row, row], color=colour, lw=1.6, solid_capstyle="butt", zorder=2)
    ax.plot(found.estimate, row, mark, ms=6, mec=colour, mfc="white" if found.few else colour, mew=1.4, zorder=3)


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
    ax = _axes(ax, len(found))
    for row, one in enumerate(found.itertuples()):
        _interval(ax, row, one, INK, "o")
    _name_rows(ax, list(found["group"]))
    _note_n(ax, list(found["n_measured"]))
    ax.set_title(f"{found['title'].iloc[0]} by {comparison.by}")
    ax.set_xlabel(f"{found['unit'].iloc[0]} ({_legend(comparison, found)})")
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
    ax = _axes(ax, round(1.6 * len(order)))
    for shift, (voice, table) in zip((-0.22, 0, 0.22), parts.items(), strict=True):
        for row, group in enumerate(order):
            _interval(ax, row + shift, table.loc[group], VOICE_COLOURS[voice], _VOICE_MARKS[voice])
        ax.plot([], [], _VOICE_MARKS[voice], color=VOICE_COLOURS[voice], label=voice)
    _name_rows(ax, order)
    _note_n(ax, [[table.loc[group, "n_measured"] for table in parts.values()] for group in order])
    ax.set_title(f"Loaded terms by who says them, by {comparison.by}", pad=22)
    ax.set_xlabel(f"per 1,000 words of that voice ({_legend(comparison, parts['narration'])})")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0, handletextpad=0.2)
    return ax


@styled
def source_types(comparison: Comparison, ax: "Axes | None" = None) -> "Axes":
    """Whose words are attributed: shares of the words of resolved sources by type, one bar a group.

    >>> from toolkit.compare import compare_example
    >>> source_types(compare_example()).get_xlabel()
    'share of the words of sources of known type'
    """
    order = list(comparison.of("official_share").sort_values("estimate", ascending=False, kind="stable")["group"])
    shares = {kind: comparison.of(f"source_{kind}").set_index("group")["estimate"] for kind in _TYPES_SHOWN}
    measured = comparison.of("official_share").set_index("group")
    ax = _axes(ax, len(order) + 1)
    left = _stack(ax, [(kind, shares[kind].loc[order].fillna(0).to_numpy(), colour) for kind, colour in _TYPES_SHOWN.items()])
    rest = np.where(measured.loc[order, "estimate"].isna(), 0, 1 - left)
    _bar(ax, left, rest, _REST_COLOUR, _REST)
    _name_rows(ax, order)
    _note_n(ax, list(measured.loc[order, "n_measured"]))
    ax.set_xlim(0, 1)
    ax.set_title(f"Whose words: source types by {comparison.by}")
    ax.set_xlabel("share of the words of sources of known type")
    _legend_below(ax)
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
        found = found.assign(group=[f"{_name(group, _LONGEST_NAME - len(when) - 2)}, {when}" for group, when in rows])
    counts = found.pivot_table(index="group", columns="name", values="count", aggfunc="sum", fill_value=0)
    shown = counts.sum().sort_values(ascending=False, kind="stable").index[: len(_NAME_COLOURS)]
    largest = counts.loc[counts.sum(axis=1).nlargest(groups).index]
    shares = largest.div(largest.sum(axis=1), axis=0)
    shares = shares.sort_index() if over_time else shares.sort_values(shown[0], ascending=False, kind="stable")
    ax = _axes(ax, len(shares) + 1)
    left = _stack(ax, [(name, shares[name].to_numpy(), colour) for name, colour in zip(shown, _NAME_COLOURS, strict=False)])
    if (left < 1 - 1e-9).any():
        _bar(ax, left, 1 - left, _REST_COLOUR, "other names")
    uses = found.drop_duplicates("group").set_index("group")
    _under_bars(ax, found[found["name"] == shown[0]].set_index("group").reindex(shares.index), uses.loc[shares.index, "few"])
    _name_rows(ax, [str(group) for group in shares.index])
    _note_n(ax, [[int(uses.loc[group, "uses"]), int(uses.loc[group, "n_articles"])] for group in shares.index])
    ax.set_xlim(0, 1)
    ax.set_title(f"Names for: {concept}, by {naming.settings['by']}")
    whose = (
        "in its own voice" if set(naming.settings["voices"]) <= set(OWN_VOICES) else f"in {', '.join(naming.settings['voices'])}"
    )
    percent = 100 * naming.settings["confidence"]
    pale = f"; pale: under {naming.settings['min_articles']} articles" if uses["few"].any() else ""
    ax.set_xlabel(f"share of the uses {whose} (n = uses, articles)\nline: {percent:.0f} % interval of the first name{pale}")
    _legend_below(ax)
    return ax


def _under_bars(ax: "Axes", first: Any, few: Any) -> None:
    """The interval of the first name's share under each bar, where it has one; bars of few articles turn pale."""
    for row, (low, high) in enumerate(zip(first["low"].astype(float), first["high"].astype(float), strict=True)):
        if low == low:
            ax.plot([low, high], [row + 0.43] * 2, color=INK, lw=1.4)
    for pale in np.flatnonzero(few):
        ax.axhspan(pale - 0.37, pale + 0.37, color="white", alpha=0.45, lw=0, zorder=1.5)


def _stack(ax: "Axes", parts: Sequence[tuple[str, NDArray[np.float64], str]]) -> NDArray[np.float64]:
    """Stacked bars: of each part its label, its widths row by row and its colour; returns where they end."""
    left = np.zeros(len(parts[0][1]))
    for label, width, colour in parts:
        _bar(ax, left, width, colour, _name(label.replace("_", " ")))
        left = left + width
    return left


def _bar(ax: "Axes", left: Any, width: Any, colour: str, label: str) -> None:
    """One part of the stacked bars, with its figure where it fits."""
    ax.barh(range(len(left)), width, left=left, color=colour, label=label, edgecolor="white", lw=0.6, height=0.72)
    dark = _luminance(colour) < 0.5
    for row, (start, size) in enumerate(zip(left, width, strict=True)):
        if size >= _LABEL_FROM:
            tone = "white" if dark else INK
            ax.text(start + size / 2, row, f"{size:.0%}", ha="center", va="center", fontsize=7, color=tone)


def _luminance(colour: str) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return float(0.3 * red + 0.59 * green + 0.11 * blue)


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
    ax = _axes(ax, len(order) + 1, width=7.2)
    ax.imshow(np.nan_to_num(values), cmap="Greys", aspect="auto", vmin=0, vmax=max(np.nanmax(values, initial=0), 1e-9) * 1.25)
    half = np.nanmax(values, initial=0) * 0.65
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        tone = "white" if value > half else INK
        ax.text(column, row, "–" if value != value else f"{value:.1f}", ha="center", va="center", fontsize=8, color=tone)
    ax.set_xticks(range(len(names)), LOADED_CATEGORIES, rotation=20, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(order)), [_name(group) for group in order])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ns = comparison.of(f"loaded_{voice}").set_index("group")["n_articles"]
    _note_n(ax, [ns[group] for group in order])
    ax.set_title(f"Categories of loaded terms in {voice}, by {comparison.by}")
    ax.set_xlabel(f"per 1,000 words of {voice}")
    return ax


@styled
def distinctive(comparison: Comparison, group: str, ax: "Axes | None" = None, *, top: int = 15) -> "Axes":
    """The words that set one group apart in its own voice, by z of the log-odds ratio, with count and articles.

    >>> from toolkit.compare import compare_example
    >>> distinctive(compare_example(), "Wire").get_title("left")
    'Distinctive words in the own voice of Wire'
    """
    found = comparison.distinctive[comparison.distinctive["group"] == group].head(top)
    ax = _axes(ax, len(found), width=4.6)
    ax.barh(range(len(found)), found["z"], color="#777777", height=0.7)
    for row, one in enumerate(found.itertuples()):
        ax.annotate(f"{one.count}× in {one.articles}", (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=7)
    _name_rows(ax, list(found["term"]))
    ax.set_title(f"Distinctive words in the own voice of {_name(group)}")
    ax.set_xlabel("z of log-odds against all others (times, in articles)")
    return ax


@styled
def strip(document: Document, ax: "Axes | None" = None) -> "Axes":
    """One article as a strip from first word to last: colour by voice, a mark and its words at each loaded term.

    >>> from toolkit.document import annotate
    >>> strip(annotate("The puppet regime fell, Hall said.")).get_yticks().tolist()
    []
    """
    from matplotlib import pyplot
    from matplotlib.patches import Patch

    ax = ax if ax is not None else pyplot.subplots(figsize=(9, 2.6))[1]
    for i, voice in enumerate(document.voices):
        ax.axvspan(
            i,
            i + 1,
            0,
            0.3,
            color=VOICE_COLOURS[VOICES[voice]],
            alpha=0.9 if VOICES[voice] != "narration" else 0.35,
            lw=0,
        )
    for number, term in enumerate(t for t in document.loaded if t.field == "text"):
        _flag(ax, document, term, height=0.38 + 0.09 * (number % _FLAG_HEIGHTS))
    shown = [voice for voice in VOICES if document.words_by_voice[voice]]
    handles = [Patch(color=VOICE_COLOURS[v], alpha=0.35 if v == "narration" else 0.9, label=v) for v in shown]
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=5)
    ax.set_xlim(0, max(len(document.words), 1))
    ax.set_ylim(0, 1.05)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.set_xlabel("word of the article")
    ax.set_title("Who says what, word by word")
    return ax


def _flag(ax: "Axes", document: Document, term: LoadedTerm, height: float) -> None:
    """A loaded term over its place in the strip; towards the end its words stand on the left."""
    word, colour = document.words.inside(term.span).start, VOICE_COLOURS[term.voice]
    late = word > 0.7 * len(document.words)
    ax.plot([word, word], [0.3, height], color=colour, lw=0.8, zorder=1)
    words = term.span.of(document.article.text)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    text = f"{words} " if late else f" {words}"
    ax.text(word, height, text, ha="right" if late else "left", va="center", fontsize=7.5, color=colour, bbox=box, zorder=2)


def _legend(comparison: Comparison, found: Any) -> str:
    """What the lines and the hollow marks mean."""
    few = f"; hollow: under {comparison.settings['min_articles']} articles" if found["few"].any() else ""
    return f"{100 * comparison.settings['confidence']:.0f} % interval{few}"


def save(ax: "Axes", path: str | Path) -> list[Path]:
    """Write the chart as PNG and SVG (the suffix of `path` is replaced), and close it.

    >>> import tempfile
    >>> from toolkit.compare import compare_example
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in save(rates(compare_example(), "sources"), Path(folder) / "sources")]
    ['sources.png', 'sources.svg']
    """
    name = Path(path).name.removesuffix(".png").removesuffix(".svg")
    files = [Path(path).with_name(f"{name}.{kind}") for kind in ("png", "svg")]
    for file in files:
        with atomic(file, "wb") as out:
            picture(ax, out, file.suffix[1:])
    return files


CHARTS: dict[str, Callable[[Comparison], "Axes"]] = {
    "loaded_narration": lambda comparison: rates(comparison, "loaded_narration"),
    "loaded_by_voice": voices,
    "loaded_categories": categories,
    "source_types": source_types,
    "official_share": lambda comparison: rates(comparison, "official_share"),
    "untyped_share": lambda comparison: rates(comparison, "untyped_share"),
    "unnamed_share": lambda comparison: rates(comparison, "unnamed_share"),
    "sources_rarefied": lambda comparison: rates(comparison, "sources_rarefied"),
    "scare_quotes": lambda comparison: rates(comparison, "scare_quotes"),
}
"""The charts that `framing compare` writes, by file name."""
