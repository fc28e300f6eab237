"""Which words of a sentence annotators would mark as loaded: a linear model that adds up what each word is worth.

A word counts for itself and, less, for every other word of its sentence. The model holds these two numbers for every known word,
so that reading a text means looking up its words; an unknown word is judged by its letters. Weights are learned by
`estimators.LoadedWords`; here they are only applied, with NumPy alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..statistics.arrays import Floats, Hashes, Indices
from ..text.word_tables import WordTable, checksum
from .sentence_words import Wording

ROLES = ("itself", "sentence")
FLAGS = ("capital", "in quotation marks", "first word", "before a capital", "behind a capital")
LETTER_BUCKETS = 1 << 15
NEVER = -12.0  # score of a function word, which annotators do not mark
_LETTERS_FROM, _LETTERS_TO = 3, 5  # letters in a group; the edges of the word count as letters


@dataclass(frozen=True, eq=False)
class WordModel:
    """The weights of each word.

    `hashes` are those of the known words in ascending order. `roles` are the weights of these words (known words + 1 by `ROLES`);
    the last row is for unknown words and zero. `letters` are the weights of the buckets of letter groups, `flags` those of
    `FLAGS`. A word whose score (log odds) reaches `threshold` is called loaded.
    """

    hashes: Hashes
    roles: Floats
    letters: Floats
    flags: Floats
    intercept: float
    threshold: float

    def scores(self, wording: Wording) -> Floats:
        """The log odds that annotators would mark each word; `NEVER` for function words."""
        parts = self.parts(wording)
        score: Floats = np.where(wording.content, parts.sum(axis=1) + self.intercept, NEVER)
        return score

    def parts(self, wording: Wording) -> Floats:
        """The parts of each word's score: words by `ROLES`, and in the last column the sum of `FLAGS`."""
        return np.column_stack([placed(self.worth(wording.words), wording), flags_of(wording) @ self.flags])

    @cached_property
    def worth(self) -> WordTable:
        """The weights of words: words by `ROLES`."""
        return WordTable(self._worth_of)

    def _worth_of(self, keys: Sequence[str]) -> Floats:
        rows = rows_of(self.hashes, np.array([hash_of(key) for key in keys], dtype=np.uint32))
        worth: Floats = self.roles[rows]
        for i in np.flatnonzero(rows == len(self.hashes)).tolist():
            worth[i] = self._guessed(keys[i])
        return worth

    def _guessed(self, key: str) -> Floats:
        """The weights of an unknown word: of a compound the mean of its known parts, of any other word those of its letters."""
        parts = rows_of(self.hashes, np.array([hash_of(part) for part in key.split("-")], dtype=np.uint32))
        rows = parts[parts < len(self.hashes)]
        worth = self.roles[rows].mean(axis=0) if len(rows) else np.zeros(len(ROLES))
        if not len(rows):
            worth[0] = self.letters[list(letters_of(key))].sum()
        return worth


def placed(worth: Floats, wording: Wording) -> Floats:
    """What each word's score gets from the word itself and from its sentence (a mean); `worth` is words by `ROLES`."""
    shared = np.bincount(wording.sentence, worth[:, 1] * wording.content, len(wording)) / wording.contents
    return np.column_stack([worth[:, 0], shared[wording.sentence]])


def rows_of(hashes: Hashes, wanted: Hashes) -> Indices:
    """The place of each wanted hash among ascending `hashes`, or the number of hashes where it is not among them.

    >>> rows_of(np.array([3, 7], dtype=np.uint32), np.array([7, 5], dtype=np.uint32)).tolist()
    [1, 2]
    """
    rows = np.searchsorted(hashes, wanted)
    present = hashes[np.minimum(rows, max(len(hashes) - 1, 0))] == wanted if len(hashes) else np.zeros(len(rows), dtype=bool)
    return np.where(present, rows, len(hashes))


def flags_of(wording: Wording) -> Floats:
    """Words by `FLAGS`, 0 or 1."""
    same = wording.sentence[1:] == wording.sentence[:-1]
    flags = np.zeros((len(wording.keys), len(FLAGS)))
    flags[:, 0], flags[:, 1] = wording.capital, wording.quoted
    flags[:, 2] = 1
    flags[1:, 2] = ~same
    flags[:-1, 3] = wording.capital[1:] & same
    flags[1:, 4] = wording.capital[:-1] & same
    return flags


@lru_cache(maxsize=1 << 18)
def hash_of(key: str) -> int:
    """The number (CRC-32) by which a word is looked up."""
    return checksum(key)


@lru_cache(maxsize=1 << 15)
def letters_of(key: str) -> tuple[int, ...]:
    """The buckets of a word's letter groups.

    >>> len(letters_of("mob"))  # ^mo mob ob$, ^mob mob$, ^mob$
    6
    """
    spelled = f"^{key}$"
    sizes = range(_LETTERS_FROM, _LETTERS_TO + 1)
    groups = [spelled[i : i + size] for size in sizes for i in range(len(spelled) - size + 1)]
    return tuple(checksum(group) % LETTER_BUCKETS for group in groups)
