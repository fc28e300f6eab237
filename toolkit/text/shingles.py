"""A sketch of a text by which near-copies are found when the text itself is no longer there.

The sketch holds the smallest of the hashes of all runs of five words (Broder 1997). Two texts that share many runs share many
of these, whatever their order, and equal texts have equal sketches on every machine.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .word_tables import Numbered, checksums, numbered

Sketch = NDArray[np.uint32]
"""Hashes in ascending order: of all runs of words of a text, or the `SIZE` smallest."""

RUN = 5
"""Words of a run (a shingle)."""

SIZE = 128
"""Hashes kept; a resemblance of .5 is then estimated with a standard error of about .04."""

NO_SKETCH: Sketch = np.empty(0, dtype=np.uint32)

NO_HASH = np.uint32(0xFFFFFFFF)
"""What fills the rows of a matrix of sketches."""
_POWERS = np.array([pow(0x9E3779B97F4A7C15, i, 1 << 64) for i in range(RUN)], dtype=np.uint64)
_CHUNK = 20_000  # pairs compared at once


def sketch(words: Sequence[str]) -> Sketch:
    """The `SIZE` smallest hashes of a text's runs of five words; a shorter text is one run, and one without words has none.

    >>> len(sketch("the army left the old town".split())), len(sketch("it rained".split())), len(sketch([]))
    (2, 1, 0)
    """
    return sketch_of(numbered(words))


def sketch_of(words: Numbered) -> Sketch:
    """The sketch of words that have their numbers already.

    >>> sketch_of(numbered("it rained".split())).tolist() == sketch("it rained".split()).tolist()
    True
    """
    return _hashes(words)[:SIZE]


def hashes(words: Sequence[str]) -> Sketch:
    """The hash of every different run of five words, in ascending order.

    A run is a polynomial of the words' checksums, mixed (the last step of SplitMix64: Steele, Lea and Flood 2014), so that
    the smallest hashes are a random sample of the runs.

    >>> one, other = (set(hashes(text.split()).tolist()) for text in ("a b c d e f", "x b c d e f"))
    >>> len(one & other)
    1
    """
    return _hashes(numbered(words))


def _hashes(words: Numbered) -> Sketch:
    sums = checksums(words).astype(np.uint64)
    length = min(RUN, len(sums))
    if not length:
        return NO_SKETCH
    n = len(sums) - length + 1
    runs: NDArray[np.uint64] = np.add.reduce([sums[i : i + n] * _POWERS[i] for i in range(length)])
    runs = (runs ^ (runs >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    runs = (runs ^ (runs >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Sketch = ((runs ^ (runs >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)
    mixed.sort()  # and no hash is kept twice; for so few, this takes a third of the time of np.unique
    once: Sketch = mixed[np.append(True, mixed[1:] != mixed[:-1])]
    return once


class Likeness(NamedTuple):
    """How alike texts are, with one figure for each pair.

    `resemblance` is the share of the runs of either text that occur in both (Jaccard), `containment` the share of the runs of the
    shorter text that occur in the longer one too. Both range from 0 to 1, and are NaN where a text has no words.
    """

    resemblance: NDArray[np.float64]
    containment: NDArray[np.float64]


def resemblance(one: Sketch, other: Sketch) -> float:
    """Estimated share of the runs of two texts that occur in both: 0 to 1, NaN where one has no words.

    >>> copy, cut = "the army left the old town in the morning".split(), "the army left the old town".split()
    >>> round(resemblance(sketch(copy), sketch(cut)), 2)
    0.4
    """
    return float(_of_two(one, other).resemblance[0])


def containment(one: Sketch, other: Sketch) -> float:
    """Estimated share of the runs of the shorter text that occur in the other: 1 where it is a part of it, NaN without words.

    >>> copy, cut = "the army left the old town in the morning".split(), "the army left the old town".split()
    >>> containment(sketch(copy), sketch(cut))
    1.0
    """
    return float(_of_two(one, other).containment[0])


def _of_two(one: Sketch, other: Sketch) -> Likeness:
    return likeness(matrix([one, other]), np.array([0]), np.array([1]))


def matrix(sketches: Sequence[Sketch]) -> Sketch:
    """Sketches as the rows of a matrix with `SIZE` columns; the rest of a shorter one is filled with the largest number.

    >>> matrix([sketch("it rained".split()), NO_SKETCH]).shape
    (2, 128)
    """
    rows = np.full((len(sketches), SIZE), NO_HASH, dtype=np.uint32)
    for row, values in zip(rows, sketches, strict=True):
        row[: len(values)] = values
    return rows


def likeness(rows: Sketch, left: NDArray[np.intp], right: NDArray[np.intp]) -> Likeness:
    """How alike the texts of row `left[i]` and row `right[i]` of a matrix of sketches are, for every i.

    Up to the smaller of their largest hashes both sketches are complete; there they are compared as sets (Cohen and Kaplan
    2007). For texts with at most `SIZE` different runs the figures are exact.

    >>> rows = matrix([sketch("it rained".split()), sketch("it rained".split()), sketch("it snowed".split())])
    >>> likeness(rows, np.array([0, 0]), np.array([1, 2])).resemblance.tolist()
    [1.0, 0.0]
    """
    chunks = [_likeness(rows[left[i : i + _CHUNK]], rows[right[i : i + _CHUNK]]) for i in range(0, len(left), _CHUNK)]
    if not chunks:
        return Likeness(np.empty(0), np.empty(0))
    return Likeness(*(np.concatenate(figures) for figures in zip(*chunks, strict=True)))


def _likeness(one: Sketch, other: Sketch) -> Likeness:
    """The likeness of each row of one matrix and the same row of another."""
    limit = np.minimum(one[:, -1], other[:, -1])[:, None]  # a sketch that is not full is complete
    below_one, below_other = ((rows <= limit) & (rows != NO_HASH) for rows in (one, other))
    merged = np.sort(np.hstack([np.where(below_one, one, NO_HASH), np.where(below_other, other, NO_HASH)]), axis=1)
    common = ((merged[:, 1:] == merged[:, :-1]) & (merged[:, 1:] != NO_HASH)).sum(axis=1)
    n_one, n_other = below_one.sum(axis=1), below_other.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shorter = np.minimum(n_one, n_other)
        empty = (one[:, 0] == NO_HASH) | (other[:, 0] == NO_HASH)
        figures = common / (n_one + n_other - common), np.where(shorter > 0, common / shorter, 0.0)
    return Likeness(*(np.where(empty, np.nan, figure) for figure in figures))
