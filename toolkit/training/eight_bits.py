"""Weights as whole numbers of eight bits, in which they are stored."""

from typing import Any

import numpy as np

from ..statistics.arrays import Floats, Singles

_LEAST = 1e-12  # the largest weight that a column is taken to have where all are zero


def eight_bits(weights: Floats) -> tuple[Any, Singles]:
    """Weights as numbers from -127 to 127, and the scale of each column by which these are to be multiplied.

    >>> numbers, scale = eight_bits(np.array([[0.5, 0.0], [-1.0, 2.0]]))
    >>> numbers.tolist(), (numbers * scale).round(2).tolist()
    ([[64, 0], [-127, 127]], [[0.5, 0.0], [-1.0, 2.0]])
    """
    scale = np.maximum(np.abs(weights).max(axis=-2, keepdims=True), _LEAST) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)
