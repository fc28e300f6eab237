"""Scores and comparisons can be pickled, and so be sent to other processes."""

import copy
import pickle
from dataclasses import replace

import pytest

import toolkit as tk
from toolkit.annotation.registry import load_registry
from toolkit.example import EXAMPLE, ORGANISATIONS, SIDES
from toolkit.measures.catalogue import MEASURES
from toolkit.measures.frames import measures_of_frames
from toolkit.measures.sides import measures_of_sides


@pytest.fixture(scope="module")
def scores():
    registry = load_registry(organisations=ORGANISATIONS, sides=SIDES)
    return tk.score(tk.read_articles(EXAMPLE, where=["outlet=Halyard Wire"]), registry=registry)


def again(thing):
    return pickle.loads(pickle.dumps(thing))


def test_scores_in_memory_and_in_a_folder(scores, tmp_path):
    scores.save(tmp_path)
    for table in (scores, tk.load_scores(tmp_path)):
        same = again(table)
        assert same.to_frame().equals(scores.to_frame())
        assert same.spans().equals(scores.spans())
        assert list(same.measures) == list(scores.measures)
    assert again(scores.scores[0]).values == pytest.approx(scores.scores[0].values, nan_ok=True)


def test_comparisons(scores):
    comparison = tk.compare(scores, resamples=40, copies="keep")
    assert again(comparison).table.equals(comparison.table)


def test_every_measure_is_the_same_again():
    measures = {**MEASURES, **measures_of_sides(["east", "west"]), **measures_of_frames(["conflict"])}
    for name, measure in measures.items():
        assert (again(measure).title, copy.deepcopy(measure).of) == (measure.title, measure.of), name


def test_a_measure_that_does_not_exist_there_says_so(monkeypatch):
    monkeypatch.setitem(MEASURES, "mine", replace(MEASURES["sources"], name="mine"))
    pickled = pickle.dumps(MEASURES["mine"])
    monkeypatch.delitem(MEASURES, "mine")
    with pytest.raises(tk.OptionError, match=r"add your own to toolkit\.MEASURES first"):
        pickle.loads(pickled)
