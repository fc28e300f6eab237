"""framing-toolkit: measure how outlets frame the news, by who says what.

>>> import toolkit as tk
>>> tk.score("The puppet regime fell.").values["loaded_narration"]
250.0

Importing the package is quick: each public name (listed in `__init__.pyi`) is imported from its module when it is first used.
"""

import lazy_loader

from .annotation.document import Document

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def _article_fragment(document: Document) -> str:
    """The HTML that Jupyter shows for a document; it comes from the report, which annotation cannot import."""
    from .report import article_fragment

    return article_fragment(document)


Document._repr_html_ = _article_fragment
