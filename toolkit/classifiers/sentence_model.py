"""How probable it is that annotators would mark a sentence as biased: a linear model over its words and their scores.

The score (log odds) is a sum to which every word contributes, and `contributions` splits it into the parts of the words. Weights
are learned by `estimators.BiasedSentences`; here they are only applied, with NumPy alone.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..files import MODELS
from ..statistics.arrays import Floats, Hashes, Indices, logistic
from ..text.word_tables import checksums
from .model_files import read_weights
from .sentence_words import Wording, wording_of
from .word_model import WordModel, rows_of

SUMMARY = ("loaded words", "loaded words in quotation marks", "most loaded word", "three most loaded words")
"""What a sentence's word scores are summarised as: sums of probabilities outside and inside quotation marks; the highest score,
and the mean of the three highest (log odds, content words). The mean of all scores would make long sentences look harmless."""

MODEL = MODELS / "biased_sentences.npz"

BAND = (0.35, 0.65)
"""Probabilities between which a sentence is called undecided."""

_TOP = 3
_LOWEST = -6.0  # used as the score of the missing words where a sentence has fewer than three


class SentenceModel(NamedTuple):
    """The weights of the summary of word scores, of the shape and of each known term.

    `hashes` are those of the known terms in ascending order; `idf` is their inverse document frequency and `terms` their weight,
    both with a last row of zero. `summary` and `shape` have two rows, the weight of each of `SUMMARY` or `SHAPES` and the mean
    that its values are measured from. `spread` is how far the score of held-out outlets is off, as a standard deviation between
    outlets in log odds; NaN where no outlets were held out.
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
        """The probability that annotators would mark each sentence; NaN for one without words."""
        return np.where(wording.lengths > 0, logistic(self.scores(wording)), np.nan)

    def scores(self, wording: Wording) -> Floats:
        """The log odds that annotators would mark each sentence."""
        word_scores = self.words.scores(wording)
        of_terms = np.bincount(wording.sentence, self._terms(wording), len(wording))
        of_words = (summary_of(wording, word_scores) - self.summary[1]) @ self.summary[0]
        score: Floats = of_words + of_terms + self._shapes(wording).sum(axis=1) + self.intercept
        return score

    def contributions(self, wording: Wording) -> tuple[Floats, Floats, Floats]:
        """The parts of the scores: one number for each word, sentences by `SHAPES`, and the rest of each sentence.

        The contribution of the summary is divided among the words that it is made from, each measured from the usual value.
        """
        word_scores, (weights, means) = self.words.scores(wording), self.summary
        shares = shares_of(wording, word_scores, means)
        of_words: Floats = weights @ shares + self._terms(wording)
        whole = np.array([np.bincount(wording.sentence, share, len(wording)) for share in shares]).T
        rest = self.intercept + (summary_of(wording, word_scores) - whole - means) @ weights
        return of_words, self._shapes(wording), rest

    def _shapes(self, wording: Wording) -> Floats:
        weights, means = self.shape
        contributed: Floats = (wording.shape - means) * weights
        return contributed

    def _terms(self, wording: Wording) -> Floats:
        """What each word contributes as a term."""
        terms = terms_of(wording, self.hashes, self.idf)
        contribution: Floats = (terms.value * self.terms[terms.row] / terms.times)[terms.place]
        return contribution


class Terms(NamedTuple):
    """The different terms of each sentence: their sentence, their row among the known terms, value and number of occurrences.

    `place` gives for every word of the sentences its row among these.
    """

    sentence: Indices
    row: Indices
    value: Floats
    times: Indices
    place: Indices


def terms_of(wording: Wording, hashes: Hashes, idf: Floats) -> Terms:
    """The known terms of sentences: logarithmic times inverse document frequency, scaled to length 1 in each sentence."""
    rows = rows_of(hashes, checksums(wording.words))
    pairs, place, times = np.unique(wording.sentence * (len(hashes) + 1) + rows, return_inverse=True, return_counts=True)
    sentence, row = np.divmod(pairs, len(hashes) + 1)
    value = (1 + np.log(times)) * idf[row]
    length = np.sqrt(np.bincount(sentence, value**2, len(wording)))
    return Terms(sentence, row, value / np.where(length > 0, length, 1)[sentence], times, place)


