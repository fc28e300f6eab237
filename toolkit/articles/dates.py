"""Days that are written out with the name of a month, in the languages of the databases that newspapers are downloaded from."""

import re
from datetime import date
from functools import lru_cache

_LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt"]
_LONGEST = 200  # characters of a cell or line with a date
_MONTH = r"[^\W\d_]{3,12}\.?"
_WRITTEN = re.compile(
    rf"(?<![\w.])(?:\d{{1,2}}(?:st|nd|rd|th|er|\.|º)? (?:de )?{_MONTH},? (?:de )?\d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\w)"
)


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
