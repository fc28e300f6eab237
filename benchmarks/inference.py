"""Do the intervals hold the true figure as often as they promise, and do the tests reject as seldom as they should?

    python benchmarks/inference.py [--runs 2000] [--seeds 0 1 2]

Articles are simulated as newsrooms write them: lengths are log-normal, an article's own rate of hits is gamma distributed
(most articles have few, some very many), and articles of one event share a part of it. Each run is one figure of a tally, so
that the toolkit's own functions, down to the table of differences, are given thousands of runs at once.

Printed are the coverage of 95 % intervals of one outlet's rate (studentised, which the toolkit gives, beside percentile and
BCa), of differences of two outlets of the same and of unequal sizes and with rarer hits, over all articles and within events,
and of rates where whole events are resampled; the share of runs in which a 5 % test rejects when outlets are dealt at random;
and matched beside unmatched differences with topics balanced and unbalanced.
"""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from toolkit import MEASURES
from toolkit.comparison.differences import differences
from toolkit.grouping.sampling_design import Sample
from toolkit.statistics.arrays import Floats, Indices
from toolkit.statistics.formulas import PER_THOUSAND
from toolkit.statistics.inference import permutation_p, permutation_p_within
from toolkit.statistics.intervals import limits_beside
from toolkit.statistics.resampling import Bootstrap, Resampling, Tally, tally_of

if TYPE_CHECKING:
    import pandas as pd

RATE = 0.008  # hits a word, as of loaded terms in narration
RARER = (0.002, 0.0005)  # as of their categories
SHAPE = 0.5  # of the gamma distribution of articles' rates: the smaller, the more a few articles hold most of the hits
LENGTH, SPREAD = 6.0, 0.6  # of the logarithm of an article's words
RESAMPLES = 999
SIZES = (8, 20, 50, 200)
PAIRS = ((8, 8), (20, 20), (50, 50), (200, 200), (3, 100), (8, 200), (20, 200))
PAIRS_OF_RARE = ((20, 20), (3, 100), (8, 200), (20, 200))


def lengths(rng: np.random.Generator, articles: int, runs: int) -> Floats:
    """Words: articles by runs."""
    return np.round(np.exp(rng.normal(LENGTH, SPREAD, (articles, runs)))).clip(50)


def rates(rng: np.random.Generator, events: Indices, runs: int, shared: float = 0.0) -> Floats:
    """Rates of hits of each article and run; `shared` is the share of an article's variance in log rate that is its event's."""
    own = rng.gamma(SHAPE, 1 / SHAPE, (len(events), runs))
    topic = np.exp(rng.normal(0, np.sqrt(shared), (events.max() + 1, runs)) - shared / 2)
    return RATE * own * topic[events]


def tally(rng: np.random.Generator, rate: Floats) -> Tally:
    """A tally in which each run is a figure of its own."""
    words = lengths(rng, *rate.shape)
    counts = np.stack([rng.poisson(words * rate), words], axis=-1).reshape(len(rate), -1)
    return tally_of({str(run): PER_THOUSAND for run in range(rate.shape[1])}, counts.astype(float))


# -- coverage --------------------------------------------------------------------------------------------------------------


def bca(values: Floats, seen: float, influence: Floats) -> tuple[float, float]:
    """The BCa interval (Efron 1987), its acceleration from the influence of each article."""
    from scipy.stats import norm

    share = ((values < seen).mean() + (values <= seen).mean()) / 2
    bias = norm.ppf(np.clip(share, 1 / len(values), 1 - 1 / len(values)))
    acceleration = (influence**3).sum() / (6 * (influence**2).sum() ** 1.5)
    z = bias + norm.ppf([0.025, 0.975])
    low, high = np.quantile(values, norm.cdf(bias + z / (1 - acceleration * z)))
    return float(low), float(high)


def intervals(one: Tally, seed: int) -> Iterator[dict[str, tuple[float, float]]]:
    """The intervals of each run by three methods; runs without a hit have none."""
    bootstrap = Bootstrap(RESAMPLES, 0.95, np.random.default_rng(seed))
    drawn = bootstrap.sums(one.columns)
    for name, figure in one.figures.items():
        seen, again = one.estimate(name), figure.estimate(drawn, len(one))
        if seen.value:
            hits, words = one.columns[:, figure.counts].T
            influence = hits - hits.sum() / words.sum() * words
            yield {
                "studentised": bootstrap.studentised(seen, again, len(one), (0.0, 1000.0)),
                "BCa": bca(again.value, float(seen.value), influence),
                "percentile": bootstrap.limits(again.value),
            }


