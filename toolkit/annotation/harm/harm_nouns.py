"""Agent and patient of nouns of harm ("the killing of two boys by soldiers", "US airstrikes on Dorlin")."""

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from .behind_nouns import BEHIND_NOUN, BehindNouns
from .doers import Doers
from .owners import Owners
from .subjects import ATTACKS

_SUFFERED_BY = ("kill", "injure", "detain", "displace", "destroy")  # groups whose possessor suffers ("his arrest")
_TO_NOUN = 6  # the most words from "carried out" to the noun of harm
_TO_SEVERAL = 20  # the most words from "behind" to the last of several nouns of harm
_TO_WHOLE = 16  # the most words from a noun of harm to the one of which it is a part


class HarmNouns:
    """Who acts and who suffers in the nouns of harm of one text."""

    def __init__(self, doers: Doers) -> None:
        self.doers, self.harm, self.clauses, self.coreference = doers, doers.harm, doers.clauses, doers.coreference
        self.chunks, self.words, self.keys = doers.chunks, doers.words, doers.keys
        self.behind, self.owners = BehindNouns(doers), Owners(doers)

    def agent(self, hit: Hit) -> Range | None:
        """Who acts in a noun of harm: behind "by", before it as a possessor, or as the subject of "carried out"."""
        if self._is_matter(hit):
            return None
        return self._own_agent(hit) or self._of_whole(hit) or self._agent_of_joined(hit)

    def _own_agent(self, hit: Hit) -> Range | None:
        by = self._by_noun(hit) or self._doer_behind(hit)
        if by:
            return by
        side = None if hit.entry.category in _SUFFERED_BY else self.behind.side(hit, "from", "between")
        if side:
            return (self.keys[hit.after] == "from" and self._carrier(hit)) or side  # "launched the attack from a base"
        blamed = self._blamed(hit)
        if blamed:
            return blamed
        owner = self.owners.of(hit)
        if owner and not self._owner_suffers(hit, owner):
            return (self._carrier(hit) if self._gives_way(owner, hit) else None) or owner
        told = self._carrier(hit) or self._behind_preposition(hit) or self._taking_part(hit)
        return told or self.behind.first_time(hit) or self.behind.in_which(hit)

    def _gives_way(self, owner: Range, hit: Hit) -> bool:
        """Whether the owner of a noun tells less than the subject of its verb: "stepped up | its", "led a | militant | raid"."""
        last = owner.after - 1
        pronoun = owner.first == last and possessor(self.keys[last]) is not None
        verb = self.harm.carriers.get((owner.first if pronoun else self.chunks.phrase_start(hit.first)) - 1)
        if verb is None or verb.entry.category != "carry_out" or self.keys[verb.first].endswith("ing"):
            return False
        return pronoun or (last in self.harm.actors and not (self.keys[last].endswith("s") or self.words.capital[last]))

    def _of_whole(self, hit: Hit) -> Range | None:
        """Who acts in the deeds of which a noun names one ("staged raids on Dorlin, | including the raid of May")."""
        including = self.chunks.phrase_start(hit.first) - 1
        if including < 1 or self.keys[including] != "including":
            return None
        before = range(including - 1, max(self.chunks.sentence(hit.first).start, including - _TO_WHOLE) - 1, -1)
        whole = next((self.harm.events[i] for i in before if i in self.harm.events), None)
        return self._own_agent(whole) if whole and self.harm.is_event_noun(whole) else None

    def patient(self, hit: Hit) -> Range | None:
        if self._is_matter(hit):
            return None
        doer, by = self._doer_behind(hit), self.clauses.by(hit.after, BEHIND_NOUN)
        last = doer.after if doer else self._last_joined(hit)
        after = None if self._blamed_on(hit) else self._behind(last) or (by and self._behind(by.after))
        after = after or self._damaged(hit) or self._target(hit)
        if after:
            return after
        aim = self.harm.aim(hit)
        if aim:
            return self.harm.object_of(aim)
        joined = self._joined_before(hit)
        owner = self.owners.of(hit) or (joined and self.owners.of(joined))
        if owner and self._owner_suffers(hit, owner):
            return owner
        return self._sufferer(hit) or self.opponent(hit)

    def _doer_behind(self, hit: Hit) -> Range | None:
        """Who carries out an attack, behind "of": those who are armed ("the raids of | rebels"), or with its target behind
        them ("the attacks of | Hall's men on Dorlin")."""
        of, key = hit.after, self.keys[hit.after - 1]
        suffered = key.endswith(("ing", "ings")) or key in ("siege", "invasion")  # "the bombing of", "the invasion of"
        if hit.entry.category != "attack" or self.keys[of : of + 1] != ["of"] or suffered or self.owners.of(hit):
            return None
        side = self.chunks.phrase(of + 1)
        head = self.chunks.head(side) if side else of
        if side is None or self.chunks.is_time(side) or self.keys[head] in word_list("measure", "harm_contexts"):
            return None
        role = self.coreference.names.roles.get(head)
        armed = role is not None and role.entry.category in ("military", "armed_group") and hit.entry.term in ("attack", "raid")
        on = self.keys[side.after : side.after + 1] in (["on"], ["against"]) and not self.chunks.is_a(side.after + 1, "time")
        return side if armed or on else None

    def opponent(self, fight: Hit) -> Range | None:
        """Whoever is fought with in a fight ("killed in clashes with | the army")."""
        against = "with" in fight.entry.listed("patient") or fight.entry.category == "battle"
        return self.behind.side(fight, "with") if against else None

    def _is_matter(self, hit: Hit) -> bool:
        """Whether a noun of harm says only what another one is about ("the assault allegation")."""
        kind = self.harm.stands_before(hit, "abstract") and not self.keys[hit.after - 1].endswith("s")
        return kind or self.harm.stands_before(hit, "matter")

    def _last_joined(self, hit: Hit) -> int:
        """The end of a noun of harm, or of those that "and" joins to it or by which it is done ("murder | and abduction")."""
        joined = self.keys[hit.after : hit.after + 1] == ["and"] and not self.chunks.breaks(hit.after)
        other = self.harm.events.get(hit.after + 1) if joined else None
        if other and self.harm.is_event_noun(other):
            return other.after
        for i in (hit.after, hit.after + 1):  # "violence | inflicted on", "strikes | carried out against"
            verb = self.harm.carriers.get(i)
            if verb and verb.first == hit.after and self.keys[verb.first].endswith(("ed", "en")):
                return verb.after
        return hit.after

    def _agent_of_joined(self, hit: Hit) -> Range | None:
        """The agent of the noun of harm that "and" joins to this one ("for kidnapping and | murder")."""
        other = self._joined_before(hit)
        return self._own_agent(other) if other else None

    def _joined_before(self, hit: Hit) -> Hit | None:
        """The noun of harm to which "and" joins this one ("his capture and | murder")."""
        start = self.chunks.phrase_start(hit.first)
        bare = start > 1 and not self.chunks.opens_phrase(start)  # not "the raid and | the attempted murder"
        joined = bare and self.keys[start - 1] in ("and", "or") and not self.chunks.breaks(start)
        other = self.harm.events.get(start - 2) if joined else None
        return other if other and self.harm.is_event_noun(other) else None

    def _target(self, hit: Hit) -> Range | None:
        """Whoever is said to be the target or victim of a noun of harm ("Hall was the victim of a raid")."""
        of = self.chunks.phrase_start(hit.first) - 1
        of -= of > 1 and self.keys[of] == "yet"
        if of < 2 or self.keys[of] != "of":
            return None
        if not (self.keys[of - 1].startswith("target") or self.keys[of - 1] in word_list("suffering", "harm_contexts")):
            return None
        verb = self.chunks.nouns_before(of).first - 1
        return self.clauses.subject(verb) if verb >= 0 and self.keys[verb] in word_list("be") else None

    def _sufferer(self, hit: Hit) -> Range | None:
        """Whoever is said to suffer or to come under a noun of harm ("Hall suffered head injuries", "a town under attack")."""
        before = self.chunks.phrase_start(hit.first) - 1
        if before < 1 or self.chunks.breaks(before + 1):
            return None
        if self.keys[before] == "under" and hit.entry.category == "attack":
            return self._under_attack(before)
        suffers = self.keys[before] in word_list("suffers", "harm_contexts") and not self.clauses.is_passive(before)
        return self.clauses.subject(before) if suffers else None

    def _under_attack(self, under: int) -> Range | None:
        """Whoever comes, is or stands under it ("the mayor came | under attack", "a town | under attack")."""
        verb = under - 1
        if self.keys[verb] == "coming":
            return self.clauses.participle_subject(verb)
        if self.chunks.is_verb(verb) or self.keys[verb] in ("come", "comes"):
            return self.clauses.subject(verb)
        nouns = self.chunks.nouns_before(under)
        noun = self.words.capital[verb] or self.keys[verb].endswith("s") or self.chunks.opens_phrase(nouns.first)
        return nouns if noun and self.chunks.attaches(verb) else None  # not "ever more | under attack"

    def _owner_suffers(self, hit: Hit, owner: Range) -> bool:
        """Whether the possessor of a noun suffers ("his arrest", "the Hall shooting") and does not act ("his attacks")."""
        acts = owner.first in self.harm.actors and self.keys[hit.after - 1].endswith(("ing", "ings"))  # "police killings"
        if hit.entry.category in _SUFFERED_BY:
            return self._behind(hit.after) is None and not acts
        last = owner.after - 1
        if self.keys[last] in word_list("thing", "harm_contexts") and (self.words.capital[last] or last not in self.harm.actors):
            return True  # "the Dorlin Hotel bombing", "the consulate attack"
        whose = self.coreference.cast.at(last)
        named = whose is not None and whose.kind == "person" and not self.harm.owns(last)
        return named and self.keys[hit.after - 1].endswith("ing")

    def _behind(self, after: int) -> Range | None:
        """The phrase behind a noun and a preposition before whoever suffers ("on Aleppo", "of 12")."""
        after = self._behind_time(after)
        if after + 1 >= len(self.words) or self.chunks.breaks(after):
            return None
        limit = self.chunks.sentence(after - 1).stop
        if self.keys[after] not in word_list("before_patient") or after + 1 in self.harm.events:  # "the attacks on 9/11"
            return None
        phrase = self._before_verb(after + 1, limit)
        if phrase and self.keys[self.chunks.head(phrase)] in word_list("measure", "harm_contexts"):
            return None  # "violence of | any kind"
        joined = next((i for i in range(after + 2, phrase.after) if i in self.harm.events), None) if phrase else None
        before = self.chunks.phrase_start(joined) - 1 if joined else after
        if before > after + 1 and self.chunks.is_a(before, "conjunction"):  # "the deaths of ten | and the wounding of two"
            phrase = self.chunks.phrase(after + 1, before)
        return phrase if phrase and not self.chunks.is_time(phrase) else None

    def _behind_time(self, i: int) -> int:
        """The word behind a time at word i ("the shelling | Thursday | of a school", "strikes | on Sunday | against")."""
        if i < len(self.words) and self.chunks.is_a(i, "time"):
            return i + 1
        time = self._before_verb(i + 1) if self.keys[i : i + 1] == ["on"] and not self.chunks.breaks(i) else None
        return time.after if time and self.chunks.is_time(time) else i

    def _before_verb(self, first: int, limit: int | None = None) -> Range | None:
        """The phrase that begins at a word, up to a verb of harm ("Raid on | a school | kills ten")."""
        phrase = self.chunks.phrase(first, limit)
        verb = next((i for i in range(first + 1, phrase.after) if self._tells(i)), None) if phrase else None
        return self.chunks.phrase(first, verb) if verb else phrase

    def _tells(self, i: int) -> bool:
        """Whether word i is a verb in -s of harm, or that leaves somebody harmed ("kills ten", but not "military targets")."""
        if self.keys[i] == "leaves":
            return True
        event = self.harm.events.get(i)
        verb = event if event and event.entry.extra["word"] == "verb" and self.harm.form(event) == "s" else None
        return verb is not None and self.harm.has_object(verb)

    def _damaged(self, hit: Hit) -> Range | None:
        """What damage is done to ("damage to the bridge")."""
        to = hit.after
        if hit.entry.category != "destroy" or self.keys[to : to + 1] != ["to"] or not self.chunks.opens_object(to + 1):
            return None
        return self.chunks.phrase(to + 1)

    def _by_noun(self, hit: Hit) -> Range | None:
        """The agent behind a noun ("attacks by militants", "strikes carried out by jets")."""
        agent = self.clauses.by(hit.after, BEHIND_NOUN) or self._behind_apposition(hit) or self.behind.by_relative(hit)
        if agent is None:
            return None
        between = (i for i in range(hit.after, agent.first - 1) if self.chunks.is_verb(i) and not self.keys[i].endswith("ly"))
        told = [i for i in between if self.keys[i] not in word_list("be")]
        joined = told and any(self.chunks.is_a(i, "conjunction") for i in range(hit.after, told[-1]))
        if joined and not (told[0] - 1 in self.harm.events and self._joins_nouns(hit.after, told[0])):
            return None  # "said the raid was staged and a plot | hatched by"
        return agent if all(self.harm.carries(i) or i in self.harm.causes for i in told) else None

    def _joins_nouns(self, after: int, verb: int) -> bool:
        """Whether "and" directly behind a noun joins it to the one before a verb ("killings | and other crimes | done by")."""
        return self.keys[after] == "and" and all(map(self.chunks.is_noun, range(after + 2, verb)))

    def _behind_apposition(self, hit: Hit) -> Range | None:
        """The agent behind whoever suffers and what describes them ("the murder of Hall, a driver, by | raiders")."""
        patient, breaks = self._behind(hit.after), self.chunks.phrases.breaks
        if patient is None or patient.after >= len(self.words) or not breaks(patient.after, ","):
            return None
        end = self.chunks.sentence(hit.first).stop
        by = next((i for i in range(patient.after + 1, min(patient.after + BEHIND_NOUN, end)) if breaks(i, ",")), end)
        return self.chunks.phrase(by + 1, end) if by < end and self.keys[by] == "by" else None

    def _blamed_on(self, hit: Hit) -> Range | None:
        """Who is blamed for it ("blamed the attack on | the militia")."""
        if self.keys[hit.after : hit.after + 1] != ["on"]:
            return None
        verb = self.chunks.phrase_start(hit.first) - 1
        blames = verb >= 0 and self.keys[verb] in ("blame", "blames", "blamed", "blaming")
        return self.chunks.phrase(hit.after + 1) if blames else None

    def _blamed(self, hit: Hit) -> Range | None:
        """Who is blamed for it behind a noun ("attacks which Hall blamed on the militia")."""
        if on := self._blamed_on(hit):
            return on
        limit = self.chunks.sentence(hit.first).stop
        for i in range(hit.after, min(hit.after + BEHIND_NOUN, limit)):
            if i in self.harm.blamed:
                return self.chunks.phrase(self.harm.blamed[i], limit)
            if i in self.harm.events:
                return None
        return None

    def _carrier(self, hit: Hit) -> Range | None:
        """The subject of "launched", "behind" or "responsible for" before a noun of harm."""
        floor = max(self.chunks.sentence(hit.first).start, hit.first - _TO_NOUN)
        listed = False
        for i in range(hit.first - 1, floor - 1, -1):
            own = i + 1 == hit.first and self.keys[i] == "that"  # "responsible for that | attack"
            opens = self.chunks.is_a(i, "subordinator") or self.keys[i] in word_list("relative")
            parted = self.chunks.breaks(i + 1)
            listed |= parted and self._lists(i, hit)
            if (parted and not listed) or (opens and not own):
                return None
            verb = self.harm.carriers.get(i) or self.harm.causes.get(i) or self._executed(i)
            attribute = self.keys[verb.first - 1] in word_list("article") if verb else False  # "the attempted attack"
            auxiliary = self.keys[i + 1] == "not"  # "do not want the violence"
            if verb and self.words.gaps[verb.first] != "-" and not (attribute or auxiliary):
                return None if self.doers.is_denied(verb.first) else self.doers.carrier_subject(verb)
            if self.chunks.is_a(i, "preposition") and (listed or self.keys[i] != "of"):
                break
        return self._carrier_of_several(hit)

    def _carrier_of_several(self, hit: Hit) -> Range | None:
        """The subject of "behind" or "guilty of" before several deeds ("behind a coup in Dorlin and | the murder of Hall")."""
        start = self.chunks.phrase_start(hit.first)
        if self.keys[start - 1] == "of" and self.keys[start - 2] in word_list("collection", "harm_contexts"):
            start = self.chunks.phrase_start(start - 2)  # "and | a series of raids"
        if self.keys[start - 1] != "and" or not self.chunks.opens_phrase(start):
            return None
        for i in range(start - 2, max(self.chunks.sentence(start).start, start - _TO_SEVERAL), -1):
            verb = None if self.chunks.is_attribute(i) else self.harm.carriers.get(i)
            if verb and (verb.after - verb.first > 1 or self.keys[i] == "behind"):
                return None if self.doers.is_denied(verb.first) else self.doers.carrier_subject(verb)
            told = self.chunks.is_verb(i) and not self.chunks.is_attribute(i)
            if verb or told or self.clauses.opens_clause(i) or self.chunks.phrases.breaks(i, ";:()—–"):
                return None
        return None

    def _executed(self, i: int) -> Hit | None:
        """The word of harm at word i, where it tells of a deed that is carried out ("executed | the attack")."""
        event = self.harm.events.get(i)
        return event if event and event.entry.term == "execute" and not self.harm.is_event_noun(event) else None

    def _lists(self, i: int, hit: Hit) -> bool:
        """Whether word i is before a comma in a list, or adjectives, of a noun of harm ("committed brutal | wanton murders")."""
        plain = all(self.chunks.is_noun(j) and not (self.words.capital[j] or self.chunks.is_verb(j)) for j in range(i, hit.first))
        return plain and self.chunks.phrases.breaks(i + 1, ",") and self.chunks.phrase_start(hit.first) == i + 1

    def _behind_preposition(self, hit: Hit) -> Range | None:
        """Whoever a noun with a preposition describes or accuses ("the suspect in the raid", "blamed Hall for the raid")."""
        preposition = self.chunks.phrase_start(hit.first) - 1
        if preposition <= self.chunks.sentence(hit.first).start or self.chunks.breaks(preposition + 1):
            return None
        key, definite = self.keys[preposition], self.keys[preposition + 1] in word_list("definite")
        definite |= hit.entry.weight >= 1
        if definite and preposition - 1 in self.harm.doers and key in word_list("doer_of"):
            return self.chunks.nouns_before(preposition)
        if key == "in" and self.keys[preposition - 1] in word_list("share", "harm_contexts"):
            return self.doers.planner(preposition) or self.doers.of_share(preposition - 1)  # "Hall's role in the raid"
        return self.doers.accused_before(preposition)

    def _taking_part(self, hit: Hit) -> Range | None:
        """Those who attack, as the subject of the clause they do something in ("the gunmen used grenades in the | assault")."""
        preposition = self.chunks.phrase_start(hit.first) - 1
        floor = self.chunks.sentence(hit.first).start
        if preposition <= floor or hit.entry.category not in ATTACKS or self.keys[preposition] not in ("in", "during"):
            return None
        subject = self.clauses.governing(preposition)
        return subject if subject and self.chunks.head(subject) in self.harm.doers else None
