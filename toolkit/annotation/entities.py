"""The cast of one article: the persons, bodies and countries that it names, what it says that they are, and where."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..text.lexicon import Entry
from ..text.spans import Span
from ..text.words import Words
from .attribution import Attribution
from .noun_phrases import Phrases
from .proper_names import Names, plain, surname_of
from .registry import UNDATED, Registry, category_in

_APPOSITION = 12  # words after a name that may introduce it
_LINKS = frozenset({"of", "for", "at", "in", "from", "with", "to", "on", "by"})
_AFTERWARDS = {"government": "politician", "military": "expert"}  # what somebody is asked as when the office is over
_IN_NAMES = frozenset({"of", "for", "and", "the", "in", "on", "to", "al", "de"})
_GENERATION = frozenset({"jr", "sr", "ii", "iii"})
_FORMER = frozenset({"former", "ex", "retired", "onetime", "one-time", "ousted", "deposed"})


@dataclass(eq=False)
class Entity:
    """Somebody or something that can speak: the fullest name, and what the article says that it is.

    `kind` is person, body, country, or (for a source without a name) unnamed. `words` are the words of its roles, for a body
    those of its name; `places` the countries and organisations beside it; `spans` where it is named.
    """

    name: str
    kind: str = "person"
    entry: Entry | None = None
    words: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    types: list[str] = field(default_factory=list)  # as the article describes it, the surest first
    pronoun: str = ""
    plural: bool = False
    spoke: bool = False
    introduced: bool = False  # with a role, by the registry, or as a source: surely what its kind says
    spans: list[Span] = field(default_factory=list)
    former: bool = False  # the article says that the office is over
    registered: str | None = None  # the type by the registry, in the year of the article

    @property
    def type(self) -> str | None:
        """The source type: the registry's, but for a politician whom the article describes as out of office."""
        if self.registered is None:
            return self.types[0] if self.types else None
        out = self.former or (self.types[:1] == ["politician"] and "government" not in self.types)
        return "politician" if out and self.registered == "government" and self.kind == "person" else self.registered


