import gzip
import io
import json
from datetime import date
from pathlib import Path

import pytest

from toolkit import ArticleError, OptionError, Problem, read_articles
from toolkit.articles.article import COLUMNS
from toolkit.articles.formats import SUFFIXES


def texts(articles):
    return [article.text for article in articles]


def test_csv_with_the_users_columns(write):
    path = write("a.csv", "unit,body text,paper,when,mood\n7,It rained.,Wire,4/5/2017,dull\n")
    columns = {"id": "unit", "text": "body text", "outlet": "paper", "published": "when"}
    article = next(iter(read_articles(path, columns=columns)))
    assert (article.id, article.text, article.outlet, article.published) == ("7", "It rained.", "Wire", date(2017, 4, 5))
    assert article.value("mood") == "dull"
    assert article.value("paper") == article.value("outlet") == "Wire"


def test_day_first(write):
    path = write("a.csv", "text,date\nIt rained.,4/5/2017\n")
    assert next(iter(read_articles(path, day_first=True))).published == date(2017, 5, 4)


@pytest.mark.parametrize(("cell", "day_first"), [("7/23/17", False), ("23/7/17", True)])
def test_a_year_of_two_digits(write, cell, day_first):
    articles = read_articles(write("a.csv", f"text,date\nIt rained.,{cell}\n"), day_first=day_first)
    assert [article.published for article in articles] == [date(2017, 7, 23)]


def test_usual_columns_are_taken(write):
    path = write("a.csv", "ID,Content,Source,Headline\n1,It rained.,Wire,Rain\n")
    article = next(iter(read_articles(path)))
    assert (article.id, article.outlet, article.title) == ("1", "Wire", "Rain")


def test_text_is_kept_as_it_was_read(write):
    text = "“Ça”\r\nva  bien\t\n"
    assert texts(read_articles(write("a.txt", text))) == [text]
    assert texts(read_articles(write("a.jsonl", json.dumps({"text": text}) + "\n"))) == [text]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_byte_order_mark(write, encoding):
    path = write("a.csv", "text,outlet\nCafé.,Wire\n", encoding)
    assert texts(read_articles(path)) == ["Café."]


def test_a_wrong_encoding_costs_only_its_rows_and_names_the_remedy(write):
    path = write("a.csv", b"text,outlet\nIt rained.,Wire\nThe caf\xe9 closed.,Wire\nIt dried.,\xc3\x89cho\n")
    articles = read_articles(path)
    assert texts(articles) == ["It rained.", "It dried."]
    problem = articles.problems[0]
    assert (problem.row, problem.skipped) == (3, True)
    assert "0xe9" in problem.reason
    assert "--encoding" in problem.remedy
    assert texts(read_articles(path, encoding="latin-1"))[1] == "The café closed."


def test_a_file_that_is_plainly_not_utf_8_is_read_as_windows_writes_it_and_told_once(write):
    content = "text,outlet\n“It rained” – said Hall.,L’Écho\nIt dried.,Wire\n"
    articles = read_articles(write("a.csv", content, "cp1252"))
    assert texts(articles) == ["“It rained” – said Hall.", "It dried."]
    assert [(problem.reason, problem.skipped) for problem in articles.problems] == [
        ("not UTF-8, and read as cp1252, the encoding of Windows", False)
    ]
    assert read_articles(write("b.csv", content, "cp1252"), encoding="cp1252").problems == []
    assert texts(read_articles(write("c.csv", content))) == texts(articles)


def test_an_unknown_encoding_is_a_problem_that_says_so(write):
    articles = read_articles(write("a.csv", "text\nx\n"), encoding="klingon")
    assert texts(articles) == []
    assert "klingon" in articles.problems[0].reason


def test_rows_without_text_duplicate_ids_and_copies_are_listed(write):
    rows = [{"id": "a", "text": "One."}, {"id": "b", "text": " "}, {"id": "a", "text": "Two."}, {"id": "c", "text": "One."}]
    path = write("a.jsonl", "\n".join(map(json.dumps, rows)) + "\nnot json\n[1]\n")
    articles = read_articles(path)
    assert [article.id for article in articles] == ["a", "a#2", "c"]
    reasons = {problem.row: problem.reason for problem in articles.problems}
    assert "no text" in reasons[2]
    assert "a#2" in reasons[3]
    assert "same text as a" in reasons[4]
    assert "not JSON" in reasons[5]
    assert "not a JSON object" in reasons[6]
    assert [problem.row for problem in articles.problems if problem.skipped] == [2, 5, 6]


