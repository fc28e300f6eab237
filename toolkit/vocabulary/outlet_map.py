"""Groups on a map: how near they are to each other in their words, or in measures, with the doubt of every place.

Distances are those of Burrows's Delta in its Euclidean form (Burrows 2002, Argamon 2008): each word's rate is told in standard
deviations of articles, so that no word weighs more for being frequent, and one that comes in few articles weighs little. Small
groups seem far from all others, since chance sets them apart; how much of each squared distance is chance follows from how the
articles of a group vary, and is taken away (as Walther et al. 2016 do for patterns of brain activity). What is left is scaled to
two dimensions (Torgerson 1952), groups weighing by their articles. Whole articles are resampled, and each map is turned onto the
one that was seen (Procrustes; Schönemann 1966): a map has no up and down, and that it turned is no doubt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, grouped, named
from ..measures.scores import ArticleScore, ScoreTable
from ..statistics.inference import p_of
from ..statistics.resampling import Codes, Floats, Resampling, chunks
from ..tabular import Tabular
from .group_profiles import Figures, figures_of, members_of
from .keyness import WORDS_OF, checked, words_of

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

LEAST_GROUPS = 3
"""Two groups have one distance, which needs no map."""

LEAST_ARTICLES = 5
"""Articles of a group under which nothing can be said of its place."""

WORDS = 1000
"""Words that are looked at, those in most articles."""

PULLS = 25
"""Words or measures that are told for an end of an axis."""

LEAST_CORRELATION = 0.5
"""Of a word's rates with the places along an axis: under it a word tells of one group, not of the axis."""

AXES = ("x", "y")
ENDS = ("low", "high")
_ROUNDING = 1e-12  # of the largest spread, and of a figure, below which there is none


@dataclass(frozen=True)
class OutletMap(Tabular):
    """Groups on a map.

    Attributes
    ----------
    table : one row a group: group, x, y (in standard deviations of articles, 0 the mean of all articles), major, minor, angle (of
        the ellipse that holds its place with the confidence asked for: half its length and width, and degrees from the x axis),
        n_articles, few.
    axes : one row an axis (x, y): axis, spread (mean square of the places along it, groups weighing by their articles), share (of
        the spread along all axes), by_chance (the mean spread along the axis when the articles are dealt to the groups at
        random), p (of a spread as large as the one seen; of the first axis only: what it leaves over is no even chance).
    pulls : one row a word or measure and axis, at each end those that belong to it most: axis, end (low, high), what, z (the
        slope of its rates along the axis over its standard error between articles), correlation (of its rates with the places, at
        least `LEAST_CORRELATION` in size). They are there to read the axis by, which they made themselves: z is no test.
    settings : what the map was made with; `left_out` names groups of too few articles.
    """

    table: "pd.DataFrame"
    axes: "pd.DataFrame"
    pulls: "pd.DataFrame"
    settings: dict[str, Any]

    def ends(self, axis: str, top: int = 4) -> tuple[list[str], list[str]]:
        """What stands for the low and for the high end of an axis, the strongest first."""
        rows = self.pulls[self.pulls["axis"] == axis]
        low, high = (list(rows.loc[rows["end"] == end, "what"].head(top)) for end in ENDS)
        return low, high


