"""The command `framing power`: how many articles a comparison of outlets needs."""

import argparse
from typing import TYPE_CHECKING, Any

from ..comparison.power import ARTICLES, MEASURE, RATIOS
from ..measures.formatting import limit, percent
from ..statistics.power import LEVEL, USUAL_POWER
from .console import console, finish, say
from .options import (
    by_of,
    copies_option,
    grouping_options,
    guard_option,
    jobs_option,
    named,
    names_in,
    reading_command,
    scoring_options,
)
from .output_folder import OutputFolder, output_folder, scores_of
from .resume import partial_of
from .saved_scores import scores_for, store_of

if TYPE_CHECKING:
    from ..comparison.power import Power

_POWER = """\
Draws samples from your own articles, takes hits away from one of two outlets that write alike, and tells how
often the test of framing compare finds the difference. Samples are of single articles: a comparison
with --cluster or within events needs more.

examples:
  framing power scores/ -o power/                             from what framing score -o scores/ kept
  framing power articles.csv --measures official_share,hedges --ratios 1.5 2
  framing power articles.csv --articles 30 60 120 --level 0.001

what the output folder holds:
  power.csv           how often a difference is found, by measure, ratio and number of articles
  needed.csv          how many articles each outlet needs to find it in four samples of five
  manifest.json       versions, hashes and settings
  charts/             power by number of articles, as PNG and SVG
"""


def add_power_command(commands: Any) -> None:
    """Add `power` to the commands."""
    parser = reading_command(commands, "power", _power, "tell how many articles a comparison of outlets needs", _POWER)
    scoring_options(parser)
    jobs_option(parser)
    guard_option(parser)
    group = grouping_options(parser)
    parser.set_defaults(resamples=400)
    group.add_argument(
        "--measures", type=named, metavar="NAMES", default=MEASURE, help=f"measures, separated by commas (default: {MEASURE})"
    )
    group.add_argument(
        "--ratios", type=float, nargs="+", default=list(RATIOS), help="how many times the hits of the other an outlet has"
    )
    group.add_argument(
        "--articles",
        type=int,
        metavar="N",
        nargs="+",
        default=list(ARTICLES),
        help="numbers of articles that each of two outlets has",
    )
    group.add_argument(
        "--level", type=float, default=LEVEL, help=f"p up to which a difference counts as found (default: {LEVEL})"
    )
    group.add_argument("--samples", type=int, metavar="N", default=400, help="samples of each kind (default: 400)")
    copies_option(group)
    parser.add_argument("-o", "--output", metavar="FOLDER", default="power", help="folder for tables and charts (default: power)")


def _power(options: argparse.Namespace) -> int:
    """Write tables and charts into a folder, and print how often each difference is found."""
    from ..comparison.power import power
    from ..report.manifest import manifest

    with output_folder(options, "power") as folder:
        by = by_of(options.by)
        table = scores_for(options, scores_of(folder.path), folder.expected("furniture.csv"), needed=[by])
        result = power(
            table,
            names_in(options.measures),
            by,
            ratios=options.ratios,
            articles=options.articles,
            level=options.level,
            copies=options.copies,
            min_articles=options.min_articles,
            samples=options.samples,
            resamples=options.resamples,
            seed=options.seed,
        )
        _write(result, folder)
        folder.close(manifest(table, power=result))
        partial_of(scores_of(folder.path)).unlink(missing_ok=True)
    _report(result)
    say(f"tables and charts → {folder.path}/")
    return finish(table.problems, store=store_of(options))


def _write(result: "Power", folder: OutputFolder) -> None:
    """Write both tables, and a chart for each measure."""
    from .. import charts

    folder.table("power", result.table)
    folder.table("needed", result.needed)
    for name in result.measures:
        folder.chart(f"power_{name}", charts.power(result, name))


def _report(result: "Power") -> None:
    """Print the power by ratio and number of articles, and how many articles are needed."""
    from rich.table import Table

    for name, measure in result.measures.items():
        rows = result.table[result.table["measure"] == name].pivot(index="ratio", columns="articles", values="power")
        needed = result.needed.loc[result.needed["measure"] == name, "articles"]
        table = Table("ratio", *(f"n = {n:,}" for n in rows.columns), "needed", box=None, title_justify="left")
        for (ratio, *found), articles in zip(rows.itertuples(), needed, strict=True):
            table.add_row(f"{ratio:g}", *(percent(share) for share in found), f"{articles:,.0f}")
        console().print(
            f"\n{measure.title}: found with p ≤ {limit(result.settings['level'])}, by articles of each outlet", style="bold"
        )
        console().print(table)
    for note in result.settings["notes"]:
        say(f"mind: {note}")
    say(f"needed: articles of each outlet for {percent(USUAL_POWER)}, roughly; p is not adjusted for other measures")
