"""Distinctive words: which words a group uses more than the rest, weighed against chance and against single articles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

PRIOR_WORDS = 1000.0  # size of the informative prior, in words, spread as in the whole corpus
LEAST_ARTICLES = 3  # a word from fewer articles of the group is an article's word, not the group's


def distinctive(
    groups: Mapping[str, Sequence[Counter[str]]], *, top: int = 25, least_articles: int = LEAST_ARTICLES
) -> "pd.DataFrame":
    """The words that set each group apart from all others together.

    Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008): the prior holds `PRIOR_WORDS`
    words in the proportions of the whole corpus; `z` is the log-odds difference over its standard deviation, with the
    variance approximated by 1/(count + prior) of the group plus that of the rest (their equation 20).

    Parameters
    ----------
    groups : for each group one Counter of words an article.
    top : words a group, by z.
    least_articles : of the group in which a word must stand.

    Returns
    -------
    DataFrame with columns group, term, z, log_odds (natural), count, per_1000, rest_count, rest_per_1000, articles.

    Examples
    --------
    >>> found = distinctive({"a": [Counter(red=2, the=5)] * 3, "b": [Counter(blue=2, the=5)] * 3}, top=1)
    >>> list(found["term"])
    ['red', 'blue']
    """
    import pandas as pd

    names = list(groups)
    terms, counts, articles = _tabulated(list(groups.values()))
    if not terms:
        return pd.DataFrame(
            columns=["group", "term", "z", "log_odds", "count", "per_1000", "rest_count", "rest_per_1000", "articles"]
        )
    total = counts.sum(axis=0)
    frames = []
    for row, name in enumerate(names):
        own, rest = counts[row], total - counts[row]
        log_odds, z = log_odds_ratio(own, rest, total)
        fit = (articles[row] >= least_articles) & (z > 0)
        order = [i for i in np.argsort(-z, kind="stable") if fit[i]][:top]
        frames.append(
            pd.DataFrame(
                {
                    "group": name,
                    "term": [terms[i] for i in order],
                    "z": z[order],
                    "log_odds": log_odds[order],
                    "count": own[order].astype(int),
                    "per_1000": 1000 * own[order] / max(own.sum(), 1),
                    "rest_count": rest[order].astype(int),
                    "rest_per_1000": 1000 * rest[order] / max(rest.sum(), 1),
                    "articles": articles[row][order],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def log_odds_ratio(
    own: NDArray[np.float64], rest: NDArray[np.float64], corpus: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-odds difference of each word between two groups, and its z score, under a prior shaped like `corpus`.

    >>> log_odds, z = log_odds_ratio(np.array([8.0, 2]), np.array([2.0, 8]), np.array([10.0, 10]))
    >>> bool(log_odds[0] == -log_odds[1] > 0)
    True
    """
    prior = PRIOR_WORDS * corpus / corpus.sum()
    size = prior.sum()
    own_odds = np.log(own + prior) - np.log(own.sum() + size - own - prior)
    rest_odds = np.log(rest + prior) - np.log(rest.sum() + size - rest - prior)
    difference = own_odds - rest_odds
    return difference, difference / np.sqrt(1 / (own + prior) + 1 / (rest + prior))


def _tabulated(groups: Sequence[Sequence[Counter[str]]]) -> tuple[list[str], NDArray[np.float64], NDArray[np.int64]]:
    """The terms, and groups by terms: occurrences, and articles that hold the term."""
    terms = sorted({term for articles in groups for article in articles for term in article})
    place = {term: i for i, term in enumerate(terms)}
    counts = np.zeros((len(groups), len(terms)))
    articles = np.zeros((len(groups), len(terms)), dtype=np.int64)
    for row, group in enumerate(groups):
        for article in group:
            for term, n in article.items():
                counts[row, place[term]] += n
                articles[row, place[term]] += 1
    return terms, counts, articles
