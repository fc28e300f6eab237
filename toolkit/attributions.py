"""Attributions by rule: who is said to have said what, from reporting verbs, quotation marks and word order.

An attribution is a content with its cue and source (the model of Pareti 2012 and PolNeAR, Newell et al. 2018). For each
reporting verb of a sentence the rules look for a source beside it and for content after it ("X said that …"), before it
("…, X said") or on both sides of it; quotations that no cue reaches go to the attribution before them or stand alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from .lexicons import Entry, load_lexicon
from .matching import Hit, Matcher
from .quotations import Quotation, QuotationIndex
from .spans import Span
from .text import Words

_SURE_CUE = 0.3  # share of a word's uses that are cues (PolNeAR) from which word order alone is trusted
_HARDLY_CUE = 0.08  # below this not even a quotation mark or "that" makes it one
_LONGEST_SOURCE = 14  # words
_FREE_QUOTATION = 5  # words from which a quotation without a cue is somebody's speech, not a scare quote


@dataclass(frozen=True)
class Attribution:
    """Content attributed to a source by a cue; spans of the text, each tuple in reading order.

    `kind` is direct (all of it in quotation marks), indirect (none) or mixed. `stance` is that of the reporting verb.
    `speaker` (a tuple for a plural), `source_type`, `named` and `link` (why the mention was taken for the speaker) are
    None until sources are resolved, and stay None where they cannot be.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    kind: str = "indirect"
    stance: str = "neutral"
    speaker: str | tuple[str, ...] | None = None
    source_type: str | None = None
    named: bool | None = None
    link: str | None = None

    @property
    def start(self) -> int:
        """Offset of the first character of the content."""
        return self.content[0].start

    @property
    def speakers(self) -> tuple[str, ...]:
        """The resolved speakers; none where the source is unresolved.

        >>> Attribution((), speaker=("Putin", "Maliki")).speakers
        ('Putin', 'Maliki')
        """
        return self.speaker if isinstance(self.speaker, tuple) else (self.speaker,) if self.speaker else ()


class _Range(NamedTuple):
    """Words `first` to `after` (half-open)."""

    first: int
    after: int


@cache
def _word_classes() -> dict[str, frozenset[str]]:
    """Class of function words to its members."""
    classes: dict[str, set[str]] = {}
    for entry in load_lexicon("function_words").entries:
        for name in (entry.category, *entry.listed("also")):
            classes.setdefault(name, set()).add(entry.term)
    return {name: frozenset(members) for name, members in classes.items()}


@cache
def _cue_matcher() -> Matcher:
    return Matcher(load_lexicon("reporting_verbs"))


@cache
def _role_matcher() -> Matcher:
    return Matcher(load_lexicon("role_nouns"))


def attributions(words: Words, sentences: Sequence[Span], quotations: Sequence[Quotation]) -> list[Attribution]:
    """The attributions of a text in the order of their content; sources are not resolved yet.

    >>> from toolkit.text import sentences
    >>> from toolkit.quotations import quotations
    >>> text = "The army, Hall said, “will not move.”"
    >>> found = attributions(Words(text), sentences(text), quotations(text))[0]
    >>> found.source[0].of(text), found.cue[0].of(text), [span.of(text) for span in found.content]
    ('Hall', 'said', ['The army', '“will not move.”'])
    """
    reader = _Reader(words, quotations)
    found: list[Attribution] = []
    for sentence in sentences:
        inside = words.inside(sentence)
        if inside:
            found += reader.of_sentence(_Range(inside.start, inside.stop))
    return sorted(_with_free_quotations(found, words, quotations), key=lambda a: a.start)


