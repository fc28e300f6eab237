"""The interval of a group's figure, and of its difference from that of the other groups.

Where all articles of a group are alike (most often because none has a hit), resampling them shows no variation. The limit then
depends on how many unlike articles, of the kind that the other groups have, the group could have without one being in the sample.
Where few articles hold most of what is counted, the interval also covers that the heaviest may not be in the sample.
The interval of a difference is made from those of both sides (Newcombe 1998): with few articles on one side and many on the other
it is skewed, which resampling the difference itself does not show.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isnan, sqrt
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Bools, Floats, Indices
from .resampling import NO_LIMITS, Bootstrap, Limits
from .tallies import Alike, Estimate, NamedFigures

CONFIDENCE = 0.95
FEW_UNITS = 10
"""Below this number of articles (or clusters) no interval can be trusted much; the table says so."""

LEAST_UNITS = 3
"""The fewest articles (or clusters) of an interval: two that happen to be alike would look surer than any larger sample."""

LUMPS = 20
"""From so many articles of equal weight on, resampling alone shows how far a figure varies (`benchmarks/coverage.py`)."""

FEW_LUMPS = 5
"""Below so many the table says that the interval is rough."""

ROUGH = "interval rough: "
NO_INTERVAL = "no interval: too few articles that differ"
NO_INTERVAL_OF_CLUSTERS = "no interval: too few clusters that differ"
ALIKE = "no two articles differ: the limit allows for other articles, like those of the rest, that so small a sample may miss"
HELD_BY_FEW = f"{ROUGH}few articles hold most of it"
TO_THE_END = f"{ROUGH}it goes to the far end of the range"
_ROUNDING = 1e-12  # of a figure, below which two are the same

Interval = tuple[float, float, float]
"""A figure with its lower and its upper limit."""

Intervals = tuple[Any, Any, Any]
"""The same of several figures: three arrays."""


class Units(Protocol):
    """The units (articles, or clusters of them) of one side of a comparison: a `Tally`, or the `Others` of one."""

    @property
    def figures(self) -> NamedFigures:
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

    What is told of it is an array over the figures of its units, in their order. `known` keeps limits that have been computed.
    """

    name: str
    tally: Units
    drawn: Floats
    known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    clustered: ClassVar[bool] = False
    """Whether the units are clusters."""

    @cached_property
    def total(self) -> Floats:
        """The columns summed over all units."""
        return self.tally.total

    @cached_property
    def units(self) -> Indices:
        """The number of units that have something to measure."""
        return self.tally.n_units

    @cached_property
    def estimates(self) -> Estimate:
        """The figures of all units."""
        return self.tally.figures.estimates(self.total, self.units)

    @cached_property
    def bases(self) -> Floats:
        """The bases over all units: the number of words, attributions or articles that each figure is a rate or share of."""
        return np.array([self.total[figure.counts][-1] for figure in self.tally.figures.values()])

    @cached_property
    def counts_as(self) -> Floats:
        """As how many units of equal size the units count: their number, unless they are clusters of unequal size (Kish 1965)."""
        return self.units.astype(float)

    def correlation(self, other: "Side") -> Floats:
        """The correlation of each figure with that of the other side, which is 0 unless both sides share clusters."""
        return np.zeros(len(self.units))

    @property
    def errors(self) -> Floats:
        """The standard errors that intervals start from."""
        return self.estimates.error

    def limits(self, bootstrap: Bootstrap, bounds: ArrayLike) -> Floats:
        """The studentised intervals: figures by lower and upper limit.

        NaN for fewer than `LEAST_UNITS`, and where all units are alike.

        `bounds` are the ranges of the figures, or of all of them.
        """
        ends = np.broadcast_to(np.asarray(bounds, dtype=float), (len(self.units), 2))
        if (key := (bootstrap.confidence, ends.tobytes())) not in self.known:
            self.known[key] = self._limits(bootstrap, ends)
        limits: Floats = self.known[key]
        return limits

    def _limits(self, bootstrap: Bootstrap, bounds: Floats) -> Floats:
        limits, observed = np.full(bounds.shape, np.nan), Estimate(self.estimates.value, self.errors)
        varying = (self.units >= LEAST_UNITS) & (self.estimates.error > 0)
        for alike in self.tally.figures.batches(varying):
            these, drawn = alike.numbers, alike.estimate(self.drawn, self.units)
            limits[these] = bootstrap.studentised(observed.at(these), drawn, self.counts_as[these], bounds[these])
        return limits


class Difference(NamedTuple):
    """A figure of two sides, their difference with its interval, and a note for the reader ("" for none)."""

    one: float
    other: float
    difference: float
    low: float
    high: float
    note: str


