"""Block quotations: paragraphs without quotation marks that the line before announces ("The agency writes:")."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from ..text.sentences import paragraphs
from ..text.spans import Span
from .attribution import Attribution, kind_of
from .passages import Passage, in_passage
from .pronouns import is_first_person
from .reporting_verbs import Rules

_BLOCK = 12  # words of the shortest block quotation
_SURE, _NEAR = (0.4, 9), (0.25, 4)  # least share of a verb's uses that are cues, and the most words from it to the colon
_FROM = re.compile(
    r"(?:^|[.!?”\"] |\()(?:[Mm]ore )?(?P<cue>[Ff]rom|[Vv]ia|[Aa]ccording to) (?P<source>[^.:;,()\n]{2,50}?)\)?:$", re.MULTILINE
)


def block_quotations(rules: Rules, sentences: Sequence[Span], others: Sequence[Passage]) -> list[Passage]:
    """The block quotations of a text in order, but for those that are other passages.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> from toolkit.annotation.noun_phrases import Phrases
    >>> text = "The agency writes:\\nThe road to the north was closed all week, and no car came through.\\nIt rained."
    >>> found = block_quotations(Rules(Phrases(Words(text), [])), sentences(text), [])
    >>> [(said.source[0].of(text), said.content[0].of(text)[:8]) for said, _ in found]
    [('The agency', 'The road')]
    """
    words, quoted, starts = rules.phrases.words, rules.phrases.quoted, [sentence.start for sentence in sentences]
    taken, found = sorted(others, key=lambda passage: passage.whole), []
    for line, block in pairwise(paragraphs(words.text)):
        inside = words.inside(block)
        if words.text[line.end - 1] != ":" or len(inside) < _BLOCK or quoted[inside.start] is not None:
            continue
        if in_passage(block, taken):
            continue
        announced = _announced(rules, sentences[bisect_left(starts, line.end) - 1], block) or _from(rules, line, block)
        if announced:
            found.append(Passage(announced, block))
    return found


def _announced(rules: Rules, sentence: Span, block: Span) -> Attribution | None:
    """The attribution of a block by a verb of reporting near the colon; None where the author speaks ("here is what I said:")."""
    said = rules.announced(sentence, (block,))
    if said is None or is_first_person(said.source[0].of(rules.words.text).lower()):
        return None
    cue = rules.words.inside(said.cue[0])
    behind = rules.words.inside(sentence).stop - cue.stop
    sure = any(rules.cues[cue.start].entry.weight >= weight and behind <= most for weight, most in (_SURE, _NEAR))
    return said if sure else None


def _from(rules: Rules, line: Span, block: Span) -> Attribution | None:
    """The attribution of a block to what the line before it names after "from", "via" or "according to"."""
    match = _FROM.search(rules.words.text, line.start, line.end)
    if not match:
        return None
    source = rules.words.inside(Span(*match.span("source")))
    if not any(rules.phrases.is_name(i) for i in source) and not rules.phrases.noun_phrase(source.start, source.stop):
        return None
    cue = Span(*match.span("cue"))
    return Attribution((block,), (cue,), (rules.words.span(source.start, source.stop),), kind_of((block,), rules.phrases))
