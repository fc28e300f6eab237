"""Articles from what a program holds: texts, dictionaries, data frames of several kinds."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

import toolkit as tk
from toolkit.articles.objects import articles_in, rows_in, single_article

RECORDS = [
    {"body": "It rained.", "paper": "Wire", "day": "2017-03-01", "page": 1, "front": True},
    {"body": "It poured.", "paper": "Post", "day": "2017-03-02", "page": 7, "front": False},
]
NAMES = {"text": "body", "outlet": "paper", "date": "day"}


def datasets_like(records):
    """What a Hugging Face dataset is to a reader: an object that gives dictionaries."""

    class Dataset:
        def __len__(self):
            return len(records)

        def __iter__(self):
            return iter(records)

    return Dataset()


def arrow(records):
    return pytest.importorskip("pyarrow").Table.from_pylist(records)


def lazy(records):
    return pl.DataFrame(records).lazy()


@pytest.mark.parametrize(
    "kind", [list, iter, pd.DataFrame, pl.DataFrame, lazy, arrow, datasets_like], ids=lambda kind: kind.__name__
)
def test_rows_of_any_kind_are_the_same_articles(kind):
    articles = list(articles_in(kind(RECORDS), **NAMES))
    assert [(a.id, a.text, a.outlet, a.published) for a in articles] == [
        ("0", "It rained.", "Wire", date(2017, 3, 1)),
        ("1", "It poured.", "Post", date(2017, 3, 2)),
    ]
    assert [dict(article.labels) for article in articles] == [{k: v for k, v in r.items() if k != "body"} for r in RECORDS]
    assert [type(article.labels["page"]) for article in articles] == [int, int]
    assert [type(article.labels["front"]) for article in articles] == [bool, bool]


def test_a_hugging_face_dataset():
    datasets = pytest.importorskip("datasets")
    articles = articles_in(datasets.Dataset.from_list(RECORDS), **NAMES)
    assert [article.outlet for article in articles] == ["Wire", "Post"]
    assert articles.size == 2


@pytest.mark.parametrize(
    "kind",
    [list, tuple, iter, pd.Series, np.array, pl.Series, lambda texts: pd.DataFrame({"words": texts})],
    ids=lambda kind: kind.__name__,
)
def test_texts_in_any_container(kind):
    assert [article.text for article in articles_in(kind(["It rained.", "It poured."]))] == ["It rained.", "It poured."]


DAYS = [
    date(2017, 3, 1),
    datetime(2017, 3, 1, 23, 59),
    datetime(2017, 3, 1, tzinfo=UTC),
    pd.Timestamp("2017-03-01 12:00"),
    np.datetime64("2017-03-01"),
    np.datetime64("2017-03-01T10:00:00.123456789"),
    "2017-03-01",
    "March 1, 2017",
    "2017-03-01T10:00:00Z",
    pl.Series([date(2017, 3, 1)])[0],
]


@pytest.mark.parametrize("day", DAYS, ids=repr)
def test_dates_of_any_common_type(day):
    (article,) = articles_in([{"text": "It rained.", "date": day}])
    assert article.published == date(2017, 3, 1)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_days_of_frames(frame):
    articles = list(articles_in(frame({"text": ["It rained.", "It poured."], "date": [datetime(2017, 3, 1), None]})))
    assert [article.published for article in articles] == [date(2017, 3, 1), None]
    assert articles[0].labels == {"date": "2017-03-01"}


@pytest.mark.parametrize(
    "missing", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT, np.datetime64("NaT"), "", " "], ids=repr
)
def test_missing_values_are_none(missing):
    (article,) = articles_in([{"text": "It rained.", "outlet": missing, "date": missing, "mood": missing}])
    assert (article.outlet, article.published, dict(article.labels)) == (None, None, {})


def test_a_row_without_text_is_a_problem_and_not_the_end():
    frame = pd.DataFrame({"text": ["It rained.", None, "  ", "It poured."], "outlet": "Wire"})
    articles = articles_in(frame)
    assert [article.id for article in articles] == ["0", "3"]
    assert [str(problem) for problem in articles.problems] == [
        "DataFrame:1: no text (fill the text column, or drop the row)",
        "DataFrame:2: no text (fill the text column, or drop the row)",
    ]
    articles = articles_in(["It rained.", None, {"headline": "Rain"}, 7])
    assert [article.text for article in articles] == ["It rained."]
    assert [(problem.row, problem.reason.split(",")[0]) for problem in articles.problems] == [
        (1, "NoneType"),
        (2, "no text column; columns found: headline; name yours with --text (in Python text=…)"),
        (3, "int"),
    ]


@pytest.mark.parametrize("text", ["<p>It rained.</p><p>It snowed.</p>", "It rained.<br/>It snowed."])
def test_a_text_in_html_is_read_without_its_tags(text):
    (article,) = articles_in([{"body": text}])
    assert article.text.split() == ["It", "rained.", "It", "snowed."]


def test_a_missing_column_is_told_with_the_nearest_name():
    frame = pd.DataFrame(RECORDS)
    with pytest.raises(
        tk.OptionError, match="no column bodi; columns found: body, paper, day, page, front; perhaps you mean body"
    ):
        articles_in(frame, text="bodi")
    with pytest.raises(tk.OptionError, match="unknown field paper"):
        articles_in(frame, paper="paper")
    with pytest.raises(tk.OptionError, match=r"no column papers; .*perhaps you mean paper"):
        list(articles_in(RECORDS, text="body", outlet="papers"))
    with pytest.raises(tk.ArticleError, match="no text column; columns found: a, b"):
        articles_in(pd.DataFrame({"a": [1], "b": [2]}))
    with pytest.raises(tk.OptionError, match="perhaps the texts are in story"):
        articles_in(pd.DataFrame({"headline": ["Rain"], "story": ["It rained. " * 40]}))
    with pytest.raises(tk.ArticleError, match="no text column; columns found: a, b"):
        list(articles_in([{"a": 1, "b": 2}, {"a": 1, "b": 2}]))


def test_ids_are_made_unique_and_encoding_is_mended():
    articles = articles_in(pd.DataFrame({"text": ["It donâ€™t rain.", "It poured."], "id": [7, 7]}))
    assert [(article.id, article.text) for article in articles] == [("7", "It don’t rain."), ("7#2", "It poured.")]
    assert len(articles.problems) == 2


def test_articles_are_taken_as_they_are():
    own = [tk.article_of("It rained."), tk.article_of("It rained.")]
    articles = articles_in(iter(own))
    assert [a is b for a, b in zip(articles, own, strict=True)] == [True, True]
    assert articles.problems == []
    assert [article.id for article in articles_in([own[0], "It poured.", own[1]])] == ["text", "1", "text"]


def test_what_articles_cannot_be_made_of():
    with pytest.raises(tk.ArticleError, match="put it in a list"):
        articles_in("It rained.")
    with pytest.raises(tk.ArticleError, match="int: neither a text, a dictionary, a data frame"):
        articles_in(7)
    with pytest.raises(tk.ArticleError, match="a table of 2 columns"):
        rows_in(np.array([["Rain", "It rained."]]))
    with pytest.raises(tk.OptionError, match="columns are named where files are read"):
        articles_in(tk.read_articles(tk.EXAMPLE), text="body")


@pytest.mark.parametrize("use", [tk.score, tk.annotate, articles_in, single_article])
def test_the_name_of_a_file_is_no_text(use, tmp_path, monkeypatch):
    (tmp_path / "mine.csv").write_text("text\nIt rained.\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tk.OptionError, match=r"mine.csv is the name of a file: read it by tk.read_articles\('mine.csv'\)"):
        use("mine.csv")
    with pytest.raises(tk.OptionError, match="is the name of a file"):
        articles_in(Path("mine.csv"))


@pytest.mark.parametrize("name", ["articels.csv", "news/articles.JSONL", "page.html", "articles.csv.gz"])
def test_the_name_of_a_file_that_does_not_exist_is_no_text_either(name):
    with pytest.raises(tk.OptionError, match=r"is the name of a file: read it by tk.read_articles"):
        tk.score(name)
    with pytest.raises(tk.OptionError, match=r"is the name of a file: read it by tk.read_articles"):
        tk.score([name, "b.csv"])


def test_a_name_of_a_file_among_texts_is_a_problem_and_a_text_that_ends_in_one_is_a_text():
    articles = articles_in(["It rained.", "b.csv", "Hall sent report.docx"])
    assert [article.text for article in articles] == ["It rained.", "Hall sent report.docx"]
    assert [problem.row for problem in articles.problems] == [1]


@pytest.mark.parametrize("use", [tk.score, tk.annotate, articles_in])
def test_a_row_of_a_frame_is_not_as_many_articles_as_it_has_cells(use):
    frame = pd.DataFrame(RECORDS)
    with pytest.raises(tk.OptionError, match=r"one row of a data frame.*give frame.iloc\[\[0\]\]"):
        use(frame.iloc[0], **NAMES)
    assert len(list(use(frame.iloc[[0]], **NAMES))) == 1
    assert len(list(use(frame.set_index("paper")["body"]))) == 2


def test_a_single_dictionary():
    article = single_article({"body": "It rained.", "paper": "Wire"}, text="body", outlet="paper")
    assert (article.text, article.outlet) == ("It rained.", "Wire")
    with pytest.raises(tk.ArticleError, match="no text"):
        single_article({"text": ""})
    with pytest.warns(UserWarning, match="date not understood"):
        single_article({"text": "It rained.", "date": "soon"})


def test_rows_stay_rows_whatever_their_texts():
    frame = pd.DataFrame({"text": ["It rained.", None], "title": ["Rain", "Snow"]})
    assert [(article.title, article.text) for article in rows_in(frame)] == [("Rain", "It rained."), ("Snow", "")]


def test_a_day_may_be_a_moment_or_a_text():
    moment = datetime(2020, 1, 2, 3, 4)
    days = [
        tk.article_of("It rained.", published=day).published for day in ("2020-01-02", moment, moment.date(), "2 January 2020")
    ]
    assert {type(day) for day in days} == {date}
    assert set(days) == {moment.date()}
    assert tk.article_of("It rained.", date="2020-01-02").published == moment.date()
    with pytest.raises(tk.ArticleError, match="date not understood: 'soon'"):
        tk.article_of("It rained.", published="soon")


@pytest.mark.parametrize("use", [tk.score, tk.annotate, lambda given: tk.explain(given, "Wire"), rows_in])
def test_scores_are_no_articles(use):
    with pytest.raises(tk.OptionError, match="scores keep no texts"):
        use(tk.score(["It rained."]))


def test_two_columns_of_one_name_in_a_data_frame_are_told():
    frame = pd.DataFrame([["It rained.", "Wire", "Post"]], columns=["text", "outlet", "outlet"])
    with pytest.raises(tk.OptionError, match="give every column its own name"):
        list(tk.articles_in(frame))
