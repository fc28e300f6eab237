"""The tagger of attributions learns: which words of which texts, in which order, and a whole training of a small network."""

from importlib.util import find_spec

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.attributions.tag_linking import TAGS
from toolkit.annotation.attributions.tagger import load_model
from toolkit.annotation.attributions.word_columns import SIZES
from toolkit.training import tagger_examples
from toolkit.training.attribution_corpora import LabelledText
from toolkit.training.tagger_examples import Plan, TaggedWords, tagged_words
from toolkit.training.tagger_training import train_attribution

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")

TEXT = "Hall, 47, said the mayor told her that it rained."


def spans(*several):
    return tuple(tk.Span(TEXT.index(words), TEXT.index(words) + len(words)) for words in several)


SAID = {"content": spans("the mayor told her that it rained"), "cue": spans("said"), "source": spans("Hall")}
TOLD = {"content": spans("it rained"), "cue": spans("told"), "source": spans("the mayor")}


def test_an_attribution_inside_another_has_tags_of_its_own():
    words = tagged_words([(LabelledText("a", TEXT, [SAID, TOLD]), 2)])
    assert words.tags[0].tolist() == [1, 0, 3, 5, 6, 6, 6, 6, 6, 6]
    assert words.tags[1].tolist() == [-100, -100, -100, 1, 2, 3, 0, 0, 5, 6]
    assert (words.starts.tolist(), words.counts.tolist()) == ([0, 10], [2])


def test_where_nobody_labelled_inner_ones_none_are_learned():
    assert set(tagged_words([(LabelledText("a", TEXT, [SAID]), 1)]).tags[1]) == {-100}


@pytest.fixture
def plan(monkeypatch):
    monkeypatch.setattr(tagger_examples, "WINDOW", 20)
    monkeypatch.setattr(tagger_examples, "WORDS", 64)
    starts = np.array([0, 30, 35, 300])
    rows = np.repeat(np.arange(300, dtype=np.uint16)[:, None], len(SIZES), axis=1)
    return Plan(TaggedWords(rows, np.zeros((2, 300), np.int8), starts, np.array([1, 3, 2])), epochs=2, seed=0)


def test_a_pass_learns_from_every_word_as_often_as_it_counts(plan):
    for number in range(2):
        steps = range(number * plan.steps_of_pass, (number + 1) * plan.steps_of_pass)
        met = np.bincount(np.concatenate([plan.batch(step).rows[:, 0] for step in steps]), minlength=300)
        assert met.tolist() == [1] * 30 + [3] * 5 + [2] * 265
    assert plan.steps == 2 * plan.steps_of_pass


def test_no_step_is_empty_where_the_last_words_of_a_pass_are_part_of_a_window(monkeypatch):
    monkeypatch.setattr(tagger_examples, "WINDOW", 16)
    monkeypatch.setattr(tagger_examples, "WORDS", 64)
    rows = np.zeros((130, len(SIZES)), dtype=np.uint16)
    plan = Plan(TaggedWords(rows, np.zeros((2, 130), np.int8), np.array([0, 130]), np.array([1])), epochs=20, seed=0)
    assert min(len(plan.batch(step).rows) for step in range(plan.steps)) > 16


def test_a_step_is_the_same_whatever_came_before(plan):
    first = plan.batch(3)
    plan.batch(plan.steps - 1)
    again = plan.batch(3)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert first.lengths.sum() == len(first.rows)
    assert first.lengths.max() <= 20


def corpus(folder):
    """A part of PolNeAR of one text that says the same again and again."""
    text = "".join(f"{name} said that the mill of the {place} had burnt. It rained in the {place}.\n" for name, place in NAMES)
    lines, events, offset = [], [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        for place, part in enumerate((line.split(" said")[0], "said", line.split("that ")[1].split(". It")[0])):
            start = offset + line.index(part)
            lines.append(f"T{3 * number + place}\tPart {start} {start + len(part)}\t{part}")
        events.append(f"E{number}\tX:T0 Source:T{3 * number} Cue:T{3 * number + 1} Content:T{3 * number + 2}")
        offset += len(line)
    for name in ("text", "attributions"):
        (folder / name).mkdir()
    (folder / "text" / "a.txt").write_text(text, encoding="utf-8")
    (folder / "attributions" / "a_1.ann").write_text("\n".join([*lines, *events]), encoding="utf-8")
    return folder


NAMES = [(name, place) for name in ("Ada Hall", "Ben Cole", "Cy Dunn") for place in ("north", "south", "east", "west")]


@needs_torch
def test_what_is_learned_is_found_and_broken_off_training_ends_the_same(tmp_path, monkeypatch):
    from toolkit.training import gradient_descent, tagger_network

    monkeypatch.setattr(tagger_examples, "WINDOW", 64)
    monkeypatch.setattr(tagger_examples, "WORDS", 128)
    monkeypatch.setattr(tagger_network, "WIDTH", 16)
    monkeypatch.setattr(gradient_descent, "CHECKPOINT_EVERY", 10)
    folder = corpus(tmp_path)
    told = []
    figures = train_attribution(folder, tmp_path / "whole.npz", epochs=16, progress=lambda *state: told.append(state))
    assert (figures["public"], figures["own"], figures["pseudo"]) == (1, 0, 0)
    assert told[-1][2]["outermost"] < told[0][2]["outermost"] / 4

    def stop(step, *_):
        if step >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_attribution(folder, tmp_path / "parts.npz", epochs=16, progress=stop)
    train_attribution(folder, tmp_path / "parts.npz", epochs=16)
    whole, parts = load_model(tmp_path / "whole.npz"), load_model(tmp_path / "parts.npz")
    assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))

    words = tagged_words([(LabelledText("b", "Eve Bell said that the mill of the coast had burnt.", []), 1)])
    best = whole.scores(whole.states(whole.vectors(words.rows.astype(np.int64)), "outermost"), "outermost").argmax(axis=1)
    assert [TAGS[tag].partition("-")[2] for tag in best] == ["source"] * 2 + ["cue", ""] + ["content"] * 7


@needs_torch
def test_the_stored_network_is_the_trained_one():
    import torch

    from toolkit.annotation.attributions.tagger import PARTS, _network
    from toolkit.training.tagger_network import TaggerNetwork, numbers_of_keys

    torch.manual_seed(0)
    random = np.random.default_rng(0)
    rows = random.integers(0, list(SIZES.values()), (50, len(SIZES)))
    network = TaggerNetwork(numbers_of_keys(np.bincount(rows[:, 0], minlength=1 << 15)))
    batch = tagger_examples.Batch(rows, np.zeros((2, 50), np.int64), np.array([50]))
    for _ in range(20):
        network(batch)  # moves what the layers are normalised by
    trained = network.eval()(batch).detach().numpy()
    met = [np.ones(size, dtype=bool) for size in SIZES.values()]
    stored = _network(network.arrays(met, np.zeros(len(PARTS) * len(TAGS))))
    for number, part in enumerate(PARTS):
        assert (
            np.abs(stored.scores(stored.states(stored.vectors(rows), part), part) - trained[:, number]).max()
            < 0.05 * np.abs(trained).max()
        )


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed")
def test_without_pytorch_it_says_what_to_install(tmp_path):
    with pytest.raises(tk.OptionError, match="train-reader"):
        train_attribution(corpus(tmp_path), tmp_path / "out.npz")


def test_texts_without_labels_are_refused(tmp_path):
    with pytest.raises(tk.OptionError, match="texts without labels"):
        train_attribution(tmp_path, tmp_path / "out.npz", texts=[tmp_path])
