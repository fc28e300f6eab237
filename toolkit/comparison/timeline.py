"""A measure over time: by day, week, month, quarter or year, pooled over a rolling window, and where its level changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..articles.dates import PERIODS
from ..errors import ArticleError, OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, check_least, group_names, in_order, periods_between, title_of
from ..grouping.sampling_design import Sample, numbered, sample_of
from ..measures.measure import Measure
from ..scores.scores import ScoreTable
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.clusters import dealing, side_and_others
from ..statistics.inference import adjusted, p_of
from ..statistics.intervals import limits_and_notes
from ..statistics.permutations import Cells, cells_of, permuted_sums, sums_of
from ..statistics.resampling import Resampling
from ..statistics.tallies import Tally
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd


ALL = "all articles"
"""The name of the only group where articles are not grouped."""

MOST_SPANS = 20_000
"""Spans of time at most; with more, a date is probably mistyped."""

LEAST_BESIDE = 10
"""Articles that are needed on each side of a change of level."""


@dataclass(frozen=True, repr=False)
class Timeline(Tabular):
    """A measure over time.

    Attributes
    ----------
    table : one row per group and span of time, including spans without articles: group, period, estimate, low, high, n_articles,
        n_measured, base, few, note. With a rolling window, a row pools the spans up to its own. Where no two articles of a row
        differ, its limit comes from all articles outside it (see `intervals.limits_given_others`).
    changes : with `changes`, one row per group: group, period (the first of the new level), before, after, difference (after -
        before), p (how often the largest change is as large when the articles are dealt to the dates at random, which allows for
        having searched all dates), p_adjusted (Benjamini and Hochberg 1995), n_before, n_after.
    measure : the measure that is followed.
    settings : the options that the figures were made with.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.timeline().table[["period", "estimate"]].values.tolist()
    [['2017-01', 250.0], ['2017-02', nan], ['2017-03', 0.0]]
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
    cluster: By | None = None,
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
    by : the groups to follow separately, as in `compare`; None for all articles together.
    copies : near-copies are not independent articles: "once", "agency" or "keep", as in `compare`.
    rolling : number of spans of time that each row pools: its own and those before it.
    cluster : a field or column ("event", "day"); articles with the same value are not independent, and are resampled together,
        and dealt to the dates together.
    changes : look for the change of level of each group. Of all boundaries between spans of time with at least `LEAST_BESIDE`
        articles on both sides, it is the one with the largest difference over its standard error. The level can change with what
        is reported as well as with how; and events on which many articles say much the same make p too small without `cluster`.
    min_articles : a span of time with fewer articles is marked as few.
    resamples, confidence, seed : options of the bootstrap and of the permutations.

    Raises
    ------
    OptionError
        The period, the measure or a column does not exist, or a number is out of range.
    ArticleError
        No article has a date, or the dates make too many spans of time.

    Examples
    --------
    >>> from toolkit import example_results
    >>> result = example_results.timeline()
    >>> result.table[["period", "estimate", "n_articles"]].values.tolist()
    [['2017-01', 250.0, 1], ['2017-02', nan, 0], ['2017-03', 0.0, 1]]
    """
    import pandas as pd

    check_least(min_articles)
    if period not in PERIODS:
        raise OptionError(f"unknown period {period!r}; choose among {', '.join(PERIODS)}")
    if rolling < 1:
        raise OptionError("rolling must be at least 1: the span of time itself")
    kept = independent(scores, copies, by=by or "outlet").scores
    dates = [day is not None for day in kept.scores.fields("published")]
    dated = replace(scores, scores=kept.scores[np.array(dates, dtype=bool)])
    if not len(dated):
        raise ArticleError("no article has a date; name the column that has it where texts are read (--date, in Python date=…)")
    sample = sample_of(dated, by or (), cluster=cluster, measures=[measure])
    spans = _spans(sample, period)
    codes = _codes(sample, spans, period)
    resampling = Resampling(resamples, confidence, seed)
    rows = [
        {"group": name or ALL, "period": span, **_row(sample, chosen, f"{name} {span}", resampling, min_articles)}
        for name, span, chosen in _windows(sample, spans, codes, rolling)
    ]
    changed = _changes(sample, codes, spans, resampling) if changes else pd.DataFrame()
    settings = {
        "measure": measure,
        "by": title_of(by or None),
        "period": period,
        "rolling": rolling,
        "changes": changes,
        "cluster": title_of(cluster),
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
        "articles": len(sample.articles),
        "articles_that_are_copies": len(scores) - len(kept),
        "articles_without_date": len(kept) - len(dated),
        "groups_without_date": in_order({*filter(None, group_names(kept.scores, by or ()))} - {*sample.names}),
    }
    return Timeline(pd.DataFrame(rows), changed, sample.measures[measure], settings)


def _spans(sample: Sample, period: str) -> list[str]:
    """Every span of time from the first article to the last."""
    days = sample.articles.fields("published")
    spans = periods_between(min(days), max(days), period)
    if len(spans) > MOST_SPANS:
        raise ArticleError(
            f"{len(spans):,} spans of time from {min(days)} to {max(days)}: correct mistyped dates, or choose a longer period"
        )
    return spans


def _codes(sample: Sample, spans: Sequence[str], period: str) -> Indices:
    """The number of each article's span of time."""
    number, name = {span: i for i, span in enumerate(spans)}, PERIODS[period]
    days = sample.articles.fields("published")
    return np.array([number[name(day)] for day in days], dtype=np.intp)


