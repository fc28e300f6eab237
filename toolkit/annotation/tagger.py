"""A sequence model of attributions: which words are source, cue and content (a linear-chain conditional random field).

Features are hashed integer arrays, computed for a whole text at once; decoding is exact (Viterbi) and runs over all
stretches of a text together. What the rules find (`attributions`) is among the features, so that the model corrects the
rules where training showed them to be wrong. Weights are plain arrays (`toolkit/models/attribution.npz`), made by
`framing train attribution` from a user's own copy of the training data.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..files import MODELS, arrays_in
from ..statistics.arrays import Ints, Singles
from ..text.sentences import paragraphs
from ..text.spans import Span
from ..text.word_classes import function_words
from ..text.word_tables import Remembered, WordTable, checksum
from ..text.words import Words
from .attribution import Attribution
from .noun_phrases import SURE_CUE, Phrases
from .tag_linking import TAGS, Linker

BUCKETS = 1 << 18  # rows of the weight table that feature values are hashed into
MODEL = MODELS / "attribution.npz"

_WEAKEST_CUE = 0.15  # weight from which a reporting verb counts as a landmark
_DISTANCES = np.array([1, 2, 3, 4, 6, 9, 14, 22])
_LENGTHS = np.array([1, 2, 4, 7, 12, 25])
_EDGE = 0xED6E  # stands for the word beyond the edge of a sentence


class TaggedText:
    """What the model finds in one text: the outermost attributions and, inside their content, the nested ones.

    Both have weights of their own over the same features. Sources are not resolved yet.
    """

    def __init__(
        self,
        model: "Model",
        phrases: Phrases,
        sentences: Sequence[Span],
        by_rule: Sequence[Attribution],
        inner_by_rule: Sequence[Attribution],
    ) -> None:
        self.model, self.phrases, self.sentences = model, phrases, sentences
        empty = np.empty((0, len(TEMPLATES)), np.int64)
        self.rows = feature_rows(phrases, sentences, by_rule, inner_by_rule) if len(phrases.words) else empty

    def outermost(self) -> list[Attribution]:
        """The attributions that lie in no other's content, in the order of their content."""
        if not len(self.rows):
            return []
        tags = self.model.outermost.tags(self.rows, stretch_starts(self.phrases, self.sentences))
        return Linker(self.phrases, self.sentences, tags.tolist()).attributions()

    def nested(self, outermost: Sequence[Attribution]) -> list[Attribution]:
        """The attributions inside the content of others ("Police said the driver told them that …")."""
        stretches = nested_stretches(self.phrases.words, (span for a in outermost for span in a.content))
        if not stretches:
            return []
        places = np.concatenate([np.arange(inside.start, inside.stop) for inside in stretches])
        tags = np.zeros(len(self.rows), dtype=np.int64)
        starts = np.cumsum([0, *map(len, stretches[:-1])]).tolist()
        tags[places] = self.model.nested.tags(self.rows[places], starts)
        return Linker(self.phrases, self.sentences, tags.tolist()).attributions()


def nested_stretches(words: Words, contents: Iterable[Span]) -> list[range]:
    """The words of each stretch of content, in which nested attributions are looked for; no word is in two of them.

    >>> nested_stretches(Words("Hall said it rained."), [Span(10, 19)])
    [range(2, 4)]
    """
    stretches: list[range] = []
    for inside in sorted(map(words.inside, contents), key=lambda part: (part.start, -part.stop)):
        if len(inside) > 1 and (not stretches or inside.start >= stretches[-1].stop):
            stretches.append(inside)
    return stretches


