"""Rates of loaded terms corrected by what people found in a coded sample."""

from math import isnan, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..statistics.arrays import Floats, Ints
from .coding_sheets import KINDS, Coding

if TYPE_CHECKING:
    import pandas as pd


def corrected(coding: Coding, *, confidence: float = 0.95) -> "pd.DataFrame":
    """Loaded terms per 1,000 words of the outlet's own voice, as they are found and corrected by the coding.

    Here each term that is found counts 1, since coders say how many of them are loaded; the measures count as much as a model
    expects them to say.

    The corrected total of an outlet is an estimate from a stratified sample (Horvitz and Thompson 1952). It is the sum, over the
    entries, of their hits times the share that coders call loaded, and, over the sentences with and without a hit, of their
    number times the mean number of further terms that coders find. Entries of which no hit was coded take the share of the
    coded ones, which then count as a sample of the outlet's entries (ratio estimate, Cochran 1977). Where all answers are the
    same, one opposite answer is added for the variance, so that no interval collapses. The interval covers the uncertainty of
    the coding only; `compare` shows how rates vary between articles.

    Returns
    -------
    DataFrame with columns outlet, words (in its own voice), counted, counted_rate, precision, missed_per_sentence,
    corrected_rate, low, high, coded (units), note. NaN, with a note, where no hit or no sentence of one kind was coded.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"outlet": "Wire", "kind": "hit", "term": "mob", "coders": 1, "loaded": [1.0, 0.0]})
    >>> units = units.assign(stratum_size=2, outlet_words=100)
    >>> corrected(Coding(units, pd.DataFrame()))[["counted_rate", "corrected_rate"]].values.tolist()
    [[20.0, 10.0]]
    """
    import pandas as pd
    from scipy.stats import norm

    z = float(norm.ppf(0.5 + confidence / 2))
    return pd.DataFrame([_row(str(outlet), units, z) for outlet, units in coding.units.groupby("outlet", sort=True)])


class _Total(NamedTuple):
    """A total over strata: the number of units, the estimated total, and the variance of the estimate."""

    size: int
    total: float
    variance: float


def _row(outlet: str, units: "pd.DataFrame", z: float) -> dict[str, Any]:
    """The rates of one outlet; `z` is the quantile of the normal distribution for the interval."""
    words = float(units["outlet_words"].iloc[0])
    totals = {kind: _total(units[units["kind"] == kind]) for kind in KINDS}
    hits, missed = totals["hit"], [totals["beside"], totals["sentence"]]
    sentences = sum(part.size for part in missed)
    scale = 1000 / words if words else float("nan")
    total, spread = sum(part.total for part in totals.values()), z * sqrt(sum(part.variance for part in totals.values()))
    not_coded = [kind for kind, part in totals.items() if isnan(part.total)]
    return {
        "outlet": outlet,
        "words": int(words),
        "counted": hits.size,
        "counted_rate": hits.size * scale,
        "precision": hits.total / hits.size if hits.size else float("nan"),
        "missed_per_sentence": sum(part.total for part in missed) / sentences if sentences else float("nan"),
        "corrected_rate": total * scale,
        "low": float("nan") if isnan(spread) else max(total - spread, 0) * scale,
        "high": (total + spread) * scale,
        "coded": int((units["coders"] > 0).sum()),
        "note": f"not coded: {', '.join(not_coded)}" if not_coded else "",
    }


def _total(units: "pd.DataFrame") -> _Total:
    """The total of `loaded` over all strata of one kind, coded or not; NaN where there are units and none is coded."""
    sizes = units.groupby("term")["stratum_size"].first()
    size, coded = int(sizes.sum()), units[units["coders"] > 0]
    if not size:
        return _Total(0, 0.0, 0.0)
    if coded.empty:
        return _Total(size, float("nan"), float("nan"))
    strata = [_stratum(int(sizes[term]), part["loaded"].to_numpy(dtype=float)) for term, part in coded.groupby("term")]
    coded_sizes, totals = np.array([part.size for part in strata]), np.array([part.total for part in strata])
    variance, open_share = sum(part.variance for part in strata), 1 - len(strata) / len(sizes)
    if open_share:
        variance += _between(totals, coded_sizes) * open_share
    growth = size / int(coded_sizes.sum())
    return _Total(size, growth * sum(part.total for part in strata), growth**2 * variance)


def _stratum(size: int, answers: Floats) -> _Total:
    """The total of a stratum of `size` units, some or all of which were coded."""
    not_coded = 1 - len(answers) / size
    return _Total(size, size * float(answers.mean()), size**2 * not_coded * _variance(answers) / len(answers))


def _between(totals: Floats, sizes: Ints) -> float:
    """The variance of a sum of totals of coded entries that represent all entries (ratio to size, Cochran 1977).

    NaN with one entry. Where all have the same share, one opposite answer is added, as in a stratum.
    """
    n = len(totals)
    if n < 2:
        return float("nan")
    shares = totals / sizes
    if shares.min() == shares.max():
        return float(sizes.sum() ** 2 * _variance(shares) / n)
    return float(n / (n - 1) * ((totals - totals.sum() / sizes.sum() * sizes) ** 2).sum())


def _variance(values: Floats) -> float:
    """The variance of coded answers; one opposite answer is added where they are all the same.

    >>> _variance(np.array([1.0, 1.0, 1.0])) > 0
    True
    """
    same = values.min() == values.max()
    return float(np.var([*values, 0.0 if values[0] else 1.0] if same else values, ddof=1))
