"""Near-copies: the same text in several outlets, whole, cut, or with a few sentences changed.

Wire copy is not an outlet's own choice of words, and copies are not independent articles. `copies` finds the sets of
near-copies by the sketches that scores keep instead of texts; `independent` counts each text once, or credits it to its agency.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np

from ..articles.article import Article
from ..articles.dates import PERIODS
from ..choices import several_of
from ..errors import ArticleError, OptionError
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable, check_scored
from ..statistics.arrays import Bools, Indices
from ..tabular import Tabular, with_types
from ..text.lexicon import load_lexicon
from ..text.matching import Matcher
from ..text.shingles import NO_HASH, Likeness, Sketch, likeness
from ..text.word_classes import either, word_list
from ..text.word_tables import checksum
from ..text.words import Words
from .event_clustering import linked
from .groups import By

if TYPE_CHECKING:
    import pandas as pd

Pairs = tuple[Indices, Indices]
"""Positions of the articles that may be copies of each other: the first of each pair, and the second."""

Member = tuple[int, tuple[float, float]]
"""The position of an article of a set, with its resemblance to the set's first article and its containment."""

Counting = Literal["once", "agency", "keep"]

THRESHOLD = 0.6
"""Two texts are near-copies if at least this share of the shorter one's runs of words also occurs in the longer one.

Chosen by reading two collections of news on the Middle East (3,409 articles): from .6 on, with the limits below, the pairs were
copies, some cut or with paragraphs added, or running stories of one outlet; below it they shared only stock
paragraphs of one outlet."""

LEAST_RESEMBLANCE = 0.25  # below it, in a text four times as long, say, even all of the shorter text makes up little …
WHOLLY, LEAST_OF_WHOLE = 0.8, 0.1  # … unless nearly all of it occurs there and makes up a tenth of the longer text
WIRE = "wire copy"  # what is credited where no agency is named

_NEIGHBOURS = 8  # articles with the same hash that each is compared with: not all, since many may share a stock paragraph
_OWNER, _OWNERS = np.uint64(32), np.uint64(0xFFFFFFFF)  # the lower half of a key is an article, the upper half one of its hashes
_HASHES, _SAMPLED = 4_000_000, 10_000  # hashes that are compared at once; articles from which ranges of as many are estimated
_SHORT, _COMMON = 16, 4  # texts of at least 16 hashes are compared only if they share 4; copies share 12


@dataclass(frozen=True, repr=False)
class Copies(Tabular):
    """Sets of near-copies.

    Attributes
    ----------
    table : one row per article in a set, set by set: set (from 1), position (in the scores), id, outlet, published, wire_credit,
        agency (named by an article of the set; missing where none is), resemblance and containment (compared with the set's
        first; see `shingles.Likeness`), first (whether the article represents the set: the earliest one, or the longest of the
        same day).
    threshold : see `copies`.
    notes : what a reader must know.

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> days = {"a": date(2017, 3, 2), "b": date(2017, 3, 1)}
    >>> text = "The army left the old town in the morning."
    >>> result = copies(score([Article(id, text, published=day) for id, day in days.items()]))
    >>> len(result), result.table[["id", "resemblance", "first"]].values.tolist()
    (1, [['b', 1.0, True], ['a', 1.0, False]])
    """

    table: "pd.DataFrame"
    threshold: float
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """The options, the number of sets, and what a reader must know."""
        return {"threshold": self.threshold, "sets": len(self), "notes": list(self.notes)}

    def __len__(self) -> int:
        """Number of sets."""
        return int(self.table["set"].nunique())

    def _shown(self) -> "pd.DataFrame":
        return self.table


