"""Attributions over the sentences of a text: those that the rules find in each, quotations that continue, and nested ones.

Quotations that no cue reaches join the attribution before them or stand alone. An attribution inside the content of another
counts too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from ...text.matching import Hit
from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.word_classes import may_be_past
from ...text.words import Words
from ..phrases.noun_phrases import SURE_CUE, Phrases, Range
from .attribution import FREE_QUOTATION, GOES_ON, Attribution, content_words, is_sentence, merged, with_content
from .reporting_nouns import end_of_subject, nominals
from .reporting_verbs import Rules

_start, _end = attrgetter("start"), attrgetter("end")
_LINES = 2  # the most paragraphs from an attribution to a quotation that continues it
_BETWEEN = 25  # the most words, other than cue and source, from an attribution to a quotation that continues it
_SURELY_CUE = 0.85  # share of a verb's uses that are cues, from which it counts inside attributed content
_HALF = 10  # words of the longest first half of a clause that is interrupted by "Hall said"
_INNER = 4  # words of the shortest content that can contain another attribution


def attributions(rules: Rules, sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions of a text in the order of their content; sources are not resolved yet.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.quotations import quotations
    >>> text = "The army, Hall said, “will not move.”"
    >>> first = attributions(Rules(Phrases(Words(text), quotations(text))), sentences(text))[0]
    >>> first.source[0].of(text), first.cue[0].of(text), [span.of(text) for span in first.content]
    ('Hall', 'said', ['The army', '“will not move.”'])
    """
    with_cue: list[Attribution] = []
    for sentence in sentences:
        inside = rules.phrases.words.inside(sentence)
        if inside:
            with_cue += _within(rules, Range(inside.start, inside.stop))
    return _with_free_quotations(with_cue, rules, sentences)


def _within(rules: Rules, room: Range) -> list[Attribution]:
    """The attributions in a sentence or a part of one: by verbs, and by nouns whose words no verb has taken."""
    by_verb, words = rules.of_sentence(room), rules.phrases.words
    taken = content_words(by_verb, words)
    by_noun = (a for a in nominals(rules.phrases, room) if taken.isdisjoint(words.inside(a.content[0])))
    return [*by_verb, *by_noun]


def _with_free_quotations(with_cue: list[Attribution], rules: Rules, sentences: Sequence[Span]) -> list[Attribution]:
    """Adds the quotations without a cue: continued speech joins the attribution before it, other speech stands alone."""
    words, starts = rules.phrases.words, [sentence.start for sentence in sentences]
    attributed = sorted(with_cue, key=_start)
    content = [list(a.content) for a in attributed]
    covered = content_words(attributed, words)
    for quotation in rules.phrases.quotations:
        inside = words.inside_all(quotation.spans)
        if len(inside) < GOES_ON or not covered.isdisjoint(inside):
            continue
        at = bisect_left(attributed, quotation.start, key=_start)
        goes_on = at > 0 and _continues(attributed[at - 1], content[at - 1][-1].end, inside[0], words)
        if goes_on and (len(inside) >= FREE_QUOTATION or is_sentence(Span(quotation.start, quotation.end), words.text)):
            content[at - 1] += quotation.spans
        elif len(inside) >= FREE_QUOTATION:
            before = sentences[bisect_left(starts, quotation.start) - 1]
            alone = rules.announced(before, quotation.spans) or Attribution(content=quotation.spans, kind="direct")
            attributed.insert(at, alone)
            content.insert(at, list(alone.content))
    joined = map(merged, content)
    return [a if spans == a.content else replace(a, content=spans) for a, spans in zip(attributed, joined, strict=True)]


def _continues(previous: Attribution, end: int, first: int, words: Words) -> bool:
    """Whether little but cue and source lies between a quotation and the attribution before it, which ends at `end`."""
    if previous.kind == "indirect":
        return False
    own = sum(len(words.inside(span)) for span in (*previous.cue, *previous.source) if span.start >= end)
    between, lines = Span(end, words.starts[first]), paragraphs(words.text)
    reached = bisect_right(lines, between.end, key=_start) - bisect_right(lines, between.start, key=_end)
    return len(words.inside(between)) - own <= _BETWEEN and reached <= _LINES


