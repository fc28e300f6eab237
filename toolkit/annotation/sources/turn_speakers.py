"""Who speaks in the turns of a transcript: whom the article names by a label, the registry, or who is interviewed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...text.lexicon import Entry
from ...text.spans import Span
from ...text.word_classes import word_list
from ...text.words import Words, keys_in
from ..attributions.attribution import Attribution
from ..attributions.transcripts import Transcript, initials, surname
from ..phrases.noun_phrases import Phrases
from .registry import UNDATED, Registry, category_in
from .speakers import NamedEntity


def settled(
    attributions: Sequence[Attribution],
    named: Sequence[NamedEntity],
    found: Transcript,
    text: str,
    registry: Registry,
    year: int = UNDATED,
) -> list[Attribution]:
    """The resolved attributions with what labels tell of their speakers, given whom the article names.

    Turns under one surname have one speaker: whom the article names by it, or else the registry. Who asks for the outlet is
    media, a label that nobody else bears is a name, and answers (A) are those of the person who is quoted before them.

    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> found = Transcript([Attribution((Span(6, 9),), source=(Span(0, 4),))], True, frozenset({"hall"}))
    >>> settled(found.turns, [], found, "HALL: Yes", shipped_registry())[0].source_type
    'media'
    """
    labels = {turn.source[0]: surname(turn.source[0].of(text)) for turn in found.turns if turn.source}
    known: dict[str, Attribution] = {}
    for name in dict.fromkeys(labels.values()):
        spans = {span for span, other in labels.items() if other == name}
        turns = [a for a in attributions if a.source and a.source[0] in spans]
        if turns:  # none may be left, where what was taken for a label is no source
            speaker = _speaker(name, turns, named, text, registry, year)
            known[name] = replace(speaker, named=False) if _is_unidentified(turns[0].source[0].of(text)) else speaker
    if {"q", "a"} <= known.keys():
        known["a"] = _interviewed(known["a"], [a for a in attributions if a.start < min(labels).start], named)
    known |= {short: known[full] for short, full in _by_initials(text, labels) if full in known}
    names = [labels.get(a.source[0], "") if a.source else "" for a in attributions]
    return [_told(a, name, found, known[name]) if name in known else a for a, name in zip(attributions, names, strict=True)]


def _is_unidentified(label: str) -> bool:
    """Whether a label says that the speaker is not known ("UNIDENTIFIED MALE", "Unidentified Person #1")."""
    return label.split()[0].lower() in ("unidentified", "unknown")


def _interviewed(answer: Attribution, before: Sequence[Attribution], named: Sequence[NamedEntity]) -> Attribution:
    """An answer whose speaker is the person who is quoted most before the first label, or else nobody known."""
    persons = {entity.name for entity in named if entity.kind == "person"}
    quoted = [a for a in before if a.speaker in persons]
    if not quoted:
        return replace(answer, speaker=None, source_type=None, named=None, entity=None, side=None)
    most = Counter(a.speaker for a in quoted).most_common(1)[0][0]
    return replace(next(a for a in quoted if a.speaker == most), source=answer.source, link="label")


def _by_initials(text: str, labels: Mapping[Span, str]) -> Iterator[tuple[str, str]]:
    """Initials that are labels ("JB"), each with the surname of the label that they stand for ("Julia Belluz")."""
    for span, full in labels.items():
        short = initials(span.of(text))
        if len(short) > 1 and short in labels.values() and short != full:
            yield short, full


def _speaker(
    name: str, turns: Sequence[Attribution], named: Sequence[NamedEntity], text: str, registry: Registry, year: int
) -> Attribution:
    """A turn whose speaker is that of all turns under one surname."""
    written = max((turn.source[0].of(text) for turn in turns), key=len)
    fullest = _without_titles(written)
    label = fullest.title() if fullest.isupper() and len(fullest) > _LONGEST_INITIALS else fullest
    entry = _registered(fullest, registry) or _holder(fullest, registry, year)
    of_fullest = (turn for turn in turns if turn.source[0].of(text) == written)
    typed = next((turn for turn in of_fullest if turn.source_type and not turn.speakers[1:]), None)
    if typed and typed.entity:
        return typed
    persons = [e for e in named if e.kind == "person" and not e.name.isupper() and _may_be(e.name, fullest)]
    if len(persons) == 1 and persons[0].source_type:
        person = persons[0]
        side = registry.sides.find((person.name,))
        told = replace(turns[0], speaker=person.name, source_type=person.source_type, entity=person.entity, side=side)
        return replace(told, named=True, link="label")
    if typed:
        return replace(typed, speaker=entry.term, entity=entry.term, named=True) if entry else replace(typed, speaker=label)
    if entry:
        side = registry.sides.find(entry.forms)
        told = replace(turns[0], speaker=entry.term, source_type=category_in(entry, year), entity=entry.term, side=side)
        return replace(told, named=True, link="registry")
    speaker = persons[0].name if len(persons) == 1 else label if len(label) > 1 else None
    return replace(turns[0], speaker=speaker, named=speaker is not None and not word_list("article") & {label.split()[0].lower()})


def _holder(label: str, registry: Registry, year: int) -> Entry | None:
    """Who held the office that is the whole label of a transcript of the White House ("THE PRESIDENT")."""
    article, _, office = label.lower().partition(" ")
    return registry.holder(office, _HOME, year) if article in word_list("article") else None


def _registered(label: str, registry: Registry) -> Entry | None:
    """The registered person of a label: not one whose first name is another."""
    words = Words(label)
    for hit in registry.persons.hits(words):
        own = {key for form in hit.entry.forms for key in keys_in(form)}
        if hit.after == len(words) and own.issuperset(words.keys[max(hit.first - 1, 0) :]):
            return hit.entry
    return None


_LONGEST_INITIALS = 3
_HOME = "United States"  # whose offices labels name without saying so


def _without_titles(label: str) -> str:
    """A label without titles, roles and outlets before the name ("SEN. BERNIE SANDERS", "PRESIDENT HALL", "ABC's ADA HALL")."""
    words = Words(label)
    roles, last = Phrases(words, []).roles, len(words) - 1
    if last in roles or _is_unidentified(label):
        return label
    before = (i for i in range(last) if i in roles or _is_title(words, i))
    return label[words.starts[max(before, default=-1) + 1] :]


def _is_title(words: Words, i: int) -> bool:
    """Whether a word is an abbreviated title, or the outlet of whoever is named behind it."""
    abbreviated = words.gaps[i + 1].startswith(".") and len(words.keys[i]) >= _LONGEST_INITIALS - 1
    return abbreviated or words.is_possessive(i)


def _may_be(name: str, label: str) -> bool:
    """Whether a person can be meant by a label: by that last name, and a first name that begins alike if both have one."""
    firsts = [called.lower().split()[:-1] for called in (name, label)]
    return surname(name) == surname(label) and (not all(firsts) or firsts[0][0][0] == firsts[1][0][0])


def _told(turn: Attribution, name: str, found: Transcript, speaker: Attribution) -> Attribution:
    """A turn with the speaker of its label."""
    same = {name: getattr(speaker, name) for name in ("speaker", "source_type", "named", "entity", "side")}
    turn = replace(turn, link=turn.link or speaker.link or "label", **same)
    media = name in found.labelled or (name in found.hosts and turn.source_type in (None, "other", "civilian"))
    return replace(turn, source_type="media", named=bool(turn.named)) if media else turn
