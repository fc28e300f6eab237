"""Figures corrected by coded samples: loaded terms, attributions, whole articles; and how many units to code."""

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.validation.coded_sheets import Coding
from toolkit.validation.corrected_rates import OF_ATTRIBUTIONS, corrected, units_to_code


def coding(units, answers, coders=1):
    """A coding of units given as rows of the key (without what they do not need) and the answers, by the number of the unit."""
    usual = {"label": "", "field": "", "value": 0.0, "base": 0.0, "named": "", "units": 1, "unit": ""}
    key = pd.DataFrame([{**usual, **unit} for unit in units])
    given = pd.DataFrame([{"unit": unit, "coder": f"coder {i}", **row} for i, (unit, row) in enumerate(answers)])
    counted = key["unit"].map(given.groupby("unit").size()).fillna(0).astype(int)
    return Coding(key.assign(coders=counted), given)


def loaded_units(answers):
    """Two articles of an outlet with 100 words each: 3 hits of two entries, 2 sentences with a hit, 3 without."""
    units, given = [], []
    for id in "ab":
        units.append({"id": id, "group": "Wire", "kind": "words", "base": 100.0})
        places = [("hit", "mob", 2), ("hit", "thug", 1), ("beside", "", 2), ("sentence", "", 3)]
        for kind, label, n in places:
            for i in range(n):
                number = f"{id}{kind}{label}{i}"
                units.append(
                    {"id": id, "group": "Wire", "kind": kind, "label": label, "unit": number, "value": float(kind == "hit")}
                )
                answer = answers(kind, label, i)
                given += [] if answer is None else [(number, {"loaded": float(answer), "category": ""})]
    return coding(units, given)


def row_of(correction, measure, group="Wire"):
    return correction.groups.query("measure == @measure and group == @group").iloc[0]


def test_rates_are_corrected_by_what_coders_found():
    found = corrected(loaded_units(lambda kind, label, i: {"hit": label == "mob", "beside": 0.5, "sentence": 1}[kind]))
    rate = row_of(found, "loaded_terms")
    assert rate["machine"] == 30  # 6 hits in 200 words
    assert rate["corrected"] == pytest.approx(1000 * (4 + 2 + 6) / 200)
    assert row_of(found, "precision")["corrected"] == pytest.approx(2 / 3)
    assert row_of(found, "missed_per_sentence")["corrected"] == pytest.approx(8 / 10)
    assert (rate["articles"], rate["units"], rate["coded"]) == (2, 16, 16)


def test_entries_that_nobody_coded_are_taken_to_be_like_the_coded_ones():
    found = corrected(loaded_units(lambda kind, label, i: None if label == "mob" else 1 if kind == "hit" else 0))
    rate = row_of(found, "loaded_terms")
    assert rate["corrected"] == pytest.approx(30)
    assert rate["note"].startswith("1 of 4 strata not coded")


def test_a_kind_that_nobody_coded_leaves_no_figure():
    found = corrected(loaded_units(lambda kind, label, i: None if kind == "hit" else 0))
    assert np.isnan(row_of(found, "loaded_terms")["corrected"])
    assert row_of(found, "loaded_terms")["note"].startswith("not coded: hit")
    assert row_of(found, "missed_per_sentence")["corrected"] == 0


# -- attributions ----------------------------------------------------------------------------------------------------------


def attributions(rng, outlets, articles, drawn, wrong):
    """Attributions of 10 words; the machine calls half of all sources officials, of which `wrong(outlet)` are civilians."""
    units, answers, number = [], [], 0
    for outlet in outlets:
        for kind, type_of in (("government", None), ("civilian", "civilian")):
            order = rng.permutation(articles * 2)
            for place in range(articles * 2):
                number += 1
                common = {"id": f"{outlet} {place % articles}", "group": outlet, "kind": "attribution", "label": kind}
                common |= {"value": 10.0, "base": 1.0, "named": "yes"}
                is_drawn = order[place] < drawn
                units.append({**common, "unit": str(number) if is_drawn else ""})
                if is_drawn:
                    true = type_of or ("civilian" if rng.random() < wrong(outlet) else "government")
                    answers.append((str(number), {"attribution": 1.0, "source_type": true, "named": "yes"}))
    return coding(units, answers)


