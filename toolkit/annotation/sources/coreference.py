"""Who a source is: a name, a pronoun or a description is linked to an entity of the article's cast."""

from collections.abc import Collection

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.pronouns import in_subject_form, personal
from .antecedents import antecedent
from .descriptions import Descriptions
from .entities import Cast
from .entity import Entity, Referent
from .registry import means_people
from .stated_roles import AGED

AMBIGUOUS = "ambiguous"
"""The link of a last name that two persons of the article have, where nothing says which of them it means."""


class Coreference:
    """Links the sources of one article to the entities of its cast that they mean.

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Iraqi minister Ben Abay arrived. He met Ada Hall."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> referents = map(Coreference(cast).referent, (range(0, 4), range(5, 6), range(7, 9)))
    >>> [(referent.entities[0].name, referent.link) for referent in referents]
    [('Ben Abay', 'name'), ('Ben Abay', 'pronoun'), ('Ada Hall', 'name')]
    """

    def __init__(self, cast: Cast) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words
        self._descriptions = Descriptions(cast)

    def referent(self, source: range, speakers: tuple[Entity, ...] | None = None, but: Collection[str] = ()) -> Referent | None:
        """The entities that a source means, none for an ambiguous name; None for a pronoun that cannot be resolved, and where
        the source is no noun phrase ("That indicated").

        `speakers` are those who spoke last before it, where the article has been read beyond; "he", "she" and "they" mean
        nobody whose name is in `but`.
        """
        if speakers is not None:
            self.cast.floor.give(speakers)
        first, after = source.start, source.stop
        if after - first == 1 and self.names.is_bare_determiner(first):
            return None
        pronoun = self._pronoun(first)
        if pronoun and after - first == 1:
            entities = (self._people(first, but) if pronoun == "they" else ()) or antecedent(pronoun, first, self.cast, but=but)
            if not entities and pronoun == "it":
                entities = self._descriptions.thing_before(first)
            if not entities and pronoun == "they":
                entities = self._descriptions.subject_before(first)
            return Referent(entities, "pronoun") if entities else None
        core = self._core(first, after)
        return (
            self._party_member(first, after)
            or self._people_of_country(first, after)
            or self._joint(first, after)
            or self._named(first, core)
            or self._of_one_name(first, core)
            or self._descriptions.referent(first, core)
        )

    def _pronoun(self, i: int) -> str | None:
        """The personal pronoun that word i is: as a subject, a possessive, behind a preposition that reports ("per him"), or of
        somebody who is quoted ("quoted him as saying") or led to say something ("led him to say")."""
        word, after = self.words.keys[i], self.words.keys[i + 1 : i + 2]
        speaks = self.names.phrases.reporting_preposition(i) or after in (["as"], ["to"])
        return personal(word) or (in_subject_form(word) if speaks else None)

    def _people(self, place: int, but: Collection[str]) -> tuple[Entity, ...]:
        """The people whom "they" means: those who spoke last, or a plural noun of this sentence or the one before."""
        speakers = tuple(entity for entity in self.cast.floor.speakers if entity.name not in but)
        if any(entity.plural for entity in speakers) or self.cast.pair_before(place):
            return speakers if any(entity.plural for entity in speakers) else ()
        left = tuple(entity for entity in self.cast.just_left(place) if entity.name not in but)
        if any(entity.plural for entity in left):
            return left
        group = self._descriptions.group_before(place)
        return (group,) if group and group.name not in but else ()

    def _party_member(self, first: int, after: int) -> Referent | None:
        """The person whom "the Oklahoma Republican" or "the 42-year-old" means: the most salient one."""
        head = self.words.keys[after - 1]
        member = head in word_list("party_member") and after - first > 2 and self.words.capital[after - 2]
        if self.words.keys[first] != "the" or not (member or AGED.fullmatch(head)):
            return None
        entities = antecedent("he", first, self.cast, settle=False)
        return Referent(entities, "role") if entities else None

    def _people_of_country(self, first: int, after: int) -> Referent | None:
        """The country whose government "the Iranians" means, where the article calls it by its name, or the adjective before what
        it says ("Iranian | demands")."""
        hit = self.names.countries.get(after - 1)
        if hit is None or hit.after != after or not means_people(hit, self.words):
            return None
        article = first == hit.first - 1 and self.words.keys[first] in word_list("article")
        if not (article or first == hit.first):
            return None
        country = self.cast.country(hit.entry)
        if country is None:
            return None
        if self._says_noun(after, article=article):
            return Referent((country,), "role")
        many = article and self.words.surface(after - 1).endswith(("s", "sh", "ch", "ese"))
        return Referent((country,), "role") if many and country.name == hit.entry.term else None

    def _says_noun(self, after: int, *, article: bool) -> bool:
        """Whether a source ends before a noun that reports, which it is the adjective of ("American | insistence")."""
        if after >= len(self.words) or not self.words.joined(after) or self.words.is_possessive(after - 1):
            return False
        if self.cast.at(after - 1) or self.words.keys[after - 1].endswith("s"):
            return False  # somebody called French, and "Iranians fear"
        if article:  # "an Iranian fears"
            return after in self.names.phrases.nouns and not self.words.keys[after].endswith("s")
        return after in self.names.phrases.nouns or after in self.names.phrases.cues

    def _core(self, first: int, after: int) -> int:
        """Where a source, or a part of one, ends without a bracket ("Hall (R-Ohio) and Abay (D-Iowa)")."""
        return next((i for i in range(first + 1, after) if "(" in self.words.gaps[i]), after)

    def _joint(self, first: int, after: int) -> Referent | None:
        """Named sources joined by "and", the first of them by commas."""
        for i in range(first + 1, after - 1):
            if self.words.keys[i] == "and" and self.cast.at(i) is None:
                left = self._listed(first, i) or self._named(first, self._core(first, i))
                right = self._named(i + 1, self._core(i + 1, after))
                if left and right:
                    return Referent((*left.entities, *right.entities), left.link)
        return None

    def _listed(self, first: int, after: int) -> Referent | None:
        """Those whom names between commas mean, if each means somebody."""
        start = next((i for i in range(after - 1, first, -1) if self.words.gaps[i] == ", "), first)
        last = self._named(start, self._core(start, after))
        if last is None or start == first:
            return last
        others = self._listed(first, start)
        return Referent((*others.entities, *last.entities), others.link) if others else None

    def _named(self, first: int, after: int) -> Referent | None:
        """Whom a source with a name in it means: a person, named last or before a preposition, or the body at its head."""
        head = self.cast.head(first, after)
        role = self.names.roles.get(head - 1)
        namesake = self.cast.persons.of_last_name(first) if after - first == 1 and role else None
        if namesake:
            return _by_name(namesake)  # "Justice" of "Jim Justice"
        lower = role and role.first > first and not self.words.capital[role.first]
        if role and lower and role.entry.referent == "body" and not self.words.keys[head - 1].endswith("s"):
            body = self.cast.at(role.first - 1)  # "Interfax news agency"
            if body and body.kind == "body":
                return _by_name(body)
        head = after if self._is_member(head, after) else head
        for end in dict.fromkeys((head, after)):
            entity, role = self.cast.at(end - 1), self.names.roles.get(end - 1)
            if entity is None or (role and not self._is_named_so(entity, role, first)):
                continue
            if end - 1 in self.cast.persons.ambiguous:
                return Referent((), AMBIGUOUS)
            if end == head or (entity.kind == "person" and self._is_entitled(entity, head, after)):
                return _by_name(entity)
        return None

    def _of_one_name(self, first: int, after: int) -> Referent | None:
        """The person whose last name a source is but for a slip, or whose first name it is."""
        if after - first > 1 or self.cast.at(first) is not None or not self.words.capital[first]:
            return None
        person = self.cast.persons.misspelt(first) or self.cast.persons.of_first_name(first)
        return _by_name(person) if person else None

    def _is_member(self, head: int, after: int) -> bool:
        """Whether a source is somebody with a role in a body that is named first ("ACLU of Texas lawyer Ada Hall")."""
        body, person = self.cast.at(head - 1), self.cast.at(after - 1)
        if body is None or body.kind == "person" or person is None or person.kind != "person":
            return False
        start = self._name_start(head, after)
        role = self.names.roles.get(start - 1)
        return after - start > 1 and role is not None and not role.entry.referent

    def _name_start(self, head: int, after: int) -> int:
        """The first word, from the head noun on, of the name that ends a source."""
        return next(i for i in range(after - 1, head - 1, -1) if i == head or self.cast.at(i - 1) is not self.cast.at(after - 1))

    def _is_named_so(self, entity: Entity, role: Hit, first: int) -> bool:
        """Whether a role word at the end of a name is part of it ("the Interior Ministry", "Mr. King")."""
        if entity.kind == "person":
            return self.names.is_surname(first, role.first, role.after)
        return entity.kind == "body" and (entity.entry is None or role.first > first)

    def _is_entitled(self, person: Entity, head: int, after: int) -> bool:
        """Whether a name after a preposition is that of the role's holder ("envoy to the UN Ben Abay"), since a country, a body
        or another noun ("minister for Legal Affairs Ben Abay") lies between them, and not its object ("relatives of Ben Abay").
        """
        start = self._name_start(head, after)
        role, before = self.names.roles.get(head - 1), self.names.roles.get(start - 1)
        if role and role.entry.category == "civilian":
            return False  # "widow of"
        if before and not before.entry.referent:  # a rank ("Chief of Army Staff General"), or another's title
            start, before = before.first, self.names.roles.get(before.first - 1)
            unsure = before is None and not self.words.gaps[start].startswith(",")
            if role is None or unsure or self.words.keys[head - 1].endswith("s"):
                return False
        told = bool(self.names.places(head, start)) and person.introduced
        title = role is not None and " " in person.name and start > head + 1 and self.words.capital[start - 1]
        return told or (title and (before is None or before.entry.referent == "body"))


def _by_name(entity: Entity) -> Referent:
    return Referent((entity,), "registry" if entity.entry else "name")
