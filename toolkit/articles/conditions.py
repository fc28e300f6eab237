"""Conditions on articles, such as `--where "year >= 2015"`."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import OptionError
from .article import Article

DETECTORS: dict[str, Callable[[Article], str | None]] = {}
"""How a value is found that an article does not have, by its name; None where it cannot be found.

What reads texts comes after this package, so `toolkit/__init__.py` says that a genre is detected by the classifier of genres.
"""

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
        value = value_of(article, self.name)
        if value is None:
            return self.sign == "!="
        actual, wanted = str(value).lower(), self.wanted.lower()
        if _NUMBER.fullmatch(actual) and _NUMBER.fullmatch(wanted):
            return _OPERATORS[self.sign](float(actual), float(wanted))
        return _OPERATORS[self.sign](actual, wanted)


def value_of(article: Article, name: str) -> Any:
    """The article's value: a field, a column or, for a genre that it does not have, what its text says; None without one.

    >>> from toolkit.articles.article import article_of
    >>> value_of(article_of("The mayor resigned on Monday, a spokesman said."), "genre")
    'news'
    """
    value = article.value(name)
    return DETECTORS[name](article) if value is None and name in DETECTORS and article.text else value


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
