"""Talked about and never heard: who each outlet (or other group) writes about without letting them speak.

Each article that talks about somebody is one trial: it hears them or not. So shares have Wilson's interval (1927), the difference
from all other groups has Newcombe's (1998, method 10), and its p is that of Fisher's exact test. All three hold for small
numbers, as these are. A silence is only as certain as the coreference: `open` counts the articles in which an unresolved pronoun
is a source, and may be the person who seems unheard.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..choices import several_of
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, codes_of, grouped, title_of
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.arrays import Bools, Indices
from ..statistics.inference import adjusted
from ..statistics.intervals import newcombe, wilson
from ..statistics.resampling import check_confidence
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("person", "body", "group")
"""Who can be talked about: persons, organisations, and groups that have only a loaded label for a name ("terrorist")."""

SAME_EVERYWHERE = ("person", "body")
"""The kinds whose names mean the same in every outlet; "terrorist" means somebody else in each."""

_COLUMNS = (
    "group",
    "name",
    "kind",
    "talked_about",
    "heard",
    "open",
    "share_heard",
    "low",
    "high",
    "talked_about_elsewhere",
    "heard_elsewhere",
    "share_heard_elsewhere",
    "low_elsewhere",
    "high_elsewhere",
    "difference",
    "difference_low",
    "difference_high",
    "p",
    "p_adjusted",
    "n_articles",
)

_COUNTS = ["heard", "talked_about", "heard_elsewhere", "talked_about_elsewhere"]
_SHARES = [f"{name}{side}" for side in ("", "_elsewhere") for name in ("share_heard", "low", "high")]
_FIGURES = [*_SHARES, "difference", "difference_low", "difference_high", "p"]


@dataclass(frozen=True, repr=False)
class Silences(Tabular):
    """Who is talked about and heard, by group.

    Attributes
    ----------
    table : one row per group and name that its articles talk about; in each group, names that most articles leave unheard first.
        Columns: group, name, kind (person, body, group); talked_about (articles that name them at least twice, or by a loaded
        label, or hear them), heard (articles in which they are a source), open (articles in which they are unheard, but may be
        meant by an unresolved pronoun); share_heard = heard / talked_about, with low and high (Wilson); the same of all other
        groups together (…_elsewhere); difference (share_heard - share_heard_elsewhere) with its limits (Newcombe), p (Fisher)
        and p_adjusted (Benjamini and Hochberg 1995, over the whole table); n_articles of the group.
    settings : the options that the figures were made with.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.silences().table[["group", "name", "talked_about", "heard"]].values.tolist()
    [['Herald', 'Ada Hall', 3, 0], ['Wire', 'Ada Hall', 3, 3]]
    """

    table: "pd.DataFrame"
    settings: dict[str, Any]

    def of(self, name: str) -> "pd.DataFrame":
        """The rows of one name, group by group.

        Raises OptionError for a name that is not in the table; the message gives those that are talked about most.

        >>> from toolkit import example_results
        >>> example_results.silences().of("Ada Hall")[["group", "heard"]].values.tolist()
        [['Herald', 0], ['Wire', 3]]
        """
        if name not in set(self.table["name"]):
            most = self.table.groupby("name")["talked_about"].sum().nlargest(10).index
            raise OptionError(f"no group talks about {name!r} often enough; most talked about are {', '.join(most) or 'none'}")
        return self.table[self.table["name"] == name].reset_index(drop=True)

    def never_heard(self, least: int = 3) -> "pd.DataFrame":
        """The rows of names that a group talks about in at least `least` articles and never hears.

        >>> from toolkit import example_results
        >>> example_results.silences().never_heard()[["group", "name"]].values.tolist()
        [['Herald', 'Ada Hall']]
        """
        rows = self.table[(self.table["heard"] == 0) & (self.table["talked_about"] >= least)]
        return rows.sort_values("talked_about", ascending=False, kind="stable").reset_index(drop=True)


def silences(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    kinds: str | Collection[str] = SAME_EVERYWHERE,
    least: int = 3,
    copies: Counting = "once",
    confidence: float = 0.95,
) -> Silences:
    """Who each group talks about, in how many articles, in how many of these they are heard, and the same for the other groups.

    An article that talks about somebody is one trial, which hears them or not. Shares have Wilson's interval (1927), the
    difference from all other groups has Newcombe's (1998, method 10), and its p is that of Fisher's exact test.

    Names are those of the registry if it has them, else the fullest form in the article, so that somebody whom one article calls
    by the last name alone counts as a second person. An outlet is not among those whom it talks about itself.

    Parameters
    ----------
    by : a field of the articles, a column of the user's own file, a span of time, or several of these (see `groups.By`).
    kinds : some of `KINDS`; by default all but groups, since a label means different people in each outlet.
    least : names that fewer articles of all groups together talk about are left out.
    copies : near-copies and wire copy are not independent trials: "once", "agency" or "keep" (see `compare`).
    confidence : confidence of the intervals, between 0 and 1.

    Raises
    ------
    OptionError
        No article has a value for `by`, a kind or a way to count copies does not exist, or the confidence is out of range.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.silences().of("Ada Hall")[["group", "talked_about", "heard", "share_heard_elsewhere"]].values.tolist()
    [['Herald', 3, 0, 1.0], ['Wire', 3, 3, 0.0]]
    """
    import pandas as pd

    kinds = several_of(kinds)
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown or not kinds:
        raise OptionError(f"unknown kind {', '.join(unknown) or '(none)'}; choose among {', '.join(KINDS)}")
    check_confidence(confidence)
    kept, _ = independent(scores, copies, by=by)
    groups = grouped(kept, by)
    counts = _counted(groups, kinds)
    counts = counts[counts["talked_about"] + counts["talked_about_elsewhere"] >= least]
    fours = list(counts[_COUNTS].itertuples(index=False, name=None))
    figures = {four: _figures(four, confidence) for four in set(fours)}
    further = pd.DataFrame([figures[four] for four in fours], columns=_FIGURES, index=counts.index, dtype=float)
    table = counts.join(further).assign(p_adjusted=lambda rows: adjusted(rows["p"])).reset_index(drop=True)
    table = table.assign(n_articles=[len(groups[group]) for group in table["group"]])[list(_COLUMNS)]
    settings = {
        "by": title_of(by),
        "kinds": [kind for kind in KINDS if kind in kinds],
        "least": least,
        "copies": copies,
        "confidence": confidence,
        "articles": sum(map(len, groups.values())),
    }
    return Silences(table, settings)


def _counted(groups: Mapping[str, Scores], kinds: Collection[str]) -> "pd.DataFrame":
    """The numbers of articles, by group and name, that talk about them, hear them, or leave it open; and of all other groups."""
    import pandas as pd

    talked = _talked_about(Scores.joined(list(groups.values())), kinds)
    codes = codes_of(groups)
    cell, place = np.unique(codes[talked.article] * len(talked.keys) + talked.key, return_inverse=True)
    several = {"talked_about": np.ones(len(talked.key)), "heard": talked.heard, "open": talked.open}
    names, (code, key) = list(groups), np.divmod(cell, max(len(talked.keys), 1))
    rows = [(names[i], *talked.keys[j]) for i, j in zip(code.tolist(), key.tolist(), strict=True)]
    counts = {name: np.bincount(place.ravel(), numbers, len(cell)).astype(np.int64) for name, numbers in several.items()}
    frame, numbers = pd.DataFrame(rows, columns=["group", "name", "kind"]).assign(**counts), list(several)
    here = frame.groupby(["group", "name", "kind"])[numbers].sum().reset_index()
    everywhere = here.groupby(["name", "kind"])[numbers].transform("sum")
    elsewhere = (everywhere - here[numbers]).add_suffix("_elsewhere")
    unheard = (here["talked_about"] - here["heard"]).rename("unheard")
    return (
        here.join(elsewhere)
        .join(unheard)
        .sort_values(
            ["group", "unheard", "name"],
            ascending=[True, False, True],
            key=lambda column: pd.Categorical(column, names).codes if column.name == "group" else column,
        )
    )


class _Talked(NamedTuple):
    """Whom articles talk about, a row for each article and name: heard if anybody of that name is, or else perhaps open.

    `keys` are names with their kinds, `key` their numbers.
    """

    keys: Sequence[tuple[str, str]]
    article: Indices
    key: Indices
    heard: Bools
    open: Bools


def _talked_about(scores: Scores, kinds: Collection[str]) -> _Talked:
    """Whom each article talks about."""
    uses = scores.uses("talked_about")
    uses = uses.where(np.array([kind in kinds for _, kind, _ in uses.keys], dtype=bool))
    pairs = [(name, kind) for name, kind, _ in uses.keys]
    together = uses.with_keys(pairs)
    heard, unsure = (
        uses.with_keys(pairs, np.array([state == wanted for *_, state in uses.keys], dtype=np.int64)[uses.key]).times > 0
        for wanted in ("heard", "open")
    )
    return _Talked(together.keys, together.article, together.key, heard, unsure & ~heard)


def _figures(counts: tuple[int, int, int, int], confidence: float) -> tuple[float, ...]:
    """The figures of a group and name: shares here and elsewhere, their difference, each with its limits, and p."""
    heard, talked_about, heard_elsewhere, talked_about_elsewhere = counts
    here, elsewhere = wilson(heard, talked_about, confidence), wilson(heard_elsewhere, talked_about_elsewhere, confidence)
    return (*here, *elsewhere, *newcombe(here, elsewhere), _fisher(*counts))


def _fisher(right: int, n: int, right_other: int, n_other: int) -> float:
    """p of two shares that differ this much if they were really the same (Fisher's exact test); NaN where one is missing."""
    from scipy.stats import fisher_exact

    if not (n and n_other):
        return nan
    return float(fisher_exact([[right, n - right], [right_other, n_other - right_other]]).pvalue)
