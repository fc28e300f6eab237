"""What the classifiers of frames share: counted features, a linear model for each frame, and what each word adds to its logit.

`frames` says how they are fitted and decide.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import KFold
from sklearn.utils.validation import check_is_fitted

from ..errors import ArticleError, ModelError, OptionError
from ..statistics.arrays import Floats
from .embeddings import Likeness, likeness_to
from .text_features import Block, block_from, block_of, rounded

INNER_FOLDS = 5  # inside the learned texts, for probabilities and thresholds
EMBEDDING_SHARE = 2.0  # share of an embedding in the length of a text; all counted features together have 1
CONSTANT = "(constant)"  # name in `explain` for the part of the logit that all texts share
EMBEDDING = "(embedding)"


class LinearFrames(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """What both estimators share: a logit for each frame that is a sum over counted features, so that it can be explained.

    Attributes
    ----------
    blocks_ : what is counted, block by block.
    weights_ : weights of all features (features, frames); those of an embedding come last.
    shifts_, slopes_ : for each frame what is added to its score, and by what the score is multiplied before, to make the logit.
    likeness_ : what makes features of an embedding; only where there is one.
    """

    _kept: tuple[str, ...]  # fitted attributes that are arrays as they are

    def decision_function(self, X: Sequence[str]) -> Floats:  # noqa: N803
        """Logits, (texts, frames): independent ones for each frame, or those of a softmax where each text has one frame."""
        check_is_fitted(self)
        logits: Floats = hstack(self._features(listed_texts(X))) @ self.weights_ * self.slopes_ + self.shifts_
        return logits

    def explain(self, text: str, frame: str) -> dict[str, float]:
        """What each word (mark, pair, run of letters) of a text adds to the logit of a frame; the values sum to the logit.

        The largest come first. `CONSTANT` is the part that every text has, `EMBEDDING` that of the whole embedding. Raises
        OptionError for a frame that the model does not know, and ArticleError for anything but one text.
        """
        check_is_fitted(self)
        if not isinstance(text, str):
            raise ArticleError(f"one text is explained at a time, not {text!r:.60}")
        frames = self.classes_.tolist()
        if frame not in frames:
            raise OptionError(f"unknown frame {frame!r}; the model knows {', '.join(map(str, frames))}")
        j, start = frames.index(frame), 0
        contributions, parts = {CONSTANT: float(self.shifts_[j])}, self._features(listed_texts([text]))
        weights = self.weights_[:, j] * self.slopes_[j]
        for block, part in zip(self.blocks_, parts, strict=False):
            forms = block.forms(text)
            for column, value in zip(part.indices.tolist(), part.data.tolist(), strict=True):
                contributions[forms[column]] = contributions.get(forms[column], 0.0) + value * float(weights[start + column])
            start += part.shape[1]
        if self.embedding is not None:
            contributions[EMBEDDING] = float((parts[-1] @ weights[start:])[0])
        return dict(sorted(contributions.items(), key=lambda item: -abs(item[1])))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The fitted model as plain arrays, without the embedding; `from_arrays` makes the same model from them."""
        check_is_fitted(self)
        packed = {name: getattr(self, f"{name}_") for name in self._kept}
        packed |= {"blocks": np.array([block.name for block in self.blocks_]), "weights": self.weights_.astype(np.float16)}
        for block in self.blocks_:
            packed |= block.arrays()
        if self.embedding is not None:
            packed |= {name: getattr(self.likeness_, name).astype(np.float16) for name in ("landmarks", "centre")}
        return packed

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, embedding: Any = None) -> Self:
        """The model whose arrays `arrays` returned; its embedding, if it had one, has to be given again.

        Parameters that matter only in `fit` (`penalty`, `relevance`, `random_state`) get their defaults. Raises ModelError where
        the model had an embedding and none is given, or the reverse; KeyError where an array is missing.
        """
        model = cls(embedding=embedding)
        _check_shapes(arrays, cls._kept)
        for name in {"blocks", "classes"} & set(model.get_params(deep=False)):
            setattr(model, name, tuple(arrays[name].tolist()))
        if ("landmarks" in arrays) != (model.embedding is not None):
            raise ModelError(f"the model was learned {'with' if 'landmarks' in arrays else 'without'} an embedding")
        for name in cls._kept:
            setattr(model, f"{name}_", arrays[name])
        model.weights_ = arrays["weights"].astype(float)
        model.blocks_ = [block_from(name, arrays) for name in model.blocks]
        if "landmarks" in arrays:
            model.likeness_ = Likeness(arrays["landmarks"].astype(float), arrays["centre"].astype(float))
        return model

    def _learn(self, texts: Sequence[str], targets: Floats) -> Floats:
        """Learn the weights; returns the scores that models of the inner folds give to the texts that they have not seen."""
        if not self.blocks:
            raise OptionError("blocks names nothing to count: give one name or more")
        self.blocks_: list[Block] = [block_of(name, texts) for name in self.blocks]
        if self.embedding is None and not any(block.columns for block in self.blocks_):
            raise ArticleError("no counted feature occurs in several of the texts: give more texts")
        vectors = self._vectors(texts)
        if vectors is not None:
            self.likeness_ = likeness_to(vectors, seed=self.random_state)
        parts, scores = self._rows(texts, vectors), np.zeros(targets.shape)
        for train, test in KFold(min(INNER_FOLDS, len(texts)), shuffle=True, random_state=self.random_state).split(texts):
            weights, intercepts = self._weights([part[train] for part in parts], targets[train])
            scores[test] = hstack([part[test] for part in parts]) @ weights + intercepts
        weights, intercepts = self._weights(parts, targets)
        self.weights_, self.shifts_ = rounded(weights), intercepts
        return scores

    def _features(self, texts: Sequence[str]) -> list[csr_matrix]:
        """The rows of texts in each block, (texts, features), and those of the embedding, (texts, landmarks)."""
        return self._rows(texts, self._vectors(texts))

    def _vectors(self, texts: Sequence[str]) -> Floats | None:
        return None if self.embedding is None else np.asarray(self.embedding.transform(texts), dtype=float)

    def _rows(self, texts: Sequence[str], vectors: Floats | None) -> list[csr_matrix]:
        parts = [block.rows(texts) for block in self.blocks_]
        return parts if vectors is None else [*parts, csr_matrix(self.likeness_.rows(vectors))]

    def _weights(self, parts: Sequence[csr_matrix], targets: Floats) -> tuple[Floats, Floats]:
        """Weights (features, targets) and intercepts of one linear model for each target, on columns scaled for that target."""
        n_blocks = len(self.blocks_)
        roles = [(1 / n_blocks, self.relevance)] * n_blocks + [(EMBEDDING_SHARE, 0.0)] * (len(parts) - n_blocks)
        columns, intercepts = [], []
        for target in targets.T:
            scales = [_scale(part, target, power) * np.sqrt(share) for part, (share, power) in zip(parts, roles, strict=True)]
            scale = np.concatenate(scales)
            column, intercept = self._border(csr_matrix(hstack(parts) @ diags(scale)), target)
            columns.append(column * scale)
            intercepts.append(intercept)
        return np.array(columns).T, np.array(intercepts)

    def _border(self, rows: csr_matrix, target: Floats) -> tuple[Floats, float]:
        """Weights and intercept of the linear model for one target of 0 and 1."""
        raise NotImplementedError


