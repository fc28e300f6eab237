"""The weights of a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001), learned in small steps.

The features of a word are rows of the table of weights, as many for each word. The steps are those of AdaGrad by dual averaging
with an L1 penalty (Duchi, Hazan and Singer 2011), which leaves most weights at zero. Memory grows by four bytes for each feature
of a word, so that millions of words can be learned from.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics.arrays import Ints, Singles

RATE = 0.25
"""The size of the first steps."""

WORDS = 8000
"""Words in a step."""

AVERAGED = 2
"""The last passes, over whose steps the weights are averaged, so that they do not hang on which stretches came last."""

_SHUFFLED = 64  # steps whose stretches are put in order of length together
_EPSILON = 1e-6


class Stretches(NamedTuple):
    """Stretches of words, one behind another: what is learned from.

    `rows` are the rows of the table of weights for the features of every word (words by features), `tags` the tags of the words,
    `starts` the first word of each stretch and, last, the number of words, and `counts` how many times each stretch counts.
    """

    rows: NDArray[np.int32]
    tags: NDArray[np.int8]
    starts: Ints
    counts: Singles

    @classmethod
    def of(cls, several: Sequence[tuple[Any, Sequence[int], float]]) -> "Stretches":
        """Stretches from the rows, the tags and the count of each."""
        rows = np.concatenate([one for one, _, _ in several] or [np.zeros((0, 1))]).astype(np.int32, copy=False)
        tags = np.array([tag for _, tags, _ in several for tag in tags], np.int8)
        starts = np.cumsum([0, *(len(tags) for _, tags, _ in several)])
        return cls(rows, tags, starts, np.array([count for _, _, count in several], np.float32))


class Field(NamedTuple):
    """The weights of every row for each tag, and those of the transitions from tag to tag."""

    weights: Singles
    transitions: Singles


class Slopes(NamedTuple):
    """The loss in nats, and how it grows with each weight."""

    loss: float
    of_weights: Singles
    of_transitions: Singles


def fitted(
    stretches: Stretches,
    shape: tuple[int, int],
    *,
    l1: float,
    epochs: int,
    seed: int = 0,
    progress: Callable[[int, int, float], None] = lambda *_: None,
) -> Field:
    """The weights that make the tags of the stretches likely; the same stretches and seed give the same weights.

    Parameters
    ----------
    shape : rows of the table, and tags.
    l1 : the penalty of every unit of weight, in nats over all stretches.
    epochs : passes over the stretches.
    progress : called after every pass with its number, the number of passes, and the mean loss a word in nats.
    """
    table, pairs = _Learner(shape), _Learner((shape[1], shape[1]))
    words = np.diff(stretches.starts) * stretches.counts
    random = np.random.default_rng(seed)
    for epoch in range(epochs):
        loss = 0.0
        for chosen in _steps(stretches, random):
            slopes = loss_and_slopes(stretches, chosen, Field(table.weights, pairs.weights))
            loss += slopes.loss
            table.learn(slopes.of_weights, l1 * float(words[chosen].sum() / words.sum()))
            pairs.learn(slopes.of_transitions)
            if epoch >= epochs - AVERAGED:
                table.remember()
                pairs.remember()
        progress(epoch + 1, epochs, loss / max(float(words.sum()), 1))
    return Field(table.mean(), pairs.mean())


class _Learner:
    """Weights that are learned: the sum of all slopes so far says which way each has to go, the sum of their squares how far.

    A weight is zero as long as its slopes do not add up to more than the penalties.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.weights = np.zeros(shape, np.float32)
        self._total, self._squares, self._penalty = np.zeros(shape, np.float32), np.full(shape, _EPSILON, np.float32), 0.0
        self._sum, self._steps = np.zeros(shape, np.float32), 0

    def learn(self, slopes: Singles, penalty: float = 0.0) -> None:
        """Take one step."""
        self._total -= slopes
        self._squares += slopes * slopes
        self._penalty += penalty
        beyond = np.maximum(np.abs(self._total) - self._penalty, 0)
        self.weights = (np.copysign(beyond, self._total) * (RATE / np.sqrt(self._squares))).astype(np.float32, copy=False)

    def remember(self) -> None:
        """Count the weights as they are in the mean."""
        self._sum += self.weights
        self._steps += 1

    def mean(self) -> Singles:
        """The mean of the weights at the steps that count; a weight that is zero at the end is zero."""
        return np.where(self.weights == 0, 0, self._sum / max(self._steps, 1)).astype(np.float32)


