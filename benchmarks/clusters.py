"""Do tests and intervals hold where articles come in clusters of unequal size, which groups share or not?

    python benchmarks/clusters.py [--runs 40] [--measures 40] [--resamples 1999] [--store scores/ --topics topic]

Articles are drawn in clusters: simulated ones, and with `--store` real ones, of topics drawn at random (and of articles of each
topic), so that what is true of the population is known. They are then dealt to groups. The script prints, for several designs:

- the share of 5 % and of .1 % tests that reject where groups are dealt at random or lean to clusters at random, with the
  toolkit's test, and with what else was tried: Student's t with clusters - 1 degrees of freedom (Liang and Zeger 1986), CR2 with
  Satterthwaite's degrees of freedom (Bell and McCaffrey 2002), and a wild cluster bootstrap (Cameron, Gelbach and Miller 2008);
- how often p and the interval of the difference agree on 0, and how often the interval holds the true difference;
- the same where the last group has twice the rate of the others, and how often that is found;
- how often the interval of a rate over 20 and 50 clusters holds the true rate.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

import toolkit as tk
from toolkit import MEASURES
from toolkit.comparison.differences import differences
from toolkit.comparison.testing import Testing
from toolkit.grouping.groups import By
from toolkit.grouping.sampling_design import Sample, sample_of
from toolkit.measures.measure import Measure
from toolkit.statistics.arrays import Floats, Indices
from toolkit.statistics.clusters import side_of
from toolkit.statistics.formulas import PER_THOUSAND
from toolkit.statistics.resampling import Resampling
from toolkit.statistics.tallies import Tally, tally_of

RATE, SHAPE, SHARED = 0.008, 0.5, 0.5  # as in benchmarks/inference.py; SHARED is the variance of the log rate between clusters
LENGTH, SPREAD = 6.0, 0.6
WILD = 999
HEAVY = np.array([200] + [5] * 80)
TOPICS = np.maximum(1, np.round(107 * np.arange(1.0, 87) ** -0.98)).astype(int)  # 86 clusters, the largest of 107
FEW = np.maximum(1, np.round(40 * np.arange(1.0, 25) ** -0.8)).astype(int)

Groups = Callable[[np.random.Generator, Indices], Indices]
"""The group of each article, from the clusters of all."""


@dataclass(frozen=True)
class Population:
    """Where articles are drawn from: a tally of the articles of some clusters, the true figures, and the measures."""

    name: str
    draw: Callable[[np.random.Generator, Indices], Tally]
    true: Floats
    measures: dict[str, Measure]


# -- populations -----------------------------------------------------------------------------------------------------------


def simulated(figures: int) -> Population:
    """Counts of articles that are lumpy, and alike within clusters."""
    measures = {str(i): MEASURES["loaded_narration"] for i in range(figures)}

    def draw(rng: np.random.Generator, sizes: Indices) -> Tally:
        cluster, shape = np.repeat(np.arange(len(sizes)), sizes), (int(sizes.sum()), figures)
        words = np.round(np.exp(rng.normal(LENGTH, SPREAD, shape))).clip(50)
        shared = np.exp(rng.normal(0, np.sqrt(SHARED), (len(sizes), figures)) - SHARED / 2)
        hits = rng.poisson(words * RATE * rng.gamma(SHAPE, 1 / SHAPE, shape) * shared[cluster])
        return tally_of(dict.fromkeys(measures, PER_THOUSAND), np.stack([hits, words], axis=-1).reshape(len(cluster), -1))

    return Population("simulated", draw, np.full(figures, 1000 * RATE), measures)


def real(store: str, by: By, figures: int) -> Population:
    """Scored articles, by topic. The true figure is that of all topics in equal parts, since sizes do not depend on them."""
    scores = tk.load_scores(store)
    counted = [name for name, measure in scores.measures.items() if len(measure.formula.counts) == 2 and measure.bounds[0] == 0]
    chosen = sorted(np.random.default_rng(5).choice(counted, min(figures, len(counted)), replace=False).tolist())
    every = sample_of(scores, "outlet", cluster=by, measures=chosen)
    topics = [rows for rows in (np.flatnonzero(every.clusters == i) for i in range(every.clusters.max() + 1)) if len(rows) > 4]
    means = Tally(every.tally.figures, np.array([every.tally.counts[rows].mean(axis=0) for rows in topics]))

    def draw(rng: np.random.Generator, sizes: Indices) -> Tally:
        drawn = zip(rng.choice(len(topics), len(sizes)), sizes, strict=True)
        return every.tally.of(np.concatenate([rng.choice(topics[topic], size) for topic, size in drawn]))

    true = np.array([float(means.estimate(name).value) for name in chosen])
    return Population(f"real, by {by}", draw, true, dict(every.measures))


# -- groups ----------------------------------------------------------------------------------------------------------------


def dealt(shares: Sequence[float], lean: float | None, rng: np.random.Generator, clusters: Indices) -> Indices:
    """Groups with some shares: of each article at random, or the more by cluster, the smaller `lean` is; 0 is whole clusters."""
    mixtures = np.tile(shares, (clusters.max() + 1, 1))
    if lean is not None:
        mixtures = rng.dirichlet(np.array(shares) * lean, len(mixtures)) if lean else rng.multinomial(1, shares, len(mixtures))
    return (rng.random(len(clusters))[:, None] > mixtures[clusters].cumsum(axis=1)[:, :-1]).sum(axis=1)


def cornered(rng: np.random.Generator, clusters: Indices) -> Indices:
    """Two groups at random, and a third that is found in four clusters only."""
    few = np.isin(clusters, rng.choice(clusters.max() + 1, 4, replace=False))
    return np.where(few & (rng.random(len(clusters)) < 0.6), 2, rng.integers(0, 2, len(clusters)))


HALVES, UNEQUAL = (0.5, 0.5), (0.8, 0.15, 0.05)
DESIGNS: dict[str, tuple[Indices, Groups]] = {
    "86 clusters, halves": (TOPICS, partial(dealt, HALVES, None)),
    "86 clusters, .8/.15/.05": (TOPICS, partial(dealt, UNEQUAL, None)),
    "86 clusters, .8/.15/.05, leaning": (TOPICS, partial(dealt, UNEQUAL, 1.0)),
    "86 clusters, halves, leaning much": (TOPICS, partial(dealt, HALVES, 0.3)),
    "one of 200 and 80 of 5, halves": (HEAVY, partial(dealt, HALVES, None)),
    "one of 200 and 80 of 5, .8/.15/.05": (HEAVY, partial(dealt, UNEQUAL, None)),
    "24 unequal clusters, halves": (FEW, partial(dealt, HALVES, None)),
    "86 clusters, each in one group": (TOPICS, partial(dealt, HALVES, 0)),
    "86 clusters, one group in four": (TOPICS, cornered),
}


# -- other tests -----------------------------------------------------------------------------------------------------------


def others(tally: Tally, groups: Indices, clusters: Indices, rng: np.random.Generator) -> dict[str, Floats]:
    """p of other tests: groups by figures."""
    from scipy.sparse import csr_array

    k, n = groups.max() + 1, clusters.max() + 1
    cells = csr_array((np.ones(len(groups)), (groups * n + clusters, np.arange(len(groups)))), shape=(k * n, len(groups)))
    summed = (cells @ tally.counts).reshape(k, n, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_group = [_others(own, summed.sum(axis=0) - own, rng) for own in summed]
    return {test: np.array([p[test] for p in by_group]) for test in by_group[0]}


def _others(own: Floats, rest: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """p for one group; `own` and `rest` are clusters by counts, in which hits and words alternate."""
    from scipy.stats import t

    sides = [(side[:, ::2], side[:, 1::2], side[:, 1::2] / side[:, 1::2].sum(axis=0)) for side in (own, rest)]
    rates = [hits.sum(axis=0) / words.sum(axis=0) for hits, words, _ in sides]
    moved = [(hits - rate * words) / words.sum(axis=0) for (hits, words, _), rate in zip(sides, rates, strict=True)]
    n = ((own + rest)[:, 1::2] > 0).sum(axis=0)
    difference = rates[0] - rates[1]
    error = np.sqrt(((moved[0] - moved[1]) ** 2).sum(axis=0) * n / (n - 1))
    p = {"t": 2 * t.sf(abs(difference / error), n - 1)}
    weights = [np.where(part < 1, (1 - part) ** -0.5, 0) for *_, part in sides]
    error = np.sqrt(((weights[0] * moved[0] - weights[1] * moved[1]) ** 2).sum(axis=0))
    p["CR2"] = 2 * t.sf(abs(difference / error), np.maximum(_satterthwaite(sides, weights), 1))
    p["wild"] = _wild(sides, abs(difference) / np.sqrt(((moved[0] - moved[1]) ** 2).sum(axis=0)), rng)
    return p


def _satterthwaite(sides: Sequence[tuple[Floats, Floats, Floats]], weights: Sequence[Floats]) -> Floats:
    """Degrees of freedom where the variance of an article's rate is inverse to its words."""
    totals = [words.sum(axis=0) for _, words, _ in sides]
    one, two = (w * part / np.sqrt(total) for w, (*_, part), total in zip(weights, sides, totals, strict=True))
    alone = sum(w**2 * part / total for w, (*_, part), total in zip(weights, sides, totals, strict=True))
    trace = (alone - one**2 - two**2).sum(axis=0)
    squares = (alone**2 - 2 * alone * (one**2 + two**2)).sum(axis=0)
    squares += (one**2).sum(axis=0) ** 2 + 2 * (one * two).sum(axis=0) ** 2 + (two**2).sum(axis=0) ** 2
    return np.asarray(trace**2 / squares)


