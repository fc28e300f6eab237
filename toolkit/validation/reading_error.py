"""How far the toolkit's figures are from those of coders, and how much that differs between outlets.

The same articles are scored twice, as people coded them and as the toolkit reads them, with the same measures. Errors are pooled
as `compare` pools figures: over counts. An error that follows from the coders' figure in the same way for all outlets (half of
the loaded terms missed, some sources mistaken for officials) moves or shrinks all figures and leaves their order as it is. What
an outlet has beyond that looks like a difference between outlets, and more articles do not make it smaller. What such errors do
to regressions, TeBlunthuis, Hase and Chan show (2024, Misclassification in automated content analysis causes bias in regression,
Communication Methods and Measures).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.annotated_files import annotated
from ..annotation.annotator import Annotator, usual_annotator
from ..articles.objects import articles_in
from ..choices import several_of
from ..comparison.error_table import ALL, GENRE_CLASSES, ReadingErrors, genre_class
from ..errors import ArticleError
from ..measures.catalogue import MEASURES
from ..measures.measure import Measure
from ..scores.article_score import slices
from ..statistics.arrays import Bools, Floats
from ..statistics.random_effects import spread_between
from .coded_documents import coded_document, determined

LEAST_OUTLETS = 10
"""Outlets with something to measure in two articles or more, from which on the errors of a genre have figures."""


class ReadTwice(NamedTuple):
    """The counts of an article as people coded it and as the toolkit reads it, in the order of `determined` measures."""

    outlet: str
    genre: str
    coded: Floats
    read: Floats


def read_twice(
    labels: str | Path, articles: Any, annotator: Annotator | None = None, *, outlets: str | Sequence[str] = ()
) -> Iterator[ReadTwice]:
    """Each coded article with the counts of its measures, as coded and as read.

    Parameters
    ----------
    labels : a file of annotated articles, one JSON object a line, as `framing annotate` writes them (see `coded_document`); each
        finds its article by the `sha256` of the text. Its key `genre` may name the genre; otherwise it is detected.
    articles : the articles, each with its outlet, or whatever `articles_in` makes articles of.
    annotator : reads them; by default with the shipped models.
    outlets : read only the articles of one or several; by default of all.

    Raises ArticleError where the file cannot be read, a line is no coded article, or an article is missing.

    Examples
    --------
    >>> import json, tempfile
    >>> from toolkit.articles.article import article_of
    >>> article = article_of("The mob fled.", outlet="Wire")
    >>> coded = {"sha256": article.sha256, "genre": "news", "attributions": [], "loaded": [], "scare_quotes": []}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "labels.jsonl").write_text(json.dumps(coded))
    ...     [twice] = read_twice(Path(folder) / "labels.jsonl", [article])
    >>> narration = slices(determined(MEASURES))["loaded_narration"]
    >>> twice.outlet, twice.coded[narration].tolist(), bool(twice.read[narration][0] > 0)
    ('Wire', [0.0, 3.0], True)
    """
    annotator, measures, outlets = annotator or usual_annotator(), determined(MEASURES), several_of(outlets)
    for article, (record, genre) in annotated(labels, articles_in(articles), _record):
        if not outlets or article.outlet in outlets:
            coded = coded_document(article, record)
            read = annotator(coded.article)
            found = genre or (read.genre.name if read.genre else None)
            counts = (np.array([n for m in measures.values() for n in m.counts(d)], dtype=float) for d in (coded, read))
            yield ReadTwice(article.outlet or article.id, genre_class(found), *counts)


def _record(line: Any) -> tuple[Mapping[str, Any], str | None]:
    """The annotations of a line, and the genre if it names one; KeyError where a kind of annotation is missing."""
    genre = line.get("genre")
    record = {name: line[name] for name in ("attributions", "loaded", "scare_quotes")}
    return {**record, **{k: line[k] for k in ("furniture",) if k in line}}, genre["name"] if isinstance(genre, dict) else genre


def reading_errors(articles: Iterable[ReadTwice], *, resamples: int = 1000, seed: int = 0) -> ReadingErrors:
    """The reading error of every measure that coders determine, over all articles and by genre.

    Raises ArticleError where fewer than `LEAST_OUTLETS` outlets have two articles or more.

    Examples
    --------
    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The mob fled, Ada Hall said.")
    >>> counts = np.array([n for measure in determined(MEASURES).values() for n in measure.counts(document)], dtype=float)
    >>> read_alike = [ReadTwice(f"outlet {number // 2}", "news", counts, counts) for number in range(20)]
    >>> table = reading_errors(read_alike, resamples=50).table.set_index(["measure", "genre"])
    >>> table.loc[("words_attributed", "news"), ["coded", "read", "sd"]].tolist()
    [0.5, 0.5, 0.0]
    """
    import pandas as pd

    twice = list(articles)
    several = sum(n > 1 for n in Counter(article.outlet for article in twice).values())
    if several < LEAST_OUTLETS:
        raise ArticleError(
            f"reading errors need {LEAST_OUTLETS} outlets with two coded articles or more, better 30; there are {several}"
        )
    outlets = np.unique([article.outlet for article in twice], return_inverse=True)[1].reshape(-1)
    genres, measures = np.array([article.genre for article in twice]), determined(MEASURES)
    coded, read = (np.array([getattr(article, side) for article in twice]) for side in ("coded", "read"))
    rows: list[dict[str, Any]] = []
    for name, part in slices(measures).items():
        one = _Errors(measures[name], coded[:, part], read[:, part], genres)
        for genre in GENRE_CLASSES:
            inside = np.ones(len(genres), dtype=bool) if genre == ALL else genres == genre
            rows += one.row(genre, inside, outlets, resamples, seed) if inside.any() else []
    return ReadingErrors(pd.DataFrame(rows))


class _Errors:
    """The errors of one measure."""

    def __init__(self, measure: Measure, coded: Floats, read: Floats, genres: Any) -> None:
        self.measure, self.coded, self.read = measure, coded, read
        self.slope = self._slope(genres)

    def _slope(self, genres: Any) -> float:
        """How much the toolkit's figure rises where that of the coders rises by 1, between articles of the same genre."""
        both, square = 0.0, 0.0
        for genre in np.unique(genres):
            inside = genres == genre
            coded, read, size = self._parts(inside)
            with np.errstate(divide="ignore", invalid="ignore"):
                both += float(np.nansum(np.where(size > 0, coded * read / size, 0.0)))
                square += float(np.nansum(np.where(size > 0, coded**2 / size, 0.0)))
        return both / square if square > 0 else 1.0

    def _parts(self, inside: Bools) -> tuple[Floats, Floats, Floats]:
        """What each article adds to the figures of the coders and of the toolkit, beyond its share, and its size (1 on average).

        This is the linearised figure (Cochran 1977, section 6.4); over some articles, the parts divided by the sizes are how far
        their figure is from that of all.
        """
        parts, sizes, n = [], [], int(inside.sum())
        for counts in (self.coded[inside], self.read[inside]):
            total = counts.sum(axis=0)
            parts.append(n * (counts @ np.nan_to_num(self.measure.formula.gradient(total), posinf=0.0, neginf=0.0)))
            sizes.append(counts[:, -1] / (total[-1] / n) if total[-1] else np.zeros(n))
        size = np.mean(sizes, axis=0)
        return parts[0] - size * parts[0].mean(), parts[1] - size * parts[1].mean(), size

    def row(self, genre: str, inside: Bools, outlets: Any, resamples: int, seed: int) -> list[dict[str, Any]]:
        """The row of a genre, as a list; empty where too few outlets have something to measure."""
        coded, read = (float(self.measure.value(side[inside].sum(axis=0))) for side in (self.coded, self.read))
        parts, parts_read, size = self._parts(inside)
        groups = np.unique(outlets[inside], return_inverse=True)[1].reshape(-1)
        articles = np.bincount(groups, size > 0)
        if np.isnan([coded, read]).any() or (articles > 1).sum() < LEAST_OUTLETS:
            return []
        spread = spread_between(parts_read - self.slope * parts, size, groups, resamples=resamples, seed=seed)
        return [
            {
                "measure": self.measure.name,
                "genre": genre,
                "articles": int((size > 0).sum()),
                "outlets": int((articles > 0).sum()),
                "outlets_with_several": int((articles > 1).sum()),
                "coded": coded,
                "read": read,
                "slope": self.slope,
                "sd": spread.moment,
                "sd_expected": spread.expected,
                "sd_high": spread.high,
            }
        ]
