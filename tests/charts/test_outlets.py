"""What charts of outlets say in words and marks; how they look is in tests/charts/test_images.py."""

from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Ellipse

import toolkit as tk
from toolkit import example_results
from toolkit.charts.base import new_axes
from toolkit.charts.maps import _corners
from toolkit.charts.outlets import _times

mpl.use("Agg")


@pytest.fixture(scope="module")
def comparison(scores):
    return tk.compare(scores, measures=["loaded_narration", "official_share"], reference="Halyard Wire", resamples=200)


@pytest.fixture(scope="module")
def within(scores):
    return tk.compare(scores, measures=["loaded_narration"], within="event", resamples=200)


def marks(ax, mark="o"):
    """Place and face of each mark, from the top."""
    found = [line for line in ax.lines if line.get_marker() == mark and len(line.get_xdata()) == 1]
    return {float(line.get_ydata()[0]): (float(line.get_xdata()[0]), line.get_markerfacecolor()) for line in found}


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_differences_are_in_order_and_filled_where_they_are_more_than_chance(comparison):
    ax = tk.charts.differences(comparison, "loaded_narration")
    rows = comparison.against("loaded_narration").sort_values("difference", ascending=False)
    drawn = marks(ax)
    assert [drawn[row][0] for row in range(5)] == pytest.approx(list(rows["difference"]))
    assert [drawn[row][1] == "white" for row in range(5)] == [p >= 0.05 for p in rows["p_adjusted"]]
    assert [label.get_text() for label in ax.get_yticklabels()] == list(rows["group"])
    assert texts(ax)[0] == f"n = 20, 80; ×{rows['ratio'].iloc[0]:.1f}"
    assert ax.get_title("left") == "Loaded terms, narration: each outlet against all others"
    assert ax.get_xlabel().startswith("difference, per 1,000 words of narration (95 % interval)")
    assert 0 in [line.get_xdata()[0] for line in ax.lines if list(line.get_xdata()) == [0, 0]]  # the line of no difference


def test_differences_to_the_reference_leave_it_out(comparison):
    ax = tk.charts.differences(comparison, "official_share", against="Halyard Wire")
    assert "Halyard Wire" not in [label.get_text() for label in ax.get_yticklabels()]
    assert len(ax.get_yticklabels()) == 4
    assert ax.get_title("left").endswith("against Halyard Wire")


def test_within_events_the_difference_over_all_articles_is_shown_too(within, comparison):
    ax = tk.charts.differences(within, "loaded_narration")
    rows = within.against("loaded_narration").sort_values("difference", ascending=False)
    ticks = [line.get_xdata()[0] for line in ax.lines if line.get_color() == "#E08214"]
    assert ticks == pytest.approx(list(rows["unmatched"]))
    assert "over all articles, not matched" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert "on the same event" in ax.get_title("left").replace("\n", " ")
    plain = tk.charts.differences(comparison, "loaded_narration").get_legend().get_texts()
    assert "over all articles, not matched" not in [text.get_text() for text in plain]


def test_a_legend_explains_only_what_is_drawn(comparison):
    chance = replace(comparison, differences=comparison.differences.assign(p_adjusted=0.5))
    legend = tk.charts.differences(chance, "loaded_narration").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["p ≥ .05, adjusted"]


@pytest.mark.parametrize(
    ("ratio", "said"), [(0, "0"), (0.01, "<0.1"), (0.59, "0.6"), (2.44, "2.4"), (9.97, "10"), (1234, "1,234")]
)
def test_ratios_are_short(ratio, said):
    assert _times(ratio) == said


def test_nothing_compared_with_has_no_differences(comparison):
    with pytest.raises(tk.ArticleError, match="nothing was compared with 'Astreva One'"):
        tk.charts.differences(comparison, "loaded_narration", against="Astreva One")


