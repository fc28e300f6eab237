"""Coding by people: draw a sample of hits and of sentences without any, read the sheets back, agreement, corrected rates.

A lexicon's errors differ from outlet to outlet, and a difference in error looks like one in framing. A coded sample tells how
many hits of each outlet are right and how much its other sentences hold; `corrected` puts both into the comparison.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .articles import Article
from .concordance import line_of
from .document import OWN_VOICES, Annotator, Document
from .errors import ArticleError
from .lexicons import LOADED_CATEGORIES
from .saving import atomic
from .spans import Span

if TYPE_CHECKING:
    import pandas as pd

SHEET = ("unit", "outlet", "kind", "left", "passage", "right", "loaded", "category", "note")
"""Columns of a coding sheet: the coder fills `loaded` (for a hit yes or no, for a sentence the number of loaded terms in it)."""

KEY = ("unit", "id", "outlet", "kind", "term", "field", "start", "end", "voice", "stratum_size", "stratum_drawn", "outlet_words")
"""Columns of the key beside a sheet: which place a unit is, how it was drawn, and the outlet's words in its own voice."""

_YES, _NO = frozenset({"yes", "y", "1", "true", "x"}), frozenset({"no", "n", "0", "false"})
_WIDTH = 200  # characters on both sides of a hit


class _Unit(NamedTuple):
    """A place that can be drawn."""

    id: str
    outlet: str
    kind: str  # hit or sentence
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
    """Draw hits and sentences without hits of the outlet's own voice into a sheet for human coders.

    Hits are drawn by entry and outlet, sentences by outlet, so that rare terms and small outlets are coded too; the key
    beside the sheet (`NAME.key.csv`) says how many there were of each, by which `corrected` weighs them.

    Parameters
    ----------
    sheet : the CSV to write; the key is written beside it.
    hits : of each entry in each outlet at most.
    sentences : without a hit, of each outlet at most.
    blind : leave the outlet out of the sheet (its name may still stand in a text).
    seed : of the draw and of the order of the rows.

    Returns
    -------
    The key.
    """
    import pandas as pd

    strata: dict[tuple[str, str, str], list[_Unit]] = {}
    words: Counter[str] = Counter()
    read = annotator or Annotator()
    for document in map(read, articles):
        words[document.article.outlet or ""] += sum(document.words_by_voice[voice] for voice in OWN_VOICES)
        for unit in _units(document):
            strata.setdefault((unit.kind, unit.outlet, unit.term), []).append(unit)
    rng = np.random.default_rng(seed)
    drawn: list[tuple[_Unit, int, int]] = []
    for key in sorted(strata):
        units, most = strata[key], hits if key[0] == "hit" else sentences
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


def _units(document: Document) -> Iterable[_Unit]:
    """The hits of a document in the outlet's own voice, and its sentences of narration that hold none."""
    outlet, text = document.article.outlet or "", document.article.text
    taken = [term.span for term in document.loaded if term.field == "text"]
    for term in document.loaded:
        if term.voice in OWN_VOICES:
            line = line_of(document, term, width=_WIDTH)
            place = (term.entry.term, term.field, line.start, line.end, term.voice)
            yield _Unit(document.article.id, outlet, "hit", *place, line.left, line.hit, line.right)
    for span in document.sentences:
        own = _own_words(document, span)
        if own and not any(start < span.end and span.start < end for start, end in taken):
            passage = " ".join(span.of(text).splitlines())
            yield _Unit(document.article.id, outlet, "sentence", "", "text", *span, "narration", "", passage, "")


def _own_words(document: Document, span: Span) -> int:
    return sum(document.voice_at(i) in OWN_VOICES for i in document.words.inside(span))


