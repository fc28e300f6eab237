"""Events of harm: who is killed, injured, attacked, detained or displaced, what is destroyed, and whether the text tells by whom.

Which words tell of harm is in the lexicon `harm_words`. How it is told decides who appears in the sentence (Trew 1979; van
Leeuwen 1996): "Soldiers shot two boys", "Two boys were shot by soldiers", "Two boys were shot", "Two boys died", "the shooting
of two boys", "Two boys were killed in a raid".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...text.quotations import quotations
from ...text.sentences import sentences
from ...text.spans import Span
from ...text.word_classes import word_list
from ...text.words import Words
from ..attributions.attribution import Speaker
from ..loaded.loaded_terms import Placement
from ..phrases.chunks import Chunks
from ..phrases.clauses import Clauses
from ..phrases.noun_phrases import Phrases, Range
from ..sources.coreference import Coreference
from ..sources.entities import Cast
from ..sources.proper_names import ProperNames
from ..sources.speakers import Resolved
from .doers import Doers
from .harm_hits import harm_hits
from .harm_links import Told
from .harm_verbs import HarmVerbs
from .harm_words import HarmWords, sites_of, surely_harm, words_of_harm
from .participants import Meant, Participant
from .victims import Victims, victims_of

_COUNTED = ("death", "fatalities", "injury")  # terms of which there are as many as people who suffer


@dataclass(frozen=True)
class HarmEvent:
    """A word that tells of harm, with who does it to whom as far as its clause says.

    `group` is one of `harm_hits.GROUPS`. `form` is how it is told: active ("killed two"), passive_by ("were killed by"), passive
    ("were killed"), in_attack ("were killed in an attack"), intransitive ("died") or nominal ("the killing of"). `agent` and
    `patient` are None where the clause does not tell. `victims` is the number of those killed, injured, attacked, detained or
    displaced, or the words of a rough one ("dozens"); None where no number is told. `voice` and `speaker` say who tells it, as
    for loaded terms, and `doubted` whether the outlet leaves open if that is so: by its reporting verb ("claimed"), or by saying
    who the source belongs to ("the Hamas-run ministry"). `field` is "text" or "title", and all spans count the characters of that
    field.
    """

    trigger: Span
    group: str
    form: str
    agent: Participant | None
    patient: Participant | None
    victims: Victims
    voice: str
    speaker: Speaker = None
    doubted: bool = False
    field: str = "text"


def harm_events(phrases: Phrases, spans: Sequence[Span], resolved: Resolved, placing: Placement) -> list[HarmEvent]:
    """The events of harm of one article in the order of their words, those of the title first; `spans` are the sentences.

    >>> from toolkit.annotation.annotator import annotate
    >>> [event] = annotate("Two drivers were shot by soldiers in Keldry on Tuesday.").harm
    >>> event.form, event.agent.name, event.patient.name, event.victims
    ('passive_by', 'soldiers', 'Two drivers', 2)
    """
    hits, sites, coreference = harm_hits(phrases.words), sites_of(phrases.words), resolved.coreference
    events, in_text = words_of_harm(hits, coreference), []
    if events:
        meant = Meant.in_text(resolved, placing)
        told = _read(HarmWords(Chunks(phrases, spans), events, hits, sites), meant, placing.said)
        in_text = [replace(event, doubted=True) if _is_doubted(event, placing) else event for event in told]
    return [*_in_title(placing.title_words, coreference, surely_harm(hits), sites), *in_text]


def _is_doubted(event: HarmEvent, placing: Placement) -> bool:
    """Whether an outlet leaves open if what a source tells of harm is so."""
    words, around = placing.words, placing.around(placing.words.inside(event.trigger).start)
    if around is None:
        return False
    source = (words.keys[i].rpartition("-") for i in words.inside_all(around.source))
    return around.stance == "doubt" or any(owner and behind in word_list("run_by") for owner, _, behind in source)


def _in_title(words: Words, of_text: Coreference, behind: Sequence[int], sites: frozenset[str]) -> list[HarmEvent]:
    """The events of harm of a title, in which a last name is that of the person whom the text knows by it.

    The text also tells where words of violence stand `behind` the title, and the `sites` of what has happened.
    """
    hits = harm_hits(words)
    if not hits:
        return []
    phrases, spans = Phrases(words, quotations(words.text)), sentences(words.text)
    cast = Cast(ProperNames(phrases, of_text.names.registry), spans)
    cast.introduce([])
    coreference = Coreference(cast)
    events = words_of_harm(hits, coreference, behind)
    harm = HarmWords(Chunks(phrases, spans), events, hits, sites | sites_of(words), headline=True)
    return [replace(event, field="title") for event in _read(harm, Meant.in_title(coreference, of_text), _in_headline)]


def _in_headline(_: int) -> tuple[str, Speaker]:
    return "headline", None


def _read(harm: HarmWords, meant: Meant, said: Callable[[int], tuple[str, Speaker]]) -> list[HarmEvent]:
    """The events of a text or title; `said` gives voice and speaker of a word."""
    verbs = HarmVerbs(Doers(harm, Clauses(harm.chunks), meant.coreference))
    several = verbs.told()
    nouns = [told for told in several if told.form == "nominal"]
    doers = {i: told.agent for told in nouns for i in range(told.hit.first, told.hit.after)}
    return [_event(told, doers, harm.chunks, meant, *said(told.hit.first)) for told in several]


def _event(
    told: Told, doers: Mapping[int, Range | None], chunks: Chunks, meant: Meant, voice: str, speaker: Speaker
) -> HarmEvent:
    """One event; `doers` are those who do each deed, by its words, since a deed may be told as the agent of another ("an Israeli
    airstrike | killed ten")."""
    hit, agent_words, patient_words = told.hit, _trimmed(told.agent, chunks), _trimmed(told.patient, chunks)
    agent, patient = meant.participant(agent_words, acts=True), meant.participant(patient_words, acts=False)
    doer = meant.participant(doers.get(chunks.head(agent_words)), acts=True) if agent_words else None
    if agent and doer:
        agent = doer._replace(span=agent.span)
    return HarmEvent(
        chunks.words.span(hit.first, hit.after),
        hit.entry.category,
        told.form,
        meant.apart(agent, patient),
        meant.apart(patient, agent),
        _victims(told, patient_words, chunks, meant.coreference),
        voice,
        speaker,
    )


def _victims(told: Told, patient: Range | None, chunks: Chunks, coreference: Coreference) -> Victims:
    """How many suffer: those of the patient, or as many as there are deaths or injuries ("at least 95 | deaths")."""
    if told.hit.entry.category == "destroy":
        return None
    victims = victims_of(patient, chunks, coreference)
    if victims or told.hit.entry.term not in _COUNTED or told.form != "nominal":
        return victims
    first = chunks.phrase_start(told.hit.first)
    if first > 1 and chunks.keys[first - 1] == "of" and chunks.is_number(first - 2):
        first -= 2  # "dozens of injuries"
    return victims_of(Range(first, told.hit.first), chunks, coreference)


def _trimmed(part: Range | None, chunks: Chunks) -> Range | None:
    """The words of an agent or patient without adverbs behind them ("the raiders | first burned"); None where none are left, and
    for a year ("In 2007, the bill | died")."""
    if part is None or chunks.is_year(part):
        return None
    first, after = part
    while after > first and chunks.is_adverb_behind(after - 1):
        after -= 1
    return Range(first, after) if after > first else None
