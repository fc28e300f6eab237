"""The words of many sentences in one row, as the models of loaded words and biased sentences see them.

A sentence of an article knows more than the same sentence alone: whether it stands inside a quotation that began before it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..statistics.arrays import Bools, Floats, Indices
from ..text.quotations import Quotation, quotations
from ..text.spans import Span, marked
from ..text.word_classes import word_classes
from ..text.words import Words

SHAPES = ("length", "share in quotation marks", "quotation", "exclamation marks", "question", "capitals", "figures")
"""What a sentence shows without its words: logarithm of its words; share of them in quotation marks, and whether there are any;
exclamation marks; whether it asks; share of words with a capital; whether it has a figure."""


class Wording(NamedTuple):
    """The words of some sentences: `keys` their looked-up forms, `sentence` the number of each word's sentence (ascending).

    `content` tells words that are no function words, `capital` those with a capital that do not open the sentence, `quoted`
    those in quotation marks. `shape` is sentences by `SHAPES`.
    """

    keys: list[str]
    sentence: Indices
    content: Bools
    capital: Bools
    quoted: Bools
    shape: Floats

    def __len__(self) -> int:
        """Number of sentences."""
        return len(self.shape)

    @property
    def lengths(self) -> Indices:
        """Number of words of each sentence."""
        return np.bincount(self.sentence, minlength=len(self)).astype(np.intp)

    @property
    def contents(self) -> Indices:
        """Number of content words of each sentence, 1 where there is none."""
        return np.maximum(np.bincount(self.sentence, self.content, len(self)), 1).astype(np.intp)

    def by_sentence(self, values: Floats) -> list[Floats]:
        """One value a word, cut into one array a sentence."""
        return np.split(values, np.cumsum(self.lengths)[:-1]) if len(self) else []


def wording_of(sentences: Sequence[str]) -> Wording:
    """The words of sentences that stand alone.

    >>> wording = wording_of(["“Thugs fled,” Hall said.", "It rained!"])
    >>> wording.keys[:2], wording.sentence.tolist(), wording.quoted.tolist()
    (['thugs', 'fled'], [0, 0, 0, 0, 1, 1], [True, True, False, False, False, False])
    """
    several = [Words(sentence) for sentence in sentences]
    lengths = [len(words) for words in several]
    quoted = [_quoted(words, quotations(words.text)) for words in several]
    return _wording(
        [key for words in several for key in words.keys],
        np.repeat(np.arange(len(several)), lengths),
        np.array([capital for words in several for capital in words.capital], dtype=bool),
        np.array([one for each in quoted for one in each], dtype=bool),
        list(sentences),
    )


def wording_in(words: Words, sentences: Sequence[Span], marks: Sequence[Quotation]) -> Wording:
    """The words of an article by its sentences, `marks` being its quotations; every word lies in a sentence."""
    ranges = [words.inside(span) for span in sentences]
    return _wording(
        words.keys,
        np.repeat(np.arange(len(sentences)), [len(inside) for inside in ranges]),
        np.array(words.capital, dtype=bool),
        np.array(_quoted(words, marks), dtype=bool),
        [span.of(words.text) for span in sentences],
    )


def _quoted(words: Words, marks: Sequence[Quotation]) -> list[bool]:
    if not marks:
        return [False] * len(words)
    inside = marked((span for mark in marks for span in mark.spans), len(words.text))
    return [bool(inside[start]) for start in words.starts]


def _wording(keys: list[str], sentence: Indices, capital: Bools, quoted: Bools, texts: Sequence[str]) -> Wording:
    closed = word_classes()
    content = np.array([key not in closed for key in keys], dtype=bool)
    opens = np.ones(len(keys), dtype=bool)
    opens[1:] = sentence[1:] != sentence[:-1]
    n = len(texts)
    lengths = np.maximum(np.bincount(sentence, minlength=n), 1)
    in_marks = np.bincount(sentence, quoted, n)
    shape = np.column_stack(
        [
            np.log(lengths),
            in_marks / lengths,
            in_marks > 0,
            [text.count("!") for text in texts],
            ["?" in text for text in texts],
            np.bincount(sentence, capital, n) / lengths,
            np.bincount(sentence, [key[0].isdigit() for key in keys], n) > 0,
        ]
    )
    return Wording(keys, sentence, content, capital & ~opens, quoted, shape.astype(float).reshape(n, len(SHAPES)))


def places_of(sentence: str, words: Sequence[str]) -> list[bool]:
    """Which words of a sentence belong to the words or phrases that were marked in it, wherever they stand.

    >>> places_of("A bizarre, bizarre end.", ["bizarre", "the end"])
    [False, True, True, False]
    """
    keys = Words(sentence).keys
    found = [False] * len(keys)
    for phrase in (Words(word).keys for word in words):
        for first in range(len(keys) - len(phrase) + 1):
            if phrase and keys[first : first + len(phrase)] == phrase:
                found[first : first + len(phrase)] = [True] * len(phrase)
    return found
