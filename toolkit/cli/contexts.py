"""Keywords in context on the terminal: one line a place, the keywords below each other, whatever the width."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

_SPACE = re.compile(r"\s+")
_LEAST = 36  # characters for a place and its context, below which columns are left out
_BESIDE = 22  # characters of the widest column beside the context
_CUT = "…"


def in_context(places: Iterable[Mapping[Any, Any]], beside: Mapping[str, Sequence[str]], width: int) -> "Table":
    """A table of places (`left`, `hit`, `right`) with the keywords aligned, that is no wider than `width` characters.

    `beside` are further columns by title, the most important first; those that leave too little room for the context, and those
    without any content, are left out.
    """
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    rows = [[_SPACE.sub(" ", str(place[part])) for part in ("left", "hit", "right")] for place in places]
    room, kept = width, dict[str, int]()
    for title, cells in beside.items():
        wide = min(max(map(cell_len, [title, *cells])), max(_BESIDE, width // 8))
        if any(cells) and room - wide - 1 >= _LEAST:
            kept[title], room = wide, room - wide - 1
    before = (room - 1) * 2 // 5
    after = room - 1 - before
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("before", width=before, justify="right", no_wrap=True)
    table.add_column("place", width=after, no_wrap=True)
    for title, wide in kept.items():
        table.add_column(title, width=wide, no_wrap=True)
    for i, (left, hit, right) in enumerate(rows):
        place = Text(_start(hit + right, after))
        place.stylize("bold", 0, len(hit))
        table.add_row(Text(_end(left, before)), place, *(Text(_start(beside[title][i], wide)) for title, wide in kept.items()))
    return table


def _start(text: str, width: int) -> str:
    """The beginning of a text, with a mark where something is left out.

    >>> _start("the old regime", 9)
    'the old …'
    """
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + _CUT


def _end(text: str, width: int) -> str:
    """The end of a text, from the beginning of a word.

    >>> _end("the old regime", 12)
    'old regime'
    """
    from rich.cells import cell_len

    text = text.rstrip()
    while cell_len(text) > width:
        text = text.partition(" ")[2] or text[1:]
    return text
