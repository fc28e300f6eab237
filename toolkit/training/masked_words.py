"""Masked-word training: adapts an encoder to news by letting it guess hidden words of articles without labels."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ..annotation.windows import LENGTH
from ..articles.article import Article
from ..statistics.arrays import Bools, Ints
from ..text.furniture import blanked, furniture
from .gradient_descent import Losses, Progress, descend, halved_precision

HIDDEN = 0.2
"""The share of word pieces to be guessed (Wettig et al. 2023, "Should You Mask 15% in Masked Language Modeling?")."""

BATCH = 16
"""Stretches of text in a step, each as long as a window of the reader."""

RATE = 2e-4
"""The highest learning rate."""

_SPECIAL = 1000  # the first pieces of BERT's vocabulary, which are no words


class MaskedWords(nn.Module):
    """An encoder (a BERT of the transformers library) with a head that guesses hidden word pieces."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(encoder.config.vocab_size))

    def losses(self, ids: Ints, shown: Ints, chosen: Bools) -> Losses:
        """The negative log likelihood of the hidden pieces."""
        with halved_precision():
            states = self.encoder(input_ids=torch.tensor(shown)).last_hidden_state[torch.tensor(chosen)]
            guesses = self.head(states) @ self.encoder.embeddings.word_embeddings.weight.T
        loss = functional.cross_entropy(guesses.float() + self.bias, torch.tensor(ids[chosen]))
        n = int(chosen.sum())
        return Losses(loss, {"hidden words": loss.item() * n}, n)


def train_masked_words(
    encoder: Any,
    tokenizer: Any,
    articles: Iterable[Article],
    *,
    seed: int = 0,
    checkpoint: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Adapt an encoder in place, in one pass over the articles; where there is a checkpoint, training goes on from there."""
    torch.manual_seed(seed)
    texts, mask = list(stretches(articles, tokenizer)), tokenizer.token_to_id("[MASK]")
    order = np.random.default_rng(seed).permutation(len(texts))
    network = MaskedWords(encoder)

    def losses_of(step: int) -> Losses:
        ids = np.stack([texts[i] for i in order[step * BATCH : (step + 1) * BATCH]])
        return network.losses(ids, *hidden(ids, mask, encoder.config.vocab_size, np.random.default_rng([seed, step])))

    steps = -(-len(texts) // BATCH)
    descend(
        network, [{"params": list(network.parameters()), "lr": RATE}], steps, losses_of, checkpoint=checkpoint, progress=progress
    )


def stretches(articles: Iterable[Article], tokenizer: Any) -> Iterator[Ints]:
    """The articles as stretches of `LENGTH` word pieces, one article behind another, without furniture."""
    end, kept = tokenizer.token_to_id("[SEP]"), []
    for article in articles:
        text = blanked(article.text, furniture(article.text))
        kept += [*tokenizer.encode(text, add_special_tokens=False).ids, end]
        while len(kept) >= LENGTH:
            yield np.array(kept[:LENGTH])
            kept = kept[LENGTH:]


def hidden(ids: Ints, mask: int, vocabulary: int, random: np.random.Generator) -> tuple[Ints, Bools]:
    """The stretches with some word pieces hidden, and which ones are to be guessed.

    Of those, eight in ten are masked, one is another piece, and one stays as it is (Devlin et al. 2019, BERT).
    """
    chosen, fate = random.random(ids.shape) < HIDDEN, random.random(ids.shape)
    shown = np.where(chosen & (fate < 0.8), mask, ids)
    other = random.integers(min(_SPECIAL, vocabulary - 1), vocabulary, ids.shape)
    return np.where(chosen & (fate >= 0.9), other, shown), chosen
