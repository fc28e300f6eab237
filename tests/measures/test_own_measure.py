"""A measure of the user's own, put into the public registry, is scored, explained, compared and reported like any other."""

import json
import re
from base64 import b64decode
from zlib import decompress

import pytest

import toolkit as tk
from toolkit.measures.measure import Place, measure, rate

WEATHER = ("rained", "snowed", "rain", "snow")


def weather_places(document):
    spans = [document.words.span(i, i + 1) for i, word in enumerate(document.words.keys) if word in WEATHER]
    return [Place("text", span, span.of(document.article.text).lower(), "narration") for span in spans]


@measure("Weather", "weather", rate("words"), places=weather_places)
def weather(document):
    """Words for rain and snow per 1,000 words of the text."""
    return (len(weather_places(document)), len(document.words))


ARTICLES = [
    tk.article_of("It rained in the hills.", id="a", outlet="Wire"),
    tk.article_of("Snow fell, and it snowed again.", id="b", outlet="Herald"),
]


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    tk.score("It rained.")  # scored once before: the usual scorer sees a measure that comes later
    monkeypatch.setitem(tk.MEASURES, "weather", weather)


def test_it_is_scored():
    scores = tk.score(ARTICLES)
    assert scores.to_frame()["weather"].tolist() == [200, pytest.approx(1000 * 2 / 6)]
    assert tk.score("It rained.").values["weather"] == 500


def test_it_is_a_feature():
    assert tk.FramingFeatures(["weather"]).fit_transform([ARTICLES[0].text]).tolist() == [[200]]


def test_it_is_explained():
    explanation = tk.explain(ARTICLES, "Herald", "weather")
    assert explanation.terms[["what", "count"]].values.tolist() == [["snow", 1], ["snowed", 1]]
    assert explanation.estimate == pytest.approx(1000 * explanation.lines["weight"].sum() / explanation.base)


def test_it_is_compared_and_reported(tmp_path):
    comparison = tk.compare(tk.score(ARTICLES), resamples=40)
    assert comparison.of("weather")["estimate"].round().tolist() == [333, 200]
    assert comparison.of("weather")["unit"].unique().tolist() == ["per 1,000 words"]
    documents = [tk.annotate(article) for article in ARTICLES]
    page = tk.report.write(documents, tmp_path / "report.html", comparison).read_text(encoding="utf-8")
    groups = json.loads(decompress(b64decode(re.search('id="groups-packed">([^<]*)<', page)[1])))
    row = [title for title, *_ in groups["measures"]].index("Weather")
    assert groups["measures"][row][1:3] == ["per 1,000 words", "Words for rain and snow per 1,000 words of the text."]
    assert groups["pages"]["Herald"]["figures"][row][0] == "333.3"


def test_it_is_gone_when_it_is_taken_out(monkeypatch):
    monkeypatch.delitem(tk.MEASURES, "weather")
    assert "weather" not in tk.score(ARTICLES).to_frame()
