"""Sentences that annotators would mark as biased, as the sentence classifier predicts them.

The figures predict what people trained to look for biased wording would mark, as in BABE (Spinde et al. 2021); no sentence is
called biased. A sentence counts for the voice that says most of its words.
"""

from collections.abc import Callable, Sequence
from math import isnan
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from ..annotation.document import Document
from ..classifiers.sentence_model import BAND
from ..statistics.arrays import Floats, logistic
from ..statistics.formulas import Counts
from ..text.spans import Span
from .measure import Measure, Place, Places, measure, share

_SOURCE = "after Spinde et al. 2021"


def _sentences(voice: str, counted: Callable[[float], bool] | None = None) -> Places:
    """The sentences of a voice, the most probable first, each weighing its probability.

    With `counted`, only those for whose probability it is true, each of weight 1.
    """

    def places(document: Document) -> list[Place]:
        sentences = zip(document.p_marked_biased, document.sentence_voices, document.sentences, strict=False)
        ranked = sorted(((p, span) for p, said_in, span in sentences if said_in == voice and not isnan(p)), reverse=True)
        kept = [(1.0 if counted else p, span) for p, span in ranked if counted is None or counted(p)]
        return [Place("text", span, f"sentence of {voice}", voice, weight=weight) for weight, span in kept]

    return places


def _likely(p: float) -> bool:
    return p >= BAND[1]


def _undecided(p: float) -> bool:
    return BAND[0] < p < BAND[1]


def _share(name: str, title: str, voice: str, definition: str, counted: Callable[[float], bool] | None = None) -> Measure:
    """A share of the sentences of a voice: of those with a probability for which `counted` is true, else the mean probability."""

    def counts(document: Document) -> Counts:
        p = probabilities(document, voice)
        return (sum(map(counted, p)) if counted else sum(p), len(p))

    described = f"""{definition}

    >>> from toolkit.annotation.annotator import annotate
    >>> MEASURES["{name}"](annotate(""))
    nan
    """
    places, of = _sentences(voice, counted), {"voice": voice}
    scale = share(f"sentences of {voice}")
    return measure(title, "sentences", scale, _SOURCE, of=of, places=places, name=name, definition=described)(counts)


def _expected(voice: str) -> Measure:
    title = f"Sentences that would be marked, {voice}"
    what = f"Share of the sentences of {voice} that annotators would mark: their mean probability; NaN without any."
    return _share(f"marked_{voice}", title, voice, what)


_LIKELY = _share(
    "likely_marked_narration",
    "Sentences likely to be marked, narration",
    "narration",
    "Share of the sentences of narration that annotators would mark with a probability of .65 or more; NaN without any.",
    _likely,
)
_UNDECIDED = _share(
    "undecided_narration",
    "Sentences undecided, narration",
    "narration",
    "Share of the sentences of narration with a probability between .35 and .65 of being marked: too close to call.",
    _undecided,
)
MEASURES: dict[str, Measure] = {m.name: m for m in (_expected("narration"), _expected("paraphrase"), _LIKELY, _UNDECIDED)}


def probabilities(document: Document, voice: str) -> list[float]:
    """For each sentence of a voice the probability that annotators would mark it; sentences without words are left out."""
    sentences = zip(document.sentence_voices, document.p_marked_biased, strict=False)
    return [p for said_in, p in sentences if said_in == voice and not isnan(p)]


def likely_marked(document: Document) -> list[tuple[float, Span]]:
    """The sentences of narration and paraphrase with a probability of .65 or more of being marked, in reading order.

    >>> from toolkit.annotation.annotator import annotate
    >>> likely_marked(annotate("It rained on Tuesday."))
    []
    """
    sentences = zip(document.p_marked_biased, document.sentence_voices, document.sentences, strict=False)
    return [(p, span) for p, voice, span in sentences if _likely(p) and voice in ("narration", "paraphrase")]


class Expected(NamedTuple):
    """How many of `n` sentences annotators would mark: the expected number and an interval, None where there is none."""

    n: int
    mean: float
    low: int | None
    high: int | None


def expected_marked(p: Sequence[float], spread: float, confidence: float = 0.95) -> Expected:
    """How many of some sentences of one outlet would be marked.

    Two things make the number uncertain: which of the sentences are marked (a Poisson binomial distribution; Wang 1993), and how
    far the model errs for this outlet, as it erred for outlets that it had not seen in training.

    Parameters
    ----------
    p : the probability of each sentence.
    spread : standard deviation, in log odds, of the model's error between held-out outlets (`SentenceModel.spread`); with NaN,
        where it is not known, there is no interval.

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
    below = np.cumsum(_numbers(logistic(odds + spread * _OFFS[:, None])).mean(axis=0))
    low, high = (int(np.searchsorted(below, share)) for share in ((1 - confidence) / 2, (1 + confidence) / 2))
    return Expected(len(chances), mean, low, min(high, len(chances)))


_OFFS = np.array([NormalDist().inv_cdf((i + 0.5) / 40) for i in range(40)])  # quantiles of the standard normal distribution


def _numbers(chances: Floats) -> Floats:
    """The probability of each number of marked sentences, from 0 to all; `chances` are of several rows of sentences."""
    numbers = np.zeros((len(chances), chances.shape[1] + 1))
    numbers[:, 0] = 1
    for p in chances.T[..., None]:
        numbers[:, 1:] = numbers[:, 1:] * (1 - p) + numbers[:, :-1] * p
        numbers[:, :1] *= 1 - p
    return numbers
