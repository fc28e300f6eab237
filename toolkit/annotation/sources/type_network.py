"""What the fast reader's states of words tell of what a source speaks as, beside the linear model of source types.

The tagger of attributions has a state for every word in its context. One hidden layer goes from those of the words of a source,
of its cue and content, and of the whole text to the types. The weights are learned for the states of one tagger and fit no other.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...statistics.arrays import Singles, range_means, softmax
from ...statistics.threads import one_thread
from ...text.spans import Span
from ...text.words import Words
from ..attributions.attribution import Attribution

SEEN = 5
"""How many states tell of an attribution: the means of its source, cue, content and text, and the last word's of its source."""

_LEAST = np.float32(1e-6)  # the least probability of a type


class TypeNetwork(NamedTuple):
    """The weights of both layers (`SEEN` times the width of a state, hidden numbers; hidden numbers, types) with their shifts."""

    hidden: Singles
    hidden_shift: Singles
    out: Singles
    out_shift: Singles

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "TypeNetwork | None":
        """The weights among stored arrays; None where there are none."""
        if "network_hidden" not in stored:
            return None

        def layer(name: str) -> tuple[Singles, Singles]:
            weights = stored[f"network_{name}"] * stored[f"network_{name}_scale"]
            return weights.astype(np.float32), stored[f"network_{name}_shift"].astype(np.float32)

        return cls(*layer("hidden"), *layer("out"))

    def probabilities(self, seen: Singles) -> Singles:
        """The probability of each type (attributions, types), given what is `seen` of each attribution."""
        with one_thread():
            scores = np.maximum(seen @ self.hidden + self.hidden_shift, 0) @ self.out + self.out_shift
        return np.maximum(softmax(scores), _LEAST)

    def read(self, attributions: Sequence[Attribution], words: Words, states: Singles) -> dict[tuple[Span, ...], Singles]:
        """The probability of each type of the source of each attribution, by its content."""
        if not attributions:
            return {}
        contents = (attribution.content for attribution in attributions)
        return dict(zip(contents, self.probabilities(seen_states(attributions, words, states)), strict=True))


def seen_states(attributions: Sequence[Attribution], words: Words, states: Singles) -> Singles:
    """What tells of each attribution (attributions, `SEEN` times the width), given the state of every word; zeros for what it
    lacks.

    >>> said = Attribution((Span(10, 12),), source=(Span(0, 4),))
    >>> seen_states([said], Words("Hall said so."), np.arange(3, dtype=np.float32)[:, None]).tolist()
    [[0.0, 0.0, 0.0, 2.0, 1.0]]
    """
    parts = [part for attribution in attributions for part in _parts(attribution, words)]
    first, after = (np.array([getattr(part, side) for part in parts], dtype=np.intp) for side in ("start", "stop"))
    return range_means(states, first, after).reshape(-1, SEEN * states.shape[1])


def _parts(attribution: Attribution, words: Words) -> tuple[range, ...]:
    """The words of which the mean state tells of an attribution; empty ranges for what it lacks."""
    source, cue, content = map(words.inside_first, (attribution.source, attribution.cue, attribution.content))
    return source, source[-1:], cue, content, range(len(words))
