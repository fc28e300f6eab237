"""The command `framing omissions`: what each outlet leaves out of the events that it shares with others."""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..articles.article import Article
from ..errors import OptionError, ToolkitError
from ..grouping.events import Events
from ..measures.formatting import counted, limit, percent, percent_interval
from ..scores.score_store import Store
from ..scores.scores import ScoreTable
from ..statistics.inference import SIGNIFICANT
from .console import console, finish, report_events, say
from .options import (
    by_of,
    by_option,
    copies_option,
    days_option,
    guard_option,
    jobs_option,
    named,
    permutations_option,
    reading_command,
    resampling_options,
    scoring_options,
)
from .output_folder import OutputFolder, output_folder, scores_of
from .resume import partial_of
from .saved_scores import articles_behind, scores_for, store_of
from .scoring_run import articles_of, is_streamed

if TYPE_CHECKING:
    from ..comparison.omissions import Omissions

_EVENTS_DRAWN = 5  # those with the largest pools
_KINDS = {"source": "sources heard", "actor": "actors named", "number": "numbers told", "statement": "statements attributed"}
_OMISSIONS = """\
On each event that two outlets or more report, the pool is everything that any of them brings: the sources that
they hear, the actors whom they name, the numbers that they give, and the statements that they attribute. The
command tells what of this each outlet brings, what it alone brings, and what all others bring and it does not.

examples:
  framing omissions articles.csv -o omissions/                 events are in a column called event
  framing omissions articles.csv --within story -o omissions/  … or in another one
  framing omissions articles.csv --find-events -o omissions/   find out which articles are on one event
  framing omissions scores/ -o omissions/                      from what framing score -o scores/ kept
  framing omissions --example -o omissions/                    the example articles

what the output folder holds:
  omissions.csv        a row for each event, outlet and item: heard, named only or absent
  omission_shares.csv  how much of the pools each outlet brings, against the others on the same events, with
                       intervals and p; for sources also by type and side
  statements.csv       one statement in several outlets: what was kept, what was cut, which verb, and who tells it
                       as fact in its own voice
  events.csv           the events found, with --find-events
  manifest.json        versions, hashes and settings
  charts/              shares, and who is heard on the largest events, as PNG and SVG

What one article leaves out may be in the next one, or have had no room: absence from an article is no
suppression, and shares say nothing of why. docs/omissions.md says how often the reading is right.
"""


def add_omissions_command(commands: Any) -> None:
    """Add `omissions` to the commands."""
    title = "tell what each outlet leaves out of the events that it shares with others"
    parser = reading_command(commands, "omissions", _omissions, title, _OMISSIONS)
    scoring_options(parser)
    jobs_option(parser)
    guard_option(parser)
    group = parser.add_argument_group("comparing")
    by_option(group)
    group.add_argument(
        "--within", type=named, metavar="COLUMN", help="the column that says on which event an article is (default: event)"
    )
    group.add_argument("--find-events", action="store_true", help="find out which articles are on the same event")
    days_option(group)
    copies_option(group)
    group.add_argument("--min-events", type=int, metavar="N", default=10, help="mark shares of fewer events as few (default: 10)")
    resampling_options(group)
    permutations_option(group)
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", default="omissions", help="folder for tables and charts (default: omissions)"
    )


def _omissions(options: argparse.Namespace) -> int:
    """Write tables and charts into a folder, and print the shares."""
    from ..comparison.omissions import omissions
    from ..report.manifest import manifest

    if options.find_events and options.within:
        raise OptionError("--find-events finds the events: leave --within out, or leave --find-events out")
    store = store_of(options)
    with output_folder(options, "omissions") as folder:
        by, within = by_of(options.by), by_of(options.within or "event")
        needed = [by] if options.find_events else [by, within]
        table = scores_for(options, scores_of(folder.path), folder.expected("furniture.csv"), places=True, needed=needed)
        found = _events(table, options)
        result = omissions(
            table,
            by,
            within if found is None else found,
            texts=_texts(options, store),
            copies=options.copies,
            min_events=options.min_events,
            resamples=options.resamples,
            permutations=options.permutations,
            seed=options.seed,
        )
        _write(result, found, folder)
        folder.close(manifest(table, omissions=result))
        partial_of(scores_of(folder.path)).unlink(missing_ok=True)
    _report(result)
    say(f"tables and charts → {folder.path}/")
    return finish(table.problems, store=store)


def _events(table: ScoreTable, options: argparse.Namespace) -> Events | None:
    """The events found in the scores; None where a column has them."""
    from ..grouping.events import find_events

    if not options.find_events:
        return None
    events = find_events(table, days=options.days)
    report_events(events)
    return events


def _texts(options: argparse.Namespace, store: Store | None) -> Iterable[Article] | None:
    """The articles with their texts, read again; None where they cannot be."""
    if store is None:
        return None if is_streamed(options) else articles_of(options)
    try:
        return articles_behind(options, store)
    except ToolkitError as error:
        say(f"without statements, since the texts cannot be read again: {error}")
        return None


def _write(result: "Omissions", found: Events | None, folder: OutputFolder) -> None:
    """Write all tables and charts."""
    from .. import charts

    tables = {"omissions": result.table, "omission_shares": result.shares, "statements": result.statements}
    for name, frame in (tables | ({"events": found.by_event()} if found else {})).items():
        folder.table(name, frame)
    for kind in result.settings["kinds"]:
        folder.chart(f"shares_{kind}", charts.omission_shares(result, kind=kind))
    for number, event in enumerate(result.events[:_EVENTS_DRAWN], 1):
        if (result.of(event)["kind"] == "source").any():
            folder.chart(f"event_{number}", charts.event_matrix(result, event))


def _report(result: "Omissions") -> None:
    """Print the share of each kind that each group brings, what it alone brings, and what only it does not."""
    from rich.table import Table
    from rich.text import Text

    settings, shares = result.settings, result.shares[result.shares["split"] == "all"]
    events, articles = counted(settings["events"], "event"), counted(settings["articles"], "article")
    console().print(f"shared by two groups or more: {events}, {articles}")
    for kind in settings["kinds"]:
        table = Table(settings["by"], "share", "interval", "others", "alone", "only it lacks", box=None, title_justify="left")
        for row in shares[shares["kind"] == kind].sort_values("share", ascending=False, kind="stable").itertuples():
            lacks = f"{row.missing} of {row.missing_of}" if row.missing_of else "–"
            marked = "" if not row.p_adjusted < SIGNIFICANT else " *"
            share, interval = f"{percent(row.share)} of {row.pool}", percent_interval(row.low, row.high)
            cells = (share, interval, f"{percent(row.share_elsewhere)}{marked}", str(row.alone), lacks)
            table.add_row(Text(str(row.group)), *cells)
        console().print(f"\n{_KINDS[kind].capitalize()}", style="bold")
        console().print(table)
    say(f"* differs from the others on the same events (adjusted p < {limit(SIGNIFICANT)}); {_basis(settings)}")
    if few := sorted(set(shares.loc[shares["few"], "group"])):
        whose = "all" if len(few) == shares["group"].nunique() else ", ".join(few)
        say(f"mind: on fewer than {settings['min_events']} events: {whose}; such shares are those of single stories")
    say("absence from an article is no suppression: read the rows of omissions.csv before believing a share")


def _basis(settings: dict[str, Any]) -> str:
    """What the shares leave out."""
    unnamed = f"{percent(settings['unnamed'])} of attributed passages are of unnamed or unresolved sources, which count for none"
    return unnamed if settings["texts"] else f"{unnamed}; no texts, so no statements"
