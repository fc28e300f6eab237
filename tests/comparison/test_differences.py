"""Each group beside the rest and beside a reference, over all articles and within events."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.statistics.resampling import Bootstrap

LOADED = ("The puppet regime fled {}.", "The army left {}.", "The mayor met the press in {}.", "Nobody was hurt in {}.")


def article(number, outlet, loaded, **fields):
    """An article of eight sentences, the first of them loaded or not; no two share more than single words."""
    towns = [f"{outlet} {number} town {word}" for word in ("one", "two", "three", "four")]
    sentences = [text.format(town) for text, town in zip(LOADED if loaded else LOADED[1:] * 2, towns, strict=False)]
    return tk.article_of(" ".join(sentences), id=f"{outlet}{number}", outlet=outlet, **fields)


@pytest.fixture(scope="module")
def scores():
    """Three outlets of 24 articles: Herald is loaded in all, Wire in every second, Post in none."""
    shares = {"Herald": 1, "Wire": 2, "Post": 99}
    articles = [
        article(i, outlet, (i + 1) % every == 0, event=f"e{i % 12}", published=date(2017, 1, 1 + i), labels={"desk": "ab"[i % 2]})
        for outlet, every in shares.items()
        for i in range(24)
    ]
    return tk.score(articles, loaded_model=None)  # each hit counts 1


@pytest.fixture(scope="module")
def comparison(scores):
    return tk.compare(scores, reference="Post", resamples=400)


def against(comparison, other="rest", measure="loaded_narration"):
    return comparison.against(measure, other).set_index("group")


def test_no_text_of_these_is_a_copy(comparison):
    assert comparison.settings["articles_that_are_copies"] == 0


def test_the_difference_is_that_to_all_others_pooled(comparison):
    rates = comparison.of("loaded_narration").set_index("group")
    result = against(comparison).loc["Herald"]
    hits, words = (rates["estimate"] * rates["base"] / 1000)[["Post", "Wire"]].sum(), rates.loc[["Post", "Wire"], "base"].sum()
    assert result["other"] == pytest.approx(1000 * hits / words)
    assert result["difference"] == pytest.approx(rates.loc["Herald", "estimate"] - result["other"])
    assert result["ratio"] == pytest.approx(result["estimate"] / result["other"])
    assert result["low"] < result["difference"] < result["high"]
    assert (result["n_articles"], result["n_against"]) == (24, 48)


def test_a_difference_beyond_chance_has_a_small_p_and_none_a_large(comparison):
    p = against(comparison)["p"]
    assert p["Herald"] < 1 / 401  # of 400 permutations none is as extreme, so there are more
    assert p["Wire"] > 0.05
    assert (comparison.differences["p_adjusted"].dropna() >= comparison.differences["p"].dropna()).all()


def test_superiority_is_the_share_of_pairs_of_articles(comparison):
    """Herald is loaded in all articles; Wire in half of its own, which have about the same rate; Post in none."""
    assert against(comparison).loc["Post", "superiority"] == pytest.approx((12 * 24 * 0.5) / (48 * 24))


def test_of_a_group_without_a_hit_the_limit_is_that_of_articles_unseen(comparison):
    """None of 24 articles: up to 1 - .025^(1/24) of all may have as many hits as those of the others that have any."""
    result, share = against(comparison).loc["Post"], 1 - 0.025 ** (1 / 24)
    assert result["estimate"] == 0
    assert result["low"] < result["difference"] < result["high"] < 0
    rates = comparison.of("loaded_narration").set_index("group")
    words = rates["base"] / 24  # of an article: one hit in it
    unseen = 1000 * share / ((1 - share) * words["Post"] + share * (24 * words["Herald"] + 12 * words["Wire"]) / 36)
    assert result["high"] - result["difference"] >= unseen * 0.99
    assert rates.loc["Post", ["low", "high"]].tolist() == pytest.approx(
        [0, unseen], rel=0.01
    )  # words of an article of either kind
    assert "Post: no two articles differ" in result["note"]


def test_a_group_without_hits_and_one_with_a_single_hit_do_not_differ():
    """One hit in the others' 80 articles says nothing of a group of five without any."""
    articles = [article(i, "Wire", i == 0) for i in range(80)] + [article(i, "Post", False) for i in range(5)]
    result = against(tk.compare(tk.score(articles), measures=["loaded_narration"], resamples=200)).loc["Post"]
    assert result["low"] < 0 < result["high"]
    assert result["p"] > 0.05


