"""The weights by which paragraphs without quotation marks are told to be block quotations, and how often they are right.

    python benchmarks/block_quotations.py [--texts ../shared/data]

Learns from the labelled lines of `labels/block_quotations.jsonl`, prints the weights that stand in
`toolkit/annotation/attributions/block_quotations.py`, and what is found with outlets held out in ten groups: by sure lines alone,
and with the weights at several limits. Texts are not part of this project.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from parts import articles_by_hash
from reading import LABELS, lines_of
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

import toolkit as tk
from toolkit.annotation.attributions.block_quotations import WEIGHTS, Announced, announced_blocks
from toolkit.annotation.attributions.embedded_posts import embedded_posts
from toolkit.annotation.attributions.reporting_verbs import Rules
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.statistics.arrays import Bools
from toolkit.text.quotations import quotations
from toolkit.text.sentences import sentences
from toolkit.text.words import Words

LIMITS = (0.5, 0.7, 0.8, 0.83, 0.9)


class Line(NamedTuple):
    """A labelled line and the paragraph after it."""

    outlet: str
    announced: Announced
    quoted: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    lines = list(_labelled(parser.parse_args().texts))
    signs = [line.announced.signs() for line in lines]
    judged = np.array([line.announced.may_be_quoted(sign) for line, sign in zip(lines, signs, strict=True)])
    values, quoted = np.array([[sign[name] for name in WEIGHTS] for sign in signs]), np.array([line.quoted for line in lines])
    groups = np.array([line.outlet for line in lines])
    model, p = LogisticRegression(max_iter=1000), np.zeros(len(lines))
    p[judged] = cross_val_predict(
        model, values[judged], quoted[judged], groups=groups[judged], cv=GroupKFold(10), method="predict_proba"
    )[:, 1]
    model.fit(values[judged], quoted[judged])
    print(f"{len(lines)} lines of {len(set(groups))} outlets; {judged.sum()} are judged\n")
    print(pd.DataFrame({"learned": model.coef_[0], "in use": WEIGHTS.values()}, index=list(WEIGHTS)).round(2).to_string())
    print(f"intercept {model.intercept_[0]:.2f}\n")
    sure = np.array([line.announced.surely() is not None for line in lines])
    found = {"sure lines": sure} | {f"or p from {limit} on": sure | (p >= limit) for limit in LIMITS}
    sizes = np.array([line.announced.block.end - line.announced.block.start for line in lines])
    print(pd.DataFrame({name: _figures(chosen, quoted, sizes) for name, chosen in found.items()}).T.round(1).to_string())


def _labelled(folder: Path) -> Iterator[Line]:
    """The labelled lines of all articles."""
    articles = articles_by_hash(folder)
    annotator = tk.Annotator(loaded_model=None, bias_model=None)
    for row in lines_of(LABELS / "block_quotations.jsonl"):
        article = articles[row["sha256"]]
        text = annotator.read(article.unmended)
        rules = Rules(Phrases(Words(text), quotations(text)))
        found = {tuple(one.block): one for one in announced_blocks(rules, sentences(text), embedded_posts(text))}
        for label in row["blocks"]:
            if tuple(label["block"]) in found:
                yield Line(article.outlet or "", found[tuple(label["block"])], label["quoted"])


def _figures(chosen: Bools, quoted: Bools, sizes: np.ndarray) -> dict[str, float]:
    """Precision and recall in per cent, by blocks and by characters."""
    right = chosen & quoted
    return {
        "blocks": chosen.sum(),
        "precision": 100 * right.sum() / chosen.sum(),
        "recall": 100 * right.sum() / quoted.sum(),
        "precision, characters": 100 * sizes[right].sum() / sizes[chosen].sum(),
        "recall, characters": 100 * sizes[right].sum() / sizes[quoted].sum(),
    }


if __name__ == "__main__":
    main()