def coverage(articles: int, runs: int, seed: int) -> dict[str, float]:
    """Share of the runs with a hit whose 95 % interval holds the true rate, by method."""
    rng = np.random.default_rng(seed)
    found = list(intervals(tally(rng, rates(rng, np.arange(articles), runs)), seed))
    true = 1000 * RATE
    return {method: float(np.mean([low <= true <= high for low, high in (one[method] for one in found)])) for method in found[0]}


def sample(one: Tally, outlets: Indices, *, events: Indices | None = None, clusters: Indices | None = None) -> Sample:
    """The runs as figures of a sample of outlets, compared within events and with clusters where these are given."""
    names = [f"outlet {i}" for i in range(int(outlets.max()) + 1)]
    measures = dict.fromkeys(one.figures, MEASURES["loaded_narration"])
    return Sample(names, [], outlets, events, events if clusters is None else clusters, measures, one)


def of_first(found: Sample, seed: int) -> "pd.DataFrame":
    """The differences of the first outlet to the rest, one row a run."""
    table = differences(found, None, Resampling(RESAMPLES, 0.95, seed), 0)
    return table[table["group"] == found.names[0]]


def held(table: "pd.DataFrame", true: float) -> float:
    """Share of the intervals that hold a difference, of those that there are."""
    table = table.dropna(subset=["low"])
    return float(((table["low"] <= true) & (true <= table["high"])).mean())


def coverage_of_rare(sizes: tuple[int, int], rate: float, runs: int, seed: int) -> float:
    """Coverage of the rate of the first of two outlets, without a hit too: its limit is then told by the other."""
    rng, resampling = np.random.default_rng(seed), Resampling(RESAMPLES, 0.95, seed)
    one = tally(rng, rates(rng, np.arange(sum(sizes)), runs) * rate / RATE)
    found = sample(one, np.repeat([0, 1], sizes))
    side, others, bootstrap = found.side(0, resampling), found.tally_of(0, rest=True), resampling.of("")
    limits = [limits_beside(name, side, others, bootstrap, (0.0, 1000.0))[0] for name in one.figures]
    return float(np.mean([low <= 1000 * rate <= high for low, high in limits if low == low]))


def coverage_of_difference(sizes: tuple[int, int], times: float, runs: int, seed: int, rate: float = RATE) -> float:
    """Coverage of the difference of two outlets, the second with so many times the first one's rate."""
    rng = np.random.default_rng(seed)
    outlets = np.repeat([0, 1], sizes)
    own = rates(rng, np.arange(sum(sizes)), runs) * rate / RATE
    one = tally(rng, own * np.where(outlets, times, 1)[:, None])
    return held(of_first(sample(one, outlets), seed), 1000 * rate * (1 - times))


def coverage_within_events(events: int, times: float, runs: int, seed: int) -> float:
    """The same of two outlets with an article each on every event, compared within events."""
    rng = np.random.default_rng(seed)
    of, outlets = np.repeat(np.arange(events), 2), np.tile([0, 1], events)
    one = tally(rng, rates(rng, of, runs, shared=0.5) * np.where(outlets, times, 1)[:, None])
    return held(of_first(sample(one, outlets, events=of), seed), 1000 * RATE * (1 - times))


def coverage_of_clusters(events: int, runs: int, seed: int, *, whole: bool) -> float:
    """Coverage of one outlet's rate over events of five articles each, where events are resampled (`whole`) or articles."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(events), 5)
    articles = tally(rng, rates(rng, of, runs, shared=0.5))
    one, true = articles.clustered(of) if whole else articles, 1000 * RATE
    found = [each["studentised"] for each in intervals(one, seed)]
    return float(np.mean([low <= true <= high for low, high in found]))


# -- tests under the null --------------------------------------------------------------------------------------------------


def rejected(articles: int, runs: int, seed: int, *, within: bool) -> float:
    """Share of runs in which the 5 % test rejects: four outlets of unequal size, dealt at random over clustered articles.

    Articles of one event share a part of their rate. `within` deals and tests inside events.
    """
    rng = np.random.default_rng(seed)
    events = np.repeat(np.arange(articles // 4), 4)
    outlets = np.repeat(np.arange(4), np.array([1, 2, 3, 4]) * articles // 10)
    one = tally(rng, rates(rng, events, runs, shared=0.5))
    if within:
        outlets = np.argsort(rng.random((articles // 4, 4)), axis=1).ravel()  # each outlet once an event
        p = permutation_p_within(one, outlets, events, RESAMPLES, seed)
    else:
        p = permutation_p(one, rng.permutation(outlets), RESAMPLES, seed)
    return float(np.mean([values[0] <= 0.05 for values in p.values()]))


def rejected_with_clusters(runs: int, seed: int, *, crossed: bool) -> float:
    """The same of two outlets with 15 events of eight articles each; `crossed`: each has one in eight of the other's events."""
    rng = np.random.default_rng(seed)
    events = np.repeat(np.arange(30), 8)
    outlets = (events >= 15).astype(np.intp)
    if crossed:
        outlets[::8] = 1 - outlets[::8]
    one = tally(rng, rates(rng, events, runs, shared=0.5))
    return float((of_first(sample(one, outlets, clusters=events), seed)["p"] <= 0.05).mean())


