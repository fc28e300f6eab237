"""Small matrices are multiplied by one thread: more would only wait for each other, and articles are read side by side anyway."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np  # noqa: F401  whose threads are looked for
from threadpoolctl import LibController, ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """A context in which NumPy computes with one thread.

    >>> with one_thread():
    ...     int(np.ones((2, 3)).sum())
    6
    """
    limited = [(pool, threads) for pool in _pools() if (threads := pool.get_num_threads()) != 1]
    for pool, _ in limited:
        pool.set_num_threads(1)
    try:
        yield
    finally:
        for pool, threads in limited:
            pool.set_num_threads(threads)


@cache
def _pools() -> list[LibController]:
    """The libraries of linear algebra that are loaded; to ask `ThreadpoolController.limit` takes fifteen times as long."""
    pools: list[LibController] = ThreadpoolController().select(user_api="blas").lib_controllers
    return pools
