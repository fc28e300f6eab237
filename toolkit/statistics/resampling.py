"""Resampling of whole articles: intervals of figures that are made of summed counts.

The words of one article are not independent, so an article (or a cluster of them: an event, a day) is the unit. The interval is
the studentised bootstrap (bootstrap-t; Efron 1979, Hall 1988). Hits come in lumps, and a resample that misses a lump has a low
figure and a small error, so with few articles only an interval that uses both has the coverage that it claims. With 8 articles,
95 % percentile and BCa intervals of overdispersed counts cover the true rate .80 and .83 of the time (`benchmarks/inference.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from hashlib import sha256
from math import ceil
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from ..errors import OptionError
from .arrays import Bools, Floats, Indices
from .formulas import Formula
from .threads import one_thread

Limits = tuple[float, float]
ANY: Limits = (-np.inf, np.inf)
SHARES: Limits = (0.0, 1.0)
NO_LIMITS: Limits = (float("nan"), float("nan"))

LEAST_PERMUTATIONS = 19
"""Permutations with which p can be .05."""

CHUNK = 4_000_000  # cells of resampling weights held at once
MANY = 500
"""Articles from which on it is quicker to draw them one by one than to draw how often each of them is there."""

ROWS = 4000  # rows whose products are held at once
_ROUNDING = 1e-12  # relative to sums of squares, below which a spread counts as none
_LEAST_DEFINED = 0.9  # share of the resamples in which a figure must be defined for an interval


@dataclass(frozen=True)
class Resampling:
    """How articles are resampled: how often, for which confidence, from which seed.

    `permutations` is how often articles are dealt to groups at most; None for as often as the number of tests asks for.

    Raises OptionError for a confidence not between 0 and 1, too few resamples for it, too few permutations, or a seed below 0.

    >>> Resampling(100).of("Wire").resamples
    100
    """

    resamples: int = 2000
    confidence: float = 0.95
    seed: int = 0
    permutations: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            raise OptionError(f"confidence {self.confidence}: give a share between 0 and 1 (usual is 0.95)")
        least = ceil(round(2 / (1 - self.confidence), 6))
        if self.resamples < least:
            raise OptionError(f"resamples {self.resamples}: an interval of {self.confidence:.0%} needs at least {least}")
        if self.seed < 0:
            raise OptionError(f"seed {self.seed}: give 0 or a larger whole number")
        if self.permutations is not None and self.permutations < LEAST_PERMUTATIONS:
            raise OptionError(f"permutations {self.permutations}: give {LEAST_PERMUTATIONS} or more, or leave it out")

    def of(self, name: str) -> "Bootstrap":
        """The bootstrap of one group; its random numbers depend on its name, so that other groups do not change its intervals."""
        return Bootstrap(self.resamples, self.confidence, np.random.default_rng([self.seed, crc32(name.encode())]))

    @property
    def settings(self) -> dict[str, Any]:
        """The settings, as results keep them."""
        return asdict(self)


@dataclass(frozen=True)
class Bootstrap:
    """Draws of whole articles from one stream of random numbers."""

    resamples: int
    confidence: float
    rng: np.random.Generator

    def sums(self, counts: Floats) -> Floats:
        """The counts of articles (rows) summed over each resample of them: resamples by counts.

        The sums of a count lie next to each other in memory, since figures are made of them one after the other.
        """
        n, first = len(counts), 0
        sums = np.zeros((self.resamples, counts.shape[1]), order="F")
        with one_thread():  # drawing takes the time, and several would wait for each other meanwhile
            for size in chunks(self.resamples, n) if n else ():
                np.matmul(self.weights(n, size), counts, out=sums[first : first + size])
                first += size
        return sums

    def weights(self, n: int, resamples: int) -> Floats:
        """How often each of n articles is in each of some resamples: resamples by articles.

        >>> Resampling().of("Wire").weights(3, 2).sum(axis=1).tolist()
        [3.0, 3.0]
        """
        if n < MANY:
            return self.rng.multinomial(n, np.full(n, 1 / n), size=resamples).astype(float)
        return np.array(
            [np.bincount(self.rng.integers(n, size=n, dtype=np.uint32), minlength=n) for _ in range(resamples)], float
        )

    def limits(self, values: Floats) -> tuple[float, float]:
        """Percentile limits of resampled figures; NaN where too few are defined, or all are the same (0 of n, n of n)."""
        defined = values[~np.isnan(values)]
        if len(defined) < _LEAST_DEFINED * len(values) or np.ptp(defined) < 1e-12:
            return NO_LIMITS
        low, high = np.quantile(defined, [self.tail, 1 - self.tail])
        return float(low), float(high)

    def studentised(self, observed: "Estimate", drawn: "Estimate", units: float, bounds: Limits = ANY) -> Limits:
        """Bootstrap-t limits of a figure of some units: `observed` in the articles themselves, `drawn` in each resample.

        The tails are widened to those that Student's t with as many units cuts off the normal curve, as Hesterberg (2015) does
        for percentile intervals: few articles do not show how skewed the population is. A figure that cannot be negative may rest
        on so few of its `units` that many resamples miss them all. No resample then shows its limit, and the limits are those of
        Student's t on the logarithm. A limit outside the range of the figure (`bounds`) is moved to the end of the range. NaN
        where the figure is defined in too few resamples, and where all are the same (0 of n, n of n).
        """
        t = self._pivots(observed, drawn)
        if t is None:
            return NO_LIMITS
        tail = _widened(self.tail, units)
        least, most = np.quantile(t, [tail, 1 - tail], method="inverted_cdf")
        if not np.isfinite([least, most]).all():
            return self._rare(observed, units, bounds)
        low, high = np.clip([observed.value - most * observed.error, observed.value - least * observed.error], *bounds)
        return float(low), float(high)

    def symmetric(self, observed: "Estimate", drawn: "Estimate", units: int, bounds: Limits = ANY) -> Limits:
        """Symmetric bootstrap-t limits (Hall 1988), for differences between pairs, where their coverage is better.

        NaN where `studentised` gives NaN, and for a single unit.
        """
        t = self._pivots(observed, drawn)
        if t is None or units < 2:
            return NO_LIMITS
        most = np.quantile(np.abs(t), 1 - 2 * _widened(self.tail, units), method="inverted_cdf")
        if not np.isfinite(most):
            return NO_LIMITS
        low, high = np.clip([observed.value - most * observed.error, observed.value + most * observed.error], *bounds)
        return float(low), float(high)

    def _pivots(self, observed: "Estimate", drawn: "Estimate") -> Floats | None:
        """How many of its own standard errors each resample differs by; None where too few are defined, or all are the same."""
        defined = ~np.isnan(drawn.value)
        values, errors = drawn.value[defined], drawn.error[defined]
        if np.isnan(observed.value) or len(values) < _LEAST_DEFINED * len(defined) or np.ptp(values) < 1e-12:
            return None
        difference = values - observed.value
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.abs(difference) < 1e-12, 0.0, difference / errors)

    def _rare(self, observed: "Estimate", units: float, bounds: Limits) -> Limits:
        """Limits by Student's t on the logarithm of a figure, or of its distance from the end of its range if that is smaller."""
        from scipy.stats import t

        if units < 2 or bounds[0] == -np.inf:
            return NO_LIMITS
        if bounds[0] < 0:  # an index: as the share of its range
            span = bounds[1] - bounds[0]
            low, high = self._rare(Estimate((observed.value - bounds[0]) / span, observed.error / span), units, SHARES)
            return bounds[0] + span * low, bounds[0] + span * high
        if bounds == SHARES and observed.value > 0.5:
            low, high = self._rare(Estimate(1 - observed.value, observed.error), units, bounds)
            return 1 - high, 1 - low
        times = np.exp(t.ppf(1 - self.tail, units - 1) * observed.error / observed.value)
        low, high = np.clip([observed.value / times, observed.value * times], *bounds)
        return float(low), float(high)

    @property
    def tail(self) -> float:
        """The share that is cut off at either end."""
        return (1 - self.confidence) / 2


