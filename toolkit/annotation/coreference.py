"""What the words of a source refer to: a name, a pronoun or a description, taken to an entity of the article's cast.

Rules of salience, from the latest mention backwards, in the manner of Lappin and Leass 1994 and Lee et al. 2013, for sources
only: number, gender, role, country and type must fit, and who has spoken before comes first.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ..text.matching import Hit
from ..text.spans import Span
from .entities import Cast, Entity
from .proper_names import plain

_FAR = 80  # sentences back in which a description looks for its entity
_REACH = 6  # sentences back in which a pronoun or "the minister" looks for its person
_LEAD = 4  # sentences of the lead, whose descriptions ("a top adviser") a later name may explain
_SHORT = 3  # words of a description so bare that it takes up somebody who spoke
_OPENING = 4  # words of a sentence in which its subject begins
_PAIR = 3  # sentences back in which "they" or "both officials" looks for two persons


class Referent(NamedTuple):
    """Whom a mention means (two for a pair), and why."""

    entities: tuple[Entity, ...]
    link: str


class Mentions(Cast):
    """Takes the mentions of one article to the entities that they mean."""

    last: Referent | None = None

    @cached_property
    def issuers(self) -> dict[str, Entity]:
        """Who issued a document, by its noun ("report")."""
        return {}

    def referent(self, first: int, after: int) -> Referent | None:
        """Whom the words of a source mean; None for a pronoun that nothing settles."""
        after = self._core(first, after)
        pronoun = _PRONOUNS.get(self.words.keys[first].split("'")[0])
        if pronoun and after - first == 1:
            return self._pronoun(pronoun, first)
        return self._joint(first, after) or self._named(first, after) or self._described(first, after)

    def _core(self, first: int, after: int) -> int:
        """Where a source ends without bracket, relative clause, day or "himself" ("Hall (R-Ohio)", "Hall today")."""
        end = next((i for i in range(first + 1, after) if self.words.keys[i] in _RELATIVE or "(" in self.words.gap(i)), after)
        while end - first > 1 and (self.words.keys[end - 1] in _REFLEXIVE or self.is_day(end - 1)):
            end -= 1
        return end

    def heard(self, referent: Referent, place: int) -> None:
        """Note that a referent has spoken, in words that begin at `place`."""
        self.last = referent
        for entity in referent.entities:
            entity.spoke = entity.introduced = True
            if len(referent.entities) == 1:
                self.mention(place, entity)

    # -- names ------------------------------------------------------------------------------------------------------

    def _joint(self, first: int, after: int) -> Referent | None:
        """Two named sources joined by "and"."""
        for i in range(first + 1, after - 1):
            if self.words.keys[i] == "and" and i not in self.organisation_hits:
                one, two = self._named(first, i), self._named(i + 1, after)
                if one and two:
                    return Referent((*one.entities, *two.entities), one.link)
        return None

    def _named(self, first: int, after: int) -> Referent | None:
        """A source that holds a name: of a person (last, or before a preposition), or of a body that is its head."""
        head = self.head(first, after)
        role = self.role_hits.get(head - 1)
        if role and role.first > first and role.entry.extra.get("referent") == "body":
            body = self.at.get(role.first - 1)  # "Interfax news agency"
            if body and body.kind == "body":
                return _by_name(body)
        for end in dict.fromkeys((head, after)):
            entity, role = self.at.get(end - 1), self.role_hits.get(end - 1)
            if entity is None or (role and not self._is_named_so(entity, role, first)):
                continue
            if end == head or (entity.kind == "person" and entity.introduced and self._entitled(head, after)):
                return _by_name(entity)
        return None

    def _is_named_so(self, entity: Entity, role: Hit, first: int) -> bool:
        """Whether a role at the end of a name belongs to it ("the Interior Ministry", "Mr. King")."""
        if entity.kind == "person":
            return self.is_surname(first, role.first, role.after)
        return entity.kind == "body" and (entity.entry is None or role.first > first)

    def _entitled(self, head: int, after: int) -> bool:
        """Whether a name behind a preposition is the holder of the role before it ("envoy to the UN Ben Abay"), not its object
        ("relatives of Ben Abay"): a country or body stands between them."""
        start = next(i for i in range(after - 1, head - 1, -1) if i == head or self.at.get(i - 1) is not self.at[after - 1])
        return any(i in self.country_hits or i in self.organisation_hits for i in range(head, start))

    # -- descriptions -----------------------------------------------------------------------------------------------

    def _described(self, first: int, after: int) -> Referent:
        """A source described by role: whom the article names so, or the description itself."""
        head = self.head(first, after)
        role = self.role_hits.get(head - 1)
        kind = self.type_of(first, after, head)
        found: tuple[Entity, ...] = ()
        if self._is_plural(head):
            found = self._same_people(first, head) or self._pair(first, kind)
        elif role and role.entry.extra.get("referent") == "document":
            found = self._issuer(head, after) or self._same_people(first, head) or self._issued(first, head, role)
        elif role and (of := self._possessor(first, role.first)):
            return self._belonging(of, role, first, kind)
        elif role:
            body = role.entry.extra.get("referent") == "body"
            known = self._apposed(after) or (self._body if body else self._role_holder)(first, after, kind)
            found = (known,) if known else ()
        for entity in found:
            if entity.type is None and kind not in (None, "document"):
                entity.types.append(str(kind))
        return Referent(found, "role") if found else Referent((self._description(first, head, after, kind),), "description")

    def _possessor(self, first: int, role: int) -> Entity | None:
        """Whose spokesman or lawyer a description names ("its spokesman", "Hall's lawyer")."""
        if _PRONOUNS.get(self.words.keys[first]) and self.words.keys[first] != _PRONOUNS[self.words.keys[first]]:
            referent = self._pronoun(_PRONOUNS[self.words.keys[first]], first)
            return referent.entities[0] if referent else None
        for i in range(first, role):
            if self.words.surface(i).endswith(("’s", "'s")) and i in self.at and self.at[i].kind != "country":
                return self.at[i]
        return None

    def _belonging(self, of: Entity, role: Hit, first: int, kind: str | None) -> Referent:
        """Somebody described as somebody's: one whom the article introduces so, or a description with the possessor's name."""
        noun = " ".join(self.words.keys[role.first : role.after])
        known = (
            e
            for e in self._latest(first, ("person",))
            if e is not of and set(self.words.keys[role.first : role.after]) <= e.words
        )
        holder = next((e for e in known if of.name.lower() in e.places or not e.places), None)
        if holder:
            return Referent((holder,), "role")
        name = f"{noun} of {of.name}"
        defers = role.entry.extra.get("defers")
        types = [t for t in ((of.type if defers else None), kind) if t]
        entity = self.unnamed.setdefault(
            name, Entity(name, "unnamed", words={noun.split()[-1]}, types=types, places=set(of.places))
        )
        return Referent((entity,), "description")

    def _description(self, first: int, head: int, after: int, kind: str | None) -> Entity:
        """A source without a name as an entity of its own, the same one each time it is described so."""
        article = self.words.keys[first] in _ARTICLES and after - first > 1
        text = plain(self.words.span(first + article, after).of(self.words.text))
        entity = self.unnamed.get(text)
        if entity is None:
            if kind in (None, "other"):
                kind = self._type_beside(first, head, after) or kind
            capital = self.words.capital[head - 1] and (head - 1 > first or self._is_name_alone(first))
            entity = self.unnamed[text] = Entity(
                text,
                "body" if capital else "unnamed",  # a body's name, not a first word
                words=set(self.words.keys[first:after]),
                types=[kind] if kind else [],
                plural=self._is_plural(head),
            )
        return entity

    def _is_name_alone(self, i: int) -> bool:
        """Whether one capitalised word is a name and not the first word of its sentence ("Both said …")."""
        return (
            i not in self.role_hits
            and self.words.keys[i] not in _PLURALS
            and (self.words.joined(i) or self.words.keys[i] in self.capitals)
        )

    def _type_beside(self, first: int, head: int, after: int) -> str | None:
        """The type of "members of the group" is the group's; of "others", that of the people heard before."""
        if self.words.keys[first] in _PLURALS and after - first == 1:
            last = self.last.entities[0] if self.last else None
            return last.type if last and last.plural else None
        inner = self.role_hits.get(self.head(head + 1, after) - 1) if head + 1 < after else None
        body = self._body(head + 1, after, None) if inner and inner.entry.extra.get("referent") == "body" else None
        return body.type if body else None

    def _is_plural(self, head: int) -> bool:
        """Whether the head noun is a role in the plural ("officials", "people")."""
        noun, role = self.words.keys[head - 1], self.role_hits.get(head - 1)
        if role is None or role.after != head or noun in _PLURALS:
            return noun in _PLURALS
        inflected = noun != role.entry.term.split()[-1].lower() or not role.entry.extra.get("referent")
        return inflected and noun.endswith("s") and not noun.endswith("ss")

    def _apposed(self, after: int) -> Entity | None:
        """The person named behind a description ("the spokesman, Ben Abay, said")."""
        named = self.at.get(after) if after < len(self.words) and self.words.gap(after).startswith(",") else None
        return named if named and named.kind == "person" else None

    def _role_holder(self, first: int, after: int, kind: str | None) -> Entity | None:
        """The latest person whom the article introduces by this role, or who fits a general one ("the Iraqi official")."""
        role = self.role_hits[self.head(first, after) - 1]
        words, places = set(self.words.keys[role.first : role.after]), self.places(first, after)

        def here(entity: Entity) -> bool:
            return not self._elsewhere(places, entity.places)

        def exact(entity: Entity) -> bool:
            return words <= entity.words and not entity.plural and here(entity)

        def alike(entity: Entity) -> bool:
            known = entity.spoke or (entity.introduced and bool(places & entity.places))
            return known and here(entity) and _fits(entity, kind)

        if self.words.keys[first] in _INDEFINITE:
            return self._named_later(first, after, words, kind)
        known = next(filter(exact, self._latest(first, ("person", "unnamed"))), None)
        if known is None and (words & _GENERAL or after - first <= _SHORT):
            known = next(filter(alike, self._latest(first, ("person",), _REACH)), None)
        return known or self._named_later(first, after, words, kind)

    def _elsewhere(self, described: set[str], known: set[str]) -> bool:
        """Whether the countries of a description and of a person differ; where it names none, its bodies ("the UN envoy")."""
        countries = self.registry.country_names
        if described & countries:
            return bool(known & countries) and not described & known
        bodies = known - countries
        return bool(described) and bool(bodies) and not described & bodies

    def _named_later(self, first: int, after: int, words: set[str], kind: str | None) -> Entity | None:
        """The person whom the lead describes and a following sentence names ("a top adviser … Abay made the remarks")."""
        sentence = self.sentence_of(first)
        if sentence >= _LEAD or any(e.introduced for e in self._latest(first, ("person",))):
            return None
        at = bisect_left(self.mentions, after, key=lambda mention: mention[0])
        later = (mention for mention in self.mentions[at:] if mention[1].kind == "person" and mention[1].introduced)
        place, person = next(later, (len(self.words) - 1, None))
        if person is None or self.sentence_of(place) > sentence + _LEAD:
            return None
        opens = self.sentence_of(place) > sentence and place - self.sentence_start(place) <= _OPENING
        if words <= person.words or (opens and (kind == "other" or _fits(person, kind, sure=True))):
            person.words |= words
            return person
        return None

    def _body(self, first: int, after: int, kind: str | None) -> Entity | None:
        """The latest body of which the noun is part of the name ("the center"), or that is of its kind ("the monitor")."""
        head = self.head(first, after)
        noun, role, places = self.words.keys[head - 1], self.role_hits[head - 1].entry, self.places(first, after)

        def alike(body: Entity) -> bool:
            return bool(role.extra.get("defers")) or body.type == role.category

        before = None
        if self.words.keys[first] not in _INDEFINITE:
            bodies = [e for e in self._latest(first, ("body",)) if not places or not e.places or places & e.places]
            called = (e for e in bodies if noun in e.words)
            before = next(called, None) or next((e for e in bodies if e.spoke and alike(e)), None)
            before = before or next(filter(alike, bodies), None)
        if before or kind not in _LATER or self.sentence_of(first) >= _LEAD:
            return before
        return next((e for _, e in self.mentions if e.kind == "body" and e.type == kind), None)  # "a monitor" in the lead

    def _issuer(self, head: int, after: int) -> tuple[Entity, ...]:
        """The body or person that issued a document ("an AP report", "a report by Reuters")."""
        found = self.at.get(self.role_hits[head - 1].first - 1)
        if not (found and found.kind == "body"):
            behind = range(head + 1, after) if head < after and self.words.keys[head] in _ISSUED else range(0)
            found = next((self.at[i] for i in behind if i in self.at and self.at[i].kind in ("body", "person")), None)
        if found:
            self.issuers[self.words.keys[head - 1]] = found
        return (found,) if found else ()

    def _issued(self, first: int, head: int, role: Hit) -> tuple[Entity, ...]:
        """Who issued "the report": its issuer as told before, or, of a statement or tweet, who has just spoken in one."""
        noun = self.words.keys[head - 1]
        if self.words.keys[first] not in _DEFINITE:
            return ()
        if noun in self.issuers:
            return (self.issuers[noun],)
        sentence = self.sentence_of(first)
        earliest = self.sentence_ends[sentence - _PAIR] if sentence >= _PAIR else 0
        before = self.words.keys[self.words.inside(Span(0, earliest)).stop : first]
        spoke_in_it = self.last and role.entry.extra.get("defers") and noun in before
        return self.last.entities if self.last and spoke_in_it else ()

    def _same_people(self, first: int, head: int) -> tuple[Entity, ...]:
        """An earlier source without a name that a definite description takes up ("the sources")."""
        if self.words.keys[first] not in _DEFINITE:
            return ()
        noun = self.words.keys[head - 1]
        return tuple(e for e in self._latest(first, ("unnamed",)) if noun in e.words)[:1]

    def _pair(self, first: int, kind: str | None) -> tuple[Entity, ...]:
        """The two persons whom "both officials" or "the ministers" means."""
        if self.words.keys[first] not in _DEFINITE:
            return ()
        together = self._together(first)
        return together if all(e.introduced and _fits(e, kind) for e in together) else ()

    # -- pronouns ---------------------------------------------------------------------------------------------------

    def _pronoun(self, word: str, place: int) -> Referent | None:
        """Whom a pronoun most likely means."""
        found: tuple[Entity, ...] = ()
        if word in ("he", "she"):
            found = tuple(e for e in self._single(place) if e.pronoun in ("", word))[:1]
            for person in found:
                person.pronoun = word
        elif word == "who":
            found = tuple(e for at, e in self.near(place, 0) if place - at <= _REACH and e.kind in ("person", "unnamed"))[:1]
        elif word == "they":
            found = self._together(place) or self._group(place, lambda e: e.plural or e.kind == "body") or self._two(place)
        elif word == "it":
            found = self._group(place, lambda e: e.kind in ("body", "country"))
        return Referent(found, "pronoun") if found else None

    def _single(self, place: int) -> Iterator[Entity]:
        """Single persons, named or not, the latest first."""
        for entity in self._latest(place, ("person", "unnamed"), _REACH):
            if (entity.introduced or entity.pronoun) and not entity.plural and "document" not in entity.types:
                yield entity

    def _group(self, place: int, fits: Callable[[Entity], bool]) -> tuple[Entity, ...]:
        """The last source, where it is a body or group; else the latest one of the sentence and the one before."""
        if self.last and len(self.last.entities) == 1 and fits(self.last.entities[0]):
            return self.last.entities
        return tuple(filter(fits, self._latest(place, ("body", "country", "unnamed"), 1)))[:1]

    def _together(self, place: int) -> tuple[Entity, ...]:
        """The latest persons of one sentence who are joined by "and"."""
        near = ((at, e) for at, e in self.near(place, _PAIR) if e.kind == "person")
        for (two_at, two), (one_at, one) in pairwise(near):
            joined = self.sentence_of(one_at) == self.sentence_of(two_at) and "and" in self.words.keys[one_at:two_at]
            if joined and one is not two:
                return (one, two)
        return ()

    def _two(self, place: int) -> tuple[Entity, ...]:
        """The two persons of the sentence before, if it names two ("Hall met Abay. They …")."""
        before = [e for e in self._latest(place, ("person",), 1) if e.introduced]
        return tuple(reversed(before)) if len(before) == 2 else ()

    def _latest(self, place: int, kinds: Sequence[str], reach: int = _FAR) -> Iterator[Entity]:
        """The entities of some kinds that are mentioned before a word, the latest first, each once."""
        seen: set[Entity] = set()
        for _, entity in self.near(place, reach):
            if entity.kind in kinds and entity not in seen:
                seen.add(entity)
                yield entity