def _wild(sides: Sequence[tuple[Floats, Floats, Floats]], observed: Floats, rng: np.random.Generator) -> Floats:
    """p of the wild cluster bootstrap-t with the null hypothesis imposed and Webb's weights."""
    rate = sum(hits.sum(axis=0) for hits, *_ in sides) / sum(words.sum(axis=0) for _, words, _ in sides)
    one, two = (np.nan_to_num((hits - rate * words) / words.sum(axis=0)) for hits, words, _ in sides)
    parts = [np.nan_to_num(part) for *_, part in sides]
    drawn = rng.choice(np.sqrt([0.5, 1, 1.5]), (WILD, len(one))) * rng.choice([-1, 1], (WILD, len(one)))
    first, second, both = drawn @ one, drawn @ two, one - two
    spread = drawn**2 @ both**2 + first**2 * (parts[0] ** 2).sum(axis=0) + second**2 * (parts[1] ** 2).sum(axis=0)
    spread += 2 * (second * (drawn @ (both * parts[1])) - first * (drawn @ (both * parts[0])))
    spread -= 2 * first * second * (parts[0] * parts[1]).sum(axis=0)
    as_large = (abs(first - second) / np.sqrt(spread) >= observed * (1 - 1e-9)).sum(axis=0)
    return np.where(np.isnan(observed), np.nan, (as_large + 1) / (WILD + 1))


