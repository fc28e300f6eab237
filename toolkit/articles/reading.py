"""Reading files, folders and globs: each row, text or page becomes an `Article`, and what cannot be read a `Problem`.

`read_articles` yields one article at a time, so that a corpus never has to fit in memory.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Unpack

from .article import COLUMNS, Article, Articles, Problem
from .conditions import condition_of, value_of, without_value
from .formats import read_file
from .mending import mended, problem_of
from .metadata import KEY, metadata_of, of_articles
from .paths import but_for, files_behind
from .records import as_row
from .rows import LONGEST_TEXT, ReadingOptions, Row, RowOptions, article_of_row, named_columns, usable_articles
from .undated import with_column_of_days

_RECORD = "record"  # the file of what lies in none


def read_articles(
    path: str | Path | Iterable[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    where: Iterable[str] = (),
    metadata: str | Path | None = None,
    metadata_key: str = KEY,
    **options: Unpack[RowOptions],
) -> Articles:
    """Articles of a file, a folder, a glob, several of these, or standard input ("-").

    Reads tables (.csv, .tsv, .xlsx, .xls, .json, .jsonl, .parquet), documents (.txt, .docx, .rtf, .html), feeds, NewsML and NITF
    (.xml, .rss, .atom) and web archives (.warc); all but .parquet also compressed, as .csv.gz or .csv.zst. Downloads of Nexis
    Uni, LexisNexis, Factiva, ProQuest and Europresse are told by their layout, and taken apart into their articles: see
    docs/files.md. In a folder, each other text or page is one article, and the subfolder that it lies in names its outlet; with
    several paths, these are the subfolders of the folder that all have in common. The outlet of a page in a web archive is its
    host. Standard input holds JSON Lines, or one plain text.

    Parameters
    ----------
    options : ``text="story", outlet="paper"``: which column of the file holds which field; fields that are not named are looked
        for under their usual names (see `RowOptions`). ``day_first=True`` reads 4/5/2017 as 4 May.
    columns : the same as a mapping, for names that are kept in a variable.
    encoding : of text files. A byte order mark is understood; a row that is not in this encoding is reported, not read.
    where : conditions such as ``"genre!=opinion"`` or ``"published>=2014-01-01"``; all must hold. The genre of an article that
        has none of your own is detected (``genre_detected`` is the detected one in any case).
    metadata : a table with a row for each file, which gives texts their outlets, dates and columns of your own. Options that name
        columns name those of this table, other than ``text`` and ``id``. An article takes the id of its row, if that has one.
        Articles without a row, and rows without an article, are told in ``.problems``.
    metadata_key : its column that names the file: ``storm.txt`` or ``storm``, with its folder where several have one name.

    Raises
    ------
    ArticleError
        There is nothing to read under a path, a file is of an unknown kind, or the metadata name a file twice. Problems inside
        the files raise no error: they are listed in ``.problems`` once the articles have been read.
    OptionError
        An unknown field is named, a condition has no operator, standard input is read together with files, or the metadata name
        none of the files.

    Examples
    --------
    >>> from toolkit.example import EXAMPLE
    >>> next(iter(read_articles(EXAMPLE, where=["outlet=Halyard Wire"]))).language
    'en'
    """
    chosen = named_columns(options, columns)
    paths = [str(path)] if isinstance(path, str | os.PathLike) else list(map(str, path))
    found, name = files_behind(paths), ", ".join(paths)
    files = but_for(str(metadata), found.files) if metadata else found.files  # it may lie in the folder that is read
    reading = ReadingOptions(chosen, encoding, options.get("day_first", False), found.root, len(files) > 1)
    about = metadata_of(str(metadata), metadata_key, reading, files) if metadata else None
    of_files = reading._replace(columns=of_articles(chosen)) if about else reading
    conditions = [condition_of(text) for text in where]

    def read(problems: list[Problem]) -> Iterator[Article]:
        problems += found.problems
        read_rows = (row for file in files for row in read_file(file, of_files, problems))
        rows = (with_mending(row, problems) for row in (about.described(read_rows, problems) if about else read_rows))
        unmet, known = {condition.name for condition in conditions}, list(COLUMNS)
        for article in with_column_of_days(usable_articles(rows, problems), name, problems):
            if unmet:
                unmet -= {name for name in unmet if value_of(article, name) is not None}
                known = article.fields
            if all(condition.holds(article) for condition in conditions):
                yield article
        problems += (without_value(name, field, known) for field in sorted(unmet))

    return Articles(name, read)


def article_of_record(
    record: Mapping[str, Any], columns: Mapping[str, str] | None = None, *, row: int | None = None, day_first: bool = False
) -> tuple[Article | None, list[Problem]]:
    """The article of one row of a table, whatever it lies in, and what is wrong or odd about it; None where it cannot be scored.

    `columns` are those that `named_columns` gives, `day_first` is that of `read_articles`, and `row` is the id of an article that
    has none.

    Raises OptionError where there is no column of texts, or none of a name that the user gives.

    >>> article_of_record({"body": "It rained.", "site": "Wire"})[0].outlet
    'Wire'
    """
    problems: list[Problem] = []
    reading = ReadingOptions(dict(columns or {}), "utf-8", day_first, Path(), several=False)
    made = with_mending(Row(article_of_row(as_row(record), reading, _RECORD, row, problems), _RECORD, row), problems)
    return next(usable_articles([made], problems), None), problems


def with_mending(row: Row, problems: list[Problem]) -> Row:
    """A row with errors of encoding mended, which a problem tells, and without characters that have no shape.

    >>> with_mending(Row(Article("a", "I donâ€™t."), "mine.csv", 2), []).article.text
    'I don’t.'
    """
    article = mended(row.article) if len(row.article.text) <= LONGEST_TEXT else row.article
    if problem := problem_of(article, row.file, row.row):
        problems.append(problem)
    return row._replace(article=article)
