"""The interval of a group's figure, and of its difference from that of the other groups.

Where all articles of a group are alike (most often because none has a hit), resampling them shows no variation. The limit then
depends on how many unlike articles, of the kind that the other groups have, the group could have without one being in the sample.
Where few articles hold most of what is counted, the interval also covers that the heaviest may not be in the sample.
The interval of a difference is made from those of both sides (Newcombe 1998): with few articles on one side and many on the other
it is skewed, which resampling the difference itself does not show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import hypot, inf, isnan, sqrt
from typing import ClassVar, NamedTuple, Protocol

import numpy as np

from .arrays import Floats, Indices
from .resampling import NO_LIMITS, SHARES, Bootstrap, Limits
from .tallies import Estimate, Figure

CONFIDENCE = 0.95
FEW_UNITS = 10
"""Below this number of articles (or clusters) no interval can be trusted much; the table says so."""

LUMPS = 20
"""From so many articles of equal weight on, resampling alone shows how far a figure varies (`benchmarks/coverage.py`)."""

FEW_LUMPS = 5
"""Below so many the table says that the interval is rough."""

ROUGH = "interval rough: "
NO_INTERVAL = "no interval: too few articles that differ"
NO_INTERVAL_OF_CLUSTERS = "no interval: too few clusters that differ"
ALIKE = "no two articles differ: the limit allows for other articles, like those of the rest, that so small a sample may miss"
HELD_BY_FEW = f"{ROUGH}few articles hold most of it"
_ROUNDING = 1e-12  # of a figure, below which two are the same

Interval = tuple[float, float, float]
"""A figure with its lower and its upper limit."""


class Units(Protocol):
    """The units (articles, or clusters of them) of one side of a comparison: a `Tally`, or the `Others` of one."""

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures that are compared."""

    @property
    def total(self) -> Floats:
        """The columns summed over all units."""

    @property
    def n_units(self) -> Indices:
        """For each figure the number of units that have something to measure."""

    def counts_of(self, name: str) -> Floats:
        """The counts of one figure: units by counts."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its units (articles, or clusters of them), and the summed columns of their resamples.

    `known` keeps the limits that have been computed, by figure, confidence and bounds, and `unseen` those that others gave.
    """

    name: str
    tally: Units
    drawn: Floats
    known: dict[tuple[str, float, Limits], Limits] = field(default_factory=dict, repr=False, compare=False)
    unseen: dict[tuple[str, float], tuple[Units, Limits]] = field(default_factory=dict, repr=False, compare=False)
    clustered: ClassVar[bool] = False
    """Whether the units are clusters."""

    @cached_property
    def total(self) -> Floats:
        """The columns summed over all units."""
        return self.tally.total

    @cached_property
    def units(self) -> dict[str, int]:
        """For each figure the number of units that have something to measure."""
        return dict(zip(self.tally.figures, self.tally.n_units.tolist(), strict=True))

    def estimate(self, name: str) -> Estimate:
        """A figure of all units."""
        return self._estimates[name]

    @cached_property
    def _estimates(self) -> dict[str, Estimate]:
        return {name: figure.estimate(self.total, self.units[name]) for name, figure in self.tally.figures.items()}

    def base(self, name: str) -> float:
        """The base of a figure over all units: the number of words, attributions or articles that it is a rate or share of."""
        return float(self.total[self.tally.figures[name].counts][-1])

    def counts_as(self, name: str) -> float:
        """As how many units of equal size the units count: their number, unless they are clusters of unequal size (Kish 1965)."""
        return float(self.units[name])

    def correlation(self, name: str, other: "Side") -> float:
        """The correlation of a figure with that of the other side, which is 0 unless both sides share clusters."""
        return 0.0

    def limits(self, name: str, bootstrap: Bootstrap, bounds: Limits) -> Limits:
        """The studentised interval of a figure; NaN for a single unit."""
        if self.units[name] < 2:
            return NO_LIMITS
        if (key := (name, bootstrap.confidence, bounds)) not in self.known:
            drawn = self.tally.figures[name].estimate(self.drawn, self.units[name])
            self.known[key] = bootstrap.studentised(self.estimate(name), drawn, self.units[name], bounds)
        return self.known[key]


