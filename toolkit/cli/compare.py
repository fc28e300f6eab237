"""The command `framing compare`: groups side by side, from files to a folder of tables and charts that can be made again."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from zlib import crc32

from ..errors import ArticleError
from ..grouping.groups import PERIODS, By, group_of, named, no_group, ungrouped
from ..measures.measure import unknown_measure
from ..statistics.resampling import Resampling
from .console import console, finish, say, tell_of_events, write_frame
from .options import articles_of, by_of, copies_option, grouping_options, reading_command, scored, scorer_of, scoring_options
from .rerun import write_record
from .resume import partial_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..articles.article import Articles
    from ..comparison.compare import Comparison
    from ..measures.scores import ScoreTable
    from ..measures.scoring import Scorer

R = TypeVar("R")

_GROUPS_DRAWN = 20  # of distinctive words, one chart each
_CONCEPTS_DRAWN = 5  # with competing names, one chart each
_WORDS_WRITTEN = 50  # a group and direction
_NAMED = 5  # articles that a message names
_LONGEST = 60  # characters of a file name
_COMPARE = """\
examples:
  framing compare articles.csv -o out/                         every outlet beside the rest
  framing compare articles.csv --by outlet,year                two columns crossed
  framing compare articles.csv --find-events                   on the same events only, found by their words
  framing compare articles.csv --within story --against Reuters
  framing compare articles.csv --copies agency                 wire copy credited to its agency
  framing compare articles.csv --measures loaded_narration,official_share --period month
  framing compare --config out/run.toml -o again/              a run repeated

