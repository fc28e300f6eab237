"""The head of the noun phrase that a chosen candidate only modifies: "alum" for "Harvard" in "the narcissistic Harvard alum".

A name or noun in front of a noun, its possessor, and a noun behind its preposition say which or whose it is. An adjective before
the head, or what follows a form of "to be", is about the head: "Hall's firing was unsettling" is about the firing.
"""

from ...statistics.arrays import Bools, Indices
from ...text.word_classes import may_be_past, word_list
from .target_candidates import COMMA, CONTENT, Candidates, Passage, WordClass, is_of

_KINDS = {"kind", "kinds", "rest"}  # of which nothing is said, but of what is "of" them
_LONGEST = 5  # words between possessor and term, or between head and term
_LONGEST_RUN = 14  # words of a noun phrase
_PLURALS = is_of(WordClass.PLURAL, WordClass.ROLES)
_ROLES = is_of(WordClass.ROLE, WordClass.ROLES)
_NOUNS = is_of(WordClass.PLURAL, WordClass.NOUN, WordClass.ROLE, WordClass.ROLES)
_BEHIND_NAME = _NOUNS | is_of(WordClass.OTHER)
_OF_SUBJECT = _BEHIND_NAME | is_of(WordClass.IN_ING)
_VERBS = is_of(WordClass.VERB, WordClass.IN_ING)
_BEHIND_ADJECTIVE = _BEHIND_NAME | _VERBS | is_of(WordClass.ADJECTIVE)  # "attempt" is a verb as well
_ADJECTIVES = is_of(WordClass.ADJECTIVE, WordClass.IN_ED, WordClass.IN_ING)
_MODIFIERS = _ADJECTIVES | is_of(WordClass.ADVERB, WordClass.AND, WordClass.NUMBER, WordClass.OTHER)
_FINITE = is_of(WordClass.BE, WordClass.AUXILIARY)
_PREDICATIVE = _FINITE | _MODIFIERS | is_of(WordClass.NEGATION, WordClass.DETERMINER)
_INSIDE = is_of(WordClass.ADVERB, WordClass.ADJECTIVE)
_PREPOSITIONS = is_of(WordClass.OF, WordClass.BY, WordClass.PREPOSITION)
_OF_PREPOSITION = _BEHIND_NAME | is_of(WordClass.VERB)
_OPENS = is_of(WordClass.DETERMINER, WordClass.POSSESSIVE)
_BEFORE_NOUN = _OPENS | is_of(WordClass.ADJECTIVE, WordClass.NUMBER, WordClass.NAME, WordClass.COUNTRY, WordClass.ROLE)


def to_heads(passage: Passage, pairs: Candidates, best: Indices) -> Indices:
    """The chosen pairs, with that of the head for each whose candidate only modifies it.

    >>> import numpy as np
    >>> from toolkit.text.words import Words
    >>> words = Words("He mocked Hall's ludicrous proposals.")
    >>> none, first = np.zeros(len(words), dtype=np.uint64), np.zeros(len(words), dtype=np.intp)
    >>> passage = Passage.of(words, {}, {}, groups=none, voices=none, sentences=first)
    >>> pairs = Candidates(first[:2], np.array([2, 4]), first[:2] + 3, first[:2] + 4)
    >>> to_heads(passage, pairs, np.array([0])).tolist()
    [1]
    """
    return pairs.moved(best, _Heads(passage).of)


