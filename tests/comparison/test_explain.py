"""What a figure is made of."""

import json
from datetime import date

import pandas as pd
import pytest

import toolkit as tk
from toolkit.cli.main import main
from toolkit.comparison.explain import explain
from toolkit.report.manifest import manifest

HERALD = [
    tk.article_of("The puppet regime fled. “The mob is here,” President Ada Hall said.", id="a", outlet="Herald"),
    tk.article_of("The puppet regime fell. Officials claimed that it rained.", id="b", outlet="Herald", title="Regime falls"),
    tk.article_of("Perhaps it rained. Three were killed in the “parliament” of the north.", id="c", outlet="Herald"),
]
ARTICLES = [*HERALD, tk.article_of("The army left.", id="d", outlet="Wire")]


def test_terms_lines_and_articles_behind_a_rate():
    found = explain(ARTICLES, "Herald", "loaded_narration", scorer=tk.Scorer(loaded_model=None))
    whole = tk.score(HERALD, loaded_model=None)
    assert found.estimate == tk.compare(whole, copies="keep").of("loaded_narration")["estimate"][0]
    assert found.estimate == pytest.approx(1000 * found.lines["weight"].sum() / found.base)
    assert found.terms[["what", "count", "articles"]].values.tolist() == [["puppet regime", 2, 2], ["claimed", 1, 1]]
    assert found.terms["share"].tolist() == [2 / 3, 1 / 3]
    assert found.lines[["id", "left", "hit", "right", "voice"]].values.tolist()[0] == [
        "a", "The ", "puppet regime", " fled. “The mob is here,” President Ada Hall said.", "narration",
    ]  # fmt: skip
    assert found.articles[["id", "count"]].values.tolist() == [["b", 2], ["a", 1], ["c", 0]]


def test_a_data_frame_is_explained_and_scores_and_names_are_refused():
    frame = pd.DataFrame([{"body": article.text, "paper": article.outlet} for article in ARTICLES])
    found = explain(frame, "Herald", text="body", outlet="paper")
    assert found.terms.equals(explain(ARTICLES, "Herald").terms)
    with pytest.raises(tk.OptionError, match="scores keep no texts"):
        explain(tk.score(frame, text="body", outlet="paper"), "Herald")
    with pytest.raises(tk.OptionError, match="no column story"):
        explain(frame, "Herald", text="story")


def test_places_are_drawn_over_the_articles():
    many = [tk.article_of("The mob and the thugs and the rabble fled the thugs. " * 5, id="long", outlet="Herald")]
    many += [tk.article_of("A mob came.", id=str(i), outlet="Herald") for i in range(4)]
    found = explain(many, "Herald", copies="keep", scorer=tk.Scorer(loaded_model=None))
    assert len(found.lines) > 15
    assert found.sample(5)["id"].tolist() == ["long", "0", "1", "2", "3"]
    assert found.sample(7)["id"].tolist() == ["long", "long", "long", "0", "1", "2", "3"]
    assert found.sample(7, seed=1).equals(found.sample(7, seed=1))
    assert {found.sample(5, seed=seed)["start"][0] for seed in range(9)} != {found.lines["start"][0]}
    assert len(found.sample(99)) == len(found.lines)


def test_a_term_weighs_as_much_as_it_is_probable_that_an_editor_would_mark_it():
    found = explain(ARTICLES, "Herald", "loaded_narration")
    p = [term.p for article in HERALD for term in tk.annotate(article).loaded if term.voice == "narration"]
    assert found.lines["weight"].tolist() == p
    assert all(0 < weight < 1 for weight in p)
    assert found.estimate == pytest.approx(1000 * sum(p) / found.base)
    assert found.terms["count"].sum() == len(p)
    assert found.terms["weight"].sum() == pytest.approx(sum(p))


def test_every_hit_that_a_rate_counts_has_its_line():
    used = tk.Scorer(loaded_model=None)
    documents = [used.annotator(article) for article in HERALD]
    per_place = [
        name
        for name in used.measures
        if name.startswith(("loaded_", "scare", "hedges", "boosters", "factives", "implicatives", "agentless", "cue_"))
        and name != "loaded_log_ratio"
    ]
    for name in [*per_place, "direct_share", "unresolved_share"]:
        counted = sum(used.measures[name].counts(document)[0] for document in documents)
        assert len(explain(HERALD, "Herald", name, scorer=used).lines) == counted, name


@pytest.mark.parametrize(
    ("measure", "what"),
    [
        ("loaded_quotation", "mob"),
        ("scare_quotes", "parliament"),
        ("hedges", "perhaps"),
        ("agentless_passives", "killed"),
        ("cue_doubt", "claimed"),
        ("source_government", "Ada Hall"),
        ("marked_narration", "sentence of narration"),
    ],
)
def test_what_is_counted(measure, what):
    assert what in explain(ARTICLES, "Herald", measure).terms["what"].tolist()