written: comparison.csv and differences.csv (each group beside the rest, p), scores.csv, terms.csv, keyness.csv (the first
50 words of either side), word_shift.csv (highest against lowest rate), names.csv, silences.csv, sensitivity.csv, map.csv,
copies.csv, problems.csv, run.toml and manifest.json (what it was made with), charts/ (PNG and SVG)
"""


def add_compare_command(commands: Any) -> None:
    """Add compare to the commands."""
    compare = reading_command(commands, "compare", _compare, "outlets (or other groups) side by side, with intervals and charts")
    compare.formatter_class, compare.epilog = argparse.RawDescriptionHelpFormatter, _COMPARE
    scoring_options(compare)
    _design_options(grouping_options(compare))
    compare.add_argument("--config", metavar="TOML", help="options of an earlier run (its run.toml); those on the line go first")
    compare.add_argument("-o", "--output", default="out", help="folder for tables and charts (default: out/)")
    compare.set_defaults(parser=compare, earlier={}, usual=vars(compare.parse_args([])))


def _design_options(group: Any) -> None:
    """The options of a comparison that say what is held against what."""
    group.add_argument("--against", metavar="GROUP", help="compare each group with this one too, besides with the rest")
    group.add_argument(
        "--within",
        metavar="COLUMN",
        help="compare articles with the same value only (e.g. event), so that topic is held constant",
    )
    group.add_argument(
        "--find-events",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="find the articles on one event, and compare within events",
    )
    group.add_argument("--cluster", metavar="COLUMN", help="resample whole values of a column (event, day), not single articles")
    copies_option(group)
    group.add_argument("--measures", metavar="NAMES", help="only these, with commas between (default: all)")
    group.add_argument(
        "--average",
        choices=["words", "articles"],
        default="words",
        help="pool counts over words, or take the mean of the articles' own figures (default: words)",
    )
    group.add_argument("--period", choices=list(PERIODS), help="follow loaded terms (or the first of --measures) over time")


# -- compare ---------------------------------------------------------------------------------------------------------------


class _Asked(TypedDict):
    """Options that several steps take."""

    min_articles: int
    resamples: int
    seed: int


@dataclass
class _Run:
    """One comparison: its options, the scores that it is made of, and the folder into which tables and charts are written."""

    options: argparse.Namespace
    everything: "ScoreTable"
    results: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return Path(self.options.output)

    @cached_property
    def by(self) -> By:
        return by_of(self.options.by)

    @cached_property
    def cluster(self) -> By | None:
        return by_of(self.options.cluster) if self.options.cluster else None

    @cached_property
    def table(self) -> "ScoreTable":
        """The scores, with the events that were found where that is asked for."""
        if not self.options.find_events:
            return self.everything
        from ..grouping.events import find_events, with_events

        events = find_events(self.everything)
        tell_of_events(events)
        self.note("events", events)
        self.write("events", events.table)
        return with_events(self.everything, events)

    @cached_property
    def counted(self) -> "ScoreTable":
        """The scores with each text counted as asked for."""
        from ..grouping.copies import independent

        return independent(self.table, self.options.copies, by=self.by).scores

    @cached_property
    def comparison(self) -> "Comparison":
        return _compared(self)

    @cached_property
    def whole(self) -> "Comparison":
        """The comparison over all articles: the same, or where articles are held against those on their events another one."""
        if not self.comparison.settings["within"]:
            return self.comparison
        from ..comparison.compare import compare

        average = self.options.average
        return compare(self.counted, self.by, copies="keep", measures=[self.main_measure], average=average, **self.asked)

    @cached_property
    def measures(self) -> list[str] | None:
        return _names(self.options)

    @property
    def main_measure(self) -> str:
        """The measure that is looked at more closely: loaded terms in narration, or the first of those compared."""
        return "loaded_narration" if self.measures is None or "loaded_narration" in self.measures else self.measures[0]

    @property
    def asked(self) -> _Asked:
        """What all steps are asked alike."""
        options = self.options
        return {"min_articles": options.min_articles, "resamples": options.resamples, "seed": options.seed}

    def note(self, name: str, result: Any) -> None:
        """Keep a result for the manifest; those of scores without copies say how these were counted."""
        if "copies" in result.settings:
            result = replace(result, settings={**result.settings, "copies": self.options.copies})
        self.results[name] = result

    def write(self, name: str, frame: Any) -> None:
        write_frame(frame, self.folder / f"{name}.csv")

    def draw(self, name: str, ax: "Axes") -> None:
        from .. import charts

        charts.save(ax, self.folder / "charts" / _file_name(name))


def _compare(options: argparse.Namespace) -> int:
    """Write tables, charts and a manifest into a folder, and print the main figures."""
    from ..report.summary import comparison_table

    scores, scorer = Path(options.output) / "scores.csv", scorer_of(options)
    _check(options, scorer)
    run = _Run(options, scored(articles_of(options), scorer, scores, options))
    run.write("scores", run.everything.to_frame())
    run.write("problems", run.everything.problems_frame())
    _tell_of_groups(run)
    _write_comparison(run)
    _write_names(run)
    _write_silences(run)
    if run.whole.table["group"].nunique() > 1:
        _write_words(run)
        _write_sensitivity(run)
        _write_map(run)
    if options.period:
        _write_timeline(run)
    write_record(options, run.everything, run.results, run.folder)
    partial_of(scores).unlink()
    console().print(comparison_table(run.comparison))
    _tell_what_it_rests_on(run)
    say(f"tables, charts, manifest and run.toml → {run.folder}/")
    return finish(run.everything.problems)


def _check(options: argparse.Namespace, scorer: "Scorer") -> None:
    """Raise ArticleError for what cannot be compared, before all articles are scored."""
    if options.find_events and options.within:
        raise ArticleError("--find-events compares within the events that it finds: leave --within out, or find them first")
    if options.cluster and (options.find_events or options.within):
        raise ArticleError("--cluster goes with comparisons over all articles: within events, the events are resampled as wholes")
    for name in _names(options) or ():
        if name not in scorer.measures:
            raise ArticleError(unknown_measure(name, scorer.measures))
    Resampling(options.resamples, seed=options.seed)  # refuses what cannot be resampled
    if options.input != "-":  # standard input is read once only
        _check_groups(articles_of(options), options)


def _check_groups(articles: "Articles", options: argparse.Namespace) -> None:
    """Raise ArticleError for a column or a group that no article has; where there is no article, scoring tells why."""
    if not any(True for _ in articles):
        return
    for by in map(by_of, filter(None, (options.by, options.within, options.cluster))):
        if all(group_of(article, by) is None for article in articles):
            raise ArticleError(ungrouped(articles, by))
    groups = (group_of(article, by_of(options.by)) for article in articles)
    agencies = options.copies == "agency"  # these become groups when copies are known
    if options.against and not agencies and options.against not in groups:
        raise ArticleError(no_group(options.against, {group_of(article, by_of(options.by)) for article in articles}))


def _names(options: argparse.Namespace) -> list[str] | None:
    """The measures that are asked for."""
    return [name.strip() for name in options.measures.split(",")] if options.measures else None


def _tell_of_groups(run: _Run) -> None:
    """Which articles are in no group, and which groups have names that differ in nothing but letters and spaces."""
    groups = {one.article.id: group_of(one.article, run.by) for one in run.counted}
    without = [id for id, group in groups.items() if group is None]
    if without:
        first = ", ".join(without[:_NAMED]) + (" …" if len(without) > _NAMED else "")
        say(f"{len(without)} articles without a value for {named(run.by)} are in no group: {first}")
    alike: dict[str, list[str]] = {}
    for group in sorted({group for group in groups.values() if group}):
        alike.setdefault(" ".join(group.casefold().split()), []).append(group)
    for names in alike.values():
        if len(names) > 1:
            say(f"groups of like names, which are compared as different ones: {', '.join(map(repr, names))}")


def _tell_what_it_rests_on(run: _Run) -> None:
    """Which figures are of fewer articles, or resampled in another way, than the others."""
    settings = run.comparison.settings
    if settings["within"]:
        few, whole = settings["articles"], run.whole.settings["articles"]
        say(f"figures and differences are of {few} articles on events that two groups cover; words, names and ranks of {whole}")
    if settings["cluster"]:
        unit = named(settings["cluster"])
        say(f"figures, differences and ranks are resampled by {unit}; names, word shift and time take articles as independent")


def _compared(run: _Run) -> "Comparison":
    """The comparison that is asked for."""
    from ..comparison.compare import compare

    options = run.options
    within = "event" if options.find_events else options.within
    return compare(
        run.table,
        run.by,
        reference=options.against,
        within=by_of(within) if within else None,
        cluster=run.cluster,
        copies=options.copies,
        measures=run.measures,
        average=options.average,
        **run.asked,
    )


def _write_comparison(run: _Run) -> None:
    """The tables and charts of the comparison itself."""
    from .. import charts

    comparison = run.comparison
    run.note("comparison", comparison)
    run.write("comparison", comparison.table)
    run.write("differences", comparison.differences)
    run.write("terms", run.whole.terms)
    run.write("copies", comparison.copies)
    for name, draw in charts.CHARTS.items() if run.measures is None else ():
        run.draw(name, draw(comparison))
    for name in run.measures or ():
        run.draw(name, charts.rates(comparison, name))
    if not comparison.differences.empty:
        run.draw("differences", charts.differences(comparison, run.main_measure))
    if run.measures is None and "side_balance" in comparison.measures:
        run.draw("side_balance", charts.balance(comparison))
        run.draw("side_stances", charts.stances(comparison))


def _write_names(run: _Run) -> None:
    """Which names the groups choose for one referent."""
    from .. import charts
    from ..vocabulary.naming import naming

    chosen = naming(run.counted, run.by, copies="keep", **run.asked)
    run.note("names", chosen)
    run.write("names", chosen.table)
    run.write("names_divergence", chosen.divergence)
    for concept in chosen.contested(_CONCEPTS_DRAWN):
        run.draw(f"names_{concept}", charts.names(chosen, concept))


def _write_silences(run: _Run) -> None:
    """Who is talked about and not heard."""
    from .. import charts
    from ..comparison.silences import silences

    found = silences(run.counted, run.by, copies="keep")
    run.note("silences", found)
    run.write("silences", found.table)
    if len(found.table):
        run.draw("unheard", charts.unheard(found))


def _write_words(run: _Run) -> None:
    """Words that set groups apart, and the terms that make the highest and the lowest rate in the own voice differ."""
    import pandas as pd

    from .. import charts
    from ..vocabulary.keyness import keyness
    from ..vocabulary.word_shift import word_shift

    words = keyness(run.counted, run.by, copies="keep")
    run.note("keyness", words)
    sides = [side(name, _WORDS_WRITTEN) for name in words.settings["groups"] for side in (words.over, words.under)]
    run.write("keyness", pd.concat(sides))
    for name in run.whole.table.drop_duplicates("group").nlargest(_GROUPS_DRAWN, "n_articles")["group"]:
        run.draw(f"keyness_{name}", charts.keyness(words, name))
    if run.main_measure != "loaded_narration":
        return
    rates = run.whole.of("loaded_narration").dropna(subset=["estimate"]).query("not few").sort_values("estimate")
    if len(rates) > 1:
        low, high = str(rates["group"].iloc[0]), str(rates["group"].iloc[-1])
        asked = run.asked
        shift = word_shift(run.counted, high, low, run.by, copies="keep", resamples=asked["resamples"], seed=asked["seed"])
        run.note("word_shift", shift)
        run.write("word_shift", shift.table)
        run.draw("word_shift", charts.word_shift(shift))


def _write_sensitivity(run: _Run) -> None:
    """Whether the ranking holds when the comparison is made in other ways."""
    from .. import charts
    from ..comparison.sensitivity import sensitivity

    found = sensitivity(run.table, run.main_measure, run.by, cluster=run.cluster, copies=run.options.copies, **run.asked)
    run.note("sensitivity", found)
    run.write("sensitivity", found.table)
    run.write("sensitivity_agreement", found.agreement)
    run.draw("sensitivity", charts.sensitivity(found))


def _write_map(run: _Run) -> None:
    """The groups in two dimensions by their words, where there are enough of them."""
    from .. import charts
    from ..vocabulary.outlet_map import outlet_map

    least, seed = run.options.min_articles, run.options.seed
    found = _if_possible("map", lambda: outlet_map(run.counted, run.by, copies="keep", min_articles=least, seed=seed))
    if found is None:
        return
    run.note("map", found)
    run.write("map", found.table)
    run.write("map_words", found.pulls)
    run.draw("map", charts.outlet_map(found))


def _write_timeline(run: _Run) -> None:
    """A measure over time."""
    from .. import charts
    from ..comparison.timeline import timeline

    measure, period = run.main_measure, run.options.period
    found = _if_possible("timeline", lambda: timeline(run.counted, measure, period, run.by, copies="keep", **run.asked))
    if found is None:
        return
    run.note("timeline", found)
    run.write("timeline", found.table)
    run.draw("timeline", charts.timeline(found))


def _if_possible(what: str, make: Callable[[], R]) -> R | None:
    """What is made; where these articles do not allow it, nothing, and the reason is told."""
    try:
        return make()
    except ArticleError as error:
        say(f"no {what}: {error}")
        return None


def _file_name(text: str) -> str:
    """Letters, figures and lines; names that would come out alike are told apart by a hash."""
    name = "".join(ch if ch.isalnum() or ch == "_" else "_" for ch in text.lower())[:_LONGEST]
    return name if name.replace("_", " ") == text.lower().replace("_", " ") else f"{name}_{crc32(text.encode()):08x}"
