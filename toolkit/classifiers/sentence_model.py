"""How probable it is that annotators would mark a sentence as biased: a linear model over its words and their scores.

The score (log odds) is a sum to which every word contributes, so that `contributions` gives it back word by word. Weights are
learned by `classify.BiasedSentences`; here they are only applied, with NumPy alone.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import ArticleError
from ..files import MODELS
from ..statistics.arrays import Floats, Hashes, Indices
from .model_files import read_weights
from .sentence_words import Wording
from .word_model import WordModel, hash_of, probability, rows_of

SUMMARY = ("loaded words", "loaded words in quotation marks", "most loaded word", "three most loaded words")
"""What the scores of a sentence's words come to: sums of probabilities outside and inside quotation marks; the highest score, and
the mean of the three highest (log odds, content words). The mean of all is left out: it makes long sentences look harmless."""

MODEL = MODELS / "biased_sentences.npz"

BAND = (0.35, 0.65)
"""Probabilities between which a sentence is called undecided."""

_TOP = 3
_LOWEST = -6.0  # stands for the score of a word that is not there


class SentenceModel(NamedTuple):
    """What the summary of word scores, the shape and each known term are worth.

    `hashes` are those of the known terms in ascending order; `idf` their inverse document frequency and `terms` their weight,
    both with a last row of zero. `summary` and `shape` hold for each of `SUMMARY` and `SHAPES` the weight and the mean it is
    measured from (two rows). `spread` is the standard deviation of the error of the score between outlets that were held out, in
    log odds; NaN where that was not tried.
    """

    words: WordModel
    hashes: Hashes
    idf: Floats
    terms: Floats
    summary: Floats
    shape: Floats
    intercept: float
    spread: float = float("nan")

    def probabilities(self, wording: Wording) -> Floats:
        """For every sentence the probability that annotators would mark it; NaN without words."""
        return np.where(wording.lengths > 0, probability(self.scores(wording)), np.nan)

    def scores(self, wording: Wording) -> Floats:
        """For every sentence the log odds."""
        found = self.words.scores(wording)
        of_terms = np.bincount(wording.sentence, self._terms(wording), len(wording))
        of_words = (summary_of(wording, found) - self.summary[1]) @ self.summary[0]
        score: Floats = of_words + of_terms + self._shapes(wording).sum(axis=1) + self.intercept
        return score

    def contributions(self, wording: Wording) -> tuple[Floats, Floats, Floats]:
        """What the scores are made of: one number a word, one a sentence and `SHAPES`, and one a sentence for the rest.

        What the summary comes to is handed to the words that it stands for, each measured from what is usual.
        """
        found, (weights, means) = self.words.scores(wording), self.summary
        shared = shares_of(wording, found, means)
        of_words: Floats = weights @ shared + self._terms(wording)
        whole = np.array([np.bincount(wording.sentence, share, len(wording)) for share in shared]).T
        rest = self.intercept + (summary_of(wording, found) - whole - means) @ weights
        return of_words, self._shapes(wording), rest

    def _shapes(self, wording: Wording) -> Floats:
        weights, means = self.shape
        contributed: Floats = (wording.shape - means) * weights
        return contributed

    def _terms(self, wording: Wording) -> Floats:
        """What each word contributes as a term."""
        found = terms_of(wording, self.hashes, self.idf)
        contribution: Floats = (found.value * self.terms[found.row] / found.times)[found.place]
        return contribution


class Terms(NamedTuple):
    """The different terms of each sentence: `sentence` and `row` (among the known terms), value, and how often it stands there.

    `place` gives for every word its row among these.
    """

    sentence: Indices
    row: Indices
    value: Floats
    times: Indices
    place: Indices


def terms_of(wording: Wording, hashes: Hashes, idf: Floats) -> Terms:
    """The known terms of sentences: logarithmic frequency by inverse document frequency, each sentence of length 1."""
    rows = rows_of(hashes, np.array([hash_of(key) for key in wording.keys], dtype=np.uint32))
    pairs, place, times = np.unique(wording.sentence * (len(hashes) + 1) + rows, return_inverse=True, return_counts=True)
    sentence, row = np.divmod(pairs, len(hashes) + 1)
    value = (1 + np.log(times)) * idf[row]
    length = np.sqrt(np.bincount(sentence, value**2, len(wording)))
    return Terms(sentence, row, value / np.where(length > 0, length, 1)[sentence], times, place)


def summary_of(wording: Wording, found: Floats) -> Floats:
    """Sentences by `SUMMARY`, from the scores of the words."""
    highest = np.full((len(wording), _TOP), _LOWEST)
    rank, order = _ranked(wording, found)
    kept = rank < _TOP
    highest[wording.sentence[order[kept]], rank[kept]] = found[order[kept]]
    p = np.where(wording.content, probability(found), 0)
    return np.column_stack(
        [
            np.bincount(wording.sentence, p * ~wording.quoted, len(wording)),
            np.bincount(wording.sentence, p * wording.quoted, len(wording)),
            highest[:, 0],
            highest.mean(axis=1),
        ]
    )


def shares_of(wording: Wording, found: Floats, usual: Floats) -> Floats:
    """`SUMMARY` by words: what each word gives to its sentence's summary; scores are measured from what is usual."""
    rank, order = _ranked(wording, found)
    place = np.full(len(found), len(found), dtype=np.intp)
    place[order] = rank
    p = np.where(wording.content, probability(found), 0)
    most, top = (np.where(wording.content, found - level, 0) for level in usual[2:])
    return np.array(
        [
            p * ~wording.quoted,
            p * wording.quoted,
            most * (place == 0),
            top * (place < _TOP) / _TOP,
        ]
    )


