"""What the command prints and writes: messages, problems, progress, tables; and its exit codes."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..articles.article import Article, Problem
from ..files import atomic
from ..measures.scores import ScoreTable

if TYPE_CHECKING:
    from rich.console import Console

    from ..grouping.events import Events


ALL_READ, USAGE, SOME_PROBLEMS = 0, 2, 3
VALUES_SHOWN = 10  # of a column whose condition no article meets
PROBLEMS_SHOWN = 5  # on the terminal; all of them are written beside the output


def console(*, stderr: bool = False) -> "Console":
    """The terminal, for tables and marked text."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


def tracked(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, with a progress line where somebody watches."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        yield from progress.track(articles, total=None)


def finish(problems: list[Problem], output: Path | None = None) -> int:
    """Tell of the problems, lost articles first, and list all beside the output; the exit code says whether there were any."""
    for problem in sorted(problems, key=lambda problem: not problem.skipped)[:PROBLEMS_SHOWN]:
        say(f"problem: {problem}")
    if len(problems) > PROBLEMS_SHOWN:
        say(f"… and {len(problems) - PROBLEMS_SHOWN} more problems")
    if problems and output:
        table = output.with_name(f"{output.name}.problems.csv")
        write_frame(ScoreTable(problems=problems).problems_frame(), table)
        say(f"all problems → {table}")
    return SOME_PROBLEMS if problems else ALL_READ


def tell_of_events(events: "Events") -> None:
    """How many events were found, and what a reader must know of them."""
    sizes = events.table["event"].value_counts()
    several = sizes[sizes > 1]
    say(f"events: {len(several)} of two articles or more, with {several.sum()} of {len(events.table)} articles")
    for note in events.notes:
        say(f"events: {note}")


def say(text: str) -> None:
    """Tell the user something that is no result."""
    print(text, file=sys.stderr)


def write_json(record: dict[str, Any], path: Path) -> None:
    """A record as JSON, whole or not at all."""
    with atomic(path) as file:
        json.dump(record, file, indent=1, ensure_ascii=False)


def write_frame(frame: Any, path: Path) -> None:
    """A table as CSV or, by its suffix, as Parquet."""
    if path.suffix == ".parquet":
        with atomic(path, "wb") as file:
            frame.to_parquet(file)
    else:
        with atomic(path) as file:
            frame.to_csv(file, index=False, lineterminator="\n")
