"""Does the ranking of groups survive: without the top terms, a lexicon, the largest group, across voices, on the same events?

One comparison is made again in the ways that a reviewer would ask for; the table shows every group's figure, its difference
to the rest and its rank in each.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, group_of, grouped, named
from ..grouping.sampling_design import Average, Sample, sample_of
from ..measures.measure import Measure, unknown_measure
from ..measures.scores import ArticleScore, ScoreTable, slices
from ..statistics.resampling import Resampling
from ..tabular import Tabular
from ..text.lexicon import LOADED_CATEGORIES
from .compare import estimates
from .differences import differences

if TYPE_CHECKING:
    import pandas as pd

POOLED = "all articles"
_LOADED = re.compile(rf"loaded_(headline|narration|paraphrase|quotation)(?:_({'|'.join(LOADED_CATEGORIES)}))?")
_IN_TEXT = ("narration", "paraphrase", "quotation")

Term = tuple[str, str, str, str]
"""Term, category, lexicon and voice."""


class _Loaded(NamedTuple):
    """The terms that a measure of loaded terms counts: of one voice, and of one category or all."""

    voice: str
    category: str | None

    @classmethod
    def of(cls, measure: str) -> "_Loaded | None":
        found = _LOADED.fullmatch(measure)
        return cls(found[1], found[2]) if found else None

    def counts(self, term: Term) -> bool:
        return term[3] == self.voice and self.category in (None, term[1])

    def top(self, scores: ScoreTable, n: int) -> list[str]:
        """The n terms with most hits; none where these are all of several, without which nothing is left to compare."""
        hits: Counter[str] = Counter()
        for one in scores:
            hits.update({term[0]: times for term, times in one.terms.items() if times and self.counts(term)})
        found = sorted(hits, key=lambda term: (-hits[term], term))[:n]
        return found if len(found) < len(hits) or len(found) == 1 else []


@dataclass(frozen=True)
class Sensitivity(Tabular):
    """A comparison made again in other ways.

    Attributes
    ----------
    table : one row a variant and group: variant, group, estimate, low, high, difference (to the rest), p, rank (1: the highest
        estimate), n_articles, few. Within events, estimate is the weighted mean over events, without an interval of its own, and
        rank that of the difference: two groups may have covered other events.
    agreement : one row a variant: variant, groups (ranked in it and over all articles), tau (Kendall's tau-b of both; NaN
        with fewer than two groups), same_first (whether the highest is the same), other_sign (groups whose difference to the
        rest has the other sign), n_articles.
    measure, by : what was compared, and of which groups.
    settings : what the figures were made with; `without_terms` are the terms that were left out as the most frequent.
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
    """Another way to compare: its name, the scores it takes, and how it makes a sample of them."""

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
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Sensitivity:
    """Compare groups on one measure again and again, each time without something that the ranking may hang on.

    Variants are made where they apply: without the `top_terms` most frequent terms, without each lexicon (of several), in the
    outlet's narration only, in all voices together, every article counting alike, without the largest group, with copies kept,
    and within events (field `event`; see `with_events`). Without a lexicon, its hits are left out; terms of other lexicons that
    they covered do not come back.

    Parameters
    ----------
    top_terms : how many of the most frequent terms are left out.
    cluster : as in `compare`; within events, the events are the clusters.
    copies : as in `compare`.
    min_articles : groups measured in fewer are marked.
    resamples, confidence, seed : of the bootstrap and the permutations.

    Raises
    ------
    ArticleError
        The measure does not exist, or there are fewer than two groups.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.sensitivity().wide().loc["Herald"].tolist()
    [1.0, 1.5, 1.0, 1.0]
    """
    import pandas as pd

    if measure not in scores.measures:
        raise ArticleError(unknown_measure(measure, scores.measures))
    counted = independent(scores, copies, by=by).scores
    if len(grouped(counted, by)) < 2:
        raise ArticleError("one group has no rank: compare at least two")
    resampling, frames, loaded = Resampling(resamples, confidence, seed), [], _Loaded.of(measure)
    top = loaded.top(counted, top_terms) if loaded else []
    for variant in _variants(counted, scores, measure, by, top):
        within, clusters = variant.within, None if variant.within else cluster
        sample = sample_of(variant.scores, by, within=within, cluster=clusters, measures=[measure], average=variant.average)
        frames.append(_ranked(sample, resampling, min_articles).assign(variant=variant.name))
    settings = {
        "measure": measure,
        "by": named(by),
        "top_terms": top_terms,
        "without_terms": top,
        "cluster": cluster,
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
    }
    columns = ["variant", "group", "estimate", "low", "high", "difference", "p", "rank", "n_articles", "few"]
    table = pd.concat(frames, ignore_index=True)[columns]
    agreement = pd.DataFrame([_agreement(table, name) for name in table["variant"].unique()])
    return Sensitivity(table, agreement, scores.measures[measure], named(by), settings)


