"""How likely it is that a careful editor would mark a word as loaded: a linear model over the word and what surrounds it.

The model decides together with the lexicon. Each hit of the lexicon gets the probability of its likeliest word, and words that
no lexicon lists, but that are likely enough, become terms of the model's own, with the likeliest category. What a word is worth
by itself is remembered, so that only words which may be loaded are looked at in their context. The probability of a term is
calibrated, for hits of the lexicon and the model's own separately: of the terms with p = .8, four in five are marked. The
weights are learned from articles coded by hand (`framing train loaded`); here they are only applied.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from hashlib import sha256
from itertools import chain
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...classifiers.sentence_model import MODEL as BIAS_MODEL, load_sentence_model
from ...classifiers.word_model import ROLES, WordModel
from ...errors import ModelError
from ...files import MODELS, arrays_in, kept_until_changed
from ...statistics.arrays import Bools, Floats, Singles
from ...text.inflection import stem
from ...text.lexicon import LOADED_CATEGORIES, Entry, Lexicon
from ...text.word_classes import function_words
from ...text.word_tables import Remembered, WordTable, checksum, numbered
from ...text.words import Words
from ..attributions.voices import OWN_VOICES
from .loaded_terms import LoadedTerm, Placement

BUCKETS = 1 << 18  # rows that the names of features are hashed into
MODEL = MODELS / "loaded_words.npz"
LEXICON = "loaded_words"
"""The name under which terms appear that only the model found."""

SHIPPED = ("loaded_terms",)
"""The lexicons about whose hits the model decides. Where none of them is in use, it adds no words of its own either."""

KINDS = ("listed", "unlisted")
"""Hits of the lexicon, and terms that only the model found, whose probabilities are calibrated separately."""

LEAST_UNLISTED = 0.55
"""The least probability, before calibration, of a word that no lexicon lists: a lexicon's entry is evidence, a guess is none."""

_FAINT = -1.0  # log odds of a word by itself below which its context is not looked at
_LONGEST = 4  # words of the longest term that the model makes
_STEPS = 2  # steps per unit of log odds into which the worth of a word in single sentences is divided
_ENDS = 3  # letters of the end of a word that are a feature
_ROUNDING, _FAR = 1e-9, 700.0  # the least distance of a probability from 0 and 1, and log odds that are as good as infinite


def bucket_of(name: str) -> int:
    """The bucket that the name of a feature is hashed into."""
    return checksum(name) % BUCKETS


class Table(NamedTuple):
    """Weights of hashed features: `places` gives for each bucket its row of `weights`, the first of which is zero."""

    places: NDArray[np.int32]
    weights: Singles

    def total(self, buckets: Sequence[int]) -> Any:
        """The sum of the weights of features: a number, or one for each column."""
        return self.weights[self.places[buckets]].sum(axis=0)

    def totals(self, several: Sequence[Sequence[int]]) -> Singles:
        """The sums of the weights of several lists of features, none of them empty."""
        starts = np.cumsum([0, *map(len, several[:-1])])
        buckets = list(chain.from_iterable(several))
        return np.add.reduceat(self.weights[self.places[buckets]], starts) if several else np.empty(0, dtype=np.float32)


class Calibration(NamedTuple):
    """What makes the probability of its likeliest word the probability that a term is marked (Platt 1999): log odds times
    `slope`, plus `shift`.

    >>> round(Calibration(0.5, 1.0).of_term(0.9), 3), Calibration().of_term(0.9)
    (0.891, 0.9)
    """

    slope: float = 1.0
    shift: float = 0.0

    def of_term(self, p: float) -> float:
        """The probability of a term whose likeliest word has probability p."""
        return p if self == AS_IT_IS else logistic(self.slope * log_odds(p) + self.shift)

    def of_word(self, p: float) -> float:
        """The probability of its likeliest word from which a term has probability p.

        >>> round(Calibration(0.5, 1.0).of_word(0.891), 1)
        0.9
        """
        return p if self == AS_IT_IS else logistic((log_odds(p) - self.shift) / self.slope)


AS_IT_IS = Calibration()
"""The calibration that changes nothing."""


def log_odds(p: float) -> float:
    """The log odds of a probability, which may be 0 or 1."""
    p = min(max(p, _ROUNDING), 1 - _ROUNDING)
    return log(p / (1 - p))


