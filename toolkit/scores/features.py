"""The toolkit's measures as columns for scikit-learn, and the labels of articles that estimators take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast
from warnings import warn

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_memory

from ..annotation.accurate_reader import FAST
from ..annotation.given import DEFAULT_LEXICONS, AnnotationOptions, several_lexicons
from ..annotation.loaded.loaded_words import MODEL as LOADED_MODEL
from ..annotation.sources.registry import Registry
from ..articles.article import Article
from ..articles.objects import rows_in
from ..articles.rows import RowOptions
from ..classifiers.estimators import TakesTexts
from ..classifiers.sentence_model import MODEL as BIAS_MODEL
from ..errors import ArticleError, OptionError
from ..measures import biased_sentences
from ..measures.measure import Measure, unknown_measure
from ..statistics.arrays import Floats
from ..text.lexicon import Lexicon
from ..version import __version__
from .scoring import Scorer
from .unscored import failure

if TYPE_CHECKING:
    import pandas as pd

_SHIPPED = {"loaded_model": LOADED_MODEL, "bias_model": BIAS_MODEL}


class FramingFeatures(TakesTexts, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns articles, texts or a data frame into the figures of the toolkit's measures: a row per article, a column per measure.

    Nothing is learned: `fit` only checks the parameters, and `transform` works without it. The figures are those of `score`, in
    the units of the measures. Where there is nothing to measure they are NaN, which is not 0: add a `SimpleImputer`, or use a
    model that accepts NaN (`HistGradientBoostingClassifier`). An article that cannot be scored becomes a row of NaN, with a
    warning that names it.

    Parameters
    ----------
    measures : names of the measures, in the order of the columns; None for all (`MEASURES`, those by side where the registry has
        sides, and the frames where `frames_model` is given).
    lexicons : lexicons of loaded terms: names of shipped ones, paths of your own, or `Lexicon` objects.
    reader : "fast", "accurate" (fewer errors, several times slower), or the folder of one that `framing train reader` made.
    rules_only : find attributions by the rules alone, without the shipped model.
    registry : your own persons, organisations and sides, from `load_registry`.
    names : competing names for one referent, for `naming`: your own CSV with the columns term, category, concept.
    loaded_model, min_p : as in `score`.
    bias_model : weights for sentences that annotators would mark as biased, the shipped ones or your own; None leaves their
        measures out. The shipped weights were learned from labelled sentences (BABE). A pipeline that is evaluated on those has
        seen the answers through these columns, and its figures come out too good: use None there.
    frames_model : weights for generic frames, each of which adds a column; None for none. Those in
        `toolkit.annotation.given.FRAMES_MODEL` were learned from the Narrative Frames corpus, so the same caution holds there.
    furniture, keep_furniture, any_language, only : as in `score`.
    memory : a folder, or a `joblib.Memory`, in which the figures of every article are kept, as in scikit-learn's pipelines: what
        has been annotated once with the same lexicons, models and measures is not annotated again, by another fold, step of a
        search or session. Delete it where a measure of your own has changed.
    columns : where the articles of a data frame have their fields, as in ``{"text": "body", "outlet": "paper"}`` (see
        `RowOptions`); fields that are not named are looked for under their usual names.

    Raises
    ------
    OptionError
        By `fit` and `transform`: a measure is unknown (the message names the nearest ones), or an option is out of range.
    LexiconError
        By `fit` and `transform`: a lexicon cannot be used.

    Examples
    --------
    >>> features = FramingFeatures(["words_attributed", "direct_share"])
    >>> features.fit_transform(["The puppet regime fled.", "“It rained,” Hall said."]).tolist()
    [[0.0, nan], [0.5, 1.0]]
    >>> features.get_feature_names_out().tolist()
    ['words_attributed', 'direct_share']
    """

    def __init__(
        self,
        measures: Sequence[str] | None = None,
        lexicons: Sequence[str | Path | Lexicon] = DEFAULT_LEXICONS,
        *,
        reader: str | Path = FAST,
        rules_only: bool = False,
        registry: Registry | None = None,
        names: str | Path | Lexicon = "names",
        loaded_model: str | Path | None = LOADED_MODEL,
        min_p: float | None = None,
        bias_model: str | Path | None = BIAS_MODEL,
        frames_model: str | Path | None = None,
        furniture: "str | Path | pd.DataFrame | None" = None,
        keep_furniture: bool = False,
        any_language: bool = False,
        only: str | None = None,
        memory: Any = None,
        columns: RowOptions | None = None,
    ) -> None:
        self.measures = measures
        self.lexicons = lexicons
        self.reader = reader
        self.rules_only = rules_only
        self.registry = registry
        self.names = names
        self.loaded_model = loaded_model
        self.min_p = min_p
        self.bias_model = bias_model
        self.frames_model = frames_model
        self.furniture = furniture
        self.keep_furniture = keep_furniture
        self.any_language = any_language
        self.only = only
        self.memory = memory
        self.columns = columns

    def fit(self, articles: Iterable[Any], y: Any = None) -> Self:
        """Check the parameters; nothing is learned from the articles."""
        self._chosen()
        self._scorer()
        return self

    def transform(self, articles: Iterable[Any]) -> Floats:
        """The figures: articles by measures, NaN where there is nothing to measure."""
        measures, rows = self._chosen(), rows_in(articles, **(self.columns or {}))
        figures, figures_of = np.full((len(rows), len(measures)), np.nan), self._remembered(measures)
        for row, article in enumerate(rows):
            try:
                figures[row] = figures_of(article)
            except Exception as error:  # one bad article never ends a run
                warn(failure(article, error), RuntimeWarning, stacklevel=2)
        return figures

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """The names of the measures in the order of the columns."""
        return np.array(list(self._chosen()), dtype=object)

    def _scorer(self) -> Scorer:
        """The scorer with these parameters; kept, since reading lexicons and models takes longer than scoring an article."""
        options = {name: getattr(self, name) for name in AnnotationOptions.__annotations__}
        made_of = (*options.values(), *several_lexicons(self.lexicons))
        kept: tuple[tuple[Any, ...], Scorer] | None = getattr(self, "_kept", None)
        if kept is None or any(one is not other for one, other in zip_longest(kept[0], made_of)):  # a table equals none
            kept = self._kept = (made_of, Scorer(self.lexicons, **cast(AnnotationOptions, options)))
        return kept[1]

    def _remembered(self, measures: Mapping[str, Measure]) -> Callable[[Article], list[float]]:
        """The function that gives the figures of an article, kept in the memory if there is one."""
        scorer = self._scorer()
        if self.memory is None:
            return lambda article: _figures_of(article, "", scorer, measures)
        memory = check_memory(self.memory if hasattr(self.memory, "cache") else str(self.memory))
        figures_of = memory.cache(_figures_of, ignore=["scorer", "measures"])
        entries = [lexicon.entries for lexicon in scorer.annotator.lexicons]
        depends_on = [__version__, list(measures), sorted(scorer.made_with.items()), entries]
        made_with = sha256(repr(depends_on).encode()).hexdigest()
        # without what says where it stood: its row in one fold is not that in another
        return lambda article: figures_of(replace(article, id="", file=None, row=None), made_with, scorer, measures)

    def _chosen(self) -> dict[str, Measure]:
        """The measures asked for, by name."""
        available = dict(self._scorer().measures)
        if self.bias_model is None:
            available = {name: measure for name, measure in available.items() if name not in biased_sentences.MEASURES}
        if self.measures is None:
            return available
        wanted = [self.measures] if isinstance(self.measures, str) else list(self.measures)
        problems = [
            f"measure {name!r} needs a bias_model" if name in biased_sentences.MEASURES else unknown_measure(name, available)
            for name in wanted
            if name not in available
        ]
        if problems or not wanted:
            raise OptionError("\n".join(problems) or "the list of measures is empty; None stands for all")
        return {name: available[name] for name in wanted}

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())
        state.pop("_kept", None)  # made again where it is needed: a pickle holds parameters only
        # the path of the toolkit may differ where the pickle is read
        return {name: value for name, value in state.items() if name not in _SHIPPED or value != _SHIPPED[name]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__({**type(self)().get_params(deep=False), **state})

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


def _figures_of(article: Article, made_with: str, scorer: Scorer, measures: Mapping[str, Measure]) -> list[float]:
    """The figures of one article; `made_with` says what they depend on besides it."""
    document = scorer.annotator(article)
    return [measure(document) for measure in measures.values()]


def column_of(articles: Sequence[Article], values: Any) -> list[Any]:
    """One value for each article: of the field or column that `values` names, the values themselves, or None for each.

    Raises ArticleError where the number of values differs from that of the articles.

    >>> from toolkit.articles.article import article_of
    >>> column_of([article_of("It rained.", outlet="Wire")], "outlet")
    ['Wire']
    """
    if values is None or isinstance(values, str):
        return [article.value(values) if values else None for article in articles]
    column = list(values)
    if len(column) != len(articles):
        raise ArticleError(f"{len(articles)} articles, but {len(column)} values of y or groups: give one for each article")
    return column
