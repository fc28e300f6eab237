"""Coding by people: draw a sample of hits and sentences into a sheet, read sheets back, agreement.

A lexicon's errors differ from outlet to outlet, and a difference in error looks like one in framing. A coded sample tells how
many hits of each outlet are right and how many loaded terms its sentences hold besides; `corrected` turns both into rates.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.voices import OWN_VOICES
from ..articles.article import Article
from ..errors import ArticleError
from ..files import atomic
from ..text.lexicon import LOADED_CATEGORIES
from ..text.spans import Span
from ..text.words import Words
from .concordance import line_of

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("hit", "beside", "sentence")
"""What is coded: hits; what else is loaded in sentences with a hit; what is loaded in sentences without one."""

SHEET = ("unit", "outlet", "left", "passage", "right", "question", "loaded", "category", "note")
"""Columns of a coding sheet; the coder answers the question under `loaded`, and for a hit may name the category."""

KEY = ("unit", "id", "outlet", "kind", "term", "field", "start", "end", "voice", "stratum_size", "stratum_drawn", "outlet_words")
"""Columns of the key beside a sheet: which place a unit is, how it was drawn, and the outlet's words in its own voice."""

_QUESTIONS = {
    "hit": "is the passage loaded here? yes or no",
    "beside": "how many loaded terms beside those in [ ]? a number",
    "sentence": "how many loaded terms? a number",
}
_YES, _NO = frozenset({"yes", "y", "1", "1.0", "true", "x"}), frozenset({"no", "n", "0", "0.0", "false"})
_NUMBER = re.compile(r"\d{1,3}(?:\.0+)?")
_WIDTH = 200  # characters on both sides of a hit
_LEFT_OUT = "[…]"  # stands for what somebody else says in a passage


class _Unit(NamedTuple):
    """A place that can be drawn."""

    id: str
    outlet: str
    kind: str
    term: str
    field: str
    start: int
    end: int
    voice: str
    left: str
    passage: str
    right: str


def sample(
    articles: Iterable[Article],
    sheet: str | Path,
    *,
    hits: int = 5,
    sentences: int = 30,
    blind: bool = False,
    annotator: Annotator | None = None,
    seed: int = 0,
) -> "pd.DataFrame":
    """Draw hits and sentences of the outlet's own voice into a sheet for human coders.

    Hits are drawn by entry and outlet; sentences and titles by outlet, those that hold a hit and those that hold none apart. What
    others say in a sentence is left out of it ("[…]"). The key beside the sheet (`NAME.key.csv`) says how many there were
    of each, by which `corrected` weighs them.

    Parameters
    ----------
    sheet : the CSV to write; the key is written beside it.
    hits : of each entry in each outlet at most.
    sentences : of each kind, of each outlet at most.
    blind : leave the outlet out of the sheet (its name may still stand in a text).
    seed : of the draw and of the order of the rows.

    Returns
    -------
    The key.

    Raises
    ------
    ArticleError
        The sheet is there already (people's answers may be in it), or a number to draw is below 1.
    """
    import pandas as pd

    if Path(sheet).exists() or key_of(sheet).exists():
        raise ArticleError(f"{sheet}: there already, perhaps with answers in it; name another file, or remove it and its key")
    if Path(sheet).suffix != ".csv":
        raise ArticleError(f"{sheet}: a sheet is a CSV; name it so")
    if hits < 1 or sentences < 1:
        raise ArticleError("draw at least one hit and one sentence")
    strata: dict[tuple[str, str, str], list[_Unit]] = {}
    words: Counter[str] = Counter()
    for document in map(annotator or Annotator(), articles):
        words[document.article.outlet or ""] += sum(document.words_by_voice[voice] for voice in OWN_VOICES)
        for unit in _units(document):
            strata.setdefault((unit.outlet, unit.kind, unit.term), []).append(unit)
    rng = np.random.default_rng(seed)
    drawn: list[tuple[_Unit, int, int]] = []
    for stratum in sorted(strata):
        units, most = strata[stratum], hits if stratum[1] == "hit" else sentences
        chosen = rng.permutation(len(units))[:most]
        drawn += [(units[i], len(units), len(chosen)) for i in chosen]
    drawn = [drawn[i] for i in rng.permutation(len(drawn))]
    rows = [(*_key_row(number, *one), words[one[0].outlet]) for number, one in enumerate(drawn, 1)]
    _write(Path(sheet), SHEET, [_sheet_row(number, unit, blind=blind) for number, (unit, *_) in enumerate(drawn, 1)])
    _write(key_of(sheet), KEY, rows)
    return pd.DataFrame(rows, columns=list(KEY))


