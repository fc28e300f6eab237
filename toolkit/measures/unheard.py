"""Who is talked about, and who of them is never heard."""

from collections import Counter
from collections.abc import Sequence

from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..annotation.pronouns import may_mean
from ..annotation.sources import Named
from ..annotation.voices import VOICES
from ..statistics.formulas import SHARE, Counts
from ..text.spans import Span, marked
from .measure import Measure, Place, measure

TALKED_ABOUT = 2
"""Times that an article must name somebody (or once by a loaded label) who then counts as talked about."""


def talked_about(document: Document) -> list[Named]:
    """The persons, organisations and groups that an article names at least twice or calls by a loaded label.

    Countries are left out: they are named as places. A group that has only its label for a name ("Takfiri elements") counts
    under the label, whoever uses it. Of persons, those count whom a role, the registry or a full name tells.

    >>> from toolkit.annotation.annotator import annotate
    >>> found = talked_about(annotate("The Takfiris fled. President Ada Hall spoke. Hall said it rained."))
    >>> [(one.name, one.heard) for one in found]
    [('Ada Hall', True), ('takfiri', False)]
    """
    named = [one for one in document.named if one.kind != "country"]
    labels = [term for term in document.loaded if term.field == "text" and term.entry.category == "label"]
    length = len(document.article.text)
    in_label, in_name = marked((t.span for t in labels), length), marked((span for one in named for span in one.spans), length)
    often = [one for one in named if len(one.spans) >= TALKED_ABOUT or any(any(in_label[s:e]) for s, e in one.spans)]
    return [*often, *_labelled(document, [term for term in labels if not any(in_name[slice(*term.span)])])]


def unheard(document: Document) -> list[Named]:
    """Those talked about (see `talked_about`) that are the source of no attribution.

    >>> from toolkit.annotation.annotator import annotate
    >>> [one.name for one in unheard(annotate("The Takfiris fled. President Ada Hall said it rained."))]
    ['takfiri']
    """
    return [one for one in talked_about(document) if not one.heard]


def _labelled(document: Document, terms: Sequence[LoadedTerm]) -> list[Named]:
    """The groups that are called by a label only, each term once."""
    in_source = marked((span for a in document.attributions for span in a.source), len(document.article.text))
    open_ones = [a.source[0] for a in document.attributions if a.source and a.speaker is None]
    spans: dict[str, list[Span]] = {}
    for term in terms:
        spans.setdefault(term.entry.term, []).append(term.span)
    found = []
    for name, where in spans.items():
        heard = any(any(in_source[start:end]) for start, end in where)
        text = document.article.text
        later = (span for span in open_ones if span > where[0] and may_mean("group", "", span.of(text).lower()))
        found.append(Named(name, "group", None, None, tuple(where), heard, () if heard else tuple(later)))
    return found


def silence_counts(document: Document) -> Counter[tuple[str, str, str]]:
    """Everybody whom an article talks about or hears, as (name, kind, state), with the times that it names her.

    The name is that of the registry where she is in it, so that it is the same in all articles. `state` is heard; unheard (of
    those talked about); or open: unheard, but a pronoun that is a source and stayed unresolved may be her. Whoever is heard
    counts though named once, so that nobody is told to be silent who speaks.

    >>> from toolkit.annotation.annotator import annotate
    >>> silence_counts(annotate("The Takfiris fled. President Ada Hall said it rained."))
    Counter({('Ada Hall', 'person', 'heard'): 1, ('takfiri', 'group', 'unheard'): 1})
    """
    heard = [one for one in document.named if one.heard and one.kind != "country"]
    found: Counter[tuple[str, str, str]] = Counter()
    for one in dict.fromkeys((*heard, *talked_about(document))):
        state = "heard" if one.heard else "open" if one.unsettled else "unheard"
        found[one.entity or one.name, one.kind, state] += len(one.spans)
    return found


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


@measure("Talked about, never heard", "share of those talked about", "0 to 1", SHARE, places=_mentions)
def unheard_share(document: Document) -> Counts:
    """Share of the persons, organisations and groups named at least twice, or by a loaded label, that are never a source.

    NaN where nobody is named so. Read it with unheard_unsettled.

    >>> from toolkit.annotation.annotator import annotate
    >>> unheard_share(annotate("The Takfiris fled. President Ada Hall spoke. Hall said it rained."))
    0.5
    """
    found = talked_about(document)
    return (sum(not one.heard for one in found), len(found))


@measure("Sources that may be the unheard", "share of mentions", "0 to 1", SHARE, places=_open_pronouns)
def unheard_unsettled(document: Document) -> Counts:
    """Share of the mentions of those never heard that coreference could not settle: pronouns as sources that may be one of them.

    >>> from toolkit.annotation.annotator import annotate
    >>> unheard_unsettled(annotate("The Takfiris fled. Nobody asked the Takfiris."))
    0.0
    """
    missing = unheard(document)
    unsettled = len({span for one in missing for span in one.unsettled})
    return (unsettled, unsettled + sum(len(one.spans) for one in missing))


MEASURES: dict[str, Measure] = {m.name: m for m in (unheard_share, unheard_unsettled)}
