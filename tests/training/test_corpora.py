"""Labelled corpora: what is read from them, and the reasons for which files are refused."""

import csv
import json
import zipfile

import pytest

import toolkit as tk
from toolkit.training.attribution_corpora import polnear, standoff, without_commas
from toolkit.training.corpora import FRAME_COLUMNS, babe, gun_violence_frames, narrative_frames

TEXT = "Hall, 47, said the mayor told her that it rained."
ARTICLE = tk.article_of(TEXT, id="a1")


def labels(tmp_path, *records):
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def spans(*parts):
    return [[TEXT.index(part), TEXT.index(part) + len(part)] for part in parts]


RECORD = {
    "id": "under another id",
    "sha256": ARTICLE.sha256,
    "attributions": [
        {"content": spans("it rained"), "cue": spans("told"), "source": spans("the mayor")},
        {"content": spans("the mayor told her that it rained"), "cue": spans("said"), "source": spans("Hall")},
    ],
}


def test_a_label_finds_its_text_by_the_hash(tmp_path):
    texts = list(standoff(labels(tmp_path, RECORD), [tk.article_of("Another."), ARTICLE]))
    assert [(text.id, text.text) for text in texts] == [("a1", TEXT)]
    assert [a["source"][0].of(TEXT) for a in texts[0].attributions] == ["Hall", "the mayor"]


def test_what_annotate_writes_can_be_learned_from(tmp_path):
    record = tk.annotate(ARTICLE).to_dict()
    assert len(list(standoff(labels(tmp_path, record), [ARTICLE]))) == 1


def test_a_text_without_commas_keeps_its_labels(tmp_path):
    bare = without_commas(next(iter(standoff(labels(tmp_path, RECORD), [ARTICLE]))))
    assert bare.text == "Hall 47 said the mayor told her that it rained."
    assert bare.attributions[1]["content"][0].of(bare.text) == "it rained"


@pytest.mark.parametrize(
    ("records", "complaint"),
    [
        ([{"sha256": "x"}], "labels.jsonl:1: not an annotated article"),
        ([{**RECORD, "sha256": "other"}], "the texts of 1 of its 1 articles are not among those given"),
    ],
)
def test_bad_labels_are_refused(tmp_path, records, complaint):
    with pytest.raises(tk.ArticleError, match=complaint):
        list(standoff(labels(tmp_path, *records), [ARTICLE]))


def test_missing_files_are_named(tmp_path):
    with pytest.raises(tk.ArticleError, match=r"nope\.jsonl: cannot be read"):
        list(standoff(tmp_path / "nope.jsonl", []))
    with pytest.raises(tk.ArticleError, match="name a part of PolNeAR"):
        list(polnear(tmp_path))


# -- labelled sentences, articles and headlines ----------------------------------------------------------------------------

BABE = ("text", "news_link", "outlet", "topic", "type", "label_bias", "label_opinion", "biased_words")


def table(path, columns, *rows, delimiter=","):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([columns, *rows])
    return path


def sentence(text, label, words="[]"):
    return (text, "", "Wire", "boats", "", label, "", words)


def test_sentences_with_their_biased_words(tmp_path):
    rows = [
        sentence("A “vile”; plan.", "Biased", "['vile', 'plan']"),
        sentence("It rained.", "Non-biased"),
        sentence("Who knows.", "No agreement"),
        sentence(" ", "Biased"),
    ]
    sentences = babe(table(tmp_path / "babe.csv", BABE, *rows, delimiter=";"))
    assert [(row.id, row.text, row.biased, row.words) for row in sentences] == [
        ("1", "A “vile”; plan.", True, ("vile", "plan")),
        ("2", "It rained.", False, ()),
    ]
    assert (sentences[0].outlet, sentences[0].topic) == ("Wire", "boats")


def test_bad_sentences_are_all_named_with_their_line(tmp_path):
    rows = [
        sentence("Two\nlines.", "Non-biased"),
        sentence("It rained.", "Maybe"),
        sentence("It poured.", "Biased", "vile"),
        sentence("It hailed.", "Biased", "__import__('os')"),
    ]
    with pytest.raises(tk.ArticleError) as error:
        babe(table(tmp_path / "babe.csv", BABE, *rows, delimiter=";"))
    lines = str(error.value).split("\n")
    assert [line.split("babe.csv:")[1][:10] for line in lines] == ["4: label_b", "5: biased_", "6: biased_"]


def test_a_table_with_other_columns_is_refused(tmp_path):
    with pytest.raises(tk.ArticleError, match=r"babe.csv:1: no column outlet, topic, label_bias, biased_words"):
        babe(table(tmp_path / "babe.csv", ("text",)))
    with pytest.raises(tk.ArticleError, match=r"none\.csv: cannot be read"):
        babe(tmp_path / "none.csv")


ARTICLES = ("ID", "source", "mbfc", "date", "text", *FRAME_COLUMNS)
ARTICLE_ROWS = [
    ("7", "The Wire", "", "", "Mayor's boat: a row Hall accused “Park” of lies.", "True", "False", "False", "False", "True"),
    ("8", "thewire", "", "", "Prices rose.", "False", "False", "True)", "False", "False"),
    ("9", "herald", "", "", "It rained.", "", "", "", "", ""),
]


