import numpy as np
import pytest

from toolkit.training.folds import within_groups_auroc
from toolkit.vocabulary import article_pairs as pairs
from toolkit.vocabulary.article_pairs import design_of, pairs_within, shuffled_within, split_blocks, wins_of


def test_wins_are_counted_by_label_and_by_unit():
    scores = np.array([[0.9, 0.1], [0.8, 0.5], [0.7, 0.7], [0.7, 0.2]])
    codes, blocks = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    wins = wins_of(scores, codes, pairs_within(blocks))
    area, n = wins.areas(3)
    assert area[:2].tolist() == [0.75, 0.5]  # .9 > .8 and a tie; .5 > .1 and .2 < .7
    assert np.isnan(area[2])
    assert n.tolist() == [2, 2, 0]
    assert wins.by_unit(blocks, 2)[0].tolist() == [[1, 1], [0.5, 0]]
    assert wins.by_other(2)[0, 1] == 0.75


def test_of_two_labels_the_figure_is_that_of_the_groups():
    rng = np.random.default_rng(0)
    codes, blocks, scores = rng.integers(2, size=60), rng.integers(6, size=60), rng.integers(9, size=(60, 2)).astype(float)
    area, _ = wins_of(scores, codes, pairs_within(blocks)).areas(2)
    assert area[1] == pytest.approx(within_groups_auroc(codes, scores[:, 1], blocks))


def test_shuffling_keeps_the_labels_of_every_block():
    rng = np.random.default_rng(0)
    codes, blocks = rng.integers(3, size=60), rng.integers(6, size=60)
    shuffled = shuffled_within(codes, blocks, rng)
    assert (shuffled != codes).any()
    for block in range(6):
        assert sorted(shuffled[blocks == block]) == sorted(codes[blocks == block])


def test_large_blocks_are_dealt_with_even_labels():
    codes = np.arange(100) % 2
    blocks = split_blocks(codes, np.repeat([0, 1], [90, 10]), 30, np.random.default_rng(0))
    assert sorted(np.bincount(blocks)[np.unique(blocks)]) == [10, 30, 30, 30]
    assert all(abs(codes[blocks == block].mean() - 0.5) < 0.1 for block in np.unique(blocks))


def test_rows_without_events_are_drawn_one_by_one_and_not_called_events(monkeypatch):
    monkeypatch.setattr(pairs, "LARGEST", 30)
    design = design_of(["a", "b"] * 20, [None] * 40, np.random.default_rng(0))
    assert len(design.rows) == 30
    assert design.notes[0] == "at most 30 of 40 articles drawn"
