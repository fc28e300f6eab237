"""Names in a text: what its runs of capitalised words are, and what the registries know about them."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from ...text.lexicon import Entry
from ...text.matching import Hit, by_word
from ...text.word_classes import is_determiner, past_forms, word_list
from ...text.words import keys_in
from ..phrases.noun_phrases import Phrases
from .body_names import BodyNames
from .capitals import Capitals
from .registry import OFFICES, Registry, means_people, offices_held
from .shared_names import SharedNames, common_words, is_place_name, may_be_last_name

APPOSITION = 12
"""The most words of what follows a name and introduces it."""

_ACRONYM = 6  # the most letters of an acronym that counts as the name of a body


class ProperName(NamedTuple):
    """The name of a person or of an unregistered body: the words `start` to `after`.

    The words from `first` to `start` are countries, bodies and roles before it ("Iraqi Vice President | Nouri al-Maliki"). It is
    `titled` if a role is among them.
    """

    kind: str
    first: int
    start: int
    after: int
    titled: bool = False


class ProperNames:
    """The names in one text: those that the registries list, and those recognised by their capitals.

    `persons`, `organisations`, `countries` and `roles` (role nouns) hold the hit of the registries at each word, `elsewhere` that
    of a body by whose name one of another place goes ("the Ohio Supreme Court").

    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> text = "Iraqi Vice President Nouri al-Maliki met Ada Hall in Iran."
    >>> from toolkit.text.words import Words
    >>> names = ProperNames(Phrases(Words(text), []), shipped_registry())
    >>> [(name.kind, names.text(name.start, name.after), name.titled) for name in names.in_capitals()]
    [('person', 'Nouri al-Maliki', True), ('person', 'Ada Hall', False)]
    >>> [(kind, hit.entry.term) for kind, hit in names.registered()]
    [('country', 'Iran')]
    """

    def __init__(self, phrases: Phrases, registry: Registry) -> None:
        self.phrases = phrases
        words = self.words = phrases.words
        self.registry = registry
        self._cues = phrases.cues
        self.persons = by_word(registry.persons.hits(words))
        shared = SharedNames(phrases, registry, self.persons)
        self.roles = shared.roles
        self.organisations, self.countries = by_word(shared.organisations()), by_word(shared.countries())
        self.elsewhere = by_word(shared.elsewhere)
        self._bodies = self.countries.keys() | self.organisations.keys()
        known = self._bodies | self.persons.keys()
        self._body_names = BodyNames(words, self.roles, self.organisations.keys(), known, registry.pronouns)
        self._capitals = Capitals(phrases, registry.pronouns, self._bodies)
        self._possessive_names: dict[str, bool] = {}  # words that always end in 's, also where nothing is owned

    def in_title(self, name: ProperName) -> bool:
        """Whether a name occurs in a title in Title Case, which may be shorter there than in the article below."""
        return name.first in self._capitals.title

    # -- the names of the text --------------------------------------------------------------------------------------

    def registered(self) -> Iterator[tuple[str, Hit]]:
        """The registered countries, then the organisations, each with its kind; words for a people ("Iraqi") or for a member of
        a party ("a Republican") are left out."""
        for kind, hits in (("country", self.countries), ("body", self.organisations)):
            for i, hit in hits.items():
                named = i == hit.first and self.words.keys[hit.after - 1] not in word_list("party_member")
                if named and not means_people(hit, self.words):
                    yield kind, hit

    def in_capitals(self) -> Iterator[ProperName]:
        """The names of persons and of unregistered bodies, in the order of the text."""
        taken = 0  # words before this are part of a body's name
        for first, after in self._capitals.runs():
            topics = self._body_names.topics_end(first, after) if first >= taken else None
            if topics is not None:
                taken = topics
                yield ProperName("body", first, first, topics)
                continue
            start, titled = self._past_titles(first, after)
            rest = self._body_names.is_rest(first, start, after) and self.organisations.keys().isdisjoint(range(first, after))
            if rest or self._is_whole_name(first, start, after):
                start, titled = first, False
            if start >= after or start < taken:
                continue
            end = self._body_names.whole_end(after) if rest else None
            if not (rest or titled or self._holds_body(start, after)):
                end = self._body_end(start, after)
            if not titled and self._is_place(start, after):
                continue
            if end is not None:
                taken = end
                yield ProperName("body", first, start, end)
            elif not self._is_no_person(start, after, titled=titled):
                yield ProperName("person", first, start, after, titled)

    def _past_titles(self, first: int, after: int) -> tuple[int, bool]:
        """Where the name begins after leading countries, bodies and roles, and whether a role was among them."""
        start, titled = first, False
        for i in range(first, after):
            role = self.roles.get(i) if not self.is_surname(first, i, after) else None
            if i in self.persons and self.persons[i].first == i and not role:
                break
            if role or i in self.countries or (i in self.organisations and self.organisations[i].after < after):
                start = max(start, (role or self.countries.get(i) or self.organisations[i]).after)
                titled = titled or (role is not None and not role.entry.referent)
            elif i >= start and self.roles.keys().isdisjoint(range(i + 1, after - 1)):
                break
        return min(self._past_nouns(start, after), after), titled

    def _past_nouns(self, first: int, after: int) -> int:
        """The first name behind common nouns that belong to a title ("minister for Legal Affairs Ada Hall")."""
        for i in range(first + 1, after - 1):
            if self.words.keys[i - 1] not in common_words():
                break
            if self.words.keys[i] in self.registry.pronouns and self.words.keys[i] not in common_words():
                return i
        return self._past_office(first, after)

    def _past_office(self, first: int, after: int) -> int:
        """The first name behind that of which somebody holds an office ("Governor of Keldry Ada Hall", "Minister for Works")."""
        role = self.roles.get(first - 2) if after - first > 2 and self.words.keys[first - 1] in ("of", "for") else None
        if role is None or role.entry.category not in OFFICES or role.entry.referent:
            return first
        if not self.words.capital[role.after - 1] or self.words.keys[role.after - 1].endswith("s"):
            return first
        known = (i for i in range(first + 1, after - 1) if self.words.keys[i] in self.registry.pronouns)
        return next(known, after - 2)

    def _is_whole_name(self, first: int, start: int, after: int) -> bool:
        """Whether what could be titles before a name belong to it: behind them stands a noun for a body ("Kaiser Family
        | Foundation"), and no title first ("Prime Minister"), or what a people is for something ("Americans | United for")."""
        if start < after:
            document = self.roles.get(start - 1)
            if document and document.entry.referent == "document" and self._heads_body(start, after):
                return True  # "Keldry Charter | Schools Association"
            common = after - start == 1 and start > first and self.words.keys[start] in common_words()
            return common and start - 1 in self.countries and self._body_names.goes_on(after)
        last, opening = self.roles.get(after - 1), self.roles.get(first)
        return after - first > 1 and last is not None and last.entry.referent == "body" and last is not opening

    def _holds_body(self, first: int, after: int) -> bool:
        """Whether a country or a registered organisation is among the words."""
        return not self._bodies.isdisjoint(range(first, after))

    def _body_end(self, first: int, after: int) -> int | None:
        """Where an unregistered body's name ends ("Asia Pacific Group", "Centre of Statistics", "SCI"); None for a person."""
        if after - first == 2 and self._capitals.is_last_name(after - 1):
            return None
        surface = self.words.surface(after - 1)
        acronym = after - first == 1 and surface.isupper() and 1 < len(surface) <= _ACRONYM
        headed = self._heads_body(first, after)
        the = first > 0 and self.words.keys[first - 1] == "the" and after - first > 1 and not self._holds_person(first, after)
        if not (acronym or headed or the or self._is_thing(first, after) or self._is_described_as_body(first, after)):
            return None
        return self._body_names.whole_end(after) if headed or the or self._body_names.is_for(first, after) else after

    def _heads_body(self, first: int, after: int) -> bool:
        """Whether the last word is a noun for a body, or that of two or more one for a document or the form of a company."""
        last, several = self.roles.get(after - 1), after - first > 1
        if several and self.words.keys[after - 1] in word_list("company", "abbreviations"):
            return True
        referent = last.entry.referent if last else None
        return referent == "body" or (several and referent == "document" and not self.is_surname(first, after - 1, after))

    def _is_thing(self, first: int, after: int) -> bool:
        """Whether two or more words hold a common noun or adjective, as names of persons do not ("Live Action")."""
        if after - first < 2 or self._holds_person(first, after) or len(self.words.keys[first]) == 1:
            return False
        common = self.words.keys[first] in common_words() or self._body_names.is_adjective(first)
        opens = self.words.keys[first] not in self.registry.pronouns and common
        return opens or self.words.keys[after - 1] in common_words() or self._body_names.is_for(first, after)

    def _is_described_as_body(self, first: int, after: int) -> bool:
        """Whether the words around a name say that it is a body's ("the rights group X", "X, a rights group,")."""
        before = self.roles.get(first - 1) if first > 0 and self.words.gaps[first] == " " else None
        if not before and self.words.gaps[after][:1] != ",":
            return False
        if self._holds_person(first, after):
            return False
        if before and not self.words.capital[first - 1]:
            return before.entry.referent == "body" and self.words.keys[first - 1] == before.entry.term.split()[-1]
        return self.body_role_behind(after) is not None

    def body_role_behind(self, after: int) -> Hit | None:
        """The role of a body at the end of the apposition that begins at a word ("X, a rights group, said")."""
        if after >= len(self.words) or self.words.gaps[after].strip() != "," or not self.is_determiner(after):
            return None
        head, i, last = None, after + 1, min(after + APPOSITION, len(self.words))
        while i < last and self.words.joined(i) and not self._ends_head(i, head):
            i = self._body_names.capitals_end(i + 1) if self.words.keys[i] in word_list("head_end") else i
            if head and self._says(i):
                return None  # "Separately, the court said"
            head = self.roles.get(i) or head
            i += 1
        return head if head and head.entry.referent == "body" else None

    def _says(self, i: int) -> bool:
        """Whether word i is a verb in the past that may report, and no participle with a preposition ("a group accused of")."""
        verb = i in self._cues and self.words.keys[i] in past_forms()
        return verb and i + 1 < len(self.words) and not self.phrases.is_a(i + 1, "preposition")

    def _ends_head(self, i: int, head: Hit | None) -> bool:
        """Whether the head of a phrase stands before word i, and not behind a name that goes on there ("University | of Keldry
        professor")."""
        if self.words.keys[i] in word_list("head_end"):
            of_body = head is not None and head.entry.referent == "body" and self._body_names.goes_on(i)
            return not (of_body and self._body_names.capitals_end(i + 1) in self.roles)
        return self.words.keys[i] in word_list("relative") or (head is not None and self.words.keys[i] == "and")

    def _is_place(self, first: int, after: int) -> bool:
        """Whether a name is that of a state or city, and of nobody whom the article calls by a longer name ("Andrew Houston")."""
        if not self.is_place(first, after):
            return False
        return after - first > 1 or self.words.keys[first] not in self._ends_of_longer_names

    def is_place(self, first: int, after: int) -> bool:
        """Whether words are the name of a state or city, or of part of one ("Southern California")."""
        return is_place_name(self.words.keys[first:after])

    @cached_property
    def _ends_of_longer_names(self) -> set[str]:
        """The words that follow a first name somewhere in the text."""
        words, first_names = self.words, self.registry.pronouns
        firsts = (i for i, capital in enumerate(words.capital[:-1]) if capital and words.keys[i] in first_names)
        return {words.keys[i + 1] for i in firsts if words.joined(i + 1)}

    def _holds_person(self, first: int, after: int) -> bool:
        return any(i in self.persons or i in self.roles for i in range(first, after))

    def _is_no_person(self, first: int, after: int, *, titled: bool) -> bool:
        """Whether words name a body or a country, or are capitalised only because they open a sentence ("Enemies said")."""
        if self._holds_body(first, after):
            return not titled or not self.organisations.keys().isdisjoint(range(first, after))
        if self.words.keys[after - 1] in word_list("party"):
            return True
        common = after - first == 1 and (self._body_names.is_thing(first) or self._is_written_small(first))
        if (common or self._body_names.is_adjective(after - 1)) and self.words.keys[after - 1] not in self._ends_of_longer_names:
            return after - first > 1 or first not in self.persons
        if after - first > 1:
            return self._ends_in_title(first, after) or self._body_names.is_headline(first, after)
        return first not in self.persons and not self.has_own_capital(first)

    def _is_written_small(self, i: int) -> bool:
        """Whether the text has a word without a capital, too, and it is nobody who speaks or has a title ("Mr. Page")."""
        spoken = i + 1 in self._cues or i - 1 in self._cues or i - 1 in self.roles
        return not spoken and self.words.keys[i] in self._small

    @cached_property
    def _small(self) -> set[str]:
        """The words without a capital."""
        return {key for key, capital in zip(self.words.keys, self.words.capital, strict=True) if not capital}

    def _ends_in_title(self, first: int, after: int) -> bool:
        """Whether the last of two or more words is a title, the name of whose holder stands elsewhere ("PMW Director")."""
        last, word = self.roles.get(after - 1), self.words.keys[after - 1]
        title = last is not None and not last.entry.referent and word in common_words() and not word.endswith("s")
        return title and not self.is_surname(first, after - 1, after)

    # -- parts of a name --------------------------------------------------------------------------------------------

    def text(self, first: int, after: int) -> str:
        """Some words in the form in which names are listed: on one line, without a possessive (but "Macy's")."""
        text = self.words.span(first, after).of(self.words.text)
        return " ".join(text.split()) if self._keeps_possessive(after - 1) else plain(text)

    def _keeps_possessive(self, i: int) -> bool:
        """Whether a name always ends in 's, also where nothing is owned ("Macy's announced")."""
        if not self.words.is_possessive(i):
            return False
        word = self.words.keys[i]
        if word not in self._possessive_names:
            places = self.words.places[word]
            self._possessive_names[word] = any(map(self._is_alone, places)) and all(map(self.words.is_possessive, places))
        return self._possessive_names[word]

    def _is_alone(self, i: int) -> bool:
        """Whether no noun follows word i, to which its possessive could belong: a mark does, or a finite reporting verb."""
        if i + 1 == len(self.words) or not self.words.joined(i + 1):
            return True
        word = self.words.keys[i + 1]  # not "the Kremlin's claim", "in Hall's telling"
        return i + 1 in self._cues and (word in past_forms() or word.endswith(("ed", "s")))

    def last_name(self, name: ProperName) -> int:
        """The word of a person's last name ("Hall" in "Ada Hall Jr.")."""
        return name.after - 1 - (self.words.keys[name.after - 1] in word_list("generation") and name.after - name.start > 1)

    def pronoun(self, name: ProperName) -> str:
        """The pronoun that goes with the title before a person's name or with the first name; empty if neither implies one."""
        title = self.roles.get(name.start - 1)
        pronoun = title.entry.pronoun if title and title.after == name.start else ""
        if pronoun or self.last_name(name) == name.start or self._ends_in_given(name):
            return pronoun
        return self.registry.pronouns.get(self.words.keys[name.start], "")

    def _ends_in_given(self, name: ProperName) -> bool:
        """Whether the family name of a person comes first, since a given name of two parts comes last ("Park Sang-hak")."""
        _, hyphen, part = self.words.surface(name.after - 1).partition("-")
        return bool(hyphen) and part.islower()

    def person(self, name: ProperName) -> Entry | None:
        """The registered person that a name can mean: not Tony Blair if the first name is another ("Cherie Blair")."""
        last = name.after - 1
        hit = self.persons.get(last) or self.persons.get(name.start)
        if hit is None:
            return self.registry.person(self.words.keys[name.start : name.after])
        if last == name.start:
            return hit.entry
        own = words_of(hit.entry)
        same = any(self.words.keys[i] in own or len(self.words.keys[i]) == 1 for i in range(name.start, last))
        return hit.entry if same else None

    def has_title_of(self, name: ProperName, entry: Entry) -> bool:
        """Whether a name follows the title of an office that a registered person holds ("Sen. Ada Hall III")."""
        title = self.roles.get(name.start - 1) if name.titled else None
        return title is not None and title.entry.category in offices_held(entry).intersection(OFFICES)

    # -- small questions about words --------------------------------------------------------------------------------

    def places(self, first: int, after: int) -> set[str]:
        """The countries and organisations among some words."""
        hits = (self.countries.get(i) or self.organisations.get(i) for i in range(first, after))
        return {hit.entry.term.lower() for hit in hits if hit}

    def is_determiner(self, i: int) -> bool:
        """Whether word i is a determiner ("the", "its")."""
        return is_determiner(self.words.keys[i])

    def is_bare_determiner(self, i: int) -> bool:
        """Whether word i is a determiner that means nobody without its noun ("the", "that"), unlike "some" or "those"."""
        return self.words.keys[i] in word_list("article") or self.words.keys[i] in ("this", "that")

    def is_surname(self, first: int, i: int, after: int) -> bool:
        """Whether a role at the end of a name is its last part ("Mr. King", "Peter T. King")."""
        if i != after - 1 or i == first:
            return False
        before = self.words.keys[i - 1]
        first_name = before in self.registry.pronouns and i - 1 not in self.roles
        return first_name or len(before) == 1 or before in word_list("courtesy_title")

    def is_unusual(self, i: int) -> bool:
        """Whether a word is no common one, so that its capital is that of a name also where it opens a sentence ("Toomey")."""
        return self.words.capital[i] and may_be_last_name(self.words.keys[i])

    def has_own_capital(self, i: int) -> bool:
        """Whether a capitalised word also has its capital inside a sentence, not only as the first word of one."""
        return self.words.joined(i) or self.words.keys[i] in self._capitals.inside


@lru_cache(maxsize=1 << 14)
def keys_of(name: str) -> list[str]:
    """The words of a name in the form by which they are looked up.

    >>> keys_of("Nouri al-Maliki's")
    ['nouri', 'al-maliki']
    """
    return keys_in(name)


def words_of(entry: Entry) -> set[str]:
    """The words of all names of a registered person or body.

    >>> sorted(words_of(Entry("Ada Hall", "expert", extra={"aliases": "Dr Hall"})))
    ['ada', 'dr', 'hall']
    """
    return {word for form in entry.forms for word in keys_of(form)}


def surname_of(word: str) -> str:
    """The key of a last name without its particle: "al-Maliki" and "Maliki" are the same.

    >>> surname_of("al-maliki")
    'maliki'
    """
    head, _, rest = word.partition("-")
    return rest if rest and head in word_list("name_particle") else word


def plain(name: str) -> str:
    """A name in the form in which names are listed: on one line, without a possessive.

    >>> plain("Nouri\\nal-Maliki's")
    'Nouri al-Maliki'
    """
    name = " ".join(name.split())
    return name[:-2] if name.endswith(("’s", "'s")) else name
