import tomllib
from zlib import crc32

import numpy as np
import pytest

from toolkit.classifiers.embeddings import SentenceEmbedding
from toolkit.classifiers.estimators import BiasedSentences
from toolkit.classifiers.model_files import Weights, hashes_of, read_weights, shipped_names, write_weights
from toolkit.classifiers.persistence import known_texts, learned_from, load_classifier, save_classifier
from toolkit.classifiers.sentence_model import load_sentence_model
from toolkit.errors import ArticleError, ModelError, OptionError
from toolkit.files import as_toml
from toolkit.training.classifier_training import Plan, train_bias, train_frames, train_issue_frames
from toolkit.training.labelled import read_biased, read_frames, read_issue_frames
from toolkit.training.model_cards import card_path

QUICK, TRIED = Plan(evaluation=False), Plan(resamples=40)
UNSEEN = ["The thugs ran.", "The army ran.", ""]


@pytest.fixture
def headlines(tmp_path):
    path = tmp_path / "headlines.csv"
    rows = [row for i in range(8) for row in (f"The mayor accused her rival {i},conflict", f"Prices and wages rose {i},economic")]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    return path


def test_a_trained_model_answers_the_same_from_its_file(sentences, tmp_path):
    trained = train_bias(read_biased(sentences), tmp_path / "bias.npz", plan=QUICK)
    read = load_classifier(tmp_path / "bias.npz")
    assert isinstance(read, BiasedSentences)
    assert read.predict_proba(UNSEEN) == pytest.approx(trained.model.predict_proba(UNSEEN), abs=0.005)  # the file rounds weights
    assert [words.tolist() for words in read.loaded_words_.predict(UNSEEN[:1])] == [[False, True, False]]
    assert read.band == trained.model.band


def test_the_same_texts_and_seed_give_the_same_file(sentences, tmp_path):
    files = [tmp_path / "one.npz", tmp_path / "other.npz"]
    for file in files:
        train_bias(read_biased(sentences), file, plan=QUICK)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_card_tells_data_licence_and_figures(sentences, tmp_path):
    plan = TRIED._replace(command="framing train bias mine.csv -o bias.npz", seeds=(0, 1))
    trained = train_bias(read_biased(sentences), tmp_path / "bias.npz", plan=plan)
    card = tomllib.loads(card_path(tmp_path / "bias.npz").read_text(encoding="utf-8"))
    assert card["made_by"] == "framing train bias mine.csv -o bias.npz"
    assert card["data"]["licence"] == "the user's own"
    assert card["data"]["by_label"] == {"not biased": 12, "biased": 12}
    assert card["data"]["by_outlet"] == {"Wire": 12, "Herald": 12}
    assert card["data"]["sha256"] == learned_from(tmp_path / "bias.npz")["sha256"]
    assert [trial["seed"] for trial in card["trials"]] == [0, 0, 1, 1]
    assert card["headline"] == "held_out"
    assert set(card["figures"]) == {"random", "held_out"}
    assert card["figures"]["random"]["macro_f1"] == {"mean": 1, "min": 1, "max": 1}
    assert set(card["figures"]["random"]) >= {"word_f1", "top_word_right", "auroc_within_groups", "baseline_macro_f1"}
    assert [trial["resampled"] for trial in card["trials"]] == ["texts"] * 4
    assert ["by_group" in trial for trial in card["trials"]] == [True, True, False, False]
    first = card["trials"][0]
    assert first["macro_f1"]["value"] == 1
    assert first["macro_f1"]["baseline"] < 0.6
    assert first["top_word_right"]["value"] == 1
    assert [row["group"] for row in first["by_group"]] == ["Herald", "Wire"]
    assert trained.headline is trained.trials[1]
    assert [file.name for file in trained.files] == ["bias.npz", "bias.card.toml"]


def test_the_file_knows_its_texts_again(sentences, tmp_path):
    train_bias(read_biased(sentences), tmp_path / "bias.npz", plan=QUICK)
    assert known_texts(tmp_path / "bias.npz", ["The thugs fled a.", "The  thugs fled a. ", "It rained."]).tolist() == [1, 1, 0]
    weights = read_weights(tmp_path / "bias.npz")
    assert "learned" not in weights.arrays
    assert (np.diff(weights.learned.astype(int)) > 0).all()
    assert load_sentence_model(tmp_path / "bias.npz") is not None


def test_without_trials_the_card_says_so(sentences, tmp_path):
    trained = train_bias(read_biased(sentences), tmp_path / "bias.npz", plan=QUICK)
    assert tomllib.loads(card_path(tmp_path / "bias.npz").read_text(encoding="utf-8"))["tried_out"] is False
    assert trained.headline is None


