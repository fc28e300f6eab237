"""The command `framing join`: several folders of saved scores become one."""

import argparse
from pathlib import Path
from typing import Any

from ..errors import OptionError
from ..measures.formatting import counted
from ..scores.joined_stores import join_scores
from ..scores.score_store import Store
from ..table_files import ENDINGS, write_frame
from .commands import add_command
from .console import PROBLEMS, finish, say
from .options import guard_option

_EPILOG = """\
examples:
  framing score part1.parquet --furniture furniture.csv -o scores1/    on one machine
  framing score part2.parquet --furniture furniture.csv -o scores2/    on another one
  framing join scores1/ scores2/ -o scores/
  framing compare scores/ -o out/

Scores have to be made alike: by the same version, with the same lexicons, models and options. An article that is in
several folders is kept once; one whose id another text has gets a hash behind it; problems.csv tells what differed. Of
an outlet whose articles are in several folders, the same passages must have been left out as furniture: give one table
to all (docs/large_corpora.md). A run that broke off goes on; with one more folder, only that is copied.
"""


def add_join_command(commands: Any) -> None:
    """Add `join` to the commands."""
    parser = add_command(commands, "join", _join, "join folders of saved scores, such as those of several machines", _EPILOG)
    parser.add_argument("input", nargs="+", metavar="FOLDER", help="folders of scores that framing score -o scores/ wrote")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="a new folder, for all scores")
    guard_option(parser)


def _join(options: argparse.Namespace) -> int:
    """Join folders of scores, and say what was in several."""
    folder = Path(options.output)
    if folder.suffix in ENDINGS:
        raise OptionError(f"{folder}: the joined scores are a folder, such as -o scores/; framing compare makes tables of it")
    table = join_scores(options.input, folder)
    write_frame(table.problems_frame(), folder / PROBLEMS, guarded=options.guard_cells)
    twice = sum(len(Store(one)) for one in options.input) - len(table)
    once = f" ({counted(twice, 'article')} in several folders, kept once)" if twice else ""
    say(f"articles: {len(table)} → {folder}/{once}; framing compare {folder} compares them")
    return finish(table.problems)
