"""Collocations: the words that stand near a term or an actor, by group and voice.

What is near is counted on the surface (Evert 2008): a collocate stands in the same sentence, in the same voice, at most so many
words away. The measures of association are those of NLTK (Manning and Schütze 1999, chapter 5); the interval is that of the log
ratio, and resamples whole articles.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np

from ..annotation.annotator import Annotator, usual_annotator
from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from ..articles.article import Problem
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import OptionError
from ..grouping.groups import By, in_order, no_value_message, title_of, unknown_group
from ..measures.formatting import counted
from ..statistics.arrays import Floats
from ..statistics.formulas import LOG_RATIO
from ..statistics.intervals import Side
from ..statistics.resampling import ANY, Resampling
from ..statistics.tallies import tally_of
from ..tabular import Tabular
from ..text.lexicon import Entry, Lexicon
from ..text.matching import Matcher
from ..text.word_classes import words_without_content
from .grouped_documents import grouped_documents
from .grouped_words import WHOSE, checked_voice

if TYPE_CHECKING:
    import pandas as pd

ASSOCIATIONS = ("likelihood_ratio", "pmi", "student_t", "chi_sq", "phi_sq", "dice", "jaccard", "mi_like", "poisson_stirling")
"""The measures of association that NLTK computes, by their names there."""


class Collocate(NamedTuple):
    """A row of the table of collocates (see `Collocations`)."""

    group: str
    node: str
    term: str
    near: int
    expected: float
    association: float
    log_ratio: float
    low: float
    high: float
    articles: int
    uses: int
    n_node: int
    n_near: int
    n_words: int
    n_articles: int


@dataclass(frozen=True, repr=False)
class Collocations(Tabular):
    """The words near a term or an actor.

    Attributes
    ----------
    table : one row per group and collocate, by group and from the strongest association to the weakest: group, node, term; near
        (how often the term stands near the node), expected (how often it would if it were as frequent there as in all words of
        the voice), association (by the measure that settings["association"] names), log_ratio (log2 of its rate near the node
        over that elsewhere; Hardie 2014) with low and high (NaN where too few articles tell), articles (in how many it stands
        near the node), uses (how often it occurs in the voice at all), n_node (places of the node), n_near (words near it),
        n_words (words of the voice, like all these without the node itself), n_articles (articles of the group with the node).
    settings : the options that the table was made with.
    problems : articles that could not be read.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> articles = [article_of("The brutal regime fell.", id=id, outlet="Herald") for id in "abc"]
    >>> collocations(articles, "regime").table[["group", "node", "term", "near", "n_words"]].values.tolist()
    [['Herald', 'regime', 'brutal', 3, 9], ['Herald', 'regime', 'fell', 3, 9]]
    """

    table: "pd.DataFrame"
    settings: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    def of(self, group: str, top: int = 20) -> "pd.DataFrame":
        """The strongest collocates of one group.

        Raises OptionError for a group that has none.
        """
        found = self.table[self.table["group"] == group]
        if self.table.empty:
            raise OptionError("; ".join(self.settings["notes"]))
        if found.empty:
            raise OptionError(f"{unknown_group(group, self.table['group'].unique())} (those with collocates)")
        return found.head(top).reset_index(drop=True)


def collocations(
    articles: Any,
    node: str | Lexicon,
    by: By = "outlet",
    *,
    voice: str = "own",
    window: int = 5,
    association: str = "likelihood_ratio",
    with_function_words: bool = False,
    min_count: int = 3,
    min_articles: int = 2,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
    annotator: Annotator | None = None,
    **columns: Unpack[RowOptions],
) -> Collocations:
    """The words that each group uses near a term or an actor, in one voice.

    What is near is counted on the surface (Evert 2008), the measures of association are those of Manning and Schütze (1999,
    chapter 5), and the interval is that of the log ratio (Hardie 2014). Scores keep no order of words, so this reads the
    articles, one at a time; titles are left out.

    Parameters
    ----------
    articles : articles, or whatever `articles_in` makes articles of, with the same `columns`.
    node : a term as a lexicon would write it ("regime", "*-ravaged"), a lexicon, or the name of a person, organisation or country
        as the toolkit resolves it ("Daesh"): then all its mentions count, under whatever name, and none of somebody else.
    by : what the articles are grouped by, () for all together; articles without a value are left out.
    voice : "own", "attributed" or "all"; both node and collocate are said in it.
    window : how many words on either side are near, within the sentence.
    association : the measure that collocates are ranked by, one of `ASSOCIATIONS`.
    with_function_words : whether articles, prepositions and the like may be collocates; they count as words in any case.
    min_count, min_articles : collocates that stand near the node less often, or in fewer articles of the group, are left out.
    resamples, confidence, seed : options of the bootstrap.
    annotator : reads the articles; by default with the shipped models.

    Raises
    ------
    OptionError
        The voice or the association does not exist, the window is below 1, scores are given, no article has a value for `by`,
        or the node is in no article in that voice.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> texts = ["The brutal regime fell.", "A brutal regime rules.", "The old regime is a brutal one.", "It rained."]
    >>> articles = [article_of(text, id=str(i), outlet="Herald") for i, text in enumerate(texts)]
    >>> collocations(articles, "regime").of("Herald")[["term", "near", "articles"]].values.tolist()
    [['brutal', 3, 3]]
    """
    import pandas as pd

    whose, resampling = WHOSE[checked_voice(voice)], Resampling(resamples, confidence, seed)
    if association not in ASSOCIATIONS:
        raise OptionError(f"no measure of association is called {association!r}; choose among {', '.join(ASSOCIATIONS)}")
    if window < 1:
        raise OptionError("window must be at least 1 word")
    failed: list[Problem] = []
    annotator = annotator or usual_annotator()
    find, groups = _Node.of(node, annotator), dict[str, list[_Near]]()
    read = articles_in(articles, **columns)
    for group, document in grouped_documents(read, by, annotator, failed):
        groups.setdefault(group, []).append(_near(document, find, whose, window))
    if not groups:
        raise OptionError(no_value_message(read, by))
    least = {"min_count": min_count, "min_articles": min_articles}
    n_articles = _articles_with(find, groups, voice)
    passed_over = frozenset() if with_function_words else words_without_content()
    rows = [
        row
        for group in in_order(groups)
        for row in _rows(group, find.name, groups[group], association, passed_over, resampling, **least)
    ]
    settings = {
        "node": find.name,
        "by": title_of(by),
        "voice": voice,
        "window": window,
        "association": association,
        "with_function_words": with_function_words,
        **least,
        **resampling.settings,
        "notes": [] if rows else [_note_on_rare(find, n_articles, **least)],
    }
    return Collocations(pd.DataFrame(rows, columns=list(Collocate._fields)), settings, (*read.problems, *failed))


class _Node(NamedTuple):
    """What collocates are looked for of: its name, what an actor of that name is called (None for a lexicon), and what finds its
    term."""

    name: str
    actor: str | None
    matcher: Matcher

    @classmethod
    def of(cls, node: str | Lexicon, annotator: Annotator) -> "_Node":
        if isinstance(node, Lexicon):
            return cls(node.name, None, Matcher(node))
        if not node.strip():
            raise OptionError("the node of collocations is empty; give a term, an actor or a lexicon")
        actor = annotator.registry.called(node).casefold()
        return cls(node, actor, Matcher(Lexicon("node", "loaded", (Entry(node, "label"),))))

    def places(self, document: Document) -> list[range]:
        """The words of each place of the node: the mentions of the actor of that name, else the term."""
        mentions = [
            document.words.inside(span)
            for one in document.named
            if self.actor and self.actor in (one.name.casefold(), (one.entity or "").casefold())
            for span in one.spans
        ]
        return mentions or [range(hit.first, hit.after) for hit in self.matcher.hits(document.words)]


def _articles_with(node: _Node, groups: Mapping[str, Sequence["_Near"]], voice: str) -> int:
    """In how many articles the node is said in a voice. Raises OptionError where it is in none."""
    n_articles = sum(article.places > 0 for articles in groups.values() for article in articles)
    if not n_articles:
        raise OptionError(f"in no article, or not in the voice {voice!r} (choose own, attributed or all): {node.name}")
    return n_articles


def _note_on_rare(node: _Node, n_articles: int, min_count: int, min_articles: int) -> str:
    """Why a node that is in the articles has no collocates."""
    often = f"no word is near it {min_count} times, in {counted(min_articles, 'article')} of a group"
    return (
        f"{node.name} is in {counted(n_articles, 'article')}, but {often}: lower min_count or min_articles, or widen the window"
    )


class _Near(NamedTuple):
    """What one article says in a voice: its words, those of them near the node, and the number of places of the node."""

    words: Counter[str]
    near: Counter[str]
    places: int


def _near(document: Document, node: _Node, whose: Sequence[str], window: int) -> _Near:
    """The words of an article in some voices, and those near the node; no word is near twice."""
    keys, wanted = document.words.keys, {VOICES.index(voice) for voice in whose}
    said = np.isin(list(document.voices), list(wanted))
    sentence = np.zeros(len(keys), dtype=np.intp)
    for number, span in enumerate(document.sentences):
        inside = document.words.inside(span)
        sentence[inside.start : inside.stop] = number
    places = [place for place in node.places(document) if len(place) and said[place.start]]
    near, own = np.zeros(len(keys), dtype=bool), np.zeros(len(keys), dtype=bool)
    for place in places:
        own[place.start : place.stop] = True
        around = slice(max(place.start - window, 0), place.stop + window)
        near[around] |= sentence[around] == sentence[place.start]
    near_it, in_all = (Counter(keys[i] for i in np.flatnonzero(chosen)) for chosen in (near & said & ~own, said & ~own))
    return _Near(in_all, near_it, len(places))


def _rows(
    group: str,
    node: str,
    articles: Sequence[_Near],
    association: str,
    passed_over: Collection[str],
    resampling: Resampling,
    *,
    min_count: int,
    min_articles: int,
) -> list[Collocate]:
    """The collocates of one group, the strongest first."""
    from nltk.metrics import BigramAssocMeasures

    near, words, held = Counter[str](), Counter[str](), Counter[str]()
    for article in articles:
        near.update(article.near)
        words.update(article.words)
        held.update(article.near.keys())
    n_near, n_words, measure = near.total(), words.total(), getattr(BigramAssocMeasures, association)
    sizes = (sum(a.places for a in articles), n_near, n_words, sum(a.places > 0 for a in articles))
    terms = [t for t, n in near.items() if n >= min_count and held[t] >= min_articles and t not in passed_over]
    rows = []
    for term, limits in zip(terms, _limits(articles, terms, resampling, group), strict=True):
        strength = float(measure(near[term], (n_near, words[term]), n_words))
        expected = n_near * words[term] / n_words
        rows.append(Collocate(group, node, term, near[term], expected, strength, *limits, held[term], words[term], *sizes))
    return sorted(rows, key=lambda row: (-row.association, row.term))


def _limits(
    articles: Sequence[_Near], terms: Sequence[str], resampling: Resampling, group: str
) -> list[tuple[float, float, float]]:
    """The log ratio of each term with its limits, from resampling the articles."""
    if not terms:
        return []
    tally = tally_of(dict.fromkeys(terms, LOG_RATIO), _counts(articles, terms))
    bootstrap = resampling.of(group)
    side = Side(group, tally, bootstrap.sums(tally.columns))
    values, limits = side.estimates.value.tolist(), side.limits(bootstrap, ANY).tolist()
    return [(value, low, high) for value, (low, high) in zip(values, limits, strict=True)]


def _counts(articles: Sequence[_Near], terms: Sequence[str]) -> Floats:
    """For each article (row) and term four counts: the term near the node, words near it, the term elsewhere, words elsewhere."""
    counts = np.empty((len(articles), len(terms), 4))
    for row, (words, near, _) in zip(counts, articles, strict=True):
        n_near, n_words = near.total(), words.total()
        row[:] = [(near[t], n_near, words[t] - near[t], n_words - n_near) for t in terms]
    return counts.reshape(len(articles), -1)
