"""Columns in which some article must have a value: looked for as the articles pass, before any of them is scored."""

from collections.abc import Iterable, Iterator, Sequence

from ..articles.article import Article
from ..errors import OptionError
from ..grouping.groups import By, group_names, group_of, no_value_message, unknown_group
from ..scores.scores import ScoreTable

Group = tuple[str, By]
"""A group that there must be, and what the articles are grouped by."""


class Passing:
    """Articles that are looked at as they pass: for columns without any value, and for a group that there must be.

    >>> from toolkit.articles.article import article_of
    >>> passing = Passing([article_of("It rained.", outlet="Wire")], ["outlet", "country"])
    >>> len(list(passing)), passing.empty
    (1, ['country'])
    """

    def __init__(self, articles: Iterable[Article], columns: Sequence[By], group: Group | None = None) -> None:
        self.articles, self.empty, self.group, self._any = articles, list(columns), group, False

    def __iter__(self) -> Iterator[Article]:
        for article in self.articles:
            self._any = True
            if self.empty:
                self.empty = [by for by in self.empty if group_of(article, by) is None]
            if self.group and group_of(article, self.group[1]) == self.group[0]:
                self.group = None
            yield article

    def first_empty(self) -> By | None:
        """The first column that no article has a value in; None where there is none.

        Where the articles have not passed yet, they do so until nothing is missing.
        """
        if not self._any and (self.empty or self.group):
            next((None for _ in self if not (self.empty or self.group)), None)
        return self.empty[0] if self.empty else None

    def check(self) -> None:
        """Raise OptionError for a column or a group that no article has."""
        if (by := self.first_empty()) is not None:
            raise OptionError(no_value_message(self.articles, by))
        if self.group:
            name, by = self.group
            raise OptionError(unknown_group(name, {group_of(article, by) for article in self.articles}))


def check_scored_groups(table: ScoreTable, columns: Sequence[By], group: Group | None = None) -> None:
    """Raise OptionError for a column or a group that no scored article has."""
    for by in columns:
        if all(name is None for name in group_names(table.scores, by)):
            raise OptionError(no_value_message(table.scores.articles(), by))
    if group and group[0] not in (groups := set(group_names(table.scores, group[1]))):
        raise OptionError(unknown_group(group[0], groups))