def logistic(score: float) -> float:
    """The probability that has these log odds; `arrays.logistic` is that of many, and may differ in the last bit."""
    return 1 / (1 + exp(-score)) if score > -_FAR else 0.0


@dataclass(eq=False)
class LoadedModel:
    """The weights that say whether a word is loaded, and those of each of `LOADED_CATEGORIES`, for a word by itself.

    A term is reported where the probability of its likeliest word is at least `least`. `listed` and `unlisted` make of it the
    probability of a hit of the lexicon, and of a term that only the model found.
    """

    loaded: Table
    intercept: float
    categories: Table
    least: float
    lexicon: Lexicon
    listed: Calibration = AS_IT_IS
    unlisted: Calibration = AS_IT_IS

    @cached_property
    def of_words(self) -> WordTable:
        """The log odds of words by themselves."""
        return WordTable(self._alone)

    def _alone(self, keys: Sequence[str]) -> Floats:
        features = (list(map(bucket_of, names)) for names in word_features(keys))
        return np.array([float(self.loaded.total(buckets)) + self.intercept for buckets in features], dtype=float)

    @property
    def least_unlisted(self) -> float:
        """The least probability of the likeliest word of a term that no lexicon lists."""
        return max(self.least, LEAST_UNLISTED)

    def probabilities(
        self, field: str, words: Words, voice_of: Callable[[int], str], hits: Sequence[LoadedTerm]
    ) -> dict[int, float]:
        """The probability of each word of a field that may be loaded, by its number."""
        around = Surroundings(words, voice_of, [hit for hit in hits if hit.lexicon.name in SHIPPED])
        alone = self.of_words(words.numbered)
        looked_at = alone >= _FAINT
        looked_at[list(around.hits)] = True
        places = np.flatnonzero(looked_at & candidates(words)).tolist()
        in_context = self.loaded.totals([around.features(i) for i in places])
        scores = zip(alone[places].tolist(), in_context.tolist(), strict=True)
        return {i: logistic(score + context) for i, (score, context) in zip(places, scores, strict=True)}

    def category_of(self, field: str, words: Words, i: int) -> str:
        """The likeliest category of a loaded word."""
        return self._categories[words.keys[i]]

    @cached_property
    def _categories(self) -> Remembered[str]:
        return Remembered(self._category)

    def _category(self, key: str) -> str:
        features = list(map(bucket_of, word_features([key])[0]))
        return LOADED_CATEGORIES[int(np.argmax(self.categories.total(features)))]


@kept_until_changed(MODEL)
def load_loaded_model(path: Path = MODEL) -> LoadedModel | None:
    """The weights in a file, by default the shipped ones; None if these are missing (every hit of a lexicon then counts).

    Raises ModelError where the file holds no such weights, or there is none.
    """
    if not path.is_file() and path == MODEL:
        return None
    try:
        stored = arrays_in(path)
        tables = [table_of(stored[f"{name}_rows"], stored[f"{name}_weights"], shape) for name, shape in _SHAPES.items()]
        intercept, least = float(stored["intercept"]), float(stored["least"])
        listed, unlisted = (Calibration(*map(float, stored[kind])) if kind in stored else AS_IT_IS for kind in KINDS)
        if any(stored[kind].shape != (len(AS_IT_IS),) for kind in KINDS if kind in stored):
            raise ValueError("a calibration has another shape")
        if not np.isfinite([intercept, least, *listed, *unlisted]).all():
            raise ValueError("a value is no number")
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no such file") from None
    except KeyError as error:
        raise ModelError(f"{path}: not weights of loaded words: it has no {error}") from None
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: not weights of loaded words: {error}") from None
    digest = sha256(path.read_bytes()).hexdigest()
    lexicon = Lexicon(LEXICON, "loaded", (), "Words that the model of loaded words found", sha256=digest)
    return LoadedModel(tables[0], intercept, tables[1], least, lexicon, listed, unlisted)


_SHAPES: Mapping[str, tuple[int, ...]] = {"loaded": (), "categories": (len(LOADED_CATEGORIES),)}
"""The shape of the weights of a bucket."""


