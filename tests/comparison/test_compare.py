import re

import numpy as np
import pytest

import toolkit as tk

LOADED, PLAIN = "The puppet regime fell. It rained on the old town.", "The army left. It rained on the old town."


@pytest.fixture(scope="module")
def scores():
    articles = [tk.article_of(LOADED, id=f"h{i}", outlet="Herald", labels={"side": "left"}) for i in range(30)]
    articles += [
        tk.article_of(PLAIN if i % 2 else LOADED, id=f"w{i}", outlet="Wire", labels={"side": "right"}) for i in range(30)
    ]
    articles += [tk.article_of(LOADED, id="few", outlet="Zine")]
    return tk.score(articles, loaded_model=None)  # each hit counts 1


@pytest.fixture(scope="module")
def comparison(scores):
    return tk.compare(scores, copies="keep", resamples=400)


def row(comparison, group, measure="loaded_narration"):
    return comparison.of(measure).set_index("group").loc[group]


def test_rates_pool_hits_over_words(comparison):
    assert row(comparison, "Herald")["estimate"] == pytest.approx(1000 * 1 / 10)
    assert row(comparison, "Wire")["estimate"] == pytest.approx(1000 * 15 / (15 * 10 + 15 * 9))


def test_interval_holds_the_estimate_and_comes_from_articles(comparison):
    wire = row(comparison, "Wire")
    assert wire["low"] < wire["estimate"] < wire["high"]
    herald = row(comparison, "Herald")  # articles alike: resampling them tells nothing, those of the others do
    assert herald["low"] < herald["high"] == herald["estimate"] or herald["low"] == herald["estimate"] < herald["high"]
    assert "no two articles differ: the limit allows for other articles" in herald["note"]


def test_every_row_has_its_n(comparison):
    assert (comparison.table["n_articles"] > 0).all()
    assert row(comparison, "Herald")["n_articles"] == 30
    assert row(comparison, "Herald")["n_words"] == 300
    assert row(comparison, "Herald", "sources_rarefied")["n_measured"] == 0
    assert np.isnan(row(comparison, "Herald", "sources_rarefied")["estimate"])


def test_a_measure_that_was_not_compared_is_told_from_one_that_does_not_exist(scores, comparison):
    with pytest.raises(tk.OptionError, match="unknown measure 'loadedness'"):
        comparison.of("loadedness")
    chosen = tk.compare(scores, copies="keep", measures=["loaded_narration"], resamples=40)
    told = r"'loaded_headline' is none of the measures that were compared \(loaded_narration\); add it to measures="
    for asked in (chosen.of, chosen.against, lambda name: tk.charts.rates(chosen, name)):
        with pytest.raises(tk.OptionError, match=told):
            asked("loaded_headline")


def test_a_group_with_few_articles_is_kept_and_marked(comparison):
    zine = row(comparison, "Zine")
    assert zine["few"]
    assert "few: measured in 1 article, under 20" in zine["note"]
    assert np.isnan(zine["low"])
    assert not row(comparison, "Wire")["few"]
    assert row(comparison, "Wire")["note"] == ""


def test_nothing_found_has_no_interval(comparison):
    quotes = row(comparison, "Herald", "scare_quotes")
    assert quotes["estimate"] == 0
    assert np.isnan(quotes["high"])
    assert "no interval" in quotes["note"]


def test_articles_without_a_value_are_told():
    articles = [tk.article_of(LOADED, id=str(i), labels={"stars": 1 + i % 2} if i < 4 else {}) for i in range(11)]
    result = tk.compare(tk.score(articles), by="stars", copies="keep", measures=["hedges"], resamples=40)
    assert result.settings["articles_left_out"] == 7
    assert "without a value for stars, and so in no group: 7 articles (4, 5, 6, 7, 8 …)" in result.settings["notes"]


def test_by_a_users_column(scores):
    assert list(tk.compare(scores, by="side", copies="keep", resamples=50).of("sources")["group"]) == ["left", "right"]


def test_a_missing_group_column_lists_those_found(scores):
    with pytest.raises(tk.OptionError, match=r"no article has a value for 'country'; columns found: side, outlet$"):
        tk.compare(scores, by="country", copies="keep")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": None}, "by is None: name what the articles are grouped by, such as 'outlet'"),
        ({"seed": "x"}, "seed 'x': give 0 or a larger whole number"),
        ({"measures": []}, "measures is empty: name one or more, or leave it out for all"),
    ],
)
def test_options_that_cannot_be_met_are_told(scores, options, message):
    with pytest.raises(tk.OptionError, match=message):
        tk.compare(scores, **options)


