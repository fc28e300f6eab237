"""What a reader with an encoder knows of the words of texts, for the tagger to learn from.

The tagger learns to tell, beside the tags, what the state of each word in its context is in the encoder (Romero et al. 2015,
FitNets), and the vector with which each word begins is the mean of its states in many contexts (Bommasani, Davis and Cardie
2020, Interpreting Pretrained Contextualized Representations via Reductions to Static Embeddings). Both are cut to their main
components.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..annotation.accurate_reader import Reading
from ..annotation.attributions.word_columns import SIZES, key_rows
from ..annotation.encoder import Encoder
from ..statistics.arrays import Floats, Ints, Singles
from ..text.words import Words

STATES, VECTORS = 64, 36
"""Components of the states that the tagger learns to tell, and of the vectors of words."""

_SAMPLE = 100  # texts by which the main components of states are found
_LEAST = 2  # times that a word is met, if its vector is to be known
_LAST = 0.8  # deviation of the last component of a vector against that of the first


class Lessons(NamedTuple):
    """The states of all words of some texts, one text after another (words, `STATES`), and the vector of each word by the row of
    the table of words (rows, `VECTORS`), zero for what was hardly ever met."""

    states: NDArray[np.float16]
    vectors: Singles


def lessons(encoder: Encoder, texts: Sequence[str], progress: Callable[[int, int], None] = lambda *_: None) -> Lessons:
    """What an encoder makes of the words of texts; `progress` is told how many of them are read, and how many there are."""

    def read(text: str) -> tuple[Ints, Singles]:
        words = Words(text)
        return key_rows(words), Reading.of(encoder, words).states

    sample = np.concatenate([read(text)[1] for text in texts[:: -(-len(texts) // _SAMPLE)]])
    middle, components = sample.mean(axis=0), _components(sample, np.ones(len(sample)), STATES)
    states, sums, times = [], np.zeros((SIZES["key"], encoder.width)), np.zeros(SIZES["key"])
    for number, text in enumerate(texts):
        rows, of_text = read(text)
        states.append(((of_text - middle) @ components).astype(np.float16))
        np.add.at(sums, rows, of_text)
        np.add.at(times, rows, 1)
        progress(number + 1, len(texts))
    return Lessons(np.concatenate(states), _vectors(sums, times))


def _vectors(sums: Floats, times: Floats) -> Singles:
    """The main components of the mean states of words, in which frequent words count more; the first differ most."""
    known = times >= _LEAST
    means, weights = sums[known] / times[known, None], times[known]
    means -= np.average(means, axis=0, weights=weights)
    vectors = np.zeros((len(sums), VECTORS), dtype=np.float32)
    vectors[known] = means @ _components(means, weights, VECTORS)
    vectors *= np.linspace(1, _LAST, VECTORS) / vectors[known].std(axis=0)
    return vectors


def _components(points: Floats | Singles, weights: Floats, n: int) -> Floats:
    """The main components of points: what to multiply with, so that each has a deviation of one (numbers, n)."""
    values, vectors = np.linalg.eigh(np.cov(points.T, aweights=weights))
    main: Floats = vectors[:, ::-1][:, :n] / np.sqrt(values[::-1][:n])
    return main
