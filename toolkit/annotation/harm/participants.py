"""Who acts or suffers in an event of harm: the words, and whom they mean."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ...text.spans import Span
from ..loaded.loaded_terms import Placement
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import in_subject_form
from ..sources.coreference import Coreference
from ..sources.entity import Entity, Referent
from ..sources.sides import side_of
from ..sources.speakers import Resolved

_MAY_HARM = frozenset(("civilian", "armed_group", "military"))
"""What a speaker may be who has done the harm of which the outlet goes on to tell."""


class Participant(NamedTuple):
    """Who acts or suffers: the words, and whom they mean.

    `name` is that of the person, body or country that the words mean, or the description itself; None where a pronoun cannot be
    resolved. `entity` is the name in the registry, `kind` is person, body, country or unnamed, and `side` that of the user's
    file.
    """

    span: Span
    name: str | None
    entity: str | None
    kind: str
    side: str | None

    def called(self, text: str) -> str:
        """The name in the registry, or else that in the article, or else the words of the text.

        >>> Participant(Span(0, 4), None, None, "unnamed", None).called("They fled.")
        'They'
        """
        return self.entity or self.name or " ".join(self.span.of(text).split())


class Meant(NamedTuple):
    """Whom words mean: `referent` is told them and whether they act, and `persons` are known by their last names."""

    coreference: Coreference
    referent: Callable[[range, bool], Referent | None]
    persons: Mapping[str, Entity] = MappingProxyType({})

    @classmethod
    def in_text(cls, resolved: Resolved, placing: Placement) -> "Meant":
        """Whom the words of a text mean."""
        return cls(
            resolved.coreference, lambda words, acts: resolved.referent(words, _not_meant(words.start, acts, resolved, placing))
        )

    @classmethod
    def in_title(cls, coreference: Coreference, of_text: Coreference) -> "Meant":
        """Whom the words of a title mean, in which a last name is that of the person whom the text knows by it."""
        persons = {of_text.words.keys[i]: one for i, one in of_text.cast.by_word.items() if one.kind == "person"}
        return cls(coreference, lambda words, _: coreference.referent(words), persons)

    def participant(self, part: Range | None, *, acts: bool) -> Participant | None:
        """Whom the words of an agent or patient mean."""
        if part is None:
            return None
        words, names, last = self.coreference.words, self.coreference.names, part.after - 1
        span, country = words.span(*part), names.countries.get(part.first)
        if country and (country.first, country.after) == part and not words.keys[last].endswith("s"):  # "Israeli", not "Israelis"
            term = country.entry.term
            return Participant(span, term, term, "country", names.registry.sides.find([term]))
        known = self.persons.get(words.keys[last]) if words.capital[last] else None
        referent = Referent((known,), "name") if known else self.referent(range(*part), acts)
        if referent is None or not referent.entities:
            return Participant(span, None, None, "unnamed", None)
        first = referent.entities[0]
        name = ", ".join(entity.name for entity in referent.entities)
        alone = len(referent.entities) == 1
        entry = first.entry.term if first.entry and alone else None
        side = side_of(first, [span], names) if alone and names.registry.sides.labels else None
        return Participant(span, name, entry, first.kind, side)

    def apart(self, one: Participant | None, other: Participant | None) -> Participant | None:
        """A participant, who is unresolved if a pronoun other than "himself" seems to mean the other one of the same verb."""
        same = one and other and one.name is not None and one.name == other.name
        word = one.span.of(self.coreference.words.text).lower() if one and same else ""
        if one is None or word.endswith(("self", "selves")) or in_subject_form(word) is None:
            return one
        return one._replace(name=None, entity=None, kind="unnamed", side=None)


def _not_meant(place: int, acts: bool, resolved: Resolved, placing: Placement) -> Sequence[str]:
    """Whom "he" or "she" does not mean: in a quotation whoever says it; where the outlet goes on about a deed, an official or
    expert who has just told of it ("… police chief Ada Hall said. She shot five people")."""
    if place in placing.attribution_at or not acts:
        return placing.quoting(place)
    return [one.name for one in resolved.spoke_before(place) if one.types and _MAY_HARM.isdisjoint(one.types)]
