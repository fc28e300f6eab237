"""Many articles, annotated one after another."""

from collections.abc import Callable, Iterable, Iterator
from warnings import warn

from ..articles.article import Article, Articles
from ..progress import tracked
from .document import Document


def documents_of(
    articles: Iterable[Article | Document], annotator: Callable[[Article], Document], *, progress: bool | None = False
) -> Iterator[Document]:
    """The documents of articles one by one, so that they need not all be in memory; those that are documents already as they are.

    An article that cannot be read is left out, with a warning.

    >>> from toolkit.annotation.annotator import usual_annotator
    >>> from toolkit.articles.article import article_of
    >>> [len(document.words) for document in documents_of([article_of("It rained.")], usual_annotator())]
    [2]
    """
    for article in tracked(articles, progress=progress):
        try:
            document = article if isinstance(article, Document) else annotator(article)
        except Exception as error:  # one bad article never ends a run
            warn(f"{getattr(article, 'id', '?')}: not read: {type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)
        else:
            yield document
    for problem in articles.problems if isinstance(articles, Articles) else ():
        warn(str(problem), RuntimeWarning, stacklevel=2)