def table_of(rows: NDArray[np.int32], weights: NDArray[np.float16], shape: tuple[int, ...] = ()) -> Table:
    """The weights of the buckets that are named, and zero for all others; ValueError where they are of another shape."""
    if weights.shape != (*rows.shape, *shape):
        raise ValueError(f"weights of the shape {weights.shape} for {len(rows)} rows")
    places = np.zeros(BUCKETS, dtype=np.int32)
    places[rows] = np.arange(1, len(rows) + 1)
    return Table(places, np.concatenate([np.zeros((1, *weights.shape[1:])), weights]).astype(np.float32))


# -- features --------------------------------------------------------------------------------------------------------------


def word_features(keys: Sequence[str]) -> list[list[str]]:
    """The features of words by themselves: the word, its stem, its end, the parts of a compound, its worth in single sentences.

    >>> word_features(["far-fetched"])[0][:4]
    ['word far-fetched', 'stem far-fetch', 'end hed', 'part far']
    """
    return [
        [
            f"word {key}",
            f"stem {stem(key)}",
            f"end {key[-_ENDS:]}",
            *(f"part {part}" for part in key.split("-") if "-" in key),
            f"in sentences {worth}",
        ]
        for key, worth in zip(keys, _in_sentences(keys), strict=True)
    ]


def _in_sentences(keys: Sequence[str]) -> list[int]:
    """What words are worth in the shipped model of biased sentences, in steps; 0 where that is missing."""
    words = _sentence_words()
    if words is None or not keys:
        return [0] * len(keys)
    steps: list[int] = np.floor(words.worth(numbered(keys))[:, ROLES.index("itself")] * _STEPS).astype(int).tolist()
    return steps


@cache
def _sentence_words() -> WordModel | None:
    sentences = load_sentence_model(BIAS_MODEL)
    return sentences.words if sentences else None


class Surroundings:
    """The features of the words of one text that depend on where they stand, as their buckets."""

    def __init__(self, words: Words, voice_of: Callable[[int], str], hits: Sequence[LoadedTerm]) -> None:
        self.words, self.voice_of = words, voice_of
        self.hits: Mapping[int, LoadedTerm] = {i: hit for hit in hits for i in words.inside(hit.span)}
        self.density = _BUCKETS[f"density {int(3 * np.log1p(1000 * len(hits) / max(len(words), 1)))}"]

    def features(self, i: int) -> list[int]:
        """The features of word number `i`."""
        words, voice, hit = self.words, self.voice_of(i), self.hits.get(i)
        capital = f"capital {words.capital[i]} {i > 0 and words.joined(i)}"
        features = [_BUCKETS[f"voice {voice}"], _BUCKETS[capital], self.density]
        if i:
            features += (*_BEFORE[words.keys[i - 1]], _MARK_BEFORE[words.gaps[i]])
        else:
            features.append(_BUCKETS["before nothing"])
        if i + 1 < len(words.keys):
            features += (*_AFTER[words.keys[i + 1]], _MARK_AFTER[words.gaps[i + 1]])
        else:
            features.append(_BUCKETS["after nothing"])
        if hit:
            length = len(words.inside(hit.span))
            names = ["listed", f"as {hit.entry.category}", f"weighing {hit.entry.weight:g}", f"entry {hit.entry.term}"]
            names += [f"words {length}", f"listed {voice in OWN_VOICES}"]
            features += map(_BUCKETS.__getitem__, names)
        if self.hits.get(i - 1, hit) is not hit or self.hits.get(i + 1, hit) is not hit:
            features.append(_BUCKETS["next to another"])
        return features


def _neighbour(side: str, key: str) -> tuple[int, int]:
    """The buckets of a neighbouring word and of its classes or, if it is no function word, its end."""
    of_class = " ".join(sorted(function_words().get(key, ()))) or key[-2:]
    return bucket_of(f"{side} {key}"), bucket_of(f"{side} class {of_class}")


def _mark(side: str, gap: str) -> int:
    """The bucket of what lies between a word and its neighbour."""
    return bucket_of(f"{side} mark {' '.join(gap.split())}")


_BUCKETS = Remembered(bucket_of)
_BEFORE, _AFTER = (Remembered(partial(_neighbour, side)) for side in ("before", "after"))
_MARK_BEFORE, _MARK_AFTER = (Remembered(partial(_mark, side)) for side in ("before", "after"))


def candidates(words: Words) -> Bools:
    """Whether each word can be loaded: all but function words and numbers can."""
    return _can_be_loaded(words.numbered)


