"""How good a classifier is: what it says of labelled texts against what people said, with intervals and a baseline beside.

Probabilities, labels and groups in, an `Evaluation` out; nothing is read, learned or printed here. Intervals come from resampling
texts (Efron 1979), or whole groups where there are `LEAST_GROUPS` of them or more, since texts of one outlet are not independent;
resampling fewer groups than that gives intervals that are too narrow (Cameron, Gelbach and Miller 2008).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..classifiers.sentence_model import BAND
from ..errors import ArticleError
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

LEAST_GROUPS = 30  # from which groups are resampled in place of texts
_WITHOUT_INTERVAL = frozenset(("ece", "abstained"))  # resampled bins are less even than the texts: the error would only grow


USUAL = Resampling(1000, CONFIDENCE)


@dataclass(frozen=True)
class Evaluation:
    """How good the answers of a classifier are.

    Attributes
    ----------
    task : binary, multilabel, multiclass or words.
    figures : one row a figure (`answers.MEANING` says what each is): figure, value, low and high (95 % interval, NaN where none
        is given), baseline (the same figure for the baseline).
    by_group : one row a group: group, n and figures; NaN where one is undefined, such as the AUROC of one label alone, or the
        calibration error of fewer than `LEAST_ROWS` texts. Of a binary classifier `off` is mean_p - share.
    by_class : one row a label: label, n, precision, recall, f1, auroc (against all others).
    calibration : one row a bin of probabilities: above, up_to, n, mean_p, share (that came true), low, high (Wilson 1927).
    calibration_by_group : the same for each group of `LEAST_ROWS` texts or more.
    settings : n, resamples, seed, what was resampled, and what else was asked for.
    """

    task: str
    figures: "pd.DataFrame"
    by_group: "pd.DataFrame"
    by_class: "pd.DataFrame"
    calibration: "pd.DataFrame"
    calibration_by_group: "pd.DataFrame"
    settings: dict[str, Any]

    def of(self, figure: str) -> float:
        """One figure by its name; ArticleError for one that there is not."""
        row = self.figures.loc[self.figures["figure"] == figure, "value"]
        if row.empty:
            raise ArticleError(f"no figure {figure!r}; of a {self.task} classifier there are {', '.join(self.figures['figure'])}")
        return float(row.iloc[0])

    def to_frame(self) -> "pd.DataFrame":
        """The figures and what each means, one row a figure."""
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
    """A classifier that says of each text how probable it is to have a label, and gives it from above one half on.

    Parameters
    ----------
    y : 1 or True for each text that has the label; p : the probabilities.
    groups : the name of each text's group, such as its outlet.
    baseline : probabilities by another way, whose figures stand beside.
    band : probabilities between which the classifier abstains.

    Raises ArticleError where lengths differ, a probability is none, or there is no text.

    Examples
    --------
    >>> found = evaluate_binary([0, 0, 1, 1], [0.1, 0.4, 0.6, 0.9], ["a", "b", "a", "b"])
    >>> found.of("macro_f1"), found.of("abstained")
    (1.0, 0.5)
    """
    truth = np.asarray(y).astype(bool)
    made = [replace(_binary(truth, one, groups), band=band) for one in (p, baseline) if one is not None]
    return _evaluation(made, ("no", "yes"), resampling, {"share": float(truth.mean()), "band": list(band)})


def evaluate_multilabel(
    y: ArrayLike,
    answers: tuple[ArrayLike, ArrayLike],
    classes: Sequence[str],
    *,
    groups: ArrayLike | None = None,
    baseline: tuple[ArrayLike, ArrayLike] | None = None,
    resampling: Resampling = USUAL,
) -> Evaluation:
    """A classifier that gives each text any number of labels.

    Parameters
    ----------
    y : the right labels; answers : the probabilities of labels, and the labels that were given; all (texts, classes).
    baseline : answers by another way, whose figures stand beside.

    Raises ArticleError as `evaluate_binary` does.

    Examples
    --------
    >>> found = evaluate_multilabel([[1, 0], [1, 1]], ([[0.9, 0.2], [0.8, 0.4]], [[1, 0], [1, 0]]), ["conflict", "economic"])
    >>> found.of("micro_f1"), found.of("exact")
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
    """A classifier that gives each text one of several labels, the most probable.

    Parameters
    ----------
    y : the right label of each text; p : (texts, classes) the probabilities; baseline : probabilities by another way.

    Raises ArticleError as `evaluate_binary` does.

    Examples
    --------
    >>> evaluate_multiclass(["guns", "votes"], [[0.7, 0.3], [0.6, 0.4]], ["guns", "votes"]).of("accuracy")
    0.5
    """
    truth = np.array([[str(label) == str(name) for name in classes] for label in y])
    several = [np.asarray(one, dtype=float) for one in (p, baseline) if one is not None]
    made = [
        answers_of(MULTICLASS, truth, one, one.argmax(axis=1)[:, None] == range(len(classes)), groups=groups) for one in several
    ]
    return _evaluation(made, classes, resampling)


