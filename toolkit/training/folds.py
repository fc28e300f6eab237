"""Folds for testing a classifier, and a figure that does not reward it for recognising who wrote a text.

Texts of one outlet share topics, names and layout, so with random folds a model profits from recognising the outlet. With folds
that keep groups (outlets, events) whole, and in `within_groups_auroc`, it does not.
"""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ArticleError, OptionError
from ..statistics.arrays import Indices

Fold = tuple[Indices, Indices]
"""Indices of the rows to learn from, and of those to predict."""

LEAST_ROWS = 50  # rows that a group needs to be held out alone, and to have a calibration of its own


def grouped_folds(y: ArrayLike, groups: ArrayLike, *, n_splits: int = 5, seed: int = 0) -> list[Fold]:
    """Folds that keep whole groups together and, as far as groups allow, the shares of the labels even.

    Parameters
    ----------
    y : the label of each row.
    groups : the name of each row's group (outlet, event).

    Returns
    -------
    `n_splits` pairs of (train, test) row indices, which scikit-learn takes as ``cv=``.

    Raises
    ------
    ArticleError
        There are fewer groups than folds, or `y` and `groups` differ in length.
    OptionError
        There are fewer than two folds.

    Examples
    --------
    >>> folds = grouped_folds([0, 1, 0, 1], ["a", "a", "b", "b"], n_splits=2)
    >>> sorted(test.tolist() for train, test in folds)
    [[0, 1], [2, 3]]
    """
    from sklearn.model_selection import StratifiedGroupKFold

    labels, names = _same_length(y, groups)
    _check_number(n_splits)
    if (n_groups := len(np.unique(names))) < n_splits:
        raise ArticleError(f"{n_splits} folds of {n_groups} groups: take no more folds than there are groups")
    folds = StratifiedGroupKFold(n_splits, shuffle=True, random_state=seed)
    return list(folds.split(labels, labels, names))


def random_folds(y: ArrayLike, *, n_splits: int = 5, seed: int = 0) -> list[Fold]:
    """Folds of shuffled rows with even shares of the labels; what rows of one outlet have in common leaks between them.

    Returns `n_splits` pairs of (train, test) row indices. Raises ArticleError where the rarest label has fewer rows than there
    are folds, and OptionError for fewer than two folds.

    >>> [len(test) for train, test in random_folds([0, 0, 1, 1], n_splits=2)]
    [2, 2]
    """
    from sklearn.model_selection import StratifiedKFold

    labels = np.asarray(y)
    rarest = int(np.unique(labels, return_counts=True)[1].min()) if len(labels) else 0
    _check_number(n_splits)
    if rarest < n_splits:
        raise ArticleError(f"{n_splits} folds, but the rarest label has {rarest} rows: take at most {rarest} folds")
    return list(StratifiedKFold(n_splits, shuffle=True, random_state=seed).split(labels, labels))


def _check_number(n_splits: int) -> None:
    if n_splits < 2:
        raise OptionError(f"{n_splits} folds: take at least 2")


def leave_one_group_out(groups: ArrayLike, least: int = LEAST_ROWS) -> list[Fold]:
    """One fold for each group, in the order of the names: the others are learned from, this group is predicted.

    Groups of fewer than `least` rows are held out together (see `merged_groups`). Returns pairs of (train, test) row indices.
    Raises ArticleError where fewer than two groups are left.

    >>> [test.tolist() for train, test in leave_one_group_out(["a", "b", "a"], least=1)]
    [[0, 2], [1]]
    """
    names = merged_groups(groups, least)
    if len(np.unique(names)) < 2:
        raise ArticleError(f"nothing to leave out: fewer than 2 groups after those of fewer than {least} rows are merged")
    rows = np.arange(len(names))
    return [(rows[names != name], rows[names == name]) for name in np.unique(names)]


def merged_groups(groups: ArrayLike, least: int = LEAST_ROWS, name: str = "other") -> NDArray[Any]:
    """The name of each row's group as text, with groups of fewer than `least` rows merged into one called `name`.

    The merged group may itself have fewer than `least` rows.

    >>> merged_groups(["a", "a", "b", "c"], least=2).tolist()
    ['a', 'a', 'other', 'other']
    """
    names = np.asarray(groups).astype(str).tolist()
    rows = Counter(names)
    return np.array([group if rows[group] >= least else name for group in names], dtype=object)


def within_groups_auroc(y: ArrayLike, p: ArrayLike, groups: ArrayLike) -> float:
    """Area under the ROC curve over pairs of rows of the same group: a model that only knows the group has .5.

    The mean of the groups' areas, each weighted by its number of pairs of a positive and a negative row. It is the probability
    that the positive row of such a pair, drawn at random, has the higher `p` (Hanley and McNeil 1982; ties count half).

    Parameters
    ----------
    y : 0 or 1 (or False, True) for each row.
    p : a score or probability for each row, higher for 1.
    groups : the name of each row's group.

    Returns
    -------
    A share from 0 to 1; NaN where no group has both labels.

    Examples
    --------
    >>> within_groups_auroc([0, 1, 0, 1], [0.1, 0.2, 0.8, 0.9], ["a", "a", "b", "b"])
    1.0
    >>> within_groups_auroc([0, 1, 1, 1, 0, 0], [0.9, 0.9, 0.9, 0.1, 0.1, 0.1], list("aaabbb"))
    0.5
    """
    from scipy.stats import rankdata

    (labels, names), (scores, _) = _same_length(y, groups), _same_length(p, groups)
    positive = labels.astype(bool)
    above = pairs = 0.0
    for name in np.unique(names):
        own = names == name
        n, ones = int(own.sum()), int(positive[own].sum())
        ranks = rankdata(scores[own])
        above += float(ranks[positive[own]].sum()) - ones * (ones + 1) / 2
        pairs += ones * (n - ones)
    return above / pairs if pairs else float("nan")


def _same_length(values: ArrayLike, groups: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Values and groups as arrays, the groups as text; ArticleError where they differ in length."""
    rows, names = np.asarray(values), np.asarray(groups).astype(str)
    if rows.shape[:1] != names.shape[:1]:
        raise ArticleError(f"{len(rows)} rows, but {len(names)} groups: give one group for each row")
    return rows, names
