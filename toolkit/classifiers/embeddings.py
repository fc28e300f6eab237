"""Vectors of sentences from a model that the user has, for use beside words; nothing is downloaded, nothing kept on disk.

`SentenceEmbedding` gives one vector a text, and one a word piece where that is asked for; `WordMeans` makes one of vectors of
words, which needs no further library. `Likeness` is for linear models that learn from such vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from ..errors import ArticleError
from ..statistics.arrays import Floats, Indices, Singles
from ..text.word_classes import word_classes
from ..text.words import Words
from .text_features import rounded
from .word_vectors import WordVectors

LANDMARKS = 1000  # learned texts that new ones are compared with, at most
MOST_PIECES = 96  # of a sentence in `pieces`, the special ones among them
_LEAST_EIGENVALUE = 1e-6  # so that landmarks which are nearly the same do no harm
_TOP_LAYERS = 3  # of the transformer, averaged in `pieces`

Pieces = tuple[Indices, Singles]
"""Of a sentence: offsets of its word pieces, (pieces, 2), and their vectors, (pieces, dimensions)."""


class SentenceEmbedding(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn transformer from texts to vectors of length 1, by a model that is on this machine.

    Parameters
    ----------
    model : folder of a sentence-transformers model (Reimers and Gurevych 2019) or of a model2vec model, or the name of a
        sentence-transformers model in the local cache.
    batch_size : texts that are put through the model at once; it does not change the vectors beyond rounding.

    A text longer than the model reads is cut by it (all-MiniLM-L6-v2 reads 256 word pieces). `fit` learns nothing; it is there
    so that the transformer may stand in a pipeline.

    Examples
    --------
    >>> SentenceEmbedding("models/minilm", batch_size=16)
    SentenceEmbedding(batch_size=16, model='models/minilm')
    """

    def __init__(self, model: str = "sentence-transformers/all-MiniLM-L6-v2", *, batch_size: int = 32) -> None:
        self.model = model
        self.batch_size = batch_size

    def fit(self, X: Sequence[str] | None = None, y: Any = None) -> Self:  # noqa: N803
        """Nothing is learned."""
        return self

    def transform(self, X: Sequence[str]) -> Floats:  # noqa: N803
        """One vector a text, (texts, dimensions); ArticleError where the library or the model is missing."""
        texts, encoder = _listed(X), _encoder(str(self.model))
        if not texts:
            return np.zeros((0, _width(encoder)))
        vectors = np.asarray(encoder.encode(texts, batch_size=self.batch_size, show_progress_bar=False), dtype=float)
        return _unit(vectors)

    def pieces(self, sentences: Sequence[str]) -> list[Pieces]:
        """For each sentence the character offsets of its word pieces and the vector of each as it is read there.

        A vector is the mean of the last three hidden layers of the transformer. The special pieces (start, end, padding) are
        left out, and a sentence is cut after `MOST_PIECES`. The sentences are put through the model at once. Raises
        ArticleError where the library or the model is missing, and where the model has no transformer (model2vec: a piece has
        one vector wherever it stands).
        """
        encoder = _encoder(str(self.model))
        listed, transformer = _listed(sentences), _transformer(encoder, str(self.model))
        return _read(listed, transformer, encoder.tokenizer) if listed else []

    def __sklearn_is_fitted__(self) -> bool:
        return True


