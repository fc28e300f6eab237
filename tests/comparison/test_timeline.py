"""Measures over time, on articles of which every word can be counted."""

from dataclasses import replace
from datetime import date
from math import isnan

import numpy as np
import pytest

import toolkit as tk
from toolkit.comparison.timeline import ALL, LEAST_BESIDE
from toolkit.scores.scores import ScoreTable

CALM, LOADED, LONG = "The army fled.", "The mob fled.", "The army left the town."  # 0 of 3, 1 of 3 and 0 of 5 words


def articles(*said, outlet="Wire"):
    return [tk.article_of(text, id=f"{outlet} {i}", outlet=outlet, published=day) for i, (day, text) in enumerate(said)]


def follow(result, *args, **kwargs):
    return tk.timeline(tk.score(result, loaded_model=None), *args, copies="keep", resamples=200, **kwargs)


def test_a_month_pools_hits_over_words():
    result = follow(articles((date(2020, 1, 3), LOADED), (date(2020, 1, 9), LONG), (date(2020, 3, 1), LOADED)))
    rows = result.table.set_index("period")
    assert list(rows.index) == ["2020-01", "2020-02", "2020-03"]
    assert rows.loc["2020-01", "estimate"] == pytest.approx(1000 / 8)
    assert rows.loc["2020-03", "estimate"] == pytest.approx(1000 / 3)
    assert list(rows["n_articles"]) == [2, 0, 1]
    assert list(rows["base"]) == [8, 0, 3]
    assert isnan(rows.loc["2020-02", "estimate"])
    assert rows.loc["2020-02", "note"] == "nothing to measure"
    assert list(rows["group"].unique()) == [ALL]


def test_a_month_without_hits_has_the_limit_that_the_other_months_set():
    said = [(date(2020, 1, day), CALM) for day in range(1, 9)] + [(date(2020, 2, day), LOADED) for day in (1, 2)]
    rows = follow(articles(*said, (date(2020, 2, 3), CALM))).table.set_index("period")
    calm = rows.loc["2020-01"]
    assert (calm["estimate"], calm["low"]) == (0, 0)
    assert calm["high"] == pytest.approx((1 - 0.025 ** (1 / 8)) * 1000 / 3)
    assert "that so small a sample may miss" in calm["note"]


def test_a_rolling_window_pools_the_spans_before():
    said = ((date(2020, 1, 3), LOADED), (date(2020, 2, 9), LONG), (date(2020, 3, 1), CALM))
    rolled = follow(articles(*said), rolling=2).table
    assert rolled["estimate"].tolist() == pytest.approx([1000 / 3, 1000 / 8, 0])
    assert rolled["n_articles"].tolist() == [1, 2, 2]


@pytest.mark.parametrize(
    ("period", "spans"),
    [
        ("year", ["2019", "2020"]),
        ("quarter", ["2019-Q4", "2020-Q1"]),
        ("week", ["2019-W52", "2020-W01", "2020-W02"]),
        ("day", [f"2019-12-{day}" for day in range(29, 32)] + [f"2020-01-0{day}" for day in range(1, 7)]),
    ],
)
def test_spans_of_time(period, spans):
    result = follow(articles((date(2019, 12, 29), LOADED), (date(2020, 1, 6), CALM)), period=period)
    assert result.table["period"].tolist() == spans


def test_groups_have_rows_for_all_spans():
    said = articles((date(2020, 1, 3), LOADED)) + articles((date(2020, 2, 3), CALM), outlet="Herald")
    result = follow(said, by="outlet")
    cells = result.table.set_index(["group", "period"])["estimate"]
    assert len(cells) == 4
    assert isnan(cells["Herald", "2020-01"])
    assert cells["Herald", "2020-02"] == 0
    assert cells["Wire", "2020-01"] == pytest.approx(1000 / 3)


def test_articles_without_a_date_are_counted():
    result = follow([*articles((date(2020, 1, 3), LOADED)), tk.article_of(CALM, id="undated")])
    assert result.settings["articles_without_date"] == 1
    assert result.settings["articles"] == 1


def test_copies_count_once_unless_kept():
    text = "The mob fled from the old town in the morning, and the army came back to the bridge at noon."
    said = articles((date(2020, 1, 3), text), (date(2020, 1, 4), text))
    once, kept = (tk.timeline(tk.score(said), copies=counting, resamples=40) for counting in ("once", "keep"))
    assert once.table["n_articles"].tolist() == [1]
    assert once.settings["articles_that_are_copies"] == 1
    assert kept.table["n_articles"].tolist() == [2]


