"""What goes wrong around a run: no space, no permission, somebody else, the plug pulled. Nothing is mixed and nothing lost."""

import csv
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import toolkit as tk
from toolkit.cli import resume
from toolkit.cli.main import main
from toolkit.cli.resume import partial_of
from toolkit.files import atomic, locked
from toolkit.scores import score_store, score_tables

QUICK = ["--rules-only", "--bias-model", "none", "--loaded-model", "none", "--keep-furniture", "--jobs", "1"]
COMMANDS = {"score": "out.csv", "annotate": "out.jsonl", "report": "out.html", "events": "out.csv"}
posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and limits of POSIX")


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.csv"
    rows = [("id", "text", "outlet", "title")]
    rows += [(str(n), f"The puppet regime fell on day {n}. Hall said it rained.", "Wire", "Rain") for n in range(4)]
    write(path, rows)
    return path


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def run(command, corpus, output, *more):
    return main([command, str(corpus), "-o", str(output), *QUICK, *more])


def framing(*arguments, **how):
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(tk.__file__).parents[1])}
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, **how)


# -- outputs that cannot be written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_that_is_a_folder_is_refused_before_any_work(corpus, tmp_path, capsys, monkeypatch, command):
    monkeypatch.setattr(tk.Annotator, "__call__", lambda *_: pytest.fail("annotated"))
    folder = tmp_path / "there" / COMMANDS[command]
    folder.mkdir(parents=True)
    assert run(command, corpus, folder) == 2
    assert "a folder; name a file in it" in capsys.readouterr().err
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@posix
@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_that_is_a_pipe_is_not_replaced(corpus, tmp_path, capsys, command):
    pipe = tmp_path / COMMANDS[command]
    os.mkfifo(pipe)
    assert run(command, corpus, pipe) == 2
    assert "a pipe or device, not a file" in capsys.readouterr().err
    assert pipe.is_fifo()


