"""Pronouns as words: the person that they are of, and what they agree with in number and gender."""

from ...text.word_classes import function_words, owners


def personal(word: str) -> str | None:
    """The personal pronoun that a word is or, as a possessive, belongs to; None for other words.

    >>> personal("he"), personal("they've"), personal("its"), personal("hall")
    ('he', 'they', 'it', None)
    """
    word = word.split("'")[0]
    return word if "pronoun" in function_words().get(word, ()) else possessor(word)


def possessor(word: str) -> str | None:
    """The personal pronoun of the person or thing that a possessive refers to; None for other words.

    >>> possessor("his"), possessor("he")
    ('he', None)
    """
    return owners().get(word)


def in_subject_form(word: str) -> str | None:
    """The personal pronoun that a word is as a subject, an object, on its own or as "himself"; None for other words.

    >>> in_subject_form("them"), in_subject_form("himself"), in_subject_form("they've"), in_subject_form("his")
    ('they', 'he', 'they', None)
    """
    word = word.split("'")[0]
    word = _SUBJECT_FORM.get(word, word)
    return word if "pronoun" in function_words().get(word, ()) else None


def is_first_person(word: str) -> bool:
    """Whether a pronoun means the person speaking, alone or with others.

    >>> is_first_person("we've"), is_first_person("they")
    (True, False)
    """
    return personal(word) in ("i", "we")


def may_mean(kind: str, gender: str, pronoun: str) -> bool:
    """Whether a pronoun can mean an entity of a kind and, for a person, a gender.

    >>> may_mean("person", "he", "she"), may_mean("body", "", "they"), may_mean("group", "", "he")
    (False, True, False)
    """
    personal_form = possessor(pronoun) or pronoun
    if kind == "person" and not gender:
        return personal_form in ("he", "she")
    return personal_form in _MEANT.get(gender or kind, ("they",))


_MEANT = {"he": ("he",), "she": ("she",), "it": ("it", "they"), "body": ("it", "they")}  # by gender, or by kind
_SUBJECT_FORM = {
    "him": "he",
    "himself": "he",
    "her": "she",
    "herself": "she",
    "them": "they",
    "themselves": "they",
    "us": "we",
    "ourselves": "we",
    "me": "i",
    "itself": "it",
}
