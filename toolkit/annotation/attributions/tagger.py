"""A sequence model of attributions: which words are source, cue and content, by a dilated convolution over the words of a text.

Every word is a vector, the sum of what it is, how it is written, what stands around it and what the rules take it for (see
`word_columns`), so that the model corrects the rules where training showed them to be wrong. Layers of convolution, each over
wider steps, mix it with the words around it (Strubell et al. 2017), and the best tags of each stretch are found by Viterbi's
method. Weights are plain arrays (`toolkit/models/attribution.npz`), made by `framing train attribution` from a user's own copy
of the training data.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...files import MODELS, arrays_in, kept_until_changed
from ...statistics.arrays import Indices, Ints, Singles
from ...statistics.threads import one_thread
from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.words import Words
from ..phrases.noun_phrases import Phrases
from .attribution import Attribution
from .tag_linking import TAGS, Linker
from .word_columns import SIZES, word_rows

MODEL = MODELS / "attribution.npz"

STEPS = (1, 2, 4, 8, 16, 1, 2, 4)
"""How many words to the left and to the right each layer looks; together 38."""

PARTS = ("outermost", "nested")
"""The parts of the tags: of attributions that lie in no other's content, and of those inside the content of others."""

_TO_NESTED: Mapping[str, float] = {"source": 1.5, "cue": 2.0}
_LEANING = np.array([_TO_NESTED.get(tag.partition("-")[2], 0) for tag in TAGS], dtype=np.float32)
"""What is added to the scores of a role's tags, and so of each, inside the content of others, where cues and sources are rare:
by its scores alone, the network leaves out most of what it doubts, and misses far more attributions than it makes up."""

_FORBIDDEN = -1e4  # what the score of a tag that cannot follow another is lowered by


class TaggedText:
    """What the model finds in one text: the outermost attributions and, inside their content, the nested ones.

    Sources are not resolved yet. `states` are the vectors of the words after the last layer of the outermost part (words, width).
    """

    def __init__(
        self,
        network: "Network",
        phrases: Phrases,
        sentences: Sequence[Span],
        by_rule: Sequence[Attribution],
        inner_by_rule: Sequence[Attribution],
    ) -> None:
        self.network, self.phrases, self.sentences = network, phrases, sentences
        self.rows = word_rows(phrases, sentences, by_rule, inner_by_rule)
        with one_thread():
            self._vectors = network.vectors(self.rows)
            self.states = network.states(self._vectors, "outermost")
            self.scores = network.scores(self.states, "outermost")

    def outermost(self) -> list[Attribution]:
        """The attributions that lie in no other's content, in the order of their content."""
        if not len(self.phrases.words):
            return []
        tags = best_tags(self.scores, stretch_starts(self.phrases, self.sentences))
        return Linker(self.phrases, self.sentences, tags.tolist()).attributions()

    def nested(self, outermost: Sequence[Attribution]) -> list[Attribution]:
        """The attributions inside the content of others ("Police said the driver told them that …"), where it has a word that may
        report."""
        several = nested_stretches(self.phrases.words, (span for a in outermost for span in a.content))
        stretches = [inside for inside in several if not self.phrases.cues.keys().isdisjoint(inside)]
        if not stretches:
            return []
        places, lengths = np.concatenate([np.arange(inside.start, inside.stop) for inside in stretches]), [*map(len, stretches)]
        with one_thread():
            scores = self.network.scores(self.network.states(self._vectors[places], "nested", lengths), "nested")
        tags = np.zeros(len(self.phrases.words), dtype=np.int64)
        tags[places] = best_tags(scores + _LEANING, np.cumsum([0, *lengths[:-1]]).tolist())
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


class Network(NamedTuple):
    """The weights of the network.

    `tables` has the rows of all columns but the first two, one table behind another; `keys` and `suffixes` are the tables of
    these (rows by numbers, which together are as many as the network is wide). Both parts of the tags have layers of their own:
    `filters` are those of each layer (parts, layers, three times the width, width) and `shifts` what is added to them; `head`
    (parts, width, tags) and `bias` give the tags.
    """

    keys: Singles
    suffixes: Singles
    tables: Singles
    filters: Singles
    shifts: Singles
    head: Singles
    bias: Singles

    def scores(self, states: Singles, part: str) -> Singles:
        """The score of every tag for each word (words, tags), by its state in that part."""
        number = PARTS.index(part)
        scores: Singles = states @ self.head[number] + self.bias[number]
        return scores

    def states(self, vectors: Singles, part: str, lengths: Sequence[int] | None = None) -> Singles:
        """The vector of each word after the last layer of a part (words, width), given those before the first.

        The words are those of one text or, with `lengths`, of stretches of so many words, one after another, none of which sees
        another.
        """
        filters, shifts = self.filters[PARTS.index(part)], self.shifts[PARTS.index(part)]
        n, width = vectors.shape
        states = vectors.copy()
        if not n:
            return states
        places = places_of(np.array([n] if lengths is None else lengths))
        line = np.zeros((places[-1] + 1 + max(STEPS), width), dtype=np.float32)
        mixed = np.empty((n, width), dtype=np.float32)
        for step, weights, shift in zip(STEPS, filters, shifts, strict=True):
            line[places] = states
            around = line.take(places[:, None] + np.array([-step, 0, step]), axis=0)
            np.matmul(around.reshape(n, 3 * width), weights, out=mixed)
            mixed += shift
            states += np.maximum(mixed, 0, out=mixed)
        return states

    def vectors(self, rows: Ints) -> Singles:
        """The vector of each word before the first layer of either part (words, width)."""
        key, suffix, *others = (rows + _OFFSETS).T
        total = np.zeros((len(rows), self.tables.shape[1]), dtype=np.float32)
        for column in others:
            total += self.tables.take(column, axis=0, mode="clip")  # which, unlike "raise", needs no buffer
        return np.concatenate([self.keys[key], self.suffixes[suffix], total], axis=1)


