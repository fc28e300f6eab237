"""Paragraphs and sentences of a text, as spans."""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from .lexicon import load_lexicon
from .spans import Span
from .word_classes import abbreviations, function_words, word_list
from .words import TEXTS_KEPT, Words, straightened, with_line_feeds
from .wrapped_lines import lines_of

_start = attrgetter("start")
_QUOTED_END = re.compile(r"(?:[?!…]|\.\.\.)(?:'\s{0,2})?\"'?\Z")  # how a quotation ends that a sentence may go on behind
_OUTER_MARK = re.compile(r"\"(?:\s+|\Z)")  # a closing mark that a space sets off from that of the quotation inside: ’ ”
_CAPITALS_CUT = re.compile(r"\b[A-Z](?:-[A-Z][a-z]+)?\.\Z")
_LETTERS_CUT = re.compile(r"(?<![\w.-])[A-Z]\.[A-Z]\.\Z")
_IN_ADDRESSES, _MARKS = frozenset("./:@"), ".,;:"
_NEVER_FIRST = ",;)"  # marks that begin no sentence ("(D-N.H.), Hall and")
_BACK = 16  # characters before a supposed end that are looked at
_AHEAD = 120  # characters behind a quotation in which is told who said it
_SUBJECT = 7  # the most words of whoever said it


@lru_cache(maxsize=TEXTS_KEPT)
def paragraphs(text: str) -> tuple[Span, ...]:
    """The lines that hold more than white space, without the white space around them.

    Where lines are broken at a fixed width, a paragraph is those that belong together (`unwrapped`).

    >>> [span.of("One.\\r\\n\\r\\n Two.") for span in paragraphs("One.\\r\\n\\r\\n Two.")]
    ['One.', 'Two.']
    """
    return tuple(lines_of(with_line_feeds(text)))


def paragraphs_between(text: str, start: int, end: int) -> int:
    """How many paragraphs further on one place of a text is than another; furniture that was left out is none.

    >>> paragraphs_between("One. Two.\\n\\n \\n Three.", 0, 15), paragraphs_between("One. Two.", 0, 5)
    (1, 0)
    """
    first, last = (bisect_right(paragraphs(text), place, key=_start) for place in (start, end))
    return last - first


def sentences(text: str) -> list[Span]:
    """The sentences of each paragraph, found by nupunkt (Punkt, Kiss and Strunk 2006, with a legal and news model).

    A question or exclamation in quotation marks goes on with whoever is said to have said it.

    >>> text = "Mr. Hall spoke. “It is over.” He left. “Why?” Mr. Hall asked."
    >>> [span.of(text) for span in sentences(text)]
    ['Mr. Hall spoke.', '“It is over.”', 'He left.', '“Why?” Mr. Hall asked.']
    """
    import nupunkt

    straight = straightened(text)
    spans = []
    for paragraph in paragraphs(text):
        piece = paragraph.of(straight)
        supposed = (_with_outer_mark(piece, end) for _, end in nupunkt.sent_spans(piece))
        ends = [end for end in supposed if end == len(piece) or not _goes_on(piece, end)]
        spans += [Span(paragraph.start + start, paragraph.start + end).trimmed(straight) for start, end in pairwise([0, *ends])]
    return [span for span in spans if span.end > span.start]


def _goes_on(paragraph: str, end: int) -> bool:
    """Whether a sentence goes on behind its supposed end."""
    before, behind = paragraph[max(end - _BACK, 0) : end].rstrip(), paragraph[end : end + _AHEAD]
    if behind[0] in _NEVER_FIRST or _cut_in_title(before) or _cut_in_name(before, behind):
        return True
    return bool(_QUOTED_END.search(before)) and _tells_who_spoke(behind)


def _with_outer_mark(paragraph: str, end: int) -> int:
    """The end of a sentence behind the closing mark that follows that of a quotation inside another (“I asked, ‘Why?’ ”)."""
    mark = _OUTER_MARK.match(paragraph, end) if paragraph[max(end - _BACK, 0) : end].rstrip().endswith("'") else None
    return mark.end() if mark else end


def _tells_who_spoke(text: str) -> bool:
    """Whether a text begins with whoever said what is before it, and says nothing else ("Hall asked.", "Hall said on Monday").

    >>> [_tells_who_spoke(text) for text in ("Mr. Hall asked.", "Hall said it rained.", "In Dorlin, Hall said.")]
    [True, False, False]
    """
    words = Words(text)
    verb = next((i for i in range(1, min(_SUBJECT + 1, len(words))) if words.keys[i] in word_list("saying")), 0)
    if not verb or _classes(words.keys[0]) & {"preposition", "subordinator", "conjunction"}:
        return False
    behind = verb + 1
    gap = words.gaps[behind]
    if behind == len(words) or any(mark in gap for mark in ".!?\n"):
        return True
    if any(mark in gap for mark in ':"'):
        return "," in gap and not words.capital[behind]  # “Why?” Hall asked, “and when?”
    key, classes = words.keys[behind], _classes(words.keys[behind])
    addressed = words.keys[verb] in word_list("saying_to") and "subordinator" not in classes and key not in ("how", "why")
    adjunct = classes & {"preposition", "time", "adverbial"} or key in word_list("adjunct_conjunction") or key.endswith("ly")
    return "," in gap or addressed or bool(adjunct)


def _classes(key: str) -> frozenset[str]:
    return function_words().get(key, frozenset())


def _cut_in_name(before: str, behind: str) -> bool:
    """Whether a supposed sentence ends in an abbreviation in capitals that goes on: with a small letter ("R-Ariz. asked", "the
    G.O.P. is"), or, behind several letters, with a title ("U.S. Senator").

    >>> _cut_in_name("Hall, R-Ariz.", "asked him."), _cut_in_name("former U.S.", "Senator Hall"), _cut_in_name("the U.S.", "He")
    (True, True, False)
    """
    if not _CAPITALS_CUT.search(before):
        return False
    first = behind.split()[0].rstrip(_MARKS)
    if behind[0].islower():
        return _IN_ADDRESSES.isdisjoint(first)
    return behind[0].isupper() and bool(_LETTERS_CUT.search(before)) and first.lower() in load_lexicon("role_nouns").by_term


def _cut_in_title(before: str) -> bool:
    """Whether a supposed sentence ends in an abbreviated title ("Lt.")."""
    last = before.split()[-1:] or [""]
    return last[0].endswith(".") and last[0][:-1].lower() in abbreviations()
