"""Groups of articles: by outlet, country, span of time or any other column, or by several of these crossed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any, overload

import numpy as np

from ..articles.article import COLUMNS, Article
from ..articles.conditions import value_of
from ..articles.dates import PERIODS
from ..choices import several_of, similar
from ..errors import ArticleError, OptionError
from ..measures.formatting import counted
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.arrays import Indices

_LISTED, _ARTICLES_NAMED, _GONE_NAMED = 20, 5, 5  # groups, articles and groups without articles that a message names
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\WA-Z\d_]+")  # of the name of a column: NewspaperName, "Source URL"
_NAMES_OF_OUTLETS = ("paper", "publication", "media")  # in names of columns, beside those that are read as outlets
CROSSED = " · "  # between the values of crossed columns

By = str | Sequence[str]
"""A field of the articles, a column of the user's own file, a span of time (`PERIODS`), or several of these crossed."""


def grouped(scores: ScoreTable, by: By = "outlet") -> dict[str, Scores]:
    """The scored articles by group, without those that have no value.

    Groups are sorted by name (see `in_order`), and the articles of a group by the hash of their texts, so that the order of a
    file makes no difference to what is drawn from it at random.

    Raises ArticleError where there is no article, and OptionError where none has a value (the message lists the columns found).

    >>> from toolkit.scores.scoring import score
    >>> from toolkit.articles.article import article_of
    >>> from datetime import date
    >>> article = article_of("It rained.", outlet="Wire", published=date(2017, 3, 1))
    >>> list(grouped(score([article]), ["outlet", "quarter"]))
    ['Wire · 2017-Q1']
    """
    columns = scores.scores
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(group_names(columns, by)):
        if name is not None:
            groups.setdefault(name, []).append(i)
    if not len(scores):
        raise ArticleError("\n".join(["no articles to compare", *map(str, scores.problems[:3])]))
    if not groups:
        raise OptionError(no_value_message(columns.articles(), by))
    hashes = list(zip(columns.sha256, columns.values("id"), strict=True))
    return {name: columns[np.array(sorted(groups[name], key=hashes.__getitem__))] for name in in_order(groups)}


def in_order(names: Iterable[str]) -> list[str]:
    """The names of groups as they are sorted: as texts, but as numbers where all values of a column are numbers.

    >>> in_order(["10", "2", "1"]), in_order(["Wire · 10", "Post · 3", "Wire · 9"])
    (['1', '2', '10'], ['Post · 3', 'Wire · 9', 'Wire · 10'])
    """
    values = {name: name.split(CROSSED) for name in names}
    numbers = [all(map(_NUMBER.fullmatch, column)) for column in zip(*values.values(), strict=False)]

    def key(name: str) -> tuple[list[float | str], str]:
        return [float(value) if number else value for value, number in zip(values[name], numbers, strict=False)], name

    return sorted(values, key=key)


def check_least(articles: int) -> None:
    """Raise OptionError unless a least number of articles is a number of articles.

    >>> check_least(0)
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: min_articles must be at least 1, not 0
    """
    if articles < 1:
        raise OptionError(f"min_articles must be at least 1, not {articles}")


def codes_of(groups: Mapping[str, Sequence[Any]]) -> Indices:
    """The number of the group of each member, group after group.

    >>> codes_of({"Wire": "ab", "Post": "c"}).tolist()
    [0, 0, 1]
    """
    return np.repeat(np.arange(len(groups), dtype=np.intp), [len(members) for members in groups.values()])


def group_names(scores: Scores, by: By) -> list[str | None]:
    """The group of each article (see `group_of`). Raises OptionError for None, which names no column.

    >>> from toolkit.scores.scoring import score
    >>> from toolkit.articles.article import article_of
    >>> group_names(score([article_of("It rained.", outlet="Wire"), article_of("It snowed.")]).scores, "outlet")
    ['Wire', None]
    """
    check_by(by)
    if not (names := several_of(by)):
        return [""] * len(scores)
    columns = [_values(scores, name) for name in names]
    return [None if None in values else CROSSED.join(map(str, values)) for values in zip(*columns, strict=True)]


