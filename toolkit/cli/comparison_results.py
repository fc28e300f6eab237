"""What one run of `framing compare` writes: a table, most often with a chart, of each result."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypedDict, TypeVar

from ..errors import ArticleError, OptionError
from ..grouping.copies import Counting
from ..grouping.groups import By
from ..progress import staged
from .comparison_run import Run, Shared
from .console import say
from .options import names_in

R = TypeVar("R")

_GROUPS_DRAWN = 20  # with a chart of distinctive words each
_CONCEPTS_DRAWN = 5  # with a chart of competing names each
_LEAST_NAMING = 10  # articles that must name a concept drawn
_LEAST_IN_GROUP = 3  # of them in a group that its chart shows
_CONCEPTS_NAMED = 15  # of those drawn and of those left out, in a message
_WORDS_WRITTEN = 50  # for each group, in each direction
_SIDES_DRAWN = 2  # of the user's file, in the chart of how they are portrayed
_OF_NO_MEASURE = ("names", "portrayal", "silences", "keyness", "map")


class _Clustered(TypedDict):
    """Options of the word shift of a run."""

    cluster: By | None
    resamples: int
    seed: int


class _Portraying(Shared):
    """Options of every portrayal of a run."""

    within: By | None
    cluster: By | None
    copies: Counting


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
    concepts = drawn.contested(_CONCEPTS_DRAWN, min_articles=_LEAST_NAMING, groups=2, in_group=_LEAST_IN_GROUP)
    for concept in concepts:
        run.draw(f"names_{concept}", charts.names(drawn, concept, min_articles=_LEAST_IN_GROUP))
    if others := [concept for concept in drawn.contested(_CONCEPTS_NAMED) if concept not in concepts]:
        few = f"at most {_CONCEPTS_DRAWN}, which {_LEAST_NAMING} articles name, in two groups with {_LEAST_IN_GROUP} or more"
        say(f"charts of names: {few}; not drawn: {', '.join(others)} (names.csv has all)")


def _write_portrayal(run: Run) -> None:
    """Write how the groups portray actors, those that --actors names, and the sides where there are any."""
    import pandas as pd

    from .. import charts
    from ..comparison.actors import actors_like, named_actors
    from ..comparison.portrayal import portrayal
    from ..measures.sides import labels_of

    design: _Portraying = {"within": run.within, "cluster": run.cluster, "copies": "keep", **run.shared}
    actors = names_in(run.options.actors) if run.options.actors else []
    sides = labels_of(run.counted.measures)
    results = {"portrayal": portrayal(run.counted, run.by, **design)}
    named = named_actors(run.counted) if actors else Counter[str]()
    if found := [actor for actor in actors if actor in named]:
        results["portrayal_actors"] = portrayal(run.counted, run.by, actors=found, **design)
    if sides:
        results["portrayal_sides"] = portrayal(run.counted, run.by, sides=True, **design)
    for name, result in results.items():
        run.record(name, result)
    for name, tables in (
        ("portrayal", [result.table for result in results.values()]),
        ("portrayal_differences", [result.differences for result in results.values()]),
    ):
        run.write(name, pd.concat([table for table in tables if len(table)] or tables).drop_duplicates())
    whole = replace(results["portrayal"], table=run.tested(results["portrayal"].table))
    if "narration" in set(whole.table["voice"]):
        run.draw("portrayal", charts.portrayal_map(whole), partial(charts.interactive.portrayal_map, whole))
    for name, wanted in (("portrayal_actors", actors), ("portrayal_sides", sides[:_SIDES_DRAWN])):
        told = replace(results[name], table=run.tested(results[name].table)) if name in results else None
        if told and (drawn := [actor for actor in wanted if actor in told.actors]):
            run.draw(name, charts.portrayal_sides(told, drawn))
    for actor in actors:
        if not found or actor not in results["portrayal_actors"].actors:
            alike = actors_like(named, actor)
            meant = f"perhaps you mean {' or '.join(alike)}" if alike else "the column actor of portrayal.csv has the names"
            say(f"in no article, or not by that name: {actor}; {meant}")


def _write_silences(run: Run) -> None:
    """Write who is talked about but not heard."""
    from .. import charts
    from ..comparison.silences import silences

    result = silences(run.counted, run.by, copies="keep")
    run.record("silences", result)
    run.write("silences", result.table)
    drawn = replace(result, table=run.tested(result.table))
    if len(drawn.table):
        run.draw("unheard", charts.unheard(drawn))


def _write_keyness(run: Run) -> None:
    """Write distinctive words."""
    import pandas as pd

    from .. import charts
    from ..vocabulary.keyness import keyness

    words = keyness(run.counted, run.by, copies="keep", with_function_words=not run.options.no_function_words)
    run.record("keyness", words)
    sides = [side(name, _WORDS_WRITTEN) for name in words.settings["groups"] for side in (words.over, words.under)]
    run.write("keyness", pd.concat(sides))
    groups = run.whole.drawn(run.main_measure)
    for name in groups.nlargest(_GROUPS_DRAWN, "n_articles")["group"]:
        run.draw(f"keyness_{name}", charts.keyness(words, name))
    if len(groups) > _GROUPS_DRAWN:
        say(f"charts of key words: {_GROUPS_DRAWN} of {len(groups)} groups, by number of articles and name (keyness.csv has all)")


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
    else:
        say(f"no word shift: it takes two groups of {run.options.min_articles} articles or more (--min-articles)")


def _write_sensitivity(run: Run) -> None:
    """Write whether the ranking holds in variants of the comparison."""
    from .. import charts
    from ..comparison.sensitivity import sensitivity
    from ..comparison.variants import POOLED

    design = {"cluster": run.cluster, "copies": run.options.copies, "found": run.copies}
    design |= {"drop_few": run.options.drop_few, "top": run.options.top}
    result = sensitivity(run.table, run.main_measure, run.by, otherwise=run.otherwise, **design, **run.shared)
    run.record("sensitivity", result)
    run.write("sensitivity", result.table)
    run.write("sensitivity_agreement", result.agreement)
    few = result.table[result.table["variant"] == POOLED]["few"]
    if (~few).sum() > 1 or (few.all() and len(few) > 1):
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
    drawn = replace(result, table=run.tested(result.table))
    run.draw("map", charts.outlet_map(drawn), partial(charts.interactive.outlet_map, drawn))


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
    if without := result.settings["articles_without_date"]:
        say(f"mind: without a date, and so not in the timeline: {without:,} of {len(run.counted):,} articles")
    drawn = replace(result, table=run.tested(result.table))
    run.draw("timeline", charts.timeline(drawn), partial(charts.interactive.timeline, drawn))


def _if_possible(what: str, make: Callable[[], R]) -> R | None:
    """What `make` returns; None where these articles do not allow it, with a message that says why."""
    try:
        return make()
    except (ArticleError, OptionError) as error:
        say(f"no {what}: {error}")
        return None
