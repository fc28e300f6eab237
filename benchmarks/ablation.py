"""What the parts of the accurate reader are worth: each head alone and together, its window, and the number of coded articles.

    python benchmarks/ablation.py --runs DIR --encoder FOLDER --lexicon older/loaded_terms.csv [--texts ../shared/data]

Every run starts from the same encoder and learns from the same number of word pieces (`--steps` of `PIECES`), a fiftieth of
what the reader that ships has learned from, or a fourteenth with 700 steps: runs can be compared with each other, and fall far
short of that reader, whose figures stand below theirs. They learn from broad news alone, of outlets that `framing train reader`
does not hold out. Of the articles of held-out outlets, a fourth (by outlet) chooses the limits, and the others are judged.
`elsewhere` are articles on the Middle East, a collection that no run has learned from but those with articles of one's `own`,
which are drawn from it at random. Figures of heads that a run lacks are left out.

The model of loaded words that judges hits of the lexicon beside the encoder is trained on the same outlets; `--lexicon` is to be
the list from before entries were drawn from these articles (see `labels/README.md`). A run that is broken off goes on where it
was, and one that is done is not repeated.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch
from attribution import scorer_of
from parts import OWN, Parts
from reading import Reading, one_span
from tqdm.auto import tqdm

import toolkit as tk
from toolkit.annotation.accurate_reader import source_means
from toolkit.annotation.encoder import Encoder
from toolkit.training.gradient_descent import Progress
from toolkit.training.reader_examples import UNKNOWN, Example, LabelledReading, examples_of
from toolkit.training.reader_export import export_reader
from toolkit.training.reader_fitting import WEIGHTS, fit
from toolkit.training.reader_network import ReaderNetwork, pretrained
from toolkit.training.reader_settings import chosen_settings, store_settings
from toolkit.training.reader_training import OWN_WEIGHT, tokenizer_of

PIECES = 768
ATTRIBUTIONS, TYPES, LOADED = ("anchor", "roles"), ("types",), ("loaded", "category")
SHOWN = {
    "anchor": ("j80", "char_overlap", "indirect_j80", "speaker"),
    "types": ("type",),
    "loaded": ("loaded", "loaded, precision", "loaded_own_voice"),
}
"""The figures by the kind of label that they hang on."""


class Run(NamedTuple):
    """What a run learns: kinds of labels, from how many articles of broad news and of one's own, in windows of which length, and
    how much source types count in it."""

    kinds: tuple[str, ...] = (*ATTRIBUTIONS, *TYPES, *LOADED)
    articles: int | None = None
    own: int = 0
    length: int = 256
    types: float = 0.5

    @property
    def weights(self) -> dict[str, float]:
        return {kind: self.types if kind in TYPES else WEIGHTS[kind] for kind in self.kinds}


RUNS = {
    "all heads": Run(),
    "attributions alone": Run(ATTRIBUTIONS),
    "loaded words alone": Run(LOADED),
    "50 articles": Run(articles=50),
    "200 articles": Run(articles=200),
    "200 articles, 50 own": Run(articles=200, own=OWN),
    "windows of 64": Run(length=64),
    "windows of 64, types count 3": Run(length=64, types=3),
    "windows of 64, types count 15": Run(length=64, types=15),
    "source types alone": Run(TYPES),
    "500 articles": Run(articles=500),
}
"""The runs in order of importance."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, required=True, help="folder of what each run learned, and of its figures")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the encoder to start from (MiniLM)")
    parser.add_argument("--lexicon", type=Path, required=True, help="loaded_terms.csv of version 0.2.0")
    parser.add_argument("--steps", type=int, default=200, help="steps of each run, the same for all in a folder (default: 200)")
    parser.add_argument("--only", action="append", choices=RUNS, help="this run (repeatable; default: all in order)")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    parts = Parts(options.runs, options.texts, options.lexicon)
    scorer, figures = scorer_of(options.scorer), {}
    for name in options.only or RUNS:
        place = options.runs / name.replace(" ", "_").replace(",", "")
        if not (place / "figures.json").is_file():
            judged = dict(_figures(name, options.steps, parts, options.encoder, place, scorer))
            (place / "figures.json").write_text(json.dumps(judged), encoding="utf-8")
        figures[name] = json.loads((place / "figures.json").read_text(encoding="utf-8"))
        print(name, figures[name], flush=True)
    figures["as it ships"] = dict(_judged(parts.annotator("accurate"), parts, "judged", Run().kinds, scorer))
    print(f"\n{options.steps} steps of {PIECES} word pieces; {parts.sizes}\n")
    print(pd.DataFrame(figures).T.round(1).to_string(na_rep="-"))


