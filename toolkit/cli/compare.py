"""The command `framing compare`: compares groups of articles, and writes tables and charts with the record to repeat them."""

import argparse
from typing import TYPE_CHECKING, Any

from ..articles.dates import PERIODS
from ..comparison.differences import REST
from ..comparison.error_table import NO_ERRORS, errors_of
from ..errors import OptionError
from ..grouping.groups import By
from ..measures.formatting import counted, one_of, smallest
from ..measures.measure import unknown_measure
from ..scores.score_store import Store
from ..scores.scores import ScoreTable
from ..statistics.inference import SIGNIFICANT
from ..statistics.resampling import check_resampling
from .comparison_results import write_results
from .comparison_run import Run, measures_of
from .console import console, finish, say
from .needed_columns import Group, Passing, check_scored_groups
from .options import (
    by_of,
    copies_option,
    days_option,
    grouping_options,
    guard_option,
    jobs_option,
    named,
    permutations_option,
    reading_command,
    scoring_options,
)
from .otherwise import forget_partial, otherwise_option, saved_otherwise, scored_otherwise, scorers_otherwise
from .output_folder import OutputFolder, output_folder, scores_of
from .rerun import write_record
from .resume import partial_of
from .saved_scores import saved, store_of
from .scoring_run import articles_of, is_streamed, scored, scorer_of
from .table_widths import least_width
from .terms_alone import check_voices

if TYPE_CHECKING:
    import pandas as pd

    from ..comparison.compare import Comparison

_COMPARE = """\
examples:
  framing compare articles.csv -o out/                         each outlet against all others
  framing compare articles.csv --by outlet,year                each outlet in each year
  framing compare articles.csv --find-events                   compare only articles on the same event
  framing compare articles.csv --within story --against Reuters
  framing compare articles.csv --copies agency                 credit wire copy to its agency
  framing compare articles.csv --with-reading-error            with a second interval for uneven reading
  framing compare articles.csv --measures loaded_narration,official_share --period month
  framing compare articles.csv --drop-few --top 20             test and draw only the 20 groups with most articles
  framing compare articles.csv --otherwise accurate            does the ranking hang on the reader?
  framing compare articles.csv --otherwise furniture           or on what is no part of the articles?
  framing compare scores/                                      from what framing score -o scores/ kept
  framing compare --config out/run.toml -o again/              repeat a run

what the output folder holds:
  comparison.csv      every measure for every group, with interval and n
  differences.csv     each group against all others, with interval and p
  scores.csv          every measure for every article
  terms.csv           loaded terms by group: how often, how many of these an editor would mark, and how they are written
  keyness.csv         words that each group uses more, and less, than the others
  word_shift.csv      terms behind the gap between the highest and the lowest rate of loaded terms
  names.csv           competing names for one thing, by group (and names_divergence.csv)
  portrayal.csv       loaded terms about each actor, and each side, by voice and light (and portrayal_differences.csv)
  silences.csv        who is talked about but not heard
  sensitivity.csv     ranks of the groups in variants of the comparison, such as with certain terms only (and
                      sensitivity_agreement.csv)
  map.csv             the groups on a map by their words (and map_words.csv)
  timeline.csv        the measure over time, with --period
  events.csv          the events found, with --find-events
  copies.csv          near-copies
  furniture.csv       passages that recur in an outlet and are no part of its articles
  problems.csv        what could not be read or scored
  run.toml            the options, to repeat the run; manifest.json: versions, hashes and settings
  charts/             the charts, as PNG and SVG; the main ones as pages, with --interactive
"""


def add_compare_command(commands: Any) -> None:
    """Add `compare` to the commands."""
    what = "compare outlets or other groups, with intervals, tests and charts"
    compare = reading_command(commands, "compare", _compare, what, _COMPARE)
    scoring_options(compare)
    jobs_option(compare)
    guard_option(compare)
    _design_options(grouping_options(compare))
    compare.add_argument(
        "--config",
        metavar="TOML",
        help="take the options of an earlier run from its run.toml; options on the command line override them",
    )
    compare.add_argument("-o", "--output", metavar="FOLDER", default="out", help="folder for tables and charts (default: out)")
    compare.set_defaults(parser=compare, earlier={}, usual=vars(compare.parse_args([])))


