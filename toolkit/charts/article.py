"""One article as a chart: a document in, matplotlib Axes out."""

from typing import TYPE_CHECKING

from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..annotation.voices import VOICES
from .base import VOICE_COLOURS, legend_below, short, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FLAG_HEIGHTS = 7
_TITLE = 60  # characters of the title of the article


@styled
def strip(document: Document, ax: "Axes | None" = None) -> "Axes":
    """One article as a strip from first word to last: colour by voice, a mark and its words at each loaded term.

    >>> from toolkit.annotation.annotator import annotate
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
    ax.set_xlim(0, max(len(document.words), 1))
    ax.set_ylim(0, 1.05)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.set_xlabel("word of the article")
    about = document.article.title or document.article.id
    ax.set_title(f"Who says what, word by word: {short(about, _TITLE)}")
    legend_below(ax, handles)
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
