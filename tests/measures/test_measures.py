"""Every measure on articles short enough to count by hand."""

import doctest
import json
import math

import numpy as np
import pytest

import toolkit as tk
from toolkit.measures.formatting import figure
from toolkit.measures.frames import measures_of_frames
from toolkit.measures.measure import unknown_measure
from toolkit.measures.sides import measures_of_sides
from toolkit.scores.article_score import CERTAIN, ArticleScore, slices
from toolkit.statistics.formulas import LOG_RATIO, MEAN, PER_THOUSAND, SHARE

TEXT = (
    "Takfiri elements fled the old town. "  # 6 words of narration, 1 label
    "General Ben Abay said the puppet regime had fallen. "  # 4 narration, 5 paraphrase, 1 term
    "“We are heroic,” Ada Hall claimed. "  # 3 quotation, 1 term; 3 narration, 1 term of doubt
    "Two residents said that it rained. "  # 3 narration + that, 2 paraphrase
)


def values(text, **fields):
    """The figures of an article in which every hit of the lexicon counts 1 and types are those of the rules."""
    return tk.score(tk.article_of(text, **fields), loaded_model=None, rules_only=True).values


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loaded_narration", 1000 * 2 / 17),
        ("loaded_paraphrase", 1000 * 1 / 7),
        ("loaded_quotation", 1000 * 1 / 3),
        ("loaded_narration_label", 1000 * 1 / 17),
        ("loaded_quotation_glorifying", 1000 * 1 / 3),
        ("loaded_headline", math.nan),
        ("scare_quotes", 0),
        ("attributions", 1000 * 3 / 27),
        ("words_attributed", 10 / 27),
        ("words_quoted", 3 / 10),
        ("direct_share", 1 / 3),
        ("indirect_share", 2 / 3),
        ("mixed_share", 0),
        ("sources", 3),
        ("sources_rarefied", math.nan),
        ("effective_sources", math.exp(-sum(p * math.log(p) for p in (0.5, 0.3, 0.2)))),
        ("source_concentration", 0.25 + 0.09 + 0.04),
        ("top_source_share", 0.5),
        ("unnamed_share", 0.2),
        ("official_share", 5 / 7),
        ("source_military", 5 / 7),
        ("source_civilian", 2 / 7),
        ("untyped_share", 0.3),
        ("unresolved_share", 0),
        ("first_source_official", 1),
        ("first_source_position", 10 / 27),
        ("first_military", 1),
        ("first_civilian", 0),
        ("position_military", 12 / 27),  # words 10 to 14 of 27
        ("position_civilian", 25.5 / 27),  # words 25 and 26
        ("position_government", math.nan),
        ("cue_neutral", 2 / 3),
        ("cue_doubt", 1 / 3),
        ("loaded_log_ratio", math.log2((2.5 / 17) / (2.5 / 10))),
    ],
)
def test_by_hand(name, expected):
    assert values(TEXT)[name] == pytest.approx(expected, nan_ok=True)


def test_position_weighs_by_words_within_and_between_articles():
    """Four words at 6 to 9 of 10, and two at 8 and 9 of 10: (7.5 * 4 + 8.5 * 2) / 10 / 6."""
    articles = [
        tk.article_of("It rained. The foreign minister said it would stop now.", id="a"),
        tk.article_of("It rained for days. The foreign minister said it stopped.", id="b"),
    ]
    counts = np.sum([one.counts for one in tk.score(articles)], axis=0)
    assert tk.MEASURES["position_government"].value(counts[slices()["position_government"]]) == pytest.approx(47 / 60)


def test_position_of_sides(tmp_path):
    sides = tmp_path / "sides.csv"
    sides.write_text("name,side\nAda Hall,east\nBen Abay,west\n", encoding="utf-8")
    article = tk.article_of("President Ada Hall said it rained. General Ben Abay said so twice.")
    found = tk.score(article, registry=tk.load_registry(sides=sides)).values
    assert found["side_position_east"] == pytest.approx(4.5 / 12)
    assert found["side_position_west"] == pytest.approx(10.5 / 12)


def test_title_counts_as_headline():
    assert values("It rained.", title="Puppet regime falls")["loaded_headline"] == pytest.approx(1000 / 3)


def test_what_is_counted_is_the_expected_number_of_terms():
    """With the model each term counts as much as it is probable, and the number of terms is kept beside."""
    article = tk.article_of(TEXT)
    score = tk.score(article)
    p = [(term.voice, term.p) for term in score.document.loaded]
    assert 0 < min(value for _, value in p) <= max(value for _, value in p) < 1
    for voice, words in (("narration", 17), ("paraphrase", 7), ("quotation", 3)):
        expected = sum(value for said_in, value in p if said_in == voice)
        assert score.values[f"loaded_{voice}"] == pytest.approx(1000 * expected / words)
    assert sum(score.terms.values()) == len(p)
    assert sum(score.expected.values()) == pytest.approx(sum(value for _, value in p))
    assert sum(score.certain.values()) == pytest.approx(sum(value for _, value in p if value >= CERTAIN))


