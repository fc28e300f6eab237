"""Resampling of whole articles: intervals of figures that are made of summed counts.

The words of one article are not independent, so an article (or a cluster of them: an event, a day) is the unit. The interval
is the studentised bootstrap (bootstrap-t; Efron 1979, Hall 1988): hits come in lumps, a resample that misses a lump has a low
figure and a small error, and only an interval that looks at both keeps its promise from few articles. Percentile and BCa
intervals of overdispersed counts cover .80 and .83 of the time where 95 % is promised at n = 8 (`benchmarks/inference.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from math import ceil
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from ..errors import ArticleError
from .arrays import Bools, Floats, Indices
from .formulas import Formula

Limits = tuple[float, float]
ANY: Limits = (-np.inf, np.inf)
SHARES: Limits = (0.0, 1.0)
NO_LIMITS: Limits = (float("nan"), float("nan"))

CHUNK = 4_000_000  # cells of resampling weights held at once
_ROUNDING = 1e-12  # of sums of squares, below which a spread is none
_LEAST_DEFINED = 0.9  # share of the resamples in which a figure must be defined for an interval


@dataclass(frozen=True)
class Resampling:
    """How articles are resampled: how often, for which confidence, from which seed.

    Raises ArticleError for figures with which nothing can be resampled.

    >>> Resampling(100).of("Wire").resamples
    100
    """

    resamples: int = 2000
    confidence: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            raise ArticleError(f"confidence {self.confidence}: give a share between 0 and 1 (usual is 0.95)")
        least = ceil(round(2 / (1 - self.confidence), 6))
        if self.resamples < least:
            raise ArticleError(f"resamples {self.resamples}: an interval of {self.confidence:.0%} needs at least {least}")
        if self.seed < 0:
            raise ArticleError(f"seed {self.seed}: give 0 or a larger whole number")

    def of(self, name: str) -> "Bootstrap":
        """The bootstrap of one group, whose intervals depend on no other group."""
        return Bootstrap(self.resamples, self.confidence, np.random.default_rng([self.seed, crc32(name.encode())]))

    @property
    def settings(self) -> dict[str, Any]:
        """The three, as results keep them."""
        return asdict(self)


@dataclass(frozen=True)
class Bootstrap:
    """Draws of whole articles from one stream of random numbers."""

    resamples: int
    confidence: float
    rng: np.random.Generator

    def sums(self, counts: Floats) -> Floats:
        """Summed counts of each resample: resamples by counts."""
        n = len(counts)
        if not n:
            return np.zeros((self.resamples, counts.shape[1]))
        weights = (self.rng.multinomial(n, np.full(n, 1 / n), size=size) for size in chunks(self.resamples, n))
        return np.concatenate([drawn @ counts for drawn in weights])

    def limits(self, values: Floats) -> tuple[float, float]:
        """Percentile limits of the resampled figures; NaN where too few are defined, or all are the same (0 of n, n of n)."""
        defined = values[~np.isnan(values)]
        if len(defined) < _LEAST_DEFINED * len(values) or np.ptp(defined) < 1e-12:
            return NO_LIMITS
        low, high = np.quantile(defined, [self.tail, 1 - self.tail])
        return float(low), float(high)

    def studentised(self, seen: "Estimate", drawn: "Estimate", units: int, bounds: Limits = ANY) -> Limits:
        """Bootstrap-t limits of a figure of some units: `seen` in the articles themselves, `drawn` in each resample.

        The tails are those that Student's t of so few units cuts off the normal curve, as Hesterberg (2015) widens percentile
        intervals: few articles do not show how skewed the many are. Where a figure that cannot be negative rests on so few
        of its `units` that many resamples miss them all, no resample tells its limit; it then is that of Student's t on the
        logarithm. A limit outside the range of the figure (`bounds`) is moved to its end. NaN where too few resamples are
        defined, and where all are the same (0 of n, n of n).
        """
        t = self._pivots(seen, drawn)
        if t is None:
            return NO_LIMITS
        tail = _widened(self.tail, units)
        least, most = np.quantile(t, [tail, 1 - tail], method="inverted_cdf")
        if not np.isfinite([least, most]).all():
            return self._rare(seen, units, bounds)
        low, high = np.clip([seen.value - most * seen.error, seen.value - least * seen.error], *bounds)
        return float(low), float(high)

    def symmetric(self, seen: "Estimate", drawn: "Estimate", units: int, bounds: Limits = ANY) -> Limits:
        """Symmetric bootstrap-t limits (Hall 1988), for differences between pairs, where they hold more often.

        NaN as of `studentised`, and from a single unit.
        """
        t = self._pivots(seen, drawn)
        if t is None or units < 2:
            return NO_LIMITS
        most = np.quantile(np.abs(t), 1 - 2 * _widened(self.tail, units), method="inverted_cdf")
        if not np.isfinite(most):
            return NO_LIMITS
        low, high = np.clip([seen.value - most * seen.error, seen.value + most * seen.error], *bounds)
        return float(low), float(high)

    def _pivots(self, seen: "Estimate", drawn: "Estimate") -> Floats | None:
        """How many of its errors each resample lies off; None where too few are defined, or all are the same."""
        defined = ~np.isnan(drawn.value)
        values, errors = drawn.value[defined], drawn.error[defined]
        if np.isnan(seen.value) or len(values) < _LEAST_DEFINED * len(defined) or np.ptp(values) < 1e-12:
            return None
        off = values - seen.value
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.abs(off) < 1e-12, 0.0, off / errors)

    def _rare(self, seen: "Estimate", units: int, bounds: Limits) -> Limits:
        """Limits by Student's t on the logarithm of a figure, or of what it lacks to the end of its range where that is rarer."""
        from scipy.stats import t

        if units < 2 or bounds[0] == -np.inf:
            return NO_LIMITS
        if bounds[0] < 0:  # an index: as the share of its range
            span = bounds[1] - bounds[0]
            low, high = self._rare(Estimate((seen.value - bounds[0]) / span, seen.error / span), units, SHARES)
            return bounds[0] + span * low, bounds[0] + span * high
        if bounds == SHARES and seen.value > 0.5:
            low, high = self._rare(Estimate(1 - seen.value, seen.error), units, bounds)
            return 1 - high, 1 - low
        times = np.exp(t.ppf(1 - self.tail, units - 1) * seen.error / seen.value)
        low, high = np.clip([seen.value / times, seen.value * times], *bounds)
        return float(low), float(high)

    @property
    def tail(self) -> float:
        """What is cut off on either side."""
        return (1 - self.confidence) / 2


