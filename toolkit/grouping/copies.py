"""Near-copies: the same text in several outlets, wholly, cut or with a few sentences changed.

Wire copy is no outlet's own choice of words, and copies are not independent articles. `copies` finds the sets, from the
sketches that scores keep in place of texts; `independent` counts each text once, or credits it to its agency.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..articles.article import COLUMNS, Article
from ..errors import ArticleError
from ..measures.scores import ArticleScore, ScoreTable
from ..tabular import Tabular
from ..text.lexicon import load_lexicon
from ..text.matching import Matcher
from ..text.shingles import Likeness, Sketch, likeness, matrix
from ..text.words import Words
from .event_clustering import linked
from .groups import PERIODS, By, columns_of

if TYPE_CHECKING:
    import pandas as pd

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Places of the articles that may be copies of each other, the first of each pair and the second."""

Counting = Literal["once", "agency", "keep"]

THRESHOLD = 0.6
"""Share of the shorter text's runs of words that stand in the longer one too, from which on they count as near-copies.

Read on two collections of news on the Middle East (3,409 articles): from .6 on, with the limits below, the pairs were copies,
cut or with paragraphs added, or running stories of one outlet; under it come stock paragraphs of one outlet."""

LEAST_RESEMBLANCE = 0.25  # below it (a text four times as long, say) even all of the shorter text is little of the longer …
WHOLLY, LEAST_OF_WHOLE = 0.8, 0.1  # … unless nearly all of it stands there, and it is a tenth of the longer
WIRE = "wire copy"  # who is credited where no agency is named

AGENCIES = frozenset(
    {
        "Agence France-Presse", "Anadolu Agency", "ANSA", "APA news agency", "Armenpress", "Associated Press", "Azertac",
        "Bahrain News Agency", "Bakhtar News Agency", "Bloomberg News", "Dogan News Agency", "DPA", "EFE",
        "Emirates News Agency", "Fars News Agency", "Ihlas News Agency", "Interfax", "Iraqi News Agency", "IRNA", "ISNA",
        "Kazinform", "Korean Central News Agency", "KUNA", "Kyodo", "LANA", "Ma'an News Agency", "Mehr News Agency",
        "Middle East News Agency", "National Iraqi News Agency", "National News Agency", "Petra", "Prensa Latina",
        "Press Trust of India", "Qatar News Agency", "Reuters", "RIA Novosti", "Saba", "SANA", "Saudi Press Agency",
        "Tasnim News Agency", "TASS", "Trend News Agency", "Ukrinform", "UNIAN", "WAFA", "Xinhua", "Yonhap",
    }
)  # fmt: skip
"""Those of the shipped lexicon of organisations that sell news to others; their aliases ("AP") are found there."""

_NEIGHBOURS = 8  # further articles with the same hash that an article is compared with; many share a stock paragraph
_SHORT, _COMMON = 16, 4  # from so many hashes on, so many common ones are asked for before a pair is looked at; copies share 12


@dataclass(frozen=True)
class Copies(Tabular):
    """Sets of near-copies.

    Attributes
    ----------
    table : one row an article that belongs to a set, set by set: set (from 1), position (in the scores), id, outlet, published,
        wire_credit, agency (named by an article of the set; missing where none is), resemblance and containment (to the set's
        first; see `shingles.Likeness`), first (the article that stands for the set: the earliest, of those of one day the
        longest).
    threshold : see `copies`.
    notes : what a reader must know.
    """

    table: "pd.DataFrame"
    threshold: float
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """What the sets were found with, and what a reader must know."""
        return {"threshold": self.threshold, "sets": len(self), "notes": list(self.notes)}

    def __len__(self) -> int:
        """Number of sets."""
        return int(self.table["set"].nunique())

    def _shown(self) -> "pd.DataFrame":
        return self.table