def test_hits_of_ones_own_lexicon_count_one(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category\nrained,emotive\n", encoding="utf-8")
    score = tk.score(tk.article_of("It rained on the old town."), ["loaded_terms", path])
    assert score.values["loaded_narration"] == pytest.approx(1000 / 6)


def test_a_record_keeps_expected_numbers():
    score = tk.score(tk.article_of(TEXT))
    again = ArticleScore.from_record(score.article, json.loads(json.dumps(score.to_record())))
    assert (again.terms, again.expected, again.certain) == (score.terms, score.expected, score.certain)


@pytest.mark.parametrize("name", [name for name in tk.MEASURES if name not in ("sources",)])
def test_nothing_to_measure_is_nan(name):
    assert math.isnan(values("")[name])


@pytest.mark.parametrize("name", list(tk.MEASURES))
def test_every_measure_is_defined_and_its_example_runs(name):
    measure = tk.MEASURES[name]
    assert measure.name == name
    assert all((measure.title, measure.unit, measure.range, measure.source, measure.definition))
    examples = doctest.DocTestParser().get_doctest(measure.__doc__ or "", measure.counts.__globals__.copy(), name, None, None)
    assert examples.examples, f"{name} has no example"
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples).failed == 0


@pytest.fixture(scope="module")
def figures(example_scores):
    return [one.values for one in example_scores.scores[:20]]


@pytest.mark.parametrize("name", list(tk.MEASURES))
def test_figures_stay_in_their_range(name, figures):
    low, high = tk.MEASURES[name].bounds
    for value in (of_article[name] for of_article in figures):
        assert math.isnan(value) or low - 1e-9 <= value <= high + 1e-9


@pytest.mark.parametrize(
    ("name", "bounds", "range", "style", "whole"),
    [
        ("loaded_narration", (0, 1000), "0 to 1000", "rate", ""),
        ("official_share", (0, 1), "0 to 1", "per cent", "words of typed sources"),
        ("source_gini", (0, 1), "0 to 1", "index", ""),
        ("sources_rarefied", (1, 5), "1 to 5", "number", ""),
        ("length_military", (0, math.inf), "0 upward", "number", ""),
        ("effective_sources", (1, math.inf), "1 upward", "number", ""),
        ("loaded_log_ratio", (-math.inf, math.inf), "unbounded, 0 = equal", "log ratio", ""),
    ],
)
def test_a_measure_says_what_figures_it_gives(name, bounds, range, style, whole):
    measure = tk.MEASURES[name]
    assert (measure.bounds, measure.range, measure.style, measure.whole) == (bounds, range, style, whole)


def test_a_share_is_printed_in_per_cent_and_an_index_with_two_decimals():
    for measure in tk.MEASURES.values():
        assert (measure.style == "per cent") == measure.unit.startswith("share of ") == bool(measure.whole)
        expected = {"per cent": "25 %", "index": "0.25"}.get(measure.style, "0.2")
        assert figure(0.25, measure) == expected


def test_a_measure_knows_its_family_and_what_it_is_of():
    assert tk.MEASURES["loaded_narration_label"].of == {"voice": "narration", "category": "label"}
    assert tk.MEASURES["position_military"].of == {"source_type": "military"}
    assert tk.MEASURES["cue_doubt"].of == {"stance": "doubt"}
    sides = measures_of_sides(["east", "west"])
    assert {measure.family for measure in sides.values()} == {"side"}
    assert sides["side_cue_doubt_west"].of == {"side": "west", "stance": "doubt"}
    assert sides["side_balance"].of == {"side": "east", "against": "west"}
    assert measures_of_frames(["human interest"])["frame_human_interest"].of == {"frame": "human interest"}


def test_measures_on_request_say_how_to_ask_for_them():
    for name in ("side_words_east", "second_side_position"):
        assert unknown_measure(name, tk.MEASURES).startswith(f"measure '{name}' exists only with a file of sides (--sides")
    assert unknown_measure("frame_x", tk.MEASURES) == "measure 'frame_x' exists only with frames (--frames, or a frames_model)"
    assert "similar names: side_words_east" in unknown_measure("side_word_east", measures_of_sides(["east"]))


def test_pooled_figures_come_from_summed_counts():
    two = [
        tk.article_of("The puppet regime fell.", id="a"),
        tk.article_of("It rained on the old town all day and all night.", id="b"),
    ]
    counts = np.sum([one.counts for one in tk.score(two, loaded_model=None)], axis=0)
    measure = tk.MEASURES["loaded_narration"]
    assert measure.value(counts[slices()["loaded_narration"]]) == pytest.approx(1000 * 1 / 15)


def test_formulas():
    assert PER_THOUSAND.compute(np.array([2.0, 500.0])) == 4
    assert SHARE.compute(np.array([1.0, 4.0])) == 0.25
    assert np.isnan(MEAN.compute(np.array([0.0, 0.0])))
    assert np.isnan(LOG_RATIO.compute(np.array([0.0, 10.0, 0.0, 10.0])))
    assert LOG_RATIO.compute(np.array([3.5, 10.0, 1.5, 10.0])) == pytest.approx(1)


def test_the_scores_of_a_table_share_its_measures():
    scores = tk.score([tk.article_of("It rained."), tk.article_of("It snowed.")])
    assert all(score.measures is scores.measures for score in scores)


def test_a_transcript_whose_turns_hold_no_words_has_no_top_source():
    assert np.isnan(tk.score("HALL: ]\nHALL:").values["top_source_share"])
