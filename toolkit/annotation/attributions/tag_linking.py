"""From tags to attributions: which content and which source belong to which cue."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...text.sentences import paragraphs_between
from ...text.spans import Span
from ...text.word_classes import is_adverb, word_list
from ..phrases.noun_phrases import SURE_CUE, Phrases, Range
from .attribution import FREE_QUOTATION, GOES_ON, Attribution, is_sentence, kind_of, stance_of

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
"""The roles of words; B begins a stretch, I continues it."""

_ROLES = tuple(tag.partition("-")[2] for tag in TAGS)

_BEYOND_A_CUE = 6  # words that another cue in between counts as
_CUES = 20  # on either side of content, among which its own is looked for; hardly any sentence has as many
_PARTS = 8  # parts of one content that were linked last, one of which a further part stands next to
_BETWEEN_PARTS = 2  # the most words between two parts of one content outside quotation marks
_HOLE = 8  # the most words between two pieces of content that belong to it too
_LEFT = 2  # the most words between content and a mark that belong to it too
_CLAUSE = 3  # words of the shortest clause that a cue without a source tells
_NEXT_TO = 3  # the most words from a cue to content that follows it in another sentence


class _Piece(NamedTuple):
    """A stretch of words with one role."""

    role: str
    first: int
    after: int


def pieces_of(tags: Sequence[int]) -> list[_Piece]:
    """The stretches that the tags mark; an I- without its B- begins one too.

    >>> pieces_of([1, 3, 5, 6, 0])
    [_Piece(role='source', first=0, after=1), _Piece(role='cue', first=1, after=2), _Piece(role='content', first=2, after=4)]
    """
    pieces: list[_Piece] = []
    first, last = 0, 0  # the tag that a stretch began with is the one before its I-
    for i, tag in enumerate((*tags, 0)):
        if tag == last and not tag % 2:  # the stretch continues, or none has begun
            continue
        if tag and tag % 2 == 0 and tag - 1 == last:
            last = tag
            continue
        if last:
            pieces.append(_Piece(_ROLES[last], first, i))
        first, last = i, tag
    return pieces


class Linker:
    """Joins the tagged pieces of one text into attributions: which content and which source belong to which cue."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span], tags: Sequence[int]) -> None:
        self.phrases = phrases
        self.words = phrases.words
        starts = [self.words.inside(sentence).start for sentence in sentences]
        self.sentence = np.searchsorted(starts, np.arange(len(self.words)), side="right").tolist()
        pieces = pieces_of(tags)
        self.cues = [piece for piece in pieces if piece.role == "cue" and not self._is_reduced(piece)]
        self._cue_starts = [cue.first for cue in self.cues]
        sources = [piece for piece in pieces if piece.role == "source" and not self._is_time(piece)]
        self.sources = {cue: self._source(cue, sources) for cue in self.cues}
        self.begins = {piece.first for piece in pieces}
        contents = self._without_holes(pieces)
        self.contents = [part for piece in contents for part in self._by_sentence(piece)]

    def attributions(self) -> list[Attribution]:
        """The attributions in the order of their content; a cue without content makes none."""
        content: dict[_Piece, list[_Piece]] = {cue: [] for cue in self.cues}
        left = self._in_sentences(content)
        left = self._after_empty_cues(content, left)
        alone = self._continued(content, left)
        joined = [self._attribution(pieces, cue) for cue, pieces in content.items() if pieces]
        joined += [self._attribution([piece], None) for piece in alone]
        return sorted(filter(None, joined), key=lambda a: a.start)

    def _without_holes(self, pieces: Sequence[_Piece]) -> list[_Piece]:
        """The pieces of content, with a hole of a few words filled that no mark parts from the piece before it."""
        contents: list[_Piece] = []
        for before, piece in zip((None, *pieces), pieces, strict=False):
            if piece.role == "content":
                if before and before.role == "content" and self._is_hole(before.after, piece.first):
                    contents[-1] = contents[-1]._replace(after=piece.after)
                else:
                    contents.append(piece)
        return contents

    def _to_the_mark(self, piece: _Piece) -> _Piece:
        """The content with a word or two that are left before the next mark ("to maintain a home | game,")."""
        number = self.sentence[piece.after - 1]
        if piece.after - piece.first == 1 and self.phrases.is_a(piece.first, "determiner", "preposition"):
            return piece  # a slip
        for after in range(piece.after, min(piece.after + _LEFT, len(self.words)) + 1):
            ends = after == len(self.words) or self.sentence[after] != number
            if ends or not self.words.joined(after):
                return piece._replace(after=after)
            if after in self.begins:
                break
        return piece

    def _is_hole(self, first: int, after: int) -> bool:
        """Whether the words between two pieces of content belong to them ("the dry climate | makes it hard | to say whether")."""
        if (
            not 0 < after - first <= _HOLE
            or self.sentence[first - 1] != self.sentence[after]
            or self.phrases.quoted[first] is not None
        ):
            return False
        marked = any(self.phrases.breaks(i) for i in range(first, after + 1))
        return not marked and not self.phrases.is_a(first, "conjunction")

    def _by_sentence(self, piece: _Piece) -> list[_Piece]:
        """The content cut where a sentence ends outside quotation marks, since what follows is the outlet's own."""
        parts = [piece]
        for i in range(piece.first + 1, piece.after):
            ends = self.sentence[i] != self.sentence[i - 1]
            if ends and (self.phrases.quoted[i] is None or self.phrases.quoted[i - 1] is None):
                parts[-1:] = [parts[-1]._replace(after=i), piece._replace(first=i)]
        return parts

    def _source(self, cue: _Piece, sources: list[_Piece]) -> _Piece | None:
        """The nearest source of the sentence; one beyond another cue is far."""

        def distance(source: _Piece) -> float:
            before = source.first < cue.first
            words = cue.first - source.after if before else source.first - cue.after + 0.5
            return words + _BEYOND_A_CUE * self._cues_between(source.first, cue.first)

        at = bisect_left(sources, cue.first, key=_first)
        number = self.sentence[cue.first]
        beside = (source for source in sources[max(at - 1, 0) : at + 1] if self.sentence[source.first] == number)
        nearest = min(beside, key=distance, default=None)
        return self._to_its_end(nearest, cue) if nearest else self._subject(cue)

    def _is_time(self, piece: _Piece) -> bool:
        """Whether a piece is no more than a word of time ("Hall, a lawyer, | today | announced")."""
        return piece.after - piece.first == 1 and self.phrases.is_a(piece.first, "time")

    def _to_its_end(self, source: _Piece, cue: _Piece) -> _Piece:
        """A source before its cue, whole where the tags break off within the noun phrase ("the fishing | industry said")."""
        if self._in_relative_clause(source, cue):
            return self._subject(cue) or source
        if source.after < cue.first and self.words.joined(source.after):
            subject = self._subject(cue)
            if subject and subject.first <= source.first and source.after < subject.after:
                return source._replace(after=subject.after)
        return source._replace(first=self._with_initials(source.first))

    def _in_relative_clause(self, source: _Piece, cue: _Piece) -> bool:
        """Whether a source is in a clause behind "who" or "which" that ends before its cue ("Hall, who | ran a mill |, said")."""
        i, words = source.first - 1, self.words
        opens = i > 0 and words.keys[i] in ("who", "which") and words.gaps[i].startswith(",")
        return opens and any("," in words.gaps[j] for j in range(source.after, cue.first + 1))

    def _is_reduced(self, cue: _Piece) -> bool:
        """Whether a cue is a participle that no past form is like, between a noun and a preposition, so that the noun is not its
        subject ("the camp | shown | on television")."""
        i, words = cue.first, self.words
        participle = words.keys[i].endswith("n") and words.keys[i] in word_list("participle", "participles")
        if not participle or i == 0 or i + 1 >= len(words) or not self.phrases.is_a(i + 1, "preposition"):
            return False
        has = words.is_possessive(i - 1) or "'" in words.keys[i - 1] or self.phrases.is_auxiliary(i - 1)  # "it's shown"
        return not has and not self.phrases.breaks(i, ",;:—–")

    def _with_initials(self, first: int) -> int:
        """The first word of a name, with the initials before it ("F. | A. Hall said")."""
        words = self.words
        while first > 0 and words.gaps[first].startswith(".") and len(words.keys[first - 1]) == 1 and words.capital[first - 1]:
            first -= 1
        return first

    def _subject(self, cue: _Piece) -> _Piece | None:
        """The noun phrase before a cue for which no source was tagged."""
        first = bisect_left(self.sentence, self.sentence[cue.first])
        verb = self.phrases.cue_in(cue.first, cue.after)
        subject = self.phrases.source_before(verb.first, Range(first, cue.after)) if verb else None
        return _Piece("source", *subject) if subject else None

    def _cues_between(self, one: int, other: int) -> int:
        low, high = sorted((one, other))
        return max(bisect_left(self._cue_starts, high) - bisect_right(self._cue_starts, low), 0)

    def _cues_of(self, piece: _Piece) -> Iterator[_Piece]:
        """The cues of the sentences of a piece, at most `_CUES` on either side of it."""
        first, last = self.sentence[piece.first], self.sentence[piece.after - 1]
        at = bisect_left(self._cue_starts, piece.first)
        around = self.cues[max(at - _CUES, 0) : at + _CUES]
        return (cue for cue in around if first <= self.sentence[cue.first] <= last)

    def _block(self, cue: _Piece) -> tuple[int, int]:
        """The words of a cue with its source."""
        source = self.sources[cue]
        return (min(cue.first, source.first), max(cue.after, source.after)) if source else (cue.first, cue.after)

    def _in_sentences(self, content: dict[_Piece, list[_Piece]]) -> list[_Piece]:
        """Give each content to the nearest cue of its sentences that has none on that side; returns what is left."""
        ranked = []
        for piece in self.contents:
            for cue in self._cues_of(piece):
                first, after = self._block(cue)
                behind = piece.first >= cue.after
                if not behind and (self._is_between(piece, cue) or not self._reaches(piece, first)):
                    continue
                distance = max(piece.first - after, 0) if behind else max(first - piece.after, 0) + 1
                distance += _BEYOND_A_CUE * self._cues_between(piece.first if behind else piece.after - 1, cue.first)
                ranked.append((distance, piece.first, behind, piece, cue))
        taken: set[_Piece] = set()
        sides: set[tuple[_Piece, bool]] = set()
        for strict in (True, False):
            for _, _, behind, piece, cue in sorted(ranked, key=lambda row: row[:2]):
                if piece in taken or (strict and ((cue, behind) in sides or self._runs_into(piece, cue))):
                    continue
                if strict or self._joins(piece, content[cue], alone=(cue, behind) not in sides):
                    taken.add(piece)
                    sides.add((cue, behind))
                    content[cue].append(piece)
        return [piece for piece in self.contents if piece not in taken]

    def _reaches(self, piece: _Piece, first: int) -> bool:
        """Whether content before a cue or its source, which begin at word `first`, goes up to them ("It rained, | Hall said").

        Other words in between begin a clause of their own ("said it rained, but | he hoped"); without marks, nothing tells.
        """
        between = range(piece.after, first)
        ends = self.phrases.bare or self.phrases.quoted[piece.after - 1] is not None
        return ends or all(self.words.keys[i] == "as" or self.phrases.is_auxiliary(i) for i in between)

    def _is_between(self, piece: _Piece, cue: _Piece) -> bool:
        """Whether content stands between a cue and its source ("Hall said | it rained | and warned that it would pour")."""
        source = self.sources[cue]
        return source is not None and source.first < piece.first and not self._quoted(piece)

    def _runs_into(self, piece: _Piece, cue: _Piece) -> bool:
        """Whether no mark parts content from the source behind it ("what | they think")."""
        source = self.sources[cue]
        joined = source is not None and piece.after == source.first < cue.first and self.words.joined(source.first)
        return joined and not self.phrases.bare and self.phrases.quoted[piece.after - 1] is None

    def _joins(self, piece: _Piece, others: Sequence[_Piece], *, alone: bool) -> bool:
        """Whether content that is not the first of its cue belongs to it: the second on its side stands next to the other or is
        quoted ("said it rained | and “poured”"), and one that is `alone` on its side is the only one."""
        if alone:
            return not others
        if self._quoted(piece):
            return True
        return min(max(piece.first - other.after, other.first - piece.after) for other in others[-_PARTS:]) <= _BETWEEN_PARTS

    def _after_empty_cues(self, content: dict[_Piece, list[_Piece]], left: list[_Piece]) -> list[_Piece]:
        """A cue that ends its sentence ("She responded:") takes the content that follows it."""
        still = []
        for piece in left:
            at = bisect_right(self._cue_starts, piece.first)
            cue = self.cues[at - 1] if at else None
            if cue and not content[cue] and piece.first - cue.after <= _NEXT_TO:
                content[cue].append(piece)
            else:
                still.append(piece)
        return still

    def _continued(self, content: dict[_Piece, list[_Piece]], left: list[_Piece]) -> list[_Piece]:
        """Joins each quotation to the attribution whose quotation it continues; returns those that stand alone."""
        alone = []
        ends = sorted(((max(p.after for p in pieces), cue) for cue, pieces in content.items() if pieces), key=lambda end: end[0])
        for piece in left:
            at = bisect_right(ends, piece.first, key=lambda end: end[0])
            end, cue = ends[at - 1] if at else (0, None)
            speech = cue is not None and self._is_quotation(piece) and any(map(self._quoted, content[cue]))
            if cue is not None and speech and _length([piece]) < FREE_QUOTATION:
                speech = any(map(self._is_quotation, content[cue])) and self._is_next_sentence(piece, end)
            if cue is not None and speech and self._is_near(piece, end):
                content[cue].append(piece)
                ends[at - 1] = (piece.after, cue)
            else:
                alone.append(piece)
        return alone

    def _is_near(self, piece: _Piece, end: int) -> bool:
        """Whether a piece is in the paragraph of the word before word `end`, or in the next one."""
        return paragraphs_between(self.words.text, self.words.starts[end - 1], self.words.starts[piece.first]) <= 1

    def _is_next_sentence(self, piece: _Piece, end: int) -> bool:
        """Whether a quotation of a few words is the whole of the sentence behind the one in which word `end` begins or ends."""
        near = self.sentence[piece.first] - self.sentence[end - 1] <= 1
        whole = with_marks(self.phrases, piece.first, piece.after)
        return near and _length([piece]) >= GOES_ON and is_sentence(whole, self.words.text)

    def _is_quotation(self, piece: _Piece) -> bool:
        return all(self.phrases.quoted[i] is not None for i in range(piece.first, piece.after))

    def _quoted(self, piece: _Piece) -> bool:
        return any(self.phrases.quoted[i] is not None for i in range(piece.first, piece.after))

    def _attribution(self, pieces: list[_Piece], cue: _Piece | None) -> Attribution | None:
        """One attribution; None without a source, a quotation, a sure reporting verb or a clause that the cue leads to."""
        whole = (self._to_the_mark(piece) for piece in sorted(pieces, key=_first))
        content = tuple(with_marks(self.phrases, *piece[1:]) for piece in whole)
        kind = kind_of(content, self.phrases)
        source = self.sources[cue] if cue else None
        verb = self.phrases.cue_in(cue.first, cue.after) if cue else None
        plain = verb is not None and verb.entry.weight >= SURE_CUE and not self.words.keys[verb.first].endswith("ing")
        speech = (kind == "direct" and _length(pieces) >= FREE_QUOTATION) or (kind != "indirect" and cue is not None)
        if not (source or speech or plain or (cue and self._leads_to(cue, pieces))):
            return None
        return Attribution(
            content=content,
            cue=(self.words.span(*(verb[1:] if verb else cue[1:])),) if cue else (),
            source=(self._without_apposition(source),) if source and not self._is_addressed(cue, source) else (),
            kind=kind,
            stance=stance_of(verb.entry) if verb else "neutral",
        )

    def _leads_to(self, cue: _Piece, pieces: Sequence[_Piece]) -> bool:
        """Whether a cue leads to its content by a word that shows it to be told ("reports that it rained", "claims of fraud").

        A gloss does not (", a claim that he denies").
        """
        keys, first = self.words.keys, min(piece.first for piece in pieces)
        gloss = any(keys[i] in ("a", "an") and self.phrases.breaks(i, ",—–") for i in range(max(cue.first - 2, 1), cue.first))
        if first <= cue.first or _length(pieces) < _CLAUSE or gloss:
            return False
        verb = self.phrases.cue_in(cue.first, cue.after)
        noun = verb is not None and verb.entry.category == "noun"
        return keys[first - 1] == "that" or (noun and keys[first - 1] == "of")

    def _is_addressed(self, cue: _Piece | None, source: _Piece) -> bool:
        """Whether a source is spoken to ("Asked whether it rained, | Hall | said no", "when | he | was asked")."""
        if cue is None or (source.first and self.words.keys[source.first - 1] == "by"):
            return False
        keys, first = self.words.keys, cue.first
        verb = next((i for i in range(first, cue.after) if keys[i] in word_list("addressed")), None)
        if verb is None:
            return False
        while verb > 0 and is_adverb(keys[verb - 1]):
            verb -= 1
        if verb == 0 or self.sentence[verb - 1] != self.sentence[verb] or keys[verb - 1] in word_list("be"):
            return True
        behind = cue.after < len(keys) and (self.phrases.is_a(cue.after, "subordinator") or keys[cue.after] in ("how", "why"))
        return keys[verb - 1] in ("when", "if") or (behind and self.words.gaps[verb].strip() == ",")

    def _without_apposition(self, source: _Piece) -> Span:
        """The characters of a source up to its first comma ("Shugaev, head of the service")."""
        cut = (i for i in range(source.first + 1, source.after) if "," in self.words.gaps[i])
        return self.words.span(source.first, next(cut, source.after))