# -- tables ----------------------------------------------------------------------------------------------------------------


def run(population: Population, design: str, times: float, resampling: Resampling) -> dict[str, Floats]:
    """One drawing of articles: p of each test, and whether each interval excludes 0 and holds the true difference."""
    (sizes, groups_of), rng = DESIGNS[design], np.random.default_rng([resampling.seed, len(design)])
    clusters, tally = np.repeat(np.arange(len(sizes)), sizes), population.draw(rng, sizes)
    groups = np.unique(groups_of(rng, clusters), return_inverse=True)[1]
    last = groups.max()
    counts = tally.counts.copy()
    counts[:, ::2] *= np.where(groups == last, 1, 1 / times)[:, None]  # so that shares stay below 1
    tally = Tally(tally.figures, counts)
    sample = Sample([str(i) for i in range(last + 1)], [], groups, None, clusters, population.measures, tally)
    table = differences(sample, None, Testing(resampling, sample.names), 0)
    true = np.tile((1 - 1 / times) * population.true, last + 1)
    found = {test: p.ravel() for test, p in others(tally, groups, clusters, rng).items()}
    found |= {"toolkit": table["p"].to_numpy(), "low": table["low"].to_numpy(), "high": table["high"].to_numpy(), "true": true}
    chosen = table["group"] == str(last) if times != 1 or last == 1 else table["p"] <= 1
    return {name: values[chosen.to_numpy()] for name, values in found.items()}


