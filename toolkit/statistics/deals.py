"""How probable it is that articles dealt to two sides by chance differ as much in a term, without dealing them.

The surplus of an article is its occurrences of a term less the pooled rate times its words, and that of a side is the sum over
its articles. Over all ways to deal the articles, the surplus of a side has the mean 0 and a known variance. Its tails are found
by the double saddlepoint approximation (Robinson 1982; Davison and Hinkley 1988), which is close for rare and lumpy terms too.
"""

from typing import NamedTuple

import numpy as np

from .arrays import Floats, Indices
from .term_counts import Bags

LEAST = np.array([1, 2, 3, 4, 5, 7, 10, 15, 22, 33, 50, 75, 110, 170, 250])
"""Articles are taken together by their count of a term; these are the least counts that are."""

_JUMP = 1 / 12  # variance of what is spread evenly over a jump of 1
_EQUAL = 1e-9  # a sum of squares below which all are equal
_NEAR = 0.05  # standard deviations from 0 within which the approximation is 0 / 0, and the normal curve serves
_DOUBTLESS = 0.5  # the same for a term that a side lacks, which that far from 0 proves nothing
_MOST = 6  # standard deviations by which the words of a side are ever off
_STEPS, _STEP = 40, 2.0  # of Newton's method at most, and how far one may move the log odds of an article
_NOTHING = 1e-200  # a divisor in place of 0
_CLOSE = 1e-3  # by which the last step moves at most


_Parts = tuple[Floats, ...]


class Surpluses(NamedTuple):
    """The surpluses of all articles in each term; a row has those articles that use one term about equally often.

    `term` is the place of the term, `articles` the number of articles, `mean` the mean of their surpluses, and `spread` the sum
    of their squared distances from it.
    """

    term: Indices
    articles: Floats
    mean: Floats
    spread: Floats

    def summed(self, numbers: Floats, terms: int) -> Floats:
        """Numbers of the rows, summed for each term."""
        return np.asarray(np.bincount(self.term, numbers, terms), dtype=float)

    def of(self, terms: Indices, several: int) -> "Surpluses":
        """The surpluses in some of several terms, which are numbered anew; their places are in ascending order."""
        place = np.full(several, -1)
        place[terms] = np.arange(len(terms))
        rows = place[self.term] >= 0
        return Surpluses(place[self.term[rows]], self.articles[rows], self.mean[rows], self.spread[rows])

    def in_units_of(self, unit: Floats) -> "Surpluses":
        """The same divided by a unit for each term."""
        return self._replace(mean=self.mean / unit[self.term], spread=self.spread / unit[self.term] ** 2)


