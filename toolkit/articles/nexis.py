"""Articles from LexisNexis: Nexis Uni and Nexis Advance (.docx, .rtf), and the older LexisNexis Academic (.txt, .rtf, .docx)."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from typing import Any

from ..errors import ArticleError
from .dates import written_day
from .layouts import Layout, found, prose, without_by

_I, _M = re.IGNORECASE, re.MULTILINE
_GAP = "[ \t\xa0]*"
_END = re.compile(rf"^{_GAP}(?:End of Document|Ende des Dokuments|Fin du document){_GAP}$", _M | _I)
_BODY = re.compile(rf"^{_GAP}(?:Body|Text|Textkörper|Corps du texte){_GAP}$", _M)
_AFTER = re.compile(r"(?:Load-Date|Ladedatum|Date de chargement):.*|Classification", _I)
_ASIDE = re.compile(r"(?:Graphic|Grafik|Graphique|Correction)", _I)
_LABEL = re.compile(r"([^\W\d_]{4,10}):[ \t\xa0]*(.*)")
_COPYRIGHT = re.compile(r"(?:Copyright\b|©|\(c\))\D{0,12}\d{4}", _I)
_ANY_LABEL = re.compile(r"[^\d:]{2,30}:[ \t\xa0]")
_NO_TITLE = "no headline in original"

_FIELDS = {
    **dict.fromkeys(("byline", "author", "autor", "auteur"), "byline"),
    **dict.fromkeys(("section", "rubrik", "rubrique"), "section"),
    **dict.fromkeys(("length", "länge", "longueur"), "words"),
    **dict.fromkeys(("language", "sprache", "langue"), "language"),
    "headline": "title",
    "dateline": "dateline",
    "highlight": "highlight",
}
"""Our names for the labels of English, German and French downloads."""


def _labelled(lines: Sequence[str]) -> dict[str, str]:
    """What stands behind the labels that have a meaning for us."""
    matches = (_LABEL.fullmatch(line.strip()) for line in lines)
    told = {_FIELDS.get(match[1].lower(), ""): " ".join(match[2].split()) for match in matches if match and match[2].strip()}
    return {name: _value(name, text) for name, text in told.items() if name}


def _value(name: str, text: str) -> str:
    """A value without what is not part of it: the word before an author, the unit of a length, other languages."""
    if name == "byline":
        return without_by(text) or text
    if name == "words":
        return re.sub(r"\D", "", text)
    return text.partition(";")[0] if name == "language" else text


def _uni_parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each article: up to a line that says that the document ends."""
    part: list[str] = []
    for line in lines:
        if _END.fullmatch(line):
            yield part
            part = []
        elif line.strip():
            part.append(line.strip())
    if any(map(_BODY.fullmatch, part)):  # a single article may have no such line
        yield part


def _uni_record(part: Sequence[str]) -> dict[str, Any]:
    """An article: title, outlet, date, copyright, labels, and behind a line "Body" the text up to the load date.

    In the first article of a file, a list of all may stand before it: what counts are the lines just above the date.
    """
    body = next((i for i, line in enumerate(part) if _BODY.fullmatch(line)), None)
    if body is None:
        raise ArticleError(f"no line “Body”; {found(part[-3:])}")
    at = _place_of_date(part[:body])
    above = part[max(0, at - 2) : at]
    title = above[0] if above else None
    end = next((i for i in range(body + 1, len(part)) if _AFTER.fullmatch(part[i])), len(part))
    return {
        "title": None if (title or "").lower() == _NO_TITLE else title,
        "outlet": above[1] if len(above) > 1 else None,
        "published": part[at],
        **_labelled([*part[at + 1 : body], *part[end:]]),
        "text": prose(_uni_body(part[body + 1 : end])),
    }


def _place_of_date(head: Sequence[str]) -> int:
    """Which line above the text is the date: the last with a whole one, or, as of a monthly, the one above the copyright."""
    upwards = range(len(head) - 1, -1, -1)
    dates = (i for i in upwards if _is_date(head[i]))
    above_copyright = (i - 1 for i in upwards if i and _COPYRIGHT.match(head[i]))
    place = next(chain(dates, above_copyright), None)
    if place is None:
        raise ArticleError(f"no date above the text; {found(head)}")
    return place


