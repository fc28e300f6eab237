"""Attributions over the sentences of a text: what the rules find in each, quotations that go on, and transcripts.

Quotations that no cue reaches go to the attribution before them or stand alone; an attribution inside the content of
another is one too; and the turns of a transcript ("HALL: We agree.") are attributed to their labels.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from ..text.matching import Hit
from ..text.quotations import Quotation
from ..text.sentences import paragraphs
from ..text.spans import Span
from ..text.words import Words
from .attribution import FREE_QUOTATION, Attribution, kind_of, merged
from .noun_phrases import SURE_CUE, Range
from .reporting_nouns import nominals
from .reporting_verbs import Rules

_start = attrgetter("start")
_GOES_ON = 2  # words of the shortest quotation that goes on behind its "Hall said"
_LINES = 2  # lines at most from an attribution to a quotation that goes on
_BETWEEN = 25  # words beside cue and source, the rest of their sentence, before a quotation that goes on
_RATHER_CUE = 0.4  # the same from which the rules are heard beside the model
_RATHER_NOUN = 0.5  # the same of a noun without a source ("fears that")
_SURELY_CUE = 0.85  # share of a verb's uses that are cues from which one inside attributed content counts
_HALF = 10  # words of the longest noun phrase that a speaker interrupts
_BLOCK = 12  # words of the shortest block quotation
_INNER = 4  # words of the shortest content that can hold an attribution of its own


def attributions(rules: Rules, sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions of a text in the order of their content; sources are not resolved yet.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.quotations import quotations
    >>> text = "The army, Hall said, “will not move.”"
    >>> found = attributions(Rules(Words(text), quotations(text)), sentences(text))[0]
    >>> found.source[0].of(text), found.cue[0].of(text), [span.of(text) for span in found.content]
    ('Hall', 'said', ['The army', '“will not move.”'])
    """
    found: list[Attribution] = []
    for sentence in sentences:
        inside = rules.words.inside(sentence)
        if inside:
            found += _within(rules, Range(inside.start, inside.stop))
    return _with_free_quotations([*found, *_blocks(found, rules, sentences)], rules, sentences)


def _within(rules: Rules, room: Range) -> list[Attribution]:
    """The attributions in a sentence or a part of one: by verbs, and by nouns where no verb has the words already."""
    found = rules.of_sentence(room)
    taken = {i for a in found for span in a.content for i in rules.words.inside(span)}
    by_noun = (a for a in nominals(rules, room) if taken.isdisjoint(rules.words.inside(a.content[0])))
    return [*found, *by_noun]


def _blocks(found: Sequence[Attribution], rules: Rules, sentences: Sequence[Span]) -> Iterator[Attribution]:
    """Paragraphs without marks that the line before announces ("The agency writes:"), a block quotation on the page."""
    text, starts = rules.words.text, [sentence.start for sentence in sentences]
    for line, block in pairwise(paragraphs(text)):
        inside = rules.words.inside(block)
        if text[line.end - 1] == ":" and len(inside) >= _BLOCK and rules.quoted[inside.start] is None:
            before = sentences[bisect_left(starts, line.end) - 1]
            announced = rules.announced(before, (block,))
            if announced and not any(span.start < block.end and block.start < span.end for a in found for span in a.content):
                yield announced


def _with_free_quotations(found: list[Attribution], rules: Rules, sentences: Sequence[Span]) -> list[Attribution]:
    """Quotations that no cue reached: continued speech joins the attribution before it, other speech stands alone."""
    words, starts = rules.words, [sentence.start for sentence in sentences]
    attributed = sorted(found, key=_start)
    content = [list(a.content) for a in attributed]
    covered = {i for a in attributed for span in a.content for i in words.inside(span)}
    for quotation in rules.quotations:
        inside = [i for span in quotation.spans for i in words.inside(span)]
        if len(inside) < _GOES_ON or not covered.isdisjoint(inside):
            continue
        at = bisect_left(attributed, quotation.start, key=_start)
        goes_on = at > 0 and _continues(attributed[at - 1], content[at - 1][-1].end, inside[0], words)
        if goes_on and (len(inside) >= FREE_QUOTATION or _is_sentence(quotation, words)):
            content[at - 1] += quotation.spans
        elif len(inside) >= FREE_QUOTATION:
            before = sentences[bisect_left(starts, quotation.start) - 1]
            alone = rules.announced(before, quotation.spans) or Attribution(content=quotation.spans, kind="direct")
            attributed.insert(at, alone)
            content.insert(at, list(alone.content))
    return [replace(a, content=merged(spans)) for a, spans in zip(attributed, content, strict=True)]


