"""A lexicon against human coding: precision, recall and F1, by entry, category, voice and outlet, with every false hit.

Hits and coded phrases are matched one to one, best overlap first; a hit may be at most `MORE_WORDS` words longer than the
phrase that it is matched with. Wilson's intervals (1927) take hits for independent, which those of one article are not; overall
figures have besides the interval from resampling whole texts, which does not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..annotation.voices import OWN_VOICES
from ..errors import ArticleError
from ..statistics.intervals import CONFIDENCE, wilson
from ..statistics.resampling import Bootstrap, Resampling
from ..text.lexicon import Lexicon
from ..text.spans import Span
from .coded_texts import Coded, Phrase
from .concordance import Line, line_of

if TYPE_CHECKING:
    import pandas as pd

MORE_WORDS = 3
LEAST_OVERLAP = 0.2
"""Share of the characters of hit and phrase together that both must cover to be matched."""


_DEALS = 1000  # times that texts are dealt out to outlets

LEAST_HITS = 8
"""Hits of a term from which its precision is compared between outlets."""


@dataclass(frozen=True)
class Validation:
    """How a lexicon does against human coding.

    Attributes
    ----------
    overall : one row for all and, where every phrase has a voice, one for the outlet's own alone: what, texts, coded, hits,
        right; precision and recall, each with low and high (Wilson) and texts_low and texts_high (resampled texts); f1 with low
        and high (resampled texts).
    entries : one row an entry that was hit: term, category, hits, right, precision, low, high.
    by : the same figures by category, voice and outlet: of, value, hits, right, precision, low, high.
    differs : whether precision differs between outlets, for all terms together and for each with `LEAST_HITS` hits or more: term,
        outlets, texts, hits, right, p (of chi square, dealing whole texts out to the outlets by chance) and p_adjusted
        (Benjamini and Hochberg 1995).
    false_hits : hits that nobody coded, in context, with voice and speaker.
    missed : coded phrases that no entry found: phrase, category, count, texts.
    lexicon : name, version and content hash of what was validated.
    agreement : share of matched hits whose category, and whose voice (own against attributed), is the coder's.
    """

    overall: "pd.DataFrame"
    entries: "pd.DataFrame"
    by: "pd.DataFrame"
    differs: "pd.DataFrame"
    false_hits: "pd.DataFrame"
    missed: "pd.DataFrame"
    agreement: Mapping[str, float]
    lexicon: str

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
    coded : texts with the phrases that people marked, all of them (see `read_coded`).
    rules_only : find attributions by rule, without the shipped model.
    resamples, seed : of the bootstrap over texts, and of the test between outlets.

    Raises
    ------
    ArticleError
        There is no coded text, or no resample.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> text = "The puppet regime fled the brutal war."
    >>> coded = Coded(article_of(text), (Phrase(Span(4, 17), "label"), Phrase(Span(27, 33), "emotive")))
    >>> validate("loaded_terms", [coded]).overall.loc[0, ["precision", "recall"]].tolist()
    [1.0, 1.0]
    """
    read = Annotator([lexicon], rules_only=rules_only)
    texts = [_Compared.of(one, read) for one in coded]
    if not texts:
        raise ArticleError("no coded text to validate against")
    Resampling(resamples, CONFIDENCE)  # checks them
    rng = np.random.default_rng(seed)
    overall = [_overall("all", [t.counts() for t in texts], Bootstrap(resamples, CONFIDENCE, rng))]
    if all(phrase.voice for text in texts for phrase in text.phrases) and any(text.phrases for text in texts):
        own = [t.counts(own=True) for t in texts]
        overall.append(_overall("own voice", own, Bootstrap(resamples, CONFIDENCE, rng)))
    hits = [(hit, right, text) for text in texts for hit, right in text.hits()]
    return Validation(
        overall=_frame(overall),
        entries=_by_entry(hits),
        by=_by(hits),
        differs=_differs(texts, min(resamples, _DEALS), rng),
        false_hits=_frame([line_of(text.document, hit)._asdict() for hit, right, text in hits if right is None], Line._fields),
        missed=_missed(texts),
        agreement=_agreement([(hit, right) for hit, right, _ in hits if right]),
        lexicon=", ".join(one.label for one in read.lexicons),
    )


# -- one text --------------------------------------------------------------------------------------------------------------