def test_shares_of_sources_are_corrected_for_errors_that_differ_between_outlets():
    coded = attributions(np.random.default_rng(0), ("Wire", "Herald"), 60, 60, {"Wire": 0.0, "Herald": 0.5}.get)
    found = corrected(coded, ["official_share", "attributions_civilian"])
    assert found.groups.query("measure == 'official_share'")["machine"].tolist() == [0.5, 0.5]
    herald, wire = row_of(found, "official_share", "Herald"), row_of(found, "official_share")
    assert wire["corrected"] == pytest.approx(0.5)
    assert herald["low"] < 0.25 < herald["high"] < 0.4
    assert row_of(found, "attributions_civilian", "Herald")["corrected"] == pytest.approx(1 - herald["corrected"])
    difference = found.differences.query("measure == 'official_share' and group == 'Herald'").iloc[0]
    assert difference["difference"] == pytest.approx(herald["corrected"] - wire["corrected"])
    assert difference["high"] < 0
    assert difference["p"] <= difference["p_adjusted"] < 0.01


def test_what_is_no_attribution_leaves_the_share():
    units = [{"id": str(i), "group": "Wire", "kind": "attribution", "label": "government", "value": 5.0} for i in range(4)]
    units = [{**unit, "unit": str(i), "named": "no", "base": 1.0} for i, unit in enumerate(units)]
    said = [(1.0, "civilian", "no"), (1.0, "government", "yes"), (0.0, "", ""), (1.0, "", "")]
    answers = [(str(i), dict(zip(("attribution", "source_type", "named"), row, strict=True))) for i, row in enumerate(said)]
    found = corrected(coding(units, answers), ["precision", "official_share", "unnamed_share", "untyped_share"])
    assert found.groups.set_index("measure")["corrected"].round(9).to_dict() == {
        "precision": 0.75,
        "official_share": 0.5,
        "unnamed_share": 0.5,  # of those whom the coder knows
        "untyped_share": round(1 / 3, 9),
    }


def test_measures_that_do_not_follow_from_the_coding_are_refused_with_those_that_do():
    coded = attributions(np.random.default_rng(0), ("Wire",), 5, 5, lambda outlet: 0.0)
    assert corrected(coded, "precision").groups.equals(corrected(coded, ["precision"]).groups)
    with pytest.raises(tk.OptionError, match=r"source_gini: unknown; this coding gives precision, .*official_share"):
        corrected(coded, ["source_gini"])


def test_without_coding_the_figures_are_those_of_the_measures(tmp_path):
    """Single attributions add up to what a measure counts in whole articles, those that were not drawn too."""
    text = "The minister said it rained. A resident said the mob left at once. Ada Hall, a lawyer, said “it hailed”. She left."
    articles = [tk.article_of(text if i % 3 else text[:58], id=str(i), outlet="Wire") for i in range(6)]
    key = tk.sample_attributions(articles, tmp_path / "sheet.csv", units=9, annotator=tk.Annotator(rules_only=True))
    key = key.assign(unit=key["unit"].astype(str))
    answers = [(unit, {"attribution": 0.0, "source_type": "", "named": ""}) for unit in key["unit"] if unit]
    found = corrected(coding(key.to_dict("records"), answers), list(OF_ATTRIBUTIONS)).groups.set_index("measure")["machine"]
    scores = tk.score(articles, rules_only=True, loaded_model=None, bias_model=None)
    outlets = tk.compare(scores, measures=list(OF_ATTRIBUTIONS), copies="keep", resamples=40)
    estimates = outlets.table.set_index("measure")["estimate"]
    assert not np.isnan(found["official_share"])
    assert found.to_dict() == pytest.approx(estimates[list(OF_ATTRIBUTIONS)].to_dict(), nan_ok=True)


# -- whole articles --------------------------------------------------------------------------------------------------------


def articles_with(kind, rows, field="topic"):
    """One outlet with articles of (label, value, base), the first ones coded with the answers that they have."""
    units, answers = [], []
    for i, (label, value, base, answer) in enumerate(rows):
        number = "" if answer is None else str(i)
        common = {"id": str(i), "group": "Wire", "kind": kind, "label": label, "field": field, "value": value, "base": base}
        units.append({**common, "unit": number})
        answers += [] if answer is None else [(number, answer)]
    return coding(units, answers)


def test_shares_of_the_values_of_a_column_are_corrected_and_a_value_that_only_coders_gave_is_there():
    rows = (
        [("war", 1.0, 1.0, {"answer": "war"})] * 6 + [("war", 1.0, 1.0, {"answer": "trade"})] * 2 + [("war", 1.0, 1.0, None)] * 8
    )
    found = corrected(articles_with("category", rows))
    assert found.groups.set_index("measure")["corrected"].to_dict() == {"topic=trade": 0.25, "topic=war": 0.75}
    assert found.groups.set_index("measure")["machine"].to_dict() == {"topic=trade": 0, "topic=war": 1}


