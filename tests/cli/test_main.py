import argparse
import csv
import json
import re
import shlex
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from rich.table import Table

import toolkit as tk
from toolkit.annotation.given import FRAMES_MODEL
from toolkit.cli.console import print_table
from toolkit.cli.main import command_parser, main
from toolkit.cli.resume import partial_of
from toolkit.cli.scoring_run import models_of


@pytest.fixture
def corpus(tmp_path):
    rows = [("text", "paper", "country")]
    rows += [("The puppet regime fell. It rained.", "Herald", "A"), ("The army left. It rained.", "Wire", "B")] * 3
    path = tmp_path / "corpus.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*rows, ("", "Wire", "B")])
    return path


def test_account_of_one_article(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("The puppet regime fell. “They are heroic,” General Ben Abay said.", encoding="utf-8")
    assert main(["score", str(tmp_path / "a.txt")]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for expected in (
        "“puppet regime”",
        "“heroic”",
        "Ben Abay",
        "military",
        "1 direct, 0 indirect, 0 mixed",
        "first heard: Ben Abay",
        "loaded_terms 0.",
    ):
        assert expected in printed


def test_the_title_of_an_article_has_lines_of_its_own(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("title,outlet,text\nCouncil votes to close the old harbour,Herald,It rained.\n", encoding="utf-8")
    assert main(["score", str(path)]) == 0
    title, about = capsys.readouterr().out.splitlines()[:2]
    assert title == "Council votes to close the old harbour"
    assert about.startswith("Herald · 2 words · ")


@pytest.mark.parametrize("command", [["score"], ["annotate"], ["explain", "--group", "Wire", "--by", "paper"]])
def test_a_file_that_is_read_is_not_written_over(corpus, command, capsys):
    before = corpus.read_bytes()
    assert main([command[0], str(corpus), *command[1:], "-o", str(corpus)]) == 2
    assert "is read by this command" in capsys.readouterr().err
    assert corpus.read_bytes() == before
    link = corpus.with_name("link.csv")
    link.symlink_to(corpus)
    assert main(["score", str(corpus.parent / "c*.csv"), "-o", str(link)]) == 2
    assert corpus.read_bytes() == before


def test_an_option_of_one_value_that_is_given_again_is_told(corpus, tmp_path, capsys):
    given = ["--where", "paper=Wire", "--where", "title!=x", "--text", "x", "--text=text"]
    main(["score", str(corpus), *given, "-o", str(tmp_path / "scores.csv")])
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if "more than once" in line] == [
        "mind: --text is given more than once, and only the last one counts"
    ]
    assert "no article has a value for 'title' (check the name in --where)" in told


def test_what_no_article_has_or_meets_is_told(corpus, capsys):
    assert main(["score", str(corpus), "--where", "month=2031-05"]) == 2
    assert "no article has a value for 'month' (a month is that of publication: name the column" in capsys.readouterr().err
    assert main(["score", str(corpus), "--where", "paper=Post"]) == 2
    assert "values of paper: Herald, Wire" in capsys.readouterr().err


def test_the_title_of_a_narrow_table_is_whole(capsys):
    print_table(Table("n"), "does precision differ between outlets?")
    assert capsys.readouterr().out.splitlines()[0] == "does precision differ between outlets?"


_MODELS = (
    r"Models: attributions: attribution [0-9a-f]{12}, loaded words: loaded_words [0-9a-f]{12}, "
    r"sentences: biased_sentences [0-9a-f]{12}, source type: source_types [0-9a-f]{12}, "
    r"genre: genre [0-9a-f]{12}, target: targets [0-9a-f]{12}$"
)


def test_frames_are_reported_on_request(tmp_path, capsys):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"text": "The puppet regime fell. The bank lost $30 million."}), encoding="utf-8")
    assert main(["score", str(path)]) == 0
    usual = " ".join(capsys.readouterr().out.split())
    assert "Frame" not in usual
    assert re.search(_MODELS, usual)
    assert main(["score", "--frames", str(path)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert re.search(r"human interest 0\.\d\d", printed)
    assert "climate change only" in printed
    assert "Frame:" not in printed  # among the figures of the balance
    mine = tmp_path / "mine.npz"
    mine.write_bytes(FRAMES_MODEL.read_bytes())
    assert main(["score", "--frames-model", str(mine), str(path)]) == 0
    assert re.search(r"frames:\s+mine\s+[0-9a-f]{12}", capsys.readouterr().out)
    assert main(["score", "--frames-model", str(tmp_path / "none.npz"), str(path)]) == 2


def test_models_that_are_not_used_are_not_named(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    assert main(["score", str(tmp_path / "a.txt"), "--bias-model", "none", "--loaded-model", "none", "--rules-only"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert re.search(r"Models: genre: genre [0-9a-f]{12}, target: targets [0-9a-f]{12}$", printed)
    assert models_of(tk.Scorer(only="loaded")) == []


def test_json(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("The puppet regime fell.", encoding="utf-8")
    assert main(["score", str(tmp_path / "a.txt"), "--json", "--loaded-model", "none"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["loaded_narration"] == 250
    assert record["loaded_quotation"] is None


@pytest.mark.parametrize("name", ["scores.csv", "scores.parquet"])
def test_table_of_many(corpus, tmp_path, name):
    pandas = pytest.importorskip("pandas")
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    assert main(["score", str(corpus), "-o", str(tmp_path / name)]) == 3
    read = pandas.read_csv if name.endswith("csv") else pandas.read_parquet
    frame = read(tmp_path / name)
    assert len(frame) == 6
    assert set(tk.MEASURES) <= set(frame.columns)
    assert not partial_of(tmp_path / name).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score", "missing.csv"], "no such file"),
        (["score"], "name a file or folder"),
        (["score", "{corpus}", "--example"], "not both"),
        (["score", "{corpus}", "--where", "genre"], "name=value"),
        (["score", "{corpus}", "--lexicon", "nothing"], "no such lexicon; a file of yours ends in .csv; shipped are"),
        (["score", "{corpus}", "--lexicon", "loaded_term"], "no such lexicon; perhaps you mean loaded_terms; shipped are"),
        (["score", "{corpus}", "-o", "scores.xls"], "write .csv or .parquet"),
        (["score", "{corpus}", "-o", "{corpus}/x.csv"], "cannot write"),
        (["score", "{corpus}", "--lexicon", "hedges"], "not a lexicon of loaded terms"),
        (["explain", "{corpus}", "--outlet", "paper", "--group", "Times"], "groups are Herald, Wire"),
    ],
)
def test_wrong_usage_says_what_would_be_right(corpus, capsys, arguments, message):
    assert main([part.format(corpus=corpus) for part in arguments]) == 2
    assert message in capsys.readouterr().err


def test_annotate_writes_one_line_an_article(corpus, tmp_path):
    out = tmp_path / "annotations.jsonl"
    assert main(["annotate", str(corpus), "-o", str(out)]) == 3
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record["loaded"][0]["term"] for record in records[::2]] == ["puppet regime"] * 3


def test_an_interrupted_run_continues_where_it_stopped(corpus, tmp_path, monkeypatch):
    from toolkit.scores import scoring

    out, done = tmp_path / "scores.csv", []
    real = scoring.Scorer.record

    def stops_at_four(self, article):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(article.id)
        return real(self, article)

    monkeypatch.setattr(scoring.Scorer, "record", stops_at_four)
    assert main(["score", str(corpus), "-o", str(out)]) == 130
    assert not out.exists()
    again = []
    monkeypatch.setattr(scoring.Scorer, "record", lambda self, article: again.append(article.id) or real(self, article))
    assert main(["score", str(corpus), "-o", str(out)]) == 3
    assert not set(done) & set(again)
    assert len(done) + len(again) == 6
    monkeypatch.undo()
    fresh = tmp_path / "fresh.csv"
    main(["score", str(corpus), "-o", str(fresh)])
    assert out.read_text() == fresh.read_text()


def test_a_changed_text_is_scored_again(corpus, tmp_path, monkeypatch):
    out = tmp_path / "scores.csv"
    partial = partial_of(out)
    main(["score", str(corpus), "-o", str(out)])
    first = out.read_text()
    partial.write_text('{"settings": "other"}\n{"id": "2", "sha256": "x", "record": {}}\n')
    main(["score", str(corpus), "-o", str(out)])
    assert out.read_text() == first


def test_one_bad_article_never_ends_a_run(corpus, tmp_path, monkeypatch, capsys):
    from toolkit.scores import scoring

    real = scoring.Scorer.score

    def fails_on_one(self, article):
        if article.id == "3":
            raise RuntimeError("broken")
        return real(self, article)

    monkeypatch.setattr(scoring.Scorer, "score", fails_on_one)
    assert main(["score", str(corpus), "-o", str(tmp_path / "scores.csv")]) == 3
    assert len((tmp_path / "scores.csv").read_text().splitlines()) == 1 + 5
    assert "3: not scored: RuntimeError: broken" in capsys.readouterr().err


def test_report(corpus, tmp_path):
    out = tmp_path / "report.html"
    assert main(["report", str(corpus), "--outlet", "paper", "--resamples", "40", "-o", str(out)]) == 3
    html = out.read_text(encoding="utf-8")
    assert "Overview by outlet" in html
    assert "; models: attributions: attribution " in html


def test_where_and_own_lexicon(corpus, tmp_path, capsys):
    (tmp_path / "mine.csv").write_text("term,category\nrained,emotive\n")
    arguments = ["score", str(corpus), "--where", "paper=Wire", "--lexicon", str(tmp_path / "mine.csv"), "--json"]
    assert main(arguments) == 3
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert json.loads(lines[0])["loaded_narration"] == 200


@pytest.mark.parametrize(
    "arguments", [["--help"], ["score", "--help"], ["compare", "--help"], ["annotate", "--help"], ["report", "--help"]]
)
def test_help_teaches(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    assert "usage: framing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", ["score", "score --json", "score -o s.csv", "compare -o out", "explain --group A", "annotate -o a.jsonl", "events",
                "report -o r.html", "lexicon suggest -o c.csv", "validate sample -o v.csv", "omissions -o out"],
)  # fmt: skip
def test_nothing_to_read_is_told_and_leaves_nothing(command, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles.csv").write_text("text,outlet\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    arguments = command.split()
    for options in ([], ["--keep-furniture"] if arguments[0] != "lexicon" else []):
        assert main([*arguments, "articles.csv", *options]) == 3
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "no article could be read\narticles.csv: there is no row below the names of the columns" in printed.err
    assert main([*arguments, "empty"]) == 3
    assert "empty: nothing to read: the folder holds no file" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles.csv", "empty"]


def test_a_condition_that_no_article_meets_is_wrong_usage(corpus, capsys):
    assert main(["score", str(corpus), "--where", "country=C"]) == 2
    assert "no article meets --where country=C; values of country: A, B" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["lexicon"], ["validate"], ["train"]])
def test_without_a_command_those_that_there_are_are_shown(arguments, capsys):
    assert main(arguments) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"usage: {' '.join(['framing', *arguments])} ")
    assert "examples:" in shown


def parts_of(parser):
    """The parsers of the commands of a parser, and of theirs."""
    for action in parser._actions:
        for part in getattr(action, "choices", None) or () if action.nargs == argparse.PARSER else ():
            yield action.choices[part]
            yield from parts_of(action.choices[part])


def test_the_help_of_every_command_ends_with_examples_that_it_understands():
    root, seen = command_parser(), []
    for part in [root, *parts_of(root)]:
        lines = re.findall(r"^  (framing [^\n]*?)(?:  .*)?$", part.epilog or "", re.M)
        assert lines, part.prog
        for line in lines:
            root.parse_args(shlex.split(line.split(" > ")[0])[1:])
        seen.append(part.prog)
    assert {"framing", "framing score", "framing lexicon export", "framing train vectors"} <= set(seen)


@pytest.mark.parametrize(
    "command", ["score", "compare", "lexicon show", "lexicon diff", "lexicon suggest", "two", "validate sample"]
)
def test_every_command_that_reads_has_the_same_options_in_one_group(command, capsys):
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].endswith("[options]")
    reading = shown.split("\nreading:\n")[1].split("\n\n")[0]
    assert all(f" --{option} " in reading for option in ("example", "text", "outlet", "encoding", "day-first", "where"))


@pytest.mark.parametrize(
    "command",
    [
        *(["compare", "a.csv", option] for option in ("--measures", "--actors", "--by", "--within", "--cluster", "--against")),
        ["power", "a.csv", "--measures"],
        ["explain", "a.csv", "--group", "Wire", "--measure"],
    ],
)
@pytest.mark.parametrize("nothing", ["", " ", ","])
def test_an_option_that_names_nothing_is_an_error(command, nothing, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command, nothing])
    assert ended.value.code == 2
    assert f"argument {command[-1]}: {nothing!r} names nothing" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_shell_completes_commands_and_options(shell, capsys):
    pytest.importorskip("shtab")
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("omissions", "suggest", "agency"):
        assert word in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes_what_is_typed(tmp_path, capsys):
    pytest.importorskip("shtab")
    main(["completion", "bash"])
    (tmp_path / "complete").write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "articles.csv").touch()
    lines = ["source ./complete"]
    for typed in (["expl"], ["lexicon", "sugg"], ["compare", "--peri"], ["score", "art"]):
        words = " ".join(["framing", *typed])
        lines += [f"COMP_WORDS=({words}); COMP_CWORD={len(typed)}; COMPREPLY=(); _shtab_framing; echo ${{COMPREPLY[*]}}"]
    done = subprocess.run(["bash", "-c", "\n".join(lines)], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ["explain", "suggest", "--period", "articles.csv"]


def test_as_a_module():
    done = subprocess.run([sys.executable, "-m", "toolkit", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"framing-toolkit {tk.__version__}"


def test_a_comparison_of_nothing_keeps_the_work(corpus, tmp_path, monkeypatch):
    from toolkit.scores import scoring

    out = tmp_path / "out"
    options = ["--by", "country", "--measures", "loaded_narration", "-o", str(out)]
    assert main(["compare", str(corpus), *options, "--within", "id"]) == 2
    scored = []
    real = scoring.Scorer.record
    monkeypatch.setattr(scoring.Scorer, "record", lambda self, article: scored.append(article.id) or real(self, article))
    main(["compare", str(corpus), *options, "--resamples", "40"])
    assert scored == []


def test_all_problems_are_in_a_table(corpus, tmp_path):
    main(["score", str(corpus), "-o", str(tmp_path / "scores.csv")])
    lines = (tmp_path / "scores.csv.problems.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file,row,reason,remedy,skipped"
    assert len(lines) == 1 + 5


def test_of_many_problems_one_of_each_kind_is_shown(tmp_path, capsys):
    dates = [{"text": f"It rained {i} times.", "date": "soon"} for i in range(9)]
    rows = [*dates, {"text": "It poured."}, {"text": "It poured."}, {"text": ""}]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    main(["score", str(tmp_path / "a.json"), "-o", str(tmp_path / "a.csv")])
    err = capsys.readouterr().err
    told = [line for line in err.splitlines() if line.startswith("problem: ")]
    assert ["no text" in told[0], "'soon'" in told[1], "same text" in told[2]] == [True] * 3
    assert len(told) == 5
    assert "… and 6 more problems\n" in err


def test_problems_that_are_not_shown_are_counted_where_no_article_is_left(tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps([{"text": ""}] * 6), encoding="utf-8")
    assert main(["score", str(tmp_path / "a.json")]) == 3
    assert capsys.readouterr().err.endswith("… and 1 more problem\n")


def test_markup_in_names_is_shown_as_it_is(tmp_path, capsys):
    rows = [{"text": "President [bold]Hall[/red] said it rained.", "outlet": name} for name in ("[/red]", "Wire")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    main(["compare", str(tmp_path / "a.jsonl"), "--resamples", "40", "-o", str(tmp_path / "out")])
    main(["score", str(tmp_path / "a.jsonl")])
    assert "[/red]" in capsys.readouterr().out


def test_cells_that_a_spreadsheet_would_compute_are_guarded_on_request(tmp_path):
    (tmp_path / "a.csv").write_text("text,outlet\nIt rained.,=1+1\n", encoding="utf-8")
    for options, cell in ([], "=1+1"), (["--guard-cells"], "'=1+1"):
        out = tmp_path / f"{len(options)}.csv"
        main(["score", str(tmp_path / "a.csv"), "-o", str(out), *options])
        assert pd.read_csv(out)["outlet"].tolist() == [cell]


def test_an_unknown_option_is_told_with_the_usage_of_its_command(capsys):
    with pytest.raises(SystemExit):
        main(["score", "a.txt", "--bogus"])
    told = capsys.readouterr().err
    assert "usage: framing score" in told
    assert told.endswith("unrecognized arguments: --bogus\n")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["scroe", "a.txt"], "score"),
        (["compare", "scores", "--mesures=sources"], "--measures"),
        (["compare", "scores", "--period", "monthly"], "month"),
    ],
)
def test_what_is_misspelt_is_told_with_what_may_be_meant(capsys, arguments, meant):
    with pytest.raises(SystemExit):
        main(arguments)
    assert capsys.readouterr().err.endswith(f"; perhaps you mean {meant}\n")


def test_an_article_in_another_language_has_no_account(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("Le ministre a dit lundi que la situation dans la capitale était grave pour la population.", encoding="utf-8")
    assert main(["score", str(path)]) == 0
    printed = capsys.readouterr()
    assert "not in English (fr)" in printed.out
    assert "Balance" not in printed.out
    assert "--any-language" in printed.err