def stretch_starts(phrases: Phrases, sentences: Sequence[Span]) -> list[int]:
    """The first word of every stretch that is tagged separately: paragraphs, and sentences that do not begin in a quotation.

    >>> text = "“One, two.” Three fell.\\nFour rose."
    >>> from toolkit.text.quotations import quotations
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> stretch_starts(Phrases(Words(text), quotations(text)), sentences(text))
    [0, 4]
    """
    words, quoted = phrases.words, phrases.quoted
    first = {inside.start for inside in map(words.inside, paragraphs(words.text)) if inside}
    opened = (inside.start for inside in map(words.inside, sentences) if inside)
    return sorted(first | {i for i in opened if i == 0 or (quoted[i] is None and quoted[i - 1] is None)})


class Weights(NamedTuple):
    """Weights of features for every tag, and of every transition from tag to tag.

    `features` has a row for each hashed feature, zero for those without a weight. A column of zeros follows those of the tags,
    since rows of 32 bytes are read in half the time.
    """

    features: Singles
    transitions: Singles

    def tags(self, rows: Ints, starts: Sequence[int]) -> Ints:
        """The best tag of every word; `starts` are the first words of the stretches.

        The stretches are independent of each other, and all are decoded in one pass.
        """
        lengths = np.diff([*starts, len(rows)])
        order = np.argsort(-lengths, kind="stable")  # the longest first, so that those still running at a step come first
        first, lengths = np.array(starts)[order], lengths[order]
        steps = np.arange(int(lengths.max()))
        alive = np.searchsorted(-lengths, -steps, side="left").tolist()
        places = np.minimum(first + steps[:, None], len(rows) - 1)
        best = self.scores(rows)[places]  # steps by stretches by tags
        _add_best_ways(best, alive, self.transitions)
        path = np.empty(places.shape, dtype=np.int64)
        into = self.transitions.T.copy()
        last = best[lengths - 1, np.arange(len(first))].argmax(axis=1)
        for step in range(len(steps) - 1, 0, -1):
            now = last[: alive[step]]
            path[step, : len(now)] = now
            ways = into.take(now, axis=0)
            ways += best[step - 1, : len(now)]
            ways.argmax(axis=1, out=now)
        path[0] = last
        running = steps[:, None] < lengths
        tags = np.empty(len(rows), dtype=np.int64)
        tags[places[running]] = path[running]
        return tags

    def scores(self, rows: Ints) -> Singles:
        """What the features of each word say for each tag."""
        total = np.zeros((len(rows), self.features.shape[1]), dtype=np.float32)
        weights = np.empty_like(total)
        for column in rows.T:
            self.features.take(column, axis=0, out=weights, mode="clip")  # which, unlike "raise", needs no buffer
            total += weights
        return total[:, : len(TAGS)]


def _add_best_ways(scores: Singles, alive: Sequence[int], transitions: Singles) -> None:
    """Add to the score of each tag at each step that of the best way to it; `alive` stretches have a word at a step."""
    onward, before = transitions[:, None], scores[0]
    ways = np.empty((len(TAGS), *before.shape), dtype=np.float32)
    for n, step in zip(alive[1:], scores[1:], strict=True):
        after, to_here = step[:n], ways[:, :n]
        np.add(before[:n].T[:, :, None], onward, out=to_here)
        after += np.maximum.reduce(to_here, axis=0)
        before = after


class Model(NamedTuple):
    """The weights for the outermost attributions, and for those inside the content of others."""

    outermost: Weights
    nested: Weights


@cache
def load_model(path: Path = MODEL) -> Model | None:
    """The shipped weights, or None if the file is missing (attributions are then found by the rules alone)."""
    if not path.is_file():
        return None
    stored = arrays_in(path)
    return Model(*(_weights(stored, part) for part in Model._fields))


def _weights(stored: Mapping[str, Any], part: str) -> Weights:
    """The weights of one part of a file: the rows that are not zero, and the transitions."""
    rows, weights, transitions = (stored[f"{part}_{name}"] for name in ("rows", "weights", "transitions"))
    features = np.zeros((BUCKETS, weights.shape[1] + 1), dtype=np.float32)
    features[rows, :-1] = weights
    return Weights(features, transitions.astype(np.float32))


