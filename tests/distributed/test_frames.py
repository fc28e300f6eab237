"""A data frame of articles in, the same rows with figures out, in this process and in Spark."""

import shutil
import sys

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import ArticleError, OptionError
from toolkit.example import SIDES

ROWS = [
    ("a", "The puppet regime fell. “It rained,” Ada Hall said.", "Herald", "2017-04-05", 1.5),
    ("b", "", "Wire", "2017-04-05", 2.5),
    ("a", "The army left, and Hall claimed that it rained.", None, "soon", np.nan),
    ("c", "Il pleut sur la ville, et le maire a dit que tout allait bien pour les habitants.", "Wire", None, 3.5),
]


@pytest.fixture
def frame():
    return pd.DataFrame(ROWS, columns=["id", "body", "outlet", "date", "mood"], index=[7, 7, 8, 9])


def test_every_row_comes_back_with_what_the_user_has_and_the_figures_of_score(frame):
    scored = tk.score_frame(frame)
    pd.testing.assert_frame_equal(scored[list(frame.columns)], frame)
    figures = scored[list(tk.MEASURES)].to_numpy()
    for row in (0, 2):
        values = tk.score(ROWS[row][1]).values
        np.testing.assert_array_equal(figures[row], [values[name] for name in tk.MEASURES])
    assert np.isnan(figures[[1, 3]]).all()
    assert scored["n_words"].tolist() == [9, pd.NA, 9, 0]


def test_a_row_without_figures_says_why_and_an_odd_one_what_is_odd(frame):
    first, empty, undated, french = tk.score_frame(frame)["problem"]
    assert first is pd.NA
    assert empty == "no text (fill the text column, or drop the row)"
    assert undated.startswith("date not understood: 'soon'")
    assert "in another language than English (fr)" in french


def test_an_article_that_cannot_be_scored_costs_only_its_own_figures(frame, monkeypatch):
    scorer = tk.Scorer()
    annotate = type(scorer.annotator).__call__
    broken = lambda annotator, article: 1 / 0 if "regime" in article.text else annotate(annotator, article)  # noqa: E731
    monkeypatch.setattr(type(scorer.annotator), "__call__", broken)
    scored = tk.score_frame(frame, scorer)
    assert scored["problem"].iloc[0] == "a: not scored: ZeroDivisionError: division by zero (please report this text as a bug)"
    assert scored["n_words"].tolist() == [pd.NA, pd.NA, 9, 0]


def test_the_columns_are_known_beforehand_whatever_the_rows(frame):
    scorer = tk.Scorer(registry=tk.load_registry(sides=SIDES))
    for some in (frame, frame.iloc[:0], frame.iloc[1:2]):
        scored = tk.score_frame(some, scorer)
        assert list(scored.columns) == [*frame.columns, *tk.score_schema(scorer)]
        assert scored.dtypes[list(tk.score_schema(scorer))].equals(tk.score_frame(frame, scorer).dtypes.iloc[5:])
    assert "side_unknown" in tk.score_schema(scorer)


def test_frames_that_cannot_be_scored_are_refused(frame):
    with pytest.raises(ArticleError, match="no text column; columns found: id, outlet"):
        tk.score_frame(frame[["id", "outlet"]])
    with pytest.raises(OptionError, match="has the column n_words already"):
        tk.score_frame(frame.assign(n_words=1))
    assert (
        tk.score_frame(frame[["mood", "body"]].rename(columns={"body": "prose"}), columns={"text": "prose"})["n_words"].iloc[0]
        == 9
    )


def test_columns_are_named_as_for_score_or_in_a_mapping(frame):
    expected = tk.score_frame(frame)
    other = frame.rename(columns={"body": "prose", "date": "day"})
    for named in (
        tk.score_frame(other, text="prose", date="day"),
        tk.score_frame(other, columns={"text": "prose", "date": "day"}),
        tk.score_frame(other, columns={"text": "mood", "published": "day"}, text="prose"),
    ):
        assert named.rename(columns={"prose": "body", "day": "date"}).equals(expected)
    with pytest.raises(OptionError, match="unknown field paper; fields are text, id"):
        tk.score_frame(other, columns={"paper": "outlet"})


def test_spark_scores_by_the_documented_lines(frame, monkeypatch):
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    builder = pyspark.SparkSession.builder.master("local[1]").config("spark.ui.enabled", False)
    spark = builder.config("spark.sql.shuffle.partitions", 1).getOrCreate()
    try:
        articles = spark.createDataFrame(ROWS, "id string, body string, outlet string, date string, mood double").coalesce(1)

        def scored(frames):
            scorer = tk.Scorer()
            return (tk.score_frame(frame, scorer) for frame in frames)

        columns = [*articles.dtypes, *tk.score_schema().items()]
        there = articles.mapInPandas(scored, ", ".join(f"`{name}` {kind}" for name, kind in columns)).toPandas()
    finally:
        spark.stop()
    here = tk.score_frame(frame.reset_index(drop=True))
    pd.testing.assert_frame_equal(there.astype(here.dtypes), here)
