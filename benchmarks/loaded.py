"""Whether the probabilities of loaded terms are right: how many of the terms with a probability coders marked, and from which on.

    python benchmarks/loaded.py [--set test|train] [--reader fast|accurate|FOLDER] [--bins 5]

The sets are those of `reading.py`. The shipped weights have learned from `train`; how well they are calibrated there on outlets
that were held out in turn is printed by `framing train loaded`. `test` are articles of other outlets that nothing was trained or
tuned on. Terms and what coders marked are matched one to one. A calibration error is printed with the one that chance alone would
give if every probability were right. AUROC within outlets compares terms of one outlet only: it falls short of the pooled one as
far as a probability tells who wrote a text rather than which word is loaded.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from attribution import scorer_of
from reading import coded_set

import toolkit as tk
from toolkit.annotation.loaded.loaded_words import LEXICON
from toolkit.scores.article_score import CERTAIN
from toolkit.statistics.resampling import Resampling
from toolkit.text.spans import matched
from toolkit.training.evaluation import evaluate_binary
from toolkit.training.loaded_training import calibration_error

AUROC = ["auroc", "auroc_within_groups"]
LEVELS = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="test", choices=["test", "fresh", "train"])
    parser.add_argument("--reader", default="fast")
    parser.add_argument("--bins", type=int, default=5, help="bins of each table, with equally many terms")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    articles = coded_set(options.set, options.texts, scorer_of(options.scorer))
    terms = terms_of(tk.Annotator(reader=options.reader), *articles)
    for name, own in {"all": terms, **dict(tuple(terms.groupby("kind"))), **dict(tuple(terms.groupby("genre")))}.items():
        p, marked = own["p"].to_numpy(), own["marked"].to_numpy()
        counts = f"{len(own)} terms, expected {p.sum():.1f}, marked {marked.sum()}"
        print(f"\n{name}: {counts}, calibration error {calibration_error(p, marked):.3f} (by chance {by_chance(p):.3f})")
        print(_reliability(own, options.bins).round(3).to_string(index=False))
    candidates = terms_of(tk.Annotator(reader=options.reader, min_p=0), *articles)
    figures = evaluate_binary(candidates["marked"], candidates["p"], candidates["outlet"], resampling=Resampling(200))
    print(
        f"\n{len(candidates)} candidates, whatever their p\n{figures.to_frame().set_index('figure').loc[AUROC, 'value'].round(3)}"
    )
    print(f"\nprecision from a probability on (certain: {CERTAIN:g})\n{_precision(terms).round(3).to_string(index=False)}")


def terms_of(annotator: tk.Annotator, rows: list[dict], articles: list[tk.Article]) -> pd.DataFrame:
    """The terms that are reported in the texts: p, kind, whether coders marked them, outlet and genre."""
    found = []
    for row, article in zip(rows, articles, strict=True):
        terms = [term for term in annotator(article).loaded if term.field == "text"]
        pairs = matched([term.span for term in terms], [tk.Span(*mark["span"]) for mark in row["loaded"]], article.text)
        kinds = ["unlisted" if term.lexicon.name == LEXICON else "listed" for term in terms]
        of_article = article.outlet, row.get("genre")
        found += [(term.expected, kind, i in pairs, *of_article) for i, (term, kind) in enumerate(zip(terms, kinds, strict=True))]
    return pd.DataFrame(found, columns=["p", "kind", "marked", "outlet", "genre"])


def by_chance(p: np.ndarray) -> float:
    """The mean calibration error where every probability is right."""
    rng = np.random.default_rng(0)
    return float(np.mean([calibration_error(p, rng.random(len(p)) < p) for _ in range(500)]))


def _reliability(terms: pd.DataFrame, bins: int) -> pd.DataFrame:
    """The mean probability of the terms in each bin, and the share that coders marked."""
    ranked = terms.sort_values("p", kind="stable")
    parts = [ranked.iloc[rows] for rows in np.array_split(np.arange(len(ranked)), min(bins, len(ranked)))]
    return pd.DataFrame([{"terms": len(part), "p": part["p"].mean(), "marked": part["marked"].mean()} for part in parts])


def _precision(terms: pd.DataFrame) -> pd.DataFrame:
    """The share of the terms from a probability on that coders marked, and the share of all terms that these are."""
    parts = {level: terms[terms["p"] >= level] for level in LEVELS}
    rows = [{"from p": k, "terms": len(t), "of all": len(t) / len(terms), "marked": t["marked"].mean()} for k, t in parts.items()]
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main()
