"""Numbers as facts: how many of what a text counts ("twelve people", "a dozen arrests", "$1.2 billion"), in one form.

Years, dates, hours, ages, ordinals and scores are no counts. Neither are "many" and the like, nor "one", which is mostly a
pronoun.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .inflection import inflected
from .lexicon import Entry, load_lexicon
from .spans import Span
from .word_classes import function_words, is_determiner, past_forms, word_list
from .word_tables import WordTable
from .words import Words

_FIGURES = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([a-z]*)")
_MONEY = {"$": "dollar", "£": "pound", "€": "euro"}
_SCALES = {"trillion": Decimal(10**12), "billion": Decimal(10**9), "million": Decimal(10**6)}
_YEARS = range(1500, 2101)
_LONGEST = 5  # words from a number to the end of its noun
_LONGEST_NUMBER = 13  # characters before a decimal point
_HARM = {"kill": "killed", "injure": "injured", "attack": "attacked", "detain": "detained", "displace": "displaced"}


class Quantity(NamedTuple):
    """A count in a text: `number` in figures (or a rough word, "dozens"), and the `noun` that is counted, in the singular.

    `noun` is "killed", "injured", "attacked", "detained" or "displaced" where that is said of people, a currency or "percent";
    "" where the text leaves open what is counted ("700 have crossed"). `kind` is people, money, share or things. `span` holds
    the number with its noun.
    """

    number: str
    noun: str
    kind: str
    span: Span


class Number(NamedTuple):
    """A number in a text, or a rough word ("dozens"): `after` is the first word behind it, `unit` that of "15km" and "30-day"."""

    number: Decimal | str
    after: int
    unit: str = ""


class _Counted(NamedTuple):
    """What is counted: a noun, its last word, and whether it means people."""

    noun: str
    after: int
    people: bool = False


def quantities(words: Words) -> list[Quantity]:
    """The counts of a text in reading order.

    >>> [(q.number, q.noun) for q in quantities(Words("A dozen Astrevan soldiers took 1.2 billion marks on May 12."))]
    [('12', 'soldier'), ('1200000000', 'mark')]
    >>> [(q.number, q.noun) for q in quantities(Words("In 2031, 61 per cent paid $5m for a 74-km wall. Six men were shot dead."))]
    [('61', 'percent'), ('5000000', 'dollar'), ('74', 'kilometre'), ('6', 'killed')]
    """
    return list(_found(words))


def _found(words: Words) -> Iterator[Quantity]:
    after = 0
    for i in np.flatnonzero(_may_open(words.numbered)).tolist():
        if i >= after:
            quantity, after = _quantity(words, i)
            if quantity:
                yield quantity


@WordTable
def _may_open(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Whether a count can begin with each word."""
    opening, exact = _opening(), _exact()
    may = (key in opening or key[:1].isdigit() or ("-" in key and key.partition("-")[0] in exact) for key in keys)
    return np.fromiter(may, bool, len(keys))


def _quantity(words: Words, first: int) -> tuple[Quantity | None, int]:
    """The count that begins at a word, if one does, and the next word that is to be looked at."""
    value = number_at(words, first)
    if value is None:
        return None, first + 1
    number, after, unit = value
    money = "" if isinstance(number, str) else _MONEY.get(words.gaps[first][-1:], "")
    counted = _Counted(money or unit, after) if money or unit else _counted(words, first, after)
    if _is_no_count(words, value, first, counted, money):
        return None, after
    kind = "money" if money else "share" if counted.noun == "percent" else "people" if counted.people else "things"
    text = number if isinstance(number, str) else f"{number.normalize():f}"
    return Quantity(text, counted.noun, kind, words.span(first, counted.after)), max(counted.after, after)


def _is_no_count(words: Words, value: Number, first: int, counted: _Counted, money: str) -> bool:
    """Whether a number is a year, a date, an hour, an age, part of a name, or "one"."""
    for i in (value.after, counted.after):
        if i < len(words) and words.keys[i] in word_list("uncounted", "units") and words.joined(i):
            return True
    if "/" in (words.gaps[first], words.gaps[value.after]):
        return True  # "9/11"
    if isinstance(value.number, str):
        return value.number in word_list("vague", "number_words")
    if money:
        return False
    if value.number <= 1:
        return True
    plain = words.surface(first).isdigit()
    year = plain and len(words.keys[first]) == 4 and int(value.number) in _YEARS
    return year or (plain and first > 0 and _names(words, first - 1, counted.noun))


def _names(words: Words, i: int, noun: str) -> bool:
    """Whether word i is a month, or a name that a number goes on ("Boeing 737")."""
    is_time = "time" in function_words().get(words.keys[i], ())
    return words.joined(i + 1) and words.capital[i] and (is_time or (not noun and words.keys[i] not in function_words()))