@pytest.mark.parametrize("measure", ["marked_narration", "likely_marked_narration", "undecided_narration"])
def test_shares_of_sentences_are_the_sentences_that_count(measure):
    articles = list(tk.read_articles(tk.EXAMPLE, where=["outlet=The Daily Rattle"]))[:6]
    found = explain(articles, "The Daily Rattle", measure)
    assert found.estimate == pytest.approx(found.lines["weight"].sum() / found.base)


@pytest.mark.parametrize("measure", ["official_share", "unnamed_share", "source_civilian", "length_government", "untyped_share"])
def test_shares_of_words_are_the_words_of_their_attributions(measure):
    articles = list(tk.read_articles(tk.EXAMPLE, where=["outlet=The Daily Rattle"]))[:6]
    found = explain(articles, "The Daily Rattle", measure)
    assert found.estimate == pytest.approx(found.lines["weight"].sum() / found.base)
    assert found.terms["weight"].sum() == pytest.approx(found.lines["weight"].sum())


def test_near_copies_count_as_in_a_comparison():
    text = "The puppet regime fled the old town in the morning, and nobody knew where it went. "
    articles = [
        tk.article_of(text, id="a", outlet="Wire", wire_credit="AP", published=date(2017, 3, 1)),
        tk.article_of(text + "It rained.", id="b", outlet="Herald", published=date(2017, 3, 2)),
        tk.article_of("The mob stayed.", id="c", outlet="Herald"),
    ]
    assert explain(articles, "Herald").articles["id"].tolist() == ["c"]
    assert sorted(explain(articles, "Herald", copies="keep").articles["id"]) == ["b", "c"]
    assert explain(articles, "Associated Press", copies="agency").articles["id"].tolist() == ["a"]


def test_of_a_comparison_its_own_articles_groups_and_figures_count(example_scores):
    articles = list(tk.read_articles(tk.EXAMPLE))
    for options in ({"within": "event"}, {"average": "articles"}, {"by": ["outlet", "month"]}):
        compared = tk.compare(example_scores, measures=["loaded_narration"], **{"by": "outlet", **options})
        group = compared.table["group"][0]
        found = explain(articles, group, comparison=compared)
        row = compared.table.set_index("group").loc[group]
        assert (found.estimate, len(found.articles)) == (row["estimate"], row["n_articles"])
    with pytest.raises(tk.ArticleError, match="articles of the comparison are not among these"):
        explain(articles[:50], group, comparison=compared)


def test_headlines_are_places_of_the_title():
    (row,) = explain(ARTICLES, "Herald", "loaded_headline").lines.to_dict("records")
    assert (row["field"], row["hit"], row["right"]) == ("title", "Regime", " falls")


def test_wrong_asking_says_what_there_is():
    with pytest.raises(tk.ArticleError, match="no group 'Post'; groups are Herald, Wire"):
        explain(ARTICLES, "Post")
    with pytest.raises(tk.ArticleError, match="unknown measure 'bias'"):
        explain(ARTICLES, "Herald", "bias")


def test_a_manifest_is_plain_json_and_the_same_for_the_same_texts():
    one, other = tk.score(ARTICLES), tk.score(ARTICLES[::-1])
    record = manifest(one, outlets=tk.compare(one, resamples=40))
    assert json.loads(json.dumps(record)) == record
    assert record["corpus"]["sha256"] == manifest(other)["corpus"]["sha256"]
    assert record["corpus"]["sha256"] != manifest(tk.score(HERALD))["corpus"]["sha256"]
    assert record["results"]["outlets"]["resamples"] == 40
    assert {"loaded_terms", "attribution model", "sentences model"} <= set(record["made_with"])


@pytest.mark.parametrize(
    ("measure", "column"), [("loaded_narration", "expected"), ("words_attributed", "words"), ("attributions", "articles")]
)
def test_the_command_says_what_the_weights_are(tmp_path, capsys, measure, column):
    path = tmp_path / "a.jsonl"
    rows = ({"id": a.id, "outlet": a.outlet, "text": a.text} for a in ARTICLES)
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["explain", str(path), "--group", "Herald", "--measure", measure]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert next(line.split()[:3] for line in lines if line.split()[:1] == ["what"]) == ["what", "times", column]
    assert ("expected: how many of these a careful editor would mark" in lines) is (column == "expected")


def test_places_about_one_actor():
    text = "The brutal Hamas regime fled. Hamas terrorists attacked Israel. Ada Hall was heroic."
    articles = [tk.article_of(text, outlet="Herald"), tk.article_of("It rained.", outlet="Herald")]
    found, every = explain(articles, "Herald", about="Hamas"), explain(articles, "Herald")
    assert found.lines[["hit", "target", "polarity"]].values.tolist() == [
        ["brutal", "Hamas", "-"], ["regime", "Hamas", "-"], ["terrorists", "Hamas", "-"],
    ]  # fmt: skip
    assert found.articles["count"].sum() == pytest.approx(found.lines["weight"].sum())
    assert (found.estimate, found.base) == (every.estimate, every.base)
    with pytest.raises(tk.OptionError, match="no sure term is about 'Hamass'; perhaps you mean Hamas"):
        explain(articles, "Herald", about="Hamass")
