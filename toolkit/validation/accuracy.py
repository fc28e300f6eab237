"""A lexicon against human coding: precision, recall and F1, by entry, category, voice and outlet, with every false hit.

Hits and coded phrases are matched one to one (see `spans.matched`). Wilson's intervals (1927) assume that hits are independent,
which those of one article are not. Overall figures therefore also have an interval from resampling whole texts, which does not
assume it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..annotation.annotator import Annotator
from ..annotation.attributions.voices import OWN_VOICES
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..errors import ArticleError, OptionError
from ..statistics.arrays import Ints
from ..statistics.inference import adjusted
from ..statistics.intervals import CONFIDENCE, wilson
from ..statistics.resampling import Bootstrap, check_resampling
from ..tabular import size_of
from ..text.lexicon import Lexicon
from ..text.spans import Span, matched
from .coded_texts import Coded, Phrase
from .concordance import Line, line_of

if TYPE_CHECKING:
    import pandas as pd

LEAST_HITS = 8
"""Hits of a term from which its precision is compared between outlets."""

_DEALS = 1000  # times that texts are assigned to outlets at random


@dataclass(frozen=True, repr=False)
class Validation:
    """How well a lexicon agrees with human coding.

    Attributes
    ----------
    overall : one row for all voices and, where every phrase has a voice, one for the outlet's own voice alone: what, texts,
        coded, hits, right; precision and recall, each with low and high (Wilson) and texts_low and texts_high (resampled
        texts); f1 with low and high (resampled texts).
    entries : one row for each entry that was found: term, category, hits, right, precision, low, high.
    by : the same figures by category, voice and outlet: of, value, hits, right, precision, low, high.
    differs : whether precision differs between outlets, for all terms together and for each with at least `LEAST_HITS` hits:
        term, outlets, texts, hits, right, p (of chi square, from assigning whole texts to outlets at random) and p_adjusted
        (Benjamini and Hochberg 1995).
    false_hits : hits that nobody coded, in context, with voice and speaker.
    missed : coded phrases that no entry matches: phrase, category, count, texts.
    agreement : share of matched hits with the coder's category, and with her voice (the outlet's own or attributed).
    lexicon : name, version and content hash of what was validated.
    """

    overall: "pd.DataFrame"
    entries: "pd.DataFrame"
    by: "pd.DataFrame"
    differs: "pd.DataFrame"
    false_hits: "pd.DataFrame"
    missed: "pd.DataFrame"
    agreement: Mapping[str, float]
    lexicon: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({size_of(self.to_frame())})"

    def to_frame(self) -> "pd.DataFrame":
        """The overall figures."""
        return self.overall


def validate(
    lexicon: Lexicon | str | Path,
    coded: Iterable[Coded],
    *,
    rules_only: bool = False,
    resamples: int = 2000,
    seed: int = 0,
) -> Validation:
    """Compare what a lexicon finds with what people coded.

    Parameters
    ----------
    lexicon : of loaded terms; a name, a path or the lexicon itself.
    coded : texts with all the phrases that people marked as loaded (see `read_coded`).
    rules_only : find attributions by rule, without the shipped model.
    resamples, seed : of the bootstrap over texts, and of the test between outlets.

    Raises
    ------
    ArticleError
        There is no coded text.
    OptionError
        There are too few resamples for an interval, or a path is given in place of coded texts.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> text = "The puppet regime fled the brutal war."
    >>> coded = Coded(article_of(text), (Phrase(Span(4, 17), "label"), Phrase(Span(27, 33), "emotive")))
    >>> validate("loaded_terms", [coded]).overall.loc[0, ["precision", "recall"]].tolist()
    [1.0, 1.0]
    """
    if isinstance(coded, str | Path):
        raise OptionError(f"coded: {coded!r} has to be read first: tk.read_coded({str(coded)!r})")
    # coders coded all of the text, and it is the list that is judged
    annotator = Annotator([lexicon], rules_only=rules_only, loaded_model=None, bias_model=None, keep_furniture=True)
    texts = [_Compared.of(text, annotator) for text in coded]
    if not texts:
        raise ArticleError("no coded text to validate against")
    check_resampling(resamples, CONFIDENCE, seed)
    rng = np.random.default_rng(seed)
    overall = _overall(texts, Bootstrap(resamples, CONFIDENCE, rng))
    hits = [(hit, phrase, text) for text in texts for hit, phrase in text.judged()]
    return Validation(
        overall=_frame(overall),
        entries=_by_entry(hits),
        by=_by(hits),
        differs=_differs(texts, min(resamples, _DEALS), rng),
        false_hits=_frame([line_of(text.document, hit)._asdict() for hit, phrase, text in hits if not phrase], Line._fields),
        missed=_missed(texts),
        agreement=_agreement([(hit, phrase) for hit, phrase, _ in hits if phrase]),
        lexicon=", ".join(lexicon.label for lexicon in annotator.lexicons),
    )


# -- one text --------------------------------------------------------------------------------------------------------------


class _Compared(NamedTuple):
    """One text: the hits in it, the phrases that were coded, and which belong together."""

    document: Document
    hits: tuple[LoadedTerm, ...]
    phrases: tuple[Phrase, ...]
    pairs: dict[int, int]  # number of the hit → number of the phrase

    @classmethod
    def of(cls, coded: Coded, annotator: Annotator) -> "_Compared":
        document = annotator(coded.article)
        hits = tuple(term for term in document.loaded if term.field == "text")
        spans = [hit.span for hit in hits]
        phrases = tuple(_placed(phrase, spans) for phrase in coded.phrases)
        return cls(document, hits, phrases, matched(spans, [phrase.span for phrase in phrases], coded.article.text))

    @property
    def outlet(self) -> str:
        return self.document.article.outlet or ""

    def judged(self) -> Iterator[tuple[LoadedTerm, Phrase | None]]:
        """Each hit with the phrase that makes it right; None for a false one."""
        for i, hit in enumerate(self.hits):
            yield hit, self.phrases[self.pairs[i]] if i in self.pairs else None

    def counts(self, *, own: bool = False) -> tuple[int, int, int]:
        """Right hits, hits and coded phrases, in all voices or in the outlet's own."""
        if not own:
            return len(self.pairs), len(self.hits), len(self.phrases)
        hits = [hit.span for hit in self.hits if hit.voice in OWN_VOICES]
        phrases = [phrase.span for phrase in self.phrases if phrase.voice in OWN_VOICES]
        return len(matched(hits, phrases, self.document.article.text)), len(hits), len(phrases)


