"""Coded targets of loaded terms: the candidates of each term, which of them coders marked, and the states of their words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.annotated_files import annotated
from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import Placement, is_negated
from ..annotation.loaded.target_candidates import Candidates, Codes, Passage, candidates
from ..annotation.loaded.target_features import described
from ..annotation.loaded.target_network import PairStates
from ..annotation.loaded.targets import Targeting, TargetModel
from ..annotation.phrases.noun_phrases import Phrases
from ..annotation.sources.registry import UNDATED
from ..annotation.sources.speakers import resolve
from ..articles.article import Article
from ..errors import OptionError
from ..statistics.arrays import Bools, Indices
from ..text.spans import Span, matched
from ..text.word_classes import function_words


class CodedTarget(NamedTuple):
    """What coders wrote of a term: the span of its nearest mention or None, its name, its kind and its polarity."""

    term: Span
    category: str
    mention: Span | None
    name: str
    kind: str
    polarity: str


class CodedTerms(NamedTuple):
    """Terms of one article with their candidates.

    `pairs` and `table` are candidates and what is known of them, `right` whether each is what coders marked, `hit` whether each
    term is one that the annotator found (others are spans as coded). `states` are those that its reader has of the words.
    """

    outlet: str
    targets: list[CodedTarget]
    hit: Bools
    pairs: Candidates
    entities: Indices
    table: Codes
    right: Bools
    states: PairStates


def coded_terms(
    files: Iterable[str | Path], articles: Iterable[Article], annotator: Annotator, model: TargetModel
) -> Iterator[CodedTerms]:
    """The terms of each annotated article that has some with targets, with what the annotator and its reader tell of them; of the
    model, only the groups of words are used. Raises ArticleError as `annotated` does."""
    for file in files:
        for article, targets in annotated(file, articles, _targets):
            if targets:
                yield from _coded(annotator(article), targets, annotator, model)


def _targets(record: Any) -> list[CodedTarget]:
    """What coders wrote of the loaded terms of an article."""
    return [
        CodedTarget(
            Span(*term["span"]),
            term["category"],
            Span(*target["span"]) if target["span"] else None,
            target["name"] or "",
            target["kind"],
            term["polarity"],
        )
        for term in record.get("loaded", [])
        if (target := term.get("target")) and term.get("loaded", True)
    ]


def _coded(document: Document, targets: Sequence[CodedTarget], annotator: Annotator, model: TargetModel) -> Iterator[CodedTerms]:
    """The coded terms of an article: their spans as coded, and as the annotator finds them."""
    words, article = document.words, document.article
    phrases = Phrases(words, document.quotations)
    year = article.published.year if article.published else UNDATED
    resolved = resolve(document.attributions, phrases, document.sentences, annotator.registry, year)
    placing = Placement(words, document.title_words, document.voice_map, resolved.attributions)
    targeting = Targeting(model, placing, resolved, phrases, document.sentences, {})
    hits = [term for term in document.loaded if term.field == "text"]
    found = matched([term.span for term in hits], [target.term for target in targets], article.text)
    coded = [words.inside(target.term) for target in targets]
    terms = [
        targeting.place_in_text(inside, t.category, bool(inside) and is_negated(words, inside.start))
        for inside, t in zip(coded, targets, strict=True)
    ]
    whose = [*targets, *(targets[j] for j in found.values())]
    terms += [targeting.place(hits[i], words) for i in found]
    kept = [i for i, term in enumerate(terms) if len(term.words)]
    if kept:
        whose, of = [whose[i] for i in kept], [terms[i] for i in kept]
        pairs = candidates(targeting.text, [term.words for term in of])
        entities = np.where(pairs.itself, 0, targeting.text.entities[pairs.words])
        right = _right(targeting.text, pairs, whose)
        hit = np.array(kept) >= len(targets)
        table, states = described(targeting.text, pairs, of), annotator.reading_of(words).states
        if states is None:
            raise OptionError("a reader by rules alone knows no states of words")
        of_pairs = PairStates.of(pairs, states)
        yield CodedTerms(article.outlet or "", whose, hit, pairs, entities, table, right, of_pairs)


def _right(passage: Passage, pairs: Candidates, targets: Sequence[CodedTarget]) -> Bools:
    """Whether each candidate is what coders marked: it overlaps the mention, or is called by the name.

    The term itself is right where coders found no mention outside it, or marked part of it.
    """
    words, right = passage.words, np.zeros(len(pairs.terms), dtype=bool)
    names = ["", *(entity.name or entity.entry_name for entity in passage.cast)]
    rows = zip(pairs.terms.tolist(), pairs.words.tolist(), pairs.itself.tolist(), strict=True)
    for i, (term, word, itself) in enumerate(rows):
        target = targets[term]
        span = target.term if itself else words.span(passage.mention(word).start, word + 1)
        overlaps = target.mention is not None and _overlap(span, target.mention)
        if itself:
            right[i] = target.mention is None or overlaps
        elif entity := int(passage.entities[word]):
            right[i] = overlaps or agree(target.name, names[entity])
        else:
            right[i] = overlaps or words.keys[word] == _head(target.name)
    return right


def _overlap(one: Span, other: Span) -> bool:
    return min(one.end, other.end) > max(one.start, other.start)


@lru_cache(maxsize=1 << 14)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name but for function words."""
    return tuple(word for word in re.findall(r"[\w’'-]+", name.lower()) if word not in function_words())


@lru_cache(maxsize=1 << 14)
def agree(one: str, other: str) -> bool:
    """Whether two names may mean the same: they share their last word, or one has all words of the other.

    >>> agree("Donald Trump", "Mr Trump"), agree("Trump", "Trump campaign"), agree("Iran", "Iraq")
    (True, True, False)
    """
    a, b = _words(one), _words(other)
    return bool(a and b) and (a[-1] == b[-1] or set(a) <= set(b) or set(b) <= set(a))


@lru_cache(maxsize=1 << 14)
def _head(name: str) -> str:
    """The head noun of a name: the last word before its first preposition ("attack" of "attack on Homs")."""
    words = re.findall(r"[\w’'-]+", name.lower())
    end = next((i for i, word in enumerate(words) if i and "preposition" in function_words().get(word, ())), len(words))
    return words[end - 1] if words else ""
