"""The conditional random field: its loss and slopes against all ways spelled out, and what it learns."""

from itertools import pairwise, product

import numpy as np
import pytest

from toolkit.annotation.tag_linking import TAGS
from toolkit.annotation.tagger import Weights
from toolkit.training.sequence_fitting import Field, Stretches, fitted, loss_and_slopes

SHAPE = (20, 3)


def stretches(*lengths, seed=0):
    random = np.random.default_rng(seed)
    return Stretches.of([(random.integers(0, 20, (n, 4)), random.integers(0, 3, n).tolist(), 1.0 + (n > 4)) for n in lengths])


def field(seed=1):
    random = np.random.default_rng(seed)
    return Field(random.normal(size=SHAPE).astype(np.float32), random.normal(size=(3, 3)).astype(np.float32))


def spelled_out(several, by):
    """The loss of each stretch by the sum over all ways to tag it."""
    for start, end, count in zip(several.starts, several.starts[1:], several.counts, strict=False):
        scores = by.weights[several.rows[start:end]].sum(axis=1)

        def score(tags, scores=scores):
            return sum(scores[range(len(tags)), list(tags)]) + sum(by.transitions[pair] for pair in pairwise(tags))

        ways = [score(tags) for tags in product(range(3), repeat=int(end - start))]
        yield count * (np.logaddexp.reduce(ways) - score(several.tags[start:end].tolist()))


def test_the_loss_is_that_over_all_ways():
    several = stretches(5, 1, 3, 6)
    loss = loss_and_slopes(several, np.arange(4), field()).loss
    assert loss == pytest.approx(sum(spelled_out(several, field())), rel=1e-5)


@pytest.mark.parametrize(("part", "place"), [("weights", (0, 1)), ("weights", (13, 2)), ("transitions", (2, 0))])
def test_the_slopes_are_those_of_the_loss(part, place):
    several, at = stretches(5, 1, 3, 6), field()
    losses = []
    for change in (0.01, -0.01):
        moved = getattr(at, part).copy()
        moved[place] += change
        losses.append(loss_and_slopes(several, np.arange(4), at._replace(**{part: moved})).loss)
    slope = getattr(loss_and_slopes(several, np.arange(4), at), f"of_{part}")[place]
    assert slope == pytest.approx((losses[0] - losses[1]) / 0.02, rel=0.01)


def rule(seed=0):
    """Words with row 0 are tagged 1, and those behind them 2; all have row 1."""
    random, several = np.random.default_rng(seed), []
    for _ in range(200):
        rows, tags, first = random.integers(2, 20, (9, 3)), np.zeros(9, int), random.integers(8)
        rows[:, 0], rows[first, 1] = 1, 0
        tags[first : first + 2] = 1, 2
        several.append((rows, tags.tolist(), 1.0))
    return Stretches.of(several)


def test_a_rule_with_a_transition_is_learned():
    learned, other = fitted(rule(), SHAPE, l1=1.0, epochs=300), rule(seed=1)
    tags = len(TAGS)  # of which the rule uses the first three
    weights, transitions = np.full((20, tags), -9, np.float32), np.full((tags, tags), -9, np.float32)
    weights[:, :3], transitions[:3, :3] = learned.weights, learned.transitions
    tagger = Weights(weights, transitions)
    assert (tagger.tags(other.rows.astype(np.int64), other.starts[:-1].tolist()) == other.tags).mean() > 0.99


def test_a_penalty_leaves_fewer_weights():
    few, many = (np.count_nonzero(fitted(rule(), SHAPE, l1=l1, epochs=20).weights) for l1 in (100.0, 1.0))
    assert few < many


def test_the_same_stretches_and_seed_give_the_same_weights():
    one, same, other = (fitted(rule(), SHAPE, l1=1.0, epochs=2, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(one.weights, same.weights)
    assert not np.array_equal(one.weights, other.weights)


def test_nothing_to_learn_from_gives_weights_of_zero():
    assert not fitted(Stretches.of([]), SHAPE, l1=1.0, epochs=2).weights.any()
