"""Who the source is: from the mention next to a cue ("he", "the Iraqi vice president") to a speaker, a type, and a name.

The article's own introductions come first ("Iraqi Vice President Nouri al-Maliki"), then the registries of persons,
organisations and countries. What cannot be resolved stays None and is counted as unresolved. Those who are named but never a
source are kept too: `NamedEntity` says who is talked about, and whether they are heard.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from ...statistics.arrays import Singles
from ...text.sentences import paragraphs_between
from ...text.spans import Span
from ...text.word_classes import word_list
from ..attributions.attribution import Attribution
from ..phrases.noun_phrases import Phrases
from ..phrases.pronouns import is_first_person, may_mean
from .coreference import Coreference
from .entities import Cast
from .entity import Entity, Referent
from .own_words import own_words, speaks_for
from .proper_names import ProperNames, keys_of, surname_of
from .registry import UNDATED, Registry, shipped_registry
from .sides import side_of_all
from .signatures import Signatures
from .source_hints import hints_of, hints_of_article
from .source_subjects import whom_it_quotes, with_subjects
from .source_types import ENOUGH_WORDS, TypeModel

SOURCE_TYPES = (
    "government",
    "legislature",
    "judiciary",
    "military",
    "politician",
    "armed_group",
    "international_organisation",
    "ngo_monitor",
    "expert",
    "lawyer",
    "civilian",
    "media",
    "company",
    "document",
    "other",
)
"""The types of source, as annotations name them: what a source speaks as at the time of the article."""

_ANNOUNCED = re.compile(r"[.)]*:\s*\n")  # between a line and the quotation that it announces
_OUTLET = 4  # the most words from a verb to the outlet in which somebody writes
_SUBJECT = 6  # words before a cue among which an "I" is its subject
_OPENING = 200  # the most words of a sentence that are searched for who is named before a quotation
_GOES_ON = 3  # the most paragraphs behind the last speaker's that a quotation without a source is still theirs


class NamedEntity(NamedTuple):
    """A person, organisation or country that the article names, and whether it is heard as a source.

    `spans` is where it is named. `unsettled` holds the sources after its first mention that are unresolved pronouns and could
    mean it: the more there are, the less certain it is that it is not heard.
    """

    name: str
    kind: str
    source_type: str | None
    entity: str | None
    spans: tuple[Span, ...]
    heard: bool
    unsettled: tuple[Span, ...]


class Resolved(NamedTuple):
    """The attributions with their speakers, everybody whom the article names, and what links further words to these.

    `heard` says, in the order of the text, at which word who spoke.
    """

    attributions: list[Attribution]
    named: list[NamedEntity]
    coreference: Coreference
    heard: list[tuple[int, tuple[Entity, ...]]]

    def spoke_before(self, place: int) -> tuple[Entity, ...]:
        """Those who spoke last before a word."""
        last = bisect_left(self.heard, place, key=itemgetter(0))
        return self.heard[last - 1][1] if last else ()

    def referent(self, words: range, but: Collection[str] = ()) -> Referent | None:
        """Whom a pronoun or a description anywhere in the text means, given who spoke last before it; "he" and "she" mean nobody
        whose name is in `but`."""
        return self.coreference.referent(words, self.spoke_before(words.start), but)


def resolve(
    attributions: Sequence[Attribution],
    phrases: Phrases,
    sentences: Sequence[Span],
    registry: Registry | None = None,
    year: int = UNDATED,
    types: TypeModel | None = None,
    byline: str = "",
    read: Mapping[tuple[Span, ...], Singles] = MappingProxyType({}),
) -> Resolved:
    """The attributions with all that is known about their speakers where the source can be resolved, and who is named.

    `year` is that of the article, since the registry knows in which years a person held an office. The `types` of sources are
    those of a model, or else those of rules and registries. `read` are the probabilities of the types of each source that the
    reader found, by content. `byline` is the line with the author ("By Ada Hall"), where it is not among the words.

    >>> from toolkit.annotation.attributions.rule_attributions import attributions
    >>> from toolkit.annotation.attributions.reporting_verbs import Rules
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Iraqi Vice President Nouri al-Maliki arrived. Later the vice president said that they agreed."
    >>> spans, phrases = sentences(text), Phrases(Words(text), [])
    >>> resolve(attributions(Rules(phrases), spans), phrases, spans).attributions[0].speaker
    'Nouri al-Maliki'
    """
    attributions = with_subjects(attributions, phrases, sentences)
    resolver = _Resolver(Cast(ProperNames(phrases, registry or shipped_registry()), sentences, year, byline))
    resolved = resolver.all_resolved(attributions)
    if types:
        of_article = hints_of_article(resolver.cast) if len(phrases.words) >= ENOUGH_WORDS else []
        resolved = _retyped(resolved, source_features(resolved, resolver, of_article), types, read)
    named = _as_heard(resolver.everybody(), resolved)
    return Resolved(resolved, named, resolver.coreference, sorted(resolver.heard, key=itemgetter(0)))


def _as_heard(named: Sequence[NamedEntity], attributions: Sequence[Attribution]) -> list[NamedEntity]:
    """Those whom an article names; who is heard has the type that most attributions to them have."""
    types = defaultdict[str, Counter[str]](Counter)
    for attribution in attributions:
        if isinstance(attribution.speaker, str) and attribution.source_type:
            types[attribution.speaker][attribution.source_type] += 1
    most = {name: max(counts, key=counts.__getitem__) for name, counts in types.items()}
    return [one._replace(source_type=most.get(one.name, one.source_type)) for one in named]


def described_sources(
    attributions: Sequence[Attribution], phrases: Phrases, sentences: Sequence[Span], registry: Registry, year: int = UNDATED
) -> list[list[str]]:
    """The features by which the type of each attribution's source is told (see `source_types`), to learn from."""
    resolver = _Resolver(Cast(ProperNames(phrases, registry), sentences, year))
    resolved = resolver.all_resolved(attributions)
    return source_features(resolved, resolver, hints_of_article(resolver.cast))