def _by_name(entity: Entity) -> Referent:
    return Referent((entity,), "registry" if entity.entry else "name")


def _fits(entity: Entity, kind: str | None, *, sure: bool = False) -> bool:
    """Whether somebody can be meant by a description of a type; with `sure`, only where the types are known."""
    return kind in (entity.type, *entity.types) or kind is None or (entity.type is None and not sure)


_PRONOUNS = {word: word for word in ("he", "she", "they", "who", "i", "we", "it", "you")}
_PRONOUNS |= {"his": "he", "her": "she", "their": "they", "its": "it", "my": "i", "our": "we"}
_RELATIVE = frozenset({"who", "whose", "which", "that"})
_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "also", "alone"})
_PLURALS = frozenset({"people", "those", "both", "many", "some", "others", "all"})
_ARTICLES = frozenset({"the", "a", "an"})
_INDEFINITE = frozenset({"a", "an", "one", "another", "some", "any", "each", "every"})
_DEFINITE = frozenset({"the", "these", "those", "his", "her", "their", "its", "both"})
_ISSUED = frozenset({"by", "of", "from", "in", "released", "issued", "published"})
_LATER = frozenset({"ngo_monitor", "media", "armed_group"})  # types of bodies that a lead describes before it names them
_GENERAL = frozenset(
    "official leader politician diplomat statesman minister president commander chief general officer ambassador envoy "
    "second-in-command second-in-chief spokesman legislator parliamentarian lawmaker adviser advisor".split()
)
