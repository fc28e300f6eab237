"""Who is named behind a description of them: "her lawyer, Ben Abay, said", "the news agency, KANA, reported"."""

from ...text.word_classes import word_list
from .entities import Cast
from .entity import Entity
from .unnamed_sources import Description, means

_MARKS = (",", "-", "--", "–", "—")
_LIST = 16  # the most words of a list of names
_LONG = 9  # the most words of an apposition that says more than a name ("Ohio state Sen. Ben Abay")
_FORMS = ("auxiliary", "pronoun", "subordinator", "adverbial")  # none of these is part of an apposition


class Appositions:
    """The appositions of one article that name whom the description before them means.

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Two senators, Ada Hall and Ben Abay, said so."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> senators = Description(0, 2, 2, cast.names.roles[1], "legislature", plural=True)
    >>> [entity.name for entity in Appositions(cast).named(senators)]
    ['Ada Hall', 'Ben Abay']
    """

    def __init__(self, cast: Cast) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words

    def named(self, description: Description) -> tuple[Entity, ...]:
        """Those whom the apposition right behind a description names; empty where there is none."""
        after, role = description.after, description.role
        if after >= len(self.words) or not self.words.gaps[after].strip().startswith(_MARKS) or self._is_adjunct(after):
            return ()
        if description.plural and self.words.keys[description.first] != "one":
            return self._several(after) if role else ()
        person = self._person(after) if role else None
        person = person or self._titled(after, description)
        return (person,) if person else ()

    def _is_adjunct(self, i: int) -> bool:
        """Whether a preposition or participle begins at a word ("officials, including Hall", "a note, obtained by Hall")."""
        small = not self.words.capital[i]
        return small and (self.names.phrases.is_a(i, "preposition") or self.cast.is_participle(i))

    def _person(self, after: int) -> Entity | None:
        """The person named right behind a mark ("the spokesman, Ben Abay, said", "a former minister, Sir Ben Abay, said")."""
        while after + 1 < len(self.words) and self._is_title(after):
            after += 1
        entity = self.cast.at(after)
        if entity is None or entity.kind != "person":
            return None
        end = after
        while end < len(self.words) and self.cast.at(end) is entity:
            end += 1
        closed = end == len(self.words) or not self.words.joined(end) or self.words.keys[end] in word_list("apposition")
        return entity if closed else None

    def _is_title(self, i: int) -> bool:
        """Whether word i is a title with a capital right before a name ("Senator", "Dr.")."""
        title = i in self.names.roles and self.words.capital[i] and self.cast.at(i) is None
        return title and self.words.gaps[i + 1] in (" ", ". ")

    def _titled(self, after: int, description: Description) -> Entity | None:
        """The person or body at the end of an apposition that says more than a name ("Ohio Sen. Ben Abay", "the Keldry
        Institute"); none behind "according to", where what is said may begin with a name."""
        end = None if self.names.phrases.reporting_preposition(description.first) else self._end(after)
        entity = self.cast.at(end - 1) if end else None
        if end is None or entity is None or entity.unsure or self.words.is_possessive(end - 1):
            return None
        same = self.cast.at(description.after - 1) is entity
        return entity if not same and entity.kind in self._kinds(description) else None

    def _kinds(self, description: Description) -> tuple[str, ...]:
        """The kinds of entity that a description may mean: none for documents, and for what may be no noun phrase at all."""
        role, first = description.role, description.first
        if role:
            return () if means(role, "document") else ("body",) if means(role, "body") else ("person",)
        told = self.names.is_determiner(first) or any(map(self.words.owns, range(first, description.head)))
        return ("person", "body") if told and not self.words.capital[description.head - 1] else ()  # not "the Keldry, Ohio, firm"

    def _end(self, after: int) -> int | None:
        """The word behind an apposition, which a mark closes; None where a verb or clause comes before."""
        for i in range(after, min(after + _LONG, len(self.words))):
            if i > after and not self.words.joined(i):
                return i if self.words.gaps[i].strip().startswith((*_MARKS, ".", "(")) else None
            if self._is_clause(i):
                return None
        return None

    def _is_clause(self, i: int) -> bool:
        """Whether a word belongs to a verb or to a clause of its own."""
        small = not self.words.capital[i]
        return small and (i in self.names.phrases.cues or self.names.phrases.is_a(i, *_FORMS))

    def _several(self, after: int) -> tuple[Entity, ...]:
        """The persons whom a list behind a mark names ("two senators, Ada Hall of Utah and Ben Abay, said")."""
        found: list[Entity | None] = []
        for i in range(after, min(after + _LIST, len(self.words))):
            if not self.words.joined(i) or self.words.keys[i] == "and":
                if self._is_clause(i) or "." in self.words.gaps[i]:
                    break
                found.append(None)
            elif self._is_clause(i):
                return ()
            entity = self.cast.at(i)
            if entity and entity.kind == "person" and not found[-1]:
                found[-1] = entity
        persons = tuple(entity for entity in found if entity)
        return persons if len(persons) > 1 and len(persons) == len(found) else ()
