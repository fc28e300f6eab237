"""Articles that are read once more, since scores keep no order of words, with the group of each."""

from collections.abc import Iterable, Iterator
from typing import Any, Unpack

from ..annotation.annotator import Annotator, annotate
from ..annotation.document import Document
from ..articles.article import Article, Articles, Problem
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import OptionError
from ..grouping.groups import By, group_of
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..scores.scoring import failure, unscored


def texts_in(source: Any, **columns: Unpack[RowOptions]) -> Articles:
    """The articles of a data frame, of texts, of dictionaries, or of articles (see `articles_in`).

    Raises OptionError for scores, which keep no texts, and what `articles_in` raises.

    >>> [article.outlet for article in texts_in([{"text": "It rained.", "paper": "Wire"}], outlet="paper")]
    ['Wire']
    """
    check_texts(source)
    return articles_in(source, **columns)


def check_texts(source: Any) -> None:
    """Raise OptionError for scores, which keep no texts.

    >>> from toolkit.scores.scoring import score
    >>> check_texts(score(["It rained."]))
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: scores keep no texts: give the articles themselves (read_articles)
    """
    if isinstance(source, ScoreTable | Scores):
        raise OptionError("scores keep no texts: give the articles themselves (read_articles)")


def grouped_documents(
    articles: Iterable[Article], by: By, annotator: Annotator | None, failed: list[Problem]
) -> Iterator[tuple[str, Document]]:
    """The group and the document of each article that has a group, one by one; those that fail are added to `failed`.

    >>> from toolkit.articles.article import article_of
    >>> articles = [article_of("It rained.", outlet="Wire"), article_of("It poured.")]
    >>> [(group, len(document.words)) for group, document in grouped_documents(articles, "outlet", None, [])]
    [('Wire', 2)]
    """
    for article in articles:
        group = group_of(article, by)
        if group is None:
            continue
        try:
            document = annotate(article, annotator)
        except Exception as error:
            failed.append(unscored(article, failure(article, error)))
        else:
            yield group, document
