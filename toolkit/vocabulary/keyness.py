"""Key words and phrases of scored articles: what each group says more and less, against the others or against its own sources.

No word is left out for being a function word: a group's "claimed" or "our" may be the point. `least_count` and
`least_articles` leave out what is rare.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.annotator import Annotator, annotate
from ..annotation.document import Document
from ..annotation.voices import OWN_VOICES, VOICES
from ..articles.article import Article, Articles, Problem
from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, group_of, grouped, named, no_group
from ..measures.scores import ArticleScore, ScoreTable
from ..measures.scoring import failure, unscored
from ..statistics.association import PRIOR_WORDS, contrast, contrast_of_voices, counted, log_odds_ratio
from ..statistics.inference import adjusted
from ..statistics.term_counts import Bags, bags_of, frequent, often
from ..tabular import Tabular
from .ngrams import ngrams

if TYPE_CHECKING:
    import pandas as pd

Groups = ScoreTable | Mapping[str, Iterable[ArticleScore]]
"""Scored articles: a table, to be grouped by a column, or groups of the user's own by name."""

WHOSE = {"own": OWN_VOICES, "attributed": tuple(voice for voice in VOICES if voice not in OWN_VOICES), "all": VOICES}
"""Whose words: the outlet's own (with the title), those of its sources, or both."""

WORDS_OF = {"own": "own words", "attributed": "words of their sources", "all": "all words"}
"""The same as titles name it."""

LEAST_ARTICLES = 3  # a word from fewer articles of the group is an article's word, not the group's
LEAST_COUNT = 5  # of a word on both sides together
SORTS = ("z", "z_articles", "g2", "log_odds", "log_ratio", "percent_diff")
"""The statistics by which words can be put in order; each is above 0 for a word that the group uses more."""

_COLUMNS = (
    "group reference term count per_1000 articles rest_count rest_per_1000 rest_articles "
    "z log_odds g2 bic log_ratio percent_diff dispersion z_articles p p_adjusted"
).split()


@dataclass(frozen=True)
class Keyness(Tabular):
    """What sets groups apart.

    Attributes
    ----------
    table : one row a group and term, by z from the most overused to the most underused: group, reference ("rest", the name of a
        group, or "attributed"), term; count, per_1000 (words; of n-grams of the same length), articles, and the same of the
        reference (rest_…); z and log_odds (`contrasts.log_odds_ratio`), g2 (`contrasts.log_likelihood`, signed), bic (size of g2
        less ln of all words: above 2 positive, 6 strong, 10 very strong evidence, Wilson 2013), log_ratio, percent_diff,
        dispersion over the group's articles (`contrasts.dispersion`, 0 even, 1 in one article), z_articles and p of a test whose
        unit is the article (`contrasts.dealt_out`, or for voices `contrasts.within_articles`), p_adjusted (Benjamini and Hochberg
        1995, over the whole table).
    settings : what the table was made with.
    problems : articles that could not be read (of phrases only: scored articles have been read).
    """

    table: "pd.DataFrame"
    settings: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    def of(self, group: str) -> "pd.DataFrame":
        """The rows of one group.

        Raises ArticleError for a group that is not there, naming those that are.
        """
        groups = self.settings["groups"]
        if group not in groups:
            raise ArticleError(no_group(group, groups))
        return self.table[self.table["group"] == group].reset_index(drop=True)

    def over(self, group: str, top: int | None = 25, *, sort: str = "z", p_adjusted: float = 1.0) -> "pd.DataFrame":
        """What a group uses more than the reference, in at least `least_articles` of its articles, most first.

        Parameters
        ----------
        sort : one of `SORTS`.
        p_adjusted : the largest that is let through.
        """
        return self._side(group, "articles", top, sort, p_adjusted, 1)

    def under(self, group: str, top: int | None = 25, *, sort: str = "z", p_adjusted: float = 1.0) -> "pd.DataFrame":
        """What a group uses less than the reference, in at least `least_articles` of whose articles it stands; least first."""
        return self._side(group, "rest_articles", top, sort, p_adjusted, -1)

    def _side(self, group: str, articles: str, top: int | None, sort: str, p: float, sign: int) -> "pd.DataFrame":
        if sort not in SORTS:
            raise ArticleError(f"cannot sort by {sort!r}; choose among {', '.join(SORTS)}")
        rows = self.of(group)
        rows = rows[(sign * rows[sort] > 0) & (rows[articles] >= self.settings["least_articles"])]
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
    least_count: int = LEAST_COUNT,
    least_articles: int = LEAST_ARTICLES,
) -> Keyness:
    """The words that each group uses more and less than all others together, or than one group of reference.

    Parameters
    ----------
    scores : scored articles, or groups of them by name.
    by : a field of the articles, a column of the user's own file, a span of time ("month"), or several of these crossed; not
        looked at where groups are given.
    voice : "own" (the outlet's, title included), "attributed" (what its sources say) or "all".
    reference : the group that each other is held against; None for the rest.
    copies : near-copies are not independent articles: "once", "agency" or "keep", as in `compare`; kept where groups are given.
    least_count, least_articles : of both sides together, below which a word is left out; which words are left in does not
        depend on the side that they come from. No function words are dropped.

    Raises
    ------
    ArticleError
        There are fewer than two groups, or the voice or the group of reference is none.

    Examples
    --------
    >>> from toolkit import example_results
    >>> found = example_results.keyness()
    >>> found.over("Herald")[["term", "count", "articles", "rest_count"]].values.tolist()
    [['regime', 6, 6, 0]]
    >>> found.under("Herald")["term"].tolist()
    ['army']
    """
    groups = groups_of(scores, by, copies)
    bags = bags_of([words_of(one, checked(voice)) for members in groups.values() for one in members])
    of = np.repeat(list(groups), [len(members) for members in groups.values()])
    settings = {
        "by": grouped_by(scores, by),
        "voice": voice,
        "copies": copies,
        "least_count": least_count,
        "least_articles": least_articles,
    }
    return _compared([bags], of, reference, settings)


