"""What a measure is: counts of one document, and the formula that turns counts into a figure.

The counts of several articles add up, so the figure of an outlet is the same formula over summed counts: rates divide summed
counts by summed words, and a mean is a sum divided by a number. Where the base is zero the figure is NaN, never 0.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from ..choices import similar
from ..statistics.arrays import Floats
from ..statistics.formulas import MEAN, PER_THOUSAND, SHARE, Counts, Formula
from ..text.spans import Span

if TYPE_CHECKING:
    from ..annotation.document import Document

Style = Literal["per cent", "index", "rate", "number", "log ratio"]
"""What kind of figure a measure gives, which decides how it is printed."""


class Place(NamedTuple):
    """A place in an article that a measure counts.

    `field` is "text" or "title", and `span` counts that field's characters. `what` is the thing that is counted there (a term,
    a source, a reporting verb), `voice` whose words these are, and `speaker` who says them, empty for the outlet itself.
    `weight` is what the place adds to the first count of the measure's formula. `target` is whom or what a loaded term is about,
    `polarity` the light in which it puts it, and `target_sure` whether the target is sure enough for measures. `agent` and
    `patient` are who does harm and who suffers, empty where that is not told.
    """

    field: str
    span: Span
    what: str
    voice: str
    speaker: str = ""
    weight: float = 1.0
    target: str = ""
    polarity: str = ""
    target_sure: bool = False
    agent: str = ""
    patient: str = ""


Places = Callable[["Document"], Iterable[Place]]
"""What finds the places in an article that a measure counts."""


class Scale(NamedTuple):
    """How a figure is made and read: its unit, the least and the greatest figure possible, its style and its formula.

    `whole` is what a share is a share of, and empty for all other figures.
    """

    unit: str
    bounds: tuple[float, float]
    style: Style
    formula: Formula
    whole: str = ""


def rate(words: str) -> Scale:
    """Counts per 1,000 of some words.

    >>> rate("words of narration").unit
    'per 1,000 words of narration'
    """
    return Scale(f"per 1,000 {words}", (0.0, 1000.0), "rate", PER_THOUSAND)


def share(whole: str, formula: Formula = SHARE) -> Scale:
    """A share of something; with `MEAN` as its formula, a share of each article, or of the articles, averaged.

    >>> share("attributed words").unit
    'share of attributed words'
    """
    return Scale(f"share of {whole}", (0.0, 1.0), "per cent", formula, whole)


def index(least: float = 0.0, formula: Formula = MEAN) -> Scale:
    """An index up to 1, without a unit.

    >>> index(-1).bounds
    (-1.0, 1.0)
    """
    return Scale("index", (float(least), 1.0), "index", formula)


def number(unit: str, least: float = 0.0, greatest: float = math.inf) -> Scale:
    """The mean of a number over articles, or over the things that `unit` names.

    >>> number("sources per article").style
    'number'
    """
    return Scale(unit, (float(least), float(greatest)), "number", MEAN)


@dataclass(frozen=True)
class Measure:
    """A named quantity of a document: call it for the figure, use `counts` for what the figure is made of.

    Attributes
    ----------
    name, title, unit : the name of the figure in code, its title in print, and its unit.
    source : the paper that defines it, or "this toolkit".
    family : the group of measures that it belongs to: loaded, scare quotes, language, harm, sentences, sourcing, prominence,
        unheard, side or frame.
    of : what distinguishes the measure in its family, such as {"voice": "narration", "category": "label"} or {"side": "east"}.
    bounds : the least and the greatest figure possible.
    style : what kind of figure it is, which decides how it is printed.
    whole : what a share is a share of; empty for other figures.
    formula, counts : how counts become the figure, and what counts them in a document.
    places : finds the evidence in a document. The weights of the places add up to the first count, unless the docstring of the
        measure or of its places says what else they mean. None where the figure describes the whole article.
    """

    name: str
    title: str
    unit: str
    source: str
    family: str
    bounds: tuple[float, float]
    style: Style
    formula: Formula
    counts: Callable[["Document"], Counts]
    places: Places | None = None
    of: Mapping[str, str] = field(default_factory=dict, hash=False)
    whole: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "__doc__", self.counts.__doc__)

    def __call__(self, document: "Document") -> float:
        return self.value(self.counts(document))

    def value(self, counts: Sequence[float] | Floats) -> float:
        """The figure from (summed) counts."""
        return float(self.formula.compute(np.asarray(counts, dtype=float)))

    @property
    def range(self) -> str:
        """The least and the greatest figure possible, in words.

        >>> from toolkit import MEASURES
        >>> MEASURES["official_share"].range, MEASURES["sources"].range
        ('0 to 1', '0 upward')
        """
        low, high = self.bounds
        if math.isinf(low):
            return "unbounded, 0 = equal" if self.style == "log ratio" else "unbounded"
        return f"{low:g} upward" if math.isinf(high) else f"{low:g} to {high:g}"

    @property
    def definition(self) -> str:
        """One sentence that says what is measured: the first line of the docstring."""
        return (self.counts.__doc__ or "").strip().split("\n")[0]


def measure(
    title: str,
    family: str,
    scale: Scale,
    source: str = "this toolkit",
    *,
    of: Mapping[str, str] | None = None,
    places: Places | None = None,
    name: str = "",
    definition: str = "",
) -> Callable[[Callable[[Any], Counts]], Measure]:
    """Turn a function that counts something in a document into the measure of the same name.

    Where one function counts for several measures (of types, of sides), `name` and `definition` replace its name and docstring.

    >>> @measure("Short articles", "length", share("articles", MEAN))
    ... def short(document):
    ...     "Whether the article has fewer than 100 words."
    ...     return (len(document.words) < 100, 1)
    >>> short.name, short.definition, short.range
    ('short', 'Whether the article has fewer than 100 words.', '0 to 1')
    """

    def make(counts: Callable[[Any], Counts]) -> Measure:
        if name:
            counts.__name__, counts.__doc__ = name, definition
        return Measure(
            name=counts.__name__,
            title=title,
            source=source,
            family=family,
            counts=counts,
            places=places,
            of=of or {},
            **scale._asdict(),
        )

    return make


def mean_of(values: Sequence[float]) -> Counts:
    """Counts of a mean: the sum and the number of the values that are defined.

    >>> mean_of([2.0, float("nan")])
    (2.0, 1)
    """
    defined = [value for value in values if not math.isnan(value)]
    return (float(sum(defined)), len(defined))


_ON_REQUEST = {
    "side": "a file of sides (--sides, or registry=load_registry(sides=...))",
    "frame": "frames (--frames, or a frames_model)",
}
"""Families that exist only where the user asks for them, and how to ask."""


def named_in(measures: Mapping[str, Measure], kind: str) -> list[str]:
    """What some measures are of, each once, in their order: the sides ("side"), frames ("frame") or categories ("category").

    >>> named_in({}, "side")
    []
    """
    return list(dict.fromkeys(measure.of[kind] for measure in measures.values() if kind in measure.of))


def unknown_measure(name: str, measures: Mapping[str, Measure]) -> str:
    """The message about a measure that does not exist: how to get it, or which names are similar.

    >>> from toolkit import MEASURES
    >>> unknown_measure("hedge", MEASURES)
    "unknown measure 'hedge'; similar names: hedges"
    >>> unknown_measure("frame_conflict", MEASURES)
    "measure 'frame_conflict' exists only with frames (--frames, or a frames_model)"
    """
    available = {measure.family for measure in measures.values()}
    for family, request in _ON_REQUEST.items():
        if family in name.split("_") and family not in available:
            return f"measure {name!r} exists only with {request}"
    if "loaded_text" in measures:  # which only scores without voices have
        return f"measure {name!r} is none of those of loaded terms alone ({', '.join(measures)}); score again without only"
    near = similar(name, measures, 5, 0.5)
    return f"unknown measure {name!r}" + (
        f"; similar names: {', '.join(near)}" if near else "; toolkit.MEASURES and docs/measures.md list them"
    )