def _steps(stretches: Stretches, random: np.random.Generator) -> Iterator[Ints]:
    """The numbers of the stretches of each step, in a random order; those of a step are about equally long."""
    lengths = np.diff(stretches.starts)
    for chunk in np.array_split(random.permutation(len(lengths)), int(lengths.sum()) // (WORDS * _SHUFFLED) + 1):
        by_length = chunk[np.argsort(-lengths[chunk], kind="stable")]
        steps = int(lengths[chunk].sum()) // WORDS + 1
        several = np.split(by_length, np.searchsorted(np.cumsum(lengths[by_length]), np.arange(1, steps) * WORDS))
        yield from (several[number] for number in random.permutation(steps) if len(several[number]))


def loss_and_slopes(stretches: Stretches, chosen: Ints, field: Field) -> Slopes:
    """The loss of some stretches and its slopes, by the forward-backward algorithm over all of them together.

    >>> stretches = Stretches.of([(np.array([[0], [1]]), [0, 1], 1.0)])
    >>> slopes = loss_and_slopes(stretches, np.array([0]), Field(np.zeros((2, 2), np.float32), np.zeros((2, 2), np.float32)))
    >>> round(slopes.loss, 3), slopes.of_weights.tolist()  # log 4: two words with two tags
    (1.386, [[-0.5, 0.5], [0.5, -0.5]])
    """
    from scipy.sparse import csr_matrix

    lengths = np.diff(stretches.starts)[chosen]
    order = np.argsort(-lengths, kind="stable")  # the longest first, so that those that have a word at a step come first
    chosen, lengths = chosen[order], lengths[order]
    first = np.cumsum(lengths) - lengths
    words = np.arange(lengths.sum()) + np.repeat(stretches.starts[chosen] - first, lengths)
    rows, tags, counts = stretches.rows[words], stretches.tags[words], stretches.counts[chosen]
    of_word = np.arange(0, rows.size + 1, rows.shape[1])
    features = csr_matrix((np.ones(rows.size, np.float32), rows.ravel(), of_word), shape=(len(rows), len(field.weights)))
    scores = features @ field.weights
    step = np.arange(lengths[0])[:, None]
    inside = step < lengths
    places = (first + step)[inside]
    highest, count = scores.max(axis=1), np.repeat(counts, lengths)
    odds = np.zeros((*inside.shape, scores.shape[1]), np.float32)
    odds[inside] = np.exp(scores - highest[:, None])[places]
    p, pairs, scale = _marginals(odds, np.exp(field.transitions), inside.sum(axis=1).tolist(), counts)
    likely, gold = np.zeros_like(scores), np.zeros_like(field.transitions)
    likely[places] = p[inside]
    follows = np.setdiff1d(np.arange(1, len(scores)), first)
    np.add.at(gold, (tags[follows - 1], tags[follows]), count[follows])
    own = np.arange(len(scores)), tags
    loss = float(np.log(scale).sum(axis=0) @ counts + (highest - scores[own]) @ count - (gold * field.transitions).sum())
    likely[own] -= 1
    likely *= count[:, None]
    return Slopes(loss, features.T @ likely, pairs - gold)


def _marginals(odds: Singles, onward: Singles, alive: Sequence[int], counts: Singles) -> tuple[Singles, Singles, Singles]:
    """The probability of each tag at each step of each stretch, that of each pair of tags summed over all, and the scales, whose
    product is the sum over all ways.

    `odds` are those of each tag by itself (steps, stretches, tags), `onward` those of each pair; the first `alive` stretches
    have a word at a step.
    """
    forward, backward, scale = np.zeros_like(odds), np.ones_like(odds), np.ones(odds.shape[:2], np.float32)
    for step, n in enumerate(alive):
        ways = odds[step, :n] * (forward[step - 1, :n] @ onward) if step else odds[0]
        scale[step, :n] = ways.sum(axis=1)
        forward[step, :n] = ways / scale[step, :n, None]
    pairs = np.zeros_like(onward)
    for step in range(len(alive) - 1, 0, -1):
        n = alive[step]
        ways = odds[step, :n] * backward[step, :n] / scale[step, :n, None]
        pairs += (forward[step - 1, :n] * counts[:n, None]).T @ ways
        backward[step - 1, :n] = ways @ onward.T
    return forward * backward, pairs * onward, scale
