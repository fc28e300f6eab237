from dataclasses import replace

import numpy as np
import pytest

from toolkit.classifiers.estimators import BiasedSentences
from toolkit.classifiers.frames import GenericFrames, IssueFrames
from toolkit.errors import ArticleError, OptionError
from toolkit.statistics.resampling import Resampling
from toolkit.training.cross_validation import (
    baseline,
    baseline_knows,
    cross_validated,
    evaluated,
    evaluated_words,
    fitted,
    predicted,
    splits_of,
)
from toolkit.training.labelled import BIAS, FRAMES, ISSUE_FRAMES, Labelled, read_biased

FEW = Resampling(40)
LOADED, PLAIN = ["The thugs fled.", "A thug ran home."], ["The army fled.", "A man ran home."]


def sentences(times=6):
    """Loaded and plain sentences of two outlets, each repeated."""
    texts = tuple(f"{text} {word}" for word in list("abcdefgh")[:times] for text in (*LOADED, *PLAIN))
    marked = (("thugs",), ("thug",), (), ()) * times
    groups = np.array(["Wire", "Herald"] * (2 * times), dtype=object)
    return Labelled(BIAS, texts, np.array([True, True, False, False] * times), ("not biased", "biased"), marked, groups)


def framed(task):
    texts = tuple(f"{text} {i}" for i in range(8) for text in ("The mayor accused her rival.", "Prices and wages rose."))
    labels = np.array([[1, 0], [0, 1]] * 8) if task == FRAMES else np.array(["conflict", "economic"] * 8)
    return Labelled(task, texts, labels, ("conflict", "economic"), groups=np.array(list("aabbccddeeffgghh"), dtype=object))


def test_every_sentence_is_predicted_by_a_model_that_does_not_know_it():
    labelled, learned = sentences(), []

    class Spy(BiasedSentences):
        def fit(self, texts, y, *, marked=None):
            learned.append(set(texts))
            return super().fit(texts, y, marked=marked)

        def predict_proba(self, texts):
            assert not learned[-1] & set(texts)
            return super().predict_proba(texts)

    split = splits_of(labelled)[0]
    predictions = cross_validated(Spy, labelled, split.folds)
    assert len(learned) == 5
    assert ((predictions.p > 0.5) == labelled.labels).all()
    assert [len(words) for words in predictions.words[:2]] == [4, 5]
    assert evaluated_words(labelled, predictions, resampling=FEW).of("top_word_right") == 1


def test_outlets_are_held_out_one_by_one_and_small_ones_together():
    few = splits_of(sentences())[1]
    assert few.description == "2 folds of whole groups by outlet, seed 0"  # both are under 50
    assert [len(test) for _, test in few.folds] == [12, 12]
    single = replace(sentences(), groups=np.array(["Wire", ""] * 12, dtype=object))
    assert [split.description for split in splits_of(single)] == ["5 random folds, seed 0; no outlet held out"]
    alike = replace(sentences(), groups=np.array(["Wire", "Wire", "Sun", "Sun"] * 6, dtype=object))  # each has one label only
    assert len(splits_of(alike)) == 1
    names = np.array(["Wire"] * 60 + ["Herald"] * 55 + ["Post"] * 3 + ["Sun"] * 2, dtype=object)
    many = Labelled(BIAS, tuple(map(str, range(120))), np.arange(120) % 2 > 0, groups=names)
    held_out = splits_of(many)[1]
    assert held_out.description == "each outlet held out in turn; those under 50 together: Post, Sun"
    assert [len(test) for _, test in held_out.folds] == [55, 60, 5]
    nameless = replace(many, groups=np.array([name.replace("Sun", "") for name in names], dtype=object))
    assert splits_of(nameless)[1].description.endswith("together: Post, those without one")
    assert [len(test) for _, test in splits_of(nameless)[1].folds] == [55, 60, 5]


def test_frames_are_held_out_by_whole_outlets():
    labelled = framed(FRAMES)
    folds = splits_of(labelled)[1].folds
    assert len(folds) == 5
    assert all(not set(labelled.groups[train]) & set(labelled.groups[test]) for train, test in folds)


