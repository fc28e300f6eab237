"""The frames of a whole article, as a classifier finds them."""

from collections.abc import Iterable

from ..annotation.document import Document
from ..statistics.formulas import Counts
from .measure import Measure, measure, share


def measures_of_frames(frames: Iterable[str]) -> dict[str, Measure]:
    """One measure for each frame: the probability that coders would find it in the article, or its mean over articles.

    >>> measures_of_frames(["human interest"])["frame_human_interest"].title
    'Frame: human interest'
    """
    measures = [_measure_of(frame) for frame in frames]
    return {measure.name: measure for measure in measures}


def _measure_of(frame: str) -> Measure:
    def counts(document: Document) -> Counts:
        return (document.frames[frame], 1) if frame in document.frames else (0, 0)

    return measure(
        f"Frame: {frame}",
        "frame",
        share("articles"),
        "after Semetko and Valkenburg 2000",
        of={"frame": frame},
        name=f"frame_{frame.replace(' ', '_')}",
        definition=f"Probability that coders would find the frame of {frame} in the article; over several articles the mean.",
    )(counts)