def _continues(previous: Attribution, end: int, first: int, words: Words) -> bool:
    """Whether little but its own cue and source stands between a quotation and the attribution before it, which ends at `end`."""
    if previous.kind == "indirect":
        return False
    own = sum(len(words.inside(span)) for span in (*previous.cue, *previous.source) if span.start >= end)
    between = words.text[end : words.starts[first]]
    return len(words.inside(Span(end, words.starts[first]))) - own <= _BETWEEN and len(paragraphs(between + "x")) <= _LINES


def _is_sentence(quotation: Quotation, words: Words) -> bool:
    """Whether a quotation is a sentence of its own (“We agree,” Hall said. “We will go.”)."""
    return words.text[max(quotation.start - _LINES, 0) : quotation.start].rstrip()[-1:] in (".", "!", "?")


def completed(found: Sequence[Attribution], by_rule: Sequence[Attribution], rules: Rules) -> list[Attribution]:
    """The model's attributions, and those of the rules with a source and a sure cue that the model mostly left out.

    The model has learned from one country's political news; where it is silent on other texts, the rules are still heard. A
    quotation that the model leaves without a cue gives way to one with a cue, and one over several paragraphs is kept whole.
    """
    kept = {id(a): a for a in found}
    owner = {i: a for a in found for span in a.content for i in rules.words.inside(span)}
    cues = {i: a for a in found for span in a.cue for i in rules.words.inside(span)}
    for attribution in by_rule:
        words = [i for span in attribution.content for i in rules.words.inside(span)]
        same = next((cues[i] for span in attribution.cue for i in rules.words.inside(span) if i in cues), None)
        if same and _is_cut_short(attribution, same, rules):
            kept[id(same)] = replace(same, content=attribution.content, kind=attribution.kind)
        if same or not _is_heard(attribution, rules):
            continue
        firm = sum(i in owner and bool(owner[i].cue) for i in words)
        if firm <= len(words) / 2:
            for loose in {id(owner[i]) for i in words if i in owner and not owner[i].cue}:
                kept.pop(loose, None)
            kept[id(attribution)] = attribution
    blocks = [a.content[0] for a in by_rule if _is_block(a, rules)]
    several = [Span(q.start, q.end) for q in rules.quotations if q.closed and len(q.spans) > 1]
    return _whole(sorted(kept.values(), key=_start), [*several, *blocks], rules)


def _is_cut_short(by_noun: Attribution, same: Attribution, rules: Rules) -> bool:
    """Whether the model took the verb behind a noun's clause into it ("Her claim that the vote was fair | fooled no one")."""
    if len(same.content) != 1 or _noun_of(by_noun, rules) is None:
        return False
    own, whole = by_noun.content[0], same.content[0]
    that = rules.words.keys[max(rules.words.inside(own).start - 1, 0)] == "that"
    return that and own.start == whole.start and own.end < whole.end


def _is_heard(attribution: Attribution, rules: Rules) -> bool:
    """Whether an attribution by rule counts where the model has none: by its verb, or by its noun."""
    cue, noun = _cue_of(attribution, rules), _noun_of(attribution, rules)
    if cue is None or cue.entry.weight < _RATHER_CUE:
        return noun is not None and noun.entry.weight >= (SURE_CUE if attribution.source else _RATHER_NOUN)
    return bool(attribution.source)


def _is_block(attribution: Attribution, rules: Rules) -> bool:
    """Whether an attribution is a block quotation: a paragraph behind a cue with a colon."""
    first = rules.words.inside(attribution.content[0]).start
    return len(attribution.content) == 1 and ":" in rules.words.gap(first) and "\n" in rules.words.gap(first)


def _whole(found: list[Attribution], passages: Sequence[Span], rules: Rules) -> list[Attribution]:
    """Each passage that is one speaker's (a quotation over several paragraphs, a block quotation) as the content of one
    attribution: the first with a cue that has a part of it."""
    for around in passages:
        parts = [a for a in found if any(s < around.end and around.start < e for s, e in a.content)]
        if not parts:
            continue
        chosen = next((a for a in parts if a.cue), parts[0])
        content = merged([*chosen.content, around])
        within = [a for a in parts if a is not chosen and not a.cue]
        found = [
            replace(a, content=content, kind=kind_of(content, rules)) if a is chosen else a for a in found if a not in within
        ]
    return found