@posix
@pytest.mark.parametrize("exists", [True, False])
def test_where_the_output_is_a_link_the_file_behind_it_is_written(tmp_path, exists):
    target, link = tmp_path / "kept" / "target.csv", tmp_path / "link.csv"
    target.parent.mkdir()
    if exists:
        target.write_text("earlier")
    link.symlink_to(target)
    with atomic(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert [path.name for path in target.parent.iterdir()] == ["target.csv"]


@pytest.mark.parametrize("command", [*COMMANDS, "compare"])
def test_an_output_below_a_file_cannot_be_written(corpus, tmp_path, capsys, command):
    output = corpus / COMMANDS.get(command, "out")
    assert run(command, corpus, output) == 2
    assert "cannot write" in capsys.readouterr().err


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_that_is_read_only_is_told_before_any_work(corpus, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(tk.Annotator, "__call__", lambda *_: pytest.fail("annotated"))
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    assert run("score", corpus, folder / "out.csv") == 2
    assert "Permission denied" in capsys.readouterr().err


class Full:
    """A file on a disk that is full in the middle of what is written after some writes."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.room -= 1
        if self.room < 0:
            self.file.write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.file.write(content)


def test_a_run_on_a_full_disk_says_so_and_goes_on_when_there_is_room(corpus, tmp_path, capsys, monkeypatch):
    output, fresh = tmp_path / "out.csv", tmp_path / "fresh.csv"
    real = open
    monkeypatch.setattr(resume, "open", lambda path, mode: Full(real(path, mode), 3), raising=False)
    assert run("score", corpus, output) == 2
    told = f"cannot write {output}: No space left on device; free some space, or name an output on another disk; what was done is"
    assert f"{told} kept: run the same command again to continue" in capsys.readouterr().err
    assert not output.exists()
    assert len(partial_of(output).read_bytes().splitlines()) == 1 + 2 + 1  # settings, records, half a record
    monkeypatch.undo()
    scored, real_record = [], tk.Scorer.record
    monkeypatch.setattr(tk.Scorer, "record", lambda self, article: scored.append(article.id) or real_record(self, article))
    assert run("score", corpus, output) == 0
    assert scored == ["2", "3"]
    assert run("score", corpus, fresh) == 0
    assert output.read_bytes() == fresh.read_bytes()


@posix
def test_a_folder_of_scores_for_which_there_is_no_room_is_told_and_completed_later(corpus, tmp_path, capsys, monkeypatch):
    import resource

    limits, real = resource.getrlimit(resource.RLIMIT_FSIZE), score_store.write_part

    def with_little_room(*arguments):
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, limits[1]))  # bytes of a file
        try:
            real(*arguments)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    with monkeypatch.context() as patch:
        patch.setattr(score_store, "write_part", with_little_room)
        assert run("score", corpus, tmp_path / "scores") == 2
    assert "framing: cannot write" in capsys.readouterr().err
    assert run("score", corpus, tmp_path / "scores") == 0
    assert len(tk.load_scores(tmp_path / "scores")) == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is full")
def test_a_folder_of_scores_on_a_full_disk_says_so_in_plain_words(corpus, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(score_tables, "uuid4", lambda: SimpleNamespace(hex="1"))
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores" / ".articles-00000.parquet.1.unfinished").symlink_to("/dev/full")
    assert run("score", corpus, tmp_path / "scores") == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("framing: cannot write")
    assert "articles-00000.parquet: No space left on device; free some space" in told


def test_a_disk_that_is_full_when_the_table_is_written_keeps_the_earlier_one(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("earlier")
    with pytest.raises(OSError, match="No space left"), atomic(path) as file:
        Full(file, 0).write("new")
    assert path.read_text() == "earlier"
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


# -- readers that go away -------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("more", [["--json"], []])
def test_a_pipe_that_is_closed_ends_a_run_quietly(corpus, more):
    reads, writes = os.pipe()
    process = framing("score", corpus, *QUICK, *more, stdout=writes)
    os.close(writes)
    os.close(reads)
    assert process.stderr.read() == ""
    assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is full")
def test_printing_to_a_full_disk_is_told(corpus):
    with open("/dev/full", "w") as full:
        process = framing("score", corpus, *QUICK, "--json", stdout=full)
        assert process.stderr.read() == "framing: cannot write the output: No space left on device\n"
    assert process.wait() == 2


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_run_without_standard_streams_writes_its_table(corpus, tmp_path, closed):
    command = [sys.executable, "-m", "toolkit", "score", corpus, *QUICK, "-o", tmp_path / "out.csv"]
    environment = {**os.environ, "PYTHONPATH": str(Path(tk.__file__).parents[1])}
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *map(str, command)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert len(rows_of(tmp_path / "out.csv")) == 5


@posix
def test_standard_input_that_is_closed_is_told():
    environment = {**os.environ, "PYTHONPATH": str(Path(tk.__file__).parents[1])}
    command = f'"{sys.executable}" -m toolkit score - {" ".join(QUICK)} <&-'
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True)
    assert done.returncode == 3
    assert "standard input is closed" in done.stderr


# -- two runs at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [*COMMANDS, "compare"])
def test_two_runs_do_not_write_one_output(corpus, tmp_path, capsys, command):
    output = tmp_path / COMMANDS.get(command, "out")
    with locked(output / "manifest.json" if command == "compare" else output):
        assert run(command, corpus, output) == 2
    assert "another run is writing it" in capsys.readouterr().err


def test_the_lock_goes_with_the_run(corpus, tmp_path):
    output = tmp_path / "out" / "out.csv"
    assert run("score", corpus, output) == 0
    assert [path.name for path in output.parent.iterdir()] == ["out.csv"]


# -- runs that go on ------------------------------------------------------------------------------------------------------


def interrupted(monkeypatch, corpus, output, after, *more, command="score"):
    """A run that is interrupted after some articles."""
    done, real = [], tk.Annotator.__call__

    def annotate(self, article):
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(article)
        return real(self, article)

    with monkeypatch.context() as patch:
        patch.setattr(tk.Annotator, "__call__", annotate)
        assert run(command, corpus, output, *more) == 130


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[1].__setitem__(3, "Storm"),
        lambda rows: rows[2].__setitem__(2, "Herald"),
        lambda rows: rows[1].__setitem__(1, "The army left."),
        lambda rows: rows.insert(1, ["9", "It snowed.", "Wire", "Snow"]),
        lambda rows: rows.pop(1),
        lambda rows: rows.reverse(),
    ],
    ids=["title", "outlet", "text", "one more", "one less", "no header"],
)
def test_a_run_that_goes_on_never_mixes_articles_as_they_were_with_those_of_now(corpus, tmp_path, monkeypatch, change):
    output, fresh = tmp_path / "out.csv", tmp_path / "fresh.csv"
    interrupted(monkeypatch, corpus, output, 3)
    rows = rows_of(corpus)
    change(rows)
    write(corpus, rows)
    codes = run("score", corpus, output), run("score", corpus, fresh)
    assert codes[0] == codes[1]
    if codes[0] == 0:
        assert output.read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize(
    "changed", [["--lexicon", "{}/mine.csv"], ["--any-language"], ["--outlet", "title"], ["--min-weight", "1"]]
)
def test_a_run_that_goes_on_with_other_options_begins_anew(corpus, tmp_path, monkeypatch, changed):
    (tmp_path / "mine.csv").write_text("term,category\nrained,emotive\n")
    output, fresh = tmp_path / "out.csv", tmp_path / "fresh.csv"
    interrupted(monkeypatch, corpus, output, 3)
    changed = [part.format(tmp_path) for part in changed]
    assert run("score", corpus, output, *changed) == run("score", corpus, fresh, *changed) == 0
    assert output.read_bytes() == fresh.read_bytes()


def test_a_lexicon_that_was_edited_meanwhile_begins_anew(corpus, tmp_path, monkeypatch):
    mine = tmp_path / "mine.csv"
    mine.write_text("term,category\nrained,emotive\n")
    output, fresh = tmp_path / "out.csv", tmp_path / "fresh.csv"
    interrupted(monkeypatch, corpus, output, 3, "--lexicon", str(mine))
    mine.write_text("term,category\nrained,emotive\nfell,emotive\n")
    for path in (output, fresh):
        assert run("score", corpus, path, "--lexicon", str(mine)) == 0
    assert output.read_bytes() == fresh.read_bytes()


def test_another_command_does_not_take_up_what_a_command_left(corpus, tmp_path, monkeypatch):
    output, fresh = tmp_path / "out.csv", tmp_path / "fresh.csv"
    interrupted(monkeypatch, corpus, output, 3, command="annotate")
    for path in (output, fresh):
        assert run("score", corpus, path) == 0
    assert output.read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize("command", ["score", "annotate", "report"])
def test_what_is_said_of_an_interrupted_run_is_true(corpus, tmp_path, monkeypatch, capsys, command):
    output = tmp_path / COMMANDS[command]
    output.write_text("earlier")
    interrupted(monkeypatch, corpus, output, 2, command=command)
    told = capsys.readouterr().err.splitlines()[-1]
    assert partial_of(output).exists()
    assert told == "framing: interrupted; run the same command again to continue"
    assert output.read_text() == "earlier"
    assert {path.name for path in tmp_path.iterdir()} <= {"corpus.csv", output.name, partial_of(output).name}


def test_a_run_that_finds_no_article_leaves_nothing(tmp_path, capsys):
    corpus, output = tmp_path / "corpus.csv", tmp_path / "new" / "out.csv"
    write(corpus, [("text", "outlet")])
    assert run("score", corpus, output) == 3
    assert "no article could be read" in capsys.readouterr().err
    assert not output.parent.exists()


@pytest.mark.parametrize("cut", [5, 200, -1])
def test_a_partial_file_that_was_cut_is_taken_up_before_the_cut(corpus, tmp_path, monkeypatch, cut):
    output, fresh = tmp_path / "out.csv", tmp_path / "fresh.csv"
    interrupted(monkeypatch, corpus, output, 3)
    content = partial_of(output).read_bytes()
    partial_of(output).write_bytes(content[:cut] if cut > 0 else content + b'{"article": 1}\n\0\0')
    for path in (output, fresh):
        assert run("score", corpus, path) == 0
    assert output.read_bytes() == fresh.read_bytes()


def test_names_that_begin_with_a_dash_are_names(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("-o.jsonl").write_text(json.dumps({"id": "a", "text": "It rained."}))
    assert main(["score", "--json", *QUICK, "--", "-o.jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "a"


def test_an_output_with_a_name_that_is_too_long_is_told(corpus, tmp_path, capsys):
    assert run("score", corpus, tmp_path / f"{'n' * 300}.csv") == 2
    assert "File name too long" in capsys.readouterr().err


def test_what_a_problem_quotes_cannot_steer_the_terminal(tmp_path, capsys):
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps({"id": "\x1b]0;mine\x07\x9b2J", "text": text}) + "\n" for text in ("One.", "Two.")))
    assert run("score", corpus, tmp_path / "out.csv") == 0
    told = capsys.readouterr().err
    assert "id used before; now \\x1b]0;mine\\x07\\x9b2J#2" in told
    assert not set(told) & {"\x1b", "\x07", "\x9b"}


def test_what_was_read_but_mended_or_copied_is_told_and_is_no_failure(tmp_path, capsys):
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps({"id": i, "text": "It rained all day."}) + "\n" for i in ("a", "b")))
    assert run("score", corpus, tmp_path / "out.csv") == 0
    assert "copies are not independent articles" in capsys.readouterr().err
