"""`framing validate`: a sheet is drawn, filled in and read back, for loaded terms, attributions and whole articles."""

import csv

import pandas as pd
import pytest

from toolkit.cli import validate
from toolkit.cli.main import main


def text_of(number):
    return f"The minister said it rained {number} times. A resident said the mob left. The mob ran {number} miles."


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "outlet", "text", "topic"])
        writer.writerows([i, ("Wire", "Herald")[i % 2], text_of(i), ("war", "trade")[i // 4 % 2]] for i in range(24))
    return path


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category\nmob,label\n", encoding="utf-8")
    return path


def filled(sheet, name, answers):
    """A copy of a sheet with answers, which are made from each row."""
    with open(sheet, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = sheet.with_name(name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, **answers(row)} for row in rows)
    return path


def test_loaded_terms_are_sampled_and_corrected(articles, mine, tmp_path, capsys):
    sheet, out = tmp_path / "sheet.csv", tmp_path / "out"
    command = ["validate", "sample", str(articles), "--lexicon", str(mine), "--rules-only", "-o", str(sheet)]
    assert main(command) == 0
    assert main(command) == 2
    assert "exists already" in capsys.readouterr().err
    coders = [
        filled(sheet, name, lambda row: {"loaded": "yes" if "yes or no" in row["question"] else "0"})
        for name in ("a.csv", "b.csv")
    ]
    assert main(["validate", "correct", *map(str, coders), "--key", str(tmp_path / "sheet.key.csv"), "-o", str(out)]) == 0
    assert "all answers are 'yes'" in capsys.readouterr().out
    rates = pd.read_csv(out / "groups.csv").set_index(["measure", "group"])
    assert rates.loc[("loaded_terms", "Wire"), "corrected"] == pytest.approx(rates.loc[("loaded_terms", "Wire"), "machine"])
    assert sorted(path.name for path in out.iterdir()) == ["agreement.csv", "differences.csv", "groups.csv"]


def test_attributions_are_sampled_and_corrected_and_it_says_how_many_to_code(articles, tmp_path, capsys):
    sheet, out = tmp_path / "sheet.csv", tmp_path / "out"
    assert (
        main(["validate", "sample", str(articles), "--of", "attributions", "--units", "30", "--rules-only", "-o", str(sheet)])
        == 0
    )
    ann = filled(sheet, "ann.csv", lambda row: {"attribution": "yes", "source_type": "government", "named": "no"})
    command = ["validate", "correct", str(ann), "--key", str(tmp_path / "sheet.key.csv"), "-o", str(out)]
    assert main([*command, "--measures", "official_share", "--half-width", "0.01"]) == 0
    shown = capsys.readouterr().out
    assert "units to code in all for ± 0.01" in shown
    official = pd.read_csv(out / "groups.csv")
    assert (official["machine"] < 0.6).all()
    assert official["corrected"].tolist() == pytest.approx([1.0, 1.0])
    assert (pd.read_csv(out / "units_to_code.csv")["units_to_code"] > 15).any()
    assert main([*command, "--measures", "source_gini"]) == 2
    assert "this coding gives precision" in capsys.readouterr().err


def test_a_column_is_sampled_from_saved_scores(articles, tmp_path, capsys):
    scores, sheet = tmp_path / "scores", tmp_path / "sheet.csv"
    assert main(["score", str(articles), "--rules-only", "-o", f"{scores}/"]) == 0
    assert main(["validate", "sample", str(scores), "--of", "topic", "--units", "16", "-o", str(sheet)]) == 0
    ann = filled(sheet, "ann.csv", lambda row: {"answer": "war"})
    assert main(["validate", "correct", str(ann), "--key", str(tmp_path / "sheet.key.csv")]) == 0
    assert "topic=war" in capsys.readouterr().out
    with open(sheet, encoding="utf-8", newline="") as file:
        assert {row["passage"] for row in csv.DictReader(file)} <= set(map(text_of, range(24)))
    assert main(["validate", "sample", str(scores), "--of", "tone", "-o", str(tmp_path / "other.csv")]) == 2
    assert "no article has a value in a column 'tone'" in capsys.readouterr().err


def test_a_measure_is_sampled_from_articles(articles, tmp_path):
    sheet = tmp_path / "sheet.csv"
    options = ["--rules-only", "--jobs", "1", "--units", "12", "-o", str(sheet)]
    assert main(["validate", "sample", str(articles), "--of", "words_attributed", *options]) == 0
    with open(sheet, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert {"part", "whole"} < set(rows[0])
    assert sorted(path.name for path in tmp_path.glob("sheet*")) == ["sheet.csv", "sheet.key.csv"]


def test_answers_that_do_not_fit_end_the_command_with_file_line_and_remedy(articles, tmp_path, capsys):
    sheet = tmp_path / "sheet.csv"
    assert (
        main(["validate", "sample", str(articles), "--of", "attributions", "--units", "30", "--rules-only", "-o", str(sheet)])
        == 0
    )
    ann = filled(sheet, "ann.csv", lambda row: {"attribution": "yes", "source_type": "wizard"})
    assert main(["validate", "correct", str(ann), "--key", str(tmp_path / "sheet.key.csv")]) == 2
    assert f"{ann}:2: unknown source type 'wizard'; types are government" in capsys.readouterr().err


@pytest.mark.parametrize("of", ["loaded", "attributions", "topic"])
def test_a_misspelt_group_ends_the_command(articles, tmp_path, capsys, of):
    sheet = tmp_path / "sheet.csv"
    assert main(["validate", "sample", str(articles), "--of", of, "--by", "outlett", "-o", str(sheet)]) == 2
    assert "no article has a value for 'outlett'; the nearest is 'outlet'" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["articles.csv"]


@pytest.mark.parametrize(
    "wrong", [["--of", "attributions", "--units", "1"], ["--of", "loaded", "--units", "1"], ["--of", "weather"]]
)
def test_a_sample_that_is_refused_leaves_no_table_of_furniture(tmp_path, capsys, wrong):
    articles, sheet = tmp_path / "articles.csv", tmp_path / "sheet.csv"
    towns = ("Ada", "Bo", "Cleo", "Dane", "Ebo", "Finn", "Gila", "Hamm")
    with open(articles, "w", encoding="utf-8", newline="") as file:
        texts = [f"{text_of(town)}\n\nNobody in {town} knew.\n\nFor all the friends of rain, every day." for town in towns]
        csv.writer(file).writerows([["outlet", "text"], *(["Herald", text] for text in texts)])
    command = ["validate", "sample", str(articles), "--rules-only", "-o", str(sheet)]
    assert main([*command, *wrong]) == 2
    assert "passages that recur" in capsys.readouterr().err
    assert not [path.name for path in tmp_path.glob("*.furniture.csv")]
    assert main([*command, "--of", "attributions", "--units", "12"]) == 0
    assert (tmp_path / "sheet.csv.furniture.csv").exists()


def test_so_many_loaded_terms_and_sentences_are_drawn_in_all(articles, tmp_path, capsys):
    sheet = tmp_path / "sheet.csv"
    command = ["validate", "sample", str(articles), "--rules-only", "-o", str(sheet)]
    assert main([*command, "--units", "1"]) == 2
    assert "draw at least" in capsys.readouterr().err
    assert main([*command, "--units", "20"]) == 0
    assert len(pd.read_csv(sheet)) == 20
    coder = filled(sheet, "a.csv", lambda row: {"loaded": "yes" if "yes or no" in row["question"] else "0"})
    out = tmp_path / "out"
    assert main(["validate", "correct", str(coder), "--key", str(tmp_path / "sheet.key.csv"), "-o", str(out)]) == 0
    rates = pd.read_csv(out / "groups.csv").query("measure == 'loaded_terms'")
    assert rates["corrected"].tolist() == pytest.approx(rates["machine"].tolist())


def test_a_sheet_of_more_units_than_people_code_names_the_option_for_fewer(articles, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(validate, "_MANY", 3)
    for options, told in ([], True), (["--units", "20"], False):
        sheet = tmp_path / f"{told}.csv"
        assert main(["validate", "sample", str(articles), "--rules-only", "-o", str(sheet), *options]) == 0
        assert ("--units 400 draws fewer" in capsys.readouterr().err) == told
