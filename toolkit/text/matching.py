"""Finding the terms of a lexicon among the words of a text.

A term is a sequence of words. Within one lexicon the longest match wins and hits never overlap; several lexicons are matched
independently of one another. Loaded terms are found with hyphens or spaces between their words, however the row is written. A
term inside one of its excluded phrases, or without a context that it needs, is no hit. Where a term has a comma ("Department of
Health, Education and Welfare") the text may have one. Each distinct word form is compared with
the patterns once, however large the corpus.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .lexicon import Entry, Lexicon
from .spellings import spellings
from .wildcards import STAR, Wildcards, fits
from .word_tables import Remembered, WordTable, checksum
from .words import WHO, Words, keys_in

NEAR = 40
"""Words within which the context of an ambiguous term must occur (column `context`: "settlement" near "west bank")."""

_SEPARATORS = frozenset(".!?;:,\n")  # no term contains these marks; it may contain quotation marks (so-called “caliphate”)
_SPELT_BOTH_WAYS = ("loaded",)  # kinds of lexicon whose terms are found with hyphens or spaces; names are spelt as they are
_COMMA = re.compile(r",| and\b")
_LETTER = "ꙮ"  # one that no text holds, in place of * while a term is divided into words
_PLAIN_WORDS = re.compile("[A-Za-z]+(?:[ -][A-Za-z]+)*")  # most terms: words that are, in lower case, their own keys
_Keys = tuple[str, ...]


class Hit(NamedTuple):
    """An entry found at the words `first` to `after` (half-open)."""

    entry: Entry
    first: int
    after: int


def by_word(hits: Iterable[Hit]) -> dict[int, Hit]:
    """The hits by each of their words.

    >>> from toolkit.text.lexicon import load_lexicon
    >>> {i: hit.entry.term for i, hit in by_word(matcher_of(load_lexicon("names")).hits(Words("The West Bank."))).items()}
    {1: 'West Bank', 2: 'West Bank'}
    """
    return {i: hit for hit in hits for i in range(hit.first, hit.after)}


class _Form(NamedTuple):
    """One form of an entry as word patterns; it is looked up under the first."""

    first: str
    rest: tuple[str, ...]
    wild: bool  # whether the rest contains a wildcard
    entry: Entry
    surface: tuple[str, ...] | None  # the words as they must be written, where the case is "exact"
    excluded: tuple[tuple[_Keys, int, bool], ...]  # phrases of not_in, where in each the term starts, and whether it has a *
    context: tuple[tuple[str, ...], ...]  # phrases one of which must occur near, if there are any
    commas: frozenset[int]  # the words before which a comma may stand
    sure: bool  # whether it fits wherever its first word is


class _Spelt(NamedTuple):
    """A form as it is spelt; a `_Form` is made of it only where its first word occurs, since those of most never do."""

    words: _Keys
    term: _Keys  # in the spelling of the row
    text: str  # the form as the row has it
    entry: Entry


class _Starts(NamedTuple):
    """The forms that start with one word, the longest first."""

    free: list[_Form]  # those that any word may follow
    followed: dict[str, list[_Form]]  # by a word that some need behind the first: those, with the free ones


class Matcher:
    """Finds the entries of one lexicon.

    >>> from toolkit.text.lexicon import Entry, Lexicon
    >>> lexicon = Lexicon("mine", "loaded", (Entry("*-ravaged", "emotive"), Entry("regime", "label", not_in=("tax regime",))))
    >>> words = Words("The regime of a war-ravaged land changed its tax regime.")
    >>> [words.span(hit.first, hit.after).of(words.text) for hit in Matcher(lexicon).hits(words)]
    ['regime', 'war-ravaged']
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        parts = _Parts(_forms_of(lexicon))
        self._starts, self._parts = Remembered(parts.starts), WordTable(parts.of)

    def hits(self, words: Words) -> list[Hit]:
        """The hits from left to right: at each place the longest, and none that overlaps another."""
        hits, free, keys, last = [], 0, words.keys, len(words) - 1
        for i in self._starting(words):
            if i < free:
                continue
            starts = self._starts[keys[i]]
            for form in starts.followed.get(keys[i + 1], starts.free) if i < last else starts.free:
                if form.sure or _fits(form, words, i):
                    free = i + 1 + len(form.rest)
                    hits.append(Hit(form.entry, i, free))
                    break
        return hits

    def _starting(self, words: Words) -> list[int]:
        """The words with which a form can start, in order: any word may follow, or the one that does can be the second."""
        parts = self._parts(words.numbered)
        starting = parts & _ALONE
        starting[:-1] |= (parts[:-1] >> _FOLLOWED) & (parts[1:] >> _SECOND)
        places: list[int] = starting.nonzero()[0].tolist()
        return places


