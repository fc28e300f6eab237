import csv

import pytest

import toolkit as tk
from toolkit.coding import KEY, SHEET, Coding, corrected, key_of, read_coding, sample
from toolkit.lexicons import Entry, Lexicon

MINE = Lexicon("mine", "loaded", (Entry("mob", "label"), Entry("thug", "label")))
TEXTS = {
    "Wire": "A mob met. A mob sang. A thug fled. It rained all day.",
    "Herald": "It snowed all day. The sun came out. A mob ran.",
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
            writer.writerow({**row, "loaded": answer(row)})
    return path


def test_hits_are_drawn_by_entry_and_outlet_and_sentences_by_outlet(sheet):
    key = rows_of(key_of(sheet))
    assert tuple(key[0]) == KEY
    drawn = sorted((row["outlet"], row["kind"], row["term"], row["stratum_size"], row["stratum_drawn"]) for row in key)
    assert drawn == [
        ("Herald", "hit", "mob", "1", "1"),
        ("Herald", "sentence", "", "2", "2"),
        ("Herald", "sentence", "", "2", "2"),
        ("Wire", "hit", "mob", "2", "1"),
        ("Wire", "hit", "thug", "1", "1"),
        ("Wire", "sentence", "", "1", "1"),
    ]
    assert {row["outlet"]: row["outlet_words"] for row in key} == {"Wire": "13", "Herald": "11"}


def test_a_blind_sheet_hides_the_outlet(tmp_path):
    articles = [tk.article_of(TEXTS["Wire"], outlet="Wire")]
    sample(articles, tmp_path / "blind.csv", blind=True, annotator=tk.Annotator([MINE], rules_only=True))
    assert {row["outlet"] for row in rows_of(tmp_path / "blind.csv")} == {""}


def test_two_coders_agree_by_alpha(sheet):
    one = filled(sheet, "ann.csv", lambda row: "yes" if row["kind"] == "hit" else "0")
    other = filled(sheet, "bo.csv", lambda row: ("no" if row["passage"] == "thug" else "yes") if row["kind"] == "hit" else "0")
    coding = read_coding(one, other, key=key_of(sheet))
    agreement = coding.agreement(resamples=50)
    assert agreement["units"] == 3
    assert agreement["alpha"] == pytest.approx(0.0)  # 2 of 3 pairs agree, as chance would have it among 5 yes and 1 no
    assert set(coding.units["coders"]) == {2}


def test_one_coder_has_no_alpha(sheet):
    only = filled(sheet, "ann.csv", lambda row: "yes" if row["kind"] == "hit" else "1")
    alpha = read_coding(only, key=key_of(sheet)).agreement()["alpha"]
    assert alpha != alpha


def test_rates_are_corrected_by_what_coders_found(sheet):
    only = filled(sheet, "ann.csv", lambda row: ("no" if row["passage"] == "thug" else "yes") if row["kind"] == "hit" else "1")
    table = corrected(read_coding(only, key=key_of(sheet))).set_index("outlet")
    wire, herald = table.loc["Wire"], table.loc["Herald"]
    assert (wire["counted"], wire["words"]) == (3, 13)
    assert wire["precision"] == pytest.approx(2 / 3)
    assert wire["corrected_rate"] == pytest.approx(1000 * (2 + 1) / 13)
    assert herald["corrected_rate"] == pytest.approx(1000 * (1 + 2) / 11)
    assert wire["low"] < wire["corrected_rate"] < wire["high"]  # one of two hits of "mob" was coded
    assert herald["low"] == herald["corrected_rate"] == herald["high"]  # all was


def test_what_is_no_answer_is_told_with_its_line(sheet):
    path = filled(sheet, "ann.csv", lambda row: "perhaps")
    with pytest.raises(tk.ArticleError) as raised:
        read_coding(path, key=key_of(sheet))
    assert len(str(raised.value).split("\n")) == 6
    assert "write yes or no" in str(raised.value)
    assert "the number of loaded terms" in str(raised.value)


def test_rows_left_empty_are_not_coded(sheet):
    path = filled(sheet, "ann.csv", lambda row: "yes" if row["passage"] == "thug" else "")
    coding = read_coding(path, key=key_of(sheet))
    assert isinstance(coding, Coding)
    assert len(coding.units) == 1


def test_a_sheet_without_its_key(tmp_path):
    with pytest.raises(tk.ArticleError, match="cannot be read"):
        read_coding(tmp_path / "sheet.csv")
