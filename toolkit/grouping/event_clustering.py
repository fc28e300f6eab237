"""How close articles are by their words and their days, and which of them hang together.

Words are weighed by TF-IDF (Salton and Buckley 1988), articles joined by average linkage (Sokal and Michener 1958) within a
window of days. How similar two articles must be is not the same everywhere: all articles on one war share its words. It is
therefore checked by how similar articles are that lie too far apart in time to be on one event. Similarities are computed in
blocks of neighbouring days, so that a hundred thousand articles of some years fit into memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics.arrays import Floats, Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

USUAL, USUAL_UNDATED = 0.17, 0.15
"""Mean similarity from which on articles are joined, with dates and without.

Chosen on BASIL's events of even years among 600 other articles, like `PER_DAY`; see ``benchmarks/events.py``."""

PER_DAY = 0.9  # what a day between two articles leaves of their similarity

CHANCE = (0.01, 0.25)
"""Where in a corpus a smaller or larger share of the pairs that reach the usual threshold is there by chance, it has its own.

Among articles that were collected by event nearly all pairs in the window are on one, and less likeness is enough; reports from
one war are all alike, and more is needed."""

LARGEST = 3000  # articles joined at once; more that hang together are parted by a higher threshold first

_STEPS = np.arange(0.02, 0.4001, 0.005)  # thresholds tried
_LEAST_NEAR, _LEAST_FAR = 50, 1000  # pairs from which on the corpus tells its own threshold
_FAR, _FARTHEST = 2, 8  # windows apart: of one season, so that topics are shared, but not of one event
_SAMPLED = 1000  # articles from which a threshold is told
_BLOCK = 8_000_000  # similarities held at once
_HIGHER = 0.02  # by which the threshold rises where too many articles hang together


class Space(NamedTuple):
    """Articles in the order of their days: their words as rows of length 1 (0 without words), their days, and the window.

    A day is a number; it is infinite where the article has no date.
    """

    rows: "csr_matrix"
    dates: Floats
    days: int

    @property
    def dated(self) -> int:
        """Number of articles with a date; they come first."""
        return int(np.isfinite(self.dates).sum())

    def factor(self, one: Floats, other: Floats) -> Floats:
        """What the days between leave of a similarity: 0 outside the window; without a date, as much as a day beyond it."""
        known = np.isfinite(one) & np.isfinite(other)
        between = np.abs(np.where(known, one, 0.0) - np.where(known, other, self.days + 1.0))
        factors: Floats = np.where((between <= self.days) | ~known, PER_DAY ** np.minimum(between, self.days + 1), 0.0)
        return factors

    def similarities(self, places: Sequence[int] | Indices) -> Floats:
        """The similarity of each of some articles to each."""
        part, dates = self.rows[places], self.dates[places]
        found: Floats = (part @ part.T).toarray() * self.factor(dates[:, None], dates[None])
        return found


