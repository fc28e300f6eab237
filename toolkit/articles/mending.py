"""Mojibake: text that was decoded in a wrong encoding ("donâ€™t"), mended for reading where ftfy is sure.

Only errors of encoding are mended (Speer 2019, ftfy), no quotation marks and no widths of letters. What was read is kept, so that
offsets can be written that count the characters of the file.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from .article import Article, Edit, Mending, Problem

_SUSPECT = re.compile("[\x80-\x9f]|[\u00c2-\u00c6\u00d0-\u00d9\u00e0-\u00f0\u0102\u0152][^\x00-\x7f]")
"""What mojibake nearly always holds and a text hardly ever: a control character, or a first byte of UTF-8 before another."""

_RUN = re.compile("[\x00-\x7f]+|[^\x00-\x7f]+")
_SHOWN = 3  # places that the problem shows


def mended(article: Article) -> Article:
    """The article with title and text mended; the same where there is nothing to mend.

    >>> article = mended(Article("a", "It donâ€™t rain."))
    >>> article.text, article.original("text")
    ('It don’t rain.', 'It donâ€™t rain.')
    """
    read = {"text": article.text, "title": article.title or ""}
    fixed = {name: _fixed(text) for name, text in read.items()}
    mending = {name: Mending(text, _edits(text, fixed[name])) for name, text in read.items() if fixed[name] != text}
    if not mending:
        return article
    return replace(article, text=fixed["text"], title=fixed["title"] if article.title else article.title, mending=mending)


def _fixed(text: str) -> str:
    """The text without errors of encoding."""
    if text.isascii() or not _SUSPECT.search(text):
        return text
    import ftfy

    return ftfy.fix_encoding(text)


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


def _changes(old: str, new: str) -> Sequence[tuple[int, int, int, int]]:
    if old == new:
        return []
    (before, starts), (after, new_starts) = _runs(old), _runs(new)
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(starts[i], starts[h], new_starts[j], new_starts[k]) for tag, i, h, j, k in codes if tag != "equal"]


def _runs(line: str) -> tuple[list[str], list[int]]:
    """The runs of ASCII and of other characters, since mending leaves nearly all ASCII alone; and where each run begins or ends.

    >>> _runs("don’t")
    (['don', '’', 't'], [0, 3, 4, 5])
    """
    runs = _RUN.findall(line)
    return runs, [0, *accumulate(map(len, runs))]


def problem_of(article: Article, file: str, row: int | None) -> Problem:
    """The row in the problems table for an article that was mended, with the first places."""
    places = [
        f"{mending.text[edit.read_start : edit.read_end]!r} → {getattr(article, name)[edit.start : edit.end]!r}"
        for name, mending in article.mending.items()
        for edit in mending.edits[:_SHOWN]
    ]
    reason = f"{article.id}: read in a wrong encoding at some time, and mended: {', '.join(dict.fromkeys(places))}"
    return Problem(file, row, reason, "offsets that are written count the text as it was read", skipped=False)
