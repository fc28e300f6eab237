"""Outlet signature: how well outlets that cover the same event can be told apart by language alone, and by which words.

This measures distinctiveness, not bias: outlets may differ in loaded words, in spelling or in the names of months. What reveals
an outlet without being its language (its name, bylines, datelines, boilerplate) is left out, and by default so is what its
sources say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ..annotation.annotator import annotate
from ..articles.article import Article
from ..articles.objects import rows_in
from ..classifiers.estimators import TakesTexts
from ..errors import ArticleError, OptionError
from ..scores.features import column_of
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.inference import adjusted
from ..statistics.resampling import Bootstrap
from ..training.folds import Fold, grouped_folds
from .article_pairs import Design, Wins, design_of, pairs_within, share, shuffled_within, wins_of
from .boilerplate import names_of, pattern_of_names
from .keyness import LEAST_ARTICLES
from .said_words import Token, example_of, said_words, voices_of

if TYPE_CHECKING:
    import pandas as pd

FEW_EVENTS = 20  # with fewer, an interval from resampling events is too narrow
TOP = 30  # words kept for each outlet

_RARE_ELSEWHERE = 0.02  # share of the others' articles up to which a word counts as not theirs
_RESAMPLES, _CONFIDENCE = 2000, 0.95
_SHARPEST = 200.0  # the largest scale of the probabilities
_ROUNDING = 1e-12  # equal figures may differ by this much


@dataclass(frozen=True)
class Distinctiveness:
    """How well outlets can be told apart.

    Attributes
    ----------
    auroc : how often, given an article of one outlet and an article of another on the same event, the first gets the higher
        score for its own outlet; the mean over outlets. Chance is .5.
    low, high : 95 % interval from resampling whole events; NaN where it cannot be given. The model is not refitted, so that the
        interval shows how the figure varies with the events it is tested on, not with those it is trained on.
    baseline : mean of the same figure with outlets shuffled within events.
    corrected : (auroc - baseline) / (1 - baseline): 0 at chance, 1 where outlets are always told apart.
    p : share of the shufflings, counting the real order as one, that reach `auroc`: (b + 1) / (B + 1) (Phipson and Smyth 2010).
    n_articles, n_events, n_outlets : numbers of articles, events and outlets that were compared.
    notes : what a reader must know.
    """

    auroc: float
    low: float
    high: float
    baseline: float
    corrected: float
    p: float
    n_articles: int
    n_events: int
    n_outlets: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        limits = "" if isnan(self.low + self.high) else f"95 % interval {self.low:.3f} to {self.high:.3f}; "
        figure = f"{self.auroc:.3f} of pairs told apart ({limits}.5 is chance)"
        shuffled = f"outlets shuffled {self.baseline:.3f}, p = {self.p:.3f}"
        base = f"{self.n_articles} articles, {self.n_outlets} outlets, {self.n_events} events"
        return "; ".join([figure, shuffled, base, *self.notes])


class OutletSignature(TakesTexts, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predicts from its language which outlet wrote an article, and measures how well outlets can be told apart.

    The model is ridge regression of each outlet against the others on words and pairs of words (logarithmic counts times inverse
    document frequency, rows of length 1). Neither the weights of words nor the folds depend on who wrote what, so that the
    predictions for held-out articles are a fixed matrix times the outlets as 0 and 1. A shuffling is therefore a full refit at
    the cost of one matrix product, and where outlets are exchangeable within events the p value is exact. (Boilerplate is
    found with the real outlets; that can only lower the real figure, so p errs on the safe side.)

    Folds keep whole events together, and only articles on the same event are compared, so that knowing topics does not help.
    Where there are no events, the day may take their place (`event="published"`); else articles are dealt at random into blocks
    of about 20. Then topics may help, and the result says so. An outlet needs 5 articles.

    Measured on BASIL (three US outlets on 100 events): .88 of pairs are told apart by the outlets' own voice, .84 by their
    paraphrases, .52 (p = .28) by what their sources say in quotation marks. A different seed of the folds changes the first by
    .01.

    Parameters
    ----------
    by, event : fields or columns; `y` and `groups` of `fit` take precedence. `event=None` deals blocks.
    voice : "own" (headline, narration, scare quotes), "all", or one or several voices by name.
    aliases : further names to leave out, {outlet: [name, …]}, for agencies or where the file has codes ("nyt").
    boilerplate : a word in at least this share of one outlet's articles, and in at most 2 % of the others', is left out (see
        `boilerplate_`); None keeps all words.
    alpha : penalty of the ridge regression.
    n_splits, n_permutations, random_state : number of folds and of shufflings, and the seed of both.

    Attributes
    ----------
    result_ : the `Distinctiveness`.
    outlets_ : DataFrame with columns outlet, auroc, low, high, baseline, corrected, p, q (p adjusted over all outlets; Benjamini
        and Hochberg 1995), n_articles, n_events (that other outlets also cover), n_pairs.
    told_apart_ : DataFrame, outlets by outlets: the share of pairs told apart, the row's articles against the column's.
    permuted_ : the mean AUROC of each shuffling.
    names_ : the names by which outlets could be recognised, left out wherever they occur.
    boilerplate_ : DataFrame with columns outlet, word, share, share_elsewhere: the words left out as boilerplate.
    classes_ : the outlets.

    Examples
    --------
    >>> texts = {"Wire": "The crowd {} the old mill.", "Herald": "The mob {} the old mill."}
    >>> verbs = "burned left saw passed took sold lost held".split()
    >>> articles = [Article(f"{o}{v}", t.format(v), outlet=o, event=v) for o, t in texts.items() for v in verbs]
    >>> signature = OutletSignature(boilerplate=None, n_permutations=99).fit(articles)
    >>> signature.result_.auroc, signature.result_.p < 0.05, signature.words("Herald")["word"].tolist()[:2]
    (1.0, True, ['mob', 'the mob'])
    """

    def __init__(
        self,
        by: str = "outlet",
        event: str | None = "event",
        *,
        voice: str | Sequence[str] = "own",
        aliases: Mapping[str, Sequence[str]] | None = None,
        boilerplate: float | None = 0.8,
        alpha: float = 1.0,
        n_splits: int = 5,
        n_permutations: int = 200,
        random_state: Any = 0,
    ) -> None:
        self.by = by
        self.event = event
        self.voice = voice
        self.aliases = aliases
        self.boilerplate = boilerplate
        self.alpha = alpha
        self.n_splits = n_splits
        self.n_permutations = n_permutations
        self.random_state = random_state

    def fit(self, articles: Iterable[Article | str], y: ArrayLike | None = None, groups: ArrayLike | None = None) -> Self:
        """Learn the outlets' language, and measure how well held-out articles are told apart.

        Parameters
        ----------
        articles : articles with outlet and event, or plain texts with `y` and `groups`.
        y, groups : the outlet and the event of each article, instead of its fields.

        Raises
        ------
        OptionError
            The voice does not exist, or a number is out of range.
        ArticleError
            Fewer than two outlets have 5 articles, no event is covered by two of them, or no word is in two articles.
        """
        voices_of(self.voice)
        if self.n_permutations < 1 or self.n_splits < 2 or self.alpha <= 0:
            raise OptionError("n_permutations must be at least 1, n_splits at least 2, and alpha above 0")
        rng = np.random.default_rng(check_random_state(self.random_state).randint(2**31))
        everything = rows_in(articles)
        outlets = column_of(everything, self.by if y is None else y)
        design = design_of(outlets, column_of(everything, self.event if groups is None else groups), rng)
        self.classes_, codes = np.unique([outlets[row] for row in design.rows], return_inverse=True)
        compared = [everything[row] for row in design.rows]
        self.names_ = names_of(compared, self.classes_ if self.by == "outlet" else (), self.aliases)
        self._pattern_of_names = pattern_of_names(self.names_)
        counts = self._counts(compared, codes)
        n_splits = min(self.n_splits, len(np.unique(design.units)), int(np.bincount(codes).max()))
        folds = grouped_folds(codes, design.units, n_splits=n_splits, seed=int(rng.integers(2**31)))
        smoother = _smoother(counts, folds, self.alpha)
        self._measure(smoother, codes, design, rng)
        rows = self._learn(counts, codes, smoother @ _one_hot(codes))
        self.words_ = self._words(rows, counts, codes, compared)
        return self

    def predict_proba(self, articles: Iterable[Article | str]) -> Floats:
        """The probability of each outlet (articles by `classes_`), calibrated on the held-out articles of `fit`."""
        check_is_fitted(self)
        rows = self._tfidf.transform(self._counted(rows_in(articles)))
        return _probabilities(rows @ self.coef_ + self.intercept_, self.prior_, self.scale_)

    def predict(self, articles: Iterable[Article | str]) -> NDArray[Any]:
        """The most probable outlet of each article."""
        proba = self.predict_proba(articles)
        predicted: NDArray[Any] = self.classes_[proba.argmax(axis=1)]
        return predicted

    def words(self, outlet: str, top: int = 25) -> "pd.DataFrame":
        """The words by which an outlet is recognised, the most important first.

        Returns
        -------
        DataFrame with columns word, contribution (the word's share of the difference between the outlet's and the others' mean
        scores, in the model of all articles), count, articles (both of the outlet), articles_elsewhere, example; at most `TOP`
        words, of those in at least 3 articles of the outlet.

        Raises OptionError for an outlet that was not learned.
        """
        check_is_fitted(self)
        if outlet not in self.classes_:
            raise OptionError(f"no outlet {outlet!r}; outlets are {', '.join(map(str, self.classes_))}")
        own: pd.DataFrame = self.words_[self.words_["outlet"] == outlet].drop(columns="outlet")
        return own.head(top).reset_index(drop=True)

    def _tokens(self, article: Article) -> list[Token]:
        return said_words(annotate(article), self.voice, self._pattern_of_names)

    def _terms(self, article: Article) -> list[str]:
        return [token.term for token in self._tokens(article)]

    def _counts(self, articles: Sequence[Article], codes: Indices) -> Any:
        """Counts, articles by terms; sets the terms, and the boilerplate that is left out of them."""
        import pandas as pd
        from sklearn.feature_extraction.text import CountVectorizer

        vectorizer = CountVectorizer(analyzer=list, min_df=2)
        try:
            counts = vectorizer.fit_transform(map(self._terms, articles))
        except ValueError:
            raise ArticleError(f"no word occurs in two articles in the voice {self.voice!r}") from None
        terms, articles_with = vectorizer.get_feature_names_out(), _one_hot(codes).T @ (counts > 0)
        sizes = np.bincount(codes)[:, None]
        within, elsewhere = articles_with / sizes, (articles_with.sum(axis=0) - articles_with) / (len(codes) - sizes)
        boilerplate = (within >= (self.boilerplate or np.inf)) & (elsewhere <= _RARE_ELSEWHERE)
        outlet, term = np.nonzero(boilerplate)
        columns = {"outlet": self.classes_[outlet], "word": terms[term], "share": within[boilerplate]}
        self.boilerplate_ = pd.DataFrame({**columns, "share_elsewhere": elsewhere[boilerplate]})
        dropped = set(terms[boilerplate.any(axis=0)])  # and with a word all pairs that it is in
        kept = np.array([term not in dropped and dropped.isdisjoint(term.split(" ")) for term in terms], dtype=bool)
        self.terms_ = terms[kept]
        return counts[:, kept]

    def _counted(self, articles: Sequence[Article]) -> Any:
        """Counts, articles by the terms that were learned."""
        from sklearn.feature_extraction.text import CountVectorizer

        return CountVectorizer(analyzer=list, vocabulary=list(self.terms_)).transform(map(self._terms, articles))

    def _measure(self, smoother: Floats, codes: Indices, design: Design, rng: np.random.Generator) -> None:
        """Sets the figures for all outlets, for each outlet and for each pair of outlets."""
        import pandas as pd

        size, pairs = len(self.classes_), pairs_within(design.blocks)
        wins = wins_of(smoother @ _one_hot(codes, size), codes, pairs)
        area, n_pairs = wins.areas(size)
        met = n_pairs > 0
        if not met.any():
            raise ArticleError("no event has articles of two outlets; event=None deals the articles into random blocks instead")
        shuffled = (shuffled_within(codes, design.blocks, rng) for _ in range(self.n_permutations))
        permuted = np.array([wins_of(smoother @ _one_hot(new, size), new, pairs).areas(size)[0][met] for new in shuffled])
        events, n_events = (wins.by_unit(design.units, size)[1] > 0)[:, met], len(np.unique(design.units[wins.row]))
        (low, high), limits = _intervals(wins, design.units, met, rng)
        baseline, corrected, p = _against_chance(area[met], permuted)
        table = {"outlet": self.classes_[met], "auroc": area[met], "low": limits[0], "high": limits[1]}
        table |= {"baseline": baseline, "corrected": corrected, "p": p, "q": adjusted(p)}
        table |= {"n_articles": np.bincount(codes)[met], "n_events": events.sum(axis=0), "n_pairs": n_pairs[met].astype(int)}
        self.outlets_ = pd.DataFrame(table)
        self.told_apart_ = pd.DataFrame(wins.by_other(size), index=self.classes_, columns=self.classes_)
        self.permuted_, auroc = permuted.mean(axis=1), float(area[met].mean())
        notes = [*design.notes]
        if isnan(low):
            notes.append("no interval: resampling gives one value only")
        elif n_events < FEW_EVENTS:
            notes.append(f"interval too narrow: under {FEW_EVENTS} events or blocks")
        mean, over, p_of_all = map(float, _against_chance(auroc, self.permuted_))
        numbers = (len(codes), n_events, int(met.sum()))
        self.result_ = Distinctiveness(auroc, low, high, mean, over, p_of_all, *numbers, notes=tuple(notes))

    def _learn(self, counts: Any, codes: Indices, held_out: Floats) -> Any:
        """The TF-IDF rows of all articles; sets their model, and from held-out scores how sharp its probabilities are."""
        from scipy.optimize import minimize_scalar
        from sklearn.feature_extraction.text import TfidfTransformer

        self._tfidf = TfidfTransformer(sublinear_tf=True)
        rows, outlets = self._tfidf.fit_transform(counts), _one_hot(codes)
        self.prior_ = outlets.mean(axis=0)
        weights = _solved((rows @ rows.T).toarray(), self.alpha) @ outlets
        self.coef_ = rows.T @ weights
        self.intercept_ = self.prior_ - np.asarray(rows.mean(axis=0)).ravel() @ self.coef_

        def loss(scale: float) -> float:
            return float(-np.log(_probabilities(held_out, self.prior_, scale)[outlets > 0]).mean())

        self.scale_ = float(minimize_scalar(loss, bounds=(0, _SHARPEST), method="bounded").x)
        return rows

    def _words(self, rows: Any, counts: Any, codes: Indices, articles: Sequence[Article]) -> "pd.DataFrame":
        """The words of every outlet (see `words`), those that make up most of the difference first."""
        import pandas as pd

        outlets, terms = _one_hot(codes), self.terms_
        sizes, sums = outlets.sum(axis=0)[:, None], outlets.T @ rows
        differ = sums / sizes - (sums.sum(axis=0) - sums) / (len(codes) - sizes)
        effects = self.coef_.T * differ
        part = share(effects, effects.sum(axis=1, keepdims=True))
        count, articles_with = outlets.T @ counts, outlets.T @ (counts > 0)
        tokens_of: dict[int, list[Token]] = {}
        rows_of_words = []
        for code, outlet in enumerate(self.classes_):
            order = np.argsort(-part[code], kind="stable")
            typical = (differ[code] > 0) & (self.coef_[:, code] > 0) & (articles_with[code] >= LEAST_ARTICLES)
            for term in order[typical[order]][:TOP]:
                row = int(np.flatnonzero((codes == code) & (counts[:, [term]].toarray().ravel() > 0))[0])
                if row not in tokens_of:
                    tokens_of[row] = self._tokens(articles[row])
                n, own = int(count[code, term]), int(articles_with[code, term])
                elsewhere = int(articles_with[:, term].sum()) - own
                example = example_of(articles[row], next(token for token in tokens_of[row] if token.term == terms[term]))
                rows_of_words.append((outlet, terms[term], part[code, term], n, own, elsewhere, example))
        columns = ["outlet", "word", "contribution", "count", "articles", "articles_elsewhere", "example"]
        return pd.DataFrame(rows_of_words, columns=columns)


