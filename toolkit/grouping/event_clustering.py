"""How close articles are in their words and days, and which of them form a group.

Words are weighted by TF-IDF (Salton and Buckley 1988), and articles are joined by average linkage (Sokal and Michener 1958)
within a window of days. How similar two articles must be depends on the corpus: all articles on one war share its words. The
threshold is therefore checked against articles that were published too many days from each other to be on one event.
Similarities are computed in blocks of neighbouring days, so that a hundred thousand articles of several years fit into memory.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics.arrays import Floats, Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

USUAL, USUAL_UNDATED = 0.17, 0.15
"""Mean similarity at which articles are joined, with dates and without.

Chosen, like `PER_DAY`, on BASIL's events of even years among 600 other articles; see ``benchmarks/events.py``."""

PER_DAY = 0.9  # each day between two articles multiplies their similarity by this

CHANCE = (0.01, 0.25)
"""The usual threshold holds where the share of chance pairs among those that reach it is between these; else it is adjusted.

Among articles that were collected by event, nearly all pairs in the window are on one event, and less similarity is enough.
Reports from one war all resemble each other, and more is needed."""

LARGEST = 3000  # articles joined at once; a larger linked part is first split by a higher threshold

_STEPS = np.arange(0.02, 0.4001, 0.005)  # thresholds tried
_LEAST_NEAR, _LEAST_FAR = 50, 1000  # pairs that are needed to find a threshold for the corpus
_FAR, _FARTHEST = 2, 8  # windows between two articles of one season, which share topics, but are not on one event
_SAMPLED = 1000  # articles that the threshold is found from
_ROWS, _COLUMNS = 250, 2000  # articles that are compared at once, and the others that they are compared with
_HIGHER = 0.02  # by which the threshold rises where too many articles are linked


class Space(NamedTuple):
    """Articles in the order of their days: their words as rows of length 1 (0 without words), their days, the window in days."""

    rows: "csr_matrix"
    dates: Floats
    days: int

    @property
    def dated(self) -> int:
        """Number of articles with a date, which come first."""
        return int(np.isfinite(self.dates).sum())

    def factor(self, one: Floats, other: Floats) -> Floats:
        """What similarities are multiplied by for the days between: 0 outside the window; without a date, as a day beyond it."""
        dated = np.isfinite(one) & np.isfinite(other)
        between = np.abs(np.where(dated, one, 0.0) - np.where(dated, other, self.days + 1.0))
        factors: Floats = np.where((between <= self.days) | ~dated, PER_DAY ** np.minimum(between, self.days + 1), 0.0)
        return factors

    def similarities(self, places: Sequence[int] | Indices) -> Floats:
        """The similarities of some articles to each other: articles by articles."""
        part, dates = self.rows[places], self.dates[places]
        similarities: Floats = (part @ part.T).toarray() * self.factor(dates[:, None], dates[None])
        return similarities


def weighted(counts: "csr_matrix") -> "csr_matrix":
    """TF-IDF rows of length 1: (1 + ln count) (1 + ln((1 + n) / (1 + articles with the word))).

    `counts` are articles by words. Words that occur in a single article count towards the length of its row, but have no column.

    >>> from scipy.sparse import csr_matrix
    >>> rows = weighted(csr_matrix([[2, 1, 0], [2, 1, 0], [0, 0, 1]], dtype=np.float32))
    >>> (rows @ rows.T).toarray().round(2).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    rows = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    shared = np.bincount(rows.indices, minlength=rows.shape[1]) > 1
    return csr_matrix(rows[:, np.flatnonzero(shared)])


def threshold_of(space: Space) -> tuple[float, list[str]]:
    """The similarity at which articles of this corpus are joined, and notes for the reader.

    It is the usual one if, of the pairs in the window that reach it, the share that does so by chance is within `CHANCE`; else
    the nearest similarity for which this is true.
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
    threshold = round(float(_STEPS[at]), 3)
    note = f"threshold of similarity {threshold} instead of {usual}, estimated from this corpus"
    return threshold, [] if threshold == usual else [note]


def _by_chance(near: Floats, gaps: Floats, far: Floats) -> Floats:
    """For each step the share of the pairs in the window that reach it without being on one event; NaN where no pair reaches it.

    It is p · F(s) / N(s) (Storey 2002). N(s) is the share of pairs in the window that reach s. F(s) is the same for pairs farther
    apart in time, their similarities reduced as if as many days lay between them (`gaps`: the shares of 0, 1, … days). p, the
    share of pairs in the window that resemble far ones, is estimated from how many fall into the lower half of the far ones.
    """
    scales = PER_DAY ** np.arange(len(gaps))
    like_far = min(1.0, 2 * float(np.mean(near <= np.median(far) * (gaps @ scales))))
    reaching = sum(share * _reaching(far * scale) for share, scale in zip(gaps, scales, strict=True) if share)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = like_far * reaching / _reaching(near)
    return shares


def _reaching(values: Floats) -> Floats:
    """The share of values that reach each step."""
    shares: Floats = 1 - np.searchsorted(np.sort(values), _STEPS) / len(values)
    return shares


def _near_and_far(space: Space) -> tuple[Floats, Indices, Floats]:
    """Similarities of pairs in the window, the days between them, and similarities of pairs farther apart, by words alone.

    Each pair is one article of a sample, spread evenly over time, with any other article.
    """
    dates, window = space.dates[: space.dated], max(space.days, 1)
    near, gaps, far = [], [], []
    for i in np.unique(np.linspace(0, space.dated - 1, _SAMPLED).astype(int)):
        low, high = np.searchsorted(dates, [dates[i] - _FARTHEST * window, dates[i] + _FARTHEST * window + 1])
        between = np.abs(np.delete(dates[low:high], i - low) - dates[i]).astype(np.intp)
        similarity = np.delete(space.rows[low:high] @ space.rows[[i]].toarray()[0], i - low).astype(float)
        inside = between <= space.days
        near.append(similarity[inside] * PER_DAY ** between[inside])
        gaps.append(between[inside])
        far.append(similarity[between > _FAR * window])
    return np.concatenate(near), np.concatenate(gaps), np.concatenate(far)