@pytest.mark.parametrize("draw", ["rates", "differences"])
def test_many_groups_are_limited_to_those_with_most_articles(comparison, draw):
    table = comparison.table.assign(n_articles=comparison.table["group"].str.len())
    differences = comparison.differences.assign(n_articles=comparison.differences["group"].str.len())
    ax = getattr(tk.charts, draw)(replace(comparison, table=table, differences=differences), "loaded_narration", groups=2)
    assert {label.get_text() for label in ax.get_yticklabels()} == {"Kelmarra National Channel", "The Daily Rattle"}
    assert "shown: the 2 of 5 with the most articles" in ax.get_xlabel()


def test_a_chart_of_rates_says_what_its_lines_are(comparison):
    ax = tk.charts.rates(comparison, "loaded_narration")
    assert ax.get_xlabel() == "per 1,000 words of narration (95 % interval)"


def test_a_rate_without_an_interval_is_a_cross(comparison):
    rows = comparison.table["measure"] == "loaded_narration"
    least = comparison.table["estimate"][rows].min()
    known = ~rows | (comparison.table["estimate"] > least)
    table = comparison.table.assign(low=comparison.table["low"].where(known), high=comparison.table["high"].where(known))
    ax = tk.charts.rates(replace(comparison, table=table), "loaded_narration")
    assert ax.get_xlabel() == "per 1,000 words of narration (95 % interval; ×: no interval)"
    (place,) = [line.get_xdata() for line in ax.lines if line.get_marker() == "x"]
    assert list(place) == [pytest.approx(least)]


def test_intervals_of_few_articles_do_not_stretch_the_axis(comparison):
    first = comparison.table["group"] == "Astreva One"
    wide = comparison.table.assign(
        high=comparison.table["high"].where(~first, 1000.0), few=comparison.table["few"].where(~first, other=True)
    )
    ax = tk.charts.rates(replace(comparison, table=wide), "loaded_narration")
    assert ax.get_xlim()[1] < 200
    assert "cut off at the edge" in ax.get_xlabel().replace("\n", " ")


def test_no_interval_that_goes_far_beyond_all_figures_stretches_the_axis(comparison):
    """Few are none of forty outlets, but the interval of two goes to the end of the range."""
    row = comparison.of("loaded_narration").iloc[0].to_dict() | {"few": False}
    high = [1000.0 if i < 2 else 16.0 for i in range(40)]
    many = [{**row, "group": f"outlet {i}", "estimate": 10 + i / 10, "low": 8, "high": high[i]} for i in range(40)]
    ax = tk.charts.rates(replace(comparison, table=comparison.table.from_records(many)), "loaded_narration", groups=40)
    assert 16 < ax.get_xlim()[1] < 60
    assert "cut off at the edge" in ax.get_xlabel().replace("\n", " ")


def test_a_figure_of_few_articles_beyond_the_axis_is_an_arrow_with_its_value(comparison):
    """Forty outlets about 10, and one of few articles at 900."""
    table = comparison.of("loaded_narration")
    row = table.iloc[0].to_dict()
    many = [{**row, "group": f"outlet {i}", "estimate": 10 + i / 10, "low": 8, "high": 16} for i in range(29)]
    far = {**row, "group": "far", "estimate": 900.0, "low": np.nan, "high": np.nan, "few": True}
    ax = tk.charts.rates(replace(comparison, table=table.from_records([*many, far])), "loaded_narration")
    assert ax.get_xlim()[1] < 40
    assert "900" in texts(ax)
    assert len(marks(ax, ">")) == 1


def test_where_most_outlets_have_few_articles_and_no_hit_their_limits_are_on_the_chart(comparison):
    row = comparison.of("official_share").iloc[0].to_dict() | {"few": True, "estimate": 0.0, "low": 0.0, "high": 0.3}
    none = [{**row, "group": f"outlet {i}"} for i in range(28)]
    some = {**row, "group": "some", "estimate": 0.002, "high": 0.4}
    ax = tk.charts.rates(replace(comparison, table=comparison.table.from_records([*none, some])), "official_share")
    assert ax.get_xlim()[1] >= 0.3
    assert "cut off" not in ax.get_xlabel()


