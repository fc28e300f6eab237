"""Many articles, annotated one after another."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Unpack
from warnings import warn

from ..articles.article import Article, Articles
from ..articles.objects import articles_in, is_single, single_article
from ..articles.rows import RowOptions
from ..progress import tracked
from .document import Document


def documents_of(
    source: Any, annotator: Callable[[Article], Document], *, progress: bool | None = False, **columns: Unpack[RowOptions]
) -> Iterator[Document]:
    """The documents of articles one by one, so that they need not all be in memory; those that are documents already as they are.

    An article that cannot be read is left out, with a warning.

    Parameters
    ----------
    source : one article or many, in any of the forms that `articles_in` takes, or documents.
    annotator : makes a document of an article.
    progress : whether to show a bar (see `progress.tracked`).
    columns : where the articles of a data frame have their fields (see `RowOptions`).

    Examples
    --------
    >>> from toolkit.annotation.annotator import usual_annotator
    >>> [len(document.words) for document in documents_of(["It rained."], usual_annotator())]
    [2]
    """
    several: Iterable[Any] = [source]
    if is_single(source):
        several = [single_article(source, **columns)]
    elif not isinstance(source, Document):
        several = articles_in(source, ready=(Article, Document), **columns)
    for article in tracked(several, progress=progress):
        try:
            document = article if isinstance(article, Document) else annotator(article)
        except Exception as error:  # one bad article never ends a run
            warn(f"{article.id}: not read: {type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)
        else:
            yield document
    for problem in several.problems if isinstance(several, Articles) else ():
        warn(str(problem), RuntimeWarning, stacklevel=2)
