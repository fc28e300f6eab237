"""Articles from Europresse, from pages (.html): with an element for each article, or the older ones with a table for each."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..errors import ArticleError
from .layouts import Layout, found, prose, without_by
from .markup import local, paragraphs_of

_NUMBER = re.compile(r"\w+·(?:\d{8})·\w+·[\w·]+")
_END = re.compile(r"(?:©|\(c\)|Copyright\b|Num[ée]ro d[eu] document|Document number)", re.IGNORECASE)
_LINK = re.compile(r"\s*\((?:lien|link) ?: https?://[^)\s]+\)", re.IGNORECASE)
_ORIGIN = re.compile(r"(?:Cet article est paru dans|This article appeared in)\b", re.IGNORECASE)
_ISSUE = re.compile(r",? n[o°]\.? ?\d.*$")
_LENGTH = re.compile(r"(\d+) (?:mots|words)\b")
_MOST_WORDS = 6  # of a line with the names of authors


def _with_class(root: Any, *names: str) -> list[Any]:
    """The elements that have one of some classes, those of the first name that occurs."""
    has = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
    found_ = (root.xpath(f".//*[{has.format(name)}]") for name in names)
    return next(filter(None, found_), [])


def _line(root: Any, *names: str) -> str | None:
    nodes = _with_class(root, *names)
    return " ".join(paragraphs_of(nodes[0])) or None if nodes else None


def _parts(root: Any) -> Iterable[Any]:
    """The elements of the articles; in older pages, the cells of tables that hold the name of a newspaper."""
    articles: list[Any] = root.xpath("//article")
    name = ".//span[@class='DocPublicationName']"
    cells: list[Any] = root.xpath(f"//td[{name} and not(.//td[{name}])]")
    return articles or cells


def _record(part: Any) -> dict[str, Any]:
    outlet = _line(part, "DocPublicationName")
    bodies = _with_class(part, "docOcurrContainer", "DocText")
    if not outlet:
        raise ArticleError(f"no name of a newspaper; {found(paragraphs_of(part))}")
    numbers = _NUMBER.findall(" ".join(part.itertext()))
    head = [" ".join(paragraphs_of(node)) for node in _with_class(part, "DocHeader")]
    section, date = _section_and_date(head)
    length = _LENGTH.search(date or "")
    told = {
        "title": _line(part, "rdp__articletitle", "titreArticleVisu", "TitreArticleVisu", "titreArticle"),
        "outlet": _ISSUE.sub("", outlet).strip(" ,"),
        "published": date,
        "section": section,
        "words": length[1] if length else None,
        "id": numbers[0] if numbers else None,
    }
    if local(part) == "article":
        byline = without_by(_line(part, "docAuthors", "sm-margin-bottomNews"))
        return {**told, "byline": byline, "text": _text(paragraphs_of(bodies[0])) if bodies else ""}
    lines = _lines_below_title(part)
    author = lines[0] if len(lines) > 1 and _is_name(lines[0]) else None
    return {**told, "byline": author, "text": _text(lines[bool(author) :])}


def _section_and_date(head: Sequence[str]) -> tuple[str | None, str | None]:
    """The section, where the head begins with one, and the line with the date.

    >>> _section_and_date(["Politique, ", "jeudi ", "5 octobre 2013", ", p. 3"])
    ('Politique', '5 octobre 2013')
    """
    dates = [i for i, text in enumerate(head) if re.search(r"\d{4}", text)]
    if not dates:
        return None, None
    section = head[0].strip(" ,") if dates[0] and head[0].rstrip().endswith(",") else None
    return section, head[dates[0]].strip(" ,")


def _lines_below_title(cell: Any) -> list[str]:
    """The lines of an older article behind its title."""
    titles = _with_class(cell, "TitreArticleVisu")
    title = " ".join(paragraphs_of(titles[0])) if titles else ""
    lines = paragraphs_of(cell)
    return lines[lines.index(title) + 1 :] if title in lines else lines


def _is_name(line: str) -> bool:
    words = line.split()
    return len(words) <= _MOST_WORDS and line[-1].isalpha() and words[-1][0].isupper()


def _text(lines: Sequence[str]) -> str:
    """The text without what stands behind it: copyright, number, where it came out, addresses of links."""
    end = next((i for i, line in enumerate(lines) if i and _END.match(line)), len(lines))
    return prose(_LINK.sub("", line) for line in lines[:end] if not _ORIGIN.match(line))


PAGE = Layout(
    "Europresse",
    (re.compile(rb"""class=["'](?:[^"']* )?DocPublicationName"""),),
    _parts,
    _record,
    "the name of the newspaper, date, title, text",
    "in Europresse, select articles and save them as HTML",
)
