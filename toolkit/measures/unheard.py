"""Who is talked about, and which of them are never heard."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..annotation.phrases.pronouns import may_mean
from ..annotation.sources.speakers import NamedEntity
from ..statistics.formulas import Counts
from ..text.spans import Span, covered
from .measure import Measure, Place, measure, share

TALKED_ABOUT = 2
"""How often an article must name somebody to count as talking about them; by a loaded label, once is enough."""

NAMES_KEPT = 1 << 13
"""Names of outlets and entities whose keys are kept: several measures ask for those of one article, and outlets recur."""


def talked_about(document: Document) -> list[NamedEntity]:
    """The persons, organisations and groups that an article names at least twice or calls by a loaded label.

    Countries are left out, because they are named as places, and so is the outlet itself, which speaks anyway. A group that the
    article only calls by a label ("Takfiri elements") counts under the label, whoever uses it. Persons count if a role, the
    registry or a full name identifies them.

    >>> from toolkit.annotation.annotator import annotate
    >>> entities = talked_about(annotate("The Takfiris fled. President Ada Hall spoke. Hall said it rained."))
    >>> [(entity.name, entity.heard) for entity in entities]
    [('Ada Hall', True), ('takfiri', False)]
    """
    entities = _named(document)
    labels = [term for term in document.loaded if term.field == "text" and term.entry.category == "label"]
    length = len(document.article.text)
    in_label = covered((term.span for term in labels), length)
    in_name = covered((span for entity in entities for span in entity.spans), length)
    often = [
        entity
        for entity in entities
        if len(entity.spans) >= TALKED_ABOUT or any(in_label.find(1, start, end) >= 0 for start, end in entity.spans)
    ]
    return [*often, *_labelled(document, [term for term in labels if in_name.find(1, *term.span) < 0])]


def unheard(document: Document) -> list[NamedEntity]:
    """Those talked about (see `talked_about`) who are the source of no attribution.

    >>> from toolkit.annotation.annotator import annotate
    >>> [entity.name for entity in unheard(annotate("The Takfiris fled. President Ada Hall said it rained."))]
    ['takfiri']
    """
    return [entity for entity in talked_about(document) if not entity.heard]


@lru_cache(maxsize=NAMES_KEPT)
def outlet_key(name: str) -> str:
    """What the ways have in common in which the name of an outlet is written: in its articles, and in the user's file.

    Nothing that comes behind a dash or stands in brackets counts, nor do "The" before it, and News, Online or Magazine behind it.

    >>> [outlet_key(name) for name in ("The Keldry Wire", "keldrywire.com", "Keldry Wire (Web News)", "Keldry Wire - Opinion")]
    ['keldrywire', 'keldrywire', 'keldrywire', 'keldrywire']
    >>> outlet_key("News")
    'news'
    """
    whole = "".join(filter(str.isalnum, _SECTION.sub("", name.casefold()))) or name.casefold()
    return _COMMON.sub("", whole.removeprefix("the")) or whole


_SECTION = re.compile(r"\s+[-–—|]\s.*|\(.*|(?<=\w)\.\w+$")  # of a site, such as its opinion, or the end of its address
_COMMON = re.compile(r"(?:news|online|magazine)+$")


def _named(document: Document) -> list[NamedEntity]:
    """Whom the text names, but for countries and the outlet."""
    named, outlet = [entity for entity in document.named if entity.kind != "country"], document.article.outlet
    return [entity for entity in named if not _is_outlet(entity, document)] if outlet else named


def _is_outlet(entity: NamedEntity, document: Document) -> bool:
    """Whether somebody is the outlet of the article, by one of their names."""
    names = {entity.name, entity.entity or "", *(span.of(document.article.text) for span in entity.spans)}
    return outlet_key(document.article.outlet or "") in map(outlet_key, filter(None, names))


def _labelled(document: Document, terms: Sequence[LoadedTerm]) -> list[NamedEntity]:
    """The groups that are called by a label only, one for each term."""
    text = document.article.text
    in_source = covered((span for a in document.attributions for span in a.source), len(text))
    unresolved = [a.source[0] for a in document.attributions if a.source and a.speaker is None]
    spans: dict[str, list[Span]] = {}
    for term in terms:
        spans.setdefault(term.entry.term, []).append(term.span)
    groups = []
    for name, mentions in spans.items():
        heard = any(in_source.find(1, start, end) >= 0 for start, end in mentions)
        later = (span for span in unresolved if span > mentions[0] and may_mean("group", "", span.of(text).lower()))
        groups.append(NamedEntity(name, "group", None, None, tuple(mentions), heard, () if heard else tuple(later)))
    return groups


def silence_counts(document: Document) -> Counter[tuple[str, str, str]]:
    """Everybody whom an article talks about or hears, as (name, kind, state), with the number of times that it names them.

    The name is that of the registry for those who are in it, so that it is the same in all articles. `state` is "heard";
    "unheard" (of those talked about); or "open": unheard, but an unresolved pronoun that is a source may mean them. Whoever is
    heard counts even if named only once, so that nobody who speaks is reported as silent.

    >>> from toolkit.annotation.annotator import annotate
    >>> silence_counts(annotate("The Takfiris fled. President Ada Hall said it rained."))
    Counter({('Ada Hall', 'person', 'heard'): 1, ('takfiri', 'group', 'unheard'): 1})
    """
    heard = [entity for entity in _named(document) if entity.heard]
    mentions: Counter[tuple[str, str, str]] = Counter()
    for entity in dict.fromkeys((*heard, *talked_about(document))):
        state = "heard" if entity.heard else "open" if entity.unsettled else "unheard"
        mentions[entity.entity or entity.name, entity.kind, state] += len(entity.spans)
    return mentions


def _mentions(document: Document) -> list[Place]:
    """Each mention of those talked about and never heard; those of one name weigh 1 together."""
    pairs = [(entity, span) for entity in unheard(document) for span in entity.spans]
    return [_place(document, span, entity.name, 1 / len(entity.spans)) for entity, span in pairs]


def _open_pronouns(document: Document) -> list[Place]:
    """Each pronoun that may be one of those never heard, under the names that it may be."""
    names: dict[Span, list[str]] = {}
    for entity in unheard(document):
        for span in entity.unsettled:
            names.setdefault(span, []).append(entity.name)
    return [_place(document, span, ", ".join(names[span])) for span in sorted(names)]


def _place(document: Document, span: Span, what: str, weight: float = 1.0) -> Place:
    return Place("text", span, what, VOICES[document.voice_map[span.start]], weight=weight)


@measure("Talked about, never heard", "unheard", share("those talked about"), places=_mentions)
def unheard_share(document: Document) -> Counts:
    """Share of the persons, organisations and groups named at least twice, or by a loaded label, that are never a source.

    NaN where there are none. The outlet itself is left out. Read it with unheard_unsettled.

    >>> from toolkit.annotation.annotator import annotate
    >>> unheard_share(annotate("The Takfiris fled. President Ada Hall spoke. Hall said it rained."))
    0.5
    """
    entities = talked_about(document)
    return (sum(not entity.heard for entity in entities), len(entities))


@measure("Sources that may be the unheard", "unheard", share("mentions"), places=_open_pronouns)
def unheard_unsettled(document: Document) -> Counts:
    """Share of the mentions of those never heard that coreference could not settle: pronouns as sources that may be one of them.

    >>> from toolkit.annotation.annotator import annotate
    >>> unheard_unsettled(annotate("The Takfiris fled. Nobody asked the Takfiris."))
    0.0
    """
    entities = unheard(document)
    pronouns = len({span for entity in entities for span in entity.unsettled})
    return (pronouns, pronouns + sum(len(entity.spans) for entity in entities))


MEASURES: dict[str, Measure] = {m.name: m for m in (unheard_share, unheard_unsettled)}
