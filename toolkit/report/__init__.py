"""What was found as a page, as tables, and in words.

`page` writes the HTML report; `article` is the view of one article in it, `evidence` the texts and marks of all of them,
packed, `groups` the overview and the pages of groups. `tables` makes tables and sentences for a paper, `summary` the readable
account of an article on a terminal, `manifest` the record of what a result was made with.
"""

from . import tables
from .article import FRAMES_CAPTION
from .groups import KEY_MEASURES
from .page import article_fragment, write

__all__ = ["FRAMES_CAPTION", "KEY_MEASURES", "article_fragment", "tables", "write"]
