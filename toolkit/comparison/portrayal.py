"""How groups of articles portray actors: loaded terms about each, by voice and by the light that they put the actor in.

Which actor a term is about is told by `targets`; only targets that are sure enough count. "In its own voice all of them about
Daesh, what it quotes about Israel" is a finding, "40 loaded terms" is none (Hamborg 2023; Entman 1991).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from math import isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from ..annotation.loaded.targets import ACTORS, KINDS, POLARITIES
from ..choices import several_of
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.events import Events, placed
from ..grouping.groups import By, check_least, note_on_groups, title_of
from ..grouping.sampling_design import Sample, sample_of
from ..measures.sides import labels_of
from ..measures.unheard import TALKED_ABOUT
from ..scores.found_spans import FoundSpan
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable, check_scored
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.formulas import PER_THOUSAND
from ..statistics.inference import differences_within, measured_on_both_sides, within_blocks
from ..statistics.intervals import Difference, differences_of, limits_and_notes
from ..statistics.resampling import Resampling
from ..statistics.tallies import Tally, tally_of
from ..tabular import Tabular
from .actors import actors_like, named_actors

if TYPE_CHECKING:
    import pandas as pd

PORTRAYING = ("headline", "narration", "paraphrase", "quotation")
"""The voices that are told apart; scare quotes count with narration, in whose words they stand."""

LIGHTS = ("all", *POLARITIES)
"""Polarities of terms, and all of them together."""

BOUNDS = 0.0, 1000.0
"""The bounds of a rate."""

SIDE = "side"
"""The kind of the sides of the user's file, which can be told about in place of single actors."""


@dataclass(frozen=True, repr=False)
class Portrayal(Tabular):
    """Loaded terms about actors, or about sides, by group.

    Attributes
    ----------
    table : one row per group, actor, voice and polarity ("all", "-", "+", "0") with a word in that voice: group, actor, kind,
        voice, polarity; n (terms found) and expected (those of them that a careful editor is expected to mark); words (of that
        voice, in the group's articles in which the actor is in play: named twice or heard, or with a term about it); rate
        (expected terms per 1,000 of these words) with low and high (resampled articles); share (of the expected terms of that
        voice and polarity with a sure target, how many are about the actor); n_articles (in play), few, note.
    differences : one row per group, actor, voice and polarity that the group and another one have: estimate and other (the rates
        of the group and of all others together), difference with low and high; n_articles and n_against (in play on both sides),
        n_events (in which the actor is in play on both sides; NaN unless compared within events), few, note. Within events,
        estimate and other are means over events that both sides cover, weighted as by Mantel and Haenszel.
    settings : the options that the figures were made with; `sure` is the share of all loaded terms whose target is sure, and
        `notes` say what to mind.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.portrayal().table.loc[[0], ["group", "actor", "voice", "polarity", "n"]].values.tolist()
    [['Herald', 'Ada Hall', 'narration', 'all', 3]]
    """

    table: "pd.DataFrame"
    differences: "pd.DataFrame"
    settings: dict[str, Any]

    @property
    def actors(self) -> list[str]:
        """The actors, those with most expected terms first."""
        rows = self.table[self.table["polarity"] == "all"]
        return [str(actor) for actor in rows.groupby("actor")["expected"].sum().sort_values(ascending=False, kind="stable").index]

    @property
    def whom(self) -> str:
        """What the rows are about: "actors" or "sides"."""
        return "sides" if self.settings["kinds"] == [SIDE] else "actors"

    def of(self, actor: str) -> "pd.DataFrame":
        """The rows of one actor.

        Raises OptionError for one that is not in the table; the message lists those that are.

        >>> from toolkit import example_results
        >>> sorted(example_results.portrayal().of("Ada Hall")["group"].unique())
        ['Herald', 'Wire']
        """
        return self._rows(self.table, actor)

    def against(self, actor: str) -> "pd.DataFrame":
        """The differences of one actor, none where only one group tells of it. Raises as `of` does.

        >>> from toolkit import example_results
        >>> table = example_results.portrayal().against("Ada Hall").query("voice == 'narration' and polarity == '-'")
        >>> table[["group", "difference"]].round(1).values.tolist()
        [['Herald', 142.9], ['Wire', -142.9]]
        """
        return self._rows(self.differences, actor)

    def _rows(self, table: "pd.DataFrame", actor: str) -> "pd.DataFrame":
        if actor not in set(self.table["actor"]):
            raise OptionError(f"no row for {actor!r}; actors with loaded terms: {', '.join(self.actors) or 'none'}")
        return table[table["actor"] == actor].reset_index(drop=True)