def test_against_a_reference_each_other_group_has_a_row(comparison):
    result = against(comparison, "Post")
    assert list(result.index) == ["Herald", "Wire"]
    assert result.loc["Wire", "n_against"] == 24
    assert np.isnan(result.loc["Wire", "ratio"])  # the reference has none


def test_an_unknown_reference_names_the_groups(scores):
    with pytest.raises(tk.OptionError, match="groups are Herald, Post, Wire"):
        tk.compare(scores, reference="Times", resamples=40)
    with pytest.raises(tk.OptionError, match="choose among rest"):
        tk.compare(scores, resamples=40).against("loaded_narration", "Post")


def test_groups_left_out_of_tests_keep_their_rows_and_are_among_the_others(scores):
    options = {"measures": ["loaded_narration", "hedges"], "resamples": 100}
    few = replace(
        scores, scores=scores.scores[np.flatnonzero([row.article.outlet != "Post" or i % 4 == 0 for i, row in enumerate(scores)])]
    )
    every, dropped = tk.compare(few, **options), tk.compare(few, drop_few=True, **options)
    assert dropped.table.equals(every.table)
    assert (dropped.settings["tests"], dropped.settings["not_tested"]) == ({"rest": 4}, ["Post"])
    assert list(dropped.drawn("hedges")["group"]) == list(against(dropped).index) == ["Herald", "Wire"]
    own = every.differences.set_index(["group", "measure"]).drop(index="Post").drop(columns=["p", "p_adjusted"])
    assert dropped.differences.set_index(["group", "measure"]).drop(columns=["p", "p_adjusted"]).equals(own)


def test_the_groups_with_most_articles_are_tested(scores):
    options = {"measures": ["loaded_narration"], "resamples": 40}
    fewer = replace(scores, scores=scores.scores[1:])  # without one of the Herald's
    assert list(against(tk.compare(fewer, top=2, **options)).index) == ["Post", "Wire"]
    with pytest.raises(tk.OptionError, match="top 0: give the number"):
        tk.compare(scores, top=0, **options)
    with pytest.raises(tk.OptionError, match="no group has 99 articles"):
        tk.compare(scores, drop_few=True, min_articles=99, **options)


def test_where_no_row_alone_could_be_significant_a_note_says_what_to_do(scores):
    few, enough = (tk.compare(scores, measures=["loaded_narration", "hedges"], resamples=40, permutations=n) for n in (99, 119))
    (note,) = [note for note in few.settings["notes"] if note.startswith("no row alone")]
    assert "among 6 tests, or .05 if 2 rows" in note
    assert "--permutations 120" in note
    assert not [note for note in enough.settings["notes"] if note.startswith("no row alone")]


def test_limits_are_computed_once(scores, monkeypatch):
    computed, studentised = [], Bootstrap.studentised

    def counted(self, observed, drawn, units, *bounds):
        computed.extend(zip(observed.value.tolist(), observed.error.tolist(), units.tolist(), strict=True))
        return studentised(self, observed, drawn, units, *bounds)

    monkeypatch.setattr(Bootstrap, "studentised", counted)
    tk.compare(scores, measures=["loaded_narration"], resamples=40)
    assert len(computed) == len(set(computed)) > 3


