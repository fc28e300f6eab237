"""Answers of a classifier beside the right ones, and the figures that they come to: each a pure function, from 0 to 1."""

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
"""Bins of equal width in which probabilities are compared with shares (Naeini, Cooper and Hauskrecht 2015)."""

BINARY, MULTILABEL, MULTICLASS, WORDS = "binary", "multilabel", "multiclass", "words"
NAN = float("nan")


@dataclass(frozen=True, eq=False)
class Answers:
    """Right labels, their probabilities and the labels that were given, all (texts, classes), and each text's group.

    A `BINARY` classifier has two classes, the second of which is asked for; one that abstains does so inside `band`.
    """

    task: str
    y: Bools
    p: Floats
    given: Bools
    groups: NDArray[Any]
    band: tuple[float, float] = BAND

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.y)

    def rows(self, chosen: Any) -> "Answers":
        """Those to some of the texts."""
        return replace(self, y=self.y[chosen], p=self.p[chosen], given=self.given[chosen], groups=self.groups[chosen])

    @property
    def decided(self) -> "Answers":
        """Those whose probability lies outside the band."""
        low, high = self.band
        return self.rows((self.p[:, -1] <= low) | (self.p[:, -1] >= high))

    @property
    def pairs(self) -> tuple[Floats, Bools]:
        """Probabilities, and whether they came true: of the label asked for, of every frame, or of the label given."""
        if self.task == BINARY:
            return self.p[:, 1], self.y[:, 1]
        chosen = self.given if self.task == MULTICLASS else np.ones_like(self.given)
        return self.p[chosen], self.y[chosen]


@dataclass(frozen=True, eq=False)
class WordAnswers:
    """Counts of each sentence: words marked and given, given only, marked only; has it a marked word, is the top word one."""

    counts: Floats
    groups: NDArray[Any]

    def __len__(self) -> int:
        """Number of sentences."""
        return len(self.counts)

    def rows(self, chosen: Any) -> "WordAnswers":
        """Those to some of the sentences."""
        return WordAnswers(self.counts[chosen], self.groups[chosen])


def answers_of(task: str, y: Any, p: Any, given: Any, *, groups: ArrayLike | None = None) -> Answers:
    """Answers whose forms were looked at; ArticleError where they differ in length, or a probability is none."""
    right, probabilities, labels = np.asarray(y).astype(bool), np.asarray(p, dtype=float), np.asarray(given).astype(bool)
    if not len(right) or not right.shape == probabilities.shape == labels.shape:
        raise ArticleError(f"labels {right.shape}, probabilities {probabilities.shape}: give one text or more, and one for each")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ArticleError("a probability is not between 0 and 1")
    return Answers(task, right, probabilities, labels, names_of(groups, len(right)))


def word_answers(
    marked: Sequence[Sequence[bool]], p: Sequence[Floats], given: Sequence[Bools], groups: ArrayLike | None
) -> WordAnswers:
    """The counts of some sentences; ArticleError where there is none, or lengths differ."""
    sizes = [{len(one) for one in three} for three in zip(marked, p, given, strict=False)]
    if not len(marked) == len(p) == len(given) or not sizes or any(len(size) > 1 for size in sizes):
        raise ArticleError("give one sentence or more, and for each word of it whether it was marked, its probability and answer")
    counts = [_counts(np.asarray(three[0], dtype=bool), three[1], three[2]) for three in zip(marked, p, given, strict=True)]
    return WordAnswers(np.array(counts, dtype=float), names_of(groups, len(marked)))


def names_of(groups: ArrayLike | None, n: int) -> NDArray[Any]:
    """The groups' names as text, "" for a text without (None, NaN); ArticleError where their number is another.

    >>> names_of(["Wire", None, float("nan")], 3).tolist()
    ['Wire', '', '']
    """
    given = [""] * n if groups is None else np.asarray(groups, dtype=object).tolist()
    names = np.array(["" if name is None or name != name else str(name) for name in given])
    if len(names) != n:
        raise ArticleError(f"{n} texts, but groups of {len(names)}: give one for each")
    return names


def _counts(marked: Bools, p: Floats, given: Bools) -> list[float]:
    top = bool(len(p)) and bool(marked[np.argmax(p)])
    return [(marked & given).sum(), (given & ~marked).sum(), (marked & ~given).sum(), marked.any(), top]


# -- figures ---------------------------------------------------------------------------------------------------------------


def f1_of(answers: Answers) -> Floats:
    """F1 of each class, NaN where it does not occur.

    >>> f1_of(answers_of(MULTILABEL, [[1, 0], [1, 0]], [[0.9, 0.1], [0.4, 0.1]], [[1, 0], [0, 0]])).round(2).tolist()
    [0.67, nan]
    """
    occurs, right = answers.y.sum(axis=0), (answers.y & answers.given).sum(axis=0)
    f1: Floats = np.where(occurs > 0, 2 * right / np.maximum(occurs + answers.given.sum(axis=0), 1), NAN)
    return f1


def aurocs(answers: Answers) -> list[float]:
    """Area under the ROC curve of each class against all others."""
    same = np.full(len(answers), "")
    return [within_groups_auroc(y, p, same) for y, p in zip(answers.y.T, answers.p.T, strict=True)]


def calibration(answers: Answers) -> "pd.DataFrame":
    """Probabilities in `BINS` bins beside the share that came true: above, up_to, n, mean_p, share, low and high (Wilson)."""
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
    return float((answers.y == answers.given).all(axis=1).mean()) if len(answers) else NAN


def _macro_f1(answers: Answers) -> float:
    f1 = f1_of(answers)
    return float(f1.mean()) if answers.task == BINARY else _mean(f1)


def _macro_auroc(answers: Answers) -> float:
    return _mean(np.array(aurocs(answers)))


def _mean(values: Floats) -> float:
    """That of the values that are defined."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else NAN


def _micro_f1(answers: Answers) -> float:
    return over(2 * (answers.y & answers.given).sum(), answers.y.sum() + answers.given.sum())


def _auroc_within(answers: Answers) -> float:
    inside = answers.rows(answers.groups != "")
    return within_groups_auroc(inside.y[:, 1], inside.p[:, 1], inside.groups)


def _auroc(answers: Answers) -> float:
    return within_groups_auroc(answers.y[:, 1], answers.p[:, 1], np.full(len(answers), ""))


def _share_of(column: int, *base: int) -> Callable[[WordAnswers], float]:
    """What one count comes to among several."""

    def share(answers: WordAnswers) -> float:
        sums = answers.counts.sum(axis=0)
        return over(sums[column], sums[list(base)].sum())

    return share


def _word_f1(answers: WordAnswers) -> float:
    both, given, marked = answers.counts.sum(axis=0)[:3]
    return over(2 * both, 2 * both + given + marked)


def over(part: float, whole: float) -> float:
    """A share; NaN of nothing."""
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
"""The figures that are told group by group."""

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
"""What each figure says."""
