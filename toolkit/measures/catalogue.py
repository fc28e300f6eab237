"""Every measure that needs nothing from the user."""

from collections.abc import Mapping

from . import biased_sentences, linguistic_cues, loaded, prominence, sourcing, unheard
from .measure import Measure

MEASURES: Mapping[str, Measure] = {
    **loaded.MEASURES,
    **sourcing.MEASURES,
    **prominence.MEASURES,
    **unheard.MEASURES,
    **linguistic_cues.MEASURES,
    **biased_sentences.MEASURES,
}
"""Every measure by its name; those by side (`sides.measures_of_sides`) and of frames (`measures_of_frames`) come on top."""