def test_problems_are_those_of_the_latest_reading(write):
    articles = read_articles(write("a.jsonl", '{"text": ""}\n{"text": "x"}\n'))
    assert texts(articles) == texts(articles) == ["x"]
    assert len(articles.problems) == 1


def test_missing_column_lists_those_found(write):
    articles = read_articles(write("a.csv", "wire,words\na,b\n"))
    assert texts(articles) == []
    assert "columns found: wire, words" in articles.problems[0].reason
    articles = read_articles(write("a.csv", "wire,words\na,b\n"), columns={"text": "body"})
    assert texts(articles) == []
    assert "no column body; columns found: wire, words" in articles.problems[0].reason


def test_unknown_field_of_ours_is_an_error(write):
    with pytest.raises(OptionError, match="unknown field paper"):
        read_articles(write("a.csv", "text\nx\n"), columns={"paper": "x"})
    with pytest.raises(OptionError, match="unknown field txet"):
        read_articles(write("a.csv", "text\nx\n"), txet="x")


def test_date_is_another_name_of_published_in_a_mapping_too(write):
    path = write("a.csv", "text,day\nx,2017-03-01\n")
    for name in ("date", "published"):
        assert [article.published for article in read_articles(path, columns={name: "day"})] == [date(2017, 3, 1)]


def test_columns_are_named_as_for_data_frames(write):
    path = write("a.csv", "story,paper,day\nIt rained.,Wire,4/5/2017\n")
    [article] = read_articles(path, text="story", outlet="paper", date="day", day_first=True)
    assert (article.text, article.outlet, article.published) == ("It rained.", "Wire", date(2017, 5, 4))


def test_the_column_that_looks_like_the_text_is_told(write):
    articles = read_articles(write("a.csv", f"link,story\nhttps://a.example,{'It rained. ' * 40}\n"))
    assert texts(articles) == []
    reason = "no text column; columns found: link, story; perhaps the texts are in story: --text 'story' (in Python text='story')"
    assert articles.problems == [Problem(articles.path, None, reason)]
    articles = read_articles(write("b.csv", "link\nhttps://a.example\n"))
    assert texts(articles) == []
    assert "nothing is fetched from the network" in articles.problems[0].reason


def test_folder_with_subfolders_as_outlets(write, tmp_path):
    write("corpus/wire/one.txt", "One.")
    write("corpus/herald/two.txt", "Two.")
    write("corpus/three.txt", "Three.")
    write("corpus/notes.md", "no article")
    outlets = {article.id: article.outlet for article in read_articles(tmp_path / "corpus")}
    assert outlets == {"wire/one": "wire", "herald/two": "herald", "three": None}


def test_glob_and_gzip(write, tmp_path):
    write("a.jsonl.gz", gzip.compress(b'{"text": "Zipped."}\n'))
    write("b.jsonl", '{"text": "Plain."}\n')
    assert texts(read_articles(str(tmp_path / "*.jsonl*"))) == ["Zipped.", "Plain."]


def test_broken_gzip_is_a_problem(write, tmp_path):
    write("a.jsonl.gz", b"\x1f\x8b broken")
    write("b.jsonl", '{"text": "Plain."}\n')
    articles = read_articles(tmp_path)
    assert texts(articles) == ["Plain."]
    assert "a.jsonl.gz" in articles.problems[0].file


def test_parquet(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame(
        {"content": ["It rained.", None], "source": ["Wire", "Wire"], "date": pandas.to_datetime(["2017-04-05"] * 2)}
    )
    frame.to_parquet(tmp_path / "a.parquet")
    articles = read_articles(tmp_path / "a.parquet")
    assert [(article.text, article.outlet, article.published) for article in articles] == [
        ("It rained.", "Wire", date(2017, 4, 5))
    ]
    assert articles.problems[0].row == 2


@pytest.mark.parametrize("column", ["date", "x"])
@pytest.mark.parametrize("kind", ["zone", "list"])
def test_a_value_of_parquet_that_cannot_be_read_never_ends_a_run(tmp_path, column, kind):
    pyarrow = pytest.importorskip("pyarrow")
    values = {
        "zone": pyarrow.array([1500000000000, None], pyarrow.timestamp("ms", tz="Mars/Base")),
        "list": pyarrow.array([[10**9], None], pyarrow.list_(pyarrow.date32())),
    }
    file = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"text": ["It rained.", "It dried."], column: values[kind]}), file)
    articles = read_articles(file)
    assert [article.text for article in articles] == ["It rained.", "It dried."]
    assert [(problem.row, problem.skipped) for problem in articles.problems] == ([(1, False)] if column == "date" else [])


