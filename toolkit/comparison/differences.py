"""Each group against all others, or against one: difference, interval, p and effect size, over all articles or within events."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..errors import OptionError
from ..grouping.groups import unknown_group
from ..grouping.sampling_design import Sample
from ..statistics.against_rest import permutation_p
from ..statistics.arrays import Floats, Indices
from ..statistics.clusters import clustered_test
from ..statistics.inference import (
    adjusted,
    differences_within,
    measured_on_both_sides,
    permutation_p_within,
    superiority,
    within_blocks,
)
from ..statistics.intervals import Difference, Units, differences_of
from .testing import Testing

if TYPE_CHECKING:
    import pandas as pd

REST = "rest"
"""The name of all other groups together, in the column `against`."""

COLUMNS = (
    "group measure against estimate other difference low high ratio superiority p p_adjusted "
    "n_articles n_against n_events few note"
).split()


def differences(sample: Sample, reference: str | None, testing: Testing, min_articles: int) -> "pd.DataFrame":
    """The table of differences (see `Comparison.differences`): of each tested group from the rest, then from the reference.

    Raises OptionError for a reference that is not a group.
    """
    import pandas as pd

    if reference is not None and reference not in sample.names:
        raise OptionError(unknown_group(reference, sample.names))
    frames = []
    if len(sample.names) > 1:
        frames.append(_against_rest(sample, testing, min_articles).assign(against=REST))
    if reference is not None:
        others = [name for name in testing.groups if name != reference]
        frames.append(_against(sample, reference, testing._replace(groups=others), min_articles))
    adjusted_frames = [frame.assign(p_adjusted=adjusted(frame["p"])) for frame in frames if len(frame)]
    table = pd.concat(adjusted_frames) if adjusted_frames else pd.DataFrame(columns=list(COLUMNS))
    return table[list(COLUMNS)].reset_index(drop=True)


def unmatched(sample: Sample, reference: str | None) -> "pd.DataFrame":
    """The plain differences over all articles, from the rest and from the reference: group, measure, against, unmatched."""
    import pandas as pd

    groups, rows = range(len(sample.names)), []
    other = None if reference is None else _values(sample.tally_of(sample.names.index(reference)))
    for group in groups:
        own, sides = _values(sample.tally_of(group)), {}
        if len(groups) > 1:
            sides[REST] = _values(sample.others(group))
        if other is not None and sample.names[group] != reference:
            sides[str(reference)] = other
        for against, values in sides.items():
            rows += [(sample.names[group], measure, against, own[measure] - values[measure]) for measure in own]
    return pd.DataFrame(rows, columns=["group", "measure", "against", "unmatched"])


def _values(units: Units) -> dict[str, float]:
    """The figures of all articles (or clusters) together."""
    return {name: float(figure.formula.compute(units.total[figure.counts])) for name, figure in units.figures.items()}


def _against(sample: Sample, reference: str, testing: Testing, min_articles: int) -> "pd.DataFrame":
    """Each group against the reference alone (within events: on those that both cover)."""
    import pandas as pd

    other, frames = sample.names.index(reference), []
    for name in testing.groups:
        pair = sample.only(sample.names.index(name), other)
        if len(np.unique(pair.groups)) == 2:
            frames.append(_against_rest(pair, testing, min_articles).assign(against=reference))
        else:
            nothing = {"group": name, "measure": list(sample.measures), "against": reference, "few": True}
            counts = {"n_articles": 0, "n_against": 0, "n_events": 0, "note": f"no event in common with {reference}"}
            frames.append(pd.DataFrame({**nothing, **counts}).reindex(columns=list(COLUMNS)).astype({"p": float}))
    return pd.concat(frames) if frames else pd.DataFrame(columns=list(COLUMNS))


def _against_rest(sample: Sample, testing: Testing, min_articles: int) -> "pd.DataFrame":
    """Each group that is tested against all other groups of the sample (within events: on its events)."""
    import pandas as pd

    if sample.blocks is None:
        contrasts, blocks = _over_all(sample, testing), np.zeros_like(sample.groups)
    else:
        contrasts, blocks = _within(sample, sample.blocks, testing), sample.blocks
    effect, rows = superiority(sample.values, sample.groups, blocks), []
    measured, measured_rest = measured_on_both_sides(~np.isnan(sample.values), sample.groups, blocks)
    for group, name in enumerate(sample.names):
        for number, measure in enumerate(sample.measures) if name in contrasts else ():
            n, n_rest = int(measured[group, number]), int(measured_rest[group, number])
            few, contrast = min(n, n_rest) < min_articles, contrasts[name][measure]
            under = "both" if max(n, n_rest) < min_articles else "one"
            note = f"few: measured in {n} and {n_rest} articles, {under} under {min_articles}" if few else ""
            figures = {**contrast._asdict(), "note": "; ".join(filter(None, [note, contrast.note]))}
            counts = {"superiority": effect[group, number], "n_articles": n, "n_against": n_rest, "few": few}
            rows.append({"group": name, "measure": measure, **figures, **counts})
    return pd.DataFrame(rows)


class _Difference(NamedTuple):
    """A figure of a group and of the others, their difference with its interval, their ratio, p, and the number of events."""

    estimate: float
    other: float
    difference: float
    low: float
    high: float
    ratio: float
    p: float
    n_events: float
    note: str

    @classmethod
    def of(cls, sides: Difference, p: Floats, n_events: float = np.nan) -> "_Difference":
        ratio = sides.one / sides.other if sides.other > 0 and sides.one >= 0 else np.nan
        return cls(*sides[:5], ratio, float(p), n_events, sides.note)


def _over_all(sample: Sample, testing: Testing) -> dict[str, dict[str, _Difference]]:
    """For each group that is tested its differences from the others, over all articles."""
    by_group, resampling = {}, testing.resampling
    if sample.clusters is None:
        tested, p = None, permutation_p(sample.tally, sample.groups, testing.permutations(sample), testing.tested(sample))
    else:
        how = testing.permutations(sample), resampling.confidence, testing.tested(sample)
        tested = clustered_test(sample.tally, sample.groups, sample.clusters, *how)
        p = {name: of_groups.p for name, of_groups in tested.items()}
    for group in np.flatnonzero(testing.tested(sample)).tolist():
        name, rows = sample.names[group], {}
        sides = sample.side(group, resampling), sample.rest(group, resampling)
        several = differences_of(*sides, resampling.of(name), sample.bounds)
        for measure, difference in zip(sample.measures, several, strict=True):
            agreed = tested[measure].agreed(difference, group) if tested else difference
            rows[measure] = _Difference.of(agreed, p[measure][group])
        by_group[name] = rows
    return by_group


def resampled_by(sample: Sample, unit: str | None) -> str:
    """What was resampled for the intervals; `unit` is the name of the clusters."""
    return "whole articles" if sample.clusters is None else f"articles by {unit}"


def tested_by(sample: Sample, unit: str | None) -> str:
    """The test that p comes from; `unit` is the name of the events or clusters."""
    if sample.blocks is not None:
        return f"permutations of articles within each {unit}"
    if sample.clusters is None:
        return "permutations of articles"
    return f"permutations of articles by {unit}"


def _within(sample: Sample, blocks: Indices, testing: Testing) -> dict[str, dict[str, _Difference]]:
    """For each group that is tested its differences from the others on the same events: weighted means over events."""
    tested = testing.tested(sample)
    p = permutation_p_within(sample.tally, sample.groups, blocks, testing.permutations(sample), tested)
    by_group, several = {}, within_blocks(sample.tally, sample.groups, blocks)
    for group in np.flatnonzero(tested).tolist():
        name_of_group = sample.names[group]
        contrasts = differences_within(several[group], testing.resampling.of(name_of_group), sample.bounds)
        by_group[name_of_group] = {
            name: _Difference.of(of, p[name][group], n) for name, (of, n) in zip(sample.measures, contrasts, strict=True)
        }
    return by_group
