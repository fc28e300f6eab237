"""Tables of Parquet with an article in each row."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..errors import ArticleError, OptionError
from .article import Problem
from .records import as_row
from .rows import ReadingOptions, Row, article_of_row, columns_twice

_AT_ONCE = 1000  # rows


def read_parquet(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a Parquet file; folders above it that are called ``column=value`` are columns.

    Raises OptionError where pyarrow is not installed, ArticleError where the file cannot be read.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise OptionError("reading .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None
    try:
        row, partition = 0, _partition(path, reading.root)
        with ParquetFile(path) as file:
            problems += columns_twice(file.schema_arrow.names, path)
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                for cells in zip(*map(_values, batch.columns), strict=True):
                    row += 1
                    record = {**partition, **as_row(dict(zip(batch.schema.names, cells, strict=True)))}
                    yield Row(article_of_row(record, reading, path, row, problems), path, row)
    except ArrowException as error:
        raise ArticleError(str(error)) from None
    if not row:
        problems.append(Problem(path, None, "there is no row in the file", "check the file"))


def _partition(path: str, root: Path) -> dict[str, str]:
    """The columns that the folders between the root and a file stand for."""
    folders = Path(path).parent.relative_to(root).parts if Path(path).is_relative_to(root) else ()
    pairs = (folder.split("=", 1) for folder in folders if "=" in folder)
    return {name: unquote(value) for name, value in pairs if value != "__HIVE_DEFAULT_PARTITION__"}


def _values(column: Any) -> list[Any]:
    """The cells of a column; dates that Python cannot hold become text, and so a problem of their row."""
    from pyarrow import ArrowException, compute, string, types

    try:
        return list(column.to_pylist())
    except Exception:  # of pyarrow, or of what knows time zones
        if types.is_temporal(column.type):
            with suppress(ArrowException):
                return list(compute.cast(column, string()).to_pylist())
        return list(map(_value, column))


def _value(cell: Any) -> Any:
    """One cell, or a text that says why it cannot be read."""
    try:
        return cell.as_py()
    except Exception as error:  # one bad cell never ends a run
        return f"cannot be read ({error or type(error).__name__})"