class Deals(NamedTuple):
    """The articles that are dealt out.

    Attributes
    ----------
    rate : the pooled rate of each term.
    surpluses : the surpluses of all articles.
    squares : the sum of the squared surpluses of each term.
    articles, words, words_squared : the number of articles that have words, the sum of their words, and that of the squares.
    """

    rate: Floats
    surpluses: Surpluses
    squares: Floats
    articles: int
    words: float
    words_squared: float

    def of(self, terms: Indices) -> "Deals":
        """The same articles with some of the terms, whose places are in ascending order."""
        surpluses = self.surpluses.of(terms, len(self.rate))
        return self._replace(rate=self.rate[terms], surpluses=surpluses, squares=self.squares[terms])

    def test(self, count: Floats, words: float, own: int) -> tuple[Floats, Floats]:
        """z and p of every term, for a side of `own` articles with some words that uses each term as often as `count` says.

        z is the surplus of the side over its standard deviation, p the probability of a surplus as far from 0 on either side,
        which is never below one over the number of ways to deal the articles. NaN with fewer than three articles, and for terms
        that all articles use equally often.
        """
        from scipy.special import gammaln, ndtr

        n, unlike = self.articles, self.squares > _EQUAL
        if n < 3 or not 0 < own < n:
            return (np.full(len(count), np.nan),) * 2
        chance = own * (n - own) / (n * (n - 1))
        deviation = np.sqrt(chance * np.where(unlike, self.squares, np.nan))
        z = (count - self.rate * words) / deviation
        expected = self.rate * own * self.words / n
        width = self.rate * np.sqrt(chance * max(self.words_squared - self.words**2 / n, 0))
        moved, blur = _settled(expected - self.rate * words, width)
        far, blur = np.abs(z + moved / deviation), blur / deviation**2
        lacking = (count == 0) | (count >= self.rate * self.words - 0.5)
        plain = far <= np.where(lacking, _DOUBTLESS, _NEAR)
        p = np.where(plain, 2 * ndtr(-far), far * 0)
        for sign, furthest in ((1, self.rate * self.words - expected), (-1, expected)):
            terms = np.flatnonzero(~plain & (far * deviation <= furthest + _MOST * width + 0.5))
            side = self.surpluses.of(terms, len(far)).in_units_of(sign * deviation[terms])
            p[terms] += _tail(side, far[terms], blur[terms], own, n)
        least = np.exp(gammaln(own + 1) + gammaln(n - own + 1) - gammaln(n + 1))
        return z, np.clip(p, least, 1)


def _settled(apart: Floats, width: Floats) -> tuple[Floats, Floats]:
    """What is added to the surplus of a side, and the variance that is, since the approximation is for what does not jump.

    The surplus of a rare term jumps by 1 from one count to the next. Ways with the same count differ only in the words of the
    side, which decide where in the jump they stand: the fewer words, the higher. They move the surplus of a side by `apart`, and
    by `width` on average.
    """
    from scipy.special import ndtr

    from_next = apart - np.rint(apart)
    with np.errstate(divide="ignore", invalid="ignore"):
        place = np.where(width > 0, ndtr(from_next / width) - 0.5, 0)
    blur = np.maximum(_JUMP - width**2, 0)
    return np.where(blur > 0, place - from_next, 0), blur


class CountSums:
    """What is dealt out, added up some articles after others, before the pooled rate is known."""

    def __init__(self) -> None:
        self._sums, self._all = np.zeros((6, 0)), np.zeros(3)

    def add(self, bags: Bags) -> None:
        """Add some articles, always of the same terms; those without words do not count."""
        if not self._all.any():
            self._sums = np.zeros((6, len(bags.terms) * len(LEAST)))
        counts, used = bags.counts.tocoo(), bags.lengths[bags.lengths > 0]
        count, words = counts.data.astype(float), bags.lengths[counts.row]
        rows = counts.col.astype(np.intp) * len(LEAST) + np.searchsorted(LEAST, count, side="right") - 1
        products = (np.ones(len(count)), words, words**2, count, count * words, count**2)
        for total, numbers in zip(self._sums, products, strict=True):
            np.add.at(total, rows, numbers)
        self._all += [len(used), used.sum(), (used**2).sum()]

    def deals(self) -> Deals:
        """All articles that were added."""
        by_term = self._sums.reshape(6, -1, len(LEAST)).sum(axis=2)
        without = self._all[:, None] - by_term[:3]
        terms = np.arange(by_term.shape[1])
        sums = np.hstack([self._sums, np.vstack([without, np.zeros_like(without)])])
        kept = np.flatnonzero(sums[0] > 0.5)
        every = np.append(np.repeat(terms, len(LEAST)), terms)
        kept = kept[np.argsort(every[kept], kind="stable")]
        term, (n, words, words_squared, count, product, squared) = every[kept], sums[:, kept]
        rate = by_term[3] / self._all[1]
        own = rate[term]
        squares = squared - 2 * own * product + own**2 * words_squared
        mean = (count - own * words) / n
        surpluses = Surpluses(term, n, mean, np.maximum(squares - n * mean**2, 0))
        return Deals(rate, surpluses, surpluses.summed(squares, len(terms)), int(self._all[0]), *self._all[1:].tolist())


