"""Closed classes of words, abbreviations, and irregular forms of verbs: from the lexicons."""

from functools import cache

from .lexicon import load_lexicon


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Each function word with its classes (determiner, pronoun, preposition, …).

    >>> sorted(word_classes()["on"])
    ['preposition']
    """
    return {entry.term: frozenset((entry.category, *entry.listed("also"))) for entry in load_lexicon("function_words").entries}


@cache
def past_forms() -> frozenset[str]:
    """Irregular past forms and participles.

    >>> sorted(past_forms() & {"went", "taken", "fled", "goes"})
    ['fled', 'taken', 'went']
    """
    entries = load_lexicon("participles").entries
    return frozenset(entry.term for entry in entries if entry.category in ("participle", "past"))


@cache
def participles(category: str) -> frozenset[str]:
    """The words of one category of the lexicon of participles.

    >>> "taken" in participles("participle")
    True
    """
    return frozenset(entry.term for entry in load_lexicon("participles").entries if entry.category == category)


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations that end in a full stop without ending a sentence, in lower case.

    >>> "gen" in abbreviations()
    True
    """
    return frozenset(entry.term for entry in load_lexicon("abbreviations").entries)