def joined(space: Space, threshold: float) -> tuple[Indices, Floats, int]:
    """The label of each article's event, its mean similarity to the others on it, and how many linked parts were over `LARGEST`.

    Groups whose mean similarity reaches the threshold contain a pair that reaches it. So articles that no chain of such pairs
    links are never joined, and average linkage over all articles equals average linkage inside each linked part.
    """
    n = len(space.dates)
    labels, similarity, split = np.arange(n), np.full(n, np.nan), 0
    for part in linked(n, *_pairs(space, threshold)):
        split += len(part) > LARGEST
        for places in _small_enough(space, part, threshold):
            similarities = space.similarities(places)
            for members in groups_of(_average_linkage(similarities, threshold)):
                labels[places[members]] = places[members[0]]
                inside = similarities[np.ix_(members, members)]
                similarity[places[members]] = (inside.sum(axis=1) - inside.diagonal()) / (len(members) - 1)
    return labels, similarity, split


def _pairs(space: Space, threshold: float) -> tuple[Indices, Indices]:
    """All pairs of articles whose similarity reaches the threshold, computed in blocks of articles of neighbouring days."""
    n, dated = len(space.dates), space.dated
    left, right, start = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)], 0
    while start < n:
        end = min(start + _ROWS, dated if start < dated else n)
        columns = np.r_[start : _reach(space, end - 1), max(dated, start) : n] if start < dated else np.arange(start, n)
        for first in range(0, len(columns), _COLUMNS):
            others = columns[first : first + _COLUMNS]
            block = _products(space.rows[start:end], space.rows[others])
            one, other = np.nonzero(block >= threshold)  # days between can only lower the similarity
            similarity = block[one, other] * space.factor(space.dates[one + start], space.dates[others[other]])
            kept = (similarity >= threshold) & (one + start < others[other])
            left.append(one[kept] + start)
            right.append(others[other[kept]])
        start = end
    return np.concatenate(left), np.concatenate(right)


def _products(rows: "csr_matrix", others: "csr_matrix") -> NDArray[np.float32]:
    """The products of some rows with others: rows by others.

    The others are spread out, for the words of the rows: that is several times faster than a product of sparse matrices.

    >>> from scipy.sparse import csr_matrix
    >>> _products(csr_matrix([[0.0, 2.0, 1.0]], dtype=np.float32), csr_matrix([[5.0, 1.0, 0.0], [0.0, 1.0, 3.0]])).tolist()
    [[2.0, 5.0]]
    """
    from scipy.sparse import csr_matrix

    words, place = np.unique(rows.indices, return_inverse=True)
    number = np.full(rows.shape[1], -1)
    number[words] = np.arange(len(words))
    cells = others.tocoo()
    shared = number[cells.col] >= 0
    spread = np.zeros((len(words), others.shape[0]), dtype=np.float32)
    spread[number[cells.col[shared]], cells.row[shared]] = cells.data[shared]
    products: NDArray[np.float32] = csr_matrix((rows.data, place, rows.indptr), shape=(rows.shape[0], len(words))) @ spread
    return products


def _reach(space: Space, place: int) -> int:
    """The end of an article's window: the position after the last dated article in it."""
    return int(np.searchsorted(space.dates[: space.dated], space.dates[place] + space.days, side="right"))


def linked(n: int, left: Indices, right: Indices) -> list[Indices]:
    """The parts of two or more of `n` items that chains of pairs link, ordered by their first members.

    >>> [part.tolist() for part in linked(6, np.array([4, 1, 3]), np.array([5, 3, 0]))]
    [[0, 1, 3], [4, 5]]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(n, n))
    return groups_of(connected_components(links, directed=False)[1])


def groups_of(labels: NDArray[Any]) -> list[Indices]:
    """The positions of each label that occurs more than once, in rising order; groups are ordered by their first position.

    >>> [group.tolist() for group in groups_of(np.array([7, 3, 7, 5, 3]))]
    [[0, 2], [1, 4]]
    """
    _, numbers, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    several = np.flatnonzero(sizes[numbers] > 1)
    order = several[np.argsort(numbers[several], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1) if len(order) else []
    return sorted(groups, key=lambda group: int(group[0]))


def _small_enough(space: Space, places: Indices, threshold: float) -> Iterator[Indices]:
    """The part itself, or the parts into which a higher threshold splits it; pieces by date if none does (many copies)."""
    if len(places) <= LARGEST:
        yield places
    elif threshold + _HIGHER >= 1:
        yield from (places[i : i + LARGEST] for i in range(0, len(places), LARGEST))
    else:
        inside = Space(space.rows[places], space.dates[places], space.days)
        for part in linked(len(places), *_pairs(inside, threshold + _HIGHER)):
            yield from _small_enough(space, places[part], threshold + _HIGHER)


def _average_linkage(similarities: Floats, threshold: float) -> Indices:
    """The label of each article's group; the mean similarity inside a group reaches the threshold."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distances = np.clip(1 - (similarities + similarities.T) / 2, 0, None)
    np.fill_diagonal(distances, 0)
    labels: Indices = fcluster(linkage(squareform(distances, checks=False), "average"), 1 - threshold, "distance")
    return labels
