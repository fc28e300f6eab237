"""The command `framing two`: two texts side by side, or two outlets on one event."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..articles.article import Article
from ..choices import similar
from ..errors import OptionError
from ..files import real_output
from ..grouping.groups import By, group_of, no_value_message, title_of
from ..measures.formatting import counted
from ..progress import tracked
from ..table_files import check_table, write_frame
from .console import console, finish, say
from .options import by_of, by_option, guard_option, reading_command, scoring_options
from .saved_scores import articles_and_scorer, store_of

if TYPE_CHECKING:
    from ..comparison.side_by_side import SideBySide

_NAMED = 10  # groups in a message
_EPILOG = """\
examples:
  framing two wire.txt post.txt
  framing two wire.txt post.txt -o two.html                   both texts, marked by voice, above the tables
  framing two articles.csv --where event=flood --between "Halyard Wire" "The Daily Rattle"
  framing two --example --where event=ev01 --between "Astreva One" "Wayside Dispatch"

Two articles are two sides; of more, each side is what one outlet (or another group, with --by) wrote.
"""


def add_two_command(commands: Any) -> None:
    """Add `two` to the commands."""
    what = "show two texts, or two outlets on one event, side by side: what each says itself and lets others say"
    two = reading_command(commands, "two", _two, what, _EPILOG)
    scoring_options(two)
    by_option(two)
    two.add_argument("--between", nargs=2, metavar=("GROUP", "OTHER"), help="the two outlets, or other groups, to show")
    two.add_argument(
        "-o", "--output", metavar="FILE", help="write a page with both texts (.html), or the table (.csv, .parquet or .xlsx)"
    )
    guard_option(two)


def _two(options: argparse.Namespace) -> int:
    """Print both sides, and write them if asked to."""
    from ..comparison.side_by_side import side_by_side

    output = Path(options.output) if options.output else None
    if output:
        (real_output if output.suffix == ".html" else check_table)(output)
    articles, scorer = articles_and_scorer(options)
    sides = _sides(list(tracked(articles)), by_of(options.by), options.between)
    names, (first, second) = tuple(sides), sides.values()
    result = side_by_side(first, second, names=names if len(names) == 2 else None, annotator=scorer.annotator)
    _print(result)
    if output:
        _write(result, output, guarded=options.guard_cells)
    return finish(articles.problems, store=store_of(options))


def _sides(articles: Sequence[Article], by: By, between: Sequence[str] | None) -> dict[str, list[Article]]:
    """The articles of both sides.

    Raises OptionError where there are not two sides.
    """
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(group_of(article, by) or article.id, []).append(article)
    if between:
        groups = {name: groups.get(name, []) for name in between}
    elif len(articles) == 2 and len(groups) < 2:
        groups = {article.id: [article] for article in articles}
    known = [value for value in dict.fromkeys(group_of(article, by) for article in articles) if value is not None]
    if not known and len(articles) > 2:
        raise OptionError(no_value_message(articles, by))
    if missing := [name for name, several in groups.items() if not several]:
        meant = ", ".join(near for name in missing for near in similar(name, known, 1))
        raise OptionError(f"no article of {title_of(by)} {' and '.join(missing)}" + f"; perhaps you mean {meant}" * bool(meant))
    if len(articles) < 2:
        raise OptionError(f"two sides are shown, and here is {counted(len(articles), 'article')}: name a file for each side")
    if len(groups) != 2:
        listed = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
        raise OptionError(
            f"two sides are shown, and here are {counted(len(articles), 'article')} of {counted(len(known), 'value')} of "
            f"{title_of(by)}: {listed}; name two with --between, and one event with --where"
        )
    return groups


def _print(result: "SideBySide") -> None:
    """Print a table for each section, in columns as wide as the terminal allows."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from ..report.side_by_side import NOTE, sections

    screen = console()
    for title, rows in sections(result):
        table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
        for name, ratio in (("", 2), *((name, 3) for name in result.names)):
            table.add_column(Text(name), ratio=ratio, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell or "–") for cell in row))
        screen.print(table)
    screen.print(NOTE, style="dim")


def _write(result: "SideBySide", output: Path, *, guarded: bool) -> None:
    from ..report.side_by_side import write

    if output.suffix == ".html":
        write(result, output)
    else:
        write_frame(result.to_frame(), output, guarded=guarded)
    say(f"side by side → {output}")
