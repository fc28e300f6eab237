"""Block quotations: paragraphs without quotation marks that the line before announces ("The agency writes:").

A line with a verb of reporting near its colon, or that ends in what it quotes from ("via the Courier:"), is sure to announce one.
Others are judged by what line and paragraph look like ("Hall's takeaway:"), with weights that were learned (`WEIGHTS`).
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...text.sentences import paragraphs
from ...text.spans import Span
from ...text.word_classes import word_list
from ..phrases.noun_phrases import Range
from ..phrases.pronouns import is_first_person
from .attribution import Attribution, kind_of
from .passages import Passage, in_passage
from .reporting_verbs import Rules

_BLOCK = 12  # words of the shortest block quotation
_SURE, _NEAR = (0.4, 9), (0.25, 4)  # least share of a verb's uses that are cues, and the most words from it to the colon
_FROM = re.compile(
    r"(?:^|[.!?”\"] |\()(?:[Mm]ore )?(?P<cue>[Ff]rom|[Vv]ia|[Aa]ccording to) (?P<source>[^.:;,()\n]{2,50}?)\)?:$", re.MULTILINE
)
_EDITED = re.compile(r"^\[|\[(?:…|\.\.\.|[A-Za-z]\w*)\]|\. \. \.|…")  # what only quoted text has: "[T]hey", "[…]"
_UPDATE = re.compile(r"\W*(?:update|\d+(?:[:.]\d\d)? ?(?:[ap]\.?m|bst|gmt|et)\b|--)", re.I)  # of a live blog
_LABEL = 8  # words of a line that may be no more than a heading, or a name
_USUAL, _LONG = 40, 0.9  # words by which the length of a block is told, and the logarithm from which more counts no more
_LISTED = 8  # words before a colon among which the outlet says that it lists something

WEIGHTS = {
    "cue": 1.21,  # share of the uses of the line's verb of reporting that report; half where it is far from the colon
    "first person in the line": -0.42,
    "goes on": -0.77,  # the paragraph begins with "this", "but" …
    "edited": 0.53,
    "listed": -1.98,  # "two questions:"
    "name": 0.38,
    "first person in the block": 0.92,
    "length": 1.33,  # logarithm of the words of the block in parts of `_USUAL`
    "label": 0.4,  # the line is a name, or what it quotes from
    "text": 0.33,  # "Hall's statement:"
    "colons": 0.46,  # logarithm of how many lines of the article end in a colon
}
"""How much each sign counts for the logarithm of the odds that a line announces a quotation, with `_BIAS`.

Logistic regression on those of 310 labelled lines of 72 outlets that `may_be_quoted` (`benchmarks/block_quotations.py`). With
outlets held out, 95 of 100 characters of what is found are quoted, and 80 of those that are quoted are found (39 by sure lines).
"""

_BIAS = 0.15

_NEEDED = ("cue", "edited", "label", "text")
"""Signs without one of which a paragraph counts as the outlet's own."""

_LEAST = math.log(0.83 / 0.17)  # from which a paragraph is one


