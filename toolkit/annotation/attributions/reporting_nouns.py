"""Attributions by a noun: "her claim that …", "fears among officials that …", "issued a statement that …".

The end of the clause after such a noun is found without a parser: at the comma after its verb or the end of the sentence or, if
the noun is the subject of its sentence, at the verb after the clause's own ("Her claim that the vote was fair | fooled no one").
"""

from collections.abc import Iterator

from ...text.matching import Hit
from ...text.word_classes import may_be_past, past_forms, word_list, word_parts
from ..phrases.noun_phrases import Phrases, Range
from .attribution import Attribution, kind_of, stance_of

_TO_THAT = 8  # the most words between the noun and its "that"
_MODIFIERS = 3  # the most words between the noun and the verb or possessive before it


def nominals(phrases: Phrases, room: Range) -> list[Attribution]:
    """The attributions by nouns with a that-clause inside `room`, a sentence or a part of one.

    >>> from toolkit.text.words import Words
    >>> text = "Abay's insistence that the vote was fair fooled no one."
    >>> by_noun = nominals(Phrases(Words(text), []), Range(0, 10))[0]
    >>> by_noun.source[0].of(text), by_noun.cue[0].of(text), by_noun.content[0].of(text)
    ("Abay's", 'insistence', 'the vote was fair')
    """
    return list(_attributions(phrases, room))


def _attributions(phrases: Phrases, room: Range) -> Iterator[Attribution]:
    for noun in (phrases.nouns[i] for i in range(*room) if i in phrases.nouns):
        that = _that(phrases, noun, room)
        if that is None or phrases.quoted[noun.first] is not None or not _is_noun(phrases, noun, room):
            continue
        first, source = _holder(phrases, noun, that, room)
        if _is_relative(phrases, first, that):
            continue
        after = _end(phrases, that + 1, first, room)
        if after:
            content = (phrases.content_span(Range(that + 1, after)),)
            yield Attribution(
                content=content,
                cue=(phrases.words.span(noun.first, noun.after),),
                source=(phrases.words.span(*source),) if source else (),
                kind=kind_of(content, phrases),
                stance=stance_of(noun.entry),
            )


def _that(phrases: Phrases, noun: Hit, room: Range) -> int | None:
    """The "that" of the noun's clause: directly after it, or after "from officials" and the like."""
    for i in range(noun.after, min(noun.after + _TO_THAT, room.after - 2)):
        if phrases.breaks(i) or (i == noun.after and phrases.words.keys[i] not in word_list("claim_holder") | {"that"}):
            return None
        if phrases.words.keys[i] == "that":
            return i
    return None


def _is_noun(phrases: Phrases, noun: Hit, room: Range) -> bool:
    """Whether the word is not a verb here ("officials fear that"): it opens the sentence or follows what no verb follows."""
    i = noun.first
    if i not in phrases.cues or i == room.first:
        return True
    before, endings = phrases.words.keys[i - 1], ("ed", "ing", *word_parts("adjective"))
    fits = phrases.is_a(i - 1, "determiner", "preposition") or before in word_list("finite_auxiliary")
    return fits or before.endswith(endings) or phrases.owns(i - 1)


def _is_relative(phrases: Phrases, first: int, that: int) -> bool:
    """Whether the clause describes the noun and is not its content: a gloss (", a claim that …"), or a verb after "that"."""
    keys = phrases.words.keys
    gloss = keys[first] in ("a", "an") and first > 0 and phrases.breaks(first, ",—–")
    opens = keys[that + 2 : that + 3] and (phrases.words.capital[that + 2] or phrases.is_a(that + 2, "determiner", "pronoun"))
    verb = keys[that + 1].endswith("s") and bool(opens) and not phrases.words.capital[that + 1]
    return gloss or verb or phrases.is_a(that + 1, "adverbial", "auxiliary") or keys[that + 1] in past_forms()


def _holder(phrases: Phrases, noun: Hit, that: int, room: Range) -> tuple[int, Range | None]:
    """Where the noun's phrase begins, and who claims: a possessor, "from officials", or whoever "issued" or "voiced" it."""
    first = noun.first
    for i in range(noun.first - 1, max(noun.first - 1 - _MODIFIERS, room.first - 1), -1):
        if phrases.breaks(i + 1):
            break
        if phrases.owns(i):
            owner = Range(i, i + 1) if phrases.words.keys[i] in word_list("possessive") else phrases.phrase_to(i + 1, room)
            return (owner.first, owner) if owner else (i, None)
        if phrases.is_a(i, "determiner"):
            first = i
        elif phrases.words.keys[i].startswith(word_parts("light_verb")):
            return first, phrases.source_before(i, room)
        elif not phrases.words.keys[i].endswith(word_parts("adjective")):
            break
    if that > noun.after + 1:
        return first, phrases.noun_phrase(noun.after + 1, that)
    return first, None


def end_of_subject(phrases: Phrases, start: int, room: Range) -> int | None:
    """The word after the clause from word `start` in the subject of a sentence, which is its verb; None where it is not found.

    >>> from toolkit.text.words import Words
    >>> end_of_subject(Phrases(Words("Those who say it was fair were fooled."), []), 3, Range(0, 8))
    6
    """
    return _end(phrases, start, room.first, room)


def _end(phrases: Phrases, start: int, phrase: int, room: Range) -> int | None:
    """The word after the clause that begins at `start`; None if its own verb or the verb after it is not found."""
    lead = Range(room.first, phrase)
    subject = phrase == room.first or phrases.is_introduction(lead)
    governed = subject and phrase > room.first and phrases.is_a(phrase - 1, "preposition")  # "Despite his promise that …,"
    verb = next((i for i in range(start + 1, room.after) if _finite(phrases, i)), None)
    if verb is None:
        return None if subject else room.after
    comma = next((i for i in range(verb + 1, room.after) if phrases.breaks(i, ",;:—–") and phrases.quoted[i] is None), room.after)
    if not subject or governed:
        return comma
    grouped = verb
    for i in range(verb + 1, comma):
        if _finite(phrases, i) and not (i == grouped + 1 and phrases.is_a(grouped, "auxiliary")):
            return i
        if phrases.is_a(i, "auxiliary") and i == grouped + 1:
            grouped = i
    return None


def _finite(phrases: Phrases, i: int) -> bool:
    """Whether word i looks like a finite verb: an auxiliary or a past form."""
    keys = phrases.words.keys
    if keys[i - 1] in word_list("not_before_verb") or phrases.words.capital[i]:
        return False
    return keys[i] in word_list("finite_auxiliary") or may_be_past(keys[i])
