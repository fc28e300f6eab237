"""Word shift: which terms make up the difference between two groups, in a score of loaded terms or in all their words.

Each term accounts for a part of the difference, and the parts add up to it (Gallagher et al. 2021, Generalized word shift
graphs, EPJ Data Science 10:4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..annotation.attributions.voices import VOICES
from ..annotation.loaded.loaded_words import LEXICON as LOADED_WORDS
from ..choices import several_of
from ..errors import OptionError
from ..grouping.copies import Counting
from ..grouping.groups import By, title_of
from ..grouping.sampling_design import Sample, clusters_of
from ..scores.article_score import slices
from ..scores.score_columns import Scores
from ..statistics.arrays import Floats, Indices
from ..statistics.association import jensen_shannon, jensen_shannon_parts
from ..statistics.clusters import clustered_test, dealing
from ..statistics.formulas import MEAN, PER_THOUSAND
from ..statistics.inference import p_of
from ..statistics.intervals import Difference, differences_of
from ..statistics.permutations import Permutations
from ..statistics.resampling import ANY, Resampling, check_seed
from ..statistics.tallies import tally_of
from ..statistics.term_counts import Bags
from ..tabular import Tabular
from ..text.lexicon import Lexicon, load_lexicon
from .grouped_words import WORDS_OF, Groups, checked_voice, grouped_by, words_of
from .shift_sides import Side, pair_of, shift_table, sides_of, table_of_sides, total_of

if TYPE_CHECKING:
    import pandas as pd

DEALS = 200  # times that articles are dealt to the two groups at random, to find the divergence expected by chance
VOICES_WITH_RATES = tuple(voice for voice in VOICES if voice != "scare")
Score = Literal["rate", "mean weight"]
_LEXICON = ["term", "category", "lexicon"]


@dataclass(frozen=True, repr=False)
class WordShift(Tabular):
    """Why two groups differ.

    Attributes
    ----------
    one, other : names of the groups. All differences are one minus other.
    table : one row per term, the largest part first: term, count_one, articles_one, rate_one, and the same for the other;
        contribution (its part of the difference), share (contribution / difference). Loaded terms also have category, lexicon
        and weight; their count says how often they occur, and expected_one and expected_other how many of these occurrences a
        careful editor is expected to mark, of which rates and contributions are made.
    groups : one row per group: group, value (the score; NaN for a divergence), count (loaded terms, or words), words, articles;
        for loaded terms also their expected number.
    difference : the difference between the two scores, or the divergence; the contributions add up to it.
    low, high : interval of the difference between scores from resampling whole articles; NaN for a divergence.
    settings : the options that the figures were made with; `unit` is the unit of the difference, `rate` that of the rates.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.word_shift().table[["term", "count_one", "count_other"]].values.tolist()
    [['mob', 1, 0], ['regime', 1, 1]]
    """

    one: str
    other: str
    table: "pd.DataFrame"
    groups: "pd.DataFrame"
    difference: float
    low: float
    high: float
    settings: dict[str, Any]

    def by_category(self) -> "pd.DataFrame":
        """The parts of each category of loaded terms: category, count_one, count_other, contribution, share.

        Raises OptionError for a shift of all words, which have no categories.

        >>> from toolkit import example_results
        >>> example_results.word_shift().by_category().values.tolist()
        [['label', 2, 1, 100.0, 1.0]]
        """
        if "category" not in self.table:
            raise OptionError("only loaded terms have categories, words have none; use word_shift")
        columns = ["count_one", "count_other", "contribution", "share"]
        parts = self.table.groupby("category", as_index=False)[columns].sum(min_count=1)
        return parts.sort_values("contribution", key=np.abs, ascending=False, kind="stable", ignore_index=True)

    def _shown(self) -> "pd.DataFrame":
        return self.table.head(20)


def word_shift(
    scores: Groups,
    one: str | None = None,
    other: str | None = None,
    by: By = "outlet",
    *,
    voices: str | Collection[str] = "narration",
    weights: Lexicon | Mapping[str, float] | str | None = None,
    score: Score = "rate",
    cluster: By | None = None,
    copies: Counting = "once",
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> WordShift:
    """Which loaded terms make up the difference between two groups, one minus other (Gallagher et al. 2021).

    The score of a group is a sum over terms, Σ p w: p is how often a term is used (each use counts as much as it is probable
    that a careful editor would mark it) and w its weight. A term's part of the difference is (p_one - p_other) (w - reference),
    where the reference can be any number since it cancels out of the sum.

    - "rate": p is per 1,000 words of the voices. Words that are not loaded terms weigh 0, and the reference is 0, so that only
      terms have a part. Without weights (each 1) the score is the measure ``loaded_<voice>``, and the difference without a term
      is the difference less its part.
    - "mean weight": p is the share of all loaded terms, so that the score is the mean weight of a loaded term, however many there
      are. The reference is the score of the other group: a term above it that is used more often, or one below it that is used
      less often, raises the difference.

    The same weights hold for both groups, so that the part of Gallagher et al. that comes from two different weights of a term
    is 0.

    Parameters
    ----------
    scores : scored articles, or groups of them by name.
    one, other : the names of the two groups; both are needed.
    by : as in `keyness`; ignored if `scores` are groups.
    voices : headline, narration, paraphrase or quotation, or several, whose terms and words are added up.
    weights : a lexicon (or its name) whose weights count, or weights by term; None for 1 each.
    score : "rate" or "mean weight".
    cluster : a field or column ("event", "day"); articles with the same value are not independent, and are resampled together, as
        in `compare`.
    copies : as in `compare`: "once", "agency" or "keep".
    resamples, confidence, seed : options of the interval of the difference.

    Raises
    ------
    OptionError
        A group, voice or score does not exist, a term has no weight, or `score` is "mean weight" without weights.

    Examples
    --------
    >>> from toolkit import example_results
    >>> shift = example_results.word_shift()
    >>> shift.difference, shift.table[["term", "count_one", "count_other", "contribution"]].values.tolist()
    (100.0, [['mob', 1, 0, 100.0], ['regime', 1, 1, 0.0]])
    """
    said, resampling = _voices(voices), Resampling(resamples, confidence, seed)
    if score not in ("rate", "mean weight") or (score == "mean weight" and weights is None):
        raise OptionError(f"score {score!r}: choose rate, or mean weight together with weights")
    if one is None or other is None:
        raise OptionError("name the two groups whose difference is wanted, such as tk.word_shift(scores, 'Post', 'Wire')")
    pair = pair_of(scores, by, one, other, copies)
    articles = Scores.joined(list(pair.values()))
    sides, clusters = _loaded(pair, articles, said, of_words=score == "rate"), clusters_of(articles, cluster)
    weight = _weights(weights, sides[0].bags.terms)
    difference = _difference(articles, sides, clusters, weight, score, resampling)
    reference = 0.0 if score == "rate" else difference.other
    parts = (sides[0].rates - sides[1].rates) * (weight - reference)
    per = f"per 1,000 words of {' and '.join(said)}"
    unit = f"{'' if weights is None else 'weighted, '}{per}" if score == "rate" else "mean weight of a loaded term"
    settings = {
        "one": one,
        "other": other,
        "by": grouped_by(scores, by),
        "voices": list(said),
        "weights": weights.label if isinstance(weights, Lexicon) else weights,
        "cluster": title_of(cluster),
        "copies": copies,
        "of": f"loaded terms in {' and '.join(said)}",
        "score": score,
        "reference": reference,
        "unit": unit,
        "rate": per if score == "rate" else "share of the loaded terms",
        **resampling.settings,
    }
    table = shift_table(sides, parts, _LEXICON, weight=weight)
    groups = table_of_sides(sides, [difference.one, difference.other])
    return WordShift(one, other, table, groups, difference.difference, difference.low, difference.high, settings)


def divergence_shift(
    scores: Groups,
    one: str,
    other: str,
    by: By = "outlet",
    *,
    voice: str = "own",
    cluster: By | None = None,
    copies: Counting = "once",
    deals: int = DEALS,
    seed: int = 0,
) -> WordShift:
    """The words in which two groups differ: the Jensen-Shannon divergence in bits, and each word's part of it.

    The parts are never below 0 and add up to the divergence, from 0 (the same distribution of words) to 1 (no word in common; Lin
    1991). The rates of a word say which group uses it more often. Samples of the same words diverge too, small ones most:
    `settings` has the divergence `expected` when the articles are dealt to the groups at random (the mean of `deals` times), and
    its p, (b + 1) / (B + 1).

    Parameters
    ----------
    scores, one, other, by, copies : as in `word_shift`.
    voice : "own", "attributed" or "all", as in `keyness`.
    cluster : a field or column; articles with the same value are dealt together, as in `compare`.
    deals, seed : times that the articles are dealt at random, and the seed for it.

    Raises
    ------
    OptionError
        A group or the voice does not exist, or `deals` is below 1.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> scores = score([article_of("Rain fell.", outlet="Herald"), article_of("Snow fell.", outlet="Wire")])
    >>> shift = divergence_shift(scores, "Herald", "Wire")
    >>> shift.difference, shift.table[["term", "contribution"]].values.tolist()
    (0.5, [['rain', 0.25], ['snow', 0.25], ['fell', 0.0]])
    """
    if deals < 1:
        raise OptionError("deals must be at least 1")
    check_seed(seed)
    pair = pair_of(scores, by, one, other, copies)
    articles = Scores.joined(list(pair.values()))
    bags, clusters = words_of(articles, checked_voice(voice)).bags, clusters_of(articles, cluster)
    sides = sides_of(pair, bags, bags.lengths)
    divergence = float(jensen_shannon(*(side.counts for side in sides)))
    expected, p = _by_chance(bags, len(pair[one]), clusters, divergence, deals, seed)
    settings = {
        "one": one,
        "other": other,
        "by": grouped_by(scores, by),
        "voice": voice,
        "cluster": title_of(cluster),
        "copies": copies,
        "of": WORDS_OF[voice],
        "score": "divergence",
        "unit": "bits",
        "rate": "per 1,000 words",
        "expected": expected,
        "p": p,
        "deals": deals,
        "seed": seed,
    }
    table = shift_table(sides, jensen_shannon_parts(*(side.counts for side in sides)), ["term"])
    return WordShift(one, other, table, table_of_sides(sides, [nan, nan]), divergence, nan, nan, settings)


def _loaded(pair: Mapping[str, Scores], articles: Scores, voices: Sequence[str], *, of_words: bool) -> list[Side]:
    """The loaded terms that two groups use in some voices, per 1,000 words of these, or as shares of all their loaded terms."""
    uses = articles.uses("terms")
    uses = uses.where(np.array([voice in voices for *_, voice in uses.keys], dtype=bool))
    terms = [tuple(term) for *term, _ in uses.keys]
    bags, times = (uses.with_keys(terms, numbers).bags for numbers in (np.nan_to_num(uses.expected), uses.times))
    words = _words_in(articles, voices)
    sides = sides_of(pair, bags, words) if of_words else sides_of(pair, bags, words, bags.lengths, 1)
    first = np.arange(len(articles)) < len(sides[0].bags)
    return [side._replace(times=total_of(times.only(own))) for side, own in zip(sides, (first, ~first), strict=True)]


def _words_in(scores: Scores, voices: Sequence[str]) -> Floats:
    """The words of each article in some voices, which are the base of its rates of loaded terms."""
    columns = slices(scores.measures)
    return np.asarray(scores.counts(columns[f"loaded_{voice}"].start + 1 for voice in voices).sum(axis=1))


def _voices(voices: str | Collection[str]) -> tuple[str, ...]:
    """The voices in their usual order; OptionError where there is none, or an unknown one."""
    wanted = set(several_of(voices))
    if not wanted or wanted - set(VOICES_WITH_RATES):
        raise OptionError(f"unknown voices {voices!r}; choose among {', '.join(VOICES_WITH_RATES)}")
    return tuple(voice for voice in VOICES_WITH_RATES if voice in wanted)


def _weights(weights: Lexicon | Mapping[str, float] | str | None, terms: Sequence[Any]) -> Floats:
    """The weight of each (term, category, lexicon), 1 for words that only the model found; OptionError where a term has none."""
    if weights is None:
        return np.ones(len(terms))
    lexicon = load_lexicon(weights) if isinstance(weights, str) else weights
    weight_of = {entry.term: entry.weight for entry in lexicon.entries} if isinstance(lexicon, Lexicon) else lexicon
    listed = {**{term: 1.0 for term, _, found_by, *_ in terms if found_by == LOADED_WORDS}, **weight_of}
    missing = sorted({term for term, *_ in terms if term not in listed})
    if missing:
        raise OptionError(f"no weight for {', '.join(missing[:5])}; give the lexicon that the scores were made with")
    return np.array([listed[term] for term, *_ in terms], dtype=float)


def _difference(
    articles: Scores, sides: Sequence[Side], clusters: Indices | None, weight: Floats, score: Score, resampling: Resampling
) -> Difference:
    """The scores of both sides, and their difference with its interval, computed as in `compare`."""
    formula = PER_THOUSAND if score == "rate" else MEAN
    bounds = (0.0, np.inf) if (weight >= 0).all() else ANY
    counts = np.vstack([np.column_stack([side.bags.counts @ weight, side.base]) for side in sides])
    names, groups = [side.name for side in sides], np.repeat([0, 1], [len(side.bags) for side in sides])
    sample = Sample(names, articles, groups, None, clusters, {}, tally_of({score: formula}, counts))
    one, other = (sample.side(group, resampling) for group in (0, 1))
    (difference,) = differences_of(one, other, resampling.of(names[0]), bounds)
    if clusters is None:
        return difference
    deals = Permutations(resampling.resamples, resampling.seed)
    return clustered_test(sample.tally, groups, clusters, deals, resampling.confidence)[score].agreed(difference, 0)


def _by_chance(bags: Bags, n: int, clusters: Indices | None, observed: float, deals: int, seed: int) -> tuple[float, float]:
    """The mean divergence when the articles, n of the first side, are dealt to the sides at random, and p of the observed one."""
    rng, total = np.random.default_rng([seed, 3]), np.asarray(bags.counts.sum(axis=0)).ravel()
    in_clusters = None if clusters is None else dealing((np.arange(len(bags)) >= n).astype(np.intp), clusters, rng)
    dealt = []
    for _ in range(deals):
        own = np.argsort(rng.permutation(len(bags))) < n if in_clusters is None else in_clusters() == 0
        counts = bags.counts.T @ own.astype(float)
        dealt.append(jensen_shannon(counts, total - counts))
    if isnan(observed):
        return nan, nan
    return float(np.nanmean(dealt)), float(p_of(np.array([observed]), np.array(dealt)[:, None])[0])
