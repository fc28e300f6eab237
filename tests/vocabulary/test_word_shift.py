import math

import numpy as np
import pytest

import toolkit as tk
from toolkit.statistics.association import jensen_shannon

TEXTS = {
    "Herald": ["The mob met the regime in the old town hall.", "The mob left the square on a dull and rainy day."],
    "Wire": ["The council met the regime in the old town hall.", "“The mob left,” Hall said."],
}


@pytest.fixture(scope="module")
def scores():
    """Scores in which each hit counts 1."""
    rows = [(name, i, text) for name, texts in TEXTS.items() for i, text in enumerate(texts)]
    return tk.score([tk.article_of(text, id=f"{name} {i}", outlet=name) for name, i, text in rows], loaded_model=None)


def test_parts_by_hand(scores):
    """Herald: mob 2 and regime 1 in 21 words; Wire: regime 1 in 12 words of narration, its mob is quoted."""
    shift = tk.word_shift(scores, "Herald", "Wire", resamples=50, copies="keep")
    result = shift.table.set_index("term")
    assert shift.groups["words"].tolist() == [21, 12]
    assert result.loc["mob", ["count_one", "articles_one", "count_other", "articles_other"]].tolist() == [2, 2, 0, 0]
    assert result.loc["mob", "contribution"] == pytest.approx(1000 * 2 / 21)
    assert result.loc["regime", "contribution"] == pytest.approx(1000 * (1 / 21 - 1 / 12))
    assert shift.difference == pytest.approx(1000 * (3 / 21 - 1 / 12))
    assert result.loc["mob", "share"] == pytest.approx(result.loc["mob", "contribution"] / shift.difference)


@pytest.mark.parametrize("options", [{}, {"weights": "loaded_terms"}, {"weights": "loaded_terms", "score": "mean weight"}])
def test_parts_add_up_to_the_difference(example_scores, options):
    one, other = "The Daily Rattle", "Wayside Dispatch"
    shift = tk.word_shift(example_scores, one, other, voices=["headline", "narration"], resamples=200, **options)
    assert shift.table["contribution"].sum() == pytest.approx(shift.difference, abs=1e-12)
    assert shift.groups["value"].diff().iloc[1] == pytest.approx(-shift.difference)
    assert shift.by_category()["contribution"].sum() == pytest.approx(shift.difference, abs=1e-12)
    assert shift.table["share"].sum() == pytest.approx(1)
    if options.get("score") != "mean weight":  # of so few terms that resamples without any are many
        assert shift.low < shift.difference < shift.high


def test_the_score_is_the_measure_of_that_voice(example_scores):
    rates = tk.compare(example_scores, resamples=40).of("loaded_narration").set_index("group")["estimate"]
    shift = tk.word_shift(example_scores, "Astreva One", "Wayside Dispatch", resamples=40)
    assert shift.groups["value"].tolist() == pytest.approx(rates[["Astreva One", "Wayside Dispatch"]].tolist())


def test_parts_are_made_of_expected_numbers_and_the_numbers_of_uses_are_told(example_scores):
    shift = tk.word_shift(example_scores, "The Daily Rattle", "Wayside Dispatch", resamples=40, copies="keep")
    terms = [one.terms for one in example_scores if one.article.outlet == "The Daily Rattle"]
    uses = sum(n for of_one in terms for (*_, voice), n in of_one.items() if voice == "narration")
    first = shift.groups.iloc[0]
    assert (first["count"], shift.table["count_one"].sum()) == (uses, uses)
    assert first["expected"] < uses
    assert first["expected"] == pytest.approx(shift.table["expected_one"].sum())
    assert first["value"] == pytest.approx(1000 * first["expected"] / first["words"])


