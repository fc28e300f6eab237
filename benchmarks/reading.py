"""How often articles are read right: attributions, speakers, source types, loaded words and scare quotes, in one table.

    python benchmarks/reading.py [--set test|fresh|known|recoded|train|middle-east|polnear|agreement|…]
        [--reader accurate …] [--by genre|outlet]

Sets: `test` are the 60 articles of broad_news that nothing was trained or tuned on (`labels/broad_news_test.jsonl`), `fresh` 32
others, to be looked at rarely, `recoded` these 92 as other coders coded their attributions (`labels/tests_recoded.jsonl`),
`known` 119 of outlets that models have learned from, in which attributions alone were coded (`labels/known_outlets.jsonl`),
`train`, `sixth` and `middle-east-fifth` 619, 440 and 260 that models have learned from, `middle-east` 24 articles that were
coded separately (some were read while the rules were written), and `polnear` the development part of PolNeAR. Figures are F1 or
per cent right, with 95 per cent intervals by resampling articles. `--set agreement` scores the second coding of 26 articles of
`test` and `train` (`labels/broad_news_second.jsonl`) in the same way, `--set agreement-known` that of 39 of `known`, `--set
agreement-sixth` that of 40 of `sixth` and `middle-east-fifth`, and `--set agreement-recoded` that of `test` and `fresh`. With
`--folds`, the folder of weights that `reading_error.py` describes, each article of `train` is read by weights that have not
seen its outlet. Scorer and texts are not part of this project.
"""

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from attribution import scorer_of
from reading_error import FOLDS, reader_of_fold

import toolkit as tk

LABELS = Path(__file__).parent / "labels"
SETS = {
    "test": "broad_news_test.jsonl",
    "fresh": "broad_news_fresh.jsonl",
    "known": "known_outlets.jsonl",
    "recoded": "tests_recoded.jsonl",
    "train": "broad_news.jsonl",
    "sixth": "broad_news_sixth.jsonl",
    "middle-east-fifth": "middle_east_fifth.jsonl",
}
SECOND = {
    "agreement": "broad_news_second.jsonl",
    "agreement-known": "known_outlets_second.jsonl",
    "agreement-recoded": "tests_recoded.jsonl",
    "agreement-sixth": "sixth_second.jsonl",
}
NOT_CODED: dict[str, Any] = {"loaded": [], "scare_quotes": []}
"""What lines lack in which attributions alone were coded."""

OF_SOURCES = ("resolved_speaker_accuracy", "source_type_accuracy", "named_accuracy", "unnamed_recall")
DOMAIN = (
    *OF_SOURCES,
    "loaded", "loaded_own_voice", "loaded_category_accuracy", "own_voice_accuracy", "scare_quotes",
)  # fmt: skip
ATTRIBUTION = ("j80", "exact", "char_overlap", "direct_j80", "mixed_j80", "indirect_j80", "speaker")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="test", choices=[*SETS, "middle-east", "polnear", *SECOND])
    parser.add_argument("--by", choices=["genre", "outlet"], help="also by genre or outlet, as the coders and the file say")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    parser.add_argument("--folds", type=Path, help="folder of the weights of each fold (for --set train)")
    parser.add_argument(
        "--reader", action="append", help="fast, accurate, or the folder of a reader, a column each (default: fast; repeatable)"
    )
    parser.add_argument("--resamples", type=int, default=200)
    options = parser.parse_args()
    scorer = scorer_of(options.scorer)
    rows, articles = coded_set(options.set, options.texts, scorer)
    texts = {article.id: article.text for article in articles}
    words = sum(len(re.findall(r"\w+", text)) for text in texts.values())
    readings, speeds = {}, {}
    for name in ["a second coder"] if options.set in SECOND else options.reader or ["fast"]:
        started = time.process_time()
        read = _second(options.set) if options.set in SECOND else _read(articles, options.folds, name)
        speeds[name] = words / (time.process_time() - started)
        readings[Path(name).name] = Reading(scorer, rows, texts, read)
    tables = {name: reading.table(options.resamples) for name, reading in readings.items()}
    print(f"{len(rows)} articles ({options.set})\n\n{pd.concat(tables, axis=1).to_string()}")
    groups = _groups(rows, articles, options.by) if options.by else {}
    for name, reading in readings.items() if options.by else ():
        by_group = pd.DataFrame({group: reading.figures(own) for group, own in groups.items()})
        print(f"\n{name} reader, by {options.by}\n\n{by_group.T.to_string()}")
    for name, speed in speeds.items() if options.set not in SECOND else ():
        print(f"\n{name}: {speed:,.0f} words per CPU second, of which nothing is measures")