def key_of(sheet: str | Path) -> Path:
    """Where the key of a coding sheet lies.

    >>> key_of("coding.csv").name
    'coding.key.csv'
    """
    return Path(sheet).with_suffix(".key.csv")


def _units(document: Document) -> Iterator[_Unit]:
    """The hits of a document in the outlet's own voice, and its sentences with words of that voice."""
    id, outlet = document.article.id, document.article.outlet or ""
    own = [term for term in document.loaded if term.voice in OWN_VOICES]
    for term in own:
        line = line_of(document, term, width=_WIDTH)
        place = (term.entry.term, term.field, line.start, line.end, term.voice)
        yield _Unit(id, outlet, "hit", *place, line.left, line.hit, line.right)
    title, words = document.article.title or "", document.title_words
    if len(words):
        hits = [term.span for term in own if term.field == "title"]
        passage = _marked(title, words, range(len(words)), hits)
        yield _Unit(id, outlet, "beside" if hits else "sentence", "", "title", 0, len(title), "headline", "", passage, "")
    hits = [term.span for term in own if term.field == "text"]
    for span in document.sentences:
        inside = [hit for hit in hits if span.start <= hit.start < span.end]
        mine = [i for i in document.words.inside(span) if document.voice_at(i) in OWN_VOICES]
        if mine:
            passage = _marked(document.article.text, document.words, document.words.inside(span), inside, mine)
            voice = document.voice_at(mine[0])
            yield _Unit(id, outlet, "beside" if inside else "sentence", "", "text", *span, voice, "", passage, "")


def _marked(text: str, words: Words, inside: range, hits: Sequence[Span], mine: Collection[int] | None = None) -> str:
    """A passage with the hits in brackets and, where only some words are the outlet's own, without those of others."""
    pieces, own_before = list[str](), True
    for i in inside:
        own, start, end = mine is None or i in mine, words.starts[i], words.ends[i]
        if own:
            opens = "[" if any(hit.start == start for hit in hits) else ""
            closes = "]" if any(hit.end == end for hit in hits) else ""
            following = words.starts[i + 1] if i + 1 < inside.stop else end + 1
            pieces.append(f"{opens}{text[start:end]}{closes}{text[end:following]}")
        elif own_before:
            pieces.append(f"{_LEFT_OUT} ")
        own_before = own
    return " ".join("".join(pieces).split())


def _sheet_row(number: int, unit: _Unit, *, blind: bool) -> tuple[Any, ...]:
    return number, "" if blind else unit.outlet, unit.left, unit.passage, unit.right, _QUESTIONS[unit.kind], "", "", ""