def portrayal(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    actors: str | Collection[str] = (),
    kinds: str | Collection[str] = ACTORS,
    sides: bool = False,
    top: int = 20,
    within: By | Events | None = None,
    cluster: By | None = None,
    copies: Counting = "once",
    min_articles: int = 20,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Portrayal:
    """How often each group uses loaded terms about each actor, in whose voice and in which light, with intervals.

    Terms are told by actor, since how many there are says little without whom they are about (Hamborg 2023; Entman 1991). Actors
    are called by the registry's name if it has one, else by the fullest name in the article.

    Parameters
    ----------
    by : a field of the articles, a column of the user's own file, or several, which are crossed.
    actors : whom to tell about; by default the `top` actors of these `kinds` with most terms about them, of those who have a
        name ("they" and "the protesters" may have none).
    top : number of actors, where none are named.
    kinds : kinds of targets: person, group, organisation, country, policy, event, thing.
    sides : tell about the sides of the user's file, each made of all who are on it, in place of single actors.
    within : a field or column, usually "event", or what `find_events` finds: articles are compared with those on the same event,
        as in `compare`.
    cluster : a field or column ("event", "day"); articles with the same value are not independent, and are resampled together,
        as in `compare`. Within events, the events are the clusters.
    copies : near-copies are not independent: "once", "agency" or "keep", as in `compare`.
    min_articles : a row with fewer articles in play is marked as few.
    resamples, confidence, seed : options of the bootstrap.

    Raises OptionError where no article has a value for `by`, `within` or `cluster`, `within` and `cluster` are combined, a kind
    does not exist, no article names one of the actors (the message says who may be meant), sides are asked for and none were
    given when the articles were scored, loaded terms alone were counted, or a number is out of range.

    >>> from toolkit import example_results
    >>> sorted(example_results.portrayal().table["polarity"].unique())
    ['+', '-', '0', 'all']
    """
    import pandas as pd

    check_least(min_articles)
    check_scored(scores)
    actors, kinds = several_of(actors), several_of(kinds)
    unknown = sorted(set(kinds) - set(KINDS[:-1]))
    if unknown or not kinds:
        raise OptionError(f"unknown kind {', '.join(unknown) or '(none)'}; choose among {', '.join(KINDS[:-1])}")
    if top < 1:
        raise OptionError("top must be at least 1")
    if sides and not labels_of(scores.measures):
        raise OptionError("no sides were given when these articles were scored (--sides, or registry=load_registry(sides=...))")
    if actors:
        _check(actors, scores, sides=sides)
    resampling = Resampling(resamples, confidence, seed)
    scores, within = placed(scores, within)
    base = [f"loaded_{voice}" for voice in PORTRAYING]
    sample = sample_of(independent(scores, copies, by=by).scores, by, within=within, cluster=cluster, measures=base)
    words = np.column_stack([sample.tally.counts_of(name)[:, -1] for name in base])
    told = _told(sample.articles, frozenset(kinds), sides=sides)
    rows: list[dict[str, Any]] = []
    contrasts: list[dict[str, Any]] = []
    for actor in actors or told.commonest(top):
        in_play = _InPlay.of(told, actor, sample, words, resampling)
        rows += in_play.rows(told, sample, min_articles)
        contrasts += in_play.differences(min_articles)
    settings = {
        "by": title_of(by),
        "kinds": [SIDE] if sides else [kind for kind in KINDS if kind in kinds],
        "within": title_of(within),
        "cluster": title_of(cluster),
        "copies": copies,
        "min_articles": min_articles,
        "sure": told.sure,
        **resampling.settings,
        "notes": list(filter(None, [note_on_groups(sample.names)])),
    }
    return Portrayal(pd.DataFrame(rows, columns=_COLUMNS), pd.DataFrame(contrasts, columns=_DIFFERENCES), settings)


def _check(actors: Sequence[str], scores: ScoreTable, *, sides: bool) -> None:
    """Raise OptionError for an actor that no article names, or a side that there is not."""
    known = Counter(labels_of(scores.measures)) if sides else named_actors(scores)
    for actor in actors:
        if actor not in known:
            meant = list(known) if sides else actors_like(known, actor)
            perhaps = f"; perhaps you mean {' or '.join(meant)}" if meant else ""
            raise OptionError(f"in no article, or not by that name: {actor}{perhaps}")


_FIRST = ("group", "actor", "kind", "voice", "polarity")
_COLUMNS = [*_FIRST, "n", "expected", "words", "rate", "low", "high", "share", "n_articles", "few", "note"]
_DIFFERENCES = [
    *(*_FIRST, "estimate", "other", "difference", "low", "high"),
    *("n_articles", "n_against", "n_events", "few", "note"),
]


class _Told(NamedTuple):
    """The loaded terms of articles whose target is sure, and whom the articles name.

    `terms` has for each actor (article, voice, polarity, expected) of each term, `names` those who have a name, `totals`
    the expected terms of each article by voice and polarity, `mentioned` the articles that name each often enough, or hear them,
    and `sure` is the share of all terms with a sure target.
    """

    terms: Mapping[str, Sequence[tuple[int, int, int, float]]]
    names: Set[str]
    kinds: Mapping[str, str]
    totals: Floats
    mentioned: Mapping[str, set[int]]
    sure: float

    def commonest(self, top: int) -> list[str]:
        """The actors with most expected terms, of those who have a name."""
        nameless = {actor for actor, kind in self.kinds.items() if kind in ACTORS} - self.names
        pairs = ((actor, terms) for actor, terms in self.terms.items() if actor not in nameless)
        total = {actor: sum(expected for *_, expected in terms) for actor, terms in pairs}
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
        named[list(self.mentioned.get(actor, ()))] = True
        return named


def _told(scores: Scores, kinds: frozenset[str], *, sides: bool) -> _Told:
    """The loaded terms by whom they are about: single actors of some kinds, or sides."""
    terms: dict[str, list[tuple[int, int, int, float]]] = defaultdict(list)
    of_kind: dict[str, str] = {}
    on_side: dict[str, str] = {}
    names, often, heard = set[str](), list[tuple[int, str]](), list[tuple[int, str]]()
    totals = np.zeros((len(scores), len(PORTRAYING), len(LIGHTS)))
    loaded = sure = 0
    for article, places in enumerate(scores.places):
        for place in places:
            on_side |= {name: side for name, side in _sides_of(place) if name and side}
            if place.mark == "actor" and place.target and (place.kind == "heard" or (place.times or 0) >= TALKED_ABOUT):
                often.append((article, place.target))
            if place.mark == "attribution" and place.side:
                heard.append((article, place.side))
            loaded += place.mark == "loaded term"
            if place.mark != "loaded term" or not (place.target and place.target_sure):
                continue
            sure += 1
            if place.named:
                names.add(place.target)
            voice = PORTRAYING.index("narration" if place.voice == "scare" else place.voice)
            light, p = LIGHTS.index(place.polarity or "0"), 1.0 if place.p is None else place.p
            totals[article, voice, [0, light]] += p
            whom, kind = (place.target_side, SIDE) if sides else (place.target, place.target_kind)
            if whom and kind and place.target_kind in kinds:
                terms[whom].append((article, voice, light, p))
                of_kind.setdefault(whom, kind)
    mentioned: dict[str, set[int]] = defaultdict(set)
    for article, name in [*((article, on_side.get(name, "")) for article, name in often), *heard] if sides else often:
        mentioned[name].add(article)
    return _Told(terms, names, of_kind, totals, mentioned, sure / loaded if loaded else nan)


def _sides_of(place: FoundSpan) -> tuple[tuple[str | None, str | None], ...]:
    """Whom a place names, each with the side that they are on."""
    return (place.target, place.target_side), (place.agent, place.agent_side), (place.patient, place.patient_side)


class _InPlay(NamedTuple):
    """The articles in which an actor is in play, as a sample whose figures are named by the numbers of voice and polarity.

    `found` are the terms about the actor: articles by voices by `LIGHTS`.
    """

    actor: str
    kind: str
    found: Floats
    sample: Sample
    resampling: Resampling

    @classmethod
    def of(cls, told: _Told, actor: str, sample: Sample, words: Floats, resampling: Resampling) -> Self:
        """The articles of a sample in which an actor is in play; `words` are theirs by voice."""
        terms, found = told.counts(actor, len(words))
        articles = np.flatnonzero(found.any(axis=(1, 2)) | told.named(actor, len(words)))
        in_play = sample.of(articles, _tally(terms[articles], words[articles]))
        return cls(actor, told.kinds.get(actor, ""), found[articles], in_play, resampling)

    def rows(self, told: _Told, everyone: Sample, min_articles: int) -> Iterator[dict[str, Any]]:
        """The figures of each group (see `Portrayal.table`); `everyone` is the sample of all articles."""
        sample = self.sample
        measured = sample.tally.bases > 0
        for group, name in enumerate(sample.names):
            n = self.found[sample.groups == group].sum(axis=0)
            totals = told.totals[everyone.groups == everyone.names.index(name)].sum(axis=0)
            n_articles = measured[sample.groups == group].sum(axis=0)
            side, bootstrap = sample.side(group, self.resampling), self.resampling.of(name)
            among = side, sample.others(group), bootstrap, BOUNDS
            limits = limits_and_notes(*among, measured=n_articles, min_articles=min_articles)
            for number, ((v, p), figure, of_figure) in enumerate(self._figures(name)):
                if not n_articles[number]:
                    continue
                (low, high), note = limits[number]
                expected, words = side.total[sample.tally.figures[figure].counts]
                yield {
                    **of_figure,
                    "n": int(n[v, p]),
                    "expected": float(expected),
                    "words": int(words),
                    "rate": float(1000 * expected / words),
                    "low": low,
                    "high": high,
                    "share": expected / totals[v, p] if totals[v, p] else nan,
                    "n_articles": int(n_articles[number]),
                    "few": n_articles[number] < min_articles,
                    "note": note,
                }

    def differences(self, min_articles: int) -> Iterator[dict[str, Any]]:
        """Each group against all others (see `Portrayal.differences`)."""
        sample = self.sample
        if len(sample.names) < 2:
            return
        blocks = np.zeros_like(sample.groups) if sample.blocks is None else sample.blocks
        n, n_rest = measured_on_both_sides(sample.tally.bases > 0, sample.groups, blocks)
        for group, contrasts in enumerate(self._over_all() if sample.blocks is None else self._within(blocks)):
            for number, (_, _, of_figure) in enumerate(self._figures(sample.names[group])):
                of_sides, n_events = contrasts[number]
                if isnan(of_sides.difference):
                    continue
                one, other = int(n[group, number]), int(n_rest[group, number])
                yield {
                    **of_figure,
                    "estimate": of_sides.one,
                    **of_sides._asdict(),
                    "n_articles": one,
                    "n_against": other,
                    "n_events": n_events,
                    "few": min(one, other) < min_articles,
                }

    def _figures(self, group: str) -> Iterator[tuple[tuple[int, int], str, dict[str, Any]]]:
        """The numbers of voice and polarity, the name of the rate, and what its row begins with."""
        for (v, voice), (p, polarity) in product(enumerate(PORTRAYING), enumerate(LIGHTS)):
            yield (v, p), f"{v} {p}", dict(zip(_FIRST, (group, self.actor, self.kind, voice, polarity), strict=True))

    def _over_all(self) -> Iterator[list[tuple[Difference, float]]]:
        """The difference of each group from all others in each rate."""
        for group, name in enumerate(self.sample.names):
            sides = self.sample.side(group, self.resampling), self.sample.rest(group, self.resampling)
            yield [(difference, nan) for difference in differences_of(*sides, self.resampling.of(name), BOUNDS)]

    def _within(self, blocks: Indices) -> Iterator[list[tuple[Difference, float]]]:
        """The same within events: means over the events on which the actor is in play in the group and elsewhere."""
        several = within_blocks(self.sample.tally, self.sample.groups, blocks)
        for name, tallies in zip(self.sample.names, several, strict=True):
            yield differences_within(tallies, self.resampling.of(name), BOUNDS)


def _tally(terms: Floats, words: Floats) -> Tally:
    """The rates by voice and polarity; their names are the numbers of these."""
    names = [f"{v} {p}" for v in range(len(PORTRAYING)) for p in range(len(LIGHTS))]
    bases = np.broadcast_to(words[:, :, None], terms.shape)
    counts = np.stack([terms, bases], axis=-1).reshape(len(words), 2 * len(names))
    return tally_of(dict.fromkeys(names, PER_THOUSAND), counts)
