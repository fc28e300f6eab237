import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.vocabulary.naming import _distances, jensen_shannon, naming

ISIS = "Islamic State"


def scored(*rows):
    numbered = [(str(i), *row, *[None] * (3 - len(row))) for i, row in enumerate(rows)]
    return tk.score([tk.article_of(text, id=i, outlet=outlet, published=day) for i, outlet, text, day in numbered])


@pytest.fixture(scope="module")
def table():
    day = pd.Timestamp("2015-03-01").date()
    later = pd.Timestamp("2016-03-01").date()
    return scored(
        ("Wire", "Daesh fled. Daesh fell.", day),
        ("Wire", "Isis fled the town.", later),
        ("Herald", "“Daesh has fled,” Hall said. Isis fell.", day),
        ("Herald", "It rained.", day),
    )


def shares(result, *columns):
    return result.of(ISIS).sort_values(list(columns[:2]))[[*columns]].values.tolist()


def test_shares_of_the_own_voice(table):
    result = shares(naming(table), "group", "name", "count", "uses", "n_articles")
    assert result == [["Herald", "ISIS", 1, 1, 1], ["Wire", "Daesh", 2, 3, 2], ["Wire", "ISIS", 1, 3, 2]]


def test_shares_of_the_sources(table):
    assert shares(naming(table, voices=["quotation"]), "group", "name", "count") == [["Herald", "Daesh", 1]]


def test_over_time(table):
    result = naming(table, period="year").of(ISIS)
    assert result[["group", "period", "name", "share"]].values.tolist() == [
        ["Herald", "2015", "ISIS", 1.0],
        ["Wire", "2015", "Daesh", 1.0],
        ["Wire", "2016", "ISIS", 1.0],
    ]


def test_an_interval_where_articles_differ(table):
    def daesh(*more):
        several = scored(("Wire", "Daesh fled. Daesh fell."), ("Wire", "Isis fled the town."), *more, ("Herald", "Isis fell."))
        return naming(several).of(ISIS).set_index(["group", "name"]).loc[("Wire", "Daesh")]

    row = daesh(("Wire", "Isis and Daesh fell."))
    assert 0 <= row["low"] < row["share"] < row["high"] <= 1
    rough = "interval rough: under 10 articles; few articles hold most of it"
    assert row["note"] == f"few: measured in 3 articles, under 20; {rough}"
    assert "no interval" in daesh()["note"]  # of two


def test_divergence_of_each_group_from_the_rest(table):
    result = naming(table).divergence.set_index(["group", "concept"]).loc[("Wire", ISIS)]
    assert result["divergence"] == pytest.approx(0.4591, abs=0.001)
    assert (result["uses"], result["uses_of_rest"]) == (3, 1)
    assert (result["articles"], result["articles_of_rest"]) == (2, 1)


def test_divergence_is_compared_with_chance():
    alike = scored(*[(outlet, f"{name} fled.", None) for outlet in ("Wire", "Herald") for name in ("Daesh", "Isis") * 6])
    apart = scored(*[(outlet, f"{name} fled.", None) for outlet, name in (("Wire", "Daesh"), ("Herald", "Isis")) * 12])
    same, other = (naming(table, copies="keep", resamples=200).divergence.iloc[0] for table in (alike, apart))
    assert same["divergence"] == pytest.approx(0)
    assert same["expected"] > 0
    assert same["p"] == 1
    assert other["divergence"] == pytest.approx(1)
    assert other["p"] < 0.01


def test_jensen_shannon_by_hand():
    assert jensen_shannon(pd.Series([1.0, 1.0]).to_numpy(), pd.Series([2.0, 2.0]).to_numpy()) == pytest.approx(0)
    assert jensen_shannon(pd.Series([0.0, 0.0]).to_numpy(), pd.Series([2.0, 2.0]).to_numpy()) != 0  # NaN


def test_an_ambiguous_name_counts_in_its_context_only():
    texts = ("The court praised the settlement.", "The settlement in the West Bank grew; Israeli settlers came.")
    assert [bool([t for t in tk.annotate(text).names if "settlement" in t.entry.term]) for text in texts] == [False, True]


def test_unknown_concepts_and_periods(table):
    with pytest.raises(tk.OptionError, match="concepts that are named: Islamic State"):
        naming(table).of("Burma")
    with pytest.raises(tk.OptionError, match="unknown period"):
        naming(table, period="decade")
    with pytest.raises(tk.OptionError, match="unknown voice speech"):
        naming(table, voices=["speech"])
    with pytest.raises(tk.ArticleError, match="needs at least 40"):
        naming(table, resamples=0)


def test_the_lexicon_of_names():
    lexicon = tk.load_lexicon("names")
    concepts = {entry.extra["concept"] for entry in lexicon.entries}
    assert len(concepts) >= 150
    assert len(lexicon) >= 800
    connotations = {entry.extra["connotation"] for entry in lexicon.entries}
    assert connotations <= {"neutral", "approving", "disapproving", "distancing", "official"}


def test_the_chart_has_a_bar_a_group(table):
    ax = tk.charts.names(naming(table), ISIS)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Wire", "Herald"]
    assert [text.get_text() for text in ax.texts if text.get_text().startswith("n = ")] == ["n = 3, 2", "n = 1, 1"]


