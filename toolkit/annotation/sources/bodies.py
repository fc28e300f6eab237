"""The bodies and countries that an article names, by their names, acronyms and initials."""

import re
from collections.abc import Iterator
from functools import lru_cache

from .entity import Entity

_OF_WHAT = re.compile(" (?:of|for|to) ")


class Bodies:
    """The bodies of one article, each by all its names.

    >>> bodies = Bodies()
    >>> bodies.add("Social Security Administration", Entity("Social Security Administration", "body"))
    >>> bodies.with_initials("SSA").name
    'Social Security Administration'
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Entity] = {}
        self._in_short: dict[str, Entity] = {}
        self._by_initials: dict[tuple[str, ...], dict[Entity, int]] = {}
        self._order: dict[Entity, int] = {}

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_name.values())

    def get(self, name: str) -> Entity | None:
        """The body of a name or acronym."""
        return self._by_name.get(name)

    def add(self, name: str, body: Entity) -> None:
        """Note a name of a body, whichever had it before."""
        self._by_name[name] = body
        if body not in self._order:
            self._order[body] = len(self._order)
            self._by_initials.setdefault(_initials(body), {})[body] = self._order[body]
        short = _OF_WHAT.split(name, maxsplit=1)[0]
        if " " in short:
            self._in_short.setdefault(short, body)

    def in_short(self, name: str) -> Entity | None:
        """The first body whose name begins so, before "of" or "for" ("National Council" for "National Council of Nurses")."""
        return self._in_short.get(name)

    def rename(self, body: Entity, name: str) -> None:
        """Call a body by another name in full."""
        before = _initials(body)
        body.name = name
        if (initials := _initials(body)) != before:
            del self._by_initials[before][body]
            self._by_initials.setdefault(initials, {})[body] = self._order[body]

    def with_initials(self, acronym: str) -> Entity | None:
        """The first body whose name has the initials of an acronym ("Social Security Administration" for "SSA")."""
        if not (acronym.isupper() and len(acronym) > 1):
            return None
        bodies = self._by_initials.get(tuple(letter for letter in acronym.lower() if letter.isalpha()), {})
        return min(bodies, key=bodies.__getitem__, default=None)


def _initials(body: Entity) -> tuple[str, ...]:
    return _initials_of(body.name or body.entry_name)


@lru_cache(maxsize=1 << 14)
def _initials_of(name: str) -> tuple[str, ...]:
    """The first letters of the capitalised words of a name."""
    return tuple(word[0].lower() for word in name.split() if word[0].isupper())
