"""Scoring articles: every measure of each, with the counts that the figures are made of.

`score` takes one article or many, which are scored one by one. A `ScoreTable` keeps counts, not texts, so that a corpus far
larger than memory can be scored, and outlets are compared by sums of the same counts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Self, Unpack, cast, overload

import numpy as np

from ..annotation.annotator import Annotator, usual_annotator
from ..annotation.attributions.tagger import MODEL
from ..annotation.attributions.voices import ATTRIBUTED_VOICES, OWN_VOICES
from ..annotation.document import Document
from ..annotation.given import DEFAULT_LEXICONS, AnnotationOptions
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..annotation.loaded.targets import targets_file
from ..annotation.sources.source_types import MODEL as TYPE_MODEL
from ..articles.article import Article, Articles
from ..articles.objects import articles_in, is_single, row_options, single_article
from ..articles.rows import RowOptions
from ..choices import similar
from ..classifiers.genre_model import MODEL as GENRE_MODEL
from ..errors import OptionError
from ..measures.catalogue import MEASURES, on_request
from ..measures.measure import Measure
from ..measures.unheard import silence_counts
from ..progress import tracked
from ..text.lexicon import Lexicon, load_lexicon, shipped_lexicons
from ..text.shingles import sketch, sketch_of
from .article_score import CERTAIN, ArticleScore, Term
from .held_columns import HeldColumns
from .parallel import mapped
from .score_columns import Scores
from .scores import ScoreTable
from .unscored import failure, problems_of


class Scorer:
    """Scores articles, one by one or many: made once, so that lexicons and models are read once.

    Parameters
    ----------
    lexicons, options : those of `Annotator`, which raises what they do wrong.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> Scorer(lexicons=["loaded_terms"]).score(article_of("A puppet regime.")).n_words
    3
    """

    def __init__(self, lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS, **options: Unpack[AnnotationOptions]) -> None:
        self.annotator = Annotator(lexicons, **options)

    @classmethod
    def of(cls, annotator: Annotator) -> Self:
        """The scorer of what an annotator finds.

        >>> Scorer.of(Annotator(rules_only=True)).made_with["attribution model"]
        'none: rules only'
        """
        scorer = cls.__new__(cls)
        scorer.annotator = annotator
        return scorer

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).of, (self.annotator,)

    @property
    def measures(self) -> Mapping[str, Measure]:
        """`MEASURES`, and those of the user's own sides, frames and categories.

        Where loaded terms alone are looked for, those that need nothing else.
        """
        return self._on_request if self.annotator.only else {**MEASURES, **self._on_request}

    @cached_property
    def _on_request(self) -> Mapping[str, Measure]:
        """The measures beside `MEASURES`, or those without voices."""
        annotator = self.annotator
        categories = {entry.category for lexicon in annotator.lexicons for entry in lexicon.entries}
        if annotator.only:
            return on_request(categories=categories, only=annotator.only)
        frames = annotator.frames_model.classes_ if annotator.frames_model else ()
        return on_request(annotator.registry.sides.labels, map(str, frames), categories)

    @property
    def lexicons(self) -> tuple[str, ...]:
        """Name, version and content hash of each lexicon of loaded terms.

        >>> [label.split()[0] for label in Scorer().lexicons]
        ['loaded_terms']
        """
        return tuple(lexicon.label for lexicon in self.annotator.lexicons)

    @property
    def model_files(self) -> Mapping[str, str | Path | None]:
        """The file of the weights by which each thing is found, beside attributions; None for what is not looked for.

        >>> Scorer(bias_model=None).model_files["sentences"] is None
        True
        """
        annotator = self.annotator
        targets = targets_file(annotator.encoder.folder if annotator.encoder else None)
        others = {"source type": TYPE_MODEL if annotator.types else None, "genre": GENRE_MODEL, "target": targets}
        return {**annotator.weights, **(dict.fromkeys(others) if annotator.only else others)}

    @cached_property
    def made_with(self) -> dict[str, str]:
        """Everything besides the code that the figures depend on: each lexicon and model, with its hash."""
        only = {"only": self.annotator.only} if self.annotator.only else {}
        shipped = {name: load_lexicon(name).label for name in shipped_lexicons() if name != "loaded_terms"}
        own = {lexicon.name: lexicon.label for lexicon in (*self.annotator.lexicons, self.annotator.names)}
        attribution = _hash(MODEL) if self.annotator.model else "none: rules only"
        if self.annotator.encoder:
            attribution = "none: the reader's own"
        models = {f"{name} model": _hash(path) if path else "none" for name, path in self.model_files.items()}
        passages = "kept" if self.annotator.keep_furniture else self.annotator.passages.label
        furniture = {"furniture": passages} if passages else {}
        languages = {"languages": "any"} if self.annotator.any_language else {}
        least = {} if self.annotator.min_p is None else {"min p": f"{self.annotator.min_p:g}"}
        registry = {} if only else self.annotator.registry.own
        made_with = {**only, **shipped, **own, **registry, "attribution model": "none: not read" if only else attribution}
        return {"reader": self.annotator.reader, **made_with, **models, **least, **furniture, **languages}

    def score(self, article: Article) -> ArticleScore:
        """The figures of one article, with the annotated document.

        >>> from toolkit.articles.article import article_of
        >>> Scorer().score(article_of("Hall said it rained.")).document.attributions[0].speaker
        'Hall'
        """
        return score_document(self.annotator(article), self.measures)

    def record(self, article: Article) -> dict[str, Any]:
        """The score as a plain record, or {"problem": reason} where the article cannot be scored (see `ArticleScore.to_record`).

        >>> from toolkit.articles.article import article_of
        >>> Scorer().record(article_of("Hall said it rained."))["n_words"]
        4
        """
        return _guarded(lambda: self.score(article).to_record(spans=False, annotations=False), article)

    def whole_record(self, article: Article) -> dict[str, Any]:
        """The same, with all places where something was found."""
        return _guarded(lambda: self.score(article).to_record(), article)

    def annotations(self, article: Article, make: Callable[[Document], Any] = Document.to_dict) -> dict[str, Any]:
        """What is made of the annotated article, its number of words and, if it is not read, its language.

        {"problem": reason} where it cannot be annotated.
        """
        return _guarded(lambda: _annotated(self.annotator(article), make), article)

    def score_all(self, articles: Iterable[Article], jobs: int = 1, *, progress: bool | None = False) -> ScoreTable:
        """The figures of many articles; one that fails is listed among the problems, and the run goes on.

        `jobs` processes score side by side, which makes no difference to the figures, and `progress` shows a bar (see
        `progress.tracked`).

        >>> from toolkit.articles.article import article_of
        >>> len(Scorer().score_all([article_of("It rained.", id=id) for id in "ab"]))
        2
        """
        return self.table(articles, mapped(self.whole_record, tracked(articles, progress=progress), jobs))

    def empty_table(self) -> ScoreTable:
        """A table without scores, to which the scores of this scorer can be added."""
        return ScoreTable((), [], self.lexicons, self.annotator.names, self.measures, self.made_with)

    def table(self, articles: Iterable[Article], records: Iterable[tuple[Article, Mapping[str, Any]]]) -> ScoreTable:
        """Articles with their records (see `record`) as a table, with the problems of reading them."""
        table, columns = self.empty_table(), HeldColumns(measures=self.measures)
        for article, record in records:
            table.problems += problems_of(article, record)
            if "problem" not in record:
                columns.add(ArticleScore.from_record(article, record, table.measures))
        if isinstance(articles, Articles):
            table.problems[:0] = articles.problems
        return replace(table, scores=Scores(columns))


def _hash(path: str | Path) -> str:
    """The first letters of the hash of a file; "none" where no weights ship."""
    return sha256(Path(path).read_bytes()).hexdigest()[:12] if Path(path).is_file() else "none"


def _guarded(step: Callable[[], dict[str, Any]], article: Article) -> dict[str, Any]:
    """What a step makes of an article, or {"problem": reason} where it fails, so that one bad article never ends a run."""
    try:
        return step()
    except Exception as error:
        return {"problem": failure(article, error)}


def _annotated(document: Document, make: Callable[[Document], Any]) -> dict[str, Any]:
    return {"made": make(document), "n_words": len(document.words), "language": document.foreign}


def bare(article: Article, annotator: Annotator | None = None) -> ArticleScore:
    """An article with its words and sketch but no figures, which near-copies and events do not need.

    The words are those that its score would have: the annotator says what is not read, such as furniture.

    >>> from toolkit.articles.article import article_of
    >>> bare(article_of("It rained.", title="Rain")).own.total()
    3
    """
    title, words = (part.keys for part in (annotator or usual_annotator()).words(article))
    own = Counter([*title, *words])
    return ArticleScore(article, len(words), np.zeros(0), Counter(), own, Counter(), sketch=sketch(words), sha256=article.sha256)


def score_document(document: Document, measures: Mapping[str, Measure] = MEASURES) -> ArticleScore:
    """Every measure of an annotated article.

    >>> from toolkit.annotation.annotator import annotate
    >>> score_document(annotate("It rained.")).values["attributions"]
    0.0
    """
    counts = np.array([count for measure in measures.values() for count in measure.counts(document)], dtype=float)
    own = Counter([*document.title_words.keys, *document.keys_of(*OWN_VOICES)] if document.voices_read else ())
    attributed = Counter(document.keys_of(*ATTRIBUTED_VOICES))
    names = Counter((t.entry.extra["concept"], t.entry.term, t.voice) for t in document.names)
    genre = document.genre
    return ArticleScore(
        replace(document.article, genre_detected=genre.name if genre else None),
        len(document.words),
        counts,
        Counter(map(_term, document.loaded)),
        own,
        attributed,
        names,
        document,
        measures,
        talked_about=silence_counts(document) if document.voices_read else Counter(),
        sketch=sketch_of(document.words.numbered),
        sha256=document.article.sha256,
        language=document.foreign,
        genre=genre,
        expected=_expected(document.loaded),
        certain=_expected([term for term in document.loaded if term.expected >= CERTAIN]),
        written=Counter((*_term(term), _written(term, document.article)) for term in document.loaded),
    )


def _term(term: LoadedTerm) -> Term:
    """A loaded term as scores count it."""
    return term.entry.term, term.entry.category, term.lexicon.name, term.voice


def _written(term: LoadedTerm, article: Article) -> str:
    """A loaded term as it is written there, in small letters."""
    return " ".join(term.span.of(article.field(term.field)).lower().split())


def _expected(terms: Iterable[LoadedTerm]) -> dict[Term, float]:
    """How many occurrences of each term a careful editor is expected to mark."""
    expected: dict[Term, float] = {}
    for term in terms:
        expected[_term(term)] = expected.get(_term(term), 0.0) + term.expected
    return expected


class ScoringOptions(AnnotationOptions, RowOptions):
    """The keyword arguments of `score` that say what is read, and how."""


@overload
def score(
    articles: Article | str | Mapping[str, Any],
    lexicons: Iterable[str | Path | Lexicon] = ...,
    **options: Unpack[ScoringOptions],
) -> ArticleScore: ...
@overload
def score(
    articles: Iterable[Any],
    lexicons: Iterable[str | Path | Lexicon] = ...,
    *,
    jobs: int = ...,
    progress: bool | None = ...,
    **options: Unpack[ScoringOptions],
) -> ScoreTable: ...
def score(
    articles: Any,
    lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
    *,
    jobs: int = 1,
    progress: bool | None = None,
    **options: Unpack[ScoringOptions],
) -> ArticleScore | ScoreTable:
    """The figures of one article, or of many.

    Parameters
    ----------
    articles : one article (an `Article`, a text, or a dictionary) gives an `ArticleScore`. Many give a `ScoreTable`: a list of
        such, a data frame (pandas, polars, pyarrow), a Hugging Face dataset, what `read_articles` returns, or any iterable. Rows
        that cannot be scored are problems of the table.
    lexicons : lexicons of loaded terms, in place of the shipped one: names, paths or `Lexicon` objects, one or several.
    jobs : the number of processes that score many articles; a script that uses several begins its work under
        ``if __name__ == "__main__":``, as the module multiprocessing asks for.
    progress : whether to show a bar; by default in notebooks and on terminals.
    text, outlet, title, date, id, … : the columns of a data frame, or the keys of dictionaries, that hold these; others are
        looked for under their usual names (see `RowOptions`). ``day_first=True`` reads 4/5/2017 as 4 May.
    reader : "fast", "accurate" (fewer errors, several times slower), or the folder of one that `framing train reader` made.
    rules_only : find attributions by the rules alone, without the shipped model.
    registry : your own persons, organisations and sides, from `load_registry`.
    names : competing names for one referent, for `naming`: your own CSV with the columns term, category, concept.
    loaded_model : weights that say how probable it is that a careful editor would mark a term, and so how much it counts; None to
        count every hit of the lexicons as 1, as is done anyway where `loaded_terms` is not among them.
    min_p : the least probability, from 0 to 1, of a term that counts; words that no lexicon lists need .54 in any case.
    bias_model : weights for sentences that annotators would mark as biased, in place of the shipped ones; None for none.
    frames_model : weights for the frames of whole articles; none by default (those in
        `toolkit.annotation.given.FRAMES_MODEL` ship, but know one topic).
    furniture : passages that recur in an outlet and are no part of its articles, from `repeated_passages`.
    keep_furniture : read everything, also advertisements, links, captions, bylines and biographies.
    any_language : read articles in other languages as if they were in English; otherwise they have no figures.
    only : "loaded" to count the terms of the lexicons and nothing else, several times as fast: in headlines and in the rest
        of the text, whoever says them, each hit as 1. Measures that need to know who says what are left out.

    Raises what `articles_in` and `Annotator` raise, and OptionError for an option that does not exist.

    Examples
    --------
    >>> round(score("The puppet regime fell.", loaded_model=None).values["loaded_narration"])
    250
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"body": ["The regime fell.", "It rained."], "paper": ["Wire", "Post"], "page": [1, 7]})
    >>> score(frame, text="body", outlet="paper").to_frame()[["outlet", "page", "n_words"]].values.tolist()
    [['Wire', 1, 3], ['Post', 7, 2]]
    """
    rows, finding = row_options(options), finding_options(options)
    usual = lexicons is DEFAULT_LEXICONS and not finding
    scorer = usual_scorer() if usual else Scorer(lexicons, **finding)
    if is_single(articles):
        return scorer.score(single_article(articles, **rows))
    return scorer.score_all(articles_in(articles, **rows), jobs, progress=progress)


def finding_options(options: Mapping[str, Any]) -> AnnotationOptions:
    """Those of the options that say what is found. Raises OptionError for one that does not exist."""
    known = ScoringOptions.__annotations__
    if unknown := sorted(options.keys() - known.keys()):
        near = similar(unknown[0], known)
        listed = f"similar: {', '.join(near)}" if near else f"options: {', '.join(known)}"
        raise OptionError(f"no option {unknown[0]!r}; {listed}")
    finding = {name: value for name, value in options.items() if name in AnnotationOptions.__annotations__}
    return cast(AnnotationOptions, finding)


def scores_of(scores: ScoreTable | Any, **options: Unpack[RowOptions]) -> ScoreTable:
    """A table of scores as it is; of articles, in any of the forms that `score` takes, with its usual options.

    Raises OptionError for columns of scores that there are already, for options that do not exist, and what `score` raises.

    >>> len(scores_of(["It rained.", "It poured."]))
    2
    """
    if not isinstance(scores, ScoreTable):
        return score([scores] if is_single(scores) else scores, **options)
    if other := options.keys() - RowOptions.__annotations__.keys():
        raise OptionError(f"no option {min(other)!r}")
    if options:
        raise OptionError(columns_of_scores(options))
    return scores


def columns_of_scores(options: Iterable[str]) -> str:
    """What to say of columns that are named where there are scores already.

    >>> columns_of_scores(["text"])
    'text: columns are named where articles are scored: tk.score(frame, text=…)'
    """
    return f"{', '.join(options)}: columns are named where articles are scored: tk.score(frame, text=…)"


@cache
def usual_scorer() -> Scorer:
    """The scorer with no option set; it shares its annotator with `annotate`."""
    return Scorer.of(usual_annotator())
