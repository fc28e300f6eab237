"""How often it is right whom a loaded term is about, and in what light: by kind of target, by link, by genre, in one table.

    python benchmarks/targets.py [--set test|fresh|middle-east|recoded] [--reader accurate]

The sets are those of `reading.py`; nothing was trained on them. `recoded` has the articles of the first two, and of these the
terms that the fast reader found, whose targets other coders wrote down (`labels/targets_test.jsonl`). Terms are matched one to
one by overlap. A target is right where its mention overlaps the coded one, or all words of the shorter name are in the other.
Intervals resample articles.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from attribution import scorer_of
from example import characters, pairs, same_target
from reading import LABELS, coded_set, lines_of

import toolkit as tk

ACTORS = ("person", "group", "organisation", "country")
RESAMPLES, SEED = 1000, 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="test", choices=["test", "fresh", "middle-east", "recoded"])
    parser.add_argument("--reader", default="fast", help="fast (default), accurate, or the folder of a reader")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    rows, articles = coded_set(options.set, options.texts, scorer_of(options.scorer))
    if options.set == "recoded":
        coded = {row["id"]: row["loaded"] for row in lines_of(LABELS / "targets_test.jsonl")}
        rows = [{**row, "loaded": [term for term in coded.get(row["id"], ()) if term["loaded"]]} for row in rows]
    annotator = tk.Annotator(reader=options.reader)
    pairs_read = zip(rows, map(annotator, articles), strict=True)
    terms = pd.DataFrame([term for row, document in pairs_read for term in matched(row, document)])
    print(f"{options.set}, {options.reader}: {len(articles)} articles, {len(terms)} terms matched\n")
    print(table(terms).to_string(float_format="{:.2f}".format))


def matched(row: dict[str, Any], document: tk.Document) -> Iterator[dict[str, Any]]:
    """The terms of an article that coders marked and the toolkit found, with what is right of each."""
    want, have = row["loaded"], [term for term in document.to_dict()["loaded"] if term["field"] == "text"]
    for i, j in pairs([characters([term["span"]]) for term in want], [characters([term["span"]]) for term in have], 0.01):
        coded, found = want[i], have[j]
        if coded.get("target") and coded["target"]["kind"] != "none":
            target = found["target"] or {}
            yield {
                "article": row["id"],
                "genre": row.get("genre"),
                "kind": coded["target"]["kind"],
                "link": target.get("link", "none"),
                "sure": bool(target.get("sure")),
                "p": target.get("p", 0.0),
                "right": same_target(coded, found),
                "polarity": coded.get("polarity") == found["polarity"],
            }


def table(terms: pd.DataFrame) -> pd.DataFrame:
    """The shares of targets and polarities that are right, over all terms and over some."""
    parts: dict[str, Callable[[pd.DataFrame], Any]] = {
        "all": lambda t: t["right"].notna(),
        "sure enough for measures": lambda t: t["sure"],
        "surest seven in ten": lambda t: t["p"] >= t["p"].quantile(0.3),
        "persons, groups, organisations, countries": lambda t: t["kind"].isin(ACTORS),
        "of these, sure enough": lambda t: t["kind"].isin(ACTORS) & t["sure"],
    }
    for column in ("kind", "link", "genre"):
        for value in terms[column].dropna().value_counts().index:
            parts[f"{column}: {value}"] = lambda t, column=column, value=value: t[column] == value  # type: ignore[misc]
    rows = {name: figures(terms[which(terms)]) for name, which in parts.items()}
    return pd.DataFrame(rows).T


def figures(terms: pd.DataFrame) -> dict[str, float]:
    """The number of terms, and how many targets and polarities are right, with intervals."""
    by_article = (
        terms.groupby("article").agg(n=("right", "size"), right=("right", "sum"), polarity=("polarity", "sum")).to_numpy()
    )
    rng = np.random.default_rng(SEED)
    drawn = by_article[rng.integers(len(by_article), size=(RESAMPLES, len(by_article)))].sum(axis=1)
    shares = drawn[:, 1:] / drawn[:, :1]
    low, high = np.quantile(shares, [0.025, 0.975], axis=0)
    n, right, polarity = by_article.sum(axis=0)
    limits = {"low": low[0], "high": high[0], "polarity": polarity / n, "polarity low": low[1], "polarity high": high[1]}
    return {"terms": n, "target right": right / n, **limits}


if __name__ == "__main__":
    main()