def _design_options(group: Any) -> None:
    """Add the options that say what is compared with what, and how."""
    group.add_argument(
        "--against", type=named, metavar="GROUP", help="also compare each group with this one, in addition to all others together"
    )
    group.add_argument(
        "--within",
        type=named,
        metavar="COLUMN",
        help="compare only articles with the same value in this column (e.g. event), which holds the topic constant",
    )
    group.add_argument(
        "--find-events",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="find out which articles are on the same event, and compare within events",
    )
    days_option(group)
    group.add_argument(
        "--cluster",
        type=named,
        metavar="COLUMN",
        help="resample all articles with the same value in this column (e.g. event or day) together, not one by one: in figures, "
        "differences, ranks, names, word shift, portrayal and timeline; keyness and map take articles one by one",
    )
    group.add_argument(
        "--drop-few",
        action="store_true",
        help="leave groups under --min-articles out of tests and charts; they keep their rows in comparison.csv",
    )
    group.add_argument("--top", type=int, metavar="N", help="test and draw only the N groups with the most articles")
    permutations_option(group)
    copies_option(group)
    group.add_argument(
        "--measures",
        type=named,
        metavar="NAMES",
        help="compare and draw only these measures, separated by commas, and leave out what shows none: names, portrayal, "
        "silences, keyness and map (default: all)",
    )
    group.add_argument(
        "--no-function-words",
        action="store_true",
        help="leave prepositions, pronouns and the like out of keyness and map",
    )
    group.add_argument(
        "--actors",
        type=named,
        metavar="NAMES",
        help="also draw what each group itself says about these, and what it quotes, separated by commas (e.g. Hamas,Israel)",
    )
    group.add_argument(
        "--average",
        choices=["words", "articles"],
        default="words",
        help="pool the counts of a group, or take the mean of the figures of its articles (default: words)",
    )
    group.add_argument(
        "--interactive",
        action="store_true",
        help="also write the main charts as pages with tooltips, which open without a network (charts/*.html)",
    )
    otherwise_option(group)
    group.add_argument(
        "--with-reading-error",
        action="store_true",
        help="add a second, wider interval, which also covers that the toolkit reads some outlets less well than others",
    )
    group.add_argument(
        "--reading-error",
        metavar="CSV",
        help="your own table of reading errors, made from articles that you coded (default: that of the shipped models, "
        "which does not hold for loaded terms with your own --lexicon, --loaded-model or --min-p)",
    )
    group.add_argument(
        "--period", choices=list(PERIODS), help="also follow loaded terms in narration (or the first of --measures) over time"
    )


def _compare(options: argparse.Namespace) -> int:
    """Write tables, charts and a manifest into a folder, and print the main figures."""
    if options.interactive:
        from ..charts.web_page import check

        check()
    with output_folder(options, "compare") as folder:
        store = store_of(options)
        run = _saved_run(store, options, folder) if store else _scored_run(options, folder)
        run.write("scores", run.scores_frame())
        run.write("problems", run.everything.problems_frame())
        _report_groups(run)
        write_results(run)
        write_record(options, run.everything, run.results, folder)
        partial_of(scores_of(options.output)).unlink(missing_ok=True)
        forget_partial(options)
    _print_main_figures(run.comparison)
    _report_basis(run)
    _report_detectable(run)
    say(f"tables, charts, manifest and run.toml → {folder.path}/")
    return finish(run.everything.problems, store=store)


def _print_main_figures(comparison: "Comparison") -> None:
    """Print the groups by as many of the main measures as the terminal has room for."""
    from ..report.summary import comparison_table, shown_of

    screen, shown = console(), shown_of(comparison)
    tables = ((n, comparison_table(comparison, n)) for n in range(len(shown), 0, -1))
    n, table = next(((n, table) for n, table in tables if n == 1 or least_width(table) <= screen.width))
    screen.print(table)
    if left_out := [comparison.measures[name].title for name in shown[n:]]:
        say(f"no room on the terminal for {', '.join(left_out)}: comparison.csv has all measures")


def _scored_run(options: argparse.Namespace, folder: OutputFolder) -> Run:
    """The comparison of articles, which are read once before they are scored: for furniture and for their groups."""
    articles = articles_of(options)
    passing = Passing(articles, *_needed(options))
    scorer = scorer_of(options, passing, folder.expected("furniture.csv"))
    others = scorers_otherwise(options, scorer)
    _check(options, scorer.empty_table())
    if not is_streamed(options):
        passing.check()
    everything = scored(articles, scorer, scores_of(options.output), options, places=True)
    return Run(options, folder, everything, scored_otherwise(options, others))


def _saved_run(store: Store, options: argparse.Namespace, folder: OutputFolder) -> Run:
    """The comparison of saved scores; those that were made otherwise have to be saved scores too."""
    everything = saved(store.folder, options)
    if options.find_events:
        check_voices(store)
    _check(options, everything)
    check_scored_groups(everything, *_needed(options))
    return Run(options, folder, everything, saved_otherwise(options, everything))


