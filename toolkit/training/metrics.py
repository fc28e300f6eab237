"""Answers of a classifier compared with the right ones, and figures of how good they are: each a pure function, from 0 to 1."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..classifiers.sentence_model import BAND
from ..errors import ArticleError
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.intervals import wilson
from .folds import within_groups_auroc

if TYPE_CHECKING:
    import pandas as pd

BINS = 10
"""Number of bins of equal width in which probabilities are compared with shares (Naeini, Cooper and Hauskrecht 2015)."""

BINARY, MULTILABEL, MULTICLASS, WORDS = "binary", "multilabel", "multiclass", "words"
NAN = float("nan")


@dataclass(frozen=True, eq=False)
class Answers:
    """Right labels, their probabilities and the predicted labels, all (texts, classes), and each text's group.

    A `BINARY` classifier has two classes, the second of which is the label in question; if it abstains, it does so within `band`.
    """

    task: str
    y: Bools
    p: Floats
    predicted: Bools
    groups: NDArray[Any]
    band: tuple[float, float] = BAND

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.y)

    def rows(self, chosen: Any) -> "Answers":
        """The answers for some of the texts."""
        return replace(self, y=self.y[chosen], p=self.p[chosen], predicted=self.predicted[chosen], groups=self.groups[chosen])

    @property
    def decided(self) -> "Answers":
        """The answers whose probability lies outside the band."""
        low, high = self.band
        return self.rows((self.p[:, -1] <= low) | (self.p[:, -1] >= high))

    @property
    def pairs(self) -> tuple[Floats, Bools]:
        """Probabilities, and whether they came true: of the label in question, of every frame, or of the predicted label."""
        if self.task == BINARY:
            return self.p[:, 1], self.y[:, 1]
        chosen = self.predicted if self.task == MULTICLASS else np.ones_like(self.predicted)
        return self.p[chosen], self.y[chosen]


@dataclass(frozen=True, eq=False)
class WordAnswers:
    """Counts of each sentence: words marked and predicted, only predicted, only marked; 1 or 0 for two questions.

    The questions are whether any word of the sentence was marked, and whether its most probable word was.
    """

    counts: Floats
    groups: NDArray[Any]

    def __len__(self) -> int:
        """Number of sentences."""
        return len(self.counts)

    def rows(self, chosen: Any) -> "WordAnswers":
        """The answers for some of the sentences."""
        return WordAnswers(self.counts[chosen], self.groups[chosen])


def answers_of(task: str, y: Any, p: Any, predicted: Any, *, groups: ArrayLike | None = None) -> Answers:
    """Answers with checked shapes; ArticleError where these differ, there is no text, or a probability is not from 0 to 1."""
    right, probabilities, labels = np.asarray(y).astype(bool), np.asarray(p, dtype=float), np.asarray(predicted).astype(bool)
    if not len(right) or not right.shape == probabilities.shape == labels.shape:
        raise ArticleError(f"labels {right.shape}, probabilities {probabilities.shape}: give one text or more, and one for each")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ArticleError("a probability is not between 0 and 1")
    return Answers(task, right, probabilities, labels, names_of(groups, len(right)))


def word_answers(
    marked: Sequence[Sequence[bool]], p: Sequence[Floats], predicted: Sequence[Bools], groups: ArrayLike | None
) -> WordAnswers:
    """The counts of sentences; ArticleError where there is no sentence, or lengths differ."""
    sentences = list(zip(marked, p, predicted, strict=False))
    different = any(len({len(words), len(chances), len(labels)}) > 1 for words, chances, labels in sentences)
    if not len(marked) == len(p) == len(predicted) or not sentences or different:
        raise ArticleError("give one sentence or more, and for each word of it whether it was marked, its probability and answer")
    counts = [_counts(np.asarray(words, dtype=bool), chances, labels) for words, chances, labels in sentences]
    return WordAnswers(np.array(counts, dtype=float), names_of(groups, len(marked)))


def _counts(marked: Bools, p: Floats, predicted: Bools) -> list[float]:
    top = bool(len(p)) and bool(marked[np.argmax(p)])
    return [(marked & predicted).sum(), (predicted & ~marked).sum(), (marked & ~predicted).sum(), marked.any(), top]


def names_of(groups: ArrayLike | None, n: int) -> NDArray[Any]:
    """The groups' names as text, "" for a text without one (None, NaN); ArticleError where there are not `n` of them.

    >>> names_of(["Wire", None, float("nan")], 3).tolist()
    ['Wire', '', '']
    """
    import pandas as pd

    values = np.asarray([""] * n if groups is None else groups, dtype=object)
    names = np.where(pd.isna(values), "", values).astype(str)
    if len(names) != n:
        raise ArticleError(f"{n} texts, but groups of {len(names)}: give one for each")
    return names


# -- figures ---------------------------------------------------------------------------------------------------------------


def f1_of(answers: Answers) -> Floats:
    """F1 of each class; NaN for a class that does not occur.

    >>> f1_of(answers_of(MULTILABEL, [[1, 0], [1, 0]], [[0.9, 0.1], [0.4, 0.1]], [[1, 0], [0, 0]])).round(2).tolist()
    [0.67, nan]
    """
    occurs, right = answers.y.sum(axis=0), (answers.y & answers.predicted).sum(axis=0)
    f1: Floats = np.where(occurs > 0, 2 * right / np.maximum(occurs + answers.predicted.sum(axis=0), 1), NAN)
    return f1


def aurocs(answers: Answers) -> list[float]:
    """Area under the ROC curve of each class against all others."""
    same = np.full(len(answers), "")
    return [within_groups_auroc(y, p, same) for y, p in zip(answers.y.T, answers.p.T, strict=True)]


def calibration(answers: Answers) -> "pd.DataFrame":
    """Probabilities in `BINS` bins and the share that came true: above, up_to, n, mean_p, share, low and high (Wilson)."""
    import pandas as pd

    p, y = answers.pairs
    place, rows = _bins(p), []
    for number in range(BINS):
        inside = place == number
        if inside.any():
            share, low, high = wilson(int(y[inside].sum()), int(inside.sum()))
            rows.append([number / BINS, (number + 1) / BINS, int(inside.sum()), p[inside].mean(), share, low, high])
    return pd.DataFrame(rows, columns=["above", "up_to", "n", "mean_p", "share", "low", "high"])


def _bins(p: Floats) -> Indices:
    return np.minimum((p * BINS).astype(np.intp), BINS - 1)


def _ece(answers: Answers) -> float:
    p, y = answers.pairs
    return float(np.abs(np.bincount(_bins(p), p - y, BINS)).sum() / max(len(p), 1))


def _accuracy(answers: Answers) -> float:
    return float((answers.y == answers.predicted).all(axis=1).mean()) if len(answers) else NAN


def _macro_f1(answers: Answers) -> float:
    f1 = f1_of(answers)
    return float(f1.mean()) if answers.task == BINARY else _mean(f1)


def _macro_auroc(answers: Answers) -> float:
    return _mean(np.array(aurocs(answers)))


def _mean(values: Floats) -> float:
    """The mean of the values that are not NaN."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else NAN


