import csv

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.validation.coded_sheets import read_coding
from toolkit.validation.coding_sheets import KEY, allocation, key_of, sample

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
        writer = csv.DictWriter(file, rows_of(sheet)[0])
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
    columns = ("group", "kind", "label", "stratum_size", "stratum_drawn")
    strata = sorted({tuple(row[name] for name in columns) for row in key if row["kind"] != "words"})
    assert strata == [
        ("Herald", "beside", "", "1", "1"),
        ("Herald", "hit", "mob", "1", "1"),
        ("Herald", "sentence", "", "2", "2"),
        ("Wire", "beside", "", "3", "3"),
        ("Wire", "hit", "mob", "2", "1"),
        ("Wire", "hit", "thug", "1", "1"),
        ("Wire", "sentence", "", "1", "1"),
    ]
    assert {row["group"]: row["base"] for row in key if row["kind"] == "words"} == {"Wire": "13", "Herald": "11"}


def test_of_so_many_units_in_all_hits_are_drawn_by_category(tmp_path):
    articles = [tk.article_of(" ".join([TEXTS["Wire"]] * 5), id=f"{i}", outlet="Wire") for i in range(2)]
    key = sample(articles, tmp_path / "sheet.csv", units=10, annotator=tk.Annotator([MINE], rules_only=True))
    drawn = key[key["unit"] != ""]
    assert len(drawn) == 10
    sizes = drawn.groupby(["kind", "label"])["stratum_size"].first().to_dict()
    assert sizes == {("beside", ""): 30, ("hit", "label"): 30, ("sentence", ""): 10}
    with pytest.raises(tk.OptionError, match="draw at least 6"):
        sample(articles, tmp_path / "few.csv", units=5, annotator=tk.Annotator([MINE], rules_only=True))


def test_the_key_has_what_was_not_drawn_and_how_probable_each_unit_was(sheet):
    mob = [row for row in rows_of(key_of(sheet)) if row["group"] == "Wire" and row["label"] == "mob"]
    assert sorted((row["unit"] != "", row["units"], row["probability"]) for row in mob) == [
        (False, "1", "0.5"),
        (True, "1", "0.5"),
    ]


def test_what_others_say_is_left_out_of_a_sentence(sheet):
    passages = {row["passage"] for row in rows_of(sheet)}
    assert "[…] Hall said of it." in passages
    assert "A [mob] ran." in passages


def test_a_blind_sheet_hides_the_outlet(tmp_path):
    articles = [tk.article_of(TEXTS["Wire"], outlet="Wire")]
    sample(articles, tmp_path / "blind.csv", blind=True, annotator=tk.Annotator([MINE], rules_only=True))
    assert {(row["id"], row["group"]) for row in rows_of(tmp_path / "blind.csv")} == {("", "")}


def test_an_existing_sheet_is_not_overwritten(sheet):
    with pytest.raises(tk.OptionError, match="perhaps with answers"):
        sample([], sheet)


def test_two_coders_agree_by_alpha(sheet):
    one = filled(sheet, "ann.csv", lambda row: ("yes", "label") if is_hit(row) else "0")
    other = filled(sheet, "bo.csv", lambda row: ("no" if row["passage"] == "thug" else "yes", "label") if is_hit(row) else "0")
    coding = read_coding(one, other, key=key_of(sheet))
    agreement = coding.agreement(resamples=50)
    assert agreement.units == 3
    assert agreement.alpha == pytest.approx(0.0)  # 2 of 3 pairs agree, as chance would have it among 5 yes and 1 no
    assert coding.agreement("category").units == 3
    assert set(coding.units.query("unit != ''")["coders"]) == {2}
    assert coding.agreements()["of"].tolist() == ["loaded", "category", "loaded", "loaded"]


