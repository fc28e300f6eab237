from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.comparison.error_table import COLUMNS, ReadingErrors, errors_of, load_reading_errors
from toolkit.comparison.reading_error import Carried, widened
from toolkit.grouping.sampling_design import sample_of
from toolkit.scores.scores import ScoreTable

MEASURE, Z = "loaded_narration", 1.959964
LOADED, PLAIN = "The puppet regime fell. It rained on the old town.", "The army left. It rained on the old town."
RULES = "none: rules only"


def errors(sd=2.0, *, opinion=None, expected=None, coded=10.0, read=10.0, opinion_read=None):
    """Reading errors of one measure; those of opinion may differ."""
    rows = [("all", sd, read), ("news", sd, read), ("opinion", opinion or sd, read if opinion_read is None else opinion_read)]
    table = [(MEASURE, genre, 100, 50, 40, coded, figure, 1.0, sd, expected or sd, 2 * sd) for genre, sd, figure in rows]
    return ReadingErrors(pd.DataFrame(table, columns=list(COLUMNS)), "planted")


@pytest.fixture(scope="module")
def scores():
    """Thirty articles of each of two outlets in two years; all of one outlet, and half of the other, have a loaded term."""
    articles = [tk.article_of(LOADED, id=f"h{i}", outlet="Herald", genre="news", labels={"year": str(i % 2)}) for i in range(30)]
    texts = [PLAIN if i % 3 else LOADED for i in range(30)]
    articles += [
        tk.article_of(text, id=f"w{i}", outlet="Wire", genre="news", labels={"year": str(i % 2)}) for i, text in enumerate(texts)
    ]
    return tk.score(articles)


def compared(scores, by="outlet", **options):
    return tk.compare(scores, by, copies="keep", resamples=100, measures=[MEASURE, "hedges"], **options)


def carried(scores, given, by="outlet"):
    return Carried.of(sample_of(scores, by, measures=[MEASURE]), given)


def halves(carried):
    half = np.arange(len(carried.outlets)) < len(carried.outlets) / 2
    return half, ~half


def test_two_outlets_have_both_their_errors_in_their_difference(scores):
    both = carried(scores, errors())
    assert both.spread(halves(both)[0]) == pytest.approx([2])
    assert both.spread(*halves(both)) == pytest.approx([2 * 2**0.5])


def test_articles_of_one_group_outlet_and_genre_are_added_up_once(scores):
    """Sixty articles of two outlets in two years, all news."""
    by_outlet, by_year = carried(scores, errors()), carried(scores, errors(), by="year")
    assert (by_outlet.groups.tolist(), by_outlet.outlets.tolist()) == ([0, 1], [0, 1])
    assert (by_year.groups.tolist(), by_year.outlets.tolist()) == ([0, 0, 1, 1], [0, 1, 0, 1])
    assert by_outlet.bases.sum() == by_year.bases.sum() == sample_of(scores, "outlet", measures=[MEASURE]).tally.bases.sum()


def test_what_one_outlet_has_on_both_sides_cancels_out(scores):
    both = carried(scores, errors(), by="year")
    assert both.spread(*halves(both)) == pytest.approx([0], abs=0.1)


def test_the_errors_of_many_outlets_average_out(scores):
    split = replace(scores, scores=[replace(s, article=replace(s.article, outlet=s.article.id)) for s in scores])
    many = Carried.of(sample_of(split, "genre", measures=[MEASURE]), errors())
    assert many.spread(np.ones(60, dtype=bool)) == pytest.approx([2 / 60**0.5], rel=0.05)


def test_articles_without_an_outlet_count_as_one_outlet_of_their_group(scores):
    nameless = replace(scores, scores=[replace(s, article=replace(s.article, outlet=None)) for s in scores])
    both = Carried.of(sample_of(nameless, "year", measures=[MEASURE]), errors())
    assert both.spread(*halves(both)) == pytest.approx([2 * 2**0.5])


def of_genre(scores, genre, outlet):
    changed = [replace(s, article=replace(s.article, genre=genre)) if s.article.outlet == outlet else s for s in scores]
    return replace(scores, scores=changed)


def test_the_error_is_that_of_the_mix_of_genres(scores):
    both = carried(of_genre(scores, "Op-ed", "Herald"), errors(opinion=6))
    assert [float(both.spread(half)[0]) for half in halves(both)] == pytest.approx([6, 2])


def test_a_genre_that_was_not_coded_has_the_error_of_all(scores):
    both = carried(of_genre(scores, "letter", "Herald"), errors(opinion=6))
    assert both.spread(halves(both)[0]) == pytest.approx([2])


def test_another_mix_of_genres_adds_the_difference_of_the_mean_errors(scores):
    same, other = (carried(of_genre(scores, genre, "Herald"), errors(opinion_read=13.0)) for genre in ("news", "opinion"))
    assert same.spread(*halves(same)) == pytest.approx([8**0.5])
    assert other.spread(*halves(other)) == pytest.approx([(8 + 3**2) ** 0.5])


