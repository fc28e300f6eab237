"""The command `framing omissions`, from articles and from saved scores."""

import json

import pandas as pd
import pytest

from toolkit.cli.main import main

TEXTS = {
    "Wire": "President Ada Hall said the dam at Keldry had failed. General Ben Abay said 12 people were killed.",
    "Post": "The dam at Keldry had failed. A dozen people were killed, General Ben Abay said.",
    "Herald": "President Ada Hall was there. Ada Hall left the dam at Keldry. It rained all day.",
}


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.jsonl"
    rows = [{"id": o, "outlet": o, "text": text, "event": "dam", "published": "2031-05-01"} for o, text in TEXTS.items()]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def rows_of(folder):
    table = pd.read_csv(folder / "omissions.csv")
    return table.set_index(["item", "group"])["state"].to_dict()


def test_tables_and_charts_are_written(articles, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["omissions", str(articles), "-o", str(out), "--jobs", "1", "--resamples", "50", "--copies", "keep"]) == 0
    states = rows_of(out)
    assert (states["Ada Hall", "Wire"], states["Ada Hall", "Herald"], states["Ada Hall", "Post"]) == (
        "heard",
        "named only",
        "absent",
    )
    assert (states["12 killed", "Post"], states["12 killed", "Herald"]) == ("heard", "absent")
    statements = pd.read_csv(out / "statements.csv")
    assert "own" in statements.loc[statements["group"] == "Post", "voice"].tolist()
    assert len(pd.read_csv(out / "omission_shares.csv")) > 0
    assert (out / "charts" / "shares_source.png").exists()
    assert (out / "charts" / "event_1.svg").exists()
    assert json.loads((out / "manifest.json").read_text())["results"]["omissions"]["texts"] == 3
    assert not (out / "scores.csv.partial").exists()
    printed = capsys.readouterr()
    assert "Sources heard" in printed.out
    assert "no suppression" in printed.err


def test_shares_of_few_events_are_told(articles, tmp_path, capsys):
    options = ["--jobs", "1", "--resamples", "50", "--copies", "keep"]
    for least, told in (("10", True), ("1", False)):
        assert main(["omissions", str(articles), "-o", str(tmp_path / least), "--min-events", least, *options]) == 0
        assert ("mind: on fewer than 10 events: all; such shares are those of single stories" in capsys.readouterr().err) == told


def test_saved_scores_give_the_same_and_say_where_texts_are_gone(articles, tmp_path, capsys):
    options = ["--jobs", "1", "--resamples", "50", "--copies", "keep"]
    assert main(["omissions", str(articles), "-o", str(tmp_path / "one"), *options]) == 0
    assert main(["score", str(articles), "-o", f"{tmp_path / 'scores'}/", "--jobs", "1"]) == 0
    assert main(["omissions", str(tmp_path / "scores"), "-o", str(tmp_path / "two"), *options]) == 0
    for name in ("omissions", "omission_shares", "statements"):
        assert (tmp_path / "one" / f"{name}.csv").read_bytes() == (tmp_path / "two" / f"{name}.csv").read_bytes()
    articles.unlink()
    capsys.readouterr()
    assert main(["omissions", str(tmp_path / "scores"), "-o", str(tmp_path / "three"), *options]) == 0
    assert "without statements" in capsys.readouterr().err
    assert len(pd.read_csv(tmp_path / "three" / "statements.csv")) == 0
    assert rows_of(tmp_path / "three")["Ada Hall", "Wire"] == "heard"


def test_events_are_found_and_written(articles, tmp_path):
    out = tmp_path / "out"
    options = ["--find-events", "--jobs", "1", "--resamples", "50", "--copies", "keep"]
    assert main(["omissions", str(articles), "-o", str(out), *options]) == 0
    assert pd.read_csv(out / "events.csv")["event"].nunique() < 3


def test_two_ways_to_say_the_events_are_one_too_many(articles, tmp_path, capsys):
    assert main(["omissions", str(articles), "--find-events", "--within", "event", "-o", str(tmp_path / "out")]) == 2
    assert "--find-events finds the events" in capsys.readouterr().err
