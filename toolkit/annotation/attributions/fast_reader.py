"""The fast reader: attributions found by a sequence model beside the rules, or by the rules alone."""

from collections.abc import Sequence

from ...statistics.arrays import Singles
from ...text.quotations import quotations
from ...text.sentences import sentences
from ...text.spans import Span
from ...text.words import Words
from ..phrases.noun_phrases import Phrases
from .attribution import Attribution, has_content
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
    with_speakers,
    with_whole_quotations,
)
from .tagger import Network, TaggedText
from .transcripts import with_turns


class FastReading:
    """What the fast reader finds in one text; without a network, all is found by the rules alone."""

    def __init__(self, network: Network | None, phrases: Phrases, spans: Sequence[Span]) -> None:
        self.phrases, self.spans = phrases, spans
        self.by_rule = attributions(Rules(phrases), spans)
        self.inner_by_rule = nested(phrases, self.by_rule, spans)
        self.tagged = TaggedText(network, phrases, spans, self.by_rule, self.inner_by_rule) if network else None

    @classmethod
    def of(cls, network: Network | None, words: Words) -> "FastReading":
        """What the fast reader finds in a text, given its words alone."""
        return cls(network, Phrases(words, quotations(words.text)), sentences(words.text))

    @property
    def states(self) -> Singles | None:
        """The state of every word (words, width); None without a network."""
        return self.tagged.states if self.tagged else None

    def attributions(self, turns: Sequence[Attribution], passages: Sequence[Passage]) -> list[Attribution]:
        """The attributions in order, with the turns of a transcript and the passages that are set off.

        Sources are not resolved yet.

        >>> text = "Hall said it rained."
        >>> found = FastReading.of(None, Words(text)).attributions([], [])
        >>> [attribution.content[0].of(text) for attribution in found]
        ['it rained']
        """
        phrases, spans, by_rule, tagged = self.phrases, self.spans, self.by_rule, self.tagged
        if not tagged:
            outer = beside(extended(phrases, by_rule, spans), passages, phrases.words.text)
            inner = surely_nested(self.inner_by_rule, outer, phrases)
        else:
            found = with_speakers(cut_to_clauses(tagged.outermost(), by_rule, phrases, spans), by_rule, phrases)
            outer, speech = said_within(extended(phrases, with_whole_quotations(found, phrases), spans), by_rule, phrases)
            outer = beside(outer, passages, phrases.words.text)
            rooms, said = [*outer, *speech], {cue for attribution in speech for cue in attribution.cue}
            inner = with_nested(tagged.nested(rooms), surely_nested(self.inner_by_rule, outer, phrases), rooms)
            inner = [*speech, *(attribution for attribution in inner if said.isdisjoint(attribution.cue))]
        told = [attribution for attribution in (*outer, *inner) if has_content(attribution, phrases.words)]
        return with_turns(told, turns, phrases.words)
