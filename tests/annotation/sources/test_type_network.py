"""What the states of words tell of a source: by content, with zeros for what an attribution lacks."""

import tomllib
from hashlib import sha256

import numpy as np

from toolkit.annotation.attributions.attribution import Attribution
from toolkit.annotation.attributions.tagger import load_model
from toolkit.annotation.sources.source_types import MODEL, TypeModel, load_type_model, types_read
from toolkit.annotation.sources.type_network import SEEN, TypeNetwork, seen_states
from toolkit.text.spans import Span
from toolkit.text.words import Words

WORDS = Words("Hall said it rained. It was denied.")
STATES = np.arange(14, dtype=np.float32).reshape(7, 2)
SAID = Attribution((Span(10, 19),), cue=(Span(5, 9),), source=(Span(0, 4),))
DENIED = Attribution((Span(21, 23),))


def _network() -> TypeNetwork:
    """A network that takes a source for the second type, and what has none for the first."""
    hidden = np.zeros((SEEN * 2, 1), np.float32)
    hidden[4] = 1  # the first number of the cue's state, which is 2 for that of Hall
    return TypeNetwork(hidden, np.zeros(1, np.float32), np.array([[0, 1]], np.float32), np.array([1, 0], np.float32))


def test_what_is_lacking_is_zeros() -> None:
    said, denied = seen_states([SAID, DENIED], WORDS, STATES)
    assert said.tolist() == [0, 1, 0, 1, 2, 3, 5, 6, 6, 7]
    assert denied.tolist() == [0, 0, 0, 0, 0, 0, 8, 9, 6, 7]


def test_types_are_told_by_content() -> None:
    read = _network().read([SAID, DENIED], WORDS, STATES)
    assert list(read) == [SAID.content, DENIED.content]
    assert [int(p.argmax()) for p in read.values()] == [1, 0]
    assert np.allclose([p.sum() for p in read.values()], 1)
    assert _network().read([], WORDS, STATES) == {}


def test_the_network_counts_beside_the_features() -> None:
    features = TypeModel(("government", "expert"), np.zeros(1, np.int32), np.zeros((1, 2), np.float32), np.array([0.6, 0]), 0.2)
    both = features._replace(network=_network())
    assert types_read(features, [SAID], WORDS, STATES) == {}
    assert types_read(both, [SAID], WORDS, None) == {}
    assert types_read(both, [SAID], WORDS, STATES) == {}  # too short to say what it is about
    words = Words(WORDS.text * 20)
    read = types_read(both, [SAID], words, np.tile(STATES, (20, 1)))
    assert both.type_of([], list(read.values())) == "expert"  # e to the .7 for it, e to the .6 against
    sure = both._replace(intercepts=np.array([0.8, 0]))
    assert sure.type_of([], list(read.values())) == "government"


def test_the_network_that_ships_is_of_the_tagger_that_ships() -> None:
    model, card = load_type_model(), tomllib.loads(MODEL.with_name("source_types.card.toml").read_text(encoding="utf-8"))
    assert model is not None
    assert model.network is not None
    assert len(model.network.hidden) == SEEN * load_model().head.shape[1]
    assert sha256(MODEL.with_name(card["states"]["of"]).read_bytes()).hexdigest() == card["states"]["sha256"]
