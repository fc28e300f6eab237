"""The people of one article: who is named, with which role and country the article introduces them, and where."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import NamedTuple

from .attributions import Attribution
from .lexicons import Entry, Lexicon, load_lexicon
from .matching import Hit, Matcher
from .phrases import Phrases, word_classes
from .spans import Span
from .text import Words, paragraphs

_PARTICLES = frozenset("al el bin ibn abu de da del der den di la le van von ben ould".split())
_APPOSITION = 12  # words after a name that may introduce it
_SHOUTED = 4  # letters from which a word in capitals that opens a paragraph is a dateline, not a name


@dataclass
class Person:
    """Somebody the article names: the fullest name, and what the article says that she is."""

    name: str
    entry: Entry | None = None
    roles: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    types: list[str] = field(default_factory=list)
    pronoun: str = ""
    introduced: bool = False  # with a role, by the registry, or as a source: surely a person


class _Names(NamedTuple):
    """The registries as matchers."""

    persons: Matcher
    organisations: Matcher
    countries: Matcher


@cache
def _registries() -> _Names:
    countries = load_lexicon("countries")
    return _Names(
        Matcher(load_lexicon("persons")),
        Matcher(load_lexicon("organisations")),
        Matcher(_with_demonyms(countries)),
    )


def _with_demonyms(countries: Lexicon) -> Lexicon:
    """The countries, found by demonym and capital too."""
    entries = []
    for entry in countries.entries:
        aliases = (*entry.listed("aliases"), *entry.listed("demonyms"), *entry.listed("capital"))
        entries.append(replace(entry, extra={**entry.extra, "aliases": "|".join(aliases)}))
    return replace(countries, entries=tuple(entries))


class People:
    """The names of one article."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span]) -> None:
        words = self.words = phrases.words
        self.sentence_ends = [span.end for span in sentences]
        names = _registries()
        self.person_hits = _by_word(names.persons.hits(words))
        self.organisation_hits = _by_word(names.organisations.hits(words))
        self.country_hits = _by_word(names.countries.hits(words))
        self.role_hits = phrases.roles
        self.openings = {words.inside(line).start for line in paragraphs(words.text)}
        self.people: dict[str, Person] = {}  # by key of the last name
        self.mentions: list[tuple[int, Person]] = []  # in reading order, outside attributed content

    # -- who is in the article ------------------------------------------------------------------------------------

    def introduce(self, found: Sequence[Attribution]) -> None:
        """Collect the people of the article with their roles, and the mentions outside attributed content."""
        content = {i for a in found for span in a.content for i in self.words.inside(span)}
        sources = {self.words.inside(a.source[0]).start for a in found if a.source}
        for first, after in self._name_runs():
            start, titled = self.past_titles(first, after)
            if start >= after or (self.is_body(start, after) and not titled):
                continue
            person = self._person(start, after)
            opening = self._opening(first)
            self._describe(person, opening, start)
            if titled or opening < first or person.entry or first in sources:
                person.introduced = True
            if "," in self.words.gap(after)[:2] and after < len(self.words):
                self._describe(person, after, self._apposition_end(after))
            if start not in content:
                self.mentions.append((start, person))

    def _opening(self, first: int) -> int:
        """Where a lower-case introduction of a name begins ("government spokesman Ruvan Teshe")."""
        start = first
        known = (self.role_hits, self.country_hits, self.organisation_hits)
        while start > 0 and self.words.joined(start) and any(start - 1 in hits for hits in known):
            start -= 1
        return start if any(i in self.role_hits for i in range(start, first)) else first

    def _name_runs(self) -> Iterable[tuple[int, int]]:
        """Stretches of capitalised words, with particles inside."""
        words, i = self.words, 0
        while i < len(words):
            if not words.capital[i] or words.keys[i] in _NO_NAME or word_classes().get(words.keys[i]):
                i += 1
                continue
            end = i + 1
            while end < len(words) and words.joined(end) and (words.capital[end] or self._particle(end)):
                if words.surface(end - 1).endswith(("’s", "'s")) and not self._title_at(i, end):
                    break
                end += 1
            following = end
            while end > i + 1 and (not words.capital[end - 1] or self._role_behind(i, end)):
                end -= 1
            if not self._dateline(i, end):
                yield i, end
            i = following

    def _role_behind(self, first: int, after: int) -> bool:
        """Whether a name of two words or more is followed by a role ("Nasr al-Hariri Secretary General")."""
        last = after - 1
        return last in self.role_hits and last - first >= 2 and not any(i in self.role_hits for i in range(first, first + 2))

    def _dateline(self, first: int, after: int) -> bool:
        """Whether words in capitals open a paragraph: a place, not a person."""
        text = self.words.span(first, after).of(self.words.text)
        return text.isupper() and len(text) >= _SHOUTED and first in self.openings

    def _title_at(self, first: int, after: int) -> bool:
        """Whether the words before a possessive's end are a country or body ("Russia's Foreign Minister …")."""
        return any(i in self.country_hits or i in self.organisation_hits for i in range(first, after))

    def _particle(self, i: int) -> bool:
        return self.words.keys[i] in _PARTICLES and i + 1 < len(self.words) and self.words.capital[i + 1]

    def past_titles(self, first: int, after: int) -> tuple[int, bool]:
        """Where the name begins behind leading countries, bodies and roles, and whether a role stood there."""
        start, titled = first, False
        for i in range(first, after):
            hit = self.role_hits.get(i)
            in_person = i in self.person_hits and self.person_hits[i].first == i
            if in_person:
                break
            if hit or i in self.country_hits or (i in self.organisation_hits and self.organisation_hits[i].after < after):
                start = max(start, (hit or self.country_hits.get(i) or self.organisation_hits[i]).after)
                titled = titled or hit is not None
            elif i >= start:
                later_role = any(j in self.role_hits for j in range(i + 1, after - 1))
                if not later_role:
                    break
        return min(start, after), titled

    def is_body(self, first: int, after: int) -> bool:
        """Whether a run of capitals is a country or an organisation, not a person."""
        return any(i in self.country_hits or i in self.organisation_hits for i in range(first, after))

    def _person(self, first: int, after: int) -> Person:
        """The person of a name: a known one of the same last name, or a new one; the fullest name is kept."""
        hit = self.person_hits.get(after - 1) or self.person_hits.get(first)
        surname = surname_of(self.words.keys[after - 1])
        name = plain(self.words.span(first, after).of(self.words.text))
        person = self.people.get(surname)
        if person is None:
            person = self.people[surname] = Person(name)
        alone = after - first == 1 and len(person.name.split()) == 1
        if hit and person.entry is None and (alone or self._same_name(person, hit.entry, first, after - 1)):
            self._recognise(person, hit.entry)
        elif person.entry is None and len(name.split()) > len(person.name.split()):
            person.name = name
        return person

    def _same_name(self, person: Person, entry: Entry, first: int, last: int) -> bool:
        """Whether a known person can be meant: the last name is hers and the article gives no other first name."""
        known = {surname_of(name) for name in _keys(entry.term)}
        names = (self.words.keys[first], _keys(person.name)[0], self.words.keys[last])
        return all(surname_of(name) in known for name in names if len(name) > 1)

    def _recognise(self, person: Person, entry: Entry) -> None:
        person.entry, person.name = entry, entry.term
        person.pronoun = entry.extra.get("pronoun", "")
        person.types.append(entry.category)
        person.places.add(entry.extra.get("country", "").lower())

    def _describe(self, person: Person, first: int, after: int) -> None:
        """Note the roles and places that stand beside a name."""
        for i in range(first, after):
            if i in self.role_hits and self.role_hits[i].first == i:
                hit = self.role_hits[i]
                person.roles.update(self.words.keys[hit.first : hit.after])
                person.pronoun = person.pronoun or hit.entry.extra.get("pronoun", "")
            if i in self.country_hits:
                person.places.add(self.country_hits[i].entry.term.lower())
        if after > first:
            decided = self.type_of(first, after)
            if decided:
                person.types.append(decided)

    def _apposition_end(self, first: int) -> int:
        """The end of the words between commas after a name."""
        end = first + 1
        while end < len(self.words) and end - first < _APPOSITION and not set(self.words.gap(end)) & set(',.;:"!?\n'):
            end += 1
        return end

    def near(self, word: int, reach: int | None = None) -> list[tuple[int, Person]]:
        """Mentions before a word, at most `reach` sentences back."""
        sentence = bisect_right(self.sentence_ends, self.words.starts[word])
        earliest = self.sentence_ends[sentence - reach - 1] if reach is not None and sentence > reach else 0
        start = bisect_left(self.mentions, self.words.inside(Span(earliest, earliest + 1)).start, key=_place)
        return self.mentions[start : bisect_left(self.mentions, word, key=_place)]

    def mention(self, place: int, person: Person) -> None:
        """Note that a word refers to somebody."""
        person.introduced = True
        insort(self.mentions, (place, person), key=_place)

    def type_of(self, first: int, after: int, head: int | None = None) -> str | None:
        """The source type of a description: by the role at its head, or where that defers, by the body or country beside it.

        `head` is the word after the head noun (the last one if not given); None where nothing tells the type.
        """
        places = range(first, after)
        roles = [self.role_hits[i].entry for i in places if i in self.role_hits]
        at_head = self.role_hits.get((head or after) - 1)
        deciding = [at_head.entry] if at_head else roles
        decided = [role.category for role in deciding if not role.extra.get("defers")]
        if decided == ["document"] and any(role.category == "media" for role in roles):
            return "media"  # "Russian media reports" are no paper of the government's
        if decided:
            return next((category for category in decided if category != "other"), "other")
        bodies = [self.organisation_hits[i].entry for i in places if i in self.organisation_hits]
        if bodies:
            return bodies[0].category
        weak = next((role.category for role in [*deciding, *roles] if role.category != "other"), None)
        return weak or ("government" if any(i in self.country_hits for i in places) else "other" if roles else None)


@lru_cache(maxsize=1 << 14)
def _keys(name: str) -> list[str]:
    return Words(name).keys


def _place(mention: tuple[int, Person]) -> int:
    return mention[0]


_NO_NAME = frozenset(
    (
        "the a an this that these those he she it they we i you his her its their our my in on at for from by with of "
        "to as but and or if when while after before since although though however meanwhile according earlier later "
        "also there what who which where why how not no yes nobody none nothing everybody everyone somebody someone anyone"
    ).split()
)


def _by_word(hits: Iterable[Hit]) -> dict[int, Hit]:
    return {i: hit for hit in hits for i in range(hit.first, hit.after)}


def surname_of(word: str) -> str:
    """The key of a last name without its particle: "al-Maliki" and "Maliki" are one.

    >>> surname_of("al-maliki")
    'maliki'
    """
    head, _, rest = word.partition("-")
    return rest if rest and head in _PARTICLES else word


def plain(name: str) -> str:
    """A name as it is listed: one line, no possessive."""
    name = " ".join(name.split())
    return name[:-2] if name.endswith(("’s", "'s")) else name
