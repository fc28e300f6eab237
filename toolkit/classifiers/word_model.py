"""Which words of a sentence annotators would mark as loaded: a linear model that adds up what each word is worth.

A word counts for itself and, less, for every other word of its sentence. For every known word the model holds these two numbers,
so that a text is read by looking words up; the letters of a word stand in where it is unknown. Weights are learned by
`classify.LoadedWords`; here they are only applied, with NumPy alone.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ..statistics.arrays import Floats, Hashes, Indices
from .sentence_words import Wording

ROLES = ("itself", "sentence")
FLAGS = ("capital", "in quotation marks", "first word", "before a capital", "behind a capital")
LETTER_BUCKETS = 1 << 15
NEVER = -12.0  # score of a function word: it is not marked
_LETTERS_FROM, _LETTERS_TO = 3, 5  # letters in a group, the edges of the word counted


class WordModel(NamedTuple):
    """What each word is worth.

    `hashes` are those of the known words in ascending order, `roles` their worth (known words + 1 by `ROLES`; the last row, of
    unknown words, is zero); `letters` the worth of each bucket of letter groups, `flags` that of `FLAGS`; a word whose score
    (log odds) reaches `threshold` is called loaded.
    """

    hashes: Hashes
    roles: Floats
    letters: Floats
    flags: Floats
    intercept: float
    threshold: float

    def scores(self, wording: Wording) -> Floats:
        """For every word the log odds that annotators would mark it; `NEVER` for function words."""
        parts = self.parts(wording)
        score: Floats = np.where(wording.content, parts.sum(axis=1) + self.intercept, NEVER)
        return score

    def parts(self, wording: Wording) -> Floats:
        """What the score of each word is made of: words by `ROLES` and, summed, `FLAGS`."""
        return np.column_stack([placed(self._worth(wording.keys), wording), flags_of(wording) @ self.flags])

    def _worth(self, keys: Sequence[str]) -> Floats:
        """Words by roles."""
        different, place = np.unique(np.array([hash_of(key) for key in keys], dtype=np.uint32), return_inverse=True)
        rows = rows_of(self.hashes, different)
        worth = self.roles[rows]
        unknown = np.flatnonzero(rows == len(self.hashes))
        if len(unknown):
            spelled = dict(zip(place.tolist(), keys, strict=True))
            worth[unknown] = [self._guessed(spelled[i]) for i in unknown.tolist()]
        return worth[place]

    def _guessed(self, key: str) -> Floats:
        """The worth of an unknown word: its letters, and of a compound the mean of its known parts."""
        parts = rows_of(self.hashes, np.array([hash_of(part) for part in key.split("-")], dtype=np.uint32))
        known = parts[parts < len(self.hashes)]
        worth = self.roles[known].mean(axis=0) if len(known) else np.zeros(len(ROLES))
        if not len(known):
            worth[0] = self.letters[list(letters_of(key))].sum()
        return worth


def placed(worth: Floats, wording: Wording) -> Floats:
    """What each word's score gets from itself and from its sentence (the mean of it), from the worth of each word by `ROLES`."""
    shared = np.bincount(wording.sentence, worth[:, 1] * wording.content, len(wording)) / wording.contents
    return np.column_stack([worth[:, 0], shared[wording.sentence]])


def rows_of(hashes: Hashes, wanted: Hashes) -> Indices:
    """The place of each wanted hash among ascending ones; their number where it is not among them.

    >>> rows_of(np.array([3, 7], dtype=np.uint32), np.array([7, 5], dtype=np.uint32)).tolist()
    [1, 2]
    """
    rows = np.searchsorted(hashes, wanted)
    found = hashes[np.minimum(rows, max(len(hashes) - 1, 0))] == wanted if len(hashes) else np.zeros(len(rows), dtype=bool)
    return np.where(found, rows, len(hashes))


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
    """The number by which a word is looked up."""
    return crc32(key.encode())


@lru_cache(maxsize=1 << 15)
def letters_of(key: str) -> tuple[int, ...]:
    """The buckets of a word's letter groups.

    >>> len(letters_of("mob"))  # ^mo mob ob$, ^mob mob$, ^mob$
    6
    """
    spelled = f"^{key}$"
    sizes = range(_LETTERS_FROM, _LETTERS_TO + 1)
    groups = [spelled[i : i + size] for size in sizes for i in range(len(spelled) - size + 1)]
    return tuple(crc32(group.encode()) % LETTER_BUCKETS for group in groups)


def probability(score: Floats) -> Floats:
    """The probability of some log odds.

    >>> probability(np.array([0.0])).tolist()
    [0.5]
    """
    return 1 / (1 + np.exp(-score))
