"""What the words of an article say that somebody speaks as: the role at the head of a description, or the body next to it.

A description is what stands before a name ("former Vice President Ada Hall") or behind it ("Ada Hall, a lawyer who was minister
until May"), or a source without a name ("59 percent of voters").
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from ...text.matching import Hit
from ...text.word_classes import function_words, past_forms, word_list
from ..phrases.noun_phrases import Range
from .capitals import is_party_of_state
from .introductions import age_behind
from .proper_names import ProperName, ProperNames
from .statements import BODY, HINT, OFFICE, ROLE, Statement

AGED = re.compile(r"\d+-year-old")
"""A word that gives a person's age."""

_MODIFIERS = 2  # the most words between "former" and a role, and one more, without those of names
_NAMED = 5  # the most words with those of names ("the former North Dakota senator")
_PRESIDENT = "president"  # alone nearly always that of a state
_STRATEGIST, _STRATEGISTS = "strategist", {"company": "expert", "ngo_monitor": "ngo_monitor"}  # by type of the body
_EMPLOYERS = ("company", "media")  # for whom a scholar speaks as an expert
_SPORT = 3  # words of reports on matches from which a text is about one


class Named(Protocol):
    """Somebody or something that the text names: a person, a body or a country, and as what it speaks."""

    kind: str

    @property
    def type(self) -> str | None:
        """The source type; None where it is not known."""


class _Clause(NamedTuple):
    """A part of a description: a noun phrase, and whether its verb is in the past ("who was minister")."""

    first: int
    after: int
    past: bool


