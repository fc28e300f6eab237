"""How well articles on one event, and near-copies, are found.

    python benchmarks/events.py [../shared/data] [--pairs 30]

The folder holds BASIL (``basil``), articles on the Middle East (``article_bias_mideast``) and FA-KES (``fakes_syria``). The
threshold is chosen on BASIL's events of even years among 600 articles drawn from the second set, and tried on those of odd
years. A pair of an article of BASIL and one of the others counts as wrong wherever it is joined, though some are on one event;
pairs of two others are left out. With ``--pairs`` so many joined pairs of titles are printed, to be judged by reading.
"""

import argparse
import os
import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

import toolkit as tk
from toolkit.grouping.event_clustering import USUAL
from toolkit.measures.scores import ArticleScore
from toolkit.measures.scoring import bare
from toolkit.training.corpora import basil

SEEDS, OTHERS = (0, 1, 2), 600
TRIED = np.arange(0.1, 0.241, 0.01)
FLAT = 0.01  # thresholds that are as good as the best one


class Found(NamedTuple):
    """Pairs of articles joined: precision, recall and F1."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"


def pairwise(events: Sequence[int], known: Sequence[str | None]) -> Found:
    """Over all pairs but those of two articles whose event is not known (None)."""
    numbers = {event: i for i, event in enumerate(dict.fromkeys([None, *known]))}
    found, gold = np.array(events), np.array([numbers[event] for event in known])
    left, right = np.triu_indices(len(found), 1)
    counted = (gold[left] != 0) | (gold[right] != 0)
    joined, same = (found[left] == found[right])[counted], (gold[left] == gold[right])[counted]
    hits = (joined & same).sum()
    return Found(hits / joined.sum(), hits / same.sum(), 2 * hits / (joined.sum() + same.sum()))


def mixed(articles: Sequence[ArticleScore], others: Sequence[ArticleScore], odd: int, seed: int) -> list[ArticleScore]:
    """The articles of BASIL of odd or even years among others."""
    return [a for a in articles if a.article.published.year % 2 == odd] + random.Random(seed).sample(list(others), OTHERS)


def tried(rows: Sequence[ArticleScore], threshold: float | None) -> Found:
    """How well the events of those of BASIL are found."""
    return pairwise(tk.find_events(rows, threshold=threshold).table["event"].tolist(), [one.article.event for one in rows])


def chosen(articles: Sequence[ArticleScore], others: Sequence[ArticleScore]) -> float:
    """The middle of the thresholds that are as good as the best one on even years, printed with their F1."""
    runs = [mixed(articles, others, 0, seed) for seed in SEEDS]
    means = {round(t, 2): float(np.mean([tried(rows, t).f1 for rows in runs])) for t in TRIED}
    print("even years, mean F1 by threshold:", ", ".join(f"{t:.2f} {f1:.3f}" for t, f1 in means.items()))
    flat = [t for t, f1 in means.items() if f1 >= max(means.values()) - FLAT]
    return (min(flat) + max(flat)) / 2


def real_events(name: str, articles: Sequence[ArticleScore], pairs: int) -> None:
    """What is found where nobody knows the events, with pairs of titles to be judged."""
    events = tk.find_events(articles)
    left = tk.matched(tk.ScoreTable(list(articles)), events=events)
    several = int((events.table["event"].value_counts() > 1).sum())
    print(f"\n{name}: {len(articles)} articles, {several} events of two or more, threshold {events.threshold}; {left}")
    print(*(f"  {note}" for note in events.notes), sep="\n")
    members = events.table.groupby("event")["position"].apply(list)
    across = [(a, b) for places in members for a, b in combinations(places, 2)]
    across = [(a, b) for a, b in across if articles[a].article.outlet != articles[b].article.outlet]
    for pair in random.Random(1).sample(across, min(pairs, len(across))):
        one, other = (articles[i].article for i in pair)
        print("  ", one.published, one.outlet, "|", one.title, "||", other.published, other.outlet, "|", other.title)


def real_copies(articles: Sequence[ArticleScore]) -> None:
    """How many near-copies are found at several thresholds, and in how many sets several outlets are."""
    table = tk.ScoreTable(list(articles))
    for threshold in (0.3, 0.5, 0.6, 0.7, 0.9):
        found = tk.copies(table, threshold=threshold)
        wide = int((found.table.groupby("set")["outlet"].nunique() > 1).sum())
        extra = len(found.table) - len(found)
        print(f"  copies at {threshold}: {len(found)} sets, {wide} in several outlets; {extra} articles besides the firsts")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = Path(os.environ.get("TOOLKIT_DATA", "../shared/data"))
    parser.add_argument("data", nargs="?", type=Path, default=default, help="default: %(default)s")
    parser.add_argument("--pairs", type=int, default=0, help="joined pairs of titles to print of each real corpus")
    options = parser.parse_args()
    known = list(map(bare, basil(options.data / "basil")))
    mideast = list(map(bare, tk.read_articles(options.data / "article_bias_mideast" / "articles.jsonl")))
    syria = list(map(bare, tk.read_articles(options.data / "fakes_syria" / "FA-KES-Dataset.csv", encoding="latin-1")))
    print(f"chosen {chosen(known, mideast):.3f}, in use {USUAL}")
    for seed in SEEDS:
        rows = mixed(known, mideast, 1, seed)
        events = tk.find_events(rows)
        alone = [i for i, one in enumerate(rows) if one.article.event]
        inside = pairwise(events.table["event"].iloc[alone].tolist(), [rows[i].article.event for i in alone])
        print(f"odd years, seed {seed}, threshold {events.threshold}: {tried(rows, None)}; pairs of BASIL alone: {inside}")
    print("BASIL without others:", tried(known, None))
    print("the example corpus:", tried(list(map(bare, tk.read_articles(tk.EXAMPLE))), None))
    for name, articles in (("Middle East", mideast), ("FA-KES", syria)):
        real_events(name, articles, options.pairs)
        real_copies(articles)


if __name__ == "__main__":
    main()
