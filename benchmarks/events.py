"""How well articles on one event, and near-copies, are found.

    python benchmarks/events.py [../shared/data] [--pairs 30]

The folder holds BASIL (``basil``), articles on the Middle East (``article_bias_mideast``) and FA-KES (``fakes_syria``). The
threshold is chosen on BASIL's events of even years mixed with 600 articles drawn from the second set, and tested on those of odd
years. A pair of an article from BASIL and one from the second set always counts as wrong if it is joined, though some are on one
event; pairs of two articles from the second set are left out. ``--pairs`` prints joined pairs of titles, to be judged by reading.
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
from toolkit.scores.article_score import ArticleScore
from toolkit.scores.scoring import bare
from toolkit.training.corpora import basil

SEEDS, OTHERS = (0, 1, 2), 600
THRESHOLDS = np.arange(0.1, 0.241, 0.01)
FLAT = 0.01  # F1 below that of the best threshold up to which others count as equally good


class Quality(NamedTuple):
    """Precision, recall and F1 of the pairs of articles that are joined."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"


def pairwise(events: Sequence[int], true_events: Sequence[str | None]) -> Quality:
    """Quality over all pairs of articles except those of two whose true event is not known (None)."""
    numbers = {event: i for i, event in enumerate(dict.fromkeys([None, *true_events]))}
    predicted, gold = np.array(events), np.array([numbers[event] for event in true_events])
    left, right = np.triu_indices(len(predicted), 1)
    counted = (gold[left] != 0) | (gold[right] != 0)
    joined, same = (predicted[left] == predicted[right])[counted], (gold[left] == gold[right])[counted]
    hits = (joined & same).sum()
    return Quality(hits / joined.sum(), hits / same.sum(), 2 * hits / (joined.sum() + same.sum()))


def mixed(articles: Sequence[ArticleScore], others: Sequence[ArticleScore], odd: int, seed: int) -> list[ArticleScore]:
    """The articles of BASIL from odd (1) or even (0) years, mixed with others."""
    return [a for a in articles if a.article.published.year % 2 == odd] + random.Random(seed).sample(list(others), OTHERS)


def quality(rows: Sequence[ArticleScore], threshold: float | None) -> Quality:
    """How well the events of BASIL's articles are found."""
    return pairwise(tk.find_events(rows, threshold=threshold).table["event"].tolist(), [row.article.event for row in rows])


def chosen(articles: Sequence[ArticleScore], others: Sequence[ArticleScore]) -> float:
    """The middle of the thresholds that are as good as the best one on even years, printed with their F1."""
    runs = [mixed(articles, others, 0, seed) for seed in SEEDS]
    means = {round(t, 2): float(np.mean([quality(rows, t).f1 for rows in runs])) for t in THRESHOLDS}
    print("even years, mean F1 by threshold:", ", ".join(f"{t:.2f} {f1:.3f}" for t, f1 in means.items()))
    flat = [t for t, f1 in means.items() if f1 >= max(means.values()) - FLAT]
    return (min(flat) + max(flat)) / 2


def real_events(name: str, articles: Sequence[ArticleScore], pairs: int) -> None:
    """Print what is found in articles whose true events are not known, with pairs of titles to be judged."""
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
    """Print how many sets of near-copies are found at several thresholds, and how many of them cover several outlets."""
    table = tk.ScoreTable(list(articles))
    for threshold in (0.3, 0.5, 0.6, 0.7, 0.9):
        copies = tk.copies(table, threshold=threshold)
        wide = int((copies.table.groupby("set")["outlet"].nunique() > 1).sum())
        extra = len(copies.table) - len(copies)
        print(f"  copies at {threshold}: {len(copies)} sets, {wide} in several outlets; {extra} articles that are not the first")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = Path(os.environ.get("TOOLKIT_DATA", "../shared/data"))
    parser.add_argument("data", nargs="?", type=Path, default=default, help="default: %(default)s")
    parser.add_argument("--pairs", type=int, default=0, help="number of joined pairs of titles to print from each real corpus")
    options = parser.parse_args()
    labelled = list(map(bare, basil(options.data / "basil")))
    mideast = list(map(bare, tk.read_articles(options.data / "article_bias_mideast" / "articles.jsonl")))
    syria = list(map(bare, tk.read_articles(options.data / "fakes_syria" / "FA-KES-Dataset.csv", encoding="latin-1")))
    print(f"chosen {chosen(labelled, mideast):.3f}, in use {USUAL}")
    for seed in SEEDS:
        rows = mixed(labelled, mideast, 1, seed)
        events = tk.find_events(rows)
        places = [i for i, row in enumerate(rows) if row.article.event]
        inside = pairwise(events.table["event"].iloc[places].tolist(), [rows[i].article.event for i in places])
        print(f"odd years, seed {seed}, threshold {events.threshold}: {quality(rows, None)}; pairs within BASIL: {inside}")
    print("BASIL without others:", quality(labelled, None))
    print("the example corpus:", quality(list(map(bare, tk.read_articles(tk.EXAMPLE))), None))
    for name, articles in (("Middle East", mideast), ("FA-KES", syria)):
        real_events(name, articles, options.pairs)
        real_copies(articles)


if __name__ == "__main__":
    main()
