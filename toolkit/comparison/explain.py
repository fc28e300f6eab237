"""What a figure is made of: the terms, sentences and articles behind one measure of one group.

Which places a measure counts is defined where the measure is (`Measure.places`); here they become tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np

from ..annotation.document import Document
from ..articles.article import Article
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..choices import similar
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, group_names, no_value_message, unknown_group
from ..measures.measure import Measure, Place, unknown_measure
from ..scores.scores import ScoreTable
from ..scores.scoring import Scorer, bare, usual_scorer
from ..statistics.formulas import Counts
from ..tabular import as_html, size_of
from ..text.spans import in_context

if TYPE_CHECKING:
    import pandas as pd

    from .compare import Comparison

_NAMED = 3  # articles that a message names


@dataclass(frozen=True, repr=False)
class Explanation:
    """What a figure is made of.

    Attributes
    ----------
    group, measure, estimate : the group, the measure, and its figure over all articles of the group.
    base : what the figure is divided by, summed over these articles: words, attributions, articles.
    terms : one row for each thing that is counted (a term, a source, a reporting verb): what, count, articles, weight (the sum
        over its places), share (of the sum of all weights without their signs); the largest weight first.
    lines : one row for each place: id, outlet, published, field, start, end, what, left, hit, right, voice, speaker, weight,
        target, polarity and target_sure (of a loaded term: whom or what it is about, in what light it puts it, and whether that
        is sure enough for measures), agent and patient (of harm: who does it and who suffers).
    articles : one row for each article: id, outlet, published, title, count (the sum of the weights in it), value (the figure of
        this article alone); the highest count first.

    Examples
    --------
    >>> explained = explain([{"text": "The puppet regime fled.", "outlet": "Herald"}], "Herald")
    >>> explained.base, explained.lines[["left", "hit", "right"]].values.tolist()
    (4.0, [['The ', 'puppet regime', ' fled.']])
    """

    group: str
    measure: Measure
    estimate: float
    base: float
    terms: "pd.DataFrame"
    lines: "pd.DataFrame"
    articles: "pd.DataFrame"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({size_of(self.to_frame())})"

    def to_frame(self) -> "pd.DataFrame":
        """The places, as keywords in context."""
        return self.lines

    def sample(self, n: int = 15, *, seed: int = 0) -> "pd.DataFrame":
        """Some of the places, drawn over the articles: none gives a second one before every other has given one.

        Rows of `lines`, in their order; all of them where there are no more than `n`.

        >>> from toolkit.articles.article import article_of
        >>> texts = ["The mob and the thugs fled.", "A mob came."]
        >>> articles = [article_of(text, id=str(i), outlet="Herald") for i, text in enumerate(texts)]
        >>> explain(articles, "Herald").sample(2)["id"].tolist()
        ['0', '1']
        """
        shuffled = self.lines.sample(frac=1, random_state=seed)
        turn = shuffled.groupby("id", sort=False).cumcount()
        return self.lines.loc[turn.sort_values(kind="stable").index[:n].sort_values()].reset_index(drop=True)

    def _repr_html_(self) -> str:
        return as_html(self.sample()[["outlet", "left", "hit", "right", "voice", "speaker"]])


def explain(
    articles: Any,
    group: str,
    measure: str = "loaded_narration",
    by: By = "outlet",
    *,
    copies: Counting = "once",
    comparison: "Comparison | None" = None,
    scorer: Scorer | None = None,
    about: str | None = None,
    width: int = 60,
    **columns: Unpack[RowOptions],
) -> Explanation:
    """The evidence for one figure: the places that the measure counts, with who says them and in which articles.

    A rate lists its terms, a measure of sources the attributions that it counts, and a share of marked sentences those
    sentences. The weight of a place is what it adds to the count: 1 for an attribution or a reporting verb, the words of an
    attribution in shares of words, the probability that a loaded term or a sentence would be marked. A share is the sum of the
    weights over `base`, a rate 1,000 times that.

    The balance of two sides gives the words of the second side negative weights. Where a figure describes all sources together
    (`sources`, `sources_rarefied`, `effective_sources`, `source_concentration`, `source_gini`, `top_source_share`) or
    positions (`position_<type>`, `side_position_<side>`), the places are the attributions that it is computed from, and their
    weights do not add up to it. `loaded_log_ratio` lists the terms of both voices that it compares.

    Parameters
    ----------
    articles : articles with their texts (scores keep none), or whatever `articles_in` makes articles of, with the same
        `columns`; those of the group are annotated.
    by, copies : as in `compare`; near-copies count once here too.
    comparison : the comparison that the figure comes from; its articles and groups are used, whatever `by` and `copies` say.
    scorer : a scorer with your own lexicons, registry or models; by default the one that `score` uses.
    about : list only the loaded terms about this actor, by the name that `portrayal` has, and only those whose target is sure;
        the figure stays that of all terms.
    width : characters of context before and after a place.

    Raises
    ------
    OptionError
        The measure or the group does not exist, the measure has no places (it describes whole articles, as a frame does), no
        term is about the actor, scores are given instead of articles, or articles of the comparison are missing.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> explanation = explain([article_of("The puppet regime fled.", outlet="Herald")], "Herald")
    >>> explanation.terms[["what", "count"]].values.tolist(), explanation.lines.loc[0, "right"]
    ([['puppet regime', 1]], ' fled.')
    """
    articles = articles_in(articles, **columns)
    scorer = scorer or usual_scorer()
    counted = _measure_of(scorer, measure)
    groups = _groups(articles, by, copies, scorer) if comparison is None else _compared(articles, comparison)
    if group not in groups:
        raise OptionError(unknown_group(group, groups))
    evidence = [_evidence(scorer.annotator(article), counted, width, about) for article in groups[group]]
    lines = [line for article in evidence for line in article.lines]
    if about is not None and not lines:
        raise OptionError(_unknown_actor(about, evidence))
    total = np.sum([article.counts for article in evidence], axis=0)
    estimate = counted.value(total) if comparison is None else _figure_of(comparison, group, measure)
    return Explanation(group, counted, estimate, float(total[-1]), _terms(lines), _frame(lines), _articles(evidence))


def _measure_of(scorer: Scorer, name: str) -> Measure:
    """The measure with a name; OptionError where it does not exist or has no places."""
    if name not in scorer.measures:
        raise OptionError(unknown_measure(name, scorer.measures))
    if scorer.measures[name].places is None:
        raise OptionError(f"{name} describes whole articles and has no places in the text: explain another measure")
    return scorer.measures[name]


class _Evidence(NamedTuple):
    """What one article contributes: its row among the articles, its counts, a line for each place that is listed, and whom the
    terms are about that are sure."""

    row: tuple[object, ...]
    counts: Counts
    lines: list[tuple[object, ...]]
    targets: set[str]


def _evidence(document: Document, measure: Measure, width: int, about: str | None) -> _Evidence:
    article, counts = document.article, measure.counts(document)
    places = list(measure.places(document)) if measure.places else []
    targets = {place.target for place in places if place.target_sure}
    if about is not None:
        places = [place for place in places if place.target_sure and place.target == about]
    head = (article.id, article.outlet, article.published, article.title)
    row = (*head, sum(place.weight for place in places), measure.value(counts))
    return _Evidence(row, counts, [_line(document, place, width) for place in places], targets)


def _unknown_actor(actor: str, evidence: Iterable[_Evidence]) -> str:
    """The message where no term is about an actor."""
    near = similar(actor, sorted({target for article in evidence for target in article.targets}))
    return f"no sure term is about {actor!r}" + (f"; perhaps you mean {', '.join(near)}" if near else "")


def _groups(articles: Iterable[Article], by: By, copies: Counting, scorer: Scorer) -> dict[str, list[Article]]:
    """The articles by group, near-copies counted as `copies` says. Raises OptionError where no article is in a group."""
    table = ScoreTable(bare(article, scorer.annotator) for article in articles)
    scores, groups = independent(table, copies, by=by).scores.scores, dict[str, list[Article]]()
    for article, name in zip(scores.articles(), group_names(scores, by), strict=True):
        if name is not None:
            groups.setdefault(name, []).append(article)
    if not groups:
        raise OptionError(no_value_message(scores.articles(), by))
    return groups


def _compared(articles: Iterable[Article], comparison: "Comparison") -> dict[str, list[Article]]:
    """The articles of a comparison by its groups."""
    rows = comparison.articles.itertuples(index=False)
    group_of_text = {(id, sha256): group for group, id, sha256 in rows}
    groups: dict[str, list[Article]] = {}
    for article in articles:
        name = group_of_text.pop((article.id, article.sha256), None)
        if name is not None:
            groups.setdefault(name, []).append(article)
    if group_of_text:
        missing = ", ".join(id for id, _ in list(group_of_text)[:_NAMED])
        raise OptionError(f"{len(group_of_text)} articles of the comparison are not among these: {missing}")
    return groups


def _figure_of(comparison: "Comparison", group: str, measure: str) -> float:
    table = comparison.of(measure)
    return float(table.loc[table["group"] == group, "estimate"].iloc[0])


_ABOUT = "target polarity target_sure agent patient".split()
_LINE = [*"id outlet published field start end what left hit right voice speaker weight".split(), *_ABOUT]


def _line(document: Document, place: Place, width: int) -> tuple[object, ...]:
    article = document.article
    text = article.field(place.field)
    span = article.as_read(place.field, *place.span)
    head = (article.id, article.outlet, article.published, place.field, *span, place.what)
    about = (getattr(place, name) for name in _ABOUT)
    return (*head, *in_context(text, place.span, width), place.voice, place.speaker, place.weight, *about)


def _frame(lines: list[tuple[object, ...]]) -> "pd.DataFrame":
    """The places, one row each."""
    import pandas as pd

    return pd.DataFrame(lines, columns=_LINE)


def _terms(lines: list[tuple[object, ...]]) -> "pd.DataFrame":
    """What is counted, the largest weight first, whatever its sign."""
    table = _frame(lines).astype({"weight": float}).groupby("what")
    terms = table.agg(count=("what", "size"), articles=("id", "nunique"), weight=("weight", "sum")).reset_index()
    size = terms["weight"].abs()
    terms["share"] = terms["weight"] / (size.sum() or np.nan)
    terms = terms.assign(size=size).sort_values(["size", "what"], ascending=[False, True], ignore_index=True)
    return terms[["what", "count", "articles", "weight", "share"]]


def _articles(evidence: Iterable[_Evidence]) -> "pd.DataFrame":
    """The articles, those with the highest counts first."""
    import pandas as pd

    columns = ["id", "outlet", "published", "title", "count", "value"]
    table = pd.DataFrame([article.row for article in evidence], columns=columns)
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)
