"""What it takes to score a very large corpus: cores, hours, memory, disk and network, from what a sample takes here.

    python benchmarks/plan.py [--texts FOLDER] [--articles 10000000] [--words 600] [--cores 64] [--step 16] [--repeats 3]

Every 16th article of each corpus of whole articles is read, sent as it would be to a worker, scored, and written as part of a
score store. All times are CPU seconds of one core, the least of all repeats. What follows is in proportion to the words of an
article, which is the mean of the sample unless `--words` says otherwise; memory is that of a process.
"""

import argparse
import os
import re
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from throughput import cpu, sample  # the module beside this one

import toolkit as tk
from toolkit.distributed.worker import packed
from toolkit.scores.score_store import PART, PartMaker
from toolkit.scores.unscored import problems_of

HOUR, GB, MIB = 3600, 1e9, 2**20
AHEAD = 2  # parts for each core that the scheduler holds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("TOOLKIT_DATA", "../shared/data"))
    parser.add_argument("--texts", type=Path, default=default, help="folder of the corpora (default: $TOOLKIT_DATA)")
    parser.add_argument("--articles", type=int, default=10_000_000)
    parser.add_argument("--words", type=float, help="words of an article (default: as in the sample)")
    parser.add_argument("--cores", type=int, default=64)
    parser.add_argument("--step", type=int, default=16, help="every how many articles one is taken")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    articles = list(sample(options.texts, options.step))
    words = sum(len(re.findall(r"\w+", article.text)) for article in articles) / len(articles)
    measured = dict(measure(articles, options.texts, options.repeats))
    scale = (options.words or words) / words
    print(f"an article of the sample ({len(articles)} articles, {words:,.0f} words each)")
    for name, value in measured.items():
        print(f"  {name:40} {value:12,.6f}" if value < 1 else f"  {name:40} {value:12,.0f}")
    print(f"{options.articles:,} articles of {options.words or words:,.0f} words")
    for name, text in plan({name: value * scale for name, value in measured.items()}, options.articles, options.cores):
        print(f"  {name:40} {text}")
    print(f"memory of a process that scores: {peak():,.0f} MiB at most")


def measure(articles: list[tk.Article], texts: Path, repeats: int) -> Iterator[tuple[str, float]]:
    """CPU seconds and bytes of each step, for one article."""
    n, scorer = len(articles), tk.Scorer()

    def least(step: Callable[[], object]) -> float:
        return min(cpu(step) for _ in range(repeats))

    yield "bytes of text", sum(len(article.text.encode()) for article in articles) / n
    corpus = tk.read_articles(texts / "broad_news" / "articles.jsonl")
    read = [len(article.text) for article in corpus]
    seconds = least(lambda: deque(corpus, maxlen=0))
    yield "reading, CPU s", seconds / sum(read) * sum(len(article.text) for article in articles) / n
    yield "looking for furniture, CPU s", least(lambda: tk.repeated_passages(articles)) / n
    yield "packing, CPU s", least(lambda: packed(articles)) / n
    yield "bytes to a worker", len(packed(articles)) / n
    with tempfile.TemporaryDirectory() as folder:
        make = PartMaker(Path(folder), scorer.empty_table().about({}), scorer.whole_record, problems_of)
        make(0, articles[:20])  # so that everything is loaded
        yield "scoring and writing, CPU s", least(lambda: make(0, articles)) / n
        yield "bytes of the score store", sum(file.stat().st_size for file in Path(folder).iterdir()) / n


def plan(one: dict[str, float], articles: int, cores: int) -> Iterator[tuple[str, str]]:
    """What all articles take, from what one takes."""
    scoring = articles * one["scoring and writing, CPU s"]
    feeding = one["reading, CPU s"] + one["packing, CPU s"]
    looking = one["reading, CPU s"] + one["looking for furniture, CPU s"]
    first, second = articles * looking, max(scoring / cores, articles * feeding)
    yield "texts", f"{articles * one['bytes of text'] / GB:,.0f} GB"
    yield "scoring", f"{scoring / HOUR:,.0f} core hours"
    yield "cores that one reader keeps busy", f"{one['scoring and writing, CPU s'] / feeding:,.0f}"
    yield "first pass, on one core", f"{first / HOUR:,.1f} hours (none with --furniture FILE or --keep-furniture)"
    yield f"scoring with {cores} cores", f"{second / HOUR:,.1f} hours"
    yield "over the network, to the scheduler", f"{articles * one['bytes to a worker'] / GB:,.0f} GB, and on to workers as much"
    yield "held by the scheduler", f"{AHEAD * cores * PART * one['bytes to a worker'] / MIB:,.0f} MiB"
    yield "score store", f"{articles * one['bytes of the score store'] / GB:,.0f} GB in {articles // PART:,} parts"


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
