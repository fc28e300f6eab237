"""The ways to spell a term of several words: with hyphens or with spaces between them."""

from .word_classes import stays_joined

_MOST_PARTS = 4  # a longer term is looked for only as it is written: its spellings would be many, and are rare


def spellings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A term as it is written, then with hyphens for spaces and spaces for hyphens.

    Nothing changes next to a wildcard, nor before a last word that may be a verb or particle: "party led" is not "party-led".

    >>> spellings(("witch", "hunt")), spellings(("far-right",)), spellings(("would-be",))
    ([('witch', 'hunt'), ('witch-hunt',)], [('far-right',), ('far', 'right')], [('would-be',)])
    """
    if len(words) == 1 and "-" not in words[0]:
        return [words]
    parts, marks = _parts_of(words)
    if len(parts) > _MOST_PARTS:
        marks = [mark[:1] for mark in marks]
    texts = parts[:1]
    for mark, part in zip(marks, parts[1:], strict=True):
        texts = [text + between + part for text in texts for between in mark]
    return [tuple(text.split(" ")) for text in texts]


def _parts_of(words: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The parts of a term without hyphens, and the marks that may be between each two: first that of the term as written."""
    parts: list[str] = []
    marks: list[str] = []
    for word in words:
        pieces = [word] if "*" in word else word.split("-")
        marks += [" " if "*" in parts[-1] + word else " -"] if parts else []
        marks += ["- "] * (len(pieces) - 1)
        parts += pieces
    if marks and marks[-1] == "- " and stays_joined(parts[-1]):
        marks[-1] = "-"
    return parts, marks
