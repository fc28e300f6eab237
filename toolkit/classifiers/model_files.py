"""Files of trained models: plain arrays (.npz), never pickles, with the name of the estimator and its settings as text."""

import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, is_zipfile

import numpy as np
from numpy.typing import NDArray

from ..errors import ArticleError
from ..files import MODELS, atomic
from ..statistics.arrays import Hashes

_KIND, _SETTINGS, _LEARNED = "kind", "settings", "learned"
_OF_ATTRIBUTIONS = "transitions"  # an array that only the tagger of attributions has


class Weights(NamedTuple):
    """What a file of weights holds: the estimator's class by name, its settings, its arrays, and which texts it learned from.

    `learned` are the hashes of those texts (see `hashes_of`), None where the file does not tell them.
    """

    kind: str
    settings: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    learned: Hashes | None = None


def write_weights(path: str | Path, weights: Weights) -> None:
    """Write a model, whole or not at all. Raises ArticleError for arrays of objects, which only a pickle could hold."""
    objects, own = [name for name, array in weights.arrays.items() if array.dtype.hasobject], [_KIND, _SETTINGS, _LEARNED]
    if objects or set(own) & set(weights.arrays):
        raise ArticleError(f"{path}: not plain arrays, or names that the format keeps for itself: {objects or own}")
    told: dict[str, Any] = {_KIND: np.array(weights.kind), _SETTINGS: np.array(json.dumps(weights.settings))}
    if weights.learned is not None:
        told[_LEARNED] = weights.learned
    with atomic(path, "wb") as file:
        np.savez_compressed(file, **(told | weights.arrays))


def read_weights(path: str | Path) -> Weights:
    """A model's file as `write_weights` wrote it. Raises ArticleError where it cannot be read or holds no classifier."""
    if not Path(path).exists():
        raise ArticleError(f"{path}: no such file; models that ship: {', '.join(shipped_names())}")
    if Path(path).is_file() and not is_zipfile(path):
        raise ArticleError(f"{path}: not an .npz file; name the weights that `framing train` wrote (a card stands beside them)")
    try:
        with np.load(path, allow_pickle=False) as stored:
            if _KIND not in stored.files:
                what = "a model of attributions" if _OF_ATTRIBUTIONS in stored.files else "arrays of another kind"
                raise ArticleError(f"{path}: {what}, not a classifier; `framing train bias` and `train frames` write those")
            arrays = {name: stored[name] for name in stored.files}
        settings = json.loads(str(arrays.pop(_SETTINGS)))
    except ArticleError:
        raise
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, KeyError, EOFError, BadZipFile, zlib.error):
        raise ArticleError(f"{path}: a broken file, or no weights of ours; make it again with `framing train`") from None
    return Weights(str(arrays.pop(_KIND)), settings, arrays, arrays.pop(_LEARNED, None))


def shipped_names() -> list[str]:
    """The names of the classifiers that ship."""
    return sorted(file.stem for file in MODELS.glob("*.npz") if file.stem != "attribution")


def hashes_of(texts: Iterable[str]) -> Hashes:
    """CRC-32 of each text, white space aside, by which it is known again without being kept.

    >>> hashes_of(["It  rained.", "It rained."]).tolist()
    [2982385349, 2982385349]
    """
    return np.array([zlib.crc32(" ".join(text.split()).encode()) for text in texts], dtype=np.uint32)
