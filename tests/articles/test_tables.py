"""Tables as people have them: ragged, with columns twice, with values that are none."""

import gzip
import json

import pytest

from toolkit import read_articles


def texts(articles):
    return [article.text for article in articles]


@pytest.mark.parametrize("header", ["text,outlet,text", "text,outlet, text "])
def test_a_column_that_stands_twice_is_told(write, header):
    articles = read_articles(write("a.csv", f"{header}\nOne.,Wire,Two.\nThree.,Wire,Four.\n"))
    assert texts(articles) == ["Two.", "Four."]
    assert [str(problem) for problem in articles.problems] == [
        f"{articles.path}:1: 2 columns are called 'text': the last one is read (give every column its own name)"
    ]


@pytest.mark.parametrize("start", ["sep=;\n", '"sep=;"\r\n', "\n", "\r\n\n"])
def test_what_stands_above_the_names_of_columns_is_passed_over(write, start):
    articles = read_articles(write("a.csv", f"{start}text;outlet\nOne, two.;Wire\n"))
    assert [(article.text, article.outlet) for article in articles] == [("One, two.", "Wire")]
    assert [problem.row for problem in articles.problems if problem.skipped] == []


def test_columns_that_differ_only_in_case_are_told(write):
    articles = read_articles(write("a.csv", "Text,text,Mood,mood\nOne.,Two.,a,b\n"))
    assert texts(articles) == ["One."]
    assert [p.reason for p in articles.problems] == ["columns 'Text' and 'text' differ only in case: the first one is read"]


def test_columns_of_a_data_frame_as_json_are_told(write):
    articles = read_articles(write("a.json", '{"text": {"0": "One.", "1": "Two."}, "outlet": {"0": "Wire", "1": null}}'))
    assert texts(articles) == []
    assert "to_json(orient='records')" in articles.problems[0].reason


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_json_lines_without_a_line_are_told(write, content):
    articles = read_articles(write("a.jsonl.gz", gzip.compress(content)))
    assert texts(articles) == []
    assert [problem.reason for problem in articles.problems] == ["the file is empty"]


def test_a_key_that_stands_twice_is_told(write):
    articles = read_articles(write("a.jsonl", '{"text": "One.", "text": "Two."}\n{"text": "Three.", "x": {"a": 1}}\n'))
    assert texts(articles) == ["Two.", "Three."]
    assert [(problem.row, problem.skipped) for problem in articles.problems] == [(1, False)]
    assert "'text' stands twice" in articles.problems[0].reason


def test_ragged_rows_keep_what_they_have(write):
    articles = read_articles(write("a.csv", "id,text,outlet\n1,One.\n2,Two.,Wire,more,and more\n\n3,Three.,Wire\n4\n"))
    assert [(article.id, article.text, article.outlet) for article in articles] == [
        ("1", "One.", None),
        ("2", "Two.", "Wire"),
        ("3", "Three.", "Wire"),
    ]
    assert [problem.row for problem in articles.problems] == [2, 3, 6, 6]


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("opening", ['3,"Never', 'Three.,"Never'])
def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(write, opening, end):
    rows = "".join(f"{i},Article number {i}.\n" for i in range(4, 30))
    articles = read_articles(write("a.csv", f'id,text\n1,"One\nand two."\n\n2,Two.\n{opening} closed.\n{rows.strip()}{end}'))
    assert texts(articles) == ["One\nand two.", "Two."]
    assert [(problem.row, problem.skipped) for problem in articles.problems] == [(5, True)]
    assert "begins in line 6 of the file, is never closed" in articles.problems[0].reason


@pytest.mark.parametrize("content", ['id,"text\n1,One.\n', 'text\n"'])
def test_a_quotation_mark_that_is_open_from_the_start_on_is_the_only_problem(write, content):
    articles = read_articles(write("a.csv", content))
    assert texts(articles) == []
    assert ["never closed" in problem.reason for problem in articles.problems] == [True]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "null", "[]", "{}", '""', "[1, 2]", "[[1]]", '{"a": "b"}', "[null]"])
def test_what_is_no_text_is_no_text(write, value):
    articles = read_articles(write("a.jsonl", f'{{"text": {value}, "title": "a"}}\n{{"text": "One."}}\n'))
    assert texts(articles) in (["One."], ["inf", "One."])
    assert [problem.row for problem in articles.problems] == [1] or value == "Infinity"


@pytest.mark.parametrize("field", ["title", "outlet", "byline", "url", "event", "id", "published", "translated"])
@pytest.mark.parametrize("value", [["a", "b"], {"a": 1}, [["a"] * 3] * 3])
def test_a_list_where_one_value_is_expected_is_told_and_the_article_kept(write, field, value):
    articles = read_articles(write("a.jsonl", json.dumps({"text": "One.", field: value})))
    article = next(iter(articles))
    assert article.text == "One."
    assert [problem.skipped for problem in articles.problems].count(True) == 0
    authors = field == "byline" and value == ["a", "b"]
    assert article.byline == ("a, b" if authors else None)
    assert authors or any(field in problem.reason or "date" in problem.reason for problem in articles.problems)


