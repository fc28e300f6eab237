"""Scored articles as a sample: which group, event and cluster each belongs to, and what its figures are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from ..errors import ArticleError
from ..measures.measure import Measure, unknown_measure
from ..measures.scores import ArticleScore, ScoreTable, slices
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.formulas import MEAN
from ..statistics.intervals import Side
from ..statistics.resampling import Resampling, Tally, tally_of
from .groups import By, group_of, grouped, named

Average = Literal["words", "articles"]
"""What a figure pools: the counts of all articles ("words"), or the figures of articles, each counting once ("articles")."""


@dataclass(frozen=True)
class Sample:
    """Articles in groups.

    Attributes
    ----------
    names : of the groups.
    articles : in the order of all that follows; `groups` holds the number of each one's group.
    blocks : number of the block (event) inside which each article is compared; None where all are compared with all.
    clusters : number of the cluster (day, event) that is resampled as a whole with each article; None for single articles.
    measures : those that are compared, by name.
    tally : what the figures are made of, article by article.
    """

    names: list[str]
    articles: list[ArticleScore]
    groups: Indices
    blocks: Indices | None
    clusters: Indices | None
    measures: Mapping[str, Measure]
    tally: Tally

    @cached_property
    def values(self) -> Floats:
        """Articles by figures, NaN where an article has nothing to measure."""
        columns = [figure.formula.compute(self.tally.columns[:, figure.counts]) for figure in self.tally.figures.values()]
        return np.column_stack(columns)

    def members(self, group: int) -> list[ArticleScore]:
        """The articles of one group."""
        return [self.articles[i] for i in np.flatnonzero(self.groups == group)]

    def tally_of(self, group: int, *, rest: bool = False) -> Tally:
        """One group's tally by unit, or that of all others: by article, or by cluster.

        Of clusters all have a row, so that one draw serves every group.
        """
        of = (self.groups == group) != rest
        if self.clusters is None:
            return replace(self.tally, columns=self.tally.columns[of])
        return replace(self.tally, columns=self.tally.columns * of[:, None]).clustered(self.clusters)

    def side(self, group: int, resampling: Resampling) -> Side:
        """One group with its resamples."""
        return Side(self.names[group], self.tally_of(group), self.resampled(group, resampling))

    @property
    def crossed(self) -> bool:
        """Whether a cluster stands in several groups."""
        if self.clusters is None:
            return False
        stands = np.unique(np.column_stack([self.clusters, self.groups]), axis=0)
        return len(stands) > len(np.unique(stands[:, 0]))

    def resampled(self, group: int, resampling: Resampling) -> Floats:
        """Summed columns of one group in each resample: resamples by columns."""
        name = self.names[group] if self.clusters is None else "clusters"
        return resampling.of(name).sums(self.tally_of(group).columns)

    def only(self, *groups: int) -> "Sample":
        """The articles of some groups, in their order; of several groups those in blocks that all of them cover."""
        keep = np.isin(self.groups, groups)
        if self.blocks is not None:
            keep = keep & _covered(self.groups, self.blocks, np.array(groups), least=len(groups))
        rows = np.flatnonzero(keep)
        return replace(
            self,
            names=[self.names[i] for i in groups],
            articles=[self.articles[i] for i in rows],
            groups=np.array([groups.index(code) for code in self.groups[rows]], dtype=np.intp),
            blocks=None if self.blocks is None else numbered(self.blocks[rows]),
            clusters=None if self.clusters is None else numbered(self.clusters[rows]),
            tally=replace(self.tally, columns=self.tally.columns[rows]),
        )


def sample_of(
    scores: ScoreTable,
    by: By,
    *,
    within: By | None = None,
    cluster: By | None = None,
    measures: Sequence[str] | None = None,
    average: Average = "words",
) -> Sample:
    """The sample of a table: articles with a value for `by` and, where they are asked for, `within` and `cluster`.

    With `within`, only articles of blocks that two groups or more cover, and the blocks are the clusters. Raises ArticleError
    for an unknown measure or average, and where nothing is left to compare.
    """
    if average not in ("words", "articles"):
        raise ArticleError(f"average {average!r} is none of words, articles")
    if within is not None and cluster is not None:
        raise ArticleError("within and cluster cannot be combined: within events, the events are the clusters")
    chosen = _chosen(scores.measures, [measures] if isinstance(measures, str) else measures)
    groups = grouped(scores, by)
    articles = [one for members in groups.values() for one in members]
    codes = np.repeat(np.arange(len(groups), dtype=np.intp), [len(members) for members in groups.values()])
    found = Sample(list(groups), articles, codes, None, None, chosen, _tally(articles, scores.measures, chosen, average))
    if within is not None:
        return _blocked(found, within)
    return found if cluster is None else replace(found, clusters=_numbers(found, cluster))


def numbered(values: Sequence[object] | Indices) -> Indices:
    """Equal values by the same number, from 0.

    >>> numbered(np.array([7, 3, 7])).tolist()
    [1, 0, 1]
    """
    return np.unique(np.asarray(values), return_inverse=True)[1].reshape(-1).astype(np.intp)


def _chosen(measures: Mapping[str, Measure], names: Sequence[str] | None) -> dict[str, Measure]:
    unknown = [name for name in names or () if name not in measures]
    if unknown:
        raise ArticleError(unknown_measure(unknown[0], measures))
    return {name: measures[name] for name in names or measures}


def _tally(
    articles: Sequence[ArticleScore], measures: Mapping[str, Measure], chosen: Mapping[str, Measure], average: Average
) -> Tally:
    counts, places = np.array([one.counts for one in articles]), slices(measures)
    parts = {name: counts[:, places[name]] for name in chosen}
    if average == "words":
        return tally_of({name: one.formula for name, one in chosen.items()}, np.hstack(list(parts.values())))
    values = [chosen[name].formula.compute(part) for name, part in parts.items()]
    pairs = [np.column_stack([np.nan_to_num(value), ~np.isnan(value)]) for value in values]
    return tally_of(dict.fromkeys(chosen, MEAN), np.hstack(pairs))


def _blocked(sample: Sample, within: By) -> Sample:
    """The articles of blocks that two groups or more cover; the blocks are resampled as a whole."""
    blocks = _numbers(sample, within)
    rows = np.flatnonzero(_covered(sample.groups, blocks, np.arange(len(sample.names)), least=2))
    if not len(rows):
        raise ArticleError(f"no {named(within)} is covered by two groups: there is nothing to compare within")
    blocks, kept = numbered(blocks[rows]), np.unique(sample.groups[rows])
    return replace(
        sample,
        names=[sample.names[i] for i in kept],
        articles=[sample.articles[i] for i in rows],
        groups=numbered(sample.groups[rows]),
        blocks=blocks,
        clusters=blocks,
        tally=replace(sample.tally, columns=sample.tally.columns[rows]),
    )


def _numbers(sample: Sample, by: By) -> Indices:
    """The number of each article's value; one without a value stands alone."""
    values = [group_of(one.article, by) for one in sample.articles]
    if all(value is None for value in values):
        raise ArticleError(f"no article has a value for {named(by)!r}; find_events tells which articles are on one event")
    return numbered([f"alone {i}" if value is None else f"in {value}" for i, value in enumerate(values)])


def _covered(groups: Indices, blocks: Indices, wanted: Indices, least: int) -> Bools:
    """For each article whether its block is covered by at least so many of the wanted groups."""
    pairs = np.unique(np.column_stack([blocks, groups])[np.isin(groups, wanted)], axis=0)
    covered = np.bincount(pairs[:, 0], minlength=int(blocks.max()) + 1) >= least
    return np.asarray(covered[blocks])