def source_features(resolved: Sequence[Attribution], resolver: "_Resolver", of_article: Sequence[str]) -> list[list[str]]:
    """The features of the source of each attribution, with those `of_article`; all attributions to one entity have the same."""
    referents = [resolver.referents.get(attribution.content) for attribution in resolved]
    together: dict[tuple[Any, ...], list[int]] = {}
    for i, referent in enumerate(referents):
        together.setdefault(referent.entities if referent else (i,), []).append(i)
    merged: dict[int, list[str]] = {}
    for group in together.values():
        features = [*hints_of([(resolved[i], referents[i]) for i in group], resolver.cast), *of_article]
        merged |= dict.fromkeys(group, features)
    return [merged[i] for i in range(len(resolved))]


def _retyped(
    by_rule: Sequence[Attribution], features: Sequence[Sequence[str]], types: TypeModel, read: Mapping[tuple[Span, ...], Singles]
) -> list[Attribution]:
    """The attributions with the types that the model gives them, unless those by rule are certain (see `TypeModel.settled`).

    Where the reader has `read` sources too, its probabilities for all attributions to one entity are averaged.
    """
    different = {id(names): names for names in features}  # the attributions to one entity share theirs
    by_reader: dict[int, list[Singles]] = {number: [] for number in different}
    for attribution, names in zip(by_rule, features, strict=True):
        if attribution.content in read:
            by_reader[id(names)].append(read[attribution.content])
    p = {number: types.probabilities(names, by_reader[number]) for number, names in different.items()}
    told = [types.settled(a.source_type, names, p[id(names)]) for a, names in zip(by_rule, features, strict=True)]
    return [a if a.source_type == kind else replace(a, source_type=kind) for a, kind in zip(by_rule, told, strict=True)]


