"""What a classifier predicts for texts that it has not learned from, and how good the predictions are.

`cross_validated` learns from some folds and predicts the others, until every text has been predicted once. Every prediction is
compared with that of a baseline that reads no text: for biased sentences, the share of marked sentences in the same outlet; for
frames, the most frequent ones. Where a fold has more of a label, the others have less, so the AUROC of shares alone is below .5.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..classifiers.sentence_words import places_of
from ..errors import ArticleError, OptionError
from ..statistics.arrays import Bools, Floats, Indices, logistic
from ..statistics.resampling import Resampling
from .evaluation import USUAL, Evaluation, evaluate_binary, evaluate_multiclass, evaluate_multilabel, evaluate_words
from .folds import LEAST_ROWS, Fold, grouped_folds, leave_one_group_out, random_folds
from .labelled import Labelled
from .metrics import BINARY, MULTILABEL

FOLDS = 5
WITHOUT = "other"  # texts without a group are held out together with small groups (see `folds.merged_groups`)


class Predicted(NamedTuple):
    """What a classifier predicts for labelled texts, and what the baseline predicts.

    `p` is the probability of bias (texts), or of each frame (texts, classes), and `labels` says which labels are predicted;
    `baseline` and `baseline_labels` likewise. `words` and `word_labels` are the same for each word of each sentence.
    """

    p: Floats
    labels: Bools
    baseline: Floats
    baseline_labels: Bools
    words: list[Floats] | None = None
    word_labels: list[Bools] | None = None


class Split(NamedTuple):
    """A way to hold texts out: its name, a description, and the folds."""

    name: str
    description: str
    folds: list[Fold]


def splits_of(labelled: Labelled, *, seed: int = 0) -> list[Split]:
    """The ways in which a classifier of these texts is tested: random folds, and folds that hold out whole groups.

    For bias, each outlet is held out in turn; outlets with fewer than `LEAST_ROWS` sentences, and sentences without an outlet,
    are held out together. Where all outlets have fewer, and for frames, there are `FOLDS` folds of whole outlets. With too few
    outlets there are only random folds, and `description` says so.

    Raises ArticleError where a label has fewer texts than there are folds.
    """
    strata = np.zeros(len(labelled)) if labelled.answers == MULTILABEL else labelled.labels
    held_out = _held_out(labelled, strata, seed)
    description = f"{FOLDS} random folds, seed {seed}" + ("" if held_out else f"; no {labelled.grouped_by} held out")
    return [Split("random", description, random_folds(strata, n_splits=FOLDS, seed=seed)), *held_out]


def _held_out(labelled: Labelled, strata: NDArray[Any], seed: int) -> list[Split]:
    """The folds that hold out whole groups; none where there are too few, or one label is left without one of them."""
    by, groups, sizes = labelled.grouped_by, labelled.groups, labelled.rows_by_group
    if groups is None or len(sizes) < (2 if labelled.answers == BINARY else FOLDS):
        return []
    groups = np.array([name or WITHOUT for name in groups], dtype=object)
    if labelled.answers == BINARY and max(sizes.values()) >= LEAST_ROWS:
        merged = sorted(name for name in sizes if sizes[name] < LEAST_ROWS) + ["those without one"] * (WITHOUT in groups)
        together = f"; those under {LEAST_ROWS} together: {', '.join(merged)}" if merged else ""
        description, folds = f"each {by} held out in turn{together}", leave_one_group_out(groups)
    else:
        n = min(FOLDS, len(sizes))
        description = f"{n} folds of whole groups by {by}, seed {seed}"
        folds = grouped_folds(strata, groups, n_splits=n, seed=seed)
    learnable = labelled.answers != BINARY or all(len(set(strata[train])) > 1 for train, _ in folds)
    return [Split("held_out", description, folds)] if learnable else []


def cross_validated(
    make: Callable[[], Any],
    labelled: Labelled,
    folds: Sequence[Fold],
    *,
    tracked: Callable[[Iterable[Fold]], Iterable[Fold]] = iter,
) -> Predicted:
    """Predictions for every text by a classifier that has learned from the other folds.

    Parameters
    ----------
    make : returns a new classifier; folds : rows to learn from and to predict, as in `Split.folds`; each row is predicted once.
    tracked : a function that passes the folds on one by one, to show progress.

    Raises ArticleError where a fold cannot be learned from, and OptionError where the folds do not predict every text once.
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
        raise OptionError("the folds do not predict every text once: give those of splits_of")
    return _joined(parts, order)


def _joined(parts: Sequence[Predicted], order: Indices) -> Predicted:
    """The predictions of all folds in the order of the texts."""
    words = [sentence for part in parts for sentence in part.words or ()]
    word_labels = [sentence for part in parts for sentence in part.word_labels or ()]
    return Predicted(
        np.concatenate([part.p for part in parts])[order],
        np.concatenate([part.labels for part in parts])[order],
        np.concatenate([part.baseline for part in parts])[order],
        np.concatenate([part.baseline_labels for part in parts])[order],
        [words[i] for i in order] if words else None,
        [word_labels[i] for i in order] if words else None,
    )


def fitted(model: Any, labelled: Labelled) -> Any:
    """A classifier that has learned from labelled texts."""
    marked_words = {} if labelled.marked is None else {"marked": labelled.marked}
    return model.fit(labelled.inputs, labelled.labels, **marked_words)


