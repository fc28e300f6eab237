"""How far a long step is, in notebooks and on terminals."""

import sys
from collections.abc import Iterable, Iterator
from operator import length_hint
from typing import TypeVar
from warnings import catch_warnings, simplefilter

T = TypeVar("T")

_DELAY = 2  # seconds that a step may take without a word


def tracked(several: Iterable[T], what: str = "articles", *, progress: bool | None = None) -> Iterator[T]:
    """Each of several things, with a bar that shows how many have passed; a quick step shows nothing.

    Parameters
    ----------
    what : the things that are counted.
    progress : whether to show the bar; None to show it where somebody looks on (see `is_watched`).

    Examples
    --------
    >>> list(tracked(["a", "b"]))
    ['a', 'b']
    """
    if not (is_watched() if progress is None else progress):
        yield from several
        return
    with catch_warnings():
        simplefilter("ignore")  # where there are no widgets, the bar is text
        from tqdm.auto import tqdm
    yield from tqdm(several, total=length_hint(several) or None, unit=f" {what}", delay=_DELAY, leave=False, dynamic_ncols=True)


def is_watched() -> bool:
    """Whether somebody looks on: the program runs in a notebook, or its messages go to a terminal."""
    return "ipykernel" in sys.modules or sys.stderr.isatty()
