"""A row becomes an `Article`, or a `Problem` that says why it does not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice
from numbers import Integral, Real
from pathlib import Path
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlsplit

from ..choices import similar
from ..errors import OptionError
from .article import COLUMNS, Article, Label, Problem
from .dates import day_of
from .opening import unpacked_name

LONGEST_TEXT = 10_000_000
"""Characters of the longest text that is taken for an article: several times War and Peace."""

NOT_FETCHED = (
    "nothing is fetched from the network: let trafilatura -i {} -o articles/ --backup-dir pages/ fetch the addresses, "
    "one a line, and read the folder pages/"
)
"""What to do with a list of addresses that a file is."""

TWICE = "the last one is read"
"""What becomes of columns, or keys, of one name."""

_NO_TEXT = re.compile(r"\s*(?:n/?a|nan|null|none|-+)?\s*", re.IGNORECASE)  # what tables hold where there is nothing
_LISTED = 30  # names of columns that a message tells
_LOOKS_LIKE_TEXT = 400  # characters of a cell that is longer than titles, addresses and teasers are

_NAMING = ("name", "title", "main", "rendered")
"""The keys of an object under which services give its name: News API, Event Registry, the New York Times, WordPress."""

_MISSING = {"nan", "NaT", "<NA>"}  # as text

_DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:\.\d+)?")  # from 1927 to 2173, perhaps with the time of day
_FIRST_OF_WORKBOOK = date(1899, 12, 30)
_MIDNIGHT = " 00:00:00"  # behind a day where a data frame has no days without a time
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


class RowOptions(TypedDict, total=False):
    """Which column of a file or data frame, or key of a dictionary, holds which field; `date` is another name of `published`.

    Fields that are not named are looked up under their usual names (`COLUMNS`). `day_first` reads 4/5/2017 as 4 May.
    """

    text: str
    id: str
    outlet: str
    title: str
    date: str
    published: str
    url: str
    event: str
    language: str
    genre: str
    byline: str
    wire_credit: str
    translated: str
    day_first: bool


class ReadingOptions(NamedTuple):
    """How rows become articles: the user's options of `read_articles`, the folder of all files, and if there are several."""

    columns: dict[str, str]
    encoding: str
    day_first: bool
    root: Path
    several: bool

    def id_of(self, path: str) -> str:
        """The path of a text or page, from the folder that is read, without its ending."""
        name = unpacked_name(path)
        inside = Path(name).relative_to(self.root) if Path(name).is_relative_to(self.root) else Path(name)
        return inside.with_suffix("").as_posix()

    def id_of_row(self, path: str, row: int | None) -> str:
        """The id of a row that has none: its number, behind the name of the file where there are several files."""
        if row is None:
            return Path(path).stem
        return f"{self.id_of(path)}:{row}" if self.several else str(row)

    def outlet_of(self, path: str) -> str | None:
        """The name of the subfolder that a text or page lies in: its outlet. None outside a subfolder."""
        folder = Path(path).parent
        return None if path == "-" or folder == self.root else folder.name


class Row(NamedTuple):
    """An article before it is checked, with the place that it comes from."""

    article: Article
    file: str
    row: int | None


