"""Results as an HTML page, as tables and sentences for a paper, and on the terminal.

`article` prepares what the page shows of one article, `evidence` packs the texts and marks of all articles, `groups` prepares
the overview and the pages of groups, `charts` its interactive charts, `others` what other groups brought on the event of an
article, `accuracy` says how often the readers are right, and `page` writes the HTML report. `side_by_side` shows two texts next
to each other. `tables` makes tables and sentences for a paper, `summary` the readable account of an article on a terminal, and
`manifest` the record of what a result was made with.

Public names (listed in `__init__.pyi`) are imported from their modules when they are first used: a summary needs no page.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
