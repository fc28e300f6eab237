"""A check of rates by a count model: negative binomial regression of each article's hits, with its words as offset.

The bootstrap of `compare` assumes nothing about how hits are spread over articles; the model assumes how their variance grows
with their mean. Where both agree, a difference does not depend on either.

Hits of loaded terms are expected numbers, sums of probabilities, and so no whole numbers. The likelihood is then a
quasi-likelihood (its factorials are gamma functions): for any dispersion, the equations that give the rates ask only that the
hits of an article be proportional to its words on average (Gourieroux, Monfort and Trognon 1984), and the sandwich errors hold
however hits vary around that. The dispersion is no more than a working weight, and smaller than that of whole counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import ArticleError, OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, check_least, title_of, unknown_group
from ..grouping.sampling_design import Sample, sample_of
from ..measures.measure import Measure
from ..scores.scores import ScoreTable
from ..statistics.arrays import Floats
from ..statistics.formulas import PER_THOUSAND
from ..statistics.inference import adjusted
from ..statistics.intervals import Side, note_on
from ..statistics.resampling import NO_LIMITS, Limits, Resampling
from ..statistics.tallies import Estimate
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

_EXTRA = "a count model needs statsmodels: pip install 'framing-toolkit[models]'"
_STEPS = 500  # at most, of the search for the largest likelihood


@dataclass(frozen=True, repr=False)
class CountModel(Tabular):
    """Rates of groups by a count model.

    Attributes
    ----------
    table : one row per group, the reference first: group, rate (per 1,000 words, of the pooled counts), ratio (of the model, to
        the reference) with low and high, p (two-sided, that the ratio is 1), p_adjusted (Benjamini and Hochberg 1995);
        bootstrap_ratio with bootstrap_low and bootstrap_high (of the pooled rates, by resampling articles); hits (of loaded
        terms the expected number), words, n_measured (articles that have words of that kind), few, note. For a group without
        hits the ratio is 0, without an interval.
    dispersion : the alpha of the model: the hits of an article in which m are expected have the variance m + alpha m². It is 0
        where hits vary no more than in a Poisson model, which is then used.
    measure, by, reference : what was modelled, what the articles are grouped by, and the group the others are compared with.
    settings : the options that the figures were made with.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.count_model().table[["group", "hits", "ratio"]].round(6).values.tolist()
    [['Wire', 2.0, 1.0], ['Herald', 4.0, 2.0]]
    """

    table: "pd.DataFrame"
    dispersion: float
    measure: Measure
    by: str
    reference: str
    settings: Mapping[str, Any]


def count_model(
    scores: ScoreTable,
    measure: str = "loaded_narration",
    by: By = "outlet",
    *,
    reference: str | None = None,
    cluster: By | None = None,
    copies: Counting = "once",
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> CountModel:
    """Negative binomial regression of hits on groups, with the logarithm of the words as offset (NB2; Cameron and Trivedi 2013).

    Expected numbers of hits need not be whole: the rates are then those of a quasi-likelihood. Standard errors are sandwich
    estimates, which hold where one group varies more than the other, with Student's t for the smaller number of articles. Where
    hits are clustered in articles, the model gives a short article more weight than its words would, so that its ratio can
    differ from that of the pooled rates.

    Parameters
    ----------
    measure : a rate per 1,000 words.
    reference : the group that the others are compared with; by default the one with the most articles.
    cluster : a field or column ("event", "day"); for the standard errors, articles with the same value are not independent.
    by, copies, min_articles, resamples, confidence, seed : as in `compare`.

    Raises
    ------
    OptionError
        The measure is not a rate per 1,000 words, the reference does not exist or has no hit, there are fewer than two groups,
        or statsmodels (extra "models") is not installed.
    ArticleError
        There are no articles, or too few hits to fit the model.

    Examples
    --------
    >>> from toolkit import example_results
    >>> result = example_results.count_model()
    >>> result.reference, result.table[["group", "ratio", "bootstrap_ratio"]].round(2).values.tolist()
    ('Wire', [['Wire', 1.0, 1.0], ['Herald', 2.0, 2.0]])
    """
    check_least(min_articles)
    sample = sample_of(independent(scores, copies, by=by).scores, by, cluster=cluster, measures=[measure])
    modelled = sample.measures[measure]
    if modelled.formula.counts != PER_THOUSAND.counts:
        raise OptionError(
            f"{measure} ({modelled.unit}) is not a rate per 1,000 words; a count model needs one, such as loaded_narration"
        )
    resampling = Resampling(resamples, confidence, seed)
    rows = _rows(sample, resampling, _reference(sample, reference))
    fitted = _fitted(sample, [row["group"] for row in rows if row["hits"]])
    table = _table(rows, fitted, confidence, min_articles)
    settings = {
        "measure": measure,
        "by": title_of(by),
        "reference": rows[0]["group"],
        "cluster": title_of(cluster),
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
        "articles": int(table["n_measured"].sum()),
    }
    return CountModel(table, fitted.dispersion, modelled, title_of(by), rows[0]["group"], settings)


def _reference(sample: Sample, reference: str | None) -> int:
    """The number of the reference group."""
    if len(sample.names) < 2:
        raise OptionError("a count model needs at least two groups; group the articles by another column")
    if reference is not None and reference not in sample.names:
        raise OptionError(unknown_group(reference, sample.names))
    chosen = int(np.bincount(sample.groups).argmax()) if reference is None else sample.names.index(reference)
    if not sample.tally.counts[sample.groups == chosen, 0].sum():
        raise OptionError(f"{sample.names[chosen]} has no hits, so there are no ratios to its rate; choose another reference")
    return chosen


def _rows(sample: Sample, resampling: Resampling, reference: int) -> list[dict[str, Any]]:
    """The counts of each group, and the ratio of its pooled rate with the interval of the bootstrap; the reference first."""
    rows, other = [], sample.side(reference, resampling)
    for group in [reference, *(number for number in range(len(sample.names)) if number != reference)]:
        hits, words = sample.tally.counts[sample.groups == group].T
        side = other if group == reference else sample.side(group, resampling)
        ratio, limits = (1.0, NO_LIMITS) if side is other else _ratio(side, other, resampling)
        rows.append(
            {
                "group": side.name,
                "rate": 1000 * hits.sum() / (words.sum() or np.nan),
                "bootstrap_ratio": ratio,
                "bootstrap_low": limits[0],
                "bootstrap_high": limits[1],
                "hits": float(hits.sum()),
                "words": int(words.sum()),
                "n_measured": int((words > 0).sum()),
                "units": int(side.units[0]),
            }
        )
    return rows


def _ratio(one: Side, other: Side, resampling: Resampling) -> tuple[float, Limits]:
    """The ratio of two pooled rates, its interval computed on the logarithm."""
    difference = _logarithm(one).less(_logarithm(other))
    observed, drawn = difference.at(0), difference.at(slice(1, None))
    units = int(min(one.units[0], other.units[0]))
    if not np.isfinite(observed.value) or units < 2:
        return float(np.exp(observed.value)), NO_LIMITS
    low, high = np.exp(resampling.of(one.name).studentised(observed, drawn, units)).tolist()
    return float(np.exp(observed.value)), (low, high)


def _logarithm(side: Side) -> Estimate:
    """The logarithm of a group's pooled rate as observed, then in each resample; NaN in a resample without hits."""
    (figure,) = side.tally.figures.values()
    rate = figure.estimate(np.vstack([side.total, side.drawn]), int(side.units[0]))
    with np.errstate(divide="ignore", invalid="ignore"):
        value, error = np.log(rate.value), rate.error / rate.value
    value[1:] = np.where(np.isfinite(value[1:]), value[1:], np.nan)
    return Estimate(value, error)


