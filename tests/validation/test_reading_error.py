import json
import tomllib
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

import toolkit as tk
from toolkit.comparison.error_table import COLUMNS, SHIPPED, load_reading_errors
from toolkit.scores.article_score import slices
from toolkit.validation.coded_documents import determined
from toolkit.validation.reading_error import ReadTwice

LEXICON_ALONE = tk.Annotator(loaded_model=None)  # every term counts once, as coded ones do
LOADED = slices(determined(tk.MEASURES))["loaded_narration"]
WIDTH = slices(determined(tk.MEASURES))["position_other"].stop


def twice(outlet, coded, read, genre="news"):
    """An article of 1,000 words of narration with so many loaded terms by the coder and by the toolkit."""
    counts = np.zeros((2, WIDTH))
    counts[:, LOADED] = [[coded, 1000], [read, 1000]]
    return ReadTwice(outlet, genre, *counts)


def corpus(spread, *, outlets=60, found=0.5, seed=0):
    """Coded articles, four of each outlet, half of whose terms are found; in some outlets more and in others fewer."""
    rng = np.random.default_rng(seed)
    errors = rng.normal(0, spread, outlets)
    coded = rng.gamma(9, 4, (outlets, 4))
    read = found * coded + errors[:, None] + rng.normal(0, 2, (outlets, 4)) + 10
    return [twice(f"outlet {i}", coded[i, j], read[i, j]) for i in range(outlets) for j in range(4)]


def row(errors, genre="all"):
    return errors.table.set_index(["measure", "genre"]).loc[("loaded_narration", genre)]


def test_an_error_that_follows_from_the_coders_figure_is_no_difference_between_outlets():
    even, uneven = (row(tk.reading_errors(corpus(spread))) for spread in (0.0, 5.0))
    assert even["slope"] == pytest.approx(0.5, abs=0.05)
    assert even["coded"] == pytest.approx(36, abs=2)
    assert even["read"] == pytest.approx(28, abs=2)
    assert even["sd"] < 1
    assert uneven["sd"] == pytest.approx(5, abs=1)
    assert uneven["sd"] <= uneven["sd_expected"] < uneven["sd_high"]


def test_genres_have_errors_of_their_own_where_enough_outlets_were_coded():
    news, opinion = corpus(1.0), [article._replace(genre="opinion") for article in corpus(6.0, seed=1)]
    errors = tk.reading_errors([*news, *opinion, *(article._replace(genre="opinion") for article in news[:4])])
    assert row(errors, "opinion")["sd"] > 3 * row(errors, "news")["sd"]
    few = tk.reading_errors([*news, *opinion[:8]])
    assert set(few.table["genre"]) == {"all", "news"}


def test_outlets_with_one_article_do_not_show_how_outlets_differ():
    articles = corpus(2.0)
    errors = row(tk.reading_errors([*articles, *(twice(f"single {i}", 36, 8 + 40 * (i % 2)) for i in range(20))]))
    assert errors["outlets"] == 80
    assert errors["outlets_with_several"] == 60
    assert errors["sd"] < 3


def test_the_table_has_the_columns_that_a_comparison_reads(tmp_path):
    errors = tk.reading_errors(corpus(1.0))
    assert list(errors.table.columns) == list(COLUMNS)
    errors.table.to_csv(tmp_path / "mine.csv", index=False)
    articles = [tk.article_of("The army left.", id="a", outlet="Wire"), tk.article_of("The mob fled.", id="b", outlet="Herald")]
    comparison = tk.compare(tk.score(articles), reading_error=tmp_path / "mine.csv", resamples=50)
    assert comparison.settings["reading_error"].startswith("mine.csv (")


def test_few_outlets_have_no_errors_between_outlets():
    with pytest.raises(tk.ArticleError, match=r"need 10 outlets .* there are 1"):
        tk.reading_errors([twice("Wire", 1, 1)] * 3)


@pytest.fixture
def labels(tmp_path):
    """Two articles coded as the toolkit reads them, but for one loaded term."""
    texts = {"Wire": "The puppet regime fled, Ada Hall said.", "Herald": "The mob fled. Nobody said why."}
    articles = [tk.article_of(text, id=outlet, outlet=outlet) for outlet, text in texts.items()]
    records = [tk.annotate(article, LEXICON_ALONE).to_dict() | {"genre": "opinion"} for article in articles]
    records[0]["loaded"] = []
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path, articles


def test_articles_are_read_twice(labels):
    path, articles = labels
    wire, herald = tk.read_twice(path, articles, LEXICON_ALONE)
    assert (wire.outlet, wire.genre) == ("Wire", "opinion")
    part = slices(determined(tk.MEASURES))["loaded_paraphrase"]
    assert (wire.coded[part].tolist(), wire.read[part].tolist()) == ([0, 4], [1, 4])
    assert herald.coded.tolist() == herald.read.tolist()
    assert [article.outlet for article in tk.read_twice(path, articles, outlets="Herald")] == ["Herald"]
    assert [*tk.read_twice(path, articles, outlets="The Heralds")] == []


def test_a_label_without_its_article_is_an_error(labels):
    path, articles = labels
    with pytest.raises(tk.ArticleError, match="texts of 1 of its 2 articles"):
        list(tk.read_twice(path, articles[:1]))


def test_a_file_that_lacks_a_kind_of_label_is_an_error(labels, tmp_path):
    _, articles = labels
    (tmp_path / "half.jsonl").write_text(json.dumps({"sha256": articles[0].sha256, "attributions": []}), encoding="utf-8")
    with pytest.raises(tk.ArticleError, match=r"half\.jsonl:1: not an annotated article"):
        list(tk.read_twice(tmp_path / "half.jsonl", articles))


def test_the_coded_articles_of_the_middle_east_can_be_read_twice(shared):
    collections = {"fakes_syria/FA-KES-Dataset.csv": "latin-1", "tehran_times_mideast/articles.jsonl": "utf-8"}
    articles = [a for name, code in collections.items() for a in tk.read_articles(shared / name, encoding=code)]
    articles += list(tk.read_articles(shared / "article_bias_mideast" / "articles.jsonl"))
    articles = [replace(article, outlet=article.outlet or "Tehran Times") for article in articles]
    read = list(tk.read_twice(shared / "gold" / "gold.jsonl", articles))
    assert len(read) == 24
    assert all(article.coded.shape == article.read.shape == (WIDTH,) for article in read)


def test_the_shipped_table_is_that_of_its_card_and_knows_the_measures_that_exist():
    card = tomllib.loads(SHIPPED.with_suffix(".card.toml").read_text(encoding="utf-8"))
    assert card["sha256"] == sha256(SHIPPED.read_bytes()).hexdigest()
    table = load_reading_errors().table
    assert list(table.columns) == list(COLUMNS)
    assert set(table["measure"]) <= set(determined(tk.MEASURES))
    assert {"loaded_narration", "official_share", "unnamed_share", "words_quoted"} <= set(table["measure"])
    assert (table["sd"] <= table["sd_expected"] + 1e-9).all()
    assert (table["sd"] <= table["sd_high"]).all()
