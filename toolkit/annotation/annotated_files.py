"""Annotated articles read back: the lines that `framing annotate` writes, corrected or coded by hand, and their texts."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ..articles.article import Article
from ..articles.reading import read_articles
from ..errors import ArticleError
from ..files import lines_in
from ..text.spans import Span

T = TypeVar("T")


class TextFiles:
    """The articles of files, read in both usual encodings; the hash in the labels shows which reading is right.

    Files are read once, however often the articles are gone through, and no further than they are gone through.
    """

    def __init__(self, paths: Sequence[str | Path]) -> None:
        self._read: list[Article] = []
        self._rest = (
            article for code in ("utf-8", "latin-1") for path in paths for article in read_articles(path, encoding=code)
        )

    def __iter__(self) -> Iterator[Article]:
        yield from self._read
        for article in self._rest:
            self._read.append(article)
            yield article


def annotated(labels: str | Path, articles: Iterable[Article], read: Callable[[Any], T]) -> Iterator[tuple[Article, T]]:
    """Each annotated article, and what `read` makes of its line in the file of labels.

    A line is a JSON object as ``framing annotate`` writes it; its `sha256` of the text says which article it belongs to.

    Raises ArticleError where the file cannot be read, `read` cannot use a line, or the article of a line is missing.
    """
    try:
        lines = lines_in(Path(labels).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{labels}: cannot be read: {error}") from None
    records: list[tuple[str, T]] = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            records.append((record["sha256"], read(record)))
        except (ValueError, KeyError, TypeError) as error:
            raise ArticleError(unusable(f"{labels}:{number}", error)) from None
    by_hash = _by_hash(articles, {digest for digest, _ in records})
    yield from ((by_hash[digest], result) for digest, result in records if digest in by_hash)
    if missing := sum(digest not in by_hash for digest, _ in records):
        raise ArticleError(f"{labels}: the texts of {missing} of its {len(lines)} articles are not among those given")


def unusable(place: str, error: Exception) -> str:
    """What is wrong with a line that is no annotated article: the key that it lacks, or another error.

    >>> unusable("labels.jsonl:3", KeyError("source_type"))
    "labels.jsonl:3: not an annotated article (no 'source_type'); see `framing annotate`"
    """
    reason = f"no {error}" if isinstance(error, KeyError) else repr(error)
    return f"{place}: not an annotated article ({reason}); see `framing annotate`"


def _by_hash(articles: Iterable[Article], wanted: set[str]) -> dict[str, Article]:
    """The articles with these hashes as they were read; nothing more is read once all are found."""
    found: dict[str, Article] = {}
    for article in articles if wanted else ():
        if article.sha256 in wanted:
            found.setdefault(article.sha256, article.unmended)
            if len(found) == len(wanted):
                break
    return found


def spans_of(role: Sequence[Any] | None) -> tuple[Span, ...]:
    """The spans of a role in an attribution: a list of spans, one span, or none.

    >>> spans_of([[0, 4], [6, 9]]), spans_of([0, 4]), spans_of(None)
    ((Span(start=0, end=4), Span(start=6, end=9)), (Span(start=0, end=4),), ())
    """
    if not role:
        return ()
    return tuple(Span(*span) for span in role) if isinstance(role[0], list | tuple) else (Span(*role),)
