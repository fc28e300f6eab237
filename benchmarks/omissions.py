"""How well statements of several outlets are aligned in the example corpus, and how much one outlet alone hears on real events.

    python benchmarks/omissions.py [../shared/data] [--pairs 100]

The threshold of statements is chosen on the events of odd numbers of the example corpus and checked on the even ones: pairs
of passages that `omissions.jsonl` calls one statement, and pairs that the toolkit does. With a folder that holds BASIL
(``basil``: 100 events in three outlets), the share of event and source pairs that one outlet alone hears is printed;
``--pairs`` prints some of these at random, with what each outlet says, to be read. Pairs of its sentences that a reader judged
(`labels/statements.jsonl`) say how many pairs that the toolkit joins are one statement; each pair stands for as many as it was
drawn from.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import toolkit as tk
from toolkit.annotation.sources.registry import load_registry
from toolkit.comparison.event_pools import articles_of_events, is_said
from toolkit.comparison.joined_names import words_of_name
from toolkit.comparison.statements import THRESHOLD, aligned
from toolkit.example import EXAMPLE, OMISSIONS, ORGANISATIONS, SIDES
from toolkit.training.corpora import basil

LABELS = Path(__file__).parent / "labels" / "statements.jsonl"
THRESHOLDS = (0.32, 0.36, 0.4, 0.44, 0.48, 0.52, 0.56, 0.6)
_OVERLAP = 0.3  # of the shorter of a planted passage and a telling, from which they are the same


def example() -> tuple[list[tk.Article], tk.ScoreTable]:
    """The articles of the example with their scores."""
    articles = list(tk.read_articles(EXAMPLE))
    return articles, tk.score(articles, registry=load_registry(None, ORGANISATIONS, SIDES))


def planted() -> dict[str, dict]:
    """What was planted in each event."""
    return {row["event"]: row for row in map(json.loads, OMISSIONS.read_text(encoding="utf-8").splitlines())}


def labels_of(row: dict) -> dict[str, list[tuple[int, int, int]]]:
    """The planted passages of each article: start, end and number of the statement."""
    labels = defaultdict(list)
    for number, statement in enumerate(row["statements"]):
        for told in statement:
            labels[told["article"]].append((*told["span"], number))
    return labels


def statements_at(telling: tuple, labels: dict[str, list[tuple[int, int, int]]]) -> set[int]:
    """The numbers of the planted statements that a telling overlaps."""
    id, start, end = telling
    found = set()
    for first, last, number in labels[id]:
        overlap = min(end, last) - max(start, first)
        if overlap >= _OVERLAP * min(end - start, last - first):
            found.add(number)
    return found


def pairs_of(statements: list, labels: dict) -> tuple[int, int, int]:
    """Pairs of tellings that are joined, those of them that are planted as one statement, and planted pairs of articles."""
    joined = right = 0
    reached = set()
    for statement in statements:
        tellings = [(t.id, *t.span) for t, _ in statement.tellings]
        for one, other in combinations(tellings, 2):
            shared = statements_at(one, labels) & statements_at(other, labels)
            joined += 1
            right += bool(shared)
            reached |= {(number, *sorted((one[0], other[0]))) for number in shared}
    return joined, right, len(reached)


def quality(found: dict[str, list], rows: dict[str, dict]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the pairs of articles that tell one statement."""
    joined = right = reached = wanted = 0
    for event, row in rows.items():
        one, two, three = pairs_of(found[event], labels_of(row))
        joined, right, reached = joined + one, right + two, reached + three
        wanted += sum(len(told) * (len(told) - 1) // 2 for told in row["statements"])
    precision, recall = right / max(joined, 1), reached / wanted
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def alignment(articles: list[tk.Article], scores: tk.ScoreTable) -> None:
    """Choose the threshold on odd events, and print how good it is on these and on even ones."""
    several = articles_of_events(scores.scores, scores.scores.values("event"), scores.scores.values("outlet"))
    texts = {article.id: article.text for article in articles}
    halves = {odd: {e: row for e, row in planted().items() if int(e[2:]) % 2 == odd} for odd in (1, 0)}
    found = {threshold: aligned(several, texts, threshold).by_event for threshold in (*THRESHOLDS, THRESHOLD)}
    for threshold in THRESHOLDS:
        figures = [figure for odd in (1, 0) for figure in quality(found[threshold], halves[odd])]
        print("  {:.2f}  odd: P {:.2f} R {:.2f} F1 {:.3f}  even: P {:.2f} R {:.2f} F1 {:.3f}".format(threshold, *figures))
    best = max(THRESHOLDS, key=lambda threshold: quality(found[threshold], halves[1])[2])
    print(f"statements: best on odd events {best:.2f}; in use {THRESHOLD}")
    for odd, name in ((1, "odd"), (0, "even")):
        precision, recall, f1 = quality(found[THRESHOLD], halves[odd])
        print(f"  {name} events: precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}")


def judged(articles: dict[str, tk.Article], scores: tk.ScoreTable) -> None:
    """Print how many judged pairs of sentences are one statement, of those that are joined and of the others."""
    several = articles_of_events(scores.scores, scores.scores.values("event"), scores.scores.values("outlet"))
    found = aligned(several, {id: article.text for id, article in articles.items()}).by_event
    statement = {
        (t.id, *t.span): (event, i) for event, every in found.items() for i, of in enumerate(every) for t, _ in of.tellings
    }
    rows = list(map(json.loads, LABELS.read_text(encoding="utf-8").splitlines()))
    numbers = [[statement.get((row[one], *row[f"{one}_span"])) for one in ("first", "second")] for row in rows]
    joined = [one is not None and one == other for one, other in numbers]
    for name, wanted in (("joined", True), ("not joined", False)):
        of = [row for row, together in zip(rows, joined, strict=True) if together == wanted]
        same, every = (sum(row["stands_for"] for row in of if row["same"] or not only) for only in (True, False))
        print(f"  pairs {name}: {len(of)}, one statement {sum(row['same'] for row in of)}; weighted {same:.0f} of {every:.0f}")


def alone(folder: Path, pairs: int, seed: int) -> None:
    """Print how many of the pairs of event and source one outlet alone hears, and some of them to be read."""
    articles = {article.id: article for article in basil(folder)}
    scores = tk.score(list(articles.values()))
    judged(articles, scores)
    result = tk.omissions(scores, resamples=50)
    table, ids = result.table, {place: list(rows["id"]) for place, rows in result.articles.groupby(["event", "group"])}
    sources = table[table["kind"] == "source"]
    hearing = sources.groupby(["event", "item"])["brought"].sum()
    shares = hearing.value_counts(normalize=True).sort_index()
    of_item = sources.groupby(["event", "item"])
    alone = sources["brought"] & (of_item["brought"].transform("sum") == 1) & (of_item["open"].transform("sum") == 0)
    by = ", ".join(f"{n} {share:.1%}" for n, share in shares.items())
    print(f"BASIL: {len(hearing)} pairs of event and source, by the number of outlets that hear the source: {by}")
    print(f"  by one with nothing open in the others {alone.sum() / len(hearing):.1%}")
    spans = scores.spans().query("mark == 'attribution'")
    for row in random.Random(seed).sample(list(sources[alone].itertuples()), pairs):
        print(f"\n{row.item} ({row.what}), {row.group}, event {row.event}")
        last = words_of_name(row.item)[-1]
        said = spans[
            spans["id"].isin(ids[row.event, row.group]) & spans["speaker"].fillna("").str.lower().str.contains(last, regex=False)
        ]
        for place in [place for place in said.itertuples() if is_said(place)][:2]:
            print("  +", " ".join(articles[place.id].text[max(place.start - 90, 0) : place.end + 50].split()))
        for other in sources[(sources["event"] == row.event) & (sources["item"] == row.item) & ~sources["brought"]].itertuples():
            text = " ".join(articles[id].text for id in ids[other.event, other.group])
            found = [match.start() for match in re.finditer(re.escape(last), text, re.IGNORECASE)]
            near = " // ".join(" ".join(text[max(place - 60, 0) : place + 70].split()) for place in found[:3])
            print(f"  - {other.group}, {other.state}{' (open)' if other.open else ''}: {near}")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, help="folder of real corpora")
    parser.add_argument("--pairs", type=int, default=0, help="pairs of event and source to print, to be read")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    alignment(*example())
    if options.data:
        alone(options.data / "basil", options.pairs, options.seed)


if __name__ == "__main__":
    main()
