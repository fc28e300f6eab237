"""Those who die, flee or are dead, and who is said to make them."""

from collections.abc import Callable

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.left_edge import left_edge
from ..phrases.noun_phrases import Range
from .harm_links import Told
from .harm_nouns import HarmNouns
from .subjects import Subjects
from .verb_forms import VerbForms

_LEFT_WITHIN = 14  # words before "dead" in which "left" is looked for


class Sufferers:
    """Reads the verbs of dying and fleeing of one text, and "dead"; `read` tells how any other word of harm tells it."""

    def __init__(self, nouns: HarmNouns, forms: VerbForms, subjects: Subjects, read: Callable[[Hit], Told | None]) -> None:
        self.nouns, self.forms, self.subjects, self._read = nouns, forms, subjects, read
        self.doers, self.harm, self.clauses = nouns.doers, nouns.harm, nouns.clauses
        self.chunks, self.words, self.keys = nouns.chunks, nouns.words, nouns.keys

    def event(self, hit: Hit) -> Told:
        """Somebody who dies or flees."""
        coordinated = self.forms.coordinated_before(hit.first)
        other = self._read(coordinated) if coordinated else None
        if other:
            return Told(hit, "intransitive", None, other.patient)
        start = self.clauses.verb_start(hit.first)
        led = start > 1 and self.keys[start - 1] == "to" and self.chunks.is_noun(start - 2) and not self.chunks.is_verb(start - 2)
        if led and self.keys[start - 2].endswith("ing"):
            return Told(hit, "intransitive", None, self.doers.subject_of_infinitive(start - 1))  # "trying to flee"
        if led and not self.chunks.is_auxiliary(start - 3):  # not "did not deserve to die"
            nouns = self._led(start - 1)
            return Told(hit, "intransitive", self.causer(nouns), self.chunks.phrase(nouns.first, start - 1))
        subject = self._dying(hit.first) if self.harm.form(hit) == "ing" else self.clauses.subject(hit.first)
        agent = self.causer(subject) or self.clauses.at_hands(hit.after) or self._fled(hit)
        return Told(hit, "intransitive", agent, subject)

    def state(self, hit: Hit) -> Told | None:
        """Somebody who is dead: after "be", "pronounced" or "left", or behind a number of people."""
        i = hit.first - 1
        if i < 0 or self.chunks.breaks(hit.first):
            return None
        told = self.keys[i] in ("pronounced", "declared")
        if told or self.keys[i] in word_list("be") or self.keys[i] in word_list("article"):
            return Told(hit, "intransitive", None, self.clauses.subject(self._verb_before(hit.first)))
        if hit.after < len(self.words) and self.words.joined(hit.after) and self.chunks.is_noun(hit.after):
            return None
        floor = max(self.chunks.sentence(hit.first).start, hit.first - _LEFT_WITHIN)
        cause = next((j for j in range(i, floor, -1) if self.chunks.is_verb(j) or j in self.harm.causes), i)
        if cause in self.harm.causes:  # "left two drivers dead"
            patient = self.chunks.phrase(cause + 1, hit.first)
            return Told(hit, "intransitive", self.causer(patient), patient)
        phrase = self.clauses.ending_at(hit.first)
        return Told(hit, "intransitive", None, phrase) if phrase and self.chunks.is_number(phrase.after - 1) else None

    def causer(self, patient: Range | None) -> Range | None:
        """Who lets or makes somebody die or flee, or leaves somebody killed, by the verb before whoever suffers."""
        cause = self.harm.causes.get(patient.first - 1) if patient else None
        subject = self.doers.carrier_subject(cause) if cause else None
        if cause is None or subject is None or self.keys[subject.first - 1] == "by":
            return subject
        return self.subjects.deed(subject, self.clauses.verb_start(cause.first)) or subject

    def _led(self, to: int) -> Range:
        """Those whom somebody makes die or flee ("forced | thousands of families | to flee")."""
        nouns = self.chunks.nouns_before(to)
        several = self.keys[nouns.first - 1] == "of" and self.chunks.is_number(nouns.first - 2)
        return Range(left_edge(self.chunks, to, attached=False), to) if several else nouns

    def _fled(self, hit: Hit) -> Range | None:
        """Those whom somebody flees ("fled | the army", "fleeing from | raiders"), or whose attacks ("fled | army shelling")."""
        if hit.entry.category != "displace":
            return None
        first = hit.after + (self.keys[hit.after : hit.after + 1] == ["from"])
        ends = first >= len(self.words) or self.chunks.breaks(first)
        part = None if ends or not self.chunks.opens_object(first) else self.chunks.phrase(first)
        if part is None:
            return None
        attack = self.harm.events.get(self.chunks.head(part))
        if attack:
            agent = self.nouns.agent(attack) if self.harm.is_event_noun(attack) else None
            return agent if agent and agent.first > hit.first else None
        role = self.doers.coreference.names.roles.get(self.chunks.head(part))
        return part if role is not None and role.entry.category in ("military", "armed_group") else None

    def _dying(self, i: int) -> Range | None:
        """Who suffers in a verb in -ing: the noun before it ("a store going up in flames"), or the subject of its clause."""
        gerund = self.keys[i - 1] in word_list("does_gerund")  # "will not risk | dying"
        described = not (self.chunks.breaks(i) or gerund) and self.chunks.is_noun(i - 1) and not self.chunks.is_verb(i - 1)
        return self.chunks.nouns_before(i) if described else self.clauses.governing(i)

    def _verb_before(self, i: int) -> int:
        """The verb before a word of the predicate."""
        start = self.chunks.sentence(i).start
        return next((j for j in range(i - 1, start, -1) if self.chunks.is_verb(j)), i)
