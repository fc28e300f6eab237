"""How far coders agree: Krippendorff's alpha, with an interval that holds for few units and for coders who hardly ever differ.

A bootstrap of units is certain of what it has not seen: without a disagreement among the units, no resample has one. Units are
therefore weighted at random (the Bayesian bootstrap; Rubin 1981), and some that might have been stand beside those coded:
for each category half a unit on which coders agree, as in the prior of Jeffreys (1946), and for the lower limit one unit on which
they do not. That is to disagreement what the limits of Clopper and Pearson (1934) are to a share, and like these it is a little
wide rather than too narrow. `benchmarks/agreement.py` shows how often the interval holds the truth.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..statistics.arrays import Floats
from ..statistics.intervals import CONFIDENCE
from ..statistics.resampling import NO_LIMITS

ALIKE, APART = 0.5, 1.0
"""Weights of the units that are added: of one on which coders agree, for each category, and of those on which they do not."""

Answers = Sequence[tuple[str, str]]
"""The answers to one unit, each with its coder: (coder, answer)."""


class Agreement(NamedTuple):
    """Krippendorff's alpha with its interval, the number of units that two coders or more answered, and a note ("" for none)."""

    alpha: float
    low: float
    high: float
    units: int
    note: str


def agreement_of(units: Sequence[Answers], *, resamples: int = 1000, confidence: float = CONFIDENCE, seed: int = 0) -> Agreement:
    """Krippendorff's alpha of nominal answers (2004, as NLTK computes it), with an interval.

    Units that one coder answered tell nothing of agreement and are left out. Where all answers are the same, alpha is NaN: nobody
    can tell what coders who never meet another answer would do with it. The interval takes units to be independent, so that it is
    too narrow where those of one article are coded alike.

    Examples
    --------
    Twenty units without a disagreement leave room for some:

    >>> units = [[("Ann", answer), ("Bo", answer)] for answer in ["yes"] * 10 + ["no"] * 10]
    >>> found = agreement_of(units)
    >>> found.alpha, round(found.low, 1), found.units
    (1.0, 0.7, 20)
    """
    coded = [unit for unit in units if len(unit) > 1]
    categories = sorted({answer for unit in coded for _, answer in unit})
    if not coded:
        return Agreement(float("nan"), *NO_LIMITS, 0, "no unit was coded twice")
    if len(categories) == 1:
        return Agreement(float("nan"), *NO_LIMITS, len(coded), f"no alpha: all answers are {categories[0]!r}")
    counts = np.array([[sum(answer == category for _, answer in unit) for category in categories] for unit in coded], dtype=float)
    tail, rng = (1 - confidence) / 2, np.random.default_rng(seed)
    low, high = (np.quantile(_drawn(counts, apart, resamples, rng), at) for apart, at in ((APART, tail), (0.0, 1 - tail)))
    return Agreement(_alpha(coded), float(low), float(high), len(coded), "")


def _alpha(units: Sequence[Answers]) -> float:
    from nltk.metrics.agreement import AnnotationTask

    rows = [(coder, str(number), answer) for number, unit in enumerate(units) for coder, answer in unit]
    return float(AnnotationTask(data=rows).alpha())


def _drawn(counts: Floats, apart: float, resamples: int, rng: np.random.Generator) -> Floats:
    """Alpha of a population in which each kind of unit is as frequent as the coded ones leave possible; one for each resample.

    `counts` has the answers of each unit by category; `apart` is the weight of the units added on which coders do not agree.
    """
    kinds, times = np.unique(counts, axis=0, return_counts=True)
    pseudo, weights = _added(counts.shape[1], counts.sum() / len(counts), apart)
    kinds, times = np.concatenate([kinds, pseudo]), np.concatenate([times, weights])
    coders = kinds.sum(axis=1)
    differ = (coders**2 - (kinds**2).sum(axis=1)) / (coders * (coders - 1))  # share of the pairs of coders
    share = rng.gamma(times, size=(resamples, len(times)))
    answers = share @ kinds / (share @ coders)[:, None]
    return np.asarray(1 - (share @ (coders * differ) / (share @ coders)) / (1 - (answers**2).sum(axis=1)))


def _added(categories: int, coders: float, apart: float) -> tuple[Floats, Floats]:
    """The units that are added, each with the mean number of coders, and their weights.

    >>> _added(2, 2.0, 1.0)[0].tolist()
    [[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]
    """
    alike = np.eye(categories)
    one, other = np.triu_indices(categories, 1)
    weights = np.concatenate([np.full(categories, ALIKE), np.full(len(one), apart / len(one))])
    return np.concatenate([alike, (alike[one] + alike[other]) / 2]) * coders, weights