def test_text_that_parquet_holds_as_bytes_is_read_as_text(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    texts = pyarrow.array(['It “rained”,\n"he" said.'.encode(), b"caf\xe9"], pyarrow.binary())
    outlets = pyarrow.array([b"Wire", b"Post"], pyarrow.binary())
    pyarrow.parquet.write_table(pyarrow.table({"text": texts, "outlet": outlets}), tmp_path / "a.parquet")
    articles = read_articles(tmp_path / "a.parquet")
    assert [(article.text, article.outlet) for article in articles] == [('It “rained”,\n"he" said.', "Wire")]
    assert "byte 0xe9" in articles.problems[0].reason
    assert [article.text for article in read_articles(tmp_path / "a.parquet", encoding="latin-1")][1] == "café"


def test_parquet_without_rows_or_with_a_column_twice_is_told(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    pyarrow.parquet.write_table(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}), tmp_path / "a.parquet")
    one, two = pyarrow.array(["One."]), pyarrow.array(["Two."])
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays([one, two], names=["text", "text"]), tmp_path / "b.parquet")
    articles = read_articles(tmp_path)
    assert [article.text for article in articles] == ["Two."]
    assert [problem.reason for problem in articles.problems] == [
        "there is no row in the file",
        "2 columns are called 'text': the last one is read",
    ]


def test_a_date_of_parquet_that_python_cannot_hold_costs_only_itself(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    days = pyarrow.array([17261, 10**7], pyarrow.int32()).cast(pyarrow.date32())
    file = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"text": ["It rained.", "It dried."], "date": days}), file)
    articles = read_articles(file)
    assert [article.published for article in articles] == [date(2017, 4, 5), None]
    assert "date not understood" in articles.problems[0].reason


def test_html(write):
    body = "".join(
        f"<p>Paragraph {i} tells at some length how the river rose over the old bridge in the rain.</p>" for i in range(6)
    )
    page = f"<html><head><title>Rain falls</title></head><body><article><h1>Rain falls</h1>{body}</article></body></html>"
    article = next(iter(read_articles(write("rain.html", page))))
    assert article.title == "Rain falls"
    assert "Paragraph 3 tells" in article.text
    assert "<p>" not in article.text


def test_a_tag_with_many_attributes_is_read_without_them(write):
    attributes = " ".join(f'data-a{i}="1 > 0"' for i in range(30_000))
    body = "".join(f"<p>Paragraph {i} tells at some length how the river rose over the old bridge.</p>" for i in range(6))
    article = next(
        iter(read_articles(write("a.html", f"<html><body><div {attributes}><article>{body}</article></div></body></html>")))
    )
    assert "Paragraph 3 tells" in article.text


def test_page_without_text_is_a_problem(write):
    articles = read_articles(write("empty.html", "<html></html>"))
    assert texts(articles) == []
    assert "no article text" in articles.problems[0].reason


@pytest.mark.parametrize(("content", "expected"), [('{"text": "Row."}\n', ["Row."]), ("Plain text.", ["Plain text."])])
def test_standard_input(monkeypatch, content, expected):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert texts(read_articles("-")) == expected


