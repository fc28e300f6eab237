"""Who signs a quotation, in the rest of its line or in the line behind it."""

import re

from ...text.word_classes import word_list
from .coreference import Coreference
from .entity import Entity, Referent

_SIGNATURE = re.compile(r"\n|[—–] *$|-- *$|[\"”’] +- +$")
_LINE = 9  # the most words of a line that signs a quotation


class Signatures:
    """The signatures of the quotations of one article."""

    def __init__(self, coreference: Coreference) -> None:
        self.coreference, self.cast, self.words = coreference, coreference.cast, coreference.words
        self.boards: dict[Entity, Entity] = {}  # of outlets that sign quotations
        self._writers: dict[str, Entity] = {}  # who writes for an outlet, by name
        self._quoted = coreference.names.phrases.quoted
        self._ends = {number: i + 1 for i, number in enumerate(self._quoted) if number is not None}  # of quotations

    def signed(self, first: int, after: int) -> Referent | None:
        """Who signs these words, or the quotation that they begin: in the rest of the line (“…” Reuters) or in the next one."""
        return self._signed(max(after, self._end(first)))

    def signed_by_one_of(self, first: int, unnamed: Referent) -> Referent:
        """Who signs the quotation that begins at a word, whose source is several without names ("Some note: “…” Ada Hall, Keldry
        Times"); these where nobody does."""
        end = self._end(first)
        several = bool(unnamed.entities) and all(entity.kind == "unnamed" and entity.plural for entity in unnamed.entities)
        return (self._signed(end) if end and several else None) or unnamed

    def _end(self, first: int) -> int:
        """The word behind the quotation that begins at a word; 0 where none begins."""
        before, own = self._quoted[first - 1] if first else None, self._quoted[first]
        return 0 if own is None or own == before else self._ends[own]

    def _signed(self, after: int) -> Referent | None:
        """Who signs the words before a word."""
        end = next((i for i in range(after + 1, min(after + _LINE, len(self.words))) if "\n" in self.words.gaps[i]), None)
        end = end or (len(self.words) if 0 < len(self.words) - after < _LINE else None)
        if end is None:
            return None
        own_line = _SIGNATURE.search(self.words.gaps[after]) is not None or self._is_byline(after, end)
        outlet = self._outlet(after, end, own_line=own_line)
        return Referent((outlet,), "signature") if outlet else self._person(after, end) if own_line else None

    def _is_byline(self, first: int, end: int) -> bool:
        """Whether the rest of a line is a name and, behind a comma, where its holder writes (“…” Ada Hall, Keldry Times)."""
        small = (i for i in range(first, end) if not self.words.capital[i] and self.words.keys[i] not in word_list("name_link"))
        return first + 1 < self._comma(first, end) < end and next(small, None) is None

    def _comma(self, first: int, end: int) -> int:
        """The word behind the first comma of a line, and behind a bracket before it ("Sen. Ada Hall (D-Ohio), Keldry Times")."""
        return next((i for i in range(first + 1, end) if self.words.gaps[i] in (", ", "), ")), end)

    def _outlet(self, first: int, end: int, *, own_line: bool) -> Entity | None:
        """The outlet that signs by its name, or its board ("Editorial Board, Keldry Times", "The Editors, Keldry Times")."""
        outlet = self.cast.at(end - 1)
        if outlet is None or outlet.kind != "body" or outlet.type != "media":
            return None
        begin = self.words.keys[first : first + 2]
        if own_line and (begin == ["editorial", "board"] or "editors" in begin):
            return self.boards.setdefault(outlet, Entity(f"{outlet.name} editorial board", "body", types=["media"]))
        return outlet if all(self.cast.at(i) is outlet for i in range(first, end)) else None

    def _person(self, first: int, end: int) -> Referent | None:
        """The person, or those joined by "and", with whose name a line begins ("Ada Hall, Keldry Times")."""
        first = self._behind_role(first, end)
        entity = self.cast.at(first)
        if entity is None or entity.kind != "person":
            return self._writer(first, end)
        name = next((i for i in range(first + 1, end) if self.words.gaps[i] != " "), end)
        alone = all(self.cast.at(i) is entity for i in range(first, end))
        if any(map(self.words.is_possessive, range(first, name))) or ("." in self.words.gaps[end] and not alone):
            return None  # a heading ("Ada Hall's plan"), or a sentence
        joint = self.coreference.referent(range(first, name))
        return Referent(joint.entities if joint and entity in joint.entities else (entity,), "signature")

    def _writer(self, first: int, end: int) -> Referent | None:
        """Whoever is named before an outlet alone, also by a name that is not known for a person's ("Joy Park, Keldry Times")."""
        comma, outlet = self._comma(first, end), self.cast.at(end - 1)
        if outlet is None or outlet.type != "media" or any(self.cast.at(i) is not outlet for i in range(comma, end)):
            return None
        if not self._is_byline(first, end):
            return None
        name = self.coreference.names.text(first, comma)
        return Referent((self._writers.setdefault(name, Entity(name, types=["media"], introduced=True)),), "signature")

    def _behind_role(self, first: int, end: int) -> int:
        """The first word of a line's name, behind a role ("Keldry Mayor | Ada Hall"), or else its own first word."""
        names = self.coreference.names
        for i in range(first, end):
            entity = self.cast.at(i)
            if entity and entity.kind == "person":
                return i if i == first or i - 1 in names.roles else first
            if not (self.words.capital[i] or i in names.roles or self.words.keys[i] in word_list("name_link")):
                break
        return first