def test_the_mean_of_a_column_is_moved_by_the_mean_error():
    values = np.arange(40.0)
    rows = [("low", value, 1.0, {"answer": value + 2} if i % 4 == 0 else None) for i, value in enumerate(values)]
    mean = corrected(articles_with("number", rows, "heat")).groups.iloc[0]
    assert (mean["measure"], mean["machine"]) == ("heat", 19.5)
    assert mean["corrected"] == pytest.approx(21.5)


def test_a_measure_has_the_base_that_the_machine_counted_where_coders_left_it_empty():
    rows = [("low", 2.0, 100.0, {"hits": 3.0, "words": np.nan}), ("low", 0.0, 100.0, {"hits": 1.0, "words": 60.0})] * 10
    rate = corrected(articles_with("rate", rows, "loaded_narration")).groups.iloc[0]
    assert rate["machine"] == 10
    assert rate["corrected"] == pytest.approx(1000 * 4 / 160)


def test_the_answers_of_several_coders_are_averaged():
    units = [{"id": str(i), "group": "Wire", "kind": "number", "field": "heat", "value": 1.0, "base": 1.0} for i in range(3)]
    units = [{**unit, "unit": str(i)} for i, unit in enumerate(units)]
    answers = [(str(i), {"answer": answer}) for i in range(3) for answer in (1.0, 2.0)]
    assert corrected(coding(units, answers)).groups["corrected"].iloc[0] == pytest.approx(1.5)


def test_of_one_article_there_is_a_figure_without_an_interval():
    row = corrected(articles_with("number", [("low", 1.0, 1.0, {"answer": 2.0})], "heat")).groups.iloc[0]
    assert row["corrected"] == 2
    assert np.isnan([row["low"], row["high"], row["error"]]).all()
    assert row["note"].startswith("interval rough")


def test_shares_do_not_differ_by_more_than_1():
    coded = [("Wire", "military"), ("Herald", "government"), ("Wire", "government"), ("Herald", "government")]
    units = [{"id": str(i), "group": group, "kind": "category", "label": "military"} for i, (group, _) in enumerate(coded)]
    answers = [(str(i), {"answer": answer}) for i, (_, answer) in enumerate(coded)]
    drawn = [{**unit, "field": "topic", "unit": str(i)} for i, unit in enumerate(units)]
    limits = corrected(coding(drawn, answers), ["topic=military"]).differences[["low", "high"]]
    assert limits.abs().max(axis=None) == 1


# -- how many units to code ------------------------------------------------------------------------------------------------


def test_where_few_articles_were_coded_the_needed_units_are_rough():
    rows = [("low", 1.0, 1.0, {"answer": float(i % 2)}) for i in range(5)]
    assert units_to_code(corrected(articles_with("number", rows, "heat")), 0.1)["note"].iloc[0].endswith("under 10 articles")


def test_as_many_units_as_are_said_to_be_needed_bring_the_interval():
    rng, wrong = np.random.default_rng(1), {"Wire": 0.3, "Herald": 0.2}.get
    pilot = corrected(attributions(rng, ("Wire", "Herald"), 400, 40, wrong), ["official_share"])
    table = units_to_code(pilot, 0.04).set_index("group")
    assert (table["half_width"] > 0.04).all()
    plain = pilot.groups.set_index("group").eval("error * 0 + (high - low) / 2")
    assert table["half_width"].to_numpy() == pytest.approx(plain.loc[table.index].to_numpy(), rel=0.05)
    needed = int(table.loc["Wire", "units_to_code"])
    assert 80 < needed < 1600
    coded = corrected(attributions(rng, ("Wire", "Herald"), 400, needed // 2, wrong), ["official_share"])
    assert units_to_code(coded, 0.04).set_index("group").loc["Wire", "half_width"] == pytest.approx(0.04, rel=0.15)


def test_where_the_articles_are_too_few_it_says_so():
    rows = [("low", value, 1.0, {"answer": value} if i % 2 else None) for i, value in enumerate([0.0, 8.0, 3.0, 9.0] * 5)]
    needed = units_to_code(corrected(articles_with("number", rows, "heat")), 0.1).iloc[0]
    assert np.isnan(needed["units_to_code"])
    assert "too few articles" in needed["note"]
    with pytest.raises(tk.OptionError, match="half width"):
        units_to_code(corrected(articles_with("number", rows, "heat")), 0)
