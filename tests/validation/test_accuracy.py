import json

import numpy as np
import pytest

import toolkit as tk
from toolkit.statistics.intervals import wilson
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.text.spans import Span
from toolkit.validation.accuracy import matched, validate
from toolkit.validation.coded_texts import Coded, Phrase, read_coded

MINE = Lexicon(
    "mine", "loaded", (Entry("thug", "label", extra={"inflect": "noun"}), Entry("mob", "label"), Entry("brave", "glorifying"))
)


def coded(text, *phrases, outlet=None):
    starts = [(text.index(phrase), phrase, category) for phrase, category in phrases]
    coded_phrases = tuple(Phrase(Span(start, start + len(phrase)), category) for start, phrase, category in starts)
    return Coded(tk.article_of(text, outlet=outlet), coded_phrases)


@pytest.fixture
def result():
    return validate(
        MINE,
        [
            coded("The thugs met a mob.", ("thugs", "label"), outlet="Wire"),
            coded("The brave left. A horde came.", ("brave", "glorifying"), ("horde", "emotive"), outlet="Herald"),
            coded("A mob sang.", outlet="Wire"),
        ],
        resamples=200,
    )


def test_precision_recall_and_f1_with_intervals(result):
    row = result.overall.loc[0]
    assert (row["coded"], row["hits"], row["right"]) == (3, 4, 2)
    assert (row["precision"], round(row["recall"], 3), round(row["f1"], 3)) == (0.5, 0.667, 0.571)
    assert row["precision_low"] == pytest.approx(0.15, abs=0.01)
    assert row["f1_low"] < row["f1"] < row["f1_high"]


def test_by_entry_and_outlet(result):
    assert result.entries[["term", "hits", "right"]].values.tolist() == [["mob", 2, 0], ["thug", 1, 1], ["brave", 1, 1]]
    outlets = result.by[result.by["of"] == "outlet"].set_index("value")["precision"]
    assert outlets["Herald"] == 1
    assert outlets["Wire"] == pytest.approx(1 / 3)


def test_false_hits_and_misses_are_shown(result):
    assert list(result.false_hits["hit"]) == ["mob", "mob"]
    assert result.missed.values.tolist() == [["horde", "emotive", 1, 1]]
    assert result.agreement["category"] == 1


def test_hits_and_phrases_are_matched_one_to_one():
    text = "puppet regime of thugs"
    assert matched([Span(0, 6), Span(0, 13)], [Span(0, 13)], text) == {1: 0}
    assert matched([Span(0, 22)], [Span(0, 2)], text) == {}


def test_a_hit_far_longer_than_the_phrase_does_not_match_it():
    text = "one two three four five six"
    assert matched([Span(0, 27)], [Span(0, 13)], text) == {0: 0}
    assert matched([Span(0, 27)], [Span(0, 7)], text) == {}


def test_wilson_of_nothing_is_nan():
    assert np.isnan(wilson(0, 0)).all()
    assert wilson(81, 263)[0] == pytest.approx(0.308, abs=0.001)
    assert wilson(81, 263)[1:] == pytest.approx((0.2553, 0.3662), abs=0.0001)  # Newcombe 1998, table I, method 3


def test_coded_sentences_from_a_csv(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text('text,loaded,outlet\n"The thugs, a thug.",thugs|thug,Wire\nIt rained.,,Wire\n', encoding="utf-8")
    texts = read_coded(path)
    assert [[phrase.span for phrase in text.phrases] for text in texts] == [[Span(4, 9), Span(13, 17)], []]
    assert texts[0].article.outlet == "Wire"


def test_all_problems_of_a_coded_csv_at_once(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("text,loaded\nIt rained.,mob\nIt snowed.,thug\n", encoding="utf-8")
    with pytest.raises(tk.ArticleError) as raised:
        read_coded(path)
    assert [line.split(": ")[0].rsplit(":")[-1] for line in str(raised.value).split("\n")] == ["2", "3"]


@pytest.mark.parametrize("text", ["It rained.", "It rained for 10 days."])
def test_codes_in_place_of_the_loaded_words_are_told_as_such(tmp_path, text):
    path = tmp_path / "coded.csv"
    path.write_text(f"text,loaded\n{text},1\n", encoding="utf-8")
    with pytest.raises(tk.ArticleError, match=r"'1' does not occur in the text; write the loaded words themselves"):
        read_coded(path)


def test_annotations_find_their_texts_by_hash(tmp_path):
    article = tk.article_of("The thugs left.")
    path = tmp_path / "gold.jsonl"
    loaded = [{"span": [4, 9], "category": "label", "voice": "narration"}]
    path.write_text(json.dumps({"id": "a", "sha256": article.sha256, "loaded": loaded}) + "\n", encoding="utf-8")
    assert read_coded(path, [article])[0].phrases == (Phrase(Span(4, 9), "label", "narration"),)
    with pytest.raises(tk.OptionError, match="name the files of its articles"):
        read_coded(path)
    with pytest.raises(tk.ArticleError, match="not among the texts"):
        read_coded(path, [tk.article_of("Another text.")])


def test_the_path_of_coded_texts_is_not_read():
    with pytest.raises(tk.OptionError, match=r"has to be read first: tk.read_coded\('coded.csv'\)"):
        validate(MINE, "coded.csv")


def test_nothing_coded_is_an_error():
    with pytest.raises(tk.ArticleError, match="no coded text"):
        validate(MINE, [])


def test_whether_precision_differs_between_outlets():
    texts = [coded("A mob met.", ("mob", "label"), outlet="Wire") for _ in range(8)]
    texts += [coded("A mob met.", outlet="Herald") for _ in range(8)]
    differs = validate(MINE, texts, resamples=500).differs.set_index("term")
    assert differs.loc["mob", ["outlets", "hits", "right"]].tolist() == [2, 16, 8]
    assert differs.loc["mob", "p"] < 0.01
    assert differs.loc["", "p"] == pytest.approx(differs.loc["mob", "p"], abs=0.01)


def test_a_phrase_listed_once_is_taken_where_a_hit_is(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("text,loaded\nThe sanctions regime hurt the regime.,regime\n", encoding="utf-8")
    mine = Lexicon("mine", "loaded", (Entry("regime", "label", not_in=("sanctions regime",)),))
    row = validate(mine, read_coded(path)).overall.loc[0]
    assert (row["right"], row["hits"], row["coded"]) == (1, 1, 1)


def test_marks_and_columns_as_people_write_them(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("text,loaded\nA martyr’s grave.,martyr's\n", encoding="utf-8")
    assert read_coded(path)[0].phrases[0].span == Span(2, 10)
    path.write_text("text,loaded,loaded\nA thug.,thug,\n", encoding="utf-8")
    with pytest.raises(tk.ArticleError, match="loaded occurs twice"):
        read_coded(path)
