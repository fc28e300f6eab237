"""Articles that are read once more, since scores keep no order of words, with the group of each."""

from collections.abc import Iterable, Iterator

from ..annotation.annotator import Annotator, annotate
from ..annotation.document import Document
from ..articles.article import Article, Problem
from ..grouping.groups import By, group_of
from ..scores.unscored import failure, unscored


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
