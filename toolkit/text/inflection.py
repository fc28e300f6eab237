"""The regular plurals, verb forms and comparatives of a lexicon's entries."""

_VOWELS = "aeiou"


def inflected(term: str, inflect: str) -> tuple[str, ...]:
    """The regular inflections of a term, by the rules for "noun", "verb" or "adj"; none where `inflect` is something else.

    >>> inflected("slam", "verb")
    ('slams', 'slammed', 'slamming')
    """
    rules = {"noun": _plural, "verb": _verb, "adj": _comparative}
    return rules[inflect](term) if inflect in rules else ()


def _plural(term: str) -> tuple[str, ...]:
    if term.endswith(("s", "x", "z", "ch", "sh")):
        return (term + "es",)
    if term.endswith("y") and term[-2:-1] not in _VOWELS:
        return (term[:-1] + "ies",)
    return (term + "s",)


def _verb(term: str) -> tuple[str, ...]:
    head, _, rest = term.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = head
    if head.endswith("e") and not head.endswith("ee"):
        stem = head[:-1]
    elif _doubles(head):
        stem = head + head[-1]
    past = head[:-1] + "ied" if head.endswith("y") and head[-2:-1] not in _VOWELS else stem + "ed"
    return tuple(form + tail for form in (_plural(head)[0], past, stem + "ing"))


def _doubles(verb: str) -> bool:
    """Whether the last letter doubles before -ed: in a verb of one syllable that ends in consonant, vowel, consonant (slam)."""
    syllables = sum(1 for a, b in zip(" " + verb, verb, strict=False) if b in _VOWELS and a not in _VOWELS)
    return (
        syllables == 1 and len(verb) > 2 and verb[-1] not in _VOWELS + "wxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS
    )


def _comparative(term: str) -> tuple[str, ...]:
    if term.endswith("e"):
        return (term + "r", term + "st")
    stem = term[:-1] + "i" if term.endswith("y") else term + term[-1] if _doubles(term) else term
    return (stem + "er", stem + "est")


def stem(word: str) -> str:
    """A word without the ending of an inflection or adverb, so that its forms share most of their letters.

    >>> [stem(word) for word in ("slams", "shamefully", "gutted", "bias")]
    ['slam', 'shameful', 'gutt', 'bia']
    """
    ending = next((ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST), "")
    return word[: len(word) - len(ending)]


_ENDINGS = ("ingly", "edly", "ing", "ied", "ies", "ed", "ly", "es", "s")
_SHORTEST = 3  # letters of the shortest stem
