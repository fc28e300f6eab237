"""Tables as files: CSV, Parquet and workbooks of Excel."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit import table_files
from toolkit.cli.main import main
from toolkit.table_files import write_frame

FRAME = pd.DataFrame(
    {
        "text": pd.Series(["=1+1", "plain\x07\ud800", None], dtype=object),
        "n": [1, 2, 3],
        "rate": [0.5, np.nan, 2.0],
        "day": [date(2017, 3, 1), None, date(2017, 3, 2)],
        "few": [True, False, True],
        "=head": [("a", "b"), pd.NA, datetime(2017, 3, 1, 12, tzinfo=UTC)],
    }
)


def test_a_workbook_holds_no_formula_and_every_value(tmp_path):
    from openpyxl import load_workbook

    write_frame(FRAME, tmp_path / "table.xlsx")
    rows = list(load_workbook(tmp_path / "table.xlsx").active.iter_rows())
    assert [[cell.value for cell in row] for row in rows] == [
        ["text", "n", "rate", "day", "few", "=head"],
        ["=1+1", 1, 0.5, datetime(2017, 3, 1), True, "('a', 'b')"],
        ["plain", 2, None, None, False, None],
        [None, 3, 2.0, datetime(2017, 3, 2), True, datetime(2017, 3, 1, 12)],
    ]
    assert [cell.data_type for cell in (rows[0][5], rows[1][0])] == ["s", "s"]


def test_a_cell_holds_no_more_than_a_workbook_allows(tmp_path):
    write_frame(pd.DataFrame({"text": ["x" * 40_000]}), tmp_path / "table.xlsx")
    assert len(pd.read_excel(tmp_path / "table.xlsx")["text"][0]) == 32_767


def test_more_rows_than_a_sheet_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "_ROWS", 3)
    with pytest.raises(tk.OptionError, match=r"3 rows, and a sheet of Excel has 3; write \.csv or \.parquet"):
        write_frame(FRAME, tmp_path / "table.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(tk.OptionError, match=r"unknown kind of table; write \.csv or \.parquet, or \.xlsx for Excel"):
        write_frame(FRAME, tmp_path / "table.ods")


def test_scores_go_into_a_workbook(tmp_path):
    (tmp_path / "in.csv").write_text("id,text,outlet\n1,The regime fell.,=Wire\n")
    for name in ("scores.xlsx", "scores.csv"):
        assert main(["score", str(tmp_path / "in.csv"), "-o", str(tmp_path / name)]) == 0
    book, table = pd.read_excel(tmp_path / "scores.xlsx"), pd.read_csv(tmp_path / "scores.csv")
    assert list(book.columns) == list(table.columns)
    assert book["outlet"].tolist() == ["=Wire"]
    assert book["loaded_narration"].tolist() == pytest.approx(table["loaded_narration"].tolist())