def feature_rows(
    phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution], inner_by_rule: Sequence[Attribution]
) -> Ints:
    """The row of the weight table for every word and feature template: an array of words by templates.

    `by_rule` are the outermost attributions by the rules, `inner_by_rule` those inside the content of others.
    """
    columns = _columns(phrases, sentences, by_rule, inner_by_rule)
    values = np.stack([columns[name] for name in _NAMES]).astype(np.uint64)
    mixed = np.repeat(_SEEDS[:, None], values.shape[1], axis=1)
    for used in _COMBINED:
        part = mixed[: len(used)]
        part ^= values[used]
        part *= _FACTOR
        part ^= part >> np.uint64(32)
    mixed >>= np.uint64(20)
    mixed &= np.uint64(BUCKETS - 1)
    return mixed[_PLACES].view(np.int64).T


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
        # the sentence and its neighbours
        "sentence; before same_paragraph; behind; sentence quoted has_last has_next; "
        # texts that have lost their commas
        "bare class; bare next_distance; bare has_last has_next; bare key+1; "
        # what the rules find
        "rule; rule-1 rule; rule rule+1; rule rule+2; rule-2 rule; rule gap; rule gap+1; rule class; rule key; "
        "rule sentence quoted has_last has_next; rule class-1 class class+1; rule_cue; bare rule; bare rule-1 rule; "
        # what they find inside the content of others, and nouns that report
        "inner; inner-1 inner; inner inner+1; inner gap; inner class; inner key; inner rule; inner_cue; inner quoted; "
        "inner class-1 class class+1; noun; noun key+1; noun-1 key"
    ).split("; ")
)
"""Feature templates: each combines the columns that it names; -1 and +1 mean the word before and after."""


_ORDERED = sorted(enumerate(TEMPLATES), key=lambda numbered: -len(numbered[1]))  # those that combine more columns first
_NAMES = tuple(dict.fromkeys(name for template in TEMPLATES for name in template))
_SEEDS = np.array([(number + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF for number, _ in _ORDERED], dtype=np.uint64)
_PLACES = np.argsort([number for number, _ in _ORDERED])  # back in the order of the templates
_SHIFTED = {shift: [name[:-2] for name in _NAMES if name.endswith(f"{shift:+d}") and name != "gap+1"] for shift in (-2, -1, 1, 2)}
_FACTOR = np.uint64(0xFF51AFD7ED558CCD)
_COMBINED = [
    [_NAMES.index(names[depth]) for _, names in _ORDERED if len(names) > depth] for depth in range(max(map(len, TEMPLATES)))
]
"""The columns that the templates combine at each depth: all templates are hashed together, column by column."""


def _columns(
    phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution], inner_by_rule: Sequence[Attribution]
) -> dict[str, Ints]:
    """Every column that a template names, with one integer per word."""
    words = phrases.words
    n = len(words)
    ranges = [words.inside(sentence) for sentence in sentences]
    ranges = [span for span in ranges if span]
    sentence = np.repeat(np.arange(len(ranges)), [len(span) for span in ranges])
    starts = np.array([span.start for span in ranges])
    gaps = np.array([_gaps[gap] for gap in words.gaps])
    key, suffix, of_class = _of_words(words.numbered).T
    base = {
        "key": key,
        "suffix": suffix,
        "class": of_class,
        "shape": np.array(words.shapes),
        "role": _flags(n, phrases.roles),
        "gap": gaps[:-1],
        "bare": np.full(n, phrases.bare, dtype=np.int64),
    }
    base |= _quotation_columns(phrases)
    base |= _cue_columns(phrases, base, sentence, starts)
    base |= _sentence_columns(phrases, base, sentence, starts)
    base |= _rule_columns(phrases, by_rule, "rule") | _rule_columns(phrases, inner_by_rule, "inner")
    base["noun"] = _nouns(phrases)
    columns = {**base, "gap+1": gaps[1:]}
    for shift, names in _SHIFTED.items():
        moved = _shifted(np.stack([base[name] for name in names]), shift, sentence)
        columns |= {f"{name}{shift:+d}": column for name, column in zip(names, moved, strict=True)}
    return columns


