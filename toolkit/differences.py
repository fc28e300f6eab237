"""Each group against all others, or against one: difference, interval, p and effect size, over all articles or within events."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .errors import ArticleError
from .grouping import no_group
from .inference import adjusted, clustered_p, permutation_p, permutation_p_within, superiority, within_blocks
from .resampling import Bootstrap, Codes, Estimate, Floats, Limits, Resampling, newcombe
from .samples import Sample

if TYPE_CHECKING:
    import pandas as pd

REST = "rest"
"""What stands for all other groups together."""

COLUMNS = (
    "group measure against estimate other difference low high ratio superiority p p_adjusted "
    "n_articles n_against n_events few note"
).split()

_ALIKE = "all articles of {} are alike: how they may vary is not in the interval"


def differences(sample: Sample, reference: str | None, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """The table of differences (see `Comparison.differences`): of each group to the rest, then to the reference.

    Raises ArticleError for a reference that is no group.
    """
    import pandas as pd

    if reference is not None and reference not in sample.names:
        raise ArticleError(no_group(reference, sample.names))
    frames = []
    if len(sample.names) > 1:
        frames.append(_against_rest(sample, resampling, min_articles).assign(against=REST))
    if reference is not None:
        frames.append(_against(sample, reference, resampling, min_articles))
    adjusted_frames = [frame.assign(p_adjusted=adjusted(frame["p"])) for frame in frames if len(frame)]
    table = pd.concat(adjusted_frames) if adjusted_frames else pd.DataFrame(columns=list(COLUMNS))
    return table[list(COLUMNS)].reset_index(drop=True)


def _against(sample: Sample, reference: str, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """Each group beside the reference alone (within events: on those that both cover)."""
    import pandas as pd

    other, frames = sample.names.index(reference), []
    for group, name in enumerate(sample.names):
        pair = sample.only(group, other) if group != other else None
        if pair and len(np.unique(pair.groups)) == 2:
            rows = _against_rest(pair, resampling, min_articles)
            frames.append(rows[rows["group"] == name].assign(against=reference))
        elif pair:
            nothing = {"group": name, "measure": list(sample.measures), "against": reference, "few": True}
            counts = {"n_articles": 0, "n_against": 0, "n_events": 0, "note": f"no event in common with {reference}"}
            frames.append(pd.DataFrame({**nothing, **counts}).reindex(columns=list(COLUMNS)).astype({"p": float}))
    return pd.concat(frames) if frames else pd.DataFrame(columns=list(COLUMNS))


def _against_rest(sample: Sample, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """Each group beside all other groups of the sample (within events: those on its events)."""
    import pandas as pd

    if sample.blocks is None:
        found, blocks = _apart(sample, resampling), np.zeros_like(sample.groups)
    else:
        found, blocks = _within(sample, sample.blocks, resampling), sample.blocks
    effect, measured = superiority(sample.values, sample.groups, blocks), ~np.isnan(sample.values)
    rows = []
    for group, name in enumerate(sample.names):
        own = sample.groups == group
        rest = ~own & np.isin(blocks, blocks[own])
        for number, measure in enumerate(sample.measures):
            n, n_rest, one = int(measured[own, number].sum()), int(measured[rest, number].sum()), found[group][measure]
            few = min(n, n_rest) < min_articles
            notes = [f"few: measured in {n} and {n_rest} articles, one under {min_articles}"] if few else []
            told = {**one._asdict(), "note": "; ".join([*notes, *([one.note] if one.note else [])])}
            counts = {"superiority": effect[group, number], "n_articles": n, "n_against": n_rest, "few": few}
            rows.append({"group": name, "measure": measure, **told, **counts})
    return pd.DataFrame(rows)


class _Difference(NamedTuple):
    """A figure of a group, the same of the others, their difference with its interval, their ratio, p, and the events."""

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
    def of(
        cls, own: Floats, other: Floats, limits: Limits, p: Floats, *, note: str = "", n_events: float = np.nan
    ) -> "_Difference":
        ratio = own / other if other > 0 and own >= 0 else np.nan
        untold = "" if limits[0] == limits[0] or own != own or other != other else "no interval: too few articles that differ"
        return cls(float(own), float(other), float(own - other), *limits, float(ratio), float(p), n_events, note or untold)


def _apart(sample: Sample, resampling: Resampling) -> list[dict[str, _Difference]]:
    """For each group its differences, all articles with all.

    The interval of a difference is made of those of both figures (Newcombe 1998), since a group of few articles beside many
    others has a skewed interval that no resampling of the difference itself recovers.
    """
    p = _p_apart(sample, resampling)
    groups = range(len(sample.names))
    seen = [sample.tally_of(group).columns.sum(axis=0) for group in groups]
    seen_total, drawn_total = sum(seen), sum(sample.resampled(group, resampling) for group in groups)
    found: list[dict[str, _Difference]] = []
    for group, group_name in enumerate(sample.names):
        drawn, (units, units_of_rest) = sample.resampled(group, resampling), sample.units(group)
        rest = (seen_total - seen[group], drawn_total - drawn, units_of_rest)
        sides = {"the group": (seen[group], drawn, units), "the others": rest}
        bootstrap, rows = resampling.of(group_name), {}
        for number, (name, figure) in enumerate(sample.tally.figures.items()):
            bounds, ends, notes = sample.measures[name].bounds, [], []
            for side, (total, resampled, measured) in sides.items():
                n = int(measured[number])
                one, again = figure.estimate(total, n), figure.estimate(resampled, n)
                limits = _limits(bootstrap, one, again, n, bounds)
                notes += [_ALIKE.format(side)] if one.error == 0 and limits[0] == limits[0] else []
                ends.append((float(one.value), *limits))
            low, high = np.clip(newcombe(*ends)[1:], bounds[0] - bounds[1], bounds[1] - bounds[0])
            apart = (float(low), float(high)) if low < high else (np.nan, np.nan)
            values = np.array([end[0] for end in ends])
            rows[name] = _Difference.of(values[0], values[1], apart, p[name][group], note="; ".join(notes))
        found.append(rows)
    return found


def _limits(bootstrap: Bootstrap, seen: Estimate, drawn: Estimate, units: int, bounds: Limits) -> Limits:
    """The interval of one side; where all its articles are alike it is the figure itself, and of one article there is none."""
    if units < 2:
        return np.nan, np.nan
    if seen.error == 0:
        return float(seen.value), float(seen.value)
    return bootstrap.studentised(seen, drawn, units, bounds)


def _p_apart(sample: Sample, resampling: Resampling) -> dict[str, Floats]:
    """p of a permutation test of articles, or of whole clusters; of a robust t where clusters stand in several groups."""
    if sample.clusters is None:
        return permutation_p(sample.tally, sample.groups, resampling.resamples, resampling.seed)
    pairs = np.unique(np.column_stack([sample.clusters, sample.groups]), axis=0)
    if len(pairs) == sample.clusters.max() + 1:
        whole = sample.tally.clustered(sample.clusters)
        return permutation_p(whole, pairs[:, 1], resampling.resamples, resampling.seed)
    return clustered_p([sample.tally_of(group) for group in range(len(sample.names))])


def resampled_by(sample: Sample, unit: str | None) -> str:
    """What was resampled for the intervals; `unit` is the name of the clusters."""
    return "whole articles" if sample.clusters is None else f"articles by {unit}"


def tested_by(sample: Sample, unit: str | None) -> str:
    """Where p comes from; `unit` is the name of the events or clusters."""
    if sample.blocks is not None:
        return f"permutations of articles within each {unit}"
    if sample.clusters is None:
        return "permutations of articles"
    crossed = len(np.unique(np.column_stack([sample.clusters, sample.groups]), axis=0)) > sample.clusters.max() + 1
    return f"cluster-robust t tests over {unit}" if crossed else f"permutations of articles by {unit}"


def _within(sample: Sample, blocks: Codes, resampling: Resampling) -> list[dict[str, _Difference]]:
    """For each group its differences to the others on the same events, weighted means over events."""
    p = permutation_p_within(sample.tally, sample.groups, blocks, resampling.resamples, resampling.seed)
    found = []
    for group, tallies in enumerate(within_blocks(sample.tally, sample.groups, blocks)):
        apart, bootstrap, rows = tallies["difference"], resampling.of(sample.names[group]), {}
        drawn = bootstrap.sums(apart.columns)
        for name, figure in apart.figures.items():
            n, (low, high) = apart.units(name), sample.measures[name].bounds
            limits = bootstrap.symmetric(apart.estimate(name), figure.estimate(drawn, n), n, (low - high, high - low))
            own, rest = (tallies[part].estimate(name).value for part in ("own", "rest"))
            rows[name] = _Difference.of(own, rest, limits, p[name][group], n_events=n)
        found.append(rows)
    return found
