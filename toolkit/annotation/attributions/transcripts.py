"""Turns of a conversation and speeches printed in full: who speaks, line by line.

A label ("HALL:", "Ada Hall:", "ADA HALL, HOST:", "Q.") opens a turn. In a text that is a transcript as a whole, a turn goes on
over several paragraphs until the next label; elsewhere it is the labelled line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ...text.page_phrases import bare, phrases as page_phrases
from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.word_classes import either, word_list
from ...text.words import Words
from ..phrases.noun_phrases import Phrases
from .attribution import Attribution

_LABEL = re.compile(
    r"(?P<label>[QA](?=[.:])|[^\W\d_][\w.'’&-]*(?: [^\W\d_a-z][\w.'’-]*){0,5}(?: #\d+)?)"
    r"(?P<role>, [^:\n.?!\"“]{2,60}| on [^:\n.?!\"“]{2,60}(?=:\s[\"“]))?"
    r"(?P<stage> ?[(\[][^)\]\n]{1,80}[)\]])?(?P<stop>\s?:|(?<=[QA])\.)(?:\s+(?=\S)|$)"
)
_SMALL = re.compile(r"(?<=M)c(?=[A-Z])|(?<=['’])s\b")  # small letters of names in capitals ("McCAIN", "ABC's ADA HALL")
_INSIDE = re.compile(
    r"(?<=[.?!…”\")\]–—-] )(?:[A-Z][\w.'’-]*)(?: [A-Z][\w.'’-]*){0,3}:(?= \S)"
)  # a label in the middle of a line
_ASKED = re.compile(r"(?<!\S)[QA][.:](?=\s+\S)")  # a question or an answer, wherever in a line
_STAGE = re.compile(r"\W*[(\[][^)\]\n]*[)\]]\W*")  # (APPLAUSE)
_LEAST_ASKED, _IN_TURN = 4, 0.7  # questions and answers of one line, and the least share of them that follow the other
_LEAST_TURNS, _MOSTLY = 3, 0.6  # turns, and their share of the words, from which a text is a transcript
_ANNOUNCED = 6  # lines at the start among which a speech is announced
_SPOKEN = 0.025  # share of the words of a speech that are first or second person
_QUESTIONS = 0.6  # share of the turns of somebody who asks for the outlet that end in a question
_INTERVIEW = re.compile(r"\binterview", re.I)
_I, _SAY_I = re.compile(r"\bI\b|\b[Mm]y\b"), 0.2  # share of the answers of a person that hold it
_QUOTED = 0.3  # share of the lines of a speech that hold quotation marks


class Transcript(NamedTuple):
    """The turns of a text, and whether it is a transcript, an interview or a speech as a whole.

    `hosts` are the names, as `surname` gives them, of those who ask for the outlet; `labelled` those whom a label calls so.
    """

    turns: list[Attribution]
    whole: bool
    hosts: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()


class _Turn(NamedTuple):
    """A labelled line: its number, the label, and where its words begin."""

    line: int
    label: Span
    name: str
    host: bool
    start: int


def transcript(phrases: Phrases, title: str = "", outlet: str = "") -> Transcript:
    """The turns of a conversation, or a speech that is printed in full.

    The title may announce a speech, and who names the outlet in a conversation speaks for it.

    Datelines ("LAHORE: Police …") and links ("READ MORE: …") look like labels. So lines count only if one of them is labelled Q
    or A, has a direction in brackets ("DANVERS (on the phone): …") or a repeated label, or holds a question or a first or second
    person. Labels in small letters must come back, in lines that hold such words.

    >>> from toolkit.text.words import Words
    >>> text = "HALL: We agree.\\nABAY: So do we.\\nHALL: Good.\\nSo do I."
    >>> found = transcript(Phrases(Words(text), []))
    >>> [(a.source[0].of(text), [span.of(text) for span in a.content]) for a in found.turns], found.whole
    ([('HALL', ['We agree']), ('ABAY', ['So do we']), ('HALL', ['Good.', 'So do I'])], True)
    """
    text = phrases.words.text
    lines = [part for line in paragraphs(text) for part in _parted(text, line)]
    turns = _turns(text, lines)
    if not turns:
        return _speech(phrases, lines, title)
    judged = any(bare(match["label"].lower()) in page_phrases("no speaker") for match in _labels(text, lines))
    whole = len(turns) >= _LEAST_TURNS and not judged and _share(phrases, lines, turns) >= _MOSTLY
    asked = bool(_hosts(text, [(turn, (Span(turn.start, lines[turn.line].end),)) for turn in turns], outlet))
    followed = zip(turns, [*turns[1:], None], strict=True)
    said = [(turn, _content(text, lines, turn, following, whole=whole, asked=asked)) for turn, following in followed]
    pairs = [(turn, content) for turn, content in said if content]
    hosts = _hosts(text, pairs, outlet if whole else "")
    return Transcript(
        [Attribution(content=content, source=(turn.label,), kind="direct") for turn, content in pairs],
        whole,
        frozenset(hosts),
        frozenset(turn.name for turn, _ in pairs if turn.host),
    )


def with_turns(found: Sequence[Attribution], turns: Sequence[Attribution], words: Words) -> list[Attribution]:
    """Attributions and turns in order; what has no cue and begins within a turn, or with its label, is that turn.

    >>> turn = Attribution((Span(6, 18),), source=(Span(0, 4),))
    >>> with_turns([Attribution((Span(6, 12),))], [turn], Words("HALL: “Yes.” Twice")) == [turn]
    True
    """
    taken = {i for turn in turns for i in words.inside_all((*turn.source, *turn.content))}
    kept = [a for a in found if a.cue or words.inside(a.content[0]).start not in taken]
    return sorted([*kept, *turns], key=lambda attribution: attribution.start)


# -- labels ---------------------------------------------------------------------------------------------------------------


def _turns(text: str, lines: Sequence[Span]) -> list[_Turn]:
    """The lines that open turns."""
    opened = [turn for i, line in enumerate(lines) if (turn := _opened(text, i, line))]
    capitals = [turn for turn in opened if _SMALL.sub("", turn.label.of(text)).isupper()]
    if _is_talk(text, capitals, lines):
        names = {turn.name for turn in capitals}
        capitals = [turn for turn in opened if turn in capitals or initials(turn.label.of(text)) in names]
        return [] if _are_answers_of_the_outlet(text, capitals, lines) else capitals
    returning = {name for name, n in Counter(turn.name for turn in opened).items() if n > 1}
    named = [turn for turn in opened if turn.name in returning or initials(turn.label.of(text)) in returning]
    spoken = sum(bool(_spoken().search(text, turn.start, lines[turn.line].end)) for turn in named)
    return named if len(returning) > 1 and spoken > len(named) / 2 else []


def _parted(text: str, line: Span) -> list[Span]:
    """A line in which a whole conversation is printed ("HALL: Why? ABAY: Why not? HALL: Right."), turn by turn.

    Questions and answers in turn ("Q: Why? A: Why not? Q: …") may stand behind an introduction.
    """
    asked = list(_ASKED.finditer(text, line.start, line.end))
    turned = sum(one[0][0] != other[0][0] for one, other in pairwise(asked))
    if len(asked) >= _LEAST_ASKED and asked[0][0][0] == "Q" and turned >= _IN_TURN * (len(asked) - 1):
        starts = [line.start, *(match.start() for match in asked), line.end]
        parts = (Span(start, end).trimmed(text) for start, end in pairwise(starts))
        return [part for part in parts if part.end > part.start]
    inside = list(_INSIDE.finditer(text, line.start, line.end))
    first = _LABEL.match(text, line.start, line.end) if len(inside) > 1 else None
    names = [surname(label) for label in (first["label"], *(match[0][:-1] for match in inside))] if first else []
    if len(set(names)) in (0, 1, len(names)):
        return [line]
    ends = [match.start() for match in inside]
    return [Span(start, end) for start, end in zip((line.start, *ends), (*(end - 1 for end in ends), line.end), strict=True)]


def _labels(text: str, lines: Sequence[Span]) -> Iterator[re.Match[str]]:
    return filter(None, (_LABEL.match(text, line.start, line.end) for line in lines))


def _are_answers_of_the_outlet(text: str, turns: Sequence[_Turn], lines: Sequence[Span]) -> bool:
    """Whether questions and answers are a form of the outlet's own explanation: of no interview, and no answer says "I"."""
    answers = [turn for turn in turns if turn.label.of(text) == "A"]
    if not answers or len({turn.name for turn in turns}) > len("QA") or _INTERVIEW.search(text, 0, turns[0].label.start):
        return False
    singular = sum(bool(_I.search(text, turn.start, lines[turn.line].end)) for turn in answers)
    return singular < _SAY_I * len(answers)