def _placed(phrase: Phrase, hits: Sequence[Span]) -> Phrase:
    """A phrase at the place of a hit, where the coder did not say which of several places she meant."""
    places = (phrase.span, *phrase.elsewhere)
    hit = next((place for place in places if any(h.start < place.end and place.start < h.end for h in hits)), phrase.span)
    return phrase._replace(span=hit)


# -- overall figures -------------------------------------------------------------------------------------------------------

_Hits = Sequence[tuple[LoadedTerm, Phrase | None, _Compared]]


def _overall(texts: Sequence[_Compared], bootstrap: Bootstrap) -> list[dict[str, Any]]:
    """The figures of all voices and, where they can be compared, of the outlet's own."""
    rows = [_scores("all", [text.counts() for text in texts], bootstrap)]
    phrases = [phrase for text in texts for phrase in text.phrases]
    if phrases and all(phrase.voice for phrase in phrases):
        rows.append(_scores("own voice", [text.counts(own=True) for text in texts], bootstrap))
    return rows


def _scores(what: str, counts: Sequence[tuple[int, int, int]], bootstrap: Bootstrap) -> dict[str, Any]:
    """Precision, recall and F1 of the counts of each text (right, hits, coded), with intervals."""
    right, hits, coded = (int(total) for total in np.sum(counts, axis=0))
    row: dict[str, Any] = {"what": what, "texts": len(counts), "coded": coded, "hits": hits, "right": right}
    sums = bootstrap.sums(np.array(counts, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        resampled = {"precision": sums[:, 0] / sums[:, 1], "recall": sums[:, 0] / sums[:, 2]}
        f1 = 2 * sums[:, 0] / (sums[:, 1] + sums[:, 2])
    for name, n in (("precision", hits), ("recall", coded)):
        row[name], row[f"{name}_low"], row[f"{name}_high"] = wilson(right, n)
        row[f"{name}_texts_low"], row[f"{name}_texts_high"] = bootstrap.limits(resampled[name])
    row["f1"] = 2 * right / (hits + coded) if hits + coded else float("nan")
    row["f1_low"], row["f1_high"] = bootstrap.limits(f1)
    return row


# -- precision by entry, category, voice and outlet ------------------------------------------------------------------------

_FIGURES = ("hits", "right", "precision", "low", "high")
_Value = TypeVar("_Value", bound=Hashable)


def _by_entry(hits: _Hits) -> "pd.DataFrame":
    precisions = _precisions(hits, lambda hit, text: (hit.entry.term, hit.entry.category))
    rows = [{"term": term, "category": category} | figures for (term, category), figures in precisions.items()]
    return _frame(rows, ("term", "category", *_FIGURES))


def _by(hits: _Hits) -> "pd.DataFrame":
    """Precision by category, voice and outlet."""
    kinds: dict[str, Callable[[LoadedTerm, _Compared], str]] = {
        "category": lambda hit, text: hit.entry.category,
        "voice": lambda hit, text: hit.voice,
        "outlet": lambda hit, text: text.outlet,
    }
    rows = [
        {"of": of, "value": value} | figures
        for of, value_of in kinds.items()
        for value, figures in _precisions(hits, value_of).items()
        if value
    ]
    return _frame(rows, ("of", "value", *_FIGURES))


def _precisions(hits: _Hits, value_of: Callable[[LoadedTerm, _Compared], _Value]) -> dict[_Value, dict[str, Any]]:
    """The precision of the hits of each value, the value of most hits first."""
    counted: Counter[_Value] = Counter(value_of(hit, text) for hit, _, text in hits)
    right: Counter[_Value] = Counter(value_of(hit, text) for hit, phrase, text in hits if phrase)
    figures: dict[_Value, dict[str, Any]] = {}
    for value, n in counted.most_common():
        figures[value] = dict(zip(_FIGURES, (n, right[value], *wilson(right[value], n)), strict=True))
    return figures


# -- does precision differ between outlets? --------------------------------------------------------------------------------


class _Tally(NamedTuple):
    """Hits of a term in one text, and how many are right."""

    outlet: str
    hits: int
    right: int


def _differs(texts: Sequence[_Compared], resamples: int, rng: np.random.Generator) -> "pd.DataFrame":
    """Whether hits are right as often in one outlet as in another: all hits together (no term), and those of each term."""
    rows = []
    for term, tallies in _tallies(texts).items():
        outlets, hits, right = (np.array(column) for column in zip(*tallies, strict=True))
        if len(set(outlets)) > 1 and hits.sum() >= LEAST_HITS:
            row = {"term": term, "outlets": len(set(outlets)), "texts": len(tallies)}
            row |= {"hits": int(hits.sum()), "right": int(right.sum())}
            rows.append({**row, "p": chance_of_difference(outlets, hits, right, resamples, rng)})
    table = _frame(rows, ("term", "outlets", "texts", "hits", "right", "p"))
    return table.assign(p_adjusted=adjusted(table["p"]))


def _tallies(texts: Sequence[_Compared]) -> dict[str, list[_Tally]]:
    """The hits of each term in each text that has it, and under the empty term those of all."""
    tallies: dict[str, list[_Tally]] = {}
    for text in texts:
        hits, right = Counter[str](), Counter[str]()
        for hit, phrase in text.judged():
            for term in ("", hit.entry.term):
                hits[term] += 1
                right[term] += phrase is not None
        for term, n in hits.items():
            tallies.setdefault(term, []).append(_Tally(text.outlet, n, right[term]))
    return tallies


def chance_of_difference(outlets: NDArray[Any], hits: Ints, right: Ints, resamples: int, rng: np.random.Generator) -> float:
    """The p of a difference in precision between outlets: how often it is as large when texts are assigned to them at random.

    `outlets`, `hits` and `right` have one value for each text. Whole texts are assigned, since the hits of one text are not
    independent. With b of B assignments as different as the outlets are, p = (b + 1) / (B + 1).

    >>> outlets = np.repeat(["Wire", "Herald"], 10)
    >>> chance_of_difference(outlets, np.ones(20, int), np.repeat([1, 0], 10), 999, np.random.default_rng(0)) < 0.01
    True
    """
    names, codes = np.unique(outlets, return_inverse=True)
    share = right.sum() / hits.sum()

    def distance(assigned: Ints) -> float:
        n_hits, n_right = (np.bincount(assigned, counts, len(names)) for counts in (hits, right))
        expected = n_hits * share
        return float(((n_right - expected) ** 2 / np.maximum(expected * (1 - share), 1e-12)).sum())

    if share in (0, 1):
        return 1.0
    observed = distance(codes)
    as_large = sum(distance(rng.permutation(codes)) >= observed - 1e-9 for _ in range(resamples))
    return (1 + as_large) / (resamples + 1)


# -- missed phrases, agreement with the coder ------------------------------------------------------------------------------


def _missed(texts: Sequence[_Compared]) -> "pd.DataFrame":
    """Coded phrases without a hit, the most frequent first, with the number of texts that have them."""
    counts, n_texts = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for text in texts:
        matched_phrases = set(text.pairs.values())
        missed = [phrase for j, phrase in enumerate(text.phrases) if j not in matched_phrases]
        phrases = [(phrase.span.of(text.document.article.text).lower(), phrase.category) for phrase in missed]
        counts.update(phrases)
        n_texts.update(set(phrases))
    rows = [{"phrase": key[0], "category": key[1], "count": n, "texts": n_texts[key]} for key, n in counts.most_common()]
    return _frame(rows, ("phrase", "category", "count", "texts"))


def _agreement(pairs: Sequence[tuple[LoadedTerm, Phrase]]) -> dict[str, float]:
    """The share of matched hits with the category, and with the voice, that the coder gave; NaN where she gave none."""
    categories = [hit.entry.category == phrase.category for hit, phrase in pairs if phrase.category]
    voices = [(hit.voice in OWN_VOICES) == (phrase.voice in OWN_VOICES) for hit, phrase in pairs if phrase.voice]
    return {name: sum(same) / len(same) if same else float("nan") for name, same in (("category", categories), ("voice", voices))}


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> "pd.DataFrame":
    """A table, which has its columns even without rows."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=None if rows else list(columns))
