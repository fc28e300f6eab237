"""Who acts in a noun of harm by what stands behind it: a side ("fire from the base") or a clause ("raids, in which police …")."""

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from .doers import Doers
from .subjects import ATTACKS

BEHIND_NOUN = 9
"""The most words from a noun of harm to the "by" of its agent."""

_CLAUSE = 8  # words of a relative clause behind its subject in which its verb is looked for


class BehindNouns:
    """Who acts behind the nouns of harm of one text."""

    def __init__(self, doers: Doers) -> None:
        self.doers, self.harm, self.clauses = doers, doers.harm, doers.clauses
        self.chunks, self.keys = doers.chunks, doers.keys

    def side(self, hit: Hit, *prepositions: str) -> Range | None:
        """Who acts behind a noun and one of these prepositions ("fire from the base", "fighting between gangs")."""
        if hit.after not in self.chunks.sentence(hit.first) or self.keys[hit.after] not in prepositions:
            return None
        side = self.chunks.phrase(hit.after + 1)
        if side is None or self.chunks.is_time(side):
            return None
        return None if self.keys[self.chunks.head(side)] in word_list("thing", "harm_contexts") else side

    def by_relative(self, hit: Hit) -> Range | None:
        """The agent in a relative clause behind a noun ("the attacks, which were planned by | Hall")."""
        which = next((i for i in range(hit.after, self.limit(hit)) if self.keys[i] == "which"), None)
        planned = next((i for i in range(which + 2, which + 4) if i in self.harm.carriers), None) if which else None
        if planned is None or which is None or not self.clauses.is_passive(planned):
            return None
        return self.clauses.by(planned + 1, 1)

    def in_which(self, hit: Hit) -> Range | None:
        """Those who act in what a relative clause tells of a noun ("the raids, in which | police broke doors")."""
        which = next((i for i in range(hit.after + 1, self.limit(hit)) if self.keys[i] == "which"), None)
        if which is None or self.keys[which - 1] not in ("in", "during") or hit.entry.category not in ATTACKS:
            return None
        subject = self.chunks.phrase(which + 1)
        if subject is None or not self.doers.is_actor(self.chunks.head(subject)):
            return None
        clause = range(subject.after, min(subject.after + _CLAUSE, self.chunks.sentence(which).stop))
        told = next((self.harm.events[i] for i in clause if i in self.harm.events), None)
        last = told.first if told else subject.after + 2
        suffers = any(key in word_list("passive_auxiliary") for key in self.keys[subject.after : last])
        return None if suffers or (told and told.entry.extra["word"] == "intransitive") else subject

    def first_time(self, hit: Hit) -> Range | None:
        """Who does for the first time what a noun tells ("the raid was the first time | the army had hit Dorlin")."""
        time = next((i for i in range(hit.after, self.limit(hit)) if self.keys[i] == "time" and self.keys[i - 2] == "the"), None)
        if time is None or not any(self.keys[i] in word_list("be") for i in range(hit.after, time)):
            return None
        since = self.chunks.phrase(time + 2) if self.keys[time + 1] == "since" else None
        first = since.after if since else time + 1
        return self.chunks.phrase(first + (self.keys[first : first + 1] == ["that"]))

    def limit(self, hit: Hit) -> int:
        """The end of the words behind a noun in which more is told of it."""
        return min(hit.after + BEHIND_NOUN, self.chunks.sentence(hit.first).stop - 2)
