"""How many articles a comparison needs: how often the test of `compare` finds a difference of a given ratio between two outlets.

Pairs of samples are drawn from the user's own articles, so that their unevenness is that of the corpus, and the hits of one
sample are thinned: of two outlets that write alike, one then has so many times the hits of the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, isnan, nan, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..choices import several_of
from ..errors import ArticleError, OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, check_least, title_of
from ..grouping.sampling_design import Sample, sample_of
from ..measures.measure import Measure
from ..scores.scores import ScoreTable
from ..statistics.against_rest import permutation_p
from ..statistics.arrays import Floats, Indices
from ..statistics.formulas import MEAN
from ..statistics.intervals import wilson
from ..statistics.permutations import Permutations
from ..statistics.power import LEVEL, Effect, Effects, detectable_ratio, mean_power, units_needed
from ..statistics.resampling import Resampling
from ..statistics.tallies import Figure, Tally, tally_of
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

MEASURE = "loaded_narration"
RATIOS = (1.25, 1.5, 2.0, 3.0)
ARTICLES = (10, 20, 50, 100, 200)

LEAST_PILOT, FEW_PILOT = 10, 30
"""From how many articles on something can be planned, and from how many on without a warning (docs/power.md)."""

_THINNED = 20_000  # articles, from which the effect of thinning is estimated


@dataclass(frozen=True, repr=False)
class Power(Tabular):
    """The power of comparisons of two outlets with n articles each.

    Attributes
    ----------
    table : one row per measure, ratio and number of articles: measure, ratio, articles (of each of the two outlets), power (the
        share of samples in which p is at most the level), low and high (its 95 % interval after Wilson 1927, which shows how the
        share varies with the number of samples drawn, not with the corpus), approximate (the same from the standard errors,
        see `approximate_power`), samples (in which there is something to compare).
    needed : one row per measure and ratio: measure, ratio, articles (that each outlet needs for a power of 80 %, from the
        standard errors; NaN for a measure that fewer than `LEAST_PILOT` articles have).
    measures : the measures by their names.
    settings : the options that the figures were made with, and notes on what to mind.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.power().needed[["ratio", "articles"]].values.tolist()
    [[3.0, 33.0]]
    """

    table: "pd.DataFrame"
    needed: "pd.DataFrame"
    measures: dict[str, Measure]
    settings: dict[str, Any]


def power(
    scores: ScoreTable,
    measures: str | Sequence[str] = MEASURE,
    by: By = "outlet",
    *,
    ratios: float | Sequence[float] = RATIOS,
    articles: int | Sequence[int] = ARTICLES,
    level: float = LEVEL,
    copies: Counting = "once",
    min_articles: int = 20,
    samples: int = 400,
    resamples: int = 400,
    seed: int = 0,
) -> Power:
    """How often a comparison of two outlets finds that one has a ratio times the hits of the other, by number of articles.

    For each sample an outlet of the corpus is drawn (those with more articles more often), and from its articles two samples of
    n, with replacement. The one stays as it is; of the other each hit is kept with a chance of 1 / ratio. Where a measure is a
    mean of figures that are no counts, the other's figures are divided by the ratio. The two are compared by the permutation test
    of `compare`.

    Parameters
    ----------
    measures : one measure, or several.
    by : what the articles are grouped by, as in `compare`: articles of one outlet are more alike than those of all.
    ratios : how many times the hits of the other an outlet has, above 1; one number, or several.
    articles : number of articles that each of the two outlets has, or several such numbers.
    level : p up to which a difference counts as found. It is not adjusted: who compares m measures at once should choose about
        0.05 / m.
    copies : near-copies are not independent articles: "once", "agency" or "keep", as in `compare`.
    min_articles : the articles of all groups with fewer are drawn from as one group.
    samples : pairs of samples for each ratio and number of articles.
    resamples, seed : permutations of each test, and seed of the random numbers.

    Raises
    ------
    OptionError
        A measure or the column does not exist, a number is out of range, or no p of so few resamples can be as low as the level.
    ArticleError
        There are fewer than `LEAST_PILOT` articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.power().table[["ratio", "articles", "power"]].values.tolist()
    [[3.0, 10.0, 0.1], [3.0, 80.0, 1.0]]
    """
    import pandas as pd

    check_least(min_articles)
    resampling = Resampling(resamples, seed=seed)
    times: list[float] = np.atleast_1d(ratios).tolist()
    sizes: list[int] = np.atleast_1d(articles).tolist()
    _check(times, sizes, level, samples, resampling)
    chosen = several_of(measures)
    kept = independent(scores, copies, by=by).scores
    sample = sample_of(kept, by, measures=chosen)
    if len(sample.articles) < LEAST_PILOT:
        told = "so few show by chance how hits vary"
        raise ArticleError(
            f"{len(sample.articles)} articles to plan from: give {LEAST_PILOT} or more, better {FEW_PILOT}; {told}"
        )
    measured = dict(zip(sample.measures, (~np.isnan(sample.values)).sum(axis=0).tolist(), strict=True))
    pools = _pools(sample, min_articles)
    rows, needed = [], []
    for name, measure in sample.measures.items():
        for ratio in sorted(times):
            pair = _Pair(sample.tally, name, ratio, pools)
            effects = pair.effects(np.random.default_rng([seed, 1]), counted=measure.bounds[0] == 0)
            needed.append((name, ratio, units_needed(effects, level=level) if measured[name] >= LEAST_PILOT else nan))
            for n in sizes:
                found = pair.found(n, level, samples, resampling)
                rows.append((name, ratio, n, *wilson(*found), mean_power(effects, n, level), found.tested))
    settings = {
        "measures": list(sample.measures),
        "by": title_of(by),
        "level": level,
        "copies": copies,
        "min_articles": min_articles,
        "samples": samples,
        "resamples": resamples,
        "seed": seed,
        "articles": len(sample.articles),
        "groups": len(pools),
        "notes": [_note_on_few(name, n) for name, n in measured.items() if n < FEW_PILOT],
    }
    table = pd.DataFrame(rows, columns=["measure", "ratio", "articles", "power", "low", "high", "approximate", "samples"])
    needs = pd.DataFrame(needed, columns=["measure", "ratio", "articles"])
    return Power(table, needs, dict(sample.measures), settings)


def _note_on_few(name: str, articles: int) -> str:
    """What to mind where few articles show how a figure varies."""
    told = f"{name} is measured in {articles} of the articles that are planned from"
    if articles < LEAST_PILOT:
        return f"{told}, too few to say how many are needed: give {LEAST_PILOT} or more"
    return f"{told}: as many as are needed may be twice or half as many; {FEW_PILOT} or more tell it better"


def detectable(sample: Sample, differences: "pd.DataFrame") -> Floats:
    """For each row of a table of differences the smallest ratio that its test finds with a power of 80 %, roughly.

    It rests on how articles vary inside the groups (by cluster, if there are any) and on how many there are on both sides, not on
    what was found. NaN within events, for figures that may be negative, and where no ratio in the range of the figure is found
    so often.
    """
    if sample.blocks is not None:
        return np.full(len(differences), nan)
    spread, ratios = _spread(sample), []
    for name, other, *articles in differences[["measure", "other", "n_articles", "n_against"]].itertuples(index=False):
        ratio = detectable_ratio(*(spread[name] / sqrt(n) for n in articles)) if min(articles) else nan
        ratios.append(ratio if ratio * other <= sample.measures[name].bounds[1] else nan)
    return np.array(ratios, dtype=float)


def _spread(sample: Sample) -> dict[str, float]:
    """The relative standard error that one article gives each figure, groups at their own levels.

    A group whose figure rests on one article (or cluster) shows no scatter, and does not count as one without. NaN where none
    is seen, and for figures that may be negative.
    """
    tallies = [sample.tally_of(group) for group in range(len(sample.names))]
    errors, units = np.array([tally.estimates.error for tally in tallies]), np.array([tally.n_units for tally in tallies])
    totals, measured, spread = np.array([tally.total for tally in tallies]), (~np.isnan(sample.values)).sum(axis=0), {}
    for number, (name, measure) in enumerate(sample.measures.items()):
        figure, of_each = sample.tally.figures[name], units[:, number]
        counts = totals[:, figure.counts]
        value, bases = float(figure.formula.compute(counts.sum(axis=0))), counts[:, -1]
        free = int((of_each - 1).clip(0).sum())
        if measure.bounds[0] != 0 or not value > 0 or not free:
            spread[name] = nan
            continue
        squares = np.nansum((errors[:, number] * bases / bases.sum()) ** 2 * (of_each - 1) / np.maximum(of_each, 1))
        spread[name] = float(np.sqrt(squares * of_each.sum() / free * measured[number])) / value or nan
    return spread


def _check(ratios: Iterable[float], articles: Iterable[int], level: float, samples: int, resampling: Resampling) -> None:
    if any(not 1 < ratio < np.inf for ratio in ratios):
        raise OptionError(f"ratios {', '.join(map(str, ratios))}: give numbers above 1, such as 1.5 (half as much again)")
    if any(n < 2 for n in articles):
        raise OptionError("articles: give 2 or more for each outlet")
    if samples < 1:
        raise OptionError(f"samples {samples}: give 1 or more")
    if not 0 < level < 1:
        raise OptionError(f"level {level}: give a number between 0 and 1, such as {LEVEL}")
    if level < 1 / (resampling.resamples + 1):
        raise OptionError(f"level {level}: with {resampling.resamples} resamples p is never lower; give more resamples")


def _pools(sample: Sample, min_articles: int) -> list[Indices]:
    """The articles of each group, and those of all groups with few as one more."""
    sizes = np.bincount(sample.groups)
    codes = np.where(sizes[sample.groups] < min_articles, -1, sample.groups)
    return [np.flatnonzero(codes == code) for code in np.unique(codes)]


class _Found(NamedTuple):
    """In how many samples the difference was found, and how many could be tested."""

    found: int
    tested: int


@dataclass(frozen=True)
class _Pair:
    """Two outlets that write like one outlet of the corpus, but one of which has `ratio` times the hits of the other."""

    tally: Tally
    name: str
    ratio: float
    pools: Sequence[Indices]

    @property
    def figure(self) -> Figure:
        """The figure that is compared."""
        return self.tally.figures[self.name]

    def effects(self, rng: np.random.Generator, *, counted: bool) -> Effects:
        """The effect in each pool, with the chance that outlets are drawn from it; few articles are thinned many times.

        `counted` says whether the figure is one of hits, which few articles may hold.
        """
        articles = sum(map(len, self.pools))
        return [(len(pool) / articles, self._effect(pool, rng, counted=counted)) for pool in self.pools]

    def _effect(self, pool: Indices, rng: np.random.Generator, *, counted: bool) -> Effect:
        counts = np.tile(self.tally.counts_of(self.name)[pool], (ceil(_THINNED / len(pool)), 1))
        thinned = self.thinned(counts, rng)
        (value, variance), (value_thinned, variance_thinned), (_, alike) = (
            _pooled(self.figure, side) for side in (counts, thinned, np.vstack([counts, thinned]))
        )
        weights = [
            min(one**2 / spread, 1.0) if counted and spread > 0 else 1.0
            for one, spread in ((value, variance), (value_thinned, variance_thinned))
        ]
        return Effect(value - value_thinned, sqrt(variance + variance_thinned), sqrt(2 * alike), sum(weights))

    def found(self, n: int, level: float, samples: int, resampling: Resampling) -> _Found:
        """In how many of the samples p is at most the level."""
        rng = np.random.default_rng([resampling.seed, n])
        chances = np.array([len(pool) for pool in self.pools]) / sum(map(len, self.pools))
        drawn = [rng.choice(self.pools[i], 2 * n) for i in rng.choice(len(self.pools), samples, p=chances)]
        counts = self.tally.counts_of(self.name)[np.array(drawn)]  # samples by articles by counts
        counts[:, n:] = self.thinned(counts[:, n:], rng)
        several = tally_of(dict.fromkeys(map(str, range(samples)), self.figure.formula), np.hstack(list(counts)))
        p = permutation_p(several, np.repeat([0, 1], n), Permutations(resampling.resamples, resampling.seed))
        of_first = np.array([values[0] for values in p.values()])
        return _Found(int((of_first <= level).sum()), int((~np.isnan(of_first)).sum()))

    def thinned(self, counts: Floats, rng: np.random.Generator) -> Floats:
        """The counts with each hit kept with a chance of 1 / ratio; figures of articles that are no counts are divided by it."""
        hits = counts[..., 0]
        whole, fewer = np.ceil(hits).astype(np.intp), counts.copy()
        if self.figure.formula is MEAN and (hits != whole).any():
            fewer[..., 0] = hits / self.ratio
        else:
            fewer[..., 0] = hits * rng.binomial(whole, 1 / self.ratio) / np.maximum(whole, 1)
        return fewer


def _pooled(figure: Figure, counts: Floats) -> tuple[float, float]:
    """A figure of some articles, and the variance that one article gives it."""
    error = float(tally_of({"": figure.formula}, counts).estimate("").error)
    return float(figure.formula.compute(counts.sum(axis=0))), 0.0 if isnan(error) else len(counts) * error**2
