"""The ways in which a comparison is repeated: without terms, lexicons, groups or articles, in other voices, read otherwise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from ..annotation.loaded.loaded_words import LEXICON as LOADED_WORDS
from ..errors import OptionError
from ..grouping.groups import By, group_names, grouped
from ..grouping.sampling_design import Average
from ..measures.measure import Measure, unknown_measure
from ..scores.article_score import CERTAIN, Term, slices
from ..scores.scores import ScoreTable
from .opinion import p_opinion

POOLED = "all articles"
_IN_TEXT = ("narration", "paraphrase", "quotation")


class Variant(NamedTuple):
    """Another way to compare: its name, the scores that it compares, and how it samples them.

    `among_same` says that the articles are those of the first variant, and only what is counted differs.
    """

    name: str
    scores: ScoreTable
    average: Average = "words"
    within: By | None = None
    among_same: bool = False


class Loaded(NamedTuple):
    """The terms that a measure of loaded terms counts: of one voice, and of one category or all."""

    voice: str
    category: str | None

    @classmethod
    def of(cls, measure: Measure) -> "Loaded | None":
        """None for a measure that counts no loaded terms of one voice."""
        loaded = measure.family == "loaded" and "voice" in measure.of
        return cls(measure.of["voice"], measure.of.get("category")) if loaded else None

    def counts(self, term: Term) -> bool:
        return term[3] == self.voice and self.category in (None, term[1])

    def top(self, scores: ScoreTable, n: int) -> list[str]:
        """The n terms with the most expected hits; none if these are all of several terms: nothing would be left to compare."""
        uses = scores.scores.uses("terms")
        uses = uses.where(np.array([self.counts(term) for term in uses.keys], dtype=bool))
        together = uses.with_keys([term for term, *_ in uses.keys], np.nan_to_num(uses.expected))
        total = together.total(together.times)
        hits = {together.keys[i]: total[i] for i in np.unique(together.key)}
        terms = sorted(hits, key=lambda term: (-hits[term], term))[:n]
        return terms if len(terms) < len(hits) or len(terms) == 1 else []


def variants(counted: ScoreTable, everything: ScoreTable, measure: str, by: By, top: list[str]) -> Iterator[Variant]:
    """All variants that apply; in `counted` each text counts once, in `everything` the copies are kept."""
    yield Variant(POOLED, counted, among_same=True)
    loaded = Loaded.of(counted.measures[measure])
    if loaded:
        yield from (Variant(*one, among_same=True) for one in _of_loaded(counted, measure, loaded, top))
    yield Variant("every article alike", counted, average="articles", among_same=True)
    groups = grouped(counted, by)
    largest = max(groups, key=lambda name: (len(groups[name]), sum(groups[name].n_words)))
    if len(groups) > 2:
        others = np.array([group != largest for group in group_names(counted.scores, by)])
        yield Variant(f"without {largest}", replace(counted, scores=counted.scores[others]))
    no_opinion = ~(np.array(p_opinion(counted.scores)) > 0.5)
    if not no_opinion.all() and len({*group_names(counted.scores[no_opinion], by)} - {None}) > 1:
        yield Variant("without opinion", replace(counted, scores=counted.scores[no_opinion]))
    if len(counted) < len(everything):
        yield Variant("copies kept", everything)
    if _share_events(counted, by):
        yield Variant("within events", counted, within="event")


def read_otherwise(counted: ScoreTable, measure: str, otherwise: Mapping[str, ScoreTable]) -> Iterator[Variant]:
    """The same articles as they were read in other ways, in the same groups and with the same ones left out as copies.

    Raises OptionError for scores that were made in the same way, or have no such measure, or none of these articles.
    """
    ids, places = counted.scores.values("id"), slices(counted.measures)[measure]
    for name, table in otherwise.items():
        if table.made_with == counted.made_with:
            raise OptionError(f"{name}: these scores were made in the same way as the others; score the articles in another way")
        if measure not in table.measures:
            raise OptionError(f"{name}: {unknown_measure(measure, table.measures)}")
        row = {id: i for i, id in enumerate(table.scores.values("id"))}
        common = np.array([id in row for id in ids], dtype=bool)
        if not common.any():
            raise OptionError(f"{name}: these scores have none of the articles; score the same ones")
        changed, read = counted.scores[common], table.scores[np.array([row[id] for id in ids if id in row], dtype=np.intp)]
        theirs = slices(table.measures)[measure]
        for place, other in zip(range(places.start, places.stop), range(theirs.start, theirs.stop), strict=True):
            changed = changed.with_counts(place, read.counts([other])[:, 0])
        yield Variant(name, replace(counted, scores=changed), among_same=bool(common.all()))


def _of_loaded(scores: ScoreTable, measure: str, loaded: Loaded, top: list[str]) -> Iterator[tuple[str, ScoreTable]]:
    """Without terms and lexicons, and in other voices: the name of each, and the scores."""
    if top:
        terms = f"the top {len(top)} terms" if len(top) > 1 else f"“{top[0]}”"
        yield (f"without {terms}", _counting(scores, measure, lambda term: loaded.counts(term) and term[0] not in top))
    uses = scores.scores.uses("terms")
    if (uses.expected != uses.times).any():
        yield (f"certain terms only (p ≥ {CERTAIN:g})", _counting(scores, measure, loaded.counts, "certain"))
        yield ("flat counts", _counting(scores, measure, loaded.counts, "times"))
    lexicons = sorted({term[2] for term in (uses.keys[i] for i in np.unique(uses.key)) if loaded.counts(term)})
    for name in lexicons if len(lexicons) > 1 else ():
        what = "words that only the model finds" if name == LOADED_WORDS else f"lexicon {name}"
        yield (f"without {what}", _counting(scores, measure, partial(_not_of_lexicon, loaded, name)))
    if loaded.voice != "narration":
        yield ("narration only", _as(scores, measure, _in_voices(scores, measure, ["narration"])))
    yield ("all voices", _as(scores, measure, _in_voices(scores, measure, _IN_TEXT)))


def _not_of_lexicon(loaded: Loaded, name: str, term: Term) -> bool:
    return loaded.counts(term) and term[2] != name


def _in_voices(scores: ScoreTable, measure: str, voices: Sequence[str]) -> list[str]:
    """The names of the measures that count the same terms in other voices."""
    alike = [{**scores.measures[measure].of, "voice": voice} for voice in voices]
    return [name for name, other in scores.measures.items() if other.family == "loaded" and other.of in alike]


def _counting(
    scores: ScoreTable,
    measure: str,
    counted: Callable[[Term], bool],
    hits: Literal["expected", "certain", "times"] = "expected",
) -> ScoreTable:
    """The scores with the hits of some terms as a measure's count, as `ArticleScore` has them."""
    uses = scores.scores.uses("terms")
    counts = np.nan_to_num(getattr(uses, hits)) * np.array([counted(term) for term in uses.keys], dtype=float)[uses.key]
    place = slices(scores.measures)[measure].start
    return replace(scores, scores=scores.scores.with_counts(place, uses.sums(counts)))


def _as(scores: ScoreTable, measure: str, others: Sequence[str]) -> ScoreTable:
    """The scores with the counts of other measures, summed, in place of a measure's."""
    places, changed = slices(scores.measures), scores.scores
    for number, place in enumerate(range(places[measure].start, places[measure].stop)):
        counts = scores.scores.counts(places[other].start + number for other in others)
        changed = changed.with_counts(place, counts.sum(axis=1))
    return replace(scores, scores=changed)


def _share_events(scores: ScoreTable, by: By) -> bool:
    """Whether two groups have articles on one event."""
    first: dict[str, str] = {}
    for group, event in zip(group_names(scores.scores, by), scores.scores.fields("event"), strict=True):
        if group is not None and event is not None and first.setdefault(event, group) != group:
            return True
    return False
