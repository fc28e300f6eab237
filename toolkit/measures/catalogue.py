"""Every measure that needs nothing from the user, and how measures are pickled."""

import copyreg
from collections.abc import Mapping
from typing import Any

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
"""Every measure by its name. Those by side (`measures_of_sides`) and of frames (`measures_of_frames`) are added on request.

A measure that is added to it (`toolkit.MEASURES["mine"] = mine`) is scored, compared and reported like the shipped ones.
"""


def measure_again(name: str, of: Mapping[str, str]) -> Measure:
    """The measure of a name: one of `MEASURES`, or that of a side or frame, which `of` names.

    Raises OptionError where there is none.

    >>> measure_again("side_balance", {"side": "east", "against": "west"}).title
    'Balance of east and west'
    """
    if name in MEASURES:
        return MEASURES[name]
    labels = [of[key] for key in ("side", "against") if key in of] or ["any"]
    frames = [of["frame"]] if "frame" in of else []
    on_request = {**measures_of_sides(labels), **measures_of_frames(frames), **loaded.WITHOUT_VOICES}
    if name not in on_request:
        raise OptionError(f"{unknown_measure(name, MEASURES)}; add your own to toolkit.MEASURES first")
    return on_request[name]


def _reduced(measure: Measure) -> tuple[Any, ...]:
    return measure_again, (measure.name, dict(measure.of))


copyreg.pickle(Measure, _reduced)  # by name: what counts and computes is code, which a pickle does not hold
