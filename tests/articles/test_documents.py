"""Word documents and rich text as articles, and files that were made to fill a machine."""

import sys
import zipfile

import pytest

from toolkit import ArticleError, read_articles
from toolkit.articles import opening
from toolkit.articles.rows import NOT_FETCHED

BOMB = '<!DOCTYPE w [<!ENTITY a "rain rain rain"><!ENTITY b "&a;&a;&a;&a;">]>'

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
"""How a file of an older Word or Excel begins, or one with a password."""


def read(path, **options):
    articles = read_articles(path, **options)
    return [article.text for article in articles], [problem.reason for problem in articles.problems]


def test_a_word_document_is_an_article_of_the_outlet_that_its_folder_is_called(write_word, tmp_path):
    write_word("c/wire/one.docx", ["Storm & rain", "", "It rained."])
    (article,) = read_articles(tmp_path / "c")
    assert (article.id, article.outlet, article.text) == ("wire/one", "wire", "Storm & rain\n\nIt rained.")


def test_a_word_document_is_read_with_its_tables_boxes_and_insertions_but_without_what_was_deleted(write_word):
    body = """
        <w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>One</w:t><w:tab/><w:t>tab,</w:t><w:br/><w:t>two</w:t><w:noBreakHyphen/><w:t>fold.</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:ins><w:r><w:t>Put in. </w:t></w:r></w:ins><w:del><w:r><w:delText>Taken out. </w:delText></w:r></w:del>
          <w:hyperlink><w:r><w:t>A link.</w:t></w:r></w:hyperlink></w:p>
        <w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>
          <mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></mc:Choice>
          <mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></mc:Fallback>
        </mc:AlternateContent></w:r><w:r><w:t>Around it.</w:t></w:r></w:p>"""
    texts, problems = read(write_word("a.docx", body=body))
    assert texts == ["One\ttab,\ntwo\u2011fold.\n\nIn a cell.\n\nPut in. A link.\n\nIn a box.\n\nAround it."]
    assert problems == []


def test_a_word_document_of_the_strict_form_is_read(write_word):
    path = write_word("a.docx", ["It rained."])
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", document.replace(b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml"))
    assert read(path) == (["It rained."], [])


def test_rich_text_is_an_article(write):
    rtf = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title No text}}It rained in the caf\'e9.\par "
        r"{\field{\*\fldinst HYPERLINK \"http://x.example\"}{\fldrslt The army}} left \u8220?home\u8221?.}"
    )
    assert read(write("a.rtf", rtf)) == (["It rained in the café.\nThe army left “home”."], [])


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.xls", "a.rtf", "a.xml", "a.json"])
@pytest.mark.parametrize("content", [b"", b"It rained.", b"PK\x03\x04 rain", OLE, b"{\\rtf1 \\uc"])
def test_a_file_that_is_not_what_its_ending_says_costs_only_itself(write, tmp_path, name, content):
    write(name, content)
    write("b.txt", "It dried.")
    texts, problems = read(tmp_path)
    assert texts == ["It dried."]
    assert problems


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(write, tmp_path, monkeypatch, name):
    monkeypatch.setattr(opening, "SMALL", 1 << 20)
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (1 << 22))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    texts, problems = read(tmp_path / name)
    assert texts == []
    assert "unpacks to more than 200 times its size" in problems[0]


def test_a_zip_that_lies_about_its_sizes_is_read_no_further_than_it_says(write_word):
    path = write_word("a.docx", ["It rained."] * 10_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("word/document.xml").file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (4000).to_bytes(4, "little")))
    texts, problems = read(path)
    assert texts == []
    assert "cannot be taken apart" in problems[0]


def test_entities_of_a_word_document_are_refused(write_word):
    texts, problems = read(write_word("a.docx", body="<w:p><w:r><w:t>It rained &b;</w:t></w:r></w:p>", prolog=BOMB))
    assert texts == []
    assert "declares entities" in problems[0]


def test_a_file_that_is_read_as_a_whole_has_a_largest_size(write, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_FILE", 1000)
    texts, problems = read(write("a.rtf", "{\\rtf1 " + "It rained. " * 1000 + "}"))
    assert texts == []
    assert "split it" in problems[0]


def test_a_document_with_a_password_or_of_an_old_word_is_told(write):
    _, problems = read(write("a.docx", OLE))
    assert "damaged or has a password" in problems[0]


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_addresses_are_not_fetched(write, name):
    addresses = "url\n" * name.endswith("csv") + "https://wire.example/a\nhttps://wire.example/b\n"
    texts, problems = read(write(name, addresses))
    assert texts == []
    assert "nothing is fetched from the network" in problems[0]
    assert "trafilatura -i" in problems[0]
    with pytest.raises(ArticleError, match="nothing is fetched from the network"):
        read_articles("https://wire.example/a")


def test_an_article_may_begin_with_an_address(write):
    text = "https://wire.example/a\n\n\n\n\n\nIt rained."
    assert read(write("a.txt", text)) == ([text], [])


def test_the_command_that_fetches_addresses_is_one_of_trafilatura(monkeypatch):
    from trafilatura.cli import parse_args

    command = NOT_FETCHED.format("a.txt").partition("trafilatura ")[2].partition(" fetch")[0]
    monkeypatch.setattr(sys, "argv", ["trafilatura", *command.split()])  # version 2.0 looks there, whatever it is given
    options = parse_args(command.split())
    assert (options.input_file, options.output_dir, options.backup_dir) == ("a.txt", "articles/", "pages/")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("a.pdf", "pdftotext"),
        ("a.doc", "save it as .docx"),
        ("a.zip", "unpack it"),
        ("a.tar.gz", "unpack it"),
        ("a.odt", "save it as .docx"),
    ],
)
def test_what_cannot_be_read_has_a_remedy(write, name, remedy):
    with pytest.raises(ArticleError, match=f"unknown kind.*{remedy}"):
        read_articles(write(name, "x"))


def test_files_that_word_and_excel_leave_open_are_passed_over(write, write_word, tmp_path):
    write_word("c/a.docx", ["It rained."])
    write("c/~$a.docx", b"\x05Ada")
    assert read(tmp_path / "c") == (["It rained."], [])