def with_marks(phrases: Phrases, first: int, after: int) -> Span:
    """The characters of some words of content, with quotation marks that open before the first or close after the last."""
    words = phrases.words
    first -= _that_opens(first - 1, phrases)
    start, end = words.span(first, after)
    for i in (first, after - 1):
        number = phrases.quoted[i]
        for span in _spans_at(phrases.quotations[number].spans, words.starts[i]) if number is not None else ():
            if span.start < start and not any(map(str.isalnum, words.text[span.start + 1 : start])):
                start = span.start
            if span.end > end and not any(map(str.isalnum, words.text[end : span.end])):
                end = span.end
    return Span(start, end)


def _that_opens(i: int, phrases: Phrases) -> bool:
    """Whether word i is a "that" right behind an opening mark, which belongs to the quotation (“That man must go.”)."""
    if i < 0 or phrases.words.keys[i] != "that" or phrases.quoted[i] is None:
        return False
    return phrases.quoted[i] == phrases.quoted[i + 1] and (i == 0 or phrases.quoted[i] != phrases.quoted[i - 1])


def _spans_at(spans: Sequence[Span], place: int) -> Sequence[Span]:
    """Of the spans of a quotation, the one that holds a place, and its neighbours."""
    at = bisect_right(spans, place, key=lambda span: span.start)
    return spans[max(at - 2, 0) : at + 1]


def _first(piece: _Piece) -> int:
    return piece.first


def _length(pieces: Sequence[_Piece]) -> int:
    return sum(piece.after - piece.first for piece in pieces)
