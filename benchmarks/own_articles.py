"""What coded articles of one's own bring to a collection that the models do not know, for the fast reader.

    python benchmarks/own_articles.py --runs DIR --lexicon older/loaded_terms.csv [--draws 3] [--texts ../shared/data]

The model of loaded words learns from articles of broad news, from some of them, from articles of another collection (on the
Middle East) as one's own, or from both. Judged are other articles of that collection (`elsewhere`), some of the same outlets,
and broad news of held-out outlets (`judged`). Figures are means over several draws of the articles to learn from, with their
standard deviation (`std`). `--lexicon` is to be the list from before entries were drawn from these articles (see
`labels/README.md`). A model that is there is not trained again.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from attribution import scorer_of
from parts import OWN, Parts, written
from reading import Reading, one_span
from tqdm.auto import tqdm

import toolkit as tk
from toolkit.training.loaded_training import train_loaded

SHOWN = {"loaded": "loaded", "loaded, precision": "precision", "loaded_own_voice": "own voice"}


class Learned(NamedTuple):
    """How many articles are learned from: of broad news (None: all), and of one's own."""

    broad: int | None
    own: int

    @property
    def draws_differ(self) -> bool:
        return self.broad not in (None, 0) or 0 < self.own < OWN


LEARNED = (
    *(Learned(None, own) for own in (0, 10, 25, OWN)),
    *(Learned(broad, 0) for broad in (50, 200, 400)),
    Learned(0, OWN),
    Learned(200, OWN),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, required=True, help="folder of what is learned")
    parser.add_argument("--lexicon", type=Path, required=True, help="loaded_terms.csv of version 0.2.0")
    parser.add_argument("--draws", type=int, default=3, help="draws of the articles that are learned from (default: 3)")
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    parts, scorer = Parts(options.runs, options.texts, options.lexicon), scorer_of(options.scorer)
    runs = [(learned, draw) for learned in LEARNED for draw in range(options.draws if learned.draws_differ else 1)]
    rows = [row for learned, draw in tqdm(runs, unit=" models") for row in _figures(parts, learned, draw, scorer)]
    table = pd.DataFrame(rows).groupby(["part", "broad", "own"], sort=False)[list(SHOWN.values())]
    print(parts.sizes, "\n")
    print(table.agg(["mean", "std"]).round(1).to_string(na_rep="-"))


def _figures(parts: Parts, learned: Learned, draw: int, scorer: Any) -> Iterator[dict[str, Any]]:
    """Train what a draw of articles teaches, and judge it on both parts."""
    chosen = random.Random(draw)
    several = {"learned": parts.rows("learned"), "own": parts.rows("own")}
    for rows in several.values():
        chosen.shuffle(rows)
    rows = [*several["learned"][: learned.broad], *several["own"][: learned.own]]
    place = parts.folder / f"broad_{learned.broad}_own_{learned.own}_draw_{draw}"
    place.mkdir(exist_ok=True)
    labels = written(place / "labels.jsonl", rows)
    loaded = place / "loaded_words.npz"
    if not loaded.is_file():
        train_loaded([labels], [parts.texts], loaded, lexicon=parts.lexicon)
    annotator = tk.Annotator([parts.lexicon], loaded_model=loaded, bias_model=None)
    for part in ("elsewhere", "judged"):
        gold = [one_span(row) for row in parts.rows(part)]
        texts = {row["id"]: parts.articles[row["sha256"]].text for row in gold}
        read = {row["id"]: annotator(parts.articles[row["sha256"]]).to_dict() for row in gold}
        figures = Reading(scorer, gold, texts, read).figures(gold)
        broad = len(several["learned"]) if learned.broad is None else learned.broad
        yield {"part": part, "broad": broad, "own": learned.own, **{short: figures[name] for name, short in SHOWN.items()}}


if __name__ == "__main__":
    main()