def test_words_of_another_model_serve_where_nobody_marked_any(sentences, tmp_path):
    words = train_bias(read_biased(sentences), tmp_path / "bias.npz", plan=QUICK).model.loaded_words_
    bare = tmp_path / "bare.csv"
    bare.write_text("text,label\nThe thugs sang.,1\nThe army sang.,0\nThat thug slept.,1\nThat man slept.,0\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="add a column words"):
        train_bias(read_biased(bare), tmp_path / "bare.npz", plan=QUICK)
    trained = train_bias(read_biased(bare), tmp_path / "bare.npz", loaded_words=words, plan=QUICK)
    assert trained.model.predict(["The thugs slept."]).tolist() == [True]
    with pytest.raises(ArticleError, match="--no-evaluation"):
        train_bias(read_biased(bare), tmp_path / "bare.npz", loaded_words=words, plan=TRIED)


@pytest.mark.parametrize(("read", "train"), [(read_frames, train_frames), (read_issue_frames, train_issue_frames)])
def test_frames_are_trained_and_read_again(headlines, tmp_path, read, train):
    if read is read_frames:
        headlines.write_text(headlines.read_text(encoding="utf-8").replace("label", "labels", 1), encoding="utf-8")
    trained = train(read(headlines), tmp_path / "frames.npz", plan=TRIED)
    again = load_classifier(tmp_path / "frames.npz")
    assert np.array_equal(again.predict_proba(UNSEEN), trained.model.predict_proba(UNSEEN))
    assert again.get_params() == trained.model.get_params()
    card = tomllib.loads(card_path(tmp_path / "frames.npz").read_text(encoding="utf-8"))
    assert card["trials"][0]["macro_f1"]["value"] == 1
    assert [row["label"] for row in card["trials"][0]["by_label"]] == ["conflict", "economic"]


def test_what_cannot_be_learned_is_reported(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("text,label\nSenate votes,politics\nSenate sits,politics\n", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"one.csv, labelled by the user: .*give texts with two labels"):
        train_issue_frames(read_issue_frames(path), tmp_path / "one.npz", plan=QUICK)
    with pytest.raises(OptionError, match=r"written as .npz"):
        train_issue_frames(read_issue_frames(path), tmp_path / "one.pkl", plan=QUICK)


@pytest.mark.parametrize("name", shipped_names())
def test_every_model_that_is_offered_is_a_classifier(name):
    assert len(load_classifier(name).predict(["It rained."])) == 1


def test_half_a_surrogate_in_a_text_that_was_learned_from_is_no_error():
    assert hashes_of(["It rained \ud83d."]).tolist() != hashes_of(["It rained."]).tolist() == [crc32(b"It rained.")]


def test_files_that_hold_no_classifier(sentences, tmp_path):
    with pytest.raises(ModelError, match=r"no such file; models that ship: biased_sentences, generic_frames, genre$"):
        load_classifier("bias")
    (tmp_path / "mine.csv").write_text("text,label", encoding="utf-8")
    with pytest.raises(ModelError, match=r"mine.csv: not an .npz file"):
        load_classifier(tmp_path / "mine.csv")
    with pytest.raises(ModelError, match="a model of attributions, not a classifier"):
        load_classifier("attribution")
    np.savez(tmp_path / "objects.npz", kind=np.array("biased_sentences"), a=np.array([{}], dtype=object))
    with pytest.raises(ModelError, match="not weights of this toolkit") as raised:
        load_classifier(tmp_path / "objects.npz")
    assert "pickle" not in str(raised.value)
    write_weights(tmp_path / "other.npz", Weights("tagger", {}, {"a": np.zeros(1)}))
    with pytest.raises(ModelError, match="kind 'tagger'; classifiers are biased_sentences, generic_frames, issue_frames"):
        load_classifier(tmp_path / "other.npz")
    write_weights(tmp_path / "broken.npz", Weights("issue_frames", {}, {"a": np.zeros(1)}))
    with pytest.raises(ModelError, match="not a whole model"):
        load_classifier(tmp_path / "broken.npz")
    with pytest.raises(OptionError, match="SentenceEmbedding is not a classifier"):
        save_classifier(tmp_path / "new.npz", SentenceEmbedding())


class Lengths:
    """An embedding that does not come from this toolkit."""

    def transform(self, texts):
        return np.array([[float(len(text))] for text in texts])


def test_an_embedding_is_kept_by_its_name(sentences, tmp_path):
    labelled = read_biased(sentences)
    with pytest.raises(OptionError, match="type Lengths cannot be saved"):
        train_bias(labelled, tmp_path / "bias.npz", embedding=Lengths(), plan=QUICK)
    model = BiasedSentences().fit(labelled.texts, labelled.labels, marked=labelled.marked)
    model.embedding, model.embedding_ = SentenceEmbedding("models/minilm"), np.zeros((2, 3))
    save_classifier(tmp_path / "bias.npz", model)
    assert read_weights(tmp_path / "bias.npz").settings["embedding"] == "models/minilm"
    assert load_classifier(tmp_path / "bias.npz").embedding.model == "models/minilm"


def test_cards_are_toml_whatever_the_names():
    card = {
        "title": 'A "model"',
        "empty": "",
        "undefined": float("nan"),
        "seeds": [0, 1],
        "data": {"by outlet": {"Fox “News”": 1, "plain": 2}},
        "trials": [{"split": "random", "f1": {"value": 0.123456, "low": None}, "by_group": [{"group": "a"}, {"group": "b"}]}],
    }
    read = tomllib.loads(as_toml(card))
    assert read["title"] == 'A "model"'
    assert "empty" not in read
    assert "undefined" not in read
    assert read["data"]["by outlet"] == {"Fox “News”": 1, "plain": 2}
    assert read["trials"] == [{"split": "random", "f1": {"value": 0.1235}, "by_group": [{"group": "a"}, {"group": "b"}]}]