def extended(rules: Rules, found: Sequence[Attribution], sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions with what of their own sentence belongs to them besides.

    That is the second half of a clause that its speaker interrupts ("The army, Hall said, retook the town"), and all that
    stands before a trailing "according to".
    """
    ends = [sentence.end for sentence in sentences]
    taken = {i for a in found for span in a.content for i in rules.words.inside(span)}
    out = []
    for attribution in found:
        if attribution.cue and attribution.source:
            at = bisect_left(ends, attribution.cue[0].end)
            sentence = rules.words.inside(Span(ends[at - 1] if at else 0, ends[at]))
            attribution = _from_the_start(_both_halves(attribution, rules, sentence, taken), rules, sentence, taken)
        out.append(attribution)
    return out


def _both_halves(attribution: Attribution, rules: Rules, sentence: range, taken: set[int]) -> Attribution:
    """With the rest of the sentence where a noun phrase stands before cue and source, and a verb behind them."""
    if len(attribution.content) != 1:
        return attribution
    half = rules.words.inside(attribution.content[0])
    parts = [rules.words.inside(span) for span in (attribution.cue[0], attribution.source[0])]
    block = range(min(part.start for part in parts), max(part.stop for part in parts))
    rest = range(block.stop, sentence.stop)
    if half.stop != block.start or len(half) > _HALF or len(rest) < _INNER or not taken.isdisjoint(rest):
        return attribution
    between_commas = rules.breaks(block.start, ",") and rules.breaks(rest.start, ",")
    if not (between_commas and rules.interrupts(Range(half.start, half.stop), rest.start)):
        return attribution
    content = (attribution.content[0], rules.words.span(rest.start, rest.stop))
    return replace(attribution, content=content, kind=kind_of(content, rules))


def _from_the_start(attribution: Attribution, rules: Rules, sentence: range, taken: set[int]) -> Attribution:
    """With "according to" at the end of a sentence, its content is all that stands before it."""
    cue = _cue_of(attribution, rules)
    if cue is None or cue.entry.category != "preposition":
        return attribution
    content = rules.words.inside(Span(attribution.content[0].start, attribution.content[-1].end))
    source = rules.words.inside(attribution.source[0])
    before = range(sentence.start, content.start)
    trailing = content.stop == cue.first and source.stop >= sentence.stop and content.start > sentence.start
    if not trailing or rules.is_a(sentence.start, "conjunction") or not taken.isdisjoint(before):
        return attribution
    joined = (Span(rules.words.starts[sentence.start], attribution.content[0].end), *attribution.content[1:])
    return replace(attribution, content=joined, kind=kind_of(joined, rules))


def nested(rules: Rules, found: Sequence[Attribution], sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions inside the unquoted content of others ("Police said the driver told them that …").

    Only those with a verb that is nearly always a cue; none of what is already found.
    """
    inner: list[Attribution] = []
    known = {cue for a in found for cue in a.cue}
    ends = [sentence.end for sentence in sentences]
    for outer in found:
        for span in outer.content:
            for number in range(bisect_left(ends, span.start), len(sentences)):
                sentence = sentences[number]
                if sentence.start >= span.end:
                    break
                inside = rules.words.inside(Span(max(span.start, sentence.start), min(span.end, sentence.end)))
                if len(inside) >= _INNER:
                    room = Range(inside.start, inside.stop)
                    within = [a for a in rules.of_sentence(room) if _sure(a, rules, inside)]
                    within += [a for a in nominals(rules, room) if _smaller(a, rules, inside)]
                    new = [a for a in within if known.isdisjoint(a.cue)]
                    known.update(cue for a in new for cue in a.cue)
                    inner += new
    return inner


def _sure(attribution: Attribution, rules: Rules, within: range) -> bool:
    """Whether an attribution inside another's content is one by a verb that hardly means anything else."""
    cue = _cue_of(attribution, rules)
    sources = [i for span in attribution.source for i in rules.words.inside(span)]
    before = rules.words.inside(attribution.content[0]).start - 1
    that = before >= 0 and rules.words.keys[before] == "that"
    sure = cue is not None and cue.entry.weight >= (SURE_CUE if that else _SURELY_CUE) and cue.entry.category == "verb"
    return sure and _smaller(attribution, rules, within) and all(i in within for i in sources)


def _smaller(attribution: Attribution, rules: Rules, within: range) -> bool:
    return sum(len(rules.words.inside(span)) for span in attribution.content) < len(within)


def _cue_of(attribution: Attribution, rules: Rules) -> Hit | None:
    """The reporting verb of an attribution, if the lexicon knows one in its cue."""
    words = rules.words.inside(attribution.cue[0]) if attribution.cue else range(0)
    return rules.cue_in(words.start, words.stop)


def _noun_of(attribution: Attribution, rules: Rules) -> Hit | None:
    """The noun by which an attribution reports, if it is one."""
    return rules.nouns.get(rules.words.inside(attribution.cue[0]).start) if attribution.cue else None
