import csv
import json
import re

import pandas as pd
import pytest

import toolkit as tk
from toolkit.cli.main import main


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category,neutral\nthug,label,man\nmob,label,crowd\n", encoding="utf-8")
    return path


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.csv"
    frame = pd.DataFrame({"text": ["A thug ran. It rained.", "“The mob,” Hall said, “ran.”"], "outlet": ["Wire", "Herald"]})
    frame.to_csv(path, index=False)
    return path


def test_the_exit_code_of_lint_says_whether_there_are_errors(mine, capsys, tmp_path):
    assert main(["lexicon", "lint", str(mine), "loaded_terms"]) == 0
    broken = tmp_path / "broken.csv"
    broken.write_text("term,category\nthug,praise\n", encoding="utf-8")
    assert main(["lexicon", "lint", str(broken)]) == 3
    assert "broken.csv:2: error: unknown category 'praise'" in capsys.readouterr().out


def test_lint_hints_at_what_a_term_misses(mine, articles, capsys):
    articles.write_text("text\nThugs ran.\n", encoding="utf-8")
    assert main(["lexicon", "lint", str(mine), "--in", str(articles)]) == 0
    told = capsys.readouterr()
    assert "mine.csv:2: hint: 'thug' does not find 'thugs' (uses: 1, articles: 1)" in told.out
    assert "warnings: 0, hints: 1" in told.err


