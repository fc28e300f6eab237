"""Capitals in a text: where they tell a name, and the stretches of words that may be one."""

import re
from collections.abc import Container, Iterator, Set
from functools import cached_property

from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.word_classes import function_words, is_determiner, word_list
from ..phrases.noun_phrases import SURE_CUE, Phrases, is_title
from .shared_names import common_words

_PARTICLES_AT_MOST = 3
_SHOUTED = 4  # the fewest letters of words in capitals that open a paragraph and are a dateline, not a name
_PARTY = re.compile(r"[DRI]-[A-Z]")  # with the state of a member of Congress
_ENDING = 5  # the fewest letters of a word that ends as participles or adverbs do and is no name ("Bing")
_TITLE = 4  # the fewest words of a title in Title Case


def is_party_of_state(word: str) -> bool:
    """Whether a word gives the party and the state of a member of Congress.

    >>> is_party_of_state("R-Ohio"), is_party_of_state("X-ray")
    (True, False)
    """
    return _PARTY.match(word) is not None


class Capitals:
    """The capitalised words of one text.

    `title` are the words of a title in Title Case, and `inside` the keys of words that have their capital inside a sentence,
    where only names have one. `bodies` are the words of registered countries and organisations.

    >>> from toolkit.text.words import Words
    >>> text = "Dr. Ada Hall and Ben de la Cruz met. The meeting on Monday was short."
    >>> capitals = Capitals(Phrases(Words(text), []), {"ada", "ben"}, set())
    >>> [Words(text).span(*run).of(text) for run in capitals.runs()]
    ['Dr. Ada Hall', 'Ben de la Cruz']
    """

    def __init__(self, phrases: Phrases, first_names: Container[str], bodies: Set[int]) -> None:
        words = self.words = phrases.words
        self._roles, self._cues, self._first_names, self._bodies = phrases.roles, phrases.cues, first_names, bodies
        self._last_names = phrases.last_names
        lines = paragraphs(words.text)
        self._openings = {words.inside(line).start for line in lines}
        self.title = self._title_case(lines[0]) if lines else range(0)
        elsewhere = {key for key in {words.keys[i] for i in self.title} if self._is_name_elsewhere(key)}
        self._of_title = {i for i in self.title if words.keys[i] not in elsewhere}
        self.inside = {words.keys[i] for i, capital in enumerate(words.capital) if capital and self._is_inside(i)}
        self._owning: dict[str, bool] = {}  # words in the possessive that always belong to one and the same next word

    def is_last_name(self, i: int) -> bool:
        """Whether a common noun behind a first name is a last name: a role stands before both ("his lawyer, Ada Sale"), the age
        follows ("Ada Chain, 68,"), or whoever is called so speaks ("Fund said")."""
        words = self.words
        if words.keys[i - 1] not in self._first_names or words.keys[i - 1] in common_words():
            return False
        role = self._roles.get(i - 2) if i > 1 and words.gaps[i - 1] in (" ", ", ") else None
        titled = role is not None and not role.entry.referent
        aged = i + 2 < len(words) and words.keys[i + 1].isdigit() and words.gaps[i + 1] == ", " and words.gaps[i + 2][:1] == ","
        return titled or aged or words.keys[i] in self._speaking

    @cached_property
    def _speaking(self) -> set[str]:
        """The words that are the subject of a reporting verb with no name or article before them ("while Fund said")."""
        verbs = (i for i, hit in self._cues.items() if i and hit.entry.weight >= SURE_CUE and self.words.capital[i - 1])
        return {self.words.keys[i - 1] for i in verbs if i < 2 or not (self.words.joined(i - 1) and self._is_before_name(i - 2))}

    def _is_before_name(self, i: int) -> bool:
        """Whether a word may be part of the noun phrase that a name ends: another with a capital, or a determiner."""
        return self.words.capital[i] or is_determiner(self.words.keys[i])

    def _title_case(self, line: Span) -> range:
        """The words of the first line if it is a title in Title Case, whose capitals do not tell names from other words."""
        inside = self.words.inside(line)
        whole = len(inside) >= _TITLE and not line.of(self.words.text).endswith(".")
        return inside if whole and is_title(self.words, line) else range(0)

    def _is_name_elsewhere(self, key: str) -> bool:
        """Whether a word of the title occurs in the text, and always with a capital."""
        elsewhere = [j for j in self.words.places[key] if j not in self.title]
        return bool(elsewhere) and all(self.words.capital[j] for j in elsewhere)

    def _is_inside(self, i: int) -> bool:
        """Whether a capital is that of a word inside a sentence, where only names have one."""
        return self.words.joined(i) and i not in self._of_title and i not in self._openings

    def runs(self) -> Iterator[tuple[int, int]]:
        """Stretches of capitalised words and the particles between them, without datelines and function words."""
        words, following, closed = self.words, 0, function_words()
        for i in [i for i, capital in enumerate(words.capital) if capital and i not in self._of_title]:
            if (
                i < following
                or (words.keys[i] in closed and not (i in self._last_names or self._is_first_name(i)))
                or words.keys[i].split("'")[0] in word_list("not_a_name")
            ):
                continue
            if is_party_of_state(words.surface(i)) or self._opens_before_name(i):
                continue
            end = i + 1
            while end < len(words) and words.joined(end) and (words.capital[end] or self._is_particle(end)):
                if self._is_day(end) or self._is_verb(end) or end in self._openings or end in self._of_title:
                    break  # "Flake Wednesday", the headlines "Hall Says He Will Go" and "Hall Plans To Go"
                if words.keys[end] == "who" or self._is_compound(end - 1):
                    break  # "HALL WHO LEFT", "Keldry-based Hall"
                if self._begins_sentence(end) or self._is_first_person(i, end):
                    break  # "Ada Hall Jr. The family left", "Sure I left"
                if words.is_possessive(end - 1) and self._bodies.isdisjoint(range(i, end)) and not self._owned(end - 1):
                    break
                end += 1
            following = end
            if self._is_compound(end - 1) or (end < len(words) and words.joined(end) and self._is_compound(end)):
                continue  # "New York-based", "Hall-era"
            while end > i + 1 and (not words.capital[end - 1] or self._role_after(i, end)):
                end -= 1
            if not self._is_dateline(i, end) and not (end > i + 1 and words.keys[end - 1] in word_list("place_noun")):
                yield i, end

    def _opens_before_name(self, i: int) -> bool:
        """Whether a word that opens a sentence is no part of the name behind it ("Said Hall", "Removing Hall was right"): a
        reporting verb or an adverb, or what ends as participles do where the text has the name without it."""
        words, key = self.words, self.words.keys[i]
        if i + 1 >= len(words) or not (words.joined(i + 1) and words.capital[i + 1]) or not self._only_opens(i):
            return False
        if self._is_verb(i) or key in word_list("sentence_adverb"):
            return True
        if len(key) < _ENDING or not key.endswith(("ing", "ly")):
            return False
        name = words.keys[i + 1]
        return name in self._first_names or any(before != key for before in self._behind[name])

    def _only_opens(self, i: int) -> bool:
        """Whether a word is no first name, and has no capital inside a sentence."""
        return self.words.keys[i] not in self.inside and self.words.keys[i] not in self._first_names

    @cached_property
    def _behind(self) -> dict[str, set[str]]:
        """The words with a capital that stand before each other one; "" where none does."""
        words, behind = self.words, dict[str, set[str]]()
        for i in (i for i, capital in enumerate(words.capital) if capital):
            before = words.keys[i - 1] if i and words.joined(i) and words.capital[i - 1] else ""
            behind.setdefault(words.keys[i], set()).add(before)
        return behind

    def _begins_sentence(self, i: int) -> bool:
        """Whether the full stop of an abbreviation before a word ends a sentence, too, since it is one that begins no name."""
        key = self.words.keys[i]
        if "." not in self.words.gaps[i] or len(self.words.keys[i - 1]) == 1 or key in self._first_names:
            return False
        return key in word_list("not_a_name") or bool(function_words().get(key, frozenset()) - {"auxiliary"})

    def _is_first_person(self, first: int, i: int) -> bool:
        """Whether a word behind the first of a stretch is "I", and no number or initial ("George I"): with the short form of a
        verb, or right behind the word that opens a sentence."""
        person, short, _ = self.words.keys[i].partition("'")
        if person != "i" or self.words.gaps[i + 1].startswith("."):
            return False
        return bool(short) or (i == first + 1 and self._only_opens(first))

    def _is_first_name(self, i: int) -> bool:
        """Whether a function word is a first name, in front of a last name and inside a sentence ("prosecutor Will Eason")."""
        words = self.words
        inside = 0 < i < len(words) - 1 and words.joined(i) and words.joined(i + 1)
        return inside and words.capital[i + 1] and words.keys[i] in self._first_names and not words.capital[i - 1]

    def _owned(self, i: int) -> bool:
        """Whether a possessive belongs to the name of a body ("Sheriff's Office", "Samaritan's Purse")."""
        role = self._roles.get(i + 1)
        if role and role.entry.referent == "body":
            return True
        word = self.words.keys[i]
        if word not in self._owning:
            places = self.words.places[word]
            followed = {self.words.keys[j + 1] if self.words.is_possessive(j) and j + 1 < len(self.words) else "" for j in places}
            self._owning[word] = len(places) > 1 and len(followed) == 1
        return self._owning[word]

    def _is_verb(self, i: int) -> bool:
        """Whether a word with a capital is a reporting verb in a headline, in a form that cannot be a name."""
        hit = self._cues.get(i)
        return hit is not None and hit.entry.weight >= SURE_CUE and self.words.keys[i].endswith(("s", "ed", "said"))

    def _is_compound(self, i: int) -> bool:
        """Whether a word is an adjective made of a name ("Keldry-based", "Hall-era", "pro-Keldry")."""
        if "-" not in self.words.keys[i]:
            return False
        first, _, last = self.words.surface(i).rpartition("-")
        return last in word_list("behind_hyphen") or (self.words.capital[i] and first in word_list("before_hyphen"))

    def _is_particle(self, i: int) -> bool:
        """Whether a word is a particle inside a name ("de la Cruz")."""
        end = i
        while end < len(self.words) and self.words.keys[end] in word_list("name_particle") and end - i < _PARTICLES_AT_MOST:
            end += 1
        return i < end < len(self.words) and self.words.capital[end]

    def _role_after(self, first: int, after: int) -> bool:
        """Whether the last of these words is a person's role after a full name ("Nasr al-Hariri Secretary General")."""
        last = after - 1
        if last - first < 2 or last not in self._roles or self._roles[last].entry.referent:
            return False
        return self._roles.keys().isdisjoint(range(first, first + 2))

    def _is_dateline(self, first: int, after: int) -> bool:
        """Whether words in capitals open a paragraph, as a place does and a person does not."""
        if first not in self._openings:
            return False
        text = self.words.span(first, after).of(self.words.text)
        return text.isupper() and len(text) >= _SHOUTED

    def _is_day(self, i: int) -> bool:
        """Whether word i is a day or a time of day ("Monday", "today"), which no name ends in; months can be names."""
        return self.words.keys[i] in word_list("weekday") or self.words.keys[i] in word_list("time_of_day")
