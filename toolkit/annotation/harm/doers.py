"""Who is said to do harm by the words around it: whoever is urged, accused or planning to, or carries it out."""

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.clauses import Clauses
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from ..sources.coreference import Coreference
from .harm_words import HarmWords

_TO_ACCUSED = 6  # the most words from "convicted" to the preposition before a noun of harm
_TO_USE = 20  # the most words from "used" to the verb that tells what for


class Doers:
    """Who acts by the verbs of one text that do not tell of harm themselves."""

    def __init__(self, harm: HarmWords, clauses: Clauses, coreference: Coreference) -> None:
        self.harm, self.clauses, self.coreference = harm, clauses, coreference
        self.chunks, self.words, self.keys = harm.chunks, harm.words, harm.keys

    def is_actor(self, i: int) -> bool:
        """Whether a word names those who act: by its role, as a country, or in the lexicon of harm."""
        names, role = self.coreference.names, self.coreference.names.roles.get(i)
        by_role = role is not None and role.entry.referent != "document" and role.entry.category != "media"  # "daily attacks"
        return by_role or i in names.countries or i in self.harm.actors

    def object_before(self, end: int) -> Range | None:
        """Whoever stands before a word as the object of a verb ("urged Hall | to", "accused the army | of")."""
        end = self._before_sum(end)
        nouns = self.chunks.nouns_before(end)
        inside = self.harm.directs.intersection(range(nouns.first, end - 1))
        directs = [i for i in inside if self.keys[i].endswith(("ing", "s"))]
        nouns = Range(max(directs, default=nouns.first - 1) + 1, end)  # "…, prompting | Hall | to", "allows | army forces | to"
        verb = nouns.first - 1
        if self.chunks.breaks(end) or verb < self.chunks.sentence(end - 1).start or self.chunks.breaks(nouns.first):
            return None
        if self.chunks.is_auxiliary(verb) or verb in self.harm.uses:
            return None  # "is | accused of"
        if self.keys[verb] in ("and", "of"):  # "blamed | the army and its allies | for", "sent | the chief of police | to"
            longer = Range(self.chunks.nouns_before(verb).first, end)
            whole = longer.first - 1 in self.harm.directs or (self.keys[verb] == "and" and self.chunks.is_verb(longer.first - 1))
            nouns, verb = (longer, longer.first - 1) if whole and not self.chunks.breaks(longer.first) else (nouns, verb)
        if verb in self.harm.directs:
            return nouns if self._may_act(nouns) else None
        acts = self.coreference.cast.at(end - 1) is not None or self.is_actor(end - 1)
        return nouns if acts and (self.chunks.is_verb(verb) or self.keys[verb].endswith("ing")) else None

    def _before_sum(self, end: int) -> int:
        """Word `end`, or the first word of the sum of money or "there" before it ("paid two men | $500 to")."""
        last = end - 1
        return last if self.keys[last] == "there" or (self.chunks.is_number(last) and "$" in self.words.gaps[last]) else end

    def _may_act(self, nouns: Range) -> bool:
        """Whether a phrase may mean somebody who acts: no deed, no thing, and nothing that is thought or planned."""
        head = self.chunks.head(nouns)
        nobody = any(self.keys[head] in word_list(name, "harm_contexts") for name in ("abstract", "purpose", "thing"))
        return not nobody and head not in self.harm.events

    def accused(self, verb: int) -> Range | None:
        """Whoever stands before a verb in -ing as the object of one that accuses ("accused | the army | of heavily shelling")."""
        of = verb - 1
        while of > 0 and self.keys[of].endswith("ly"):
            of -= 1
        return self.object_before(of) if of > 0 and self.keys[of] in word_list("accused_of") else None

    def of_share(self, share: int) -> Range | None:
        """Whoever is accused of having a part in harm ("charged with | involvement in the raid")."""
        before = self.chunks.phrase_start(share) - 1
        accused = self.harm.carriers.get(before)
        if accused and accused.entry.category == "accused":
            return None if self.is_denied(accused.first) else self.carrier_subject(accused)
        return self.accused_before(before)

    def accused_before(self, preposition: int) -> Range | None:
        """Whoever is accused or blamed before a preposition ("blamed Hall | for", "charges against Hall | over")."""
        nouns = self.chunks.nouns_before(preposition)
        against = nouns.first - 1
        if self.keys[preposition] in ("for", "over", "in") and against > 0 and self.keys[against] == "against":
            return nouns if self.keys[against - 1] in word_list("matter", "harm_contexts") else None
        if self.keys[preposition] not in word_list("accused_of"):
            return None
        return self._convicted(preposition) or self.object_before(preposition)

    def _convicted(self, preposition: int) -> Range | None:
        """Whoever is arrested or sentenced for a noun of harm ("was sentenced to life in prison | for the murder")."""
        floor = max(self.chunks.sentence(preposition).start, preposition - _TO_ACCUSED)
        for i in range(preposition - 1, floor, -1):
            if self.chunks.breaks(i + 1):
                return None
            arrest = self.harm.events.get(i)
            told = self.keys[i] in word_list("convicted", "harm_contexts") or (arrest and arrest.entry.category == "detain")
            if told and self.clauses.is_passive(i):
                return self.clauses.subject(i)
            if self.keys[preposition] != "for":
                return None
        return None

    def is_denied(self, verb: int) -> bool:
        """Whether "not" or "never" stands before a verb ("was not | involved in")."""
        return any(
            self.keys[i] in ("not", "never") or self.keys[i].endswith("n't") for i in range(self.clauses.verb_start(verb), verb)
        )

    def described(self, verb: int) -> Range | None:
        """Who acts in a verb in -ing by the words before it: whoever can or stops it, is accused of it, or has a part in it."""
        before, keys, chunks = verb - 1, self.keys, self.chunks
        if kept := self.clauses.kept_from(before):
            return kept  # "to prevent | the gang from killing"
        able = keys[before - 1] in word_list("disposed", "harm_contexts") and keys[before] in ("of", "on")
        if able and chunks.attaches(before - 2) and not chunks.is_auxiliary(before - 2):
            return chunks.nouns_before(before - 1)  # "missiles | capable of striking"
        acts = self.words.capital[before] or keys[before].endswith("s") or self.is_actor(before)
        if keys[before - 1] == "to" and chunks.is_noun(before) and not acts:
            return self.subject_of_infinitive(before - 1)  # "to stop | killing civilians"
        carrier = self.harm.carriers.get(before)
        accused = self.accused(verb) or (self._reduced(carrier.first) if carrier else None)
        role = keys[before] in word_list("doer_of") and not chunks.is_verb(before - 1)  # "Hall's role in killing"
        return accused or (self.planner(before) if role or keys[before] in word_list("accused_of") else None)

    def carrier_subject(self, verb: Hit) -> Range | None:
        """The subject of a verb that does not tell of harm itself; of one that tells of a result, a deed or those who act."""
        subject = self._subject_of_carrier(verb)
        head = self.chunks.head(subject) if subject and verb.entry.category == "result" else None
        return subject if head is None or head in self.harm.events or self.is_actor(head) else None

    def _subject_of_carrier(self, verb: Hit) -> Range | None:
        last = verb.after - 1
        if verb.entry.category == "carry_out" and self.keys[last].endswith("ed") and self.chunks.is_attribute(last):
            return None  # "a series of | coordinated | attacks"
        if self.keys[verb.first - 1] == "those":
            return Range(verb.first - 1, verb.first)  # "punish | those | responsible for"
        described = self._reduced(verb.first)
        if described:
            return described
        if verb.entry.category == "accused":
            return self.clauses.subject(verb.first)
        if self.clauses.is_passive(verb.first) and self.keys[verb.first].endswith(("ed", "en")):
            return None
        if self.keys[verb.first].endswith("ing") and not self.chunks.is_auxiliary(verb.first - 1):
            accused = self.harm.carriers.get(verb.first - 1)  # "the man accused of | ordering"
            if accused and accused.entry.category == "accused":
                return self.carrier_subject(accused)
            return self.accused(verb.first) or self.clauses.participle_subject(verb.first)
        if self.keys[self.clauses.verb_start(verb.first) - 1] == "to":
            return self.subject_of_infinitive(self.clauses.verb_start(verb.first) - 1)
        subject = self._behind_it(verb.first) or self.clauses.subject(verb.first)
        abstract = subject and self.keys[self.chunks.head(subject)] in word_list("abstract", "harm_contexts")
        return None if abstract and self.keys[verb.first] == "behind" else subject  # "the truth behind the attack"

    def _behind_it(self, behind: int) -> Range | None:
        """Those whom "behind" or "responsible for" follows directly, within a phrase ("one of | the people behind")."""
        i = behind - 1
        if self.keys[behind] not in ("behind", "responsible") or not self.chunks.attaches(i) or self.chunks.breaks(behind):
            return None
        nouns = self.chunks.nouns_before(behind)
        return nouns if nouns.first > 0 and self.chunks.is_a(nouns.first - 1, "preposition") else None

    def _reduced(self, participle: int) -> Range | None:
        """Those whom a participle directly behind them describes ("the trial of | officers charged with")."""
        i = participle - 1
        nouns = self.chunks.nouns_before(participle)
        past = self.keys[participle].endswith("ed")
        inside = past and nouns.first > 0 and self.chunks.is_a(nouns.first - 1, "preposition")
        deed = self.harm.carriers.get(participle + 1)
        accused = deed is not None and deed.first == participle and deed.entry.category == "accused"
        several = self.harm.is_plural(i) and self.chunks.attaches(i) and not self.words.capital[i]
        told = inside and accused and (self.is_actor(i) or several)
        return nouns if told and not self.chunks.breaks(participle) else None

    def subject_of_infinitive(self, to: int) -> Range | None:
        """Who acts in the verb behind "to": whoever another verb has as its object ("urged Hall to"), or its subject."""
        if not to:
            return None
        subject = self._near(to) or self._of_purpose(to) or self._of_clause(to)
        return None if subject and (self.is_expletive(subject) or self._is_plan(subject, to)) else subject

    def _near(self, to: int) -> Range | None:
        """Who acts in the verb behind "to" by the words right before it."""
        return self.told(to) or self.planner(to) or self._trying(to - 1) or self._own_subject(to - 1)

    def told(self, to: int) -> Range | None:
        """Whoever stands before "to" as the one who is to do or suffer what is behind it ("ordered | the army | to")."""
        return self.object_before(to) or self._called_on(to) or self._meant(to)

    def _own_subject(self, verb: int) -> Range | None:
        """The subject directly before the verb of an infinitive ("Stung by claims that it was weak, | Hall | hopes to")."""
        start, nouns = self.clauses.verb_start(verb), self.chunks.nouns_before(verb)
        told = self.chunks.is_verb(verb) or self.chunks.is_auxiliary(verb - 1)
        if not told or any(map(self.harm.owns, range(nouns.first, verb))):  # "retreat from Hall's vows"
            return None
        opens = start == self.chunks.sentence(verb).start or self.chunks.breaks(start)
        apart = opens or self.chunks.is_a(start - 1, "conjunction", "preposition")
        return None if apart else self.clauses.subject(verb)

    def _of_clause(self, to: int) -> Range | None:
        """The subject of the clause around an infinitive; none where it is what this explains ("The only reason | to kill")."""
        found = self.clauses.governing(to)
        explained = found and found.after >= to - 1 and self._is_purpose(to - 1)
        return None if explained else found

    def _of_purpose(self, to: int) -> Range | None:
        """The subject of the verb whose object an infinitive explains ("found | a way | to", "launched | raids | to")."""
        if using := self._using(to):
            return using
        nouns = self.chunks.nouns_before(to)
        verb = nouns.first - 1
        if verb <= self.chunks.sentence(to).start or self.chunks.breaks(nouns.first) or self.chunks.breaks(to):
            return None
        if self.keys[verb] == "by" and self._is_purpose(verb - 1):
            return nouns  # "an attempt by | rebels | to"
        purpose = self._is_purpose(to - 1)
        if purpose and self.keys[verb] in word_list("be"):
            return None
        tells = verb in self.chunks.phrases.cues and not purpose  # "said | the rebels want to"
        told = self.chunks.is_verb(verb) and verb not in self.harm.events and not tells
        subject = self._own_subject(verb) if told else None
        if subject and self._is_whole(subject):
            return subject
        return self.clauses.governing(verb) if purpose else None

    def _is_purpose(self, i: int) -> bool:
        """Whether word i is what somebody has, does or wants in order to do harm ("a way", "an attempt")."""
        return self.keys[i] in word_list("purpose", "harm_contexts")

    def _using(self, to: int) -> Range | None:
        """Who uses something in order to ("the gang | used drills and a car to", "allowed | Hall | to use the courts to")."""
        clause = range(to - 1, max(self.clauses.clause_start(to), to - _TO_USE) - 1, -1)
        verb = next((i for i in clause if i in self.harm.uses or self.chunks.is_verb(i) or self.keys[i] == "to"), to)
        if verb not in self.harm.uses:
            return None
        before = self.clauses.verb_start(verb) - 1
        if self.keys[before] == "to":
            return self._near(before) or self._of_clause(before)
        return self._trying(verb) if self.keys[verb].endswith("ing") else self.clauses.subject(verb)

    def _is_whole(self, subject: Range) -> bool:
        """Whether the words before a verb can be a subject, and no adjective ("a | heavily | armed car")."""
        first, last = subject.first, subject.after - 1
        return (
            self.chunks.opens_phrase(first)
            or self.chunks.is_pronoun(first)
            or self.words.capital[first]
            or self.harm.is_plural(last)
        )

    def _is_plan(self, subject: Range, to: int) -> bool:
        """Whether an infinitive says what a subject is, which does not act ("the decision | to", "the aim was | to")."""
        between = {*self.keys[subject.after : to]}
        return self.keys[self.chunks.head(subject)] in word_list("abstract", "harm_contexts") and between <= word_list("be")

    def _trying(self, i: int) -> Range | None:
        """Who acts in a verb in -ing before an infinitive ("an army of trolls | seeking to")."""
        if not self.keys[i].endswith("ing") or self.chunks.breaks(i) or self.chunks.opens_phrase(i - 1) or self.harm.owns(i - 1):
            return None
        if self.chunks.is_a(i - 1, "conjunction"):
            i = self._first_of_joined(i)
        if self.chunks.is_a(i - 1, "preposition", "subordinator"):
            return self.accused(i) or self.clauses.participle_subject(i)
        described = self.chunks.attaches(i - 1) and not self.chunks.is_auxiliary(i - 1)
        nouns = self.chunks.nouns_before(i)
        infinitive = self.keys[nouns.first - 1] == "to" and nouns.first + 1 < i  # "to join | fellow Kurds trying to"
        return Range(nouns.first + infinitive, i) if described else None

    def _first_of_joined(self, i: int) -> int:
        """The verb in -ing to which "and" joins this one, with its adverb ("after | calling Hall and threatening to")."""
        before = range(i - 2, self.clauses.clause_start(i), -1)
        first = next((j for j in before if self.keys[j].endswith("ing") and not self.chunks.is_noun(j - 1)), i)
        return first - self.keys[first - 1].endswith("ly")

    def _meant(self, to: int) -> Range | None:
        """Whoever "for" names before an infinitive ("it is time for | the army | to")."""
        nouns = self.chunks.nouns_before(to)
        alone = nouns.first == to - 1 or self.keys[to - 1].endswith("s")
        whole = alone or self.chunks.opens_phrase(nouns.first) or self.words.capital[nouns.first]
        named = self.coreference.cast.at(to - 1) is not None or self.is_actor(to - 1)
        acts = self.chunks.is_a(to - 1, "pronoun") or (whole and named)
        return nouns if acts and self.keys[nouns.first - 1] == "for" and not self.chunks.breaks(to) else None

    def _called_on(self, to: int) -> Range | None:
        """Whoever is called on before an infinitive ("called on | the army | to", "leaned on | Keldry | to")."""
        nouns = self.chunks.nouns_before(to)
        on = nouns.first - 1
        verb = on - 1
        if self.keys[on] != "on" or verb < self.chunks.sentence(to).start or self.chunks.breaks(to) or verb in self.harm.events:
            return None
        tells = self.chunks.is_verb(verb) or verb in self.chunks.phrases.cues or self.keys[verb].endswith("ing")
        acts = self.is_actor(to - 1) or self.coreference.cast.at(to - 1) is not None or self.chunks.is_pronoun(to - 1)
        return nouns if tells and acts and not self.chunks.is_time(nouns) else None

    def is_expletive(self, subject: Range) -> bool:
        """Whether a subject stands for what follows ("it is forbidden to", "there is a plan to")."""
        key, after = self.keys[subject.first], self.keys[subject.after : subject.after + 1]
        return key in ("it's", "there") or (key == "it" and after != [] and after[0] in word_list("be"))

    def planner(self, to: int) -> Range | None:
        """Whose plan, ability or record the verb behind a word tells of ("Hall's decision | to", "Iranian plans | to")."""
        nouns = self.chunks.nouns_before(to)
        owner = next((i for i in range(*nouns) if self.harm.owns(i) or i in self.coreference.names.countries), to)
        if owner == to and self._is_purpose(to - 1):  # "police decisions | to"
            owner = next((i for i in range(*nouns) if i in self.harm.actors), to)
        if owner + 1 >= to or self.words.capital[to - 1] or self.chunks.breaks(to):
            return None
        verb = self.chunks.is_verb(to - 1) or to - 1 in self.chunks.phrases.cues
        if owner + 2 < to and verb and self.keys[to - 1] not in word_list("be") and not self.harm.owns(to - 2):
            return None  # "the Iranian president threatened | to"
        if possessor(self.keys[owner]):
            return Range(owner, owner + 1)
        first, capital = owner, self.words.capital
        while first > nouns.first and (capital[first - 1] or self.chunks.opens_phrase(first - 1) or not capital[owner]):
            first -= 1  # not "limit | Hall's power to"
        return Range(first, owner + 1)