class _Heads:
    """Finds heads of noun phrases by classes of words and the marks between them."""

    def __init__(self, passage: Passage) -> None:
        self.passage, self.words = passage, passage.words
        self.classes, self.marks = passage.classes.tolist(), passage.marks.tolist()
        self.owns = passage.possessors.tolist()

    def of(self, term: range, word: int) -> int | None:
        """The head of the phrase in which a word modifies what the term is about; None where the term is about the word."""
        if word in term:
            return None
        if word >= term.stop:
            return self._behind_term(term, word)
        if (self.owns[word] or self._is_compound(word)) and self._only(word + 1, term.start, _MODIFIERS):
            return self._of_possessor(term)
        return self._of_subject(term, word)

    def _behind_term(self, term: range, word: int) -> int | None:
        """The head behind a name or noun that follows the term: "the narcissistic Harvard alum".

        Nouns of no known class are heads only behind names and compounds with an article, since they might be adverbs ("back").
        """
        start, compound = self.passage.mention(word).start, "-" in self.words.keys[word]
        while compound and term.stop < start and not self.marks[start] and self.classes[start - 1] == WordClass.NAME:
            start -= 1
        if start != term.stop or not self.passage.follows(start) or self.owns[word] or self.classes[word] < CONTENT:
            return None
        if self.passage.entities[word] or compound:
            return self._run(word + 1, _BEHIND_NAME if self._has_article(term.start) else _NOUNS)
        return None if _ROLES[self.classes[word]] else self._run(word + 1, _NOUNS)

    def _of_possessor(self, term: range) -> int | None:
        """The head behind a term that follows a possessor ("Hall's ludicrous proposals"), unless the term is the head."""
        behind, last, name = term.stop, self.classes[term.stop - 1], False
        if behind == len(self.classes) or last < CONTENT:
            return None
        if _VERBS[self.classes[behind]] and (not _ADJECTIVES[last] or self.words.keys[behind].endswith(("ed", "ing"))):
            return None
        stop = min(behind + _LONGEST, len(self.classes) - 1)
        while self.passage.entities[behind] and behind < stop and not self.marks[behind + 1]:
            behind, name = behind + 1, True  # "his notorious Lester Holt interview"
        head = self._run(behind, _BEHIND_NAME if name else _BEHIND_ADJECTIVE)
        adjective = head is not None and self.classes[head] == WordClass.ADJECTIVE  # "found his propaganda offensive"
        return None if adjective else head

    def _of_subject(self, term: range, word: int) -> int | None:
        """The head of the subject that the term is said of: "Hall's firing was unsettling", "The talks with Iran are futile"."""
        end: int | None = word
        if self.owns[word] or (self.passage.entities[word] and not self._is_predicated(term, word)):
            end = self._run(word + 1, _OF_SUBJECT)
        if end is None or not self._is_predicated(term, end):
            return None
        alone = self.owns[word] or self.passage.pronouns[word]
        before = None if alone else self._before_preposition(self.passage.mention(word).start)
        return end if before is None and end != word else before

    def _is_predicated(self, term: range, head: int) -> bool:
        """Whether the term is predicated of the phrase that ends with a word."""
        finite = head + 1 < term.start and _FINITE[self.classes[head + 1]] and not self.words.keys[head + 1].endswith("ing")
        return bool(finite) and self._only(head + 1, term.start, _PREDICATIVE)

    def _before_preposition(self, start: int) -> int | None:
        """The noun with an article on which a phrase from a word on depends by a preposition; None for one such as "number"."""
        least = max(start - _LONGEST_RUN, 0)
        while start > least and not self.marks[start] and _BEFORE_NOUN[self.classes[start - 1]]:
            start -= 1
        head = start - 2
        if head < 1 or self.marks[start] or self.marks[head + 1] or not _PREPOSITIONS[self.classes[head + 1]]:
            return None
        joins = self.words.keys[head + 1] in word_list("time_conjunction")  # "left the town after Hall was slain"
        if joins or not _OF_PREPOSITION[self.classes[head]] or self.words.keys[head] in _KINDS | word_list("quantity"):
            return None
        return head if self._has_article(head) else None

    def _is_compound(self, word: int) -> bool:
        """Whether a word is a noun or name with a participle, which says what somebody is like ("Jersey-based")."""
        first, hyphen, last = self.words.keys[word].rpartition("-")
        return bool(first and hyphen) and may_be_past(last)

    def _has_article(self, word: int) -> bool:
        """Whether an article or the like stands before a word and the adjectives and adverbs before it."""
        least = max(word - _LONGEST_RUN, 0)
        while word > least and not self.marks[word] and _INSIDE[self.classes[word - 1]]:
            word -= 1
        return bool(word and not self.marks[word] and _OPENS[self.classes[word - 1]])

    def _only(self, start: int, stop: int, classes: Bools) -> bool:
        """Whether words, which are few, are of some classes, and nothing but commas and quotation marks parts them."""
        few = stop - start <= _LONGEST and all(classes[one] for one in self.classes[start:stop])
        return few and all(self.marks[i] == COMMA or self.passage.follows(i) for i in range(start, stop + 1))

    def _run(self, start: int, first: Bools) -> int | None:
        """The last noun of those from a word on that stand together, the first of which is of some classes."""
        if start >= len(self.classes) or not first[self.classes[start]] or not self.passage.follows(start):
            return None
        if _PLURALS[self.classes[start - 1]] or self.words.keys[start].endswith("self"):
            return None  # not "sources" in "sources claims", nor "Hall himself"
        stop = min(start + _LONGEST_RUN, len(self.classes) - 1)
        while start < stop and not self.marks[start + 1] and self._goes_on(start):
            start += 1
        return start

    def _goes_on(self, word: int) -> bool:
        """Whether a noun phrase that has come to a word goes on with the next: a noun, or the name of the person it describes."""
        here, behind = self.classes[word], self.classes[word + 1]
        if self.passage.entities[word + 1]:
            return bool(behind == WordClass.PERSON)
        return bool(_BEHIND_ADJECTIVE[behind] if here == WordClass.ADJECTIVE else _NOUNS[behind] and not _PLURALS[here])
