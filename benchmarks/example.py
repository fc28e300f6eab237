"""What was planted in the example corpus compared with what the toolkit finds, by outlet.

    python benchmarks/example.py [--missed]

Loaded terms and attributions are matched one to one by overlap (attributions: Jaccard of content characters at least .5).
Targets are planted in three events; one is right where its mention overlaps the planted one, or the names agree.
The corpus was written before the lexicon and the rules were tried on it.
"""

import argparse
import json
from collections import Counter, defaultdict
from itertools import product

import pandas as pd

import toolkit as tk
from toolkit.example import PLANTED

OFFICIAL = ("government", "legislature", "judiciary", "military")


def characters(spans: list[list[int]]) -> set[int]:
    """The offsets that spans cover."""
    return {i for start, end in spans for i in range(start, end)}


def pairs(planted: list[set[int]], predicted: list[set[int]], least: float) -> list[tuple[int, int]]:
    """One-to-one matches by Jaccard overlap, best first."""
    ranked = sorted(
        ((len(a & b) / len(a | b), i, j) for (i, a), (j, b) in product(enumerate(planted), enumerate(predicted)) if a & b),
        reverse=True,
    )
    left, right, matched = set(), set(), []
    for overlap, i, j in ranked:
        if overlap >= least and i not in left and j not in right:
            left.add(i)
            right.add(j)
            matched.append((i, j))
    return matched


def compared(planted: dict, annotation: dict) -> tuple[Counter, list[str]]:
    """Counts of one article, and the terms that were missed."""
    counts: Counter = Counter()
    missed = []
    for field in ("title", "text"):
        want = [term for term in planted["loaded"] if term["field"] == field]
        have = [term for term in annotation["loaded"] if term["field"] == field]
        matched = pairs([characters([t["span"]]) for t in want], [characters([t["span"]]) for t in have], 0.01)
        counts.update(terms=len(want), terms_found=len(have), terms_matched=len(matched))
        counts["voice_right"] += sum(want[i]["voice"] == have[j]["voice"] for i, j in matched)
        coded = [(want[i], have[j]) for i, j in matched if "target" in want[i]]
        counts["targets"] += len(coded)
        counts["target_right"] += sum(same_target(planted, found) for planted, found in coded)
        counts["polarity_right"] += sum(planted["polarity"] == found["polarity"] for planted, found in coded)
        missed += [want[i]["term"] for i in range(len(want)) if i not in {i for i, _ in matched}]
    want, have = planted["attributions"], annotation["attributions"]
    matched = pairs([characters(a["content"]) for a in want], [characters(a["content"]) for a in have], 0.5)
    counts.update(attributions=len(want), attributions_found=len(have), attributions_matched=len(matched))
    counts["type_right"] += sum(want[i]["source_type"] == have[j]["source_type"] for i, j in matched)
    counts["officials_planted"] += sum(a["source_type"] in OFFICIAL for a in want)
    counts["officials_found"] += sum(a["source_type"] in OFFICIAL for a in have)
    counts["unnamed_planted"] += sum(a["named"] is False for a in want)
    counts["unnamed_found"] += sum(a["named"] is False for a in have)
    return counts, missed


def same_target(planted: dict, found: dict) -> bool:
    """Whether a term that was found is about whom or what it was planted about."""
    want, have = planted["target"], found["target"]
    if have is None:
        return False
    spans = [target["span"] or term["span"] for target, term in ((want, planted), (have, found))]
    if characters(spans[:1]) & characters(spans[1:]):
        return True
    names = [set(name.lower().split()) for name in (want["name"], have["name"])]
    return bool(names[0]) and (names[0] <= names[1] or names[1] <= names[0])


def table() -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """The figures by outlet, and the terms that were missed."""
    planted = {row["id"]: row for row in map(json.loads, PLANTED.open(encoding="utf-8"))}
    outlets: dict[str, Counter] = defaultdict(Counter)
    missed: dict[str, list[str]] = defaultdict(list)
    for article in tk.read_articles(tk.EXAMPLE):
        counts, terms = compared(planted[article.id], tk.annotate(article).to_dict())
        for name in (article.outlet, "all"):
            outlets[name] += counts
            missed[name] += terms
    rows = [{"outlet": outlet, **figures(counts)} for outlet, counts in outlets.items()]
    return pd.DataFrame(rows).set_index("outlet").sort_index(), missed


def figures(c: Counter) -> dict[str, float]:
    """Recall, precision and shares from the counts of an outlet."""
    return {
        "terms planted": c["terms"],
        "recall": c["terms_matched"] / c["terms"],
        "precision": c["terms_matched"] / max(c["terms_found"], 1),
        "voice right": c["voice_right"] / max(c["terms_matched"], 1),
        "targets": c["targets"],
        "target right": c["target_right"] / max(c["targets"], 1),
        "polarity right": c["polarity_right"] / max(c["targets"], 1),
        "attributions": c["attributions"],
        "att. recall": c["attributions_matched"] / c["attributions"],
        "att. precision": c["attributions_matched"] / c["attributions_found"],
        "type right": c["type_right"] / c["attributions_matched"],
        "officials planted": c["officials_planted"] / c["attributions"],
        "officials found": c["officials_found"] / c["attributions_found"],
        "unnamed planted": c["unnamed_planted"] / c["attributions"],
        "unnamed found": c["unnamed_found"] / c["attributions_found"],
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="list the planted terms that no lexicon entry finds")
    options = parser.parse_args()
    by_outlet, missed = table()
    print(by_outlet.T.to_string(float_format="{:.2f}".format))
    if options.missed:
        for outlet in by_outlet.index.drop("all"):
            print(f"\n{outlet}: {', '.join(missed[outlet])}")


if __name__ == "__main__":
    main()
