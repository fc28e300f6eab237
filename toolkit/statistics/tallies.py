"""What figures are made of: the counts of articles, or of clusters of them, and their products; and figures with their errors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from .arrays import Bools, Floats, Indices, columns_first, columns_last
from .formulas import Formula

ROWS = 4000  # rows whose products are held at once
AT_ONCE = 16  # figures of which resamples are made at once
_ROUNDING = 1e-12  # relative to sums of squares, below which a spread counts as none


class Estimate(NamedTuple):
    """A figure with its standard error; arrays where there are many (resamples, groups)."""

    value: Floats
    error: Floats

    def at(self, places: int | Indices | slice) -> "Estimate":
        """Some of the figures (first axis)."""
        return Estimate(self.value[places], self.error[places])

    def less(self, other: "Estimate") -> "Estimate":
        """The difference of two figures whose articles were sampled independently."""
        return Estimate(self.value - other.value, np.hypot(self.error, other.error))


class Figure(NamedTuple):
    """A formula over summed columns, and where these are: the counts, and the products of each two of them."""

    formula: Formula
    counts: slice
    products: slice

    def estimate(self, sums: Floats, units: int | Indices) -> Estimate:
        """The figure of summed columns (last axis) over a number of units, with its standard error by the delta method."""
        columns = columns_first(sums)
        return estimate_of(self.formula, columns[self.counts], columns[self.products], units)


class Alike(NamedTuple):
    """Figures of one formula, which are computed together: their numbers among all figures, and the places of their columns.

    `counts` and `products` are the columns of the formula by figures.
    """

    formula: Formula
    numbers: Indices
    counts: Indices
    products: Indices

    def only(self, chosen: Bools) -> "Alike":
        """Those that are chosen of all figures."""
        kept = chosen[self.numbers]
        return Alike(self.formula, self.numbers[kept], self.counts[:, kept], self.products[:, kept])

    def moved(self, places: Indices) -> "Alike":
        """The same where columns are elsewhere: `places` has the new place of each."""
        return self._replace(counts=places[self.counts], products=places[self.products])

    def estimate(self, sums: Floats, units: Indices) -> Estimate:
        """The figures of summed columns (last axis): figures by the other axes of the sums. `units` are those of all figures."""
        columns, of_each = columns_first(sums), units[self.numbers].reshape(-1, *[1] * (sums.ndim - 1))
        return estimate_of(self.formula, columns[self.counts], columns[self.products], of_each)


class NamedFigures(dict[str, Figure]):
    """Figures by their names, in the order in which they are numbered."""

    @cached_property
    def alike(self) -> list[Alike]:
        """The figures of each formula.

        >>> from toolkit.statistics.formulas import MEAN, SHARE
        >>> figures = tally_of({"quoted": SHARE, "length": MEAN, "named": SHARE}, np.ones((2, 6))).figures
        >>> [alike.numbers.tolist() for alike in figures.alike]
        [[0, 2], [1]]
        """
        numbers: dict[Formula, list[int]] = {}
        for number, figure in enumerate(self.values()):
            numbers.setdefault(figure.formula, []).append(number)
        figures = list(self.values())
        return [
            Alike(
                formula,
                np.array(several),
                np.array([np.r_[figures[number].counts] for number in several]).T,
                np.array([np.r_[figures[number].products] for number in several]).T,
            )
            for formula, several in numbers.items()
        ]

    @cached_property
    def multiplied(self) -> tuple[Indices, Indices]:
        """The places of the two counts that each of the products is made of."""
        pairs = [figure.counts.start + np.array(_products(len(figure.formula.counts))[:2]) for figure in self.values()]
        one, other = np.hstack(pairs)
        return one, other

    def batches(self, chosen: Bools) -> Iterator[Alike]:
        """Some of the figures, so few at once that what is made of all resamples stays in the processor's cache."""
        for alike in (several.only(chosen) for several in self.alike):
            for start in range(0, len(alike.numbers), AT_ONCE):
                part = slice(start, start + AT_ONCE)
                yield Alike(alike.formula, alike.numbers[part], alike.counts[:, part], alike.products[:, part])

    def estimates(self, sums: Floats, units: Indices) -> Estimate:
        """Every figure of summed columns, with its standard error; `units` are those of each figure."""
        value, error = np.empty((2, len(self)))
        for alike in self.alike:
            value[alike.numbers], error[alike.numbers] = alike.estimate(sums, units)
        return Estimate(value, error)