def _ranked(sample: Sample, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """Each group's figure, difference and rank; within events those of the events that it shares."""
    table = estimates(sample, resampling, min_articles)[["group", "estimate", "low", "high", "n_articles", "few"]]
    apart = differences(sample, None, resampling, min_articles)[["group", "difference", "p", "estimate"]]
    found = table.merge(apart.rename(columns={"estimate": "within"}), on="group", how="left")
    ranked_by = found["estimate"]
    if sample.blocks is not None:
        found, ranked_by = found.assign(estimate=found["within"], low=np.nan, high=np.nan), found["difference"]
    return found.assign(rank=ranked_by.rank(ascending=False))


def _agreement(table: "pd.DataFrame", name: str) -> dict[str, Any]:
    """How far the ranking of one variant agrees with that over all articles."""
    from scipy.stats import kendalltau

    given, other = (table[table["variant"] == variant].set_index("group") for variant in (POOLED, name))
    both = given.join(other.add_suffix("_other"), how="inner").dropna(subset=["rank", "rank_other"])
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
    """The groups that come first: several where they are alike."""
    return set(ranks.index[ranks == ranks.min()])


# -- variants --------------------------------------------------------------------------------------------------------------


def _variants(counted: ScoreTable, everything: ScoreTable, measure: str, by: By, top: list[str]) -> Iterator[_Variant]:
    """All that apply; `counted` are the scores with each text counted once, if so."""
    yield _Variant(POOLED, counted)
    loaded = _Loaded.of(measure)
    if loaded:
        yield from _of_loaded(counted, measure, loaded, top)
    yield _Variant("every article alike", counted, average="articles")
    groups = grouped(counted, by)
    largest = max(groups, key=lambda name: (len(groups[name]), sum(one.n_words for one in groups[name])))
    if len(groups) > 2:
        yield _Variant(f"without {largest}", _where(counted, lambda one: group_of(one.article, by) != largest))
    if len(counted) < len(everything):
        yield _Variant("copies kept", everything)
    if _share_events(counted, by):
        yield _Variant("within events", counted, within="event")


def _of_loaded(scores: ScoreTable, measure: str, loaded: _Loaded, top: list[str]) -> Iterator[_Variant]:
    """Without terms and lexicons, and in other voices."""
    if top:
        told = f"the top {len(top)} terms" if len(top) > 1 else f"“{top[0]}”"
        yield _Variant(f"without {told}", _without(scores, measure, lambda term: loaded.counts(term) and term[0] in top))
    lexicons = sorted({term[2] for one in scores for term in one.terms if loaded.counts(term)})
    for name in lexicons if len(lexicons) > 1 else ():
        yield _Variant(f"without lexicon {name}", _without(scores, measure, partial(_of_lexicon, loaded, name)))
    kind = f"_{loaded.category}" if loaded.category else ""
    if loaded.voice != "narration":
        yield _Variant("narration only", _as(scores, measure, [f"loaded_narration{kind}"]))
    yield _Variant("all voices", _as(scores, measure, [f"loaded_{each}{kind}" for each in _IN_TEXT]))


def _of_lexicon(loaded: _Loaded, name: str, term: Term) -> bool:
    return loaded.counts(term) and term[2] == name


def _without(scores: ScoreTable, measure: str, gone: Callable[[Term], bool]) -> ScoreTable:
    """The scores with the hits of some terms taken from a measure's count."""
    place = slices(scores.measures)[measure].start

    def less(one: ArticleScore) -> ArticleScore:
        counts = one.counts.copy()
        counts[place] -= sum(n for term, n in one.terms.items() if gone(term))
        return replace(one, counts=counts)

    return replace(scores, scores=[less(one) for one in scores])


def _as(scores: ScoreTable, measure: str, others: list[str]) -> ScoreTable:
    """The scores with the counts of other measures, summed, in place of a measure's."""
    places = slices(scores.measures)

    def changed(one: ArticleScore) -> ArticleScore:
        counts = one.counts.copy()
        counts[places[measure]] = sum(one.counts[places[other]] for other in others)
        return replace(one, counts=counts)

    return replace(scores, scores=[changed(one) for one in scores])


def _where(scores: ScoreTable, holds: Callable[[ArticleScore], bool]) -> ScoreTable:
    return replace(scores, scores=[one for one in scores if holds(one)])


def _share_events(scores: ScoreTable, by: By) -> bool:
    """Whether two groups have articles on one event."""
    seen: dict[str, str] = {}
    for one in scores:
        group, event = group_of(one.article, by), one.article.event
        if group is not None and event is not None and seen.setdefault(event, group) != group:
            return True
    return False
