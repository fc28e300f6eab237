"""Results as an HTML page, as tables and sentences for a paper, and on the terminal.

`article` prepares what the page shows of one article, `evidence` packs the texts and marks of all articles, `groups` prepares
the overview and the pages of groups, `charts` its interactive charts, `others` what other groups brought on the event of an
article, `accuracy` says how often the readers are right, and `page` writes the HTML report. `side_by_side` shows two texts next
to each other. `tables` makes tables and sentences for a paper, `summary` the readable account of an article on a terminal, and
`manifest` the record of what a result was made with.
"""

from . import tables
from .article import FRAMES_CAPTION
from .groups import KEY_MEASURES
from .page import article_fragment, write

__all__ = ["FRAMES_CAPTION", "KEY_MEASURES", "article_fragment", "tables", "write"]


def __dir__() -> list[str]:
    """What is public, for tab completion."""
    return __all__