def print_differences(population: Population, times: float, several: Sequence[Resampling]) -> None:
    """The table of all designs."""
    row("design", "rejected at .05 and .001 by: t", "CR2", "wild", "toolkit", "interval agrees with p", "holds", "excludes 0")
    for design in DESIGNS:
        runs = [run(population, design, times, resampling) for resampling in several]
        found = {name: np.concatenate([each[name] for each in runs]) for name in runs[0]}
        tests = [found[test][~np.isnan(found[test])] for test in ("t", "CR2", "wild", "toolkit")]
        limited = ~np.isnan(found["low"])
        low, high, true, p = (found[name][limited] for name in ("low", "high", "true", "toolkit"))
        outside = (low > 0) | (high < 0)
        agree, holds = (outside == (p <= 0.05)).mean(), ((low <= true) & (true <= high)).mean()
        row(
            design,
            *(f"{100 * (p <= 0.05).mean():.1f} {100 * (p <= 0.001).mean():.2f}" for p in tests),
            agree,
            holds,
            outside.mean(),
        )


def print_own(population: Population, several: Sequence[Resampling]) -> None:
    """Coverage of the rate over clusters of equal and unequal size: the mean and the lowest tenth of the measures."""
    sizes = {
        "20 of 10": [10] * 20,
        "50 of 10": [10] * 50,
        "24 unequal": FEW,
        "86 unequal": TOPICS,
        "one of 200 and 80 of 5": HEAVY,
    }
    row("clusters", "mean", "a tenth under")
    for name, of_clusters in sizes.items():
        held = np.array([_held(population, np.array(of_clusters), resampling) for resampling in several])
        by_measure = np.nanmean(held[:, ~np.isnan(held).all(axis=0)], axis=0)
        row(name, by_measure.mean(), float(np.quantile(by_measure, 0.1)))


def _held(population: Population, sizes: Indices, resampling: Resampling) -> Floats:
    """Whether the interval of each figure holds the true one; NaN for a figure of 0, which has none."""
    rng, bootstrap = np.random.default_rng(resampling.seed), resampling.of("")
    side = side_of("", population.draw(rng, sizes), np.repeat(np.arange(len(sizes)), sizes), bootstrap)
    limits = side.limits(bootstrap, [measure.bounds for measure in population.measures.values()]).T
    held = (limits[0] <= population.true) & (population.true <= limits[1])
    return np.where(np.isnan(limits[0]), np.nan, held)


def row(*cells: object) -> None:
    print(*(f"{cell:.3f}" if isinstance(cell, float) else cell for cell in cells), sep="\t", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--measures", type=int, default=40)
    parser.add_argument("--resamples", type=int, default=1999)
    parser.add_argument("--store", help="a folder of scored articles")
    parser.add_argument("--topics", default="topic", help="the column of their topics")
    options = parser.parse_args()
    stored = [real(options.store, options.topics, options.measures)] if options.store else []
    several = [Resampling(options.resamples, 0.95, seed) for seed in range(options.runs)]
    for population in (simulated(options.measures), *stored):
        print(f"\n{population.name}: the same rate in all groups")
        print_differences(population, 1, several)
        print(f"\n{population.name}: twice the rate in the last group")
        print_differences(population, 2, several)
        print(f"\n{population.name}: one rate")
        print_own(population, several)


if __name__ == "__main__":
    main()