def corpus_of_frames(tmp_path, *rows):
    table(tmp_path / "articles_metadata.tsv", ARTICLES, *rows, delimiter="\t")
    return tmp_path


def test_articles_with_their_frames_and_titles(tmp_path):
    names = {"7": {"_ID": "The Wire--2018-01-02--Mayors boat -- a row.txt"}, "8": {"_ID": "thewire--2018-01-02--Another title"}}
    folder = corpus_of_frames(tmp_path, *ARTICLE_ROWS)
    (folder / "full_annotations.json").write_text(json.dumps(names), encoding="utf-8")
    first, second = narrative_frames(folder)
    assert (first.id, first.outlet, first.title, first.text) == (
        "7",
        "thewire",
        "Mayor's boat: a row",
        "Hall accused “Park” of lies.",
    )
    assert first.labels == {"conflict", "responsibility"}
    assert (second.outlet, second.title, second.text, second.labels) == ("thewire", "", "Prices rose.", {"economic"})


def test_frames_that_are_missing_come_from_the_table_of_roles(tmp_path):
    folder = corpus_of_frames(tmp_path, *ARTICLE_ROWS)
    roles = [("9", "rain", "villain", "True", "True", "False", "False", "False")]
    table(folder / "role_and_frame_annoations.tsv", ("ID", "entity", "role", *FRAME_COLUMNS), *roles, delimiter="\t")
    assert narrative_frames(folder)[-1].labels == {"conflict", "human interest"}


def test_bad_articles_are_named_with_their_line(tmp_path):
    with pytest.raises(tk.ArticleError, match=r"articles_metadata.tsv:3: the frames are \['maybe'"):
        narrative_frames(corpus_of_frames(tmp_path, ARTICLE_ROWS[0], (*ARTICLE_ROWS[1][:5], "maybe", *["True"] * 4)))
    (tmp_path / "full_annotations.json").write_text("[]", encoding="utf-8")
    with pytest.raises(tk.ArticleError, match=r"full_annotations\.json: not the annotations"):
        narrative_frames(corpus_of_frames(tmp_path, *ARTICLE_ROWS))
    with pytest.raises(tk.ArticleError, match=r"no articles_metadata\.tsv in it"):
        narrative_frames(tmp_path / "none")


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(path):
    """A workbook of two rows with shared strings, an inline string, numbers, and a missing cell."""
    strings = ["news_title", "Q3 Theme1", "Guns and ", "votes"]
    items = (
        f"<si><t>{strings[0]}</t></si><si><t>{strings[1]}</t></si><si><r><t>{strings[2]}</t></r><r><t>{strings[3]}</t></r></si>"
    )
    cells = [
        '<c r="A1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c>',
        '<c r="A2" t="s"><v>2</v></c><c r="D2"><v>3</v></c>',
        '<c r="A3" t="inlineStr"><is><t>It rained</t></is></c>',
    ]
    rows = "".join(f'<row r="{i}">{row}</row>' for i, row in enumerate(cells, 1))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SHEET}">{items}</sst>')
        file.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>')
    return path


def test_headlines_of_a_workbook(tmp_path):
    headlines = gun_violence_frames(workbook(tmp_path / "gvfc.xlsx"))
    assert [(row.text, row.outlet, row.labels) for row in headlines] == [("Guns and votes", "", {"politics"})]


def test_headlines_of_a_table(tmp_path):
    columns = ("headline", "article_url", "Q3 Theme1")
    rows = [("Guns and votes", "https://www.wire.example/a", "3"), ("It rained", "", "99"), ("Pupils march", "", "5")]
    headlines = gun_violence_frames(table(tmp_path / "gvfc.csv", columns, *rows))
    assert [(row.id, row.text, row.outlet, row.labels) for row in headlines] == [
        ("1", "Guns and votes", "wire.example", {"politics"}),
        ("3", "Pupils march", "", {"public safety"}),
    ]


def test_bad_headlines_are_refused(tmp_path):
    with pytest.raises(tk.ArticleError, match=r"gvfc\.csv:2: Q3 Theme1 is '12', not 1 to 9 or 99"):
        gun_violence_frames(table(tmp_path / "gvfc.csv", ("headline", "Q3 Theme1"), ("Guns", "12")))
    with pytest.raises(tk.ArticleError, match=r"gvfc\.csv:1: no row, or no column"):
        gun_violence_frames(table(tmp_path / "gvfc.csv", ("words", "Q3 Theme1"), ("Guns", "1")))
    (tmp_path / "bad.xlsx").write_text("no workbook", encoding="utf-8")
    with pytest.raises(tk.ArticleError, match="save the sheet as CSV"):
        gun_violence_frames(tmp_path / "bad.xlsx")


def test_public_corpora_are_read_whole(shared):
    sentences = babe(shared / "babe" / "final_labels_SG2.csv")
    assert (len(sentences), sum(row.biased for row in sentences)) == (3673, 1810)
    articles = narrative_frames(shared / "narrative_frames")
    counts = [sum(name in article.labels for article in articles) for name in FRAME_COLUMNS.values()]
    assert (len(articles), counts, len({article.outlet for article in articles})) == (428, [268, 49, 127, 44, 192], 36)
    assert sum(bool(article.title) for article in articles) >= 420
    assert len(gun_violence_frames(shared / "gvfc" / "GVFC_headlines_and_annotations.xlsx")) == 1301
