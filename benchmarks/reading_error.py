"""How much the toolkit's reading differs from that of coders, and how much that differs between outlets, by measure and genre.

    python benchmarks/reading_error.py [--folds DIR] [--texts ../shared/data] [-o toolkit/models/reading_error.csv]
    python benchmarks/reading_error.py --coverage

Writes the table that `framing compare --with-reading-error` takes its figures from. The articles are those of
`labels/broad_news.jsonl`, read by models that have not seen the outlet; of `labels/broad_news_test.jsonl` (other outlets; in
sums only); and the 24 on the Middle East that were coded separately. Texts are not part of this project.

`--folds` names a folder with a folder for each of the two folds ("0" and "1"), which holds the weights that have not seen the
outlets of that fold: `attribution.npz`, `loaded_words.npz` and `source_types.npz`. What is missing is made there: the labels to
learn from (`train.jsonl`), and the weights of loaded words and of source types. Those of attributions take long, so they are
not made here:

    framing train attribution PolNeAR/data/train --labels benchmarks/labels/attributions.jsonl --labels DIR/0/train.jsonl \\
        --texts … -o DIR/0/attribution.npz

Without them the tagger has seen the articles, and errors of attributions come out too small; the script says so.

`--coverage` simulates coded corpora like ours (as many outlets with as many articles) and differences between two outlets that
differ only in how they are read, and prints how often 95 % intervals hold the truth, 0: without reading error, with the moment
estimate of its spread, with the spread to be expected, and with the upper bound.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import toolkit as tk
from toolkit.annotation.attributions.tagger import load_model
from toolkit.annotation.sources.source_types import load_type_model
from toolkit.files import MODELS
from toolkit.statistics.random_effects import spread_between
from toolkit.training.loaded_training import train_loaded
from toolkit.training.source_type_training import train_source_types
from toolkit.validation.reading_error import ReadTwice, read_twice, reading_errors

LABELS = Path(__file__).parent / "labels"
FOLDS = 2
"""Into which the outlets are dealt by the alphabet, in turn."""

BROAD = "broad_news/articles.jsonl"
MIDDLE_EAST = ("fakes_syria/FA-KES-Dataset.csv", "article_bias_mideast/articles.jsonl", "tehran_times_mideast/articles.jsonl")
ENCODING = {MIDDLE_EAST[0]: "latin-1"}
SPREADS, RUNS, Z = (0.0, 0.1, 0.2, 0.3, 0.5, 1.0), 300, 1.96
SIZES = {1: 167, 2: 16, 3: 11, 4: 8, 5: 10, 6: 22}
"""Articles of an outlet, and how many outlets have so many."""

SHOWN = """loaded_narration loaded_paraphrase loaded_quotation scare_quotes attributions words_attributed words_quoted sources
official_share unnamed_share source_government source_civilian source_media source_expert first_source_official""".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=Path, help="folder of the weights of each fold; missing ones are made there")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("-o", "--output", type=Path, default=MODELS / "reading_error.csv")
    parser.add_argument("--coverage", action="store_true", help="simulate how often intervals hold the truth")
    options = parser.parse_args()
    if options.coverage:
        print(pd.DataFrame(map(_coverage, SPREADS)).to_string(index=False))
    else:
        _write(options)


def _write(options: argparse.Namespace) -> None:
    """Write the table, and print its main rows."""
    with TemporaryDirectory() as folder:
        twice = list(_all(options.texts, options.folds or Path(folder)))
    errors = reading_errors(twice)
    errors.table.to_csv(options.output, index=False, float_format="%.5g", lineterminator="\n")
    shown = errors.table[errors.table["measure"].isin(SHOWN)].set_index(["measure", "genre"])
    print(f"{len(twice)} articles of {len({article.outlet for article in twice})} outlets\n\n{shown.round(3).to_string()}")
    content = options.output.read_bytes()
    print(f'\nfor the card: sha256 = "{sha256(content).hexdigest()}", bytes = {len(content)}')


def _all(texts: Path, folds: Path) -> Iterator[ReadTwice]:
    """Every coded article, read by models that have not seen its outlet."""
    broad = list(tk.read_articles(texts / BROAD))
    rows = [json.loads(line) for line in (LABELS / "broad_news.jsonl").read_text(encoding="utf-8").splitlines()]
    folds.mkdir(parents=True, exist_ok=True)
    few = _few(texts / BROAD, {row["id"].split(":")[1] for row in rows}, folds / "texts.jsonl")
    outlet = {article.sha256: article.outlet or "" for article in broad}
    names = sorted({outlet[row["sha256"]] for row in rows})
    for number in range(FOLDS):
        inside, place = names[number::FOLDS], folds / str(number)
        place.mkdir(parents=True, exist_ok=True)
        learned = [json.dumps(row) for row in rows if outlet[row["sha256"]] not in inside]
        (place / "train.jsonl").write_text("\n".join(learned) + "\n", encoding="utf-8")
        _train(place, few)
        yield from read_twice(LABELS / "broad_news.jsonl", broad, reader_of_fold(place), outlets=inside)
        _say(f"fold {place.name}: {len(inside)} outlets")
    yield from read_twice(LABELS / "broad_news_test.jsonl", broad)
    yield from read_twice(texts / "gold" / "gold.jsonl", (article for name in MIDDLE_EAST for article in _articles(texts, name)))


def _articles(texts: Path, name: str) -> Iterator[tk.Article]:
    """The articles of a collection; where it names no outlet, it is of one, and named like it."""
    for article in tk.read_articles(texts / name, encoding=ENCODING.get(name, "utf-8")):
        yield replace(article, outlet=article.outlet or Path(name).parent.name)


def _few(path: Path, ids: set[str], output: Path) -> Path:
    """A file of the articles that are labelled: those who train read it quicker than that of all."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if json.loads(line)["id"] in ids]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return output


