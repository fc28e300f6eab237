"""How harm is told: with or without whoever does it, as deeds or as deaths, of people or of numbers, stated or attributed.

Each figure is a share of events of harm (`HarmEvent`), so that outlets are compared on what they do tell, not on how much. An
agent counts as told where the clause names or describes one; the sentence before may still say who it was.
"""

from collections.abc import Callable, Sequence

from ..annotation.attributions.voices import ATTRIBUTED_VOICES, OWN_VOICES
from ..annotation.document import Document
from ..annotation.harm.harm_events import HarmEvent
from ..articles.article import article_of
from ..statistics.formulas import Counts
from .measure import Measure, Place, Places, measure, share
from .places import speaker_of

VOICES_OF_HARM = ("headline", "narration", "paraphrase", "quotation")
"""The voices in which harm is counted."""

_TRANSITIVE = ("active", "passive_by", "passive", "in_attack")
_AGENTLESS = ("passive", "in_attack")
_SOURCE = "after Trew 1979; van Leeuwen 1996"

Which = Callable[[HarmEvent], bool]
"""Whether a measure counts an event."""


def _has_agent(event: HarmEvent) -> bool:
    return event.agent is not None


def _is_death(event: HarmEvent) -> bool:
    return event.group == "kill"


def _is_died(event: HarmEvent) -> bool:
    return event.form == "intransitive"


def _is_transitive(event: HarmEvent) -> bool:
    return event.form in _TRANSITIVE


def _is_agentless(event: HarmEvent) -> bool:
    return event.form in _AGENTLESS and event.agent is None


def _is_individual(event: HarmEvent) -> bool:
    """Whether the victim is one person, named or not."""
    return event.patient is not None and (event.patient.kind == "person" or event.victims == 1)


def _is_of_people(event: HarmEvent) -> bool:
    """Whether victims are one person, or counted."""
    return _is_individual(event) or event.victims is not None


def _is_attributed(event: HarmEvent) -> bool:
    return event.voice in ATTRIBUTED_VOICES


def _is_doubted(event: HarmEvent) -> bool:
    return event.doubted


def share_of_events(part: Which, whole: Which) -> tuple[Callable[[Document], Counts], Places]:
    """Counts of the events of a whole that belong to a part, and the places of these.

    >>> from toolkit.annotation.annotator import annotate
    >>> counts, places = share_of_events(_has_agent, _is_death)
    >>> document = annotate("Soldiers killed two boys. A girl was killed.")
    >>> counts(document), [place.what for place in places(document)]
    ((1, 2), ['killed'])
    """

    def counts(document: Document) -> Counts:
        events = [event for event in document.harm if whole(event)]
        return (sum(map(part, events)), len(events))

    def places(document: Document) -> list[Place]:
        return [place_of_harm(document, event) for event in document.harm if whole(event) and part(event)]

    return counts, places


def place_of_harm(document: Document, event: HarmEvent) -> Place:
    """An event as a place, listed under its word.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("Two boys were shot.")
    >>> place = place_of_harm(document, document.harm[0])
    >>> place.what, place.agent, place.patient
    ('shot', '', 'Two boys')
    """
    text = document.article.field(event.field)
    agent, patient = (part.called(text) if part else "" for part in (event.agent, event.patient))
    what = event.trigger.of(text).lower()
    return Place(event.field, event.trigger, what, event.voice, speaker_of(event.speaker), agent=agent, patient=patient)


_TOLD = {
    "headline": article_of("It rained.", title="Soldiers killed two boys. A girl was killed. An old man died."),
    "narration": "Soldiers killed two boys. A girl was killed. An old man died.",
    "paraphrase": "Ada Hall said that soldiers killed two boys, that a girl was killed and that an old man died.",
    "quotation": "“Soldiers killed two boys. A girl was killed. An old man died,” Ada Hall said.",
}
"""The same harm in each voice, for the examples of the measures."""

_BY_VOICE: Sequence[tuple[str, str, str, str, Which, Which, Counts]] = (
    (
        "agent",
        "Harm told with its agent",
        "Share of the events of harm in {voice} that are told with whoever does it",
        "events of harm",
        _has_agent,
        lambda event: True,
        (1, 3),
    ),
    (
        "died",
        "Deaths told as dying",
        'Share of the deaths in {voice} that are told as "died" and not as killing',
        "deaths",
        _is_died,
        _is_death,
        (1, 3),
    ),
    (
        "agentless",
        "Harm in passives without agent",
        "Share of the verbs of harm in {voice} that are passives without an agent, among active and passive ones",
        "verbs of harm",
        _is_agentless,
        _is_transitive,
        (1, 2),
    ),
    (
        "individual",
        "Victims named or single",
        "Share of the harm in {voice} whose victim is a named or single person, among those with one or counted",
        "harm with victims",
        _is_individual,
        _is_of_people,
        (2, 3),
    ),
)


