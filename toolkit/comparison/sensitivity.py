"""Whether the ranking of groups survives without the top terms or doubtful ones, a lexicon or the largest group, and the like.

One comparison is repeated in the ways that a reviewer would ask for. The table shows every group's figure, its difference from
the rest and its rank in each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, group_names, grouped, title_of
from ..grouping.sampling_design import Average, Sample, sample_of
from ..measures.article_score import CERTAIN, Term, slices
from ..measures.measure import Measure, unknown_measure
from ..measures.scores import ScoreTable
from ..statistics.resampling import Resampling
from ..tabular import Tabular
from .compare import estimates
from .differences import differences

if TYPE_CHECKING:
    import pandas as pd

POOLED = "all articles"
_IN_TEXT = ("narration", "paraphrase", "quotation")


class _Loaded(NamedTuple):
    """The terms that a measure of loaded terms counts: of one voice, and of one category or all."""

    voice: str
    category: str | None

    @classmethod
    def of(cls, measure: Measure) -> "_Loaded | None":
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


@dataclass(frozen=True, repr=False)
class Sensitivity(Tabular):
    """A comparison repeated in other ways.

    Attributes
    ----------
    table : one row for each variant and group: variant, group, estimate, low, high, difference (from the rest), p, rank (1: the
        highest estimate), n_articles, few. Within events, estimate is the weighted mean over events, without an interval, and
        rank is that of the difference, since two groups may have covered different events.
    agreement : one row for each variant: variant, groups (ranked in it and over all articles), tau (Kendall's tau-b of the two
        rankings; NaN with fewer than two groups), same_first (whether the same group comes first), other_sign (groups whose
        difference from the rest changes its sign), n_articles.
    measure, by : the measure that was compared, and what the articles are grouped by.
    settings : the options of the comparison; `without_terms` are the terms that were left out as the most frequent.
    """

    table: "pd.DataFrame"
    agreement: "pd.DataFrame"
    measure: Measure
    by: str
    settings: dict[str, Any]

    def _shown(self) -> "pd.DataFrame":
        return self.wide()

    def wide(self) -> "pd.DataFrame":
        """Groups by variants, ranks only; groups in the order of their rank over all articles."""
        ranks = self.table.pivot(index="group", columns="variant", values="rank")
        return ranks[list(self.agreement["variant"])].sort_values(POOLED, kind="stable")


class _Variant(NamedTuple):
    """Another way to compare: its name, the scores that it compares, and how it samples them."""

    name: str
    scores: ScoreTable
    average: Average = "words"
    within: By | None = None


def sensitivity(
    scores: ScoreTable,
    measure: str = "loaded_narration",
    by: By = "outlet",
    *,
    top_terms: int = 5,
    cluster: By | None = None,
    copies: Counting = "once",
    other_reader: ScoreTable | None = None,
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Sensitivity:
    """Compare groups on one measure repeatedly, each time without something that the ranking may depend on.

    These variants are made where they apply: without the `top_terms` most frequent terms, with certain terms only (a probability
    of at least `CERTAIN` that a careful editor would mark them, or none where no model judged them), with flat counts (each term
    that is reported counts 1, whatever its probability), without each lexicon (where there are several), in the outlet's
    narration only, in all voices together, with every article counting the same, without the largest group, with copies kept,
    within events (field `event`; see `with_events`), and read by another reader. The variant without a lexicon leaves its hits
    out; hits of other lexicons that overlapped with them are not restored. Without a model every count is flat and every term
    certain, so that these two variants are left out.

    Parameters
    ----------
    top_terms : how many of the most frequent terms are left out.
    cluster : as in `compare`; within events, the events are the clusters.
    copies : as in `compare`.
    other_reader : the same articles scored by another reader (``tk.score(articles, reader="accurate")``), to see whether a
        finding hangs on who reads.
    min_articles : groups measured in fewer articles are marked as few.
    resamples, confidence, seed : options of the bootstrap and of the permutations.

    Raises
    ------
    OptionError
        The measure does not exist, there are fewer than two groups, or the other reader is the same.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.sensitivity().wide().loc["Herald"].tolist()
    [1.0, 1.5, 1.0, 1.0]
    """
    import pandas as pd

    if measure not in scores.measures:
        raise OptionError(unknown_measure(measure, scores.measures))
    counted = independent(scores, copies, by=by).scores
    if len(grouped(counted, by)) < 2:
        raise OptionError("one group has no rank: compare at least two groups")
    resampling, frames, loaded = Resampling(resamples, confidence, seed), [], _Loaded.of(scores.measures[measure])
    top = loaded.top(counted, top_terms) if loaded else []
    variants = [*_variants(counted, scores, measure, by, top), *_read_otherwise(scores, other_reader, copies, by)]
    for variant in variants:
        within, clusters = variant.within, None if variant.within else cluster
        sample = sample_of(variant.scores, by, within=within, cluster=clusters, measures=[measure], average=variant.average)
        frames.append(_ranked(sample, resampling, min_articles).assign(variant=variant.name))
    settings = {
        "measure": measure,
        "by": title_of(by),
        "top_terms": top_terms,
        "without_terms": top,
        "cluster": cluster,
        "copies": copies,
        "other_reader": None if other_reader is None else other_reader.made_with["reader"],
        "min_articles": min_articles,
        **resampling.settings,
    }
    columns = ["variant", "group", "estimate", "low", "high", "difference", "p", "rank", "n_articles", "few"]
    table = pd.concat(frames, ignore_index=True)[columns]
    agreement = pd.DataFrame([_agreement(table, name) for name in table["variant"].unique()])
    return Sensitivity(table, agreement, scores.measures[measure], title_of(by), settings)


def _ranked(sample: Sample, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """Each group's figure, difference and rank; within events, over the events that it shares with others."""
    figures = estimates(sample, resampling, min_articles)[["group", "estimate", "low", "high", "n_articles", "few"]]
    apart = differences(sample, None, resampling, min_articles)[["group", "difference", "p", "estimate"]]
    table = figures.merge(apart.rename(columns={"estimate": "within"}), on="group", how="left")
    ranked_by = table["estimate"]
    if sample.blocks is not None:
        table, ranked_by = table.assign(estimate=table["within"], low=np.nan, high=np.nan), table["difference"]
    return table.assign(rank=ranked_by.rank(ascending=False))


