import csv

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.validation.coding_sheets import KEY, SHEET, Coding, key_of, read_coding, sample
from toolkit.validation.corrected_rates import corrected

MINE = Lexicon("mine", "loaded", (Entry("mob", "label"), Entry("thug", "label")))
TEXTS = {
    "Wire": "A mob left. A mob sang. A thug fled. It rained all day.",  # 3 hits, 3 sentences with one, 1 without
    "Herald": "It snowed all day. “A horde came,” Hall said of it. A mob ran.",  # 1 hit; 2 sentences without one
}


@pytest.fixture
def sheet(tmp_path):
    articles = [tk.article_of(text, id=outlet, outlet=outlet) for outlet, text in TEXTS.items()]
    sample(articles, tmp_path / "sheet.csv", hits=1, sentences=5, annotator=tk.Annotator([MINE], rules_only=True))
    return tmp_path / "sheet.csv"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled(sheet, name, answer):
    path = sheet.with_name(name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, SHEET)
        writer.writeheader()
        for row in rows_of(sheet):
            loaded, category = (*answer(row), "")[:2] if isinstance(answer(row), tuple) else (answer(row), "")
            writer.writerow({**row, "loaded": loaded, "category": category})
    return path


def is_hit(row):
    return "yes or no" in row["question"]


def test_hits_are_drawn_by_entry_and_outlet_and_sentences_by_outlet(sheet):
    key = rows_of(key_of(sheet))
    assert tuple(key[0]) == KEY
    strata = sorted({(row["outlet"], row["kind"], row["term"], row["stratum_size"], row["stratum_drawn"]) for row in key})
    assert strata == [
        ("Herald", "beside", "", "1", "1"),
        ("Herald", "hit", "mob", "1", "1"),
        ("Herald", "sentence", "", "2", "2"),
        ("Wire", "beside", "", "3", "3"),
        ("Wire", "hit", "mob", "2", "1"),
        ("Wire", "hit", "thug", "1", "1"),
        ("Wire", "sentence", "", "1", "1"),
    ]
    assert {row["outlet"]: row["outlet_words"] for row in key} == {"Wire": "13", "Herald": "11"}


def test_what_others_say_is_left_out_of_a_sentence(sheet):
    passages = {row["passage"] for row in rows_of(sheet)}
    assert "[…] Hall said of it." in passages
    assert "A [mob] ran." in passages


def test_a_blind_sheet_hides_the_outlet(tmp_path):
    articles = [tk.article_of(TEXTS["Wire"], outlet="Wire")]
    sample(articles, tmp_path / "blind.csv", blind=True, annotator=tk.Annotator([MINE], rules_only=True))
    assert {row["outlet"] for row in rows_of(tmp_path / "blind.csv")} == {""}


def test_an_existing_sheet_is_not_overwritten(sheet):
    with pytest.raises(tk.OptionError, match="perhaps with answers"):
        sample([], sheet)


def test_two_coders_agree_by_alpha(sheet):
    one = filled(sheet, "ann.csv", lambda row: ("yes", "label") if is_hit(row) else "0")
    other = filled(sheet, "bo.csv", lambda row: ("no" if row["passage"] == "thug" else "yes", "label") if is_hit(row) else "0")
    coding = read_coding(one, other, key=key_of(sheet))
    agreement = coding.agreement(resamples=50)
    assert agreement["units"] == 3
    assert agreement["alpha"] == pytest.approx(0.0)  # 2 of 3 pairs agree, as chance would have it among 5 yes and 1 no
    assert coding.agreement("category")["units"] == 3
    assert set(coding.units["coders"]) == {2}


def test_units_coded_once_do_not_count_for_agreement(sheet):
    one = filled(sheet, "ann.csv", lambda row: "yes" if is_hit(row) else "1")
    other = filled(sheet, "bo.csv", lambda row: "no" if row["passage"] == "thug" else "")
    agreement = read_coding(one, other, key=key_of(sheet)).agreement(resamples=40)
    assert agreement["units"] == 1
    assert np.isnan(read_coding(one, key=key_of(sheet)).agreement()["alpha"])


