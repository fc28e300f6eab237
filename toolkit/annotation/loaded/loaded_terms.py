"""The terms of a lexicon in an article: in which field and voice, by which speaker, and whether they count there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...text.lexicon import Entry, Lexicon
from ...text.matching import Matcher
from ...text.spans import Span
from ...text.word_classes import function_words, word_list, word_parts
from ...text.words import Words
from ..attributions.attribution import Attribution, Speaker, attribution_at
from ..attributions.voices import ATTRIBUTED_VOICES, VOICES
from ..sources.speakers import NamedEntity

_AROUND, _LONG = 8, 3  # words on each side of a term, and letters of a long word, by which a line of capitals is recognised
_MARKS = "\"'"  # that open a quotation, in a text with straight ones
_NEGATION = 4  # the most words from a negation to the term
_PARTS, _SENTENCES = frozenset(".,;:!?"), frozenset(".!?\n")  # marks between parts of a sentence, and between sentences or lines


class Target(NamedTuple):
    """Whom or what a term is about.

    `name` is that of the entity that the article names, or else the words of the text; `entity` is the term of the registry.
    `span` is the mention outside the term, in the field of the term; None where the term itself is the mention ("the terrorists
    fled"). `kind` is person, group, organisation, country, policy, event or thing, and `link` how the two are linked: modifier,
    head, predicate, subject, object, possessor, apposition, pronoun or self. `p` is the probability that it is the right one, and
    `sure` says whether that is high enough for measures to use it. `side` is that of the user's file, as for sources,
    and `named` says whether the article or the registry has a name for it, which "they" and "the protesters" may lack.

    >>> from toolkit.annotation.annotator import annotate
    >>> target = annotate("Hall is a terrorist.").loaded[0].target
    >>> target.name, target.kind, target.link
    ('Hall', 'person', 'predicate')
    """

    name: str
    span: Span | None
    entity: str | None
    kind: str
    link: str
    p: float
    sure: bool
    side: str | None = None
    named: bool = False


@dataclass(frozen=True)
class LoadedTerm:
    """An occurrence of a term of a lexicon (loaded terms, or names for one referent), with who says it.

    `field` is "text" or "title", and `span` counts the characters of that field. `speaker` is that of the attribution around
    the term; None in the outlet's own voice. `negated` says whether "not" or "no" shortly precedes it. Such a term still counts,
    since coders mark it as loaded too (16 of 21 in 104 coded articles), but can be left out by those who disagree. `p` is the
    probability that a careful editor would mark it (see `loaded_words`), which is what measures count; None where no model judged
    it, as with hits of a user's own lexicon, which count 1. `target` is whom or what the term is about, None where it is about
    nothing in particular, and `polarity` the light that it puts it in: "-" bad, "+" good, "0" neither.

    >>> from toolkit.annotation.annotator import annotate
    >>> term = annotate("“Hall is a terrorist,” Abay said.").loaded[0]
    >>> term.entry.term, term.voice, term.speaker, term.target.name
    ('terrorist', 'quotation', 'Abay', 'Hall')
    """

    field: str
    span: Span
    entry: Entry
    lexicon: Lexicon
    voice: str
    speaker: Speaker = None
    negated: bool = False
    p: float | None = None
    target: Target | None = None
    polarity: str | None = None

    @property
    def expected(self) -> float:
        """What the term adds to the expected number of terms that a careful editor would mark: `p`, or 1 where it is not known.

        >>> from toolkit.text.lexicon import load_lexicon
        >>> lexicon = load_lexicon("loaded_terms")
        >>> LoadedTerm("text", Span(4, 10), lexicon.by_term["regime"], lexicon, "narration").expected
        1.0
        """
        return 1.0 if self.p is None else self.p


class Placement:
    """Gives each hit of a lexicon in one article its field, voice and speaker."""

    def __init__(
        self,
        words: Words,
        title_words: Words,
        voices: bytes,
        attributions: Sequence[Attribution],
        names: Sequence[str] = VOICES,
    ) -> None:
        self.words, self.title_words, self.voices, self.names = words, title_words, voices, names
        self.attribution_at = attribution_at(attributions, words)
        self.cues = {i: a for a in attributions if a.source for i in words.inside_all(a.cue)}

    def fields(self) -> Iterator[tuple[str, Words, Callable[[int], str]]]:
        """The title and the text: the name of each field, its words, and the voice of a word by its number."""
        yield "title", self.title_words, lambda _: "headline"
        yield "text", self.words, self._voice

    def hits(self, matcher: Matcher) -> Iterator[LoadedTerm]:
        """The hits in the title, then those in the text."""
        for field, words, _ in self.fields():
            for hit in matcher.hits(words):
                yield self.placed(field, hit.first, hit.after, hit.entry, matcher.lexicon)

    def placed(self, field: str, first: int, after: int, entry: Entry, lexicon: Lexicon, p: float | None = None) -> LoadedTerm:
        """The words `first` to `after` of a field as a term, with the voice of its first word and, in attributed content, the
        speaker; `p` is its probability, where that is known."""
        words = self.title_words if field == "title" else self.words
        span, negated = words.span(first, after), is_negated(words, first)
        if field == "title":
            return LoadedTerm(field, span, entry, lexicon, "headline", negated=negated, p=p)
        return LoadedTerm(field, span, entry, lexicon, *self.said(first), negated, p)

    def said(self, word: int) -> tuple[str, Speaker]:
        """The voice of a word of the text and, in attributed content, its speaker."""
        around = self.around(word)
        return self._voice(word), around.speaker if around else None

    def around(self, word: int) -> Attribution | None:
        """The attribution whose content a word of the text is in; None in the outlet's own voice."""
        return self.attribution_at.get(word) if self._voice(word) in ATTRIBUTED_VOICES else None

    def quoting(self, word: int) -> tuple[str, ...]:
        """Those who say the quotation that a word of the text is in; nobody for a word that stands in none."""
        said = self.around(word) if self._voice(word) == "quotation" else None
        marked = said is not None and any(self.words.straight[span.start] in _MARKS for span in said.content)
        return said.speakers if said and marked else ()

    def _voice(self, word: int) -> str:
        return self.names[self.voices[self.words.starts[word]]]


def is_negated(words: Words, place: int) -> bool:
    """Whether a negation occurs at most `_NEGATION` words before a word, in the same clause: a hint, not an analysis.

    >>> is_negated(Words("They are no heroes."), 3), is_negated(Words("No, heroes they are."), 1)
    (True, False)
    >>> is_negated(Words("It is odd if not downright baffling."), 6)
    False
    """
    for i in range(place - 1, max(place - 1 - _NEGATION, -1), -1):
        if not _PARTS.isdisjoint(words.gaps[i + 1]):
            return False
        if words.keys[i] in word_list("no_negation"):
            return False
        if words.keys[i] in word_list("negation") or words.keys[i].endswith("n't"):
            return words.keys[i] != "not" or i == 0 or words.keys[i - 1] != "if"
    return False


def without_overlaps(terms: Sequence[LoadedTerm]) -> tuple[LoadedTerm, ...]:
    """The terms without overlaps between lexicons: the longest hit is kept, and of equals that of the lexicon named last."""
    if len({term.lexicon.name for term in terms}) < 2:
        return tuple(terms)
    kept: list[int] = []
    taken: dict[str, set[int]] = {"title": set(), "text": set()}
    for i in sorted(range(len(terms)), key=lambda i: (terms[i].span.start - terms[i].span.end, -i)):
        characters = range(*terms[i].span)
        if taken[terms[i].field].isdisjoint(characters):
            taken[terms[i].field].update(characters)
            kept.append(i)
    return tuple(terms[i] for i in sorted(kept))


def outside_names(terms: Sequence[LoadedTerm], entities: Sequence[NamedEntity], words: Words) -> list[LoadedTerm]:
    """The terms that are no parts of names, without overlaps between lexicons; `words` are those of the text."""
    return list(without_overlaps([term for term in terms if not in_name(term, entities, words)]))


def in_name(term: LoadedTerm, entities: Sequence[NamedEntity], words: Words) -> bool:
    """Whether a term is part of a name ("Martyrs" in "Al-Aqsa Martyrs Brigades", not "regime" in "the Assad regime").

    It is if it is capitalised inside a longer name of a body, at the end of a person's ("Jennifer Lawless"), next to other
    capitalised words, or where nothing but a name has a capital (the browser "Brave"). It is not in a line of capitalised words,
    before a person ("Martyr Hall"), or as a word that always has a capital ("Zionist").
    """
    inside = words.inside(term.span)
    if term.field == "title" or not all(words.capital[i] for i in inside):
        return False
    (start, end), first, after = term.span, inside.start, inside.stop
    spans = [(span, entity.kind) for entity in entities for span in entity.spans]
    if any(s <= start and end <= e and e - s > end - start and kind == "body" for (s, e), kind in spans):
        return True
    if any(words.keys[i].endswith(word_parts("always_capital")) for i in inside) or _all_in_capitals(words, first, after):
        return False
    before = first > 0 and words.capital[first - 1] and words.joined(first) and words.keys[first - 1] not in function_words()
    of_name = after + 1 < len(words) and words.keys[after] == "of" and words.capital[after + 1]
    behind = after < len(words) and words.capital[after] and words.joined(after)
    person = behind and any(kind == "person" and s <= words.starts[after] < e for (s, e), kind in spans)
    spelt = term.entry.category == "label" or term.entry.term[:1].isupper()  # labels, and "Dreamers" in a lexicon of yours
    alone = not spelt and not behind and _is_capital_of_name(words, first)
    return len(inside) == 1 and (before or of_name or alone or (behind and not person))


def _is_capital_of_name(words: Words, word: int) -> bool:
    """Whether a word has a capital that no start of a sentence explains, here or elsewhere in the text.

    >>> words = Words("Brave is a browser. He uses Brave. Heroic deeds, he said.")
    >>> _is_capital_of_name(words, 0), _is_capital_of_name(words, 7)
    (True, False)
    """
    places = words.places[words.keys[word]] if _opens(words, word) else [word]
    places = [i for i in places if words.straight[words.starts[i]].isupper()]  # not "un-American", whose prefix is small
    return any(not _opens(words, i) and not _all_in_capitals(words, i, i + 1) for i in places)


def _opens(words: Words, word: int) -> bool:
    """Whether a word is the first of a sentence, a line or a quotation of more than one word."""
    gap = words.gaps[word]
    quoted_alone = gap.endswith('"') and words.gaps[word + 1].lstrip(".,;:!?").startswith('"')
    return word == 0 or (any(mark in gap for mark in '.!?:\n"(') and not quoted_alone)


def _all_in_capitals(words: Words, first: int, after: int) -> bool:
    """Whether the long words around a term are capitalised as in a headline."""
    low, high = first, after
    while low > 0 and first - low < _AROUND and _SENTENCES.isdisjoint(words.gaps[low]):
        low -= 1
    while high < len(words) and high - after < _AROUND and _SENTENCES.isdisjoint(words.gaps[high]):
        high += 1
    others = [words.capital[i] for i in (*range(low, first), *range(after, high)) if len(words.keys[i]) > _LONG]
    return len(others) > 1 and sum(others) > 0.6 * len(others)
