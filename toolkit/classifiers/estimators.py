"""Classifiers of loaded words and of sentences that annotators would mark as biased, as scikit-learn estimators.

Both are linear and show what each word contributes. Probabilities of sentences are calibrated for the share of marked sentences
among those learned from, or for a given prior. Most is learned from the words that annotators marked: on BABE they help more than
the labels of the sentences (see the model's card).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ..errors import ArticleError, ModelError, OptionError
from ..statistics.arrays import Bools, Floats, Hashes, Indices, logistic
from ..text.words import Words
from .sentence_model import BAND, SentenceModel, arrays_of, model_from, summary_of, terms_of
from .sentence_words import SHAPES, Wording, places_of, wording_of
from .word_fitting import Strength, Task, model_of, solved, task_of
from .word_model import NEVER, hash_of
from .word_vectors import WordVectors

if TYPE_CHECKING:
    import pandas as pd

_CONSTANT = 1e-9  # standard deviation of a column up to which it counts as constant
_LEAST_TERM = 2  # sentences in which a term must occur
_SUMMARY_SCALE, _SHAPE_SCALE, _EMBEDDING_SCALE = 0.3, 0.1, 0.05
"""Scales of standardised features: how far each is trusted compared with the terms, whose rows have length 1."""


class TakesTexts:
    """Tells scikit-learn that an estimator takes texts (or articles), not numbers."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.no_validation = True
        tags.input_tags.string, tags.input_tags.one_d_array, tags.input_tags.two_d_array = True, True, False
        return tags


