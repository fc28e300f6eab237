"""Where words of harm occur: those of the lexicon, and verbs that are harm only by what stands behind their object or is one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ...text.lexicon import Entry, load_lexicon
from ...text.matching import Hit, matcher_of
from ...text.word_classes import function_words, word_list
from ...text.words import Words

GROUPS = ("kill", "injure", "attack", "detain", "displace", "destroy")
"""What is done: the groups of the lexicon."""

_LONGEST = 6  # words of an object that stands between the parts of a verb, or that ends in a weapon
_FIRE = "fire rockets"  # the term under which weapons are fired, thrown or dropped
_ENDS = frozenset({"preposition", "subordinator", "conjunction"})  # classes of words before which an object ends


def harm_hits(words: Words) -> list[Hit]:
    """The terms of the lexicon `harm_words` in a text, in their order.

    A verb around its object is found by its first word, one with a weapon as its object up to that.

    >>> [(hit.entry.term, hit.first, hit.after) for hit in harm_hits(Words("They locked the mayor up and threw two bombs."))]
    [('lock up', 1, 2), ('fire rockets', 6, 9)]
    """
    hits = matcher_of(load_lexicon("harm_words")).hits(words)
    long = {hit.first for hit in hits if hit.after - hit.first > 1}
    parted = [one for one in (*_around_objects(words), *_with_weapons(words)) if one[0].first not in long]
    taken = {i for _, places in parted for i in places}
    apart = [hit for hit in hits if taken.isdisjoint(range(hit.first, hit.after))] if parted else hits
    return sorted([*apart, *(hit for hit, _ in parted)], key=lambda hit: hit.first)


def _around_objects(words: Words) -> Iterator[tuple[Hit, list[int]]]:
    """Verbs of several words with their object between these ("locked | the mayor | up"), and the places of these words."""
    for key, parts in _verbs_around_objects().items():
        for i in words.places.get(key, ()):
            for after in range(i + 2, _object(words, i).stop + 1):
                found = next(((rest, entry) for rest, entry in parts if words.keys[after : after + len(rest)] == rest), None)
                if found and words.joined(after):
                    yield Hit(found[1], i, i + 1), [i, *range(after, after + len(found[0]))]
                    break


def _with_weapons(words: Words) -> Iterator[tuple[Hit, list[int]]]:
    """Verbs that do harm by the weapon that is their object ("dropped | two bombs"), and the places of their words."""
    weapons, entry = word_list("weapon", "harm_contexts"), _fire()
    fired = weapons | word_list("aimed", "harm_contexts")
    for key in word_list("fires", "harm_contexts"):
        for i in words.places.get(key, ()):
            after = next((j + 1 for j in _object(words, i) if _ends_in(words, j, fired)), i)
            at = words.keys[after : after + 1]
            if after > i and (words.keys[after - 1] in weapons or (at and at[0] in entry.listed("patient"))):
                yield Hit(entry, i, after), list(range(i, after))


def _ends_in(words: Words, i: int, weapons: frozenset[str]) -> bool:
    """Whether a noun phrase ends at word i in a weapon ("a barrel | bomb | containing gas", but not "a bomb threat")."""
    ends = i + 1 >= len(words) or not words.joined(i + 1) or _ends_object(words.keys[i + 1])
    return words.keys[i] in weapons and (ends or words.keys[i + 1].endswith(("ing", "ly")))


@cache
def _fire() -> Entry:
    return load_lexicon("harm_words").by_term[_FIRE]


def _object(words: Words, verb: int) -> range:
    """The words behind a verb up to a mark, or to a word with which its object does not go on."""
    last = min(verb + 1 + _LONGEST, len(words))
    return range(verb + 1, next((i for i in range(verb + 1, last) if not words.joined(i) or _ends_object(words.keys[i])), last))


@cache
def _ends_object(key: str) -> bool:
    return key not in ("of", "than") and not _ENDS.isdisjoint(function_words().get(key, ()))


@cache
def _verbs_around_objects() -> Mapping[str, Sequence[tuple[list[str], Entry]]]:
    """The verbs of the lexicon that may stand around their object, by their first word, with the words behind the object."""
    found: dict[str, list[tuple[list[str], Entry]]] = defaultdict(list)
    ends = word_list("behind_object", "harm_contexts") | word_list("object_end", "harm_contexts")
    for entry in load_lexicon("harm_words").entries:
        if entry.extra["word"] == "verb" and entry.category in GROUPS:
            for form in entry.forms:
                first, *rest = form.split()
                if rest and rest[-1] in ends:
                    found[first].append((rest, entry))
    return found
