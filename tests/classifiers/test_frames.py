"""Frames: scikit-learn's habits, parts that sum to the score, models that survive being stored."""

import io

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from toolkit.classifiers.frames import FRAMES, GenericFrames, IssueFrames
from toolkit.classifiers.linear_frames import CONSTANT, EMBEDDING, INNER_FOLDS
from toolkit.classifiers.text_features import letters, pairs, stem, words
from toolkit.errors import ArticleError, ModelError, OptionError
from toolkit.training.corpora import gun_violence_frames, narrative_frames

QUARREL = [
    "The mayor accused her rival of lying.",
    "Critics attacked the plan and the senator fought back.",
    "They clashed again.",
]
MONEY = ["Prices and wages rose by 4 %.", "The bank lost $30 million on the loan.", "Taxes cost firms jobs, he accused."]
TEXTS = [text.replace(".", f" {word}.") for word in ("today", "again", "twice", "late") for text in QUARREL + MONEY]
TWO = ("conflict", "economic")
BOTH = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [1, 1]] * 4)
SETS = [{name for name, has in zip(TWO, row, strict=True) if has} for row in BOTH]
LABELS = np.array(["quarrel"] * 3 + ["money"] * 3)[list(range(6)) * 4]


class Lengths:
    """A simple embedding: the length of a text, whether it has digits, and a number that all have."""

    def transform(self, texts):
        return np.array([[len(text) / 50, any(ch.isdigit() for ch in text), 1.0] for text in texts])

    def get_params(self, deep=True):
        return {}


def generic(**params):
    return GenericFrames(TWO, **params)


MODELS = [(generic(), BOTH), (IssueFrames(), LABELS)]
EMBEDDED = [*MODELS, (generic(embedding=Lengths()), BOTH), (IssueFrames(embedding=Lengths()), LABELS)]


# -- what is learned -------------------------------------------------------------------------------------------------------


def test_a_text_may_have_several_frames_or_none():
    model = generic().fit(TEXTS, SETS)
    frames = model.predict(["Critics accused the bank: taxes cost jobs", "Prices rose", "Critics attacked"])
    assert frames.tolist() == [[1, 1], [0, 1], [1, 0]]
    assert model.classes_.tolist() == list(TWO)


def test_sets_of_names_and_a_matrix_are_the_same():
    assert np.array_equal(generic().fit(TEXTS, SETS).predict_proba(TEXTS), generic().fit(TEXTS, BOTH).predict_proba(TEXTS))


def test_frames_are_given_from_their_threshold_on():
    model = generic().fit(TEXTS, BOTH)
    assert np.array_equal(model.predict(TEXTS), model.predict_proba(TEXTS) >= model.thresholds_)
    assert ((model.thresholds_ > 0) & (model.thresholds_ <= 0.5)).all()
    assert model.score(TEXTS, SETS) == pytest.approx((model.predict(TEXTS) == BOTH).all(axis=1).mean())


def test_a_frame_that_cannot_be_told_has_its_share():
    """Labels that have nothing to do with the words: no word counts, least of all against the frame."""
    shuffled = np.random.default_rng(0)
    noise = [" ".join(shuffled.choice(list("abcdefghij"), 8)) for _ in range(60)]
    targets = np.column_stack([["a" in text for text in noise], np.arange(60) % 4 == 0]).astype(int)
    with pytest.warns(RuntimeWarning, match="not learned from these texts: economic;"):
        model = generic().fit(noise, targets)
    assert model.slopes_[0] > 0
    assert np.allclose(model.predict_proba([*noise, "", "zzz"])[:, 1], 0.25)
    assert {part for part, value in model.explain(noise[0], "economic").items() if value} == {CONSTANT}


def test_a_missing_label_is_refused():
    for missing in (None, float("nan"), pd.NA):
        with pytest.raises(ArticleError, match=r"y\[3\] is no label"):
            IssueFrames().fit(TEXTS, [*LABELS[:3], missing, *LABELS[4:]])


