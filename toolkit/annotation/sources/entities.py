"""The cast of one article: the persons, bodies and countries that it names, where it names them, and what it says they are."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from ...text.lexicon import Entry
from ...text.spans import Span
from ...text.word_classes import word_list
from ..attributions.attribution import Attribution
from ..phrases.noun_phrases import Range
from .bodies import Bodies
from .entity import Entity
from .floor import Floor
from .introductions import Introductions
from .persons import Persons
from .proper_names import ProperName, ProperNames, keys_of, surname_of, words_of
from .registry import UNDATED
from .stated_roles import StatedRoles

_BYLINE = re.compile(r"^By ([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3})", re.M)
_ABOUT_AUTHOR = re.compile(r"^([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}) is [a-z]", re.M)
_HEADING = 600  # characters of a text among which a byline is
_FAR = 80  # sentences back in which a description looks for its entity
_INITIALS = 3  # the most letters of an abbreviation that is spelt out ("UN", not "NATO")
_PAIR = 3  # sentences back in which "they" or "both officials" looks for two persons


class Cast:
    """The entities of one article: which words name each, where each is mentioned, and who has the floor.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Iraqi minister Ben Abay met Ada Hall. Abay left."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> [(entity.name, entity.type) for entity in cast.latest(8, ("person",))]
    [('Ben Abay', 'government'), ('Ada Hall', None)]
    """

    def __init__(self, names: ProperNames, sentences: Sequence[Span], year: int = UNDATED, byline: str = "") -> None:
        self.byline = byline  # where it is not part of the text that is read
        self.names = names
        self.words = names.words
        self._introductions = Introductions(names)
        self.floor = Floor(names.phrases)
        self._year = year
        self._sentence_ends = [span.end for span in sentences]
        self.persons = Persons(names)
        self._bodies = Bodies()
        self._at: dict[int, Entity] = {}  # by word, inside a name
        self.stated = StatedRoles(names, self._at)
        self._mentions: list[tuple[int, Entity]] = []  # in reading order, outside attributed content
        self._inside: list[tuple[int, Entity]] = []  # in reading order, inside attributed content

    # -- the entities -----------------------------------------------------------------------------------------------

    def introduce(self, attributions: Sequence[Attribution]) -> None:
        """Collect the entities that the article names, and their mentions outside attributed content."""
        self.floor.open(attributions, self.words)
        sources = {self.words.inside(a.source[0]).start for a in attributions if a.source}
        for entity, part in self._entities(sources):
            self._at.update(dict.fromkeys(range(*part), entity))
            self._call(entity, part)
            entity.spans.append(self.words.span(*part))
            self.persons.note(entity, self.sentence_of(part.first))
            (self._inside if self.floor.is_content(part.first) else self._mentions).append((part.first, entity))
        self._mentions.sort(key=_place)
        self._inside.sort(key=_place)

    def _entities(self, sources: set[int]) -> Iterator[tuple[Entity, Range]]:
        """The entities with the words that name them; whoever is a source counts as introduced."""
        for kind, hit in self.names.registered():
            yield self._registered(hit.entry, kind), Range(hit.first, hit.after)
        for name in sorted(self.names.in_capitals(), key=self._rank):
            entity = self._unregistered(name) if name.kind == "body" else self._person(name)
            if name.kind == "body":
                self._describe_body(entity, name)
            entity.introduced = entity.introduced or name.titled or (name.kind == "person" and name.first in sources)
            yield entity, Range(name.start, name.after)

    def _rank(self, name: ProperName) -> tuple[bool, bool]:
        """Bodies first, since what persons are may depend on them, and last the title, which calls persons as the text does."""
        return name.kind != "body", self.names.in_title(name)

    def _describe_body(self, body: Entity, name: ProperName) -> None:
        """Note the words of a body's role before its name or behind it, and its type ("the rights group X")."""
        for role in (self.names.roles.get(name.start - 1), self.names.body_role_behind(name.after)):
            if role is None:
                continue
            body.words.update(self.words.keys[role.first : role.after])
            told = role.entry.referent == "body" and not role.entry.defers
            if told and body.type in (None, "other") and role.entry.category != "other":
                body.types = [role.entry.category]

    def _call(self, entity: Entity, part: Range) -> None:
        """Give a registered body or country the fullest name by which the article calls it: "Congress", not "Capitol Hill", and a
        country that it names only by its capital its own name."""
        if entity.entry is None or entity.kind == "person" or entity.name == entity.entry.term:
            return
        text = self.names.text(*part)
        if text == f"the {entity.entry.term}" or text in entity.entry.listed("capital"):
            text = entity.entry.term
        exact = self.words.keys[part.first : part.after] == keys_of(entity.entry.term)
        exact = exact or _is_spelt_out(entity, text.replace(".", ""))
        term = _written(entity.entry.term, text)
        own = keys_of(term)
        fullest = max(text, entity.name, key=lambda name: (any(word in name.lower() for word in own), _fullness(name)))
        self._bodies.rename(entity, term if exact else fullest)

    def _registered(self, entry: Entry, kind: str) -> Entity:
        body = self._bodies.get(entry.term)
        if body is None:
            body = Entity(
                name="",
                kind=kind,
                entry=entry,
                words=words_of(entry),
                places={entry.term.lower(), entry.extra.get("country", "").lower()} - {""},
                pronoun="it",
                introduced=True,
                registered=entry.category,
            )
            self._bodies.add(entry.term, body)
        return body

    def country(self, entry: Entry) -> Entity | None:
        """A registered country, if the article names it."""
        country = self._bodies.get(entry.term)
        return country if country and country.spans else None

    def _unregistered(self, name: ProperName) -> Entity:
        """The body of a name that is in no registry, under its full name or its acronym."""
        text, words = self.names.text(name.start, name.after), self.words
        body = self._bodies.get(text) or self._bodies.with_initials(text) or self._bodies.in_short(text)
        if body is None:
            body = self._new_body(text, name)
            self._bodies.add(text, body)
        acronym = words.surface(name.after) if name.after < len(words) and words.gaps[name.after].endswith("(") else ""
        if acronym.isupper() and not self._bodies.get(acronym):
            self._bodies.rename(body, self._spelt_out(name, acronym))
            for known in (acronym, body.name):
                self._bodies.add(known, body)
        return body

    def _spelt_out(self, name: ProperName, acronym: str) -> str:
        """The name before an acronym in brackets, from the word of its first letter ("Pacific Gas and Electric (PG&E)")."""
        letters = [letter for letter in acronym.lower() if letter.isalpha()]
        i = name.after
        while letters and i > 0 and (i == name.after or self.words.joined(i)):
            i -= 1
            if self.words.keys[i][0] == letters[-1]:
                letters.pop()
            elif self.words.capital[i] and i not in self.names.roles:
                break
        return self.names.text(i if not letters and i < name.start else name.start, name.after)

    def _new_body(self, text: str, name: ProperName) -> Entity:
        source_type, countries = self._type_of_new(name), self.names.countries
        return Entity(
            name=text,
            kind="body",
            words=set(self.words.keys[name.start : name.after]),
            places={countries[i].entry.term.lower() for i in range(name.start, name.after) if i in countries},
            types=[source_type] if source_type else [],
            pronoun="it",
        )

    def _type_of_new(self, name: ProperName) -> str | None:
        """As what an unregistered body speaks, by its name."""
        first, after = name.start, name.after
        if self.words.keys[after - 1] in word_list("law") and after - first > 1:
            return "document"
        like = next((self.names.elsewhere[i].entry.category for i in range(first, after) if i in self.names.elsewhere), None)
        source_type = like or self.type_of(first, after, self.head(first, after))
        if source_type == "civilian" and not self._is_of_civilians(first, after):
            return "ngo_monitor"  # "Mothers Against Waste", "Keldry Workers Center"
        if source_type is None and self.stated.is_outlet(after - 1):
            return "media"
        if source_type in (None, "other") and self.names.places(first, after):
            return "government"  # "Statistical Center of Iran"
        return source_type

    def _is_of_civilians(self, first: int, after: int) -> bool:
        """Whether the head of a name is a noun for a body of civilians ("Keldry Rovers Club"), and not for any that they join."""
        role = self.names.roles.get(self.head(first, after) - 1)
        return role is not None and role.entry.referent == "body" and role.entry.category == "civilian"

    def _person(self, name: ProperName) -> Entity:
        """The person of a name, with what is said about the person before and after it."""
        text, entry = self.names.text(name.start, name.after), self.names.person(name)
        person = self.persons.named(name, entry)
        introduction = self._with_principal(self._introductions.before(name))
        self._describe(person, introduction, before=True)
        self._describe(person, self._introductions.apposition(name), before=False)
        self._describe(person, self._introductions.apposed(name), before=True)
        for statement in self.stated.of(self._introductions.predicate(name), before=False):
            if statement.is_present_role:
                person.state(statement)
        if party := self.stated.of_party(name):
            person.state(party)
        person.private = person.private or self.stated.is_private(name)
        alone = name.after - name.start == 1 and len(person.name.split()) == 1
        if entry and person.entry is None and (alone or self._has_name_of(person, entry, name)):
            person.recognise(entry, self._year, self.names.registry.bodies_in(entry.extra.get("role", "")))
            person.name = self._spelt(entry, name)
        elif person.entry is None and len(text.split()) > len(person.name.split()):
            person.name = text
        person.introduced = person.introduced or introduction.first < name.first
        return person

    def _with_principal(self, part: Range) -> Range:
        """An introduction with the name before it of the person or body for whom somebody speaks or works ("Hall | spokesman Ben
        Abay", "Hall's | lawyer")."""
        first, after = part
        principal = self._at.get(first - 1) if first < after and self.words.joined(first) else None
        if principal is None or self.names.roles.keys().isdisjoint(range(*part)):
            return part
        while self._at.get(first - 1) is principal:
            first -= 1
        return Range(first, after)

    def _spelt(self, entry: Entry, name: ProperName) -> str:
        """The name of a registered person, as the article has it where it ends otherwise ("Orban", "King Jr")."""
        text, last = self.names.text(name.start, name.after), surname_of(self.words.keys[name.after - 1])
        if " " in text and last != surname_of(keys_of(entry.term)[-1]):
            return text
        return _written(entry.term, text)

    def _has_name_of(self, person: Entity, entry: Entry, name: ProperName) -> bool:
        """Whether a registered person can be meant: by that last name, and with no other first name in the article."""
        own = set(map(surname_of, words_of(entry)))
        last = self.names.last_name(name) if self.names.has_title_of(name, entry) else name.after - 1  # "Sen. Ada Hall III"
        words = (self.words.keys[name.start], keys_of(person.name)[0], self.words.keys[last])
        spelt_so = all(surname_of(word) in own for word in words if len(word) > 1)
        return spelt_so or self.names.registry.person(keys_of(person.name)) is entry

    def _describe(self, person: Entity, part: Range, *, before: bool) -> None:
        """Note the roles and places given before a name or after it."""
        first, after = part
        if first >= after:
            return
        person.described.append(part)
        head = self.head(first, after)
        roles = {id(hit): hit for hit in map(self.names.roles.get, range(first, head)) if hit}.values()
        for role in roles:
            person.learn(words=self.words.keys[role.first : role.after], pronoun=role.entry.pronoun)
        if person.entry is None and roles:  # "a spokeswoman" says more than a first name does
            person.pronoun = next(iter(roles)).entry.pronoun or person.pronoun
        person.places |= self.names.places(first, after)
        for statement in self.stated.of(part, before=before):
            person.former = person.former or (before and statement.former)
            person.state(statement)

    # -- mentions ---------------------------------------------------------------------------------------------------

    def at(self, word: int) -> Entity | None:
        """The entity that a word names, by itself or with its neighbours."""
        return self._at.get(word)

    def name_at(self, word: int) -> Range:
        """The words of the body's name that a word is in; the word alone where it is in none."""
        body, place = self._at.get(word), self.words.starts[word]
        span = next((s for s in body.spans if s.start <= place < s.end), None) if body and body.kind == "body" else None
        inside = self.words.inside(span) if span else range(word, word + 1)
        return Range(inside.start, inside.stop)

    @property
    def by_word(self) -> Mapping[int, Entity]:
        """The entity that each word of a name names."""
        return self._at

    def before(self, word: int, reach: int, *, inside: bool = False) -> Iterator[tuple[int, Entity]]:
        """Mentions before a word, at most `reach` sentences back, the latest first, each with its first word.

        With `inside`, those in attributed content instead, where the outlet hardly ever goes on from.
        """
        earliest, mentions = self.sentence_start(word, reach), self._inside if inside else self._mentions
        for number in range(bisect_left(mentions, word, key=_place) - 1, -1, -1):
            if mentions[number][0] < earliest:
                return
            yield mentions[number]

    def since(self, word: int) -> Iterator[tuple[int, Entity]]:
        """Mentions from a word on, in reading order, each with its first word."""
        first = bisect_left(self._mentions, word, key=_place)
        yield from map(self._mentions.__getitem__, range(first, len(self._mentions)))

    def latest(self, word: int, kinds: Sequence[str], reach: int = _FAR) -> Iterator[Entity]:
        """The entities of these kinds mentioned before a word, the latest first, each once."""
        listed: set[Entity] = set()
        for _, entity in self.before(word, reach):
            if entity.kind in kinds and entity not in listed:
                listed.add(entity)
                yield entity

    def pair_before(self, word: int) -> tuple[Entity, ...]:
        """The latest two persons joined by "and" in one sentence; empty if there are none."""
        persons = ((place, entity) for place, entity in self.before(word, _PAIR) if entity.kind == "person")
        for (second_place, second), (first_place, first) in pairwise(persons):
            same_sentence = self.sentence_of(first_place) == self.sentence_of(second_place)
            if same_sentence and "and" in self.words.keys[first_place:second_place] and first is not second:
                return (first, second)
        return ()

    def everybody(self) -> list[Entity]:
        """The entities whose kind is sure, in the order of first mention."""
        sure = dict.fromkeys(entity for entity in (*self.persons, *self._bodies) if entity.spans and entity.is_sure)
        return sorted(sure, key=lambda entity: min(entity.spans))

    def heard(self, entities: tuple[Entity, ...], place: int) -> None:
        """Note who has spoken, as a source whose words begin at `place`."""
        self.floor.take(entities, place)
        for entity in entities:
            entity.spoke = entity.introduced = True
            if len(entities) == 1:
                insort(self._mentions, (place, entity), key=_place)

    def just_left(self, place: int) -> tuple[Entity, ...]:
        """Who spoke last in a quotation that ended in the sentence of a word or in the one before."""
        source, speakers = self.floor.left
        return speakers if speakers and source < place and self.sentence_of(place) - self.sentence_of(source) <= 1 else ()

    def owns(self, word: int) -> bool:
        """Whether the name that begins at a word is in the possessive ("Hall's lawyer")."""
        entity = self._at.get(word)
        while entity is not None and self._at.get(word + 1) is entity:
            word += 1
        return self.words.is_possessive(word)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        """The first word of each sentence, and the number of words."""
        return [0, *(bisect_left(self.words.starts, end) for end in self._sentence_ends)]

    @cached_property
    def author(self) -> Entity:
        """The article's own author, by the name of the byline if the text has one."""
        match = _BYLINE.search(f"{self.byline}\n{self.words.text[:_HEADING]}")
        match = match or _ABOUT_AUTHOR.search(f"{self.byline}\n{self.words.text[-_HEADING:]}")
        kind = "person" if match else "unnamed"
        return Entity(match[1] if match else "the author", kind, types=["media"], personal=False)

    def mentions_abroad(self) -> bool:
        """Whether the article names another country more often than the United States."""
        times = Counter(hit.entry.term for i, hit in self.names.countries.items() if i == hit.first)
        return bool(times) and times.most_common(1)[0][0] != "United States"

    def incumbent(self, role: str, country: str) -> Entity | None:
        """The registered holder of an office in the year of the article, also where the article does not name them."""
        entry = self.names.registry.holder(role, country, self._year)
        person = next((person for person in self.persons if entry and person.entry is entry), None)
        if entry and person is None:
            person = Entity(entry.term)
            person.recognise(entry, self._year, ())
            self.persons.add(person)
        return person

    # -- words --------------------------------------------------------------------------------------------------------

    def sentence_of(self, word: int) -> int:
        """The number of the sentence that a word is in."""
        return bisect_right(self._sentence_ends, self.words.starts[word])

    def sentence_start(self, word: int, back: int = 0) -> int:
        """The first word of the sentence that a word is in, or of the one `back` sentences earlier."""
        number = self.sentence_of(word) - back
        return self._sentence_starts[number] if number > 0 else 0

    def head(self, first: int, after: int) -> int:
        """The word after the head noun of a phrase: its first preposition outside a name, or its end."""
        return self.stated.head(first, after)

    def is_participle(self, i: int) -> bool:
        """Whether word i is a participle or adjective behind a noun ("familiar with")."""
        return self.stated.is_participle(i)

    def type_of(self, first: int, after: int, head: int) -> str | None:
        """The source type of a description (see `StatedRoles.type_of`)."""
        return self.stated.type_of(first, after, head)


def _is_spelt_out(entity: Entity, text: str) -> bool:
    """Whether readers know a country or international organisation by its name rather than by an abbreviation ("US", "UN")."""
    world = entity.registered == "international_organisation" and len(text) <= _INITIALS
    return text.isupper() and (entity.kind == "country" or world)


def _written(term: str, text: str) -> str:
    """A registered name with the apostrophes of a text."""
    return term.replace("'", "’") if "’" in text else term


def _fullness(name: str) -> tuple[bool, int, int]:
    """Names with fewer common nouns first ("Daesh", not "Daesh terrorist group"), then longer ones."""
    words = name.split()
    return (bool(name), -sum(word.islower() and word not in word_list("name_word") for word in words), len(name))


def _place(mention: tuple[int, Entity]) -> int:
    return mention[0]
