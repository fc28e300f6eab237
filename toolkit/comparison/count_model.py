"""A check of rates by a count model: negative binomial regression of each article's hits, with its words as offset.

The bootstrap of `compare` supposes nothing of how hits are spread over articles; this supposes a form, and where both agree a
difference does not hang on either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, named, no_group
from ..grouping.sampling_design import Sample, sample_of
from ..measures.measure import Measure
from ..measures.scores import ScoreTable
from ..statistics.formulas import PER_THOUSAND
from ..statistics.inference import adjusted
from ..statistics.intervals import Side, note_on
from ..statistics.resampling import NO_LIMITS, Estimate, Floats, Limits, Resampling
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

_EXTRA = "a count model needs statsmodels: pip install 'framing-toolkit[models]'"
_STEPS = 500  # of the search for the largest likelihood


@dataclass(frozen=True)
class CountModel(Tabular):
    """Rates of groups by a count model.

    Attributes
    ----------
    table : one row a group, the reference first: group, rate (per 1,000 words, of the pooled counts), ratio (of the model, to
        the reference) with low and high, p (two-sided, that the ratio is 1), p_adjusted (Benjamini and Hochberg 1995);
        bootstrap_ratio with bootstrap_low and bootstrap_high (of the pooled rates, by resampling articles); hits, words,
        n_measured (articles that have such words), few, note. Of a group without a hit the ratio is 0, without an interval.
    dispersion : the alpha of the model: an article in which m hits are expected has the variance m + alpha m². 0 where hits vary
        no more than those of Poisson do, whose model then it is.
    measure, by, reference : what was modelled, of which groups, and against which.
    settings : what the figures were made with.
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

    Standard errors are of the sandwich form, so that they hold where one group varies more than the other, with Student's t of
    the smaller number of articles. Where hits come in lumps, the model gives a short article more weight than its words have:
    its ratio need not be that of the pooled rates.

    Parameters
    ----------
    measure : a rate per 1,000 words.
    reference : the group that the others are held against; by default that with most articles.
    cluster : a field or column whose articles are not independent ("event", "day"), for the standard errors.
    by, copies, min_articles, resamples, confidence, seed : as in `compare`.

    Raises
    ------
    ArticleError
        The measure is no rate of counts per words, the reference is no group or has no hit, there are fewer than two groups, or
        statsmodels (extra "models") is missing.

    Examples
    --------
    >>> from toolkit import example_results
    >>> found = example_results.count_model()
    >>> found.reference, found.table[["group", "ratio", "bootstrap_ratio"]].round(2).values.tolist()
    ('Wire', [['Wire', 1.0, 1.0], ['Herald', 2.0, 2.0]])
    """
    sample = sample_of(independent(scores, copies, by=by).scores, by, cluster=cluster, measures=[measure])
    one = sample.measures[measure]
    if one.formula.counts != PER_THOUSAND.counts:
        raise ArticleError(
            f"{measure} is no rate of counts per 1,000 words, as a count model takes ({one.unit}); try loaded_narration"
        )
    resampling = Resampling(resamples, confidence, seed)
    rows = _rows(sample, resampling, _reference(sample, reference))
    fitted = _fitted(sample, [row["group"] for row in rows if row["hits"]])
    table = _table(rows, fitted, confidence, min_articles)
    settings = {
        "measure": measure,
        "by": named(by),
        "reference": rows[0]["group"],
        "cluster": None if cluster is None else named(cluster),
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
        "articles": int(table["n_measured"].sum()),
    }
    return CountModel(table, fitted.dispersion, one, named(by), rows[0]["group"], settings)


def _reference(sample: Sample, reference: str | None) -> int:
    """The number of the group of reference."""
    if len(sample.names) < 2:
        raise ArticleError("a count model needs two groups or more")
    if reference is not None and reference not in sample.names:
        raise ArticleError(no_group(reference, sample.names))
    chosen = int(np.bincount(sample.groups).argmax()) if reference is None else sample.names.index(reference)
    if not sample.tally.counts[sample.groups == chosen, 0].sum():
        raise ArticleError(f"{sample.names[chosen]} has no hit, and no ratio to nothing can be told: choose another reference")
    return chosen


def _rows(sample: Sample, resampling: Resampling, reference: int) -> list[dict[str, Any]]:
    """What each group counts, and the ratio of its pooled rate with the interval of the bootstrap; the reference first."""
    (measure,), rows, beside = sample.measures, [], sample.side(reference, resampling)
    for group in [reference, *(number for number in range(len(sample.names)) if number != reference)]:
        hits, words = sample.tally.counts[sample.groups == group].T
        side = beside if group == reference else sample.side(group, resampling)
        ratio, limits = (1.0, NO_LIMITS) if side is beside else _ratio(side, beside, resampling)
        rows.append(
            {
                "group": side.name,
                "rate": 1000 * hits.sum() / (words.sum() or np.nan),
                "bootstrap_ratio": ratio,
                "bootstrap_low": limits[0],
                "bootstrap_high": limits[1],
                "hits": int(hits.sum()),
                "words": int(words.sum()),
                "n_measured": int((words > 0).sum()),
                "units": side.units[measure],
            }
        )
    return rows


def _ratio(one: Side, other: Side, resampling: Resampling) -> tuple[float, Limits]:
    """The ratio of two pooled rates, its interval made on the logarithm."""
    apart = _logarithm(one).less(_logarithm(other))
    seen, drawn = (Estimate(apart.value[rows], apart.error[rows]) for rows in (0, slice(1, None)))
    units = min(*one.units.values(), *other.units.values())
    if not np.isfinite(seen.value) or units < 2:
        return float(np.exp(seen.value)), NO_LIMITS
    low, high = resampling.of(one.name).studentised(seen, drawn, units)
    return float(np.exp(seen.value)), (float(np.exp(low)), float(np.exp(high)))


def _logarithm(side: Side) -> Estimate:
    """The logarithm of a group's pooled rate as it was seen, then in each resample; NaN in one without a hit."""
    ((measure, figure),) = side.tally.figures.items()
    rate = figure.estimate(np.vstack([side.total, side.drawn]), side.units[measure])
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
    """The model of the groups that have hits; that of Poisson where the likelihood is largest without dispersion."""
    try:
        from statsmodels.discrete.discrete_model import NegativeBinomial, Poisson
    except ImportError:
        raise ArticleError(_EXTRA) from None
    numbers = [sample.names.index(name) for name in groups]
    hits, words = sample.tally.counts.T
    rows = np.flatnonzero(np.isin(sample.groups, numbers) & (words > 0))
    clusters = rows if sample.clusters is None else sample.clusters[rows]
    hits, offset = hits[rows], np.log(words[rows])
    member = (sample.groups[rows][:, None] == np.array(numbers)).astype(float)
    logs = np.log(member.T @ hits / (member.T @ words[rows]))
    expected = np.exp(member @ logs + offset)
    sandwich = {"groups": clusters, "use_correction": False}  # for few units each group has its own correction, below
    robust: dict[str, Any] = {"cov_type": "cluster", "cov_kwds": sandwich, "disp": 0, "maxiter": _STEPS}
    if _dispersed(hits, expected) <= 0:
        found, dispersion = Poisson(hits, member, offset=offset).fit(start_params=logs, **robust), 0.0
    else:
        start = max(float((((hits - expected) ** 2 - hits) / expected**2).mean()), 0.01)
        found = NegativeBinomial(hits, member, offset=offset).fit(start_params=[*logs, start], **robust)
        dispersion = float(found.params[-1])
    if not found.mle_retvals["converged"]:
        raise ArticleError("the count model found no largest likelihood; leave out groups of very few hits")
    units = np.array([len(np.unique(clusters[of > 0])) for of in member.T])
    widened = np.sqrt(units / np.maximum(units - 1, 1))  # the sandwich takes the articles' own mean for the true one
    covariance = np.asarray(found.cov_params())[: len(logs), : len(logs)] * np.outer(widened, widened)
    return _Fitted(groups, found.params[: len(logs)], covariance, dispersion)


def _dispersed(hits: Floats, expected: Floats) -> float:
    """The slope of the likelihood by alpha at 0 (twice): without a slope upwards it is largest there (Dean and Lawless 1989).

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
        told = row is reference or row["p"] == row["p"]
        row |= {"few": row["n_measured"] < min_articles, "note": note_on(row["n_measured"], min_articles, interval=told)}
    table = pd.DataFrame(rows)
    return table.assign(p_adjusted=adjusted(table["p"]))[list(_COLUMNS)]


def _modelled(log: Estimate, units: int, confidence: float) -> dict[str, float]:
    """A ratio with interval and p, by Student's t of the smaller number of articles; a single article tells no error."""
    from scipy.stats import t

    value, error = map(float, log)
    if units < 2 or not error:
        return {"ratio": float(np.exp(value))}
    off = t.ppf((1 + confidence) / 2, units - 1) * error
    low, high = np.exp([value - off, value + off])
    return {"ratio": float(np.exp(value)), "low": low, "high": high, "p": float(2 * t.sf(abs(value) / error, units - 1))}


_COLUMNS = (
    "group rate ratio low high p p_adjusted bootstrap_ratio bootstrap_low bootstrap_high hits words n_measured few note"
).split()
