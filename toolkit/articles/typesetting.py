r"""Text as its page had it set: where a dump wrote escapes ("\n"), an encoding lost quotation marks ("?Yes,? she said"), or a
tokeniser set words apart ("It did n't rain , he said .").

Each function gives the changes of a text, in order.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

Change = tuple[int, int, str]
"""The start and end of what is changed in a text, and what stands there instead."""

LOST = "?\ufffd"
"""The signs that stand for one that an encoding lost."""

_ESCAPES = re.compile(r"(?:\\{1,2}(?:r(?=\\{1,2}n)|[nrt](?![a-z])|[\"'/]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))+")
_ESCAPE = re.compile(r"\\{1,2}(?:u(....)|x(..)|(.))")
_WHITE = {"n": "\n", "r": " ", "t": " "}

_MAY_BE_LOST = re.compile(r"\ufffd|\?(?:(?<=\w\?)(?:t|s|re|ve|ll|d|m)\b|(?<![^\s(\[—–-]\?)\w|(?<=,\?)\s)")
_LOST = {"?": re.compile(r"[?“”]"), "\ufffd": re.compile("\ufffd{1,3}|[“”]")}  # a mark has three bytes
_SUFFIX = re.compile(r"(?:s|t|re|ve|ll|d|m)\b(?!=)")
_NAME = re.compile(r"\b[OD]\Z")  # O’Hara
_BEFORE_OPENING, _BEHIND_CLOSING, _STOPS = frozenset("([—–-"), frozenset(",.;:)]—–-"), frozenset(",.!?…")
_QUOTING, _LINE = "“”", re.compile(r".+")

_APART = re.compile(
    r"""(?:``|[(\[$£€“](?=[ ])|-L[RSC]B-(?=[ ]))[ ]? | [ ]?''(?!\w) | [ ](?:[”)\]%]|-R[RSC]B-)
    | (?P<straight>[ ]?"(?:[ ](?![,.;:?!]))?) | [ ]n['’]t\b | [ ]?['’][ ]?(?:s|re|ve|ll|d|m|t)\b
    | (?<=s)[ ]['’](?=[ ]) | [ ][,.;:?!](?=\s|['"”’]|$)""",
    re.VERBOSE,
)
_SIGNS = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_FEWEST, _MOST = 3, 0.8  # commas behind a space, and their share of all, where a tokeniser set words apart


def escapes(text: str) -> Iterator[Change]:
    r"""The line breaks, quotation marks and letters that a dump wrote as escapes.

    >>> list(escapes(r"It rained.\nHall\u2019s road"))
    [(10, 12, '\n'), (16, 22, '’')]
    """
    for found in _ESCAPES.finditer(text) if "\\" in text else ():
        pieces = _ESCAPE.findall(found[0])
        signs = (_WHITE.get(sign, sign) or chr(int(unit or byte, 16)) for unit, byte, sign in pieces)
        yield *found.span(), "".join(signs).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def lost_marks(text: str) -> Iterator[Change]:
    """The quotation marks and apostrophes that are question marks or replacement characters, where that is sure.

    >>> list(lost_marks("?I don?t know,? Hall said. ?Do you??"))
    [(0, 1, '“'), (6, 7, '’'), (14, 15, '”'), (27, 28, '“'), (35, 36, '”')]
    >>> list(lost_marks("Is it? Yes."))
    []
    """
    if _MAY_BE_LOST.search(text):
        pattern = _LOST["\ufffd" if "\ufffd" in text else "?"]
        for line in _LINE.finditer(text):
            marks = [mark for found in pattern.finditer(text, *line.span()) if (mark := _mark(found, *line.span()))]
            yield from (mark[:3] for mark in _restored(marks) if mark.sign != text[mark.start])


class _Mark(NamedTuple):
    """A mark, or where one was lost: `sign` is what it may have been, and `sure` whether nothing else may stand there."""

    start: int
    end: int
    sign: str
    sure: bool


def _mark(found: re.Match[str], first: int, last: int) -> _Mark | None:
    """What a lost sign may have been, by the characters around it in its line."""
    text, (start, end) = found.string, found.span()
    if found[0] in _QUOTING:
        return _Mark(start, end, found[0], sure=True)
    before = text[start - 1] if start > first else " "
    after = text[end] if end < last else " "
    suffix = _SUFFIX.match(text, end)
    name = after.isupper() and _NAME.search(text, max(first, start - 2), start)
    if name or (suffix and before.isalnum() and (suffix[0] != "t" or before == "n")):
        return _Mark(start, end, "’", sure=True)
    if (before.isspace() or before in _BEFORE_OPENING) and after.isalnum():
        return _Mark(start, end, "“", sure=start == first and not after.islower())
    if before.isspace() or not (after.isspace() or after in _BEHIND_CLOSING):
        return None
    ends_question = found[0] == "?" and after.isspace() and not text[end + 1 : end + 2].islower()
    return None if ends_question and before not in _STOPS else _Mark(start, end, "”", sure=before in _STOPS)


def _restored(marks: Sequence[_Mark]) -> list[_Mark]:
    """The marks of a line that are sure, and pairs of them. One that may end a question, or own something, closes no quotation
    that a sure mark behind it closes.
    """
    restored = [mark for mark in marks if mark.sign == "’"]
    quoting = [mark for mark in marks if mark.sign != "’"]
    opened: _Mark | None = None
    for mark, following in zip_longest(quoting, quoting[1:]):
        if mark.sign == "“":
            opened = mark
            restored += [mark] * mark.sure
        elif opened and (mark.sure or not (following and following.sure and following.sign == "”")):
            restored += [opened, mark][opened.sure :]
            opened = None
    return sorted(restored)


def set_apart(text: str) -> Iterator[Change]:
    """The spaces around marks and before endings that a tokeniser set, and its signs for quotation marks and brackets.

    >>> list(set_apart("It did n't rain , he said , or snow , or hail ."))
    [(6, 10, "n't"), (15, 17, ','), (25, 27, ','), (35, 37, ','), (45, 47, '.')]
    """
    behind_space = text.count(" ,")
    if behind_space < _FEWEST or behind_space < _MOST * text.count(","):
        return
    for line in _LINE.finditer(text):
        is_open = False  # a quotation with straight marks
        for found in _APART.finditer(text, *line.span()):
            piece = found[0]
            new = _SIGNS.get(piece.strip(), piece.replace(" ", ""))
            if found["straight"]:
                new = piece.rstrip() if (is_open := not is_open) else piece.lstrip()
            if new != piece:
                yield *found.span(), new
