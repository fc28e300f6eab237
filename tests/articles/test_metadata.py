"""Texts in files of their own, and a table of what else is known of them."""

from datetime import date

import pytest

import toolkit as tk
from toolkit.errors import ArticleError, OptionError


@pytest.fixture
def folder(tmp_path):
    for name, text in (("Wire/storm.txt", "It stormed."), ("Wire/rain.txt", "It rained."), ("Globe/storm.txt", "It blew.")):
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "texts"


def table(folder, *lines, name="about.csv"):
    path = folder.parent / name
    path.write_text("\n".join(lines))
    return path


def test_rows_give_outlets_dates_and_own_columns(folder):
    about = table(
        folder, "file,paper,day,lean", "Wire/storm.txt,The Wire,3/4/2031,left", "Wire\\rain.txt,The Wire,5/4/2031,right"
    )
    articles = tk.read_articles(folder, metadata=about, outlet="paper", date="day", day_first=True)
    read = {article.id: article for article in articles}
    assert (read["Wire/storm"].outlet, read["Wire/storm"].published) == ("The Wire", date(2031, 4, 3))
    assert (read["Wire/rain"].value("lean"), read["Wire/rain"].text) == ("right", "It rained.")
    assert read["Globe/storm"].outlet == "Globe"
    assert [problem.reason for problem in articles.problems] == ["no row is about 1 article (Globe/storm)"]


def test_a_name_alone_tells_a_file_where_no_other_has_it(folder):
    about = table(folder, "file,lean", "rain,left", "storm.txt,right")
    articles = tk.read_articles(folder, metadata=about)
    assert {article.id: article.value("lean") for article in articles} == {
        "Globe/storm": None,
        "Wire/rain": "left",
        "Wire/storm": None,
    }
    assert "no article was read for 1 row (storm)" in [problem.reason for problem in articles.problems]


def test_an_article_takes_the_id_of_its_row(folder):
    about = table(folder, "name,ID", "rain,n-17")
    assert "n-17" in [article.id for article in tk.read_articles(folder, metadata=about, metadata_key="name")]


def test_the_table_may_lie_in_the_folder_that_is_read(folder):
    about = table(folder, "file,lean", "rain,left", name="texts/about.csv")
    assert len(list(tk.read_articles(folder, metadata=about))) == 3


def test_rows_that_name_no_file_are_told_with_their_lines(folder):
    about = table(folder, "file,lean", ",left", "rain.txt.gz,right", " ,left")
    articles = tk.read_articles(folder, metadata=about)
    assert {article.id: article.value("lean") for article in articles}["Wire/rain"] == "right"
    told = [(problem.row, problem.reason) for problem in articles.problems]
    assert told[:2] == [(2, "no name of a file"), (4, "no name of a file")]
    assert "no article was read for" not in told[-1][1]


def test_ids_that_look_like_addresses_are_found(tmp_path):
    articles, about = tmp_path / "articles.csv", tmp_path / "about.csv"
    articles.write_text("id,body\nhttps://a.rattle/1.html,It rained.\n")
    about.write_text("address,paper\nhttps://a.rattle/1.html,Wire\n")
    (article,) = tk.read_articles(articles, metadata=about, metadata_key="address", text="body", outlet="paper")
    assert article.outlet == "Wire"


def test_a_folder_that_holds_no_more_than_the_table_is_refused(tmp_path):
    (tmp_path / "about.csv").write_text("file,lean\nrain,left")
    with pytest.raises(ArticleError, match="nothing to read but this table"):
        tk.read_articles(tmp_path, metadata=tmp_path / "about.csv")


@pytest.mark.parametrize(
    ("lines", "options", "error", "message"),
    [
        (("name,lean", "rain,left"), {}, OptionError, "no column file; .*--metadata-key"),
        (("file,lean", "rain,left"), {"outlet": "leen"}, OptionError, "no column leen; .* perhaps you mean lean"),
        (
            ("file,lean", "hail,left"),
            {},
            OptionError,
            "in its column 'file', which has 1 name .hail.; the first file is 'Globe/storm'",
        ),
        (("file,lean", "rain,left", "rain.txt,right"), {}, ArticleError, "1 file .rain. in more rows than one"),
    ],
)
def test_a_table_that_cannot_be_joined_is_refused(folder, lines, options, error, message):
    with pytest.raises(error, match=message):
        tk.read_articles(folder, metadata=table(folder, *lines), **options)


def test_what_is_no_table_is_refused(folder):
    with pytest.raises(OptionError, match="no table that can be read"):
        tk.read_articles(folder, metadata="about.docm")
    with pytest.raises(OptionError, match="no table that can be read"):
        tk.read_articles(folder, metadata=folder / "Wire" / "rain.txt")
    with pytest.raises(OptionError, match=r"about.jsonl:2: not JSON: .* .one JSON object a line"):
        tk.read_articles(folder, metadata=table(folder, '{"file": "rain"}', "rain", name="about.jsonl"))
    with pytest.raises(OptionError, match="cannot be read further"):
        tk.read_articles(folder, metadata=folder / "none.csv")


def test_articles_in_a_table_of_their_own_are_known_by_their_ids(tmp_path):
    articles = tmp_path / "articles.csv"
    articles.write_text("id,body\na,It rained.\nb,It stormed.\n")
    about = tmp_path / "about.csv"
    about.write_text("id,paper\nb,Wire\na,Globe\n")
    read = tk.read_articles(articles, metadata=about, metadata_key="id", text="body", outlet="paper")
    assert {article.id: article.outlet for article in read} == {"a": "Globe", "b": "Wire"}
