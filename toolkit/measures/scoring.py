"""Scores: every measure of every article, with what the figures are made of.

`score` takes one article or many; many is a map of one. A `ScoreTable` keeps counts, not texts, so that a corpus far
larger than memory can be scored, and outlets are compared from sums of the same counts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, overload

import numpy as np

from ..annotation.annotator import DEFAULT_LEXICONS, Annotator
from ..annotation.document import Document
from ..annotation.registry import Registry
from ..annotation.tagger import MODEL
from ..annotation.voices import OWN_VOICES
from ..articles.article import Article, Articles, Problem, article_of
from ..classifiers.sentence_model import MODEL as BIAS_MODEL
from ..text.lexicon import Lexicon, load_lexicon, shipped_lexicons
from ..text.shingles import sketch
from ..text.words import Words
from .catalogue import MEASURES
from .frames import measures_of_frames
from .measure import Measure
from .scores import ArticleScore, ScoreTable
from .sides import measures_of_sides
from .unheard import silence_counts


class Scorer:
    """Scores articles with a choice of lexicons, and where given a registry with a user's own rows and sides.

    >>> Scorer(lexicons=["loaded_terms"]).score(article_of("A puppet regime.")).n_words
    3
    """

    def __init__(
        self,
        lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
        *,
        rules_only: bool = False,
        registry: Registry | None = None,
        names: str | Path | Lexicon = "names",
        bias_model: str | Path | None = BIAS_MODEL,
        frames_model: str | Path | None = None,
    ) -> None:
        self.annotator = Annotator(
            lexicons,
            rules_only=rules_only,
            registry=registry,
            names=names,
            bias_model=bias_model,
            frames_model=frames_model,
        )
        self.models = {"sentences": bias_model, "frames": frames_model}
        frames = self.annotator.frames_model.classes_ if self.annotator.frames_model else ()
        self.measures: Mapping[str, Measure] = {
            **MEASURES,
            **measures_of_sides(self.annotator.registry.sides.labels),
            **measures_of_frames(map(str, frames)),
        }

    @property
    def lexicons(self) -> tuple[str, ...]:
        """Name, version and content hash of each lexicon of loaded terms."""
        return tuple(lexicon.label for lexicon in self.annotator.lexicons)

    @cached_property
    def made_with(self) -> dict[str, str]:
        """Everything that figures depend on beside the code: each lexicon and the attribution model, with its hash."""
        shipped = {name: load_lexicon(name).label for name in shipped_lexicons() if name != "loaded_terms"}
        own = {lexicon.name: lexicon.label for lexicon in (*self.annotator.lexicons, self.annotator.names)}
        attribution = _hash(MODEL) if self.annotator.model else "none: rules only"
        models = {f"{name} model": _hash(path) if path else "none" for name, path in self.models.items()}
        return {**shipped, **own, **self.annotator.registry.own, "attribution model": attribution, **models}

    def score(self, article: Article) -> ArticleScore:
        """The figures of one article, with the annotated document."""
        return score_document(self.annotator(article), self.measures)

    def record(self, article: Article) -> dict[str, Any]:
        """The score as a plain record, or {"problem": reason} where the article cannot be scored."""
        return guarded(lambda one: self.score(one).to_record())(article)

    def score_all(self, articles: Iterable[Article]) -> ScoreTable:
        """The figures of many; an article that fails is listed among the problems and the run goes on."""
        return self.table(articles, ((article, self.record(article)) for article in articles))

    def empty_table(self) -> ScoreTable:
        """A table for scores of this scorer, without any yet."""
        return ScoreTable([], [], self.lexicons, self.annotator.names, self.measures, self.made_with)

    def table(self, articles: Iterable[Article], records: Iterable[tuple[Article, Mapping[str, Any]]]) -> ScoreTable:
        """Articles with their records (see `record`) as a table, with the problems of reading them."""
        table = self.empty_table()
        for article, record in records:
            if "problem" in record:
                table.problems.append(unscored(article, record["problem"]))
            else:
                table.scores.append(ArticleScore.from_record(article, record, self.measures))
        if isinstance(articles, Articles):
            table.problems[:0] = articles.problems
        return table


def _hash(path: str | Path) -> str:
    """The first letters of the hash of a file; "none" where no weights ship."""
    return sha256(Path(path).read_bytes()).hexdigest()[:12] if Path(path).is_file() else "none"


def guarded(step: Callable[[Article], dict[str, Any]]) -> Callable[[Article], dict[str, Any]]:
    """A step that answers {"problem": reason} where it fails: one bad article never ends a run."""

    def survive(article: Article) -> dict[str, Any]:
        try:
            return step(article)
        except Exception as error:
            return {"problem": failure(article, error)}

    return survive


def failure(article: Article, error: Exception) -> str:
    """What the problems table says of an article that could not be scored."""
    return f"{article.id}: not scored: {type(error).__name__}: {error}"


def unscored(article: Article, reason: str) -> Problem:
    """The row of the problems table for an article that could not be scored."""
    return Problem(article.id, None, reason, "please report this text as a bug")


def bare(article: Article) -> ArticleScore:
    """An article with its words and sketch, and no figure: near-copies and events are found without any.

    >>> bare(article_of("It rained.", title="Rain")).own.total()
    3
    """
    words = Words(article.text).keys
    own = Counter([*Words(article.title or "").keys, *words])
    return ArticleScore(article, len(words), np.zeros(0), Counter(), own, Counter(), sketch=sketch(words), sha256=article.sha256)


def score_document(document: Document, measures: Mapping[str, Measure] = MEASURES) -> ArticleScore:
    """Every measure of an annotated article.

    >>> from toolkit.annotation.annotator import annotate
    >>> score_document(annotate("It rained.")).values["attributions"]
    0.0
    """
    counts = np.array([count for one in measures.values() for count in one.counts(document)], dtype=float)
    terms = Counter((t.entry.term, t.entry.category, t.lexicon.name, t.voice) for t in document.loaded)
    own = Counter([*document.title_words.keys, *document.keys_of(*OWN_VOICES)])
    attributed = Counter(document.keys_of("paraphrase", "quotation"))
    names = Counter((t.entry.extra["concept"], t.entry.term, t.voice) for t in document.names)
    return ArticleScore(
        document.article,
        len(document.words),
        counts,
        terms,
        own,
        attributed,
        names,
        document,
        measures,
        talked_about=silence_counts(document),
        sketch=sketch(document.words.keys),
        sha256=document.article.sha256,
    )


@overload
def score(
    articles: Article | str,
    lexicons: Iterable[str | Path | Lexicon] = ...,
    *,
    registry: Registry | None = ...,
    names: str | Path | Lexicon = ...,
    bias_model: str | Path | None = ...,
    frames_model: str | Path | None = ...,
) -> ArticleScore: ...
@overload
def score(
    articles: Iterable[Article],
    lexicons: Iterable[str | Path | Lexicon] = ...,
    *,
    registry: Registry | None = ...,
    names: str | Path | Lexicon = ...,
    bias_model: str | Path | None = ...,
    frames_model: str | Path | None = ...,
) -> ScoreTable: ...
def score(
    articles: Article | str | Iterable[Article],
    lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
    *,
    registry: Registry | None = None,
    names: str | Path | Lexicon = "names",
    bias_model: str | Path | None = BIAS_MODEL,
    frames_model: str | Path | None = None,
) -> ArticleScore | ScoreTable:
    """The figures of one article (or plain text), or of many.

    Parameters
    ----------
    articles : an `Article` or a string gives an `ArticleScore`; any iterable of articles a `ScoreTable`.
    lexicons : names of shipped lexicons or paths of one's own, in place of the default.
    registry : persons, organisations and sides of one's own, from `load_registry`.
    names : competing names for one referent, the shipped or a CSV of one's own (term, category, concept), for `naming`.
    bias_model : weights of sentences that annotators would mark, the shipped or one's own; None for none.
    frames_model : weights of generic frames (`FRAMES_MODEL` ships, and knows articles on climate change only); None for none.

    Examples
    --------
    >>> round(score("The puppet regime fell.").values["loaded_narration"])
    250
    """
    given = (lexicons, registry, names, bias_model, frames_model)
    if given == (DEFAULT_LEXICONS, None, "names", BIAS_MODEL, None):
        scorer = usual_scorer()
    else:
        scorer = Scorer(lexicons, registry=registry, names=names, bias_model=bias_model, frames_model=frames_model)
    if isinstance(articles, str):
        return scorer.score(article_of(articles))
    return scorer.score(articles) if isinstance(articles, Article) else scorer.score_all(articles)


@cache
def usual_scorer() -> Scorer:
    """The scorer without any option; kept, since making it takes as long as many articles."""
    return Scorer()