def differences_of(one: Side, other: Side, bootstrap: Bootstrap, bounds: ArrayLike) -> list[Difference]:
    """Each figure of one side less that of the other; `bounds` are the ranges of the figures, or of all of them."""
    given = [limits_given_others(side, others.tally, bootstrap, bounds) for side, others in ((one, other), (other, one))]
    low, high = np.moveaxis(np.broadcast_to(np.asarray(bounds, dtype=float), (len(one.units), 2)), -1, 0)
    sides = [(side.estimates.value, limits[:, 0], limits[:, 1]) for side, (limits, _) in zip((one, other), given, strict=True)]
    difference, *ends = newcombe(sides[0], sides[1], one.correlation(other))
    least, most = (np.clip(end, low - high, high - low) for end in ends)
    rows = zip(sides[0][0].tolist(), sides[1][0].tolist(), difference.tolist(), least.tolist(), most.tolist(), strict=True)
    notes = [_told_of_both((one, other), [notes[number] for _, notes in given], number) for number in range(len(one.units))]
    none = NO_INTERVAL_OF_CLUSTERS if one.clustered else NO_INTERVAL
    return [
        Difference(*row, note) if row[3] < row[4] else Difference(*row[:3], *NO_LIMITS, "" if isnan(row[2]) else none)
        for row, note in zip(rows, notes, strict=True)
    ]


def _told_of_both(sides: Sequence[Side], notes: Sequence[str], number: int) -> str:
    """The notes on one figure of both sides."""
    told = [f"{side.name}: {note}" for side, note in zip(sides, notes, strict=True) if note]
    told += [note_on_clusters(float(side.counts_as[number]), side.name) for side in sides if side.clustered]
    return "; ".join(filter(None, told))


def limits_given_others(side: Side, others: Units, bootstrap: Bootstrap, bounds: ArrayLike) -> tuple[Floats, list[str]]:
    """The intervals of one side's figures (figures by lower and upper limit), and a note on each ("" for none).

    Where all units of the side are alike, it is made from `others`; where few of them hold most, it is widened by what the hits
    of single units are in `others` too.
    """
    alike, limits = (side.units >= LEAST_UNITS) & (side.estimates.error == 0), side.limits(bootstrap, bounds).copy()
    key = "unseen", bootstrap.tail
    if key not in side.known or side.known[key][0] is not others:
        side.known[key] = others, _unseen(side, others, bootstrap.tail, alike)
    limits[alike] = side.known[key][1]
    notes = np.where(alike & ~np.isnan(limits[:, 0]), ALIKE, "").astype(object)
    if not side.clustered:  # clusters of unequal size count as fewer already, and agree with their test
        lumps, widest = _lumps(side, others, bootstrap.tail, bounds)
        resting = ~alike & ~np.isnan(limits[:, 0])
        wider = np.stack([np.minimum(limits[:, 0], widest[:, 0]), np.maximum(limits[:, 1], widest[:, 1])], axis=1)
        limits[resting], notes[resting & (lumps < FEW_LUMPS)] = wider[resting], HELD_BY_FEW
    notes[_to_the_end(side.estimates.value, limits, bounds) & (notes == "")] = TO_THE_END
    return limits, notes.tolist()


def _to_the_end(values: Floats, limits: Floats, bounds: ArrayLike) -> Bools:
    """Which intervals go from one half of a range to the end of the other: one heavy article can do that to a share."""
    least, most = np.broadcast_to(np.asarray(bounds, dtype=float), limits.shape).T
    with np.errstate(invalid="ignore"):  # a figure without an upper end has no middle
        middle = (least + most) / 2
    return np.asarray(np.where(values > middle, limits[:, 0] <= least, (limits[:, 1] >= most) & np.isfinite(most)), dtype=bool)


def limits_and_notes(
    side: Side, others: Units, bootstrap: Bootstrap, bounds: ArrayLike, *, measured: Indices, min_articles: int
) -> list[tuple[Limits, str]]:
    """The intervals of one side's figures (see `limits_given_others`), each with all that a reader of its row must know.

    `measured` is the number of articles that have something to measure, for each figure.
    """
    limits, notes = limits_given_others(side, others, bootstrap, bounds)
    rows = []
    for (low, high), note, n, clusters in zip(limits.tolist(), notes, measured.tolist(), side.counts_as.tolist(), strict=True):
        known = note_on(n, min_articles, interval=not isnan(low), clusters=clusters if side.clustered else None)
        rows.append(((low, high), "; ".join(filter(None, [known, note.removeprefix(ROUGH) if ROUGH in known else note]))))
    return rows


