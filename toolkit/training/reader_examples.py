"""What the encoder learns from: windows of texts with the labels that people gave their words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from ..annotation.phrases.noun_phrases import Phrases
from ..annotation.reader_tags import ANCHORS, ROLES
from ..annotation.sources.speakers import SOURCE_TYPES
from ..annotation.windows import LENGTH, Window, windows_of
from ..classifiers.sentence_words import places_of
from ..statistics.arrays import Ints
from ..text.furniture import blanked, furniture
from ..text.lexicon import LOADED_CATEGORIES
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.words import Words
from .attribution_corpora import content_words

UNKNOWN = -100
"""The label of what nobody labelled; nothing is learned from it."""


class LabelledAttribution(NamedTuple):
    """The spans of the roles of an attribution, and the type of its source where it is known."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    source_type: str | None = None


@dataclass(frozen=True)
class LabelledReading:
    """A text with what people marked in it.

    `attributions` is None where they were not looked for; `other_guide` says that they were marked by PolNeAR's guide, which
    leaves out those inside the content of others. `loaded` are spans with categories, or None; `marked` are the words that the
    experts of BABE marked, and `biased` whether they called the sentence biased.
    """

    text: str
    group: str = ""
    attributions: Sequence[LabelledAttribution] | None = None
    other_guide: bool = False
    loaded: Sequence[tuple[Span, str]] | None = None
    marked: Sequence[str] | None = None
    biased: bool | None = None


@dataclass(eq=False)
class Example:
    """A window with labels for its words.

    `anchor` and `loaded` number tags, `category` categories, `marked` 0 and 1, each `UNKNOWN` where nobody said. For each
    attribution `anchors` has its word, `roles` the tag of every word of the window, and `types` the type of its source.
    """

    window: Window
    anchor: Ints
    loaded: Ints
    category: Ints
    marked: Ints
    biased: int
    anchors: list[int] = field(default_factory=list)
    roles: list[Ints] = field(default_factory=list)
    types: list[int] = field(default_factory=list)


def examples_of(reading: LabelledReading, tokenizer: Any, *, length: int = LENGTH) -> Iterator[Example]:
    """The windows of a text, of some length, with their labels; furniture is blank, as it is when the reader reads."""
    text = blanked(reading.text, furniture(reading.text)) if reading.biased is None else reading.text
    phrases = Phrases(Words(text), quotations(text))
    labels = _WordLabels(reading, phrases.words)
    for window in windows_of(phrases, sentences(text), tokenizer, length=length, other_guide=reading.other_guide):
        yield labels.example(window)


class _WordLabels:
    """The labels of all words of a text."""

    def __init__(self, reading: LabelledReading, words: Words) -> None:
        self.reading, self.words = reading, words
        n = len(words)
        self.loaded, self.category, self.marked = (np.full(n, UNKNOWN) for _ in range(3))
        if reading.loaded is not None:
            self.loaded[:] = 0
            for span, category in reading.loaded:
                inside = words.inside(span)
                self.loaded[inside.start : inside.stop] = 2
                self.loaded[inside.start : inside.start + 1] = 1
                self.category[inside.start : inside.stop] = LOADED_CATEGORIES.index(category)
        if reading.marked is not None:
            self.marked[:] = places_of(words.text, list(reading.marked))
        self.parts = [self._parts(attribution) for attribution in reading.attributions or ()]

    def _parts(self, attribution: LabelledAttribution) -> dict[str, list[range]]:
        """The words of each role."""
        parts = {role: [self.words.inside(span) for span in getattr(attribution, role)] for role in ("cue", "source")}
        parts["content"] = [content_words(self.words, span) for span in attribution.content]
        return {role: [part for part in several if part] for role, several in parts.items()}

    def example(self, window: Window) -> Example:
        """The labels of the words in one window."""
        inside = slice(window.words.start, window.words.stop)
        biased = UNKNOWN if self.reading.biased is None else int(self.reading.biased)
        anchor = np.full(len(window.words), UNKNOWN)
        example = Example(window, anchor, self.loaded[inside], self.category[inside], self.marked[inside], biased)
        if self.reading.attributions is not None:
            anchor[:] = 0
            self._attributions(example)
        return example

    def _attributions(self, example: Example) -> None:
        """Add the attributions whose cue, or else content, is in the window."""
        for attribution, parts in zip(self.reading.attributions or (), self.parts, strict=True):
            within = {role: [_within(part, example.window.words) for part in several] for role, several in parts.items()}
            within = {role: [part for part in several if part] for role, several in within.items()}
            for part in within["content"] if self.reading.other_guide else ():
                labels = example.anchor[part.start : part.stop]
                labels[labels == 0] = UNKNOWN
            cue = within["cue"][0] if within["cue"] else None
            first = cue or (within["content"][0] if within["content"] else None)
            if first is None or first.start in example.anchors:
                continue
            example.anchor[first.start] = ANCHORS.index("B-cue" if cue else "B-free")
            if cue:
                example.anchor[cue.start + 1 : cue.stop] = ANCHORS.index("I-cue")
            example.anchors.append(first.start)
            example.roles.append(role_tags(within, len(example.window.words)))
            known = attribution.source_type in SOURCE_TYPES and (within["source"] or not cue)
            example.types.append(SOURCE_TYPES.index(attribution.source_type or "") if known else UNKNOWN)


def _within(part: range, words: range) -> range:
    """The words of a part that are in a window, counted from its first."""
    return range(max(part.start, words.start) - words.start, min(part.stop, words.stop) - words.start)


def role_tags(parts: dict[str, list[range]], n: int) -> Ints:
    """The tag of each of `n` words in one attribution: the begin, inside or end of content or source, or alone in it.

    >>> role_tags({"content": [range(2, 5)], "source": [range(0, 1)]}, 6).tolist()
    [8, 0, 1, 2, 3, 0]
    """
    tags = np.zeros(n, dtype=np.int64)
    for role in ("content", "source"):
        begin, inside, end, alone = (ROLES.index(f"{place}-{role}") for place in "BIES")
        for part in parts[role]:
            tags[part.start : part.stop] = inside
            tags[part.start], tags[part.stop - 1] = begin, end
            if len(part) == 1:
                tags[part.start] = alone
    return tags
