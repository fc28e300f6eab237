"""Training of the model of loaded words from articles coded by hand; the same data give the same weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.loaded_words import BUCKETS, Surroundings, candidates, word_features
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Bools, Floats, Indices, Ints
from ..text.lexicon import LOADED_CATEGORIES
from ..text.spans import Span
from .label_files import annotated
from .tagger_training import articles_of

ALPHA, EPOCHS, FOLDS = 3e-5, 12, 4
"""Regularisation, passes over the data, and groups of outlets that are held out in turn; chosen on the labelled articles."""

PRECISION = 0.75
"""Share of reported terms that coders marked, from which the threshold is chosen on held-out outlets."""

_LEAST_COUNT, _LEAST_WEIGHT = 2, 0.02  # features that are rarer or weigh less are left out


class CodedWords(NamedTuple):
    """The words of an article that may be loaded, with features, and which coders marked (category, or -1)."""

    outlet: str
    places: Indices
    features: list[list[str]]
    marked: Ints


def train_loaded(labels: Sequence[str | Path], texts: Sequence[str | Path], output: str | Path) -> dict[str, Any]:
    """Train the model of loaded words on articles coded by hand, and write its weights; returns the figures for its card.

    Parameters
    ----------
    labels : files of annotated articles, one a line with `sha256` and `loaded` (`span`, `category`), as `framing annotate`
        writes them.
    texts : files of the articles, which are found by their hash; outlets are held out in turn by their field `outlet`.

    Raises ArticleError where a label has no text, and OptionError where the articles are of fewer than two outlets.
    """
    reader = Annotator(loaded_model=None, bias_model=None, keep_furniture=True)
    coded = [_coded(reader(article), spans) for file in labels for article, spans in annotated(file, articles_of(texts), _spans)]
    outlets = sorted({article.outlet for article in coded})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    buckets = _buckets(coded)
    marked = np.concatenate([article.marked for article in coded])
    fold = np.concatenate([np.full(len(a.marked), outlets.index(a.outlet) % FOLDS) for a in coded])
    held_out = _held_out(buckets, marked >= 0, fold)
    slope, shift = _calibration(held_out, marked >= 0)
    least, precision, recall = _threshold(1 / (1 + np.exp(-(slope * held_out + shift))), marked >= 0)
    model = _fitted(buckets, marked >= 0)
    stored = {
        **_stored("loaded", slope * model.coef_[0]),
        "intercept": np.float64(slope * model.intercept_[0] + shift),
        "least": np.float64(least),
        **_stored("categories", _categories(coded)),
    }
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic(output, "wb") as file:
        np.savez_compressed(file, **stored)
    return {
        "articles": len(coded),
        "outlets": len(outlets),
        "words": len(marked),
        "marked": int((marked >= 0).sum()),
        "least": round(least, 3),
        "held_out_words": {"precision": round(precision, 3), "recall": round(recall, 3)},
        "bytes": output.stat().st_size,
    }


def _spans(record: Any) -> list[tuple[Span, int]]:
    """The loaded spans of an annotated article with the number of their category."""
    return [(Span(*term["span"]), LOADED_CATEGORIES.index(term["category"])) for term in record["loaded"]]


def _coded(document: Document, spans: Sequence[tuple[Span, int]]) -> CodedWords:
    words = document.words
    category = np.full(len(words), -1)
    for span, number in spans:
        inside = words.inside(span)
        category[inside.start : inside.stop] = number
    hits = [term for term in document.loaded if term.field == "text"]
    around, places = Surroundings(words, document.voice_at, hits), np.flatnonzero(candidates(words)).tolist()
    by_itself = word_features([words.keys[i] for i in places])
    features = [[*alone, *around.features(i)] for i, alone in zip(places, by_itself, strict=True)]
    return CodedWords(document.article.outlet or "", np.array(places), features, category[places])


def _buckets(coded: Sequence[CodedWords]) -> Any:
    """The matrix of words by buckets, without features that are too rare."""
    return _matrix([features for article in coded for features in article.features])


def _matrix(rows: Sequence[Sequence[str]]) -> Any:
    from scipy.sparse import csr_matrix

    indices = [np.array([crc32(name.encode()) % BUCKETS for name in names]) for names in rows]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in indices])])
    flat = np.concatenate(indices)
    rare = np.bincount(flat, minlength=BUCKETS) < _LEAST_COUNT
    return csr_matrix(((~rare[flat]).astype(np.float64), flat, starts), shape=(len(rows), BUCKETS))


def _fitted(buckets: Any, loaded: Bools) -> Any:
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(loss="log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, average=True, random_state=0)
    return model.fit(buckets, loaded)


def _held_out(buckets: Any, loaded: Bools, fold: Indices) -> Floats:
    """The log odds of every word by a model that has not seen its outlet."""
    scores = np.zeros(len(loaded))
    for number in range(FOLDS):
        scores[fold == number] = _fitted(buckets[fold != number], loaded[fold != number]).decision_function(
            buckets[fold == number]
        )
    return scores


def _calibration(scores: Floats, loaded: Bools) -> tuple[float, float]:
    """Slope and shift that make log odds of held-out words agree with how many were marked (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(scores[:, None], loaded)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _threshold(p: Floats, loaded: Bools) -> tuple[float, float, float]:
    """The least probability from which `PRECISION` of the words are marked ones; that precision, and the recall."""
    order = np.argsort(-p, kind="stable")
    right = np.cumsum(loaded[order])
    precision = right / np.arange(1, len(p) + 1)
    last = int(np.flatnonzero(precision >= PRECISION)[-1])
    return float(p[order[last]]), float(precision[last]), float(right[last] / loaded.sum())


def _categories(coded: Sequence[CodedWords]) -> Any:
    """The weights of each category for marked words by themselves: buckets by categories."""
    from sklearn.linear_model import LogisticRegression

    rows = [(features, k) for a in coded for features, k in zip(a.features, a.marked, strict=True) if k >= 0]
    by_itself = [[name for name in features if name.startswith(_BY_ITSELF)] for features, _ in rows]
    model = LogisticRegression(C=1.0, max_iter=300).fit(_matrix(by_itself), np.array([k for _, k in rows]))
    weights = np.zeros((BUCKETS, len(LOADED_CATEGORIES)))
    weights[:, model.classes_] = model.coef_.T
    return weights


_BY_ITSELF = ("word ", "stem ", "end ", "part ", "in sentences ")


def _stored(name: str, weights: Any) -> dict[str, Any]:
    """The rows of weights that are worth keeping, with their numbers."""
    size = np.abs(weights) if weights.ndim == 1 else np.abs(weights).max(axis=1)
    rows = np.flatnonzero(size >= _LEAST_WEIGHT)
    return {f"{name}_rows": rows.astype(np.int32), f"{name}_weights": weights[rows].astype(np.float16)}