def check_by(by: By | None) -> None:
    """Raise OptionError for what names no columns, for one that is named twice, and for the text, by which nothing is grouped.

    >>> check_by(["outlet", "outlet"])
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: by ['outlet', 'outlet']: name each column once
    """
    if by is None:
        raise OptionError("by is None: name what the articles are grouped by, such as 'outlet'")
    if not isinstance(by, str) and not (isinstance(by, Iterable) and all(isinstance(name, str) for name in by)):
        raise OptionError(f"by {by!r}: give the name of a column, or a list of names")
    names = several_of(by)
    if len(set(names)) < len(names):
        raise OptionError(f"by {by!r}: name each column once")
    if "text" in names:
        raise OptionError("by 'text': articles are not grouped by their texts; name a column such as 'outlet'")


def _values(scores: Scores, name: str) -> list[Any]:
    """The value of each article: a column of that name, or the span of time."""
    values = scores.values(name)
    if name not in PERIODS:
        return values
    span = {day: PERIODS[name](day) for day in {*scores.values("published")} - {None}}
    return [span.get(day) if value is None else value for value, day in zip(values, scores.values("published"), strict=True)]


def note_on_ungrouped(scores: Scores, by: By) -> str:
    """Which articles have no value and are in no group; "" where all have one.

    >>> from toolkit.scores.scoring import score
    >>> from toolkit.articles.article import article_of
    >>> note_on_ungrouped(score([article_of("It rained.", outlet="Wire"), article_of("It snowed.", id="x")]).scores, "outlet")
    'without a value for outlet, and so in no group: 1 article (x)'
    """
    without = np.array([name is None for name in group_names(scores, by)], dtype=bool)
    if not (n := int(without.sum())):
        return ""
    first = ", ".join(scores[np.flatnonzero(without)[:_ARTICLES_NAMED]].values("id")) + (" …" if n > _ARTICLES_NAMED else "")
    return f"without a value for {title_of(by)}, and so in no group: {counted(n, 'article')} ({first})"


def note_on_copies(scores: Scores, kept: Scores, by: By) -> str:
    """Which groups are gone since all of their articles are copies of others'; "" where there is none.

    >>> from toolkit.scores.scoring import score
    >>> from toolkit.articles.article import article_of
    >>> scores = score([article_of("It rained.", outlet="Wire"), article_of("It rained.", outlet="Post")]).scores
    >>> note_on_copies(scores, scores[:1], "outlet")
    'all articles of Post are near-copies of others, and counted there: it is no group of its own'
    """
    gone = sorted({name for name in group_names(scores, by) if name} - set(group_names(kept, by)))
    if not gone:
        return ""
    more = f" and {len(gone) - _GONE_NAMED} others" if len(gone) > _GONE_NAMED else ""
    alone = "it is no group of its own" if len(gone) == 1 else "they are no groups of their own"
    return f"all articles of {', '.join(gone[:_GONE_NAMED])}{more} are near-copies of others, and counted there: {alone}"


def group_of(article: Article, by: By) -> str | None:
    """The group of one article; None where it has no value in one of the columns.

    >>> from toolkit.articles.article import article_of
    >>> group_of(article_of("It rained.", outlet="Wire"), "outlet")
    'Wire'
    """
    values = [value_of(article, name) for name in several_of(by)]
    return None if any(value is None for value in values) else CROSSED.join(map(str, values))


@overload
def title_of(by: By) -> str: ...
@overload
def title_of(by: By | None) -> str | None: ...
def title_of(by: By | None) -> str | None:
    """The columns as titles of charts and tables name them; None for none.

    >>> title_of(["outlet", "year"])
    'outlet and year'
    """
    return None if by is None else " and ".join(several_of(by))


def unknown_group(name: object, groups: Iterable[str | None]) -> str:
    """The message about a group that does not exist: the nearest of those that do, and the first of them all.

    Names of groups are texts, also where the values of the column are numbers.

    >>> unknown_group("Times", ["Wire", "Herald"]), unknown_group("Herold", ["Wire", "Herald"])
    ("no group 'Times'; groups are Herald, Wire", "no group 'Herold'; the nearest is 'Herald'; groups are Herald, Wire")
    """
    known = in_order(filter(None, groups))
    listed = ", ".join(known[:_LISTED]) + (f" and {len(known) - _LISTED} more" if len(known) > _LISTED else "")
    near = nearest(str(name), known)
    return f"no group {name!r}; " + (f"the nearest is {near!r}; " if near else "") + f"groups are {listed or 'none'}"


def only_one_group(names: Iterable[str]) -> str:
    """The message where there are no two groups to be compared.

    >>> only_one_group(["Wire"])
    'there is only one group (Wire): give at least two, to be compared with each other'
    """
    return f"there is only one group ({', '.join(names) or 'none'}): give at least two, to be compared with each other"


