"""Files of trained models: plain arrays (.npz), never pickles, with the name of the estimator and its settings as text."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile, is_zipfile

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..files import MODELS, arrays_in, atomic
from ..statistics.arrays import Hashes
from ..text.word_tables import checksum

_KIND, _SETTINGS, _LEARNED = "kind", "settings", "learned"
_OF_ATTRIBUTIONS = "key_numbers"  # an array that only the tagger of attributions has


class Weights(NamedTuple):
    """What a file of weights holds: the name of the estimator's class, its settings, its arrays, and which texts it learned from.

    `learned` are the hashes of those texts (see `hashes_of`); None where the file does not hold them.
    """

    kind: str
    settings: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    learned: Hashes | None = None


def write_weights(path: str | Path, weights: Weights) -> None:
    """Write a model, whole or not at all. Raises ModelError for arrays of objects, which only a pickle could hold."""
    objects, reserved = [name for name, array in weights.arrays.items() if array.dtype.hasobject], [_KIND, _SETTINGS, _LEARNED]
    if objects or set(reserved) & set(weights.arrays):
        raise ModelError(f"{path}: not plain arrays, or names that the format reserves: {objects or reserved}")
    head: dict[str, Any] = {_KIND: np.array(weights.kind), _SETTINGS: np.array(json.dumps(weights.settings))}
    if weights.learned is not None:
        head[_LEARNED] = weights.learned
    with atomic(path, "wb") as file:
        np.savez_compressed(file, **(head | weights.arrays))


def read_weights(path: str | Path) -> Weights:
    """A model's file as `write_weights` wrote it. Raises ModelError where it cannot be read or holds no classifier."""
    if not Path(path).exists():
        raise ModelError(f"{path}: no such file; models that ship: {', '.join(shipped_names())}")
    if Path(path).is_file() and not is_zipfile(path):
        raise ModelError(f"{path}: not an .npz file; name the weights that `framing train` wrote, not the card")
    try:
        arrays = arrays_in(path)
        if _KIND not in arrays:
            kind = "a model of attributions" if _OF_ATTRIBUTIONS in arrays else "arrays of another kind"
            raise ModelError(f"{path}: {kind}, not a classifier; `framing train bias` and `train frames` write classifiers")
        settings = json.loads(str(arrays.pop(_SETTINGS)))
        if _LEARNED in arrays and arrays[_LEARNED].ndim != 1:
            raise ValueError("the hashes of texts are no list")
    except ModelError:
        raise
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, KeyError) as error:
        why = "" if "pickle" in str(error) else f" ({error})"
        raise ModelError(
            f"{path}: a broken file, or not weights of this toolkit{why}; make it again with `framing train`"
        ) from None
    return Weights(str(arrays.pop(_KIND)), settings, arrays, arrays.pop(_LEARNED, None))


def shipped_names() -> list[str]:
    """The names of the shipped classifiers, whose files say of which kind they are.

    >>> shipped_names()
    ['biased_sentences', 'generic_frames', 'genre']
    """
    return sorted(file.stem for file in MODELS.glob("*.npz") if f"{_KIND}.npy" in ZipFile(file).namelist())


def hashes_of(texts: Iterable[str]) -> Hashes:
    """CRC-32 of each text, whatever its white space, by which it can be recognised without being stored.

    >>> hashes_of(["It  rained.", "It rained."]).tolist()
    [2982385349, 2982385349]
    """
    return np.array([checksum(" ".join(text.split())) for text in texts], dtype=np.uint32)
