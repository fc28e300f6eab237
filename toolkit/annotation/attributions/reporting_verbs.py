"""Attributions by rule inside one sentence: source, cue and content by reporting verbs, quotation marks and word order.

For each reporting verb of a sentence the rules look for a source next to it and for content after it ("X said that …"),
before it ("…, X said") or on both sides of it.
"""

from bisect import bisect_right
from typing import NamedTuple

from ...text.matching import Hit
from ...text.spans import Span
from ...text.word_classes import word_list
from ..phrases.noun_phrases import SURE_CUE, Phrases, Range, is_title
from ..phrases.pronouns import in_subject_form, possessor
from .attribution import Attribution, kind_of, merged, stance_of

_HARDLY_CUE = 0.08  # below this not even a quotation mark or "that" makes it one
_MARKS = ',;:"?!'  # marks after which the word before a cue does not modify it ("“Certainly not,” said Hall")
_ASKED = 7  # words after a verb within which its infinitive must begin ("urged both sides to pull back")
_FRONTED = 15  # the most words of a source after "According to"
_TO_AS = 14  # the most words from "as" to the verb of its clause
_ASIDE = 9  # words after "as Hall noted" within which its clause must end
_CLAUSE = 4  # words of the shortest clause that a text without commas puts before "Hall said"


