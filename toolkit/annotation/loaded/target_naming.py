"""What a target is called, where it is mentioned, and how it is linked to its term."""

from collections.abc import Sequence

import numpy as np

from ..attributions.attribution import Attribution
from ..phrases.pronouns import is_first_person
from ..sources.entity import Entity
from ..sources.sides import side_of, side_of_places
from ..sources.speakers import Resolved
from .loaded_terms import Placement, Target
from .target_candidates import Passage, WordClass

_COMMA = 1  # the mark that a comma is
_BE, _OF, _DETERMINER, _POSSESSIVE = map(int, (WordClass.BE, WordClass.OF, WordClass.DETERMINER, WordClass.POSSESSIVE))
_MODIFIERS = frozenset(range(WordClass.ADJECTIVE, max(WordClass) + 1)) - {int(WordClass.VERB)}
"""Classes of nouns and adjectives, which may stand in front of a noun."""


class Naming:
    """What a term is about, in words: its name, where it is mentioned, and the entity of the registry.

    `term` are the words of the term and `word` is that of its target; `placing` is None in a title, where nothing is resolved.
    """

    def __init__(self, passage: Passage, term: range, word: int, resolved: Resolved, placing: Placement | None) -> None:
        self.passage, self.words, self.term, self.word = passage, passage.words, term, word
        self.resolved, self.placing = resolved, placing
        self.itself = word in term

    def target(self, kind: str, p: float, *, sure: bool) -> Target:
        """The target, of a kind that is known."""
        mention = self._mention()
        span = self.words.span(mention.start, mention.stop)
        meant = self._meant(mention, kind)
        name, entity = meant or (" ".join(span.of(self.words.text).split()), None)
        side = self._side(mention, name) if self.resolved.coreference.names.registry.sides.labels else None
        return Target(name, None if self.itself else span, entity, kind, self.link, p, sure, side, meant is not None)

    def _mention(self) -> range:
        """The words by which the target is mentioned: the term, a name, a pronoun, or a noun with what stands before it."""
        if self.passage.entities[self.word]:
            return self.passage.mention(self.word)
        if self.itself:
            return self.term
        start, classes = self.word, self.passage.classes
        while start and not (self.passage.pronouns[start] or self.passage.marks[start] or start - 1 in self.term):
            if int(classes[start - 1]) not in _MODIFIERS:
                break
            start -= 1
        return range(start, self.word + 1)

    def _meant(self, mention: range, kind: str) -> tuple[str, str | None] | None:
        """The name and the term in the registry of whom a mention means; None where that is not known."""
        if entities := self._entities(mention):
            return _names_of(entities)
        if self.placing is None:
            return None
        if (said := self._said) and said.speakers:
            return " and ".join(said.speakers), said.entity
        names, word = self.resolved.coreference.names, self.word
        if word in names.countries:
            return (names.countries[word].entry.term,) * 2
        before = self._before(mention)
        described = kind == "country" and word not in names.roles and not self.passage.pronouns[word]
        return self._country(before) if described and before >= 0 and self.words.keys[before] == "the" else None

    def _entities(self, mention: range) -> Sequence[Entity]:
        """Those of the article who have a name and whom a mention means."""
        number, word, names = int(self.passage.entities[self.word]), self.word, self.resolved.coreference.names
        if number:
            return self.passage.cast[number - 1 : number]
        if self.placing is None or word in names.countries or is_first_person(self.words.keys[word]):
            return ()
        words, before = mention, self._before(mention)
        if not self.passage.pronouns[word]:
            if word not in names.roles or before < 0 or self.words.keys[before] != "the":
                return ()
            words = range(before, mention.stop)
        referent = self.resolved.referent(words, self.placing.quoting(word))
        return [entity for entity in referent.entities if entity.spans] if referent else ()  # which are mentioned by name

    @property
    def _said(self) -> Attribution | None:
        """The attribution whose speaker "I" or "we" is; None for all other words."""
        inside = self.placing and is_first_person(self.words.keys[self.word])
        return self.placing.attribution_at.get(self.word) if self.placing and inside else None

    def _before(self, mention: range) -> int:
        """The word before a mention, or before the term where that is the mention's first word; -1 for none."""
        return (self.term.start if mention.start - 1 in self.term else mention.start) - 1

    def _side(self, mention: range, name: str) -> str | None:
        """The side of whom a mention means, or of the countries and bodies that its words name, in the user's file."""
        names, entities = self.resolved.coreference.names, self._entities(mention)
        sides = {side_of(entity, [], names) for entity in entities}
        if said := self._said:
            sides = {said.side}
        elif not entities:
            places = names.places(mention.start, mention.stop) if self.placing else set()
            sides = {names.registry.sides.find([name]) or side_of_places(places, names.registry)}
        return sides.pop() if len(sides) == 1 else None

    def _country(self, word: int) -> tuple[str, str] | None:
        """The country that "the country" at a word means: the first that the sentence, or else the one before, speaks of."""
        countries = self.resolved.coreference.names.countries
        sentences = self.passage.sentences
        for sentence in (int(sentences[word]), int(sentences[word]) - 1):
            start = int(np.searchsorted(sentences, sentence))
            end = min(word, int(np.searchsorted(sentences, sentence + 1)))
            if first := next((countries[i] for i in range(start, end) if i in countries), None):
                return (first.entry.term,) * 2
        return None

    @property
    def link(self) -> str:
        """How term and target are linked, as word order tells."""
        classes, word = self.passage.classes, self.word
        before = word < self.term.start
        between = range(word + 1, self.term.start) if before else range(self.term.stop, word)
        inside = set(classes[between.start : between.stop].tolist())
        marked = self.passage.marks[between.start : between.stop + 1].tolist()
        if self.itself:
            return "self"
        if classes[word] == _POSSESSIVE or self.words.straight.endswith(("'s", "s'"), 0, self.words.ends[word]):
            return "possessor"
        if self.passage.pronouns[word]:
            return "pronoun"
        if _BE in inside:
            return "predicate"
        if not before and _OF in inside <= {_OF, _DETERMINER}:
            return "possessor"
        if not between and marked == [_COMMA]:
            return "apposition"
        if any(marked) or not (inside | {int(classes[self.term.stop - 1])}) <= _MODIFIERS:
            return "subject" if before else "object"
        return "modifier" if before else "head"


def _names_of(entities: Sequence[Entity]) -> tuple[str, str | None] | None:
    """The names of entities, and the term in the registry of a single one; None for none."""
    if not entities:
        return None
    names = " and ".join(entity.name or entity.entry_name for entity in entities)
    return names, (entities[0].entry_name or None) if len(entities) == 1 else None
