"""Of what genre an article is: a linear model over `genre_features`, applied with NumPy alone.

It needs an article and no annotation, so that it can decide which articles are read at all (`--where genre=news`). Weights are
learned by `genres.Genres`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..articles.article import Article
from ..errors import ModelError
from ..files import MODELS
from ..statistics.arrays import Floats, softmax
from .genre_features import GENRES, features_of, genre_in_section, genre_in_title
from .model_files import read_weights

MODEL = MODELS / "genre.npz"

LABELLED = 0.95
"""The least probability of the genre that a title begins with: all 22 coded articles whose title begins so are of it."""


class Genre(NamedTuple):
    """The likeliest genre of an article, its probability, and the probabilities of all genres."""

    name: str
    p: float
    probabilities: Mapping[str, float]


class GenreModel(NamedTuple):
    """The names of the features, what each adds to the log odds of each of `GENRES`, and what every article has of them."""

    features: tuple[str, ...]
    weights: Floats
    intercepts: Floats

    def probabilities(self, articles: Iterable[Article]) -> Floats:
        """The probability of each genre, (articles, `GENRES`); a row sums to 1."""
        rows = [list(features_of(article).values()) for article in articles]
        return softmax(np.array(rows).reshape(len(rows), len(self.features)) @ self.weights + self.intercepts)


def genre_of(article: Article, model: GenreModel | None = None) -> Genre | None:
    """The genre of an article by title, address, byline and text, with the shipped model or another.

    None for an article without text, and where the toolkit was installed without weights. A title that begins with a label
    ("Review: …"), or else a column `section` that names a genre other than news, settles it: it is then as likely as `LABELLED`
    at least.

    >>> genre_of(Article("a", "The mayor resigned on Monday, a spokesman said.", url="https://wire.example/news/mayor")).name
    'news'
    """
    model = model or shipped_genre_model()
    if model is None or not article.text.strip():
        return None
    p = dict(zip(GENRES, model.probabilities([article])[0].tolist(), strict=True))
    named = genre_in_title(article.title or "") or genre_in_section(article.labels)
    return genre_from(_with_label(p, named) if named else p)


def _with_label(p: Mapping[str, float], named: str) -> dict[str, float]:
    """The probabilities where a label names one of the genres, the others in proportion."""
    sure = max(p[named], LABELLED)
    rest = (1 - sure) / max(1 - p[named], 1e-9)
    return {genre: sure if genre == named else share * rest for genre, share in p.items()}


def genre_from(probabilities: Mapping[str, float]) -> Genre:
    """The likeliest genre by the probabilities of all.

    >>> genre_from({"news": 0.25, "opinion": 0.75}).name
    'opinion'
    """
    name = max(probabilities, key=probabilities.__getitem__)
    return Genre(name, probabilities[name], probabilities)


@cache
def shipped_genre_model() -> GenreModel | None:
    """The shipped weights; None where there are none. Raises ModelError for weights of another version of the toolkit."""
    return model_from(read_weights(MODEL).arrays) if MODEL.is_file() else None


def arrays_of(model: GenreModel) -> dict[str, NDArray[Any]]:
    """The model as plain arrays."""
    return {"features": np.array(model.features), "weights": model.weights.astype(np.float32), "intercepts": model.intercepts}


def model_from(arrays: Mapping[str, NDArray[Any]]) -> GenreModel:
    """The model whose arrays `arrays_of` returned.

    Raises KeyError where an array is missing, and ModelError where the weights are of other features or genres than these.
    """
    names = tuple(map(str, arrays["features"]))
    if names != tuple(features_of(Article("", ""))) or arrays["weights"].shape != (len(names), len(GENRES)):
        raise ModelError("weights of other features or genres than this version of the toolkit has; make them again")
    return GenreModel(names, arrays["weights"].astype(float), arrays["intercepts"].astype(float))