class Difference(NamedTuple):
    """A figure of two sides, their difference with its interval, and a note for the reader ("" for none)."""

    one: float
    other: float
    difference: float
    low: float
    high: float
    note: str


def difference_of(name: str, one: Side, other: Side, bootstrap: Bootstrap, bounds: Limits) -> Difference:
    """The figure of one side less that of the other; `bounds` are the range of the figure."""
    figures, notes = [], []
    for side, others in ((one, other), (other, one)):
        limits, note = limits_given_others(name, side, others.tally, bootstrap, bounds)
        notes += [f"{side.name}: {note}"] if note else []
        figures.append((float(side.estimate(name).value), *limits))
    notes += [note_on_clusters(side.counts_as(name), side.name) for side in (one, other) if side.clustered]
    difference, *ends = newcombe(figures[0], figures[1], one.correlation(name, other))
    low, high = map(float, np.clip(ends, bounds[0] - bounds[1], bounds[1] - bounds[0]))
    if not low < high:
        (low, high), notes = NO_LIMITS, [] if isnan(difference) else [NO_INTERVAL_OF_CLUSTERS if one.clustered else NO_INTERVAL]
    return Difference(figures[0][0], figures[1][0], difference, low, high, "; ".join(filter(None, notes)))


def limits_given_others(name: str, side: Side, others: Units, bootstrap: Bootstrap, bounds: Limits) -> tuple[Limits, str]:
    """The interval of one side's figure and a note on it.

    Where all units of the side are alike, it is made from `others`; where few of them hold most, it is widened by what the hits
    of single units are in `others` too.
    """
    if side.units[name] > 1 and side.estimate(name).error == 0:
        if (key := (name, bootstrap.tail)) not in side.unseen or side.unseen[key][0] is not others:
            side.unseen[key] = others, _unseen(name, side, others, bootstrap.tail)
        limits = side.unseen[key][1]
        return limits, "" if isnan(limits[0]) else ALIKE
    low, high = side.limits(name, bootstrap, bounds)
    if isnan(low) or side.clustered:  # clusters of unequal size count as fewer already, and agree with their test
        return (low, high), ""
    lumps, least, most = _lumps(name, side, others, bootstrap.tail, bounds)
    return (min(low, least), max(high, most)), HELD_BY_FEW if lumps < FEW_LUMPS else ""


def limits_and_note(
    name: str, side: Side, others: Units, bootstrap: Bootstrap, bounds: Limits, *, measured: int, min_articles: int
) -> tuple[Limits, str]:
    """The interval of one side's figure (see `limits_given_others`), and all that a reader of its row must know.

    `measured` is the number of articles that have something to measure.
    """
    limits, note = limits_given_others(name, side, others, bootstrap, bounds)
    clusters = side.counts_as(name) if side.clustered else None
    known = note_on(measured, min_articles, interval=not isnan(limits[0]), clusters=clusters)
    return limits, "; ".join(filter(None, [known, note.removeprefix(ROUGH) if ROUGH in known else note]))


def _lumps(name: str, side: Side, others: Units, tail: float, bounds: Limits) -> Interval:
    """How many units of equal weight would vary as a side's figure does, and the limits of a figure that rests on so many.

    A few heavy units may hold most of a count. A sample that lacks them is low, and its own scatter is small, so the weight of a
    unit is that in both sides together, unless it is higher in this one. The limits are those of a Poisson number of such units
    (Garwood 1936; of unequal weight, Fay and Feuer 1997); for a share above a half, those of its distance from 1. Infinitely many
    where there are `LUMPS` or more, or no hits: an index that does not begin at 0.
    """
    from scipy.special import gammaincinv

    figure, value = side.tally.figures[name], float(side.estimate(name).value)
    if bounds[0] != 0 or len(figure.formula.counts) != 2:
        return inf, value, value
    far = bounds == SHARES and value > 0.5
    (own, scatter), (elsewhere, scatter_elsewhere) = (_hits(figure, units.total, far) for units in (side, others))
    if not 0 < own**2 < LUMPS * scatter:
        return inf, value, value
    lumps = own * min(own / scatter, (own + elsewhere) / (scatter + scatter_elsewhere))
    rarer = 1 - value if far else value
    least, most = (float(rarer / lumps * gammaincinv(*at)) for at in ((lumps, tail), (lumps + 1, 1 - tail)))
    least, most = (1 - most, 1 - least) if far else (least, most)
    return lumps, max(least, bounds[0]), min(most, bounds[1])


