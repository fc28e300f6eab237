"""Key words and phrases: what each group of scored articles says more or less often than the others, or than its own sources.

Function words are kept unless asked otherwise: a group's "our" may be the point. `min_count` and `min_articles` leave out
what is rare, and an outlet's own name is not shown among its words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..articles.article import Problem
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import ArticleError, NothingSharedError, OptionError
from ..grouping.copies import Counting
from ..grouping.groups import By, in_order, no_value_message, only_one_group, title_of, unknown_group
from ..scores.uses import stacked
from ..statistics.association import PRIOR_WORDS, Pool, contrast_of_voices
from ..statistics.inference import adjusted
from ..statistics.term_counts import Bags, frequent_in, frequent_places
from ..tabular import Tabular
from .grouped_documents import grouped_documents
from .grouped_words import WHOSE, Groups, bags_of_groups, checked_voice, forms_of, grouped_by, groups_of, words_of_groups
from .ngrams import ngrams
from .shown_words import Shown, outlets_of

if TYPE_CHECKING:
    import pandas as pd


LEAST_ARTICLES = 3  # a word from fewer articles of a group is typical of an article, not of the group
LEAST_COUNT = 5  # of a word on both sides together
SORTS = ("z", "z_articles", "g2", "log_odds", "log_ratio", "log_ratio_limit", "percent_diff")
"""The statistics by which words can be sorted; each is above 0 for a word that the group uses more often."""

_COLUMNS = (
    "group reference term count per_1000 articles rest_count rest_per_1000 rest_articles "
    "z log_odds g2 bic log_ratio log_ratio_low log_ratio_high log_ratio_limit percent_diff dispersion z_articles p p_adjusted"
).split()


@dataclass(frozen=True, repr=False)
class Keyness(Tabular):
    """The words in which groups differ.

    Attributes
    ----------
    table : one row per group and term, by z from the most overused to the most underused: group, reference ("rest", the name of a
        group, or "attributed"), term; count, per_1000 (words, or n-grams of the same length), articles, and the same of the
        reference (rest_…); z and log_odds (`association.log_odds_ratio`), g2 (`association.log_likelihood`, signed), bic (size of
        g2 less ln of all words: above 2 positive, 6 strong, 10 very strong evidence, Wilson 2013), log_ratio with its 95 %
        interval from the scatter of articles, log_ratio_low and log_ratio_high, and the limit nearest 0, log_ratio_limit (0 if 0
        is inside; `association.limits_of_log_ratio`), percent_diff, dispersion over the group's articles
        (`association.dispersion`; 0 if even, 1 if all in one article), z_articles and p of a test whose unit is the article
        (`association.Pool.dealt_out`, or for voices `association.within_articles`), p_adjusted (Benjamini and Hochberg 1995, over
        the whole table).
    settings : the options that the table was made with.
    problems : articles that could not be read; for phrases only, since scored articles have been read before.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.keyness().of("Wire")[["term", "count", "rest_count"]].values.tolist()[0]
    ['army', 6, 0]
    """

    table: "pd.DataFrame"
    settings: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    def of(self, group: str) -> "pd.DataFrame":
        """The rows of one group.

        Raises OptionError for a group that does not exist; the message names those that do.
        """
        groups = self.settings["groups"]
        if group not in groups:
            raise OptionError(unknown_group(group, groups))
        return self.table[self.table["group"] == group].reset_index(drop=True)

    def over(self, group: str, top: int | None = 25, *, sort: str = "z", p_adjusted: float = 1.0) -> "pd.DataFrame":
        """The words that a group uses more often than the reference, and in at least `min_articles` of its articles.

        Parameters
        ----------
        top : how many words at most; None for all.
        sort : one of `SORTS`; the words with the largest values come first. "z" treats words as independent, so that a word of
            one article may come first; "log_ratio_limit" asks how large the ratio is at least, given how articles differ.
        p_adjusted : words with a larger p_adjusted are left out.

        Raises OptionError for a group or a statistic that does not exist.

        >>> from toolkit import example_results
        >>> example_results.keyness().over("Wire", sort="log_ratio")["term"].tolist()
        ['army']
        """
        return self._side(group, "articles", top, sort, p_adjusted, 1)

    def under(self, group: str, top: int | None = 25, *, sort: str = "z", p_adjusted: float = 1.0) -> "pd.DataFrame":
        """The words that a group uses less often than the reference, and that are in at least `min_articles` of its articles.

        Parameters and errors as in `over`. The words with the smallest values come first.

        >>> from toolkit import example_results
        >>> example_results.keyness().under("Wire")["term"].tolist()
        ['regime']
        """
        return self._side(group, "rest_articles", top, sort, p_adjusted, -1)

    def _side(self, group: str, articles: str, top: int | None, sort: str, p: float, sign: int) -> "pd.DataFrame":
        if sort not in SORTS:
            raise OptionError(f"cannot sort by {sort!r}; choose among {', '.join(SORTS)}")
        rows = self.of(group)
        rows = rows[(sign * rows[sort] > 0) & (rows[articles] >= self.settings["min_articles"])]
        rows = rows if p >= 1 else rows[rows["p_adjusted"] <= p]
        ordered: pd.DataFrame = rows.sort_values(sort, ascending=sign < 0, kind="stable")
        return ordered.head(len(rows) if top is None else top).reset_index(drop=True)

    def _shown(self) -> "pd.DataFrame":
        return self.table.groupby("group").head(10)


def keyness(
    scores: Groups,
    by: By = "outlet",
    *,
    voice: str = "own",
    reference: str | None = None,
    copies: Counting = "once",
    stems: bool = False,
    with_function_words: bool = True,
    with_own_name: bool = False,
    min_count: int = LEAST_COUNT,
    min_articles: int = LEAST_ARTICLES,
) -> Keyness:
    """The words that each group uses more or less often than all others together, or than one reference group.

    Words are sorted by z of the log-odds ratio with an informative prior (Monroe, Colaresi and Quinn 2008); see `Keyness` for the
    other statistics. The p of a word is from a test whose unit is the article, since one article may use a word many times.

    What is no part of an article (`Document.furniture`) has no words here: score with the furniture of `repeated_passages`, as
    the command does. The words of an outlet's own name are left out for it, since every outlet is alone in using them.

    Parameters
    ----------
    scores : scored articles, or groups of them by name.
    by : a field of the articles, a column of the user's own file, a span of time ("month"), or several of these, which are
        crossed; ignored if `scores` are groups.
    voice : "own" (the outlet's words, with the title), "attributed" (what its sources say) or "all".
    reference : the group that every other is compared with; None for all others together.
    copies : near-copies are not independent articles: "once", "agency" or "keep", as in `compare`; ignored if `scores` are
        groups, which keep theirs.
    stems : take words with one stem for one word (NLTK's Snowball stemmer), and show the form that is most frequent.
    with_function_words : whether to show articles, prepositions, pronouns and the like (the lexicons `function_words` and
        `grammar_words`); they count as words in any case.
    with_own_name : whether to show the words of an outlet's name among its own ("fox", "news"); it makes no difference where a
        group has articles of several outlets.
    min_count, min_articles : words that occur less often, or in fewer articles, on both sides together are left out. It
        does not matter on which side they occur.

    Raises
    ------
    OptionError
        There are fewer than two groups, or the voice or the reference group does not exist.

    Examples
    --------
    >>> from toolkit import example_results
    >>> result = example_results.keyness()
    >>> result.over("Herald")[["term", "count", "articles", "rest_count"]].values.tolist()
    [['regime', 6, 6, 0]]
    >>> result.under("Herald")["term"].tolist()
    ['army']
    """
    groups = groups_of(scores, by, copies)
    names = in_order(groups)
    bags = bags_of_groups({name: groups[name] for name in names}, checked_voice(voice), stems)
    showing = {"with_function_words": with_function_words, "with_own_name": with_own_name}
    least = {"min_count": min_count, "min_articles": min_articles}
    settings = {"by": grouped_by(scores, by), "voice": voice, "copies": copies, "stems": stems, **showing, **least}
    shown = Shown.of(outlets_of(groups), **showing)
    return _compared([bags], names, reference, shown, settings, sum(map(len, groups.values())))


def keyness_of_voices(
    scores: Groups,
    by: By | None = None,
    *,
    copies: Counting = "once",
    stems: bool = False,
    with_function_words: bool = True,
    with_own_name: bool = False,
    min_count: int = LEAST_COUNT,
    min_articles: int = LEAST_ARTICLES,
) -> Keyness:
    """The words that each group uses itself more or less often than its sources do in the same articles.

    Both sides of an article have the same topic, so what sets them apart is how the outlet tells it. Overused words are those of
    the outlet itself.

    Parameters
    ----------
    by : as in `keyness`; with None, all articles are one group, "all".
    scores, copies, stems, with_function_words, with_own_name, min_count, min_articles : as in `keyness`.

    Raises
    ------
    ArticleError
        There is no article.
    OptionError
        No article has a value for `by`.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> scores = score([article_of("The mob fled. Hall said the army fled.", id=str(i)) for i in range(6)])
    >>> keyness_of_voices(scores, copies="keep").over("all")["term"].tolist()
    ['hall', 'mob', 'said']
    """
    groups = groups_of(scores, by or (), copies)
    if not groups:
        raise ArticleError("no article to take words from")
    groups = {name or "all": groups[name] for name in in_order(groups)}
    showing = {"with_function_words": with_function_words, "with_own_name": with_own_name}
    least = {"min_count": min_count, "min_articles": min_articles}
    settings = {"by": grouped_by(scores, by), "voice": "own", "copies": copies, "stems": stems, **showing, **least}
    frames, shown = [], Shown.of(outlets_of(groups), **showing)
    forms = forms_of(groups, ("own", "attributed")) if stems else None
    for name, *voices in zip(groups, *(words_of_groups(groups, voice, forms) for voice in ("own", "attributed")), strict=True):
        both = stacked(voices, voices[0].keys).bags
        halves = [both.only(np.arange(len(both)) // len(voices[0]) == half) for half in (0, 1)]
        kept = frequent_places(halves[0].counts + halves[1].counts, min_count, min_articles)
        own, attributed = (half.of_terms(kept) for half in halves)
        frames.append(_frame(name, "attributed", shown, [(own.terms, contrast_of_voices(own, attributed))]))
    return _tabled(frames, {**settings, "reference": "attributed", "articles": sum(map(len, groups.values()))}, list(groups))


def keyness_of_phrases(
    articles: Any,
    by: By = "outlet",
    *,
    longest: int = 3,
    voice: str = "own",
    reference: str | None = None,
    with_function_words: bool = True,
    with_own_name: bool = False,
    min_count: int = LEAST_COUNT,
    min_articles: int = LEAST_ARTICLES,
    annotator: Annotator | None = None,
    **columns: Unpack[RowOptions],
) -> Keyness:
    """The words and phrases of up to `longest` words that each group uses more or less often; otherwise like `keyness`.

    Scores keep no texts, so this reads the articles again, one at a time (see `ngrams.ngrams` for what counts as a phrase and
    what is kept in memory). Each phrase is compared with phrases of the same length; single words come out as in `keyness`.
    Articles without a value for `by` are left out. Near-copies are kept, since scores are needed to find them (see
    `independent`). A phrase with a word of the outlet's own name is left out with it, and one that begins or ends with a function
    word with the function words.

    Parameters
    ----------
    articles : articles, or whatever `articles_in` makes articles of, with the same `columns`.
    longest : the most words of a phrase.
    min_count, min_articles : phrases that occur less often, or in fewer articles, in all groups together are left out.
    annotator : reads the articles; by default with the shipped models.
    by, voice, reference, with_function_words, with_own_name : as in `keyness`.

    Raises
    ------
    OptionError
        `longest` is below 1, scores are given, no article has a value for `by`, there are fewer than two groups, or the voice or
        the reference group does not exist.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> texts = {"Wire": "The army left.", "Herald": "The puppet regime left."}
    >>> articles = [article_of(text, id=f"{name} {i}", outlet=name) for name, text in texts.items() for i in range(6)]
    >>> keyness_of_phrases(articles).over("Wire", 4)["term"].tolist()
    ['army', 'the army left', 'the army', 'army left']
    """
    if longest < 1:
        raise OptionError("longest must be at least 1")
    group_names: list[str] = []
    outlets: dict[str, set[str | None]] = {}
    failed: list[Problem] = []
    read = articles_in(articles, **columns)
    documents = _noted(grouped_documents(read, by, annotator, failed), group_names, outlets)
    by_length = ngrams(documents, WHOSE[checked_voice(voice)], longest, min_count=min_count, min_articles=min_articles)
    if not group_names:
        raise OptionError(no_value_message(read, by))
    showing = {"with_function_words": with_function_words, "with_own_name": with_own_name}
    least = {"min_count": min_count, "min_articles": min_articles}
    settings = {"by": title_of(by), "voice": voice, "copies": "keep", "longest": longest, **showing, **least}
    names, column = in_order(group_names), np.array(group_names)
    several = [[bags.only(column == name) for name in names] for bags in by_length]
    shown, problems = Shown.of(outlets, **showing), (*read.problems, *failed)
    return _compared(several, names, reference, shown, settings, len(group_names), problems)


def _noted(
    documents: Iterable[tuple[str, Document]], group_names: list[str], outlets: dict[str, set[str | None]]
) -> Iterator[Document]:
    """The documents one by one; adds the group of each to `group_names`, and its outlet to those of the group."""
    for group, document in documents:
        group_names.append(group)
        outlets.setdefault(group, set()).add(document.article.outlet)
        yield document


def _compared(
    several: Sequence[Sequence[Bags]],
    names: Sequence[str],
    reference: str | None,
    shown: Shown,
    settings: dict[str, Any],
    articles: int,
    problems: tuple[Problem, ...] = (),
) -> Keyness:
    """Each group against the rest or the reference, in the bags of all groups, or several such (words, pairs of words, …).

    `articles` is the number of all articles together.
    """
    if len(names) < 2:
        raise NothingSharedError(only_one_group(names))
    if reference is not None and reference not in names:
        raise OptionError(unknown_group(reference, names))
    least, frames = (settings["min_count"], settings["min_articles"]), []
    pools = [Pool.of(frequent_in(groups, *least)) for groups in several if reference is None]
    for code, name in enumerate(names):
        if reference is not None:
            pairs = ([groups[code], groups[names.index(reference)]] for groups in several if name != reference)
            pools = [Pool.of(frequent_in(pair, *least)) for pair in pairs]
        if pools:
            contrasts = [(pool.totals.terms, pool.contrast(code if reference is None else 0)) for pool in pools]
            frames.append(_frame(name, reference or "rest", shown, contrasts))
    settings = {**settings, "reference": reference or "rest", "articles": articles}
    return _tabled(frames, settings, [name for name in names if name != reference], problems)


def _frame(group: str, reference: str, shown: Shown, contrasts: Sequence[tuple[list[str], Mapping[str, Any]]]) -> "pd.DataFrame":
    """The rows of one group from the statistics of some terms, or of several such, sorted by z; of those that are shown."""
    import pandas as pd

    first, frames = {"group": group, "reference": reference}, []
    for terms, statistics in contrasts:
        figures = {name: statistics[name] for name in _COLUMNS if name in statistics}
        frames.append(whole_numbers(pd.DataFrame({**first, "term": terms, **figures})[shown.terms(group, terms)]))
    return pd.concat(frames).sort_values("z", ascending=False, kind="stable")


def _tabled(
    frames: Sequence["pd.DataFrame"], settings: dict[str, Any], groups: list[str], problems: tuple[Problem, ...] = ()
) -> Keyness:
    """The rows of all groups as one table, with p adjusted over all of it."""
    import pandas as pd

    table = pd.concat(frames, ignore_index=True)
    table["p_adjusted"] = adjusted(table["p"])
    return Keyness(table, {**settings, "prior_words": PRIOR_WORDS, "groups": groups}, problems)


def whole_numbers(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table with its counts as whole numbers."""
    counts = ("count", "rest_count", "articles", "rest_articles")
    return table.astype({name: np.int64 for name in counts if name in table})
