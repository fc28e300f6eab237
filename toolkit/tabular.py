"""What all results that are a table have in common: `to_frame`, and the table that Jupyter shows in their place."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


_NAMED = 8  # columns
_DAYS = "datetime64[ms]"  # as Parquet keeps them


class Tabular:
    """A result whose figures are one table.

    >>> import pandas as pd
    >>> class Shares(Tabular):
    ...     table = pd.DataFrame({"share": [1 / 3]})
    >>> Shares().to_frame()["share"].tolist(), "0.33" in Shares()._repr_html_()
    ([0.3333333333333333], True)
    >>> Shares()
    Shares(1 row: share)
    """

    table: "pd.DataFrame"

    def to_frame(self) -> "pd.DataFrame":
        """The table."""
        return self.table

    def __repr__(self) -> str:
        """The size and the first columns of the table; Jupyter shows it in part."""
        return f"{type(self).__name__}({size_of(self.table)})"

    def _shown(self) -> "pd.DataFrame":
        """What Jupyter shows: the table with two decimals, where a result has nothing shorter to show."""
        return self.table.round(2)

    def _repr_html_(self) -> str:
        return as_html(self._shown())


def with_types(
    frame: "pd.DataFrame",
    *,
    texts: Iterable[str] = (),
    days: Iterable[str] = ("published",),
    truths: Iterable[str] = (),
    others: Mapping[str, Any] | None = None,
) -> "pd.DataFrame":
    """A frame whose columns have their types also where they are empty: texts, days as moments, and truth values that may lack.

    >>> import pandas as pd
    >>> from datetime import date
    >>> frame = with_types(pd.DataFrame({"published": [date(2017, 3, 1), None], "named": [True, None]}), truths=["named"])
    >>> frame["published"].dt.year.tolist(), frame["named"].tolist()
    ([2017.0, nan], [True, <NA>])
    """
    import pandas as pd

    text = pd.Series(["text"]).dtype
    types = {name: text for name in texts if frame[name].isna().all()}
    return frame.astype({**types, **dict.fromkeys(days, _DAYS), **dict.fromkeys(truths, "boolean"), **(others or {})})


def size_of(table: "pd.DataFrame") -> str:
    """The number of rows of a table, and its first columns.

    >>> import pandas as pd
    >>> size_of(pd.DataFrame({"n": [1, 2], "p": [0.5, 0.1]}))
    '2 rows: n, p'
    """
    n, names = len(table), list(map(str, table.columns))
    more = ", …" if len(names) > _NAMED else ""
    return f"{n:,} row{'' if n == 1 else 's'}: {', '.join(names[:_NAMED])}{more}"


def as_html(table: "pd.DataFrame") -> str:
    """A table as Jupyter shows it, cut to the rows and columns that the options of pandas allow.

    >>> import pandas as pd
    >>> with pd.option_context("display.max_rows", 2):
    ...     "<p>3 rows" in as_html(pd.DataFrame({"n": [1, 2, 3]}))
    True
    """
    html: str = table._repr_html_()  # type: ignore[operator]  # pandas-stubs declare it as a property
    return html
