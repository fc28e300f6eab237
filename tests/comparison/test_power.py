"""How many articles a comparison needs."""

from math import isnan

import pytest

import toolkit as tk
from toolkit import charts, example_results
from toolkit.statistics.power import Effect, approximate_power, detectable_ratio, units_needed

TEXTS = ("The mob fled {}. It rained. It was late.", "The army left {}. It rained. It was late, a witness said.")


@pytest.fixture(scope="module")
def scores():
    """An outlet of 24 articles, every second with a loaded term, and two outlets of three articles."""
    sizes = {"Wire": 24, "Post": 3, "Herald": 3}
    texts = [(f"{outlet} {i}", outlet, TEXTS[i % 2].format(f"town {i}")) for outlet, n in sizes.items() for i in range(n)]
    return tk.score([tk.article_of(text, id=id, outlet=outlet) for id, outlet, text in texts], loaded_model=None)


def power(scores, **options):
    usual = {"ratios": [3.0], "articles": [10, 40], "copies": "keep", "samples": 60, "resamples": 99}
    return tk.power(scores, **{**usual, **options})


def test_more_articles_and_larger_ratios_are_found_more_often(scores):
    table = power(scores, ratios=[3.0, 1.5]).table.set_index(["ratio", "articles"])
    assert table.loc[(3.0, 40), "power"] > table.loc[(3.0, 10), "power"] > 0.1
    assert table.loc[(3.0, 40), "power"] > table.loc[(1.5, 40), "power"]
    assert (table["low"] < table["power"]).all()
    assert (table["power"] <= table["high"]).all()


def test_the_approximation_is_near_the_samples(scores):
    table = power(scores, articles=[30, 60], samples=150).table
    assert (table["power"] - table["approximate"]).abs().max() < 0.15


def test_so_many_articles_as_are_needed_find_it_in_four_samples_of_five(scores):
    needed = power(scores, articles=[10]).needed["articles"].iloc[0]
    found = power(scores, articles=[int(needed)], samples=150).table["power"].iloc[0]
    assert 0.6 < found < 0.92


def test_without_a_difference_the_test_finds_as_many_as_its_level(scores):
    table = power(scores, ratios=[1.000001], articles=[30], samples=200).table
    assert table["power"].iloc[0] < 0.1
    assert table["approximate"].iloc[0] == pytest.approx(0.05, abs=0.01)


def test_small_outlets_are_drawn_from_as_one(scores):
    assert power(scores, articles=[10], samples=5).settings["groups"] == 2


def test_shares_and_means_have_a_power_too(scores):
    table = power(scores, measures=["unnamed_share", "source_gini"], articles=[10], samples=5).table.set_index("measure")
    assert table.loc["unnamed_share", "samples"] == 5
    assert table.loc["unnamed_share", "power"] > 0.5  # of all or a third, in five articles
    assert table.loc["source_gini", "samples"] == 0  # of a single attribution there is none
    assert isnan(table.loc["source_gini", "power"])


def test_the_same_seed_gives_the_same_power(scores):
    assert power(scores, samples=20).table.equals(power(scores, samples=20).table)


def test_a_single_ratio_and_number_of_articles_need_no_list(scores):
    few = {"samples": 5, "resamples": 40}
    assert power(scores, ratios=2, articles=20, **few).table.equals(power(scores, ratios=[2], articles=[20], **few).table)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ratios": [0.5]}, "above 1"),
        ({"articles": [1]}, "2 or more"),
        ({"samples": 0}, "1 or more"),
        ({"level": 0.001}, "more resamples"),
        ({"measures": []}, "measures is empty: name one or more"),
        ({"level": 2.0}, "between 0 and 1"),
        ({"measures": "loaded_naration"}, "loaded_narration"),
    ],
)
def test_options_that_cannot_be_met_are_told(scores, options, message):
    with pytest.raises(tk.OptionError, match=message):
        power(scores, **options)


def test_a_comparison_tells_the_smallest_ratio_that_it_could_have_found(scores):
    rows = tk.compare(scores, measures=["loaded_narration", "loaded_log_ratio"], copies="keep", resamples=40).differences
    ratios = rows.set_index(["measure", "group"])["detectable"]
    assert ratios["loaded_narration", "Wire"] > 1
    assert isnan(ratios["loaded_log_ratio", "Wire"])  # which may be negative


def test_without_any_scatter_that_is_seen_no_ratio_is_told(scores):
    whole = {"measures": ["loaded_narration"], "copies": "keep", "resamples": 40}
    assert tk.compare(scores, cluster="outlet", **whole).differences["detectable"].isna().all()  # a cluster is a group


def test_a_group_of_one_article_is_not_one_without_scatter(scores):
    ratios = []
    for outlets in ("ABCDEFGHIJKL", "Z" * 12):
        texts = [(outlet, i, TEXTS[i % 2].format(f"the coast {i}")) for i, outlet in enumerate(outlets)]
        more = tk.score([tk.article_of(text, id=f"{outlet}{i}", outlet=outlet) for outlet, i, text in texts], loaded_model=None)
        both = tk.compare(tk.ScoreTable([*scores, *more]), measures=["loaded_narration"], copies="keep", resamples=40)
        ratios.append(both.differences.set_index("group").loc["Wire", "detectable"])
    assert ratios[0] == pytest.approx(ratios[1], rel=0.05)


def test_half_the_scatter_makes_smaller_ratios_detectable():
    assert 1 < detectable_ratio(0.05, 0.05) < detectable_ratio(0.1, 0.1)
    assert detectable_ratio(0.1, 0.0) == pytest.approx(1 / (1 - 0.28), rel=0.01)
    assert isnan(detectable_ratio(0.4, 0.0))


def test_needed_units_have_the_power_that_they_are_needed_for():
    effect = Effect(0.5, 1.3, 1.4, 0.4)
    n = int(units_needed([(1.0, effect)]))
    assert approximate_power(effect, n - 1) < 0.8 <= approximate_power(effect, n)
    assert isnan(units_needed([(1.0, Effect(float("nan"), 1.3, 1.3))]))


def test_the_chart_has_a_line_for_each_ratio_and_names_what_is_missing():
    ax = charts.power(example_results.power())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["× 3"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10", "80"]
    with pytest.raises(tk.OptionError, match="hedges"):
        charts.power(example_results.power(), "hedges")


def test_too_few_articles_to_plan_from_are_refused_and_few_are_noted(scores):
    with pytest.raises(tk.ArticleError, match="9 articles to plan from: give 10 or more, better 30"):
        power(scores[:9])
    (note,) = power(scores[:12], samples=5).settings["notes"]
    assert note.startswith(
        "loaded_narration is measured in 12 of the articles that are planned from: as many as are needed may be"
    )
    assert power(scores, samples=5).settings["notes"] == []


def test_a_measure_of_few_articles_has_no_number_that_is_needed(scores):
    planned = power(scores[:18], measures=["loaded_narration", "official_share"], samples=5)
    assert planned.needed.set_index("measure")["articles"].isna().tolist() == [False, True]
    assert "official_share is measured in 9 of" in planned.settings["notes"][1]