def _opened(text: str, i: int, line: Span) -> _Turn | None:
    """The turn that a line opens, if it begins with a label."""
    match = _LABEL.match(text, line.start, line.end)
    if not match or not _may_be_a_speaker(match["label"]):
        return None
    words = {*bare((match["role"] or "").lower()).split(), *bare((match["stage"] or "").lower()).split(), match["label"].lower()}
    host = not words.isdisjoint(page_phrases("host"))
    return _Turn(i, Span(*match.span("label")), surname(match["label"]), host, match.end())


def _may_be_a_speaker(label: str) -> bool:
    words = bare(label.lower().replace("’", "'"))
    furniture = word_list("label", "page_furniture") | page_phrases("no speaker").keys() | page_phrases("label").keys()
    return furniture.isdisjoint((words, words.split(" ")[0])) and not word_list("weekday").intersection(words.split())


def surname(label: str) -> str:
    """The name by which a speaker's labels are compared: the last word, in lower case.

    >>> surname("ADA HALL"), surname("Mr. Hall"), surname("THE PRESIDENT")
    ('hall', 'hall', 'president')
    """
    return bare(label.lower().replace("’", "'")).split(" ")[-1]


def initials(label: str) -> str:
    """The initials by which a speaker may be labelled later ("Julia Belluz:", "JB:")."""
    return "".join(word[0] for word in label.split()).lower()