def weighted(words: Sequence[Mapping[str, int]]) -> "csr_matrix":
    """TF-IDF rows of length 1: (1 + ln count) (1 + ln((1 + n) / (1 + articles with the word))). Words of one article go last.

    >>> rows = weighted([{"dam": 2, "burst": 1}, {"dam": 2, "burst": 1}, {"vote": 1}])
    >>> (rows @ rows.T).toarray().round(2).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = DictVectorizer(dtype=np.float32).fit_transform(words)
    rows = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    shared = np.bincount(rows.indices, minlength=rows.shape[1]) > 1  # the others count for the length only
    return csr_matrix(rows[:, np.flatnonzero(shared)])


def threshold_of(space: Space) -> tuple[float, list[str]]:
    """The similarity from which on articles are joined in this corpus, and what to note.

    It is the usual one where, of the pairs in the window that reach it, a share within `CHANCE` is there by chance; else the one
    nearest to it of which that is true.
    """
    usual = USUAL if space.dated else USUAL_UNDATED
    if space.dated < len(space.dates) / 2:
        return usual, [f"most articles have no date: the usual threshold of similarity for such, {usual}, was taken"]
    near, gaps, far = _near_and_far(space)
    if len(near) < _LEAST_NEAR or len(far) < _LEAST_FAR:
        return usual, [f"too few articles near and far in time to check the usual threshold of similarity, {usual}"]
    chance = _by_chance(near, np.bincount(gaps, minlength=space.days + 1) / len(gaps), far)
    (rarest, likeliest), at = CHANCE, int(np.searchsorted(_STEPS, usual - 1e-9))
    while at > 0 and chance[at - 1] <= rarest:
        at -= 1
    while at < len(_STEPS) - 1 and chance[at] > likeliest:
        at += 1
    found = round(float(_STEPS[at]), 3)
    return found, [] if found == usual else [f"threshold of similarity {found} instead of {usual}, as told by this corpus"]


def _by_chance(near: Floats, gaps: Floats, far: Floats) -> Floats:
    """For each step the share of the pairs in the window that reach it without being on one event; NaN where no pair does.

    It is p · F(s) / N(s) (Storey 2002): N and F are the shares of pairs in the window, and of those farther apart, that reach s,
    the latter with as many days between them as the former (`gaps`: shares of 0, 1, … days); p, the share of the pairs in the
    window that are like far ones, is told by how many are in the lower half of those.
    """
    scales = PER_DAY ** np.arange(len(gaps))
    like_far = min(1.0, 2 * float(np.mean(near <= np.median(far) * (gaps @ scales))))
    alike = sum(share * _reaching(far * scale) for share, scale in zip(gaps, scales, strict=True) if share)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = like_far * alike / _reaching(near)
    return shares


def _reaching(values: Floats) -> Floats:
    """The share of values that reach each step."""
    shares: Floats = 1 - np.searchsorted(np.sort(values), _STEPS) / len(values)
    return shares


def _near_and_far(space: Space) -> tuple[Floats, Indices, Floats]:
    """Similarities of pairs in the window, the days between them, and the plain similarities of pairs farther apart.

    Both are of a sample of articles, evenly spread over time, with all others.
    """
    dates, window = space.dates[: space.dated], max(space.days, 1)
    near, gaps, far = [], [], []
    for i in np.unique(np.linspace(0, space.dated - 1, _SAMPLED).astype(int)):
        low, high = np.searchsorted(dates, [dates[i] - _FARTHEST * window, dates[i] + _FARTHEST * window + 1])
        places = np.delete(np.arange(low, high), i - low)
        between = np.abs(dates[places] - dates[i]).astype(np.intp)
        alike = (space.rows[places] @ space.rows[[i]].T).toarray()[:, 0].astype(float)
        inside = between <= space.days
        near.append(alike[inside] * PER_DAY ** between[inside])
        gaps.append(between[inside])
        far.append(alike[between > _FAR * window])
    return np.concatenate(near), np.concatenate(gaps), np.concatenate(far)


def joined(space: Space, threshold: float) -> tuple[Indices, Floats, int]:
    """The label of each article's event, its mean similarity to the others on it, and how many linked parts were over `LARGEST`.

    Groups whose mean similarity reaches the threshold have a pair that does. So articles that no chain of such pairs links are
    never joined, and average linkage over all equals average linkage inside each linked part.
    """
    n = len(space.dates)
    labels, similarity, parted = np.arange(n), np.full(n, np.nan), 0
    for part in linked(n, *_pairs(space, threshold)):
        parted += len(part) > LARGEST
        for places in _small_enough(space, part, threshold):
            alike = space.similarities(places)
            found = _average_linkage(alike, threshold)
            for members in groups_of(found):
                labels[places[members]] = places[members[0]]
                inside = alike[np.ix_(members, members)]
                similarity[places[members]] = (inside.sum(axis=1) - inside.diagonal()) / (len(members) - 1)
    return labels, similarity, parted


def _pairs(space: Space, threshold: float) -> tuple[Indices, Indices]:
    """All pairs of articles whose similarity reaches the threshold; the sorted dates tell which blocks can hold any."""
    n, dated = len(space.dates), space.dated
    left, right, start = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)], 0
    while start < n:
        width = _reach(space, start) - start + n - dated
        end = min(start + max(1, min(1000, _BLOCK // max(width, 1))), n, dated if start < dated else n)
        columns = np.r_[start : _reach(space, end - 1), max(dated, start) : n] if start < dated else np.arange(start, n)
        block = (space.rows[start:end] @ space.rows[columns].T).tocoo()
        high = block.data >= threshold  # the days between can only lower it
        one, other = block.row[high] + start, columns[block.col[high]]
        alike = block.data[high] * space.factor(space.dates[one], space.dates[other])
        kept = (alike >= threshold) & (one < other)
        left.append(one[kept])
        right.append(other[kept])
        start = end
    return np.concatenate(left), np.concatenate(right)


def _reach(space: Space, place: int) -> int:
    """The place after the last dated article in the window of one."""
    return int(np.searchsorted(space.dates[: space.dated], space.dates[place] + space.days, side="right"))


def linked(n: int, left: Indices, right: Indices) -> list[Indices]:
    """The parts of two and more that chains of pairs link among `n` things, by their first members.

    >>> [part.tolist() for part in linked(6, np.array([4, 1, 3]), np.array([5, 3, 0]))]
    [[0, 1, 3], [4, 5]]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(n, n))
    return groups_of(connected_components(links, directed=False)[1])


def groups_of(labels: NDArray[Any]) -> list[Indices]:
    """The places of each label that stands more than once, in rising order; the label that comes first, first.

    >>> [group.tolist() for group in groups_of(np.array([7, 3, 7, 5, 3]))]
    [[0, 2], [1, 4]]
    """
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return sorted((group for group in groups if len(group) > 1), key=lambda group: int(group[0]))


def _small_enough(space: Space, places: Indices, threshold: float) -> Iterator[Indices]:
    """The part itself, or the parts into which a higher threshold breaks it; if none does (copies), pieces by date."""
    if len(places) <= LARGEST:
        yield places
    elif threshold + _HIGHER >= 1:
        yield from (places[i : i + LARGEST] for i in range(0, len(places), LARGEST))
    else:
        inside = Space(space.rows[places], space.dates[places], space.days)
        for part in linked(len(places), *_pairs(inside, threshold + _HIGHER)):
            yield from _small_enough(space, places[part], threshold + _HIGHER)


def _average_linkage(alike: Floats, threshold: float) -> Indices:
    """Labels of the groups whose mean similarity reaches the threshold."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = np.clip(1 - (alike + alike.T) / 2, 0, None)
    np.fill_diagonal(apart, 0)
    labels: Indices = fcluster(linkage(squareform(apart, checks=False), "average"), 1 - threshold, "distance")
    return labels
