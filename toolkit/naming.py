"""Names for one referent: which of the competing names for the same thing a group of articles chooses.

"Islamic State", "ISIS", "Daesh" and "Takfiri terrorists" name one group; the choice is framing in the plainest sense. The
lexicon `names` lists the names of each concept; an ambiguous one counts only where its context stands near.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .compare import Bootstrap, grouped
from .document import OWN_VOICES
from .errors import ArticleError
from .scoring import ArticleScore, ScoreTable

if TYPE_CHECKING:
    import pandas as pd

PERIODS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}
"""Spans of time by which choices can be followed, with the form of their names."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Naming:
    """The names that groups choose.

    Attributes
    ----------
    table : one row a group, concept and name: group, concept, name, connotation, count, uses (of any name of the concept),
        share (count / uses), low, high (interval of the share), n_articles (that use any of its names), note; with a period,
        the column period besides.
    divergence : one row a group and concept with at least two groups: the Jensen-Shannon divergence (base 2, 0 = the same
        choices, 1 = no name in common; Lin 1991) of the group's shares from those of all other groups together, with the
        uses on both sides.
    settings : what the figures were made with.
    """

    table: "pd.DataFrame"
    divergence: "pd.DataFrame"
    settings: dict[str, Any]

    def of(self, concept: str) -> "pd.DataFrame":
        """The rows of one concept.

        Raises ArticleError for a concept that no article names, listing those that are.
        """
        known = self.table["concept"].unique()
        if concept not in known:
            raise ArticleError(f"no article names {concept!r}; concepts that are named: {', '.join(map(str, known)) or 'none'}")
        return self.table[self.table["concept"] == concept].reset_index(drop=True)

    def contested(self, top: int = 10) -> list[str]:
        """The concepts with two names or more, those with most uses first.

        >>> naming_example().contested()
        ['Islamic State']
        """
        named = self.table.groupby("concept").agg(names=("name", "nunique"), uses=("count", "sum"))
        several = named[named["names"] > 1].sort_values("uses", ascending=False, kind="stable")
        return [str(concept) for concept in several.index[:top]]

    def to_frame(self) -> "pd.DataFrame":
        """The table of shares."""
        return self.table


