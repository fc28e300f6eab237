"""Does the interval of Krippendorff's alpha hold the true alpha where coders give sets of labels (MASI distance)?

    python benchmarks/agreement_masi.py [--runs 200]

Each of some labels belongs to a unit with the probability `prevalence`, whatever the other labels do, and each coder errs about
each label with the probability `error`. The true alpha follows from the probabilities of all sets. Samples in which all answers
are the same have no alpha and no interval; `none` is their share.
"""

import argparse
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from agreement import PROMISED, tell

from toolkit.statistics.arrays import Floats
from toolkit.validation.agreement import agreement_of

PREVALENCES, ERRORS = (0.05, 0.2, 0.4), (0.02, 0.1, 0.2)
LABELS, UNITS, CODERS = (2, 4), (20, 50, 200), (2, 3)

Cell = tuple[int, int, int, float, float]
"""Labels, units, coders, prevalence and error."""


class Covered(NamedTuple):
    """How many of some samples have no interval, how many intervals hold the true alpha, and how wide they are on average."""

    alpha: float
    samples: int
    without: int
    held: int
    width: float


def sets_of(labels: int) -> Floats:
    """All sets of labels, as rows of 0 and 1."""
    return np.array(list(product((0.0, 1.0), repeat=labels)))


def answers_to(sets: Floats, error: float) -> Floats:
    """How probable each set (column) is as the answer to each true set (row)."""
    wrong = (sets[:, None] != sets[None]).sum(axis=2)
    return np.asarray(error**wrong * (1 - error) ** (sets.shape[1] - wrong))


def alpha_of(sets: Floats, prevalence: float, error: float) -> float:
    """Alpha of infinitely many units."""
    from nltk.metrics.distance import masi_distance

    named = [frozenset(np.flatnonzero(row).tolist()) or frozenset({""}) for row in sets]
    apart = np.array([[masi_distance(one, other) for other in named] for one in named])
    true, answers = probabilities(sets, prevalence), answers_to(sets, error)
    observed = float(np.einsum("t,ta,tb,ab->", true, answers, answers, apart))
    shares = true @ answers
    return 1 - observed / float(shares @ apart @ shares)


def probabilities(sets: Floats, prevalence: float) -> Floats:
    return np.asarray(np.where(sets > 0, prevalence, 1 - prevalence).prod(axis=1))


def covered(cell: Cell, runs: int) -> Covered:
    """The coverage in samples of one kind."""
    labels, units, coders, prevalence, error = cell
    rng, sets = np.random.default_rng(0), sets_of(labels)
    true, widths, held = alpha_of(sets, prevalence, error), list[float](), 0
    for _ in range(runs):
        belongs = rng.random((units, 1, labels)) < prevalence
        given = belongs ^ (rng.random((units, coders, labels)) < error)
        answers = [[(str(coder), np.flatnonzero(row).tolist()) for coder, row in enumerate(unit)] for unit in given]
        found = agreement_of([[(coder, set(map(str, answer))) for coder, answer in unit] for unit in answers], distance="masi")
        if not np.isnan(found.low):
            widths.append(found.high - found.low)
            held += found.low <= true <= found.high
    return Covered(true, runs, runs - len(widths), held, float(np.mean(widths)))


def rows(runs: int) -> Iterator[tuple[Cell, Covered]]:
    for cell in product(LABELS, UNITS, CODERS, PREVALENCES, ERRORS):
        yield cell, covered(cell, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    print(f"{runs} runs, {PROMISED:.0%} intervals, MASI distance")
    print("labels units coders prevalence error  alpha  none  interval  width")
    tell(("{:6d} {:5d} {:6d} {:10g} {:5g}".format(*cell), found, f"{found.width:5.2f}") for cell, found in rows(runs))


if __name__ == "__main__":
    main()
