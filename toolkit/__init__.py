"""framing-toolkit: measure how outlets frame the news, by who says what.

>>> import toolkit as tk
>>> tk.score("The puppet regime fell.", loaded_model=None).values["loaded_narration"]  # each hit counts 1
250.0

Importing the package is quick: each public name (listed in `__init__.pyi`) is imported from its module when it is first used.
"""

import lazy_loader

from .annotation.document import Document
from .articles.article import DETECTED, Article
from .articles.conditions import DETECTORS

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def _article_fragment(document: Document) -> str:
    """The HTML that Jupyter shows for a document; it comes from the report, which annotation cannot import."""
    from .report import article_fragment

    return article_fragment(document)


def _genre(article: Article) -> str | None:
    """The genre of an article; it comes from a classifier, which the reader of articles cannot import."""
    from .classifiers.genre_model import genre_of

    genre = genre_of(article)
    return genre.name if genre else None


Document._repr_html_ = _article_fragment
DETECTORS |= {"genre": _genre, DETECTED: _genre}
