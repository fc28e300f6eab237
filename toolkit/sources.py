"""Who the source is: from the mention beside a cue ("he", "the Iraqi vice president") to a speaker, a type, and a name.

The article's own introductions come first ("Iraqi Vice President Nouri al-Maliki"), then the registries of persons,
organisations and countries. What cannot be resolved stays None and is counted as unresolved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from .attributions import Attribution
from .lexicons import Entry, Lexicon, load_lexicon
from .matching import Hit, Matcher
from .phrases import Phrases
from .spans import Span
from .text import Words

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

_PARTICLES = frozenset("al el bin ibn abu de da del der den di la le van von ben ould".split())
_SINGULAR, _PLURAL = frozenset({"he", "she"}), frozenset({"they"})
_REACH = 6  # sentences back in which a pronoun or "the minister" looks for its person
_APPOSITION = 12  # words after a name that may introduce it


class Speaker(NamedTuple):
    """A resolved source: canonical name (or description), type, whether it is named, and why it was linked."""

    name: str | tuple[str, ...] | None
    source_type: str
    named: bool
    link: str


@dataclass
class _Person:
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


def resolve(found: Sequence[Attribution], phrases: Phrases, sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions with `speaker`, `source_type`, `named` and `link` filled where the source can be resolved.

    >>> from toolkit.attributions import Rules, attributions
    >>> from toolkit.text import sentences
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


class _Resolver:
    """The names of one article, and who spoke last."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span]) -> None:
        words = self.words = phrases.words
        self.sentence_ends = [span.end for span in sentences]
        names = _registries()
        self.person_hits = _by_word(names.persons.hits(words))
        self.organisation_hits = _by_word(names.organisations.hits(words))
        self.country_hits = _by_word(names.countries.hits(words))
        self.role_hits = phrases.roles
        self.people: dict[str, _Person] = {}  # by key of the last name
        self.mentions: list[tuple[int, _Person]] = []  # in reading order, outside attributed content
        self.last: Speaker | None = None

    # -- who is in the article ------------------------------------------------------------------------------------

    def introduce(self, found: Sequence[Attribution]) -> None:
        """Collect the people of the article with their roles, and the mentions outside attributed content."""
        content = {i for a in found for span in a.content for i in self.words.inside(span)}
        sources = {self.words.inside(a.source[0]).start for a in found if a.source}
        for first, after in self._name_runs():
            start, titled = self._past_titles(first, after)
            if start >= after or (self._is_body(start, after) and not titled):
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
            if not words.capital[i] or words.keys[i] in _NO_NAME:
                i += 1
                continue
            end = i + 1
            while end < len(words) and words.joined(end) and (words.capital[end] or self._particle(end)):
                if words.surface(end - 1).endswith(("’s", "'s")) and not self._title_at(i, end):
                    break
                end += 1
            while end > i + 1 and not words.capital[end - 1]:
                end -= 1
            yield i, end
            i = end

    def _title_at(self, first: int, after: int) -> bool:
        """Whether the words before a possessive's end are a country or body ("Russia's Foreign Minister …")."""
        return any(i in self.country_hits or i in self.organisation_hits for i in range(first, after))

    def _particle(self, i: int) -> bool:
        return self.words.keys[i] in _PARTICLES and i + 1 < len(self.words) and self.words.capital[i + 1]

    def _past_titles(self, first: int, after: int) -> tuple[int, bool]:
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

    def _is_body(self, first: int, after: int) -> bool:
        """Whether a run of capitals is a country or an organisation, not a person."""
        return any(i in self.country_hits or i in self.organisation_hits for i in range(first, after))

    def _person(self, first: int, after: int) -> _Person:
        """The person of a name: a known one of the same last name, or a new one; the fullest name is kept."""
        hit = self.person_hits.get(after - 1) or self.person_hits.get(first)
        surname = _surname(self.words.keys[after - 1])
        name = _plain(self.words.span(first, after).of(self.words.text))
        person = self.people.get(surname)
        if person is None:
            person = self.people[surname] = _Person(name)
        if hit and person.entry is None and self._same_name(person, hit.entry, first, after - 1):
            self._recognise(person, hit.entry)
        elif person.entry is None and len(name.split()) > len(person.name.split()):
            person.name = name
        return person

    def _same_name(self, person: _Person, entry: Entry, first: int, last: int) -> bool:
        """Whether a known person can be meant: the last name is hers and the article gives no other first name."""
        known = {_surname(name) for name in Words(entry.term).keys}
        names = (self.words.keys[first], Words(person.name).keys[0], self.words.keys[last])
        return all(_surname(name) in known for name in names if len(name) > 1)

    def _recognise(self, person: _Person, entry: Entry) -> None:
        person.entry, person.name = entry, entry.term
        person.pronoun = entry.extra.get("pronoun", "")
        person.types.append(entry.category)
        person.places.add(entry.extra.get("country", "").lower())

    def _describe(self, person: _Person, first: int, after: int) -> None:
        """Note the roles and places that stand beside a name."""
        for i in range(first, after):
            if i in self.role_hits and self.role_hits[i].first == i:
                hit = self.role_hits[i]
                person.roles.update(self.words.keys[hit.first : hit.after])
                person.pronoun = person.pronoun or hit.entry.extra.get("pronoun", "")
            if i in self.country_hits:
                person.places.add(self.country_hits[i].entry.term.lower())
        if after > first:
            decided = self._type_of(first, after)
            if decided:
                person.types.append(decided)

    def _apposition_end(self, first: int) -> int:
        """The end of the words between commas after a name."""
        end = first + 1
        while end < len(self.words) and end - first < _APPOSITION and not set(self.words.gap(end)) & set(',.;:"!?\n'):
            end += 1
        return end

    # -- one source -----------------------------------------------------------------------------------------------

    def speaker(self, attribution: Attribution) -> Speaker | None:
        """Who speaks in an attribution; None where the article does not let it be told."""
        if not attribution.source:
            return self.last._replace(link="continues the speaker before") if self.last and not attribution.cue else None
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
        place = self.words.inside((attribution.source or attribution.content)[0]).start
        for name in (speaker.name,) if isinstance(speaker.name, str) else ():
            person = next((p for p in self.people.values() if p.name == name), None)
            if person:
                person.introduced = True
                self.mentions.append((place, person))
                self.mentions.sort(key=lambda mention: mention[0])

    def _named(self, first: int, after: int) -> Speaker | None:
        """A source that holds a name: of a person, or of a body that is the head of the phrase."""
        head = self._head(first, after)
        for i in range(first, after):
            start, _ = self._past_titles(i, after) if self.words.capital[i] else (i, False)
            person = self.people.get(_surname(self.words.keys[head - 1])) if self.words.capital[head - 1] else None
            if person and start < head and not self._is_body(head - 1, head):
                link = "registry" if person.entry else "name"
                return Speaker(person.name, self._person_type(person), True, link)
        hits = [self.organisation_hits.get(head - 1), self.country_hits.get(head - 1)]
        hit = next((h for h in hits if h), None)
        if hit and head - 1 not in self.role_hits:
            return Speaker(hit.entry.term, hit.entry.category, True, "registry")
        return None

    def _person_type(self, person: _Person) -> str:
        return person.types[0] if person.types else "other"

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
        text = _plain(self.words.span(first + (keys[first] in _ARTICLES and after - first > 1), after).of(self.words.text))
        named = any(self.words.capital[i] and i not in self.country_hits for i in range(first + 1, head)) and not role
        return Speaker(text, self._type_of(first, after) or "other", named, "description")

    def _introduced_as(self, role: set[str], first: int, after: int) -> _Person | None:
        """The latest person whose introduction held this role, or who fits a general one ("the Iraqi official")."""
        places = {self.country_hits[i].entry.term.lower() for i in range(first, after) if i in self.country_hits}
        general = bool(role & _GENERAL) and bool(places)
        near = [person for _, person in reversed(self._near(first)) if not places or places & person.places]
        exact = next((person for person in near if role <= person.roles), None)
        return exact or (next((person for person in near if person.introduced), None) if general else None)

    def _near(self, word: int, reach: int | None = None) -> list[tuple[int, _Person]]:
        """Mentions before a word, at most `reach` sentences back."""
        from bisect import bisect_right

        sentence = bisect_right(self.sentence_ends, self.words.starts[word])
        earliest = self.sentence_ends[sentence - reach - 1] if reach is not None and sentence > reach else 0
        return [m for m in self.mentions if m[0] < word and self.words.starts[m[0]] >= earliest]

    def _pronoun(self, word: str, place: int) -> Speaker | None:
        """The person, or for "they" the persons, whom a pronoun most likely means."""
        if word == "who":
            before = [m for m in self._near(place) if place - m[0] <= 6]
            return self._as_speaker(before[-1][1], "relative") if before else None
        if word in _SINGULAR:
            near = [p for _, p in self._near(place, _REACH) if p.introduced and p.pronoun in ("", word)]
            return self._as_speaker(near[-1], "pronoun") if near else None
        if word in _PLURAL:
            together = self._together(place)
            if together:
                types = [self._person_type(p) for p in together]
                return Speaker(tuple(p.name for p in together), types[0], True, "pronoun")
            if self.last and isinstance(self.last.name, str) and self.last.link in ("description", "registry"):
                return self.last._replace(link="pronoun") if self.last.name.lower() not in self.people else None
        return None

    def _together(self, place: int) -> list[_Person]:
        """People of the same sentence who are joined by "and" before a word."""
        near = self._near(place, 0)
        if len(near) < 2:
            return []
        (first, one), (second, two) = near[-2:]
        return [one, two] if "and" in self.words.keys[first:second] and one is not two else []

    def _as_speaker(self, person: _Person, link: str) -> Speaker:
        return Speaker(person.name, self._person_type(person), True, link)

    # -- types ----------------------------------------------------------------------------------------------------

    def _type_of(self, first: int, after: int) -> str | None:
        """The source type of a description: by its role noun, or where that defers, by the body or country beside it."""
        roles = [self.role_hits[i].entry for i in range(first, after) if i in self.role_hits]
        bodies = [self.organisation_hits[i].entry for i in range(first, after) if i in self.organisation_hits]
        country = any(i in self.country_hits for i in range(first, after))
        decided = [r.category for r in roles if not r.extra.get("defers")]
        if decided:
            return next((category for category in decided if category != "other"), "other")
        if bodies:
            return bodies[0].category
        weak = next((r.category for r in roles if r.category != "other"), None)
        return weak or ("government" if country else "other" if roles else None)


_ARTICLES = frozenset({"the", "a", "an"})
_LINKS = frozenset({"of", "for", "at", "in", "from", "with", "to", "on", "by"})
_GENERAL = frozenset({"official", "leader", "politician", "diplomat", "statesman", "minister", "president", "commander"})
_NO_NAME = frozenset(
    (
        "the a an this that these those he she it they we i you his her its their our my in on at for from by with of "
        "to as but and or if when while after before since although though however meanwhile according earlier later "
        "also there what who which where why how not no yes one two three some many most both all each"
    ).split()
)


def _by_word(hits: Iterable[Hit]) -> dict[int, Hit]:
    return {i: hit for hit in hits for i in range(hit.first, hit.after)}


def _surname(word: str) -> str:
    """The key of a last name without its particle: "al-Maliki" and "Maliki" are one.

    >>> _surname("al-maliki")
    'maliki'
    """
    head, _, rest = word.partition("-")
    return rest if rest and head in _PARTICLES else word


def _plain(name: str) -> str:
    """A name as it is listed: one line, no possessive."""
    name = " ".join(name.split())
    return name[:-2] if name.endswith(("’s", "'s")) else name
