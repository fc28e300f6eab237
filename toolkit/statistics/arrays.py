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
