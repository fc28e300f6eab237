"""The turns of a transcript: who speaks, line by line."""

import re
from collections.abc import Sequence
from functools import cache

from ..text.sentences import paragraphs
from ..text.spans import Span
from ..text.word_classes import either, word_list
from .attribution import Attribution, kind_of
from .noun_phrases import Phrases

_TURN = re.compile(r"(?P<label>[QA]|[A-Z][A-Z.'’ -]{2,40})(?P<stage> \([^)\n]{1,60}\))?(?P<stop>:|(?<=[QA])\.) +(?=\S)")


def turns(phrases: Phrases) -> list[Attribution]:
    """The turns of a transcript: lines that begin with a label in capitals, or with Q and A.

    Datelines ("LAHORE: Police …") and links ("READ MORE: …") look the same. So lines count only if one of them is labelled Q or
    A, has a direction in brackets ("DANVERS (on the phone): …") or a repeated label, or holds a question or a first or second
    person.

    >>> from toolkit.text.words import Words
    >>> text = "HALL: We agree.\\nABAY: So do we."
    >>> [(a.source[0].of(text), a.content[0].of(text)) for a in turns(Phrases(Words(text), []))]
    [('HALL', 'We agree'), ('ABAY', 'So do we')]
    """
    text = phrases.words.text
    lines, furniture = paragraphs(text), word_list("label", "page_furniture")
    matched = ((_TURN.match(text, line.start, line.end), line) for line in lines)
    opened = [(match, line) for match, line in matched if match and match["label"].split()[0].lower() not in furniture]
    attributions = []
    for match, line in opened if _is_talk(text, opened, lines) else []:
        content = (Span(match.end(), line.end - (text[line.end - 1] == ".")),)
        source = (Span(*match.span("label")),)
        attributions.append(Attribution(content=content, source=source, kind=kind_of(content, phrases)))
    return attributions


def _is_talk(text: str, opened: Sequence[tuple[re.Match[str], Span]], lines: Sequence[Span]) -> bool:
    """Whether labelled lines are turns of a conversation."""
    labels = [match["label"] for match, _ in opened]
    applause = any(text[line.start] == "(" and line.of(text).isupper() for line in lines)
    if opened and (applause or any(match["stage"] for match, _ in opened)):
        return True
    returns = len(set(labels)) < len(labels) or not {"Q", "A"}.isdisjoint(labels)
    return len(opened) > 1 and (returns or any(_speech().search(text, match.end(), line.end) for match, line in opened))


@cache
def _speech() -> re.Pattern[str]:
    """What occurs in a conversation and hardly ever after a dateline: a question, or a first or second person."""
    return re.compile(rf"\?|\b{either(word_list('first_or_second_person'))}\b", re.I)
