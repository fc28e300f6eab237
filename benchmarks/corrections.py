"""Do figures that a coded sample corrects hold the truth, though the machine's errors differ between outlets?

    python benchmarks/corrections.py [--runs 300] [--scores FOLDER]

Four outlets have articles with some units each (attributions, sentences), of which a share, more in some articles than in
others, is of a class. The machine misses and invents members of the class, in each outlet at another rate. Units are drawn by
outlet and by the machine's answer, as `tk.sample_attributions` draws them, and coded. The script prints, by the share of the
class and the number of coded units, how often 95 % intervals hold an outlet's true share and the difference of two outlets, how
often the machine's own interval does, how wide the corrected one is, and how much of its variance is from coding a sample only.

Whole articles are coded, too: shares of words, which the machine finds too high or too low, in each outlet by another factor.

With `--scores` (a folder that `framing score` wrote) it does the same with real articles: what the toolkit reads there is taken
for the truth, articles of the outlets with most are drawn with replacement, and the machine is what the toolkit reads with errors
added.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

import toolkit as tk
from toolkit.statistics.arrays import Bools, Floats, Indices
from toolkit.statistics.coded_samples import CodedSample
from toolkit.statistics.formulas import SHARE
from toolkit.statistics.resampling import SHARES
from toolkit.validation.coding_sheets import allocation

OUTLETS = 4
MISSED = np.array([0.3, 0.1, 0.5, 0.2])
INVENTED = np.array([0.02, 0.1, 0.05, 0.2])  # of units outside the class; less where the class is rare
FACTORS, SCATTER = np.array([1.2, 0.8, 1.0, 0.6]), np.array([0.1, 0.2, 0.3, 0.2])
"""What the machine makes of words of a kind in whole articles: by what it multiplies them, and how much it scatters."""

PREVALENCES, CODED, ARTICLES = (0.02, 0.05, 0.2, 0.5), (60, 120, 200, 400, 800), (40, 150)
TYPES = ("government", "expert", "civilian", "company")


class Units(NamedTuple):
    """Units of all outlets: the article of each, the outlet of each article, and whether they are of the class."""

    articles: Indices
    outlets: Indices
    truth: Bools


def simulated(rng: np.random.Generator, shares: Floats, articles: int) -> Units:
    """Outlets whose articles have eight units on average, and shares that vary between articles (beta with a sum of 3)."""
    outlets = np.repeat(np.arange(OUTLETS), articles)
    per_article = rng.poisson(rng.gamma(2, 4, len(outlets)))
    own = rng.beta(3 * shares[outlets], 3 * (1 - shares[outlets]))
    numbers = np.repeat(np.arange(len(outlets)), per_article)
    return Units(numbers, outlets, rng.random(len(numbers)) < own[numbers])


def coded_sample(rng: np.random.Generator, units: Units, coded: int, rare: float) -> CodedSample:
    """The units as a machine sees them, and as coders see those that were drawn."""
    outlet = units.outlets[units.articles]
    missed = rng.random(len(outlet)) < MISSED[outlet]
    seen = np.where(units.truth, ~missed, rng.random(len(outlet)) < INVENTED[outlet] * min(1.0, rare))
    _, strata, sizes = np.unique(2 * outlet + seen, return_inverse=True, return_counts=True)
    answers, ones = np.full(len(outlet), np.nan), np.ones(len(outlet))
    for stratum, n in enumerate(allocation(sizes, coded)):
        chosen = rng.permutation(np.flatnonzero(strata == stratum))[:n]
        answers[chosen] = units.truth[chosen]
    counts = [np.column_stack([column, np.where(np.isnan(column), np.nan, 1.0)]) for column in (seen.astype(float), answers)]
    steps, exact = np.column_stack([ones, 0 * ones]), np.zeros((len(units.outlets), 2))
    families = np.unique(2 * outlet + seen) // 2
    return CodedSample(units.articles, strata.reshape(-1), families, ones, *counts, steps, exact, SHARE)


class Held(NamedTuple):
    """What one run shows: whether intervals hold the truth, and how wide they are."""

    shares: list[bool]
    machine: list[bool]
    differs: bool
    width: float
    coding: float


def run(sample: CodedSample, outlets: Indices, true: Floats) -> Held:
    own = [sample.estimate(outlets == outlet) for outlet in range(OUTLETS)]
    # what the machine says, with an interval that takes it for the truth
    alone = replace(sample, coded=sample.machine, sizes=np.ones(len(sample.sizes)))
    believed = [alone.estimate(outlets == outlet).limits(0.95, SHARES) for outlet in range(OUTLETS)]
    limits = [estimate.limits(0.95, SHARES) for estimate in own]
    low, high = own[0].less(own[1]).limits(0.95)
    return Held(
        [low <= share <= high for (low, high), share in zip(limits, true, strict=True)],
        [low <= share <= high for (low, high), share in zip(believed, true, strict=True)],
        bool(low <= true[0] - true[1] <= high),
        float(np.mean([(high - low) / 2 for low, high in limits])),
        float(np.mean([(estimate.coding_error / estimate.error) ** 2 for estimate in own])),
    )


def summary(runs: Iterator[Held]) -> str:
    shares, machine, differs, width, coding = zip(*runs, strict=True)
    figures = [np.mean(column) for column in (shares, differs, machine, width, coding)]
    return "{:9.3f} {:10.3f} {:8.3f} {:6.3f} {:12.2f}".format(*figures)


def articles_coded(rng: np.random.Generator, articles: int, share: float, coded: int) -> CodedSample:
    """Whole articles of which the words of a kind and all words were counted; drawn by thirds of the machine's figure."""
    outlets = np.repeat(np.arange(OUTLETS), articles)
    words = np.round(np.exp(rng.normal(5, 0.8, len(outlets)))) + 1
    part = rng.binomial(words.astype(int), rng.beta(2 * share, 2 * (1 - share), len(outlets)))
    noise = words * SCATTER[outlets] * rng.normal(0, 0.5, len(outlets))
    seen = np.clip(np.round(part * FACTORS[outlets] + noise), 0, words)
    thirds = np.searchsorted(np.quantile(seen / words, [1 / 3, 2 / 3]), seen / words)
    kinds, strata, sizes = np.unique(3 * outlets + thirds, return_inverse=True, return_counts=True)
    answers = np.full((len(outlets), 2), np.nan)
    for stratum, n in enumerate(allocation(sizes, coded)):
        chosen = rng.permutation(np.flatnonzero(strata == stratum))[:n]
        answers[chosen] = np.column_stack([part, words])[chosen]
    machine, numbers = np.column_stack([seen, words]), np.arange(len(outlets))
    steps = np.broadcast_to(np.sqrt(np.nanmean((answers - machine) ** 2, axis=0)), machine.shape)
    ones, exact = np.ones(len(outlets)), np.zeros((len(outlets), 2))
    return CodedSample(numbers, strata.reshape(-1), kinds // 3, ones, machine, answers, steps, exact, SHARE)


def on_articles(runs: int) -> None:
    print(f"whole articles: shares of words, the machine's times {FACTORS.tolist()}; coverage of 95 % intervals, {runs} runs")
    print(f"articles  share  coded  {HEAD}")
    for articles, share, coded in product(ARTICLES, (0.1, 0.4), CODED[:4]):
        if coded <= OUTLETS * articles:
            rng, outlets = np.random.default_rng([articles, coded]), np.repeat(np.arange(OUTLETS), articles)
            samples = (articles_coded(rng, articles, share, coded) for _ in range(runs))
            found = summary(run(sample, outlets, np.full(OUTLETS, share)) for sample in samples)
            print(f"{articles:8d} {share:6g} {coded:6d} {found}", flush=True)


HEAD = "an outlet  difference  machine  ± half  from coding"
Draw = Callable[[np.random.Generator], Units]


def repeated(draw: Draw, true: Floats, coded: int, rare: float, runs: int) -> Iterator[Held]:
    """Runs with other articles, other errors and other coded units each."""
    rng = np.random.default_rng([coded, int(1000 * rare)])
    for _ in range(runs):
        units = draw(rng)
        yield run(coded_sample(rng, units, coded, rare), units.outlets, true)


def on_simulated(runs: int) -> None:
    print(f"simulated: {OUTLETS} outlets, errors of each its own; coverage of 95 % intervals, {runs} runs")
    print(f"articles  share  coded  {HEAD}")
    for articles, prevalence, coded in product(ARTICLES, PREVALENCES, CODED):
        true = prevalence * np.array([1, 1.3, 1, 0.7])
        draw = partial(simulated, shares=true, articles=articles)
        found = summary(repeated(draw, true, coded, 4 * prevalence, runs))
        print(f"{articles:8d} {prevalence:6g} {coded:6d} {found}", flush=True)


def types_in(folder: str) -> list[list[list[str | None]]]:
    """Of the outlets with most articles, the types of the sources of each article's attributions."""
    scores = tk.load_scores(folder)
    outlets = [name or "" for name in scores.scores.values("outlet")]
    largest = [name for name, _ in Counter(outlets).most_common(OUTLETS)]
    found: list[list[list[str | None]]] = [[] for _ in largest]
    for outlet, places in zip(outlets, scores.scores.places, strict=True):
        if outlet in largest:
            found[largest.index(outlet)].append([place.source_type for place in places if place.mark == "attribution"])
    print(f"articles: {', '.join(f'{name} {len(of)}' for name, of in zip(largest, found, strict=True))}")
    return found


def resampled(rng: np.random.Generator, found: list[list[list[str | None]]], kind: str, articles: int) -> Units:
    """Articles of each outlet, drawn with replacement."""
    drawn = [of[i] for of in found for i in rng.integers(len(of), size=articles)]
    numbers = np.repeat(np.arange(len(drawn)), [len(types) for types in drawn])
    outlets = np.repeat(np.arange(OUTLETS), articles)
    return Units(numbers, outlets, np.array([one == kind for types in drawn for one in types]))


def on_real(folder: str, runs: int) -> None:
    print(f"real articles: share of the attributions to a type of source; coverage of 95 % intervals, {runs} runs")
    found = types_in(folder)
    print(f"articles  type         share  coded  {HEAD}")
    for articles, kind, coded in product(ARTICLES, TYPES, CODED):
        true = np.array([np.mean([one == kind for types in of for one in types]) for of in found])
        draw = partial(resampled, found=found, kind=kind, articles=articles)
        told = summary(repeated(draw, true, coded, 4 * float(true.mean()), runs))
        print(f"{articles:8d}  {kind:11s} {true.mean():6.3f} {coded:6d} {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--scores", metavar="FOLDER", help="also with real articles, of these saved scores")
    options = parser.parse_args()
    on_articles(options.runs)
    on_simulated(options.runs)
    if options.scores:
        on_real(options.scores, options.runs)


if __name__ == "__main__":
    main()
