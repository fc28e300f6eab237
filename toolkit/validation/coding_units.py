"""What can be drawn for coding: loaded terms and sentences, attributions, and whole articles, each with what the machine says.

A unit has a group, a kind and a label, by which it is drawn: the term of a hit or its category, the type of a source, the
machine's own answer.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from ..annotation.attributions.attribution import Attribution
from ..annotation.attributions.voices import OWN_VOICES, VOICES
from ..annotation.document import Document
from ..articles.article import Article
from ..errors import OptionError
from ..grouping.groups import By, group_names, group_of, no_value_message
from ..measures.measure import Measure, unknown_measure
from ..scores.article_score import slices
from ..scores.scores import ScoreTable, check_scored
from ..statistics.arrays import Floats
from ..statistics.formulas import MEAN, PER_THOUSAND, SHARE
from ..text.spans import Span, in_context
from ..text.words import Words
from .concordance import line_of

LOADED_KINDS = ("hit", "beside", "sentence")
"""Of loaded terms: hits, further loaded terms in sentences with a hit, and loaded terms in sentences without one."""

WORDS = "words"
"""The kind of what is not drawn: the words of an article in the outlet's own voice."""

ATTRIBUTION, CATEGORY, NUMBER = "attribution", "category", "number"
"""Other kinds: attributions, and whole articles with a column of words or of numbers."""

COUNTED = {"rate": PER_THOUSAND, "share": SHARE, "mean": MEAN}
"""The kinds of whole articles with a measure, and the formula that makes their counts a figure."""

_WIDTH = 200  # characters on each side of a passage
_LEFT_OUT = "[…]"  # in place of what somebody else says in a passage
_LEVELS = ("low", "middle", "high")  # of the articles' figures, in three parts of the same size


class Unit(NamedTuple):
    """Something that can be drawn. `value` is what the machine counts there (hits, words of an attribution), `base` out of what.

    `named` says of an attribution whether its source has a name; "" where nobody resolved it.
    """

    id: str
    group: str
    kind: str
    label: str
    field: str
    start: int = 0
    end: int = 0
    voice: str = ""
    value: float = 0.0
    base: float = 0.0
    named: str = ""
    left: str = ""
    passage: str = ""
    right: str = ""


def check_groups(groups: Iterable[str | None], articles: Iterable[Article], by: By) -> None:
    """Raise OptionError where no article has a value for `by`; articles without an outlet are one group."""
    if by != "outlet" and not any(groups):
        raise OptionError(no_value_message(articles, by))


# -- loaded terms ----------------------------------------------------------------------------------------------------------


def loaded_units(document: Document, by: By, *, by_category: bool = False) -> Iterator[Unit]:
    """The hits of a document in the outlet's own voice, its sentences with words of that voice, and how many words these are.

    A hit is labelled with its entry, or with the category of that.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(unit.kind, unit.passage) for unit in loaded_units(annotate("The regime fell. It rained."), "outlet")]
    [('words', ''), ('hit', 'regime'), ('beside', 'The [regime] fell.'), ('sentence', 'It rained.')]
    """
    id, group = document.article.id, group_of(document.article, by) or ""
    yield Unit(id, group, WORDS, "", "", base=sum(document.words_by_voice[voice] for voice in OWN_VOICES))
    own = [term for term in document.loaded if term.voice in OWN_VOICES]
    for term in own:
        line = line_of(document, term, width=_WIDTH)
        place, context = (term.field, line.start, line.end, term.voice), (line.left, line.hit, line.right)
        yield Unit(id, group, "hit", term.entry.category if by_category else term.entry.term, *place, 1.0, 0.0, "", *context)
    title, words = document.article.title or "", document.title_words
    if len(words):
        hits = [term.span for term in own if term.field == "title"]
        passage = _passage(title, words, range(len(words)), hits)
        yield Unit(id, group, "beside" if hits else "sentence", "", "title", 0, len(title), "headline", passage=passage)
    hits = [term.span for term in own if term.field == "text"]
    for span in document.sentences:
        inside = [hit for hit in hits if span.start <= hit.start < span.end]
        own_words = [i for i in document.words.inside(span) if document.voice_at(i) in OWN_VOICES]
        if own_words:
            passage = _passage(document.article.text, document.words, document.words.inside(span), inside, own_words)
            voice = document.voice_at(own_words[0])
            yield Unit(id, group, "beside" if inside else "sentence", "", "text", *span, voice, passage=passage)


def _passage(text: str, words: Words, inside: range, hits: Sequence[Span], own_words: Collection[int] | None = None) -> str:
    """A passage with the hits in brackets, and without the words of others if only some are the outlet's own."""
    pieces, own_before = list[str](), True
    for i in inside:
        own, start, end = own_words is None or i in own_words, words.starts[i], words.ends[i]
        if own:
            opens = "[" if any(hit.start == start for hit in hits) else ""
            closes = "]" if any(hit.end == end for hit in hits) else ""
            following = words.starts[i + 1] if i + 1 < inside.stop else end + 1
            pieces.append(f"{opens}{text[start:end]}{closes}{text[end:following]}")
        elif own_before:
            pieces.append(f"{_LEFT_OUT} ")
        own_before = own
    return " ".join("".join(pieces).split())


