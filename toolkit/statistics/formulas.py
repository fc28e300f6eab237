"""Counts, and the formulas that pool them into a figure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Floats, columns_first, columns_last

Counts = tuple[float, ...]


@dataclass(frozen=True)
class Formula:
    """How counts become a figure; `compute` gives the figure, `gradient` its derivative by each count, for the standard error.

    The last axis of the array that both take runs over `counts`. The last count is the base of the figure, such as words.
    """

    counts: tuple[str, ...]
    compute: Callable[[Floats], Floats]
    gradient: Callable[[Floats], Floats]


def _ratio_formula(part: str, whole: str, scale: float = 1) -> Formula:
    """`scale` times the first count over the second; NaN where the second is 0."""

    def compute(counts: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(counts[..., 1] > 0, scale * counts[..., 0] / counts[..., 1], np.nan)

    def gradient(counts: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            by_count = np.stack([scale / counts[..., 1], -scale * counts[..., 0] / counts[..., 1] ** 2])
        return columns_last(by_count)  # each lies together in memory, which is quicker to compute with

    return Formula((part, whole), compute, gradient)


def _log_ratio(counts: Floats) -> Floats:
    """log2 of two rates, with half a hit added to each so that a zero keeps it finite (Hardie 2014)."""
    hits, words, other_hits, other_words = columns_first(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log2((hits + 0.5) / words) - np.log2((other_hits + 0.5) / other_words)
    measured = (words > 0) & (other_words > 0) & (hits + other_hits > 0)
    return np.where(measured, value, np.nan)


def _log_ratio_gradient(counts: Floats) -> Floats:
    signs, halves = np.array([1, -1, -1, 1]), np.array([0.5, 0, 0.5, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(signs / (np.log(2) * (counts + halves)))


PER_THOUSAND = _ratio_formula("hits", "words", 1000)
SHARE = _ratio_formula("part", "whole")
MEAN = _ratio_formula("sum", "n")
LOG_RATIO = Formula(("hits", "words", "other hits", "other words"), _log_ratio, _log_ratio_gradient)
