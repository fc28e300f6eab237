"""Where in the article each source speaks: the inverted pyramid puts first what it takes to be most important.

Many readers stop before the end, and whoever is heard at the top defines what the event is about (its primary definer, Hall et
al. 1978). `position_<type>` weighs by words: every attributed word counts at its own position, so that a long quotation counts
for more than an aside, as in the shares of words by type. The figure of an outlet is the mean over all such words of its
articles.
"""

from math import nan

from ..annotation.attributions.attribution import Attribution
from ..annotation.document import Document
from ..statistics.formulas import MEAN, Counts
from .measure import Measure, Place, Places, mean_of, measure, share
from .places import place_of
from .sourcing import OFFICIAL, attributions_of_type, by_type


def word_positions(document: Document, field: str, value: str) -> Counts:
    """Share of the text before each attributed word whose `field` (source_type, side) has the value, summed; and their number.

    >>> from toolkit.annotation.annotator import annotate
    >>> word_positions(annotate("It rained. The foreign minister said it would stop now."), "source_type", "government")
    (3.0, 4)
    """
    spans = (span for a in document.attributions if getattr(a, field) == value for span in a.content)
    stretches = [document.words.inside(span) for span in spans]
    before = sum(len(words) * (words.start + words.stop - 1) / 2 for words in stretches if words)
    return (before / max(len(document.words), 1), sum(map(len, stretches)))


def _is_first(document: Document, *source_types: str) -> Counts:
    """Whether the first source of the article is of one of the types; nothing where its type is not known."""
    first = document.attributions[0].source_type if document.attributions else None
    return mean_of([float(first in source_types) if first else nan])


def _first(*source_types: str) -> Places:
    """The first attribution of the article, where its source is of one of the types."""

    def places(document: Document) -> list[Place]:
        return [place_of(document, a) for a in document.attributions[:1] if a.source_type in source_types]

    return places


@measure("First source official", "prominence", share("articles", MEAN), places=_first(*OFFICIAL))
def first_source_official(document: Document) -> Counts:
    """Whether the first source of the article is a government or military one; NaN where its type is not known.

    >>> from toolkit.annotation.annotator import annotate
    >>> first_source_official(annotate("The foreign minister said the bridge had gone."))
    1.0
    """
    return _is_first(document, *OFFICIAL)


def _first_of_all(document: Document) -> list[Place]:
    """The first attribution of the article, weighing the share of the text before it."""
    return [place_of(document, a, _before(document, a)) for a in document.attributions[:1]]


def _before(document: Document, attribution: Attribution) -> float:
    """The share of the text before the content of an attribution."""
    return document.words.inside(attribution.content[0]).start / len(document.words)


@measure("Words before the first source", "prominence", share("words", MEAN), places=_first_of_all)
def first_source_position(document: Document) -> Counts:
    """Share of the text that comes before the first attributed content; NaN with no attribution.

    >>> from toolkit.annotation.annotator import annotate
    >>> first_source_position(annotate("It rained all day. Hall said it would stop."))
    0.66...
    """
    if not document.attributions:
        return (0, 0)
    return (_before(document, document.attributions[0]), 1)


_POSITION = "Mean share of the text that comes before the attributed words of sources of type {}, 0 at the top and 1 at the end"

_ALL = (
    first_source_official,
    first_source_position,
    *by_type(
        "first",
        "First source: {}",
        "prominence",
        share("articles", MEAN),
        "after Hall et al. 1978 (primary definers)",
        what="Whether the first source of the article is of type {}, where its type is known",
        count=_is_first,
        places=_first,
    ),
    *by_type(
        "position",
        "Position of words: {}",
        "prominence",
        share("the text before them", MEAN),
        "after Pöttker 2003 (inverted pyramid)",
        what=_POSITION,
        count=lambda document, kind: word_positions(document, "source_type", kind),
        places=attributions_of_type,
    ),
)

MEASURES: dict[str, Measure] = {m.name: m for m in _ALL}