def _check(options: argparse.Namespace, table: ScoreTable) -> None:
    """Raise OptionError for what cannot be compared, before any article is scored; `table` has the measures."""
    if options.find_events and options.within:
        raise OptionError(
            "--find-events compares within the events that it finds: leave --within out, or run framing events first"
        )
    if options.cluster and (options.find_events or options.within):
        raise OptionError(
            "--cluster is for comparisons over all articles: within events, whole events are resampled anyway; leave it out"
        )
    for name in measures_of(options) or ():
        if name not in table.measures:
            raise OptionError(unknown_measure(name, table.measures))
    if errors_of(table, options.reading_error) is None and options.with_reading_error:
        raise OptionError(NO_ERRORS)
    check_resampling(options.resamples, seed=options.seed, permutations=options.permutations)


def _needed(options: argparse.Namespace) -> tuple[list[By], Group | None]:
    """The columns in which some article must have a value, and the group that must be among those of the articles.

    Agencies become groups only when copies are known.
    """
    columns = [by_of(name) for name in (options.by, options.within, options.cluster) if name]
    return columns, (options.against, columns[0]) if options.against and options.copies != "agency" else None


def _report_groups(run: Run) -> None:
    """Report a group that is the only one, and groups whose names differ only in capitals and spaces."""
    if len(run.groups) == 1:
        say("without another group there are no differences, keyness, word shift, sensitivity and map; the one is described")
    alike: dict[str, list[str]] = {}
    for group in sorted(run.groups):
        alike.setdefault(" ".join(group.casefold().split()), []).append(group)
    for names in alike.values():
        if len(names) > 1:
            say(f"groups with similar names are compared as different groups: {', '.join(map(repr, names))}")


def _report_detectable(run: Run) -> None:
    """Report the smallest differences that could have been found in the figures that are printed."""
    from ..report.summary import shown_of

    differences = run.comparison.differences
    table = differences[(differences["against"] == REST) & ~differences["few"]].dropna(subset=["detectable"])
    for name in shown_of(run.comparison):
        rows = table[table["measure"] == name]
        if len(rows):
            by, measure = (rows["detectable"] - 1) * rows["other"], run.comparison.measures[name]
            more = f"{_range(100 * by)} points" if measure.style == "per cent" else _range(by)
            ratio = f"{_range(rows['detectable'])} times that of the others ({more} more)"
            say(f"{measure.title}: with so many articles a figure {ratio} is found four times in five (p ≤ .05, not adjusted)")


def _range(values: "pd.Series[float]") -> str:
    """The lowest and the highest of some values, once where they are the same."""
    low, high = (f"{value:,.0f}" if value >= 100 else f"{value:.2g}" for value in (values.min(), values.max()))
    return low if low == high else f"{low} to {high}"


def _report_basis(run: Run) -> None:
    """Report what to mind, and which figures rest on fewer articles than the others, or are resampled in another way."""
    settings = run.comparison.settings
    for against in settings["tests"]:
        say(_tests(run, against))
    if copies := settings["articles_that_are_copies"]:
        say(f"near-copies of other articles, which count once: {copies:,} left out (copies.csv has them)")
    for note in settings["notes"]:
        say(f"mind: {note}")
    if settings["read_unevenly"] and not settings["with_reading_error"]:
        say("--with-reading-error carries the reading error into a wider interval")
    if settings["within"]:
        few, whole = settings["articles"], run.whole.settings["articles"]
        if run.comparison.table[["low", "high"]].isna().all(axis=None):
            said = f"only {counted(few, 'article')} on {counted(settings['events'], settings['within'])} that two groups cover"
            say(f"mind: {said}, too few for any interval: read no ranks and no p from them, and compare over all articles too")
        matched = f"figures and differences rest on {few} articles with {one_of(settings['within'])} that two groups cover"
        say(f"{matched}; words, names and ranks on all {whole}")
    if settings["cluster"]:
        by = settings["cluster"]
        clustered = f"figures, differences, ranks, names, portrayals, word shift and timeline are resampled by {by}"
        say(f"{clustered}; keyness and map are not")


def _tests(run: Run, against: str) -> str:
    """For how many tests p is adjusted, and how small it can be; `against` is what groups are compared with."""
    settings, measures = run.comparison.settings, counted(len(run.comparison.measures), "measure")
    rows, tests = run.comparison.differences, settings["tests"][against]
    groups = counted(rows.loc[rows["against"] == against, "group"].nunique(), "group")
    alone = f"a single difference would need a p of {smallest(SIGNIFICANT / max(tests, 1))}"
    beside = "" if against == REST else f" against {against}"
    adjusted = f"p is adjusted for {counted(tests, 'test')}{beside} ({groups}, {measures}): {alone}"
    return f"{adjusted}, and {settings['permutations']:,} permutations go down to {smallest(settings['least_p'])}"
