"""Samples to code by hand: units are drawn by group and by what the machine says of them, into a sheet with a key next to it.

The errors of a lexicon, a reader or a classifier differ from outlet to outlet, and such a difference looks like one in framing. A
coded sample shows how often each outlet's hits, attributions or articles are right; `corrected` turns that into figures.

The key holds, for each group and article, all units that there were, also those that were not drawn, and the probability with
which each was drawn.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np

from ..annotation.annotator import Annotator, usual_annotator
from ..annotation.document import Document
from ..articles.article import Article
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import OptionError
from ..files import atomic
from ..grouping.groups import By
from ..scores.scores import ScoreTable
from ..statistics.arrays import Floats, Ints
from ..statistics.resampling import check_seed
from .coding_units import (
    ATTRIBUTION,
    CATEGORY,
    COUNTED,
    NUMBER,
    WORDS,
    Unit,
    article_units,
    attribution_units,
    check_groups,
    loaded_units,
)

if TYPE_CHECKING:
    import pandas as pd

KEY = (
    *("unit", "id", "group", "kind", "label", "field", "start", "end", "voice"),
    *("value", "base", "named", "units", "stratum_size", "stratum_drawn", "probability"),
)
"""Columns of the key of a sheet: the place of each unit that was drawn and what the machine counts there, and how it was drawn.

