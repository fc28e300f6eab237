"""Whose own words a word is: who says the quotation, or the turn, in which it stands, and whom "we" means in them."""

from collections.abc import Iterator, Sequence

from ..attributions.attribution import Attribution
from ..phrases.noun_phrases import Phrases
from .entities import Cast
from .entity import Referent

_SPOKEN_FOR = ("government", "ngo_monitor", "international_organisation")
"""Types of bodies for which those who work there speak as one, other than for a company or university."""


def own_words(attributions: Sequence[Attribution], phrases: Phrases) -> dict[int, Attribution]:
    """The attribution in whose words each word is told, as its speaker would say them: in quotation marks, or in a turn. Of
    several the one with the least content counts whose cue is not itself quoted there.

    >>> from toolkit.text.quotations import quotations
    >>> from toolkit.text.spans import Span
    >>> from toolkit.text.words import Words
    >>> text = "“Reed says he is late,” Hall said, and left."
    >>> attributions = [Attribution((Span(11, 21),), (Span(6, 10),)), Attribution((Span(0, 23),), (Span(29, 33),))]
    >>> {word: said.cue[0].of(text) for word, said in own_words(attributions, Phrases(Words(text), quotations(text))).items()}
    {0: 'said', 1: 'said', 2: 'said', 3: 'said', 4: 'said'}
    """
    contents = [(phrases.words.inside_all(attribution.content), attribution) for attribution in attributions]
    contents.sort(key=lambda content: len(content[0]), reverse=True)
    return {i: attribution for content, attribution in contents for i in _as_said(content, attribution, phrases)}


def _as_said(content: Sequence[int], attribution: Attribution, phrases: Phrases) -> Iterator[int]:
    """The words of a content that stand in quotation marks, or in a turn, and its cue does not stand there too."""
    quoted = phrases.quoted
    around = {quoted[i] for i in phrases.words.inside_all(attribution.cue)}
    turn = not attribution.cue and attribution.kind == "direct"
    return (i for i in content if (turn if quoted[i] is None else quoted[i] not in around))


def speaks_for(referent: Referent, cast: Cast) -> Referent | None:
    """The only body by which an article describes a person, of the same type, whom "we" in the person's words means.

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.sentences import sentences
    >>> from toolkit.text.words import Words
    >>> text = "Interior Ministry spokesman Ben Abay left."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> speaks_for(Referent((cast.at(4),), "name"), cast).entities[0].name
    'Interior Ministry'
    """
    person = referent.entities[0] if len(referent.entities) == 1 else None
    if person is None or person.type not in _SPOKEN_FOR or person.heads_government:
        return None
    told = (cast.at(i) for part in person.described for i in range(*part))
    bodies = tuple(dict.fromkeys(entity for entity in told if entity and entity.kind == "body"))
    return Referent(bodies, referent.link) if len(bodies) == 1 and bodies[0].type == person.type else None
