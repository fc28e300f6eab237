"""Who signs a quotation, in the rest of its line or in the line behind it."""

import re

from ...text.word_classes import word_list
from .coreference import Coreference
from .entity import Entity, Referent

_SIGNATURE = re.compile(r"\n|[—–] *$|-- *$")
_LINE = 9  # the most words of a line that signs a quotation


class Signatures:
    """The signatures of the quotations of one article."""

    def __init__(self, coreference: Coreference) -> None:
        self.coreference, self.cast, self.words = coreference, coreference.cast, coreference.words
        self.boards: dict[Entity, Entity] = {}  # of outlets that sign quotations

    def signed(self, after: int) -> Referent | None:
        """Who signs a quotation in the rest of its line (“…” Reuters) or in the line behind it."""
        end = next((i for i in range(after + 1, min(after + _LINE, len(self.words))) if "\n" in self.words.gaps[i]), None)
        end = end or (len(self.words) if 0 < len(self.words) - after < _LINE else None)
        if end is None:
            return None
        own_line = _SIGNATURE.search(self.words.gaps[after]) is not None or self._is_byline(after, end)
        outlet = self._outlet(after, end, own_line=own_line)
        return Referent((outlet,), "signature") if outlet else self._person(after, end) if own_line else None

    def _is_byline(self, first: int, end: int) -> bool:
        """Whether the rest of a line is a name and, behind a comma, where its holder writes (“…” Ada Hall, Keldry Times)."""
        comma = next((i for i in range(first + 1, end) if self.words.gaps[i] == ", "), end)
        small = (i for i in range(first, end) if not self.words.capital[i] and self.words.keys[i] not in word_list("name_link"))
        return first + 1 < comma < end and next(small, None) is None

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
        entity = self.cast.at(first)
        if entity is None or entity.kind != "person":
            return None
        name = next((i for i in range(first + 1, end) if self.words.gaps[i] != " "), end)
        joint = self.coreference.referent(range(first, name))
        return Referent(joint.entities if joint and entity in joint.entities else (entity,), "signature")
