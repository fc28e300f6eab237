"""Resampling of whole articles: intervals of figures that are made of summed counts.

The words of one article are not independent, so an article (or a cluster of them: an event, a day) is the unit. The interval is
the studentised bootstrap (bootstrap-t; Efron 1979, Hall 1988). Hits come in lumps, and a resample that misses a lump has a low
figure and a small error, so with few articles only an interval that uses both has the coverage that it claims. With 8 articles,
95 % percentile and BCa intervals of overdispersed counts cover the true rate .80 and .83 of the time (`benchmarks/inference.py`).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from math import ceil
from typing import Any
from zlib import crc32

import numpy as np

from ..errors import OptionError
from .arrays import Floats
from .tallies import Estimate
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

    def studentised(self, observed: Estimate, drawn: Estimate, units: float, bounds: Limits = ANY) -> Limits:
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

    def symmetric(self, observed: Estimate, drawn: Estimate, units: int, bounds: Limits = ANY) -> Limits:
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

    def _pivots(self, observed: Estimate, drawn: Estimate) -> Floats | None:
        """How many of its own standard errors each resample differs by; None where too few are defined, or all are the same."""
        defined = ~np.isnan(drawn.value)
        values, errors = drawn.value[defined], drawn.error[defined]
        if np.isnan(observed.value) or len(values) < _LEAST_DEFINED * len(defined) or np.ptp(values) < 1e-12:
            return None
        difference = values - observed.value
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.abs(difference) < 1e-12, 0.0, difference / errors)

    def _rare(self, observed: Estimate, units: float, bounds: Limits) -> Limits:
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