def test_the_baseline_knows_the_outlet_and_nothing_else():
    labelled = sentences()
    wire = np.flatnonzero(labelled.groups == "Wire")
    herald = np.flatnonzero(labelled.groups == "Herald")
    learned = labelled.rows(wire[labelled.labels[wire]])
    assert set(baseline(learned, labelled.rows(wire))[0]) == {1.0}
    half = labelled.rows(np.concatenate([wire[labelled.labels[wire]], wire[~labelled.labels[wire]]]))
    assert set(baseline(half, labelled.rows(herald))[0]) == {0.5}  # an outlet that it has not seen: the share of all
    assert "of the same outlet" in baseline_knows(labelled)
    assert baseline_knows(labelled, held_out=True) == "the share of biased sentences in what was learned from"


def test_the_baseline_of_frames_is_the_most_frequent():
    labelled = framed(FRAMES)
    p, labels = baseline(labelled.rows(np.array([0, 1, 2])), labelled)
    assert p[0].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert labels.sum(axis=0).tolist() == [16, 0]


@pytest.mark.parametrize("task", [FRAMES, ISSUE_FRAMES])
def test_frames_are_cross_validated(task):
    labelled = framed(task)

    def make():
        return GenericFrames(labelled.classes) if task == FRAMES else IssueFrames()

    predictions = cross_validated(make, labelled, splits_of(labelled)[1].folds)
    evaluation = evaluated(labelled, predictions, resampling=FEW)
    assert evaluation.of("macro_f1") == 1
    assert evaluation.figures["baseline"].iloc[0] < 0.7
    assert evaluated_words(labelled, predictions) is None


def test_a_frame_that_the_model_does_not_know_is_missed():
    model = fitted(IssueFrames(), framed(ISSUE_FRAMES))
    other = Labelled(ISSUE_FRAMES, ("Prices rose.", "It rained."), np.array(["economic", "weather"]), ("economic", "weather"))
    predictions = predicted(model, other)
    assert predictions.p[:, 1].tolist() == [0, 0]
    assert evaluated(other, predictions, resampling=FEW).of("accuracy") == 0.5
    with pytest.raises(ArticleError, match=r"of the texts \(weather\) .* the model knows \(conflict, economic\)"):
        predicted(model, Labelled(ISSUE_FRAMES, ("It rained.",), np.array(["weather"]), ("weather",)))


def test_a_fold_that_cannot_be_learned_from_is_named():
    labelled = sentences()
    biased = np.flatnonzero(labelled.labels)
    with pytest.raises(ArticleError, match=r"fold 1 of 1: all sentences have the same label"):
        cross_validated(BiasedSentences, labelled, [(biased, biased)])
    rows = np.arange(len(labelled))
    with pytest.raises(OptionError, match="every text once"):
        cross_validated(BiasedSentences, labelled, [(rows, rows[:5])])


def test_babe_by_outlet_names_alone_and_by_words(shared):
    labelled = read_biased(shared / "babe" / "final_labels_SG2.csv")
    chosen = labelled.rows(np.random.default_rng(0).permutation(len(labelled))[:600])
    rows = np.arange(600)
    predictions = cross_validated(BiasedSentences, chosen, [(rows[300:], rows[:300]), (rows[:300], rows[300:])])
    evaluation = evaluated(chosen, predictions, resampling=FEW)
    assert evaluation.of("auroc") > 0.65
    assert evaluation.of("auroc_within_groups") > 0.6
    assert evaluated_words(chosen, predictions, resampling=FEW).of("top_word_right") > 0.4
    for split, macro_f1 in zip(splits_of(labelled, seed=42), (0.738, 0.252), strict=True):
        parts = [(baseline(labelled.rows(train), labelled.rows(test))[0], test) for train, test in split.folds]
        p = np.zeros(len(labelled))
        for chances, test in parts:
            p[test] = chances
        answers, y = p > 0.5, labelled.labels
        f1 = [2 * (answers == y)[y == side].sum() / ((y == side).sum() + (answers == side).sum()) for side in (True, False)]
        assert np.mean(f1) == pytest.approx(macro_f1, abs=5e-4)