def keyness_of_voices(
    scores: Groups,
    by: By | None = None,
    *,
    copies: Counting = "once",
    least_count: int = LEAST_COUNT,
    least_articles: int = LEAST_ARTICLES,
) -> Keyness:
    """The words that each group says itself against what its sources say in the same articles.

    `by` None takes all articles as one group, "all". Over-used is what the outlet says itself.

    >>> from toolkit.articles.article import article_of
    >>> from toolkit.measures.scoring import score
    >>> scores = score([article_of("The mob fled. Hall said the army fled.", id=str(i)) for i in range(6)])
    >>> keyness_of_voices(scores, copies="keep").over("all")["term"].tolist()
    ['hall', 'mob', 'said']
    """
    groups = groups_of(scores, by or (), copies)
    groups = {name or "all": members for name, members in groups.items()}
    settings = {
        "by": grouped_by(scores, by),
        "voice": "own",
        "copies": copies,
        "least_count": least_count,
        "least_articles": least_articles,
    }
    frames = []
    for name, members in groups.items():
        both = bags_of([words_of(one, voice) for voice in ("own", "attributed") for one in members])
        halves = [both.only(np.arange(len(both)) // len(members) == half) for half in (0, 1)]
        kept = often(halves[0].counts + halves[1].counts, least_count, least_articles)
        own, attributed = (half.of_terms(kept) for half in halves)
        frames.append(_frame(name, "attributed", own.terms, contrast_of_voices(own, attributed)))
    return _tabled(frames, {**settings, "reference": "attributed", "articles": sum(map(len, groups.values()))}, list(groups))


def keyness_of_phrases(
    articles: Iterable[Article],
    by: By = "outlet",
    *,
    longest: int = 3,
    voice: str = "own",
    reference: str | None = None,
    least_count: int = LEAST_COUNT,
    least_articles: int = LEAST_ARTICLES,
    annotator: Annotator | None = None,
) -> Keyness:
    """The words and phrases of up to `longest` words that each group uses more and less; otherwise as `keyness`.

    Scores keep no texts, so this reads the articles once more, one at a time (see `ngrams.ngrams` for what counts as a phrase and
    what is held of them). Each length is compared with n-grams of the same length, and single words come out as in `keyness`.
    Articles without a value for `by` are left out; near-copies are not, as scores are needed to find them (`independent`).

    >>> from toolkit.articles.article import article_of
    >>> texts = {"Wire": "The army left.", "Herald": "The puppet regime left."}
    >>> articles = [article_of(text, id=f"{name} {i}", outlet=name) for name, text in texts.items() for i in range(6)]
    >>> keyness_of_phrases(articles).over("Wire", 4)["term"].tolist()
    ['army', 'the army left', 'the army', 'army left']
    """
    if longest < 1:
        raise ArticleError("longest must be at least 1")
    of: list[str] = []
    failed: list[Problem] = []
    documents = _annotated(articles, by, annotator, of, failed)
    found = ngrams(documents, WHOSE[checked(voice)], longest, least_count=least_count, least_articles=least_articles)
    if not of:
        raise ArticleError(f"no article has a value for {named(by)!r}")
    least = {"least_count": least_count, "least_articles": least_articles}
    settings = {"by": named(by), "voice": voice, "copies": "keep", "longest": longest, **least}
    read = articles.problems if isinstance(articles, Articles) else ()
    return _compared(found, np.array(of), reference, settings, (*read, *failed))


def groups_of(scores: Groups, by: By, copies: Counting) -> dict[str, list[ArticleScore]]:
    """The groups of a table by a column, each text counted as asked for, or those that are given, without the empty ones."""
    if isinstance(scores, ScoreTable):
        return grouped(independent(scores, copies, by=by).scores, by)
    groups = {str(name): list(members) for name, members in scores.items()}
    if len(groups) < len(scores):
        raise ArticleError(f"two groups of one name; groups are {', '.join(map(repr, scores))}")
    return {name: members for name, members in groups.items() if members}


def grouped_by(scores: Groups, by: By | None) -> str | None:
    """The columns as titles name them; None for groups of the user's own."""
    return named(by) if by is not None and isinstance(scores, ScoreTable) else None


def checked(voice: str) -> str:
    """The voice, if it is one; ArticleError otherwise."""
    if voice not in WHOSE:
        raise ArticleError(f"unknown voice {voice!r}; choose among {', '.join(WHOSE)}")
    return voice


def words_of(one: ArticleScore, voice: str) -> Counter[str]:
    """The words of an article that one of `WHOSE` says."""
    return one.own + one.attributed if voice == "all" else (one.own if voice == "own" else one.attributed)


def _annotated(
    articles: Iterable[Article], by: By, annotator: Annotator | None, of: list[str], failed: list[Problem]
) -> Iterator[Document]:
    """The documents one by one, with their groups noted in `of`; an article that fails is noted and the run goes on."""
    for article in articles:
        group = group_of(article, by)
        if group is None:
            continue
        try:
            document = annotate(article, annotator)
        except Exception as error:
            failed.append(unscored(article, failure(article, error)))
            continue
        of.append(group)
        yield document


def _compared(
    several: Sequence[Bags], of: Any, reference: str | None, settings: dict[str, Any], problems: tuple[Problem, ...] = ()
) -> Keyness:
    """Each group against the rest or the reference, for each of several bags of the same articles, whose groups are `of`."""
    names = sorted(set(map(str, of)))
    if len(names) < 2:
        raise ArticleError(f"one group only ({', '.join(names) or 'none'}): there is nothing to hold it against")
    if reference is not None and reference not in names:
        raise ArticleError(no_group(reference, names))
    frames = []
    for name in names:
        own = of == name
        rest = ~own if reference is None else of == reference
        for bags in several if name != reference else ():
            pair = frequent(bags, own | rest, settings["least_count"], settings["least_articles"])
            frames.append(_frame(name, reference or "rest", pair.terms, contrast(pair, own, rest)))
    settings = {**settings, "reference": reference or "rest", "articles": len(of)}
    return _tabled(frames, settings, [name for name in names if name != reference], problems)


def _frame(group: str, reference: str, terms: list[str], found: Mapping[str, Any]) -> "pd.DataFrame":
    """The rows of one group, by z."""
    import pandas as pd

    return pd.DataFrame({"group": group, "reference": reference, "term": terms, **found})


def _tabled(
    frames: Sequence["pd.DataFrame"], settings: dict[str, Any], groups: list[str], problems: tuple[Problem, ...] = ()
) -> Keyness:
    """All rows as one table, with p adjusted over it."""
    import pandas as pd

    table = pd.concat(frames, ignore_index=True)
    table["p_adjusted"] = adjusted(table["p"])
    order = table.sort_values(["group", "z"], ascending=[True, False], kind="stable").reset_index(drop=True)
    settings = {**settings, "prior_words": PRIOR_WORDS, "groups": groups}
    return Keyness(_whole_numbers(order[_COLUMNS]), settings, problems)


# -- the short form of a comparison of many groups ----------------------------------------------------------------------


def distinctive(
    groups: Mapping[str, Sequence[Counter[str]]], *, top: int = 25, least_articles: int = LEAST_ARTICLES
) -> "pd.DataFrame":
    """The words that set each group apart from all others together, by z of the log-odds ratio (see `contrasts.log_odds_ratio`).

    Parameters
    ----------
    groups : for each group one Counter of words an article.
    top : words a group, by z.
    least_articles : of the group in which a word must stand.

    Returns
    -------
    DataFrame with columns group, term, z, log_odds (natural), count, per_1000, rest_count, rest_per_1000, articles.

    Examples
    --------
    >>> found = distinctive({"a": [Counter(red=2, the=5)] * 3, "b": [Counter(blue=2, the=5)] * 3}, top=1)
    >>> list(found["term"])
    ['red', 'blue']
    """
    import pandas as pd

    columns = ["group", "term", "z", "log_odds", "count", "per_1000", "rest_count", "rest_per_1000", "articles"]
    bags = bags_of([article for members in groups.values() for article in members])
    of = np.repeat(np.arange(len(groups)), [len(members) for members in groups.values()])
    frames = []
    for row, name in enumerate(groups):
        found = counted(bags, of == row, of != row)
        log_odds, z = log_odds_ratio(found["count"], found["rest_count"], found["size"], found["rest_size"])
        fit = np.flatnonzero((found["articles"] >= least_articles) & (z > 0))
        order = fit[np.argsort(-z[fit], kind="stable")][:top]
        rows = {name: values[order] for name, values in {**found, "z": z, "log_odds": log_odds}.items()}
        frames.append(pd.DataFrame({**rows, "group": name, "term": [bags.terms[i] for i in order]}))
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return _whole_numbers(table[columns])


def _whole_numbers(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table with its counts as whole numbers."""
    counts = ("count", "rest_count", "articles", "rest_articles")
    return table.astype({name: np.int64 for name in counts if name in table})
