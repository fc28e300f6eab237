"""About whom or what each loaded term is, and in what light it puts them.

A linear model chooses among the candidates of a term (`target_candidates`) by features of syntax without a parser
(`target_features`), after the work of Hamborg 2023 on target-dependent bias and of Deng and Wiebe 2015 on entities as targets.
All words that name one entity speak for it together. Who a pronoun or a description means is what the resolver of sources makes
of it, so that "they", "the group" and "Daesh" are one. A term that is the cue of an attribution ("Hall claimed") is about the
source: only the candidates up to its head noun are looked at. The weights are learned from articles coded by hand
(`framing train targets`); here they are only applied.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import ModelError
from ...files import MODELS, arrays_in
from ...statistics.arrays import Floats, Hashes, Indices, Singles
from ...text.lexicon import LOADED_CATEGORIES
from ...text.spans import Span
from ...text.word_tables import WordTable, checksum
from ...text.words import Words
from ..attributions.attribution import Attribution
from ..phrases.noun_phrases import Phrases
from ..phrases.pronouns import is_first_person
from ..sources.entity import Entity
from ..sources.speakers import Resolved, side_of, side_of_places
from .loaded_terms import LoadedTerm, Placement, Target
from .loaded_words import Calibration
from .target_candidates import Codes, Passage, WordClass, candidates
from .target_features import BUCKETS, KIND, POLARITY, TARGET, Features, Term, buckets, described

MODEL = MODELS / "targets.npz"

NOTHING = "none"
"""The kind of a target that a term does not have."""

KINDS = ("person", "group", "organisation", "country", "policy", "event", "thing", NOTHING)
"""What a target can be."""

ACTORS = KINDS[:4]
"""The kinds of those who act."""

POLARITIES = ("-", "+", "0")
"""The light that a term puts its target in: bad, good, or neither."""

_COMMA = 1  # the mark that a comma is
_BE, _OF, _DETERMINER, _POSSESSIVE = map(int, (WordClass.BE, WordClass.OF, WordClass.DETERMINER, WordClass.POSSESSIVE))
_MODIFIERS = frozenset(range(WordClass.ADJECTIVE, max(WordClass) + 1)) - {int(WordClass.VERB)}
"""Classes of nouns and adjectives, which may stand in front of a noun."""

OF_CUE = 0.88
"""Share of the targets of cues that are right, the source being known: 144 of 163 in outlets held out (133 without that rule)."""

COARSE = 4
"""Bits by which there are fewer buckets for polarities and kinds than for targets."""


@dataclass(eq=False)
class TargetModel:
    """The weights by which targets are chosen, and those of polarities and kinds, a row for each bucket.

    `groups` gives the number of each word's group of words with like neighbours, or 0. Targets with a probability below `least`
    are for measures to leave out.
    """

    targets: Singles
    polarities: Singles
    kinds: Singles
    groups: WordTable
    calibration: Calibration
    least: float

    def scores(self, table: Codes) -> Floats:
        """How much speaks for each candidate, in log odds."""
        scores: Floats = self.targets[buckets(table, TARGET)].sum(axis=1)
        return scores

    def polarities_of(self, table: Codes) -> list[str]:
        """The likeliest polarity of each term, given the row of its target."""
        return [POLARITIES[i] for i in _likeliest(self.polarities, table, POLARITY)]

    def kinds_of(self, table: Codes) -> list[str]:
        """The likeliest kind of each target."""
        return [KINDS[i] for i in _likeliest(self.kinds, table, KIND)]


def _likeliest(weights: Singles, table: Codes, features: Features) -> list[int]:
    best: list[int] = weights[buckets(table, features) >> COARSE].sum(axis=1).argmax(axis=1).tolist()
    return best


@cache
def load_target_model(path: Path = MODEL) -> TargetModel | None:
    """The shipped weights, or None if the file is missing (terms then have no target). Raises ModelError where it holds none."""
    if not path.is_file():
        return None
    try:
        stored = arrays_in(path)
        dense = [
            _dense(stored, name, size, columns)
            for name, size, columns in (
                ("targets", BUCKETS, 1),
                ("polarities", BUCKETS >> COARSE, len(POLARITIES)),
                ("kinds", BUCKETS >> COARSE, len(KINDS)),
            )
        ]
        groups = groups_table(stored["group_words"], stored["group_numbers"])
        calibration = Calibration(*map(float, stored["calibration"]))
        return TargetModel(dense[0][:, 0], dense[1], dense[2], groups, calibration, float(stored["least"]))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: not weights of targets: {error}") from None


def _dense(stored: Mapping[str, Any], name: str, size: int, columns: int) -> Singles:
    weights = np.zeros((size, columns), dtype=np.float32)
    weights[stored[f"{name}_rows"]] = stored[f"{name}_weights"].reshape(-1, columns)
    return weights


def groups_table(words: Hashes, numbers: Any) -> WordTable:
    """The number of each word's group, given the checksums of words and the numbers of their groups."""
    return WordTable(partial(_groups_of, dict(zip(words.tolist(), numbers.tolist(), strict=True))))


