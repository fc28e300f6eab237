"""How far coders agree: Krippendorff's alpha, with an interval that holds for few units and for coders who hardly ever differ.

A bootstrap of units is certain of what it has not seen: without a disagreement among the units, no resample has one. Units are
therefore weighted at random (the Bayesian bootstrap; Rubin 1981), and beside those that were coded stand a few that might have
been: for each category half a unit on which coders agree, and half a unit on which they do not, as in the prior of Jeffreys
(1946). `benchmarks/agreement.py` shows how often the interval holds the truth.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..statistics.arrays import Floats
from ..statistics.intervals import CONFIDENCE
from ..statistics.resampling import NO_LIMITS

PSEUDO_UNITS = 0.5
"""Weight of the units that are added: of one for each category that coders agree on, and of all together that they differ on."""

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
    (1.0, 0.8, 20)
    """
    coded = [unit for unit in units if len(unit) > 1]
    categories = sorted({answer for unit in coded for _, answer in unit})
    if not coded:
        return Agreement(float("nan"), *NO_LIMITS, 0, "no unit was coded twice")
    if len(categories) == 1:
        return Agreement(float("nan"), *NO_LIMITS, len(coded), f"no alpha: all answers are {categories[0]!r}")
    counts = np.array([[sum(answer == category for _, answer in unit) for category in categories] for unit in coded], dtype=float)
    drawn = _drawn(counts, resamples, np.random.default_rng(seed))
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Agreement(_alpha(coded), float(low), float(high), len(coded), "")


def _alpha(units: Sequence[Answers]) -> float:
    from nltk.metrics.agreement import AnnotationTask

    rows = [(coder, str(number), answer) for number, unit in enumerate(units) for coder, answer in unit]
    return float(AnnotationTask(data=rows).alpha())


def _drawn(counts: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    """Alpha of a population in which each kind of unit is as frequent as the coded ones leave possible; one for each resample.

    `counts` has the answers of each unit by category.
    """
    kinds, times = np.unique(counts, axis=0, return_counts=True)
    pseudo, weights = _pseudo_units(counts.shape[1], counts.sum() / len(counts))
    kinds, times = np.concatenate([kinds, pseudo]), np.concatenate([times, weights])
    coders = kinds.sum(axis=1)
    apart = (coders**2 - (kinds**2).sum(axis=1)) / (coders * (coders - 1))  # share of the pairs of coders that differ
    share = rng.gamma(times, size=(resamples, len(times)))
    answers = share @ kinds / (share @ coders)[:, None]
    return np.asarray(1 - (share @ (coders * apart) / (share @ coders)) / (1 - (answers**2).sum(axis=1)))


def _pseudo_units(categories: int, coders: float) -> tuple[Floats, Floats]:
    """The units that are added, each with the mean number of coders, and their weights.

    >>> _pseudo_units(2, 2.0)[0].tolist()
    [[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]
    """
    alike = np.eye(categories)
    one, other = np.triu_indices(categories, 1)
    weights = np.concatenate([np.full(categories, PSEUDO_UNITS), np.full(len(one), PSEUDO_UNITS / len(one))])
    return np.concatenate([alike, (alike[one] + alike[other]) / 2]) * coders, weights
