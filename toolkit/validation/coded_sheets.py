"""Coding sheets that people filled in, read back with their key; and how far coders agree."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..annotation.sources.speakers import SOURCE_TYPES
from ..errors import ArticleError, OptionError, raise_problems
from ..text.lexicon import LOADED_CATEGORIES
from .agreement import Agreement, agreement_of
from .coding_sheets import ANSWERS, KEY, QUESTIONS, key_of
from .coding_units import ATTRIBUTION, CATEGORY, COUNTED, LOADED_KINDS, NUMBER, number_of

if TYPE_CHECKING:
    import pandas as pd

_YES, _NO = frozenset({"yes", "y", "1", "1.0", "true", "x"}), frozenset({"no", "n", "0", "0.0", "false"})
_NUMBER = re.compile(r"\d{1,3}(?:\.0+)?")
_UNKNOWN = frozenset({"", "unknown", "none"})  # the type of a source that nothing tells
_NUMBERS = ("value", "base", "units", "stratum_size", "stratum_drawn", "probability")  # columns of the key
_AGREED = {
    **dict.fromkeys(LOADED_KINDS, ("loaded",)),
    "hit": ("loaded", "category"),
    ATTRIBUTION: ("attribution", "source_type", "named"),
    CATEGORY: ("answer",),
}
"""The answers of which alpha is told, by kind of unit; other numbers would need a distance between them."""


@dataclass(frozen=True, repr=False)
class Coding:
    """Sheets that coders filled in (see `read_coding`).

    Attributes
    ----------
    units : the rows of the key, and `coders`: how many answered each.
    answers : one row for each unit and coder, with the columns unit, coder and those that coders fill in: `loaded` (1 or 0 for a
        hit, otherwise a number) and `category`; `attribution` (1 or 0), `source_type` and `named`; `answer`; or the counts of a
        measure.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"unit": [1, 2], "kind": "hit", "coders": 2})
    >>> given = {"unit": [1, 1, 2, 2], "coder": ["ann", "bo"] * 2, "loaded": [1, 1, 0, 0], "category": ""}
    >>> coding = Coding(units, pd.DataFrame(given))
    >>> coding, coding.agreement(resamples=40).alpha
    (Coding(units: 2, answers: 4), 1.0)
    """

    units: "pd.DataFrame"
    answers: "pd.DataFrame"

    def __repr__(self) -> str:
        return f"Coding(units: {len(self.units):,}, answers: {len(self.answers):,})"

    def agreement(
        self, of: str = "loaded", *, kind: str = "hit", resamples: int = 1000, confidence: float = 0.95, seed: int = 0
    ) -> Agreement:
        """Krippendorff's alpha (2004) of the coders, with an interval; NaN where nothing was answered twice (see `agreement_of`).

        Parameters
        ----------
        of : the answer: loaded or category (of what a coder calls loaded), attribution, source_type, named or answer.
        kind : the kind of unit: of loaded terms "hit", "beside" or "sentence" (for the last two, coders agree if both find a
            loaded term or neither does), "attribution" or "category".
        resamples, confidence, seed : options of the interval.

        Raises OptionError for an answer that nobody was asked for.
        """
        if of not in self.answers:
            asked = ", ".join(str(name) for name in self.answers if name not in ("unit", "coder"))
            raise OptionError(f"nobody was asked for {of!r}; of these units there is {asked}: agreement(of=…, kind=…)")
        chosen = self.answers[self.answers["unit"].isin(self.units.loc[self.units["kind"] == kind, "unit"])]
        yes_or_no = of in ("loaded", "attribution")
        label = (chosen[of] > 0).map({True: "yes", False: "no"}) if yes_or_no else chosen[of].where(chosen[of] != "")
        chosen = chosen.assign(label=label).dropna(subset=["label"])
        by_unit = [list(zip(part["coder"], part["label"], strict=True)) for _, part in chosen.groupby("unit")]
        return agreement_of(by_unit, resamples=resamples, confidence=confidence, seed=seed)

    def agreements(self) -> "pd.DataFrame":
        """The agreement on each answer of each kind of unit, a row each: kind, of, and the fields of `Agreement`.

        Answers that are numbers, such as counts of a measure, are left out, since alpha would need a distance between them.
        """
        import pandas as pd

        kinds = [kind for kind in dict.fromkeys(self.units["kind"]) if kind in _AGREED]
        rows = [{"kind": kind, "of": of, **self.agreement(of, kind=kind)._asdict()} for kind in kinds for of in _AGREED[kind]]
        return pd.DataFrame(rows, columns=["kind", "of", *Agreement._fields])


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
    >>> from toolkit.validation.coding_sheets import sample
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
    drawn, problems = _key(key), list[str]()
    kinds = {unit: kind for unit, kind in zip(drawn["unit"], drawn["kind"], strict=True) if unit}
    columns = _columns(kinds.values(), key)
    answers = [answer for sheet in sheets for answer in _answers(Path(sheet), columns, kinds, problems)]
    if not problems and not answers:
        problems.append(f"{sheets[0]}: no row is answered; fill in the column {columns[0]}")
    raise_problems(problems)
    frame = pd.DataFrame(answers, columns=["unit", "coder", *columns])
    coders = drawn["unit"].map(frame.groupby("unit").size()).fillna(0).astype(int)
    return Coding(drawn.assign(coders=coders), frame)


def _key(path: Path) -> "pd.DataFrame":
    """The key of a sheet, with its numbers as numbers."""
    import pandas as pd

    drawn = _table(path, KEY)
    numbers = {name: pd.to_numeric(drawn[name], errors="coerce") for name in _NUMBERS}
    for name, column in numbers.items():
        if column.isna().any():
            line = int(column.isna().to_numpy().argmax()) + 2
            raise ArticleError(f"{path}:{line}: {name} is not a number; is this the key that sample wrote, unchanged?")
    return drawn.assign(**numbers)


def _columns(kinds: Any, key: Path) -> tuple[str, ...]:
    """The columns that the coders of these kinds of units fill in."""
    kind = next(iter(kinds), "")
    columns = ANSWERS.get("loaded" if kind in LOADED_KINDS else kind)
    if columns is None:
        raise ArticleError(f"{key}: no unit that was drawn, or one of unknown kind {kind!r}; is this the key that sample wrote?")
    return columns


def _table(path: Path, columns: Sequence[str]) -> "pd.DataFrame":
    """A CSV with certain columns, everything as text."""
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False, sep=_separator(path))
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the sheet as CSV in UTF-8") from None
    except FileNotFoundError:
        raise ArticleError(f"{path}: there is no such file; name the key that sample wrote by --key (in Python key=…)") from None
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


def _answers(path: Path, columns: Sequence[str], kinds: Mapping[str, str], problems: list[str]) -> Iterator[tuple[Any, ...]]:
    """Unit, coder (the path of the sheet) and answers of every row that is filled in."""
    answered: set[str] = set()
    for line, row in enumerate(_table(path, ("unit", *columns)).to_dict("records"), 2):
        unit, cells = row["unit"], [row[name].strip() for name in columns]
        if not cells[0]:
            continue
        kind = kinds.get(unit, "")
        try:
            if not kind:
                raise _AnswerError(f"unit {unit!r} is not in the key; do sheet and key belong together?")
            answer = _READERS[kind](kind, *cells)
            if unit in answered:
                raise _AnswerError(f"unit {unit!r} is answered twice; keep one of the rows")
        except _AnswerError as error:
            problems.append(f"{path}:{line}: {error}")
        else:
            answered.add(unit)
            yield unit, str(path), *answer


# -- one row of answers ----------------------------------------------------------------------------------------------------


class _AnswerError(Exception):
    """Answers that do not fit the question; the message says why."""


def _wrong(column: str, cell: str, kind: str) -> _AnswerError:
    return _AnswerError(f"{column} is {cell!r}; the question is: {QUESTIONS[kind]}")


def _loaded(kind: str, cell: str, category: str) -> tuple[float, str]:
    answer, category = cell.lower(), category.lower()
    number = _yes(answer) if kind == "hit" else _how_many(answer)
    if number is None:
        raise _wrong("loaded", cell, kind)
    if category and category not in LOADED_CATEGORIES:
        raise _AnswerError(f"unknown category {category!r}; categories are {', '.join(LOADED_CATEGORIES)}")
    return number, category


def _how_many(answer: str) -> float | None:
    """The number that is written as digits; 0 for no, None for anything else."""
    return float(answer) if _NUMBER.fullmatch(answer) else 0.0 if answer in _NO else None


def _yes(answer: str) -> float | None:
    """1 for yes, 0 for no; None for anything else."""
    return 1.0 if answer in _YES else 0.0 if answer in _NO else None


def _attribution(kind: str, cell: str, source_type: str, named: str) -> tuple[float, str, str]:
    is_one, has_name = _yes(cell.lower()), _yes(named.lower())
    if is_one is None:
        raise _wrong("attribution", cell, kind)
    if not is_one:
        return 0.0, "", ""
    source_type = source_type.lower().replace(" ", "_")
    if source_type not in _UNKNOWN and source_type not in SOURCE_TYPES:
        raise _AnswerError(f"unknown source type {source_type!r}; types are {', '.join(SOURCE_TYPES)}; empty if nothing tells")
    if named and has_name is None:
        raise _AnswerError(f"named is {named!r}; has the source a name? yes or no, or empty if nobody knows who it is")
    return 1.0, "" if source_type in _UNKNOWN else source_type, "" if has_name is None else "yes" if has_name else "no"


def _counts(kind: str, cell: str, base: str) -> tuple[float, float]:
    """The counts of a measure; NaN for a base that was left empty."""
    numbers = [number_of(cell), number_of(base) if base else float("nan")]
    for column, text, number in zip(ANSWERS[kind], (cell, base), numbers, strict=True):
        if number is None:
            raise _wrong(column, text, kind)
    value, whole = (float(number or 0) for number in numbers)
    if value < 0 or whole < 0 or (kind == "share" and value > whole):
        raise _AnswerError(f"{ANSWERS[kind][0]} is {cell!r} of {base!r}; neither is below 0, and no part is more than its whole")
    return value, whole


def _number(kind: str, cell: str) -> tuple[float]:
    number = number_of(cell)
    if number is None:
        raise _wrong("answer", cell, kind)
    return (number,)


def _category(kind: str, cell: str) -> tuple[str]:
    return (cell,)


_READERS: Mapping[str, Callable[..., tuple[Any, ...]]] = {
    **dict.fromkeys(LOADED_KINDS, _loaded),
    ATTRIBUTION: _attribution,
    **dict.fromkeys(COUNTED, _counts),
    NUMBER: _number,
    CATEGORY: _category,
}
"""What reads the answers of a row, by kind of unit."""
