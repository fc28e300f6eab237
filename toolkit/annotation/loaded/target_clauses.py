"""Of whom a clause says what its term tells: the subject of a predicate, the name beside a description, the noun before "who"."""

from ...statistics.arrays import Indices
from ...text.word_classes import word_list
from .target_candidates import COMMA, CONTENT, DEMONSTRATIVE, Candidates, Passage, WordClass, is_of
from .target_governments import government_of, phrase_start

_PARTS = (COMMA, 3)  # the marks of a comma and a dash, by which an apposition begins
_LONGEST = 10  # words of a phrase before its head, or between a relative pronoun and the term
_INSIDE = is_of(*(one for one in WordClass if WordClass.PAST <= one <= WordClass.OTHER), WordClass.ADVERB, WordClass.NUMBER)
_QUALITIES = is_of(WordClass.ADJECTIVE, WordClass.ADVERB, WordClass.NUMBER)
_BEFORE_VERB = is_of(WordClass.AUXILIARY, WordClass.ADVERB, WordClass.NEGATION)
_DEPENDENT = is_of(WordClass.OF, WordClass.TO, WordClass.BY, WordClass.PREPOSITION, WordClass.AND)
_SPEAKERS = is_of(WordClass.PERSON, WordClass.BODY)
_SEVERAL = is_of(WordClass.PLURAL, WordClass.ROLES)
_SHORT = ("'s", "'m", "'re")  # forms of "to be"


def described_by(passage: Passage, first: int, after: int, term: range) -> int | None:
    """The last word of the name, or the pronoun, of whom a noun phrase from a word on says what they are; None for none.

    `term` may stand in front of the phrase ("a | brave | man").

    >>> import numpy as np
    >>> from toolkit.text.words import Words
    >>> words = Words("He is a brave man.")
    >>> none, sentences = np.zeros(len(words), dtype=np.uint64), np.zeros(len(words), dtype=np.intp)
    >>> passage = Passage.of(words, {}, {}, groups=none, voices=none, sentences=sentences)
    >>> described_by(passage, 4, 5, range(3, 4))
    0
    """
    if (name := _name_behind(passage, after)) is not None and name not in term:
        return name
    start = _opening(passage, first)
    if start < 1:
        return None
    if passage.marks[start] in _PARTS:
        return start - 1 if _is_apposition(passage, start, after) else None
    return _subject_of(passage, start - 1) if passage.follows(start) else None


def _name_behind(passage: Passage, after: int) -> int | None:
    """The last word of the name right behind a noun in the singular ("the senator Ada Hall", "a senator named Ada Hall")."""
    behind = after + (after < len(passage.words) and passage.words.keys[after] in ("named", "called"))
    if behind >= len(passage.words) or not passage.follows(behind) or not _SPEAKERS[int(passage.classes[behind])]:
        return None
    end = _end(passage, behind)
    several = bool(_SEVERAL[int(passage.classes[after - 1])]) and behind == after  # "the rebels Hall met"
    return None if several or passage.possessors[end] else end


def _is_apposition(passage: Passage, start: int, after: int) -> bool:
    """Whether words behind a mark say who is named before it ("Ada Hall, a senator of Ohio"), and do not go on ("After Hall, a
    senator spoke")."""
    before = start - 1
    named = _SPEAKERS[int(passage.classes[before])] and passage.entities[before] and not passage.possessors[before]
    several = _SEVERAL[int(passage.classes[after - 1])] and passage.classes[before] == WordClass.PERSON
    if not named or several or passage.classes[start] != WordClass.DETERMINER:
        return False
    closed = after == len(passage.words) or passage.marks[after] or _DEPENDENT[int(passage.classes[after])]
    return bool(closed) or passage.words.keys[after] == "who"


