"""Noun phrases next to a cue, found by word order, capitals, role nouns and closed word classes, without a tagger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from ...text.lexicon import Entry, load_lexicon
from ...text.matching import Hit, Matcher, by_word, matcher_of
from ...text.quotations import Quotation
from ...text.spans import Span
from ...text.word_classes import function_words, is_adverb, word_list, word_parts
from ...text.words import Words
from .names_of_verbs import named_as_auxiliaries

_OF_THE_FORM = 0.8  # share of a form's own weight in the weight of the form; the rest is the verb's
SURE_CUE = 0.3  # share of a word's uses that are cues (PolNeAR) from which on word order alone is trusted
_WORDS_TO_A_COMMA, _SHORT = 150, 40  # a text of more than 40 words with fewer commas has lost them
_LONGEST_SOURCE = 14  # words
_LONGEST_APPOSITION = 25  # words
_LONGEST_STRETCH = 60  # words without punctuation that are searched for a subject
_ADJUNCT = 5  # the most words of a time or occasion between subject and verb
_PREPOSITION = 4  # the most words of a preposition that reports
_INTRODUCTION = 12  # the most words of an introduction before a subject


class Range(NamedTuple):
    """Words `first` to `after` (half-open)."""

    first: int
    after: int


@lru_cache(maxsize=1 << 14)
def _separates(gap: str, marks: str) -> bool:
    return any(mark in gap for mark in marks) or " - " in gap


@cache
def _cue_matcher() -> Matcher:
    lexicon = load_lexicon("reporting_verbs")
    return Matcher(replace(lexicon, entries=tuple(part for entry in lexicon.entries for part in _by_form(entry))))


def _by_form(entry: Entry) -> Iterator[Entry]:
    """A reporting verb as one entry for each form with its own weight ("stated" is often a cue, "state" hardly ever).

    The weight of a form is drawn towards that of the verb, since many forms are rare.
    """
    extra = {**entry.extra, "lemma": entry.term}
    weights = weights_by_form(entry)
    rest = "|".join(form for form in entry.forms[1:] if form not in weights)
    for form, weight in weights.items():
        if form != entry.term:
            own = _OF_THE_FORM * weight + (1 - _OF_THE_FORM) * entry.weight
            yield replace(entry, term=form, weight=own, extra={**extra, "forms": ""})
    base = weights.get(entry.term, entry.weight)
    yield replace(entry, weight=_OF_THE_FORM * base + (1 - _OF_THE_FORM) * entry.weight, extra={**extra, "forms": rest})


def weights_by_form(entry: Entry) -> dict[str, float]:
    """The weight of each form of a reporting verb that has one of its own: the share of its uses that are cues."""
    pairs = (part.rsplit(" ", 1) for part in entry.listed("by_form"))
    return {form: float(weight) for form, weight in pairs}


def _without_to(hit: Hit) -> Hit:
    """A cue without the "to" of its infinitive ("promised to go"), which belongs to the content."""
    infinitive = hit.entry.term.endswith(" to") and hit.entry.listed("complement") == ("infinitive",)
    return hit._replace(after=hit.after - 1) if infinitive else hit


class Phrases:
    """The words of one text, and which of them form the noun phrase before or after a verb.

    `roles`, `cues` and `nouns` hold the role nouns, reporting verbs and reporting nouns by their words, and `quoted` the number
    of the quotation around each word. `last_names` are the last names among what would be auxiliaries ("Theresa May"), and `bare`
    is true for a text that has lost its commas.

    >>> phrases = Phrases(Words("The Iraqi minister has said it rained."), [])
    >>> phrases.source_before(4, Range(0, 7))
    Range(first=0, after=3)
    """

    def __init__(self, words: Words, quotations: Sequence[Quotation]) -> None:
        self.words = words
        self.quotations = quotations
        self._classes = function_words()
        self.last_names = named_as_auxiliaries(words)
        self.quoted: list[int | None] = [None] * len(words)
        for number, quotation in enumerate(quotations):
            for inside in map(words.inside, quotation.spans):
                self.quoted[inside.start : inside.stop] = [number] * len(inside)
        self.roles = by_word(matcher_of(load_lexicon("role_nouns")).hits(words))
        self.bare = len(words) > _SHORT and sum("," in gap for gap in words.gaps) * _WORDS_TO_A_COMMA < len(words)
        verbs = (hit for hit in _cue_matcher().hits(words) if not self._is_in_role(hit))
        self.cues: dict[int, Hit] = {hit.first: _without_to(hit) for hit in verbs}

    def _is_in_role(self, cue: Hit) -> bool:
        """Whether a role noun goes on behind what looks like a verb ("claims adjuster", "talk show host")."""
        role = self.roles.get(cue.first)
        return role is not None and role.after > cue.after

    @cached_property
    def nouns(self) -> dict[int, Hit]:
        """The reporting nouns ("claim", "fears") by their first word."""
        return {hit.first: hit for hit in matcher_of(load_lexicon("reporting_nouns")).hits(self.words)}

    # -- small questions about words ------------------------------------------------------------------------------

    def is_a(self, i: int, *classes: str) -> bool:
        """Whether word i belongs to one of the classes of function words."""
        own = self._classes.get(self.words.keys[i])
        return own is not None and not own.isdisjoint(classes) and i not in self.last_names

    def cue_in(self, first: int, after: int) -> Hit | None:
        """The reporting verb among some words, the one of the highest weight if there are several."""
        cues = [self.cues[i] for i in range(first, after) if i in self.cues and self.cues[i].after <= after]
        return max(cues, key=lambda hit: hit.entry.weight, default=None)

    def reporting_preposition(self, after: int) -> Hit | None:
        """The preposition that reports ("according to") and ends before word `after`, if there is one."""
        hits = (self.cues.get(i) for i in range(max(after - _PREPOSITION, 0), after))
        return next((hit for hit in hits if hit and hit.after == after and hit.entry.category == "preposition"), None)

    def is_auxiliary(self, i: int) -> bool:
        """Whether word i belongs to a verb after it: an auxiliary ("has"), or an adverb in -ly ("repeatedly", not "family")."""
        return self.is_a(i, "auxiliary") or self.is_adverb(i)

    def is_adverb(self, i: int) -> bool:
        """Whether word i is an adverb in -ly, and no name or role."""
        return is_adverb(self.words.keys[i]) and not self.words.capital[i] and i not in self.roles

    def before_adverbs(self, i: int) -> int:
        """The last word before word i that is no adverb in -ly; the first of the text where all are."""
        i -= 1
        while i > 0 and is_adverb(self.words.keys[i]):
            i -= 1
        return i

    def verb_start(self, verb: int, floor: int) -> int:
        """The first of the auxiliaries and adverbs that lead up to a verb, from a word on ("has | repeatedly | said")."""
        while verb > floor and not self.breaks(verb) and self.is_auxiliary(verb - 1):
            verb -= 1
        return verb

    def owns(self, i: int) -> bool:
        """Whether word i says whose the next one is: "her", "Hall's", "officials'"."""
        return self.words.keys[i] in word_list("possessive") or self.words.surface(i).endswith(("’s", "'s", "s’", "s'"))

    def is_name(self, i: int) -> bool:
        """Whether word i looks like (part of) a name."""
        return self.words.capital[i] and not self.is_a(i, "time", "adverbial", "subordinator", "preposition", "conjunction")

    def breaks(self, i: int, marks: str = ',;:"()[]—–') -> bool:
        """Whether any of these marks, or a dash between spaces, separates word i - 1 and word i."""
        return _separates(self.words.gaps[i], marks)

    def is_introduction(self, part: Range) -> bool:
        """Whether the words are an introduction ("On Monday", "Speaking in Geneva") and not a clause."""
        first = part.first
        if part.after - first <= 2 and (self.is_a(first, "adverbial", "time") or is_adverb(self.words.keys[first])):
            return True
        opens = self.is_a(first, "preposition", "adverbial", "conjunction") or self.words.keys[first].endswith("ing")
        short = part.after - first <= _INTRODUCTION
        return opens and short and not any(self.breaks(i, ",") for i in range(first + 1, part.after))

    def opens_adjunct(self, i: int) -> bool:
        """Whether word i opens an adjunct ("on Tuesday", "in a statement", "Monday") and not a clause."""
        if self.words.keys[i : i + 2] in (["at", "least"], ["at", "most"]):
            return False
        opens = self.is_a(i, "preposition", "time", "adverbial", "addressee")
        return opens or self.words.keys[i] in word_list("adjunct_conjunction")

    # -- sources --------------------------------------------------------------------------------------------------

    def source_before(self, cue: int, room: Range) -> Range | None:
        """The subject of a verb: the noun phrase before it, with auxiliaries and an apposition between them skipped."""
        end = self.verb_start(cue, room.first)
        if end - 1 > room.first and self.is_a(end - 1, "time") and self.breaks(end - 1, ","):
            end -= 1  # "Hall, a lawyer, today said"
        if end <= room.first or self.quoted[end - 1] is not None:
            return None
        if (self.breaks(end, ",—–)") and end == cue) or (self.breaks(end, ",") and not self.breaks(end, '"')):
            return self._before_apposition(end, room)
        if self.breaks(end):
            return None
        first = self._run_start(end, room)
        phrase = self._tail_phrase(Range(first, end))
        return phrase if phrase and self._plausible(phrase) else self._before_adjunct(first, end)

    def phrase_to(self, end: int, room: Range) -> Range | None:
        """The plausible noun phrase that ends before word `end` ("the committee's" in "the committee's request")."""
        phrase = self._tail_phrase(Range(self._run_start(end, room), end))
        return phrase if phrase and self._plausible(phrase) else None

    def _before_adjunct(self, first: int, end: int) -> Range | None:
        """The name "Ankara" in "Ankara over the weekend said"."""
        for i in range(end - 1, max(end - _ADJUNCT, first), -1):
            if self.words.keys[i] in word_list("adjunct_preposition"):
                phrase = self._tail_phrase(Range(first, i))
                return phrase if phrase and self._plausible(phrase) else None
        return None

    def _run_start(self, end: int, room: Range) -> int:
        """The first word of the stretch without punctuation that ends at `end`."""
        first, furthest = end - 1, max(room.first, end - _LONGEST_STRETCH)
        while first > furthest and not self.breaks(first):
            first -= 1
        return first

    def _before_apposition(self, end: int, room: Range) -> Range | None:
        """The name "Shugaev" in "Shugaev, head of the service, said", before one or more parts between commas."""
        first = self._run_start(end, room)
        best = None
        while first > room.first and end - first <= _LONGEST_APPOSITION:
            if not any(mark in self.words.gaps[first] for mark in ",—–("):
                break
            start = self._run_start(first, room)
            part = self._tail_phrase(Range(start, first))
            if all(self.words.keys[i].isdigit() for i in range(start, first)):
                first = start  # "Ivo Brandt, 47, a champion, said"
                continue
            if part and self._plausible(part) and not self.is_introduction(Range(start, first)):
                best = part
                if part.first > start:
                    break
            else:
                break
            first = start
        return best

    def _tail_phrase(self, part: Range) -> Range | None:
        """The noun phrase at the end of some words, read from the right up to its determiner or first capital."""
        keys, i = self.words.keys, part.after - 1
        if self.is_a(i, "conjunction", "preposition", "subordinator", "determiner") and keys[i] not in word_list("headless"):
            return None
        if keys[i] == "there":
            return None
        if keys[i] == "who" or self.is_a(i, "pronoun"):
            return Range(i, part.after) if keys[i] != "it" or i == part.first or self.bare else None
        first = i
        while i >= part.first and part.after - i <= _LONGEST_SOURCE:
            if self.is_a(i, "determiner"):
                first = i
                if i > part.first and self.is_a(i - 1, "preposition") and self._heads(i - 2, part):
                    i -= 2
                    continue
                if i > part.first and (keys[i - 1] == "of" or keys[i - 1] in word_list("predeterminer")):
                    i -= 1
                    continue
                break
            if self.is_a(i, "subordinator", "time", "adverbial", "auxiliary") and not self.is_name(i):
                break
            if self.is_a(i, "preposition", "conjunction"):
                if not self._links(i, part):
                    break
            elif self.words.capital[i] or i == part.after - 1 or self._modifies(i):
                first = i
            elif keys[i] not in word_list("name_particle"):  # "Ursula von der Leyen"
                break
            i -= 1
        return Range(first, part.after) if first < part.after else None

    def _heads(self, i: int, part: Range) -> bool:
        """Whether word i can be the head of a prepositional phrase ("a source at the ministry")."""
        return i >= part.first and (i in self.roles or (self.words.capital[i] and not self.is_a(i, "time")))

    def _links(self, i: int, part: Range) -> bool:
        """Whether a preposition or "and" joins two parts of one name or of a role and its body."""
        return i > part.first and self.words.keys[i] in word_list("name_link") and self._heads(i - 1, part)

    def _modifies(self, i: int) -> bool:
        """Whether a lower-case word before a noun belongs to its phrase ("senior security official")."""
        return i in self.roles or i + 1 in self.roles or self.words.keys[i].endswith(("-based", *word_parts("modifier")))

    def noun_phrase(self, first: int, limit: int, *, any_head: bool = False) -> Range | None:
        """The noun phrase that starts at a word, without apposition or relative clause; with `any_head`, around any noun."""
        if first >= limit or self.quoted[first] is not None or self.breaks(first):
            return None
        if self.is_a(first, "pronoun"):
            return Range(first, first + 1) if self.words.keys[first] not in word_list("no_inverted_subject") else None
        if not self._opens_noun(first):
            return None
        i = first
        while i < limit and i - first < _LONGEST_SOURCE and (i == first or not self.breaks(i)):
            word_stops = self.is_a(i, "subordinator", "time", "adverbial", "auxiliary") and not (self.is_name(i) and i > first)
            if word_stops or (i > first and i in self.cues and self.cues[i].entry.weight > SURE_CUE and i not in self.roles):
                break
            if self.words.keys[i] in word_list("adjunct_preposition"):
                break
            if i > first and self.is_a(i, "determiner") and not self.is_a(i - 1, "preposition", "conjunction", "determiner"):
                break
            i += 1
        while i > first and self.is_a(i - 1, "preposition", "conjunction", "determiner"):
            i -= 1
        phrase = Range(first, i)
        alone = any_head and (i >= limit or self.breaks(i, ',;"'))  # “What now?” asked the goalkeeper.
        return phrase if i > first and (alone or self._plausible(phrase)) else None

    def _opens_noun(self, i: int) -> bool:
        """Whether a noun phrase can begin with word i: a determiner, a name, or one of up to two words before a role."""
        return self.is_a(i, "determiner") or self.words.capital[i] or any(j in self.roles for j in range(i, i + 3))

    def _plausible(self, phrase: Range) -> bool:
        """Whether the phrase can name a speaker: a pronoun, a name, or a role."""
        inside = range(*phrase)
        if self.is_a(phrase.first, "pronoun"):
            return True
        return any(i in self.roles or self.is_name(i) for i in inside)

    def leading_phrase(self, room: Range) -> Range | None:
        """The subject of a sentence whose participle reports ("Hall met the envoys, saying …")."""
        first = room.first
        for i in range(room.first + 1, min(room.after, room.first + _INTRODUCTION + 1)):
            if self.breaks(i, ",") and self.is_introduction(Range(room.first, i)):
                first = i
                break
        if self.is_a(first, "pronoun"):
            return Range(first, first + 1)
        i = first + (1 if self.is_a(first, "determiner") else 0)
        while i < room.after and (i == first or not self.breaks(i)) and (self.words.capital[i] or i in self.roles):
            i += 1
        phrase = Range(first, i)
        return phrase if phrase.after > phrase.first and self._plausible(phrase) else None

    # -- from words to characters -----------------------------------------------------------------------------------

    def content_span(self, part: Range) -> Span:
        """The characters of attributed content with the marks around it, and the whole of a quotation that begins or ends in it.

        >>> from toolkit.text.quotations import quotations
        >>> text = "Hall said “it rained.”"
        >>> Phrases(Words(text), quotations(text)).content_span(Range(2, 4)).of(text)
        '“it rained.”'
        """
        start, end = self.words.span(*part)
        for number in (self.quoted[part.first], self.quoted[part.after - 1]):
            if number is None:
                continue
            quotation = self.quotations[number]
            whole_start = self.words.inside(quotation.spans[0]).start >= part.first or self._starts_sentence(part.first)
            start = min(start, quotation.start) if whole_start else start
            end = max(end, quotation.end)
        return Span(start, end)

    def _starts_sentence(self, i: int) -> bool:
        return any(mark in self.words.gaps[i] for mark in '.!?\n"')


def is_title(words: Words, span: Span) -> bool:
    """Whether quotation marks enclose a name or title: two or more words, the long ones capitalised, no "so-called" before."""
    inside = words.inside(span)
    long = [words.capital[i] for i in inside if len(words.keys[i]) > 3]
    distanced = inside.start > 0 and words.keys[inside.start - 1] in ("so-called", "called", "dubbed")
    return len(inside) > 1 and bool(long) and all(long) and not distanced
