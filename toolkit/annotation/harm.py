"""Events of harm: who is killed, injured, attacked, detained or displaced, what is destroyed, and whether the text tells by whom.

Which words tell of harm is in the lexicon `harm_words`. How it is told decides who appears in the sentence (Trew 1979; van
Leeuwen 1996): "Soldiers shot two boys", "Two boys were shot by soldiers", "Two boys were shot", "Two boys died", "the shooting
of two boys", "Two boys were killed in a raid".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..text.spans import Span
from .chunks import Chunks
from .clauses import Clauses
from .coreference import Coreference
from .harm_nouns import HarmNouns
from .harm_verbs import HarmVerbs, Told
from .harm_words import HarmWords, harm_matcher, words_of_harm
from .loaded_terms import Placement
from .noun_phrases import Phrases, Range
from .sources import side_of
from .victims import Victims, victims_of


class Participant(NamedTuple):
    """Who acts or suffers: the words, and whom they mean.

    `name` is that of the person, body or country that the words mean, or the description itself; None where a pronoun cannot be
    resolved. `entity` is the name in the registry, `kind` is person, body, country or unnamed, and `side` that of the user's
    file.
    """

    span: Span
    name: str | None
    entity: str | None
    kind: str
    side: str | None


@dataclass(frozen=True)
class HarmEvent:
    """A word that tells of harm, with who does it to whom as far as its clause says.

    `group` is one of `harm_words.GROUPS`, `form` one of `harm_verbs.FORMS`. `agent` and `patient` are None where the clause does
    not tell. `victims` is the number of those killed, injured, attacked, detained or displaced, or the words of a rough one
    ("dozens"); None where no number is told. `voice` and `speaker` say who tells it, as for loaded terms.
    """

    trigger: Span
    group: str
    form: str
    agent: Participant | None
    patient: Participant | None
    victims: Victims
    voice: str
    speaker: str | tuple[str, ...] | None = None


def harm_events(phrases: Phrases, sentences: Sequence[Span], coreference: Coreference, placing: Placement) -> list[HarmEvent]:
    """The events of harm of one article in the order of their words.

    >>> from toolkit.annotation.annotator import annotate
    >>> [event] = annotate("Two drivers were shot by soldiers in Keldry on Tuesday.").harm
    >>> event.form, event.agent.name, event.patient.name, event.victims
    ('passive_by', 'soldiers', 'Two drivers', 2)
    """
    hits = harm_matcher().hits(phrases.words)
    events = words_of_harm(hits, coreference)
    if not events:
        return []
    harm = HarmWords(Chunks(phrases, sentences), events, hits)
    clauses = Clauses(harm.chunks)
    verbs = HarmVerbs(harm, clauses, HarmNouns(harm, clauses, coreference))
    return [_event(told, harm.chunks, coreference, placing) for told in verbs.told()]


def _event(told: Told, chunks: Chunks, coreference: Coreference, placing: Placement) -> HarmEvent:
    hit, words = told.hit, placing.words
    voice, speaker = placing.said(hit.first)
    return HarmEvent(
        words.span(hit.first, hit.after),
        hit.entry.category,
        told.form,
        _participant(told.agent, coreference),
        _participant(told.patient, coreference),
        victims_of(told.patient, chunks, coreference) if hit.entry.category != "destroy" else None,
        voice,
        speaker,
    )


def _participant(part: Range | None, coreference: Coreference) -> Participant | None:
    """Whom the words of an agent or patient mean."""
    if part is None:
        return None
    span, names = coreference.words.span(*part), coreference.names
    referent = coreference.referent(range(*part))
    if referent is None or not referent.entities:
        return Participant(span, None, None, "unnamed", None)
    first = referent.entities[0]
    name = ", ".join(entity.name for entity in referent.entities)
    alone = len(referent.entities) == 1
    entry = first.entry.term if first.entry and alone else None
    side = side_of(first, [span], names) if alone and names.registry.sides.labels else None
    return Participant(span, name, entry, first.kind, side)
