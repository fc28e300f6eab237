"""What the tagger of attributions learns from: words with what is known of them and their tags, and in which order."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..annotation.attributions.reporting_verbs import Rules
from ..annotation.attributions.rule_attributions import attributions, nested
from ..annotation.attributions.tag_linking import TAGS
from ..annotation.attributions.tagger import PARTS, nested_stretches
from ..annotation.attributions.word_columns import word_rows
from ..annotation.phrases.noun_phrases import Phrases
from ..statistics.arrays import Ints, Singles
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .attribution_corpora import LabelledText, Roles, content_words
from .reader_examples import UNKNOWN

WINDOW, WORDS = 384, 12288
"""Words of a window, and of a step."""


class TaggedWords(NamedTuple):
    """The words of all texts, one behind another: their rows (words, columns), their tags (parts, words), and the texts' ends.

    `starts` has the first word of each text and, last, the number of words; `counts` how many times a pass learns from each.
    `states` are those of the last words, as many as a better reader has read (words, numbers).
    """

    rows: NDArray[np.uint16]
    tags: NDArray[np.int8]
    starts: Ints
    counts: Ints
    states: NDArray[np.float16] | None = None


class Batch(NamedTuple):
    """Windows of words, one behind another: the row of each column's table (words, columns), the tags of both parts (parts,
    words), the number of words of each window, and the states in a better reader (words, numbers), NaN where it has not read."""

    rows: Ints
    tags: Ints
    lengths: Ints
    states: Singles | None = None


class Plan:
    """Which windows of the texts are learned from in which step: in every pass the texts are cut elsewhere and shuffled anew."""

    def __init__(self, words: TaggedWords, epochs: int, seed: int) -> None:
        self.words, self.seed = words, seed
        total = int(np.diff(words.starts) @ words.counts)
        self.steps_of_pass = -(-total // WORDS)
        self.steps = epochs * self.steps_of_pass
        self._pass, self._windows = -1, np.empty((0, 2), np.int64)

    def batch(self, step: int) -> Batch:
        """The windows of a step; the same for the same number, whatever came before."""
        number, place = divmod(step, self.steps_of_pass)
        if number != self._pass:
            self._pass, self._windows = number, self._cut(number)
        lengths = np.diff(self._windows)[:, 0]
        begin = np.cumsum(lengths) - lengths
        windows = self._windows[begin * self.steps_of_pass // lengths.sum() == place]  # like parts, none empty
        places = np.concatenate([np.arange(start, end) for start, end in windows])
        rows, tags = self.words.rows[places].astype(np.int64), self.words.tags[:, places].astype(np.int64)
        return Batch(rows, tags, np.diff(windows)[:, 0], self._states(places))

    def _states(self, places: Ints) -> Singles | None:
        """The states of some words."""
        if self.words.states is None:
            return None
        numbers = places - (len(self.words.rows) - len(self.words.states))
        states = self.words.states[np.maximum(numbers, 0)].astype(np.float32)
        states[numbers < 0] = np.nan
        return states

    def _cut(self, number: int) -> Ints:
        """The windows of a pass in the order in which they are learned from, each with its first word and its end."""
        random = np.random.default_rng([self.seed, number])
        windows = []
        for start, end, count in zip(self.words.starts[:-1], self.words.starts[1:], self.words.counts, strict=True):
            for first in start + random.integers(1, WINDOW + 1, size=count):
                edges = np.unique(np.minimum([start, *range(first, end, WINDOW), end], end))
                windows.append(np.stack([edges[:-1], edges[1:]], axis=1))
        return random.permutation(np.concatenate(windows))


def tagged_words(several: Sequence[tuple[LabelledText, int]], states: NDArray[np.float16] | None = None) -> TaggedWords:
    """The words of all texts with the rows and tags of each, and the `states` of the words of the last texts."""
    rows, tags, counts = [], [], []
    for labelled, count in several:
        words = Words(labelled.text)
        if len(words):
            rows.append(_rows(words))
            tags.append(_tags(words, labelled.attributions))
            counts.append(count)
    starts = np.cumsum([0, *map(len, rows)])
    return TaggedWords(np.concatenate(rows), np.concatenate(tags, axis=1), starts, np.array(counts), states)


def _rows(words: Words) -> NDArray[np.uint16]:
    """What the tagger knows of each word."""
    spans, phrases = sentences(words.text), Phrases(words, quotations(words.text))
    by_rule = attributions(Rules(phrases), spans)
    return word_rows(phrases, spans, by_rule, nested(phrases, by_rule, spans)).astype(np.uint16)


def _tags(words: Words, labelled: Sequence[Roles]) -> NDArray[np.int8]:
    """The tags of both parts for each word (parts, words).

    Attributions inside the content of others are learned only from texts in which some are labelled: PolNeAR has none.
    """
    outermost, inner = _outermost(labelled)
    tags = np.full((len(PARTS), len(words)), UNKNOWN, dtype=np.int8)
    tags[0] = _gold_tags(words, outermost)
    nested_tags = np.array(_gold_tags(words, _outermost(inner)[0]))
    for inside in nested_stretches(words, (span for roles in outermost for span in roles["content"])) if inner else ():
        tags[1, inside.start : inside.stop] = nested_tags[inside.start : inside.stop]
    return tags


def _gold_tags(words: Words, attributions: Iterable[Roles]) -> list[int]:
    """One tag for each word."""
    tags = [0] * len(words)
    for roles in attributions:
        for role, spans in roles.items():
            for span in spans:
                inside = content_words(words, span) if role == "content" else words.inside(span)
                for place, i in enumerate(inside):
                    tags[i] = TAGS.index(f"{'I' if place else 'B'}-{role}")
    return tags


def _outermost(attributions: Sequence[Roles]) -> tuple[list[Roles], list[Roles]]:
    """The attributions whose content does not lie inside that of another, and the rest."""

    def inside(one: Roles, other: Roles) -> bool:
        smaller = one["content"] != other["content"]
        return smaller and all(any(a <= s and e <= b for a, b in other["content"]) for s, e in one["content"])

    nested = [roles for roles in attributions if any(inside(roles, other) for other in attributions)]
    return [roles for roles in attributions if roles not in nested], nested