def _check_shapes(arrays: Mapping[str, NDArray[Any]], kept: Sequence[str]) -> None:
    """Raise ValueError where classes are not names that differ, or something is not there for each of them."""
    classes = arrays["classes"]
    if classes.ndim != 1 or not all(map(str.strip, map(str, classes))) or len(set(classes.tolist())) != len(classes):
        raise ValueError("the classes are not names that differ")
    if any(arrays[name].shape != classes.shape for name in kept) or arrays["weights"].shape[1:] != classes.shape:
        raise ValueError("weights, slopes or the like are not those of each class")


def _scale(part: csr_matrix, target: Floats, relevance: float) -> Floats:
    """The scale of each column: its correlation with the target to the power of `relevance`; scaled rows have mean square 1."""
    mean = np.asarray(part.mean(axis=0)).ravel()
    spread = np.maximum(np.asarray(part.multiply(part).mean(axis=0)).ravel() - mean**2, 0)
    centred = target - target.mean()
    correlation = np.abs(part.T @ centred) / (np.sqrt(len(target) * spread) * np.linalg.norm(centred) + 1e-12)
    scale = correlation**relevance
    unit: Floats = scale / np.sqrt((spread * scale**2).sum() + 1e-12)
    return unit


def listed_texts(texts: Sequence[str]) -> list[str]:
    """The texts as a list. Raises ArticleError where there is none, or something else among them.

    >>> listed_texts(("It rained.", "It poured."))
    ['It rained.', 'It poured.']
    """
    if isinstance(texts, str):
        raise ArticleError("X must be a list of texts, not one text")
    listed = list(texts)
    wrong = next((i for i, text in enumerate(listed) if not isinstance(text, str)), None)
    if wrong is not None or not listed:
        raise ArticleError("X has no text" if wrong is None else f"X[{wrong}] is {listed[wrong]!r}, not a text")
    return listed


def check_lengths(texts: Sequence[str], targets: NDArray[Any]) -> None:
    """Raise ArticleError for a single text, or where the texts have not a label each.

    >>> check_lengths(["It rained.", "It poured."], np.array([1, 0]))
    """
    if len(texts) != len(targets) or len(texts) < 2:
        raise ArticleError(f"give two texts or more and a label for each, not {len(texts)} texts, {len(targets)} labels")
