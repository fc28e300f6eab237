"""How often do the intervals of real articles hold the true figure, for every measure and from few articles on?

    python benchmarks/coverage.py SCORES… [--draws 200] [--sizes 8 20 50 200] [--splits 0]

The articles of a folder of scores (`framing score articles.csv -o scores/`) are the population, whose figures are known. Samples
of n articles are drawn from it, beside 200 more that stand for the other outlets, and each measure gets its 95 % interval as
`framing compare` makes it. The table tells, by n and kind of measure, how often the interval holds the figure of the population,
by the bootstrap alone and as compare has it, how many measures it holds less often than 92 %, how much wider intervals are than
those of the bootstrap alone (median over measures), and how many samples have such an interval. Intervals that compare marks as
rough (measured in under 10 articles, or few articles hold most hits) or takes from the others (no two articles differ) count in
the last line of each n alone. Measures with fewer than 40 intervals are left out. Those held least often come last.

With `--splits` so many samples are dealt into two halves at random, and the share of p ≤ .05 and p ≤ .01 is printed.
"""

import argparse
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

import toolkit as tk
from toolkit.grouping.sampling_design import Sample, sample_of
from toolkit.statistics.against_rest import permutation_p
from toolkit.statistics.arrays import Bools, Floats
from toolkit.statistics.intervals import FEW_UNITS, Side, limits_given_others
from toolkit.statistics.permutations import Permutations
from toolkit.statistics.resampling import Resampling
from toolkit.statistics.tallies import Tally

OTHERS = 200  # articles
RESAMPLES = 999
LEAST = 40  # samples with an interval, below which a share says little
PROMISED = 0.92
WORST = 8  # measures named


class Drawn(NamedTuple):
    """Limits of the measures in each sample, alone and as compared, and which of these are marked: samples by measures."""

    alone: Floats  # … by 2
    limits: Floats  # … by 2
    marked: Bools

    def only(self, *, marked: bool) -> "Drawn":
        """The limits that are marked, or those that are not; NaN for the others."""
        keep = (self.marked == marked)[..., None]
        return Drawn(np.where(keep, self.alone, np.nan), np.where(keep, self.limits, np.nan), self.marked)


class Held(NamedTuple):
    """For each measure the share of intervals that hold the true figure, how many there are, and how much wider they are."""

    alone: Floats
    compared: Floats
    n: Floats
    wider: Floats


def population(folder: str) -> Sample:
    """All articles of a folder of scores."""
    return sample_of(tk.load_scores(folder), ())


def drawn(articles: Sample, n: int, draws: int, seed: int) -> Drawn:
    """Samples of n articles, drawn with replacement, since a newsroom writes more articles than a corpus has."""
    rng, tally = np.random.default_rng([seed, n]), articles.tally
    rows = [_row(articles, *(tally.of(rng.integers(0, len(tally), size)) for size in (n, OTHERS)), i) for i in range(draws)]
    return Drawn(*(np.array(part) for part in zip(*rows, strict=True)))


def _row(articles: Sample, own: Tally, others: Tally, seed: int) -> tuple[Floats, Floats, Bools]:
    """The limits of every measure in one sample, and which of them compare marks."""
    bootstrap = Resampling(RESAMPLES, seed=seed).of("sample")
    side = Side("sample", own, bootstrap.sums(own.columns))
    limits, notes = limits_given_others(side, others, bootstrap, articles.bounds)
    return side.limits(bootstrap, articles.bounds), limits, np.array(list(map(bool, notes))) | (own.n_units < FEW_UNITS)


def held(sample: Drawn, true: Floats) -> Held:
    """How often the intervals hold the true figures."""
    (alone, _), (compared, n) = (_share(limits, true) for limits in (sample.alone, sample.limits))
    both = ~np.isnan(sample.alone[..., 0])
    widths = [np.where(both, np.diff(limits)[..., 0], 0.0).sum(axis=0) for limits in (sample.limits, sample.alone)]
    with np.errstate(invalid="ignore"):
        return Held(alone, compared, n, widths[0] / widths[1])