def chunks(resamples: int, width: int) -> Iterator[int]:
    """The numbers of resamples to hold at once, so that memory stays small.

    >>> list(chunks(5, CHUNK // 2))
    [2, 2, 1]
    """
    size = max(1, CHUNK // max(width, 1))
    yield from (min(size, resamples - start) for start in range(0, resamples, size))


@cache
def _widened(tail: float, units: float) -> float:
    """The share of the normal curve beyond the quantile that Student's t with units - 1 degrees of freedom has at `tail`."""
    from scipy.stats import norm, t

    return float(norm.cdf(t.ppf(tail, max(units - 1, 1))))


class Estimate(NamedTuple):
    """A figure with its standard error; arrays where there are many (resamples, groups)."""

    value: Floats
    error: Floats

    def less(self, other: "Estimate") -> "Estimate":
        """The difference of two figures whose articles were sampled independently."""
        return Estimate(self.value - other.value, np.hypot(self.error, other.error))


class Figure(NamedTuple):
    """A formula over summed columns, and where these are: the counts, and the products of each two of them."""

    formula: Formula
    counts: slice
    products: slice

    @property
    def alone(self) -> "Figure":
        """The same over its own columns alone."""
        n = len(self.formula.counts)
        return self._replace(counts=slice(0, n), products=slice(n, n + len(_products(n)[0])))

    def estimate(self, sums: Floats, units: int | Indices) -> Estimate:
        """The figure of summed columns (last axis) over a number of units, with its standard error by the delta method.

        The error of a ratio is that of its linearised values over units (Cochran 1977, section 6.4), 0 for a single unit.
        """
        total = sums[..., self.counts]
        value, gradient = self.formula.compute(total), self.formula.gradient(total)
        one, other, times = _products(total.shape[-1])
        with np.errstate(divide="ignore", invalid="ignore"):  # with a base of 0 there is neither a figure nor an error
            parts = sums[..., self.products] * times * gradient[..., one] * gradient[..., other]
            spread = parts.sum(axis=-1) - (gradient * total).sum(axis=-1) ** 2 / units
            spread = np.where(spread < _ROUNDING * np.abs(parts).sum(axis=-1), 0.0, spread)
        return Estimate(value, np.sqrt(spread * units / np.maximum(units - 1, 1)))


@cache
def _products(counts: int) -> tuple[Indices, Indices, Indices]:
    """The pairs of counts whose products are kept, each once, and how often each occurs in a quadratic form."""
    one, other = np.triu_indices(counts)
    return one, other, np.where(one == other, 1, 2)


@dataclass(frozen=True)
class Tally:
    """What figures are made of: rows are units (articles, or clusters of them), columns are counts and their products.

    Only the `counts` are kept; the products are computed when they are needed, since those of a million articles are large.

    >>> from toolkit.statistics.formulas import SHARE
    >>> tally = tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]]))
    >>> tally.columns.shape, tally.estimate("quoted").value.item(), tally.estimate("quoted").error.item()
    ((2, 5), 0.5, 0.25)
    """

    figures: Mapping[str, Figure]
    counts: Floats

    def __len__(self) -> int:
        return len(self.counts)

    def of(self, rows: Indices | Bools | slice) -> "Tally":
        """The tally of some units."""
        return Tally(self.figures, self.counts[rows])

    def only(self, names: Sequence[str]) -> "Tally":
        """The tally of some figures; itself where these are all."""
        if len(names) == len(self.figures):
            return self
        return tally_of({name: self.figures[name].formula for name in names}, np.hstack([self.counts_of(name) for name in names]))

    def columns_at(self, rows: slice, places: Indices | None = None) -> Floats:
        """The columns of some units; those at some places, in ascending order, or all."""
        return self.of(rows)._columns(np.arange(self.width) if places is None else places)

    @property
    def columns(self) -> Floats:
        """Units by columns: the counts, and the products of each two counts of a figure."""
        return self._columns(np.arange(self.width))

    def _columns(self, places: Indices) -> Floats:
        """Some of the columns, in ascending order of their places."""
        n, (one, other) = self.counts.shape[1], self._multiplied
        made = places[places >= n] - n
        return np.hstack(
            [
                self.counts.take(places[places < n], axis=1),
                self.counts.take(one[made], axis=1) * self.counts.take(other[made], axis=1),
            ]
        )

    @property
    def _multiplied(self) -> list[Indices]:
        """The places of the two counts that each of the products is made of."""
        figures = self.figures.values()
        return [np.concatenate([f.counts.start + _products(len(f.formula.counts))[i] for f in figures]) for i in (0, 1)]

    @cached_property
    def distinct(self) -> tuple[Indices, Indices]:
        """The places of columns of which no two are the same, and for each column the number of the one that it is the same as.

        Many figures have the same base, such as the words of narration.

        >>> from toolkit.statistics.formulas import SHARE
        >>> tally = tally_of({"quoted": SHARE, "named": SHARE}, np.array([[1.0, 4.0, 2.0, 4.0], [3.0, 4.0, 1.0, 4.0]]))
        >>> tally.distinct[0].tolist(), tally.distinct[1].tolist()
        ([0, 1, 2, 4, 5, 6, 7, 8], [0, 1, 2, 1, 3, 4, 5, 6, 7, 5])
        """
        hashes = [sha256(column.tobytes()).digest() for column in self.counts.T]
        made_of = [(one,) for one in hashes]
        made_of += [tuple(sorted((hashes[i], hashes[j]))) for i, j in zip(*self._multiplied, strict=True)]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(made_of))}
        same = np.array([numbers[key] for key in made_of], dtype=np.intp)
        return np.unique(same, return_index=True)[1], same

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(int(figure.products.stop) for figure in self.figures.values())

    @cached_property
    def total(self) -> Floats:
        """The columns summed over all units, in their order."""
        total = np.zeros(self.width)
        for rows in blocks_of(len(self)):
            total = np.vstack([total, self.columns_at(rows)]).sum(axis=0)
        return total

    def total_without(self, groups: Indices) -> Floats:
        """The columns summed over the units outside each group, in the order of the units: groups by columns.

        >>> from toolkit.statistics.formulas import SHARE
        >>> tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]])).total_without(np.array([0, 1]))[:, :2].tolist()
        [[3.0, 4.0], [1.0, 4.0]]
        """
        from scipy.sparse import csr_array, eye_array, hstack

        n = int(groups.max()) + 1
        totals = np.zeros((n, self.width))
        for rows in blocks_of(len(self)):
            outside = csr_array(groups[rows] != np.arange(n)[:, None], dtype=float)
            totals = hstack([eye_array(n), outside], format="csr") @ np.vstack([totals, self.columns_at(rows)])
        return totals

    def estimate(self, name: str) -> Estimate:
        """One figure over all rows."""
        return self.figures[name].estimate(self.total, self.units(name))

    def counts_of(self, name: str) -> Floats:
        """The counts of one figure: units by counts."""
        return self.counts[:, self.figures[name].counts]

    @property
    def bases(self) -> Floats:
        """The base of each figure, which is the last of its counts: units by figures."""
        return self.counts[:, [figure.counts.stop - 1 for figure in self.figures.values()]]

    @property
    def n_units(self) -> Indices:
        """For each figure the number of units that have something to measure, of which the figure is made."""
        return np.asarray((self.bases > 0).sum(axis=0))

    def units(self, name: str) -> int:
        """The same for one figure."""
        return int((self.counts_of(name)[:, -1] > 0).sum())

    def clustered(self, clusters: Indices, rows: Indices | None = None) -> "Tally":
        """The tally with clusters as its units, each the sum of its rows, or of those of `rows`.

        `clusters` holds for each row of this tally the number of its cluster, from 0; every cluster has a row.
        """
        from scipy.sparse import csr_array

        summed = np.arange(len(self)) if rows is None else rows
        shape = (int(clusters.max(initial=-1)) + 1, len(self))
        return Tally(self.figures, csr_array((np.ones(len(summed)), (clusters[summed], summed)), shape=shape) @ self.counts)