class _Reader:
    """The words of one text with what the rules ask about them."""

    def __init__(self, words: Words, quotations: Sequence[Quotation]) -> None:
        self.words = words
        self.quotations = quotations
        index = QuotationIndex(list(quotations))
        self.quoted = [index.at(start) for start in words.starts]
        self.roles = {i for hit in _role_matcher().hits(words) for i in range(hit.first, hit.after)}
        self.cues: dict[int, Hit] = {hit.first: hit for hit in _cue_matcher().hits(words)}

    # -- small questions about words ------------------------------------------------------------------------------

    def is_a(self, i: int, *classes: str) -> bool:
        """Whether word i belongs to one of the classes of function words."""
        return any(self.words.keys[i] in _word_classes()[name] for name in classes)

    def is_name(self, i: int) -> bool:
        """Whether word i looks like (part of) a name."""
        return self.words.capital[i] and not self.is_a(i, "time", "adverbial", "subordinator", "preposition", "conjunction")

    def breaks(self, i: int, marks: str = ',;:"()[]—–') -> bool:
        """Whether punctuation stands between word i - 1 and word i."""
        return any(mark in self.words.gap(i) for mark in marks) or " - " in self.words.gap(i)

    # -- one sentence ---------------------------------------------------------------------------------------------

    def of_sentence(self, sentence: _Range) -> list[Attribution]:
        """The attributions whose cue stands in the sentence."""
        cues = [self.cues[i] for i in range(*sentence) if i in self.cues and self._usable(self.cues[i], sentence)]
        found: list[Attribution] = []
        taken = sentence.first  # words before this belong to an attribution already
        source: _Range | None = None
        for number, cue in enumerate(cues):
            if cue.first < taken:
                continue
            following = next((c for c in cues[number + 1 :] if self._coordinate(c, sentence)), None)
            frame = self._frame(cue, _Range(taken, sentence.after), following, source)
            if frame is None:
                continue
            made = self._attribution(frame, cue)
            if made is None:
                continue
            found.append(made)
            source = frame.source or source
            taken = frame.after
        return found

    def _usable(self, cue: Hit, sentence: _Range) -> bool:
        """Whether the word can be a cue here: outside quotation marks and in a form that reports."""
        first, keys = cue.first, self.words.keys
        if self.quoted[first] is not None or cue.entry.weight < _HARDLY_CUE:
            return False
        if cue.entry.category in ("preposition", "noun") or first == sentence.first:
            return True
        before = keys[first - 1]
        if before in ("to", "not") or self.is_a(first - 1, "determiner") and before not in ("all", "both", "each"):
            return False
        passive = before in ("is", "are", "was", "were", "be", "been", "being") and not keys[first].endswith("ing")
        return not passive or " as " in f" {cue.entry.term} "

    def _participle(self, cue: Hit) -> bool:
        return self.words.keys[cue.first].endswith("ing")

    def _coordinate(self, cue: Hit, sentence: _Range) -> bool:
        """Whether a later cue ends the content of the one before: a participle, or a verb after comma and "and"."""
        i = cue.first
        if self._participle(cue):
            return self.breaks(i) or self.words.keys[i - 1] in ("and", "while")
        if cue.entry.category == "preposition":
            return self.breaks(i)
        if cue.entry.weight < _SURE_CUE:
            return False
        source = self._source_before(i, sentence)
        start = source.first if source else i
        joined = start > sentence.first and self.words.keys[start - 1] in ("and", "but", "while")
        return joined and (self.breaks(start - 1) or source is None)

    # -- cue, source and content together -------------------------------------------------------------------------

    def _frame(self, cue: Hit, room: _Range, following: Hit | None, shared: _Range | None) -> "_Frame | None":
        """Where source and content of a cue stand within `room`."""
        if cue.entry.category == "preposition":
            return self._fronted_or_trailing_phrase(cue, room)
        limit = self._start_of(following, room) if following else room.after
        source = self._source_before(cue.first, room)
        borrowed = source is None and self._participle(cue)
        if borrowed:
            source = shared or self._subject(room)
        after = self._content_after(cue, cue.after, limit)
        if after is None or (source is None and self.breaks(cue.first)):
            inverted = self._noun_phrase(cue.after, room.after)
            if inverted and (source is None or source.after < cue.first - 3):
                source, end = inverted, inverted.after
                after = self._content_after(cue, end, limit, inverted=True)
            else:
                end = cue.after
        else:
            end = cue.after
        block = min(cue.first, source.first) if source and source.first >= room.first else cue.first
        content_before = self._content_before(block, room, shut=after is not None)
        if source is None and not (shared and self.words.keys[cue.first - 1] == "and"):
            return None
        source = source or shared
        unsure = cue.entry.weight < _SURE_CUE or (borrowed and not shared)
        if unsure and not self._evident(after, content_before):
            return None
        if after is None and content_before is None:
            return None
        return _Frame(source, content_before, after, max(end, after.after if after else end))

    def _start_of(self, cue: Hit, room: _Range) -> int:
        """The first word of a later attribution: its source, or its cue; a linking "and" before it is left out too."""
        source = self._source_before(cue.first, room) if not self._participle(cue) else None
        start = source.first if source else cue.first
        return start - 1 if start > room.first and self.is_a(start - 1, "conjunction", "subordinator") else start

    def _evident(self, after: _Range | None, before: _Range | None) -> bool:
        """Whether a quotation mark or "that" shows that a weak cue reports."""
        for part in (after, before):
            if part and (self.quoted[part.first] is not None or self.quoted[part.after - 1] is not None):
                return True
        return bool(after and self.words.keys[after.first - 1] == "that")

    def _fronted_or_trailing_phrase(self, cue: Hit, room: _Range) -> "_Frame | None":
        """"According to X, …" and "…, according to X"."""
        source = self._noun_phrase(cue.after, room.after)
        if source is None:
            return None
        if cue.first > room.first and (self.breaks(cue.first) or source.after == room.after or not self.breaks(source.after)):
            before = _Range(room.first, cue.first)
            interrupted = self.breaks(cue.first) and source.after < room.after and self.breaks(source.after)
            after = _Range(source.after, room.after) if interrupted else None
            return _Frame(source, before, after, room.after if interrupted else source.after)
        if source.after < room.after:
            return _Frame(source, None, _Range(source.after, room.after), room.after)
        return None

    def _content_before(self, block: int, room: _Range, *, shut: bool) -> _Range | None:
        """The words before a trailing "…, X said"; with content after the cue only where they end in a quotation."""
        if block <= room.first:
            return None
        gap = self.words.gap(block)
        ends_quotation = self.quoted[block - 1] is not None and '"' in gap or "'" in gap and self.quoted[block - 1] is not None
        if shut and not ends_quotation and not (',' in gap and self.quoted[block - 1] is not None):
            return self._interrupted(block, room)
        if not ends_quotation and not any(mark in gap for mark in ",?!—–"):
            return None
        first = room.first
        if block - first < 2 and not ends_quotation:
            return None
        if not ends_quotation and self._adverbial(_Range(first, block)):
            return None
        return _Range(first, block)

    def _interrupted(self, block: int, room: _Range) -> _Range | None:
        """The first half of "The army, Hall said, will not move": a noun phrase that no verb follows."""
        if not self.breaks(block, ",") or self._adverbial(_Range(room.first, block)):
            return None
        after_cue = next((i for i in range(block, room.after) if i in self.cues), None)
        if after_cue is None or not self.breaks(self.cues[after_cue].after, ","):
            return None
        return _Range(room.first, block)

    def _adverbial(self, part: _Range) -> bool:
        """Whether the words are an introduction ("On Monday", "Speaking in Geneva") and no clause of their own."""
        first = part.first
        if part.after - first <= 2 and (self.is_a(first, "adverbial", "time") or self.words.keys[first].endswith("ly")):
            return True
        opens = self.is_a(first, "preposition", "adverbial", "conjunction") or self.words.keys[first].endswith("ing")
        return opens and part.after - first <= 12 and not any(self.breaks(i, ",") for i in range(first + 1, part.after))

    def _content_after(self, cue: Hit, start: int, limit: int, *, inverted: bool = False) -> _Range | None:
        """The content after a cue (or after the source that follows it), up to `limit`."""
        keys, words = self.words.keys, self.words
        if start >= limit:
            return None
        gap = words.gap(start)
        if '"' in gap or self.quoted[start] is not None:
            return self._from(start, limit, bounded="," in gap or ":" in gap or inverted)
        if ":" in gap:
            return _Range(start, limit)
        if keys[start] == "that" and start + 1 < limit and ("," not in gap or not inverted):
            return _Range(start + 1, limit)
        complements = cue.entry.listed("complement")
        opening = self._opening(cue, start, limit)
        if opening is not None:
            return opening
        if "," in gap or inverted or any(mark in gap for mark in "—–("):
            return None
        if self._adjunct(start):
            return _Range(start, limit) if {"np", "infinitive", "as"} & set(complements) and "clause" not in complements else None
        if cue.entry.listed("addressee") and "clause" in complements and "np" not in complements and not self.is_a(start, "pronoun"):
            return self._past_addressee(start, limit)
        return _Range(start, limit)

    def _opening(self, cue: Hit, start: int, limit: int) -> _Range | None:
        """Content that opens after an adjunct or a hearer: "said on Tuesday that …", "told reporters: “…”"."""
        for i in range(start + 1, min(start + 12, limit - 1)):
            if self.words.keys[i] == "that" and self._skippable(cue, start, i):
                return _Range(i + 1, limit)
            if self.quoted[i] is not None and any(mark in self.words.gap(i) for mark in ',:"'):
                fits = ("," in self.words.gap(i) or ":" in self.words.gap(i)) and self._skippable(cue, start, i)
                return self._from(i, limit, bounded=True) if fits else None
            if i in self.cues and self.cues[i].entry.weight >= _SURE_CUE:
                return None
        return None

    def _skippable(self, cue: Hit, start: int, end: int) -> bool:
        """Whether words between cue and content are an adjunct, an adverb between commas, or a hearer."""
        return self._adjunct(start) or self.breaks(start, ",") or bool(cue.entry.listed("addressee")) or end == start

    def _past_addressee(self, start: int, limit: int) -> _Range | None:
        """Content after a bare hearer ("told reporters the talks failed")."""
        hearer = self._noun_phrase(start, limit)
        if hearer is None or hearer.after >= limit or self.breaks(hearer.after) or self._adjunct(hearer.after):
            return None
        return _Range(hearer.after, limit)

    def _adjunct(self, i: int) -> bool:
        """Whether word i opens an adjunct and not a clause ("on Tuesday", "in a statement", "Monday")."""
        return self.is_a(i, "preposition", "time", "adverbial", "addressee") or self.words.keys[i] in ("when", "while", "as", "after", "and", "but")

    def _from(self, first: int, limit: int, *, bounded: bool) -> _Range:
        """From a quotation's first word: to its end where a comma or colon introduced it, else to `limit`."""
        number = self.quoted[first]
        if not bounded or number is None:
            return _Range(first, limit)
        after = first
        while after < len(self.words) and self.quoted[after] == number:
            after += 1
        return _Range(first, after)

    # -- sources --------------------------------------------------------------------------------------------------

    def _source_before(self, cue: int, room: _Range) -> _Range | None:
        """The subject of a verb: the noun phrase that ends before it, past auxiliaries and an apposition."""
        end = cue
        while end > room.first and not self.breaks(end) and self._auxiliary(end - 1):
            end -= 1
        if end <= room.first or self.quoted[end - 1] is not None:
            return None
        if self.breaks(end, ",—–") and end == cue or self.breaks(end, ",") and not self.breaks(end, '"'):
            return self._before_apposition(end, room)
        if self.breaks(end):
            return None
        first = self._run_start(end, room)
        phrase = self._tail_phrase(_Range(first, end))
        return phrase if phrase and self._plausible(phrase) else None

    def _auxiliary(self, i: int) -> bool:
        word = self.words.keys[i]
        return self.is_a(i, "auxiliary") or word.endswith("ly") and not self.words.capital[i]

    def _run_start(self, end: int, room: _Range) -> int:
        """First word of the stretch without punctuation that ends at `end`."""
        first = end - 1
        while first > room.first and not self.breaks(first):
            first -= 1
        return first

    def _before_apposition(self, end: int, room: _Range) -> _Range | None:
        """"Shugaev" in "Shugaev, head of the service, said": a name before one or more parts between commas."""
        first = self._run_start(end, room)
        best = None
        while first > room.first and end - first <= 25:
            if not any(mark in self.words.gap(first) for mark in ",—–"):
                break
            start = self._run_start(first, room)
            part = self._tail_phrase(_Range(start, first))
            if part and self._plausible(part) and not self._adverbial(_Range(start, first)):
                best = part
                if part.first > start:
                    break
            else:
                break
            first = start
        return best

    def _tail_phrase(self, part: _Range) -> _Range | None:
        """The noun phrase that ends a stretch of words, read from the right to its determiner or first capital."""
        keys, i = self.words.keys, part.after - 1
        if self.is_a(i, "conjunction", "preposition", "subordinator", "determiner") and keys[i] not in ("who", "all", "both", "some", "many"):
            return None
        if keys[i] == "who" or self.is_a(i, "pronoun"):
            return _Range(i, part.after) if keys[i] != "it" or i == part.first else None
        first = i
        while i >= part.first and part.after - i <= _LONGEST_SOURCE:
            if self.is_a(i, "determiner"):
                first = i
                if i > part.first and self.is_a(i - 1, "preposition") and self._heads(i - 2, part):
                    i -= 2
                    continue
                if i > part.first and keys[i - 1] in ("all", "both", "half", "of"):
                    i -= 1
                    continue
                break
            if self.is_a(i, "subordinator", "time", "adverbial", "auxiliary") and not self.is_name(i):
                break
            if self.is_a(i, "preposition", "conjunction"):
                if not self._links(i, part):
                    break
            elif self.words.capital[i] or i == part.after - 1 or self._modifies(i):
                first = i
            else:
                break
            i -= 1
        return _Range(first, part.after) if first < part.after else None

    def _heads(self, i: int, part: _Range) -> bool:
        """Whether word i can be the head that a prepositional phrase belongs to ("a source at the ministry")."""
        return i >= part.first and (i in self.roles or self.words.capital[i] and not self.is_a(i, "time"))

    def _links(self, i: int, part: _Range) -> bool:
        """Whether a preposition or "and" joins two parts of one name or of a role and its body."""
        return i > part.first and (self.words.keys[i] in ("of", "for", "and", "at", "in", "from", "on")) and self._heads(i - 1, part)

    def _modifies(self, i: int) -> bool:
        """Whether a lower-case word before a noun belongs to its phrase ("senior security official")."""
        return i in self.roles or i + 1 in self.roles or self.words.keys[i].endswith(("al", "ary", "ior", "-based", "ish", "an"))

    def _noun_phrase(self, first: int, limit: int) -> _Range | None:
        """The noun phrase that starts at a word, without apposition or relative clause."""
        if first >= limit or self.quoted[first] is not None or self.breaks(first):
            return None
        if self.is_a(first, "pronoun"):
            return _Range(first, first + 1) if self.words.keys[first] not in ("it", "who", "you") else None
        i = first
        while i < limit and i - first < _LONGEST_SOURCE and (i == first or not self.breaks(i)):
            word_stops = self.is_a(i, "subordinator", "time", "adverbial", "auxiliary") and not (self.is_name(i) and i > first)
            if word_stops or (i > first and i in self.cues and self.cues[i].entry.weight > _SURE_CUE and i not in self.roles):
                break
            if self.is_a(i, "preposition") and self.words.keys[i] in ("on", "during", "after", "before", "amid", "since"):
                break
            i += 1
        while i > first and self.is_a(i - 1, "preposition", "conjunction", "determiner"):
            i -= 1
        phrase = _Range(first, i)
        return phrase if i > first and self._plausible(phrase) else None

    def _plausible(self, phrase: _Range) -> bool:
        """Whether the phrase can name a speaker: a pronoun, a name, or a role."""
        inside = range(*phrase)
        if self.is_a(phrase.first, "pronoun"):
            return True
        return any(i in self.roles or self.is_name(i) for i in inside)

    def _subject(self, room: _Range) -> _Range | None:
        """The subject of a sentence whose participle reports ("Hall met the envoys, saying …")."""
        first = room.first
        for i in range(room.first, room.after):
            if self.breaks(i, ",") and i > room.first and self._adverbial(_Range(room.first, i)):
                first = i
                break
        if self.is_a(first, "pronoun"):
            return _Range(first, first + 1)
        i = first + (1 if self.is_a(first, "determiner") else 0)
        while i < room.after and not self.breaks(i + 1 if i + 1 < room.after else i) and (self.words.capital[i] or i in self.roles):
            i += 1
        i += i < room.after and i > first and self.words.capital[i]
        phrase = _Range(first, min(i, room.after))
        return phrase if phrase.after > phrase.first and self._plausible(phrase) else None

    # -- from words to spans --------------------------------------------------------------------------------------

    def _attribution(self, frame: "_Frame", cue: Hit) -> Attribution | None:
        spans = [self._content_span(part) for part in (frame.before, frame.content_after) if part]
        content = _merged([span for span in spans if span])
        if not content:
            return None
        source = (self.words.span(*frame.source),) if frame.source else ()
        return Attribution(
            content=content,
            cue=(self.words.span(cue.first, cue.after),),
            source=source,
            kind=kind_of(content, self.words, self.quotations),
            stance=stance_of(cue.entry),
        )

    def _content_span(self, part: _Range) -> Span | None:
        """Characters of the content, with the marks around it, and all of a quotation that begins or ends in it."""
        span = self.words.span(*part)
        start, end = span
        for offset in (self.quoted[part.first], self.quoted[part.after - 1]):
            if offset is None:
                continue
            quotation = self.quotations[offset]
            whole_start = self.words.inside(quotation.spans[0]).start >= part.first or self._starts_sentence(part.first)
            start = min(start, quotation.start) if whole_start else start
            end = max(end, quotation.end)
        return Span(start, end) if end > start else None

    def _starts_sentence(self, i: int) -> bool:
        return any(mark in self.words.gap(i) for mark in '.!?\n"')


