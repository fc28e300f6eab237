"""Training of the model of targets from articles coded by hand; the same data give the same weights."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.annotated_files import TextFiles, annotated
from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import Placement, is_negated
from ..annotation.loaded.loaded_words import AS_IT_IS
from ..annotation.loaded.target_candidates import Candidates, Codes, Passage, candidates
from ..annotation.loaded.target_features import BUCKETS, KIND, POLARITY, TARGET, Features, buckets, described
from ..annotation.loaded.targets import (
    ACTORS,
    COARSE,
    KINDS,
    POLARITIES,
    Targeting,
    TargetModel,
    groups_table,
    likeliest,
    probabilities,
)
from ..annotation.phrases.noun_phrases import Phrases
from ..annotation.sources.registry import UNDATED, Registry
from ..annotation.sources.speakers import resolve
from ..articles.reading import read_articles
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Bools, Floats, Indices
from ..text.spans import Span, matched
from ..text.word_classes import function_words
from .hashed_features import matrix_of
from .loaded_training import calibration_error, calibration_of
from .word_groups import WordGroups, word_groups

STRENGTH, STEPS, FOLDS = 0.1, 40, 4
"""Inverse regularisation, steps of fitting, and groups of outlets that are held out in turn; chosen on the labelled articles."""

OF_ACTOR = 3.0
"""Weight in fitting of a term whose target is an actor, since measures tell about actors; chosen on held-out outlets."""

OF_TERM = 0.1
"""Inverse regularisation of polarities and kinds."""

PRECISION = 0.75
"""Share of targets that are right, from which the least probability is chosen on held-out outlets."""

_LEAST_COUNT, _LEAST_WEIGHT, _LEAST_OF_TERM = 4, 0.05, 0.01  # features that are rarer or weigh less are left out


class CodedTarget(NamedTuple):
    """What coders wrote of a term: the span of its nearest mention or None, its name, its kind and its polarity."""

    term: Span
    category: str
    mention: Span | None
    name: str
    kind: str
    polarity: str


class CodedTerms(NamedTuple):
    """Terms of one article with their candidates.

    `pairs` and `table` are candidates and what is known of them, `right` whether each is what coders marked, `hit` whether each
    term is one that the annotator found (others are spans as coded).
    """

    outlet: str
    targets: list[CodedTarget]
    hit: Bools
    pairs: Candidates
    entities: Indices
    table: Codes
    right: Bools


def train_targets(labels: Sequence[str | Path], texts: Sequence[str | Path], output: str | Path) -> dict[str, Any]:
    """Train the model of targets on articles coded by hand, and write its weights; returns the figures for its card.

    Parameters
    ----------
    labels : files of annotated articles, one a line with `sha256` and `loaded` (`span`, `category`, `target` with `name`, `span`
        and `kind`, `polarity`), as `framing annotate` writes them. Terms without a target are left out.
    texts : files of the articles, which are found by their hash; outlets are held out in turn by their field `outlet`. Groups of
        words with like neighbours are learned from all articles of those files that are in UTF-8.

    Raises ArticleError where a label has no text, and OptionError where the articles are of fewer than two outlets.
    """
    articles = TextFiles(texts)
    reader = Annotator(bias_model=None, keep_furniture=True)
    groups = word_groups(article.text for path in texts for article in read_articles(path))
    untrained = _untrained(groups)
    coded = [
        part
        for file in labels
        for article, targets in annotated(file, articles, _targets)
        if targets
        for part in _coded(reader(article), targets, untrained, reader.registry)
    ]
    outlets = sorted({terms.outlet for terms in coded})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    arrays, figures = _learned(coded, outlets)
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic(output, "wb") as file:
        np.savez_compressed(file, **arrays, group_words=groups.words, group_numbers=groups.numbers)
    return {
        "articles": len(coded),
        "outlets": len(outlets),
        "terms": sum(len(terms.targets) for terms in coded),
        **figures,
        "bytes": output.stat().st_size,
    }


def _learned(coded: Sequence[CodedTerms], outlets: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The weights with their calibration, and the figures of hits in outlets that were held out."""
    fold = np.array([outlets.index(terms.outlet) % FOLDS for terms in coded])
    held_out = [_tried(_fitted(_only(coded, fold != number)), _only(coded, fold == number)) for number in range(FOLDS)]
    trials = _Trials(*map(np.concatenate, zip(*held_out, strict=True)))
    calibration = calibration_of(trials.p, trials.right)
    p = np.array([calibration.of_term(value) for value in trials.p])
    least = _least(p, trials.right)
    weights = {name: array for kind, of_kind in _fitted(coded).items() for name, array in _stored(kind, of_kind).items()}
    arrays = {**weights, "calibration": np.array(calibration), "least": np.float64(least)}
    return arrays, {"least": round(least, 3), "held_out": _figures(trials, p, least)}


