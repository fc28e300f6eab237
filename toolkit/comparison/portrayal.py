"""How groups of articles portray actors: loaded terms about each, by voice and by the light that they put the actor in.

Which actor a term is about is told by `targets`; only targets that are sure enough count. "In its own voice all of them about
Daesh, what it quotes about Israel" is a finding, "40 loaded terms" is none (Hamborg 2023; Entman 1991).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..annotation.targets import ACTORS, KINDS, POLARITIES
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, codes_of, grouped, title_of
from ..measures.article_score import slices
from ..measures.score_columns import Scores
from ..measures.scores import ScoreTable
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.formulas import PER_THOUSAND
from ..statistics.intervals import Difference, Side, difference_of, limits_given_others, note_on
from ..statistics.resampling import Bootstrap, Resampling, Tally, tally_of
from ..tabular import Tabular

if TYPE_CHECKING:
    import pandas as pd

PORTRAYING = ("headline", "narration", "paraphrase", "quotation")
"""The voices that are told apart; scare quotes count with narration, in whose words they stand."""

LIGHTS = ("all", *POLARITIES)
"""Polarities of terms, and all of them together."""

_BOUNDS = (0.0, inf)  # of a rate

NOWHERE_ELSE = Difference(nan, nan, nan, nan, nan, "")
"""The difference of an actor who is in play in one group only."""


@dataclass(frozen=True)
class Portrayal(Tabular):
    """Loaded terms about actors, by group.

    Attributes
    ----------
    table : one row per group, actor, voice and polarity ("all", "-", "+", "0") with a word in that voice: group, actor, kind,
        voice, polarity; n (terms found) and expected (those of them that a careful editor is expected to mark); words (of that
        voice, in the group's articles in which the actor is in play: named twice or heard, or with a term about it); rate
        (expected terms per 1,000 of these words) with low and high (resampled articles); share (of the expected terms of that
        voice and polarity with a sure target, how many are about the actor); rate_elsewhere (in all other groups together),
        difference with difference_low and difference_high; n_articles (in play), few, note.
    settings : the options that the figures were made with; `sure` is the share of all loaded terms whose target is sure.
    """

    table: "pd.DataFrame"
    settings: dict[str, Any]

    @property
    def actors(self) -> list[str]:
        """The actors, those with most expected terms first."""
        rows = self.table[self.table["polarity"] == "all"]
        return [str(actor) for actor in rows.groupby("actor")["expected"].sum().sort_values(ascending=False, kind="stable").index]

    def of(self, actor: str) -> "pd.DataFrame":
        """The rows of one actor.

        Raises OptionError for one that is not in the table; the message lists those that are.
        """
        if actor not in set(self.table["actor"]):
            raise OptionError(f"no row for {actor!r}; actors with loaded terms: {', '.join(self.actors) or 'none'}")
        return self.table[self.table["actor"] == actor].reset_index(drop=True)


def portrayal(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    actors: Collection[str] = (),
    kinds: Collection[str] = ACTORS,
    top: int = 20,
    copies: Counting = "once",
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Portrayal:
    """How often each group uses loaded terms about each actor, in whose voice and in which light, with intervals.

    Actors are called by the registry's name if it has one, else by the fullest name in the article.

    Parameters
    ----------
    by : a field of the articles, a column of the user's own file, or several, which are crossed.
    actors : whom to tell about; by default the `top` actors of these `kinds` with most terms about them.
    kinds : kinds of targets: person, group, organisation, country, policy, event, thing.
    copies : near-copies are not independent: "once", "agency" or "keep", as in `compare`.
    min_articles : a row with fewer articles in play is marked as few.
    resamples, confidence, seed : options of the bootstrap.

    Raises OptionError where no article has a value for `by`, a kind does not exist, or a number is out of range.

    >>> from toolkit import example_results
    >>> sorted(example_results.portrayal().table["polarity"].unique())
    ['+', '-', '0', 'all']
    """
    import pandas as pd

    unknown = sorted(set(kinds) - set(KINDS[:-1]))
    if unknown or not kinds:
        raise OptionError(f"unknown kind {', '.join(unknown) or '(none)'}; choose among {', '.join(KINDS[:-1])}")
    if top < 1:
        raise OptionError("top must be at least 1")
    resampling = Resampling(resamples, confidence, seed)
    groups = grouped(independent(scores, copies, by=by).scores, by)
    together, codes = Scores.joined(list(groups.values())), codes_of(groups)
    told = _told(together, frozenset(kinds))
    words = _words(together, scores)
    rows: list[dict[str, Any]] = []
    for actor in list(actors) or told.commonest(top):
        terms, found = told.counts(actor, len(codes))
        in_play = found.any(axis=(1, 2)) | told.named(actor, len(codes))
        tally = _tally(terms, words)
        for code, group in enumerate(groups):
            chosen, rest = in_play & (codes == code), in_play & (codes != code)
            if chosen.any():
                of_group = {"group": group, "actor": actor, "kind": told.kinds.get(actor, "")}
                totals, n = told.totals[codes == code].sum(axis=0), found[chosen].sum(axis=0)
                for v, p, row in _figures(tally, chosen, rest, resampling.of(f"{group} {actor}"), min_articles):
                    share = _share(row["expected"], totals[v, p])
                    rows.append({**of_group, **row, "n": int(n[v, p]), "share": share})
    table = pd.DataFrame(rows, columns=_COLUMNS)
    settings = {
        "by": title_of(by),
        "kinds": [kind for kind in KINDS if kind in kinds],
        "copies": copies,
        "min_articles": min_articles,
        "sure": told.sure,
        **resampling.settings,
    }
    return Portrayal(table, settings)


_COLUMNS = [
    *("group", "actor", "kind", "voice", "polarity", "n", "expected", "words", "rate", "low", "high", "share"),
    *("rate_elsewhere", "difference", "difference_low", "difference_high", "n_articles", "few", "note"),
]


class _Told(NamedTuple):
    """The loaded terms of articles whose target is sure, and whom the articles name.

    `terms` has for each actor (article, voice, polarity, expected) of each term, `totals` the expected terms of each article by
    voice and polarity, `mentioned` the articles that name each, and `sure` is the share of all terms with a sure target.
    """

    terms: Mapping[str, Sequence[tuple[int, int, int, float]]]
    kinds: Mapping[str, str]
    totals: Floats
    mentioned: Mapping[str, Indices]
    sure: float

    def commonest(self, top: int) -> list[str]:
        """The actors with most expected terms."""
        total = {actor: sum(expected for *_, expected in terms) for actor, terms in self.terms.items()}
        return sorted(total, key=lambda actor: (-total[actor], actor))[:top]

    def counts(self, actor: str, n: int) -> tuple[Floats, Floats]:
        """Expected and found terms about an actor: articles by voices by `LIGHTS`."""
        expected, found = np.zeros((2, n, len(PORTRAYING), len(LIGHTS)))
        for article, voice, light, p in self.terms.get(actor, ()):
            expected[article, voice, [0, light]] += p
            found[article, voice, [0, light]] += 1
        return expected, found

    def named(self, actor: str, n: int) -> Bools:
        """The articles that name an actor."""
        named = np.zeros(n, dtype=bool)
        named[self.mentioned.get(actor, ())] = True
        return named


def _told(scores: Scores, kinds: frozenset[str]) -> _Told:
    terms: dict[str, list[tuple[int, int, int, float]]] = defaultdict(list)
    of_kind: dict[str, str] = {}
    totals = np.zeros((len(scores), len(PORTRAYING), len(LIGHTS)))
    loaded = sure = 0
    for article, places in enumerate(scores.places):
        for place in places:
            loaded += place.mark == "loaded term"
            if place.mark != "loaded term" or not (place.target and place.target_sure):
                continue
            sure += 1
            voice = PORTRAYING.index("narration" if place.voice == "scare" else place.voice)
            light, p = LIGHTS.index(place.polarity or "0"), 1.0 if place.p is None else place.p
            totals[article, voice, [0, light]] += p
            if place.target_kind in kinds:
                terms[place.target].append((article, voice, light, p))
                of_kind.setdefault(place.target, place.target_kind)
    uses = scores.uses("talked_about")
    mentioned: dict[str, list[int]] = defaultdict(list)
    for article, key in zip(uses.article.tolist(), uses.key.tolist(), strict=True):
        mentioned[uses.keys[key][0]].append(article)
    where = {name: np.array(articles, dtype=np.intp) for name, articles in mentioned.items()}
    return _Told(terms, of_kind, totals, where, sure / loaded if loaded else nan)


def _words(scores: Scores, table: ScoreTable) -> Floats:
    """The words of each article in each of `PORTRAYING`: the base of the rates of loaded terms."""
    parts = slices(table.measures)
    return scores.counts([parts[f"loaded_{voice}"].stop - 1 for voice in PORTRAYING])


def _tally(terms: Floats, words: Floats) -> Tally:
    """The rates by voice and polarity; their names are the numbers of these."""
    names = [f"{v} {p}" for v in range(len(PORTRAYING)) for p in range(len(LIGHTS))]
    bases = np.broadcast_to(words[:, :, None], terms.shape)
    counts = np.stack([terms, bases], axis=-1).reshape(len(words), -1)
    return tally_of(dict.fromkeys(names, PER_THOUSAND), counts)


def _figures(
    tally: Tally, chosen: Bools, rest: Bools, bootstrap: Bootstrap, min_articles: int
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """The numbers of voice and polarity, and the figures, of one group and actor, against all other groups."""
    own, other = (Tally(tally.figures, tally.columns[which]) for which in (chosen, rest))
    side, others = (Side(name, of, bootstrap.sums(of.columns)) for name, of in (("", own), ("elsewhere", other)))
    for (v, voice), (p, polarity) in product(enumerate(PORTRAYING), enumerate(LIGHTS)):
        figure = f"{v} {p}"
        units = side.units[figure]
        if not units:
            continue
        (low, high), _ = limits_given_others(figure, side, other, bootstrap, _BOUNDS)
        against = difference_of(figure, side, others, bootstrap, _BOUNDS) if others.units[figure] else NOWHERE_ELSE
        expected, words = side.total[tally.figures[figure].counts]
        row = {"voice": voice, "polarity": polarity, "expected": float(expected), "words": int(words)}
        row |= {"rate": float(1000 * expected / words), "low": low, "high": high, "rate_elsewhere": against.other}
        row |= {"difference": against.difference, "difference_low": against.low, "difference_high": against.high}
        row |= {"n_articles": units, "few": units < min_articles}
        yield v, p, row | {"note": note_on(units, min_articles, interval=not isnan(low))}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan
