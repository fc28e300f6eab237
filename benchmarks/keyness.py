"""Whether p of keyness is the share of random deals of the articles that differ as much, and what it finds.

    framing score articles.jsonl -o scores/
    python benchmarks/keyness.py scores/ [--by outlet] [--articles 1000] [--permutations 10000]

On a sample of the articles: groups of several sizes that are dealt out at random, where a share of a should have p of at most a;
the groups with the most articles, where p stands beside that of as many permutations as are asked for, which deal whole articles
and compare the same surplus; groups dealt at random in which some words are planted, used twice as often as elsewhere and as
unevenly; and how the first words of groups in half of the articles fare in the other half, by each statistic that sorts them.

On 29 November 2026, on 1,000 of 4,000 articles of broad news, with the skewed curve (Pearson type III, doubled) that p was read
from before: at random .030 to .038 of words at .05, .0035 to .0058 at .01, .0001 to .0003 at .001; now .033 to .050, .0091 to
.0110 and .0006 to .0010. Of ABC News, .0275 of words at .05 and .0008 at .001 before, .0646 and .0036 now, by 10,000
permutations .0805 and .0054; of The Guardian .0388 and .0010 before, .0520 and .0029 now, by permutations .0536 and .0030.

Of the first 20 words of 12 outlets in half of all articles, .733 by z have z above 0 in the other half too, .758 by the limit of
the log ratio (p there at most .05: .425 and .400); .300 of those by z, and .050 of those by the limit, are used five times or
more by each article that has them.
"""

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

import toolkit as tk
from toolkit.grouping.copies import independent
from toolkit.grouping.groups import group_names
from toolkit.statistics.association import Pool
from toolkit.statistics.term_counts import Bags, frequent_places
from toolkit.vocabulary.grouped_words import words_of
from toolkit.vocabulary.keyness import LEAST_ARTICLES, LEAST_COUNT, SORTS

LEVELS = (0.05, 0.01, 0.001)
SIZES = (8, 20, 50, 0.5)  # articles of a side dealt out at random, or its share of all
DEALS = 20  # of each size
PLANTED = 100  # words
AT_ONCE = 200  # permutations
LARGEST, FIRST = 12, 20  # groups, and words of each, that are looked for in two halves


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description="p of keyness beside permutations of whole articles")
    parser.add_argument("scores", help="a folder of scores")
    parser.add_argument("--by", default="outlet")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--permutations", type=int, default=10_000)
    options = parser.parse_args()
    scores, rng = independent(tk.load_scores(options.scores), "once", by=options.by).scores, np.random.default_rng(0)
    chosen = np.sort(rng.permutation(len(scores))[: options.articles])
    articles = scores.scores[chosen]
    whole = words_of(articles, "own").bags
    bags = whole.of_terms(frequent_places(whole.counts, LEAST_COUNT, LEAST_ARTICLES))
    print(f"{len(articles)} articles, {len(bags.terms)} words; shares with p at or below {LEVELS}")
    print_random(bags, rng)
    print_real(bags, np.array(group_names(articles, options.by)), options.permutations, rng)
    print_planted(bags, options.permutations, rng)
    print_halves(scores, options.by, rng)


def sides(bags: Bags, rng: np.random.Generator) -> Iterator[tuple[int, Any]]:
    """Sides of several sizes that are dealt out at random."""
    for size in SIZES:
        own = round(size * len(bags)) if size < 1 else int(size)
        yield own, rng.permutation(len(bags)) < own


def p_of(bags: Bags, side: Any) -> Any:
    """p of every word, a side against all other articles."""
    return Pool.of([bags.only(side), bags.only(~side)]).dealt_out(0)[1]


def print_random(bags: Bags, rng: np.random.Generator) -> None:
    """The share of p at or below each level where articles are dealt out at random."""
    found: dict[int, list[Any]] = {}
    for _ in range(DEALS):
        for own, side in sides(bags, rng):
            found.setdefault(own, []).append(p_of(bags, side))
    print(f"\ndealt at random, {DEALS} times")
    for own, p in found.items():
        print(f"  {own:5d} articles: {shares(np.array(p))}")


def print_real(bags: Bags, groups: Any, permutations: int, rng: np.random.Generator) -> None:
    """p of the largest groups beside that of permutations."""
    names, sizes = np.unique(groups[groups != None], return_counts=True)  # noqa: E711
    for name in names[np.argsort(-sizes, kind="stable")][:3]:
        side = groups == name
        p, dealt = p_of(bags, side), permuted(bags, side, permutations, rng)
        print(
            f"\n{name}, {side.sum()} articles: p at or below {LEVELS} {shares(p)}, of {permutations} permutations {shares(dealt)}"
        )
        print_agreement(bags, p, dealt, permutations)