def _opening(passage: Passage, first: int) -> int:
    """Where a noun phrase begins that may say what somebody is: at an article, at "one of", or behind a verb; -1 for others."""
    classes, keys = passage.classes, passage.words.keys
    start, least, bare = first, max(first - _LONGEST, 0), True
    while start > least and _INSIDE[int(classes[start - 1])] and (passage.follows(start) or passage.marks[start] == COMMA):
        start -= 1
        bare = bare and bool(_QUALITIES[int(classes[start])])
    if not start or not passage.follows(start):
        return -1
    if classes[start - 1] != WordClass.DETERMINER:
        return start if bare and first != start else -1  # "they are brave people"
    start -= 1
    return start - 2 if start > 1 and keys[start - 2 : start] == ["one", "of"] and not passage.marks[start] else start


def _subject_of(passage: Passage, verb: int) -> int | None:
    """The name or pronoun that is the subject of a form of "to be"; None where the subject is another or the verb is."""
    classes, marks = passage.classes, passage.marks
    while verb > 1 and not marks[verb] and _BEFORE_VERB[int(classes[verb])]:
        verb -= 1  # "is not a", "was actually a"
    if passage.pronouns[verb] and passage.words.keys[verb].endswith(_SHORT):
        return verb if passage.words.keys[verb] != "it's" else None
    if passage.words.keys[verb] not in word_list("be") and passage.words.keys[verb] != "am":
        return None
    word, least = verb - 1, max(verb - _LONGEST, -1)
    while word > least and not marks[word + 1] and _BEFORE_VERB[int(classes[word])]:
        word -= 1
    if word < 0 or marks[word + 1] or passage.possessors[word]:
        return None
    if passage.pronouns[word]:
        return word if passage.pronouns[word] != DEMONSTRATIVE else None
    start = passage.mention(word).start
    own = bool(passage.entities[word]) and not (start and not marks[start] and _DEPENDENT[int(classes[start - 1])])
    return word if own else None


def _end(passage: Passage, word: int) -> int:
    """The last word of the name that begins at a word."""
    while word + 1 < len(passage.words) and passage.entities[word + 1] == passage.entities[word] and not passage.marks[word + 1]:
        word += 1
    return word


def settled(passage: Passage, pairs: Candidates, best: Indices) -> Indices:
    """The chosen pairs, with those that grammar leaves no doubt about: what names a government or possesses is about itself, and
    a verb behind "who" is about the noun before it."""

    def to(term: range, word: int) -> int | None:
        return term.stop - 1 if _is_itself(passage, term, word) else _before_who(passage, term)

    return pairs.moved(best, to)


def _is_itself(passage: Passage, term: range, word: int) -> bool:
    """Whether a term names whom it is about, where a word outside is chosen that is no part of its phrase, or an adjective."""
    last = term.stop - 1
    if word == term.start - 1 and passage.words.keys[word] in word_list("ly_adjective") and passage.follows(term.start):
        return True  # "cowardly | outrage"
    if word > last and passage.possessors[last] and passage.classes[last] >= CONTENT:
        return True  # "the terrorists' families"
    noun = government_of(passage, term)
    inside = noun is not None and phrase_start(passage, noun) <= word < term.stop
    behind = noun is not None and word >= term.stop and passage.classes[noun + 1] == WordClass.OF and word - noun < _LONGEST
    return noun is not None and not inside and not behind


def _before_who(passage: Passage, term: range) -> int | None:
    """The noun, name or "those" before the "who" whose verb the term is, or goes with; None for none."""
    word, least = term.start - 1, max(term.start - _LONGEST, 0)
    while word > least and not passage.marks[word + 1] and _BEFORE_VERB[int(passage.classes[word])]:
        word -= 1
    if word <= 0 or passage.marks[word + 1] or passage.words.keys[word] != "who" or passage.marks[word] > COMMA:
        return None
    noun = passage.entities[word - 1] or passage.pronouns[word - 1] or passage.classes[word - 1] > WordClass.ADJECTIVE
    return word - 1 if noun else None
