"""The chart of one article."""

from typing import TYPE_CHECKING, Any

from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..annotation.voices import VOICES
from .base import VOICE_COLOURS, legend_below, short, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FLAG_HEIGHTS = 7
_TITLE = 60  # characters shown of the article's title


@styled
def strip(document: Document, ax: "Axes | None" = None) -> "Axes":
    """One article as a strip from the first word to the last, coloured by voice, with the words of each loaded term above it.

    >>> from toolkit.annotation.annotator import annotate
    >>> strip(annotate("The puppet regime fell, Hall said.")).get_yticks().tolist()
    []
    """
    from matplotlib import pyplot
    from matplotlib.patches import Patch

    ax = ax if ax is not None else pyplot.subplots(figsize=(9, 2.6))[1]
    for word, voice in enumerate(document.voices):
        ax.axvspan(word, word + 1, 0, 0.3, **_look(VOICES[voice]), lw=0)
    for number, term in enumerate(t for t in document.loaded if t.field == "text"):
        _flag(ax, document, term, height=0.38 + 0.09 * (number % _FLAG_HEIGHTS))
    shown = [voice for voice in VOICES if document.words_by_voice[voice]]
    handles = [Patch(**_look(voice), label=voice) for voice in shown]
    ax.set_xlim(0, max(len(document.words), 1))
    ax.set_ylim(0, 1.05)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.set_xlabel("word of the article")
    title = document.article.title or document.article.id
    ax.set_title(f"Who says what, word by word: {short(title, _TITLE)}")
    legend_below(ax, handles)
    return ax


def _look(voice: str) -> dict[str, Any]:
    """The colour of a voice; narration is pale."""
    return {"color": VOICE_COLOURS[voice], "alpha": 0.35 if voice == "narration" else 0.9}


def _flag(ax: "Axes", document: Document, term: LoadedTerm, height: float) -> None:
    """The words of a loaded term over its place in the strip; to the left of the place towards the end."""
    word, colour = document.words.inside(term.span).start, VOICE_COLOURS[term.voice]
    late = word > 0.7 * len(document.words)
    ax.plot([word, word], [0.3, height], color=colour, lw=0.8, zorder=1)
    words = term.span.of(document.article.text)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    text = f"{words} " if late else f" {words}"
    ax.text(word, height, text, ha="right" if late else "left", va="center", fontsize=7.5, color=colour, bbox=box, zorder=2)