def test_the_wider_interval_holds_the_other_and_has_none_where_nothing_is_known(scores):
    result = compared(scores, with_reading_error=True, reading_error=errors(20.0, expected=25.0))
    for table in (result.of(MEASURE), result.against(MEASURE)):
        assert (table["low_with_reading"] < table["low"]).any()
        assert (table["low_with_reading"] <= table["low"]).all()
        assert (table["high_with_reading"] >= table["high"]).all()
    assert result.of(MEASURE)["reading_sd"].tolist() == pytest.approx([25, 25])
    assert result.of("hedges")[["reading_sd", "low_with_reading", "high_with_reading"]].isna().all(axis=None)
    assert result.settings["with_reading_error"]
    assert result.settings["reading_error"] == "planted"


def test_errors_are_added_to_each_side_of_an_interval_as_independent_ones():
    table = pd.DataFrame({"measure": [MEASURE], "estimate": [20.0], "low": [16.0], "high": [26.0], "note": [""]})
    row = widened(table, np.array([3 / Z]), tk.MEASURES, 0.95).iloc[0]
    assert (row["low_with_reading"], row["high_with_reading"]) == pytest.approx((15, 20 + 45**0.5))


def test_limits_stay_in_the_range_of_the_figure():
    table = pd.DataFrame({"measure": ["official_share"], "estimate": [0.5], "low": [0.4], "high": [0.6]})
    row = widened(table.copy(), np.array([1.0]), tk.MEASURES, 0.95).iloc[0]
    assert (row["low_with_reading"], row["high_with_reading"]) == (0, 1)
    difference = widened(table.rename(columns={"estimate": "difference"}), np.array([1.0]), tk.MEASURES, 0.95).iloc[0]
    assert (difference["low_with_reading"], difference["high_with_reading"]) == (-1, 1)


def test_without_the_option_the_tables_have_their_usual_columns(scores):
    result = compared(scores)
    assert not {"reading_sd", "low_with_reading"} & {*result.table.columns, *result.differences.columns}
    assert result.settings["with_reading_error"] is False


def test_a_difference_smaller_than_the_reading_error_is_noted(scores):
    result = compared(scores, reading_error=errors(200.0))
    larger = "the toolkit’s reading error (standard deviation 282.8 per 1,000 words of narration) is larger than the difference"
    assert all(larger in note for note in result.against(MEASURE)["note"])
    assert all("as large as the differences between groups" in note for note in result.of(MEASURE)["note"])
    assert result.against("hedges")["note"].str.contains("reading error").sum() == 0
    (note,) = result.settings["notes"]
    assert "in 1 of 1 measures: loaded terms, narration (282.8 per 1,000 words of narration)" in note
    assert result.settings["read_unevenly"] == [MEASURE]


def test_a_note_names_the_error_that_its_row_shows(scores):
    result = compared(scores, with_reading_error=True, reading_error=errors(200.0, expected=250.0))
    for table in (result.of(MEASURE), result.against(MEASURE)):
        assert all(f"{row['reading_sd']:.1f} per 1,000 words" in row["note"] for row in table.to_dict("records"))
    assert "(353.6 per 1,000 words of narration)" in result.settings["notes"][0]


def test_a_note_needs_evidence(scores):
    result = compared(scores, reading_error=errors(0.0, opinion=0.0, expected=250.0))
    assert not result.settings["notes"]
    assert not result.table["note"].str.contains("reading error").any()


def test_a_difference_larger_than_the_reading_error_is_not_noted(scores):
    result = compared(scores, reading_error=errors(1.0))
    assert not result.settings["notes"]
    assert not result.table["note"].str.contains("reading error").any()


def test_within_events_the_wider_interval_is_that_of_the_matched_articles(scores):
    result = compared(scores, within="year", with_reading_error=True, reading_error=errors(3.0))
    assert result.against(MEASURE)["reading_sd"].tolist() == pytest.approx([18**0.5] * 2)


def test_a_reference_is_compared_with_too(scores):
    result = compared(scores, reference="Wire", with_reading_error=True, reading_error=errors(3.0))
    assert result.against(MEASURE, "Wire")["reading_sd"].tolist() == pytest.approx([18**0.5])


def test_one_group_has_a_wider_interval_and_no_warning(scores):
    result = compared(scores, by="genre", with_reading_error=True, reading_error=errors(500.0))
    assert result.of(MEASURE)["reading_sd"].tolist() == pytest.approx([500 * 0.5**0.5], rel=0.05)
    (alone,) = result.settings["notes"]
    assert alone.startswith("there is only one group")


