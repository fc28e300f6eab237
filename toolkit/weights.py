"""Files of trained models: plain arrays (.npz), never pickles, with the name of the estimator and its settings as text."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import ArticleError
from .saving import atomic

_KIND, _SETTINGS = "kind", "settings"


class Weights(NamedTuple):
    """What a file of weights holds: the estimator's class by name, its settings, its arrays."""

    kind: str
    settings: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def write_weights(path: str | Path, weights: Weights) -> None:
    """Write a model, whole or not at all. Raises ArticleError for arrays of objects, which only a pickle could hold."""
    objects = [name for name, array in weights.arrays.items() if array.dtype.hasobject]
    if objects or {_KIND, _SETTINGS} & set(weights.arrays):
        raise ArticleError(
            f"{path}: not plain arrays, or names that the format keeps for itself: {objects or [_KIND, _SETTINGS]}"
        )
    told: dict[str, Any] = {_KIND: np.array(weights.kind), _SETTINGS: np.array(json.dumps(weights.settings))}
    with atomic(path, "wb") as file:
        np.savez_compressed(file, **(told | weights.arrays))


def read_weights(path: str | Path) -> Weights:
    """A model's file as `write_weights` wrote it. Raises ArticleError where it cannot be read or holds no model."""
    try:
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return Weights(str(arrays.pop(_KIND)), json.loads(str(arrays.pop(_SETTINGS))), arrays)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ArticleError(f"{path}: no model in it ({error}); `framing train` writes one") from None
