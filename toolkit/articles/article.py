"""An article as it was read, all the articles behind one path, and what could not be read.

The text of an article is kept exactly as it was read: all spans count its characters.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "article_text", "article_content"),
    "id": ("id", "article_id", "unit_id", "uid"),
    "outlet": ("outlet", "source", "publisher", "site"),
    "title": ("title", "headline", "article_title"),
    "published": ("published", "date", "published_at", "publication_date"),
    "url": ("url", "link"),
    "event": ("event", "event_id"),
    "language": ("language", "lang"),
    "genre": ("genre", "section"),
    "byline": ("byline", "author"),
    "wire_credit": ("wire_credit",),
    "translated": ("translated",),
}
"""Our fields, and the usual names of their columns (in any case), which are looked for where the user names none."""

DETECTED = "genre_detected"
"""The name of the genre that the toolkit finds itself, as distinct from `genre`, the user's own."""


@dataclass(frozen=True)
class Article:
    """One article as it was read.

    `text` is never changed: all spans of the toolkit count its characters. `labels` holds every column but the text under its
    name in the file, its values as text. Fields that the file does not have are None. `file` and `row` say where it was read.
    `genre_detected` is the genre by title, address, byline and text, once the article has been scored; `genre` is the user's own.
    """

    id: str
    text: str = field(repr=False)
    outlet: str | None = None
    title: str | None = None
    published: date | None = None
    url: str | None = None
    event: str | None = None
    language: str | None = None
    genre: str | None = None
    byline: str | None = None
    wire_credit: str | None = None
    translated: bool | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    genre_detected: str | None = None
    file: str | None = field(default=None, repr=False, compare=False)
    row: int | None = field(default=None, repr=False, compare=False)

    @property
    def sha256(self) -> str:
        """Hash of the text in UTF-8; annotations carry it, so that they can be matched with their article."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def value(self, name: str) -> Any:
        """The field or label called `name`; None where the article has none.

        An article without a genre of the user's own has the one that was detected.

        >>> Article("a", "It rained.", genre_detected="news").value("genre")
        'news'
        """
        if name == "genre":
            return self.genre or self.genre_detected
        return getattr(self, name) if name in COLUMNS or name == DETECTED else self.labels.get(name)

    @property
    def fields(self) -> list[str]:
        """Every name under which `value` looks for something in this article."""
        return [*(name for name in COLUMNS if name != "text"), DETECTED, *(name for name in self.labels if name not in COLUMNS)]


class Problem(NamedTuple):
    """Something that was not read as the user may expect: where, why, and what to do about it.

    `skipped` says whether the row or file was left out; otherwise its article was kept.
    """

    file: str
    row: int | None
    reason: str
    remedy: str = ""
    skipped: bool = True

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        return f"{place}: {self.reason}" + (f" ({self.remedy})" if self.remedy else "")


class Articles:
    """The articles behind a path, read from the files at every iteration; `problems` lists those of the latest one.

    >>> articles = Articles("example.jsonl", lambda problems: iter([Article("a", "Some text.")]))
    >>> [article.id for article in articles], articles.problems
    (['a'], [])
    """

    def __init__(self, path: str, read: Callable[[list[Problem]], Iterator[Article]]) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._read = read

    def __iter__(self) -> Iterator[Article]:
        self.problems.clear()
        return self._read(self.problems)

    def __repr__(self) -> str:
        return f"Articles({self.path!r})"


def article_of(text: str, **fields: Any) -> Article:
    """An article made from a plain string, for trying things out.

    >>> article_of("He left.", outlet="Wire").outlet
    'Wire'
    """
    return Article(**{"id": "text", "text": text, **fields})
