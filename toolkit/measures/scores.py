"""Scores: the figures of one article, and a table of the figures of many."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.document import Document
from ..articles.article import DETECTED, Article, Problem
from ..classifiers.genre_model import Genre, genre_from
from ..errors import ArticleError
from ..statistics.arrays import Floats
from ..text.lexicon import Entry, Lexicon, load_lexicon
from ..text.shingles import NO_SKETCH, Sketch
from .catalogue import MEASURES
from .found_spans import FoundSpan, found_spans
from .frames import measures_of_frames
from .measure import Measure
from .score_store import About, Store, write_store
from .sides import labels_of, measures_of_sides

if TYPE_CHECKING:
    import pandas as pd


Term = tuple[str, str, str, str]
"""Term, category, lexicon and voice."""

CERTAIN = 0.85
"""The least probability of a loaded term that counts as certain: nine in ten of these are ones that coders marked."""

ARTICLE_COLUMNS = (
    "id",
    "outlet",
    "published",
    "event",
    "genre",
    DETECTED,
    "language",
    "byline",
    "wire_credit",
    "translated",
    "title",
)


@dataclass(frozen=True)
class ArticleScore:
    """The figures of one article.

    `article` has no text if it was scored among many. `counts` holds what each figure is made of, in the order of `measures`.
    `terms` says how often (term, category, lexicon, voice) occurs, `expected` how many of these occurrences a careful editor is
    expected to mark, which is what the measures count, and `certain` the same of the occurrences with a probability of at least
    `CERTAIN`. `names` counts (concept, name, voice); `own` and `attributed` count the words of the outlet's own voice and of
    attributed content. `talked_about` counts how often the article names everybody whom it talks
    about or hears, by (name, kind, state); see `unheard.silence_counts`. `sketch` represents the text in the search for
    near-copies (see `shingles`), and `sha256` is the hash of the text. `language` is that of an article that was not read,
    because it is not in English; "" for all others. `genre` is the one that was detected, with its probability. `places` are
    those where something was found, if the score comes from a record that has them (see `spans`).
    """

    article: Article
    n_words: int
    counts: Floats = field(repr=False)
    terms: Counter[Term] = field(repr=False)
    own: Counter[str] = field(repr=False)
    attributed: Counter[str] = field(repr=False)
    names: Counter[tuple[str, str, str]] = field(default_factory=Counter, repr=False)
    document: Document | None = field(default=None, repr=False, compare=False)
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False, compare=False)
    talked_about: Counter[tuple[str, str, str]] = field(default_factory=Counter, repr=False)
    sketch: Sketch = field(default_factory=lambda: NO_SKETCH, repr=False, compare=False)
    sha256: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    genre: Genre | None = field(default=None, repr=False)
    expected: Mapping[Term, float] = field(default_factory=dict, repr=False)
    certain: Mapping[Term, float] = field(default_factory=dict, repr=False)
    places: tuple[FoundSpan, ...] = field(default=(), repr=False, compare=False)

    @property
    def values(self) -> dict[str, float]:
        """Every measure's figure by its name; NaN where there is nothing to measure.

        >>> from toolkit.articles.article import article_of
        >>> from toolkit.measures.scoring import score
        >>> score(article_of("Takfiri elements fled the old town.")).values["loaded_narration"] > 0
        True
        """
        return {name: self.measures[name].value(self.counts[part]) for name, part in slices(self.measures).items()}

    @property
    def spans(self) -> tuple[FoundSpan, ...]:
        """The places where something was found; none where neither they nor the document were kept."""
        return found_spans(self.document) if self.document else self.places

    def to_record(self, *, spans: bool = True) -> dict[str, Any]:
        """What `from_record` needs, together with the article, to restore this score: plain JSON, with or without `spans`."""
        return {
            "sha256": self.sha256,
            "n_words": self.n_words,
            "counts": self.counts.tolist(),
            "terms": [[*term, n] for term, n in self.terms.items()],
            "expected": [[*term, n] for term, n in self.expected.items()],
            "certain": [[*term, n] for term, n in self.certain.items()],
            "own": self.own,
            "attributed": self.attributed,
            "names": [[*name, n] for name, n in self.names.items()],
            "talked_about": [[*entity, n] for entity, n in self.talked_about.items()],
            "sketch": self.sketch.tolist(),
            "language": self.language,
            "genre": self.genre and self.genre.probabilities,
            **({"spans": self.spans} if spans else {}),
        }

    @classmethod
    def from_record(
        cls, article: Article, record: Mapping[str, Any], measures: Mapping[str, Measure] = MEASURES
    ) -> "ArticleScore":
        """The score of an article from its record; it has no text and no document."""
        genre = genre_from(record["genre"]) if record.get("genre") else None
        return cls(
            article=replace(article, text="", mending={}, genre_detected=genre.name if genre else None),
            n_words=record["n_words"],
            counts=np.array(record["counts"]),
            terms=Counter({tuple(term): n for *term, n in record["terms"]}),
            expected={tuple(term): n for *term, n in record["expected"]},
            certain={tuple(term): n for *term, n in record["certain"]},
            own=Counter(record["own"]),
            attributed=Counter(record["attributed"]),
            names=Counter({tuple(name): n for *name, n in record["names"]}),
            talked_about=Counter({tuple(entity): n for *entity, n in record.get("talked_about", ())}),
            sketch=np.array(record.get("sketch", ()), dtype=np.uint32),
            sha256=record.get("sha256", ""),
            language=record.get("language", ""),
            genre=genre,
            measures=measures,
            places=tuple(FoundSpan(*span) for span in record.get("spans", ())),
        )

    def to_dict(self) -> dict[str, Any]:
        """One flat record: the article's fields, the probability of its detected genre, its number of words, every measure."""
        fields = {name: getattr(self.article, name) for name in ARTICLE_COLUMNS}
        p_genre = self.genre.p if self.genre else None
        return {**fields, "p_genre_detected": p_genre, "n_words": self.n_words, **self.values}

    def to_frame(self) -> "pd.DataFrame":
        """A frame of one row."""
        import pandas as pd

        return pd.DataFrame([self.to_dict()])

    def show(self) -> None:
        """Show, in a notebook, the text with its voices marked, and its sources."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return self.document._repr_html_() if self.document else self.to_frame().to_html()


@dataclass
class ScoreTable:
    """The scores of many articles, in the order in which these were read.

    `problems` lists what could not be read or scored. `lexicons` names those used, with version and content hash, and `names` is
    the lexicon of competing names for one referent. `measures` are those of the scorer (see `Scorer.measures`). `made_with`
    names everything else that the figures depend on, with its hash (see `Scorer.made_with`). `store` is the folder that the
    scores were read from, which has the places too.
    """

    scores: list[ArticleScore] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lexicons: tuple[str, ...] = ()
    names: Lexicon = field(default_factory=lambda: load_lexicon("names"), repr=False)
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False)
    made_with: Mapping[str, str] = field(default_factory=dict, repr=False)
    store: Path | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.scores)

    def __iter__(self) -> Iterator[ArticleScore]:
        return iter(self.scores)

    @property
    def sideless(self) -> bool:
        """Whether there is a file of sides, and no source of any article is on one of them.

        >>> from toolkit.articles.article import article_of
        >>> from toolkit.measures.scoring import score
        >>> score([article_of("Hall said it rained.")]).sideless
        False
        """
        if "side_unknown" not in self.measures or not self.scores:
            return False
        part = slices(self.measures)["side_unknown"]
        unknown, attributed = np.sum([score.counts[part] for score in self.scores], axis=0)
        return bool(attributed > 0 and unknown == attributed)

    def to_frame(self) -> "pd.DataFrame":
        """One row for each article: its fields, its number of words, and every measure.

        >>> from toolkit.articles.article import article_of
        >>> from toolkit.measures.scoring import score
        >>> score([article_of("It rained.", outlet="Wire")]).to_frame().loc[0, "outlet"]
        'Wire'
        """
        import pandas as pd

        return pd.DataFrame([score.to_dict() for score in self.scores])

    def spans(self) -> "pd.DataFrame":
        """One row for each place where something was found: id, outlet and day of its article, and the fields of `FoundSpan`.

        >>> from toolkit.measures.scoring import score
        >>> from toolkit.articles.article import article_of
        >>> score([article_of("The regime fell.", outlet="Wire")]).spans()[["outlet", "voice", "text"]].values.tolist()
        [['Wire', 'narration', 'regime']]
        """
        import pandas as pd

        return pd.DataFrame(self._places(), columns=["id", "outlet", "published", *FoundSpan._fields])

    def _places(self) -> Iterator[tuple[Any, ...]]:
        """Id, outlet and day of an article with one of its places, in order."""
        if self.store:
            ids = {score.article.id for score in self.scores}
            yield from (row for row in Store(self.store).spans() if row[0] in ids)
        else:
            yield from ((s.article.id, s.article.outlet, s.article.published, *span) for s in self.scores for span in s.spans)

    def save(self, folder: str | Path) -> None:
        """Write the scores into a folder, from which `load_scores` reads them and `framing compare` compares them.

        Raises OptionError where the folder holds other files, or scores that were made otherwise.
        """
        places: dict[str, list[tuple[Any, ...]]] = {}
        for id, _, _, *span in self._places():
            places.setdefault(id, []).append(tuple(span))
        records = ((s.article, {**s.to_record(spans=False), "spans": places.get(s.article.id, [])}) for s in self.scores)
        write_store(folder, records, self.about({}), self.problems)

    def about(self, reading: Mapping[str, Any]) -> About:
        """What the scores were made with, for a store; `reading` says how the articles were read."""
        frames = [measure.of["frame"] for measure in self.measures.values() if "frame" in measure.of]
        settings = {
            "lexicons": self.lexicons,
            "sides": labels_of(self.measures),
            "frames": frames,
            "names": None if self.names.label == load_lexicon("names").label else asdict(self.names),
        }
        return About(self.made_with, {name: m.formula.counts for name, m in self.measures.items()}, settings, reading)

    def problems_frame(self) -> "pd.DataFrame":
        """One row for each problem: file, row, reason, remedy."""
        import pandas as pd

        return pd.DataFrame(self.problems, columns=list(Problem._fields))

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator,no-any-return]


def load_scores(folder: str | Path, *, unfinished: bool = False) -> ScoreTable:
    """The scores that `ScoreTable.save` or `framing score articles.csv -o scores/` wrote.

    Parameters
    ----------
    unfinished : take what is there, also where the run that writes the scores is not at its end.

    Raises ArticleError where the folder holds no scores, those of a version of the toolkit with other measures, or not yet all.

    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.measures.scoring import score
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     score([article_of("The regime fell.", outlet="Wire")]).save(folder)
    ...     load_scores(folder).to_frame().loc[0, "outlet"]
    'Wire'
    """
    store = Store(folder)
    if not (store.complete or unfinished):
        raise ArticleError(f"{folder}: the scores of {len(store)} articles so far; run the command that writes them to its end")
    made_with, counts, settings, *_ = store.about
    measures = {**MEASURES, **measures_of_sides(settings["sides"]), **measures_of_frames(settings["frames"])}
    if {name: list(m.formula.counts) for name, m in measures.items()} != counts:
        raise ArticleError(f"{folder}: scored by a version of the toolkit that has other measures; score the articles again")
    scores = [ArticleScore.from_record(article, record, measures) for article, record in store]
    return ScoreTable(
        scores, store.problems, tuple(settings["lexicons"]), _lexicon(settings["names"]), measures, made_with, store.folder
    )


def _lexicon(names: Mapping[str, Any] | None) -> Lexicon:
    """A lexicon of competing names as a store holds it; the shipped one where it holds none."""
    if names is None:
        return load_lexicon("names")
    entries = tuple(Entry(**{**entry, "not_in": tuple(entry["not_in"])}) for entry in names["entries"])
    return Lexicon(**{**names, "entries": entries})


def slices(measures: Mapping[str, Measure] = MEASURES) -> dict[str, slice]:
    """The part of an article's `counts` that belongs to each measure.

    >>> slices()["loaded_headline"]
    slice(0, 2, None)
    """
    parts, start = {}, 0
    for name, measure in measures.items():
        parts[name] = slice(start, start + len(measure.formula.counts))
        start = parts[name].stop
    return parts
