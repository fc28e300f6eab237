"""Coding by people: samples of hits and sentences in a sheet, sheets read back, and how far coders agree.

The errors of a lexicon differ from outlet to outlet, and such a difference looks like one in framing. A coded sample shows how
many hits of each outlet are right and how many loaded terms its sentences hold in addition; `corrected` turns both into rates.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.voices import OWN_VOICES
from ..articles.article import Article
from ..errors import ArticleError, OptionError
from ..files import atomic
from ..text.lexicon import LOADED_CATEGORIES
from ..text.spans import Span
from ..text.words import Words
from .concordance import line_of

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("hit", "beside", "sentence")
"""What is coded: hits, further loaded terms in sentences with a hit, and loaded terms in sentences without one."""

SHEET = ("unit", "outlet", "left", "passage", "right", "question", "loaded", "category", "note")
"""Columns of a coding sheet; the coder answers the question under `loaded`, and may name the category of a hit."""

KEY = ("unit", "id", "outlet", "kind", "term", "field", "start", "end", "voice", "stratum_size", "stratum_drawn", "outlet_words")
"""Columns of the key of a sheet: the place of each unit, how it was drawn, and the outlet's words in its own voice."""

_QUESTIONS = {
    "hit": "is the passage loaded here? yes or no",
    "beside": "how many loaded terms beside those in [ ]? a number",
    "sentence": "how many loaded terms? a number",
}
_YES, _NO = frozenset({"yes", "y", "1", "1.0", "true", "x"}), frozenset({"no", "n", "0", "0.0", "false"})
_NUMBER = re.compile(r"\d{1,3}(?:\.0+)?")
_WIDTH = 200  # characters on each side of a hit
_LEFT_OUT = "[…]"  # in place of what somebody else says in a passage


class _Unit(NamedTuple):
    """A hit or a sentence that can be drawn."""

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


class _Drawn(NamedTuple):
    """A unit that was drawn, with the number of units of its kind that there were and that were drawn."""

    unit: _Unit
    stratum_size: int
    stratum_drawn: int


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

    Hits are drawn by entry and outlet; sentences and titles by outlet, separately those with a hit and those without. What
    others say in a sentence is left out of it ("[…]"). The key next to the sheet (`NAME.key.csv`) holds how many units there
    were of each kind, by which `corrected` weights them.

    Parameters
    ----------
    sheet : the CSV to write; the key is written next to it.
    hits : the most hits that are drawn of each entry in each outlet.
    sentences : the most sentences that are drawn of each outlet with a hit, and the most without one.
    blind : leave the outlet out of the sheet (its name may still occur in a text).
    seed : of the draw and of the order of the rows.

    Returns
    -------
    The key, with the columns `KEY`.

    Raises
    ------
    OptionError
        The sheet exists already (it may contain answers) or is not a .csv, or a number to draw is below 1.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = sample([article_of("The regime fell. It rained.", outlet="Wire")], Path(folder) / "sheet.csv")
    >>> sorted(key["kind"])
    ['beside', 'hit', 'sentence']
    """
    import pandas as pd

    sheet = Path(sheet)
    if sheet.exists() or key_of(sheet).exists():
        raise OptionError(f"{sheet}: it or its key exists already, perhaps with answers; name another file, or remove both")
    if sheet.suffix != ".csv":
        raise OptionError(f"{sheet}: a coding sheet is a CSV; give it a name that ends in .csv")
    if hits < 1 or sentences < 1:
        raise OptionError(f"hits {hits}, sentences {sentences}: draw at least one of each")
    words: Counter[str] = Counter()
    strata: dict[tuple[str, str, str], list[_Unit]] = {}
    for document in map(annotator or Annotator(), articles):
        words[document.article.outlet or ""] += sum(document.words_by_voice[voice] for voice in OWN_VOICES)
        for unit in _units(document):
            strata.setdefault((unit.outlet, unit.kind, unit.term), []).append(unit)
    drawn = _draw(strata, hits, sentences, np.random.default_rng(seed))
    key = [_key_row(number, *draw, words[draw.unit.outlet]) for number, draw in enumerate(drawn, 1)]
    _write(sheet, SHEET, [_sheet_row(number, draw.unit, blind=blind) for number, draw in enumerate(drawn, 1)])
    _write(key_of(sheet), KEY, key)
    return pd.DataFrame(key, columns=list(KEY))


def key_of(sheet: str | Path) -> Path:
    """The file of the key of a coding sheet.

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
        passage = _passage(title, words, range(len(words)), hits)
        yield _Unit(id, outlet, "beside" if hits else "sentence", "", "title", 0, len(title), "headline", "", passage, "")
    hits = [term.span for term in own if term.field == "text"]
    for span in document.sentences:
        inside = [hit for hit in hits if span.start <= hit.start < span.end]
        own_words = [i for i in document.words.inside(span) if document.voice_at(i) in OWN_VOICES]
        if own_words:
            passage = _passage(document.article.text, document.words, document.words.inside(span), inside, own_words)
            voice = document.voice_at(own_words[0])
            yield _Unit(id, outlet, "beside" if inside else "sentence", "", "text", *span, voice, "", passage, "")