@WordTable
def _can_be_loaded(keys: Sequence[str]) -> Bools:
    closed = function_words()
    return np.array([key not in closed and not key[0].isdigit() for key in keys], dtype=bool)


# -- a text ----------------------------------------------------------------------------------------------------------------


class WordJudge(Protocol):
    """What gives each word its probability: `LoadedModel`, or the encoder of the accurate reader.

    `least` is the least probability of the likeliest word of a term, `least_unlisted` that of one which no lexicon lists.
    """

    @property
    def least(self) -> float: ...
    @property
    def least_unlisted(self) -> float: ...
    @property
    def lexicon(self) -> Lexicon: ...
    @property
    def listed(self) -> Calibration: ...
    @property
    def unlisted(self) -> Calibration: ...

    def probabilities(
        self, field: str, words: Words, voice_of: Callable[[int], str], hits: Sequence[LoadedTerm]
    ) -> Mapping[int, float]:
        """The probability of each word of a field that may be loaded, by its number."""

    def category_of(self, field: str, words: Words, i: int) -> str:
        """The likeliest category of a loaded word."""


def judged(model: WordJudge, placing: Placement, hits: Sequence[LoadedTerm], least: float | None = None) -> list[LoadedTerm]:
    """The terms of title and text that are likely enough, each with its probability `p`: hits of the shipped lexicon, and words
    that no lexicon lists.

    Hits of a user's own lexicons always count, and have no `p`.

    Parameters
    ----------
    model : the weights. Of a term they give the probability of its likeliest word, and the calibration of its kind (listed or
        not) makes `p` of that.
    placing : the words of title and text, with their voices and speakers.
    hits : the hits of all lexicons in use; unlisted words lie neither in one nor next to it.
    least : the least `p` of a term, from 0 to 1. With None, the limits are `model.least` and, for an unlisted term,
        `model.least_unlisted`, which its likeliest word has to reach before calibration. An unlisted term has to reach that limit
        in any case, so that a lower `least` adds hits of the lexicon only.

    Examples
    --------
    >>> from toolkit.annotation.annotator import Annotator
    >>> from toolkit.articles.article import article_of
    >>> [(term.entry.term, round(term.p, 2)) for term in Annotator(min_p=0.8)(article_of("The puppet regime fell.")).loaded]
    [('puppet regime', 0.87)]
    """
    terms: list[LoadedTerm] = []
    of_listed, of_unlisted = model.least, model.least_unlisted
    if least is not None:
        of_listed, of_unlisted = model.listed.of_word(least), max(model.unlisted.of_word(least), of_unlisted)
    for name, words, voice_of in placing.fields():
        own = [hit for hit in hits if hit.field == name]
        p = model.probabilities(name, words, voice_of, own)
        for hit in own:
            likeliest = _of_hit(hit, words, p)
            if likeliest is None:
                terms.append(hit)
            elif likeliest >= of_listed:
                terms.append(replace(hit, p=model.listed.of_term(likeliest)))
        taken = {i for hit in own for i in words.inside(hit.span)}
        for first, after, best in _runs(p, taken, of_unlisted):
            entry = Entry(" ".join(words.keys[first:after]), model.category_of(name, words, best), source=LEXICON)
            terms.append(placing.placed(name, first, after, entry, model.lexicon, model.unlisted.of_term(p[best])))
    return sorted(terms, key=lambda term: (term.field != "title", term.span))


def _of_hit(hit: LoadedTerm, words: Words, p: Mapping[int, float]) -> float | None:
    """The probability of the likeliest word of a hit; None for a hit that the model does not judge."""
    if hit.lexicon.name not in SHIPPED:
        return None
    return max((p[i] for i in words.inside(hit.span) if i in p), default=None)


def _runs(p: Mapping[int, float], taken: set[int], least: float) -> Iterator[tuple[int, int, int]]:
    """Runs of neighbouring words that are likely enough and not next to a listed term: first, after, and the likeliest word."""
    run: list[int] = []
    for i in [*(i for i, chance in p.items() if chance >= least and i not in taken), -1]:
        if run and (i != run[-1] + 1 or len(run) == _LONGEST):
            if taken.isdisjoint((run[0] - 1, run[-1] + 1)):
                yield run[0], run[-1] + 1, max(run, key=p.__getitem__)
            run = []
        run.append(i)
