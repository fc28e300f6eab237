"""One statement in several outlets on an event: quoted, cut short, paraphrased, or told as fact in the outlet's own voice.

Sentences are compared by the cosine of their content words (stems and numbers, weighted by how rare they are among all sentences:
Spärck Jones 1972), and count as nearer where the same person speaks, or is named. Around the statement that most others are close
to, those that reach the threshold are taken as tellings of it, one for each article; then around the next one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..scores.found_spans import FoundSpan, Places
from ..statistics.arrays import Bools, Indices
from ..text.inflection import stem
from ..text.numbers import quantities
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.word_classes import function_words
from ..text.words import Words
from .event_pools import HEARD, NAMED, STATEMENT, Articles, Item, Pool, Told
from .joined_names import Name, joined_names, words_of_name

if TYPE_CHECKING:
    import pandas as pd

THRESHOLD = 0.46
"""Similarity from which two sentences are one statement; chosen on half of the events of the example corpus."""

SAME_SPEAKER = 0.15
"""What the same speaker adds to a similarity."""

ATTRIBUTED, OWN = "attributed", "own"

COLUMNS = [
    *("event", "statement", "group", "id", "voice", "speaker", "cue", "kind", "text", "start", "end"),
    *("similarity", "kept", "cut_words", "added_words"),
]
"""`statement` numbers the statements of an event; its first row is the fullest attributed telling, and `kept` the share of that
one's content words (by weight) which a telling also has, `cut_words` those that it has not, `added_words` its own. `cue` is the
reporting verb, `kind` direct, indirect or mixed; `start` and `end` count characters of the text as it was read."""

_LEAST_WORDS = 3
"""Different content words of a sentence in an outlet's own voice, and of a statement that one outlet alone brings."""

_LONGEST = 160  # characters of the name of a statement


class Telling(NamedTuple):
    """A sentence, or what a sentence attributes to one source: where it stands, who says it and by which verb, and its words."""

    group: str
    id: str
    voice: str
    span: Span
    text: str
    words: Mapping[str, str]  # stems and numbers, each with the word as it is written
    speaker: str | None = None
    named: bool | None = None
    cue: str | None = None
    kind: str | None = None
    source_type: str | None = None
    side: str | None = None


class Statement(NamedTuple):
    """Tellings of one statement, the fullest attributed one first, each with its similarity to the one that joins them."""

    tellings: list[tuple[Telling, float]]

    @property
    def fullest(self) -> Telling:
        """The telling that the others are compared with."""
        return self.tellings[0][0]


@dataclass(frozen=True)
class Statements:
    """The statements of each event; `weights` are those of words, `read` is the number of articles whose texts were there."""

    by_event: Mapping[str, Sequence[Statement]]
    weights: Mapping[str, float]
    read: int

    @classmethod
    def none(cls) -> "Statements":
        """No statements, where there are no texts."""
        return cls({}, {}, 0)

    def of(self, event: str) -> Sequence[Statement]:
        """The statements of an event."""
        return self.by_event.get(event, ())

    @property
    def table(self) -> "pd.DataFrame":
        """The statements that two articles or more tell, a row for each telling (see `COLUMNS`)."""
        import pandas as pd

        rows = []
        for event, statements in self.by_event.items():
            several = (statement for statement in statements if len(statement.tellings) > 1)
            for number, statement in enumerate(several, 1):
                rows += [(event, number, *self._row(statement.fullest, *telling)) for telling in statement.tellings]
        return pd.DataFrame(rows, columns=COLUMNS)

    def _row(self, fullest: Telling, telling: Telling, similarity: float) -> tuple[Any, ...]:
        whole = sum(self.weights[word] for word in fullest.words)
        kept = sum(self.weights[word] for word in fullest.words if word in telling.words)
        cut, added = ([one.words[word] for word in one.words if word not in other.words] for one, other in
                      ((fullest, telling), (telling, fullest)))  # fmt: skip
        first = (telling.group, telling.id, telling.voice, telling.speaker, telling.cue, telling.kind, telling.text)
        return *first, *telling.span, round(similarity, 4), kept / whole if whole else 0.0, ", ".join(cut), ", ".join(added)


def aligned(articles: Mapping[str, Mapping[str, Articles]], texts: Mapping[str, str], threshold: float = THRESHOLD) -> Statements:
    """The statements of each event, from the texts of its articles by id; an article without a text tells none."""
    told = {
        event: [
            telling
            for group, several in of.items()
            for id, places in zip(several.ids, several.places, strict=True)
            if id in texts
            for telling in tellings_of(group, id, texts[id], places)
        ]
        for event, of in articles.items()
    }
    every = [telling.words for tellings in told.values() for telling in tellings]
    weights = _weights(every)
    by_event = {event: statements_of(tellings, weights, threshold) for event, tellings in told.items()}
    return Statements(by_event, weights, len({telling.id for tellings in told.values() for telling in tellings}))


