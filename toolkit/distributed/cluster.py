"""Saved scores by a cluster of Dask: one process reads the articles, the workers score them and write the parts.

The one who asks reads, since only whoever sees all articles in order can tell ids that were used before, or what the furniture of
an outlet is; so the folder holds what one process would have written, row for row. An article goes over the network once, from
there to a worker by way of the scheduler, and nothing of its scores comes back: workers write into the folder, which all machines
share.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack
from uuid import uuid4

from ..annotation.given import DEFAULT_LEXICONS
from ..articles.article import Article
from ..articles.objects import articles_in, row_options
from ..errors import OptionError, ToolkitError
from ..scores.score_store import PartMaker, Passed, score_into
from ..scores.scores import ScoreTable, load_scores
from ..scores.scoring import Scorer, ScoringOptions, finding_options
from ..scores.store_manifest import Part
from ..scores.unscored import problems_of
from ..text.lexicon import Lexicon

if TYPE_CHECKING:
    from distributed import Client, Future

Numbered = tuple[int, list[Article]]
"""The number of a part, and its articles."""

_RETRIES = 2  # of a part that fails
_AHEAD = 2  # parts for each thread of a worker that are given out
_ALONE = 50  # parts that failed which are given out once more
_GONE = "the cluster of Dask is gone: run again to go on"
_AGAIN = "look into the log of the workers (is memory short?), and run again: only what is missing is scored"


def score_on_cluster(
    articles: Iterable[Any],
    folder: str | Path,
    client: "Client",
    lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
    **options: Unpack[ScoringOptions],
) -> ScoreTable:
    """Score articles on a cluster of Dask, and save the scores in a folder that all machines share.

    What an earlier call with the same options saved is kept. A part whose worker ends is scored by another one; if that fails too
    often, its articles are listed among the problems, and scored by the next call.

    Parameters
    ----------
    articles : many, in any of the forms that `score` takes, such as those of `read_articles`; they are read here, and need not
        lie where workers see them.
    client : of a cluster on whose machines the same version of the toolkit is installed, best with workers of one thread.
    lexicons, options : as for `score`.

    Returns the scores as `load_scores` does. Raises what `score` raises, OptionError where a worker does not see the folder or
    has another version, or the folder holds something else, and ToolkitError where the cluster ends.

    Examples
    --------
    >>> from distributed import Client, LocalCluster  # doctest: +SKIP
    >>> with LocalCluster(n_workers=8, threads_per_worker=1) as cluster, Client(cluster) as client:  # doctest: +SKIP
    ...     scores = tk.score_on_cluster(tk.read_articles("corpus/*.parquet"), "scores", client)
    """
    scorer = Scorer(lexicons, **finding_options(options))
    several, about = articles_in(articles, **row_options(options)), scorer.empty_table().about({})
    score_into(folder, several, scorer.whole_record, about, problems_of, made=partial(made_by, client=client))
    return load_scores(folder)


def client_of(address: str) -> "Client":
    """A client of the scheduler at an address such as tcp://10.0.0.1:8786, or of the one that wrote a scheduler file.

    Raises OptionError where Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise OptionError("--dask needs Dask: pip install 'framing-toolkit[distributed]'") from None
    try:
        return Client(scheduler_file=address) if Path(address).is_file() else Client(address)
    except (OSError, ValueError) as error:
        raise OptionError(f"--dask {address}: no scheduler of Dask answers there ({error})") from None


def made_by(make: PartMaker, missing: Iterable[Numbered], passed: Passed, client: "Client") -> Iterator[tuple[int, Part]]:
    """The parts that workers make, as they are done.

    A worker that is killed takes other parts with it that were given to it. So those that failed are given out once more, one by
    one, before one of them is found to be at fault.
    """
    make = make._replace(folder=make.folder.absolute())
    with _on_workers(client, make) as name:
        failed: list[Numbered] = []
        for (number, articles), future in _given(client, name, missing, lambda: _AHEAD * sum(client.nthreads().values())):
            part = _result(future)
            if not isinstance(part, Part) and len(failed) < _ALONE:
                failed.append((number, articles))
                continue
            passed(len(articles))
            yield number, part if isinstance(part, Part) else make.unscored(number, articles, part, _AGAIN)
        for (number, articles), future in _given(client, name, failed, lambda: 1):
            part = _result(future)
            passed(len(articles))
            yield number, part if isinstance(part, Part) else make.unscored(number, articles, part, _AGAIN)


@contextmanager
def _on_workers(client: "Client", make: PartMaker) -> Iterator[str]:
    """Under which name workers have what makes parts, for as long as it is needed."""
    from .worker import Making

    name = f"framing-{uuid4().hex}"
    client.register_plugin(Making(make, name))
    try:
        yield name
    finally:
        with suppress(Exception):  # the cluster may be gone
            client.unregister_worker_plugin(name)


def _given(
    client: "Client", name: str, parts: Iterable[Numbered], at_once: Callable[[], int]
) -> "Iterator[tuple[Numbered, Future]]":
    """The parts with the future of each that is done; so many are given out at once."""
    from distributed import as_completed

    from .worker import made, packed

    rest, given, done = iter(parts), dict[Any, Numbered](), as_completed()
    try:
        while True:
            for number, articles in islice(rest, max(0, max(1, at_once()) - len(given))):
                future = client.submit(made, name, number, packed(articles), pure=False, retries=_RETRIES)
                given[future] = number, articles
                done.add(future)
            if not given:
                return
            future = next(done)
            yield given.pop(future), future
    except Exception:
        if client.status != "running":
            raise ToolkitError(_GONE) from None
        raise
    finally:
        with suppress(Exception):
            client.cancel(list(given))


def _result(future: "Future") -> Part | str:
    """A part that a worker made, or why none could make it: workers were killed again and again, or ran out of memory.

    Raises OSError where its files cannot be written, ToolkitError where the cluster is gone.
    """
    from distributed import CancelledError
    from distributed.comm import CommClosedError

    try:
        part: Part = future.result()
        return part
    except (CancelledError, CommClosedError, TimeoutError):
        raise ToolkitError(_GONE) from None
    except (OSError, ToolkitError):
        raise
    except Exception as error:
        return f"workers failed on its part: {type(error).__name__}: {error}"
