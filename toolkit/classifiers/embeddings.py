"""Vectors of texts from a model that the user has, as features in addition to words; nothing is downloaded or written to disk.

`SentenceEmbedding` gives one vector for each text, or one for each word piece. `WordMeans` averages the vectors of a text's words
and uses no further library. `Likeness` lets linear models learn from such vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from ..errors import ArticleError, OptionError
from ..statistics.arrays import Floats, Indices, Singles
from ..text.word_classes import function_words
from ..text.words import Words
from .text_features import rounded
from .word_vectors import WordVectors

LANDMARKS = 1000  # learned texts that new ones are compared with, at most
MOST_PIECES = 96  # of a sentence in `pieces`, special ones included
_LEAST_EIGENVALUE = 1e-6  # so that landmarks that are nearly the same do no harm
_TOP_LAYERS = 3  # of the transformer, averaged in `pieces`

Pieces = tuple[Indices, Singles]
"""The word pieces of a sentence: their offsets, (pieces, 2), and their vectors, (pieces, dimensions)."""


class SentenceEmbedding(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn transformer from texts to vectors of length 1, using a model that is on this machine.

    Parameters
    ----------
    model : folder of a sentence-transformers model (Reimers and Gurevych 2019) or of a model2vec model, or the name of a
        sentence-transformers model in the local cache.
    batch_size : number of texts that the model reads at once; it does not change the vectors beyond rounding.

    The model cuts longer texts off (all-MiniLM-L6-v2 after 256 word pieces). `fit` learns nothing; it exists so that the
    transformer can be used in a pipeline.

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
        """One vector for each text, (texts, dimensions); OptionError where the library or the model is missing."""
        texts, encoder = _listed(X), _encoder(str(self.model))
        if not texts:
            return np.zeros((0, _width(encoder)))
        vectors = np.asarray(encoder.encode(texts, batch_size=self.batch_size, show_progress_bar=False), dtype=float)
        return _unit(vectors)

    def pieces(self, sentences: Sequence[str]) -> list[Pieces]:
        """For each sentence the character offsets of its word pieces, and the vector of each piece in this sentence.

        A vector is the mean of the last three hidden layers of the transformer. The special pieces (start, end, padding) are
        left out, and a sentence is cut off after `MOST_PIECES`. The model reads all sentences at once. Raises OptionError where
        the library or the model is missing, or the model has no transformer (in model2vec a piece has one vector in all
        sentences).
        """
        encoder = _encoder(str(self.model))
        listed, transformer = _listed(sentences), _transformer(encoder, str(self.model))
        return _read(listed, transformer, encoder.tokenizer) if listed else []

    def __sklearn_is_fitted__(self) -> bool:
        return True


def _listed(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        raise ArticleError("X must be a list of texts, not one text")
    return list(texts)


@lru_cache(maxsize=1)
def _encoder(name: str) -> Any:
    """The model of a name; the last one is kept, so that it is not read again."""
    return _static(name) if _is_static(Path(name)) else _sentence_transformer(name)


def _width(encoder: Any) -> int:
    """Dimensions of the vectors of a model."""
    return int(np.asarray(encoder.encode(["a"], show_progress_bar=False)).shape[1])


def _transformer(encoder: Any, name: str) -> Any:
    """The transformer that is the first module of a sentence-transformers model."""
    transformer = getattr(encoder[0], "auto_model", None) if hasattr(encoder, "__getitem__") else None
    if transformer is None:
        raise OptionError(f"{name}: a table of vectors does not read words in their sentence; name a model with a transformer")
    return transformer


def _read(sentences: Sequence[str], transformer: Any, tokenizer: Any) -> list[Pieces]:
    """Offsets and vectors of the pieces of sentences, which the transformer reads at once."""
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
    """Whether a folder holds a model2vec model: a table of vectors, and no modules of sentence-transformers."""
    return (folder / "model.safetensors").is_file() and not (folder / "modules.json").is_file()


def _sentence_transformer(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise OptionError("embeddings need sentence-transformers: pip install 'framing-toolkit[embeddings]'") from None
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise OptionError(f"no sentence-transformers model {name!r} on this machine: name its folder ({error})") from None


def _static(name: str) -> Any:
    try:
        from model2vec import StaticModel
    except ImportError:
        raise OptionError("a table of vectors needs model2vec: pip install model2vec") from None
    try:
        return StaticModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise OptionError(f"{name}: the model2vec model in this folder cannot be read ({error})") from None


class WordMeans(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A scikit-learn transformer from texts to the mean vector of their words, without function words.

    Parameters
    ----------
    vectors : the user's own vectors of words (see `word_vectors.contextual_vectors` and `word_vectors.load_vectors`).

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
        """One vector for each text, (texts, dimensions); zeros where no word has a vector."""
        keys = [[key for key in Words(text).keys if key not in function_words()] for text in _listed(X)]
        different = sorted({key for row in keys for key in row})
        vector_of = dict(zip(different, self.vectors.of(different), strict=True))
        means = np.zeros((len(keys), self.vectors.vectors.shape[1]))
        for mean, row in zip(means, keys, strict=True):
            vectors = [vector_of[key] for key in row if vector_of[key].any()]
            if vectors:
                mean[:] = np.mean(vectors, axis=0)
        return means

    def __sklearn_is_fitted__(self) -> bool:
        return True


# -- for linear models -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """Vectors described by their likeness to learned ones, so that a linear model on them can follow curved borders.

    The inner product of two rows is close to exp(-distance²) of the vectors, centred and scaled to length 1 (Williams and Seeger
    2001).

    Attributes
    ----------
    landmarks : the learned vectors that others are compared with, centred and of length 1, (landmarks, dimensions).
    centre : the mean that is subtracted from every vector first, (dimensions,).
    """

    landmarks: Floats
    centre: Floats

    def rows(self, vectors: Floats) -> Floats:
        """Features of vectors, (texts, landmarks)."""
        features: Floats = _closeness(_unit(vectors - self.centre), self.landmarks) @ self._root
        return features

    @cached_property
    def _root(self) -> Floats:
        """The inverse square root of the likeness of the landmarks to one another."""
        values, axes = np.linalg.eigh(_closeness(self.landmarks, self.landmarks))
        root: Floats = (axes / np.sqrt(np.maximum(values, _LEAST_EIGENVALUE))) @ axes.T
        return root


def likeness_to(vectors: Floats, *, seed: int = 0) -> Likeness:
    """The likeness to the given vectors, or to `LANDMARKS` of them drawn by the seed where there are more.

    >>> rows = likeness_to(np.eye(3)).rows(np.eye(3))
    >>> (rows @ rows.T).round(2).tolist()
    [[1.0, 0.05, 0.05], [0.05, 1.0, 0.05], [0.05, 0.05, 1.0]]
    """
    centre = rounded(vectors.mean(axis=0))
    chosen = np.sort(np.random.default_rng(seed).permutation(len(vectors))[:LANDMARKS])
    return Likeness(rounded(_unit(vectors[chosen] - centre)), centre)


def _unit(vectors: Floats) -> Floats:
    """Vectors scaled to length 1; zeros stay zeros."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = vectors / np.where(length > 0, length, 1)
    return unit


def _closeness(one: Floats, other: Floats) -> Floats:
    """exp(-distance²) between every vector of one table and every vector of the other."""
    distance = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
    closeness: Floats = np.exp(-np.maximum(distance, 0))
    return closeness
