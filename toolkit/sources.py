"""Who the source is: from the mention beside a cue ("he", "the Iraqi vice president") to a speaker, a type, and a name.

The article's own introductions come first ("Iraqi Vice President Nouri al-Maliki"), then the registries of persons,
organisations and countries. What cannot be resolved stays None and is counted as unresolved.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from .attributions import Attribution
from .people import People, Person, plain, surname_of
from .phrases import Phrases
from .spans import Span

SOURCE_TYPES = (
    "government",
    "military",
    "armed_group",
    "international_organisation",
    "politician",
    "expert",
    "ngo_monitor",
    "media",
    "civilian",
    "company",
    "document",
    "other",
)
"""The types of source, as annotations name them."""

_SINGULAR, _PLURAL = frozenset({"he", "she"}), frozenset({"they"})
_REACH = 6  # sentences back in which a pronoun or "the minister" looks for its person


class Speaker(NamedTuple):
    """A resolved source: canonical name (or description), type (None where nothing tells it), named or not, and why."""

    name: str | tuple[str, ...]
    source_type: str | None
    named: bool
    link: str


def resolve(found: Sequence[Attribution], phrases: Phrases, sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions with `speaker`, `source_type`, `named` and `link` filled where the source can be resolved.

    >>> from toolkit.attributions import Rules, attributions
    >>> from toolkit.text import Words, sentences
    >>> text = "Iraqi Vice President Nouri al-Maliki arrived. Later the vice president said that they agreed."
    >>> spans, rules = sentences(text), Rules(Words(text), [])
    >>> resolve(attributions(rules, spans), rules, spans)[0].speaker
    'Nouri al-Maliki'
    """
    resolver = _Resolver(phrases, sentences)
    resolver.introduce(found)
    resolved: dict[int, Attribution] = {}
    in_text_order = sorted(range(len(found)), key=lambda i: (found[i].source or found[i].content)[0].start)
    for i in in_text_order:
        attribution = found[i]
        speaker = resolver.speaker(attribution)
        if speaker is None:
            resolved[i] = attribution
            continue
        resolved[i] = replace(
            attribution,
            speaker=speaker.name,
            source_type=speaker.source_type,
            named=speaker.named,
            link=speaker.link,
        )
        resolver.remember(speaker, attribution)
    return [resolved[i] for i in range(len(found))]


