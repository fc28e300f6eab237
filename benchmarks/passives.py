"""How often `agentless_passives_at` is right on 100 coded sentences: `python benchmarks/passives.py`.

`passives.csv` holds only offsets (of the sentence, and of the participle of each agentless passive in its narration); the
articles are read from the user's own copies of the sets. One reader coded them, a language model that knew the rule but not
its output. Every sentence has a form of "be" or "get" in what the toolkit (at commit 0de5c8a) takes for narration, so passives
that it assigned to another voice are not in the sample. The licence line in the Tehran Times texts is left out.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from scipy.stats import binomtest

from toolkit import Span, annotate, read_articles
from toolkit.measures.linguistic_cues import agentless_passives_at

CORPORA = {  # file below the data folder, encoding
    "fakes_syria": ("fakes_syria/FA-KES-Dataset.csv", "latin-1"),
    "article_bias_mideast": ("article_bias_mideast/articles.jsonl", "utf-8"),
    "tehran_times_mideast": ("tehran_times_mideast/articles.jsonl", "utf-8"),
}
Coded = dict[str, tuple[Span, set[Span]]]  # by article: the sentence and its participles


def read_codes(path: Path) -> dict[str, Coded]:
    """The hand codes of each corpus."""
    codes: dict[str, Coded] = {corpus: {} for corpus in CORPORA}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs = [pair.split("-") for pair in row["passives"].split("|") if pair]
            passives = {Span(int(start), int(end)) for start, end in pairs}
            codes[row["corpus"]][row["article"]] = (Span(int(row["start"]), int(row["end"])), passives)
    return codes


def compared(data: Path, codes: dict[str, Coded]) -> Iterator[tuple[str, Span, set[Span], set[Span]]]:
    """For each coded sentence its text, its span, the coded participles, and those that the toolkit finds."""
    for corpus, (file, encoding) in CORPORA.items():
        coded = dict(codes[corpus])
        for article in read_articles(data / file, encoding=encoding):
            if article.id in coded:
                sentence, passives = coded.pop(article.id)
                document = annotate(article)
                participles = {document.words.span(last, last + 1) for _, last in agentless_passives_at(document)}
                yield (
                    sentence.of(article.text),
                    sentence,
                    passives,
                    {p for p in participles if sentence.start <= p.start < sentence.end},
                )
        if coded:
            raise SystemExit(f"{data / file}: no article {', '.join(coded)}")


def main() -> None:
    """Print precision and recall, and on request each error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"), help="default: %(default)s")
    parser.add_argument("--errors", action="store_true", help="also print each error in its sentence")
    options = parser.parse_args()
    rows = list(compared(options.data, read_codes(Path(__file__).with_suffix(".csv"))))
    for text, sentence, passives, predicted in rows if options.errors else []:
        for p in sorted(passives ^ predicted):
            print("missed" if p in passives else "wrong", text[p.start - sentence.start :].split()[0], text, sep="\t")
    hits = sum(len(passives & predicted) for _, _, passives, predicted in rows)
    for name, n in (("precision", sum(len(row[3]) for row in rows)), ("recall", sum(len(row[2]) for row in rows))):
        share, interval = hits / n if n else float("nan"), binomtest(hits, max(n, 1)).proportion_ci(method="wilson")
        print(f"{name} {share:.2f} ({hits} of {n}; Wilson 95 % {interval.low:.2f} to {interval.high:.2f})")
    print(f"{len(rows)} sentences")


if __name__ == "__main__":
    main()
