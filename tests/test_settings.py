"""Every result says with which options it was made, so that a manifest can make the figure again."""

import inspect

import pytest

import toolkit as tk
from toolkit import example_results

OUTLETS = ("Wire", "Herald", "Post")
NOT_OPTIONS = {"scores", "articles", "annotator", "columns", "found"}


@pytest.fixture(scope="module")
def articles():
    said = {
        "Wire": "The army left {}.",
        "Herald": "The regime and the mob left {}. Hall said it rained.",
        "Post": "A dog left {}.",
    }
    return [
        tk.article_of(said[name].format("the town " * (2 + i)), id=f"{name} {i}", outlet=name, event=str(i))
        for name in OUTLETS
        for i in range(6)
    ]


@pytest.mark.parametrize(
    "function",
    [
        tk.compare,
        tk.count_model,
        tk.keyness,
        tk.keyness_of_phrases,
        tk.keyness_of_voices,
        tk.naming,
        tk.outlet_map,
        tk.sensitivity,
        tk.silences,
    ],
    ids=lambda function: function.__name__,
)
def test_settings_hold_every_option(articles, function):
    asked = {"copies": "keep"} if "copies" in inspect.signature(function).parameters else {}
    result = function(articles if function is tk.keyness_of_phrases else tk.score(articles), **asked)
    assert set(inspect.signature(function).parameters) - NOT_OPTIONS <= set(result.settings)


@pytest.mark.parametrize("function", [tk.word_shift, tk.divergence_shift], ids=lambda function: function.__name__)
def test_settings_of_two_groups_hold_every_option(articles, function):
    result = function(tk.score(articles), "Wire", "Herald", copies="keep")
    assert set(inspect.signature(function).parameters) - NOT_OPTIONS <= set(result.settings)


def test_settings_of_time_hold_every_option():
    assert set(inspect.signature(tk.timeline).parameters) - NOT_OPTIONS <= set(example_results.timeline().settings)
