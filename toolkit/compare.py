"""Groups of articles side by side: every measure with its n and an interval from resampling whole articles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .articles import COLUMNS
from .errors import ArticleError
from .keyness import distinctive
from .measures import Measure
from .scoring import ArticleScore, ScoreTable, slices

if TYPE_CHECKING:
    import pandas as pd

FEW_ARTICLES = 50
"""Below this many articles a percentile interval is known to be too narrow; the table says so."""

_CHUNK = 4_000_000  # resampling weights held at once


@dataclass(frozen=True)
class Comparison:
    """Groups compared.

    Attributes
    ----------
    table : one row a group and measure: group, measure, title, unit, estimate, low, high, n_articles, n_measured (articles
        with something to measure), n_words, base (what the estimate is per: words, attributions, articles), few, note.
        Intervals tell how the figure varies with the sample of articles; misreadings of the texts are not in them.
    terms : loaded terms by group and voice, with how often and in how many articles.
    distinctive : words of the outlet's own voice that set each group apart (see `keyness.distinctive`).
    settings : what the comparison was made with.
    measures : every measure of the table by its name.
    """

    by: str
    table: "pd.DataFrame"
    terms: "pd.DataFrame"
    distinctive: "pd.DataFrame"
    settings: dict[str, Any]
    measures: Mapping[str, Measure]

    def to_frame(self) -> "pd.DataFrame":
        """The table, one row a group and measure."""
        return self.table

    def wide(self, measures: Sequence[str] | None = None) -> "pd.DataFrame":
        """Groups by measures, estimates only.

        >>> compare_example().wide(["loaded_narration"]).shape
        (2, 1)
        """
        chosen = list(measures or self.table["measure"].unique())
        return self.table.pivot(index="group", columns="measure", values="estimate")[chosen]

    def of(self, measure: str) -> "pd.DataFrame":
        """The rows of one measure, in the order of the groups.

        Raises ArticleError for a measure that does not exist, naming those that do.
        """
        if measure not in self.measures:
            raise ArticleError(f"unknown measure {measure!r}; measures are {', '.join(self.measures)}")
        return self.table[self.table["measure"] == measure].reset_index(drop=True)

    def _repr_html_(self) -> str:
        return self.wide().T.round(2)._repr_html_()  # type: ignore[operator,no-any-return]


def leave_one_term_out(comparison: Comparison, one: str, other: str, voice: str = "narration") -> "pd.DataFrame":
    """Which terms decide the difference of two groups in the rate of loaded terms: the difference without each of them.

    Returns
    -------
    DataFrame with columns term, category, count_one, count_other, difference (one minus other per 1,000 words of that voice,
    with all terms), without (the same without the term), share (of the difference that the term makes), the term that makes
    most of it first.

    Raises ArticleError for a group that is not there.

    Examples
    --------
    >>> leave_one_term_out(compare_example(), "Herald", "Wire")[["term", "without"]].values.tolist()
    [['puppet regime', 0.0]]
    """
    import pandas as pd

    base = comparison.of(f"loaded_{voice}").set_index("group")["base"]
    missing = [group for group in (one, other) if group not in base.index]
    if missing:
        raise ArticleError(f"no group {missing[0]!r}; groups are {', '.join(map(str, base.index))}")
    hits = comparison.terms[comparison.terms["voice"] == voice]
    sides = (hits[hits["group"] == group].groupby(["term", "category"])["count"].sum() for group in (one, other))
    table: pd.DataFrame = pd.concat(sides, axis=1, keys=["count_one", "count_other"]).fillna(0).astype(int)
    made = 1000 * (table["count_one"] / base[one] - table["count_other"] / base[other])
    whole = float(made.sum(skipna=False)) if base[one] and base[other] else float("nan")  # without words there is no rate
    table = table.assign(difference=whole, without=whole - made, share=made / whole if whole else float("nan"))
    order = made.abs().sort_values(ascending=False, kind="stable").index
    decided: pd.DataFrame = table.loc[order].reset_index()
    return decided


def compare_example() -> Comparison:
    """A comparison of two invented articles, for docstrings."""
    from .articles import article_of
    from .scoring import score

    texts = {"Wire": "The army left the town.", "Herald": "The puppet regime fled."}
    return compare(score([article_of(text, id=name, outlet=name) for name, text in texts.items()]))


def compare(
    scores: ScoreTable,
    by: str = "outlet",
    *,
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare groups of scored articles on every measure.

    Estimates pool: a rate is all hits over all words of the group. Intervals are percentile bootstrap intervals over whole
    articles (Efron 1979), since the words of one article are not independent. Groups that are alike by name sort by name.

    Parameters
    ----------
    by : a field of the articles or a column of the user's own file.
    min_articles : a group measured in fewer keeps its row, marked as few.
    resamples, confidence, seed : of the bootstrap.

    Raises
    ------
    ArticleError
        No article has a value for `by` (the message lists the fields that are there), or there are no articles.

    Examples
    --------
    >>> compare_example().of("loaded_narration")["estimate"].round(0).tolist()
    [250.0, 0.0]
    """
    import pandas as pd

    groups = grouped(scores, by)
    check_resampling(resamples, confidence)
    frames = [
        _rows(name, members, min_articles, Bootstrap.of_group(name, resamples, confidence, seed))
        for name, members in groups.items()
    ]
    words = {name: [one.own for one in members] for name, members in groups.items()}
    settings = {
        "by": by,
        "min_articles": min_articles,
        "resamples": resamples,
        "confidence": confidence,
        "seed": seed,
        "lexicons": list(scores.lexicons),
        "articles": sum(map(len, groups.values())),
        "articles_without_group": len(scores) - sum(map(len, groups.values())),
    }
    table = pd.concat(frames, ignore_index=True)
    return Comparison(by, table, _terms(groups), distinctive(words), settings, scores.measures)


