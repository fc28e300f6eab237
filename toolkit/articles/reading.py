"""Reading files, folders and globs: each row, text or page becomes an `Article`, and what cannot be read a `Problem`.

`read_articles` yields one article at a time, so that a corpus never has to fit in memory.
"""

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import ArticleError, OptionError
from .article import COLUMNS, Article, Articles, Problem
from .conditions import condition_of, value_of
from .formats import SUFFIXES, read_file, suffix_of
from .mending import mended, problem_of
from .rows import ReadingOptions, Row, usable_articles


def read_articles(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    where: Iterable[str] = (),
    day_first: bool = False,
) -> Articles:
    """Articles of a file, a folder, a glob, or standard input ("-").

    Reads .txt, .html, .csv, .tsv, .jsonl (each also with .gz) and .parquet. In a folder, each text or page is one article,
    and the subfolder that it lies in names its outlet. Standard input holds JSON Lines, or one plain text.

    Parameters
    ----------
    columns : our field name to the column name in the file, e.g. ``{"text": "article_content", "outlet": "source"}``;
        fields not named are looked up under the usual names (`COLUMNS`).
    encoding : of text files. A byte order mark is understood; a row that is not in this encoding is reported, not read.
    where : conditions such as ``"genre!=opinion"`` or ``"published>=2014-01-01"``; all must hold. The genre of an article that
        has none of your own is detected (``genre_detected`` is the detected one in any case).
    day_first : read 4/5/2017 as 4 May instead of April 5.

    Raises
    ------
    ArticleError
        There is nothing to read under `path`, or the file is of an unknown kind. Problems inside the files raise no error:
        they are listed in ``.problems`` once the articles have been read.
    OptionError
        `columns` names an unknown field, or a condition has no operator.

    Examples
    --------
    >>> from toolkit.example import EXAMPLE
    >>> next(iter(read_articles(EXAMPLE, where=["outlet=Halyard Wire"]))).language
    'en'
    """
    unknown = sorted(set(columns or ()) - set(COLUMNS))
    if unknown:
        raise OptionError(f"unknown field {', '.join(unknown)}; fields are {', '.join(COLUMNS)}")
    files = _files(str(path))
    reading = ReadingOptions(dict(columns or {}), encoding, day_first, _root(str(path)))
    conditions = [condition_of(text) for text in where]

    def read(problems: list[Problem]) -> Iterator[Article]:
        rows = _mended((row for file in files for row in read_file(file, reading, problems)), problems)
        without_value = {condition.name for condition in conditions}
        for article in usable_articles(rows, problems):
            without_value -= {name for name in without_value if value_of(article, name) is not None}
            if all(condition.holds(article) for condition in conditions):
                yield article
        for name in sorted(without_value):
            problems.append(
                Problem(str(path), None, f"no article has a value for {name!r}", "check the name in --where", skipped=False)
            )

    return Articles(str(path), read)


def _mended(rows: Iterable[Row], problems: list[Problem]) -> Iterator[Row]:
    """The rows with errors of encoding mended, each with a problem that says so."""
    for row in rows:
        article = mended(row.article)
        if article.mending:
            problems.append(problem_of(article, row.file, row.row))
        yield row._replace(article=article)


def _files(path: str) -> list[str]:
    """The files behind a path. Raises ArticleError where there are none, or none of a kind that can be read."""
    if path == "-":
        return ["-"]
    if Path(path).is_file():
        if not suffix_of(path):
            raise ArticleError(f"{path}: unknown kind of file; known endings are {', '.join(SUFFIXES)} (and .gz)")
        return [path]
    if Path(path).is_dir():
        inside = [str(file) for file in Path(path).rglob("*") if file.is_file()]
        reason = f"the folder holds no file ending in {', '.join(SUFFIXES)}"
    else:
        inside, reason = glob.glob(path, recursive=True), "no such file or folder"
    files = sorted(filter(suffix_of, inside))
    if not files:
        raise ArticleError(f"{path}: nothing to read: {reason}")
    return files


def _root(path: str) -> Path:
    """The folder below which the paths of texts and pages become their ids: for a glob, what precedes its first wildcard."""
    before = re.split(r"[*?\[]", path)[0]
    return Path(before) if Path(before).is_dir() else Path(before).parent
