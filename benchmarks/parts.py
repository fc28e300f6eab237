"""Coded articles parted by outlet: those to learn from, those to choose limits on, those to judge by, and another collection."""

import json
import random
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from reading import LABELS, lines_of
from reading_error import BROAD, ENCODING, MIDDLE_EAST

import toolkit as tk
from toolkit.training.loaded_training import train_loaded
from toolkit.training.reader_corpora import coded_readings
from toolkit.training.reader_examples import LabelledReading
from toolkit.training.reader_training import held_out_outlets

FILES = {
    "broad": ("broad_news.jsonl", "broad_news_more.jsonl", "broad_news_third.jsonl"),
    "elsewhere": ("middle_east.jsonl", "middle_east_more.jsonl"),
}
OWN, ELSEWHERE = 50, 60
"""Articles of the other collection that are learned from as one's own, and that are judged."""


class Parts:
    """The coded articles of each part, as files of labels and texts in a folder; written there if they are not."""

    def __init__(self, folder: Path, texts: Path, lexicon: Path) -> None:
        self.folder, self.texts, self.lexicon = folder, folder / "texts.jsonl", lexicon
        folder.mkdir(parents=True, exist_ok=True)
        if not self.texts.is_file():
            self._write(texts)
        self.loaded_model = folder / "loaded_words.npz"
        if not self.loaded_model.is_file():
            train_loaded([folder / "learned.jsonl"], [self.texts], self.loaded_model, lexicon=lexicon)
        self.articles = {article.sha256: article.unmended for article in tk.read_articles(self.texts)}

    @property
    def sizes(self) -> str:
        return ", ".join(f"{name}: {len(self.rows(name))}" for name in ("learned", "tuned", "judged", "own", "elsewhere"))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The lines of a part."""
        return lines_of(self.folder / f"{name}.jsonl")

    def readings(self, name: str) -> list[LabelledReading]:
        """The coded texts of a part."""
        return coded_readings([self.folder / f"{name}.jsonl"], [self.texts])

    @property
    def held_out(self) -> tuple[list[dict[str, Any]], list[tk.Article]]:
        """The lines of all held-out articles of broad news, and the articles."""
        rows = [*self.rows("tuned"), *self.rows("judged")]
        return rows, [self.articles[row["sha256"]] for row in rows]

    def annotator(self, reader: str | Path, **options: Any) -> tk.Annotator:
        """A reader beside the list and the model of loaded words that have not seen what is judged."""
        return tk.Annotator([self.lexicon], reader=reader, loaded_model=self.loaded_model, bias_model=None, **options)

    @cached_property
    def plain(self) -> tk.Annotator:
        """What finds all hits of the list, whatever their probability."""
        return tk.Annotator([self.lexicon], loaded_model=None, bias_model=None)

    def _write(self, texts: Path) -> None:
        found = articles_by_hash(texts)
        rows = {name: [row for file in files for row in lines_of(LABELS / file)] for name, files in FILES.items()}
        outlet = {row["sha256"]: found[row["sha256"]].outlet or "" for row in chain(*rows.values())}
        coded = [LabelledReading("", outlet[row["sha256"]], loaded=row.get("loaded")) for row in chain(*rows.values())]
        held_out = {reading.group for reading in held_out_outlets(coded)[1]}
        learned = [row for row in rows["broad"] if outlet[row["sha256"]] not in held_out]
        seen = {outlet[row["sha256"]] for row in learned}
        unseen = [row for row in rows["elsewhere"] if outlet[row["sha256"]] not in seen]
        judged = [row for row in rows["broad"] if outlet[row["sha256"]] in held_out and "loaded" in row]
        tuned = sorted({outlet[row["sha256"]] for row in judged})[2::4]
        draw = random.Random(0)
        draw.shuffle(learned)
        draw.shuffle(unseen)
        parts = {
            "learned": learned,
            "tuned": [row for row in judged if outlet[row["sha256"]] in tuned],
            "judged": [row for row in judged if outlet[row["sha256"]] not in tuned],
            "own": unseen[:OWN],
            "elsewhere": [row for row in unseen[OWN:] if "loaded" in row][:ELSEWHERE],
        }
        for name, several in parts.items():
            written(self.folder / f"{name}.jsonl", several)
        chosen = {row["sha256"]: row["id"] for row in chain(*parts.values())}
        lines = [{"id": i, "text": found[key].unmended.text, "outlet": found[key].outlet or ""} for key, i in chosen.items()]
        written(self.texts, lines)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The path of a file of JSON Lines, with these records."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def articles_by_hash(folder: Path) -> dict[str, tk.Article]:
    """The articles of all collections that were coded, by the hash of their text."""
    read = (tk.read_articles(folder / name, encoding=ENCODING.get(name, "utf-8")) for name in (BROAD, *MIDDLE_EAST))
    return {article.sha256: article for several in read for article in several}
