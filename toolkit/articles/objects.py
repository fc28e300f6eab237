"""What a program holds becomes articles: texts, dictionaries, rows of a data frame."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import length_hint
from pathlib import Path
from typing import Any, Unpack, cast
from warnings import warn

from ..errors import ArticleError, OptionError
from .article import COLUMNS, Article, Articles, Problem, article_of
from .formats import suffix_of
from .reading import article_of_record, with_mending
from .records import as_row, completed
from .rows import ReadingOptions, Row, RowOptions, article_of_row, columns_of, is_present, named_columns, usable_articles
from .undated import with_column_of_days

_Types = type | tuple[type, ...]

_LONGEST_NAME = 260  # characters of the name of a file
_NAMED = 3  # wrong rows that a message names
_AT_ONCE = 1000  # rows of a data frame


def articles_in(source: Any, *, ready: _Types = Article, **options: Unpack[RowOptions]) -> Articles:
    """The articles of a data frame, of texts, of dictionaries, or of anything that gives such things one by one.

    Every row is checked as those of files are: ids are made unique, errors of encoding are mended, and a row that cannot be used
    is no article but a row of `.problems`, with its number, counted from 0. Columns that stand for no field are kept as `labels`.
    Objects that are `Article` already are taken as they are.

    Parameters
    ----------
    source : a data frame (pandas, polars, pyarrow or what else narwhals knows) or one of its columns, a Hugging Face dataset, or
        an iterable of texts, dictionaries or articles. It is gone through anew at every iteration.
    ready : what is taken as it is.
    options : see `RowOptions`. Texts alone need none.

    Raises
    ------
    ArticleError
        `source` is nothing that articles can be made of.
    OptionError
        There is no column of texts, or none of a name that the options give (the message has the nearest), an option names no
        field, or `source` is the name of a file or a list of such names, a single row of a data frame, or
        scores, which keep no texts.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"body": ["It rained.", None], "paper": ["Wire", "Post"], "mood": [3, 4]})
    >>> articles = articles_in(frame, text="body", outlet="paper")
    >>> [(article.id, article.outlet, article.labels["mood"]) for article in articles], len(articles.problems)
    ([('0', 'Wire', 3)], 1)
    """
    if isinstance(source, Articles):
        if options:
            raise OptionError("columns are named where files are read: tk.read_articles(…, text=…)")
        return source
    items, reading = _opened(source, options)
    name = type(source).__name__

    def read(problems: list[Problem]) -> Iterator[Article]:
        for made, several in groupby(enumerate(items), key=lambda item: isinstance(item[1], ready)):
            if made:
                yield from (article for _, article in several)
            else:
                usable = usable_articles(_rows(several, reading, name, problems), problems)
                yield from with_column_of_days(usable, name, problems)

    return Articles(name, read, length_hint(source))


def rows_in(source: Any, **options: Unpack[RowOptions]) -> list[Article]:
    """One article for each row, whether or not it can be scored, in the order of the rows; a missing value has an empty text.

    Raises what `articles_in` raises, and ArticleError for rows that are no text, article or dictionary, with their numbers.

    >>> [article.text for article in rows_in(["It rained.", article_of("It snowed.")])]
    ['It rained.', 'It snowed.']
    """
    if isinstance(source, str | Article | Mapping):
        raise ArticleError("a single article: put it in a list")
    problems: list[Problem] = []
    items, reading = _opened(source, options)
    texts = (item if is_present(item) else "" for item in items)
    articles = [row.article for row in _rows(enumerate(texts), reading, type(source).__name__, problems)]
    if wrong := [problem for problem in problems if problem.skipped]:
        raise ArticleError("; ".join(f"row {problem.row}: {problem.reason}" for problem in wrong[:_NAMED]))
    return articles


def single_article(source: str | Article | Mapping[str, Any], **options: Unpack[RowOptions]) -> Article:
    """The article that a text or a dictionary is; what is odd about it is a warning.

    Raises ArticleError where it cannot be scored, and OptionError where the text is the name of a file, or an option names no
    field.

    >>> single_article({"body": "It rained.", "paper": "Wire"}, outlet="paper").outlet
    'Wire'
    """
    columns, day_first = named_columns(options), options.get("day_first", False)
    if isinstance(source, Article):
        return source
    if isinstance(source, str):
        _check_no_file(source)
        return article_of(source)
    article, problems = article_of_record(source, columns, day_first=day_first)
    for problem in problems:
        if problem.skipped:
            raise ArticleError(f"{problem.reason} ({problem.remedy})")
        warn(f"{problem.reason} ({problem.remedy})", UserWarning, stacklevel=3)
    assert article is not None
    return article


def check_texts(source: Any) -> None:
    """Raise OptionError for scores, which keep no texts.

    >>> from toolkit.scores.scoring import score
    >>> check_texts(score(["It rained."]))
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: scores keep no texts: give the articles themselves (read_articles)
    """
    if getattr(source, "keeps_no_texts", False):
        raise OptionError("scores keep no texts: give the articles themselves (read_articles)")


def is_single(source: Any) -> bool:
    """Whether something is one article, and not several: an `Article`, a text or a dictionary.

    >>> is_single("It rained."), is_single(["It rained."])
    (True, False)
    """
    return isinstance(source, Article | str | Mapping)


def row_options(options: Mapping[str, Any]) -> RowOptions:
    """Those of some keyword arguments that say how rows are read.

    >>> row_options({"text": "body", "reader": "accurate"})
    {'text': 'body'}
    """
    chosen = {name: value for name, value in options.items() if name in RowOptions.__annotations__}
    return cast(RowOptions, chosen)


def frame_rows(frame: Any) -> Iterator[dict[str, Any]]:
    """The rows of a data frame of any kind that narwhals knows, as dictionaries.

    >>> import pandas as pd
    >>> list(frame_rows(pd.DataFrame({"text": ["It rained."], 1: [2]})))
    [{'text': 'It rained.', '1': 2}]
    """
    from narwhals import from_native

    known = from_native(frame, eager_only=True)
    names = list(map(str, known.columns))
    for values in known.iter_rows(buffer_size=_AT_ONCE):
        yield dict(zip(names, values, strict=True))


def _opened(source: Any, options: RowOptions) -> tuple[Iterable[Any], ReadingOptions]:
    """The texts, dictionaries and articles that something consists of, and how they are read."""
    columns = named_columns(options)
    _check_no_row(source, columns)
    items, names = _items(source)
    if names is not None:
        if len(names) == 1 and not columns:
            columns = {"text": names[0]}
        columns_of(as_row(next(iter(items), dict.fromkeys(names))), columns)
    return items, ReadingOptions(columns, "", options.get("day_first", False), Path(), several=False)


def _items(source: Any) -> tuple[Iterable[Any], list[str] | None]:
    """What something consists of and, where it is a data frame, the names of its columns.

    Raises ArticleError where it does not consist of anything, and OptionError for scores.
    """
    check_texts(source)
    if isinstance(source, str | os.PathLike):
        _check_no_file(str(source))
    if is_single(source):
        raise ArticleError("a single article: put it in a list")
    if isinstance(source, list | tuple):
        return source, None
    if getattr(source, "ndim", None) == 2 and not hasattr(source, "columns"):  # an array
        return _only_column(source), None
    from narwhals import DataFrame, LazyFrame, Series, from_native
    from narwhals.exceptions import DuplicateError

    try:
        native = from_native(source, pass_through=True, allow_series=True)
    except DuplicateError as error:
        raise OptionError(f"columns of one name in the data frame: give every column its own name ({error})") from None
    if isinstance(native, LazyFrame):
        native = native.collect()
    if isinstance(native, Series):
        return native.to_list(), None
    if isinstance(native, DataFrame):
        return _Rows(native), list(map(str, native.columns))
    if not isinstance(source, Iterable):
        raise ArticleError(f"{type(source).__name__}: neither a text, a dictionary, a data frame, nor a list of such")
    return source, None


class _Rows:
    """The rows of a data frame, anew at every iteration."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return frame_rows(self._frame)