def _groups_of(known: Mapping[int, int], keys: Sequence[str]) -> Any:
    return np.array([known.get(checksum(key), 0) for key in keys], dtype=np.uint64)


def _number_of(category: str) -> int:
    """The number of a category of loaded terms; 0 for one of the user's own."""
    return LOADED_CATEGORIES.index(category) + 1 if category in LOADED_CATEGORIES else 0


class Targeting:
    """Gives the loaded terms of one article their targets and polarities."""

    def __init__(
        self, model: TargetModel, placing: Placement, resolved: Resolved, phrases: Phrases, sentences: Sequence[Span]
    ) -> None:
        self.model, self.placing, self.resolved, self.phrases = model, placing, resolved, phrases
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
        table, words, chances = self.chosen(passage, [self.place(term, passage.words) for term in terms])
        rows = zip(terms, words, chances, self.model.kinds_of(table), self.model.polarities_of(table), strict=True)
        for term, word, p, kind, polarity in rows:
            placing = self.placing if field == "text" else None
            naming = _Naming(passage, passage.words.inside(term.span), word, self.resolved, placing)
            target = naming.target(kind, p, sure=p >= self.model.least)
            yield replace(term, target=None if kind == NOTHING else target, polarity=polarity)

    def place(self, term: LoadedTerm, words: Words) -> Term:
        """A term as the features take it."""
        inside = words.inside(term.span)
        if term.field == "title":
            return Term(inside, _number_of(term.entry.category), negated=term.negated)
        return self.place_in_text(inside, term.entry.category, term.negated)

    def place_in_text(self, inside: range, category: str, negated: bool) -> Term:
        """Some words of the text as a term."""
        said = self.placing.attribution_at.get(inside.start)
        source = self.placing.words.inside(said.source[0]) if said and said.source else range(0)
        cue = next((self.placing.cues[i] for i in inside if i in self.placing.cues), None)
        speaks = self.placing.words.inside(cue.source[0]) if cue else range(0)
        speaks = range(speaks.start, self.coreference.cast.head(speaks.start, speaks.stop)) if speaks else speaks
        return Term(inside, _number_of(category), source, negated, speaks)

    def chosen(self, passage: Passage, terms: Sequence[Term]) -> tuple[Codes, list[int], list[float]]:
        """The row of the likeliest candidate of each term, its word, and how likely it is."""
        pairs = candidates(passage, [term.words for term in terms])
        table = described(passage, pairs, terms)
        speaks = np.array([[term.speaks.start, term.speaks.stop] for term in terms], dtype=np.intp)[pairs.terms]
        source = (speaks[:, 0] <= pairs.words) & (pairs.words < speaks[:, 1]) & ~pairs.itself
        of_cue = np.bincount(pairs.terms, source, len(terms)) > 0
        p = probabilities(np.where(of_cue[pairs.terms] & ~source, -np.inf, self.model.scores(table)), pairs.terms)
        entities = np.where(pairs.itself, 0, passage.entities[pairs.words])
        best, together = likeliest(p, pairs.terms, entities)
        chances = zip(together.tolist(), of_cue.tolist(), strict=True)
        likely = [OF_CUE if known else self.model.calibration.of_term(chance) for chance, known in chances]
        return table[best], pairs.words[best].tolist(), likely

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