def _sheet_row(number: int, unit: _Unit, *, blind: bool) -> tuple[Any, ...]:
    return number, "" if blind else unit.outlet, unit.kind, unit.left, unit.passage, unit.right, "", "", ""


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

    `units` has one row a unit: the columns of the key, `coders`, and `loaded` (the mean of what the coders said: for a hit
    the share that said yes, for a sentence the number of terms). `answers` has one row a unit and coder.
    """

    units: "pd.DataFrame"
    answers: "pd.DataFrame"

    def agreement(self, *, resamples: int = 1000, confidence: float = 0.95, seed: int = 0) -> dict[str, float]:
        """Krippendorff's alpha of the coders on hits, with an interval from resampling units; NaN with one coder.

        Krippendorff 2004, nominal data, as NLTK computes it.
        """
        hits = self.answers[self.answers["unit"].isin(self.units.loc[self.units["kind"] == "hit", "unit"])]
        by_unit = [list(zip(part["coder"], part["loaded"], strict=True)) for _, part in hits.groupby("unit")]
        rng = np.random.default_rng(seed)
        draws = [
            _alpha([by_unit[i] for i in rng.integers(len(by_unit), size=len(by_unit))])
            for _ in range(resamples if by_unit else 0)
        ]
        defined = [value for value in draws if value == value]
        tail = (1 - confidence) / 2
        low, high = np.quantile(defined, [tail, 1 - tail]) if defined else (float("nan"),) * 2
        return {"alpha": _alpha(by_unit), "low": float(low), "high": float(high), "units": len(by_unit)}


def read_coding(*sheets: str | Path, key: str | Path | None = None) -> Coding:
    """Read coding sheets that people filled in, one a coder, with the key that was written beside the first.

    Raises
    ------
    ArticleError
        A file or column is missing, or an answer is none; every problem with file, line and remedy.
    """
    import pandas as pd

    if not sheets:
        raise ArticleError("name at least one coding sheet")
    drawn = _table(Path(key or key_of(sheets[0])), KEY)
    problems: list[str] = []
    answers = [answer for sheet in sheets for answer in _answers(Path(sheet), set(drawn["unit"]), problems)]
    if problems:
        raise ArticleError("\n".join(problems))
    frame = pd.DataFrame(answers, columns=["unit", "coder", "loaded", "category"])
    said = frame.groupby("unit")["loaded"].agg(["mean", "size"]).rename(columns={"mean": "loaded", "size": "coders"})
    numbers = {name: pd.to_numeric(drawn[name]) for name in ("start", "end", "stratum_size", "stratum_drawn", "outlet_words")}
    return Coding(drawn.assign(**numbers).merge(said, left_on="unit", right_index=True, how="inner"), frame)


def _table(path: Path, columns: Sequence[str]) -> "pd.DataFrame":
    """A CSV with certain columns, everything as text."""
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path}: cannot be read as CSV: {error}") from None
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ArticleError(f"{path}:1: no column {', '.join(missing)}; is this a sheet that `sample` wrote?")
    return frame


def _answers(path: Path, units: set[str], problems: list[str]) -> Iterable[tuple[str, str, float, str]]:
    """Unit, coder (the name of the file), answer and category of every row that was filled in."""
    sheet = _table(path, ("unit", "kind", "loaded", "category"))
    for line, row in enumerate(sheet.to_dict("records"), 2):
        said, category = row["loaded"].strip().lower(), row["category"].strip().lower()
        if not said:
            continue
        number = 1.0 if said in _YES else 0.0 if said in _NO else float(said) if said.isdigit() else None
        if row["unit"] not in units:
            problems.append(f"{path}:{line}: unit {row['unit']!r} is not in the key; do sheet and key belong together?")
        elif number is None or (row["kind"] == "hit" and number > 1):
            wanted = "yes or no" if row["kind"] == "hit" else "the number of loaded terms, 0 for none"
            problems.append(f"{path}:{line}: loaded is {row['loaded']!r}; write {wanted}")
        elif category and category not in LOADED_CATEGORIES:
            problems.append(f"{path}:{line}: unknown category {category!r}; known are {', '.join(LOADED_CATEGORIES)}")
        else:
            yield row["unit"], path.name, number, category


def _alpha(units: Sequence[Sequence[tuple[str, float]]]) -> float:
    """Krippendorff's alpha; NaN without two coders on a unit, or where all say the same."""
    from nltk.metrics.agreement import AnnotationTask

    paired = [(number, unit) for number, unit in enumerate(units) if len(unit) > 1]
    said = {answer for _, unit in paired for _, answer in unit}
    if not paired or len(said) < 2:
        return float("nan")
    task = AnnotationTask(data=[(coder, str(number), str(answer)) for number, unit in paired for coder, answer in unit])
    return float(task.alpha())


# -- correcting a comparison -----------------------------------------------------------------------------------------------


def corrected(coding: Coding, *, confidence: float = 0.95) -> "pd.DataFrame":
    """Loaded terms per 1,000 words of the outlet's own voice, as the lexicon counts them and corrected by the coding.

    The corrected total of an outlet is an estimate from a stratified sample (Horvitz and Thompson 1952): in every stratum
    of hits their number times the share that coders call loaded, and the number of sentences without a hit times the mean
    of terms that coders find in one. Its interval is that of the coding, with the sampling variance of each stratum; it is
    wider than that of the count, and tells nothing of the sampling of articles.

    Returns
    -------
    DataFrame with columns outlet, words (of its own voice), counted, counted_rate, precision, missed_per_sentence,
    corrected_rate, low, high, coded (units).
    """
    import pandas as pd
    from scipy.stats import norm

    width = norm.ppf(0.5 + confidence / 2)
    rows = []
    for outlet, part in coding.units.groupby("outlet", sort=True):
        base = float(part["outlet_words"].iloc[0])
        hits, rest = (_stratified(part[part["kind"] == kind]) for kind in ("hit", "sentence"))
        total, variance = hits.total + rest.total, hits.variance + rest.variance
        scale = 1000 / base if base else float("nan")
        spread = width * np.sqrt(variance)
        rows.append(
            {
                "outlet": outlet,
                "words": base,
                "counted": hits.size,
                "counted_rate": hits.size * scale,
                "precision": hits.total / hits.size if hits.size else float("nan"),
                "missed_per_sentence": rest.total / rest.size if rest.size else float("nan"),
                "corrected_rate": total * scale,
                "low": max(total - spread, 0) * scale,
                "high": (total + spread) * scale,
                "coded": len(part),
            }
        )
    return pd.DataFrame(rows)


class _Estimate(NamedTuple):
    """A total over strata: units in all, the estimated total, and the variance of the estimate."""

    size: int
    total: float
    variance: float


def _stratified(units: "pd.DataFrame") -> _Estimate:
    """The total of `loaded` over the strata that the units were drawn from.

    The variance within a stratum that was coded once only is taken from all strata together.
    """
    pooled = float(np.var(units["loaded"], ddof=1)) if len(units) > 1 else 0.0
    size, total, variance = 0, 0.0, 0.0
    for _, stratum in units.groupby("term"):
        values: NDArray[np.float64] = stratum["loaded"].to_numpy(dtype=float)
        n, of = len(values), int(stratum["stratum_size"].iloc[0])
        within = float(np.var(values, ddof=1)) if n > 1 else pooled
        size, total = size + of, total + of * float(values.mean())
        variance += of**2 * (1 - n / of) * within / n
    return _Estimate(size, total, variance)