class LoadedWords(TakesTexts, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predicts which words of a sentence annotators would mark as loaded.

    Logistic regression over each word's form, letters and vector, its position (capital, quotation marks), and the mean of the
    forms and vectors in its sentence. Function words are never marked.

    Parameters
    ----------
    vectors : vectors of words made from other texts (`word_vectors.load_vectors`); None to learn from the marked words alone.
    C, vector_C : strength (inverse of the penalty) of a word's form and letters, and of its vector.
    cv : number of folds that give the threshold and `held_out_`.
    random_state : seed of these folds.

    Attributes
    ----------
    model_ : the `WordModel`.
    held_out_ : the score (log odds) of every word learned from, by a model that has not seen its sentence.
    classes_ : False and True.

    Examples
    --------
    >>> sentences = ["The thugs fled.", "A thug ran.", "The army fled.", "A man ran."] * 5
    >>> words = LoadedWords().fit(sentences, [["thugs"], ["thug"], [], []] * 5)
    >>> words.predict(["The thugs ran."])[0].tolist()
    [False, True, False]
    """

    def __init__(
        self,
        vectors: WordVectors | None = None,
        *,
        C: float = 0.3,  # noqa: N803
        vector_C: float = 3.0,  # noqa: N803
        cv: int = 4,
        random_state: Any = 0,
    ) -> None:
        self.vectors = vectors
        self.C = C
        self.vector_C = vector_C
        self.cv = cv
        self.random_state = random_state

    def fit(self, sentences: Sequence[str], marked: Sequence[Collection[str]]) -> Self:
        """Learn from sentences and, for each, the words or phrases that were marked in it (none: an empty list).

        Raises ArticleError where the two differ in length, no marked word is found, or there are fewer sentences than folds;
        OptionError for fewer than 2 folds.
        """
        texts = sentences_of(sentences, marked)
        if self.cv < 2:
            raise OptionError(f"{self.cv} folds: give at least 2")
        if len(texts) < self.cv:
            raise ArticleError(f"{len(texts)} sentences for {self.cv} folds: give more sentences")
        wording, y = wording_of(texts), _places(texts, marked)
        rows = np.flatnonzero(wording.content)
        if not y[rows].any() or y[rows].all():
            raise ArticleError("no marked word occurs in its sentence, or every word is marked: there is nothing to learn")
        task, strength = task_of(wording, y, self.vectors), Strength(self.C, self.vector_C)
        self.held_out_ = self._held_out(task, rows, strength)
        threshold = _best_threshold(y, self.held_out_)
        self.model_ = model_of(task, solved(task, rows, strength), threshold, self.vectors)
        self.classes_ = np.array([False, True])
        return self

    def predict_proba(self, sentences: Sequence[str]) -> list[Floats]:
        """For each sentence the probability of every word (`text.words.Words`) to be marked."""
        return [logistic(scores) for scores in self.decision_function(sentences)]

    def predict(self, sentences: Sequence[str]) -> list[Bools]:
        """For each sentence which words are loaded: their score reaches the threshold with the best F1 on held-out words."""
        return [scores >= self.model_.threshold for scores in self.decision_function(sentences)]

    def decision_function(self, sentences: Sequence[str]) -> list[Floats]:
        """For each sentence the score (log odds) of every word."""
        check_is_fitted(self)
        wording = wording_of(sentences_of(sentences))
        return wording.by_sentence(self.model_.scores(wording))

    def score(self, sentences: Sequence[str], marked: Sequence[Collection[str]], sample_weight: None = None) -> float:
        """F1 of marked words over the words of all sentences, from 0 to 1."""
        from sklearn.metrics import f1_score

        texts = sentences_of(sentences, marked)
        return float(f1_score(_places(texts, marked), np.concatenate(self.predict(texts)), zero_division=0.0))

    def _held_out(self, task: Task, rows: Indices, strength: Strength) -> Floats:
        sentence = task.wording.sentence
        fold = (check_random_state(self.random_state).permutation(len(task.wording)) % self.cv)[sentence]
        held_out = np.full(len(sentence), NEVER)
        for number in range(self.cv):
            train, test = rows[fold[rows] != number], rows[fold[rows] == number]
            if task.marked[train].any():
                held_out[test] = task.scores(solved(task, train, strength))[test]
        return held_out


class BiasedSentences(TakesTexts, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predicts how probable it is that annotators would mark a sentence as biased.

    Logistic regression over a summary of the scores of its words (`sentence_model.SUMMARY`; during learning the scores come from
    held-out models). Both labels have the same weight, and `prior` is added afterwards. Words in quotation marks are summed
    separately. The score is a sum over words (`explain`).

    Parameters
    ----------
    loaded_words : the model of words. It is learned from the marked words given to `fit`; without these, it must be fitted
        already and is used as it is. None means `LoadedWords()`.
    C : strength of the weights (inverse of the penalty).
    prior : the expected share of marked sentences, for which probabilities are calibrated; None for the share among those
        learned from. Use .5 for outlets of which nothing is known.
    band : probabilities between which `decide` abstains.
    terms : whether to learn the sentence's own terms and shape (length, quotation marks, …) too. This is better on sentences like
        those learned from (random folds of BABE), no better within held-out outlets, and worse on other collections, since topics
        are learned.
    embedding : a transformer from sentences to vectors, such as `embeddings.SentenceEmbedding`, whose vectors become further
        features; slower, and a little better.
    random_state : seed of the folds of the word model.

    Attributes
    ----------
    model_ : the `SentenceModel`.
    loaded_words_ : the fitted word model.
    classes_ : False and True.

    Examples
    --------
    >>> sentences = ["The thugs fled.", "A thug ran.", "The army fled.", "A man ran."] * 5
    >>> biased = BiasedSentences().fit(sentences, [1, 1, 0, 0] * 5, marked=[["thugs"], ["thug"], [], []] * 5)
    >>> biased.predict(["The thugs ran.", "The man fled."]).tolist()
    [True, False]
    """

    def __init__(
        self,
        loaded_words: LoadedWords | None = None,
        *,
        C: float = 1.0,  # noqa: N803
        prior: float | None = None,
        band: tuple[float, float] = BAND,
        terms: bool = False,
        embedding: Any = None,
        random_state: Any = 0,
    ) -> None:
        self.loaded_words = loaded_words
        self.C = C
        self.prior = prior
        self.band = band
        self.terms = terms
        self.embedding = embedding
        self.random_state = random_state

    def fit(self, sentences: Sequence[str], y: ArrayLike, *, marked: Sequence[Collection[str]] | None = None) -> Self:
        """Learn from sentences, their labels (1 or True: marked as biased) and the words that were marked in each.

        Raises ArticleError where lengths differ or only one label occurs; OptionError for a prior that is not between 0 and 1,
        and where there are neither marked words nor a fitted word model.
        """
        from sklearn.linear_model import LogisticRegression

        texts, labels = sentences_of(sentences, y), np.asarray(y).astype(bool)
        if self.prior is not None and not 0 < self.prior < 1:
            raise OptionError(f"prior {self.prior}: give a share between 0 and 1, or None")
        if labels.all() or not labels.any():
            raise ArticleError("all sentences have the same label: there is nothing to learn")
        wording = wording_of(texts)
        word_scores = self._word_scores(texts, wording, marked)
        hashes, idf = _vocabulary(wording, _LEAST_TERM if self.terms else len(texts) + 1)
        terms = terms_of(wording, hashes, idf)
        dense = [_columns(summary_of(wording, word_scores), _SUMMARY_SCALE), _columns(wording.shape, _SHAPE_SCALE * self.terms)]
        if self.embedding is not None:
            dense.append(_columns(np.asarray(self.embedding.transform(texts), dtype=float), _EMBEDDING_SCALE))
        of_terms = sparse.csr_matrix((terms.value, (terms.sentence, terms.row)), (len(texts), len(idf)))
        rows = sparse.hstack([*(columns.rows for columns in dense), of_terms]).tocsr()
        learned = LogisticRegression(C=self.C, class_weight="balanced", max_iter=1000).fit(rows, labels)
        weights = np.split(learned.coef_[0], np.cumsum([len(columns.scale) for columns in dense]))
        summary, shape, *rest = [columns.worth(own) for columns, own in zip(dense, weights, strict=False)]
        share = float(labels.mean()) if self.prior is None else self.prior
        intercept = float(learned.intercept_[0]) + np.log(share / (1 - share))
        model = SentenceModel(self.loaded_words_.model_, hashes, idf, weights[-1], summary, shape, intercept)
        self.model_ = model_from(arrays_of(model))  # rounded as in its file, so that both give the same figures
        self.embedding_ = rest[0] if rest else None
        self.classes_ = np.array([False, True])
        return self

    def decision_function(self, sentences: Sequence[str]) -> Floats:
        """The score (log odds) of each sentence."""
        check_is_fitted(self)
        texts = sentences_of(sentences)
        score: Floats = self.model_.scores(wording_of(texts)) + self._meaning(texts)
        return score

    def predict_proba(self, sentences: Sequence[str]) -> Floats:
        """Sentences by 2: the probabilities that annotators would not mark a sentence, and that they would."""
        p = logistic(self.decision_function(sentences))
        return np.column_stack([1 - p, p])

    def predict(self, sentences: Sequence[str]) -> Bools:
        """For each sentence whether annotators would more probably mark it than not."""
        biased: Bools = self.decision_function(sentences) > 0
        return biased

    def decide(self, sentences: Sequence[str]) -> NDArray[Any]:
        """True or False for each sentence, or None where its probability lies within `band` and is too close to call.

        >>> sentences = ["The thugs fled.", "A thug ran.", "The army fled.", "A man ran."] * 5
        >>> biased = BiasedSentences(band=(0.0, 1.0)).fit(sentences, [1, 1, 0, 0] * 5, marked=[["thugs"], ["thug"], [], []] * 5)
        >>> biased.decide(["It rained."]).tolist()
        [None]
        """
        p, (low, high) = self.predict_proba(sentences)[:, 1], self.band
        decided = (p >= high).astype(object)
        decided[(p > low) & (p < high)] = None
        return decided

    def explain(self, sentence: str) -> "pd.DataFrame":
        """What each word of a sentence contributes to its score, and what its shape and the rest contribute.

        Returns
        -------
        DataFrame with columns part (word, or shape, embedding, intercept), text, start, end (characters of the sentence; NA for
        parts other than words), p_loaded (probability that the word would be marked), contribution (log odds). The contributions
        add up to `decision_function`.
        """
        import pandas as pd

        check_is_fitted(self)
        words, wording = Words(sentence), wording_of([sentence])
        of_words, of_shape, rest = self.model_.contributions(wording)
        loaded = logistic(self.model_.words.scores(wording))
        rows: list[tuple[Any, ...]] = [
            ("word", words.surface(i), words.starts[i], words.ends[i], loaded[i], of_words[i]) for i in range(len(words))
        ]
        if self.model_.shape[0].any():
            rows += [("shape", name, None, None, np.nan, value) for name, value in zip(SHAPES, of_shape[0], strict=True)]
        if self.embedding is not None:
            rows.append(("embedding", "meaning of the whole", None, None, np.nan, self._meaning([sentence])[0]))
        rows.append(("intercept", "what is usual", None, None, np.nan, rest[0]))
        frame = pd.DataFrame(rows, columns=["part", "text", "start", "end", "p_loaded", "contribution"])
        return frame.astype({"start": "Int64", "end": "Int64"})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The fitted weights as plain arrays, from which `from_arrays` makes the same estimator."""
        check_is_fitted(self)
        if self.embedding_ is not None:
            return {**arrays_of(self.model_), "embedding": self.embedding_}
        return arrays_of(self.model_)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, embedding: Any = None) -> Self:
        """A fitted estimator from its arrays. Raises ModelError unless it gets the embedding that it was learned with, if any."""
        if ("embedding" in arrays) != (embedding is not None):
            raise ModelError(f"the model was learned {'with' if embedding is None else 'without'} an embedding")
        estimator = cls(embedding=embedding)
        estimator.model_ = model_from(arrays)
        estimator.loaded_words_ = LoadedWords()
        estimator.loaded_words_.model_, estimator.loaded_words_.classes_ = estimator.model_.words, np.array([False, True])
        estimator.embedding_ = arrays.get("embedding")
        estimator.classes_ = np.array([False, True])
        return estimator

    def _word_scores(self, texts: Sequence[str], wording: Wording, marked: Sequence[Collection[str]] | None) -> Floats:
        """The scores of the words, as they would be for sentences not learned from; sets `loaded_words_`."""
        words = self.loaded_words if self.loaded_words is not None else LoadedWords(random_state=self.random_state)
        if marked is not None:
            self.loaded_words_ = clone(words).fit(texts, marked)
            held_out: Floats = self.loaded_words_.held_out_
            return held_out
        if not hasattr(words, "model_"):
            raise OptionError("give the marked words of each sentence, or a LoadedWords that is fitted already")
        self.loaded_words_ = words
        return words.model_.scores(wording)

    def _meaning(self, texts: Sequence[str]) -> Floats:
        """What the embedding adds to the score of each sentence."""
        if self.embedding is None or self.embedding_ is None:
            return np.zeros(len(texts))
        weights, mean = self.embedding_
        added: Floats = (np.asarray(self.embedding.transform(texts), dtype=float) - mean) @ weights
        return added


def sentences_of(sentences: Sequence[str], labels: Any = None) -> list[str]:
    """Sentences as a list of texts; ArticleError where they are not texts, or `labels` (or marked words) have another length."""
    if isinstance(sentences, str):
        raise ArticleError("one sentence alone: put it in a list")
    texts = list(sentences)
    wrong = next((f"row {row} is {type(text).__name__}" for row, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong:
        raise ArticleError(f"every sentence must be a text, but {wrong}")
    if labels is not None and len(labels) != len(texts):
        raise ArticleError(f"{len(texts)} sentences, but labels or marked words of {len(labels)}: give one for each")
    return [str(text) for text in texts]


def _places(texts: Sequence[str], marked: Sequence[Collection[str]]) -> Bools:
    """For every word of all texts whether it was marked."""
    flags = [places_of(text, list(words)) for text, words in zip(texts, marked, strict=True)]
    return np.array([flag for sentence in flags for flag in sentence], dtype=bool)


def _best_threshold(y: Bools, scores: Floats) -> float:
    """The lowest score of words to be called loaded that gives the highest F1."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(y, scores)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both > 0, both, 1)
    return float(thresholds[f1[:-1].argmax()])


def _vocabulary(wording: Wording, least: int) -> tuple[Hashes, Floats]:
    """The ascending hashes of terms in at least `least` sentences, and their inverse document frequency with a last 0."""
    hashes = np.array([hash_of(key) for key in wording.keys], dtype=np.uint64)
    once = np.unique(hashes * np.uint64(len(wording)) + wording.sentence.astype(np.uint64)) // np.uint64(max(len(wording), 1))
    terms, n = np.unique(once, return_counts=True)
    kept = n >= least
    idf = np.log((1 + len(wording)) / (1 + n[kept])) + 1
    return terms[kept].astype(np.uint32), np.append(idf, 0.0)


class _Columns(NamedTuple):
    """Columns of features with their means, and the scales that give all of them the same standard deviation."""

    values: Floats
    mean: Floats
    scale: Floats

    @property
    def rows(self) -> Floats:
        """The columns, centred and scaled."""
        return (self.values - self.mean) * self.scale

    def worth(self, weights: Floats) -> Floats:
        """Weights for the scaled columns turned into weights for the columns themselves, and the means that they start from."""
        return np.array([weights * self.scale, self.mean])


def _columns(values: Floats, deviation: float) -> _Columns:
    """Columns that are to be scaled to a standard deviation; those that do not vary get a scale of 0."""
    spread = values.std(axis=0)
    varies = spread > _CONSTANT
    return _Columns(values, values.mean(axis=0), np.where(varies, deviation / np.where(varies, spread, 1), 0))