def copies(scores: ScoreTable, *, threshold: float = THRESHOLD) -> Copies:
    """Which articles are near-copies of each other.

    Two texts are near-copies where `threshold` of the shorter one's runs of five words also occur in the longer one, and these
    make up a quarter of all runs in both; or where nearly all of the shorter text occurs in the longer one and makes up a tenth
    of all runs (wire copy is cut from the end). The figures are estimated from sketches (Broder 1997). Every article of a set is
    a copy of the set's first, so that sets do not drift from copy to copy. Titles are ignored, and so are dates, since old copy
    is used again. The order of the articles makes no difference where their ids differ.

    Parameters
    ----------
    threshold : a share above 0, up to 1; below half, what two texts share is often common background.

    Raises
    ------
    OptionError
        The threshold is out of range.
    ArticleError
        No article has a sketch, since an earlier version scored them.

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> text = "The army left the old town in the morning. "
    >>> rows = [("a", "Wire", text), ("b", "Post", text + "It rained."), ("c", "Herald", "The mayor spoke of peace at last.")]
    >>> result = copies(score([Article(id, text, outlet=outlet) for id, outlet, text in rows]))
    >>> result.table[["set", "id", "containment", "first"]].values.tolist()
    [[1, 'b', 1.0, True], [1, 'a', 1.0, False]]
    """
    check_scored(scores)
    if not 0 < threshold <= 1:
        raise OptionError(f"threshold of near-copies is {threshold}; give a share above 0, up to 1 (the default is {THRESHOLD})")
    articles, ranks = scores.scores, precedence(scores.scores)
    order = np.array(sorted(range(len(articles)), key=ranks.__getitem__), dtype=np.intp)
    sketches, read = articles[order].sketches, np.array(articles.n_words)[order] > 0
    sketched = sketches[:, 0] != NO_HASH
    if not sketched.any() and read.any():
        raise ArticleError("no article has a sketch, which the search for copies needs; score the articles again")
    sets = [[(int(order[row]), figures) for row, figures in members] for members in _sets(sketches, threshold)]
    unsketched = int((read & ~sketched).sum())
    notes = (f"{unsketched} articles have no sketch and were not compared",) if unsketched else ()
    return Copies(_table(articles, sets), threshold, notes)


def precedence(scores: Scores) -> list[tuple[date, int, int, str]]:
    """What sorts copies so that the one to represent them comes first: the earliest, then the longest, then by chance (a hash).

    >>> from toolkit.scores.scoring import score
    >>> table = score([Article("b", "It rained.", published=date(2017, 3, 1)), Article("a", "It rained here.")])
    >>> early, late = precedence(table.scores)
    >>> early < late
    True
    """
    fields = zip(*(scores.values(name) for name in ("id", "outlet", "published")), scores.n_words, strict=True)
    return [(day or date.max, -n_words, checksum(f"{id}\t{outlet}"), id) for id, outlet, day, n_words in fields]


def _sets(rows: Sketch, threshold: float) -> Iterator[list[Member]]:
    """Sets of two or more near-copies, each beginning with the set's first article; positions are rows of the sketches."""
    left, right = _candidates(rows)
    are_copies = _are_copies(likeness(rows, left, right), threshold)
    for members in linked(len(rows), left[are_copies], right[are_copies]):
        yield from _around_firsts(rows, members, threshold)


def _candidates(rows: Sketch) -> Pairs:
    """Pairs of articles that share enough hashes to be compared."""
    from scipy.sparse import coo_array, csr_array

    n = len(rows)
    shared = csr_array((n, n), dtype=np.int32)
    for left, right in _sharing(rows):
        shared = shared + coo_array((np.ones(len(left), dtype=np.int32), (left, right)), shape=(n, n)).tocsr()
    pairs, short = shared.tocoo(), (rows != NO_HASH).sum(axis=1) < _SHORT
    compared = (pairs.data >= _COMMON) | short[pairs.row] | short[pairs.col]
    return pairs.row[compared].astype(np.intp), pairs.col[compared].astype(np.intp)


def _sharing(rows: Sketch) -> Iterator[Pairs]:
    """Pairs of articles, once for each hash that they share; some hashes after others, so that memory stays small.

    Of the articles with one hash, each is paired with the next few and with the first, so that a stock paragraph in a thousand
    articles makes some thousands of pairs and not half a million.
    """
    for least, most in pairwise(_limits(rows)):
        owners, places = np.nonzero((rows >= least) & (rows < most))
        keys = np.sort((rows[owners, places].astype(np.uint64) << _OWNER) | owners.astype(np.uint64))
        owners, hashes = (keys & _OWNERS).astype(np.int32), keys >> _OWNER
        firsts = np.maximum.accumulate(np.where(np.diff(hashes, prepend=NO_HASH) != 0, np.arange(len(hashes)), 0))
        far = np.flatnonzero(np.arange(len(hashes)) - firsts > _NEIGHBOURS)
        pairs = [(owners[firsts[far]], owners[far])]
        for lag in range(1, _NEIGHBOURS + 1):
            near = np.flatnonzero(hashes[lag:] == hashes[:-lag])
            pairs.append((owners[near], owners[near + lag]))
        left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
        yield left, right


