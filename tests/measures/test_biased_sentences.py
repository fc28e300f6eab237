"""Sentences that annotators would mark, in the main path: who says them, measures, records, switches."""

import math

import numpy as np
import pytest

import toolkit as tk
from toolkit.classifiers.estimators import BiasedSentences
from toolkit.classifiers.model_files import Weights, write_weights
from toolkit.measures.biased_sentences import Expected, expected_marked, likely_marked
from toolkit.measures.frames import measures_of_frames

TEXT = "The brutal thugs burned the mill. It rained on Tuesday. Hall said the mob fled. “The brutal mob fled,” Hall said."


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model that has learned three words from sentences of our own."""
    sentences = ["The brutal thugs fled.", "The mob met.", "The army fled.", "The crowd met.", "It rained."] * 6
    marked = [["brutal", "thugs"], ["mob"], [], [], []] * 6
    fitted = BiasedSentences().fit(sentences, [1, 1, 0, 0, 0] * 6, marked=marked)
    path = tmp_path_factory.mktemp("model") / "own.npz"
    write_weights(path, Weights("biased_sentences", {}, fitted.arrays()))
    return path


def test_a_sentence_has_the_voice_that_says_most_of_it(model):
    document = tk.Annotator(bias_model=model)(tk.article_of(TEXT))
    assert document.sentence_voices == ("narration", "narration", "paraphrase", "quotation")
    assert [p >= 0.5 for p in document.p_marked_biased] == [True, False, True, True]


def test_measures_count_the_sentences_of_their_voice(model):
    score = tk.score(TEXT, bias_model=model)
    p = score.document.p_marked_biased
    assert score.values["marked_narration"] == pytest.approx((p[0] + p[1]) / 2)
    assert score.values["marked_paraphrase"] == pytest.approx(p[2])
    assert score.values["likely_marked_narration"] == 0.5
    assert next(span.of(TEXT) for _, span in likely_marked(score.document)) == "The brutal thugs burned the mill."


def test_a_sentence_in_an_article_is_told_as_it_is_alone(model):
    text = "The brutal thugs fled. The “mob” met in May!"
    document = tk.Annotator(bias_model=model)(tk.article_of(text))
    from toolkit.classifiers.model_files import read_weights

    alone = BiasedSentences.from_arrays(read_weights(model).arrays)
    expected = alone.predict_proba([span.of(text) for span in document.sentences])[:, 1]
    assert document.p_marked_biased == pytest.approx(expected)


def test_the_records_hold_the_probability(model):
    sentences = tk.Annotator(bias_model=model)(tk.article_of(TEXT)).to_dict()["sentences"]
    assert sentences[0].keys() == {"span", "voice", "p_marked_biased"}
    assert 0 <= sentences[0]["p_marked_biased"] <= 1


def test_it_can_be_switched_off():
    score = tk.score(TEXT, bias_model=None)
    assert math.isnan(score.values["marked_narration"])
    assert "p_marked_biased" not in score.document.to_dict()["sentences"][0]


def test_a_model_of_another_kind_is_refused(model, tmp_path):
    write_weights(tmp_path / "frames.npz", Weights("issue_frames", {}, {"a": np.zeros(1)}))
    with pytest.raises(tk.ArticleError, match="of the kind issue_frames"):
        tk.Annotator(bias_model=tmp_path / "frames.npz")
    with pytest.raises(tk.ModelError, match="not frames of whole articles"):
        tk.Annotator(frames_model=model)


def test_the_interval_of_a_number_of_sentences():
    assert expected_marked([], spread=1.0) == Expected(0, 0.0, None, None)
    assert expected_marked([0.5], spread=math.nan) == Expected(1, 0.5, None, None)
    assert expected_marked([1.0, 0.0], spread=1.0) == Expected(2, 1.0, 1, 1)
    assert expected_marked([0.5] * 100, spread=0.0)[2:] == (40, 60)  # the binomial's
    low, high = expected_marked([0.5] * 100, spread=1.0)[2:]
    assert low < 20
    assert high > 80


def test_frames_are_measured_only_where_they_were_asked_for():
    measure = measures_of_frames(["conflict"])["frame_conflict"]
    assert math.isnan(measure(tk.annotate(TEXT)))