def test_stats(capsys):
    assert main(["lexicon", "stats", "loaded_terms"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("loaded_terms ")
    assert "verified: " in out
    assert "by category" in out


def test_show_gives_entry_source_and_concordance(mine, articles, capsys):
    assert main(["lexicon", "show", "thug", str(articles), "--lexicon", str(mine)]) == 0
    out = capsys.readouterr().out
    assert "thug: label, weight 1" in out
    assert "neutral: man" in out
    assert [line.split() for line in out.splitlines()[-2:]] == [
        ["before", "place", "outlet", "said", "by"],
        ["A", "thug", "ran.", "It", "rained.", "Wire", "narration"],
    ]


def test_show_gives_the_page_of_a_source(capsys):
    assert main(["lexicon", "show", "regime"]) == 0
    assert "\n  page: https://" in capsys.readouterr().out


def test_show_names_terms_that_are_like_one_that_there_is_not(capsys):
    assert main(["lexicon", "show", "terror-ravagd"]) == 0
    assert "is not in loaded_terms" in (out := capsys.readouterr().out)
    assert "; similar: terror-ravaged" in out


def test_show_a_term_that_the_lexicon_does_not_have(articles, capsys):
    assert main(["lexicon", "show", "ran", str(articles)]) == 0
    out = capsys.readouterr().out
    assert "'ran' is not in loaded_terms" in out
    assert "Herald Hall" in out
    assert re.search("Wire +narration", out)


def test_cells_of_tables_are_guarded_on_request(mine, tmp_path):
    new, out = tmp_path / "new.csv", tmp_path / "out"
    new.write_text("term,category,neutral\nthug,label,=1+1\nmob,label,crowd\n", encoding="utf-8")
    for options, cell in ([], "=1+1"), (["--guard-cells"], "'=1+1"):
        assert main(["lexicon", "diff", str(mine), str(new), "-o", str(out), *options]) == 0
        with open(out / "diff.csv", newline="", encoding="utf-8") as file:
            assert cell in {value for row in csv.DictReader(file) for value in row.values()}


def test_diff_with_a_corpus(mine, articles, tmp_path, capsys):
    new = tmp_path / "new.csv"
    new.write_text("term,category\nthug,label\n", encoding="utf-8")
    assert main(["lexicon", "diff", str(mine), str(new), "--in", str(articles), "-o", str(tmp_path / "out")]) == 0
    assert "entries changed" in capsys.readouterr().out
    assert pd.read_csv(tmp_path / "out" / "moved.csv")["terms"].fillna("").tolist() == ["mob -1", ""]


def test_import_and_export(mine, tmp_path):
    assert main(["lexicon", "export", str(mine), "-o", str(tmp_path / "mine.dic")]) == 0
    assert main(["lexicon", "import", str(tmp_path / "mine.dic"), "-o", str(tmp_path / "back.csv")]) == 0
    assert [entry.term for entry in tk.load_lexicon(tmp_path / "back.csv").entries] == ["mob", "thug"]


def test_import_writes_only_csv(mine, capsys):
    assert main(["lexicon", "import", str(mine), "-o", "mine.dic"]) == 2
    assert "name a .csv" in capsys.readouterr().err


def test_validate_against_coded_sentences(mine, tmp_path, capsys):
    coded = tmp_path / "coded.csv"
    coded.write_text("text,loaded\nA thug and a mob.,thug|mob\nThe mob sang a brutal tune.,brutal\n", encoding="utf-8")
    folder = tmp_path / "out"
    assert main(["lexicon", "validate", str(mine), "--against", str(coded), "-o", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "precision" in shown
    assert "brutal  1      1" in shown.partition("coded phrases that no entry finds")[2]
    assert pd.read_csv(folder / "overall.csv")["precision"].tolist() == [pytest.approx(2 / 3)]
    assert pd.read_csv(folder / "false_hits.csv")["hit"].tolist() == ["mob"]
    coded.write_text("text,loaded\nIt rained.,\n", encoding="utf-8")
    assert main(["lexicon", "validate", str(mine), "--against", str(coded), "--min-weight", "0.5"]) == 0
    told = capsys.readouterr().out
    assert "from weight 0.5" in told
    assert "–" in told  # nothing is coded, so there is no recall
    assert "nan" not in told
    assert main(["lexicon", "validate", str(mine), "--against", str(coded), "--min-weight", "2"]) == 2
    assert "weights go from 0 to 1" in capsys.readouterr().err


def test_validate_against_annotations_without_texts(mine, tmp_path, capsys):
    coded = tmp_path / "coded.jsonl"
    coded.write_text('{"id": "1", "sha256": "0", "loaded": []}\n', encoding="utf-8")
    assert main(["lexicon", "validate", str(mine), "--against", str(coded)]) == 2
    assert "--texts" in capsys.readouterr().err


def test_suggest_writes_candidates(articles, tmp_path):
    command = ["lexicon", "suggest", str(articles), "--min-articles", "1", "-o", str(tmp_path / "candidates.csv")]
    assert main(command) == 0
    assert main([*command, "--by", "country"]) == 2
    assert "example" in (tmp_path / "candidates.csv").read_text(encoding="utf-8")


def test_show_finds_the_pattern_that_matches_a_word(capsys):
    assert main(["lexicon", "show", "war-ravaged"]) == 0
    assert capsys.readouterr().out.startswith("*-ravaged: emotive")


def test_the_kind_of_a_lexicon_is_named_by_like(tmp_path, capsys):
    path = tmp_path / "names.csv"
    path.write_text("term,category,concept\nthe rabble,group,the crowd\n", encoding="utf-8")
    assert main(["lexicon", "lint", str(path)]) == 3
    assert main(["lexicon", "lint", str(path), "--like", "names"]) == 0


def test_least_weight_leaves_out_the_weaker_terms(tmp_path):
    articles = tmp_path / "a.txt"
    articles.write_text("The terrorist claimed it.", encoding="utf-8")
    for weight, terms in (("0", ["claimed", "terrorist"]), ("1", ["terrorist"])):
        out = tmp_path / f"{weight}.jsonl"
        assert main(["annotate", str(articles), "--min-weight", weight, "-o", str(out)]) == 0
        assert sorted({term["term"] for term in json.loads(out.read_text())["loaded"]}) == terms


def test_show_tells_the_context_that_a_term_needs(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text("term,category,context\nsurge,label,migrants|the border\n")
    assert main(["lexicon", "show", "surge", "--lexicon", str(path)]) == 0
    assert "only near: migrants, the border" in capsys.readouterr().out
