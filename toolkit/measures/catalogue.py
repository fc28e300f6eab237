"""Every measure that needs nothing from the user, and how measures are pickled."""

import copyreg
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..annotation.attributions.voices import UNREAD
from ..errors import OptionError
from . import biased_sentences, harm, linguistic_cues, loaded, prominence, sourcing, unheard
from .frames import measures_of_frames
from .measure import Measure, unknown_measure
from .sides import measures_of_sides

MEASURES: dict[str, Measure] = {
    **loaded.MEASURES,
    **sourcing.MEASURES,
    **prominence.MEASURES,
    **unheard.MEASURES,
    **linguistic_cues.MEASURES,
    **harm.MEASURES,
    **biased_sentences.MEASURES,
}
"""Every measure by its name. Those of a user's own sides, frames and categories are added `on_request`.

A measure that is added to it (`toolkit.MEASURES["mine"] = mine`) is scored, compared and reported like the shipped ones.
"""


def on_request(
    sides: Sequence[str] = (), frames: Iterable[str] = (), categories: Iterable[str] = (), *, only: str | None = None
) -> dict[str, Measure]:
    """The measures of a user's own sides, frames and categories of loaded terms, and without voices where `only` is set.

    >>> list(on_request(categories=["economy"], only="loaded"))[-2:]
    ['loaded_headline_economy', 'loaded_text_economy']
    """
    if only:
        return {**loaded.WITHOUT_VOICES, **loaded.measures_of_categories(categories, UNREAD)}
    return {**loaded.measures_of_categories(categories), **measures_of_sides(sides), **measures_of_frames(frames)}


def measure_again(name: str, of: Mapping[str, str]) -> Measure:
    """The measure of a name: one of `MEASURES`, or that of a side, a frame or a category, which `of` names.

    Raises OptionError where there is none.

    >>> measure_again("side_balance", {"side": "east", "against": "west"}).title
    'Balance of east and west'
    """
    if name in MEASURES:
        return MEASURES[name]
    labels = [of[key] for key in ("side", "against") if key in of] or ["any"]
    frames = [of["frame"]] if "frame" in of else []
    categories = [of["category"]] if "category" in of else []
    measures = {**on_request(labels, frames, categories), **on_request(categories=categories, only="loaded")}
    if name not in measures:
        raise OptionError(f"{unknown_measure(name, MEASURES)}; add your own to toolkit.MEASURES first")
    return measures[name]


def _reduced(measure: Measure) -> tuple[Any, ...]:
    return measure_again, (measure.name, dict(measure.of))


copyreg.pickle(Measure, _reduced)  # by name: what counts and computes is code, which a pickle does not hold