def _read(articles: list[tk.Article], folds: Path | None, reader: str) -> dict[str, Any]:
    """What is read in each article, by a reader with the shipped weights or by the weights of its outlet's fold."""
    outlets = sorted({article.outlet or "" for article in articles})
    readers = [reader_of_fold(folds / str(number)) for number in range(FOLDS)] if folds else [tk.Annotator(reader=reader)]
    return {article.id: readers[outlets.index(article.outlet or "") % len(readers)](article).to_dict() for article in articles}


def coded_set(name: str, folder: Path, scorer: Any) -> tuple[list[dict[str, Any]], list[tk.Article]]:
    """The gold of a set, a row for each article, and the articles."""
    if name == "polnear":
        documents = list(scorer.polnear(str(folder / "polnear" / "data" / "dev")))
        return documents, [tk.Article(document["id"], document["text"]) for document in documents]
    if name == "middle-east":
        rows = lines_of(folder / "gold" / "gold.jsonl")
        texts = scorer.domain_texts(str(folder))
        return rows, [tk.Article(row["id"], texts[row["id"]]) for row in rows]
    rows = lines_of(LABELS / (SECOND.get(name) or SETS[name]))
    if name in SECOND:
        first = {row["id"]: row for file in SETS.values() if file not in SECOND.values() for row in lines_of(LABELS / file)}
        rows = [first[row["id"]] for row in rows]
    articles = {}
    for corpus in {row["id"].split(":")[0] for row in rows}:
        of_corpus = tk.read_articles(folder / corpus / "articles.jsonl")
        articles |= {f"{corpus}:{article.id}": article for article in of_corpus}
    return [one_span(row) for row in rows], [_renamed(articles[row["id"]], row["id"]) for row in rows]


def _renamed(article: tk.Article, identifier: str) -> tk.Article:
    return tk.Article(identifier, article.unmended.text, outlet=article.outlet, published=article.published)


def one_span(row: dict[str, Any]) -> dict[str, Any]:
    """A row in the form of the scorer's gold: one span or none for cue and source."""
    spans = [
        {**a, "cue": a["cue"][0] if a["cue"] else None, "source": a["source"][0] if a["source"] else None}
        for a in row["attributions"]
    ]
    return {**NOT_CODED, **row, "attributions": spans}


def _second(name: str) -> dict[str, Any]:
    """The second coding of articles, as if it were predicted."""
    return {row["id"]: {**NOT_CODED, **row} for row in lines_of(LABELS / SECOND[name])}


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _groups(rows: list[dict[str, Any]], articles: list[tk.Article], by: str) -> dict[str, list[dict[str, Any]]]:
    outlets = {article.id: article.outlet for article in articles}
    groups = defaultdict(list)
    for row in rows:
        groups[str(row.get("genre") if by == "genre" else outlets[row["id"]])].append(row)
    return dict(sorted(groups.items()))


class Reading:
    """What was read in a set of articles, compared with its gold."""

    def __init__(self, scorer: Any, rows: list[dict[str, Any]], texts: dict[str, str], read: dict[str, Any]) -> None:
        self.scorer, self.rows, self.texts, self.read = scorer, rows, texts, read

    def figures(self, rows: list[dict[str, Any]]) -> dict[str, float]:
        """The figures over some of the articles."""
        return dict(self._named(rows))

    def _named(self, rows: list[dict[str, Any]]) -> Iterator[tuple[str, float]]:
        yield "articles", len(rows)
        if "gold" in rows[0]:
            attributions = self.scorer.score_attributions(rows, {i: a["attributions"] for i, a in self.read.items()}, {})
            domain = {}
        else:
            domain = self.scorer.score_domain(rows, self.read, self.texts)
            attributions = domain.pop("attributions")
        yield "attributions", attributions["gold"]
        for name in ATTRIBUTION:
            yield name, attributions[name][2]
        coded = DOMAIN if any(row.get("loaded") for row in rows) else OF_SOURCES
        for name in coded if domain else ():
            value = domain[name]
            yield name, value[2] if isinstance(value, list) else value
            if name == "loaded":
                yield "loaded, precision", value[0]

    def table(self, resamples: int) -> pd.DataFrame:
        """Every figure with its interval."""
        rng, drawn = np.random.default_rng(0), []
        for _ in range(resamples):
            drawn.append(self.figures([self.rows[i] for i in rng.integers(len(self.rows), size=len(self.rows))]))
        whole, spread = pd.Series(self.figures(self.rows)), pd.DataFrame(drawn).quantile([0.025, 0.975])
        return pd.DataFrame({"figure": whole, "low": spread.loc[0.025].round(1), "high": spread.loc[0.975].round(1)})


if __name__ == "__main__":
    main()
