"""The layer over the states of words as it is trained (with PyTorch), on top of the weights of features."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..annotation.loaded.targets import KINDS, POLARITIES
from ..statistics.arrays import Floats, Singles
from .coded_targets import CodedTerms
from .target_weights import weight_of

SIZE = 64
"""Numbers of the sum, and of the product, by which a term and a candidate are compared."""

_PARTS = (1, len(POLARITIES), len(KINDS))  # scores of a pair: as the target, and of its labels if it is
_FORGOTTEN = 0.3  # share of the states' numbers that are left out at a time, so that no single one decides
_FORGOTTEN_INSIDE = 0.2  # the same of the sums
_PRODUCT = 0.1  # by which products are lessened, so that at first sums decide
_NEVER = -1e4  # the score of what is not looked at


class Batch(NamedTuple):
    """The terms of several articles: `of` is the term of each pair, `states` are as in `PairStates`, `base` is what the weights
    of features give to each pair, and `labels` are the numbers of polarity and kind of each term."""

    of: Tensor
    states: tuple[Tensor, Tensor]
    base: Tensor
    right: Tensor
    labels: Tensor
    weights: Tensor


def batch_of(articles: Sequence[CodedTerms], base: Sequence[Singles]) -> Batch:
    """The terms of several articles as one batch."""
    offsets = np.cumsum([0, *(len(terms.targets) for terms in articles[:-1])])
    targets = [target for terms in articles for target in terms.targets]
    return Batch(
        _joined([terms.pairs.terms + n for terms, n in zip(articles, offsets, strict=True)]),
        (_joined([terms.states.terms for terms in articles]), _joined([terms.states.words for terms in articles])),
        _joined(base),
        _joined([terms.right for terms in articles]),
        torch.tensor([[POLARITIES.index(target.polarity), KINDS.index(target.kind)] for target in targets]),
        _joined(list(map(weight_of, articles))).float(),
    )


def _joined(arrays: Sequence[Any]) -> Tensor:
    return torch.tensor(np.concatenate(arrays))


class TargetLearner(nn.Module):
    """The layer of `TargetNetwork` for states of some width, and the `shares` that the weights of features have beside it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.term, self.word = nn.Linear(width, 2 * SIZE), nn.Linear(width, 2 * SIZE)
        self.out = nn.Linear(SIZE, sum(_PARTS), bias=False)
        self.shares = nn.Parameter(torch.ones(len(_PARTS)))
        self.drop, self.drop_inside = nn.Dropout(_FORGOTTEN), nn.Dropout(_FORGOTTEN_INSIDE)

    def forward(self, batch: Batch) -> Tensor:
        """The scores of each pair, as the target and of its labels."""
        term_sum, term_product = self.term(self.drop(batch.states[0])).split(SIZE, dim=1)
        word_sum, word_product = self.word(self.drop(batch.states[1])).split(SIZE, dim=1)
        told: Tensor = self.out(self.drop_inside(functional.relu(term_sum[batch.of] + word_sum)))
        product = (term_product[batch.of] * functional.relu(word_product)).sum(dim=1) * _PRODUCT
        shared = batch.base * self.shares.repeat_interleave(torch.tensor(_PARTS))
        return shared + torch.cat([told[:, :1] + product[:, None], told[:, 1:]], dim=1)

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The loss of choosing any of the candidates that are right, and of the polarity and the kind of the likeliest of these,
        each in nats and summed over terms by their weight."""
        n = len(batch.weights)
        scores, polarity, kind = self(batch).split(_PARTS, dim=1)
        of_right = torch.where(batch.right, scores[:, 0], torch.tensor(_NEVER))
        known = torch.zeros(n).index_add(0, batch.of, batch.right.float()) > 0
        choice = _log_sums(scores[:, 0], batch.of, n) - _log_sums(of_right, batch.of, n)
        best = _likeliest(of_right.detach(), batch.of, n)
        losses = {"target": choice}
        for column, (name, of_label) in enumerate((("polarity", polarity), ("kind", kind))):
            losses[name] = functional.cross_entropy(of_label[best], batch.labels[:, column], reduction="none")
        return {name: (loss * batch.weights)[known].sum() for name, loss in losses.items()}

    def arrays(self) -> dict[str, Floats]:
        """The weights as `TargetNetwork` has them."""
        weights: dict[str, Any] = {name: value.detach().numpy().astype(float) for name, value in self.state_dict().items()}
        lessened = np.repeat([1.0, _PRODUCT], SIZE)
        return {
            "network_term": weights["term.weight"].T * lessened,
            "network_term_shift": weights["term.bias"] * lessened,
            "network_word": weights["word.weight"].T,
            "network_word_shift": weights["word.bias"],
            "network_out": weights["out.weight"].T,
        }


def _log_sums(scores: Tensor, of: Tensor, n: int) -> Tensor:
    """For each term, the logarithm of the sum of the odds of its pairs."""
    top = torch.full((n,), _NEVER).scatter_reduce(0, of, scores.detach(), "amax")
    return torch.zeros(n).index_add(0, of, torch.exp(scores - top[of])).log() + top


def _likeliest(scores: Tensor, of: Tensor, n: int) -> Tensor:
    """The pair of each term that has the highest score."""
    top = torch.full((n,), _NEVER).scatter_reduce(0, of, scores, "amax")
    first = torch.full((n,), len(of) - 1)
    return first.scatter_reduce(0, of, torch.where(scores == top[of], torch.arange(len(of)), len(of) - 1), "amin")
