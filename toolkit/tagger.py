"""A sequence model of attributions: which words are source, cue and content (a linear-chain conditional random field).

Features are hashed integer arrays, computed for a whole text at once; decoding is exact (Viterbi) and runs over all
paragraphs of a text together. The rules' own answer (`attributions`) is among the features, so that the model corrects
the rules where training showed them wrong. Weights are plain arrays (`toolkit/models/attribution.npz`), made by
`framing train attribution` from a user's own copy of the training data.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .attributions import FREE_QUOTATION, Attribution, kind_of, stance_of
from .phrases import SURE_CUE, Phrases, Range, word_classes
from .spans import Span
from .text import Words, paragraphs

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
BUCKETS = 1 << 18  # rows of the weight table that feature values are hashed into
MODEL = Path(__file__).parent / "models" / "attribution.npz"

_WEAKEST_CUE = 0.15  # weight from which a reporting verb counts as a landmark
_DISTANCES = np.array([1, 2, 3, 4, 6, 9, 14, 22])
_LENGTHS = np.array([1, 2, 4, 7, 12, 25])
_BEYOND_A_CUE = 6  # words that another cue in between counts for
_NEXT_TO = 3  # words between a cue and content that follows it in another sentence
_EDGE = 0xED6E  # stands for the word beyond the edge of a sentence

Ints = NDArray[np.int64]


def tagged(model: "Model", phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution]) -> list[Attribution]:
    """The attributions of a text by the model, which sees what the rules found; sources are not resolved yet."""
    if not len(phrases.words):
        return []
    tags = model.tags(feature_rows(phrases, sentences, by_rule), paragraph_starts(phrases.words))
    return Linker(phrases, sentences, tags.tolist()).attributions()


def paragraph_starts(words: Words) -> list[int]:
    """The first word of every paragraph that has one; each paragraph is tagged by itself.

    >>> paragraph_starts(Words("One two.\\n—\\nThree."))
    [0, 2]
    """
    inside = [words.inside(line) for line in paragraphs(words.text)]
    return [span.start for span in inside if span]


class Model(NamedTuple):
    """Weights of every hashed feature for every tag, and of every transition from tag to tag."""

    weights: NDArray[np.float32]
    transitions: NDArray[np.float32]

    def tags(self, rows: Ints, starts: Sequence[int]) -> Ints:
        """The best tag of every word; `starts` are the first words of the paragraphs.

        Each paragraph is decoded by itself, all of them in one pass.
        """
        scores = np.zeros((len(rows), len(TAGS)), dtype=np.float32)
        for column in np.ascontiguousarray(rows.T):
            scores += np.take(self.weights, column, axis=0)
        ends = [*starts[1:], len(rows)]
        lengths = np.array([end - start for start, end in zip(starts, ends, strict=True)])
        order = np.argsort(-lengths, kind="stable")
        first, lengths = np.array(starts)[order], lengths[order]
        alive = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(int(lengths.max()))]
        best = scores[first]
        back = []
        for step in range(1, len(alive)):
            n = alive[step]
            options = best[:n, :, None] + self.transitions
            back.append(options.argmax(axis=1))
            best[:n] = options.max(axis=1) + scores[first[:n] + step]
        tags = np.zeros(len(rows), dtype=np.int64)
        last = best.argmax(axis=1)
        for step in range(len(alive) - 1, -1, -1):
            n = alive[step]
            tags[first[:n] + step] = last[:n]
            if step:
                last[:n] = back[step - 1][np.arange(n), last[:n]]
        return tags


class _Piece(NamedTuple):
    """A stretch of words with one role."""

    role: str
    first: int
    after: int


def pieces_of(tags: Sequence[int]) -> list[_Piece]:
    """The stretches that the tags mark; an I- without its B- begins one too.

    >>> pieces_of([1, 3, 5, 6, 0])
    [_Piece(role='source', first=0, after=1), _Piece(role='cue', first=1, after=2), _Piece(role='content', first=2, after=4)]
    """
    found: list[_Piece] = []
    for i, tag in enumerate(tags):
        if not tag:
            continue
        begins, role = TAGS[tag].split("-")
        if begins == "I" and found and found[-1].role == role and found[-1].after == i:
            found[-1] = found[-1]._replace(after=i + 1)
        else:
            found.append(_Piece(role, i, i + 1))
    return found


@cache
def load_model(path: Path = MODEL) -> Model | None:
    """The shipped weights, or None where they are not there (the rules then stand alone)."""
    if not path.is_file():
        return None
    with np.load(path) as stored:
        weights = np.zeros((BUCKETS, len(TAGS)), dtype=np.float32)
        weights[stored["rows"]] = stored["weights"]
        return Model(weights, stored["transitions"].astype(np.float32))


def feature_rows(phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution]) -> Ints:
    """For every word and feature template the row of the weight table: words by templates."""
    columns = _columns(phrases, sentences, by_rule)
    return np.stack([_hashed(number, [columns[name] for name in names]) for number, names in enumerate(TEMPLATES)], axis=1)


TEMPLATES: tuple[tuple[str, ...], ...] = tuple(
    tuple(names.split())
    for names in (
        # the word and its neighbours
        "key; key-1; key+1; key-2; key+2; key-1 key; key key+1; suffix; shape; shape-1 shape shape+1; class; class-1 class; "
        "class class+1; class-1 class class+1; role shape; role role+1; edge; "
        # punctuation around it
        "gap; gap+1; gap gap+1; gap class; gap+1 class+1; gap-1; gap+2; "
        # quotation marks
        "quoted; quotation_length; quoted gap; quoted gap+1; "
        # reporting verbs: this word, and the last and next of the sentence
        "cue; cue_takes; cue has_last; last_cue; next_cue; last_distance; next_distance; last_takes last_distance; "
        "commas has_last quoted; last_cue commas; that commas has_last quoted; "
        # the sentence and those beside it
        "sentence; before same_paragraph; behind; sentence quoted has_last has_next; "
        # what the rules say
        "rule; rule-1 rule; rule rule+1; rule rule+2; rule-2 rule; rule gap; rule gap+1; rule class; rule key; "
        "rule sentence quoted has_last has_next; rule class-1 class class+1; rule_cue"
    ).split("; ")
)
"""Feature templates: each is the combination of the named columns; -1 and +1 are the word before and after."""


def _hashed(number: int, columns: list[Ints]) -> Ints:
    """The combination of columns as rows of the weight table."""
    mixed = np.full(len(columns[0]), (number + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ column.astype(np.uint64)) * np.uint64(0xFF51AFD7ED558CCD)
        mixed ^= mixed >> np.uint64(32)
    return (mixed >> np.uint64(20)).astype(np.int64) & (BUCKETS - 1)


def _columns(phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution]) -> dict[str, Ints]:
    """Every column that a template names, one integer a word."""
    words = phrases.words
    n = len(words)
    ranges = [words.inside(sentence) for sentence in sentences]
    ranges = [span for span in ranges if span]
    sentence = np.repeat(np.arange(len(ranges)), [len(span) for span in ranges])
    starts = np.array([span.start for span in ranges])
    gaps = np.array(list(map(_gap, words.gaps)))
    base = {
        "key": np.array(list(map(_key, words.keys))),
        "suffix": np.array([_key(key[-3:]) for key in words.keys]),
        "class": np.array(list(map(_class, words.keys))),
        "shape": np.array([_shape(words.surface(i)) for i in range(n)]),
        "role": _flags(n, phrases.roles),
        "gap": gaps[:-1],
    }
    base |= _quotation_columns(phrases)
    base |= _cue_columns(phrases, base, sentence, starts)
    base |= _sentence_columns(phrases, base, sentence, starts)
    base |= _rule_columns(phrases, by_rule)
    columns = dict(base)
    for name in {name for template in TEMPLATES for name in template if name not in base}:
        column, shift = name[:-2], int(name[-2:])
        columns[name] = gaps[1:] if name == "gap+1" else _shifted(base[column], shift, sentence)
    return columns


def _flags(n: int, places: Iterable[int]) -> Ints:
    flags = np.zeros(n, dtype=np.int64)
    flags[list(places)] = 1
    return flags


def _shifted(column: Ints, shift: int, sentence: Ints) -> Ints:
    """The column of the word `shift` places on, inside the sentence."""
    out = np.full(len(column), _EDGE, dtype=np.int64)
    if shift > 0:
        same = sentence[shift:] == sentence[:-shift]
        out[:-shift][same] = column[shift:][same]
    else:
        same = sentence[-shift:] == sentence[:shift]
        out[-shift:][same] = column[:shift][same]
    return out


def _quotation_columns(phrases: Phrases) -> dict[str, Ints]:
    number = np.array([-1 if quoted is None else quoted for quoted in phrases.quoted])
    inside = number >= 0
    lengths = np.bincount(number[inside], minlength=1)
    length = np.where(inside, 1 + np.digitize(lengths[number], _LENGTHS), 0)
    return {"quoted": inside.astype(np.int64), "quotation_length": length}


def _cue_columns(phrases: Phrases, base: dict[str, Ints], sentence: Ints, starts: Ints) -> dict[str, Ints]:
    """The reporting verb at each word, and the last and next one in the sentence with what stands between."""
    n = len(phrases.words)
    weight, takes, term = (np.zeros(n, dtype=np.int64) for _ in range(3))
    landmark = np.zeros(n, dtype=bool)
    for first, hit in phrases.cues.items():
        weight[first : hit.after] = 1 + int(hit.entry.weight * 10)
        takes[first : hit.after] = _key(hit.entry.category + hit.entry.extra.get("complement", ""))
        term[first] = _key(hit.entry.term)
        landmark[first] = hit.entry.weight >= _WEAKEST_CUE and phrases.quoted[first] is None
    place, start = np.arange(n), starts[sentence]
    last = np.maximum.accumulate(np.where(landmark, place, -1))
    last = np.concatenate([[-1], last[:-1]])
    has_last = last >= start
    following = np.minimum.accumulate(np.where(landmark, place, n)[::-1])[::-1]
    following = np.concatenate([following[1:], [n]])
    has_next = (following < n) & (sentence[np.minimum(following, n - 1)] == sentence)
    comma = np.cumsum(base["gap"] & 1)
    since = np.where(has_last, last, start)
    that = np.maximum.accumulate(np.where(base["key"] == _key("that"), place, -1))
    that = np.concatenate([[-1], that[:-1]])
    return {
        "cue": weight,
        "cue_takes": takes,
        "has_last": has_last.astype(np.int64),
        "has_next": has_next.astype(np.int64),
        "last_cue": np.where(has_last, term[last], 0),
        "next_cue": np.where(has_next, term[np.minimum(following, n - 1)], 0),
        "last_takes": np.where(has_last, takes[last], 0),
        "last_distance": np.where(has_last, 1 + np.digitize(place - last, _DISTANCES), 0),
        "next_distance": np.where(has_next, 1 + np.digitize(following - place, _DISTANCES), 0),
        "commas": np.minimum(comma - comma[since], 3),
        "that": (that >= since).astype(np.int64) * has_last,
    }


def _sentence_columns(phrases: Phrases, base: dict[str, Ints], sentence: Ints, starts: Ints) -> dict[str, Ints]:
    """Whether the sentence, and those beside it, hold a strong cue or a quotation; edges of sentences."""
    n = len(sentence)
    strong = _flags(n, {i for i, hit in phrases.cues.items() if hit.entry.weight >= SURE_CUE and phrases.quoted[i] is None})
    holds = 1 + np.maximum.reduceat(strong, starts) + 2 * np.maximum.reduceat(base["quoted"], starts)
    padded = np.concatenate([[0], holds, [0]])
    paragraph = np.zeros(n, dtype=np.int64)
    for number, span in enumerate(paragraphs(phrases.words.text)):
        inside = phrases.words.inside(span)
        paragraph[inside.start : inside.stop] = number
    first = paragraph[starts]
    same = np.concatenate([[0], (first[1:] == first[:-1]).astype(np.int64)])
    ends = np.concatenate([starts[1:], [n]]) - 1
    edge = np.zeros(n, dtype=np.int64)
    edge[starts] += 1
    edge[ends] += 2
    return {
        "sentence": holds[sentence],
        "before": padded[:-2][sentence],
        "behind": padded[2:][sentence],
        "same_paragraph": same[sentence],
        "edge": edge,
    }


def _rule_columns(phrases: Phrases, by_rule: Sequence[Attribution]) -> dict[str, Ints]:
    """The tag that the rules give each word; the last word of a content has one of its own."""
    rule, cue = np.zeros(len(phrases.words), dtype=np.int64), np.zeros(len(phrases.words), dtype=np.int64)
    for attribution in by_rule:
        for code, spans in ((1, attribution.content), (4, attribution.source), (6, attribution.cue)):
            for span in spans:
                inside = phrases.words.inside(span)
                rule[inside.start : inside.stop] = code + 1
                rule[inside.start : inside.start + 1] = code
                if code == 1 and len(inside) > 1:
                    rule[inside.stop - 1] = 3
    for attribution in by_rule:
        for span in attribution.cue:
            i = phrases.words.inside(span).start
            if i in phrases.cues:
                cue[i] = _key(phrases.cues[i].entry.term)
    return {"rule": rule, "rule_cue": cue}


@lru_cache(maxsize=1 << 17)
def _key(text: str) -> int:
    return crc32(text.encode())


@lru_cache(maxsize=1 << 17)
def _class(key: str) -> int:
    """The classes of a function word; of other words their ending."""
    classes = word_classes().get(key)
    if classes:
        return crc32(" ".join(sorted(classes)).encode())
    ending = next((ending for ending in ("ly", "ed", "ing", "s") if key.endswith(ending)), "0" if key[0].isdigit() else "")
    return crc32(f"-{ending}".encode())


@lru_cache(maxsize=1 << 17)
def _shape(surface: str) -> int:
    if surface[0].isdigit():
        return 1
    if surface.isupper():
        return 2 if len(surface) > 1 else 3
    return 4 if surface[0].isupper() else 5


@lru_cache(maxsize=1 << 12)
def _gap(gap: str) -> int:
    """What punctuation stands between two words; the lowest bit is a comma."""
    kinds = (",", "\"'", ";", ":", "(", ")", "—–", ".", "?!", "\n")
    code = sum(1 << i for i, marks in enumerate(kinds) if any(mark in gap for mark in marks))
    return code | (1 << len(kinds) if " - " in gap or "--" in gap else 0)


def _first(piece: _Piece) -> int:
    return piece.first


def _length(pieces: Sequence[_Piece]) -> int:
    return sum(piece.after - piece.first for piece in pieces)


class Linker:
    """Joins the tagged pieces of one text to attributions: which content and which source belong to which cue."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span], tags: Sequence[int]) -> None:
        self.phrases = phrases
        self.words = phrases.words
        starts = [self.words.inside(sentence).start for sentence in sentences]
        self.sentence = np.searchsorted(starts, np.arange(len(self.words)), side="right").tolist()
        pieces = pieces_of(tags)
        self.cues = [piece for piece in pieces if piece.role == "cue"]
        sources = [piece for piece in pieces if piece.role == "source"]
        self.sources = {cue: self._source(cue, sources) for cue in self.cues}
        self.contents = [part for piece in pieces if piece.role == "content" for part in self._by_sentence(piece)]

    def attributions(self) -> list[Attribution]:
        """The attributions in the order of their content; a cue without content makes none."""
        content: dict[_Piece, list[_Piece]] = {cue: [] for cue in self.cues}
        left = self._in_sentences(content)
        left = self._behind_empty_cues(content, left)
        alone = self._continued(content, left)
        made = [self._attribution(pieces, cue) for cue, pieces in content.items() if pieces]
        made += [self._attribution([piece], None) for piece in alone]
        return sorted(filter(None, made), key=lambda a: a.start)

    def _by_sentence(self, piece: _Piece) -> list[_Piece]:
        """The content cut where a sentence ends outside quotation marks: what follows is the outlet's own again."""
        parts = [piece]
        for i in range(piece.first + 1, piece.after):
            ends = self.sentence[i] != self.sentence[i - 1]
            if ends and (self.phrases.quoted[i] is None or self.phrases.quoted[i - 1] is None):
                parts[-1:] = [parts[-1]._replace(after=i), piece._replace(first=i)]
        return parts

    def _source(self, cue: _Piece, sources: list[_Piece]) -> _Piece | None:
        """The nearest source of the sentence; one beyond another cue is far."""

        def distance(source: _Piece) -> float:
            before = source.first < cue.first
            apart = cue.first - source.after if before else source.first - cue.after + 0.5
            return apart + _BEYOND_A_CUE * self._cues_between(source.first, cue.first)

        number = self.sentence[cue.first]
        start = bisect_left(sources, number, key=lambda source: self.sentence[source.first])
        end = bisect_right(sources, number, key=lambda source: self.sentence[source.first])
        return min(sources[start:end], key=distance, default=None) or self._subject(cue)

    def _subject(self, cue: _Piece) -> _Piece | None:
        """The noun phrase before a cue for which no source was tagged."""
        first = bisect_left(self.sentence, self.sentence[cue.first])
        verb = self.phrases.cue_in(cue.first, cue.after)
        found = self.phrases.source_before(verb.first, Range(first, cue.after)) if verb else None
        return _Piece("source", *found) if found else None

    def _cues_between(self, one: int, other: int) -> int:
        low, high = sorted((one, other))
        return max(bisect_left(self.cues, high, key=_first) - bisect_right(self.cues, low, key=_first), 0)

    def _cues_of(self, first: int, last: int) -> list[_Piece]:
        """The cues of the sentences `first` to `last`."""
        start = bisect_left(self.cues, first, key=lambda cue: self.sentence[cue.first])
        return self.cues[start : bisect_right(self.cues, last, key=lambda cue: self.sentence[cue.first])]

    def _block(self, cue: _Piece) -> tuple[int, int]:
        """The words of a cue with its source."""
        source = self.sources[cue]
        return (min(cue.first, source.first), max(cue.after, source.after)) if source else (cue.first, cue.after)

    def _in_sentences(self, content: dict[_Piece, list[_Piece]]) -> list[_Piece]:
        """Give each content to the nearest cue of its sentences that has none on that side; returns what is left."""
        ranked = []
        for piece in self.contents:
            for cue in self._cues_of(self.sentence[piece.first], self.sentence[piece.after - 1]):
                first, after = self._block(cue)
                behind = piece.first >= cue.after
                apart = max(piece.first - after, 0) if behind else max(first - piece.after, 0) + 1
                apart += _BEYOND_A_CUE * self._cues_between(piece.first if behind else piece.after - 1, cue.first)
                ranked.append((apart, piece.first, behind, piece, cue))
        taken: set[_Piece] = set()
        sides: set[tuple[_Piece, bool]] = set()
        for strict in (True, False):
            for _, _, behind, piece, cue in sorted(ranked, key=lambda row: row[:2]):
                if piece not in taken and not (strict and (cue, behind) in sides):
                    taken.add(piece)
                    sides.add((cue, behind))
                    content[cue].append(piece)
        return [piece for piece in self.contents if piece not in taken]

    def _behind_empty_cues(self, content: dict[_Piece, list[_Piece]], left: list[_Piece]) -> list[_Piece]:
        """A cue that ends its sentence ("She responded:") takes the content that follows it."""
        still = []
        for piece in left:
            at = bisect_right(self.cues, piece.first, key=_first)
            cue = self.cues[at - 1] if at else None
            if cue and not content[cue] and piece.first - cue.after <= _NEXT_TO:
                content[cue].append(piece)
            else:
                still.append(piece)
        return still

    def _continued(self, content: dict[_Piece, list[_Piece]], left: list[_Piece]) -> list[_Piece]:
        """A quotation that goes on joins the attribution whose quotation it follows; returns what stands alone."""
        alone = []
        ends = sorted(((max(p.after for p in pieces), cue) for cue, pieces in content.items() if pieces), key=lambda end: end[0])
        for piece in left:
            at = bisect_right(ends, piece.first, key=lambda end: end[0])
            end, cue = ends[at - 1] if at else (0, None)
            speech = cue is not None and self._quoted(piece) and any(map(self._quoted, content[cue]))
            speech = speech and _length([piece]) >= FREE_QUOTATION
            lines = self.words.text.count("\n\n", self.words.ends[end - 1], self.words.starts[piece.first]) if speech else 0
            if cue is not None and speech and lines <= 1:
                content[cue].append(piece)
                ends[at - 1] = (piece.after, cue)
            else:
                alone.append(piece)
        return alone

    def _quoted(self, piece: _Piece) -> bool:
        return any(self.phrases.quoted[i] is not None for i in range(piece.first, piece.after))

    def _attribution(self, pieces: list[_Piece], cue: _Piece | None) -> Attribution | None:
        """One attribution; none where neither source nor quotation nor a plain reporting verb speaks for it."""
        content = tuple(self._with_marks(piece) for piece in sorted(pieces, key=lambda piece: piece.first))
        kind = kind_of(content, self.phrases)
        source = self.sources[cue] if cue else None
        verb = self.phrases.cue_in(cue.first, cue.after) if cue else None
        plain = verb is not None and verb.entry.weight >= SURE_CUE and not self.words.keys[verb.first].endswith("ing")
        speech = (kind == "direct" and _length(pieces) >= FREE_QUOTATION) or (kind != "indirect" and cue is not None)
        if not (source or speech or plain):
            return None
        return Attribution(
            content=content,
            cue=(self.words.span(*(verb[1:] if verb else cue[1:])),) if cue else (),
            source=(self._without_apposition(source),) if source else (),
            kind=kind,
            stance=stance_of(verb.entry) if verb else "neutral",
        )

    def _without_apposition(self, source: _Piece) -> Span:
        """The characters of a source up to its first comma ("Shugaev, head of the service")."""
        cut = (i for i in range(source.first + 1, source.after) if "," in self.words.gap(i))
        return self.words.span(source.first, next(cut, source.after))

    def _with_marks(self, piece: _Piece) -> Span:
        """The characters of a content, with quotation marks that open before its first word or close after its last."""
        start, end = self.words.span(piece.first, piece.after)
        for i in (piece.first, piece.after - 1):
            number = self.phrases.quoted[i]
            for span in self.phrases.quotations[number].spans if number is not None else ():
                if span.start < start and not self.words.text[span.start + 1 : start].strip("\"'“‘[("):
                    start = span.start
                if span.end > end and not self.words.text[end : span.end].strip(".,!?;:…\"'”’])"):
                    end = span.end
        return Span(start, end)
