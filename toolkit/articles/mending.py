r"""What is not as a reader of the page saw it: the tags and entities of HTML in a table, escapes of a dump ("\n"), mojibake
("donâ€™t") where ftfy is sure, quotation marks that an encoding lost, characters without a shape, words that a tokeniser set
apart, and sentences that run together ("It rained.Hall said").

Of mojibake only errors of encoding are mended (Speer 2019, ftfy), no quotation marks and no widths of letters. Characters without
a shape, such as soft hyphens, are taken out, since they part names and words that the page shows whole. Where a page was taken
apart without the ends of its paragraphs, a space stands between sentences again. What was read is kept, so that offsets can be
written that count the characters of the file.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import accumulate

from .article import Article, Edit, Mending, Problem
from .markup import BLOCKS
from .typesetting import LOST, Change, escapes, lost_marks, set_apart

_IN_HTML = re.compile(r"</[a-z][a-z0-9]{0,11}>|<br ?/?>|<p>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|</?([a-z][\w:-]*)[^<>]*>|"
    r"&(?:amp;)?(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});",
    re.IGNORECASE | re.DOTALL,
)
"""What a page does not show as it is written: scripts, comments, tags and entities."""

_SUSPECT = re.compile("[\x80-\x9f]|[\u00c2-\u00c6\u00d0-\u00d9\u00e0-\u00f0\u0102\u0152][^\x00-\x7f]")
"""What mojibake nearly always holds and a text hardly ever: a control character, or a first byte of UTF-8 before another."""

_CUT = re.compile(r"â€(?:[\ufffd?](?!\w)|(?=[\s.,;:)\]—–-]|\Z))")
"""Mojibake of a closing mark whose last byte, a control character, is gone."""

_PLAIN = re.compile("([!-~]+)")

_UNSEEN = re.compile(
    "(?:[\u200b\u200e\u200f\u2060\ufeff]|(?<!\\d)\u00ad|\u00ad(?!\\d)|[\u200c\u200d](?![^\x00-\x7f\u2000-\u206f]))+"
)
"""Characters without a shape. A soft hyphen between figures stands for a dash; joiners before letters of other scripts, or
before emoji, say how these are written, but not those before dashes and curly quotation marks."""

_RUN_TOGETHER = re.compile(r"""[.?](?:(?<=[a-z]{2}.)|(?<=\d{4}.))(?:[”’]?“?|"{0,2})(?=[A-Z][a-z'’ ])""")
"""The end of a sentence with the beginning of the next one right behind it, and the quotation marks between them."""

_BEFORE_QUOTATION, _BEHIND_QUOTATION = frozenset(("", "(", "[")), frozenset(("", *" \n.,;:!?)]"))
"""The signs before a mark that opens a quotation, and behind one that closes it; none at the ends of a text."""

_IN_ADDRESSES = "@", "www.", "/"
_LONGEST_ADDRESS = 60

_SHOWN = 3  # places that the problem shows

_Placed = tuple[int, int, int, int]
"""Where an edit lies in what a first mending made; by how much longer what was read is there, and what a second one makes."""


def mended(article: Article) -> Article:
    """The article with title and text mended; the same where there is nothing to mend.

    >>> article = mended(Article("a", "It donâ€™t rain."))
    >>> article.text, article.original("text")
    ('It don’t rain.', 'It donâ€™t rain.')
    >>> mended(Article("a", "Ada Hal\\xadlo\\xadran")).text, mended(Article("a", "It rained.Hall left.")).text
    ('Ada Halloran', 'It rained. Hall left.')
    """
    read = {"text": article.text, "title": article.title or ""}
    mending = {name: _mending(text) for name, text in read.items()}
    changed = {name: made for name, (_, made) in mending.items() if made.edits}
    if not changed:
        return article
    text, title = (mending[name][0] if name in changed else getattr(article, name) for name in ("text", "title"))
    return replace(article, text=text, title=title, mending=changed)


def _mending(read: str) -> tuple[str, Mending]:
    """A text mended, and what was changed in it."""
    text, made = read, Mending(read, ())
    for changes_of in _STEPS:
        if changes := list(changes_of(text)):
            text, made = _changed(text, made, changes)
    return text, made


def _changed(text: str, made: Mending, changes: Sequence[Change]) -> tuple[str, Mending]:
    """A text with further changes, which are in order, and what was changed in all."""
    pieces, edits, at, gone = list[str](), list[Edit](), 0, 0
    for start, end, new in changes:
        pieces += text[at:start], new
        edits.append(Edit(start - gone, start - gone + len(new), start, end))
        at, gone = end, gone + end - start - len(new)
    return "".join([*pieces, text[at:]]), Mending(made.text, tuple(_joined(made.edits, edits)))


