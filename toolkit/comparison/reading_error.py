"""How far figures may differ because articles are read unevenly: the reading error of outlets, carried into intervals.

Intervals from resampling articles show how a figure varies with the sample. They cover misreadings that vary from article to
article, but not those of a whole outlet: where the toolkit reads the style of one outlet worse than that of another, more
articles do not help. The table that ships says how much that was in articles that people coded (`validation.reading_error` makes
such tables): for each measure, and for news and opinion, the standard deviation of the error between outlets. Here it is added
to the sampling error of a group, and of a difference, as independent errors are added (Zou and Donner 2008). The wider interval
is still one of what the toolkit finds: that it finds only half of something everywhere is no error of this kind.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..annotation.annotator import DEFAULT_LEXICONS
from ..annotation.loaded_words import load_loaded_model
from ..articles.article import DETECTED
from ..errors import OptionError
from ..files import MODELS
from ..grouping.sampling_design import Sample, numbered
from ..measures.formatting import figure
from ..measures.measure import Measure
from ..measures.score_columns import Scores
from ..measures.scores import ScoreTable
from ..statistics.arrays import Bools, Floats, Indices
from ..tabular import Tabular
from ..text.lexicon import load_lexicon
from .differences import REST
from .opinion import is_opinion

if TYPE_CHECKING:
    import pandas as pd

SHIPPED = MODELS / "reading_error.csv"
"""The reading errors of the shipped models, on articles that we coded."""

ALL, GENRES = "all", ("news", "opinion")
"""The name of all genres together, and the genres with errors of their own; analysis counts as opinion."""

COLUMNS = (
    "measure",
    "genre",
    "articles",
    "outlets",
    "outlets_with_several",
    "coded",
    "read",
    "slope",
    "sd",
    "sd_expected",
    "sd_high",
)
WITH_READING = ("low_with_reading", "high_with_reading")
"""The limits of the wider interval in the tables of a comparison."""

_TABLE_OF_YOUR_OWN = "give --reading-error a table made from articles that you coded"

NO_ERRORS = f"nothing is known of the reading error of any reader but the fast one: {_TABLE_OF_YOUR_OWN}, or compare without"
"""The message where the wider interval is asked for, and there is no estimate."""

_REMEDY = "reading_errors(…).table.to_csv(path, index=False) writes such a table"

KINDS = (ALL, *GENRES)
"""All genres for which there are errors; the first is that of articles whose genre is none of the others."""

_NAMED = 3  # measures that a note names, and faults that an error names


@dataclass(frozen=True, eq=False, repr=False)
class ReadingErrors(Tabular):
    """How far the toolkit's figures are from those of coders, by measure and genre.

    Attributes
    ----------
    table : one row for each measure and genre (all, news, opinion): measure, genre, articles and outlets (coded, with something
        to measure), outlets_with_several (such articles; only they show how outlets differ), coded and read (the figure over all
        these articles, as coders find it and as the toolkit does), slope (by how much the toolkit's figure rises where that of
        the coders rises by 1), and three estimates of the standard deviation between outlets of what the toolkit finds beyond
        what follows from the coders' figure, without the scatter of single articles: sd (the moment estimate, 0 where outlets
        differ no more than their articles do; remarks are made where it exceeds differences), sd_high (its upper 95 % bound) and
        sd_expected (between these two, see `statistics.random_effects`; wider intervals, the column reading_sd and the size that
        remarks name are made of it).
    label : where the table comes from, as results name it.
    unknown : a note on the measures that the errors do not hold for as the toolkit was used here; "" where there are none.
    """

    table: "pd.DataFrame"
    label: str = "your own"
    unknown: str = ""

    def of(self, column: str, measures: Sequence[str], genres: Sequence[str]) -> Floats:
        """A column for each of some articles, by their genre, and each measure: articles by measures.

        A genre without a row is taken for all articles together; NaN for a measure without any row.
        """
        names = list(measures)
        by_genre = {name: rows.set_index("measure")[column] for name, rows in self.table.groupby("genre")}
        whole = by_genre[ALL].reindex(names)
        figures = {genre: by_genre[genre].reindex(names).fillna(whole) for genre in set(genres) & set(by_genre)}
        return np.array([figures.get(genre, whole).to_numpy(dtype=float) for genre in genres]).reshape(len(genres), -1)


def genre_class(genre: str | None) -> str:
    """The genre under which the reading error of an article is looked up.

    >>> genre_class("analysis"), genre_class("live blog"), genre_class(None)
    ('opinion', 'all', 'all')
    """
    return {"news": "news", "opinion": "opinion", "analysis": "opinion"}.get(genre or "", ALL)


def load_reading_errors(path: str | Path = SHIPPED) -> ReadingErrors:
    """The reading errors in a CSV file, by default those that ship.

    Raises OptionError where the file cannot be read, lacks a column or a row for all genres, or has a cell of another kind.

    >>> load_reading_errors().table["genre"].unique().tolist()
    ['all', 'news', 'opinion']
    """
    import pandas as pd

    try:
        content = Path(path).read_bytes()
        table = pd.read_csv(path, skip_blank_lines=False).dropna(how="all")
    except (OSError, ValueError) as error:
        raise OptionError(f"{path}: cannot be read as a table of reading errors: {error}; {_REMEDY}") from None
    if missing := [name for name in COLUMNS if name not in table.columns]:
        raise OptionError(f"{path}:1: no column {', '.join(missing)}; {_REMEDY}")
    if faults := sorted(_faults(table)):
        raise OptionError("\n".join([*(f"{path}:{row + 2}: {fault}" for row, fault in faults[:_NAMED]), _REMEDY]))
    if table.empty:
        raise OptionError(f"{path}: no row below the names of the columns; {_REMEDY}")
    return ReadingErrors(table, f"{Path(path).name} ({sha256(content).hexdigest()[:12]})")


def _faults(table: "pd.DataFrame") -> Iterator[tuple[Any, str]]:
    """What cannot be used in a table of reading errors, with the number of its row."""
    import pandas as pd

    for name in COLUMNS[2:]:
        numbers, deviation = pd.to_numeric(table[name], errors="coerce"), name.startswith("sd")
        unusable = ~np.isfinite(numbers) | (deviation & (numbers < 0))
        for row, cell in table.loc[unusable, name].items():
            shown = "the cell is empty" if pd.isna(cell) else f"{str(cell)!r} is no number" + " of 0 or more" * deviation
            yield row, f"column {name}: {shown}"
    for row, genre in table.loc[~table["genre"].isin((ALL, *GENRES)), "genre"].items():
        yield row, f"column genre: {str(genre)!r} is none of {', '.join((ALL, *GENRES))}"
    for row, measure in table.loc[table.duplicated(["measure", "genre"]), "measure"].items():
        yield row, f"a second row of {measure} for the same genre"
    for row, measure in table.loc[~table["measure"].isin(table.loc[table["genre"] == ALL, "measure"]), "measure"].items():
        yield row, f"no row of {measure} whose genre is {ALL!r}"


@cache
def _shipped() -> ReadingErrors:
    return load_reading_errors()


def errors_of(scores: ScoreTable, own: "ReadingErrors | str | Path | None" = None) -> ReadingErrors | None:
    """The reading errors of the toolkit as it made some scores: the user's own table, or what of the shipped one holds for it.

    The shipped one says nothing of another reader than the fast one, or of attributions by the rules alone (None), and nothing of
    loaded terms of other lexicons, or with another model or threshold; its `unknown` says so.
    """
    if own is not None:
        return own if isinstance(own, ReadingErrors) else load_reading_errors(own)
    if scores.made_with.get("attribution model", "").startswith("none"):
        return None
    errors, difference = _shipped(), _of_other_terms(scores)
    if not difference:
        return errors
    loaded = [name for name, measure in scores.measures.items() if measure.family == "loaded"]
    note = f"the reading error of loaded terms is not known {difference}, so they have no wider interval: {_TABLE_OF_YOUR_OWN}"
    return ReadingErrors(errors.table[~errors.table["measure"].isin(loaded)], errors.label, note)


def _of_other_terms(scores: ScoreTable) -> str:
    """How loaded terms were found in another way than those whose reading error ships; "" for the same way."""
    made_with, shipped = scores.made_with, load_loaded_model()
    if list(scores.lexicons) != [load_lexicon(DEFAULT_LEXICONS[0]).label]:
        return "for other terms than all of loaded_terms"
    if shipped is None or made_with.get("loaded words model") != shipped.lexicon.sha256[:12]:
        return "without the shipped model of loaded words"
    return f"from a probability of {made_with['least p']} on (--least-p)" if "least p" in made_with else ""


# -- errors carried to groups ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Carried:
    """The reading errors of the figures of a sample of articles.

    Each outlet has one error for each measure, of the size of its mix of genres: articles of one outlet on both sides of a
    difference cancel out, and the errors of many outlets average out.

    Attributes
    ----------
    bases : what the articles of a group, event, outlet and genre add to the base of each figure (words, attributions): rows, one
        for each such combination, by measures.
    groups, blocks, outlets : the numbers, from 0, of each row's group, event (0 where there are none) and outlet.
    genres : the number of each row's genre (see `KINDS`).
    sd : the standard deviation of the error between outlets (a column of `ReadingErrors.table`): genres by measures.
    mean : the mean error, up to a constant: genres by measures.
    """

    bases: Floats
    groups: Indices
    blocks: Indices
    outlets: Indices
    genres: Indices
    sd: Floats
    mean: Floats

    @classmethod
    def of(cls, sample: Sample, errors: ReadingErrors, column: str = "sd_expected") -> "Carried":
        measures, pairs = list(sample.measures), zip(sample.articles.fields("outlet"), sample.groups.tolist(), strict=True)
        outlets, blocks = numbered([outlet or f"of group {group}" for outlet, group in pairs]), sample.blocks
        genres = np.array([KINDS.index(genre) for genre in _genres(sample.articles)])
        parts = (sample.groups, np.zeros_like(outlets) if blocks is None else blocks, outlets, genres)
        sizes = tuple(int(part.max()) + 1 for part in parts)
        cells, rows = np.unique(np.ravel_multi_index(parts, sizes), return_inverse=True)
        coded, read, slope, sd = (errors.of(name, measures, KINDS) for name in ("coded", "read", "slope", column))
        groups, blocks, outlets, genres = np.unravel_index(cells, sizes)
        return cls(sample.tally.clustered(rows).bases, groups, blocks, outlets, genres, sd, read - slope * coded)

    def with_sd(self, errors: ReadingErrors, column: str, measures: Sequence[str]) -> "Carried":
        """The same with another column of the table of reading errors."""
        return replace(self, sd=errors.of(column, measures, KINDS))

    def sides(self, group: int, against: int | None) -> tuple[Bools, Bools]:
        """The rows of a group, and those of another or of all others; within events, only of events that both sides cover."""
        own = self.groups == group
        other = ~own if against is None else self.groups == against
        return own & np.isin(self.blocks, self.blocks[other]), other & np.isin(self.blocks, self.blocks[own])

    def spread(self, own: Bools, other: Bools | None = None) -> Floats:
        """The standard deviation of the reading error of each figure of some rows, or of the difference from others.

        Where the sides differ in their mix of genres, the difference of the mean errors is added as an error too. NaN where there
        is no estimate, or nothing to measure.
        """
        return self.spread_of(self.shares(own, other), alone=other is None)

    def spread_of(self, shares: Floats, *, alone: bool) -> Floats:
        """The same of shares (see `shares`); `alone` says that they are those of one side, not of a difference."""
        square = ((shares * self.sd).sum(axis=1) ** 2).sum(axis=0)
        return np.asarray(np.sqrt(square if alone else square + (shares * self.mean).sum(axis=(0, 1)) ** 2))

    def shares(self, own: Bools, other: Bools | None = None) -> Floats:
        """The share of the articles of each outlet and genre in the base of each figure, less that on the other side.

        Outlets by genres by measures.
        """
        from scipy.sparse import csr_array

        cells = (int(self.outlets.max()) + 1) * len(KINDS)
        shares: list[Floats] = []
        for side in (own,) if other is None else (own, other):
            rows = np.flatnonzero(side)
            places = (self.outlets[rows] * len(KINDS) + self.genres[rows], rows)
            bases = csr_array((np.ones(len(rows)), places), shape=(cells, len(side))) @ self.bases
            with np.errstate(divide="ignore", invalid="ignore"):
                shares.append((bases / bases.sum(axis=0)).reshape(-1, len(KINDS), bases.shape[1]))
        return shares[0] if other is None else shares[0] - shares[1]


def _genres(scores: Scores) -> list[str]:
    """The genre of each article for reading error: the user's own where it is news or opinion, or else the detected one."""
    pairs = list(zip(scores.fields("genre"), scores.fields(DETECTED), strict=True))
    genres = {pair: _genre(*pair) for pair in set(pairs)}
    return [genres[pair] for pair in pairs]


