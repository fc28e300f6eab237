"""The country of the government that "the regime" means."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from ...text.lexicon import Entry
from ...text.word_classes import word_list
from ...text.words import Words
from ..sources.entity import Entity
from ..sources.proper_names import ProperNames
from .target_candidates import Passage, WordClass, is_of

_NOUNS = frozenset({"regime", "dictatorship", "junta"})
_LONGEST = 6  # words before or behind the noun among which the country or ruler stands
_BEHIND = {"in", "of", "under"}  # "the regime in Damascus"
_NAMES = is_of(WordClass.PLURAL, WordClass.NOUN, WordClass.OTHER, WordClass.ROLE, WordClass.ROLES)
_MODIFIERS = is_of(*(one for one in WordClass if WordClass.IN_ED <= one < WordClass.VERB))


class Governments:
    """The countries of the governments that one text calls a regime or the like.

    The country is that of the word's own phrase ("Iran's regime", "the Assad regime", "the regime in Damascus"); without one it
    is that of which most other such words of the text tell, or else the country that the text names most often.
    """

    def __init__(self, passage: Passage, names: ProperNames) -> None:
        self.passage, self.words, self.names = passage, passage.words, names
        self._entries = names.registry.countries.lexicon.by_term

    def name(self, word: int) -> tuple[str, str] | None:
        """What the government that a noun means is called, and its country; None for other nouns and where no country is told."""
        if not names_government(self.passage, word):
            return None
        named = any(self.words.capital[i] for i in range(phrase_start(self.passage, word), word))  # "the Soviet regime"
        country = self._own(word) or (None if named else self.usual)
        demonym = next(iter(country.listed("demonyms")), None) if country else None
        return (f"{demonym} government", country.term) if country and demonym else None

    @cached_property
    def usual(self) -> Entry | None:
        """The country whose government the text calls so with its name, or else that it names most often."""
        places = (i for noun in _NOUNS for key in (noun, f"{noun}'s") for i in self.words.places.get(key, ()))
        told = Counter(country.term for i in places if (country := self._own(i)))
        told = told or Counter(hit.entry.term for hit in self.names.countries.values())
        return self._entries.get(told.most_common(1)[0][0]) if told else None

    def _own(self, word: int) -> Entry | None:
        """The country that the phrase of a noun names, by itself or by its ruler."""
        if before := self._first(reversed(range(phrase_start(self.passage, word), word))):
            return before
        stop = word + 1
        if stop == len(self.words) or self.words.keys[stop] not in _BEHIND:
            return None
        while stop < min(word + _LONGEST, len(self.words)) and not self.passage.marks[stop]:
            stop += 1
        return self._first(range(word + 2, stop))

    def _first(self, places: Iterable[int]) -> Entry | None:
        """The first country that some words name, or whose ruler they name."""
        for i in places:
            if i in self.names.countries:
                return self.names.countries[i].entry
            number = int(self.passage.entities[i])
            ruler = self.passage.cast[number - 1] if number else None
            entry = ruler.entry if ruler and not self._is_party(ruler) else None
            country = entry and self._entries.get(entry.extra.get("country", ""))
            if country:
                return country
        return None

    def _is_party(self, ruler: Entity) -> bool:
        """Whether a body rules that is no government by its name, so that its regime is the body itself ("the Hamas regime")."""
        return ruler.kind == "body" and (ruler.entry is None or ruler.entry.category != "government")


def names_government(passage: Passage, word: int) -> bool:
    """Whether a word is a noun for one certain government and the head of its phrase, not "a regime" or "regime forces".

    >>> import numpy as np
    >>> words = Words("The regime fled. The regime forces fled.")
    >>> none, sentences = np.zeros(len(words), dtype=np.uint64), np.array([0, 0, 0, 1, 1, 1, 1])
    >>> passage = Passage.of(words, {}, {}, groups=none, voices=none, sentences=sentences)
    >>> names_government(passage, 1), names_government(passage, 4)
    (True, False)
    """
    words, behind = passage.words, word + 1
    if not _is_noun(words, word):
        return False
    start = phrase_start(passage, word)
    if start and not passage.marks[start] and words.keys[start - 1] in word_list("indefinite") | word_list("negation"):
        return False
    ends = behind == len(words) or bool(passage.marks[behind]) or not _NAMES[int(passage.classes[behind])]
    return ends or bool(passage.possessors[word])


def government_of(passage: Passage, term: range) -> int | None:
    """The noun of a term that names a government: its last word, or that before "in" or "of"; None where there is none."""
    words = passage.words
    able = (i for i in term if i + 1 == term.stop or words.keys[i + 1] in _BEHIND)
    return next((i for i in able if names_government(passage, i)), None)


def phrase_start(passage: Passage, word: int) -> int:
    """The first of the names, nouns and adjectives that stand before a noun."""
    start, least = word, max(word - _LONGEST, 0)
    while start > least and not passage.marks[start] and _MODIFIERS[int(passage.classes[start - 1])]:
        start -= 1
    return start


def _is_noun(words: Words, word: int) -> bool:
    return words.straight[words.starts[word] : words.ends[word]].lower().removesuffix("'s") in _NOUNS
