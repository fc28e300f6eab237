"""How often events of harm are read right: triggers, forms, agents and patients in coded sentences, in one table.

    python benchmarks/harm.py [--set kept|test|judge|apart|held|tuned|more|fresh|agents|learn|agreement|…] [--title] [--misses]

The labels are the files `labels/harm….jsonl`. On `tuned` (44 articles of `harm`), `more` (24 of `harm_more`), `fresh` (20 of
`harm_fresh`), `agents` (72, of which only words of harm and agents were coded) and `learn` (210 of `harm_third`) the rules were
written or mended. `test` (the 20 of the first file that were coded twice), `judge` (24 of the second), `apart` (19 of
`harm_fresh`) and `held` (66 of `harm_third`) were only measured; `kept` are the first two of these together, `all` is the whole
first file. For `more` and `judge`, `--title` reads the titles in place of the sentences. `agreement`, `agreement-judge` and
`agreement-held` score the second coding of `test`, `judge` and `held` in the same way. Triggers are matched one to one where
their spans overlap. All other figures are per cent of the matched triggers. An agent or patient is right where neither coder nor
toolkit has one, or where the head word of either lies in the words of the other; `told` asks only whether there is one.
Intervals (95 per cent) come from resampling articles. The texts are not part of this project.
"""

import argparse
import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from reading import lines_of

import toolkit as tk

LABELS = Path(__file__).parent / "labels"
PREPOSITIONS = {"of", "in", "from", "at", "on", "near", "with", "to", "for", "against", "between", "who", "that"}
FILES = {
    "more": "harm_more.jsonl",
    "judge": "harm_more.jsonl",
    "fresh": "harm_fresh.jsonl",
    "apart": "harm_fresh.jsonl",
    "agents": "harm_agents.jsonl",
    "learn": "harm_third.jsonl",
    "held": "harm_third.jsonl",
}
SECOND = {
    "agreement": ("test", "harm_second.jsonl"),
    "agreement-judge": ("judge", "harm_more_second.jsonl"),
    "agreement-held": ("held", "harm_third_second.jsonl"),
}
Event = dict[str, Any]
Pair = tuple[Event, Event]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sets = ["kept", "test", "tuned", "all", *FILES, *SECOND]
    parser.add_argument("--set", default="kept", choices=sets)
    parser.add_argument("--title", action="store_true", help="the titles of the sets more and judge")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--misses", action="store_true", help="also each place that is read otherwise than coded")
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    rows = _rows(options.set)
    articles = _articles(options.texts, {row["sha256"] for row in rows})
    second = _second(options.set)
    if options.title:
        rows = [{**row, "harm": row["title_harm"]} for row in rows]
    texts = {key: article.title or "" if options.title else article.text for key, article in articles.items()}
    read = [second[row["id"]] if second else _read(row, articles[row["sha256"]], title=options.title) for row in rows]
    figures = [figure for figure in RIGHT if all(figure.split()[0] in event for row in rows for event in row["harm"])]
    counts = [Coded(row["harm"], found, texts[row["sha256"]], figures) for row, found in zip(rows, read, strict=True)]
    what = "titles" if options.title else "articles"
    print(f"{options.set}: {len(rows)} {what}, {sum(len(row['harm']) for row in rows)} events coded\n")
    print(_table(counts, options.resamples).to_string(index=False))
    if options.misses:
        print("\n".join(line for row, article in zip(rows, counts, strict=True) for line in article.misses(row["id"])))


def _rows(name: str) -> list[dict[str, Any]]:
    """The labels of a set."""
    if name == "kept":
        return [*_rows("test"), *_rows("judge")]
    if name in SECOND:
        return _rows(SECOND[name][0])
    if name in FILES:
        return [row for row in lines_of(LABELS / FILES[name]) if row.get("set", name) == name]
    twice = {row["id"] for row in lines_of(LABELS / "harm_second.jsonl")}
    wanted = {"tuned": [False], "test": [True], "all": [True, False]}[name]
    return [row for row in lines_of(LABELS / "harm.jsonl") if (row["id"] in twice) in wanted]


def _second(name: str) -> dict[str, list[Event]]:
    """The events of the second coding that a set asks for; none for a set that asks for the toolkit's."""
    return {row["id"]: row["harm"] for row in lines_of(LABELS / SECOND[name][1])} if name in SECOND else {}


def _articles(folder: Path, wanted: set[str]) -> dict[str, tk.Article]:
    """The articles of some hashes of their texts."""
    pairs: list[tuple[str, str]] = []
    for name in ("broad_news", "article_bias_mideast", "tehran_times_mideast"):
        pairs += [(row["text"], row.get("title") or "") for row in lines_of(folder / name / "articles.jsonl")]
    with (folder / "fakes_syria" / "FA-KES-Dataset.csv").open(encoding="latin-1", newline="") as file:
        pairs += [(row["article_content"], row["article_title"]) for row in csv.DictReader(file)]
    found = {_hash(text): tk.Article(_hash(text), text, title=title) for text, title in pairs}
    return {key: found[key] for key in wanted}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read(row: dict[str, Any], article: tk.Article, *, title: bool) -> list[Event]:
    """The events that the toolkit finds in the coded sentences, or in the title."""
    inside = {i for sentence in row["sentences"] for i in range(*sentence)}
    events = tk.annotate(article).to_dict()["harm"]
    found = [e for e in events if (e["field"] == "title" if title else e["field"] == "text" and e["trigger"][0] in inside)]
    return [{**e, **{role: e[role] and e[role]["span"] for role in ("agent", "patient")}} for e in found]


