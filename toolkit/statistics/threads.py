"""Small matrices are multiplied by one thread: more would only wait for each other, and articles are read side by side anyway."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import numpy as np  # noqa: F401  whose threads are looked for
from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """A context in which NumPy computes with one thread.

    >>> with one_thread():
    ...     int(np.ones((2, 3)).sum())
    6
    """
    context: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return context


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