class Announced:
    """A line that ends in a colon, its last sentence, the paragraph after it, and how many lines of the article end so."""

    def __init__(self, rules: Rules, line: Span, sentence: Span, block: Span, colons: int) -> None:
        self.rules, self.line, self.sentence, self.block, self.colons = rules, line, sentence, block, colons
        self.phrases, self.text = rules.phrases, rules.words.text
        said = rules.announced(sentence, (block,))
        self.is_own = said is not None and is_first_person(said.source[0].of(self.text).lower())
        self.said = None if self.is_own else said

    def surely(self) -> Attribution | None:
        """The attribution of the block by a verb of reporting near the colon or by "from", "via" or "according to"."""
        weight, behind = self._cue()
        near = any(weight >= least and behind <= most for least, most in (_SURE, _NEAR))
        return self.said if near else self._from()

    def likely(self) -> Attribution | None:
        """The attribution of the block if it looks like a quotation.

        The source is that of the verb of reporting, or the name that the line is; none where neither is there.
        """
        signs = self.signs()
        odds = _BIAS + sum(WEIGHTS[name] * sign for name, sign in signs.items())
        if odds < _LEAST or not self.may_be_quoted(signs):
            return None
        return self.said or Attribution((self.block,), source=self._name(), kind=kind_of((self.block,), self.phrases))

    def may_be_quoted(self, signs: dict[str, float]) -> bool:
        """Whether the block has a sign without which it is the outlet's own, and the line does not say that the author speaks."""
        return not self.is_own and any(signs[name] for name in _NEEDED)

    def signs(self) -> dict[str, float]:
        """What tells whether the block is a quotation, by the names of `WEIGHTS`."""
        words, block = self.rules.words, self.rules.words.inside(self.block)
        sentence = words.inside(self.sentence)
        weight, behind = self._cue()
        return {
            "cue": weight if behind <= _SURE[1] else weight / 2,
            "first person in the line": any(is_first_person(words.keys[i]) for i in sentence),
            "goes on": words.keys[block.start] in word_list("goes_on"),
            "edited": bool(_EDITED.search(self.block.of(self.text))),
            "listed": any(words.keys[i] in word_list("listed") for i in sentence[-_LISTED:]),
            "name": any(map(self.phrases.is_name, sentence)),
            "first person in the block": any(is_first_person(words.keys[i]) for i in block),
            "length": min(math.log(len(block) / _USUAL), _LONG),
            "label": bool(self._name() or self._from()),
            "text": any(words.keys[i] in word_list("quoted_from") for i in sentence),
            "colons": math.log(self.colons),
        }

    def _cue(self) -> tuple[float, int]:
        """The weight of the line's verb of reporting, and the words from it to the colon; 0 where there is none."""
        if self.said is None:
            return 0.0, 0
        cue = self.rules.words.inside(self.said.cue[0])
        return self.rules.cues[cue.start].entry.weight, self.rules.words.inside(self.sentence).stop - cue.stop

    def _name(self) -> tuple[Span, ...]:
        """The name that the line is ("Ada Hall of the Institute:"), if it is one."""
        words, line, is_a = self.rules.words, self.rules.words.inside(self.line), self.phrases.is_a
        if not 1 < len(line) <= _LABEL or any(i in self.phrases.cues or is_a(i, "pronoun") for i in line):
            return ()
        if words.keys[line.start] in word_list("not_a_name") or sum(words.capital[i] for i in line) < len(line) / 2:
            return ()
        phrase = self.phrases.leading_phrase(Range(line.start, line.stop))
        return (words.span(*phrase),) if phrase else ()

    def _from(self) -> Attribution | None:
        """The attribution of the block to what the line names after "from", "via" or "according to"."""
        match = _FROM.search(self.text, self.line.start, self.line.end)
        if not match:
            return None
        source = self.rules.words.inside(Span(*match.span("source")))
        if not any(map(self.phrases.is_name, source)) and not self.phrases.noun_phrase(source.start, source.stop):
            return None
        cue, span = Span(*match.span("cue")), self.rules.words.span(source.start, source.stop)
        return Attribution((self.block,), (cue,), (span,), kind_of((self.block,), self.phrases))


def block_quotations(rules: Rules, sentences: Sequence[Span], others: Sequence[Passage]) -> list[Passage]:
    """The block quotations of a text in order, but for those that are other passages.

    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> text = "The agency writes:\\nThe road to the north was closed all week, and no car came through.\\nIt rained."
    >>> found = block_quotations(Rules(Phrases(Words(text), [])), sentences(text), [])
    >>> [(said.source[0].of(text), said.content[0].of(text)[:8]) for said, _ in found]
    [('The agency', 'The road')]
    """
    found = []
    for announced in announced_blocks(rules, sentences, others):
        said = announced.surely() or announced.likely()
        if said:
            found.append(Passage(said, announced.block))
    return found


def announced_blocks(rules: Rules, sentences: Sequence[Span], others: Sequence[Passage]) -> Iterator[Announced]:
    """The paragraphs in order that may be block quotations, with the lines before them."""
    words, quoted, starts = rules.phrases.words, rules.phrases.quoted, [sentence.start for sentence in sentences]
    lines, taken = paragraphs(words.text), sorted(others, key=lambda passage: passage.whole)
    colons = sum(words.text[line.end - 1] == ":" for line in lines)
    for line, block in pairwise(lines):
        inside = words.inside(block)
        if words.text[line.end - 1] != ":" or len(inside) < _BLOCK or quoted[inside.start] is not None:
            continue
        if in_passage(block, taken) or _UPDATE.match(words.text, line.start) or line.of(words.text).isupper():
            continue
        yield Announced(rules, line, sentences[bisect_left(starts, line.end) - 1], block, colons)
