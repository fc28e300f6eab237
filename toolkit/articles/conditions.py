"""Conditions on articles, such as `--where "year >= 2015"`."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from ..choices import meant
from ..errors import OptionError
from .article import Article, Problem
from .dates import PERIODS, day_of

DETECTORS: dict[str, Callable[[Article], str | None]] = {}
"""How a value is found that an article does not have, by its name; None where it cannot be found.

What reads texts comes after this package, so `toolkit/__init__.py` says that a genre is detected by the classifier of genres.
"""

_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?|[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+,\d+) ?%?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPAN_OF_DAYS = re.compile(r"\d{4}(?:-\d{2})?")  # a year or month
_SPAN_OF_TIME = re.compile(r"\d{4}-(?:\d{2}|Q\d|W\d{2})")  # a month, quarter or week
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "!=": operator.ne, ">=": operator.ge, "<=": operator.le, "=": operator.eq, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class Condition(NamedTuple):
    """A test of one article by the value of a field or column."""

    name: str
    sign: str
    wanted: str

    def holds(self, article: Article) -> bool:
        """Whether the article passes. Numbers compare as numbers, days as days (also those that a column of text names), and case
        is ignored.

        A year or month that a day is compared with is the whole of it: 30 December 2017 is in 2017, and so it is not after it.
        Without a value only `!=` holds, and so it is of a value that is no number where one is asked for by `<` or `>`. Raises
        OptionError where a day is compared with what is none, or may be either of two days, and a quarter or week with a month.
        """
        value = value_of(article, self.name)
        if value is None:
            return self.sign == "!="
        if isinstance(value, date):
            return self._holds_of_day(value)
        text = str(value)
        actual, wanted = _number(text), _number(self.wanted)
        if actual is not None and wanted is not None:
            return self._compared(actual, wanted)
        if (answer := self._holds_of_time(text)) is not None:
            return answer
        if wanted is not None and self.sign not in ("=", "!="):
            return False
        return self._compared(text.lower(), self.wanted.lower())

    def _holds_of_time(self, text: str) -> bool | None:
        """Whether a text that names a day, month, quarter or week passes; None where it names none, or none is asked for."""
        asked_for_span = _SPAN_OF_DAYS.fullmatch(self.wanted)
        if not asked_for_span and not _days(self.wanted):
            return None
        answers = {self._holds_of_day(day) for day in _days(text)}
        if asked_for_span and _SPAN_OF_TIME.fullmatch(text):
            if "-" in self.wanted and not _SPAN_OF_DAYS.fullmatch(text) and self.sign not in ("=", "!="):
                raise self._error(f"{text!r} is no month; ask for a year, or for a span of this kind")
            answers = {self._compared(text[: len(self.wanted)], self.wanted)}
        if len(answers) > 1:
            raise self._error(f"{text!r} may be either of two days; name the column of dates, and ask for published")
        return answers.pop() if answers else None

    def _compared(self, actual: Any, wanted: Any) -> bool:
        return _OPERATORS[self.sign](actual, wanted)

    def _holds_of_day(self, value: date) -> bool:
        """Whether a day passes."""
        if _SPAN_OF_DAYS.fullmatch(self.wanted):
            return self._compared(value.isoformat()[: len(self.wanted)], self.wanted)
        days = _days(self.wanted)
        if len(days) != 1:
            raise self._error(f"{self.wanted!r} {'may be either of two days' if days else 'is no day'}; write yyyy-mm-dd")
        return self._compared(day_of(value), days[0])

    def _error(self, reason: str) -> OptionError:
        return OptionError(f"condition {self.name}{self.sign}{self.wanted}: {reason}")


def value_of(article: Article, name: str) -> Any:
    """The article's value: a field, a column, the span of time of its day or, for a genre that it does not have, what its text
    says; None without one.

    >>> from toolkit.articles.article import article_of
    >>> value_of(article_of("The mayor resigned on Monday, a spokesman said."), "genre")
    'news'
    >>> value_of(article_of("It rained.", published=date(2031, 5, 4)), "year")
    '2031'
    """
    value = article.value(name)
    if value is None and name in PERIODS and article.published:
        return PERIODS[name](article.published)
    return DETECTORS[name](article) if value is None and name in DETECTORS and article.text else value


def condition_of(text: str) -> Condition:
    """The condition that is written as `name OP value`; quotation marks around the value do not count.

    Raises OptionError where no operator (=, !=, <, <=, >, >=) separates a name from a value.

    >>> from toolkit.articles.article import article_of
    >>> condition_of("genre!=opinion").holds(article_of("It rained.", genre="Opinion"))
    False
    """
    match = re.fullmatch(r"\s*(.+?)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*", text)
    if not match:
        raise OptionError(f"condition {text!r} is not of the form name=value (or !=, <, <=, >, >=)")
    name, sign, wanted = match.groups()
    return Condition(name, sign, wanted[1:-1] if len(wanted) > 1 and wanted[0] == wanted[-1] in ("'", '"') else wanted)


def without_value(source: str, name: str, known: Iterable[str]) -> Problem:
    """The problem that no article of a source has a value that a condition asks for, with what may be meant of the known names.

    >>> without_value("mine.csv", "outlt", ["outlet", "title"]).remedy
    "check the name in --where; perhaps you mean 'outlet'"
    >>> without_value("mine.csv", "year", ["outlet", "title"]).remedy
    'a year is that of publication: name the column of dates by --date where texts are read'
    """
    others = [one for one in known if one != name]
    remedy = "check the name in --where" + meant(name, others, "{!r}")
    if name in PERIODS and name not in others:
        remedy = f"a {name} is that of publication: name the column of dates by --date where texts are read"
    return Problem(source, None, f"no article has a value for {name!r}", remedy, skipped=False)


@lru_cache(maxsize=65536)
def _days(text: str) -> tuple[date, ...]:
    """The day that a text names, or both that it may be; empty for none. Made out once, since many articles have the same day.

    >>> _days("31/12/2017"), _days("4/5/2017")
    ((datetime.date(2017, 12, 31),), (datetime.date(2017, 4, 5), datetime.date(2017, 5, 4)))
    """
    return tuple(sorted({day for first in (False, True) if (day := day_of(text, first))}))


def _number(text: str) -> float | None:
    """The number that a text is, with a decimal point or comma, thousands parted by commas, or a percent sign; None for none.

    >>> _number("5,100"), _number("9,5"), _number("7 %"), _number("n/a")
    (5100.0, 9.5, 7.0, None)
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    digits = text.strip().rstrip("% ")
    return float(digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits.replace(",", "."))
