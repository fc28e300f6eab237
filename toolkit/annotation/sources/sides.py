"""Which side of the user's file a source is on, by its name or by the bodies and countries mentioned with it."""

from collections.abc import Sequence, Set

from ...text.spans import Span
from ..attributions.attribution import Attribution
from .entity import Entity
from .proper_names import ProperNames
from .registry import Registry


def side_of_all(attribution: Attribution, entities: Sequence[Entity], names: ProperNames) -> str | None:
    """The side of the speaker; None if two speakers are on different sides, or the user has named no sides."""
    if not names.registry.sides.labels:
        return None
    sides = {side_of(entity, attribution.source, names) for entity in entities}
    return sides.pop() if len(sides) == 1 else None


def side_of(entity: Entity, source: Sequence[Span], names: ProperNames) -> str | None:
    """The side by the name; else by the bodies, then by the countries mentioned with it in some words, if these agree."""
    registry = names.registry
    own = registry.sides.find((entity.name, *(entity.entry.forms if entity.entry else ())))
    if own:
        return own
    mentioned = set(entity.places)
    for span in source:
        inside = names.words.inside(span)
        mentioned |= names.places(inside.start, inside.stop)
    return side_of_places(mentioned, registry)


def side_of_places(mentioned: Set[str], registry: Registry) -> str | None:
    """The side of some bodies and countries: that of the bodies, or else of the countries, if these agree."""
    countries = mentioned & registry.country_names
    for places in (mentioned - countries, countries):
        sides = {side for side in (registry.sides.find([place]) for place in places) if side}
        if sides:
            return sides.pop() if len(sides) == 1 else None
    return None
