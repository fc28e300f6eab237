"""The tagger's network and its decoding, against the same spelled out."""

from itertools import pairwise, product

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.attributions.tag_linking import TAGS
from toolkit.annotation.attributions.tagger import _OFFSETS, PARTS, STEPS, Network, best_tags
from toolkit.annotation.attributions.word_columns import SIZES

REACH = sum(STEPS)
WIDTH = 8


@pytest.fixture(scope="module")
def network():
    random = np.random.default_rng(0)
    sizes = list(SIZES.values())
    shapes = {
        "keys": (sizes[0], 3),
        "suffixes": (sizes[1], 1),
        "tables": (sum(sizes[2:]), 4),
        "filters": (len(PARTS), len(STEPS), 3 * WIDTH, WIDTH),
        "shifts": (len(PARTS), len(STEPS), WIDTH),
        "head": (len(PARTS), WIDTH, len(TAGS)),
        "bias": (len(PARTS), len(TAGS)),
    }
    return Network(**{name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()})


def some_rows(n, seed=1):
    return np.random.default_rng(seed).integers(0, list(SIZES.values()), (n, len(SIZES)))


def scores_of(network, rows, part, lengths=None):
    return network.scores(network.states(network.vectors(rows), part, lengths), part)


def spelled_out(network, rows, part):
    """The scores of every tag of a part, word by word."""
    number, states = PARTS.index(part), []
    for row in rows:
        rest = sum(network.tables[place] for place in (row + _OFFSETS)[2:])
        states.append(np.concatenate([network.keys[row[0]], network.suffixes[row[1]], rest]))
    nothing = np.zeros(WIDTH)
    for step, filters, shift in zip(STEPS, network.filters[number], network.shifts[number], strict=True):
        around = [[states[j] if 0 <= j < len(states) else nothing for j in (i - step, i, i + step)] for i in range(len(states))]
        states = [
            state + np.maximum(np.concatenate(near) @ filters + shift, 0) for state, near in zip(states, around, strict=True)
        ]
    return np.array(states) @ network.head[number] + network.bias[number]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("n", [1, 3, 40])
def test_scores_are_those_spelled_out(network, n, part):
    rows = some_rows(n)
    scores = scores_of(network, rows, part)
    assert np.allclose(scores, spelled_out(network, rows, part), rtol=1e-3, atol=1e-3 * np.abs(scores).max())


def test_a_text_without_words_has_no_scores(network):
    assert scores_of(network, some_rows(0), "nested").shape == (0, len(TAGS))


def test_words_out_of_reach_change_nothing(network):
    rows = some_rows(3 * REACH)
    other = rows.copy()
    other[-1] = some_rows(1, seed=2)
    scores, others = (scores_of(network, some, "outermost") for some in (rows, other))
    changed = np.abs(scores - others).max(axis=1)
    assert changed[: -REACH - 1].max() == 0 < changed[-REACH:].max()


def test_stretches_do_not_see_each_other(network):
    rows, lengths = some_rows(40), [17, 1, 22]
    apart = [scores_of(network, part, "nested") for part in np.split(rows, np.cumsum(lengths)[:-1])]
    assert np.allclose(scores_of(network, rows, "nested", lengths), np.concatenate(apart), atol=1e-3 * np.abs(apart[0]).max())


def allowed(tags):
    return all(tag % 2 or not tag or tag in (before, before + 1) for before, tag in pairwise(tags))


def test_the_best_tags_are_the_best_of_all_ways():
    scores = np.random.default_rng(0).normal(size=(9, len(TAGS))).astype(np.float32)
    best = best_tags(scores, [0, 4, 5]).tolist()
    for start, end in ((0, 4), (4, 5), (5, 9)):
        ways = filter(allowed, product(range(len(TAGS)), repeat=end - start))
        assert best[start:end] == list(max(ways, key=lambda tags: scores[range(start, end), list(tags)].sum()))


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Anyone who believes that the generals will depose Orlan should have his head examined.",
         "the generals will depose Orlan"),
        ("Those who say the vote was fair are wrong.", "the vote was fair"),
        ("Hall met pilots who said the storm was over and the road had been cleared.",
         "the storm was over and the road had been cleared"),
    ],
)  # fmt: skip
def test_what_the_subject_of_a_sentence_says_ends_before_the_verb_of_the_sentence(text, content):
    assert [span.of(text) for span in tk.annotate(text).attributions[0].content] == [content]
