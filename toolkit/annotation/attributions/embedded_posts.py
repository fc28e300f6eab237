"""Posts on social networks that an article prints with their signature: "… — Ada Hall (@adahall) May 3, 2020".

They stand in the article without quotation marks or a reporting verb, so nothing but the signature tells that the words are not
the outlet's.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from statistics import median

from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.word_classes import either, word_list
from .attribution import Attribution
from .passages import Passage

_LINKS = re.compile(r"(?:\s*(?:https?://|pic\.twitter\.com/)\S+)+\s*$")
_WORDY = re.compile(r"\w(?:.*[\w.])?")  # a name without the pictures around it
_WITHIN = 3  # line breaks from which a gap is one inside a post, where gaps between paragraphs are smaller


def embedded_posts(text: str) -> list[Passage]:
    """The posts of a text in order, each as direct speech of whoever signed it; links and signature are part of the whole.

    >>> text = "He was not amused.\\n\\nSo sad! https://t.co/x — Ada Hall (@adahall) May 3, 2020"
    >>> [(said.content[0].of(text), said.source[0].of(text)) for said, _ in embedded_posts(text)]
    [('So sad!', 'Ada Hall')]
    """
    if "(@" not in text and "osted by" not in text:
        return []
    lines = paragraphs(text)
    gaps = [len(text[a.end : b.start].splitlines()) for a, b in pairwise(lines)]
    split = bool(gaps) and median(gaps) < _WITHIN
    posts, after = [], 0
    for i, line in enumerate(lines):
        for signature in _signature().finditer(text, line.start, line.end):
            name = _WORDY.search(text, *signature.span(signature.lastgroup or 0))
            content = tuple(_content(text, lines, i, gaps if split else [], Span(after, signature.start())))
            after = signature.end()
            if content and name:
                said = Attribution(content=content, source=(Span(*name.span()),), kind="direct")
                posts.append(Passage(said, Span(content[0].start, after)))
    return posts


def _content(text: str, lines: Sequence[Span], last: int, gaps: Sequence[int], room: Span) -> Iterator[Span]:
    """What is said in a post whose signature stands at the end of line number `last`, line by line.

    It goes back to the last post (the start of `room`) or to a gap between paragraphs. A name with a dash before it that is a
    line of its own signs the line above.
    """
    first = last
    alone = not text[max(room.start, lines[first].start) : room.end].strip() and not text[room.end].isalpha()
    while first and lines[first - 1].start >= room.start and (alone or (gaps and gaps[first - 1] >= _WITHIN)):
        first, alone = first - 1, False
    for line in lines[first : last + 1]:
        start, end = max(line.start, room.start), min(line.end, room.end)
        said = Span(start, start + len(_LINKS.sub("", text[start:end]))).trimmed(text)
        if said.end > said.start:
            yield said


_SPACE = r"[^\S\n]"  # also one at which no line is broken


@cache
def _signature() -> re.Pattern[str]:
    """The line under a post: name, account and day; or who posted or shared it, and on what day."""
    month = rf"(?:{either(word_list('month', 'page_furniture'))})[a-z]*\.?"
    weekday = rf"(?:{either(word_list('weekday', 'page_furniture'))})[a-z]*\.?"
    day = rf"(?:{month} \d{{1,2}}, \d{{4}}|\d{{1,2}} {month} \d{{4}})"
    account = r"\(@[\w.]{1,40}\)"
    signed = rf"(?:^|(?<=\s))(?:[—–]|--?)\s?(?P<name>[^\n@()]{{1,60}}?)\s?{account},?\s{day}"
    posted = rf"\b(?:a \w+ )?(?:posted|shared) by (?P<poster>[^\n@()]{{1,60}}?) (?:{account} on|on {weekday},) {day}"
    either_one = rf"{signed}|{posted}(?: at \d+:\d\d ?[ap]m(?: [a-z]{{3}})?)?"
    return re.compile(either_one.replace(" ", _SPACE), re.I | re.M)
