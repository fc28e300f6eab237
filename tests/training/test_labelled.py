import numpy as np
import pytest

import toolkit as tk
from toolkit.errors import ArticleError, OptionError
from toolkit.example import PLANTED
from toolkit.training.labelled import read_annotated, read_biased, read_frames, read_issue_frames

OWN = """\
text,label,words,paper
The thugs fled.,1,thugs,Wire
"A vicious mob ran, he said.",Biased,vicious; mob,Herald
It rained.,false,,
"""


def file_of(folder, content, name="mine.csv"):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_own_sentences_with_words_and_groups(tmp_path):
    labelled = read_biased(file_of(tmp_path, OWN), group="paper")
    assert labelled.texts[1] == "A vicious mob ran, he said."
    assert labelled.labels.tolist() == [True, True, False]
    assert labelled.marked == (("thugs",), ("vicious", "mob"), ())
    assert labelled.groups.tolist() == ["Wire", "Herald", ""]
    assert labelled.rows_by_group == {"Wire": 1, "Herald": 1}
    assert labelled.rows_by_label == {"not biased": 1, "biased": 2}
    assert labelled.origin.name == "mine.csv, labelled by the user"
    assert labelled.origin.licence == "the user's own"


def test_columns_in_any_letter_case_and_an_empty_column_of_words(tmp_path):
    labelled = read_biased(file_of(tmp_path, "Text, LABEL ,Words,Newspaper\nA thug ran.,TRUE ,,Wire\n"), group="newspaper")
    assert labelled.labels.tolist() == [True]
    assert labelled.marked is None
    assert labelled.groups.tolist() == ["Wire"]
    with pytest.raises(ArticleError, match="more than one column text"):
        read_biased(file_of(tmp_path, "Text,text,label\nA thug ran.,It rained.,1\n"))


def test_annotated_articles_give_their_sentences(tmp_path):
    articles = tk.read_articles(tk.EXAMPLE)
    labelled = read_annotated(PLANTED, articles)
    assert 0 < labelled.rows_by_label["biased"] < len(labelled)
    assert all(word in text for text, words in zip(labelled.texts, labelled.marked, strict=True) for word in words)
    assert [bool(words) for words in labelled.marked] == labelled.labels.tolist()
    with pytest.raises(ArticleError, match=r"the texts of \d+ of its \d+ articles are not among those given"):
        read_annotated(PLANTED, list(articles)[:1])
    with pytest.raises(ArticleError, match="cannot be read"):
        read_annotated(tmp_path / "none.jsonl", articles)
    with pytest.raises(ArticleError, match=r"mine.csv:1: not an annotated article"):
        read_annotated(file_of(tmp_path, OWN), articles)


def test_without_words_and_outlets_there_are_none(tmp_path):
    labelled = read_biased(file_of(tmp_path, "label\ttext\n1\tA thug ran.\n0\tA man ran.\n", "mine.tsv"))
    assert labelled.marked is None
    assert labelled.groups is None
    assert labelled.rows(np.array([1])).texts == ("A man ran.",)


def test_semicolons_separate_the_cells_where_the_header_says_so(tmp_path):
    labelled = read_biased(file_of(tmp_path, "text;label;words\nA thug, a mob.;1;thug|mob\n"))
    assert labelled.marked == (("thug", "mob"),)


def test_all_problems_are_reported_with_their_lines(tmp_path):
    path = file_of(tmp_path, "text,label,words\nA thug ran.,perhaps,thug\nIt rained.,1,storm\n")
    with pytest.raises(ArticleError) as raised:
        read_biased(path)
    assert str(raised.value) == (
        f"{path}:2: label is 'perhaps'; say 1 or 0, true or false, biased or non-biased\n"
        f"{path}:3: 'storm' not in the text; copy whole words, separated by | or ;"
    )


