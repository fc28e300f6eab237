"""Who is meant to say something by words that have no subject: the owner of a noun, and whoever an infinitive is said of."""

from collections.abc import Callable

from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import in_subject_form
from .source_spans import SourceSpans

_TO_OWNER = 3  # words before a noun among which its owner is
_CLOSED = ("preposition", "conjunction", "subordinator", "pronoun", "auxiliary", "adverbial")
_IMPERSONAL = frozenset({"it", "that", "there"})


def owner_of(noun: int, first: int, spans: SourceSpans) -> Range | None:
    """Whose the noun at a word is ("her blithe | assertion", "Hall's unreasonable | demand"); None for a verb.

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.text.words import Words
    >>> phrases = Phrases(Words("They met Hall's unreasonable demand that it stop."), [])
    >>> owner_of(4, 0, SourceSpans(phrases))
    Range(first=2, after=3)
    """
    phrases = spans.phrases
    verb = noun in phrases.cues and noun not in phrases.nouns
    if verb or phrases.words.keys[noun].endswith(("ed", "ing")):
        return None
    for i in range(noun - 1, max(noun - 1 - _TO_OWNER, first - 1), -1):
        if not phrases.words.joined(i + 1):
            return None
        if phrases.words.keys[i] in word_list("possessive"):
            return Range(i, i + 1)
        if phrases.words.owns(i):
            named = phrases.words.capital[i] or i in phrases.roles  # not "last week's news"
            return spans.phrase_before(i + 1) if named else None
        if phrases.is_a(i, *_CLOSED):
            return None
    return None


def infinitive_subject(to: int, first: int, spans: SourceSpans, before: Callable[[int, int], Range | None]) -> Range | None:
    """Of whom the infinitive behind a "to" is said: whoever stands before it, behind "for" or as a pronoun ("for Hall | to say",
    "led her | to say"), or the subject of the verb before it, which `before` tells ("Hall is expected | to say").

    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.text.words import Words
    >>> phrases = Phrases(Words("It is time for the minister to say so."), [])
    >>> infinitive_subject(6, 0, SourceSpans(phrases), lambda verb, first: None)
    Range(first=4, after=6)
    """
    phrases, keys = spans.phrases, spans.words.keys
    last = to - 1
    noun = keys[to + 1].endswith("s") and not keys[to + 1].endswith("ss")  # "responded to claims"
    if last < first or noun or not phrases.words.joined(to):
        return None
    if keys[last] not in _IMPERSONAL and in_subject_form(keys[last]) is not None:
        return Range(last, to)
    phrase = spans.phrase_before(to)
    if phrase and phrase.first > first and keys[phrase.first - 1] == "for":
        return phrase
    verb = phrases.verb_start(last, first)
    subject = before(verb, first) if verb > first else None
    return None if subject is None or keys[subject.first] in _IMPERSONAL else subject
