"""Do the intervals hold the true figure as often as they promise, and do the tests reject as seldom as they should?

    python benchmarks/inference.py [--runs 2000] [--seeds 0 1 2]

Articles are simulated as newsrooms write them: lengths are log-normal, an article's own rate of hits is gamma distributed
(most articles have few, some very many), and articles of one event share a part of it. Each run is one figure of a tally, so
that the toolkit's own functions test thousands of runs at once.

Printed are the coverage of 95 % intervals of one outlet's rate (studentised, which the toolkit gives, beside percentile and
BCa), of the difference of two, and of rates where whole events are resampled; the share of runs in which a 5 % test rejects
when outlets are dealt at random; and matched beside unmatched differences with topics balanced and unbalanced.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from toolkit.inference import permutation_p, permutation_p_within, within_blocks
from toolkit.measures import PER_THOUSAND
from toolkit.resampling import Bootstrap, Tally, tally_of

RATE = 0.008  # hits a word, as of loaded terms in narration
SHAPE = 0.5  # of the gamma distribution of articles' rates: the smaller, the more a few articles hold most of the hits
LENGTH, SPREAD = 6.0, 0.6  # of the logarithm of an article's words
RESAMPLES = 999
SIZES = (8, 20, 50, 200)
Array = NDArray[np.float64]


def lengths(rng: np.random.Generator, articles: int, runs: int) -> Array:
    """Words: articles by runs."""
    return np.round(np.exp(rng.normal(LENGTH, SPREAD, (articles, runs)))).clip(50)


def rates(rng: np.random.Generator, events: NDArray[np.intp], runs: int, shared: float = 0.0) -> Array:
    """Rates of hits of each article and run; `shared` is the share of an article's variance in log rate that is its event's."""
    own = rng.gamma(SHAPE, 1 / SHAPE, (len(events), runs))
    topic = np.exp(rng.normal(0, np.sqrt(shared), (events.max() + 1, runs)) - shared / 2)
    return RATE * own * topic[events]


def tally(rng: np.random.Generator, rate: Array) -> Tally:
    """A tally in which each run is a figure of its own."""
    words = lengths(rng, *rate.shape)
    counts = np.stack([rng.poisson(words * rate), words], axis=-1).reshape(len(rate), -1)
    return tally_of({str(run): PER_THOUSAND for run in range(rate.shape[1])}, counts.astype(float))


# -- coverage --------------------------------------------------------------------------------------------------------------


def bca(values: Array, seen: float, influence: Array) -> tuple[float, float]:
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


def coverage_of_difference(articles: int, runs: int, seed: int) -> float:
    """The same of the difference of two outlets, one of which has twice the other's rate."""
    rng = np.random.default_rng(seed)
    first, second = (tally(rng, scale * rates(rng, np.arange(articles), runs)) for scale in (1, 2))
    drawn = [
        Bootstrap(RESAMPLES, 0.95, np.random.default_rng([seed, i])).sums(one.columns) for i, one in enumerate((first, second))
    ]
    bootstrap, held = Bootstrap(RESAMPLES, 0.95, rng), []
    for name, figure in first.figures.items():
        again = [figure.estimate(sums, articles) for sums in drawn]
        low, high = bootstrap.studentised(first.estimate(name).less(second.estimate(name)), again[0].less(again[1]), articles)
        held.append(low <= -1000 * RATE <= high)
    return float(np.mean(held))


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
    apart = within_blocks(one, outlets, events)[0]["difference"]
    sums = np.array([one.columns[outlets == outlet].sum(axis=0) for outlet in (0, 1)])
    unmatched = [np.subtract(*figure.formula.compute(sums[:, figure.counts])) for figure in one.figures.values()]
    return float(np.mean(unmatched)), float(np.mean([apart.estimate(name).value for name in apart.figures]))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    options = parser.parse_args()
    runs, seed = options.runs, options.seeds[0]
    print(f"coverage of 95 % intervals over {runs} runs; n = articles")
    print("n\tstudentised\tBCa\tpercentile\tdifference of two outlets (studentised)")
    for articles in SIZES:
        found = coverage(articles, runs, seed)
        print(
            articles, *(f"{found[name]:.3f}" for name in found), f"{coverage_of_difference(articles, runs, seed):.3f}", sep="\t"
        )
    print("\nevents of five articles\tevents resampled\tarticles resampled")
    for events in SIZES[1:]:
        whole, single = (coverage_of_clusters(events, runs, seed, whole=whole) for whole in (True, False))
        print(events, f"{whole:.3f}", f"{single:.3f}", sep="\t")
    print("\n5 % tests that reject under the null, outlets dealt at random over all articles and within events")
    for articles in (40, 120):
        for seed in options.seeds:
            free, inside = (rejected(articles, runs, seed, within=within) for within in (False, True))
            print(f"{articles} articles, seed {seed}", f"{free:.4f}", f"{inside:.4f}", sep="\t")
    print("\ndifference of two outlets in the same words\tunmatched\tmatched")
    for balanced in (True, False):
        found = matched_and_not(200, seed, balanced=balanced)
        print("topics balanced" if balanced else "topics not balanced", *(f"{value:.2f}" for value in found), sep="\t")


if __name__ == "__main__":
    main()