def _check_no_row(source: Any, columns: Mapping[str, str]) -> None:
    """Raise OptionError for a row of a pandas data frame: a series whose labels are names of columns."""
    known = {name.lower() for name in (*columns.values(), *chain.from_iterable(COLUMNS.values()))}
    if getattr(source, "ndim", None) == 1 and any(str(label).lower() in known for label in getattr(source, "index", ())):
        raise OptionError("one row of a data frame, of which each cell would be an article: give frame.iloc[[0]], or dict(row)")


def _only_column(array: Any) -> list[Any]:
    """The values of an array of one column. Raises ArticleError for several columns."""
    if array.shape[1] != 1:
        raise ArticleError(f"a table of {array.shape[1]} columns: give only the one that holds the articles or texts")
    return list(array[:, 0])


def _rows(items: Iterable[tuple[int, Any]], reading: ReadingOptions, name: str, problems: list[Problem]) -> Iterator[Row]:
    """The articles of numbered items, not yet checked. Raises ArticleError where none has a text, for the first one's reason."""
    reason, any_read = None, False
    for number, item in completed(items, reading.columns.values()):
        if isinstance(item, Article):
            yield Row(item, name, number)
        elif not isinstance(item, str | Mapping):
            told = f"{type(item).__name__}, neither a text, an article nor a dictionary"
            problems.append(Problem(name, number, told, "give a text, or leave it out"))
        else:
            try:
                article = article_of_row(_record(item), reading, name, number, problems)
            except ArticleError as error:
                reason = reason or error
                problems.append(Problem(name, number, str(error), "give every row a text"))
            else:
                any_read = True
                yield with_mending(Row(article, name, number), problems)
    if reason and not any_read:
        raise reason


def _record(item: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """A row as columns. Raises OptionError for a text that is the name of a file."""
    if not isinstance(item, str):
        return item
    _check_no_file(item)
    return {"text": item}


def _check_no_file(text: str) -> None:
    """Raise OptionError for the name of a file of articles: one that exists, or a single word that ends as such a name does."""
    short = len(text) <= _LONGEST_NAME and "\n" not in text
    if short and suffix_of(text) and (len(text.split()) == 1 or os.path.exists(text)):
        raise OptionError(f"{text} is the name of a file: read it by tk.read_articles({text!r})")
