"""The places of attributions: the evidence for the measures of sources.

Each function makes what a measure takes as its `places`. A place is either the first stretch of an attribution's content,
listed under its source, or a reporting verb.
"""

from collections import Counter
from collections.abc import Callable

from ..annotation.attributions.attribution import Attribution, Speaker
from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from .measure import Place, Places

Which = Callable[[Attribution], bool]
"""Whether a measure counts an attribution."""


def having(field: str, *values: str | None) -> Which:
    """Attributions whose `field` (kind, source_type, side, …) has one of the values.

    >>> having("kind", "direct")(Attribution((), kind="direct"))
    True
    """
    return lambda attribution: getattr(attribution, field) in values


def attributed(which: Which = lambda attribution: True) -> Places:
    """The attributions that a measure counts, each of weight 1.

    Where a figure describes all sources of an article together (their number, how evenly words are shared among them) or is a
    mean over words (their position in the text), the weights say how many attributions it rests on, and do not add up to a count.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(place.what, place.weight) for place in attributed()(annotate("Hall said the talks had failed."))]
    [('Hall', 1.0)]
    """
    return lambda document: [place_of(document, a) for a in document.attributions if which(a)]


def attributed_words(which: Which = lambda attribution: True) -> Places:
    """The attributions that a measure counts, each weighing as many words as its content has.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(place.what, place.weight) for place in attributed_words()(annotate("Hall said the talks had failed."))]
    [('Hall', 4.0)]
    """

    def places(document: Document) -> list[Place]:
        pairs = zip(document.attributions, document.attributed_words, strict=True)
        return [place_of(document, a, n) for a, n in pairs if which(a)]

    return places


def words_in_voices(*voices: str) -> Places:
    """The attributions with words in some voices, each weighing as many such words as it has.

    A word inside two attributions, one of which reports the other, belongs to the inner one, which begins later.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("Hall said the talks “had failed”.")
    >>> [(place.what, place.weight) for place in words_in_voices("quotation")(document)]
    [('Hall', 2.0)]
    """

    def places(document: Document) -> list[Place]:
        words = Counter(id(a) for word, a in document.attribution_at.items() if document.voice_at(word) in voices)
        return [place_of(document, a, words[id(a)]) for a in document.attributions if words[id(a)]]

    return places


def reporting_verbs(stance: str, which: Which = lambda attribution: True) -> Places:
    """The reporting verbs of a stance, each of weight 1.

    >>> from toolkit.annotation.annotator import annotate
    >>> [place.what for place in reporting_verbs("doubt")(annotate("Hall claimed the talks had failed."))]
    ['claimed']
    """

    def places(document: Document) -> list[Place]:
        return [_verb_of(document, a) for a in document.attributions if a.cue and a.stance == stance and which(a)]

    return places


def place_of(document: Document, attribution: Attribution, weight: float = 1) -> Place:
    """An attribution as a place: the first stretch of its content, listed under its source.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("She said the talks had failed.")
    >>> place_of(document, document.attributions[0]).what
    'unresolved'
    """
    source = _source_of(attribution)
    return Place("text", attribution.content[0], source or "unresolved", _voice_of(document, attribution), source, float(weight))


def _verb_of(document: Document, attribution: Attribution) -> Place:
    verb = attribution.cue[0]
    what = verb.of(document.article.text).lower()
    return Place("text", verb, what, _voice_of(document, attribution), _source_of(attribution))


def _voice_of(document: Document, attribution: Attribution) -> str:
    """The voice of the first character of the content."""
    return VOICES[document.voice_map[attribution.start]]


def _source_of(attribution: Attribution) -> str:
    """The source by its name in the registry, or as the article names it."""
    return attribution.entity or speaker_of(attribution.speaker)


def speaker_of(speaker: Speaker) -> str:
    """A speaker, or several, in one string; empty where nobody is known.

    >>> speaker_of(("Hall", "Abay")), speaker_of(None)
    ('Hall, Abay', '')
    """
    return ", ".join(speaker) if isinstance(speaker, tuple) else speaker or ""
