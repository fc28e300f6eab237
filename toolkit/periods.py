"""Spans of time: the year, quarter, month, week or day in which an article was published."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

PERIODS: Mapping[str, Callable[[date], str]] = {
    "year": lambda day: f"{day:%Y}",
    "quarter": lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}",
    "month": lambda day: f"{day:%Y-%m}",
    "week": lambda day: "{}-W{:02}".format(*day.isocalendar()),
    "day": lambda day: f"{day:%Y-%m-%d}",
}
"""How each span of time is named, so that names sort by time; weeks are those of ISO 8601, from Monday.

>>> [PERIODS[name](date(2017, 1, 1)) for name in ("quarter", "week")]
['2017-Q1', '2016-W52']
"""


def periods_between(first: date, last: date, period: str) -> list[str]:
    """Every span of time from one day to another, those in which nothing was published too.

    >>> periods_between(date(2017, 12, 30), date(2018, 2, 1), "month")
    ['2017-12', '2018-01', '2018-02']
    """
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return list(dict.fromkeys(map(PERIODS[period], days)))
