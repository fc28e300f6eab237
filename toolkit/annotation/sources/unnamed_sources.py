"""Sources without a name, each known by its description ("two officials", "Hall's spokesman", "51% of respondents")."""

from functools import cached_property
from itertools import dropwhile
from typing import NamedTuple

from ...text.matching import Hit
from ...text.word_classes import word_list
from .entities import Cast
from .entity import Entity
from .proper_names import keys_of

_ASKED = "respondents"
_OF_POLL = "poll respondents"
_TOLD = 7  # the most words that go with a participle behind the noun
_OUTSIDE = ("auxiliary", "pronoun", "subordinator", "time", "adverbial")  # none of these is among them


class Description(NamedTuple):
    """A source described by what it is: the words `first` to `after`; the head noun ends before word `head`.

    `role` is the role noun at the head, and `source_type` the type that the words imply. Either is None if there is none.
    """

    first: int
    head: int
    after: int
    role: Hit | None
    source_type: str | None
    plural: bool


class UnnamedSources:
    """The sources without a name of one article: the same one for each repetition of a description.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> cast = Cast(ProperNames(Phrases(Words("The 51% agreed."), []), shipped_registry()), [])
    >>> UnnamedSources(cast).described(Description(0, 2, 2, None, "civilian", plural=True), "civilian").name
    '51% of respondents'
    """

    def __init__(self, cast: Cast) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words
        self._by_name: dict[str, Entity] = {}
        self._asked = _ASKED  # of whom a share is

    def described(self, description: Description, source_type: str | None) -> Entity:
        """The source known by a description alone."""
        first, head, after = description.first, description.head, description.after
        article = self.words.keys[first] in word_list("article") and after - first > 1
        document = description.role is not None and means(description.role, "document")
        name = self._name(first + article, head if document else self._told_end(first, after), description)
        if name not in self._by_name:
            self._by_name[name] = Entity(
                name,
                "body" if self._is_called(description) else "unnamed",
                words={self.words.keys[i] for i in range(first, after) if not self.words.is_possessive(i)},
                types=[source_type] if source_type else [],
                plural=description.plural,
                personal=description.role is not None and not description.role.entry.referent,
                sole=self._is_sole(description),
            )
        return self._by_name[name]

    def belonging(self, owner: Entity, role: Hit, words: list[str], source_type: str | None) -> Entity:
        """A source without a name that belongs to somebody, the same one each time ("Ada Hall's spokesman")."""
        told = keys_of(owner.name)  # "the Foreign Ministry's" spokesman, not its foreign ministry spokesman
        name = " ".join((f"{owner.name}'s", *dropwhile(told.__contains__, words[:-1]), words[-1]))
        if name not in self._by_name:
            types = [t for t in ((owner.type if role.entry.defers else None), source_type) if t]
            body = means(role, "body")
            self._by_name[name] = Entity(
                name, "unnamed", words={words[-1]}, places=set(owner.places), types=types, personal=not body, sole=body
            )
        return self._by_name[name]

    def speaking_for(self, description: Description) -> Entity | None:
        """The source that speaks for a body of this name ("a spokesman for the Keldry Front", who is the Front's spokesman)."""
        role, head, after = description.role, description.head, description.after
        if role is None or description.plural or role.entry.referent or not role.entry.defers:
            return None
        body = self.cast.at(after - 1) if head < after - 1 and self.words.keys[head] in ("for", "from") else None
        if body is None or body.kind != "body":
            return None
        between = range(head + 1, self.cast.name_at(after - 1).first)
        if any(self.names.phrases.is_a(i, "preposition") for i in between):
            return None
        return self.belonging(body, role, self.words.keys[role.first : role.after], description.source_type)

    def part(self, word: str, group: Entity) -> Entity | None:
        """The part of a group that "some" or "others" means; None for one that is itself no more than "some"."""
        noun = _without_part(group.name)
        if not noun:
            return None
        name = f"{'other' if word == 'others' else word} {noun}"
        if name not in self._by_name:
            self._by_name[name] = Entity(name, "unnamed", words=set(group.words), types=list(group.types), plural=True)
        return self._by_name[name]

    # -- names --------------------------------------------------------------------------------------------------------

    def _told_end(self, first: int, after: int) -> int:
        """Where a description ends that has a participle last: behind what goes with it ("people briefed | on the talks")."""
        phrases, end = self.names.phrases, after
        if after - first < 2 or self.names.is_determiner(after - 2) or not self.cast.is_participle(after - 1):
            return after  # "the wounded"
        while end < len(self.words) and end - after <= _TOLD and self._goes_on(end, after):
            end += 1
        if end - after > _TOLD:
            return after
        while phrases.is_a(end - 1, "preposition", "determiner", "conjunction"):
            end -= 1
        return after if self.words.is_possessive(end - 1) else max(end, after)

    def _goes_on(self, i: int, after: int) -> bool:
        """Whether word i belongs to what goes with the participle before word `after`, which begins with a preposition."""
        phrases = self.names.phrases
        asks = self.words.keys[i] in word_list("relative") | word_list("question", "grammar_words")
        if not self.words.joined(i) or asks or (i in phrases.cues and not self._is_noun(i)):
            return False
        return phrases.is_a(i, "preposition") if i == after else not phrases.is_a(i, *_OUTSIDE)

    def _is_noun(self, i: int) -> bool:
        """Whether a word that may report is a noun here: behind a determiner or an owner, or right before the verb ("the
        intelligence reports said")."""
        phrases, behind = self.names.phrases, i + 1
        if phrases.is_a(i - 1, "determiner") or self.words.is_possessive(i - 1):
            return True
        verb = behind < len(self.words) and (behind in phrases.cues or phrases.is_a(behind, "auxiliary"))
        return verb and self.words.joined(behind)

    def _name(self, first: int, after: int, description: Description) -> str:
        """The name of a source without a name: its words, and for a bare share whose it is ("51% of respondents"); shares of the
        citizens whom a poll asked are its respondents, however many of them agree."""
        text = self.names.text(first, after)
        if description.role or not self.cast.stated.is_share(description.head, description.after):
            return text
        if description.source_type == "civilian" and self._tells_of_poll:
            return _OF_POLL
        share, _, asked = text.partition(" of ")
        self._asked = asked or self._asked
        head = description.head
        told = head + 2 < after and self.words.keys[head] == "in"  # "one in ten voters"
        if asked or told or self.words.capital[after - 1]:
            return text
        percent = "%" if after < len(self.words) and self.words.gaps[after].startswith("%") else ""
        return f"{share}{percent} {'' if 'in' in self.words.keys[first:after] else 'of '}{self._asked}"

    @cached_property
    def _tells_of_poll(self) -> bool:
        """Whether the article tells of a poll, by its words."""
        return any(word in self.words.places for word in word_list("poll"))

    def _is_called(self, description: Description) -> bool:
        """Whether a description holds a name: that of a body or party, or one in what a document is called."""
        first, head, role = description.first, description.head, description.role
        if self.words.keys[head - 1] in word_list("party"):
            return not any(self.words.keys[i] in word_list("part") for i in range(first, head))
        if role and means(role, "document"):
            first += self.names.is_determiner(first)
            return any(self.words.capital[i] and (i > first or self._is_name_alone(i)) for i in range(first, head))
        if description.plural and role and not role.entry.referent:
            return False
        return self.words.capital[head - 1] and (head - 1 > first or self._is_name_alone(first))

    def _is_sole(self, description: Description) -> bool:
        """Whether a description means one body that there is only one of here ("the administration", "Hall's campaign")."""
        first, role = description.first, description.role
        if role is None or not means(role, "body") or role.entry.category == "media" or description.plural:
            return False
        definite = self.names.is_determiner(first) or self.words.is_possessive(first)
        return definite and self.words.keys[first] not in word_list("indefinite")

    def _is_name_alone(self, i: int) -> bool:
        """Whether one capitalised word is a name and not the first word of its sentence ("Both said …")."""
        if i in self.names.roles or self.words.keys[i] in word_list("plural"):
            return False
        return self.names.has_own_capital(i) or self.names.is_unusual(i)


def _without_part(name: str) -> str:
    """A group's name without the word that says which part of it is meant ("some Google employees"); "" for that word alone."""
    first, _, rest = name.partition(" ")
    return rest if first.lower() in word_list("part") else name


def means(role: Hit, referent: str) -> bool:
    """Whether a role noun means this kind of referent (a body, a document) and not a person."""
    return role.entry.referent == referent
