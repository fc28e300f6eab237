"""Bars on a terminal: stage, total and time left; nothing elsewhere."""

import sys
from types import SimpleNamespace

import pytest

from toolkit import progress
from toolkit.cli.console import say
from toolkit.cli.main import main
from toolkit.progress import staged, told, tracked


@pytest.fixture
def terminal(monkeypatch, capsys):
    """What is shown where somebody looks on, from the first second."""
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setattr(progress, "is_watched", lambda: True)
    return lambda: capsys.readouterr().err


def test_a_bar_tells_stage_total_and_time_left(terminal):
    assert list(tracked([1, 2], stage="scoring")) == [1, 2]
    shown = terminal()
    assert "scoring:   0%" in shown
    assert "0/2 [00:00<?" in shown


def test_a_bar_of_steps_names_the_one_that_is_under_way(terminal):
    steps = {"figures": 1, "names": 2}
    for _ in staged(steps):
        say("a message of its own")
    shown = terminal()
    assert "figures:   0%" in shown
    assert "names:  50%" in shown
    assert "1/2 [" in shown
    assert "\ra message of its own\n" in shown


def test_a_bar_of_what_is_told_begins_anew_with_another_total(terminal):
    with told(stage="learning") as tell:
        tell(1, 2)
        tell(3, 4, {"loss": 0.5})
    shown = terminal()
    assert "learning:   0%" in shown
    assert shown.index("0/2 [") < shown.index("0/4 [")


def test_without_a_terminal_nothing_is_shown(capsys):
    assert list(tracked([1, 2], stage="scoring")) == list(staged({"a": 1, "b": 2})) == [1, 2]
    with told() as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""


def test_a_notebook_is_where_code_runs_in_a_kernel_and_not_where_one_was_started(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipykernel", SimpleNamespace())
    assert not progress.is_watched()
    for shell, watched in ((None, False), (SimpleNamespace(), False), (SimpleNamespace(kernel="one"), True)):
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda shell=shell: shell))
        assert progress.is_watched() == watched


def test_articles_are_counted_before_they_are_scored(tmp_path, terminal):
    text = "id,text,outlet\n" + "".join(f"{n},It rained {n} times.,Wire\n" for n in range(3))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    usual = ["--rules-only", "--bias-model", "none", "--loaded-model", "none", "--jobs", "1"]
    assert main(["score", str(tmp_path / "a.csv"), "-o", str(tmp_path / "s.csv"), *usual]) == 0
    shown = terminal()
    assert "first reading: 0 articles" in shown
    assert "scoring:   0%" in shown
    assert "0/3 [" in shown
