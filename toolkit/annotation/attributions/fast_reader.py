"""The fast reader: attributions found by a sequence model beside the rules, or by the rules alone."""

from collections.abc import Sequence

from ...text.spans import Span
from ..phrases.noun_phrases import Phrases
from .attribution import Attribution
from .passages import Passage, beside
from .reporting_verbs import Rules
from .rule_attributions import (
    attributions,
    cut_to_clauses,
    extended,
    nested,
    said_within,
    surely_nested,
    with_nested,
    with_whole_quotations,
)
from .tagger import Network, TaggedText


def read_attributions(
    model: Network | None, phrases: Phrases, spans: Sequence[Span], turns: Sequence[Attribution], passages: Sequence[Passage]
) -> list[Attribution]:
    """The attributions of a text in order, with the turns of a transcript and the passages that are set off.

    Sources are not resolved yet. Without a model all are found by the rules alone.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "Hall said it rained."
    >>> found = read_attributions(None, Phrases(Words(text), []), sentences(text), [], [])
    >>> [attribution.content[0].of(text) for attribution in found]
    ['it rained']
    """
    outer = by_rule = attributions(Rules(phrases), spans)
    inner_by_rule = nested(phrases, by_rule, spans)
    if not model:
        outer = beside(extended(phrases, by_rule, spans), passages, phrases.words.text)
        inner = surely_nested(inner_by_rule, outer, phrases)
    else:
        reading = TaggedText(model, phrases, spans, by_rule, inner_by_rule)
        found = cut_to_clauses(reading.outermost(), by_rule, phrases)
        outer, speech = said_within(extended(phrases, with_whole_quotations(found, phrases), spans), by_rule, phrases)
        outer = beside(outer, passages, phrases.words.text)
        rooms, said = [*outer, *speech], {cue for attribution in speech for cue in attribution.cue}
        inner = with_nested(reading.nested(rooms), surely_nested(inner_by_rule, outer, phrases), rooms)
        inner = [*speech, *(attribution for attribution in inner if said.isdisjoint(attribution.cue))]
    return sorted([*outer, *inner, *turns], key=lambda attribution: attribution.start)
