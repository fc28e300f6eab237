"""How wide a table on the terminal has to be so that no word and no figure is broken."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Column, Table

_WORD = 16  # characters of a word that is never broken, where there is room


def keep_words(table: "Table", width: int) -> None:
    """Let columns of texts be no narrower than their words, unless the table would then be wider than the terminal.

    Rich by itself takes from such columns whatever the others need, down to one letter a line.

    >>> from rich.table import Table
    >>> table = Table("outlet", "articles")
    >>> table.add_row("The Keldry Wire", "5")
    >>> keep_words(table, 30)
    >>> [column.min_width for column in table.columns]
    [6, 8]
    """
    if least_width(table) <= width:
        for column in table.columns:
            if column.width is None and not column.no_wrap:
                column.min_width = _least(column)


def least_width(table: "Table") -> int:
    """The least width of a table in which no word and no figure is broken.

    >>> from rich.table import Table
    >>> least_width(Table("outlet", "articles", box=None))
    18
    """
    n, (_, right, _, left) = len(table.columns), table.padding
    around = n * (left + right) - (n - 1) * min(left, right) * table.collapse_padding - (left + right) * (not table.pad_edge)
    lines = (n - 1 + 2 * table.show_edge) if table.box else 0
    return sum(map(_least, table.columns)) + around + lines


def _least(column: "Column") -> int:
    """The least width of a column: that of its longest word or, where lines are not broken, line."""
    from rich.cells import cell_len

    if column.width is not None:
        return column.width
    texts = list(map(_plain, (column.header, *column.cells)))
    if column.no_wrap:
        return max(map(cell_len, _flat(text.split("\n") for text in texts)), default=0)
    return min(max(map(cell_len, _flat(map(str.split, texts))), default=0), _WORD)


def _plain(cell: Any) -> str:
    return str(getattr(cell, "plain", cell))


def _flat(several: Iterable[list[str]]) -> Iterable[str]:
    return (part for parts in several for part in parts)
