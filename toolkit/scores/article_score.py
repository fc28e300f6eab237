"""The figures of one article."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.document import Document
from ..annotation.saved_annotations import Line, line_of
from ..articles.article import DETECTED, Article
from ..classifiers.genre_model import Genre, genre_from
from ..measures.catalogue import MEASURES
from ..measures.measure import Measure
from ..notebook import show_html
from ..statistics.arrays import Floats
from ..text.language import not_read
from ..text.shingles import NO_SKETCH, Sketch
from .found_spans import FoundSpan, found_spans

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


@dataclass(frozen=True, repr=False)
class ArticleScore:
    """The figures of one article.

    Attributes
    ----------
    article : without its text if it was scored among many.
    n_words : words of the text; 0 for an article that was not read.
    counts : what each figure is made of, in the order of `measures`.
    terms : how often each (term, category, lexicon, voice) occurs.
    expected, certain : how many of these occurrences a careful editor is expected to mark, which is what the measures count, and
        the same of the occurrences with a probability of at least `CERTAIN`.
    written : how often each term is written in which form, in small letters.
    own, attributed : how often each word occurs in the outlet's own voice, and in attributed content.
    names : how often each (concept, name, voice) occurs.
    talked_about : how often the article names everybody whom it talks about or hears, by (name, kind, state); see
        `unheard.silence_counts`.
    document : the annotated article; None if it was scored among many.
    measures : the measures by name.
    sketch, sha256 : what represents the text in the search for near-copies (see `shingles`), and the hash of the text.
    language : that of an article that was not read, because it is not in English; "" for all others.
    genre : the one that was detected, with its probability.
    places, line : the places where something was found, and what documents are made of again, if the score comes from a record
        that has them (see `spans` and `annotations`).

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> figures = score("The puppet regime fell.", loaded_model=None)
    >>> figures.n_words, figures.values["loaded_narration"], list(figures.terms)
    (4, 250.0, [('puppet regime', 'delegitimising', 'loaded_terms', 'narration')])
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
    written: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter, repr=False)
    places: tuple[FoundSpan, ...] = field(default=(), repr=False, compare=False)
    line: Line | None = field(default=None, repr=False, compare=False)

    @cached_property
    def values(self) -> dict[str, float]:
        """Every measure's figure by its name; NaN where there is nothing to measure.

        >>> from toolkit.articles.article import article_of
        >>> from toolkit.scores.scoring import score
        >>> score(article_of("Takfiri elements fled the old town.")).values["loaded_narration"] > 0
        True
        """
        return {name: self.measures[name].value(self.counts[part]) for name, part in slices(self.measures).items()}

    @property
    def spans(self) -> tuple[FoundSpan, ...]:
        """The places where something was found; none where neither they nor the document were kept.

        >>> from toolkit.scores.scoring import score
        >>> [place.text for place in score("The regime fell.").spans]
        ['regime']
        """
        return found_spans(self.document) if self.document else self.places

    @property
    def annotations(self) -> Line | None:
        """What was found, of which a document can be made; None where nothing of it or of the document was kept."""
        return line_of(self.document) if self.document else self.line

    def to_record(self, *, spans: bool = True, annotations: bool = True) -> dict[str, Any]:
        """What `from_record` needs, together with the article, to restore this score, as plain JSON.

        With or without `spans` and with or without `annotations`, of which no figure of a single article is made.
        """
        return {
            "sha256": self.sha256,
            "n_words": self.n_words,
            "counts": self.counts.tolist(),
            "terms": [[*term, n] for term, n in self.terms.items()],
            "expected": [[*term, n] for term, n in self.expected.items()],
            "certain": [[*term, n] for term, n in self.certain.items()],
            "written": [[*form, n] for form, n in self.written.items()],
            "own": self.own,
            "attributed": self.attributed,
            "names": [[*name, n] for name, n in self.names.items()],
            "talked_about": [[*entity, n] for entity, n in self.talked_about.items()],
            "sketch": self.sketch.tolist(),
            "language": self.language,
            "genre": self.genre and self.genre.probabilities,
            **({"spans": self.spans} if spans else {}),
            **({"annotations": self.annotations} if annotations else {}),
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
            written=Counter({tuple(form): n for *form, n in record.get("written", ())}),
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
            line=Line(*line) if (line := record.get("annotations")) else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """One flat record: fields and own columns of the article, probability of its genre, number of words, every measure."""
        fields = {name: getattr(self.article, name) for name in ARTICLE_COLUMNS}
        own = own_columns(self.article.labels, self.measures)
        p_genre = self.genre.p if self.genre else None
        return {**fields, **own, "p_genre_detected": p_genre, "n_words": self.n_words, **self.values}

    def to_frame(self) -> "pd.DataFrame":
        """What `to_dict` gives, as a frame of one row."""
        import pandas as pd

        return pd.DataFrame([self.to_dict()])

    def __repr__(self) -> str:
        article = self.article
        about = [str(value) for value in (article.outlet, article.published, article.title) if value is not None]
        read = not_read(self.language) if self.language else f"{self.n_words:,} words, {len(self.measures)} measures"
        return f"ArticleScore({', '.join([article.id, *about])}: {read})"

    def show(self) -> None:
        """Show, in a notebook, the text with its voices marked, and its sources. Raises OptionError elsewhere."""
        show_html(self._repr_html_())

    def _repr_html_(self) -> str:
        return self.document._repr_html_() if self.document else self.to_frame().to_html()


def own_columns(labels: Mapping[str, Any], measures: Collection[str]) -> dict[str, Any]:
    """The columns of the user's own, beside those of the toolkit; one that is called as these are begins with ``own_``.

    >>> own_columns({"id": "a", "mood": "dull", "sources": 3}, ["sources"])
    {'mood': 'dull', 'own_sources': 3}
    """
    taken = {"p_genre_detected", "n_words", *measures}
    return {f"own_{name}" if name in taken else name: value for name, value in labels.items() if name not in ARTICLE_COLUMNS}


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
