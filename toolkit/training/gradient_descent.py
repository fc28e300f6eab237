"""Steps of gradient descent, which go on from a checkpoint after a break and then end as if there had been none."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from ..files import atomic

CHECKPOINT_EVERY = 100
"""Steps after which the state of training is kept."""

TOLD_EVERY = 20
"""Steps after which it is told how far training is."""

_RISE = 0.05  # share of the steps in which the learning rates rise


class Losses(NamedTuple):
    """What one step is to lessen: the total, and for information its parts as sums over `n` words."""

    total: Tensor
    parts: dict[str, float]
    n: int


class Progress(NamedTuple):
    """How far training is: steps done and to do, and the mean loss a word of each kind over the last steps."""

    step: int
    steps: int
    losses: dict[str, float]


def halved_precision() -> torch.autocast:
    """A context that multiplies matrices with 16 bits where the processor can (AVX512-BF16), which takes half the time; elsewhere
    that would take ten times as long, and nothing is changed."""
    able = hasattr(torch.cpu, "get_capabilities") and torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast("cpu", torch.bfloat16, enabled=able)


def descend(
    network: nn.Module,
    groups: Sequence[dict[str, Any]],
    steps: int,
    losses_of: Callable[[int], Losses],
    *,
    checkpoint: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Train a network in place (AdamW; Loshchilov and Hutter 2019).

    Parameters
    ----------
    groups : the parameters with the highest learning rate of each group, which is reached after a twentieth of the steps; from
        there the rates fall to zero in a straight line.
    losses_of : what the step of a number is to lessen; the same for the same number, whatever came before.
    checkpoint : the file in which the state of training is kept; where there is one, training goes on from it.
    progress : called every `TOLD_EVERY` steps.
    """
    optimizer = torch.optim.AdamW(list(groups), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate((step + 1) / (steps + 1)))
    state = {"network": network, "optimizer": optimizer, "schedule": schedule}
    network.train()
    told: list[Losses] = []
    for step in range(_resumed(state, checkpoint), steps):
        losses = losses_of(step)
        optimizer.zero_grad()
        losses.total.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        told.append(losses._replace(total=losses.total.detach()))
        if (step + 1) % TOLD_EVERY == 0 or step + 1 == steps:
            progress(Progress(step + 1, steps, _means(told)))
            told = []
        if checkpoint and (step + 1) % CHECKPOINT_EVERY == 0:
            _keep(state, step + 1, checkpoint)


def _rate(done: float) -> float:
    return min(done / _RISE, (1 - done) / (1 - _RISE))


def _means(told: Sequence[Losses]) -> dict[str, float]:
    """The mean loss a word of each kind."""
    words, kinds = sum(losses.n for losses in told), {kind for losses in told for kind in losses.parts}
    return {kind: sum(losses.parts.get(kind, 0.0) for losses in told) / words for kind in sorted(kinds)}


def _keep(state: dict[str, Any], step: int, checkpoint: Path) -> None:
    with atomic(checkpoint, "wb") as file:
        parts = {name: part.state_dict() for name, part in state.items()}
        torch.save({**parts, "step": step, "random": torch.get_rng_state()}, file)


def _resumed(state: dict[str, Any], checkpoint: Path | None) -> int:
    """The step at which training goes on."""
    if checkpoint is None or not checkpoint.is_file():
        return 0
    stored = torch.load(checkpoint, weights_only=True)
    for name, part in state.items():
        part.load_state_dict(stored[name])
    torch.set_rng_state(stored["random"])
    return int(stored["step"])
