"""How well genres are told: `python benchmarks/genre.py articles.jsonl [--test labels.jsonl]`.

`articles.jsonl` holds the articles of benchmarks/labels/genres.jsonl (your own copy of Article-Bias-Prediction). Figures are for
articles whose whole site was held out, means over seeds, beside those of a rule that reads the section in the address alone.
With --test, the shipped model is judged on labels that it has not learned from.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from toolkit.articles.reading import read_articles
from toolkit.classifiers.genre_features import GENRES, MARKS, features_of
from toolkit.classifiers.genre_model import shipped_genre_model
from toolkit.classifiers.genres import Genres
from toolkit.training.cross_validation import splits_of
from toolkit.training.evaluation import evaluate_multiclass
from toolkit.training.labelled import read_genres

LABELS = Path(__file__).parent / "labels" / "genres.jsonl"
SEEDS = range(5)


def by_address(articles):
    """The genre that the section in the address names, or else news: probabilities of 0 and 1."""
    rows = []
    for article in articles:
        features = features_of(article)
        named = [genre for genre in MARKS["url"] if genre != "news" and features[f"{genre} url"]]
        rows.append([float(genre == (named or ["news"])[0]) for genre in GENRES])
    return np.array(rows)


def bare(labelled):
    """The same articles without address, byline and outlet."""
    articles = tuple(replace(article, url=None, byline=None, outlet=None) for article in labelled.articles)
    return replace(labelled, articles=articles)


def held_out(labelled, read, seed):
    """Probabilities of all genres by models that have not seen the site; `read` says what is shown of an article to be judged."""
    (_, split) = splits_of(labelled, seed=seed)
    p = np.zeros((len(labelled), len(GENRES)))
    for train, test in split.folds:
        learned = labelled.rows(train)
        p[test] = Genres().fit(learned.inputs, learned.labels).predict_proba(read(labelled.rows(test)).inputs)
    return p


def figures(labelled, p):
    evaluation = evaluate_multiclass(labelled.labels, p, GENRES, groups=labelled.groups)
    return evaluation.of("accuracy"), evaluation.of("ece"), evaluation.by_class.set_index("label")


def report(title, labelled, several):
    """One row of figures, the means over several sets of probabilities."""
    parts = [figures(labelled, p) for p in several]
    accuracy, ece = (np.mean([part[i] for part in parts]) for i in (0, 1))
    cells = []
    for genre in labelled.classes:
        precision, recall = (np.nanmean([part[2].loc[genre, name] for part in parts]) for name in ("precision", "recall"))
        cells.append(f"{genre} {precision:.2f}/{recall:.2f} ({int(parts[0][2].loc[genre, 'n'])})")
    print(f"{title:28} accuracy {accuracy:.3f}  ECE {ece:.3f}  P/R (n): {'; '.join(cells)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles")
    parser.add_argument("--labels", default=LABELS)
    parser.add_argument("--test")
    options = parser.parse_args()
    labelled = read_genres(options.test or options.labels, texts=read_articles(options.articles))
    print(f"{len(labelled)} articles of {len(labelled.rows_by_group)} sites")
    report("section of the address", labelled, [by_address(labelled.articles)])
    if options.test:
        report("shipped model", labelled, [shipped_genre_model().probabilities(labelled.articles)])
        report("  title and text alone", labelled, [shipped_genre_model().probabilities(bare(labelled).articles)])
        return
    report("model, sites held out", labelled, [held_out(labelled, lambda rows: rows, seed) for seed in SEEDS])
    report("  title and text alone", labelled, [held_out(labelled, bare, seed) for seed in SEEDS])
    start = time.process_time()
    shipped_genre_model().probabilities(labelled.articles)
    print(f"{1000 * (time.process_time() - start) / len(labelled):.2f} ms an article")


if __name__ == "__main__":
    main()
