"""Whether every probability that the toolkit states is right, by genre, and whether that of loaded terms tells outlets apart.

    python benchmarks/calibration.py --runs DIR --lexicon older/loaded_terms.csv [--set held-out|test|middle-east]
    python benchmarks/calibration.py --runs DIR --lexicon older/loaded_terms.csv --recalibrate FOLDER

`held-out` are the articles of broad news whose outlets `framing train reader` holds out. Loaded words are judged there by the
list and the model of `ablation.py` (DIR is its folder), which have not seen these outlets either; genres on all coded articles,
though the model of genres has learned from others of the same sites (with sites held out: `genre.py`). That of targets has
learned from all of these: see `framing train targets`. `test` and `middle-east` are those of `reading.py`, read by what ships.
Sentences are judged by `classifiers.py`.

A calibration error is printed beside the one that chance alone would give if every probability were right. AUROC is of all words
that can be loaded. Within outlets it compares only words of one outlet: that falls short of the pooled one as far as a
probability tells who wrote a text. What is called recalibrated has the calibration that the other outlets would give, in four
groups. `--recalibrate` stores the calibration that all held-out articles give in the folder of a reader.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from attribution import scorer_of
from loaded import AUROC, by_chance, terms_of
from parts import FILES, Parts
from reading import LABELS, coded_set
from reading_error import BROAD
from targets import matched

import toolkit as tk
from toolkit.annotation.accurate_reader import EncodedWords, Reading
from toolkit.annotation.encoder import Settings
from toolkit.annotation.loaded.loaded_words import KINDS, Calibration, candidates
from toolkit.classifiers.genre_features import GENRES
from toolkit.classifiers.genre_model import shipped_genre_model
from toolkit.statistics.resampling import Resampling
from toolkit.training.evaluation import evaluate_binary
from toolkit.training.labelled import Labelled, read_genres
from toolkit.training.loaded_training import FOLDS, HeldOutTerms, calibrated_held_out, calibration_error
from toolkit.training.reader_settings import calibrated_settings, store_settings

READERS = ("fast", "accurate")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, required=True, help="folder of ablation.py")
    parser.add_argument("--lexicon", type=Path, required=True, help="loaded_terms.csv of version 0.2.0")
    parser.add_argument("--set", default="held-out", choices=["held-out", "test", "middle-east"])
    parser.add_argument("--recalibrate", type=Path, metavar="FOLDER", help="reader whose terms are to be calibrated anew")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    parts = Parts(options.runs, options.texts, options.lexicon)
    if options.recalibrate:
        print(_recalibrated(parts, options.recalibrate))
        return
    several = _held_out(parts, options.texts) if options.set == "held-out" else _as_shipped(options)
    for name, rows in several:
        print(f"\n{name}\n{_table(rows).round(3).to_string(na_rep='-')}", flush=True)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """The calibration error of probabilities, over all and by genre."""
    groups = {"all": rows, **dict(tuple(rows.groupby("genre")))}
    return pd.DataFrame({name: _errors(own["p"].to_numpy(float), own["marked"].to_numpy(bool)) for name, own in groups.items()}).T


def _errors(p: np.ndarray, right: np.ndarray) -> dict[str, float]:
    return {
        "n": len(p),
        "mean p": p.mean(),
        "right": right.mean(),
        "error": calibration_error(p, right),
        "by chance": by_chance(p),
    }


def _held_out(parts: Parts, texts: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """The probabilities of terms by both readers, and of genres, with what is right of them."""
    for reader in READERS:
        annotator = parts.annotator(reader)
        terms = terms_of(annotator, *parts.held_out)
        yield f"loaded terms, {reader} reader", terms
        yield f"loaded terms, {reader} reader, recalibrated", _calibrated_by_others(terms, _calibrations(annotator))
        print(f"\n{reader} reader, words that can be loaded\n{_auroc(parts, annotator).round(3).to_string()}")
    yield "genres, by the genre that is told", _genres(texts)


def _as_shipped(options: argparse.Namespace) -> Iterator[tuple[str, pd.DataFrame]]:
    """The probabilities of terms and targets of a set as what ships reads it, with what is right of them."""
    rows, articles = coded_set(options.set, options.texts, scorer_of(options.scorer))
    for reader in READERS:
        yield f"loaded terms, {reader} reader", terms_of(tk.Annotator(reader=reader), rows, articles)
    found = pd.DataFrame(
        [term for row, article in zip(rows, articles, strict=True) for term in matched(row, tk.annotate(article))]
    )
    yield "targets of matched terms", found.assign(marked=found["right"])


def _auroc(parts: Parts, annotator: tk.Annotator) -> pd.DataFrame:
    """How well the probability of a word tells whether coders marked it, over all held-out outlets and within them."""
    words = pd.concat([_words(parts, annotator, row, article) for row, article in zip(*parts.held_out, strict=True)])
    figures = evaluate_binary(words["marked"], words["p"], words["outlet"], resampling=Resampling(100)).to_frame()
    return figures.set_index("figure").loc[AUROC, ["value", "low", "high"]].assign(words=len(words))


def _words(parts: Parts, annotator: tk.Annotator, row: dict[str, Any], article: tk.Article) -> pd.DataFrame:
    """The words of an article that can be loaded: their probability, 0 where none is given, and whether coders marked them."""
    judge, document = annotator.loaded_model, parts.plain(article)
    words, hits = document.words, [hit for hit in document.loaded if hit.field == "text"]
    if annotator.encoder:
        judge = EncodedWords.of(annotator.encoder, judge, text=Reading.of(annotator.encoder, words))
    p = judge.probabilities("text", words, document.voice_at, hits)
    coded = {i for mark in row["loaded"] for i in words.inside(tk.Span(*mark["span"]))}
    places = np.flatnonzero(candidates(words)).tolist()
    found = {"p": [p.get(i, 0.0) for i in places], "marked": [i in coded for i in places]}
    return pd.DataFrame(found).assign(outlet=article.outlet)


def _genres(texts: Path) -> pd.DataFrame:
    """The probability of the genre that is told of each coded article."""
    articles = list(tk.read_articles(texts / BROAD))
    return pd.concat([_told(read_genres(LABELS / file, texts=articles)) for file in FILES["broad"]])


def _told(labelled: Labelled) -> pd.DataFrame:
    p = shipped_genre_model().probabilities(labelled.articles)
    told = np.array(GENRES)[p.argmax(axis=1)]
    return pd.DataFrame({"p": p.max(axis=1), "genre": told, "marked": told == labelled.labels})


def _calibrations(annotator: tk.Annotator) -> dict[str, Calibration]:
    """What an annotator makes the probabilities of terms of, by kind."""
    judge = annotator.encoder.settings if annotator.encoder else annotator.loaded_model
    return {kind: getattr(judge, kind) for kind in KINDS}


def _by_kind(terms: pd.DataFrame, calibrations: dict[str, Calibration]) -> Iterator[tuple[str, pd.DataFrame, HeldOutTerms]]:
    """The terms of each kind, as they are and before they were calibrated."""
    fold = pd.factorize(terms["outlet"], sort=True)[0] % FOLDS
    for kind, calibration in calibrations.items():
        own = terms["kind"] == kind
        before = np.array([calibration.of_word(p) for p in terms.loc[own, "p"]])
        yield kind, terms[own], HeldOutTerms(before, terms.loc[own, "marked"].to_numpy(bool), fold[own.to_numpy()])


def _calibrated_by_others(terms: pd.DataFrame, calibrations: dict[str, Calibration]) -> pd.DataFrame:
    """Terms with the probabilities that those of other outlets would give them."""
    return pd.concat([own.assign(p=calibrated_held_out(before)) for _, own, before in _by_kind(terms, calibrations)])


def _recalibrated(parts: Parts, folder: Path) -> Settings:
    """Store the calibration that the terms of all held-out articles give in the folder of a reader; its limits stay."""
    settings, _ = calibrated_settings(parts.annotator(folder), [*parts.readings("tuned"), *parts.readings("judged")])
    store_settings(settings, folder)
    return settings


if __name__ == "__main__":
    main()
