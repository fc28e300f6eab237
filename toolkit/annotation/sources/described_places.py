"""Which state, city or kingdom speaks where an article calls it no more than that ("The state said …")."""

from bisect import bisect_left
from functools import cached_property
from operator import itemgetter

from ...text.lexicon import Entry, load_lexicon
from ...text.matching import matcher_of
from .entities import Cast
from .entity import Entity
from .unnamed_sources import Description

_KINGDOM, _COUNTRY = "kingdom", "government"
_KINDS = ("state", "city", _KINGDOM)  # the first two are categories of the lexicon of places
_MENTIONS = 25  # the latest mentions of places of a kind, among which the place that is meant has the most


class DescribedPlaces:
    """The places that descriptions in one article mean.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> words = Words("Ohio, unlike Texas, voted. Ohio was first. The state said so.")
    >>> cast = Cast(ProperNames(Phrases(words, []), shipped_registry()), [])
    >>> DescribedPlaces(cast).meant(Description(7, 9, 9, None, "government", plural=False)).name
    'Ohio'
    """

    def __init__(self, cast: Cast) -> None:
        self.cast, self.words = cast, cast.words
        self._places: dict[str, Entity] = {}  # by name

    def meant(self, description: Description) -> Entity | None:
        """The place that "the state" or "the city" means: the one of that kind that was mentioned most often among the latest."""
        first, head, after = description.first, description.head, description.after
        alone = self.words.keys[first] == "the" and after - first == 2 and head == after and not self.words.capital[head - 1]
        if not alone or self.words.keys[head - 1] not in _KINDS:
            return None
        mentions = self._mentions.get(self.words.keys[head - 1], [])
        before = bisect_left(mentions, first, key=itemgetter(0))
        latest = [entry for _, entry in reversed(mentions[max(before - _MENTIONS, 0) : before])]
        terms = [entry.term for entry in latest]
        place = max(latest, key=lambda entry: terms.count(entry.term), default=None)
        return self._entity(place) if place else None

    def _entity(self, entry: Entry) -> Entity | None:
        if entry.category == _COUNTRY:
            return self.cast.country(entry)
        return self._places.setdefault(entry.term, Entity(entry.term, "body", types=[_COUNTRY], pronoun="it"))

    @cached_property
    def _mentions(self) -> dict[str, list[tuple[int, Entry]]]:
        """The first word of each mention of a place with its entry, in reading order, by what it may be called."""
        hits = matcher_of(load_lexicon("places")).hits(self.words)
        places = [(hit.first, hit.entry, hit.entry.category) for hit in hits if self._is_alone(hit.first, hit.after)]
        countries = ((i, hit.entry) for i, hit in self.cast.names.countries.items() if i == hit.first)
        kingdoms = [(i, entry, _KINGDOM) for i, entry in countries if any("Kingdom" in form for form in entry.forms)]
        mentions: dict[str, list[tuple[int, Entry]]] = {}
        for i, entry, kind in sorted((*places, *kingdoms), key=itemgetter(0)):
            mentions.setdefault(kind, []).append((i, entry))
        return mentions

    def _is_alone(self, first: int, after: int) -> bool:
        """Whether the name of a place is no part of a longer name ("the New York Times")."""
        name = self.cast.name_at(first)
        entity = self.cast.at(first)
        return entity is None or (entity.kind != "person" and name.first >= first and name.after <= after)
