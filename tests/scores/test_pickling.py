"""Scores and comparisons can be pickled, and so be sent to other processes."""

import copy
import pickle
from dataclasses import replace

import pytest

import toolkit as tk
from toolkit import example_results
from toolkit.annotation.sources.registry import load_registry
from toolkit.example import EXAMPLE, ORGANISATIONS, SIDES
from toolkit.measures.catalogue import MEASURES, on_request
from toolkit.tabular import Tabular


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


@pytest.mark.parametrize("name", [name for name in vars(example_results) if hasattr(vars(example_results)[name], "cache_info")])
def test_every_result(name):
    result = getattr(example_results, name)()
    same = again(result)
    assert (type(same), repr(same)) == (type(result), repr(result))
    if isinstance(result, Tabular):
        assert same.to_frame().equals(result.to_frame())


def test_documents():
    document = tk.annotate("“It rained,” Hall said.")
    assert again(document).to_dict() == document.to_dict()


def test_every_measure_is_the_same_again():
    measures = {**MEASURES, **on_request(["east", "west"], ["conflict"], ["economy"])}
    for name, measure in measures.items():
        assert (again(measure).title, copy.deepcopy(measure).of) == (measure.title, measure.of), name


def test_a_measure_that_does_not_exist_there_says_so(monkeypatch):
    monkeypatch.setitem(MEASURES, "mine", replace(MEASURES["sources"], name="mine"))
    pickled = pickle.dumps(MEASURES["mine"])
    monkeypatch.delitem(MEASURES, "mine")
    with pytest.raises(tk.OptionError, match=r"add your own to toolkit\.MEASURES first"):
        pickle.loads(pickled)