def copies(scores: ScoreTable, *, threshold: float = THRESHOLD) -> Copies:
    """Which articles are near-copies of each other.

    Two texts are, where `threshold` of the shorter one's runs of five words stand in the longer one too, and these are a quarter
    of the runs of both; or where nearly all of the shorter does, and it is a tenth of both (wire copy is cut from the end). The
    figures are estimated from sketches (Broder 1997). Every article of a set is a copy of the set's first, so that no set drifts
    from copy to copy. Titles do not count; neither do dates, since old copy is used again. The order of the articles makes no
    difference where their ids differ.

    Parameters
    ----------
    threshold : above 0, up to 1; what stands under half is often common background.

    Raises
    ------
    ArticleError
        The threshold is none, or no article has a sketch (scored by an earlier version).

    Examples
    --------
    >>> from toolkit.measures.scoring import score
    >>> text = "The army left the old town in the morning. "
    >>> rows = [("a", "Wire", text), ("b", "Post", text + "It rained."), ("c", "Herald", "The mayor spoke of peace at last.")]
    >>> found = copies(score([Article(id, text, outlet=outlet) for id, outlet, text in rows]))
    >>> found.table[["set", "id", "containment", "first"]].values.tolist()
    [[1, 'b', 1.0, True], [1, 'a', 1.0, False]]
    """
    if not 0 < threshold <= 1:
        raise ArticleError(f"threshold {threshold} of near-copies: give a share above 0, up to 1 (usual is {THRESHOLD})")
    found = list(scores)
    sketched = [i for i, one in enumerate(found) if len(one.sketch)]
    if found and not sketched and any(one.n_words for one in found):
        raise ArticleError("no article has a sketch, by which copies are found: score the articles again")
    order = sorted(sketched, key=lambda i: (*precedence(found[i]), i))
    rows = matrix([found[i].sketch for i in order])
    sets = [[(order[place], alike) for place, alike in members] for members in _sets(rows, threshold)]
    unsketched = sum(1 for one in found if one.n_words and not len(one.sketch))
    notes = (f"{unsketched} articles have no sketch and were not compared",) if unsketched else ()
    return Copies(_table(found, sets), threshold, notes)


def precedence(one: ArticleScore) -> tuple[date, int, int, str]:
    """Which of several copies stands for them: the earliest, of those of one day the longest; then chance, not the alphabet.

    >>> from toolkit.measures.scoring import score
    >>> early, late = score([Article("b", "It rained.", published=date(2017, 3, 1)), Article("a", "It rained here.")])
    >>> precedence(early) < precedence(late)
    True
    """
    article = one.article
    mixed = crc32(f"{article.id}\t{article.outlet}".encode("utf-8", "surrogatepass"))
    return article.published or date.max, -one.n_words, mixed, article.id


def _sets(rows: Sketch, threshold: float) -> Iterator[list[tuple[int, tuple[float, float]]]]:
    """Sets of two or more near-copies: places with likeness to the set's first, which comes first of all."""
    left, right = _candidates(rows)
    alike = _are_copies(likeness(rows, left, right), threshold)
    for members in linked(len(rows), left[alike], right[alike]):
        yield from _around_firsts(rows, members, threshold)


def _candidates(rows: Sketch) -> Pairs:
    """Pairs worth a look: articles that share hashes.

    Those with one hash stand together; each is paired with the next few and with the first of them, so that a stock paragraph in
    a thousand articles makes some thousands of pairs and not half a million.
    """
    from scipy.sparse import coo_array

    kept = rows != np.iinfo(rows.dtype).max
    owners, hashes = np.nonzero(kept)[0], rows[kept]
    if not len(hashes):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    order = np.lexsort((owners, hashes))
    owners, hashes = owners[order], hashes[order]
    firsts = np.maximum.accumulate(np.where(np.diff(hashes, prepend=hashes[:1] + 1) != 0, np.arange(len(hashes)), 0))
    far = np.flatnonzero(np.arange(len(hashes)) - firsts > _NEIGHBOURS)
    pairs = [(owners[firsts[far]], owners[far])]
    for lag in range(1, _NEIGHBOURS + 1):
        near = np.flatnonzero(hashes[lag:] == hashes[:-lag])
        pairs.append((owners[near], owners[near + lag]))
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    shared = coo_array((np.ones(len(left), dtype=np.int32), (left, right)), shape=(len(rows),) * 2).tocsr().tocoo()
    short = kept.sum(axis=1) < _SHORT
    worth = (shared.data >= _COMMON) | short[shared.row] | short[shared.col]
    return shared.row[worth].astype(np.intp), shared.col[worth].astype(np.intp)