def predicted(model: Any, labelled: Labelled, learned: Labelled | None = None) -> Predicted:
    """What a fitted classifier predicts for texts, and what a baseline predicts that knows only the labels of `learned`.

    Without `learned`, the baseline predicts each fold of the texts from the labels of the other folds.
    """
    by_baseline = baseline(learned, labelled) if learned is not None else _own_baseline(labelled)
    if labelled.answers != BINARY:
        return Predicted(*_predicted_frames(model, labelled), *by_baseline)
    p = model.predict_proba(labelled.inputs)[:, 1]
    words = getattr(model, "loaded_words_", None)
    if labelled.marked is None or words is None:
        return Predicted(p, p > 0.5, *by_baseline)
    return Predicted(p, p > 0.5, *by_baseline, words.predict_proba(labelled.texts), words.predict(labelled.texts))


def _predicted_frames(model: Any, labelled: Labelled) -> tuple[Floats, Bools]:
    """Probabilities and predicted labels (texts, classes); 0 and False for frames that the model does not know."""
    columns = {str(name): i for i, name in enumerate(model.classes_)}
    if not columns.keys() & set(labelled.classes):
        raise ArticleError(
            f"none of the frames of the texts ({', '.join(labelled.classes)}) is one that the model knows ({', '.join(columns)})"
        )
    of_model, answers = model.predict_proba(labelled.inputs), model.predict(labelled.inputs)
    p, labels = np.zeros((len(labelled), len(labelled.classes))), np.zeros((len(labelled), len(labelled.classes)), dtype=bool)
    for i, name in enumerate(labelled.classes):
        if name in columns:
            p[:, i] = of_model[:, columns[name]]
            labels[:, i] = answers[:, columns[name]] if labelled.answers == MULTILABEL else answers == name
    return p, labels


def baseline(learned: Labelled, labelled: Labelled) -> tuple[Floats, Bools]:
    """Probabilities and predicted labels from the labels of other texts alone, without reading any text.

    For bias, the share of biased sentences of the same outlet in `learned`, or of all sentences where the outlet is not in it.
    For frames, the share of each in `learned`; the most frequent one alone is predicted.
    """
    if labelled.answers == BINARY:
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
    """What the baseline predicts, in words, for readers of its figures; `own` where it knows folds of the texts themselves."""
    where = "four fifths of these texts, the other fifths in turn" if own else "what was learned from"
    if labelled.answers != BINARY:
        return f"the most frequent label in {where}"
    if labelled.groups is None or held_out:
        return f"the share of biased sentences in {where}"
    return f"the share of biased sentences of the same {labelled.grouped_by} in {where}"


def _own_baseline(labelled: Labelled) -> tuple[Floats, Bools]:
    """The baseline for folds of the texts themselves; where there are too few texts, it knows all of them."""
    try:
        folds = random_folds(np.zeros(len(labelled)), n_splits=FOLDS)
    except ArticleError:
        return baseline(labelled, labelled)
    parts = [baseline(labelled.rows(train), labelled.rows(test)) for train, test in folds]
    order = np.argsort(np.concatenate([test for _, test in folds]))
    return np.concatenate([p for p, _ in parts])[order], np.concatenate([labels for _, labels in parts])[order]


# -- how good predictions are ----------------------------------------------------------------------------------------------


def evaluated(labelled: Labelled, predictions: Predicted, *, band: Any = None, resampling: Resampling = USUAL) -> Evaluation:
    """How good predictions are, compared with the baseline; `band` is that of a classifier of bias."""
    labels, p, classes, groups = labelled.labels, predictions.p, labelled.classes, labelled.groups
    if labelled.answers == BINARY:
        settings = {"band": tuple(band)} if band is not None else {}
        return evaluate_binary(labels, p, groups, baseline=predictions.baseline, resampling=resampling, **settings)
    if labelled.answers == MULTILABEL:
        answers, by_baseline = (p, predictions.labels), (predictions.baseline, predictions.baseline_labels)
        return evaluate_multilabel(labels, answers, classes, groups=groups, baseline=by_baseline, resampling=resampling)
    return evaluate_multiclass(labels, p, classes, groups=groups, baseline=predictions.baseline, resampling=resampling)


def evaluated_words(labelled: Labelled, predictions: Predicted, *, resampling: Resampling = USUAL) -> Evaluation | None:
    """How good the predictions for words are; None where no words were marked."""
    words, labels = predictions.words, predictions.word_labels
    if labelled.marked is None or not any(labelled.marked) or words is None or labels is None:
        return None
    marked = [places_of(text, phrases) for text, phrases in zip(labelled.texts, labelled.marked, strict=True)]
    return evaluate_words(marked, words, labels, groups=labelled.groups, resampling=resampling)


def spread_of(p: Floats, marked: Bools, groups: NDArray[Any], least: int = LEAST_ROWS) -> float:
    """How far held-out probabilities are off between groups: the standard deviation of the shifts, in log odds, that they need.

    Parameters
    ----------
    p, marked, groups : the probability of each sentence, whether annotators marked it, and its outlet.
    least : the number of sentences that a group needs to be used.

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
    """What must be added to log odds so that the mean probability is the share (kept half a sentence away from 0 and 1)."""
    target = min(max(share, 0.5 / len(odds)), 1 - 0.5 / len(odds))
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(odds + middle).mean() < target else (low, middle)
    return round((low + high) / 2, 9)