class Cast(Names):
    """The entities of one article, and where each is mentioned."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span], registry: Registry, year: int = UNDATED) -> None:
        super().__init__(phrases, registry)
        self.year = year
        self.sentence_ends = [span.end for span in sentences]
        self.persons: dict[str, list[Entity]] = {}  # by last name, the one named last at the end
        self.bodies: dict[str, Entity] = {}  # by name, acronym or registered name
        self.unnamed: dict[str, Entity] = {}  # by description
        self.at: dict[int, Entity] = {}  # by word, inside a name
        self.mentions: list[tuple[int, Entity]] = []  # in reading order, outside attributed content

    @cached_property
    def capitals(self) -> set[str]:
        """The words that have a capital inside a sentence, and so are names wherever they stand."""
        words = self.words
        return {words.keys[i] for i, capital in enumerate(words.capital) if capital and words.joined(i)}

    # -- collecting -----------------------------------------------------------------------------------------------

    def introduce(self, found: Sequence[Attribution]) -> None:
        """Collect the entities of the article, and the mentions outside attributed content."""
        content = {i for a in found for span in a.content for i in self.words.inside(span)}
        sources = {self.words.inside(a.source[0]).start for a in found if a.source}
        for kind, hits in (("country", self.countries), ("body", self.organisations)):
            for hit in hits:
                if self.is_noun(hit.first, hit.entry):
                    self._name(self._registered(hit.entry, kind), hit.first, hit.after, content)
        for first, after in self.runs():
            start, titled = self.past_titles(first, after)
            end = None if titled or start >= after or self.holds_body(start, after) else self.body_end(start, after)
            if end is not None:
                self._name(self._unregistered(start, end), start, end, content)
            elif start < after and not self._other(start, after, titled=titled):
                person = self._person(first, start, after)
                person.introduced = person.introduced or titled or first in sources
                self._name(person, start, after, content)
        self.mentions.sort(key=_place)

    def _other(self, first: int, after: int, *, titled: bool) -> bool:
        """Whether words are no person's name but a body's, a country's, or a capital that opens a sentence ("Enemies said")."""
        if self.holds_body(first, after):
            return not titled or any(i in self.organisation_hits for i in range(first, after))
        if after - first > 1 or first in self.person_hits or self.words.joined(first):
            return False
        return self.words.keys[first] not in self.capitals

    def is_noun(self, first: int, entry: Entry) -> bool:
        """Whether a country is meant itself and not by a word for its people or kind ("Iraqi")."""
        return self.words.surface(first) not in entry.listed("demonyms")

    def _name(self, entity: Entity, first: int, after: int, content: set[int]) -> None:
        """Note that words name an entity; a registered body is called as the article calls it at its fullest."""
        self.at.update(dict.fromkeys(range(first, after), entity))
        if entity.entry and entity.kind != "person" and entity.name != entity.entry.term:
            surface = plain(self.words.span(first, after).of(self.words.text))
            exact = self.words.keys[first:after] == _keys(entity.entry.term)
            entity.name = entity.entry.term if exact else max(surface, entity.name, key=_fullness)
        entity.spans.append(self.words.span(first, after))
        if first not in content:
            self.mentions.append((first, entity))

    def _registered(self, entry: Entry, kind: str) -> Entity:
        known = self.bodies.get(entry.term)
        if known is None:
            words = {word for form in entry.forms for word in _keys(form)}
            place = {entry.term.lower(), entry.extra.get("country", "").lower()} - {""}
            known = self.bodies[entry.term] = Entity(
                "", kind, entry, words, place, [], "it", introduced=True, registered=entry.category
            )
        return known

    def _unregistered(self, first: int, after: int) -> Entity:
        """The body of a name that no registry holds, under its full name or its acronym."""
        name = plain(self.words.span(first, after).of(self.words.text))
        body = self.bodies.get(name)
        if body is None:
            decided = self.type_of(first, after, self.head(first, after))
            if decided in (None, "other") and self.places(first, after):
                decided = "government"  # "Statistical Center of Iran"
            body = Entity(name, "body", words=set(self.words.keys[first:after]), types=[decided] if decided else [], pronoun="it")
            body.places = {self.country_hits[i].entry.term.lower() for i in range(first, after) if i in self.country_hits}
            self.bodies[name] = body
        acronym = self.words.surface(after) if after < len(self.words) and self.words.gap(after).endswith("(") else ""
        if acronym.isupper() and acronym not in self.bodies:
            self.bodies[acronym] = self.bodies[f"{name} ({acronym})"] = body
            body.name = f"{name} ({acronym})"
        return body

    def _person(self, first: int, start: int, after: int) -> Entity:
        """The person named by `start` to `after` behind titles from `first`: a known one of that last name, or a new one."""
        hit = self.person_hits.get(after - 1) or self.person_hits.get(start)
        if hit and after - start > 1 and not self._of_that_name(hit.entry, start, after - 1):
            hit = None
        name = plain(self.words.span(start, after).of(self.words.text))
        person = self._known_person(name, start, after, hit.entry if hit else None)
        opening = self.opening(first)
        self._describe(person, opening, start, before=True)
        self._describe(person, *self._behind(after), before=False)
        alone = after - start == 1 and len(person.name.split()) == 1
        if hit and person.entry is None and (alone or self._same_name(person, hit.entry, start, after - 1)):
            self._recognise(person, hit.entry)
        elif person.entry is None and len(name.split()) > len(person.name.split()):
            person.name = name
        person.introduced = person.introduced or opening < first
        return person

    def _known_person(self, name: str, start: int, after: int, entry: Entry | None) -> Entity:
        """The person of that last name whose first name and pronoun do not speak against it, or a new one."""
        last = after - 1 - (self.words.keys[after - 1] in _GENERATION and after - start > 1)
        title = self.role_hits.get(start - 1)
        pronoun = title.entry.extra.get("pronoun", "") if title and title.after == start else ""
        pronoun = pronoun or self.registry.pronouns.get(self.words.keys[start], "") if last > start else pronoun
        namesakes = self.persons.setdefault(surname_of(self.words.keys[last]), [])
        same = [p for p in namesakes if p.entry is entry and entry is not None]
        first = self.words.keys[start] if last > start else ""
        same = same or [p for p in namesakes if _may_be(p, first, pronoun, entry)]
        if same:
            namesakes.remove(same[-1])
        namesakes.append(same[-1] if same else Entity(name, pronoun=pronoun))
        return namesakes[-1]

    def _of_that_name(self, entry: Entry, start: int, last: int) -> bool:
        """Whether a name has a first name of a registered person's ("Cherie Blair" is not Tony Blair)."""
        known = {word for form in entry.forms for word in _keys(form)}
        return any(self.words.keys[i] in known or len(self.words.keys[i]) == 1 for i in range(start, last))

    def _same_name(self, person: Entity, entry: Entry, first: int, last: int) -> bool:
        """Whether a registered person can be meant: the last name is hers and the article gives no other first name."""
        known = {surname_of(name) for name in _keys(entry.term)}
        names = (self.words.keys[first], _keys(person.name)[0], self.words.keys[last])
        return all(surname_of(name) in known for name in names if len(name) > 1)

    def _recognise(self, person: Entity, entry: Entry) -> None:
        person.entry, person.name, person.introduced = entry, entry.term, True
        person.pronoun = entry.extra.get("pronoun", "") or person.pronoun
        person.registered = category_in(entry, self.year)
        person.places.add(entry.extra.get("country", "").lower())
        role = entry.extra.get("role", "")
        person.words.update(_keys(role))
        person.places.update(self.registry.bodies_in(role))

    def _describe(self, person: Entity, first: int, after: int, *, before: bool) -> None:
        """Note the roles and places that stand before a name or behind it."""
        if first >= after:
            return
        head = self.head(first, after)
        roles = {id(hit): hit for hit in map(self.role_hits.get, range(first, head)) if hit}.values()
        for hit in roles:
            person.words.update(self.words.keys[hit.first : hit.after])
            person.pronoun = hit.entry.extra.get("pronoun", "") or person.pronoun
        person.places |= self.places(first, after)
        told = roles or any(i in self.organisation_hits for i in range(first, after))
        decided = self.type_of(first, after, head) if told else None
        if decided in (None, "other", "document"):
            return
        if not _FORMER.isdisjoint(self.words.keys[max(first - 1, 0) : head]):
            person.former = person.former or before
            person.types.insert(0, _AFTERWARDS.get(decided, decided))
        else:
            person.types.append(decided)

    def _behind(self, after: int) -> tuple[int, int]:
        """The words behind a name that may say who it is: between commas, or "of the Institute"."""
        if after >= len(self.words) or set(self.words.gap(after)) & set('.;:"!?\n()'):
            return after, after
        if "," not in self.words.gap(after) and self.words.keys[after] not in ("of", "from", "at", "with"):
            return after, after
        end = after + 1
        while end < len(self.words) and end - after < _APPOSITION and not set(self.words.gap(end)) & set(',.;:"!?\n'):
            end += 1
        return after, end

    def head(self, first: int, after: int) -> int:
        """The word after the head noun of a phrase: where its first preposition stands, but inside a name."""
        for i in range(first + 1, after):
            inside = (i in self.at and self.at[i] is self.at.get(i - 1)) or self.role_hits.get(i, i) is self.role_hits.get(i - 1)
            if self.words.keys[i] in _LINKS and not inside:
                return i
        return after

    def places(self, first: int, after: int) -> set[str]:
        """The countries and organisations among some words."""
        hits = (self.country_hits.get(i) or self.organisation_hits.get(i) for i in range(first, after))
        return {hit.entry.term.lower() for hit in hits if hit}

    # -- asking -----------------------------------------------------------------------------------------------------

    def sentence_of(self, word: int) -> int:
        """Number of the sentence that a word stands in."""
        return bisect_right(self.sentence_ends, self.words.starts[word])

    def sentence_start(self, word: int) -> int:
        """The first word of the sentence that a word stands in."""
        number = self.sentence_of(word)
        return self.words.inside(Span(0, self.sentence_ends[number - 1])).stop if number else 0

    def near(self, word: int, reach: int) -> Iterator[tuple[int, Entity]]:
        """Mentions before a word, at most `reach` sentences back, the latest first."""
        sentence = self.sentence_of(word)
        earliest = self.sentence_ends[sentence - reach - 1] if sentence > reach else 0
        for at in range(bisect_left(self.mentions, word, key=_place) - 1, -1, -1):
            if self.words.starts[self.mentions[at][0]] < earliest:
                return
            yield self.mentions[at]

    def mention(self, place: int, entity: Entity) -> None:
        """Note that a word refers to an entity."""
        entity.introduced = True
        insort(self.mentions, (place, entity), key=_place)

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
        beside = [self.organisation_hits[i].entry.category for i in places if i in self.organisation_hits]
        beside += [kind for kind in (self.at[i].type for i in places if i in self.at and self.at[i].kind != "country") if kind]
        weak = [role.category for role in [*deciding, *roles] if role.category != "other"]
        if beside or weak:
            return (beside or weak)[0]
        country = any(i in self.country_hits for i in range(first, head or after))
        return "government" if country else "other" if roles else None


def _may_be(person: Entity, first: str, pronoun: str, entry: Entry | None) -> bool:
    """Whether a mention can mean a person of that last name: neither first names, pronouns nor registry entries differ."""
    known = _keys(person.name)
    own = known[0] if len(known) > 1 else ""
    initial = len(first) == 1 or len(own) == 1
    named_apart = own and first and (own[0] != first[0] if initial else own != first)
    gendered_apart = person.pronoun and pronoun and person.pronoun != pronoun
    listed_apart = person.entry and entry and first and person.entry is not entry
    return not (named_apart or gendered_apart or listed_apart)


@lru_cache(maxsize=1 << 14)
def _keys(name: str) -> list[str]:
    return Words(name).keys


def _fullness(name: str) -> tuple[bool, int, int]:
    """Names with fewer common nouns first ("Daesh", not "Daesh terrorist group"), then longer ones."""
    words = name.split()
    return (bool(name), -sum(word.islower() and word not in _IN_NAMES for word in words), len(name))


def _place(mention: tuple[int, Entity]) -> int:
    return mention[0]
