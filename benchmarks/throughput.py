"""How fast articles are scored: words per CPU second of each reader, and how long it takes until the first figure is there.

    python benchmarks/throughput.py [--texts FOLDER] [--step 16] [--repeats 3] [--reader fast --reader accurate]

The sample is every 16th article of each corpus of whole articles. All is measured in one process, on one core, in CPU seconds, so
that other work on the machine matters little; a word is what ``re.findall(r"\\w+")`` finds. Machines differ by more than versions
of the toolkit do: compare the column `times findall`, how many times longer a step takes than that search takes for the same
texts in the same run. `first` is the first time that the texts are read, when each word form is still new; the rest is the best
of all repeats. The accurate reader reads every eighth article of the sample. spaCy and VADER are measured where they are
installed with what they need. Times of commands are those of new processes, and `import toolkit` is counted over `import numpy`.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import toolkit as tk

CORPORA = ("broad_news", "article_bias_mideast", "tehran_times_mideast")
FAKES = {"text": "article_content", "title": "article_title", "outlet": "source", "published": "date"}
ACCURATE_STEP = 8
STARTS = 5
"""How often a command is started; the least time counts."""

Step = Callable[[Sequence[tk.Article]], object]


class Speed(NamedTuple):
    """What a step did, and its CPU seconds: the first time, the least, and the least of the yardstick on the same texts."""

    articles: int
    words: int
    first: float
    least: float
    yardstick: float

    def row(self) -> dict[str, float]:
        return {
            "articles": self.articles,
            "words": self.words,
            "words per CPU second": round(self.words / self.least),
            "first": round(self.words / self.first),
            "times findall": round(self.least / self.yardstick, 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("TOOLKIT_DATA", "../shared/data"))
    parser.add_argument("--texts", type=Path, default=default, help="folder of the corpora (default: $TOOLKIT_DATA)")
    parser.add_argument("--step", type=int, default=16, help="every how many articles one is read")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--reader", action="append", help="fast, accurate, or the folder of a reader (repeatable; default: both)")
    options = parser.parse_args()
    articles = list(sample(options.texts, options.step))
    readers = options.reader or ["fast", "accurate"]
    steps = {f"score, {Path(reader).name} reader": (scoring(reader), articles[:: pace(reader)]) for reader in readers}
    steps["score, loaded terms alone"] = (scoring("fast", only="loaded"), articles)
    steps |= {peer: (step, articles) for peer, step in peers()}
    speeds = {name: measured(step, read, options.repeats).row() for name, (step, read) in steps.items()}
    print(f"{pd.DataFrame(speeds).T.to_string(float_format='{:,.1f}'.format)}\n")
    for name, seconds in starts(articles[0]):
        print(f"{name}: {seconds:.2f} CPU seconds")


def sample(folder: Path, step: int) -> Iterator[tk.Article]:
    """Every so many articles of each corpus."""
    for corpus in CORPORA:
        yield from list(tk.read_articles(folder / corpus / "articles.jsonl"))[::step]
    yield from list(tk.read_articles(folder / "fakes_syria" / "FA-KES-Dataset.csv", columns=FAKES, encoding="latin-1"))[::step]


def pace(reader: str) -> int:
    """Every how many articles of the sample a reader reads."""
    return 1 if reader == "fast" else ACCURATE_STEP


def scoring(reader: str, only: str | None = None) -> Step:
    """Scoring in this process, by a reader whose weights have been loaded."""
    tk.score("It rained.", reader=reader, only=only)
    scorer = tk.Scorer(reader=reader, only=only)
    return lambda articles: scorer.score_all(articles)


def peers() -> Iterator[tuple[str, Step]]:
    """Other tools that are installed with what they need: spaCy's full pipeline, and VADER by article."""
    try:
        import spacy

        pipeline = spacy.load("en_core_web_sm")
        yield "spaCy, en_core_web_sm", lambda articles: list(pipeline.pipe(article.text for article in articles))
    except (ImportError, OSError):
        print("spaCy or its model en_core_web_sm is missing", file=sys.stderr)
    try:
        from nltk.sentiment.vader import SentimentIntensityAnalyzer

        vader = SentimentIntensityAnalyzer()
        yield "VADER", lambda articles: [vader.polarity_scores(article.text) for article in articles]
    except (ImportError, LookupError):
        print("NLTK's vader_lexicon is missing", file=sys.stderr)


def measured(step: Step, articles: Sequence[tk.Article], repeats: int) -> Speed:
    """The CPU seconds of a step on these articles, each repeat next to one of the yardstick."""
    texts = [article.text for article in articles]
    words = sum(len(re.findall(r"\w+", text)) for text in texts)
    times, yardsticks = [], []
    for _ in range(repeats):
        yardsticks.append(cpu(lambda: [re.findall(r"\w+", text) for text in texts]))
        times.append(cpu(lambda: step(articles)))
    return Speed(len(articles), words, times[0], min(times), min(yardsticks))


def cpu(step: Callable[[], object]) -> float:
    """The CPU seconds of a step in this process."""
    started = time.process_time()
    step()
    return time.process_time() - started


def starts(article: tk.Article) -> Iterator[tuple[str, float]]:
    """The CPU seconds of new processes: `import toolkit` over `import numpy`, and the account of one article."""
    numpy, toolkit = (least_of_command("-c", f"import {name}") for name in ("numpy", "numpy, toolkit"))
    yield "import toolkit, over import numpy", toolkit - numpy
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(article.text, encoding="utf-8")
        yield "framing score, one article", least_of_command("-m", "toolkit", "score", str(path))


def least_of_command(*arguments: str) -> float:
    """The least CPU seconds of several processes of Python with these arguments."""
    return min(cpu_of_command(*arguments) for _ in range(STARTS))


def cpu_of_command(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
