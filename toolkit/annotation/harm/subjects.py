"""Who acts where the words before a verb of harm are not they: the attack whose place they are, the person they describe."""

from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from .doers import Doers

ATTACKS = ("kill", "attack", "battle")
"""Groups of the nouns in which somebody is harmed ("killed in an attack")."""


class Subjects:
    """Whom the subjects of the verbs of harm of one text mean."""

    def __init__(self, doers: Doers) -> None:
        self.doers, self.harm, self.clauses = doers, doers.harm, doers.clauses
        self.chunks, self.words, self.keys = doers.chunks, doers.words, doers.keys

    def meant(self, subject: Range, verb: int) -> Range:
        """Who acts in the verb that begins at a word, by its subject."""
        return self.deed(subject, verb) or self._named(subject, verb) or subject

    def deed(self, subject: Range, verb: int) -> Range | None:
        """The attack before a verb, where its subject is but the place or target ("an attack on a base | that killed two")."""
        chunks, head = self.chunks, self.chunks.head(subject)
        relative = verb - 1 if self.keys[verb - 1] in word_list("relative") else verb
        since = self.keys[subject.first - 1] == "since" and not (chunks.is_time(subject) or chunks.is_number(head))
        if self.keys[relative] == "who" or chunks.is_pronoun(head) or since:
            return None  # "the worst raid since | gunmen killed two"
        if relative < verb and self.keys[relative - 1] in word_list("collection", "harm_contexts"):
            return Range(chunks.phrase_start(relative - 1), relative)  # "hit the town in a barrage | that killed two"
        fight = self.harm.battles.get(relative - 1)
        if fight and relative < verb and not chunks.breaks(relative):
            return Range(chunks.phrase_start(fight.first), relative)  # "fought rebels in a war | that killed two"
        for i in range(relative - 1, chunks.sentence(verb).start - 1, -1):
            event = self.harm.events.get(i)
            if event and event.entry.category in ATTACKS and self.harm.is_event_noun(event):
                attack = Range(chunks.phrase_start(event.first), event.after)
                carried = self.harm.carries(event.after)  # "air strikes | carried out by jets killed two"
                behind = carried or event.after == relative or chunks.is_a(event.after, "preposition", "time")
                behind = behind or self._is_dated(event.after)
                if event.after == relative < verb:
                    return attack  # "blamed raiders in an attack | that killed two"
                inside = relative == verb and attack.first > subject.first and chunks.is_a(attack.first - 1, "preposition")
                return attack if behind and not inside and self._is_place(subject, i) else None
            told = chunks.is_verb(i) and not self.harm.carries(i)
            if event or told or self._parts(i) or self.clauses.opens_clause(i):
                return None
        return None

    def _is_dated(self, i: int) -> bool:
        """Whether a time in numbers stands at word i ("an attack | two weeks ago on the town")."""
        return self.chunks.is_number(i) and self.keys[i + 2 : i + 3] == ["ago"]

    def _parts(self, i: int) -> bool:
        """Whether word i is a conjunction, and none between two names ("raids in Keldry | and Dorlin that killed two")."""
        names = i + 1 < len(self.words) and self.chunks.is_name(i - 1) and self.chunks.is_name(i + 1)
        return self.chunks.is_a(i, "conjunction") and not names

    def _is_place(self, subject: Range, attack: int) -> bool:
        """Whether the words before a verb are but the place, target or time of an attack before or in them."""
        head = self.chunks.head(subject)
        if self.chunks.is_time(subject) or self.chunks.is_number(head):
            return True
        if attack < subject.first:
            before = subject.first - 1
            if self.chunks.phrases.breaks(subject.first, ",") and self.chunks.is_name(before) and self.chunks.is_name(head):
                before = self.chunks.nouns_before(subject.first).first - 1  # "in Dorlin, | Keldry, that"
            joined = self.keys[before] == "and" and not self._parts(before)  # "raids in Keldry and | Dorlin"
            return self.chunks.is_a(self.chunks.nouns_before(before).first - 1 if joined else before, "preposition")
        return not (head in self.harm.actors or self.chunks.is_name(head))

    def _named(self, subject: Range, verb: int) -> Range | None:
        """The person whom a description before "who" stands beside ("Hall, | the guard who shot two")."""
        first, cast, chunks = subject.first, self.doers.coreference.cast, self.chunks
        if self.keys[verb - 1] != "who" or not chunks.phrases.breaks(first, ",") or not chunks.opens_phrase(first):
            return None
        person = cast.at(first - 1)
        if person is None or person.kind != "person":
            return None
        name = first - 1
        while name > chunks.sentence(verb).start and cast.at(name - 1) is person and self.words.joined(name):
            name -= 1
        told = self.keys[name - 2 : name] == ["according", "to"]
        return None if told else Range(name, first)
