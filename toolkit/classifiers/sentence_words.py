"""The words of many sentences in one row, as the models of loaded words and biased sentences see them.

A sentence is best read in its article: only there can it be seen to lie inside a quotation that began in an earlier sentence.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..statistics.arrays import Bools, Floats, Indices
from ..text.quotations import Quotation, quotations
from ..text.spans import Span, covered
from ..text.word_classes import function_words
from ..text.word_tables import Numbered, WordTable, numbered
from ..text.words import Words

SHAPES = ("length", "share in quotation marks", "quotation", "exclamation marks", "question", "capitals", "figures")
"""Features of a sentence other than its words: logarithm of their number; share of them in quotation marks, and whether any are;
number of exclamation marks; whether there is a question mark; share of words with a capital; whether a figure occurs."""


class Wording(NamedTuple):
    """The words of some sentences: `keys` are the forms by which words are looked up, `words` these by their numbers in the
    vocabulary, and `sentence` the numbers of their sentences.

    The numbers of the sentences ascend from 0. `content` is True for all words but function words, `capital` for words with a
    capital that do not open the sentence, and `quoted` for words in quotation marks. `shape` is sentences by `SHAPES`.
    """

    keys: list[str]
    words: Numbered
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
        """Values of all words, split into one array for each sentence."""
        return np.split(values, np.cumsum(self.lengths)[:-1]) if len(self) else []


def wording_of(sentences: Sequence[str]) -> Wording:
    """The words of sentences that are not part of an article.

    >>> wording = wording_of(["“Thugs fled,” Hall said.", "It rained!"])
    >>> wording.keys[:2], wording.sentence.tolist(), wording.quoted.tolist()
    (['thugs', 'fled'], [0, 0, 0, 0, 1, 1], [True, True, False, False, False, False])
    """
    words_of = [Words(sentence) for sentence in sentences]
    lengths = [len(words) for words in words_of]
    keys = [key for words in words_of for key in words.keys]
    return _wording(
        keys,
        numbered(keys),
        np.repeat(np.arange(len(words_of)), lengths),
        np.array([capital for words in words_of for capital in words.capital], dtype=bool),
        np.array([quoted for words in words_of for quoted in _quoted(words, quotations(words.text))], dtype=bool),
        list(sentences),
    )


def wording_in(words: Words, sentences: Sequence[Span], marks: Sequence[Quotation]) -> Wording:
    """The words of an article by its sentences; `marks` are its quotations. Every word must lie in a sentence."""
    ranges = [words.inside(span) for span in sentences]
    return _wording(
        words.keys,
        words.numbered,
        np.repeat(np.arange(len(sentences)), [len(inside) for inside in ranges]),
        np.array(words.capital, dtype=bool),
        _quoted(words, marks),
        [span.of(words.text) for span in sentences],
    )


def _quoted(words: Words, marks: Sequence[Quotation]) -> Bools:
    """Whether each word is in quotation marks."""
    inside = covered((span for mark in marks for span in mark.spans), len(words.text))
    return np.frombuffer(inside, dtype=bool)[words.starts] if words else np.empty(0, dtype=bool)


@WordTable
def _kinds(keys: Sequence[str]) -> Bools:
    """Whether each word is a content word, and whether it begins with a digit."""
    closed = function_words()
    return np.array([(key not in closed, key[0].isdigit()) for key in keys], dtype=bool).reshape(len(keys), 2)


def _wording(keys: list[str], words: Numbered, sentence: Indices, capital: Bools, quoted: Bools, texts: Sequence[str]) -> Wording:
    content, figure = _kinds(words).T
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
            np.bincount(sentence, figure, n) > 0,
        ]
    )
    return Wording(keys, words, sentence, content, capital & ~opens, quoted, shape.astype(float).reshape(n, len(SHAPES)))


def places_of(sentence: str, words: Sequence[str]) -> list[bool]:
    """For each word of a sentence, whether it belongs to one of the words or phrases that were marked in it, at any occurrence.

    >>> places_of("A bizarre, bizarre end.", ["bizarre", "the end"])
    [False, True, True, False]
    """
    keys = Words(sentence).keys
    belongs = [False] * len(keys)
    for phrase in (Words(word).keys for word in words):
        for first in range(len(keys) - len(phrase) + 1):
            if phrase and keys[first : first + len(phrase)] == phrase:
                belongs[first : first + len(phrase)] = [True] * len(phrase)
    return belongs
