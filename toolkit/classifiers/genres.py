"""The genre of an article, learned from labelled articles: a linear model whose contributions can be read."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from ..articles.article import Article, article_of
from ..errors import ArticleError, OptionError
from ..statistics.arrays import Bools, Floats
from .estimators import TakesTexts
from .genre_features import GENRES, MARK_NAMES, features_of
from .genre_model import GenreModel, arrays_of, model_from

CONSTANT = "(constant)"  # name in `explain` for what every article has

_FORMS = {"times of day": "live_blog", "turns in capitals": "transcript"}
"""Features of the text that name a genre as plainly as a mark of the page does."""

_CONSTANT = 1e-9  # standard deviation of a feature up to which nothing can be learned from it
_NEVER = -1e6  # log odds of a genre that no article taught: no chance, and still a number
_SPREAD = 0.5  # of features that are no marks; marks keep their values of 0 and 1, times their scale


class Genres(TakesTexts, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predicts the genre of articles (or of plain texts, which have no title, address or byline).

    Multinomial logistic regression over `genre_features`. So that it also works where there is no address, every article is
    learned from twice, with and without what address, byline and outlet say. Each mark of the page is taken to name its genre
    before any article is seen (`trust`): genres without a labelled article are then recognised by their marks alone.

    Parameters
    ----------
    C : strength of the weights (inverse of the penalty).
    mark_scale : how much more a mark of the page is trusted than a feature of the wording.
    trust : the number of articles that each mark counts as before any is seen.

    Attributes
    ----------
    model_ : the `GenreModel`.
    classes_ : all `GENRES`.

    Examples
    --------
    >>> news, opinion = "A spokesman said on Monday that it rained.", "I say we must act. Why should they not listen?"
    >>> genres = Genres().fit([news] * 5 + [opinion] * 5, ["news"] * 5 + ["opinion"] * 5)
    >>> genres.predict(["I say they must listen. Why should we not act?", news]).tolist()
    ['opinion', 'news']
    """

    def __init__(self, *, C: float = 0.5, mark_scale: float = 4.0, trust: float = 1.0) -> None:  # noqa: N803
        self.C = C
        self.mark_scale = mark_scale
        self.trust = trust

    def fit(self, X: Sequence[Article | str], y: ArrayLike) -> Self:  # noqa: N803
        """Learn from articles and the genre of each.

        Raises ArticleError where lengths differ, a genre is not one of `GENRES`, or there is only one.
        """
        from sklearn.linear_model import LogisticRegression

        articles, labels = _articles(X), np.asarray(y).astype(str)
        _check(articles, labels)
        full, bare = (_rows(articles, page=page) for page in (True, False))
        names = tuple(features_of(articles[0]))
        marks = np.array([name in MARK_NAMES or name in _FORMS for name in names])
        means = np.where(marks, 0.0, full.mean(axis=0))
        spread = full.std(axis=0)
        scales = np.where(marks, self.mark_scale, np.where(spread > _CONSTANT, _SPREAD / np.maximum(spread, _CONSTANT), 0.0))
        told = _told_by_marks(names, self.mark_scale)
        rows = np.vstack([(full - means) * scales, (bare - means) * scales, told])
        targets = np.array([*labels, *labels, *(_genre_of_mark(names[i]) for i in told.nonzero()[1])])
        weights = np.concatenate([np.full(2 * len(labels), 0.5), np.full(len(told), self.trust)])
        learned = LogisticRegression(C=self.C, max_iter=5000).fit(rows, targets, sample_weight=weights)
        self.model_ = model_from(arrays_of(_unscaled(learned, names, means, scales)))  # rounded as in its file
        self.classes_ = np.array(GENRES)
        return self

    def predict_proba(self, X: Sequence[Article | str]) -> Floats:  # noqa: N803
        """The probability of each genre, (articles, genres); a row sums to 1."""
        check_is_fitted(self)
        return self.model_.probabilities(_articles(X))

    def predict(self, X: Sequence[Article | str]) -> NDArray[Any]:  # noqa: N803
        """The likeliest genre of each article."""
        names: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return names

    def explain(self, article: Article | str, genre: str) -> dict[str, float]:
        """What each feature adds to the score of a genre; the values sum to it, the largest come first.

        Raises OptionError for an unknown genre.
        """
        check_is_fitted(self)
        if genre not in GENRES:
            raise OptionError(f"unknown genre {genre!r}; genres are {', '.join(GENRES)}")
        column = GENRES.index(genre)
        values = features_of(_articles([article])[0])
        parts = {name: value * self.model_.weights[i, column] for i, (name, value) in enumerate(values.items()) if value}
        parts[CONSTANT] = float(self.model_.intercepts[column])
        return dict(sorted(parts.items(), key=lambda part: -abs(part[1])))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The fitted weights as plain arrays, from which `from_arrays` makes the same estimator."""
        check_is_fitted(self)
        return arrays_of(self.model_)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The estimator whose arrays `arrays` returned; raises what `genre_model.model_from` does."""
        estimator = cls()
        estimator.model_, estimator.classes_ = model_from(arrays), np.array(GENRES)
        return estimator


def _articles(X: Sequence[Article | str]) -> list[Article]:  # noqa: N803
    """Articles, those of plain texts without anything but their text."""
    if isinstance(X, str | Article):
        raise ArticleError("give a list of articles or texts, not a single one")
    return [article_of(item) if isinstance(item, str) else item for item in X]


def _check(articles: Sequence[Article], labels: NDArray[Any]) -> None:
    if len(articles) != len(labels):
        raise ArticleError(f"{len(articles)} articles, but {len(labels)} genres: give one genre for each article")
    if unknown := sorted(set(labels.tolist()) - set(GENRES)):
        raise ArticleError(f"unknown genres {', '.join(unknown)}; genres are {', '.join(GENRES)}")
    if len(set(labels.tolist())) < 2:
        raise ArticleError("all articles have the same genre: there is nothing to learn")


def _rows(articles: Sequence[Article], *, page: bool) -> Floats:
    return np.array([list(features_of(article, page=page).values()) for article in articles])


def _told_by_marks(names: Sequence[str], scale: float) -> Floats:
    """A row for each mark (but those of news, which are on pages of every genre): an average article with that mark alone."""
    marks: Bools = np.array([_genre_of_mark(name) not in ("", "news") for name in names])
    return np.diag(np.full(len(names), scale))[marks]


def _genre_of_mark(name: str) -> str:
    """The genre that a mark of the page or a form of the text names; "" for other features."""
    return name.split()[0] if name in MARK_NAMES else _FORMS.get(name, "")


def _unscaled(learned: Any, names: tuple[str, ...], means: Floats, scales: Floats) -> GenreModel:
    """The model for features as they are; genres that were not learned get no chance."""
    weights, intercepts = np.zeros((len(names), len(GENRES))), np.full(len(GENRES), _NEVER)
    for genre, coefficients, intercept in zip(learned.classes_, learned.coef_, learned.intercept_, strict=True):
        column = GENRES.index(str(genre))
        weights[:, column] = coefficients * scales
        intercepts[column] = intercept - means @ weights[:, column]
    return GenreModel(names, weights, intercepts)
