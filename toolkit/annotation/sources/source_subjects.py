"""The subjects of the cues that have no source next to them, and the noun phrases of all sources.

A verb may share the source of the verb before it, the subject of a passive is told something, and nobody says "That said,".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from ...text.lexicon import Entry, load_lexicon
from ...text.spans import Span
from ...text.word_classes import is_adverb, word_list
from ..attributions.attribution import Attribution, merged, stance_of, with_content
from ..phrases.noun_phrases import SURE_CUE, Phrases, Range
from ..phrases.pronouns import in_subject_form
from .implied_subjects import infinitive_subject, owner_of
from .shared_names import may_be_last_name
from .source_spans import SourceSpans

_TO_PASSIVE = 5  # the most words from the subject of a passive to its participle
_SHARED = 6  # the most words from a source to its cue that lend it to a later verb
_INTRODUCED = 6  # the most words from the start of a sentence to a participle that introduces it
_TO_BY = 8  # the most words of what somebody is accused of before the "by" of whoever accuses
_HEADLINE = 20  # the most words of a headline
_QUOTE = ("quote", "cite")  # verbs whose object speaks
_BY = 12  # the most words after the "by" of a passive in which its source ends


def with_subjects(attributions: Sequence[Attribution], phrases: Phrases, sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions with the noun phrases of their sources; a cue without a source is given its subject, if it has one.

    What is none, since its cue belongs to a connective ("That said, it rained") or an age ("died aged 91"), is left out.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "Hall left the talks and has warned that it would rain."
    >>> warning = Attribution(content=(Span(40, 53),), cue=(Span(28, 34),))
    >>> with_subjects([warning], Phrases(Words(text), []), sentences(text))[0].source[0].of(text)
    'Hall'
    """
    spans, subjects = SourceSpans(phrases), Subjects(phrases, sentences)
    spoken = [a for a in attributions if not (spans.is_connective(a) or spans.is_age(a))]
    refined = [spans.refined(attribution) if attribution.source else attribution for attribution in spoken]
    for step in (subjects.without_hearer, subjects.beyond_relative, subjects.not_object, subjects.of_relative):
        refined = list(map(step, refined))
    lenders = subjects.lenders(refined)
    return [a if a.source or not a.cue else subjects.given(a, lenders) for a in refined]


def takes_hearer(cue: Entry) -> bool:
    """Whether the verb of a cue takes whoever is told something as its object ("tell", "warn of")."""
    verb = load_lexicon("reporting_verbs").by_term.get(cue.extra["lemma"].split()[0])
    return verb is not None and bool(verb.listed("addressee"))


def whom_it_quotes(attribution: Attribution, phrases: Phrases) -> Range | None:
    """Whom a source quotes ("Reuters quoted Hall as saying", "the paper quotes Hall: “…”"); None for one that quotes nobody.

    >>> from toolkit.text.words import Words
    >>> text = "Reuters quoted Ada Hall as saying it rained."
    >>> whom_it_quotes(Attribution((Span(34, 43),), source=(Span(0, 7),), cue=(Span(8, 14),)), Phrases(Words(text), []))
    Range(first=2, after=4)
    """
    words = phrases.words
    source, cue = map(words.inside_first, (attribution.source, attribution.cue))
    between = range(source.stop, min(cue.stop, source.stop + _BY)) if source else ()
    verb = next((hit for hit in map(phrases.cues.get, between) if hit and hit.entry.extra["lemma"] in _QUOTE), None)
    if verb is None:
        return None
    first = verb.first + 1
    pronoun = first < len(words) and in_subject_form(words.keys[first]) is not None
    stop = min(first + _BY, len(words))
    phrase = Range(first, first + 1) if pronoun else phrases.noun_phrase(first, stop, any_head=True)
    if phrase is None or phrase.after >= len(words):
        return None
    if words.keys[phrase.after] == "thus" or words.gaps[phrase.after].startswith(":"):
        return phrase
    behind = takewhile(lambda i: not phrases.breaks(i, '.;:?!"“'), range(phrase.after, min(phrase.after + _BY, len(words) - 1)))
    return phrase if any(words.keys[i] == "as" and words.keys[i + 1].endswith("ing") for i in behind) else None


class _Lender(NamedTuple):
    """The words of a source that a later verb may share, with the first word of its cue; of two at one word, the earlier wins."""

    first: int
    earliest: int
    after: int
    cue: int


