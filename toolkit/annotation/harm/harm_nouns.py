"""Agent and patient of nouns of harm ("the killing of two boys by soldiers", "US airstrikes on Dorlin")."""

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.clauses import Clauses
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from ..sources.coreference import Coreference
from .harm_words import HarmWords

_SUFFERED_BY = ("kill", "injure", "detain", "displace", "destroy")  # groups whose possessor suffers ("his arrest")
_TO_NOUN = 6  # the most words from "carried out" to the noun of harm
_BEHIND_NOUN = 9  # the most words from a noun of harm to the "by" of its agent


class HarmNouns:
    """Who acts and who suffers in the nouns of harm of one text."""

    def __init__(self, harm: HarmWords, clauses: Clauses, coreference: Coreference) -> None:
        self.harm, self.clauses, self.coreference = harm, clauses, coreference
        self.chunks, self.words, self.keys = harm.chunks, harm.words, harm.keys

    def agent(self, hit: Hit) -> Range | None:
        """Who acts in a noun of harm: behind "by", before it as a possessor, or as the subject of "carried out"."""
        by = self._by_noun(hit)
        if by:
            return by
        side = None if hit.entry.category in _SUFFERED_BY else self._side_behind(hit, "from", "between")
        if side:
            return side
        blamed = self._blamed(hit)
        if blamed:
            return blamed
        owner = self._owner(hit)
        if owner and not self._owner_suffers(hit, owner):
            return owner
        return self._carrier(hit) or self._behind_preposition(hit)

    def patient(self, hit: Hit) -> Range | None:
        after = self._behind(hit.after) or self._damaged(hit)
        if after:
            return after
        aim = self.harm.aim(hit)
        if aim:
            return self.harm.object_of(aim)
        owner = self._owner(hit)
        return owner if owner and self._owner_suffers(hit, owner) else None

    def opponent(self, fight: Hit) -> Range | None:
        """Whoever those harmed in a fight fought with ("killed in clashes with | the army")."""
        against = "with" in fight.entry.listed("patient") or fight.entry.category == "battle"
        return self._side_behind(fight, "with") if against else None

    def _side_behind(self, hit: Hit, *prepositions: str) -> Range | None:
        """Who acts behind a noun and one of these prepositions ("fire from the base", "fighting between gangs")."""
        if hit.after >= len(self.words) or self.keys[hit.after] not in prepositions:
            return None
        side = self.chunks.phrase(hit.after + 1)
        return None if side is None or self.chunks.is_time(side) else side

    def _owner_suffers(self, hit: Hit, owner: Range) -> bool:
        """Whether the possessor of a noun suffers ("his arrest", "the Hall shooting") and does not act ("his attacks")."""
        acts = owner.first in self.harm.actors and self.keys[hit.after - 1].endswith(("ing", "ings"))  # "police killings"
        if hit.entry.category in _SUFFERED_BY:
            return self._behind(hit.after) is None and not acts
        whose = self.coreference.cast.at(owner.after - 1)
        named = whose is not None and whose.kind == "person" and not self.harm.owns(owner.after - 1)
        return named and self.keys[hit.after - 1].endswith("ing")

    def _behind(self, after: int) -> Range | None:
        """The phrase behind a noun and a preposition before whoever suffers ("on Aleppo", "of 12")."""
        after += after < len(self.words) and self.chunks.is_a(after, "time")  # "the shelling Thursday of a school"
        if after + 1 >= len(self.words) or self.chunks.breaks(after):
            return None
        limit = self.chunks.sentence(after - 1).stop
        if self.keys[after] not in word_list("before_patient") or after + 1 in self.harm.events:  # "the attacks on 9/11"
            return None
        phrase = self.chunks.phrase(after + 1, limit)
        return phrase if phrase and not self.chunks.is_time(phrase) else None

    def _damaged(self, hit: Hit) -> Range | None:
        """What damage is done to ("damage to the bridge")."""
        to = hit.after
        if hit.entry.category != "destroy" or self.keys[to : to + 1] != ["to"] or not self.chunks.opens_object(to + 1):
            return None
        return self.chunks.phrase(to + 1)

    def _owner(self, hit: Hit) -> Range | None:
        """The possessor or noun before a noun of harm ("Israel's offensive", "his arrest", "US airstrikes", "mob assault")."""
        first = hit.first
        floor = self.chunks.sentence(first).start
        i = first - 1
        while (
            i >= floor
            and not self.chunks.breaks(i + 1)
            and (self.chunks.is_noun(i) or possessor(self.keys[i]) or self.chunks.is_number(i))
        ):
            if possessor(self.keys[i]):
                return Range(i, i + 1)
            if self.chunks.is_number(i):
                return None
            if self.harm.owns(i):
                owner = self.chunks.nouns_before(i + 1)
                superlative = any(self._is_superlative(j) for j in range(i + 1, first))  # "France's deadliest attack"
                return None if superlative or self.chunks.is_time(owner) else owner
            if self.words.gap(i) == "-" and i in self.harm.carriers:  # "US-led strikes"
                i -= 1
                continue
            if self.chunks.is_verb(i):
                return None
            if self.keys[i] in word_list("manner", "harm_contexts"):
                i -= 1
                continue
            if self.coreference.cast.at(i) or self._is_actor(i):
                start = i
                while start > floor and self.coreference.cast.at(start - 1) is not None and self.words.joined(start):
                    start -= 1
                return None if self._is_place(start) else Range(start, i + 1)
            i -= 1
        return None

    def _is_superlative(self, i: int) -> bool:
        return self.keys[i].endswith("est") or self.keys[i] in word_list("superlative", "harm_contexts")

    def _is_place(self, first: int) -> bool:
        """Whether a name is one that something is said to be in ("the Boston bombing"); countries and those in them act."""
        names, places = self.coreference.names, self.words.places.get(self.keys[first], ())
        if first in names.countries:  # "the Kabul bombing"
            capital = names.countries[first].entry.extra.get("capital", "").split("|")
            return self.words.surface(first) in capital
        if not self.words.capital[first]:
            return False
        return any(i and self.keys[i - 1] in ("in", "near") and self.words.capital[i] for i in places)

    def _is_actor(self, i: int) -> bool:
        """Whether a word names those who act: by its role, as a country, or in the lexicon of harm."""
        names, role = self.coreference.names, self.coreference.names.roles.get(i)
        return (
            i in names.countries or i in self.harm.actors or (role is not None and role.entry.extra.get("referent") != "document")
        )

    def _by_noun(self, hit: Hit) -> Range | None:
        """The agent behind a noun ("attacks by militants", "strikes carried out by jets")."""
        agent = self.clauses.by(hit.after, _BEHIND_NOUN)
        if agent is None:
            return None
        between = range(hit.after, agent.first - 1)
        told = [i for i in between if self.chunks.is_verb(i) and self.keys[i] not in word_list("be")]
        if told and any(self.chunks.is_a(i, "conjunction") for i in range(hit.after, told[-1])):
            return None  # "said the raid was staged and a plot | hatched by"
        return agent if all(self._carries(i) for i in told) else None

    def _blamed(self, hit: Hit) -> Range | None:
        """Who is blamed for it behind a noun ("attacks which Hall blamed on the militia")."""
        limit = self.chunks.sentence(hit.first).stop
        for i in range(hit.after, min(hit.after + _BEHIND_NOUN, limit)):
            if i in self.harm.blamed:
                return self.chunks.phrase(self.harm.blamed[i], limit)
            if i in self.harm.events:
                return None
        return None

    def _carries(self, i: int) -> bool:
        """Whether word i belongs to a verb by which somebody does harm ("carried out")."""
        return i in self.harm.carriers or i + 1 in self.harm.carriers

    def _carrier(self, hit: Hit) -> Range | None:
        """The subject of "launched", "behind" or "responsible for" before a noun of harm."""
        floor = max(self.chunks.sentence(hit.first).start, hit.first - _TO_NOUN)
        for i in range(hit.first - 1, floor - 1, -1):
            if self.chunks.breaks(i + 1) or self.chunks.is_a(i, "subordinator") or self.keys[i] in word_list("relative"):
                return None
            verb = self.harm.carriers.get(i) or self.harm.causes.get(i)
            attribute = self.keys[verb.first - 1] in word_list("article") if verb else False  # "the attempted attack"
            if verb and self.words.gap(verb.first) != "-" and not attribute:
                return self.carrier_subject(verb)
            if self.chunks.is_a(i, "preposition") and self.keys[i] != "of":
                return None
        return None

    def _behind_preposition(self, hit: Hit) -> Range | None:
        """Whoever a noun with a preposition describes or accuses ("the suspect in the raid", "blamed Hall for the raid")."""
        preposition = self.chunks.phrase_start(hit.first) - 1
        if preposition <= self.chunks.sentence(hit.first).start or self.chunks.breaks(preposition + 1):
            return None
        key, definite = self.keys[preposition], self.keys[preposition + 1] in word_list("definite")
        if definite and preposition - 1 in self.harm.doers and key in word_list("doer_of"):
            return self.chunks.nouns_before(preposition)
        if key not in word_list("accused_of"):
            return None
        arrest = self.harm.events.get(preposition - 1)
        if arrest and arrest.entry.category == "detain" and self.clauses.is_passive(arrest.first):
            return self.clauses.subject(arrest.first)
        return self.object_before(preposition)

    def object_before(self, end: int) -> Range | None:
        """Whoever stands before a word as the object of a verb ("urged Hall | to", "accused the army | of")."""
        nouns = self.chunks.nouns_before(end)
        acts = not self.chunks.breaks(end) and (self.coreference.cast.at(end - 1) is not None or self._is_actor(end - 1))
        verb = nouns.first - 1
        if not acts or verb < self.chunks.sentence(end - 1).start or self.chunks.breaks(nouns.first):
            return None
        if self.chunks.is_auxiliary(verb):
            return None  # "is | accused of"
        return nouns if self.chunks.is_verb(verb) or self.keys[verb].endswith("ing") else None

    def accused(self, verb: int) -> Range | None:
        """Whoever stands before a verb in -ing as the object of one that accuses ("accused | the army | of heavily shelling")."""
        of = verb - 1
        while of > 0 and self.keys[of].endswith("ly"):
            of -= 1
        return self.object_before(of) if of > 0 and self.keys[of] in word_list("accused_of") else None

    def carrier_subject(self, verb: Hit) -> Range | None:
        """The subject of a verb that does not tell of harm itself."""
        if self.keys[verb.first - 1] == "those":
            return Range(verb.first - 1, verb.first)  # "punish | those | responsible for"
        if verb.entry.category == "accused":
            return self.clauses.subject(verb.first)
        if self.clauses.is_passive(verb.first) and self.keys[verb.first].endswith(("ed", "en")):
            return None
        if self.keys[verb.first].endswith("ing") and not self.chunks.is_auxiliary(verb.first - 1):
            return self.accused(verb.first) or self.clauses.participle_subject(verb.first)
        if self.keys[self.clauses.verb_start(verb.first) - 1] == "to":
            return self.subject_of_infinitive(self.clauses.verb_start(verb.first) - 1)
        return self.clauses.subject(verb.first)

    def subject_of_infinitive(self, to: int) -> Range | None:
        """Who acts in the verb behind "to": whoever another verb has as its object ("urged Hall to"), or its subject."""
        if not to:
            return None
        subject = self.object_before(to) or self._meant(to) or self.planner(to) or self.clauses.governing(to)
        return None if subject and self._is_expletive(subject) else subject

    def _meant(self, to: int) -> Range | None:
        """Whoever "for" names before an infinitive ("it is time for | the army | to")."""
        nouns = self.chunks.nouns_before(to)
        alone = nouns.first == to - 1 or self.keys[to - 1].endswith("s")
        whole = alone or self.chunks.opens_phrase(nouns.first) or self.words.capital[nouns.first]
        named = self.coreference.cast.at(to - 1) is not None or self._is_actor(to - 1)
        acts = self.chunks.is_a(to - 1, "pronoun") or (whole and named)
        return nouns if acts and self.keys[nouns.first - 1] == "for" and not self.chunks.breaks(to) else None

    def _is_expletive(self, subject: Range) -> bool:
        """Whether a subject stands for what follows ("it is forbidden to", "there is a plan to")."""
        key, after = self.keys[subject.first], self.keys[subject.after : subject.after + 1]
        return key in ("it's", "there") or (key == "it" and after != [] and after[0] in word_list("be"))

    def planner(self, to: int) -> Range | None:
        """Whose plan, ability or record the verb behind a word tells of ("Hall's decision | to", "Iranian plans | to")."""
        nouns = self.chunks.nouns_before(to)
        owner = next((i for i in range(*nouns) if self.harm.owns(i) or i in self.coreference.names.countries), to)
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