def _genre(own: str | None, detected: str | None) -> str:
    own = (own or "").strip().lower()
    if own in GENRES or own == "analysis":
        return genre_class(own)
    return "opinion" if own and is_opinion(own) else genre_class(detected)


def spreads(sample: Sample, table: "pd.DataFrame", several: Sequence[Carried]) -> list[Floats]:
    """The standard deviation of the reading error of each row of a table of a comparison: of figures, or of differences.

    There is one array for each of the `several`, which are of the same articles.
    """
    groups, numbers = ({name: i for i, name in enumerate(names)} for names in (sample.names, sample.measures))
    of_pair: dict[tuple[str, str], list[Floats]] = {}
    against = table["against"] if "against" in table else [""] * len(table)
    values = []
    for group, other, measure in zip(table["group"], against, table["measure"], strict=True):
        if (group, other) not in of_pair:
            own = several[0].groups == groups[group]
            sides = several[0].sides(groups[group], groups.get(other)) if other else (own,)
            shares = several[0].shares(*sides)
            of_pair[group, other] = [carried.spread_of(shares, alone=not other) for carried in several]
        values.append([spread[numbers[measure]] for spread in of_pair[group, other]])
    return list(np.array(values, dtype=float).reshape(-1, len(several)).T)


def widened(table: "pd.DataFrame", sd: Floats, measures: Mapping[str, Measure], confidence: float) -> "pd.DataFrame":
    """A table with a wider interval, made of the present one and the reading error, in three further columns.

    The limits are those of a sum of independent errors with intervals of their own (Zou and Donner 2008). NaN where there is no
    interval, or no estimate of the reading error.
    """
    from scipy.stats import norm

    value = table["difference" if "difference" in table else "estimate"].to_numpy(dtype=float)
    reach = float(norm.ppf(0.5 + confidence / 2)) * sd
    low, high = (table[name].to_numpy(dtype=float) for name in ("low", "high"))
    bounds = np.array([measures[name].bounds for name in table["measure"]], dtype=float).reshape(-1, 2)
    if "difference" in table:
        bounds = np.column_stack([bounds[:, 0] - bounds[:, 1], bounds[:, 1] - bounds[:, 0]])
    least = np.clip(value - np.hypot(value - low, reach), bounds[:, 0], None)
    most = np.clip(value + np.hypot(high - value, reach), None, bounds[:, 1])
    columns = {"reading_sd": sd, WITH_READING[0]: least, WITH_READING[1]: most}
    place = list(table.columns).index("high") + 1
    for number, (name, values) in enumerate(columns.items()):
        table.insert(place + number, name, values)
    return table


