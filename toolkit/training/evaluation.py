"""How good a classifier is: its answers for labelled texts compared with people's, with intervals, and a baseline's figures.

Probabilities, labels and groups in, an `Evaluation` out; nothing is read, learned or printed here. Intervals come from resampling
texts (Efron 1979). With `LEAST_GROUPS` groups or more, whole groups are resampled, since texts of one outlet are not independent;
resampling fewer groups gives intervals that are too narrow (Cameron, Gelbach and Miller 2008).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..classifiers.sentence_model import BAND
from ..errors import OptionError
from ..statistics.arrays import Bools, Floats
from ..statistics.intervals import CONFIDENCE
from ..statistics.resampling import Bootstrap, Resampling
from .folds import LEAST_ROWS
from .metrics import (
    BINARY,
    BY_GROUP,
    FIGURES,
    MEANING,
    MULTICLASS,
    MULTILABEL,
    WORDS,
    Answers,
    answers_of,
    aurocs,
    calibration,
    f1_of,
    over,
    word_answers,
)

if TYPE_CHECKING:
    import pandas as pd

LEAST_SHOWN = 10
"""Texts that a group needs for its figures to be shown; those of fewer texts are due to chance."""

LEAST_GROUPS = 30  # groups from which on groups, not texts, are resampled
_WITHOUT_INTERVAL = frozenset(("ece", "abstained"))  # resampled bins are less even than the texts, which only increases the error

USUAL = Resampling(1000, CONFIDENCE)


@dataclass(frozen=True)
class Evaluation:
    """How good the answers of a classifier are.

    Attributes
    ----------
    task : binary, multilabel, multiclass or words.
    figures : one row for each figure (`metrics.MEANING` explains them): figure, value, low and high (95 % interval, or NaN),
        baseline (the same figure for the baseline).
    by_group : one row for each group: group, n and figures; NaN where a figure is undefined, such as the AUROC of one label alone
        or the calibration error of fewer than `LEAST_ROWS` texts. For a binary classifier `off` is mean_p - share.
    by_class : one row for each label: label, n, precision, recall, f1, auroc (against all others).
    calibration : one row for each bin of probabilities: above, up_to, n, mean_p, share (that came true), low, high (Wilson 1927).
    calibration_by_group : the same for each group of `LEAST_ROWS` texts or more.
    settings : n, resamples, seed, what was resampled, and other options.
    """

    task: str
    figures: "pd.DataFrame"
    by_group: "pd.DataFrame"
    by_class: "pd.DataFrame"
    calibration: "pd.DataFrame"
    calibration_by_group: "pd.DataFrame"
    settings: dict[str, Any]

    def of(self, figure: str) -> float:
        """One figure by its name; OptionError for an unknown one."""
        row = self.figures.loc[self.figures["figure"] == figure, "value"]
        if row.empty:
            raise OptionError(f"no figure {figure!r}; of a {self.task} classifier there are {', '.join(self.figures['figure'])}")
        return float(row.iloc[0])

    def to_frame(self) -> "pd.DataFrame":
        """The figures and their meaning, one row for each figure."""
        return self.figures.assign(meaning=[MEANING[name] for name in self.figures["figure"]])

    def to_dict(self) -> dict[str, Any]:
        """All tables as plain values, NaN as None."""
        names = ("figures", "by_group", "by_class", "calibration", "calibration_by_group")
        tables = {name: [_plain(row) for row in getattr(self, name).to_dict("records")] for name in names}
        return {"task": self.task, "settings": dict(self.settings), **tables}

    def _repr_html_(self) -> str:
        return str(self.to_frame().round(3).to_html(index=False))


def evaluate_binary(
    y: ArrayLike,
    p: ArrayLike,
    groups: ArrayLike | None = None,
    *,
    baseline: ArrayLike | None = None,
    band: tuple[float, float] = BAND,
    resampling: Resampling = USUAL,
) -> Evaluation:
    """How good a classifier is that gives each text the probability of a label, and predicts it above one half.

    Parameters
    ----------
    y : 1 or True for each text that has the label; p : the probabilities.
    groups : the name of each text's group, such as its outlet.
    baseline : probabilities from another source, whose figures are shown for comparison.
    band : probabilities between which the classifier abstains.

    Raises ArticleError where lengths differ, a probability is not from 0 to 1, or there is no text.

    Examples
    --------
    >>> evaluation = evaluate_binary([0, 0, 1, 1], [0.1, 0.4, 0.6, 0.9], ["a", "b", "a", "b"])
    >>> evaluation.of("macro_f1"), evaluation.of("abstained")
    (1.0, 0.5)
    """
    truth = np.asarray(y).astype(bool)
    several = [replace(_binary(truth, source, groups), band=band) for source in (p, baseline) if source is not None]
    return _evaluation(several, ("no", "yes"), resampling, {"share": float(truth.mean()), "band": list(band)})


def evaluate_multilabel(
    y: ArrayLike,
    answers: tuple[ArrayLike, ArrayLike],
    classes: Sequence[str],
    *,
    groups: ArrayLike | None = None,
    baseline: tuple[ArrayLike, ArrayLike] | None = None,
    resampling: Resampling = USUAL,
) -> Evaluation:
    """How good a classifier is that gives each text any number of labels.

    Parameters
    ----------
    y : the right labels; answers : the probabilities of labels, and the predicted labels; all (texts, classes).
    classes : the names of the labels.
    baseline : answers from another source, whose figures are shown for comparison.

    Raises ArticleError as `evaluate_binary` does.

    Examples
    --------
    >>> answers = [[0.9, 0.2], [0.8, 0.4]], [[1, 0], [1, 0]]
    >>> evaluation = evaluate_multilabel([[1, 0], [1, 1]], answers, ["conflict", "economic"])
    >>> evaluation.of("micro_f1"), evaluation.of("exact")
    (0.8, 0.5)
    """
    pairs = [answers, *([baseline] if baseline else [])]
    return _evaluation([answers_of(MULTILABEL, y, *pair, groups=groups) for pair in pairs], classes, resampling)


def evaluate_multiclass(
    y: Sequence[str] | NDArray[Any],
    p: ArrayLike,
    classes: Sequence[str],
    *,
    groups: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
    resampling: Resampling = USUAL,
) -> Evaluation:
    """How good a classifier is that gives each text one of several labels, the most probable.

    Parameters
    ----------
    y : the right label of each text; p : the probabilities, (texts, classes); classes : the names of the labels.
    baseline : probabilities from another source, whose figures are shown for comparison.

    Raises ArticleError as `evaluate_binary` does.

    Examples
    --------
    >>> evaluate_multiclass(["guns", "votes"], [[0.7, 0.3], [0.6, 0.4]], ["guns", "votes"]).of("accuracy")
    0.5
    """
    truth = np.array([[str(label) == str(name) for name in classes] for label in y])
    several = [np.asarray(source, dtype=float) for source in (p, baseline) if source is not None]
    best = [chances.argmax(axis=1)[:, None] == range(len(classes)) for chances in several]
    pairs = zip(several, best, strict=True)
    return _evaluation([answers_of(MULTICLASS, truth, *pair, groups=groups) for pair in pairs], classes, resampling)


def evaluate_words(
    marked: Sequence[Sequence[bool]],
    p: Sequence[Floats],
    predicted: Sequence[Bools],
    *,
    groups: ArrayLike | None = None,
    resampling: Resampling = USUAL,
) -> Evaluation:
    """How good a classifier of words is, from the words that people marked in each sentence, their probabilities and predictions.

    Raises ArticleError as `evaluate_binary` does.

    >>> evaluate_words([[True, False]], [np.array([0.9, 0.3])], [np.array([True, True])]).of("precision")
    0.5
    """
    return _evaluation([word_answers(marked, p, predicted, groups)], (), resampling, {"words": sum(map(len, marked))})


def _binary(y: Bools, p: ArrayLike, groups: ArrayLike | None) -> Answers:
    yes = np.asarray(p, dtype=float)
    both = np.column_stack([1 - yes, yes])
    return answers_of(BINARY, np.column_stack([~y, y]), both, np.column_stack([yes <= 0.5, yes > 0.5]), groups=groups)


# -- tables ----------------------------------------------------------------------------------------------------------------


def _evaluation(
    several: Sequence[Any], classes: Sequence[str], resampling: Resampling, settings: dict[str, Any] | None = None
) -> Evaluation:
    """All tables for the first answers of `several`; the second may be those of a baseline."""
    import pandas as pd

    answers, nothing = several[0], pd.DataFrame()
    labelled = isinstance(answers, Answers)
    task = answers.task if labelled else WORDS
    names = [name for name in sorted(set(answers.groups.tolist())) if name]
    large = [group for group in (_of(answers, name) for name in names) if labelled and len(group) >= LEAST_ROWS]
    by_group = [calibration(group).assign(group=group.groups[0]) for group in large]
    return Evaluation(
        task,
        _figures(task, several, resampling),
        pd.DataFrame([_group_row(task, several, name) for name in names]),
        _by_class(answers, classes) if labelled else nothing,
        calibration(answers) if labelled else nothing,
        pd.concat(by_group, ignore_index=True) if by_group else nothing,
        {
            "n": len(answers),
            "classes": list(classes),
            **(settings or {}),
            **resampling.settings,
            "resampled": "groups" if len(names) >= LEAST_GROUPS else "texts",
        },
    )


def _figures(task: str, several: Sequence[Any], resampling: Resampling) -> "pd.DataFrame":
    """The figures of a task with their intervals, and those of the baseline."""
    import pandas as pd

    bootstrap = resampling.of(task)
    figures = FIGURES[task]
    resampled = {name: figure for name, figure in figures.items() if name not in _WITHOUT_INTERVAL}
    draws = np.array([[figure(drawn) for figure in resampled.values()] for drawn in _drawn(several[0], bootstrap)])
    limits = dict(zip(resampled, map(bootstrap.limits, draws.T), strict=True))
    rows = []
    for name, figure in figures.items():
        low, high = limits.get(name, (float("nan"),) * 2)
        rows.append([name, figure(several[0]), low, high, figure(several[1]) if len(several) > 1 else float("nan")])
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "baseline"])


def _drawn(answers: Any, bootstrap: Bootstrap) -> Iterator[Any]:
    """Resampled answers: texts are drawn with replacement, or whole groups."""
    names, number = np.unique(answers.groups, return_inverse=True)
    whole = [np.flatnonzero(number == i) for i, name in enumerate(names) if name]
    if len(whole) < LEAST_GROUPS:
        for _ in range(bootstrap.resamples):
            yield answers.rows(bootstrap.rng.integers(len(answers), size=len(answers)))
        return
    units = whole + [np.array([row]) for row in np.flatnonzero(answers.groups == "")]  # a text without a group is its own unit
    for _ in range(bootstrap.resamples):
        drawn = bootstrap.rng.integers(len(units), size=len(units))
        numbers = [np.full(len(units[i]), str(place) if i < len(whole) else "") for place, i in enumerate(drawn)]
        rows = np.concatenate([units[i] for i in drawn])
        yield replace(answers.rows(rows), groups=np.concatenate(numbers))  # a group drawn twice is two groups


def _group_row(task: str, several: Sequence[Any], name: str) -> dict[str, Any]:
    """The figures of one group, and the first of them for the baseline."""
    own = [_of(answers, name) for answers in several]
    row = {"group": name, "n": len(own[0])}
    if task == BINARY:
        share, mean = float(own[0].y[:, 1].mean()), float(own[0].p[:, 1].mean())
        row |= {"share": share, "mean_p": mean, "off": mean - share}
    row |= {figure: FIGURES[task][figure](own[0]) for figure in BY_GROUP[task]}
    if "ece" in row and len(own[0]) < LEAST_ROWS:
        row["ece"] = float("nan")  # with few texts the error is due to chance
    return row | {f"baseline_{BY_GROUP[task][0]}": FIGURES[task][BY_GROUP[task][0]](baseline) for baseline in own[1:]}


def _of(answers: Any, name: str) -> Any:
    return answers.rows(answers.groups == name)


def _by_class(answers: Answers, classes: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    y, predicted = answers.y, answers.predicted
    right, occurs, times_predicted = (y & predicted).sum(axis=0), y.sum(axis=0), predicted.sum(axis=0)
    f1, auroc = f1_of(answers), aurocs(answers)
    rows = [
        [name, int(occurs[i]), over(right[i], times_predicted[i]), over(right[i], occurs[i]), f1[i], auroc[i]]
        for i, name in enumerate(classes)
    ]
    return pd.DataFrame(rows, columns=["label", "n", "precision", "recall", "f1", "auroc"])


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): None if isinstance(value, float) and np.isnan(value) else value for key, value in row.items()}