def summary_of(wording: Wording, scores: Floats) -> Floats:
    """The scores of words summarised: sentences by `SUMMARY`."""
    highest = np.full((len(wording), _TOP), _LOWEST)
    rank, order = _ranked(wording, scores)
    kept = rank < _TOP
    highest[wording.sentence[order[kept]], rank[kept]] = scores[order[kept]]
    p = np.where(wording.content, logistic(scores), 0)
    return np.column_stack(
        [
            np.bincount(wording.sentence, p * ~wording.quoted, len(wording)),
            np.bincount(wording.sentence, p * wording.quoted, len(wording)),
            highest[:, 0],
            highest.mean(axis=1),
        ]
    )


def shares_of(wording: Wording, scores: Floats, usual: Floats) -> Floats:
    """`SUMMARY` by words: what each word gives to the summary of its sentence; scores are measured from their usual level."""
    rank, order = _ranked(wording, scores)
    place = np.full(len(scores), len(scores), dtype=np.intp)
    place[order] = rank
    p = np.where(wording.content, logistic(scores), 0)
    most, top = (np.where(wording.content, scores - level, 0) for level in usual[2:])
    return np.array(
        [
            p * ~wording.quoted,
            p * wording.quoted,
            most * (place == 0),
            top * (place < _TOP) / _TOP,
        ]
    )


def _ranked(wording: Wording, scores: Floats) -> tuple[Indices, Indices]:
    """The rank of each content word in its sentence, from 0 for the highest score, and the content words in that order."""
    rows = np.flatnonzero(wording.content)
    order = rows[np.lexsort((-scores[rows], wording.sentence[rows]))]
    inside = wording.sentence[order]
    return np.arange(len(order)) - np.searchsorted(inside, inside, "left"), order


# -- as plain arrays -------------------------------------------------------------------------------------------------------


def arrays_of(model: SentenceModel) -> dict[str, NDArray[Any]]:
    """The model as plain arrays, large ones in half precision.

    The tables of words and terms are stored without their last row of zeros.
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
    """The model whose arrays `arrays_of` returned. Raises KeyError where an array is missing, ValueError for other shapes."""
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
    for hashes, worth in (("word_hashes", roles), ("term_hashes", arrays["terms"])):
        if arrays[hashes].shape != worth.shape[:1] or (np.diff(arrays[hashes].astype(np.int64)) <= 0).any():
            raise ValueError(f"{hashes} are not the sorted hashes of what has weights")
    idf, terms = (np.append(arrays[name].astype(float), 0.0) for name in ("idf", "terms"))
    shape, summary = arrays["shape"], arrays["summary"]
    return SentenceModel(words, arrays["term_hashes"], idf, terms, summary, shape, *map(float, arrays["intercept"]))


def load_sentence_model(path: str | Path = MODEL) -> SentenceModel | None:
    """The shipped weights, or those that ``framing train bias`` wrote; None where the toolkit was installed without weights.

    Raises ModelError for a file that holds another model, or one that needs an embedding (use `estimators.BiasedSentences`).
    """
    if Path(path) == MODEL and not MODEL.is_file():
        return None
    weights = read_weights(path)
    if weights.kind != "biased_sentences" or "embedding" in weights.arrays:
        fault = "needs an embedding" if "embedding" in weights.arrays else f"is of the kind {weights.kind}"
        raise ModelError(f"{path}: the model {fault}; for articles, name one that framing train bias wrote without an embedding")
    try:
        model = model_from(weights.arrays)
        if not np.isfinite(model.probabilities(wording_of(["It rained."]))).all():
            raise ValueError("a probability is no number")
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: not a whole model ({error}); make it again with `framing train bias`") from None
    return model
