"""How two sides differ in each term: effect sizes, tests, spread over articles, and the divergence of all terms together.

A statistic takes four arrays, the counts of each term on both sides and the sizes of the sides, or `Bags` where it looks at
single articles. Users call it by `tk.keyness`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .arrays import Floats, Indices
from .deals import CountSums, Deals
from .intervals import CONFIDENCE, LEAST_UNITS
from .term_counts import Bags, Side, Totals, over_articles

PRIOR_WORDS = 1000.0  # size of the informative prior, in words, spread as in both sides together
HALF = 0.5  # used in place of a count of 0 in the log ratio (Hardie 2014)


class Scatter(NamedTuple):
    """How the occurrences of each term are spread over the articles of one group, or of several (then all are groups by terms).

    `squares` are the sums over articles of the squared counts, `products` of the counts times the words, `words` of the squared
    words; `articles` is the number of those that have words.
    """

    squares: Any
    products: Any
    words: Any
    articles: Any

    @classmethod
    def of(cls, bags: Bags) -> "Scatter":
        """That of one group."""
        squares = over_articles(bags.counts.astype(float).power(2))
        return cls(squares, bags.counts.T @ bags.lengths, (bags.lengths**2).sum(), (bags.lengths > 0).sum())

    @classmethod
    def of_several(cls, groups: Sequence["Scatter"]) -> "Scatter":
        """That of several groups."""
        from scipy.sparse import csr_matrix

        squares, products, words, articles = zip(*groups, strict=True)
        return cls(csr_matrix(np.array(squares)), csr_matrix(np.array(products)), np.array(words), np.array(articles))

    def of_group(self, group: int) -> "Scatter":
        """That of one of several groups."""
        squares, products = (part[group].toarray().ravel() for part in (self.squares, self.products))
        return Scatter(squares, products, self.words[group], self.articles[group])

    def but(self, group: int) -> "Scatter":
        """That of all others together."""
        own = self.of_group(group)
        squares, products = (np.asarray(part.sum(axis=0), dtype=float).ravel() for part in (self.squares, self.products))
        others = self.words.sum() - own.words, self.articles.sum() - own.articles
        return Scatter(squares - own.squares, products - own.products, *others)


@dataclass(frozen=True)
class Pool:
    """Several groups of articles that are compared with each other, in figures that are the same for each comparison.

    Attributes
    ----------
    totals : how often each group uses each term.
    used : for each group the number of articles that have words.
    spread : the dispersion of each term over the articles of each group: groups by terms.
    deals : the articles of all groups, to be dealt out.
    scatter : for each group how the occurrences of each term are spread over its articles.
    """

    totals: Totals
    used: Indices
    spread: Floats
    deals: Deals
    scatter: Scatter

    @classmethod
    def of(cls, groups: Iterable[Bags]) -> "Pool":
        """The pool of some groups, which are read one after the other; all have the same terms."""
        from scipy.sparse import csr_matrix

        rows, sizes, used, sums, scatter = [], list[float](), list[int](), CountSums(), []
        for bags in groups:
            sums.add(bags)
            side = Side.of(bags)
            rows.append((side.counts, side.articles, dispersion(bags)))
            sizes.append(side.size)
            used.append(int((bags.lengths > 0).sum()))
            scatter.append(Scatter.of(bags))
        counts, articles, spreads = map(np.array, zip(*rows, strict=True))
        totals = Totals(bags.terms, csr_matrix(counts), csr_matrix(articles), np.array(sizes))
        return cls(totals, np.array(used), spreads, sums.deals(), Scatter.of_several(scatter))

    def contrast(self, group: int) -> dict[str, Floats]:
        """Every statistic of every term, one group against all others, by the names of the columns.

        `z_articles` and `p` come from `dealt_out`: they ask whether articles dealt to the two sides by chance would differ as
        much, so that one article with many mentions proves little.
        """
        counts, (z_articles, p) = self.totals.against_rest(group), self.dealt_out(group)
        own = {"dispersion": self.spread[group], "z_articles": z_articles, "p": p}
        sides = self.scatter.of_group(group), self.scatter.but(group)
        return {**counts, **statistics_of_counts(counts), **limits_of_log_ratio(counts, *sides), **own}

    def dealt_out(self, group: int) -> tuple[Floats, Floats]:
        """z and p of every term in a permutation test on whole articles, which are dealt to the two sides by chance.

        The statistic is the surplus of the group, its occurrences less the pooled rate times its words. Over all ways to deal the
        articles its mean is 0 and its variance is known exactly; z is the surplus over its standard deviation. p is the share of
        ways with a surplus as far from 0, on either side, by the double saddlepoint approximation (see `deals`): a skewed curve
        with the same first moments is far off for rare and lumpy words. Where lengths are equal it is close to the mid-p (ways
        exactly as extreme count half). It is never below one over the number of ways. NaN with fewer than three articles.

        >>> from scipy.sparse import csr_matrix
        >>> own, rest = (Bags(["red", "the"], csr_matrix([[n, 10 - n]] * 4), np.full(4, 10.0)) for n in (1.0, 0.0))
        >>> z, p = Pool.of([own, rest]).dealt_out(0)
        >>> z.round(2).tolist(), p.round(3).tolist()
        ([2.65, -2.65], [0.014, 0.014])
        """
        side = self.totals.side(group)
        return self.deals.test(side.counts, side.size, int(self.used[group]))


def contrast_of_voices(own: Bags, attributed: Bags) -> dict[str, Floats]:
    """Every statistic of every term, what some articles say in one voice against what they say in another.

    Both bags have the same terms and articles. `z_articles` and `p` come from `within_articles`.
    """
    counts = Side.of(own).against(Side.of(attributed))
    z_articles, p = within_articles(own, attributed)
    limits = limits_of_log_ratio(counts, Scatter.of(own), Scatter.of(attributed))
    return {**counts, **statistics_of_counts(counts), **limits, "dispersion": dispersion(own), "z_articles": z_articles, "p": p}


def statistics_of_counts(counts: Mapping[str, Floats]) -> dict[str, Floats]:
    """The statistics that need only what `Side.against` returns, the counts and sizes of both sides."""
    sides = counts["count"], counts["rest_count"], counts["size"], counts["rest_size"]
    log_odds, z = log_odds_ratio(*sides)
    g2 = log_likelihood(*sides)
    return {
        "z": z,
        "log_odds": log_odds,
        "g2": g2,
        "bic": np.abs(g2) - np.log(np.maximum(counts["size"] + counts["rest_size"], 1)),
        "log_ratio": log_ratio(*sides),
        "percent_diff": percent_diff(*sides),
    }


# -- statistics of a term's counts on both sides and the sizes of the sides --------------------------------------------------


def log_odds_ratio(count: Floats, rest: Floats, size: Floats, rest_size: Floats) -> tuple[Floats, Floats]:
    """Log-odds ratio (natural) with an informative Dirichlet prior, and its z (Monroe, Colaresi and Quinn 2008).

    The prior a holds `PRIOR_WORDS` words in the proportions of both sides together. The log-odds of a term that is used y times
    among n words are ln((y + a) / (n + PRIOR_WORDS - y - a)). The ratio is the difference of both sides, and z is the ratio over
    its standard deviation, with the variance 1 / (y + a) + 1 / (y_rest + a) (their equation 20, which leaves out the two terms of
    the other words). For a term that one side never uses, z stays small however clear the case (1 / a is large). It also treats
    words as independent, which those of one article are not: see `Pool.dealt_out` for a z without these two faults.

    >>> log_odds, z = log_odds_ratio(*np.array([[8.0, 2], [2, 8], [10, 10], [10, 10]]))
    >>> bool(log_odds[0] == -log_odds[1] > 0)
    True
    """
    prior = PRIOR_WORDS * (count + rest) / np.maximum(size + rest_size, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        own_odds = np.log(count + prior) - np.log(size + PRIOR_WORDS - count - prior)
        rest_odds = np.log(rest + prior) - np.log(rest_size + PRIOR_WORDS - rest - prior)
        ratio = own_odds - rest_odds
        return ratio, ratio / np.sqrt(1 / (count + prior) + 1 / (rest + prior))


def log_likelihood(count: Floats, rest: Floats, size: Floats, rest_size: Floats) -> Floats:
    """G², twice the log-likelihood ratio of a table of term or not by side (Dunning 1993); below 0 where the side uses it less.

    2 Σ O ln(O / E), where E are the counts expected if both sides used the term equally often. If words were independent, an
    absolute value above 3.84 would arise by chance less than 5 % of the time.

    >>> log_likelihood(*np.array([[110.0], [111.0], [2552.0], [29225.0]])).round(2).tolist()  # "the swiss", Dunning's table
    [270.72]
    """
    from scipy.special import xlogy

    share = (count + rest) / np.maximum(size + rest_size, 1)
    cells = (
        (count, size, share),
        (rest, rest_size, share),
        (size - count, size, 1 - share),
        (rest_size - rest, rest_size, 1 - share),
    )
    total = sum(xlogy(n, n / np.where(words * part > 0, words * part, 1)) for n, words, part in cells)
    surplus = count * rest_size - rest * size
    value: Floats = np.sign(surplus) * np.maximum(2 * total, 0)
    return value


def log_ratio(count: Floats, rest: Floats, size: Floats, rest_size: Floats) -> Floats:
    """log2 of the ratio of both rates, 1 for each doubling; 0.5 is used for a count of 0 (Hardie 2014). NaN without words.

    >>> log_ratio(*np.array([[8.0, 4], [2, 0], [100, 100], [100, 100]])).round(2).tolist()
    [2.0, 3.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.log2(_or_half(count) / size) - np.log2(_or_half(rest) / rest_size)
    return np.where((size > 0) & (rest_size > 0), value, np.nan)


def limits_of_log_ratio(counts: Mapping[str, Floats], own: Scatter, rest: Scatter) -> dict[str, Floats]:
    """95 % limits of the log ratio that take articles, not words, for the unit, and the one nearest to 0 (0 if 0 is inside).

    The limits are those of both rates put together (Newcombe 1998; Zou and Donner 2008 for ratios). That of a rate is made from
    the scatter of articles around it by the delta method, with Student's t for as many articles as would bring the occurrences
    if all brought the same (Kish 1965), less one, but at least 1. Fewer than `LEAST_UNITS` articles with the term show no
    scatter: the limits are then those of how many of the side's articles have it, where half an article is added as half an
    occurrence is to a count of 0 (Jeffreys; Brown, Cai and DasGupta 2001), and each has it as often as those that do (where none
    does, as those of the other side). So all limits are finite. They are NaN where a side has no words, and for a term that fewer
    than `LEAST_UNITS` articles of both sides together have: a word of one article says nothing of others.

    >>> from scipy.sparse import csr_matrix
    >>> own = Bags(["even", "lump"], csr_matrix([[1.0, 8.0]] + [[1.0, 0.0]] * 7), np.full(8, 100.0))
    >>> rest = Bags(["even", "lump"], csr_matrix((200, 2)), np.full(200, 100.0))
    >>> counts = Side.of(own).against(Side.of(rest))
    >>> limits_of_log_ratio(counts, Scatter.of(own), Scatter.of(rest))["log_ratio_limit"].round(1).tolist()
    [6.3, 0.0]
    """
    value = log_ratio(counts["count"], counts["rest_count"], counts["size"], counts["rest_size"])
    own_reach, rest_reach = _reach(counts, own, ("", "rest_")), _reach(counts, rest, ("rest_", ""))
    value = np.where(counts["articles"] + counts["rest_articles"] >= LEAST_UNITS, value, np.nan)
    low, high = value - np.hypot(own_reach[0], rest_reach[1]), value + np.hypot(own_reach[1], rest_reach[0])
    nearest = np.fmax(low, 0) + np.fmin(high, 0)
    return {"log_ratio_low": low, "log_ratio_high": high, "log_ratio_limit": nearest}


def _reach(counts: Mapping[str, Floats], side: Scatter, names: tuple[str, str]) -> tuple[Floats, Floats]:
    """How far below and above the rate of a side its limits are, in powers of 2; `names` begin the names of its columns."""
    from scipy.special import stdtrit

    (own, others), tail = names, (1 - CONFIDENCE) / 2
    count, size, n = counts[f"{own}count"], counts[f"{own}size"], float(side.articles)
    articles = counts[f"{own}articles"]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, alike = count / size, count**2 / side.squares
        scatter = np.maximum(side.squares - 2 * rate * side.products + rate**2 * side.words, 0) * n / max(n - 1, 1)
        freedom, place = np.unique(np.fmax(alike - 1, 1).round(1), return_inverse=True)
        reach = stdtrit(freedom, 1 - tail)[place] * np.sqrt(scatter) / count / np.log(2)
        of_each = np.where(count > 0, count / articles, counts[f"{others}count"] / counts[f"{others}articles"])
        few = np.log2(_jeffreys(articles, n) * of_each / _or_half(count))
    enough = articles >= LEAST_UNITS
    return np.where(enough, reach, np.maximum(-few[0], 0)), np.where(enough, reach, np.maximum(few[1], 0))


def _jeffreys(having: Floats, n: float) -> Floats:
    """How many of n articles may have a term of which so many do: the lower and the upper limits."""
    from scipy.special import betaincinv

    tails = np.array([[(1 - CONFIDENCE) / 2], [(1 + CONFIDENCE) / 2]])
    return np.asarray(n * betaincinv(having + HALF, n - having + HALF, tails))


def _or_half(count: Floats) -> Floats:
    return np.where(count > 0, count, HALF)


def percent_diff(count: Floats, rest: Floats, size: Floats, rest_size: Floats) -> Floats:
    """%DIFF: by how many per cent the rate is above that of the rest (Gabrielatos and Marchi 2012), from -100.

    Infinite where the rest does not use the term (the authors use a tiny number in place of 0), NaN without words.

    >>> percent_diff(*np.array([[8.0, 1, 3], [2, 2, 0], [100, 100, 100], [100, 100, 100]])).tolist()
    [300.0, -50.0, inf]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = 100 * ((count / size) / (rest / rest_size) - 1)
    return value


# -- statistics of the articles -----------------------------------------------------------------------------------------------


def dispersion(bags: Bags) -> Floats:
    """DPnorm of every term over the articles of a side: 0 if spread as evenly as all words, 1 if all in the shortest article.

    Gries' deviation of proportions, DP = Σ |share of the term's occurrences - share of the words| / 2 over the articles (Gries
    2008), divided by its largest value, 1 - the smallest share of words (Lijffijt and Gries 2012). For rare terms it is always
    close to 1. NaN for a term that the side does not use, and for a side of one article.

    >>> from scipy.sparse import csr_matrix
    >>> counts = csr_matrix([[0.0, 1, 9], [0, 1, 9], [2, 0, 8]])
    >>> dispersion(Bags(["blue", "red", "the"], counts, np.full(3, 10.0))).tolist()
    [1.0, 0.5, 0.0...]
    """
    share = bags.lengths / max(bags.lengths.sum(), 1)
    cells = bags.counts.tocoo()
    total = np.bincount(cells.col, cells.data, len(bags.terms))
    used = cells.data / np.maximum(total[cells.col], 1)
    excess = np.abs(used - share[cells.row]) - share[cells.row]  # over an article without the term
    deviation = (1 + np.bincount(cells.col, excess, len(bags.terms))) / 2
    largest = 1 - share[share > 0].min(initial=1)
    return np.where((total > 0) & (largest > 0), deviation / (largest or 1), np.nan)


def within_articles(own: Bags, attributed: Bags) -> tuple[Floats, Floats]:
    """z and p of every term against equal use in both voices of each article, so that what articles are about is held constant.

    An article's surplus is its occurrences in one voice less those expected from that voice's share of its words (as Mantel and
    Haenszel 1959 do within strata). z is the sum of the surpluses over the root of the sum of their squares, so that the article,
    not the word, is the unit. p is the normal two-sided probability of z if the sign of each surplus were left to chance; it is
    rough with fewer than about five articles that have a surplus. NaN where no article has the term and words in both voices.

    >>> from scipy.sparse import csr_matrix
    >>> own, said = (Bags(["red", "the"], csr_matrix([[n, 10 - n]] * 9), np.full(9, 10.0)) for n in (2.0, 0.0))
    >>> within_articles(own, said)[0].tolist()
    [3.0, -3.0]
    """
    from scipy.sparse import diags
    from scipy.special import ndtr

    both = own.lengths + attributed.lengths
    share = own.lengths / np.maximum(both, 1)
    surplus = own.counts - diags(share) @ (own.counts + attributed.counts)
    spoken = diags(((own.lengths > 0) & (attributed.lengths > 0)).astype(float))
    surplus = (spoken @ surplus).tocsr()
    total, squares = (np.asarray(matrix.sum(axis=0)).ravel() for matrix in (surplus, surplus.power(2)))
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Floats = np.where(squares > 1e-9, total / np.sqrt(squares), np.nan)
    return z, 2 * ndtr(-np.abs(z))


# -- distributions as a whole ---------------------------------------------------------------------------------------------------


def jensen_shannon(one: Floats, other: Floats) -> Floats:
    """Jensen-Shannon divergence of two distributions given as counts, in bits: 0 for the same, 1 for nothing in common.

    Lin 1991, Divergence measures based on the Shannon entropy. Counts lie along the last axis, and there is one divergence for
    each pair of rows. NaN where either side has no count.

    >>> jensen_shannon(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[0.0, 3.0], [2.0, 2.0]])).tolist()
    [1.0, 0.0]
    """
    return np.asarray(jensen_shannon_parts(one, other).sum(axis=-1))


def jensen_shannon_parts(one: Floats, other: Floats) -> Floats:
    """What each entry adds to the Jensen-Shannon divergence, at least 0: (p log2(p / m) + q log2(q / m)) / 2, m = (p + q) / 2.

    >>> jensen_shannon_parts(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 1.0])).tolist()
    [0.0, 0.25, 0.25]
    """
    from scipy.special import xlogy

    with np.errstate(invalid="ignore"):  # a side without a count
        p, q = one / one.sum(axis=-1, keepdims=True), other / other.sum(axis=-1, keepdims=True)
    middle = np.where(p + q > 0, (p + q) / 2, 1)
    parts: Floats = np.maximum((xlogy(p, p / middle) + xlogy(q, q / middle)) / (2 * np.log(2)), 0.0)
    return parts