def _of_voice(voice: str) -> list[Measure]:
    """The measures of one voice."""
    made = []
    for name, title, definition, unit, part, whole, told in _BY_VOICE:
        counts, places = share_of_events(part, _both(whole, lambda event: event.voice == voice))
        made.append(
            measure(
                f"{title}, {voice}",
                "harm",
                share(f"{unit} in {voice}"),
                _SOURCE,
                of={"voice": voice},
                places=places,
                name=f"harm_{name}_{voice}",
                definition=f"{definition.format(voice=voice)}; NaN without any.{_example(f'harm_{name}_{voice}', voice, told)}",
            )(counts)
        )
    return made


def _example(name: str, voice: str, counts: Counts) -> str:
    """What the docstring of a measure shows."""
    return (
        f"\n\n    >>> from toolkit.annotation.annotator import annotate\n"
        f'    >>> MEASURES["{name}"].counts(annotate(_TOLD["{voice}"]))\n    {counts}\n    '
    )


def _both(one: Which, other: Which) -> Which:
    return lambda event: one(event) and other(event)


def _attributed() -> Measure:
    counts, places = share_of_events(_is_attributed, lambda event: True)
    return measure(
        "Harm attributed to a source",
        "harm",
        share("events of harm"),
        places=places,
        name="harm_attributed",
        definition="Share of the events of harm that a source tells, not the outlet itself; NaN without any."
        + _example("harm_attributed", "quotation", (3, 3)),
    )(counts)


def _doubted() -> Measure:
    counts, places = share_of_events(_is_doubted, _is_attributed)
    return measure(
        "Attributed harm told with doubt",
        "harm",
        share("events of harm that a source tells"),
        "after Thompson and Ye 1991",
        places=places,
        name="harm_doubted",
        definition='Share of the events of harm that a source tells which the outlet leaves open, by its verb ("claimed") or by '
        'saying who the source belongs to ("the Hamas-run ministry"); NaN without any.'
        + _example("harm_doubted", "quotation", (0, 3)),
    )(counts)


MEASURES: dict[str, Measure] = {
    made.name: made for made in (_attributed(), _doubted(), *(made for voice in VOICES_OF_HARM for made in _of_voice(voice)))
}


def measures_of_harm(label: str) -> list[Measure]:
    """The measures of harm to and by one side of a user's file.

    >>> [made.name for made in measures_of_harm("east")][:3]
    ['side_harm_agent_east', 'side_harm_died_east', 'side_harm_attributed_east']
    """

    def to_side(event: HarmEvent) -> bool:
        return event.patient is not None and event.patient.side == label

    def by_side(event: HarmEvent) -> bool:
        return event.agent is not None and event.agent.side == label

    def own(event: HarmEvent) -> bool:
        return event.voice in OWN_VOICES

    def has_agent_side(event: HarmEvent) -> bool:
        return event.agent is not None and event.agent.side is not None

    def has_patient_side(event: HarmEvent) -> bool:
        return event.patient is not None and event.patient.side is not None

    to_side_own = _both(to_side, own)
    listed: Sequence[tuple[str, str, str, str, Which, Which]] = (
        (
            "agent",
            f"Harm to {label} told with its agent",
            f"Share of the outlet's own harm to {label} that is told with whoever does it; NaN without any.",
            f"own harm to {label}",
            _has_agent,
            to_side_own,
        ),
        (
            "died",
            f"Deaths of {label} told as dying",
            f'Share of the outlet\'s own deaths of {label} that are told as "died"; NaN without any.',
            f"own deaths of {label}",
            _is_died,
            _both(_is_death, to_side_own),
        ),
        (
            "attributed",
            f"Harm to {label} attributed",
            f"Share of the harm to {label} that a source tells, not the outlet itself; NaN without any.",
            f"harm to {label}",
            _is_attributed,
            to_side,
        ),
        (
            "doubted",
            f"Attributed harm to {label} told with doubt",
            f"Share of the harm to {label} that a source tells which the outlet leaves open; NaN without any.",
            f"harm to {label} that a source tells",
            _is_doubted,
            _both(_is_attributed, to_side),
        ),
        (
            "suffered",
            f"Harm suffered by {label}",
            f"Share of the harm to somebody with a side that {label} suffers; NaN without any.",
            "harm to somebody with a side",
            to_side,
            has_patient_side,
        ),
        (
            "done",
            f"Harm done by {label}",
            f"Share of the harm by somebody with a side that {label} does; NaN without any.",
            "harm by somebody with a side",
            by_side,
            has_agent_side,
        ),
    )
    return [_of_side(label, *row) for row in listed]


def _of_side(label: str, name: str, title: str, definition: str, unit: str, part: Which, whole: Which) -> Measure:
    counts, places = share_of_events(part, whole)
    return measure(
        title,
        "side",
        share(unit),
        _SOURCE if name in ("agent", "died") else "this toolkit",
        of={"side": label},
        places=places,
        name=f"side_harm_{name}_{label}",
        definition=definition,
    )(counts)