def outlet_map(
    scores: ScoreTable,
    by: By = "outlet",
    *,
    voice: str = "own",
    measures: Sequence[str] | None = None,
    words: int = WORDS,
    copies: Counting = "once",
    min_articles: int = 20,
    resamples: int = 500,
    confidence: float = 0.95,
    seed: int = 0,
) -> OutletMap:
    """Map groups by their words, so that groups that say the like lie near each other.

    Words tell of topics as much as of a manner: give articles on the same events (`matched`) to hold topics constant, or map by
    measures. The ellipses are wide rather than narrow: in simulated corpora of groups of 8 to 100 articles, ellipses of 95 % held
    the true place in 98 % of the cases or more, and chance put small groups no farther out than large ones.

    Parameters
    ----------
    by : as in `compare`; groups of fewer than `LEAST_ARTICLES` articles are left out.
    voice : whose words, "own" (the outlet's, title included), "attributed" or "all".
    measures : names of measures that stand in the place of words; those that a group has no figure of are left out.
    words : how many are looked at, those that stand in most articles (with all that stand in as many).
    copies : "once", "agency" or "keep", as in `compare`.
    min_articles : a group with fewer is marked as few.
    resamples, confidence, seed : of the bootstrap, and of the articles dealt at random.

    Raises
    ------
    ArticleError
        There are fewer than three groups with enough articles, no word or measure varies, or a name or figure is none.

    Examples
    --------
    >>> from toolkit import example_results
    >>> found = example_results.outlet_map()
    >>> found.table["group"].tolist(), found.table["x"].abs().round(1).tolist()
    (['Herald', 'Post', 'Wire'], [1.9, 0.0, 1.9])
    >>> found.ends("x")
    (['fled', 'from', 'regime'], ['the', 'army', 'left'])
    """
    if words < 1:
        raise ArticleError("words must be at least 1")
    kept = independent(scores, copies, by=by).scores
    groups, small = _large_enough(grouped(kept, by), checked(voice))
    names, sizes = list(groups), np.array([len(members) for members in groups.values()])
    figures = figures_of(kept, groups, by, voice, measures, words)
    found = _scaled(figures, sizes)
    resampling = Resampling(resamples, confidence, seed)
    ellipses = _ellipses(_again(figures, found, names, sizes, resampling), sizes, confidence)
    settings = {
        "by": named(by),
        "of": "measures" if measures else WORDS_OF[voice],
        "voice": voice,
        "measures": list(measures) if measures else None,
        "words": words,
        "looked_at": len(figures.names),
        "copies": copies,
        "min_articles": min_articles,
        **resampling.settings,
        "articles": int(sizes.sum()),
        "left_out": small,
    }
    return OutletMap(
        _table(names, found, ellipses, sizes, min_articles),
        _axes(found, _by_chance(figures, sizes, resampling)),
        _pulls(figures.names, found),
        settings,
    )


def _large_enough(groups: dict[str, list[ArticleScore]], voice: str) -> tuple[dict[str, list[ArticleScore]], list[str]]:
    """The groups that can be mapped, of articles with words of the voice, and the names of those that cannot."""
    spoken = {name: [one for one in members if words_of(one, voice)] for name, members in groups.items()}
    large = {name: members for name, members in spoken.items() if len(members) >= LEAST_ARTICLES}
    if len(large) < LEAST_GROUPS:
        raise ArticleError(
            f"a map needs {LEAST_GROUPS} groups of {LEAST_ARTICLES} articles or more; found: {', '.join(large) or 'none'}"
        )
    return large, [name for name in groups if name not in large]


# -- the map ---------------------------------------------------------------------------------------------------------------


class _Scaled(NamedTuple):
    """A map: places (groups by axes), the spread along all axes, and what it is made of.

    `figures` and `errors` are groups by figures in standard deviations of articles, `deviation` what these are, `masses` what
    each group weighs.
    """

    places: Floats
    spread: Floats
    figures: Floats
    errors: Floats
    deviation: Floats
    masses: Floats


def _scaled(figures: Figures, sizes: Codes, of: "csr_array | None" = None) -> _Scaled:
    """The map of groups of some sizes, whose articles stand group by group, or are dealt to them as `of` says."""
    of = members_of(sizes) if of is None else of
    values, errors, masses = figures.values(of), figures.errors(of), sizes / sizes.sum()
    values = values - masses @ values
    variance = masses @ (values**2 + errors**2 * (sizes - 1)[:, None])  # between groups, and between articles inside them
    deviation = np.sqrt(np.where(variance > _ROUNDING**2, variance, np.inf))
    values, errors = values / deviation, errors / deviation
    places, spread = _places(_apart(values, (errors**2).sum(axis=1)), masses)
    return _Scaled(places, spread, values, errors, deviation, masses)


def _apart(standard: Floats, noise: Floats) -> Floats:
    """Squared distances of groups, less what chance adds to each: right on average, so that one can be below 0.

    >>> _apart(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([1.0, 2.0])).tolist()
    [[0.0, 22.0], [22.0, 0.0]]
    """
    gram = standard @ standard.T
    squares = np.diag(gram)[:, None] + np.diag(gram) - 2 * gram - noise[:, None] - noise
    np.fill_diagonal(squares, 0.0)
    return np.asarray(squares)


