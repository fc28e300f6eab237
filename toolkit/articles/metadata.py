"""What a table says of articles that lie in files of their own: their outlets, dates and columns of the user's own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from ..errors import ArticleError, OptionError
from .article import COLUMNS, Article, Problem
from .formats import read_file, suffix_of
from .opening import unpacked_name
from .rows import ReadingOptions, Row, is_present

KEY = "file"
"""The usual name of the column that says which file each row is about."""

_FROM_TABLE = ("outlet", "title", "published", "url", "event", "language", "genre", "byline", "wire_credit", "translated")
_OF_ARTICLES = ("text", "id")  # fields whose columns are those of the articles themselves
_ONE_EACH = (".txt", ".docx", ".rtf", ".html", ".htm")  # endings of files that hold one article, unless they are downloads
_LISTED = 3  # names in a message


class Metadata(NamedTuple):
    """The rows of a table about articles, by the id of each; `short` are the ids that the last part of a path tells."""

    path: str
    rows: Mapping[str, Article]
    short: Mapping[str, str]
    problems: list[Problem]

    def described(self, rows: Iterable[Row], problems: list[Problem]) -> Iterator[Row]:
        """The articles with what the table says of them; those that it does not name go to `problems`, and rows about none."""
        problems += self.problems
        met, without = set[str](), list[str]()
        for row in rows:
            key = self.key_of(row.article.id)
            met.add(key)
            if key not in self.rows:
                without.append(row.article.id)
            yield row._replace(article=_with(row.article, self.rows[key])) if key in self.rows else row
        problems += self._left([key for key in self.rows if key not in met], without)

    def key_of(self, name: str) -> str:
        """The id by which the table may know an article: its own, the last part of it where no other article has that, or its own
        as a table names a file; its own where the table has none of these."""
        return next((key for key in (name, self.short.get(name, name), _key(name)) if key in self.rows), name)

    def _left(self, unused: Sequence[str], without: Sequence[str]) -> Iterator[Problem]:
        """Rows that are about no article that was read, and articles that no row is about."""
        if without:
            reason = f"no row is about {_several(without, 'article')}"
            yield Problem(self.path, None, reason, "write a row for each, with the name of its file", skipped=False)
        if unused:
            reason = f"no article was read for {_several(unused, 'row')}"
            yield Problem(self.path, None, reason, "compare the names with those of the files", skipped=False)


def metadata_of(path: str, key: str, reading: ReadingOptions, files: Sequence[str]) -> Metadata:
    """What a table says of the articles in some files, each of which it names in the column `key`: by its path below the folder
    that is read, or by its name alone where no other has that; with or without its ending.

    A row that names no file is a problem. Raises OptionError where it is no table, cannot be read, lacks a column, or names none
    of the files, and ArticleError where it names a file twice or there is no file but itself.
    """
    if not files:
        raise ArticleError(f"{path}: there is nothing to read but this table: name the folder of the texts, or their files")
    if suffix_of(path) in (None, *_ONE_EACH):
        raise OptionError(f"{path}: no table that can be read; give a CSV, Excel or Parquet file, or JSON Lines")
    chosen = {name: column for name, column in reading.columns.items() if name not in _OF_ARTICLES}
    problems: list[Problem] = []
    found = list(read_file(path, reading._replace(columns={**chosen, "text": key}), problems))
    if fatal := next((problem for problem in problems if problem.skipped), None):
        which = "; the column that names the files is given with --metadata-key (in Python metadata_key=…)"
        raise OptionError(f"{fatal}{'' if fatal.remedy else which}")
    named = [row for row in found if is_present(row.article.text)]
    remedy = f"fill the column {key!r}, or drop the row"
    problems += [Problem(path, row.row, "no name of a file", remedy) for row in found if not is_present(row.article.text)]
    keys = [_key(row.article.text) for row in named]
    if twice := [name for name, n in Counter(keys).items() if n > 1]:
        raise ArticleError(f"{path}: {_several(twice, 'file')} in more rows than one: leave one for each")
    rows = dict(zip(keys, (row.article for row in named), strict=True))
    ids = [reading.id_of(file) for file in files]
    n = Counter(PurePosixPath(name).name for name in ids)
    short = {name: last for name in ids if n[last := PurePosixPath(name).name] == 1 and last in rows}
    if all(suffix_of(file) in _ONE_EACH for file in files) and not any(name in rows or name in short for name in ids):
        names = _several(list(rows), "name")
        raise OptionError(f"{path}: none of the files is in its column {key!r}, which has {names}; the first file is {ids[0]!r}")
    return Metadata(path, rows, short, problems)


def of_articles(columns: Mapping[str, str]) -> dict[str, str]:
    """Those of the columns that a user names which are columns of the articles, where a table tells the rest.

    >>> of_articles({"text": "body", "outlet": "paper"})
    {'text': 'body'}
    """
    return {name: column for name, column in columns.items() if name in _OF_ARTICLES}


def _key(name: str) -> str:
    """The id that the name of a file stands for: without its ending, and with slashes.

    >>> _key(".\\\\Wire\\\\storm.txt.gz"), _key("storm.v2")
    ('Wire/storm', 'storm.v2')
    """
    path = name.strip().replace("\\", "/")
    known = PurePosixPath(unpacked_name(path)).with_suffix("") if suffix_of(path) else PurePosixPath(path)
    return known.as_posix()


def _with(article: Article, row: Article) -> Article:
    """An article with the fields and columns of the row about it, whose id it takes if that has one of its own."""
    fields = {name: value for name in _FROM_TABLE if (value := getattr(row, name)) is not None}
    own = next((str(value) for name, value in row.labels.items() if name.lower() in COLUMNS["id"]), article.id)
    return replace(article, id=own, labels={**article.labels, **row.labels}, **fields)


def _several(names: Sequence[str], what: str) -> str:
    """How many there are, and the first of them.

    >>> _several(["a", "b"], "row"), _several(list("abcd"), "file")
    ('2 rows (a, b)', '4 files (a, b, c …)')
    """
    more = " …" * (len(names) > _LISTED)
    return f"{len(names):,} {what}{'s' * (len(names) != 1)} ({', '.join(islice(names, _LISTED))}{more})"