# -- attributions ----------------------------------------------------------------------------------------------------------


def attribution_units(document: Document, by: By) -> Iterator[Unit]:
    """The attributions of a document, each labelled with the type of its source ("" where that is not known).

    >>> from toolkit.annotation.annotator import annotate
    >>> [unit] = attribution_units(annotate("The minister said it rained."), "outlet")
    >>> unit.label, unit.value, unit.named, unit.left, unit.passage
    ('government', 2, 'no', 'The minister said ', '[it rained]')
    """
    id, group = document.article.id, group_of(document.article, by) or ""
    for attribution, words in zip(document.attributions, document.attributed_words, strict=True):
        whole = Span(attribution.start, attribution.content[-1].end)
        start, end = document.article.as_read("text", *whole)
        left, _, right = in_context(document.article.text, whole, _WIDTH)
        voice, named = VOICES[document.voice_map[whole.start]], attribution.speaker and ("yes" if attribution.named else "no")
        place, passage = ("text", start, end, voice), _bracketed(document.article.text, attribution)
        yield Unit(id, group, ATTRIBUTION, attribution.source_type or "", *place, words, 1.0, named or "", left, passage, right)


def _bracketed(text: str, attribution: Attribution) -> str:
    """The content of an attribution with each of its stretches in brackets."""
    pieces, done = list[str](), attribution.start
    for span in attribution.content:
        pieces += [text[done : span.start], "[", span.of(text), "]"]
        done = span.end
    return " ".join("".join(pieces).split())


# -- whole articles --------------------------------------------------------------------------------------------------------


def article_units(scores: ScoreTable, column: str, by: By) -> list[Unit]:
    """The scored articles with what a measure, or a column of theirs, says of them.

    Those without a value, or with nothing to measure, are left out: the machine says nothing of them that could be corrected.

    Raises OptionError where the name is no measure, and no article has a value for it, and where none has one for `by` (without
    outlets, all are one group), and for anything but scores.

    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> scores = score([article_of("It rained.", id="1", outlet="Wire", labels={"topic": "weather"})])
    >>> [(unit.kind, unit.label, unit.value, unit.base) for unit in article_units(scores, "topic", "outlet")]
    [('category', 'weather', 1.0, 1.0)]
    """
    check_scored(scores)
    ids, groups = scores.scores.values("id"), group_names(scores.scores, by)
    check_groups(groups, scores.scores.articles(), by)
    if column in scores.measures:
        measure = scores.measures[column]
        kind, labels, counts = _kind_of(measure), *_levels(measure, scores.scores.counts(slices(scores.measures)[column]))
    else:
        kind, labels, counts = _of_column(column, scores)
    rows = zip(ids, groups, labels, counts.tolist(), strict=True)
    return [Unit(id, group or "", kind, label, column, 0, 0, "", *pair) for id, group, label, pair in rows if label is not None]


def _kind_of(measure: Measure) -> str:
    """The kind of unit whose counts make a figure of the measure."""
    kinds = [kind for kind, formula in COUNTED.items() if formula is measure.formula]
    if not kinds:
        raise OptionError(f"{measure.name!r} is no rate, share or mean, so that no errors of its articles can be added up")
    return kinds[0]


def _levels(measure: Measure, counts: Floats) -> tuple[list[str | None], Floats]:
    """Whether the figure of each article is low, middle or high among them all; None where there is nothing to measure."""
    figures = measure.formula.compute(counts)
    return [_LEVELS[level] if level >= 0 else None for level in _thirds(figures)], counts


def _thirds(figures: Floats) -> list[int]:
    """In which third each figure is, 0 to 2; -1 for NaN.

    >>> _thirds(np.array([1.0, np.nan, 2.0, 3.0]))
    [0, -1, 1, 2]
    """
    defined = ~np.isnan(figures)
    bounds = np.quantile(figures[defined], [1 / 3, 2 / 3]) if defined.any() else np.zeros(2)
    return [int(third) for third in np.where(defined, np.searchsorted(bounds, figures, side="left"), -1)]


def _of_column(column: str, scores: ScoreTable) -> tuple[str, list[str | None], Floats]:
    """Kind, labels and counts of a column of the articles: numbers are averaged, and of words each is counted."""
    values = [None if value in (None, "") else str(value) for value in scores.scores.values(column)]
    if not any(values):
        raise OptionError(f"no article has a value in a column {column!r}; and {unknown_measure(column, scores.measures)}")
    numbers = [number_of(value) for value in values]
    if any(value is not None and number is None for value, number in zip(values, numbers, strict=True)):
        return CATEGORY, values, np.ones((len(values), 2))
    figures = np.array(numbers, dtype=float)  # None is NaN
    levels = [_LEVELS[level] if level >= 0 else None for level in _thirds(figures)]
    return NUMBER, levels, np.column_stack([np.nan_to_num(figures), np.ones(len(figures))])


def number_of(text: str | None) -> float | None:
    """The number that a cell holds; None where it holds none.

    >>> number_of("0.5"), number_of("west"), number_of("nan")
    (0.5, None, None)
    """
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if isfinite(number) else None
