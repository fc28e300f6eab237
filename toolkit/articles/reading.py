"""Files in: one row, file or page becomes one `Article`; what cannot be read becomes a row in the problems table.

`read_articles` streams, so a corpus never has to fit in memory.
"""

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import ArticleError
from .article import COLUMNS, Article, Articles, Problem
from .conditions import condition_of
from .formats import SUFFIXES, read_file, suffix_of
from .rows import Reading, checked


def read_articles(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    where: Iterable[str] = (),
    day_first: bool = False,
) -> Articles:
    """Articles of a file, a folder, a glob, or standard input ("-").

    Reads .txt, .html, .csv, .tsv, .jsonl (each also with .gz) and .parquet. In a folder, a text or page stands for one
    article, and the name of a subfolder for its outlet. Standard input holds JSON Lines, or one plain text.

    Parameters
    ----------
    columns : our field name to the column name in the file, e.g. ``{"text": "article_content", "outlet": "source"}``;
        fields not named are looked up under the usual names (`COLUMNS`).
    encoding : of text files. A byte order mark is understood; a row that is not in this encoding is reported, not read.
    where : conditions such as ``"genre!=opinion"`` or ``"published>=2014-01-01"``; all must hold.
    day_first : read 4/5/2017 as 4 May instead of April 5.

    Raises
    ------
    ArticleError
        Nothing is there to read, an option names an unknown field, or a condition has no operator. Problems inside the
        files never raise: they are listed in ``.problems`` once the articles have been read.

    Examples
    --------
    >>> from toolkit.example import EXAMPLE
    >>> next(iter(read_articles(EXAMPLE, where=["outlet=Halyard Wire"]))).language
    'en'
    """
    files = _files(str(path))
    before = re.split(r"[*?\[]", str(path))[0]  # of a glob: what stands before its first wildcard
    root = Path(before) if Path(before).is_dir() else Path(before).parent
    reading = Reading(dict(columns or {}), encoding, day_first, root)
    unknown = sorted(set(reading.columns) - set(COLUMNS))
    if unknown:
        raise ArticleError(f"unknown field {', '.join(unknown)}; fields are {', '.join(COLUMNS)}")
    conditions = [condition_of(text) for text in where]

    def read(problems: list[Problem]) -> Iterator[Article]:
        rows = (article for file in files for article in read_file(file, reading, problems))
        unseen = {condition.name for condition in conditions}
        for article in checked(rows, problems):
            unseen -= {name for name in unseen if article.value(name) is not None}
            if all(condition.holds(article) for condition in conditions):
                yield article
        for name in sorted(unseen):
            problems.append(
                Problem(str(path), None, f"no article has a value for {name!r}", "check the name in --where", skipped=False)
            )

    return Articles(str(path), read)


def _files(path: str) -> list[str]:
    if path == "-":
        return ["-"]
    if Path(path).is_dir():
        found = sorted(str(f) for f in Path(path).rglob("*") if f.is_file() and suffix_of(str(f)))
        remedy = f"the folder holds no file ending in {', '.join(SUFFIXES)}"
    elif Path(path).is_file():
        found, remedy = [path], ""
        if not suffix_of(path):
            raise ArticleError(f"{path}: unknown kind of file; known endings are {', '.join(SUFFIXES)} (and .gz)")
    else:
        found, remedy = sorted(f for f in glob.glob(path, recursive=True) if suffix_of(f)), "no such file or folder"
    if not found:
        raise ArticleError(f"{path}: nothing to read: {remedy}")
    return found