@pytest.mark.parametrize("field", ["title", "outlet", "byline", "event", "mood", "id"])
def test_a_byte_that_cannot_be_decoded_is_told_in_whatever_field_it_is(write, field):
    content = f"text,{field}\nOne.,caf".encode() + b"\xe9" + "\nTwo.,é\n".encode()
    articles = read_articles(write("a.csv", content))
    assert texts(articles) == ["Two."]
    assert "byte 0xe9" in articles.problems[0].reason
    column = read_articles(write("b.csv", b"caf\xe9,words\na,b\n"))
    assert texts(column) == []
    column.problems[0].reason.encode()


def test_half_a_character_is_told_for_what_it_is(write):
    articles = read_articles(write("a.jsonl", '{"text": "Rain \\ud83d"}\n{"text": "Rain \\ud83c\\udf27"}\n'))
    assert texts(articles) == ["Rain 🌧"]
    assert "half a character (\\ud83d)" in articles.problems[0].reason


@pytest.mark.parametrize("opening", ['{"a":', "["])
@pytest.mark.parametrize("closing", [True, False])
def test_json_nested_without_end_costs_only_its_line(write, opening, closing):
    close = {"[": "]", '{"a":': "}"}[opening] * 100_000 if closing else ""
    articles = read_articles(write("a.jsonl", f'{{"text": "One.", "x": {opening * 100_000}1{close}}}\n{{"text": "Two."}}\n'))
    assert texts(articles) == ["Two."]
    assert "not JSON" in articles.problems[0].reason


def test_nothing_characters_in_a_table_are_characters(write):
    assert texts(read_articles(write("a.csv", "text\nOne\0two.\n"))) == ["One\0two."]


def test_a_problem_names_its_file_and_row_among_several(write):
    files = [
        write("a.csv", "text,date\nOne.,soon\n"),
        write("b.jsonl", '{"text": ""}\n'),
        write("c.tsv", "text\toutlet\nThree.\n"),
    ]
    articles = read_articles(files)
    assert texts(articles) == ["One.", "Three."]
    assert [(problem.file, problem.row) for problem in articles.problems] == list(zip(map(str, files), (2, 1, 2), strict=True))


def test_rows_without_ids_in_several_files_have_the_name_of_the_file_in_their_ids(write, tmp_path):
    write("c/a.csv", "text\nOne.\n")
    write("c/more/a.jsonl.gz", gzip.compress(b'{"text": "Two."}\n'))
    articles = read_articles(tmp_path / "c")
    assert [article.id for article in articles] == ["a:2", "more/a:1"]
    assert articles.problems == []
    assert [article.id for article in read_articles(tmp_path / "c" / "more")] == ["1"]


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|"), ("a.tsv", ","), ("a.tsv", ";")])
def test_another_separator_than_the_ending_says_is_told(write, name, separator):
    content = 'text;outlet\n"It rained; it dried.";Wire\n'.replace(";", separator)
    articles = read_articles(write(name, content))
    assert [(article.text, article.outlet, article.row) for article in articles] == [
        (f"It rained{separator} it dried.", "Wire", 2),
    ]
    assert [(problem.row, problem.skipped) for problem in articles.problems] == [(1, False)]
    assert "cells are separated by" in articles.problems[0].reason


@pytest.mark.parametrize("header", ["text,a;b", 'text,"a;b;c"', "text", '"a;b",text'])
def test_a_separator_that_is_in_the_header_is_kept(write, header):
    articles = read_articles(write("a.csv", f"{header}\nIt rained.,It dried.\n"), columns={"text": "text"})
    assert len(texts(articles)) == 1
    assert not [problem for problem in articles.problems if "separated" in problem.reason]


JSON = {
    "an array": '[{"text": "It rained."}, {"text": "It dried."}]',
    "an array on several lines": '[\n  {"text": "It rained."},\n  {"text": "It dried."}\n]\n',
    "an array inside": '{"status": "ok", "n": 2, "articles": [{"text": "It rained."}, {"text": "It dried."}]}',
    "objects one behind the other": '{"text": "It rained."}\n\n{\n"text": "It dried."}',
}


@pytest.mark.parametrize("form", JSON)
def test_forms_of_json(write, form):
    articles = read_articles(write("a.json", JSON[form]))
    assert [(article.id, article.text, article.row) for article in articles] == [("1", "It rained.", 1), ("2", "It dried.", 2)]
    assert articles.problems == []


def test_an_object_with_a_text_is_one_article_whatever_it_holds(write):
    path = write("a.json", '{"body text": "It rained.", "comments": [{"text": "Wet."}]}')
    assert texts(read_articles(path, columns={"text": "body text"})) == ["It rained."]


def test_what_is_wrong_in_json_costs_only_itself_or_what_stands_behind(write):
    articles = read_articles(write("a.json", '[{"text": "It rained.", "text": "It dried."}, 3, {"title": "Rain"}] {"text": '))
    assert texts(articles) == ["It dried."]
    assert [(problem.row, problem.skipped) for problem in articles.problems] == [
        (None, False),
        (None, True),
        (2, True),
        (3, True),
    ]
    assert "nothing from there on was read" in articles.problems[1].remedy


