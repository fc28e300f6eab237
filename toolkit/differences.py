"""Each group against all others, or against one: difference, interval, p and effect size, over all articles or within events."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .errors import ArticleError
from .inference import permutation_p, permutation_p_within, superiority, within_blocks
from .resampling import Codes, Floats, Limits
from .samples import Resampling, Sample

if TYPE_CHECKING:
    import pandas as pd

REST = "rest"
"""What stands for all other groups together."""

COLUMNS = (
    "group measure against estimate other difference low high ratio superiority p p_adjusted n_articles n_against few note"
).split()


def differences(sample: Sample, reference: str | None, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """The table of differences (see `Comparison.differences`): of each group to the rest, then to the reference.

    Raises ArticleError for a reference that is no group.
    """
    import pandas as pd

    if reference is not None and reference not in sample.names:
        raise ArticleError(f"no group {reference!r} to compare with; groups are {', '.join(sample.names)}")
    frames = [pd.DataFrame(columns=list(COLUMNS))]
    if len(sample.names) > 1:
        frames.append(_adjusted(_against_rest(sample, resampling, min_articles).assign(against=REST)))
    if reference is not None:
        frames.append(_adjusted(_against(sample, reference, resampling, min_articles)))
    table = pd.concat([frame for frame in frames if len(frame)] or frames)
    return table[list(COLUMNS)].reset_index(drop=True)


def _adjusted(table: "pd.DataFrame") -> "pd.DataFrame":
    """With p adjusted for the many tests of the table (false discovery rate; Benjamini and Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    tested = table["p"].notna()
    adjusted = np.full(len(table), np.nan)
    if tested.any():
        adjusted[tested] = false_discovery_control(table.loc[tested, "p"])
    return table.assign(p_adjusted=adjusted)


def _against(sample: Sample, reference: str, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """Each group beside the reference alone (within events: those that both cover)."""
    import pandas as pd

    other, frames = sample.names.index(reference), [pd.DataFrame()]
    for group, name in enumerate(sample.names):
        pair = sample.only(group, other) if group != other else None
        if pair and len(np.unique(pair.groups)) == 2:
            rows = _against_rest(pair, resampling, min_articles)
            frames.append(rows[rows["group"] == name].assign(against=reference))
    return pd.concat(frames) if len(frames) > 1 else pd.DataFrame(columns=list(COLUMNS))


def _against_rest(sample: Sample, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """Each group beside all other groups of the sample."""
    import pandas as pd

    if sample.blocks is None:
        found, blocks = _apart(sample, resampling), np.zeros_like(sample.groups)
    else:
        found, blocks = _within(sample, sample.blocks, resampling), sample.blocks
    values = sample.values
    effect, measured = superiority(values, sample.groups, blocks), ~np.isnan(values)
    rows = []
    for group, name in enumerate(sample.names):
        own = sample.groups == group
        for number, measure in enumerate(sample.measures):
            n, n_rest = int(measured[own, number].sum()), int(measured[~own, number].sum())
            row = {"group": name, "measure": measure, **found[group][measure]._asdict(), "superiority": effect[group, number]}
            few = min(n, n_rest) < min_articles
            note = f"few: measured in {n} and {n_rest} articles, one under {min_articles}" if few else ""
            rows.append({**row, "n_articles": n, "n_against": n_rest, "few": few, "note": note})
    return pd.DataFrame(rows)


class _Difference(NamedTuple):
    """A figure of a group, the same of the others, their difference with its interval, their ratio, and p."""

    estimate: float
    other: float
    difference: float
    low: float
    high: float
    ratio: float
    p: float

    @classmethod
    def of(cls, own: Floats, other: Floats, limits: Limits, p: Floats) -> "_Difference":
        ratio = own / other if other > 0 and own >= 0 else np.nan
        return cls(float(own), float(other), float(own - other), *limits, float(ratio), float(p))


def _apart(sample: Sample, resampling: Resampling) -> list[dict[str, _Difference]]:
    """For each group its differences, all articles with all."""
    p = _p_apart(sample, resampling)
    groups = range(len(sample.names))
    seen = [sample.units(group)[0].columns.sum(axis=0) for group in groups]
    seen_total, drawn_total = sum(seen), sum(sample.resampled(group, resampling) for group in groups)
    found: list[dict[str, _Difference]] = []
    for group in groups:
        drawn, units, n_rest = sample.resampled(group, resampling), sample.units(group)[1], sample.units_of_rest(group)
        seen_rest, drawn_rest = seen_total - seen[group], drawn_total - drawn
        bootstrap, rows = resampling.of(sample.names[group]), {}
        for name, figure in sample.tally.figures.items():
            own, rest = figure.estimate(seen[group], units), figure.estimate(seen_rest, n_rest)
            again = figure.estimate(drawn, units).less(figure.estimate(drawn_rest, n_rest))
            limits = bootstrap.studentised(own.less(rest), again, min(units, n_rest), _bounds(sample, name))
            rows[name] = _Difference.of(own.value, rest.value, limits, p[name][group])
        found.append(rows)
    return found


def _bounds(sample: Sample, name: str) -> Limits:
    """The least and the greatest difference that there can be of a figure."""
    low, high = sample.measures[name].bounds
    return low - high, high - low


def _p_apart(sample: Sample, resampling: Resampling) -> dict[str, Floats]:
    """Permutation p; whole clusters are dealt to the groups where each stands in one group only, else articles."""
    tally, groups = sample.tally, sample.groups
    if sample.clusters is not None:
        pairs = np.unique(np.column_stack([sample.clusters, groups]), axis=0)
        if len(pairs) == sample.clusters.max() + 1:
            tally, groups = tally.clustered(sample.clusters), pairs[:, 1]
    return permutation_p(tally, groups, resampling.resamples, resampling.seed)


def _within(sample: Sample, blocks: Codes, resampling: Resampling) -> list[dict[str, _Difference]]:
    """For each group its differences to the others on the same events, weighted means over events."""
    p = permutation_p_within(sample.tally, sample.groups, blocks, resampling.resamples, resampling.seed)
    found = []
    for group, tallies in enumerate(within_blocks(sample.tally, sample.groups, blocks)):
        apart, bootstrap, rows = tallies["difference"], resampling.of(sample.names[group]), {}
        drawn = bootstrap.sums(apart.columns)
        for name, figure in apart.figures.items():
            again = figure.estimate(drawn, len(apart))
            limits = bootstrap.studentised(apart.estimate(name), again, len(apart), _bounds(sample, name))
            own, rest = (tallies[part].estimate(name).value for part in ("own", "rest"))
            rows[name] = _Difference.of(own, rest, limits, p[name][group])
        found.append(rows)
    return found