def half_year(first, then, n=LEAST_BESIDE + 2):
    """So many articles in January, that say in turn the texts of `first`, and as many in June."""
    before = [(date(2020, 1, 1 + i), first[i % len(first)]) for i in range(n)]
    return articles(*before, *[(date(2020, 6, 1 + i), then) for i in range(n)])


def test_a_change_of_level_is_found_where_it_is():
    result = follow(half_year([CALM, CALM, LOADED], LOADED), changes=True)
    (change,) = result.changes.itertuples()
    assert change.period == "2020-06"
    assert change.before == pytest.approx(1000 / 9)
    assert change.after == pytest.approx(1000 / 3)
    assert change.difference == pytest.approx(change.after - change.before)
    assert (change.n_before, change.n_after) == (12, 12)
    assert change.p < 0.02
    assert change.p_adjusted == change.p


def test_where_nothing_varies_there_is_no_change():
    assert follow(half_year([LOADED], LOADED), changes=True).changes.empty


def test_a_change_needs_articles_on_both_sides():
    assert follow(half_year([CALM], LOADED, LEAST_BESIDE - 1), changes=True).changes.empty
    for first in ([CALM], [CALM, LOADED]):
        assert follow(half_year(first, LOADED, LEAST_BESIDE), changes=True).changes["period"].tolist() == ["2020-06"]


def test_searching_everywhere_is_paid_for():
    """Of 40 series without a change about one in twenty looks changed, not one in three as when each boundary is tested alone."""
    rng, scores, p = np.random.default_rng(0), {text: tk.score(text) for text in (CALM, LOADED)}, []
    for seed in range(40):
        rows = [
            replace(
                scores[LOADED if rng.random() < 0.4 else CALM],
                article=tk.article_of("", id=f"{i}", published=date(2020, 1 + i // 8, 1)),
            )
            for i in range(96)
        ]
        result = tk.timeline(ScoreTable(rows), changes=True, copies="keep", resamples=99, seed=seed)
        p.append(result.changes["p"].iloc[0])
    assert sum(value <= 0.05 for value in p) <= 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"period": "decade"}, "unknown period 'decade'; choose among year, quarter, month, week, day"),
        ({"rolling": 0}, "rolling must be at least 1"),
        ({"measure": "loadedness"}, "unknown measure 'loadedness'"),
        ({"confidence": 1}, "confidence 1: give a share between 0 and 1"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_the_reason(options, said):
    with pytest.raises(tk.ArticleError, match=said):
        follow(articles((date(2020, 1, 3), LOADED)), **options)


def test_without_any_date_there_is_no_time():
    with pytest.raises(tk.ArticleError, match="no article has a date"):
        follow([tk.article_of(CALM)])


def test_a_group_may_lack_articles_in_a_span_of_time_with_clusters_too():
    said = [("Wire", 1, "storm"), ("Wire", 2, "vote"), ("Post", 1, "storm")]
    articles = [
        tk.article_of(LONG, id=f"{outlet} {month}", outlet=outlet, published=date(2020, month, 1), event=event)
        for outlet, month, event in said
    ]
    table = follow(articles, by="outlet", cluster="event").table.set_index(["group", "period"])
    assert table.loc[("Post", "2020-02"), ["n_articles", "note"]].tolist() == [0, "nothing to measure"]


def test_articles_of_a_cluster_are_resampled_and_dealt_together():
    """Two months of six events with five articles of the same words each."""
    said = [(date(2020, 1 + (i > 5), 1 + i), LOADED if i in (0, 6, 7, 8, 10) else LONG, f"event {i}") for i in range(12)]
    articles = [
        tk.article_of(text, id=f"{event} {j}", outlet="Wire", published=day, event=event)
        for day, text, event in said
        for j in range(5)
    ]
    single, clustered = (follow(articles, changes=True, cluster=by) for by in (None, "event"))
    width = [(result.table["high"] - result.table["low"]).mean() for result in (single, clustered)]
    assert clustered.table["estimate"].tolist() == single.table["estimate"].tolist()
    assert width[1] > 1.5 * width[0]
    assert clustered.table["note"].str.contains("clusters count as 6 of equal size|clusters count as 5 of equal size").all()
    assert single.changes["p"][0] < 0.01
    assert clustered.changes["p"][0] > 0.05
    assert (single.settings["cluster"], clustered.settings["cluster"]) == (None, "event")
