"""What each group leaves out of the events that it shares with others: sources, actors, numbers and statements.

What is absent from one article may be in the next one, or have been left out for want of room: absence is no suppression. It
becomes a finding where it recurs over events, and on one side (Entman 1991; van Leeuwen 1996, on exclusion).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from ..articles.article import Article
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..choices import refuse_names_of_command
from ..errors import NothingSharedError, OptionError
from ..grouping.copies import Counting, independent
from ..grouping.events import Events, placed
from ..grouping.groups import By, group_names, in_order, no_value_message, only_one_group, title_of, unknown_group
from ..notebook import show_html
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.resampling import Resampling
from ..tabular import Tabular, as_html
from .event_pools import KINDS, SOURCE, Articles, Vocabulary, articles_of_events, pool_of, rows_of, table_of
from .omission_shares import LEAST_OTHERS, beside_others, shares_of
from .statements import Statements, aligned, statement_pool

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Omissions(Tabular):
    """What groups bring on the events that they share, and leave out.

    Attributes
    ----------
    table : one row per event, group and item of the event's pool: event, group, kind (source, actor, number, statement), item,
        what (person, body, country; people, money, share, things), source_type, side; state ("heard", "named only", "absent": see
        `event_pools.STATES`), open (it may be there though it was not found: an unresolved pronoun, a spokesman, or the words of
        the name), brought (heard; of actors, whom nobody hears, named), places (stretches of what a source says, of which an
        attribution may have several, or mentions of an actor), words of the group's articles on the event, kept (probability that
        it were still brought in an article as short as the shortest on the event) and ids of the articles.
    shares : one row per group and kind of item (`split` "all"), and per source type and side of sources: n_events, pool,
        brought, share = brought / pool with low and high (resampled events); share_elsewhere (of the other groups on the same
        events), difference (weighted mean over events) with its limits, p (permutation within events) and p_adjusted
        (Benjamini and Hochberg 1995); share_rarefied (from `kept`); alone (no other group brings it, nor is it open there)
        and its share of brought; missing (all others bring it, at least two, and the group does not, and it is not open) and
        its share of missing_of, the items that all others bring; few, note.
    statements : one row per statement and article that tells it, where texts are given (see `statements.COLUMNS`).
    articles : one row per article on the events: event, group, id.
    settings : the options that the figures were made with; `unnamed` is the share of stretches of attributed content that
        count for no source, since theirs has no name or is not resolved.

    Examples
    --------
    >>> from toolkit import example_results
    >>> table = example_results.omissions().table
    >>> table.loc[table["item"] == "Ben Abay", ["group", "state"]].values.tolist()
    [['Herald', 'named only'], ['Post', 'heard'], ['Wire', 'heard']]
    """

    table: "pd.DataFrame"
    shares: "pd.DataFrame"
    statements: "pd.DataFrame"
    articles: "pd.DataFrame"
    settings: dict[str, Any]

    @property
    def events(self) -> list[str]:
        """The events, those with the largest pools first."""
        sizes = self.table.drop_duplicates(["event", "kind", "item"])["event"].value_counts().sort_index()
        return [str(event) for event in sizes.sort_values(ascending=False, kind="stable").index]

    def of(self, event: str) -> "pd.DataFrame":
        """The rows of one event.

        Raises OptionError for one that two groups do not share; the message lists some that they do.

        >>> from toolkit import example_results
        >>> example_results.omissions().of("dam")[["group", "item", "state"]].values.tolist()[0]
        ['Herald', 'Ada Hall', 'heard']
        """
        if event not in set(self.table["event"]):
            raise OptionError(f"two groups share no event {event!r}; events are {', '.join(self.events[:10]) or 'none'}")
        return self.table[self.table["event"] == event].reset_index(drop=True)

    def matrix(self, event: str, kind: str = SOURCE) -> "pd.DataFrame":
        """The state of each item of one kind (rows) in each group (columns).

        >>> from toolkit import example_results
        >>> example_results.omissions().matrix("dam")["Herald"].to_dict()
        {'Ada Hall': 'heard', 'Ben Abay': 'named only', 'Cora Lane': 'absent'}
        """
        rows = self.of(event)
        rows = rows[rows["kind"] == kind]
        states = rows.pivot(index="item", columns="group", values="state")
        return states.reindex(index=rows["item"].unique(), columns=in_order(states.columns))

    def alone(self, group: str) -> "pd.DataFrame":
        """The items that, as far as can be seen, no other group brings.

        Raises OptionError for a group that is on no event with others.

        >>> from toolkit import example_results
        >>> len(example_results.omissions().alone("Wire"))
        0
        """
        return self._of_group(group, beside_others(self.table)["alone"])

    def missing(self, group: str, least: int = LEAST_OTHERS) -> "pd.DataFrame":
        """The items that all other groups on an event bring (at least `least`) and this one, as far as can be seen, does not.

        >>> from toolkit import example_results
        >>> example_results.omissions().missing("Herald")["item"].tolist()[:2]
        ['Ben Abay', 'Cora Lane']
        """
        return self._of_group(group, beside_others(self.table, least)["missing"])

    def _of_group(self, group: str, rows: "pd.Series[bool]") -> "pd.DataFrame":
        if group not in set(self.table["group"]):
            raise OptionError(unknown_group(group, self.table["group"].unique()))
        return self.table[rows & (self.table["group"] == group)].reset_index(drop=True)

    def show(self, event: str | None = None) -> None:
        """Show, in a notebook, whom each group on an event hears, names or leaves out; by default where there are most items.

        Raises OptionError elsewhere, and where no group brings anything.
        """
        if event is None and not self.events:
            raise OptionError("no group brings a source, an actor or a number on any event: there is nothing to show")
        show_html(as_html(self.matrix(event or self.events[0])))

    def _shown(self) -> "pd.DataFrame":
        columns = ["group", "kind", "n_events", "pool", "brought", "share", "low", "high", "difference", "p_adjusted", "alone"]
        return self.shares[self.shares["split"] == "all"][[*columns, "missing"]].round(2)


def omissions(
    scores: ScoreTable,
    by: By = "outlet",
    within: By | Events = "event",
    *,
    texts: Any = None,
    copies: Counting = "once",
    min_events: int = 10,
    resamples: int = 2000,
    permutations: int | None = None,
    confidence: float = 0.95,
    seed: int = 0,
    **columns: Unpack[RowOptions],
) -> Omissions:
    """What each group brings and leaves out of the events that it shares with others.

    What is absent becomes a finding where it recurs over events, and on one side (Entman 1991; van Leeuwen 1996, on exclusion):
    a single article may have had no room for it.

    Parameters
    ----------
    by : a field of the articles, a column of the user's own file, or several, which are crossed.
    within : the column that says on which event an article is, or the events that `find_events` found in these scores.
    texts : the articles that were scored, with their texts, or whatever `articles_in` makes articles of; without them statements
        are left out. Those that are not as they were scored are not used.
    copies : near-copies do not hear anybody anew: "once", "agency" or "keep", as in `compare`.
    min_events : a share that rests on fewer events is marked as few.
    resamples, confidence, seed : options of the bootstrap and of the permutations.
    permutations : how often articles are dealt at most, as in `compare`.
    columns : ``text="body", outlet="paper"``, where the texts have their fields (see `RowOptions`).

    Raises OptionError where no article has a value for `by` or `within`, no groups share an event, or a number is out of range.

    >>> from toolkit import example_results
    >>> shares = example_results.omissions().shares.query("kind == 'source' and split == 'all'")
    >>> shares[["group", "pool", "brought", "alone", "missing"]].values.tolist()
    [['Herald', 3, 1, 0, 2], ['Post', 3, 3, 0, 0], ['Wire', 3, 3, 0, 0]]
    """
    refuse_names_of_command(columns, {"find_events": "within=tk.find_events(scores)"})
    if unknown := columns.keys() - RowOptions.__annotations__.keys():
        raise OptionError(f"{min(unknown)}: there is no such option")
    resampling = Resampling(resamples, confidence, seed, permutations)
    scores, column = placed(scores, within)
    kept = independent(scores, copies, by=by).scores.scores
    groups, events = _groups(kept, by), _events(kept, column)
    articles = articles_of_events(kept, events, groups)
    if not articles:
        raise NothingSharedError(
            f"no two values of {title_of(by)} are on the same {title_of(column)}: there is nothing to compare"
        )
    chosen = {id for of in articles.values() for group in of.values() for id in group.ids}
    statements = Statements.none() if texts is None else aligned(articles, _texts(articles_in(texts, **columns), kept, chosen))
    vocabulary, outlets = Vocabulary(kept), kept.fields("outlet")
    rows: list[tuple[Any, ...]] = []
    for event, of in articles.items():
        own = {outlets[row] for group in of.values() for row in group.rows}
        pool = {**pool_of(of, vocabulary, own), **statement_pool(statements.of(event), of)}
        rows += rows_of(event, of, pool)
    table = table_of(rows)
    settings = {
        "by": title_of(by),
        "within": "events found" if isinstance(within, Events) else title_of(within),
        "copies": copies,
        "texts": statements.read,
        "kinds": [kind for kind in KINDS if kind in set(table["kind"])],
        "events": len(articles),
        "articles": len(chosen),
        "unnamed": _unnamed(articles),
        "min_events": min_events,
        **resampling.settings,
    }
    return Omissions(table, shares_of(table, resampling, min_events), statements.table, _listed(articles), settings)


def _listed(articles: Mapping[str, Mapping[str, Articles]]) -> "pd.DataFrame":
    """One row per article: event, group, id."""
    import pandas as pd

    rows = [(event, name, id) for event, of in articles.items() for name, group in of.items() for id in group.ids]
    return pd.DataFrame(rows, columns=["event", "group", "id"])


def _groups(scores: Scores, by: By) -> list[str | None]:
    """The group of each article. Raises OptionError where none has one, and NothingSharedError where there are no two groups."""
    names = group_names(scores, by)
    known = [name for name in dict.fromkeys(names) if name is not None]
    if not known:
        raise OptionError(no_value_message(scores.articles(), by))
    if len(known) < 2:
        raise NothingSharedError(only_one_group(known))
    return names


def _events(scores: Scores, column: By) -> list[str | None]:
    """The event of each article. Raises NothingSharedError where none has one."""
    names = group_names(scores, column)
    if all(name is None for name in names):
        raise NothingSharedError(
            f"no article has a value for {title_of(column)!r}; find events first: --find-events "
            "(in Python within=tk.find_events(scores))"
        )
    return names


def _unnamed(articles: Mapping[str, Mapping[str, Articles]]) -> float:
    """The share of stretches of attributed content whose source has no name, or is not resolved."""
    found = (places for of in articles.values() for group in of.values() for places in group.places)
    named = [bool(p.named and p.speaker) for places in found for p in places if p.mark == "attribution"]
    return 1 - sum(named) / len(named) if named else float("nan")


def _texts(texts: Iterable[Article], scores: Scores, chosen: set[str]) -> dict[str, str]:
    """The texts of some articles by id, as they were read; those that have changed since they were scored are left out."""
    known = {(id, sha256) for id, sha256 in zip(scores.values("id"), scores.sha256, strict=True) if id in chosen}
    return {article.id: article.original("text") or "" for article in texts if (article.id, article.sha256) in known}
