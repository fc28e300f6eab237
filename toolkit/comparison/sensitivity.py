"""Whether the ranking of groups survives without the top terms or doubtful ones, a lexicon or the largest group, and the like.

One comparison is repeated in the ways that a reviewer would ask for. The table shows every group's figure, its difference from
the rest and its rank in each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import NothingSharedError, OptionError
from ..grouping.copies import Copies, Counting, independent
from ..grouping.groups import By, check_least, grouped, only_one_group, title_of
from ..grouping.sampling_design import Sample, sample_of
from ..measures.measure import Measure, unknown_measure
from ..scores.scores import ScoreTable, check_scored
from ..statistics.resampling import LEAST_PERMUTATIONS, Resampling
from ..statistics.tallies import tally_of
from ..tabular import Tabular
from .compare import estimates
from .differences import differences
from .testing import Testing, tested_of
from .variants import POOLED, Loaded, Variant, read_otherwise, variants

if TYPE_CHECKING:
    import pandas as pd


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

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.sensitivity().table.loc[:1, ["variant", "group", "rank"]].values.tolist()
    [['all articles', 'Herald', 1.0], ['all articles', 'Wire', 2.0]]
    """

    table: "pd.DataFrame"
    agreement: "pd.DataFrame"
    measure: Measure
    by: str
    settings: dict[str, Any]

    def _shown(self) -> "pd.DataFrame":
        return self.wide()

    def wide(self) -> "pd.DataFrame":
        """Groups by variants, ranks only; groups in the order of their rank over all articles.

        >>> from toolkit import example_results
        >>> example_results.sensitivity().wide()["all articles"].tolist()
        [1.0, 2.0]
        """
        ranks = self.table.pivot(index="group", columns="variant", values="rank")
        return ranks[list(self.agreement["variant"])].sort_values(POOLED, kind="stable")


