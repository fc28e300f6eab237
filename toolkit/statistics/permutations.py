"""Permutation tests of many rows at once: articles are dealt to the groups at random, for each row until its p is known.

A row (a group and a figure) stops once `STOP` deals have been as extreme as the articles themselves, which is soon where there is
no difference; only the others go on, up to a ceiling that the number of tests asks for. p is valid in either case (Besag and
Clifford 1991). All rows see the same deals in the same order, so a row's p up to a given ceiling does not depend on the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Floats, Indices, Ints
from .resampling import CHUNK, Resampling
from .tallies import blocks_of

STOP = 100
"""Deals as extreme as the articles themselves after which a row stops: its p then has a relative standard error of a tenth."""

PER_TEST = 40
"""Deals for each test, if one row alone is clear. That is twice what its adjusted p of .05 needs, so one chance hit is no bar."""

MOST = 200_000
"""Deals at most, unless the user asks for more."""

WORK = 200_000_000
"""Articles that are dealt in all deals together, unless the user asks for more: with more articles there are fewer deals."""

DEALT = 100_000_000  # bytes of the cells that articles are dealt to at once, in all deals together
KEYS = 65_536  # random numbers that are sorted at once, few enough for the processor's cache


@dataclass(frozen=True)
class Permutations:
    """How often articles are dealt: `most` times at most, and less for rows that stop before, at `stop` extreme deals.

    After the `first` deals it is seen how many rows are clear, without one extreme deal. The more there are, the fewer deals it
    takes until their adjusted p is small, and there are as many as these need among so many `tests` (see `PER_TEST`). It is seen
    again whenever there are twice as many, and there are no more where no row is clear. `seed` is that of the deals.
    """

    most: int
    seed: int
    stop: int = STOP
    first: int = 0
    tests: int = 0

    def until(self, clear: int) -> int:
        """The number of deals where so many rows are clear.

        >>> Permutations(200_000, 0, first=2000, tests=768).until(2), Permutations(500, 0).until(2)
        (15360, 500)
        """
        if not self.tests:
            return self.most
        return min(self.most, max(self.first, PER_TEST * self.tests // clear)) if clear else self.first


def permutations_of(resampling: Resampling, articles: int, tests: int) -> Permutations:
    """The deals for a number of tests that are adjusted together: as many as the user wants, or as the tests need.

    There are never fewer than resamples.

    >>> permutations_of(Resampling(2000), articles=500, tests=768).most
    30720
    >>> permutations_of(Resampling(2000), articles=500_000, tests=768).most
    2000
    """
    if resampling.permutations is not None:
        return Permutations(resampling.permutations, resampling.seed)
    most = max(resampling.resamples, min(PER_TEST * tests, MOST, WORK // max(articles, 1)))
    return Permutations(most, resampling.seed, STOP, resampling.resamples, tests)


class Rows(NamedTuple):
    """Statistics of many rows, in how many deals each has been as extreme, and of how many: two arrays of the same shape."""

    observed: Floats
    stop: int
    as_large: Ints
    deals: Ints

    @classmethod
    def of(cls, observed: Floats, stop: int) -> "Rows":
        """Rows before any deal."""
        return cls(observed, stop, *np.zeros((2, *observed.shape), dtype=np.intp))

    @property
    def active(self) -> Bools:
        """The rows that go on; a statistic that is not defined has no p."""
        return np.asarray(~np.isnan(self.observed) & (self.as_large < self.stop))

    def after(self, statistics: Floats) -> "Rows":
        """The rows after further deals: `statistics` are deals by active rows. Those that are not defined do not count."""
        active, size = self.active, np.abs(self.observed[self.active]) * (1 - 1e-9)
        defined = ~np.isnan(statistics)
        with np.errstate(invalid="ignore"):
            large = defined & (np.abs(statistics) >= size)
        counts = self.as_large[active] + np.cumsum(large, axis=0) - large < self.stop  # deals up to the one that stops the row
        as_large, deals = self.as_large.copy(), self.deals.copy()
        as_large[active] += (large & counts).sum(axis=0)
        deals[active] += (defined & counts).sum(axis=0)
        return self._replace(as_large=as_large, deals=deals)

    @property
    def p(self) -> Floats:
        """p of each row: `stop` over the deals until it stopped, or (b + 1) / (B + 1) after all (Phipson and Smyth 2010).

        >>> rows = Rows.of(np.array([2.0, 1.0]), stop=2).after(np.array([[1.0, 3.0], [-3.0, -1.0], [0.5, 0.0]]))
        >>> rows.p.tolist()
        [0.5, 1.0]
        """
        stopped = self.as_large >= self.stop
        p = np.where(stopped, self.as_large / np.maximum(self.deals, 1), (self.as_large + 1) / (self.deals + 1))
        return np.where(np.isnan(self.observed), np.nan, p)


Statistics = Callable[[NDArray[Any], Bools], Floats]
"""From deals (deals by articles: the number of the cell of each) and the rows that are active: deals by active rows."""


def sequential_p(
    observed: Floats,
    statistics: Statistics,
    starts: Indices,
    blocks: Indices,
    permutations: Permutations,
    at_once: Callable[[Bools], int],
) -> Floats:
    """p of rows whose observed statistics have any shape, the articles of each block dealt to its cells.

    `starts` says where each cell begins, and `at_once` for how many deals `statistics` has the memory; p does not depend on it.
    """
    rng, n = np.random.default_rng([permutations.seed, 2]), len(blocks)
    rows = Rows.of(observed, permutations.stop)
    done, until = 0, permutations.first or permutations.most
    while done < until and rows.active.any():
        size = _at_once(starts, n, at_once(rows.active))
        dealt = _deals(min(until - done, max(done, permutations.stop), size), starts, blocks, rng)
        rows, done = rows.after(statistics(dealt, rows.active)), done + len(dealt)
        if done == until:
            until = min(2 * done, permutations.until(int((rows.active & (rows.as_large == 0)).sum())))
    return rows.p


# -- articles dealt to groups ----------------------------------------------------------------------------------------------


class Cells(NamedTuple):
    """Articles by block and group: `order` sorts the articles into cells, `starts` says where each cell begins in that order.

    `block` and `group` are those of each cell. Cells are in the order of the blocks and, within a block, of the groups.
    """

    order: Indices
    starts: Indices
    block: Indices
    group: Indices

    def sums(self, columns: NDArray[Any]) -> NDArray[Any]:
        """The columns summed over the articles of each cell: cells by columns."""
        return np.add.reduceat(columns[self.order], self.starts, axis=0)

    def totals(self, columns: NDArray[Any]) -> NDArray[Any]:
        """The columns summed over the articles of each block: blocks by columns."""
        firsts = np.unique(self.block, return_index=True)[1]
        return np.add.reduceat(self.sums(columns), firsts, axis=0)


def cells_of(groups: Indices, blocks: Indices) -> Cells:
    """The cells of articles whose groups and blocks are numbered from 0.

    >>> cells_of(np.array([1, 0, 1]), np.array([0, 0, 0])).sums(np.array([[1.0], [2.0], [4.0]])).tolist()
    [[2.0], [5.0]]
    """
    order = np.lexsort((groups, blocks))
    cells, starts = np.unique(np.column_stack([blocks[order], groups[order]]), axis=0, return_index=True)
    return Cells(order, starts, cells[:, 0], cells[:, 1])


def permuted_sums(
    columns: Callable[[slice], Floats], cells: Cells, blocks: Indices, permutations: int, seed: int
) -> Iterator[Floats]:
    """Sums of each cell when the articles of each block are dealt to its cells at random: permutations by cells by columns.

    `columns` gives those of some articles (rows).
    """
    rng, n = np.random.default_rng([seed, 2]), len(blocks)
    size = _at_once(cells.starts, n, CHUNK // (len(cells.starts) * columns(slice(0, 0)).shape[1]))
    for start in range(0, permutations, size):
        dealt = _deals(min(size, permutations - start), cells.starts, blocks, rng)
        yield sums_of(columns, dealt, len(cells.starts))


def _at_once(starts: Indices, articles: int, most: int) -> int:
    """How many deals of articles there is memory for: at least one, and no more than `most`."""
    return max(1, min(DEALT // (articles * np.min_scalar_type(len(starts)).itemsize), most))


def _deals(deals: int, starts: Indices, blocks: Indices, rng: np.random.Generator) -> NDArray[Any]:
    """The number of the cell of each article where the articles of each block are dealt to its cells: deals by articles."""
    dealt = np.empty((deals, len(blocks)), dtype=np.min_scalar_type(len(starts)))
    size = max(1, KEYS // max(len(blocks), 1))
    for codes in (dealt[start : start + size] for start in range(0, deals, size)):
        codes[:] = dealt_out(blocks + rng.random(codes.shape), starts)  # whole numbers keep the blocks together and in order
    return dealt


def dealt_out(keys: Floats, starts: Indices) -> NDArray[Any]:
    """The number of the cell of each article where the articles, in the order of their keys, fill one cell after another.

    `keys` are deals by articles, each 0 or more, and `starts` says at which place of that order each cell begins.

    >>> dealt_out(np.array([[0.9, 0.1, 0.5, 0.6]]), np.array([0, 1])).tolist()
    [[1, 0, 1, 1]]
    """
    n = keys.shape[1]
    cells = np.repeat(np.arange(len(starts), dtype=np.min_scalar_type(len(starts))), np.diff(starts, append=n))
    codes: NDArray[Any] = np.empty(keys.shape, dtype=cells.dtype)
    np.put_along_axis(codes, _by_key(keys), cells[None], axis=1)
    return codes


def _by_key(keys: Floats) -> Indices:
    """The articles of each deal in the order of their keys.

    Each key becomes a whole number whose last digits are its article: numbers are sorted in a fraction of the time that their
    order takes. With up to 1,024 articles and one block nothing of a key is lost; with more, those that agree in all digits that
    are left, of which there are hardly any, stay in the order of the articles.
    """
    n = keys.shape[1]
    digits = max(n - 1, 1).bit_length()
    scale = 2.0 ** (63 - digits - int(keys.max(initial=0)).bit_length())
    numbers = ((keys * scale).astype(np.int64) << digits) | np.arange(n)
    numbers.sort(axis=1)
    return np.asarray(numbers & ((1 << digits) - 1), dtype=np.intp)


def sums_of(columns: Callable[[slice], Floats], dealt: NDArray[Any], cells: int) -> Floats:
    """Sums of each cell for each deal: deals by cells by columns.

    `columns` gives those of some articles (rows), `dealt` is deals by articles and has the number of the cell of each.

    >>> sums_of(lambda rows: np.array([[1.0], [2.0], [4.0]])[rows], np.array([[1, 0, 1], [0, 0, 1]]), 2)[..., 0].tolist()
    [[2.0, 5.0], [3.0, 4.0]]
    """
    from scipy.sparse import csc_array

    sums = np.zeros((len(dealt), cells, columns(slice(0, 0)).shape[1]))
    for rows in blocks_of(dealt.shape[1]):
        part = columns(rows)
        n = len(part)
        ones, ends = np.ones(n), np.arange(n + 1, dtype=np.int32)
        for total, codes in zip(sums, dealt[:, rows], strict=True):
            total += csc_array((ones, codes.astype(np.int32), ends), shape=(cells, n)) @ part
    return sums
