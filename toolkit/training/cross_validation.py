"""What a classifier says of texts that it has not learned from, and how good that is.

`cross_validated` learns from some folds and predicts the others, until every text was predicted once. Beside every answer stands
that of a baseline which reads no text: of sentences marked as biased, the share of its outlet's sentences that were; of frames,
the most frequent ones. Where a fold has more of a label, the others have less, so that the AUROC of shares alone lies below .5.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..classifiers.sentence_words import places_of
from ..classifiers.word_model import probability
from ..errors import ArticleError
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.resampling import Resampling
from .evaluation import USUAL, Evaluation, evaluate_binary, evaluate_multiclass, evaluate_multilabel, evaluate_words
from .folds import LEAST_ROWS, Fold, grouped_folds, leave_one_group_out, random_folds
from .labelled import BIAS, FRAMES, Labelled

FOLDS = 5
WITHOUT = "other"  # the group with which texts without a group are held out, that of small ones (see `splits.merged_groups`)


class Predicted(NamedTuple):
    """What a classifier says of labelled texts, and what the baseline says.

    `p` is the probability of bias (texts), or of each frame (texts, classes), `given` the frames that are given; `baseline` and
    `baseline_given` likewise. `words` and `words_given` are probabilities and answers for each word of each sentence.
    """

    p: Floats
    given: Bools
    baseline: Floats
    baseline_given: Bools
    words: list[Floats] | None = None
    words_given: list[Bools] | None = None


class Split(NamedTuple):
    """A way to hold texts out: its name, what it is in words, and the folds."""

    name: str
    told: str
    folds: list[Fold]


def splits_of(labelled: Labelled, *, seed: int = 0) -> list[Split]:
    """The ways in which a classifier of these texts is tried: random folds, and folds that hold whole groups out.

    Sentences of bias are held out outlet by outlet, those of outlets with fewer than `LEAST_ROWS` together with those that have
    none; where all have fewer, and for frames, in `FOLDS` folds of whole outlets. With too few outlets there are random folds
    alone, and `told` says so.

    Raises ArticleError where there are fewer texts of a label than folds.
    """
    strata = np.zeros(len(labelled)) if labelled.task == FRAMES else labelled.labels
    held_out = _held_out(labelled, strata, seed)
    told = f"{FOLDS} random folds, seed {seed}" + ("" if held_out else f"; no {labelled.grouped_by} held out")
    return [Split("random", told, random_folds(strata, n_splits=FOLDS, seed=seed)), *held_out]


def _held_out(labelled: Labelled, strata: NDArray[Any], seed: int) -> list[Split]:
    """The folds that hold whole groups out; none where there are too few, or nothing to learn without one of them."""
    by, groups, sizes = labelled.grouped_by, labelled.groups, labelled.rows_by_group
    if groups is None or len(sizes) < (2 if labelled.task == BIAS else FOLDS):
        return []
    groups = np.array([name or WITHOUT for name in groups], dtype=object)
    if labelled.task == BIAS and max(sizes.values()) >= LEAST_ROWS:
        merged = sorted(name for name in sizes if sizes[name] < LEAST_ROWS) + ["those without one"] * (WITHOUT in groups)
        told = f"each {by} held out in turn" + (f"; those under {LEAST_ROWS} together: {', '.join(merged)}" if merged else "")
        folds = leave_one_group_out(groups)
    else:
        n = min(FOLDS, len(sizes))
        told, folds = f"{n} folds of whole groups by {by}, seed {seed}", grouped_folds(strata, groups, n_splits=n, seed=seed)
    learnable = labelled.task != BIAS or all(len(set(strata[train])) > 1 for train, _ in folds)
    return [Split("held_out", told, folds)] if learnable else []


def cross_validated(
    make: Callable[[], Any],
    labelled: Labelled,
    folds: Sequence[Fold],
    *,
    tracked: Callable[[Iterable[Fold]], Iterable[Fold]] = iter,
) -> Predicted:
    """Predictions for every text by a classifier that learned from the other folds.

    Parameters
    ----------
    make : gives a fresh classifier; folds : rows to learn from and to predict, as `splits` gives them, each row once.
    tracked : what passes the folds on one by one, to show progress.

    Raises ArticleError where a fold cannot be learned from, or a text is in no fold.
    """
    parts, rows = [], []
    for number, (train, test) in enumerate(tracked(folds), 1):
        try:
            model = fitted(make(), labelled.rows(train))
        except ValueError as error:
            raise ArticleError(f"fold {number} of {len(folds)}: {error}") from None
        parts.append(predicted(model, labelled.rows(test), labelled.rows(train)))
        rows.append(test)
    order = np.argsort(np.concatenate(rows))
    if not np.array_equal(np.sort(np.concatenate(rows)), np.arange(len(labelled))):
        raise ArticleError("the folds do not predict every text once")
    return _joined(parts, order)


def _joined(parts: Sequence[Predicted], order: Indices) -> Predicted:
    """The predictions of all folds in the order of the texts."""
    words, words_given = ([one for part in parts for one in part[i] or ()] for i in (4, 5))
    return Predicted(
        np.concatenate([part.p for part in parts])[order],
        np.concatenate([part.given for part in parts])[order],
        np.concatenate([part.baseline for part in parts])[order],
        np.concatenate([part.baseline_given for part in parts])[order],
        [words[i] for i in order] if words else None,
        [words_given[i] for i in order] if words else None,
    )


def fitted(model: Any, labelled: Labelled) -> Any:
    """A classifier that has learned from labelled texts."""
    if labelled.task == BIAS:
        return model.fit(labelled.texts, labelled.labels, marked=labelled.marked)
    return model.fit(list(labelled.texts), labelled.labels)


def predicted(model: Any, labelled: Labelled, learned: Labelled | None = None) -> Predicted:
    """What a fitted classifier says of texts, beside a baseline that knows the labels of `learned`.

    Without `learned` the baseline knows those of the texts that are predicted, but for the fold that each is in.
    """
    beside = baseline(learned, labelled) if learned is not None else _own_baseline(labelled)
    if labelled.task == BIAS:
        p = model.predict_proba(labelled.texts)[:, 1]
        made = Predicted(p, p > 0.5, *beside)
        if labelled.marked is None:
            return made
        words = model.loaded_words_
        return made._replace(words=words.predict_proba(labelled.texts), words_given=words.predict(labelled.texts))
    columns = {str(name): i for i, name in enumerate(model.classes_)}
    if not columns.keys() & set(labelled.classes):
        raise ArticleError(
            f"none of the frames of the texts ({', '.join(labelled.classes)}) is one that the model knows ({', '.join(columns)})"
        )
    found, given = model.predict_proba(list(labelled.texts)), model.predict(list(labelled.texts))
    p, labels = np.zeros((len(labelled), len(labelled.classes))), np.zeros((len(labelled), len(labelled.classes)), dtype=bool)
    for i, name in enumerate(labelled.classes):
        if name in columns:
            p[:, i] = found[:, columns[name]]
            labels[:, i] = given[:, columns[name]] if labelled.task == FRAMES else given == name
    return Predicted(p, labels, *beside)


def baseline(learned: Labelled, labelled: Labelled) -> tuple[Floats, Bools]:
    """Probabilities and answers by one who has not read the texts, but knows the labels of others.

    Of bias, the share of biased sentences of the same outlet among those learned from, or of all where there is none. Of
    frames, the share of each; given is the most frequent one alone.
    """
    if labelled.task == BIAS:
        overall, shares = float(np.mean(learned.labels)), dict[str, float]()
        if learned.groups is not None:
            shares = {name: float(np.mean(learned.labels[learned.groups == name])) for name in learned.rows_by_group}
        names = labelled.groups if labelled.groups is not None else [""] * len(labelled)
        p = np.array([shares.get(name, overall) for name in names])
        return p, p > 0.5
    counts = np.array([learned.rows_by_label.get(name, 0) for name in labelled.classes], dtype=float)
    shares_of_all = np.tile(counts / len(learned), (len(labelled), 1))
    return shares_of_all, shares_of_all == shares_of_all.max()


def baseline_knows(labelled: Labelled, *, held_out: bool = False, own: bool = False) -> str:
    """What the baseline says, for those who read its figures; `own` where it knows folds of the texts themselves."""
    where = "four fifths of these texts, the other fifths in turn" if own else "what was learned from"
    if labelled.task != BIAS:
        return f"the most frequent frame in {where}"
    if labelled.groups is None or held_out:
        return f"the share of biased sentences in {where}"
    return f"the share of biased sentences of the same {labelled.grouped_by} in {where}"


def _own_baseline(labelled: Labelled) -> tuple[Floats, Bools]:
    """The baseline by folds of the texts themselves; where there are too few, it knows all of them."""
    try:
        folds = random_folds(np.zeros(len(labelled)), n_splits=FOLDS)
    except ArticleError:
        return baseline(labelled, labelled)
    parts = [baseline(labelled.rows(train), labelled.rows(test)) for train, test in folds]
    order = np.argsort(np.concatenate([test for _, test in folds]))
    return np.concatenate([p for p, _ in parts])[order], np.concatenate([given for _, given in parts])[order]


# -- figures of it ---------------------------------------------------------------------------------------------------------


def evaluated(labelled: Labelled, found: Predicted, *, band: Any = None, resampling: Resampling = USUAL) -> Evaluation:
    """How good predictions are, with the baseline's figures beside; `band` is that of a classifier of bias."""
    groups = labelled.groups
    if labelled.task == BIAS:
        asked = {"band": tuple(band)} if band is not None else {}
        return evaluate_binary(labelled.labels, found.p, groups, baseline=found.baseline, resampling=resampling, **asked)
    if labelled.task == FRAMES:
        beside = (found.baseline, found.baseline_given)
        return evaluate_multilabel(
            labelled.labels, (found.p, found.given), labelled.classes, groups=groups, baseline=beside, resampling=resampling
        )
    return evaluate_multiclass(
        labelled.labels, found.p, labelled.classes, groups=groups, baseline=found.baseline, resampling=resampling
    )


