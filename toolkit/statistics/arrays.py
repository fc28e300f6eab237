"""Names for the types of arrays, by what they hold, each of which leaves the shape to the docstring that uses it; and what NumPy
has no quick form of, or none at all."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Counts, rates, scores, probabilities and other figures."""

Singles = NDArray[np.float32]
"""Figures kept in single precision, such as the vectors of words."""

Ints = NDArray[np.int64]
"""Whole numbers that are counted with."""

Indices = NDArray[np.intp]
"""Places in another array, or for each row the number, from 0, of its group, event or cluster."""

Bools = NDArray[np.bool_]
"""For each row, whether it is meant."""

Hashes = NDArray[np.uint32]
"""CRC-32 of words or texts."""


def columns_last(array: Floats) -> Floats:
    """The same array with its first axis, over columns, as the last one; `np.moveaxis` takes ten times as long for small ones.

    >>> columns_last(np.zeros((2, 3, 4))).shape, columns_first(np.zeros((3, 4, 2))).shape
    ((3, 4, 2), (2, 3, 4))
    """
    return array.transpose(*range(1, array.ndim), 0)


def columns_first(array: Floats) -> Floats:
    """The same array with its last axis, over columns, as the first one."""
    return array.transpose(array.ndim - 1, *range(array.ndim - 1))


def softmax(scores: Floats) -> Floats:
    """Probabilities from scores, along the last axis, in the precision of the scores.

    >>> softmax(np.array([[0.0, 0.0], [0.0, np.log(3)]])).round(2).tolist()
    [[0.5, 0.5], [0.25, 0.75]]
    """
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def logistic(scores: Floats) -> Floats:
    """The probabilities that log odds stand for.

    >>> logistic(np.array([0.0])).tolist()
    [0.5]
    """
    with np.errstate(over="ignore"):  # what is too large is infinite, and the probability 0
        return 1 / (1 + np.exp(-scores))


def range_means(rows: Singles, first: Indices, after: Indices) -> Singles:
    """The mean of each range of rows, `first` to the one before `after`: one row for each range, zeros for an empty one.

    Rows between two ends of ranges are added up once, however many ranges hold them.

    >>> range_means(np.arange(4, dtype=np.float32)[:, None], np.array([0, 2, 1]), np.array([2, 4, 1])).tolist()
    [[0.5], [2.5], [0.0]]
    """
    ends = np.array(sorted({0, *first.tolist(), *after.tolist()}))
    parts = np.add.reduceat(rows.astype(float), ends[ends < len(rows)], axis=0)  # which takes longer where it has to convert
    sums = np.concatenate([np.zeros((1, rows.shape[1])), parts.cumsum(axis=0)])
    total = sums[ends.searchsorted(after)] - sums[ends.searchsorted(first)]
    means: Singles = (total / np.maximum(after - first, 1)[:, None]).astype(np.float32)
    return means
