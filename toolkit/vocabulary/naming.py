"""Names for one referent: which of the competing names for the same thing a group of articles chooses.

"Islamic State", "ISIS", "Daesh" and "Takfiri terrorists" name one group; the choice is framing in the plainest sense. The
lexicon `names` lists the names of each concept; an ambiguous one counts only where its context stands near.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..annotation.voices import OWN_VOICES, VOICES
from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import PERIODS, By, grouped, named
from ..measures.scores import ArticleScore, ScoreTable
from ..statistics.association import jensen_shannon
from ..statistics.formulas import SHARE
from ..statistics.inference import adjusted, p_of
from ..statistics.intervals import Side, note_on
from ..statistics.resampling import SHARES, Bootstrap, Resampling, tally_of
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

DEALS = 200
"""Times that articles are dealt out to the groups at random, for what is expected of the divergence."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Naming(Tabular):
    """The names that groups choose.

    Attributes
    ----------
    table : one row a group, concept and name: group, concept, name, connotation, count, uses (of any name of the concept),
        share (count / uses), low, high (interval of the share), n_articles (that use any of its names), few, note; with a
        period, the column period besides.
    divergence : one row a group and concept with at least two groups: the Jensen-Shannon divergence (base 2, 0 = the same
        choices, 1 = no name in common; Lin 1991) of the group's shares from those of all other groups together, what is
        expected of it by chance (`expected`, the mean over articles dealt out to the groups at random: it is large where uses
        are few), p ((b + 1) / (B + 1)), p_adjusted (Benjamini and Hochberg 1995, over the whole table), and the uses and
        articles on both sides.
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
        """The concepts with two names or more, first those with most uses of other names than the commonest.

        >>> from toolkit import example_results
        >>> example_results.naming().contested()
        ['Islamic State']
        """
        uses = self.table.groupby(["concept", "name"])["count"].sum().groupby("concept")
        others = (uses.sum() - uses.max()).sort_values(ascending=False, kind="stable")
        return [str(concept) for concept in others[others > 0].index[:top]]


def naming(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    voices: Collection[str] = OWN_VOICES,
    period: str | None = None,
    copies: Counting = "once",
    min_articles: int = 20,
    resamples: int = 2000,
    deals: int = DEALS,
    confidence: float = 0.95,
    seed: int = 0,
) -> Naming:
    """Which names each group chooses for one referent, with intervals from resampling whole articles.

    Parameters
    ----------
    by : a field of the articles, a column of the user's own file, or several, which are crossed.
    voices : whose choices count; the outlet's own by default, ("paraphrase", "quotation") for those of its sources.
    period : "year", "quarter", "month", "week" or "day" to follow the choices over time (articles without a date are left out).
    copies : near-copies are not independent choices: "once", "agency" or "keep", as in `compare`.
    min_articles : a group whose concept is named in fewer is marked as few.
    resamples, confidence, seed : of the bootstrap.
    deals : times that articles are dealt to the groups at random for the divergence; its p is never below
        1 / (deals + 1), which matters for p_adjusted where many concepts are named.

    Raises
    ------
    ArticleError
        No article has a value for `by`, or a voice, the period or a figure of the bootstrap is none.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.naming().of("Islamic State")[["group", "name", "share", "uses"]].values.tolist()
    [['Herald', 'ISIS', 1.0, 2], ['Wire', 'Daesh', 1.0, 1]]
    """
    import pandas as pd

    wanted = frozenset([voices] if isinstance(voices, str) else voices)
    if period is not None and period not in PERIODS:
        raise ArticleError(f"unknown period {period!r}; known are {', '.join(PERIODS)}")
    if not wanted or not wanted <= set(VOICES):
        raise ArticleError(f"unknown voice {', '.join(sorted(wanted - set(VOICES))) or '(none)'}; known are {', '.join(VOICES)}")
    if deals < 1:
        raise ArticleError("deals must be at least 1")
    resampling = Resampling(resamples, confidence, seed)
    groups = grouped(independent(scores, copies, by=by).scores, by)
    cells = _cells(groups, period)
    connotations = {entry.term: entry.extra.get("connotation", "") for entry in scores.names.entries}
    rows: list[dict[str, Any]] = []
    for (group, when), members in cells.items():
        bootstrap = resampling.of(f"{group} {when}")
        for concept, (names, counts) in sorted(_counted(members, wanted).items()):
            shares = _rows_of(names, counts, bootstrap, min_articles)
            first = {"group": group, **({"period": when} if period else {}), "concept": concept}
            rows += [{**first, **row, "connotation": connotations.get(row["name"], "")} for row in shares]
    columns = ["group", *(["period"] if period else []), "concept", "name", "connotation", "count", "uses", "share"]
    table = pd.DataFrame(rows, columns=[*columns, "low", "high", "n_articles", "few", "note"])
    settings = {
        "by": named(by),
        "voices": sorted(wanted),
        "period": period,
        "copies": copies,
        "deals": deals,
        "min_articles": min_articles,
        **resampling.settings,
        "lexicon": scores.names.label,
    }
    dealt = np.random.default_rng([seed, 1])
    return Naming(table, _divergence(groups, wanted, deals, dealt), settings)


def _cells(groups: Mapping[str, Sequence[ArticleScore]], period: str | None) -> dict[tuple[str, str], list[ArticleScore]]:
    """The articles by group and, where asked for, span of time."""
    cells: dict[tuple[str, str], list[ArticleScore]] = {}
    for group, members in groups.items():
        for one in members:
            day = one.article.published
            if period is None or day is not None:
                when = PERIODS[period](day) if period and day else ""
                cells.setdefault((group, when), []).append(one)
    return dict(sorted(cells.items()))


def _counted(members: Sequence[ArticleScore], voices: frozenset[str]) -> dict[str, tuple[list[str], _Floats]]:
    """For each concept its names and, article by article, how often each is used (articles that use none are left out)."""
    used: dict[str, list[Counter[str]]] = {}
    for one in members:
        for concept, counts in _of_article(one, voices).items():
            used.setdefault(concept, []).append(counts)
    found = {}
    for concept, articles in used.items():
        names = sorted({name for counts in articles for name in counts})
        found[concept] = (names, np.array([[counts[name] for name in names] for counts in articles], dtype=float))
    return found


def _rows_of(names: Sequence[str], counts: _Floats, bootstrap: Bootstrap, min_articles: int) -> list[dict[str, Any]]:
    """The names of one concept with shares and intervals, the most frequent first."""
    total, uses = counts.sum(axis=0), counts.sum(axis=1)
    pairs = np.column_stack([column for count in counts.T for column in (count, uses)])
    tally = tally_of(dict.fromkeys(names, SHARE), pairs)
    side, rows = Side("", tally, bootstrap.sums(tally.columns)), []
    for i in np.argsort(-total, kind="stable"):
        low, high = side.limits(names[i], bootstrap, SHARES)
        rows.append(
            {
                "name": names[i],
                "count": int(total[i]),
                "uses": int(total.sum()),
                "share": total[i] / total.sum(),
                "low": low,
                "high": high,
                "n_articles": len(counts),
                "few": len(counts) < min_articles,
                "note": note_on(len(counts), min_articles, interval=low == low),
            }
        )
    return rows


def _divergence(
    groups: Mapping[str, Sequence[ArticleScore]], voices: frozenset[str], deals: int, rng: np.random.Generator
) -> "pd.DataFrame":
    """How far each group's choices are from those of the others, concept by concept, over all spans of time."""
    import pandas as pd

    everyone = [(group, one) for group, members in groups.items() for one in members]
    rows: list[tuple[str, str, float, float, float, int, int, int, int]] = []
    for concept, used in sorted(_articles_of(everyone, voices).items()):
        names = sorted({name for _, counts in used for name in counts})
        of = sorted({group for group, _ in used})
        if len(of) < 2:
            continue
        counts = np.array([[counts[name] for name in names] for _, counts in used], dtype=float)
        codes = np.array([of.index(group) for group, _ in used])
        observed = _distances(counts, codes, len(of))
        dealt = np.array([_distances(counts, rng.permutation(codes), len(of)) for _ in range(deals)])
        p = p_of(observed, dealt)
        for i, group in enumerate(of):
            own = codes == i
            sides = (int(counts[own].sum()), int(counts[~own].sum()), int(own.sum()), int((~own).sum()))
            rows.append((group, concept, float(observed[i]), float(dealt[:, i].mean()), float(p[i]), *sides))
    columns = ["group", "concept", "divergence", "expected", "p", "uses", "uses_of_rest", "articles", "articles_of_rest"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(5, "p_adjusted", adjusted(table["p"]))
    return table


def _articles_of(
    everyone: Sequence[tuple[str, ArticleScore]], voices: frozenset[str]
) -> dict[str, list[tuple[str, Counter[str]]]]:
    """For each concept the articles that name it: the group, and how often each name is used."""
    used: dict[str, list[tuple[str, Counter[str]]]] = {}
    for group, one in everyone:
        for concept, counts in _of_article(one, voices).items():
            used.setdefault(concept, []).append((group, counts))
    return used


def _of_article(one: ArticleScore, voices: frozenset[str]) -> dict[str, Counter[str]]:
    """For each concept that an article names how often it uses each name."""
    found: dict[str, Counter[str]] = {}
    for (concept, name, voice), n in one.names.items():
        if voice in voices:
            found.setdefault(concept, Counter())[name] += n
    return found


def _distances(counts: _Floats, codes: NDArray[np.int64], groups: int) -> _Floats:
    """The divergence of each group's choices from those of the rest; `counts` is articles by names, `codes` their groups."""
    sums = np.zeros((groups, counts.shape[1]))
    np.add.at(sums, codes, counts)
    total = sums.sum(axis=0)
    return np.array([jensen_shannon(own, total - own) for own in sums])
