"""What the tagger learns from a reader with an encoder: the states of words, and vectors of words."""

from importlib.util import find_spec

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.accurate_reader import reader_folder
from toolkit.annotation.attributions.word_columns import SIZES, key_rows
from toolkit.text.words import Words
from toolkit.training import tagger_teacher
from toolkit.training.attribution_corpora import LabelledText
from toolkit.training.tagger_examples import Plan, tagged_words
from toolkit.training.tagger_teacher import lessons
from toolkit.training.tagger_training import train_attribution

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
TEXTS = ["Ada Hall said that the mill had burnt.", "The mill stands again, Ben Cole told the council.", "Snow fell."]


@pytest.fixture(scope="module")
def learned():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    from toolkit.annotation.encoder import load_encoder

    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagger_teacher, "STATES", 6)
        patch.setattr(tagger_teacher, "VECTORS", 1)
        return lessons(load_encoder(reader_folder("accurate")), TEXTS, lambda *step: told.append(step)), told


def test_every_word_has_a_state_and_progress_is_told(learned):
    known, told = learned
    assert known.states.shape == (sum(len(Words(text)) for text in TEXTS), 6)
    assert known.states.astype(float).std(axis=0) == pytest.approx(np.ones(6), rel=0.05)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_word_has_a_vector_if_it_was_met_twice(learned):
    known, _ = learned
    mill, snow = key_rows(Words("mill snow"))
    assert known.vectors.shape == (SIZES["key"], 1)
    assert known.vectors[mill].all()
    assert not known.vectors[snow].any()


def test_a_batch_has_the_states_of_the_words_that_were_read():
    states = np.arange(20, dtype=np.float16).reshape(10, 2)
    words = tagged_words([(LabelledText(str(i), text, []), 1) for i, text in enumerate([TEXTS[1], TEXTS[0], TEXTS[2]])], states)
    batch = Plan(words, epochs=1, seed=0).batch(0)
    unread = np.isnan(batch.states).all(axis=1)
    assert unread.sum() == len(Words(TEXTS[1]))
    assert len(batch.rows) == unread.sum() + 10
    assert sorted(batch.states[~unread, 0].tolist()) == states[:, 0].tolist()


@needs_torch
def test_the_tagger_learns_to_tell_states_and_begins_with_the_vectors():
    import torch

    from toolkit.training.tagger_examples import Batch
    from toolkit.training.tagger_network import WIDTH, TaggerNetwork, numbers_of_keys

    torch.manual_seed(0)
    random = np.random.default_rng(0)
    rows = random.integers(0, list(SIZES.values()), (40, len(SIZES)))
    vectors = random.normal(size=(SIZES["key"], WIDTH)).astype(np.float32)
    numbers = numbers_of_keys(np.bincount(rows[:, 0], minlength=SIZES["key"]))
    network = TaggerNetwork(numbers, vectors, n_states=3)
    width = network.keys.embedding_dim
    begun, given = network.keys.weight.detach().numpy()[numbers[rows[:, 0]]], vectors[rows[:, 0], :width]
    assert begun / begun.std() == pytest.approx(given / given.std(), rel=1e-4)

    states = random.normal(size=(40, 3)).astype(np.float32)
    states[:10] = np.nan
    batch = Batch(rows, np.zeros((2, 40), np.int64), np.array([25, 15]), states)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    told = []
    for _ in range(60):
        losses = network.losses(batch)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
        told.append(losses["states, outermost"].item())
    assert told[-1] < told[0] / 2


def test_a_reader_needs_articles_that_it_has_annotated(tmp_path):
    with pytest.raises(tk.OptionError, match="pseudo-labels"):
        train_attribution(tmp_path, tmp_path / "out.npz", reader="accurate")


def test_the_fast_reader_has_no_states_to_learn():
    with pytest.raises(tk.OptionError, match="no encoder: name accurate"):
        reader_folder("fast")
