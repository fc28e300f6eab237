"""Scored articles as a sample: the group, event and cluster of each, and the counts that its figures are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from ..choices import several_of
from ..errors import OptionError
from ..measures.measure import Measure, unknown_measure
from ..scores.article_score import slices
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.clusters import Clusters
from ..statistics.formulas import MEAN
from ..statistics.intervals import Side, Units
from ..statistics.resampling import Resampling
from ..statistics.tallies import Others, Tally, others_of, tally_of
from .groups import By, codes_of, group_names, grouped, no_value_message, title_of

_ALL = -1  # in place of the number of a group
_KEPT = 2**29  # bytes of resamples that are kept

Average = Literal["words", "articles"]
"""What a figure averages: "words" pools the counts of all articles, "articles" takes the mean of the articles' own figures."""


@dataclass(frozen=True)
class Sample:
    """Articles in groups.

    Attributes
    ----------
    names : the groups.
    articles : the scored articles; the arrays below have one row for each, in the same order.
    groups : number of the group of each article, from 0, in the order of `names`.
    blocks : number of the block (event) inside which each article is compared; None where all are compared with all.
    clusters : number of the cluster (day, event) of each article, which is resampled as a whole; None where single articles
        are resampled.
    measures : the measures that are compared, by name.
    tally : the counts that the figures are made of, article by article.
    """

    names: list[str]
    articles: Scores
    groups: Indices
    blocks: Indices | None
    clusters: Indices | None
    measures: Mapping[str, Measure]
    tally: Tally
    _drawn: dict[tuple[int, Resampling], Floats] = field(default_factory=dict, init=False, repr=False, compare=False)
    _latest: dict[tuple[int, Resampling], Floats] = field(default_factory=dict, init=False, repr=False, compare=False)
    _limits: dict[tuple[int, Resampling], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def values(self) -> Floats:
        """Articles by figures, NaN where an article has nothing to measure."""
        columns = [figure.formula.compute(self.tally.counts_of(name)) for name, figure in self.tally.figures.items()]
        return np.column_stack(columns)

    @property
    def bounds(self) -> Floats:
        """The ranges of the figures: figures by least and most."""
        return np.array([measure.bounds for measure in self.measures.values()], dtype=float)

    def members(self, group: int) -> Scores:
        """The articles of one group."""
        return self.articles[np.flatnonzero(self.groups == group)]

    def tally_of(self, group: int, *, rest: bool = False) -> Tally:
        """The tally of one group, or with `rest` of all others, with a row per article or per cluster.

        Every cluster has a row, even one without an article of the group, so that one draw serves every group.
        """
        rows = np.flatnonzero((self.groups == group) != rest)
        if self.clusters is not None:
            return self.tally.clustered(self.clusters, rows)
        together = len(rows) and rows[-1] - rows[0] < len(rows)
        return self.tally.of(slice(rows[0], rows[-1] + 1) if together else rows)  # a view, where it can be one

    def others(self, group: int) -> Units:
        """All units but those of one group."""
        return self._others[group] if self.clusters is None else self.tally_of(group, rest=True)

    @cached_property
    def _others(self) -> list[Others]:
        return others_of(self.tally, self.groups)

    def side(self, group: int, resampling: Resampling) -> Side:
        """One group with its resamples; its limits, too, are computed once."""
        kind, known = Side if self.clusters is None else Clusters, self._limits.setdefault((group, resampling), {})
        return kind(self.names[group], self.tally_of(group), self.resampled(group, resampling), known)

    def resampled(self, group: int, resampling: Resampling) -> Floats:
        """Summed columns of one group in each resample: resamples by columns.

        They are kept as far as memory allows, beyond that the latest alone, and else drawn anew, which gives the same ones.
        """
        key = group, resampling
        for kept in (self._drawn, self._latest):
            if key in kept:
                return kept[key]
        name = self.names[group] if self.clusters is None else "clusters"
        drawn = resampling.of(name).sums(self.tally_of(group).columns)
        if drawn.nbytes + sum(kept.nbytes for kept in self._drawn.values()) <= _KEPT:
            self._drawn[key] = drawn
        else:
            self._latest.clear()
            self._latest[key] = drawn
        return drawn

    def rest(self, group: int, resampling: Resampling) -> Side:
        """All groups but one, with the same resamples."""
        if (_ALL, resampling) not in self._drawn:
            drawn = (self.resampled(i, resampling) for i in range(len(self.names)))
            self._drawn[_ALL, resampling] = sum(drawn, np.zeros(1))
        name = self.names[1 - group] if len(self.names) == 2 else "the others"
        elsewhere = self._drawn[_ALL, resampling] - self.resampled(group, resampling)
        return (Side if self.clusters is None else Clusters)(name, self.others(group), elsewhere)

    def of(self, rows: Indices, tally: Tally | None = None) -> "Sample":
        """The sample of some articles, by their numbers; groups are numbered anew. `tally` counts something else in them."""
        kept = np.unique(self.groups[rows])
        return replace(
            self,
            names=[self.names[i] for i in kept],
            articles=self.articles[rows],
            groups=numbered(self.groups[rows]),
            blocks=None if self.blocks is None else numbered(self.blocks[rows]),
            clusters=None if self.clusters is None else numbered(self.clusters[rows]),
            tally=self.tally.of(rows) if tally is None else tally,
        )

    def only(self, *groups: int) -> "Sample":
        """The sample of some groups, numbered in the order of `groups`; within blocks, only of blocks that all of them cover."""
        keep = np.isin(self.groups, groups)
        if self.blocks is not None:
            keep = keep & _covered(self.groups, self.blocks, np.array(groups), least=len(groups))
        rows = np.flatnonzero(keep)
        codes = np.array([groups.index(code) for code in self.groups[rows]], dtype=np.intp)
        sample = replace(self.of(rows), names=[self.names[i] for i in groups], groups=codes)
        if self.clusters is None:  # the same articles are drawn
            sample._drawn.update({(groups.index(i), how): sums for (i, how), sums in self._drawn.items() if i in groups})
        return sample


def sample_of(
    scores: ScoreTable,
    by: By,
    *,
    within: By | None = None,
    cluster: By | None = None,
    measures: str | Sequence[str] | None = None,
    average: Average = "words",
) -> Sample:
    """The sample of a table: the articles with a value for `by`.

    With `within`, only articles of blocks (events) that two or more groups cover are kept, and the blocks are the clusters. With
    `cluster`, an article without a value is a cluster by itself.

    Raises OptionError for an unknown measure or none, an unknown average or column, where `within` and `cluster` are combined,
    and where no block is covered by two groups; ArticleError where there is no article.
    """
    if average not in ("words", "articles"):
        raise OptionError(f"unknown average {average!r}; choose words or articles")
    if within is not None and cluster is not None:
        raise OptionError("within and cluster cannot be combined: within events, the events are the clusters")
    if measures is not None and not len(measures):
        raise OptionError("measures is empty: name one or more, or leave it out for all")
    chosen = _chosen(scores.measures, several_of(measures or ()))
    groups = grouped(scores, by)
    articles = Scores.joined(list(groups.values()))
    codes = codes_of(groups)
    sample = Sample(list(groups), articles, codes, None, None, chosen, _tally(articles, scores.measures, chosen, average))
    if within is not None:
        return _blocked(sample, within)
    return replace(sample, clusters=clusters_of(articles, cluster))


def numbered(values: Sequence[object] | Indices) -> Indices:
    """Values as whole numbers from 0, equal values as the same number.

    >>> numbered(np.array([7, 3, 7])).tolist()
    [1, 0, 1]
    """
    return np.unique(np.asarray(values), return_inverse=True)[1].reshape(-1).astype(np.intp)


def _chosen(measures: Mapping[str, Measure], names: Sequence[str]) -> dict[str, Measure]:
    unknown = [name for name in names if name not in measures]
    if unknown:
        raise OptionError(unknown_measure(unknown[0], measures))
    return {name: measures[name] for name in names or measures}


def _tally(articles: Scores, measures: Mapping[str, Measure], chosen: Mapping[str, Measure], average: Average) -> Tally:
    """What the figures average, one row per article: its counts, or its own figures with 1 for each that is defined."""
    columns, formulas = slices(measures), {name: measure.formula for name, measure in chosen.items()}
    counts = articles.counts([place for name in chosen for place in range(columns[name].start, columns[name].stop)])
    if average == "words":
        return tally_of(formulas, counts)
    ends = np.cumsum([len(formula.counts) for formula in formulas.values()])[:-1]
    values = [formula.compute(part) for formula, part in zip(formulas.values(), np.split(counts, ends, axis=1), strict=True)]
    pairs = [np.column_stack([np.nan_to_num(value), ~np.isnan(value)]) for value in values]
    return tally_of(dict.fromkeys(chosen, MEAN), np.hstack(pairs))


def _blocked(sample: Sample, within: By) -> Sample:
    """The articles of blocks that two or more groups cover; the blocks are resampled as a whole."""
    blocks = _numbers(sample.articles, within)
    rows = np.flatnonzero(_covered(sample.groups, blocks, np.arange(len(sample.names)), least=2))
    if not len(rows):
        raise OptionError(f"no {title_of(within)} is covered by two groups: compare over all articles, or by another column")
    return replace(sample, blocks=blocks, clusters=blocks).of(rows)


def clusters_of(articles: Scores, by: By | None) -> Indices | None:
    """The number of the cluster of each article, those without a value by themselves; None where there are no clusters.

    Raises OptionError where no article has a value.
    """
    return None if by is None else _numbers(articles, by)


def _numbers(articles: Scores, by: By) -> Indices:
    """The number of each article's value; each article without a value has its own number."""
    values = group_names(articles, by)
    if all(value is None for value in values):
        raise OptionError(no_value_message(articles.articles(), by, of_events=True))
    return numbered([f"alone {i}" if value is None else f"in {value}" for i, value in enumerate(values)])


def _covered(groups: Indices, blocks: Indices, wanted: Indices, least: int) -> Bools:
    """For each article whether its block is covered by at least `least` of the wanted groups."""
    pairs = np.unique(np.column_stack([blocks, groups])[np.isin(groups, wanted)], axis=0)
    covered = np.bincount(pairs[:, 0], minlength=int(blocks.max()) + 1) >= least
    return np.asarray(covered[blocks])
