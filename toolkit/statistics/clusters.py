"""Articles in clusters (events, days), which may be of unequal size and shared by groups: intervals, and tests of differences.

A few large clusters tell less than their number promises. Intervals are therefore as wide as those of as many clusters of equal
size as the clusters count for (Kish 1965), around an error by the jackknife, in which a large cluster weighs as much as it does.

In a test, articles are dealt to the groups as unevenly over the clusters as they lie in them: as whole clusters where each is of
one group, one by one where groups do not depend on clusters, and in between so that each cluster takes over the mixture of groups
of another one. Unlike a t test, whatever its degrees of freedom, and a wild bootstrap, this also holds for small groups of rare
and lumpy counts (`benchmarks/clusters.py`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .against_rest import over_error
from .arrays import Bools, Floats, Indices
from .intervals import CONFIDENCE, Difference, Side, Units
from .permutations import Permutations
from .resampling import CHUNK, Bootstrap
from .tallies import Estimate, Figure, Tally, parted

_ROUNDING = 1e-12  # relative to sums of squares, below which a spread counts as none


# -- intervals -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clusters(Side):
    """One side of a comparison whose units are clusters. The same cluster has the same row on either side.

    Its errors are those of the jackknife, and its intervals as wide as with the clusters of equal size that it counts as.
    """

    clustered: ClassVar[bool] = True

    @cached_property
    def counts_as(self) -> Floats:
        bases = (self.tally.counts_of(name)[:, -1] for name in self.tally.figures)
        return np.array([float(base.sum() ** 2 / (base**2).sum()) if base.any() else 0.0 for base in bases])

    def correlation(self, other: Side) -> Floats:
        if not isinstance(other, Clusters):
            return super().correlation(other)
        return np.array([_correlation(self.moved(name), other.moved(name)) for name in self.tally.figures])

    @property
    def errors(self) -> Floats:
        return np.array([np.sqrt((self.moved(name) ** 2).sum()) for name in self.tally.figures])

    def moved(self, name: str) -> Floats:
        """How far each cluster moves the figure: the figure less what it would be without the cluster."""
        figure = self.tally.figures[name]
        total = self.total[figure.counts]
        moved = figure.formula.compute(total) - figure.formula.compute(total - self.tally.counts_of(name))
        return np.nan_to_num(moved)


def _correlation(one: Floats, other: Floats) -> float:
    """The correlation of two figures by how far the same clusters move each."""
    errors = sqrt(float((one**2).sum() * (other**2).sum()))
    return float(np.clip((one * other).sum() / errors, -1, 1)) if errors else 0.0


def side_of(name: str, tally: Tally, clusters: Indices | None, bootstrap: Bootstrap) -> Side:
    """Some articles as a side: single ones, or in clusters where the number of the cluster of each is given.

    >>> from toolkit.statistics.formulas import SHARE
    >>> from toolkit.statistics.resampling import Resampling
    >>> from toolkit.statistics.tallies import tally_of
    >>> tally = tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0], [3.0, 4.0]]))
    >>> side = side_of("Wire", tally, np.array([7, 5, 7]), Resampling(100).of("Wire"))
    >>> side.units.tolist(), side.counts_as.tolist()
    ([2], [1.8])
    """
    if clusters is None:
        return Side(name, tally, bootstrap.sums(tally.columns))
    units = _clustered(tally, clusters)
    return Clusters(name, units, bootstrap.sums(units.columns))


def _clustered(tally: Tally, clusters: Indices) -> Tally:
    return tally.clustered(np.unique(clusters, return_inverse=True)[1])


def side_and_others(name: str, tally: Tally, chosen: Bools, clusters: Indices | None, bootstrap: Bootstrap) -> tuple[Side, Units]:
    """The chosen articles as a side (see `side_of`), and all others."""
    if clusters is None:
        own, others = parted(tally, chosen)
        return Side(name, own, bootstrap.sums(own.columns)), others
    return side_of(name, tally.of(chosen), clusters[chosen], bootstrap), _clustered(tally.of(~chosen), clusters[~chosen])


# -- articles dealt to groups ----------------------------------------------------------------------------------------------


def dealing(groups: Indices, clusters: Indices | None, rng: np.random.Generator) -> Callable[[], Indices]:
    """A function that deals articles to the groups at random, as unevenly over the clusters as they lie in them.

    Groups and clusters are numbered from 0. Each call gives the group of every article.

    >>> deal = dealing(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]), np.random.default_rng(0))
    >>> sorted({tuple(deal().tolist()) for _ in range(20)})
    [(0, 0, 1, 1), (1, 1, 0, 0)]
    """
    if clusters is None or not (alike := correlation_within(groups, clusters)):
        return lambda: rng.permutation(groups)
    of_cluster = np.empty(clusters.max() + 1, dtype=groups.dtype)
    of_cluster[clusters] = groups
    if (of_cluster[clusters] == groups).all():
        return lambda: rng.permutation(of_cluster)[clusters]
    counts = np.zeros((len(of_cluster), groups.max() + 1))
    np.add.at(counts, (clusters, groups), 1)
    return lambda: _mixed(counts, 1 / alike - 1, clusters, rng)


def correlation_within(groups: Indices, clusters: Indices) -> float:
    """How alike the groups of two articles of a cluster are, from 0 (as of any two articles) to 1 (always the same group).

    This is the intraclass correlation of the Dirichlet-multinomial distribution (Mosimann 1962), by the method of moments.

    >>> correlation_within(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))
    1.0
    >>> correlation_within(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))
    0.0
    """
    from scipy.sparse import csr_array

    counts = csr_array((np.ones(len(groups)), (clusters, groups)))
    sizes, shares = np.bincount(clusters), np.bincount(groups) / len(groups)
    apart = 1 - sizes / len(groups)
    # the sum over clusters and groups of sizes * (share in the cluster - share)^2, with the many empty pairs left out
    squares = (counts.power(2).sum(axis=1) / sizes).sum() - len(groups) * (shares**2).sum()
    expected, more = apart.sum(), ((sizes - 1) * apart).sum()
    differ = 1 - (shares**2).sum()
    return float(np.clip((squares / differ - expected) / more, 0, 1)) if more * differ > 0 else 0.0


def _mixed(counts: Floats, spread: float, clusters: Indices, rng: np.random.Generator) -> Indices:
    """The group of each article where each cluster has the mixture of groups of a cluster at random, as far as it is known.

    `counts` are clusters by groups. What a few articles say of the mixture of their cluster is not much: mixtures are drawn from
    the Dirichlet distribution of what a cluster may be like, given its articles and all others. `spread` is the number of
    articles that all others together count as.
    """
    shares = rng.standard_gamma(counts[rng.permutation(len(counts))] + spread * counts.sum(axis=0) / counts.sum())
    ends = shares.cumsum(axis=1)
    ends = np.divide(ends, ends[:, -1:], out=np.ones_like(ends), where=ends[:, -1:] > 0)
    places = np.searchsorted((np.arange(len(ends))[:, None] + ends).ravel(), clusters + rng.random(len(clusters)), side="right")
    return np.asarray(np.minimum(places - clusters * ends.shape[1], ends.shape[1] - 1))


# -- the test --------------------------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """How the difference of each group from the rest compares with those of deals.

    Few of the articles of a small group may have hits: the deals are then skewed, so each end has its own limit, and p is twice
    the share of deals beyond the observed difference.

    Attributes
    ----------
    beyond, deals : the deals beyond the observed difference, and all in which there is one; NaN where there is none to compare.
    low, high : the limits of the interval that excludes 0 where p rejects it.
    """

    beyond: Floats
    deals: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, observed: Estimate, dealt: Floats, tail: float) -> "Outcome":
        """From observed differences (groups), and how many of their errors differences differ by when articles are dealt.

        `dealt` are deals by groups. Undefined deals do not count.

        >>> Outcome.of(Estimate(np.array([3.0]), np.array([1.0])), np.arange(-2.0, 2.0, 0.1)[:, None], 0.025).p.round(3).tolist()
        [0.049]
        """
        (beyond, deals), defined = _counted(observed, dealt), ~np.isnan(dealt)
        at = np.maximum(np.floor(tail * (deals + 1) + 1e-9).astype(np.intp), 1)[None]
        least = np.take_along_axis(np.sort(np.where(defined, dealt, np.inf), axis=0), at - 1, axis=0)[0]
        most = np.take_along_axis(np.sort(np.where(defined, dealt, -np.inf), axis=0), len(dealt) - at, axis=0)[0]
        with np.errstate(invalid="ignore"):
            return cls(beyond, deals, observed.value - most * observed.error, observed.value - least * observed.error)

    @property
    def p(self) -> Floats:
        """p of each group, never 0 (Phipson and Smyth 2010)."""
        return np.asarray(np.minimum(2 * (self.beyond + 1) / (self.deals + 1), 1))

    @property
    def clear(self) -> Bools:
        """The groups whose difference no deal has matched."""
        return np.asarray(self.beyond == 0)

    def after(self, observed: Estimate, dealt: Floats, groups: Bools) -> "Outcome":
        """The outcome after further deals, for some of the groups. The limits stay."""
        beyond, deals = (np.where(groups, more, 0) for more in _counted(observed, dealt))
        return self._replace(beyond=self.beyond + beyond, deals=self.deals + deals)

    def agreed(self, sides: Difference, group: int) -> Difference:
        """A difference whose interval was made from those of both sides, and which excludes 0 where the test of as many deals
        rejects it, and nowhere else. Further deals for p leave it as it is.

        Where the two differ on 0, the limit that is closer to 0 is that of the test. Away from 0 the interval also has to cover
        how far the level of both sides is uncertain, which the test of no difference is free of.
        """
        low, high = float(self.low[group]), float(self.high[group])
        if np.isnan([low, high, sides.low, sides.high]).any() or (low <= 0 <= high) == (sides.low <= 0 <= sides.high):
            return sides
        return sides._replace(low=low) if sides.difference > 0 else sides._replace(high=high)


def _counted(observed: Estimate, dealt: Floats) -> tuple[Floats, Floats]:
    """For each group the deals beyond the observed difference, and all in which there is one."""
    t, defined = over_error(*observed), ~np.isnan(dealt)
    with np.errstate(invalid="ignore"):
        beyond = np.where(t >= 0, dealt >= t * (1 - 1e-9), dealt <= t * (1 - 1e-9)) & defined
    return np.where(np.isnan(t), np.nan, beyond.sum(axis=0)), defined.sum(axis=0).astype(float)


def clustered_test(
    tally: Tally,
    groups: Indices,
    clusters: Indices,
    permutations: Permutations,
    confidence: float = CONFIDENCE,
    tested: Bools | None = None,
) -> dict[str, Outcome]:
    """Each figure and group tested against all other groups; rows of `tally` are articles.

    The statistic is the difference over its standard error between clusters, those of both sides together, so that what the sides
    share in a cluster cancels out. After the first deals, from which the limits are, only rows that no deal has matched go on, as
    `permutations` says. `tested` says which groups are tested; others have NaN.
    """
    contrasts = _Contrasts(tally, clusters, int(groups.max()) + 1)
    deal = dealing(groups, clusters, np.random.default_rng([permutations.seed, 2]))
    observed = {name: Estimate(*(part[0] for part in parts)) for name, parts in contrasts.of(groups[None]).items()}
    if tested is not None:
        observed = {name: Estimate(np.where(tested, value, np.nan), error) for name, (value, error) in observed.items()}

    def dealt(figures: Sequence[str], deals: int) -> Iterator[dict[str, Floats]]:
        some = contrasts._replace(tally=tally.only(figures))
        for size in some.sizes(deals):
            differences = some.of(np.array([deal() for _ in range(size)]))
            yield {name: over_error(*difference) for name, difference in differences.items()}

    done, tail = permutations.first or permutations.most, (1 - confidence) / 2
    first = list(dealt(list(observed), done))
    outcomes = {name: Outcome.of(observed[name], np.concatenate([part[name] for part in first]), tail) for name in observed}
    del first
    while (clear := {name: outcome.clear for name, outcome in outcomes.items() if outcome.clear.any()}) and (
        until := min(2 * done, permutations.until(sum(int(groups.sum()) for groups in clear.values())))
    ) > done:
        for part in dealt(list(clear), until - done):
            for name, differences in part.items():
                outcomes[name] = outcomes[name].after(observed[name], differences, clear[name])
        done = until
    return outcomes


class _Contrasts(NamedTuple):
    """Articles in clusters, of which groups are compared with the rest."""

    tally: Tally
    clusters: Indices
    groups: int

    def sizes(self, deals: int) -> Iterator[int]:
        """The numbers of deals to hold at once, so that memory stays small."""
        cells = min(len(self.clusters), self.groups * (int(self.clusters.max()) + 1))
        size = max(1, CHUNK // (cells * self.tally.counts.shape[1]))
        yield from (min(size, deals - start) for start in range(0, deals, size))

    def of(self, dealt: Indices) -> dict[str, Estimate]:
        """The difference of each group from the rest with its error: deals by groups. `dealt` are deals by articles."""
        from scipy.sparse import csr_array

        (deals, n), whole = dealt.shape, self.tally.clustered(self.clusters)
        side = np.arange(deals)[:, None] * self.groups + dealt
        cells, cell = np.unique(side * len(whole) + self.clusters, return_inverse=True)
        sides, clusters = np.divmod(cells, len(whole))
        to_cells = csr_array((np.ones(deals * n), (cell.ravel(), np.tile(np.arange(n), deals))), shape=(len(cells), n))
        to_sides = csr_array((np.ones(len(cells)), (sides, np.arange(len(cells)))), shape=(deals * self.groups, len(cells)))
        counts = to_cells @ self.tally.counts
        columns, of_whole = (np.ascontiguousarray(part.T) for part in (counts, whole.counts))  # which is quicker by column
        of_cells, sums, estimates = _Cells(columns, of_whole, clusters, sides, to_sides), to_sides @ counts, {}
        for name, figure in self.tally.figures.items():
            value, error = of_cells.difference(figure, sums[:, figure.counts])
            estimates[name] = Estimate(value.reshape(deals, -1), error.reshape(deals, -1))
        return estimates


class _Cells(NamedTuple):
    """The articles of one cluster and one side: `counts` by cells, the number of both, and the counts `whole` by clusters.

    `to_sides` sums cells by side.
    """

    counts: Floats
    whole: Floats
    cluster: Indices
    side: Indices
    to_sides: Any

    def difference(self, figure: Figure, own: Floats) -> Estimate:
        """The figure of each side less that of the rest; `own` are the counts of the sides."""
        whole = self.whole[figure.counts]
        rest = whole.sum(axis=1) - own
        with np.errstate(divide="ignore", invalid="ignore"):
            value = figure.formula.compute(own) - figure.formula.compute(rest)
            moves, others = figure.formula.gradient(own), figure.formula.gradient(rest)
            # a cluster adds own @ moves - (all - own) @ others = mine - all @ others, of which only mine depends on the cell
            mine, every = np.zeros((2, len(self.side)))
            for cells, clusters, move, other in zip(self.counts[figure.counts], whole, moves.T, others.T, strict=True):
                mine += cells * (move + other).take(self.side)
                every += clusters.take(self.cluster) * other.take(self.side)
            fixed = (others @ (whole @ whole.T) * others).sum(axis=1)
            spread = self.to_sides @ (mine * (mine - 2 * every)) + fixed
            spread = np.where(spread < _ROUNDING * fixed, 0.0, spread)
            return Estimate(value, np.sqrt(spread))
