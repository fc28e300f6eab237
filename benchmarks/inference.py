"""Do the intervals hold the true figure as often as they promise, and do the tests reject as seldom as they should?

    python benchmarks/inference.py [--runs 2000] [--seeds 0 1 2]

Articles are simulated as newsrooms write them: lengths are log-normal, an article's own rate of hits is gamma distributed
(most articles have few, some very many), and articles of one event share a part of it. Each run is one figure of a tally, so
that the toolkit's own functions, including the table of differences, compute thousands of runs at once.

The script prints the coverage of 95 % intervals: of one outlet's rate (studentised, as in the toolkit, compared with percentile
and BCa), of differences between two outlets of equal and unequal sizes and with rarer hits, over all articles and within events,
and of rates where whole events are resampled (`benchmarks/clusters.py` has more on clusters). It also prints the share of runs in
which a 5 % test rejects when outlets are dealt at random, and matched and unmatched differences with topics balanced and
unbalanced.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from toolkit import MEASURES
from toolkit.comparison.differences import differences
from toolkit.comparison.testing import Testing
from toolkit.grouping.sampling_design import Sample
from toolkit.statistics.against_rest import permutation_p
from toolkit.statistics.arrays import Floats, Indices
from toolkit.statistics.clusters import side_of
from toolkit.statistics.formulas import PER_THOUSAND
from toolkit.statistics.inference import permutation_p_within
from toolkit.statistics.intervals import limits_given_others
from toolkit.statistics.permutations import Permutations
from toolkit.statistics.resampling import Bootstrap, Resampling
from toolkit.statistics.tallies import Tally, tally_of

if TYPE_CHECKING:
    import pandas as pd

RATE = 0.008  # hits per word, as for loaded terms in narration
RARER = (0.002, 0.0005)  # as for their categories
SHAPE = 0.5  # of the gamma distribution of articles' rates: the smaller, the more a few articles hold most of the hits
LENGTH, SPREAD = 6.0, 0.6  # mean and standard deviation of the logarithm of an article's words
RESAMPLES = 999
SIZES = (8, 20, 50, 200)
PAIRS = ((8, 8), (20, 20), (50, 50), (200, 200), (3, 100), (8, 200), (20, 200))
PAIRS_OF_RARE = ((20, 20), (3, 100), (8, 200), (20, 200))


def lengths(rng: np.random.Generator, articles: int, runs: int) -> Floats:
    """Numbers of words: articles by runs."""
    return np.round(np.exp(rng.normal(LENGTH, SPREAD, (articles, runs)))).clip(50)


def rates(rng: np.random.Generator, events: Indices, runs: int, shared: float = 0.0) -> Floats:
    """Rates of hits of each article and run; `shared` is the variance of the log rate between events."""
    own = rng.gamma(SHAPE, 1 / SHAPE, (len(events), runs))
    topic = np.exp(rng.normal(0, np.sqrt(shared), (events.max() + 1, runs)) - shared / 2)
    return RATE * own * topic[events]


def tally(rng: np.random.Generator, rate: Floats) -> Tally:
    """A tally with one figure for each run."""
    words = lengths(rng, *rate.shape)
    counts = np.stack([rng.poisson(words * rate), words], axis=-1).reshape(len(rate), -1)
    return tally_of({str(run): PER_THOUSAND for run in range(rate.shape[1])}, counts.astype(float))


# -- coverage --------------------------------------------------------------------------------------------------------------


def bca(values: Floats, observed: float, influence: Floats) -> tuple[float, float]:
    """The BCa interval (Efron 1987), with its acceleration from the influence of each article."""
    from scipy.stats import norm

    share = ((values < observed).mean() + (values <= observed).mean()) / 2
    bias = norm.ppf(np.clip(share, 1 / len(values), 1 - 1 / len(values)))
    acceleration = (influence**3).sum() / (6 * (influence**2).sum() ** 1.5)
    z = bias + norm.ppf([0.025, 0.975])
    low, high = np.quantile(values, norm.cdf(bias + z / (1 - acceleration * z)))
    return float(low), float(high)


def intervals(articles: Tally, seed: int) -> Iterator[dict[str, tuple[float, float]]]:
    """The intervals of each run by three methods; runs without a hit are left out."""
    bootstrap = Bootstrap(RESAMPLES, 0.95, np.random.default_rng(seed))
    sums, n = bootstrap.sums(articles.columns), len(articles)
    for name, figure in articles.figures.items():
        observed, drawn = articles.estimate(name), figure.estimate(sums, n)
        if observed.value:
            hits, words = articles.counts_of(name).T
            influence = hits - hits.sum() / words.sum() * words
            yield {
                "studentised": bootstrap.studentised(observed, drawn, n, (0.0, 1000.0)),
                "BCa": bca(drawn.value, float(observed.value), influence),
                "percentile": bootstrap.limits(drawn.value),
            }


def coverage(articles: int, runs: int, seed: int) -> dict[str, float]:
    """Share of the runs with a hit whose 95 % interval holds the true rate, by method."""
    rng = np.random.default_rng(seed)
    by_run = list(intervals(tally(rng, rates(rng, np.arange(articles), runs)), seed))
    return {method: covered((limits[method] for limits in by_run), 1000 * RATE) for method in by_run[0]}


def covered(limits: Iterable[tuple[float, float]], true: float) -> float:
    """Share of intervals that hold the true figure; an undefined interval (NaN) does not."""
    return float(np.mean([low <= true <= high for low, high in limits]))


def sample(articles: Tally, outlets: Indices, *, events: Indices | None = None) -> Sample:
    """The runs as figures of a sample of outlets, compared within events where these are given."""
    names = [f"outlet {i}" for i in range(int(outlets.max()) + 1)]
    measures = dict.fromkeys(articles.figures, MEASURES["loaded_narration"])
    return Sample(names, [], outlets, events, events, measures, articles)


def of_first(simulated: Sample, seed: int) -> "pd.DataFrame":
    """The differences of the first outlet from the rest, one row for each run."""
    table = differences(simulated, None, Testing(Resampling(RESAMPLES, 0.95, seed), simulated.names), 0)
    return table[table["group"] == simulated.names[0]]


def held(table: "pd.DataFrame", true: float) -> float:
    """Share of the intervals in a table of differences that hold the true one; rows without an interval do not count."""
    table = table.dropna(subset=["low"])
    return covered(zip(table["low"], table["high"], strict=True), true)


def coverage_of_rare(sizes: tuple[int, int], rate: float, runs: int, seed: int) -> float:
    """Coverage of the rate of the first of two outlets, including runs without a hit, whose limit depends on the other outlet."""
    rng, resampling = np.random.default_rng(seed), Resampling(RESAMPLES, 0.95, seed)
    simulated = sample(tally(rng, rates(rng, np.arange(sum(sizes)), runs) * rate / RATE), np.repeat([0, 1], sizes))
    side, others, bootstrap = simulated.side(0, resampling), simulated.tally_of(0, rest=True), resampling.of("")
    limits, _ = limits_given_others(side, others, bootstrap, (0.0, 1000.0))
    return covered((pair for pair in limits.tolist() if not isnan(pair[0])), 1000 * rate)


def coverage_of_difference(sizes: tuple[int, int], times: float, runs: int, seed: int, rate: float = RATE) -> float:
    """Coverage of the difference of two outlets; the rate of the second is `times` that of the first."""
    rng = np.random.default_rng(seed)
    outlets = np.repeat([0, 1], sizes)
    own = rates(rng, np.arange(sum(sizes)), runs) * rate / RATE
    articles = tally(rng, own * np.where(outlets, times, 1)[:, None])
    return held(of_first(sample(articles, outlets), seed), 1000 * rate * (1 - times))


def coverage_within_events(events: int, times: float, runs: int, seed: int) -> float:
    """The same for two outlets with one article each on every event, compared within events."""
    rng = np.random.default_rng(seed)
    event, outlets = np.repeat(np.arange(events), 2), np.tile([0, 1], events)
    articles = tally(rng, rates(rng, event, runs, shared=0.5) * np.where(outlets, times, 1)[:, None])
    return held(of_first(sample(articles, outlets, events=event), seed), 1000 * RATE * (1 - times))


def coverage_of_clusters(events: int, runs: int, seed: int, *, whole: bool) -> float:
    """Coverage of one outlet's rate over events of five articles each, where events are resampled (`whole`) or articles."""
    rng = np.random.default_rng(seed)
    event = np.repeat(np.arange(events), 5)
    articles = tally(rng, rates(rng, event, runs, shared=0.5))
    bootstrap = Resampling(RESAMPLES, 0.95, seed).of("")
    side = side_of("", articles, event if whole else None, bootstrap)
    return covered(side.limits(bootstrap, (0.0, 1000.0)).tolist(), 1000 * RATE)


