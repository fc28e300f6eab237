"""Records that lack a key: what is named and stands in others has no value there. Spaces around keys do not count."""

import json

import pandas as pd
import pytest

from toolkit.articles.objects import articles_in
from toolkit.articles.reading import read_articles

SPACED = [{" copy": "It rained.", "medium ": "Wire", "day": "2017-03-01", " Beat ": "city"}, {" copy": "It poured."}]
NAMES = {"text": "copy", "outlet": "medium", "date": "day"}
RECORDS = [
    {"copy": "It rained.", "day": "2017-03-01"},
    {"copy": "It poured.", "medium": "Wire"},
    {"medium": "Post"},
    {"copy": "It snowed."},
]


def of_lines(tmp_path, records):
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(map(json.dumps, records)))
    return read_articles(path, **NAMES)


def of_array(tmp_path, records):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(records))
    return read_articles(path, **NAMES)


def of_dictionaries(tmp_path, records):
    return articles_in(records, **NAMES)


@pytest.fixture(params=[of_lines, of_array, of_dictionaries])
def reading(request, tmp_path):
    return lambda records: request.param(tmp_path, records)


def test_a_key_that_a_record_lacks_has_no_value(reading):
    articles = reading(RECORDS)
    read = [(article.text, article.outlet, article.published and article.published.year) for article in articles]
    assert read == [("It rained.", None, 2017), ("It poured.", "Wire", None), ("It snowed.", None, None)]
    assert [(problem.reason, problem.skipped) for problem in articles.problems] == [("no text", True)]


def test_values_that_were_filled_in_are_no_columns(reading):
    assert [sorted(article.labels) for article in reading(RECORDS)] == [["day"], ["medium"], []]


def test_columns_keep_their_order(reading):
    [article] = reading([{"zone": 1, "copy": "It rained.", "medium": "Wire", "beat": "rain", "day": "2017-03-01"}])
    assert list(article.labels) == ["zone", "medium", "beat", "day"]


def test_a_column_that_no_record_has_is_misspelt(tmp_path):
    articles = of_lines(tmp_path, [{"copy": "It rained.", "media": "Wire", "day": "2017-03-01"}] * 1100)
    assert list(articles) == []
    assert len(articles.problems) == 1100
    assert "no column medium; columns found: " in articles.problems[0].reason
    assert "perhaps you mean media" in articles.problems[-1].reason


def test_spaces_around_the_names_of_columns_do_not_count(reading):
    read = [(article.text, article.outlet, article.labels.get("Beat")) for article in reading(SPACED)]
    assert read == [("It rained.", "Wire", "city"), ("It poured.", None, None)]


def test_spaces_around_the_names_of_a_data_frame_do_not_count():
    frame = pd.DataFrame([{"text ": "It rained.", "paper ": "Wire"}])
    for name in ("paper", "paper "):
        assert [(article.text, article.outlet) for article in articles_in(frame, outlet=name)] == [("It rained.", "Wire")]
