"""The training loop of the accurate reader: what it learns in which order, and how it goes on after a break."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from ..files import atomic
from .reader_examples import Example
from .reader_network import ReaderNetwork, batch_of

PIECES = 4096
"""Word pieces in a step."""

ENCODER_RATE, HEADS_RATE = 1.5e-4, 1.5e-3
"""The highest learning rates, reached after a twentieth of the steps; from there they fall to zero in a straight line."""

WEIGHTS = {"anchor": 1.0, "roles": 1.0, "loaded": 1.0, "category": 0.5, "marked": 0.5, "biased": 0.5, "types": 0.5}
"""How much each kind of label counts beside the others."""

CHECKPOINT_EVERY = 100
"""Steps after which the state of training is kept, so that it can go on after a break."""


class Progress(NamedTuple):
    """How far training is: steps done and to do, and the mean loss a word of each kind over the last steps."""

    step: int
    steps: int
    losses: dict[str, float]


def fit(
    network: ReaderNetwork,
    examples: Sequence[Example],
    *,
    epochs: float,
    seed: int = 0,
    checkpoint: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Train the network in place; where there is a checkpoint, training goes on from there."""
    torch.manual_seed(seed)
    plan = list(_plan(examples, epochs, seed))
    optimizer = _optimizer(network)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate((step + 1) / (len(plan) + 1)))
    first = _resumed(network, optimizer, schedule, checkpoint)
    network.train()
    sums: dict[str, float] = {}
    words = 0
    for step in range(first, len(plan)):
        batch = batch_of([examples[i] for i in plan[step]])
        losses = network.losses(batch)
        total = sum(WEIGHTS[name] * loss for name, loss in losses.items()) / len(batch.word)
        optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        words += len(batch.word)
        for name, loss in losses.items():
            sums[name] = sums.get(name, 0.0) + loss.item()
        if (step + 1) % 20 == 0:
            progress(Progress(step + 1, len(plan), {name: loss / words for name, loss in sums.items()}))
            sums, words = {}, 0
        if checkpoint and (step + 1) % CHECKPOINT_EVERY == 0:
            _keep(network, optimizer, schedule, step + 1, checkpoint)


def _plan(examples: Sequence[Example], epochs: float, seed: int) -> Iterator[list[int]]:
    """The examples of each step: batches of windows of similar length, in a random order anew in every epoch."""
    random = np.random.default_rng(seed)
    for epoch in range(math.ceil(epochs)):
        order = random.permutation(len(examples))
        order = order[: round(len(order) * min(epochs - epoch, 1))]
        chunks = np.array_split(order, max(len(order) // 1024, 1))
        several = [batch for chunk in chunks for batch in _batches(examples, chunk.tolist())]
        for number in random.permutation(len(several)):
            yield several[number]


def _batches(examples: Sequence[Example], chosen: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of some examples in batches of windows of similar length, each of about `PIECES` word pieces with padding."""
    batch: list[int] = []
    for i in sorted(chosen, key=lambda i: -len(examples[i].window.ids)):
        if batch and (len(batch) + 1) * len(examples[batch[0]].window.ids) > PIECES:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _rate(done: float) -> float:
    return min(done * 20, (1 - done) / 0.95)


def _optimizer(network: ReaderNetwork) -> Any:
    encoder = {id(parameter) for parameter in network.encoder.parameters()}
    heads = [parameter for parameter in network.parameters() if id(parameter) not in encoder]
    groups = [{"params": list(network.encoder.parameters()), "lr": ENCODER_RATE}, {"params": heads, "lr": HEADS_RATE}]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _keep(network: Any, optimizer: Any, schedule: Any, step: int, checkpoint: Path) -> None:
    with atomic(checkpoint, "wb") as file:
        state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
        torch.save({**state, "step": step, "random": torch.get_rng_state()}, file)


def _resumed(network: Any, optimizer: Any, schedule: Any, checkpoint: Path | None) -> int:
    """The step at which training goes on."""
    if checkpoint is None or not checkpoint.is_file():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["random"])
    return int(state["step"])
