"""The command `framing power`."""

import json

import pandas as pd

from toolkit.cli.main import main


def test_tables_and_charts_are_written(tmp_path, capsys):
    articles, out = tmp_path / "articles.jsonl", tmp_path / "out"
    texts = ("The mob fled. It rained.", "The army left. It was late.")
    rows = [{"id": str(i), "outlet": "Wire", "text": f"{texts[i % 2]} So it was in town {i}."} for i in range(24)]
    articles.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = ["--ratios", "2", "4", "--articles", "10", "30", "--samples", "20", "--resamples", "40", "--copies", "keep"]
    assert main(["power", str(articles), "-o", str(out), "--jobs", "1", *options]) == 0
    table = pd.read_csv(out / "power.csv")
    assert table[["ratio", "articles"]].values.tolist() == [[2, 10], [2, 30], [4, 10], [4, 30]]
    assert pd.read_csv(out / "needed.csv")["articles"].gt(1).all()
    assert (out / "charts" / "power_loaded_narration.svg").exists()
    assert json.loads((out / "manifest.json").read_text())["results"]["power"]["samples"] == 20
    printed = capsys.readouterr()
    assert "n = 30" in printed.out
    assert "not adjusted" in printed.err
