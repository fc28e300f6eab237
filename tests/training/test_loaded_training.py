"""Training of the model of loaded words: what it needs, and that the same data give the same weights."""

import json

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.loaded_words import load_loaded_model
from toolkit.text.word_tables import numbered
from toolkit.training.loaded_training import train_loaded

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


def test_outlets_are_needed(tmp_path):
    labels, texts = corpus(tmp_path, ["A"])
    with pytest.raises(tk.OptionError, match="one outlet"):
        train_loaded(labels, texts, tmp_path / "one.npz")