def _windows(sample: Sample, spans: Sequence[str], codes: Indices, rolling: int) -> Iterator[tuple[str, str, Bools]]:
    """Each group and span of time, with the articles that are pooled: those of the span and of the ones before it."""
    places = sample.groups * len(spans) + codes
    order = np.argsort(places, kind="stable")
    ranked = places[order]
    for group, name in enumerate(sample.names):
        for last, span in enumerate(spans):
            ends = group * len(spans) + max(last - rolling + 1, 0), group * len(spans) + last + 1
            chosen = np.zeros(len(codes), dtype=bool)
            chosen[order[slice(*np.searchsorted(ranked, ends))]] = True
            yield name, span, chosen


def _row(sample: Sample, chosen: Bools, name: str, resampling: Resampling, min_articles: int) -> dict[str, Any]:
    """The figure of some articles; `name` seeds their resamples."""
    measured, bootstrap = (~np.isnan(sample.values[chosen])).sum(axis=0), resampling.of(name)
    side, others = side_and_others(name, sample.tally, chosen, sample.clusters, bootstrap)
    ((limits, note),) = limits_and_notes(side, others, bootstrap, sample.bounds, measured=measured, min_articles=min_articles)
    (estimate,), (base,), (n,) = side.estimates.value.tolist(), side.bases.tolist(), measured.tolist()
    return {
        "estimate": estimate,
        "low": limits[0],
        "high": limits[1],
        "n_articles": int(chosen.sum()),
        "n_measured": n,
        "base": base,
        "few": n < min_articles,
        "note": note,
    }


# -- where the level changes -----------------------------------------------------------------------------------------------


def _changes(sample: Sample, codes: Indices, spans: Sequence[str], resampling: Resampling) -> "pd.DataFrame":
    """The largest change of level of each group (see `Timeline.changes`)."""
    import pandas as pd

    rows = []
    for group, name in enumerate(sample.names):
        own = sample.groups == group
        clusters = None if sample.clusters is None else numbered(sample.clusters[own])
        change = _largest(sample.tally.of(own), codes[own], clusters, spans, resampling)
        if change:
            rows.append({"group": name or ALL, **change})
    columns = ["group", "period", "before", "after", "difference", "p", "n_before", "n_after"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(6, "p_adjusted", adjusted(table["p"]))
    return table


def _largest(
    tally: Tally, codes: Indices, clusters: Indices | None, spans: Sequence[str], resampling: Resampling
) -> dict[str, Any] | None:
    """The largest change of level of some articles; None without one, or without a boundary with enough articles on each side."""
    cells = cells_of(codes, np.zeros(len(tally), dtype=np.intp))
    before = np.cumsum(np.bincount(codes, minlength=len(spans))[cells.group])[:-1]
    if not _allowed(before, len(tally)).any():
        return None
    observed = _steps(tally, cells.sums(tally.columns), before)
    at = int(np.argmax(observed))
    if not observed[at]:
        return None
    dealt = (
        _dealt(tally, cells, before, resampling) if clusters is None else _dealt_in(clusters, tally, numbered(codes), resampling)
    )
    largest = np.concatenate([_steps(tally, *sums).max(axis=-1) for sums in dealt])
    (figure,) = tally.figures.values()
    boundary = cells.group[at + 1]
    levels = [
        float(figure.formula.compute(tally.counts[part][:, figure.counts].sum(axis=0)))
        for part in (codes < boundary, codes >= boundary)
    ]
    return {
        "period": spans[boundary],
        "before": levels[0],
        "after": levels[1],
        "difference": levels[1] - levels[0],
        "p": float(p_of(np.array([observed[at]]), largest[:, None])[0]),
        "n_before": int(before[at]),
        "n_after": int(len(tally) - before[at]),
    }


def _dealt(tally: Tally, cells: Cells, before: Indices, resampling: Resampling) -> Iterator[tuple[Floats, Indices]]:
    """Summed columns of each span of time where articles are dealt to these at random, and the articles before each boundary."""
    blocks = np.zeros(len(tally), dtype=np.intp)
    for sums in permuted_sums(tally.columns_at, cells, blocks, resampling.resamples, resampling.seed):
        yield sums, before


def _dealt_in(clusters: Indices, tally: Tally, codes: Indices, resampling: Resampling) -> Iterator[tuple[Floats, Indices]]:
    """The same where articles of one cluster are dealt together."""
    deal, spans = dealing(codes, clusters, np.random.default_rng([resampling.seed, 2])), int(codes.max()) + 1
    for _ in range(resampling.resamples):
        dealt = deal()
        yield sums_of(tally.columns_at, dealt[None], spans), np.cumsum(np.bincount(dealt, minlength=spans))[:-1]


def _allowed(before: Indices, articles: int) -> Bools:
    """Whether a boundary between spans of time has enough articles on either side."""
    return np.asarray((before >= LEAST_BESIDE) & (articles - before >= LEAST_BESIDE))


def _steps(tally: Tally, sums: Floats, before: Indices) -> Floats:
    """For each boundary the size of the change of level over its error; 0 where it is not allowed or there is no change.

    `sums` are the summed columns of each span of time, `before` the articles before each boundary.
    """
    (figure,) = tally.figures.values()
    earlier = np.cumsum(sums, axis=-2)
    total, earlier = earlier[..., -1:, :], earlier[..., :-1, :]
    difference = figure.estimate(total - earlier, len(tally) - before).less(figure.estimate(earlier, before))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(difference.value / difference.error)  # infinite where nothing varies on either side
    return np.where(_allowed(before, len(tally)) & (np.abs(difference.value) > 1e-12), t, 0.0)
