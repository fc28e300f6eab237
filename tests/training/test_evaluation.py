from collections import Counter

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from toolkit.errors import ArticleError, OptionError
from toolkit.statistics.resampling import Resampling
from toolkit.training.evaluation import (
    LEAST_GROUPS,
    _binary,
    _drawn,
    evaluate_binary,
    evaluate_multiclass,
    evaluate_multilabel,
    evaluate_words,
)
from toolkit.training.metrics import FIGURES, MEANING

FEW = Resampling(50)
RNG = np.random.default_rng(0)
Y = RNG.random(300) < 0.4
P = np.clip(0.4 * Y + 0.6 * RNG.random(300), 0, 1)
GROUPS = np.array(["a", "b", "c"])[np.arange(300) % 3]


def test_binary_figures_are_those_of_scikit_learn():
    evaluation = evaluate_binary(Y, P, GROUPS, resampling=FEW)
    assert evaluation.of("macro_f1") == pytest.approx(f1_score(Y, P > 0.5, average="macro"))
    assert evaluation.of("auroc") == pytest.approx(roc_auc_score(Y, P))
    assert evaluation.of("accuracy") == pytest.approx(np.mean((P > 0.5) == Y))
    assert evaluation.of("brier") == pytest.approx(np.mean((P - Y) ** 2))
    inside = (P > 0.35) & (P < 0.65)
    assert evaluation.of("abstained") == pytest.approx(inside.mean())
    assert evaluation.of("macro_f1_decided") == pytest.approx(f1_score(Y[~inside], P[~inside] > 0.5, average="macro"))


def test_calibration_error_by_hand():
    evaluation = evaluate_binary([0, 1, 1, 1], [0.1, 0.15, 0.8, 1.0], resampling=FEW)
    table = evaluation.calibration
    assert table["n"].tolist() == [2, 1, 1]
    assert table["share"].tolist() == [0.5, 1.0, 1.0]
    assert evaluation.of("ece") == pytest.approx((2 * abs(0.125 - 0.5) + 0.2 + 0) / 4)
    assert np.isnan(evaluation.figures.set_index("figure").loc["ece", "low"])


def test_intervals_hold_the_figure_and_the_seed_makes_them_again():
    first, second = (evaluate_binary(Y, P, GROUPS, resampling=FEW).figures for _ in range(2))
    assert first.equals(second)
    with_interval = first.dropna(subset=["low"])
    assert set(with_interval["figure"]) >= {"macro_f1", "auroc", "auroc_within_groups"}
    assert (with_interval["low"] < with_interval["value"]).all()
    assert (with_interval["value"] < with_interval["high"]).all()


def test_knowing_the_group_alone_gains_nothing_within_groups():
    y = np.array([0] * 8 + [1] * 2 + [0] * 2 + [1] * 8)
    names = ["a"] * 10 + ["b"] * 10
    evaluation = evaluate_binary(y, P[:20], names, baseline=np.repeat([0.2, 0.8], 10), resampling=FEW)
    baseline = evaluation.figures.set_index("figure")["baseline"]
    assert baseline["accuracy"] == 0.8
    assert baseline["auroc_within_groups"] == 0.5


def test_a_group_with_one_label_has_no_auroc():
    evaluation = evaluate_binary([0, 1, 1], [0.2, 0.7, 0.8], ["a", "a", "b"], resampling=FEW)
    rows = evaluation.by_group.set_index("group")
    assert rows["n"].to_dict() == {"a": 2, "b": 1}
    assert rows.loc["a", "auroc"] == 1
    assert np.isnan(rows.loc["b", ["macro_f1", "auroc"]].astype(float)).all()


def test_many_groups_are_resampled_whole():
    assert evaluate_binary(Y, P, GROUPS, resampling=FEW).settings["resampled"] == "texts"
    many = np.arange(300) % LEAST_GROUPS
    evaluation = evaluate_binary(Y, P, many, resampling=FEW)
    assert evaluation.settings["resampled"] == "groups"
    assert evaluation.figures["low"].notna().sum() > 3


def test_a_group_drawn_twice_is_two_groups():
    y, p = np.tile([0, 1], LEAST_GROUPS), np.tile([0.2, 0.8], LEAST_GROUPS)
    answers = _binary(y.astype(bool), p, [*np.repeat(np.arange(LEAST_GROUPS), 2)[:-2], 29, None])
    for drawn in _drawn(answers, Resampling(40).of("binary")):
        sizes = Counter(drawn.groups.tolist())
        assert max(n for name, n in sizes.items() if name) <= 2
        assert sum(sizes.values()) == len(drawn)


