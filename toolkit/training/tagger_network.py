"""The network of the tagger of attributions as it is trained (with PyTorch), and its weights as the tagger reads them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..annotation.attributions.tag_linking import TAGS
from ..annotation.attributions.tagger import PARTS, STEPS, places_of
from ..annotation.attributions.word_columns import SIZES
from ..statistics.arrays import Bools, Floats, Ints, Singles
from .eight_bits import eight_bits
from .reader_examples import UNKNOWN
from .tagger_examples import Batch

WIDTH = 96
"""Numbers that describe a word: three eighths of them come from itself, one eighth from its last letters, half from the rest."""

OWN, SHARED = 12288, 4096
"""Rows for the words that are met most often, and rows that all others share."""

_DROPPED = 0.1  # share of the numbers that are left out at a time, so that no single one decides
_DROPPED_INSIDE = 0.05  # the same between the layers
_FORGOTTEN = 0.1  # share of the words that are taken for rare ones, so that these are learned too
_STATES = 0.5  # weight of what a better reader makes of words beside the tags
_BEGIN = 0.3  # deviation of the numbers of words at first
_MOMENTUM = 0.02  # how much each step moves the means and deviations that are kept


class _Part(nn.Module):
    """The layers of one part of the tags: the vectors of words, in stretches that do not see each other, become their states."""

    def __init__(self, n_states: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=n, dilation=n, bias=False) for n in STEPS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH, momentum=_MOMENTUM) for _ in STEPS)
        self.head = nn.Linear(WIDTH, len(TAGS))
        self.of_reader = nn.Linear(WIDTH, n_states) if n_states else None
        self.drop = nn.Dropout(_DROPPED_INSIDE)

    def forward(self, states: Tensor, places: Tensor) -> Tensor:
        """The vector of each word after the last layer; `places` are those of the words on a line (see `places_of`)."""
        size = int(places[-1]) + 1 + max(STEPS) if len(places) else 0
        for layer, norm in zip(self.layers, self.norms, strict=True) if size else ():
            line = torch.zeros(size, WIDTH).index_copy(0, places, states)
            states = states + self.drop(functional.relu(norm(layer(line.T[None])[0].T[places])))
        return states

    def untold(self, states: Tensor, right: Tensor) -> Tensor:
        """How far off a better reader's states are, as told by the states of words; summed over the words that it has read."""
        read = ~torch.isnan(right[:, 0])
        if self.of_reader is None or not read.any():
            return torch.zeros(())
        return functional.mse_loss(self.of_reader(states[read]), right[read], reduction="sum") / right.shape[1]

    def folded(self) -> tuple[Floats, Floats]:
        """The filters (layers, three times the width, width), and what is added, with the normalisation folded in."""
        filters, shifts = [], []
        for layer, norm in zip(self.layers, self.norms, strict=True):
            factor = norm.weight / (norm.running_var + norm.eps).sqrt()
            filters.append((layer.weight * factor[:, None, None]).permute(2, 1, 0).reshape(-1, WIDTH).detach().numpy())
            shifts.append((norm.bias - norm.running_mean * factor).detach().numpy())
        return np.stack(filters), np.stack(shifts)