def _share(limits: Floats, true: Floats) -> tuple[Floats, Floats]:
    """The share of intervals that hold the true figure, NaN where there are few, and the number of intervals."""
    n = (~np.isnan(limits[..., 0])).sum(axis=0).astype(float)
    holds = (limits[..., 0] <= true + 1e-9) & (true - 1e-9 <= limits[..., 1])
    return np.where(n >= LEAST, holds.sum(axis=0) / np.maximum(n, 1), np.nan), n


def kinds(articles: Sample, sure: Held, rough: Held) -> Iterator[tuple[str, Held, Bools]]:
    """The kinds of measures with their figures, and which measures are of it: all, each family, and those marked."""
    family = np.array([measure.family for measure in articles.measures.values()])
    for name in ("all", *dict.fromkeys(family)):
        yield name, sure, ~np.isnan(sure.compared) & ((family == name) | (name == "all"))
    yield "marked", rough, ~np.isnan(rough.compared)


def print_table(articles: Sample, by_size: Mapping[int, tuple[Held, Held]], draws: int) -> None:
    """Print the shares by n and kind of measure, then the measures that are held least often."""
    print("n\tkind\tmeasures\tbootstrap alone\tcompare\tunder .92 alone\tcompare\twider\twith interval")
    for n, several in by_size.items():
        for kind, figures, of_kind in kinds(articles, *several):
            if of_kind.any():
                alone, compared = figures.alone[of_kind], figures.compared[of_kind]
                low = [(part < PROMISED).sum() for part in (alone, compared)]
                width, given = np.nanmedian(figures.wider[of_kind]), figures.n[of_kind].mean() / draws
                row(n, kind, of_kind.sum(), np.nanmean(alone), compared.mean(), *low, width, given)
    names = list(articles.measures)
    for n, (figures, _) in by_size.items():
        worst = [i for i in np.argsort(figures.compared)[:WORST] if figures.compared[i] < PROMISED]
        print(f"held least often at {n}:", ", ".join(f"{names[i]} {figures.compared[i]:.3f}" for i in worst) or "none under .92")


def rejected(articles: Sample, n: int, splits: int, seed: int) -> tuple[float, float]:
    """The share of p ≤ .05 and p ≤ .01 over all measures where n articles each are dealt to two sides at random."""
    rng, groups, values = np.random.default_rng([seed, n, 1]), np.repeat([0, 1], n), []
    for split in range(splits):
        several = articles.tally.of(rng.integers(0, len(articles.tally), 2 * n))
        values += [p[0] for p in permutation_p(several, groups, Permutations(RESAMPLES, split)).values() if not np.isnan(p[0])]
    return float(np.mean(np.array(values) <= 0.05)), float(np.mean(np.array(values) <= 0.01))


def row(*cells: object) -> None:
    """Print cells separated by tabs."""
    print(*(f"{cell:.3f}" if isinstance(cell, float) else cell for cell in cells), sep="\t")


def main() -> None:
    """Print the tables of each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="SCORES")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--sizes", type=int, nargs="*", default=[8, 20, 50, 200])
    parser.add_argument("--splits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for folder in options.folders:
        articles = population(folder)
        true = np.array([float(articles.tally.estimate(name).value) for name in articles.measures])
        print(f"\n{folder}: {len(articles.tally)} articles, {options.draws} samples")
        samples = {n: drawn(articles, n, options.draws, options.seed) for n in options.sizes}
        both = {
            n: (held(several.only(marked=False), true), held(several.only(marked=True), true)) for n, several in samples.items()
        }
        print_table(articles, both, options.draws)
        for n in options.sizes if options.splits else ():
            row(
                f"p ≤ .05 and p ≤ .01 of {options.splits} splits, {n} beside {n}:",
                *rejected(articles, n, options.splits, options.seed),
            )


if __name__ == "__main__":
    main()