def grouped(scores: ScoreTable, by: str) -> dict[str, list[ArticleScore]]:
    """The scored articles by their value of a field or column, in the order of the names; those without one are left out."""
    groups: dict[str, list[ArticleScore]] = {}
    for one in scores:
        value = one.article.value(by)
        if value is not None:
            groups.setdefault(str(value), []).append(one)
    if not groups:
        if not len(scores):
            raise ArticleError("\n".join(["no articles to compare", *map(str, scores.problems[:3])]))
        found = dict.fromkeys(name for one in scores for name in one.article.fields if one.article.value(name) is not None)
        usual = f" (columns taken for outlet: {', '.join(COLUMNS['outlet'])})" if by == "outlet" else ""
        raise ArticleError(f"no article has a value for {by!r}; columns found: {', '.join(found)}{usual}")
    return dict(sorted(groups.items()))


def check_resampling(resamples: int, confidence: float) -> None:
    """Raise ArticleError for figures with which nothing can be resampled."""
    if resamples < 1 or not 0 < confidence < 1:
        raise ArticleError("resamples must be at least 1, and confidence between 0 and 1")


@dataclass(frozen=True)
class Bootstrap:
    """Resampling of whole articles."""

    resamples: int
    confidence: float
    rng: np.random.Generator

    @classmethod
    def of_group(cls, name: str, resamples: int, confidence: float, seed: int) -> "Bootstrap":
        """That of one group, whose intervals depend on no other group."""
        return cls(resamples, confidence, np.random.default_rng([seed, crc32(name.encode())]))

    def sums(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Summed counts of each resample: resamples by counts."""
        n = len(counts)
        chunk = max(1, _CHUNK // max(n, 1))
        out = []
        for start in range(0, self.resamples, chunk):
            size = min(chunk, self.resamples - start)
            out.append(self.rng.multinomial(n, np.full(n, 1 / n), size=size) @ counts)
        return np.concatenate(out)

    def limits(self, values: NDArray[np.float64]) -> tuple[float, float]:
        """Percentile limits of the resampled figures; NaN where too few are defined, or all are the same (0 of n, n of n)."""
        defined = values[~np.isnan(values)]
        if len(defined) < 0.9 * len(values) or np.ptp(defined) < 1e-12:
            return float("nan"), float("nan")
        tail = (1 - self.confidence) / 2
        low, high = np.quantile(defined, [tail, 1 - tail])
        return float(low), float(high)


def _rows(name: str, members: Sequence[ArticleScore], min_articles: int, bootstrap: Bootstrap) -> "pd.DataFrame":
    """The rows of one group."""
    import pandas as pd

    counts = np.array([one.counts for one in members])
    sums = bootstrap.sums(counts)
    n, rows = len(members), []
    for measure, part in slices(members[0].measures).items():
        one = members[0].measures[measure]
        measured = int((~np.isnan(one.formula.compute(counts[:, part]))).sum())
        total = counts[:, part].sum(axis=0)
        low, high = (float("nan"),) * 2
        if measured > 1:
            low, high = bootstrap.limits(one.formula.compute(sums[:, part]))
        rows.append(
            {
                "group": name,
                "measure": measure,
                "title": one.title,
                "unit": one.unit,
                "estimate": one.value(total),
                "low": low,
                "high": high,
                "n_articles": n,
                "n_measured": measured,
                "n_words": sum(member.n_words for member in members),
                "base": float(counts[:, part.stop - 1].sum()),
                "few": measured < min_articles,
                "note": note_on(measured, min_articles, interval=low == low),
            }
        )
    return pd.DataFrame(rows)


def note_on(measured: int, min_articles: int, *, interval: bool) -> str:
    """What a reader of the row must know."""
    if not measured:
        return "nothing to measure"
    notes = [f"few: measured in {measured} articles, under {min_articles}"] if measured < min_articles else []
    if not interval:
        notes.append("no interval: resampling gives one value only")
    elif measured < FEW_ARTICLES:
        notes.append(f"interval too narrow: under {FEW_ARTICLES} articles")
    return "; ".join(notes)


def _terms(groups: dict[str, list[ArticleScore]]) -> "pd.DataFrame":
    """Loaded terms by group and voice, the most frequent first."""
    import pandas as pd

    rows = []
    for name, members in groups.items():
        counts: Counter[tuple[str, str, str, str]] = Counter()
        articles: Counter[tuple[str, str, str, str]] = Counter()
        for one in members:
            counts.update(one.terms)
            articles.update(one.terms.keys())
        for found, n in counts.most_common():
            term, category, lexicon, voice = found
            rows.append((name, term, category, lexicon, voice, n, articles[found]))
    return pd.DataFrame(rows, columns=["group", "term", "category", "lexicon", "voice", "count", "articles"])
