"""Training of the network that tells source types by the fast reader's states of words: first from articles that a better reader
has read, and then from articles coded by hand."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from ..annotation.sources.speakers import SOURCE_TYPES
from ..annotation.sources.type_network import TypeNetwork
from ..statistics.arrays import Ints, Singles
from .eight_bits import eight_bits

HIDDEN = 256
"""Numbers of the hidden layer."""

PASSES, LAST_PASSES = 14, 6
"""Passes over the attributions as a better reader reads them, and over those coded by hand."""

_RATE, _PENALTY, _BATCH = 5e-4, 1e-4, 256
_LEAST = 1e-6  # what a spread of nought counts as
_FORGOTTEN = 0.2  # share of what is seen that is left out at a time, so that no single number decides


class Seen(NamedTuple):
    """What is seen of attributions (see `seen_states`), and the number of the type of each."""

    states: Singles
    types: Ints

    @classmethod
    def of_several(cls, several: Iterable["Seen"]) -> "Seen":
        """All of several as one."""
        states, types = zip(*several, strict=True)
        return cls(np.concatenate(states), np.concatenate(types))


class TypeLearner:
    """A network of source types that has learned from articles as a better reader reads them, or those coded by hand where there
    are no others, and goes on from there."""

    def __init__(self, first: Seen, seed: int = 0) -> None:
        from sklearn.neural_network import MLPClassifier

        self.mean, self.spread, self.seed = first.states.mean(axis=0), first.states.std(axis=0) + _LEAST, seed
        layers = MLPClassifier((HIDDEN,), learning_rate_init=_RATE, alpha=_PENALTY, random_state=seed)
        self.layers = self._learned(layers, first, PASSES)

    def _learned(self, layers: Any, seen: Seen, passes: int) -> Any:
        """The layers after going over what is seen several times."""
        random, scaled = np.random.default_rng(self.seed), (seen.states - self.mean) / self.spread
        layers.set_params(batch_size=min(_BATCH, len(seen.types)))
        for _ in range(passes):
            order = random.permutation(len(seen.types))
            kept = random.random(scaled.shape, dtype=np.float32) >= _FORGOTTEN
            shown = scaled * kept / np.float32(1 - _FORGOTTEN)
            layers.partial_fit(shown[order], seen.types[order], classes=np.arange(len(SOURCE_TYPES)))
        return layers

    def network(self, coded: Seen) -> TypeNetwork:
        """The network after going on with attributions coded by hand; the learner itself stays as it is."""
        layers = self._learned(deepcopy(self.layers), coded, LAST_PASSES)
        (hidden, out), (shift, out_shift) = layers.coefs_, layers.intercepts_
        hidden = hidden / self.spread[:, None]
        shift = shift - self.mean @ hidden
        return TypeNetwork(*(part.astype(np.float32) for part in (hidden, shift, out, out_shift)))


def stored(network: TypeNetwork) -> dict[str, Any]:
    """The arrays of a network as `TypeNetwork.of` takes them, in eight bits."""
    arrays: dict[str, Any] = {"network_hidden_shift": network.hidden_shift, "network_out_shift": network.out_shift}
    for name, weights in (("hidden", network.hidden), ("out", network.out)):
        arrays[f"network_{name}"], arrays[f"network_{name}_scale"] = eight_bits(weights.astype(float))
    return arrays