class Rules:
    """The rules of attribution, over the noun phrases of one text.

    >>> from toolkit.text.words import Words
    >>> rules = Rules(Phrases(Words("Hall said it rained."), []))
    >>> rules.of_sentence(Range(0, 4))[0].source[0].of("Hall said it rained.")
    'Hall'
    """

    def __init__(self, phrases: Phrases, *, inside_marks: bool = False) -> None:
        """With `inside_marks`, cues inside quotation marks count too: for what a quoted speaker says about others."""
        self.phrases = phrases
        self.words, self.cues = phrases.words, phrases.cues
        self.quoted = [None] * len(phrases.words) if inside_marks else phrases.quoted

    # -- one sentence ---------------------------------------------------------------------------------------------

    def of_sentence(self, sentence: Range) -> list[Attribution]:
        """The attributions whose cue is in the sentence."""
        cues = [self.cues[i] for i in range(*sentence) if i in self.cues and self._usable(self.cues[i], sentence)]
        ending = [number for number in range(1, len(cues)) if self._coordinate(cues[number], sentence)]
        attributions: list[Attribution] = []
        taken = sentence.first  # words before this belong to an attribution already
        source: Range | None = None
        for number, cue in enumerate(cues):
            if cue.first < taken:
                continue
            at = bisect_right(ending, number)
            following = cues[ending[at]] if at < len(ending) else None
            frame = self._frame(cue, Range(taken, sentence.after), following, source)
            if frame is None:
                continue
            attributions.append(self._attribution(frame, cue))
            source = frame.source
            taken = frame.after
        return attributions

    def announced(self, sentence: Span, content: tuple[Span, ...]) -> Attribution | None:
        """What follows a sentence that ends in a colon ("The ministry replied by e-mail:"), with that cue and source."""
        if not self.words.text[sentence.start : content[0].start].rstrip().endswith(":"):
            return None
        inside = self.words.inside(sentence)
        room = Range(inside.start, inside.stop)
        for i in reversed(inside):
            source = self.phrases.source_before(i, room) if i in self.cues and self._usable(self.cues[i], room) else None
            if source:
                cue = self.cues[i]
                return Attribution(
                    content=content,
                    cue=(self.words.span(cue.first, cue.after),),
                    source=(self.words.span(*source),),
                    kind=kind_of(content, self.phrases),
                    stance=stance_of(cue.entry),
                )
        return None

    def _usable(self, cue: Hit, sentence: Range) -> bool:
        """Whether the word can be a cue here: outside quotation marks and in a form that reports."""
        first, keys = cue.first, self.words.keys
        if self.quoted[first] is not None or cue.entry.weight < _HARDLY_CUE:
            return False
        if cue.entry.category in ("preposition", "noun") or first == sentence.first or self.phrases.breaks(first, _MARKS):
            return True
        before = keys[first - 1]
        if first in self.phrases.nouns and self.words.is_possessive(first - 1):  # "the company's promise"
            return False
        if before in ("to", "not") or (self.phrases.is_a(first - 1, "determiner") and before not in ("all", "both", "each")):
            return False
        passive = before in word_list("be") and not keys[first].endswith("ing")
        return not passive or " as " in f" {cue.entry.term} "

    def _participle(self, cue: Hit) -> bool:
        return self.words.keys[cue.first].endswith("ing")

    def _coordinate(self, cue: Hit, sentence: Range) -> bool:
        """Whether a later cue ends the content of the one before: a participle, or a verb after comma and "and"."""
        i = cue.first
        if self._participle(cue):
            return self.phrases.breaks(i) or self.words.keys[i - 1] in ("and", "while")
        if cue.entry.category == "preposition":
            return self.phrases.breaks(i)
        if cue.entry.weight < SURE_CUE:
            return False
        source = self.phrases.source_before(i, sentence)
        start = source.first if source else i
        joined = start > sentence.first and self.words.keys[start - 1] in ("and", "but", "while")
        return joined and (self.phrases.breaks(start - 1) or source is None)

    # -- cue, source and content together -------------------------------------------------------------------------

    def _frame(self, cue: Hit, room: Range, following: Hit | None, shared: Range | None) -> "_Frame | None":
        """Where the source and content of a cue are within `room`; None if it is no attribution."""
        compared = self._as_clause(cue, room)
        if compared:
            return compared
        if cue.entry.category == "preposition":
            return self._fronted_or_trailing_phrase(cue, room)
        limit = self._start_of(following, room) if following else room.after
        source, end = self.phrases.source_before(cue.first, room), cue.after
        if source and self._is_time(source, room):  # "As Hall announced the plan, fans cheered."
            limit = next((i for i in range(end, limit) if self.phrases.breaks(i, ",—–")), limit)
        borrowed = source is None and self._participle(cue)
        if borrowed:
            source = shared or self.phrases.leading_phrase(room)
        after = self._content_after(cue, end, limit)
        if after is None or (source is None and (self.phrases.breaks(cue.first) or self._only_name(end, room.after))):
            behind_marks = cue.first > room.first and self.quoted[cue.first - 1] is not None
            inverted = self.phrases.noun_phrase(end, room.after, any_head=behind_marks)
            if inverted and source is None:
                source, end = inverted, inverted.after
                after = self._content_after(cue, end, limit, inverted=True)
        block = min(cue.first, source.first) if source and source.first >= room.first else cue.first
        after = after or self._second_half(block, end, limit)
        before = self._content_before(block, room, shut=after is not None)
        joined = self.phrases.breaks(cue.first, ",") and cue.entry.weight >= SURE_CUE  # "She left, saying …"
        unsure = cue.entry.weight < SURE_CUE or (borrowed and not shared and not joined)
        if source is None and shared and self.words.keys[cue.first - 1] == "and":
            source = shared
        if source is None or (unsure and not self._evident(cue, after, before)) or (after is None and before is None):
            return None
        return _Frame(source, before, after, max(end, after.after if after else end))

    def _as_clause(self, cue: Hit, room: Range) -> "_Frame | None":
        """Source and content of "As X noted, …", "…, as X put it" or "As announced by X, …"."""
        phrases, keys = self.phrases, self.words.keys
        if "as" not in keys[max(room.first, cue.first - _TO_AS) : cue.first]:
            return None
        passive = cue.after < room.after and keys[cue.after] == "by"
        source = phrases.noun_phrase(cue.after + 1, room.after) if passive else phrases.source_before(cue.first, room)
        first = cue.first if passive else source.first if source else room.first
        while passive and first > room.first and phrases.is_auxiliary(first - 1):
            first -= 1  # "As previously announced by"
        opens = first - 1
        if source is None or opens < room.first or keys[opens] != "as":
            return None
        if opens > room.first and not phrases.breaks(opens, ",—–"):
            return None
        end = source.after if passive else cue.after + (keys[cue.after : cue.after + 1] == ["it"])
        after = next((i for i in range(end, min(end + _ASIDE, room.after)) if phrases.breaks(i, ',:—–"')), room.after)
        if after > end and not phrases.opens_adjunct(end):  # "As Hall announced the plan, …" is a time
            return None
        behind = Range(after, room.after) if after < room.after else None
        before = Range(room.first, opens) if opens > room.first else None
        return _Frame(source, before, behind, room.after) if before or behind else None

    def _is_time(self, source: Range, room: Range) -> bool:
        """Whether a subject is that of a clause of time that opens the sentence ("As Hall …", "When Hall …")."""
        return source.first - 1 == room.first and self.words.keys[room.first] in word_list("time_conjunction")

    def _only_name(self, first: int, after: int) -> bool:
        """Whether only a name or role follows a verb in its sentence ("… it will rain said Hall"), in a text without commas."""
        phrase = self.phrases.noun_phrase(first, after) if self.phrases.bare else None
        return phrase is not None and phrase.after == after

    def _start_of(self, cue: Hit, room: Range) -> int:
        """The first word of a later attribution: its source, or its cue; a linking "and" before it is left out too."""
        source = self.phrases.source_before(cue.first, room) if not self._participle(cue) else None
        start = source.first if source else cue.first
        return start - 1 if start > room.first and self.phrases.is_a(start - 1, "conjunction", "subordinator") else start

    def _evident(self, cue: Hit, after: Range | None, before: Range | None) -> bool:
        """Whether a quotation mark, "that", or an infinitive that the verb takes shows that a weak cue reports."""
        if (
            after
            and "infinitive" in cue.entry.listed("complement")
            and "to" in self.words.keys[after.first : after.first + _ASKED]
        ):
            return True
        for part in (after, before):
            if part and (self.quoted[part.first] is not None or self.quoted[part.after - 1] is not None):
                return True
        return bool(after and self.words.keys[after.first - 1] == "that")

    def _fronted_or_trailing_phrase(self, cue: Hit, room: Range) -> "_Frame | None":
        """Source and content of "according to X, …" or "…, according to X"."""
        source = self._object_pronoun(cue.after, room) or self.phrases.noun_phrase(cue.after, room.after)
        if source is None:
            return None
        if cue.first == room.first:
            source, start = self._up_to_comma(source, room)
            return _Frame(source, None, Range(start, room.after), room.after) if start < room.after else None
        if self.phrases.breaks(cue.first) or source.after == room.after or not self.phrases.breaks(source.after):
            before = Range(room.first, cue.first)
            interrupted = self.phrases.breaks(cue.first) and source.after < room.after and self.phrases.breaks(source.after)
            after = Range(source.after, room.after) if interrupted else None
            return _Frame(source, before, after, room.after if interrupted else source.after)
        return _Frame(source, None, Range(source.after, room.after), room.after) if source.after < room.after else None

    def _object_pronoun(self, i: int, room: Range) -> Range | None:
        """The "him" of "according to him", or a "her" without a noun behind it."""
        if i >= room.after or in_subject_form(self.words.keys[i]) is None:
            return None
        alone = possessor(self.words.keys[i]) is None or i + 1 == room.after or self.phrases.breaks(i + 1)
        return Range(i, i + 1) if alone else None

    def _up_to_comma(self, source: Range, room: Range) -> tuple[Range, int]:
        """The source of a fronted "According to X, …" up to its comma, and where the content begins, past an age."""
        reach = range(source.after, min(source.first + _FRONTED, room.after))
        start = end = next((i for i in reach if self.phrases.breaks(i, ",")), source.after)
        while start + 1 < room.after and self.words.keys[start].isdigit() and self.phrases.breaks(start + 1, ","):
            start += 1
        return Range(source.first, end), start

    def _content_before(self, block: int, room: Range, *, shut: bool) -> Range | None:
        """The words before a trailing "…, X said"; if content also follows the cue, only where they end in a quotation."""
        if block <= room.first:
            return None
        gap, in_marks = self.words.gaps[block], self.quoted[block - 1] is not None
        ends_quotation = in_marks and any(mark in gap for mark in "\"'")
        if shut and not (in_marks and (ends_quotation or "," in gap)):
            return self._interrupted(block, room)
        before = Range(room.first, block)
        if ends_quotation:
            return before
        if self.phrases.bare and not shut:
            return before if before.after - before.first >= _CLAUSE and not self.phrases.is_introduction(before) else None
        separated = any(mark in gap for mark in ",?!—–")
        return before if separated and len(range(*before)) > 1 and not self.phrases.is_introduction(before) else None

    def _interrupted(self, block: int, room: Range) -> Range | None:
        """The first half of "The army, Hall said, will not move": the words before the comma."""
        if not self.phrases.breaks(block, ",") or self.phrases.is_introduction(Range(room.first, block)):
            return None
        after_cue = next((i for i in range(block, room.after) if i in self.cues), None)
        if after_cue is None or not self.phrases.breaks(self.cues[after_cue].after, ","):
            return None
        return Range(room.first, block)

    def _second_half(self, block: int, end: int, limit: int) -> Range | None:
        """The second half of "The army, Hall said, will not move", if it begins with an auxiliary."""
        between_commas = end < limit and self.phrases.breaks(block, ",") and self.phrases.breaks(end, ",")
        return Range(end, limit) if between_commas and self.phrases.is_a(end, "auxiliary") else None

    def _content_after(self, cue: Hit, start: int, limit: int, *, inverted: bool = False) -> Range | None:
        """The content after a cue (or after the source that follows it), up to `limit`."""
        if start >= limit:
            return None
        gap = self.words.gaps[start]
        number = self.quoted[start]
        if number is not None:
            introduced = "," in gap or ":" in gap
            titled = not introduced and is_title(self.words, self.phrases.quotations[number].spans[0])
            return None if titled else self._from(start, limit, bounded=introduced or inverted)
        if ":" in gap:
            return Range(start, limit)
        if self.words.keys[start] == "that" and start + 1 < limit and ("," not in gap or not inverted):
            return Range(start + 1, limit)
        opening = self._opening(cue, start, limit)
        if opening is not None:
            return opening
        if inverted or any(mark in gap for mark in ",—–("):
            return None
        complements = set(cue.entry.listed("complement"))
        clause = self._past_day(start, limit)
        if clause:
            return Range(clause, limit)
        if self.phrases.opens_adjunct(start):
            return Range(start, limit) if complements and "clause" not in complements else None
        if cue.entry.listed("addressee") and "np" not in complements and not self.phrases.is_a(start, "pronoun"):
            return self._past_hearer(start, limit, infinitive="infinitive" in complements)
        return Range(start, limit)

    def _past_day(self, start: int, limit: int) -> int | None:
        """The first word of a clause after a day ("said Tuesday he …", "said on Friday the …"); None where there is none."""
        day = start + (self.words.keys[start] in ("on", "late", "early"))
        if day + 2 >= limit or not self.phrases.is_a(day, "time") or self.phrases.breaks(day + 1):
            return None
        subject = self.phrases.is_a(day + 1, "pronoun", "determiner") or self.phrases.is_name(day + 1)
        return day + 1 if subject else None

    def _opening(self, cue: Hit, start: int, limit: int) -> Range | None:
        """Content that opens after an adjunct or a hearer: "said on Tuesday that …", "told reporters: “…”"."""
        for i in range(start + 1, min(start + 12, limit - 1)):
            if self.words.keys[i] == "that" and self.quoted[i] is None and self._skippable(cue, start, i):
                return Range(i + 1, limit)
            if self.quoted[i] is not None and any(mark in self.words.gaps[i] for mark in ',:"'):
                fits = ("," in self.words.gaps[i] or ":" in self.words.gaps[i]) and self._skippable(cue, start, i)
                return self._from(i, limit, bounded=True) if fits else None
            if i in self.cues and self.cues[i].entry.weight >= SURE_CUE:
                return None
        return None

    def _skippable(self, cue: Hit, start: int, end: int) -> bool:
        """Whether words between cue and content are an adjunct, an adverb between commas, or a hearer."""
        adverbial = self.phrases.opens_adjunct(start) or self.phrases.breaks(start, ",")
        return adverbial or bool(cue.entry.listed("addressee")) or end == start

    def _past_hearer(self, start: int, limit: int, *, infinitive: bool) -> Range | None:
        """Content after a bare hearer ("told the envoys the talks failed"); with an infinitive the hearer is part of it."""
        hearer = self.phrases.noun_phrase(start, limit)
        asked = infinitive and "to" in self.words.keys[start + 1 : min(start + 8, limit)]
        if hearer is None or asked:
            return Range(start, limit)
        if hearer.after >= limit or self.phrases.breaks(hearer.after) or self.phrases.opens_adjunct(hearer.after):
            return None
        return Range(hearer.after, limit)

    def _from(self, first: int, limit: int, *, bounded: bool) -> Range:
        """The words from the first one of a quotation: to its end if a comma or colon introduced it, else to `limit`."""
        number = self.quoted[first]
        if not bounded or number is None:
            return Range(first, limit)
        after = first
        while after < len(self.words) and self.quoted[after] == number:
            after += 1
        return Range(first, after)

    # -- from words to spans --------------------------------------------------------------------------------------

    def _attribution(self, frame: "_Frame", cue: Hit) -> Attribution:
        content = merged([self.phrases.content_span(part) for part in (frame.before, frame.behind) if part])
        return Attribution(
            content=content,
            cue=(self.words.span(cue.first, cue.after),),
            source=(self.words.span(*frame.source),),
            kind=kind_of(content, self.phrases),
            stance=stance_of(cue.entry),
        )


class _Frame(NamedTuple):
    """Source and content of one cue, and the word after everything that it takes."""

    source: Range
    before: Range | None
    behind: Range | None
    after: int
