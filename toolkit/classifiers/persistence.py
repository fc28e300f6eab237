"""Files of trained classifiers: a fitted estimator is saved as plain arrays, and loaded from them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError, OptionError
from ..files import MODELS
from ..statistics.arrays import Bools
from .model_files import Weights, hashes_of, read_weights, write_weights

_ESTIMATORS = frozenset(("embedding", "loaded_words"))  # parameters that are estimators; an embedding is stored by its name


def load_classifier(path: str | Path) -> Any:
    """The classifier in a file that ``framing train`` wrote, or a shipped one by its name.

    Returns a fitted `BiasedSentences`, `GenericFrames`, `IssueFrames` or `Genres`, depending on the file. An embedding is made
    from the model that the file names, which has to be on this machine.

    Raises
    ------
    ModelError
        The file cannot be read, holds no model, or one of another kind.

    Examples
    --------
    >>> load_classifier("biased_sentences").predict(["The brutal thugs fled.", "It rained."]).tolist()
    [True, False]
    """
    path = path_of(path)
    return classifier_of(path, read_weights(path))


def classifier_of(path: str | Path, weights: Weights) -> Any:
    """The classifier with the weights that a file holds. Raises ModelError as `load_classifier` does."""
    classes = _classes()
    if weights.kind not in classes:
        raise ModelError(f"{path}: a model of kind {weights.kind!r}; classifiers are {', '.join(classes)}")
    try:
        model = classes[weights.kind].from_arrays(weights.arrays, **_embedding(weights.settings))
        if not weights.settings.get("embedding"):
            model.predict_proba(["It rained."])
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: not a whole model ({error}); make it again with `framing train`") from None
    parameters = weights.settings.get("parameters", {})
    return model.set_params(**{name: tuple(value) if isinstance(value, list) else value for name, value in parameters.items()})


def save_classifier(
    path: str | Path, model: Any, learned_from: dict[str, str] | None = None, *, texts: Sequence[str] | None = None
) -> None:
    """Write a fitted classifier, with the hashes of what it learned from: of the file (`learned_from`) and of each of `texts`.

    The same classifier gives the same arrays.

    Raises OptionError for an estimator that is not of this toolkit, or whose embedding is not a `SentenceEmbedding`.
    """
    kinds = {estimator: kind for kind, estimator in _classes().items()}
    if type(model) not in kinds:
        savable = ", ".join(estimator.__name__ for estimator in kinds)
        raise OptionError(f"{type(model).__name__} is not a classifier that can be saved; these can: {savable}")
    parameters = {name: value for name, value in model.get_params(deep=False).items() if name not in _ESTIMATORS}
    settings = {
        "parameters": parameters,
        "embedding": _name(getattr(model, "embedding", None)),
        "learned_from": learned_from or {},
    }
    learned = None if texts is None else np.unique(hashes_of(texts))
    write_weights(path, Weights(kinds[type(model)], settings, model.arrays(), learned))


def learned_from(path: str | Path) -> dict[str, str]:
    """The hashes of what a classifier learned from, sha256 (of the file) and sha256_of_texts; empty where it has none."""
    return dict(read_weights(path_of(path)).settings.get("learned_from", {}))


def known_texts(path: str | Path, texts: Sequence[str]) -> Bools:
    """For each text whether a classifier learned from it, by its hash, which is wrong for about one unknown text in a million.

    All False where `save_classifier` was given no texts.
    """
    learned = read_weights(path_of(path)).learned
    return np.isin(hashes_of(texts), () if learned is None else learned)


def path_of(model: str | Path) -> Path:
    """The file of a model: the given path, or the shipped model of that name."""
    shipped = MODELS / f"{model}.npz"
    return shipped if not Path(model).suffix and not Path(model).exists() and shipped.is_file() else Path(model)


def _classes() -> dict[str, Any]:
    from .estimators import BiasedSentences
    from .frames import GenericFrames, IssueFrames
    from .genres import Genres

    return {
        "biased_sentences": BiasedSentences,
        "generic_frames": GenericFrames,
        "issue_frames": IssueFrames,
        "genres": Genres,
    }


def _embedding(settings: dict[str, Any]) -> dict[str, Any]:
    """The embedding of a model that has one, as the argument that it is passed as."""
    from .embeddings import SentenceEmbedding

    return {"embedding": SentenceEmbedding(settings["embedding"])} if settings.get("embedding") else {}


def _name(embedding: Any) -> str | None:
    from .embeddings import SentenceEmbedding

    if embedding is not None and not isinstance(embedding, SentenceEmbedding):
        raise OptionError(f"an embedding of type {type(embedding).__name__} cannot be saved: use SentenceEmbedding")
    return None if embedding is None else str(embedding.model)