def cut_to_clauses(
    by_model: Sequence[Attribution], by_rule: Sequence[Attribution], phrases: Phrases, sentences: Sequence[Span]
) -> list[Attribution]:
    """The model's attributions, without the verb of the sentence behind a noun's clause or that of a subject who says something.

    ("Her claim that the vote was fair | fooled us", "Those who believe that it was fair | were fooled")
    """
    clauses = {phrases.words.inside(a.cue[0]).start: a.content for a in by_rule if a.cue and _noun_of(a, phrases) is not None}
    ends, out = [sentence.end for sentence in sentences], []
    for a in by_model:
        cue = phrases.words.inside(a.cue[0]).start if a.cue else None
        clause = clauses.get(cue, ()) if cue is not None else ()
        if cue is not None and len(a.content) == 1 and not clause:
            sentence = phrases.words.inside(sentences[bisect_left(ends, a.cue[0].end)])
            clause = _of_subject(cue, phrases.words.inside(a.content[0]), phrases, Range(sentence.start, sentence.stop))
        one_each = len(clause) == len(a.content) == 1
        runs_on = one_each and clause[0].start == a.content[0].start and clause[0].end < a.content[0].end
        out.append(with_content(a, clause, phrases) if runs_on else a)
    return out


def _of_subject(cue: int, content: range, phrases: Phrases, sentence: Range) -> tuple[Span, ...]:
    """The content of a verb behind the "who" of a sentence's subject, up to the verb of the sentence."""
    who = cue - 1
    while who > sentence.first and phrases.is_auxiliary(who):
        who -= 1
    lead = range(sentence.first, who)
    if phrases.words.keys[who] != "who" or not lead or content.start < cue:
        return ()
    told = any(phrases.is_a(i, "auxiliary", "subordinator") or phrases.breaks(i + 1) or i in phrases.cues for i in lead)
    past = any(may_be_past(phrases.words.keys[i]) for i in lead)
    if told or past or phrases.is_a(lead[0], "preposition"):
        return ()
    after = end_of_subject(phrases, content.start, sentence)
    return (phrases.words.span(content.start, after),) if after and after < content.stop else ()


def with_whole_quotations(by_model: Sequence[Attribution], phrases: Phrases) -> list[Attribution]:
    """The model's attributions, each quotation over several paragraphs as the content of one: the first with a cue in it."""
    several = [Span(q.start, q.end) for q in phrases.quotations if q.closed and len(q.spans) > 1]
    attributed = sorted(by_model, key=_start)
    for around in several:
        parts = [a for a in attributed if any(s < around.end and around.start < e for s, e in a.content)]
        if not parts:
            continue
        chosen = next((a for a in parts if a.cue), parts[0])
        content = merged([*chosen.content, around])
        within = [a for a in parts if a is not chosen and not a.cue]
        whole = with_content(chosen, content, phrases)
        attributed = [whole if a is chosen else a for a in attributed if a not in within]
    return attributed


def said_within(
    outermost: Sequence[Attribution], by_rule: Sequence[Attribution], phrases: Phrases
) -> tuple[list[Attribution], list[Attribution]]:
    """The attributions without what somebody inside their content goes on to say, and all that is said in this way.

    (“No,” Hall said, according to the Post. “I will not go.”)
    """
    outer, speech = [], []
    for a in outermost:
        first, *later = a.content
        said = next((r for r in by_rule if _is_said_in(r, first)), None) if later and a.cue else None
        if said and all(phrases.quoted[phrases.words.inside(span).start] is not None for span in later):
            a = with_content(a, (first,), phrases)
            speech.append(replace(said, content=merged([said.content[0], *later])))
        outer.append(a)
    return outer, speech