def _micro_f1(answers: Answers) -> float:
    return over(2 * (answers.y & answers.predicted).sum(), answers.y.sum() + answers.predicted.sum())


def _auroc_within(answers: Answers) -> float:
    inside = answers.rows(answers.groups != "")
    return within_groups_auroc(inside.y[:, 1], inside.p[:, 1], inside.groups)


def _auroc(answers: Answers) -> float:
    return within_groups_auroc(answers.y[:, 1], answers.p[:, 1], np.full(len(answers), ""))


def _share_of(column: int, *base: int) -> Callable[[WordAnswers], float]:
    """A figure: the share of one count among several."""

    def share(answers: WordAnswers) -> float:
        sums = answers.counts.sum(axis=0)
        return over(sums[column], sums[list(base)].sum())

    return share


def _word_f1(answers: WordAnswers) -> float:
    both, only_predicted, only_marked = answers.counts.sum(axis=0)[:3]
    return over(2 * both, 2 * both + only_predicted + only_marked)


def over(part: float, whole: float) -> float:
    """A share; NaN where the whole is 0."""
    return float(part / whole) if whole else NAN


FIGURES: Mapping[str, Mapping[str, Callable[[Any], float]]] = {
    BINARY: {
        "accuracy": _accuracy,
        "macro_f1": _macro_f1,
        "auroc": _auroc,
        "auroc_within_groups": _auroc_within,
        "brier": lambda answers: float(np.mean((answers.p[:, 1] - answers.y[:, 1]) ** 2)),
        "ece": _ece,
        "abstained": lambda answers: 1 - len(answers.decided) / len(answers),
        "macro_f1_decided": lambda answers: _macro_f1(answers.decided),
    },
    MULTILABEL: {
        "micro_f1": _micro_f1,
        "macro_f1": _macro_f1,
        "exact": _accuracy,
        "macro_auroc": _macro_auroc,
        "ece": _ece,
    },
    MULTICLASS: {
        "accuracy": _accuracy,
        "macro_f1": _macro_f1,
        "macro_auroc": _macro_auroc,
        "ece": _ece,
    },
    WORDS: {
        "f1": _word_f1,
        "precision": _share_of(0, 0, 1),
        "recall": _share_of(0, 0, 2),
        "top_word_right": _share_of(4, 3),
    },
}
"""The figures of each task."""

BY_GROUP: Mapping[str, tuple[str, ...]] = {
    BINARY: ("accuracy", "macro_f1", "auroc", "ece"),
    MULTILABEL: ("micro_f1", "exact", "ece"),
    MULTICLASS: ("accuracy", "ece"),
    WORDS: ("f1", "precision", "recall", "top_word_right"),
}
"""The figures that are reported for each group."""

MEANING: Mapping[str, str] = {
    "accuracy": "share of texts with the right label",
    "macro_f1": "mean of the F1 of each label that occurs; NaN where one of two does not",
    "micro_f1": "F1 of all labels of all texts together",
    "exact": "share of texts with exactly the right frames",
    "auroc": "chance that of two texts the one with the label has the higher probability; .5 is chance",
    "auroc_within_groups": "the same of two texts of one group: who wrote a text does not help",
    "macro_auroc": "mean over the labels of the AUROC of each against all others; .5 is chance",
    "brier": "mean squared distance of probability and label; 0 is best, .25 is to say .5 always",
    "ece": "expected calibration error: mean distance of probability and share in 10 bins; 0 is best",
    "abstained": "share of texts whose probability lies inside the band: too close to call",
    "macro_f1_decided": "macro F1 of the texts outside the band",
    "f1": "F1 of marked words over all words",
    "precision": "share of the words called loaded that people had marked",
    "recall": "share of the words that people had marked that are called loaded",
    "top_word_right": "share of sentences with a marked word whose most probable word is marked",
}
"""What each figure means."""
