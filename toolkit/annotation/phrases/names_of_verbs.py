"""Last names that are auxiliaries, too ("Theresa May", "George Will")."""

from ...text.lexicon import load_lexicon
from ...text.word_classes import function_words, word_list
from ...text.words import Words


def named_as_auxiliaries(words: Words) -> frozenset[int]:
    """The words with a capital that are somebody's last name and no auxiliary, since the text calls somebody so behind a first
    name or a title; the month is none.

    >>> sorted(named_as_auxiliaries(Words("Theresa May left in May. May has said so, Mrs May added. May I go?")))
    [1, 5, 10]
    """
    auxiliaries = word_list("auxiliary", "function_words")
    places = [i for i, capital in enumerate(words.capital) if capital and words.keys[i] in auxiliaries]
    last_names = {words.keys[i] for i in places if _is_last_name(i, words)}
    called = (i for i in places if words.keys[i] in last_names)
    return frozenset(i for i in called if _is_called(i, words) or _may_be_called(i, words))


def _is_called(i: int, words: Words) -> bool:
    """Whether a word stands behind a first name or a title."""
    before = words.keys[i - 1] if i and words.capital[i - 1] and words.gaps[i] in (" ", ". ") else ""
    return before in word_list("courtesy_title") or (words.joined(i) and before in load_lexicon("first_names").by_term)


def _is_last_name(i: int, words: Words) -> bool:
    """Whether a word behind a first name or a title has its capital in a sentence, not in a title ("Ada Will Go")."""
    return _is_called(i, words) and not (i + 1 < len(words) and words.joined(i + 1) and words.capital[i + 1])


def _may_be_called(i: int, words: Words) -> bool:
    """Whether a last name may stand here alone: no month ("in May", "May 5"), and no question or wish ("May I go?")."""
    behind = words.keys[i + 1] if i + 1 < len(words) and words.joined(i + 1) else ""
    before = words.keys[i - 1] if i and words.joined(i) else ""
    asks = {"pronoun", "determiner"}.intersection(function_words().get(behind, ()))
    month = "preposition" in function_words().get(before, ()) or before in word_list("emphatic")
    return not (behind.isdigit() or asks or month)
