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
"""Every measure by its name. Those by side (`measures_of_sides`) and of frames (`measures_of_frames`) are added on request.

A measure that is added to it (`toolkit.MEASURES["mine"] = mine`) is scored, compared and reported like the shipped ones.
"""
