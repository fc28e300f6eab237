"""The frames of a whole article, as a classifier tells them."""

from collections.abc import Iterable

from ..annotation.document import Document
from ..statistics.formulas import SHARE, Counts
from .measure import Measure, measure


def measures_of_frames(frames: Iterable[str]) -> dict[str, Measure]:
    """One measure a frame: the probability that coders would find it in the article, or its mean over articles.

    >>> measures_of_frames(["human interest"])["frame_human_interest"].title
    'Frame: human interest'
    """
    found = [_frame(frame) for frame in frames]
    return {one.name: one for one in found}


def _frame(frame: str) -> Measure:
    def counts(document: Document) -> Counts:
        return (document.frames[frame], 1) if frame in document.frames else (0, 0)

    definition = f"Probability that coders would find the frame of {frame} in the article; over several articles the mean."
    name, title = f"frame_{frame.replace(' ', '_')}", f"Frame: {frame}"
    source = "after Semetko and Valkenburg 2000"
    return measure(title, "share of articles", "0 to 1", SHARE, source, name=name, definition=definition)(counts)
