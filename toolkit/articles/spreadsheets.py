"""Spreadsheets with an article in each row: .xlsx, and the older .xls."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any

from ..errors import ArticleError
from . import proquest
from .article import Problem
from .opening import whole_file, zipped
from .rows import ReadingOptions, Row, article_of_row, columns_twice

_LONGEST_CELL = 32_767  # characters: the most that Excel keeps
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


def read_spreadsheet(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of the first sheet of a workbook, whose first row names the columns. Rows are numbered as in the sheet.

    Raises ArticleError where it is no workbook, or has no row below the names of the columns.
    """
    data = whole_file(path)
    if not data.startswith((_ZIP, _OLE)):
        raise ArticleError("no workbook of Excel, whatever its ending says: open it and save it as .xlsx")
    try:
        n, rows = _modern(data) if data.startswith(_ZIP) else _old(data)
        if n > 1:
            reason = f"only the first of {n} sheets is read"
            problems.append(Problem(path, None, reason, "save the others as files of their own", skipped=False))
        yield from _articles(rows, path, reading, problems)
    except ArticleError:
        raise
    except Exception as error:  # one bad file never ends a run
        while error.__cause__ and isinstance(error.__cause__, Exception):
            error = error.__cause__
        raise ArticleError(f"the workbook cannot be taken apart ({type(error).__name__}: {error})") from None


def _articles(sheet: Iterable[Sequence[Any]], path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of the rows of a sheet."""
    rows = ((number, cells) for number, cells in enumerate(sheet, 1) if any(cell not in (None, "") for cell in cells))
    names = ["" if name is None else str(name).strip() for name in next(rows, (0, []))[1]]
    problems += columns_twice(names, path)
    number = 0
    for number, cells in rows:
        filled = zip(names, chain(cells, repeat(None)), strict=False)
        record = proquest.of_columns({name: _value(cell) for name, cell in filled if name})
        for name, value in record.items():
            if isinstance(value, str) and len(value) == _LONGEST_CELL:
                reason = f"the {name} has {_LONGEST_CELL:,} characters, which is all that Excel keeps: its end may be cut off"
                problems.append(Problem(path, number, reason, "take the article from its source again", skipped=False))
        yield Row(article_of_row(record, reading, path, number, problems), path, number)
    if not number:
        raise ArticleError("there is no row below the names of the columns in the first sheet")


def _value(cell: Any) -> Any:
    """A cell with whole numbers as such (a workbook may hold 7 as 7.0), and texts without the escapes of workbooks."""
    from openpyxl.utils.escape import unescape

    if isinstance(cell, str):
        return unescape(cell)
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _modern(data: bytes) -> tuple[int, Iterator[Sequence[Any]]]:
    """How many sheets an .xlsx has, and the rows of the first."""
    import openpyxl

    zipped(data).close()
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # a file may say that it is as wide as a sheet can be
    return len(workbook.sheetnames), sheet.iter_rows(values_only=True)


def _old(data: bytes) -> tuple[int, Iterator[Sequence[Any]]]:
    """How many sheets an .xls has, and the rows of the first."""
    import xlrd

    workbook = xlrd.open_workbook(file_contents=data, on_demand=True, ragged_rows=True, logfile=io.StringIO())
    sheet = workbook.sheet_by_index(0)

    def value(cell: Any) -> Any:
        return xlrd.xldate_as_datetime(cell.value, workbook.datemode) if cell.ctype == xlrd.XL_CELL_DATE else cell.value

    return workbook.nsheets, ([value(cell) for cell in cells] for cells in sheet.get_rows())
