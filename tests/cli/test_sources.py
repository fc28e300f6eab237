"""What the commands take, and how often they read it."""

import gzip
import json

import pytest

import toolkit as tk
from toolkit.articles import reading
from toolkit.cli import compare
from toolkit.cli.main import main

QUICK = ["--rules-only", "--bias-model", "none", "--loaded-model", "none"]


@pytest.fixture
def corpus(tmp_path):
    """A table and packed JSON Lines, four articles of two outlets together."""
    (tmp_path / "a.csv").write_text("id,text,outlet,story\na1,Hall said it rained.,Wire,x\na2,It snowed.,Herald,x\n")
    rows = [{"id": f"b{n}", "text": f"It hailed {n}.", "outlet": ("Wire", "Herald")[n], "story": "y"} for n in (0, 1)]
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return tmp_path


@pytest.fixture
def read(monkeypatch):
    """The files that are read, in their order."""
    files, real = [], reading.read_file

    def noted(path, *rest):
        files.append(path.rpartition("/")[2])
        return real(path, *rest)

    monkeypatch.setattr(reading, "read_file", noted)
    return files


def test_several_files_and_patterns_on_one_command_line(corpus, capsys):
    assert main(["score", str(corpus / "a.csv"), str(corpus / "*.jsonl.gz"), "--json", *QUICK]) == 0
    scored = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    assert scored == ["a1", "a2", "b0", "b1"]
    assert scored == [article.id for article in tk.read_articles([corpus / "a.csv", corpus / "b.jsonl.gz"])]


def test_scores_of_several_files_find_their_articles_again(corpus, monkeypatch, capsys):
    monkeypatch.chdir(corpus)
    assert main(["score", "a.csv", "b.jsonl.gz", "-o", "scores/", *QUICK]) == 0
    monkeypatch.chdir(corpus.parent)
    folder = str(corpus / "scores")
    assert main(["explain", folder, "--group", "Wire", "--measure", "attributions"]) == 0
    assert "Hall" in capsys.readouterr().out
    assert main(["events", folder, str(corpus / "a.csv"), "-o", str(corpus / "events.csv")]) == 2
    assert "a folder of scores is taken alone" in capsys.readouterr().err


class ScoredError(Exception):
    """The articles are scored: what comes then is of no interest."""


@pytest.mark.parametrize(
    "more", [[], ["--within", "story", "--against", "Herald"], ["--cluster", "story", "--where", "story!=z"]]
)
def test_a_comparison_reads_its_articles_once_before_it_scores_them(corpus, read, monkeypatch, more):
    def scored(articles, *_, **__):
        raise ScoredError(list(articles))

    monkeypatch.setattr(compare, "scored", scored)
    with pytest.raises(ScoredError):
        main(["compare", str(corpus / "a.csv"), str(corpus / "b.jsonl.gz"), *more, *QUICK, "-o", str(corpus / "out")])
    assert read == ["a.csv", "b.jsonl.gz"] * 2


def test_a_comparison_of_several_files_is_repeated(corpus):
    options = ["--measures", "attributions", "--resamples", "100", "--min-articles", "1", *QUICK]
    assert main(["compare", str(corpus / "a.csv"), str(corpus / "b.jsonl.gz"), *options, "-o", str(corpus / "out")]) == 0
    assert main(["compare", "--config", str(corpus / "out" / "run.toml"), "-o", str(corpus / "again")]) == 0
    assert (corpus / "out" / "comparison.csv").read_bytes() == (corpus / "again" / "comparison.csv").read_bytes()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["--by", "mood"], "no article has a value for 'mood'; columns found: id, outlet"),
        (["--cluster", "mood"], "no article has a value for 'mood'"),
        (["--against", "Times"], "no group 'Times'; groups are Herald, Wire"),
    ],
)
@pytest.mark.parametrize("furniture", [[], ["--keep-furniture"]])
def test_what_no_article_has_is_told_before_anything_is_scored(corpus, capsys, monkeypatch, wrong, message, furniture):
    monkeypatch.setattr(tk.Scorer, "record", lambda *_: pytest.fail("scored"))
    assert main(["compare", str(corpus / "a.csv"), *wrong, *furniture, *QUICK, "-o", str(corpus / "out")]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("furniture", [[], ["--keep-furniture"]])
@pytest.mark.parametrize("command", ["score", "annotate", "events"])
def test_other_commands_read_twice_or_where_no_furniture_is_looked_for_once(corpus, read, command, furniture):
    output = {"score": "out.csv", "annotate": "out.jsonl", "events": "out.csv"}[command]
    assert main([command, str(corpus / "a.csv"), "-o", str(corpus / output), *QUICK, *furniture]) == 0
    assert read == ["a.csv"] * (1 if furniture else 2)


def test_articles_are_taken_one_at_a_time(corpus, monkeypatch):
    """None is held: when one is scored, only as many were read as one chunk holds."""
    taken = []
    real = reading.read_file

    def counted(*arguments):
        for row in real(*arguments):
            taken.append(row.article.id)
            yield row

    monkeypatch.setattr(reading, "read_file", counted)
    many = corpus / "many.jsonl"
    many.write_text("".join(json.dumps({"id": str(n), "text": f"It rained {n}."}) + "\n" for n in range(50)))
    ahead = []
    real_record = tk.Scorer.record
    monkeypatch.setattr(tk.Scorer, "record", lambda self, article: ahead.append(len(taken)) or real_record(self, article))
    assert main(["score", str(many), "-o", str(corpus / "out.csv"), "--keep-furniture", "--jobs", "1", *QUICK]) == 0
    assert ahead == list(range(1, 51))


@pytest.fixture
def odd_columns(tmp_path):
    """Articles whose outlet is in a column that is not read as one."""
    path = tmp_path / "odd.csv"
    path.write_text(
        "Newspaper name,text,Day\nWire,Hall said it rained.,Monday\nHerald,It snowed.,Monday\nHerald,It froze.,Sunday\n"
    )
    return path


@pytest.mark.parametrize("furniture", [[], ["--keep-furniture"]])
@pytest.mark.parametrize(
    "command", [["compare"], ["power"], ["omissions", "--find-events"], ["explain", "--group", "Wire"], ["two"]]
)
def test_that_no_article_has_an_outlet_is_told_before_anything_is_scored(odd_columns, capsys, monkeypatch, command, furniture):
    monkeypatch.chdir(odd_columns.parent)
    for step in ("record", "score"):
        monkeypatch.setattr(tk.Scorer, step, lambda *_: pytest.fail("scored"))
    assert main([*command, "odd.csv", *furniture, *QUICK]) == 2
    told = capsys.readouterr().err
    assert "perhaps it is in 'Newspaper name': give --outlet 'Newspaper name'" in told
    assert told.endswith("columns found: Newspaper name, Day\n")


def test_scores_that_are_kept_without_outlets_tell_it_at_once(odd_columns, capsys, monkeypatch):
    monkeypatch.chdir(odd_columns.parent)
    assert main(["score", "odd.csv", "-o", "scores/", *QUICK]) == 0
    assert capsys.readouterr().err.startswith("mind, if outlets are to be compared: no article has a value for 'outlet'")
    assert main(["compare", "scores/", "--by", "Newspaper name", "--resamples", "40", "-o", "out"]) == 0