def _targets(record: Any) -> list[CodedTarget]:
    """What coders wrote of the loaded terms of an article."""
    return [
        CodedTarget(
            Span(*term["span"]),
            term["category"],
            Span(*target["span"]) if target["span"] else None,
            target["name"] or "",
            target["kind"],
            term["polarity"],
        )
        for term in record.get("loaded", [])
        if (target := term.get("target"))
    ]


def _untrained(groups: WordGroups) -> TargetModel:
    """A model without weights."""
    none = np.zeros((BUCKETS >> COARSE, 1), dtype=np.float32)
    return TargetModel(none[:, 0], none, none, groups_table(*groups), AS_IT_IS, 0.0)


def _coded(document: Document, targets: Sequence[CodedTarget], model: TargetModel, registry: Registry) -> Iterator[CodedTerms]:
    """The coded terms of an article: their spans as coded, and as the annotator finds them."""
    words, article = document.words, document.article
    phrases = Phrases(words, document.quotations)
    year = article.published.year if article.published else UNDATED
    resolved = resolve(document.attributions, phrases, document.sentences, registry, year)
    placing = Placement(words, document.title_words, document.voice_map, resolved.attributions)
    targeting = Targeting(model, placing, resolved, phrases, document.sentences)
    hits = [term for term in document.loaded if term.field == "text"]
    found = matched([term.span for term in hits], [target.term for target in targets], article.text)
    coded = [words.inside(target.term) for target in targets]
    terms = [
        targeting.place_in_text(inside, t.category, bool(inside) and is_negated(words, inside.start))
        for inside, t in zip(coded, targets, strict=True)
    ]
    whose = [*targets, *(targets[j] for j in found.values())]
    terms += [targeting.place(hits[i], words) for i in found]
    kept = [i for i, term in enumerate(terms) if len(term.words)]
    if kept:
        whose, of = [whose[i] for i in kept], [terms[i] for i in kept]
        pairs = candidates(targeting.text, [term.words for term in of])
        entities = np.where(pairs.itself, 0, targeting.text.entities[pairs.words])
        right = _right(targeting.text, pairs, whose)
        hit = np.array(kept) >= len(targets)
        yield CodedTerms(article.outlet or "", whose, hit, pairs, entities, described(targeting.text, pairs, of), right)


# -- which candidates are right ------------------------------------------------------------------------------------------------


def _right(passage: Passage, pairs: Candidates, targets: Sequence[CodedTarget]) -> Bools:
    """Whether each candidate is what coders marked: it overlaps the mention, or is called by the name.

    The term itself is right where coders found no mention outside it, or marked part of it.
    """
    words, right = passage.words, np.zeros(len(pairs.terms), dtype=bool)
    names = ["", *(entity.name or entity.entry_name for entity in passage.cast)]
    rows = zip(pairs.terms.tolist(), pairs.words.tolist(), pairs.itself.tolist(), strict=True)
    for i, (term, word, itself) in enumerate(rows):
        target = targets[term]
        span = target.term if itself else words.span(passage.mention(word).start, word + 1)
        overlaps = target.mention is not None and _overlap(span, target.mention)
        if itself:
            right[i] = target.mention is None or overlaps
        elif entity := int(passage.entities[word]):
            right[i] = overlaps or agree(target.name, names[entity])
        else:
            right[i] = overlaps or words.keys[word] == _head(target.name)
    return right


def _overlap(one: Span, other: Span) -> bool:
    return min(one.end, other.end) > max(one.start, other.start)


