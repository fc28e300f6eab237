"""Stretches of a text as the encoder reads them: word pieces with marks, and where each word of the text begins among them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..statistics.arrays import Ints
from ..text.sentences import paragraphs
from ..text.spans import Span
from .phrases.noun_phrases import Phrases

LENGTH = 128
"""The most word pieces in a window, with the two that mark its ends."""

MARKS = 14
"""How a piece is marked: 0 at the ends of a window, or else by how its word is written (six ways) and whether it is quoted."""

OTHER_GUIDE = 13
"""The mark of the first piece of a window in which attributions are to be found by PolNeAR's guide, not the toolkit's."""

_OF_SHAPES = np.array([0, 4, 2, 3, 1, 0])  # the mark of each of the shapes of words, less one
_BETWEEN = 5  # how a piece between words is written, such as a comma
_QUOTED = 6  # added to the mark of a quoted piece


class Window(NamedTuple):
    """A stretch of a text: `ids` and `marks` of its word pieces, the numbers of its `words`, and where each of them `begins`."""

    ids: Ints
    marks: Ints
    words: range
    begins: Ints

    @property
    def inside(self) -> slice:
        """The words of the window among those of the text."""
        return slice(self.words.start, self.words.stop)


def windows_of(
    phrases: Phrases, sentences: Sequence[Span], tokenizer: Any, *, length: int = LENGTH, other_guide: bool = False
) -> list[Window]:
    """The windows of a text in order; every word is in one of them.

    A window holds whole paragraphs where they fit into its `length`, or else whole sentences; only a longer sentence is cut. They
    are marked as ones for `OTHER_GUIDE` where that is asked for.
    """
    words = phrases.words
    if not len(words):
        return []
    encoded = tokenizer.encode(words.text, add_special_tokens=False)
    ids, starts = np.array(encoded.ids), np.array([start for start, _ in encoded.offsets])
    begins = np.minimum(np.searchsorted(starts, words.starts, side="right") - 1, len(ids) - 1)
    marks = _marks(phrases, starts)
    ends = np.array([tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")])
    windows = []
    for first, after in _cuts(words.text, sentences, starts, length - 2):
        inside = range(*np.searchsorted(begins, [first, after]).tolist())
        if inside:
            pieces = np.concatenate([ends[:1], ids[first:after], ends[1:]])
            marked = np.pad(marks[first:after], 1)
            marked[0] = OTHER_GUIDE if other_guide else 0
            windows.append(Window(pieces, marked, inside, begins[inside.start : inside.stop] - first + 1))
    return windows


def _cuts(text: str, sentences: Sequence[Span], starts: Ints, room: int) -> Iterator[tuple[int, int]]:
    """The first piece of each window, which has room for some pieces, and the one after its last."""
    of_paragraphs = np.searchsorted(starts, [span.start for span in paragraphs(text)]).tolist()
    of_sentences = np.searchsorted(starts, [span.start for span in sentences]).tolist()
    first, n = 0, len(starts)
    while first < n:
        after = min(first + room, n)
        if after < n:
            after = _last(of_paragraphs, first + room // 2, after) or _last(of_sentences, first, after) or after
        yield first, after
        first = after


def _last(places: Sequence[int], above: int, most: int) -> int:
    """The last of some places, in order, that is greater than `above` and at most `most`; 0 where there is none.

    >>> _last([0, 4, 9], 2, 8), _last([0, 4, 9], 4, 8)
    (4, 0)
    """
    end = bisect_right(places, most)
    return places[end - 1] if end and places[end - 1] > above else 0


def _marks(phrases: Phrases, starts: Ints) -> Ints:
    """The mark of each piece, by its start in the text."""
    words = phrases.words
    of_words = _OF_SHAPES[words.shapes]
    quoted = np.array([number is not None for number in phrases.quoted])
    word = np.searchsorted(words.starts, starts, side="right") - 1
    inside = (word >= 0) & (starts < np.array(words.ends)[word])
    marks: Ints = 1 + np.where(inside, of_words[word], _BETWEEN) + _QUOTED * (inside & quoted[word])
    return marks
