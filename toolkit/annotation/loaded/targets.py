"""About whom or what each loaded term is, and in what light it puts them.

A model chooses among the candidates of a term (`target_candidates`) by features of syntax without a parser (`target_features`)
and by the states that the reader has of their words (`target_network`), after the work of Hamborg 2023 on target-dependent bias
and of Deng and Wiebe 2015 on entities as targets; `target_heads` and `target_clauses` mend what grammar leaves no doubt about,
and `target_naming` says what the target is called.

All words that name one entity speak for it together. Who a pronoun or a description means is what the resolver of sources makes
of it, so that "they", "the group" and "Daesh" are one. A term that is the cue of an attribution ("Hall claimed") is about the
source: only the candidates up to its head noun are looked at. The weights are learned from articles coded by hand
(`framing train targets`); here they are only applied.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelError
from ...files import MODELS, arrays_in, kept_until_changed
from ...statistics.arrays import Floats, Hashes, Indices, Singles
from ...text.lexicon import LOADED_CATEGORIES
from ...text.spans import Span
from ...text.word_tables import WordTable, checksum
from ...text.words import Words
from ..phrases.noun_phrases import Phrases
from ..sources.speakers import Resolved
from .loaded_terms import LoadedTerm, Placement
from .loaded_words import Calibration
from .target_candidates import Codes, Passage, candidates
from .target_clauses import settled
from .target_features import BUCKETS, KIND, POLARITY, TARGET, Features, Term, buckets, described
from .target_governments import Governments
from .target_heads import to_heads
from .target_naming import Naming
from .target_network import PairStates, TargetNetwork

FILE = "targets.npz"
"""The weights, for the states of the fast reader among the models, or in the folder of a reader for those of its encoder."""

MODEL = MODELS / FILE

NOTHING = "none"
"""The kind of a target that a term does not have."""

KINDS = ("person", "group", "organisation", "country", "policy", "event", "thing", NOTHING)
"""What a target can be."""

ACTORS = KINDS[:4]
"""The kinds of those who act."""

POLARITIES = ("-", "+", "0")
"""The light that a term puts its target in: bad, good, or neither."""

OF_CUE = 0.88
"""Share of the targets of cues that are right, the source being known: 144 of 163 in outlets held out (133 without that rule)."""

AT_ONCE = 128
"""Terms whose candidates are in memory at once: hardly an article has more, and a book must not fill the machine."""

COARSE = 4
"""Bits by which there are fewer buckets for polarities and kinds than for targets."""

SIZES = {"targets": (BUCKETS, 1), "polarities": (BUCKETS >> COARSE, len(POLARITIES)), "kinds": (BUCKETS >> COARSE, len(KINDS))}
"""The buckets and columns of the weights of features."""


@dataclass(eq=False)
class TargetModel:
    """The weights by which targets are chosen, and those of polarities and kinds, a row for each bucket.

    `network` adds what the states of words tell. `groups` gives the number of each word's group of words with like neighbours, or
    0. Targets with a probability below `least` are for measures to leave out.
    """

    targets: Singles
    polarities: Singles
    kinds: Singles
    network: TargetNetwork | None
    groups: WordTable
    calibration: Calibration
    least: float

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "TargetModel":
        """The model of stored arrays. Raises KeyError where one is missing."""
        targets, polarities, kinds = (_dense(stored, name, *size) for name, size in SIZES.items())
        groups = groups_table(stored["group_words"], stored["group_numbers"])
        calibration = Calibration(*map(float, stored["calibration"]))
        return cls(targets[:, 0], polarities, kinds, TargetNetwork.of(stored), groups, calibration, float(stored["least"]))

    def scores(self, table: Codes, of: Indices, states: PairStates | None) -> tuple[Floats, Singles]:
        """How much speaks for each candidate, in log odds, and what states tell of it if it is the target (pairs, polarities and
        kinds); `of` is the term of each pair. Without states, features alone speak."""
        scores: Floats = self.targets[buckets(table, TARGET)].sum(axis=1)
        if self.network is None or states is None:
            return scores, np.zeros((len(table), len(POLARITIES) + len(KINDS)), dtype=np.float32)
        told = self.network.scores(of, states)
        return scores + told[:, 0], told[:, 1:]

    def labels(self, table: Codes, told: Singles) -> Iterator[tuple[str, str]]:
        """The likeliest polarity and kind of each target, given its row and what the states of words tell."""
        of_polarity, of_kind = np.split(told, [len(POLARITIES)], axis=1)
        polarities = (label_scores(self.polarities, table, POLARITY) + of_polarity).argmax(axis=1).tolist()
        kinds = (label_scores(self.kinds, table, KIND) + of_kind).argmax(axis=1).tolist()
        return ((POLARITIES[i], KINDS[j]) for i, j in zip(polarities, kinds, strict=True))


def label_scores(weights: NDArray[Any], table: Codes, features: Features) -> NDArray[Any]:
    """How much the weights of features speak for each polarity, or each kind (rows of the table, columns of the weights)."""
    scores: NDArray[Any] = weights[buckets(table, features) >> COARSE].sum(axis=1)
    return scores


@kept_until_changed(MODEL)
def load_target_model(path: Path = MODEL) -> TargetModel | None:
    """The shipped weights, or None if the file is missing (terms then have no target). Raises ModelError where it holds none."""
    if not path.is_file():
        return None
    try:
        return TargetModel.of(arrays_in(path))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: not weights of targets: {error}") from None


def targets_file(folder: Path | None) -> Path:
    """The file of the weights for the reader in a folder, or for the fast one: its own, or those that ship."""
    own = folder / FILE if folder else MODEL
    return own if own.is_file() else MODEL


def target_model_of(folder: Path, width: int) -> TargetModel | None:
    """The model of targets for the reader in a folder, whose states of words are of some width.

    A reader without weights of its own takes those that ship for the fast one, by features alone. Raises ModelError as
    `load_target_model` does, and where the weights were learned from the states of another reader.
    """
    own, shipped = load_target_model(folder / FILE), load_target_model()
    if own is None:
        return replace(shipped, network=None) if shipped else None
    if own.network and len(own.network.term) != width:
        raise ModelError(
            f"{folder / FILE}: learned from another reader than this; make it with `framing train targets --reader {folder}`"
        )
    return own


def _dense(stored: Mapping[str, Any], name: str, size: int, columns: int) -> Singles:
    weights = np.zeros((size, columns), dtype=np.float32)
    weights[np.cumsum(stored[f"{name}_steps"])] = stored[f"{name}_weights"] * stored[f"{name}_scale"]
    return weights


def groups_table(words: Hashes, numbers: Any) -> WordTable:
    """The number of each word's group, given the checksums of words and the numbers of their groups."""
    return WordTable(partial(_groups_of, dict(zip(words.tolist(), numbers.tolist(), strict=True))))