def tally_of(formulas: Mapping[str, Formula], counts: Floats) -> Tally:
    """The tally of units (rows) by counts (columns): the counts of each formula next to each other, formulas in their order."""
    figures, start, width = {}, 0, counts.shape[1]
    for name, formula in formulas.items():
        one, _, _ = _products(len(formula.counts))
        part = slice(start, start + len(formula.counts))
        figures[name] = Figure(formula, part, slice(width, width + len(one)))
        start, width = part.stop, width + len(one)
    return Tally(figures, counts)


class Others(NamedTuple):
    """The units of a tally that are not of one group: what a `Side` needs of them, without a copy of their counts.

    `groups` are the numbers of the units' groups, `total` holds the columns summed, and `n_units` is as in a tally.
    """

    tally: Tally
    groups: Indices
    group: int
    total: Floats
    n_units: Indices

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures of the tally."""
        return self.tally.figures

    def counts_of(self, name: str) -> Floats:
        """The counts of one figure: units by counts."""
        return np.asarray(self.tally.counts_of(name)[self.groups != self.group])


def others_of(tally: Tally, groups: Indices) -> list[Others]:
    """For each group, numbered from 0, all units that are not of it."""
    totals, measured = tally.total_without(groups), tally.bases > 0
    everywhere = measured.sum(axis=0)
    n_units = [everywhere - measured[groups == group].sum(axis=0) for group in range(len(totals))]
    return [Others(tally, groups, group, *sums) for group, sums in enumerate(zip(totals, n_units, strict=True))]


def parted(tally: Tally, chosen: Bools) -> tuple[Tally, Others]:
    """Some units of a tally, and all others.

    >>> from toolkit.statistics.formulas import SHARE
    >>> own, others = parted(tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]])), np.array([True, False]))
    >>> own.counts.tolist(), others.counts_of("quoted").tolist(), others.total[:2].tolist()
    ([[1.0, 4.0]], [[3.0, 4.0]], [3.0, 4.0])
    """
    own = tally.of(chosen)
    return own, Others(tally, chosen.astype(np.intp), 1, tally.total - own.total, tally.n_units - own.n_units)


def blocks_of(n: int) -> Iterator[slice]:
    """Rows that are computed with at once, so that memory stays small.

    >>> list(blocks_of(ROWS + 1))
    [slice(0, 4000, None), slice(4000, 4001, None)]
    """
    yield from (slice(start, min(start + ROWS, n)) for start in range(0, n, ROWS))