def _listed(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        raise ArticleError("there must be a list of texts, not one text")
    return list(texts)


@lru_cache(maxsize=1)
def _encoder(name: str) -> Any:
    """The model behind a name; read again only where another was asked for since."""
    return _static(name) if _is_static(Path(name)) else _sentence_transformer(name)


def _width(encoder: Any) -> int:
    """Dimensions of the vectors of a model."""
    return int(np.asarray(encoder.encode(["a"], show_progress_bar=False)).shape[1])


def _transformer(encoder: Any, name: str) -> Any:
    """The transformer that a sentence-transformers model begins with."""
    transformer = getattr(encoder[0], "auto_model", None) if hasattr(encoder, "__getitem__") else None
    if transformer is None:
        raise ArticleError(f"{name}: a table of vectors does not read words in their sentence; name a model with a transformer")
    return transformer


def _read(sentences: Sequence[str], transformer: Any, tokenizer: Any) -> list[Pieces]:
    """Offsets and vectors of the pieces of sentences that go through a transformer at once."""
    import torch

    batch = tokenizer(
        sentences,
        return_tensors="pt",
        padding=True,
        truncation=True,
        max_length=MOST_PIECES,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
    )
    offsets, own = batch.pop("offset_mapping").numpy(), batch.pop("special_tokens_mask").numpy() == 0
    with torch.no_grad():
        layers = transformer(**batch, output_hidden_states=True).hidden_states[-_TOP_LAYERS:]
    vectors = torch.stack(layers).mean(dim=0).numpy()
    return [(offsets[i, kept].astype(np.intp), vectors[i, kept]) for i, kept in enumerate(own)]


def _is_static(folder: Path) -> bool:
    """Whether a folder holds a model of model2vec: a table of vectors and no modules of sentence-transformers."""
    return (folder / "model.safetensors").is_file() and not (folder / "modules.json").is_file()


def _sentence_transformer(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise ArticleError("embeddings need sentence-transformers: pip install 'framing-toolkit[embeddings]'") from None
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise ArticleError(f"no sentence-transformers model {name!r} on this machine: name its folder ({error})") from None


def _static(name: str) -> Any:
    try:
        from model2vec import StaticModel
    except ImportError:
        raise ArticleError("a table of vectors needs model2vec: pip install model2vec") from None
    try:
        return StaticModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise ArticleError(f"{name}: no model2vec model in this folder ({error})") from None


class WordMeans(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn transformer from texts to the mean vector of their words, function words left out.

    Parameters
    ----------
    vectors : of words, of the user's own making (see `vectors.contextual_vectors` and `vectors.load_vectors`).

    Examples
    --------
    >>> means = WordMeans(WordVectors(("guns", "schools"), np.eye(2, dtype=np.float32)))
    >>> means.transform(["Guns in the schools", "Guns and hope", "Hope"]).tolist()
    [[0.5, 0.5], [1.0, 0.0], [0.0, 0.0]]
    """

    def __init__(self, vectors: WordVectors) -> None:
        self.vectors = vectors

    def fit(self, X: Sequence[str] | None = None, y: Any = None) -> Self:  # noqa: N803
        """Nothing is learned."""
        return self

    def transform(self, X: Sequence[str]) -> Floats:  # noqa: N803
        """One vector a text, (texts, dimensions); zeros where no word is known."""
        keys = [[key for key in Words(text).keys if key not in word_classes()] for text in _listed(X)]
        different = sorted({key for row in keys for key in row})
        found = dict(zip(different, self.vectors.of(different), strict=True))
        means = np.zeros((len(keys), self.vectors.vectors.shape[1]))
        for mean, row in zip(means, keys, strict=True):
            known = [found[key] for key in row if found[key].any()]
            if known:
                mean[:] = np.mean(known, axis=0)
        return means

    def __sklearn_is_fitted__(self) -> bool:
        return True


# -- for linear models -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """Vectors as their likeness to learned ones, so that a linear model on them can follow curved borders.

    The inner product of two rows is nearly exp(-distance²) of the vectors, centred and at length 1 (Williams and Seeger 2001).

    Attributes
    ----------
    landmarks : the learned vectors that others are compared with, centred and at length 1, (landmarks, dimensions).
    centre : what is taken off every vector first, (dimensions,).
    """

    landmarks: Floats
    centre: Floats

    def rows(self, vectors: Floats) -> Floats:
        """Features of some vectors, (texts, landmarks)."""
        found: Floats = _closeness(_unit(vectors - self.centre), self.landmarks) @ self._root
        return found

    @cached_property
    def _root(self) -> Floats:
        """The inverse square root of the likeness of the landmarks to one another."""
        values, axes = np.linalg.eigh(_closeness(self.landmarks, self.landmarks))
        root: Floats = (axes / np.sqrt(np.maximum(values, _LEAST_EIGENVALUE))) @ axes.T
        return root


def likeness_to(vectors: Floats, *, seed: int = 0) -> Likeness:
    """The likeness to some vectors, or to `LANDMARKS` of them chosen by the seed where there are more.

    >>> rows = likeness_to(np.eye(3)).rows(np.eye(3))
    >>> (rows @ rows.T).round(2).tolist()
    [[1.0, 0.05, 0.05], [0.05, 1.0, 0.05], [0.05, 0.05, 1.0]]
    """
    centre = rounded(vectors.mean(axis=0))
    chosen = np.sort(np.random.default_rng(seed).permutation(len(vectors))[:LANDMARKS])
    return Likeness(rounded(_unit(vectors[chosen] - centre)), centre)


def _unit(vectors: Floats) -> Floats:
    """Vectors at length 1; zeros stay zeros."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = vectors / np.where(length > 0, length, 1)
    return unit


def _closeness(one: Floats, other: Floats) -> Floats:
    """exp(-distance²) of every vector of one table and every one of the other."""
    distance = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
    closeness: Floats = np.exp(-np.maximum(distance, 0))
    return closeness
