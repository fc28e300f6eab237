"""The English that the rules know: classes of words, word endings, abbreviations and irregular verbs, from the lexicons.

No module holds a list of words of its own. Each list is a class of a lexicon (its rows' `category` and `also`), and the TOML of
the lexicon says what each class is for. A lexicon is read when one of its classes is first asked for.
"""

import re
from collections.abc import Iterable
from functools import cache

from ..errors import LexiconError
from .lexicon import load_lexicon


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Each function word with its classes (determiner, pronoun, preposition, …).

    >>> sorted(function_words()["on"])
    ['preposition']
    """
    return _classes("function_words")


def is_determiner(word: str) -> bool:
    """Whether a word is a determiner.

    >>> is_determiner("its"), is_determiner("on")
    (True, False)
    """
    return "determiner" in function_words().get(word, ())


@cache
def is_adverb(word: str) -> bool:
    """Whether a word ends as adverbs do and is one.

    >>> is_adverb("clearly"), is_adverb("family")
    (True, False)
    """
    return word.endswith("ly") and word not in word_list("no_adverb")


@cache
def words_without_content() -> frozenset[str]:
    """Function words, those that no rule asks for too (pronouns as objects, contractions), to be left out of lists of words.

    >>> sorted(words_without_content() & {"the", "them", "we'll", "dam"})
    ['the', 'them', "we'll"]
    """
    return frozenset(function_words()) | frozenset(_classes("grammar_words"))


@cache
def word_list(name: str, lexicon: str = "discourse_words") -> frozenset[str]:
    """The words of one class of a lexicon.

    Raises
    ------
    LexiconError
        The lexicon has no such class.

    Examples
    --------
    >>> sorted(word_list("relative"))
    ['that', 'which', 'who', 'whose']
    >>> "taken" in word_list("participle", "participles")
    True
    """
    classes = _classes(lexicon)
    words = frozenset(word for word, of in classes.items() if name in of)
    if not words:
        known = sorted({one for of in classes.values() for one in of})
        raise LexiconError(f"{lexicon}: no words of the class {name!r}; its classes are {', '.join(known)}")
    return words


@cache
def word_parts(name: str) -> tuple[str, ...]:
    """The word endings or beginnings of one class of the lexicon of word parts, without their hyphens.

    >>> "widespread".endswith(word_parts("adjective")), "reiterated".startswith(word_parts("light_verb"))
    (True, True)
    """
    return tuple(sorted(part.strip("-") for part in word_list(name, "word_parts")))


@cache
def owners() -> dict[str, str]:
    """The possessive determiners, each with the personal pronoun of whoever possesses.

    >>> owners()["his"]
    'he'
    """
    entries = load_lexicon("discourse_words").entries
    return {entry.term: entry.extra["personal"] for entry in entries if entry.extra["personal"]}


@cache
def past_forms() -> frozenset[str]:
    """Irregular past forms and participles.

    >>> sorted(past_forms() & {"went", "taken", "fled", "goes"})
    ['fled', 'taken', 'went']
    """
    return word_list("participle", "participles") | word_list("past", "participles")


def may_be_past(word: str) -> bool:
    """Whether a word looks like a past form or a participle: it ends in "ed", or is irregular.

    >>> may_be_past("agreed"), may_be_past("fled"), may_be_past("goes")
    (True, True, False)
    """
    return word.endswith("ed") or word in past_forms()


@cache
def stays_joined(word: str) -> bool:
    """Whether a hyphen before this word matters, because the word may be a verb, a particle or a preposition without it.

    >>> stays_joined("be"), stays_joined("led"), stays_joined("funded"), stays_joined("right")
    (True, True, True, False)
    """
    return word in function_words() or word in past_forms() or word.endswith(word_parts("joined"))


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations that end in a full stop without ending a sentence, in lower case.

    >>> "gen" in abbreviations()
    True
    """
    return frozenset(entry.term for entry in load_lexicon("abbreviations").entries)


def either(words: Iterable[str]) -> str:
    """The part of a regular expression that matches any of some words or phrases, the longest first.

    >>> re.findall(either({"last update", "last updated"}), "Last updated", re.I)
    ['Last updated']
    """
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"


@cache
def _classes(lexicon: str) -> dict[str, frozenset[str]]:
    """Each word of a lexicon with all its classes."""
    return {entry.term: frozenset((entry.category, *entry.listed("also"))) for entry in load_lexicon(lexicon).entries}