class Subjects:
    """The subjects of the cues of one text that have no source next to them."""

    def __init__(self, phrases: Phrases, sentences: Sequence[Span]) -> None:
        self.phrases, self.words = phrases, phrases.words
        self.spans = SourceSpans(phrases)
        self._starts = [sentence.start for sentence in sentences]

    def lenders(self, attributions: Sequence[Attribution]) -> list["_Lender"]:
        """The sources close before their cues, which later verbs may share, in reading order."""
        pairs = [(self.words.inside(a.source[0]), self.words.inside(a.cue[0])) for a in attributions if a.source and a.cue]
        near = [(source, cue) for source, cue in pairs if source.stop <= cue.start <= source.stop + _SHARED]
        return sorted(_Lender(source.start, -number, source.stop, cue.start) for number, (source, cue) in enumerate(near))

    def given(self, attribution: Attribution, lenders: Sequence["_Lender"]) -> Attribution:
        """The attribution with the subject of its cue as its source; unchanged where it has none."""
        inside = self.words.inside_first(attribution.cue)
        own = set(self.words.inside_all(attribution.content))
        if not inside or self._is_impersonal(inside):
            return attribution
        part = self._subject(inside.start, inside.stop, lenders)
        if inside.start - 1 in own and (part is None or part.after <= inside.start):
            part = self._inverted(inside.start, inside.stop)
        if part is None or self._is_told(range(*part), inside.start):
            return attribution
        if not own.isdisjoint(range(*part)):
            cut = self._without_agent(attribution, part) if self.words.keys[part.first - 1] == "by" else attribution
            if cut is attribution:
                return attribution
            attribution = cut
        return self.spans.refined(replace(attribution, source=(self.words.span(*part),)))

    def _without_agent(self, attribution: Attribution, agent: Range) -> Attribution:
        """The attribution without "by" and the agent of its passive in its content ("accused of | fraud by Hall")."""
        rest = []
        for inside in map(self.words.inside, attribution.content):
            parts = (Range(inside.start, min(inside.stop, agent.first - 1)), Range(max(inside.start, agent.after), inside.stop))
            rest += [self.phrases.content_span(part) for part in parts if part.first < part.after]
        content = merged(rest)
        return with_content(attribution, content, self.phrases) if content else attribution

    def _inverted(self, cue: int, after: int) -> Range | None:
        """The subject behind a verb that follows its content ("…, said officials.", "…, per Hall")."""
        if not self.phrases.breaks(cue, ',"”’') or after >= len(self.words) or self.phrases.is_a(after, "pronoun"):
            return None
        return self.phrases.noun_phrase(after, min(after + _BY, len(self.words)), any_head=True)

    def without_hearer(self, attribution: Attribution) -> Attribution:
        """The attribution without a source that is the subject of a passive ("the minister was told", "Hall was said to") or of
        what nobody is said to report ("Hall has reportedly left")."""
        inside = self.words.inside_first(attribution.cue)
        if not inside or not attribution.source:
            return attribution
        if self._is_impersonal(inside):
            return replace(attribution, source=())
        source = self.words.inside(attribution.source[0])
        if self._is_told(source, inside.start):
            return replace(attribution, source=())
        if not self._is_passive(inside.start, inside.stop):
            return attribution
        near = source.stop <= inside.start <= source.stop + _TO_PASSIVE
        return replace(attribution, source=()) if near else attribution

    def _is_told(self, source: range, cue: int) -> bool:
        """Whether a source is whom a participle without an auxiliary tells something: "…, with residents told that", between
        commas before its verb ("Hall, asked if it rained, said no"), or in a headline ("Passengers warned of delays"), where a
        verb in the past is passive."""
        verb = self.phrases.cues.get(cue)
        if source.stop != cue or verb is None or not takes_hearer(verb.entry) or not self._is_participle(cue):
            return False
        before = source.start - 1
        if before > 0 and self.words.keys[before] == "with":
            return self.phrases.breaks(before, ",—–")
        first, stop = self._sentence(cue)
        if self.phrases.breaks(cue, ",") and self._is_aside(verb.after, stop):
            return True
        bare = source.start == first and not self.phrases.is_a(first, "determiner", "pronoun")
        return bare and stop - first <= _HEADLINE and self._is_line(first, stop)

    def _is_aside(self, after: int, stop: int) -> bool:
        """Whether a clause begins at a word and ends at a comma with its sentence's verb behind it ("if it rained, said")."""
        opens = after < stop and (self.phrases.is_a(after, "subordinator") or self.words.keys[after] in ("how", "why", "about"))
        comma = next((i for i in range(after + 1, stop) if self.phrases.breaks(i, ",")), stop) if opens else stop
        return comma < stop and (comma in self.phrases.cues or self.phrases.is_a(comma, "auxiliary"))

    def _is_line(self, first: int, stop: int) -> bool:
        """Whether a sentence is a line of its own that no mark ends."""
        return (first == 0 or "\n" in self.words.gaps[first]) and self.words.gaps[stop].partition("\n")[0].strip() == ""

    def _is_impersonal(self, cue: range) -> bool:
        """Whether a cue is a participle behind an article or an adverb ("an estimated 600", "reportedly left"), unless its verb
        is one of speaking ("reportedly said")."""
        word, before = self.words.keys[cue.start], self.words.keys[cue.start - 1] if cue.start else ""
        verb = self.phrases.cues.get(cue.stop)
        adverb = word in word_list("adverb", "hedges") and not (verb and verb.entry.weight >= SURE_CUE)
        return len(cue) == 1 and (adverb or (before in word_list("article") and self._is_participle(cue.start)))

    def beyond_relative(self, attribution: Attribution) -> Attribution:
        """The attribution with the subject of its verb, not that of a relative clause between ("The firm, which some say grew,
        denied it")."""
        source, cue = map(self.words.inside_first, (attribution.source, attribution.cue))
        relative = source.start - 1
        if relative < 1 or self.words.keys[relative] not in word_list("relative") or "," not in self.words.gaps[relative]:
            return attribution
        comma = next((i for i in range(source.stop, cue.start + 1) if "," in self.words.gaps[i]), 0)
        phrase = self.spans.phrase_before(relative) if any(i in self.phrases.cues for i in range(source.stop, comma)) else None
        return replace(attribution, source=(self.words.span(*phrase),)) if phrase else attribution

    def of_relative(self, attribution: Attribution) -> Attribution:
        """The attribution with whom the "who" right before its verb stands for ("Hall deferred to Abay, who said that"), not
        somebody named before, unless the noun before the "who" says what that one is ("Hall is a judge who says")."""
        source, cue = map(self.words.inside_first, (attribution.source, attribution.cue))
        if not source or not cue:
            return attribution
        relative = self.phrases.verb_start(cue.start, source.stop) - 1
        if relative < source.stop or self.words.keys[relative] != "who":
            return attribution
        part = self.spans.of_source(relative, relative + 1)
        if part.after > relative or part.first < source.stop or self._is_beside(source.stop, part):
            return attribution
        return replace(attribution, source=(self.words.span(*part), self.words.span(relative, relative + 1)))

    def _is_beside(self, after: int, part: Range) -> bool:
        """Whether a phrase says more of the one that ends before word `after` ("Hall (D-Ohio), a judge", "Hall of Ohio", "Hall is
        a judge", "he acts as a judge", "leaders from rural parishes")."""
        first = part.first
        before = self.words.keys[first - 1]
        link = before in word_list("name_link") or before in word_list("be") or before in ("as", "on")
        place = self.phrases.is_a(first - 1, "preposition") and not self.words.capital[part.after - 1]
        apposed = any(self.words.keys[i] in word_list("article") and self.phrases.breaks(i, ",—–-") for i in (after, first))
        return first == after or link or place or apposed

    def not_object(self, attribution: Attribution) -> Attribution:
        """The attribution with the subject of the sentence, not what stands behind a preposition, where a participle behind a
        comma reports ("Hall met with Abay, saying that it rained")."""
        source, cue = map(self.words.inside_first, (attribution.source, attribution.cue))
        if not source or not cue or not self._is_aside_participle(source, cue.start):
            return attribution
        first = self._sentence(cue.start).first
        subject = self.phrases.leading_phrase(Range(first, source.start))
        if subject is None or not self._may_speak(subject) or subject.after >= source.start:
            return attribution
        return self.spans.refined(replace(attribution, source=(self.words.span(*subject),)))

    def _is_aside_participle(self, source: range, cue: int) -> bool:
        """Whether a participle behind a comma follows a source that stands behind a preposition and has no verb of its own."""
        if not self.words.keys[cue].endswith("ing") or not source.stop <= cue:
            return False
        adverb = is_adverb(self.words.keys[cue - 1]) or self.phrases.is_a(cue - 1, "adverbial")
        begin = cue - 1 if adverb else cue
        if not self.phrases.breaks(begin, ",—–") or begin < source.stop:
            return False
        before = source.start - 1
        agent = self.words.keys[before] == "by" and self._is_participle(before - 1)
        clause = agent or self.words.keys[before] in word_list("time_conjunction")
        own = any(self.words.keys[i] in word_list("relative") for i in range(source.stop, cue))  # "by Hall, who left, saying"
        verb = self.words.joined(source.stop) and (source.stop in self.phrases.cues or self.phrases.is_auxiliary(source.stop))
        is_object = before > 0 and self.words.joined(source.start) and self.phrases.is_a(before, "preposition")
        return is_object and not (clause or own or verb)

    def _is_passive(self, cue: int, after: int) -> bool:
        """Whether a cue is the participle of a passive; "was quoted" is none here, since its subject speaks."""
        if after - cue > 1 and self.words.keys[cue] in word_list("passive_auxiliary"):
            cue = after - 1  # "is said" as one cue
        word, verb = self.words.keys[cue], cue - 1
        active = (word_list("state", "participles"), word_list("quoted"), word_list("feeling"))
        if not self._is_participle(cue) or any(word in words for words in active):
            return False
        while verb > 0 and not self.phrases.breaks(verb + 1) and self._is_between(verb):
            verb -= 1
        return self.words.keys[verb] in word_list("passive_auxiliary") and not self.phrases.breaks(verb + 1)

    def _is_between(self, i: int) -> bool:
        """Whether a word may separate the auxiliary of a passive from its participle."""
        return is_adverb(self.words.keys[i]) or self.words.keys[i] in word_list("passive_adverb")

    def _subject(self, cue: int, after: int, lenders: Sequence["_Lender"]) -> Range | None:
        """The subject of a verb: after the "by" of a passive, before the verb, or shared with the verb before."""
        first, stop = self._sentence(cue)
        noun = bool(self.phrases.nouns.get(cue)) and cue not in self.phrases.cues
        verb = cue
        while verb > first and not self.phrases.breaks(verb) and self._is_auxiliary(verb - 1):
            verb -= 1
        passive = self._is_passive(cue, after)
        by = self._by(Range(cue, after), stop, passive=passive)
        if by is not None:
            told = passive or noun or self._is_participle(cue) or self.words.keys[verb - 1 : verb] == ["as"]
            return self._agent(by, any_head=by == after) if told else None
        if noun or passive:
            return owner_of(cue, first, self.spans) if noun else None
        if verb == first or self.words.keys[verb - 1] == "to":
            behind = self._behind(cue, Range(first, stop), lenders)
            return behind or (infinitive_subject(verb - 1, first, self.spans, self._before) if verb > first else None)
        subject = self._before(verb, first) or self._shared(verb, first, lenders)
        return subject or self._behind(cue, Range(first, stop), lenders) or owner_of(cue, first, self.spans)

    def _by(self, cue: Range, stop: int, *, passive: bool) -> int | None:
        """The "by" behind a participle, or behind what somebody is accused of or seen as ("was accused of fraud by Hall", "is
        seen as a threat by Hall")."""
        after, keys = cue.after, self.words.keys
        if after < stop and keys[after] == "by":
            return after
        verb = self.phrases.cue_in(*cue)
        deed = word_list("accused_of").intersection(keys[after - 1 : after + 1])
        blamed = deed and verb is not None and stance_of(verb.entry) == "disapproving"
        if not (passive and (blamed or keys[after : after + 1] == ["as"])):
            return None
        reach = range(after, min(after + _TO_BY, stop))
        end = next((i for i in reach if keys[i] == "by" or self.phrases.breaks(i) or self._is_participle(i)), stop)
        agent = end < stop and keys[end] == "by" and self.words.joined(end) and end - 1 not in self.phrases.nouns
        return end if agent else None

    def _agent(self, by: int, *, any_head: bool) -> Range | None:
        """The noun phrase behind the "by" of a passive, without what somebody is accused of ("by nine women of stealing")."""
        phrase = self.phrases.noun_phrase(by + 1, min(by + _BY, len(self.words)), any_head=any_head)
        if phrase is None:
            return None
        deeds = (i for i in range(phrase.first + 1, phrase.after - 1) if self.words.keys[i] in word_list("accused_of"))
        return Range(phrase.first, next((i for i in deeds if self.words.keys[i + 1].endswith("ing")), phrase.after))

    def _sentence(self, i: int) -> Range:
        """The words of the sentence that word i is in."""
        number = bisect_right(self._starts, self.words.starts[i]) - 1
        first, stop = (
            self.words.inside(Span(0, self._starts[n])).stop if 0 < n < len(self._starts) else 0 for n in (number, number + 1)
        )
        return Range(first, stop or len(self.words))

    def _is_auxiliary(self, i: int) -> bool:
        return self.phrases.is_auxiliary(i) or self.words.keys[i].endswith("n't")

    def _is_participle(self, i: int) -> bool:
        return self.words.keys[i] in word_list("participle", "participles") or self.words.keys[i].endswith("ed")

    def _behind(self, cue: int, sentence: Range, lenders: Sequence["_Lender"]) -> Range | None:
        """The subject of the clause that a participle introduces ("Noting that it rained, Hall said …", "After warning …")."""
        if cue - sentence.first > _INTRODUCED or not (self.words.keys[cue].endswith("ing") or self.words.keys[cue - 1] == "to"):
            return None
        later = range(bisect_left(lenders, (cue,)), bisect_left(lenders, (sentence.after,)))
        return next((Range(lenders[i].first, lenders[i].after) for i in later if "," in self.words.gaps[lenders[i].first]), None)

    def _without_time(self, verb: int, first: int) -> int:
        """The word after the subject of a verb, in front of "earlier this year" or "on Monday"."""
        end = verb
        while end > first + 1 and self.words.joined(end) and self.phrases.is_a(end - 1, "time"):
            end -= 1
            while end > first + 1 and self.phrases.is_a(end - 1, "determiner", "preposition", "adverbial"):
                end -= 1
        return end

    def _before(self, verb: int, first: int) -> Range | None:
        """The noun phrase right before a verb ("the signatories added"), or the one that its relative pronoun stands for."""
        if not self.words.joined(verb) or self.words.keys[verb].endswith("ing"):
            return None
        if self.words.keys[verb - 1] in word_list("relative"):
            return Range(verb - 1, verb)
        verb = self._without_time(verb, first)
        if self.phrases.is_a(verb - 1, "determiner") and self.words.keys[verb - 1] not in word_list("headless"):
            return None  # "The warning that", a noun
        phrase = self.phrases.phrase_to(verb, Range(first, verb)) or self.spans.phrase_before(verb)
        if (
            phrase is None
            or phrase.first < first
            or self.words.keys[phrase.after - 1] == "there"
            or self.phrases.is_a(phrase.after - 1, "time")
        ):
            return None
        subject = phrase.first == first or self.phrases.breaks(phrase.first) or self._opens_clause(phrase.first - 1)
        return phrase if subject and self._may_speak(phrase) else None

    def _opens_clause(self, i: int) -> bool:
        return self.phrases.is_a(i, "conjunction", "subordinator", "adverbial", "time") or not self.words.joined(i + 1)

    def _may_speak(self, phrase: Range) -> bool:
        """Whether a phrase has a determiner, a name or a role; a capital that may only be that of the sentence is no name."""
        if self.phrases.is_a(phrase.first, "determiner", "pronoun"):
            return phrase.after - phrase.first > 1 or self.words.keys[phrase.first] not in word_list("article")
        opens = phrase.after - phrase.first == 1 and not self.words.joined(phrase.first)
        return self._is_name(phrase) and not (
            opens and phrase.first not in self.phrases.roles and not self._is_surely_name(phrase.first)
        )

    def _is_surely_name(self, i: int) -> bool:
        """Whether a word is no common one, or has a capital inside a sentence too."""
        return may_be_last_name(self.words.keys[i]) or any(
            self.words.capital[j] and self.words.joined(j) for j in self.words.places[self.words.keys[i]]
        )

    def _is_name(self, phrase: Range) -> bool:
        return self.words.capital[phrase.after - 1] or phrase.after - 1 in self.phrases.roles

    def _shared(self, verb: int, first: int, lenders: Sequence["_Lender"]) -> Range | None:
        """The subject of the clause before, for a participle or a verb after "and" or a comma."""
        before = self.words.keys[verb - 1]
        joined = (
            self.phrases.is_a(verb - 1, "conjunction")
            or self.phrases.breaks(verb, ",—–")
            or before in word_list("time_conjunction")
        )
        if not (joined or self.words.keys[verb].endswith("ing")):
            return None
        between = range(bisect_left(lenders, (first,)), bisect_left(lenders, (verb,)))
        lender = next((lenders[i] for i in reversed(between) if lenders[i].cue < verb), None)
        if lender is not None:
            return Range(lender.first, lender.after)
        leading = self.phrases.leading_phrase(Range(first, verb))
        return leading if leading and self._may_speak(leading) else None
