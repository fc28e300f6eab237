"""Attributions over the sentences of a text: what the rules find in each, quotations that go on, and transcripts.

Quotations that no cue reaches go to the attribution before them or stand alone; an attribution inside the content of
another is one too; and the turns of a transcript ("HALL: We agree.") are attributed to their labels.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from .attributions import FREE_QUOTATION, Attribution, kind_of, merged
from .matching import Hit
from .phrases import SURE_CUE, Phrases, Range
from .quotations import Quotation
from .rules import Rules
from .spans import Span
from .text import Words, paragraphs

_GOES_ON = 2  # words of the shortest quotation that goes on behind its "Hall said"
_BETWEEN = 25  # words beside cue and source, the rest of their sentence, before a quotation that goes on
_SURELY_CUE = 0.5  # share of a verb's uses that are cues from which one inside attributed content counts
_INNER = 4  # words of the shortest content that can hold an attribution of its own
_TURN = re.compile(r"(?P<label>[QA]|[A-Z][A-Z.'’ -]{2,40})(?P<stage> \([^)\n]{1,60}\))?(?P<stop>:|(?<=[QA])\.) +(?=\S)")


def attributions(rules: "Rules", sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions of a text in the order of their content; sources are not resolved yet.

    >>> from toolkit.text import sentences
    >>> from toolkit.quotations import quotations
    >>> text = "The army, Hall said, “will not move.”"
    >>> found = attributions(Rules(Words(text), quotations(text)), sentences(text))[0]
    >>> found.source[0].of(text), found.cue[0].of(text), [span.of(text) for span in found.content]
    ('Hall', 'said', ['The army', '“will not move.”'])
    """
    found: list[Attribution] = []
    for sentence in sentences:
        inside = rules.words.inside(sentence)
        if inside:
            found += rules.of_sentence(Range(inside.start, inside.stop))
    return _with_free_quotations(found, rules, sentences)


def _with_free_quotations(found: list[Attribution], rules: Rules, sentences: Sequence[Span]) -> list[Attribution]:
    """Quotations that no cue reached: continued speech joins the attribution before it, other speech stands alone."""
    words, starts = rules.words, [sentence.start for sentence in sentences]
    attributed = sorted(found, key=lambda a: a.start)
    covered = {i for a in attributed for span in a.content for i in words.inside(span)}
    for quotation in rules.quotations:
        inside = [i for span in quotation.spans for i in words.inside(span)]
        if len(inside) < _GOES_ON or not covered.isdisjoint(inside):
            continue
        at = bisect_left(attributed, quotation.start, key=lambda a: a.start)
        previous = attributed[at - 1] if at else None
        if previous and _continues(previous, inside[0], words) and (len(inside) >= FREE_QUOTATION or _follows(quotation, words)):
            attributed[at - 1] = replace(previous, content=merged([*previous.content, *quotation.spans]))
        elif len(inside) >= FREE_QUOTATION:
            before = sentences[bisect_left(starts, quotation.start) - 1]
            attributed.insert(at, rules.announced(before, quotation) or Attribution(content=quotation.spans, kind="direct"))
    return attributed


def _continues(previous: Attribution, first: int, words: Words) -> bool:
    """Whether little but its own cue and source stands between a quotation and the attribution before it."""
    if previous.kind == "indirect":
        return False
    end = words.inside(previous.content[-1]).stop
    own = sum(len(words.inside(span)) for span in (*previous.cue, *previous.source) if span.start >= previous.content[-1].start)
    return (
        first - end - own <= _BETWEEN and len(paragraphs(words.text[previous.content[-1].end : words.starts[first]] + "x")) <= 2
    )


def _follows(quotation: Quotation, words: Words) -> bool:
    """Whether a quotation is a sentence of its own (“We agree,” Hall said. “We will go.”)."""
    return words.text[: quotation.start].rstrip()[-1:] in (".", "!", "?")


def completed(found: Sequence[Attribution], by_rule: Sequence[Attribution], rules: Rules) -> list[Attribution]:
    """The model's attributions, and those of the rules with a source and a sure cue that the model mostly left out.

    The model has learned from one country's political news; where it is silent on other texts, the rules are still heard.
    """
    taken = {i for a in found for span in a.content for i in rules.words.inside(span)}
    more = []
    for attribution in by_rule:
        words = [i for span in attribution.content for i in rules.words.inside(span)]
        cue = _cue_of(attribution, rules)
        sure = attribution.source and cue is not None and cue.entry.weight >= SURE_CUE
        if sure and sum(i in taken for i in words) <= len(words) / 2:
            more.append(attribution)
    return sorted([*found, *more], key=_start)


def nested(rules: Rules, found: Sequence[Attribution], sentences: Sequence[Span]) -> list[Attribution]:
    """The attributions inside the unquoted content of others ("Police said the driver told them that …").

    Only those with a verb that is nearly always a cue; none of what is already found.
    """
    inner = []
    ends = [sentence.end for sentence in sentences]
    for outer in found:
        for span in outer.content:
            for sentence in sentences[bisect_left(ends, span.start) :]:
                if sentence.start >= span.end:
                    break
                inside = rules.words.inside(Span(max(span.start, sentence.start), min(span.end, sentence.end)))
                if len(inside) >= _INNER:
                    inner += [a for a in rules.of_sentence(Range(inside.start, inside.stop)) if _sure(a, rules, inside)]
    return inner


def _sure(attribution: Attribution, rules: Rules, within: range) -> bool:
    """Whether an attribution inside another's content is one by a verb that hardly means anything else."""
    cue = _cue_of(attribution, rules)
    sources = [i for span in attribution.source for i in rules.words.inside(span)]
    smaller = sum(len(rules.words.inside(span)) for span in attribution.content) < len(within)
    that = rules.words.keys[rules.words.inside(attribution.content[0]).start - 1] == "that"
    sure = cue is not None and cue.entry.weight >= (SURE_CUE if that else _SURELY_CUE) and cue.entry.category == "verb"
    return sure and smaller and all(i in within for i in sources)


def _cue_of(attribution: Attribution, rules: Rules) -> Hit | None:
    """The reporting verb of an attribution, if the lexicon knows one in its cue."""
    words = rules.words.inside(attribution.cue[0]) if attribution.cue else range(0)
    return rules.cue_in(words.start, words.stop)


def _start(attribution: Attribution) -> int:
    return attribution.start


def turns(phrases: Phrases) -> list[Attribution]:
    """The turns of a transcript: lines that begin with a label in capitals, or with Q and A.

    One such line alone may be a dateline and counts only with a direction in brackets ("DANVERS (on the phone): …").

    >>> text = "HALL: We agree.\\nABAY: So do we."
    >>> [(a.source[0].of(text), a.content[0].of(text)) for a in turns(Phrases(Words(text), []))]
    [('HALL', 'We agree'), ('ABAY', 'So do we')]
    """
    text = phrases.words.text
    lines = paragraphs(text)
    opened = [(match, line) for line in lines if (match := _TURN.match(text, line.start, line.end))]
    staged = any(match["stage"] for match, _ in opened) or any(
        line.of(text).isupper() and text[line.start] == "(" for line in lines
    )
    found = []
    for match, line in opened if len(opened) > 1 or staged else []:
        content = (Span(match.end(), line.end - (text[line.end - 1] == ".")),)
        source = (Span(*match.span("label")),)
        found.append(Attribution(content=content, source=source, kind=kind_of(content, phrases)))
    return found