def test_a_share_beyond_the_axis_is_told_in_per_cent(comparison):
    table = comparison.of("official_share")
    row = table.iloc[0].to_dict() | {"few": False}
    many = [{**row, "group": f"outlet {i}", "estimate": 0.01, "low": 0.0, "high": 0.02} for i in range(29)]
    far = {**row, "group": "far", "estimate": 0.62, "low": np.nan, "high": np.nan, "few": True}
    ax = tk.charts.rates(replace(comparison, table=table.from_records([*many, far])), "official_share")
    assert "62 %" in texts(ax)
    assert {"0 %", "1 %"} <= ticks(ax)


def test_differences_of_shares_are_in_points(comparison):
    ax = tk.charts.differences(comparison, "official_share")
    assert ax.get_xlabel().startswith("difference in points, share of words of typed sources")
    assert not any("." in tick or "%" in tick for tick in ticks(ax))
    assert tk.charts.differences(comparison, "loaded_narration").get_xlabel().startswith("difference, per 1,000 words")


def ticks(ax):
    ax.figure.canvas.draw()
    return {label.get_text() for label in ax.get_xticklabels()}


def test_an_axis_on_which_all_is_0_has_no_figures_under_0(comparison):
    nothing = comparison.table.assign(estimate=0.0, low=np.nan, high=np.nan)
    ax = tk.charts.rates(replace(comparison, table=nothing), "official_share")
    assert min(tick for tick in ax.get_xticks() if tick >= ax.get_xlim()[0]) == 0


def test_charts_within_events_say_of_which_articles_they_are(scores):
    within = tk.compare(scores, within="event", resamples=40)
    for draw in (tk.charts.source_types, tk.charts.voices, tk.charts.prominence):
        assert "only the 100 articles with an event that two groups cover" in draw(within).get_xlabel().replace("\n", " ")


def test_a_difference_without_an_interval_is_a_cross(comparison):
    unknown = comparison.differences.assign(low=np.nan, high=np.nan)
    ax = tk.charts.differences(replace(comparison, differences=unknown), "loaded_narration")
    assert len(marks(ax, "x")) == 5
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["no interval"]


def test_heat_map_of_categories_has_a_figure_in_each_cell(compared):
    ax = tk.charts.categories(compared, groups=3)
    assert len(ax.get_yticklabels()) == 3
    assert sum(text.replace(".", "").isdigit() for text in texts(ax)) == 3 * 7
    assert "shown: the 3 of 5 with the most articles" in ax.get_xlabel()


def test_sensitivity_shows_ranks_and_how_rankings_agree(scores):
    result = tk.sensitivity(scores, resamples=50)
    ax = tk.charts.sensitivity(result)
    wide = result.wide()
    assert [label.get_text() for label in ax.get_yticklabels()] == list(wide.index)
    assert [label.get_text() for label in ax.get_xticklabels()] == list(result.agreement["variant"])
    cells = np.array(texts(ax)[: wide.size]).reshape(wide.shape)
    assert cells[:, 0].tolist() == ["1", "2", "3", "4", "5"]
    assert (cells == "–").sum() == wide.isna().sum().sum() == 1  # the largest group, where it was left out
    assert texts(ax).count("n = 20") == 5
    assert "1.00" in texts(ax)
    assert " ".join(ax.get_title("left").split()).startswith("Loaded terms, narration: rank of each outlet")


def few_first(result, n):
    """The same result, with few articles in the first `n` groups."""
    groups = list(result.table["group"].unique())[:n]
    table = result.table.assign(few=result.table["group"].isin(groups))
    return replace(result, table=table.assign(n_articles=table["n_articles"].where(~table["few"], 5))), groups