def _is_talk(text: str, turns: Sequence[_Turn], lines: Sequence[Span]) -> bool:
    """Whether lines labelled in capitals are turns of a conversation."""
    labels = [turn.label.of(text) for turn in turns]
    applause = any(text[line.start] == "(" and line.of(text).isupper() for line in lines)
    if turns and (applause or any(text[turn.label.end : turn.label.end + 2] == " (" for turn in turns)):
        return True
    speaking = [turn for turn in turns if _spoken().search(text, turn.start, lines[turn.line].end)]
    if any(turn.line and text[lines[turn.line - 1].end - 1] == ":" for turn in speaking):  # "She told the committee:"
        return True
    returns = len(set(labels)) < len(labels) or not {"Q", "A"}.isdisjoint(labels)
    return len(turns) > 1 and (returns or (bool(speaking) and len(turns) < _LEAST_TURNS))


@cache
def _spoken() -> re.Pattern[str]:
    """What occurs in a conversation and hardly ever after a dateline: a question, or a first or second person."""
    return re.compile(rf"\?|\b{either(word_list('first_or_second_person'))}\b", re.I)


# -- what is said ---------------------------------------------------------------------------------------------------------


def _share(phrases: Phrases, lines: Sequence[Span], turns: Sequence[_Turn]) -> float:
    """The share of a text's words from the first turn to the last."""
    inside = phrases.words.inside(Span(turns[0].label.start, lines[turns[-1].line].end))
    return len(inside) / max(len(phrases.words), 1)


def _content(
    text: str, lines: Sequence[Span], turn: _Turn, following: _Turn | None, *, whole: bool, asked: bool
) -> tuple[Span, ...]:
    """What is said in a turn: the labelled line and, in a transcript, the paragraphs up to the next label.

    After the last label only paragraphs that speak belong to it. Where no label asks (`asked`), a question that ends the turn is
    the outlet's.
    """
    spans = [Span(turn.start, lines[turn.line].end)] if turn.start < lines[turn.line].end else []
    last = following.line if following else len(lines)
    alone = not spans and following is not None  # a label that is a line of its own
    for line in lines[turn.line + 1 : last] if whole or alone else ():
        if _STAGE.fullmatch(line.of(text)):
            continue
        if following is None and not _spoken().search(line.of(text)):
            break
        spans.append(line)
    while len(spans) > 1 and not asked and text[spans[-1].end - 1] == "?":
        spans.pop()
    return (*spans[:-1], _without_stop(text, spans[-1])) if spans else ()


