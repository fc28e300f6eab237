"""The form in which a verb tells of harm, and its agent and patient."""

from ...text.matching import Hit
from ...text.word_classes import is_adverb, past_forms, word_list
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import in_subject_form
from .doers import Doers
from .harm_links import Told, linked
from .harm_nouns import HarmNouns
from .subjects import ATTACKS, Subjects
from .sufferers import Sufferers
from .verb_forms import BY_WITHIN, JOINED, VerbForms

_IN_ATTACKS = ("kill", "injure", "attack", "destroy")  # groups of what happens in an attack
_RESULTS = ("kill", "injure", "destroy")  # groups of what a verb in -ing tells of as the result of another
_ATTACK_WITHIN = 8  # words after a passive in which "in an attack" is looked for


class HarmVerbs:
    """Reads how the words of harm of one text tell it."""

    def __init__(self, doers: Doers) -> None:
        self.doers, self.harm, self.clauses, self.nouns = doers, doers.harm, doers.clauses, HarmNouns(doers)
        self.forms, self.subjects = VerbForms(self.harm, self.clauses), Subjects(doers)
        self.sufferers = Sufferers(self.nouns, self.forms, self.subjects, self.read)
        self.chunks, self.words, self.keys = doers.chunks, doers.words, doers.keys
        self._told: dict[int, Told | None] = {}  # by the first word of a hit, since others ask for what it tells

    def told(self) -> list[Told]:
        """Every event, but not the attack in which another is said to happen ("killed in an attack"), nor its aim."""
        events = [hit for i, hit in self.harm.events.items() if i == hit.first]
        told = [event for event in map(self.read, events) if event and not (self._is_figurative(event) or self._spares(event))]
        behind = (self._attack_behind(event.hit) for event in told if event.form == "in_attack")
        attacks = {attack.first for attack in behind if attack}
        aims = {aim.first for event in told if event.form == "nominal" and (aim := self.harm.aim(event.hit))}
        return linked([event for event in told if event.hit.first not in attacks | aims], self.harm)

    def _is_figurative(self, event: Told) -> bool:
        return self.harm.is_figurative(event.hit, event.agent, event.patient)

    def _spares(self, event: Told) -> bool:
        """Whether nobody is harmed ("no one was injured", "killed none of them"), and not "No 10" or "no signs Hall | was"."""
        part, capital = event.patient, self.words.capital
        if part is None or self.keys[part.first] not in word_list("negation"):
            return False
        joined = any(capital[i] and not capital[i - 1] and self.chunks.is_noun(i - 1) for i in range(part.first + 2, part.after))
        return not (joined or self.keys[part.after - 1].isdigit())

    def read(self, hit: Hit) -> Told | None:
        """How a word of harm tells it; None where it does not tell of an event."""
        if hit.first not in self._told:
            self._told[hit.first] = self._reading(hit)
        return self._told[hit.first]

    def _reading(self, hit: Hit) -> Told | None:
        word = hit.entry.extra["word"]
        if word == "intransitive":
            if hit.first and self._is_described(hit):
                return None
            return None if self.harm.is_natural(hit) else self._explosion(hit) or self.sufferers.event(hit)
        if word == "state":
            return self.sufferers.state(hit)
        if hit.entry.term == "martyr" and self.chunks.is_name(hit.first) and any(self.words.capital[hit.after : hit.after + 1]):
            return None  # "Martyr General Hall"
        if self.harm.is_modifier(hit):
            return None
        if word == "noun" or (word == "both" and self.harm.is_noun(hit)) or self.harm.is_gerund(hit):
            return None if self.harm.is_natural(hit) else self._nominal(hit)
        return None if word == "verb" and self.harm.is_noun(hit) else self._verb(hit)

    def _is_described(self, hit: Hit) -> bool:
        """Whether a verb of dying or fleeing is a noun or adjective ("the crash", "a fleeing man", "the Dorlin crash")."""
        form, before = self.harm.form(hit), hit.first - 1
        told = self.keys[before].partition("'")[0]  # "he's died"
        if self.keys[before] in word_list("article") or (self.chunks.owns(before) and in_subject_form(told) != told):
            return True
        noun = (
            self.harm.headline
            and self.chunks.is_noun(before)
            and not self.chunks.is_verb(before)
            and not self.chunks.is_pronoun(before)
        )
        return form == "base" and noun and not (self.chunks.is_number(before) or self.harm.is_plural_before(hit.first))

    def _nominal(self, hit: Hit) -> Told | None:
        agent, patient = self.nouns.agent(hit), self.nouns.patient(hit)
        return Told(hit, "nominal", agent, patient) if agent or patient or not self.harm.is_topic(hit) else None

    def _explosion(self, hit: Hit) -> Told | None:
        """A weapon that goes off ("a bomb exploded"), or that somebody sets off ("they detonated a bomb", "drowned two men")."""
        patient = self.harm.object_of(hit) if hit.entry.term in ("drown", "crash") else None
        if patient and (hit.entry.term == "drown" or self.chunks.opens_phrase(hit.after)):  # not "plane crashes"
            return Told(hit, "active", self._agent_of_active(hit, self.harm.form(hit)), patient)
        if hit.entry.category != "attack" or hit.after - hit.first > 1:
            return None
        if self.harm.has_object(hit):
            return Told(hit, "active", self._agent_of_active(hit, self.harm.form(hit)), None)
        return Told(hit, "intransitive", None, None)

    def _verb(self, hit: Hit) -> Told | None:
        """A verb of harm, active or passive; None where it is none."""
        form, first = self.harm.form(hit), hit.first
        if hit.after - first > 1 and self.chunks.is_a(hit.after, "time") and self.keys[hit.after - 1] in ("on", "at"):
            return None  # "fired | on Friday"
        if first and self.keys[first - 1] == "those" and self.words.joined(first) and form in ("past", "base"):
            return self._passive(hit)._replace(patient=self._among(first - 2) or Range(first - 1, first))
        if form == "past" or (form == "base" and self.keys[first] in past_forms()):
            if hit.after - first == 1 and (self.chunks.is_attribute(first) or self.forms.lacks_subject(hit)):
                described = self.forms.described(first)
                return None if described and described.after - 1 in self.harm.events else Told(hit, "passive", None, described)
            if self.chunks.is_a(first - 1, "determiner") and self.keys[first - 1] in word_list("article"):
                whole = Range(first - 1, hit.after)  # "the wounded", but not "gave it a shot"
                return Told(hit, "passive", None, whole) if self.keys[first].endswith("ed") else None
            if self.clauses.is_passive(first) or (
                self.forms.is_participle(hit)
                and not self.forms.is_base(hit)
                and not self.harm.has_object(hit)
                and (self._shared_object(hit) is None or self._joins_passive(first))
                and not self._joins_active(hit)
            ):
                return self._passive(hit)
        if form in ("base", "s") and self.keys[first] not in past_forms() and not self.forms.may_be_finite(hit):
            return None
        agent = self._agent_of_active(hit, form)
        patient = self.harm.object_of(hit) or self._shared_object(hit) or self._relative_object(agent)
        head = self.chunks.head(patient) if patient else first
        noun = form == "ing" and patient is not None and patient.first == head and not self.chunks.is_auxiliary(first - 1)
        if patient and head in self.harm.events and (hit.entry.category == "kill" or noun):
            return None  # "executed the attack", "bombing raids", but not "has been bombing targets"
        return Told(hit, "active", agent, patient)

    def _among(self, i: int) -> Range | None:
        """Whoever is said to be among those harmed ("Hall was | among those killed")."""
        is_among = i > 1 and self.keys[i] == "among" and self.keys[i - 1] in word_list("be")
        return self.clauses.subject(i - 1) if is_among else None

    def _joins_passive(self, verb: int) -> bool:
        """Whether a participle goes on with a passive ("was looted, | razed and burned")."""
        coordinated = self.forms.coordinated_before(verb)
        return coordinated is not None and self.clauses.is_passive(coordinated.first)

    def _joins_active(self, hit: Hit) -> bool:
        """Whether a form of the past goes on with an active one before it ("kicked two men, | punched and shouted")."""
        before = self.clauses.verb_start(hit.first) - 1
        joined = self.chunks.is_a(before, "conjunction")
        if not (joined or self.chunks.breaks(before + 1)) or self.forms.coordinated_before(hit.first):
            return False
        if self.clauses.by(hit.after, BY_WITHIN) or self._attack_behind(hit):
            return False
        earlier = self._verb_of_harm_before(before - joined)
        if earlier is None or earlier.form != "active" or self.harm.form(earlier.hit) != "past":
            return False
        return self.harm.has_object(earlier.hit)

    def _passive(self, hit: Hit) -> Told:
        """A passive with whoever suffers, and whoever acts if "by" or an attack tells."""
        state = self.harm.events.get(hit.first - 2) if self.keys[hit.first - 1] == "and" else None
        told = self.sufferers.state(state) if state and state.entry.extra["word"] == "state" else None
        if told:  # "left two dead and | wounded"
            return told._replace(hit=hit, form="passive")
        patient = self._patient_of_passive(hit)
        if patient and self.keys[patient.first] == "there":
            patient = None
        by = self.clauses.by(hit.after, BY_WITHIN)
        acts = by and not any(i in self.harm.events or i in self.harm.battles for i in range(hit.after, by.after))
        attack = None if acts else self._attack_behind(hit)  # "attacked by a crowd angry at air strikes"
        if attack and hit.entry.category in _IN_ATTACKS:
            agent = self.nouns.opponent(attack) or self.nouns.agent(attack)
            return Told(hit, "in_attack", agent if agent != patient else None, patient)
        return Told(
            hit, "passive_by" if by else "passive", by or self.sufferers.causer(patient) or self.forms.by_before(hit), patient
        )

    def _patient_of_passive(self, hit: Hit) -> Range | None:
        """The subject of a passive, or the noun that it describes."""
        hit = self.forms.first_joined(hit)
        first, start = hit.first, self.clauses.verb_start(hit.first)
        if start and self.keys[start - 1].endswith("ed") and self.clauses.is_passive(start - 1):  # "were confirmed killed"
            return self.clauses.subject(start - 1)
        if start and self.keys[start - 1] == "to" and (told := self.doers.told(start - 1)):
            return told  # "called for | two soldiers | to be kidnapped"
        nouns = self.chunks.nouns_before(start) if self.keys[start] == "being" else Range(0, 0)
        if nouns.first and is_adverb(self.keys[nouns.first - 1]):  # "footage of | very young children being beaten"
            nouns = Range(nouns.first - 1, nouns.after)
        described = nouns.first and not self.chunks.breaks(nouns.first) and not self.chunks.is_a(start - 1, "preposition")
        shown = next((i + 1 for i in range(nouns.first, nouns.after - 1) if self._shows(i)), nouns.first)
        if shown > nouns.first or (described and self.chunks.is_a(nouns.first - 1, "preposition")):
            return Range(shown, nouns.after)  # "videos of Hall being beheaded", "a video showing Hall being shot"
        if self.chunks.is_a(start - 1, "conjunction"):
            return self.clauses.subject(first)  # "was taken to a camp and | shot"
        opens = start == self.chunks.sentence(first).start or self.chunks.breaks(start)
        if not (opens or self.clauses.is_passive(first) or self._is_verb_of_headline(start)):
            nouns = self.chunks.nouns_before(start)  # "in memory of the 22 people killed"
            return self.chunks.phrase(nouns.first, start) or self.clauses.subject(first)
        return self.clauses.subject(first)

    def _shows(self, i: int) -> bool:
        """Whether word i is a verb in -ing with a noun before it and a name behind ("a video | showing | Hall being shot")."""
        return self.keys[i].endswith("ing") and self.chunks.attaches(i - 1) and self.words.capital[i + 1]

    def _is_verb_of_headline(self, participle: int) -> bool:
        """Whether a participle is the verb of a title, in which no other stands before it ("Envoy to Dorlin | killed")."""
        if not self.harm.headline:
            return False
        nouns, before = {*self.harm.events, *self.chunks.phrases.roles}, range(self.clauses.clause_start(participle), participle)
        return not any(i not in nouns and (self.chunks.is_verb(i) or i in self.chunks.phrases.cues) for i in before)

    def _attack_behind(self, hit: Hit) -> Hit | None:
        """The attack in, by or from which somebody is harmed, in the clause behind a passive and others joined to it."""
        for _ in range(JOINED):
            other, is_attack = self._next_behind(hit)
            if other is None or is_attack:
                return other
            hit = other
        return None

    def _next_behind(self, hit: Hit) -> tuple[Hit | None, bool]:
        """The attack behind a preposition in the clause behind a verb, or the verb of harm before that; and which it is."""
        limit = min(hit.after + _ATTACK_WITHIN, self.chunks.sentence(hit.first).stop)
        opened = False
        for i in range(hit.after, limit):
            opens = self.keys[i] in word_list("relative") and i + 1 not in self.harm.events  # but not "in that assault"
            if opens or self.keys[i] == "since" or self.chunks.breaks(i) or self.chunks.is_a(i, "subordinator"):
                return None, False
            other = self.harm.events.get(i) or self.harm.battles.get(i)
            if other is not None and self.harm.form(other) == "ing":
                other = self.harm.events.get(other.after, other)  # "in a | shooting attack"
            if other is not None:
                is_attack = opened and other.entry.category in ATTACKS and self.harm.is_event_noun(other)
                return (other, is_attack) if is_attack or other.entry.extra["word"] in ("verb", "both") else (None, False)
            opened = opened or self.chunks.is_a(i, "preposition")
        return None, False

    def _agent_of_active(self, hit: Hit, form: str) -> Range | None:
        """The subject of an active verb; that of the clause around it for an infinitive or a verb in -ing."""
        first = hit.first
        coordinated = self.forms.coordinated_before(first)
        if coordinated is not None:
            return self._agent(coordinated)
        start = self.clauses.verb_start(first)
        before = start - 1
        if form == "ing" and before >= 0 and (teller := self._contracted(before)):
            return teller
        if form == "ing" and not any(self.keys[i] in word_list("be") for i in range(start, first)):
            return self._agent_of_participle(first)
        if before >= 0 and self.keys[before] == "to":
            joined = self._verb_of_harm_before(before - 2) if self.keys[before - 1] == "and" else None
            if joined and joined.form == "active" and self.keys[self.clauses.verb_start(joined.hit.first) - 1] == "to":
                return joined.agent  # "threatened to bomb the port and to | kill the mayor"
            return self.doers.subject_of_infinitive(before)
        conjunction = before > 1 and self.chunks.is_a(before, "conjunction")
        if conjunction or (self.harm.headline and self.chunks.phrases.breaks(start, ",")):  # "Rebels kill two, | burn homes"
            earlier = self._verb_of_harm_before(before - conjunction)
            if earlier and earlier.form == "active" and earlier.agent:
                return earlier.agent  # "killed two people and | injured three"
        subject = self.clauses.subject(first)
        if subject and (self.keys[subject.first] == "there" or self._commands(hit, subject)):
            return None
        return self.subjects.meant(subject, start) if subject else None

    def _commands(self, hit: Hit, subject: Range) -> bool:
        """Whether a base form behind a comma is an imperative, since one alone stands before it ("Fourth, | arrest them")."""
        first, head = hit.first, self.chunks.head(subject)
        finite = self.harm.form(hit) == "base" and self.keys[first] not in past_forms() and self.chunks.breaks(first)
        several = "and" in self.keys[subject.first : subject.after] or self.harm.is_plural(head)
        return finite and not (several or self.chunks.is_pronoun(head) or self.chunks.is_number(head))

    def _contracted(self, i: int) -> Range | None:
        """A pronoun that is joined to a form of "be" ("they're")."""
        pronoun, mark, _ = self.keys[i].partition("'")
        return Range(i, i + 1) if mark and in_subject_form(pronoun) == pronoun and not self.chunks.breaks(i + 1) else None

    def _agent(self, hit: Hit) -> Range | None:
        """The agent of another word of harm."""
        told = self.read(hit)
        return told.agent if told else None

    def _agent_of_participle(self, i: int) -> Range | None:
        """Who acts in a verb in -ing: behind a passive, not its subject ("two cars were attacked, killing four")."""
        event = self.harm.events.get(i)
        unmarked = self.chunks.phrases.bare and event is not None and event.entry.category in _RESULTS
        behind_comma = i > 0 and (self.chunks.breaks(i) or self.chunks.is_a(i - 1, "time") or unmarked)
        before = self._verb_of_harm_before(i - 1) or self._first_of_sentence(i) if behind_comma else None
        if before and before.form.startswith("passive") and before.hit.entry.category == "detain":
            return before.patient  # "was arrested on charges of driving into a crowd, | killing two"
        if before and (before.agent or before.form != "active"):
            return before.agent
        described = self.doers.described(i) if i > 2 else None
        placed = self.chunks.is_noun(i - 1) and not (self.doers.is_actor(i - 1) or i - 1 in self.harm.events)
        if unmarked and placed and not described:  # "rebels fired shells on the town | killing ten"
            return self.clauses.governing(i - 1)
        found = described or self.clauses.participle_subject(i)
        return None if found and self.doers.is_expletive(found) else found

    def _first_of_sentence(self, i: int) -> Told | None:
        """The verb of harm with which the sentence of word i begins ("hit a convoy, which was moving, | killing ten")."""
        first = next((j for j in self.chunks.sentence(i) if j in self.harm.events), i)
        return self._verb_of_harm_before(first) if first < i else None

    def _verb_of_harm_before(self, i: int) -> Told | None:
        """The last active or passive of harm in the clause that word i is in."""
        floor = self.clauses.clause_start(i)
        events = [self.harm.events[j] for j in range(floor, i + 1) if j in self.harm.events and self.harm.events[j].first == j]
        for event in reversed(events):
            if self.harm.form(event) == "past" and self.clauses.is_passive(event.first):
                return self._passive(event)
            told = self.read(event)
            if told and told.form == "active":
                return told
        return None

    def _shared_object(self, hit: Hit) -> Range | None:
        """The object of the verb that "and" joins to this one ("shot and wounded two boys")."""
        if not self._shares(hit):
            return None
        other = self.harm.events.get(hit.after + 1)
        if other:
            return self.harm.object_of(other)
        return self.chunks.phrase(hit.after + 2) if self.chunks.opens_object(hit.after + 2) else None

    def _relative_object(self, agent: Range | None) -> Range | None:
        """Whom a clause without a relative pronoun describes ("the men | he had killed")."""
        i = agent.first if agent and self.chunks.is_pronoun(agent.first) else 0
        if not i or self.chunks.breaks(i) or not self.chunks.is_noun(i - 1) or self.chunks.is_verb(i - 1):
            return None
        described = self.clauses.ending_at(i)
        return None if described is None or self.chunks.is_time(described) else described

    def _shares(self, hit: Hit) -> bool:
        """Whether "and" joins another verb to this one."""
        i = hit.after
        joined = i + 2 < len(self.words) and self.chunks.is_a(i, "conjunction") and not self.chunks.breaks(i)
        verb = i + 1 + (joined and is_adverb(self.keys[i + 1]))
        told = joined and (self.chunks.is_verb(verb) or (verb in self.harm.events and self.keys[verb].endswith("ing")))
        return told and not self.chunks.is_a(verb, "auxiliary")