@lru_cache(maxsize=1 << 14)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name but for function words."""
    return tuple(word for word in re.findall(r"[\w’'-]+", name.lower()) if word not in function_words())


@lru_cache(maxsize=1 << 14)
def agree(one: str, other: str) -> bool:
    """Whether two names may mean the same: they share their last word, or one has all words of the other.

    >>> agree("Donald Trump", "Mr Trump"), agree("Trump", "Trump campaign"), agree("Iran", "Iraq")
    (True, True, False)
    """
    a, b = _words(one), _words(other)
    return bool(a and b) and (a[-1] == b[-1] or set(a) <= set(b) or set(b) <= set(a))


@lru_cache(maxsize=1 << 14)
def _head(name: str) -> str:
    """The head noun of a name: the last word before its first preposition ("attack" of "attack on Homs")."""
    words = re.findall(r"[\w’'-]+", name.lower())
    end = next((i for i, word in enumerate(words) if i and "preposition" in function_words().get(word, ())), len(words))
    return words[end - 1] if words else ""


# -- fitting -------------------------------------------------------------------------------------------------------------------


class _Trials(NamedTuple):
    """Hits in outlets that were held out: how likely the target is before calibration, and what of it is right."""

    p: Floats
    right: Bools
    actor: Bools
    polarity: Bools
    kind: Bools


def _only(coded: Sequence[CodedTerms], chosen: Bools) -> list[CodedTerms]:
    return [terms for terms, use in zip(coded, chosen, strict=True) if use]


def _fitted(coded: Sequence[CodedTerms]) -> dict[str, Floats]:
    """The weights of targets, polarities and kinds."""
    targets = _ranked(coded)
    best, kinds, polarities = [], [], []
    for terms in coded:
        chosen, _ = _chosen(targets, terms)
        best.append(terms.table[chosen])
        kinds += [KINDS.index(t.kind) if terms.right[i] else -1 for t, i in zip(terms.targets, chosen, strict=True)]
        polarities += [POLARITIES.index(target.polarity) for target in terms.targets]
    table, of_kind = np.concatenate(best), np.array(kinds)
    return {
        "targets": targets,
        "polarities": _classified(table, np.array(polarities), POLARITY, len(POLARITIES)),
        "kinds": _classified(table[of_kind >= 0], of_kind[of_kind >= 0], KIND, len(KINDS)),
    }


def _ranked(coded: Sequence[CodedTerms]) -> Floats:
    """The weights by which right candidates are likelier than others: a conditional logit, in which any right one will do.

    Terms about actors weigh more, by `OF_ACTOR`.
    """
    from scipy.optimize import minimize

    sizes = np.concatenate([np.bincount(terms.pairs.terms, terms.right, len(terms.targets)) for terms in coded])
    offsets = np.cumsum([0, *(len(terms.targets) for terms in coded)])
    number = np.concatenate([terms.pairs.terms + start for terms, start in zip(coded, offsets, strict=False)])
    kept = (sizes > 0)[number]
    right, number = np.concatenate([terms.right for terms in coded])[kept], number[kept]
    names = np.concatenate([buckets(terms.table, TARGET).astype(np.int32) for terms in coded])[kept]
    used = np.flatnonzero(np.bincount(names.ravel(), minlength=BUCKETS) >= _LEAST_COUNT)
    matrix = _matrix(names, used)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    lengths = np.diff(np.append(starts, len(number)))
    of_term = np.array([OF_ACTOR if target.kind in ACTORS else 1.0 for terms in coded for target in terms.targets])
    weight = of_term[number[starts]]
    spread = np.repeat(weight, lengths)

    def shares(scores: Floats) -> tuple[float, Floats]:
        top = np.maximum.reduceat(scores, starts)
        odds = np.exp(scores - np.repeat(top, lengths))
        total = np.add.reduceat(odds, starts)
        return float(weight @ (np.log(total) + top)), spread * odds / np.repeat(total, lengths)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights.astype(np.float32)
        every, p = shares(scores)
        right_ones, p_right = shares(np.where(right, scores, -1e9))
        slope = matrix.T @ (p - p_right).astype(np.float32)
        return every - right_ones + float((weights**2).sum()) / (2 * STRENGTH), slope.astype(float) + weights / STRENGTH

    fitted = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    weights = np.zeros(BUCKETS)
    weights[used] = fitted
    return _rounded(weights, _LEAST_WEIGHT)


def _matrix(names: Indices, used: Indices) -> Any:
    """The sparse matrix of pairs by used buckets."""
    from scipy.sparse import csr_matrix

    column = np.full(BUCKETS, -1, dtype=np.int32)
    column[used] = np.arange(len(used))
    numbers = column[names]
    there = numbers >= 0
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    return csr_matrix((np.ones(starts[-1], dtype=np.float32), numbers[there], starts), shape=(len(names), len(used)))


def _classified(table: Codes, classes: Indices, features: Features, number: int) -> Floats:
    """The weights of each bucket for each class, by multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression

    names = buckets(table, features) >> COARSE
    rows = matrix_of(list(map(np.unique, names)), BUCKETS >> COARSE, _LEAST_COUNT)
    used = np.flatnonzero(np.asarray(rows.sum(axis=0)).ravel())
    fitted = LogisticRegression(C=OF_TERM, fit_intercept=False, max_iter=200).fit(rows[:, used], classes)
    weights = np.zeros((BUCKETS >> COARSE, number))
    of_class = fitted.coef_ if len(fitted.classes_) > 2 else np.vstack([-fitted.coef_, fitted.coef_])  # one row for two classes
    weights[np.ix_(used, fitted.classes_)] = of_class.T
    weights[np.ix_(used, np.setdiff1d(np.arange(number), fitted.classes_))] = of_class.min()
    return _rounded(weights, _LEAST_OF_TERM)