def statement_pool(statements: Sequence[Statement], articles: Mapping[str, Articles]) -> Pool:
    """The statements of an event as items of its pool: attributed, told in the outlet's own voice, or absent.

    Those in the same words are one item, also where an article has them twice, of different sources.
    """
    told: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    items: dict[str, Item] = {}
    for statement in statements:
        fullest = statement.fullest
        if len(statement.tellings) == 1 and len(fullest.words) < _LEAST_WORDS:
            continue
        name = " ".join(fullest.text.split())[:_LONGEST]
        told[name].update((telling.group, telling.voice) for telling, _ in statement.tellings)
        items.setdefault(name, Item(STATEMENT, name, fullest.speaker or "", fullest.source_type, fullest.side))
    return {
        items[name]: {
            group: Told(HEARD, n) if (n := voices[group, ATTRIBUTED]) else Told(NAMED, voices[group, OWN])
            for group in articles
            if voices[group, ATTRIBUTED] or voices[group, OWN]
        }
        for name, voices in told.items()
    }


# -- sentences -------------------------------------------------------------------------------------------------------------


def tellings_of(group: str, id: str, text: str, places: Places) -> Iterator[Telling]:
    """What each sentence of an article says, for each source and in the outlet's own voice.

    >>> from toolkit.annotation.annotator import annotate
    >>> from toolkit.scores.found_spans import found_spans
    >>> text = "Hall said the dam had burst. The Keldry valley was flooded."
    >>> [(told.voice, told.speaker, told.text) for told in tellings_of("Wire", "a", text, found_spans(annotate(text)))]
    [('attributed', 'Hall', 'the dam had burst'), ('own', None, 'The Keldry valley was flooded.')]
    """
    attributions = [place for place in places if place.mark == "attribution"]
    for sentence in sentences(text):
        by_source: dict[tuple[str | None, str | None], list[tuple[Span, FoundSpan]]] = defaultdict(list)
        for place in attributions:
            part = Span(max(place.start, sentence.start), min(place.end, sentence.end))
            if part.start < part.end:
                by_source[place.speaker, place.term].append((part, place))
        inside = sorted(part for parts in by_source.values() for part, _ in parts)
        for parts in by_source.values():
            spans, place = sorted({part for part, _ in parts}), parts[0][1]
            about = (place.speaker, place.named, place.term, place.kind, place.source_type, place.side)
            yield from _telling(group, id, ATTRIBUTED, text, spans, *about)
        yield from _telling(group, id, OWN, text, list(_between(sentence, inside)))


def _between(sentence: Span, inside: Sequence[Span]) -> Iterator[Span]:
    """The parts of a sentence outside some spans of it."""
    start = sentence.start
    for span in inside:
        if span.start > start:
            yield Span(start, span.start)
        start = max(start, span.end)
    if start < sentence.end:
        yield Span(start, sentence.end)


def _telling(group: str, id: str, voice: str, text: str, spans: Sequence[Span], *about: Any) -> Iterator[Telling]:
    words = dict[str, str]()
    for span in spans:
        words |= _content(span.of(text))
    if len(words) >= (1 if voice == ATTRIBUTED else _LEAST_WORDS):
        whole = " … ".join(span.of(text).strip() for span in spans)
        yield Telling(group, id, voice, Span(spans[0].start, spans[-1].end), whole, words, *about)


def _content(text: str) -> dict[str, str]:
    """The content words of some text by their stems, numbers in one form."""
    words = Words(text)
    numbers = {words.inside(quantity.span).start: quantity.number for quantity in quantities(words)}
    return {
        f"#{numbers[i]}" if i in numbers else stem(key): words.surface(i)
        for i, key in enumerate(words.keys)
        if i in numbers or key not in function_words()
    }


# -- which are one statement -----------------------------------------------------------------------------------------------


