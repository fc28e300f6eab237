"""The persons of one last name that an article names, and whom of them a name means.

A text may name any number of persons of one last name, so nothing here goes through all of them at each mention.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Any

from ...text.lexicon import Entry
from .entity import Entity
from .proper_names import keys_of

_LONGEST = 40  # letters of a last name
_Key = tuple[Any, ...]
_Group = dict[Entity, None]
"""Persons in the order in which they were named last."""


class Namesakes:
    """The persons of one last name, the one named last at the end.

    >>> ada, ben, namesakes = Entity("Ada Hall", pronoun="she"), Entity("Ben Hall", pronoun="he"), Namesakes()
    >>> for sentence, person in enumerate((ada, ben)):
    ...     namesakes.take(person)
    ...     namesakes.note(person, sentence)
    >>> namesakes.called("a", "", None).name, namesakes.nearest("")[0].name, namesakes.nearest("she")[0].name
    ('Ada Hall', 'Ben Hall', 'Ada Hall')
    """

    def __init__(self) -> None:
        self._keys: dict[Entity, list[_Key]] = {}  # by what each person is found, in the order of a group
        self._groups: dict[_Key, _Group] = defaultdict(dict)
        self._sentences: dict[str, list[int]] = {}  # in which persons were named last, by their pronoun
        self._order: dict[Entity, int] = {}
        self._n = 0

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[Entity]:
        return reversed(self._keys)

    def take(self, person: Entity) -> None:
        """Put a person at the end, who is new or named again."""
        self._n += 1
        self._order[person] = self._n
        for key in self._keys.pop(person, ()):
            del self._groups[key][person]
        self._put(person, _keys_of(person))

    def note(self, person: Entity, sentence: int) -> None:
        """Note what the article now knows of a person, and in which sentence it has named them last."""
        keys = _keys_of(person)
        if " " in person.name:
            keys += _keys_in(person, sentence)
            _insert(self._sentences.setdefault(person.pronoun, []), sentence)
        for key in self._keys[person]:
            if key not in keys:
                del self._groups[key][person]
        self._put(person, keys)

    def _put(self, person: Entity, keys: list[_Key]) -> None:
        self._keys[person] = keys
        self._sentences.setdefault(person.pronoun, [])
        for key in keys:
            self._groups[key][person] = None

    # -- whom a name means ------------------------------------------------------------------------------------------

    def registered(self, entry: Entry) -> Entity | None:
        """The person of an entry of the registry."""
        return next(reversed(self._groups.get(("entry", id(entry)), {})), None)

    def called(self, first: str, pronoun: str, entry: Entry | None) -> Entity | None:
        """The last person whom a first name or an initial can mean (see `Entity.may_be`)."""
        names = [("initial", first), ("first", "")] if len(first) == 1 else [("first", name) for name in (first, first[0], "")]
        groups = chain.from_iterable(self._of(name, pronoun) for name in names)
        able = [next((person for person in reversed(group) if person.may_be(first, pronoun, entry)), None) for group in groups]
        return max(filter(None, able), key=self._order.__getitem__, default=None)

    def nearest(self, pronoun: str) -> tuple[Entity | None, bool]:
        """The person whom the last name alone means, and whether it may as well mean another.

        It means the one who was named in the nearest sentence; of several there, the one whom the article has called so before.
        """
        sentence = max(map(self._last_sentence, self._pronouns(pronoun)), default=-1)
        near, usual, registered = (self._of((kind, sentence), pronoun) for kind in ("near", "usual", "registered"))
        if sum(map(len, usual)) == 1:
            return next(iter(usual[0])), False
        ambiguous = sum(map(len, near)) > 1 and not registered
        if near and not ambiguous:
            return max(chain(*near), key=self._order.__getitem__), False
        last = (next(reversed(group)) for group in self._of(("any",), pronoun))
        return max(last, key=self._order.__getitem__, default=None), ambiguous

    def _of(self, key: _Key, pronoun: str) -> list[_Group]:
        """The groups with somebody in them whom a mention with this pronoun can mean."""
        return [group for said in self._pronouns(pronoun) if (group := self._groups.get((*key, said)))]

    def _pronouns(self, pronoun: str) -> tuple[str, ...]:
        """The pronouns of those whom a mention can mean: its own or none, or any where it implies none."""
        return ("", pronoun) if pronoun else tuple(self._sentences)

    def _last_sentence(self, pronoun: str) -> int:
        """The last of the sentences that were the last to name somebody of this pronoun."""
        sentences = self._sentences.get(pronoun, [])
        while sentences and not self._groups.get(("near", sentences[-1], pronoun)):
            sentences.pop()
        return sentences[-1] if sentences else -1


def _keys_of(person: Entity) -> list[_Key]:
    """By what a person is found, with the pronoun at the end: all, the first name, its initial, the entry in the registry."""
    name, said = keys_of(person.name), person.pronoun
    first = name[0] if len(name) > 1 else ""
    keys = [("any", said), ("first", first, said), ("initial", first[:1], said)]
    return [*keys, ("entry", id(person.entry))] if person.entry else keys


def _keys_in(person: Entity, sentence: int) -> list[_Key]:
    """The same of a person named by more than the last name, in the sentence of the last mention."""
    kinds = {"near": True, "usual": person.by_last_name, "registered": person.entry is not None}
    return [(kind, sentence, person.pronoun) for kind, holds in kinds.items() if holds]


def _insert(sentences: list[int], sentence: int) -> None:
    place = bisect_left(sentences, sentence)
    if sentences[place : place + 1] != [sentence]:
        sentences.insert(place, sentence)


def slips(name: str) -> set[str]:
    """What a name has in common with every other that differs from it by one letter, or by the order of its letters; nothing
    for what is too long to be a name.

    >>> slips("gonzalez") & slips("gonzales"), slips("ascinar") & slips("asnicar"), slips("hall") & slips("hallam")
    ({'gonzale'}, {'aacinrs'}, set())
    >>> slips("a" * 99)
    set()
    """
    if len(name) > _LONGEST:
        return set()
    return {name, "".join(sorted(name)), *(name[:i] + name[i + 1 :] for i in range(len(name)))}