def evaluate_words(
    marked: Sequence[Sequence[bool]],
    p: Sequence[Floats],
    given: Sequence[Bools],
    *,
    groups: ArrayLike | None = None,
    resampling: Resampling = USUAL,
) -> Evaluation:
    """A classifier of words: for each sentence which words people had marked, their probabilities, and which were given.

    Raises ArticleError as `evaluate_binary` does.

    >>> evaluate_words([[True, False]], [np.array([0.9, 0.3])], [np.array([True, True])]).of("precision")
    0.5
    """
    return _evaluation([word_answers(marked, p, given, groups)], (), resampling, {"words": sum(map(len, marked))})


def _binary(y: Bools, p: ArrayLike, groups: ArrayLike | None) -> Answers:
    yes = np.asarray(p, dtype=float)
    both = np.column_stack([1 - yes, yes])
    return answers_of(BINARY, np.column_stack([~y, y]), both, np.column_stack([yes <= 0.5, yes > 0.5]), groups=groups)


# -- tables ----------------------------------------------------------------------------------------------------------------


def _evaluation(
    made: Sequence[Any], classes: Sequence[str], resampling: Resampling, settings: dict[str, Any] | None = None
) -> Evaluation:
    """All tables of the answers that come first; those of a baseline may come second."""
    import pandas as pd

    answers, nothing = made[0], pd.DataFrame()
    task = answers.task if isinstance(answers, Answers) else WORDS
    names = [name for name in sorted(set(answers.groups.tolist())) if name]
    labelled = isinstance(answers, Answers)
    large = [one for one in (_of(answers, name) for name in names) if labelled and len(one) >= LEAST_ROWS]
    apart = [calibration(one).assign(group=one.groups[0]) for one in large]
    return Evaluation(
        task,
        _figures(task, made, resampling),
        pd.DataFrame([_group_row(task, made, name) for name in names]),
        _by_class(answers, classes) if labelled else nothing,
        calibration(answers) if labelled else nothing,
        pd.concat(apart, ignore_index=True) if apart else nothing,
        {
            "n": len(answers),
            "classes": list(classes),
            **(settings or {}),
            **resampling.settings,
            "resampled": "groups" if len(names) >= LEAST_GROUPS else "texts",
        },
    )


def _figures(task: str, made: Sequence[Any], resampling: Resampling) -> "pd.DataFrame":
    """The figures of a task with their intervals, and those of the baseline."""
    import pandas as pd

    bootstrap = resampling.of(task)
    figures = FIGURES[task]
    resampled = {name: figure for name, figure in figures.items() if name not in _WITHOUT_INTERVAL}
    draws = np.array([[figure(drawn) for figure in resampled.values()] for drawn in _drawn(made[0], bootstrap)])
    limits = dict(zip(resampled, map(bootstrap.limits, draws.T), strict=True))
    rows = []
    for name, figure in figures.items():
        low, high = limits.get(name, (float("nan"),) * 2)
        rows.append([name, figure(made[0]), low, high, figure(made[1]) if len(made) > 1 else float("nan")])
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "baseline"])


def _drawn(answers: Any, bootstrap: Bootstrap) -> Iterator[Any]:
    """Answers to texts drawn with replacement, or to all texts of groups that were."""
    names, number = np.unique(answers.groups, return_inverse=True)
    whole = [np.flatnonzero(number == i) for i, name in enumerate(names) if name]
    if len(whole) < LEAST_GROUPS:
        for _ in range(bootstrap.resamples):
            yield answers.rows(bootstrap.rng.integers(len(answers), size=len(answers)))
        return
    units = whole + [np.array([row]) for row in np.flatnonzero(answers.groups == "")]  # a text without a group stands alone
    for _ in range(bootstrap.resamples):
        drawn = bootstrap.rng.integers(len(units), size=len(units))
        numbers = [np.full(len(units[i]), str(place) if i < len(whole) else "") for place, i in enumerate(drawn)]
        rows = np.concatenate([units[i] for i in drawn])
        yield replace(answers.rows(rows), groups=np.concatenate(numbers))  # a group drawn twice is two groups


def _group_row(task: str, made: Sequence[Any], name: str) -> dict[str, Any]:
    """The figures of one group, and the first of the baseline's."""
    own = [_of(answers, name) for answers in made]
    row = {"group": name, "n": len(own[0])}
    if task == BINARY:
        share, mean = float(own[0].y[:, 1].mean()), float(own[0].p[:, 1].mean())
        row |= {"share": share, "mean_p": mean, "off": mean - share}
    row |= {figure: FIGURES[task][figure](own[0]) for figure in BY_GROUP[task]}
    if "ece" in row and len(own[0]) < LEAST_ROWS:
        row["ece"] = float("nan")  # of few texts the error is that of chance
    return row | {f"baseline_{BY_GROUP[task][0]}": FIGURES[task][BY_GROUP[task][0]](one) for one in own[1:]}


def _of(answers: Any, name: str) -> Any:
    return answers.rows(answers.groups == name)


def _by_class(answers: Answers, classes: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    right, occurs, given = (answers.y & answers.given).sum(axis=0), answers.y.sum(axis=0), answers.given.sum(axis=0)
    f1, auroc = f1_of(answers), aurocs(answers)
    rows = [
        [name, int(occurs[i]), over(right[i], given[i]), over(right[i], occurs[i]), f1[i], auroc[i]]
        for i, name in enumerate(classes)
    ]
    return pd.DataFrame(rows, columns=["label", "n", "precision", "recall", "f1", "auroc"])


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): None if isinstance(value, float) and np.isnan(value) else value for key, value in row.items()}