def test_weights_by_hand(scores):
    """Gallagher et al. 2021, basic shift: (p - p') (w - reference). Mean weights: (2 × 1 + 1 × .25) / 3 = .75 and .25."""
    weights = {"mob": 1.0, "regime": 0.25}
    mean = tk.word_shift(scores, "Herald", "Wire", weights=weights, score="mean weight", resamples=50, copies="keep")
    assert mean.groups["value"].tolist() == pytest.approx([0.75, 0.25])
    result = mean.table.set_index("term")
    assert result.loc["mob", "contribution"] == pytest.approx((2 / 3 - 0) * (1 - 0.25))
    assert result.loc["regime", "contribution"] == pytest.approx((1 / 3 - 1) * (0.25 - 0.25))
    rate = tk.word_shift(scores, "Herald", "Wire", weights=weights, resamples=50, copies="keep")
    assert rate.difference == pytest.approx(1000 * (2.25 / 21 - 0.25 / 12))
    assert rate.table.set_index("term").loc["regime", "contribution"] == pytest.approx(250 * (1 / 21 - 1 / 12))


def test_categories_are_sums_of_their_terms(scores):
    shift = tk.word_shift(scores, "Herald", "Wire", resamples=40, copies="keep")
    by_hand = shift.table.groupby("category")["contribution"].sum()
    assert shift.by_category().set_index("category")["contribution"].to_dict() == pytest.approx(by_hand.to_dict())


def test_each_voice_has_its_own_shift(scores):
    quoted = tk.word_shift(scores, "Wire", "Herald", voices="quotation", resamples=40, copies="keep")
    assert quoted.table["count_one"].tolist() == [1]
    assert np.isnan(quoted.difference)  # Herald quotes nobody: there is no rate
    assert np.isnan(quoted.table["contribution"]).all()
    assert np.isnan(quoted.by_category()["contribution"]).all()


def test_the_interval_is_that_of_the_comparison(example_scores):
    one, other = "Kelmarra National Channel", "Astreva One"
    shift = tk.word_shift(example_scores, one, other, copies="keep")
    compared = tk.compare(example_scores, reference=other, measures=["loaded_narration"], copies="keep")
    result = compared.against("loaded_narration", other).set_index("group").loc[one]
    assert (shift.difference, shift.low, shift.high) == pytest.approx(tuple(result[["difference", "low", "high"]]))


def test_without_any_term_or_word_there_is_no_difference(scores):
    shift = tk.word_shift(
        tk.score([tk.article_of("It rained.", outlet=name) for name in "ab"]), "a", "b", voices="quotation", copies="keep"
    )
    assert shift.groups["value"].isna().all()
    assert np.isnan(shift.difference)


def test_voices_come_in_their_usual_order(scores):
    shift = tk.word_shift(scores, "Wire", "Herald", voices={"quotation", "headline", "narration"}, resamples=50, copies="keep")
    assert shift.settings["voices"] == ["headline", "narration", "quotation"]


def test_periods_may_be_given_as_groups(scores):
    halves = {"before": scores.scores[:2], "after": scores.scores[2:]}
    assert tk.word_shift(halves, "before", "after", resamples=40, copies="keep").difference == pytest.approx(
        tk.word_shift(scores, "Herald", "Wire", resamples=40, copies="keep").difference
    )


def test_divergence_by_hand(scores):
    """Two groups of one article: rain fell / snow fell. Each of the different words has half of a bit divided by two."""
    small = tk.score([tk.article_of("Rain fell.", outlet="a"), tk.article_of("Snow fell. Snow fell.", outlet="b")])
    shift = tk.divergence_shift(small, "a", "b", deals=10)
    assert shift.difference == pytest.approx(0.5)
    result = shift.table.set_index("term")
    assert result.loc["snow", ["contribution", "count_one", "count_other", "rate_other"]].tolist() == [0.25, 0, 2, 500]
    assert result.loc["fell", "contribution"] == 0


