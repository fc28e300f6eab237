"""The command `framing two`."""

import json

import pandas as pd
import pytest

from toolkit.cli.main import main

TEXTS = {
    "Wire": "President Ada Hall claimed the dam at Keldry had burst.",
    "Post": "The dam at Keldry had burst. The puppet regime <b>fled.",
    "Herald": "It rained.",
}


@pytest.fixture
def articles(tmp_path):
    rows = [{"id": outlet, "outlet": outlet, "text": text} for outlet, text in TEXTS.items()]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(tmp_path / "a.jsonl")


@pytest.mark.parametrize("width", ["44", "200"])
def test_two_files_are_two_sides_in_any_width(tmp_path, capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    for name in ("Wire", "Post"):
        (tmp_path / f"{name}.txt").write_text(TEXTS[name], encoding="utf-8")
    assert main(["two", str(tmp_path / "Wire.txt"), str(tmp_path / "Post.txt")]) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= int(width)
    together = " ".join(printed.split())
    for expected in ("Wire", "Post", "Statements that both bring", "puppet", "narration", "claimed"):
        assert expected in together


def test_two_of_several_outlets_as_a_page_and_as_a_table(articles, tmp_path):
    page, table = tmp_path / "two.html", tmp_path / "two.csv"
    for output in (page, table):
        assert main(["two", articles, "--between", "Post", "Wire", "-o", str(output)]) == 0
    assert "&lt;b&gt;" in page.read_text(encoding="utf-8")
    assert '<span class="term v-narration"' in page.read_text(encoding="utf-8")
    assert pd.read_csv(table).columns.tolist() == ["section", "what", "first", "second"]


def test_sides_that_are_not_two_are_refused_with_the_remedy(articles, capsys):
    assert main(["two", articles]) == 2
    assert "3 articles of 3 values of outlet: Wire, Post, Herald; name two with --between" in capsys.readouterr().err
    assert main(["two", articles, "--where", "outlet=Post"]) == 2
    assert "here is 1 article: name a file for each side" in capsys.readouterr().err
    assert main(["two", articles, "--between", "Wire", "Pots"]) == 2
    assert "no article of outlet Pots; perhaps you mean Post" in capsys.readouterr().err
    assert main(["two", articles, "--where", "outlet!=Herald", "-o", "two.pdf"]) == 2
    assert "write .csv or .parquet" in capsys.readouterr().err
