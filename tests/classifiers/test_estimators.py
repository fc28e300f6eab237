"""Loaded words and biased sentences: what the estimators promise, on made-up sentences."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.pipeline import Pipeline

from toolkit.classifiers.estimators import BiasedSentences, LoadedWords
from toolkit.classifiers.model_files import Weights, read_weights, write_weights
from toolkit.classifiers.word_vectors import WordVectors
from toolkit.errors import ArticleError, ModelError, OptionError

LOADED = [
    "The thugs burned the mill.",
    "A brutal mob fled.",
    "The brutal thugs sang “a song” at night.",
    "They praised the heroic mob!",
    "The mob, a gang of thugs, met in 1999.",
]
PLAIN = [
    "The army burned the mill.",
    "A small crowd fled.",
    "The council sang “a song” at night.",
    "They praised the new school.",
    "The group, a club of farmers, met in 1999.",
]
SENTENCES = [*LOADED, *PLAIN] * 4
MARKED = [["thugs"], ["brutal mob"], ["brutal", "thugs"], ["heroic", "mob"], ["mob", "thugs"], *([[]] * 5)] * 4
LABELS = ([1] * 5 + [0] * 5) * 4
NEW = ["The thugs met.", "The farmers met.", "A mob burned the school!"]


@pytest.fixture(scope="module")
def words():
    return LoadedWords().fit(SENTENCES, MARKED)


@pytest.fixture(scope="module")
def biased():
    return BiasedSentences().fit(SENTENCES, LABELS, marked=MARKED)


def test_marked_words_are_found_again_and_function_words_never(words):
    loaded = words.predict(NEW)
    assert [sentence.tolist() for sentence in loaded] == [
        [False, True, False],
        [False, False, False],
        [False, True, False, False, False],
    ]
    p = words.predict_proba(["The thugs of the mob."])[0]
    assert p[[0, 2, 3]].max() < 1e-4 < p[[1, 4]].min()


def test_words_are_scored_by_f1(words):
    assert words.score(LOADED, MARKED[:5]) == 1.0


def test_held_out_scores_come_from_models_that_had_not_seen_the_sentence():
    lone = [*SENTENCES, "The scoundrels met."]
    fitted = LoadedWords(random_state=1).fit(lone, [*MARKED, ["scoundrels"]])
    unseen, seen = fitted.held_out_[-2], fitted.decision_function(["The scoundrels met."])[0][1]
    assert unseen < seen


def test_biased_sentences_are_told_by_their_words(biased):
    assert biased.predict(NEW).tolist() == [True, False, True]
    assert biased.predict_proba(NEW).shape == (3, 2)
    assert biased.predict_proba(NEW).sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("terms", [False, True])
def test_contributions_add_up_to_the_score(terms):
    fitted = BiasedSentences(terms=terms).fit(SENTENCES, LABELS, marked=MARKED)
    for sentence in (*NEW, "“Thugs,” he said.", "Thugs", "The of", ""):
        parts = fitted.explain(sentence)
        assert parts["contribution"].sum() == pytest.approx(fitted.decision_function([sentence])[0])
    parts = fitted.explain(NEW[0])
    assert parts.loc[parts["contribution"].idxmax(), "text"] == "thugs"
    assert [NEW[0][a:b] for a, b in parts.dropna(subset=["start"])[["start", "end"]].to_numpy()] == ["The", "thugs", "met"]


def test_a_band_abstains(biased):
    low, high = np.sort(biased.predict_proba(NEW)[:, 1])[[0, -1]]
    assert set(clone(biased).set_params(band=(0.5, 0.5)).fit(SENTENCES, LABELS, marked=MARKED).decide(NEW)) == {True, False}
    biased_all = clone(biased).set_params(band=(low / 2, (1 + high) / 2)).fit(SENTENCES, LABELS, marked=MARKED)
    assert biased_all.decide(NEW).tolist() == [None] * 3


def test_the_same_data_and_seed_give_the_same_model(biased):
    again = clone(biased).fit(SENTENCES, LABELS, marked=MARKED)
    for one, other in zip(biased.arrays().values(), again.arrays().values(), strict=True):
        assert np.array_equal(one, other, equal_nan=True)


def test_stored_arrays_give_the_model_again(biased, tmp_path):
    write_weights(tmp_path / "model.npz", Weights("biased_sentences", {}, biased.arrays()))
    again = BiasedSentences.from_arrays(read_weights(tmp_path / "model.npz").arrays)
    assert again.predict_proba(NEW) == pytest.approx(biased.predict_proba(NEW), abs=2e-3)
    assert again.loaded_words_.predict(NEW)[0].tolist() == [False, True, False]


def test_sentences_do_not_change_one_another(biased):
    alone = [biased.predict_proba([sentence])[0, 1] for sentence in NEW]
    assert biased.predict_proba(NEW)[:, 1] == pytest.approx(alone)


def test_curly_and_straight_marks_are_the_same(biased):
    assert biased.predict_proba(["“Thugs” met."]) == pytest.approx(biased.predict_proba(['"Thugs" met.']))


def test_a_word_in_quotation_marks_counts_apart():
    marked = [[] if "“" in sentence else words for sentence, words in zip(SENTENCES, MARKED, strict=True)]
    fitted = LoadedWords().fit([*SENTENCES, *["He saw “thugs” there."] * 10], [*marked, *[[]] * 10])
    own, quoted = (fitted.predict_proba([sentence])[0][2] for sentence in ("He saw thugs there.", "He saw “thugs” there."))
    assert quoted < own


def test_vectors_tell_of_words_never_seen():
    values = {"thugs": 1, "mob": 1, "gang": 1, "scum": 1, "army": -1, "crowd": -1, "farmers": -1, "nurses": -1}
    vectors = WordVectors(tuple(values), np.array(list(values.values()), dtype=np.float32)[:, None])
    without, with_vectors = (LoadedWords(source).fit(SENTENCES, MARKED) for source in (None, vectors))
    scum, nurses = (with_vectors.decision_function([f"The {word} met."])[0][1] for word in ("scum", "nurses"))
    assert scum > nurses
    assert scum > without.decision_function(["The scum met."])[0][1]


def test_an_embedding_is_learned_from_and_needed_again(biased):
    class Letters:
        def transform(self, texts):
            return np.array([[len(text), text.count("e")] for text in texts], dtype=float)

    fitted = BiasedSentences(embedding=Letters()).fit(SENTENCES, LABELS, marked=MARKED)
    parts = fitted.explain(NEW[0])
    assert parts["contribution"].sum() == pytest.approx(fitted.decision_function(NEW[:1])[0])
    assert "embedding" in set(parts["part"])
    again = BiasedSentences.from_arrays(fitted.arrays(), embedding=Letters())
    assert again.predict_proba(NEW) == pytest.approx(fitted.predict_proba(NEW), abs=2e-3)
    with pytest.raises(ModelError, match="learned with an embedding"):
        BiasedSentences.from_arrays(fitted.arrays())


def test_a_fitted_word_model_stands_in_for_marked_words(words):
    fitted = BiasedSentences(words).fit(SENTENCES, LABELS)
    assert fitted.loaded_words_ is words
    assert fitted.predict(NEW).tolist() == [True, False, True]
    with pytest.raises(OptionError, match="marked words of each sentence, or a LoadedWords that is fitted"):
        BiasedSentences().fit(SENTENCES, LABELS)


def test_it_fits_into_scikit_learn(biased):
    params = {"marked": MARKED}
    p = cross_val_predict(BiasedSentences(), SENTENCES, LABELS, cv=2, method="predict_proba", params=params)
    assert p.shape == (40, 2)
    pipeline = Pipeline([("model", BiasedSentences())])
    search = GridSearchCV(pipeline, {"model__C": [0.1, 1.0]}, cv=2).fit(SENTENCES, LABELS, model__marked=MARKED)
    assert search.best_score_ > 0.9
    assert clone(biased).get_params()["C"] == 1.0


@pytest.mark.parametrize("estimator", [LoadedWords(), BiasedSentences()])
def test_an_unfitted_estimator_says_so(estimator):
    with pytest.raises(NotFittedError):
        estimator.predict(NEW)


@pytest.mark.parametrize(
    ("sentences", "labels", "marked", "reason"),
    [
        (SENTENCES, LABELS[:-1], MARKED, "give one for each"),
        (SENTENCES, [1] * 40, MARKED, "same label"),
        (SENTENCES, LABELS, [[]] * 40, "no marked word"),
        (SENTENCES, LABELS, MARKED[:-1], "give one for each"),
        (["one sentence", 2], [1, 0], [[], []], "row 1 is int"),
        ("one sentence", [1], [[]], "put it in a list"),
        (SENTENCES[:2] + SENTENCES[5:6], [1, 1, 0], MARKED[:2] + MARKED[5:6], "3 sentences for 4 folds"),
    ],
)
def test_bad_input_is_refused_with_a_reason(sentences, labels, marked, reason):
    with pytest.raises(ArticleError, match=reason):
        BiasedSentences().fit(sentences, labels, marked=marked)


def test_weights_hold_no_objects_and_bad_files_are_reported(tmp_path):
    with pytest.raises(ModelError, match="not plain arrays"):
        write_weights(tmp_path / "a.npz", Weights("x", {}, {"a": np.array([{}])}))
    (tmp_path / "b.npz").write_text("no model")
    with pytest.raises(ModelError, match=r"not an \.npz file"):
        read_weights(tmp_path / "b.npz")
