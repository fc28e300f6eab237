"""Training of the model of source types from articles coded by hand; the same data give the same weights."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.attribution import Attribution, kind_of
from ..annotation.noun_phrases import Phrases
from ..annotation.registry import UNDATED, shipped_registry
from ..annotation.source_types import BUCKETS, VOTERS, bucket_of, vote
from ..annotation.sources import SOURCE_TYPES, described_sources
from ..articles.article import Article
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Floats
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .hashed_features import matrix_of
from .label_files import TextFiles, annotated, spans_of

STRENGTH, SHRINKAGE, FOLDS = 0.3, 0.01, 5
"""Inverse regularisation of each feature's own weights, regularisation of shared ones, and groups of outlets held out in turn."""

LEAST = 0.25
"""Least probability of the likeliest type of a source: below it the type is unknown."""

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

    Raises ArticleError where a label lacks its text or a key, and OptionError where the articles are of fewer than two outlets.
    """
    articles = TextFiles(texts)
    coded = [source for file in labels for source in _coded(file, articles)]
    outlets = sorted({article.outlet for article in coded})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    sources, types = [names for a in coded for names in a.features], np.array([t for a in coded for t in a.types])
    fold = np.concatenate([np.full(len(a.types), outlets.index(a.outlet) % FOLDS) for a in coded])
    held_out = _held_out(sources, types, fold)
    weights, intercepts = _fitted(sources, types)
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


def _coded(labels: str | Path, articles: Iterable[Article]) -> Iterator[_Sources]:
    """The sources of each coded article."""
    for article, typed in annotated(labels, articles, _typed):
        if typed:
            yield _Sources(article.outlet or "", _features(article, typed), [str(coded.source_type) for coded in typed])


def _typed(line: Any) -> list[Attribution]:
    """The attributions of a line whose source has a type; KeyError where one lacks a role or `source_type` (null is none)."""
    coded = [
        Attribution(spans_of(a["content"]), spans_of(a["cue"]), spans_of(a["source"]), source_type=a["source_type"])
        for a in line["attributions"]
    ]
    return [attribution for attribution in coded if attribution.source_type in SOURCE_TYPES and attribution.content]


def _features(article: Article, typed: Sequence[Attribution]) -> list[list[str]]:
    """The features of the sources of coded attributions, whose types are not shown."""
    phrases, spans = Phrases(Words(article.text), quotations(article.text)), sentences(article.text)
    attributions = [replace(coded, kind=kind_of(coded.content, phrases), source_type=None) for coded in typed]
    year = article.published.year if article.published else UNDATED
    return described_sources(attributions, phrases, spans, shipped_registry(), year)


def _fitted(sources: Sequence[Sequence[str]], types: Iterable[str]) -> tuple[Floats, Floats]:
    """The weights of each bucket for each type, and the intercepts: multinomial logistic regression.

    The features that name a type (`VOTERS`) have, in addition to weights of their own, one weight a kind for the type that they
    name, so that a type of which few sources are profits from what the rules say of the others.
    """
    from scipy.optimize import minimize

    present = [np.unique([bucket_of(name) for name in names]) for names in sources]
    matrix, votes = matrix_of(present, BUCKETS, _LEAST_COUNT), np.stack([_votes(names) for names in sources])
    used = np.flatnonzero(np.asarray(matrix.sum(axis=0)).ravel())
    gold = np.eye(len(SOURCE_TYPES))[[SOURCE_TYPES.index(name) for name in types]]
    start = np.zeros((len(used) + 1) * len(SOURCE_TYPES) + len(VOTERS))
    options = {"maxiter": 200, "ftol": 1e-7}
    best = minimize(_loss, start, (matrix[:, used], votes, gold), jac=True, method="L-BFGS-B", options=options).x
    own, shared = _parts(best)
    weights = np.zeros((BUCKETS, len(SOURCE_TYPES)))
    weights[used] = own[1:]
    for name, (i, j) in _BALLOTS.items():
        weights[bucket_of(name), i] += shared[j]
    return weights, own[0]


def _parts(parameters: Floats) -> tuple[Floats, Floats]:
    """The intercepts with each feature's own weights below them, a column for each type; and the shared weights."""
    own, shared = np.split(parameters, [-len(VOTERS)])
    return own.reshape(-1, len(SOURCE_TYPES)), shared


def _loss(parameters: Floats, matrix: Any, votes: Floats, gold: Floats) -> tuple[float, Floats]:
    """The penalised negative log likelihood and its gradient; the intercepts are not penalised."""
    from scipy.special import log_softmax

    own, shared = _parts(parameters)
    log_p = log_softmax(matrix @ own[1:] + own[0] + votes @ shared, axis=1)
    excess = np.exp(log_p) - gold
    slope = np.vstack([excess.sum(axis=0), matrix.T @ excess + own[1:] / STRENGTH])
    shared_slope = np.einsum("nk,nkv->v", excess, votes) + SHRINKAGE * shared
    penalty = (own[1:] ** 2).sum() / STRENGTH + SHRINKAGE * (shared**2).sum()
    return float(penalty / 2 - (log_p * gold).sum()), np.concatenate([slope.ravel(), shared_slope])


_BALLOTS = {vote(voter, name): (i, j) for i, name in enumerate(SOURCE_TYPES) for j, voter in enumerate(VOTERS)}
"""The row (type) and column (kind of feature) of each feature that names a type."""


def _votes(names: Sequence[str]) -> Floats:
    """Types by kinds of feature, 1 where a feature of a source names the type."""
    votes = np.zeros((len(SOURCE_TYPES), len(VOTERS)))
    for name in names:
        if name in _BALLOTS:
            votes[_BALLOTS[name]] = 1
    return votes


def _held_out(sources: Sequence[Sequence[str]], types: Any, fold: Any) -> Floats:
    """The probability of each type by weights that have not seen the outlet."""
    from scipy.special import softmax

    p = np.zeros((len(types), len(SOURCE_TYPES)))
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold == number).tolist(), np.flatnonzero(fold != number).tolist()
        weights, intercepts = _fitted([sources[i] for i in outside], types[outside])
        for i in inside:
            p[i] = softmax(weights[np.unique([bucket_of(name) for name in sources[i]])].sum(axis=0) + intercepts)
    return p
