"""A data frame of articles in, the same rows with their figures out: what Spark, Ray and Dask ask of a function."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from ..articles.article import DETECTED, Article, Problem
from ..articles.objects import frame_rows
from ..articles.reading import article_of_record
from ..articles.rows import RowOptions, named_columns
from ..errors import OptionError
from ..scores.scoring import Scorer, usual_scorer
from ..scores.unscored import problems_of

if TYPE_CHECKING:
    import pandas as pd

_OWN_TYPES = {"string": "string", "bigint": "Int64", "double": "float64"}  # of pandas


def score_frame(
    frame: "pd.DataFrame",
    scorer: Scorer | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    **options: Unpack[RowOptions],
) -> "pd.DataFrame":
    """The rows of a data frame, each with the figures of its article: as many rows as came in, in the same order.

    Each row is scored by itself, so that it does not matter which rows come together, or on which machine. What takes more than
    one article is left out: ids are not made unique, same texts are not told, and the furniture of an outlet is known only to a
    scorer that is given it (see `repeated_passages`).

    Parameters
    ----------
    frame : a row for each article. Text, outlet, date and so on are found by the usual names of their columns (`COLUMNS`).
    scorer : scores with other lexicons, models or sides than the usual ones. Make one for many frames: it takes a second.
    options : ``text="body", outlet="paper"``, where the frame has the fields of its articles (see `RowOptions`);
        ``day_first=True`` reads 4/5/2017 as 4 May.
    columns : the same as a mapping, for names that are kept in a variable.

    Returns the columns of the frame as they are, and behind them those of `score_schema`. A row that has no figures says why in
    the column `problem`; what is odd about others stands there too.

    Raises ArticleError where there is no column of texts, OptionError where the frame has a column of `score_schema` already, or
    not the ones that are named, or a field is named that does not exist.

    >>> import pandas as pd
    >>> scored = score_frame(pd.DataFrame({"text": ["The puppet regime fell.", ""], "mood": ["dull", "bright"]}))
    >>> scored[["mood", "n_words", "problem"]].values.tolist()
    [['dull', 4, <NA>], ['bright', <NA>, 'no text (fill the text column, or drop the row)']]
    """
    scorer = scorer or usual_scorer()
    schema = score_schema(scorer)
    if taken := sorted(set(schema) & set(frame.columns)):
        raise OptionError(f"the frame has the column {', '.join(taken)} already: rename it, or drop it")
    scored, told = {}, []
    named, day_first = named_columns(options, columns), options.get("day_first", False)
    for number, record in enumerate(frame_rows(frame)):
        article, problems = article_of_record(record, named, row=number, day_first=day_first)
        if article:
            figures = scorer.record(article)
            problems += problems_of(article, figures)
            if "problem" not in figures:
                scored[number] = article, figures
        told.append("; ".join(map(_said, problems)) or None)
    return _beside(frame, scorer, scored, told)


def score_schema(scorer: Scorer | None = None) -> dict[str, str]:
    """The columns that `score_frame` adds, each with its type as Spark calls it: string, bigint or double.

    A figure is null where there is nothing to measure.

    >>> schema = score_schema()
    >>> list(schema)[:3], schema["loaded_narration"], list(schema)[-1]
    (['genre_detected', 'p_genre_detected', 'n_words'], 'double', 'problem')
    """
    first = {DETECTED: "string", "p_genre_detected": "double", "n_words": "bigint"}
    return first | dict.fromkeys((scorer or usual_scorer()).measures, "double") | {"problem": "string"}


def _beside(
    frame: "pd.DataFrame", scorer: Scorer, scored: Mapping[int, tuple[Article, dict[str, Any]]], told: list[str | None]
) -> "pd.DataFrame":
    """The frame with the columns of the scored rows, by their numbers, beside its own."""
    import pandas as pd

    schema = score_schema(scorer)
    figures = scorer.table((), scored.values()).to_frame().reindex(columns=list(schema))
    figures = figures.set_axis(list(scored)).reindex(range(len(frame))).assign(problem=pd.Series(told, dtype=object))
    return pd.concat(
        [frame, figures.astype({name: _OWN_TYPES[kind] for name, kind in schema.items()}).set_axis(frame.index)], axis=1
    )


def _said(problem: Problem) -> str:
    """A problem without its place."""
    return f"{problem.reason} ({problem.remedy})" if problem.remedy else problem.reason
