"""What commands print and write: messages, problems and tables; and their exit codes."""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..articles.article import Problem
from ..files import atomic
from ..measures.formatting import counted
from ..scores.score_store import Store
from ..scores.scores import ScoreTable
from ..table_files import write_frame
from .table_widths import keep_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ..grouping.events import Events


ALL_READ, USAGE, SOME_PROBLEMS, INTERRUPTED = 0, 2, 3, 130
VALUES_SHOWN = 10  # of a column, where no article meets a condition on it
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
ROWS_SHOWN = 12  # of a long table, on the terminal
_PIPED = 160  # characters of a line where nothing says how many there is room for
PROBLEMS = "problems.csv"
"""The table of problems in a folder of scores, or of results."""
PROBLEMS_SHOWN = 5  # on the terminal; a table next to the output has all of them


def console(*, stderr: bool = False) -> "Console":
    """The terminal, for tables and formatted text; a file or pipe has room for long lines, unless COLUMNS says otherwise."""
    from rich.console import Console
    from rich.table import Table

    class Screen(Console):
        """A terminal that breaks no words of tables, and leaves it to `main` what happens when nobody reads any more; Rich would
        end with an error."""

        def print(self, *objects: Any, **options: Any) -> None:
            for table in objects:
                if isinstance(table, Table):
                    keep_words(table, self.width)
            super().print(*objects, **options)

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    screen = Screen(stderr=stderr, highlight=False, soft_wrap=False)
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = _PIPED
    return screen


def print_table(table: "Table", title: str) -> None:
    """Print a table under its title, which Rich would break where the table is narrower."""
    from rich.text import Text

    screen = console()
    if title:
        screen.print(Text(title, style="italic"))
    screen.print(table)


def print_frame(frame: Any, title: str = "", *, rows: int | None = ROWS_SHOWN) -> None:
    """Print the first rows of a table, or all where `rows` is None; nothing if it is empty. A missing figure is a dash."""
    from rich.table import Table
    from rich.text import Text

    if not len(frame):
        return
    table = Table(box=None, pad_edge=False)
    for name in frame.columns:
        table.add_column(str(name).replace("_", " "), overflow="fold")
    for row in frame.head(rows or len(frame)).itertuples(index=False):
        table.add_row(*(Text(_cell(value)) for value in row))
    print_table(table, title)
    if rows and len(frame) > rows:
        print(f"… and {len(frame) - rows} more")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "–" if isnan(value) else f"{value:.3g}"
    return str(value)


def finish(problems: list[Problem], output: Path | None = None, *, guarded: bool = False, store: Store | None = None) -> int:
    """Print the first problems; write all next to the output; return the exit code, by whether something was left out.

    Those that were told when the scores in `store` were made are not told again, but counted.
    """
    known = set(map(_what_and_where, store.problems)) if store else set()
    told = [problem for problem in problems if _what_and_where(problem) in known]
    for line in first_problems([problem for problem in problems if _what_and_where(problem) not in known], "problem: "):
        say(line)
    if store and told:
        table = store.folder / PROBLEMS
        left_out = sum(problem.skipped for problem in told)
        but = f", of which {left_out:,} left something out" if left_out else ""
        where = f"{table} has them" if table.is_file() else "load_scores has them, as problems"
        say(f"{counted(len(told), 'problem')} when these articles were scored{but}: {where}")
    if problems and output:
        table = output.with_name(f"{output.name}.problems.csv")
        write_frame(ScoreTable(problems=problems).problems_frame(), table, guarded=guarded)
        say(f"all problems → {table}")
    return SOME_PROBLEMS if any(problem.skipped for problem in problems) else ALL_READ


def _what_and_where(problem: Problem) -> tuple[str, int | None, str]:
    """What tells a problem from others, from wherever its file is read."""
    return Path(problem.file).name, problem.row, problem.reason


def first_problems(problems: Sequence[Problem], prefix: str = "") -> list[str]:
    """Lines that tell some of the problems, and how many more there are.

    Skipped articles come first, and of each kind one before any kind comes again, since one kind may have hundreds.

    >>> kinds = [("a", "mend"), ("b", "mend"), ("c", "fill in")]
    >>> first_problems([Problem(file, None, "odd", remedy) for file, remedy in kinds])
    ['a: odd (mend)', 'c: odd (fill in)', 'b: odd (mend)']
    """
    seen = Counter[tuple[bool, str]]()
    turns = list[tuple[bool, int]]()
    for problem in problems:
        kind = (not problem.skipped, problem.remedy)
        turns.append((not problem.skipped, seen[kind]))
        seen[kind] += 1
    order = sorted(range(len(problems)), key=turns.__getitem__)
    lines = [f"{prefix}{problems[i]}" for i in order[:PROBLEMS_SHOWN]]
    more = len(problems) - PROBLEMS_SHOWN
    return [*lines, f"… and {counted(more, 'more problem')}"] if more > 0 else lines


def report_events(events: "Events") -> None:
    """Print how many events were found, and the notes on them."""
    sizes = events.table["event"].value_counts()
    several = sizes[sizes > 1]
    say(f"events: {len(several)} with two articles or more, which cover {several.sum()} of {len(events.table)} articles")
    for note in events.notes:
        say(f"events: {note}")


def say(text: str) -> None:
    """Print a message that is not a result, to the error stream; names and ids in it cannot steer the terminal.

    A bar that shows how far a step is gives way to it.
    """
    bars = sys.modules.get("tqdm")
    (bars.tqdm.write if bars else print)(text.translate(_CONTROLS), file=sys.stderr)


def discard_output() -> None:
    """Send what was printed to nowhere if it cannot be written, so that Python does not try again when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def write_json(record: dict[str, Any], path: Path) -> None:
    """Write a record as JSON, completely or not at all."""
    with atomic(path) as file:
        json.dump(record, file, indent=1, ensure_ascii=False)
