"""Training of the model of source types, and of the network beside it: first from articles that a better reader has read, where
there are such, and then from articles coded by hand. The same data give the same weights."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.annotated_files import TextFiles, annotated, spans_of
from ..annotation.attributions.attribution import Attribution, kind_of
from ..annotation.attributions.fast_reader import FastReading
from ..annotation.attributions.tagger import load_model
from ..annotation.phrases.noun_phrases import Phrases
from ..annotation.sources.registry import UNDATED, shipped_registry
from ..annotation.sources.source_hints import ABROAD, BODIES, ROLES, vote
from ..annotation.sources.source_types import BUCKETS, READER_WEIGHT, VOTERS, bucket_of
from ..annotation.sources.speakers import SOURCE_TYPES, described_sources
from ..annotation.sources.type_network import TypeNetwork, seen_states
from ..articles.article import Article
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Floats, Indices, Singles
from ..text.furniture import blanked, furniture
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .eight_bits import eight_bits
from .hashed_features import matrix_of
from .type_learner import Seen, TypeLearner, stored

STRENGTH, SHRINKAGE, FOLDS = 0.3, 0.01, 5
"""Inverse regularisation of each feature's own weights, regularisation of shared ones, and groups of outlets held out in turn."""

LEAST = 0.25
"""Least probability of the likeliest type of a source: below it the type is unknown."""

LEANING = 1.8
"""What is added to the score of the type that the rules give, so that its odds are six times as high: attributions as they are
read have more errors than labelled ones, from which the weights are learned. With outlets held out, 0 to 1.9 are alike; where an
article says little else, the type that it states should win."""

ALONE_EVERY = 4
"""Every fourth source is learned from a second time without what its article is about, which short texts do not tell."""

_LEAST_COUNT, _LEAST_WEIGHT = 2, 0.05  # features that are rarer or weigh less are left out
_STEPS = 80  # the most steps of fitting


class Source(NamedTuple):
    """A source of an article of an outlet: the buckets of its features, how often it speaks as each type, and what the fast
    reader has seen of its attributions."""

    outlet: str
    buckets: Indices
    times: Floats
    seen: Seen

    @classmethod
    def of(cls, outlet: str, features: Iterable[str], types: Iterable[str], states: Singles | None = None) -> "Source":
        """A source with these features, the types of its attributions and, where there are any, what is seen of each."""
        numbers = np.array([SOURCE_TYPES.index(kind) for kind in types])
        times = np.bincount(numbers, minlength=len(SOURCE_TYPES)).astype(np.float64)
        buckets = np.unique([bucket_of(name) for name in features]).astype(np.intp)
        return cls(outlet, buckets, times, Seen(np.zeros((len(numbers), 0), np.float32) if states is None else states, numbers))

    def alone(self) -> "Source":
        """The source without what its article is about."""
        return self._replace(buckets=np.setdiff1d(self.buckets, _OF_ARTICLE))


_OF_ARTICLE = np.array([bucket_of(name) for name in (ABROAD, *(vote(of, k) for of in (BODIES, ROLES) for k in SOURCE_TYPES))])


class Weights(NamedTuple):
    """Each bucket's own weights for each type, what every kind of `VOTERS` adds for the type that it names, and intercepts.

    So a type of which few sources are profits from what the rules say of the others.
    """

    own: Floats
    shared: Floats
    intercepts: Floats

    def joint(self) -> Floats:
        """The weights of each bucket for each type (buckets, types), with what voters add and the leaning towards the rules."""
        joint = self.own.copy()
        shared = self.shared + LEANING * np.array([voter == "rule" for voter in VOTERS])
        np.add.at(joint, (_BALLOTS[:, 0], _BALLOTS[:, 1]), shared[_BALLOTS[:, 2]])
        return joint


_BALLOTS = np.array(
    [(bucket_of(vote(voter, kind)), i, j) for i, kind in enumerate(SOURCE_TYPES) for j, voter in enumerate(VOTERS)]
)
"""Bucket, type and voter of each feature that names a type."""

_UNLEARNED = Weights(np.zeros((BUCKETS, len(SOURCE_TYPES))), np.zeros(len(VOTERS)), np.zeros(len(SOURCE_TYPES)))


