"""What the layout of a database is: how its downloads are told, taken apart into articles, and read."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import ArticleError
from .article import Problem
from .rows import ReadingOptions, Row, article_of_row

_SHOWN, _LONGEST_SHOWN = 4, 60  # lines and characters of what was found
_NO_WORDS = re.compile(r"https?://\S+|Link (?:to|zum) \S+(?: \S+){0,2}")


class Layout(NamedTuple):
    """The form in which a database gives articles.

    `marks` are patterns that all stand in its files and together in no others. `parts` are the articles of a file, given as
    lines or, for pages, as the root of the page; `record` is what a part says by the names of our fields, and raises
    ArticleError where the part is not in the layout. `expected` says in words what a part holds, `remedy` how to download.
    """

    name: str
    marks: tuple[re.Pattern[Any], ...]
    parts: Callable[[Any], Iterable[Any]]
    record: Callable[[Any], Mapping[str, Any]]
    expected: str
    remedy: str


def layout_of(content: Any, layouts: Iterable[Layout]) -> Layout | None:
    """The layout that a text, or the bytes of a page, is in; None for an ordinary one."""
    return next((layout for layout in layouts if all(mark.search(content) for mark in layout.marks)), None)


def rows_of(layout: Layout, source: Any, path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a download. A part that is not in the layout is a problem, which says what was expected and found.

    Rows count the articles of the file. The section of a newspaper is a column of its own and no genre. Where the download
    does not name the outlet, it is the folder that the file lies in.
    """
    number = 0
    for number, part in enumerate(layout.parts(source), 1):
        try:
            told = {name: value for name, value in layout.record(part).items() if value}
            record = {"text": "", "genre": None, "outlet": reading.outlet_of(path), **told}
            if not record["text"]:
                raise ArticleError("found no text")
        except ArticleError as error:
            reason = f"not in the layout of {layout.name}: expected {layout.expected}; {error}"
            problems.append(Problem(path, number, reason, layout.remedy))
            continue
        columns = {field: column for field, column in reading.columns.items() if column in record}
        yield Row(article_of_row(record, reading._replace(columns=columns), path, number, problems), path, number)
    if not number:
        reason = f"no article in the layout of {layout.name}: expected {layout.expected}; found none"
        problems.append(Problem(path, None, reason, layout.remedy))


def found(lines: Sequence[str]) -> str:
    """The first lines of what was found in place of an article, for a message.

    >>> found(["Rain", "", "x" * 100])
    "found 'Rain', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    shown = [line.strip() for line in lines if line.strip()][:_SHOWN]
    short = [line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…" for line in shown]
    return f"found {', '.join(map(repr, short)) or 'nothing'}"


def prose(paragraphs: Iterable[str]) -> str:
    """The text of an article, with a blank line between paragraphs; addresses and links in lines of their own are left out.

    >>> prose(["It rained. ", "", "https://wire.example/rain", "It dried."])
    'It rained.\\n\\nIt dried.'
    """
    stripped = (paragraph.strip() for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in stripped if paragraph and not _NO_WORDS.fullmatch(paragraph))


def without_by(byline: str | None) -> str | None:
    """The author without the word before the name.

    >>> without_by("By Ada Hall"), without_by("Von Ada Hall"), without_by("Byron Hall")
    ('Ada Hall', 'Ada Hall', 'Byron Hall')
    """
    return re.sub(r"^(?:by|von|par|por)\s+", "", byline.strip(), flags=re.IGNORECASE) or None if byline else None