# -- the model -------------------------------------------------------------------------------------------------------------


class _Fitted(NamedTuple):
    """The logarithm of each group's rate, their covariance, and the dispersion."""

    groups: Sequence[str]
    logs: Floats
    covariance: Floats
    dispersion: float

    def against(self, group: str, reference: str) -> Estimate:
        """The logarithm of the ratio of two rates."""
        contrast = np.array([(name == group) - (name == reference) for name in self.groups], dtype=float)
        return Estimate(contrast @ self.logs, np.sqrt(contrast @ self.covariance @ contrast))


def _fitted(sample: Sample, groups: Sequence[str]) -> _Fitted:
    """The model of the groups that have hits; a Poisson model where the likelihood is largest without dispersion."""
    try:
        from statsmodels.discrete.discrete_model import NegativeBinomial, Poisson
    except ImportError:
        raise OptionError(_EXTRA) from None
    numbers = [sample.names.index(name) for name in groups]
    hits, words = sample.tally.counts.T
    rows = np.flatnonzero(np.isin(sample.groups, numbers) & (words > 0))
    clusters = rows if sample.clusters is None else sample.clusters[rows]
    hits, offset = hits[rows], np.log(words[rows])
    member = (sample.groups[rows][:, None] == np.array(numbers)).astype(float)
    logs = np.log(member.T @ hits / (member.T @ words[rows]))
    expected = np.exp(member @ logs + offset)
    sandwich = {"groups": clusters, "use_correction": False}  # corrected for few units group by group, below
    robust: dict[str, Any] = {"cov_type": "cluster", "cov_kwds": sandwich, "disp": 0, "maxiter": _STEPS}
    if _dispersed(hits, expected) <= 0:
        model, dispersion = Poisson(hits, member, offset=offset).fit(start_params=logs, **robust), 0.0
    else:
        start = max(float((((hits - expected) ** 2 - hits) / expected**2).mean()), 0.01)
        model = NegativeBinomial(hits, member, offset=offset).fit(start_params=[*logs, start], **robust)
        dispersion = float(model.params[-1])
    if not model.mle_retvals["converged"]:
        raise ArticleError("the count model did not converge; leave out groups with very few hits")
    units = np.array([len(np.unique(clusters[in_group > 0])) for in_group in member.T])
    widened = np.sqrt(units / np.maximum(units - 1, 1))  # the sandwich takes the mean of the articles for the true mean
    covariance = np.asarray(model.cov_params())[: len(logs), : len(logs)] * np.outer(widened, widened)
    return _Fitted(groups, model.params[: len(logs)], covariance, dispersion)