def naming(
    scores: ScoreTable,
    by: str = "outlet",
    *,
    voices: Collection[str] = OWN_VOICES,
    period: str | None = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Naming:
    """Which names each group chooses for one referent, with intervals from resampling whole articles.

    Parameters
    ----------
    by : a field of the articles or a column of the user's own file.
    voices : whose choices count; the outlet's own by default, ("paraphrase", "quotation") for those of its sources.
    period : "year", "month" or "day" to follow the choices over time (articles without a date are left out).
    resamples, confidence, seed : of the bootstrap.

    Raises
    ------
    ArticleError
        No article has a value for `by`, or the period is unknown.

    Examples
    --------
    >>> naming_example().of("Islamic State")[["group", "name", "share", "uses"]].values.tolist()
    [['Herald', 'isis', 1.0, 2], ['Wire', 'daesh', 1.0, 1]]
    """
    import pandas as pd

    if period is not None and period not in PERIODS:
        raise ArticleError(f"unknown period {period!r}; known are {', '.join(PERIODS)}")
    cells = _cells(grouped(scores, by), period)
    wanted = frozenset(voices)
    connotations = {entry.term: entry.extra.get("connotation", "") for entry in scores.names.entries}
    rows: list[dict[str, Any]] = []
    for (group, when), members in cells.items():
        bootstrap = Bootstrap(resamples, confidence, np.random.default_rng([seed, crc32(f"{group} {when}".encode())]))
        for concept, (names, counts) in sorted(_counted(members, wanted).items()):
            shares = _rows_of(names, counts, bootstrap)
            first = {"group": group, **({"period": when} if period else {}), "concept": concept}
            rows += [{**first, **row, "connotation": connotations.get(row["name"], "")} for row in shares]
    columns = ["group", *(["period"] if period else []), "concept", "name", "connotation", "count", "uses", "share"]
    table = pd.DataFrame(rows, columns=[*columns, "low", "high", "n_articles", "note"])
    settings = {
        "by": by,
        "voices": sorted(wanted),
        "period": period,
        "resamples": resamples,
        "confidence": confidence,
        "seed": seed,
        "lexicon": scores.names.label,
    }
    return Naming(table, _divergence(table), settings)


def naming_example() -> Naming:
    """The choices of two invented articles, for docstrings."""
    from .articles import article_of
    from .scoring import score

    texts = {"Wire": "Daesh fled the town.", "Herald": "Isis fled the town. Isis fell."}
    return naming(score([article_of(text, id=name, outlet=name) for name, text in texts.items()]))


def _cells(groups: Mapping[str, Sequence[ArticleScore]], period: str | None) -> dict[tuple[str, str], list[ArticleScore]]:
    """The articles by group and, where asked for, span of time."""
    cells: dict[tuple[str, str], list[ArticleScore]] = {}
    for group, members in groups.items():
        for one in members:
            day = one.article.published
            if period is None or day is not None:
                when = day.strftime(PERIODS[period]) if period and day else ""
                cells.setdefault((group, when), []).append(one)
    return dict(sorted(cells.items()))


def _counted(members: Sequence[ArticleScore], voices: frozenset[str]) -> dict[str, tuple[list[str], _Floats]]:
    """For each concept its names and, article by article, how often each is used (articles that use none are left out)."""
    used: dict[str, list[Counter[str]]] = {}
    for one in members:
        mine: dict[str, Counter[str]] = {}
        for (concept, name, voice), n in one.names.items():
            if voice in voices:
                mine.setdefault(concept, Counter())[name] += n
        for concept, counts in mine.items():
            used.setdefault(concept, []).append(counts)
    found = {}
    for concept, articles in used.items():
        names = sorted({name for counts in articles for name in counts})
        found[concept] = (names, np.array([[counts[name] for name in names] for counts in articles], dtype=float))
    return found


def _rows_of(names: Sequence[str], counts: _Floats, bootstrap: Bootstrap) -> list[dict[str, Any]]:
    """The names of one concept with shares and intervals, the most frequent first."""
    total = counts.sum(axis=0)
    sums = bootstrap.sums(counts)
    resampled = sums / sums.sum(axis=1, keepdims=True)
    rows = []
    for i in np.argsort(-total, kind="stable"):
        low, high = bootstrap.limits(resampled[:, i])
        rows.append(
            {
                "name": names[i],
                "count": int(total[i]),
                "uses": int(total.sum()),
                "share": total[i] / total.sum(),
                "low": low,
                "high": high,
                "n_articles": len(counts),
                "note": "" if low == low else "no interval: resampling gives one value only",
            }
        )
    return rows


def _divergence(table: "pd.DataFrame") -> "pd.DataFrame":
    """How far each group's choices are from those of the others, concept by concept, over all spans of time."""
    import pandas as pd

    rows = []
    for concept, part in table.groupby("concept", sort=True):
        counts = part.pivot_table(index="group", columns="name", values="count", aggfunc="sum", fill_value=0)
        for group in counts.index if len(counts) > 1 else ():
            own, rest = counts.loc[group], counts.drop(index=group).sum()
            distance = jensen_shannon(own.to_numpy(dtype=float), rest.to_numpy(dtype=float))
            rows.append((group, concept, distance, int(own.sum()), int(rest.sum())))
    return pd.DataFrame(rows, columns=["group", "concept", "divergence", "uses", "uses_of_rest"])


def jensen_shannon(one: _Floats, other: _Floats) -> float:
    """Jensen-Shannon divergence of two distributions given as counts, in bits: 0 for the same, 1 for nothing in common.

    Lin 1991, Divergence measures based on the Shannon entropy. NaN where either side has no count.

    >>> jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 3.0]))
    1.0
    """
    if one.sum() == 0 or other.sum() == 0:
        return float("nan")
    p, q = one / one.sum(), other / other.sum()
    return float(_entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2)


def _entropy(shares: _Floats) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log2(positive)).sum())
