"""What the accurate reader learns in which order, and how much each kind of label counts."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from .gradient_descent import Losses, Progress, descend
from .reader_examples import Example
from .reader_network import ReaderNetwork, batch_of

PIECES = 4096
"""Word pieces in a step."""

ENCODER_RATE, HEADS_RATE = 1.5e-4, 1.5e-3
"""The highest learning rates of the encoder and of its heads."""

WEIGHTS = {"anchor": 1.0, "roles": 1.0, "loaded": 1.0, "category": 0.5, "marked": 0.5, "biased": 5.0, "types": 3.0}
"""How much each label of a kind counts beside the others: of a sentence there is only one label for all its words."""

_SHUFFLED = 1024  # examples among which those of similar length are looked for


def fit(
    network: ReaderNetwork,
    examples: Sequence[Example],
    *,
    epochs: float,
    rate: float = 1.0,
    weights: Mapping[str, float] = WEIGHTS,
    pieces: int = PIECES,
    seed: int = 0,
    checkpoint: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Train the network in place; where there is a checkpoint, training goes on from there.

    `weights` say how much each kind of label counts; one that is not among them is not learned from. A step has about so many
    word `pieces`, and `rate` multiplies the learning rates.
    """
    torch.manual_seed(seed)
    plan = list(_plan(examples, epochs, pieces, seed))

    def losses_of(step: int) -> Losses:
        batch = batch_of([examples[i] for i in plan[step]])
        parts = network.losses(batch)
        total = sum(weights[name] * loss for name, loss in parts.items() if name in weights) / len(batch.word)
        return Losses(total, {name: loss.item() for name, loss in parts.items()}, len(batch.word))

    descend(network, _groups(network, rate), len(plan), losses_of, checkpoint=checkpoint, progress=progress)


def _groups(network: ReaderNetwork, rate: float) -> list[dict[str, object]]:
    """The parameters of the encoder and those of the heads, with their learning rates."""
    of_encoder = {id(parameter) for parameter in network.encoder.parameters()}
    heads = [parameter for parameter in network.parameters() if id(parameter) not in of_encoder]
    return [
        {"params": list(network.encoder.parameters()), "lr": rate * ENCODER_RATE},
        {"params": heads, "lr": rate * HEADS_RATE},
    ]


def _plan(examples: Sequence[Example], epochs: float, pieces: int, seed: int) -> Iterator[list[int]]:
    """The examples of each step: batches of windows of similar length, in a random order anew in every epoch."""
    random = np.random.default_rng(seed)
    for epoch in range(math.ceil(epochs)):
        order = random.permutation(len(examples))
        order = order[: round(len(order) * min(epochs - epoch, 1))]
        chunks = np.array_split(order, max(len(order) // _SHUFFLED, 1))
        several = [batch for chunk in chunks for batch in _batches(examples, chunk.tolist(), pieces)]
        for number in random.permutation(len(several)):
            yield several[number]


def _batches(examples: Sequence[Example], chosen: Sequence[int], pieces: int) -> Iterator[list[int]]:
    """The numbers of some examples in batches of windows of similar length, each of about so many word pieces with padding."""
    batch: list[int] = []
    for i in sorted(chosen, key=lambda i: -len(examples[i].window.ids)):
        if batch and (len(batch) + 1) * len(examples[batch[0]].window.ids) > pieces:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
