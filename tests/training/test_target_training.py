"""The model of targets learns from coded articles about whom each loaded term is."""

import json
from hashlib import sha256

import numpy as np
import pytest

from toolkit.annotation.loaded.targets import load_target_model
from toolkit.errors import ArticleError, OptionError
from toolkit.training.target_training import agree, train_targets
from toolkit.training.word_groups import word_groups


def _coded(folder, outlets):
    """Articles that call a regime brutal and a minister heroic, with labels, by some outlets in turn."""
    rows, labels = [], []
    for i in range(12):
        text = f"The brutal regime fell after {i} days. Minister Ada Hall was heroic."
        rows.append({"id": f"a{i}", "outlet": outlets[i % len(outlets)], "text": text})
        regime = {"name": "regime", "span": [11, 17], "kind": "organisation"}
        start = text.index("Ada")
        hall = {"name": "Ada Hall", "span": [start, start + 8], "kind": "person"}
        heroic = text.index("heroic")
        loaded = [
            {"span": [4, 10], "category": "evaluative", "target": regime, "polarity": "-"},
            {"span": [heroic, heroic + 6], "category": "glorifying", "target": hall, "polarity": "+"},
        ]
        labels.append({"id": f"a{i}", "sha256": sha256(text.encode()).hexdigest(), "loaded": loaded})
    for name, lines in (("articles", rows), ("labels", labels)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return [folder / "labels.jsonl"], [folder / "articles.jsonl"]


def test_what_is_learned_can_be_loaded_and_is_the_same_each_time(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post", "Star"))
    figures = train_targets(labels, texts, tmp_path / "one.npz")
    train_targets(labels, texts, tmp_path / "two.npz")
    assert figures["articles"] == 12
    assert figures["held_out"]["target"] == 1
    assert figures["held_out"]["polarity"] == 1
    model = load_target_model(tmp_path / "one.npz")
    assert np.array_equal(model.targets, load_target_model(tmp_path / "two.npz").targets)


def test_articles_of_one_outlet_cannot_be_held_out(tmp_path):
    with pytest.raises(OptionError, match="one outlet"):
        train_targets(*_coded(tmp_path, ("Wire",)), tmp_path / "model.npz")


def test_a_target_without_a_kind_is_an_error_with_its_place(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post"))
    lines = labels[0].read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace(', "kind": "person"', "")
    labels[0].write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ArticleError, match=r"labels\.jsonl:3: not an annotated article \(no 'kind'\)"):
        train_targets(labels, texts, tmp_path / "model.npz")


def test_names_agree_by_their_last_word_or_where_one_has_all_words_of_the_other():
    assert agree("the Syrian government", "government")
    assert agree("Mr Trump", "Donald Trump")
    assert not agree("Iran", "Iraq")
    assert not agree("", "Iraq")


def test_words_with_like_neighbours_are_in_one_group():
    nouns, verbs = ([f"{kind}{i}" for i in range(30)] for kind in ("noun", "verb"))
    texts = [
        f"The {noun} of the {noun} was the {noun}. They {verb} and want to {verb}."
        for noun, verb in zip(nouns, verbs, strict=True)
    ]
    groups = word_groups(texts * 4)
    assert len(groups.words) >= 60
    assert {number >= 128 for number in groups.numbers.tolist()} == {True, False}