class TaggerNetwork(nn.Module):
    """The network of `tagger.Network`, with normalised layers (Ioffe and Szegedy 2015), which are folded in later.

    `key_numbers` is the row of the table of words for each hash of a word (see `numbers_of_keys`). `vectors` are those with which
    frequent words begin (hashes, numbers), and `n_states` is how many numbers of a better reader's states it learns to tell.
    """

    def __init__(self, key_numbers: Ints, vectors: Singles | None = None, n_states: int = 0) -> None:
        super().__init__()
        sizes = list(SIZES.values())
        self.register_buffer("key_numbers", torch.tensor(key_numbers))
        self.register_buffer("offsets", torch.tensor(np.cumsum([0, *sizes[2:-1]])))
        self.keys = nn.Embedding(OWN + SHARED, WIDTH * 3 // 8)
        self.suffixes = nn.Embedding(sizes[1], WIDTH // 8)
        self.tables = nn.EmbeddingBag(sum(sizes[2:]), WIDTH // 2, mode="sum")
        for table, deviation in ((self.keys, _BEGIN), (self.suffixes, _BEGIN), (self.tables, 0.1)):
            nn.init.normal_(table.weight, std=deviation)
        if vectors is not None:
            own, main = np.flatnonzero(key_numbers < OWN), vectors[:, : self.keys.embedding_dim]
            self.keys.weight.data[key_numbers[own]] = torch.tensor(main[own] * (_BEGIN / main.std()))
        self.parts = nn.ModuleList(_Part(n_states) for _ in PARTS)
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, batch: Batch) -> Tensor:
        """The scores of the tags for each word (words, parts, tags), zero for those whose tags of a part nobody knows."""
        scores = torch.zeros(len(batch.rows), len(PARTS), len(TAGS))
        for number, (part, (known, states)) in enumerate(zip(self.parts, self._states(batch), strict=True)):
            scores[known, number] = part.head(states)
        return scores

    def _states(self, batch: Batch) -> Iterator[tuple[Tensor, Tensor]]:
        """For each part the words whose tags are known, and the vectors of these after the last layer."""
        vectors = self.drop(self._vectors(torch.tensor(batch.rows)))
        for part, tags in zip(self.parts, batch.tags, strict=True):
            numbers = np.flatnonzero(tags != UNKNOWN)
            known, places = torch.tensor(numbers), torch.tensor(places_of(_lengths(numbers, batch.lengths)))
            yield known, self.drop(part(vectors[known], places))

    def _vectors(self, rows: Tensor) -> Tensor:
        """The vector of each word before the first layer."""
        keys = self.key_numbers[rows[:, 0]]
        if self.training:
            keys = torch.where(torch.rand(len(keys)) < _FORGOTTEN, OWN + rows[:, 0] % SHARED, keys)
        return torch.cat([self.keys(keys), self.suffixes(rows[:, 1]), self.tables(rows[:, 2:] + self.offsets)], dim=1)

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The loss of each part in nats, summed over the words whose tags are known, and what states in a better reader add."""
        losses = {}
        for name, part, tags, (known, states) in zip(PARTS, self.parts, batch.tags, self._states(batch), strict=True):
            losses[name] = functional.cross_entropy(part.head(states), torch.tensor(tags)[known], reduction="sum")
            if batch.states is not None:
                losses[f"states, {name}"] = _STATES * part.untold(states, torch.tensor(batch.states)[known])
        return losses

    def arrays(self, met: list[Bools], leaning: Floats) -> dict[str, Any]:
        """The weights as they are stored: tables and filters in eight bits, the rest in sixteen; rows never met are zeros.

        `met` tells for each column which rows of its table were met, `leaning` is added to the scores of the tags.
        """
        weights = {name: value.detach().numpy() for name, value in self.state_dict().items()}
        numbers = weights["key_numbers"]
        keys = np.zeros(OWN + SHARED, dtype=bool)
        keys[numbers[met[0]]] = True
        kept = {"keys": keys, "suffixes": met[1], "tables": np.concatenate(met[2:])}
        large = {name: weights[f"{name}.weight"] * rows[:, None] for name, rows in kept.items()}
        filters, shifts = (np.stack(several) for several in zip(*map(_Part.folded, self.parts), strict=True))
        head, bias = (np.stack([getattr(part.head, name).detach().numpy() for part in self.parts]) for name in ("weight", "bias"))
        arrays = {"shifts": shifts, "head": head.transpose(0, 2, 1), "bias": bias + leaning.reshape(bias.shape)}
        arrays = {name: array.astype(np.float16) for name, array in arrays.items()}
        for name, table in (large | {"filters": filters}).items():
            arrays[name], arrays[f"{name}_scale"] = eight_bits(table)
        return arrays | {"key_numbers": numbers.astype(np.uint16)}


def numbers_of_keys(counts: Ints) -> Ints:
    """The row of the table of words for each hash of a word, from how often each was met.

    >>> numbers = numbers_of_keys(np.arange(1 << 15))
    >>> int(numbers[-1]), bool(numbers[0] >= OWN)
    (0, True)
    """
    numbers = OWN + np.arange(len(counts)) % SHARED
    often = np.argsort(-counts, kind="stable")[:OWN]
    numbers[often] = np.arange(len(often))
    return numbers


def _lengths(known: Ints, lengths: Ints) -> Ints:
    """The number of words of each stretch of known words, of which none is in two windows.

    >>> _lengths(np.array([0, 1, 4, 5, 6]), np.array([5, 3])).tolist()
    [2, 1, 2]
    """
    window = np.repeat(np.arange(len(lengths)), lengths)[known]
    begins = np.flatnonzero(np.diff(known, prepend=-2) + np.diff(window, prepend=-1) > 1)
    stretches: Ints = np.diff(np.append(begins, len(known)))
    return stretches
