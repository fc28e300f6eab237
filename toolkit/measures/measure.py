"""What a measure is: counts of one document, and the formula that turns counts into a figure.

The counts of several articles add up, so the figure of an outlet is the same formula over summed counts: rates pool
counts over words, and a mean is a sum over a number. Where the base is zero the figure is NaN, never 0.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..statistics.formulas import Array, Counts, Formula
from ..text.spans import Span

if TYPE_CHECKING:
    from ..annotation.document import Document


class Place(NamedTuple):
    """A place in an article that a measure counts.

    `field` is "text" or "title", and `span` counts that field's characters. `what` is the thing that is counted there (a term,
    a source, a reporting verb), `voice` whose words these are, and `speaker` who says them, empty for the outlet itself.
    `weight` is what the place adds to the first count of the measure's formula.
    """

    field: str
    span: Span
    what: str
    voice: str
    speaker: str = ""
    weight: float = 1.0


Places = Callable[["Document"], Iterable[Place]]
"""What finds the places in an article that a measure counts."""


@dataclass(frozen=True)
class Measure:
    """A named quantity of a document: call it for the figure, use `counts` for what the figure is made of.

    `unit`, `range` and `source` (the paper, or "this toolkit") say how to read it; `definition` is the first line of its
    docstring. `places` finds the evidence for the figure in an article: the weights of the places add up to the first count,
    unless the measure's places say otherwise. It is None where the figure is of the whole article.
    """

    name: str
    title: str
    unit: str
    range: str
    source: str
    formula: Formula
    counts: Callable[["Document"], Counts]
    places: Places | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "__doc__", self.counts.__doc__)

    def __call__(self, document: "Document") -> float:
        return self.value(self.counts(document))

    def value(self, counts: Sequence[float] | Array) -> float:
        """The figure from (summed) counts."""
        return float(self.formula.compute(np.asarray(counts, dtype=float)))

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest figure there can be, as `range` names them; infinite where it names none."""
        low, _, high = self.range.partition(" to ")
        if high:
            return float(low), float(high)
        return (float(low.split()[0]) if low.endswith("upward") else -np.inf, np.inf)

    @property
    def definition(self) -> str:
        """One sentence that says what is measured."""
        return (self.counts.__doc__ or "").strip().split("\n")[0]


_SIDES = "a file of sides (--sides, or registry=load_registry(sides=...))"
_ON_REQUEST = {"side_": _SIDES, "second_side_": _SIDES, "frame_": "frames (--frames, or a frames_model)"}


def unknown_measure(name: str, measures: Iterable[str]) -> str:
    """What to tell of a measure that does not exist: those that are near it.

    >>> unknown_measure("sorces", ["sources", "loaded_narration"])
    "unknown measure 'sorces'; near it: sources"
    """
    from difflib import get_close_matches

    known = list(measures)
    for start, what in _ON_REQUEST.items():
        if name.startswith(start) and not any(one.startswith(start) for one in known):
            return f"measure {name!r} is there only with {what}"
    near = get_close_matches(name, known, n=5, cutoff=0.5)
    return f"unknown measure {name!r}" + (f"; near it: {', '.join(near)}" if near else "; toolkit.MEASURES has them all")


def measure(
    title: str,
    unit: str,
    range: str,
    formula: Formula,
    source: str = "this toolkit",
    *,
    places: Places | None = None,
    name: str = "",
    definition: str = "",
) -> Callable[[Callable[[Any], Counts]], Measure]:
    """Make a function that counts a document into the measure of its name.

    One of a family (of types, of sides) is given `name` and `definition`, which stand for the function's own.
    """

    def make(counts: Callable[[Any], Counts]) -> Measure:
        if name:
            counts.__name__, counts.__doc__ = name, definition
        return Measure(counts.__name__, title, unit, range, source, formula, counts, places)

    return make


def mean_of(values: Sequence[float]) -> Counts:
    """Counts of a mean: the sum and the number of the values that are defined.

    >>> mean_of([2.0, float("nan")])
    (2.0, 1)
    """
    defined = [value for value in values if value == value]
    return (float(sum(defined)), len(defined))