def _passage(text: str, words: Words, inside: range, hits: Sequence[Span], own_words: Collection[int] | None = None) -> str:
    """A passage with the hits in brackets, and without the words of others if only some are the outlet's own."""
    pieces, own_before = list[str](), True
    for i in inside:
        own, start, end = own_words is None or i in own_words, words.starts[i], words.ends[i]
        if own:
            opens = "[" if any(hit.start == start for hit in hits) else ""
            closes = "]" if any(hit.end == end for hit in hits) else ""
            following = words.starts[i + 1] if i + 1 < inside.stop else end + 1
            pieces.append(f"{opens}{text[start:end]}{closes}{text[end:following]}")
        elif own_before:
            pieces.append(f"{_LEFT_OUT} ")
        own_before = own
    return " ".join("".join(pieces).split())


def _draw(
    strata: Mapping[tuple[str, str, str], Sequence[_Unit]], hits: int, sentences: int, rng: np.random.Generator
) -> list[_Drawn]:
    """Some units of each stratum (outlet, kind, term), all in a random order."""
    drawn: list[_Drawn] = []
    for stratum in sorted(strata):
        units, most = strata[stratum], hits if stratum[1] == "hit" else sentences
        chosen = rng.permutation(len(units))[:most]
        drawn += [_Drawn(units[i], len(units), len(chosen)) for i in chosen]
    return [drawn[i] for i in rng.permutation(len(drawn))]


def _sheet_row(number: int, unit: _Unit, *, blind: bool) -> tuple[Any, ...]:
    return number, "" if blind else unit.outlet, unit.left, unit.passage, unit.right, _QUESTIONS[unit.kind], "", "", ""


def _key_row(number: int, unit: _Unit, size: int, drawn: int, outlet_words: int) -> tuple[Any, ...]:
    place = (unit.id, unit.outlet, unit.kind, unit.term, unit.field, unit.start, unit.end, unit.voice)
    return number, *place, size, drawn, outlet_words


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with atomic(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


# -- reading sheets back ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coding:
    """Sheets that coders filled in.

    `units` has one row for each drawn unit, with the columns of the key, `coders` (how many answered) and `loaded` (the mean of
    their answers: for a hit the share of yes, otherwise the number of terms; NaN without an answer). `answers` has one row for
    each unit and coder, with the columns unit, coder, loaded, category.
    """

    units: "pd.DataFrame"
    answers: "pd.DataFrame"

    def agreement(
        self, of: str = "loaded", *, kind: str = "hit", resamples: int = 1000, confidence: float = 0.95, seed: int = 0
    ) -> dict[str, float]:
        """Krippendorff's alpha of the coders (2004, nominal data, as NLTK computes it), with an interval from resampling units.

        Parameters
        ----------
        of : "loaded" or "category" (of what a coder calls loaded).
        kind : "hit", "beside" or "sentence"; for the last two, coders agree if both find a loaded term or neither does.

        Returns
        -------
        alpha, low, high, and units: the number of units with answers of two or more coders. NaN with one coder.
        """
        chosen = self.answers[self.answers["unit"].isin(self.units.loc[self.units["kind"] == kind, "unit"])]
        label = (chosen["loaded"] > 0).astype(str) if of == "loaded" else chosen["category"].where(chosen["category"] != "")
        chosen = chosen.assign(label=label).dropna(subset=["label"])
        by_unit = [list(zip(part["coder"], part["label"], strict=True)) for _, part in chosen.groupby("unit") if len(part) > 1]
        rng, n = np.random.default_rng(seed), len(by_unit)
        draws = [_alpha([by_unit[i] for i in rng.integers(n, size=n)]) for _ in range(resamples if n else 0)]
        defined = [alpha for alpha in draws if not isnan(alpha)]
        tail = (1 - confidence) / 2
        low, high = np.quantile(defined, [tail, 1 - tail]) if defined else (float("nan"),) * 2
        return {"alpha": _alpha(by_unit), "low": float(low), "high": float(high), "units": n}


def read_coding(*sheets: str | Path, key: str | Path | None = None) -> Coding:
    """Read coding sheets that people filled in, one from each coder.

    Parameters
    ----------
    key : the key of the sheets; if not given, the file that `sample` wrote next to the first.

    Raises
    ------
    ArticleError
        A file or column is missing, an answer does not fit its question, a coder answers a unit twice, or nothing is answered.
        Problems in rows are reported together, each with file, line and remedy.
    OptionError
        No sheet is named, or one is named twice.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet = Path(folder) / "sheet.csv"
    ...     _ = sample([article_of("The regime fell.", outlet="Wire")], sheet)
    ...     _ = sheet.write_text(sheet.read_text(encoding="utf-8").replace("yes or no,", "yes or no,yes"), encoding="utf-8")
    ...     read_coding(sheet).answers[["loaded", "category"]].values.tolist()
    [[1.0, '']]
    """
    import pandas as pd

    if not sheets:
        raise OptionError("name at least one coding sheet")
    if len({Path(sheet).resolve() for sheet in sheets}) < len(sheets):
        raise OptionError("one sheet is named twice; each coder fills in her own")
    key = Path(key or key_of(sheets[0]))
    drawn = _table(key, KEY)
    problems: list[str] = []
    kinds = dict(zip(drawn["unit"], drawn["kind"], strict=True))
    answers = [answer for sheet in sheets for answer in _answers(Path(sheet), kinds, problems)]
    numbers = {name: pd.to_numeric(drawn[name], errors="coerce") for name in ("stratum_size", "stratum_drawn", "outlet_words")}
    if any(column.isna().any() for column in numbers.values()):
        problems.append(f"{key}: a size in it is not a number; is this the key that sample wrote?")
    if not problems and not answers:
        problems.append(f"{sheets[0]}: no row is answered; fill in the column loaded")
    if problems:
        raise ArticleError("\n".join(problems))
    frame = pd.DataFrame(answers, columns=["unit", "coder", "loaded", "category"])
    coded = frame.groupby("unit")["loaded"].agg(["mean", "size"]).rename(columns={"mean": "loaded", "size": "coders"})
    units = drawn.assign(**numbers).merge(coded, left_on="unit", right_index=True, how="left")
    return Coding(units.assign(coders=units["coders"].fillna(0).astype(int)), frame)


def _table(path: Path, columns: Sequence[str]) -> "pd.DataFrame":
    """A CSV with certain columns, everything as text."""
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False, sep=_separator(path))
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the sheet as CSV in UTF-8") from None
    except FileNotFoundError:
        raise ArticleError(f"{path}: there is no such file; if it is the key, name the right one by key or --key") from None
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path}: cannot be read as CSV: {error}") from None
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ArticleError(f"{path}:1: no column {', '.join(missing)}; is this a sheet that sample wrote?")
    return frame


