"""Finding the terms of a lexicon among the words of a text.

A term is a sequence of words. Within one lexicon the longest match wins and hits never overlap; several lexicons are matched
independently of one another. A term inside one of its excluded phrases, or without a context that it needs, is no hit. Each
distinct word form is compared with the patterns once, however large the corpus.
"""

import re
from typing import NamedTuple

from .lexicon import Entry, Lexicon
from .words import Words

NEAR = 40
"""Words within which the context of an ambiguous term must occur (column `context`: "settlement" near "west bank")."""

_SEPARATORS = frozenset(".!?;:,\n")  # no term contains these marks; it may contain quotation marks (so-called “caliphate”)
_STAR = "ꙮ"  # a letter that no text holds, in place of * while a term is divided into words
_CACHE_LIMIT = 300_000  # distinct word forms kept; a corpus of a million articles has more, and most of them are rare


class Hit(NamedTuple):
    """An entry found at the words `first` to `after` (half-open)."""

    entry: Entry
    first: int
    after: int


class _Form(NamedTuple):
    """One form of an entry as word patterns, without the first word, under which it is looked up."""

    rest: tuple[str, ...]
    wild: bool  # whether the rest contains a wildcard
    entry: Entry
    surface: tuple[str, ...] | None  # the words as they must be written, where the case is "exact"
    excluded: tuple[tuple[tuple[str, ...], int], ...]  # phrases of not_in, and where in each the term starts
    context: tuple[tuple[str, ...], ...]  # phrases one of which must occur near, if there are any


class _Starts(NamedTuple):
    """The forms that start with one word, the longest first; one of `seconds` must be the next word, if there are any."""

    forms: list[_Form]
    seconds: frozenset[str] | None


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
        plain: dict[str, list[_Form]] = {}
        self._patterns: list[tuple[re.Pattern[str], _Form]] = []
        for entry in lexicon.entries:
            for form in entry.forms:
                self._add(form, entry, plain)
        self._plain = {word: _starts(forms) for word, forms in plain.items()}
        self._matched: dict[str, _Starts] = {}  # compared words with which a form can start
        self._compared: set[str] = set()  # words that were compared with the patterns

    def _add(self, text: str, entry: Entry, plain: dict[str, list[_Form]]) -> None:
        words = words_of_term(text)
        if not words:
            return
        surface = tuple(text.split()) if entry.case == "exact" and len(text.split()) == len(words) else None
        excluded = tuple((phrase, i) for phrase in map(words_of_term, entry.not_in) for i in places_in(words, phrase))
        context = tuple(map(words_of_term, entry.listed("context")))
        form = _Form(words[1:], "*" in "".join(words[1:]), entry, surface, excluded, context)
        if "*" in words[0]:
            self._patterns.append((_pattern(words[0]), form))
        else:
            plain.setdefault(words[0], []).append(form)

    def hits(self, words: Words) -> list[Hit]:
        """The hits from left to right: at each place the longest, and none that overlaps another."""
        hits, free = [], 0
        keys = [*words.keys, ""]
        for i, (forms, seconds) in self._starting(words):
            following = keys[i + 1]
            if i < free or (seconds is not None and following not in seconds):
                continue
            for form in forms:
                if (not form.rest or form.wild or form.rest[0] == following) and _fits(form, words, i):
                    free = i + 1 + len(form.rest)
                    hits.append(Hit(form.entry, i, free))
                    break
        return hits

    def _starting(self, words: Words) -> list[tuple[int, _Starts]]:
        """The words with which a form can start, each with these forms."""
        starts = self._plain
        if self._patterns:
            starts = self._matched
            if len(self._compared) > _CACHE_LIMIT:
                starts.clear()
                self._compared.clear()
            for word in words.places.keys() - self._compared:
                self._compared.add(word)
                wild = [form for pattern, form in self._patterns if pattern.fullmatch(word)]
                if wild or word in self._plain:
                    starts[word] = _starts([*(self._plain[word].forms if word in self._plain else ()), *wild])
        return sorted((i, starts[word]) for word in starts.keys() & words.places.keys() for i in words.places[word])


def words_of_term(phrase: str) -> tuple[str, ...]:
    """The keys of a term's words, divided as a text is; wildcards stay in them.

    >>> words_of_term("so-called *"), words_of_term("*-torn")
    (('so-called', '*'), ('*-torn',))
    """
    return tuple(key.replace(_STAR, "*") for key in Words(phrase.replace("*", _STAR)).keys)


def places_in(term: tuple[str, ...], phrase: tuple[str, ...]) -> list[int]:
    """Where in an excluded phrase the term starts; a wildcard in the term matches words of the phrase as it does those of a text.

    >>> places_in(("regime",), ("tax", "regime")), places_in(("*-torn",), ("war-torn", "land"))
    ([1], [0])
    """
    return [i for i in range(len(phrase) - len(term) + 1) if all(map(_same, phrase[i:], term))]


def _same(word: str, wanted: str) -> bool:
    return word == wanted or ("*" in wanted and _pattern(wanted).fullmatch(word) is not None)


def _pattern(word: str) -> re.Pattern[str]:
    """A word pattern: `*` is any letters inside a word, and any one word where it is alone."""
    return re.compile(".+" if word == "*" else ".*".join(map(re.escape, word.split("*"))))


def _starts(forms: list[_Form]) -> _Starts:
    any_second = any(not form.rest or form.wild for form in forms)
    return _Starts(sorted(forms, key=_length), None if any_second else frozenset(form.rest[0] for form in forms))


def _length(form: _Form) -> int:
    return -len(form.rest)


def _fits(form: _Form, words: Words, first: int) -> bool:
    """Whether the form is at word `first`: unseparated, in the right case, in no excluded phrase, and near a context."""
    after = first + 1 + len(form.rest)
    if form.rest:
        keys = words.keys[first + 1 : after]
        if len(keys) < len(form.rest) or not (all(map(_same, keys, form.rest)) if form.wild else tuple(keys) == form.rest):
            return False
        if not all(words.joined(i) or not _SEPARATORS & set(words.gap(i)) for i in range(first + 1, after)):
            return False
    if form.surface and not all(words.surface(first + i).startswith(part) for i, part in enumerate(form.surface)):
        return False
    if any(_is_at(first - i, phrase, words) for phrase, i in form.excluded):
        return False
    return not form.context or any(_is_near(first, phrase, words) for phrase in form.context)


def _is_at(first: int, phrase: tuple[str, ...], words: Words) -> bool:
    """Whether a phrase starts at word `first`."""
    return first >= 0 and first + len(phrase) <= len(words) and all(map(_same, words.keys[first : first + len(phrase)], phrase))


def _is_near(first: int, phrase: tuple[str, ...], words: Words) -> bool:
    """Whether a phrase starts within `NEAR` words of word `first`."""
    places = words.places.get(phrase[0], ()) if phrase else ()
    return any(abs(i - first) <= NEAR and _is_at(i, phrase, words) for i in places)
