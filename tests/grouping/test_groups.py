"""Groups that are numbers are sorted as numbers, wherever they are listed."""

from datetime import date

import matplotlib as mpl
import pandas as pd
import pytest

import toolkit as tk
from toolkit.grouping.groups import in_order, no_value_message

mpl.use("Agg")

PAGES = ["1", "2", "10"]
TEXT = "Ada Hall was heroic on page {}. The brutal regime fell, Ada Hall said, and the old army of page {} left the town."


@pytest.fixture(scope="module")
def frame():
    rows = [(page, f"event {n}", TEXT.format(page, n)) for page in (10, 2, 1) for n in range(3)]
    return pd.DataFrame(rows, columns=["page", "event", "text"])


@pytest.fixture(scope="module")
def scores(frame):
    return tk.score(frame, loaded_model=None)


@pytest.mark.parametrize(
    ("names", "sorted_names"),
    [
        (["10", "9.5", "-1"], ["-1", "9.5", "10"]),
        (["10", "9", "front"], ["10", "9", "front"]),
        (["B · 10", "A · 3", "B · 9"], ["A · 3", "B · 9", "B · 10"]),
        ([], []),
    ],
)
def test_numbers_are_sorted_as_numbers_where_all_are(names, sorted_names):
    assert in_order(names) == sorted_names


def test_tables_of_groups_that_are_numbers_are_in_their_order(scores, frame):
    alike = {"copies": "keep", "resamples": 50}
    compared = tk.compare(scores, "page", **alike)
    assert list(compared.table["group"].unique()) == list(compared.wide("loaded_narration").index) == PAGES
    assert list(tk.portrayal(scores, "page", **alike).table["group"].unique()) == PAGES
    assert list(tk.silences(scores, "page", copies="keep").table["group"].unique()) == PAGES
    brought = tk.omissions(scores, "page", **alike)
    assert list(brought.matrix("event 0").columns) == list(brought.shares["group"].unique()) == PAGES
    assert list(tk.matched(scores, "page").groups["group"]) == PAGES
    near = tk.collocations(frame, "regime", "page", voice="all", min_count=1, min_articles=1, resamples=50)
    assert list(near.table["group"].unique()) == PAGES
    with pytest.raises(tk.OptionError, match="groups are 1, 2, 10"):
        tk.keyness(scores, "page", reference="11", copies="keep")


def test_charts_of_groups_that_are_numbers_are_in_their_order(scores):
    ax = tk.charts.portrayal_map(tk.portrayal(scores, "page", copies="keep", resamples=50))
    assert [label.get_text() for label in ax.get_yticklabels()] == PAGES
    ax = tk.charts.event_matrix(tk.omissions(scores, "page", copies="keep", resamples=50))
    assert [label.get_text() for label in ax.get_xticklabels()] == PAGES


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (5, "name of a column"),
        ([5], "name of a column"),
        ("text", "not grouped by their texts"),
        (["page", "page"], "column once"),
    ],
)
def test_what_names_no_columns_to_group_by_is_told(scores, by, reason):
    with pytest.raises(tk.OptionError, match=reason):
        tk.compare(scores, by=by)


@pytest.mark.parametrize("days", [float("nan"), "x", None])
def test_a_window_of_events_that_is_no_number_is_told(frame, days):
    with pytest.raises(tk.OptionError, match="give 0"):
        tk.find_events(frame, days=days)


@pytest.mark.parametrize(
    ("column", "is_proposed"),
    [("NewspaperName", True), ("PAPER (full)", True), ("news_source", True), ("Source URL", False), ("Publication date", False)],
)
def test_a_column_named_like_an_outlet_is_proposed_where_none_is_read_as_one(column, is_proposed):
    message = no_value_message([tk.article_of("It rained.", labels={column: "Wire"})], "outlet")
    assert (f"perhaps it is in {column!r}" in message) == is_proposed
    assert message.endswith(f"; columns found: {column}")


def test_columns_that_are_found_are_listed_once():
    articles = [tk.article_of("It rained.", date=date(2017, 3, 1), labels={"day": "2017-03-01"})]
    told = no_value_message(articles, "outlt")
    assert told.endswith("columns found: day, year, quarter, month, week")
