"""The voice of every character: whose words these are.

`headline`, `narration` (the outlet's own words), `paraphrase` (attributed, outside quotation marks), `quotation` (attributed,
inside them) or `scare` (quotation marks around words that are attributed to nobody). Cues and sources belong to narration, unless
they lie in what another source says.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from ...text.quotations import Quotation
from ...text.sentences import paragraphs
from ...text.spans import Span, covered
from ...text.word_classes import word_list
from ...text.words import Words, straightened
from .attribution import Attribution, attribution_at

VOICES = ("headline", "narration", "paraphrase", "quotation", "scare")
OWN_VOICES = ("headline", "narration", "scare")
ATTRIBUTED_VOICES = ("paraphrase", "quotation")

UNREAD = ("headline", "text")
"""What stands in place of `VOICES` where nobody has read who says what: the headline, and the text whoever says it."""

_HEADLINE, _NARRATION, _PARAPHRASE, _QUOTATION, _SCARE = range(len(VOICES))
_CHANGES = {
    (over, voice): bytes(voice if old == over else old for old in range(256))
    for over in range(len(VOICES))
    for voice in range(len(VOICES))
}
"""For two voices, the table by which `bytes.translate` replaces the first by the second."""

_LONGEST_HEADING, _LONGEST_HEADLINE = 12, 24  # words of a line inside a text, and of its first line
_ENDS_OF_HEADLINES, _QUOTES = "?!'’”\"", "\"'"
_LONGEST_CREDIT, _MOST_CREDITS = 6, 2  # words of a line with an author or a date, and how many such lines there are
_LONGEST_DISTANCED = 3  # words in quotation marks that are attributed to nobody; longer ones are mostly speech


def headings_of(text: str, *, titled: bool = True) -> list[Span]:
    """Lines inside a text that are headings: short, without final punctuation, before a paragraph that has some.

    A line with name and outlet below a quotation signs it, and is none. The first line of a text that is not `titled` may be
    longer, and end as headlines do.

    >>> text = "The army left.\\nA new start\\nThe people came back."
    >>> [span.of(text) for span in headings_of(text)]
    ['A new start']
    >>> text = "Is this a new start?\\nHall, Dorlin\\n" + "It rained on and on. " * 3
    >>> [span.of(text) for span in headings_of(text, titled=False)]
    ['Is this a new start?']
    """
    lines: Sequence[Span] = paragraphs(text)
    headings = [lines[0]] if not titled and _has_headline(text, lines) else []
    if headings or (lines and _is_short(lines[0].of(text))):
        lines = _without_credits(text, lines)
    for i, (line, following) in enumerate(pairwise(lines)):
        signs = i > 0 and text[lines[i - 1].end - 1] in '”"' and "," in line.of(text) and _is_credit(line.of(text))
        opens = following.of(text)[-1] in ".!?”\"'’" and len(following.of(text).split()) > 3
        if _is_short(line.of(text)) and opens and not signs and line not in headings:
            headings.append(line)
    return headings


def _is_short(line: str) -> bool:
    """Whether a line is as short as a heading, and ends without punctuation."""
    words = line.split()
    return 2 <= len(words) <= _LONGEST_HEADING and words[0][0].isalnum() and words[0].lower() != "by" and line[-1].isalnum()


def _has_headline(text: str, lines: Sequence[Span]) -> bool:
    """Whether the first line of a text can be its headline: not too long, no sentence with a full stop, before some prose."""
    if len(lines) < 2:
        return False
    first, *others = (line.of(text) for line in lines)
    words, quoted = first.split(), straightened(first)
    is_quotation = quoted[0] in _QUOTES and quoted.find(quoted[0], 1) == len(quoted) - 1
    fits = 2 <= len(words) <= _LONGEST_HEADLINE and words[0].lower() != "by" and not is_quotation
    return (
        fits
        and (first[-1].isalnum() or first[-1] in _ENDS_OF_HEADLINES)
        and any(len(line.split()) > _LONGEST_HEADING for line in others)
    )


def _without_credits(text: str, lines: Sequence[Span]) -> Sequence[Span]:
    """The lines of a text without an author and a date that stand alone below its first line, which is a headline."""
    credits = list(takewhile(lambda line: _is_credit(line.of(text)), lines[1 : 1 + _MOST_CREDITS]))
    return [lines[0], *lines[1 + len(credits) :]]


def _is_credit(line: str) -> bool:
    """Whether a line looks like a name or a date: few words, each with a capital or a figure first, and no full stop.

    >>> [_is_credit(line) for line in ("Ada Hall, Political Editor", "Monday 3 May 2018", "A new start")]
    [True, True, False]
    """
    words = line.split()
    return len(words) <= _LONGEST_CREDIT and line[-1].isalnum() and all(word[0].isupper() or word[0].isdigit() for word in words)


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
    words: Words, marks: Sequence[Quotation], attributions: Sequence[Attribution], scare: Sequence[Span], headings: Sequence[Span]
) -> bytes:
    """The voice of every character of a text, given its words, as an index into `VOICES`."""
    painted = bytearray([_NARRATION]) * len(words.text)

    def paint(spans: Iterable[Span], voice: int, over: int = _NARRATION) -> None:
        change = _CHANGES[over, voice]
        for start, end in spans:
            painted[start:end] = painted[start:end].translate(change)

    paint((span for a in attributions for span in a.content), _PARAPHRASE)
    paint((span for mark in marks for span in mark.spans), _QUOTATION, over=_PARAPHRASE)
    paint((span for a in attributions if a.kind == "direct" for span in a.content), _QUOTATION, over=_PARAPHRASE)
    paint(_told_by_outlet(attributions, words), _NARRATION, over=_PARAPHRASE)
    paint(scare, _SCARE)
    paint(headings, _HEADLINE)
    return bytes(painted)


def _told_by_outlet(attributions: Sequence[Attribution], words: Words) -> Iterator[Span]:
    """The cues and sources that no other source says.

    "The dictator warned" in "Hall said the dictator warned that …" is Hall's, but not "she claimed" in "Hall accused parties that
    she claimed were hostile".
    """
    around = attribution_at(attributions, words)
    for one in attributions:
        for span in (*one.cue, *one.source):
            other = around.get(words.inside(span).start, one)
            if other is one or (one.link == "pronoun" and one.speaker == other.speaker):
                yield span
