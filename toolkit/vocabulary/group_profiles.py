"""Figures of groups: rates of words, or measures, each with its standard error, for any way of dealing articles to groups."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from ..errors import ArticleError, OptionError
from ..grouping.groups import By
from ..grouping.sampling_design import sample_of
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..statistics.arrays import Bools, Floats, Indices
from ..statistics.tallies import Tally
from ..statistics.term_counts import Bags
from .grouped_words import words_of
from .shown_words import Shown

if TYPE_CHECKING:
    from scipy.sparse import csr_array, csr_matrix

SHARED = 0.5
"""A word that a smaller share of the groups uses is left out: what one outlet alone writes below its articles says nothing
about how alike groups are (culling; Hoover 2004, Eder, Rybicki and Kestemont 2016)."""

_ROUNDING = 1e-12  # of a rate, below which it has no error


class Figures(Protocol):
    """What groups are mapped by; `members` says for each group (rows) how often each article (columns) counts."""

    @property
    def names(self) -> Sequence[str]: ...

    def values(self, members: "csr_array") -> Floats:
        """The figures: groups by figures."""

    def errors(self, members: "csr_array") -> Floats:
        """Their standard errors: groups by figures. Each article must count once."""


def figures_of(
    scores: ScoreTable,
    groups: Mapping[str, Scores],
    by: By,
    voice: str,
    measures: str | Sequence[str] | None,
    words: int,
    shown: Shown,
) -> "Words | Measured":
    """The words or measures that have a figure in every group and vary between articles.

    A word that is not shown for one of the groups is left out for all.

    Raises ArticleError where no word varies, OptionError where no measure does.
    """
    articles = Scores.joined(list(groups.values()))
    members = members_of(np.array([len(several) for several in groups.values()]))
    figures: Words | Measured
    if measures is None:
        bags = words_of(articles, voice).bags
        shown_everywhere = np.all([shown.terms(group, bags.terms) for group in groups], axis=0)
        figures = Words.of_bags(shared_words(bags.of_terms(np.flatnonzero(shown_everywhere)), members, words))
    else:
        figures = Measured(sample_of(replace(scores, scores=articles), by, measures=measures).tally)
    with np.errstate(divide="ignore", invalid="ignore"):
        values, errors = figures.values(members), figures.errors(members)
    usable = np.all(np.isfinite(values) & np.isfinite(errors), axis=0) & np.any(errors > _ROUNDING, axis=0)
    if usable.any():
        return figures.only(np.asarray(usable))
    if measures is None:
        raise ArticleError("no word that every group uses varies between articles")
    raise OptionError("no measure that has a figure in every group varies between articles; choose other measures")


class Words(NamedTuple):
    """Rates of words, from the count of each word in each article, its square, and the count times the length of the article."""

    names: Sequence[str]
    lengths: Floats
    counts: "csr_matrix"
    squares: "csr_matrix"
    cross: "csr_matrix"

    @classmethod
    def of_bags(cls, bags: Bags) -> "Words":
        from scipy.sparse import diags

        return cls(bags.terms, bags.lengths, bags.counts, bags.counts.power(2), (diags(bags.lengths) @ bags.counts).tocsr())

    def values(self, members: "csr_array") -> Floats:
        return np.asarray((members @ self.counts).toarray() / (members @ self.lengths)[:, None])

    def errors(self, members: "csr_array") -> Floats:
        """The errors of ratios (Cochran 1977, section 6.4), as in `tallies.Figure.estimate`."""
        rates, n = self.values(members), members.sum(axis=1)
        squares, cross = (members @ self.squares).toarray(), (members @ self.cross).toarray()
        residuals = squares - 2 * rates * cross + rates**2 * (members @ self.lengths**2)[:, None]
        return np.asarray(np.sqrt(np.maximum(residuals, 0) * (n / (n - 1))[:, None]) / (members @ self.lengths)[:, None])

    def only(self, chosen: Bools) -> "Words":
        terms = [term for term, keep in zip(self.names, chosen, strict=True) if keep]
        return Words.of_bags(Bags(terms, self.counts[:, np.flatnonzero(chosen)], self.lengths))


class Measured(NamedTuple):
    """Figures of measures."""

    tally: Tally

    @property
    def names(self) -> Sequence[str]:
        return list(self.tally.figures)

    def values(self, members: "csr_array") -> Floats:
        sums = members @ self.tally.counts
        return np.column_stack([figure.formula.compute(sums[:, figure.counts]) for figure in self.tally.figures.values()])

    def errors(self, members: "csr_array") -> Floats:
        sums, n = members @ self.tally.columns, members.sum(axis=1)
        return np.column_stack([figure.estimate(sums, n).error for figure in self.tally.figures.values()])

    def only(self, chosen: Bools) -> "Measured":
        return Measured(self.tally.only([name for name, keep in zip(self.names, chosen, strict=True) if keep]))


def shared_words(bags: Bags, members: "csr_array", words: int) -> Bags:
    """Of the words that `SHARED` of the groups use, the `words` in most articles, including all that tie with the last."""
    occurs = bags.counts.astype(bool).astype(float)
    groups = (members @ occurs).astype(bool).sum(axis=0)
    articles = np.where(groups >= SHARED * members.shape[0], np.asarray(occurs.sum(axis=0)).ravel(), 0)
    least = max(np.sort(articles)[-min(words, len(articles)) :].min(initial=np.inf), 1)
    places = np.flatnonzero(articles >= least)
    return Bags([bags.terms[i] for i in places], bags.counts[:, places], bags.lengths)


def members_of(sizes: Indices, weights: Floats | None = None, order: Indices | None = None) -> "csr_array":
    """Groups by articles: how often each article counts, by default once.

    `sizes` are the numbers of articles of the groups. The articles come group by group, or are dealt to them in `order`.
    """
    from scipy.sparse import csr_array

    n, ends = int(sizes.sum()), np.append(0, np.cumsum(sizes))
    counted = np.ones(n) if weights is None else weights
    return csr_array((counted, np.arange(n) if order is None else order, ends), shape=(len(sizes), n))
