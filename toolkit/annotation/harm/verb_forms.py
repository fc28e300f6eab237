"""What a form of a verb of harm can be: the finite verb of a clause, a participle, or an adjective before a noun."""

from ...text.matching import Hit
from ...text.word_classes import is_adverb, word_list
from ..phrases.clauses import Clauses
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import in_subject_form
from .harm_words import HarmWords

BY_WITHIN = 8
"""Words after a passive in which "by" names the agent."""

JOINED = 8
"""The most verbs that are looked through, joined to each other ("shot, wounded and held")."""

_TO_BY = 5  # words from a passive to the "by" of an agent that also does what "and" joins to it


class VerbForms:
    """What the verbs of harm of one text can be."""

    def __init__(self, harm: HarmWords, clauses: Clauses) -> None:
        self.harm, self.clauses = harm, clauses
        self.chunks, self.words, self.keys = harm.chunks, harm.words, harm.keys

    def may_be_finite(self, hit: Hit) -> bool:
        """Whether a base form can be a verb here: after "to", an auxiliary, a pronoun or a plural, or to open a clause."""
        verb, chunks = hit.first, self.chunks
        i = verb - 1
        opens = i < chunks.sentence(verb).start or chunks.breaks(verb)
        if opens or not chunks.is_noun(i) or chunks.is_pronoun(i) or chunks.is_auxiliary(i):
            return True
        if not self.harm.has_object(hit):
            return False
        return self.harm.form(hit) == "s" or self.harm.is_plural_before(verb) or self.harm.is_bare(hit)

    def lacks_subject(self, hit: Hit) -> bool:
        """Whether a participle before a noun can be no verb ("if displaced workers", "will help wounded soldiers")."""
        i, chunks = hit.first - 1, self.chunks
        if not self.harm.has_object(hit) or chunks.breaks(hit.first):
            return False
        if i < chunks.sentence(hit.first).start:
            return self.harm.form(hit) == "past"  # "Slain officers return"
        if self.keys[i] == "to" and self.harm.form(hit) == "base":
            return False  # "to hit two bases"
        if self.coordinated_before(hit.first) or not chunks.is_noun(hit.after):
            return False
        if self.keys[i] == "internally" or self._governs(i):
            return True
        infinitive = chunks.is_noun(i) and i > 0 and (self.keys[i - 1] == "to" or chunks.is_a(i - 1, "auxiliary"))
        told = i - 1 in chunks.phrases.cues and i - 1 not in self.harm.events and not chunks.opens_phrase(i - 2)
        relative = self.keys[i] in word_list("relative") and not (told and self.keys[i] == "that")  # not "said that wounded men"
        return infinitive or (chunks.is_a(i, "subordinator", "preposition") and not relative)

    def _governs(self, i: int) -> bool:
        """Whether word i is a verb with the noun behind a participle as its object ("treated | wounded men")."""
        chunks = self.chunks
        if chunks.opens_phrase(i + 2):
            return False  # "flooding damaged two homes"
        past = self.keys[i].endswith("ed") and chunks.is_verb(i)
        return past or (self.keys[i].endswith("ing") and i not in self.harm.events and chunks.is_a(i - 1, "preposition"))

    def described(self, participle: int) -> Range | None:
        """The noun phrase that a participle is part of."""
        first = participle
        while first > self.chunks.sentence(participle).start and (
            self.chunks.opens_phrase(first - 1) or self.harm.owns(first - 1) or is_adverb(self.keys[first - 1])
        ):
            first -= 1
        whole = self.chunks.phrase(participle + 1)
        if whole is None:
            return None
        owner = next((i for i in range(*whole) if self.harm.owns(i)), whole.after - 1)  # "a slain officer's | family"
        return Range(first, owner + 1)

    def is_participle(self, hit: Hit) -> bool:
        """Whether a form of the past may be a participle: not that of a verb with "have" before it."""
        start = self.clauses.verb_start(hit.first)
        told = start > self.chunks.sentence(start).start and not self.chunks.breaks(start) and self._is_subject(start - 1)
        return not hit.entry.listed("patient") and not self._is_perfect(hit.first) and not told

    def is_base(self, hit: Hit) -> bool:
        """Whether a form that is base and past in one is an infinitive, or has a modal before it ("to hit", "could hurt")."""
        before = self.chunks.phrases.before_adverbs(hit.first)
        modal = self.keys[before] in word_list("finite_auxiliary") - word_list("passive_auxiliary")
        told = self.keys[before] == "to" or (modal and not self.keys[before].startswith("ha"))
        return self.harm.form(hit) == "base" and told

    def _is_subject(self, i: int) -> bool:
        """Whether word i is a pronoun in the form of a subject ("when it | stormed")."""
        return self.chunks.is_pronoun(i) and in_subject_form(self.keys[i]) == self.keys[i]

    def _is_perfect(self, participle: int) -> bool:
        start = self.clauses.verb_start(participle)
        return any(self.keys[i].startswith(("ha", "'ve")) and self.chunks.is_a(i, "auxiliary") for i in range(start, participle))

    def coordinated_before(self, verb: int) -> Hit | None:
        """The verb of harm that "and" or a comma joins directly to this one ("ambushed and executed")."""
        start = self.clauses.verb_start(verb)
        i = start - 1
        if i > 1 and self.keys[i] in word_list("emphatic"):  # "attacked or even killed"
            i -= 1
        if i > 0 and self.chunks.is_a(i, "conjunction"):
            i -= 1
        elif not self.chunks.breaks(start) and start < verb:
            return None
        other = self.harm.events.get(i)
        if other is None or other.after != i + 1 or other.entry.extra["word"] not in ("verb", "both"):
            return None
        adjacent = i + 1 == verb and not self.chunks.breaks(verb)  # "the bombing | killed two"
        return None if self.harm.is_noun(other) or (adjacent and self.harm.is_event_noun(other)) else other

    def first_joined(self, hit: Hit) -> Hit:
        """The first of the verbs that "and" or a comma joins to each other up to this one."""
        for _ in range(JOINED):
            hit = self.coordinated_before(hit.first) or hit
        return hit

    def by_before(self, hit: Hit) -> Range | None:
        """Who acts in the passive that a participle goes on with ("was stopped by police and | arrested")."""
        first = self.first_joined(hit).first
        start = self.clauses.verb_start(first)
        before = start - 1
        goes_on = start > 0 and (self.keys[before] == "and" or self.chunks.phrases.breaks(start, ","))
        if not goes_on or any(self.keys[i] in word_list("be") for i in range(start, first)):
            return None
        floor = max(self.clauses.clause_start(before), before - BY_WITHIN)
        for by in range(before - 1, floor, -1):
            if self.keys[by] == "by":
                passive = any(map(self.clauses.is_passive, range(by - 1, max(floor, by - _TO_BY), -1)))
                agent = self.clauses.by(by, 1) if passive else None
                return agent if agent and agent.after <= start else None
        return None
