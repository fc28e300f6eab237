"""Which articles are on one event, told by their words and dates, so that outlets can be compared on the same news.

Found are reports of one happening together with the reports that follow it closely (`closeness` says how). What counts as one
event is a matter of grain: read some of them before comparing within them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..annotation.voices import headings_of
from ..articles.article import Article
from ..errors import ArticleError
from ..measures.scores import ArticleScore, ScoreTable
from ..tabular import Tabular
from ..text.lexicon import load_lexicon
from ..text.words import Words
from .event_clustering import LARGEST, Floats, Places, Space, joined, threshold_of, weighted
from .groups import By, group_of, named

if TYPE_CHECKING:
    import pandas as pd

DAYS = 4
"""Days that two articles on one event lie apart at most. In BASIL (100 events in three outlets) none lie farther apart."""

_NAMED = 5  # groups without an article left that a sentence names


@dataclass(frozen=True)
class Events(Tabular):
    """Articles by event.

    Attributes
    ----------
    table : one row an article, in the order in which they came: event (from 1, by first date; an article that is on no event of
        others has its own), position, id, outlet, published, similarity (mean to the others on its event, less a tenth for each
        day between; NaN where it is alone).
    threshold : similarity from which on articles were joined.
    days : days that two articles on one event lie apart at most.
    notes : what a reader must know.
    """

    table: "pd.DataFrame"
    threshold: float
    days: int
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """What the events were found with, and what a reader must know."""
        return {"threshold": self.threshold, "days": self.days, "events": len(self), "notes": list(self.notes)}

    def __len__(self) -> int:
        """Number of events, those of a single article with them."""
        return int(self.table["event"].nunique())

    def by_position(self) -> dict[int, int]:
        """The event of each article by its place among those given."""
        return dict(zip(self.table["position"].tolist(), self.table["event"].tolist(), strict=True))

    def by_id(self) -> dict[str, int]:
        """The event of each article by its id. Raises ArticleError where two articles share one."""
        twice = self.table.loc[self.table["id"].duplicated(), "id"]
        if len(twice):
            raise ArticleError(f"id {twice.iloc[0]!r} stands for several articles; take by_position()")
        return dict(zip(self.table["id"].tolist(), self.table["event"].tolist(), strict=True))

    def _shown(self) -> "pd.DataFrame":
        return self.table


def find_events(
    articles: Iterable[Article] | Iterable[ArticleScore] | ScoreTable, *, days: int = DAYS, threshold: float | None = None
) -> Events:
    """Which articles are on one event.

    Two articles are compared by the cosine of their words (logarithmic counts by inverse document frequency, title and text,
    without function words), a tenth less for each day between them, and not at all beyond the window. Groups are joined while
    the mean similarity of their articles reaches the threshold. Scores do as well as texts. The order of the articles makes no
    difference.

    On BASIL's 150 articles of odd years among 600 others pairwise F1 is .95 (.93 to .97 over ten draws of the others, some of
    which are on the same events), among the 150 themselves .98 (``benchmarks/events.py``).

    Parameters
    ----------
    days : that two articles on one event lie apart at most; 0 for the same day. An article without a date is compared with all,
        as if a day beyond the window.
    threshold : similarity, above 0 and below 1; a higher one makes narrower events. None takes `closeness.USUAL` and checks it:
        pairs of articles that lie two to eight windows apart tell how similar articles of one season are by chance (a false
        discovery rate: Storey 2002). Where that makes up too little or too much of the pairs in the window (`closeness.CHANCE`),
        the threshold is lower or higher, and a note says so.

    Raises
    ------
    ArticleError
        Fewer than two articles, no words in any, or a window or threshold that makes no sense.

    Examples
    --------
    >>> from datetime import date
    >>> texts = "The dam at Hallet burst.", "A dam burst at Hallet, officials said.", "Voters chose a new mayor."
    >>> articles = [Article(str(i), text, published=date(2017, 3, 1)) for i, text in enumerate(texts)]
    >>> find_events(articles).by_id()
    {'0': 1, '1': 1, '2': 2}
    """
    _check(days, threshold)
    kept = [_sorted_out(one) for one in articles]
    if len(kept) < 2:
        raise ArticleError(f"{len(kept)} articles: events are told from two on")
    if not any(one.words for one in kept):
        raise ArticleError("no words in any article: give articles with their texts, or the scores of them")
    order = sorted(range(len(kept)), key=lambda i: _precedence(kept[i]))
    ranked = [kept[i] for i in order]
    dates = np.array([one.article.published.toordinal() if one.article.published else np.inf for one in ranked])
    space = Space(weighted([one.words for one in ranked]), dates, days)
    least, notes = (threshold, []) if threshold else threshold_of(space)
    labels, similarity, parted = joined(space, least)
    notes += _notes(ranked, parted)
    return Events(_table(ranked, order, labels, similarity), least, days, tuple(notes))


class _Kept(NamedTuple):
    """An article with its words."""

    article: Article
    words: Mapping[str, int]


def _check(days: int, threshold: float | None) -> None:
    if days < 0:
        raise ArticleError(f"a window of {days} days: give 0 (the same day) or more")
    if threshold is not None and not 0 < threshold < 1:
        raise ArticleError(f"threshold {threshold} of events: give a similarity above 0 and below 1, or none to have it found")


def _sorted_out(one: Article | ArticleScore) -> _Kept:
    if isinstance(one, ArticleScore):
        return _Kept(one.article, _content(one.own + one.attributed))
    headings = headings_of(one.text)
    title = "" if headings and headings[0].of(one.text) == (one.title or "").strip() else one.title or ""
    return _Kept(one, _content(Counter([*Words(title).keys, *Words(one.text).keys])))


def _content(words: Mapping[str, int]) -> dict[str, int]:
    """Counts without the function words."""
    return {word: n for word, n in words.items() if word not in _function_words()}


@cache
def _function_words() -> frozenset[str]:
    return frozenset(entry.term for entry in load_lexicon("function_words").entries)


def _precedence(one: _Kept) -> tuple[Any, ...]:
    """An order that does not depend on the one in which articles came: by date, those without last."""
    article = one.article
    day = article.published.toordinal() if article.published else float("inf")
    return day, article.id, article.outlet or "", article.title or "", sum(one.words.values()), sorted(one.words.items())[:20]


def _notes(kept: Sequence[_Kept], parted: int) -> list[str]:
    undated = sum(one.article.published is None for one in kept)
    wordless = sum(not one.words for one in kept)
    told = {
        f"{undated} of {len(kept)} articles have no date and were compared with all": undated,
        f"{wordless} articles without words are each alone": wordless,
        f"{parted} parts of over {LARGEST} linked articles were first parted by a higher threshold": parted,
    }
    return [note for note, n in told.items() if n]


def _table(kept: Sequence[_Kept], order: Sequence[int], labels: Places, similarity: Floats) -> "pd.DataFrame":
    """One row an article, as they came; events numbered in the order of their first articles."""
    import pandas as pd

    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels.tolist()), 1)}
    rows = [
        (numbers[label], position, one.article.id, one.article.outlet, one.article.published, alike)
        for one, position, label, alike in zip(kept, order, labels.tolist(), similarity.tolist(), strict=True)
    ]
    columns = ["event", "position", "id", "outlet", "published", "similarity"]
    return pd.DataFrame(rows, columns=columns).sort_values("position", ignore_index=True)


def with_events(scores: ScoreTable, events: Events) -> ScoreTable:
    """The scores with the found event in the field `event` of each article, in place of any that was there.

    Raises ArticleError where the events are those of other articles.

    >>> from toolkit.measures.scoring import score
    >>> scores = score([Article(id, "The dam at Hallet burst.") for id in "ab"])
    >>> [one.article.event for one in with_events(scores, find_events(scores))]
    ['1', '1']
    """
    if events.table["id"].tolist() != [one.article.id for one in scores]:
        raise ArticleError("the events are those of other articles, or of another order; give find_events(scores)")
    numbers = map(str, events.table["event"])
    marked = [replace(one, article=replace(one.article, event=event)) for one, event in zip(scores, numbers, strict=True)]
    return replace(scores, scores=marked)


@dataclass(frozen=True)
class Matched:
    """What is left where only events are kept that at least two groups cover.

    Attributes
    ----------
    scores : the articles left, with their event.
    groups : one row a group: group, articles, left, lost, events (that it shares with another group).
    events, events_lost : numbers of events kept, and of those that one group alone covers.
    articles_lost : articles on the latter, or without a group or event.
    """

    scores: ScoreTable
    groups: "pd.DataFrame"
    events: int
    events_lost: int
    articles_lost: int

    def __str__(self) -> str:
        lost = self.groups.loc[self.groups["left"] == 0, "group"].tolist()
        articles, events = len(self.scores) + self.articles_lost, self.events + self.events_lost
        told = (
            f"{len(self.scores)} of {articles} articles are on events that two groups or more cover ({self.events} of {events})"
        )
        more = f" and {len(lost) - _NAMED} others" if len(lost) > _NAMED else ""
        return told + (f"; no article left of {', '.join(lost[:_NAMED])}{more}" if lost else "")


def matched(scores: ScoreTable, by: By = "outlet", events: Events | None = None) -> Matched:
    """The scores on events that at least two groups cover, so that outlets are compared on the same news.

    Parameters
    ----------
    by : a field or column, or several crossed.
    events : those found in these scores; None takes the field `event` of the articles.

    Raises
    ------
    ArticleError
        No article has an event, or a value for `by`.

    Examples
    --------
    >>> from toolkit.measures.scoring import score
    >>> rows = [("a", "Wire", "dam"), ("b", "Post", "dam"), ("c", "Post", "vote")]
    >>> print(matched(score([Article(id, "It rained.", outlet=outlet, event=event) for id, outlet, event in rows])))
    2 of 3 articles are on events that two groups or more cover (1 of 2)
    """
    import pandas as pd

    known = scores if events is None else with_events(scores, events)
    rows = [(i, group_of(one.article, by), one.article.event) for i, one in enumerate(known)]
    table = pd.DataFrame(rows, columns=["position", "group", "event"])
    if table["event"].isna().all():
        raise ArticleError("no article has an event: give events=find_events(scores), or a column event")
    if table["group"].isna().all():
        raise ArticleError(f"no article has a value for {named(by)!r}, so that no event can have two groups")
    placed = table.dropna().copy()
    placed["left"] = placed.groupby("event")["group"].transform("nunique") > 1
    kept = placed[placed["left"]]
    groups = placed.groupby("group").agg(articles=("left", "size"), left=("left", "sum")).reset_index()
    groups["lost"] = groups["articles"] - groups["left"]
    groups["events"] = groups["group"].map(kept.groupby("group")["event"].nunique()).fillna(0).astype(int)
    shared, all_events = kept["event"].nunique(), placed["event"].nunique()
    left = replace(known, scores=[known.scores[i] for i in kept["position"]])
    return Matched(left, groups, shared, all_events - shared, len(scores) - len(kept))