@cache
def _widened(tail: float, units: int) -> float:
    """The share of the normal curve beyond the quantile that Student's t with units - 1 degrees of freedom has at `tail`."""
    from scipy.stats import norm, t

    return float(norm.cdf(t.ppf(tail, max(units - 1, 1))))


@cache
def _products(counts: int) -> tuple[Indices, Indices, Indices]:
    """The pairs of some counts whose products are kept, each once, and how often each stands in a quadratic form."""
    one, other = np.triu_indices(counts)
    return one, other, np.where(one == other, 1, 2)


def chunks(resamples: int, width: int) -> Iterator[int]:
    """How many resamples are held at once, so that memory stays small.

    >>> list(chunks(5, CHUNK // 2))
    [2, 2, 1]
    """
    size = max(1, CHUNK // max(width, 1))
    yield from (min(size, resamples - start) for start in range(0, resamples, size))


class Estimate(NamedTuple):
    """A figure with its standard error; arrays where there are many (resamples, groups)."""

    value: Floats
    error: Floats

    def less(self, other: "Estimate") -> "Estimate":
        """The difference of two figures of articles that were sampled apart."""
        return Estimate(self.value - other.value, np.hypot(self.error, other.error))


class Figure(NamedTuple):
    """A formula over summed columns, and where they stand: the counts, and the products of each two of them."""

    formula: Formula
    counts: slice
    products: slice

    def estimate(self, sums: Floats, units: int | Indices) -> Estimate:
        """The figure of summed columns (last axis) over a number of units, with its standard error by the delta method.

        The error of a ratio is that of its linearised values over units (Cochran 1977, section 6.4), 0 for a single unit.
        """
        total = sums[..., self.counts]
        value, gradient = self.formula.compute(total), self.formula.gradient(total)
        one, other, times = _products(total.shape[-1])
        with np.errstate(divide="ignore", invalid="ignore"):  # without a base there is no figure and no error
            parts = sums[..., self.products] * times * gradient[..., one] * gradient[..., other]
            spread = parts.sum(axis=-1) - (gradient * total).sum(axis=-1) ** 2 / units
            spread = np.where(spread < _ROUNDING * np.abs(parts).sum(axis=-1), 0.0, spread)
        return Estimate(value, np.sqrt(spread * units / np.maximum(units - 1, 1)))


@dataclass(frozen=True)
class Tally:
    """What figures are made of, unit by unit: rows are articles (or clusters of them), columns counts and their products.

    >>> from toolkit.statistics.formulas import SHARE
    >>> tally = tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]]))
    >>> tally.columns.shape, tally.estimate("quoted").value.item(), tally.estimate("quoted").error.item()
    ((2, 5), 0.5, 0.25)
    """

    figures: Mapping[str, Figure]
    columns: Floats

    def __len__(self) -> int:
        return len(self.columns)

    def estimate(self, name: str) -> Estimate:
        """One figure over all rows."""
        return self.figures[name].estimate(self.columns.sum(axis=0), self.units(name))

    @property
    def measured(self) -> Bools:
        """Units by figures: whether a unit has what the figure is per (the last of its counts)."""
        return self.columns[:, [figure.counts.stop - 1 for figure in self.figures.values()]] > 0

    def units(self, name: str) -> int:
        """The number of units that a figure is made of, those with something to measure."""
        return int((self.columns[:, self.figures[name].counts.stop - 1] > 0).sum())

    @property
    def counts(self) -> Floats:
        """The columns of counts, without their products."""
        return self.columns[:, : max(figure.counts.stop for figure in self.figures.values())]

    def clustered(self, clusters: Indices) -> "Tally":
        """The tally with clusters for units; `clusters` holds the number of each row's, from 0."""
        sums = np.zeros((int(clusters.max()) + 1, self.counts.shape[1]))
        np.add.at(sums, clusters, self.counts)
        return tally_of({name: figure.formula for name, figure in self.figures.items()}, sums)


def tally_of(formulas: Mapping[str, Formula], counts: Floats) -> Tally:
    """The tally of units by counts, the counts of each formula side by side in the order of the formulas."""
    figures, products, start, width = {}, [], 0, counts.shape[1]
    for name, formula in formulas.items():
        part = slice(start, start + len(formula.counts))
        one, other, _ = _products(len(formula.counts))
        products.append(counts[:, part][:, one] * counts[:, part][:, other])
        figures[name] = Figure(formula, part, slice(width, width + len(one)))
        start, width = part.stop, width + len(one)
    return Tally(figures, np.hstack([counts, *products]))
