"""Names of bodies and things that no registry has: where they end, and the words of them that are no person's name."""

from collections.abc import Container, Mapping

from ...text.matching import Hit
from ...text.word_classes import function_words, word_list
from ...text.words import Words
from .shared_names import common_words, is_place_name

_CLOSED = frozenset({"determiner", "auxiliary", "pronoun", "subordinator"})  # what no name of a person holds


class BodyNames:
    """The capitalised words of one text as the names of bodies.

    `organisations` are the words of registered bodies, `known` those of registered bodies, countries and persons.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> words = Words("The Ministry of Works, Roads and Harbours met. The Association for the Deaf President Ada Hall left.")
    >>> names = BodyNames(words, Phrases(words, []).roles, set(), set(), {"ada"})
    >>> [words.span(*part).of(words.text) for part in ((1, names.topics_end(1, 2)), (9, names.whole_end(10)))]
    ['Ministry of Works, Roads and Harbours', 'Association for the Deaf']
    """

    def __init__(
        self,
        words: Words,
        roles: Mapping[int, Hit],
        organisations: Container[int],
        known: Container[int],
        first_names: Container[str],
    ) -> None:
        self.words, self.roles = words, roles
        self._organisations, self._known, self._first_names = organisations, known, first_names

    # -- where a name ends ------------------------------------------------------------------------------------------

    def whole_end(self, after: int) -> int:
        """Where a name ends that goes on behind "of", "for" or "on", before the title of somebody in the body ("Association for
        the Deaf | President Ada Hall")."""
        while self.goes_on(after):
            end = self.capitals_end(after + 1)
            titles = (role for role in map(self.roles.get, range(after + 1, end)) if role and self._is_title_of_name(role, end))
            if title := next(titles, None):
                return title.first if self.words.capital[title.first - 1] else after
            after = end
        return after

    def _is_title_of_name(self, role: Hit, end: int) -> bool:
        """Whether a role is that of a person whose first name follows."""
        return role.after < end and not role.entry.referent and self.words.keys[role.after] in self._first_names

    def topics_end(self, first: int, after: int) -> int | None:
        """Where the name of a body for several things ends ("Ministry of | Works, Roads and Harbours", "of | Works
        and Roads"), if it is one."""
        head = self.roles.get(after - 1)
        if head is None or head.entry.referent != "body" or not self.goes_on(after):
            return None
        end, several, last = self.capitals_end(after + 1), False, first in self._organisations
        while not last and self._goes_on_with_topic(end):
            last = self.words.keys[end] == "and"
            several = several or "," in self.words.gaps[end] or self.words.keys[end + last] in common_words()
            end = self.capitals_end(end + last)
        return end if several and last else None

    def _goes_on_with_topic(self, i: int) -> bool:
        """Whether a comma or "and" follows, and a capital that begins no name of a body, a place or a person."""
        topic = i + (self.words.keys[i : i + 1] == ["and"])
        if topic >= len(self.words) or not self.words.capital[topic] or self.words.gaps[i] not in (" ", ", ")[topic == i :]:
            return False
        first_name = self.words.keys[topic] in self._first_names
        return not (
            first_name or is_place_name(self.words.keys[topic : topic + 1]) or topic in self._known or topic in self.roles
        )

    def goes_on(self, i: int) -> bool:
        """Whether "of", "for", "on" or "to" and a capital continue a body's name ("Association | for the Deaf", "Campaign | to
        Ban Mines"); not "on Monday"."""
        keys, capital = self.words.keys, self.words.capital
        if i + 1 >= len(keys) or (keys[i] != "to" and keys[i] not in ("of", "for", "on")) or not self.words.joined(i):
            return False
        nxt = i + 1 + (keys[i] in ("of", "for") and keys[i + 1] == "the")
        if nxt >= len(keys) or not capital[nxt] or not all(map(self.words.joined, range(i + 1, nxt + 1))):
            return False
        return keys[nxt] in common_words() if keys[i] == "to" else "time" not in function_words().get(keys[nxt], ())

    def capitals_end(self, first: int) -> int:
        """The word after word `first` and those with a capital that follow it."""
        after = first + 1
        while after < len(self.words) and self.words.capital[after] and self.words.joined(after):
            after += 1
        return after

    # -- what is no person's name -----------------------------------------------------------------------------------

    def is_rest(self, first: int, start: int, after: int) -> bool:
        """Whether what stands behind a role noun is the rest of a name of a body or thing that has the role noun in it
        ("Immanuel Christian | School", "Families | Against Waste", "Inspector General | Act"): common words, or a preposition,
        behind a noun for people, and that for a law behind any title but one of courtesy."""
        title, last = self.roles.get(start - 1), self.words.keys[after - 1]
        if (
            not first < start < after
            or title is None
            or any(self.words.keys[i] in self._first_names for i in range(start, after))
        ):
            return False
        if last in word_list("law"):
            return self.words.keys[start - 1] not in word_list("courtesy_title")
        office = self.roles.get(after - 1)
        if office and not office.entry.referent:
            return False  # "Family Action President"
        begins = "preposition" in function_words().get(self.words.keys[start], ())
        people = title.entry.category == "civilian" and not title.entry.referent
        return people and (last in common_words() or last in word_list("company", "abbreviations") or begins)

    def is_for(self, first: int, after: int) -> bool:
        """Whether a name in the plural goes on with what it is for ("New Alternatives | for Homeless Youth")."""
        plural = after - first > 1 and self.words.keys[after - 1].endswith("s")
        return (
            plural
            and self.words.keys[first] not in self._first_names
            and self.words.keys[after : after + 1] == ["for"]
            and self._for_common(after + 1)
        )

    def _for_common(self, i: int) -> bool:
        return self.goes_on(i - 1) and self.words.keys[i] in common_words()

    def is_adjective(self, i: int) -> bool:
        """Whether a word is an adjective that always has a capital ("Democratic", "Hispanic")."""
        return self.words.keys[i] in word_list("proper_adjective")

    def is_thing(self, i: int) -> bool:
        """Whether a word with a capital that stands alone is the name of nobody ("Medicare", "Corp")."""
        word = self.words.keys[i]
        return word in common_words() or word in word_list("thing_name") or word in word_list("company", "abbreviations")

    def is_headline(self, first: int, after: int) -> bool:
        """Whether words with a capital hold a function word that is no initial and no first or last name, as in titles ("Can
        Handle It", not "Theresa May")."""
        return any(map(self._is_function_word, range(first, after - 1)))

    def _is_function_word(self, i: int) -> bool:
        word = self.words.keys[i]
        closed = len(word) > 1 and word not in self._first_names and function_words().get(word, frozenset()) & _CLOSED
        return bool(closed) and word not in word_list("name_particle")
