"""Every measure that needs nothing from the user."""

from . import biased_sentences, linguistic_cues, loaded, prominence, sourcing, unheard
from .measure import Measure

MEASURES: dict[str, Measure] = {
    **loaded.MEASURES,
    **sourcing.MEASURES,
    **prominence.MEASURES,
    **unheard.MEASURES,
    **linguistic_cues.MEASURES,
    **biased_sentences.MEASURES,
}
"""Every measure by its name. Those by side (`measures_of_sides`) and of frames (`measures_of_frames`) come on top on request.

A measure that is put into it (`toolkit.MEASURES["mine"] = mine`) is scored, compared and reported like those that ship.
"""