def test_nothing_to_read(tmp_path, write):
    with pytest.raises(ArticleError, match="no such file"):
        read_articles(tmp_path / "missing.csv")
    with pytest.raises(ArticleError, match="holds no file"):
        read_articles(tmp_path)
    with pytest.raises(ArticleError, match="unknown kind"):
        read_articles(write("a.mp3", "x"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("genre!=opinion", ["a", "c"]),
        ("genre=opinion", ["b"]),
        ("published>=2014-01-01", ["b"]),
        ("section = sport", ["a"]),
        ("genre=OPINION", ["b"]),
        ("views>9", ["a"]),
        ("published>1.1.2014", ["b"]),
        ("published=1 May 2013", ["a"]),
        ("year=2014", ["b"]),
        ("published<=2013", ["a"]),
        ("published>2013", ["b"]),
        ("published=2014", ["b"]),
        ("published!=2014", ["a", "c"]),
        ("published<=2013-05", ["a"]),
        ("published<2013-05", []),
        ("published=2013-05", ["a"]),
        ("month<2014-01", ["a"]),
        ('section="sport"', ["a"]),
        ("price>5000", ["a"]),
        ("price<9,5", ["b"]),
        ("price=5100", ["a"]),
        ("section>7", []),
    ],
)
def test_where(write, condition, expected):
    rows = [
        {"id": "a", "text": "A.", "genre": "news", "date": "2013-05-01", "section": "sport", "views": 10, "price": "5,100"},
        {"id": "b", "text": "B.", "genre": "opinion", "date": "2014-05-01", "views": 5, "price": "7 %"},
        {"id": "c", "text": "C."},
    ]
    path = write("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [article.id for article in read_articles(path, where=[condition])] == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("date>2013", ["b"]),
        ("day>2013", ["b"]),
        ("month>2013", ["b"]),
        ("quarter=2013", ["a"]),
        ("aired>2013", ["b"]),
        ("aired<=2013-05", ["a"]),
        ("aired=2014-06", ["b"]),
        ("aired!=2013", ["b", "c"]),
        ("aired=1 June 2014", ["b"]),
        ("aired>2013-05-01", ["b"]),
        ("heard>=2013-06", ["b"]),
        ("heard=6.6.2014", ["b"]),
        ("written<2014", ["a"]),
        ("wave=2013", ["a"]),
    ],
)
def test_dates_in_columns_of_the_user_are_compared_as_days_too(write, condition, expected):
    rows = [
        {"id": "a", "date": "2013-05-01", "aired": "2013-05-01", "heard": "5 May 2013", "written": "03/04/2013", "wave": 2013},
        {
            "id": "b",
            "date": "2014-06-01",
            "aired": "2014-06-01",
            "heard": "6 June 2014",
            "written": "03/04/2014",
            "wave": "later",
        },
        {"id": "c"},
    ]
    path = write("a.jsonl", "\n".join(json.dumps({**row, "text": f"It rained in {row['id']}."}) for row in rows))
    assert [article.id for article in read_articles(path, where=[condition])] == expected


@pytest.mark.parametrize(
    ("condition", "told"), [("aired>2013-04-01", "'03/04/2013' may be"), ("date>3/4/2013", "write yyyy-mm-dd")]
)
def test_a_date_that_may_be_either_of_two_days_is_not_guessed_in_a_condition(write, condition, told):
    with pytest.raises(OptionError, match=told):
        list(read_articles(write("a.csv", "text,date,aired\nx,2013-05-01,03/04/2013\n"), where=[condition]))


@pytest.mark.parametrize("span", ["2013-Q1", "2013-W05"])
def test_a_quarter_or_week_is_not_compared_with_a_month(write, span):
    path = write("a.csv", f"text,wave\nx,{span}\n")
    with pytest.raises(OptionError, match=f"'{span}' is no month; ask for a year"):
        list(read_articles(path, where=["wave>2013-05"]))
    assert len(list(read_articles(path, where=["wave!=2013-05"]))) == 1


def test_a_day_is_compared_with_days(write):
    with pytest.raises(OptionError, match="'soon' is no day"):
        list(read_articles(write("a.csv", "text,date\nx,2013-05-01\n"), where=["published>soon"]))


def test_a_condition_needs_an_operator(write):
    with pytest.raises(OptionError, match="name=value"):
        read_articles(write("a.csv", "text\nx\n"), where=["genre"])


def test_a_date_that_is_not_understood_keeps_the_article(write):
    articles = read_articles(write("a.csv", "text,date\nx,soon\n"))
    assert [article.published for article in articles] == [None]
    assert "'soon'" in articles.problems[0].reason
    assert not articles.problems[0].skipped


def test_dates_with_full_stops_have_the_day_first(write):
    [article] = read_articles(write("a.csv", "text,date\nx,3.5.2018\n"))
    assert article.published == date(2018, 5, 3)


