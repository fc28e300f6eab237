"""What the states of words in their context tell about the candidates of loaded terms, beside the linear model of targets.

Whoever reads an article has a state for every word: the tagger of attributions, or the encoder of the accurate reader. A layer
compares the state of a candidate with that of the term, as biaffine parsers compare a word with its head (Dozat and Manning
2017). The weights are learned for the states of one reader and fit no others.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...statistics.arrays import Indices, Singles, range_means
from ...statistics.threads import one_thread
from .target_candidates import Candidates


class TargetNetwork(NamedTuple):
    """The weights of the layer.

    `term` and `word` describe terms and candidates by their states (width of a state, twice the numbers of a description), and
    `term_shift` and `word_shift` are added. The first halves of two descriptions are added, and `out` tells from the sum how much
    speaks for the candidate, and for each polarity and kind if it is the target; the second halves are multiplied.
    """

    term: Singles
    term_shift: Singles
    word: Singles
    word_shift: Singles
    out: Singles

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "TargetNetwork":
        """The weights among stored arrays. Raises KeyError where one is missing."""
        return cls(*(stored[f"network_{name}"].astype(np.float32) for name in cls._fields))

    def scores(self, of: Indices, states: "PairStates") -> Singles:
        """How much speaks for each candidate, and for what it is if it is the target, in log odds (pairs, columns of `out`); `of`
        is the number of the term of each pair."""
        with one_thread():
            term_sum, term_product = np.split(states.terms @ self.term + self.term_shift, 2, axis=1)
            word_sum, word_product = np.split(states.words @ self.word + self.word_shift, 2, axis=1)
            scores: Singles = np.maximum(term_sum[of] + word_sum, 0) @ self.out
        scores[:, 0] += (term_product[of] * np.maximum(word_product, 0)).sum(axis=1)
        return scores


class PairStates(NamedTuple):
    """The mean state of the words of each term, and the state of the candidate of each pair."""

    terms: Singles
    words: Singles

    @classmethod
    def of(cls, pairs: Candidates, states: Singles) -> "PairStates":
        """The states of some pairs, given that of every word of the passage."""
        pair = np.flatnonzero(np.diff(pairs.terms, prepend=-1))
        return cls(range_means(states, pairs.first[pair], pairs.after[pair]), states[pairs.words])