def _are_copies(alike: Likeness, threshold: float) -> NDArray[np.bool_]:
    largely = (alike.containment >= threshold) & (alike.resemblance >= min(LEAST_RESEMBLANCE, threshold))
    wholly = (alike.containment >= max(WHOLLY, threshold)) & (alike.resemblance >= LEAST_OF_WHOLE)
    return largely | wholly


def _around_firsts(rows: Sketch, members: NDArray[np.intp], threshold: float) -> Iterator[list[tuple[int, tuple[float, float]]]]:
    """Parts a chain of copies into sets whose every article is a copy of the set's first."""
    while len(members) > 1:
        first, rest = members[0], members[1:]
        alike = likeness(rows, np.full(len(rest), first), rest)
        near = _are_copies(alike, threshold)
        if near.any():
            figures = zip(alike.resemblance[near].tolist(), alike.containment[near].tolist(), strict=True)
            yield [(int(first), (1.0, 1.0)), *zip(rest[near].tolist(), figures, strict=True)]
        members = rest[~near]


def _table(scores: Sequence[ArticleScore], sets: Iterable[list[tuple[int, tuple[float, float]]]]) -> "pd.DataFrame":
    """One row an article of a set."""
    import pandas as pd

    rows = []
    for number, members in enumerate(sets, 1):
        agency = _agency_of_set([scores[i].article for i, _ in members])
        for i, (resemblance, containment) in members:
            article = scores[i].article
            told = (article.id, article.outlet, article.published, article.wire_credit)
            rows.append((number, i, *told, agency, resemblance, containment, i == members[0][0]))
    columns = ["set", "position", "id", "outlet", "published", "wire_credit", "agency", "resemblance", "containment", "first"]
    return pd.DataFrame(rows, columns=columns)


def agency_of(article: Article) -> str | None:
    """The agency that an article is credited to: one named in its wire credit or byline, else the wire credit as it stands.

    A byline names an agency where a part of it is nothing else, since some agencies are called like persons ("Petra").

    >>> [agency_of(Article("a", "It rained.", byline=byline)) for byline in ("Ann Hall, Associated Press", "Petra Hall")]
    ['Associated Press', None]
    >>> agency_of(Article("b", "It rained.", wire_credit="(AP)"))
    'Associated Press'
    """
    credit = (article.wire_credit or "").strip()
    signed = (_agency_in(part, wholly=True) for part in _BYLINE_PARTS.split(article.byline or ""))
    return _agency_in(credit) or credit or next(filter(None, signed), None)


_BYLINE_PARTS = re.compile(r"[,;:/|()\[\]\n–—]|\s(?:and|for|of|with|from|via|-)\s", re.IGNORECASE)
_BESIDE = frozenset({"by", "the", "staff", "reporters", "writers", "news", "agency", "desk"})  # words beside an agency's name


def _agency_in(name: str, *, wholly: bool = False) -> str | None:
    """The first agency that a name holds, or with `wholly` is."""
    words = Words(name)
    hits = sorted(_agencies().hits(words), key=lambda hit: hit.first) if len(words) else []
    rest = [key for i, key in enumerate(words.keys) if hits and not hits[0].first <= i < hits[0].after]
    return None if not hits or (wholly and not _BESIDE.issuperset(rest)) else hits[0].entry.term


@cache
def _agencies() -> Matcher:
    organisations = load_lexicon("organisations")
    return Matcher(replace(organisations, entries=tuple(e for e in organisations.entries if e.term in AGENCIES)))


def _agency_of_set(articles: Sequence[Article]) -> str | None:
    """The agency that most articles of a set are credited to, else one that is itself among the outlets."""
    for named in (map(agency_of, articles), (_agency_in(article.outlet or "") for article in articles)):
        counts = Counter(name for name in named if name)
        if counts:
            return min(counts, key=lambda name: (-counts[name], name))
    return None