def evaluated_words(labelled: Labelled, found: Predicted, *, resampling: Resampling = USUAL) -> Evaluation | None:
    """How good the predictions of words are; None where nobody marked words."""
    if labelled.marked is None or not any(labelled.marked) or found.words is None or found.words_given is None:
        return None
    places = [places_of(text, marked) for text, marked in zip(labelled.texts, labelled.marked, strict=True)]
    return evaluate_words(places, found.words, found.words_given, groups=labelled.groups, resampling=resampling)


def spread_of(p: Floats, marked: Bools, groups: NDArray[Any], least: int = LEAST_ROWS) -> float:
    """How far held-out probabilities are off between groups: the standard deviation of the shift, in log odds, that each needs.

    Parameters
    ----------
    p, marked, groups : the probability of each sentence, whether annotators marked it, and its outlet.
    least : sentences of a group that is looked at.

    Returns the deviation; NaN for fewer than 3 groups.

    >>> p, groups = np.full(300, 0.5), np.repeat(["a", "b", "c"], 100)
    >>> spread_of(p, np.arange(300) % 2 == 0, groups)
    0.0
    """
    odds = np.log(p) - np.log1p(-p)
    names, counts = np.unique(groups.astype(str), return_counts=True)
    shifts = [_shift(odds[groups == name], float(marked[groups == name].mean())) for name in names[counts >= least]]
    return float(np.std(shifts, ddof=1)) if len(shifts) > 2 else float("nan")


def _shift(odds: Floats, share: float) -> float:
    """What must be added to log odds so that the mean probability is the share (kept from 0 and 1 by half a sentence)."""
    wanted = min(max(share, 0.5 / len(odds)), 1 - 0.5 / len(odds))
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if probability(odds + middle).mean() < wanted else (low, middle)
    return round((low + high) / 2, 9)