def _lumps(side: Side, others: Units, tail: float, bounds: ArrayLike) -> tuple[Floats, Floats]:
    """How many units of equal weight would vary as a side's figures do, and the limits of figures that rest on so many.

    A few heavy units may hold most of a count. A sample that lacks them is low, and its own scatter is small, so the weight of a
    unit is that in both sides together, unless it is higher in this one. The limits are those of a Poisson number of such units
    (Garwood 1936; of unequal weight, Fay and Feuer 1997); for a share above a half, those of its distance from 1. Infinitely many
    where there are `LUMPS` or more, or no hits: an index that does not begin at 0.
    """
    from scipy.special import gammaincinv

    n = len(side.units)
    lumps, limits = np.full(n, inf), np.repeat(side.estimates.value[:, None], 2, axis=1)
    least, most = np.broadcast_to(np.asarray(bounds, dtype=float), (n, 2)).T
    for alike in (several.only(least == 0) for several in side.tally.figures.alike if len(several.formula.counts) == 2):
        value, top = side.estimates.value[alike.numbers], most[alike.numbers]
        far = (top == 1) & (value > 0.5)
        (own, scatter), (elsewhere, scatter_elsewhere) = (_hits(alike, units.total, far) for units in (side, others))
        few = (own > 0) & (own**2 < LUMPS * scatter)
        with np.errstate(divide="ignore", invalid="ignore"):
            heavy = own * np.minimum(own / scatter, (own + elsewhere) / (scatter + scatter_elsewhere))
            rarer = np.where(far, 1 - value, value)
            low, high = (rarer / heavy * gammaincinv(*at) for at in ((heavy, tail), (heavy + 1, 1 - tail)))
        ends = np.stack([np.maximum(np.where(far, 1 - high, low), 0), np.minimum(np.where(far, 1 - low, high), top)], axis=1)
        lumps[alike.numbers[few]], limits[alike.numbers[few]] = heavy[few], ends[few]
    return lumps, limits


def _hits(alike: Alike, total: Floats, far: Bools) -> tuple[Floats, Floats]:
    """The hits of summed columns (where `far`, what is no hit), and the squares of what units have more or less than expected."""
    (part, whole), (parts, both, wholes) = total[alike.counts], total[alike.products]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = part / whole
        scatter = np.maximum(parts - 2 * rate * both + rate**2 * wholes, 0.0)
    return np.where(whole > 0, np.where(far, whole - part, part), 0.0), np.where(whole > 0, scatter, 0.0)


def _unseen(side: Side, others: Units, tail: float, alike: Bools) -> Floats:
    """Limits of the figures of a side whose units are all `alike`: the figures with as many unlike units as chance could hide.

    Where none of n units is unlike, up to 1 - tail^(1/n) of all may be (Clopper and Pearson 1934). These are assumed to resemble
    the unlike units of the others, so the interval reaches from the figure towards those. NaN where the others have none.
    """
    figures, limits = list(side.tally.figures.items()), []
    for number in np.flatnonzero(alike).tolist():
        (name, figure), value, n = figures[number], float(side.estimates.value[number]), int(side.units[number])
        counts = others.counts_of(name)
        unlike = np.abs(figure.formula.compute(counts) - value) > _ROUNDING
        limit = float("nan")
        if unlike.any():
            share = 1 - tail ** (1 / n)
            mixed = (1 - share) * side.total[figure.counts] / n + share * counts[unlike].mean(axis=0)
            limit = float(figure.formula.compute(mixed))
        limits.append((min(limit, value), max(limit, value)))
    return np.array(limits).reshape(-1, 2)


def newcombe(one: Intervals, other: Intervals, correlation: ArrayLike = 0.0) -> Intervals:
    """The differences of figures, with their intervals made from theirs (Newcombe 1998, method 10; Zou and Donner 2008).

    `correlation` is that of the two figures.

    Newcombe's example, 56 of 70 against 48 of 80, each with Wilson's limits:

    >>> [round(float(x), 4) for x in newcombe((0.8, 0.6922, 0.8769), (0.6, 0.4904, 0.7004))]
    [0.2, 0.0527, 0.3339]
    """
    (value, low, high), (value_other, low_other, high_other) = one, other
    return (
        value - value_other,
        value - value_other - _apart(value - low, high_other - value_other, correlation),
        value - value_other + _apart(high - value, value_other - low_other, correlation),
    )


def _apart(one: Floats, other: Floats, correlation: ArrayLike) -> Floats:
    """The reach of the difference of two figures from the reaches of both."""
    shared = np.asarray(correlation)
    return np.asarray(np.hypot(one - shared * other, np.sqrt(1 - shared**2) * other))


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