# -- tests under the null --------------------------------------------------------------------------------------------------


def rejected(articles: int, runs: int, seed: int, *, within: bool) -> float:
    """Share of runs in which the 5 % test rejects when four outlets of unequal size are dealt at random to clustered articles.

    Articles of one event share a part of their rate. With `within`, outlets are dealt and tested within events.
    """
    rng = np.random.default_rng(seed)
    events = np.repeat(np.arange(articles // 4), 4)
    outlets = np.repeat(np.arange(4), np.array([1, 2, 3, 4]) * articles // 10)
    simulated = tally(rng, rates(rng, events, runs, shared=0.5))
    if within:
        outlets = np.argsort(rng.random((articles // 4, 4)), axis=1).ravel()  # each outlet once in each event
        p = permutation_p_within(simulated, outlets, events, Permutations(RESAMPLES, seed))
    else:
        p = permutation_p(simulated, rng.permutation(outlets), Permutations(RESAMPLES, seed))
    return float(np.mean([values[0] <= 0.05 for values in p.values()]))


# -- matched and unmatched -------------------------------------------------------------------------------------------------


def matched_and_not(runs: int, seed: int, *, balanced: bool) -> tuple[float, float]:
    """Mean difference of two outlets that use the same words, unmatched and within events.

    There are forty events; in half of them the words are three times as loaded. If balanced, both outlets write two articles on
    each event. If not, the first outlet writes three on each loaded event and one on each other, the second the reverse.
    """
    rng = np.random.default_rng(seed)
    loaded = np.arange(40) < 20
    first = np.where(loaded, 3, 1) if not balanced else np.full(40, 2)
    second = first[::-1]
    events = np.concatenate([np.repeat(np.arange(40), first), np.repeat(np.arange(40), second)])
    outlets = np.repeat([0, 1], [first.sum(), second.sum()])
    articles = tally(rng, rates(rng, events, runs) * np.where(loaded, 3, 1)[events][:, None])
    samples = (sample(articles, outlets, events=blocks) for blocks in (None, events))
    unmatched, matched = (float(of_first(simulated, seed)["difference"].mean()) for simulated in samples)
    return unmatched, matched


# -- tables ----------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    options = parser.parse_args()
    print_coverage(options.runs, options.seeds[0])
    print_coverage_with_events(options.runs, options.seeds[0])
    print_rejections(options.runs, options.seeds)
    print("\ndifference of two outlets in the same words\tunmatched\tmatched")
    for balanced in (True, False):
        row(
            "topics balanced" if balanced else "topics not balanced",
            *matched_and_not(1000, options.seeds[0], balanced=balanced),
            digits=2,
        )


def row(*cells: object, digits: int = 3) -> None:
    """Print cells separated by tabs."""
    print(*(f"{cell:.{digits}f}" if isinstance(cell, float) else cell for cell in cells), sep="\t")


def print_coverage(runs: int, seed: int) -> None:
    print(f"coverage of 95 % intervals over {runs} runs; n = articles")
    row("n", "studentised", "BCa", "percentile")
    for articles in SIZES:
        row(articles, *coverage(articles, runs, seed).values())
    print("\ndifference of two outlets, n of both\tthe same rate\tthe second twice as much")
    for sizes in PAIRS:
        row(*sizes, *(coverage_of_difference(sizes, times, runs, seed) for times in (1, 2)))
    print("\nrarer hits, n of both\tthe rate of the first\tdifference, the same rate\tthe second twice as much")
    for rate, sizes in product(RARER, PAIRS_OF_RARE):
        difference = (coverage_of_difference(sizes, times, runs, seed, rate) for times in (1, 2))
        row(f"{1000 * rate:g} per 1,000 words:", *sizes, coverage_of_rare(sizes, rate, runs, seed), *difference)


def print_coverage_with_events(runs: int, seed: int) -> None:
    print("\ndifference within events, events\tthe same rate\tthe second twice as much")
    for events in (20, 50, 150):
        row(events, *(coverage_within_events(events, times, runs, seed) for times in (1, 2)))
    print("\nevents of five articles\tevents resampled\tarticles resampled")
    for events in SIZES[1:]:
        row(events, *(coverage_of_clusters(events, runs, seed, whole=whole) for whole in (True, False)))


def print_rejections(runs: int, seeds: Sequence[int]) -> None:
    print("\n5 % tests that reject under the null, outlets dealt at random over all articles and within events")
    for articles, seed in product((40, 120), seeds):
        shares = (rejected(articles, runs, seed, within=within) for within in (False, True))
        row(f"{articles} articles, seed {seed}", *shares, digits=4)


if __name__ == "__main__":
    main()
