"""Documents that speak: reports, polls, court filings, and statements, with whoever issued them.

A document is itself the speaker ("GAO report"). Two kinds are not: what an outlet publishes is the outlet speaking, and a
statement, letter or tweet is whoever made it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.pronouns import possessor
from .antecedents import antecedent
from .entities import Cast
from .entity import Entity

_BEHIND = 7  # the most words from a document to the name of its issuer ("data released on Friday by the Treasury")
_MENTIONS = 25  # mentions of a kind of document among which one with its issuer is looked for
_STATEMENT = 2  # sentences back in which "the statement" looks for the statement


class Documents:
    """The documents of one article, each with its issuer where the article names one.

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "A study by the Keldry Institute counted ships. The study said none had come."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> Documents(cast).speaker(8, 10, cast.names.roles[9])[0].name
    'Keldry Institute study'
    """

    def __init__(self, cast: Cast) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words
        self._issued: dict[tuple[str, str], Entity] = {}  # by issuer and noun

    def speaker(self, first: int, head: int, role: Hit) -> tuple[Entity, ...]:
        """Who speaks in the document described by the words `first` to `head`: its issuer, or the document by its issuer's name.

        Empty where the article names no issuer.
        """
        issuer = self._issuer(first, head, role)
        if issuer is None and self.words.keys[first] in word_list("definite"):
            if role.entry.defers and self._just_mentioned(first, head):
                return self.cast.floor.speakers
            issuer = self._issuer_before(first, head)
        if issuer is None:
            return ()
        return (issuer if self._is_own_words(issuer, role) else self._document(issuer, head),)

    def _is_own_words(self, issuer: Entity, role: Hit) -> bool:
        """Whether the issuer speaks: an outlet in what it publishes, and others in a statement or, for a person, any writing."""
        if self.words.keys[role.after - 1] in word_list("inquiry"):
            return False
        return (issuer.kind == "person" and not issuer.unsure) or issuer.type == "media" or role.entry.defers

    def _document(self, issuer: Entity, head: int) -> Entity:
        noun = self.words.surface(head - 1)
        key = (issuer.name, noun.lower())
        if key not in self._issued:
            self._issued[key] = Entity(f"{issuer.name} {noun}", "body", words={noun.lower()}, types=["document"], pronoun="it")
        return self._issued[key]

    def _just_mentioned(self, first: int, head: int) -> bool:
        return self.words.keys[head - 1] in self.words.keys[self.cast.sentence_start(first, _STATEMENT) : first]

    # -- issuers ----------------------------------------------------------------------------------------------------

    def _issuer(self, first: int, head: int, role: Hit) -> Entity | None:
        """The issuer before the noun ("the GAO report", "Hall's letter") or behind it ("a report by Reuters")."""
        return _first(self._before(first, role.first)) or _first(self._behind(head))

    def _before(self, first: int, role: int) -> Iterator[Entity | None]:
        """Those who are named before a noun: a body, or a person in the possessive."""
        for i in range(role - 1, first - 1, -1):
            entity = self.cast.at(i)
            pronoun = possessor(self.words.keys[i])
            if pronoun and i == first:
                yield from antecedent(pronoun, first, self.cast)
            if entity and (self.words.owns(i) or entity.kind == "body" or entity.unsure):
                yield entity

    def _behind(self, head: int) -> Iterator[Entity | None]:
        """Those who are named behind a noun after "by" or "from", directly or after a participle ("data released by"), and bodies
        after a comma ("the report, by")."""
        issued, apart = False, self.words.keys[head : head + 1] == ["by"] and self.words.gaps[head] == ", "
        if not word_list("obtained").isdisjoint(self.words.keys[head : head + 1]):
            return
        for i in range(head, min(head + _BEHIND, len(self.words))):
            if not (self.words.joined(i) or (apart and i == head)) or not (
                i > head or self.cast.is_participle(i) or self.words.keys[i] in word_list("issuer")
            ):
                return
            entity = self.cast.at(i)
            if (
                entity and entity.type == "media" and self.words.keys[head] in word_list("published_in")
            ):  # "the headlines of the Times"
                yield entity
                return
            if issued and entity and not (entity.kind == "country" and self.cast.at(i + 1)):  # "the U.S. Department of Labor"
                if not apart or (entity.kind == "body" and not self.words.is_possessive(i)):
                    yield entity
                return
            issued = issued or self.words.keys[i] in word_list("issuer_of")

    def _issuer_before(self, first: int, head: int) -> Entity | None:
        """The issuer of the same kind of document, where it was last mentioned with one."""
        noun = self.words.keys[head - 1]
        places = self.words.places.get(noun, [])
        nearest = bisect_left(places, first) - 1
        for i in (places[n] for n in range(nearest, max(nearest - _MENTIONS, -1), -1)):
            role = self.names.roles.get(i)
            if role and role.after == i + 1:
                issuer = self._issuer(self._phrase_start(i), i + 1, role)
                if issuer:
                    return issuer
        return None

    def _phrase_start(self, i: int) -> int:
        """The first word of the noun phrase around word i, by its determiner or a mark."""
        start = self.cast.sentence_start(i)
        while i > start and self.words.joined(i) and not self.names.is_determiner(i):
            i -= 1
        return i


def _first(entities: Iterable[Entity | None]) -> Entity | None:
    return next((entity for entity in entities if entity and entity.kind in ("body", "person", "country")), None)