def _groups_of(known: Mapping[int, int], keys: Sequence[str]) -> Any:
    return np.array([known.get(checksum(key), 0) for key in keys], dtype=np.uint64)


def _number_of(category: str) -> int:
    """The number of a category of loaded terms; 0 for one of the user's own."""
    return LOADED_CATEGORIES.index(category) + 1 if category in LOADED_CATEGORIES else 0


class Choice(NamedTuple):
    """The likeliest candidate of each term: its word, how likely it is, and its polarity and kind."""

    words: list[int]
    p: list[float]
    labels: list[tuple[str, str]]


class Targeting:
    """Gives the loaded terms of one article their targets and polarities.

    `states` are those of the words of each field that has terms ("title", "text"), or None where the reader has none.
    """

    def __init__(
        self,
        model: TargetModel,
        placing: Placement,
        resolved: Resolved,
        phrases: Phrases,
        sentences: Sequence[Span],
        states: Mapping[str, Singles | None],
    ) -> None:
        self.model, self.placing, self.resolved, self.phrases, self.states = model, placing, resolved, phrases, states
        self.coreference = resolved.coreference
        self._ends = [span.end for span in sentences]

    def __call__(self, terms: Sequence[LoadedTerm]) -> list[LoadedTerm]:
        """The terms with their targets."""
        targeted = list(terms)
        for field in ("title", "text"):
            numbers = [i for i, term in enumerate(terms) if term.field == field]
            if numbers:
                for i, term in zip(numbers, self._of_field(field, [terms[i] for i in numbers]), strict=True):
                    targeted[i] = term
        return targeted

    def _of_field(self, field: str, terms: Sequence[LoadedTerm]) -> Iterator[LoadedTerm]:
        passage = self.title if field == "title" else self.text
        chosen = self.chosen(passage, [self.place(term, passage.words) for term in terms], self.states[field])
        for term, word, p, (polarity, kind) in zip(terms, *chosen, strict=True):
            placing = self.placing if field == "text" else None
            governments = self.governments if placing else None
            inside = passage.words.inside(term.span)
            naming = Naming(passage, inside, word, kind, self.resolved, placing, governments)
            target = None if kind == NOTHING else naming.target(p, sure=p >= self.model.least)
            yield replace(term, target=target, polarity=polarity)

    def place(self, term: LoadedTerm, words: Words) -> Term:
        """A term as the features take it."""
        inside = words.inside(term.span)
        if term.field == "title":
            return Term(inside, _number_of(term.entry.category), negated=term.negated)
        return self.place_in_text(inside, term.entry.category, term.negated)

    def place_in_text(self, inside: range, category: str, negated: bool) -> Term:
        """Some words of the text as a term."""
        said = self.placing.attribution_at.get(inside.start)
        source = self.placing.words.inside_first(said.source if said else ())
        cue = next((self.placing.cues[i] for i in inside if i in self.placing.cues), None)
        speaks = self.placing.words.inside_first(cue.source if cue else ())
        speaks = range(speaks.start, self.coreference.cast.head(speaks.start, speaks.stop)) if speaks else speaks
        return Term(inside, _number_of(category), source, negated, speaks)

    def chosen(self, passage: Passage, terms: Sequence[Term], states: Singles | None) -> Choice:
        """The likeliest candidates of terms in a passage, given the states of its words."""
        words, likely, labels = list[int](), list[float](), list[tuple[str, str]]()
        for start in range(0, len(terms), AT_ONCE):
            choice = self._chosen(passage, terms[start : start + AT_ONCE], states)
            words += choice.words
            likely += choice.p
            labels += choice.labels
        return Choice(words, likely, labels)

    def _chosen(self, passage: Passage, terms: Sequence[Term], states: Singles | None) -> Choice:
        """The likeliest candidates of no more terms than are looked at at once."""
        pairs = candidates(passage, [term.words for term in terms])
        table = described(passage, pairs, terms)
        speaks = np.array([[term.speaks.start, term.speaks.stop] for term in terms], dtype=np.intp)[pairs.terms]
        source = (speaks[:, 0] <= pairs.words) & (pairs.words < speaks[:, 1]) & ~pairs.itself
        source &= ~passage.possessors[pairs.words] | (pairs.words == speaks[:, 1] - 1)  # "friend" in "Hall's friend claims"
        of_cue = np.bincount(pairs.terms, source, len(terms)) > 0
        of_pairs = None if states is None else PairStates.of(pairs, states)
        scores, told = self.model.scores(table, pairs.terms, of_pairs)
        p = probabilities(np.where(of_cue[pairs.terms] & ~source, -np.inf, scores), pairs.terms)
        entities = np.where(pairs.itself, 0, passage.entities[pairs.words])
        best, together = likeliest(p, pairs.terms, entities)
        best = to_heads(passage, pairs, best)
        best = settled(passage, pairs, best)
        chances = zip(together.tolist(), of_cue.tolist(), strict=True)
        likely = [OF_CUE if known else self.model.calibration.of_term(chance) for chance, known in chances]
        return Choice(pairs.words[best].tolist(), likely, list(self.model.labels(table[best], told[best])))

    @cached_property
    def governments(self) -> Governments:
        """The governments that the text calls by loaded nouns."""
        return Governments(self.text, self.coreference.names)

    @cached_property
    def text(self) -> Passage:
        """The text as a passage."""
        words, named = self.placing.words, self.coreference.cast.by_word
        starts = np.array(words.starts)
        voices = np.frombuffer(self.placing.voices, dtype=np.uint8)[starts].astype(np.uint64)
        sentences = np.searchsorted(self._ends, starts, side="right")
        groups = self.model.groups(words.numbered)
        return Passage.of(words, named, self.phrases.roles, groups=groups, voices=voices, sentences=sentences)

    @cached_property
    def title(self) -> Passage:
        """The title as a passage; names are those by which the text calls somebody last."""
        words, named = self.placing.title_words, self.coreference.cast.by_word
        by_key = {self.placing.words.keys[i]: entity for i, entity in named.items()}
        called = {i: by_key[key] for i, key in enumerate(words.keys) if words.capital[i] and key in by_key}
        none = np.zeros(len(words), dtype=np.uint64)
        sentences = np.zeros(len(words), dtype=np.intp)
        return Passage.of(words, called, {}, groups=self.model.groups(words.numbered), voices=none, sentences=sentences)


