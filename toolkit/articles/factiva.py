"""Articles from Factiva: pages (.html) and .rtf, with codes before the fields ("HD", "LP") or as a newspaper prints them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from ..errors import ArticleError
from .layouts import Layout, found, prose, without_by
from .markup import paragraphs_of

_CODE_AT_START = r"\|?[ \t]*({})\xa0?[ \t]*[|\t]"
_CODE = re.compile(_CODE_AT_START.format("[A-Z]{2,3}") + r"[ \t]*(.*)", re.DOTALL)
_LENGTH = re.compile(r"([\d.,\s]{1,9})\s?(?:words?|mots|Wörter|palabras|parole|palavras|woorden)", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d{2}(?: [AP]M)?(?: [A-Z]{2,4})?")
_NUMBER = re.compile(r"[ \t\xa0]*(?:Document|Dokument|Documento)[ \t\xa0]+([A-Za-z]{2,12}\d{8}\w{6,16})[ \t\xa0]*")
_COPYRIGHT = re.compile(r"(?:\(c\)|©|Copyright)", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|von|par|por)\s+\S", re.IGNORECASE)
_LONGEST_IMPRINT = 100  # characters of the name of a publisher, which stands behind the text

_FIELDS = {
    "HD": "title", "BY": "byline", "PD": "published", "SN": "outlet", "LA": "language", "AN": "id", "SE": "section",
    "WC": "words", "ED": "edition", "PG": "page", "CR": "credit", "CLM": "column",
}  # fmt: skip
"""Our names for the codes; texts are LP, the first paragraphs, and TD, the others."""


def _page_parts(root: Any) -> Iterable[Any]:
    parts: Iterable[Any] = root.xpath("//div[starts-with(@class, 'article ') and contains(@class, 'Article')]")
    return parts


def _page_record(part: Any) -> dict[str, Any]:
    """An article of a page: a table with codes, or lines of a head and paragraphs."""
    rows = part.xpath("./table//tr[td[2]]")
    coded = {"".join(row[0].itertext()).replace("\xa0", " ").strip(): paragraphs_of(row[1]) for row in rows}
    if coded:
        return _of_codes(coded, lambda: found(paragraphs_of(part)))
    text = dict.fromkeys(part.xpath(".//p[contains(@class, 'articleParagraph')]"))
    paragraphs = [paragraph for node in text for paragraph in paragraphs_of(node)]
    head = paragraphs_of(part, skipped=text.__contains__)
    titles = part.xpath(".//*[@id='hd' or contains(@class, 'Headline')]")
    title = " ".join(paragraphs_of(titles[0])) if titles else None
    return {**_of_head(head, title), "text": prose(paragraphs)}


def _of_codes(coded: Mapping[str, Sequence[str]], seen: Callable[[], str]) -> dict[str, Any]:
    """An article by the codes of its fields; `seen` says what was found, for a message."""
    if "HD" not in coded and "LP" not in coded:
        raise ArticleError(f"no code HD or LP; {seen()}")
    told: dict[str, Any] = {name: " ".join(coded[code]) for code, name in _FIELDS.items() if code in coded}
    return _tidied({**told, "text": prose([*coded.get("LP", ()), *coded.get("TD", ())])})


def _tidied(record: dict[str, Any]) -> dict[str, Any]:
    """The record with an author without "By", a number without "words", and an id without "Document"."""
    number = _NUMBER.match(record.get("id") or "")
    words = re.sub(r"\D", "", record.get("words") or "")
    tidy = {"byline": without_by(record.get("byline")), "words": words, "id": number[1] if number else record.get("id")}
    return {**record, **tidy}


def _of_head(lines: Sequence[str], title: str | None) -> dict[str, Any]:
    """What the lines about an article say: section, title, author, length, date, time, outlet … and last its number.

    Where the title is not known, it is the line before the author, or before the length.
    """
    at = next((i for i, line in enumerate(lines) if _LENGTH.fullmatch(line)), None)
    if at is None or at + 2 >= len(lines):
        raise ArticleError(f"no line with the length, such as “664 words”; {found(lines)}")
    above, below = list(lines[:at]), [line for line in lines[at + 1 :] if not _TIME.fullmatch(line)]
    place = above.index(title) if title in above else None
    if place is None:
        place = _place_of_title(above)
    numbers = [match[1] for match in map(_NUMBER.fullmatch, lines) if match]
    return _tidied(
        {
            "section": above[place - 1] if place else None,
            "title": title or (above[place] if above else None),
            "byline": " ".join(above[place + 1 :]) or None,
            "words": lines[at],
            "published": below[0],
            "outlet": below[1] if len(below) > 1 else None,
            "id": numbers[0] if numbers else None,
        }
    )


def _place_of_title(above: Sequence[str]) -> int:
    """Which of the lines above the length is the title: the one before the author, who comes last if anywhere."""
    has_author = len(above) > 1 and (bool(_BYLINE.match(above[-1])) or len(above) > 2)
    return max(0, len(above) - 1 - has_author)


def _coded_parts(lines: Sequence[str]) -> Iterator[dict[str, list[str]]]:
    """The fields of each article of an .rtf with codes; the number of the article (AN) ends it."""
    coded: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _CODE.fullmatch(line)
        if match and (match[1] in coded or "AN" in coded) and match[1] in ("HD", "SE", "CLM"):
            yield coded
            coded = {}
        if match:
            code = match[1]
        if match or code:
            coded.setdefault(code, []).append((match[2] if match else line).strip(" \t|"))
    if coded:
        yield coded


def _coded_record(coded: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return _of_codes(coded, lambda: found([f"{code} {' '.join(lines)}" for code, lines in coded.items()]))


def _printed_parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each article of an .rtf without codes: up to the number of the document."""
    part: list[str] = []
    for line in lines:
        if line.strip():
            part.append(line.strip())
        if _NUMBER.fullmatch(line):
            yield part
            part = []