def _separator(path: Path) -> str:
    """The comma, or the semicolon that Excel writes in many countries."""
    with open(path, encoding="utf-8-sig") as file:
        first = file.readline()
    return ";" if first.count(";") > first.count(",") else ","


def _answers(path: Path, kinds: dict[str, str], problems: list[str]) -> Iterator[tuple[str, str, float, str]]:
    """Unit, coder (the path of the sheet), answer and category of every row that is filled in."""
    answered: set[str] = set()
    for line, row in enumerate(_table(path, ("unit", "loaded", "category")).to_dict("records"), 2):
        unit, answer, category = row["unit"], row["loaded"].strip().lower(), row["category"].strip().lower()
        if not answer:
            continue
        kind = kinds.get(unit, "")
        number = _number(answer, kind)
        if not kind:
            problems.append(f"{path}:{line}: unit {unit!r} is not in the key; do sheet and key belong together?")
        elif number is None:
            problems.append(f"{path}:{line}: loaded is {row['loaded']!r}; the question is: {_QUESTIONS[kind]}")
        elif category and category not in LOADED_CATEGORIES:
            problems.append(f"{path}:{line}: unknown category {category!r}; categories are {', '.join(LOADED_CATEGORIES)}")
        elif unit in answered:
            problems.append(f"{path}:{line}: unit {unit!r} is answered twice; keep one of the rows")
        else:
            answered.add(unit)
            yield unit, str(path), number, category


def _number(answer: str, kind: str) -> float | None:
    """The number that an answer means; None where it does not answer the question."""
    if kind == "hit":
        return 1.0 if answer in _YES else 0.0 if answer in _NO else None
    return float(answer) if _NUMBER.fullmatch(answer) else 0.0 if answer in _NO else None


def _alpha(units: Sequence[Sequence[tuple[str, str]]]) -> float:
    """Krippendorff's alpha; NaN without units, or where all answers are the same."""
    from nltk.metrics.agreement import AnnotationTask

    if len({answer for unit in units for _, answer in unit}) < 2:
        return float("nan")
    rows = [(coder, str(number), answer) for number, unit in enumerate(units) for coder, answer in unit]
    return float(AnnotationTask(data=rows).alpha())
