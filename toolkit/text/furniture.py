"""What of a text is not the article: advertisements, links, captions, bylines, biographies and the like, with the reason.

Lines are judged by phrases (`page_phrases`), form and position. Reading goes on with the text blanked: spaces in place of
furniture, line breaks kept, so that every offset means the same before and after. Precision comes first: a line that could be
the article's own prose stays.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from .page_forms import (
    LONG,
    LONGEST,
    NAME_WORDS,
    SHORT,
    article_datelines,
    biography,
    invitation,
    is_name,
    is_role,
    link_in_brackets,
    no_place,
    reason_of_form,
    reason_of_label,
    reason_of_words,
)
from .page_phrases import bare, held_phrases, phrases, reason_of_start, reason_of_whole, told_sentences
from .sentences import paragraphs
from .spans import Span
from .word_classes import function_words
from .words import with_line_feeds

_start = attrgetter("start")
_TOP, _BOTTOM = 3, 8  # lines near the start and the end of a text
_TITLE_WORDS = 22  # the most words of a line in a list of links
_DATED = 6  # lines of the article among which a dateline with an agency may be
_LISTED = 8  # the most links after a heading
_WORD = re.compile(r"\S+")
_CLOSING = range(48, 2, -1)  # words of what may close a text of one line
_INSERTED = re.compile(  # Cory Booker Cory Anthony BookerGOP senator blasts bills … MORE; John Kennedy John Neely KennedyMORE
    r"\b([A-Z][\w'’-]+)(?:,? Jr\.?)? (?P<cut>(?:[(\"“]?[A-Z][\w.'’-]*[)\"”]?\.? ){0,6}\1"
    r"(?:|(?=[A-Z0-9“‘'\"])[^\n]{10,900}? )MORE)\b"
)
_GALLERY = re.compile(r"^Photos: [^\n]*Hide Caption \d+ of \d+", re.M)  # the captions of all pictures, one after the other
_NOTICE = 6000  # characters of the longest notice that a phrase opens (a list of countries to choose from)
_INVITES = tuple(f"{place}{mark}" for place in ("here", "above", "below") for mark in ("", *".:!"))  # how an invitation ends
_PULL = "pull quote"
_PULLED = (40, 300)  # characters of a line that is printed large and stands in the text too
_MARKS = "\"'.,:;!?… "  # around the words of such a line
_NO_BREAK = re.compile(r"[^\r\n]")
_FOLLOWED = re.compile(  # Follow Ada Hall on Twitter: @adahall
    r"(?:^|(?<=[.!?] ))Follow (?:[A-Z][\w.'-]+ ){1,4}(?:on (?:Twitter|Facebook|Instagram)\b(?: at|:)? ?)?@\w+", re.M
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>\n]*)?/?>")
_RIGHTS = re.compile(r"(?:©|\(c\) (?=\d{4})|\bcopyright (?=\d{4}|©|by [A-Z]|\(c\)))[^\n]{0,200}$", re.I)


class Furniture(NamedTuple):
    """Characters of a text that are not the article, and why."""

    span: Span
    reason: str


def furniture(text: str, repeated: Callable[[str], str | None] = lambda line: None) -> list[Furniture]:
    """The furniture of a text in order, without overlaps.

    Parameters
    ----------
    repeated : the reason why a line is furniture since it recurs in its outlet (see `repeated_passages`); "article" for a line
        that is none, whatever its form; None for any other.

    Examples
    --------
    >>> text = "CAIRO (AP) - It rained.\\nStory Continued Below\\nIt poured."
    >>> [(part.span.of(text), part.reason) for part in furniture(text)]
    [('CAIRO (AP) - ', 'dateline'), ('Story Continued Below', 'page')]
    """
    page = _Page(text, repeated)
    page.judge_lines()
    page.judge_lists()
    page.judge_top()
    page.judge_bottom()
    return sorted([*page.whole(), *page.parts()])


def closings(text: str) -> Iterator[Span]:
    """The last words of a text of one line that may be a passage of its page, the longest first; nothing for other texts.

    >>> text = "The road was closed. " * 25 + "Comment via Keldry News"
    >>> [span.of(text) for span in closings(text)][-2:]
    ['Comment via Keldry News', 'via Keldry News']
    """
    lines, fewest = paragraphs(text), 2 * _CLOSING.start
    pieces = lines[0].of(text).rsplit(maxsplit=fewest) if len(lines) == 1 else []
    if len(pieces) > fewest:
        words = list(_WORD.finditer(text, lines[0].start + len(pieces[0]), lines[0].end))
        yield from (Span(words[-n].start(), lines[0].end) for n in _CLOSING)


def blanked(text: str, parts: Sequence[Furniture]) -> str:
    """The text with spaces in place of furniture; line breaks stay, and so does every offset.

    >>> blanked("It rained.\\nAdvertisement\\nIt poured.", [Furniture(Span(11, 24), "advertisement")]).split("\\n")
    ['It rained.', '             ', 'It poured.']
    """
    if not parts:
        return text
    pieces, end = [], 0
    for span, _ in parts:
        pieces += [text[end : span.start], _NO_BREAK.sub(" ", span.of(text))]
        end = span.end
    return "".join([*pieces, text[end:]])


class _Page:
    """A text whose lines are judged one after the other: `reasons` has one for each line, None for lines of the article."""

    def __init__(self, text: str, repeated: Callable[[str], str | None]) -> None:
        self.text, self.straight = text, _plain(text)
        self.low = self.straight.lower()
        self.lines = paragraphs(text)
        known = [repeated(line.of(text)) for line in self.lines]
        closing = ((span, repeated(span.of(text))) for span in closings(text))
        self.closing = next((Furniture(span, reason) for span, reason in closing if reason), None)
        self.kept = [reason == "article" for reason in known]
        self.reasons: list[str | None] = [None if reason == "article" else reason for reason in known]
        self.authors: set[str] = set()  # in lower case, of whom a biography was found

    # -- whole lines ------------------------------------------------------------------------------------------------

    def judge_lines(self) -> None:
        """Judge each line by itself."""
        for i, line in enumerate(self.lines):
            if self.reasons[i] is None and not self.kept[i]:
                self.reasons[i] = self._reason(i, line)
        pulled = {i for i, reason in enumerate(self.reasons) if reason == _PULL}
        for i in pulled:
            if not pulled.isdisjoint((i - 1, i + 1)):
                self.reasons[i] = None  # several in a row are a text that is there twice

    def _reason(self, i: int, line: Span) -> str | None:
        size, low = line.end - line.start, self.low[line.start : line.end]
        if size <= SHORT and (reason := reason_of_words(low)):
            return reason
        start = reason_of_start(low)
        if start and size <= (LONG if start == "link" else _NOTICE) and not self._goes_on(low, start):
            return start
        if size > LONGEST:
            return None
        if self._is_pulled(line, low):
            return _PULL
        return reason_of_form(self.straight[line.start : line.end], low) or reason_of_label(low, size)

    def bare(self, i: int) -> str:
        """The words of a line in lower case and nothing else."""
        return bare(self.lines[i].of(self.low))

    def _is_whole(self, i: int, place: str) -> bool:
        """Whether a line is nothing but a phrase of this place."""
        return reason_of_whole(self.lines[i].of(self.low), place) is not None

    def _goes_on(self, low: str, reason: str) -> bool:
        """Whether a link that seems to open a line is a sentence of the article that quotes somebody."""
        return reason in ("link", "newsletter", "share") and '"' in low and len(low) > SHORT

    def _is_pulled(self, line: Span, low: str) -> bool:
        """Whether a line repeats words of a longer line of the same text: it was pulled out of it to be printed large."""
        words = low.strip(_MARKS)
        if not _PULLED[0] <= len(words) <= _PULLED[1]:
            return False
        before, after = self.low.find(words, 0, line.start), self.low.find(words, line.end)
        if max(before, after) < 0:
            return False
        around = self.lines[bisect_right(self.lines, max(before, after), key=_start) - 1]
        return line.end - line.start + len(_MARKS) < around.end - around.start < LONGEST

    # -- lists of links ---------------------------------------------------------------------------------------------

    def judge_lists(self) -> None:
        """Judge the lines after a heading such as "READ MORE:" that look like titles."""
        for i, reason in enumerate(self.reasons):
            if reason in ("link", "page") and (self._is_whole(i, "header") or self.bare(i).startswith(_lists())):
                self._judge_list(i + 1)

    def _judge_list(self, first: int) -> None:
        listed = 0
        for i in range(first, len(self.lines)):
            if self.reasons[i]:
                continue
            if listed == _LISTED or self.kept[i] or not self._is_title(i):
                return
            self.reasons[i] = "link"
            listed += 1

    def _is_title(self, i: int) -> bool:
        line = self.lines[i].of(self.straight)
        opened = line[0].isupper() or not line[0].isalpha()
        return opened and 3 <= len(line.split()) <= _TITLE_WORDS and line[-1] not in '.!":,;'

    # -- the top: bylines and biographies -----------------------------------------------------------------------------

    def judge_top(self) -> None:
        """Judge the first lines: bylines, roles, biographies."""
        top = [i for i, reason in enumerate(self.reasons) if reason is None][: _TOP + 2]
        for i in top[:_TOP]:
            if self._is_biography(i):
                self._set(i, "bio")
        self._judge_roles(top)

    def _judge_roles(self, top: Sequence[int]) -> None:
        """A line that is only a role or an outlet, and the lines of nothing but a name before it."""
        for i in top:
            if self._is_whole(i, "role") and i + 1 < len(self.lines):
                self._set(i, "byline")
                for before in range(i - 1, -1, -1):
                    if self.reasons[before] is None and not is_name(self.lines[before].of(self.straight)):
                        break
                    self._set(before, "byline")
                return

    def _set(self, i: int, reason: str) -> None:
        if self.reasons[i] is None and not self.kept[i]:
            self.reasons[i] = reason

    # -- the bottom: credits, biographies -----------------------------------------------------------------------------

    def judge_bottom(self) -> None:
        """Judge the last lines upwards: what follows corrections, biographies, and lines of nothing but the name of one whose
        biography was found."""
        last = range(len(self.lines) - 1, max(len(self.lines) - 1 - _BOTTOM, 0), -1)
        for i in last:
            if (reason := self.reasons[i]) and self._is_whole(i, "closing"):
                for behind in range(i + 1, len(self.lines)):
                    if reason == "link" and self.lines[behind].end - self.lines[behind].start > SHORT:
                        break
                    self._set(behind, reason)
        for i in last:
            if self.reasons[i] is None and self._is_biography(i):
                self._set(i, "bio")
        for i in range(len(self.lines)) if self.authors else ():
            if self.bare(i) in self.authors:
                self._set(i, "byline")

    def _is_biography(self, i: int) -> bool:
        """Whether a line near an edge says who the author is: it begins with a name that the article does not discuss."""
        line = self.lines[i]
        match = biography().match(self.straight, line.start, min(line.start + SHORT, line.end))
        if not match or line.end - line.start > LONGEST:
            return False
        names = [bare(name.lower()) for name in re.split(r",? and |, ", match["names"]) if name]
        if names[0].split()[0] in function_words():
            return False
        tells = any(phrase in self.low[line.start : line.end] for phrase in phrases("author"))
        words = bare(self.low[match.end() : min(match.end() + SHORT, line.end)]).split()
        full = len(names[0].split()) > 1 and (is_role(match["verb"], words) or self._ends_with(line, match))
        found = tells or (full and not any(self._discussed(name.split()[-1], i) for name in names))
        self.authors |= set(names) if found else set()
        return found

    def _ends_with(self, line: Span, match: re.Match[str]) -> bool:
        """Whether a line is the last of the article, and says what somebody is without quoting anybody."""
        last = max((i for i, reason in enumerate(self.reasons) if reason is None), default=-1)
        rest = self.low[match.end() : line.end]
        return self.lines[last] == line and match["verb"] == "is" and rest.startswith((" a ", " an ")) and '"' not in rest

    def _discussed(self, name: str, but: int) -> bool:
        """Whether a word occurs in a line of the article other than line `but` (or a line that is only a name)."""
        pattern = re.compile(rf"\b{re.escape(name)}\b")
        others = (i for i, reason in enumerate(self.reasons) if reason is None and i != but)
        return any(pattern.search(self.bare(i)) for i in others if len(self.bare(i).split()) > NAME_WORDS)

    # -- results ------------------------------------------------------------------------------------------------------

    def whole(self) -> Iterator[Furniture]:
        """The lines that are furniture as a whole."""
        for line, reason in zip(self.lines, self.reasons, strict=True):
            if reason:
                yield Furniture(line, reason)

    def parts(self) -> Iterator[Furniture]:
        """The furniture inside lines of the article, without overlaps."""
        article = [i for i, reason in enumerate(self.reasons) if reason is None and not self.kept[i]]
        edges = {*article[:_TOP], *article[-_BOTTOM:]}
        held = held_phrases(self.low)
        patterns = [pattern for mark, pattern in _marked_patterns() if mark in self.straight]
        for n, i in enumerate(article):
            line = self.lines[i]
            told = [*self._inside(line, held, edge=i in edges), *_of_patterns(self.straight, line, patterns)]
            told += _invited(self.straight, line)
            told += self._dateline(i, n) if n < _DATED else []
            told += [self.closing] if self.closing and self.closing.reason != "article" else []
            yield from _without_overlaps(told)

    def _dateline(self, i: int, n: int) -> list[Furniture]:
        """The dateline of one of the first lines of the article; one that names no agency only in the very first."""
        line = self.lines[i]
        text = self.straight[line.start : line.end]
        for pattern in article_datelines() if n == 0 else article_datelines()[:3]:
            match = pattern.match(text)
            if match and match.end() < len(text) and not match.group().lower().strip(" -–—").startswith(no_place()):
                return [Furniture(Span(line.start, line.start + match.end()), "dateline")]
        return []

    def _inside(self, line: Span, held: Mapping[str, Sequence[str]], *, edge: bool) -> Iterator[Furniture]:
        """Furniture inside one line that phrases tell: the phrases themselves, and sentences."""
        for phrase in held["phrase"]:
            at = self.low.find(phrase, line.start, line.end)
            if at >= 0:
                yield Furniture(Span(at, at + len(phrase)), phrases("phrase")[phrase])
        for span, reason in told_sentences(self.low, line, held["sentence"]):
            short = line.end - line.start <= SHORT
            if span.end - span.start <= LONG and (edge or short or reason in ("newsletter", "link")):
                yield Furniture(span, reason)


def _plain(text: str) -> str:
    """The text with straight quotation marks and plain spaces, as far as the rules need; offsets stay the same."""
    text = with_line_feeds(text)
    for mark, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\xa0", " "), ("\t", " "), ("İ", "I")):
        text = text.replace(mark, plain)
    return text


@cache
def _marked_patterns() -> tuple[tuple[str, tuple[re.Pattern[str], str]], ...]:
    """Patterns of furniture inside lines, each with its reason and a mark without which it never matches."""
    rights = [(mark, (_RIGHTS, "copyright")) for mark in ("©", "opyright", "(c)")]
    inserted = (("MORE", (_INSERTED, "link")), ("Hide Caption ", (_GALLERY, "caption")))
    return (*inserted, ("(", (link_in_brackets(), "link")), ("Follow ", (_FOLLOWED, "share")), ("<", (_TAG, "page")), *rights)


def _of_patterns(text: str, line: Span, patterns: Sequence[tuple[re.Pattern[str], str]]) -> Iterator[Furniture]:
    """Furniture inside a line by its form: links in brackets, what a page inserts after names, tags, copyright."""
    for pattern, reason in patterns:
        for match in pattern.finditer(text, line.start, line.end):
            yield Furniture(Span(*match.span(match.lastgroup or 0)), reason)


def _invited(text: str, line: Span) -> Iterator[Furniture]:
    """The sentence that ends a line and sends the reader to something else on the page."""
    if text.endswith(_INVITES, line.start, line.end):  # as few lines do
        yield from _of_patterns(text, line, [(invitation(), "link")])


@cache
def _lists() -> tuple[str, ...]:
    """Headings of lists that may share a line with the first link."""
    return tuple(f"{phrase} " for phrase in phrases("header") if phrase.startswith("related "))


def _without_overlaps(parts: Sequence[Furniture]) -> list[Furniture]:
    """Parts in order, those that overlap joined under the reason of the first."""
    joined: list[Furniture] = []
    for part in sorted(parts):
        if joined and part.span.start <= joined[-1].span.end:
            end = max(part.span.end, joined[-1].span.end)
            joined[-1] = Furniture(Span(joined[-1].span.start, end), joined[-1].reason)
        else:
            joined.append(part)
    return joined