def _without_stop(text: str, span: Span) -> Span:
    return Span(span.start, span.end - (text[span.end - 1] == "."))


def _hosts(text: str, turns: Sequence[tuple[_Turn, tuple[Span, ...]]], outlet: str) -> set[str]:
    """The names of those who ask for the outlet.

    A label says so, they introduce themselves or name the outlet, or most of their turns, of two or more, end in a question. The
    first to speak needs fewer questions.
    """
    hosts = {turn.name for turn, _ in turns if turn.host}
    asked: dict[str, list[bool]] = {}
    for turn, content in turns:
        asked.setdefault(turn.name, []).append(text[content[-1].end - 1] == "?")
    shares = {name: sum(ends) / len(ends) for name, ends in asked.items()}
    asking = {name for name, share in shares.items() if share >= _QUESTIONS and len(asked[name]) > 1}
    hosts |= asking if len(asking) < len(shares) else set()
    hosts |= {turn.name for turn, content in turns if any(_speaks_for(outlet, span.of(text), turn) for span in content)}
    opener = turns[0][0].name if turns else ""
    return hosts | ({opener} if shares.get(opener, 0) >= _QUESTIONS / 2 and len(asked[opener]) > 1 else set())


def _speaks_for(outlet: str, said: str, turn: _Turn) -> bool:
    """Whether somebody says "I'm" and the own name, or names the outlet, as hosts do."""
    return (" " in outlet and outlet in said) or bool(re.search(rf"\bI['’]m [\w.]+ {re.escape(turn.name)}\b", said, re.I))


# -- a speech -------------------------------------------------------------------------------------------------------------


def _speech(phrases: Phrases, lines: Sequence[Span], title: str) -> Transcript:
    """A speech that is printed in full after a line that announces it, or under a title that does."""
    text = phrases.words.text
    announced = [i for i, line in enumerate(lines[:_ANNOUNCED]) if _announces().match(bare(line.of(text).lower()))]
    if not announced and not (lines and _announces().match(bare(title.lower()))):
        return Transcript([], whole=False)
    first = announced[-1] + 1 if announced else 0
    spoken = [i for i in range(first, len(lines)) if _spoken().search(lines[i].of(text))]
    body = [line for line in lines[spoken[0] :] if not _STAGE.fullmatch(line.of(text))] if spoken else []
    words = [i for line in body for i in phrases.words.inside(line)]
    persons = sum(phrases.words.keys[i] in word_list("first_or_second_person") for i in words)
    quoted = sum(any(mark in line.of(text) for mark in '"“') for line in body)
    own = persons >= _SPOKEN * len(words) and quoted <= _QUOTED * len(body)
    if not words or not own or len(words) < _MOSTLY * len(phrases.words):
        return Transcript([], whole=False)
    content = (*body[:-1], _without_stop(text, body[-1]))
    source = next(_speakers(text, Span(0, lines[spoken[0]].start)), None)
    if source is None:
        return Transcript([], whole=False)
    return Transcript([Attribution(content=content, source=(source,), kind="direct")], whole=True)


@cache
def _announces() -> re.Pattern[str]:
    return re.compile(rf"{either(page_phrases('speech'))}\b")


def _speakers(text: str, before: Span) -> Iterator[Span]:
    """The names of those whose speech a text announces ("President Hall's remarks", "remarks by Ada Hall")."""
    for pattern in _of_speaker():
        for match in pattern.finditer(text, before.start, before.end):
            yield Span(*match.span("name"))


@cache
def _of_speaker() -> tuple[re.Pattern[str], ...]:
    name = r"(?P<name>(?:[A-Z][\w.-]+ ){0,4}[A-Z][\w-]+)"
    address = rf"(?i:{either(page_phrases('address'))})\b"
    owner = re.compile(rf"(?<![\w.-]){name}['’]s? (?:[\w,-]+ ){{0,6}}{address}")
    return (owner, re.compile(rf"{address} (?:of|by|from) {name}"))