def test_sensitivity_is_not_topped_by_groups_of_few_articles(scores):
    result, few = few_first(tk.sensitivity(scores, resamples=50), 2)
    ax = tk.charts.sensitivity(result)
    assert len(ax.get_yticklabels()) == 3
    assert not {label.get_text() for label in ax.get_yticklabels()} & set(few)
    assert "rank among all 5" in ax.get_xlabel()
    assert ax.get_xlabel().endswith("not shown: 2 with under 20 articles")
    assert len(tk.charts.sensitivity(few_first(result, 5)[0]).get_yticklabels()) == 5  # where all have few, all are shown


def test_ranks_from_a_small_part_of_the_articles_are_grey(scores):
    result = tk.sensitivity(scores, resamples=50)
    last, group = result.agreement["variant"].iloc[-1], result.wide().index[0]
    cut = (result.table["variant"] == last) & (result.table["group"] == group)
    ax = tk.charts.sensitivity(replace(result, table=result.table.assign(n_articles=result.table["n_articles"].where(~cut, 5))))
    cells = ax.texts[: result.wide().size]
    assert [i for i, cell in enumerate(cells) if cell.get_style() == "italic"] == [len(result.agreement) - 1]
    assert "grey italics: from less than a third" in ax.get_xlabel()


def test_rows_of_few_articles_set_the_shades_where_they_are_most(compared):
    one = compared.table["group"] == compared.table["group"].iloc[0]
    ax = tk.charts.categories(replace(compared, table=compared.table.assign(few=~one)))
    assert ax.images[0].get_clim() == tk.charts.categories(compared).images[0].get_clim()


def test_categories_of_few_articles_are_in_italics_and_do_not_set_the_shades(compared):
    before = tk.charts.categories(compared)
    highest = before.get_yticklabels()[0].get_text()
    table = compared.table.assign(few=compared.table["group"] == highest)
    ax = tk.charts.categories(replace(compared, table=table))
    assert [text.get_style() for text in ax.texts[:8]] == ["italic"] * 7 + ["normal"]
    assert ax.images[0].get_clim()[1] < before.images[0].get_clim()[1]
    assert "italics: under 20 articles" in ax.get_xlabel()


def test_many_rows_lie_closer_together_so_that_a_chart_fits_a_page():
    heights = [new_axes(None, rows).figure.get_figheight() for rows in (5, 10, 30)]
    assert heights[1] - heights[0] == pytest.approx(5 * 0.34)
    assert heights[2] < 10


def test_a_map_names_groups_and_the_ends_of_its_axes(scores):
    result = tk.outlet_map(scores, resamples=50)
    ax = tk.charts.outlet_map(result, words=2)
    assert set(texts(ax)) == set(result.table["group"])
    low, high = result.ends("x", 2)
    assert f"← {', '.join(low)}     → {', '.join(high)}" in ax.get_xlabel()
    assert f"{100 * result.axes.loc[0, 'share']:.0f} % of the spread (p = " in ax.get_xlabel()
    assert f"{100 * result.axes.loc[1, 'share']:.0f} % of the spread\n" in ax.get_ylabel()
    assert "ellipse: 95 % region, cut at the edge; n = 20 each" in ax.get_xlabel()
    assert ax.get_aspect() == 1
    assert "bias" not in ax.get_title("left") + ax.get_xlabel() + ax.get_ylabel()


def test_a_map_shows_few_articles_hollow_and_in_a_crowd_without_an_ellipse():
    def outlines(ax):
        return sum(isinstance(one, Ellipse) and not one.get_fill() for one in ax.get_children())

    result = example_results.outlet_map()
    rows = result.table.to_dict("records")
    crowd = [{**rows[i % 3], "group": f"g{i}", "x": float(i), "y": float(i % 5), "few": i % 2 == 0} for i in range(24)]
    few, many = (tk.charts.outlet_map(replace(result, table=result.table.from_records(part))) for part in (crowd[:6], crowd))
    assert (outlines(few), outlines(many)) == (6, 12)
    assert "hollow: under 20, no ellipse" in many.get_xlabel()
    assert "ellipse: 95 % region" in many.get_xlabel()
    assert "no ellipse" not in few.get_xlabel()
    none = tk.charts.outlet_map(replace(result, table=result.table.from_records([{**row, "few": True} for row in crowd])))
    assert "ellipse:" not in none.get_xlabel()


