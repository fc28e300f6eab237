"""Which reader is for which format; standard input is read here."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from ..errors import ArticleError, OptionError
from .article import Article, Problem
from .documents import read_rich_text, read_text, read_word
from .feeds import read_xml
from .opening import lines_of, text_file, unpacked_name
from .pages import read_archive, read_page
from .parquet import read_parquet
from .rows import LONGEST_TEXT, ReadingOptions, Row
from .spreadsheets import read_spreadsheet
from .tables import read_delimited, read_json, read_json_lines, rows_of_json


def read_file(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of one file, not yet checked; where reading fails, `problems` gets a row and the articles end."""
    read = _read_standard_input if path == "-" else _READERS[suffix_of(path) or ""]
    try:
        yield from read(path, reading, problems)
    except OptionError as error:  # which says itself what to do
        problems.append(Problem(path, None, str(error)))
    except (OSError, UnicodeError, ArticleError) as error:
        problems.append(Problem(path, None, f"cannot be read further: {error}", "check the file"))


def suffix_of(path: str) -> str | None:
    """The ending that says which format a file has; None where the format is not known.

    >>> suffix_of("news/articles.CSV.gz")
    '.csv'
    """
    suffix = Path(unpacked_name(path)).suffix.lower()
    return suffix if suffix in _READERS else None


def _read_standard_input(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of standard input: JSON Lines, or else one plain text."""
    with text_file(path, reading.encoding, problems) as text:
        start, lines = list[str](), lines_of(text, path, problems)
        for number, line in lines:
            if line.lstrip().startswith("{"):
                yield from rows_of_json(chain([(number, line)], lines), path, reading, problems)
                return
            start.append(line)
            if line.strip():
                break
        yield Row(Article("stdin", "".join(start) + text.read(LONGEST_TEXT + 1)), path, None)


_READERS: Mapping[str, Callable[[str, ReadingOptions, list[Problem]], Iterator[Row]]] = {
    ".txt": read_text,
    ".docx": read_word,
    ".rtf": read_rich_text,
    ".html": read_page,
    ".htm": read_page,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".xlsx": read_spreadsheet,
    ".xls": read_spreadsheet,
    ".jsonl": read_json_lines,
    ".json": read_json,
    ".parquet": read_parquet,
    ".xml": read_xml,
    ".rss": read_xml,
    ".atom": read_xml,
    ".warc": read_archive,
}
SUFFIXES = tuple(_READERS)
"""Endings of the files that can be read."""
