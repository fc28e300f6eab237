"""The words of a text with their offsets, and the form in which a word is looked up.

`straightened` maps every character to exactly one, so that an offset means the same before and after.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import itemgetter

from .spans import Span
from .word_classes import abbreviations
from .word_tables import Numbered, Remembered, numbered
from .wrapped_lines import unwrapped

TEXTS_KEPT = 8
"""Recent texts whose paragraphs and straight form are kept: the steps of one article ask for them repeatedly."""

_BARE_BREAK = re.compile(r"\r(?!\n)|[\u2028\u2029]")
"""A line break of old Macintosh files, or one of the separators of lines and paragraphs that Unicode has."""

WHO = "WHO"
"""The World Health Organization, whose abbreviation stays in capitals as the key of a word: it is no pronoun."""

_NAME_ARTICLE = re.compile(r"[a-z]{1,3}-[A-Z]|(?:d[aeiu]|l[ae]|v[ao]n|ma?c)[A-Z]")  # al-Maliki, deGravelles
_CAPITALS = 2  # the shape of a word in capitals
_SAME_LENGTH = {
    **dict.fromkeys("‘’‚‛ʼ`´′", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("\u2010\u2011\u00ad", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\r\t\x0b\x0c", " "),
    "İ": "I",  # its lower-case form is two characters long
}.items()
_SAME_LENGTH_ASCII = [(mark, plain) for mark, plain in _SAME_LENGTH if mark.isascii()]
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0653-\u0655\u093c\u09bc\u0a3c\u3099\u309a"
"""Combining marks, with which a letter may be written in place of a composed one ("é" as two characters)."""

_MARK, _PLAIN = f"[{_MARKS}]", f"(?![{_MARKS}])"  # behind a letter, which is then none of a to z when it is composed
_INITIAL = "".join(rf"(?<!\w{one}\w{two}\.)" for one in ("", _MARK) for two in ("", _MARK))  # a full stop after a single letter
_WORDS = re.compile(  # in a group, so that `split` gives the words and what is between them, without an object for each match
    r"([A-Za-z]++(?=[ \n,])"  # most words, which are found so in three quarters of the time
    r"|[^\W_](?:"
    rf"(?<=[A-Za-z])\.(?:[A-Za-z]\.)+(?![A-Za-z]{_PLAIN})"  # U.S.
    r"|(?<=\d)\d*(?:[.,:]\d+)+"  # 1,000.5
    rf"|[^\W_]*+(?:(?:['\-&.](?=[^\W_]){_INITIAL}|\.(?=[a-z]{_PLAIN})|{_MARK})[^\W_]*+)*"  # e.g, gazeta.ru
    r"))"
)


class Words:
    """The words of a text in order: `starts`, `ends` (characters) and `keys`, three lists of one length.

    A hyphenated compound is one word. `gaps` are the texts before each word and after the last (straightened), one more than
    there are words: `gaps[i]` is between word i and the one before it.

    >>> words = Words("Terror-ravaged lands, he said.")
    >>> words.keys, words.gaps[2]
    (['terror-ravaged', 'lands', 'he', 'said'], ', ')
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.straight = straightened(text)
        parts: list[str] = _WORDS.split(self.straight)
        ends = list(accumulate(map(len, parts)))
        self.starts, self.ends = ends[:-1:2], ends[1::2]
        self.gaps = parts[::2]
        self._forms: list[tuple[str, bool, int]] = list(map(_forms.__getitem__, parts[1::2]))
        self.keys: list[str] = list(map(itemgetter(0), self._forms))
        if WHO in self.keys:
            self._tell_who()
        self._inside: dict[Span, range] = {}

    def _tell_who(self) -> None:
        """Take "WHO" for the pronoun where a word right beside it is in capitals, too ("POLICE WHO SAID SO")."""
        loud = [False, *(shape == _CAPITALS for _, _, shape in self._forms), False]
        for i, word in enumerate(self.keys):
            if word == WHO and ((loud[i] and self.gaps[i] == " ") or (loud[i + 2] and self.gaps[i + 1] == " ")):
                self.keys[i] = WHO.lower()

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, after: int) -> Span:
        """The characters of the words from `first` up to but not including `after`."""
        return Span(self.starts[first], self.ends[after - 1])

    def surface(self, i: int) -> str:
        """Word i as it is written in the text."""
        return self.text[self.starts[i] : self.ends[i]]

    def is_possessive(self, i: int) -> bool:
        """Whether word i ends in a possessive 's.

        >>> Words("Hall’s road").is_possessive(0)
        True
        """
        return self.surface(i).endswith(("’s", "'s"))

    def owns(self, i: int) -> bool:
        """Whether word i is a possessor: it ends in 's, or a bare apostrophe follows it.

        >>> Words("Sanders' road").owns(0), Words("Hall's road").owns(0), Words("Hall left").owns(0)
        (True, True, False)
        """
        return self.is_possessive(i) or self.gaps[i + 1].startswith("'")

    def joined(self, i: int) -> bool:
        """Whether only space separates word i from the one before; the full stop of "Gen." or "J." does not count.

        >>> words = Words("Gen. Dempsey left. Hall stayed, too.")
        >>> [words.joined(i) for i in range(1, 6)]
        [True, True, False, True, False]
        """
        if self.gaps[i] == " ":
            return True
        gap = self.gaps[i].strip()
        return not gap or (gap == "." and (len(self.keys[i - 1]) == 1 or self.keys[i - 1] in abbreviations()))

    def inside(self, span: Span) -> range:
        """The numbers of the words that start in a span; remembered, since the steps ask for the same spans again and again."""
        inside = self._inside.get(span)
        if inside is None:
            inside = self._inside[span] = range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))
        return inside

    def inside_first(self, spans: Sequence[Span]) -> range:
        """The numbers of the words that start in the first of some spans; of no spans, none.

        >>> Words("Hall said so.").inside_first((Span(5, 9), Span(10, 12))), Words("Hall").inside_first(())
        (range(1, 2), range(0, 0))
        """
        return self.inside(spans[0]) if spans else range(0)

    def inside_all(self, spans: Iterable[Span]) -> list[int]:
        """The numbers of the words that start in some spans.

        >>> Words("“Yes,” Hall said, “we do.”").inside_all((Span(0, 6), Span(18, 26)))
        [0, 3, 4]
        """
        return [i for span in spans for i in self.inside(span)]

    @cached_property
    def numbered(self) -> Numbered:
        """The keys by their numbers, as the tables of words take them."""
        return numbered(self.keys)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The numbers of the words with each key.

        >>> Words("Boats and more boats").places["boats"]
        [0, 3]
        """
        places: dict[str, list[int]] = defaultdict(list)
        for i, word in enumerate(self.keys):
            places[word].append(i)
        return dict(places)

    @cached_property
    def capital(self) -> list[bool]:
        """Whether each word starts with a capital letter, or with a particle of a name ("al-Maliki", "deGravelles")."""
        return [form[1] for form in self._forms]

    @cached_property
    def shapes(self) -> list[int]:
        """How each word is written: 1 with a digit first, 2 in capitals, 3 as one capital, 4 with a capital first, 5 otherwise.

        >>> Words("2nd NATO A Hall rain").shapes
        [1, 2, 3, 4, 5]
        """
        return [form[2] for form in self._forms]


@lru_cache(maxsize=TEXTS_KEPT)
def straightened(text: str) -> str:
    """The text with straight marks, plain hyphens and plain spaces, and only line feeds as line breaks; offsets stay the same.

    >>> straightened("“Don’t”\\xa0go")
    '"Don\\'t" go'
    """
    return _with_plain_marks(with_line_feeds(text))


@lru_cache(maxsize=TEXTS_KEPT)
def with_line_feeds(text: str) -> str:
    r"""The text with line feeds for other line breaks, but for those at a fixed width (`unwrapped`); offsets stay the same.

    >>> with_line_feeds("One.\u2028Two.\rThree.\r\n")
    'One.\nTwo.\nThree.\r\n'
    """
    return unwrapped(_BARE_BREAK.sub("\n", text) if "\r" in text or "\u2028" in text or "\u2029" in text else text)


def _with_plain_marks(text: str) -> str:
    for mark, plain in _SAME_LENGTH_ASCII if text.isascii() else _SAME_LENGTH:  # in long texts many times as fast as `translate`
        text = text.replace(mark, plain)
    return text


def key(word: str) -> str:
    """The form in which a word is looked up: in lower case (but for "WHO"), composed (NFC), without possessive 's.

    >>> key("Daesh’s"), key("TERROR-ravaged"), key("U.S."), key("WHO’s"), key("WHO'S")
    ('daesh', 'terror-ravaged', 'u.s', 'WHO', 'who')
    """
    form = _with_plain_marks(word if word.isascii() else unicodedata.normalize("NFC", word))
    form = form[:3] + form[3:].lower() if form in (WHO, f"{WHO}'s") or form.startswith(f"{WHO}-") else form.lower()
    if not form.isascii():
        form = unicodedata.normalize("NFC", form)
    if form.endswith("'s"):
        form = form[:-2]
    return form.rstrip("'.")


def keys_in(text: str) -> list[str]:
    """The keys of the words of a short text, such as a name: those of its `Words`, in a fraction of the time.

    >>> keys_in("Nouri al-Maliki's")
    ['nouri', 'al-maliki']
    """
    return [_forms[word][0] for word in _WORDS.findall(_with_plain_marks(text))]


def _shape(word: str) -> int:
    if word[0].isdigit():
        return 1
    if word.isupper():
        return _CAPITALS if len(word) > 1 else 3
    return 4 if word[0].isupper() else 5


@Remembered
def _forms(word: str) -> tuple[str, bool, int]:
    """The key of a word, whether it has a capital, and its shape; the articles of a corpus share one string for each key."""
    return key(word), word[0].isupper() or bool(_NAME_ARTICLE.match(word)), _shape(word)
