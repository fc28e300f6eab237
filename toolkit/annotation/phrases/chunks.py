"""Noun phrases of any kind around a word, without a tagger: chunks (Abney 1991) by closed word classes and the forms of words.

Other than `noun_phrases`, which looks for speakers, this takes any noun ("windows of store fronts").
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from ...text.lexicon import load_lexicon
from ...text.spans import Span
from ...text.word_classes import function_words, is_adverb, past_forms, word_list
from ...text.words import Words
from .noun_phrases import SURE_CUE, Phrases, Range
from .pronouns import in_subject_form

_ENDS = ",;:()[]—–"
_TIMES = {"time", "addressee"}  # classes of function words that are nouns
_BEFORE_VERB = ("passive_adverb", "passive_auxiliary", "finite_auxiliary", "copula")
_TITLE_CASE = 0.6  # share of words with a capital above which a title is in title case
_LONGEST = 14  # words of a noun phrase
_LONGEST_RUN = 40  # words of nouns, adjectives and determiners in a row, so that lists of words take no longer for their length
_NUMBER = re.compile(r"[\d,.]*\d")
_YEAR = re.compile(r"(?:(?:early|mid|late)-)?(?:19|20)\d\d")


def in_title_case(words: Words) -> bool:
    """Whether so many words have a capital that it tells no names, as in many titles.

    >>> in_title_case(Words("Army Raid on Dorlin Kills 12")), in_title_case(Words("An army raid on Dorlin"))
    (True, False)
    """
    return sum(words.capital) > _TITLE_CASE * len(words)


class Chunks:
    """The words of one text as what they can be, and the noun phrases that begin or end at a word.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "Looters burned the windows of shops. Hall saw it."
    >>> chunks = Chunks(Phrases(Words(text), []), sentences(text))
    >>> chunks.text(chunks.phrase(2)), chunks.phrase(1)
    ('the windows of shops', None)
    """

    def __init__(self, phrases: Phrases, sentences: Sequence[Span]) -> None:
        self.phrases, self.words = phrases, phrases.words
        self._classes, self._n, self.keys = function_words(), len(phrases.words), phrases.words.keys
        self.keys = self._with_abbreviations()
        self.in_title_case = in_title_case(self.words)
        self._sentences = [self.words.inside(span) for span in sentences]
        self._ends = [inside.stop for inside in self._sentences]

    def _with_abbreviations(self) -> list[str]:
        """The words by which they are looked up, with a full stop behind "US" and "IS", which are no "us" and "is"."""
        places = [i for key in ("us", "is") for i in self.words.places.get(key, ())]
        names = {i for i in places if self.words.surface(i).isupper() and not self._among_capitals(i)}
        keys = self.words.keys
        return [f"{key}." if i in names else key for i, key in enumerate(keys)] if names else keys

    def _among_capitals(self, i: int) -> bool:
        """Whether the words around one are in capitals too ("SUSPECT IS DEAD")."""
        around = (j for j in (i - 1, i + 1) if 0 <= j < self._n and len(self.keys[j]) > 1)
        return any(self.words.surface(j).isupper() for j in around)

    def sentence(self, i: int) -> range:
        """The words of the sentence that word i is in."""
        number = bisect_right(self._ends, i)
        own = self._sentences[number] if number < len(self._sentences) else range(0)
        return own if i in own else range(i, i + 1)

    def text(self, part: Range | None) -> str:
        """The words of a phrase as the text has them; empty for none."""
        return self.words.span(*part).of(self.words.text) if part else ""

    # -- what a word can be ------------------------------------------------------------------------------------------

    def is_a(self, i: int, *classes: str) -> bool:
        """Whether word i is a function word of one of the classes, and no part of a name."""
        own = self._classes.get(self.keys[i]) if i < self._n else None
        return own is not None and not own.isdisjoint(classes)

    def is_auxiliary(self, i: int) -> bool:
        """Whether word i stands between a subject and its verb: an auxiliary or an adverb."""
        listed = any(self.keys[i] in word_list(name) for name in _BEFORE_VERB)
        return listed or self.phrases.is_auxiliary(i) or self.keys[i].endswith("n't")

    def is_number(self, i: int) -> bool:
        """Whether word i is a number, in figures or words."""
        key = self.keys[i]
        return key in numbers() or (key[0].isdigit() and _NUMBER.fullmatch(key) is not None)

    def opens_phrase(self, i: int) -> bool:
        """Whether word i is a determiner or number, with which a noun phrase begins."""
        determiner = self.is_a(i, "determiner") and self.keys[i] not in word_list("relative") and not self.is_name(i)
        return determiner or self.is_number(i)

    def is_pronoun(self, i: int) -> bool:
        """Whether word i is a personal pronoun, not the "her" of "her sister"."""
        possessive = self.is_a(i, "determiner") and i + 1 < len(self.words) and self.words.joined(i + 1) and self.is_noun(i + 1)
        possessive = possessive and self.keys[i + 1] not in word_list("approximate", "number_words")  # "beat her up"
        return in_subject_form(self.keys[i]) is not None and not possessive

    def is_name(self, i: int) -> bool:
        """Whether word i has a capital inside a sentence; nothing is told by it in title case."""
        return self.words.capital[i] and not self.in_title_case and i > self.sentence(i).start

    def is_verb(self, i: int) -> bool:
        """Whether word i is a verb or auxiliary that can be told by its form, and no adjective before a noun."""
        key = self.keys[i]
        if self.is_name(i) or "-" in key or self.words.gaps[i] == "-":
            return False
        if key in _verb_forms() or key.endswith("n't"):
            return True
        cue = self.phrases.cues.get(i)
        if cue and cue.entry.weight > SURE_CUE and not (i and self.opens_phrase(i - 1)):  # not "the blast"
            return True
        return key.endswith("ed") and not self.is_attribute(i)

    def is_attribute(self, i: int) -> bool:
        """Whether a participle at word i describes the noun behind it ("their smashed windows", "two wounded soldiers")."""
        if (
            i + 1 >= len(self.words)
            or i == 0
            or self.is_a(i, "auxiliary")
            or not self.words.joined(i + 1)
            or not self.words.joined(i)
        ):
            return False
        before = self.phrases.before_adverbs(i)
        if self.keys[before] in word_list("headless", "discourse_words") and not self.is_number(before):
            return False
        preposition = self.is_a(before, "preposition") and self.keys[before] != "to"
        determined = self.opens_phrase(before) and not _YEAR.fullmatch(self.keys[before])
        described = determined or preposition or self.owns(before)
        i += self.keys[i + 1] in word_list("particle") and i + 2 < len(self.words)  # "the burned out cars"
        return described and self.is_noun(i + 1) and not (self.is_a(i + 1, "time") or self._leads_on(i + 1))

    def _leads_on(self, i: int) -> bool:
        """Whether a word that looks like a noun is part of a preposition ("killed | ahead of", "held | due to")."""
        return self.keys[i : i + 2] in (["ahead", "of"], ["due", "to"], ["because", "of"])

    def is_noun(self, i: int) -> bool:
        """Whether word i can be a noun or adjective: no function word, and no adverb."""
        if i >= len(self.words):
            return False
        key = self.keys[i]
        return not (self._is_function(i) or is_adverb(key)) or (self.words.capital[i] and not self.in_title_case)

    def _is_function(self, i: int) -> bool:
        """Whether word i is a function word, other than a day or month."""
        return self.keys[i] in _closed_words() or in_subject_form(self.keys[i]) is not None

    def owns(self, i: int) -> bool:
        return self.words.owns(i)

    def is_adverb_behind(self, i: int) -> bool:
        """Whether word i is an adverb behind a noun, which is no part of its phrase ("the raiders | first burned")."""
        key = self.keys[i]
        adverb = is_adverb(key) or (key in word_list("adverb_behind") and not (i and self.opens_phrase(i - 1)))
        return adverb and not self.words.capital[i]

    def attaches(self, i: int) -> bool:
        """Whether a prepositional phrase can belong to the noun at word i."""
        return (self.is_noun(i) or self.is_number(i)) and not self.is_verb(i) and not self.is_a(i, "time")

    def breaks(self, i: int) -> bool:
        """Whether a mark separates word i from the one before."""
        gap = self.words.gaps[i]
        return gap != " " and not self.words.joined(i) and (self.phrases.breaks(i, _ENDS) or "--" in gap)

    def _as_many(self, i: int) -> bool:
        return self.keys[i - 1 : i + 2] == ["as", "many", "as"]

    # -- phrases -----------------------------------------------------------------------------------------------------

    def phrase(self, first: int, limit: int | None = None) -> Range | None:
        """The noun phrase that begins at a word, with what "of" adds to it; None where none does."""
        limit = self.sentence(first - 1).stop if limit is None else limit
        if first >= limit:
            return None
        if self.is_pronoun(first):
            return Range(first, first + 1)
        i = self.quantified(first)
        if i == first and (self.is_a(first, "preposition", "conjunction", "subordinator", "auxiliary")):
            return None
        i += i > first
        while i < limit and i - first < _LONGEST and (i == first or not self.breaks(i)) and self._continues(i, first, limit):
            i += 1
        while i > first and self.is_a(i - 1, "preposition", "conjunction", "determiner") and not self._stands_alone(i - 1, first):
            i -= 1
        return Range(first, i) if any(self._is_nominal(j) for j in range(first, i)) else None

    def _is_nominal(self, i: int) -> bool:
        """Whether word i can be the head of a phrase: a noun, a number, or a determiner that stands alone."""
        return (self.is_noun(i) and not (self.is_verb(i) and not self._describes(i))) or self.opens_phrase(i)

    def quantified(self, first: int) -> int:
        """The number or determiner behind words for how exact it is ("at least", "as many as"); the first word without them."""
        i = first
        while i + 1 < len(self.words) and self._is_approximate(i):
            i += 1
        determined = self.opens_phrase(i) and not self.is_a(first, "preposition", "subordinator")
        hundred = i > first and self.keys[i] == "a" and i + 1 < len(self.words) and self.is_number(i + 1)  # "about a hundred"
        return i if self.is_number(i) or determined or hundred else first

    def _is_approximate(self, i: int) -> bool:
        """Whether word i says how exact a number is ("about", the words of "as many as"), or how great ("too", "such")."""
        if self.keys[i] in word_list("before_quantity"):
            many = self.keys[i] != "so" or self.keys[i + 1 : i + 2] == ["many"]  # but not "so both left"
            return many and i + 1 < len(self.words) and self.opens_phrase(i + 1)
        if self.keys[i] == "many" or self.keys[i] == "as":
            return self.keys[i : i + 2] == ["as", "many"] or self.keys[i - 1 : i + 1] == ["many", "as"] or self._as_many(i)
        if self.keys[i] == "at":
            return self.keys[i + 1 : i + 2] in (["least"], ["most"])
        return self.keys[i] in word_list("approximate", "number_words")

    def _stands_alone(self, i: int, first: int) -> bool:
        """Whether a determiner is a phrase of its own ("those", "several", "at least 20")."""
        alone = self.keys[i] in word_list("headless") or self.keys[i] in ("these", "those")
        headless = alone if i == first else self.keys[i - 1 : i + 1] == ["the", "other"]
        return self.is_number(i) or headless

    def _continues(self, i: int, first: int, limit: int) -> bool:
        """Whether word i belongs to the noun phrase that began before it."""
        key = self.keys[i]
        if i == first or (self.is_number(i) and self.is_a(i - 1, "preposition", "determiner")):
            return True
        if self._ends_at_mark(i, first):
            return False
        if key in word_list("particle") and self.is_noun(i - 1):
            return False  # "the shop | down", but not "the back door"
        if key in word_list("relative") or key == "even" or (key == "such" and self.keys[i + 1 : i + 2] == ["as"]):
            return False
        if self.is_a(i, "pronoun", "subordinator", "adverbial"):
            attribute = is_adverb(key) and self.is_a(i - 1, "determiner")  # "a previously deported driver"
            if not attribute:
                return False
        if self.is_a(i, "time") and not self.is_name(i - 1):
            return False
        if self.is_a(i, "preposition"):
            return key == "of"
        if self.is_a(i, "conjunction"):
            return key in ("and", "or") and self._joins(i, limit)
        if self.is_number(i) and self.is_noun(i - 1) and not (self.words.capital[i] or self._precedes_number(i - 1)):
            return False
        if key in word_list("before_time") and i + 1 < len(self.words) and self.is_a(i + 1, "time"):
            return False  # "an airliner last week"
        if self.opens_phrase(i) and not self.is_number(i):
            return self.is_a(i - 1, "preposition", "conjunction", "determiner") or self.keys[i - 1] in word_list("predeterminer")
        if (
            key.endswith("ing") and self.is_noun(i - 1) and not self.opens_phrase(i - 1) and not self.is_number(i - 1)
        ):  # "a suicide bombing" before its verb, not "men fighting there"
            compound = i - 1 not in self.phrases.roles and not (self.words.capital[i - 1] or self.keys[i - 1].endswith("s"))
            opened = compound and self.opens_phrase(first)  # "a residential building, leaving"
            ends = i + 1 == limit or (compound and self.is_a(i + 1, "preposition")) or (opened and self.breaks(i + 1))
            return ends or (self.words.joined(i + 1) and self.is_noun(i + 1))
        if self.phrases.is_adverb(i):
            if i + 1 >= len(self.words) or not self.words.joined(i + 1) or self.is_verb(i + 1):
                return False  # "Hall | suddenly agreed"
            return self.is_noun(i + 1) and not (self.words.capital[i - 1] and self.keys[i + 1].endswith("ed"))
        return key != "to" and (not self.is_verb(i) or self.is_attribute(i) or self._describes(i))

    def _precedes_number(self, i: int) -> bool:
        """Whether a number can follow word i in a phrase: a number, or a participle ("the | remaining 600")."""
        return self.is_number(i) or (i > 0 and self.opens_phrase(i - 1) and self.keys[i].endswith(("ing", "ed")))

    def _ends_at_mark(self, i: int, first: int) -> bool:
        """Whether a quotation mark before word i ends a phrase ("Turks | “genocide”", "jail the racists” | and “sing”")."""
        quoted, after = self.phrases.quoted, i
        if quoted[i] == quoted[i - 1]:
            return False
        if quoted[i] is None:
            return quoted[first] is not None and self.is_a(i, "conjunction")
        while after < len(self.words) and quoted[after] == quoted[i]:
            after += 1
        leads_on = after in self.sentence(i) and not self.breaks(after) and self.is_noun(after)  # "Emil “Max” Brandt"
        whole = self.words.capital[i - 1] or self.keys[i - 1].endswith("s")
        return whole and not (leads_on or self.owns(i - 1) or self._is_function(i - 1))

    def _describes(self, i: int) -> bool:
        """Whether a participle stands between an adjective and its noun ("vetted Syrian rebels", "two captive tortured men")."""
        last = i + 1 >= len(self.words) or self.breaks(i + 1) or self.is_a(i + 1, "time")  # "occurred Sunday"
        told = last or i - 1 in self.phrases.roles or self.is_a(i, "auxiliary")  # "the police shocked both"
        return not (told or self._is_function(i + 1)) and self.keys[i].endswith("ed")

    def _joins(self, i: int, limit: int) -> bool:
        """Whether "and" at word i joins two nouns, and not two verbs or clauses."""
        if (
            i + 2 > len(self.words)
            or self.keys[i + 1].endswith("ing")
            or self.is_a(i + 1, "pronoun", "preposition", "subordinator", "adverbial")
            or self.is_verb(i + 1)
        ):
            return False
        end = i + 1
        while end < min(i + 6, limit) and not self.breaks(end) and (self.opens_phrase(end) or self.is_noun(end)):
            if self.is_verb(end):
                return False
            end += 1
        return end >= limit or self.breaks(end) or not self.is_a(end, "auxiliary")

    def nouns_before(self, end: int) -> Range:
        """The nouns, adjectives and determiners directly before word `end` ("the army's" in "the army's raid")."""
        i, floor = end - 1, max(self.sentence(end - 1).start, end - _LONGEST_RUN)
        while i > floor and not self.breaks(i) and not self._begins_phrase(i) and self._precedes_noun(i - 1):
            i -= 1
        if i + 1 < end and self.is_a(i - 1, "preposition") and self.keys[i].endswith("ing") and self.words.capital[i + 1]:
            i += not self.words.capital[i]  # "of harboring | Hall"
        return Range(self.with_quantity(i, floor) if self.opens_phrase(i) else i, end)

    def _begins_phrase(self, i: int) -> bool:
        """Whether no noun phrase that word i is in can begin before it, but for what says how much."""
        return self.opens_phrase(i) or self.keys[i] in word_list("indefinite_pronoun")

    def phrase_start(self, i: int) -> int:
        """The first word of the noun phrase that word i is in or begins."""
        opens = i == self.sentence(i).start or self.breaks(i) or not (self.opens_phrase(i - 1) or self._precedes_noun(i - 1))
        return i if opens else self.nouns_before(i).first

    def _precedes_noun(self, i: int) -> bool:
        return self.opens_phrase(i) or (self.is_noun(i) and (not self.is_verb(i) or self.is_attribute(i)))

    def with_quantity(self, i: int, floor: int) -> int:
        """The first of the determiners, numbers and words of quantity that end at word i."""
        while i > floor and not self.breaks(i) and self.opens_phrase(i - 1):
            if self.is_number(i - 1) and self.keys[i] in word_list("article"):
                break  # "in 2014 a couple"
            i -= 1
        first = i
        while i > floor and not self.breaks(i) and self._is_approximate(i - 1):
            i -= 1
        return i if self.quantified(i) == first else first

    def head(self, part: Range) -> int:
        """The head noun of a phrase: its last word before a preposition."""
        i = part.first
        while i + 1 < part.after and self._is_approximate(i):
            i += 1
        while i + 1 < part.after and not (self.is_a(i + 1, "preposition") and i >= part.first and not self.is_number(i + 1)):
            i += 1
        return i

    def is_time(self, part: Range) -> bool:
        """Whether a phrase is a time ("last Sunday")."""
        dated = (
            part.after < len(self.words) and self.words.capital[part.first] and self.keys[part.after].isdigit()
        )  # "on Aug. 21"
        dated = dated or (self.is_number(part.after - 1) and self.is_a(part.after, "time"))  # "on 17 August"
        opens = self.is_a(part.first, "time") and not self.owns(part.first)  # not "Wednesday's violence"
        return dated or self.is_year(part) or opens or self.is_a(part.after - 1, "time")

    def is_year(self, part: Range) -> bool:
        """Whether a phrase is nothing but a year."""
        return part.after - part.first == 1 and _YEAR.fullmatch(self.keys[part.first]) is not None

    def opens_object(self, i: int) -> bool:
        """Whether an object can begin with word i."""
        if self.quantified(i) > i:
            return True
        stops = self.is_a(i, "preposition", "conjunction", "subordinator", "auxiliary", "adverbial") or self._leads_on(i)
        stops = stops or self.keys[i : i + 2] == ["such", "as"]
        opens = self.words.capital[i] and not self.in_title_case  # a sentence of its own
        stops = stops or (opens and self.keys[i] in word_list("article"))
        stops = stops or self.keys[i].endswith(("ing", "n't")) or (self.is_a(i, "pronoun") and self.keys[i] not in ("it", "you"))
        stops = stops or ("'" in self.keys[i] and in_subject_form(self.keys[i]) is not None)  # "the best we've"
        stops = stops or (self.keys[i] in word_list("predeterminer") and self.is_a(i + 1, "time"))  # "all night"
        stops = (
            stops
            or (self.is_a(i + 1, "time") and self.keys[i] in word_list("before_time") | word_list("part_of_time"))
            or self.keys[i] in ("alone", "even")
            or (self.is_verb(i) and not self._is_adjective(i))
        )
        return not stops and not (is_adverb(self.keys[i]) and not self.words.capital[i])

    def _is_adjective(self, participle: int) -> bool:
        """Whether a noun follows a participle ("shot armed men", not "the bombing turned up")."""
        after = participle + 1
        told = self.keys[participle].endswith("ed") or self.keys[participle] in word_list("participle", "participles")
        return told and self.is_noun(after) and self.keys[after] not in word_list("approximate", "number_words")


@cache
def _closed_words() -> frozenset[str]:
    """Words that are no noun: those of the closed classes."""
    closed = frozenset(word for word, classes in function_words().items() if classes - _TIMES)
    return closed.union(*map(word_list, ("relative", "finite_auxiliary", "particle")))


@cache
def _verb_forms() -> frozenset[str]:
    """Auxiliaries, with the adverbs among them, irregular past forms, and forms of the present that are no nouns."""
    auxiliaries = (word for word, classes in function_words().items() if "auxiliary" in classes)
    return word_list("finite_auxiliary") | word_list("finite_verb") | past_forms() | frozenset(auxiliaries)


@cache
def numbers() -> frozenset[str]:
    """Numbers in words, exact ("three") or not ("dozens")."""
    return frozenset(entry.term for entry in load_lexicon("number_words").entries if entry.category != "approximate")
