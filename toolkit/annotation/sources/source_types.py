"""The type of a source, by a linear model over what the article and the registries say about it, and by what the reader knows of
its words (`type_network` for the fast one).

The weights of each word that says something of a source (see `source_hints`) are learned from labelled articles (`framing train
sources`); here they are only applied.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...files import MODELS, arrays_in, kept_until_changed
from ...statistics.arrays import Floats, Singles, softmax
from ...text.spans import Span
from ...text.word_tables import Remembered, checksum
from ...text.words import Words
from ..attributions.attribution import Attribution
from .registry import OFFICES
from .source_hints import vote
from .type_network import TypeNetwork

BUCKETS = 1 << 19  # rows that feature names are hashed into
MODEL = MODELS / "source_types.npz"

VOTERS = ("rule", "registered", "said", "held", "left", "source_role", "source_body", "described_role", "described_body")
"""The kinds of feature that name a type: in addition to its own weights each speaks for that type by the same amount."""

_LIKELY = ("registered", "source_body", "described_body")

READER_WEIGHT = 0.7
"""What the log odds by the states of a reader count beside those of the linear model; chosen on articles that neither had learned
from, of outlets that both had."""

ENOUGH_WORDS = 100
"""The fewest words from which a text says what it is about."""

_SURE = 0.6  # the probability from which another type stands against one that is likely by rule


class TypeModel(NamedTuple):
    """Weights of each hashed feature for each source type (`types`), and the intercepts.

    `places` gives for each bucket its row of `weights`; the first row is zero, for features without a weight. A source whose
    most probable type is less likely than `least` has none. `network` tells the types by the fast reader's states of words.
    """

    types: tuple[str, ...]
    places: NDArray[np.int32]
    weights: Singles
    intercepts: Singles
    least: float
    network: TypeNetwork | None = None

    def probabilities(self, features: Iterable[str], read: Sequence[Singles] = ()) -> Floats:
        """The probability of each type, given the features of a source and what a reader `read` in each of its mentions."""
        rows = self.places[sorted(set(map(_BUCKETS.__getitem__, features)))]
        scores = self.weights[rows].sum(axis=0) + self.intercepts
        if read:
            scores = scores + READER_WEIGHT * np.log(np.stack(read)).mean(axis=0)
        return softmax(scores)

    def type_of(self, features: Iterable[str], read: Sequence[Singles] = ()) -> str | None:
        """The most probable type (see `probabilities`); None where even that is unlikely."""
        return self.settled(None, (), self.probabilities(features, read))

    def settled(self, by_rule: str | None, features: Sequence[str], p: Floats) -> str | None:
        """The type of a source, given the probability of each: the likeliest, or the one by rule where that is certain enough.

        A type by rule stands whatever the model says if a user's registry knows the source, and unless the model is sure if the
        shipped registry knows it, or a body that it names or is described by; where the article says that an office is over, also
        if the model is sure of an office.
        """
        best = int(p.argmax())
        certain = ["own"] if p[best] >= _SURE else ["own", "left", *_LIKELY]
        certain += ["left"] if self.types[best] in OFFICES else []
        if by_rule is not None and any(vote(voter, by_rule) in features for voter in certain):
            return by_rule
        return self.types[best] if p[best] >= self.least else None


def types_read(
    model: TypeModel | None, attributions: Sequence[Attribution], words: Words, states: Singles | None
) -> Mapping[tuple[Span, ...], Singles]:
    """The probability of each type of the source of each attribution, by its content, given the fast reader's state of each word;
    none without a network for these, and of a text that is too short to say what it is about."""
    if model is None or model.network is None or states is None or len(words) < ENOUGH_WORDS:
        return {}
    return model.network.read(attributions, words, states)


@kept_until_changed(MODEL)
def load_type_model(path: Path = MODEL) -> TypeModel | None:
    """The shipped weights, or None if the file is missing (types are then those of the rules alone)."""
    if not path.is_file():
        return None
    stored = arrays_in(path)
    places = np.zeros(BUCKETS, dtype=np.int32)
    places[stored["rows"]] = np.arange(1, len(stored["rows"]) + 1)
    weights = np.concatenate([np.zeros((1, stored["weights"].shape[1])), stored["weights"] * stored["scale"]]).astype(np.float32)
    types = tuple(str(stored["types"]).split())
    return TypeModel(types, places, weights, stored["intercepts"], float(stored["least"]), TypeNetwork.of(stored))


def bucket_of(name: str) -> int:
    """The row that a feature's name is hashed into."""
    return checksum(name) % BUCKETS


_BUCKETS = Remembered(bucket_of)
