"""Who does what to whom in a clause: the subjects of verbs, by word order and closed word classes.

No parser: coordination, relative clauses and participles lend a verb the subject of the verb before it.
"""

from itertools import islice

from ...text.word_classes import is_adverb, word_list
from .chunks import Chunks
from .left_edge import LONGEST_SUBJECT, left_edge
from .noun_phrases import Range

_RELATIVE = 12  # the most words of a relative clause before its end
_INTRODUCTION = 12  # the most words of an introduction before a comma
_LONGEST_CLAUSE = 150  # words, so that a text without marks takes no longer for its length
_VERBS = 12  # the most verbs of a clause whose subject is looked for
_ASIDE = 12  # the most words of an aside in parentheses


class Clauses:
    """The subjects of the verbs of one text.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "On Tuesday at least two men from Dorlin were shot. Looters burned the shops."
    >>> chunks = Chunks(Phrases(Words(text), []), sentences(text))
    >>> [chunks.text(Clauses(chunks).subject(verb)) for verb in (9, 11)]
    ['at least two men', 'Looters']
    """

    def __init__(self, chunks: Chunks) -> None:
        self.chunks, self.words, self.keys = chunks, chunks.words, chunks.keys

    def verb_start(self, verb: int) -> int:
        """The first auxiliary or adverb of the verb at a word."""
        floor = self.chunks.sentence(verb).start
        ordinal = verb - 1 > floor and self.keys[verb - 1] == "first" and not self.chunks.breaks(verb)
        if ordinal and self.keys[verb - 2] in word_list("passive_auxiliary"):
            verb -= 1  # "were first | arrested"
        while verb > floor and not self.chunks.breaks(verb):
            if self.keys[verb - 2 : verb] == ["so", "far"]:
                verb -= 1  # "has so far | arrested"
            elif not self.chunks.is_auxiliary(verb - 1):
                break
            verb -= 1
        return verb

    def subject(self, verb: int) -> Range | None:
        """The noun phrase that is the subject of a verb, or of the one with which it is coordinated."""
        own, floor = self.verb_start(verb), self.chunks.sentence(verb).start
        start = self._before_teller(own)
        if start <= floor:
            return None
        before = start - 1
        if self.keys[before] in word_list("relative") and self.keys[before] != "whose":
            return (None if self._asks(before) else self.antecedent(before)) or Range(before, start)
        if self.keys[start] == "being" and self.chunks.is_a(before, "preposition"):
            return self.kept_from(before) or self.governing(before)
        if start == own and (self.chunks.is_a(before, "conjunction") or self.chunks.breaks(start)):
            return self._behind_commas(start) or self.governing(before)
        return self.ending_at(start) or self.governing(before)

    def _asks(self, who: int) -> bool:
        """Whether "who" asks for somebody, and means nobody before it ("Who shot him?", "it was not clear | who did it")."""
        if who == self.chunks.sentence(who).start or (self.words.capital[who] and not self.chunks.in_title_case):
            return True
        return self.keys[who] == "who" and self.keys[who - 1] in word_list("asked")

    def kept_from(self, preposition: int) -> Range | None:
        """Whoever stands before "from" as kept from what follows ("keep them | from being attacked", but not "immune from")."""
        last, nouns = preposition - 1, self.chunks.nouns_before(preposition)
        several = self.keys[last].endswith("s") or self.keys[last] in word_list("plural")
        noun = self.chunks.is_pronoun(last) or self.chunks.opens_phrase(nouns.first) or self.words.capital[last] or several
        if self.keys[preposition] != "from" or not noun or self.chunks.breaks(preposition):
            return None
        verb = self.keys[nouns.first - 1] == "to" or self.chunks.is_auxiliary(nouns.first - 1)
        return Range(nouns.first + (verb and nouns.first < last), preposition)  # "to prevent | children from being"

    def _before_teller(self, start: int) -> int:
        """The start of a verb, or of whoever tells of it before ("men who | police say | killed", "it, | as Hall said, | is")."""
        if start - 1 not in self.chunks.phrases.cues or self.chunks.opens_phrase(start - 2):  # not "the accused"
            return start
        first = self.chunks.nouns_before(self.verb_start(start - 1)).first
        if self.chunks.breaks(start):
            opening = first - (first > 0 and self.keys[first - 1] == "as")
            return opening if opening < first or self.chunks.breaks(first) else start
        return first if first and self.keys[first - 1] in word_list("relative") and not self.chunks.breaks(first) else start

    def ending_at(self, end: int) -> Range | None:
        """The noun phrase before word `end`, without the prepositional phrases behind its head."""
        first = left_edge(self.chunks, end)
        relative = self._relative_before(first)
        if relative is not None:
            return self.antecedent(relative)
        return self.chunks.phrase(first, end) if first < end else None

    def _relative_before(self, first: int) -> int | None:
        """The relative pronoun whose clause ends in front of the verb ("men who came from Dorlin | were shot")."""
        floor = max(self.chunks.sentence(first - 1).start, first - _RELATIVE) if first else 0
        verb = first - 1
        while verb > floor and not self.chunks.breaks(verb + 1) and self.chunks.is_a(verb, "preposition"):
            verb -= 1
        if verb <= floor or verb in self.chunks.phrases.cues or self.chunks.breaks(verb + 1) or not self.chunks.is_verb(verb):
            return None
        for i in range(verb - 1, floor, -1):
            if self.chunks.breaks(i + 1) or self.chunks.is_a(i, "conjunction"):
                return None
            if self.keys[i] in word_list("relative"):
                noun = i - 1 - self.chunks.is_a(i - 1, "preposition")  # "the raid in which ten were killed | was"
                return i if self.chunks.attaches(noun) and not self.chunks.breaks(i) else None
        return None

    def antecedent(self, relative: int) -> Range | None:
        """The noun phrase that a relative pronoun means."""
        end = self._before_aside(relative)
        if end > self.chunks.sentence(relative).start and self.chunks.is_a(end - 1, "preposition"):
            end -= 1
        nouns, floor = self.chunks.nouns_before(end), self.chunks.sentence(relative).start
        while nouns.first > floor and (self.chunks.is_time(nouns) or self.keys[nouns.first - 1] == "during"):
            end = self._before_time(nouns)  # "strikes on Sunday that killed"
            nouns = self.chunks.nouns_before(end)
        if self.chunks.is_number(nouns.after - 1) and self.chunks.breaks(nouns.first):  # "Hall, 17, who killed"
            end, nouns = nouns.first, self.chunks.nouns_before(nouns.first)
        of = nouns.first - 1
        whole = of > 0 and self.keys[of] == "of" and (self.chunks.is_number(of - 1) or of - 1 in self.chunks.phrases.roles)
        placed = of > 0 and (self.keys[of] in ("in", "from", "at") or self.keys[relative] == "which")
        first = left_edge(self.chunks, end, attached=placed) if whole or placed else nouns.first
        return self.chunks.phrase(first if first < end else nouns.first, end)

    def _before_aside(self, i: int) -> int:
        """The first word of the parentheses that end before word i ("Hall (R., Keldry), | who was shot"); i where none do."""
        floor = max(self.chunks.sentence(i).start, i - _ASIDE)
        closed = ")" in self.words.gaps[i]
        return next((j for j in range(i - 1, floor, -1) if closed and "(" in self.words.gaps[j]), i)

    def _before_time(self, nouns: Range) -> int:
        """The end of what stands before a time, and before the preposition or "and" that joins it ("a raid | last week")."""
        opens = (i for i in range(nouns.first + 1, nouns.after) if self.keys[i] in word_list("before_time"))
        return next(opens, nouns.first - self.chunks.is_a(nouns.first - 1, "preposition", "conjunction"))

    def _behind_commas(self, start: int) -> Range | None:
        """The noun phrase before a part between commas or dashes ("Hall, a driver, was killed")."""
        floor, breaks = self.chunks.sentence(start).start, self.chunks.phrases.breaks
        marks = next((mark for mark in (",", "—–") if breaks(start, mark)), None)
        if marks is None:
            return None
        i = start - 1
        while i > floor and start - i < LONGEST_SUBJECT and not breaks(i, marks):
            i -= 1
        opens = i > floor and (
            self.keys[i] in word_list("relative")
            or self.chunks.opens_phrase(i)
            or self.keys[i] == "including"
            or (self.keys[i].endswith("ing") and self.chunks.attaches(i - 1))  # "the man, wearing a mask, | shot two"
        )
        return self.ending_at(i) if opens else None

    def governing(self, i: int) -> Range | None:
        """The subject of the clause that word i is in: of its first verb, or the phrase that it begins with."""
        floor = self.clause_start(i)
        if (
            floor
            and self.keys[floor - 1] in word_list("relative")
            and self.chunks.is_auxiliary(floor) | self.chunks.is_verb(floor)
        ):
            return self.antecedent(floor - 1) or Range(floor - 1, floor)
        if self.chunks.is_a(floor, "auxiliary") and floor < i and self.chunks.is_pronoun(floor + 1):
            return Range(floor + 1, floor + 2)  # "Are we to"
        expletive = False
        verbs = (verb for verb in range(floor + 1, i + 1) if self.chunks.is_verb(verb) and not self.chunks.is_attribute(verb))
        for verb in islice(verbs, _VERBS):
            found = self._plain_subject(verb, floor)
            if found and (self.keys[found.first] == "there" or (expletive and self.keys[found.first] in word_list("negation"))):
                expletive = True  # "There are fears | the rebels may flee and"
                continue
            if found and self.chunks.is_verb(verb + 1) and self._before_teller(verb + 1) == floor:
                return self.antecedent(floor - 1)  # "drones which Hall said | were meant to"
            if found and self.chunks.breaks(found.first) and self.chunks.breaks(verb + 1):  # "Hall, | she said, | plans to"
                return self.ending_at(found.first) or found
            if found:
                return found
        leading = self._leading(floor, i)
        if leading and leading.after == leading.first + 1 and self._is_verb_of_relative(leading.first):
            return self.antecedent(floor - 1)
        wants = leading and leading.after == i and self.keys[i] == "to"  # "The raiders want to", whose verb nothing else tells
        told = wants and leading is not None and leading.first < i - 1 and not self.chunks.opens_phrase(i - 2)
        return Range(leading.first, i - 1) if leading and told else leading

    def _is_verb_of_relative(self, i: int) -> bool:
        """Whether the only word before a preposition in a relative clause is its verb ("a film that | centers on")."""
        relative = i > 1 and self.keys[i - 1] in word_list("relative") and self.chunks.attaches(i - 2)
        role = self.chunks.phrases.roles.get(i)
        person = role is not None and not role.entry.referent
        noun = self.words.capital[i] or person or self.chunks.is_pronoun(i)
        return relative and not noun and self.chunks.is_a(i + 1, "preposition")

    def _plain_subject(self, verb: int, floor: int) -> Range | None:
        start = self.verb_start(verb)
        found = self.ending_at(start) if start > floor and not self.chunks.breaks(start) else None
        return found if found and found.first >= floor else None

    def clause_start(self, i: int) -> int:
        """The first word of the clause that word i is in, behind a relative pronoun, subordinator, quotation mark or dash."""
        floor = max(self.chunks.sentence(i).start, i - _LONGEST_CLAUSE)
        aside = i + 1  # where the parentheses before word i open
        for j in range(i, floor, -1):
            if ")" in self.words.gaps[j]:
                aside = next((k for k in range(j - 1, max(floor, j - _ASIDE), -1) if "(" in self.words.gaps[k]), i + 1)
            if j >= aside:
                continue
            quoted = '"' in self.words.gaps[j] and self.words.capital[j]
            opens = self.opens_clause(j - 1) and (self.keys[j - 1] in word_list("relative") or not self._compares(j - 1, i))
            opens = opens or (self.keys[j - 1] in ("how", "why") and self.chunks.is_noun(j))
            told = j - 1 in self.chunks.phrases.cues and self._opens_content(j, i)
            timed = self.keys[j - 1] in word_list("time_conjunction") and any(map(self._is_finite, range(j, i)))
            if quoted or opens or told or timed or self.chunks.phrases.breaks(j, ";:()—–"):
                return j
        return floor

    def _is_finite(self, i: int) -> bool:
        """Whether word i is a verb, and no adverb of one."""
        adverb = self.keys[i] in word_list("passive_adverb") or self.keys[i] in word_list("negation")
        return self.chunks.is_verb(i) and not adverb

    def _opens_content(self, i: int, last: int) -> bool:
        """Whether the subject of what is said up to a later word may begin with word i ("Hall said | the tanker, …, was hit")."""
        believes = self.keys[i - 1].endswith("s") and self.words.capital[i]
        if not (believes or self.chunks.is_verb(i - 1) or self.keys[i - 1].endswith("ing")):
            return False
        if self.chunks.is_pronoun(i) or self.keys[i] in ("how", "why"):
            return True
        i += is_adverb(self.keys[i])
        verb = next((j for j in range(i, last + 1) if self.keys[j] == "to" or self.chunks.is_verb(j)), last + 1)
        told = verb <= last and not self.chunks.is_a(verb - 1, "conjunction")  # not "hit Dorlin, killing", "opposed it and left"
        role = i in self.chunks.phrases.roles and self.keys[i].endswith("s")  # "Hall said | rebels want to"
        return (self.words.capital[i] or self.chunks.opens_phrase(i) or role) and told

    def _compares(self, i: int, last: int) -> bool:
        """Whether "as" or "than" at word i opens no clause up to a later word ("such as", "more than 100", "act as part of")."""
        if self.keys[i] == "as" and (self.keys[i + 1] == "well" or self.keys[i - 1] in ("well", "such")):
            return True
        return self.keys[i] in ("as", "than") and not any(map(self.chunks.is_verb, range(i + 1, last + 1)))

    def _leading(self, floor: int, limit: int) -> Range | None:
        """The noun phrase with which a clause begins, behind an introduction that ends in a comma."""
        for i in range(floor + 1, min(limit, floor + _INTRODUCTION + 1)):
            if self.chunks.phrases.breaks(i, ",") and self.chunks.phrases.is_introduction(Range(floor, i)):
                floor = i
                break
        while floor < limit and (
            self.chunks.is_a(floor, "conjunction", "adverbial") or self.keys[floor] in word_list("sentence_adverb")
        ):
            floor += 1
        if floor >= limit or self.chunks.is_a(floor, "preposition", "time") or self.keys[floor].endswith("ing"):
            return None
        leading = self.chunks.phrase(floor, limit)
        timed = leading.after if leading and self.chunks.is_a(leading.after, "time") else limit  # "Last | month, Hall, 17, was"
        if timed + 1 < limit and self.chunks.phrases.breaks(timed + 1, ","):
            return self._leading(timed + 1, limit)
        commands = leading and leading.after == floor + 1 and self.keys[floor + 1] in word_list("article")  # "Keep the children"
        return None if commands and not self.chunks.breaks(floor + 1) else leading

    # -- passives and participles ------------------------------------------------------------------------------------

    def is_passive(self, participle: int) -> bool:
        """Whether a form of "be" or "get", with adverbs behind it, stands before a participle."""
        i, floor = participle - 1, self.chunks.sentence(participle).start
        while i > floor and not self.chunks.breaks(i + 1) and not self._makes_passive(i) and self._skips(i):
            i -= 1
        return self._makes_passive(i) and not self.chunks.breaks(i + 1)

    def _makes_passive(self, i: int) -> bool:
        return self.keys[i].removesuffix("n't") in word_list("passive_auxiliary") or self.keys[i] in word_list("copula")

    def _skips(self, i: int) -> bool:
        return is_adverb(self.keys[i]) or self.keys[i] in word_list("passive_adverb") or self.keys[i] == "first"

    def by(self, after: int, within: int) -> Range | None:
        """Whoever "by" names in the clause behind a word."""
        limit = self.chunks.sentence(after - 1).stop
        for i in range(after, min(after + within, limit - 1)):
            if self.chunks.breaks(i) or self.opens_clause(i):
                return None
            if self.keys[i] == "by" or (self.keys[i] == "of" and self.keys[i - 3 : i] == ["at", "the", "hands"]):
                agent = self.chunks.phrase(i + 1, limit)
                return agent if agent and self._can_act(agent) else None
        return None

    def opens_clause(self, i: int) -> bool:
        """Whether word i is a relative pronoun or subordinator, and not the "that" of "that year"."""
        return not self._dates(i) and (self.keys[i] in word_list("relative") or self.chunks.is_a(i, "subordinator"))

    def _dates(self, i: int) -> bool:
        """Whether "that" belongs to a time ("that same year")."""
        after = i + 1 + (self.keys[i + 1 : i + 2] == ["same"])
        return self.keys[i] == "that" and self.chunks.is_a(after, "time")

    def at_hands(self, after: int) -> Range | None:
        """Whoever "at the hands of" names directly behind a word."""
        of = after + 3
        return self.chunks.phrase(of + 1) if self.keys[after : of + 1] == ["at", "the", "hands", "of"] else None

    def _can_act(self, part: Range) -> bool:
        """Whether a phrase is no time, number or deed ("by Tuesday", "by 10 percent", "by bombing")."""
        return (
            not self.chunks.is_time(part)
            and not self.chunks.is_number(part.after - 1)
            and not self.keys[part.first + is_adverb(self.keys[part.first])].endswith("ing")
        )

    def participle_subject(self, i: int) -> Range | None:
        """Who acts in "by bombing", "before killing", "a raid, killing two", or "gunmen attacking the town"."""
        before, floor = i - 1, self.chunks.sentence(i).start
        if before < floor or self.keys[before] in word_list("relative"):
            return None
        noun = self.words.capital[before] or self.keys[before].endswith("s") or self.keys[before] in word_list("plural")
        absolute = self._absolute(i)
        if absolute:
            return absolute
        if self.keys[before] in word_list("about_gerund") and self.chunks.is_noun(before - 1):
            return None  # "the law bans | killing"
        if self.keys[before] in word_list("does_gerund") and self.chunks.is_noun(before - 1) and not self.chunks.breaks(before):
            return self.ending_at(before)
        small = self.chunks.is_a(before, "preposition", "subordinator")
        if not (small or self.chunks.breaks(i) or self.chunks.is_verb(before)) and self.chunks.is_noun(before):
            phrase = self.ending_at(i) or self._behind_preposition(i)
            return phrase if phrase and (noun or self.chunks.opens_phrase(phrase.first)) else None
        if self.chunks.is_a(before, "subordinator"):
            found = self.governing(before - 1) if before > floor else None
        else:
            found = self.governing(before)
        if found and found.after == before and self.keys[before] in word_list("accused_of"):
            return None  # "The justice | of killing her"
        return found or self._behind_introduction(i)

    def _absolute(self, i: int) -> Range | None:
        """The subject that "with" gives to a verb in -ing before word i ("with the raider shouting before | detonating it")."""
        for j in range(i - 1, self.clause_start(i) - 1, -1):
            if self.keys[j] == "with":
                verb = next((k for k in range(j + 2, i) if self.keys[k].endswith("ing") and not self.chunks.breaks(k)), i)
                subject = self.chunks.phrase(j + 1, verb)
                return subject if verb < i and subject and subject.after == verb else None
        return None

    def _behind_preposition(self, end: int) -> Range | None:
        """The nouns between a preposition, but none of place, and word `end` ("led to the US | bombing Iran")."""
        nouns = self.chunks.nouns_before(end)
        return None if self.keys[nouns.first - 1] in ("in", "at", "from") else nouns

    def _behind_introduction(self, i: int) -> Range | None:
        """The subject of the clause that word i introduces ("After killing two guards, | Hall fled")."""
        sentence = self.chunks.sentence(i)
        told = i > sentence.start + 1 and self.keys[i - 2] == "that"  # "said that by | killing two guards, Hall had …"
        if not told and not self.chunks.is_a(sentence.start, "preposition", "subordinator"):
            return None
        for j in range(i + 1, min(i + LONGEST_SUBJECT, sentence.stop)):
            subject = self.chunks.phrase(j, sentence.stop) if self.chunks.phrases.breaks(j, ",") else None
            verb = subject.after if subject else sentence.stop
            ends = verb + 1 < sentence.stop and self.chunks.breaks(verb + 1)
            tells = ends and verb in self.chunks.phrases.cues  # "After the raid, officials said, Hall fled"
            follows = verb < sentence.stop and (self.chunks.is_verb(verb) or self.chunks.is_auxiliary(verb))
            if follows and not tells:
                return subject
        return None
