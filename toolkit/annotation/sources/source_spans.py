"""The words of each source: the noun phrase alone, without what the tagger or the rules have taken in around it.

A relative pronoun that speaks stands for the noun phrase before it ("the pamphleteers who urged a revolt"). A clause, a bracket,
an adverb or a day after the phrase, and a conjunction before it, are no part of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from ...text.spans import Span
from ...text.word_classes import is_adverb, may_be_past, past_forms, word_list, word_parts
from ..attributions.attribution import Attribution
from ..phrases.chunks import numbers
from ..phrases.noun_phrases import Phrases, Range
from ..phrases.pronouns import possessor

_DETERMINED = 6  # the most words from a determiner to its noun
_ENDS = '.!?;:()[]"—–\n'  # marks that end a noun phrase
_BRACKETS, _APART = frozenset("()"), frozenset("()[]—–;:")  # and those that end it beside a quotation mark, too
_SENTENCES = frozenset(".!?:\n")  # marks before a sentence
_ABBREVIATED = 4  # the most letters of an abbreviated title
_PARTY = 5  # the most words of a party and a state in brackets, with the "and" behind them
_SERIES = 16  # the most words of a list behind its first comma
_APPOSED = 12  # the most words of an apposition between a name and its relative clause


class SourceSpans:
    """The noun phrases of the sources of one text.

    >>> from toolkit.text.words import Words
    >>> text = "He quoted the pamphleteers who urged a revolt. Hall (R-Ohio) just said so."
    >>> phrases = Phrases(Words(text), [])
    >>> [phrases.words.span(*SourceSpans(phrases).of_source(*part)).of(text) for part in ((4, 5), (8, 11))]
    ['the pamphleteers', 'Hall']
    """

    def __init__(self, phrases: Phrases) -> None:
        self.phrases, self.words = phrases, phrases.words

    def refined(self, attribution: Attribution) -> Attribution:
        """The attribution with the noun phrase of its source alone."""
        inside = self.words.inside_first(attribution.source)
        if not inside:
            return attribution
        cue = self.words.inside_first(attribution.cue).start
        noun = range(inside.start, self._noun_end(inside, attribution))
        end = self._partner_end(self._series_end(self._list_end(noun, cue), cue))
        part = self.of_source(self._client_start(inside.start), end)
        part = self._document_before(inside.start) or part
        part = self._owner(part, attribution)
        whole = self._characters(part) == self.words.span(*part)
        if part == (inside.start, inside.stop) and whole and not self.phrases.is_a(part.first, "pronoun"):
            return attribution
        last = inside.stop - 1
        speaks = part.after <= last and self.words.keys[last] in word_list("relative")  # it is next to the cue
        relative = (self.words.span(last, inside.stop),) if speaks else ()
        return replace(attribution, source=(self._characters(part), *relative))

    def is_connective(self, attribution: Attribution) -> bool:
        """Whether the cue is that of "That said," at the start of a sentence, in which nobody speaks."""
        cue = self.words.inside_first(attribution.cue)
        if not cue or cue.start == 0 or self.words.keys[cue.start - 1] != "that" or not self.words.joined(cue.start):
            return False
        return not self.words.joined(cue.start - 1) and self.words.gaps[cue.stop].startswith(",")

    def is_age(self, attribution: Attribution) -> bool:
        """Whether the cue is that of "died aged 91", with which nobody speaks."""
        cue = self.words.inside_first(attribution.cue)
        aged = self.words.keys[cue.start : cue.start + 2] if cue else []
        return aged[:1] == ["aged"] and aged[-1].isdecimal()

    def of_source(self, first: int, after: int) -> Range:
        """The noun phrase of the source that has been found in the words `first` to `after`."""
        if after - first == 1 and self._is_relative(first):
            return self._antecedent(first) or Range(first, after)
        if after - first == 1 or self._is_bare_pronoun(first):
            return Range(first, first + 1)
        start = self._start(first, after)
        return self._bare(Range(start, self._end(start, after)))

    def _noun_end(self, inside: range, attribution: Attribution) -> int:
        """Where a source ends that was cut off: "the | city", "Hall and | I", "Hall and her | son", "Hong | Kongers", and
        "security | official said", "three | in ten"."""
        end, taken = inside.stop, [self.words.inside(span) for span in (*attribution.cue, *attribution.content)]
        if self.phrases.owns(end - 1):
            return end
        if self._is_share(end):
            return end + 2
        word = self.words.keys[end - 1]
        if word in word_list("article") or (len(inside) > 1 and (word == "and" or possessor(word))):
            return self._goes_on(end, taken, any_word=True)
        return self._goes_on(end, taken) if self.words.capital[end - 1] or end > inside.start + 1 else end

    def _is_share(self, end: int) -> bool:
        """Whether a source was cut off in a share ("three | in ten")."""
        keys = self.words.keys
        cut = end + 1 < len(keys) and keys[end] == "in"
        return cut and all(key in numbers() or key.isdigit() for key in (keys[end - 1], keys[end + 1]))

    def _goes_on(self, end: int, taken: Sequence[range], *, any_word: bool = False) -> int:
        """Where a noun phrase ends that goes on at a word: behind the capitals, or the role noun with the capitals behind it."""
        after = end
        while after < len(self.words) and self.words.joined(after) and not any(after in words for words in taken):
            if not ((any_word and after == end) or self._is_nominal(after)):
                break
            after += 1
        return after

    def _is_nominal(self, i: int) -> bool:
        """Whether a word inside a sentence belongs to a noun phrase: it has a capital, or is a role noun and no verb."""
        if self.phrases.is_a(i, "time", "preposition", "conjunction", "auxiliary", "pronoun", "subordinator", "adverbial"):
            return False
        return self.words.capital[i] or (i in self.phrases.roles and i not in self.phrases.cues)

    def _series_end(self, end: int, cue: int) -> int:
        """Where a source ends that was cut off at a comma of a list before its cue ("voters, | donors and party leaders say")."""
        verb = self.phrases.verb_start(cue, end)
        verb -= self.phrases.is_a(verb - 1, "determiner")  # "Hall and Abay all said"
        inside = range(end, verb)
        if not end < verb <= end + _SERIES or self.words.gaps[end] != ", " or not self.words.joined(verb):
            return end
        last = max(i for i in inside if not self.words.joined(i))
        marks = all(self.words.joined(i) or self.words.gaps[i] == ", " for i in inside)
        listed = marks and "and" in self.words.keys[last : verb - 1] and self.words.keys[end - 1] not in word_list("headless")
        return verb if listed and not self.phrases.is_a(end, "determiner") and not any(map(self._is_clausal, inside)) else end

    def _is_clausal(self, i: int) -> bool:
        """Whether a word belongs to a clause or to a time, and so to no list of persons."""
        if self.phrases.is_a(i, "auxiliary", "subordinator", "pronoun", "time") or self.words.keys[i] in word_list("relative"):
            return True
        past = may_be_past(self.words.keys[i]) and i not in self.phrases.roles
        return (past or i in self.phrases.cues) and not self.words.capital[i]

    def _owner(self, part: Range, attribution: Attribution) -> Range:
        """The owner alone, of a noun that is the cue ("Hall's final | demand", "her | claim")."""
        cue = self.words.inside_first(attribution.cue)
        last = part.after - 1
        if not cue or cue.start != part.after or not self.words.joined(cue.start) or self._may_be_verb(cue.start, part):
            return part
        if last in self.phrases.roles or self.words.capital[last]:
            return part
        owner = next((i for i in range(part.first, last) if self.phrases.owns(i)), None)
        if owner is None:
            return part
        return Range(owner if self.words.keys[owner] in word_list("possessive") else part.first, owner + 1)

    def _may_be_verb(self, cue: int, part: Range) -> bool:
        """Whether a cue may be the verb of the phrase before it: no "statement", nor "vow" behind a singular ("recent | vow")."""
        verb, word = self.phrases.cues.get(cue), self.words.keys[cue]
        if verb is None:
            return False
        longer = any(self.phrases.is_a(i, "preposition", "conjunction") for i in range(*part))  # "residents of their area | fear"
        agrees = word != verb.entry.extra["lemma"] or self.words.keys[part.after - 1].endswith("s")
        return longer or (verb.entry.category != "noun" and (agrees or cue not in self.phrases.nouns))

    def _partner_end(self, after: int) -> int:
        """Where a source ends that goes on behind the party of its first name ("Hall (R-Ohio) and Abay (D-Iowa)")."""
        closing = next((i for i in range(after, min(after + _PARTY, len(self.words) - 1)) if ")" in self.words.gaps[i]), None)
        bracket = after < len(self.words) and not _BRACKETS.isdisjoint(self.words.gaps[after])
        if not bracket or closing is None or self.words.keys[closing] != "and":
            return after
        end = closing + 1
        while end < len(self.words) and self.words.capital[end] and (end == closing + 1 or self.words.joined(end)):
            end += 1
        return end if end < len(self.words) and "(" in self.words.gaps[end] else after

    def _is_bare_pronoun(self, first: int) -> bool:
        """Whether a source begins with a pronoun that takes no noun ("he no longer", not "he and Hall")."""
        alone = self.phrases.is_a(first, "pronoun") and not self.phrases.is_a(first, "determiner")
        return alone and self.words.keys[first + 1] not in ("and", "or")

    def _list_end(self, inside: range, cue: int) -> int:
        """Where a source ends that opens a list of names before its cue ("Hall, | Ada Abay and Keldry Corp. said")."""
        end = inside.stop
        while self.words.capital[end - 1] and end < len(self.words) and self.words.gaps[end] == ", ":
            last = self.words.keys[end] == "and"
            first, end = end + last, self._capitals_end(end + last)
            if not last and self._joins(end):
                first, end, last = end + 1, self._capitals_end(end + 1), True
            if end == first or any(self.words.is_possessive(i) for i in range(inside.stop, end)):
                break  # "Hall, Ohio’s minister"
            if last:
                return end if end <= cue else inside.stop
        return inside.stop

    def _joins(self, i: int) -> bool:
        """Whether word i is an "and" between words without a mark."""
        return i + 1 < len(self.words) and self.words.keys[i] == "and" and self.words.joined(i) and self.words.joined(i + 1)

    def _capitals_end(self, first: int) -> int:
        """The word after those with a capital that follow each other from one on."""
        end = first
        while end < len(self.words) and self.words.capital[end] and (end == first or self.words.joined(end)):
            end += 1
        return end

    def _client_start(self, first: int) -> int:
        """The first word of whoever speaks for those whom the source names ("a lawyer representing | the drivers")."""
        verb = first - 1
        if verb < 1 or self.words.keys[verb] not in word_list("represents") or not self.words.joined(first):
            return first
        phrase = self.phrase_before(verb) if verb - 1 in self.phrases.roles else None
        return phrase.first if phrase else first

    def _document_before(self, first: int) -> Range | None:
        """The document that those whom the source names came by ("a memo obtained by | the Times")."""
        verb = first - 2
        return self.phrase_before(verb) if verb > 0 and self._is_obtained(verb) and verb - 1 in self.phrases.roles else None

    def _is_obtained(self, i: int) -> bool:
        """Whether word i says behind a document who came by it ("obtained by")."""
        by = self.words.keys[i] in word_list("obtained") and self.words.keys[i + 1 : i + 2] == ["by"]
        return by and self.words.joined(i + 1)

    def _characters(self, part: Range) -> Span:
        """The characters of a source, without the verb of "he's" and "they've"."""
        span = self.words.span(*part)
        if self.words.text[span.end : span.end + 1] == "%":
            return Span(span.start, span.end + 1)  # "Some 55%"
        pronoun = part.after - part.first == 1 and self.phrases.is_a(part.first, "pronoun")
        apostrophe = self.words.straight.find("'", *span) if pronoun else -1
        return Span(span.start, apostrophe) if apostrophe > 0 else span

    # -- the phrase alone -------------------------------------------------------------------------------------------

    def _start(self, first: int, after: int) -> int:
        """The first word of a source behind a conjunction or adverb that opens its clause ("that officials", "Perhaps Hall")."""
        while first < after - 1 and self._opens_clause(first):
            first += 1
        return first

    def _opens_clause(self, i: int) -> bool:
        if self.words.keys[i] in word_list("relative"):
            return self.words.keys[i] != "that" or self._is_plural(i + 1)
        return self.phrases.is_a(i, "subordinator", "conjunction") or self.words.keys[i] in word_list("sentence_adverb")

    def _is_plural(self, i: int) -> bool:
        """Whether a plural noun, a name or another determiner follows, so that "that" opens a clause."""
        if self.phrases.is_a(i, "determiner", "pronoun"):
            return True
        last = next((j for j in range(i, len(self.words)) if j + 1 == len(self.words) or not self._runs_on(j + 1)), i)
        return self.words.keys[last].endswith("s") and last in self.phrases.roles

    def _runs_on(self, i: int) -> bool:
        """Whether word i may belong to the noun phrase that the word before is in."""
        return self.words.joined(i) and (self.words.capital[i] or i in self.phrases.roles)

    def _end(self, first: int, after: int) -> int:
        """Where the noun phrase ends: at a mark, a relative clause, or the verb of a clause."""
        for i in range(first + 1, after):
            if self._stops(i) and not self._resumes(i, after):
                return i
            if self.words.keys[i] in word_list("relative") or self._is_finite_verb(i, after) or self._is_subject(i):
                return i
            if self._is_obtained(i) and i - 1 in self.phrases.roles:
                return i
        return after

    def _is_subject(self, i: int) -> bool:
        """Whether a clause without "that" begins at a pronoun ("a report | we published")."""
        pronoun = self.phrases.is_a(i, "pronoun") and not self.phrases.is_a(i, "determiner")
        return pronoun and not self.phrases.is_a(i - 1, "preposition", "conjunction")

    def _stops(self, i: int) -> bool:
        """Whether a mark before word i ends the phrase; the full stop of "Gen." does not, nor do marks around a quoted name."""
        gap = self.words.gaps[i]
        if gap == " ":
            return False
        if '"' in gap and _APART.isdisjoint(gap):
            return False
        abbreviated = gap == ". " and len(self.words.keys[i - 1]) <= _ABBREVIATED and self.words.capital[i - 1]
        if abbreviated and (self.words.capital[i] or self.words.keys[i].isdigit()):
            return False  # "Del. Ada Hall", "on Feb. 28"
        return not self.words.joined(i) and self.phrases.breaks(i, _ENDS)

    def _resumes(self, i: int, after: int) -> bool:
        """Whether another name follows a bracket ("Hall (R-Ohio) and Abay (D-Iowa)")."""
        if _BRACKETS.isdisjoint(self.words.gaps[i]):
            return False
        return any(self.words.keys[j] == "and" and self.words.capital[j + 1] for j in range(i, after - 1))

    def _is_finite_verb(self, i: int, after: int) -> bool:
        """Whether word i is a verb in the past with its object, after a name or a role ("the Court upheld the")."""
        word = self.words.keys[i]
        if self.phrases.is_a(i - 1, "determiner"):
            return False
        if is_adverb(word) and i + 1 < after and (self.words.capital[i - 1] or i - 1 in self.phrases.roles):
            word = self.words.keys[i + 1]  # "Hall additionally took"
            return not self.words.capital[i] and may_be_past(word)
        if self.words.capital[i] or not may_be_past(word) or i in self.phrases.roles:
            return False
        role = i - 1 in self.phrases.roles
        if i + 1 == after:  # "Bradley Manning acted", "the politician left", but "Republicans surveyed"
            return word in past_forms() and not word.endswith("ed") if role else self.words.capital[i - 1]
        return (role or self.words.capital[i - 1]) and self.phrases.is_a(i + 1, "determiner", "pronoun")

    def _bare(self, part: Range) -> Range:
        """A phrase without the adverbs, days and participles at its end ("Hall just", "the survey released Tuesday")."""
        first, after = part
        while after - first > 1 and self._is_adjunct(after - 1):
            after -= 1
        return Range(first, after)

    def _is_adjunct(self, i: int) -> bool:
        word = self.words.keys[i]
        if self.words.keys[i - 1] in word_list("article"):
            return False
        if word in word_list("emphatic") or word in word_list("weekday") or word in word_list("time_of_day"):
            return True
        if self.words.capital[i] or i in self.phrases.roles:
            return False
        adverb = is_adverb(word) and (self.words.capital[i - 1] or i - 1 in self.phrases.roles)
        return adverb or word.endswith("n't") or self.phrases.is_a(i, "auxiliary", "adverbial", "preposition")

    # -- relative pronouns ------------------------------------------------------------------------------------------

    def _is_relative(self, i: int) -> bool:
        return self.words.keys[i] in word_list("relative") and i > 0 and not self._begins_sentence(i)

    def _begins_sentence(self, i: int) -> bool:
        return not self.words.joined(i) and not _SENTENCES.isdisjoint(self.words.gaps[i])

    def _antecedent(self, relative: int) -> Range | None:
        """The noun phrase that a relative pronoun stands for."""
        phrase = self.phrase_before(relative)
        if phrase is None:
            return None
        named = self._name_before(phrase)
        return named or (self._with_head(phrase) if self.words.keys[relative] != "which" else phrase)

    def phrase_before(self, end: int) -> Range | None:
        """The noun phrase that ends before word `end`: from its determiner, or else its name or its last noun with adjectives."""
        if self.words.gaps[end].strip() not in ("", ",", "--", "-", "—", "–", "("):
            return None
        earliest = self._earliest(end)
        if earliest >= end:
            return None
        determiners = (i for i in range(end - 1, earliest - 1, -1) if self.phrases.is_a(i, "determiner"))
        determiner = next(determiners, None)
        if determiner is not None:
            return Range(self._predetermined(determiner, earliest), end)
        return Range(next(i for i in range(end - 1, -1, -1) if i == earliest or not self._modifies(i - 1, i)), end)

    def _earliest(self, end: int) -> int:
        """The first word that may belong to the noun phrase before `end`."""
        i = end
        while i > 0 and end - i < _DETERMINED and self._may_be_inside(i - 1):
            i -= 1
            if i < end and not self.words.joined(i):
                break
        return i

    def _may_be_inside(self, i: int) -> bool:
        """Whether a word can be part of a simple noun phrase."""
        closed = ("preposition", "conjunction", "subordinator", "pronoun", "auxiliary")
        return not self.phrases.is_a(i, *closed) or self.phrases.is_a(i, "determiner") or (self.words.capital[i] and i > 0)

    def _predetermined(self, determiner: int, earliest: int) -> int:
        """The first of several determiners ("all these")."""
        while determiner > earliest and self.phrases.is_a(determiner - 1, "determiner"):
            determiner -= 1
        return determiner

    def _modifies(self, i: int, noun: int) -> bool:
        """Whether word i belongs to the noun after it: both capitalised, a role, or an adjective by its ending."""
        if not self.words.joined(noun):
            return False
        capital = self.words.capital[i] or i in self.phrases.roles
        return capital or (self.words.keys[i].endswith(word_parts("adjective")) and not self.words.keys[i].endswith("ed"))

    def _name_before(self, phrase: Range) -> Range | None:
        """The name before an apposition ("Hall, a lawyer who said")."""
        first = phrase.first
        if first == 0 or "," not in self.words.gaps[first] or not self.phrases.is_a(first, "determiner"):
            return None
        start = next((i for i in range(first - 1, max(first - _APPOSED, -1), -1) if not self.words.capital[i]), -1) + 1
        return Range(start, first) if start < first and self.words.joined(start + 1 if start + 1 < first else start) else None

    def _with_head(self, phrase: Range) -> Range:
        """The phrase with the person before its preposition ("a source at the ministry who", "a majority of voters who")."""
        first = phrase.first
        if first < 2 or not self.words.joined(first) or self.words.keys[first - 1] not in word_list("name_link"):
            return phrase
        outer = self._outer_phrase(first - 1)
        if outer is None:
            return phrase
        partitive = self.words.keys[first - 1] == "of" or phrase.after - 1 not in self.phrases.roles
        return Range(outer.first, phrase.after) if partitive else phrase

    def _outer_phrase(self, preposition: int) -> Range | None:
        """The noun phrase before a preposition if it means persons, or a part of them."""
        if not self.words.joined(preposition) or self.words.keys[preposition] == "and":
            return None
        phrase = self.phrase_before(preposition)
        if phrase is None:
            return None
        head = phrase.after - 1
        person = head in self.phrases.roles and not self.phrases.roles[head].entry.referent
        several = self.words.keys[head] in word_list("plural") or self.words.keys[head] in word_list("quantity")
        return phrase if person or several else None
