"""Training of the model of source types from articles coded by hand; the same data give the same weights."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.attribution import Attribution, kind_of
from ..annotation.noun_phrases import Phrases
from ..annotation.registry import UNDATED, shipped_registry
from ..annotation.source_types import BUCKETS, bucket_of
from ..annotation.sources import SOURCE_TYPES, described_sources
from ..articles.article import Article
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Floats
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.words import Words
from .label_files import annotated
from .tagger_training import articles_of

STRENGTH, FOLDS = 0.3, 5
"""Inverse regularisation, and groups of outlets that are held out in turn."""

LEAST = 0.45
"""Least probability of the likeliest type of a source that no rule gives a type: below it the type is unknown."""

_LEAST_COUNT, _LEAST_WEIGHT = 2, 0.06  # features that are rarer or weigh less are left out


class _Sources(NamedTuple):
    """The sources of one article: their features and types."""

    outlet: str
    features: list[list[str]]
    types: list[str]


def train_source_types(labels: Sequence[str | Path], texts: Sequence[str | Path], output: str | Path) -> dict[str, Any]:
    """Train the model of source types on attributions coded by hand, and write its weights; returns the figures for its card.

    Parameters
    ----------
    labels : files of annotated articles, one a line with `sha256` and `attributions` (`content`, `cue`, `source`,
        `source_type`), as `framing annotate` writes them.
    texts : files of the articles, which are found by their hash; outlets are held out in turn by their field `outlet`.

    Raises ArticleError where a label has no text, and OptionError where the articles are of fewer than two outlets.
    """
    coded = [source for file in labels for source in _coded(file, texts)]
    outlets = sorted({article.outlet for article in coded})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    matrix, types = _matrix([names for a in coded for names in a.features]), np.array([t for a in coded for t in a.types])
    fold = np.concatenate([np.full(len(a.types), outlets.index(a.outlet) % FOLDS) for a in coded])
    held_out = _held_out(matrix, types, fold)
    model = _fitted(matrix, types)
    weights = np.zeros((BUCKETS, len(SOURCE_TYPES)))
    columns = [SOURCE_TYPES.index(name) for name in model.classes_]
    weights[:, columns] = model.coef_.T
    intercepts = np.full(len(SOURCE_TYPES), -20.0)
    intercepts[columns] = model.intercept_
    rows = np.flatnonzero(np.abs(weights).max(axis=1) >= _LEAST_WEIGHT)
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic(output, "wb") as file:
        np.savez_compressed(
            file,
            types=np.array(" ".join(SOURCE_TYPES)),
            rows=rows.astype(np.int32),
            weights=weights[rows].astype(np.float16),
            intercepts=intercepts.astype(np.float32),
            least=np.float64(LEAST),
        )
    given = held_out.max(axis=1) >= LEAST
    right = np.array(SOURCE_TYPES)[held_out.argmax(axis=1)] == types
    return {
        "articles": len(coded),
        "outlets": len(outlets),
        "sources": len(types),
        "held_out": {"right": round(float((right & given).mean()), 3), "typed": round(float(given.mean()), 3)},
        "bytes": output.stat().st_size,
    }


def _coded(labels: str | Path, texts: Sequence[str | Path]) -> Iterator[_Sources]:
    """The sources of each coded article."""
    for article, records in annotated(labels, articles_of(texts), lambda record: record["attributions"]):
        known = [record for record in records if record["source_type"] in SOURCE_TYPES and record["content"]]
        if known:
            yield _Sources(article.outlet or "", _features(article, known), [record["source_type"] for record in known])


def _features(article: Article, records: Sequence[Any]) -> list[list[str]]:
    """The features of the sources of coded attributions."""
    phrases, spans = Phrases(Words(article.text), quotations(article.text)), sentences(article.text)
    attributions = []
    for record in records:
        content, cue, source = (_spans(record[role]) for role in ("content", "cue", "source"))
        attributions.append(Attribution(content=content, cue=cue, source=source, kind=kind_of(content, phrases)))
    year = article.published.year if article.published else UNDATED
    return described_sources(attributions, phrases, spans, shipped_registry(), year)


def _spans(role: Any) -> tuple[Span, ...]:
    """The spans of a role: a list of spans, one span, or none."""
    if not role:
        return ()
    return tuple(Span(*span) for span in role) if isinstance(role[0], list) else (Span(*role),)


def _matrix(rows: Sequence[Sequence[str]]) -> Any:
    """Sources by buckets, 1 where a feature is present, without features that are too rare."""
    from scipy.sparse import csr_matrix

    indices = [np.unique([bucket_of(name) for name in names]) for names in rows]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in indices])])
    flat = np.concatenate(indices)
    rare = np.bincount(flat, minlength=BUCKETS) < _LEAST_COUNT
    return csr_matrix(((~rare[flat]).astype(np.float64), flat, starts), shape=(len(rows), BUCKETS))


def _fitted(matrix: Any, types: Any) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3).fit(matrix, types)


def _held_out(matrix: Any, types: Any, fold: Any) -> Floats:
    """The probability of each type by a model that has not seen the outlet."""
    p = np.zeros((len(types), len(SOURCE_TYPES)))
    for number in range(FOLDS):
        inside = fold == number
        model = _fitted(matrix[~inside], types[~inside])
        p[np.ix_(inside, [SOURCE_TYPES.index(name) for name in model.classes_])] = model.predict_proba(matrix[inside])
    return p
