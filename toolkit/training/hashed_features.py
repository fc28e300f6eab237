"""Matrices of features whose names are hashed into buckets, to learn weights from."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..statistics.arrays import Indices


def matrix_of(rows: Sequence[Indices], buckets: int, min_count: int) -> Any:
    """A sparse matrix of rows by buckets: 1 for each bucket of a row, 0 for buckets that occur less than `min_count` times.

    >>> matrix_of([np.array([0, 2]), np.array([2])], 3, 2).toarray().tolist()
    [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    """
    from scipy.sparse import csr_matrix

    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    flat = np.concatenate(rows)
    frequent = np.bincount(flat, minlength=buckets)[flat] >= min_count
    return csr_matrix((frequent.astype(np.float64), flat, starts), shape=(len(rows), buckets))
