"""Feeds, NewsML and NITF, and XML that was made to do harm."""

from datetime import date
from pathlib import Path

import pytest

from toolkit import read_articles
from toolkit.classifiers.genre_model import genre_of

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


NITF = """<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/specification/dtd/nitf-3-3.dtd"><nitf><head>
<title>Storm Closes Harbour</title><meta content="Editorial Desk" name="dsk"/><meta content="Opinion" name="online_sections"/>
<docdata><doc-id id-string="7"/></docdata>
<pubdata date.publication="20180110T000000" ex-ref="http://halyard.example/7" name="The Halyard Times"/></head><body>
<body.head><hedline><hl1>Storm Closes Harbour</hl1></hedline><byline class="print_byline">By ADA HALL</byline></body.head>
<body.content><block class="lead_paragraph"><p>A storm came.</p></block>
<block class="full_text"><p>A storm came.</p><p>Nobody will sail.</p></block></body.content></body></nitf>"""


def test_nitf_as_newspaper_archives_have_it(tmp_path):
    (tmp_path / "7.xml").write_text(NITF)
    (article,) = read_articles(tmp_path / "7.xml")
    assert (article.id, article.title, article.outlet, article.byline) == (
        "7", "Storm Closes Harbour", "The Halyard Times", "By ADA HALL"
    )  # fmt: skip
    assert (article.text, article.published, article.url) == (
        "A storm came.\n\nNobody will sail.", date(2018, 1, 10), "http://halyard.example/7"
    )  # fmt: skip
    assert (article.value("section"), genre_of(article).name) == ("Opinion; Editorial Desk", "opinion")


def test_items_of_rcv1(tmp_path):
    (tmp_path / "2286.xml").write_text(
        '<newsitem itemid="2286" date="2018-01-10"><title>ISLAND: Storm</title><headline>Storm closes harbour</headline>'
        "<byline>Ada Hall</byline><text><p>A storm came.</p><p>Nobody will sail.</p></text></newsitem>"
    )
    (article,) = read_articles(tmp_path / "2286.xml")
    assert (article.id, article.title, article.byline, article.published) == (
        "2286", "Storm closes harbour", "Ada Hall", date(2018, 1, 10)
    )  # fmt: skip
    assert article.text == "A storm came.\n\nNobody will sail."


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