def note_on_groups(names: Sequence[str]) -> str:
    """Why nothing is compared; "" where there are two groups or more.

    >>> note_on_groups(["Wire", "Herald"])
    ''
    """
    return only_one_group(names) if len(names) < 2 else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name that is most alike, whatever its case; None where none is alike.

    >>> nearest("herold", ["Wire", "Herald"])
    'Herald'
    """
    by_lower_case = {one.casefold(): one for one in known}
    near = similar(name.casefold(), by_lower_case, 1)
    return by_lower_case[near[0]] if near else None


def no_value_message(articles: Iterable[Article], by: By, *, of_events: bool = False) -> str:
    """The message where no article has a value: what to do about it, and the columns of the user's own that do have values.

    `of_events` says that `by` tells events apart, which can be found.

    >>> from toolkit.articles.article import article_of
    >>> no_value_message([article_of("It rained.", outlet="Wire")], "country")
    "no article has a value for 'country'; columns found: outlet"
    >>> no_value_message([article_of("It rained.", outlet="Wire", title="Rain")], ["outlet", "country"])
    "no article has a value for 'country'; columns found: outlet, title"
    >>> no_value_message([article_of("It rained.", outlet="Wire", title="Rain")], "outlet,title").split("; ")[1]
    "for several columns give a list: by=['outlet', 'title']"
    >>> no_value_message([article_of("It rained.", labels={"my paper": "Wire"})], "outlet").split("; ")[1]
    "perhaps it is in 'my paper': give --outlet 'my paper' where texts are read, else --by 'my paper' (in Python outlet=…, by=…)"
    """
    columns, spans = dict[str, None](), list[str]()
    for article in articles:
        columns |= dict.fromkeys(_columns_of(article))
        spans = list(PERIODS) if article.published else spans
    known = [*dict.fromkeys([*columns, *spans])]
    wanted = [name for name in several_of(by) if name not in known]
    told = [f"no article has a value for {title_of(wanted or by)!r}"]
    near = next((one for name in wanted if (one := nearest(name, known) or _named_alike(name, columns))), None)
    if several_of(by) == ["outlet"]:
        where = f"perhaps it is in {near!r}: give" if near else "name the column that has it by"
        named = repr(near) if near else "COLUMN"
        told += [f"{where} --outlet {named} where texts are read, else --by {named} (in Python outlet=…, by=…)"]
        told += [] if near else [f"columns read as outlet: {', '.join(COLUMNS['outlet'])}"]
        told += [] if columns else ["of texts, the folder that each lies in names its outlet"]
    elif len(wanted) == 1 and {*(parts := [part.strip() for part in wanted[0].split(",")])} <= {*known}:
        told += [f"for several columns give a list: by={parts!r}"]
    elif near:
        told += [f"the nearest is {near!r}"]
    if of_events or several_of(by) == ["event"]:
        told += ["--find-events (tk.find_events) finds which articles are on one event"]
    return "; ".join([*told, f"columns found: {', '.join(known) or 'none'}"])


def _columns_of(article: Article) -> Iterator[str]:
    """The columns of the user's own that have a value in an article, and fields of another origin, such as the folder; not what
    the toolkit makes up: an id where there is none, and the genre that it detects."""
    yield from article.labels
    values = {*map(str, article.labels.values())}
    for name in (name for name in COLUMNS if name not in ("text", "id", *article.labels)):
        if (value := getattr(article, name)) is not None and str(value) not in values:
            yield name


def _named_alike(field: str, columns: Iterable[str]) -> str | None:
    """The first column whose name has one of the usual names of a field in it, and none of another field's."""
    also = _NAMES_OF_OUTLETS if field == "outlet" else ()
    usual, others = {*COLUMNS.get(field, (field,)), *also}, {*chain(*(names for name, names in COLUMNS.items() if name != field))}
    for column in columns:
        words = {word.lower() for word in _NAME_PART.findall(column)}
        if words & usual and not words & others:
            return column
    return None


def periods_between(first: date, last: date, period: str) -> list[str]:
    """Every span of time from one day to another, including those in which nothing was published.

    >>> periods_between(date(2017, 12, 30), date(2018, 2, 1), "month")
    ['2017-12', '2018-01', '2018-02']
    """
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return list(dict.fromkeys(map(PERIODS[period], days)))
