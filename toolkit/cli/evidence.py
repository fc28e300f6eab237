"""The commands `framing events` and `framing explain`: the evidence behind a comparison."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from ..files import locked
from ..grouping.events import DAYS
from ..measures.formatting import counted
from ..progress import tracked
from ..table_files import check_table, write_frame
from .commands import seed_option
from .console import console, finish, report_events, say
from .contexts import in_context
from .options import (
    by_of,
    by_option,
    copies_option,
    guard_option,
    jobs_option,
    named,
    reading_command,
    scoring_options,
)
from .resume import partial_of
from .saved_scores import articles_and_scorer, scores_for, store_of

if TYPE_CHECKING:
    import pandas as pd

    from ..comparison.explain import Explanation

_EVENTS = """\
examples:
  framing events scores/ -o events.csv            a row for each article
  framing events articles.csv --days 2 -o events.csv
"""
_EXPLAIN = """\
examples:
  framing explain --example --group "The Daily Rattle"
  framing explain scores/ --group Reuters --measure loaded_quotation
  framing explain scores/ --group Reuters --about Iran -o places.csv
"""
_PRINTED = 15  # terms and, by default, places of an explanation
_EXPECTED, _WORDS = "expected", "words"  # what the weights of an explanation are


def add_evidence_commands(commands: Any) -> None:
    """Add events and explain to the commands."""
    what = "find articles on the same event, and write them as a table to check"
    events = reading_command(commands, "events", _events, what, _EVENTS)
    scoring_options(events)
    events.add_argument(
        "--days", type=int, metavar="N", default=DAYS, help=f"the most days between two articles on one event (default: {DAYS})"
    )
    similarity = "similarity from which two articles are on one event (default: estimated from the corpus)"
    events.add_argument("--threshold", type=float, metavar="S", help=similarity)
    events.add_argument("-o", "--output", metavar="FILE", default="events.csv", help="file to write (default: events.csv)")
    jobs_option(events)
    guard_option(events)
    what = "show the terms, places and articles behind one figure of one group"
    explain = reading_command(commands, "explain", _explain, what, _EXPLAIN)
    scoring_options(explain)
    by_option(explain)
    explain.add_argument("--group", type=named, required=True, metavar="NAME", help='the group, e.g. "The Daily Rattle"')
    explain.add_argument(
        "--measure", type=named, metavar="NAME", default="loaded_narration", help="the measure (default: loaded_narration)"
    )
    explain.add_argument(
        "--about", type=named, metavar="NAME", help="show only the loaded terms about this actor (see portrayal.csv)"
    )
    copies_option(explain)
    lines = f"the most places to show (default: {_PRINTED})"
    explain.add_argument("--lines", type=int, metavar="N", default=_PRINTED, help=lines)
    seed_option(explain, "seed by which the places shown are drawn")
    explain.add_argument("-o", "--output", metavar="FILE", help="write every place with its context: .csv, .parquet or .xlsx")
    guard_option(explain)


def _events(options: argparse.Namespace) -> int:
    """Write which articles are on one event."""
    from ..grouping.events import find_events

    output = Path(options.output)
    check_table(output)
    with locked(output):
        table = scores_for(options, output)
        events = find_events(table, days=options.days, threshold=options.threshold)
        write_frame(events.by_event(), output, guarded=options.guard_cells)
        partial_of(output).unlink(missing_ok=True)
    report_events(events)
    say(f"events → {output}; add its column event to your file, and compare with --within event")
    return finish(table.problems, output, guarded=options.guard_cells, store=store_of(options))


def _explain(options: argparse.Namespace) -> int:
    """Print what a figure is made of, and write all of it if asked to."""
    from ..comparison.explain import explain

    if options.lines < 1:
        raise OptionError(f"--lines {options.lines}: show at least one place")
    articles, scorer = articles_and_scorer(options)
    if options.output:
        check_table(Path(options.output))
    by, copies = by_of(options.by), options.copies
    chosen = {"copies": copies, "scorer": scorer, "about": options.about}
    explanation = explain(tracked(articles), options.group, options.measure, by, **chosen)
    for part in _printed(explanation, explanation.sample(options.lines, seed=options.seed), options.about):
        console().print(part)
    if options.output:
        write_frame(explanation.lines, Path(options.output), guarded=options.guard_cells)
        say(f"places: {len(explanation.lines)} → {options.output}")
    return finish(articles.problems, store=store_of(options))


def _printed(explanation: "Explanation", places: "pd.DataFrame", about: str | None) -> list[Any]:
    """The figure, what is counted most, and some places; of the terms about one actor alone, if one is named."""
    from rich.table import Table
    from rich.text import Text

    from ..measures.formatting import figure, percent

    measure, value = explanation.measure, figure(explanation.estimate, explanation.measure)
    unit = measure.unit.removeprefix("per 1,000 ").removeprefix("share of ")
    n = counted(len(explanation.articles), "article")
    base = f"{n}, {explanation.base:,.0f} {unit if unit != measure.unit else 'as base'}"
    head = Text.assemble((f"{measure.title}, {explanation.group}: {value}", "bold"), f"\n{measure.unit}; {base}")
    if about:
        head.append(
            f"\nbelow are only those terms that are surely about {about}, and their shares of these; the figure is of all"
        )
    weight = _weight_of(explanation.terms)
    if weight == _EXPECTED:
        head.append(f"\n{_EXPECTED}: how many of these a careful editor would mark")
    terms = Table("what", "times", *([weight] if weight else []), "articles", "share", box=None)
    for row in explanation.terms.head(_PRINTED).to_dict("records"):
        weights = {_EXPECTED: [figure(row["weight"])], _WORDS: [f"{row['weight']:,.0f}"], "": []}[weight]
        terms.add_row(Text(row["what"]), f"{row['count']:,}", *weights, f"{row['articles']:,}", percent(row["share"]))
    shown = [Text(_which(len(places), len(explanation.lines))), _in_context(places)] if len(places) else []
    return [head, terms, _more(explanation.terms), *shown]


def _which(shown: int, there_are: int) -> str:
    """How many of the places are shown.

    >>> _which(1, 1), _which(15, 87)
    ('1 place:\\n', '15 of 87 places, drawn over the articles (-o writes all):\\n')
    """
    if shown == there_are:
        return f"{counted(shown, 'place')}:\n"
    return f"{shown} of {there_are:,} places, drawn over the articles (-o writes all):\n"


def _weight_of(terms: "pd.DataFrame") -> str:
    """What the weights are: numbers of words, or what is expected to be marked; nothing where every place counts 1."""
    weights = terms["weight"].abs()
    if (weights == terms["count"]).all():
        return ""
    return _WORDS if (weights > terms["count"]).any() else _EXPECTED


def _in_context(places: "pd.DataFrame") -> Any:
    """Some places in their contexts, with who says them, in which article, and about whom."""
    rows = places.to_dict("records")
    beside = {
        "said by": [str(row["speaker"] or row["voice"]) for row in rows],
        "article": [str(row["id"]) for row in rows],
        "about": [_about(row) for row in rows],
    }
    return in_context(rows, beside, console().width)


def _about(row: Mapping[Any, Any]) -> str:
    """Whom a loaded term is about; of harm, who suffers and who does it."""
    whom = (
        ("target", f"{row['target']} {row['polarity']}".rstrip()),
        ("patient", f"to {row['patient']}"),
        ("agent", f"by {row['agent']}"),
    )
    return ", ".join(text for column, text in whom if row[column])


def _more(table: Any) -> str:
    """How many rows were not printed."""
    return f"… and {len(table) - _PRINTED} more\n" if len(table) > _PRINTED else ""