class _Compared(NamedTuple):
    """One text: what was found, what was coded, and which belongs to which."""

    document: Document
    found: tuple[LoadedTerm, ...]
    phrases: tuple[Phrase, ...]
    pairs: dict[int, int]  # number of the hit → number of the phrase

    @classmethod
    def of(cls, coded: Coded, annotator: Annotator) -> "_Compared":
        document = annotator(coded.article)
        found = tuple(term for term in document.loaded if term.field == "text")
        hits = [hit.span for hit in found]
        phrases = tuple(_placed(phrase, hits) for phrase in coded.phrases)
        pairs = matched(hits, [phrase.span for phrase in phrases], coded.article.text)
        return cls(document, found, phrases, pairs)

    def hits(self) -> Iterator[tuple[LoadedTerm, Phrase | None]]:
        for i, hit in enumerate(self.found):
            yield hit, self.phrases[self.pairs[i]] if i in self.pairs else None

    def counts(self, *, own: bool = False) -> tuple[int, int, int]:
        """Right hits, hits and coded phrases, of all or of the outlet's own voice."""
        if not own:
            return len(self.pairs), len(self.found), len(self.phrases)
        hits = [hit.span for hit in self.found if hit.voice in OWN_VOICES]
        phrases = [phrase.span for phrase in self.phrases if phrase.voice in OWN_VOICES]
        return len(matched(hits, phrases, self.document.article.text)), len(hits), len(phrases)


def _placed(phrase: Phrase, hits: Sequence[Span]) -> Phrase:
    """A phrase at the place of a hit, where a person did not say which of several places she meant."""
    places = (phrase.span, *phrase.elsewhere)
    hit = next((place for place in places if any(h.start < place.end and place.start < h.end for h in hits)), phrase.span)
    return phrase._replace(span=hit)


def matched(hits: Sequence[Span], phrases: Sequence[Span], text: str) -> dict[int, int]:
    """Hits and phrases one to one, the best overlap first: number of the hit → number of the phrase.

    >>> matched([Span(0, 6)], [Span(0, 13)], "puppet regime")
    {0: 0}
    """
    ranked = sorted(
        ((_overlap(hit, phrase, text), i, j) for i, hit in enumerate(hits) for j, phrase in enumerate(phrases)),
        key=lambda row: -row[0],
    )
    pairs: dict[int, int] = {}
    for share, i, j in ranked:
        if share >= LEAST_OVERLAP and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _overlap(hit: Span, phrase: Span, text: str) -> float:
    common = min(hit.end, phrase.end) - max(hit.start, phrase.start)
    longer = len(hit.of(text).split()) - len(phrase.of(text).split())
    return common / (max(hit.end, phrase.end) - min(hit.start, phrase.start)) if common > 0 and longer <= MORE_WORDS else 0.0


# -- figures ---------------------------------------------------------------------------------------------------------------

_FIGURES = ("hits", "right", "precision", "low", "high")
_Hits = Sequence[tuple[LoadedTerm, Phrase | None, _Compared]]


def _overall(what: str, counts: Sequence[tuple[int, int, int]], bootstrap: Bootstrap) -> dict[str, Any]:
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


def _by_entry(hits: _Hits) -> "pd.DataFrame":
    counted = Counter((hit.entry.term, hit.entry.category) for hit, _, _ in hits)
    right = Counter((hit.entry.term, hit.entry.category) for hit, phrase, _ in hits if phrase)
    rows = [
        {"term": term, "category": category} | _shares(right[term, category], n) for (term, category), n in counted.most_common()
    ]
    return _frame(rows, ("term", "category", *_FIGURES))


def _by(hits: _Hits) -> "pd.DataFrame":
    """Precision by category, voice and outlet."""
    kinds: dict[str, Callable[[LoadedTerm, _Compared], str]] = {
        "category": lambda hit, text: hit.entry.category,
        "voice": lambda hit, text: hit.voice,
        "outlet": lambda hit, text: text.document.article.outlet or "",
    }
    rows = []
    for of, value in kinds.items():
        counted = Counter(value(hit, text) for hit, _, text in hits)
        right = Counter(value(hit, text) for hit, phrase, text in hits if phrase)
        rows += [{"of": of, "value": name} | _shares(right[name], n) for name, n in counted.most_common() if name]
    return _frame(rows, ("of", "value", *_FIGURES))