@lru_cache(maxsize=32)
def matcher_of(lexicon: Lexicon) -> Matcher:
    """The matcher of a lexicon; equal lexicons share one, since to build it takes as long as to read many articles.

    >>> from toolkit.text.lexicon import load_lexicon
    >>> matcher_of(load_lexicon("names")) is matcher_of(load_lexicon("names"))
    True
    """
    return Matcher(lexicon)


_ALONE, _FOLLOWED, _SECOND, _SORTS = 1, 1, 32, 31
"""The bits of what a word can be: the first of a form that any word may follow, from bit `_FOLLOWED` on the first before a second
word of each sort, and from bit `_SECOND` on a second word of its own sort. So few words are looked at that start no form.
"""


class _Parts:
    """What each word can be in a form (see `_ALONE`), and the forms that start with it."""

    def __init__(self, forms: Iterable[_Spelt]) -> None:
        by_first: dict[str, list[tuple[int, _Spelt]]] = defaultdict(list)  # the first word, or its pattern; the place of each
        plain: dict[str, int] = defaultdict(int)
        for place in enumerate(forms):
            words = place[1].words
            first = words[0]
            by_first[first].append(place)
            if second := _second(words):
                sort = checksum(second) % _SORTS
                plain[first] |= 1 << _FOLLOWED + sort
                plain[second] |= 1 << _SECOND + sort
            else:
                plain[first] |= _ALONE
        self._forms, self._plain = dict(by_first), dict(plain)
        self._patterns = [first for first in self._forms if STAR in first]
        self._wildcards = Wildcards(self._patterns)

    def starts(self, word: str) -> _Starts:
        """The forms that can start with a word: those with the word itself before those with a pattern."""
        by_pattern = sorted(chain.from_iterable(self._forms[pattern] for pattern in self._fitting(word)))
        return _starts([_form(spelt) for _, spelt in (*self._forms.get(word, ()), *by_pattern)])

    def of(self, words: Sequence[str]) -> NDArray[np.uint64]:
        plain = self._plain
        parts = [self._of(word) for word in words] if self._patterns else [plain.get(word, 0) for word in words]
        return np.array(parts, dtype=np.uint64)

    def _of(self, word: str) -> int:
        return reduce(or_, map(self._plain.__getitem__, self._fitting(word)), self._plain.get(word, 0))

    def _fitting(self, word: str) -> list[str]:
        return [self._patterns[number] for number in self._wildcards.fitting(word)]


def _forms_of(lexicon: Lexicon) -> Iterator[_Spelt]:
    """The forms of a lexicon: first all as their rows have them, then in other spellings, so that a row's own form wins."""
    texts = [(text, entry) for entry in lexicon.entries for text in entry.forms]
    forms = [_Spelt(words, words, text, entry) for text, entry in texts if (words := words_of_term(text))]
    yield from forms
    if lexicon.kind in _SPELT_BOTH_WAYS:
        for words, _, text, entry in forms:
            for other in spellings(words)[1:]:
                yield _Spelt(other, words, text, entry)


def _form(spelt: _Spelt) -> _Form:
    """A form that is spelt so; an excluded phrase that is the term itself in another spelling is not spelt in others."""
    words, term, text, entry = spelt
    excluded = (spellings(words_of_term(phrase)) for phrase in entry.not_in)
    phrases = [phrase for spelled in excluded for phrase in (spelled[:1] if term in spelled else spelled)]
    places = tuple((phrase, i, STAR in "".join(phrase)) for phrase in phrases for i in places_in(words, phrase))
    context = tuple(map(words_of_term, entry.listed("context")))
    surface = _surface(spelt) if entry.case == "exact" else None
    sure = not (words[1:] or surface or places or context)
    commas = _commas(text) if words == term else frozenset()
    return _Form(words[0], words[1:], STAR in "".join(words[1:]), entry, surface, places, context, commas, sure)


