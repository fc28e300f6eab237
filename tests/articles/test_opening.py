"""Compressed files, encodings, and files that were made to fill a machine."""

import csv
import gzip
import io
import json
import sys

import pytest

from toolkit import OptionError, read_articles
from toolkit.articles import opening, pages, rows

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TABLE = 'text,outlet\n"It rained,\nand dried.",Wire\nIt snowed.,Herald\n'
LINES = '{"text": "It rained.", "outlet": "Wire"}\n{"text": "It snowed.", "outlet": "Herald"}\n'


def texts(articles):
    return [article.text for article in articles]


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd.compress), ("GZ", gzip.compress)])
@pytest.mark.parametrize(("name", "content"), [("a.csv", TABLE), ("a.tsv", TABLE.replace(",W", "\tW")), ("a.jsonl", LINES)])
def test_compressed_tables_are_read_as_they_are_unpacked(write, name, content, ending, pack):
    plain = list(read_articles(write(name, content)))
    packed = list(read_articles(write(f"{name}.{ending}", pack(content.encode()))))
    assert [(a.id, a.text, a.outlet, a.row) for a in packed] == [(a.id, a.text, a.outlet, a.row) for a in plain]
    assert len(plain) == 2 or name == "a.tsv"


def test_a_compressed_text_has_the_id_of_the_text(write, tmp_path):
    write("c/wire/one.txt.zst", zstd.compress(b"It rained."))
    write("c/wire/two.txt.gz", gzip.compress(b"It snowed."))
    assert [(a.id, a.outlet) for a in read_articles(tmp_path / "c")] == [("wire/one", "wire"), ("wire/two", "wire")]


def test_several_archives_joined_are_one(write):
    joined = zstd.compress(b'{"text": "One."}\n') + zstd.compress(b'{"text": "Two."}\n')
    assert texts(read_articles(write("a.jsonl.zst", joined))) == ["One.", "Two."]


@pytest.mark.parametrize("cut", [slice(0, 30), slice(40, None)])
@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd.compress)])
def test_a_damaged_file_is_a_problem_and_the_next_is_read(write, tmp_path, ending, pack, cut):
    write(f"a.jsonl.{ending}", pack("".join(json.dumps({"text": str(n) * 9}) + "\n" for n in range(999)).encode())[cut])
    write("b.jsonl", LINES)
    articles = read_articles(tmp_path)
    assert texts(articles)[-2:] == ["It rained.", "It snowed."]
    assert [problem.file for problem in articles.problems] == [str(tmp_path / f"a.jsonl.{ending}")]
    assert "damaged" in articles.problems[0].reason


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd.compress)])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.html"])
def test_a_bomb_is_unpacked_no_further_than_the_limit(write, monkeypatch, name, ending, pack):
    monkeypatch.setattr(opening, "SMALL", 1 << 20)
    bomb = write(f"{name}.{ending}", pack(b"text\n" + (b"x" * 999 + b"\n") * (1 << 15)))
    articles, unpacked = read_articles(bomb), []
    real = opening._Unpacked.readinto
    monkeypatch.setattr(opening._Unpacked, "readinto", lambda self, buffer: unpacked.append(real(self, buffer)) or unpacked[-1])
    assert all(len(text) < 1000 for text in texts(articles)[:9])
    if name not in ("a.txt", "a.html"):  # of these no more than an article is read anyway
        assert "unpacks to more than 200 times its size" in articles.problems[-1].reason
        assert "unpack it and name the unpacked file" in articles.problems[-1].reason
        assert sum(unpacked) < 1 << 24


def test_what_repeats_much_is_no_bomb_while_it_is_small(write):
    content = LINES * 20_000
    packed = gzip.compress(content.encode())
    assert len(content) > 200 * len(packed)
    assert sum(1 for _ in read_articles(write("a.jsonl.gz", packed))) == 40_000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8"])
@pytest.mark.parametrize("named", [True, False])
def test_a_byte_order_mark_says_the_encoding(write, encoding, named):
    path = write("a.csv", ("" if encoding == "utf-16" else "\ufeff") + "text,outlet\nCafé “du coin”.,Wire\n", encoding)
    articles = read_articles(path, encoding=encoding) if named else read_articles(path)
    assert [(article.text, article.outlet) for article in articles] == [("Café “du coin”.", "Wire")]
    assert articles.problems == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told(write, encoding):
    path = write("a.csv", "text,outlet\nCafé.,Wire\n", encoding)
    articles = read_articles(path)
    assert texts(articles) == []
    assert f"name it with --encoding {encoding}" in articles.problems[0].reason
    assert texts(read_articles(path, encoding=encoding)) == ["Café."]


