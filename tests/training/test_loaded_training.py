"""Training of the model of loaded words: what it needs, and that the same data give the same weights."""

import json

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.loaded.loaded_words import AS_IT_IS, load_loaded_model
from toolkit.text.word_tables import numbered
from toolkit.training.loaded_training import (
    HeldOutTerms,
    calibrated_held_out,
    calibration_error,
    calibration_of,
    train_loaded,
)

LOADED = ("shameful", "disastrous", "spineless", "witch hunt")


def corpus(folder, outlets):
    """Short articles with loaded words, coded, in two files."""
    texts, labels = folder / "texts.jsonl", folder / "labels.jsonl"
    with open(texts, "w", encoding="utf-8") as articles, open(labels, "w", encoding="utf-8") as coded:
        for number in range(24):
            term = LOADED[number % len(LOADED)]
            text = f"The council met on day {number}. Its {term} plan failed. The bridge opened and the rain went on."
            article, start = tk.Article(str(number), text), text.index(term)
            line = {
                "id": str(number),
                "sha256": article.sha256,
                "loaded": [{"span": [start, start + len(term)], "category": "emotive"}],
            }
            line["loaded"] += [{"span": [4, 11], "category": "label"}] if number == 0 else []
            articles.write(json.dumps({"id": str(number), "text": text, "outlet": outlets[number % len(outlets)]}) + "\n")
            coded.write(json.dumps(line) + "\n")
    return [labels], [texts]


def test_the_same_data_give_the_same_weights(tmp_path):
    labels, texts = corpus(tmp_path, ["A", "B", "C", "D"])
    figures = train_loaded(labels, texts, tmp_path / "one.npz")
    train_loaded(labels, texts, tmp_path / "two.npz")
    one, two = np.load(tmp_path / "one.npz"), np.load(tmp_path / "two.npz")
    assert all(np.array_equal(one[name], two[name]) for name in one)
    assert figures["articles"] == 24
    assert figures["marked"] == 24 + 6 + 1  # "witch hunt" has two words
    shameful, bridge = load_loaded_model(tmp_path / "one.npz").of_words(numbered(["shameful", "bridge"]))
    assert shameful > bridge


def test_probabilities_of_terms_are_calibrated_by_training_itself(tmp_path):
    labels, texts = corpus(tmp_path, ["A", "B", "C", "D"])
    figures = train_loaded(labels, texts, tmp_path / "one.npz")
    model = load_loaded_model(tmp_path / "one.npz")
    assert model.listed != AS_IT_IS
    assert set(figures["held_out_terms"]) == {"listed", "unlisted", "precision from p"}
    assert figures["held_out_terms"]["listed"]["terms"] > 0


def test_a_calibration_makes_probabilities_agree_with_how_many_were_marked():
    """Terms said to be marked with .8 or .95, of which .6 and .8 are, in four groups of outlets alike."""
    p, marked = np.repeat([0.8, 0.95], 400), np.tile([True] * 6 + [False] * 4, 80)
    marked[400:] = np.tile([True] * 8 + [False] * 2, 40)
    terms = HeldOutTerms(p, marked, np.arange(800) // 10 % 4)
    calibration = calibration_of(p, marked)
    assert calibration.of_term(0.8) == pytest.approx(0.6, abs=0.01)
    assert calibration.of_term(0.95) == pytest.approx(0.8, abs=0.01)
    assert calibration.of_word(calibration.of_term(0.9)) == pytest.approx(0.9)
    assert calibration_error(p, marked) > 0.15
    assert calibration_error(calibrated_held_out(terms), marked) < 0.02


def test_few_terms_leave_probabilities_nearly_as_they_are():
    calibration = calibration_of(np.array([0.8, 0.7]), np.array([True, False]))
    assert calibration.of_term(0.8) == pytest.approx(0.8, abs=0.15)


def test_a_likelier_word_never_makes_a_term_less_likely():
    calibration = calibration_of(np.repeat([0.5, 0.9], 200), np.repeat([True, False], 200))
    assert calibration.of_term(0.9) > calibration.of_term(0.5)


def test_words_that_are_nearly_all_sure_are_calibrated_too():
    p, marked = np.repeat([0.999, 0.6], 400), np.concatenate([np.arange(400) < 300, np.arange(400) < 200])
    calibration = calibration_of(p, marked)
    assert calibration.of_term(0.999) == pytest.approx(0.75, abs=0.01)
    assert calibration.of_term(0.6) == pytest.approx(0.5, abs=0.01)


def test_the_model_judges_one_lexicon(tmp_path):
    labels, texts = corpus(tmp_path, ["A", "B"])
    (tmp_path / "mine.csv").write_text("term,category\nspineless,evaluative\n", encoding="utf-8")
    with pytest.raises(tk.OptionError, match="not of mine: name its file loaded_terms"):
        train_loaded(labels, texts, tmp_path / "one.npz", lexicon=tmp_path / "mine.csv")
    older = (tmp_path / "mine.csv").rename(tmp_path / "loaded_terms.csv")
    assert train_loaded(labels, texts, tmp_path / "one.npz", lexicon=older)["held_out_terms"]["listed"]["terms"] <= 6


def test_articles_from_which_nothing_is_learned_are_too_few(tmp_path):
    labels, texts = corpus(tmp_path, ["Wire", "Post"])
    lines = [json.loads(line) for line in labels[0].read_text(encoding="utf-8").splitlines()]
    few = [{**line, "loaded": line["loaded"] if number % 6 in (0, 3) else []} for number, line in enumerate(lines)]
    labels[0].write_text("".join(f"{json.dumps(line)}\n" for line in few), encoding="utf-8")
    with pytest.raises(tk.ArticleError, match=r"too few coded articles: .* give more of them"):
        train_loaded(labels, texts, tmp_path / "loaded.npz")


def test_outlets_are_needed(tmp_path):
    labels, texts = corpus(tmp_path, ["A"])
    with pytest.raises(tk.OptionError, match="one outlet"):
        train_loaded(labels, texts, tmp_path / "one.npz")
