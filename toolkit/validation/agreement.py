"""How far coders agree: Krippendorff's alpha, with an interval that holds for few units and for coders who hardly ever differ.

A bootstrap of units is certain of what it has not seen: without a disagreement among the units, no resample has one. Units are
therefore weighted at random (the Bayesian bootstrap; Rubin 1981), and some that might have been stand beside those coded: for
each label half a unit on which coders agree, as in the prior of Jeffreys (1946), and for the lower limit one unit on which they
do not. That is to disagreement what the limits of Clopper and Pearson (1934) are to a share, and like these it is a little wide
rather than too narrow. `benchmarks/agreement.py` shows how often the interval holds the truth.
"""

from collections.abc import Callable, Sequence
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from ..errors import OptionError
from ..statistics.arrays import Floats
from ..statistics.intervals import CONFIDENCE
from ..statistics.resampling import NO_LIMITS, check_resampling

ALIKE, APART = 0.5, 1.0
"""Weights of the units that are added: of one on which coders agree, for each label, and of those on which they do not."""

Answers = Sequence[tuple[str, Any]]
"""The answers to one unit, each with its coder: (coder, answer). An answer is a label or, for "masi", a set of labels."""

DISTANCES = ("nominal", "masi")
"""How far two answers are apart: whether they are the same, or how much two sets of labels share."""

_NO_LABEL = frozenset({""})


class Agreement(NamedTuple):
    """Krippendorff's alpha with its interval, the number of units that two coders or more answered, and a note ("" for none).

    1 is perfect agreement, 0 that of coders who answer by chance; NaN where too little was answered (see `agreement_of`).

    >>> agreement_of([[("ann", "yes"), ("bo", "yes")], [("ann", "no"), ("bo", "no")]], resamples=40)[0]
    1.0
    """

    alpha: float
    low: float
    high: float
    units: int
    note: str