def test_divergence_adds_up_and_is_that_of_all_words(example_scores):
    shift = tk.divergence_shift(example_scores, "The Daily Rattle", "Halyard Wire", deals=50)
    assert shift.table["contribution"].sum() == pytest.approx(shift.difference)
    assert (shift.table["contribution"] >= 0).all()
    counts = [shift.table[f"count_{side}"].to_numpy(dtype=float) for side in ("one", "other")]
    assert shift.difference == pytest.approx(jensen_shannon(*counts))
    assert shift.difference > shift.settings["expected"]
    assert shift.settings["p"] == pytest.approx(1 / 51)
    with pytest.raises(tk.OptionError, match="only loaded terms"):
        shift.by_category()


def test_similar_groups_differ_no_more_than_by_chance(example_scores):
    wire = [one for one in example_scores if one.article.outlet == "Halyard Wire"]
    shift = tk.divergence_shift({"odd": wire[1::2], "even": wire[::2]}, "odd", "even")
    assert shift.settings["p"] > 0.05
    assert shift.settings["expected"] == pytest.approx(shift.difference, rel=0.2)


def test_same_seed_same_result(example_scores):
    one, two = (tk.divergence_shift(example_scores, "The Daily Rattle", "Halyard Wire", deals=20, seed=3) for _ in range(2))
    assert one.settings == two.settings
    one, two = (tk.word_shift(example_scores, "The Daily Rattle", "Halyard Wire", resamples=100, seed=3) for _ in range(2))
    assert (one.low, one.high) == (two.low, two.high)
    assert math.isfinite(one.low)


def test_what_cannot_be_done_is_refused_with_the_reason(scores):
    with pytest.raises(tk.OptionError, match="no group 'Times'; groups are Herald, Wire"):
        tk.word_shift(scores, "Herald", "Times", copies="keep")
    with pytest.raises(tk.OptionError, match="choose among headline"):
        tk.word_shift(scores, "Herald", "Wire", voices="scare", copies="keep")
    with pytest.raises(tk.OptionError, match="no weight for mob"):
        tk.word_shift(scores, "Herald", "Wire", weights={"regime": 1.0}, copies="keep")
    with pytest.raises(tk.OptionError, match="mean weight together with weights"):
        tk.word_shift(scores, "Herald", "Wire", score="mean weight", copies="keep")
    with pytest.raises(tk.OptionError, match="choose among own, attributed, all"):
        tk.divergence_shift(scores, "Herald", "Wire", voice="quoted", copies="keep")
    with pytest.raises(tk.OptionError, match="'Wire' cannot be compared with itself"):
        tk.word_shift(scores, "Wire", "Wire", copies="keep")


@pytest.fixture(scope="module")
def in_events():
    """Two outlets with four articles on each of 16 events, and one choice of words on each."""
    said = {"Herald": ["The mob fled.", "The mob fled.", "The army fled."] * 5, "Wire": ["The army fled.", "The mob fled."] * 8}
    articles = [
        tk.article_of(text, id=f"{outlet} {i} {j}", outlet=outlet, event=f"event {i}")
        for outlet, texts in said.items()
        for i, text in enumerate(texts)
        for j in range(4)
    ]
    return tk.score(articles, loaded_model=None)


def test_the_interval_with_clusters_is_that_of_a_comparison(in_events):
    options = {"copies": "keep", "resamples": 199}
    single, clustered = (tk.word_shift(in_events, "Herald", "Wire", cluster=by, **options) for by in (None, "event"))
    assert clustered.difference == single.difference
    assert clustered.high - clustered.low > 1.5 * (single.high - single.low)
    compared = tk.compare(in_events, cluster="event", measures=["loaded_narration"], **options).against("loaded_narration")
    row = compared.set_index("group").loc["Herald"]
    assert (clustered.low, clustered.high) == pytest.approx((row["low"], row["high"]))
    assert clustered.settings["cluster"] == "event"


def test_articles_of_a_cluster_are_dealt_together(in_events):
    single, clustered = (
        tk.divergence_shift(in_events, "Herald", "Wire", cluster=by, copies="keep").settings for by in (None, ["outlet", "event"])
    )
    assert clustered["expected"] > 2 * single["expected"]
    assert clustered["p"] > single["p"]
