"""Which frames a text uses, learned from labelled texts: linear models over words, whose contributions can be read.

`GenericFrames` gives every text any number of frames (Semetko and Valkenburg 2000), `IssueFrames` gives it one frame of an issue.
Both weigh words by logarithmic frequency and rarity, and by their correlation with a frame in the learned texts (after Wang and
Manning 2012). Each frame then has a ridge regression (`GenericFrames`: best with few texts), or a support vector machine that
gives its two classes the same weight (`IssueFrames`: rare frames are found more often). Probabilities and thresholds come from
folds inside the learned texts. A model knows only the topic that it learned from.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Self
from warnings import warn

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import expit, log_softmax, logit, softmax
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.svm import LinearSVC

from ..errors import ArticleError
from ..statistics.arrays import Floats, Ints
from .linear_frames import LinearFrames, check_lengths, listed_texts

FRAMES = ("conflict", "human interest", "economic", "morality", "responsibility")
"""The generic news frames of Semetko and Valkenburg (2000)."""


class GenericFrames(LinearFrames):
    """Any number of frames for each text (Semetko and Valkenburg 2000), with calibrated probabilities and a threshold for each.

    Parameters
    ----------
    classes : names of the frames, in the order of the columns of `Y`.
    blocks : what is counted: any of "words", "kinds", "pairs" and "letters" (see `text_features.BLOCKS`).
    penalty : of the ridge regression, with features scaled so that a text has a mean squared length of 1.
    relevance : exponent of a word's correlation with the frame, by which the word is scaled; 0 scales none.
    embedding : None, or a transformer whose ``transform(texts)`` returns an array, such as `embeddings.SentenceEmbedding` or,
        for vectors of words alone, `embeddings.WordMeans`.
    random_state : seed of the folds inside the learned texts.

    Attributes
    ----------
    classes_ : the frames by name, in the order of the columns.
    thresholds_ : the lowest probability at which each frame is given: half-way between the threshold with the best expected F1
        of the frame (half of that F1; Lipton, Elkan and Naryanaswamy 2014) and the one with the best expected F1 of all frames.

    Examples
    --------
    >>> texts = ["The mayor accused her rival of lying."] * 6 + ["Prices and wages rose by 4 %."] * 6
    >>> model = GenericFrames(classes=("conflict", "economic")).fit(texts, [{"conflict"}] * 6 + [{"economic"}] * 6)
    >>> model.predict(["Wages rose."]).tolist()
    [[0, 1]]
    """

    _kept = ("classes", "slopes", "shifts", "thresholds")

    def __init__(
        self,
        classes: Sequence[str] = FRAMES,
        blocks: Sequence[str] = ("words",),
        *,
        penalty: float = 1.0,
        relevance: float = 0.5,
        embedding: Any = None,
        random_state: int = 0,
    ) -> None:
        self.classes = classes
        self.blocks = blocks
        self.penalty = penalty
        self.relevance = relevance
        self.embedding = embedding
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: ArrayLike | Sequence[Iterable[str]]) -> Self:  # noqa: N803
        """Learn from texts and their frames: a matrix (texts, frames) of 0 and 1, or the set of names for each text.

        Raises ArticleError where X is not a list of texts, y has another length or form, a name is unknown, or a frame occurs in
        all texts or in none; OptionError for blocks that do not exist. Warns of frames that cannot be learned from these texts.
        """
        texts, targets = listed_texts(X), self._matrix(y)
        check_lengths(texts, targets)
        for name, share in zip(self.classes, targets.mean(axis=0), strict=True):
            if share in (0, 1):
                which = "no" if share == 0 else "every"
                raise ArticleError(f"{which} text has the frame {name!r}: give texts with it and texts without")
        scores = self._learn(texts, targets)
        self.classes_ = np.array(self.classes)
        curves = [_sigmoid(*columns) for columns in zip(scores.T, targets.T, strict=True)]
        blind = [str(name) for name, (slope, _) in zip(self.classes, curves, strict=True) if slope == 0]
        if blind:
            message = (
                f"not learned from these texts: {', '.join(blind)}; each text gets the share of all texts as its probability"
            )
            warn(message, RuntimeWarning, stacklevel=2)
        self.slopes_, shifts = np.array(curves).T
        self.shifts_ = self.shifts_ * self.slopes_ + shifts
        probabilities = expit(scores * self.slopes_ + shifts)
        own = np.array([_best_threshold(column) for column in probabilities.T])
        self.thresholds_ = (own + _best_threshold(probabilities.ravel())) / 2
        return self

    def predict_proba(self, X: Sequence[str]) -> Floats:  # noqa: N803
        """Calibrated probability of each frame, (texts, frames); a row need not sum to 1."""
        probabilities: Floats = expit(self.decision_function(X))
        return probabilities

    def predict(self, X: Sequence[str]) -> Ints:  # noqa: N803
        """1 for each frame whose probability reaches its threshold, (texts, frames)."""
        frames: Ints = (self.predict_proba(X) >= self.thresholds_).astype(np.int64)
        return frames

    def score(self, X: Sequence[str], y: ArrayLike | Sequence[Iterable[str]], sample_weight: ArrayLike | None = None) -> float:  # noqa: N803
        """Share of texts with exactly the right set of frames."""
        right = (self.predict(X) == self._matrix(y)).all(axis=1)
        return float(np.average(right, weights=None if sample_weight is None else np.asarray(sample_weight, dtype=float)))

    def _border(self, rows: csr_matrix, target: Floats) -> tuple[Floats, float]:
        ridge = Ridge(alpha=self.penalty, solver="sparse_cg", tol=1e-5).fit(rows, target)
        return ridge.coef_, float(ridge.intercept_)

    def _matrix(self, y: Any) -> Floats:
        """Frames as a matrix of 0 and 1, (texts, frames), from such a matrix or from sets of names."""
        if len(y) and all(isinstance(row, set | frozenset) for row in y):
            unknown = sorted({str(name) for row in y for name in row} - set(self.classes))
            if unknown:
                raise ArticleError(f"unknown frames {', '.join(unknown)}; the classes are {', '.join(self.classes)}")
            return np.array([[float(name in row) for name in self.classes] for row in y])
        matrix = np.asarray(y)
        if matrix.ndim != 2 or matrix.shape[1] != len(self.classes) or not np.isin(matrix, (0, 1)).all():
            raise ArticleError(f"frames must be sets of names or a matrix of 0 and 1 with {len(self.classes)} columns")
        return matrix.astype(float)


class IssueFrames(LinearFrames):
    """One frame of an issue for each text, such as a headline, learned from any labelled texts.

    Each issue has frames of its own, so label a few hundred texts. Liu et al. (2019) describe nine frames of gun violence in
    headlines.

    Parameters
    ----------
    blocks : what is counted: any of "words", "kinds", "pairs" and "letters" (see `text_features.BLOCKS`).
    penalty : inverse of the C of the support vector machines, one for each label, whose classes have the same weight.
    relevance, embedding, random_state : as in `GenericFrames`.

    Attributes
    ----------
    classes_ : the labels, sorted.

    Examples
    --------
    >>> texts = ["Senate votes on the bill", "Teachers march for safe schools"] * 6
    >>> model = IssueFrames().fit(texts, ["politics", "schools"] * 6)
    >>> model.predict(["Schools close early"]).tolist()
    ['schools']
    """

    _kept = ("classes", "slopes", "shifts")

    def __init__(
        self,
        blocks: Sequence[str] = ("kinds", "pairs", "letters"),
        *,
        penalty: float = 3.0,
        relevance: float = 0.25,
        embedding: Any = None,
        random_state: int = 0,
    ) -> None:
        self.blocks = blocks
        self.penalty = penalty
        self.relevance = relevance
        self.embedding = embedding
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: ArrayLike) -> Self:  # noqa: N803
        """Learn from texts and one label for each.

        Raises ArticleError where X is not a list of texts, y has another length, a label is missing, or all labels are the same;
        OptionError for blocks that do not exist.
        """
        import pandas as pd

        missing = np.argwhere(pd.isna(np.asarray(y, dtype=object)))
        if len(missing):
            raise ArticleError(f"y[{missing[0][0]}] is no label: leave out texts without a label")
        texts, labels = listed_texts(X), np.array(np.asarray(y).tolist())  # an array of Python objects could only be pickled
        check_lengths(texts, labels)
        if labels.ndim != 1:
            raise ArticleError("y has more than one dimension: give one label for each text")
        classes = np.unique(labels)
        if len(classes) < 2:
            raise ArticleError(f"every text has the label {str(classes[0])!r}: give texts with two labels or more")
        targets = (labels[:, None] == classes).astype(float)
        scores = self._learn(texts, targets)
        self.classes_ = classes
        self.slopes_ = np.full(len(classes), _temperature(scores, targets))
        self.shifts_ = self.shifts_ * self.slopes_
        return self

    def predict_proba(self, X: Sequence[str]) -> Floats:  # noqa: N803
        """Calibrated probability of each label, (texts, labels); a row sums to 1."""
        probabilities: Floats = softmax(self.decision_function(X), axis=1)
        return probabilities

    def predict(self, X: Sequence[str]) -> NDArray[Any]:  # noqa: N803
        """The most probable label of each text."""
        best = self.decision_function(X).argmax(axis=1)
        labels: NDArray[Any] = self.classes_[best]
        return labels

    def _border(self, rows: csr_matrix, target: Floats) -> tuple[Floats, float]:
        if not target.any():  # an inner fold without the only text of a label
            return np.zeros(rows.shape[1]), -0.5
        machine = LinearSVC(C=1 / self.penalty, class_weight="balanced", random_state=self.random_state).fit(rows, target > 0)
        return machine.coef_[0] / 2, float(machine.intercept_[0]) / 2


def _sigmoid(scores: Floats, target: Floats) -> tuple[float, float]:
    """Slope and shift of the logistic curve that turns scores into probabilities (Platt 1999).

    Where higher scores do not make the frame more probable, it cannot be predicted: the slope is 0 and the shift is the logit of
    its share, so that no word counts against the frame that it was learned for.

    >>> _sigmoid(np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    (0.0, 0.0)
    """
    middle, spread = scores.mean(), scores.std() + 1e-9
    curve = LogisticRegression(C=1e3).fit(((scores - middle) / spread)[:, None], target)
    slope = float(curve.coef_[0, 0] / spread)
    if slope <= 0:
        return 0.0, float(logit(target.mean()))
    return slope, float(curve.intercept_[0] - slope * middle)


def _temperature(scores: Floats, targets: Floats) -> float:
    """The factor on the scores that gives their softmax the highest likelihood."""
    best = minimize_scalar(
        lambda slope: -(targets * log_softmax(slope * scores, axis=1)).sum(), bounds=(0.1, 100), method="bounded"
    )
    return float(best.x)


def _best_threshold(probabilities: Floats) -> float:
    """The lowest probability at which a label should be given for the best expected F1: half of that F1.

    >>> round(_best_threshold(np.array([1.0, 1.0, 0.0])), 2)
    0.5
    """
    falling = np.sort(probabilities)[::-1]
    expected = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return float(expected.max() / 2)