class _Naming:
    """What a term is about, in words: its name, where it is mentioned, and the entity of the registry.

    `term` are the words of the term and `word` is that of its target; `placing` is None in a title, where nothing is resolved.
    """

    def __init__(self, passage: Passage, term: range, word: int, resolved: Resolved, placing: Placement | None) -> None:
        self.passage, self.words, self.term, self.word = passage, passage.words, term, word
        self.resolved, self.placing = resolved, placing
        self.itself = word in term

    def target(self, kind: str, p: float, *, sure: bool) -> Target:
        """The target, of a kind that is known."""
        mention = self._mention()
        span = self.words.span(mention.start, mention.stop)
        meant = self._meant(mention, kind)
        name, entity = meant or (" ".join(span.of(self.words.text).split()), None)
        side = self._side(mention, name) if self.resolved.coreference.names.registry.sides.labels else None
        return Target(name, None if self.itself else span, entity, kind, self.link, p, sure, side, meant is not None)

    def _mention(self) -> range:
        """The words by which the target is mentioned: the term, a name, a pronoun, or a noun with what stands before it."""
        if self.passage.entities[self.word]:
            return self.passage.mention(self.word)
        if self.itself:
            return self.term
        start, classes = self.word, self.passage.classes
        while start and not (self.passage.pronouns[start] or self.passage.marks[start] or start - 1 in self.term):
            if int(classes[start - 1]) not in _MODIFIERS:
                break
            start -= 1
        return range(start, self.word + 1)

    def _meant(self, mention: range, kind: str) -> tuple[str, str | None] | None:
        """The name and the term in the registry of whom a mention means; None where that is not known."""
        if entities := self._entities(mention):
            return _names_of(entities)
        if self.placing is None:
            return None
        if (said := self._said) and said.speakers:
            return " and ".join(said.speakers), said.entity
        names, word = self.resolved.coreference.names, self.word
        if word in names.countries:
            return (names.countries[word].entry.term,) * 2
        before = self._before(mention)
        described = kind == "country" and word not in names.roles and not self.passage.pronouns[word]
        return self._country(before) if described and before >= 0 and self.words.keys[before] == "the" else None

    def _entities(self, mention: range) -> Sequence[Entity]:
        """Those of the article who have a name and whom a mention means."""
        number, word, names = int(self.passage.entities[self.word]), self.word, self.resolved.coreference.names
        if number:
            return self.passage.cast[number - 1 : number]
        if self.placing is None or word in names.countries or is_first_person(self.words.keys[word]):
            return ()
        words, before = mention, self._before(mention)
        if not self.passage.pronouns[word]:
            if word not in names.roles or before < 0 or self.words.keys[before] != "the":
                return ()
            words = range(before, mention.stop)
        referent = self.resolved.referent(words)
        return [entity for entity in referent.entities if entity.spans] if referent else ()  # which are mentioned by name

    @property
    def _said(self) -> Attribution | None:
        """The attribution whose speaker "I" or "we" is; None for all other words."""
        inside = self.placing and is_first_person(self.words.keys[self.word])
        return self.placing.attribution_at.get(self.word) if self.placing and inside else None

    def _before(self, mention: range) -> int:
        """The word before a mention, or before the term where that is the mention's first word; -1 for none."""
        return (self.term.start if mention.start - 1 in self.term else mention.start) - 1

    def _side(self, mention: range, name: str) -> str | None:
        """The side of whom a mention means, or of the countries and bodies that its words name, in the user's file."""
        names, entities = self.resolved.coreference.names, self._entities(mention)
        sides = {side_of(entity, [], names) for entity in entities}
        if said := self._said:
            sides = {said.side}
        elif not entities:
            places = names.places(mention.start, mention.stop) if self.placing else set()
            sides = {names.registry.sides.find([name]) or side_of_places(places, names.registry)}
        return sides.pop() if len(sides) == 1 else None

    def _country(self, word: int) -> tuple[str, str] | None:
        """The country that "the country" at a word means: the first that the sentence, or else the one before, speaks of."""
        countries = self.resolved.coreference.names.countries
        sentences = self.passage.sentences
        for sentence in (int(sentences[word]), int(sentences[word]) - 1):
            start = int(np.searchsorted(sentences, sentence))
            end = min(word, int(np.searchsorted(sentences, sentence + 1)))
            if first := next((countries[i] for i in range(start, end) if i in countries), None):
                return (first.entry.term,) * 2
        return None

    @property
    def link(self) -> str:
        """How term and target are linked, as word order tells."""
        classes, word = self.passage.classes, self.word
        before = word < self.term.start
        between = range(word + 1, self.term.start) if before else range(self.term.stop, word)
        inside = set(classes[between.start : between.stop].tolist())
        marked = self.passage.marks[between.start : between.stop + 1].tolist()
        if self.itself:
            return "self"
        if classes[word] == _POSSESSIVE or self.words.straight.endswith(("'s", "s'"), 0, self.words.ends[word]):
            return "possessor"
        if self.passage.pronouns[word]:
            return "pronoun"
        if _BE in inside:
            return "predicate"
        if not before and _OF in inside <= {_OF, _DETERMINER}:
            return "possessor"
        if not between and marked == [_COMMA]:
            return "apposition"
        if any(marked) or not (inside | {int(classes[self.term.stop - 1])}) <= _MODIFIERS:
            return "subject" if before else "object"
        return "modifier" if before else "head"


def _names_of(entities: Sequence[Entity]) -> tuple[str, str | None] | None:
    """The names of entities, and the term in the registry of a single one; None for none."""
    if not entities:
        return None
    names = " and ".join(entity.name or entity.entry_name for entity in entities)
    return names, (entities[0].entry_name or None) if len(entities) == 1 else None
