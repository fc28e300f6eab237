"""The commands that compare: `framing compare`, `framing events` and `framing explain`."""

import argparse
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cards import as_toml
from .errors import ArticleError
from .grouping import By
from .manifest import manifest
from .periods import PERIODS
from .saving import atomic, partial_of
from .terminal import (
    articles_of,
    by_of,
    console,
    finish,
    grouping_options,
    reading_command,
    say,
    scored,
    scorer_of,
    scoring_options,
    tracked,
    write_frame,
    write_json,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .compare import Comparison
    from .events import Events
    from .explain import Explanation
    from .manifest import Result
    from .scoring import ScoreTable

_GROUPS_DRAWN = 20  # of distinctive words, one chart each
_CONCEPTS_DRAWN = 5  # with competing names, one chart each
_WORDS_WRITTEN = 50  # a group and direction
_PRINTED = 15  # terms and lines of an explanation
_CONTEXT = 25  # characters before a term that are printed
_NOT_KEPT = frozenset({"run", "config", "output"})  # options that say nothing of how figures are made
_COMPARE = """\
examples:
  framing compare articles.csv -o out/                         every outlet beside the rest
  framing compare articles.csv --by outlet,year                two columns crossed
  framing compare articles.csv --find-events                   on the same events only, found by their words
  framing compare articles.csv --within story --against Reuters
  framing compare articles.csv --copies agency                 wire copy credited to its agency
  framing compare articles.csv --measures loaded_narration,official_share --period month
  framing compare --config out/run.toml -o again/              a run repeated

written: comparison.csv and differences.csv (each group beside the rest, p), scores.csv, terms.csv, keyness.csv,
word_shift.csv (highest against lowest rate), names.csv, silences.csv, sensitivity.csv, map.csv, copies.csv,
problems.csv, run.toml and manifest.json (what it was made with), charts/ (PNG and SVG)
"""


def add_compare_commands(commands: Any) -> None:
    """Add compare, events and explain to the commands."""
    compare = reading_command(commands, "compare", _compare, "outlets (or other groups) side by side, with intervals and charts")
    compare.formatter_class, compare.epilog = argparse.RawDescriptionHelpFormatter, _COMPARE
    scoring_options(compare)
    _design_options(grouping_options(compare))
    compare.add_argument("--config", metavar="TOML", help="options of an earlier run (its run.toml); those on the line go first")
    compare.add_argument("-o", "--output", default="out", help="folder for tables and charts (default: out/)")
    compare.set_defaults(run=lambda options: _compare(_configured(options, compare)))
    events = reading_command(commands, "events", _events, "which articles are on one event, as a table to check and to use")
    scoring_options(events)
    events.add_argument("--days", type=int, default=None, help="that two articles on one event lie apart at most")
    events.add_argument("--threshold", type=float, default=None, help="similarity that joins (default: told by the corpus)")
    events.add_argument("-o", "--output", default="events.csv", help="file to write (default: events.csv)")
    explain = reading_command(commands, "explain", _explain, "the terms, places and articles behind one figure of one group")
    scoring_options(explain)
    explain.add_argument("--by", default="outlet", help="what the group is one of (default: outlet)")
    explain.add_argument("--group", required=True, help='whose figure, e.g. "The Daily Rattle"')
    explain.add_argument("--measure", default="loaded_narration", help="of which measure (default: loaded_narration)")
    explain.add_argument("-o", "--output", help="write every place with its context: .csv or .parquet")


def _design_options(group: Any) -> None:
    """The options of a comparison that say what is held against what."""
    group.add_argument("--against", metavar="GROUP", help="compare each group with this one too, besides with the rest")
    group.add_argument(
        "--within",
        metavar="COLUMN",
        help="compare articles with the same value only (e.g. event), so that topic is held constant",
    )
    group.add_argument("--find-events", action="store_true", help="find the articles on one event, and compare within events")
    group.add_argument("--cluster", metavar="COLUMN", help="resample whole values of a column (event, day), not single articles")
    group.add_argument(
        "--copies",
        choices=["once", "agency", "keep"],
        default="once",
        help="near-copies count once, or for their agency, or are kept (default: once)",
    )
    group.add_argument("--measures", metavar="NAMES", help="only these, with commas between (default: all)")
    group.add_argument(
        "--average",
        choices=["words", "articles"],
        default="words",
        help="pool counts over words, or take the mean of the articles' own figures (default: words)",
    )
    group.add_argument("--period", choices=list(PERIODS), help="follow loaded terms (or the first of --measures) over time")


# -- compare ---------------------------------------------------------------------------------------------------------------


@dataclass
class _Folder:
    """The folder of a comparison: tables and charts are written into it, results noted for the manifest."""

    path: Path
    results: dict[str, "Result"] = field(default_factory=dict)

    def table(self, name: str, frame: Any) -> None:
        write_frame(frame, self.path / f"{name}.csv")

    def chart(self, name: str, ax: "Axes") -> None:
        from . import charts

        charts.save(ax, self.path / "charts" / _file_name(name))


def _compare(options: argparse.Namespace) -> int:
    """Write tables, charts and a manifest into a folder, and print the main figures."""
    from .account import comparison_table
    from .duplicates import independent

    folder, scorer, by = _Folder(Path(options.output)), scorer_of(options), by_of(options.by)
    everything = scored(articles_of(options), scorer, folder.path / "scores.csv", options)
    folder.table("scores", everything.to_frame())
    folder.table("problems", everything.problems_frame())
    table, within = _with_events(everything, options, folder)
    comparison = _compared(table, by, within, options)
    _write_comparison(comparison, folder)
    counted = independent(table, options.copies, by=by).scores
    _write_names(counted, by, options, folder)
    _write_silences(counted, by, folder)
    if len(comparison.table["group"].unique()) > 1:
        _write_words(comparison, counted, by, options, folder)
        _write_sensitivity(table, by, options, folder)
        _write_map(counted, by, options, folder)
    if options.period:
        _write_timeline(counted, by, options, folder)
    _write_record(everything, options, folder)
    partial_of(folder.path / "scores.csv").unlink()
    console().print(comparison_table(comparison))
    say(f"tables, charts, manifest and run.toml → {folder.path}/")
    return finish(everything.problems)


def _compared(table: "ScoreTable", by: By, within: By | None, options: argparse.Namespace) -> "Comparison":
    from .compare import compare

    return compare(
        table,
        by,
        reference=options.against,
        within=within,
        cluster=by_of(options.cluster) if options.cluster else None,
        copies=options.copies,
        measures=[name.strip() for name in options.measures.split(",")] if options.measures else None,
        average=options.average,
        min_articles=options.min_articles,
        resamples=options.resamples,
        seed=options.seed,
    )


def _with_events(table: "ScoreTable", options: argparse.Namespace, folder: _Folder) -> tuple["ScoreTable", By | None]:
    """The scores with the events that were found where that is asked for, and what is compared within."""
    from .events import find_events, with_events

    if not options.find_events:
        return table, by_of(options.within) if options.within else None
    events = find_events(table)
    _tell(events)
    folder.table("events", events.table)
    return with_events(table, events), "event"


def _write_comparison(comparison: "Comparison", folder: _Folder) -> None:
    """The tables and charts of the comparison itself."""
    from . import charts

    folder.results["comparison"] = comparison
    folder.table("comparison", comparison.table)
    folder.table("differences", comparison.differences)
    folder.table("terms", comparison.terms)
    folder.table("copies", comparison.copies)
    whole = comparison.settings["measures"] is None
    for name, draw in charts.CHARTS.items() if whole else ():
        folder.chart(name, draw(comparison))
    for name in () if whole else comparison.measures:
        folder.chart(name, charts.rates(comparison, name))
    if not comparison.differences.empty:
        folder.chart("differences", charts.differences(comparison, _main(comparison)))
    if whole and "side_balance" in comparison.measures:
        folder.chart("side_balance", charts.balance(comparison))
        folder.chart("side_stances", charts.stances(comparison))


def _main(comparison: "Comparison") -> str:
    """The measure that is looked at more closely: loaded terms in narration, or the first of those compared."""
    return "loaded_narration" if "loaded_narration" in comparison.measures else next(iter(comparison.measures))


def _write_names(counted: "ScoreTable", by: By, options: argparse.Namespace, folder: _Folder) -> None:
    """Which names the groups choose for one referent."""
    from . import charts
    from .naming import naming

    chosen = naming(counted, by, copies="keep", resamples=options.resamples, seed=options.seed)
    folder.results["names"] = chosen
    folder.table("names", chosen.table)
    folder.table("names_divergence", chosen.divergence)
    for concept in chosen.contested(_CONCEPTS_DRAWN):
        folder.chart(f"names_{concept}", charts.names(chosen, concept))


def _write_silences(counted: "ScoreTable", by: By, folder: _Folder) -> None:
    """Who is talked about and not heard."""
    from . import charts
    from .silences import silences

    found = silences(counted, by, copies="keep")
    folder.results["silences"] = found
    folder.table("silences", found.table)
    if len(found.table):
        folder.chart("unheard", charts.unheard(found))


def _write_words(comparison: "Comparison", counted: "ScoreTable", by: By, options: argparse.Namespace, folder: _Folder) -> None:
    """Words that set groups apart, and the terms that make the highest and the lowest rate in the own voice differ."""
    import pandas as pd

    from . import charts
    from .keyness import keyness
    from .wordshift import word_shift

    words = keyness(counted, by, copies="keep")
    folder.results["keyness"] = words
    groups = comparison.table.drop_duplicates("group").nlargest(_GROUPS_DRAWN, "n_articles")["group"]
    sides = [side(name, _WORDS_WRITTEN) for name in comparison.table["group"].unique() for side in (words.over, words.under)]
    folder.table("keyness", pd.concat(sides))
    for name in groups:
        folder.chart(f"keyness_{name}", charts.keyness(words, name))
    if "loaded_narration" not in comparison.measures:
        return
    rates = comparison.of("loaded_narration").dropna(subset=["estimate"]).query("not few").sort_values("estimate")
    if len(rates) > 1:
        low, high = str(rates["group"].iloc[0]), str(rates["group"].iloc[-1])
        shift = word_shift(counted, high, low, by, copies="keep", resamples=options.resamples, seed=options.seed)
        folder.results["word_shift"] = shift
        folder.table("word_shift", shift.table)
        folder.chart("word_shift", charts.word_shift(shift))


def _write_sensitivity(table: "ScoreTable", by: By, options: argparse.Namespace, folder: _Folder) -> None:
    """Whether the ranking holds when the comparison is made in other ways."""
    from . import charts
    from .sensitivity import sensitivity

    measure = options.measures.split(",")[0].strip() if options.measures else "loaded_narration"
    found = sensitivity(table, measure, by, min_articles=options.min_articles, resamples=options.resamples, seed=options.seed)
    folder.results["sensitivity"] = found
    folder.table("sensitivity", found.table)
    folder.table("sensitivity_agreement", found.agreement)
    folder.chart("sensitivity", charts.sensitivity(found))


def _write_map(counted: "ScoreTable", by: By, options: argparse.Namespace, folder: _Folder) -> None:
    """The groups in two dimensions by their words, where there are enough of them."""
    from . import charts
    from .outletmap import outlet_map

    try:
        found = outlet_map(counted, by, copies="keep", min_articles=options.min_articles, seed=options.seed)
    except ArticleError as error:
        say(f"no map: {error}")
        return
    folder.results["map"] = found
    folder.table("map", found.table)
    folder.table("map_words", found.pulls)
    folder.chart("map", charts.outlet_map(found))


def _write_timeline(counted: "ScoreTable", by: By, options: argparse.Namespace, folder: _Folder) -> None:
    """A measure over time."""
    from . import charts
    from .timeline import timeline

    measure = options.measures.split(",")[0].strip() if options.measures else "loaded_narration"
    found = timeline(counted, measure, options.period, by, copies="keep", resamples=options.resamples, seed=options.seed)
    folder.results["timeline"] = found
    folder.table("timeline", found.table)
    folder.chart("timeline", charts.timeline(found))


def _file_name(text: str) -> str:
    return "".join(ch if ch.isalnum() else "_" for ch in text.lower())[:60]


# -- a run and its repetition ----------------------------------------------------------------------------------------------


def _write_record(everything: "ScoreTable", options: argparse.Namespace, folder: _Folder) -> None:
    """manifest.json, and run.toml from which `--config` repeats the run; what differs from that run is told."""
    record = manifest(everything, **folder.results)
    write_json({**record, "options": _given(options)}, folder.path / "manifest.json")
    with atomic(folder.path / "run.toml") as file:
        file.write(_ABOUT + as_toml({"options": _given(options), **{part: record[part] for part in _COMPARED_PARTS}}))
    earlier = getattr(options, "earlier", {})
    for part in _COMPARED_PARTS:
        before, now = earlier.get(part, {}), record[part]
        for name in before:
            if before[name] != now.get(name):
                say(f"differs from {options.config}: {part} {name} is {now.get(name, 'not used')}, was {before[name]}")


_ABOUT = "# framing compare --config run.toml makes this comparison again, and tells where texts, lexicons or models differ.\n"
_COMPARED_PARTS = ("made_with", "corpus")


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The options that were given, without those that say nothing of how figures are made."""
    return {name: value for name, value in sorted(options.given.items()) if name not in _NOT_KEPT}


def _configured(options: argparse.Namespace, parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The options with those of the file named by --config, where the line does not say otherwise."""
    found = vars(options)
    if options.config:
        options.earlier = _read(options.config)
        wanted = options.earlier.get("options", {})
        unknown = sorted(set(wanted) - set(found))
        if unknown:
            raise ArticleError(f"{options.config}: unknown option {', '.join(unknown)}; framing compare --help lists them")
        for name, value in wanted.items():
            if found[name] == parser.get_default(name):
                setattr(options, name, value)
    options.given = {name: value for name, value in found.items() if value != parser.get_default(name) and name not in _ADDED}
    return options


_ADDED = ("earlier", "given")


def _read(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ArticleError(f"{path}: cannot be read as the options of a run: {error}") from None


# -- events and evidence ---------------------------------------------------------------------------------------------------


def _events(options: argparse.Namespace) -> int:
    """Write which articles are on one event."""
    from .events import DAYS, find_events

    articles, output = articles_of(options), Path(options.output)
    table = scored(articles, scorer_of(options), output, options)
    found = find_events(table, days=DAYS if options.days is None else options.days, threshold=options.threshold)
    write_frame(found.table, output)
    partial_of(output).unlink()
    _tell(found)
    say(f"events → {output}; join its column event to your file, and compare with --within event")
    return finish(table.problems, output)


def _tell(events: "Events") -> None:
    """How many events were found, and what a reader must know of them."""
    sizes = events.table["event"].value_counts()
    several = sizes[sizes > 1]
    say(f"events: {len(several)} of two articles or more, with {several.sum()} of {len(events.table)} articles")
    for note in events.notes:
        say(f"events: {note}")


def _explain(options: argparse.Namespace) -> int:
    """Print what a figure is made of, and write all of it where that is asked for."""
    from .explain import explain

    articles, scorer = articles_of(options), scorer_of(options)
    found = explain(tracked(articles), options.group, options.measure, by_of(options.by), scorer=scorer)
    for part in _printed(found):
        console().print(part)
    if options.output:
        write_frame(found.lines, Path(options.output))
        say(f"places: {len(found.lines)} → {options.output}")
    return finish(articles.problems)


def _printed(found: "Explanation") -> list[Any]:
    """The figure, what is counted most, and the first places."""
    from rich.table import Table
    from rich.text import Text

    from .report import figure

    value = figure(found.estimate, found.measure)
    head = f"{found.measure.title}, {found.group}: {value} {found.measure.unit} ({len(found.articles)} articles)"
    terms = Table("what", "times", "articles", box=None)
    for row in found.terms.head(_PRINTED).to_dict("records"):
        terms.add_row(Text(row["what"]), str(row["count"]), str(row["articles"]))
    lines = Table(box=None, expand=True, show_header=False)
    for ratio in (6, 2, 2):
        lines.add_column(no_wrap=True, ratio=ratio)
    for row in found.lines.head(_PRINTED).to_dict("records"):
        place = Text.assemble(row["left"][-_CONTEXT:], (row["hit"], "bold"), row["right"])
        lines.add_row(place, Text(row["speaker"] or row["voice"]), Text(row["id"]))
    return [Text(head, style="bold"), terms, "", lines]
