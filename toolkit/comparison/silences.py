"""Talked about and never heard: whom each outlet (or other group) writes about without letting her speak.

An article is one trial: it talks about somebody, and hears her or not. So shares have Wilson's interval (1927), the
difference from all other groups Newcombe's (1998, method 10), and its p is Fisher's exact one; all three keep their promise
in small numbers, which these are. A silence is only as sure as the coreference: `open` counts the articles in which a pronoun
that is a source and stayed unresolved may be the one who seems unheard.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, grouped, named
from ..measures.scores import ArticleScore, ScoreTable
from ..statistics.inference import adjusted
from ..statistics.intervals import newcombe, wilson
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("person", "body", "group")
"""Who can be talked about: persons, organisations, and groups that have only a loaded label for a name ("terrorist")."""

SAME_EVERYWHERE = ("person", "body")
"""Those whose name means the same in every outlet; whoever is called a terrorist is somebody else in each."""

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


@dataclass(frozen=True)
class Silences(Tabular):
    """Who is talked about and heard, by group.

    Attributes
    ----------
    table : one row a group and name that its articles talk about, the most articles that leave her unheard first in each group.
        Columns: group, name, kind (person, body, group); talked_about (articles that name her at least twice, by a loaded
        label, or hear her), heard (articles in which she is a source), open (articles in which she is unheard, but an
        unresolved pronoun may be her); share_heard = heard / talked_about with low and high (Wilson); the same of all other
        groups together (…_elsewhere); difference (share_heard - share_heard_elsewhere) with its limits (Newcombe), p (Fisher)
        and p_adjusted (Benjamini and Hochberg 1995, over the whole table); n_articles of the group.
    settings : what the figures were made with.
    """

    table: "pd.DataFrame"
    settings: dict[str, Any]

    def of(self, name: str) -> "pd.DataFrame":
        """The rows of one name, group by group.

        Raises ArticleError for a name that is not in the table.
        """
        if name not in set(self.table["name"]):
            most = self.table.groupby("name")["talked_about"].sum().nlargest(10).index
            raise ArticleError(f"no group talks about {name!r} often enough; most talked about are {', '.join(most) or 'none'}")
        return self.table[self.table["name"] == name].reset_index(drop=True)

    def never_heard(self, least: int = 3) -> "pd.DataFrame":
        """The rows of those whom a group talks about in at least so many articles and never hears.

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
    kinds: Collection[str] = SAME_EVERYWHERE,
    least: int = 3,
    copies: Counting = "once",
    confidence: float = 0.95,
) -> Silences:
    """Whom each group talks about, in how many articles, and in how many of these she is heard; and elsewhere.

    Names are those of the registry where it knows them; others are as the article gives them at the fullest, so that somebody
    whom one article calls by the last name alone is a second person.

    Parameters
    ----------
    by : a field of the articles, a column of the user's own file, a span of time, or several of these (see `grouping.By`).
    kinds : of `KINDS`; without the groups where none are given, since a label means others in each outlet.
    least : articles, of all groups together, that must talk about somebody who is then in the table.
    copies : near-copies and wire copy are not independent trials: "once", "agency" or "keep" (see `compare`).
    confidence : of the intervals.

    Raises
    ------
    ArticleError
        No article has a value for `by`; a kind or a way to count copies that does not exist; a confidence outside 0 to 1.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.silences().of("Ada Hall")[["group", "talked_about", "heard", "share_heard_elsewhere"]].values.tolist()
    [['Herald', 3, 0, 1.0], ['Wire', 3, 3, 0.0]]
    """
    import pandas as pd

    unknown = sorted(set(kinds) - set(KINDS))
    if unknown or not kinds:
        raise ArticleError(f"no kind {', '.join(unknown) or 'given'}; kinds are {', '.join(KINDS)}")
    if not 0 < confidence < 1:
        raise ArticleError("confidence must be between 0 and 1")
    kept, _ = independent(scores, copies, by=by)
    groups = grouped(kept, by)
    counted = _counted(groups, kinds)
    rows = [figures for row in counted.itertuples(index=False) if (figures := _figures(row, least, confidence))]
    table = pd.DataFrame(rows, columns=list(_COLUMNS[:-2])).assign(p_adjusted=lambda rows: adjusted(rows["p"]))
    table = table.assign(n_articles=[len(groups[group]) for group in table["group"]])
    settings = {
        "by": named(by),
        "kinds": [kind for kind in KINDS if kind in kinds],
        "least": least,
        "copies": copies,
        "confidence": confidence,
        "articles": sum(map(len, groups.values())),
    }
    return Silences(table, settings)


def _counted(groups: Mapping[str, Iterable[ArticleScore]], kinds: Collection[str]) -> "pd.DataFrame":
    """Articles by group and name: that talk about her, hear her, leave it open; and the same of all other groups."""
    import pandas as pd

    rows = [(group, *one) for group, members in groups.items() for member in members for one in _states(member, kinds)]
    frame = pd.DataFrame(rows, columns=["group", "name", "kind", "heard", "open"]).assign(talked_about=1)
    numbers = ["talked_about", "heard", "open"]
    here = frame.groupby(["group", "name", "kind"])[numbers].sum().reset_index()
    everywhere = here.groupby(["name", "kind"])[numbers].transform("sum")
    elsewhere = (everywhere - here[numbers]).add_suffix("_elsewhere")
    unheard = (here["talked_about"] - here["heard"]).rename("unheard")
    return here.join(elsewhere).join(unheard).sort_values(["group", "unheard", "name"], ascending=[True, False, True])


def _states(article: ArticleScore, kinds: Collection[str]) -> Iterator[tuple[str, str, bool, bool]]:
    """Each name once, with its kind and whether it is heard or open: heard if any of those called so is.

    An outlet that names itself ("SANA reported", in SANA) is left out: it is speaking.
    """
    own = (article.article.outlet or "").casefold()
    states: dict[tuple[str, str], set[str]] = {}
    for name, kind, state in article.talked_about:
        if kind in kinds and name.casefold() != own:
            states.setdefault((name, kind), set()).add(state)
    for key, found in states.items():
        yield (*key, "heard" in found, "open" in found and "heard" not in found)


def _figures(row: Any, least: int, confidence: float) -> tuple[Any, ...] | None:
    """The row of a group and name with its shares; None where too few articles talk about her."""
    if row.talked_about + row.talked_about_elsewhere < least:
        return None
    here = wilson(row.heard, row.talked_about, confidence)
    elsewhere = wilson(row.heard_elsewhere, row.talked_about_elsewhere, confidence)
    apart = _fisher(row.heard, row.talked_about, row.heard_elsewhere, row.talked_about_elsewhere)
    return (
        *(row.group, row.name, row.kind, row.talked_about, row.heard, row.open, *here),
        *(row.talked_about_elsewhere, row.heard_elsewhere, *elsewhere, *newcombe(here, elsewhere), apart),
    )


def _fisher(right: int, n: int, right_other: int, n_other: int) -> float:
    """p of two shares that far apart if they were the same (Fisher's exact test); NaN where there is only one."""
    from scipy.stats import fisher_exact

    if not (n and n_other):
        return nan
    return float(fisher_exact([[right, n - right], [right_other, n_other - right_other]]).pvalue)
