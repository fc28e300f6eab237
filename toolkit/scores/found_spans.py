"""What was found where in one article, a row for each place: terms, names, attributions, scare quotes, actors, numbers, harm."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_type_hints

from ..annotation.attributions.attribution import Speaker
from ..annotation.attributions.voices import ATTRIBUTED_VOICES, VOICES
from ..annotation.document import Document
from ..annotation.harm.harm_events import HarmEvent
from ..annotation.harm.participants import Participant
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..measures.linguistic_cues import MEASURES
from ..measures.places import speaker_of
from ..text.numbers import quantities
from ..text.spans import Span

_CUES = {
    "hedge": "hedges",
    "booster": "boosters",
    "factive": "factives",
    "implicative": "implicatives",
    "agentless passive": "agentless_passives",
}
"""Marks of what the measures of language count."""

_LONGEST = 200  # characters of a quotation that are kept; start and end say where the rest is


class FoundSpan(NamedTuple):
    """A place in an article: what is there (`mark`), where, and in whose voice.

    `mark` is loaded term, name, scare quotes, attribution, actor (somebody whom the article names), number, harm or, in the
    narration only, hedge, booster, factive, implicative or agentless passive.

    `field` is "text" or "title"; `start` and `end` count the characters of that field as it was read, and `text` are the first of
    these. A term has `term`, `category`, `lexicon` and the probability `p` that an editor would mark it, a name its concept as
    `category`. An attribution has a row for each stretch of its content, with `source_type`, `named`, `kind`, `stance`, `side`,
    and its cue as `term`. `speaker` says who speaks there, and `source_type` as what; None in the outlet's own voice, and for a
    source that is not resolved.
    Of a loaded term, `target` is whom or what it is about, by the name of the registry where that has one, `target_kind` what
    that is, `target_p` how likely it is the right one and `target_sure` whether likely enough for measures; `named` whether it
    has a name, and `polarity` is "-", "+" or "0". An actor has one row, the first place that names it: `times` says how often the
    text does, `term` is its fullest name there, `target` the one that the registry has, `target_kind` person, body or country,
    and `kind` whether it is heard as a source ("heard", "unheard", or "open" where an unresolved pronoun that is a source may
    mean it). A number (see `Quantity`) has number and noun as `term` ("9 killed") and people, money, share or things as
    `category`. An event of harm is at the word that tells of it: its group is its `category` (kill, injure, …), `form` says how
    it is told (see `HarmEvent`), `agent` and `patient` who does it and who suffers, by the name of the registry, else by the
    fullest name or the words of the article, None where the clause does not tell, and `victims` how many suffer: a number, or the
    words of a rough one. `target_side`, `agent_side` and `patient_side` are those of the user's file.
    """

    mark: str
    field: str
    start: int
    end: int
    text: str
    voice: str
    speaker: str | None = None
    term: str | None = None
    category: str | None = None
    lexicon: str | None = None
    p: float | None = None
    source_type: str | None = None
    named: bool | None = None
    kind: str | None = None
    stance: str | None = None
    target: str | None = None
    target_kind: str | None = None
    target_p: float | None = None
    target_sure: bool | None = None
    polarity: str | None = None
    side: str | None = None
    times: int | None = None
    target_side: str | None = None
    form: str | None = None
    agent: str | None = None
    agent_side: str | None = None
    patient: str | None = None
    patient_side: str | None = None
    victims: str | None = None


FIELD_TYPES: Mapping[str, type] = {name: (*get_args(hint), hint)[0] for name, hint in get_type_hints(FoundSpan).items()}
"""What each field of a place holds, where it holds anything: str, int, float or bool."""


Places = tuple[FoundSpan, ...]
"""Where something was found in an article."""


def found_spans(document: Document) -> Places:
    """The places of an article in reading order, those of the title first.

    >>> from toolkit.annotation.annotator import annotate
    >>> for row in found_spans(annotate("Hall said the regime killed 12.")):
    ...     print(row.mark, row.term, row.text, row.voice, row.speaker, sep=", ")
    actor, Hall, Hall, narration, None
    attribution, said, the regime killed 12, paraphrase, Hall
    loaded term, regime, regime, paraphrase, Hall
    harm, None, killed, paraphrase, Hall
    number, 12 killed, 12, paraphrase, Hall
    """
    terms = (*_terms(document), *_attributions(document), *_scare_quotes(document))
    rows = [*terms, *_actors(document), *_numbers(document), *_harm(document), *_cues(document)]
    return tuple(sorted(rows, key=lambda row: (row.field == "text", row.start, -row.end)))


def _terms(document: Document) -> Iterator[FoundSpan]:
    """The loaded terms and the names."""
    for mark, terms in (("loaded term", document.loaded), ("name", document.names)):
        for term in terms:
            place = _place(document, term.field, term.span)
            of_term = (term.entry.term, _category(term), term.lexicon.name, None if term.p is None else round(term.p, 4))
            said = _speaker(term.speaker)
            yield FoundSpan(mark, *place, term.voice, said, *of_term, _type_at(document, term), **_target(term))


def _type_at(document: Document, placed: LoadedTerm | HarmEvent) -> str | None:
    """The type of the source that says a term, or tells of an event."""
    if placed.voice not in ATTRIBUTED_VOICES:
        return None
    span = placed.span if isinstance(placed, LoadedTerm) else placed.trigger
    around = document.attribution_at.get(document.words.inside(span).start)
    return around.source_type if around else None


def _target(term: LoadedTerm) -> dict[str, Any]:
    """Whom or what a loaded term is about."""
    target = term.target
    if target is None:
        return {"polarity": term.polarity}
    return {
        "target": target.entity or target.name,
        "target_kind": target.kind,
        "target_p": round(target.p, 4),
        "target_sure": target.sure,
        "polarity": term.polarity,
        "target_side": target.side,
        "named": target.named,
    }


def _category(term: LoadedTerm) -> str:
    """The category of a loaded term, or the concept that a name is a name for."""
    return term.entry.extra.get("concept") or term.entry.category


def _attributions(document: Document) -> Iterator[FoundSpan]:
    for attribution in document.attributions:
        for span in attribution.content:
            yield FoundSpan(
                "attribution",
                *_place(document, "text", span),
                VOICES[document.voice_map[span.start]],
                term=attribution.cue[0].of(document.article.text) if attribution.cue else None,
                side=attribution.side,
                speaker=_speaker(attribution.speaker),
                source_type=attribution.source_type,
                named=attribution.named,
                kind=attribution.kind,
                stance=attribution.stance,
            )


def _scare_quotes(document: Document) -> Iterator[FoundSpan]:
    for span in document.scare_quotes:
        yield FoundSpan("scare quotes", *_place(document, "text", span), "scare")


def _actors(document: Document) -> Iterator[FoundSpan]:
    """Everybody whom the text names, at the first place."""
    for entity in document.named:
        place = _place(document, "text", entity.spans[0])
        yield FoundSpan(
            "actor",
            *place,
            VOICES[document.voice_map[entity.spans[0].start]],
            term=entity.name,
            source_type=entity.source_type,
            kind="heard" if entity.heard else "open" if entity.unsettled else "unheard",
            target=entity.entity or entity.name,
            target_kind=entity.kind,
            times=len(entity.spans),
        )


def _numbers(document: Document) -> Iterator[FoundSpan]:
    """What title and text count, with the speaker where a source does."""
    if not document.voices_read:
        return
    for field, words in (("title", document.title_words), ("text", document.words)):
        for quantity in quantities(words):
            word, voice = words.inside(quantity.span).start, "headline"
            if field == "text":
                voice = document.voice_at(word)
            around = document.attribution_at.get(word) if voice in ATTRIBUTED_VOICES else None
            yield FoundSpan(
                "number",
                *_place(document, field, quantity.span),
                voice,
                _speaker(around.speaker if around else None),
                source_type=around.source_type if around else None,
                term=f"{quantity.number} {quantity.noun}".strip(),
                category=quantity.kind,
            )


def _harm(document: Document) -> Iterator[FoundSpan]:
    for event in document.harm:
        text = document.article.field(event.field)
        (agent, agent_side), (patient, patient_side) = (_participant(part, text) for part in (event.agent, event.patient))
        yield FoundSpan(
            "harm",
            *_place(document, event.field, event.trigger),
            event.voice,
            _speaker(event.speaker),
            source_type=_type_at(document, event),
            category=event.group,
            form=event.form,
            agent=agent,
            agent_side=agent_side,
            patient=patient,
            patient_side=patient_side,
            victims=None if event.victims is None else str(event.victims),
        )


def _cues(document: Document) -> Iterator[FoundSpan]:
    """What the measures of language count in the narration."""
    if not document.voices_read:
        return
    for mark, measure in _CUES.items():
        places = MEASURES[measure].places
        for place in places(document) if places else ():
            yield FoundSpan(mark, *_place(document, place.field, place.span), place.voice, term=place.what)


def _participant(part: Participant | None, text: str) -> tuple[str | None, str | None]:
    """The name and the side of who acts or suffers."""
    return (part.called(text), part.side) if part else (None, None)


def _speaker(speaker: Speaker) -> str | None:
    return speaker_of(speaker) or None


def _place(document: Document, field: str, span: Span) -> tuple[str, int, int, str]:
    """Field, start, end and text of a place, as the article was read."""
    article = document.article
    start, end = article.as_read(field, *span)
    return field, start, end, (article.original(field) or "")[start : min(end, start + _LONGEST)]