class Independent(NamedTuple):
    """Scores in which each text counts once.

    `scores` is the table that is left. `done` has one row an article that was looked at: set (0 for an article that is no copy
    but has a wire credit), position, id, outlet, published, agency, resemblance, kept, credited (to whom its text counts).
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
    """The scores without the copies.

    Parameters
    ----------
    copies : "once": of each set of near-copies only the first stays, with its outlet. "agency": the same, but a set in several
        outlets, and any article with a wire credit, is credited to its agency ("Reuters"; where none is named "wire copy"): that
        name takes the place of its outlet. "keep": all stay; the table tells which are copies.
    by : what is compared; its (first) column takes the agency's name.
    threshold : see `copies`; or give in `found` the copies of these scores, where they are known.

    Raises
    ------
    ArticleError
        `copies` is none of the three, `by` is a field that can hold no name, or `found` belongs to other scores.

    Examples
    --------
    >>> from toolkit.measures.scoring import score
    >>> rows = [("a", "Wire", None), ("b", "Post", "AP")]
    >>> text = "The army left the old town in the morning."
    >>> both = score([Article(id, text, outlet=outlet, wire_credit=credit) for id, outlet, credit in rows])
    >>> [one.article.outlet for one in independent(both, "agency").scores]
    ['Associated Press']
    """
    if copies not in get_args(Counting):
        raise ArticleError(f"copies counted {copies!r}: give one of {', '.join(get_args(Counting))}")
    column = columns_of(by)[0] if by else "outlet"
    if copies == "agency" and (column in _NO_NAME or column in PERIODS):
        raise ArticleError(f"{column!r} cannot take the name of an agency; give a column such as outlet")
    done = _done(scores.scores, _known(scores, found, threshold), copies, column)
    gone = set(done.loc[~done["kept"], "position"])
    credited = dict(done.loc[done["kept"] & (copies == "agency"), ["position", "credited"]].values)
    kept = [_credited(one, column, credited.get(i)) for i, one in enumerate(scores) if i not in gone]
    return Independent(replace(scores, scores=kept), done)


_NO_NAME = ("id", "text", "published", "translated")


def _known(scores: ScoreTable, found: Copies | None, threshold: float) -> Copies:
    """The copies given, if they belong to these scores; else those that are found."""
    if found is None:
        return copies(scores, threshold=threshold)
    places = found.table[["position", "id"]].itertuples(index=False)
    if any(i >= len(scores) or scores.scores[i].article.id != id for i, id in places):
        raise ArticleError("the copies belong to other scores; leave `found` out, or give copies(scores)")
    return found


def _done(scores: Sequence[ArticleScore], known: Copies, counting: Counting, by: str) -> "pd.DataFrame":
    """What becomes of each article of a set, and of each that has a wire credit."""
    import pandas as pd

    rows = []
    for number, members in known.table.groupby("set"):
        articles = [scores[i].article for i in members["position"]]
        agency = _agency_of_set(articles)
        wire = agency or (WIRE if len({article.value(by) for article in articles} - {None}) > 1 else None)
        for article, i, resemblance, first in zip(
            articles, *(members[c] for c in ("position", "resemblance", "first")), strict=True
        ):
            credited = (wire if counting == "agency" else None) or article.value(by)
            rows.append((number, i, article, agency, resemblance, first or counting == "keep", credited))
    copied = set(known.table["position"])
    for i, one in enumerate(scores):
        if i not in copied and (agency := agency_of(one.article)):
            credited = agency if counting == "agency" else one.article.value(by)
            rows.append((0, i, one.article, agency, float("nan"), True, credited))
    told = [(number, i, article.id, article.outlet, article.published, *rest) for number, i, article, *rest in rows]
    columns = ["set", "position", "id", "outlet", "published", "agency", "resemblance", "kept", "credited"]
    return pd.DataFrame(told, columns=columns).astype({"kept": bool})


def _credited(one: ArticleScore, by: str, name: str | None) -> ArticleScore:
    """The score with another name in the compared column; the same where there is none."""
    article = one.article
    if name is None or article.value(by) == name:
        return one
    if by in COLUMNS:
        return replace(one, article=replace(article, **{by: name}))  # type: ignore[arg-type]
    return replace(one, article=replace(article, labels={**article.labels, by: name}))
