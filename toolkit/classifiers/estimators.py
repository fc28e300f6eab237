"""Classifiers of loaded words and of sentences that annotators would mark as biased, as scikit-learn estimators.

Both are linear and say what each word contributes; probabilities of sentences are calibrated for the share that is marked among
those learned from, or for a prior that is named. The words that annotators marked are what teaches most: on
BABE they are worth more than the labels of the sentences (see the model's card).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ..errors import ArticleError
from ..statistics.arrays import Bools, Floats, Hashes, Indices
from ..text.words import Words
from .sentence_model import BAND, SentenceModel, arrays_of, model_from, summary_of, terms_of
from .sentence_words import SHAPES, Wording, places_of, wording_of
from .word_fitting import Strength, Task, model_of, solved, task_of
from .word_model import NEVER, hash_of, probability
from .word_vectors import WordVectors

if TYPE_CHECKING:
    import pandas as pd

_CONSTANT = 1e-9  # standard deviation of a column up to which it counts as constant
_LEAST_TERM = 2  # sentences that must hold a term
_SUMMARY_SCALE, _SHAPE_SCALE, _EMBEDDING_SCALE = 0.3, 0.1, 0.05
"""Scales of standardised features: how far each is trusted beside the terms, whose rows have length 1."""


class TakesTexts:
    """Tells scikit-learn that an estimator takes texts (or articles), not numbers."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.no_validation = True
        tags.input_tags.string, tags.input_tags.one_d_array, tags.input_tags.two_d_array = True, True, False
        return tags