def _against_chance(figure: Any, shuffled: Floats) -> tuple[Any, Any, Any]:
    """Baseline, corrected figure and p value of one figure, or of several (the columns of `shuffled`)."""
    baseline = shuffled.mean(axis=0)
    reached = (shuffled >= figure - _ROUNDING).sum(axis=0)
    return baseline, (figure - baseline) / (1 - baseline), (1 + reached) / (1 + len(shuffled))


def _intervals(wins: Wins, units: Indices, met: Bools, rng: np.random.Generator) -> tuple[tuple[float, float], Floats]:
    """Limits of the mean over outlets, and of each outlet (lower limits, then upper ones), from resampling events."""
    won, pairs = (counts[:, met] for counts in wins.by_unit(units, len(met)))
    bootstrap = Bootstrap(_RESAMPLES, _CONFIDENCE, rng)
    sums = bootstrap.sums(np.hstack([won, pairs]))
    areas = share(sums[:, : won.shape[1]], sums[:, won.shape[1] :])
    mean = share(np.nansum(areas, axis=1), (~np.isnan(areas)).sum(axis=1))
    return bootstrap.limits(mean), np.array([bootstrap.limits(column) for column in areas.T]).T


# -- ridge in closed form --------------------------------------------------------------------------------------------------


def _one_hot(codes: Indices, size: int | None = None) -> Floats:
    """Articles by outlets: 1 where the article is the outlet's."""
    hot: Floats = np.eye(size or int(codes.max()) + 1)[codes]
    return hot


