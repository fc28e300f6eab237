"""What a loaded term may be about: the words of a text by class, and the candidates of each term.

Candidates are the nouns and pronouns of the term's sentence, whoever is named or meant in the two sentences before and the one
after, and the term itself. There is no parser: closed classes of words, endings and marks say what a noun may be.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...statistics.arrays import Bools, Indices
from ...text.inflection import stem
from ...text.matching import Hit
from ...text.word_classes import function_words, is_adverb, owners, past_forms, word_list, word_parts
from ...text.word_tables import Remembered, WordTable, checksum
from ...text.words import Words
from ..phrases.pronouns import personal
from ..sources.entity import Entity

Codes = NDArray[np.uint64]
"""Whole numbers that stand for what a feature may be, and wrap around where they grow too large."""

GROUPS, VERBS = 64, 128
"""The numbers from which groups of words begin that have like neighbours, and among them those of verbs."""

BEFORE, AFTER = 2, 1
"""Sentences before and after that of a term in which whoever is named or meant is a candidate."""

REACH = 400
"""Words before and behind a term among which its candidates are: more than sentences of prose take, unless they have no marks."""

COMMA = 1
"""The mark that a comma is (see `Passage`)."""

_QUOTATION = frozenset(" \"'“”‘’")  # what may stand between two words that a quotation mark alone parts
_ENDS = 3  # letters of the end of a word that are known


class WordClass(IntEnum):
    """What a word is, as far as the word itself, its neighbours and its capital tell; from PAST on it may be a noun."""

    DETERMINER = 1
    POSSESSIVE = 2
    PRONOUN = 3
    OF = 4
    TO = 5
    BY = 6
    PREPOSITION = 7
    AND = 8
    CONJUNCTION = 9
    SUBORDINATOR = 10
    RELATIVE = 11
    THAT = 12
    BE = 13
    NEGATION = 14
    AUXILIARY = 15
    ADVERB = 16
    TIME = 17
    NUMBER = 18
    PAST = 19
    IN_ED = 20
    IN_ING = 21
    ADJECTIVE = 22
    PLURAL = 23
    NOUN = 24
    OTHER = 25
    NAME = 26
    PERSON = 27
    BODY = 28
    COUNTRY = 29
    ROLE = 30
    ROLES = 31
    VERB = 32


_OF_CLASS = {  # the first that a function word belongs to
    "pronoun": WordClass.PRONOUN,
    "determiner": WordClass.DETERMINER,
    "preposition": WordClass.PREPOSITION,
    "conjunction": WordClass.CONJUNCTION,
    "subordinator": WordClass.SUBORDINATOR,
    "time": WordClass.TIME,
    "adverbial": WordClass.ADVERB,
}
_ITSELF = {
    "of": WordClass.OF,
    "to": WordClass.TO,
    "by": WordClass.BY,
    "that": WordClass.THAT,
    "and": WordClass.AND,
    "or": WordClass.AND,
}
_OF_ENTITY = {"person": WordClass.PERSON, "country": WordClass.COUNTRY}
CONTENT = int(WordClass.PAST)
"""The first class of words that may be nouns."""


def is_of(*classes: WordClass) -> Bools:
    """For each class by its number whether it is one of these."""
    return np.isin(np.arange(max(WordClass) + 1), classes)


_GOES_ON = is_of(WordClass.DETERMINER, WordClass.POSSESSIVE, WordClass.PRONOUN, WordClass.NUMBER)  # behind "this" in a phrase
_ENDS_PHRASE = (np.arange(len(_GOES_ON)) < CONTENT) & ~_GOES_ON
DEMONSTRATIVE = 20
"""The number of the pronoun that "this" is where no noun follows it."""


def class_of(key: str) -> WordClass:
    """The class of a word by itself.

    >>> class_of("of").name, class_of("his").name, class_of("regimes").name, class_of("fled").name
    ('OF', 'POSSESSIVE', 'PLURAL', 'PAST')
    """
    plain = key if key in function_words() else key.split("'")[0]
    classes = function_words().get(plain, frozenset())
    if key in owners():
        return WordClass.POSSESSIVE
    if key in _ITSELF:
        return _ITSELF[key]
    if key in word_list("negation") or key.endswith("n't"):
        return WordClass.NEGATION
    if "pronoun" not in classes and key in word_list("relative"):
        return WordClass.RELATIVE
    if "auxiliary" in classes:
        finite = WordClass.AUXILIARY if plain in word_list("finite_auxiliary") else WordClass.ADVERB
        return WordClass.BE if plain in word_list("be") else finite
    return next((one for name, one in _OF_CLASS.items() if name in classes), None) or _of_ending(key)


def _of_ending(key: str) -> WordClass:
    if key[0].isdigit():
        return WordClass.NUMBER
    if key in past_forms():
        return WordClass.PAST
    if is_adverb(key):
        return WordClass.ADVERB
    if key in word_list("ly_adjective"):
        return WordClass.ADJECTIVE
    endings = {
        ("ed",): WordClass.IN_ED,
        ("ing",): WordClass.IN_ING,
        word_parts("noun"): WordClass.NOUN,
        word_parts("adjective"): WordClass.ADJECTIVE,
        ("ss", "us", "is"): WordClass.OTHER,
        ("s",): WordClass.PLURAL,
    }
    return next((one for ends, one in endings.items() if key.endswith(ends)), WordClass.OTHER)


@cache
def _pronouns() -> Mapping[str, int]:
    """A number for each personal pronoun."""
    forms = sorted(key for key, classes in function_words().items() if "pronoun" in classes)
    return {form: number for number, form in enumerate(forms, 1)}


def _row(key: str) -> list[int]:
    word_class = class_of(key)
    own = word_class in (WordClass.PRONOUN, WordClass.POSSESSIVE)
    pronoun = _pronouns().get(personal(key) or "", 0) if own else 0
    pointing = word_class in (WordClass.DETERMINER, WordClass.THAT) and key not in word_list("article")
    return [word_class, pronoun, pointing, checksum(key), checksum(stem(key)), checksum(key[-_ENDS:])]


@WordTable
def _rows(keys: Sequence[str]) -> Codes:
    return np.array(list(map(_row, keys)), dtype=np.uint64).reshape(-1, 6)


def _mark(gap: str) -> int:
    """What separates a word from the one before, from nothing (0) to the end of a line (7)."""
    marks = ("\n", ".!?", '"', "()[]", "—–", ";:", ",")
    dash = " - " in gap or "--" in gap
    return next((7 - i for i, any_of in enumerate(marks) if set(any_of) & set(gap) or (dash and i == 4)), 0)


_MARKS = Remembered(_mark)


@dataclass(frozen=True, eq=False)
class Passage:
    """The words of a title or text as arrays, with a row for each word.

    `classes` are those of `WordClass`, and `groups` the same but for words of which the model knows a group of words with like
    neighbours. `marks` say what separates each word from the one before (there is one more than words), `pronouns` are numbers of
    pronouns or 0, and `entities` those of whoever the word names, from 1, or 0; `cast` are these in order. `keys`, `stems` and
    `ends` are checksums of the word, its stem and its last letters, `voices` and `sentences` the numbers of its voice and
    sentence.
    """

    words: Words
    classes: Codes
    groups: Codes
    marks: Codes
    pronouns: Codes
    entities: Indices
    keys: Codes
    stems: Codes
    ends: Codes
    voices: Codes
    sentences: Indices
    cast: tuple[Entity, ...]

    @classmethod
    def of(
        cls,
        words: Words,
        named: Mapping[int, Entity],
        roles: Mapping[int, Hit],
        *,
        groups: Codes,
        voices: Codes,
        sentences: Indices,
    ) -> "Passage":
        """The passage of some words, given whom each names and which are nouns for roles."""
        classes, pronouns, pointing, keys, stems, ends = _rows(words.numbered).T.copy()
        marks = np.fromiter(map(_MARKS.__getitem__, words.gaps), np.uint64, len(words) + 1)
        nouns = classes >= CONTENT
        classes[np.array(words.capital, dtype=bool) & (marks[:-1] == 0) & nouns] = WordClass.NAME
        is_role = np.zeros(len(words), dtype=bool)
        is_role[[i for i, role in roles.items() if i == role.after - 1]] = True
        is_role &= nouns & (classes != WordClass.NAME)
        classes[is_role] = np.where(classes[is_role] == WordClass.PLURAL, WordClass.ROLES, WordClass.ROLE)
        cast = tuple(dict.fromkeys(named.values()))
        numbers = {entity: number for number, entity in enumerate(cast, 1)}
        entities = np.zeros(len(words), dtype=np.intp)
        entities[list(named)] = [numbers[entity] for entity in named.values()]
        kinds = np.array([0, *(_OF_ENTITY.get(entity.kind, WordClass.BODY) for entity in cast)], dtype=np.uint64)
        classes = np.where(entities > 0, kinds[entities], classes)
        behind = np.append(classes[1:], np.uint64(0))
        who = np.append(keys[1:] == checksum("who"), False)  # "those who"
        alone = (marks[1:] > 0) | _ENDS_PHRASE[behind.astype(np.intp)] | who
        pronouns[(pointing > 0) & alone] = DEMONSTRATIVE
        grouped = (classes >= CONTENT) & (classes <= WordClass.OTHER) & (groups > 0)
        groups = np.where(grouped, groups, classes)
        classes[grouped & (groups >= VERBS)] = WordClass.VERB
        return cls(words, classes, groups, marks, pronouns, entities, keys, stems, ends, voices, sentences, cast)

    @property
    def mentions(self) -> Bools:
        """Whether each word is the last of a name."""
        behind = np.append(self.entities[1:], 0)
        last: Bools = (self.entities > 0) & ((self.entities != behind) | (self.marks[1:] > 0))
        return last

    @cached_property
    def possessors(self) -> Bools:
        """Whether each word is a possessor ("Hall's", "his"), and no pronoun with a verb ("it's")."""
        text = self.words.straight  # where no word ends with a bare apostrophe
        ends = np.array([text[end - 2 : end] == "'s" for end in self.words.ends], dtype=bool)
        nouns = (self.classes >= CONTENT) & (self.pronouns == 0)
        possessors: Bools = (ends & nouns) | (self.classes == WordClass.POSSESSIVE)
        return possessors

    def follows(self, word: int) -> bool:
        """Whether nothing but quotation marks parts a word from the one before."""
        return not self.marks[word] or _QUOTATION.issuperset(self.words.gaps[word])

    def mention(self, word: int) -> range:
        """The words of the name that ends with a word; the word alone where it is no name."""
        start = word
        while start and self.entities[word] and self.entities[start - 1] == self.entities[word] and not self.marks[start]:
            start -= 1
        return range(start, word + 1)


class Candidates(NamedTuple):
    """Pairs of a term and a word that it may be about; the last word of the term where it is about what it names `itself`.

    `terms` and `words` are numbers, all pairs of one term follow each other. `first` and `after` are the words of the term.
    """

    terms: Indices
    words: Indices
    first: Indices
    after: Indices

    @property
    def itself(self) -> Bools:
        """Whether the candidate is the term."""
        itself: Bools = self.words == self.after - 1
        return itself

    def moved(self, best: Indices, to: Callable[[range, int], int | None]) -> Indices:
        """The chosen pairs, one for each term, with that of the word that `to` gives for a term and its word, where it gives one
        that is a candidate."""
        pairs, starts = best.copy(), np.searchsorted(self.terms, np.arange(len(best) + 1)).tolist()
        for number, pair in enumerate(best.tolist()):
            word = to(range(int(self.first[pair]), int(self.after[pair])), int(self.words[pair]))
            if word is not None:
                found = np.flatnonzero(self.words[starts[number] : starts[number + 1]] == word)
                pairs[number] = starts[number] + int(found[0]) if len(found) else pair
        return pairs


def candidates(passage: Passage, terms: Sequence[range]) -> Candidates:
    """The candidates of terms that are words of a passage.

    >>> words = Words("He left. The brutal regime fell.")
    >>> none, sentences = np.zeros(len(words), dtype=np.uint64), np.array([0, 0, 1, 1, 1, 1])
    >>> passage = Passage.of(words, {}, {}, groups=none, voices=none, sentences=sentences)
    >>> [words.keys[i] for i in candidates(passage, [range(3, 4)]).words]
    ['he', 'regime', 'fell', 'brutal']
    """
    meant = passage.mentions | (passage.pronouns > 0)
    nouns = meant | ((passage.classes >= CONTENT) & (passage.entities == 0))
    named, possible = np.flatnonzero(meant), np.flatnonzero(nouns)
    first, last = (np.array([term[i] for term in terms], dtype=np.intp) for i in (0, -1))
    own, end = passage.sentences[first], passage.sentences[last] + 1
    starts = np.searchsorted(passage.sentences, np.stack([own - BEFORE, own, end, end + AFTER]))
    starts = np.clip(starts, first - REACH, last + 1 + REACH)
    near = np.searchsorted(named, starts).T.tolist()
    inside = np.searchsorted(possible, np.stack([starts[1], first, last + 1, starts[2]])).T.tolist()
    meant_words, nouns_words, words, sizes = named.tolist(), possible.tolist(), list[int](), list[int]()
    for (a, b, c, d), (e, f, g, h), itself in zip(near, inside, last.tolist(), strict=True):
        own_words = (*meant_words[a:b], *nouns_words[e:f], *nouns_words[g:h], *meant_words[c:d], itself)
        words += own_words
        sizes.append(len(own_words))
    numbers = np.repeat(np.arange(len(terms)), sizes)
    return Candidates(numbers, np.array(words, dtype=np.intp), first[numbers], last[numbers] + 1)