def train_source_types(
    labels: Sequence[str | Path],
    texts: Sequence[str | Path],
    output: str | Path,
    *,
    pseudo_labels: Sequence[str | Path] = (),
) -> dict[str, Any]:
    """Train the model of source types on attributions coded by hand, and write its weights; returns the figures for its card.

    Parameters
    ----------
    labels : files of annotated articles, one a line with `sha256` and `attributions` (`content`, `cue`, `source`,
        `source_type`), as `framing annotate` writes them.
    texts : files of the articles of both, which are found by their hash; outlets are held out in turn by their field `outlet`.
    pseudo_labels : files of articles that a better reader has annotated (``framing annotate --reader accurate``). Weights are
        learned from these first (Lee 2013); those of the labels are then drawn to them instead of to zero (Chelba and Acero
        2006).

    Raises ArticleError where a label lacks its text or a key, and OptionError where the articles are of fewer than two outlets.
    """
    articles = TextFiles(texts)
    coded = [list(several) for file in labels for several in _sources_of_articles(file, articles)]
    sources = [source for several in coded for source in several]
    outlets = sorted({source.outlet for source in sources})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    read = [list(several) for file in pseudo_labels for several in _sources_of_articles(file, articles)]
    first = [source for several in read for source in several]
    start = fitted(first) if first else _UNLEARNED
    learner = TypeLearner(_seen(first)) if first else None
    p = _held_out(sources, np.array([outlets.index(source.outlet) % FOLDS for source in sources]), start, learner)
    _write(fitted(sources, start), _network(sources, learner), Path(output))
    times = np.stack([source.times for source in sources])
    given, right = p.max(axis=1) >= LEAST, times[np.arange(len(times)), p.argmax(axis=1)]
    return {
        "articles": len(coded),
        "outlets": len(outlets),
        "sources": int(times.sum()),
        "pseudo": len(read),
        "held_out": {
            "right": round(float(right[given].sum() / times.sum()), 3),
            "typed": round(float(times[given].sum() / times.sum()), 3),
        },
        "bytes": Path(output).stat().st_size,
    }


def _write(weights: Weights, network: TypeNetwork, output: Path) -> None:
    """Write the weights that matter, in eight bits with a scale for each type, and the network."""
    joint = weights.joint()
    rows = np.flatnonzero(np.abs(joint).max(axis=1) >= _LEAST_WEIGHT)
    numbers, scale = eight_bits(joint)
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic(output, "wb") as file:
        np.savez_compressed(
            file,
            types=np.array(" ".join(SOURCE_TYPES)),
            rows=rows.astype(np.int32),
            weights=numbers[rows],
            scale=scale[0],
            intercepts=weights.intercepts.astype(np.float32),
            least=np.float64(LEAST),
            **stored(network),
        )


# -- what is learned from -------------------------------------------------------------------------------------------------


def _sources_of_articles(labels: str | Path, articles: Iterable[Article]) -> Iterator[Iterator[Source]]:
    """The sources of each annotated article in which there are any."""
    for article, typed in annotated(labels, articles, _typed):
        if typed:
            yield _sources(article, typed)


def _typed(line: Any) -> list[Attribution]:
    """The attributions of a line whose source has a type; KeyError where one lacks a role or `source_type` (null is none)."""
    coded = [
        Attribution(spans_of(a["content"]), spans_of(a["cue"]), spans_of(a["source"]), source_type=a["source_type"])
        for a in line["attributions"]
    ]
    return [attribution for attribution in coded if attribution.source_type in SOURCE_TYPES and attribution.content]


def _sources(article: Article, typed: Sequence[Attribution]) -> Iterator[Source]:
    """The sources of the attributions of an article, whose types are not shown."""
    phrases, spans = Phrases(Words(article.text), quotations(article.text)), sentences(article.text)
    attributions = [replace(coded, kind=kind_of(coded.content, phrases), source_type=None) for coded in typed]
    year = article.published.year if article.published else UNDATED
    states, together = _seen_by_reader(article.text, typed), defaultdict[tuple[str, ...], list[int]](list)
    for i, names in enumerate(described_sources(attributions, phrases, spans, shipped_registry(), year)):
        together[tuple(names)].append(i)
    types = [str(coded.source_type) for coded in typed]
    parts = ((names, [types[i] for i in rows], states[rows]) for names, rows in together.items())
    return (Source.of(article.outlet or "", *part) for part in parts)


def _seen_by_reader(text: str, attributions: Sequence[Attribution]) -> Singles:
    """What the fast reader sees of the attributions of a text (see `seen_states`)."""
    words = Words(blanked(text, furniture(text)))
    states = FastReading.of(load_model(), words).states
    return seen_states(attributions, words, np.zeros((len(words), 0), np.float32) if states is None else states)