class Coded:
    """The coded events of one article, those found, which of them belong together, and the figures that were coded."""

    def __init__(self, coded: list[Event], found: list[Event], text: str, figures: list[str]) -> None:
        self.coded, self.found, self.text, self.figures = coded, found, text, figures
        self.pairs: list[Pair] = []
        free = list(found)
        for event in coded:
            match = next((other for other in free if _overlap(event["trigger"], other["trigger"])), None)
            if match:
                free.remove(match)
                self.pairs.append((event, match))
        self.extra = free

    def right(self, figure: str) -> int:
        """How many matched pairs agree in a figure."""
        return sum(RIGHT[figure](pair, self.text) for pair in self.pairs)

    def misses(self, name: str) -> Iterator[str]:
        matched = {id(coded) for coded, _ in self.pairs}
        for event in self.coded:
            if id(event) not in matched:
                yield f"{name}: missed {self._shown(event)}"
        for event in self.extra:
            yield f"{name}: extra {self._shown(event)}"
        for coded, found in self.pairs:
            wrong = [figure for figure in self.figures if not RIGHT[figure]((coded, found), self.text)]
            if wrong:
                yield f"{name}: {', '.join(wrong)}\n    coded {self._shown(coded)}\n    found {self._shown(found)}"

    def _shown(self, event: Event) -> str:
        span = event.get("sentence") or [max(event["trigger"][0] - 80, 0), event["trigger"][1] + 60]
        parts = [repr(self.text[slice(*event[part])]) if event.get(part) else "-" for part in ("trigger", "agent", "patient")]
        sentence = self.text[slice(*span)].replace("\n", " ")
        read = " ".join(str(event.get(part, "")) for part in ("group", "form", "victims"))
        return f"{read} {' | '.join(parts)} in: {sentence}"


def _overlap(one: list[int], other: list[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _head(span: list[int], text: str) -> int:
    """The first character of the last word of a phrase before a preposition."""
    words, at = text[slice(*span)].split(), span[0]
    head = at
    for i, word in enumerate(words):
        at = text.index(word, at)
        if i and word.lower() in PREPOSITIONS and not words[i - 1][0].isdigit():
            break
        head, at = at, at + len(word)
    return head


def _same_words(role: str) -> Callable[[Pair, str], bool]:
    def right(pair: Pair, text: str) -> bool:
        one, other = pair[0][role], pair[1][role]
        if not one or not other:
            return one == other
        return one[0] <= _head(other, text) < one[1] or other[0] <= _head(one, text) < other[1]

    return right


def _victims(pair: Pair, text: str) -> bool:
    coded, found = (str(event["victims"]).lower() for event in pair)
    return coded == found


RIGHT: dict[str, Callable[[Pair, str], bool]] = {
    "form": lambda pair, text: pair[0]["form"] == pair[1]["form"],
    "group": lambda pair, text: pair[0]["group"] == pair[1]["group"],
    "agent": _same_words("agent"),
    "patient": _same_words("patient"),
    "agent told": lambda pair, text: (pair[0]["agent"] is None) == (pair[1]["agent"] is None),
    "patient told": lambda pair, text: (pair[0]["patient"] is None) == (pair[1]["patient"] is None),
    "victims": _victims,
}


def _table(articles: list[Coded], resamples: int) -> pd.DataFrame:
    """Each figure with its n and interval."""
    per_article = np.array([[len(a.coded), len(a.found), len(a.pairs), *map(a.right, a.figures)] for a in articles], dtype=float)
    rng = np.random.default_rng(0)
    draws = rng.integers(len(articles), size=(resamples, len(articles)))
    with np.errstate(invalid="ignore", divide="ignore"):
        figures, resampled = _figures(per_article.sum(axis=0)), _figures(per_article[draws].sum(axis=1))
    low, high = np.nanpercentile(resampled, [2.5, 97.5], axis=0)
    coded, found, matched = per_article.sum(axis=0)[:3].astype(int)
    names = ["trigger, precision", "trigger, recall", "trigger, F1", *articles[0].figures]
    n = [found, coded, f"{coded} and {found}", *[matched] * len(articles[0].figures)]
    return pd.DataFrame({"figure": names, "n": n, "value": figures.round(3), "low": low.round(3), "high": high.round(3)})


def _figures(counts: np.ndarray) -> np.ndarray:
    coded, found, matched = (counts[..., i] for i in range(3))
    shares = counts[..., 3:] / matched[..., None]
    return np.concatenate([np.stack([matched / found, matched / coded, 2 * matched / (coded + found)], axis=-1), shares], axis=-1)


if __name__ == "__main__":
    main()
