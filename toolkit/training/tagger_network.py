"""The network of the tagger of attributions as it is trained (with PyTorch), and its weights as the tagger reads them."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..annotation.attributions.tag_linking import TAGS
from ..annotation.attributions.tagger import PARTS, STEPS
from ..annotation.attributions.word_columns import SIZES
from ..statistics.arrays import Bools, Floats, Indices, Ints
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
_MOMENTUM = 0.02  # how much each step moves the means and deviations that are kept


class TaggerNetwork(nn.Module):
    """The network of `tagger.Network`, with normalised layers (Ioffe and Szegedy 2015), which are folded in later.

    `key_numbers` is the row of the table of words for each hash of a word (see `numbers_of_keys`).
    """

    def __init__(self, key_numbers: Ints) -> None:
        super().__init__()
        sizes = list(SIZES.values())
        self.register_buffer("key_numbers", torch.tensor(key_numbers))
        self.register_buffer("offsets", torch.tensor(np.cumsum([0, *sizes[2:-1]])))
        self.keys = nn.Embedding(OWN + SHARED, WIDTH * 3 // 8)
        self.suffixes = nn.Embedding(sizes[1], WIDTH // 8)
        self.tables = nn.EmbeddingBag(sum(sizes[2:]), WIDTH // 2, mode="sum")
        for table, deviation in ((self.keys, 0.3), (self.suffixes, 0.3), (self.tables, 0.1)):
            nn.init.normal_(table.weight, std=deviation)
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=n, dilation=n, bias=False) for n in STEPS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH, momentum=_MOMENTUM) for _ in STEPS)
        self.head = nn.Linear(WIDTH, len(PARTS) * len(TAGS))
        self.drop, self.drop_inside = nn.Dropout(_DROPPED), nn.Dropout(_DROPPED_INSIDE)

    def forward(self, batch: Batch) -> Tensor:
        """The scores of the tags for each word (words, parts, tags); no window sees another."""
        rows, places = torch.tensor(batch.rows), torch.tensor(_places(batch.lengths))
        size = int(places[-1]) + 1 + max(STEPS)
        states = self.drop(self._vectors(rows))
        for layer, norm in zip(self.layers, self.norms, strict=True):
            line = torch.zeros(size, WIDTH).index_copy(0, places, states)
            states = states + self.drop_inside(functional.relu(norm(layer(line.T[None])[0].T[places])))
        scores: Tensor = self.head(self.drop(states))
        return scores.view(-1, len(PARTS), len(TAGS))

    def _vectors(self, rows: Tensor) -> Tensor:
        """The vector of each word before the first layer."""
        keys = self.key_numbers[rows[:, 0]]
        if self.training:
            keys = torch.where(torch.rand(len(keys)) < _FORGOTTEN, OWN + rows[:, 0] % SHARED, keys)
        return torch.cat([self.keys(keys), self.suffixes(rows[:, 1]), self.tables(rows[:, 2:] + self.offsets)], dim=1)

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The loss of each part in nats, summed over the words whose tags are known."""
        scores = self(batch)
        return {
            part: functional.cross_entropy(
                scores[:, number], torch.tensor(batch.tags[number]), ignore_index=UNKNOWN, reduction="sum"
            )
            for number, part in enumerate(PARTS)
        }

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
        filters, shifts = zip(*(_folded(weights, number) for number in range(len(STEPS))), strict=True)
        arrays = {"shifts": np.stack(shifts), "head": weights["head.weight"].T, "bias": weights["head.bias"] + leaning}
        arrays = {name: array.astype(np.float16) for name, array in arrays.items()}
        for name, table in (large | {"filters": np.stack(filters)}).items():
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


def _places(lengths: Ints) -> Indices:
    """Where each word stands on one line, on which the windows are too far apart to see each other.

    >>> _places(np.array([2, 1])).tolist()
    [16, 17, 34]
    """
    gap = max(STEPS)
    return np.arange(lengths.sum()) + gap * np.repeat(np.arange(1, len(lengths) + 1), lengths)


def _folded(weights: dict[str, Any], number: int) -> tuple[Any, Any]:
    """The filters of a layer (three times the width, width), and what is added, with its normalisation folded in."""
    mean, variance, scale, shift = (
        weights[f"norms.{number}.{name}"] for name in ("running_mean", "running_var", "weight", "bias")
    )
    factor = scale / np.sqrt(variance + 1e-5)
    filters = (weights[f"layers.{number}.weight"] * factor[:, None, None]).transpose(2, 1, 0).reshape(-1, WIDTH)
    return filters, shift - mean * factor
