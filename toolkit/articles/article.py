"""An article as it was read, all the articles behind one path, and what could not be read.

The text of an article is kept as it was read, but for what is not as its page was (`mending`): all spans count its characters.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from ..errors import ArticleError
from .dates import day_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "content", "body", "article_text", "article_content", "full_text", "maintext", "plaintext"),
        *("articlebody", "fields.bodytext"),
    ),
    "id": ("id", "article_id", "unit_id", "uid", "doc_id"),
    "outlet": (
        *("outlet", "source-hostname", "source", "publisher", "site", "newspaper", "source_domain"),
        *("publication", "media_name", "source_name", "sourcecommonname", "source.name", "source.title", "source_url"),
    ),
    "title": ("title", "headline", "article_title", "webtitle", "headline.main"),
    "published": (
        *("published", "date", "published_at", "publication_date", "publishedat", "date_publish", "publishing_date"),
        *("publish_date", "published_date", "date_published", "datepublished", "pub_date", "pubdate", "webpublicationdate"),
        "datetime",
    ),
    "url": ("url", "link", "weburl", "web_url"),
    "event": ("event", "event_id"),
    "language": ("language", "lang"),
    "genre": ("genre",),
    "byline": ("byline", "author", "authors", "fields.byline"),
    "wire_credit": ("wire_credit",),
    "translated": ("translated",),
}
"""Our fields, and the usual names of their columns (in any case), which are looked for where the user names none."""

Label = str | int | float
"""A value of a column of the user's own; a truth value is an int too."""

DETECTED = "genre_detected"
"""The name of the genre that the toolkit finds itself, as distinct from `genre`, the user's own."""


class Edit(NamedTuple):
    """Characters `start` to `end` of a text that stand for `read_start` to `read_end` of the text as it was read."""

    start: int
    end: int
    read_start: int
    read_end: int


