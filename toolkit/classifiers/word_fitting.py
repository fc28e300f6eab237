"""Fitting the weights of words: logistic regression over words, letters and vectors, in the roles of `word_model`.

A word weighs the same at all its places. Matrix products are therefore taken over the different words (some ten thousand), not
over the places, which general solvers cannot do; the optimiser itself is SciPy's L-BFGS.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..statistics.arrays import Bools, Floats, Indices, logistic
from .sentence_words import Wording
from .word_model import FLAGS, LETTER_BUCKETS, ROLES, WordModel, flags_of, hash_of, letters_of, placed
from .word_vectors import WordVectors

LEAST_COUNT = 2  # occurrences in the sentences that a word needs to get a weight of its own
ITERATIONS = 60
_LETTER_VALUE = 0.5  # value of one group of letters; the form of a word has 1

_PARTS = (
    ("itself", "form"),
    ("itself", "letters"),
    ("itself", "vector"),
    ("sentence", "form"),
    ("sentence", "vector"),
)


class Strength(NamedTuple):
    """Inverse of the penalty on forms, letters and flags; on a word's own vector; on the vectors of its sentence's words."""

    form: float = 0.3
    vector: float = 3.0
    sentence: float = 2.0

    def of(self, role: str, feature: str) -> float:
        """The strength of one part of the weights."""
        if feature != "vector":
            return self.form
        return self.vector if role == "itself" else self.sentence


class Lexis(NamedTuple):
    """The features of some different words, one row for each: form (for words with a weight of their own), letters, vector."""

    form: Any
    letters: Any
    vector: Floats

    @property
    def slices(self) -> dict[tuple[str, str], slice]:
        """Where the weights of each role and feature are among all weights."""
        slices, start = {}, 0
        for role, feature in _PARTS:
            slices[role, feature] = slice(start, start + getattr(self, feature).shape[1])
            start = slices[role, feature].stop
        return slices

    def worth(self, weights: Floats) -> Floats:
        """What each word adds to a score in each role: words by `ROLES`."""
        worth = np.zeros((self.vector.shape[0], len(ROLES)))
        for (role, feature), part in self.slices.items():
            worth[:, ROLES.index(role)] += getattr(self, feature) @ weights[part]
        return worth

    def gradient(self, by_worth: Floats) -> Floats:
        """The derivative by the weights, from that by the worth of words (words by `ROLES`)."""
        return np.concatenate([getattr(self, feature).T @ by_worth[:, ROLES.index(role)] for role, feature in _PARTS])


def lexis_of(words: Sequence[str], learned: Sequence[str], vectors: WordVectors | None) -> Lexis:
    """The features of some words, of which those in `learned` get a weight of their own."""
    from scipy import sparse

    column = {word: i for i, word in enumerate(learned)}
    own = [(row, column[word]) for row, word in enumerate(words) if word in column]
    groups = [(row, bucket) for row, word in enumerate(words) for bucket in letters_of(word)]

    def matrix(places: list[tuple[int, int]], value: float, width: int) -> Any:
        rows, columns = np.array(places, dtype=np.intp).reshape(-1, 2).T
        return sparse.csr_matrix((np.full(len(rows), value), (rows, columns)), (len(words), width))

    vector = vectors.of(words) if vectors else np.zeros((len(words), 0))
    return Lexis(matrix(own, 1.0, len(learned)), matrix(groups, _LETTER_VALUE, LETTER_BUCKETS), vector)


class Task(NamedTuple):
    """What is learned from: all places of words, whether each was marked, its row in `lexis` (`place`) and its `FLAGS`."""

    wording: Wording
    marked: Bools
    words: list[str]
    learned: list[str]
    place: Indices
    flags: Floats
    lexis: Lexis

    def scores(self, weights: Floats) -> Floats:
        """The log odds that each place is marked."""
        n = len(FLAGS) + 1
        worth = self.lexis.worth(weights[:-n])[self.place]
        score: Floats = placed(worth, self.wording).sum(axis=1) + self.flags @ weights[-n:-1] + weights[-1]
        return score

    def gradient(self, pull: Floats) -> Floats:
        """The derivative by the weights, from that by the scores of the places."""
        wording, size = self.wording, len(self.words)
        shared = np.bincount(wording.sentence, pull, len(wording)) / wording.contents
        at_sentence = shared[wording.sentence] * wording.content
        by_role = np.array([np.bincount(self.place, of_places, size) for of_places in (pull, at_sentence)])
        of_words = self.lexis.gradient(by_role.T)
        return np.concatenate([of_words, pull @ self.flags, [pull.sum()]])


def task_of(wording: Wording, marked: Bools, vectors: WordVectors | None) -> Task:
    """The task of learning from sentences with marked words."""
    different, place, counts = np.unique(np.array(wording.keys), return_inverse=True, return_counts=True)
    words, learned = different.tolist(), different[counts >= LEAST_COUNT].tolist()
    return Task(wording, marked, words, learned, place, flags_of(wording), lexis_of(words, learned, vectors))


def solved(task: Task, rows: Indices, strength: Strength) -> Floats:
    """The weights with the least penalised logistic loss on the given places."""
    from scipy.optimize import minimize

    penalty = _penalty(task.lexis, strength)
    sign = np.where(task.marked[rows], 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * task.scores(weights)[rows]
        pull = np.zeros(len(task.place))
        pull[rows] = -sign * logistic(-margin)
        gradient = task.gradient(pull) + penalty * weights
        return float(np.logaddexp(0, -margin).sum() + 0.5 * (penalty * weights**2).sum()), gradient

    share = task.marked[rows].mean()
    start = np.zeros(len(penalty))
    start[-1] = np.log(share / (1 - share))
    weights: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x
    return weights


def _penalty(lexis: Lexis, strength: Strength) -> Floats:
    """For each weight the inverse of its strength; the intercept has no penalty."""
    sizes = [(part.stop - part.start, strength.of(*name)) for name, part in lexis.slices.items()]
    parts = [np.full(size, 1 / value) for size, value in sizes]
    return np.concatenate([*parts, np.full(len(FLAGS), 1 / strength.form), [0.0]])


def model_of(task: Task, weights: Floats, threshold: float, vectors: WordVectors | None) -> WordModel:
    """The model of all words of the sentences, and of those that occur only in the vectors."""
    words = sorted({*task.words, *(vectors.words if vectors else ())})
    n = len(FLAGS) + 1
    lexis = lexis_of(words, task.learned, vectors)
    hashes, first = np.unique(np.array([hash_of(word) for word in words], dtype=np.uint32), return_index=True)
    roles = np.vstack([lexis.worth(weights[:-n])[first], np.zeros(len(ROLES))])
    of_letters = weights[lexis.slices["itself", "letters"]] * _LETTER_VALUE
    return WordModel(hashes, roles, of_letters, weights[-n:-1], float(weights[-1]), threshold)