# -- the number ------------------------------------------------------------------------------------------------------------


def number_at(words: Words, i: int) -> Number | None:
    """The number that begins at word i, with its factors; None where none does.

    >>> number_at(Words("Two hundred and six fell."), 0)
    Number(number=Decimal('206'), after=4, unit='')
    """
    key = words.keys[i]
    if key in word_list("rough", "number_words"):
        after = i + 1
        while words.keys[after : after + 1] == ["of"] and words.keys[after + 1 : after + 2] == [key]:
            after += 2
        return Number(key, after)
    if key == "a" and i + 1 < len(words) and words.keys[i + 1] in _factors() and words.joined(i + 1):
        return _multiplied(words, Decimal(1), i + 1)
    if key in _factors():
        return _multiplied(words, Decimal(1), i, opens=True)
    number, unit = _simple(key, money=words.gaps[i][-1:] in _MONEY)
    if number is None:
        return None
    return Number(number, i + 1, unit) if unit else _multiplied(words, number, i + 1)


def _simple(key: str, *, money: bool = False) -> tuple[Decimal | None, str]:
    """The number that one word is, with the unit that is written together with it; None where it is none."""
    head, _, tail = key.partition("-")
    number, letters = _in_figures(head, money=money) if head[0].isdigit() else (_exact().get(head), "")
    if number is None or not (tail or letters):
        return number, ""
    if letters:
        return (number, _units()[letters]) if letters in _units() else (None, "")
    if tail in _exact():  # "thirty-eight"
        return number + _exact()[tail], ""
    is_noun = tail.isalpha() and (tail not in function_words() or "time" in function_words()[tail])
    return (number, singular(tail)) if is_noun else (None, "")


def _in_figures(word: str, *, money: bool) -> tuple[Decimal | None, str]:
    """A number in figures, and the letters of its unit ("15km")."""
    figures = _FIGURES.fullmatch(word)
    if not figures or len(figures[1]) > _LONGEST_NUMBER:
        return None, ""
    number, letters = Decimal(figures[1].replace(",", "") + (figures[2] or "")), figures[3]
    if letters == "m" and money:
        return number * _SCALES["million"], ""
    return (number * _factors()[letters], "") if letters in _factors() else (number, letters)


def _multiplied(words: Words, number: Decimal, i: int, *, opens: bool = False) -> Number:
    """A number with the factors behind it ("2.5 million", "4.3-million", "two hundred and six"); one may open it."""
    first = i
    while i < len(words) and words.keys[i] in _factors() and (words.joined(i) or words.gaps[i] == "-" or (opens and i == first)):
        number, i = number * _factors()[words.keys[i]], i + 1
    rest = i + (words.keys[i : i + 1] == ["and"])
    if i == first or rest >= len(words) or not words.joined(rest):
        return Number(number, i)
    more = _exact().get(words.keys[rest].partition("-")[0]) and _simple(words.keys[rest])[0]
    return _multiplied(words, number + more, rest + 1) if more and more < number else Number(number, i)


# -- what is counted -------------------------------------------------------------------------------------------------------


def _counted(words: Words, first: int, i: int) -> _Counted:
    """What the number at word `first` counts, from word i on."""
    if words.straight[words.ends[i - 1] :].startswith("%"):
        return _Counted("percent", i)
    if words.keys[i : i + 2] == ["per", "cent"]:
        return _Counted("percent", i + 2)
    before = _harm_before(words, first)
    noun = _noun(words, _behind_of(words, i))
    if noun is None:
        harm = before or _harm_behind(words, i)
        return _Counted(harm, i, people=bool(harm))
    last = words.keys[noun]
    people = _is_person(words, noun)
    harm = _harmed().get(last) or ((before or _harm_behind(words, noun + 1)) if people else "")
    return _Counted(harm or singular(last), noun + 1, people or bool(harm))


def _behind_of(words: Words, i: int) -> int:
    """The word behind "of our" in "nine of our citizens", and behind the number in "three of the fourteen loads"."""
    if words.keys[i : i + 1] != ["of"]:
        return i
    i += 1
    while i < len(words) and words.joined(i) and is_determiner(words.keys[i]):
        i += 1
    value = number_at(words, i) if i < len(words) else None
    return i if value is None or value.unit else value.after


def _noun(words: Words, i: int) -> int | None:
    """The noun that is counted from word i on: the first plural, or else the last word before one that is no noun."""
    last = None
    for j in range(i, min(i + _LONGEST, len(words))):
        if not words.joined(j) or words.keys[j] in function_words() or words.keys[j] in word_list("approximate", "number_words"):
            break
        if words.keys[j] in _harmed():
            return j if last is None or not _is_participle(words.keys[j]) else last
        if _is_participle(words.keys[j]) and not _is_attribute(words, j):
            break
        last = j
        if _is_plural(words, j):
            break
    return last


