"""Frames on unseen texts: five generic frames of articles (Narrative Frames), and the frame of a headline (GVFC).

    python benchmarks/frames.py [--corpora ../shared/data] [--embedding MODEL | --vectors FILE] [--only generic|issue] [--seeds 0]

Every text is predicted by a model that has learned from the other folds of five, divided at random and by outlet (for headlines,
by the host in the extension's table). Intervals of 95 % come from resampling whole texts; the row "mean" is the mean over seeds
of every column, including the ends of intervals. AUROC is the mean over frames; ECE is the expected calibration error in ten bins
of equal width, all frames together. The corpora are not part of this project.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

from toolkit.classifiers.embeddings import SentenceEmbedding, WordMeans
from toolkit.classifiers.frames import FRAMES, GenericFrames, IssueFrames
from toolkit.classifiers.word_vectors import load_vectors
from toolkit.training.corpora import gun_violence_frames, narrative_frames

FOLDS = 5
DRAWS = 1000  # resamples for an interval
BINS = 10  # for the calibration error


class Remembered:
    """An embedding that reads each text only once."""

    def __init__(self, embedding: Any, texts: Sequence[str]) -> None:
        self.vectors = dict(zip(texts, embedding.transform(texts), strict=True))

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self.vectors[text] for text in texts])

    def __sklearn_clone__(self) -> "Remembered":
        return self


def generic(corpora: Path, seeds: Sequence[int], embedding: Any) -> pd.DataFrame:
    """Any number of frames for each article: F1 with intervals, AUROC, calibration error, F1 of each frame."""
    articles = narrative_frames(corpora / "narrative_frames")
    texts = [f"{article.title}\n{article.text}" for article in articles]
    y = np.array([[name in article.labels for name in FRAMES] for article in articles]).astype(int)
    model, rows = GenericFrames(embedding=embedding and Remembered(embedding, texts)), {}
    for part, folds in divisions(texts, y, [article.outlet for article in articles], seeds=seeds, random=KFold):
        p, predicted = held_out(model, texts, y, folds, "predict_proba", "predict")
        rows[part] = with_interval("micro F1", micro_f1, y, predicted) | with_interval("macro F1", macro_f1, y, predicted)
        rows[part] |= {"AUROC": roc_auc_score(y, p, average="macro"), "ECE": calibration_error(y, p)}
        rows[part] |= dict(zip(FRAMES, f1_score(y, predicted, average=None), strict=True))
        report("generic", part)
    return table(rows)


def issue(corpora: Path, seeds: Sequence[int], embedding: Any) -> pd.DataFrame:
    """One frame for each headline: accuracy and macro F1 with intervals."""
    headlines = gun_violence_frames(corpora / "gvfc" / "GVFC_headlines_and_annotations.xlsx")
    hosts = {row.text: row.outlet for row in gun_violence_frames(corpora / "gvfc" / "GVFC_extension_multimodal.csv")}
    texts, y = [row.text for row in headlines], np.array([next(iter(row.labels)) for row in headlines])
    model, rows = IssueFrames(embedding=embedding and Remembered(embedding, texts)), {}
    for part, folds in divisions(texts, y, [hosts.get(text, "") for text in texts], seeds=seeds, random=StratifiedKFold):
        (predicted,) = held_out(model, texts, y, folds, "predict")
        rows[part] = with_interval("accuracy", accuracy_score, y, predicted) | with_interval("macro F1", macro_f1, y, predicted)
        report("issue", part)
    return table(rows)


def divisions(
    texts: Sequence[str], y: np.ndarray, outlets: Sequence[str], *, seeds: Sequence[int], random: type
) -> Iterator[tuple]:
    """Each way of dividing the texts: its name and seed, and for every fold the rows to learn from and to predict."""
    for name, kind, groups in (("random", random, None), ("by outlet", GroupKFold, outlets)):
        for seed in seeds:
            yield (name, str(seed)), list(kind(FOLDS, shuffle=True, random_state=seed).split(texts, y, groups))


def held_out(model: Any, texts: Sequence[str], y: np.ndarray, folds: Sequence[tuple], *methods: str) -> list[np.ndarray]:
    """The results of a model's methods for every text, from a model that has not learned from it."""
    results: list[list] = [[None] * len(texts) for _ in methods]
    for train, test in folds:
        fitted, unseen = clone(model).fit([texts[i] for i in train], y[train]), [texts[i] for i in test]
        for rows, method in zip(results, methods, strict=True):
            for i, row in zip(test, getattr(fitted, method)(unseen), strict=True):
                rows[i] = row
    return [np.array(rows) for rows in results]


def with_interval(name: str, figure: Callable, y: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """A figure and the ends of its interval."""
    generator = np.random.default_rng(0)
    draws = [generator.integers(len(y), size=len(y)) for _ in range(DRAWS)]
    low, high = np.quantile([figure(y[draw], predicted[draw]) for draw in draws], [0.025, 0.975])
    return {name: figure(y, predicted), f"{name} from": low, f"{name} to": high}


def micro_f1(y: np.ndarray, predicted: np.ndarray) -> float:
    return f1_score(y, predicted, average="micro", zero_division=0)


def macro_f1(y: np.ndarray, predicted: np.ndarray) -> float:
    return f1_score(y, predicted, average="macro", zero_division=0)


def calibration_error(y: np.ndarray, p: np.ndarray) -> float:
    """The mean distance between the share of frames that occur and their mean probability, over bins of probability."""
    y, p = y.ravel(), p.ravel()
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    bins = [place == i for i in range(BINS) if (place == i).any()]
    return sum(abs(y[inside].mean() - p[inside].mean()) * inside.mean() for inside in bins)


def table(rows: dict[tuple[str, str], dict[str, float]]) -> pd.DataFrame:
    """One row for each division and seed, and after the rows of a division their mean."""
    figures = pd.DataFrame.from_dict(rows, orient="index").rename_axis(index=["folds", "seed"])
    parts = [(name, part.droplevel("folds")) for name, part in figures.groupby("folds", sort=False)]
    return pd.concat({name: pd.concat([part, part.mean().to_frame("mean").T]) for name, part in parts}, names=["folds", "seed"])


def report(name: str, part: tuple[str, str]) -> None:
    print(f"{name}: {part[0]}, seed {part[1]} done", file=sys.stderr, flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/data"))
    further = parser.add_mutually_exclusive_group()
    further.add_argument("--embedding", metavar="MODEL", help="further features: folder of a model for `SentenceEmbedding`")
    further.add_argument("--vectors", metavar="FILE", help="further features: vectors of words for `WordMeans`")
    parser.add_argument("--only", choices=["generic", "issue"])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(5)))
    options = parser.parse_args()
    embedding = SentenceEmbedding(options.embedding) if options.embedding else None
    if options.vectors:
        embedding = WordMeans(load_vectors(options.vectors))
    pd.set_option("display.width", 250, "display.max_columns", None)
    for name, measured in (("generic", generic), ("issue", issue)):
        if options.only in (None, name):
            print(f"{name} frames, embedding: {options.embedding or options.vectors}\n")
            print(measured(options.corpora, options.seeds, embedding).to_string(float_format="{:.3f}".format), end="\n\n")


if __name__ == "__main__":
    main()
