"""Somebody or something that one article names, and what it says about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ...text.lexicon import Entry
from ...text.spans import Span
from ..phrases.noun_phrases import Range
from .proper_names import keys_of
from .registry import OFFICES, category_in, offices_held, runs_in
from .statements import Statement

_SCHOOLS = frozenset({"university", "college"})


@dataclass(eq=False)
class Entity:
    """Somebody or something that can speak: its fullest name, and what the article says about it.

    `kind` is person, body, country or, for a source without a name, unnamed. `words` are the words of its roles or, for a body,
    of its name. `places` are the countries and organisations mentioned next to it, and `spans` is where it is named.
    """

    name: str
    kind: str = "person"
    entry: Entry | None = None
    words: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    types: list[str] = field(default_factory=list)  # source types by the article's descriptions, the surest first
    pronoun: str = ""
    plural: bool = False
    personal: bool = True  # whether it can be one person, so that "he" or "she" may mean it
    spoke: bool = False
    introduced: bool = False  # by a role, by the registry or as a source, so that its kind is sure
    spans: list[Span] = field(default_factory=list)
    described: list[Range] = field(default_factory=list)  # the words that say who it is
    former: bool = False  # whether the article says that the office is over
    registered: str | None = None  # the type by the registry, in the year of the article
    held: frozenset[str] = frozenset()  # the types of the offices whose years the registry knows
    runs: bool = False  # whether the registry says that the person runs for another office in the year of the article
    retired: bool = False  # whether the year of the article lies outside all offices that the registry knows
    by_last_name: bool = False  # whether the article has called a person by the last name alone
    private: bool = False  # whether the article tells of a private person, by age or life
    sole: bool = False  # whether a body without a name is the only one that its description can mean ("the administration")
    statements: list[Statement] = field(default_factory=list)  # what its descriptions state, each once

    @property
    def type(self) -> str | None:
        """The source type by the registry, unless the article states another role or describes somebody as out of office.

        A university itself, of which the scholars are experts, speaks as none.
        """
        if self.kind == "body" and self.registered == "expert" and self.words & _SCHOOLS:
            return "other"
        if self.registered is None:
            return next(iter(self.types), "civilian" if self.private else None)
        agrees = any(s.office == self.registered and not s.former for s in self.statements)
        newer = None if agrees else next(filter(self._is_newer, self.statements), None)
        if newer:
            return newer.source_type
        out = self.registered in ("government", "legislature") and self.former
        out = out or (self.registered == "government" and self.types[:1] == ["politician"] and "government" not in self.types)
        return "politician" if out and self.kind == "person" else self.registered

    def _is_newer(self, statement: Statement) -> bool:
        """Whether the article states a role that the registry does not know of, or not when it was held."""
        kind, registered = statement.source_type, self.registered
        if kind == "legislature" and registered == "politician" and statement.is_office and not self.runs:
            return True  # who is in the house again: former members keep no title
        if self.retired and statement.is_present_role and kind not in ("civilian", *OFFICES):
            return True  # who leads another body now
        if not statement.is_office or kind in (registered, "civilian", *self.held):
            return False
        if self.runs and kind not in OFFICES:
            return False  # a candidate for president stays one, whatever else the article calls them
        if kind in ("military", "ngo_monitor") and registered == "government":
            return False  # ranks and titles of the clergy are kept in other offices
        return kind != "politician" or registered not in OFFICES  # which a candidacy does not end

    @property
    def heads_government(self) -> bool:
        """Whether somebody is called a president or prime minister, who is nobody's spokesman or envoy.

        >>> Entity("Ada Hall", words={"prime", "minister"}).heads_government, Entity("Ben Abay", words={"envoy"}).heads_government
        (True, False)
        """
        return not self.words.isdisjoint({"president", "premier", "prime"}) and "vice" not in self.words

    def state(self, statement: Statement) -> None:
        """Note what a description states, the surest first: a role held now, one that is over, and then other hints.

        A rank, which is kept in other offices, comes behind these.
        """
        if statement in self.statements:
            return
        self.statements.append(statement)
        over = {s.office for s in self.statements if s.former}

        def rank(s: Statement) -> tuple[int, int, bool]:
            present = s.is_present_role and s.office not in over
            return (
                0 if present else 1 if s.former else 2,
                0 if s.former else -s.strength,
                s.office == "military" and not s.former,
            )

        self.types = [s.source_type for s in sorted(self.statements, key=rank)]

    @property
    def entry_name(self) -> str:
        """The name in the registry; empty for an entity that is in none."""
        return self.entry.term if self.entry else ""

    @property
    def is_sure(self) -> bool:
        """Whether its kind is sure: a body is registered or described, a person introduced or called by a full name twice."""
        if self.kind != "person":
            return self.entry is not None or bool(self.types)
        return self.introduced or (len(self.spans) > 1 and " " in self.name)

    @property
    def unsure(self) -> bool:
        """Whether a name of one word may be a person's or a body's: nothing in the article says which ("Pinterest", "Maliki")."""
        nothing = not (self.entry or self.words or self.pronoun or self.types)
        return self.kind == "person" and nothing and " " not in self.name

    @property
    def is_called_in_full(self) -> bool:
        """Whether a person has a first and a last name, and is named more than once."""
        return self.kind == "person" and " " in self.name and len(self.spans) > 1

    def learn(self, *, words: Iterable[str] = (), pronoun: str = "", source_type: str | None = None) -> None:
        """Note what a mention says: words of a role, a pronoun, and a source type where none is known yet.

        >>> hall = Entity("Ada Hall")
        >>> hall.learn(words=["minister"], pronoun="she", source_type="government")
        >>> hall.learn(words=["source"], source_type="other")
        >>> sorted(hall.words), hall.pronoun, hall.type
        (['minister', 'source'], 'she', 'government')
        """
        self.words.update(words)
        self.pronoun = self.pronoun or pronoun
        if source_type not in (None, "document") and self.type is None:
            self.state(Statement(str(source_type)))

    def recognise(self, person: Entry, year: int, bodies: Iterable[str]) -> None:
        """Note that this is a registered person, with the source type in that year and the `bodies` that the role names."""
        self.entry, self.name, self.introduced = person, person.term, True
        self.registered = category_in(person, year)
        self.held, self.runs = offices_held(person) if year else frozenset(), runs_in(person, year)
        self.retired = bool(year) and self.registered not in self.held and not self.runs
        self.places.update((person.extra.get("country", "").lower(), *bodies))
        self.pronoun = person.pronoun or self.pronoun
        self.learn(words=keys_of(person.extra.get("role", "")))

    def may_be(self, first: str, pronoun: str, entry: Entry | None) -> bool:
        """Whether a mention by the same last name can mean this person: no first name, pronoun or registered person conflicts.

        >>> Entity("Ada Hall", pronoun="she").may_be("a", "", None), Entity("Ada Hall", pronoun="she").may_be("", "he", None)
        (True, False)
        """
        name = keys_of(self.name)
        own_first = name[0] if len(name) > 1 else ""
        initial = len(first) == 1 or len(own_first) == 1
        other_name = own_first and first and (own_first[0] != first[0] if initial else own_first != first)
        other_pronoun = self.pronoun and pronoun and self.pronoun != pronoun
        other_entry = self.entry and entry and first and self.entry is not entry
        return not (other_name or other_pronoun or other_entry)


class Referent(NamedTuple):
    """The entities that a mention means (two for a pair), and by which link."""

    entities: tuple[Entity, ...]
    link: str