def print_agreement(bags: Bags, p: Any, dealt: Any, permutations: int) -> None:
    """Quantiles of log10 of p over that of permutations, by the latter and by the number of articles that have the word."""
    ratio, articles = np.log10(p / dealt), np.asarray((bags.counts > 0).sum(axis=0)).ravel()
    for least, most in ((0.1, 1), (0.01, 0.1), (20 / permutations, 0.01)):
        for few, many in ((1, 10), (10, 40), (40, np.inf)):
            rows = (dealt > least) & (dealt <= most) & (articles >= few) & (articles < many)
            if rows.sum() > 9:
                quantiles = " ".join(f"{q:+.2f}" for q in np.quantile(ratio[rows], [0.05, 0.25, 0.5, 0.75, 0.95]))
                print(f"  p {least:.3f} to {most:<5g} in {few:2d} to {many:<3g} articles, {rows.sum():5d} words: {quantiles}")


def print_planted(bags: Bags, permutations: int, rng: np.random.Generator) -> None:
    """How many planted words have p at or below each level, by p and by that of permutations."""
    print(f"\n{PLANTED} words used twice as often by a side dealt at random")
    for own, side in sides(bags, rng):
        words = rng.choice(len(bags.terms), PLANTED, replace=False)
        counts = bags.counts[:, words].toarray()
        counts[side] += np.column_stack([column[rng.permutation(len(bags))[: side.sum()]] for column in counts.T])
        planted = Bags([bags.terms[i] for i in words], csr_matrix(counts), bags.lengths)
        p, dealt = p_of(planted, side), permuted(planted, side, permutations, rng)
        print(f"  {own:5d} articles: {compared(p, dealt)}")


def print_halves(scores: tk.ScoreTable, by: str, rng: np.random.Generator) -> None:
    """How the first words of the largest groups, found in half of the articles, fare in the other half."""
    groups = np.array([name or "" for name in group_names(scores.scores, by)])
    names, sizes = np.unique(groups, return_counts=True)
    largest = names[np.argsort(-sizes, kind="stable")][:LARGEST]
    half = rng.permutation(len(groups)) % 2 == 0
    found, again = (
        tk.keyness({name: part[own[rows] == name] for name in (*largest, "")})
        for own in [np.where(np.isin(groups, largest), groups, "")]
        for rows in (half, ~half)
        for part in [scores.scores[rows]]
    )
    print(f"\nfirst {FIRST} words of {LARGEST} groups in half of the articles: in the other half z above 0, and p to .05;")
    print("used five times or more by each article that has them; the median number of these articles")
    for sort in SORTS:
        first = [found.over(name, FIRST, sort=sort) for name in largest]
        there = [again.of(name).set_index("term").reindex(rows["term"]) for name, rows in zip(largest, first, strict=True)]
        rows, others = pd.concat(first), pd.concat(there)
        same, sure = (others["z_articles"] > 0).mean(), ((others["p"] <= 0.05) & (others["z_articles"] > 0)).mean()
        lumps = (rows["count"] >= 5 * rows["articles"]).mean()
        print(f"  {sort:16} {len(rows):4d} words: {same:.3f} {sure:.3f} {lumps:.3f} {rows['articles'].median():4.0f}")


def permuted(bags: Bags, side: Any, permutations: int, rng: np.random.Generator) -> Any:
    """p of each word by permutations of whole articles, (b + 1) / (B + 1)."""
    rate = np.asarray(bags.counts.sum(axis=0)).ravel() / bags.lengths.sum()
    observed, counts = np.abs(bags.counts.T @ side - rate * bags.lengths[side].sum()), bags.counts.T.tocsr()
    as_large = np.zeros(len(rate))
    for _ in range(0, permutations, AT_ONCE):
        dealt = np.array([rng.permutation(side) for _ in range(AT_ONCE)], dtype=float).T
        surplus = counts @ dealt - rate[:, None] * (bags.lengths @ dealt)
        as_large += (np.abs(surplus) >= observed[:, None] - 1e-9).sum(axis=1)
    return (as_large + 1) / (permutations + 1)


def compared(p: Any, dealt: Any) -> str:
    """The shares of both."""
    return f"p {shares(p)}, permutations {shares(dealt)}"


def shares(p: Any) -> str:
    """The share of p at or below each level."""
    return " ".join(f"{np.mean(p <= level):.4f}" for level in LEVELS)


if __name__ == "__main__":
    main()
