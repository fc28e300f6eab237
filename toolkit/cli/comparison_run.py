"""One run of `framing compare`: its scores and results, and the steps that write them as tables and charts."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from zlib import crc32

from ..errors import ArticleError, OptionError
from ..grouping.copies import Copies, Counting
from ..grouping.groups import By, group_names
from ..progress import staged
from .console import report_events, say
from .options import by_of
from .output_folder import OutputFolder

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ..comparison.compare import Comparison
    from ..measures.scores import ScoreTable

R = TypeVar("R")

_GROUPS_DRAWN = 20  # with a chart of distinctive words each
_CONCEPTS_DRAWN = 5  # with a chart of competing names each
_LEAST_NAMING = 10  # articles that must name a concept drawn
_CONCEPTS_NAMED = 15  # of those drawn and of those left out, in a message
_WORDS_WRITTEN = 50  # for each group, in each direction
_SIDES_DRAWN = 2  # of the user's file, in the chart of how they are portrayed
_LONGEST = 60  # characters of the name of a chart's file
_OF_NO_MEASURE = ("names", "portrayal", "silences", "keyness", "map")


class _Shared(TypedDict):
    """Options that several steps share."""

    min_articles: int
    resamples: int
    seed: int


class _Clustered(TypedDict):
    """Options of the word shift of a run."""

    cluster: By | None
    resamples: int
    seed: int


class _Portraying(_Shared):
    """Options of every portrayal of a run."""

    within: By | None
    cluster: By | None
    copies: Counting


@dataclass
class Run:
    """One comparison: its options, the scores that it rests on, and the folder into which tables and charts are written."""

    options: argparse.Namespace
    folder: OutputFolder
    everything: "ScoreTable"
    otherwise: "Mapping[str, ScoreTable]" = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    """What each chart shows, by the name of its file without regard to letter case."""

    @cached_property
    def by(self) -> By:
        """What the articles are grouped by."""
        return by_of(self.options.by)

    @cached_property
    def cluster(self) -> By | None:
        """The column whose values are resampled as a whole, if any."""
        return by_of(self.options.cluster) if self.options.cluster else None

    @cached_property
    def within(self) -> By | None:
        """The column whose values articles are compared within, if any: that of the events found, or the one that is named."""
        within = "event" if self.options.find_events else self.options.within
        return by_of(within) if within else None

    @cached_property
    def table(self) -> "ScoreTable":
        """The scores, with the events found where --find-events asks for them."""
        if not self.options.find_events:
            return self.everything
        from ..grouping.events import find_events, with_events

        events = find_events(self.everything)
        report_events(events)
        self.record("events", events)
        self.write("events", events.by_event())
        return with_events(self.everything, events)

    @cached_property
    def copies(self) -> "Copies":
        """The near-copies among the scores."""
        from ..grouping.copies import copies

        return copies(self.table)

    @cached_property
    def counted(self) -> "ScoreTable":
        """The scores, with near-copies counted as --copies says."""
        from ..grouping.copies import independent

        return independent(self.table, self.options.copies, by=self.by, found=self.copies).scores

    @cached_property
    def groups(self) -> set[str]:
        """The groups that articles are in."""
        return {group for group in group_names(self.counted.scores, self.by) if group is not None}

    @cached_property
    def comparison(self) -> "Comparison":
        """The comparison that the options ask for."""
        return _compared(self)

    @cached_property
    def whole(self) -> "Comparison":
        """The comparison over all articles: the same one, or a second one where articles are compared within events."""
        if not self.comparison.settings["within"]:
            return self.comparison
        from ..comparison.compare import compare

        average = self.options.average
        return compare(self.counted, self.by, copies="keep", measures=[self.main_measure], average=average, **self.shared)

    @cached_property
    def measures(self) -> list[str] | None:
        """The measures chosen; None for all."""
        return measures_of(self.options)

    @property
    def main_measure(self) -> str:
        """The measure examined more closely: loaded terms in narration, or the first measure if that is not compared."""
        usual = "loaded_text" if self.terms_alone else "loaded_narration"
        return usual if self.measures is None or usual in self.measures else self.measures[0]

    @property
    def terms_alone(self) -> bool:
        """Whether the scores are counts of loaded terms alone (see `Annotator`)."""
        return "only" in self.everything.made_with

    @property
    def shared(self) -> _Shared:
        """The options that all steps share."""
        options = self.options
        return {"min_articles": options.min_articles, "resamples": options.resamples, "seed": options.seed}

    def scores_frame(self) -> "pd.DataFrame":
        """The scores of all articles, of the measures chosen."""
        frame = self.everything.to_frame()
        return frame.drop(columns=[name for name in self.everything.measures if self.measures and name not in self.measures])

    def tested(self, table: "pd.DataFrame") -> "pd.DataFrame":
        """A table without groups that are left out of tests and charts."""
        return table[~table["group"].isin(self.comparison.settings["not_tested"])].reset_index(drop=True)

    def record(self, name: str, result: Any) -> None:
        """Keep a result for the manifest; its settings say how near-copies were counted before it was made."""
        if "copies" in result.settings:
            result = replace(result, settings={**result.settings, "copies": self.options.copies})
        self.results[name] = result

    def write(self, name: str, frame: Any) -> None:
        """Write a table into the folder."""
        self.folder.table(name, frame)

    def draw(self, name: str, ax: "Axes", interactive: Callable[[], Any] | None = None) -> None:
        """Write a chart into the folder of charts, and its interactive form where the options ask for it."""
        file = _file_name(name)
        if self.drawn.setdefault(file.casefold(), name) != name:  # many disks take Herald.png and herald.png for one file
            file = f"{file}_{_hash(name)}"
        self.folder.chart(file, ax)
        if interactive and self.options.interactive:
            self.folder.page(file, interactive())


def measures_of(options: argparse.Namespace) -> list[str] | None:
    """The measures that --measures names; None for all."""
    return [name.strip() for name in options.measures.split(",")] if options.measures else None


def _compared(run: Run) -> "Comparison":
    """The comparison that the options ask for."""
    from ..comparison.compare import compare

    options = run.options
    return compare(
        run.table,
        run.by,
        reference=options.against,
        within=run.within,
        cluster=run.cluster,
        copies=options.copies,
        measures=run.measures,
        average=options.average,
        drop_few=options.drop_few,
        top=options.top,
        permutations=options.permutations,
        with_reading_error=options.with_reading_error,
        reading_error=options.reading_error,
        **run.shared,
    )


def write_results(run: Run) -> None:
    """Write all tables and charts of a comparison into the folder of the run, and say what is left out."""
    steps = _steps(run)
    for step in staged(steps):
        step(run)
    if run.terms_alone:
        say("left out, since only loaded terms were counted: names, silences, keyness, word shift, sensitivity, map")
    elif run.measures is not None:
        left_out = [name for name in _OF_NO_MEASURE if name not in steps]
        say(f"left out, since --measures names what is wanted: {', '.join(left_out)}")


def _steps(run: Run) -> dict[str, Callable[[Run], None]]:
    """What is written; what shows no measure is left out where --measures names some, what compares groups where there is one."""
    every, several = run.measures is None, len(run.groups) > 1
    steps: dict[str, tuple[bool, Callable[[Run], None]]] = {
        "names": (every, _write_names),
        "portrayal": (every or bool(run.options.actors), _write_portrayal),
        "silences": (every, _write_silences),
        "keyness": (every and several, _write_keyness),
        "word shift": (several and run.main_measure == "loaded_narration", _write_word_shift),
        "sensitivity": (several, _write_sensitivity),
        "map": (every and several, _write_map),
    }
    wanted = {name: write for name, (is_wanted, write) in steps.items() if is_wanted and not run.terms_alone}
    over_time = {"timeline": _write_timeline} if run.options.period else {}
    return {"figures": _write_comparison, **wanted, **over_time}


def _write_comparison(run: Run) -> None:
    """Write the tables and charts of the comparison itself."""
    from .. import charts

    comparison, live = run.comparison, charts.interactive.CHARTS
    run.record("comparison", comparison)
    run.write("comparison", comparison.table)
    run.write("differences", comparison.differences)
    if run.measures is None or any(comparison.measures[name].family == "loaded" for name in run.measures):
        run.write("terms", run.whole.terms)
    run.write("copies", comparison.copies)
    for name, draw in charts.CHARTS.items() if run.measures is None and not run.terms_alone else ():
        run.draw(name, draw(comparison), partial(live[name], comparison) if name in live else None)
    for name in run.measures or ([run.main_measure] if run.terms_alone else ()):
        run.draw(name, charts.rates(comparison, name), partial(charts.interactive.rates, comparison, name))
    if not comparison.differences.empty:
        shown = (comparison, run.main_measure)
        run.draw("differences", charts.differences(*shown), partial(charts.interactive.differences, *shown))
    if run.measures is None and "side_balance" in comparison.measures:
        run.draw("side_balance", charts.balance(comparison))
        run.draw("side_stances", charts.stances(comparison))


def _write_names(run: Run) -> None:
    """Write which names the groups choose for one referent."""
    from .. import charts
    from ..vocabulary.naming import naming

    names = naming(run.counted, run.by, cluster=run.cluster, copies="keep", **run.shared)
    run.record("names", names)
    run.write("names", names.table)
    run.write("names_divergence", names.divergence)
    drawn = replace(names, table=run.tested(names.table))
    concepts = drawn.contested(_CONCEPTS_DRAWN, min_articles=_LEAST_NAMING)
    for concept in concepts:
        run.draw(f"names_{concept}", charts.names(drawn, concept))
    if others := [concept for concept in drawn.contested(_CONCEPTS_NAMED) if concept not in concepts]:
        few = f"the {_CONCEPTS_DRAWN} most contested that {_LEAST_NAMING} or more articles name"
        say(f"charts of names: {few}; not drawn: {', '.join(others)} (names.csv has all)")


def _write_portrayal(run: Run) -> None:
    """Write how the groups portray actors, those that --actors names, and the sides where there are any."""
    import pandas as pd

    from .. import charts
    from ..comparison.portrayal import portrayal
    from ..measures.sides import labels_of

    design: _Portraying = {"within": run.within, "cluster": run.cluster, "copies": "keep", **run.shared}
    actors = [name.strip() for name in run.options.actors.split(",")] if run.options.actors else []
    sides = labels_of(run.counted.measures)
    results = {"portrayal": portrayal(run.counted, run.by, **design)}
    if actors:
        results["portrayal_actors"] = portrayal(run.counted, run.by, actors=actors, **design)
    if sides:
        results["portrayal_sides"] = portrayal(run.counted, run.by, sides=True, **design)
    for name, result in results.items():
        run.record(name, result)
    for name, tables in (
        ("portrayal", [result.table for result in results.values()]),
        ("portrayal_differences", [result.differences for result in results.values()]),
    ):
        run.write(name, pd.concat([table for table in tables if len(table)] or tables).drop_duplicates())
    if "narration" in set(results["portrayal"].table["voice"]):
        whole = results["portrayal"]
        run.draw("portrayal", charts.portrayal_map(whole), partial(charts.interactive.portrayal_map, whole))
    for name, wanted in (("portrayal_actors", actors), ("portrayal_sides", sides[:_SIDES_DRAWN])):
        drawn = [actor for actor in wanted if actor in results[name].actors]
        if drawn:
            run.draw(name, charts.portrayal_sides(results[name], drawn))
    if missing := [actor for actor in actors if actor not in results["portrayal_actors"].actors]:
        say(f"in no article, or not by that name: {', '.join(missing)}; the column actor of portrayal.csv has the names")


def _write_silences(run: Run) -> None:
    """Write who is talked about but not heard."""
    from .. import charts
    from ..comparison.silences import silences

    result = silences(run.counted, run.by, copies="keep")
    run.record("silences", result)
    run.write("silences", result.table)
    if len(result.table):
        run.draw("unheard", charts.unheard(result))


def _write_keyness(run: Run) -> None:
    """Write distinctive words."""
    import pandas as pd

    from .. import charts
    from ..vocabulary.keyness import keyness

    words = keyness(run.counted, run.by, copies="keep", with_function_words=not run.options.no_function_words)
    run.record("keyness", words)
    sides = [side(name, _WORDS_WRITTEN) for name in words.settings["groups"] for side in (words.over, words.under)]
    run.write("keyness", pd.concat(sides))
    for name in run.whole.drawn(run.main_measure).nlargest(_GROUPS_DRAWN, "n_articles")["group"]:
        run.draw(f"keyness_{name}", charts.keyness(words, name))


def _write_word_shift(run: Run) -> None:
    """Write the terms behind the gap between the highest and the lowest rate of loaded terms in narration."""
    from .. import charts
    from ..vocabulary.word_shift import word_shift

    rates = run.whole.of("loaded_narration").dropna(subset=["estimate"]).query("not few").sort_values("estimate")
    if len(rates) > 1:
        low, high = str(rates["group"].iloc[0]), str(rates["group"].iloc[-1])
        chosen: _Clustered = {"cluster": run.cluster, "resamples": run.options.resamples, "seed": run.options.seed}
        shift = _if_possible("word shift", lambda: word_shift(run.counted, high, low, run.by, copies="keep", **chosen))
        if shift is None:
            return
        run.record("word_shift", shift)
        run.write("word_shift", shift.table)
        run.draw("word_shift", charts.word_shift(shift))


def _write_sensitivity(run: Run) -> None:
    """Write whether the ranking holds in variants of the comparison."""
    from .. import charts
    from ..comparison.sensitivity import sensitivity

    design = {"cluster": run.cluster, "copies": run.options.copies, "found": run.copies}
    design |= {"drop_few": run.options.drop_few, "top": run.options.top}
    result = sensitivity(run.table, run.main_measure, run.by, otherwise=run.otherwise, **design, **run.shared)
    run.record("sensitivity", result)
    run.write("sensitivity", result.table)
    run.write("sensitivity_agreement", result.agreement)
    run.draw("sensitivity", charts.sensitivity(result))


def _write_map(run: Run) -> None:
    """Write the groups on a map by their words, if there are enough of them."""
    from .. import charts
    from ..vocabulary.outlet_map import outlet_map

    chosen = {"min_articles": run.options.min_articles, "seed": run.options.seed}
    function_words = not run.options.no_function_words
    result = _if_possible(
        "map", lambda: outlet_map(run.counted, run.by, copies="keep", with_function_words=function_words, **chosen)
    )
    if result is None:
        return
    run.record("map", result)
    run.write("map", result.table)
    run.write("map_words", result.pulls)
    run.draw("map", charts.outlet_map(result), partial(charts.interactive.outlet_map, result))


def _write_timeline(run: Run) -> None:
    """Write the main measure over time."""
    from .. import charts
    from ..comparison.timeline import timeline

    design = (run.main_measure, run.options.period, run.by)
    result = _if_possible("timeline", lambda: timeline(run.counted, *design, cluster=run.cluster, copies="keep", **run.shared))
    if result is None:
        return
    run.record("timeline", result)
    run.write("timeline", result.table)
    drawn = replace(result, table=run.tested(result.table))
    run.draw("timeline", charts.timeline(drawn), partial(charts.interactive.timeline, drawn))


def _if_possible(what: str, make: Callable[[], R]) -> R | None:
    """What `make` returns; None where these articles do not allow it, with a message that says why."""
    try:
        return make()
    except (ArticleError, OptionError) as error:
        say(f"no {what}: {error}")
        return None


def _file_name(text: str) -> str:
    """The name in small letters, digits and underscores, with a hash where it loses other signs, or its end."""
    name = "".join(ch if ch.isalnum() or ch == "_" else "_" for ch in text.lower())[:_LONGEST]
    return name if name.replace("_", " ") == text.lower().replace("_", " ") else f"{name}_{_hash(text)}"


def _hash(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