class StatedRoles:
    """Reads the descriptions in one text; `named` holds the entity that each word names.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> words = Words("Ada Hall, a lawyer who was minister, left.")
    >>> roles = StatedRoles(ProperNames(Phrases(words, []), shipped_registry()), {})
    >>> [statement.source_type for statement in roles.of(Range(2, 7), before=False)]
    ['lawyer', 'politician']
    """

    def __init__(self, names: ProperNames, named: Mapping[int, Named]) -> None:
        self.names, self.words, self.named = names, names.words, named

    # -- what a description states ------------------------------------------------------------------------------------

    def of(self, part: Range, *, before: bool) -> Iterator[Statement]:
        """What the words before a name (`before`) or behind it state, in the order of their clauses."""
        if part.first == part.after:
            return
        clauses = self._titles(part) if before else self._clauses(part)
        for clause in clauses:
            statement = self._statement(clause, before=before)
            if statement:
                yield statement
        yield from () if before else self._works(part)

    def _statement(self, clause: _Clause, *, before: bool) -> Statement | None:
        first, after, past = clause
        head = self.head(first, after)
        if not self._says_type(first, head, after):
            return None
        source_type = self.type_of(first, after, head)
        if source_type in (None, "other", "document"):
            return None
        former = past or self.is_former(first, head)
        practised = self.has_practised(first, head)
        return Statement(str(source_type), self._strength(first, after, head, before=before), former, practised)

    def _says_type(self, first: int, head: int, after: int) -> bool:
        """Whether a role, or a body anywhere, is named."""
        if not self.names.roles.keys().isdisjoint(range(first, head)):
            return True
        return any(i in self.names.organisations or self.is_outlet(i) for i in range(first, after))

    def _titles(self, part: Range) -> Iterator[_Clause]:
        """What stands before a name, and the office in front of a rank ("Police Chief | Gen. Ada Hall")."""
        yield _Clause(*part, False)
        rank = self.names.roles.get(part.after - 1)
        if rank and rank.entry.category == "military" and rank.first - 1 in self.names.roles:
            yield _Clause(part.first, rank.first, False)

    def _clauses(self, part: Range) -> Iterator[_Clause]:
        """The noun phrase behind a name, and that of a relative clause with "is", "was" or "served as"."""
        first, after = part
        if self.words.keys[first] in word_list("be"):
            yield _Clause(first + 1, self._until(first + 1, after), self.words.keys[first] == "was")
            return
        relative = next((i for i in range(first, after) if self._is_relative(i)), after)
        if relative > first:
            yield _Clause(first, relative, False)
        verb = next((i for i in range(relative + 1, after) if self.words.keys[i] not in word_list("time_adverb")), after)
        if verb + 1 >= after or self.words.keys[relative] != "who":
            return
        word, behind = self.words.keys[verb], self.words.keys[verb + 1]
        if word in word_list("leads"):
            yield _Clause(verb + 1, after, False)
        if word in word_list("be") or behind == "as":
            start = verb + 1 + (behind == "as")
            yield _Clause(start, self._until(start, after), word == "was" or word.endswith("ed"))

    def _works(self, part: Range) -> Iterator[Statement]:
        """What the verb of a relative clause says: a lawyer who represents somebody, or a journalist at work for an outlet."""
        if self._represents(part):
            yield Statement("lawyer", BODY)
        verbs = (i for i in range(*part) if self.words.keys[i] in word_list("journalism") and self.words.keys[i - 1] == "who")
        verb = next(verbs, part.after)
        bodies = (self.names.organisations.get(i) for i in range(verb, part.after))
        if any(body and body.entry.category == "media" for body in bodies) or any(map(self.is_outlet, range(verb, part.after))):
            yield Statement("media", BODY)

    def _represents(self, part: Range) -> bool:
        """Whether a relative clause says that somebody represents clients, and no place ("who represents Ohio")."""
        verb = next((i for i in range(*part) if self.words.keys[i] in word_list("represents")), part.after)
        if verb == part.first or verb == part.after or self.words.keys[verb - 1] != "who":
            return False
        return not any(i in self.names.countries or self.names.is_place(i, i + 1) for i in range(verb, part.after))

    def _is_relative(self, i: int) -> bool:
        return self.words.keys[i] in word_list("relative")

    def _until(self, first: int, after: int) -> int:
        """Where a noun phrase ends before an adjunct or a clause ("minister until 2015")."""
        return next((i for i in range(first, after) if self._opens_adjunct(i)), after)

    def _opens_adjunct(self, i: int) -> bool:
        classes = function_words().get(self.words.keys[i], ())
        return "subordinator" in classes or ("preposition" in classes and self.words.keys[i] not in word_list("head_end"))

    def _strength(self, first: int, after: int, head: int, *, before: bool) -> int:
        """How sure a statement is: a title or an apposition with a role at its head names the office."""
        role = self.names.roles.get(head - 1)
        if role is None:
            return BODY if before or self.words.keys[first] in word_list("apposition") else HINT
        opens = before or first in self.names.roles or self.names.is_determiner(first) or self._is_adverb(first)
        if not opens or role.entry.referent or self.words.keys[head - 1] in word_list("party_member"):
            return BODY if role.entry.referent == "body" else HINT
        if role.entry.defers:
            own = OFFICE if role.entry.category == "company" else HINT  # "chief executive"
            return ROLE if self._deferred_to(first, after) else own
        return OFFICE

    def _is_adverb(self, i: int) -> bool:
        return self.words.keys[i] in word_list("time_adverb")

    def is_former(self, first: int, head: int) -> bool:
        """Whether a description says that an office is over ("the former minister", not "current and former officials")."""
        words = self.words.keys[self._past_modifiers(first) : head]
        return not word_list("former").isdisjoint(words) and word_list("in_office").isdisjoint(words)

    def _past_modifiers(self, first: int) -> int:
        """The word before a role and the words in front of it that may belong to it ("Former homicide | detective")."""
        start, modifiers = first, 0
        while start > 0 and modifiers < _MODIFIERS and first - start < _NAMED and self.words.joined(start):
            start -= 1
            if function_words().get(self.words.keys[start]):
                break
            modifiers += not self.words.capital[start]
        return start

    def afterwards(self, office: str, first: int, head: int) -> str:
        """As what the former holders of an office speak."""
        return Statement(office, former=True, practised=self.has_practised(first, head)).source_type

    def has_practised(self, first: int, head: int) -> bool:
        """Whether a post is that of a profession, about which its former holders are asked."""
        return not word_list("practice").isdisjoint(self.words.keys[first:head])

    def of_party(self, name: ProperName) -> Statement | None:
        """What a party and a state behind a name say: that somebody is in Congress ("Hall (R-Ohio)", "Hall, R-Ohio,")."""
        after = name.after
        apart = after < len(self.words) and self.words.gaps[after].strip() in ("(", ",")
        return Statement("legislature", BODY) if apart and is_party_of_state(self.words.surface(after)) else None

    def is_private(self, name: ProperName) -> bool:
        """Whether a name is that of a private person: by the age before or behind it, or by a life or a vote told behind it."""
        if age_behind(self.words, name.after) or (name.start > 0 and AGED.fullmatch(self.words.keys[name.start - 1])):
            return True
        behind, after = self.words.keys[name.after : name.after + 2], name.after
        if behind == ["voted", "for"] and self.words.keys[after + 2 : after + 3] in (["him"], ["her"]):
            return True
        return behind[:1] == ["who"] and self.words.gaps[after].startswith(",") and behind[-1] in word_list("private_life")

    # -- the head of a phrase -----------------------------------------------------------------------------------------

    def head(self, first: int, after: int) -> int:
        """The word after the head noun of a phrase: its first preposition outside a name, or its end."""
        for i in range(first + 1, after):
            if self.words.keys[i] in word_list("head_end") and not self._goes_on(i):
                return i
            if i - 1 in self.names.roles and i not in self.names.roles and self.is_participle(i):
                return i  # "data released by", "officials briefed on"
        return after

    def is_participle(self, i: int) -> bool:
        """Whether word i is a participle or adjective behind a noun ("familiar with")."""
        word = self.words.keys[i]
        return not self.words.capital[i] and (
            word in past_forms() or word.endswith(("ed", "ing")) or word in word_list("postposed")
        )

    def _goes_on(self, i: int) -> bool:
        """Whether word i continues the name or role of the word before."""
        entity, role = self.named.get(i), self.names.roles.get(i)
        same_name = entity is not None and entity is self.named.get(i - 1)
        return same_name or (role is not None and role is self.names.roles.get(i - 1))

    # -- the type of a phrase -----------------------------------------------------------------------------------------

    def type_of(self, first: int, after: int, head: int) -> str | None:
        """The source type of a description: by the role at its head or, where that defers, by the body or country next to it.

        `head` is the word after the head noun. The type is None where nothing shows it.
        """
        roles = self._roles(first, after)
        at_head = self.names.roles.get(head - 1)
        if at_head is None and self.is_share(head, after):
            return self._type_of_share(roles)
        deciding = [at_head] if at_head else roles
        decided = [role.entry.category for role in deciding if not role.entry.defers]
        if decided == ["document"] and any(role.entry.category == "media" for role in roles):
            return "media"  # "Russian media reports" are not a document of the government
        employer = self._employer(decided, at_head, first, after)
        if employer:
            return employer
        if decided:
            return next((category for category in decided if category != "other"), "other")
        deferred = self._deferred_to(first, after)
        if deferred and not (at_head and self._is_scholar(at_head) and deferred[0] in _EMPLOYERS):
            return deferred[0]
        if at_head and self._presides_over_body(at_head, after):
            return None
        if at_head and at_head.entry.category == "other" and self._is_of_public_body(first, head, after):
            return "government"
        return self._fallback(first, head, [*deciding, *roles])

    def _is_scholar(self, role: Hit) -> bool:
        """Whether a role is that of an expert by itself ("economist", not "consultant"), also in the service of a company."""
        return role.entry.category == "expert" and role.entry.weight == 1

    def _is_of_public_body(self, first: int, head: int, after: int) -> bool:
        """Whether an office is that of a city or county ("the city's director of works", "a spokeswoman for the city")."""
        words, public = self.words, word_list("public_body")
        if any(words.is_possessive(i) and words.keys[i].removesuffix("'s") in public for i in range(first, head)):
            return True
        return (
            words.keys[head : head + 2] in (["for", "the"], ["of", "the"])
            and after == head + 3
            and words.keys[after - 1] in public
        )

    def _presides_over_body(self, role: Hit, after: int) -> bool:
        """Whether a president is that of a named body of which nothing more is known ("president of the Lorrin Conference", "NYSE
        President"), and not the head of a state."""
        if role.entry.term != _PRESIDENT:
            return False
        before, words = role.first - 1, self.words
        if before >= 0 and words.joined(role.first) and words.surface(before).isupper() and len(words.keys[before]) > 1:
            return before not in self.names.countries
        start = role.after + 1
        start += start < after and self.names.is_determiner(start)
        if words.keys[role.after : role.after + 1] != ["of"] or start >= after or not self.words.capital[start]:
            return False
        end = next((i for i in range(start, after) if not words.capital[i]), after)
        return (
            end - start > 1 and not self.names.is_place(start, end) and self.names.countries.keys().isdisjoint(range(start, end))
        )

    def _employer(self, decided: list[str], at_head: Hit | None, first: int, after: int) -> str | None:
        """The type of the body in whose own service somebody practises: that of a lawyer of an interest group or authority ("an
        ACLU attorney", "the CIA’s general counsel", not "an attorney for the ACLU"), or a strategist of a company or group."""
        if decided == ["lawyer"]:
            bodies = (hit for hit in map(self.names.organisations.get, range(first, after)) if hit)
            kinds = (hit.entry.category for hit in bodies if self._before(hit.first) != "for")
            return next((kind for kind in kinds if kind in ("ngo_monitor", "government")), None)
        if decided == ["politician"] and at_head and at_head.entry.term.endswith(_STRATEGIST):
            return next(filter(None, map(_STRATEGISTS.get, self._deferred_to(first, after))), None)
        return None

    def _before(self, i: int) -> str:
        """The word before a name, without its article."""
        i -= 1 + (i > 1 and self.words.keys[i - 1] in word_list("article"))
        return self.words.keys[i] if i >= 0 else ""

    def _roles(self, first: int, after: int) -> list[Hit]:
        return list({id(hit): hit for hit in map(self.names.roles.get, range(first, after)) if hit}.values())

    def _deferred_to(self, first: int, after: int) -> list[str]:
        """The types of the bodies and persons named in a description; else of those that a noun means ("the teachers' union")."""
        inside, names = range(first, after), self.names
        bodies = (names.organisations.get(i) or names.elsewhere.get(i) for i in inside)
        named = [body.entry.category for body in bodies if body]
        entities = (entity for entity in map(self.named.get, inside) if entity and entity.kind != "country")
        named += [entity.type for entity in entities if entity.type not in (None, "other", "document")]
        return named + ["media" for i in inside if self.is_outlet(i)] + self._owning(first, after)

    def _owning(self, first: int, after: int) -> list[str]:
        """The type of the body that a noun behind "of", "for" or "at" means ("head of the teachers' union").

        A noun that belongs to a name counts also if its type depends on others, or if it has none ("president of the Keldry Roads
        Association", "of the Keldry Group").
        """
        head = self.head(first, after)
        role = self.names.roles.get(head - 1)
        if role is None or self.words.keys[head : head + 1] not in (["of"], ["for"], ["at"]):
            return []
        if role.entry.category not in ("other", "government") or not role.entry.defers:
            return []
        body = self._body_behind(head, after)
        if body is None:
            return []
        is_vague = body.entry.defers or body.entry.category == "other"
        return [] if is_vague and not self._is_in_name(body) else [body.entry.category]

    def _body_behind(self, first: int, after: int) -> Hit | None:
        """The last noun for a body in the first noun phrase that has one ("State Research Institute", "Institute | of State")."""
        bodies = [hit for hit in self._roles(first, after) if hit.entry.referent == "body"]
        bodies = [hit for hit in bodies if hit.entry.category != "civilian"]  # not "Department of Public Health"
        if not bodies:
            return None
        end = next((i for i in range(bodies[0].after, after) if self.words.keys[i] in word_list("head_end")), after)
        return next(hit for hit in reversed(bodies) if hit.first < end)

    def _is_in_name(self, role: Hit) -> bool:
        """Whether a role noun is one of several capitalised words that belong together ("Roads Association")."""
        i = role.first
        beside = (i > 0 and self.words.capital[i - 1] and self.words.joined(i)) or self.words.keys[i + 1 : i + 2] == ["of"]
        return self.words.capital[i] and beside

    def _fallback(self, first: int, head: int, roles: list[Hit]) -> str | None:
        """The type that deferring roles suggest where nothing is named that they could defer to."""
        weak = [role.entry.category for role in roles if role.entry.category != "other"]
        if any(map(self._is_of_team, roles)):
            return "civilian"
        if weak:
            return "government" if weak[0] == "military" and not self._is_about_soldiers else weak[0]
        if self.names.countries.keys().isdisjoint(range(first, head)):
            return "other" if roles else None
        return "government"

    def type_here(self, role: Hit) -> str:
        """The type of a role in this text: captains and managers are civilians in reports on matches."""
        return "civilian" if self._is_of_team(role) else role.entry.category

    def _is_of_team(self, role: Hit) -> bool:
        return role.entry.term in ("captain", "manager") and self._is_about_sport

    @cached_property
    def _is_about_soldiers(self) -> bool:
        """Whether the text names an army or soldiers; where it does not, an officer or a lieutenant is one of the police."""
        entries = [hit.entry for hit in (*self.names.roles.values(), *self.names.organisations.values())]
        return any(entry.category in ("military", "armed_group") and not entry.defers for entry in entries)

    @cached_property
    def _is_about_sport(self) -> bool:
        """Whether the text has several words of reports on matches."""
        return sum(len(self.words.places[word]) for word in word_list("sport") if word in self.words.places) >= _SPORT

    def is_outlet(self, i: int) -> bool:
        """Whether word i ends the name of an unregistered newspaper ("the Keldry Times")."""
        named = self.words.capital[i] and i > 0 and self.words.capital[i - 1] and self.words.joined(i)
        return named and self.words.keys[i] in word_list("outlet_name") and i not in self.names.organisations

    # -- shares of people ---------------------------------------------------------------------------------------------

    def is_share(self, head: int, after: int) -> bool:
        """Whether a phrase means a share of the people asked ("59 percent", "12% of women", "Four in 10")."""
        last = self.words.keys[head - 1]
        if last in word_list("share") or (last.isdigit() and head < len(self.words) and self.words.gaps[head].startswith("%")):
            return True
        return head < after - 1 and self.words.keys[head] == "in" and self._is_number(head - 1) and self._is_number(head + 1)

    def _is_number(self, i: int) -> bool:
        return self.words.keys[i].isdigit() or self.names.is_determiner(i)

    def _type_of_share(self, roles: list[Hit]) -> str:
        """That of the people asked, who are citizens where a party or nothing says who they are."""
        kinds = [role.entry.category for role in roles if role.entry.category not in ("other", "document", "politician")]
        return kinds[0] if kinds else "civilian"
