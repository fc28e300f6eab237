"""The persons that an article names, by their last and first names, and whom of them a name means."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import nlargest
from itertools import islice

from ...text.lexicon import Entry
from ...text.word_classes import word_list
from .entity import Entity
from .namesakes import Namesakes, slips
from .proper_names import ProperName, ProperNames, keys_of, surname_of

_FEW = 8  # persons of one first name among whom the one named most often is looked for
_LONG = 6  # the fewest letters of a last name that a slip does not make another one


class Persons:
    """The persons of one article, each by last name and, where the article has one, by first name.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> names = ProperNames(Phrases(Words("Ada Hall met Ben Abay. Hall left."), []), shipped_registry())
    >>> persons = Persons(names)
    >>> [persons.named(name, None).name for name in names.in_capitals()]
    ['Ada Hall', 'Ben Abay', 'Ada Hall']
    """

    def __init__(self, names: ProperNames) -> None:
        self.names = names
        self.words = names.words
        self._by_first_name: dict[str, dict[Entity, None]] = {}
        self._by_last_name: dict[str, Namesakes] = {}
        self._namesakes: dict[Entity, Namesakes] = {}  # of each person
        self.ambiguous: set[int] = set()  # words that are a last name of several persons, with nothing that says whose

    def __iter__(self) -> Iterator[Entity]:
        return (person for namesakes in self._by_last_name.values() for person in namesakes)

    def named(self, name: ProperName, entry: Entry | None) -> Entity:
        """The person of that last name whose first name and pronoun agree with the mention, or a new person."""
        last, pronoun = self.names.last_name(name), self.names.pronoun(name)
        first = self.words.keys[name.start] if last > name.start else ""
        namesakes = self._by_last_name.setdefault(surname_of(self.words.keys[last]), Namesakes())
        person = self._registered(entry, surname_of(self.words.keys[last])) if entry else None
        if person is None and first:
            person = namesakes.called(first, pronoun, entry)
        elif person is None:
            person, ambiguous = namesakes.nearest(pronoun)
            if person and entry and self._is_another(person, entry, name):
                person, ambiguous = None, False
            if person is None and entry is None and (called := self.of_first_name(last)):
                return called
            if ambiguous:
                self.ambiguous.add(name.after - 1)
        if person is None:
            person = Entity(self.names.text(name.start, name.after), pronoun=pronoun)
            self._namesakes[person] = namesakes
        elif not first and name.after - 1 not in self.ambiguous:
            person.by_last_name = True
        namesakes.take(person)
        if first:
            self._by_first_name.setdefault(first, {})[person] = None
        return person

    def _registered(self, entry: Entry, last: str) -> Entity | None:
        """The person of an entry of the registry with that last name, also where the article has called them by another of the
        names of the entry before ("Kim Jong-un", "Kim Jong Un")."""
        if person := self._by_last_name[last].registered(entry):
            return person
        lasts = {surname_of(keys_of(form)[-1]) for form in entry.forms}
        groups = (self._by_last_name[name] for name in sorted(lasts) if last in lasts and name in self._by_last_name)
        return next(filter(None, (group.registered(entry) for group in groups)), None)

    def _is_another(self, person: Entity, entry: Entry, name: ProperName) -> bool:
        """Whether a last name alone means whom the registry knows by it, and no namesake: "Trump" beside Donald Trump Jr, and
        "President Trump" beside Ivanka Trump."""
        titles = {*self.words.keys[name.first : name.start]} & {*keys_of(entry.extra.get("role", ""))}
        of_office = person.entry is not None and bool(titles)
        return person.entry is not entry and (keys_of(person.name)[-1] in word_list("generation") or of_office)

    def add(self, person: Entity) -> None:
        """Note a person whom the article does not name."""
        self._by_last_name.setdefault(surname_of(keys_of(person.name)[-1]), Namesakes()).take(person)

    def note(self, person: Entity, sentence: int) -> None:
        """Note what the article now knows of somebody named in a sentence; nothing is noted of whoever is no person by name."""
        if person in self._namesakes:
            self._namesakes[person].note(person, sentence)

    def of_last_name(self, word: int) -> Entity | None:
        """The person whose last name a capitalised word is, named last before."""
        namesakes = self._by_last_name.get(surname_of(self.words.keys[word]), ())
        known = (person for person in reversed(namesakes) if person.spans and " " in person.name)
        return next(known, None) if self.words.capital[word] else None

    def of_first_name(self, word: int) -> Entity | None:
        """Whom a word means that is a first name, or a family name that comes first ("Hillary", "Wu" for "Wu Qian"): of several
        the one named most often so far."""
        called = self._by_first_name.get(self.words.keys[word], {})
        if not 1 < len(called) <= _FEW:
            return next(iter(called)) if len(called) == 1 else None
        most, second = nlargest(2, called, key=lambda person: len(person.spans))
        return most if len(most.spans) > len(second.spans) else None

    def misspelt(self, word: int) -> Entity | None:
        """The only person of the article whose last name a capitalised word is but for a slip ("Abbay")."""
        name = surname_of(self.words.keys[word])
        if not self.words.capital[word] or len(name) < _LONG or word in self.names.roles or word in self.names.countries:
            return None
        alike = {last for slip in slips(name) for last in self._by_slip.get(slip, ()) if last[0] == name[0]}
        persons = (person for last in alike for person in self._by_last_name[last] if person.spans and " " in person.name)
        several = list(islice(persons, 2))
        return several[0] if len(several) == 1 else None

    @cached_property
    def _by_slip(self) -> Mapping[str, list[str]]:
        """The last names of the persons by what a slip leaves of them."""
        by_slip = defaultdict[str, list[str]](list)
        for last in self._by_last_name:
            for slip in slips(last):
                by_slip[slip].append(last)
        return by_slip
