"""Articles of many outlets, compared in pairs within blocks: which of the two has the higher score for its own outlet.

The articles (rows) of one block are on one event, so that topic does not reveal their outlets (labels).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..errors import ArticleError
from ..statistics.arrays import Floats, Indices

LEAST_COMPARED = 5  # articles; an outlet with fewer is not compared
LARGEST = 4000  # articles compared at most; of more, whole events are drawn at random
_BLOCK = 20  # articles in a random block, roughly
_LARGE_BLOCK = 60  # articles compared with each other at most; larger events are dealt into blocks of roughly this size


class Design(NamedTuple):
    """Which articles are compared with which.

    `rows` are the positions of the articles among those that came in. `units` (events) stay whole in folds and when resampled;
    articles are compared inside `blocks`. `notes` say what a reader must know.
    """

    rows: list[int]
    units: Indices
    blocks: Indices
    notes: list[str]


def design_of(outlets: Sequence[Any], events: Sequence[Any], rng: np.random.Generator) -> Design:
    """The articles that can be compared: at most `LARGEST`, of outlets with at least `LEAST_COMPARED`, on one event.

    Where no article has an event, random blocks of about 20 articles take the place of events.

    Raises ArticleError where fewer than two outlets have enough articles.

    >>> design = design_of(["a", "b"] * 5 + ["c"], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5], np.random.default_rng(0))
    >>> design.rows, design.units.tolist(), design.notes
    ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4], ['left out with fewer than 5 articles: c'])
    """
    import pandas as pd

    matched, notes = not all(map(pd.isna, events)), []
    rows = [i for i, (o, e) in enumerate(zip(outlets, events, strict=True)) if not (pd.isna(o) or (matched and pd.isna(e)))]
    if len(rows) < len(outlets):
        notes.append(f"{len(outlets) - len(rows)} articles without outlet or event left out")
    keys = [str(event) if matched else str(i) for i, event in enumerate(events)]
    if len(rows) > LARGEST:
        notes.append(f"at most {LARGEST} of {len(rows)} articles drawn" + (", by whole events" if matched else ""))
        rows = _whole_events(rows, keys, rng)
    counts = Counter(outlets[row] for row in rows)
    rare = sorted(str(outlet) for outlet, n in counts.items() if n < LEAST_COMPARED)
    if rare:
        notes.append(f"left out with fewer than {LEAST_COMPARED} articles: {', '.join(rare)}")
    if len(counts) - len(rare) < 2:
        raise ArticleError(f"need two outlets with {LEAST_COMPARED} articles or more each; found {dict(counts)}")
    rows = [row for row in rows if counts[outlets[row]] >= LEAST_COMPARED]
    codes = np.unique([outlets[row] for row in rows], return_inverse=True)[1]
    units = np.unique([keys[row] for row in rows], return_inverse=True)[1] if matched else dealt(codes, _BLOCK, rng)
    if not matched:
        notes.append("no events: articles of random blocks are compared, so that topics too may tell outlets apart")
    elif len(np.unique(units)) == 1:
        units = dealt(codes, _BLOCK, rng)
        notes.append("one event only: random blocks of its articles are held out")
    return Design(rows, units, split_blocks(codes, units, _LARGE_BLOCK, rng), notes)


def _whole_events(rows: Sequence[int], keys: Sequence[str], rng: np.random.Generator) -> list[int]:
    """Rows of events drawn at random until there are `LARGEST` articles; at least one event."""
    names, unit, sizes = np.unique([keys[row] for row in rows], return_inverse=True, return_counts=True)
    order = rng.permutation(len(names))
    fits = np.cumsum(sizes[order]) <= LARGEST
    fits[0] = True
    drawn = np.isin(unit, order[fits])
    return [row for row, taken in zip(rows, drawn, strict=True) if taken]


def dealt(codes: Indices, size: int, rng: np.random.Generator) -> Indices:
    """A random block for each row, of about `size` rows, each label spread evenly over the blocks; at least two blocks.

    >>> np.bincount(dealt(np.array([0, 0, 0, 0, 1, 1]), 3, np.random.default_rng(0))).tolist()
    [3, 3]
    """
    order = np.lexsort((rng.random(len(codes)), codes))
    blocks = np.empty(len(codes), dtype=np.intp)
    blocks[order] = np.arange(len(codes)) % max(2, round(len(codes) / size))
    return blocks


def split_blocks(codes: Indices, blocks: Indices, largest: int, rng: np.random.Generator) -> Indices:
    """The blocks, those of more than `largest` rows dealt into several, since pairs grow with the square of the rows.

    >>> np.bincount(split_blocks(np.array([0, 1, 0, 1]), np.zeros(4, dtype=np.intp), 2, np.random.default_rng(0))).tolist()
    [0, 2, 2]
    """
    split = blocks.copy()
    for block in np.flatnonzero(np.bincount(blocks) > largest):
        rows = np.flatnonzero(blocks == block)
        split[rows] = split.max() + 1 + dealt(codes[rows], largest, rng)
    return split


def shuffled_within(codes: Indices, blocks: Indices, rng: np.random.Generator) -> Indices:
    """The labels shuffled inside each block.

    >>> shuffled_within(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]), np.random.default_rng(0)).tolist()
    [0, 0, 1, 1]
    """
    shuffled = np.empty_like(codes)
    shuffled[np.argsort(blocks, kind="stable")] = codes[np.lexsort((rng.random(len(codes)), blocks))]
    return shuffled


def pairs_within(blocks: Indices) -> tuple[Indices, Indices]:
    """Every ordered pair of two rows of one block, as the first rows and the second rows.

    >>> [rows.tolist() for rows in pairs_within(np.array([0, 1, 0]))]
    [[0, 2], [2, 0]]
    """
    order = np.argsort(blocks, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(blocks[order])) + 1)
    one = np.concatenate([np.repeat(rows, len(rows)) for rows in members])
    other = np.concatenate([np.tile(rows, len(rows)) for rows in members])
    return one[one != other], other[one != other]


class Wins(NamedTuple):
    """Pairs of rows with two labels: row and label of the first, label of the second, and whether the first won (1, .5, 0)."""

    row: Indices
    own: Indices
    other: Indices
    won: Floats

    def areas(self, size: int) -> tuple[Floats, Floats]:
        """For each label the share of its pairs that it won (its AUROC within blocks; NaN without pairs), and their number."""
        pairs = np.bincount(self.own, minlength=size).astype(float)
        return share(np.bincount(self.own, self.won, size), pairs), pairs

    def by_other(self, size: int) -> Floats:
        """Labels by labels: the share of pairs that the row's label won against the column's."""
        both = self.own * size + self.other
        won = share(np.bincount(both, self.won, size**2), np.bincount(both, minlength=size**2))
        return won.reshape(size, size)

    def by_unit(self, units: Indices, size: int) -> tuple[Floats, Floats]:
        """The numbers of pairs won and of pairs: units (events) by labels."""
        both, n = units[self.row] * size + self.own, int(units.max()) + 1
        won = np.asarray(np.bincount(both, self.won, n * size), dtype=float)
        return won.reshape(n, size), np.bincount(both, minlength=n * size).astype(float).reshape(n, size)


def wins_of(scores: Floats, codes: Indices, pairs: tuple[Indices, Indices]) -> Wins:
    """For each pair with two labels, which row has the higher score for the first one's label; ties count half.

    `scores` are rows by labels.

    >>> scores = np.array([[0.9, 0.1], [0.4, 0.6]])
    >>> wins_of(scores, np.array([0, 1]), pairs_within(np.array([0, 0]))).areas(2)[0].tolist()
    [1.0, 1.0]
    """
    one, other = (rows[codes[pairs[0]] != codes[pairs[1]]] for rows in pairs)
    own = codes[one]
    ahead = scores[one, own] - scores[other, own]
    return Wins(one, own, codes[other], (ahead > 0) + 0.5 * (ahead == 0))


def share(part: ArrayLike, whole: ArrayLike) -> Floats:
    """Part divided by whole; NaN where the whole is 0.

    >>> share([1, 0], [2, 0]).tolist()
    [0.5, nan]
    """
    base = np.asarray(whole, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(base != 0, np.asarray(part, dtype=float) / base, np.nan)