class _Frame(NamedTuple):
    """Source and content of one cue, and the word after everything that it takes."""

    source: _Range | None
    before: _Range | None
    content_after: _Range | None
    after: int


def stance_of(cue: Entry) -> str:
    """The stance that a reporting verb takes toward its content; neutral where the lexicon says none."""
    return cue.extra.get("stance") or "neutral"


def kind_of(content: tuple[Span, ...], words: Words, quotations: Sequence[Quotation]) -> str:
    """direct, mixed or indirect, by how many words of the content stand in quotation marks."""
    marks = QuotationIndex(list(quotations))
    inside = [marks.at(words.starts[i]) is not None for span in content for i in words.inside(span)]
    return "direct" if inside and all(inside) else "mixed" if any(inside) else "indirect"


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def _with_free_quotations(found: list[Attribution], words: Words, quotations: Sequence[Quotation]) -> Iterator[Attribution]:
    """Quotations that no cue reached: continued speech joins the attribution before it, other speech stands alone."""
    attributed = list(found)
    for quotation in quotations:
        spans = quotation.spans
        if any(span.overlaps(spans[0]) for a in attributed for span in a.content):
            continue
        if sum(len(words.inside(span)) for span in spans) < _FREE_QUOTATION:
            continue
        previous = max((a for a in attributed if a.start < quotation.start), key=lambda a: a.content[-1].end, default=None)
        if previous and previous.kind != "indirect" and words.text.count("\n", previous.content[-1].end, quotation.start) <= 1:
            attributed[attributed.index(previous)] = replace(previous, content=_merged([*previous.content, *spans]))
        else:
            attributed.append(Attribution(content=tuple(spans), kind="direct"))
    yield from attributed