def _train(place: Path, texts: Path) -> None:
    """Make the weights of a fold that are missing and quick to make."""
    for name, train in (("loaded_words", train_loaded), ("source_types", train_source_types)):
        if not (place / f"{name}.npz").is_file():
            train([place / "train.jsonl"], [texts], place / f"{name}.npz")
            _say(f"fold {place.name}: {name} trained")


def reader_of_fold(place: Path) -> tk.Annotator:
    """An annotator with the weights of a fold."""
    annotator = tk.Annotator(loaded_model=place / "loaded_words.npz")
    annotator.types = load_type_model(place / "source_types.npz")
    if (place / "attribution.npz").is_file():
        annotator.model = load_model(place / "attribution.npz")
    else:
        _say(f"fold {place.name}: no attribution.npz: the tagger has seen these articles, errors of attributions are too small")
    return annotator


def _coverage(spread: float) -> dict[str, float]:
    """How often intervals of the difference of two outlets of 40 articles hold 0; `spread` is in deviations of an article."""
    rng, held = np.random.default_rng(0), defaultdict(list)
    outlets = np.repeat(np.arange(sum(SIZES.values())), np.repeat(list(SIZES), list(SIZES.values())))
    for run in range(RUNS):
        sizes = rng.gamma(4, 0.25, len(outlets))
        lumpy = (rng.gamma(0.5, 1, len(outlets)) - 0.5) / 0.5**0.5  # as errors of rare terms are
        totals = sizes * rng.normal(0, spread, outlets.max() + 1)[outlets] + np.sqrt(sizes) * lumpy
        estimate = spread_between(totals, sizes, outlets, resamples=200, seed=run)._asdict()
        error = rng.normal(0, spread * 2**0.5, 20) + rng.normal(0, (2 / 40) ** 0.5, 20)
        for name, sd in {"none": 0.0, **estimate}.items():
            held[name] += list(np.abs(error) <= Z * np.hypot((2 / 40) ** 0.5, sd * 2**0.5))
    return {"spread": spread, **{name: round(float(np.mean(hits)), 3) for name, hits in held.items()}}


def _say(message: str) -> None:
    print(f"{time.process_time():6.0f} s  {message}", flush=True)


if __name__ == "__main__":
    main()
