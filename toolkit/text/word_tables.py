"""Numbers for words, tables that hold something about each word by its number, and checksums.

The texts of a run consist of the same words again and again. A word gets its number where it is first met, and a table works out
what it holds of a word once. What it holds of all words of a text is then found in one step.
"""

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any, Generic, NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_MOST_WORDS = 300_000  # a corpus of a million articles has more, and most of them are rare
_LOCK = RLock()

T = TypeVar("T")


class Remembered(dict[str, T], Generic[T]):
    """What a function gives for each string, kept for those that occur again and again.

    >>> lengths = Remembered(len)
    >>> lengths["rain"], list(lengths)
    (4, ['rain'])
    """

    def __init__(self, of: Callable[[str], T]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, text: str) -> T:
        if len(self) > _MOST_WORDS:
            self.clear()
        self[text] = value = self._of(text)
        return value


class Vocabulary(dict[str, int]):
    """The number of each word, in the order in which words were first asked for; `words` are these in order."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        with _LOCK:
            if word not in self:
                self.words.append(word)
                self[word] = len(self.words) - 1
            return self[word]


class Numbered(NamedTuple):
    """The words of a text as their numbers in a vocabulary."""

    vocabulary: Vocabulary
    numbers: NDArray[np.intp]


_vocabularies = [Vocabulary()]  # the current one; those before it are dropped


def numbered(words: Sequence[str]) -> Numbered:
    """Words with their numbers in the current vocabulary; a new one begins where that holds the words of too many texts.

    >>> one, other = numbered(["it", "rained"]), numbered(["rained"])
    >>> bool(one.numbers[1] == other.numbers[0])
    True
    """
    if len(_vocabularies[0]) > _MOST_WORDS:
        _vocabularies[0] = Vocabulary()
    vocabulary = _vocabularies[0]
    return Numbered(vocabulary, np.fromiter(map(vocabulary.__getitem__, words), np.intp, len(words)))


class WordTable:
    """What a function gives for each word, worked out once; the function takes several words and returns a row for each.

    >>> lengths = WordTable(lambda words: np.array([len(word) for word in words]))
    >>> lengths(numbered(["it", "rained", "it"])).tolist()
    [2, 6, 2]
    """

    def __init__(self, rows_of: Callable[[Sequence[str]], NDArray[Any]]) -> None:
        self._rows_of = rows_of
        self._vocabulary = Vocabulary()
        self._rows: NDArray[Any] = np.empty(0)  # with room for more words than were met
        self._n = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return WordTable, (self._rows_of,)  # another process meets other words

    def __call__(self, words: Numbered) -> NDArray[Any]:
        """The rows of the words of a text."""
        with _LOCK:
            if words.vocabulary is not self._vocabulary or len(words.vocabulary) > self._n:
                self._learn(words.vocabulary)
            return self._rows.take(words.numbers, axis=0)

    def _learn(self, vocabulary: Vocabulary) -> None:
        """Add the words that are new; all where the vocabulary is another one."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._n = vocabulary, 0
        rows = self._rows_of(vocabulary.words[self._n :])
        after = self._n + len(rows)
        if self._n == 0 or after > len(self._rows):
            room = np.zeros((2 * after - self._n, *rows.shape[1:]), rows.dtype)
            self._rows = np.concatenate([self._rows[: self._n], room]) if self._n else room
        self._rows[self._n : after] = rows
        self._n = after


def checksum(text: str) -> int:
    """The CRC-32 of a text, the same on every machine; half a surrogate pair, as broken texts have, is no error.

    >>> checksum("it") == crc32(b"it"), checksum("\\ud83d") > 0
    (True, True)
    """
    return crc32(text.encode("utf-8", "surrogatepass"))


def _checksums_of(words: Sequence[str]) -> NDArray[np.uint32]:
    return np.array(list(map(checksum, words)), dtype=np.uint32)


checksums = WordTable(_checksums_of)
"""The CRC-32 of each word.

>>> checksums(numbered(["it"])).tolist() == [crc32(b"it")]
True
"""