def test_texts_without_a_group_take_no_part_in_groups():
    y, p = [0, 1, 0, 1], [0.2, 0.8, 0.9, 0.1]
    evaluation = evaluate_binary(y, p, ["a", "a", None, ""], resampling=FEW)
    assert evaluation.by_group["group"].tolist() == ["a"]
    assert evaluation.of("auroc_within_groups") == 1
    assert evaluation.of("auroc") == 0.25


def test_calibration_of_a_group_is_told_from_fifty_texts_on():
    rows = evaluate_binary(Y[:90], P[:90], ["a"] * 60 + ["b"] * 30, resampling=FEW).by_group.set_index("group")
    assert rows.loc["a", "ece"] > 0
    assert np.isnan(rows.loc["b", "ece"])
    assert rows.loc["b", "off"] == pytest.approx(P[60:90].mean() - Y[60:90].mean())


def test_multilabel_figures_are_those_of_scikit_learn():
    y, p = RNG.random((120, 3)) < 0.4, RNG.random((120, 3))
    evaluation = evaluate_multilabel(y, (p, p > 0.6), list("xyz"), resampling=FEW)
    assert evaluation.of("micro_f1") == pytest.approx(f1_score(y, p > 0.6, average="micro"))
    assert evaluation.of("macro_f1") == pytest.approx(f1_score(y, p > 0.6, average="macro"))
    assert evaluation.by_class["n"].tolist() == y.sum(axis=0).tolist()
    assert evaluation.calibration["n"].sum() == 360


def test_multiclass_figures_are_those_of_scikit_learn():
    classes, p = ["guns", "schools", "votes"], RNG.dirichlet(np.ones(3), 90)
    y = np.array(classes)[RNG.integers(3, size=90)]
    predicted = np.array(classes)[p.argmax(axis=1)]
    evaluation = evaluate_multiclass(y, p, classes, groups=GROUPS[:90], resampling=FEW)
    assert evaluation.of("accuracy") == pytest.approx(np.mean(y == predicted))
    assert evaluation.of("macro_f1") == pytest.approx(f1_score(y, predicted, average="macro"))
    assert evaluation.calibration["n"].sum() == 90
    assert evaluation.calibration["mean_p"].min() > 1 / 3


def test_a_class_that_does_not_occur_is_left_out_of_the_mean():
    evaluation = evaluate_multiclass(["a", "b"], [[0.6, 0.2, 0.2], [0.1, 0.8, 0.1]], ["a", "b", "c"], resampling=FEW)
    assert evaluation.of("macro_f1") == 1
    assert np.isnan(evaluation.by_class.set_index("label").loc["c", "f1"])


def test_words_by_hand():
    marked = [[True, False, False], [False, True]]
    p = [np.array([0.9, 0.6, 0.1]), np.array([0.7, 0.2])]
    evaluation = evaluate_words(marked, p, [chances > 0.5 for chances in p], resampling=FEW)
    figures = {name: evaluation.of(name) for name in ("precision", "recall", "f1", "top_word_right")}
    assert figures == pytest.approx({"precision": 1 / 3, "recall": 1 / 2, "f1": 0.4, "top_word_right": 0.5})


def test_every_figure_is_explained_and_given_as_plain_values():
    assert {name for figures in FIGURES.values() for name in figures} == set(MEANING)
    evaluation = evaluate_binary([0, 1], [0.2, 0.7], ["a", "b"], resampling=FEW)
    assert evaluation.to_frame()["meaning"].str.len().min() > 10
    plain = evaluation.to_dict()
    assert plain["by_group"][0]["auroc"] is None
    assert plain["settings"]["n"] == 2
    assert "<table" in evaluation._repr_html_()


@pytest.mark.parametrize(
    ("y", "p", "groups", "message"),
    [
        ([0, 1], [0.5], None, "one for each"),
        ([0, 1], [0.5, 1.5], None, "not between 0 and 1"),
        ([0, 1], [0.5, float("nan")], None, "not between 0 and 1"),
        ([], [], None, "one text or more"),
        ([0, 1], [0.5, 0.5], ["a"], "groups of 1"),
    ],
)
def test_what_cannot_be_evaluated(y, p, groups, message):
    with pytest.raises(ArticleError, match=message):
        evaluate_binary(y, p, groups, resampling=FEW)


def test_figures_that_there_are_not():
    evaluation = evaluate_binary([0, 1], [0.2, 0.7], resampling=FEW)
    with pytest.raises(OptionError, match="there are accuracy, macro_f1"):
        evaluation.of("kappa")
    with pytest.raises(OptionError, match="needs at least 40"):
        evaluate_binary([0, 1], [0.2, 0.7], resampling=Resampling(0))
    with pytest.raises(ArticleError, match="one sentence or more"):
        evaluate_words([], [], [])
