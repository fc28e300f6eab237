"""Sentences that annotators would mark as biased, and frames of whole articles: what the classifiers say, as measures.

The figures are of what people trained to look for biased wording would mark, as in BABE (Spinde et al. 2021); no sentence is
called biased. Sentences count for the voice that says most of their words.
"""

from collections.abc import Callable, Sequence
from math import isnan
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..annotation.document import Document
from ..classifiers.sentence_model import BAND
from ..statistics.formulas import SHARE, Counts
from ..text.spans import Span
from .measure import Measure, Place, Places, measure

_UNIT = "share of sentences of {}"
_SOURCE = "after Spinde et al. 2021"


def _sentences(voice: str, counted: Callable[[float], bool] | None = None) -> Places:
    """The sentences of a voice, the most probable first, each weighing its probability.

    With `counted`, only those whose probability it holds for, each of weight 1.
    """

    def places(document: Document) -> list[Place]:
        sentences = zip(document.p_marked_biased, document.sentence_voices, document.sentences, strict=False)
        ranked = sorted(((p, span) for p, own, span in sentences if own == voice and not isnan(p)), reverse=True)
        kept = [(1.0 if counted else p, span) for p, span in ranked if counted is None or counted(p)]
        return [Place("text", span, f"sentence of {voice}", voice, weight=weight) for weight, span in kept]

    return places


def _likely(p: float) -> bool:
    return p >= BAND[1]


def _undecided(p: float) -> bool:
    return BAND[0] < p < BAND[1]


def _expected(voice: str) -> Measure:
    """The share of sentences of one voice that would be marked: the mean of their probabilities."""

    def counts(document: Document) -> Counts:
        p = probabilities(document, voice)
        return (sum(p), len(p))

    definition = f"""Share of the sentences of {voice} that annotators would mark: their mean probability; NaN without any.

    >>> from toolkit.annotation.annotator import annotate
    >>> MEASURES["marked_{voice}"](annotate(""))
    nan
    """
    title = f"Sentences that would be marked, {voice}"
    name = f"marked_{voice}"
    return measure(
        title, _UNIT.format(voice), "0 to 1", SHARE, _SOURCE, places=_sentences(voice), name=name, definition=definition
    )(counts)


@measure(
    "Sentences likely to be marked, narration",
    _UNIT.format("narration"),
    "0 to 1",
    SHARE,
    _SOURCE,
    places=_sentences("narration", _likely),
)
def likely_marked_narration(document: Document) -> Counts:
    """Share of the sentences of narration that annotators would mark with a probability of .65 or more; NaN without any.

    >>> from toolkit.annotation.annotator import annotate
    >>> likely_marked_narration(annotate("It rained on Tuesday."))
    0.0
    """
    p = probabilities(document, "narration")
    return (sum(map(_likely, p)), len(p))


@measure(
    "Sentences undecided, narration",
    _UNIT.format("narration"),
    "0 to 1",
    SHARE,
    _SOURCE,
    places=_sentences("narration", _undecided),
)
def undecided_narration(document: Document) -> Counts:
    """Share of the sentences of narration with a probability between .35 and .65 to be marked: too close to call.

    >>> from toolkit.annotation.annotator import annotate
    >>> undecided_narration(annotate("It rained on Tuesday."))
    0.0
    """
    p = probabilities(document, "narration")
    return (sum(map(_undecided, p)), len(p))


MEASURES: dict[str, Measure] = {
    one.name: one for one in (_expected("narration"), _expected("paraphrase"), likely_marked_narration, undecided_narration)
}


def probabilities(document: Document, voice: str) -> list[float]:
    """For each sentence of a voice the probability that annotators would mark it; sentences without words left out."""
    sentences = zip(document.sentence_voices, document.p_marked_biased, strict=False)
    return [p for own, p in sentences if own == voice and not isnan(p)]


def likely_marked(document: Document) -> list[tuple[float, Span]]:
    """The sentences of narration and paraphrase with a probability of .65 or more to be marked, in reading order.

    >>> from toolkit.annotation.annotator import annotate
    >>> likely_marked(annotate("It rained on Tuesday."))
    []
    """
    told = zip(document.p_marked_biased, document.sentence_voices, document.sentences, strict=False)
    return [(p, span) for p, voice, span in told if _likely(p) and voice in ("narration", "paraphrase")]


class Expected(NamedTuple):
    """How many of `n` sentences annotators would mark: the expected number, and an interval; None where none can be given."""

    n: int
    mean: float
    low: int | None
    high: int | None


def expected_marked(p: Sequence[float], spread: float, confidence: float = 0.95) -> Expected:
    """How many of some sentences of one outlet would be marked.

    Two things make the number uncertain: which of the sentences are marked (a Poisson binomial distribution; Wang 1993), and how
    far the model is off for this outlet, since it was off for others that it did not know.

    Parameters
    ----------
    p : the probability of each sentence.
    spread : standard deviation, in log odds, of the model's error between outlets held out (`SentenceModel.spread`); NaN where
        that is not known: then no interval is given.

    Examples
    --------
    >>> expected_marked([0.5, 0.5, 0.0], spread=0.0)
    Expected(n=3, mean=1.0, low=0, high=2)
    """
    chances = np.asarray(p, dtype=float)
    mean = float(chances.sum())
    if not len(chances) or isnan(spread):
        return Expected(len(chances), mean, None, None)
    with np.errstate(divide="ignore"):
        odds = np.log(chances) - np.log1p(-chances)
    below = np.cumsum(np.mean([_numbers(1 / (1 + np.exp(-odds - spread * off))) for off in _OFFS], axis=0))
    low, high = (int(np.searchsorted(below, share)) for share in ((1 - confidence) / 2, (1 + confidence) / 2))
    return Expected(len(chances), mean, low, min(high, len(chances)))


_OFFS = [NormalDist().inv_cdf((i + 0.5) / 40) for i in range(40)]  # as the standard normal distribution has them


def _numbers(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each number of sentences, from 0 to all."""
    found = np.ones(1)
    for one in chances:
        found = np.convolve(found, [1 - one, one])
    return found