def places_of(lengths: Ints) -> Indices:
    """Where each word of stretches of so many words stands on one line, on which they are too far apart to see each other.

    >>> places_of(np.array([2, 1])).tolist()
    [16, 17, 34]
    """
    gap = max(STEPS)
    return np.arange(lengths.sum()) + gap * np.repeat(np.arange(1, len(lengths) + 1), lengths)


_OFFSETS = np.cumsum([0, 0, 0, *list(SIZES.values())[2:-1]])  # where each column's table begins among the `tables`


def best_tags(scores: Singles, starts: Sequence[int]) -> Ints:
    """The best tag of every word that go together; `starts` are the first words of the stretches, which are independent.

    In most stretches the best tag of each word by itself may follow that of the word before it, and these are then the best that
    go together. The others are decoded.
    """
    tags: Ints = scores.argmax(axis=1)
    first, after = np.array(starts), np.array([*starts[1:], len(scores)])
    forbidden = np.flatnonzero(_TRANSITIONS[tags[:-1], tags[1:]]) + 1
    within = np.searchsorted(first, forbidden, side="right") - 1
    mixed = np.unique(within[first[within] < forbidden])
    if len(mixed):
        places, decoded = _decoded(scores, first[mixed], (after - first)[mixed])
        tags[places] = decoded
    return tags


def _decoded(scores: Singles, first: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """The words of some stretches, and their best tags by Viterbi's method; all stretches are decoded in one pass."""
    order = np.argsort(-lengths, kind="stable")  # the longest first, so that those still running at a step come first
    first, lengths = first[order], lengths[order]
    steps = np.arange(int(lengths.max()))
    alive = np.searchsorted(-lengths, -steps, side="left").tolist()
    places = np.minimum(first + steps[:, None], len(scores) - 1)
    best = scores[places]  # steps by stretches by tags
    _add_best_ways(best, alive)
    path = np.empty(places.shape, dtype=np.int64)
    into = _TRANSITIONS.T.copy()
    last = best[lengths - 1, np.arange(len(first))].argmax(axis=1)
    for step in range(len(steps) - 1, 0, -1):
        now = last[: alive[step]]
        path[step, : len(now)] = now
        ways = into.take(now, axis=0)
        ways += best[step - 1, : len(now)]
        ways.argmax(axis=1, out=now)
    path[0] = last
    running = steps[:, None] < lengths
    return places[running], path[running]


def _add_best_ways(scores: Singles, alive: Sequence[int]) -> None:
    """Add to the score of each tag at each step that of the best way to it; `alive` stretches have a word at a step."""
    onward, before = _TRANSITIONS[:, None], scores[0]
    ways = np.empty((len(TAGS), *before.shape), dtype=np.float32)
    for n, step in zip(alive[1:], scores[1:], strict=True):
        after, to_here = step[:n], ways[:, :n]
        np.add(before[:n].T[:, :, None], onward, out=to_here)
        after += np.maximum.reduce(to_here, axis=0)
        before = after


def _transitions() -> Singles:
    """What each tag adds to the score of the next: a stretch goes on only in its own role."""
    role = [tag.partition("-")[2] for tag in TAGS]
    forbidden = [[tag.startswith("I") and role[i] != before for i, tag in enumerate(TAGS)] for before in role]
    return np.where(forbidden, np.float32(_FORBIDDEN), np.float32(0))


_TRANSITIONS = _transitions()


@kept_until_changed(MODEL)
def load_model(path: Path = MODEL) -> Network | None:
    """The shipped weights, or None if the file is missing (attributions are then found by the rules alone)."""
    return _network(arrays_in(path)) if path.is_file() else None


def _network(stored: Mapping[str, Any]) -> Network:
    """The network of the arrays in a file: tables and filters in eight bits with a scale for each column, the rest in sixteen."""
    large = {name.removesuffix("_scale"): scale for name, scale in stored.items() if name.endswith("_scale")}
    arrays = {name: stored[name] * scale for name, scale in large.items()}
    arrays |= {name: stored[name].astype(np.float32) for name in ("shifts", "head", "bias")}
    return Network(**arrays | {"keys": arrays["keys"][stored["key_numbers"]]})
