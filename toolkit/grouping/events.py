"""Which articles are on one event, judged by their words and dates, so that outlets can be compared on the same news.

An event is one happening with the reports that follow it closely (`event_clustering` says how they are found). How fine events
should be is a matter of judgement: read some of them before comparing outlets within them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from numbers import Real
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack, overload

import numpy as np

from ..articles.article import Article
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import ArticleError, OptionError
from ..scores.article_score import ArticleScore
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable, check_scored
from ..scores.scoring import bare, columns_of_scores
from ..scores.uses import Uses
from ..statistics.arrays import Floats, Indices
from ..tabular import Tabular
from ..text.word_classes import function_words
from .event_clustering import LARGEST, Space, joined, threshold_of, weighted
from .groups import By, group_names, in_order, title_of

if TYPE_CHECKING:
    import pandas as pd

DAYS = 4
"""The most days between two articles on one event. In BASIL (100 events in three outlets) there are never more."""

_COMPARED = 20  # words by which articles are told apart that are alike in all else
_NAMED = 5  # groups without an article left that the summary names


@dataclass(frozen=True, repr=False)
class Events(Tabular):
    """Articles by event.

    Attributes
    ----------
    table : one row per article, in the order in which they came: event (from 1, by first date; an article that matches no
        other is an event by itself), position, id, outlet, published, title, similarity (its mean similarity to the others on its
        event, less a tenth for each day between; NaN where it is alone).
    threshold : similarity at which articles were joined.
    days : the most days between two articles on one event.
    notes : what a reader must know.

    Examples
    --------
    >>> texts = "The dam at Hallet burst.", "Voters chose a new mayor.", "A dam burst at Hallet, officials said."
    >>> find_events(texts).table["event"].tolist()
    [1, 2, 1]
    """

    table: "pd.DataFrame"
    threshold: float
    days: int
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """The options, the number of events, and what a reader must know."""
        return {"threshold": self.threshold, "days": self.days, "events": len(self), "notes": list(self.notes)}

    def __len__(self) -> int:
        """Number of events, including those of a single article."""
        return int(self.table["event"].nunique())

    def by_position(self) -> dict[int, int]:
        """The event of each article by its position among those that came in."""
        return dict(zip(self.table["position"].tolist(), self.table["event"].tolist(), strict=True))

    def by_id(self) -> dict[str, int]:
        """The event of each article by its id.

        Raises ArticleError where two articles share an id.
        """
        twice = self.table.loc[self.table["id"].duplicated(), "id"]
        if len(twice):
            raise ArticleError(f"several articles have the id {twice.iloc[0]!r}; use by_position()")
        return dict(zip(self.table["id"].tolist(), self.table["event"].tolist(), strict=True))

    def by_event(self) -> "pd.DataFrame":
        """The table event by event, to be read and checked; articles that are alone on theirs come last.

        >>> texts = "The dam at Hallet burst.", "Voters chose a new mayor.", "A dam burst at Hallet, officials said."
        >>> find_events([Article(str(i), text) for i, text in enumerate(texts)]).by_event()["id"].tolist()
        ['0', '2', '1']
        """
        alone = ~self.table["event"].duplicated(keep=False)
        order = self.table.assign(alone=alone).sort_values(["alone", "event", "published", "position"])
        return order.drop(columns="alone").reset_index(drop=True)

    def _shown(self) -> "pd.DataFrame":
        return self.by_event()


def find_events(
    articles: Iterable[Any] | ScoreTable,
    *,
    days: int = DAYS,
    threshold: float | None = None,
    **columns: Unpack[RowOptions],
) -> Events:
    """Which articles are on one event.

    The similarity of two articles is the cosine of their words (logarithmic counts times inverse document frequency, title and
    text, without function words), less a tenth for each day between them; beyond the window it is 0. Groups are joined while
    the mean similarity of their articles reaches the threshold. Scores serve as well as texts, of which the words count that are
    scored: no furniture, nor an article in another language. The order of the articles makes no difference.

    On BASIL's 150 articles of odd years among 600 others pairwise F1 is .95 (.93 to .97 over ten draws of the others, some of
    which are on the same events), among the 150 themselves .98 (``benchmarks/events.py``).

    Parameters
    ----------
    articles : scores, or articles in any of the forms that `articles_in` takes, with the same `columns`.
    days : the most days between two articles on one event; 0 for the same day. An article without a date is compared with all,
        as if it were a day beyond the window.
    threshold : similarity, above 0 and below 1; a higher one makes narrower events. None takes `event_clustering.USUAL` and
        checks it: pairs of articles two to eight windows apart show how similar articles of one season are by chance (a false
        discovery rate: Storey 2002). Where chance makes up too little or too much of the pairs in the window
        (`event_clustering.CHANCE`), the threshold is lowered or raised, and a note says so.

    Raises
    ------
    OptionError
        The window or the threshold is out of range, or columns of scores are named.
    ArticleError
        There are fewer than two articles, or none of them has words.

    Examples
    --------
    >>> from datetime import date
    >>> texts = "The dam at Hallet burst.", "A dam burst at Hallet, officials said.", "Voters chose a new mayor."
    >>> articles = [Article(str(i), text, published=date(2017, 3, 1)) for i, text in enumerate(texts)]
    >>> find_events(articles).by_id()
    {'0': 1, '1': 1, '2': 2}
    """
    _check(days, threshold)
    read = _read(articles, **columns)
    if len(read.words) < 2:
        raise ArticleError(f"{len(read.words)} articles: give at least two, so that some can be on one event")
    if not len(read.words.key):
        raise ArticleError("no words in any article; give articles with their texts, or the scores of them")
    order = sorted(range(len(read.words)), key=_precedence(read).__getitem__)
    ranked = read.of(order)
    dates = np.array([np.inf if day is None else day.toordinal() for day in ranked.published])
    space = Space(weighted(ranked.words.bags.counts.astype(np.float32)), dates, days)
    least, notes = (threshold, []) if threshold else threshold_of(space)
    labels, similarity, split = joined(space, least)
    notes += _notes(ranked, split)
    return Events(_table(ranked, order, labels, similarity), least, days, tuple(notes))


class _Read(NamedTuple):
    """Articles with the words that they are compared by."""

    id: Sequence[str]
    outlet: Sequence[str | None]
    title: Sequence[str | None]
    published: Sequence[date | None]
    words: Uses

    def of(self, order: Sequence[int]) -> "_Read":
        """The articles in another order."""
        id, outlet, title, published = (
            itemgetter(*order)(column) for column in (self.id, self.outlet, self.title, self.published)
        )
        return _Read(id, outlet, title, published, self.words.of(np.array(order, dtype=np.intp)))


def _check(days: int, threshold: float | None) -> None:
    if not isinstance(days, Real) or not days >= 0:
        raise OptionError(f"the window is {days} days; give 0 (the same day) or more")
    if threshold is not None and not 0 < threshold < 1:
        raise OptionError(f"threshold of events is {threshold}; give a similarity above 0 and below 1, or leave it out")


def _read(articles: Iterable[Any] | ScoreTable, **columns: Unpack[RowOptions]) -> _Read:
    """The articles, or those behind scores, with their words."""
    scores = articles.scores if isinstance(articles, ScoreTable) else articles
    if not isinstance(scores, Scores):
        scores = Scores.of(map(_scored, articles_in(scores, ready=(Article, ArticleScore), **columns)))
    elif columns:
        raise OptionError(columns_of_scores(columns))
    words = scores.words(["own", "attributed"])
    content = words.where(np.array([word not in function_words() for word in words.keys], dtype=bool))
    id, outlet, title, published = map(scores.fields, ("id", "outlet", "title", "published"))
    return _Read(id, outlet, title, published, content)


def _scored(article: Article | ArticleScore) -> ArticleScore:
    """A score as it is; of an article its words alone."""
    return article if isinstance(article, ArticleScore) else bare(article)


def _precedence(read: _Read) -> list[tuple[Any, ...]]:
    """What sorts articles by date, those without a date last, and equal dates by what does not depend on their order."""
    terms, counts, lengths = read.words.bags
    days = [day.toordinal() if day else float("inf") for day in read.published]
    texts = ([text or "" for text in column] for column in (read.id, read.outlet, read.title))
    ends = zip(counts.indptr[:-1].tolist(), counts.indptr[1:].tolist(), strict=True)
    several = (slice(start, min(end, start + _COMPARED)) for start, end in ends)
    first = ([(terms[i], n) for i, n in zip(counts.indices[rows], counts.data[rows], strict=True)] for rows in several)
    return list(zip(days, *texts, lengths.tolist(), first, strict=True))


def _notes(read: _Read, split: int) -> list[str]:
    undated = sum(day is None for day in read.published)
    wordless = int((np.diff(read.words.starts) == 0).sum())
    name_it = "; if a column has it, name that where texts are read (--date, in Python date=…)" * (undated == len(read.id))
    counts = {
        f"{undated} of {len(read.id)} articles have no date and were compared with all{name_it}": undated,
        f"{wordless} of {len(read.id)} articles have no words and are each alone": wordless,
        f"{split} parts of over {LARGEST} linked articles were first parted by a higher threshold": split,
    }
    return [note for note, n in counts.items() if n]


def _table(ranked: _Read, order: Sequence[int], labels: Indices, similarity: Floats) -> "pd.DataFrame":
    """One row per article, in the order they came in; events are numbered in the order of their first articles."""
    import pandas as pd

    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels.tolist()), 1)}
    events = [numbers[label] for label in labels.tolist()]
    rows = zip(events, order, ranked.id, ranked.outlet, ranked.published, ranked.title, similarity.tolist(), strict=True)
    columns = ["event", "position", "id", "outlet", "published", "title", "similarity"]
    return pd.DataFrame(rows, columns=columns).sort_values("position", ignore_index=True)


def with_events(scores: ScoreTable, events: Events) -> ScoreTable:
    """The scores with the event of each article in its field `event`, which replaces any event that it had.

    Raises OptionError where the events are those of other articles.

    >>> from toolkit.scores.scoring import score
    >>> scores = score([Article(id, "The dam at Hallet burst.") for id in "ab"])
    >>> [row.article.event for row in with_events(scores, find_events(scores))]
    ['1', '1']
    """
    check_scored(scores)
    if events.table["id"].tolist() != scores.scores.values("id"):
        raise OptionError("the events are those of other articles, or in another order; give find_events(scores)")
    return replace(scores, scores=scores.scores.with_values("event", list(map(str, events.table["event"]))))


@overload
def placed(scores: ScoreTable, within: By | Events) -> tuple[ScoreTable, By]: ...
@overload
def placed(scores: ScoreTable, within: By | Events | None) -> tuple[ScoreTable, By | None]: ...
def placed(scores: ScoreTable, within: By | Events | None) -> tuple[ScoreTable, By | None]:
    """The scores, and the column that tells their events apart: `event`, where the events that were found are given.

    >>> placed(ScoreTable(()), "story")[1]
    'story'
    """
    return (with_events(scores, within), "event") if isinstance(within, Events) else (scores, within)


@dataclass(frozen=True, repr=False)
class Matched:
    """What is left when only events are kept that at least two groups cover.

    Attributes
    ----------
    scores : the articles left, with their events.
    groups : one row per group: group, articles, left, lost, events (that it shares with another group).
    events, events_lost : numbers of events that are kept, and of events that only one group covers.
    articles_lost : number of articles on the latter, or without a group or event.

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> rows = [("Wire", "dam"), ("Post", "dam"), ("Post", "vote")]
    >>> kept = matched(score([{"text": "It rained.", "outlet": outlet, "event": event} for outlet, event in rows]))
    >>> kept.events, kept.events_lost, kept.groups[["group", "left", "lost"]].values.tolist()
    (1, 1, [['Post', 1, 1], ['Wire', 1, 0]])
    """

    scores: ScoreTable
    groups: "pd.DataFrame"
    events: int
    events_lost: int
    articles_lost: int

    def __repr__(self) -> str:
        return f"Matched({self})"

    def __str__(self) -> str:
        lost = self.groups.loc[self.groups["left"] == 0, "group"].tolist()
        articles, events = len(self.scores) + self.articles_lost, self.events + self.events_lost
        kept = f"{len(self.scores)} of {articles} articles are on events that two or more groups cover"
        more = f" and {len(lost) - _NAMED} others" if len(lost) > _NAMED else ""
        without = f"; no articles left from {', '.join(lost[:_NAMED])}{more}" if lost else ""
        return f"{kept} ({self.events} of {events}){without}"


def matched(scores: ScoreTable, by: By = "outlet", events: Events | None = None) -> Matched:
    """The scores on events that at least two groups cover, so that outlets are compared on the same news.

    Parameters
    ----------
    by : a field or column, or several, which are crossed.
    events : the events of these scores; None takes the field `event` of the articles.

    Raises
    ------
    OptionError
        The events are those of other articles, or no article has a value for `by`.
    ArticleError
        No article has an event.

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> rows = [("a", "Wire", "dam"), ("b", "Post", "dam"), ("c", "Post", "vote")]
    >>> print(matched(score([Article(id, "It rained.", outlet=outlet, event=event) for id, outlet, event in rows])))
    2 of 3 articles are on events that two or more groups cover (1 of 2)
    """
    import pandas as pd

    check_scored(scores)
    placed = scores if events is None else with_events(scores, events)
    groups_of_articles, events_of_articles = group_names(placed.scores, by), placed.scores.values("event")
    rows = zip(range(len(placed)), groups_of_articles, events_of_articles, strict=True)
    table = pd.DataFrame(rows, columns=["position", "group", "event"])
    if table["event"].isna().all():
        raise ArticleError("no article has an event; give events=find_events(scores), or a column called event")
    if table["group"].isna().all():
        raise OptionError(f"no article has a value for {title_of(by)!r}, so no event can have two groups; give another column")
    table = table.dropna().assign(left=lambda rows: rows.groupby("event")["group"].transform("nunique") > 1)
    kept = table[table["left"]]
    groups = table.groupby("group").agg(articles=("left", "size"), left=("left", "sum"))
    groups = groups.loc[in_order(groups.index)].reset_index()
    groups["lost"] = groups["articles"] - groups["left"]
    groups["events"] = groups["group"].map(kept.groupby("group")["event"].nunique()).fillna(0).astype(int)
    shared, all_events = kept["event"].nunique(), table["event"].nunique()
    left = replace(placed, scores=placed.scores[kept["position"].to_numpy(dtype=np.intp)])
    return Matched(left, groups, shared, all_events - shared, len(scores) - len(kept))