def _hits(figure: Figure, total: Floats, far: bool) -> tuple[float, float]:
    """The hits of summed columns (with `far` what is no hit), and the squares of what units have more or less than expected."""
    (part, whole), (parts, both, wholes) = total[figure.counts], total[figure.products]
    if not whole > 0:
        return 0.0, 0.0
    rate = part / whole
    return (whole - part if far else part), max(parts - 2 * rate * both + rate**2 * wholes, 0.0)


def _unseen(name: str, side: Side, others: Units, tail: float) -> Limits:
    """Limits of the figure of a side whose units are all alike: the figure with as many unlike units as chance could hide.

    Where none of n units is unlike, up to 1 - tail^(1/n) of all may be (Clopper and Pearson 1934). These are assumed to resemble
    the unlike units of the others, so the interval reaches from the figure towards those. NaN where the others have none.
    """
    figure, value, n = side.tally.figures[name], float(side.estimate(name).value), side.units[name]
    counts = others.counts_of(name)
    unlike = np.abs(figure.formula.compute(counts) - value) > _ROUNDING
    if not unlike.any():
        return NO_LIMITS
    share = 1 - tail ** (1 / n)
    limit = float(figure.formula.compute((1 - share) * side.total[figure.counts] / n + share * counts[unlike].mean(axis=0)))
    return min(value, limit), max(value, limit)


def newcombe(one: Interval, other: Interval, correlation: float = 0.0) -> Interval:
    """The difference of two figures, with its interval made from theirs (Newcombe 1998, method 10; Zou and Donner 2008).

    `correlation` is that of the two figures.

    Newcombe's example, 56 of 70 against 48 of 80, each with Wilson's limits:

    >>> [round(x, 4) for x in newcombe((0.8, 0.6922, 0.8769), (0.6, 0.4904, 0.7004))]
    [0.2, 0.0527, 0.3339]
    """
    (value, low, high), (value_other, low_other, high_other) = one, other
    return (
        value - value_other,
        value - value_other - _apart(value - low, high_other - value_other, correlation),
        value - value_other + _apart(high - value, value_other - low_other, correlation),
    )


def _apart(one: float, other: float, correlation: float) -> float:
    """The reach of the difference of two figures from the reaches of both."""
    return hypot(one - correlation * other, sqrt(1 - correlation**2) * other)


def note_on(measured: int, min_articles: int, *, interval: bool, clusters: float | None = None) -> str:
    """What a reader of the row must know; `clusters` is what clusters count as where whole clusters were resampled."""
    if not measured:
        return "nothing to measure"
    articles = f"{measured} article{'s' * (measured != 1)}"
    notes = [f"few: measured in {articles}, under {min_articles}"] if measured < min_articles else []
    if not interval:
        notes.append(NO_INTERVAL if clusters is None else NO_INTERVAL_OF_CLUSTERS)
    elif clusters is not None:
        notes += filter(None, [note_on_clusters(clusters)])
    elif measured < FEW_UNITS:
        notes.append(f"{ROUGH}under {FEW_UNITS} articles")
    return "; ".join(notes)


def note_on_clusters(counts_as: float, of: str = "") -> str:
    """A note where clusters count as few; "" where they do not. `of` is the name of the side, if there are several.

    >>> note_on_clusters(4.2, "Wire")
    'interval rough: clusters of Wire count as 4 of equal size'
    """
    return f"{ROUGH}clusters{f' of {of}' * bool(of)} count as {counts_as:.0f} of equal size" * (counts_as < FEW_UNITS)


def wilson(right: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """The share `right` of `n` with its interval after Wilson (1927); three NaN where n is 0.

    >>> [round(x, 2) for x in wilson(8, 10)]
    [0.8, 0.49, 0.94]
    """
    from scipy.special import ndtri

    if n == 0:
        return (float("nan"),) * 3
    share, z = right / n, float(ndtri(0.5 + 0.5 * confidence))
    whole = 2 * (n + z**2)
    centre, reach = (2 * n * share + z**2) / whole, z / whole * sqrt(4 * n * share * (1 - share) + z**2)
    return share, centre - reach if right else 0.0, centre + reach if right < n else 1.0
