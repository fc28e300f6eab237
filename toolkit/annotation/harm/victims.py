"""How many people a noun phrase says are harmed."""

from ...text.numbers import number_at
from ...text.word_classes import word_list
from ..phrases.chunks import Chunks
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from ..sources.coreference import Coreference

Victims = int | str | None
"""A number of people, exact or at least; the words of a rough one ("dozens"); None where none is told."""

_LARGEST = 10**9  # a number above it is none of people
_LONGEST_NUMBER = 4  # words of a number before its last one


def victims_of(part: Range | None, chunks: Chunks, coreference: Coreference) -> Victims:
    """The number of people whom a phrase means: its numbers added up, or 1 for "a driver".

    >>> from toolkit.annotation.annotator import annotate
    >>> [event.victims for event in annotate("A driver and 22 children were killed. Dozens were wounded.").harm]
    [23, 'Dozens']
    >>> [event.victims for event in annotate("Thirty-eight men were shot. Two hundred and six people were killed.").harm]
    [38, 206]
    """
    if part is None or chunks.keys[chunks.head(part)] in word_list("thing", "harm_contexts"):
        return None
    total, i = 0, _begin(part, chunks)
    while i < part.after:
        if chunks.is_a(i, "preposition") and (total or _is_behind_noun(i, part, chunks)):
            break
        if chunks.keys[i : i + 3] == ["as", "many", "as"]:
            i += 3
        found = None if _is_age(i, part, chunks) or chunks.keys[i - 1 : i] == ["no"] else number_at(chunks.words, i)
        if found is None:
            total += _introduces(i, part, chunks) and _is_person(i, part, chunks, coreference)
        elif isinstance(found.number, str):
            return _rough(i, part, chunks)
        elif not found.unit:
            total += int(found.number)
        i = found.after if found else i + 1
    return total if 0 < total < _LARGEST else None


def _begin(part: Range, chunks: Chunks) -> int:
    """The first word of a phrase, or of the number of which it holds the end ("two hundred | and six people")."""
    before = range(max(part.first - _LONGEST_NUMBER, 0), part.first)
    return next((i for i in before if (found := number_at(chunks.words, i)) and found.after > part.first), part.first)


def _introduces(i: int, part: Range, chunks: Chunks) -> bool:
    """Whether word i is an indefinite article, or a possessive at the start of a phrase ("his son")."""
    word = chunks.keys[i]
    indefinite = word in word_list("article") and word in word_list("indefinite")
    return indefinite or (i == part.first and possessor(word) is not None)


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
    role, several = coreference.names.roles.get(end - 1), chunks.keys[end - 1] in word_list("several", "harm_contexts")
    return role is not None and not (role.entry.referent or several)
