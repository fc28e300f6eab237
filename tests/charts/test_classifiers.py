import matplotlib as mpl
import numpy as np
import pytest

import toolkit as tk
from toolkit.charts.classifiers import GROUPS
from toolkit.statistics.resampling import Resampling
from toolkit.training.evaluation import evaluate_binary, evaluate_words

mpl.use("Agg")
FEW = Resampling(40)


@pytest.fixture(scope="module")
def evaluation():
    rng = np.random.default_rng(0)
    p = rng.random(300)
    return evaluate_binary(rng.random(300) < p, p, ["Wire", "Herald"] * 150, resampling=FEW)


def test_a_mark_an_interval_and_n_for_each_bin(evaluation):
    ax = tk.charts.calibration(evaluation)
    assert ax.get_title("left") == f"Calibration: expected error {evaluation.of('ece'):.3f}, n = 300"
    marks, intervals = ax.collections[1], ax.collections[0]
    assert len(marks.get_offsets()) == len(intervals.get_segments()) == len(evaluation.calibration)
    assert len(set(marks.get_sizes())) > 1
    shown = [text.get_text() for text in ax.texts]
    assert all(str(n) in shown for n in evaluation.calibration["n"])


def test_groups_differ_without_colour(evaluation):
    ax = tk.charts.calibration(evaluation, groups=True)
    lines = [line for line in ax.lines if not line.get_label().startswith("_")]
    assert [line.get_label() for line in lines] == ["Herald", "Wire"]
    assert len({line.get_linestyle() for line in lines}) == 2


def test_lines_are_drawn_for_the_groups_with_the_most_texts():
    rng = np.random.default_rng(0)
    p, groups = rng.random(1200), [f"outlet {i % 12}" for i in range(1200)]
    ax = tk.charts.calibration(evaluate_binary(rng.random(1200) < p, p, groups, resampling=FEW), groups=True)
    assert len(ax.get_legend().get_texts()) == GROUPS
    assert "shown: the 8 of 12 with the most texts" in ax.get_legend().get_title().get_text()


def test_axes_that_are_given_are_drawn_on_and_the_style_is_left_alone(evaluation):
    from matplotlib import pyplot

    given, before = pyplot.subplots()[1], dict(mpl.rcParams)
    assert tk.charts.calibration(evaluation, given, title="on two outlets") is given
    assert "on two outlets" in [text.get_text() for text in given.texts]
    assert dict(mpl.rcParams) == before


def test_words_have_no_calibration():
    words = evaluate_words([[True, False]], [np.array([0.9, 0.1])], [np.array([True, False])], resampling=FEW)
    with pytest.raises(tk.ArticleError, match="words has no calibration"):
        tk.charts.calibration(words)
