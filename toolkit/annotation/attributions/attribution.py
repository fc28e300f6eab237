"""What an attribution is: content with its cue and source (the model of Pareti 2012 and PolNeAR, Newell et al. 2018)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...text.lexicon import Entry
from ...text.spans import Span
from ...text.word_classes import function_words, word_list
from ...text.words import Words
from ..phrases.noun_phrases import Phrases

FREE_QUOTATION = 5  # words; a shorter quotation without a cue counts as scare quotes, not as speech
GOES_ON = 2  # words of the shortest quotation, a sentence of its own, that continues after its "Hall said"

_STOPS = (".", "!", "?", "…")
_SPACE = 6  # characters of white space among which the end of the sentence before a quotation is

STANCES = ("neutral", "factive", "doubt", "approving", "disapproving")
"""What a reporting verb implies about its content (Thompson and Ye 1991): "said", "noted", "claimed", "hailed", "decried"."""

Speaker = str | tuple[str, ...] | None
"""Who says something: a name, or a tuple of several; None for the outlet, and where it is not known."""


@dataclass(frozen=True)
class Attribution:
    """Content attributed to a source by a cue, each as spans of the text in reading order.

    `kind` is direct (all of it in quotation marks), indirect (none of it) or mixed. `stance` is that of the reporting verb.
    `speaker` (by the fullest name that the article gives; a tuple of names for several), `entity` (the term of the registry,
    the same in all articles), `source_type`, `named` (whether the speaker has a name), `link` (how the mention was linked to
    this speaker, "ambiguous" for a last name that two share) and `side` (by the user's own file) are None until sources are
    resolved, and stay None where they cannot be.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    kind: str = "indirect"
    stance: str = "neutral"
    speaker: Speaker = None
    source_type: str | None = None
    named: bool | None = None
    link: str | None = None
    entity: str | None = None
    side: str | None = None

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


def attribution_at(attributions: Iterable[Attribution], words: Words) -> dict[int, Attribution]:
    """The attribution whose content each word is in: of several, one inside the other, the inner one, which begins later.

    >>> words = Words("Hall said it rained")
    >>> [words.surface(i) for i in attribution_at([Attribution((Span(10, 19),))], words)]
    ['it', 'rained']
    """
    return {i: a for a in attributions for i in words.inside_all(a.content)}


def content_words(attributions: Iterable[Attribution], words: Words) -> set[int]:
    """The words that are in the content of some attributions.

    >>> content_words([Attribution((Span(10, 19),))], Words("Hall said it rained"))
    {2, 3}
    """
    return {i for a in attributions for i in words.inside_all(a.content)}


def has_content(attribution: Attribution, words: Words) -> bool:
    """Whether something is attributed: not the only word that a reader has cut off, an article or preposition.

    >>> words = Words("The union opposes the bill")
    >>> has_content(Attribution((Span(18, 21),)), words), has_content(Attribution((Span(18, 26),)), words)
    (False, True)
    """
    said = words.inside(attribution.content[0])
    if len(attribution.content) > 1 or len(said) != 1:
        return True
    word = words.keys[said.start]
    return not (word in word_list("article") or "preposition" in function_words().get(word, ()))


def stance_of(cue: Entry) -> str:
    """The stance that a reporting verb takes towards its content; neutral where the lexicon gives none."""
    return cue.extra.get("stance") or "neutral"


def kind_of(content: tuple[Span, ...], phrases: Phrases) -> str:
    """direct, mixed or indirect, by how many words of the content are in quotation marks."""
    inside = [phrases.quoted[i] is not None for i in phrases.words.inside_all(content)]
    return "direct" if inside and all(inside) else "mixed" if any(inside) else "indirect"


def with_content(attribution: Attribution, content: tuple[Span, ...], phrases: Phrases) -> Attribution:
    """An attribution with other content, and the kind that goes with it.

    >>> from toolkit.text.quotations import quotations
    >>> text = "Hall called it “a good day”"
    >>> phrases = Phrases(Words(text), quotations(text))
    >>> with_content(Attribution((Span(12, 27),), kind="mixed"), (Span(15, 27),), phrases).kind
    'direct'
    """
    return replace(attribution, content=content, kind=kind_of(content, phrases))


def is_sentence(quotation: Span, text: str) -> bool:
    """Whether a quotation is a sentence of its own, behind the end of another.

    >>> text = "“We agree,” Hall said. “We will go.” He left “for good”."
    >>> is_sentence(Span(23, 36), text), is_sentence(Span(45, 55), text)
    (True, False)
    """
    before = text[max(quotation.start - _SPACE, 0) : quotation.start].rstrip()
    return before.endswith(_STOPS) and quotation.of(text).rstrip("\"'”’").endswith(_STOPS)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, with those that touch or overlap joined.

    >>> merged([Span(4, 9), Span(0, 4)])
    (Span(start=0, end=9),)
    """
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)