def test_on_a_crowded_map_a_group_far_from_all_others_is_a_triangle_at_the_edge_with_its_place():
    result = example_results.outlet_map()
    rows = result.table.to_dict("records")
    crowd = [{**rows[i % 3], "group": f"g{i}", "x": float(i), "y": float(i % 5), "few": False} for i in range(60)]
    far = {**rows[0], "group": "far", "x": 20.0, "y": 400.0, "few": False, "n_articles": 99}
    ax = tk.charts.outlet_map(replace(result, table=result.table.from_records([*crowd, far])))
    assert ax.get_ylim()[1] < 40
    assert "far (at 20, 400)" in texts(ax)
    assert "names where there is room, most articles first" in ax.get_xlabel()
    assert not [one for one in ax.get_children() if isinstance(one, Ellipse) and one.get_fill()]


def test_a_map_follows_ellipses_as_far_as_they_are_near():
    table = example_results.outlet_map().table.iloc[:2]
    table = table.assign(x=[0.0, 10], y=0.0, major=[2.0, 99], minor=[1.0, 98], angle=[90.0, 0])
    low, high = (_corners(list(table.assign(few=False, mark="o").itertuples())).reshape(2, 2, 2)[i] for i in (0, 1))
    assert low.tolist() == [pytest.approx([-1, -2]), pytest.approx([-3.5, -3.5])]
    assert high.tolist() == [pytest.approx([1, 2]), pytest.approx([13.5, 3.5])]


def test_charts_draw_on_axes_that_are_given(comparison, scores):
    from matplotlib import pyplot

    for draw in (
        lambda ax: tk.charts.differences(comparison, "loaded_narration", ax),
        lambda ax: tk.charts.sensitivity(tk.sensitivity(scores, resamples=40), ax),
        lambda ax: tk.charts.outlet_map(example_results.outlet_map(), ax),
    ):
        given = pyplot.subplots()[1]
        assert draw(given) is given


def test_wider_intervals_are_thin_lines_behind_the_others(scores):
    wider = tk.compare(scores, measures=["loaded_narration"], resamples=200, with_reading_error=True)
    for ax, table in (
        (tk.charts.rates(wider, "loaded_narration"), wider.of("loaded_narration")),
        (tk.charts.differences(wider, "loaded_narration"), wider.against("loaded_narration")),
    ):
        thin = [line for line in ax.lines if line.get_linewidth() == 0.6]
        assert len(thin) == table["low_with_reading"].notna().sum() == 5
        assert {float(line.get_xdata()[0]) for line in thin} == set(table["low_with_reading"])
        assert all(line.get_zorder() < 2 for line in thin)
        assert "thin: with reading error" in ax.get_xlabel()


def test_without_reading_error_nothing_is_thin(comparison):
    ax = tk.charts.rates(comparison, "loaded_narration")
    assert not [line for line in ax.lines if line.get_linewidth() == 0.6]
    assert "reading" not in ax.get_xlabel()


def test_names_are_broken_into_lines_only_where_title_label_and_legend_leave_room(comparison):
    row = comparison.against("loaded_narration").iloc[0].to_dict()
    long = replace(
        comparison,
        differences=comparison.differences.from_records([{**row, "group": f"Kelmarra National Channel {i}"} for i in range(5)]),
    )
    for height, broken in ((2.4, False), (4, True)):
        _, ax = tk.charts.styled(plt.subplots)(figsize=(3.5, height))
        tk.charts.differences(long, "loaded_narration", ax=ax)
        assert any("\n" in label.get_text() for label in ax.get_yticklabels()) is broken
        assert "95 % interval" in ax.get_xlabel()
        plt.close(ax.figure)