def _seen(sources: Iterable[Source]) -> Seen:
    return Seen.of_several(source.seen for source in sources)


def _network(coded: Sequence[Source], learner: TypeLearner | None) -> TypeNetwork:
    """The network that goes on from what was learned from articles as a better reader reads them; from nothing without these."""
    seen = _seen(coded)
    return (learner or TypeLearner(seen)).network(seen)


# -- learning -------------------------------------------------------------------------------------------------------------


class _Fit(NamedTuple):
    """What is fitted: sources by buckets, their types, the ballots among the buckets, and the weights that others are drawn to.

    Parameters are the own weights, the shared ones and the intercepts in a row; `start` are those drawn to, and `pull` is how
    much.
    """

    matrix: Any
    times: Floats
    ballots: Indices
    start: Floats
    pull: Floats

    def parts(self, parameters: Floats) -> tuple[Floats, Floats, Floats]:
        """The own weights (buckets, types), the shared ones and the intercepts."""
        own, shared, intercepts = np.split(parameters, [-len(VOTERS) - len(SOURCE_TYPES), -len(SOURCE_TYPES)])
        return own.reshape(-1, len(SOURCE_TYPES)), shared, intercepts

    def loss(self, parameters: Floats) -> tuple[float, Floats]:
        """The penalised negative log likelihood and its gradient; the intercepts are not penalised."""
        from scipy.special import log_softmax

        own, shared, intercepts = self.parts(parameters)
        bucket, kind, voter = self.ballots.T
        joint = own.copy()
        np.add.at(joint, (bucket, kind), shared[voter])
        log_p = log_softmax(self.matrix @ joint + intercepts, axis=1)
        excess = np.exp(log_p) * self.times.sum(axis=1, keepdims=True) - self.times
        slope = self.matrix.T @ excess
        of_shared = np.bincount(voter, slope[bucket, kind], len(VOTERS))
        moved = parameters - self.start
        gradient = np.concatenate([slope.ravel(), of_shared, excess.sum(axis=0)]) + self.pull * moved
        return float((self.pull * moved) @ moved / 2 - (log_p * self.times).sum()), gradient


def fitted(sources: Sequence[Source], start: Weights = _UNLEARNED) -> Weights:
    """The weights by multinomial logistic regression, drawn to those of `start`."""
    from scipy.optimize import minimize

    learned = [*sources, *(source.alone() for source in sources[::ALONE_EVERY])]
    matrix = matrix_of([source.buckets for source in learned], BUCKETS, _LEAST_COUNT)
    used = np.flatnonzero(np.asarray(matrix.sum(axis=0)).ravel())
    place = np.full(BUCKETS, -1)
    place[used] = np.arange(len(used))
    ballots = np.column_stack([place[_BALLOTS[:, 0]], _BALLOTS[:, 1:]])
    first = np.concatenate([start.own[used].ravel(), start.shared, start.intercepts])
    sizes = used.size * len(SOURCE_TYPES), len(VOTERS), len(SOURCE_TYPES)
    pull = np.repeat([1 / STRENGTH, SHRINKAGE, 0.0], sizes)
    times = np.stack([source.times for source in learned])
    fit = _Fit(matrix[:, used], times, ballots[ballots[:, 0] >= 0], first, pull)
    best = minimize(fit.loss, first, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "ftol": 1e-7}).x
    of_used, shared, intercepts = fit.parts(best)
    own = start.own.copy()
    own[used] = of_used
    return Weights(own, shared, intercepts)


def _held_out(sources: Sequence[Source], fold: Indices, start: Weights, learner: TypeLearner | None) -> Floats:
    """The probability of each type by weights and a network that have not seen the outlet."""
    from scipy.special import softmax

    p = np.zeros((len(sources), len(SOURCE_TYPES)))
    for number in range(FOLDS):
        others = [sources[i] for i in np.flatnonzero(fold != number).tolist()]
        weights, network = fitted(others, start), _network(others, learner)
        joint = weights.joint()
        for i in np.flatnonzero(fold == number).tolist():
            by_states = READER_WEIGHT * np.log(network.probabilities(sources[i].seen.states)).mean(axis=0)
            p[i] = softmax(joint[sources[i].buckets].sum(axis=0) + weights.intercepts + by_states)
    return p
