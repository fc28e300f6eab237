"""Names for one referent: which of the competing names for the same thing a group of articles chooses.

"Islamic State", "ISIS", "Daesh" and "Takfiri terrorists" all name one group; the choice is framing in the plainest sense. The
lexicon `names` lists the names of each concept; an ambiguous name counts only where its context is near.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.attributions.voices import OWN_VOICES, VOICES
from ..articles.dates import PERIODS
from ..choices import several_of
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, check_least, codes_of, grouped, nearest, title_of
from ..grouping.sampling_design import clusters_of, numbered
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.arrays import Bools, Floats, Indices, Ints
from ..statistics.association import jensen_shannon
from ..statistics.clusters import dealing, side_and_others
from ..statistics.formulas import SHARE
from ..statistics.inference import adjusted, p_of
from ..statistics.intervals import limits_and_notes
from ..statistics.resampling import SHARES, Bootstrap, Resampling
from ..statistics.tallies import Tally, tally_of
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

DEALS = 200
"""Times that articles are dealt to the groups at random, to find the divergence that is expected by chance."""


@dataclass(frozen=True, repr=False)
class Naming(Tabular):
    """The names that groups choose.

    Attributes
    ----------
    table : one row per group, concept and name: group, concept, name, connotation, count, uses (of any name of the concept),
        share (count / uses), low, high (interval of the share; where all articles of the group agree, see
        `intervals.limits_given_others`), n_articles (that use any of its names), few, note; with a period, also the column
        period.
    divergence : one row per group and concept, of concepts that two or more groups name: divergence (Jensen-Shannon, base 2, of
        the group's shares from those of all other groups together: 0 = the same choices, 1 = no name in common; Lin 1991),
        expected (the mean divergence when articles are dealt to the groups at random, which is large where uses are few), p
        ((b + 1) / (B + 1)), p_adjusted (Benjamini and Hochberg 1995, over the whole table), and the uses and articles on both
        sides.
    settings : the options that the figures were made with.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.naming().table[["group", "name", "share"]].values.tolist()
    [['Herald', 'ISIS', 1.0], ['Wire', 'Daesh', 1.0]]
    """

    table: "pd.DataFrame"
    divergence: "pd.DataFrame"
    settings: dict[str, Any]

    def of(self, concept: str) -> "pd.DataFrame":
        """The rows of one concept.

        Raises OptionError for a concept that no article names; the message lists those that articles do name.

        >>> from toolkit import example_results
        >>> example_results.naming().of("Islamic State")["name"].tolist()
        ['ISIS', 'Daesh']
        """
        concepts = self.table["concept"].unique()
        if concept not in concepts:
            near = nearest(concept, map(str, concepts))
            told = f"no article names {concept!r}; " + (f"the nearest is {near!r}; " if near else "")
            raise OptionError(f"{told}concepts that are named: {', '.join(map(str, concepts)) or 'none'}")
        return self.table[self.table["concept"] == concept].reset_index(drop=True)

    def contested(self, top: int = 10, *, min_articles: int = 1, groups: int = 1, in_group: int = 1) -> list[str]:
        """The concepts with two or more names in use that at least `min_articles` articles name, the most contested first.

        These are named in many articles, and often otherwise than by their commonest name: articles times the share of the uses
        of other names. A concept that one article names again and again does not come first. Only groups that name it in
        `in_group` articles or more count, and there have to be so many `groups` of these.

        >>> from toolkit import example_results
        >>> example_results.naming().contested()
        ['Islamic State']
        """
        table = self.table[self.table["n_articles"] >= in_group]
        uses = table.groupby(["concept", "name"])["count"].sum().groupby("concept")
        cells = table.drop_duplicates([name for name in ("group", "period", "concept") if name in table]).groupby("concept")
        articles, others = cells["n_articles"].sum(), 1 - uses.max() / uses.sum()
        enough = (others > 0) & (articles >= min_articles) & (cells["group"].nunique() >= groups)
        ranked = (articles * others)[enough].sort_values(ascending=False, kind="stable")
        return [str(concept) for concept in ranked.index[:top]]


def naming(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    voices: str | Collection[str] = OWN_VOICES,
    period: str | None = None,
    cluster: By | None = None,
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
    voices : the voices whose choices count: by default the outlet's own, ("paraphrase", "quotation") for its sources'.
    period : "year", "quarter", "month", "week" or "day" to follow the choices over time; articles without a date are left out.
    cluster : a field or column ("event", "day"); articles with the same value are not independent, and are resampled and dealt
        together, as in `compare`.
    copies : near-copies are not independent choices: "once", "agency" or "keep", as in `compare`.
    min_articles : a concept that a group names in fewer articles is marked as few.
    resamples, confidence, seed : options of the bootstrap.
    deals : times that articles are dealt to the groups at random for the divergence. Its p is never below 1 / (deals + 1),
        which matters for p_adjusted where many concepts are named.

    Raises
    ------
    OptionError
        No article has a value for `by` or `cluster`, a voice or the period does not exist, or a number is out of range.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.naming().of("Islamic State")[["group", "name", "share", "uses"]].values.tolist()
    [['Herald', 'ISIS', 1.0, 2], ['Wire', 'Daesh', 1.0, 1]]
    """
    import pandas as pd

    check_least(min_articles)
    wanted = _checked(voices)
    if period is not None and period not in PERIODS:
        raise OptionError(f"unknown period {period!r}; choose among {', '.join(PERIODS)}")
    if deals < 1:
        raise OptionError("deals must be at least 1")
    resampling = Resampling(resamples, confidence, seed)
    groups = grouped(independent(scores, copies, by=by).scores, by)
    codes = codes_of(groups)
    articles = Scores.joined(list(groups.values()))
    named, clusters = _named(articles, wanted), clusters_of(articles, cluster)
    cells = _cells(groups, period)
    connotations = {entry.term: entry.extra.get("connotation", "") for entry in scores.names.entries}
    rows: list[dict[str, Any]] = []
    for (group, when), members in cells.items():
        bootstrap = resampling.of(f"{group} {when}")
        for concept, several in named.items():
            within = None if clusters is None else clusters[several.articles]
            shares = _rows_of(several, members[several.articles], within, bootstrap, min_articles)
            first = {"group": group, **({"period": when} if period else {}), "concept": concept}
            rows += [{**first, **row, "connotation": connotations.get(row["name"], "")} for row in shares]
    columns = ["group", *(["period"] if period else []), "concept", "name", "connotation", "count", "uses", "share"]
    table = pd.DataFrame(rows, columns=[*columns, "low", "high", "n_articles", "few", "note"])
    settings = {
        "by": title_of(by),
        "voices": sorted(wanted),
        "period": period,
        "cluster": title_of(cluster),
        "copies": copies,
        "deals": deals,
        "min_articles": min_articles,
        **resampling.settings,
        "lexicon": scores.names.label,
    }
    divergence = _divergence(list(groups), codes, clusters, named, deals, np.random.default_rng([seed, 1]))
    return Naming(table, divergence, settings)


def _checked(voices: str | Collection[str]) -> frozenset[str]:
    """The voices as a set; OptionError where there is none, or an unknown one."""
    wanted = frozenset(several_of(voices))
    unknown = sorted(wanted - set(VOICES))
    if unknown or not wanted:
        raise OptionError(f"unknown voice {', '.join(unknown) or '(none)'}; choose among {', '.join(VOICES)}")
    return wanted


def _cells(groups: Mapping[str, Scores], period: str | None) -> dict[tuple[str, str], Bools]:
    """For each group and span of time which articles are in it, group by group; without a period the span is ""."""
    codes = codes_of(groups)
    days = [day for members in groups.values() for day in members.fields("published")]
    spans = [(PERIODS[period](day) if day else None) if period else "" for day in days]
    numbers = {span: i for i, span in enumerate(sorted({span for span in spans if span is not None}))}
    places = np.array([-1 if span is None else numbers[span] for span in spans])
    pairs = sorted({(code, place) for code, place in zip(codes.tolist(), places.tolist(), strict=True) if place >= 0})
    names, when = list(groups), list(numbers)
    return {(names[code], when[place]): (codes == code) & (places == place) for code, place in pairs}


@dataclass(frozen=True)
class _Named:
    """The articles that name a concept: their places, its names, and how often each uses each: articles by names."""

    articles: Indices
    names: list[str]
    counts: Floats

    @cached_property
    def tally(self) -> Tally:
        """The share of each name in the uses of any."""
        uses = self.counts.sum(axis=1)
        pairs = np.column_stack([column for count in self.counts.T for column in (count, uses)])
        return tally_of(dict.fromkeys(self.names, SHARE), pairs)


def _named(scores: Scores, voices: frozenset[str]) -> dict[str, _Named]:
    """The concepts that some articles name in some voices, in alphabetical order."""
    uses = scores.uses("names")
    uses = uses.where(np.array([voice in voices for *_, voice in uses.keys], dtype=bool))
    bags, named = uses.with_keys([(concept, name) for concept, name, _ in uses.keys]).bags, {}
    pairs: list[Any] = list(bags.terms)
    for concept in dict.fromkeys(concept for concept, _ in pairs):
        own = bags.counts[:, [i for i, pair in enumerate(pairs) if pair[0] == concept]].toarray()
        articles = np.flatnonzero(own.any(axis=1))
        named[concept] = _Named(articles, [name for other, name in pairs if other == concept], own[articles])
    return named


def _rows_of(
    named: _Named, chosen: Bools, clusters: Indices | None, bootstrap: Bootstrap, min_articles: int
) -> Iterator[dict[str, Any]]:
    """The names that the chosen ones of its articles use, with shares and intervals, the most frequent first."""
    if not chosen.any():
        return
    side, others = side_and_others("", named.tally, chosen, clusters, bootstrap)
    total, n = named.counts[chosen].sum(axis=0), int(chosen.sum())
    measured = np.full(len(total), n)
    limits = limits_and_notes(side, others, bootstrap, SHARES, measured=measured, min_articles=min_articles)
    for i in (i for i in np.argsort(-total, kind="stable") if total[i]):
        (low, high), note = limits[i]
        yield {
            "name": named.names[i],
            "count": int(total[i]),
            "uses": int(total.sum()),
            "share": total[i] / total.sum(),
            "low": low,
            "high": high,
            "n_articles": n,
            "few": n < min_articles,
            "note": note,
        }


def _divergence(
    groups: Sequence[str],
    codes: Indices,
    clusters: Indices | None,
    named: Mapping[str, _Named],
    deals: int,
    rng: np.random.Generator,
) -> "pd.DataFrame":
    """The table of divergences (see `Naming.divergence`), over all spans of time together.

    `codes` has each article's group, and `clusters` its cluster.
    """
    import pandas as pd

    rows: list[tuple[str, str, float, float, float, int, int, int, int]] = []
    for concept, several in named.items():
        users, own_code = np.unique(codes[several.articles], return_inverse=True)
        if len(users) < 2:
            continue
        observed = _distances(several.counts, [own_code], len(users))[0]
        deal = dealing(own_code, None if clusters is None else numbered(clusters[several.articles]), rng)
        dealt = _distances(several.counts, [deal() for _ in range(deals)], len(users))
        p = p_of(observed, dealt)
        for i, user in enumerate(users):
            own = own_code == i
            sides = (int(several.counts[own].sum()), int(several.counts[~own].sum()), int(own.sum()), int((~own).sum()))
            rows.append((groups[user], concept, float(observed[i]), float(dealt[:, i].mean()), float(p[i]), *sides))
    columns = ["group", "concept", "divergence", "expected", "p", "uses", "uses_of_rest", "articles", "articles_of_rest"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(5, "p_adjusted", adjusted(table["p"]))
    return table


def _distances(counts: Floats, deals: Sequence[Ints], groups: int) -> Floats:
    """The divergence of each group's choices from those of the rest: deals by groups.

    `counts` are articles by names; each deal has the group of every article.
    """
    sums = np.array([np.column_stack([np.bincount(codes, used, groups) for used in counts.T]) for codes in deals], order="C")
    return jensen_shannon(sums, sums.sum(axis=1, keepdims=True) - sums)