def _weights(several: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """How rare each word is among sentences, as its weight; the 1 that is added keeps words that few sentences share apart."""
    counts = Counter(word for words in several for word in words)
    return {word: 1 + log((len(several) + 1) / (n + 1)) for word, n in counts.items()}


def statements_of(tellings: Sequence[Telling], weights: Mapping[str, float], threshold: float) -> list[Statement]:
    """The tellings of one event as statements; those in the outlet's own voice only where a source says the same elsewhere."""
    near = similarities(tellings, weights, threshold)
    attributed = np.array([telling.voice == ATTRIBUTED for telling in tellings], dtype=bool)
    free, statements = np.ones(len(tellings), dtype=bool), []
    while len(tellings) and (totals := np.where(free & attributed, near @ free.astype(float), 0.0)).max() > 0:
        centre = int(totals.argmax())
        members = _one_an_article(tellings, near, free, centre)
        free[[i for i, _ in members]] = False
        members.sort(key=lambda member: _fullness(tellings[member[0]], weights))
        statements.append(Statement([(tellings[i], similarity) for i, similarity in members]))
    return [*statements, *(Statement([(tellings[i], 1.0)]) for i in np.flatnonzero(free & attributed).tolist())]


def _fullness(telling: Telling, weights: Mapping[str, float]) -> tuple[bool, float, str]:
    """What sorts the fullest attributed telling to the front."""
    return telling.voice != ATTRIBUTED, -sum(map(weights.__getitem__, telling.words)), telling.id


def _one_an_article(tellings: Sequence[Telling], near: Any, free: Bools, centre: int) -> list[tuple[int, float]]:
    """The centre and, of each other article, the free telling that is nearest to it."""
    row = slice(near.indptr[centre], near.indptr[centre + 1])
    others = [(-float(value), int(i)) for i, value in zip(near.indices[row], near.data[row], strict=True) if free[i]]
    best: dict[str, tuple[int, float]] = {tellings[centre].id: (centre, 1.0)}
    for negative, i in sorted(others):
        best.setdefault(tellings[i].id, (i, -negative))
    return list(best.values())


def similarities(tellings: Sequence[Telling], weights: Mapping[str, float], threshold: float) -> Any:
    """How similar each two tellings of different groups are, where that reaches the threshold: a sparse matrix.

    Two in the outlets' own voices are not compared, and one of these has to share more than a single word with a source.
    """
    from scipy.sparse import csr_array

    number, n = {word: i for i, word in enumerate(weights)}, len(tellings)
    cells = [(i, number[word], weights[word]) for i, telling in enumerate(tellings) for word in telling.words]
    if not cells:
        return csr_array((n, n))
    row, column, weight = map(np.array, zip(*cells, strict=True))
    lengths = np.sqrt(np.bincount(row, weight**2, n))
    vectors, present = (csr_array((of, (row, column)), (n, len(number))) for of in (weight / lengths[row], np.ones(len(row))))
    cosines, shared = (vectors @ vectors.T).tocsr(), (present @ present.T).tocsr()
    for products in (cosines, shared):
        products.sort_indices()  # all are positive, so both have the same cells
    one, other = np.repeat(np.arange(n), np.diff(cosines.indptr)), cosines.indices
    groups, own = np.unique([telling.group for telling in tellings], return_inverse=True)[1], _are_own(tellings)
    apart = (groups[one] != groups[other]) & ~(own[one] & own[other]) & (shared.data > (own[one] | own[other]))
    chosen = np.flatnonzero(apart & (cosines.data >= threshold - SAME_SPEAKER))
    one, other = one[chosen], other[chosen]
    similar = np.minimum(cosines.data[chosen] + SAME_SPEAKER * _same_speaker(tellings, one, other), 1.0)
    kept = similar >= threshold
    return csr_array((similar[kept], (one[kept], other[kept])), shape=(n, n))


def _are_own(tellings: Sequence[Telling]) -> Bools:
    return np.array([telling.voice == OWN for telling in tellings], dtype=bool)


def _same_speaker(tellings: Sequence[Telling], one: Indices, other: Indices) -> Bools:
    """For each pair whether it has one named speaker, or one of both is in the outlet's own voice and names the speaker."""
    speakers = [Name(telling.speaker, "person") if telling.speaker and telling.named else None for telling in tellings]
    standing = joined_names(speaker for speaker in speakers if speaker)
    names = [standing[speaker].name if speaker else "" for speaker in speakers]
    last = {name: stem(words_of_name(name)[-1]) for name in set(names) if words_of_name(name)}

    def same(i: int, j: int) -> bool:
        told = [(names[a], tellings[b]) for a, b in ((i, j), (j, i)) if names[a]]
        return bool(told) and (names[i] == names[j] or any(of.voice == OWN and last.get(name) in of.words for name, of in told))

    return np.array([same(i, j) for i, j in zip(one.tolist(), other.tolist(), strict=True)], dtype=bool)
