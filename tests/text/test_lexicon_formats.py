import pytest

from toolkit.errors import LexiconError
from toolkit.text.lexicon import Entry, Lexicon, load_lexicon
from toolkit.text.lexicon_formats import export_lexicon, import_lexicon

LIWC = """%
1\tnegative
2\tanger (hostile)
%
hate*\t1\t2
kind of\t1
like\t(02 134)125/464\t1
shout\t2\t9
nothing
"""


@pytest.fixture
def write(tmp_path):
    def write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def terms(imported):
    return {entry.term: entry.category for entry in imported.lexicon.entries}


def test_liwc_with_conditions_and_holes(write):
    imported = import_lexicon(write("mine.dic", LIWC))
    assert terms(imported) == {"hate*": "negative", "kind of": "negative", "like": "negative", "shout": "anger"}
    assert imported.lexicon.by_term["hate*"].note == "also anger"
    assert [(problem.row, problem.skipped) for problem in imported.problems] == [(7, False), (8, False), (9, True)]
    assert "conditional" in imported.problems[0].reason
    assert "unknown categories 9" in imported.problems[1].reason


def test_liwc_of_older_programs(write):
    text = "%\r\n1 anger\r\n%\r\ncaf\u00e9 1\r\nkind of 1\r\n"
    assert terms(import_lexicon(write("old.dic", text, "cp1252"))) == {"café": "anger", "kind of": "anger"}


def test_liwc_without_the_second_line_of_percent(write):
    with pytest.raises(LexiconError, match="the categories are not closed"):
        import_lexicon(write("mine.dic", "%\n1\tanger\nhate\t1\n"))


def test_quanteda_nested_and_flat(write):
    text = "policy:\n  economy: [tax*, no]\n  war:\n    - air strike\nplain: hm?\n"
    imported = import_lexicon(write("mine.yml", text))
    assert terms(imported) == {"tax*": "policy.economy", "no": "policy.economy", "air strike": "policy.war"}
    assert "? for one letter" in imported.problems[0].reason


def test_wordstat(write):
    imported = import_lexicon(write("mine.cat", "EMOTION\n\tANGER\n\t\tHATE* (1)\n\t\tAIR_STRIKE (0.5)\n"))
    assert terms(imported) == {"hate*": "EMOTION.ANGER", "air strike": "EMOTION.ANGER"}
    assert imported.lexicon.by_term["air strike"].weight == 0.5


def test_a_plain_list_takes_a_category(write):
    imported = import_lexicon(write("mine.txt", "; comment\nThug\n# another\nmob’s rule\n\n"), category="label")
    assert terms(imported) == {"thug": "label", "mob's rule": "label"}


def test_signs_are_reported_and_left_out(write):
    imported = import_lexicon(write("mine.txt", "thug\n:-(\n"))
    assert terms(imported) == {"thug": "term"}
    assert imported.problems[0].row == 2


@pytest.mark.parametrize("suffix", [".dic", ".yml", ".cat"])
def test_round_trip_of_terms_and_categories(tmp_path, suffix):
    entries = (Entry("air strike", "euphemism"), Entry("hate*", "emotive"), Entry("thug", "label"))
    export_lexicon(Lexicon("mine", "loaded", entries), tmp_path / f"mine{suffix}")
    assert terms(import_lexicon(tmp_path / f"mine{suffix}")) == {entry.term: entry.category for entry in entries}


def test_our_own_form_loses_nothing(tmp_path):
    shipped = load_lexicon("loaded_terms")
    export_lexicon(shipped, tmp_path / "copy.csv")
    copy = load_lexicon(tmp_path / "copy.csv")
    assert [(e.term, e.category, e.weight, e.source, e.not_in, e.case, e.forms) for e in copy.entries] == [
        (e.term, e.category, e.weight, e.source, e.not_in, e.case, e.forms) for e in shipped.entries
    ]
    assert copy.sources == shipped.sources


def test_what_a_format_cannot_hold_is_reported(tmp_path):
    lexicon = Lexicon("mine", "loaded", (Entry("*-torn", "emotive", not_in=("war-torn",)), Entry("US", "label", case="exact")))
    reasons = [problem.reason for problem in export_lexicon(lexicon, tmp_path / "mine.dic")]
    assert len(reasons) == 3


@pytest.mark.parametrize("name", ["mine.doc", "empty.txt"])
def test_unknown_and_empty_files(write, name):
    with pytest.raises(LexiconError):
        import_lexicon(write(name, ""))


def test_an_existing_file_is_not_overwritten(tmp_path):
    lexicon = Lexicon("mine", "loaded", (Entry("thug", "label"),))
    export_lexicon(lexicon, tmp_path / "mine.dic")
    with pytest.raises(LexiconError, match="exists already"):
        export_lexicon(lexicon, tmp_path / "mine.dic")


def test_windows_encodings_and_several_terms_a_line(write):
    imported = import_lexicon(write("mine.txt", "thug\r\nmob; horde\r\n", "utf-16"))
    assert terms(imported) == {"thug": "term"}
    assert "looks like several" in imported.problems[0].reason


def test_wordstat_weights_above_one_and_lines_without(write):
    imported = import_lexicon(write("mine.cat", "ANGER\n\thate (5)\n\tscum\nJOY\n\tglee (1)\n"))
    assert {entry.term: entry.weight for entry in imported.lexicon.entries} == {"hate": 1, "glee": 1}
    assert [(problem.row, problem.skipped) for problem in imported.problems[:2]] == [(2, False), (3, True)]


def test_the_toml_of_an_existing_lexicon_is_not_overwritten(tmp_path):
    (tmp_path / "mine.toml").write_text("title = 'kept'\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"mine\.toml: the file exists already"):
        export_lexicon(Lexicon("mine", "loaded", (Entry("thug", "label"),)), tmp_path / "mine.csv")


def test_the_description_of_a_lexicon_is_written_as_it_always_was(tmp_path):
    lexicon = Lexicon(
        "mine",
        "loaded",
        (Entry("thug", "label", extra={"used_by": "Wire"}), Entry("mob", 'a "b"')),
        title="He said “no” \\ yes",
        sources={"reuters": {"citation": "Reuters", "note": ""}, "own reading": {"citation": "read\nby us"}, "empty": {}},
    )
    export_lexicon(lexicon, tmp_path / "mine.csv")
    assert (
        (tmp_path / "mine.toml").read_text(encoding="utf-8")
        == r"""kind = "loaded"
title = "He said “no” \\ yes"
version = "0"
language = "en"
licence = ""
scale = ""
categories = ["label", "a \"b\""]
columns = ["used_by"]

[sources.reuters]
citation = "Reuters"
note = ""

[sources."own reading"]
citation = "read\nby us"

[sources.empty]
"""
    )
    export_lexicon(Lexicon("bare", "loaded", lexicon.entries[:1]), tmp_path / "bare.csv")
    assert (tmp_path / "bare.toml").read_text(encoding="utf-8").endswith('categories = ["label"]\ncolumns = ["used_by"]\n')
