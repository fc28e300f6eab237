"""How far figures may differ because articles are read unevenly: the reading error of outlets, carried into intervals.

Intervals from resampling articles show how a figure varies with the sample. They cover misreadings that vary from article to
article, but not those of a whole outlet: where the toolkit reads the style of one outlet worse than that of another, more
articles do not help. A table (`error_table`) says how much that was in articles that people coded. Here it is added to the
sampling error of a group, and of a difference, as independent errors are added (Zou and Donner 2008). The wider interval is
still one of what the toolkit finds: that it finds only half of something everywhere is no error of this kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..articles.article import DETECTED
from ..grouping.sampling_design import Sample, numbered
from ..measures.formatting import figure
from ..measures.measure import Measure
from ..scores.score_columns import Scores
from ..statistics.arrays import Bools, Floats, Indices
from .differences import REST
from .error_table import GENRE_CLASSES, GENRES, ReadingErrors, genre_class
from .opinion import is_opinion

if TYPE_CHECKING:
    import pandas as pd

WITH_READING = ("low_with_reading", "high_with_reading")
"""The limits of the wider interval in the tables of a comparison."""

_NAMED = 3  # measures that a note names


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
    genres : the number of each row's genre (see `GENRE_CLASSES`).
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
        genres = np.array([GENRE_CLASSES.index(genre) for genre in _genres(sample.articles)])
        parts = (sample.groups, np.zeros_like(outlets) if blocks is None else blocks, outlets, genres)
        sizes = tuple(int(part.max()) + 1 for part in parts)
        cells, rows = np.unique(np.ravel_multi_index(parts, sizes), return_inverse=True)
        coded, read, slope, sd = (errors.of(name, measures, GENRE_CLASSES) for name in ("coded", "read", "slope", column))
        groups, blocks, outlets, genres = np.unravel_index(cells, sizes)
        return cls(sample.tally.clustered(rows).bases, groups, blocks, outlets, genres, sd, read - slope * coded)

    def with_sd(self, errors: ReadingErrors, column: str, measures: Sequence[str]) -> "Carried":
        """The same with another column of the table of reading errors."""
        return replace(self, sd=errors.of(column, measures, GENRE_CLASSES))

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

        cells = (int(self.outlets.max()) + 1) * len(GENRE_CLASSES)
        shares: list[Floats] = []
        for side in (own,) if other is None else (own, other):
            rows = np.flatnonzero(side)
            places = (self.outlets[rows] * len(GENRE_CLASSES) + self.genres[rows], rows)
            bases = csr_array((np.ones(len(rows)), places), shape=(cells, len(side))) @ self.bases
            with np.errstate(divide="ignore", invalid="ignore"):
                shares.append((bases / bases.sum(axis=0)).reshape(-1, len(GENRE_CLASSES), bases.shape[1]))
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
    measures, rows_of = np.array([numbers[name] for name in table["measure"]], dtype=np.intp), dict[tuple[str, str], list[int]]()
    against = table["against"] if "against" in table else [""] * len(table)
    for row, pair in enumerate(zip(table["group"], against, strict=True)):
        rows_of.setdefault(pair, []).append(row)
    values = np.empty((len(several), len(table)))
    for (group, other), rows in rows_of.items():
        sides = several[0].sides(groups[group], groups.get(other)) if other else (several[0].groups == groups[group],)
        shares = several[0].shares(*sides)
        values[:, rows] = [carried.spread_of(shares, alone=not other)[measures[rows]] for carried in several]
    return list(values)


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
    """The tables of a comparison with remarks on reading error and, where it is carried, wider intervals; and notes on all.

    `uneven` are the measures in which the error is larger than the differences.
    """

    table: "pd.DataFrame"
    differences: "pd.DataFrame"
    uneven: list[str]
    notes: list[str]


def with_reading(
    sample: Sample, table: "pd.DataFrame", contrasts: "pd.DataFrame", errors: ReadingErrors | None, confidence: float | None
) -> Reckoned:
    """The tables of a comparison reckoned with reading error; as they are where nothing is known of it.

    `confidence` is that of the wider interval; None for no such interval.
    """
    if errors is None:
        return Reckoned(table, contrasts, [], [])
    carried = Carried.of(sample, errors)
    several = [carried.with_sd(errors, "sd", list(sample.measures)), carried]
    shown, sds = zip(*(spreads(sample, part, several) for part in (table, contrasts)), strict=True)
    flagged = uneven(contrasts, shown[1], sds[1])
    compared = contrasts.loc[~np.isnan(sds[1]), "measure"].nunique()
    notes = [note_on_reading(flagged, sample.measures, compared)]
    both = zip((table, contrasts), shown, sds, strict=True)
    parts = [noted(part, least, sd, flagged, sample.measures) for part, least, sd in both]
    if confidence is not None:
        parts = [widened(part, sd, sample.measures, confidence) for part, sd in zip(parts, sds, strict=True)]
        notes += [errors.unknown] if any(measure.family == "loaded" for measure in sample.measures.values()) else []
    return Reckoned(parts[0], parts[1], list(flagged), notes)


# -- warnings --------------------------------------------------------------------------------------------------------------


def uneven(contrasts: "pd.DataFrame", shown: Floats, sd: Floats) -> dict[str, float]:
    """The measures in which the reading error of differences from the rest is larger than these differences, with its size.

    A warning needs evidence: what is compared with the differences is the error that coded articles show (`shown`, from the
    column `sd` of `ReadingErrors.table`, 0 where nothing shows that outlets are read unevenly). Its size is the one that wider
    intervals reckon with (`sd`, from `sd_expected`, which is no smaller). Errors and differences are root mean squares over the
    groups with enough articles (over all, where fewer than two have enough); of two groups, this compares the error of their
    difference with the difference.
    """
    sizes = {"shown": shown, "reading": sd, "difference": contrasts["difference"].to_numpy(dtype=float)}
    table = contrasts[["measure", "against", "few"]].assign(**{name: size**2 for name, size in sizes.items()})
    table = table[table["against"] == REST].dropna(subset=["shown", "difference"])
    many = ~table["few"].astype(bool)
    enough = many.groupby(table["measure"]).transform("sum") > 1
    means = table[many | ~enough].groupby("measure", sort=False)[list(sizes)].mean() ** 0.5
    where = (means["shown"] > means["difference"]) & (means["difference"] > 0)  # where no group differs, nothing to warn of
    return {str(measure): float(error) for measure, error in means.loc[where, "reading"].items()}


def note_on_reading(flagged: Mapping[str, float], measures: Mapping[str, Measure], compared: int) -> str:
    """A sentence on the measures that are read too unevenly; "" for none.

    Parameters
    ----------
    flagged : the measures and the size of their error (see `uneven`).
    measures : all measures of the comparison.
    compared : the number of measures with a reading error.

    Examples
    --------
    >>> from toolkit import MEASURES
    >>> note_on_reading({"official_share": 0.06}, MEASURES, 90)
    'the toolkit’s reading error (its standard deviation) ... in 1 of 90 measures: official sources (6 points)'
    """
    if not flagged:
        return ""
    first = sorted(flagged, key=lambda name: len(measures[name].of.keys() - {"voice"}))[:_NAMED]  # whole before parts, in order
    named = ", ".join(f"{_lower(measures[name].title)} ({size_of(flagged[name], measures[name])})" for name in first)
    among = ": " if len(first) == len(flagged) else ", among them "
    where = f"in {len(flagged)} of {compared} measures{among}{named}"
    return f"the toolkit’s reading error (its standard deviation) is larger than the differences between groups {where}"


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
    differences, notes = "difference" in table, []
    columns = table["measure"], table["note"], table["difference" if differences else "estimate"]
    for measure, told, value, least, error in zip(*columns, shown, sd, strict=True):
        if differences:
            remark = "larger than the difference" if least > abs(value) > 0 else ""
        else:
            is_flagged = measure in flagged and not isnan(value) and not isnan(error)
            remark = "as large as the differences between groups" if is_flagged else ""
        size = f"the toolkit’s reading error (standard deviation {size_of(error, measures[measure])}) is " if remark else ""
        notes.append("; ".join(filter(None, [told, size + remark])))
    return table.assign(note=notes)
