"""Folds for trying out a classifier, and a figure that does not reward it for knowing who wrote a text.

Texts of one outlet share topics, names and layout, so random folds let a model profit from recognising the outlet. Folds that
keep groups (outlets, events) whole, and `within_groups_auroc`, do not.
"""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ArticleError
from ..statistics.arrays import Indices

Fold = tuple[Indices, Indices]
"""Indices of the rows to learn from, and of those to predict."""

LEAST_ROWS = 50  # of a group that is held out alone, and whose calibration is told apart


def grouped_folds(y: ArrayLike, groups: ArrayLike, *, n_splits: int = 5, seed: int = 0) -> list[Fold]:
    """Folds that keep whole groups together and, as far as groups allow, the shares of the labels even.

    Parameters
    ----------
    y : one label a row.
    groups : one name a row (outlet, event).

    Returns
    -------
    `n_splits` pairs of (train, test) row indices, which scikit-learn takes as ``cv=``.

    Raises
    ------
    ArticleError
        There are fewer groups than folds, fewer than two folds, or `y` and `groups` differ in length.

    Examples
    --------
    >>> folds = grouped_folds([0, 1, 0, 1], ["a", "a", "b", "b"], n_splits=2)
    >>> sorted(test.tolist() for train, test in folds)
    [[0, 1], [2, 3]]
    """
    from sklearn.model_selection import StratifiedGroupKFold

    labels, names = _same_length(y, groups)
    found = len(np.unique(names))
    if n_splits < 2 or found < n_splits:
        raise ArticleError(f"{n_splits} folds of {found} groups: take at least 2 folds, and no more than there are groups")
    folds = StratifiedGroupKFold(n_splits, shuffle=True, random_state=seed)
    return list(folds.split(labels, labels, names))


def random_folds(y: ArrayLike, *, n_splits: int = 5, seed: int = 0) -> list[Fold]:
    """Folds of shuffled rows with the shares of the labels even; they leak what rows of one outlet have in common.

    Returns `n_splits` pairs of (train, test) row indices. Raises ArticleError where the rarest label has fewer rows than there
    are folds.

    >>> [len(test) for train, test in random_folds([0, 0, 1, 1], n_splits=2)]
    [2, 2]
    """
    from sklearn.model_selection import StratifiedKFold

    labels = np.asarray(y)
    rarest = int(np.unique(labels, return_counts=True)[1].min()) if len(labels) else 0
    if n_splits < 2 or rarest < n_splits:
        raise ArticleError(f"{n_splits} folds, but the rarest label has {rarest} rows: take at least 2 folds, at most {rarest}")
    return list(StratifiedKFold(n_splits, shuffle=True, random_state=seed).split(labels, labels))


def leave_one_group_out(groups: ArrayLike, least: int = LEAST_ROWS) -> list[Fold]:
    """One fold a group, in the order of the names: learn from all others, predict this one.

    Groups of fewer than `least` rows are held out together (see `merged_groups`). Returns pairs of (train, test) row indices.
    Raises ArticleError where that leaves fewer than two groups.

    >>> [test.tolist() for train, test in leave_one_group_out(["a", "b", "a"], least=1)]
    [[0, 2], [1]]
    """
    names = merged_groups(groups, least)
    if len(np.unique(names)) < 2:
        raise ArticleError(f"nothing to leave out: fewer than 2 groups where those of fewer than {least} rows are merged")
    rows = np.arange(len(names))
    return [(rows[names != name], rows[names == name]) for name in np.unique(names)]


def merged_groups(groups: ArrayLike, least: int = LEAST_ROWS, name: str = "other") -> NDArray[Any]:
    """The name of each row's group, those of fewer than `least` rows merged into one called `name`.

    The merged group may itself have fewer than `least` rows; it stays as it is. Names are told as text.

    >>> merged_groups(["a", "a", "b", "c"], least=2).tolist()
    ['a', 'a', 'other', 'other']
    """
    names = np.asarray(groups).astype(str).tolist()
    rows = Counter(names)
    return np.array([one if rows[one] >= least else name for one in names], dtype=object)


def within_groups_auroc(y: ArrayLike, p: ArrayLike, groups: ArrayLike) -> float:
    """Area under the ROC curve over pairs of rows of the same group: a model that only knows the group has .5.

    The mean of the groups' areas, each weighted by its pairs of a positive and a negative row; that is the chance that of
    such a pair, drawn from all, the positive row has the higher `p` (Hanley and McNeil 1982; ties count half).

    Parameters
    ----------
    y : 0 or 1 (or False, True) a row.
    p : a score or probability a row, higher for 1.
    groups : one name a row.

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
    """Both as arrays, the groups as text."""
    one, names = np.asarray(values), np.asarray(groups).astype(str)
    if one.shape[:1] != names.shape[:1]:
        raise ArticleError(f"{len(one)} rows, but {len(names)} groups: give one group a row")
    return one, names