def _solved(kernel: Floats, alpha: float) -> Floats:
    """The matrix that turns outlets as 0 and 1 into weights of articles: ridge regression with an intercept, in kernel form."""
    from scipy.linalg import cho_factor, cho_solve

    n, mean = len(kernel), kernel.mean(axis=0)
    centred = kernel - mean - mean[:, None] + mean.mean()
    solved: Floats = cho_solve(cho_factor(centred + alpha * np.eye(n)), np.eye(n) - 1 / n)
    return solved


def _smoother(counts: Any, folds: Sequence[Fold], alpha: float) -> Floats:
    """Articles by articles: how much an article (column) of an outlet adds to the score of a held-out article (row) for it."""
    from sklearn.feature_extraction.text import TfidfTransformer

    smoother = np.zeros((counts.shape[0],) * 2)
    for train, test in folds:
        tfidf = TfidfTransformer(sublinear_tf=True)
        rows = tfidf.fit_transform(counts[train])
        kernel, across = (rows @ rows.T).toarray(), (tfidf.transform(counts[test]) @ rows.T).toarray()
        smoother[np.ix_(test, train)] = 1 / len(train) + (across - kernel.mean(axis=0)) @ _solved(kernel, alpha)
    return smoother


def _probabilities(scores: Floats, prior: Floats, scale: float) -> Floats:
    """Articles by outlets, each row adding up to 1: the prior where the scores equal it, sharper the larger the scale."""
    from scipy.special import softmax

    proba: Floats = softmax(np.log(prior) + scale * (scores - prior), axis=1)
    return proba
