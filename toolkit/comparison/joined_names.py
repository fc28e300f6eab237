"""Names of one person or body in several articles on one event, taken together.

An article calls somebody by the fullest name that it has, and a registered one by the registry's. Between articles names still
differ: "Hall" and "Ada Hall", "Bill Kristol" and "William Kristol", "the Ledger Project" and "Sarrow Ledger Project", "CBP" and
"Customs and Border Protection". On one event they mean the same, if no two could be meant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ..annotation.sources.proper_names import keys_of, plain, surname_of
from ..text.lexicon import load_lexicon
from ..text.numbers import singular
from ..text.word_classes import function_words, word_list

_SHORTEST = 3  # letters of an acronym


class Name(NamedTuple):
    """A name that an article has for somebody: the one in the registry, or its fullest one, and person, body or country."""

    name: str
    kind: str


def joined_names(names: Iterable[Name]) -> dict[Name, Name]:
    """Each name of an event with the one that stands for everything that means the same; the fullest of them.

    >>> names = joined_names([Name("Ada Hall", "person"), Name("Hall", "person"), Name("the Keldry Trust", "body")])
    >>> [name.name for name in names.values()]
    ['Ada Hall', 'Ada Hall', 'Keldry Trust']
    """
    known = list(dict.fromkeys(names))
    words = {name: words_of_name(name.name) for name in known}
    same: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in known:
        same[tuple(words[name])].append(name)
    groups = {key: _Group(key, of) for key, of in same.items() if key}
    fullest = _persons(groups) | _bodies(groups)
    standing = {key: _standing(groups, fullest, key) for key in groups}
    return {name: standing.get(tuple(words[name]), name) for name in known}


class _Group(NamedTuple):
    """Names that are the same but for case, article and ending."""

    words: tuple[str, ...]
    names: Sequence[Name]

    @property
    def kind(self) -> str:
        """What most of the names are taken for."""
        kinds = [name.kind for name in self.names]
        return max(kinds, key=kinds.count)


_Key = tuple[str, ...]


def words_of_name(name: str) -> list[str]:
    """The words by which a name is compared: without article, possessive, title and suffix, the last one in the singular.

    >>> words_of_name("the Republicans"), words_of_name("Nouri al-Maliki's"), words_of_name("Sammy Davis Jr.")
    (['republican'], ['nouri', 'maliki'], ['sammy', 'davis'])
    """
    keys = keys_of(plain(name))
    while len(keys) > 1 and (keys[0] in word_list("article") or keys[0] in word_list("courtesy_title")):
        keys = keys[1:]
    while len(keys) > 1 and keys[-1] in word_list("generation"):
        keys = keys[:-1]
    return [*keys[:-1], singular(surname_of(keys[-1]))] if keys else []


def _standing(groups: Mapping[_Key, _Group], fullest: Mapping[_Key, _Key], key: _Key) -> Name:
    """The name that stands for a group: that of the fuller one that it is part of, without an article."""
    while key in fullest:
        key = fullest[key]
    names = sorted({plain(name.name) for name in groups[key].names}, key=lambda name: (name[:1].islower(), len(name), name))
    first = names[0].split()
    rest = first[1:] if len(first) > 1 and first[0].lower() in word_list("article") else first
    return Name(" ".join(rest), groups[key].kind)


# -- persons ---------------------------------------------------------------------------------------------------------------


def _persons(groups: Mapping[_Key, _Group]) -> dict[_Key, _Key]:
    """The fuller name of each name of a person that can be only that one."""
    by_last: dict[str, list[_Key]] = defaultdict(list)
    for key, group in groups.items():
        if group.kind == "person" or len(key) == 1:
            by_last[key[-1]].append(key)
    fullest: dict[_Key, _Key] = {}
    for keys in by_last.values():
        full = sorted((k for k in keys if len(k) > 1), key=lambda k: (not _is_first_name(k[0]), -len(k[0]), -len(k), k))
        heads: list[_Key] = []
        for key in full:
            alike = [head for head in heads if may_be_one(key[0], head[0]) or not _is_first_name(key[0])]
            if len(alike) == 1:
                fullest[key] = alike[0]
            else:
                heads.append(key)
        if len(heads) == 1:
            fullest |= {key: heads[0] for key in keys if len(key) == 1}
    return fullest


def may_be_one(one: str, other: str) -> bool:
    """Whether two first names may be those of one person: equal, an initial, or a short form.

    >>> may_be_one("bill", "william"), may_be_one("a", "ada"), may_be_one("hillary", "bill")
    (True, True, False)
    """
    initial = 1 in (len(one), len(other)) and one[0] == other[0]
    return one == other or initial or bool(_forms(one) & _forms(other))


def _is_first_name(word: str) -> bool:
    """Whether a word is a usual first name, or its initial; others may be part of a byname ("Mad Dog Hall")."""
    return len(word) == 1 or word in _first_names() or word in _nicknames()


def _forms(first: str) -> frozenset[str]:
    return frozenset({first}) | _nicknames().get(first, frozenset())


@cache
def _first_names() -> frozenset[str]:
    return frozenset(entry.term for entry in load_lexicon("first_names").entries)


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    """The names that each short form of a first name stands for."""
    return {entry.term: frozenset(entry.listed("stands_for")) for entry in load_lexicon("nicknames").entries}


# -- bodies ----------------------------------------------------------------------------------------------------------------


def _bodies(groups: Mapping[_Key, _Group]) -> dict[_Key, _Key]:
    """The fuller name of each name of a body that is part of only one, or its initials."""
    bodies = [key for key, group in groups.items() if group.kind == "body"]
    fullest = {}
    for key in bodies:
        fuller = [other for other in bodies if len(other) > len(key) and (_is_part(key, other) or _is_acronym(key, other))]
        if len(fuller) == 1:
            fullest[key] = fuller[0]
    return fullest


def _is_part(key: _Key, other: _Key) -> bool:
    """Whether the words of a name of two words or more are the last of another."""
    return len(key) > 1 and key == other[-len(key) :]


def _is_acronym(key: _Key, other: _Key) -> bool:
    """Whether a single word is made of the first letters of a name, with or without its small words."""
    if len(key) != 1 or len(key[0]) < _SHORTEST:
        return False
    return key[0] in ("".join(word[0] for word in other), "".join(word[0] for word in other if word not in function_words()))