def test_one_text_is_explained_at_a_time():
    with pytest.raises(ArticleError, match="one text is explained at a time"):
        generic().fit(TEXTS, BOTH).explain(["x"], "conflict")


def test_a_text_has_one_frame_of_an_issue():
    model = IssueFrames().fit(TEXTS, LABELS)
    assert model.predict(["Critics accused the senator", "Wages rose"]).tolist() == ["quarrel", "money"]
    assert np.allclose(model.predict_proba(TEXTS).sum(axis=1), 1)
    assert model.classes_.tolist() == ["money", "quarrel"]


def test_a_label_may_stand_once():
    model = IssueFrames().fit([*TEXTS, "It rained on the boats."], [*LABELS, "weather"])
    assert model.predict(["Rain on boats", "Wages rose"]).tolist() == ["weather", "money"]


def test_labels_may_be_numbers():
    assert IssueFrames().fit(TEXTS, LABELS == "money").predict(["Wages rose"]).tolist() == [True]


def test_a_text_without_a_known_word_has_the_usual_probability():
    for model, y in MODELS:
        assert np.isfinite(clone(model).fit(TEXTS, y).predict_proba(["", "Zzz"])).all()


# -- what is counted -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"), [("policy", "policies"), ("accuse", "accused"), ("stop", "stopped"), ("cost", "costs"), ("tax", "taxes")]
)
def test_endings_do_not_part_words(one, other):
    assert stem(one) == stem(other)


def test_short_words_and_double_s_stay_whole():
    assert [stem(word) for word in ("is", "gas", "bus", "press", "us")] == ["is", "gas", "bus", "press", "us"]


def test_marks_count_as_words_whatever_their_form():
    assert [mark for mark, _ in words("“€5”?")] == ["5", '"', "$", '"', "?"]


def test_pairs_hold_the_form_of_the_text():
    assert ("gun law", "gun laws") in pairs("Gun laws")


def test_letters_know_the_edges_of_words():
    assert {run for run, _ in letters("Gun")} == {" gu", "gun", "un ", " gun", "gun ", " gun "}


# -- explanations ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "y"), EMBEDDED)
def test_parts_sum_to_the_logit(model, y):
    model = clone(model).fit(TEXTS, y)
    for text in [TEXTS[0], "Critics say prices rose 5 % and prices fell, critic!", ""]:
        for j, frame in enumerate(model.classes_):
            parts = model.explain(text, frame)
            assert sum(parts.values()) == pytest.approx(model.decision_function([text])[0, j], abs=1e-9)
            assert CONSTANT in parts
            assert (EMBEDDING in parts) == (model.embedding is not None)


def test_the_weightiest_part_comes_first_as_the_text_has_it():
    parts = generic().fit(TEXTS, BOTH).explain("The senator accused critics", "conflict")
    assert "accused" in parts
    assert [abs(value) for value in parts.values()] == sorted((abs(value) for value in parts.values()), reverse=True)


def test_an_unknown_frame_is_named():
    with pytest.raises(OptionError, match="unknown frame 'weather'; the model knows conflict, economic"):
        generic().fit(TEXTS, BOTH).explain("Rain", "weather")


# -- scikit-learn's habits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "y"), MODELS)
def test_clone_and_parameters(model, y):
    params = {**model.get_params(), "penalty": 3.0, "relevance": 0.0, "random_state": 5}
    changed = clone(model).set_params(**params)
    assert changed.get_params() == params
    assert changed.fit(TEXTS, y) is changed
    assert changed.get_params() == params
    assert not hasattr(clone(changed), "weights_")


@pytest.mark.parametrize(("model", "y"), MODELS)
def test_not_fitted(model, y):
    for call in (clone(model).predict, clone(model).predict_proba, clone(model).decision_function):
        with pytest.raises(NotFittedError):
            call(TEXTS)
    with pytest.raises(NotFittedError):
        clone(model).arrays()
    with pytest.raises(NotFittedError):
        clone(model).explain("x", "conflict")