def test_the_chart_over_time_has_a_bar_a_group_and_span(table):
    ax = tk.charts.names(naming(table, period="year"), ISIS)
    assert sorted(label.get_text() for label in ax.get_yticklabels()) == ["Herald, 2015", "Wire, 2015", "Wire, 2016"]


def test_the_chart_over_time_distinguishes_outlets_with_similar_names():
    names = {"The Morning Star of Northtown County": "Daesh", "The Morning Star of Southtown County": "Isis"}
    articles = [
        tk.article_of(f"{said} fled.", outlet=name, published=pd.Timestamp("2017-03-01").date()) for name, said in names.items()
    ]
    ax = tk.charts.names(naming(tk.score(articles), period="month"), ISIS)
    assert len(ax.get_yticklabels()) == 2


def test_the_users_own_names(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category,concept\nthe rabble,group,the crowd\nthe public,group,the crowd\n", encoding="utf-8")
    table = tk.score([tk.article_of("The rabble sang. The public left.", outlet="Wire")], names=path)
    result = naming(table).of("the crowd")
    assert result[["name", "share"]].values.tolist() == [["the public", 0.5], ["the rabble", 0.5]]
    path.write_text("term,category\nthe rabble,group\n", encoding="utf-8")
    with pytest.raises(tk.LexiconError, match="no concept for the rabble"):
        tk.Scorer(names=path)


def test_divergences_of_many_deals_are_those_of_each():
    counts, deals = np.array([[2.0, 0], [1, 1], [0, 3], [0, 1]]), [np.array([0, 0, 1, 2]), np.array([2, 1, 1, 0])]
    assert _distances(counts, deals, 3)[1].tolist() == _distances(counts, deals[1:], 3)[0].tolist()
    assert _distances(counts, deals, 3)[0, 0] == jensen_shannon(np.array([3.0, 1.0]), np.array([0.0, 4.0]))


def test_articles_of_a_cluster_are_resampled_and_dealt_together():
    """Each choice is made in one event of four articles: the events are as many choices, not the articles."""
    said = {"Wire": ["Daesh fled.", "Daesh fled.", "Isis fled."] * 4, "Herald": ["Isis fled.", "Isis fled.", "Daesh fled."] * 4}
    articles = [
        tk.article_of(text, id=f"{outlet} {i} {j}", outlet=outlet, event=f"{outlet} {i}")
        for outlet, texts in said.items()
        for i, text in enumerate(texts)
        for j in range(4)
    ]
    scores = tk.score(articles)
    single, clustered = naming(scores, copies="keep"), naming(scores, cluster="event", copies="keep")
    width = [(rows["high"] - rows["low"]).mean() for rows in (single.of(ISIS), clustered.of(ISIS))]
    assert width[1] > 1.7 * width[0]
    assert single.divergence["p"].max() < 0.01
    assert clustered.divergence["p"].min() > 0.05
    assert clustered.divergence["expected"].min() > 2 * single.divergence["expected"].max()
    assert (single.settings["cluster"], clustered.settings["cluster"]) == (None, "event")
    with pytest.raises(tk.OptionError, match="no article has a value for 'day'"):
        naming(scores, cluster="day", copies="keep")


def test_articles_that_all_choose_alike_have_the_limit_that_the_others_set():
    """As in a comparison: of eight that all say Daesh, up to .37 could say what those of the others do."""
    day = pd.Timestamp("2015-03-01").date()
    rows = [("Wire", "Daesh fled.", day)] * 8 + [("Herald", "Isis fled.", day)] * 4 + [("Herald", "Daesh fell.", day)]
    result = naming(scored(*rows), copies="keep").of(ISIS).set_index(["group", "name"])
    sure = result.loc[("Wire", "Daesh")]
    assert (sure["share"], sure["high"]) == (1, 1)
    assert sure["low"] == pytest.approx(0.025 ** (1 / 8))
    assert sure["note"].endswith("that so small a sample may miss")


def test_no_interval_where_nobody_differs():
    day = pd.Timestamp("2015-03-01").date()
    row = naming(scored(*[("Wire", "Daesh fled.", day)] * 3), copies="keep").of(ISIS).iloc[0]
    assert np.isnan([row["low"], row["high"]]).all()


def test_a_concept_that_one_article_names_again_and_again_is_not_the_most_contested():
    day = pd.Timestamp("2015-03-01").date()
    many = [("Wire", f"{name} fled in spring {n}.", day) for n, name in enumerate(["Daesh", "Isis"] * 3)]
    result = naming(
        scored(*many, ("Herald", "Obamacare fell. " * 20 + "The Affordable Care Act rose. " * 20, day)), copies="keep"
    )
    assert result.contested() == [ISIS, "Affordable Care Act"]
    assert result.contested(min_articles=2) == [ISIS]


def test_a_concept_that_one_group_alone_names_often_is_not_contested_between_groups():
    day = pd.Timestamp("2015-03-01").date()
    texts = [f"{name} fled in spring {n}." for n, name in enumerate(["Daesh", "Isis"] * 3)]
    one = scored(*[("Wire", text, day) for text in texts], ("Herald", "Daesh rose in the summer.", day))
    two = scored(*[(outlet, f"{text} {outlet} says so.", day) for text in texts for outlet in ("Wire", "Herald")])
    options = {"min_articles": 5, "groups": 2, "in_group": 3}
    assert naming(one, copies="keep").contested(**options) == []
    assert naming(two, copies="keep").contested(**options) == [ISIS]
