"""Training of the model of loaded words from articles coded by hand; the same data give the same weights.

The probabilities of terms are calibrated on outlets that are held out in turn: the model of the other outlets reports terms in
their articles as it would in any, and these are matched with what coders marked. Hits of the lexicon and terms that only the
model found are calibrated separately.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.annotated_files import TextFiles, annotated
from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import LoadedTerm, Placement, in_name
from ..annotation.loaded.loaded_words import (
    BUCKETS,
    KINDS,
    LEXICON,
    SHIPPED,
    Calibration,
    LoadedModel,
    Surroundings,
    bucket_of,
    candidates,
    judged,
    table_of,
    word_features,
)
from ..errors import ArticleError, OptionError
from ..files import atomic
from ..statistics.arrays import Bools, Floats, Indices, Ints, logistic
from ..text.lexicon import LOADED_CATEGORIES, Lexicon, load_lexicon
from ..text.spans import Span, matched
from .hashed_features import matrix_of

ALPHA, EPOCHS, FOLDS = 3e-5, 12, 4
"""Regularisation, passes over the data, and groups of outlets that are held out in turn; chosen on the labelled articles."""

PRECISION = 0.75
"""Share of reported terms that coders marked, from which the threshold is chosen on held-out outlets."""

LEVELS = (0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
"""Probabilities from which the precision of terms is reported."""

_LEAST_COUNT, _LEAST_WEIGHT = 2, 0.02  # features that are rarer or weigh less are left out
_BINS = 10  # of a calibration error, with equally many terms in each
_STEPS = 25  # of Newton's method, which needs less than ten
_ROUNDING = 1e-9  # a step that changes nothing
_LEAST_SLOPE = 0.05  # a likelier word never makes a term less likely


class CodedWords(NamedTuple):
    """The words of an article that may be loaded, with features, and which coders marked (category, or -1).

    `document` has all hits of the lexicon, and `spans` are what coders marked.
    """

    document: Document
    spans: list[Span]
    places: Indices
    features: list[list[int]]
    marked: Ints

    @property
    def outlet(self) -> str:
        return self.document.article.outlet or ""


class HeldOutTerms(NamedTuple):
    """Terms of one kind that a model reports in outlets that it has not learned from: the probability of the likeliest word of
    each, whether coders marked the term, and the group of outlets that was held out."""

    p: Floats
    marked: Bools
    fold: Indices


def train_loaded(
    labels: Sequence[str | Path],
    texts: Sequence[str | Path],
    output: str | Path,
    *,
    lexicon: str | Path | Lexicon = SHIPPED[0],
) -> dict[str, Any]:
    """Train the model of loaded words on articles coded by hand, and write its weights; returns the figures for its card.

    Parameters
    ----------
    labels : files of annotated articles, one a line with `sha256` and `loaded` (`span`, `category`), as `framing annotate`
        writes them. Lines that have only `attributions` are left out.
    texts : files of the articles, which are found by their hash; outlets are held out in turn by their field `outlet`.
    lexicon : the list whose hits the model learns to judge, called ``loaded_terms``. Entries that were drawn from the labelled
        articles themselves are marked there more often than elsewhere, and leave the model's own terms little to find: give a
        version of the list from before.

    Raises ArticleError where a label has no text, or too few articles are coded to learn from, and OptionError where the articles
    are of fewer than two outlets or the lexicon has another name.
    """
    reader = Annotator([_of_list(lexicon)], loaded_model=None, bias_model=None, keep_furniture=True)
    articles = TextFiles(texts)
    labelled = (line for file in labels for line in annotated(file, articles, _spans))
    coded = [_coded(reader(article), spans) for article, spans in labelled if spans is not None]
    outlets = sorted({article.outlet for article in coded})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    buckets = _buckets(coded)
    marked = np.concatenate([article.marked for article in coded])
    fold = np.concatenate([np.full(len(a.marked), outlets.index(a.outlet) % FOLDS) for a in coded])
    models = [_fitted(buckets[fold != number], marked[fold != number] >= 0) for number in range(FOLDS)]
    held_out = _held_out(models, buckets, fold)
    slope, shift = _calibration(held_out, marked >= 0)
    least, precision, recall = _threshold(logistic(slope * held_out + shift), marked >= 0)
    terms = _terms(coded, [_applied(model, slope, shift, least) for model in models])
    stored = {
        **_weights(_fitted(buckets, marked >= 0), slope, shift),
        "least": np.float64(least),
        **_stored("categories", _categories(coded)),
        **{kind: np.array(calibration_of(terms[kind].p, terms[kind].marked)) for kind in KINDS},
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
        "held_out_terms": {kind: _reliability(terms[kind]) for kind in KINDS} | {"precision from p": _precision(terms)},
        "bytes": output.stat().st_size,
    }


def _of_list(lexicon: str | Path | Lexicon) -> Lexicon:
    """The lexicon, which must have the name by which the model knows its hits."""
    loaded = lexicon if isinstance(lexicon, Lexicon) else load_lexicon(lexicon)
    if loaded.name not in SHIPPED:
        raise OptionError(f"the model judges hits of {SHIPPED[0]}, not of {loaded.name}: name its file {SHIPPED[0]}.csv")
    return loaded


def _spans(record: Any) -> list[tuple[Span, int]] | None:
    """The loaded spans of an annotated article with the number of their category; None where only its attributions are coded."""
    if "loaded" not in record and "attributions" in record:
        return None
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
    features = [[*map(bucket_of, alone), *around.features(i)] for i, alone in zip(places, by_itself, strict=True)]
    return CodedWords(document, [span for span, _ in spans], np.array(places), features, category[places])


def _buckets(coded: Sequence[CodedWords]) -> Any:
    """The matrix of words by buckets, without features that are too rare."""
    return _matrix([features for article in coded for features in article.features])


def _matrix(rows: Iterable[Sequence[int]]) -> Any:
    return matrix_of(list(map(np.array, rows)), BUCKETS, _LEAST_COUNT)


def _fitted(buckets: Any, loaded: Bools) -> Any:
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(loss="log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, average=True, random_state=0)
    return model.fit(buckets, loaded)


def _held_out(models: Sequence[Any], buckets: Any, fold: Indices) -> Floats:
    """The log odds of every word by a model that has not seen its outlet."""
    scores = np.zeros(len(fold))
    for number, model in enumerate(models):
        if (fold == number).any():
            scores[fold == number] = model.decision_function(buckets[fold == number])
    return scores


def _calibration(scores: Floats, loaded: Bools) -> tuple[float, float]:
    """Slope and shift that make log odds of held-out words agree with how many were marked (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(scores[:, None], loaded)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _threshold(p: Floats, loaded: Bools) -> tuple[float, float, float]:
    """The least probability from which `PRECISION` of the words are marked ones; that precision, and the recall.

    Raises ArticleError where no words are marked so often.
    """
    chosen = surest(p, loaded, PRECISION)
    right = loaded[chosen].sum()
    return float(p[chosen[-1]]), float(right / len(chosen)), float(right / loaded.sum())


def _applied(fitted: Any, slope: float, shift: float, least: float) -> LoadedModel:
    """A model as it is applied, without the weights of categories."""
    weights = _weights(fitted, slope, shift)
    loaded = table_of(weights["loaded_rows"], weights["loaded_weights"])
    categories = table_of(
        np.zeros(0, dtype=np.int32), np.zeros((0, len(LOADED_CATEGORIES)), dtype=np.float16), (len(LOADED_CATEGORIES),)
    )
    return LoadedModel(loaded, float(weights["intercept"]), categories, least, Lexicon(LEXICON, "loaded", ()))


def _terms(coded: Sequence[CodedWords], models: Sequence[LoadedModel]) -> dict[str, HeldOutTerms]:
    """The terms of each kind that are reported in every article by the model that has not seen its outlet."""
    outlets = sorted({article.outlet for article in coded})
    rows: dict[str, list[tuple[float, bool, int]]] = {kind: [] for kind in KINDS}
    for article in coded:
        fold = outlets.index(article.outlet) % FOLDS
        terms = list(_reported(article.document, models[fold]))
        marked = matched([term.span for term in terms], article.spans, article.document.article.text)
        for number, term in enumerate(terms):
            if term.p is not None:
                rows[KINDS[term.lexicon.name == LEXICON]].append((term.p, number in marked, fold))
    columns = {kind: np.array(of_kind, dtype=float).reshape(-1, 3).T for kind, of_kind in rows.items()}
    return {kind: HeldOutTerms(p, marked > 0, fold.astype(np.intp)) for kind, (p, marked, fold) in columns.items()}


def _reported(document: Document, model: LoadedModel) -> Iterator[LoadedTerm]:
    """The terms of a text that a model reports, as `Annotator` has them; titles are not coded."""
    placing = Placement(document.words, document.title_words, document.voice_map, document.attributions)
    for term in judged(model, placing, document.loaded):
        if term.field == "text" and not (term.lexicon.name == LEXICON and in_name(term, document.named, document.words)):
            yield term


def surest(p: Floats, right: Bools, precision: float) -> Indices:
    """The surest answers in held-out outlets, the surest first: as many as there can be with so large a share of them right.

    Raises ArticleError where there are none.

    >>> surest(np.array([0.5, 0.9, 0.7, 0.6]), np.array([True, True, True, False]), 0.75).tolist()
    [1, 2, 3, 0]
    """
    order = np.argsort(-p, kind="stable")
    enough = np.flatnonzero(np.cumsum(right[order]) >= precision * np.arange(1, len(p) + 1))
    if not len(enough):
        agreed = f"of what the model finds in held-out outlets coders agree with less than {100 * precision:.0f} %"
        raise ArticleError(f"too few coded articles: {agreed}, also where it is surest; give more of them")
    return order[: enough[-1] + 1]


def calibration_of(p: Floats, marked: Bools) -> Calibration:
    """The calibration of terms whose likeliest words have probabilities p (Platt 1999), by penalised likelihood.

    Slope and shift have normal priors around 1 and 0 with deviation 1, so that few terms leave p nearly as it is.

    >>> calibration_of(np.zeros(0), np.zeros(0, dtype=bool))
    Calibration(slope=1.0, shift=0.0)
    """
    odds = np.log(np.clip(p, 1e-9, 1 - 1e-9)) - np.log1p(-np.clip(p, 1e-9, 1 - 1e-9))
    columns, prior = np.column_stack([odds, np.ones(len(p))]), np.array([1.0, 0.0])

    def loss(fitted: Floats) -> float:
        scores = columns @ fitted
        return float(np.logaddexp(0, scores).sum() - scores[marked].sum() + ((fitted - prior) ** 2).sum() / 2)

    fitted = prior.copy()
    for _ in range(_STEPS):
        q = np.exp(-np.logaddexp(0, -columns @ fitted))
        curvature = (columns.T * (q * (1 - q))) @ columns + np.eye(2)
        step = np.linalg.solve(curvature, columns.T @ (marked - q) - (fitted - prior))
        while loss(fitted + step) > loss(fitted) and np.abs(step).max() > _ROUNDING:
            step /= 2  # where nearly all p are sure, a whole step goes too far
        fitted = fitted + step
    return Calibration(max(float(fitted[0]), _LEAST_SLOPE), float(fitted[1]))


def calibrated_held_out(terms: HeldOutTerms) -> Floats:
    """The probability of each term, calibrated on the terms of the other groups of outlets."""
    p = np.zeros(len(terms.p))
    for number in np.unique(terms.fold):
        others, own = terms.fold != number, terms.fold == number
        calibration = calibration_of(terms.p[others], terms.marked[others])
        p[own] = [calibration.of_term(value) for value in terms.p[own]]
    return p


def calibration_error(p: Floats, marked: Bools) -> float:
    """The expected calibration error: how far the mean probability of a bin is from the share that was marked, on average.

    Bins have equally many terms. Even where every p is right, bins of n terms differ by about 0.8 √(p (1 - p) / n) by chance.
    """
    return float(sum(abs(p[own].sum() - marked[own].sum()) for own in _bins(p)) / max(len(p), 1))


def _bins(p: Floats) -> list[Indices]:
    """The numbers of the terms in each bin, from the least probable on."""
    return np.array_split(np.argsort(p, kind="stable"), min(_BINS, max(len(p), 1)))


def _reliability(terms: HeldOutTerms) -> dict[str, Any]:
    """How far probabilities of terms in held-out outlets agree with how many were marked, before and after calibration."""
    p = calibrated_held_out(terms)
    return {
        "terms": len(p),
        "error before": round(calibration_error(terms.p, terms.marked), 3),
        "error": round(calibration_error(p, terms.marked), 3),
        "p, marked": [
            [round(float(p[own].mean()), 3), round(float(terms.marked[own].mean()), 3)] for own in _bins(p) if len(own)
        ],
    }


def _precision(terms: dict[str, HeldOutTerms]) -> dict[str, list[float]]:
    """From some probabilities on, the share of terms that coders marked, and the share of all terms that these are."""
    p = np.concatenate([calibrated_held_out(terms[kind]) for kind in KINDS])
    marked = np.concatenate([terms[kind].marked for kind in KINDS])
    sure = {f"{level:g}": p >= level for level in LEVELS if (p >= level).any()}
    return {level: [round(float(marked[own].mean()), 3), round(float(own.mean()), 3)] for level, own in sure.items()}


def _categories(coded: Sequence[CodedWords]) -> Any:
    """The weights of each category for marked words by themselves: buckets by categories."""
    from sklearn.linear_model import LogisticRegression

    marked = [(a.document.words.keys[i], k) for a in coded for i, k in zip(a.places, a.marked, strict=True) if k >= 0]
    by_itself = (list(map(bucket_of, names)) for names in word_features([key for key, _ in marked]))
    model = LogisticRegression(C=1.0, max_iter=300).fit(_matrix(by_itself), np.array([k for _, k in marked]))
    weights = np.zeros((BUCKETS, len(LOADED_CATEGORIES)))
    weights[:, model.classes_] = model.coef_.T
    return weights


def _weights(fitted: Any, slope: float, shift: float) -> dict[str, Any]:
    """The weights by which a word is loaded, as they are stored."""
    return {**_stored("loaded", slope * fitted.coef_[0]), "intercept": np.float64(slope * fitted.intercept_[0] + shift)}


def _stored(name: str, weights: Any) -> dict[str, Any]:
    """The rows of weights that are worth keeping, with their numbers."""
    size = np.abs(weights) if weights.ndim == 1 else np.abs(weights).max(axis=1)
    rows = np.flatnonzero(size >= _LEAST_WEIGHT)
    return {f"{name}_rows": rows.astype(np.int32), f"{name}_weights": weights[rows].astype(np.float16)}
