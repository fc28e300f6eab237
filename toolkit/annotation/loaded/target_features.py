"""What speaks for a candidate: features of syntax without a parser, for all pairs of a term and a candidate at once.

Each pair is a row of whole numbers, the columns of which say what term and candidate are, what stands next to them and what lies
between them. A feature is one to three columns together, hashed into a bucket; `TARGET` are those by which the candidate is
chosen, `POLARITY` and `KIND` those of the pair that is chosen.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ...statistics.arrays import Bools, Indices
from ...text.word_tables import checksum
from .target_candidates import BEFORE, CONTENT, Candidates, Codes, Passage, WordClass, is_of

BITS = 20
BUCKETS = 1 << BITS
"""Buckets that features are hashed into."""

_ODD = 0x9E3779B97F4A7C15  # by which numbers are multiplied to be mixed; it has an inverse among numbers of 64 bits
_INVERSE = pow(_ODD, -1, 1 << 64)
_FAR = np.array([1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 45])  # words between term and candidate from which it is another distance
_OFTEN = np.array([1, 2, 3, 5, 8, 13])  # times that somebody is named
_OPEN = 4  # words within which a preposition reaches its noun
_POSSESSED = 20  # added to the number of a pronoun that is possessive
_PRONOUN, _ITSELF = 40, 39  # what a candidate is where it is a pronoun (added to its number), or the term


class Term(NamedTuple):
    """A loaded term among the words of a passage: its words, the number of its category, the words of who says it, a negation.

    `speaks` are the words of the source whose cue the term is in ("Hall | claimed"), about whom it then is.
    """

    words: range
    category: int = 0
    source: range = range(0)
    negated: bool = False
    speaks: range = range(0)


COLUMNS = (
    *("one", "type", "key", "stem", "end", "group", "before", "behind", "key before", "key behind", "often", "preposition"),
    *("side", "sentence", "far", "first", "opening", "voice", "source", "mark", "path", "bones", "skeleton", "between"),
    *("named between", "verbs", "marks", "rank", "term", "term stem", "term end", "term first", "term last", "first key"),
    *("last key", "term before", "term behind", "term key before", "term key behind", "second before", "second behind"),
    *("length", "category", "negated"),
)
_AT = {name: number for number, name in enumerate(COLUMNS)}
_EIGHT, _FACTOR, _NONE = np.uint64(8), np.uint64(_ODD), np.zeros(1, dtype=np.uint64)
_SHIFTS = tuple(map(np.uint64, (31, 29, 31)))  # by which numbers are mixed, before and behind each further column
_MOST = {"between": 6, "named between": 5, "verbs": 3, "marks": 3}  # counts above which it is the same how many there are


_PREPOSITIONS = is_of(WordClass.OF, WordClass.TO, WordClass.BY, WordClass.PREPOSITION)
_VERBS = is_of(WordClass.VERB, WordClass.PAST, WordClass.IN_ED)
_AUXILIARIES = is_of(WordClass.BE, WordClass.AUXILIARY)


class Features(NamedTuple):
    """Features by the numbers of their three columns, where a feature of fewer has "one", and a number for each."""

    columns: tuple[Indices, Indices, Indices]
    salts: Codes


def _features(*names: str) -> Features:
    """The features whose columns are joined by a plus sign."""
    rows = [[_AT[part] for part in (*name.split(" + "), "one", "one")[:3]] for name in names]
    first, second, third = np.array(rows, dtype=np.intp).T
    return Features((first, second, third), np.array([checksum(name) << 24 for name in names], dtype=np.uint64))


TARGET = _features(
    *("side + type", "type + sentence + named between", "type + sentence + first", "path + side", "path + side + type"),
    *("path + side + term last", "bones + side", "bones + side + type", "bones + side + term end", "bones + side + term"),
    *("bones + side + term last", "bones + side + category", "far + side + type", "between + side + type"),
    *(
        "between + side + mark",
        "type + verbs + marks",
        "side + verbs + type",
        "rank + side + type",
        "named between + side + type",
    ),
    *("key", "stem", "end + side", "key + side", "before + group + behind", "before + type", "behind + type"),
    *("key before + type", "key behind + type", "term + type + side", "term stem + type + side", "term end + type + side"),
    *("term + rank + side", "term stem + rank + side", "term + key", "term first + term before + type"),
    *("term last + term behind + type", "term last + term behind + side", "term key behind + side + type"),
    *("term key before + side + type", "term end + term behind + side", "category + type + side", "length + type + side"),
    *("voice + type + side", "voice + source + type", "often + type + side", "first + type + side", "first + verbs + side"),
    *("opening + type + side", "opening + term last + type", "source + type", "preposition + type + side"),
    *("preposition + side + term last", "term + bones + key", "skeleton + side + type", "skeleton + side + term last"),
    *("skeleton + side", "skeleton + side + group", "group + term last + side", "group + type", "group + bones + side"),
    *("term end + skeleton + side", "category + skeleton + side"),
)
POLARITY = _features(
    *("one", "term", "term stem", "term end", "first key", "last key", "category", "category + voice", "negated"),
    *("negated + term", "type", "type + category", "term + type", "term + side", "key", "stem", "term + key"),
    *("term key before", "term key behind", "second before", "second behind", "term before + category", "length + category"),
    *("stem + category", "bones + side + category", "term key before + category", "first key + last key", "term first"),
    *("term last", "group", "group + category"),
)
KIND = _features(
    *("one", "type", "key", "stem", "end", "group", "group + end", "type + behind", "type + before", "category + type"),
    *("term + type", "last key + type", "key before + type"),
)


def described(passage: Passage, candidates: Candidates, terms: Sequence[Term]) -> Codes:
    """The pairs as rows of whole numbers, with a column for each of `COLUMNS`."""
    columns = np.empty((len(COLUMNS), len(candidates.terms)), dtype=np.uint64)
    for name, column in _Pairs(passage, candidates, terms).columns().items():
        columns[_AT[name]] = column
    return columns.T  # a column lies together in memory, since features take whole columns


class _Pairs:
    """The columns of pairs of a term and a candidate."""

    def __init__(self, passage: Passage, candidates: Candidates, terms: Sequence[Term]) -> None:
        self.passage, self.terms = passage, terms
        self.numbers = passage.classes.astype(np.intp)
        self.mentions = passage.mentions
        self.of, self.word, self.first, self.after = candidates
        self.itself = candidates.itself
        self.side = np.where(self.itself, 2, self.word > self.first)
        self.low = np.where(self.side == 0, self.word + 1, np.where(self.side == 1, self.after, self.first))
        self.high = np.where(self.side == 1, self.word, self.first)
        self.mark = np.where(self.side == 1, passage.marks[self.word], passage.marks[self.first])
        meant = self.mentions | (passage.pronouns > 0)
        self.nouns = _sums(meant | ((passage.classes >= CONTENT) & (passage.entities == 0)))
        self.named = _sums(meant)

    def columns(self) -> dict[str, Any]:
        """All columns by name."""
        return {"one": 1, **self._candidate(), **self._place(), **self._between(), **self._term()}

    def _candidate(self) -> dict[str, Any]:
        """What the candidate is, and what stands next to it."""
        p, word = self.passage, self.word
        pronoun = p.pronouns + np.where(p.classes == WordClass.POSSESSIVE, _POSSESSED, 0).astype(np.uint64)
        kind = np.where(p.pronouns > 0, pronoun + np.uint64(_PRONOUN), p.classes)[word]
        groups, keys = _padded(p.groups), _padded(p.keys)
        times = np.bincount(p.entities[self.mentions], minlength=len(p.cast) + 1)
        often = np.where(p.entities > 0, 1 + np.searchsorted(_OFTEN, times[p.entities], side="right"), 0)
        return {
            "type": np.where(self.itself, np.uint64(_ITSELF), kind),
            "key": p.keys[word],
            "stem": p.stems[word],
            "end": p.ends[word],
            "group": p.groups[word],
            "before": groups[word] * _EIGHT + p.marks[word],
            "behind": groups[word + 2] * _EIGHT + p.marks[word + 1],
            "key before": keys[word],
            "key behind": keys[word + 2],
            "often": np.where(self.itself, 0, often[word]),
            "preposition": self._preposition(),
        }

    def _preposition(self) -> Codes:
        """The preposition that the candidate depends on, or 0."""
        p = self.passage
        prepositions = _PREPOSITIONS[self.numbers]
        last = np.maximum.accumulate(np.where(prepositions, np.arange(len(p.words)), -1))[self.word]
        nouns = self.nouns[self.word] - self.nouns[last]
        return np.where((last >= 0) & (nouns <= 1) & (self.word - last <= _OPEN), p.keys[last], np.uint64(0))

    def _place(self) -> dict[str, Any]:
        """Where the candidate is."""
        p, word = self.passage, self.word
        sentence = p.sentences[word]
        start = np.searchsorted(p.sentences, sentence)
        nouns = np.minimum(self.nouns[word] - self.nouns[start], 3)
        bare = _sums(self._is_bone)
        source = np.array([(term.source.start, term.source.stop) for term in self.terms], dtype=np.intp)[self.of].T
        distance = np.where(self.side == 0, self.first - word, word - self.after + 1)
        return {
            "side": self.side,
            "sentence": sentence - p.sentences[self.first] + BEFORE,
            "far": np.where(self.itself, 0, np.searchsorted(_FAR, distance, side="right")),
            "first": nouns,
            "opening": np.minimum(bare[word] - bare[start], 3) * 4 + nouns,
            "voice": (p.voices[word] == p.voices[self.first]) * _EIGHT + p.voices[self.first],
            "source": np.where(source[0] == source[1], 2, (word >= source[0]) & (word < source[1])),
        }

    @property
    def _is_bone(self) -> Bools:
        """Whether each word is a function word or follows a mark."""
        return (self.passage.classes < CONTENT) | (self.passage.marks[:-1] > 0)

    def _between(self) -> dict[str, Any]:
        """What lies between term and candidate: every word, or the function words and marks without (bones) or with verbs."""
        p, low, high = self.passage, self.low, self.high
        marks, function = p.marks[:-1], p.classes < CONTENT
        symbols = p.classes * _EIGHT + marks
        verbs = _VERBS[self.numbers]
        bare = np.where(function, symbols, marks + np.uint64(1 << 10))
        with_verbs = np.where(verbs, marks + np.uint64(1 << 11), bare)
        paths = {
            "path": (symbols, np.ones(len(p.words), dtype=bool)),
            "bones": (bare, self._is_bone),
            "skeleton": (with_verbs, self._is_bone | verbs),
        }
        finite = verbs | _AUXILIARIES[self.numbers]
        counts = {"between": self.nouns, "named between": self.named, "verbs": _sums(finite), "marks": _sums(marks > 0)}
        several = {name: sums[high] - sums[low] for name, sums in counts.items()}
        return {
            "mark": self.mark,
            **{name: _hashed(*path, low, high) + self.mark for name, path in paths.items()},
            **{name: np.minimum(n, _MOST[name]) for name, n in several.items()},
            "rank": np.minimum(several["between"], 3) * 4 + np.minimum(several["named between"], 3),
        }

    def _term(self) -> dict[str, Any]:
        """What the term is, and what stands next to it."""
        p, first, after = self.passage, self.first, self.after
        groups, keys = _padded(p.groups), _padded(p.keys)
        whole = np.ones(len(p.words), dtype=bool)
        own = np.array([(term.category, term.negated) for term in self.terms], dtype=np.uint64)[self.of].T
        return {
            "term": _hashed(p.keys, whole, first, after),
            "term stem": p.stems[first] * np.uint64(3) + p.stems[after - 1],
            "term end": p.ends[after - 1],
            "term first": p.groups[first],
            "term last": p.groups[after - 1],
            "first key": p.keys[first],
            "last key": p.keys[after - 1],
            "term before": groups[first] * _EIGHT + p.marks[first],
            "term behind": groups[after + 1] * _EIGHT + p.marks[after],
            "term key before": keys[first],
            "term key behind": keys[after + 1],
            "second before": keys[np.maximum(first - 1, 0)],
            "second behind": keys[np.minimum(after + 2, len(keys) - 1)],
            "length": np.minimum(after - first, 4),
            "category": own[0],
            "negated": own[1],
        }


def _sums(flags: Bools) -> Indices:
    """How many words before each word, and in all, are flagged."""
    return np.concatenate([[0], np.cumsum(flags)])


def _padded(codes: Codes) -> Codes:
    """The codes with 0 before the first and after the last."""
    return np.concatenate([_NONE, codes, _NONE])


@cache
def _powers(size: int) -> tuple[Codes, Codes]:
    """The first powers of the factor of hashes, and of its inverse."""
    of_odd, of_inverse = (np.full(size, base, dtype=np.uint64) for base in (_ODD, _INVERSE))
    return np.cumprod(of_odd, dtype=np.uint64), np.cumprod(of_inverse, dtype=np.uint64)


def _hashed(symbols: Codes, kept: Bools, low: Indices, high: Indices) -> Codes:
    """A number for the symbols of the words from `low` to `high` that are kept, equal where these are the same in order."""
    count = _sums(kept)
    powers, inverses = _powers(1 << len(symbols).bit_length())
    terms = np.where(kept, (symbols + np.uint64(1)) * powers[count[:-1]], np.uint64(0))
    sums = np.concatenate([_NONE, np.cumsum(terms, dtype=np.uint64)])
    hashes: Codes = (sums[high] - sums[low]) * inverses[count[low]]
    return hashes


def buckets(table: Codes, features: Features) -> Indices:
    """The bucket of each feature of each pair."""
    columns, (first, *further) = table.T, features.columns
    mixed = columns[first] + features.salts[:, None]
    for shift, numbers in zip(_SHIFTS, (*further, None), strict=True):
        mixed ^= mixed >> shift
        mixed *= _FACTOR
        if numbers is not None:
            mixed += columns[numbers]
    return (mixed >> np.uint64(64 - BITS)).astype(np.intp).T
