"""A column that may hold the days of articles none of which has a date."""

from collections.abc import Iterable, Iterator

from .article import Article, Problem
from .dates import day_of


def with_column_of_days(articles: Iterable[Article], name: str, problems: list[Problem]) -> Iterator[Article]:
    """The articles as they are; a problem where none has a date, though all of them have a day in a column of their own.

    `name` is that of what they are read from.

    >>> from toolkit.articles.article import article_of
    >>> problems = []
    >>> _ = list(with_column_of_days([article_of("It rained.", labels={"day": "2017-03-01"})], "mine.csv", problems))
    >>> problems[0].remedy
    "if it was published on the day in 'day', name that column: --date 'day' (in Python date='day')"
    """
    columns: list[str] | None = None
    for article in articles:
        if columns is None or columns:
            columns = [] if article.published else _columns_of_days(article, columns)
        yield article
    if columns:
        reason = "no article has a date, by which events, timelines and the offices that persons held are told"
        remedy = f"if it was published on the day in {columns[0]!r}, name that column"
        option = f"--date {columns[0]!r} (in Python date={columns[0]!r})"
        problems.append(Problem(name, None, reason, f"{remedy}: {option}", skipped=False))


def _columns_of_days(article: Article, columns: Iterable[str] | None) -> list[str]:
    """Those of some columns (None: of all) in which an article has a day; a number alone is none."""
    values = {column: article.labels.get(column) for column in (article.labels if columns is None else columns)}
    days = {column: value for column, value in values.items() if isinstance(value, str) and not value.strip().isdigit()}
    return [column for column, value in days.items() if day_of(value)]