def _limits(rows: Sketch) -> list[int]:
    """Hashes in ascending order, from 0 to `NO_HASH`, between each two of which there are about `_HASHES` in the sketches."""
    parts = rows.size // _HASHES + 1
    some = np.sort(rows[:: len(rows) // _SAMPLED + 1], axis=None)
    between = [int(some[part * len(some) // parts]) for part in range(1, parts)]
    return sorted({0, *between, int(NO_HASH)})


def _are_copies(pairs: Likeness, threshold: float) -> Bools:
    """For each pair whether the two are near-copies (see `copies`)."""
    largely = (pairs.containment >= threshold) & (pairs.resemblance >= min(LEAST_RESEMBLANCE, threshold))
    wholly = (pairs.containment >= max(WHOLLY, threshold)) & (pairs.resemblance >= LEAST_OF_WHOLE)
    return largely | wholly


def _around_firsts(rows: Sketch, members: Indices, threshold: float) -> Iterator[list[Member]]:
    """Splits a chain of copies into sets in which every article is a copy of the set's first."""
    while len(members) > 1:
        first, rest = members[0], members[1:]
        pairs = likeness(rows, np.full(len(rest), first), rest)
        near = _are_copies(pairs, threshold)
        if near.any():
            figures = zip(pairs.resemblance[near].tolist(), pairs.containment[near].tolist(), strict=True)
            yield [(int(first), (1.0, 1.0)), *zip(rest[near].tolist(), figures, strict=True)]
        members = rest[~near]


def _articles_at(scores: Scores, places: Sequence[int]) -> dict[int, Article]:
    """Some articles by their places."""
    return dict(zip(places, scores[np.array(places, dtype=np.intp)].articles(), strict=True))


def _table(scores: Scores, sets: Sequence[list[Member]]) -> "pd.DataFrame":
    """One row per article of a set."""
    import pandas as pd

    articles, rows = _articles_at(scores, [i for members in sets for i, _ in members]), []
    for number, members in enumerate(sets, 1):
        agency = _agency_of_set([articles[i] for i, _ in members])
        for i, (resemblance, containment) in members:
            article = articles[i]
            fields = (article.id, article.outlet, article.published, article.wire_credit)
            rows.append((number, i, *fields, agency, resemblance, containment, i == members[0][0]))
    columns = ["set", "position", "id", "outlet", "published", "wire_credit", "agency", "resemblance", "containment", "first"]
    types = {"set": int, "position": int, "resemblance": float, "containment": float, "first": bool}
    return with_types(pd.DataFrame(rows, columns=columns), texts=["id", "outlet", "wire_credit", "agency"], others=types)


def agency_of(article: Article) -> str | None:
    """The agency that an article is credited to: one named in its wire credit or byline, else the wire credit itself.

    A byline names an agency only where one part of it is nothing but that name, since some agencies have names of persons
    ("Petra").

    >>> [agency_of(Article("a", "It rained.", byline=byline)) for byline in ("Ann Hall, Associated Press", "Petra Hall")]
    ['Associated Press', None]
    >>> agency_of(Article("b", "It rained.", wire_credit="(AP)"))
    'Associated Press'
    """
    credit = (article.wire_credit or "").strip()
    signed = (_agency_in(part, wholly=True) for part in _byline_parts().split(article.byline or ""))
    return _agency_in(credit) or credit or next(filter(None, signed), None)


@cache
def _byline_parts() -> re.Pattern[str]:
    """What separates the names in a byline."""
    links = either(word_list("byline_link", "page_furniture"))
    return re.compile(rf"[,;:/|()\[\]\n–—]|\s(?:{links}|-)\s", re.IGNORECASE)


def _agency_in(name: str, *, wholly: bool = False) -> str | None:
    """The first agency that occurs in a name; with `wholly`, only if all its other words are words of bylines."""
    words = Words(name)
    hits = sorted(_agencies().hits(words), key=lambda hit: hit.first) if len(words) else []
    rest = [key for i, key in enumerate(words.keys) if hits and not hits[0].first <= i < hits[0].after]
    fits = not wholly or word_list("byline_word", "page_furniture").issuperset(rest)
    return hits[0].entry.term if hits and fits else None


@cache
def _agencies() -> Matcher:
    """The organisations that sell news to others."""
    organisations = load_lexicon("organisations")
    return Matcher(replace(organisations, entries=tuple(e for e in organisations.entries if e.extra["sells_news"])))


def _agency_of_set(articles: Sequence[Article]) -> str | None:
    """The agency that most articles of a set are credited to, else an agency that is the outlet of one of them."""
    for agencies in (map(agency_of, articles), (_agency_in(article.outlet or "") for article in articles)):
        counts = Counter(name for name in agencies if name)
        if counts:
            return min(counts, key=lambda name: (-counts[name], name))
    return None


class Independent(NamedTuple):
    """Scores in which each text counts once.

    `scores` is the table without the copies. `done` has one row per copy and per article with a wire credit: set (0 for an
    article that is not a copy), position, id, outlet, published, agency, resemblance, kept, credited (to whom its text counts).
    """

    scores: ScoreTable
    done: "pd.DataFrame"


def independent(
    scores: ScoreTable,
    copies: Counting = "once",
    *,
    by: By = "outlet",
    threshold: float = THRESHOLD,
    found: Copies | None = None,
) -> Independent:
    """The scores with each text counted once, or credited to its agency.

    Parameters
    ----------
    copies : "once" keeps only the first article of each set of near-copies, with its outlet. "agency" does the same, but
        credits a set in several outlets, and any article with a wire credit, to its agency ("Reuters", or "wire copy" where
        no agency is named): that name replaces the outlet. "keep" keeps all, and looks for no copies.
    by : what is compared; its (first) column takes the agency's name.
    threshold : see `copies`.
    found : the copies of these scores, if they have been found already.

    Raises
    ------
    OptionError
        `copies` is none of the three, `by` is a field that cannot hold a name, or `found` belongs to other scores.

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> rows = [("a", "Wire", None), ("b", "Post", "AP")]
    >>> text = "The army left the old town in the morning."
    >>> scores = score([Article(id, text, outlet=outlet, wire_credit=credit) for id, outlet, credit in rows])
    >>> [row.article.outlet for row in independent(scores, "agency").scores]
    ['Associated Press']
    """
    check_scored(scores)
    if copies not in get_args(Counting):
        raise OptionError(f"unknown way to count copies, {copies!r}; give one of {', '.join(get_args(Counting))}")
    column = several_of(by)[0] if by else "outlet"
    if copies == "agency" and (column in _NO_NAME or column in PERIODS):
        raise OptionError(f"{column!r} cannot hold the name of an agency; compare by a column such as outlet")
    known = Copies(_table(scores.scores, []), threshold) if found is None and copies == "keep" else found
    done, articles = _done(scores.scores, _copies_of(scores, known, threshold), copies, column), scores.scores
    if copies == "agency":
        credited = dict(done.loc[done["kept"], ["position", "credited"]].values)
        own = articles.values(column)
        names = [credited.get(i) for i in range(len(own))]
        new = [... if name in (None, value) else name for name, value in zip(names, own, strict=True)]
        articles = articles.with_values(column, new)
    kept = np.ones(len(articles), dtype=bool)
    kept[done.loc[~done["kept"], "position"].to_numpy(dtype=np.intp)] = False
    return Independent(replace(scores, scores=articles[kept]), done)


_NO_NAME = ("id", "text", "published", "translated")


def _copies_of(scores: ScoreTable, found: Copies | None, threshold: float) -> Copies:
    """The copies that the caller has found, after a check that they belong to these scores; without them, they are looked for."""
    if found is None:
        return copies(scores, threshold=threshold)
    ids = dict(enumerate(scores.scores.values("id")))
    if any(ids.get(i) != id for i, id in found.table[["position", "id"]].itertuples(index=False)):
        raise OptionError("the copies belong to other scores; leave `found` out, or give copies(scores)")
    return found


def _done(scores: Scores, sets: Copies, counting: Counting, by: str) -> "pd.DataFrame":
    """What happens to each article of a set, and to each that has a wire credit."""
    import pandas as pd

    at, rows = _articles_at(scores, sets.table["position"].tolist()), []
    for number, members in sets.table.groupby("set"):
        articles = [at[i] for i in members["position"]]
        agency = _agency_of_set(articles)
        wire = agency or (WIRE if len({article.value(by) for article in articles} - {None}) > 1 else None)
        for article, i, resemblance, first in zip(
            articles, *(members[c] for c in ("position", "resemblance", "first")), strict=True
        ):
            credited = (wire if counting == "agency" else None) or article.value(by)
            rows.append((number, i, article, agency, resemblance, first or counting == "keep", credited))
    agencies = {i: name for i, name in enumerate(_agencies_of(scores)) if name and i not in at}
    for i, article in _articles_at(scores, list(agencies)).items():
        credited = agencies[i] if counting == "agency" else article.value(by)
        rows.append((0, i, article, agencies[i], float("nan"), True, credited))
    entries = [(number, i, article.id, article.outlet, article.published, *rest) for number, i, article, *rest in rows]
    columns = ["set", "position", "id", "outlet", "published", "agency", "resemblance", "kept", "credited"]
    types = {"set": int, "position": int, "resemblance": float, "kept": bool}
    return with_types(pd.DataFrame(entries, columns=columns), texts=["id", "outlet", "agency", "credited"], others=types)


def _agencies_of(scores: Scores) -> list[str | None]:
    """The agency that each article is credited to."""
    credits = list(zip(scores.values("wire_credit"), scores.values("byline"), strict=True))
    found = {credit: agency_of(Article("", "", wire_credit=credit[0], byline=credit[1])) for credit in set(credits)}
    return [found[credit] for credit in credits]
