"""The network of the accurate reader: an encoder of word pieces and its heads, as it is trained (with PyTorch)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..annotation.reader_tags import ANCHORS, LOADED, ROLES
from ..annotation.sources.speakers import SOURCE_TYPES
from ..annotation.windows import MARKS
from ..statistics.arrays import Ints
from ..text.lexicon import LOADED_CATEGORIES
from .gradient_descent import halved_precision
from .reader_examples import UNKNOWN, Example

WIDTH = 128
"""Numbers by which the heads describe an anchor, a word near it, and a source."""

REACH = 64
"""Words from an anchor beyond which all distances are the same."""

_DROPOUT = 0.1  # of the encoder, while it learns


class Batch(NamedTuple):
    """Several examples as tensors; words and attributions of all of them stand one behind another.

    `word` and `row` say where the first piece of each word is, `anchors` the number of each attribution's anchor among the words;
    `pair_anchor` and `pair_word` are the attributions and words of each pair within a window, and `distance` lies between.
    """

    ids: Tensor
    marks: Tensor
    lengths: Tensor
    row: Tensor
    word: Tensor
    anchors: Tensor
    pair_anchor: Tensor
    pair_word: Tensor
    distance: Tensor
    labels: dict[str, Tensor]


def batch_of(examples: Sequence[Example]) -> Batch:
    """Examples as one batch."""
    windows = [example.window for example in examples]
    sizes = [len(window.words) for window in windows]
    offsets = np.cumsum([0, *sizes[:-1]])
    anchors = [int(offset) + i for offset, example in zip(offsets, examples, strict=True) for i in example.anchors]
    of_anchor = [k for k, example in enumerate(examples) for _ in example.anchors]
    pair_word = [np.arange(offsets[k], offsets[k] + sizes[k]) for k in of_anchor]
    pair_anchor = [np.full(sizes[k], number) for number, k in enumerate(of_anchor)]
    distance = [words - anchor for words, anchor in zip(pair_word, anchors, strict=True)]
    labels = {name: [getattr(example, name) for example in examples] for name in ("anchor", "loaded", "category", "marked")}
    return Batch(
        torch.tensor(padded([window.ids for window in windows])),
        torch.tensor(padded([window.marks for window in windows])),
        torch.tensor([len(window.ids) for window in windows]),
        torch.tensor(np.repeat(np.arange(len(examples)), sizes)),
        torch.tensor(np.concatenate([window.begins for window in windows])),
        torch.tensor(anchors, dtype=torch.long),
        _joined(pair_anchor),
        _joined(pair_word),
        _joined(distance),
        {name: torch.tensor(np.concatenate(several)) for name, several in labels.items()}
        | {
            "biased": torch.tensor([example.biased for example in examples]),
            "roles": _joined([tags for example in examples for tags in example.roles]),
            "types": torch.tensor([kind for example in examples for kind in example.types], dtype=torch.long),
        },
    )


def padded(arrays: Sequence[Ints]) -> Ints:
    """Arrays of numbers as the rows of one array, with zeros behind them.

    >>> padded([np.array([1, 2]), np.array([3])]).tolist()
    [[1, 2], [3, 0]]
    """
    rows = np.zeros((len(arrays), max(map(len, arrays))), dtype=np.int64)
    for row, array in zip(rows, arrays, strict=True):
        row[: len(array)] = array
    return rows


def _joined(arrays: Sequence[Any]) -> Tensor:
    return torch.tensor(np.concatenate([*arrays, np.zeros(0)]), dtype=torch.long)


class ReaderNetwork(nn.Module):
    """An encoder (a BERT of the transformers library) with heads for words, for pairs of anchor and word, and for sources."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.marks = nn.Embedding(MARKS, width)
        self.words = nn.Linear(width, len(ANCHORS) + len(LOADED) + len(LOADED_CATEGORIES) + 2)
        self.sentence = nn.Linear(width, 2)
        self.of_anchor = nn.Linear(width, 2 * WIDTH)
        self.of_word = nn.Linear(width, 2 * WIDTH)
        self.distance = nn.Embedding(2 * REACH + 1, WIDTH)
        self.together = nn.Linear(WIDTH, len(ROLES))
        self.pair = nn.Parameter(torch.zeros(WIDTH, len(ROLES), WIDTH))
        self.of_source = nn.Linear(2 * width, WIDTH)
        self.types = nn.Linear(WIDTH, len(SOURCE_TYPES))
        self.dropout = nn.Dropout(0.1)
        nn.init.zeros_(self.marks.weight)
        nn.init.normal_(self.distance.weight, std=0.1)

    def states(self, ids: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        """The state of every piece (windows, pieces, width); the mask is 0 behind the end of a window."""
        inputs = self.encoder.embeddings.word_embeddings(ids) + self.marks(marks)
        states: Tensor = self.encoder(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
        return states

    def role_scores(self, states: Tensor, batch: Batch) -> Tensor:
        """The score of each role for each pair of anchor and word (pairs, roles)."""
        anchor_sum, anchor_product = self.of_anchor(states[batch.anchors]).split(WIDTH, dim=-1)
        word_sum, word_product = self.of_word(states).split(WIDTH, dim=-1)
        near = self.distance(batch.distance.clamp(-REACH, REACH) + REACH)
        added = functional.relu(anchor_sum[batch.pair_anchor] + word_sum[batch.pair_word] + near)
        turned = torch.einsum("ad,dre->are", functional.relu(anchor_product), self.pair)
        product = torch.einsum("pre,pe->pr", turned[batch.pair_anchor], functional.relu(word_product)[batch.pair_word])
        scores: Tensor = self.together(added) + product
        return scores

    def type_scores(self, states: Tensor, batch: Batch) -> Tensor:
        """The score of each type for the source of each attribution, by its anchor and the words of the source."""
        in_source = (batch.labels["roles"] >= ROLES.index("B-source")).float()
        width = states.shape[-1]
        total = torch.zeros(len(batch.anchors), width).index_add(
            0, batch.pair_anchor, states[batch.pair_word] * in_source[:, None]
        )
        count = torch.zeros(len(batch.anchors)).index_add(0, batch.pair_anchor, in_source)
        source = total / count.clamp(min=1)[:, None]
        scores: Tensor = self.types(functional.relu(self.of_source(torch.cat([states[batch.anchors], source], dim=-1))))
        return scores

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The negative log likelihood of the labels by kind, each a sum over what is labelled."""
        mask = torch.arange(batch.ids.shape[1]) < batch.lengths[:, None]
        with halved_precision():
            pieces = self.states(batch.ids, batch.marks, mask.long())
        states = self.dropout(pieces[batch.row, batch.word].float())
        anchor, loaded, category, marked = self.words(states).split(
            [len(ANCHORS), len(LOADED), len(LOADED_CATEGORIES), 2], dim=-1
        )
        sizes = torch.bincount(batch.row, minlength=len(batch.ids)).clamp(min=1)
        means = torch.zeros(len(batch.ids), states.shape[-1]).index_add(0, batch.row, states) / sizes[:, None]
        scores = {"anchor": anchor, "loaded": loaded, "category": category, "marked": marked, "biased": self.sentence(means)}
        if len(batch.anchors):
            scores |= {"roles": self.role_scores(states, batch), "types": self.type_scores(states, batch)}
        return {
            name: functional.cross_entropy(of, batch.labels[name], ignore_index=UNKNOWN, reduction="sum")
            for name, of in scores.items()
        }


def pretrained(folder: str | Path) -> ReaderNetwork:
    """The network with the weights of an encoder (see `encoder_of`) and new heads."""
    return ReaderNetwork(encoder_of(folder, dropout=_DROPOUT))


def untrained(sizes: Mapping[str, int]) -> ReaderNetwork:
    """The network with an encoder of some sizes, as the transformers library names them, and weights that are still to be set."""
    from transformers import BertConfig, BertModel

    config = BertConfig(**sizes, attention_probs_dropout_prob=0.0, hidden_dropout_prob=_DROPOUT)
    return ReaderNetwork(BertModel(config, add_pooling_layer=False))


def encoder_of(folder: str | Path, *, dropout: float = 0.0) -> Any:
    """The encoder that a folder holds in the form of the transformers library."""
    from transformers import BertModel

    return BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0, hidden_dropout_prob=dropout
    )
