"""The voice of every character: whose words these are.

`headline`, `narration` (the outlet's own words), `paraphrase` (attributed, outside quotation marks), `quotation` (attributed,
inside them) or `scare` (quotation marks around words that are attributed to nobody). Cues and sources belong to narration.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..text.quotations import Quotation
from ..text.sentences import paragraphs
from ..text.spans import Span, covered
from ..text.word_classes import word_list
from ..text.words import Words
from .attribution import Attribution

VOICES = ("headline", "narration", "paraphrase", "quotation", "scare")
OWN_VOICES = ("headline", "narration", "scare")

UNREAD = ("headline", "text")
"""What stands in place of `VOICES` where nobody has read who says what: the headline, and the text whoever says it."""

_HEADLINE, _NARRATION, _PARAPHRASE, _QUOTATION, _SCARE = range(len(VOICES))
_CHANGES = {
    (over, voice): bytes(voice if old == over else old for old in range(256))
    for over in range(len(VOICES))
    for voice in range(len(VOICES))
}
"""For two voices, the table by which `bytes.translate` replaces the first by the second."""

_LONGEST_HEADING = 12  # words
_LONGEST_DISTANCED = 3  # words in quotation marks that are attributed to nobody; longer ones are mostly speech


def headings_of(text: str) -> list[Span]:
    """Lines inside a text that are headings: short, without final punctuation, before a paragraph that has some.

    >>> text = "The army left.\\nA new start\\nThe people came back."
    >>> [span.of(text) for span in headings_of(text)]
    ['A new start']
    """
    lines = paragraphs(text)
    headings = []
    for line, following in pairwise(lines):
        words = line.of(text).split()
        short = 2 <= len(words) <= _LONGEST_HEADING and words[0][0].isalnum() and words[0].lower() != "by"
        if short and line.of(text)[-1].isalnum() and following.of(text)[-1] in ".!?”\"'’" and len(following.of(text).split()) > 3:
            headings.append(line)
    return headings


def scare_quotes(
    text: str, words: Words, marks: Sequence[Quotation], attributions: Sequence[Attribution], headings: Sequence[Span]
) -> list[Span]:
    """Quotation marks around a few words that are attributed to nobody.

    Words with a capital (titles, names, sentences), words that are only spoken of ("the word “we”") and headings are left out.
    """
    taken = covered((*(span for a in attributions for span in a.content), *headings), len(text))
    spans = (mark.spans[0] for mark in marks)
    return [span for span in spans if not any(taken[slice(*span)]) and _distances(words, span)]


def _distances(words: Words, span: Span) -> bool:
    """Whether quotation marks may distance the outlet from the words inside."""
    inside = words.inside(span)
    before = words.keys[inside.start - 1] if inside and inside.start else ""
    if not inside or len(inside) > _LONGEST_DISTANCED or before in word_list("mentioned"):
        return False
    return not words.capital[inside.start] or before in word_list("distancing")


def voice_map(
    text: str, marks: Sequence[Quotation], attributions: Sequence[Attribution], scare: Sequence[Span], headings: Sequence[Span]
) -> bytes:
    """The voice of every character as an index into `VOICES`."""
    painted = bytearray([_NARRATION]) * len(text)

    def paint(spans: Iterable[Span], voice: int, over: int = _NARRATION) -> None:
        change = _CHANGES[over, voice]
        for start, end in spans:
            painted[start:end] = painted[start:end].translate(change)

    paint((span for a in attributions for span in a.content), _PARAPHRASE)
    paint((span for mark in marks for span in mark.spans), _QUOTATION, over=_PARAPHRASE)
    paint((span for a in attributions if a.kind == "direct" for span in a.content), _QUOTATION, over=_PARAPHRASE)
    paint((span for a in attributions for span in (*a.cue, *a.source)), _NARRATION, over=_PARAPHRASE)
    paint(scare, _SCARE)
    paint(headings, _HEADLINE)
    return bytes(painted)