def test_nothing_is_known_of_attributions_by_rules_alone(scores):
    by_rules = replace(scores, made_with={"attribution model": RULES})
    assert errors_of(by_rules) is None
    assert not compared(by_rules).settings["notes"]
    with pytest.raises(tk.OptionError, match="any reader but the fast one"):
        compared(by_rules, with_reading_error=True)
    assert compared(by_rules, with_reading_error=True, reading_error=errors()).settings["reading_error"] == "planted"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lexicons": ("mine 1 (abc)",)}, "for other terms than all of loaded_terms"),
        ({"loaded words model": "none"}, "without the shipped model of loaded words"),
        ({"loaded words model": "0123456789ab"}, "without the shipped model of loaded words"),
        ({"min p": "0.8"}, "from a probability of 0.8 on"),
    ],
)
def test_nothing_is_known_of_loaded_terms_found_in_another_way(scores, change, reason):
    fields = change if "lexicons" in change else {"made_with": {**scores.made_with, **change}}
    others = replace(scores, **fields)
    measures = set(errors_of(others).table["measure"])
    assert "official_share" in measures
    assert MEASURE not in measures
    assert MEASURE in set(errors_of(scores).table["measure"])
    wider = compared(others, with_reading_error=True)
    assert wider.of(MEASURE)["low_with_reading"].isna().all()
    assert f"the reading error of loaded terms is not known {reason}" in wider.settings["notes"][0]
    assert not compared(others).settings["notes"]


def test_what_is_known_has_no_note(scores):
    result = compared(scores, with_reading_error=True)
    assert result.of(MEASURE)["low_with_reading"].notna().all()
    assert not result.settings["notes"]


def test_no_note_on_loaded_terms_where_none_are_compared(scores):
    others = replace(scores, made_with={**scores.made_with, "min p": "0.8"})
    options = {"copies": "keep", "resamples": 40, "with_reading_error": True}
    assert not tk.compare(others, measures=["words_attributed"], **options).settings["notes"]


def test_a_table_that_cannot_be_read_says_what_is_missing(tmp_path):
    with pytest.raises(tk.OptionError, match="cannot be read"):
        load_reading_errors(tmp_path / "none.csv")
    (tmp_path / "half.csv").write_text("measure,genre\n", encoding="utf-8")
    with pytest.raises(tk.OptionError, match="no column articles, outlets"):
        load_reading_errors(tmp_path / "half.csv")
    (tmp_path / "half.csv").write_text("", encoding="utf-8")
    with pytest.raises(tk.OptionError, match=r"half\.csv: cannot be read .*to_csv"):
        load_reading_errors(tmp_path / "half.csv")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("50,40,10.0", "50,40,ten", 1), r"mine\.csv:2: column coded: 'ten' is no number\n"),
        (lambda text: text.replace("2.0,4.0", "2.0,", 1), r"mine\.csv:2: column sd_high: the cell is empty"),
        (lambda text: text.replace("2.0,2.0,4.0", "-1,2.0,4.0", 1), r"mine\.csv:2: column sd: '-1\.0' is no number of 0 or more"),
        (lambda text: text.replace(",news,", ",News,"), r"mine\.csv:3: column genre: 'News' is none of all, news, opinion"),
        (lambda text: text.replace("opinion", "news"), r"mine\.csv:4: a second row of loaded_narration"),
        (lambda text: text.replace(",all,", ",news,"), r"mine\.csv:2: no row of .* 'all'"),
        (lambda text: text.replace("\n", "\n\n", 1).replace("50,40", "50,?"), r"mine\.csv:3: column outlets_with_several: '\?'"),
        (lambda text: text.splitlines()[0], "no row below"),
    ],
)
def test_a_faulty_table_is_refused_with_line_and_column(tmp_path, change, fault):
    path = tmp_path / "mine.csv"
    text = errors().table.to_csv(index=False)
    path.write_text(change(text), encoding="utf-8")
    assert change(text) != text
    with pytest.raises(tk.OptionError, match=rf"(?s){fault}.*to_csv"):
        load_reading_errors(path)


# -- does the wider interval hold what it promises? ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template():
    return tk.score(tk.article_of(LOADED, id="a", outlet="a", genre="news"))


def outlets_of(rng, template, spread, *, articles=40, outlets=2):
    """Scores of outlets with the same rate of 20 per 1,000 words, in each of which the toolkit finds more or less than that."""
    places = list(template.measures).index(MEASURE)
    start = sum(len(m.formula.counts) for m in list(template.measures.values())[:places])
    scores = []
    for outlet in range(outlets):
        rate = 20 + rng.normal(0, spread)
        for number in range(articles):
            counts = np.zeros_like(template.counts)
            words = rng.integers(200, 800)
            counts[start : start + 2] = rng.poisson(rate * rng.gamma(4, 0.25) * words / 1000), words
            article = replace(template.article, id=f"{outlet}.{number}", outlet=f"outlet {outlet}", text="")
            scores.append(replace(template, article=article, counts=counts, document=None, sha256=article.id))
    return ScoreTable(scores, [], ("loaded_terms 1 (abc)",))


def test_the_wider_interval_covers_the_truth_where_outlets_are_read_unevenly(template):
    rng, held, runs = np.random.default_rng(0), np.zeros(2), 150
    for _ in range(runs):
        scores = outlets_of(rng, template, spread=4.0)
        options = {"measures": [MEASURE], "resamples": 100, "copies": "keep"}
        row = tk.compare(scores, with_reading_error=True, reading_error=errors(4.0), **options).against(MEASURE).iloc[0]
        held += [row["low"] <= 0 <= row["high"], row["low_with_reading"] <= 0 <= row["high_with_reading"]]
    usual, wider = held / runs
    assert usual < 0.75
    assert 0.91 <= wider <= 0.99