def _printed_record(part: Sequence[str]) -> dict[str, Any]:
    """An article of an .rtf without codes: the text stands between the copyright and the number of the document."""
    length = next((i for i, line in enumerate(part) if _LENGTH.fullmatch(line)), 0)
    start = next((i for i in range(length, len(part)) if _COPYRIGHT.match(part[i])), None)
    if start is None:
        raise ArticleError(f"no line with the copyright above the text; {found(part)}")
    text = list(takewhile(lambda line: not _NUMBER.fullmatch(line), part[start + 1 :]))
    if len(text) > 1 and len(text[-1]) < _LONGEST_IMPRINT and text[-1][-1].isalnum():
        text.pop()  # the publisher
    return {**_of_head([*part[:start], part[-1]], None), "text": prose(text)}


_EXPECTED = "title, “… words”, date, outlet, text"
_REMEDY = "in Factiva, save as “Article Format” or “Full Article plus Indexing”"
_MARKUP = rb"<title>\s*Factiva\s*</title>|class=[\"'](?:article [a-z]{2}Article|articleParagraph [a-z]{2}articleParagraph)[\"']"
PAGE = Layout(
    "Factiva",
    (re.compile(_MARKUP),),
    _page_parts,
    _page_record,
    _EXPECTED,
    _REMEDY,
)
CODED = Layout(
    "Factiva",
    tuple(re.compile("^" + _CODE_AT_START.format(codes), re.MULTILINE) for codes in ("HD", "LP|TD|AN")),
    _coded_parts,
    _coded_record,
    "codes HD, PD, SN, LP, TD, AN",
    _REMEDY,
)
PRINTED = Layout(
    "Factiva",
    (
        re.compile(rf"^{_NUMBER.pattern}$", re.MULTILINE),
        re.compile(rf"^[ \t]*{_LENGTH.pattern}[ \t]*$", re.MULTILINE | re.IGNORECASE),
    ),
    _printed_parts,
    _printed_record,
    _EXPECTED,
    _REMEDY,
)