def sensitivity(
    scores: ScoreTable,
    measure: str = "loaded_narration",
    by: By = "outlet",
    *,
    top_terms: int = 5,
    cluster: By | None = None,
    copies: Counting = "once",
    found: Copies | None = None,
    otherwise: Mapping[str, ScoreTable] | None = None,
    min_articles: int = 20,
    drop_few: bool = False,
    top: int | None = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Sensitivity:
    """Compare groups on one measure repeatedly, each time without something that the ranking may depend on.

    These variants are made where they apply: without the `top_terms` most frequent terms, with certain terms only (a probability
    of at least `CERTAIN` that a careful editor would mark them, or none where no model judged them), with flat counts (each term
    that is reported counts 1, whatever its probability), without each lexicon (where there are several), in the outlet's
    narration only, in all voices together, with every article counting the same, without the largest group, without opinion
    (articles that are more probably opinion than not, see `opinion.p_opinion`), with copies kept, within events (field `event`;
    see `with_events`), and read in other ways. The variant without a lexicon leaves its hits out, and that without words that
    only the model finds those that no lexicon lists; hits of other lexicons that overlapped with them are not restored. Without a
    model every count is flat and every term certain, so that these two variants are left out.

    Parameters
    ----------
    top_terms : how many of the most frequent terms are left out.
    cluster : as in `compare`; within events, the events are the clusters.
    copies : as in `compare`.
    found : the copies of these scores, if they have been found already.
    otherwise : the same articles scored in other ways, by a name for each, to see whether a finding hangs on how they are read:
        ``{"read by the accurate reader": tk.score(articles, reader="accurate"), "furniture kept": tk.score(articles,
        keep_furniture=True)}``.
    min_articles : groups measured in fewer articles are marked as few.
    drop_few, top : rank only groups with `min_articles` articles or more, or so many with the most, as in `compare`; the others
        are among all others that a group is compared with.
    resamples, confidence, seed : options of the bootstrap and of the permutations.

    Raises
    ------
    OptionError
        The measure does not exist, there are fewer than two groups, or scores that were made otherwise were not, or are of
        other articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.sensitivity().wide().loc["Herald"].tolist()
    [1.0, 1.5, 1.0, 1.0]
    """
    import pandas as pd

    check_least(min_articles)
    check_scored(scores)
    if top_terms < 0:
        raise OptionError(f"top_terms {top_terms}: give how many of the most frequent terms to leave out, 0 or more")
    if measure not in scores.measures:
        raise OptionError(unknown_measure(measure, scores.measures))
    counted = independent(scores, copies, by=by, found=found).scores
    if len(names := list(grouped(counted, by))) < 2:
        raise NothingSharedError(only_one_group(names))
    deals = max(resamples, LEAST_PERMUTATIONS)  # p of variants is not adjusted, so no more than that
    resampling, loaded = Resampling(resamples, confidence, seed, deals), Loaded.of(scores.measures[measure])
    terms = loaded.top(counted, top_terms) if loaded else []
    several = [*variants(counted, scores, measure, by, terms), *read_otherwise(counted, measure, otherwise or {})]
    chosen = tested_of(sample_of(counted, by, measures=[measure]), min_articles if drop_few else 0, top)
    samples = _samples(several, measure, by, cluster)
    ranked = pd.concat([_ranked(sample, resampling, min_articles, chosen) for sample in samples]).set_index("variant")
    settings = {
        "measure": measure,
        "by": title_of(by),
        "top_terms": top_terms,
        "without_terms": terms,
        "cluster": title_of(cluster),
        "copies": copies,
        "otherwise": {name: dict(table.made_with) for name, table in (otherwise or {}).items()},
        "min_articles": min_articles,
        "drop_few": drop_few,
        "top": top,
        **resampling.settings,
    }
    columns = ["variant", "group", "estimate", "low", "high", "difference", "p", "rank", "n_articles", "few"]
    table = pd.concat([ranked.loc[[one.name]] for one in several if one.name in ranked.index]).reset_index()[columns]
    agreement = pd.DataFrame([_agreement(table, name) for name in table["variant"].unique()])
    return Sensitivity(table, agreement, scores.measures[measure], title_of(by), settings)


def _samples(several: Sequence[Variant], measure: str, by: By, cluster: By | None) -> Iterator[Sample]:
    """The samples of the variants, with the names of these for that of the measure; those of the same articles are one sample.

    Articles are then dealt out and resampled once for all of these, not once for each.
    """
    same, apart = ([one for one in several if one.among_same == which] for which in (True, False))
    for together in (same, *([one] for one in apart)):
        samples = [_sample(one, measure, by, cluster) for one in together]
        names = [one.name for one in together]
        formulas = {name: sample.tally.figures[measure].formula for name, sample in zip(names, samples, strict=True)}
        tally = tally_of(formulas, np.hstack([sample.tally.counts for sample in samples]))
        yield replace(samples[0], measures=dict.fromkeys(names, samples[0].measures[measure]), tally=tally)


def _sample(variant: Variant, measure: str, by: By, cluster: By | None) -> Sample:
    design = {"within": variant.within, "cluster": None if variant.within else cluster}
    return sample_of(variant.scores, by, **design, measures=[measure], average=variant.average)


def _ranked(sample: Sample, resampling: Resampling, min_articles: int, chosen: Sequence[str]) -> "pd.DataFrame":
    """The figure, difference and rank of each chosen group in each variant; within events, over events that others cover too."""
    figures = estimates(sample, resampling, min_articles)[["measure", "group", "estimate", "low", "high", "n_articles", "few"]]
    figures, tested = figures[figures["group"].isin(chosen)], [name for name in sample.names if name in chosen]
    apart = differences(sample, None, Testing(resampling, tested), min_articles)
    apart = apart[["measure", "group", "difference", "p", "estimate"]]
    table = figures.merge(apart.rename(columns={"estimate": "within"}), on=["measure", "group"], how="left")
    ranked_by = "estimate" if sample.blocks is None else "difference"
    if sample.blocks is not None:
        table = table.assign(estimate=table["within"], low=np.nan, high=np.nan)
    return table.assign(rank=table.groupby("measure")[ranked_by].rank(ascending=False), variant=table["measure"])


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