def estimate_of(formula: Formula, counts: Floats, products: Floats, units: int | Indices) -> Estimate:
    """Figures of summed counts and products (first axis) over a number of units, with their standard errors.

    The error of a ratio is that of its linearised values over units (Cochran 1977, section 6.4), 0 for a single unit.
    """
    total = columns_last(counts)
    value, gradient = formula.compute(total), columns_first(formula.gradient(total))
    with np.errstate(divide="ignore", invalid="ignore"):  # with a base of 0 there is neither a figure nor an error
        pairs = zip(products, *_products(len(counts)), strict=True)
        parts = [product * times * gradient[one] * gradient[other] for product, one, other, times in pairs]
        spread = sum(parts) - sum(gradient * counts) ** 2 / units
        spread = np.where(spread < _ROUNDING * sum(map(np.abs, parts)), 0.0, spread)
    return Estimate(value, np.sqrt(spread * units / np.maximum(units - 1, 1)))


@cache
def _products(counts: int) -> tuple[Indices, Indices, Indices]:
    """The pairs of counts whose products are kept, each once, and how often each occurs in a quadratic form."""
    one, other = np.triu_indices(counts)
    return one, other, np.where(one == other, 1, 2)


@dataclass(frozen=True)
class Tally:
    """What figures are made of: rows are units (articles, or clusters of them), columns are counts and their products.

    Only the `counts` are kept; the products are computed when they are needed, since those of a million articles are large.

    >>> from toolkit.statistics.formulas import SHARE
    >>> tally = tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]]))
    >>> tally.columns.shape, tally.estimate("quoted").value.item(), tally.estimate("quoted").error.item()
    ((2, 5), 0.5, 0.25)
    """

    figures: NamedFigures
    counts: Floats

    def __len__(self) -> int:
        return len(self.counts)

    def of(self, rows: Indices | Bools | slice) -> "Tally":
        """The tally of some units."""
        return Tally(self.figures, self.counts[rows])

    def only(self, names: Sequence[str]) -> "Tally":
        """The tally of some figures; itself where these are all."""
        if len(names) == len(self.figures):
            return self
        return tally_of({name: self.figures[name].formula for name in names}, np.hstack([self.counts_of(name) for name in names]))

    def columns_at(self, rows: slice, places: Indices | None = None) -> Floats:
        """The columns of some units; those at some places, in ascending order, or all."""
        return self.of(rows)._columns(np.arange(self.width) if places is None else places)

    @property
    def columns(self) -> Floats:
        """Units by columns: the counts, and the products of each two counts of a figure."""
        return self._columns(np.arange(self.width))

    def _columns(self, places: Indices) -> Floats:
        """Some of the columns, in ascending order of their places."""
        n, (one, other) = self.counts.shape[1], self.figures.multiplied
        made = places[places >= n] - n
        return np.hstack(
            [
                self.counts.take(places[places < n], axis=1),
                self.counts.take(one[made], axis=1) * self.counts.take(other[made], axis=1),
            ]
        )

    @cached_property
    def distinct(self) -> tuple[Indices, Indices]:
        """The places of columns of which no two are the same, and for each column the number of the one that it is the same as.

        Many figures have the same base, such as the words of narration.

        >>> from toolkit.statistics.formulas import SHARE
        >>> tally = tally_of({"quoted": SHARE, "named": SHARE}, np.array([[1.0, 4.0, 2.0, 4.0], [3.0, 4.0, 1.0, 4.0]]))
        >>> tally.distinct[0].tolist(), tally.distinct[1].tolist()
        ([0, 1, 2, 4, 5, 6, 7, 8], [0, 1, 2, 1, 3, 4, 5, 6, 7, 5])
        """
        hashes = [sha256(column.tobytes()).digest() for column in self.counts.T]
        made_of = [(one,) for one in hashes]
        made_of += [tuple(sorted((hashes[i], hashes[j]))) for i, j in zip(*self.figures.multiplied, strict=True)]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(made_of))}
        same = np.array([numbers[key] for key in made_of], dtype=np.intp)
        return np.unique(same, return_index=True)[1], same

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(int(figure.products.stop) for figure in self.figures.values())

    @cached_property
    def total(self) -> Floats:
        """The columns summed over all units, in their order."""
        total = np.zeros(self.width)
        for rows in blocks_of(len(self)):
            total = np.vstack([total, self.columns_at(rows)]).sum(axis=0)
        return total

    def total_without(self, groups: Indices) -> Floats:
        """The columns summed over the units outside each group, in the order of the units: groups by columns.

        >>> from toolkit.statistics.formulas import SHARE
        >>> tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]])).total_without(np.array([0, 1]))[:, :2].tolist()
        [[3.0, 4.0], [1.0, 4.0]]
        """
        from scipy.sparse import csr_array, eye_array, hstack

        n = int(groups.max()) + 1
        totals = np.zeros((n, self.width))
        for rows in blocks_of(len(self)):
            outside = csr_array(groups[rows] != np.arange(n)[:, None], dtype=float)
            totals = hstack([eye_array(n), outside], format="csr") @ np.vstack([totals, self.columns_at(rows)])
        return totals

    @property
    def estimates(self) -> Estimate:
        """Every figure over all rows."""
        return self.figures.estimates(self.total, self.n_units)

    def estimate(self, name: str) -> Estimate:
        """One figure over all rows."""
        return self.figures[name].estimate(self.total, self.units(name))

    def counts_of(self, name: str) -> Floats:
        """The counts of one figure: units by counts."""
        return self.counts[:, self.figures[name].counts]

    @property
    def bases(self) -> Floats:
        """The base of each figure, which is the last of its counts: units by figures."""
        return self.counts[:, [figure.counts.stop - 1 for figure in self.figures.values()]]

    @property
    def n_units(self) -> Indices:
        """For each figure the number of units that have something to measure, of which the figure is made."""
        return np.asarray((self.bases > 0).sum(axis=0))

    def units(self, name: str) -> int:
        """The same for one figure."""
        return int((self.counts_of(name)[:, -1] > 0).sum())

    def clustered(self, clusters: Indices, rows: Indices | None = None) -> "Tally":
        """The tally with clusters as its units, each the sum of its rows, or of those of `rows`.

        `clusters` holds for each row of this tally the number of its cluster, from 0; every cluster has a row.
        """
        from scipy.sparse import csr_array

        summed = np.arange(len(self)) if rows is None else rows
        shape = (int(clusters.max(initial=-1)) + 1, len(self))
        return Tally(self.figures, csr_array((np.ones(len(summed)), (clusters[summed], summed)), shape=shape) @ self.counts)