def with_speakers(by_model: Sequence[Attribution], by_rule: Sequence[Attribution], phrases: Phrases) -> list[Attribution]:
    """The model's attributions, those of a quotation alone with the verb and its subject that the rules find beside it.

    >>> from toolkit.text.quotations import quotations
    >>> text = "“We will not go,” added Hall and Abay."
    >>> alone = Attribution((Span(0, 17),), kind="direct")
    >>> told = replace(alone, cue=(Span(18, 23),), source=(Span(24, 37),))
    >>> with_speakers([alone], [told], Phrases(Words(text), quotations(text)))[0].source[0].of(text)
    'Hall and Abay'
    """
    taken = {cue for a in by_model for cue in a.cue}
    spoken = (a for a in by_rule if a.kind == "direct" and a.cue and a.source and taken.isdisjoint(a.cue))
    told = {a.start: a for a in spoken if _noun_of(a, phrases) is None and _is_utterance(a, phrases)}
    out = []
    for a in by_model:
        said = told.get(a.start) if a.kind == "direct" and not (a.cue or a.source) else None
        out.append(replace(a, source=said.source, cue=said.cue, stance=said.stance) if said else a)
    return out


def _is_utterance(attribution: Attribution, phrases: Phrases) -> bool:
    """Whether a quotation begins with a capital, as a sentence does."""
    content = phrases.words.inside_first(attribution.content)
    return bool(content) and phrases.words.capital[content.start]


def _is_said_in(attribution: Attribution, around: Span) -> bool:
    """Whether a span begins with a quotation and goes on with who said it."""
    if attribution.kind != "direct" or not attribution.cue:
        return False
    content, cue = attribution.content[0], attribution.cue[0]
    return content.start == around.start and content.end <= cue.start and cue.end <= around.end


