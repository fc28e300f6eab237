"""Vectors of words, and how a model judges words that it has not learned."""

import numpy as np
import pytest

from toolkit.classifiers.sentence_words import places_of, wording_of
from toolkit.classifiers.word_model import FLAGS, flags_of
from toolkit.classifiers.word_vectors import WordVectors, contextual_vectors, load_vectors, with_lexicons
from toolkit.errors import ArticleError, ModelError

TEXTS = ["The thugs burned the old mill at night. The mob burned the new mill at noon."] * 6


def encoder(sentences):
    """One piece for each word; its vector says whether the word is a person, and its length."""
    pieces = []
    for sentence in sentences:
        spans, start = [], 0
        for word in sentence.split(" "):
            spans.append((start, start + len(word)))
            start += len(word) + 1
        vectors = [[float(sentence[a:b].strip(".") in ("thugs", "mob")), (b - a) / 10] for a, b in spans]
        pieces.append((np.array(spans), np.array(vectors)))
    return pieces


def test_words_read_alike_get_like_vectors():
    vectors = contextual_vectors(TEXTS, encoder, words=["mob-like"])
    place = {word: i for i, word in enumerate(vectors.words)}
    rows = vectors.vectors
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows[place["thugs"]] @ rows[place["mob"]] > 0.9 > rows[place["thugs"]] @ rows[place["mill"]]
    assert "mob-like" in place
    assert "texts: 12 sentences, 1 of " in vectors.made_of


def test_vectors_come_back_from_their_file(tmp_path):
    vectors = contextual_vectors(TEXTS, encoder)
    vectors.save(tmp_path / "v.npz")
    again = load_vectors(tmp_path / "v.npz")
    assert (again.words, again.made_of) == (vectors.words, vectors.made_of)
    assert again.vectors == pytest.approx(vectors.vectors, abs=1e-3)
    (tmp_path / "v.npz").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="no word vectors"):
        load_vectors(tmp_path / "v.npz")


def test_too_few_words_are_refused():
    with pytest.raises(ArticleError, match="no two words"):
        contextual_vectors(["Once upon a time there was a mill by the sea."], encoder)


def test_lexicons_add_a_dimension_a_category_and_leave_out_rows_that_would_tell():
    base = WordVectors(("regime", "table"), np.eye(2, dtype=np.float32), "two words")
    extended = with_lexicons(base, ["loaded_terms"])
    assert extended.of(["table"])[0].tolist() == [0.0, 1.0] + [0.0] * (extended.vectors.shape[1] - 2)
    assert extended.of(["regime"])[0, 2:].max() > 0
    assert "loaded_terms" in extended.made_of
    without = with_lexicons(base, ["loaded_terms"], without=["babe"])
    assert len(without.words) < len(extended.words)
    assert "without rows of babe" in without.made_of


def test_marked_phrases_are_found_wherever_they_stand():
    assert places_of("Fat cats and fat-cat cats.", ["fat cats", "Cats"]) == [True, True, False, False, True]
    assert places_of("Nothing.", ["", "else"]) == [False]


def test_the_words_of_sentences_know_their_place():
    wording = wording_of(["He met Hall “in May”.", "", "Why?"])
    assert wording.lengths.tolist() == [5, 0, 1]
    assert [one.tolist() for one in wording.by_sentence(wording.quoted.astype(float))] == [[0, 0, 0, 1, 1], [], [0]]
    flags = dict(zip(FLAGS, flags_of(wording).T.astype(int).tolist(), strict=True))
    assert flags["capital"] == [0, 0, 1, 0, 1, 0]
    assert flags["first word"] == [1, 0, 0, 0, 0, 1]
    assert flags["before a capital"] == [0, 1, 0, 1, 0, 0]
    assert flags["behind a capital"] == [0, 0, 0, 1, 0, 0]