def test_units_coded_once_do_not_count_for_agreement(sheet):
    one = filled(sheet, "ann.csv", lambda row: "yes" if is_hit(row) else "1")
    other = filled(sheet, "bo.csv", lambda row: "no" if row["passage"] == "thug" else "")
    agreement = read_coding(one, other, key=key_of(sheet)).agreement(resamples=40)
    assert agreement.units == 1
    assert np.isnan(read_coding(one, key=key_of(sheet)).agreement().alpha)


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
        writer.writerow([*rows[0], ""])
        writer.writerows([*row.values(), ""] for row in rows)
    assert set(read_coding(path, key=key_of(sheet)).units.query("unit != ''")["coders"]) == {1}
    with pytest.raises(tk.OptionError, match="named twice"):
        read_coding(path, path, key=key_of(sheet))


def test_what_a_title_holds_is_asked_too(tmp_path):
    articles = [tk.article_of("It rained.", outlet="Wire", title="Mob rule feared")]
    key = sample(articles, tmp_path / "sheet.csv", annotator=tk.Annotator([MINE], rules_only=True))
    kinds = {("beside", "title"), ("hit", "title"), ("sentence", "text"), ("words", "")}
    assert set(zip(key["kind"], key["field"], strict=True)) == kinds
    assert "[Mob] rule feared" in {row["passage"] for row in rows_of(tmp_path / "sheet.csv")}


# -- attributions and whole articles ---------------------------------------------------------------------------------------

SPOKEN = "The minister said it rained. A resident said it snowed. Police said “it hailed” and left."


@pytest.fixture
def attributions(tmp_path):
    articles = [tk.article_of(SPOKEN, id=f"{outlet} {i}", outlet=outlet) for outlet in ("Wire", "Herald") for i in range(3)]
    tk.sample_attributions(articles, tmp_path / "sheet.csv", units=12, annotator=tk.Annotator(rules_only=True))
    return tmp_path / "sheet.csv"


def answered(sheet, name, **answers):
    """A copy of a sheet with the same answers in every row."""
    path, rows = sheet.with_name(name), rows_of(sheet)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, **answers} for row in rows)
    return path


def test_attributions_are_drawn_by_group_and_type_of_source(attributions):
    key = rows_of(key_of(attributions))
    assert {(row["group"], row["label"]) for row in key if row["unit"]} == {(row["group"], row["label"]) for row in key}
    assert sum(row["unit"] != "" for row in key) == 12
    assert sum(int(row["units"]) for row in key) == 18
    assert "[it rained]" in {row["passage"] for row in rows_of(attributions)}


def test_a_sheet_does_not_tell_what_the_machine_says(attributions):
    assert not {"government", "civilian"} & {cell for row in rows_of(attributions) for cell in row.values()}


def test_too_few_units_for_the_strata_are_refused_with_the_number_that_is_needed(tmp_path):
    articles = [tk.article_of(SPOKEN, id=str(i), outlet="Wire") for i in range(3)]
    with pytest.raises(tk.OptionError, match="draw at least"):
        tk.sample_attributions(articles, tmp_path / "sheet.csv", units=3, annotator=tk.Annotator(rules_only=True))
    with pytest.raises(tk.OptionError, match="nothing to draw from"):
        tk.sample_attributions([], tmp_path / "sheet.csv")


def test_answers_on_attributions_that_do_not_fit_are_reported_with_line_and_remedy(attributions):
    for answers, remedy in (
        ({"attribution": "perhaps"}, "yes or no"),
        ({"attribution": "yes", "source_type": "wizard"}, "types are government"),
        ({"attribution": "yes", "named": "maybe"}, "has the source a name"),
    ):
        path = answered(attributions, "ann.csv", **answers)
        with pytest.raises(tk.ArticleError, match=remedy) as raised:
            tk.read_coding(path, key=key_of(attributions))
        assert str(raised.value).startswith(f"{path}:2: ")


def test_a_key_that_was_changed_is_reported_with_its_line(attributions):
    path, key = answered(attributions, "ann.csv", attribution="no"), key_of(attributions)
    key.write_text(key.read_text(encoding="utf-8").replace(",1,", ",one,", 1), encoding="utf-8")
    with pytest.raises(tk.ArticleError, match=r"key.csv:2: \w+ is not a number"):
        tk.read_coding(path, key=key)