def _agreement(table: "pd.DataFrame", name: str) -> dict[str, Any]:
    """How far the ranking of one variant agrees with the ranking over all articles."""
    from scipy.stats import kendalltau

    pooled, other = (table[table["variant"] == variant].set_index("group") for variant in (POOLED, name))
    both = pooled.join(other.add_suffix("_other"), how="inner").dropna(subset=["rank", "rank_other"])
    ranked = len(both) > 1
    signs = np.sign(both["difference"]) * np.sign(both["difference_other"])
    return {
        "variant": name,
        "groups": len(both),
        "tau": float(kendalltau(both["rank"], both["rank_other"]).statistic) if ranked else np.nan,
        "same_first": ranked and _first(both["rank"]) == _first(both["rank_other"]),
        "other_sign": ", ".join(map(str, both.index[signs < 0])),
        "n_articles": int(other["n_articles"].sum()),
    }


def _first(ranks: "pd.Series[float]") -> set[Any]:
    """The groups that come first: several where they are tied."""
    return set(ranks.index[ranks == ranks.min()])


# -- variants --------------------------------------------------------------------------------------------------------------


def _variants(counted: ScoreTable, everything: ScoreTable, measure: str, by: By, top: list[str]) -> Iterator[_Variant]:
    """All variants that apply; in `counted` each text counts once, in `everything` the copies are kept."""
    yield _Variant(POOLED, counted)
    loaded = _Loaded.of(counted.measures[measure])
    if loaded:
        yield from _of_loaded(counted, measure, loaded, top)
    yield _Variant("every article alike", counted, average="articles")
    groups = grouped(counted, by)
    largest = max(groups, key=lambda name: (len(groups[name]), sum(groups[name].n_words)))
    if len(groups) > 2:
        others = np.array([group != largest for group in group_names(counted.scores, by)])
        yield _Variant(f"without {largest}", replace(counted, scores=counted.scores[others]))
    if len(counted) < len(everything):
        yield _Variant("copies kept", everything)
    if _share_events(counted, by):
        yield _Variant("within events", counted, within="event")


def _read_otherwise(scores: ScoreTable, other: ScoreTable | None, copies: Counting, by: By) -> Iterator[_Variant]:
    """The same articles as another reader reads them."""
    if other is None:
        return
    one, another = (table.made_with.get("reader", "") for table in (scores, other))
    if one == another:
        raise OptionError(f"the other reader is the same, {one}: score the articles with another one (reader=)")
    yield _Variant(f"read by the {another.split(' ')[0]} reader", independent(other, copies, by=by).scores)


def _of_loaded(scores: ScoreTable, measure: str, loaded: _Loaded, top: list[str]) -> Iterator[_Variant]:
    """Without terms and lexicons, and in other voices."""
    if top:
        terms = f"the top {len(top)} terms" if len(top) > 1 else f"“{top[0]}”"
        yield _Variant(f"without {terms}", _counting(scores, measure, lambda term: loaded.counts(term) and term[0] not in top))
    uses = scores.scores.uses("terms")
    if (uses.expected != uses.times).any():
        yield _Variant(f"certain terms only (p ≥ {CERTAIN:g})", _counting(scores, measure, loaded.counts, "certain"))
        yield _Variant("flat counts", _counting(scores, measure, loaded.counts, "times"))
    lexicons = sorted({term[2] for term in (uses.keys[i] for i in np.unique(uses.key)) if loaded.counts(term)})
    for name in lexicons if len(lexicons) > 1 else ():
        yield _Variant(f"without lexicon {name}", _counting(scores, measure, partial(_not_of_lexicon, loaded, name)))
    if loaded.voice != "narration":
        yield _Variant("narration only", _as(scores, measure, _in_voices(scores, measure, ["narration"])))
    yield _Variant("all voices", _as(scores, measure, _in_voices(scores, measure, _IN_TEXT)))


def _not_of_lexicon(loaded: _Loaded, name: str, term: Term) -> bool:
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