def _harm_before(words: Words, i: int) -> str:
    """What is done to those whose number follows ("killing at least nine")."""
    while i > 0 and words.joined(i) and words.keys[i - 1] in word_list("approximate", "number_words"):
        i -= 1
    return _harmed().get(words.keys[i - 1], "") if i > 0 and words.joined(i) else ""


def _harm_behind(words: Words, i: int) -> str:
    """What is done to those whose number and noun stand before word i ("nine people were killed")."""
    while i < len(words) and words.joined(i) and "auxiliary" in function_words().get(words.keys[i], ()):
        i += 1
    harm = _harmed().get(words.keys[i], "") if i < len(words) and words.joined(i) else ""
    return _harmed().get(words.keys[i + 1], harm) if harm and i + 1 < len(words) else harm  # "were shot dead"


def _is_participle(word: str) -> bool:
    return word in past_forms() or (word.endswith("ed") and len(word) > 4)


def _is_attribute(words: Words, participle: int) -> bool:
    """Whether a participle stands before the noun that is counted ("three thousand terrified villagers")."""
    return participle + 1 < len(words) and words.joined(participle + 1) and _is_plural(words, participle + 1)


def _is_plural(words: Words, i: int) -> bool:
    key = words.keys[i]
    return key in _plurals() or (key.endswith("s") and not key.endswith(("ss", "'s", "us")) and len(key) > 3)


def singular(noun: str) -> str:
    """A noun in the singular, and a unit by its usual name.

    >>> [singular(noun) for noun in ("people", "lorries", "boxes", "km")]
    ['person', 'lorry', 'box', 'kilometre']
    """
    if noun in _units() or noun in _plurals():
        return _units().get(noun) or _plurals()[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3 else noun


def plural(noun: str) -> str:
    """What is counted, as it stands behind a number of several.

    >>> [plural(noun) for noun in ("person", "crater", "killed", "percent")]
    ['people', 'craters', 'killed', 'percent']
    """
    if noun in _HARM.values() or noun in _units():
        return noun
    of_people = next((form for form, singular in _plurals().items() if singular == noun), "")
    return of_people or inflected(noun, "noun")[0]


def count_in_words(number: str, noun: str) -> str:
    """A count as it is said, given its number and noun.

    >>> count_in_words("12", "person"), count_in_words("dozens", "member"), count_in_words("1300000000000", "dollar")
    ('12 people', 'dozens of members', '1.3 trillion dollars')
    """
    if not number[0].isdigit():
        return f"{number} of {plural(noun)}" if number.endswith("s") else f"{number} {plural(noun)}"
    value = Decimal(number)
    word, scale = next(((f"{word} ", scale) for word, scale in _SCALES.items() if value >= scale), ("", 1))
    return f"{(value / scale).normalize():f} {word}{plural(noun)}"


def _is_person(words: Words, i: int) -> bool:
    """Whether word i means people, by a role or the name of a people ("six Iraqis")."""
    return singular(words.keys[i]) in _roles() or (words.capital[i] and words.keys[i].endswith("s"))


# -- the lexicons ----------------------------------------------------------------------------------------------------------


@cache
def _opening() -> frozenset[str]:
    """Words with which a number can begin."""
    return frozenset(_exact()) | frozenset(_factors()) | word_list("rough", "number_words") | {"a"}


@cache
def _exact() -> dict[str, Decimal]:
    return {word: Decimal(value) for word, value in _values("number_words", "exact").items()}


@cache
def _factors() -> dict[str, Decimal]:
    factors = _values("number_words", "factor") | _values("units", "factor")
    return {word: Decimal(value) for word, value in factors.items()}


@cache
def _units() -> dict[str, str]:
    return _values("units", "unit")


def _values(lexicon: str, category: str) -> dict[str, str]:
    return {entry.term: entry.extra["value"] for entry in load_lexicon(lexicon).entries if entry.category == category}


@cache
def _harmed() -> dict[str, str]:
    """Words of harm to people, each with what it says of them."""
    entries = [entry for entry in load_lexicon("harm_words").entries if entry.category in _HARM]
    return {form: _HARM[entry.category] for entry in entries for form in entry.forms if " " not in form}


@cache
def _roles() -> frozenset[str]:
    """Nouns for people."""
    return frozenset(entry.term for entry in _people())


@cache
def _plurals() -> dict[str, str]:
    """Plurals of nouns for people, each with its singular."""
    return {form: entry.term for entry in _people() for form in entry.forms if " " not in form and form != entry.term}


def _people() -> list[Entry]:
    """The nouns for people, without those for bodies and documents."""
    return [entry for entry in load_lexicon("role_nouns").entries if not entry.referent]
