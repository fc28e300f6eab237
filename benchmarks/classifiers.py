"""Sentences that experts marked as biased, and the words in them: our models on BABE, in random folds and with outlets held out.

    python benchmarks/classifiers.py --vectors vectors.npz [--data ../shared/data/babe/final_labels_SG2.csv --seeds 0 1 2 3 4]
                                     [--embedding FOLDER_OF_A_SENTENCE_TRANSFORMER] [--only shipped] [--reader accurate]

The data are not part of this project; `framing train vectors` makes the vectors. Outlets with fewer than 50 sentences are held
out together. Every choice of the models (thresholds, vocabulary, scales) is made in the part learned from. Each model and seed
takes about two minutes, more with an embedding. For frames see benchmarks/frames.py.

With `--reader`, all models are judged on the outlets alone that `framing train reader` holds out, since its encoder has learned
from BABE too: by themselves, and with an equal say of the encoder, calibrated on the other ones of these outlets.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.annotation.accurate_reader import equally, reader_folder
from toolkit.annotation.encoder import load_encoder
from toolkit.classifiers.estimators import BiasedSentences, LoadedWords
from toolkit.classifiers.word_vectors import load_vectors, with_lexicons
from toolkit.training.cross_validation import LEAST_ROWS, Predicted, cross_validated, evaluated, evaluated_words, splits_of
from toolkit.training.evaluation import evaluate_binary
from toolkit.training.labelled import Labelled, read_biased
from toolkit.training.reader_corpora import babe_readings
from toolkit.training.reader_settings import any_marked, marked_calibration
from toolkit.training.reader_training import held_out_sentences

FIGURES = ("macro_f1", "auroc", "auroc_within_groups", "ece", "abstained", "macro_f1_decided")
PRIOR = 0.5  # nothing is known of an outlet that is held out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/babe/final_labels_SG2.csv"))
    parser.add_argument("--vectors", type=Path, help="word vectors; without them the models know only the words learned from")
    parser.add_argument("--embedding", help="a sentence-transformers model, for two further models")
    parser.add_argument("--reader", help="accurate, or the folder of a reader that has learned from BABE")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--only", nargs="+", help="names of the models to test")
    options = parser.parse_args()
    labelled = read_biased(options.data)
    rows = []
    models = _models(options, labelled.origin.read_in)
    chosen = {name: make for name, make in models.items() if not options.only or name in options.only}
    if options.reader:
        print(_on_kept_outlets(options, chosen, labelled).round(3).to_string())
        return
    for name, make in chosen.items():
        rows += _trials(name, make, labelled, options.seeds)
        print(pd.DataFrame(rows).round(3).tail(2 * len(options.seeds)).to_string(), file=sys.stderr)
    table = pd.DataFrame(rows)
    print(f"{len(labelled)} sentences of {options.data}; held_out: {splits_of(labelled)[-1].description}\n")
    print(table.drop(columns="seed").groupby(["model", "split"], sort=False).mean().round(3).to_string())
    print("\nby seed\n")
    print(table.round(3).to_string(index=False))


def _models(options: argparse.Namespace, without: tuple[str, ...]) -> dict[str, Callable[[int], BiasedSentences]]:
    """Functions that make each model from a seed, by name; the first model is the shipped one."""
    vectors = load_vectors(options.vectors) if options.vectors else None
    extended = with_lexicons(vectors, without=without)

    def words(seed: int) -> LoadedWords:
        return LoadedWords(extended, random_state=seed)

    def model(loaded_words: LoadedWords, **options: object) -> BiasedSentences:
        return BiasedSentences(loaded_words, prior=PRIOR, **options)

    models: dict[str, Callable[[int], BiasedSentences]] = {
        "shipped": lambda seed: model(words(seed)),
        "without lexicons": lambda seed: model(LoadedWords(vectors, random_state=seed)),
        "without vectors": lambda seed: model(LoadedWords(with_lexicons(without=without), random_state=seed)),
        "with terms": lambda seed: model(words(seed), terms=True),
    }
    if options.embedding:
        from toolkit.classifiers.embeddings import SentenceEmbedding

        embedding = Remembered(SentenceEmbedding(options.embedding))
        models["with embedding"] = lambda seed: model(words(seed), embedding=embedding)
        models["with terms and embedding"] = lambda seed: model(words(seed), terms=True, embedding=embedding)
    return models


def _on_kept_outlets(
    options: argparse.Namespace, models: dict[str, Callable[[int], BiasedSentences]], labelled: Labelled
) -> pd.DataFrame:
    """The figures of models on the sentences of the outlets that a reader has not learned from."""
    kept = {sentence.group for sentence in held_out_sentences(list(babe_readings(options.data)))[1]}
    learned, test = (
        labelled.rows([i for i, outlet in enumerate(labelled.groups) if (outlet in kept) == out]) for out in (False, True)
    )
    by_encoder = _calibrated(any_marked(load_encoder(reader_folder(options.reader)), test.texts), test)
    rows = []
    for name, make in models.items():
        for seed in options.seeds:
            fitted = make(seed).fit(list(learned.texts), learned.labels, marked=learned.marked)
            by_model = fitted.predict_proba(list(test.texts))[:, 1]
            together = np.array(list(map(equally, by_model, by_encoder)))
            for p, readers in ((by_model, "no"), (by_encoder, "alone"), (together, "equally")):
                evaluation = evaluate_binary(test.labels, p, test.groups)
                head = {"model": name, "reader": readers, "seed": seed, "n": len(test)}
                rows.append({**head, **{figure: evaluation.of(figure) for figure in FIGURES}})
    return pd.DataFrame(rows)


def _calibrated(p: np.ndarray, test: Labelled) -> np.ndarray:
    """The probabilities of an encoder, those of each outlet calibrated on the others; outlets with few sentences go together."""
    sizes, marked = Counter(test.groups), np.array(test.labels, dtype=bool)
    outlets = np.array([outlet if sizes[outlet] >= LEAST_ROWS else "" for outlet in test.groups])
    calibrations = {out: marked_calibration(p[outlets != out], marked[outlets != out]) for out in np.unique(outlets)}
    return np.array([calibrations[out].of_term(one) for out, one in zip(outlets, p, strict=True)])


class Remembered:
    """An embedding that reads each sentence only once over all folds."""

    def __init__(self, embedding: object) -> None:
        self.embedding, self.vectors = embedding, {}

    def transform(self, sentences: list[str]) -> list[list[float]]:
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self.vectors]
        if new:
            self.vectors.update(zip(new, self.embedding.transform(new), strict=True))
        return [self.vectors[sentence] for sentence in sentences]


def _trials(name: str, make: Callable[[int], BiasedSentences], labelled: Labelled, seeds: list[int]) -> list[dict]:
    rows = []
    for seed in seeds:
        for split in splits_of(labelled, seed=seed):
            tracked = _tracked(f"{name}, {split.description}")
            predictions = cross_validated(lambda seed=seed: make(seed), labelled, split.folds, tracked=tracked)
            head = {"split": split.name, "seed": seed}
            if name == "shipped":
                rows.append({"model": "outlet name alone", **head, **_figures(labelled, predictions, "baseline")})
            rows.append({"model": name, **head, **_figures(labelled, predictions, "value")})
    return rows


def _figures(labelled: Labelled, predictions: Predicted, column: str) -> dict[str, float]:
    """The figures of one trial: of sentences and, for the model itself, of words."""
    sentences = evaluated(labelled, predictions).figures.set_index("figure")[column]
    row = {figure: sentences.get(figure, float("nan")) for figure in FIGURES}
    words = evaluated_words(labelled, predictions) if column == "value" else None
    if words is not None:
        row |= {f"word_{figure.figure}": figure.value for figure in words.figures.itertuples()}
    return row


def _tracked(description: str) -> Callable[..., Iterator]:
    def tracked(folds: list) -> Iterator:
        for number, fold in enumerate(folds, 1):
            print(f"{description}: {number} of {len(folds)}", file=sys.stderr, flush=True)
            yield fold

    return tracked


if __name__ == "__main__":
    main()