@pytest.mark.parametrize(
    ("content", "group", "message"),
    [
        ("text,loaded\nIt rained.,1\n", None, "no column label; columns found: text, loaded"),
        ("text,label\n", None, "no labelled text"),
        ("", None, "columns found: none"),
    ],
)
def test_a_file_that_will_not_do(tmp_path, content, group, message):
    with pytest.raises(ArticleError, match=message):
        read_biased(file_of(tmp_path, content), group=group)


def test_a_group_that_is_no_column(tmp_path):
    with pytest.raises(OptionError, match="no column outlet"):
        read_biased(file_of(tmp_path, OWN), group="outlet")


def test_a_missing_file_and_another_encoding(tmp_path):
    with pytest.raises(ArticleError, match="cannot be read"):
        read_biased(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("text,label\nCafé,1\n".encode("latin-1"))
    with pytest.raises(ArticleError, match="save the file as UTF-8"):
        read_biased(tmp_path / "latin.csv")


def test_babe_is_recognised_by_its_columns(tmp_path):
    rows = ["A thug ran.;Wire;crime;Biased;['thug']", "It rained.;Herald;sky;Non-biased;[]"]
    path = file_of(tmp_path, "\n".join(["text;outlet;topic;label_bias;biased_words", *rows]))
    assert read_biased(path).groups.tolist() == ["Wire", "Herald"]
    assert read_biased(path, group="topic").groups.tolist() == ["crime", "sky"]
    assert "CC BY-NC" in read_biased(path).origin.licence
    with pytest.raises(OptionError, match="has outlet and topic"):
        read_biased(path, group="paper")


def test_frames_by_columns_or_by_names(tmp_path):
    columns = file_of(tmp_path, "text,note,conflict,economic\nThey fought.,long,1,0\nWages rose.,short,false,true\n")
    names = file_of(tmp_path, "text,labels\nThey fought.,conflict\nWages rose.,economic|\n", "names.csv")
    for path in (columns, names):
        labelled = read_frames(path)
        assert labelled.classes == ("conflict", "economic")
        assert labelled.labels.tolist() == [[1, 0], [0, 1]]
    mixed = file_of(tmp_path, "text,label,Human interest\nThey fought.,1,1\nWages rose.,0,0\n", "mixed.csv")
    assert read_frames(mixed).classes == ("Human interest",)
    wrong = file_of(tmp_path, "text,conflict\nThey fought.,1\nThey ran.,0\nIt rained.,?\n", "wrong.csv")
    with pytest.raises(ArticleError, match=r"wrong.csv:4: conflict is '\?'"):
        read_frames(wrong)
    with pytest.raises(ArticleError, match="no frame"):
        read_frames(file_of(tmp_path, "text,note\nIt rained.,wet\n"))


def test_frames_of_an_issue(tmp_path):
    labelled = read_issue_frames(file_of(tmp_path, "text,label,outlet\nSenate votes,politics,Wire\nSchools close,schools,Wire\n"))
    assert labelled.classes == ("politics", "schools")
    assert labelled.labels.tolist() == ["politics", "schools"]
    with pytest.raises(ArticleError, match=":2: no label"):
        read_issue_frames(file_of(tmp_path, "text,label\nSenate votes,\n"))


def test_texts_are_recognised_in_another_order(tmp_path):
    first = read_biased(file_of(tmp_path, "text,label\nIt rained.,0\nA thug ran.,1\n"))
    second = read_biased(file_of(tmp_path, "text,label\nA thug ran.,1\nIt rained.,0\n", "other.csv"))
    assert first.sha256 != second.sha256
    assert first.sha256_of_texts == second.sha256_of_texts
    assert first.repeated == 0


def test_the_public_corpora(shared):
    babe = read_biased(shared / "babe" / "final_labels_SG2.csv")
    assert babe.rows_by_label == {"not biased": 1863, "biased": 1810}
    frames = read_frames(shared / "narrative_frames")
    assert frames.rows_by_label["conflict"] == 268
    assert "climate change" in frames.origin.note
    issue = read_issue_frames(shared / "gvfc" / "GVFC_headlines_and_annotations.xlsx")
    assert len(issue.classes) == 9
    assert issue.groups is None
