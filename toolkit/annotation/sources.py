"""Who the source is: from the mention beside a cue ("he", "the Iraqi vice president") to a speaker, a type, and a name.

The article's own introductions come first ("Iraqi Vice President Nouri al-Maliki"), then the registries of persons,
organisations and countries. What cannot be resolved stays None and is counted as unresolved. Whoever is named and never
found to be a source is kept too: `Named` says who is talked about, and whether she is heard.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..text.spans import Span
from .attribution import Attribution
from .coreference import Mentions, Referent
from .entities import Entity
from .noun_phrases import Phrases
from .registry import UNDATED, Registry, shipped_registry

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

_NEWS = frozenset({"report", "reports", "news", "headline", "headlines"})  # cues that have media for a source if no other
_GOES_ON = 6  # line breaks over which a quotation without a source is still the last speaker's


class Named(NamedTuple):
    """A person, organisation or country that the article names, and whether it is heard as a source.

    `spans` is where it is named; `unsettled` holds the pronouns behind its first mention that are sources without a resolved
    speaker and could mean it: the more there are, the less sure it is that somebody unheard is unheard.
    """

    name: str
    kind: str
    source_type: str | None
    entity: str | None
    spans: tuple[Span, ...]
    heard: bool
    unsettled: tuple[Span, ...]


class Resolved(NamedTuple):
    """The attributions with their speakers, and the cast of the article."""

    attributions: list[Attribution]
    named: list[Named]


def resolve(
    found: Sequence[Attribution],
    phrases: Phrases,
    sentences: Sequence[Span],
    registry: Registry | None = None,
    year: int = UNDATED,
) -> Resolved:
    """The attributions with everything about the speaker filled where the source can be resolved, and who is named.

    `year` is that of the article, for persons who held an office for some years only.

    >>> from toolkit.annotation.rule_attributions import attributions
    >>> from toolkit.annotation.reporting_verbs import Rules
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Iraqi Vice President Nouri al-Maliki arrived. Later the vice president said that they agreed."
    >>> spans, rules = sentences(text), Rules(Words(text), [])
    >>> resolve(attributions(rules, spans), rules, spans).attributions[0].speaker
    'Nouri al-Maliki'
    """
    resolver = _Resolver(phrases, sentences, registry or shipped_registry(), year)
    resolver.introduce(found)
    resolved: dict[int, Attribution] = {}
    for i in sorted(range(len(found)), key=lambda i: (found[i].source or found[i].content)[0].start):
        resolved[i] = resolver.resolved(found[i])
    return Resolved([resolved[i] for i in range(len(found))], resolver.named())


class _Resolver(Mentions):
    """Resolves the sources of one article in the order of its text."""

    before: Attribution | None = None

    def __init__(self, phrases: Phrases, sentences: Sequence[Span], registry: Registry, year: int) -> None:
        super().__init__(phrases, sentences, registry, year)
        self.source_words: set[int] = set()
        self.unresolved: list[int] = []  # words that are sources and stayed unresolved
        self.speaking: list[tuple[Span, Referent]] = []  # who speaks each content, for "I" and "we" inside it

    def resolved(self, attribution: Attribution) -> Attribution:
        """The attribution with its speaker."""
        referent = self._source(attribution) if attribution.source else self._going_on(attribution)
        self.before = attribution
        if referent is None:
            return self._nobody(attribution) if not attribution.source else attribution
        self.speaking += [(span, referent) for span in attribution.content]
        names = tuple(entity.name for entity in referent.entities)
        types, first = {entity.type for entity in referent.entities}, referent.entities[0]
        return replace(
            attribution,
            speaker=names if len(names) > 1 else names[0],
            source_type=first.type if len(types) == 1 else None,
            named=all(entity.kind != "unnamed" for entity in referent.entities),
            link=referent.link,
            entity=first.entry.term if first.entry and len(names) == 1 else None,
            side=self._side(attribution, referent.entities) if self.registry.sides.labels else None,
        )

    def _source(self, attribution: Attribution) -> Referent | None:
        """Whom the source expression means."""
        inside = self.words.inside(attribution.source[0])
        self.source_words.update(inside if self._speaks_for(inside) else ())
        referent = self.referent(inside.start, inside.stop) or self._self(inside.start)
        if referent:
            self.heard(referent, inside.start)
        else:
            self.unresolved.append(inside.start)
        return referent

    def _speaks_for(self, inside: range) -> bool:
        """Whether a source may speak for those that it names ("a spokesman for X", not "critics of X")."""
        role = self.role_hits.get(self.head(inside.start, inside.stop) - 1)
        return role is None or bool(role.entry.extra.get("defers") or role.entry.extra.get("referent"))

    def _self(self, place: int) -> Referent | None:
        """Who speaks the quotation in which an "I" or "we" reports."""
        first_person = self.words.keys[place].split("'")[0] in ("i", "we", "my", "our")
        start = self.words.starts[place]
        around = (referent for span, referent in reversed(self.speaking) if span.start <= start < span.end)
        return next(around, None) if first_person else None

    def _going_on(self, attribution: Attribution) -> Referent | None:
        """The last speaker, for a quotation without a source that follows soon."""
        if (attribution.kind == "indirect" and attribution.cue) or not (self.last and self.before):
            return None
        between = self.words.text[self.before.content[-1].end : attribution.start]
        return self.last._replace(link="continued") if between.count("\n") <= _GOES_ON else None

    def _nobody(self, attribution: Attribution) -> Attribution:
        """A bare report ("it is believed", "reports that") has an unnamed source that the text does not express."""
        if not attribution.cue:
            return attribution
        news = any(self.words.keys[i] in _NEWS for span in attribution.cue for i in self.words.inside(span))
        return replace(attribution, source_type="media" if news else "other", named=False, link="unexpressed")

    def _side(self, attribution: Attribution, entities: Sequence[Entity]) -> str | None:
        """The side of the speaker; none where two speakers are on different ones."""
        found = {self._side_of(entity, attribution) for entity in entities}
        return found.pop() if len(found) == 1 else None

    def _side_of(self, entity: Entity, attribution: Attribution) -> str | None:
        """The side by the name; else by the bodies, then by the countries beside it, if these agree."""
        sides = self.registry.sides
        known = sides.find((entity.name, *(entity.entry.forms if entity.entry else ())))
        if known:
            return known
        beside = set(entity.places)
        for span in attribution.source:
            inside = self.words.inside(span)
            beside |= self.places(inside.start, inside.stop)
        countries = beside & self.registry.country_names
        for names in (beside - countries, countries):
            found = {side for side in (sides.find([name]) for name in names) if side}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def named(self) -> list[Named]:
        """Everybody whom the article surely names, in the order of first mention."""
        everyone = dict.fromkeys(
            e for e in (*(p for namesakes in self.persons.values() for p in namesakes), *self.bodies.values()) if e.spans
        )
        sure = [e for e in everyone if (e.introduced or _twice(e) if e.kind == "person" else e.entry or e.types)]
        in_sources = {self.at[i] for i in self.source_words if i in self.at}
        return [self._as_named(e, heard=e.spoke or e in in_sources) for e in sorted(sure, key=lambda e: min(e.spans))]

    def _as_named(self, entity: Entity, *, heard: bool) -> Named:
        spans = tuple(sorted(entity.spans))
        first = self.words.inside(spans[0]).start
        open_ones = [
            i for i in self.unresolved if i > first and not heard and may_mean(entity.kind, entity.pronoun, self.words.keys[i])
        ]
        unsettled = tuple(self.words.span(i, i + 1) for i in open_ones)
        entry = entity.entry.term if entity.entry else None
        return Named(entity.name, entity.kind, entity.type, entry, spans, heard, unsettled)


def may_mean(kind: str, gender: str, pronoun: str) -> bool:
    """Whether a pronoun can mean somebody of a kind (and, of a person, a gender).

    >>> may_mean("person", "he", "she"), may_mean("body", "", "they"), may_mean("group", "", "he")
    (False, True, False)
    """
    return pronoun in (
        ("he", "she", "his", "her") if kind == "person" and not gender else _MEANT.get(gender or kind, ("they", "their"))
    )


def _twice(person: Entity) -> bool:
    """Whether a name of two words or more stands in the article more than once."""
    return len(person.spans) > 1 and " " in person.name


_MEANT = {
    "he": ("he", "his"),
    "she": ("she", "her"),
    "it": ("it", "its", "they", "their"),
    "body": ("it", "its", "they", "their"),
}