def _surface(spelt: _Spelt) -> _Keys | None:
    """The words of a form as they must be written, in the spelling of its words."""
    written = tuple(spelt.text.replace(",", "").split())
    if len(written) != len(spelt.term):
        return None
    return spellings(written)[spellings(spelt.term).index(spelt.words)] if spelt.words != spelt.term else written


def _commas(text: str) -> frozenset[int]:
    """The words of a form before which it has a comma, by their numbers; then its "and" may have one too, or lack it."""
    places = _COMMA.finditer(text) if "," in text else ()
    return frozenset(len(words_of_term(text[: place.start()])) for place in places)


def words_of_term(phrase: str) -> tuple[str, ...]:
    """The keys of a term's words, divided as a text is; wildcards stay in them.

    >>> words_of_term("so-called *"), words_of_term("*-torn")
    (('so-called', '*'), ('*-torn',))
    """
    if _PLAIN_WORDS.fullmatch(phrase) and WHO not in phrase:
        return tuple(phrase.lower().split(" "))
    return tuple(key.replace(_LETTER, STAR) for key in keys_in(phrase.replace(STAR, _LETTER)))


def places_in(term: tuple[str, ...], phrase: tuple[str, ...]) -> list[int]:
    """Where in an excluded phrase the term starts; a wildcard in the term matches words of the phrase as it does those of a text.

    >>> places_in(("regime",), ("tax", "regime")), places_in(("*-torn",), ("war-torn", "land"))
    ([1], [0])
    """
    if STAR not in term[0] and term[0] not in phrase:
        return []
    return [i for i in range(len(phrase) - len(term) + 1) if all(map(fits, phrase[i:], term))]


def _starts(forms: list[_Form]) -> _Starts:
    followed: dict[str, list[_Form]] = {}
    free: list[_Form] = []
    for form in sorted(forms, key=_length):
        second = _second((form.first, *form.rest))
        (followed.setdefault(second, []) if second else free).append(form)
    return _Starts(free, {second: sorted([*needed, *free], key=_length) for second, needed in followed.items()})


def _second(words: _Keys) -> str | None:
    """The word that must be the second of a form; None where there is none, or any that fits a pattern may be."""
    return words[1] if len(words) > 1 and STAR not in words[1] else None


def _length(form: _Form) -> int:
    return -len(form.rest)


def _fits(form: _Form, words: Words, first: int) -> bool:
    """Whether the form is at word `first`: unseparated, in the right case, in no excluded phrase, and near a context."""
    if form.rest:
        after = first + 1 + len(form.rest)
        if after > len(words.keys) or not (words.keys[after - 1] == form.rest[-1] or form.wild):
            return False
        keys = tuple(words.keys[first + 1 : after])
        if keys != form.rest and not (form.wild and all(map(fits, keys, form.rest))):
            return False
        for i in range(first + 1, after):
            if words.gaps[i] != " " and not _is_joined(words, i, comma=i - first in form.commas):
                return False
    if form.surface and not all(words.surface(first + i).startswith(part) for i, part in enumerate(form.surface)):
        return False
    for phrase, i, wild in form.excluded:
        start = first - i
        if tuple(words.keys[max(start, 0) : start + len(phrase)]) == phrase or (wild and _is_at(start, phrase, words)):
            return False
    return not form.context or any(_is_near(first, phrase, words) for phrase in form.context)


def _is_joined(words: Words, i: int, *, comma: bool) -> bool:
    """Whether no mark but one that may stand there separates word i from the word before."""
    gap = words.gaps[i]
    return _SEPARATORS.isdisjoint(gap) or words.joined(i) or (comma and gap == ", ")


def _is_at(first: int, phrase: tuple[str, ...], words: Words) -> bool:
    """Whether a phrase starts at word `first`."""
    if first < 0 or first + len(phrase) > len(words) or not fits(words.keys[first], phrase[0]):
        return False
    return all(map(fits, words.keys[first : first + len(phrase)], phrase))


def _is_near(first: int, phrase: tuple[str, ...], words: Words) -> bool:
    """Whether a phrase starts within `NEAR` words of word `first`."""
    places = words.places.get(phrase[0], []) if phrase else []
    near = places[bisect_left(places, first - NEAR) : bisect_right(places, first + NEAR)]
    return any(_is_at(i, phrase, words) for i in near)