class Mending(NamedTuple):
    """A text as it was read before it was mended, and what was changed."""

    text: str
    edits: tuple[Edit, ...]

    def as_read(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the mended text as offsets of the text as it was read.

        >>> Mending("donâ€™t", (Edit(3, 4, 3, 6),)).as_read(0, 5)
        (0, 7)
        >>> Mending("an\u200b old", (Edit(2, 2, 2, 3),)).as_read(0, 2)
        (0, 2)
        """
        first = self._before(start, last=False)
        return first, max(self._before(end, last=True), first)  # the same twice for a place where something was taken out

    def _before(self, place: int, *, last: bool) -> int:
        """One offset; inside an edit that of its start or, for the end of a span, of its end. Edits are in order."""
        passed = bisect_right(self.edits, place, key=attrgetter("end"))
        while last and passed and self.edits[passed - 1].start == place:  # what was taken out there is behind the span
            passed -= 1
        if passed < len(self.edits) and self.edits[passed].start < place < self.edits[passed].end:
            return self.edits[passed].read_end if last else self.edits[passed].read_start
        return place + (self.edits[passed - 1].read_end - self.edits[passed - 1].end if passed else 0)


@dataclass(frozen=True)
class Article:
    """One article as it was read; fields that the file does not have are None.

    Attributes
    ----------
    id : what the article is called in every table.
    text : never changed but by `mending`: all spans of the toolkit count its characters.
    outlet, title, url, byline : as they were read.
    published : the day; a moment, or a text that means a day, may be given.
    event : the event that the article is on (see `with_events`).
    language : the code of its language ("en"), where the file says it.
    genre : the user's own.
    genre_detected : the genre by title, address, byline and text, once the article has been scored.
    wire_credit, translated : the agency that is credited, and whether the text is a translation.
    labels : every column but the text under its name in the file, its values as text; of what a program holds, numbers and truth
        values stay what they are (`objects`).
    mending : the text or title as it was read, where errors of encoding were mended at reading, or characters without a shape
        taken out.
    file, row : where it was read.

    Raises ArticleError for a `published` that means no day.

    >>> Article("a", "It rained.", outlet="Wire", published="3 March 2017").published
    datetime.date(2017, 3, 3)
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
    labels: Mapping[str, Label] = field(default_factory=dict)
    mending: Mapping[str, Mending] = field(default_factory=dict, repr=False)
    genre_detected: str | None = None
    file: str | None = field(default=None, repr=False, compare=False)
    row: int | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.published is not None and type(self.published) is not date:
            day = day_of(self.published)
            if day is None:
                raise ArticleError(f"{self.id}: date not understood: {self.published!r}; use yyyy-mm-dd")
            object.__setattr__(self, "published", day)

    @property
    def sha256(self) -> str:
        """Hash of the text as it was read, in UTF-8; annotations carry it, so that they can be matched with their article."""
        return hashlib.sha256((self.original("text") or "").encode("utf-8", "surrogatepass")).hexdigest()

    def value(self, name: str) -> Any:
        """The field or label called `name`; None where the article has none.

        An article without a genre of the user's own has the one that was detected.

        >>> Article("a", "It rained.", genre_detected="news").value("genre")
        'news'
        """
        if name == "genre":
            return self.genre or self.genre_detected
        return getattr(self, name) if name in COLUMNS or name == DETECTED else self.labels.get(name)

    def field(self, name: str) -> str:
        """The title or the text, by its name; empty for an article without a title.

        >>> Article("a", "It rained.").field("title")
        ''
        """
        return self.text if name == "text" else self.title or ""

    def original(self, name: str) -> str | None:
        """The text or title as it was read."""
        text: str | None = getattr(self, name)
        return self.mending[name].text if name in self.mending else text

    def as_read(self, name: str, start: int, end: int) -> tuple[int, int]:
        """A span of the text or title as offsets of what was read; the same but where it was mended."""
        return self.mending[name].as_read(start, end) if name in self.mending else (start, end)

    @property
    def unmended(self) -> "Article":
        """The article as it was read, for labels whose offsets count the characters of the file."""
        if not self.mending:
            return self
        return replace(self, text=self.original("text") or "", title=self.original("title"), mending={})

    @property
    def described(self) -> str:
        """All fields except the text as one string; the same for articles with the same values.

        >>> Article("a", "It rained.", outlet="Wire").described
        "[('id', 'a'), ('outlet', 'Wire')]"
        """
        return repr(sorted((name, str(value)) for name in self.fields if (value := self.value(name)) is not None))

    @property
    def fields(self) -> list[str]:
        """Every name under which `value` looks for something in this article."""
        return [*(name for name in COLUMNS if name != "text"), DETECTED, *(name for name in self.labels if name not in COLUMNS)]


def fingerprint(articles: Iterable[Article]) -> str:
    """A hash over the texts and all fields of some articles, by which a run knows what it has read before.

    >>> fingerprint([Article("a", "It rained.")]) == fingerprint([Article("a", "It rained.", outlet="Wire")])
    False
    """
    return hashlib.sha256(json.dumps([(article.sha256, article.described) for article in articles]).encode()).hexdigest()


class Problem(NamedTuple):
    """Something that was not read as the user may expect: where, why, and what to do about it.

    `file` may be the id of an article that no file holds, and `row` is None where the whole file is meant. `skipped` says whether
    the row or file was left out; otherwise its article was kept.

    >>> print(Problem("mine.csv", 3, "no text", "give the column that holds it"))
    mine.csv:3: no text (give the column that holds it)
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

    `size` is their number where it is known before they are read, 0 where it is not.

    >>> articles = Articles("example.jsonl", lambda problems: iter([Article("a", "Some text.")]))
    >>> [article.id for article in articles], articles.problems
    (['a'], [])
    """

    def __init__(self, path: str, read: Callable[[list[Problem]], Iterator[Article]], size: int = 0) -> None:
        self.path = path
        self.size = size
        self.problems: list[Problem] = []
        self._read = read

    def __iter__(self) -> Iterator[Article]:
        self.problems.clear()
        return self._read(self.problems)

    def __length_hint__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return f"Articles({self.path!r})"


def article_of(text: str, **fields: Any) -> Article:
    """An article made from a plain string, for trying things out; `date` is `published`, as elsewhere.

    Raises ArticleError where it is no string; `read_articles` and `score` take dictionaries.

    >>> article_of("He left.", outlet="Wire").outlet
    'Wire'
    """
    if not isinstance(text, str):
        raise ArticleError(f"article_of takes a text and its fields, not a {type(text).__name__}")
    if "date" in fields:
        fields["published"] = fields.pop("date")
    return Article(**{"id": "text", "text": text, **fields})
