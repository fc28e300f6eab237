"""What news databases give to download: each layout, with its labels in several languages, and what is not in it."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from toolkit import read_articles
from toolkit.articles import dates

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def word(write_word):
    """A Word document of the paragraphs of a fixture."""
    return lambda name: write_word("a.docx", (FIXTURES / f"{name}.paragraphs.txt").read_text(encoding="utf-8").split("\n"))


@pytest.fixture
def rich(write):
    """A file of rich text of the paragraphs of a fixture."""

    def rich(name):
        text = (FIXTURES / f"{name}.paragraphs.txt").read_text(encoding="utf-8")
        coded = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text).replace("\n", "\\par\n")
        return write("a.rtf", f"{{\\rtf1\\ansi\\ansicpg1252 {coded}}}")

    return rich


def read(path, **options):
    articles = read_articles(path, **options)
    return list(articles), articles.problems


def fields(article):
    return article.title, article.outlet, article.published, article.byline


def left_out(problems):
    return [(problem.row, problem.reason) for problem in problems if problem.skipped]


STORM = "Storm closes harbour"
FERRIES = "Who pays for the ferries?"


@pytest.mark.parametrize("form", ["word", "rich"])
def test_nexis_uni(form, request):
    (first, second), problems = read(request.getfixturevalue(form)("nexis_uni_en"))
    assert fields(first) == (STORM, "The Halyard Times", date(2018, 1, 10), "ADA HALL and JOHN REED")
    assert first.text == (
        "HALYARD — A storm closed the harbour on Tuesday, the mayor said.\n\n"
        "“Nobody will sail,” said Ada Reed, the harbour master.\n\n"
        "The ferries stay where they are."
    )
    assert (first.id, first.language) == ("1", "ENGLISH")
    labels = {name: first.value(name) for name in ("section", "words", "highlight")}
    assert labels == {
        "section": "Section A; Column 0; National Desk; Pg. 1",
        "words": "38",
        "highlight": "A storm shut the harbour.",
    }
    assert fields(second) == ("Ferries: who pays?", "The Lantern (London)", date(2018, 3, 3), "Byron Moor")
    assert second.text == "The island council asked on Friday who pays for the ferries."
    assert left_out(problems) == [(3, problems[0].reason)]
    assert "expected title, outlet, date, a line “Body”" in problems[0].reason
    assert "found no text" in problems[0].reason


def test_a_section_of_a_newspaper_is_no_genre_unless_it_is_named(word):
    path = word("nexis_uni_en")
    assert [article.genre for article in read(path)[0]] == [None, None]
    assert [article.genre for article in read(path, columns={"genre": "section"})[0]][1] == "NEWS; Pg. 3"


def test_nexis_uni_in_german(word):
    (article,), problems = read(word("nexis_uni_de"))
    assert fields(article) == ("Sturm schließt den Hafen", "Der Möwenbote", date(2018, 10, 3), "Ada Hall")
    assert article.text == "Ein Sturm hat am Dienstag den Hafen geschlossen.\n\n„Niemand fährt aus“, sagte die Hafenmeisterin."
    assert problems == []


def test_a_file_of_nexis_uni_without_a_text_says_what_was_found(write_word):
    lines = ["Rain", "The Wire", "May 3, 2018", "Body", "It rained.", "End of Document", "Only a title", "End of Document"]
    articles, problems = read(write_word("a.docx", lines))
    assert [article.text for article in articles] == ["It rained."]
    assert "no line “Body”; found 'Only a title'" in problems[0].reason
    assert problems[0].remedy == "download “Full documents” as .docx"


def test_an_article_of_nexis_uni_with_a_month_for_a_date_is_kept(write_word):
    lines = ["Rain", "The Monthly", "May 2018", "Copyright 2018 Monthly Ltd", "Body", "It rained.", "End of Document"]
    (article,), problems = read(write_word("a.docx", lines))
    assert fields(article) == ("Rain", "The Monthly", None, None)
    assert [(problem.reason, problem.skipped) for problem in problems] == [("date not understood: 'May 2018'", False)]


def test_older_lexisnexis():
    (first, second), problems = read(FIXTURES / "lexisnexis_en.txt")
    assert fields(first) == (
        "Storm closes harbour; ferries stay in port", "The Halyard Times", date(2010, 1, 11), "Ada Hall, Political Editor"
    )  # fmt: skip
    assert first.text == (
        "A storm closed the harbour on Monday, and nobody knows when the ferries will sail again, the mayor of the town said in "
        'the evening.\n\n"Nobody will sail," said Ada Reed, the harbour master.'
    )
    assert (first.value("section"), first.value("words"), first.value("dateline")) == ("NEWS; Pg. 3", "33", "HALYARD")
    assert fields(second) == (FERRIES, "The Lantern (London)", date(2003, 3, 3), "Byron Moor")
    assert second.text == "The island council asked on Sunday who pays for the ferries."
    assert problems == []


@pytest.mark.parametrize(
    ("name", "title", "outlet", "text", "skipped"),
    [
        (
            *("de", "Sturm schließt den Hafen", "Der Möwenbote"),
            "Ein Sturm hat am Montag den Hafen geschlossen, sagte die Bürgermeisterin.",
            1,
        ),
        ("fr", "La tempête ferme le port", "La Mouette", "Une tempête a fermé le port lundi, a dit la maire.", 0),
    ],
)
def test_older_lexisnexis_in_other_languages(name, title, outlet, text, skipped):
    (article,), problems = read(FIXTURES / f"lexisnexis_{name}.txt")
    assert fields(article) == (title, outlet, date(2010, 1, 11), "Ada Hall")
    assert article.text == text
    assert len(problems) == skipped
    assert all("no date above the text; found 'Ein Blatt ohne Datum'" in problem.reason for problem in problems)


def test_factiva_page_with_codes():
    (article,), problems = read(FIXTURES / "factiva_codes_en.html")
    assert fields(article) == (STORM, "The Halyard Times", date(2011, 12, 29), "Ada Hall")
    assert article.text == (
        "A storm closed the harbour on Wednesday, the mayor said.\n\n“Nobody will sail,” said Ada Reed, the harbour master.\n\n"
        "The ferries stay where they are."
    )
    assert (article.id, article.language) == ("HALYTI0020111229e7ct0001r", "English")
    assert [article.value(name) for name in ("section", "words", "page")] == ["News", "1038", "3"]
    assert [row for row, _ in left_out(problems)] == [2]


def test_factiva_page_as_printed():
    (first, second), problems = read(FIXTURES / "factiva_printed_de.html")
    assert fields(first) == ("Sturm schließt den Hafen", "Der Möwenbote", date(2017, 11, 13), "Ada Hall")
    assert first.text == "Ein Sturm hat am Sonntag den Hafen geschlossen.\n\n„Niemand fährt aus“, sagte die Hafenmeisterin."
    assert (first.id, first.value("section"), first.value("words")) == ("MOEWE00020171113edbd0000d", "Politik", "664")
    assert fields(second) == ("Wer bezahlt die Fähren?", "Der Möwenbote", date(2017, 11, 11), None)
    assert problems == []


def test_a_page_with_paragraphs_of_a_like_name_is_no_download_of_factiva(write):
    body = "".join(
        f'<p class="articleParagraph">Paragraph {n} tells at some length how the river rose over the old bridge.</p>'
        for n in range(6)
    )
    (article,), problems = read(write("a.html", f"<html><title>Rain</title><body><article>{body}</article></body></html>"))
    assert "Paragraph 3 tells" in article.text
    assert problems == []


def test_factiva_headlines_without_texts_are_told():
    articles, problems = read(FIXTURES / "factiva_headlines.html")
    assert articles == []
    assert "no article in the layout of Factiva" in problems[0].reason
    assert "Full Article" in problems[0].remedy


def test_factiva_rich_text_with_codes():
    (first, second), problems = read(FIXTURES / "factiva_codes.rtf")
    assert fields(first) == (STORM, "The Halyard Times", date(2011, 12, 29), "Ada Hall")
    assert first.text.endswith("the harbour master.\n\nThe café on the quay stays open 🔏.")
    assert fields(second) == (FERRIES, "The Lantern", date(2011, 12, 30), None)
    assert [first.id, second.id] == ["HALYTI0020111229e7ct0001r", "LANTER0020111230e7cu00001"]
    assert problems == []


def test_factiva_rich_text_as_printed():
    (first, second), problems = read(FIXTURES / "factiva_printed.rtf")
    assert fields(first) == (STORM, "The Halyard Times", date(2011, 12, 29), "Ada Hall")
    assert first.text.endswith("“Nobody will sail,” said Ada Reed, the harbour master.")
    assert (first.value("section"), first.value("words")) == ("News", "1038")
    assert fields(second) == (FERRIES, "The Lantern", date(2011, 12, 30), None)
    assert second.text == "The island council asked who pays for the ferries."
    assert problems == []


def test_proquest_text():
    (first, copy), problems = read(FIXTURES / "proquest_en.txt")
    assert fields(first) == (STORM, "The Halyard Times (Online)", date(2024, 9, 20), "Ada Hall")
    assert first.text == (
        'A storm closed the harbour on Thursday, the mayor said.\n\n"Nobody will sail," said Ada Reed, the harbour master.\n\n'
        "Question: when do the ferries sail again? Nobody knows.\n\nThe ferries stay where they are."
    )
    assert (first.id, first.language, first.value("section")) == ("3107396628", "English", "news/island")
    assert first.url == "https://www.proquest.example/docview/3107396628"
    assert copy.id == "3107396628#2", "what a download has twice is kept"
    assert [row for row, _ in left_out(problems)] == [2]
    assert "found no full text" in problems[0].reason


def test_europresse_of_2013():
    (first, second), problems = read(FIXTURES / "europresse_2013_fr.html")
    assert fields(first) == ("La tempête ferme le port", "La Mouette", date(2013, 10, 5), "Ada Hall")
    assert first.text == "Une tempête a fermé le port mercredi, a dit la maire.\n\n« Personne ne sort », dit la capitaine."
    assert (first.id, first.value("section")) == ("news·20131005·MO·2040056000", "Politique")
    assert fields(second) == ("Qui paie les ferries ?", "Le Phare", date(2013, 10, 6), None)
    assert second.text == "Le conseil de l'île demande qui paie les ferries."
    assert problems == []


def test_europresse_of_2021():
    (first, second), problems = read(FIXTURES / "europresse_2021_fr.html")
    assert fields(first) == ("La tempête ferme le port", "La Mouette (site web)", date(2021, 5, 3), "Ada Hall")
    assert first.text == "Une tempête a fermé le port dimanche, a dit la maire.\n\n« Personne ne sort », dit la capitaine."
    assert (first.id, first.value("words")) == ("news·20210503·MOW·0503x2x1", "417")
    assert fields(second) == (STORM, "The Halyard Times", date(2022, 12, 22), "John Reed")
    assert [row for row, _ in left_out(problems)] == [3]


def test_a_folder_of_downloads_has_different_ids_and_outlets_of_the_folder_where_none_is_named(write, tmp_path):
    text = "                  1 of 1 DOCUMENTS\n\n          May 3, 2018\n\nRain\n\nLENGTH: 2 words\n\nIt rained {}.\n"
    write("c/wire/a.txt", text.format("here"))
    write("c/herald/a.txt", text.format("there"))
    shutil.copy(FIXTURES / "factiva_codes_en.html", tmp_path / "c" / "herald")
    articles = read(tmp_path / "c")[0]
    assert [(article.id, article.outlet) for article in articles] == [
        ("herald/a:1", "herald"),
        ("HALYTI0020111229e7ct0001r", "The Halyard Times"),
        ("wire/a:1", "wire"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The committee keeps 3 of 10 DOCUMENTS.\n\nLENGTH: it rained.",
        "He wrote:\n\nBody\n\nIt rained. Then came the End of Document",
        "HD is a code. LP is another.\n664 words\nThe last line.",
        f"{'_' * 60}\nIt rained.\n{'_' * 60}",
    ],
)
def test_a_text_that_only_resembles_a_download_is_an_article(write, text):
    (article,), problems = read(write("a.txt", text))
    assert article.text == text
    assert problems == []


@pytest.mark.parametrize("name", [path.name for path in sorted(FIXTURES.iterdir()) if path.suffix != ".md"])
def test_a_damaged_download_never_ends_a_run(write, name):
    chance, content = random.Random(0), (FIXTURES / name).read_bytes()
    for _ in range(10):
        damaged = bytearray(content)
        for _ in range(8):
            at, length = chance.randrange(len(damaged)), chance.randrange(1, 80)
            damaged[at : at + length] = chance.choice([b"", bytes([chance.randrange(256)]), damaged[at : at + 2 * length]])
        for article in read_articles(write(name, bytes(damaged))):
            assert article.text.strip()


def test_a_cell_of_many_dates_is_no_more_work_than_one_line_of_them():
    dates._day.cache_clear()
    assert dates.written_day(" ".join(f"{1 + n % 28} May {1000 + n}" for n in range(9000))) is None
    assert dates._day.cache_info().misses < 50
