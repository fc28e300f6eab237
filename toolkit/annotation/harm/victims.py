"""How many people a noun phrase says are harmed."""

from functools import cache

from ...text.lexicon import load_lexicon
from ...text.word_classes import word_list
from ..phrases.chunks import Chunks
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from ..sources.coreference import Coreference

Victims = int | str | None
"""A number of people, exact or at least; the words of a rough one ("dozens"); None where none is told."""

_LARGEST = 10**9  # a number above it is none of people


def victims_of(part: Range | None, chunks: Chunks, coreference: Coreference) -> Victims:
    """The number of people whom a phrase means: its numbers added up, or 1 for "a driver".

    >>> from toolkit.annotation.annotator import annotate
    >>> [event.victims for event in annotate("A driver and 22 children were killed. Dozens were wounded.").harm]
    [23, 'Dozens']
    """
    if part is None or chunks.keys[chunks.head(part)] in word_list("thing", "harm_contexts"):
        return None
    total, i = 0, part.first
    while i < part.after:
        if chunks.is_a(i, "preposition") and (total or _is_behind_noun(i, part, chunks)):
            break
        if chunks.keys[i : i + 3] == ["as", "many", "as"]:
            i += 3
        value = None if _is_age(i, part, chunks) else _value(chunks.keys[i])
        if value is None and chunks.keys[i] in word_list("rough", "number_words"):
            return _rough(i, part, chunks)
        if value is None and chunks.keys[i] in word_list("article") and chunks.keys[i] in word_list("indefinite"):
            value = int(_is_person(i, part, chunks, coreference))
        if value is None and i == part.first and possessor(chunks.keys[i]):
            value = int(_is_person(i, part, chunks, coreference))
        while value and i + 1 < part.after and (factor := _factors().get(chunks.keys[i + 1])):
            value, i = value * factor, i + 1
        total += value or 0
        i += 1
    return total if 0 < total < _LARGEST else None


def _is_behind_noun(i: int, part: Range, chunks: Chunks) -> bool:
    """Whether a noun of the phrase is before word i, and no word that says how exact a number is ("At least", "Up to")."""
    before = i - 1
    exact = before >= part.first and chunks.keys[before] not in word_list("approximate", "number_words")
    return exact and chunks.is_noun(before) and not chunks.is_number(before)


def _is_age(i: int, part: Range, chunks: Chunks) -> bool:
    """Whether a number at the end of a phrase is an age, before a place ("the 29, of Fishponds", but not "29, of whom")."""
    place = i + 2
    if i + 1 != part.after or place >= len(chunks.words) or not chunks.breaks(i + 1):
        return False
    return chunks.keys[i + 1] in ("of", "from") and chunks.words.capital[place]


def _rough(i: int, part: Range, chunks: Chunks) -> str:
    after = i + 1
    while after + 1 < part.after and chunks.keys[after] == "of" and chunks.keys[after + 1] in word_list("rough", "number_words"):
        after += 2
    return chunks.words.span(i, after).of(chunks.words.text)


def _is_person(i: int, part: Range, chunks: Chunks, coreference: Coreference) -> bool:
    """Whether "a" at word i introduces a person, by the role at the end of its noun."""
    end = next((j for j in range(i + 1, part.after) if chunks.is_a(j, "preposition", "conjunction")), part.after)
    if end - 1 in coreference.names.countries and end - i == 2:  # "an American"
        return True
    role = coreference.names.roles.get(end - 1)
    return role is not None and not role.entry.extra.get("referent")


def _value(word: str) -> int | None:
    """The number that a word is, in figures or letters."""
    figures = word.replace(",", "")
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) < 10 else _exact().get(word)


@cache
def _exact() -> dict[str, int]:
    return {entry.term: int(entry.extra["value"]) for entry in load_lexicon("number_words").entries if entry.category == "exact"}


@cache
def _factors() -> dict[str, int]:
    return {entry.term: int(entry.extra["value"]) for entry in load_lexicon("number_words").entries if entry.category == "factor"}
