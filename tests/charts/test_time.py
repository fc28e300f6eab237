"""What a chart of time says in words and marks."""

from datetime import date

import matplotlib as mpl
import numpy as np
import pytest

import toolkit as tk
from toolkit.charts.time import _FAINT

mpl.use("Agg")


def articles(outlet, months, n=2, text="The mob fled"):
    return [
        tk.article_of(
            f"{text} {'home ' * i}.",
            id=f"{outlet} {month} {i}",
            outlet=outlet,
            published=date(2016 + month // 12, month % 12 + 1, 1 + i),
        )
        for month in months
        for i in range(n)
    ]


def timeline(found, **options):
    return tk.timeline(tk.score(found), copies="keep", resamples=50, **options)


def line(ax, lane=0):
    """The figures of a lane: those with an interval are joined by a darker line over the pale one that joins all."""
    return [one for one in ax.lines if one.get_color() == _FAINT and one.get_marker() == "None"][lane]


def test_months_without_articles_are_gaps():
    ax = tk.charts.timeline(timeline(articles("Wire", [0, 1, 3])))
    assert np.isnan(line(ax).get_ydata()).tolist() == [False, False, True, False]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2016-01", "2016-02", "2016-03", "2016-04"]
    assert ax.get_ylabel() == "per 1,000 words of narration"
    assert ax.get_title("left") == "Loaded terms, narration by month"
    assert "n = 6" in [text.get_text() for text in ax.texts]
    assert "month (grey bars: articles, up to 2)" in ax.get_xlabel()


def test_figures_lie_at_their_place_on_the_axis():
    result = timeline(articles("Wire", [0, 1, 2], n=1))
    ax = tk.charts.timeline(result)
    ticks = dict(zip((label.get_text() for label in ax.get_yticklabels()), ax.get_yticks(), strict=True))
    (low, at_low), *_, (high, at_high) = ((float(name), place) for name, place in ticks.items())
    expected = at_low + (result.table["estimate"] - low) / (high - low) * (at_high - at_low)
    assert line(ax).get_ydata() == pytest.approx(expected.to_numpy())


def test_shares_over_time_are_in_per_cent():
    said = "The mayor said the mob fled. It rained on the town."
    ax = tk.charts.timeline(timeline(articles("Wire", [0, 1, 2], n=1, text=said), measure="words_attributed"))
    assert all(label.get_text().endswith(" %") for label in ax.get_yticklabels())


def test_bars_are_as_high_as_the_number_of_articles():
    found = articles("Wire", [0], n=4) + articles("Wire", [1], n=1)
    heights = [bar.get_height() for bar in tk.charts.timeline(timeline(found)).patches]
    assert heights[0] == pytest.approx(4 * heights[1])


def test_few_articles_are_hollow():
    found = articles("Wire", [0], n=4) + articles("Wire", [1], n=3) + articles("Wire", [2], n=1)
    ax = tk.charts.timeline(timeline(found, min_articles=4))
    hollow = [one for one in ax.lines if one.get_marker() == "o" and one.get_markerfacecolor() == "white"]
    assert [list(one.get_xdata()) for one in hollow] == [[1]]
    (pale,) = [one for one in ax.lines if one.get_marker() == "." and one.get_color() == _FAINT]
    assert list(pale.get_xdata()) == [2]  # a single article has no interval
    assert "hollow: under 4 articles; small and pale: no interval" in ax.get_xlabel().replace("\n", " ")


def test_several_groups_lie_in_lanes_on_one_scale():
    found = articles("Wire", [0, 1, 2]) + articles("Herald", [0, 1, 2], text="The army and the mob fled")
    result = timeline(found, by="outlet")
    ax = tk.charts.timeline(result)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Herald", "Wire"]  # from the top
    assert np.argsort(ax.get_yticks()).tolist() == [1, 0]
    herald, wire = (line(ax, lane).get_ydata() for lane in (0, 1))
    assert (herald > 1).all()
    assert (wire < 1).all()
    assert ((herald - 1) < wire).all()  # half of the rate of the other
    assert ax.get_xlabel().startswith("per 1,000 words of narration; band: 95 % interval")
    assert [text.get_text() for text in ax.texts].count("n = 6") == 2


def test_only_the_groups_with_most_articles_are_shown():
    found = articles("Wire", [0, 1]) + articles("Herald", [0], n=3) + articles("Post", [1], n=1)
    ax = tk.charts.timeline(timeline(found, by="outlet"), groups=2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Herald", "Wire"]
    assert "shown: the 2 of 3 with the most articles" in ax.get_xlabel()


def test_outlets_without_any_date_are_named():
    undated = [tk.article_of(f"The mob fled {i} times.", id=f"u{i}", outlet="Post") for i in range(2)]
    result = timeline(articles("Wire", [0, 1]) + articles("Herald", [0]) + undated, by="outlet")
    assert "\nwithout any date: Post\n" in tk.charts.timeline(result).get_xlabel()
    pytest.importorskip("altair")
    notes = tk.charts.interactive.timeline(result).to_dict()["title"]["subtitle"]
    assert "without any date: Post" in notes


def test_a_change_of_level_is_a_dashed_line_with_its_p():
    found = articles("Wire", [0, 1], n=10, text="The army fled") + articles("Wire", [2, 3], n=10)
    result = timeline(found, changes=True)
    ax = tk.charts.timeline(result)
    (dashed,) = [one for one in ax.lines if one.get_linestyle() == "--"]
    assert list(dashed.get_xdata()) == [1.5, 1.5]
    change = result.changes.iloc[0]
    assert f"{change['before']:.2g} → {change['after']:.1f}, p = {change['p']:.3f}".replace("0.", ".") in [
        text.get_text() for text in ax.texts
    ]
    assert "dashed: change of level" in ax.get_xlabel()
    assert dashed.get_color() != "#777777"


def test_years_are_named_where_there_are_many_months():
    ax = tk.charts.timeline(timeline(articles("Wire", range(40), n=1)))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2016", "2017", "2018", "2019"]
    assert ax.get_xticks().tolist() == [0, 12, 24, 36]


def test_windows_that_overlap_have_no_sum_of_articles():
    ax = tk.charts.timeline(timeline(articles("Wire", [0, 1, 2]), rolling=2))
    assert not [text for text in ax.texts if text.get_text().startswith("n = ")]
    assert "month with the 1 before it (grey bars: articles, up to 4)" in ax.get_xlabel()


def test_a_single_span_and_a_measure_of_nothing_are_drawn():
    found = timeline([tk.article_of("It rained.", published=date(2020, 1, 1))], measure="official_share")
    assert tk.charts.timeline(found).get_title("left")


def test_axes_that_are_given_are_drawn_on():
    from matplotlib import pyplot

    given = pyplot.subplots()[1]
    assert tk.charts.timeline(timeline(articles("Wire", [0, 1])), given) is given


def test_spans_before_the_first_and_after_the_last_article_of_the_groups_shown_are_left_out():
    found = articles("Wire", [3, 4], n=4) + articles("Herald", [3], n=4) + articles("Post", [0, 9], n=1)
    ax = tk.charts.timeline(timeline(found, by="outlet"), groups=2)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2016-04", "2016-05"]


def test_a_timeline_whose_figures_mostly_have_no_interval_says_that_spans_are_short():
    sparse, enough = (tk.charts.timeline(timeline(articles("Wire", range(4), n=n))).get_xlabel() for n in (1, 3))
    assert "only 0 of 4 figures have an interval: longer spans of time have more" in sparse
    assert "only" not in enough