def agreement_of(
    units: Sequence[Answers],
    *,
    distance: str = "nominal",
    resamples: int = 1000,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> Agreement:
    """Krippendorff's alpha (2004, as NLTK computes it), with an interval.

    Units that one coder answered tell nothing of agreement and are left out. Where all answers are the same, alpha is NaN: nobody
    can tell what coders who never meet another answer would do with it. The interval takes units to be independent, so that it is
    too narrow where those of one article are coded alike.

    Parameters
    ----------
    units : for each unit the answers of its coders; None and NaN are none.
    distance : "nominal" for answers that are the same or not; "masi" where a coder gives any number of labels to a unit, so that
        answers can agree in part (Passonneau 2006). No label at all is an answer too.
    resamples, confidence, seed : options of the interval.

    Raises
    ------
    OptionError
        There is no such distance, an answer is a single label where "masi" takes sets of labels, or too few resamples are asked
        for.

    Examples
    --------
    Twenty units without a disagreement leave room for some:

    >>> units = [[("Ann", answer), ("Bo", answer)] for answer in ["yes"] * 10 + ["no"] * 10]
    >>> found = agreement_of(units)
    >>> found.alpha, round(found.low, 1), found.units
    (1.0, 0.7, 20)

    The example with four coders of Krippendorff (2011, Computing Krippendorff's alpha-reliability, section C), which sets of one
    label do not change:

    >>> coders = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    >>> units = [[(str(i), label) for i, label in enumerate(unit) if label != "."] for unit in zip(*coders)]
    >>> round(agreement_of(units).alpha, 3)
    0.743
    >>> round(agreement_of([[(coder, {label}) for coder, label in unit] for unit in units], distance="masi").alpha, 3)
    0.743
    """
    if distance not in DISTANCES:
        raise OptionError(f"no distance is called {distance!r}; choose among {', '.join(DISTANCES)}")
    check_resampling(resamples, confidence, seed)
    answered = [[(coder, answer) for coder, answer in unit if not _is_missing(answer)] for unit in units]
    coded = [unit if distance == "nominal" else _as_sets(unit) for unit in answered if len(unit) > 1]
    categories = sorted({answer for unit in coded for _, answer in unit}, key=sorted if distance == "masi" else str)
    if not coded:
        return Agreement(float("nan"), *NO_LIMITS, 0, "no unit was coded twice")
    if len(categories) == 1:
        return Agreement(float("nan"), *NO_LIMITS, len(coded), f"no alpha: all answers are {_told(categories[0])!r}")
    counts = np.array([[sum(answer == category for _, answer in unit) for category in categories] for unit in coded], dtype=float)
    between = _distance(distance)
    alike = np.array([[1.0 - between(one, other) for other in categories] for one in categories])
    labels = len(categories) if distance == "nominal" else len(frozenset().union(*categories))
    agreed = ALIKE * labels / len(categories)
    tail, rng = (1 - confidence) / 2, np.random.default_rng(seed)
    limits = ((APART, tail), (0.0, 1 - tail))
    low, high = (np.quantile(_drawn(counts, alike, agreed, apart, resamples, rng), at) for apart, at in limits)
    return Agreement(_alpha(coded, between), float(low), float(high), len(coded), "")


def _is_missing(answer: Any) -> bool:
    return answer is None or (isinstance(answer, float) and isnan(answer))


def _as_sets(unit: Answers) -> list[tuple[str, frozenset[str]]]:
    """The answers as sets of labels, none of them empty."""
    if any(isinstance(answer, str) for _, answer in unit):
        raise OptionError("masi compares sets of labels: give each answer as a list or set, {'label'} for one alone")
    return [(coder, frozenset(answer) or _NO_LABEL) for coder, answer in unit]


def _told(answer: Any) -> str:
    return ", ".join(sorted(answer)) if isinstance(answer, frozenset) else str(answer)


def _distance(name: str) -> Callable[[Any, Any], float]:
    from nltk.metrics.distance import binary_distance, masi_distance

    chosen: Callable[[Any, Any], float] = masi_distance if name == "masi" else binary_distance
    return chosen


def _alpha(units: Sequence[Answers], distance: Callable[[Any, Any], float]) -> float:
    from nltk.metrics.agreement import AnnotationTask

    rows = [(coder, str(number), answer) for number, unit in enumerate(units) for coder, answer in unit]
    return float(AnnotationTask(data=rows, distance=distance).alpha())


def _drawn(counts: Floats, alike: Floats, agreed: float, apart: float, resamples: int, rng: np.random.Generator) -> Floats:
    """Alpha of a population in which each kind of unit is as frequent as the coded ones leave possible; one for each resample.

    `counts` has the answers of each unit by category, `alike` how near each two categories are (1 for the same); `agreed` and
    `apart` are the weights of the units added: of one of each category on which coders agree, and of all on which they do not.
    """
    kinds, times = np.unique(counts, axis=0, return_counts=True)
    pseudo, weights = _added(counts.shape[1], counts.sum() / len(counts), agreed, apart)
    kinds, times = np.concatenate([kinds, pseudo]), np.concatenate([times, weights])
    coders = kinds.sum(axis=1)
    differ = (coders**2 - (kinds @ alike * kinds).sum(axis=1)) / (coders * (coders - 1))  # mean distance of the pairs of coders
    share = rng.gamma(times, size=(resamples, len(times)))
    answers = share @ kinds / (share @ coders)[:, None]
    expected = 1 - (answers @ alike * answers).sum(axis=1)
    return np.asarray(1 - (share @ (coders * differ) / (share @ coders)) / expected)


def _added(categories: int, coders: float, agreed: float, apart: float) -> tuple[Floats, Floats]:
    """The units that are added, each with the mean number of coders, and their weights.

    >>> _added(2, 2.0, 0.5, 1.0)[0].tolist()
    [[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]
    """
    alike = np.eye(categories)
    one, other = np.triu_indices(categories, 1)
    weights = np.concatenate([np.full(categories, agreed), np.full(len(one), apart / len(one))])
    return np.concatenate([alike, (alike[one] + alike[other]) / 2]) * coders, weights
