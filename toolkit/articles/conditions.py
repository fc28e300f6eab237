"""Conditions on articles, such as `--where "year >= 2015"`."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import ArticleError
from .article import Article

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "!=": operator.ne, ">=": operator.ge, "<=": operator.le, "=": operator.eq, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class Condition(NamedTuple):
    """A test of one article on one of its fields."""

    name: str
    sign: str
    wanted: str

    def holds(self, article: Article) -> bool:
        """Whether the article passes; one without the field passes only `!=`. Numbers compare as numbers, case is ignored."""
        value = article.value(self.name)
        if value is None:
            return self.sign == "!="
        found, wanted = str(value).lower(), self.wanted.lower()
        if _NUMBER.fullmatch(found) and _NUMBER.fullmatch(wanted):
            return _OPERATORS[self.sign](float(found), float(wanted))
        return _OPERATORS[self.sign](found, wanted)


def condition_of(text: str) -> Condition:
    """The test that `name OP value` stands for.

    >>> from toolkit.articles.article import article_of
    >>> condition_of("genre!=opinion").holds(article_of("It rained.", genre="Opinion"))
    False
    """
    match = re.fullmatch(r"\s*(.+?)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*", text)
    if not match:
        raise ArticleError(f"condition {text!r} is not of the form name=value (or !=, <, <=, >, >=)")
    return Condition(*match.groups())
