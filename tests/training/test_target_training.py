"""The model of targets learns from coded articles about whom each loaded term is."""

import json
from hashlib import sha256
from importlib.util import find_spec

import numpy as np
import pytest

from toolkit.annotation.annotated_files import TextFiles
from toolkit.annotation.annotator import Annotator
from toolkit.annotation.loaded.target_network import PairStates, TargetNetwork
from toolkit.annotation.loaded.targets import load_target_model
from toolkit.errors import ArticleError, OptionError
from toolkit.training.coded_targets import agree, coded_terms
from toolkit.training.target_training import Trial, _settled, train_targets
from toolkit.training.target_weights import stored
from toolkit.training.word_groups import word_groups

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")


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


@needs_torch
def test_what_is_learned_can_be_loaded_and_is_the_same_each_time(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post", "Star"))
    figures = train_targets(labels, texts, tmp_path / "one.npz")
    train_targets(labels, texts, tmp_path / "two.npz")
    assert figures["articles"] == 12
    assert figures["held_out"]["target"] == 1
    assert figures["held_out"]["polarity"] == 1
    model = load_target_model(tmp_path / "one.npz")
    assert np.array_equal(model.targets, load_target_model(tmp_path / "two.npz").targets)


def test_targets_that_are_hardly_ever_right_are_learned_from_too_few_articles():
    trials = [Trial(p, right=p < 0.3, actor=True, polarity=True, kind=True) for p in (0.9, 0.8, 0.2)]
    with pytest.raises(ArticleError, match=r"too few coded articles: .* give more of them"):
        _settled(trials)
    assert _settled([one._replace(right=True) for one in trials])[1]["held_out"]["above least"] == 1


@needs_torch
def test_the_stored_layer_is_the_trained_one():
    import torch

    from toolkit.training.target_network import Batch, TargetLearner

    torch.manual_seed(0)
    learner = TargetLearner(5).eval()
    states, base, of = (
        PairStates(*np.random.default_rng(0).normal(size=(2, 3, 5)).astype(np.float32)),
        torch.zeros(3, 12),
        [0, 1, 1],
    )
    empty = torch.zeros(0)
    with torch.no_grad():
        learned = learner(Batch(torch.tensor(of), tuple(map(torch.tensor, states)), base, empty, empty, empty)).numpy()
    assert np.allclose(TargetNetwork.of(learner.arrays()).scores(np.array(of), states), learned, atol=1e-5)


def test_terms_that_coders_did_not_find_loaded_are_not_learned_from(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post"))
    rows = [json.loads(line) for line in labels[0].read_text(encoding="utf-8").splitlines()]
    for row in rows[:5]:
        row["loaded"][0]["loaded"] = False
    labels[0].write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    coded = list(coded_terms(labels, TextFiles(texts), Annotator(bias_model=None, loaded_model=None), load_target_model()))
    names = [{target.name for target in terms.targets} for terms in coded]
    assert names == [{"Ada Hall"}] * 5 + [{"regime", "Ada Hall"}] * 7


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed")
def test_without_pytorch_it_says_what_to_install(tmp_path):
    with pytest.raises(OptionError, match="train-reader"):
        train_targets([], [], tmp_path / "model.npz")


def test_weights_are_stored_in_eight_bits_without_rows_of_zeros():
    weights = np.array([[0.0, 0.0], [1.0, -0.5], [0.0, 0.0], [0.01, 0.0]])
    arrays = stored("kinds", weights)
    assert np.cumsum(arrays["kinds_steps"]).tolist() == [1, 3]
    assert np.allclose(arrays["kinds_weights"] * arrays["kinds_scale"], weights[[1, 3]], atol=0.005)


@needs_torch
def test_articles_of_one_outlet_cannot_be_held_out(tmp_path):
    with pytest.raises(OptionError, match="one outlet"):
        train_targets(*_coded(tmp_path, ("Wire",)), tmp_path / "model.npz")


@needs_torch
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
