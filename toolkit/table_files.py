"""Tables written as CSV, Parquet or a workbook of Excel, whole or not at all."""

import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .errors import OptionError
from .files import atomic, real_output

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".parquet", ".xlsx")
"""Those of the files that tables are written to."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a formula begins with
_ROWS = 1_048_576  # of a sheet, with the names of the columns
_LONGEST = 32_767  # characters of a cell of a workbook
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")  # which XML cannot hold


def write_frame(frame: "pd.DataFrame", path: str | Path, *, guarded: bool = False) -> None:
    """Write a table in the form that the ending of the file names: CSV, Parquet, or a workbook of Excel.

    In a workbook no text is a formula, control characters are left out, and texts are cut at the 32,767 characters that a cell
    can hold. In a `guarded` CSV no text is a formula to a spreadsheet either: an apostrophe stands before those that might be.

    Raises OptionError for another ending, for a Parquet file without pyarrow, and for more rows than a sheet of Excel has.

    >>> import tempfile
    >>> import pandas as pd
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_frame(pd.DataFrame({"n": [1]}), Path(folder) / "table.xlsx")
    ...     pd.read_excel(Path(folder) / "table.xlsx")["n"].tolist()
    [1]
    """
    path = Path(path)
    check_table(path)
    if path.suffix == ".csv":
        with atomic(path) as file:
            (_guarded(frame) if guarded else frame).to_csv(file, index=False, lineterminator="\n")
        return
    if path.suffix == ".xlsx" and len(frame) >= _ROWS:
        raise OptionError(f"{path}: {len(frame):,} rows, and a sheet of Excel has {_ROWS:,}; write .csv or .parquet")
    with atomic(path, "wb") as file:
        frame.to_parquet(file) if path.suffix == ".parquet" else _write_workbook(frame, file)


def check_table(path: Path) -> None:
    """Raise OptionError for a table that cannot be written, before any work is done."""
    real_output(path)
    if path.suffix not in ENDINGS:
        raise OptionError(f"{path}: unknown kind of table; write .csv or .parquet, or .xlsx for Excel")
    if path.suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise OptionError("writing .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None


def _write_workbook(frame: "pd.DataFrame", file: IO[bytes]) -> None:
    """A workbook with one sheet, written row by row."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")
    sheet.freeze_panes = "A2"
    for row in _plain_rows(frame):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins as a formula does
            cells.append(cell)
        sheet.append(cells)
    book.save(file)


def _plain_rows(frame: "pd.DataFrame") -> Iterator[list[Any]]:
    """The names of the columns and then the rows, with values that a workbook can hold."""
    yield [_plain(str(name)) for name in frame.columns]
    columns = [[_plain(value) for value in column.astype(object).where(column.notna(), None)] for _, column in frame.items()]
    yield from map(list, zip(*columns, strict=True))


def _plain(value: Any) -> Any:
    """A value as a workbook holds it: numbers, truth values and dates as they are, all else as text.

    >>> _plain("a\\x00b"), _plain(1.5), _plain(("Hall", "Abay"))
    ('ab', 1.5, "('Hall', 'Abay')")
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime) and value.time() == time():  # a day
        return value.date()
    if hasattr(value, "isoformat"):
        return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value
    if hasattr(value, "item"):  # of NumPy
        return value.item()
    return _CONTROLS.sub("", str(value))[:_LONGEST]


def _guarded(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The table with an apostrophe before each text, names of columns included, that a spreadsheet would take for a formula."""
    return frame.map(_without_formula).rename(columns=_without_formula)


def _without_formula(cell: Any) -> Any:
    """A cell as a spreadsheet shows it.

    >>> _without_formula("=1+1"), _without_formula("Herald"), _without_formula(-1)
    ("'=1+1", 'Herald', -1)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
