"""Does the interval of Krippendorff's alpha hold the true alpha as often as it promises?

    python benchmarks/agreement.py [--runs 1000]

Coders see units of which a share is of the kind that is asked for (`prevalence`), and each errs so often that two of them agree
on a unit with the probability `agreement`. The true alpha is that of infinitely many units. Beside the interval of the toolkit
stands the percentile interval of resampled units. Samples in which all answers are the same have no alpha and no interval; `none`
is their share.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple, Protocol

import numpy as np

from toolkit.statistics.arrays import Floats, Indices
from toolkit.statistics.intervals import wilson
from toolkit.validation.agreement import agreement_of

PREVALENCES = (0.02, 0.05, 0.1, 0.3, 0.5)
AGREEMENTS = (0.6, 0.8, 0.9, 0.95, 0.98)
UNITS, CODERS = (20, 50, 200), (2, 3)
RESAMPLES = 1000
ENOUGH = 0.93
PROMISED = 0.95


class Sampled(Protocol):
    """How many samples of one kind there are, how many have no interval, and how many intervals hold the true alpha."""

    alpha: float
    samples: int
    without: int
    held: int


class Covered(NamedTuple):
    """How often the intervals of one kind of sample hold alpha: the toolkit's, and that of resampled units."""

    alpha: float
    samples: int
    without: int
    held: int
    held_by_percentiles: int


def shares_of_yes(prevalence: float, agreement: float, coders: int) -> Floats:
    """How probable it is that 0, 1, … of the coders say yes to a unit."""
    from scipy.stats import binom

    wrong, yes = (1 - np.sqrt(2 * agreement - 1)) / 2, np.arange(coders + 1)
    return np.asarray(prevalence * binom.pmf(yes, coders, 1 - wrong) + (1 - prevalence) * binom.pmf(yes, coders, wrong))


def alpha_of(shares: Floats) -> Floats:
    """Alpha of a population in which 0, 1, … coders say yes with these shares (last axis)."""
    coders = shares.shape[-1] - 1
    yes = np.arange(coders + 1)
    apart, answers = shares @ (2 * yes * (coders - yes) / (coders * (coders - 1))), shares @ (yes / coders)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - apart / (2 * answers * (1 - answers)))


def covered(prevalence: float, agreement: float, units: int, coders: int, runs: int, seed: int = 0) -> Covered:
    """The coverage in samples of one kind; samples with the same answers are computed once."""
    rng, shares = np.random.default_rng(seed), shares_of_yes(prevalence, agreement, coders)
    true = float(alpha_of(shares))
    kinds, times = np.unique(rng.multinomial(units, shares, size=runs), axis=0, return_counts=True)
    without = held = held_by_percentiles = 0
    for kind, often in zip(kinds, times.tolist(), strict=True):
        if kind[0] == units or kind[-1] == units:
            without += often
            continue
        found = agreement_of(answers_of(kind), resamples=RESAMPLES)
        held += often * (found.low <= true <= found.high)
        held_by_percentiles += often * within_percentiles(kind, true, rng)
    return Covered(true, runs, without, held, held_by_percentiles)


def answers_of(kind: Indices) -> list[list[tuple[str, str]]]:
    """Answers to units of which `kind` says how many have 0, 1, … coders who say yes."""
    coders = len(kind) - 1
    return [
        [(str(coder), "yes" if coder < yes else "no") for coder in range(coders)] for yes, n in enumerate(kind) for _ in range(n)
    ]


def within_percentiles(kind: Indices, true: float, rng: np.random.Generator) -> bool:
    drawn = alpha_of(rng.multinomial(kind.sum(), kind / kind.sum(), size=RESAMPLES) / kind.sum())
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return bool(low <= true <= high)


def rows(runs: int) -> Iterator[tuple[Sequence[float], Covered]]:
    for cell in product(CODERS, UNITS, PREVALENCES, AGREEMENTS):
        coders, units, prevalence, agreement = cell
        yield cell, covered(prevalence, agreement, units, coders, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(f"{runs} runs, {PROMISED:.0%} intervals")
    print("coders units prevalence agreement  alpha  none  interval  percentiles")
    tell(("{:6d} {:5d} {:10g} {:9g}".format(*cell), found, _percentiles(found)) for cell, found in rows(runs))


def _percentiles(found: Covered) -> str:
    return f"{found.held_by_percentiles / (found.samples - found.without):11.3f}"


def tell(kinds: Iterable[tuple[str, Sampled, str]]) -> None:
    """Print a line for each kind of sample: its name, its coverage and what else is told of it; then what they come to."""
    shares: dict[str, float] = {}
    surely_low = 0
    for name, found, further in kinds:
        n = found.samples - found.without
        shares[name] = found.held / n
        surely_low += wilson(found.held, n)[2] < ENOUGH
        print(f"{name}  {found.alpha:5.2f}  {found.without / found.samples:4.2f}  {shares[name]:8.3f}  {further}", flush=True)
    least = min(shares, key=shares.__getitem__)
    print(f"mean coverage {np.mean(list(shares.values())):.3f}, least {shares[least]:.3f} at {least}")
    print(f"cells surely under {ENOUGH}: {surely_low} of {len(shares)}")


if __name__ == "__main__":
    main()
