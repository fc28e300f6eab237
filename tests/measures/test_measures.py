"""Every measure on articles short enough to count by hand."""

import doctest
import math

import numpy as np
import pytest

import toolkit as tk
from toolkit.measures.scores import slices
from toolkit.statistics.formulas import LOG_RATIO, MEAN, PER_THOUSAND, SHARE

TEXT = (
    "Takfiri elements fled the old town. "  # 6 words of narration, 1 label
    "General Ben Abay said the puppet regime had fallen. "  # 4 narration, 5 paraphrase, 1 term
    "“We are heroic,” Ada Hall claimed. "  # 3 quotation, 1 term; 3 narration, 1 term of doubt
    "Two residents said that it rained. "  # 3 narration + that, 2 paraphrase
)


def values(text, **fields):
    return tk.score(tk.article_of(text, **fields)).values


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loaded_narration", 1000 * 2 / 17),
        ("loaded_paraphrase", 1000 * 1 / 7),
        ("loaded_quotation", 1000 * 1 / 3),
        ("loaded_narration_label", 1000 * 1 / 17),
        ("loaded_quotation_glorifying", 1000 * 1 / 3),
        ("loaded_headline", math.nan),
        ("scare_quotes", 0),
        ("attributions", 1000 * 3 / 27),
        ("words_attributed", 10 / 27),
        ("words_quoted", 3 / 10),
        ("direct_share", 1 / 3),
        ("indirect_share", 2 / 3),
        ("mixed_share", 0),
        ("sources", 3),
        ("sources_rarefied", math.nan),
        ("effective_sources", math.exp(-sum(p * math.log(p) for p in (0.5, 0.3, 0.2)))),
        ("source_concentration", 0.25 + 0.09 + 0.04),
        ("top_source_share", 0.5),
        ("unnamed_share", 0.2),
        ("official_share", 5 / 7),
        ("source_military", 5 / 7),
        ("source_civilian", 2 / 7),
        ("untyped_share", 0.3),
        ("unresolved_share", 0),
        ("first_source_official", 1),
        ("first_source_position", 10 / 27),
        ("first_military", 1),
        ("first_civilian", 0),
        ("position_military", 12 / 27),  # words 10 to 14 of 27
        ("position_civilian", 25.5 / 27),  # words 25 and 26
        ("position_government", math.nan),
        ("cue_neutral", 2 / 3),
        ("cue_doubt", 1 / 3),
        ("loaded_log_ratio", math.log2((2.5 / 17) / (2.5 / 10))),
    ],
)
def test_by_hand(name, expected):
    assert values(TEXT)[name] == pytest.approx(expected, nan_ok=True)


def test_position_weighs_by_words_within_and_between_articles():
    """Four words at 6 to 9 of 10, and two at 8 and 9 of 10: (7.5 * 4 + 8.5 * 2) / 10 / 6."""
    articles = [
        tk.article_of("It rained. The foreign minister said it would stop now.", id="a"),
        tk.article_of("It rained for days. The foreign minister said it stopped.", id="b"),
    ]
    counts = np.sum([one.counts for one in tk.score(articles)], axis=0)
    assert tk.MEASURES["position_government"].value(counts[slices()["position_government"]]) == pytest.approx(47 / 60)


def test_position_of_sides(tmp_path):
    sides = tmp_path / "sides.csv"
    sides.write_text("name,side\nAda Hall,east\nBen Abay,west\n", encoding="utf-8")
    article = tk.article_of("President Ada Hall said it rained. General Ben Abay said so twice.")
    found = tk.score(article, registry=tk.load_registry(sides=sides)).values
    assert found["side_position_east"] == pytest.approx(4.5 / 12)
    assert found["side_position_west"] == pytest.approx(10.5 / 12)


def test_title_counts_as_headline():
    assert values("It rained.", title="Puppet regime falls")["loaded_headline"] == pytest.approx(1000 / 3)


@pytest.mark.parametrize("name", [name for name in tk.MEASURES if name not in ("sources",)])
def test_nothing_to_measure_is_nan(name):
    assert math.isnan(values("")[name])


@pytest.mark.parametrize("name", list(tk.MEASURES))
def test_every_measure_is_defined_and_its_example_runs(name):
    measure = tk.MEASURES[name]
    assert measure.name == name
    assert all((measure.title, measure.unit, measure.range, measure.source, measure.definition))
    examples = doctest.DocTestParser().get_doctest(measure.__doc__ or "", measure.counts.__globals__.copy(), name, None, None)
    assert examples.examples, f"{name} has no example"
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples).failed == 0


@pytest.mark.parametrize("name", list(tk.MEASURES))
def test_figures_stay_in_their_range(name):
    span = {"0 to 1": (0, 1), "0 to 1000": (0, 1000), "1 to 5": (1, 5), "0 upward": (0, math.inf), "1 upward": (1, math.inf)}
    low, high = span.get(tk.MEASURES[name].range, (-math.inf, math.inf))
    for one in tk.score(list(tk.read_articles(tk.EXAMPLE))[:20]):
        value = one.values[name]
        assert math.isnan(value) or low - 1e-9 <= value <= high + 1e-9


def test_pooled_figures_come_from_summed_counts():
    two = [
        tk.article_of("The puppet regime fell.", id="a"),
        tk.article_of("It rained on the old town all day and all night.", id="b"),
    ]
    counts = np.sum([one.counts for one in tk.score(two)], axis=0)
    measure = tk.MEASURES["loaded_narration"]
    assert measure.value(counts[slices()["loaded_narration"]]) == pytest.approx(1000 * 1 / 15)


def test_formulas():
    assert PER_THOUSAND.compute(np.array([2.0, 500.0])) == 4
    assert SHARE.compute(np.array([1.0, 4.0])) == 0.25
    assert np.isnan(MEAN.compute(np.array([0.0, 0.0])))
    assert np.isnan(LOG_RATIO.compute(np.array([0.0, 10.0, 0.0, 10.0])))
    assert LOG_RATIO.compute(np.array([3.5, 10.0, 1.5, 10.0])) == pytest.approx(1)
