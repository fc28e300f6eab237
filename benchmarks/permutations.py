"""How often permutation tests of many rows reject where there is no difference, what they find, and what they cost.

    python benchmarks/permutations.py [scores/] [--runs 20] [--articles 600]

Without a folder of saved scores, articles are simulated: 300 to 1,200 words, and 128 rates of 1 to 10 per 1,000 words that differ
from article to article, so that hits come in lumps. With one, they are drawn from it, with all its measures. The articles are
dealt to six groups at random, so that there is no difference, and the share of p up to each level is printed, over all rows, and
the share of runs with any adjusted p of .05. Then the hits of one measure in one group are multiplied by ten, and the adjusted p
of that row is printed for the default number of permutations and for 2,000, with processor seconds for each run. The last line
does the first again for articles that are dealt in batches, as in large corpora.
"""

import argparse
import time
from pathlib import Path

import numpy as np

import toolkit as tk
from toolkit.grouping.sampling_design import sample_of
from toolkit.statistics import against_rest
from toolkit.statistics.against_rest import permutation_p
from toolkit.statistics.arrays import Floats, Indices
from toolkit.statistics.formulas import PER_THOUSAND
from toolkit.statistics.inference import SIGNIFICANT, adjusted
from toolkit.statistics.permutations import Permutations, permutations_of
from toolkit.statistics.resampling import Resampling
from toolkit.statistics.tallies import Tally, tally_of

GROUPS, RATES, TIMES, FEW = 6, 128, 10, 2000
LEVELS = (0.1, 0.05, 0.01, 0.001)
PLANTED = "loaded_narration"


def simulated(articles: int, seed: int) -> Tally:
    """Articles with many rates per 1,000 words, the first with the name of the measure in which a difference is planted."""
    rng = np.random.default_rng(seed)
    words = rng.integers(300, 1200, articles).astype(float)
    rates = np.r_[5.0, rng.uniform(1, 10, RATES - 1)]
    hits = rng.poisson(words[:, None] / 1000 * rates * rng.gamma(1, 1, (articles, RATES)))
    counts = np.stack([hits, np.broadcast_to(words[:, None], hits.shape)], axis=-1).reshape(articles, -1)
    return tally_of({PLANTED if i == 0 else f"rate {i}": PER_THOUSAND for i in range(RATES)}, counts.astype(float))


def planted(tally: Tally, groups: Indices) -> Tally:
    """The same articles with ten times the hits of one measure in the first group."""
    counts = tally.counts.copy()
    counts[groups == 0, tally.figures[PLANTED].counts.start] *= TIMES
    return Tally(tally.figures, counts)


def p_of_rows(tally: Tally, groups: Indices, permutations: Permutations) -> Floats:
    """p of measures by groups."""
    return np.array(list(permutation_p(tally, groups, permutations).values()))


def rejected(several: list[Floats]) -> str:
    """The share of p up to each level, and of runs with any adjusted p that counts."""
    p = np.concatenate([rows.ravel() for rows in several])
    shares = "  ".join(f"p ≤ {level:g}: {np.nanmean(p <= level):.4f}" for level in LEVELS)
    found = np.mean([(adjusted(rows.ravel()) <= SIGNIFICANT).any() for rows in several])
    return f"{shares}  any adjusted: {found:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scores", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--articles", type=int, default=600)
    options = parser.parse_args()
    rng, n = np.random.default_rng(0), options.articles
    whole = sample_of(tk.load_scores(options.scores), ()).tally if options.scores else simulated(50 * n, 0)
    groups = np.arange(n) % GROUPS
    drawn = [whole.of(rng.choice(len(whole), n, replace=False)) for _ in range(options.runs)]
    tests = GROUPS * len(whole.figures)
    seconds: dict[str, list[float]] = {"default": [], f"{FEW:,}": []}
    p: dict[str, list[float]] = {how: [] for how in seconds}
    without = []
    for seed, tally in enumerate(drawn):
        permutations = permutations_of(Resampling(FEW, seed=seed), n, tests)
        without.append(p_of_rows(tally, groups, permutations))
        for how, number in zip(seconds, (permutations, Permutations(FEW, seed)), strict=True):
            start = time.process_time()
            rows = p_of_rows(planted(tally, groups), groups, number)
            seconds[how].append(time.process_time() - start)
            p[how].append(adjusted(rows.ravel()).reshape(rows.shape)[list(tally.figures).index(PLANTED), 0])
    print(f"no difference, {n} articles, {tests} rows: {rejected(without)}")
    for how in seconds:
        found = np.mean(np.array(p[how]) <= SIGNIFICANT)
        print(
            f"ten times, {how} permutations: adjusted p {np.median(p[how]):.4f} ({max(p[how]):.4f} at most), "
            f"≤ .05 in {found:.2f}; {min(seconds[how]):.1f} CPU s"
        )
    against_rest.BATCHES, against_rest.LEAST_BATCHES, against_rest.SINGLES = n // 3, n // 20, n // 6
    several = [whole.of(rng.choice(len(whole), 4 * n, replace=len(whole) < 4 * n)) for _ in range(max(options.runs // 4, 1))]
    batches = [p_of_rows(tally, np.arange(4 * n) % GROUPS, Permutations(FEW, seed)) for seed, tally in enumerate(several)]
    print(f"no difference, in batches: {rejected(batches)}")


if __name__ == "__main__":
    main()
