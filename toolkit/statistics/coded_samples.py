"""A machine's figures corrected by a coded sample: design-based, with whole articles as the units of variance.

Every unit (a hit, a sentence, an attribution, an article) has what the machine says of it; some were drawn with a known
probability, and coded. The machine's total is corrected by the errors that were coded, each weighted by one over its probability:
the difference estimator (Särndal, Swensson and Wretman 1992), called design-based supervised learning by Egami, Hinck, Stewart
and Wei (2023) and prediction-powered inference by Angelopoulos, Bates, Fannjiang, Jordan and Zrnic (2023). It holds however bad
the machine is and however its errors differ between groups; a good machine makes the interval narrow. How much of the machine's
counts is taken (λ) is learned from the coded units (Angelopoulos, Duchi and Zrnic 2023).
"""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, sqrt
from typing import NamedTuple

import numpy as np

from .arrays import Bools, Floats, Indices
from .formulas import Formula
from .resampling import ANY, NO_LIMITS, Limits

_FARTHEST = 2.0  # of the reach of a plain interval
_ROUNDING = 1e-12  # of what was summed, below which a total is none


@dataclass(frozen=True)
class CodedSample:
    """Units of which some were coded. A row is one unit, or several of one article that are alike to the machine.

    Attributes
    ----------
    articles : number of the article of each row, from 0.
    strata : number of the stratum of each row, from 0; units of one stratum had the same probability to be drawn.
    families : number of the family of each stratum: strata that stand for one another where nothing of one was coded.
    sizes : the number of units that each row stands for.
    machine : what the machine counts in each row: rows by counts of a formula.
    coded : what coders count; NaN where they did not.
    steps : by how much another answer would change the counts of a unit, which says what a stratum may hide in which all answers
        are alike; 0 where nobody can say.
    exact : what is known without coding: articles by counts.
    formula : what makes the counts a figure.
    tuned : learn λ from the coded units; otherwise it is 1.

    Examples
    --------
    Four articles with a unit each, all found by the machine; three were coded, and two of them were right:

    >>> from toolkit.statistics.formulas import SHARE
    >>> found, right = np.ones((4, 2)), np.array([[1.0, 1], [0, 1], [1, 1], [np.nan, np.nan]])
    >>> one, number = np.zeros(4, dtype=int), np.arange(4)
    >>> sample = CodedSample(number, one, one[:1], np.ones(4), found, right, np.array([[1, 0]] * 4), np.zeros((4, 2)), SHARE)
    >>> round(sample.estimate(np.ones(4, dtype=bool)).value, 3)
    0.667
    """

    articles: Indices
    strata: Indices
    families: Indices
    sizes: Floats
    machine: Floats
    coded: Floats
    steps: Floats
    exact: Floats
    formula: Formula
    tuned: bool = True

    def estimate(self, inside: Bools) -> "Corrected":
        """The corrected figure of some articles (a mask), with its standard error by linearisation (Cochran 1977, section 6.4).

        What an article adds is measured beside the others, as by the jackknife, since a long one draws the figure to itself.

        NaN where nothing was coded of a family that these articles have units of, or where there is nothing to measure.
        """
        counts, n = self.counts[inside], int(inside.sum())
        total = counts.sum(axis=0)
        total[np.abs(total) <= _ROUNDING * np.abs(counts).sum(axis=0)] = 0.0
        value = float(self.formula.compute(total))
        if isnan(value) or n < 2:
            return Corrected(value, float("nan"), float("nan"), float("nan"))
        gradient = self.formula.gradient(total)
        parts = counts @ gradient / (1 - np.clip(counts[:, -1] / total[-1], 0, 0.5))
        of_articles = float(((parts - parts.mean()) ** 2).sum())
        coding, hidden = self._coding(inside, gradient)
        variance = of_articles + hidden
        spread = max(variance - float(coding.sum()), 0.0)
        squares = spread**2 / (n - 1) + float((coding**2 / np.maximum(self._coded_units, 1)).sum())
        error, coding_error = sqrt(variance), sqrt(min(float(coding.sum()), variance))
        return Corrected(value, error, coding_error, variance**2 / squares if squares > 0 else float(n - 1))

    @cached_property
    def counts(self) -> Floats:
        """The corrected counts of each article, whose sums are the corrected totals: articles by counts.

        Each unit has λ times the machine's counts and the mean error of its stratum; a coded one adds what its own error is
        beyond that mean, times its weight.
        """
        beyond = np.where(self._is_coded, self._errors - self._centres, 0.0) * (self._weights * self._inflation)[:, None]
        return self._summed(self._tuning * self.machine + self.sizes[:, None] * self._centres + beyond)

    @cached_property
    def found(self) -> Floats:
        """The counts of each article as the machine has them."""
        return self._summed(self.machine)

    def _summed(self, rows: Floats) -> Floats:
        """Counts of rows summed over each article, with what is known without coding."""
        summed = [np.bincount(self.articles, column, len(self.exact)) for column in rows.T]
        return np.asarray(self.exact + np.column_stack(summed))

    # -- the design ------------------------------------------------------------------------------------------------------------

    @cached_property
    def _is_coded(self) -> Bools:
        """Whether each row was coded, as a column."""
        return np.asarray(~np.isnan(self.coded).any(axis=1))[:, None]

    @cached_property
    def _of_strata(self) -> tuple[Floats, Floats]:
        """The units of each stratum, and how many of them were coded."""
        coded = self._is_coded[:, 0].astype(float)
        sizes, n = (np.bincount(self.strata, column) for column in (self.sizes, coded))
        return sizes.astype(float), n.astype(float)

    @cached_property
    def _growth(self) -> Floats:
        """By what the coded strata of a family are multiplied to stand for those of which nothing was coded, for each stratum."""
        sizes, coded = self._of_strata
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(
                (np.bincount(self.families, sizes) / np.bincount(self.families, sizes * (coded > 0)))[self.families]
            )

    @cached_property
    def _pools(self) -> Indices:
        """The pool of each row: its stratum, or its whole family where nothing was coded of one stratum in it."""
        joined = np.where(self._growth == 1, np.arange(len(self.families)), len(self.families) + self.families)
        return np.unique(joined, return_inverse=True)[1].reshape(-1)[self.strata]

    @cached_property
    def _coded_units(self) -> Floats:
        """The coded units of each pool."""
        return np.asarray(np.bincount(self._pools, self._is_coded[:, 0].astype(float)), dtype=float)

    @cached_property
    def _weights(self) -> Floats:
        """How many units each coded row stands for; 0 for a row that was not coded."""
        sizes, coded = self._of_strata
        return np.where(self._is_coded[:, 0], (self._growth * sizes / np.maximum(coded, 1))[self.strata], 0.0)

    @cached_property
    def _inflation(self) -> Floats:
        """By what a deviation from the mean of its pool is multiplied, since the mean is that of the sample."""
        return np.sqrt(self._coded_units / np.maximum(self._coded_units - 1, 1))[self._pools]

    # -- the errors ------------------------------------------------------------------------------------------------------------

    def _means(self, values: Floats) -> Floats:
        """The weighted mean of the coded rows of each row's pool; NaN where none was coded."""
        weights = np.bincount(self._pools, self._weights)
        sums = [np.bincount(self._pools, np.where(self._is_coded[:, 0], column * self._weights, 0.0)) for column in values.T]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((np.column_stack(sums) / weights[:, None])[self._pools])

    @cached_property
    def _tuning(self) -> float:
        """λ, from 0 to 1: the slope of coded on machine counts inside pools, as they move the figure of all articles.

        1 where the machine's counts do not vary inside pools. It is the same for all counts, so that the part of a share moves
        with its whole.
        """
        whole = np.where(self._is_coded, self.coded - self.machine, 0.0) * self._weights[:, None]
        gradient = self.formula.gradient(self.found.sum(axis=0) + whole.sum(axis=0))
        if not self.tuned or not np.isfinite(gradient).all():
            return 1.0
        varying = [np.where(self._is_coded, values - self._means(values), 0.0) for values in (self.machine, self.coded)]
        machine, coded = (self._weights * (values @ gradient) for values in varying)
        return float(np.clip(machine @ coded / (machine @ machine), 0, 1)) if machine.any() else 1.0

    @cached_property
    def _errors(self) -> Floats:
        """What coders count beyond λ times the machine's counts; NaN where a row was not coded."""
        return np.asarray(self.coded - self._tuning * self.machine)

    @cached_property
    def _centres(self) -> Floats:
        """The mean error of each row's pool."""
        return self._means(self._errors)

    def _coding(self, inside: Bools, gradient: Floats) -> tuple[Floats, float]:
        """The variance of the figure from coding a sample only, by pool, and how much of it the counts of articles do not show.

        Answers that are alike do not show how many others there are. One unit with another answer is therefore added to each
        family (after Agresti and Coull 1998), divided among its pools by how many of its coded units they have. What answers that
        are all alike hide of other articles stays hidden, as much as it would be if all units were coded.
        """
        sizes = np.bincount(self._pools, self.sizes)
        share = np.bincount(self._pools, self.sizes * inside[self.articles]) / sizes
        n, counted = np.maximum(self._coded_units, 1), self._is_coded[:, 0]
        errors, steps = (self._errors - self._centres) @ gradient, self.steps @ np.abs(gradient)
        squares, unlike = (np.bincount(self._pools, np.where(counted, values**2, 0.0)) for values in (errors, steps))
        shown, added = squares / np.maximum(n - 1, 1), self._added
        widened = np.maximum((squares + added * unlike / (n + added)) / np.maximum(n - 1 + added, 1e-12), shown)
        scale = (share * sizes) ** 2 * (1 - self._coded_units / sizes) / n
        of_all = added * unlike / n * sizes / (sizes + added) / np.maximum(sizes - 1 + added, 1e-12)
        least = np.where(shown > 0, 0.0, share**2 * sizes * of_all)
        return scale * widened, float(np.maximum(scale * (widened - shown), least).sum())

    @cached_property
    def _added(self) -> Floats:
        """The part of one unit that is added to each pool."""
        families = np.zeros(len(self._coded_units), dtype=np.intp)
        families[self._pools] = self.families[self.strata]
        return np.asarray(self._coded_units / np.maximum(np.bincount(families, self._coded_units), 1)[families])


