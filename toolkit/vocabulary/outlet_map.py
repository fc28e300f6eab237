"""Groups on a map: how near they are to each other in their words, or in measures, and how uncertain each place is.

Distances are those of Burrows's Delta in its Euclidean form (Burrows 2002, Argamon 2008): the rate of each word is given in
standard deviations of articles, so that frequent words weigh no more than others, and words of few articles weigh little. Small
groups seem far from all others by chance alone. How much of a squared distance is chance follows from how the articles of a
group vary, and is subtracted (as Walther et al. 2016 do for patterns of brain activity). What is left is scaled to two dimensions
(Torgerson 1952), each group weighing by its articles. Then whole articles are resampled, and each new map is rotated onto the
observed one (Procrustes; Schönemann 1966), since directions on a map mean nothing: a rotated map is the same map.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import ArticleError, OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, check_least, grouped, title_of
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.arrays import Floats, Indices
from ..statistics.inference import p_of
from ..statistics.resampling import Resampling, chunks
from ..statistics.threads import one_thread
from ..tabular import Tabular
from .group_profiles import Figures, figures_of, members_of
from .grouped_words import WORDS_OF, checked_voice, words_of
from .shown_words import Shown, outlets_of

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

LEAST_GROUPS = 3
"""Groups that a map needs; between two there is only one distance."""

LEAST_ARTICLES = 5
"""Articles that a group needs; from fewer, nothing can be said about its place."""

WORDS = 1000
"""Words that are used: those that occur in most articles."""

PULLS = 25
"""Words or measures that are listed for each end of an axis, at most."""

LEAST_CORRELATION = 0.5
"""Least correlation of a word's rates with the places along an axis; with less, a word belongs to one group
rather than to the axis."""

AXES = ("x", "y")
ENDS = ("low", "high")
_ROUNDING = 1e-12  # a spread below this share of the largest, or a deviation below it, counts as none


@dataclass(frozen=True, repr=False)
class OutletMap(Tabular):
    """Groups on a map.

    Attributes
    ----------
    table : one row per group: group, x, y (in standard deviations of articles; 0 is the mean of all articles), major, minor,
        angle (of the ellipse that contains its place with the given confidence: half its length, half its width, and degrees
        from the x axis), n_articles, few.
    axes : one row per axis (x, y): axis, spread (mean square of the places along it, groups weighing by their articles), share
        (of the spread along all axes), by_chance (the mean spread along the axis when the articles are dealt to the groups at
        random), p (of a spread as large as the observed one; of the first axis only, since the second is what the first
        leaves).
    pulls : one row per word or measure and axis, those that belong most clearly to each end: axis, end (low, high), what, z (the
        slope of its rates along the axis over its standard error between articles), correlation (of its rates with the places, at
        least `LEAST_CORRELATION` in size). They help to read an axis. Since the axis was made from them, z is not a test.
    settings : the options that the map was made with; `left_out` names groups of too few articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.outlet_map().pulls.loc[0, ["axis", "end", "what"]].tolist()
    ['x', 'low', 'fled']
    """

    table: "pd.DataFrame"
    axes: "pd.DataFrame"
    pulls: "pd.DataFrame"
    settings: dict[str, Any]

    def ends(self, axis: str, top: int = 4) -> tuple[list[str], list[str]]:
        """The words or measures at the low and at the high end of an axis ("x" or "y"), at most `top` each, the strongest first.

        >>> from toolkit import example_results
        >>> example_results.outlet_map().ends("x", 2)
        (['fled', 'from'], ['the', 'army'])
        """
        rows = self.pulls[self.pulls["axis"] == axis]
        low, high = (list(rows.loc[rows["end"] == end, "what"].head(top)) for end in ENDS)
        return low, high


def outlet_map(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    voice: str = "own",
    measures: str | Sequence[str] | None = None,
    words: int = WORDS,
    with_function_words: bool = True,
    with_own_name: bool = False,
    copies: Counting = "once",
    min_articles: int = 20,
    resamples: int = 500,
    confidence: float = 0.95,
    seed: int = 0,
) -> OutletMap:
    """Map groups by their words, so that groups that use similar words lie near each other.

    Words depend on topic as much as on manner: give articles on the same events (`matched`) to hold topic constant, or map by
    measures. The ellipses err on the wide side: in simulated corpora of groups of 8 to 100 articles, ellipses of 95 %
    contained the true place in 98 % of the cases or more, and chance put small groups no farther out than large ones.

    Parameters
    ----------
    by : as in `compare`; groups of fewer than `LEAST_ARTICLES` articles are left out.
    voice : whose words: "own" (the outlet's, with the title), "attributed" or "all".
    measures : names of measures to use instead of words; a measure without a figure in some group is left out.
    words : how many words to use: those that occur in most articles, including all that tie with the last.
    with_function_words : whether function words are among them, as in `keyness`; Delta rests on them.
    with_own_name : whether the words of the names of outlets are among them; they tell nothing of how alike outlets are.
    copies : "once", "agency" or "keep", as in `compare`.
    min_articles : a group with fewer articles is marked as few.
    resamples, confidence, seed : options of the bootstrap, and of dealing articles at random.

    Raises
    ------
    OptionError
        The voice, a measure or the column does not exist, a number is out of range, or no measure varies.
    ArticleError
        There are fewer than three groups with enough articles, or no word varies.

    Examples
    --------
    >>> from toolkit import example_results
    >>> result = example_results.outlet_map()
    >>> result.table["group"].tolist(), result.table["x"].abs().round(1).tolist()
    (['Herald', 'Post', 'Wire'], [1.9, 0.0, 1.9])
    >>> result.ends("x")
    (['fled', 'from', 'regime'], ['the', 'army', 'left'])
    """
    check_least(min_articles)
    if words < 1:
        raise OptionError("words must be at least 1")
    kept = independent(scores, copies, by=by).scores
    groups, small = _large_enough(grouped(kept, by), checked_voice(voice))
    names, sizes = list(groups), np.array([len(members) for members in groups.values()])
    shown = Shown.of(outlets_of(groups), with_function_words=with_function_words, with_own_name=with_own_name)
    figures = figures_of(kept, groups, by, voice, measures, words, shown)
    resampling = Resampling(resamples, confidence, seed)
    with one_thread():  # a thousand maps of small matrices
        scaled = _scaled(figures, sizes)
        ellipses = _ellipses(_again(figures, scaled, names, sizes, resampling), sizes, confidence)
        dealt = _by_chance(figures, sizes, resampling)
    settings = {
        "by": title_of(by),
        "of": "measures" if measures else WORDS_OF[voice],
        "voice": voice,
        "measures": list(measures) if measures else None,
        "words": words,
        "with_function_words": with_function_words,
        "with_own_name": with_own_name,
        "looked_at": len(figures.names),
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
        "articles": int(sizes.sum()),
        "left_out": small,
    }
    return OutletMap(
        _table(names, scaled, ellipses, sizes, min_articles),
        _axes(scaled, dealt),
        _pulls(figures.names, scaled),
        settings,
    )


def _large_enough(groups: Mapping[str, Scores], voice: str) -> tuple[dict[str, Scores], list[str]]:
    """The groups that can be mapped, without articles that have no words of the voice, and the names of the other groups."""
    speaks = np.diff(words_of(Scores.joined(list(groups.values())), voice).starts) > 0
    parts = np.split(speaks, np.cumsum([len(members) for members in groups.values()])[:-1])
    spoken = {name: members[part] for (name, members), part in zip(groups.items(), parts, strict=True)}
    large = {name: members for name, members in spoken.items() if len(members) >= LEAST_ARTICLES}
    if len(large) < LEAST_GROUPS:
        raise ArticleError(
            f"a map needs {LEAST_GROUPS} groups of {LEAST_ARTICLES} or more articles; found: {', '.join(large) or 'none'}"
        )
    return large, [name for name in groups if name not in large]


# -- the map ---------------------------------------------------------------------------------------------------------------


class _Scaled(NamedTuple):
    """A map: the places of groups (groups by axes), the spread along all axes, and what it is made of.

    `figures` and `errors` are groups by figures, in standard deviations of articles; `deviation` is the standard deviation of
    each figure, `masses` the share of the articles that each group has.
    """

    places: Floats
    spread: Floats
    figures: Floats
    errors: Floats
    deviation: Floats
    masses: Floats


def _scaled(figures: Figures, sizes: Indices, members: "csr_array | None" = None) -> _Scaled:
    """The map of groups of some sizes, whose articles come group by group, or are dealt to them as `members` says.

    A group to which a deal gives no article with a figure stands in the middle of the others.
    """
    members = members_of(sizes) if members is None else members
    values, errors, masses = figures.values(members), figures.errors(members), sizes / sizes.sum()
    known = np.isfinite(values) & np.isfinite(errors)
    values, errors = np.where(known, values, 0.0), np.where(known, errors, 0.0)
    values = np.where(known, values - (masses @ values) / (masses @ known), 0.0)
    variance = masses @ (values**2 + errors**2 * (sizes - 1)[:, None])  # between groups, and between articles inside them
    deviation = np.sqrt(np.where(variance > _ROUNDING**2, variance, np.inf))
    values, errors = values / deviation, errors / deviation
    places, spread = _places(_squared_distances(values, (errors**2).sum(axis=1)), masses)
    return _Scaled(places, spread, values, errors, deviation, masses)


def _squared_distances(standard: Floats, noise: Floats) -> Floats:
    """Squared distances of groups, less what chance adds to each: right on average, so that a distance can be below 0.

    >>> _squared_distances(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([1.0, 2.0])).tolist()
    [[0.0, 22.0], [22.0, 0.0]]
    """
    gram = standard @ standard.T
    squares = np.diag(gram)[:, None] + np.diag(gram) - 2 * gram - noise[:, None] - noise
    np.fill_diagonal(squares, 0.0)
    return np.asarray(squares)


def _places(squares: Floats, masses: Floats) -> tuple[Floats, Floats]:
    """Classical scaling of groups with masses: places along the two axes of largest spread, and the spread along all axes.

    >>> places, spread = _places(np.array([[0.0, 4.0, 1.0], [4.0, 0.0, 1.0], [1.0, 1.0, 0.0]]), np.full(3, 1 / 3))
    >>> np.abs(places.round(6)).tolist(), spread.round(3).tolist()
    ([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0]], [0.667, 0.0, 0.0])
    """
    centring, root = np.eye(len(masses)) - masses, np.sqrt(masses)
    spread, vectors = np.linalg.eigh(root[:, None] * (-centring @ squares @ centring.T / 2) * root)
    spread, vectors = spread[::-1], vectors[:, ::-1][:, : len(AXES)]
    spread = np.where(spread > _ROUNDING * np.abs(spread).max(), spread, 0.0)
    places = vectors * np.sqrt(spread[: len(AXES)]) / root[:, None]
    outermost = places[np.abs(places).argmax(axis=0), range(len(AXES))]
    return places * np.where(outermost < 0, -1, 1), spread


def _again(figures: Figures, observed: _Scaled, names: Sequence[str], sizes: Indices, resampling: Resampling) -> Floats:
    """The places in each resample of articles, rotated onto the observed ones: resamples by groups by axes."""
    from scipy.linalg import orthogonal_procrustes

    noise = (observed.errors**2).sum(axis=1) * (2 - 1 / sizes)  # the noise of the sample, and that of resampling it
    root, turned = np.sqrt(observed.masses)[:, None], []
    for weights in _drawn(names, sizes, resampling):
        with np.errstate(divide="ignore", invalid="ignore"):
            standard = figures.values(members_of(sizes, weights)) / observed.deviation
        standard = np.where(np.isfinite(standard), standard, observed.figures)
        places, _ = _places(_squared_distances(standard, noise), observed.masses)
        turned.append(places @ orthogonal_procrustes(root * places, root * observed.places)[0])
    return np.array(turned)


def _drawn(names: Sequence[str], sizes: Indices, resampling: Resampling) -> Iterator[Floats]:
    """How often each article counts, resample by resample."""
    bootstraps = [resampling.of(name) for name in names]
    for size in chunks(resampling.resamples, int(sizes.sum())):
        yield from np.hstack([bootstrap.weights(int(n), size) for bootstrap, n in zip(bootstraps, sizes, strict=True)])


def _by_chance(figures: Figures, sizes: Indices, resampling: Resampling) -> Floats:
    """The spread along each axis when the articles are dealt to the groups at random: deals by axes."""
    rng, n = np.random.default_rng([resampling.seed, 4]), int(sizes.sum())
    deals = (members_of(sizes, order=rng.permutation(n)) for _ in range(resampling.resamples))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.array([_scaled(figures, sizes, members).spread[: len(AXES)] for members in deals])


# -- tables ----------------------------------------------------------------------------------------------------------------


def _ellipses(again: Floats, sizes: Indices, confidence: float) -> Floats:
    """Half length, half width and angle (degrees) of the ellipse of each group, by Hotelling's T² for its number of articles."""
    from scipy.stats import f

    ellipses = []
    for group, n in enumerate(sizes):
        spread, vectors = np.linalg.eigh(np.cov(again[:, group].T))
        reach = np.sqrt(2 * (n - 1) / (n - 2) * f.ppf(confidence, 2, n - 2))
        minor, major = reach * np.sqrt(np.maximum(spread, 0))
        ellipses.append((major, minor, np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180))
    return np.array(ellipses)


