"""Small matrices are multiplied by one thread: more would only wait for each other, and articles are read side by side anyway."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np  # noqa: F401  whose threads are looked for
from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """A context in which NumPy computes with one thread.

    An article needs it several times, so the libraries are asked directly: `ThreadpoolController.limit` takes ten times as long.

    >>> with one_thread():
    ...     int(np.ones((2, 3)).sum())
    6
    """
    before = [(library, library.get_num_threads()) for library in _libraries()]
    several = [(library, threads) for library, threads in before if threads not in (None, 1)]
    for library, _ in several:
        library.set_num_threads(1)
    try:
        yield
    finally:
        for library, threads in several:
            library.set_num_threads(threads)


@cache
def _libraries() -> list[Any]:
    """Those that multiply matrices for NumPy."""
    controllers: list[Any] = ThreadpoolController().select(user_api="blas").lib_controllers
    return controllers
