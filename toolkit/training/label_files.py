"""Files of labels that users make: tables of texts and labels, and annotated articles as ``framing annotate`` writes them."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ..articles.article import Article
from ..articles.reading import read_articles
from ..classifiers.sentence_words import places_of
from ..errors import ArticleError, OptionError
from ..text.spans import Span

_YES = frozenset("1 true yes biased".split())
_NO = frozenset("0 false no non-biased unbiased".split())
_NO_FRAMES = frozenset("text label labels words title id outlet url date published event topic author".split())

T = TypeVar("T")

Table = list[tuple[int, dict[str, str]]]
"""The rows of a file, each with the number of its line."""


# -- tables ----------------------------------------------------------------------------------------------------------------


def read_table(path: str | Path, columns: Sequence[str], group: str | None) -> Table:
    """The rows of a table that have a text.

    Raises ArticleError where the file cannot be read, lacks one of `columns`, or has a column twice; OptionError where it lacks
    the column `group`.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            names = [_column(name, group) for name in next(csv.reader([first], delimiter=_delimiter(path, first)), [])]
            _check_columns(path, names, columns, group)
            return list(_with_text(csv.DictReader(file, names, restval="", delimiter=_delimiter(path, first))))
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except (OSError, csv.Error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from None


def _column(name: str, group: str | None) -> str:
    """The name of a column as the readers know it, in any letter case; the name of a frame stays as it is written.

    >>> [_column(name, "paper") for name in (" Text", "PAPER", "Human interest ")]
    ['text', 'paper', 'Human interest']
    """
    bare, low = name.strip(), name.strip().lower()
    return group if group and low == group.strip().lower() else low if low in _NO_FRAMES else bare


def _delimiter(path: str | Path, first: str) -> str:
    return "\t" if Path(path).suffix.lower() == ".tsv" else max(",;\t", key=first.count)


def _check_columns(path: str | Path, names: Sequence[str], columns: Sequence[str], group: str | None) -> None:
    missing = [name for name in (*columns, *([group] if group else [])) if name not in names]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise ArticleError(f"{path}:1: more than one column {', '.join(twice)}; letter case does not distinguish columns")
    if missing:
        fault = OptionError if missing == [group] else ArticleError
        there = ", ".join(names) or "none"
        raise fault(f"{path}:1: no column {', '.join(missing)}; columns found: {there}; the first line must name them")


def _with_text(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        if row["text"].strip():
            yield reader.line_num + 1, row


def header(path: str | Path) -> list[str]:
    """The names of the columns of a table; empty where the file is not a table."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        return []
    return next(csv.reader([first], delimiter=_delimiter(path, first)), [])


def frame_columns(table: Table, group: str | None) -> list[str]:
    """The columns in which more than half of the cells say yes or no."""
    names = [name for name in (table[0][1] if table else {}) if name not in _NO_FRAMES | {group or ""}]
    answers = {name: sum(row[name].strip().lower() in _YES | _NO for _, row in table) for name in names}
    return [name for name in names if answers[name] > len(table) / 2]


# -- cells -----------------------------------------------------------------------------------------------------------------


def flag(cell: str, place: str, problems: list[str]) -> bool:
    """Whether a cell says yes; a cell that says neither yes nor no is added to the problems."""
    answer = cell.strip().lower()
    if answer not in _YES | _NO:
        problems.append(f"{place} is {cell!r}; say 1 or 0, true or false, biased or non-biased")
    return answer in _YES


def marked_words(row: dict[str, str], place: str, problems: list[str]) -> tuple[str, ...]:
    """The words or phrases of a row's cell `words`; those that do not occur in its text are added to the problems."""
    words = parts(row["words"])
    missing = [word for word in words if not any(places_of(row["text"], [word]))]
    if missing:
        problems.append(f"{place}: {', '.join(map(repr, missing))} not in the text; copy whole words, separated by | or ;")
    return words


def parts(cell: str) -> tuple[str, ...]:
    """The words or names in a cell, which are separated by | or ;.

    >>> parts("thug | mob;")
    ('thug', 'mob')
    """
    return tuple(part.strip() for part in cell.replace(";", "|").split("|") if part.strip())


# -- annotated articles ----------------------------------------------------------------------------------------------------


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
        lines = Path(labels).read_text(encoding="utf-8").splitlines()
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
