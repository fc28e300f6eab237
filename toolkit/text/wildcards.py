"""Word patterns: `*` stands for any letters inside a word, or none, and for any word where it is alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

STAR = "*"

LONGEST = 1000
"""Letters of the longest word for which a pattern stands; what is longer is no word, and to try many patterns takes long."""


def fits(word: str, pattern: str) -> bool:
    """Whether a pattern stands for a word.

    Each part between two stars is looked for once, from the left: to try all its places takes years with many stars.

    >>> fits("war-torn", "*-torn"), fits("torn", "*-torn"), fits("regime", "regime")
    (True, False, True)
    """
    if STAR not in pattern:
        return word == pattern
    first, *inner, last = pattern.split(STAR)
    at, end = len(first), len(word) - len(last)
    if at > end or len(word) > LONGEST or not (word.startswith(first) and word.endswith(last)):
        return False
    for part in inner:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


@dataclass(slots=True)
class _Node:
    """What may follow the first parts of some patterns: further parts, each with a node, and last parts, with their patterns."""

    inner: "dict[str, _Node]" = field(default_factory=dict)
    last: dict[str, list[int]] = field(default_factory=dict)
    inner_sizes: set[int] = field(default_factory=set)
    last_sizes: set[int] = field(default_factory=set)

    def ending(self, word: str, at: int) -> Iterator[int]:
        """The patterns whose last part ends a word, and begins at a place or behind it."""
        for size in self.last_sizes:
            if at + size <= len(word):
                yield from self.last.get(word[len(word) - size :], ())

    def further(self, word: str, at: int) -> Iterator[tuple["_Node", int]]:
        """The nodes of the parts that occur from a place on, each with the place behind the first occurrence."""
        if len(self.inner) <= len(self.inner_sizes) * (len(word) - at):
            for part, node in self.inner.items():
                if (found := word.find(part, at)) >= 0:
                    yield node, found + len(part)
        else:
            ends = ((i, i + size) for size in self.inner_sizes for i in range(len(word) - size, at - 1, -1))
            for part, place in {word[i:end]: end for i, end in ends}.items():
                if part in self.inner:
                    yield self.inner[part], place


class Wildcards:
    """Many patterns, and which of them stand for a word; what they begin with in common is looked for once.

    >>> Wildcards(["*-torn", "war*", "*peace*"]).fitting("war-torn")
    [0, 1]
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._nodes: dict[str, _Node] = {}  # by the first part
        for number, pattern in enumerate(patterns):
            first, *inner, last = pattern.split(STAR)
            node = self._nodes.setdefault(first, _Node())
            for part in inner:
                node.inner_sizes.add(len(part))
                node = node.inner.setdefault(part, _Node())
            node.last.setdefault(last, []).append(number)
            node.last_sizes.add(len(last))
        self._sizes = sorted(set(map(len, self._nodes)))

    def fitting(self, word: str) -> list[int]:
        """The numbers of the patterns that stand for a word, in order."""
        numbers: list[int] = []
        firsts = ((self._nodes.get(word[:size]), size) for size in self._sizes if size <= len(word) <= LONGEST)
        reached = [(node, at) for node, at in firsts if node]
        while reached:
            node, at = reached.pop()
            numbers += node.ending(word, at)
            reached += node.further(word, at)
        return sorted(numbers)
