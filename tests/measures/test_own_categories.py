"""Categories of a user's own lexicon: they have rates like the shipped ones."""

import pytest

import toolkit as tk

TEXT = "The job-killing plan is the work of the green lobby. “It is a job-killing plan,” Ada Hall said."
"""13 words of narration with a term of each category, and 5 of a quotation."""


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "mine.csv").write_text("term,category\njob-killing,the economy\ngreen lobby,climate\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text('categories = ["the economy", "climate"]\n', encoding="utf-8")
    return tmp_path / "mine.csv"


@pytest.fixture
def scores(mine):
    return tk.score([tk.article_of(TEXT, id="a", outlet="Wire")], lexicons=[mine])


def test_they_are_counted_by_voice(scores):
    values = scores[0].values
    assert (values["loaded_narration_the_economy"], values["loaded_narration_climate"]) == pytest.approx((1000 / 13, 1000 / 13))
    assert (values["loaded_quotation_the_economy"], values["loaded_quotation_climate"]) == (200, 0)
    assert values["loaded_narration"] == pytest.approx(2000 / 13)
    assert scores.measures["loaded_narration_climate"].title == "Climate terms, narration"


def test_without_voices(mine):
    values = tk.score(TEXT, lexicons=[mine], only="loaded").values
    assert values["loaded_text_the_economy"] == pytest.approx(2000 / 18)


def test_saved_scores_have_them(scores, tmp_path):
    scores.save(tmp_path / "scores")
    saved = tk.load_scores(tmp_path / "scores")
    assert list(saved.measures) == list(scores.measures)
    assert saved[0].values == pytest.approx(scores[0].values, nan_ok=True)


def test_they_are_compared_and_drawn(scores):
    compared = tk.compare(scores)
    assert compared.of("loaded_narration_climate")["estimate"].tolist() == pytest.approx([1000 / 13])
    shown = [label.get_text() for label in tk.charts.categories(compared).get_xticklabels()]
    assert shown == ["climate", "the economy"]  # and none that nobody uses a term of


def test_the_measures_exist_only_with_the_lexicon(scores):
    assert set(scores.measures) - set(tk.score([TEXT]).measures) == {
        f"loaded_{voice}_{category}"
        for voice in ("headline", "narration", "paraphrase", "quotation")
        for category in ("climate", "the_economy")
    }


def test_without_the_toml_a_category_is_taken_for_a_mistake(mine):
    mine.with_suffix(".toml").unlink()
    with pytest.raises(tk.LexiconError, match=r"mine\.csv:3: unknown category 'climate'; .* in a TOML: categories = "):
        tk.score(TEXT, lexicons=[mine])


def test_a_list_without_categories_has_no_rates_of_its_own(tmp_path):
    (tmp_path / "mine.txt").write_text("green lobby\n", encoding="utf-8")
    imported = tk.import_lexicon(tmp_path / "mine.txt").lexicon
    assert set(tk.score([TEXT], lexicons=[imported]).measures) == set(tk.MEASURES)


def test_categories_of_a_toml_come_on_top_of_the_seven(tmp_path):
    (tmp_path / "mine.csv").write_text("term,category\nmob,label\nriot,violence\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text('categories = ["violence"]\n', encoding="utf-8")
    assert [entry.category for entry in tk.load_lexicon(tmp_path / "mine.csv").entries] == ["label", "violence"]
    (tmp_path / "mine.csv").write_text("term,category\nmob,label\nriot,vilence\n", encoding="utf-8")
    told = r"mine\.csv:3: unknown category 'vilence'; perhaps you mean violence; categories are label, .*, violence;"
    with pytest.raises(tk.LexiconError, match=told):
        tk.load_lexicon(tmp_path / "mine.csv")
