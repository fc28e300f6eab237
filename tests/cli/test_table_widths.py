"""Tables on the terminal: no word and no figure is broken where there is room, and a pipe has room."""

import pytest
from rich.table import Table

from toolkit.cli.console import console
from toolkit.cli.main import main
from toolkit.cli.table_widths import least_width


def printed(table, capsys):
    console().print(table)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("box", [{"box": None}, {}, {"pad_edge": False}, {"collapse_padding": True}])
def test_words_stay_whole_down_to_the_least_width(box, capsys, monkeypatch):
    table = Table("outlet", "figure", **box)
    table.columns[1].no_wrap = True
    table.add_row("The Keldry Intelligencer", "1.5 of 1,000 words")
    for width in (least_width(table), least_width(table) + 5):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = printed(table, capsys)
        assert max(map(len, lines)) <= width
        words = "\n".join(lines).replace("│", " ").split()
        assert {"Keldry", "Intelligencer"} <= set(words)
        assert any("1.5 of 1,000 words" in line for line in lines)


def test_a_table_that_has_no_room_is_no_wider_than_the_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "12")
    table = Table("outlet", "figure")
    table.add_row("The Keldry Intelligencer", "1.5")
    assert max(map(len, printed(table, capsys))) <= 12


@pytest.mark.parametrize(("columns", "width"), [(None, 160), ("100", 100)])
def test_a_pipe_has_room_for_long_lines(monkeypatch, columns, width):
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    assert console().width == width


def test_a_comparison_prints_the_measures_that_there_is_room_for(tmp_path, capsys, monkeypatch):
    rows = [f"It rained {i}. The puppet regime fell.,{outlet}\n" for i in range(2) for outlet in ("Herald", "Wire")]
    (tmp_path / "a.csv").write_text("".join(["text,outlet\n", *rows]), encoding="utf-8")
    command = ["compare", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out"), "--measures", "loaded_narration,unheard_share"]
    monkeypatch.setenv("COLUMNS", "45")
    assert main([*command, "--resamples", "50", "--copies", "keep"]) == 0
    shown = capsys.readouterr()
    assert "Herald" in shown.out
    assert "never" not in shown.out.split("n: measured")[0]
    assert "no room on the terminal for Talked about, never heard" in shown.err
