"""What one event of harm tells of another of its sentence ("were killed when planes hit the tower", "shelled it in raids")."""

from collections.abc import Sequence
from typing import NamedTuple

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from .harm_words import HarmWords

_DONE_BY = ("kill", "injure", "destroy", "displace")  # groups of what another's deed may do ("were killed as gunmen fired")

_TO_CAUSE = 5  # words before a noun in which "causing" is looked for


class Told(NamedTuple):
    """A word of harm with its form, and the words of agent and patient."""

    hit: Hit
    form: str
    agent: Range | None
    patient: Range | None


def linked(told: Sequence[Told], harm: HarmWords) -> list[Told]:
    """The events in order, with agents and patients that others of the sentence tell."""
    forward: list[Told] = []
    for event in told:
        forward.append(_after(event, forward[-1], harm) if forward and _together(forward[-1], event, harm) else event)
    backward: list[Told] = []
    for event in reversed(forward):
        backward.append(_before(event, backward[-1], harm) if backward and _together(event, backward[-1], harm) else event)
    return backward[::-1]


def _together(one: Told, other: Told, harm: HarmWords) -> bool:
    """Whether two events stand in one sentence."""
    return other.hit.first in harm.chunks.sentence(one.hit.first)


def _after(event: Told, earlier: Told, harm: HarmWords) -> Told:
    """A noun with the agent of the verb before it, whose means it is or which it takes up ("shelled it with rockets"), or a
    participle with that of the one coordinated with it ("left ten killed and dozens wounded")."""
    if event.form in ("passive", "in_attack") and not event.agent and _goes_on(event, earlier, harm):
        return event._replace(agent=earlier.agent)
    if event.form in ("passive", "in_attack", "intransitive") and not event.agent and _happens_in(event, earlier, harm):
        return event._replace(agent=earlier.agent)
    if event.form == "nominal" and earlier.form == "active" and earlier.agent and _causes_too(event, earlier, harm):
        return event._replace(agent=earlier.agent)
    if event.form != "nominal" or event.agent or earlier.agent is None:
        return event
    start = harm.chunks.phrase_start(event.hit.first)
    if earlier.form == "nominal":
        joined = earlier.patient and harm.keys[earlier.patient.after : start] == ["and"]  # "the deaths of ten and the | wounding"
        return event._replace(agent=earlier.agent) if joined else event
    if earlier.form not in ("active", "passive_by"):
        return event
    if harm.keys[start - 1] == "of" and harm.keys[start - 2] in word_list("collection", "harm_contexts"):
        start = harm.chunks.phrase_start(start - 2)  # "in a series of raids"
    before = harm.keys[start - 1]
    if before in ("in", "during", "with") and not _apart(earlier, start, harm):
        return event._replace(agent=earlier.agent, patient=event.patient or (earlier.patient if before == "with" else None))
    takes_up = harm.keys[start] in word_list("definite") and earlier.hit.entry.term == event.hit.entry.term
    return event._replace(agent=earlier.agent) if takes_up else event


def _causes_too(event: Told, earlier: Told, harm: HarmWords) -> bool:
    """Whether a noun is what the doer of the verb before it also causes ("injuring ten people | and causing damage")."""
    between = range(event.hit.first - 1, max(event.hit.first - _TO_CAUSE, earlier.hit.after), -1)
    cause = next((i for i in between if i in harm.causes), None)
    return cause is not None and harm.keys[cause - 1] == "and" and not any(map(harm.chunks.breaks, between))


def _happens_in(event: Told, earlier: Told, harm: HarmWords) -> bool:
    """Whether a passive tells what happened in the attack before it ("committed a massacre in Dorlin in which | ten died")."""
    if earlier.form != "nominal" or earlier.hit.entry.category not in ("attack", "kill") or event.patient is None:
        return False
    which = event.patient.first - 1
    inside = harm.keys[which] == "which" and harm.keys[which - 1] in ("in", "during")
    between = range(earlier.hit.after, which)
    return (inside or harm.keys[which] == "where") and not any(map(harm.chunks.is_verb, between))


def _apart(verb: Told, end: int, harm: HarmWords) -> bool:
    """Whether marks and another verb stand between a verb and word `end` (not in "killed Hall, a driver, | in a raid")."""
    between = range(verb.hit.after, end)
    return any(map(harm.chunks.breaks, between)) and any(map(harm.chunks.is_verb, between))


def _before(event: Told, later: Told, harm: HarmWords) -> Told:
    """A passive or noun with the agent of the next event, where "when" or "as" joins them, or of one coordinated with it; an
    attack with whoever it is said to hit ("a raid that | targeted a market")."""
    if event.form == "nominal" and not event.patient and _hits(event, later):
        event = event._replace(patient=later.patient)
    if event.agent or later.agent is None or event.form not in ("passive", "nominal", "intransitive"):
        return event
    if event.form == later.form == "nominal" and event.patient and event.hit.entry.category in _DONE_BY:
        inside = harm.keys[event.patient.after : harm.chunks.phrase_start(later.hit.first)] in (["in"], ["during"])
        return event._replace(agent=later.agent) if inside else event  # "the death of Hall | in an army raid"
    between = range(event.hit.after, max(later.agent.first, event.hit.after))
    tells = later.form in ("active", "nominal")
    joined = tells and any(harm.keys[i] == "when" for i in between) and not any(harm.keys[i] == "since" for i in between)
    if event.hit.entry.category in _DONE_BY and _is_finite(event, harm):
        joined |= tells and any(harm.keys[i] in ("as", "after") for i in between)
        joined &= event.form != "intransitive" or harm.keys[later.agent.first - 1] in ("when", "as", "after")
        joined |= later.form == "passive" and "and" in harm.keys[event.hit.after : later.hit.first]
    return event._replace(agent=later.agent) if joined else event


def _hits(attack: Told, later: Told) -> bool:
    """Whether an attack is itself what attacks somebody in an active verb (not "the raid | killed ten", who were not its aim)."""
    words = later.agent if later.form == "active" and attack.hit.entry.category == later.hit.entry.category == "attack" else None
    return words is not None and words.first <= attack.hit.first < words.after


def _goes_on(event: Told, earlier: Told, harm: HarmWords) -> bool:
    """Whether a participle without "were" goes on with a passive: "and" and whoever suffers stand between ("and | ten hurt")."""
    if event.patient is None or earlier.form not in ("passive", "passive_by", "in_attack") or _is_finite(event, harm):
        return False
    told = earlier.agent.after if earlier.form == "passive_by" and earlier.agent else earlier.hit.after
    return harm.keys[told : event.patient.first] == ["and"]


def _is_finite(event: Told, harm: HarmWords) -> bool:
    """Whether a passive or intransitive is the verb of its clause ("were | killed", "fled", not "the people | killed")."""
    if event.form == "intransitive" or harm.headline:  # "Ten | killed as jets hit Dorlin"
        return event.patient is not None
    between = range(event.patient.after, event.hit.first) if event.patient and event.form == "passive" else ()
    return any(harm.keys[i] in word_list("passive_auxiliary") for i in between)
