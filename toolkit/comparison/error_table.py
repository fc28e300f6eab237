"""How unevenly the toolkit reads: tables of its reading errors on articles that people coded.

The table that ships says for each measure, and for news and opinion, by how much the error of reading differs from outlet to
outlet; `validation.reading_error` makes such tables. It holds for the shipped reader and lexicon only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.given import DEFAULT_LEXICONS
from ..annotation.loaded.loaded_words import load_loaded_model
from ..errors import OptionError
from ..files import MODELS
from ..scores.scores import ScoreTable
from ..statistics.arrays import Floats
from ..tabular import Tabular
from ..text.lexicon import load_lexicon

if TYPE_CHECKING:
    import pandas as pd

SHIPPED = MODELS / "reading_error.csv"
"""The reading errors of the shipped models, on articles that we coded."""

ALL, GENRES = "all", ("news", "opinion")
"""The name of all genres together, and the genres with errors of their own; analysis counts as opinion."""

GENRE_CLASSES = (ALL, *GENRES)
"""What `genre_class` makes of a genre; the first is that of articles whose genre is none of the others."""

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
_TABLE_OF_YOUR_OWN = "give --reading-error a table made from articles that you coded"

NO_ERRORS = f"nothing is known of the reading error of any reader but the fast one: {_TABLE_OF_YOUR_OWN}, or compare without"
"""The message where the wider interval is asked for, and there is no estimate."""

_REMEDY = "reading_errors(…).table.to_csv(path, index=False) writes such a table"

_FAULTS = 3  # that an error names


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
        raise OptionError("\n".join([*(f"{path}:{row + 2}: {fault}" for row, fault in faults[:_FAULTS]), _REMEDY]))
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
    for row, genre in table.loc[~table["genre"].isin(GENRE_CLASSES), "genre"].items():
        yield row, f"column genre: {str(genre)!r} is none of {', '.join(GENRE_CLASSES)}"
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
    if isinstance(own, bool):
        raise OptionError("reading_error is a table; with_reading_error=True adds the wider interval")
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
    return f"from a probability of {made_with['min p']} on (--min-p)" if "min p" in made_with else ""