class _Resolver:
    """Resolves the sources of one article in the order of its text."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words
        self.coreference = Coreference(cast)
        self.before: Attribution | None = None
        self.source_words: set[int] = set()
        self.heard: list[tuple[int, tuple[Entity, ...]]] = []  # who spoke, by the first word of the source
        self.unresolved: list[int] = []  # words that are sources and stayed unresolved
        self.saying: dict[int, tuple[int, Referent]] = {}  # who says each word, and how many with it, for "I" and "we"
        self.referents: dict[tuple[Span, ...], Referent] = {}  # by content
        self.signatures = Signatures(self.coreference)
        self.own_words: Mapping[int, Attribution] = {}  # whose own words each word is

    def all_resolved(self, attributions: Sequence[Attribution]) -> list[Attribution]:
        """The attributions with their speakers, resolved in the order of the text."""
        self.cast.introduce(attributions)
        self.own_words = own_words(attributions, self.names.phrases)
        resolved: dict[int, Attribution] = {}
        for i in sorted(range(len(attributions)), key=lambda i: (attributions[i].source or attributions[i].content)[0].start):
            resolved[i] = self.resolved(attributions[i])
        return [self._once_all_spoke(resolved[i]) for i in range(len(attributions))]

    def resolved(self, attribution: Attribution) -> Attribution:
        """The attribution with its speaker."""
        attribution = self._with_whole_name(self._without_outlet(attribution))
        referent = self._source(attribution) if attribution.source else self._going_on(attribution)
        self.before = attribution
        if referent is None:
            return self._nobody(attribution) if not attribution.source else attribution
        return self._spoken_by(referent, attribution)

    def _once_all_spoke(self, attribution: Attribution) -> Attribution:
        """An attribution whose source is "I" inside a quotation whose speaker is named behind it (“I think so,” Hall said)."""
        source = self.words.inside_first(attribution.source)
        if attribution.link and len(source) > 1:
            return attribution
        place = source.start if source else self._first_person_before(attribution)
        referent = None if place is None else self._quoted_speaker(place)
        return self._spoken_by(referent, attribution) if referent else attribution

    def _first_person_before(self, attribution: Attribution) -> int | None:
        """The "I" or "we" shortly before a cue without a source, if it is the subject ("I am therefore | requesting")."""
        cue = self.words.inside_first(attribution.cue)
        if not cue or attribution.speaker is not None:
            return None
        for i in range(cue.start - 1, max(cue.start - _SUBJECT, 0), -1):
            told = self.words.keys[i] in word_list("passive_auxiliary") and not self.words.keys[cue.start].endswith("ing")
            if told or not self.words.joined(i + 1):
                return None
            if is_first_person(self.words.keys[i]):
                return i
        return None

    def _spoken_by(self, referent: Referent, attribution: Attribution) -> Attribution:
        if not referent.entities:
            return replace(attribution, named=True, link=referent.link)
        self._learn_outlet(attribution, referent.entities)
        self._note_words(attribution, referent)
        self.referents[attribution.content] = referent
        names = tuple(entity.name for entity in referent.entities)
        types, first = {entity.type for entity in referent.entities if entity.type}, referent.entities[0]
        return replace(
            attribution,
            speaker=names if len(names) > 1 else names[0],
            source_type=types.pop() if len(types) == 1 else None,
            named=all(entity.kind != "unnamed" or entity.sole for entity in referent.entities),
            link=referent.link,
            entity=first.entry.term if first.entry and len(names) == 1 else None,
            side=side_of_all(attribution, referent.entities, self.names),
        )

    def _note_words(self, attribution: Attribution, referent: Referent) -> None:
        """Note who says the words of a content, but for those of shorter ones inside it."""
        said = self.words.inside_all(attribution.content)
        n, saying = len(said), self.saying
        by_this = (n, referent)
        for i in said:
            if i not in saying or saying[i][0] > n:
                saying[i] = by_this

    def _source(self, attribution: Attribution) -> Referent | None:
        """The entities that the source expression means."""
        source = self.words.inside(attribution.source[0])
        self.cast.floor.go_on_to(source.start)
        self.source_words.update(self._spoken_for(source))
        but = self._saying(source.start)
        referent = self.coreference.referent(source, but=but) or self._quoted_speaker(source.start) or self._author(source.start)
        if referent:
            referent = self.signatures.signed_by_one_of(self.words.inside_first(attribution.content).start, referent)
            self.cast.heard(referent.entities, source.start)
            self.heard.append((source.start, referent.entities))
        if not (referent and referent.entities):
            self.unresolved.append(source.stop - 1)
        return referent

    def _saying(self, place: int) -> list[str]:
        """The names of those in whose own words a word is: "he" in a quotation is not the one who says it."""
        said = self.own_words.get(place)
        if said is None or not said.source:
            return []
        referent, named = self.referents.get(said.content), self.cast.at(self.words.inside(said.source[0]).stop - 1)
        return [entity.name for entity in (referent.entities if referent else (named,)) if entity]

    def _learn_outlet(self, attribution: Attribution, entities: tuple[Entity, ...]) -> None:
        """Note that a person of whom nothing else is said writes for an outlet ("Hall wrote in The Atlantic")."""
        if entities[0].kind != "person" or entities[0].type or not attribution.cue:
            return
        after = self.words.inside(attribution.cue[0]).stop
        if self.words.keys[after : after + 1] not in (["in"], ["for"]):
            return
        bodies = (self.names.organisations.get(i) for i in range(after + 1, min(after + _OUTLET, len(self.words))))
        if any(body and body.entry.category == "media" for body in bodies):
            entities[0].learn(source_type="media")

    def _with_whole_name(self, attribution: Attribution) -> Attribution:
        """The attribution with the whole name of a body that its source is a part of ("Bureau of Roads, Rivers and | Dams")."""
        if not attribution.source:
            return attribution
        source = self.words.inside(attribution.source[0])
        whole = range(self.cast.name_at(source.start).first, self.cast.name_at(source.stop - 1).after)
        others = (self.words.inside(span) for span in (*attribution.cue, *attribution.content, *attribution.source[1:]))
        if whole == source or any(i in whole for other in others for i in other):
            return attribution
        article = source.start > whole.start > 0 and self.words.keys[whole.start - 1] in word_list("article")
        return replace(attribution, source=(self.words.span(whole.start - article, whole.stop), *attribution.source[1:]))

    def _without_outlet(self, attribution: Attribution) -> Attribution:
        """The attribution with whom an outlet quotes as its source ("Reuters quoted Hall as saying")."""
        quoted = whom_it_quotes(attribution, self.names.phrases)
        if quoted is None:
            return attribution
        last = self.words.inside(attribution.source[0]).stop - 1
        entity, role = self.cast.at(last), self.names.roles.get(last)
        is_media = entity.type == "media" if entity else role is not None and role.entry.category == "media"
        return replace(attribution, source=(self.words.span(*quoted),)) if is_media else attribution

    def _spoken_for(self, source: range) -> range:
        """The words of a source with those for whom it may speak ("a spokesman for X", not "critics of X", "protesters | in X's
        office" or "an official close | to X")."""
        role = self.names.roles.get(self.cast.head(source.start, source.stop) - 1)
        if role and not (role.entry.defers or role.entry.referent):
            return range(0)
        beside = (i for i in source if self.words.keys[i] in ("in", "to", "near") and self.cast.at(i) is None)
        return range(source.start, next(beside, source.stop))

    def _quoted_speaker(self, place: int) -> Referent | None:
        """The speaker of the quotation in which "I" or "we" is a source."""
        if place not in self.saying or not is_first_person(self.words.keys[place]):
            return None
        referent = self.saying[place][1]
        return (speaks_for(referent, self.cast) if self.words.keys[place] in ("we", "our") else None) or referent

    def _author(self, place: int) -> Referent | None:
        """The article's own author, where the outlet's own voice says "I" or "we"."""
        own = is_first_person(self.words.keys[place]) and self.cast.names.phrases.quoted[place] is None
        return Referent((self.cast.author,), "author") if own else None

    def _beside(self, attribution: Attribution) -> Referent | None:
        """Who is named in the sentence of a quotation, before it, or alone in the line behind it ("Ada Hall, Keldry Times").

        A line that ends in a colon counts as part of the sentence behind it.
        """
        first, after = self.words.inside(attribution.content[0]).start, self.words.inside(attribution.content[-1]).stop
        announced = _ANNOUNCED.match(self.words.gaps[first]) is not None
        start = self.cast.sentence_start(first, int(announced))
        named = map(self.cast.at, range(start, min(first, start + _OPENING)))
        subject = next((e for e in named if e and e.kind == "person" and not e.unsure), None)
        return self.signatures.signed(first, after) or (Referent((subject,), "beside") if subject else None)

    def _going_on(self, attribution: Attribution) -> Referent | None:
        """The last speaker, for a quotation without cue and source that follows soon."""
        if attribution.cue and (attribution.kind == "indirect" or self._is_hearsay(attribution.cue[0])):
            return None
        beside = self._beside(attribution)
        if beside or attribution.cue or not (self.cast.floor.speakers and self.before):
            return beside
        further = paragraphs_between(self.words.text, self.before.content[-1].end - 1, attribution.start)
        return Referent(self.cast.floor.speakers, "continued") if further <= _GOES_ON else None

    def _is_hearsay(self, cue: Span) -> bool:
        """Whether a cue is an adverb that leaves open who says something ("reportedly")."""
        return self.words.keys[self.words.inside(cue).start] in word_list("adverb", "hedges")

    def _nobody(self, attribution: Attribution) -> Attribution:
        """The attribution without a speaker; a report without a source ("it is believed") has one that the text leaves out."""
        if not attribution.cue:
            return attribution
        news = any(self.words.keys[i] in word_list("news") for i in self.words.inside_all(attribution.cue))
        return replace(attribution, source_type="media" if news else "other", named=False, link="unexpressed")

    def everybody(self) -> list[NamedEntity]:
        """The entities of the cast whose kind is sure, in the order of first mention."""
        in_sources = {self.cast.at(i) for i in self.source_words - self.cast.persons.ambiguous}
        return [self._as_named(e, heard=e.spoke or e in in_sources) for e in self.cast.everybody()]

    def _as_named(self, entity: Entity, *, heard: bool) -> NamedEntity:
        spans = tuple(sorted(entity.spans))
        later = [] if heard else [i for i in self.unresolved if i > self.words.inside(spans[0]).start]
        could_mean_it = [i for i in later if self._could_mean(i, entity)]
        unsettled = tuple(self.words.span(i, i + 1) for i in could_mean_it)
        entry = entity.entry.term if entity.entry else None
        return NamedEntity(entity.name, entity.kind, entity.type, entry, spans, heard, unsettled)

    def _could_mean(self, i: int, entity: Entity) -> bool:
        """Whether an unresolved source could mean an entity: a pronoun that agrees with it, or its ambiguous last name."""
        if i in self.cast.persons.ambiguous:
            return entity.kind == "person" and surname_of(keys_of(entity.name)[-1]) == surname_of(self.words.keys[i])
        return may_mean(entity.kind, entity.pronoun, self.words.keys[i])
