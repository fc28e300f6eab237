"""A row becomes an `Article`, or a `Problem` that says why not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ArticleError
from .article import COLUMNS, Article, Problem

_DATE_FORMATS = ("%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%a, %d %b %Y %H:%M:%S %z")
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


class Reading(NamedTuple):
    """How rows become articles: the user's options of `read_articles`."""

    columns: dict[str, str]
    encoding: str
    day_first: bool
    root: Path

    def id_of(self, path: str) -> str:
        """The path of a text or page below what was read, without its ending."""
        name = path.removesuffix(".gz")
        inside = Path(name).relative_to(self.root) if Path(name).is_relative_to(self.root) else Path(name)
        return inside.with_suffix("").as_posix()

    def outlet_of(self, path: str) -> str | None:
        """The name of the subfolder that a text or page lies in, as its outlet."""
        folder = Path(path).parent
        return None if path == "-" or folder == self.root else folder.name


class Row(NamedTuple):
    """An article before it is checked, with the place that it came from."""

    article: Article
    file: str
    row: int | None


def article_of_row(record: Mapping[str, Any], reading: Reading, path: str, row: int | None, problems: list[Problem]) -> Article:
    """One article from a row: fields by the user's column names, or by the usual ones; the rest are labels."""
    names = _columns_of(record, reading.columns)
    if "text" not in names:
        found = ", ".join(map(str, record)) or "none"
        raise ArticleError(f"no text column; columns found: {found}; name yours with --text")
    values = {field_: record[name] for field_, name in names.items() if _present(record[name])}
    published = values.pop("published", None)
    day = _date(published, reading.day_first)
    if published is not None and day is None:
        swapped = "; --day-first, if days come first: other dates are then wrong too" if _date(published, True) else ""
        problems.append(Problem(path, row, f"date not understood: {published!r}", f"use yyyy-mm-dd{swapped}", skipped=False))
    translated = str(values.pop("translated", "")).strip().lower()
    labels = {str(k): str(v) for k, v in record.items() if _present(v) and k != names["text"] and not isinstance(v, dict | list)}
    return Article(
        id=str(values.pop("id", row if row is not None else Path(path).stem)),
        text=_text(values.pop("text", "")),
        published=day,
        translated=True if translated in _TRUE else False if translated in _FALSE else None,
        labels=labels,
        **{name: str(value) for name, value in values.items() if not isinstance(value, dict | list)},
    )


def _text(value: Any) -> str:
    """The text of a cell; a list of paragraphs is joined by line feeds, anything else that is no text is none."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return "" if isinstance(value, dict | list) else str(value)


def _present(value: Any) -> bool:
    return value is not None and value == value and str(value).strip() != ""


def _columns_of(record: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our field names to this record's column names. Raises ArticleError for a chosen column that is not there."""
    missing = sorted(column for column in chosen.values() if column not in record)
    if missing:
        raise ArticleError(f"no column {', '.join(missing)}; columns found: {', '.join(map(str, record))}")
    lowered = {str(name).lower(): name for name in reversed(list(record))}
    names = dict(chosen)
    for field_, usual in COLUMNS.items():
        found = next((lowered[name] for name in usual if name in lowered), None)
        if field_ not in names and found is not None and found not in chosen.values():
            names[field_] = found
    return names


def _date(value: Any, day_first: bool) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        pass
    for form in (*_DATE_FORMATS, "%d/%m/%Y" if day_first else "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def checked(rows: Iterable[Row], problems: list[Problem]) -> Iterator[Article]:
    """The rows that can be scored; the others, and what is odd about these, go to `problems`."""
    ids: dict[str, int] = {}
    texts: dict[str, str] = {}
    for article, file, row in rows:
        if not article.text.strip():
            problems.append(Problem(file, row, "no text", "fill the text column, or drop the row"))
            continue
        broken = next((ch for ch in article.text + (article.title or "") if "\ud800" <= ch <= "\udfff"), None)
        if broken:
            reason = f"not in the stated encoding (byte 0x{ord(broken) & 0xFF:02x})"
            problems.append(Problem(file, row, reason, "name the right one with --encoding, e.g. cp1252 or latin-1"))
            continue
        ids[article.id] = ids.get(article.id, 0) + 1
        if ids[article.id] > 1:
            article = replace(article, id=f"{article.id}#{ids[article.id]}")
            problems.append(Problem(file, row, f"id used before; now {article.id}", "make ids unique", skipped=False))
        first = texts.setdefault(article.sha256, article.id)
        if first != article.id:
            reason = f"{article.id}: same text as {first}"
            problems.append(Problem(file, row, reason, "copies are not independent articles", skipped=False))
        yield article
