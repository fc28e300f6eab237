"""The short form of keyness, for comparisons of many groups: what each group says more often than all others, by z.

Words are chosen by z from the counts of groups. For those that are chosen, and for no others, articles are looked at once more:
p is that of `keyness`, whose unit is the article.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..grouping.groups import codes_of
from ..scores.score_columns import Scores
from ..statistics.arrays import Floats, Indices
from ..statistics.association import log_odds_ratio
from ..statistics.deals import CountSums
from ..statistics.inference import adjusted
from ..statistics.term_counts import Bags, Totals, totals_of_keys
from .keyness import LEAST_ARTICLES, LEAST_COUNT, whole_numbers
from .shown_words import Shown, outlets_of

if TYPE_CHECKING:
    import pandas as pd


def distinctive_words(groups: Mapping[str, Scores], *, top: int = 25, min_articles: int = LEAST_ARTICLES) -> "pd.DataFrame":
    """The words that each group uses in its own voice more often than all others together, by z of the log-odds ratio.

    See `association.log_odds_ratio` for the statistic. The words of an outlet's own name are left out, as in `keyness`.

    Parameters
    ----------
    top : words per group, by z; none of a single group, which has no others.
    min_articles : articles of the group in which a word must occur.

    Returns
    -------
    DataFrame with columns group, term, z, log_odds (natural), count, per_1000, rest_count, rest_per_1000, articles, p (see
    `association.Pool.contrast`) and p_adjusted (Benjamini and Hochberg 1995, over all words that `keyness` would test, of which
    those not chosen count as if their p were 1; so it is at most too large).

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> scores = score([article_of(text) for text in ["Red, the red dam."] * 3 + ["Blue, the blue dam."] * 3]).scores
    >>> list(distinctive_words({"a": scores[:3], "b": scores[3:]}, top=1)["term"])
    ['red', 'blue']
    """
    codes, articles = codes_of(groups), Scores.joined(list(groups.values()))
    parts = ((codes[places], words.starts, words.key, words.times) for places, words in articles.words_in_parts("own"))
    totals = totals_of_keys(articles.keys("own"), parts, len(groups))
    shown = Shown.of(outlets_of(groups), with_function_words=True, with_own_name=False)
    table = _most_distinctive(list(groups), totals, shown, top if len(groups) > 1 else 0, min_articles)
    p = _p_of_articles(table, list(groups), articles, codes)
    frequent = (totals.counts.sum(axis=0) >= LEAST_COUNT) & (totals.articles.sum(axis=0) >= LEAST_ARTICLES)
    tests = max(int(frequent.sum()) * len(groups) / max(int((~np.isnan(p)).sum()), 1), 1)  # for each that is looked at
    return table.assign(p=p, p_adjusted=np.minimum(adjusted(p) * tests, 1))


def _most_distinctive(names: Sequence[str], totals: Totals, shown: Shown, top: int, min_articles: int) -> "pd.DataFrame":
    import pandas as pd

    columns = ["group", "term", "z", "log_odds", "count", "per_1000", "rest_count", "rest_per_1000", "articles"]
    frames = []
    for code, name in enumerate(names):
        counts = totals.against_rest(code)
        log_odds, z = log_odds_ratio(counts["count"], counts["rest_count"], counts["size"], counts["rest_size"])
        eligible = np.flatnonzero((counts["articles"] >= min_articles) & (z > 0))
        eligible = eligible[shown.terms(name, [totals.terms[i] for i in eligible])]
        order = eligible[np.argsort(-z[eligible], kind="stable")][:top]
        rows = {column: values[order] for column, values in {**counts, "z": z, "log_odds": log_odds}.items()}
        frames.append(pd.DataFrame({**rows, "group": name, "term": [totals.terms[i] for i in order]}))
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return whole_numbers(table[columns])


def _p_of_articles(table: "pd.DataFrame", names: Sequence[str], articles: Scores, codes: Indices) -> Floats:
    """The p of each row in a permutation test on whole articles (see `deals`)."""
    terms, sums, sizes, used = sorted(set(table["term"])), CountSums(), np.zeros(len(names)), np.zeros(len(names))
    for places, bags in _bags(terms, articles):
        sums.add(bags)
        sizes += np.bincount(codes[places], bags.lengths, len(names))
        used += np.bincount(codes[places], bags.lengths > 0, len(names))
    deals, p, place = sums.deals(), np.full(len(table), np.nan), np.searchsorted(terms, table["term"].tolist())
    for code, name in enumerate(names):
        rows = np.flatnonzero(table["group"] == name)
        rows = rows[np.argsort(place[rows])]
        counts = table["count"].to_numpy(dtype=float)[rows]
        p[rows] = deals.of(place[rows]).test(counts, float(sizes[code]), int(used[code]))[1]
    return p


def _bags(terms: list[str], articles: Scores) -> Iterator[tuple[Indices, Bags]]:
    """How often articles use some terms in their own voice: some articles after others, with their places."""
    from scipy.sparse import csr_matrix

    number = {term: i for i, term in enumerate(terms)}
    column = np.array([number.get(key, -1) for key in articles.keys("own")], dtype=np.intp)
    for places, words in articles.words_in_parts("own"):
        chosen = words.where(column >= 0)
        counts = csr_matrix((chosen.times, column[chosen.key], chosen.starts), shape=(len(words), len(terms)))
        yield places, Bags(terms, counts, words.sums(words.times))
