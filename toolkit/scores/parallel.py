"""A step over many articles in several processes; results come in the order of the articles, whatever their number."""

import gc
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.queues import SimpleQueue
from typing import Any, TypeVar

from ..articles.article import Article
from ..errors import OptionError, ToolkitError

R = TypeVar("R")

_ALONE = 80
"""The articles for which other processes are started; fewer are scored in the time that these take to begin."""

_MOST = 61  # processes that Windows allows
_CHUNK = 4  # articles that a process gets at once; at the end the others wait for the last of them
_WAITING = 8  # chunks for each process that are given out ahead of the results: one may hold a very long article


_NEW_OBJECTS = 50_000
"""New objects after which the interpreter looks for garbage: usually 700. Lexicons and models are 200,000 that stay."""


def collect_seldom() -> None:
    """Have the interpreter look for garbage seldom, in a process that does nothing else."""
    gc.set_threshold(_NEW_OBJECTS)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for garbage seldom in a process that does other things too, and then as often as before."""
    before = gc.get_threshold()
    raised = before[0] < _NEW_OBJECTS
    if raised:
        collect_seldom()
    try:
        yield
    finally:
        if raised:
            gc.set_threshold(*before)


def cores() -> int:
    """The number of processor cores that this process may use.

    >>> cores() > 0
    True
    """
    n = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(n, _MOST)


def mapped(step: Callable[[Article], R], articles: Iterable[Article], jobs: int = 1) -> Iterator[tuple[Article, R]]:
    """Each article with what the step makes of it, in order.

    Parameters
    ----------
    step : has to be picklable if there is more than one process, such as a method of a `Scorer`.
    jobs : the number of processes. They end with this one, however that ends.

    Raises OptionError for fewer than one process, and ToolkitError where one of them is killed, as when memory is short.

    >>> from toolkit.articles.article import article_of
    >>> [words for _, words in mapped(lambda article: len(article.text.split()), [article_of("It rained.")])]
    [2]
    """
    if jobs < 1:
        raise OptionError(f"{jobs} processes (--jobs): give 1 or more")
    rest = iter(articles)
    first = list(islice(rest, _ALONE)) if jobs > 1 else []
    several = chain(first, rest)
    if jobs > 1 and len(first) == _ALONE:
        yield from _in_processes(step, several, jobs)
    else:
        with _seldom_collected():
            yield from ((article, step(article)) for article in several)


def _in_processes(step: Callable[[Article], R], articles: Iterator[Article], jobs: int) -> Iterator[tuple[Article, R]]:
    context = get_context("spawn")
    steps: SimpleQueue[bytes] = context.SimpleQueue()
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(steps,))
    threading.Thread(target=_hand_out, args=(pickle.dumps(step), steps, jobs), daemon=True).start()
    given: deque[tuple[list[Article], Future[list[R]]]] = deque()
    try:
        while True:
            while len(given) < jobs * _WAITING and (chunk := list(islice(articles, _CHUNK))):
                with _uninterrupted():  # processes that begin in here are never interrupted themselves
                    given.append((chunk, pool.submit(_of_chunk, chunk)))
            if not given:
                return
            chunk, future = given.popleft()
            yield from zip(chunk, future.result(), strict=True)
    except BrokenProcessPool:
        raise ToolkitError(
            "a process was killed, perhaps for want of memory, or could not begin: run again with fewer --jobs to go on; "
            'in a script of your own, begin under if __name__ == "__main__":'
        ) from None
    finally:
        processes = list((pool._processes or {}).values())  # Python 3.14 has terminate_workers for it
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:  # nobody wants what they are doing
            process.terminate()
        steps.close()


def _hand_out(step: bytes, steps: "SimpleQueue[bytes]", jobs: int) -> None:
    """Give the step to each process once it has begun; as an argument it would block this process where that one cannot begin."""
    with suppress(OSError, TypeError):  # fewer have begun than might have, and the queue is closed meanwhile
        for _ in range(jobs):
            steps.put(step)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits, for this process and for those that it starts meanwhile; these have it wait for ever."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_step: Callable[[Article], Any]
"""The step, in a process that works for another."""


def _begin(steps: "SimpleQueue[bytes]") -> None:
    """Get ready to work: with the step at hand, and so that this process ends with the one that it works for."""
    global _step
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process is interrupted too, and says so
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _step = pickle.loads(steps.get())
    gc.freeze()  # lexicons and models live as long as the process: nothing is won by looking through them


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _of_chunk(articles: list[Article]) -> list[Any]:
    return list(map(_step, articles))
