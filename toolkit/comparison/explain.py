"""What a figure is made of: the terms, sentences and articles behind one measure of one group."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..annotation.attribution import Attribution
from ..annotation.document import Document
from ..annotation.sources import SOURCE_TYPES
from ..annotation.voices import VOICES
from ..articles.article import Article
from ..classifiers.sentence_model import BAND
from ..errors import ArticleError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, group_of, no_group
from ..measures.linguistic_cues import agentless_passives_at, hits_in_narration
from ..measures.measure import Measure, unknown_measure
from ..measures.scores import ScoreTable
from ..measures.scoring import Scorer, bare, usual_scorer
from ..measures.sourcing import OFFICIAL
from ..measures.unheard import unheard
from ..tabular import as_html
from ..text.spans import Span, in_context

if TYPE_CHECKING:
    import pandas as pd

    from .compare import Comparison

_NAMED = 3  # articles that a message names
_LEXICONS_OF_LANGUAGE = ("hedges", "boosters", "factives", "implicatives")
_KINDS = {"direct_share": "direct", "indirect_share": "indirect", "mixed_share": "mixed"}
_WITHOUT = {"unresolved_share": "speaker", "untyped_share": "source_type"}


class Evidence(NamedTuple):
    """A place in an article that a measure counts: what it counts as, who says it, and how much it counts."""

    field: str
    span: Span
    what: str
    voice: str
    speaker: str
    weight: float = 1.0


@dataclass(frozen=True)
class Explanation:
    """What a figure is made of.

    Attributes
    ----------
    group, measure, estimate : whose figure it is, of what, and its value over all its articles.
    base : what the figure is per, in all its articles together: words, attributions.
    terms : one row a thing that is counted (a term, a source, a reporting verb): what, count, articles, weight (the sum of those
        of its places), share (of all weights), the largest first.
    lines : one row a place: id, outlet, published, field, start, end, what, left, hit, right, voice, speaker, weight.
    articles : one row an article: id, outlet, published, title, count, value (the measure of the article alone), those with
        most of what is counted first.
    """

    group: str
    measure: Measure
    estimate: float
    base: float
    terms: "pd.DataFrame"
    lines: "pd.DataFrame"
    articles: "pd.DataFrame"

    def to_frame(self) -> "pd.DataFrame":
        """The places, as keywords in context."""
        return self.lines

    def _repr_html_(self) -> str:
        return as_html(self.lines[["outlet", "left", "hit", "right", "voice", "speaker"]])


def explain(
    articles: Iterable[Article],
    group: str,
    measure: str = "loaded_narration",
    by: By = "outlet",
    *,
    copies: Counting = "once",
    comparison: "Comparison | None" = None,
    scorer: Scorer | None = None,
    width: int = 60,
) -> Explanation:
    """The evidence for one figure: which terms or sources make it, where each stands and who says it, in which articles.

    Rates of terms list the terms; measures of sources the attributions that they count, which weigh by their words in shares of
    words; shares of marked sentences the sentences with their probabilities; all others every attribution. A rate per 1,000 is
    1,000 times the weights of its places over `base`; a share of sources, sides, verbs or sentences is the weights over it. For
    words quoted or attributed, and for those not heard, places are where to look, and do not add up.

    Parameters
    ----------
    articles : with their texts (scores keep none), of which those of the group are annotated.
    by, copies : as in `compare`, which counts near-copies once too.
    comparison : whose figure it is: its articles and groups count, whatever `by` and `copies` say.
    scorer : with lexicons, registry or models of one's own; the usual one by default.
    width : characters on both sides of a place.

    Raises
    ------
    ArticleError
        The measure or the group does not exist, the measure has no places (frames of whole articles), or the articles are not
        those of the comparison.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> found = explain([article_of("The puppet regime fled.", outlet="Herald")], "Herald")
    >>> found.terms[["what", "count"]].values.tolist(), found.lines.loc[0, "right"]
    ([['puppet regime', 1]], ' fled.')
    """
    import pandas as pd

    if isinstance(articles, ScoreTable):
        raise ArticleError("scores keep no texts: give the articles themselves (read_articles)")
    used = scorer or usual_scorer()
    if measure not in used.measures:
        raise ArticleError(unknown_measure(measure, used.measures))
    one = used.measures[measure]
    places = _places_of(measure, by_words="words" in one.unit and "per 1,000" not in one.unit)
    groups = _groups(articles, by, copies) if comparison is None else _compared(articles, comparison)
    if group not in groups:
        raise ArticleError(no_group(group, groups))
    lines, rows, total = [], [], np.zeros(len(one.formula.counts))
    for article in groups[group]:
        document = used.annotator(article)
        found, counts = places(document), one.counts(document)
        total += counts
        lines += [_line(document, each, width) for each in found]
        head = (article.id, article.outlet, article.published, article.title)
        rows.append((*head, sum(each.weight for each in found), one.value(counts)))
    estimate = one.value(total) if comparison is None else _figure_of(comparison, group, measure)
    table = pd.DataFrame(rows, columns=["id", "outlet", "published", "title", "count", "value"])
    table = table.sort_values("count", ascending=False, kind="stable", ignore_index=True)
    return Explanation(group, one, estimate, float(total[-1]), _terms(lines), pd.DataFrame(lines, columns=list(_LINE)), table)


def _groups(articles: Iterable[Article], by: By, copies: Counting) -> dict[str, list[Article]]:
    """The articles by group, each text counted as asked for."""
    groups: dict[str, list[Article]] = {}
    for one in independent(ScoreTable([bare(article) for article in articles]), copies, by=by).scores:
        name = group_of(one.article, by)
        if name is not None:
            groups.setdefault(name, []).append(one.article)
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
        raise ArticleError(f"{len(group_of_text)} articles of the comparison are not among these: {missing}")
    return groups


def _figure_of(comparison: "Comparison", group: str, measure: str) -> float:
    table = comparison.of(measure)
    return float(table.loc[table["group"] == group, "estimate"].iloc[0])


_LINE = "id outlet published field start end what left hit right voice speaker weight".split()


def _line(document: Document, place: Evidence, width: int) -> tuple[object, ...]:
    article = document.article
    text = article.text if place.field == "text" else article.title or ""
    head = (article.id, article.outlet, article.published, place.field, *place.span, place.what)
    return (*head, *in_context(text, place.span, width), place.voice, place.speaker, place.weight)


def _terms(lines: list[tuple[object, ...]]) -> "pd.DataFrame":
    """What is counted, the largest first."""
    import pandas as pd

    columns = ["what", "count", "articles", "weight", "share"]
    table = pd.DataFrame(lines, columns=list(_LINE)).astype({"weight": float})
    found = table.groupby("what").agg(count=("what", "size"), articles=("id", "nunique"), weight=("weight", "sum")).reset_index()
    found["share"] = found["weight"] / (found["weight"].sum() or np.nan)
    return found.sort_values(["weight", "what"], ascending=[False, True], ignore_index=True)[columns]


# -- the places of each measure --------------------------------------------------------------------------------------------


def _places_of(measure: str, *, by_words: bool) -> Callable[[Document], list[Evidence]]:
    """What finds the places that a measure counts; attributions weigh by their words where it is a share of words."""
    if measure.startswith("frame_"):
        raise ArticleError(f"{measure} is told of whole articles: it has no places")
    if measure.startswith("loaded_"):
        return lambda document: _loaded(document, measure)
    if measure == "scare_quotes":
        return _scare_quotes
    if measure in _LEXICONS_OF_LANGUAGE or measure == "agentless_passives":
        return lambda document: _language(document, measure)
    if measure.startswith(("marked_", "likely_marked_", "undecided_")):
        kind, _, voice = measure.rpartition("_")
        return lambda document: _sentences(document, voice, kind)
    if measure.startswith("unheard_"):
        return _unheard
    by_cue = measure.startswith(("cue_", "side_cue_"))
    counts = _attributions_of(measure)

    def found(document: Document) -> list[Evidence]:
        pairs = zip(document.attributions, document.attributed_words, strict=True)
        return [_attribution(document, a, n if by_words else 1, by_cue=by_cue) for a, n in pairs if counts(a)]

    return found


def _loaded(document: Document, measure: str) -> list[Evidence]:
    """Loaded terms of a voice and category; all where both voices are weighed against each other."""
    _, _, wanted = measure.partition("_")
    voice, _, category = wanted.partition("_")
    chosen = [
        term
        for term in document.loaded
        if wanted == "log_ratio" or (term.voice == voice and category in ("", term.entry.category))
    ]
    return [Evidence(t.field, t.span, t.entry.term, t.voice, _told(t.speaker)) for t in chosen]


def _scare_quotes(document: Document) -> list[Evidence]:
    text = document.article.text
    return [Evidence("text", span, span.of(text).strip("“”\"'‘’").lower(), "scare", "") for span in document.scare_quotes]


def _language(document: Document, measure: str) -> list[Evidence]:
    """Hedges and the like, and passives, in the narration."""
    words = document.words
    if measure == "agentless_passives":
        places = [(words.span(first, last + 1), words.keys[last]) for first, last in agentless_passives_at(document)]
    else:
        hits = hits_in_narration(document, measure)
        places = [(words.span(hit.first, hit.after), hit.entry.term) for hit in hits]
    return [Evidence("text", span, what, "narration", "") for span, what in places]


def _sentences(document: Document, voice: str, kind: str) -> list[Evidence]:
    """The sentences of a voice: all with their probabilities, the most probable first, or those that are likely or undecided."""
    told = zip(document.p_marked_biased, document.sentence_voices, document.sentences, strict=False)
    found = sorted(((p, span) for p, own, span in told if own == voice and p == p), reverse=True)
    counted = {"likely_marked": lambda p: p >= BAND[1], "undecided": lambda p: BAND[0] < p < BAND[1]}.get(kind)
    if counted is None:
        return [Evidence("text", span, f"sentence of {voice}", voice, "", p) for p, span in found]
    return [Evidence("text", span, f"sentence of {voice}", voice, "") for p, span in found if counted(p)]


def _unheard(document: Document) -> list[Evidence]:
    """Each mention of those talked about and never heard."""
    said = document.voice_map
    return [Evidence("text", span, one.name, VOICES[said[span.start]], "") for one in unheard(document) for span in one.spans]


def _attributions_of(measure: str) -> Callable[[Attribution], bool]:
    """Which attributions a measure of sources counts."""
    if measure in _KINDS:
        return lambda a: a.kind == _KINDS[measure]
    if measure in _WITHOUT:
        return lambda a: getattr(a, _WITHOUT[measure]) is None
    if measure == "official_share":
        return lambda a: a.source_type in OFFICIAL
    if measure == "unnamed_share":
        return lambda a: bool(a.speaker) and not a.named
    if measure == "side_unknown":
        return lambda a: a.side is None
    stance = re.fullmatch(r"cue_(\w+)|side_cue_([a-z]+)_(.+)", measure)
    if stance:
        wanted, side = stance[1] or stance[2], stance[3]
        return lambda a: bool(a.cue) and a.stance == wanted and side in (None, a.side)
    side_of = re.fullmatch(r"side_(?:words|attributions|position)_(.+)", measure)
    if side_of:
        return lambda a: a.side == side_of[1]
    type_of = re.fullmatch(r"(?:source|attributions|length|position)_(\w+)", measure)
    if type_of and type_of[1] in SOURCE_TYPES:
        return lambda a: a.source_type == type_of[1]
    return lambda a: True


def _attribution(document: Document, a: Attribution, weight: int, *, by_cue: bool) -> Evidence:
    """An attribution where its content begins to where it ends, under its source, or under its reporting verb."""
    text, speaker = document.article.text, a.entity or _told(a.speaker)
    what = a.cue[0].of(text).lower() if by_cue else speaker or "unresolved"
    voice = VOICES[document.voice_map[a.start]]
    return Evidence("text", a.cue[0] if by_cue else a.content[0], what, voice, speaker, float(weight))


def _told(speaker: str | tuple[str, ...] | None) -> str:
    return ", ".join(speaker) if isinstance(speaker, tuple) else speaker or ""