def test_within_events_both_differences_are_given(scores):
    result = tk.compare(scores, within="event", measures=["loaded_narration"], resamples=200)
    rows = against(result)
    assert result.settings["events"] == 12
    assert rows.loc["Herald", "difference"] == pytest.approx(rows.loc["Herald", "unmatched"], rel=0.05)  # balanced
    assert rows.loc["Herald", "p"] < 0.02


def test_within_two_values_of_a_column_it_is_these_that_are_too_few_and_not_the_articles(scores):
    row = against(tk.compare(scores, within="desk", measures=["loaded_narration"], resamples=50)).loc["Wire"]
    assert np.isnan(row["low"])
    assert (row["n_articles"], row["n_events"], row["note"]) == (24, 2, "no interval: too few clusters that differ")


def test_events_of_one_group_are_left_out(scores):
    alone = tk.score([article(99, "Herald", True, event="its own")])
    both = tk.ScoreTable([*scores, *alone])
    result = tk.compare(both, within="event", measures=["sources"], resamples=40)
    assert result.settings["articles"] == 72
    assert result.settings["articles_left_out"] == 1
    with pytest.raises(tk.OptionError, match="covered by two groups"):
        tk.compare(alone, within="event", resamples=40)
    with pytest.raises(
        tk.OptionError, match=r"'story'; --find-events \(tk.find_events\) finds .*; columns found: desk, outlet, published, event"
    ):
        tk.compare(scores, within="story", resamples=40)


def test_clusters_are_resampled_as_a_whole(scores):
    result = tk.compare(scores, cluster="event", measures=["loaded_narration"], resamples=200).of("loaded_narration")
    assert result["n_units"].tolist() == [12, 12, 12]
    assert result["n_measured"].tolist() == [24, 24, 24]


@pytest.mark.parametrize(("cluster", "unit"), [("event", "event"), (["outlet", "event"], "outlet and event")])
def test_an_interval_with_clusters_excludes_0_where_p_rejects_it(scores, cluster, unit):
    """Also beside a reference, whether the two share clusters or not: all are tested in the same way."""
    compared = tk.compare(scores, cluster=cluster, reference="Post", resamples=199)
    rows = compared.differences.dropna(subset=["low", "p"])
    assert compared.settings["tested"] == f"permutations of articles by {unit}"
    assert compared.settings["cluster"] == unit
    assert set(rows["against"]) == {"rest", "Post"}
    assert rows["p"].min() <= 0.05 < rows["p"].max()
    assert (((rows["low"] > 0) | (rows["high"] < 0)) == (rows["p"] <= 0.05)).all()


def test_clusters_that_count_as_few_are_noted(scores):
    few = tk.ScoreTable([score for score in scores if score.article.event in ("e0", "e1", "e2", "e3", "e4")])
    result = tk.compare(few, cluster="event", measures=["loaded_narration"], resamples=100, min_articles=1)
    rows, differences = (table.set_index("group").loc["Wire"] for table in (result.table, result.differences))
    assert rows["note"] == "interval rough: clusters count as 5 of equal size"
    of_both = [f"interval rough: clusters of {side} count as 5 of equal size" for side in ("Wire", "the others")]
    assert differences["note"].endswith("; ".join(of_both))


def test_a_note_tells_whether_one_side_has_few_articles_or_both(scores):
    table = tk.ScoreTable(list(scores)[:40])
    for least, which in ((20, "one"), (200, "both")):
        few = tk.compare(table, measures=["sources"], resamples=40, min_articles=least).differences.query("few")
        assert few["note"].str.contains(f"articles, {which} under {least}").all()
        assert len(few)


def test_groups_by_columns_crossed_and_by_time(scores):
    crossed = tk.compare(scores, ["outlet", "desk"], measures=["sources"], resamples=40)
    assert list(crossed.of("sources")["group"])[:2] == ["Herald · a", "Herald · b"]
    assert crossed.by == crossed.settings["by"] == "outlet and desk"
    weeks = tk.compare(scores, "week", measures=["sources"], resamples=40)
    assert list(weeks.of("sources")["group"])[:2] == ["2016-W52", "2017-W01"]