def _places(squares: Floats, masses: Floats) -> tuple[Floats, Floats]:
    """Classical scaling of groups with masses: places along the two axes of largest spread, and the spread along all of them.

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


def _again(figures: Figures, found: _Scaled, names: Sequence[str], sizes: Codes, resampling: Resampling) -> Floats:
    """The places in each resample of articles, turned onto those that were seen: resamples by groups by axes."""
    from scipy.linalg import orthogonal_procrustes

    noise = (found.errors**2).sum(axis=1) * (2 - 1 / sizes)  # a resample has the chance of the sample and its own
    root, turned = np.sqrt(found.masses)[:, None], []
    for weights in _drawn(names, sizes, resampling):
        with np.errstate(divide="ignore", invalid="ignore"):
            standard = figures.values(members_of(sizes, weights)) / found.deviation
        standard = np.where(np.isfinite(standard), standard, found.figures)
        places, _ = _places(_apart(standard, noise), found.masses)
        turned.append(places @ orthogonal_procrustes(root * places, root * found.places)[0])
    return np.array(turned)


def _drawn(names: Sequence[str], sizes: Codes, resampling: Resampling) -> Iterator[Floats]:
    """How often each article counts in each resample."""
    bootstraps = [resampling.of(name) for name in names]
    for size in chunks(resampling.resamples, int(sizes.sum())):
        drawn = [one.rng.multinomial(n, np.full(n, 1 / n), size=size) for one, n in zip(bootstraps, sizes, strict=True)]
        yield from np.hstack(drawn).astype(float)


def _by_chance(figures: Figures, sizes: Codes, resampling: Resampling) -> Floats:
    """The spread along each axis when the articles are dealt to the groups at random: deals by axes."""
    rng, n = np.random.default_rng([resampling.seed, 4]), int(sizes.sum())
    deals = (members_of(sizes, order=rng.permutation(n)) for _ in range(resampling.resamples))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.array([_scaled(figures, sizes, of).spread[: len(AXES)] for of in deals])


# -- tables ----------------------------------------------------------------------------------------------------------------


def _ellipses(again: Floats, sizes: Codes, confidence: float) -> Floats:
    """Half length, half width and angle (degrees) of the ellipse of each group, by Hotelling's T² of so few articles."""
    from scipy.stats import f

    found = []
    for group, n in enumerate(sizes):
        spread, vectors = np.linalg.eigh(np.cov(again[:, group].T))
        reach = np.sqrt(2 * (n - 1) / (n - 2) * f.ppf(confidence, 2, n - 2))
        minor, major = reach * np.sqrt(np.maximum(spread, 0))
        found.append((major, minor, np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180))
    return np.array(found)


def _table(names: Sequence[str], found: _Scaled, ellipses: Floats, sizes: Codes, min_articles: int) -> "pd.DataFrame":
    import pandas as pd

    columns = dict(zip([*AXES, "major", "minor", "angle"], [*found.places.T, *ellipses.T], strict=True))
    return pd.DataFrame({"group": list(names), **columns, "n_articles": sizes, "few": sizes < min_articles})


def _axes(found: _Scaled, dealt: Floats) -> "pd.DataFrame":
    import pandas as pd

    spread, whole = found.spread[: len(AXES)], found.spread.sum()
    p = np.where(np.arange(len(AXES)) == 0, p_of(spread, dealt), np.nan)  # the second stands beside a first that is real
    share = spread / whole if whole else np.full(len(AXES), np.nan)
    return pd.DataFrame({"axis": AXES, "spread": spread, "share": share, "by_chance": dealt.mean(axis=0), "p": p})


def _pulls(names: Sequence[str], found: _Scaled) -> "pd.DataFrame":
    """What belongs to each end of each axis, at most `PULLS` an end."""
    import pandas as pd

    rows = []
    for axis, places in zip(AXES, found.places.T, strict=True):
        weights = found.masses * places
        along, of = weights @ found.figures, weights @ places
        with np.errstate(divide="ignore", invalid="ignore"):
            z = along / np.sqrt(weights**2 @ found.errors**2)
            r = along / np.sqrt(of * (found.masses @ found.figures**2))
        for end, sign in zip(ENDS, (-1, 1), strict=True):
            clear = sign * np.nan_to_num(r) >= LEAST_CORRELATION
            order = [i for i in np.argsort(-sign * z, kind="stable") if clear[i]]
            rows += [(axis, end, names[i], z[i], r[i]) for i in order[:PULLS]]
    return pd.DataFrame(rows, columns=["axis", "end", "what", "z", "correlation"])
