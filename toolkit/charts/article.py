"""The chart of one article."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from ..measures.formatting import voice_name
from .base import VOICE_COLOURS, fit, is_narrow, legend_below, short, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STRIP = 3.5  # the height of the strip, in lines of labels
_LINE = 1.3  # the height of a line, in heights of its letters
_GAP = 3  # typographic points between two labels of a line
_EDGES = 1.25  # inches of a chart that title, axis and legend take
_TITLE = 60  # characters shown of the article's title


@styled
def strip(document: Document, ax: "Axes | None" = None) -> "Axes":
    """One article as a strip from the first word to the last, coloured by voice, with the words of each loaded term above it.

    No label covers another one. New Axes are as high as the labels need; in Axes that are given, terms for which there is no room
    have a mark without a label, and the axis says how many.

    >>> from toolkit.annotation.annotator import annotate
    >>> strip(annotate("The puppet regime fell, Hall said.")).get_yticks().tolist()
    []
    """
    from matplotlib import pyplot
    from matplotlib.patches import Patch

    new = ax is None
    ax = pyplot.subplots(figsize=(6.4, 3))[1] if ax is None else ax
    for voice, *run in _runs(document):
        ax.broken_barh([(run[0], run[1])], (-_STRIP, _STRIP), **_look(VOICES[voice]), lw=0)
    ax.set_xlim(0, max(len(document.words), 1))
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.set_xlabel("word of the article")
    ax.set_title(f"Who says what, word by word: {short(document.article.title or document.article.id, _TITLE)}")
    fit(ax)
    _label_terms(ax, document, grow=new)
    shown = [voice for number, voice in enumerate(VOICES) if number in document.voices]
    legend_below(ax, [Patch(**_look(voice), label=voice_name(voice)) for voice in shown])
    return ax


def _runs(document: Document) -> Iterator[tuple[int, int, int]]:
    """Each run of words in one voice: the voice, the first word, and the number of words."""
    first = 0
    for voice, words in groupby(document.voices):
        n = len(list(words))
        yield voice, first, n
        first += n


def _look(voice: str) -> dict[str, Any]:
    """The colour of a voice; narration is pale."""
    return {"color": VOICE_COLOURS[voice], "alpha": 0.35 if voice == "narration" else 0.9}


def _label_terms(ax: "Axes", document: Document, *, grow: bool) -> None:
    """The words of each loaded term in lines above the strip, with a stem to the place of the term."""
    figure: Any = ax.figure
    figure.draw_without_rendering()  # settles the layout, so that pixels are those of the finished chart
    terms = sorted((term for term in document.loaded if term.field == "text"), key=lambda term: term.span.start)
    places = [document.words.inside(term.span).start for term in terms]
    look: dict[str, Any] = {"fontsize": 6.5 if is_narrow(ax) else 7.5, "ha": "left", "va": "center", "zorder": 3}
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
    labels = [
        ax.text(place, 0, term.span.of(document.article.text), color=VOICE_COLOURS[term.voice], bbox=box, **look)
        for place, term in zip(places, terms, strict=True)
    ]
    pixel, end, axes = figure.dpi / 72, len(document.words), ax.get_window_extent()
    widths = [(label.get_window_extent().width + _GAP * pixel) * end / axes.width for label in labels]
    starts = [max(min(place, end - width), 0) for place, width in zip(places, widths, strict=True)]
    height = _LINE * look["fontsize"] * pixel
    room = len(terms) if grow else max(int(axes.height / height - _STRIP), 1)
    lines = _lines(places, starts, widths, room)
    if grow:
        room = max(lines, default=0) + 1
        figure.set_figheight(_EDGES + (room + _STRIP) * height / figure.dpi)
    ax.set_ylim(-_STRIP, room)
    for place, start, line, label in zip(places, starts, lines, labels, strict=True):
        ax.plot([place, place], [0, line + 0.5 if line < room else 0.3], color=label.get_color(), lw=0.8, zorder=1)
        label.set_position((start, line + 0.5))
        label.set_visible(line < room)
    if hidden := sum(line >= room for line in lines):
        ax.set_xlabel(f"word of the article ({hidden:,} of {len(lines):,} loaded terms have no label)")
        fit(ax)


def _lines(places: Sequence[float], starts: Sequence[float], widths: Sequence[float], room: int) -> list[int]:
    """The line of each label, from 0 up: above all labels further to the right that it would cover, and above their stems.

    Those that would come to stand above the last line are left out, and others need not avoid them.

    >>> _lines([0, 2, 9], [0, 2, 9], [4, 4, 4], room=3), _lines([0, 2, 3], [0, 2, 3], [4, 4, 4], room=1)
    ([1, 0, 0], [1, 1, 0])
    """
    lines = [0] * len(places)
    for one in reversed(range(len(places))):
        end = starts[one] + widths[one]
        right = [other for other in range(one + 1, len(places)) if lines[other] < room]
        lines[one] = 1 + max((lines[other] for other in right if starts[other] < end or places[other] < end), default=-1)
    return lines