def test_every_article_may_count_alike():
    texts = {
        "a": "The puppet regime fled.",
        "b": "Nothing of that kind was heard of in the two larger towns on the coast that day.",
    }
    scores = tk.score([tk.article_of(text, id=name, outlet="Wire") for name, text in texts.items()], loaded_model=None)
    pooled, alike = (
        tk.compare(scores, average=how, resamples=40).of("loaded_narration")["estimate"][0] for how in ("words", "articles")
    )
    assert pooled == pytest.approx(1000 / 21)
    assert alike == pytest.approx((250 + 0) / 2)
    with pytest.raises(tk.OptionError, match="choose words or articles"):
        tk.compare(scores, average="days", resamples=40)


def test_chosen_measures_alone_are_compared_and_adjusted_over(scores):
    result = tk.compare(scores, measures=["sources", "loaded_narration"], resamples=40)
    assert list(result.measures) == ["sources", "loaded_narration"]
    with pytest.raises(tk.OptionError, match="unknown measure 'loadedness'"):
        tk.compare(scores, measures=["loadedness"], resamples=40)


def test_copies_count_once_for_whoever_had_them_first():
    text = "The puppet regime fled the old town in the north on Monday, and nobody stayed behind to tell of it afterwards."
    days = {"Wire": 1, "Herald": 2, "Post": 3}
    articles = [tk.article_of(text, id=name, outlet=name, published=date(2017, 1, day)) for name, day in days.items()]
    articles += [article(i, "Post", False) for i in range(3)]
    scores = tk.score(articles)
    result = tk.compare(scores, resamples=40)
    assert list(result.of("sources")["group"]) == ["Post", "Wire"]
    assert result.settings["articles_that_are_copies"] == 2
    assert result.copies.loc[result.copies["kept"], "id"].tolist() == ["Wire"]
    assert "wire copy" in list(tk.compare(scores, copies="agency", resamples=40).of("sources")["group"])
    assert list(tk.compare(scores, copies="keep", resamples=40).of("sources")["group"]) == ["Herald", "Post", "Wire"]


def test_one_group_has_a_figure_and_no_difference(scores):
    wire = tk.ScoreTable([one for one in scores if one.article.outlet == "Wire"])
    result = tk.compare(wire, resamples=40)
    assert result.differences.empty
    assert len(result.of("sources")) == 1


def test_articles_of_a_group_are_drawn_once(scores, monkeypatch):
    drawn, sums = [], Bootstrap.sums
    monkeypatch.setattr(Bootstrap, "sums", lambda self, counts: (drawn.append(len(counts)), sums(self, counts))[1])
    tk.compare(scores, resamples=40, copies="keep")
    assert drawn == [24, 24, 24]


@pytest.mark.parametrize("compute", [tk.compare, tk.portrayal, tk.naming, tk.sensitivity, tk.timeline, tk.power, tk.outlet_map])
def test_under_one_article_no_group_is_few(example_scores, compute):
    with pytest.raises(tk.OptionError, match="min_articles must be at least 1, not 0"):
        compute(example_scores, min_articles=0)


def test_events_that_were_found_are_given_as_they_are(example_scores):
    events, few = tk.find_events(example_scores), {"resamples": 40}
    placed = tk.with_events(example_scores, events)
    chosen = {"measures": ["loaded_narration"], "permutations": 40, **few}
    compared = tk.compare(example_scores, within=events, **chosen)
    pd.testing.assert_frame_equal(compared.differences, tk.compare(placed, within="event", **chosen).differences)
    portrayed = tk.portrayal(example_scores, within=events, **few)
    pd.testing.assert_frame_equal(portrayed.differences, tk.portrayal(placed, within="event", **few).differences)


def test_a_table_of_reading_errors_is_not_whether_to_reckon_with_them(scores):
    with pytest.raises(tk.OptionError, match="with_reading_error=True"):
        tk.compare(scores, reading_error=True, resamples=40)
