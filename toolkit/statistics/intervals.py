"""The interval of a group's figure beside other groups, and of how far it is apart from theirs.

Where all articles of a group are alike (most often because none has a hit), resampling them tells nothing; how far the figure may
lie off is then told by how many unlike articles, like those of the others, can be there unseen. The interval of a difference is
made of those of both sides (Newcombe 1998): a group of few articles beside many others has a skewed one, which no resampling of
the difference itself recovers.
"""

from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import NamedTuple

import numpy as np

from .arrays import Floats
from .resampling import NO_LIMITS, Bootstrap, Estimate, Limits, Tally

NO_INTERVAL = "no interval: too few articles that differ"
ALIKE = "no two articles differ: the limit is that of as many unlike ones, from the others, as may be unseen"
_ROUNDING = 1e-12  # of a figure, below which two are the same

Interval = tuple[float, float, float]
"""A figure with its lower and its upper limit."""


@dataclass(frozen=True)
class Side:
    """One side: its units (articles, or clusters of them), and the summed columns of their resamples."""

    name: str
    tally: Tally
    drawn: Floats

    @cached_property
    def total(self) -> Floats:
        return np.asarray(self.tally.columns.sum(axis=0))

    @cached_property
    def units(self) -> dict[str, int]:
        """For each figure how many units have something to measure."""
        return dict(zip(self.tally.figures, self.tally.measured.sum(axis=0).tolist(), strict=True))

    def estimate(self, name: str) -> Estimate:
        """A figure of all units."""
        return self.tally.figures[name].estimate(self.total, self.units[name])

    def base(self, name: str) -> float:
        """How much of what a figure is per its units have (words, attributions, articles)."""
        return float(self.total[self.tally.figures[name].counts][-1])

    def limits(self, name: str, bootstrap: Bootstrap, bounds: Limits) -> Limits:
        """The studentised interval of a figure; NaN for a single unit."""
        if self.units[name] < 2:
            return NO_LIMITS
        again = self.tally.figures[name].estimate(self.drawn, self.units[name])
        return bootstrap.studentised(self.estimate(name), again, self.units[name], bounds)


class Apart(NamedTuple):
    """A figure of two sides, their difference with its interval, and what to note of it."""

    one: float
    other: float
    difference: float
    low: float
    high: float
    note: str


def apart(name: str, one: Side, other: Side, bootstrap: Bootstrap, bounds: Limits) -> Apart:
    """One side's figure less the other's; `bounds` are those of the figure."""
    ends, notes = [], []
    for side, beside in ((one, other), (other, one)):
        limits, note = limits_beside(name, side, beside.tally, bootstrap, bounds)
        notes += [f"{side.name}: {note}"] if note else []
        ends.append((float(side.estimate(name).value), *limits))
    difference, *made = newcombe(*ends)
    low, high = map(float, np.clip(made, bounds[0] - bounds[1], bounds[1] - bounds[0]))
    if not low < high:
        (low, high), notes = NO_LIMITS, [NO_INTERVAL] if difference == difference else []
    return Apart(ends[0][0], ends[1][0], difference, low, high, "; ".join(notes))


def limits_beside(name: str, side: Side, beside: Tally, bootstrap: Bootstrap, bounds: Limits) -> tuple[Limits, str]:
    """The interval of one side's figure, and what to note of it; where all its units are alike, by those of the others."""
    if side.units[name] > 1 and side.estimate(name).error == 0:
        limits = _unseen(name, side, beside, bootstrap.tail)
        return limits, ALIKE if limits[0] == limits[0] else ""
    return side.limits(name, bootstrap, bounds), ""


def _unseen(name: str, side: Side, beside: Tally, tail: float) -> Limits:
    """Limits of the figure of a side whose units are all alike: with as many unlike ones as may be there unseen.

    Where none of n is unlike, up to 1 - tail^(1/n) of all may be (Clopper and Pearson 1934); these are taken to be as the unlike
    units of the others, towards which alone the limit then lies. NaN where these have none.
    """
    figure, seen, n = side.tally.figures[name], float(side.estimate(name).value), side.units[name]
    counts = beside.columns[:, figure.counts]
    unlike = np.abs(figure.formula.compute(counts) - seen) > _ROUNDING
    if not unlike.any():
        return NO_LIMITS
    share = 1 - tail ** (1 / n)
    limit = float(figure.formula.compute((1 - share) * side.total[figure.counts] / n + share * counts[unlike].mean(axis=0)))
    return min(seen, limit), max(seen, limit)


def newcombe(one: Interval, other: Interval) -> Interval:
    """The difference of two figures with its interval from those of both (Newcombe 1998, method 10; Zou and Donner 2008).

    Newcombe's example, 56 of 70 against 48 of 80, each with Wilson's limits:

    >>> [round(x, 4) for x in newcombe((0.8, 0.6922, 0.8769), (0.6, 0.4904, 0.7004))]
    [0.2, 0.0527, 0.3339]
    """
    (value, low, high), (value_other, low_other, high_other) = one, other
    return (
        value - value_other,
        value - value_other - hypot(value - low, high_other - value_other),
        value - value_other + hypot(high - value, value_other - low_other),
    )


FEW_UNITS = 10
"""Below this many articles (or clusters) no interval can be trusted much; the table says so."""


def note_on(measured: int, min_articles: int, *, interval: bool, clusters: int | None = None) -> str:
    """What a reader of the row must know; `clusters` is their number where whole clusters were resampled."""
    if not measured:
        return "nothing to measure"
    articles = f"{measured} article{'s' * (measured != 1)}"
    notes = [f"few: measured in {articles}, under {min_articles}"] if measured < min_articles else []
    units, what = (measured, "articles") if clusters is None else (clusters, "clusters")
    if not interval:
        notes.append(NO_INTERVAL)
    elif units < FEW_UNITS:
        notes.append(f"interval rough: under {FEW_UNITS} {what}")
    return "; ".join(notes)


CONFIDENCE = 0.95


def wilson(right: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """A share with its interval after Wilson (1927); NaN of nothing.

    >>> [round(x, 2) for x in wilson(8, 10)]
    [0.8, 0.49, 0.94]
    """
    from scipy.stats import binomtest

    if n == 0:
        return (float("nan"),) * 3
    interval = binomtest(right, n).proportion_ci(confidence, method="wilson")
    return right / n, float(interval.low), float(interval.high)