class LoadedWords(TakesTexts, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tells which words of a sentence annotators would mark as loaded.

    Logistic regression over each word's form, letters and vector, where it stands (capital, quotation marks), and the mean of the
    forms and vectors of its sentence. Function words are never marked.

    Parameters
    ----------
    vectors : what is known of words from elsewhere (`vectors.load_vectors`); None to learn from the marked words alone.
    C, vector_C : strength (inverse of the penalty) of a word's form and letters, and of its vector.
    cv : folds by which the threshold and `held_out_` are found.
    random_state : seed of these folds.

    Attributes
    ----------
    model_ : the `WordModel`.
    held_out_ : the score (log odds) of every word that was learned from, by a model that had not seen its sentence.
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

        Raises ArticleError where the two differ in length, no marked word is found, or there are fewer sentences than folds.
        """
        texts = sentences_of(sentences, marked)
        if self.cv < 2 or len(texts) < self.cv:
            raise ArticleError(f"{len(texts)} sentences for {self.cv} folds: give more sentences, and at least 2 folds")
        wording, y = wording_of(texts), _places(texts, marked)
        rows = np.flatnonzero(wording.content)
        if not y[rows].any() or y[rows].all():
            raise ArticleError("no marked word stands in its sentence, or every word is marked: there is nothing to learn")
        task, strength = task_of(wording, y, self.vectors), Strength(self.C, self.vector_C)
        self.held_out_ = self._held_out(task, rows, strength)
        threshold = _best_threshold(y, self.held_out_)
        self.model_ = model_of(task, solved(task, rows, strength), threshold, self.vectors)
        self.classes_ = np.array([False, True])
        return self

    def predict_proba(self, sentences: Sequence[str]) -> list[Floats]:
        """For each sentence the probability of every word (`text.Words`) to be marked."""
        return [probability(scores) for scores in self.decision_function(sentences)]

    def predict(self, sentences: Sequence[str]) -> list[Bools]:
        """For each sentence which words are loaded: those that reach the threshold with the best F1 on held-out words."""
        return [scores >= self.model_.threshold for scores in self.decision_function(sentences)]

    def decision_function(self, sentences: Sequence[str]) -> list[Floats]:
        """For each sentence the score (log odds) of every word."""
        check_is_fitted(self)
        wording = wording_of(sentences_of(sentences))
        return wording.by_sentence(self.model_.scores(wording))

    def score(self, sentences: Sequence[str], marked: Sequence[Collection[str]], sample_weight: None = None) -> float:
        """F1 of marked words, over all words of all sentences; 0 to 1."""
        from sklearn.metrics import f1_score

        texts = sentences_of(sentences, marked)
        return float(f1_score(_places(texts, marked), np.concatenate(self.predict(texts)), zero_division=0.0))

    def _held_out(self, task: Task, rows: Indices, strength: Strength) -> Floats:
        sentence = task.wording.sentence
        fold = (check_random_state(self.random_state).permutation(len(task.wording)) % self.cv)[sentence]
        held_out = np.full(len(sentence), NEVER)
        for number in range(self.cv):
            seen, unseen = rows[fold[rows] != number], rows[fold[rows] == number]
            if task.marked[seen].any():
                held_out[unseen] = task.scores(solved(task, seen, strength))[unseen]
        return held_out


class BiasedSentences(TakesTexts, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tells how probable it is that annotators would mark a sentence as biased.

    Logistic regression over what the scores of its words come to (`sentencemodel.SUMMARY`, by held-out models while learning).
    Both labels count alike, and `prior` is added afterwards. Words in quotation marks count apart. The score is a sum over words
    (`explain`).

    Parameters
    ----------
    loaded_words : the model of words: to be learned from the marked words given to `fit`, or one that is fitted already and is
        taken as it is, for sentences without marked words. None stands for `LoadedWords()`.
    C : strength of the weights (inverse of the penalty).
    prior : share of sentences to expect to be marked, for which probabilities are calibrated; None for the share among those
        learned from. .5 for outlets of which nothing is known.
    band : probabilities between which `decide` abstains.
    terms : learn the sentence's own terms and shape (length, quotation marks, …) too. Better on sentences like those learned from
        (random folds of BABE), no better within held-out outlets, and worse on other collections: topics are learned.
    embedding : a transformer of sentences to vectors, such as `embeddings.SentenceEmbedding`, whose vectors are learned from
        too; slower, and a little better.
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

        Raises ArticleError where lengths differ, only one label occurs, or there are neither marked words nor a fitted word
        model.
        """
        from sklearn.linear_model import LogisticRegression

        texts, labels = sentences_of(sentences, y), np.asarray(y).astype(bool)
        if self.prior is not None and not 0 < self.prior < 1:
            raise ArticleError(f"prior {self.prior}: a share between 0 and 1, or None")
        if labels.all() or not labels.any():
            raise ArticleError("all sentences have the same label: there is nothing to learn")
        wording = wording_of(texts)
        found = self._word_scores(texts, wording, marked)
        hashes, idf = _vocabulary(wording, _LEAST_TERM if self.terms else len(texts) + 1)
        terms = terms_of(wording, hashes, idf)
        dense = [_columns(summary_of(wording, found), _SUMMARY_SCALE), _columns(wording.shape, _SHAPE_SCALE * self.terms)]
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
        self.model_ = model_from(arrays_of(model))  # as it is stored, so that figures are those of the file
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
        """Sentences by 2: the probabilities that annotators would not mark it, and that they would."""
        p = probability(self.decision_function(sentences))
        return np.column_stack([1 - p, p])

    def predict(self, sentences: Sequence[str]) -> Bools:
        """Whether it is more probable than not that annotators would mark each sentence."""
        biased: Bools = self.decision_function(sentences) > 0
        return biased

    def decide(self, sentences: Sequence[str]) -> NDArray[Any]:
        """True or False for each sentence, or None where its probability lies inside `band`: too close to call.

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
        """What each word of a sentence contributes to its score, and what its shape and the rest do.

        Returns
        -------
        DataFrame with columns part (word, or shape, embedding, intercept), text, start, end (characters of the sentence; NA for
        what is no word), p_loaded (probability that the word would be marked), contribution (log odds). The contributions add up
        to `decision_function`.
        """
        import pandas as pd

        check_is_fitted(self)
        words, wording = Words(sentence), wording_of([sentence])
        of_words, of_shape, rest = self.model_.contributions(wording)
        loaded = probability(self.model_.words.scores(wording))
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
        """The fitted weights as plain arrays, from which `from_arrays` makes the estimator again."""
        check_is_fitted(self)
        if self.embedding_ is not None:
            return {**arrays_of(self.model_), "embedding": self.embedding_}
        return arrays_of(self.model_)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, embedding: Any = None) -> Self:
        """A fitted estimator from its arrays; one that was learned with an embedding needs the same one again."""
        if ("embedding" in arrays) != (embedding is not None):
            raise ArticleError("the model was learned " + ("with" if embedding is None else "without") + " an embedding")
        made = cls(embedding=embedding)
        made.model_ = model_from(arrays)
        made.loaded_words_ = LoadedWords()
        made.loaded_words_.model_, made.loaded_words_.classes_ = made.model_.words, np.array([False, True])
        made.embedding_ = arrays.get("embedding")
        made.classes_ = np.array([False, True])
        return made

    def _word_scores(self, texts: Sequence[str], wording: Wording, marked: Sequence[Collection[str]] | None) -> Floats:
        """The scores of the words, as they would be for sentences not learned from; sets `loaded_words_`."""
        given = self.loaded_words if self.loaded_words is not None else LoadedWords(random_state=self.random_state)
        if marked is not None:
            self.loaded_words_ = clone(given).fit(texts, marked)
            held_out: Floats = self.loaded_words_.held_out_
            return held_out
        if not hasattr(given, "model_"):
            raise ArticleError("give the marked words of each sentence, or a LoadedWords that is fitted already")
        self.loaded_words_ = given
        return given.model_.scores(wording)

    def _meaning(self, texts: Sequence[str]) -> Floats:
        """What the embedding adds to the score of each sentence."""
        if self.embedding is None or self.embedding_ is None:
            return np.zeros(len(texts))
        weights, mean = self.embedding_
        added: Floats = (np.asarray(self.embedding.transform(texts), dtype=float) - mean) @ weights
        return added


def sentences_of(sentences: Sequence[str], beside: Any = None) -> list[str]:
    """Sentences as a list of texts; ArticleError for what is none, or where `beside` has another length."""
    if isinstance(sentences, str):
        raise ArticleError("one sentence alone: put it in a list")
    texts = list(sentences)
    wrong = next((f"row {row}: {type(one).__name__}" for row, one in enumerate(texts) if not isinstance(one, str)), None)
    if wrong:
        raise ArticleError(f"sentences are wanted as texts, but found {wrong}")
    if beside is not None and len(beside) != len(texts):
        raise ArticleError(f"{len(texts)} sentences, but labels or marked words of {len(beside)}: give one for each")
    return [str(text) for text in texts]


def _places(texts: Sequence[str], marked: Sequence[Collection[str]]) -> Bools:
    places = [places_of(text, list(words)) for text, words in zip(texts, marked, strict=True)]
    return np.array([one for each in places for one in each], dtype=bool)


def _best_threshold(y: Bools, scores: Floats) -> float:
    """The score from which on words are to be called loaded for the highest F1."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(y, scores)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both > 0, both, 1)
    return float(thresholds[f1[:-1].argmax()])


def _vocabulary(wording: Wording, least: int) -> tuple[Hashes, Floats]:
    """The terms of at least that many sentences, as hashes in ascending order, and their inverse document frequency with a 0."""
    hashes = np.array([hash_of(key) for key in wording.keys], dtype=np.uint64)
    once = np.unique(hashes * np.uint64(len(wording)) + wording.sentence.astype(np.uint64)) // np.uint64(max(len(wording), 1))
    terms, n = np.unique(once, return_counts=True)
    kept = n >= least
    idf = np.log((1 + len(wording)) / (1 + n[kept])) + 1
    return terms[kept].astype(np.uint32), np.append(idf, 0.0)


class _Columns(NamedTuple):
    """Columns of features with their means, and what gives each the same standard deviation."""

    values: Floats
    mean: Floats
    scale: Floats

    @property
    def rows(self) -> Floats:
        """The columns, centred and scaled."""
        return (self.values - self.mean) * self.scale

    def worth(self, weights: Floats) -> Floats:
        """Weights of the scaled columns as weights of the columns themselves, and the means they are measured from."""
        return np.array([weights * self.scale, self.mean])


def _columns(values: Floats, deviation: float) -> _Columns:
    """Columns that are to have a standard deviation, but for those that do not vary: these count nothing."""
    found = values.std(axis=0)
    varies = found > _CONSTANT
    return _Columns(values, values.mean(axis=0), np.where(varies, deviation / np.where(varies, found, 1), 0))