def _joined(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[Edit]:
    """What two mendings changed, the second in what the first made; edits that overlap there are one."""
    placed = [(edit.start, edit.end, edit.read_end - edit.read_start - edit.end + edit.start, 0) for edit in first]
    placed += [(edit.read_start, edit.read_end, 0, edit.end - edit.start - edit.read_end + edit.read_start) for edit in second]
    before = after = 0  # how much longer what was read, and what is made, is in front of an edit than what the first made
    for start, end, longer_before, longer_after in _apart(sorted(placed)):
        yield Edit(start + after, end + after + longer_after, start + before, end + before + longer_before)
        before, after = before + longer_before, after + longer_after


def _apart(placed: Sequence[_Placed]) -> list[_Placed]:
    """Edits in order, those that overlap as one.

    >>> _apart([(0, 2, 1, 0), (1, 2, 0, 1), (2, 6, 1, 0)])
    [(0, 2, 1, 1), (2, 6, 1, 0)]
    """
    joined: list[_Placed] = []
    for start, end, before, after in placed:
        if joined and start < joined[-1][1]:
            first, last, longer_before, longer_after = joined.pop()
            joined.append((first, max(last, end), longer_before + before, longer_after + after))
        else:
            joined.append((start, end, before, after))
    return joined


def _markup(text: str) -> Iterator[Change]:
    """The tags and entities of a text in HTML. Lines end where its paragraphs and other blocks do."""
    in_html = "<" in text and bool(_IN_HTML.search(text))
    if not in_html and "&" not in text:
        return
    for found in _MARKUP.finditer(text):
        piece, tag = found[0], (found[2] or "").lower()
        if piece[0] != "&" and in_html:
            yield *found.span(), "\n\n" if tag in BLOCKS else ""
        elif piece[0] == "&" and (sign := unescape(unescape(piece))) != piece:
            yield *found.span(), sign


def _cut(text: str) -> Iterator[Change]:
    """The closing marks that mojibake has cut; an encoding would make daggers of them."""
    return ((*found.span(), "”") for found in _CUT.finditer(text))


def _encoding(text: str) -> Iterator[Change]:
    """The errors of encoding in a text."""
    if not _SUSPECT.search(text):
        return
    import ftfy

    fixed = ftfy.fix_encoding(text)
    if fixed != text:
        yield from ((edit.read_start, edit.read_end, fixed[edit.start : edit.end]) for edit in _edits(text, fixed))


def _unseen(text: str) -> Iterator[Change]:
    """The characters without a shape in a text."""
    return ((*found.span(), "") for found in (() if text.isascii() else _UNSEEN.finditer(text)))


def _run_together(text: str) -> Iterator[Change]:
    """The places where a space is missing between sentences."""
    return ((place, place, " ") for place in _places_run_together(text))


_STEPS: Sequence[Callable[[str], Iterator[Change]]] = (
    *(escapes, _markup, _cut, _encoding, _unseen),
    *(lost_marks, set_apart, _run_together),
)


def _places_run_together(text: str) -> Iterator[int]:
    """Where a space is missing between sentences.

    >>> text = 'It rained.Hall said."Stay," she said."Go home."They left.'
    >>> [text[place : place + 4] for place in _places_run_together(text)]
    ['Hall', '"Sta', '"Go ', 'They']
    """
    opened = -1  # the last straight mark that opened a quotation between two sentences
    for found in _RUN_TOGETHER.finditer(text):
        place, marks = found.start() + 1, found[0][1:]
        if _in_address(text, *found.span()):
            continue
        if marks[:1] in ("”", "’") or marks == '""' or (marks == '"' and _closes(text, place, opened)):
            place += 1
        if marks.endswith('"') and text[place] == '"':
            opened = place
        yield place


def _closes(text: str, mark: int, opened: int) -> bool:
    """Whether a straight quotation mark between two sentences closes a quotation, by the next one in its line, or the last."""
    behind, before = text.find('"', mark + 1), text.rfind('"', 0, mark)
    if behind > 0 and "\n" not in text[mark:behind]:
        if text[behind - 1].isspace():
            return True
        if text[behind + 1 : behind + 2] in _BEHIND_QUOTATION:
            return False
    opens = before == opened or text[max(before - 1, 0) : before].strip() in _BEFORE_QUOTATION
    return before >= 0 and opens and "\n" not in text[before:mark]


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a full stop stands in an address of a page, or of somebody's mail."""
    before, behind = text[max(start - _LONGEST_ADDRESS, 0) : start].split()[-1], text[end : end + _LONGEST_ADDRESS].split()[0]
    return any(mark in before + text[start:end] + behind for mark in _IN_ADDRESSES)


def _edits(read: str, text: str) -> tuple[Edit, ...]:
    """What was changed, from line to line: mending leaves line breaks alone."""
    before, after = read.split("\n"), text.split("\n")
    if len(before) != len(after):
        return (Edit(0, len(text), 0, len(read)),)
    edits: list[Edit] = []
    at = old_at = 0
    for old, new in zip(before, after, strict=True):
        edits += [Edit(at + j, at + k, old_at + i, old_at + h) for i, h, j, k in _changes(old, new)]
        at, old_at = at + len(new) + 1, old_at + len(old) + 1
    return tuple(edits)


def _changes(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """What differs between two forms of a line, between runs of plain characters: mending leaves those alone.

    >>> list(_changes("I donâ€™t.", "I don’t."))
    [(5, 8, 5, 6)]
    """
    before, after = _PLAIN.split(old), _PLAIN.split(new)
    if before[1::2] != after[1::2]:
        before, after = [old], [new]
    starts, new_starts = (list(accumulate(map(len, parts), initial=0)) for parts in (before, after))
    for i, (part, other) in enumerate(zip(before, after, strict=True)):
        if part != other:
            same = len(part) > 1 < len(other) and part[-1] == other[-1]  # the space before the next run
            yield starts[i], starts[i + 1] - same, new_starts[i], new_starts[i + 1] - same


def problem_of(article: Article, file: str, row: int | None) -> Problem | None:
    """The row in the problems table for an article in which errors of encoding were mended, with the first places.

    Markup, escapes, characters without a shape and spaces are no errors of encoding, and not told.
    """
    places = [
        f"{read!r} → {getattr(article, name)[edit.start : edit.end]!r}"
        for name, mending in article.mending.items()
        for edit in mending.edits
        if _SUSPECT.search(read := mending.text[edit.read_start : edit.read_end]) or (read and not read.strip(LOST))
    ]
    if not places:
        return None
    reason = f"{article.id}: read in a wrong encoding at some time, and mended: {', '.join(dict.fromkeys(places[:_SHOWN]))}"
    return Problem(file, row, reason, "offsets that are written count the text as it was read", skipped=False)
