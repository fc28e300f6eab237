"""Web archives: their pages become articles, and what is broken in them costs only itself."""

import gzip
import sys

import pytest

from toolkit import read_articles
from toolkit.articles import opening
from toolkit.articles.pages import without_long_tags

warc = pytest.importorskip("fastwarc")

HTML = "text/html; charset=utf-8"


def page(text, title="Rain falls"):
    body = "".join(f"<p>Paragraph {i} tells at some length how the river rose over the old bridge {text}.</p>" for i in range(6))
    head = f'<title>{title}</title><meta property="og:site_name" content="The Wire"><meta name="date" content="2017-04-05">'
    return f"<html lang='en'><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def http(body, media_type=HTML, status="200 OK", extra=""):
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{extra}Content-Length: {len(body)}\r\n\r\n".encode() + body


def record(kind, content, url="https://www.wire.example/rain", media_type="application/http; msgtype=response"):
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-05-01T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\nContent-Type: {media_type}\r\n"
    )
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content + b"\r\n\r\n"


def rows(articles):
    return [article.row for article in articles]


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_pages_of_an_archive_are_articles(write, ending):
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    records = [
        record("warcinfo", b"software: ours\r\n", media_type="application/warc-fields"),
        record("request", b"GET /rain HTTP/1.1\r\n\r\n"),
        record("response", http(page("today"))),
        record("response", http(b"moved", status="301 Moved")),
        record("response", http(b"GIF89a", "image/gif")),
        record("resource", page("yesterday"), "http://herald.example:80/b", "text/html"),
    ]
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstd.compress}[ending]  # each record is packed by itself
    articles = read_articles(write(f"crawl.warc{ending}", b"".join(map(pack, records))))
    first, second = articles
    assert (first.id, first.url, first.outlet) == (*["https://www.wire.example/rain"] * 2, "wire.example")
    assert (first.title, str(first.published), first.row) == ("Rain falls", "2017-04-05", 3)
    assert "bridge today" in first.text
    assert (first.value("sitename"), first.value("crawled")) == ("The Wire", "2020-05-01T10:00:00Z")
    assert (second.outlet, second.row) == ("herald.example", 6)
    assert articles.problems == []


def test_a_column_of_the_archive_may_be_chosen(write):
    path = write("crawl.warc", record("response", http(page("today"))))
    assert [article.outlet for article in read_articles(path, columns={"outlet": "sitename", "text": "body"})] == ["The Wire"]


def test_the_encoding_is_what_the_server_says_unless_it_is_utf_8(write):
    told = http(page("im café").decode().encode("cp1252"), "text/html; charset=windows-1252")
    wrong = http(page("au café"), "text/html; charset=iso-8859-1")
    unknown = http(page("the café").decode().encode("cp1252"), "text/html; charset=klingon")
    articles = list(read_articles(write("crawl.warc", b"".join(record("response", one) for one in (told, wrong, unknown)))))
    assert "im café" in articles[0].text
    assert "au café" in articles[1].text
    assert len(articles) == 3


def test_the_title_is_not_the_first_line_of_the_text_too(write):
    [article] = read_articles(write("a.html", page("today")))
    assert (article.title, article.text[:11]) == ("Rain falls", "Paragraph 0")
    assert "Rain falls" not in article.text


def test_an_empty_page_is_told(write):
    articles = read_articles(write("a.html", b"\n"))
    assert rows(articles) == []
    assert articles.problems[0][2:4] == ("the file is empty", "fetch the page again")


