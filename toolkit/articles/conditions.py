"""Conditions on articles, such as `--where "year >= 2015"`."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import OptionError
from .article import Article

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "!=": operator.ne, ">=": operator.ge, "<=": operator.le, "=": operator.eq, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class Condition(NamedTuple):
    """A test of one article by the value of a field or column."""

    name: str
    sign: str
    wanted: str

    def holds(self, article: Article) -> bool:
        """Whether the article passes. Numbers compare as numbers, and case is ignored; without a value, only `!=` holds."""
        value = article.value(self.name)
        if value is None:
            return self.sign == "!="
        actual, wanted = str(value).lower(), self.wanted.lower()
        if _NUMBER.fullmatch(actual) and _NUMBER.fullmatch(wanted):
            return _OPERATORS[self.sign](float(actual), float(wanted))
        return _OPERATORS[self.sign](actual, wanted)


def condition_of(text: str) -> Condition:
    """The condition that is written as `name OP value`.

    Raises OptionError where no operator (=, !=, <, <=, >, >=) separates a name from a value.

    >>> from toolkit.articles.article import article_of
    >>> condition_of("genre!=opinion").holds(article_of("It rained.", genre="Opinion"))
    False
    """
    match = re.fullmatch(r"\s*(.+?)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*", text)
    if not match:
        raise OptionError(f"condition {text!r} is not of the form name=value (or !=, <, <=, >, >=)")
    return Condition(*match.groups())