# -- matched and unmatched -------------------------------------------------------------------------------------------------


def matched_and_not(runs: int, seed: int, *, balanced: bool) -> tuple[float, float]:
    """Mean difference of two outlets in the same words, unmatched and within events.

    Forty events; in half of them the words are three times as loaded. Balanced: both outlets write twice on each. Not: the
    first outlet writes three times on the loaded events and once on the others, the second the other way round.
    """
    rng = np.random.default_rng(seed)
    loaded = np.arange(40) < 20
    first = np.where(loaded, 3, 1) if not balanced else np.full(40, 2)
    second = first[::-1]
    events = np.concatenate([np.repeat(np.arange(40), first), np.repeat(np.arange(40), second)])
    outlets = np.repeat([0, 1], [first.sum(), second.sum()])
    one = tally(rng, rates(rng, events, runs) * np.where(loaded, 3, 1)[events][:, None])
    apart, all_together = (of_first(sample(one, outlets, events=of), seed)["difference"].mean() for of in (events, None))
    return float(all_together), float(apart)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    options = parser.parse_args()
    runs, seed = options.runs, options.seeds[0]
    print(f"coverage of 95 % intervals over {runs} runs; n = articles")
    print("n\tstudentised\tBCa\tpercentile")
    for articles in SIZES:
        print(articles, *(f"{share:.3f}" for share in coverage(articles, runs, seed).values()), sep="\t")
    print("\ndifference of two outlets, n of both\tthe same rate\tthe second twice as much")
    for sizes in PAIRS:
        print(*sizes, *(f"{coverage_of_difference(sizes, times, runs, seed):.3f}" for times in (1, 2)), sep="\t")
    print("\nrarer hits, n of both\tthe rate of the first\tdifference, the same rate\tthe second twice as much")
    for rate, sizes in ((rate, sizes) for rate in RARER for sizes in PAIRS_OF_RARE):
        apart = (coverage_of_difference(sizes, times, runs, seed, rate) for times in (1, 2))
        found = (coverage_of_rare(sizes, rate, runs, seed), *apart)
        print(f"{1000 * rate:g} per 1,000 words:", *sizes, *(f"{share:.3f}" for share in found), sep="\t")
    print("\ndifference within events, events\tthe same rate\tthe second twice as much")
    for events in (20, 50, 150):
        print(events, *(f"{coverage_within_events(events, times, runs, seed):.3f}" for times in (1, 2)), sep="\t")
    print("\nevents of five articles\tevents resampled\tarticles resampled")
    for events in SIZES[1:]:
        print(events, *(f"{coverage_of_clusters(events, runs, seed, whole=whole):.3f}" for whole in (True, False)), sep="\t")
    print("\n5 % tests that reject under the null, outlets dealt at random over all articles and within events")
    for articles in (40, 120):
        for seed in options.seeds:
            free, inside = (rejected(articles, runs, seed, within=within) for within in (False, True))
            print(f"{articles} articles, seed {seed}", f"{free:.4f}", f"{inside:.4f}", sep="\t")
    print("\nthe same with clusters that stand in one outlet each, and in both")
    for seed in options.seeds:
        nested, crossed = (rejected_with_clusters(runs, seed, crossed=crossed) for crossed in (False, True))
        print(f"seed {seed}", f"{nested:.4f}", f"{crossed:.4f}", sep="\t")
    print("\ndifference of two outlets in the same words\tunmatched\tmatched")
    for balanced in (True, False):
        found = matched_and_not(1000, options.seeds[0], balanced=balanced)
        print("topics balanced" if balanced else "topics not balanced", *(f"{value:.2f}" for value in found), sep="\t")


if __name__ == "__main__":
    main()
