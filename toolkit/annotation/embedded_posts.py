"""Posts on social networks that an article prints with their signature: "… — Ada Hall (@adahall) May 3, 2020".

They stand in the article without quotation marks or a reporting verb, so nothing but the signature tells that the words are not
the outlet's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ..text.sentences import paragraphs
from ..text.spans import Span
from ..text.word_classes import either, word_list
from .attribution import Attribution

_LINKS = re.compile(r"(?:\s*(?:https?://|pic\.twitter\.com/)\S+)+\s*$")
_WORDY = re.compile(r"\w(?:.*[\w.])?")  # a name without the pictures around it
_WITHIN = 3  # line breaks from which a gap is one inside a post, where gaps between paragraphs are smaller


class Post(NamedTuple):
    """A post: what it says, as direct speech of whoever signed it, and all of it with links and signature."""

    said: Attribution
    whole: Span


def embedded_posts(text: str) -> list[Post]:
    """The posts of a text in order.

    >>> text = "He was not amused.\\n\\nSo sad! https://t.co/x — Ada Hall (@adahall) May 3, 2020"
    >>> [(said.content[0].of(text), said.source[0].of(text)) for said, _ in embedded_posts(text)]
    [('So sad!', 'Ada Hall')]
    """
    if "(@" not in text and "osted by " not in text:
        return []
    lines = paragraphs(text)
    gaps = [len(text[a.end : b.start].splitlines()) for a, b in pairwise(lines)]
    split = bool(gaps) and median(gaps) < _WITHIN
    posts, after = [], 0
    for i, line in enumerate(lines):
        for signature in _signature().finditer(text, line.start, line.end):
            name = _WORDY.search(text, *signature.span(signature.lastgroup or 0))
            content = tuple(_content(text, lines[: i + 1], gaps if split else [], Span(after, signature.start())))
            after = signature.end()
            if content and name:
                said = Attribution(content=content, source=(Span(*name.span()),), kind="direct")
                posts.append(Post(said, Span(content[0].start, after)))
    return posts


def _content(text: str, lines: Sequence[Span], gaps: Sequence[int], room: Span) -> Iterator[Span]:
    """What is said in a post whose signature stands at the end of the last line, line by line.

    It goes back to the last post (the start of `room`) or to a gap between paragraphs. A name with a dash before it that is a
    line of its own signs the line above.
    """
    first = len(lines) - 1
    alone = not text[max(room.start, lines[first].start) : room.end].strip() and not text[room.end].isalpha()
    while first and lines[first - 1].start >= room.start and (alone or (gaps and gaps[first - 1] >= _WITHIN)):
        first, alone = first - 1, False
    for line in lines[first:]:
        start, end = max(line.start, room.start), min(line.end, room.end)
        said = _LINKS.sub("", text[start:end]).rstrip()
        if said.strip():
            yield Span(start + len(said) - len(said.lstrip()), start + len(said))


@cache
def _signature() -> re.Pattern[str]:
    """The line under a post: name, account and day; or who posted or shared it, and on what day."""
    month = rf"(?:{either(word_list('month', 'page_furniture'))})[a-z]*\.?"
    weekday = rf"(?:{either(word_list('weekday', 'page_furniture'))})[a-z]*\.?"
    day = rf"(?:{month} \d{{1,2}}, \d{{4}}|\d{{1,2}} {month} \d{{4}})"
    account = r"\(@[\w.]{1,40}\)"
    signed = rf"(?:^|(?<=\s))(?:[—–]|--?)\s?(?P<name>[^\n@()]{{1,60}}?)\s?{account},?\s{day}"
    posted = rf"\b(?:a \w+ )?(?:posted|shared) by (?P<poster>[^\n@()]{{1,60}}?) (?:{account} on|on {weekday},) {day}"
    return re.compile(rf"{signed}|{posted}(?: at \d+:\d\d ?[ap]m(?: [a-z]{{3}})?)?", re.I | re.M)


def beside(attributions: Sequence[Attribution], posts: Sequence[Post]) -> list[Attribution]:
    """Other attributions with posts, in order: what they have of a post is taken away, unless they are told inside it.

    >>> post = Post(Attribution((Span(10, 30),), source=(Span(33, 41),), kind="direct"), Span(10, 60))
    >>> beside([Attribution((Span(0, 30),)), Attribution((Span(15, 30),), cue=(Span(10, 14),))], [post])[0].content
    (Span(start=0, end=10),)
    >>> len(beside([Attribution((Span(12, 30),))], [post]))
    1
    """
    others = []
    for a in attributions:
        for _, whole in posts:
            if not any(whole.start <= cue.start and cue.end <= whole.end for cue in a.cue):
                a = replace(a, content=tuple(part for span in a.content for part in _outside(span, whole)))
        if a.content:
            others.append(a)
    return sorted([*others, *(post.said for post in posts)], key=lambda attribution: attribution.start)


def in_post(span: Span, posts: Sequence[Post]) -> bool:
    """Whether a span begins in a post, such as a line that looks like a heading."""
    return any(whole.start <= span.start < whole.end for _, whole in posts)


def _outside(span: Span, other: Span) -> Iterator[Span]:
    """The parts of a span that another does not cover."""
    if span.end <= other.start or span.start >= other.end:
        yield span
        return
    if span.start < other.start:
        yield Span(span.start, other.start)
    if span.end > other.end:
        yield Span(other.end, span.end)
