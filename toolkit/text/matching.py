"""Finding the terms of a lexicon among the words of a text.

A term is a sequence of words. Inside one lexicon the longest match wins and hits never overlap; several lexicons are
matched independently of one another. An excluded phrase around a term, or a missing context, makes it no hit. Each distinct
word form is compared with the patterns once, whatever the corpus.
"""

import re
from typing import NamedTuple

from .lexicon import Entry, Lexicon
from .words import Words

NEAR = 40
"""Words within which the context of an ambiguous term must stand (column `context`: "settlement" near "west bank")."""

_PARTING = frozenset(".!?;:,\n")  # marks that no term runs across; quotation marks it may ("so-called “caliphate”")
_STAR = "ꙮ"  # a letter that no text holds, in place of * while a term is cut into words
_CACHE_LIMIT = 300_000  # distinct word forms kept; a corpus of a million articles has more, and most of them rare


class Hit(NamedTuple):
    """An entry found at the words `first` to `after` (half-open)."""

    entry: Entry
    first: int
    after: int


class _Form(NamedTuple):
    """One form of an entry as word patterns; the first word is what it is looked up by."""

    rest: tuple[str, ...]
    wild: bool  # whether a wildcard stands in the rest
    entry: Entry
    surface: tuple[str, ...] | None  # for case "exact"
    excluded: tuple[tuple[tuple[str, ...], int], ...]  # phrases of not_in, and where in each the term starts
    context: tuple[tuple[str, ...], ...]  # phrases one of which must stand near, if there are any


class _Starts(NamedTuple):
    """The forms that start with one word, the longest first; `seconds` are the words one of which must follow, if any must."""

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
        self._known: dict[str, _Starts] = {}
        self._seen: set[str] = set()  # words that were compared with the patterns

    def _add(self, form: str, entry: Entry, plain: dict[str, list[_Form]]) -> None:
        starred = words_of_term(form)
        if not starred:
            return
        surface = tuple(form.split()) if entry.case == "exact" and len(form.split()) == len(starred) else None
        excluded = tuple((phrase, i) for phrase in map(words_of_term, entry.not_in) for i in places_in(starred, phrase))
        context = tuple(map(words_of_term, entry.listed("context")))
        found = _Form(starred[1:], "*" in "".join(starred[1:]), entry, surface, excluded, context)
        if "*" in starred[0]:
            self._patterns.append((_pattern(starred[0]), found))
        else:
            plain.setdefault(starred[0], []).append(found)

    def _starting(self, words: Words) -> list[tuple[int, _Starts]]:
        """The words that a form can start at, each with its forms."""
        known = self._plain
        if self._patterns:
            known = self._known
            if len(self._seen) > _CACHE_LIMIT:
                known.clear()
                self._seen.clear()
            for word in words.places.keys() - self._seen:
                self._seen.add(word)
                wild = [form for pattern, form in self._patterns if pattern.fullmatch(word)]
                if wild or word in self._plain:
                    known[word] = _starts([*(self._plain[word].forms if word in self._plain else ()), *wild])
        return sorted((i, known[word]) for word in known.keys() & words.places.keys() for i in words.places[word])

    def hits(self, words: Words) -> list[Hit]:
        """Hits from left to right; the longest at each place, none inside another."""
        found, free = [], 0
        keys = [*words.keys, ""]
        for i, (forms, seconds) in self._starting(words):
            following = keys[i + 1]
            if i < free or (seconds is not None and following not in seconds):
                continue
            for form in forms:
                if (not form.rest or form.wild or form.rest[0] == following) and _fits(form, words, i):
                    free = i + 1 + len(form.rest)
                    found.append(Hit(form.entry, i, free))
                    break
        return found


def _starts(forms: list[_Form]) -> _Starts:
    free = any(not form.rest or form.wild for form in forms)
    return _Starts(sorted(forms, key=_length), None if free else frozenset(form.rest[0] for form in forms))


def _length(form: _Form) -> int:
    return -len(form.rest)


def words_of_term(phrase: str) -> tuple[str, ...]:
    """The keys of a term's words, cut as a text is; wildcards stay in them."""
    return tuple(key.replace(_STAR, "*") for key in Words(phrase.replace("*", _STAR)).keys)


def _pattern(word: str) -> re.Pattern[str]:
    """A word pattern: `*` is any letters inside a word, and any one word where it stands alone."""
    return re.compile(".+" if word == "*" else ".*".join(map(re.escape, word.split("*"))))


def _same(word: str, wanted: str) -> bool:
    return word == wanted or ("*" in wanted and _pattern(wanted).fullmatch(word) is not None)


def places_in(term: tuple[str, ...], phrase: tuple[str, ...]) -> list[int]:
    """Where in an excluded phrase the term stands; a wildcard of the phrase may be any word.

    >>> places_in(("regime",), ("tax", "regime")), places_in(("*-torn",), ("war-torn", "land"))
    ([1], [0])
    """
    return [i for i in range(len(phrase) - len(term) + 1) if all(map(_same, phrase[i:], term))]


def _fits(form: _Form, words: Words, first: int) -> bool:
    """Whether the form stands at word `first`: its words in one sentence, its case, and no excluded phrase around it."""
    after = first + 1 + len(form.rest)
    if form.rest:
        keys = words.keys[first + 1 : after]
        if len(keys) < len(form.rest) or not (all(map(_same, keys, form.rest)) if form.wild else tuple(keys) == form.rest):
            return False
        if not all(words.joined(i) or not _PARTING & set(words.gap(i)) for i in range(first + 1, after)):
            return False
    if form.surface and not all(words.surface(first + i).startswith(part) for i, part in enumerate(form.surface)):
        return False
    if any(_stands(phrase, words, first - i) for phrase, i in form.excluded):
        return False
    return not form.context or any(_is_near(phrase, words, first) for phrase in form.context)


def _stands(phrase: tuple[str, ...], words: Words, first: int) -> bool:
    return first >= 0 and first + len(phrase) <= len(words) and all(map(_same, words.keys[first : first + len(phrase)], phrase))


def _is_near(phrase: tuple[str, ...], words: Words, first: int) -> bool:
    """Whether a phrase of the context stands within `NEAR` words of word `first`."""
    places = words.places.get(phrase[0], ()) if phrase else ()
    return any(abs(i - first) <= NEAR and _stands(phrase, words, i) for i in places)
