"""Workbooks of Excel: their first sheet is a table of articles."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from toolkit import read_articles

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook with rows in its first sheet; returns its path."""

    def workbook(*rows, more=0):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for _ in range(more):
            book.create_sheet().append(["text"])
        book.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return workbook


def changed(path, part, change):
    """The workbook with one of its parts changed."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(packed.getvalue())
    return path


def test_rows_are_articles(workbook):
    first = [7, "It rained.", "Wire", datetime(2018, 5, 3), 3.0]
    path = workbook([], ["ID", "Body", "Paper", "Date", "Views"], first, [], [8, "It dried.", None])
    articles = read_articles(path, columns={"outlet": "Paper"})
    assert [(a.id, a.text, a.outlet, a.published, a.row) for a in articles] == [
        ("7", "It rained.", "Wire", date(2018, 5, 3), 3),
        ("8", "It dried.", None, None, 5),
    ]
    assert next(iter(articles)).value("Views") == 3
    assert articles.problems == []


def test_proquest_in_an_old_workbook():
    first, second = read_articles(FIXTURES / "proquest_en.xls")
    assert (first.id, first.title, first.outlet, first.byline) == (
        "3107396628", "Storm closes harbour", "The Halyard Times (Online)", "Ada Hall"
    )  # fmt: skip
    assert first.text == "A storm closed the harbour on Thursday, the mayor said.\n\nThe ferries stay where they are."
    assert [first.published, second.published] == [date(2024, 9, 20), date(2024, 9, 21)]


def test_a_table_of_proquest_without_texts_is_told(workbook):
    articles = read_articles(workbook(["Title", "pubtitle", "pubdate"], ["Rain", "Wire", "Sep 20, 2024"]))
    assert list(articles) == []
    assert "no text column" in articles.problems[0].reason


def test_a_text_as_long_as_excel_keeps_is_told(workbook):
    articles = read_articles(workbook(["text"], ["x" * 32_767], ["It rained."]))
    assert len(list(articles)) == 2
    assert [(problem.row, problem.skipped) for problem in articles.problems] == [(2, False)]
    assert "its end may be cut off" in articles.problems[0].reason


def test_only_the_first_sheet_is_read(workbook):
    articles = read_articles(workbook(["text"], ["It rained."], more=2))
    assert len(list(articles)) == 1
    assert [(problem.reason, problem.skipped) for problem in articles.problems] == [("only the first of 3 sheets is read", False)]


@pytest.mark.parametrize("rows", [[], [["text"]]])
def test_an_empty_sheet_is_told(workbook, rows):
    articles = read_articles(workbook(*rows))
    assert list(articles) == []
    assert "no row below the names of the columns" in articles.problems[0].reason


def test_a_sheet_that_says_it_is_as_wide_as_can_be_is_as_wide_as_its_rows(workbook):
    path = workbook(["text"], ["It rained."])
    changed(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert [len(article.labels) for article in read_articles(path)] == [0]


def test_entities_of_a_workbook_are_refused(workbook):
    path = workbook(["text"], ["It rained."])
    bomb = b'<!DOCTYPE x [<!ENTITY a "rain"><!ENTITY b "&a;&a;&a;">]><worksheet'
    changed(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<worksheet", bomb, 1))
    articles = read_articles(path)
    assert list(articles) == []
    assert "EntitiesForbidden" in articles.problems[0].reason


def test_a_column_that_stands_twice_is_told(workbook):
    articles = read_articles(workbook(["text", "outlet", "text"], ["One.", "Wire", "Two."]))
    assert [article.text for article in articles] == ["Two."]
    assert [problem.reason for problem in articles.problems] == ["2 columns are called 'text': the last one is read"]


def test_a_day_that_stands_as_a_number_is_told_as_one(workbook):
    articles = read_articles(workbook(["text", "date"], ["It rained.", 43223], ["It dried.", 43224.5], ["It snowed.", 431]))
    assert [article.published for article in articles] == [None, None, None]
    told = [problem.remedy for problem in articles.problems if "not understood" in problem.reason]
    assert ["(2018-05-03)" in told[0], "(2018-05-04)" in told[1], "Excel" in told[2]] == [True, True, False]
