"""Phrases that tell what on a page is not the article, by where they tell it: a whole line, the start of a line, a sentence.

The phrases are the lexicon `page_phrases`; its TOML says what each place means. Texts are given in lower case and with straight
marks, whose offsets are those of the text itself.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from .lexicon import load_lexicon
from .spans import Span
from .word_classes import abbreviations, either

_NO_LETTERS, _LETTERS = re.compile(r"[^\w'&]+"), re.compile(r"[\w'&]+")
_LEAD = " \t•*·–—_|>[(#×✉►▶▼»-"  # marks before the first word of a line of links
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+")


@cache
def phrases(place: str) -> dict[str, str]:
    """The phrases that tell something at one place, each with the reason that it gives.

    >>> phrases("line")["story continued below"]
    'page'
    """
    return {entry.term: entry.category for entry in load_lexicon("page_phrases").entries if place in entry.listed("place")}


@cache
def any_of(place: str) -> str:
    """The part of a pattern that matches any phrase of a place."""
    return either(phrases(place))


def bare(line: str) -> str:
    """The words of a line in lower case, with one space between them and nothing else.

    >>> bare("( story continued below: )")
    'story continued below'
    """
    return _NO_LETTERS.sub(" ", line).strip()


def reason_of_whole(line: str, place: str) -> str | None:
    """Why a line that is nothing but a phrase of this place is furniture; None where it is none.

    >>> reason_of_whole("( story continued below: )", "line"), reason_of_whole("it rained.", "line")
    ('page', None)
    """
    return phrases(place).get(bare(line)) if first_word(line) in _first_words(place) else None


@cache
def _first_words(place: str) -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in phrases(place))


def first_word(line: str) -> str:
    """The first of the words that `bare` gives; empty where there are none.

    >>> first_word("( story continued below: )")
    'story'
    """
    match = _LETTERS.search(line)
    return match[0] if match else ""


def reason_of_start(line: str) -> str | None:
    """Why a line that starts with a phrase of this place is furniture; None where it starts with none.

    >>> reason_of_start("• sign up for our letter"), reason_of_start("signs are up")
    ('newsletter', None)
    """
    start = line.lstrip(_LEAD)
    word = start.split(None, 1)[0].rstrip(":,.!") if start else ""
    for phrase, reason in _starts().get(word, ()):
        if start.startswith(phrase) and not start[len(phrase) : len(phrase) + 1].isalnum():
            return reason
    return None


@cache
def _starts() -> dict[str, list[tuple[str, str]]]:
    """The phrases that start a line of furniture, by their first word."""
    by_word: dict[str, list[tuple[str, str]]] = {}
    for phrase, reason in phrases("start").items():
        by_word.setdefault(phrase.split(" ")[0], []).append((phrase, reason))
    return by_word


def is_buttons(line: str) -> bool:
    """Whether the words of a line are nothing but names of buttons ("Share Tweet Post Email").

    >>> is_buttons("share / tweet / post / email"), is_buttons("share the post")
    (True, False)
    """
    return first_word(line) in phrases("word") and all(word in phrases("word") for word in bare(line).split())


@cache
def _anchors() -> dict[str, list[tuple[str, str]]]:
    """The phrases inside lines, with their places, by their longest word, as it may stand between spaces."""
    anchors: dict[str, list[tuple[str, str]]] = {}
    for place in _INSIDE:
        for phrase in phrases(place):
            word = max(phrase.split(" "), key=len)
            for form in (f"{before}{word}{after}" for before in _BEFORE for after in _AFTER):
                anchors.setdefault(form, []).append((place, phrase))
    return anchors


@cache
def _anchor_words() -> frozenset[str]:
    return frozenset(_anchors())  # of two sets the common words are found faster than of a set and the keys of a dictionary


_INSIDE = ("phrase", "sentence")
_BEFORE, _AFTER = ("", "(", "[", '"'), ("", *".,:;!?)]\"'", '."', ".)")


def held_phrases(low: str) -> dict[str, list[str]]:
    """The phrases of the places inside lines that a text holds.

    >>> held_phrases("it rained. follow us on the web.")["sentence"]
    ['follow us on']
    """
    candidates = {told for word in _anchor_words() & set(low.split()) for told in _anchors()[word]}
    return {place: sorted(phrase for of, phrase in candidates if of == place and phrase in low) for place in _INSIDE}


def told_sentences(low: str, line: Span, held: Iterable[str]) -> Iterator[tuple[Span, str]]:
    """The sentences of a line that a phrase tells are furniture, with the reason; not those in quotation marks.

    `held` are the phrases to look for.

    >>> text = "it rained. follow us on the web. it snowed."
    >>> [(span.of(text), reason) for span, reason in told_sentences(text, Span(0, len(text)), ["follow us on"])]
    [('follow us on the web.', 'share')]
    """
    for phrase in held:
        at = low.find(phrase, line.start, line.end)
        if at >= 0 and low.count('"', line.start, at) % 2 == 0 and not low[at + len(phrase) : at + len(phrase) + 1].isalnum():
            yield sentence_around(low, line, at), phrases("sentence")[phrase]


def sentence_around(low: str, line: Span, at: int) -> Span:
    """The sentence of a line that a place lies in; sentences end at a full stop, question or exclamation mark before a space.

    >>> sentence_around("one. two. three.", Span(0, 16), 6)
    Span(start=5, end=9)
    """
    start, end = line.start, line.end
    for match in _SENTENCE_END.finditer(low, line.start, line.end):
        if _is_abbreviated(low[start : match.start()]):
            continue
        if match.end() <= at:
            start = match.end()
        else:
            end = len(low[: match.end()].rstrip())
            break
    return Span(start, end)


def _is_abbreviated(before: str) -> bool:
    """Whether what precedes a full stop ends in an abbreviation or an initial ("Dr", "Steven T")."""
    word = before.rsplit(" ", 1)[-1]
    return len(word) == 1 or word in abbreviations()
