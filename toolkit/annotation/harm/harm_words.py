"""The words of harm of one text: which of them tell of harm, and whether each is a verb or a noun there."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import inf

from ...text.matching import Hit, by_word
from ...text.word_classes import is_adverb, past_forms, word_list
from ...text.words import Words
from ..phrases.chunks import Chunks, in_title_case
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import possessor
from ..sources.coreference import Coreference
from .harm_hits import GROUPS

_LITERAL = ("kill", "detain")  # groups that no word before them makes a figure of speech ("political arrests")
_NEAR = 120  # words, times its weight, within which a word of violence makes another one mean harm
_SURE = 1.0  # weight of words that mean harm wherever they stand
_ILLNESS = 60  # words within which an illness makes a death a natural one, unless a word of violence is nearer
_NATURAL = 12  # words after a death within which an illness makes it a natural one
_ATTACHED = 3  # nouns joined by prepositions, the first of which may be the subject ("raids on shops in Dorlin | kill 12")
_AIM = 5  # words behind an attack within which a verb tells whom it is on
_LONGEST_NAME = 6  # words behind a word of harm within which the name of a law ends
_BEFORE = 3  # words before a death within which it does


def surely_harm(hits: Sequence[Hit]) -> list[int]:
    """The first words of those that mean harm wherever they stand."""
    return [hit.first for hit in hits if hit.entry.weight >= _SURE and hit.entry.category != "natural"]


def words_of_harm(hits: Sequence[Hit], coreference: Coreference, behind: Sequence[int] = ()) -> list[Hit]:
    """The words that mean harm: those that always do, and others near a word of violence, outside names.

    Of a title, words of violence may also stand in the text behind it.
    """
    sure = [*surely_harm(hits), *(len(coreference.words) + i for i in behind)]
    named = not in_title_case(coreference.words)
    names = (hit for hit in hits if named and (_in_name(hit, coreference) or _in_statute(hit, coreference.words)))
    in_names = {hit.first for hit in names}
    harmful = (hit for hit in hits if hit.entry.category in GROUPS and hit.first not in in_names)
    return [hit for hit in harmful if hit.entry.weight >= _SURE or _is_near(hit, sure)]


def _is_near(hit: Hit, places: Sequence[int]) -> bool:
    """Whether one of some places, in order, is near a word of harm."""
    reach = _NEAR * hit.entry.weight
    return bisect_left(places, hit.first - reach) < bisect_right(places, hit.first + reach)


def _distance(places: Sequence[int], i: int) -> float:
    """How many words the nearest of some places, in order, is away."""
    after = bisect_left(places, i)
    return min((abs(place - i) for place in places[max(after - 1, 0) : after + 1]), default=inf)


def _in_name(hit: Hit, coreference: Coreference) -> bool:
    """Whether a word is part of a longer name ("Operation Desert Storm")."""
    entity = coreference.cast.at(hit.first)
    if entity is None or not coreference.words.capital[hit.first]:
        return False
    ends = (
        coreference.cast.at(hit.after) is not entity and hit.entry.weight >= _SURE and hit.entry.extra["word"] in ("noun", "both")
    )
    longer = not ends and any(coreference.cast.at(i) is entity for i in (hit.first - 1, hit.after))
    return longer or (entity.kind == "person" and " " in entity.name)  # "Ada Lynch agreed. | Lynch"


def _in_statute(hit: Hit, words: Words) -> bool:
    """Whether a word stands in the name of a law ("the Violence Against Women Act")."""
    if not words.capital[hit.first]:
        return False
    for i in range(hit.after, min(hit.after + _LONGEST_NAME, len(words))):
        if not words.joined(i) or not (words.capital[i] or words.keys[i] in word_list("name_word")):
            return False
        if words.capital[i] and words.keys[i] in word_list("statute", "harm_contexts"):
            return True
    return False


def sites_of(words: Words) -> frozenset[str]:
    """The names that something is said to be in, at or near, by their first words.

    >>> sorted(sites_of(Words("The Dorlin bombing was near Dorlin, not in Great Keldry.")))
    ['dorlin', 'great']
    """
    places = (i + 1 for key in ("in", "at", "near") for i in words.places.get(key, ()))
    return frozenset(words.keys[i] for i in places if i < len(words) and words.capital[i])


class HarmWords:
    """The words of harm of one text (`events`, by their words), and the other `hits` of the lexicon.

    `sites` are the names that something is said to be in. A `headline` leaves out "is" and "were".
    """

    def __init__(
        self,
        chunks: Chunks,
        events: Sequence[Hit],
        hits: Sequence[Hit],
        sites: frozenset[str] = frozenset(),
        headline: bool = False,
    ) -> None:
        self.chunks, self.words, self.keys = chunks, chunks.words, chunks.keys
        self.sites, self.headline = sites, headline
        self.events = by_word(events)
        self.doers = {hit.first for hit in hits if hit.entry.category == "doer"}
        self.actors = self.doers | {hit.first for hit in hits if hit.entry.category == "actor"}
        self.battles = {hit.first: hit for hit in hits if hit.entry.category == "battle"}
        self.carriers = {hit.after - 1: hit for hit in hits if hit.entry.category in ("carry_out", "result", "accused")}
        self._objects: dict[int, Range | None] = {}  # by the first word of a verb, since several questions ask for it
        self.blamed = {hit.first: hit.after for hit in hits if hit.entry.category == "blamed"}
        self.causes = {hit.first: hit for hit in hits if hit.entry.category == "cause"}
        self.directs = {hit.first for hit in hits if hit.entry.category == "direct"}
        self.uses = {hit.first for hit in hits if hit.entry.category == "means"}
        natural = [hit for hit in hits if hit.entry.category == "natural"]
        self._natural = {hit.first for hit in natural}
        self._illnesses = [hit.first for hit in natural if hit.entry.weight >= _SURE]
        self._sure = surely_harm(hits)
        self._deeds = [hit.first for hit in hits if hit.entry.weight >= _SURE and self._is_deed(hit)]

    def form(self, hit: Hit) -> str:
        """Which form of a verb its first word is: "ing", "s", "past" or "base"."""
        verb = is_adverb(self.keys[hit.first]) and hit.after - hit.first > 1  # "sexually | abused"
        key, base = self.keys[hit.first + verb], hit.entry.term.split()[verb].lower()
        if key.endswith("ing"):
            return "ing"
        if key == base:
            return "base"
        return "s" if key.endswith("s") else "past"

    def is_noun(self, hit: Hit) -> bool:
        """Whether a word that is verb or noun ("attack") is a noun."""
        if self.form(hit) not in ("base", "s"):
            return False
        if self._tells_kind(hit):
            return True
        i, chunks, behind = hit.first - 1, self.chunks, self.events.get(hit.after)
        if behind and self.form(hit) == "base" and self.form(behind) == "s":
            return True  # "Army raid kills 12"
        acts = behind and self.form(behind) in ("past", "base") and self.has_object(behind)
        if acts and self.form(hit) == "s":
            return True  # "relentless strikes | killed 12", "Air strikes | kill 12"
        if self.form(hit) == "base" and self.keys[hit.after : hit.after + 1] == ["leaves"]:
            return True  # "Army raid leaves 12 dead"
        opens = i < chunks.sentence(hit.first).start
        if opens or chunks.breaks(hit.first):
            return (opens and self.form(hit) == "s") or not self.has_object(hit)
        while chunks.is_auxiliary(i) and is_adverb(self.keys[i]):
            i -= 1
        if self.keys[i] == "to" and self.form(hit) == "base":
            return False
        carrier = self.carriers.get(i)
        if carrier and (carrier.first < i or self.keys[i].endswith("ing")):
            return True  # "carried out | raids", "plotting | attacks"
        listless = hit.entry.listed("patient") and not chunks.words.capital[i] and chunks.is_noun(i)
        if listless and chunks.is_a(chunks.phrase_start(hit.first) - 1, "preposition") and not chunks.is_a(i, "time"):
            return True  # "in overnight | clashes with rebels"
        before = i - chunks.is_auxiliary(i)  # "the earlier | assault"
        if chunks.opens_phrase(i) or chunks.is_a(i, "preposition") or self.keys[before] in word_list("article"):
            return True
        if chunks.is_auxiliary(i) and not self.owns(i):
            copula = self.keys[i] in word_list("be") and self.keys[hit.first] not in past_forms()
            return self.form(hit) == "s" or copula
        if any(map(self.owns, range(*chunks.nouns_before(hit.first)))):
            return True
        if chunks.is_pronoun(i) or self.keys[i] in word_list("relative"):
            content = self.form(hit) == "base" or i - 1 in chunks.phrases.cues  # "in that assault", "reported that murders rose"
            content = content or self.keys[hit.after : hit.after + 1] in (["on"], ["against"])  # "a sign that attacks on"
            return self.keys[i] == "that" and content and not self.has_object(hit)
        if self.keys[hit.first] in past_forms():
            return False
        singular = chunks.is_noun(i) and not self.is_plural_before(hit.first) and not self.is_bare(hit)
        return not self.has_object(hit) or (singular and self.form(hit) == "base")

    def is_bare(self, hit: Hit) -> bool:
        """Whether a base form that is no noun stands before an object that begins as such ("saw Hall | shoot a driver")."""
        return hit.entry.extra["word"] == "verb" and self.has_object(hit) and self.chunks.opens_phrase(hit.after)

    def _tells_kind(self, hit: Hit) -> bool:
        """Whether a word of harm says which victims, suspects or charges ("the church | shooting victims")."""
        acts = hit.first > 0 and self.chunks.is_auxiliary(hit.first - 1)
        return not acts and (self.stands_before(hit, "matter") or self.stands_before(hit, "suffering"))

    def stands_before(self, hit: Hit, name: str) -> bool:
        """Whether a word of one class of `harm_contexts` stands directly behind a word of harm ("the assault | allegation")."""
        joined = hit.after < len(self.words) and self.words.joined(hit.after)
        return joined and self.keys[hit.after] in word_list(name, "harm_contexts")

    def is_plural(self, i: int) -> bool:
        """Whether a noun may be a plural, so that a base form behind it is a verb."""
        return self.keys[i].endswith("s") or self.keys[i] in word_list("plural") or i in self.actors

    def is_plural_before(self, verb: int) -> bool:
        """Whether the phrase before a word may be a plural ("militants in Dorlin | kill 12")."""
        for _ in range(_ATTACHED):
            if self.is_plural(verb - 1):
                return True
            verb = self.chunks.nouns_before(verb).first - 1
            if verb <= 0 or not self.chunks.is_a(verb, "preposition") or self.chunks.breaks(verb):
                return False
        return False

    def is_gerund(self, hit: Hit) -> bool:
        """Whether a verb in -ing is a noun ("the killing of two boys", "bombings", "his shooting")."""
        key, chunks = self.keys[hit.first], self.chunks
        if key.endswith("ings"):
            return True
        if not key.endswith("ing") or hit.after - hit.first > 1:
            return False
        if self._tells_kind(hit):
            return True
        verb, told = self.events.get(hit.after), hit.first > 0 and chunks.is_a(hit.first - 1, "auxiliary")
        if verb and not told and self.form(verb) == "s" and verb.entry.extra["word"] == "verb":
            return True  # "Army bombing | kills 12", but not "has been bombing targets"
        behind = hit.after + (hit.after < len(self.words) and self.chunks.is_a(hit.after, "time"))
        if behind < len(self.words) and self.keys[behind] == "of" and not chunks.breaks(hit.after):
            return True
        i = hit.first - 1
        shared = self.events.get(hit.after + 1) if self.keys[hit.after : hit.after + 1] in (["and"], ["or"]) else None
        done = self.has_object(shared if shared and self.form(shared) == "ing" else hit)  # "after shooting and killing two"
        if i < chunks.sentence(hit.first).start or chunks.breaks(hit.first):
            return not done
        if chunks.is_a(i, "auxiliary"):
            return False
        if chunks.is_a(i, "determiner") and self.keys[i] in word_list("article"):
            return True  # "the bombing comes after a truce"
        i -= self.keys[i].endswith("ly")  # "the deadly bombing"
        determined = chunks.opens_phrase(i) or self.owns(i) or chunks.is_a(i, "preposition", "conjunction")
        return not done and (determined or chunks.is_noun(i))

    def is_event_noun(self, hit: Hit) -> bool:
        word = hit.entry.extra["word"]
        return word == "noun" or (word == "both" and self.is_noun(hit)) or (word == "verb" and self.is_gerund(hit))

    def is_modifier(self, hit: Hit) -> bool:
        """Whether a form in -ing stands between a determiner and a noun ("the shooting deaths", "the bombing suspects")."""
        first, after = hit.first, hit.after
        inside = first > 0 and after < len(self.words) and self.words.joined(first) and self.words.joined(after)
        if not (inside and self.keys[first].endswith("ing") and after - first == 1):
            return False
        determined = self.chunks.opens_phrase(first - 1) or self.owns(first - 1)
        if not determined and self.words.capital[first - 1]:  # "the Boston bombing suspect"
            role = self.chunks.phrases.roles.get(after)
            return role is not None and role.entry.term.lower() == self.keys[after]
        noun = self.chunks.is_noun(after) and not self.chunks.opens_phrase(after) and not self.chunks.is_verb(after)
        return determined and noun and not self._is_verb_in_s(after)

    def _is_verb_in_s(self, i: int) -> bool:
        """Whether a word in -s is a verb and no plural: no role, and no verb follows ("the bombing comes after")."""
        if not self.keys[i].endswith("s") or i in self.chunks.phrases.roles or i in self.events or i + 1 >= len(self.words):
            return False
        return not (self.chunks.breaks(i + 1) or self.chunks.is_a(i + 1, "auxiliary") or self.chunks.is_verb(i + 1))

    def is_natural(self, hit: Hit) -> bool:
        """Whether a death is nobody's deed ("died of cancer")."""
        if hit.entry.category != "kill":
            return False
        near = any(i in self._natural for i in range(hit.first - _BEFORE, hit.after + _NATURAL))
        return near or _distance(self._illnesses, hit.first) < min(_ILLNESS, _distance(self._deeds, hit.first))

    def _is_deed(self, hit: Hit) -> bool:
        """Whether a word of violence tells of what somebody does, and not of a death alone."""
        dying = hit.entry.category == "kill" and hit.entry.extra["word"] in ("intransitive", "state", "noun")
        return hit.entry.category in GROUPS and not dying

    def is_figurative(self, hit: Hit, agent: Range | None, patient: Range | None) -> bool:
        """Whether it is no harm: said to be meant otherwise, done to no person or thing ("attacked the idea"), or an illness."""
        abstract, figurative = word_list("abstract", "harm_contexts"), word_list("figurative", "harm_contexts")
        opens = hit.first == self.chunks.sentence(hit.first).start
        said = not opens and hit.entry.category not in _LITERAL and self.keys[hit.first - 1] in figurative
        if said or (patient and self.keys[self.chunks.head(patient)] in abstract) or self._is_labour(hit):
            return True
        head = self.chunks.head(agent) if agent else None
        costs = hit.entry.category == "injure" and head is not None and self.keys[head] in abstract  # "tariffs hurt farmers"
        return costs or head in self._natural

    def _is_labour(self, hit: Hit) -> bool:
        """Whether a strike is one of workers: its sentence tells of a dispute at work, and of no harm."""
        if hit.entry.term != "strike" or self.form(hit) == "past":
            return False
        inside = self.chunks.sentence(hit.first)
        harmed = bisect_left(self._sure, inside.stop) > bisect_left(self._sure, inside.start)
        return not harmed and any(self.keys[i] in word_list("labour", "harm_contexts") for i in inside)

    def is_topic(self, hit: Hit) -> bool:
        """Whether a noun without agent and patient names a kind of crime and no event ("in cases of rape")."""
        i, chunks = hit.first - 1, self.chunks
        if self.keys[hit.after - 1] not in word_list("crime", "harm_contexts"):
            return False
        if hit.first == chunks.sentence(hit.first).start:
            return True
        described = chunks.is_noun(i) or chunks.is_auxiliary(i)
        if described and not (chunks.breaks(hit.first) or chunks.opens_phrase(i)):
            i -= 1  # "of sexual assault", "the earlier assault"
        of_that = chunks.is_a(i, "determiner") and chunks.is_a(i - 1, "preposition")  # "of that assault"
        return not (of_that or self.keys[i] == "such" or chunks.opens_phrase(i) or self.owns(i))

    def has_object(self, hit: Hit) -> bool:
        """Whether a noun phrase follows a verb."""
        return self.object_of(hit) is not None

    def object_of(self, hit: Hit) -> Range | None:
        """What follows a verb as its object, or behind the preposition that the lexicon names."""
        if hit.first not in self._objects:
            self._objects[hit.first] = self._object_of(hit)
        return self._objects[hit.first]

    def _object_of(self, hit: Hit) -> Range | None:
        first, needed = hit.after, hit.entry.listed("patient")
        if first >= len(self.words) or self.chunks.breaks(first):
            return None
        if needed:
            return self.chunks.phrase(first + 1) if self.keys[first] in needed else None
        if self.chunks.is_a(first, "time"):
            return None
        if hit.entry.extra["word"] == "verb" and self._points(first):
            return Range(first, first + 2)
        phrase = self.chunks.phrase(first, self._object_limit(hit)) if self.chunks.opens_object(first) else None
        ago = phrase and self.keys[phrase.after : phrase.after + 1] in (["ago"], ["later"], ["earlier"])
        return None if ago else phrase

    def _object_limit(self, hit: Hit) -> int | None:
        """Where an object ends that stands inside a verb of several words ("took | the mayor | hostage")."""
        if hit.after - hit.first > 1 or " " not in hit.entry.term:
            return None
        last = word_list("behind_object", "harm_contexts")
        return next((i for i in range(hit.after + 1, self.chunks.sentence(hit.first).stop) if self.keys[i] in last), None)

    def _points(self, i: int) -> bool:
        """Whether "that" at word i belongs to a noun and opens no clause ("killed | that man")."""
        noun, after = i + 1, i + 2
        if self.keys[i] != "that" or after not in self.chunks.sentence(i) or not self.words.joined(noun):
            return False
        one = not (self.words.capital[noun] or self.is_plural(noun) or self.chunks.is_a(noun, "time", "pronoun", "auxiliary"))
        ends = self.chunks.breaks(after) or self.chunks.is_a(after, "preposition", "conjunction")
        return one and ends and self.chunks.is_noun(noun) and not self.chunks.is_verb(noun)

    def aim(self, hit: Hit) -> Hit | None:
        """The verb in -ing that tells only whom an attack is on ("attacks in Dorlin | targeting civilians")."""
        if hit.entry.category != "attack":
            return None
        for i in range(hit.after, min(hit.after + _AIM, self.chunks.sentence(hit.first).stop)):
            if self.chunks.breaks(i) or (self.chunks.is_verb(i) and i not in self.events):
                return None
            event = self.events.get(i)
            if event:
                return event if event.entry.category == "attack" and self.form(event) == "ing" else None
        return None

    def carries(self, i: int) -> bool:
        """Whether word i belongs to a verb by which somebody does harm ("carried out")."""
        return i in self.carriers or i + 1 in self.carriers

    def owns(self, i: int) -> bool:
        """Whether word i is a possessor: "Hall's", "his"."""
        return self.chunks.owns(i) or possessor(self.keys[i]) is not None
