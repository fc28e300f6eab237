"""What the paragraphs of a text tell of attributions that a reader of words and windows cannot see.

Content stays in the paragraph of its cue, and a quotation that nobody is said to say goes on with the one before it.
"""

from bisect import bisect_left
from collections.abc import Sequence

from ...text.sentences import paragraphs_between
from ...text.spans import Span
from ..phrases.noun_phrases import Phrases
from .attribution import Attribution, with_content
from .tag_linking import with_marks

_LISTS = frozenset(":;,*•·-–—")  # at the end or the start of a paragraph they tell that a list or a sentence goes on
_NEAR = 25  # words outside cue and source that may stand between two parts of one quotation


def in_own_paragraph(attribution: Attribution, phrases: Phrases) -> Attribution:
    """An attribution whose content outside quotation marks ends with the paragraph of its cue, but where a list goes on.

    >>> from toolkit.text.quotations import quotations
    >>> from toolkit.text.words import Words
    >>> text = "Hall said that it rained.\\n\\nThe match went on."
    >>> phrases = Phrases(Words(text), quotations(text))
    >>> in_own_paragraph(Attribution((Span(10, 46),), (Span(5, 9),)), phrases).content[0].of(text)
    'that it rained'
    """
    if not attribution.cue:
        return attribution
    content = tuple(_beside_cue(span, attribution.cue[0], phrases) for span in attribution.content)
    return attribution if content == attribution.content else with_content(attribution, content, phrases)


def _beside_cue(span: Span, cue: Span, phrases: Phrases) -> Span:
    """The part of a span of content that is in the paragraph nearest to a cue before or behind it."""
    inside = phrases.words.inside(span)
    breaks = [i for i in inside[1:] if _is_break(i, phrases)]
    if breaks and cue.start < span.start:
        return with_marks(phrases, inside.start, breaks[0])
    if breaks and cue.start >= span.end:
        return with_marks(phrases, breaks[-1], inside.stop)
    return span


def _is_break(i: int, phrases: Phrases) -> bool:
    """Whether a paragraph outside quotation marks begins with word number `i`, and what came before it has ended."""
    gap = phrases.words.gaps[i]
    return "\n" in gap and phrases.quoted[i] is None is phrases.quoted[i - 1] and _LISTS.isdisjoint(gap)


def continuations(attributions: Sequence[Attribution], phrases: Phrases) -> dict[int, int]:
    """Which attributions are further parts of an earlier one: a quotation without a cue that begins in the paragraph in which
    the last attribution with a cue ended with a quotation, while nobody else is said to say something between the two.

    Keys and values are places among the attributions; a value is the first part, never a key.

    >>> from toolkit.text.quotations import quotations
    >>> from toolkit.text.words import Words
    >>> text = "“We agree,” Hall said. “We will go.”"
    >>> phrases = Phrases(Words(text), quotations(text))
    >>> continuations([Attribution((Span(0, 11),), (Span(17, 21),)), Attribution((Span(23, 36),))], phrases)
    {1: 0}
    """
    outer = _outermost(attributions)
    cues = sorted(cue.start for i in outer for cue in attributions[i].cue)
    parts: dict[int, int] = {}
    before: int | None = None  # the outermost attribution that began last, and
    end = 0  # where its content, with all parts so far, ends
    for i in outer:
        attribution = attributions[i]
        if before is not None and not attribution.cue and _goes_on(attributions[before], end, attribution, cues, phrases):
            parts[i] = before
        else:
            before = i
        end = attribution.content[-1].end
    return parts


def _goes_on(before: Attribution, end: int, after: Attribution, cues: Sequence[int], phrases: Phrases) -> bool:
    """Whether a quotation without a cue goes on with what was said before, whose content so far ends at `end`."""
    words = phrases.words
    first, last = words.inside(after.content[0]).start, words.inside(Span(0, end)).stop - 1
    if not before.cue or end > after.start or phrases.quoted[last] is None or phrases.quoted[first] == phrases.quoted[first - 1]:
        return False
    if any(phrases.quoted[i] is None for i in words.inside_all(after.content)):
        return False
    if paragraphs_between(words.text, end, after.start) or _between(cues, end, after.start, before):
        return False
    said_by = sum(len(words.inside(span)) for span in (*before.cue, *before.source) if span.start >= end)
    return first - last - 1 - said_by <= _NEAR


def _between(cues: Sequence[int], start: int, end: int, besides: Attribution) -> bool:
    """Whether a cue begins between two places of a text, besides those of one attribution."""
    between = cues[bisect_left(cues, start) : bisect_left(cues, end)]
    return len(between) > sum(start <= cue.start < end for cue in besides.cue)


def _outermost(attributions: Sequence[Attribution]) -> list[int]:
    """The places of the attributions whose content is not inside that of an earlier or longer one, in order."""
    outermost, reach = [], 0
    begun = sorted((span.start, -span.end, i, span is a.content[0]) for i, a in enumerate(attributions) for span in a.content)
    for _, end, i, first in begun:
        if first and attributions[i].content[-1].end > reach:
            outermost.append(i)
        reach = max(reach, -end)
    return outermost