def _rounded(weights: Floats, least: float) -> Floats:
    """The weights as they are stored, without those that are too small."""
    large = np.abs(weights) if weights.ndim == 1 else np.abs(weights).max(axis=1, keepdims=True)
    rounded: Floats = np.where(large >= least, weights, 0).astype(np.float16).astype(float)
    return rounded


def _stored(name: str, weights: Floats) -> Mapping[str, Any]:
    """The rows of weights that are not zero, with their numbers."""
    rows = np.flatnonzero(weights if weights.ndim == 1 else weights.any(axis=1))
    return {f"{name}_rows": rows.astype(np.int32), f"{name}_weights": weights[rows].astype(np.float16)}


# -- held-out outlets ----------------------------------------------------------------------------------------------------------


def _chosen(weights: Floats, terms: CodedTerms) -> tuple[Indices, Floats]:
    """The likeliest candidate of each term, and how likely it is."""
    p = probabilities(weights[buckets(terms.table, TARGET)].sum(axis=1), terms.pairs.terms)
    return likeliest(p, terms.pairs.terms, terms.entities)


def _tried(model: Mapping[str, Floats], coded: Sequence[CodedTerms]) -> _Trials:
    """How a model does on the hits of articles that it has not learned from."""
    trials = []
    for terms in coded:
        best, p = _chosen(model["targets"], terms)
        kinds, polarities = (
            (model[name][buckets(terms.table[best], features) >> COARSE]).sum(axis=1).argmax(axis=1)
            for name, features in (("kinds", KIND), ("polarities", POLARITY))
        )
        rows = zip(terms.targets, terms.right[best], p, kinds, polarities, terms.hit, strict=True)
        trials += [
            (p, right, KINDS.index(t.kind) < KINDS.index("policy"), POLARITIES[polarity] == t.polarity, KINDS[kind] == t.kind)
            for t, right, p, kind, polarity, hit in rows
            if hit and t.name and t.kind != "none"
        ]
    columns = np.array(trials, dtype=float).reshape(-1, 5).T
    return _Trials(columns[0], *(column > 0 for column in columns[1:]))


def _least(p: Floats, right: Bools) -> float:
    """The least probability from which `PRECISION` of the targets are right."""
    order = np.argsort(-p, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(p) + 1)
    return float(p[order[np.flatnonzero(precision >= PRECISION)[-1]]])


def _figures(trials: _Trials, p: Floats, least: float) -> dict[str, Any]:
    """How often what is said of hits in held-out outlets is right."""
    sure = np.argsort(-p, kind="stable")[: round(0.7 * len(p))]
    shares = {
        "target": trials.right.mean(),
        "actor": trials.right[trials.actor].mean(),
        "polarity": trials.polarity.mean(),
        "kind": trials.kind[trials.right].mean(),
        "surest 70 %": trials.right[sure].mean(),
        "above least": trials.right[p >= least].mean(),
        "share above least": (p >= least).mean(),
        "calibration error": calibration_error(p, trials.right),
    }
    return {"terms": len(p), **{name: round(float(share), 3) for name, share in shares.items()}}
