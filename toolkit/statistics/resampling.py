"""Resampling of whole articles: intervals of figures that are made of summed counts.

The words of one article are not independent, so an article (or a cluster of them: an event, a day) is the unit. The interval is
the studentised bootstrap (bootstrap-t; Efron 1979, Hall 1988). Hits come in lumps, and a resample that misses a lump has a low
figure and a small error, so with few articles only an interval that uses both has the coverage that it claims. With 8 articles,
95 % percentile and BCa intervals of overdispersed counts cover the true rate .80 and .83 of the time (`benchmarks/inference.py`).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import ceil
from numbers import Integral
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from ..errors import OptionError
from .arrays import Floats, Indices
from .tallies import Estimate
from .threads import one_thread

Limits = tuple[float, float]
ANY: Limits = (-np.inf, np.inf)
SHARES: Limits = (0.0, 1.0)
NO_LIMITS: Limits = (float("nan"), float("nan"))

LEAST_PERMUTATIONS = 19
"""Permutations with which p can be .05."""

MOST_RESAMPLES = 1_000_000
"""Resamples of which all figures fit in memory; intervals do not change any more long before."""

CHUNK = 4_000_000  # cells of resampling weights held at once
MANY = 500
"""Articles from which on it is quicker to draw them one by one than to draw how often each of them is there."""

_LEAST_DEFINED = 0.9  # share of the resamples in which a figure must be defined for an interval


def check_confidence(confidence: float) -> None:
    """Raise OptionError for a confidence that is no share between 0 and 1.

    >>> check_confidence(0.95)
    """
    if not 0 < confidence < 1:
        raise OptionError(f"confidence {confidence}: give a share between 0 and 1 (usual is 0.95)")


def check_seed(seed: int) -> None:
    """Raise OptionError for a seed that is no whole number, or below 0.

    >>> check_seed(0)
    """
    if not isinstance(seed, Integral) or seed < 0:
        raise OptionError(f"seed {seed!r}: give 0 or a larger whole number")


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
        check_confidence(self.confidence)
        least = ceil(round(2 / (1 - self.confidence), 6))
        if self.resamples < least:
            raise OptionError(f"resamples {self.resamples}: an interval of {100 * self.confidence:g} % needs at least {least}")
        if self.resamples > MOST_RESAMPLES:
            raise OptionError(f"resamples {self.resamples}: give {MOST_RESAMPLES:,} at most (usual are 2,000)")
        check_seed(self.seed)
        if self.permutations is not None and self.permutations < LEAST_PERMUTATIONS:
            raise OptionError(f"permutations {self.permutations}: give {LEAST_PERMUTATIONS} or more, or leave it out")

    def of(self, name: str) -> "Bootstrap":
        """The bootstrap of one group; its random numbers depend on its name, so that other groups do not change its intervals."""
        return Bootstrap(self.resamples, self.confidence, np.random.default_rng([self.seed, crc32(name.encode())]))

    @property
    def settings(self) -> dict[str, Any]:
        """The settings, as results keep them."""
        return asdict(self)


def check_resampling(resamples: int, confidence: float = 0.95, seed: int = 0, permutations: int | None = None) -> None:
    """Raise OptionError where articles cannot be resampled or dealt so (see `Resampling`).

    >>> check_resampling(2000, seed=1)
    """
    Resampling(resamples, confidence, seed, permutations)


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

    def studentised(self, observed: Estimate, drawn: Estimate, units: ArrayLike, bounds: ArrayLike = ANY) -> Floats:
        """Bootstrap-t limits of figures of some units: `observed` in the articles themselves, `drawn` in resamples (last axis).

        The tails are widened to those that Student's t with as many units cuts off the normal curve, as Hesterberg (2015) does
        for percentile intervals: few articles do not show how skewed the population is. A figure that cannot be negative may rest
        on so few of its `units` that many resamples miss them all. No resample then shows its limit, and the limits are those of
        Student's t on the logarithm. A limit outside the range of the figure (`bounds`) is moved to the end of the range. NaN
        where the figure is defined in too few resamples, and where all are the same (0 of n, n of n).

        The last axis of the bounds and of the limits holds the lower and the upper one.
        """
        value, error, of_units = np.broadcast_arrays(observed.value, observed.error, units)
        ends, tail, (t, defined) = (
            np.broadcast_to(bounds, (*value.shape, 2)),
            _widened(self.tail, of_units),
            _pivots(observed, drawn),
        )
        reach = np.stack([_ranked(t, defined, 1 - tail), _ranked(t, defined, tail)], axis=-1)
        with np.errstate(invalid="ignore"):  # infinite where no resample shows a limit
            limits: Floats = np.clip(value[..., None] - reach * error[..., None], ends[..., :1], ends[..., 1:])
        rare = ~np.isnan(reach).any(axis=-1) & ~np.isfinite(reach).all(axis=-1)
        limits[rare] = self._rare(Estimate(value[rare], error[rare]), of_units[rare], ends[rare])
        return limits

    def symmetric(self, observed: Estimate, drawn: Estimate, units: ArrayLike, bounds: ArrayLike = ANY) -> Floats:
        """Symmetric bootstrap-t limits (Hall 1988), for differences between pairs, where their coverage is better.

        NaN where `studentised` gives NaN, and for a single unit.
        """
        value, error, of_units = np.broadcast_arrays(observed.value, observed.error, units)
        ends, (t, defined) = np.broadcast_to(bounds, (*value.shape, 2)), _pivots(observed, drawn)
        most = _ranked(np.sort(np.abs(t)), defined, 1 - 2 * _widened(self.tail, of_units))
        reach = np.where((of_units < 2) | ~np.isfinite(most), np.nan, most) * error
        return np.asarray(np.clip(np.stack([value - reach, value + reach], axis=-1), ends[..., :1], ends[..., 1:]))

    def _rare(self, observed: Estimate, units: ArrayLike, bounds: ArrayLike) -> Floats:
        """Limits by Student's t on the logarithm of a figure, or of its distance from the end of its range if that is smaller.

        An index, which may be negative, is taken as the share of its range. NaN where the range has no lower end.
        """
        from scipy.special import stdtrit

        (least, most), of_units = np.moveaxis(np.asarray(bounds, dtype=float), -1, 0), np.asarray(units, dtype=float)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            start, span = np.where(least < 0, least, 0.0), np.where(least < 0, most - least, 1.0)
            value, most = (observed.value - start) / span, np.where(least < 0, 1.0, most)
            far = (least <= 0) & (most == 1) & (value > 0.5)
            rarer = np.where(far, 1 - value, value)
            times = np.exp(stdtrit(of_units - 1, 1 - self.tail) * (observed.error / span) / rarer)
            low, high = (np.clip(limit, np.maximum(least, 0.0), most) for limit in (rarer / times, rarer * times))
            limits = [start + span * limit for limit in (np.where(far, 1 - high, low), np.where(far, 1 - low, high))]
        return np.where(((of_units >= 2) & (least > -np.inf))[..., None], np.stack(limits, axis=-1), np.nan)

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


def _pivots(observed: Estimate, drawn: Estimate) -> tuple[Floats, Indices]:
    """How many of its own standard errors each resample differs by, in ascending order, and in how many a figure is defined.

    NaN, which comes last, where it is not; and everywhere where it is defined in too few, and where all are the same.
    """
    values, defined = drawn.value, (~np.isnan(drawn.value)).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        same = np.fmax.reduce(values, axis=-1) - np.fmin.reduce(values, axis=-1) < 1e-12
        difference = values - observed.value[..., None]
        t = np.where(np.abs(difference) < 1e-12, 0.0, difference / drawn.error)
    t[(defined < _LEAST_DEFINED * values.shape[-1]) | same] = np.nan
    t.sort(axis=-1)
    return t, defined


def _ranked(values: Floats, defined: Indices, share: Floats) -> Floats:
    """The quantile of values in ascending order (last axis) of which so many are defined, as `inverted_cdf` of NumPy has it."""
    place = np.maximum(np.ceil(defined * share - 1), 0).astype(np.intp)
    return np.asarray(np.take_along_axis(values, place[..., None], axis=-1)[..., 0])


def _widened(tail: float, units: Floats) -> Floats:
    """The share of the normal curve beyond the quantile that Student's t with units - 1 degrees of freedom has at `tail`."""
    from scipy.special import ndtr, stdtrit

    return np.asarray(ndtr(stdtrit(np.maximum(units - 1, 1), tail)))
