"""Feeds and NewsML-G2, and XML that was made to do harm."""

from datetime import date
from pathlib import Path

import pytest

from toolkit import read_articles

FIXTURES = Path(__file__).parent / "fixtures"
ENTITY = "<rss><channel><item><description>&a;</description></item></channel></rss>"


def test_rss():
    articles = read_articles(FIXTURES / "rss_2.xml")
    (article,) = articles
    assert (article.id, article.title, article.outlet, article.byline) == (
        "storm-1", "Storm closes harbour", "The Halyard Times", "Ada Hall"
    )  # fmt: skip
    assert article.text == "A storm closed the harbour on Tuesday, the mayor said.\n\n“Nobody will sail,” said Ada Reed."
    assert (article.published, article.url, article.language) == (date(2018, 1, 10), "https://halyard.example/storm", "en-gb")
    assert [problem.row for problem in articles.problems] == [2]


def test_atom():
    (article,) = read_articles(FIXTURES / "atom_1.xml")
    assert (article.title, article.outlet, article.byline) == ("Who pays for the ferries?", "The Lantern", "Byron Moor")
    assert (article.published, article.url) == (date(2018, 3, 3), "https://lantern.example/1")
    assert article.text == "The island council asked who pays.\n\nNobody knows."


def test_newsml_g2():
    articles = read_articles(FIXTURES / "newsml_g2.xml")
    (article,) = articles
    assert (article.id, article.title, article.outlet, article.byline) == (
        "urn:newsml:wire.example:20180110:1", "Storm closes harbour", "Halyard Wire", "Ada Hall"
    )  # fmt: skip
    assert (article.text, article.published) == (
        "A storm closed the harbour on Tuesday, the mayor said.\n\nNobody will sail.",
        date(2018, 1, 10),
    )
    assert "expected news items with the text inside; found no text" in articles.problems[0].reason


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<rss><channel></channel></rss>", "found none"),
        ("<html><p>It rained.</p></html>", "found XML whose first element is <html>"),
        ("<rss><channel>", "not XML"),
        (f'<!DOCTYPE rss [<!ENTITY a "rain">]>{ENTITY}', "entities"),
        (f'<!DOCTYPE rss [<!ENTITY a SYSTEM "a.txt">]>{ENTITY}', "entities"),
        ("<rss>" + "<channel>" * 100_000, "not XML"),
    ],
)
def test_what_is_no_feed_or_would_do_harm_is_told(write, xml, reason):
    write("a.txt", "A secret.")
    articles = read_articles(write("a.xml", xml))
    assert list(articles) == []
    assert reason in articles.problems[0].reason
