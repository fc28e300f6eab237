"""Which company, office or group a description means ("the company", "the committee"): what is called so, or is of that type."""

from bisect import bisect_left
from collections.abc import Callable, Iterator

from ...text.matching import Hit
from ...text.word_classes import word_list
from .antecedents import salient
from .entities import Cast
from .entity import Entity, Referent
from .source_spans import SourceSpans
from .unnamed_sources import Description

LEAD = 4
"""Sentences of the lead, whose descriptions ("a monitor", "a top adviser") a later name may explain."""

_NEAR = 2  # sentences back in which a company or group is the one that is most salient
_MENTIONS = 25  # mentions of a noun among which one that says which is looked for
_OFFICES = ("government", "legislature", "judiciary")
_PRIVATE = ("company", "expert", "ngo_monitor", "media")  # types of bodies that an article describes to name them once more
_GROUP_NOUN = "group"  # of any type
_LATER = ("ngo_monitor", "media", "armed_group")  # types of bodies that a lead may describe before the article names them

_Meaning = Callable[[int, int], Referent]  # whom the words from one to another mean


class DescribedBodies:
    """The bodies that descriptions in one article mean; for each, `referent` tells whom any description means.

    It is handed in with every question, since kept here it would tie the article's objects in a circle, which only a search
    through all objects of the process frees.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.descriptions import Descriptions
    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "The Abay administration objected. Later the administration gave in."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> Descriptions(cast).referent(5, 7).entities[0].name
    'Abay administration'
    """

    def __init__(self, cast: Cast, spans: SourceSpans) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words
        self._spans = spans

    def meant(self, description: Description, role: Hit, referent: _Meaning) -> Entity | None:
        """The latest body with the noun in its name ("the center"), or of the type that the noun implies ("the monitor")."""
        source_type = description.source_type
        indefinite = self.words.keys[description.first] in word_list("indefinite")
        before = None if indefinite else self._before(description, role, referent)
        if before or source_type not in _LATER or self.cast.sentence_of(description.first) >= LEAD:
            return before
        bodies = (entity for _, entity in self.cast.since(0) if entity.kind == "body")
        return next((body for body in bodies if body.type == source_type), None)  # "a monitor" in the lead

    def called_before(self, description: Description, referent: _Meaning) -> Entity | None:
        """The body that the bare noun of a description meant when the article said which ("the Abay administration"): of several
        the one that was said most often."""
        first, last = description.first, description.head - 1
        if last - first != 1 or self.words.keys[first] not in word_list("definite"):
            return None
        named: dict[str, list[int]] = {}  # the places of the noun by the name before it
        for i in self._named_before(first, self.words.keys[last]):
            named.setdefault(self.words.keys[i - 1], []).append(i)
        often = sorted(named.values(), key=len, reverse=True)
        if not often or (len(often) > 1 and len(often[0]) == len(often[1])):
            return None
        phrase = self._spans.phrase_before(often[0][0] + 1)
        if phrase is None or phrase.first >= often[0][0]:
            return None
        return referent(*self._spans.of_source(*phrase)).entities[0]

    def _named_before(self, first: int, noun: str) -> Iterator[int]:
        """Where a noun stands behind a name before a word, the latest first; "the administration" is no "Drug Administration"."""
        places, collective = self.words.places[noun], noun in word_list("collective")
        nearest = bisect_left(places, first)
        for i in reversed(places[max(nearest - _MENTIONS, 0) : nearest]):
            if i and self.words.joined(i) and not (collective and self.words.capital[i]) and self._is_named(i - 1):
                yield i

    def _is_named(self, i: int) -> bool:
        """Whether a word is a name in front of a noun, and no first word of its sentence."""
        return self.words.capital[i] and self.names.has_own_capital(i) and not self.words.is_possessive(i + 1)

    def _before(self, description: Description, role: Hit, referent: _Meaning) -> Entity | None:
        """The latest body with the noun in its name; else the latest of its type that has spoken; else the latest of its type."""
        noun, places = self.words.keys[description.head - 1], self.names.places(description.first, description.after)
        latest = (e for e in self.cast.latest(description.first, ("body", "unnamed")) if e.kind == "body" or e.sole)
        bodies = [body for body in latest if not places or not body.places or places & body.places]
        if self._is_proper(description):  # "the U.S. Department of Labor"
            words = {self.words.keys[i] for i in range(description.first, description.after) if self.words.capital[i]}
            return next((body for body in bodies if words <= body.words), None)
        called = next((body for body in bodies if noun in body.words), None) or self.called_before(description, referent)
        if self._is_modified(description, role):
            return called
        if role.entry.category in _PRIVATE or self.words.keys[role.first] == _GROUP_NOUN:
            near = salient(description.first, self.cast, lambda e: self._is_private(e, role), _NEAR)
            near = near or salient(description.first, self.cast, lambda e: self._may_be_private(e, role), _NEAR)
            if near:
                return near
        alike = [body for body in bodies if self._is_alike(body, role)]
        spoke = next((body for body in alike if body.spoke), None)
        unknown = [] if role.entry.category in _OFFICES else [body for body in bodies if body.type is None]
        return called or spoke or next(iter(alike), None) or next(iter(unknown), None)

    def _is_private(self, entity: Entity, role: Hit) -> bool:
        """Whether somebody is a company, group or outlet as the role says, by type."""
        body = entity.kind == "body" or (entity.kind == "unnamed" and entity.sole)
        firm = entity.type == "company" and role.entry.category != "company"  # which is no "group"
        return body and entity.type is not None and not firm and self._is_alike(entity, role)

    def _may_be_private(self, entity: Entity, role: Hit) -> bool:
        """Whether somebody of unknown type may be a company or group, and is no stranger to the article."""
        known = entity.spoke or len(entity.spans) > 1
        unknown = entity.type is None and (entity.kind == "body" or entity.unsure)
        return unknown and known and role.entry.category != "media" and not _is_law(entity)

    def _is_modified(self, description: Description, role: Hit) -> bool:
        """Whether words between determiner and role say which body is meant ("Keldry's city council", "the Hall campaign")."""
        between, first = range(description.first + 1, role.first), description.first
        if self.words.keys[first] == "the" and (role.entry.category in _PRIVATE or self.words.keys[role.first] == _GROUP_NOUN):
            return any(map(self._is_name_of_body, between))  # "the aerospace company" is the company
        return bool(between) or (role.first > first and not self.names.is_determiner(first))

    def _is_name_of_body(self, i: int) -> bool:
        """Whether a word before a noun says by a name which body is meant ("the Keldry group", not "the Keldry-based group")."""
        named = self.words.capital[i] and not self.words.keys[i].endswith(("-based", "-led", "-backed"))
        return named or self.words.is_possessive(i)

    def _is_alike(self, body: Entity, role: Hit) -> bool:
        """Whether a body is of the type that a noun implies; a noun without one ("group") means no office of the state."""
        if role.entry.defers:
            return role.entry.category != "other" or body.type not in (*_OFFICES, "media", "document")
        return body.type == role.entry.category

    def _is_proper(self, description: Description) -> bool:
        """Whether a description is a name: its head and another word have a capital."""
        capitals = sum(self.words.capital[description.first + 1 : description.after])
        return self.words.capital[description.head - 1] and capitals > 1


def _is_law(entity: Entity) -> bool:
    """Whether a name is that of a law ("the Lacey Act")."""
    return entity.name.endswith((" Act", " Amendment"))
