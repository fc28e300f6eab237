"""Cards of trained models (NAME.card.toml): what a model is, what it learned from, under which licence, and how good it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..files import as_toml, atomic


def card_path(model: str | Path) -> Path:
    """The path of the card of a model's file.

    >>> card_path("models/bias.npz").name
    'bias.card.toml'
    """
    return Path(model).with_suffix(".card.toml")


def write_card(model: str | Path, card: Mapping[str, Any]) -> Path:
    """Write the card of a model next to its file; returns the path of the card."""
    path = card_path(model)
    with atomic(path) as file:
        file.write(as_toml(card))
    return path