def _key_row(number: int, unit: _Unit, size: int, drawn: int) -> tuple[Any, ...]:
    return number, unit.id, unit.outlet, unit.kind, unit.term, unit.field, unit.start, unit.end, unit.voice, size, drawn


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with atomic(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


# -- reading sheets back ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coding:
    """Sheets that coders filled in.

    `units` has one row a drawn unit: the columns of the key, `coders` (0 where nobody answered) and `loaded` (the mean of the
    answers: for a hit the share that said yes, else the number of terms). `answers` has one row a unit and coder: unit, coder,
    loaded, category.
    """

    units: "pd.DataFrame"
    answers: "pd.DataFrame"

    def agreement(
        self, of: str = "loaded", *, kind: str = "hit", resamples: int = 1000, confidence: float = 0.95, seed: int = 0
    ) -> dict[str, float]:
        """Krippendorff's alpha of the coders, with an interval from resampling units; NaN with one coder.

        Krippendorff 2004, nominal data, as NLTK computes it, on the units that two coders or more answered (`units`).

        Parameters
        ----------
        of : "loaded" or "category" (of what a coder calls loaded).
        kind : "hit", "beside" or "sentence"; for the last two, whether there is any loaded term.
        """
        chosen = self.answers[self.answers["unit"].isin(self.units.loc[self.units["kind"] == kind, "unit"])]
        said = (chosen["loaded"] > 0).astype(str) if of == "loaded" else chosen["category"].where(chosen["category"] != "")
        chosen = chosen.assign(said=said).dropna(subset=["said"])
        by_unit = [list(zip(part["coder"], part["said"], strict=True)) for _, part in chosen.groupby("unit") if len(part) > 1]
        rng, n = np.random.default_rng(seed), len(by_unit)
        draws = [_alpha([by_unit[i] for i in rng.integers(n, size=n)]) for _ in range(resamples if n else 0)]
        defined = [value for value in draws if value == value]
        tail = (1 - confidence) / 2
        low, high = np.quantile(defined, [tail, 1 - tail]) if defined else (float("nan"),) * 2
        return {"alpha": _alpha(by_unit), "low": float(low), "high": float(high), "units": n}


def read_coding(*sheets: str | Path, key: str | Path | None = None) -> Coding:
    """Read coding sheets that people filled in, one a coder, with the key that was written beside the first.

    Raises
    ------
    ArticleError
        A file or column is missing, an answer is none, a unit is answered twice by one coder, or nothing is answered; every
        problem with file, line and remedy.
    """
    import pandas as pd

    if not sheets:
        raise ArticleError("name at least one coding sheet")
    if len({Path(sheet).resolve() for sheet in sheets}) < len(sheets):
        raise ArticleError("one sheet is named twice; each coder has a sheet of her own")
    drawn = _table(Path(key or key_of(sheets[0])), KEY)
    problems: list[str] = []
    kinds = dict(zip(drawn["unit"], drawn["kind"], strict=True))
    answers = [answer for sheet in sheets for answer in _answers(Path(sheet), kinds, problems)]
    numbers = {name: pd.to_numeric(drawn[name], errors="coerce") for name in ("stratum_size", "stratum_drawn", "outlet_words")}
    if any(column.isna().any() for column in numbers.values()):
        problems.append(f"{key or key_of(sheets[0])}: a size in it is no number; is it the key as sample wrote it?")
    if not problems and not answers:
        problems.append(f"{sheets[0]}: no row is answered; fill in the column loaded")
    if problems:
        raise ArticleError("\n".join(problems))
    frame = pd.DataFrame(answers, columns=["unit", "coder", "loaded", "category"])
    said = frame.groupby("unit")["loaded"].agg(["mean", "size"]).rename(columns={"mean": "loaded", "size": "coders"})
    units = drawn.assign(**numbers).merge(said, left_on="unit", right_index=True, how="left")
    return Coding(units.assign(coders=units["coders"].fillna(0).astype(int)), frame)


def _table(path: Path, columns: Sequence[str]) -> "pd.DataFrame":
    """A CSV with certain columns, everything as text."""
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False, sep=_separator(path))
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the sheet as CSV in UTF-8") from None
    except FileNotFoundError:
        raise ArticleError(
            f"{path}: there is no such file; name the key by key or --key where it is not beside its sheet"
        ) from None
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path}: cannot be read as CSV: {error}") from None
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ArticleError(f"{path}:1: no column {', '.join(missing)}; is this a sheet that sample wrote?")
    return frame


def _separator(path: Path) -> str:
    """A comma, or the semicolon that Excel writes in many countries."""
    with open(path, encoding="utf-8-sig") as file:
        first = file.readline()
    return ";" if first.count(";") > first.count(",") else ","


def _answers(path: Path, kinds: dict[str, str], problems: list[str]) -> Iterator[tuple[str, str, float, str]]:
    """Unit, coder (the path of the sheet), answer and category of every row that was filled in."""
    answered: set[str] = set()
    for line, row in enumerate(_table(path, ("unit", "loaded", "category")).to_dict("records"), 2):
        unit, said, category = row["unit"], row["loaded"].strip().lower(), row["category"].strip().lower()
        if not said:
            continue
        kind = kinds.get(unit, "")
        number = _answer(said, kind)
        if not kind:
            problems.append(f"{path}:{line}: unit {unit!r} is not in the key; do sheet and key belong together?")
        elif number is None:
            problems.append(f"{path}:{line}: loaded is {row['loaded']!r}; the question is: {_QUESTIONS[kind]}")
        elif category and category not in LOADED_CATEGORIES:
            problems.append(f"{path}:{line}: unknown category {category!r}; known are {', '.join(LOADED_CATEGORIES)}")
        elif unit in answered:
            problems.append(f"{path}:{line}: unit {unit!r} is answered twice; keep one of the rows")
        else:
            answered.add(unit)
            yield unit, str(path), number, category


def _answer(said: str, kind: str) -> float | None:
    """The number that an answer means; None where it is no answer to the question."""
    if kind == "hit":
        return 1.0 if said in _YES else 0.0 if said in _NO else None
    return float(said) if _NUMBER.fullmatch(said) else 0.0 if said in _NO else None


def _alpha(units: Sequence[Sequence[tuple[str, str]]]) -> float:
    """Krippendorff's alpha; NaN without units, or where all say the same."""
    from nltk.metrics.agreement import AnnotationTask

    if len({answer for unit in units for _, answer in unit}) < 2:
        return float("nan")
    rows = [(coder, str(number), answer) for number, unit in enumerate(units) for coder, answer in unit]
    return float(AnnotationTask(data=rows).alpha())
