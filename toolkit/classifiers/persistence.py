"""Files of trained classifiers: a fitted estimator in, its weights as plain arrays out, and the other way about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ArticleError
from ..files import MODELS
from ..statistics.arrays import Bools
from .model_files import Weights, hashes_of, read_weights, write_weights

_APART = frozenset(("embedding", "loaded_words"))  # parameters that are estimators: the first is kept by name


def load_classifier(path: str | Path) -> Any:
    """The classifier in a file that ``framing train`` wrote, or one that ships, by its name.

    Returns a fitted `BiasedSentences`, `GenericFrames` or `IssueFrames`, according to the file. An embedding is made again from
    the model that its name says, which has to be on this machine.

    Raises
    ------
    ArticleError
        The file cannot be read, holds no model, or one of another kind.
    """
    path = path_of(path)
    weights, known = read_weights(path), _estimators()
    if weights.kind not in known:
        raise ArticleError(f"{path}: a model of kind {weights.kind!r}; classifiers are {', '.join(known)}")
    try:
        model = known[weights.kind].from_arrays(weights.arrays, embedding=_embedding(weights.settings))
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ArticleError(f"{path}: not a whole model ({error}); make it again with `framing train`") from None
    given = weights.settings.get("parameters", {})
    return model.set_params(**{name: tuple(one) if isinstance(one, list) else one for name, one in given.items()})


def save_classifier(
    path: str | Path, model: Any, learned_from: dict[str, str] | None = None, *, texts: Sequence[str] | None = None
) -> None:
    """Write a fitted classifier, and hashes of the file and of each of the texts that it has learned from.

    The same classifier gives the same arrays.

    Raises ArticleError for an estimator that is none of ours, or whose embedding is no `SentenceEmbedding`.
    """
    kinds = {made: kind for kind, made in _estimators().items()}
    if type(model) not in kinds:
        raise ArticleError(f"{type(model).__name__} is no classifier that can be kept; there are {', '.join(kinds.values())}")
    parameters = {name: value for name, value in model.get_params(deep=False).items() if name not in _APART}
    settings = {"parameters": parameters, "embedding": _name(model.embedding), "learned_from": learned_from or {}}
    learned = None if texts is None else np.unique(hashes_of(texts))
    write_weights(path, Weights(kinds[type(model)], settings, model.arrays(), learned))


def learned_from(path: str | Path) -> dict[str, str]:
    """The hashes of what a classifier has learned from: sha256 (of the file), sha256_of_texts; nothing where it is not told."""
    return dict(read_weights(path_of(path)).settings.get("learned_from", {}))


def known_texts(path: str | Path, texts: Sequence[str]) -> Bools:
    """Of each text, whether a classifier has learned from it, by its hash; one in a million is mistaken for one that it has.

    A file that does not tell what it learned from, since `save_classifier` was given no texts, knows none.
    """
    learned = read_weights(path_of(path)).learned
    return np.isin(hashes_of(texts), () if learned is None else learned)


def path_of(model: str | Path) -> Path:
    """The file of a model: what was named, or the one that ships under the name."""
    shipped = MODELS / f"{model}.npz"
    return shipped if not Path(model).suffix and not Path(model).exists() and shipped.is_file() else Path(model)


def _estimators() -> dict[str, Any]:
    from .estimators import BiasedSentences
    from .frames import GenericFrames, IssueFrames

    return {"biased_sentences": BiasedSentences, "generic_frames": GenericFrames, "issue_frames": IssueFrames}


def _embedding(settings: dict[str, Any]) -> Any:
    from .embeddings import SentenceEmbedding

    return SentenceEmbedding(settings["embedding"]) if settings.get("embedding") else None


def _name(embedding: Any) -> str | None:
    from .embeddings import SentenceEmbedding

    if embedding is not None and not isinstance(embedding, SentenceEmbedding):
        raise ArticleError(f"an embedding of type {type(embedding).__name__} cannot be kept: use SentenceEmbedding")
    return None if embedding is None else str(embedding.model)
