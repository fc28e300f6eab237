"""Events of harm: who is killed, injured, attacked, detained or displaced, what is destroyed, and whether the text tells by whom.

Which words tell of harm is in the lexicon `harm_words`. How it is told decides who appears in the sentence (Trew 1979; van
Leeuwen 1996): "Soldiers shot two boys", "Two boys were shot by soldiers", "Two boys were shot", "Two boys died", "the shooting
of two boys", "Two boys were killed in a raid".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

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
from ..phrases.pronouns import in_subject_form
from ..sources.coreference import Coreference
from ..sources.entities import Cast
from ..sources.entity import Entity, Referent
from ..sources.proper_names import ProperNames
from ..sources.sides import side_of
from .doers import Doers
from .harm_links import Told
from .harm_verbs import HarmVerbs
from .harm_words import HarmWords, harm_matcher, sites_of, surely_harm, words_of_harm
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

    def called(self, text: str) -> str:
        """The name in the registry, or else that in the article, or else the words of the text.

        >>> Participant(Span(0, 4), None, None, "unnamed", None).called("They fled.")
        'They'
        """
        return self.entity or self.name or " ".join(self.span.of(text).split())


@dataclass(frozen=True)
class HarmEvent:
    """A word that tells of harm, with who does it to whom as far as its clause says.

    `group` is one of `harm_words.GROUPS`. `form` is how it is told: active ("killed two"), passive_by ("were killed by"), passive
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


def harm_events(phrases: Phrases, spans: Sequence[Span], coreference: Coreference, placing: Placement) -> list[HarmEvent]:
    """The events of harm of one article in the order of their words, those of the title first; `spans` are the sentences.

    >>> from toolkit.annotation.annotator import annotate
    >>> [event] = annotate("Two drivers were shot by soldiers in Keldry on Tuesday.").harm
    >>> event.form, event.agent.name, event.patient.name, event.victims
    ('passive_by', 'soldiers', 'Two drivers', 2)
    """
    hits, sites = harm_matcher().hits(phrases.words), sites_of(phrases.words)
    events, in_text = words_of_harm(hits, coreference), []
    if events:
        told = _read(HarmWords(Chunks(phrases, spans), events, hits, sites), coreference, placing.said)
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
    hits = harm_matcher().hits(words)
    if not hits:
        return []
    phrases, spans = Phrases(words, quotations(words.text)), sentences(words.text)
    cast = Cast(ProperNames(phrases, of_text.names.registry), spans)
    cast.introduce([])
    coreference = Coreference(cast)
    persons = {of_text.words.keys[i]: one for i, one in of_text.cast.by_word.items() if one.kind == "person"}
    events = words_of_harm(hits, coreference, behind)
    harm = HarmWords(Chunks(phrases, spans), events, hits, sites | sites_of(words), headline=True)
    return [replace(event, field="title") for event in _read(harm, coreference, _in_headline, persons)]


def _in_headline(_: int) -> tuple[str, Speaker]:
    return "headline", None


def _read(
    harm: HarmWords,
    coreference: Coreference,
    said: Callable[[int], tuple[str, Speaker]],
    persons: Mapping[str, Entity] = MappingProxyType({}),
) -> list[HarmEvent]:
    """The events of a text or title; `said` gives voice and speaker of a word, and `persons` are known by their last names."""
    verbs = HarmVerbs(Doers(harm, Clauses(harm.chunks), coreference))
    several = verbs.told()
    nouns = [told for told in several if told.form == "nominal"]
    doers = {i: told.agent for told in nouns for i in range(told.hit.first, told.hit.after)}
    return [_event(told, doers, harm.chunks, coreference, persons, *said(told.hit.first)) for told in several]


def _event(
    told: Told,
    doers: Mapping[int, Range | None],
    chunks: Chunks,
    coreference: Coreference,
    persons: Mapping[str, Entity],
    voice: str,
    speaker: Speaker,
) -> HarmEvent:
    """One event; `doers` are those who do each deed, by its words, since a deed may be told as the agent of another ("an Israeli
    airstrike | killed ten")."""
    hit, agent_words, patient_words = told.hit, _but_no_year(told.agent, chunks), _but_no_year(told.patient, chunks)
    agent, patient = _participant(agent_words, coreference, persons), _participant(patient_words, coreference, persons)
    doer = _participant(doers.get(chunks.head(agent_words)), coreference, persons) if agent_words else None
    if agent and doer:
        agent = doer._replace(span=agent.span)
    return HarmEvent(
        coreference.words.span(hit.first, hit.after),
        hit.entry.category,
        told.form,
        _not_as(patient, agent, coreference),
        _not_as(agent, patient, coreference),
        victims_of(patient_words, chunks, coreference) if hit.entry.category != "destroy" else None,
        voice,
        speaker,
    )


def _but_no_year(part: Range | None, chunks: Chunks) -> Range | None:
    """The words of an agent or patient; None for a year ("In 2007, the bill | died")."""
    return None if part and chunks.is_year(part) else part


def _not_as(other: Participant | None, one: Participant | None, coreference: Coreference) -> Participant | None:
    """A participant, who is unresolved if a pronoun other than "himself" seems to mean the other one of the same verb."""
    same = one and other and one.name is not None and one.name == other.name
    word = one.span.of(coreference.words.text).lower() if one and same else ""
    if one is None or word.endswith(("self", "selves")) or in_subject_form(word) is None:
        return one
    return one._replace(name=None, entity=None, kind="unnamed", side=None)


def _participant(part: Range | None, coreference: Coreference, persons: Mapping[str, Entity]) -> Participant | None:
    """Whom the words of an agent or patient mean."""
    if part is None:
        return None
    span, names, last = coreference.words.span(*part), coreference.names, part.after - 1
    country = names.countries.get(part.first) if part.after == part.first + 1 else None
    if country and not coreference.words.keys[last].endswith("s"):  # "Israeli", but not "Israelis"
        term = country.entry.term
        return Participant(span, term, term, "country", names.registry.sides.find([term]))
    known = persons.get(coreference.words.keys[last]) if coreference.words.capital[last] else None
    referent = Referent((known,), "name") if known else coreference.referent(range(*part))
    if referent is None or not referent.entities:
        return Participant(span, None, None, "unnamed", None)
    first = referent.entities[0]
    name = ", ".join(entity.name for entity in referent.entities)
    alone = len(referent.entities) == 1
    entry = first.entry.term if first.entry and alone else None
    side = side_of(first, [span], names) if alone and names.registry.sides.labels else None
    return Participant(span, name, entry, first.kind, side)
