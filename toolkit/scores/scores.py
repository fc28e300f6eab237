"""The scores of many articles as a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from ..articles.article import Problem
from ..errors import ArticleError, OptionError
from ..measures.catalogue import MEASURES, on_request
from ..measures.measure import Measure, named_in
from ..measures.sides import labels_of
from ..tabular import with_types
from ..text.lexicon import Entry, Lexicon, load_lexicon
from .article_score import ARTICLE_COLUMNS, ArticleScore, own_columns, slices
from .found_spans import FIELD_TYPES, FoundSpan
from .manifest_form import damaged
from .score_columns import Scores
from .score_store import Store, write_store
from .store_manifest import MANIFEST, About
from .stored_columns import StoredColumns

if TYPE_CHECKING:
    import pandas as pd

_EXACT, _LONG = 2**53, 2**63  # up to which floating point holds every whole number, and pandas any
_AT_ONCE = 20_000  # articles whose figures are computed at once
_ABOUT_PLACES = ("id", "outlet", "published")
_TEXTS, _TRUTHS = ([name for name, kind in FIELD_TYPES.items() if kind is wanted] for wanted in (str, bool))  # of a place
_FIGURES = {
    name: np.float64 if kind is float or name in FoundSpan._field_defaults else np.int64  # a count that may lack is NaN
    for name, kind in FIELD_TYPES.items()
    if kind in (int, float)
}
_TRUTH = {"True": True, "False": False}


class _AsColumns:
    """The scores of a table, which may be set to any articles."""

    def __get__(self, table: "ScoreTable | None", of: type) -> Scores:
        return Scores.of(()) if table is None else table.__dict__["scores"]

    def __set__(self, table: "ScoreTable", scores: Iterable[ArticleScore]) -> None:
        table.__dict__["scores"] = Scores.of(scores)


@dataclass(repr=False)
class ScoreTable:
    """The scores of many articles, in the order in which these were read.

    Attributes
    ----------
    scores : kept as columns, in memory or in the folder that they were loaded from; each is made into an `ArticleScore` when it
        is asked for. They may be given as a list.
    problems : what could not be read or scored.
    lexicons : the lexicons used, with version and content hash.
    names : the lexicon of competing names for one referent.
    measures : those of the scorer, by name (see `Scorer.measures`).
    made_with : everything else that the figures depend on, with its hash (see `Scorer.made_with`).

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> scores = score(["It rained.", "It poured all day."])
    >>> len(scores), scores.to_frame()["n_words"].tolist()
    (2, [2, 4])
    """

    scores: _AsColumns = _AsColumns()
    problems: list[Problem] = field(default_factory=list)
    lexicons: tuple[str, ...] = ()
    names: Lexicon = field(default_factory=lambda: load_lexicon("names"), repr=False)
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False)
    made_with: Mapping[str, str] = field(default_factory=dict, repr=False)
    keeps_no_texts = True  # see `articles.objects.check_texts`

    def __len__(self) -> int:
        return len(self.scores)

    def __iter__(self) -> Iterator[ArticleScore]:
        return iter(self.scores)

    @overload
    def __getitem__(self, which: int) -> ArticleScore: ...
    @overload
    def __getitem__(self, which: Any) -> "ScoreTable": ...
    def __getitem__(self, which: Any) -> "ArticleScore | ScoreTable":
        """The score of one article by its number, or the table of some: a slice, numbers, or a truth value for each.

        Raises OptionError for anything else, such as an id.

        >>> from toolkit.scores.scoring import score
        >>> scores = score(["It rained.", "It poured."])
        >>> scores[1].article.id, len(scores[scores.to_frame()["id"] == "0"])
        ('1', 1)
        """
        if isinstance(which, int | np.integer):
            return self.scores[int(which)]
        if not isinstance(which, slice) and np.size(which) and np.asarray(which).dtype.kind not in "iub":
            raise OptionError(
                f"{which!r}: choose scores by number, slice or mask, such as scores[scores.to_frame()['id'] == 'a']"
            )
        return replace(self, scores=self.scores[which])

    def __repr__(self) -> str:
        return f"ScoreTable(articles: {len(self):,}, measures: {len(self.measures)}, problems: {len(self.problems):,})"

    @property
    def sideless(self) -> bool:
        """Whether there is a file of sides, and no source of any article is on one of them.

        >>> from toolkit.articles.article import article_of
        >>> from toolkit.scores.scoring import score
        >>> score([article_of("Hall said it rained.")]).sideless
        False
        """
        if "side_unknown" not in self.measures or not self.scores:
            return False
        unknown, attributed = self.scores.counts(slices(self.measures)["side_unknown"]).sum(axis=0)
        return bool(attributed > 0 and unknown == attributed)

    def to_frame(self) -> "pd.DataFrame":
        """One row for each article: its fields, the columns of the user's own, its number of words, and every measure.

        A column of the user's own that is called as one of the toolkit's begins with ``own_``. Columns of a CSV file that hold
        nothing but numbers, or nothing but True and False, are such here, too.

        >>> from toolkit.articles.article import article_of
        >>> from toolkit.scores.scoring import score
        >>> score([article_of("It rained.", outlet="Wire")]).to_frame().loc[0, "outlet"]
        'Wire'
        """
        import pandas as pd

        fields = {name: self.scores.fields(name) for name in ARTICLE_COLUMNS}
        genres = self.scores.genres
        further = {"p_genre_detected": [genre.p if genre else None for genre in genres], "n_words": self.scores.n_words}
        parts = slices(self.measures)
        values = np.empty((len(self), len(parts)))
        for start in range(0, len(self), _AT_ONCE):
            counts = self.scores[start : start + _AT_ONCE].counts(slice(0, max(part.stop for part in parts.values())))
            for number, (name, part) in enumerate(parts.items()):
                values[start : start + _AT_ONCE, number] = self.measures[name].formula.compute(counts[:, part])
        labels = {name: _in_figures(values) for name, values in self.scores.labels().items()}
        own = own_columns(labels, self.measures)
        frame = pd.DataFrame({**fields, **own, **further, **dict(zip(parts, values.T, strict=True))})
        texts = fields.keys() - {"published", "translated"}
        return with_types(frame, texts=texts, truths=["translated"], others={"n_words": np.int64, "p_genre_detected": np.float64})

    def spans(self) -> "pd.DataFrame":
        """One row for each place where something was found: id, outlet and day of its article, and the fields of `FoundSpan`.

        >>> from toolkit.scores.scoring import score
        >>> from toolkit.articles.article import article_of
        >>> score([article_of("The regime fell.", outlet="Wire")]).spans()[["outlet", "voice", "text"]].values.tolist()
        [['Wire', 'narration', 'regime']]
        """
        import pandas as pd

        articles = zip(*(self.scores.fields(name) for name in _ABOUT_PLACES), self.scores.places, strict=True)
        rows = ((*article, *place) for *article, places in articles for place in places)
        frame = pd.DataFrame(rows, columns=[*_ABOUT_PLACES, *FoundSpan._fields])
        return with_types(frame, texts=["id", "outlet", *_TEXTS], truths=_TRUTHS, others=_FIGURES)

    def save(self, folder: str | Path) -> None:
        """Write the scores into a folder, from which `load_scores` reads them and `framing compare` compares them.

        Raises OptionError where the folder holds other files, or scores that were made otherwise.

        >>> import tempfile
        >>> from toolkit.scores.scoring import score
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     score(["It rained."]).save(folder)
        ...     len(load_scores(folder))
        1
        """
        found = zip(self.scores, self.scores.places, self.scores.lines, strict=True)
        records = (
            (score.article, {**score.to_record(spans=False, annotations=False), "spans": places, "annotations": line})
            for score, places, line in found
        )
        write_store(folder, records, self.about({}), self.problems)

    def about(self, reading: Mapping[str, Any]) -> About:
        """What the scores were made with, for a store; `reading` says how the articles were read."""
        settings = {
            "lexicons": self.lexicons,
            "sides": labels_of(self.measures),
            "frames": named_in(self.measures, "frame"),
            "categories": named_in(self.measures, "category"),
            "names": None if self.names.label == load_lexicon("names").label else asdict(self.names),
        }
        return About(self.made_with, {name: m.formula.counts for name, m in self.measures.items()}, settings, reading)

    def problems_frame(self) -> "pd.DataFrame":
        """One row for each problem: file, row, reason, remedy, and whether it was skipped (see `Problem`).

        >>> ScoreTable(problems=[Problem("mine.csv", 3, "no text")]).problems_frame()["reason"].tolist()
        ['no text']
        """
        import pandas as pd

        return pd.DataFrame(self.problems, columns=list(Problem._fields))

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator,no-any-return]


def check_scored(scores: Any) -> None:
    """Raise OptionError for anything but a table of scores.

    >>> check_scored(["It rained."])
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: list: these are no scores; score the articles first: tk.score(articles)
    """
    if not isinstance(scores, ScoreTable):
        raise OptionError(f"{type(scores).__name__}: these are no scores; score the articles first: tk.score(articles)")


def load_scores(folder: str | Path, *, unfinished: bool = False) -> ScoreTable:
    """The scores that `ScoreTable.save` or `framing score articles.csv -o scores/` wrote.

    They are read from the folder when they are needed, which has to stay as it is until then.

    Parameters
    ----------
    unfinished : take what is there, also where the run that writes the scores is not at its end.

    Raises ArticleError where the folder holds no scores, those of a version of the toolkit with other measures, or not yet all.

    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     score([article_of("The regime fell.", outlet="Wire")]).save(folder)
    ...     load_scores(folder).to_frame().loc[0, "outlet"]
    'Wire'
    """
    store = Store(folder)
    if not (store.complete or unfinished):
        raise ArticleError(f"{folder}: the scores of {len(store)} articles so far; run the command that writes them to its end")
    made_with, counts, settings, *_ = store.about
    only = made_with.get("only")
    try:
        measures = on_request(settings["sides"], settings["frames"], settings.get("categories", ()), only=only)
        names, lexicons = _lexicon(settings["names"]), tuple(map(str, settings["lexicons"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(store.folder / MANIFEST, f"'settings' are not what a run writes: {error!r}") from None
    measures = measures if only else {**MEASURES, **measures}
    if {name: list(m.formula.counts) for name, m in measures.items()} != counts:
        raise ArticleError(f"{folder}: scored by a version of the toolkit that has other measures; score the articles again")
    return ScoreTable(Scores(StoredColumns(store, measures)), store.problems, lexicons, names, measures, made_with)


def _lexicon(names: Mapping[str, Any] | None) -> Lexicon:
    """A lexicon of competing names as a store holds it; the shipped one where it holds none."""
    if names is None:
        return load_lexicon("names")
    entries = tuple(Entry(**{**entry, "not_in": tuple(entry["not_in"])}) for entry in names["entries"])
    return Lexicon(**{**names, "entries": entries})


def _in_figures(column: Sequence[Any]) -> Any:
    """A column of text as numbers or truth values, where all that is in it is written as Python writes these.

    Numbers with gaps are floating point, as pandas reads them and formulas of regressions want them, unless one has too many
    digits for that.

    >>> _in_figures(["7", "12"]), _in_figures(["7", None]).tolist(), _in_figures(["True"]), _in_figures(["007", "12"])
    ([7, 12], [7.0, nan], [True], ['007', '12'])
    """
    import pandas as pd

    values = [None if text is None else _figure(text) for text in column]
    kinds = {type(value) for value, text in zip(values, column, strict=True) if text is not None}
    if kinds not in ({int}, {float}, {int, float}, {bool}):
        return column
    if None not in values:
        return values
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    longest = max(abs(value) for value in values if value is not None)
    if kinds != {int} or longest <= _EXACT:
        return pd.Series(values, dtype=float)
    return pd.Series(values, dtype="Int64") if longest < _LONG else column


def _figure(text: Any) -> Any:
    """The number or truth value that a text is as Python writes it, None for any other text; what is no text as it is."""
    if not isinstance(text, str) or text in _TRUTH:
        return _TRUTH.get(text, text)
    for kind in (int, float):
        with suppress(ValueError):
            value = kind(text)
            if str(value) == text and isfinite(value):
                return value
    return None