def _tail(surpluses: Surpluses, z: Floats, blur: Floats, own: int, n: int) -> Floats:
    """The probability of a surplus of at least z standard deviations, 0 or more; surpluses and blur are in these units."""
    from scipy.special import ndtr

    with np.errstate(all="ignore"):  # where there is no saddlepoint, the normal curve serves
        tilts = _saddlepoints(surpluses, z, blur, own, n)
        depth = np.sqrt(np.maximum(2 * (tilts[0] * own + tilts[1] * z - _cumulant(surpluses, tilts, blur, own / n)), 0))
        _, (a, b, c) = _derivatives(surpluses, tilts, blur, own / n)
        width = tilts[1] * np.sqrt((a * c - b**2) * n / (own * (n - own)))
        deviate = depth + np.log(width / depth) / depth
    tail: Floats = ndtr(-np.where(np.isfinite(deviate), deviate, z))
    return tail


def _saddlepoints(surpluses: Surpluses, z: Floats, blur: Floats, own: int, n: int) -> Floats:
    """The tilts of the number of own articles and of their surplus at which `own` and z are expected, by Newton's method."""
    furthest = np.zeros(len(z))
    np.maximum.at(furthest, surpluses.term, np.abs(surpluses.mean))
    tilts, active, rows = np.array([0 * z, z / np.maximum(1, z * furthest / _STEP)]), np.arange(len(z)), surpluses
    for _ in range(_STEPS):
        (over, above), (a, b, c) = _derivatives(rows, tilts[:, active], blur[active], own / n)
        over, above = own - over, z[active] - above
        step = np.array([c * over - b * above, a * above - b * over]) / np.maximum(a * c - b**2, 1e-12 * a * c + _NOTHING)
        step /= np.maximum(1, (np.abs(step[0]) + np.abs(step[1]) * furthest[active]) / _STEP)
        tilts[:, active] += step
        moving = np.flatnonzero(np.abs(step).max(axis=0) > _CLOSE)
        if not len(moving):
            break
        rows, active = rows.of(moving, len(active)), active[moving]
    return tilts


def _cumulant(surpluses: Surpluses, tilts: Floats, blur: Floats, share: float) -> Floats:
    """The joint cumulant generating function of the number of own articles and of their surplus, if each were dealt by itself."""
    from scipy.special import expit, logit

    term, n, x, spread = surpluses
    moved, tilt = logit(share) + tilts[0][term] + tilts[1][term] * x, tilts[1]
    q = expit(moved)
    within = tilt[term] ** 2 / 2 * spread * q * (1 - q)
    value: Floats = surpluses.summed(n * (np.logaddexp(0, moved) + np.log1p(-share)) + within, len(tilt)) + blur * tilt**2 / 2
    return value


def _derivatives(surpluses: Surpluses, tilts: Floats, blur: Floats, share: float) -> tuple[_Parts, _Parts]:
    """Its first derivatives, by both tilts, and the second ones: twice by the first, by both, twice by the second."""
    from scipy.special import expit, logit

    term, n, x, spread = surpluses
    tilt = tilts[1][term]
    q = expit(logit(share) + tilts[0][term] + tilt * x)
    second = q * (1 - q)
    along = spread * tilt * second  # articles of a row are as far from their mean as they are on average
    across = along * (1 - 2 * q)
    slope, bend = n * q + tilt / 2 * across, n * second + tilt / 2 * along * (1 - 6 * second)
    mixed = x * bend + across
    parts = (slope, x * slope + along, bend, mixed, x * (mixed + across) + spread * second)
    by_own, by_surplus, *bends = (surpluses.summed(part, len(blur)) for part in parts)
    return (by_own, by_surplus + blur * tilts[1]), (bends[0], bends[1], bends[2] + blur)