class Corrected(NamedTuple):
    """A corrected figure, its standard error, the part from coding a sample only, and degrees of freedom (Satterthwaite 1946).

    >>> Corrected(0.5, 0.1, 0.05, 50.0).less(Corrected(0.2, 0.0, 0.0, 50.0))
    Corrected(value=0.3, error=0.1, coding_error=0.05, freedom=50.0)
    """

    value: float
    error: float
    coding_error: float
    freedom: float

    def less(self, other: "Corrected") -> "Corrected":
        """The difference of the figures of different articles."""
        error, coding = np.hypot(self.error, other.error), np.hypot(self.coding_error, other.coding_error)
        squares = self.error**4 / self.freedom + other.error**4 / other.freedom
        return Corrected(self.value - other.value, float(error), float(coding), float(error**4 / squares) if squares else np.inf)

    def limits(self, confidence: float, bounds: Limits = ANY) -> Limits:
        """The interval by Student's t: on the scale of logits inside `bounds`, of logarithms where there is no upper bound.

        It is plain for a figure without bounds, and plain but cut off for one at an end of its range. Very near an end these
        scales know no limit, so that no interval reaches more than twice as far as the plain one.

        >>> [round(limit, 3) for limit in Corrected(0.1, 0.05, 0.05, 50.0).limits(0.95, (0.0, 1.0))]
        [0.035, 0.253]
        """
        from scipy.special import expit, logit
        from scipy.stats import t

        if isnan(self.error):
            return NO_LIMITS
        low, high = bounds
        reach, below, width = float(t.ppf(0.5 + confidence / 2, self.freedom)) * self.error, self.value - low, high - low
        if np.isinf(low) or not low < self.value < high:
            ends = np.clip([self.value - reach, self.value + reach], low, high)
        elif np.isinf(high):
            ends = low + below * np.exp([-reach / below, reach / below])
        else:
            share = below / width
            ends = low + width * expit(logit(share) + np.array([-1, 1]) * reach / (width * share * (1 - share)))
        low, high = np.clip(ends, self.value - _FARTHEST * reach, self.value + _FARTHEST * reach)
        return float(low), float(high)

    @property
    def p(self) -> float:
        """Two-sided p of 0 by Student's t."""
        from scipy.stats import t

        return float(2 * t.sf(abs(self.value) / self.error, self.freedom)) if self.error > 0 else float("nan")
