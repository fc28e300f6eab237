"""Descriptions: who is meant by a source that has a role but no name ("the Iraqi official", "its spokesman").

Rules of salience, from the latest mention backwards, in the manner of Lappin and Leass 1994 and Lee et al. 2013, for sources
only: number, gender, role, country and type must agree, and those who have spoken before come first.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from .antecedents import antecedent, salient
from .appositions import Appositions
from .described_bodies import LEAD, DescribedBodies
from .described_places import DescribedPlaces
from .documents import Documents
from .entities import Cast
from .entity import Entity, Referent
from .source_spans import SourceSpans
from .told_anew import introduced_later, named_next, told_anew
from .unnamed_sources import Description, UnnamedSources, means

_FAR = 80  # sentences back in which "the president" looks for who is called so
_AHEAD = 40  # mentions behind it, too
_REACH = 6  # sentences back in which "the minister" looks for its person
_SHORT = 3  # the most words of a description that may mean two persons who were introduced ("the two officials")
_COUNTED = 4  # the most words behind "many" to the noun
_CLOSED = ("preposition", "auxiliary", "conjunction", "pronoun", "subordinator", "determiner")
_GROUP = 1  # sentences back in which "they" looks for a group that has not spoken
_OPENING = 4  # words from the start of a sentence within which its subject begins
_PRESIDENT, _VICE, _HOME = "president", "vice", "United States"
_JUST = 2  # sentences back in which a president is the one that is most salient


class Descriptions:
    """Links each description of one article to an entity: somebody whom the article names, or a source without a name.

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Iraqi minister Ben Abay met the envoys. The minister left. Two sources said so."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> descriptions = Descriptions(cast)
    >>> [descriptions.referent(*part).entities[0].name for part in ((7, 9), (10, 12))]
    ['Ben Abay', 'Two sources']
    """

    def __init__(self, cast: Cast) -> None:
        self.cast, self.names, self.words = cast, cast.names, cast.words
        self._unnamed = UnnamedSources(cast)
        self._documents = Documents(cast)
        self._appositions = Appositions(cast)
        self._spans = SourceSpans(cast.names.phrases)
        self._bodies = DescribedBodies(cast, self._spans)
        self._places = DescribedPlaces(cast)

    def referent(self, first: int, after: int) -> Referent:
        """Whom a description means: somebody whom the article names, or else a source known by the description alone."""
        description = self._read(first, after)
        part = self._part_of_group(first) if after - first == 1 else None
        if part:
            return Referent(part, "description")
        apposed = self._appositions.named(description)
        if len(apposed) == 1:
            for statement in self.cast.stated.of(Range(first, after), before=True):
                apposed[0].state(statement)
        if apposed:
            return Referent(apposed, "role")  # "her lawyer, Ben Abay, said"
        introduced = self._belonging(description) or self._introduced(description)
        if introduced:
            return introduced
        unnamed = self._unnamed.speaking_for(description) or self._without_name(description)
        return Referent((unnamed,), "description")

    def _read(self, first: int, after: int) -> Description:
        head = self.cast.head(first, after)
        role, source_type = self.names.roles.get(head - 1), self.cast.type_of(first, after, head)
        if source_type and self.cast.stated.is_former(first, head):
            source_type = self.cast.stated.afterwards(source_type, first, head)
        return Description(first, head, after, role, source_type, self._is_plural(first, head, after))

    def _is_plural(self, first: int, head: int, after: int) -> bool:
        """Whether the head noun is a role in the plural ("officials", "people")."""
        noun, role = self.words.keys[head - 1], self.names.roles.get(head - 1)
        if role is None and self.cast.stated.is_share(head, after):
            return True
        if role is None or role.after != head or noun in word_list("plural"):
            common = role is None and not self.words.capital[head - 1] and head - first > 1
            several = (
                noun.endswith("s")
                and not noun.endswith(("ss", "us", "is"))
                and self.words.keys[first] not in word_list("indefinite")
            )
            return noun in word_list("plural") or (common and several)
        inflected = noun != role.entry.term.split()[-1].lower() or not role.entry.referent
        return inflected and noun.endswith(("s", "men", "people", "children")) and not noun.endswith("ss")

    # -- groups -----------------------------------------------------------------------------------------------------

    def group_before(self, place: int) -> Entity | None:
        """The people of the first plural role noun of this sentence before a word or, failing that, of the sentence before."""
        for start, i in self._words_before(place):
            phrase = self._plural_phrase(i, start)
            if phrase:
                return self.referent(*phrase).entities[0]
        return None

    def _words_before(self, place: int) -> Iterator[tuple[int, int]]:
        """The words of this sentence before a word, then those of the sentence before, each with where its sentence begins."""
        for back in range(_GROUP + 1):
            start = self.cast.sentence_start(place, back)
            end = place if back == 0 else self.cast.sentence_start(place, back - 1)
            for i in range(start, end):
                yield start, i

    def subject_before(self, place: int) -> tuple[Entity, ...]:
        """The people whom the first noun in the plural of the sentence before means ("The plaintiffs sued. They said …")."""
        start, end = self.cast.sentence_start(place, 1), self.cast.sentence_start(place)
        for i in range(start + 1, min(start + 12, end)):
            if self.names.phrases.is_auxiliary(i) or self.words.keys[i] in word_list("relative"):
                phrase = self._spans.phrase_before(i)
                if phrase and phrase.first >= start and self._read(*phrase).plural:
                    return self.referent(*phrase).entities
                return ()
        return ()

    def thing_before(self, place: int) -> tuple[Entity, ...]:
        """The document or body that an earlier part of the sentence, or the sentence before, describes ("the report")."""
        for start, i in self._words_before(place):
            role = self.names.roles.get(i)
            if role and role.after == i + 1 and role.entry.referent and self.names.phrases.quoted[i] is None:
                phrase = self._spans.phrase_before(i + 1)
                if phrase and phrase.first >= start and self.names.is_determiner(phrase.first):
                    return self.referent(*phrase).entities
        return ()

    def _plural_phrase(self, i: int, start: int) -> Range | None:
        """The noun phrase that a plural role noun at word i ends, outside quotation marks and names."""
        role = self.names.roles.get(i)
        if role is None or role.after != i + 1 or role.entry.referent or not self._is_plural(i, i + 1, i + 1):
            return None
        if self.names.phrases.quoted[i] is not None or self.cast.at(i):
            return None
        phrase = self._spans.phrase_before(i + 1)
        if phrase is None or phrase.first < start:
            return None
        clause = self.words.keys[phrase.first] == "that" and phrase.first < i  # "he saw that the men left"
        return Range(phrase.first + clause, self._counted(i))

    def _counted(self, i: int) -> int:
        """Where a phrase ends that begins with how many there are ("many", "some other groups"): behind its name or role noun."""
        if self.words.keys[i] in word_list("part") or self.words.keys[i] in word_list("plural"):
            for after in range(i + 1, min(i + 1 + _COUNTED, len(self.words))):
                if not self.words.joined(after) or after in self.names.phrases.cues or self.names.phrases.is_a(after, *_CLOSED):
                    break
                named = self.words.capital[after] and self.words.keys[after].endswith("s")  # "many Saudis"
                if named or (after in self.names.roles and self._is_plural(i, after + 1, after + 1)):
                    return after + 1
        return i + 1

    def _subject_group(self, i: int) -> Entity | None:
        """The people who are the subject of the sentence before the one that word i is in."""
        start = self.cast.sentence_start(i, 1)
        phrases = (self._plural_phrase(j, start) for j in range(start, min(start + _OPENING, self.cast.sentence_start(i))))
        return next((self.referent(*phrase).entities[0] for phrase in phrases if phrase), None)

    def _part_of_group(self, i: int) -> tuple[Entity, ...]:
        """Those whom "some", "others" or "both" mean: part of the group before, or the two persons before."""
        word = self.words.keys[i]
        if word in word_list("predeterminer") and self.cast.pair_before(i):
            return self.cast.pair_before(i)
        if word not in word_list("part"):
            return ()
        group = next((entity for entity in self.cast.floor.speakers if entity.plural), None) or self._subject_group(i)
        part = self._unnamed.part(word, group) if group else None
        return (part,) if part else ()

    # -- somebody's spokesman or lawyer -----------------------------------------------------------------------------

    def _belonging(self, description: Description) -> Referent | None:
        """Somebody described as another's: whoever the article introduces that way, or a source known by the owner's name."""
        role = description.role
        if role is None or description.plural or means(role, "document"):
            return None
        owner = self._owner(description.first, role.first)
        if owner is None:
            return None
        words = self.words.keys[role.first : role.after]
        persons = (e for e in self.cast.latest(description.first, ("person",)) if e is not owner and e.words.issuperset(words))
        holder = next((e for e in persons if owner.name.lower() in e.places or not e.places), None)
        if holder is None and not means(role, "body"):
            holder = named_next(description, set(words), self.cast)
        if holder:
            return Referent((holder,), "role")
        return Referent((self._unnamed.belonging(owner, role, words, description.source_type),), "description")

    def _owner(self, first: int, role: int) -> Entity | None:
        """Whose spokesman or lawyer a description means ("its spokesman", "Hall's lawyer")."""
        pronoun = possessor(self.words.keys[first])
        if pronoun:
            return next(iter(antecedent(pronoun, first, self.cast)), None)
        for i in range(first, role):
            if not self.words.owns(i):
                continue
            entity = self.cast.at(i)
            if entity is None and i in self.names.roles:
                entity = self.referent(first, i + 1).entities[0]  # "the prime minister's spokesman"
            if entity and entity.kind not in ("country", "unnamed"):
                return entity
        return None

    # -- those whom the article introduces --------------------------------------------------------------------------

    def _introduced(self, description: Description) -> Referent | None:
        """Those whom the article introduces as what the description says; they then have its source type too."""
        entities = self._of_that_role(description)
        for entity in entities:
            entity.learn(source_type=description.source_type)
        return Referent(entities, "role") if entities else None

    def _of_that_role(self, description: Description) -> tuple[Entity, ...]:
        role = description.role
        if description.plural and not (role and means(role, "document")):
            return self._same_people(description) or self._pair(description)
        place = self._places.meant(description)
        if place or role is None:
            return (place,) if place else ()
        if means(role, "document"):
            return self._documents.speaker(description.first, description.head, role) or self._same_people(description)
        if self.words.keys[description.head - 1] in word_list("collective"):
            entity = self._bodies.called_before(description, self.referent)
        elif not means(role, "body"):
            entity = self._role_holder(description, role)
        else:
            entity = self._bodies.meant(description, role, self.referent)
            if entity and entity.kind == "person":
                entity.personal = False  # its name could have been a person's, too
        return (entity,) if entity else ()

    def _same_people(self, description: Description) -> tuple[Entity, ...]:
        """The earlier source without a name that a definite description repeats ("the sources")."""
        if self.words.keys[description.first] not in word_list("definite"):
            return ()
        noun = self.words.keys[description.head - 1]
        return tuple(e for e in self.cast.latest(description.first, ("unnamed",)) if noun in e.words)[:1]

    def _pair(self, description: Description) -> tuple[Entity, ...]:
        """The two persons that "both officials" or "the ministers" means."""
        first = description.first
        if self.words.keys[first] not in word_list("definite"):
            return ()
        kind = None if description.source_type == "other" else description.source_type
        pair = self.cast.pair_before(first)
        if not pair and self.words.keys[first + 1 : first + 2] == ["two"] and description.after - first <= _SHORT:
            pair = tuple(islice((e for e in self.cast.latest(first, ("person",), _REACH) if e.introduced), 2))[::-1]
        return pair if all(e.introduced and _fits(e, kind) for e in pair) else ()

    # -- persons ----------------------------------------------------------------------------------------------------

    def _role_holder(self, description: Description, role: Hit) -> Entity | None:
        """The latest person introduced by this role, or to whom a general one applies ("the Iraqi official")."""
        first, after = description.first, description.after
        words, places = set(self.words.keys[role.first : role.after]), self.names.places(first, after)
        pronoun, below = role.entry.pronoun, not words.isdisjoint(word_list("below_heads"))

        def able(entity: Entity) -> bool:
            if below and entity.heads_government:
                return words <= entity.words
            return entity.pronoun in ("", pronoun or entity.pronoun) and not self._is_elsewhere(places, entity.places)

        def exact(entity: Entity) -> bool:
            return words <= entity.words and not entity.plural and able(entity)

        def alike(entity: Entity) -> bool:
            familiar = entity.spoke or (entity.introduced and bool(places & entity.places))
            return familiar and able(entity) and _fits(entity, description.source_type)

        if self.words.keys[first] in word_list("indefinite") | word_list("negation"):
            return self._named_later(description, words) or introduced_later(description, self.cast)
        if words == {_PRESIDENT} and not places and after - first == 2:
            return self._president(description, exact)
        holder = self._from_there(filter(exact, self.cast.latest(first, ("person", "unnamed"))), places)
        if holder is None and words & word_list("general_role") and (places or self._refers_back(first, after)):
            near = filter(alike, self.cast.latest(first, ("person",), _REACH))
            holder = next((person for person in near if not places or places & person.places), None)
        holder = holder or self._named_later(description, words) or self._incumbent(description, words)
        holder = holder or next(filter(able, self._most_salient(description, pronoun)), None)
        return holder or told_anew(description, self.cast, able) or named_next(description, words, self.cast)

    def _refers_back(self, first: int, after: int) -> bool:
        """Whether a description may mean somebody named before ("the official", "our envoy", not "several officials")."""
        word = self.words.keys[first]
        return word in word_list("definite") or bool(possessor(word)) or any(map(self.words.is_possessive, range(first, after)))

    def _president(self, description: Description, exact: Callable[[Entity], bool]) -> Entity | None:
        """Whom "the president" means: of those called so, those of a government first, and of several whoever is the most salient
        just before or, failing that, is mentioned most often."""
        first = description.first

        def called(entity: Entity) -> bool:
            return exact(entity) and (_VICE not in entity.words or _is_president(entity))

        times = Counter(e for _, e in self.cast.before(first, _FAR) if called(e))
        highest = max(map(_rank, times), default=None)
        best = [e for e in times if _rank(e) == highest]
        near = salient(first, self.cast, lambda e: e in best, _JUST)
        holder = near or max(best, key=lambda e: times[e], default=None)
        holder = holder or self._named_later(description, {_PRESIDENT}) or self._incumbent(description, {_PRESIDENT})
        elsewhere = chain(self.cast.before(first, _FAR, inside=True), islice(self.cast.since(first), _AHEAD))
        return holder or next((e for _, e in elsewhere if called(e)), None)

    def _from_there(self, latest: Iterator[Entity], places: set[str]) -> Entity | None:
        """The first who is mentioned next to a country or body that the description names; else the first of all."""
        persons = list(latest) if places else list(islice(latest, 1))
        return next((person for person in persons if places & person.places), next(iter(persons), None))

    def _most_salient(self, description: Description, pronoun: str) -> list[Entity]:
        """The person of that type of whom a definite description tells something new ("the former governor")."""
        if self.words.keys[description.first] != "the" or description.head != description.after:
            return []
        persons = antecedent(pronoun or "he", description.first, self.cast, settle=bool(pronoun))
        return [person for person in persons if person.kind == "person" and _fits(person, description.source_type, sure=True)]

    def _incumbent(self, description: Description, words: set[str]) -> Entity | None:
        """The president of the United States in the year of the article, for a president of whom it does not say more."""
        if words != {_PRESIDENT} or description.after - description.first > 2 or self.cast.mentions_abroad():
            return None
        return self.cast.incumbent(_PRESIDENT, _HOME)

    def _is_elsewhere(self, described: set[str], own: set[str]) -> bool:
        """Whether a description names other countries than a person's or, if it names none, other bodies ("the UN envoy")."""
        countries = self.names.registry.country_names
        if described & countries:
            return bool(own & countries) and not described & own
        bodies = own - countries
        return bool(described) and bool(bodies) and not described & bodies

    def _named_later(self, description: Description, words: set[str]) -> Entity | None:
        """The person whom a later sentence names ("a top adviser … Abay made the remarks"): in the lead, where nobody of that
        type has been introduced, and further on, where nobody at all has been."""
        first, source_type = description.first, description.source_type
        sentence = self.cast.sentence_of(first)
        before = (e for e in self.cast.latest(first, ("person",)) if e.introduced)
        if any(sentence >= LEAD or _fits(e, source_type) for e in before):
            return None
        mentions = self.cast.since(description.after)
        later = ((place, entity) for place, entity in mentions if entity.kind == "person" and entity.introduced)
        place, person = next(later, (first, None))
        if person is None or self.cast.sentence_of(place) > sentence + LEAD:
            return None
        opens = self.cast.sentence_of(place) > sentence and place - self.cast.sentence_start(place) <= _OPENING
        if words <= person.words or (opens and not person.entry and _fits(person, source_type, sure=True)):
            person.learn(words=words)
            return person
        return None

    # -- sources without a name -------------------------------------------------------------------------------------

    def _without_name(self, description: Description) -> Entity:
        """The source that is known by the description alone."""
        source_type = description.source_type
        if source_type in (None, "other"):
            source_type = self._type_of_group(description) or source_type
        return self._unnamed.described(description, source_type)

    def _type_of_group(self, description: Description) -> str | None:
        """The type of the group in "members of the group"; for "others", that of the people heard before."""
        first, inner, after = description.first, description.head + 1, description.after
        if self.words.keys[first] in word_list("plural") and after - first == 1:
            speaker = next(iter(self.cast.floor.speakers), None)
            return speaker.type if speaker and speaker.plural else None
        group = self._read(inner, after) if inner < after else None
        if group is None or group.role is None or not means(group.role, "body"):
            return None
        body = self._bodies.meant(group._replace(source_type=None), group.role, self.referent)
        return body.type if body else None


def _rank(entity: Entity) -> tuple[bool, bool]:
    """What makes somebody who is called a president more likely the one that is meant."""
    return entity.type == "government", _is_president(entity)


def _is_president(entity: Entity) -> bool:
    """Whether somebody is registered as a president."""
    return entity.entry is not None and entity.entry.extra.get("role") == _PRESIDENT


def _fits(entity: Entity, kind: str | None, *, sure: bool = False) -> bool:
    """Whether a description of a type can mean somebody; with `sure`, only if the type of that entity is known."""
    return kind in (entity.type, *entity.types) or kind is None or (entity.type is None and not sure)