def has_wider(table: "pd.DataFrame") -> bool:
    """Whether any row of a table has a wider interval.

    >>> from toolkit import example_results
    >>> has_wider(example_results.comparison().table)
    False
    """
    return WITH_READING[0] in table and bool(table[WITH_READING[0]].notna().any())


class Reckoned(NamedTuple):
    """The tables of a comparison with remarks on reading error and, where it is carried, wider intervals; and notes on all."""

    table: "pd.DataFrame"
    differences: "pd.DataFrame"
    notes: list[str]


def with_reading(
    sample: Sample, table: "pd.DataFrame", contrasts: "pd.DataFrame", errors: ReadingErrors | None, confidence: float | None
) -> Reckoned:
    """The tables of a comparison reckoned with reading error; as they are where nothing is known of it.

    `confidence` is that of the wider interval; None for no such interval.
    """
    if errors is None:
        return Reckoned(table, contrasts, [])
    carried = Carried.of(sample, errors)
    several = [carried.with_sd(errors, "sd", list(sample.measures)), carried]
    shown, sds = zip(*(spreads(sample, part, several) for part in (table, contrasts)), strict=True)
    flagged = uneven(contrasts, shown[1], sds[1])
    compared = contrasts.loc[~np.isnan(sds[1]), "measure"].nunique()
    notes = [note_on_reading(flagged, sample.measures, compared, carried=confidence is not None)]
    both = zip((table, contrasts), shown, sds, strict=True)
    parts = [noted(part, least, sd, flagged, sample.measures) for part, least, sd in both]
    if confidence is not None:
        parts = [widened(part, sd, sample.measures, confidence) for part, sd in zip(parts, sds, strict=True)]
        notes += [errors.unknown] if any(measure.family == "loaded" for measure in sample.measures.values()) else []
    return Reckoned(parts[0], parts[1], notes)


