"""The folder of a run: nothing of an earlier run stays in it unless somebody may want to keep it."""

import argparse
import json

import pandas as pd
import pytest

from toolkit.cli.main import main
from toolkit.cli.output_folder import output_folder
from toolkit.errors import OptionError

TABLE = pd.DataFrame({"n": [1]})


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def write(out, *names, command="compare", expected=(), **options):
    """A run that writes these tables, and these files by other steps."""
    with output_folder(argparse.Namespace(output=str(out), guard_cells=False, **options), command) as folder:
        for name in names:
            folder.table(name, TABLE)
        for name, text in expected:
            path = folder.expected(name)
            if text:
                path.write_text(text)
        folder.close({"corpus": 1})


def files(out):
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def test_what_the_run_before_wrote_and_this_one_does_not_is_removed_and_told(out, capsys):
    write(out, "comparison", "keyness", "charts/map")
    (out / "notes.txt").write_text("mine")
    capsys.readouterr()
    write(out, "comparison")
    assert files(out) == ["comparison.csv", "manifest.json", "notes.txt"]
    (told,) = capsys.readouterr().err.splitlines()
    assert "this one does not: 2 files (keyness.csv, charts/map.csv)" in told
    write(out, "comparison")
    assert capsys.readouterr().err == ""


def test_a_file_that_was_changed_stays_and_is_told(out, capsys):
    write(out, "comparison", "keyness")
    (out / "keyness.csv").write_text("word,coded by hand\n")
    write(out, "comparison")
    assert (out / "keyness.csv").read_text() == "word,coded by hand\n"
    assert "changed since or in use, and so left: keyness.csv" in capsys.readouterr().err


def test_a_file_that_this_run_reads_stays(out, capsys):
    write(out, "comparison", "furniture")
    write(out, "comparison", furniture=str(out / "furniture.csv"))
    assert "furniture.csv" in files(out)
    assert "in use" in capsys.readouterr().err


def test_a_file_that_another_step_writes_only_at_times(out):
    write(out, expected=[("furniture.csv", "passages")])
    assert "furniture.csv" in files(out)
    write(out, expected=[("furniture.csv", "others")])
    assert "furniture.csv" in files(out)
    write(out, expected=[("furniture.csv", "")])
    assert "furniture.csv" not in files(out)


def test_a_run_that_is_refused_leaves_nothing_and_takes_nothing_away(out):
    def refused():
        with output_folder(argparse.Namespace(output=str(out), guard_cells=False), "compare") as folder:
            folder.expected("furniture.csv").write_text("passages")
            raise OptionError("no such column")

    with pytest.raises(OptionError):
        refused()
    assert not out.exists()
    write(out, expected=[("furniture.csv", "of the run before")])
    with pytest.raises(OptionError):
        refused()
    assert "furniture.csv" in files(out)


def test_nothing_outside_the_folder_is_removed_whatever_a_manifest_says(out, tmp_path):
    write(out, "comparison")
    digest = json.loads((out / "manifest.json").read_text())["files"]["comparison.csv"]
    beside = tmp_path / "beside.csv"
    beside.write_bytes((out / "comparison.csv").read_bytes())
    (out / "link.csv").symlink_to(beside)
    listed = {"../beside.csv": digest, str(beside): digest, "link.csv": digest, "gone.csv": digest, ".": digest}
    (out / "manifest.json").write_text(json.dumps({"files": listed}))
    write(out, "comparison")
    assert beside.is_file()
    assert (out / "link.csv").is_symlink()


def test_results_of_another_command_are_not_mixed_with(out):
    write(out, "power", command="power")
    with pytest.raises(OptionError, match="holds the results of framing power; name another folder"):
        write(out, "comparison")
    assert files(out) == ["manifest.json", "power.csv"]


@pytest.mark.parametrize("manifest", ["", "[]", '{"files": 3}'])
def test_a_manifest_that_lists_no_files_removes_none(out, manifest):
    write(out, "keyness")
    (out / "manifest.json").write_text(manifest)
    write(out, "comparison")
    assert "keyness.csv" in files(out)


def test_a_command_that_makes_fewer_tables_leaves_no_earlier_ones(out, tmp_path, capsys):
    rows = [{"outlet": o, "text": f"Ada Hall said {n} people had died in Keldry.", "event": "dam", "published": "2031-05-01"}
            for o, n in (("Wire", 12), ("Post", 14))]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    usual = ["omissions", str(tmp_path / "a.jsonl"), "-o", str(out), "--jobs", "1", "--resamples", "50", "--copies", "keep"]
    assert main([*usual, "--find-events"]) == 0
    assert (out / "events.csv").is_file()
    assert main(usual) == 0
    assert not (out / "events.csv").exists()
    assert "1 file (events.csv)" in capsys.readouterr().err
