"""A measure over time: by day, week, month, quarter or year, pooled over a rolling window, and where its level changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import PERIODS, By, columns_of, named, periods_between
from ..grouping.sampling_design import Sample, sample_of
from ..measures.measure import Measure
from ..measures.scores import ScoreTable
from ..statistics.inference import adjusted, cells_of, p_of, permuted_sums
from ..statistics.intervals import Side, note_on
from ..statistics.resampling import Codes, Floats, Resampling, Tally
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

ALL = "all articles"
"""The one group where time alone is asked for."""

MOST_SPANS = 20_000
"""Of time, from which on a date is rather mistyped."""

LEAST_BESIDE = 10
"""Articles on both sides of a change of level, at least."""


@dataclass(frozen=True)
class Timeline(Tabular):
    """A measure over time.

    Attributes
    ----------
    table : one row a group and span of time, those without articles too: group, period, estimate, low, high, n_articles,
        n_measured, base, few, note. With a rolling window, a row pools the spans up to its own.
    changes : one row a group, where changes were asked for: group, period (the first of the new level), before, after,
        difference (after - before), p (of the largest change against those when the articles are dealt to the dates at
        random, so that looking everywhere is paid for), p_adjusted (Benjamini and Hochberg 1995), n_before, n_after.
    measure : what is followed.
    settings : what the figures were made with.
    """

    table: "pd.DataFrame"
    changes: "pd.DataFrame"
    measure: Measure
    settings: dict[str, Any]


def timeline(
    scores: ScoreTable,
    measure: str = "loaded_narration",
    period: str = "month",
    by: By | None = None,
    *,
    rolling: int = 1,
    copies: Counting = "once",
    changes: bool = False,
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Timeline:
    """Follow a measure over time, for all articles or group by group, with intervals from resampling whole articles.

    Parameters
    ----------
    period : "year", "quarter", "month", "week" or "day".
    by : groups that are followed apart, as in `compare`; None for all articles together.
    copies : near-copies are not independent articles: "once", "agency" or "keep", as in `compare`.
    rolling : spans of time that each row pools, its own and those before it.
    changes : look for the change of level of each group: of all boundaries between spans of time with at least
        `LEAST_BESIDE` articles on both sides, that with the largest difference over its standard error. A change in what is
        reported on counts as well as one in how; and days on which many articles say the like make p too small.
    min_articles : a span of time with fewer is marked as few.
    resamples, confidence, seed : of the bootstrap, and of the permutations.

    Raises
    ------
    ArticleError
        No article has a date, or the period, the measure, the window or a figure of the bootstrap is none.

    Examples
    --------
    >>> from toolkit import example_results
    >>> found = example_results.timeline()
    >>> found.table[["period", "estimate", "n_articles"]].values.tolist()
    [['2017-01', 250.0, 1], ['2017-02', nan, 0], ['2017-03', 0.0, 1]]
    """
    import pandas as pd

    if period not in PERIODS:
        raise ArticleError(f"unknown period {period!r}; known are {', '.join(PERIODS)}")
    if rolling < 1:
        raise ArticleError("rolling must be at least 1, the span of time itself")
    kept = independent(scores, copies, by=by or "outlet").scores
    dated = replace(scores, scores=[one for one in kept if one.article.published is not None])
    if not len(dated):
        raise ArticleError("no article has a date (field published); name the column with read_articles or --date")
    sample = sample_of(dated, by or (), measures=[measure])
    spans = _spans(sample, period)
    codes = _codes(sample, spans, period)
    resampling, rows = Resampling(resamples, confidence, seed), []
    for group, name in enumerate(sample.names):
        for last, span in enumerate(spans):
            chosen = (sample.groups == group) & (codes <= last) & (codes > last - rolling)
            rows.append(
                {"group": name or ALL, "period": span, **_row(sample, chosen, f"{name} {span}", resampling, min_articles)}
            )
    found = _changes(sample, codes, spans, resampling) if changes else pd.DataFrame()
    settings = {
        "measure": measure,
        "by": named(columns_of(by or ())) or None,
        "period": period,
        "rolling": rolling,
        "changes": changes,
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
        "articles": len(sample.articles),
        "articles_that_are_copies": len(scores) - len(kept),
        "articles_without_date": len(kept) - len(dated),
    }
    return Timeline(pd.DataFrame(rows), found, sample.measures[measure], settings)


def _spans(sample: Sample, period: str) -> list[str]:
    """Every span of time from the first article to the last."""
    days = [one.article.published for one in sample.articles if one.article.published]
    spans = periods_between(min(days), max(days), period)
    if len(spans) > MOST_SPANS:
        raise ArticleError(f"{len(spans):,} spans from {min(days)} to {max(days)}: mistyped dates? Else take longer spans")
    return spans


def _codes(sample: Sample, spans: Sequence[str], period: str) -> Codes:
    """The number of each article's span of time."""
    number, name = {span: i for i, span in enumerate(spans)}, PERIODS[period]
    return np.array([number[name(one.article.published)] for one in sample.articles if one.article.published], dtype=np.intp)