def probabilities(scores: Floats, terms: Indices) -> Floats:
    """The probability of each candidate among those of its term; all pairs of one term follow each other.

    >>> probabilities(np.array([0.0, 0.0, 1.0]), np.array([0, 0, 1])).tolist()
    [0.5, 0.5, 1.0]
    """
    starts = np.flatnonzero(np.diff(terms, prepend=-1))
    sizes = np.diff(np.append(starts, len(terms)))
    odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    p: Floats = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
    return p


def likeliest(p: Floats, terms: Indices, entities: Indices) -> tuple[Indices, Floats]:
    """The likeliest candidate of each term, where all that name one entity count together, and how likely these are.

    >>> best, together = likeliest(np.array([0.4, 0.3, 0.3]), np.array([0, 0, 0]), np.array([0, 1, 1]))
    >>> best.tolist(), together.tolist()
    ([1], [0.6])
    """
    several = int(entities.max(initial=0)) + 1 + len(p)
    whom = np.where(entities > 0, entities, several - 1 - np.arange(len(p)))
    _, number = np.unique(terms * several + whom, return_inverse=True)
    together: Floats = np.bincount(number, p)[number].astype(float)
    order = np.lexsort((-p, -together, terms))
    best = order[np.flatnonzero(np.diff(terms[order], prepend=-1))]
    return best, together[best]