def test_one_group_alone_is_compared_with_nothing_and_it_says_so():
    alone = tk.compare(tk.score([tk.article_of("It rained.", outlet="Wire")]), measures="loaded_narration")
    told = "there is only one group (Wire): give at least two, to be compared with each other"
    assert alone.settings["notes"] == [told]
    for draw in (tk.charts.differences, tk.charts.interactive.differences):
        with pytest.raises(tk.OptionError, match=re.escape(told)):
            draw(alone, "loaded_narration")


def test_a_single_measure_needs_no_list(scores):
    compared = tk.compare(scores, measures="loaded_narration", resamples=40)
    assert compared.settings["measures"] == ["loaded_narration"]
    assert list(compared.measures) == ["loaded_narration"]


def test_no_articles():
    with pytest.raises(tk.ArticleError, match="no articles"):
        tk.compare(tk.score([]))


def test_same_seed_same_table(scores):
    one, two = (tk.compare(scores, resamples=100, seed=7, copies="keep").table for _ in range(2))
    assert one.equals(two)
    assert not one.equals(tk.compare(scores, resamples=100, seed=8, copies="keep").table)


def test_terms_are_counted_by_voice(comparison):
    result = comparison.terms.set_index(["group", "term", "voice"])
    assert result.loc[("Wire", "puppet regime", "narration"), ["count", "articles"]].tolist() == [15, 15]


def test_the_forms_in_which_a_term_is_written_are_told(tmp_path):
    texts = ["Thugs fled.", "The\nthugs fled. A thug came.", "Thugs\u2028and THUGS fled."]
    scores = tk.score([tk.article_of(text, id=text, outlet="Wire") for text in texts], loaded_model=None)
    terms = tk.compare(scores, copies="keep", resamples=50).terms
    assert terms[["term", "count", "written"]].values.tolist() == [["thug", 5, "thugs (4), thug (1)"]]
    scores.save(tmp_path / "scores")
    again = tk.compare(tk.load_scores(tmp_path / "scores"), copies="keep", resamples=50).terms
    assert again.equals(terms)


def test_the_interval_of_many_articles_is_that_of_scipy():
    """The interval of a rate comes near to scipy's percentile bootstrap on the same values, where there are many."""
    from scipy.stats import bootstrap

    rng = np.random.default_rng(0)
    texts = ["The puppet regime fell. " * int(n) + "It rained. " * 10 for n in rng.poisson(2, 200)]
    scores = tk.score([tk.article_of(text, id=str(i), outlet="Wire") for i, text in enumerate(texts)])
    ours = row(tk.compare(scores, resamples=4000, copies="keep"), "Wire")
    hits = np.array([one.counts[2:4] for one in scores])

    def rate(index, axis=-1):
        chosen = hits[index.astype(int)]
        return 1000 * chosen[..., 0].sum(axis=axis) / chosen[..., 1].sum(axis=axis)

    theirs = bootstrap((np.arange(200),), rate, n_resamples=4000, method="percentile", random_state=1, vectorized=True)
    assert ours["low"] == pytest.approx(theirs.confidence_interval.low, rel=0.05)
    assert ours["high"] == pytest.approx(theirs.confidence_interval.high, rel=0.05)


def test_a_groups_interval_depends_on_no_other_group(scores):
    both = row(tk.compare(scores, resamples=200, copies="keep"), "Wire")
    alone = row(
        tk.compare(tk.ScoreTable([one for one in scores if one.article.outlet == "Wire"]), resamples=200, copies="keep"), "Wire"
    )
    assert (both["low"], both["high"]) == (alone["low"], alone["high"])


def test_all_of_n_has_no_interval_either(scores):
    assert np.isnan(row(tk.compare(scores, resamples=50, copies="keep"), "Wire", "unresolved_share")["low"])


def test_resamples_must_be_positive(scores):
    with pytest.raises(tk.ArticleError, match="needs at least 40"):
        tk.compare(scores, resamples=0, copies="keep")


def test_two_articles_have_no_interval_however_alike_they_are():
    longer = "The puppet regime fell. It rained on the old town and the new."
    two = [tk.article_of(text, id=text[-4:], outlet="Zine") for text in (LOADED, longer)]
    others = [tk.article_of(text, id=f"{i}", outlet="Wire") for i, text in enumerate([LOADED, PLAIN, longer] * 2)]
    found = row(tk.compare(tk.score([*two, *others], loaded_model=None), copies="keep", resamples=200), "Zine")
    assert np.isnan(found["low"])
    assert "no interval" in found["note"]