def named_columns(options: RowOptions, columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our field names to the names of columns, as options name them or, where these do not, a mapping.

    Raises OptionError for a field that does not exist.

    >>> named_columns({"text": "body", "day_first": True}, {"text": "prose", "date": "day"})
    {'text': 'body', 'published': 'day'}
    """
    named = [*(columns or {}).items(), *((name, value) for name, value in options.items() if name != "day_first")]
    chosen = {"published" if name == "date" else name: str(column) for name, column in named}
    if unknown := sorted(chosen.keys() - COLUMNS.keys()):
        raise OptionError(f"unknown field {', '.join(unknown)}; fields are {', '.join(COLUMNS)}")
    return chosen


def article_of_row(
    record: Mapping[str, Any], reading: ReadingOptions, path: str, row: int | None, problems: list[Problem]
) -> Article:
    """One article from a row: fields from the columns that the user names, or else from the usual ones.

    Raises OptionError where there is no column of texts, or none of a name that the user gives.
    """
    names = columns_of(record, reading.columns)
    if any(isinstance(value, bytes | list) for value in record.values()):
        record = {name: _decoded(value, reading.encoding) for name, value in record.items()}
    values = {field_: _plain(field_, record[name]) for field_, name in names.items() if is_present(record[name])}
    day = _date(values.pop("published", None), reading.day_first, path, row, problems)
    for name in (name for name, value in values.items() if name != "text" and isinstance(value, dict | list)):
        reason = f"the {name} is a list or an object, and was not read"
        problems.append(Problem(path, row, reason, "give one value", skipped=False))
    own = {str(name): value for name, value in record.items() if is_present(value) and name != names["text"]}
    return Article(
        id=str(values.pop("id", reading.id_of_row(path, row))),
        text=_text(values.pop("text", "")),
        published=day,
        translated=_truth(values.pop("translated", "")),
        labels={name: _label(value) for name, value in own.items() if not isinstance(value, dict | list)},
        mending={},
        **_as_text(values),
    )


def columns_twice(names: Sequence[str], path: str) -> Iterator[Problem]:
    """Names of columns that are the same."""
    for name, n in Counter(names).items():
        if name and n > 1:
            yield Problem(path, 1, f"{n} columns are called {name!r}: {TWICE}", "give every column its own name", skipped=False)
    by_field = {usual: [name for name in dict.fromkeys(names) if name.lower() == usual] for usual in chain(*COLUMNS.values())}
    for alike in (alike for alike in by_field.values() if len(alike) > 1):
        reason = f"columns {' and '.join(map(repr, alike))} differ only in case: the first one is read"
        yield Problem(path, 1, reason, "name another with --text, --outlet and so on", skipped=False)


def _decoded(value: Any, encoding: str) -> Any:
    """A value with its bytes as text, such as Parquet may have; what is not in the encoding becomes a problem later."""
    if isinstance(value, list):
        return [_decoded(part, encoding) for part in value]
    try:
        return value.decode(encoding or "utf-8", "surrogateescape") if isinstance(value, bytes) else value
    except LookupError:
        raise OptionError(f"unknown encoding {encoding!r}") from None


def _plain(field_: str, value: Any) -> Any:
    """The value of a field: of an object what it names, of several authors all, of an outlet that is an address its site."""
    if isinstance(value, dict):
        return next((value[name] for name in _NAMING if isinstance(value.get(name), str)), value)
    if field_ == "byline" and _all_text(value):
        return ", ".join(value)
    return _site_of(value) if field_ == "outlet" and isinstance(value, str) else value


def _site_of(outlet: str) -> str:
    """The site of an address; any other name of an outlet as it is.

    >>> _site_of("https://www.wire.example/2024/rain"), _site_of("The Wire")
    ('wire.example', 'The Wire')
    """
    if not outlet.startswith(("http://", "https://")):
        return outlet
    with suppress(ValueError):
        return (urlsplit(outlet).hostname or outlet).removeprefix("www.")
    return outlet


def _listed(record: Mapping[str, Any]) -> str:
    """The names of the first columns; bytes in them that were not decoded are written out."""
    more = f" and {len(record) - _LISTED} more" if len(record) > _LISTED else ""
    return ", ".join(map(str, islice(record, _LISTED))).encode(errors="backslashreplace").decode() + more


def _as_text(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of single cells as text; lists and objects are left out."""
    return {name: str(value) for name, value in values.items() if not isinstance(value, dict | list)}


def _label(value: Any) -> Label:
    """A value as it is, or as text where it is neither a number nor a truth value; a day without a time of day.

    >>> _label(7), _label(True), _label("007"), _label(date(2031, 5, 4))
    (7, True, '007', '2031-05-04')
    """
    if isinstance(value, int | float | str):
        return value
    if isinstance(value, Real):  # of NumPy
        return int(value) if isinstance(value, Integral) else float(value)
    return str(value).removesuffix(_MIDNIGHT)


def columns_of(record: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our field names to the column names of a record: those that are chosen, or else the usual ones.

    Raises OptionError where a chosen column is missing, or where there is no column of texts.

    >>> columns_of({"body": "It rained.", "paper": "Wire"}, {"outlet": "paper"})
    {'outlet': 'paper', 'text': 'body'}
    """
    chosen = {field_: column if column in record else column.strip() for field_, column in chosen.items()}
    missing = sorted(column for column in chosen.values() if column not in record)
    if missing:
        near = [name for column in missing for name in similar(column, map(str, record), 1)]
        meant = f"; perhaps you mean {', '.join(near)}" if near else ""
        raise OptionError(f"no column {', '.join(missing)}; columns found: {_listed(record)}{meant}")
    lowered = {str(name).lower(): name for name in reversed(list(record))}
    names = dict(chosen)
    for field_, usual in COLUMNS.items():
        column = next((lowered[name] for name in usual if name in lowered), None)
        if field_ not in names and column is not None and column not in chosen.values():
            names[field_] = column
    if "text" not in names:
        raise OptionError(f"no text column; columns found: {_listed(record) or 'none'}; {_remedy(record, 'url' in names)}")
    return names


def _remedy(record: Mapping[str, Any], addresses: bool) -> str:
    """What to do where no column is known to hold the texts: name the one that looks like it, or fetch the addresses."""
    lengths = {name: len(_text(value)) for name, value in record.items()}
    longest = max(lengths, key=lengths.__getitem__, default=None)
    if longest is not None and lengths[longest] >= _LOOKS_LIKE_TEXT:
        return f"perhaps the texts are in {longest}: --text {longest!r} (in Python text={longest!r})"
    fetched = f"; {NOT_FETCHED.format('addresses.txt')}" if addresses else ""
    return f"name yours with --text (in Python text=…){fetched}"


def is_present(value: Any) -> bool:
    """Whether a cell holds a value; the missing values of NumPy and pandas are none.

    >>> is_present("It rained."), is_present(float("nan")), is_present(" ")
    (True, False, False)
    """
    if isinstance(value, str):
        return value.strip() != ""
    return value is not None and (isinstance(value, dict | list | Article) or str(value) not in _MISSING)


def _date(value: Any, day_first: bool, path: str, row: int | None, problems: list[Problem]) -> date | None:
    """The day that a cell means; one that is not understood is a problem, and the article has no date."""
    day = day_of(value, day_first)
    if value is not None and day is None:
        swapped = "; --day-first, if days come first: other dates are then wrong too" if day_of(value, day_first=True) else ""
        remedy = f"use yyyy-mm-dd{swapped}{_of_workbook(value)}"
        problems.append(Problem(path, row, f"date not understood: {value!r}", remedy, skipped=False))
    return day


def _of_workbook(value: Any) -> str:
    """The remedy for a number that a workbook may keep for a day: it counts the days from the last ones of 1899.

    >>> _of_workbook(43223), _of_workbook("soon")
    ('; if it is the number of a day in Excel (2018-05-03), give the column the format of a date there', '')
    """
    number = str(value).strip()
    if not _DAY_NUMBER.fullmatch(number):
        return ""
    day = _FIRST_OF_WORKBOOK + timedelta(days=int(float(number)))
    return f"; if it is the number of a day in Excel ({day}), give the column the format of a date there"


def _text(value: Any) -> str:
    """The text of a cell. A list of paragraphs is joined by line feeds, a paragraph that is a list of sentences by spaces;
    any other list or object holds no text."""
    if isinstance(value, list):
        paragraphs = [" ".join(part) if _all_text(part) else part for part in value]
        return "\n".join(paragraphs) if _all_text(paragraphs) else ""
    return "" if isinstance(value, dict) else str(value)


def _all_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _truth(value: Any) -> bool | None:
    word = str(value).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def usable_articles(rows: Iterable[Row], problems: list[Problem]) -> Iterator[Article]:
    """The articles that can be scored, under ids that differ; all that is wrong or odd about the rows goes to `problems`."""
    ids: Counter[str] = Counter()
    texts: dict[bytes, str] = {}  # part of the hash of a text, and the first article that has it
    for article, file, row in rows:
        unusable = _unusable(article)
        if unusable:
            problems.append(Problem(file, row, *unusable))
            continue
        if article.id in ids:
            article = replace(article, id=_unused(article.id, ids))
            problems.append(Problem(file, row, f"id used before; now {article.id}", "make ids unique", skipped=False))
        ids[article.id] += 1
        first = texts.setdefault(bytes.fromhex(article.sha256[:32]), article.id)
        if first != article.id:
            reason = f"{article.id}: same text as {first}"
            problems.append(Problem(file, row, reason, "copies are not independent articles", skipped=False))
        yield replace(article, file=file, row=row)


def _unused(id: str, ids: Counter[str]) -> str:
    """The id with the first number behind it by which it differs from all others; `ids` counts how often each was wanted."""
    while True:
        ids[id] += 1
        if (other := f"{id}#{ids[id]}") not in ids:
            return other


def _unusable(article: Article) -> tuple[str, str] | None:
    """Why an article cannot be scored, and the remedy; None for one that can."""
    if _NO_TEXT.fullmatch(article.text):
        return "no text", "fill the text column, or drop the row"
    if len(article.text) > LONGEST_TEXT:
        reason = f"more than {LONGEST_TEXT:,} characters, which is no article"
        return reason, "split the text; in a table, a quotation mark may be open"
    values = (article.text, *(str(article.value(name) or "") for name in article.fields), *article.labels)
    try:
        "\n".join(values).encode()
    except UnicodeEncodeError as error:
        return _not_decoded(error.object[error.start])
    return None


def _not_decoded(surrogate: str) -> tuple[str, str]:
    """What is wrong where a text holds half a character: a byte that could not be decoded, or half of a pair of UTF-16."""
    if "\udc80" <= surrogate <= "\udcff":
        reason = f"not in the encoding in which the file is read (byte 0x{ord(surrogate) & 0xFF:02x})"
        return reason, "name the right one with --encoding, e.g. cp1252 or latin-1"
    return f"half a character (\\u{ord(surrogate):04x}): something was cut inside it", "take the text from its source again"