def _figures(name: str, steps: int, parts: Parts, start: Path, place: Path, scorer: Any) -> Iterator[tuple[str, float]]:
    """Train what a run learns, choose its limits, and judge it."""
    run = RUNS[name]
    tokenizer = tokenizer_of(start)
    texts = [*parts.readings("learned")[: run.articles], *parts.readings("own")[: run.own] * OWN_WEIGHT]
    examples = [example for text in texts for example in examples_of(text, tokenizer, length=run.length)]
    epochs = steps * PIECES / sum(len(example.window.ids) for example in examples)
    place.mkdir(exist_ok=True)
    checkpoint = place / "checkpoint.pt"
    export_reader(_learned(run, name, start, examples, epochs, checkpoint), tokenizer, place, length=run.length)
    settings, _ = chosen_settings(parts.annotator(place), [_only(text, run.kinds) for text in parts.readings("tuned")])
    store_settings(settings, place)
    annotator = parts.annotator(place)
    yield "epochs", epochs
    for part in ("judged", "elsewhere") if run.articles else ("judged",):
        for figure, value in _judged(annotator, parts, part, run.kinds, scorer):
            yield figure if part == "judged" else f"elsewhere: {figure}", value
    checkpoint.unlink()


def _learned(run: Run, name: str, start: Path, examples: list[Example], epochs: float, checkpoint: Path) -> ReaderNetwork:
    """The encoder with what a run has learned."""
    torch.manual_seed(0)
    network = pretrained(start)
    with tqdm(desc=name, unit=" steps") as bar:

        def progress(state: Progress) -> None:
            bar.total = state.steps
            bar.update(state.step - bar.n)

        fit(network, examples, epochs=epochs, weights=run.weights, pieces=PIECES, checkpoint=checkpoint, progress=progress)
    return network


def _only(text: LabelledReading, kinds: tuple[str, ...]) -> LabelledReading:
    """A text with the labels of some kinds alone."""
    return replace(
        text, attributions=text.attributions if "anchor" in kinds else None, loaded=text.loaded if "loaded" in kinds else None
    )


def _judged(annotator: tk.Annotator, parts: Parts, part: str, kinds: tuple[str, ...], scorer: Any) -> Iterator[tuple[str, float]]:
    """The figures of a part that hang on some kinds of labels."""
    rows = [one_span(row) for row in parts.rows(part)]
    texts = {row["id"]: parts.articles[row["sha256"]].text for row in rows}
    read = {row["id"]: annotator(parts.articles[row["sha256"]]).to_dict() for row in rows}
    figures = Reading(scorer, rows, texts, read).figures(rows)
    figures["type"] = _types_right(annotator.encoder, parts.readings(part))
    for kind, names in SHOWN.items():
        if kind in kinds:
            yield from ((name, figures[name]) for name in names)


def _types_right(encoder: Encoder | None, texts: list[LabelledReading]) -> float:
    """Of the attributions as they are coded, the per cent whose likeliest source type is that of the coder."""
    assert encoder is not None
    right = []
    for text in texts:
        for example in examples_of(text, encoder.tokenizer, length=encoder.length):
            if example.anchors:
                states, types = encoder.states([example.window]), np.array(example.types)
                p = encoder.types(states[example.anchors], source_means(states, np.stack(example.roles)))
                right += (p.argmax(axis=1) == types)[types != UNKNOWN].tolist()
    return 100 * float(np.mean(right))


if __name__ == "__main__":
    main()