@pytest.mark.parametrize(("model", "y"), EMBEDDED)
def test_the_same_texts_give_the_same_model(model, y):
    one, other = clone(model).fit(TEXTS, y), clone(model).fit(TEXTS, y)
    first = one.predict_proba(TEXTS)
    assert np.array_equal(first, other.predict_proba(TEXTS))
    assert np.array_equal(first, one.fit(TEXTS, y).predict_proba(TEXTS))


@pytest.mark.parametrize(("model", "y"), MODELS)
def test_a_batch_changes_no_score(model, y):
    fitted = clone(model).fit(TEXTS, y)
    assert np.allclose(np.vstack([fitted.predict_proba([text]) for text in TEXTS]), fitted.predict_proba(TEXTS))
    assert np.allclose(fitted.predict_proba(TEXTS[::-1])[::-1], fitted.predict_proba(TEXTS))


@pytest.mark.parametrize(("model", "y"), MODELS)
def test_inputs_are_left_as_they_are(model, y):
    texts, labels = list(TEXTS), y.copy()
    clone(model).fit(texts, labels).predict(texts)
    assert texts == TEXTS
    assert np.array_equal(labels, y)


@pytest.mark.parametrize("model", [generic(), IssueFrames()])
@pytest.mark.parametrize(
    ("texts", "y", "complaint"),
    [
        (TEXTS, LABELS[:5], "24 texts, 5 labels|sets of names"),
        ("one text", LABELS, "not one text"),
        (["a", None], LABELS[:2], r"X\[1\] is None, not a text"),
        ([], [], "X has no text"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(model, texts, y, complaint):
    with pytest.raises(ValueError, match=complaint):
        clone(model).fit(texts, y)


def test_a_frame_that_all_or_none_have_is_refused():
    with pytest.raises(ValueError, match="no text has the frame 'morality'"):
        GenericFrames(("conflict", "morality")).fit(TEXTS, [{"conflict"}, set()] * 12)
    with pytest.raises(ValueError, match="every text has the frame 'conflict'"):
        generic().fit(TEXTS, [{"conflict"}] * 24)
    with pytest.raises(ValueError, match="every text has the label 'money'"):
        IssueFrames().fit(TEXTS, ["money"] * 24)


def test_wrong_frames_are_refused():
    with pytest.raises(ValueError, match="unknown frames weather; the classes are conflict, economic"):
        generic().fit(TEXTS, [{"weather"}] * 24)
    with pytest.raises(ValueError, match="a matrix of 0 and 1 with 2 columns"):
        generic().fit(TEXTS, np.ones((24, 3)))
    with pytest.raises(ValueError, match="24 texts, 6 labels"):
        generic().fit(TEXTS, BOTH[:6])
    with pytest.raises(OptionError, match="choose among words, kinds, pairs, letters"):
        generic(blocks=("verses",)).fit(TEXTS, BOTH)
    with pytest.raises(OptionError, match="blocks names nothing to count"):
        generic(blocks=()).fit(TEXTS, BOTH)
    with pytest.raises(ValueError, match="occurs in several of the texts"):
        generic().fit(["one", "two"], [[0, 1], [1, 0]])


@pytest.mark.filterwarnings("ignore:not learned from these texts")  # too few
def test_in_a_pipeline_and_a_grid():
    lower = FunctionTransformer(lambda texts: [text.lower() for text in texts])
    grid = GridSearchCV(make_pipeline(lower, IssueFrames()), {"issueframes__penalty": [0.5, 2.0]}, cv=StratifiedKFold(2))
    assert grid.fit(TEXTS, LABELS).predict(["Wages rose"]).tolist() == ["money"]
    grid = GridSearchCV(generic(), {"penalty": [0.5, 2.0]}, cv=KFold(2), scoring="f1_micro")
    assert grid.fit(TEXTS, BOTH).best_score_ > 0.5


# -- stored models ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "y"), EMBEDDED)
def test_a_stored_model_predicts_the_same(model, y):
    fitted, file = clone(model).fit(TEXTS, y), io.BytesIO()
    np.savez_compressed(file, **fitted.arrays())
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:
        read = type(model).from_arrays(dict(arrays), embedding=model.embedding)
    unseen = [*TEXTS, "Critics say the price rose 7 %.", ""]
    assert np.array_equal(read.predict_proba(unseen), fitted.predict_proba(unseen))
    assert np.array_equal(read.predict(unseen), fitted.predict(unseen))
    assert read.explain(unseen[-2], read.classes_[0]) == fitted.explain(unseen[-2], fitted.classes_[0])
    assert read.get_params()["blocks"] == fitted.get_params()["blocks"]


def test_labels_of_pandas_are_stored_without_a_pickle():
    fitted, file = IssueFrames().fit(TEXTS, pd.Series(LABELS.tolist(), dtype=object)), io.BytesIO()
    np.savez_compressed(file, **fitted.arrays())
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:
        assert IssueFrames.from_arrays(dict(arrays)).predict(["Wages rose"]).tolist() == ["money"]


def test_learned_texts_are_embedded_once():
    class Counting(Lengths):
        seen = 0

        def transform(self, texts):
            self.seen += len(texts)
            return super().transform(texts)

    embedding = Counting()
    generic(embedding=embedding).fit(TEXTS, BOTH)
    assert embedding.seen == len(TEXTS)


@pytest.mark.filterwarnings("ignore:not learned from these texts")  # there are only two
def test_a_block_that_knows_no_feature_is_stored():
    fitted = generic(blocks=("words", "letters")).fit(["Zq one", "Zq two"], [[0, 1], [1, 0]])
    assert [len(block.columns) for block in fitted.blocks_] == [1, 0]
    assert np.array_equal(GenericFrames.from_arrays(fitted.arrays()).predict(TEXTS), fitted.predict(TEXTS))


def test_an_embedding_has_to_be_given_again():
    arrays = generic(embedding=Lengths()).fit(TEXTS, BOTH).arrays()
    with pytest.raises(ModelError, match="learned with an embedding"):
        GenericFrames.from_arrays(arrays)
    with pytest.raises(ModelError, match="learned without an embedding"):
        GenericFrames.from_arrays(generic().fit(TEXTS, BOTH).arrays(), embedding=Lengths())


# -- on public corpora -----------------------------------------------------------------------------------------------------


def test_generic_frames_of_unseen_outlets(shared):
    articles = narrative_frames(shared / "narrative_frames")
    texts = [f"{one.title}\n{one.text}" for one in articles]
    y = np.array([[name in one.labels for name in FRAMES] for one in articles]).astype(int)
    predicted = np.zeros_like(y)
    for train, test in GroupKFold(INNER_FOLDS).split(texts, y, [one.outlet for one in articles]):
        predicted[test] = GenericFrames().fit([texts[i] for i in train], y[train]).predict([texts[i] for i in test])
    assert f1_score(y, predicted, average="micro") >= 0.69
    assert f1_score(y, predicted, average="macro") >= 0.6
    model = GenericFrames().fit(texts, y)
    file = io.BytesIO()
    np.savez_compressed(file, **model.arrays())
    assert file.tell() <= 300_000


def test_issue_frames_of_unseen_headlines(shared):
    headlines = gun_violence_frames(shared / "gvfc" / "GVFC_headlines_and_annotations.xlsx")
    texts, y = [one.text for one in headlines], np.array([next(iter(one.labels)) for one in headlines])
    train, test = next(StratifiedKFold(5, shuffle=True, random_state=0).split(texts, y))
    model = IssueFrames().fit([texts[i] for i in train], y[train])
    assert accuracy_score(y[test], model.predict([texts[i] for i in test])) >= 0.7
