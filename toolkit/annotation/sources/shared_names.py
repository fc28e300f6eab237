"""Names that persons share with bodies and countries: "Bloomberg", "Chad", "Nielsen", "Jordan"."""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache, cached_property
from operator import itemgetter

from ...text.lexicon import load_lexicon
from ...text.matching import Hit, by_word, words_of_term
from ...text.word_classes import function_words, is_determiner, word_list
from ..phrases.noun_phrases import Phrases
from .registry import OFFICES, Registry, means_people

AUTHORITIES = ("government", "legislature", "judiciary")
"""The types of authorities, which go by the same names in many states and countries."""


class SharedNames:
    """The bodies and countries that one text names, without those that are a part of a person's name there.

    `persons` holds the registered person whose name each word belongs to.

    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> phrases = Phrases(Words("In Chad, Jordan Lund said Ada Bloomberg had left. Bloomberg fled."), [])
    >>> shared = SharedNames(phrases, shipped_registry(), {})
    >>> list(shared.organisations()), [hit.entry.term for hit in shared.countries()]
    ([], ['Chad'])
    """

    def __init__(self, phrases: Phrases, registry: Registry, persons: Mapping[int, Hit]) -> None:
        self.words, self._cues, self.registry, self.persons = phrases.words, phrases.cues, registry, persons
        self.roles: Mapping[int, Hit] = phrases.roles
        self.roles = {i: hit for i, hit in phrases.roles.items() if not self._is_role_of_name(hit)}

    def organisations(self) -> Iterator[Hit]:
        """The bodies, without those whose name is the last name of somebody whom the text names in full, or that of a body of
        the same name elsewhere ("the Ohio Supreme Court")."""
        elsewhere = {hit.first for hit in self.elsewhere}
        bodies = [hit for hit in self._organisations if hit.first not in elsewhere and not self._begins_person(hit)]
        last_names = {self.words.keys[hit.first] for hit in bodies if self._is_last_name(hit)}
        return (self._with_edition(hit) for hit in bodies if not self._is_called(hit, last_names))

    def countries(self) -> Iterator[Hit]:
        """The countries, without those whose name is a last name ("Michael Jordan") or a first name ("Chad Wolf")."""
        editions = {self._with_edition(hit).after for hit in self._organisations}
        named = [hit for hit in self._countries if not self._begins_name(hit) and hit.after not in editions]
        persons = [hit for hit in named if self._in_person(hit) or self._follows_first_name(hit) or self._has_title(hit)]
        of_persons, keys = {hit.first for hit in persons}, self.words.keys
        meant = {hit.entry.term for hit in named if self._is_people(hit) or keys[max(hit.first - 1, 0)] == "in"}
        last_names = {keys[hit.first] for hit in persons if hit.entry.term not in meant}
        last_names |= {keys[hit.first] for hit in self._countries if self._begins_name(hit) and hit.entry.term not in meant}
        kept = [hit for hit in named if hit.first not in of_persons and not self._is_called(hit, last_names)]
        return iter(sorted([*kept, *self._by_compass(kept)], key=itemgetter(1)))

    def _by_compass(self, countries: Sequence[Hit]) -> Iterator[Hit]:
        """Where a country that the text names in full goes by its first word ("the North" for "North Korea")."""
        words, full = self.words, {hit.first: hit for hit in countries}
        for word in sorted({words.keys[hit.first] for hit in countries if hit.after > hit.first + 1} & word_list("compass")):
            meant = {full[i].entry.term: full[i] for i in words.places[word] if i in full}
            if len(meant) > 1:
                continue
            for i in words.places[word]:
                alone = i + 1 == len(words) or not (words.capital[i + 1] and words.joined(i + 1))
                if i > 0 and words.keys[i - 1] == "the" and words.capital[i] and alone and i not in full:
                    yield next(iter(meant.values()))._replace(first=i, after=i + 1)

    def _with_edition(self, body: Hit) -> Hit:
        """An outlet with the country or capital of its edition ("Breitbart London", but not in "told CNN Iran had …")."""
        edition = self._country_at.get(body.after) if body.entry.category == "media" else None
        told = body.first > 0 and self.words.keys[body.first - 1] in ("told", "tells", "tell")
        if edition is None or told or not self.words.joined(body.after) or self._is_people(edition):
            return body
        return body._replace(after=edition.after)

    # -- bodies of several places -----------------------------------------------------------------------------------

    @cached_property
    def _organisations(self) -> list[Hit]:
        return list(self.registry.organisations.hits(self.words))

    @cached_property
    def elsewhere(self) -> list[Hit]:
        """The bodies whose names are parts of those of bodies elsewhere, which are of the same type."""
        return [hit for hit in self._organisations if self._is_of_elsewhere(hit)]

    def _is_of_elsewhere(self, body: Hit) -> bool:
        """Whether an authority belongs to another state or country, which stands before its name: "the state Senate", "Ohio’s
        Supreme Court", "Israel’s Supreme Court"."""
        i, words = body.first - 1, self.words
        if body.entry.category not in AUTHORITIES:
            return False
        if body.entry.category != "legislature" and body.after - 1 not in self.roles:
            return False  # not "the Boston FBI"
        if words.keys[body.first] == "state" and not words.capital[body.first] and words.capital[body.after - 1]:
            return True  # "the state Department of Finance"
        if i < 0 or not words.joined(body.first):
            return False
        owner = words.keys[i].removesuffix("'s")
        names = ((*words.keys[max(j, 0) : i], owner) for j in (i, i - 1))  # "Ohio", "New York"
        if owner == "state" or (words.capital[i] and any(name in place_names() for name in names)):
            return True
        country = self._country_at.get(i)
        return country is not None and country.entry.term != body.entry.extra.get("country", "")

    @cached_property
    def _countries(self) -> list[Hit]:
        return list(self.registry.countries.hits(self.words))

    @cached_property
    def _country_at(self) -> dict[int, Hit]:
        """The country that each word names."""
        return by_word(self._countries)

    # -- first names ------------------------------------------------------------------------------------------------

    def _begins_person(self, body: Hit) -> bool:
        """Whether what may be a body's name is a first name in front of a last name ("Petra Lund")."""
        i = body.after
        if i - body.first > 1 or i >= len(self.words) or self.words.keys[body.first] not in self.registry.pronouns:
            return False
        followed = self._joins_capital(body.first) and self.words.capital[i] and i not in self.roles
        return followed and self.words.keys[i] not in common_words() and i not in self._cues

    def _is_role_of_name(self, role: Hit) -> bool:
        """Whether what may be a role is a first name ("Bill Lund") or a registered person's last name ("Laurence Tribe")."""
        person = self.persons.get(role.first)
        last = person is not None and person.first < role.first
        return last or (role.entry.category in ("document", "civilian") and self._begins_name(role))

    def _begins_name(self, hit: Hit) -> bool:
        """Whether a word is a first name, since a last name follows that has a title, speaks, is introduced or stands alone."""
        first, last, words = hit.first, hit.after, self.words
        if last - first > 1 or last >= len(words) or words.keys[first] not in self.registry.pronouns:
            return False
        last += self._is_initial(last)  # "Hunter S. Lund"
        if not (self._joins_capital(first) and words.capital[last]) or last in self.roles:
            return False
        title = self.roles.get(first - 1)
        of_post = words.keys[first - 1] in common_words()  # "Director of Operations Bill Lund"
        if self._joins_capital(first - 1) and not (title or of_post):
            return False
        if words.is_possessive(first) or not may_be_last_name(words.keys[last]):
            return False
        speaks = first - 1 in self._cues or last + 1 in self._cues
        return title is not None or speaks or self._is_introduced(last + 1) or words.keys[last] in self._alone

    def _is_initial(self, i: int) -> bool:
        """Whether a word is one letter before the next with a capital."""
        return len(self.words.keys[i]) == 1 and self._joins_capital(i) and self.words.capital[i + 1]

    def _is_introduced(self, i: int) -> bool:
        """Whether an apposition begins at a word ("Chad Lund, a driver", "Chad Lund, of the union", "Chad Lund, who")."""
        if i >= len(self.words) or not self.words.gaps[i].startswith(","):
            return False
        word = self.words.keys[i]
        return word == "of" or word in word_list("relative") or is_determiner(word) or word.isdigit() or i in self.roles

    # -- last names -------------------------------------------------------------------------------------------------

    def _in_person(self, body: Hit) -> bool:
        """Whether a name is part of that of a registered person."""
        person = self.persons.get(body.first)
        return person is not None and person.after - person.first > body.after - body.first

    def _follows_first_name(self, body: Hit) -> bool:
        """Whether a name follows a first name."""
        return self._joins_capital(body.first - 1) and self.words.keys[body.first - 1] in self.registry.pronouns

    def _has_title(self, body: Hit) -> bool:
        """Whether a name of one word follows somebody's title ("Mayor Bloomberg", "Mr. Israel")."""
        before = body.first - 1
        if not self._joins_capital(before) or body.after - body.first > 1 or self._is_people(body):
            return False
        title = self.roles.get(before)
        if title is None:
            return self.words.keys[before] in word_list("courtesy_title")
        return title.entry.category in OFFICES and not title.entry.referent

    def _is_people(self, country: Hit) -> bool:
        """Whether a name means a people ("Israeli")."""
        return means_people(country, self.words)

    def _is_last_name(self, body: Hit) -> bool:
        """Whether what may be a body's name is a person's last name ("Michael Bloomberg", "Mayor Bloomberg")."""
        last, before = self.words.keys[body.first], body.first - 1
        if body.after - body.first > 1 or last in common_words() or self.words.surface(body.first).isupper():
            return False
        if self._in_person(body) or self._has_title(body):
            return True
        if not self._follows_first_name(body) or self.words.is_possessive(before) or last in word_list("party_member"):
            return False
        first = self.words.keys[before]
        return first not in function_words() and first not in common_words() and (first,) not in place_names()

    def _is_called(self, body: Hit, last_names: Container[str]) -> bool:
        """Whether a name is a last name by which the text calls somebody; "a Bloomberg poll" is the body's."""
        i = body.first
        if body.after - i > 1 or self.words.keys[i] not in last_names or self.words.surface(i).isupper():
            return False
        determined = i > 0 and is_determiner(self.words.keys[i - 1])
        return not determined and not (body.after < len(self.words) and self._joins_capital(i) and self.words.capital[i + 1])

    # -- small questions about words --------------------------------------------------------------------------------

    @cached_property
    def _alone(self) -> set[str]:
        """The words with a capital that stand behind no other capital somewhere in the text."""
        return {self.words.keys[i] for i, capital in enumerate(self.words.capital) if capital and not self._joins_capital(i - 1)}

    def _joins_capital(self, i: int) -> bool:
        """Whether only a space parts a word with a capital from the next one."""
        return 0 <= i < len(self.words) - 1 and self.words.capital[i] and self.words.joined(i + 1)


def may_be_last_name(word: str) -> bool:
    """Whether a word is no common one, so that its capital is that of a name wherever it stands.

    >>> may_be_last_name("toomey"), may_be_last_name("enemies")
    (True, False)
    """
    known = word in function_words() or word in common_words() or word in word_list("not_a_name")
    return not known and not word.endswith(("s", "ing", "ed", "ly"))


@cache
def place_names() -> frozenset[tuple[str, ...]]:
    """The names of states, regions and cities, each as its words."""
    return frozenset(map(words_of_term, load_lexicon("places").by_term))


def is_place_name(name: Sequence[str]) -> bool:
    """Whether words are the name of a state, region or city, or of part of one.

    >>> is_place_name(["southern", "california"]), is_place_name(["mumbai"]), is_place_name(["keldry"])
    (True, True, False)
    """
    return tuple(name) in place_names() or (tuple(name[1:]) in place_names() and name[0] in word_list("compass"))


@cache
def common_words() -> frozenset[str]:
    """Words that are common also without a capital."""
    return word_list("common", "common_words")
