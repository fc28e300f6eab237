"""Weights of features for the model of targets: which candidate is right, and its polarity and kind."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..annotation.loaded.target_candidates import Codes
from ..annotation.loaded.target_features import BUCKETS, KIND, POLARITY, TARGET, Features, buckets
from ..annotation.loaded.targets import ACTORS, COARSE, KINDS, POLARITIES, label_scores, likeliest, probabilities
from ..statistics.arrays import Floats, Indices, Singles
from .coded_targets import CodedTerms
from .eight_bits import eight_bits
from .hashed_features import matrix_of

STRENGTH, STEPS = 0.1, 40
"""Inverse regularisation of the weights of candidates, and steps of fitting; chosen on the labelled articles."""

OF_TERM = 0.1
"""Inverse regularisation of polarities and kinds."""

OF_ACTOR = 4.0
"""Weight in fitting of a term whose target is an actor, since measures tell about actors."""

_LEAST_COUNT, _LEAST_WEIGHT, _LEAST_OF_TERM = 4, 0.03, 0.01  # features that are rarer or weigh less are left out


def weights_of(articles: Sequence[CodedTerms]) -> dict[str, Floats]:
    """The weights of targets, polarities and kinds (buckets, columns)."""
    targets = _ranked(articles)
    best, kinds, polarities = [], [], []
    for terms in articles:
        p = probabilities(targets[buckets(terms.table, TARGET)].sum(axis=1), terms.pairs.terms)
        chosen, _ = likeliest(p, terms.pairs.terms, terms.entities)
        best.append(terms.table[chosen])
        kinds += [KINDS.index(t.kind) if terms.right[i] else -1 for t, i in zip(terms.targets, chosen, strict=True)]
        polarities += [POLARITIES.index(target.polarity) for target in terms.targets]
    table, of_kind = np.concatenate(best), np.array(kinds)
    return {
        "targets": targets[:, None],
        "polarities": _classified(table, np.array(polarities), POLARITY, len(POLARITIES)),
        "kinds": _classified(table[of_kind >= 0], of_kind[of_kind >= 0], KIND, len(KINDS)),
    }


def base_of(weights: Mapping[str, Floats], terms: CodedTerms) -> Singles:
    """What weights give to each pair of an article: as the target, and to its polarities and kinds if it is (pairs, columns)."""
    targets = weights["targets"][buckets(terms.table, TARGET)].sum(axis=1)
    polarities, kinds = (label_scores(weights[name], terms.table, of) for name, of in (("polarities", POLARITY), ("kinds", KIND)))
    return np.concatenate([targets, polarities, kinds], axis=1).astype(np.float32)


def stored(name: str, weights: Floats) -> dict[str, Any]:
    """Weights as they are stored: the rows that are not zero, how far each is from the one before, in eight bits with a scale for
    each column."""
    rows = np.flatnonzero(weights.any(axis=1))
    numbers, scale = eight_bits(weights)
    steps = np.diff(rows, prepend=0).astype(np.uint32)
    return {f"{name}_steps": steps, f"{name}_weights": numbers[rows], f"{name}_scale": scale[0]}


def weight_of(terms: CodedTerms) -> Floats:
    """How much each term of an article weighs."""
    return np.array([OF_ACTOR if target.kind in ACTORS else 1.0 for target in terms.targets])


def _ranked(coded: Sequence[CodedTerms]) -> Floats:
    """The weights by which right candidates are likelier than others: a conditional logit, in which any right one will do."""
    from scipy.optimize import minimize

    sizes = np.concatenate([np.bincount(terms.pairs.terms, terms.right, len(terms.targets)) for terms in coded])
    offsets = np.cumsum([0, *(len(terms.targets) for terms in coded)])
    number = np.concatenate([terms.pairs.terms + start for terms, start in zip(coded, offsets, strict=False)])
    kept = (sizes > 0)[number]
    right, number = np.concatenate([terms.right for terms in coded])[kept], number[kept]
    names = np.concatenate([buckets(terms.table, TARGET).astype(np.int32) for terms in coded])[kept]
    used = np.flatnonzero(np.bincount(names.ravel(), minlength=BUCKETS) >= _LEAST_COUNT)
    matrix = _matrix(names, used)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    lengths = np.diff(np.append(starts, len(number)))
    weight = np.concatenate(list(map(weight_of, coded)))[number[starts]]
    spread = np.repeat(weight, lengths)

    def shares(scores: Floats) -> tuple[float, Floats]:
        top = np.maximum.reduceat(scores, starts)
        odds = np.exp(scores - np.repeat(top, lengths))
        total = np.add.reduceat(odds, starts)
        return float(weight @ (np.log(total) + top)), spread * odds / np.repeat(total, lengths)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights.astype(np.float32)
        every, p = shares(scores)
        right_ones, p_right = shares(np.where(right, scores, -1e9))
        slope = matrix.T @ (p - p_right).astype(np.float32)
        return every - right_ones + float((weights**2).sum()) / (2 * STRENGTH), slope.astype(float) + weights / STRENGTH

    fitted = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    weights = np.zeros(BUCKETS)
    weights[used] = fitted
    return _large(weights, _LEAST_WEIGHT)


def _matrix(names: Indices, used: Indices) -> Any:
    """The sparse matrix of pairs by used buckets."""
    from scipy.sparse import csr_matrix

    column = np.full(BUCKETS, -1, dtype=np.int32)
    column[used] = np.arange(len(used))
    numbers = column[names]
    there = numbers >= 0
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    return csr_matrix((np.ones(starts[-1], dtype=np.float32), numbers[there], starts), shape=(len(names), len(used)))


def _classified(table: Codes, classes: Indices, features: Features, number: int) -> Floats:
    """The weights of each bucket for each class, by multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression

    names = buckets(table, features) >> COARSE
    rows = matrix_of(list(map(np.unique, names)), BUCKETS >> COARSE, _LEAST_COUNT)
    used = np.flatnonzero(np.asarray(rows.sum(axis=0)).ravel())
    fitted = LogisticRegression(C=OF_TERM, fit_intercept=False, max_iter=200).fit(rows[:, used], classes)
    weights = np.zeros((BUCKETS >> COARSE, number))
    of_class = fitted.coef_ if len(fitted.classes_) > 2 else np.vstack([-fitted.coef_, fitted.coef_])  # one row for two classes
    weights[np.ix_(used, fitted.classes_)] = of_class.T
    weights[np.ix_(used, np.setdiff1d(np.arange(number), fitted.classes_))] = of_class.min()
    return _large(weights, _LEAST_OF_TERM)


def _large(weights: Floats, least: float) -> Floats:
    """The weights with zeros in rows where all are smaller than the least one that counts."""
    largest = np.abs(weights) if weights.ndim == 1 else np.abs(weights).max(axis=1, keepdims=True)
    large: Floats = np.where(largest >= least, weights, 0)
    return large
