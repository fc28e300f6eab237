"""Scores: every measure of every article, with what the figures are made of.

`score` takes one article or many; many is a map of one. A `ScoreTable` keeps counts, not texts, so that a corpus far
larger than memory can be scored, and outlets are compared from sums of the same counts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from . import balance, language, loaded, marked, prominence, sourcing
from .articles import Article, Articles, Problem, article_of
from .document import DEFAULT_LEXICONS, Annotator, Document
from .lexicons import Lexicon, load_lexicon, shipped_lexicons
from .measures import Measure
from .registry import Registry
from .sentencemodel import MODEL as BIAS_MODEL
from .shingles import NO_SKETCH, Sketch, sketch
from .tagger import MODEL
from .text import Words
from .voices import OWN_VOICES

if TYPE_CHECKING:
    import pandas as pd

MEASURES: Mapping[str, Measure] = {
    **loaded.MEASURES,
    **sourcing.MEASURES,
    **prominence.MEASURES,
    **balance.MEASURES,
    **language.MEASURES,
    **marked.MEASURES,
}
"""Every measure by its name; those of a user's sides come on top (`balance.measures_of_sides`)."""

ARTICLE_COLUMNS = (
    "id",
    "outlet",
    "published",
    "event",
    "genre",
    "language",
    "byline",
    "wire_credit",
    "translated",
    "title",
)


@dataclass(frozen=True)
class ArticleScore:
    """The figures of one article.

    `article` has no text any more where it was scored among many. `counts` holds, measure by measure in the order of
    `measures`, what each figure is made of. `terms` counts (term, category, lexicon, voice), `names` (concept, name, voice);
    `own` and `attributed` count the words of the outlet's own voice and of attributed content. `talked_about` counts how often
    each (name, kind, state) is named whom the article talks about or hears (see `balance.silence_counts`). `sketch` stands for
    the text where near-copies are looked for (see `shingles`), `sha256` is the hash of the text.
    """

    article: Article
    n_words: int
    counts: NDArray[np.float64] = field(repr=False)
    terms: Counter[tuple[str, str, str, str]] = field(repr=False)
    own: Counter[str] = field(repr=False)
    attributed: Counter[str] = field(repr=False)
    names: Counter[tuple[str, str, str]] = field(default_factory=Counter, repr=False)
    document: Document | None = field(default=None, repr=False, compare=False)
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False, compare=False)
    talked_about: Counter[tuple[str, str, str]] = field(default_factory=Counter, repr=False)
    sketch: Sketch = field(default_factory=lambda: NO_SKETCH, repr=False, compare=False)
    sha256: str = field(default="", repr=False)

    @property
    def values(self) -> dict[str, float]:
        """Every measure's figure by its name; NaN where there is nothing to measure.

        >>> score(article_of("Takfiri elements fled the old town.")).values["loaded_narration"] > 0
        True
        """
        return {name: self.measures[name].value(self.counts[part]) for name, part in slices(self.measures).items()}

    def to_record(self) -> dict[str, Any]:
        """What `from_record` needs to make this score again beside its article: plain JSON."""
        return {
            "sha256": self.sha256,
            "n_words": self.n_words,
            "counts": self.counts.tolist(),
            "terms": [[*term, n] for term, n in self.terms.items()],
            "own": self.own,
            "attributed": self.attributed,
            "names": [[*name, n] for name, n in self.names.items()],
            "talked_about": [[*one, n] for one, n in self.talked_about.items()],
            "sketch": self.sketch.tolist(),
        }

    @classmethod
    def from_record(
        cls, article: Article, record: Mapping[str, Any], measures: Mapping[str, Measure] = MEASURES
    ) -> "ArticleScore":
        """The score of an article from its record, without text and document."""
        return cls(
            article=replace(article, text=""),
            n_words=record["n_words"],
            counts=np.array(record["counts"]),
            terms=Counter({tuple(term): n for *term, n in record["terms"]}),
            own=Counter(record["own"]),
            attributed=Counter(record["attributed"]),
            names=Counter({tuple(name): n for *name, n in record["names"]}),
            talked_about=Counter({tuple(one): n for *one, n in record.get("talked_about", ())}),
            sketch=np.array(record.get("sketch", ()), dtype=np.uint32),
            sha256=record.get("sha256", ""),
            measures=measures,
        )

    def to_dict(self) -> dict[str, Any]:
        """One flat record: the article's fields, words, and every measure."""
        fields = {name: getattr(self.article, name) for name in ARTICLE_COLUMNS}
        return {**fields, "n_words": self.n_words, **self.values}

    def to_frame(self) -> "pd.DataFrame":
        """A frame of one row."""
        import pandas as pd

        return pd.DataFrame([self.to_dict()])

    def show(self) -> None:
        """In a notebook: the text, marked by voice, with its sources."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return self.document._repr_html_() if self.document else self.to_frame().to_html()


@dataclass
class ScoreTable:
    """The scores of many articles, in the order they came in.

    `problems` lists what could not be read or scored; `lexicons` names those used, with version and content hash; `names` is
    the lexicon of names for one referent; `measures` are `MEASURES` and, where a file of sides was given, those by side;
    `made_with` names everything else that the figures depend on, with its hash (see `Scorer.made_with`).
    """

    scores: list[ArticleScore] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lexicons: tuple[str, ...] = ()
    names: Lexicon = field(default_factory=lambda: load_lexicon("names"), repr=False)
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False)
    made_with: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.scores)

    def __iter__(self) -> Iterator[ArticleScore]:
        return iter(self.scores)

    @property
    def sideless(self) -> bool:
        """Whether sides were given and no source of any article is on one of them.

        >>> score([article_of("Hall said it rained.")]).sideless
        False
        """
        if "side_unknown" not in self.measures or not self.scores:
            return False
        part = slices(self.measures)["side_unknown"]
        unknown, attributed = np.sum([one.counts[part] for one in self.scores], axis=0)
        return bool(attributed > 0 and unknown == attributed)

    def to_frame(self) -> "pd.DataFrame":
        """One row an article: its fields, words, and every measure.

        >>> score([article_of("It rained.", outlet="Wire")]).to_frame().loc[0, "outlet"]
        'Wire'
        """
        import pandas as pd

        return pd.DataFrame([one.to_dict() for one in self.scores])

    def problems_frame(self) -> "pd.DataFrame":
        """One row a problem: file, row, reason, remedy."""
        import pandas as pd

        return pd.DataFrame(self.problems, columns=list(Problem._fields))

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator,no-any-return]


def slices(measures: Mapping[str, Measure] = MEASURES) -> dict[str, slice]:
    """For each measure the places of its counts in an article's `counts`.

    >>> slices()["loaded_headline"]
    slice(0, 2, None)
    """
    found, start = {}, 0
    for name, one in measures.items():
        found[name] = slice(start, start + len(one.formula.counts))
        start = found[name].stop
    return found


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
            **balance.measures_of_sides(self.annotator.registry.sides.labels),
            **marked.measures_of_frames(map(str, frames)),
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

    >>> from toolkit.document import annotate
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
        talked_about=balance.silence_counts(document),
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