def _flags(n: int, places: Iterable[int]) -> Ints:
    flags = np.zeros(n, dtype=np.int64)
    flags[list(places)] = 1
    return flags


def _shifted(columns: Ints, shift: int, sentence: Ints) -> Ints:
    """The columns (one per row) of the word `shift` words later in the same sentence."""
    out = np.full_like(columns, _EDGE)
    there, here = (slice(shift, None), slice(None, -shift)) if shift > 0 else (slice(None, shift), slice(-shift, None))
    same = sentence[there] == sentence[here]
    out[:, here] = np.where(same, columns[:, there], _EDGE)
    return out


def _quotation_columns(phrases: Phrases) -> dict[str, Ints]:
    number = np.array([-1 if quoted is None else quoted for quoted in phrases.quoted])
    inside = number >= 0
    lengths = np.bincount(number[inside], minlength=1)
    length = np.where(inside, 1 + np.digitize(lengths[number], _LENGTHS), 0)
    return {"quoted": inside.astype(np.int64), "quotation_length": length}


def _cue_columns(phrases: Phrases, base: dict[str, Ints], sentence: Ints, starts: Ints) -> dict[str, Ints]:
    """The reporting verb at each word, and the last and next one in the sentence with what lies between."""
    n = len(phrases.words)
    weight, takes, term = (np.zeros(n, dtype=np.int64) for _ in range(3))
    landmark = np.zeros(n, dtype=bool)
    for first, hit in phrases.cues.items():
        weight[first : hit.after] = 1 + int(hit.entry.weight * 10)
        takes[first : hit.after] = _key(hit.entry.category + hit.entry.extra.get("complement", ""))
        term[first] = _key(hit.entry.extra["lemma"])
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
    """Whether the sentence and its neighbours have a strong cue or a quotation, and where sentences begin and end."""
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


def _nouns(phrases: Phrases) -> Ints:
    """How surely each word is a noun that reports."""
    weight = np.zeros(len(phrases.words), dtype=np.int64)
    for i, hit in phrases.nouns.items():
        weight[i] = 1 + int(hit.entry.weight * 10)
    return weight


def _rule_columns(phrases: Phrases, by_rule: Sequence[Attribution], name: str) -> dict[str, Ints]:
    """The tag that the rules give each word, and a separate tag for the last word of content."""
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
                cue[i] = _key(phrases.cues[i].entry.extra["lemma"])
    return {name: rule, f"{name}_cue": cue}


@lru_cache(maxsize=1 << 17)
def _key(text: str) -> int:
    return checksum(text)


@WordTable
def _of_words(keys: Sequence[str]) -> Ints:
    """The columns that depend on a word alone: its key, its suffix and its class."""
    rows = [(_key(key), _key(key[-3:]), _class(key)) for key in keys]
    return np.array(rows, dtype=np.int64).reshape(len(keys), 3)


def _class(key: str) -> int:
    """The classes of a function word, or the ending of any other word."""
    classes = function_words().get(key)
    if classes:
        return checksum(" ".join(sorted(classes)))
    ending = next((ending for ending in ("ly", "ed", "ing", "s") if key.endswith(ending)), "0" if key[0].isdigit() else "")
    return checksum(f"-{ending}")


@Remembered
def _gaps(gap: str) -> int:
    """The punctuation between two words as bits; the lowest is a comma."""
    kinds = (",", "\"'", ";", ":", "(", ")", "—–", ".", "?!", "\n")
    code = sum(1 << i for i, marks in enumerate(kinds) if any(mark in gap for mark in marks))
    return code | (1 << len(kinds) if " - " in gap or "--" in gap else 0)
