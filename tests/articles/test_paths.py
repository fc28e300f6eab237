"""Which files are behind what the user names: each once, whatever lies around."""

import os
import sys
from pathlib import Path

import pytest

from toolkit import ArticleError, OptionError, read_articles

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and names of POSIX")


def ids(articles):
    return [article.id for article in articles]


def test_several_files_folders_and_patterns_are_read_one_after_the_other(write, tmp_path, monkeypatch):
    write("b.csv", "id,text\nb1,It rained.\n")
    write("a.jsonl", '{"id": "a1", "text": "It snowed."}\n')
    write("more/c.txt", "It dried.")
    write("x1.csv", "id,text\nx1,It hailed.\n,\n")
    articles = read_articles([tmp_path / "b.csv", str(tmp_path / "a.jsonl"), str(tmp_path / "more"), str(tmp_path / "x*.csv")])
    assert ids(articles) == ["b1", "a1", "more/c", "x1"]
    assert [(Path(problem.file).name, problem.row) for problem in articles.problems] == [("x1.csv", 3)]
    assert ids(articles) == ["b1", "a1", "more/c", "x1"]
    monkeypatch.chdir(tmp_path)
    assert ids(read_articles(["b.csv", "more", "x*.csv"])) == ["b1", "more/c", "x1"]
    assert ids(read_articles([str(tmp_path / "b.csv"), "a.jsonl"])) == ["b1", "a1"]


def test_a_pattern_that_the_shell_expands_means_the_same(write, tmp_path):
    for name in ("wire/one.txt", "herald/two.txt", "herald/deep/three.txt"):
        write(f"c/{name}", name)
    pattern = str(tmp_path / "c" / "*" / "*.txt")
    expanded = [str(tmp_path / "c" / name) for name in ("herald/two.txt", "wire/one.txt")]
    found = [(article.id, article.outlet) for article in read_articles(pattern)]
    assert found == [(article.id, article.outlet) for article in read_articles(expanded)]
    assert found == [("herald/two", "herald"), ("wire/one", "wire")]
    folders = [tmp_path / "c" / "wire", tmp_path / "c" / "herald"]
    assert [article.outlet for article in read_articles(folders)] == ["wire", "deep", "herald"]


def test_a_file_that_is_named_twice_is_read_once(write, tmp_path, monkeypatch):
    write("a.csv", "text\nIt rained.\n")
    monkeypatch.chdir(tmp_path)
    assert len(list(read_articles(["a.csv", "./a.csv", "*.csv", str(tmp_path)]))) == 1


def test_one_path_of_several_that_leads_nowhere_is_an_error(write, tmp_path):
    with pytest.raises(ArticleError, match=r"b\.csv: nothing to read: no such file"):
        read_articles([write("a.csv", "text\nx\n"), tmp_path / "b.csv"])
    with pytest.raises(OptionError, match="name a file"):
        read_articles([])


@pytest.mark.parametrize("pattern", ["{}", "{}/**/*.txt", "{}/**"])
def test_links_that_lead_back_are_followed_once(write, tmp_path, pattern):
    folder = tmp_path / "c"
    write("c/wire/z.txt", "One.")
    write("c/a/deep/two.txt", "Two.")
    for link in ("c/a/loop", "c/a/other", "c/wire/back"):
        (tmp_path / link).symlink_to(folder)
    assert ids(read_articles(pattern.format(folder))) == ["a/deep/two", "wire/z"]


def test_a_linked_folder_is_read(write, tmp_path):
    write("elsewhere/one.txt", "One.")
    write("c/two.txt", "Two.")
    (tmp_path / "c" / "wire").symlink_to(tmp_path / "elsewhere")
    assert [(article.id, article.outlet) for article in read_articles(tmp_path / "c")] == [("two", None), ("wire/one", "wire")]


def test_a_pattern_over_all_folders_finds_what_it_did(write, tmp_path, monkeypatch):
    for name in ("a.txt", "x/b.txt", "x/y/c.txt", ".hidden/d.txt", "x/.hidden/e.txt", "x/.f.txt"):
        write(name, name)
    monkeypatch.chdir(tmp_path)
    assert ids(read_articles("**/*.txt")) == ["a", "x/b", "x/y/c"]
    assert ids(read_articles("x/**/*.txt")) == ["b", "y/c"]
    assert ids(read_articles("x**/*.txt")) == ["x/b"]


