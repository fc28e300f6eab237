"""Attributions by a noun: "her claim that …", "fears among officials that …", "issued a statement that …".

Where the clause behind such a noun ends is told without a parser: at the comma behind its verb or the end of the sentence, or,
where the noun is the subject of its sentence, at the verb behind the clause's own ("Her claim that the vote was fair | fooled
no one").
"""

from collections.abc import Iterator

from ..text.matching import Hit
from ..text.word_classes import past_forms
from .attribution import Attribution, kind_of, stance_of
from .noun_phrases import Range
from .reporting_verbs import Rules

_TO_THAT = 8  # words at most between the noun and its "that"
_MODIFIERS = 3  # words at most between the noun and the verb or possessive before it
_FINITE = frozenset("is are was were be has have had will would can could may might must should shall do does did".split())
_POSSESSIVES = frozenset("his her their its my our your".split())
_HOLDERS = frozenset({"by", "from", "of", "among"})  # stand before whose claim it is
_LIGHT = ("issu", "mak", "made", "voic", "express", "repeat", "reiterat", "renew", "releas", "shar", "echo")
_NO_VERB_BEHIND = frozenset({"to", "and", "or", "but", "who", "which", "that", "not", "a", "an", "the"})
_ADJECTIVE = ("ive", "ous", "al", "ful", "less", "able", "spread", "ent", "ant", "ic", "en", "ing", "ed")


def nominals(rules: Rules, room: Range) -> list[Attribution]:
    """The attributions by nouns with a that-clause inside `room`, a sentence or a part of one.

    >>> from toolkit.text.words import Words
    >>> text = "Abay's insistence that the vote was fair fooled no one."
    >>> found = nominals(Rules(Words(text), []), Range(0, 10))[0]
    >>> found.source[0].of(text), found.cue[0].of(text), found.content[0].of(text)
    ("Abay's", 'insistence', 'the vote was fair')
    """
    return list(_found(rules, room))


def _found(rules: Rules, room: Range) -> Iterator[Attribution]:
    for noun in (rules.nouns[i] for i in range(*room) if i in rules.nouns):
        that = _that(rules, noun, room)
        if that is None or rules.quoted[noun.first] is not None or not _is_noun(rules, noun, room):
            continue
        first, source = _holder(rules, noun, that, room)
        if _is_relative(rules, first, that):
            continue
        after = _end(rules, that + 1, first, room)
        if after:
            content = (rules.content_span(Range(that + 1, after)),)
            yield Attribution(
                content=content,
                cue=(rules.words.span(noun.first, noun.after),),
                source=(rules.words.span(*source),) if source else (),
                kind=kind_of(content, rules),
                stance=stance_of(noun.entry),
            )


def _that(rules: Rules, noun: Hit, room: Range) -> int | None:
    """The "that" of the noun's clause: beside it, or behind "from officials" and the like."""
    for i in range(noun.after, min(noun.after + _TO_THAT, room.after - 2)):
        if rules.breaks(i) or (i == noun.after and rules.words.keys[i] not in _HOLDERS | {"that"}):
            return None
        if rules.words.keys[i] == "that":
            return i
    return None


def _is_noun(rules: Rules, noun: Hit, room: Range) -> bool:
    """Whether the word is no verb here ("officials fear that"): it opens the sentence, or stands behind what a verb does not."""
    i = noun.first
    if i not in rules.cues or i == room.first:
        return True
    before = rules.words.keys[i - 1]
    fits = rules.is_a(i - 1, "determiner", "preposition") or before in _FINITE or before.endswith(("ed", "ing", *_ADJECTIVE))
    return fits or _possessive(rules, i - 1)


def _is_relative(rules: Rules, first: int, that: int) -> bool:
    """Whether the clause tells of the noun and not what it claims: a gloss (", a claim that …"), or a verb behind "that"."""
    keys = rules.words.keys
    gloss = keys[first] in ("a", "an") and first > 0 and rules.breaks(first, ",—–")
    opens = keys[that + 2 : that + 3] and (rules.words.capital[that + 2] or rules.is_a(that + 2, "determiner", "pronoun"))
    verb = keys[that + 1].endswith("s") and bool(opens) and not rules.words.capital[that + 1]
    return gloss or verb or rules.is_a(that + 1, "adverbial", "auxiliary") or keys[that + 1] in past_forms()


def _possessive(rules: Rules, i: int) -> bool:
    return rules.words.keys[i] in _POSSESSIVES or rules.words.surface(i).endswith(("'s", "’s", "s'", "s’"))


def _holder(rules: Rules, noun: Hit, that: int, room: Range) -> tuple[int, Range | None]:
    """Where the noun's phrase begins, and whose claim it is: a possessor, "from officials", or who "issued" or "voiced" it."""
    first = noun.first
    for i in range(noun.first - 1, max(noun.first - 1 - _MODIFIERS, room.first - 1), -1):
        if rules.breaks(i + 1):
            break
        if _possessive(rules, i):
            owner = Range(i, i + 1) if rules.words.keys[i] in _POSSESSIVES else rules.phrase_to(i + 1, room)
            return (owner.first, owner) if owner else (i, None)
        if rules.is_a(i, "determiner"):
            first = i
        elif rules.words.keys[i].startswith(_LIGHT):
            return first, rules.source_before(i, room)
        elif not rules.words.keys[i].endswith(_ADJECTIVE):
            break
    if that > noun.after + 1:
        return first, rules.noun_phrase(noun.after + 1, that)
    return first, None


def _end(rules: Rules, start: int, phrase: int, room: Range) -> int | None:
    """The word after the clause that begins at `start`; None where its own verb or the verb behind it is not found."""
    lead = Range(room.first, phrase)
    subject = phrase == room.first or rules.is_introduction(lead)
    governed = subject and phrase > room.first and rules.is_a(phrase - 1, "preposition")  # "Despite his promise that …,"
    verb = next((i for i in range(start + 1, room.after) if _finite(rules, i)), None)
    if verb is None:
        return None if subject else room.after
    comma = next((i for i in range(verb + 1, room.after) if rules.breaks(i, ",;:—–") and rules.quoted[i] is None), room.after)
    if not subject or governed:
        return comma
    grouped = verb
    for i in range(verb + 1, comma):
        if _finite(rules, i) and not (i == grouped + 1 and rules.is_a(grouped, "auxiliary")):
            return i
        if rules.is_a(i, "auxiliary") and i == grouped + 1:
            grouped = i
    return None


def _finite(rules: Rules, i: int) -> bool:
    """Whether word i looks like a finite verb: an auxiliary or a past form."""
    keys = rules.words.keys
    if keys[i - 1] in _NO_VERB_BEHIND or rules.words.capital[i]:
        return False
    return keys[i] in _FINITE or keys[i].endswith("ed") or keys[i] in past_forms()