# -- warnings --------------------------------------------------------------------------------------------------------------


def uneven(contrasts: "pd.DataFrame", shown: Floats, sd: Floats) -> dict[str, float]:
    """The measures in which the reading error of differences from the rest is larger than these differences, with its size.

    A warning needs evidence: what is compared with the differences is the error that coded articles show (`shown`, from the
    column `sd` of `ReadingErrors.table`, 0 where nothing shows that outlets are read unevenly). Its size is the one that wider
    intervals reckon with (`sd`, from `sd_expected`, which is no smaller). Errors and differences are root mean squares over the
    groups with enough articles (over all, where fewer than two have enough); of two groups, this compares the error of their
    difference with the difference.
    """
    table = contrasts.assign(shown=shown, reading=sd).dropna(subset=["shown", "difference"])
    flagged = {}
    for measure, rows in table[table["against"] == REST].groupby("measure", sort=False):
        many = rows[~rows["few"].astype(bool)]
        rows = many if len(many) > 1 else rows
        least, error, difference = np.sqrt((rows[["shown", "reading", "difference"]].astype(float) ** 2).mean()).tolist()
        if least > difference > 0:  # where no group differs in anything, there is nothing to warn of
            flagged[str(measure)] = error
    return flagged


def note_on_reading(flagged: Mapping[str, float], measures: Mapping[str, Measure], compared: int, *, carried: bool) -> str:
    """A sentence on the measures that are read too unevenly; "" for none.

    Parameters
    ----------
    flagged : the measures and the size of their error (see `uneven`).
    measures : all measures of the comparison.
    compared : the number of measures with a reading error.
    carried : whether the wider interval is in the tables already.

    Examples
    --------
    >>> from toolkit import MEASURES
    >>> note_on_reading({"official_share": 0.06}, MEASURES, 90, carried=True)
    'the toolkit’s reading error (its standard deviation) ... in 1 of 90 measures: official sources (6 points)'
    """
    if not flagged:
        return ""
    first = sorted(flagged, key=lambda name: len(measures[name].of.keys() - {"voice"}))[:_NAMED]  # whole before parts, in order
    named = ", ".join(f"{_lower(measures[name].title)} ({size_of(flagged[name], measures[name])})" for name in first)
    among = ": " if len(first) == len(flagged) else ", among them "
    where = f"in {len(flagged)} of {compared} measures{among}{named}"
    hint = "" if carried else "; --with-reading-error carries it into a wider interval"
    return f"the toolkit’s reading error (its standard deviation) is larger than the differences between groups {where}{hint}"


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def size_of(sd: float, measure: Measure) -> str:
    """The standard deviation of an error with its unit, as a sentence says it.

    >>> from toolkit import MEASURES
    >>> size_of(0.84, MEASURES["loaded_narration"]), size_of(0.06, MEASURES["official_share"])
    ('0.8 per 1,000 words of narration', '6 points')
    """
    if measure.style == "per cent":
        points = f"{100 * sd:.0f}"
        return "under a point" if sd < 0.01 else f"{points} point{'' if points == '1' else 's'}"
    return f"{figure(sd, measure)} {measure.unit}"


def noted(
    table: "pd.DataFrame", shown: Floats, sd: Floats, flagged: Mapping[str, float], measures: Mapping[str, Measure]
) -> "pd.DataFrame":
    """A table with a remark in its notes where the reading error is larger than a difference, or than those of a measure.

    As in `uneven`, `shown` decides, and the remark names `sd`, which is `reading_sd` in tables with wider intervals.
    """
    differences = "difference" in table
    notes = []
    for row, least, error in zip(table.to_dict("records"), shown, sd, strict=True):
        note, size = "", f"the toolkit’s reading error (standard deviation {size_of(error, measures[row['measure']])})"
        if differences and least > abs(row["difference"]) > 0:
            note = f"{size} is larger than the difference"
        elif not differences and not isnan(row["estimate"]) and row["measure"] in flagged and not isnan(error):
            note = f"{size} is as large as the differences between groups"
        notes.append("; ".join(filter(None, [row["note"], note])))
    return table.assign(note=notes)
