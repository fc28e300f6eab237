"""The limits and calibrations of the accurate reader, chosen on articles of outlets that it has not learned from."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.accurate_reader import Reading
from ..annotation.annotator import Annotator
from ..annotation.encoder import HEADS, Encoder, Settings
from ..annotation.loaded.loaded_words import AS_IT_IS, KINDS, LEXICON, Calibration, log_odds
from ..articles.article import Article
from ..files import arrays_in, atomic
from ..statistics.arrays import Bools, Floats
from ..text.furniture import blanked, furniture
from ..text.spans import Span, matched
from ..text.words import Words
from .evaluation import evaluate_binary
from .loaded_training import calibration_error, calibration_of
from .metrics import over
from .reader_examples import LabelledReading

PRECISION = 0.75
"""The least share of the loaded terms reported that coders marked."""

SAME = 0.8
"""The Jaccard coefficient of words from which two contents are the same."""

_LOWEST = 0.05  # probabilities below which nothing is looked at


class Judged(NamedTuple):
    """What was read in held-out texts: probabilities, whether coders agree, and how many coders marked in all."""

    p: Floats
    right: Bools
    marked: int

    def best(self, least_precision: float = 0.0) -> float:
        """The limit with the highest F1 among those whose precision suffices; the highest limit where none does."""
        found = [(self.f1(limit), limit) for limit in np.unique(self.p) if self.precision(limit) >= least_precision]
        return float(max(found)[1]) if found else 1.0

    def precision(self, limit: float) -> float:
        """The share of what is reported from a limit on that coders marked too."""
        return over(float(self.right[self.p >= limit].sum()), float((self.p >= limit).sum()))

    def f1(self, limit: float) -> float:
        """F1 from a limit on."""
        return float(2 * self.right[self.p >= limit].sum() / max((self.p >= limit).sum() + self.marked, 1))


def chosen_settings(annotator: Annotator, held_out: Sequence[LabelledReading]) -> tuple[Settings, dict[str, object]]:
    """The settings of the encoder by which an annotator reads, and figures on the texts that they were chosen on.

    Terms are read with the limits of attributions that were chosen first, since voices hang on these. They are calibrated as they
    are reported. What nobody coded in these texts is not read: its limit is 1.
    """
    encoder = _encoder_of(annotator)
    encoder.settings = Settings(cue=_LOWEST, free=_LOWEST, least=_LOWEST, least_unlisted=_LOWEST)
    with_cue, free = _attributions_read(encoder, held_out)
    encoder.settings = encoder.settings._replace(cue=with_cue.best(), free=free.best())
    kinds = _terms_read(annotator, held_out)
    calibrations = [calibration_of(kind.p, kind.right) for kind in kinds]
    calibrated = [_calibrated(kind, by) for kind, by in zip(kinds, calibrations, strict=True)]
    together = Judged(
        np.concatenate([kind.p for kind in calibrated]), np.concatenate([kind.right for kind in calibrated]), kinds[0].marked
    )
    least = together.best(PRECISION)
    of_listed, of_unlisted = calibrations
    encoder.settings = encoder.settings._replace(least=of_listed.of_word(least), least_unlisted=of_unlisted.of_word(least))
    settings, errors = calibrated_settings(annotator, held_out)
    figures = {
        "articles": len(held_out),
        "attributions with a cue, F1": round(with_cue.f1(settings.cue), 3),
        "loaded terms": {"precision": round(together.precision(least), 3), "F1": round(together.f1(least), 3), "from p": least},
        "calibration error": errors,
    }
    return settings, figures


def calibrated_settings(annotator: Annotator, held_out: Sequence[LabelledReading]) -> tuple[Settings, list[float]]:
    """The settings of the encoder of an annotator, with terms calibrated as they are reported, and the calibration error of the
    terms of each kind, on the texts that they were calibrated on."""
    encoder = _encoder_of(annotator)
    encoder.settings = encoder.settings._replace(listed=AS_IT_IS, unlisted=AS_IT_IS)
    kinds = _terms_read(annotator, held_out)
    listed, unlisted = (calibration_of(kind.p, kind.right) for kind in kinds)
    calibrated = [_calibrated(kind, by) for kind, by in zip(kinds, (listed, unlisted), strict=True)]
    errors = [round(calibration_error(kind.p, kind.right), 3) for kind in calibrated]
    return encoder.settings._replace(listed=listed, unlisted=unlisted), errors


def sentence_settings(encoder: Encoder, held_out: Sequence[LabelledReading]) -> tuple[Calibration, dict[str, float]]:
    """The calibration of sentences, and how well the encoder tells which of them experts marked as biased, in outlets that it has
    not learned from."""
    p, marked = any_marked(encoder, [one.text for one in held_out]), np.array([bool(one.biased) for one in held_out])
    calibration = marked_calibration(p, marked)
    evaluation = evaluate_binary(marked.tolist(), list(map(calibration.of_term, p)), [one.group for one in held_out])
    names = ("macro_f1", "auroc", "auroc_within_groups", "ece")
    return calibration, {"sentences": len(held_out), **{name: round(evaluation.of(name), 3) for name in names}}


def any_marked(encoder: Encoder, texts: Sequence[str]) -> Floats:
    """The probability that experts would mark any word of each sentence, read by itself."""
    return np.array([Reading.of(encoder, Words(text)).any_marked([Span(0, len(text))])[0] for text in texts])


def marked_calibration(p: Floats, marked: Bools) -> Calibration:
    """What makes the probability that experts would mark any word that of the whole sentence, as if they marked half of all.

    >>> marked_calibration(np.full(8, 0.5), np.arange(8) < 2).of_term(0.5) > 0.5
    True
    """
    slope, shift = calibration_of(p, marked)
    return Calibration(slope, shift - log_odds(float(marked.mean())))


def store_settings(settings: Settings, folder: Path) -> None:
    """Add the settings of a reader to its heads; they are among what its hash is of, so that it is to be loaded anew."""
    arrays: dict[str, Any] = dict(arrays_in(folder / HEADS))
    arrays["thresholds"] = np.array(settings[:4])
    arrays |= {kind: np.array(getattr(settings, kind)) for kind in KINDS}
    if settings.marked:
        arrays["marked"] = np.array(settings.marked)
    with atomic(folder / HEADS, "wb") as file:
        np.savez_compressed(file, **arrays)


def _encoder_of(annotator: Annotator) -> Encoder:
    assert annotator.encoder is not None, "the fast reader has no settings to be chosen"
    return annotator.encoder


def _calibrated(kind: Judged, calibration: Calibration) -> Judged:
    return kind._replace(p=np.array([calibration.of_term(p) for p in kind.p]))


def _attributions_read(encoder: Encoder, held_out: Iterable[LabelledReading]) -> list[Judged]:
    """The attributions that are read with hardly any limit: those with a cue and those without."""
    rows: list[list[tuple[float, bool]]] = [[], []]
    marked = [0, 0]
    for text in held_out:
        if text.attributions is None:
            continue
        reading = Reading.of(encoder, Words(blanked(text.text, furniture(text.text))))
        for has_cue, p, right in _attributions(reading, text):
            rows[not has_cue].append((p, right))
        for one in text.attributions:
            marked[not one.cue] += 1
    return [_judged(several, n) for several, n in zip(rows, marked, strict=True)]


def _terms_read(annotator: Annotator, held_out: Iterable[LabelledReading]) -> list[Judged]:
    """The terms that are read with hardly any limit: those that a lexicon lists and those that none does."""
    rows: list[list[tuple[float, bool]]] = [[], []]
    marked = 0
    for text in held_out:
        if text.loaded is not None:
            spans = [span for span, _ in text.loaded]
            terms = annotator(Article("", text.text)).loaded
            agreed = matched([term.span for term in terms], spans, text.text)
            for number, term in enumerate(terms):
                rows[term.lexicon.name == LEXICON].append((term.p or 0.0, number in agreed))
            marked += len(spans)
    return [_judged(several, marked) for several in rows]


def _judged(several: Sequence[tuple[float, bool]], marked: int) -> Judged:
    """What was read, by probability and whether coders agree, and how many coders marked in all."""
    p, right = np.array(several, dtype=float).reshape(-1, 2).T
    return Judged(p, right > 0, marked)


def _attributions(reading: Reading, text: LabelledReading) -> Iterator[tuple[bool, float, bool]]:
    """Each attribution found: whether it has a cue, its probability, and whether a coder marked nearly the same content."""
    words = reading.words
    gold = [set(words.inside_all(one.content)) for one in text.attributions or ()]
    for one in sorted(reading.found, key=lambda found: -found.p):
        own = set(words.inside_all(one.attribution.content))
        same = [other for other in gold if len(own & other) >= SAME * len(own | other)]
        if same:
            gold.remove(max(same, key=lambda other: len(own & other) / len(own | other)))
        yield bool(one.attribution.cue), one.p, bool(same)