class _Resolver(People):
    """Who the sources of one article are, and who spoke last."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span]) -> None:
        super().__init__(phrases, sentences)
        self.last: Speaker | None = None

    # -- one source -----------------------------------------------------------------------------------------------

    def speaker(self, attribution: Attribution) -> Speaker | None:
        """Who speaks in an attribution; None where the article does not let it be told."""
        if not attribution.source:
            return None
        span = attribution.source[0]
        inside = self.words.inside(span)
        first, after = inside.start, inside.stop
        if after - first == 1:
            word = self.words.keys[first]
            if word in _SINGULAR or word in _PLURAL or word in ("who", "i", "we", "you", "it"):
                return self._pronoun(word, first)
        return self._joint(first, after) or self._named(first, after) or self._description(first, after)

    def _joint(self, first: int, after: int) -> Speaker | None:
        """Two named sources joined by "and"."""
        for i in range(first + 1, after - 1):
            if self.words.keys[i] == "and" and i not in self.organisation_hits:
                one, two = self._named(first, i), self._named(i + 1, after)
                if one and two and isinstance(one.name, str) and isinstance(two.name, str):
                    return one._replace(name=(one.name, two.name))
        return None

    def remember(self, speaker: Speaker, attribution: Attribution) -> None:
        """Take a resolved source for the latest mention of its person."""
        self.last = speaker
        person = next((p for p in self.people.values() if p.name == speaker.name), None)
        if person:
            self.mention(self.words.inside((attribution.source or attribution.content)[0]).start, person)

    def _named(self, first: int, after: int) -> Speaker | None:
        """A source that holds a name: of a person (last, or before a preposition), or of a body that is its head."""
        head = self._head(first, after)
        for end in dict.fromkeys((head, after)):
            person = self.people.get(surname_of(self.words.keys[end - 1])) if self.words.capital[end - 1] else None
            known = person is not None and (end == head or person.introduced) and not self.is_body(end - 1, end)
            if person and known and end - 1 not in self.role_hits:
                return Speaker(person.name, self._person_type(person), True, "registry" if person.entry else "name")
        hit = self.organisation_hits.get(head - 1) or self.country_hits.get(head - 1)
        if hit and head - 1 not in self.role_hits:
            return Speaker(hit.entry.term, hit.entry.category, True, "registry")
        return None

    def _person_type(self, person: Person) -> str | None:
        return person.types[0] if person.types else None

    def _head(self, first: int, after: int) -> int:
        """The word after the head noun: the end of the phrase before its first preposition."""
        for i in range(first + 1, after):
            inside = self.organisation_hits.get(i)
            if self.words.keys[i] in _LINKS and not (inside and inside.first < i):
                return i
        return after

    def _description(self, first: int, after: int) -> Speaker | None:
        """A source described by role: the person whom the article introduced so, or the description itself."""
        head = self._head(first, after)
        keys = self.words.keys
        role = self.role_hits.get(head - 1)
        definite = keys[first] in ("the", "his", "her", "their", "its") or first in self.country_hits
        singular = role is not None and keys[role.after - 1] == role.entry.term.split()[-1]
        if role and definite and singular:
            person = self._introduced_as(set(keys[role.first : role.after]), first, after)
            if person:
                return Speaker(person.name, self._person_type(person), True, "role")
        text = plain(self.words.span(first + (keys[first] in _ARTICLES and after - first > 1), after).of(self.words.text))
        named = self.words.capital[head - 1] and (head - 1 > first or role is None)  # a body's name, not a first word
        return Speaker(text, self.type_of(first, after, head), named, "description")

    def _introduced_as(self, role: set[str], first: int, after: int) -> Person | None:
        """The latest person whose introduction held this role, or who fits a general one ("the Iraqi official")."""
        places = {self.country_hits[i].entry.term.lower() for i in range(first, after) if i in self.country_hits}
        general = bool(role & _GENERAL) and bool(places)
        near = [person for _, person in reversed(self.near(first)) if not places or places & person.places]
        exact = next((person for person in near if role <= person.roles), None)
        return exact or (next((person for person in near if person.introduced), None) if general else None)

    def _pronoun(self, word: str, place: int) -> Speaker | None:
        """The person, or for "they" the persons, whom a pronoun most likely means."""
        if word == "who":
            before = [m for m in self.near(place) if place - m[0] <= 6]
            return self._as_speaker(before[-1][1], "relative") if before else None
        if word in _SINGULAR:
            near = [p for _, p in self.near(place, _REACH) if p.introduced and p.pronoun in ("", word)]
            return self._as_speaker(near[-1], "pronoun") if near else None
        if word in _PLURAL:
            together = self._together(place)
            if together:
                types = [self._person_type(p) for p in together]
                return Speaker(tuple(p.name for p in together), types[0], True, "pronoun")
            if self.last and isinstance(self.last.name, str) and self.last.link in ("description", "registry"):
                return self.last._replace(link="pronoun") if self.last.name.lower() not in self.people else None
        return None

    def _together(self, place: int) -> list[Person]:
        """People of the same sentence who are joined by "and" before a word."""
        near = self.near(place, 0)
        if len(near) < 2:
            return []
        (first, one), (second, two) = near[-2:]
        return [one, two] if "and" in self.words.keys[first:second] and one is not two else []

    def _as_speaker(self, person: Person, link: str) -> Speaker:
        return Speaker(person.name, self._person_type(person), True, link)


_ARTICLES = frozenset({"the", "a", "an"})
_LINKS = frozenset({"of", "for", "at", "in", "from", "with", "to", "on", "by"})
_GENERAL = frozenset({"official", "leader", "politician", "diplomat", "statesman", "minister", "president", "commander"})
