"""The possessor or noun before a noun of harm ("Israel's offensive", "his arrest", "US airstrikes")."""

from ...text.matching import Hit
from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from .doers import Doers

_TO_OWNER = 40  # the most words from a possessor to its noun of harm


class Owners:
    """Whose the nouns of harm of one text are."""

    def __init__(self, doers: Doers) -> None:
        self.doers, self.harm, self.coreference = doers, doers.harm, doers.coreference
        self.chunks, self.words, self.keys = doers.chunks, doers.words, doers.keys

    def of(self, hit: Hit) -> Range | None:
        """The possessor or noun before a noun of harm ("Israel's offensive", "his arrest", "US airstrikes", "mob assault")."""
        first = hit.first
        floor = max(self.chunks.sentence(first).start, first - _TO_OWNER)
        i = first - 1
        while (
            i >= floor
            and not self.chunks.breaks(i + 1)
            and (self.chunks.is_noun(i) or possessor(self.keys[i]) or self.chunks.is_number(i) or self.keys[i] == "deadly")
        ):
            if possessor(self.keys[i]):
                return Range(i, i + 1)
            if self.chunks.is_number(i):
                return None
            if self.harm.owns(i):
                owner = self._possessor(i)
                superlative = any(self._is_superlative(j) for j in range(i + 1, first))  # "France's deadliest attack"
                return None if superlative or self.chunks.is_time(owner) else owner
            if self._tells_kind(i):
                i -= 1
                continue
            if self.chunks.is_verb(i):
                return None
            if i in self.chunks.phrases.cues and not (self.words.capital[i] or self.keys[i].endswith("ing")):
                return None  # "Hall condemns killings"
            verb = self.keys[i].endswith("s") and not self.words.capital[i] and self.words.capital[i - 1]
            if verb and i not in self.harm.actors and self._is_verb_behind_noun(i, floor):
                return None  # "Hall | addresses violence"
            if self.doers.is_actor(i) or self._is_named(i):
                country = self.coreference.names.countries.get(i)
                start = country.first if country else i  # "North Korean attack"
                while start > floor and self.coreference.cast.at(start - 1) is not None and self.words.joined(start):
                    start -= 1
                role = self.doers.is_actor(i) and country is None  # "Dorlin police raids"
                return None if self._is_place(start) and not role else Range(start, i + 1)
            if self.chunks.in_title_case:
                return None  # "Leader Celebrates Marathon Attack"
            i -= 1
        return None

    def _tells_kind(self, i: int) -> bool:
        """Whether word i tells when or of what kind a deed is, and not whose ("Tuesdays raids", "US-led strikes")."""
        key, led = self.keys[i], self.words.gaps[i] == "-" and i in self.harm.carriers
        dated = key.endswith("s") and key[:-1] in word_list("weekday")
        compound = key.endswith("-backed") or key.rpartition("-")[2] in word_list("behind_hyphen")
        manner = key in word_list("manner", "harm_contexts") and not self.chunks.is_name(i)
        return dated or compound or led or manner

    def _possessor(self, last: int) -> Range:
        """The possessor that ends at a word; of a name without a verb in front ("some believe | Hall's", "fleeing | Hall's")."""
        owner, capital = self.chunks.nouns_before(last + 1), self.words.capital
        if not capital[last]:
            return owner
        verbs = [i for i in range(owner.first, last) if not capital[i] and self._may_be_verb(i)]
        infinitive = self.keys[owner.first - 1] == "to" and owner.first < last and not capital[owner.first]
        first = verbs[-1] + 1 if verbs else owner.first + infinitive
        name = last
        while name > first and capital[name - 1]:
            name -= 1
        told = name > first and self.keys[name - 1].endswith("s") and self._is_verb_behind_noun(name - 1, first)
        return Range(name if told else first, owner.after)  # "the report lists | Hall's"

    def _is_verb_behind_noun(self, i: int, first: int) -> bool:
        """Whether a word in -s, with a noun before it, is no role and so a verb ("the report | lists")."""
        return i > first and i not in self.chunks.phrases.roles and not self.chunks.opens_phrase(i - 1)

    def _may_be_verb(self, i: int) -> bool:
        told = i in self.chunks.phrases.cues or self.keys[i].endswith("ing")
        return told and i not in self.chunks.phrases.roles

    def _is_named(self, i: int) -> bool:
        """Whether word i names somebody, and has not only the capital of the first word of a sentence ("Violent | clashes")."""
        entity, leads = self.coreference.cast.at(i), self.keys[i].endswith("-led")
        return entity is not None and (leads or entity.entry is not None or i > self.chunks.sentence(i).start)

    def _is_superlative(self, i: int) -> bool:
        return self.keys[i].endswith("est") or self.keys[i] in word_list("superlative", "harm_contexts")

    def _is_place(self, first: int) -> bool:
        """Whether a name is one that something is said to be in ("the Dorlin bombing", "the Libya attack"); those in it act."""
        names, inside = self.coreference.names, self.keys[first] in self.harm.sites
        if first not in names.countries:
            known = names.is_place(first, first + 1) or names.is_place(first, first + 2)
            return self.words.capital[first] and (inside or known)
        hit = names.countries[first]
        country, name = hit.entry, self.words.span(hit.first, hit.after).of(self.words.text)
        called = name == country.term or name in {*country.listed("aliases")} - {*country.listed("demonyms")}
        return (inside and called) or name in country.listed("capital")