@pytest.fixture
def topics():
    rows = [(outlet, topic) for outlet in ("Wire", "Herald") for topic in ["war"] * 12 + ["weather"] * 3]
    labels = [{"topic": topic, "heat": str(i % 5)} for i, (_, topic) in enumerate(rows)]
    texts = [f"It rained, said the mob of {i}." for i in range(len(rows))]
    articles = [
        tk.article_of(text, id=str(i), outlet=outlet, title=f"Title {i}", labels=label)
        for i, (text, (outlet, _), label) in enumerate(zip(texts, rows, labels, strict=True))
    ]
    return articles, tk.score(articles, rules_only=True, bias_model=None, loaded_model=None)


def test_articles_are_drawn_by_group_and_the_value_of_a_column(topics, tmp_path):
    articles, scores = topics
    key = tk.sample_articles(scores, "topic", tmp_path / "sheet.csv", units=16, texts=articles)
    drawn = key[key["unit"] != ""].groupby(["group", "label"]).size().to_dict()
    assert drawn == {("Herald", "war"): 5, ("Herald", "weather"): 3, ("Wire", "war"): 5, ("Wire", "weather"): 3}
    row = rows_of(tmp_path / "sheet.csv")[0]
    assert (row["left"], row["passage"], row["answer"]) == (f"Title {row['id']}", f"It rained, said the mob of {row['id']}.", "")


def test_numbers_are_drawn_from_low_to_high_and_a_measure_asks_for_its_counts(topics, tmp_path):
    _, scores = topics
    assert set(tk.sample_articles(scores, "heat", tmp_path / "heat.csv", units=20)["label"]) == {"low", "middle", "high"}
    tk.sample_articles(scores, "words_attributed", tmp_path / "measure.csv", units=20)
    assert {"part", "whole"} <= set(rows_of(tmp_path / "measure.csv")[0])


def test_what_nobody_can_code_is_refused(topics, tmp_path):
    _, scores = topics
    with pytest.raises(tk.OptionError, match="no article has a value in a column 'tone'"):
        tk.sample_articles(scores, "tone", tmp_path / "sheet.csv")
    with pytest.raises(tk.OptionError, match="nothing to draw from"):
        tk.sample_articles(scores, "official_share", tmp_path / "sheet.csv")  # no source of a known type


def test_a_share_with_a_part_above_its_whole_is_reported(topics, tmp_path):
    _, scores = topics
    tk.sample_articles(scores, "words_attributed", tmp_path / "sheet.csv", units=20)
    path = answered(tmp_path / "sheet.csv", "ann.csv", part="7", whole="3")
    with pytest.raises(tk.ArticleError, match="no part is more than its whole"):
        tk.read_coding(path, key=key_of(tmp_path / "sheet.csv"))


@pytest.mark.parametrize("units", [8, 60, 400])
def test_an_allocation_adds_up_and_never_takes_more_than_there_is(units):
    sizes = np.array([1, 2, 30, 300])
    drawn = allocation(sizes, units)
    assert drawn.sum() == min(units, sizes.sum())
    assert (drawn <= sizes).all()
    assert (drawn >= np.minimum(sizes, 2)).all()


@pytest.mark.parametrize("draw", [sample, tk.sample_attributions])
def test_rows_of_a_frame_serve_as_well_as_articles(tmp_path, draw):
    frame = pd.DataFrame({"body": [SPOKEN, "A thug fled."], "paper": ["Wire", "Herald"]})
    articles = [tk.article_of(text, id=str(i), outlet=outlet) for i, (text, outlet) in enumerate(frame.values)]
    key = draw(frame, tmp_path / "frame.csv", text="body", outlet="paper")
    assert key.equals(draw(articles, tmp_path / "articles.csv"))
    assert rows_of(tmp_path / "frame.csv") == rows_of(tmp_path / "articles.csv")


def test_dictionaries_serve_as_texts_of_a_sheet(tmp_path):
    rows = [{"id": "1", "text": "It rained.", "outlet": "Wire", "topic": "weather"}]
    tk.sample_articles(tk.score(rows), "topic", tmp_path / "sheet.csv", texts=rows)
    assert rows_of(tmp_path / "sheet.csv")[0]["passage"] == "It rained."