BROKEN = {
    "Gzip": http(b"\x1f\x8b no gzip", extra="Content-Encoding: gzip\r\n"),
    "klingon": http(page("today"), extra="Content-Encoding: klingon\r\n"),
    "chunk": http(b"zz\r\nno chunk", extra="Transfer-Encoding: chunked\r\n"),
    "no article text": http(b"<html></html>"),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_page_costs_only_itself(write, reason):
    articles = read_articles(write("a.warc", record("response", BROKEN[reason]) + record("response", http(page("today")))))
    assert rows(articles) == [2]
    assert (articles.problems[0].row, articles.problems[0].skipped) == (1, True)
    assert reason in articles.problems[0].reason


def test_what_is_no_message_of_a_server_is_passed_over(write):
    articles = read_articles(write("a.warc", record("response", b"\0\1 nothing") + record("response", http(page("today")))))
    assert rows(articles) == [2]


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_is_cut_off_is_told(write, packed):
    records = [record("response", http(page(day))) for day in ("today", "yesterday")]
    content = b"".join(map(gzip.compress, records)) if packed else b"".join(records)
    articles = read_articles(write("a.warc.gz" if packed else "a.warc", content[:-100]))
    assert rows(articles) == [1]
    assert any(word in articles.problems[0].reason for word in ("ends inside it", "damaged"))


def test_garbage_between_records_ends_the_archive_with_a_message(write):
    good = record("response", http(page("today")))
    articles = read_articles(write("a.warc", good + b"garbage\r\n" * 9 + good))
    assert rows(articles) == [1]
    assert "cannot be read further" in articles.problems[0].reason


def test_a_page_that_its_server_packed_is_unpacked_no_further_than_a_page(write):
    bomb = http(gzip.compress(b"<p>" + b"x" * (1 << 28)), extra="Content-Encoding: gzip\r\n")
    articles = read_articles(write("a.warc", record("response", bomb) + record("response", http(page("today")))))
    assert rows(articles) == [2]
    assert "a page of more than 32 MiB" in articles.problems[0].reason


def test_an_archive_that_unpacks_without_end_is_unpacked_no_further_than_the_limit(write, monkeypatch):
    monkeypatch.setattr(opening, "SMALL", 1 << 20)
    records = [record("response", http(page("today"))), *[record("response", http(b"x" * (1 << 22), "image/gif"))] * 9]
    articles = read_articles(write("a.warc.gz", gzip.compress(b"".join(records))))
    assert rows(articles) == [1]
    assert "unpacks to more than 200 times its size" in articles.problems[0].reason


def test_a_missing_library_is_named(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    articles = read_articles(write("a.warc", record("response", http(page("today")))))
    assert rows(articles) == []
    assert "pip install 'framing-toolkit[warc]'" in articles.problems[0].reason


@pytest.mark.parametrize("start", ["<p ' ", "<p ", '<p a="b" '])
@pytest.mark.parametrize("value", ["{}", "x<y{}", "x</y{}", '"{}"', '"{}'])
def test_a_tag_with_more_attributes_than_a_page_needs_has_none(start, value):
    tag = start + " ".join(f"a{i}={value.format(i)}" for i in range(8000)) + ">"
    assert without_long_tags(f"<html><b c='d'>One</b>{tag}It rained.</p>".encode()) == (
        b"<html><b c='d'>One</b><p>It rained.</p>"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<script>if (i<n) {" + "x = 1; " * 5000 + "</script><p>It rained.</p>",
        "<p>1 <b" + " <b" * 9000,
        '<img src="' + "x" * 30_000 + '">',
    ],
)
def test_what_is_no_tag_with_many_attributes_stays(page):
    assert without_long_tags(page.encode()) == page.encode()


def test_an_archive_that_ends_inside_a_header_or_is_empty_is_told(write):
    one = record("response", http(page("today")))
    for cut in (20, 60, one.index(b"HTTP") - 10):
        articles = read_articles(write("a.warc", one + one[:cut]))
        assert rows(articles) == [1]
        assert [problem.reason for problem in articles.problems] == ["the archive ends inside its last record"]
    whole = read_articles(write("b.warc", one))
    assert (rows(whole), whole.problems) == ([1], [])
    empty = read_articles(write("c.warc", b""))
    assert (rows(empty), [problem.reason for problem in empty.problems]) == ([], ["there is no record in the archive"])


def test_a_day_that_the_article_tells_of_is_not_its_day(write):
    told = page("in the flood of April 20, 1999").replace(b'<meta name="date" content="2017-04-05">', b"")
    archive = write(
        "crawl.warc", record("response", http(told)) + record("response", http(page("in the flood of April 20, 1999")))
    )
    assert [article.published and str(article.published) for article in read_articles(archive)] == [None, "2017-04-05"]
