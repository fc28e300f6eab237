"""`framing score --only loaded`, and the commands that take such scores, or say why they cannot."""

import csv

import pytest

from toolkit.cli.main import main


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "corpus.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = [(f"{n}", f"The puppet regime fell on day {n}. Hall said it rained.", ("Wire", "Herald")[n % 2]) for n in range(6)]
        csv.writer(file).writerows([("id", "text", "outlet"), *rows])
    return path


@pytest.fixture(scope="module")
def store(corpus):
    folder = corpus.with_name("scores")
    assert main(["score", str(corpus), "--only", "loaded", "-o", str(folder)]) == 0
    return folder


def test_a_table_says_what_is_left_out(corpus, tmp_path, capsys):
    assert main(["score", str(corpus), "--only", "loaded", "-o", str(tmp_path / "out.csv"), "--jobs", "1"]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "measures: loaded_headline, loaded_text, and these by category; all others are left out" in said
    with open(tmp_path / "out.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loaded_text"]) for row in rows] == [pytest.approx(1000 / 11)] * 6
    assert "loaded_narration" not in rows[0]


def test_counts_are_compared(store, tmp_path):
    assert main(["compare", str(store), "-o", str(tmp_path / "out"), "--resamples", "40", "--copies", "keep"]) == 0
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"comparison.csv", "differences.csv", "terms.csv", "manifest.json"} <= files
    assert files.isdisjoint({"names.csv", "silences.csv", "keyness.csv", "map.csv", "sensitivity.csv"})


@pytest.mark.parametrize(
    "command",
    [["report"], ["events"], ["explain", "--group", "Wire"], ["compare", "--find-events"]],
    ids=lambda command: command[0],
)
def test_commands_that_need_more_say_so(store, tmp_path, capsys, command):
    name, *more = command
    assert main([name, str(store), *more, "-o", str(tmp_path / "out.csv")]) == 2
    assert "holds counts of loaded terms alone (--only loaded)" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("options", [["--min-p", ".5"], ["--sides", "mine.csv"], ["--bias-model", "mine.npz"], ["--frames"]])
def test_options_of_what_is_left_out_are_refused(corpus, tmp_path, capsys, options):
    assert main(["score", str(corpus), "--only", "loaded", *options, "-o", str(tmp_path / "out.csv")]) == 2
    assert f"{options[0]} cannot be combined with --only loaded" in " ".join(capsys.readouterr().err.split())


def test_an_account_needs_more(corpus, capsys):
    assert main(["score", str(corpus), "--only", "loaded"]) == 2
    assert "name an output" in capsys.readouterr().err
    assert main(["score", str(corpus), "--only", "loaded", "--json"]) == 0


def test_other_scores_are_not_mixed_in(corpus, store, capsys):
    assert main(["score", str(corpus), "-o", str(store)]) == 2
    assert "only: loaded there, none now" in " ".join(capsys.readouterr().err.split())
