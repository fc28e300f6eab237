"""The days that cells and lines mean, also with the name of a month in the languages of the databases that newspapers are
downloaded from; and the spans of time that a day is in."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import Any

PERIODS: Mapping[str, Callable[[date], str]] = {
    "year": lambda day: f"{day:%Y}",
    "quarter": lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}",
    "month": lambda day: f"{day:%Y-%m}",
    "week": lambda day: "{}-W{:02}".format(*day.isocalendar()),
    "day": lambda day: f"{day:%Y-%m-%d}",
}
"""The name of the span of time that a day is in. Names sort by time; weeks are those of ISO 8601, from Monday.

>>> [PERIODS[name](date(2017, 1, 1)) for name in ("quarter", "week")]
['2017-Q1', '2016-W52']
"""

_FORMATS = (
    *("%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d.%m.%y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y"),
    "%a, %d %b %Y %H:%M:%S %z",
)
_TIME = re.compile(r"(?:,? +\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?|(?<=^\d{8})\d{6})$")

_LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt"]
_LONGEST = 200  # characters of a cell or line with a date
_MONTH = r"[^\W\d_]{3,12}\.?"
_WRITTEN = re.compile(
    rf"(?<![\w.])(?:\d{{1,2}}(?:st|nd|rd|th|er|\.|º)? (?:de )?{_MONTH},? (?:de )?\d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\w)"
)


def day_of(value: Any, day_first: bool = False) -> date | None:
    """The day that a cell means; None where it means none. `day_first` reads 4/5/2017 as 4 May.

    >>> day_of("31.12.2017 14:05"), day_of("20171231140500"), day_of("4/5/2017", day_first=True)
    (datetime.date(2017, 12, 31), datetime.date(2017, 12, 31), datetime.date(2017, 5, 4))
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    text = str(value).strip()
    with suppress(ValueError):
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    days, alone = "%d/%m/" if day_first else "%m/%d/", _TIME.sub("", text)
    for form in (*_FORMATS, f"{days}%Y", f"{days}%y"):
        with suppress(ValueError):
            return datetime.strptime(alone, form).date()
    return written_day(text)


def written_day(text: str) -> date | None:
    """The one day that a text names; None where it names none, or several.

    >>> written_day("Monday, January 11, 2010, first edition"), written_day("jeudi 1er décembre 2011 - 10:22")
    (datetime.date(2010, 1, 11), datetime.date(2011, 12, 1))
    """
    days = {day for day in map(_day, _WRITTEN.findall(" ".join(text[:_LONGEST].split()))) if day}
    return days.pop() if len(days) == 1 else None


@lru_cache(maxsize=4096)
def _day(written: str) -> date | None:
    import dateparser

    moment = dateparser.parse(written, languages=_LANGUAGES, settings={"STRICT_PARSING": True})
    return moment.date() if moment else None
