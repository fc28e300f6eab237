"""Rates of loaded terms corrected by what people found in a coded sample."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .coding_sheets import KINDS, Coding

if TYPE_CHECKING:
    import pandas as pd


def corrected(coding: Coding, *, confidence: float = 0.95) -> "pd.DataFrame":
    """Loaded terms per 1,000 words of the outlet's own voice, as the lexicon counts them and corrected by the coding.

    The corrected total of an outlet is an estimate from a stratified sample (Horvitz and Thompson 1952): over the hits of each
    entry, their number times the share that coders call loaded; over the sentences with and without a hit, their number times
    the mean of further terms that coders find. Entries of which no hit was coded take the share of the coded ones, which then
    count as a sample of the outlet's entries (ratio estimate, Cochran 1977). Where all answers are the same, one opposite
    answer is added for the variance, so that no interval collapses. The interval is that of the coding; how the rate varies
    with the articles is for `compare`.

    Returns
    -------
    DataFrame with columns outlet, words (of its own voice), counted, counted_rate, precision, missed_per_sentence,
    corrected_rate, low, high, coded (units), note. NaN, with a note, where hits or a kind of sentences were not coded at all.
    """
    import pandas as pd
    from scipy.stats import norm

    width = norm.ppf(0.5 + confidence / 2)
    rows = []
    for outlet, part in coding.units.groupby("outlet", sort=True):
        base = float(part["outlet_words"].iloc[0])
        kinds = {kind: _total(part[part["kind"] == kind]) for kind in KINDS}
        hits, rest = kinds["hit"], [kinds["beside"], kinds["sentence"]]
        scale = 1000 / base if base else float("nan")
        total, spread = sum(one.total for one in kinds.values()), width * np.sqrt(sum(one.variance for one in kinds.values()))
        sentences = sum(one.size for one in rest)
        open_kinds = [kind for kind, one in kinds.items() if one.total != one.total]
        rows.append(
            {
                "outlet": outlet,
                "words": int(base),
                "counted": hits.size,
                "counted_rate": hits.size * scale,
                "precision": hits.total / hits.size if hits.size else float("nan"),
                "missed_per_sentence": sum(one.total for one in rest) / sentences if sentences else float("nan"),
                "corrected_rate": total * scale,
                "low": max(total - spread, 0) * scale if spread == spread else float("nan"),
                "high": (total + spread) * scale,
                "coded": int((part["coders"] > 0).sum()),
                "note": f"not coded: {', '.join(open_kinds)}" if open_kinds else "",
            }
        )
    return pd.DataFrame(rows)


class _Total(NamedTuple):
    """A total over strata: units in all, the estimated total, and the variance of the estimate."""

    size: int
    total: float
    variance: float


def _total(units: "pd.DataFrame") -> _Total:
    """The total of `loaded` over all the strata of one kind, coded or not; NaN where there are units and none is coded."""
    sizes = units.groupby("term")["stratum_size"].first()
    size, coded = int(sizes.sum()), units[units["coders"] > 0]
    if not size:
        return _Total(0, 0.0, 0.0)
    if coded.empty:
        return _Total(size, float("nan"), float("nan"))
    totals, variances, known = list[float](), list[float](), list[int]()
    for term, part in coded.groupby("term"):
        of, values = int(sizes[term]), part["loaded"].to_numpy(dtype=float)
        left = 1 - len(values) / of  # the share of the stratum that was not coded
        known.append(of)
        totals.append(of * float(values.mean()))
        variances.append(of**2 * left * _variance(values) / len(values))
    spread = _between(np.array(totals), np.array(known)) * (1 - len(known) / len(sizes)) if len(known) < len(sizes) else 0.0
    grown = size / sum(known)
    return _Total(size, grown * sum(totals), grown**2 * (sum(variances) + spread))


def _between(totals: NDArray[np.float64], sizes: NDArray[np.int64]) -> float:
    """The variance of a sum of totals of coded entries that stand for others too (ratio to size, Cochran 1977).

    NaN with one entry. Where all have the same share, one opposite answer is added, as in a stratum.
    """
    n = len(totals)
    if n < 2:
        return float("nan")
    shares = totals / sizes
    if shares.min() == shares.max():
        return float(sizes.sum() ** 2 * _variance(shares) / n)
    return float(n / (n - 1) * ((totals - totals.sum() / sizes.sum() * sizes) ** 2).sum())


def _variance(values: NDArray[np.float64]) -> float:
    """The variance of coded answers; with one opposite answer added where they are all the same.

    >>> _variance(np.array([1.0, 1.0, 1.0])) > 0
    True
    """
    same = values.min() == values.max()
    return float(np.var([*values, 0.0 if values[0] else 1.0] if same else values, ddof=1))