def _row(sample: Sample, chosen: Any, name: str, resampling: Resampling, min_articles: int) -> dict[str, Any]:
    """The figure of some articles."""
    ((measure, one),) = sample.measures.items()
    tally = replace(sample.tally, columns=sample.tally.columns[chosen])
    n, bootstrap = int((~np.isnan(sample.values[chosen, 0])).sum()), resampling.of(name)
    side = Side(name, tally, bootstrap.sums(tally.columns))
    limits = side.limits(measure, bootstrap, one.bounds)
    return {
        "estimate": float(side.estimate(measure).value),
        "low": limits[0],
        "high": limits[1],
        "n_articles": len(tally),
        "n_measured": n,
        "base": side.base(measure),
        "few": n < min_articles,
        "note": note_on(n, min_articles, interval=limits[0] == limits[0]),
    }


# -- where the level changes -----------------------------------------------------------------------------------------------


def _changes(sample: Sample, codes: Codes, spans: Sequence[str], resampling: Resampling) -> "pd.DataFrame":
    """The largest change of each group's level."""
    import pandas as pd

    rows = []
    for group, name in enumerate(sample.names):
        of = sample.groups == group
        found = _largest(replace(sample.tally, columns=sample.tally.columns[of]), codes[of], spans, resampling)
        if found:
            rows.append({"group": name or ALL, **found})
    columns = ["group", "period", "before", "after", "difference", "p", "n_before", "n_after"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(6, "p_adjusted", adjusted(table["p"]))
    return table


def _largest(tally: Tally, codes: Codes, spans: Sequence[str], resampling: Resampling) -> dict[str, Any] | None:
    """The largest change of level of some articles; None where there is none, or too few articles on both sides of any."""
    blocks = np.zeros(len(tally), dtype=np.intp)
    cells = cells_of(codes, blocks)
    before = np.cumsum(np.bincount(codes, minlength=len(spans))[cells.group])[:-1]
    fit = (before >= LEAST_BESIDE) & (len(tally) - before >= LEAST_BESIDE)
    if not fit.any():
        return None
    seen = _apart(tally, cells.sums(tally.columns), before, fit)
    at = int(np.argmax(seen))
    if not seen[at]:
        return None
    dealt = permuted_sums(tally.columns, cells, blocks, resampling.resamples, resampling.seed)
    largest = np.concatenate([_apart(tally, sums, before, fit).max(axis=-1) for sums in dealt])
    (figure,) = tally.figures.values()
    boundary = cells.group[at + 1]
    levels = [
        float(figure.formula.compute(tally.columns[part][:, figure.counts].sum(axis=0)))
        for part in (codes < boundary, codes >= boundary)
    ]
    return {
        "period": spans[boundary],
        "before": levels[0],
        "after": levels[1],
        "difference": levels[1] - levels[0],
        "p": float(p_of(np.array([seen[at]]), largest[:, None])[0]),
        "n_before": int(before[at]),
        "n_after": int(len(tally) - before[at]),
    }


def _apart(tally: Tally, sums: Floats, before: Codes, fit: Any) -> Floats:
    """For each boundary the difference of level over its error, without sign; 0 where it is not looked at or not defined."""
    (figure,) = tally.figures.values()
    earlier = np.cumsum(sums, axis=-2)
    total, earlier = earlier[..., -1:, :], earlier[..., :-1, :]
    difference = figure.estimate(total - earlier, len(tally) - before).less(figure.estimate(earlier, before))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(difference.value / difference.error)  # beyond all bounds where nothing varies on either side
    return np.where(fit & (np.abs(difference.value) > 1e-12), t, 0.0)