@pytest.mark.parametrize(
    "row",
    [
        {"full_text": "It rained.", "publishedAt": "2018-05-03T10:00:00Z", "newspaper": "Wire"},
        {"maintext": "It rained.", "date_publish": "2018-05-03 10:00:00", "source_domain": "Wire"},  # news-please
        {"plaintext": "It rained.", "publishing_date": "2018-05-03", "publisher": "Wire"},  # Fundus
    ],
)
def test_what_common_programs_write_is_read_without_naming_columns(write, row):
    [article] = read_articles(write("a.jsonl", json.dumps(row)))
    assert (article.text, article.outlet, article.published) == ("It rained.", "Wire", date(2018, 5, 3))


def test_translated_and_labels(write):
    path = write("a.jsonl", json.dumps({"text": "x", "translated": True, "tags": ["a"], "views": 3}))
    article = next(iter(read_articles(path)))
    assert article.translated is True
    assert dict(article.labels) == {"translated": True, "views": 3}  # as they are in the file, so that they can be counted with


def test_a_json_row_without_text_costs_only_itself(write):
    rows = [{"body_text": "x"}, {"text": "One."}, {"text": ["First.", "Second."]}, {"text": {"a": 1}}]
    articles = read_articles(write("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert texts(articles) == ["One.", "First.\nSecond."]
    assert [problem.row for problem in articles.problems] == [1, 4]


def test_paragraphs_may_be_lists_of_sentences(write):
    rows = [{"text": [["It rained.", "It poured."], "It stopped."]}, {"text": [["It rained."], [1]]}]
    articles = read_articles(write("a.json", json.dumps(rows)))
    assert texts(articles) == ["It rained. It poured.\nIt stopped."]
    assert [problem.row for problem in articles.problems] == [2]


def test_a_line_of_json_that_is_nested_too_deeply_costs_only_itself(write):
    articles = read_articles(write("a.jsonl", '{"text": "One."}\n' + '{"text": ' + "[" * 100_000 + "\n" + '{"text": "Two."}\n'))
    assert texts(articles) == ["One.", "Two."]
    assert "not JSON" in articles.problems[0].reason


def test_rows_with_too_many_or_too_few_cells_are_reported(write):
    articles = read_articles(write("a.csv", 'text,outlet\nOne, two,Wire\n"Open,Wire\nThree"\n'))
    assert texts(articles)[0] == "One"
    assert "more cells than columns" in articles.problems[0].reason
    assert "fewer cells than columns" in articles.problems[1].reason


def test_a_table_without_rows_is_a_problem(write):
    articles = read_articles(write("a.csv", "text,outlet\n"))
    assert texts(articles) == []
    assert "no row" in articles.problems[0].reason


def test_files_have_different_ids(write, tmp_path):
    write("c/a/2014.05.01.txt", "One.")
    write("c/b/2014.05.01.txt", "Two.")
    write("c/U.S. strikes.txt", "Three.")
    assert [article.id for article in read_articles(tmp_path / "c")] == ["U.S. strikes", "a/2014.05.01", "b/2014.05.01"]
    assert [article.outlet for article in read_articles(str(tmp_path / "c" / "*.txt"))] == [None]


def test_a_damaged_archive_or_a_wrong_wide_encoding_is_a_problem(write, tmp_path):
    good = gzip.compress(b'{"text": "Zipped."}\n' * 50)
    articles = read_articles(write("a.jsonl.gz", good[:30] + b"XX" + good[32:]))
    list(articles)
    assert articles.problems
    articles = read_articles(write("b.csv", "text\nx\n"), encoding="utf-16")
    list(articles)
    assert articles.problems


def test_a_condition_on_a_field_that_no_article_has_is_reported(write):
    articles = read_articles(write("a.csv", "text\nx\n"), where=["outlett!=Wire"])
    assert texts(articles) == ["x"]
    assert "no article has a value for 'outlett'" in articles.problems[0].reason
    assert "perhaps you mean 'outlet'" in articles.problems[0].remedy


def test_every_kind_of_file_that_is_read_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in page] == []


def test_the_page_on_files_lists_the_usual_names_of_columns():
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    for field, names in COLUMNS.items():
        assert f"| `{field}` | {', '.join(f'`{name}`' for name in names)} |" in page
