"""Names for the types of arrays, by what they hold; each leaves the shape to the docstring that uses it."""

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