def test_json_that_is_too_large_to_be_read_as_a_whole_is_told(write, monkeypatch):
    from toolkit.articles import tables

    monkeypatch.setattr(tables, "LONGEST_LINE", 1000)
    articles = read_articles(write("a.json", json.dumps([{"text": "It rained."}] * 100)))
    assert texts(articles) == []
    assert "jq -c" in articles.problems[0].reason


@pytest.mark.parametrize("text", ["body", None])
def test_an_array_without_the_column_is_one_problem_and_not_one_a_row(write, text):
    path = write("a.json", json.dumps([{"headline": "Rain", "bodies": f"It rained {n} times."} for n in range(3)]))
    articles = read_articles(path, columns={"text": text} if text else None)
    assert texts(articles) == []
    assert [problem.row for problem in articles.problems] == [None]
    assert "columns found: headline, bodies" in articles.problems[0].reason
    assert ("perhaps you mean bodies" in articles.problems[0].reason) is (text is not None)


def test_an_object_that_has_a_name_is_read_by_it(write):
    """News API gives the source of an article as an object."""
    rows = [{"text": "It rained.", "source": {"id": None, "name": "Wire"}}, {"text": "It dried.", "source": {"id": 3}}]
    articles = read_articles(write("a.json", json.dumps({"status": "ok", "articles": rows})))
    assert [article.outlet for article in articles] == ["Wire", None]
    assert ["the outlet is a list" in problem.reason for problem in articles.problems] == [True]


def test_answers_of_services_and_what_scrapers_write_are_read_without_naming_a_column(write):
    """As the Guardian, Event Registry, trafilatura, newspaper3k, GDELT, WordPress and the New York Times have it."""
    one = {"id": "a", "sectionName": "World", "webTitle": "Rain", "webPublicationDate": "2031-05-04T10:00:00Z"}
    guardian = {"response": {"status": "ok", "results": [{**one, "fields": {"bodyText": "It rained.", "byline": "Ada Hall"}}]}}
    rows = [
        {"body": "It rained.", "title": "Rain", "dateTime": "2031-05-04T10:00:00Z", "source": {"uri": "w", "title": "Wire"}},
        {"text": "It rained.", "title": "Rain", "date": "2031-05-04", "source": "https://www.wire.example/rain?a=b"},
        {"text": "It rained.", "title": "Rain", "publish_date": "2031-05-04T00:00:00", "authors": ["Ada Hall", "Eve Moor"]},
        {"text": "It rained.", "title": "Rain", "DATE": 20310504100000, "SourceCommonName": "wire.example"},
        {"content": {"rendered": "It rained."}, "title": {"rendered": "Rain"}, "date": "2031-05-04T10:00:00", "link": "w"},
        {"text": "It rained.", "headline": {"main": "Rain"}, "pub_date": "2031-05-04T10:00:00+0000", "source": "The Times"},
    ]
    read = [*read_articles(write("a.json", json.dumps(guardian))), *read_articles(write("b.json", json.dumps(rows)))]
    assert {(article.text, article.title, str(article.published)) for article in read} == {("It rained.", "Rain", "2031-05-04")}
    assert [article.outlet for article in read] == [None, "Wire", "wire.example", None, "wire.example", None, "The Times"]
    assert [article.byline for article in read] == ["Ada Hall", None, None, "Ada Hall, Eve Moor", None, None, None]


def test_a_column_inside_an_object_can_be_named(write):
    rows = [{"story": {"prose": "It rained.", "desk": "North"}}, {"story": {"prose": "It dried."}}]
    articles = read_articles(write("a.jsonl", "\n".join(map(json.dumps, rows))), text="story.prose", outlet="story.desk")
    assert [(article.text, article.outlet) for article in articles] == [("It rained.", "North"), ("It dried.", None)]


def test_rows_count_as_in_a_spreadsheet_whatever_lines_their_cells_take(write):
    articles = read_articles(write("a.csv", 'text,outlet\n"It rained.\n\nIt dried.",Wire\n\n"",Wire\n"It\nsnowed.",Wire\n'))
    assert [article.id for article in articles] == ["2", "5"]
    assert [problem.row for problem in articles.problems] == [4]


@pytest.mark.parametrize("nothing", ["N/A", "n/a", "NaN", "NULL", "-", " "])
def test_what_tables_hold_where_there_is_no_text_is_none(write, nothing):
    articles = read_articles(write("a.csv", f"text,outlet\n{nothing},Wire\nNone came.,Wire\n"))
    assert texts(articles) == ["None came."]
    assert articles.problems[0].reason == "no text"


def test_days_of_the_german_form_are_read(write):
    articles = read_articles(write("a.csv", "text,date\nOne.,28.04.15\n"))
    assert [str(article.published) for article in articles] == ["2015-04-28"]