def _dispersed(hits: Floats, expected: Floats) -> float:
    """Twice the slope of the log-likelihood at alpha 0; unless above 0, the likelihood is largest there (Dean and Lawless 1989).

    >>> _dispersed(np.array([0.0, 4.0]), np.array([2.0, 2.0])), _dispersed(np.array([2.0, 2.0]), np.array([2.0, 2.0]))
    (4.0, -4.0)
    """
    return float(((hits - expected) ** 2 - hits).sum())


def _table(rows: list[dict[str, Any]], fitted: _Fitted, confidence: float, min_articles: int) -> "pd.DataFrame":
    """The rows with the ratios of the model."""
    import pandas as pd

    reference = rows[0]
    for row in rows:
        row |= {"ratio": 0.0 if row["words"] else np.nan, "low": np.nan, "high": np.nan, "p": np.nan}
        if row is reference:
            row["ratio"] = 1.0
        elif row["hits"]:
            units = min(row["units"], reference["units"])
            row |= _modelled(fitted.against(row["group"], reference["group"]), units, confidence)
        interval = row is reference or not isnan(row["p"])
        row |= {"few": row["n_measured"] < min_articles, "note": note_on(row["n_measured"], min_articles, interval=interval)}
    table = pd.DataFrame(rows)
    return table.assign(p_adjusted=adjusted(table["p"]))[list(_COLUMNS)]


def _modelled(log: Estimate, units: int, confidence: float) -> dict[str, float]:
    """A ratio with interval and p, by Student's t for the smaller number of articles; a single article gives no error."""
    from scipy.stats import t

    value, error = map(float, log)
    if units < 2 or not error:
        return {"ratio": float(np.exp(value))}
    margin = t.ppf((1 + confidence) / 2, units - 1) * error
    low, high = np.exp([value - margin, value + margin])
    return {"ratio": float(np.exp(value)), "low": low, "high": high, "p": float(2 * t.sf(abs(value) / error, units - 1))}


_COLUMNS = (
    "group rate ratio low high p p_adjusted bootstrap_ratio bootstrap_low bootstrap_high hits words n_measured few note"
).split()