def _differs(texts: Sequence[_Compared], resamples: int, rng: np.random.Generator) -> "pd.DataFrame":
    """Whether hits are right as often in one outlet as in another: all of them, and those of each term."""
    from scipy.stats import false_discovery_control

    by_term: dict[str, list[tuple[str, int, int]]] = {}  # outlet, hits and right ones of each text that has the term
    for text in texts:
        counts: dict[str, list[int]] = {}
        for hit, phrase in text.hits():
            for term in ("", hit.entry.term):
                one = counts.setdefault(term, [0, 0])
                one[0], one[1] = one[0] + 1, one[1] + (phrase is not None)
        for term, (n, right_ones) in counts.items():
            by_term.setdefault(term, []).append((text.document.article.outlet or "", n, right_ones))
    rows = []
    for term, found in by_term.items():
        outlets = np.array([outlet for outlet, _, _ in found])
        hits, right = np.array([counts for _, *counts in found]).T
        if len(set(outlets)) > 1 and hits.sum() >= LEAST_HITS:
            row = {"term": term, "outlets": len(set(outlets)), "texts": len(found)}
            row |= {"hits": int(hits.sum()), "right": int(right.sum())}
            rows.append({**row, "p": chance_of_difference(outlets, hits, right, resamples, rng)})
    if rows:
        for row, adjusted in zip(rows, false_discovery_control([row["p"] for row in rows]), strict=True):
            row["p_adjusted"] = float(adjusted)
    return _frame(rows, ("term", "outlets", "texts", "hits", "right", "p", "p_adjusted"))


def chance_of_difference(
    outlets: NDArray[Any], hits: NDArray[np.int64], right: NDArray[np.int64], resamples: int, rng: np.random.Generator
) -> float:
    """How often outlets differ in precision as much as they do when the texts are dealt out to them by chance: (b + 1) / (B + 1).

    `outlets`, `hits` and `right` have one value a text. Whole texts are dealt out, since the hits of one are not independent.

    >>> outlets = np.repeat(["Wire", "Herald"], 10)
    >>> chance_of_difference(outlets, np.ones(20, int), np.repeat([1, 0], 10), 999, np.random.default_rng(0)) < 0.01
    True
    """
    groups, codes = np.unique(outlets, return_inverse=True)
    share = right.sum() / hits.sum()

    def distance(order: NDArray[np.int64]) -> float:
        n = np.bincount(order, hits, len(groups))
        found = np.bincount(order, right, len(groups))
        expected = n * share
        return float(((found - expected) ** 2 / np.maximum(expected * (1 - share), 1e-12)).sum())

    if share in (0, 1):
        return 1.0
    observed = distance(codes)
    further = sum(distance(rng.permutation(codes)) >= observed - 1e-9 for _ in range(resamples))
    return (1 + further) / (resamples + 1)


def _shares(right: int, n: int) -> dict[str, Any]:
    share, low, high = wilson(right, n)
    return {"hits": n, "right": right, "precision": share, "low": low, "high": high}


def _missed(texts: Sequence[_Compared]) -> "pd.DataFrame":
    counted: Counter[tuple[str, str]] = Counter()
    within: Counter[tuple[str, str]] = Counter()
    for text in texts:
        taken = set(text.pairs.values())
        left = [phrase for j, phrase in enumerate(text.phrases) if j not in taken]
        phrases = [(phrase.span.of(text.document.article.text).lower(), phrase.category) for phrase in left]
        counted.update(phrases)
        within.update(set(phrases))
    rows = [{"phrase": key[0], "category": key[1], "count": n, "texts": within[key]} for key, n in counted.most_common()]
    return _frame(rows, ("phrase", "category", "count", "texts"))


def _agreement(pairs: Sequence[tuple[LoadedTerm, Phrase]]) -> dict[str, float]:
    """Where the coder said so, how often category and voice are hers."""
    categories = [hit.entry.category == phrase.category for hit, phrase in pairs if phrase.category]
    voices = [(hit.voice in OWN_VOICES) == (phrase.voice in OWN_VOICES) for hit, phrase in pairs if phrase.voice]
    return {name: sum(same) / len(same) if same else float("nan") for name, same in (("category", categories), ("voice", voices))}


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> "pd.DataFrame":
    """A table; one without rows has its columns all the same."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=None if rows else list(columns))