def _ranked(wording: Wording, found: Floats) -> tuple[Indices, Indices]:
    """The content words ordered by sentence and falling score, and for each its rank in its sentence from 0."""
    rows = np.flatnonzero(wording.content)
    order = rows[np.lexsort((-found[rows], wording.sentence[rows]))]
    inside = wording.sentence[order]
    return np.arange(len(order)) - np.searchsorted(inside, inside, "left"), order


# -- as plain arrays -------------------------------------------------------------------------------------------------------


def arrays_of(model: SentenceModel) -> dict[str, NDArray[Any]]:
    """The model as plain arrays, numbers in half precision where there are many.

    The words' and the terms' tables are stored without their last row of zeros.
    """
    words = model.words
    return {
        "word_hashes": words.hashes,
        "word_roles": words.roles[:-1].astype(np.float16),
        "letters": words.letters.astype(np.float16),
        "flags": words.flags,
        "word_intercept": np.array([words.intercept, words.threshold]),
        "term_hashes": model.hashes,
        "idf": model.idf[:-1].astype(np.float16),
        "terms": model.terms[:-1].astype(np.float16),
        "summary": model.summary,
        "shape": model.shape,
        "intercept": np.array([model.intercept, model.spread]),
    }


def model_from(arrays: Mapping[str, NDArray[Any]]) -> SentenceModel:
    """The model that `arrays_of` gave as arrays. Raises KeyError where one is missing."""
    intercept, threshold = map(float, arrays["word_intercept"])
    roles = arrays["word_roles"].astype(float)
    words = WordModel(
        arrays["word_hashes"],
        np.vstack([roles, np.zeros(roles.shape[1])]),
        arrays["letters"].astype(float),
        arrays["flags"],
        intercept,
        threshold,
    )
    idf, terms = (np.append(arrays[name].astype(float), 0.0) for name in ("idf", "terms"))
    shape, summary = arrays["shape"], arrays["summary"]
    return SentenceModel(words, arrays["term_hashes"], idf, terms, summary, shape, *map(float, arrays["intercept"]))


def load_sentence_model(path: str | Path = MODEL) -> SentenceModel | None:
    """The shipped weights, or those of one's own (``framing train bias``); None where no weights ship.

    Raises ArticleError for a file that holds another model, or one that needs an embedding (use `classify.BiasedSentences`).
    """
    if Path(path) == MODEL and not MODEL.is_file():
        return None
    weights = read_weights(path)
    if weights.kind != "biased_sentences" or "embedding" in weights.arrays:
        what = "needs an embedding" if "embedding" in weights.arrays else f"is of the kind {weights.kind}"
        raise ArticleError(
            f"{path}: the model {what}; sentences of articles are told by one that framing train bias wrote without"
        )
    return model_from(weights.arrays)
