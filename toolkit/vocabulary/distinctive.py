"""The short form of keyness, for comparisons of many groups: what each group says more often than all others, by z alone."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..grouping.groups import codes_of
from ..scores.score_columns import Scores
from ..statistics.association import log_odds_ratio
from ..statistics.term_counts import Totals, totals_of_keys
from .keyness import LEAST_ARTICLES, whole_numbers
from .shown_words import Shown, outlets_of

if TYPE_CHECKING:
    import pandas as pd


def distinctive_words(groups: Mapping[str, Scores], *, top: int = 25, min_articles: int = LEAST_ARTICLES) -> "pd.DataFrame":
    """The words that each group uses in its own voice more often than all others together, by z of the log-odds ratio.

    See `association.log_odds_ratio` for the statistic. The words of an outlet's own name are left out, as in `keyness`.

    Parameters
    ----------
    top : words per group, by z.
    min_articles : articles of the group in which a word must occur.

    Returns
    -------
    DataFrame with columns group, term, z, log_odds (natural), count, per_1000, rest_count, rest_per_1000, articles.

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
    return _most_distinctive(list(groups), totals, shown, top, min_articles)


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