def test_a_text_longer_than_any_article_costs_only_itself(write, monkeypatch):
    monkeypatch.setattr(rows, "LONGEST_TEXT", 1000)
    long = "x é" * 1000
    articles = read_articles(write("a.csv", f"text\nOne.\n{long}\nTwo.\n"))
    assert texts(articles) == ["One.", "Two."]
    assert (articles.problems[0].row, articles.problems[0].skipped) == (3, True)
    assert "more than 1,000 characters" in articles.problems[0].reason
    articles = read_articles(write("a.jsonl", '{"text": "One."}\n' + json.dumps({"text": long}) + '\n{"text": "Two."}\n'))
    assert texts(articles) == ["One.", "Two."]
    articles = read_articles(write("a.txt", long))
    assert texts(articles) == []
    assert "more than 1,000 characters" in articles.problems[0].reason


def test_a_field_of_a_hundred_megabytes_costs_only_its_row(write):
    articles = read_articles(write("a.csv", b'text,outlet\nOne.,Wire\n"' + b"word " * 20_000_000 + b'",Wire\nTwo.,Wire\n'))
    assert texts(articles) == ["One.", "Two."]
    assert "more than 10,000,000 characters" in articles.problems[0].reason


def test_a_line_of_json_that_never_ends_is_not_kept(write, monkeypatch):
    monkeypatch.setattr(opening, "LONGEST_LINE", 1000)
    articles = read_articles(write("a.jsonl", '{"text": "One."}\n{"text": "' + "x" * 5000 + '"}\n{"text": "Two."}\n'))
    assert [(article.text, article.row) for article in articles] == [("One.", 1), ("Two.", 3)]
    assert (articles.problems[0].row, articles.problems[0].skipped) == (2, True)


def test_a_quotation_mark_that_is_never_closed_ends_a_table_where_it_opens(write, monkeypatch):
    from toolkit.articles import tables

    limit = csv.field_size_limit()
    monkeypatch.setattr(tables, "LONGEST_LINE", 1000)
    articles = read_articles(write("a.csv", 'text,outlet\nOne.,Wire\n"Open,Wire\n' + "Three.,Wire\n" * 500))
    assert texts(articles)[0] == "One."
    csv.field_size_limit(limit)  # it holds for every reader of this process
    assert "a quotation mark may be open" in articles.problems[-1].remedy
    assert articles.problems[-1].row == 3


def test_a_page_larger_than_pages_are_is_a_problem(write, monkeypatch):
    monkeypatch.setattr(pages, "LARGEST_PAGE", 1000)
    articles = read_articles(write("a.html", "<html><p>" + "It rained. " * 1000))
    assert texts(articles) == []
    assert "a page of more than" in articles.problems[0].reason


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_tags_nested_without_end_are_read_or_told(write, depth):
    body = "".join(f"<p>Paragraph {i} tells at some length how the river rose over the old bridge.</p>" for i in range(6))
    inside = f"<html><body>{'<div>' * depth}{body}{'</div>' * depth}</body></html>"
    beside = f"<html><body><article>{body}<p>{'<b>' * depth}x</article></body></html>"
    assert "Paragraph 3" in next(iter(read_articles(write("b.html", beside)))).text
    articles = read_articles(write("a.html", inside))
    assert len(texts(articles)) + len(articles.problems) == 1


def standard_input(monkeypatch, content):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))


@pytest.mark.parametrize("start", ["", " ", "\n\n", "\ufeff"])
def test_json_lines_on_standard_input_may_begin_with_space(monkeypatch, start):
    standard_input(monkeypatch, start + LINES)
    articles = list(read_articles("-"))
    assert [article.text for article in articles] == ["It rained.", "It snowed."]
    assert articles[0].row == 1 + start.count("\n")


def test_a_text_on_standard_input_is_kept_as_it_is(monkeypatch):
    standard_input(monkeypatch, "\n It rained.\r\n\r\n{x}\n")
    assert texts(read_articles("-")) == ["\n It rained.\r\n\r\n{x}\n"]


def test_standard_input_is_streamed(monkeypatch):
    class Endless(io.RawIOBase):
        """A stream that gives a line at a time and never ends."""

        def readable(self):
            return True

        def readinto(self, buffer):
            line = b'{"text": "It rained."}\n'
            buffer[: len(line)] = line
            return len(line)

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Endless(), 4096)))
    assert next(iter(read_articles("-"))).text == "It rained."


def test_standard_input_is_read_alone(write):
    with pytest.raises(OptionError, match="read alone"):
        read_articles(["-", write("a.jsonl", LINES)])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize(("name", "content"), [("a.txt", "It rained."), ("a.csv", "text\nIt rained.\n")])
def test_a_byte_order_mark_says_how_a_text_is_encoded(write, name, content, encoding):
    articles = read_articles(write(name, content, encoding))
    assert texts(articles) == ["It rained."]
    assert articles.problems == []
