"""Charts of who speaks: what they show, of articles short enough to count by hand."""

from dataclasses import replace

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot

import toolkit as tk
from toolkit import example_results

mpl.use("Agg")

OFFICIAL = "Minister Ada Hall said it rained in {0} on that day. The road was closed for days. Few came."
LATE = "The road was closed in {0}. Few people came there. Residents said that the bridge had gone."


@pytest.fixture(scope="module")
def comparison():
    texts = {"Wire": [OFFICIAL] * 3 + [LATE], "Herald": [LATE] * 3}
    return tk.compare(tk.score(list(_articles(texts))), copies="keep", min_articles=2, resamples=50)


def _articles(texts):
    for outlet, many in texts.items():
        for n, text in enumerate(many):
            longer = text.format(f"Arle{'abcde'[n]}") + n * " Rain fell."
            yield tk.article_of(longer, id=f"{outlet}{n}", outlet=outlet)


def marks(ax, marker):
    """Places of the marks of one shape, without those of the legend."""
    return [(float(line.get_xdata()[0]), line) for line in ax.lines if line.get_marker() == marker and len(line.get_xdata())]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_prominence_marks_the_mean_place_of_each_type(comparison):
    ax = tk.charts.prominence(comparison, top=2)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["government", "civilian"]
    (government,) = marks(ax, "o")
    assert government[0] == pytest.approx(comparison.of("position_government").set_index("group").loc["Wire", "estimate"])
    assert government[0] < 0.5 < min(place for place, _ in marks(ax, "d"))
    assert texts(ax) == ["n = 3", "1", "n = 0", "3"]


def test_prominence_is_a_cross_where_there_is_no_interval(comparison):
    ax = tk.charts.prominence(comparison, top=2)
    assert len(marks(ax, "x")) == len(marks(ax, "d")) == 1  # residents in one article of the Wire, in three of the Herald
    assert ax.get_xlabel().endswith("(95 % interval; ×: no interval)")


def test_unheard_draws_heard_of_talked_about():
    ax = tk.charts.unheard(example_results.silences())
    assert [bar.get_width() for bar in ax.patches] == [3, 0, 0]  # talked about, heard, open
    assert texts(ax) == ["Herald", "n = 0 of 3; 3 of 3"]
    (expected,) = [line for line in ax.lines if line.get_linewidth() == 2]
    assert list(expected.get_xdata()) == [3, 3]


def test_unheard_says_how_many_groups_are_left_out():
    result = example_results.silences()
    table = pd.concat([result.table, result.table.assign(group="Post")])
    ax = tk.charts.unheard(replace(result, table=table), groups=1)
    assert ax.get_xlabel().endswith("shown: the 1 of 2 with the most articles; of equals, the first by name")


def test_a_chart_without_silences_says_so():
    scores = tk.score([tk.article_of("President Ada Hall said it rained.", outlet="Wire")])
    ax = tk.charts.unheard(tk.silences(scores, least=1))
    assert texts(ax) == ["All those whom 2 or more articles of one outlet talk about are heard in each of them."]


def test_balance_names_both_ends():
    ax = tk.charts.balance(example_results.comparison_with_sides())
    ends = [label.get_text() for label in ax.get_xticklabels()]
    assert (ends[0], ends[-1]) == ("−1\nonly west", "1\nonly east")
    assert ax.get_xlim() == (-1.04, 1.04)
    assert texts(ax) == ["n = 1", "n = 1"]
    assert {place for place, _ in marks(ax, "x")} == {-0.2}  # two words of the east's, three of the west's


def test_stances_go_left_for_doubt_and_right_for_praise():
    ax = tk.charts.stances(example_results.comparison_with_sides())
    assert sum(bar.get_width() for bar in ax.patches) == -2  # "claimed" is all of the west's in both outlets
    assert [label.get_text() for label in ax.get_yticklabels()] == ["", "east, 100 % neutral", "west, 0 % neutral"] * 2
    assert texts(ax) == ["Herald", "Wire", *["n = 1, 1"] * 4]


@pytest.mark.parametrize("draw", [tk.charts.source_types, tk.charts.balance])
def test_of_many_groups_those_with_most_articles_are_shown(draw):
    ax = draw(example_results.comparison_with_sides(), groups=1)
    assert len(ax.get_yticklabels()) == 1
    assert "shown: the 1 of 2 with the most articles" in ax.get_xlabel()


@pytest.mark.parametrize("draw", [tk.charts.balance, tk.charts.stances])
def test_without_sides_the_remedy_is_named(comparison, draw):
    with pytest.raises(tk.ArticleError, match="load_registry"):
        draw(comparison)


@pytest.mark.parametrize("draw", [tk.charts.balance, tk.charts.stances, tk.charts.prominence])
def test_narrow_axes_get_small_letters_and_broken_lines(draw):
    from matplotlib import pyplot

    example = example_results.comparison_with_sides()
    renamed = example.table.assign(group=example.table["group"].replace("Wire", "The Wire of the Old Town Daily"))
    ax = draw(replace(example, table=renamed), ax=pyplot.subplots(figsize=(3.3, 4))[1])
    assert "\n" in ax.get_title("left") or len(ax.get_title("left")) <= 36
    assert max(map(len, ax.get_xlabel().splitlines())) <= 42
    assert max(label.get_fontsize() for label in ax.get_yticklabels()) == 7


def test_the_map_of_actors_leaves_out_those_of_groups_that_are_not_shown():
    result = example_results.portrayal()
    for gone in result.actors:
        for group in set(result.table["group"]):
            kept = result.table[(result.table["group"] != group) | (result.table["actor"] != gone)]
            ax = tk.charts.portrayal_map(replace(result, table=kept), groups=1)
            (shown,) = {label.get_text() for label in ax.get_yticklabels()}
            assert {label.get_text() for label in ax.get_xticklabels()} == set(kept[kept["group"] == shown]["actor"])
            pyplot.close(ax.figure)
