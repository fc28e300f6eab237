"""What a target is called, where it is mentioned, and how it is linked to its term."""

from collections.abc import Sequence

import numpy as np

from ...text.spans import Span
from ..attributions.attribution import Attribution
from ..phrases.pronouns import is_first_person
from ..sources.entity import Entity
from ..sources.registry import is_people
from ..sources.sides import side_of, side_of_places
from ..sources.speakers import Resolved
from .loaded_terms import Placement, Target
from .target_candidates import COMMA, CONTENT, DEMONSTRATIVE, Passage, WordClass
from .target_clauses import described_by
from .target_governments import Governments, government_of

_BE, _OF, _DETERMINER, _POSSESSIVE = map(int, (WordClass.BE, WordClass.OF, WordClass.DETERMINER, WordClass.POSSESSIVE))
_MODIFIERS = frozenset(range(WordClass.ADJECTIVE, max(WordClass) + 1)) - {int(WordClass.VERB)}
"""Classes of nouns and adjectives, which may stand in front of a noun."""

_NO_ACTORS = ("policy", "event", "thing")


class Naming:
    """What a term is about, in words: its name, where it is mentioned, and the entity of the registry.

    `term` are the words of the term, `word` is that of its target, and `kind` what that is; `placing` is None in a title, where
    nothing is resolved, and `governments` are those of the text.
    """

    def __init__(
        self,
        passage: Passage,
        term: range,
        word: int,
        kind: str,
        resolved: Resolved,
        placing: Placement | None,
        governments: Governments | None = None,
    ) -> None:
        self.passage, self.words, self.term, self.word, self.kind = passage, passage.words, term, word, kind
        self.resolved, self.placing, self.governments = resolved, placing, governments
        self.itself = word in term

    def target(self, p: float, *, sure: bool) -> Target:
        """The target, given how likely it is the right one."""
        mention = self._mention()
        span = self._span(mention)
        meant = self._meant(mention)
        name, entity = meant or (" ".join(span.of(self.words.text).split()), None)
        side = self._side(mention, name) if self.resolved.coreference.names.registry.sides.labels else None
        named = meant is not None and (self._said is None or bool(self._said.named))  # not "we" of "the women"
        return Target(name, None if self.itself else span, entity, self.kind, self.link, p, sure, side, named)

    def _span(self, mention: range) -> Span:
        """The characters of a mention, without the verb of "it's" and the ending of a possessor."""
        start, end = self.words.span(mention.start, mention.stop)
        first = self.words.starts[mention.stop - 1]
        apostrophe = self.words.straight.find("'", first + 1, end)
        bare = self._has_verb or self.words.straight.endswith(("'s", "s'"), first, end)
        return Span(start, apostrophe if bare and apostrophe > 0 else end)

    @property
    def _has_verb(self) -> bool:
        """Whether the word is a pronoun with the short form of a verb ("it's", "they've")."""
        return (
            bool(self.passage.pronouns[self.word])
            and "'" in self.words.straight[self.words.starts[self.word] : self.words.ends[self.word]]
        )

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

    def _meant(self, mention: range) -> tuple[str, str | None] | None:
        """The name and the term in the registry of whom a mention means; None where that is not known."""
        if self.governments and self.kind not in _NO_ACTORS:
            noun = government_of(self.passage, self.term) if self.itself else self.word
            if government := None if noun is None else self.governments.name(noun):
                return government
        if self.kind not in _NO_ACTORS and self.placing and (subject := self._subject(mention)):
            return subject
        if entities := self._entities(mention):
            return _names_of(entities)
        if self.placing is None:
            return None
        if (said := self._said) and said.speakers:
            return " and ".join(said.speakers), said.entity
        names, word, before = self.resolved.coreference.names, self.word, self._before(mention)
        if word in names.countries:
            return None if self._is_of_people(before) else (names.countries[word].entry.term,) * 2
        described = self.kind == "country" and word not in names.roles and not self.passage.pronouns[word]
        return self._country(before) if described and before >= 0 and self.words.keys[before] == "the" else None

    def _subject(self, mention: range) -> tuple[str, str | None] | None:
        """The name of whom a noun says what they are ("Hall is a brave man", "Hall, the controversial senator")."""
        if self.passage.entities[self.word] or self.passage.pronouns[self.word] or self.passage.classes[self.word] < CONTENT:
            return None
        subject = described_by(self.passage, min(mention.start, self._before(mention) + 1), mention.stop, self.term)
        if subject is None:
            return None
        naming = Naming(self.passage, range(0), subject, self.kind, self.resolved, self.placing)
        return naming._meant(naming._mention())

    def _is_of_people(self, before: int) -> bool:
        """Whether the word is some of a people ("patriotic Americans"), rather than its country ("the Americans").

        `before` is the word before the mention, or -1.
        """
        country = self.resolved.coreference.names.countries[self.word].entry
        several = self.kind == "group" and self.words.keys[self.word].endswith("s")
        article = before >= 0 and self.words.keys[before] == "the"
        return several and not article and is_people(country, self.words.surface(self.word))

    def _entities(self, mention: range) -> Sequence[Entity]:
        """Those of the article who have a name and whom a mention means.

        A pronoun or description that means an event, thing or policy means no person and no body.
        """
        number, word, names = int(self.passage.entities[self.word]), self.word, self.resolved.coreference.names
        if number:
            return self.passage.cast[number - 1 : number]
        if self.kind in _NO_ACTORS:
            return ()
        if self.passage.pronouns[word] == DEMONSTRATIVE and self.words.keys[word + 1 : word + 2] == ["who"]:
            return ()  # "those who"
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
        ends = self.words.straight.endswith(("'s", "s'"), 0, self.words.ends[word])
        if classes[word] == _POSSESSIVE or (ends and not self._has_verb):
            return "possessor"
        if self.passage.pronouns[word]:
            return "pronoun"
        if _BE in inside:
            return "predicate"
        if not before and _OF in inside <= {_OF, _DETERMINER}:
            return "possessor"
        if not between and marked == [COMMA]:
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