def test_rates_are_corrected_by_what_coders_found(sheet):
    only = filled(sheet, "ann.csv", lambda row: ("no" if row["passage"] == "thug" else "yes") if is_hit(row) else "1.0")
    table = corrected(read_coding(only, key=key_of(sheet))).set_index("outlet")
    wire, herald = table.loc["Wire"], table.loc["Herald"]
    assert (wire["counted"], wire["words"]) == (3, 13)
    assert wire["precision"] == pytest.approx(2 / 3)
    assert wire["corrected_rate"] == pytest.approx(
        1000 * (2 + 3 + 1) / 13
    )  # hits, others in their sentences, in those without one
    assert herald["corrected_rate"] == pytest.approx(1000 * (1 + 1 + 2) / 11)
    assert wire["low"] < wire["corrected_rate"] < wire["high"]  # one of two hits of "mob" was coded
    assert herald["low"] == herald["corrected_rate"] == herald["high"]  # all was coded


def test_strata_that_nobody_coded_still_count(sheet):
    only = filled(sheet, "ann.csv", lambda row: "" if row["passage"] == "mob" else "yes" if is_hit(row) else "0")
    table = corrected(read_coding(only, key=key_of(sheet))).set_index("outlet")
    assert table.loc["Wire", "counted"] == 3
    assert table.loc["Wire", "precision"] == 1  # of "thug", which represents "mob" too
    assert table.loc["Herald", "note"] == "not coded: hit"
    assert np.isnan(table.loc["Herald", "corrected_rate"])


def test_an_interval_does_not_collapse_where_all_answers_agree(tmp_path):
    text = " ".join(["A mob met."] * 20 + ["It rained all day."] * 40)
    sample([tk.article_of(text, outlet="Wire")], tmp_path / "sheet.csv", hits=5, sentences=10, annotator=tk.Annotator([MINE]))
    only = filled(tmp_path / "sheet.csv", "ann.csv", lambda row: "yes" if is_hit(row) else "0")
    row = corrected(read_coding(only, key=tmp_path / "sheet.key.csv")).iloc[0]
    assert row["low"] < row["corrected_rate"] < row["high"]


def test_what_is_not_an_answer_is_reported_with_its_line(sheet):
    path = filled(sheet, "ann.csv", lambda row: "²")
    with pytest.raises(tk.ArticleError) as raised:
        read_coding(path, key=key_of(sheet))
    lines = str(raised.value).split("\n")
    assert len(lines) == len(rows_of(sheet))
    assert sum("yes or no" in line for line in lines) == 3
    assert sum("a number" in line for line in lines) == len(lines) - 3


def test_an_empty_sheet_and_one_without_its_key(sheet, tmp_path):
    with pytest.raises(tk.ArticleError, match="no row is answered"):
        read_coding(sheet)
    with pytest.raises(tk.ArticleError, match="there is no such file"):
        read_coding(tmp_path / "elsewhere.csv")


def test_a_sheet_from_excel_and_one_named_twice(sheet):
    path = filled(sheet, "ann.csv", lambda row: "yes" if is_hit(row) else "0")
    rows = rows_of(path)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*SHEET, ""])
        writer.writerows([*row.values(), ""] for row in rows)
    assert set(read_coding(path, key=key_of(sheet)).units["coders"]) == {1}
    with pytest.raises(tk.OptionError, match="named twice"):
        read_coding(path, path, key=key_of(sheet))


def test_what_a_title_holds_is_asked_too(tmp_path):
    articles = [tk.article_of("It rained.", outlet="Wire", title="Mob rule feared")]
    key = sample(articles, tmp_path / "sheet.csv", annotator=tk.Annotator([MINE], rules_only=True))
    kinds = {("beside", "title"), ("hit", "title"), ("sentence", "text")}
    assert set(zip(key["kind"], key["field"], strict=True)) == kinds
    assert "[Mob] rule feared" in {row["passage"] for row in rows_of(tmp_path / "sheet.csv")}


@pytest.mark.parametrize("entries", [20, 60])
def test_intervals_cover_the_truth_where_entries_are_not_coded(entries):
    rng, covered, rounds = np.random.default_rng(0), 0, 300
    for _ in range(rounds):
        right = rng.random(entries) < 0.6
        units = pd.DataFrame(
            {
                "outlet": "Wire",
                "kind": "hit",
                "term": [f"term {i}" for i in range(entries)],
                "stratum_size": 1,
                "outlet_words": 1000,
                "coders": (rng.permutation(entries) < 15).astype(int),
                "loaded": right.astype(float),
            }
        )
        row = corrected(Coding(units, pd.DataFrame())).iloc[0]
        covered += row["low"] <= right.sum() <= row["high"]
    assert covered / rounds > 0.88