def _table(names: Sequence[str], scaled: _Scaled, ellipses: Floats, sizes: Indices, min_articles: int) -> "pd.DataFrame":
    import pandas as pd

    columns = dict(zip([*AXES, "major", "minor", "angle"], [*scaled.places.T, *ellipses.T], strict=True))
    return pd.DataFrame({"group": list(names), **columns, "n_articles": sizes, "few": sizes < min_articles})


def _axes(scaled: _Scaled, dealt: Floats) -> "pd.DataFrame":
    import pandas as pd

    spread, whole = scaled.spread[: len(AXES)], scaled.spread.sum()
    # no p for the second axis: it comes after a first one that is real, which no map made by chance has
    p = np.where(np.arange(len(AXES)) == 0, p_of(spread, dealt), np.nan)
    share = spread / whole if whole else np.full(len(AXES), np.nan)
    return pd.DataFrame({"axis": AXES, "spread": spread, "share": share, "by_chance": dealt.mean(axis=0), "p": p})


def _pulls(names: Sequence[str], scaled: _Scaled) -> "pd.DataFrame":
    """What belongs to each end of each axis, at most `PULLS` an end."""
    import pandas as pd

    rows = []
    for axis, places in zip(AXES, scaled.places.T, strict=True):
        weights = scaled.masses * places
        covariance, variance = weights @ scaled.figures, weights @ places
        with np.errstate(divide="ignore", invalid="ignore"):
            z = covariance / np.sqrt(weights**2 @ scaled.errors**2)
            r = covariance / np.sqrt(variance * (scaled.masses @ scaled.figures**2))
        for end, sign in zip(ENDS, (-1, 1), strict=True):
            clear = sign * np.nan_to_num(r) >= LEAST_CORRELATION
            order = [i for i in np.argsort(-sign * z, kind="stable") if clear[i]]
            rows += [(axis, end, names[i], z[i], r[i]) for i in order[:PULLS]]
    return pd.DataFrame(rows, columns=["axis", "end", "what", "z", "correlation"])