Rows without a number are units of an article that were not drawn, those alike to the machine together (`units` says how many).
"""

ANSWERS = {
    "loaded": ("loaded", "category"),
    ATTRIBUTION: ("attribution", "source_type", "named"),
    **{kind: formula.counts for kind, formula in COUNTED.items()},
    CATEGORY: ("answer",),
    NUMBER: ("answer",),
}
"""The columns of a sheet that coders fill in, by what is coded."""

QUESTIONS = {
    "hit": "is the passage loaded here? yes or no",
    "beside": "how many loaded terms beside those in [ ]? a number",
    "sentence": "how many loaded terms? a number",
    ATTRIBUTION: "does a source say what is in [ ]? yes or no; if yes, the type of the source, and whether it has a name",
    "rate": "how many are there? the base may stay empty",
    "share": "how many are of this kind, out of how many? both, or leave the second empty",
    "mean": "what is the sum, over how many? both, or leave the second empty",
    CATEGORY: "what is it? a word",
    NUMBER: "what is it? a number",
}
"""What coders are asked, by kind of unit."""

LEAST = 2
"""Units that are drawn of each stratum, if it has as many: below two, nobody can see how much its errors vary."""


class _Drawn(NamedTuple):
    """A unit that was drawn, with the number of units of its stratum that there were and that were drawn."""

    unit: Unit
    stratum_size: int
    stratum_drawn: int


_Strata = Mapping[tuple[str, str, str], Sequence[Unit]]
"""Units by group, kind and label."""


def sample(
    articles: Iterable[Any],
    sheet: str | Path,
    *,
    hits: int = 5,
    sentences: int = 30,
    units: int | None = None,
    by: By = "outlet",
    blind: bool = False,
    annotator: Annotator | None = None,
    seed: int = 0,
    **columns: Unpack[RowOptions],
) -> "pd.DataFrame":
    """Draw hits and sentences of the outlet's own voice into a sheet for human coders.

    Hits are drawn by entry and group; sentences and titles by group, separately those with a hit and those without. What
    others say in a sentence is left out of it ("[…]"). A lexicon of thousands of entries makes thousands of units in this way:
    with `units`, so many are drawn in all, hits by category and group, in proportion to the root of how many there are (Bankier
    1988).

    Parameters
    ----------
    articles : articles, or whatever `articles_in` makes articles of, with the same `columns`.
    sheet : the CSV to write; the key is written next to it (`NAME.key.csv`).
    hits : the most hits that are drawn of each entry in each group.
    sentences : the most sentences that are drawn of each group with a hit, and the most without one.
    units : how many to draw in all; `hits` and `sentences` then say nothing.
    by : the groups that will be compared.
    blind : leave the group out of the sheet (its name may still occur in a text).
    annotator : finds with other lexicons, models or options than the usual ones.
    seed : of the draw and of the order of the rows.

    Returns
    -------
    The key, with the columns `KEY`.

    Raises
    ------
    OptionError
        The sheet exists already (it may contain answers) or is not a .csv, a number to draw is below 1, there are too many strata
        for so few units, or no article has a value for `by` (without outlets, all are one group).

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = sample([article_of("The regime fell. It rained.", outlet="Wire")], Path(folder) / "sheet.csv")
    >>> sorted(key["kind"])
    ['beside', 'hit', 'sentence', 'words']
    """
    sheet = new_sheet(sheet, seed)
    if hits < 1 or sentences < 1:
        raise OptionError(f"hits {hits}, sentences {sentences}: draw at least one of each")
    units_of = partial(loaded_units, by_category=units is not None)
    strata = _strata_of(map(annotator or usual_annotator(), articles_in(articles, **columns)), units_of, by)
    most = {"hit": hits, WORDS: 0}
    sizes = {stratum: most.get(stratum[1], sentences) for stratum in strata}
    if units is not None:
        sizes |= _allocated({stratum: members for stratum, members in strata.items() if stratum[1] != WORDS}, units)
    return _drawn_into(sheet, ANSWERS["loaded"], strata, sizes, blind=blind, seed=seed)


def sample_attributions(
    articles: Iterable[Any],
    sheet: str | Path,
    *,
    units: int = 300,
    by: By = "outlet",
    blind: bool = False,
    annotator: Annotator | None = None,
    seed: int = 0,
    **columns: Unpack[RowOptions],
) -> "pd.DataFrame":
    """Draw attributions into a sheet: is it one, of which type is the source, has it a name?

    They are drawn by group and by the type that the toolkit gives to the source, in proportion to the root of how many there are
    (Bankier 1988), so that rare types are coded too. Attributions that the toolkit does not find are not among them.

    Parameters
    ----------
    units : how many to draw in all.
    articles, sheet, by, blind, annotator, seed, columns : as in `sample`.

    Returns
    -------
    The key, with the columns `KEY`.

    Raises
    ------
    OptionError
        As in `sample`; or there are too many strata for so few units.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = sample_attributions([article_of("The minister said it rained.", outlet="Wire")], Path(folder) / "sheet.csv")
    >>> key[["group", "label", "probability"]].values.tolist()
    [['Wire', 'government', 1.0]]
    """
    sheet = new_sheet(sheet, seed)
    strata = _strata_of(map(annotator or usual_annotator(), articles_in(articles, **columns)), attribution_units, by)
    return _drawn_into(sheet, ANSWERS[ATTRIBUTION], strata, _allocated(strata, units), blind=blind, seed=seed)


def sample_articles(
    scores: ScoreTable,
    column: str,
    sheet: str | Path,
    *,
    units: int = 300,
    by: By = "outlet",
    texts: Iterable[Any] = (),
    blind: bool = False,
    seed: int = 0,
) -> "pd.DataFrame":
    """Draw whole articles into a sheet, of which a measure, or a column that a coder or a program filled in, is coded again.

    They are drawn by group and by the value in the column (of numbers: low, middle or high), as attributions are in
    `sample_attributions`. For a measure, coders give the counts that it is made of; where they leave the base empty, it is the
    machine's.

    Parameters
    ----------
    column : a measure, or a column of the articles. Numbers are averaged, and of words each is counted.
    units : how many to draw in all.
    texts : the articles, or whatever `articles_in` makes articles of; their texts are then in the sheet.
    sheet, by, blind, seed : as in `sample`.

    Returns
    -------
    The key, with the columns `KEY`.

    Raises
    ------
    OptionError
        As in `sample_attributions`; or there is no such measure or column.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> scores = score([article_of("It rained.", id="1", outlet="Wire", labels={"topic": "weather"})])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = sample_articles(scores, "topic", Path(folder) / "sheet.csv")
    >>> key[["group", "kind", "label"]].values.tolist()
    [['Wire', 'category', 'weather']]
    """
    sheet, found = new_sheet(sheet, seed), article_units(scores, column, by)
    strata = _strata(found)
    about = dict(zip(scores.scores.values("id"), scores.scores.values("title"), strict=True))
    bodies = {article.id: article.text for article in articles_in(texts)}

    def shown(unit: Unit) -> Unit:
        return unit._replace(left=about.get(unit.id) or "", passage=bodies.get(unit.id, ""))

    sizes = _allocated(strata, units)
    strata = {stratum: list(map(shown, members)) for stratum, members in strata.items()}
    return _drawn_into(sheet, ANSWERS[found[0].kind], strata, sizes, blind=blind, seed=seed)


def key_of(sheet: str | Path) -> Path:
    """The file of the key of a coding sheet.

    >>> key_of("coding.csv").name
    'coding.key.csv'
    """
    return Path(sheet).with_suffix(".key.csv")


def new_sheet(sheet: str | Path, seed: int) -> Path:
    """The path of a sheet that can be written, and drawn with a seed.

    Raises OptionError where there is one already, or where its name or the seed will not do.
    """
    check_seed(seed)
    sheet = Path(sheet)
    if sheet.exists() or key_of(sheet).exists():
        raise OptionError(f"{sheet}: it or its key exists already, perhaps with answers; name another file, or remove both")
    if sheet.suffix != ".csv":
        raise OptionError(f"{sheet}: a coding sheet is a CSV; give it a name that ends in .csv")
    return sheet


# -- drawing ---------------------------------------------------------------------------------------------------------------


def _strata_of(documents: Iterable[Document], units_of: Callable[[Document, By], Iterable[Unit]], by: By) -> _Strata:
    """The units of all documents. Raises OptionError where there are some, and none has a value for `by` (see `check_groups`)."""
    found, first = list[Unit](), list[Article]()
    for document in documents:
        first = first or [document.article]
        found += units_of(document, by)
    if found:
        check_groups((unit.group for unit in found), first, by)
    return _strata(found)


def _strata(units: Iterable[Unit]) -> _Strata:
    strata: dict[tuple[str, str, str], list[Unit]] = {}
    for unit in units:
        strata.setdefault((unit.group, unit.kind, unit.label), []).append(unit)
    return strata


def _allocated(strata: _Strata, units: int) -> dict[tuple[str, str, str], int]:
    """How many units to draw of each stratum, `units` in all."""
    if not strata:
        raise OptionError("there is nothing to draw from: no unit was found in the articles")
    sizes = np.array([len(members) for members in strata.values()])
    least = int(np.minimum(sizes, LEAST).sum())
    if units < least:
        raise OptionError(
            f"units {units}: there are {len(strata)} strata (a group and a label of the machine), and {LEAST} units of each are "
            f"needed; draw at least {least}, or group the articles by something with fewer values"
        )
    return dict(zip(strata, allocation(sizes, units).tolist(), strict=True))


def allocation(sizes: Ints, units: int) -> Ints:
    """How many units to draw of strata of these sizes: in proportion to the roots of the sizes (Bankier 1988), never fewer than
    `LEAST` or more than there are.

    >>> allocation(np.array([1, 100, 10_000]), 60).tolist()
    [1, 7, 52]
    """
    drawn, roots = np.minimum(sizes, LEAST).astype(float), np.sqrt(sizes)
    for _ in range(len(sizes)):  # what a stratum cannot take goes to the others
        free, left = drawn < sizes, units - drawn.sum()
        if left < 1 or not free.any():
            break
        drawn = np.where(free, np.minimum(drawn + left * roots / roots[free].sum(), sizes), drawn)
    return _whole(drawn, min(units, int(sizes.sum())))


def _whole(drawn: Floats, total: int) -> Ints:
    """Whole numbers that add up to the total: the largest remainders are rounded up."""
    whole = np.floor(drawn + 1e-9).astype(int)
    whole[np.argsort(whole - drawn, kind="stable")[: max(total - int(whole.sum()), 0)]] += 1
    return whole


def _drawn_into(
    sheet: Path, answers: Sequence[str], strata: _Strata, sizes: Mapping[tuple[str, str, str], int], *, blind: bool, seed: int
) -> "pd.DataFrame":
    """Draw units of each stratum, and write sheet and key."""
    import pandas as pd

    rng, drawn, rest = np.random.default_rng(seed), list[_Drawn](), list[_Drawn]()
    for stratum in sorted(strata):
        units = strata[stratum]
        order, n = rng.permutation(len(units)), min(sizes[stratum], len(units))
        drawn += [_Drawn(units[i], len(units), n) for i in order[:n]]
        rest += [_Drawn(units[i], len(units), n) for i in sorted(order[n:])]
    drawn = [drawn[i] for i in rng.permutation(len(drawn))]
    key = [_key_row(number, *draw, units=1) for number, draw in enumerate(drawn, 1)]
    key += _not_drawn(rest)
    passages = [_sheet_row(number, draw.unit, len(answers), blind=blind) for number, draw in enumerate(drawn, 1)]
    _write(sheet, ("unit", "id", "group", "left", "passage", "right", "question", *answers, "note"), passages)
    _write(key_of(sheet), KEY, key)
    return pd.DataFrame(key, columns=list(KEY))


def _sheet_row(number: int, unit: Unit, answers: int, *, blind: bool) -> tuple[Any, ...]:
    about = ("", "") if blind else (unit.id, unit.group)
    return number, *about, unit.left, unit.passage, unit.right, QUESTIONS[unit.kind], *[""] * (answers + 1)


def _key_row(number: int | str, unit: Unit, size: int, drawn: int, *, units: int) -> tuple[Any, ...]:
    place = (unit.id, unit.group, unit.kind, unit.label, unit.field, unit.start, unit.end, unit.voice)
    return number, *place, unit.value, unit.base, unit.named, units, size, drawn, drawn / size


def _not_drawn(rest: Sequence[_Drawn]) -> Iterator[tuple[Any, ...]]:
    """Key rows of the units that were not drawn, those of an article that are alike to the machine together."""
    alike: dict[tuple[str, ...], list[_Drawn]] = {}
    for draw in rest:
        unit = draw.unit
        alike.setdefault((unit.id, unit.group, unit.kind, unit.label, unit.named), []).append(draw)
    for draws in alike.values():
        (unit, size, drawn), units = draws[0], [draw.unit for draw in draws]
        value, base = sum(unit.value for unit in units), sum(unit.base for unit in units)
        unit = unit._replace(start=0, end=0, voice="", value=value, base=base)
        yield _key_row("", unit, size, drawn, units=len(units))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with atomic(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