def extended(phrases: Phrases, attributed: Sequence[Attribution], sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions with what else of their sentence belongs to their content.

    That is the second half of a clause that the speaker interrupts ("The army, Hall said, retook the town"), and everything
    before a trailing "according to".
    """
    ends = [sentence.end for sentence in sentences]
    taken = content_words(attributed, phrases.words)
    out = []
    for attribution in attributed:
        if attribution.cue and attribution.source:
            at = bisect_left(ends, attribution.cue[0].end)
            sentence = phrases.words.inside(Span(ends[at - 1] if at else 0, ends[at]))
            attribution = _from_the_start(_both_halves(attribution, phrases, sentence, taken), phrases, sentence, taken)
        out.append(attribution)
    return out


def _both_halves(attribution: Attribution, phrases: Phrases, sentence: range, taken: set[int]) -> Attribution:
    """The attribution with the rest of the sentence, if a noun phrase precedes cue and source and a verb follows them."""
    if len(attribution.content) != 1:
        return attribution
    half = phrases.words.inside(attribution.content[0])
    parts = [phrases.words.inside(span) for span in (attribution.cue[0], attribution.source[0])]
    block = range(min(part.start for part in parts), max(part.stop for part in parts))
    rest = range(block.stop, sentence.stop)
    if half.stop != block.start or len(half) > _HALF or len(rest) < _INNER or not taken.isdisjoint(rest):
        return attribution
    between_commas = phrases.breaks(block.start, ",") and phrases.breaks(rest.start, ",")
    if not (between_commas and _goes_on_after(Range(half.start, half.stop), rest.start, phrases)):
        return attribution
    content = (attribution.content[0], phrases.words.span(rest.start, rest.stop))
    return with_content(attribution, content, phrases)


def _goes_on_after(half: Range, after: int, phrases: Phrases) -> bool:
    """Whether a clause is interrupted: its first half has no verb, and what follows at `after` begins with one."""
    words, is_a = phrases.words, phrases.is_a
    if phrases.is_introduction(half) or any(is_a(i, "auxiliary", "pronoun") or i in phrases.cues for i in range(*half)):
        return False
    verb = is_a(after, "auxiliary") or words.keys[after].endswith(("ed", "s"))
    closed = is_a(after, "determiner", "preposition", "conjunction", "subordinator", "pronoun", "adverbial", "time")
    return verb and not closed and not words.capital[after] and after not in phrases.roles


def _from_the_start(attribution: Attribution, phrases: Phrases, sentence: range, taken: set[int]) -> Attribution:
    """The attribution with all of its sentence before "according to", if that ends the sentence."""
    cue = _cue_of(attribution, phrases)
    if cue is None or cue.entry.category != "preposition":
        return attribution
    content = phrases.words.inside(Span(attribution.content[0].start, attribution.content[-1].end))
    source = phrases.words.inside(attribution.source[0])
    before = range(sentence.start, content.start)
    trailing = content.stop == cue.first and source.stop >= sentence.stop and content.start > sentence.start
    if not trailing or phrases.is_a(sentence.start, "conjunction") or not taken.isdisjoint(before):
        return attribution
    joined = (Span(phrases.words.starts[sentence.start], attribution.content[0].end), *attribution.content[1:])
    return with_content(attribution, joined, phrases)


def nested(phrases: Phrases, outermost: Sequence[Attribution], sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions inside the content of others ("Police said the driver told them that …"), by verbs and by nouns."""
    rules, inner = Rules(phrases, inside_marks=True), []
    for room in _rooms(phrases, outermost, sentences):
        within = [a for a in _within(rules, room) if _smaller(a, phrases, room)]
        inner += [a for a in within if all(i in range(*room) for i in phrases.words.inside_all(a.source))]
    return inner


def _rooms(phrases: Phrases, outermost: Sequence[Attribution], sentences: Sequence[Span]) -> Iterator[Range]:
    """The words of each content, sentence by sentence, where these are enough to contain another attribution."""
    ends = [sentence.end for sentence in sentences]
    for span in (span for outer in outermost for span in outer.content):
        for number in range(bisect_left(ends, span.start), len(sentences)):
            sentence = sentences[number]
            if sentence.start >= span.end:
                break
            inside = phrases.words.inside(Span(max(span.start, sentence.start), min(span.end, sentence.end)))
            if len(inside) >= _INNER:
                yield Range(inside.start, inside.stop)


def surely_nested(by_rule: Sequence[Attribution], outermost: Sequence[Attribution], phrases: Phrases) -> list[Attribution]:
    """Of the nested attributions by rule, those by a verb or noun that is nearly always a cue, outside quotation marks."""
    cues, kept = {cue for a in outermost for cue in a.cue}, []
    for attribution in by_rule:
        if cues.isdisjoint(attribution.cue) and _is_sure(attribution, phrases):
            cues.update(attribution.cue)
            kept.append(attribution)
    return kept


def _is_sure(attribution: Attribution, phrases: Phrases) -> bool:
    """Whether the cue of a nested attribution is outside quotation marks and nearly always one: a noun, or such a verb."""
    if phrases.quoted[phrases.words.inside(attribution.cue[0]).start] is not None:
        return False
    if _noun_of(attribution, phrases):
        return True
    cue, before = _cue_of(attribution, phrases), phrases.words.inside(attribution.content[0]).start - 1
    least = SURE_CUE if before >= 0 and phrases.words.keys[before] == "that" else _SURELY_CUE
    return cue is not None and cue.entry.category == "verb" and cue.entry.weight >= least


def with_nested(
    by_model: Sequence[Attribution], by_rule: Sequence[Attribution], outermost: Sequence[Attribution]
) -> list[Attribution]:
    """The model's nested attributions that have a cue and are smaller than those around them, and the sure ones by rule."""
    whole = {(span.start, span.end) for a in outermost for span in a.content}
    kept = [a for a in by_model if a.cue and whole.isdisjoint(a.content)]
    cues = {cue for a in (*kept, *outermost) for cue in a.cue}
    return [*kept, *(a for a in by_rule if cues.isdisjoint(a.cue))]


def _smaller(attribution: Attribution, phrases: Phrases, room: Range) -> bool:
    return sum(len(phrases.words.inside(span)) for span in attribution.content) < room.after - room.first


def _cue_of(attribution: Attribution, phrases: Phrases) -> Hit | None:
    """The reporting verb in an attribution's cue, if the lexicon knows one there."""
    words = phrases.words.inside_first(attribution.cue)
    return phrases.cue_in(words.start, words.stop)


def _noun_of(attribution: Attribution, phrases: Phrases) -> Hit | None:
    """The reporting noun of an attribution, if its cue is a noun."""
    return phrases.nouns.get(phrases.words.inside(attribution.cue[0]).start) if attribution.cue else None