def tally_of(formulas: Mapping[str, Formula], counts: Floats) -> Tally:
    """The tally of units (rows) by counts (columns): the counts of each formula next to each other, formulas in their order."""
    figures, start, width = NamedFigures(), 0, counts.shape[1]
    for name, formula in formulas.items():
        one, _, _ = _products(len(formula.counts))
        part = slice(start, start + len(formula.counts))
        figures[name] = Figure(formula, part, slice(width, width + len(one)))
        start, width = part.stop, width + len(one)
    return Tally(figures, counts)


class Others(NamedTuple):
    """The units of a tally that are not of one group: what a `Side` needs of them, without a copy of their counts.

    `groups` are the numbers of the units' groups, `total` holds the columns summed, and `n_units` is as in a tally.
    """

    tally: Tally
    groups: Indices
    group: int
    total: Floats
    n_units: Indices

    @property
    def figures(self) -> NamedFigures:
        """The figures of the tally."""
        return self.tally.figures

    def counts_of(self, name: str) -> Floats:
        """The counts of one figure: units by counts."""
        return np.asarray(self.tally.counts_of(name)[self.groups != self.group])


def others_of(tally: Tally, groups: Indices) -> list[Others]:
    """For each group, numbered from 0, all units that are not of it."""
    totals, measured = tally.total_without(groups), tally.bases > 0
    everywhere = measured.sum(axis=0)
    n_units = [everywhere - measured[groups == group].sum(axis=0) for group in range(len(totals))]
    return [Others(tally, groups, group, *sums) for group, sums in enumerate(zip(totals, n_units, strict=True))]


def parted(tally: Tally, chosen: Bools) -> tuple[Tally, Others]:
    """Some units of a tally, and all others.

    >>> from toolkit.statistics.formulas import SHARE
    >>> own, others = parted(tally_of({"quoted": SHARE}, np.array([[1.0, 4.0], [3.0, 4.0]])), np.array([True, False]))
    >>> own.counts.tolist(), others.counts_of("quoted").tolist(), others.total[:2].tolist()
    ([[1.0, 4.0]], [[3.0, 4.0]], [3.0, 4.0])
    """
    own = tally.of(chosen)
    return own, Others(tally, chosen.astype(np.intp), 1, tally.total - own.total, tally.n_units - own.n_units)


def blocks_of(n: int) -> Iterator[slice]:
    """Rows that are computed with at once, so that memory stays small.

    >>> list(blocks_of(ROWS + 1))
    [slice(0, 4000, None), slice(4000, 4001, None)]
    """
    yield from (slice(start, min(start + ROWS, n)) for start in range(0, n, ROWS))
