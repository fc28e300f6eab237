"""What the tagger knows of each word: columns of whole numbers, reduced to rows of the tables that its network reads.

They tell the word, how it is written, the punctuation and quotation marks around it, the reporting verbs of its sentence, what
its sentence and the neighbouring ones hold, and which part of an attribution the rules take it for.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...statistics.arrays import Ints
from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.word_classes import function_words
from ...text.word_tables import Remembered, WordTable, checksum
from ...text.words import Words
from ..phrases.noun_phrases import SURE_CUE, Phrases
from .attribution import Attribution

_WEAKEST_CUE = 0.15  # weight from which a reporting verb counts as a landmark
_DISTANCES = np.array([1, 2, 3, 4, 6, 9, 14, 22])
_LENGTHS = np.array([1, 2, 4, 7, 12, 25])

SIZES: Mapping[str, int] = {
    # the word: itself, its last letters, its class, how it is written, whether its text has no commas, whether it is a role
    "key": 1 << 15, "suffix": 1 << 12, "class": 1 << 10, "shape": 1 << 10,
    # the punctuation before and after it, and its quotation
    "gap": 1 << 8, "gap+1": 1 << 8, "quoted": 1 << 8, "quotation_length": 1 << 8,
    # what reports: this word, as a verb or a noun
    "cue": 1 << 10, "cue_takes": 1 << 10, "role": 1 << 8, "edge": 1 << 8, "noun": 1 << 8, "bare": 1 << 8,
    # what the rules take it for, outside and inside the content of others
    "rule": 1 << 8, "inner": 1 << 8,
    # its sentence and the neighbouring ones
    "sentence": 1 << 8, "before": 1 << 8, "behind": 1 << 8, "same_paragraph": 1 << 8, "has_last": 1 << 8, "has_next": 1 << 8,
    # the last and the next reporting verb of the sentence
    "last_cue": 1 << 10, "next_cue": 1 << 10, "last_distance": 1 << 8, "next_distance": 1 << 8, "last_takes": 1 << 8,
    "commas": 1 << 8, "that": 1 << 8, "rule_cue": 1 << 10, "inner_cue": 1 << 10,
}  # fmt: skip
"""Each column, and the rows of its table, into which its values are hashed."""

_ROWS = np.array(list(SIZES.values()), dtype=np.uint64)[:, None]
_FACTOR = np.uint64(0xFF51AFD7ED558CCD)


def word_rows(
    phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution], inner_by_rule: Sequence[Attribution]
) -> Ints:
    """For every word the row of each column's table (words, columns).

    `by_rule` are the outermost attributions by the rules, `inner_by_rule` those inside the content of others.
    """
    if not len(phrases.words):
        return np.empty((0, len(SIZES)), np.int64)
    columns = _columns(phrases, sentences, by_rule, inner_by_rule)
    return _rows(np.stack([columns[name] for name in SIZES]), _ROWS).T


def key_rows(words: Words) -> Ints:
    """For every word the row of the table of words.

    >>> rows = key_rows(Words("It rained, it did"))
    >>> bool(rows[0] == rows[2] != rows[1])
    True
    """
    return _rows(_of_words(words.numbered)[:, 0], _ROWS[0])


def _rows(values: Ints, of: NDArray[np.uint64]) -> Ints:
    """The row of each value in a table of so many rows."""
    hashed = values.astype(np.uint64)
    hashed *= _FACTOR
    hashed >>= np.uint64(40)
    hashed %= of
    return hashed.view(np.int64)


def _columns(
    phrases: Phrases, sentences: Sequence[Span], by_rule: Sequence[Attribution], inner_by_rule: Sequence[Attribution]
) -> dict[str, Ints]:
    """Every column, with one whole number for each word."""
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
        "gap+1": gaps[1:],
        "bare": np.full(n, phrases.bare, dtype=np.int64),
        "noun": _nouns(phrases),
    }
    base |= _quotation_columns(phrases)
    base |= _cue_columns(phrases, base, sentence, starts)
    base |= _sentence_columns(phrases, base, sentence, starts)
    return base | _rule_columns(phrases, by_rule, "rule") | _rule_columns(phrases, inner_by_rule, "inner")


def _flags(n: int, places: Iterable[int]) -> Ints:
    flags = np.zeros(n, dtype=np.int64)
    flags[list(places)] = 1
    return flags


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
