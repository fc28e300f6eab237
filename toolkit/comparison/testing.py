"""Which groups are tested, for how many tests p is adjusted, and how small it can be."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..errors import OptionError
from ..grouping.sampling_design import Sample
from ..measures.formatting import limit, smallest
from ..statistics.arrays import Bools
from ..statistics.inference import SIGNIFICANT
from ..statistics.permutations import Permutations, permutations_of
from ..statistics.resampling import Resampling

if TYPE_CHECKING:
    import pandas as pd


class Testing(NamedTuple):
    """How differences are tested: `groups` are the groups that are, whose p are adjusted together."""

    resampling: Resampling
    groups: Sequence[str]

    def permutations(self, sample: Sample) -> Permutations:
        """How often the articles of a sample are dealt at most."""
        tests = _sides(sample) * len(self.groups) * len(sample.measures)
        return permutations_of(self.resampling, len(sample.groups), tests)

    def least(self, sample: Sample) -> float:
        """The least p that there can be."""
        return _sides(sample) / (self.permutations(sample).most + 1)

    def tested(self, sample: Sample) -> Bools:
        """Which groups of a sample are tested."""
        return np.isin(sample.names, self.groups)


def _sides(sample: Sample) -> int:
    """By what the share of one side is multiplied: in clusters p is twice that."""
    return 2 if sample.clusters is not None and sample.blocks is None else 1


def tested_of(sample: Sample, least: int, top: int | None) -> list[str]:
    """The groups that are tested: of those with at least so many articles, the `top` with most, or all.

    Raises OptionError where there are none, or `top` is below 1.
    """
    if top is not None and top < 1:
        raise OptionError(f"top {top}: give the number of groups to test, at least 1")
    articles = np.bincount(sample.groups)
    places = [place for place in np.argsort(-articles, kind="stable") if articles[place] >= least][:top]
    if not places:
        raise OptionError(f"no group has {least} articles: lower the least number of articles, or keep groups with few")
    return [sample.names[place] for place in sorted(places)]


def note_on_tests(table: "pd.DataFrame", permutations: int, least: float) -> str | None:
    """What to do where no row alone could have an adjusted p of .05, however large its difference; None where it could.

    `least` is the least p that so many permutations allow.
    """
    most = max((int(rows.notna().sum()) for _, rows in table.groupby("against")["p"]), default=0)
    if most * least <= SIGNIFICANT:
        return None
    together, needed = ceil(most * least / SIGNIFICANT), ceil(most * least * (permutations + 1) / SIGNIFICANT)
    return (
        f"no row alone could have an adjusted p of {limit(SIGNIFICANT)}: with {permutations:,} permutations the least is "
        f"{smallest(min(most * least, 1))} among {most:,} tests, or {limit(SIGNIFICANT)} if {together:,} rows are as clear; "
        f"choose fewer measures or groups (--measures, --top, --drop-few), or more permutations (--permutations {needed})"
    )