@pytest.mark.parametrize("pattern", ["{}", "{}/*.csv"])
def test_pipes_and_broken_links_are_told_and_not_waited_for(write, tmp_path, pattern):
    write("c/a.csv", "text\nIt rained.\n")
    os.mkfifo(tmp_path / "c" / "b.csv")
    (tmp_path / "c" / "c.csv").symlink_to(tmp_path / "gone.csv")
    articles = read_articles(pattern.format(tmp_path / "c"))
    assert len(list(articles)) == 1
    reasons = {Path(problem.file).name: problem.reason for problem in articles.problems}
    assert reasons == {"b.csv": "a pipe or device, not a file", "c.csv": "a link to a file that is not there"}
    with pytest.raises(ArticleError, match="give - and pass it as standard input"):
        read_articles(tmp_path / "c" / "b.csv")


def test_a_folder_that_cannot_be_read_is_told(write, tmp_path, monkeypatch):
    write("c/a.txt", "One.")
    write("c/closed/b.txt", "Two.")
    real = os.scandir

    def scandir(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    articles = read_articles(tmp_path / "c")
    assert ids(articles) == ["a"]
    assert [str(problem) for problem in articles.problems] == [
        f"{tmp_path}/c/closed: cannot be read: Permission denied (make it readable, or leave it out)"
    ]
    with pytest.raises(ArticleError, match="closed: cannot be read: Permission denied"):
        read_articles(tmp_path / "c" / "closed")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_told(write):
    path = write("a.csv", "text\nx\n")
    path.chmod(0)
    articles = read_articles(path)
    assert list(articles) == []
    assert "Permission denied" in articles.problems[0].reason


@pytest.mark.parametrize("stem", ["-a", "--help", "a b'\"\\ ", "ä", "n" * 240, "a[1]", "*", "🌧", "..."])
def test_strange_names_are_only_names(write, tmp_path, monkeypatch, stem):
    name = f"{stem}.txt"
    write(f"c/{name}", "It rained.")
    monkeypatch.chdir(tmp_path / "c")
    assert ids(read_articles(name)) == ids(read_articles(tmp_path / "c")) == [stem]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert ids(read_articles(f"../c/{name}")) == ids(read_articles("../c")) == [stem]


def test_a_name_that_is_no_text_is_told(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("It rained.")
    except OSError:
        pytest.skip("this file system holds no such name")
    (tmp_path / "b.txt").write_text("It snowed.")
    articles = read_articles(tmp_path)
    assert ids(articles) == ["b"]
    articles.problems[0].file.encode()
    assert "rename it" in articles.problems[0].remedy


def test_ids_stay_different_where_numbers_are_put_behind_them(write):
    lines = "".join(f"{id},Text {n}.\n" for n, id in enumerate(["x", "x", "x#2", "x", "x#2", "y#2", "y", "y"]))
    found = ids(read_articles(write("a.csv", f"id,text\n{lines}")))
    assert found[0] == "x"
    assert len(set(found)) == len(found) == 8


def test_two_files_that_become_one_id_stay_two(write, tmp_path):
    write("c/a.txt", "One.")
    write("c/a.txt.gz", __import__("gzip").compress(b"Two."))
    assert ids(read_articles(tmp_path / "c")) == ["a", "a#2"]


def test_a_folder_of_parquet_files_with_columns_in_its_folders(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for outlet, texts in (("The%20Wire", ["One.", ""]), ("Herald", ["Two."])):
        folder = tmp_path / "corpus.parquet" / f"outlet={outlet}"
        folder.mkdir(parents=True)
        parquet.write_table(pyarrow.table({"text": texts}), folder / "part-0.parquet")
    (tmp_path / "corpus.parquet" / "_SUCCESS").touch()
    articles = read_articles(tmp_path / "corpus.parquet")
    assert [(article.text, article.outlet) for article in articles] == [("Two.", "Herald"), ("One.", "The Wire")]
    assert [(Path(problem.file).parent.name, problem.row) for problem in articles.problems if problem.skipped] == [
        ("outlet=The%20Wire", 2)
    ]


def test_what_a_browser_keeps_beside_a_page_is_no_article(write, tmp_path):
    page = "<html><body><article><p>It rained all day in Keldry, the mayor said on Monday evening.</p></article></body></html>"
    for name in ("Herald/a.html", "Herald/a_files/frame.html", "Herald/b_files/c.html"):
        write(name, page)
    assert ids(read_articles(str(tmp_path / "Herald"))) == ["a", "b_files/c"]


@pytest.mark.parametrize("name", ["._a.txt", "__MACOSX/._a.docx", "~$a.docx"])
def test_what_a_system_keeps_beside_files_is_no_article(write, tmp_path, name):
    write("a.txt", "It rained.")
    write(name, b"\0\5\26\7\0\2\0\0Mac OS X")
    articles = read_articles(tmp_path)
    assert [article.text for article in articles] == ["It rained."]
    assert articles.problems == []
