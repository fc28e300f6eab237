"""How far a long step is, in notebooks and on terminals."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from operator import length_hint
from typing import Any, TypeVar
from warnings import catch_warnings, simplefilter

from .notebook import running_shell

T = TypeVar("T")

_DELAY = 2  # seconds that a step may take without a word


def tracked(several: Iterable[T], what: str = "articles", *, stage: str = "", progress: bool | None = None) -> Iterator[T]:
    """Each of several things, with a bar that shows how many have passed; a quick step shows nothing.

    Where the number of things is known, the bar shows it, and the time left.

    Parameters
    ----------
    what : the things that are counted.
    stage : what is done with them, at the head of the bar.
    progress : whether to show the bar; None to show it where somebody looks on (see `is_watched`).

    Examples
    --------
    >>> list(tracked(["a", "b"]))
    ['a', 'b']
    """
    if not (is_watched() if progress is None else progress):
        yield from several
        return
    yield from _bar(several, what, stage)


def staged(steps: Mapping[str, T], *, progress: bool | None = None) -> Iterator[T]:
    """Each of several steps, with a bar that names the one that is under way, how many there are, and the time left.

    Parameters
    ----------
    progress : see `tracked`.

    Examples
    --------
    >>> list(staged({"words": 1, "names": 2}))
    [1, 2]
    """
    if not (is_watched() if progress is None else progress):
        yield from steps.values()
        return
    with _bar(steps, "steps", "") as bar:
        for name, step in steps.items():
            bar.set_description(name)
            yield step
            bar.update()


@contextmanager
def told(what: str = "steps", *, stage: str = "", progress: bool | None = None) -> Iterator[Callable[..., None]]:
    """A bar for work that says itself how far it is: a function that is told how many are done and, if known, of how many.

    What else the function is told is not shown. Where the total changes, the bar begins anew.

    Parameters
    ----------
    what, stage, progress : see `tracked`.

    Examples
    --------
    >>> with told() as tell:
    ...     tell(1, 2)
    """
    if not (is_watched() if progress is None else progress):
        yield lambda *_: None
        return
    with _bar((), what, stage) as bar:

        def tell(done: int, total: int | None = None, *_: Any) -> None:
            if total != bar.total:
                bar.reset(total)
            bar.update(done - bar.n)

        yield tell


def _bar(several: Iterable[Any], what: str, stage: str) -> Any:
    with catch_warnings():
        simplefilter("ignore")  # where there are no widgets, the bar is text
        from tqdm.auto import tqdm
    total = length_hint(several) or None
    return tqdm(several, stage or None, total, unit=f" {what}", delay=_DELAY, leave=False, dynamic_ncols=True)


def is_watched() -> bool:
    """Whether somebody looks on: the program runs in a notebook, or its messages go to a terminal."""
    return hasattr(running_shell(), "kernel") or sys.stderr.isatty()