def _is_date(line: str) -> bool:
    return not _ANY_LABEL.match(line) and not _COPYRIGHT.match(line) and written_day(line) is not None


def _uni_body(lines: Sequence[str]) -> Sequence[str]:
    """The lines of the text, without captions and corrections behind it, and without an abstract before."""
    lines = list(takewhile(lambda line: not _ASIDE.fullmatch(line), lines))
    return lines[lines.index("FULL TEXT") + 1 :] if "FULL TEXT" in lines else lines


_COUNTER = re.compile(rf"^{_GAP}(?:\d+ of \d+ DOCUMENTS?|Dokument \d+ von \d+|Document \d+ de \d+){_GAP}$", _M | _I)
_CAPITALS = re.compile(r"[A-ZÄÖÜÉÈ][A-ZÄÖÜÉÈ -]{2,24}:(?=\s|$)")
_CLASSIC_AFTER = re.compile(r"(?:LOAD-DATE|DATE-CHARGEMENT|UPDATE|GRAPHIC|GRAFIK|GRAPHIQUE):")
_BEFORE_TEXT = ("BODY", "LENGTH", "LÄNGE", "LONGUEUR")


def _classic_parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """The blocks between blank lines of each article, each as one line: from a line "3 of 10 DOCUMENTS" to the next."""
    part: list[str] | None = None
    block: list[str] = []
    for line in (*lines, ""):
        starts = bool(_COUNTER.fullmatch(line))
        if line.strip() and not starts:
            block.append(line.strip())
            continue
        if part is not None and block:
            part.append(" ".join(block))
        block = []
        if starts:
            if part is not None:
                yield part
            part = []
    if part is not None:
        yield part


def _classic_record(part: Sequence[str]) -> dict[str, Any]:
    """An article: outlet, date, title, labels in capitals up to the length, the text, and again labels and the copyright."""
    blocks = [block for block in part if not _COPYRIGHT.match(block)]
    at = next((i for i, block in enumerate(blocks) if _is_date(block)), None)
    if at is None:
        raise ArticleError(f"no date above the text; {found(part)}")
    starts = {block.partition(":")[0]: i for i, block in reversed([*enumerate(blocks)]) if _CAPITALS.match(block)}
    start = next((starts[label] for label in _BEFORE_TEXT if label in starts), None)
    if start is None:
        raise ArticleError(f"no line “LENGTH”; {found(part)}")
    end = next((i for i in range(start + 1, len(blocks)) if _CLASSIC_AFTER.match(blocks[i])), len(blocks))
    while end > start + 1 and _CAPITALS.match(blocks[end - 1]):
        end -= 1
    first = blocks[start].partition(":")[2] if blocks[start].startswith("BODY") else ""
    while start + 1 < end and _labelled(blocks[start + 1 : start + 2]):
        start += 1
    head = blocks[at + 1 : start + 1]
    return {
        "title": " ".join(takewhile(lambda block: not _CAPITALS.match(block), head)) or None,
        "outlet": blocks[at - 1] if at else None,
        "published": blocks[at],
        **_labelled(blocks[end:]),
        **_labelled(head),
        "text": prose([first, *blocks[start + 1 : end]]),
    }


UNI = Layout(
    "Nexis Uni",
    (_END, _BODY),
    _uni_parts,
    _uni_record,
    "title, outlet, date, a line “Body”, the text, “End of Document”",
    "download “Full documents” as .docx",
)
CLASSIC = Layout(
    "LexisNexis",
    (_COUNTER, re.compile(rf"^{_GAP}(?:LENGTH|LÄNGE|LONGUEUR|BODY):", _M)),
    _classic_parts,
    _classic_record,
    "“3 of 10 DOCUMENTS”, outlet, date, title, a line “LENGTH: … words”, the text",
    "download full documents as text",
)
